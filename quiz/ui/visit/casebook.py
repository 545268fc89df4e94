"""What one browser tab knows of a counsellor's clients: nothing of it is kept anywhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from quiz.casework.counsel import ClientCase, Link
from quiz.views.clients.caseload import CaseRow


@dataclass
class Casebook:
    """The clients that were opened, the one that is on the page, and what is being done with them.

    `cases` and `rows` are by client; the rows are worded as `worded` says (language, day, zone) and
    made for each client only once until that client changes. `stamp` tells whether all of it is
    still as it was read, `loaded_at` when that was last asked. `open` is the client whose page it
    is: it stands in no address. `adding` is the key under which a new client is added once,
    `writing` the record that is being written, as (kind, id), `asked` what is done as soon as it is
    confirmed, `link` an invitation until it was passed on, with the client whom it is for, and
    `paper` the id of the attempt that is typed in.
    """

    cases: dict[bytes, ClientCase] = field(default_factory=dict, repr=False)
    rows: dict[bytes, CaseRow] = field(default_factory=dict, repr=False)
    worded: object = None
    loaded_at: datetime | None = None
    stamp: object = None
    open: bytes | None = None
    listed: int = 0  # rows shown beyond the first
    adding: bytes | None = None
    writing: tuple[str, bytes] | None = None
    asked: str | None = None
    link: tuple[bytes, Link] | None = field(default=None, repr=False)
    paper: bytes | None = None

    def turn_to(self, client: bytes | None) -> None:
        """Have this client open, and nothing begun with the one before."""
        if client != self.open:
            self.writing = self.asked = self.link = self.paper = None
        self.open = client

    def renew(self, client: ClientCase) -> None:
        """Take up a client as it is now."""
        if self.loaded_at is not None:
            self.cases[client.id] = client
            self.rows.pop(client.id, None)

    def reload(self) -> None:
        """Have it asked anew, when clients are next asked for, whether they changed."""
        self.loaded_at = None
