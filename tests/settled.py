"""A counsellor with clients: all that can lie there of them, and texts that nobody else has.

Put into a store by the use cases themselves, so that whatever is asked of it is what they keep.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import Details, Link, Paper, Session
from quiz.vault import new_id
from tests.case_files import taken
from tests.counselled import Phone, edition_of, invited
from tests.scripted import TRUST

BANK = TRUST.bank
PIN = "48291573"


@dataclass(frozen=True)
class Ids:
    """By what a counsellor's things are asked for. `own` is a client of whoever asks."""

    account: bytes
    client: bytes
    partner: bytes
    attempt: bytes
    invitation: bytes
    note: CaseNote
    phase: PhaseMark
    plan: PlanRow
    practice: AgreedPractice
    own: bytes = b""

    @property
    def written(self) -> tuple[CaseNote, PhaseMark, PlanRow, AgreedPractice]:
        """What the counsellor wrote down."""
        return self.note, self.phase, self.plan, self.practice

    def never(self) -> Ids:
        """The same of things that never were; the account is no secret in its house."""
        made: dict[str, Any] = {
            it.name: new_id() for it in fields(self) if it.name not in ("account", "own")
        }
        for it in ("note", "phase", "plan", "practice"):
            made[it] = replace(getattr(self, it), id=made[it])
        return replace(self, **made)

    def told(self, text: str) -> str:
        """A text with a name in the place of each id, so that two askings can be compared."""
        for it in fields(self):
            value = getattr(self, it.name)
            id_ = value if isinstance(value, bytes) else value.id
            if id_:
                text = text.replace(repr(id_), f"<{it.name}>").replace(id_.hex(), f"<{it.name}>")
        return text


@dataclass
class Settled:
    """A signed-in counsellor's practice, with each secret that their clients have.

    `sent` are phones whose answers were sent, `begun` is one that is answering, `link` an
    invitation that nobody opened.
    """

    session: Session
    ids: Ids
    sent: list[Phone]
    begun: Phone
    link: Link
    texts: tuple[str, ...]

    @property
    def secrets(self) -> list[str]:
        """What was given to one of their clients alone."""
        phones = (*self.sent, self.begun)
        codes = [self.link.secret]
        codes += [code for it in phones for code in (it.secret, it.code.shown())]
        return [
            *codes,
            *(code.replace("-", "") for code in codes),
            *(phone.cookie for phone in phones),
        ]

    @property
    def marks(self) -> list[str]:
        """What nobody else may ever be shown, ids in both forms in which they could stand."""
        ids = self.ids
        all_ids = [ids.client, ids.partner, ids.attempt, ids.invitation]
        all_ids += [it.id for it in ids.written]
        return [
            *self.texts,
            *self.secrets,
            *(id_.hex() for id_ in all_ids),
            *(repr(id_)[2:-1] for id_ in all_ids),
        ]


@dataclass
class _Texts:
    """Texts, each with something in it that stands nowhere else."""

    made: list[str] = field(default_factory=list)

    def __call__(self, text: str) -> str:
        self.made.append(f"{text} {secrets.token_hex(5)}")
        return self.made[-1]


def settle(session: Session) -> Settled:
    """Two clients who are a couple and both released, one of them with everything there is.

    That one has answered on paper and by invitation, is answering again, has a link that nobody
    opened, asked for erasure; notes, phases, plan and practice are written down.
    """
    text, clock = _Texts(), session.now
    counsel.set_pin(session, PIN)
    client = counsel.add_client(
        session, Details(text("Kassiopeia"), text("the two from the lighthouse"), "hurt", "en", 14)
    )
    partner = counsel.add_client(session, Details(text("Andromeda"), text("Tuesdays"), "broke"))
    counsel.pair_clients(session, client, partner)
    for days, levels in ((60, "11213"), (30, "21322"), (2, "32332")):
        _on_paper(session, client, levels, days, "hurt")
    _on_paper(session, partner, "23123", 1, "broke")
    sent = [_has_sent(session, client), _has_sent(session, partner)]
    counsel.ask_erasure(session.store, sent[0].code, clock())
    today = clock().date()
    written = [
        counsel.write(session, client, it)
        for it in (
            CaseNote(today, text("Told about the letters")),
            PhaseMark(today - timedelta(days=40), text("Telling")),
            PlanRow("S1", text("A walk on Sundays"), text("Both go"), text("No telephones"), today),
            AgreedPractice("S2", today, (1, 2)),
        )
    ]
    begun = invited(session, client)
    begun.answer()
    link = counsel.invite_client(session, client, BANK.id)
    opened = counsel.open_client(session, client, edition_of)
    ids = Ids(
        session.account,
        client,
        partner,
        opened.file.case.history[-1].id,
        opened.client.invitations[0].id,
        *written,  # type: ignore[arg-type]
    )
    return Settled(session, ids, sent, begun, link, tuple(text.made))


def _on_paper(session: Session, client: bytes, levels: str, days: int, side: str) -> None:
    """Answers of so many days ago, which the client lets the couple page use."""
    given = taken(levels, perspective=side).attempt
    at = session.now() - timedelta(days=days)
    paper = Paper(given.answers, at, len(BANK.pages), side, "en", given.context, released=True)
    counsel.enter_on_paper(session, client, BANK, paper)


def _has_sent(session: Session, client: bytes) -> Phone:
    phone = invited(session, client)
    phone.answer()
    phone.send()
    return phone


def masked(text: str) -> str:
    """A text without what is made anew each time: tokens and ids."""
    return re.sub(r"b(['\"]).*?\1|[A-Za-z0-9_-]{43}", "…", text)
