"""The facets of the steps: parts of a step that are too small for a finding, not for a talk."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.findings.shared import FEWEST_SHARED, Point, point_of


def facet_points(bank: Bank, attempt: Attempt) -> Mapping[str, Mapping[str, Point | None]]:
    """The point of each facet by step and facet, in the bank's order; 0-100, higher is better.

    A facet with fewer than two numbers has None. Sensitive items are left out, so that no facet
    tells what was answered to one. A facet with fewer than two other items is not listed.
    """
    found: dict[str, dict[str, Point | None]] = {}
    for step in bank.steps:
        items = [i for i in bank.items_by_step[step.id] if not i.sensitive]
        for facet in step.facets:
            given = [i for i in items if i.facet == facet]
            if len(given) >= FEWEST_SHARED:
                found.setdefault(step.id, {})[facet] = point_of(bank, attempt, given)
    return found
