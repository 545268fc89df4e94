"""A result, worded: the focus and how sure it is, the steps, what drove them, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.content import Edition
from quiz.findings import Focus, NoFocus, Verdict, find_drivers, find_focus
from quiz.scoring import Scorecard, Status, StepScore, score
from quiz.views.figures import whole
from quiz.views.reading import LinkView, link_views
from quiz.words import Words


@dataclass(frozen=True)
class StepView:
    """A step as the result shows it. Scores run from 0 to 100, higher is better."""

    id: str
    title: str
    about: str
    score: float | None
    low: float | None
    high: float | None
    line: str
    band: str
    answered: str
    in_focus: bool
    begin_here: bool


@dataclass(frozen=True)
class FocusView:
    """What is said about the focus: a headline, how sure it is, and one sentence a listed step."""

    headline: str
    certainty: tuple[str, ...]
    steps: tuple[tuple[str, str, str], ...]
    begin_with: str | None


@dataclass(frozen=True)
class DriverView:
    """An answer that lifted or lowered a score: the question, and what was answered."""

    text: str
    answer: str


@dataclass(frozen=True)
class ResultView:
    """A whole result, worded in one language."""

    focus: FocusView
    steps: tuple[StepView, ...]
    bands: tuple[tuple[float, str], ...]
    strengths: tuple[DriverView, ...]
    topics: tuple[DriverView, ...]
    practice_steps: tuple[str, ...]
    links: tuple[LinkView, ...]
    alt: str
    chart_sentence: str
    left: int
    notes: tuple[tuple[str, str], ...]
    help_paths: tuple[str, ...]
    not_ranked: tuple[str, ...]
    assumed: bool


def result(
    edition: Edition, attempt: Attempt, words: Words, *, yes_to: tuple[str, ...] = ()
) -> ResultView:
    """The result of an attempt. `yes_to`: help paths with a yes in the private block, if any."""
    bank = edition.bank
    card = score(bank, attempt)
    focus = find_focus(bank, card, attempt.context, private_yes=bool(yes_to))
    drivers = find_drivers(bank, attempt, focus)
    steps = tuple(_step(edition, s, focus, words) for s in card.steps)
    step_titles = {s.id: s.title for s in steps}
    reason_all_well = focus.reason is NoFocus.ALL_WELL
    return ResultView(
        focus=_focus(edition, attempt, card, focus, step_titles, words),
        steps=steps,
        bands=_bands(edition, words),
        strengths=_drivers(edition, attempt, drivers.strengths, words),
        topics=() if yes_to else _drivers(edition, attempt, drivers.topics, words),
        practice_steps=focus.steps,
        links=link_views(edition, bank.none_stands_out, words) if reason_all_well else (),
        alt=words("result.chart_alt", rows=" ".join(_alt(s, words) for s in steps)),
        chart_sentence=_chart_sentence(focus, step_titles, words),
        left=len(bank.items) - sum(1 for _ in bank.shown(attempt.opened)),
        notes=step_notes(edition, words),
        help_paths=tuple(p for p in _paths(bank) if p in yes_to),
        not_ranked=_not_ranked(card, focus, step_titles, words),
        assumed=bank.measurement_model.basis == "assumed",
    )


def titles(edition: Edition, language: str) -> Mapping[str, str]:
    """The steps' titles by id."""
    return {id_: step.title for id_, step in edition.words(language).steps.items()}


def step_notes(edition: Edition, words: Words) -> tuple[tuple[str, str], ...]:
    """(title, note) of each step that always carries a note."""
    said = edition.words(words.language).steps.values()
    return tuple((step.title, step.note) for step in said if step.note)


def _paths(bank: Bank) -> tuple[str, ...]:
    return bank.private_block.paths if bank.private_block else ()


def _step(edition: Edition, s: StepScore, focus: Focus, words: Words) -> StepView:
    wording = edition.words(words.language)
    step = wording.steps[s.step]
    line, band = (
        words(f"result.not_scored.{s.status.value}") if s.status is not Status.SCORED else "",
        "",
    )
    if s.score is not None and s.low is not None and s.high is not None:
        line = words(
            "result.score_line", score=whole(s.score), low=whole(s.low), high=whole(s.high)
        )
        names = [wording.bands[b].name for b in s.bands]
        if len(names) == 1:
            band = names[0]
        elif names:
            band = words("result.band_between", low_band=names[0], high_band=names[-1])
    return StepView(
        id=s.step,
        title=step.title,
        about=step.about or "",
        score=s.score,
        low=s.low,
        high=s.high,
        line=line,
        band=band,
        answered=words("result.answered_line", answered=s.answered, shown=s.shown),
        in_focus=s.step in focus.steps,
        begin_here=s.step == focus.begin_with and len(focus.steps) > 1,
    )


def _focus(
    edition: Edition,
    attempt: Attempt,
    card: Scorecard,
    focus: Focus,
    step_titles: Mapping[str, str],
    words: Words,
) -> FocusView:
    """The words of the focus, or of why there is none."""
    if focus.reason is not None:
        return _no_focus(card, focus, step_titles, words)
    listed = [step_titles[s] for s in focus.steps]
    first = step_titles[focus.begin_with or focus.steps[0]]
    found = [s for s in focus.steps if s != focus.prerequisite] or list(focus.steps)
    names = words.listed([step_titles[s] for s in found])
    certainty = [
        words(
            f"result.certainty.{focus.verdict.value}",
            chance=min(99, whole(100 * max(focus.probabilities.values()))),
            steps=names,
            first=words.quoted(step_titles[found[0]]),
        )
    ]
    headline = words(f"result.focus_title.{focus.verdict.value}", step=listed[-1])
    if focus.prerequisite is not None:
        headline = words("result.focus_title.prerequisite", step=first)
        certainty.append(words("result.prerequisite", earlier=words.quoted(first)))
    elif focus.verdict is Verdict.TOO_CLOSE:
        certainty.append(words("result.begin_with", first=words.quoted(first)))
    wording = edition.words(words.language)
    sentences = []
    for s in focus.steps:
        said = wording.steps[s].focus
        text = said if isinstance(said, str) or said is None else said[attempt.perspective or ""]
        sentences.append((s, step_titles[s], text or wording.steps[s].about or ""))
    return FocusView(headline, tuple(certainty), tuple(sentences), focus.begin_with)


def _no_focus(
    card: Scorecard, focus: Focus, step_titles: Mapping[str, str], words: Words
) -> FocusView:
    if focus.reason is NoFocus.PRIVATE:
        return FocusView("", (words("result.no_focus_private"),), (), None)
    said = [
        words(
            f"result.no_focus.{focus.reason.value}" if focus.reason else "result.focus_title.none"
        )
    ]
    headline = words("result.focus_title.none")
    if focus.reason is NoFocus.ALL_WELL:
        headline = words("result.focus_title.none_stands_out")
    if focus.reason is NoFocus.TOO_FEW:
        scored = [step_titles[s.step] for s in card.steps if s.status is Status.SCORED]
        said.append(
            words("result.no_focus.scored_steps", steps=words.listed(scored))
            if scored
            else words("result.no_focus.scored_none")
        )
    return FocusView(headline, tuple(said), (), None)


def _not_ranked(
    card: Scorecard, focus: Focus, step_titles: Mapping[str, str], words: Words
) -> tuple[str, ...]:
    """A sentence for each step that is scored but left out of the comparison by its own rule."""
    if focus.reason is NoFocus.PRIVATE:
        return ()
    return tuple(
        words("result.not_ranked", step=step_titles[s.step])
        for s in card.steps
        if s.status is Status.SCORED and s.step not in focus.ranked
    )


def _bands(edition: Edition, words: Words) -> tuple[tuple[float, str], ...]:
    wording = edition.words(words.language)
    return tuple((b.from_, wording.bands[b.id].name) for b in edition.bank.bands)


def answer_text(edition: Edition, answer: Answer, words: Words) -> str:
    """An answer in the words it was offered in."""
    wording = edition.words(words.language)
    if answer is NOT_APPLICABLE:
        return wording.not_applicable or words("questions.not_applicable")
    return wording.anchors[answer]


def _drivers(
    edition: Edition, attempt: Attempt, items: tuple[str, ...], words: Words
) -> tuple[DriverView, ...]:
    wording = edition.words(words.language)
    return tuple(
        DriverView(
            wording.item(item, attempt.perspective),
            words(
                "result.answer_was",
                answer=answer_text(edition, attempt.answers[item], words),
            ),
        )
        for item in items
    )


def _alt(step: StepView, words: Words) -> str:
    if step.score is None or step.low is None or step.high is None:
        return words("result.chart_alt_row_none", step=step.title)
    return words(
        "result.chart_alt_row",
        step=step.title,
        score=whole(step.score),
        low=whole(step.low),
        high=whole(step.high),
    )


def _chart_sentence(focus: Focus, step_titles: Mapping[str, str], words: Words) -> str:
    if focus.verdict in (Verdict.CLEAR, Verdict.LIKELY) and focus.prerequisite is None:
        return words("result.chart_sentence.one", step=step_titles[focus.steps[-1]])
    return words("result.chart_sentence.several")


def answered_in_all(edition: Edition, card: Scorecard, words: Words) -> str:
    """How many questions were answered, and whether there are more."""
    steps = card.steps
    shown, total = sum(s.shown for s in steps), len(edition.bank.items)
    said = words(
        "report.answered",
        answered=sum(s.answered for s in steps),
        shown=shown,
        not_applicable=sum(s.not_applicable for s in steps),
        skipped=sum(s.skipped for s in steps),
    )
    return f"{said} {words('report.first', shown=shown, total=total)}" if shown < total else said
