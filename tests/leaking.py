"""Whether something that only one person may be shown is in what a server said to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.walking import texts_of

LONG = 12
"""Characters from which on a text that its owner was shown is looked for within others, too."""


@dataclass
class Owned:
    """What is looked for: texts that only their owner was shown, and marks, found in any bytes."""

    shown: frozenset[str]
    marks: Iterable[str]
    _looked_for: dict[frozenset[str], tuple[frozenset[str], dict[str, bytes]]] = field(
        default_factory=dict
    )

    def found_in(
        self, heard: bytes | list[ForwardMsg], beside: frozenset[str] = frozenset()
    ) -> set[str]:
        """What of it is in something that the server said; `beside` is the hearer's own."""
        if beside not in self._looked_for:
            shown = not_in(beside, self.shown)
            marks = {*not_in(beside, self.marks), *(it for it in shown if len(it) >= LONG)}
            self._looked_for[beside] = shown, {mark: mark.encode() for mark in marks}
        shown, looked_for = self._looked_for[beside]
        raw = heard if isinstance(heard, bytes) else b"\0".join(map(as_bytes, heard))
        found = {mark for mark, sought in looked_for.items() if sought in raw}
        return found if isinstance(heard, bytes) else found | (shown & set(texts_of(heard)))


def not_in(others: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Those of some texts that stand nowhere in others."""
    all_of_them = "\0".join(others)
    return frozenset(text for text in texts if text not in all_of_them)


def as_bytes(message: ForwardMsg) -> bytes:
    """A message as it is sent."""
    return bytes(message.SerializeToString())
