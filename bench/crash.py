"""Kills at random instants under twenty people who answer: what was acknowledged must be there."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

from bench.databases import of_each_kind
from bench.figures import Figure, held
from tests.intact import faults_of
from tests.killing import Outcome, kill_often
from tests.killing_the_app import Rounds, kill_the_app

SEED = 200
OF_THE_APP = 10
"""One kill of the app's server for so many of a process that only writes."""


def measure(*, quick: bool, kills: int) -> Iterator[Figure]:
    """On both databases: acknowledged answers lost or doubled, and whether the database is intact.

    Killed are a process of twenty threads that write to the store as fast as they can, and, more
    seldom, the app's server with twenty people at its pages.
    """
    kills = min(kills, 20) if quick else kills
    with of_each_kind() as make:
        for kind, url_of in make.items():
            url = url_of()
            outcome = kill_often(url, kills, random.Random(SEED), _telling(kind, kills))
            yield _outcome(f"{kind}, the store's process killed", outcome)
            yield _database(url)
            url = url_of()
            times = -(-kills // OF_THE_APP)
            rounds = kill_the_app(url, times, random.Random(SEED), _telling(f"{kind}, app", times))
            yield _outcome(f"{kind}, the app's server killed", rounds)
            yield _database(url)


def _telling(name: str, kills: int) -> Callable[[Outcome | Rounds], None]:
    """What writes one line on standard error over itself: how far it is, and how long still."""
    began = perf_counter()

    def tell(sofar: Outcome | Rounds) -> None:
        left = (perf_counter() - began) / sofar.kills * (kills - sofar.kills)
        told = f"\r  {name}: {sofar.kills} of {kills} kills, {sofar.acknowledged:,} acknowledged"
        told += f", {len(sofar.faults)} faults, {left:.0f} s left "
        print(told, end="" if left else "\n", file=sys.stderr, flush=True)

    return tell


def _outcome(name: str, found: Outcome | Rounds) -> Figure:
    """How many drafts were not as they were acknowledged; the first of them is printed."""
    for fault in found.faults[:5]:
        print(f"  {name}: {fault}", file=sys.stderr)
    told = f"{len(set(found.faults))} in {found.acknowledged:,} acknowledged; kills: {found.kills}"
    return held(f"{name}: lost or doubled", told, limit="0", met=not found.faults)


def _database(url: str) -> Figure:
    """Whether the database is intact after all that."""
    faults = faults_of(url)
    return held("  its database", "; ".join(faults) or "intact", limit="intact", met=not faults)
