"""What two clients released to their counsellor, side by side: steps only, each by their code."""

from __future__ import annotations

from dataclasses import replace

from quiz.casework.cases import Released
from quiz.findings import gaps
from quiz.views.figures import whole
from quiz.views.pairs.couple import GapView, TogetherView, range_said, together
from quiz.words import Words


def couple_sheet(one: Released | None, other: Released | None, words: Words) -> TogetherView | None:
    """The couple view with codes for "you" and "your partner"; None where there is none.

    It is there only where both released an attempt and the two can be compared; what is in its way
    is not told. The bank and its constants are those of `one`, who is drawn as the circle.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    if one is None or other is None:
        return None
    found = gaps(
        one.taken.bank, one.taken.attempt, other.taken.attempt, other_bank=other.taken.bank
    )
    if found.refused is not None:
        return None
    view = together(one.taken.edition, found, words)
    names = (one.code, other.code)
    rows = (
        words(
            "couple_sheet.alt_row",
            step=gap.title,
            one=names[0],
            other=names[1],
            verdict=gap.verdict,
            score=whole(gap.you.score),
            other_score=whole(gap.partner.score),
        )
        for gap in view.compared
    )
    return replace(
        view,
        agreements=tuple(_named(gap, names, words) for gap in view.agreements),
        talk=_named(view.talk, names, words) if view.talk else None,
        others=tuple(_named(gap, names, words) for gap in view.others),
        alt=words("couple_sheet.alt", one=names[0], other=names[1], rows=" ".join(rows)),
        chart_sentence=words("couple_sheet.chart_sentence", one=names[0], other=names[1]),
    )


def closed(words: Words) -> str:
    """The one message in the place of a couple view that is not there, whatever the reason."""
    return words("couple_sheet.closed")


def _named(gap: GapView, names: tuple[str, str], words: Words) -> GapView:
    """A step with the two called by their codes."""
    one, other = names
    line = words(
        "couple_sheet.line",
        one=one,
        score=range_said(gap.you, words),
        other=other,
        other_score=range_said(gap.partner, words),
    )
    return replace(gap, line=line)
