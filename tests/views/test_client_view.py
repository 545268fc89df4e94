"""One client's page: what moved, topics, trend, means, practice and plan, in either language."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date, timedelta, timezone
from enum import Enum
from typing import Any

import pytest

from quiz.casework.cases import AgreedPractice, CaseAttempt, CaseFile, PhaseMark, PlanRow
from quiz.findings import find_trend
from quiz.views.clients.client import ClientView, client
from quiz.views.clients.session_sheet import session_sheet
from quiz.words import catalogue
from tests.case_files import NOW, at_random, case_of, file_of, taken
from tests.scripted import TRUST

EN = catalogue("en")
BANK = TRUST.bank


def view_of(*history: CaseAttempt, language: str = "en", **rest: Any) -> ClientView:
    return client(file_of(*history, **rest), TRUST, NOW, catalogue(language))


def texts(value: Any) -> list[str]:
    """Every text in a view that somebody reads."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return [value]
    if isinstance(value, tuple | list):
        return [text for it in value for text in texts(it)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def test_before_the_first_attempt_there_is_only_what_was_written_down() -> None:
    view = view_of(practices=(AgreedPractice("S2", date(2026, 11, 2)),))
    assert (view.latest, view.topics, view.since_start, view.since_last) == (None,) * 4
    assert (view.trend.steps, view.slopes, view.means) == ((), (), ())
    assert view.standing.last == "Nothing sent yet"
    assert [row.title for row in view.plan] == ["Owning it and changing", "Truth and honest talk"]
    assert view.practices[0].title == "Owning it and changing"
    assert view.notes == (("1 October 2026", "Asked for time."),)


def test_what_moved_is_told_since_the_start_and_since_last_time() -> None:
    view = view_of(taken("33333", 90), taken("11111", 60), taken("13111", 30))
    assert view.since_start is not None
    assert view.since_last is not None
    assert view.since_start.since == "25 August 2026"
    assert view.since_last.since == "24 September 2026"
    verdicts = [step.verdict for step in view.since_start.steps]
    assert verdicts == ["Clearly fallen", "No clear change", *["Clearly fallen"] * 3]
    assert [step.verdict for step in view.since_last.steps].count("Clearly risen") == 1
    assert view.since_last.sign.text == "Clearly higher: “Owning it and changing”"
    assert view.since_start.shared == (8, 8, 8, 8, 8)


def test_another_side_is_refused_with_its_reason_and_no_steps() -> None:
    view = view_of(taken("33333", 90, perspective="both"), taken("11111", 60))
    assert view.since_start == view.since_last
    assert view.since_start is not None
    assert view.since_start.steps == ()
    assert view.since_start.refused is not None
    assert "two different sides" in view.since_start.refused
    assert view.topics is not None
    assert view.topics.moved_none.startswith("The last two cannot be compared")


def test_the_first_answers_have_nothing_that_moved() -> None:
    view = view_of(taken("12333"))
    assert view.topics is not None
    assert view.topics.moved_none == "These are the first answers; nothing to compare yet."
    high = view_of(taken("44444", 30), taken("44444"))
    assert high.topics is not None
    assert high.topics.lowest_none == "No answer lies at half of the scale or below."
    assert high.topics.moved_none == "No answer moved enough to stand out."


def test_the_trend_has_the_phases_as_marks_and_a_slope_from_five_attempts_on() -> None:
    levels = ["11111", "11211", "22211", "22321", "33321", "33421"]
    history = [taken(level, 150 - 28 * i) for i, level in enumerate(levels)]
    four, six = view_of(*history[:4]), view_of(*history)
    assert four.slopes == ()
    assert [note.text for note in six.trend.notes] == ["Telling", "Limits"]
    assert len(six.slopes) == 5
    found = find_trend([(it.bank, it.attempt) for it in history])
    rising = found.of("S1").slope
    assert rising is not None
    assert six.slopes[0] == (
        f"Truth and honest talk: rising by about {rising.per_week:.1f} points a week over 6 times. "
        f"Without any trend this much or more would show in {round(100 * rising.p)} of 100 cases."
    )
    assert six.slopes[4] == "New good moments together: neither rising nor falling over 6 times."
    assert [len(step.dots) for step in six.trend.steps] == [6] * 5


def test_a_trend_of_too_few_comparable_attempts_says_so() -> None:
    history = [
        taken("11111", 90 - 10 * i, perspective="both" if i < 3 else "hurt") for i in range(6)
    ]
    assert view_of(*history).slopes[0].endswith("takes at least 5 times that can be compared.")


def test_the_practice_tells_which_of_its_days_are_done() -> None:
    def line(*done: int) -> str:
        return (
            view_of(taken("12333"), practices=(AgreedPractice("S2", date(2026, 11, 2), done),))
            .practices[0]
            .line
        )

    assert line() == "No day of 7 done yet"
    assert line(1, 2, 2, 9, -1) == "2 of 7 days done"
    assert line(*range(1, 8)) == "All 7 days done"
    view = view_of(taken("12333", perspective="broke"))
    week = TRUST.practice("en", "S2", "broke")
    assert week is not None
    assert view.practices[0].name == week.name
    assert [day.alone for day in view.practices[0].days] == [day.alone for day in week.days]


def test_a_step_that_is_no_more_keeps_its_row_and_practice() -> None:
    file = file_of(
        taken("12333"),
        practices=(AgreedPractice("S9", date(2026, 11, 2)),),
        plan=(PlanRow("S9", "a", "b", "c"),),
    )
    view = client(file, TRUST, NOW, EN)
    assert (view.practices[0].title, view.practices[0].days) == ("S9", ())
    assert view.plan[0].title == "S9"
    assert view.plan[0].review == "No day set for looking at it again"


def test_a_row_of_the_plan_is_due_on_its_day() -> None:
    rows = tuple(PlanRow("S1", "a", "b", "c", NOW.date() + timedelta(days=d)) for d in (-1, 0, 1))
    view = view_of(taken("12333"), plan=rows)
    assert [row.due for row in view.plan] == [True, True, False]
    assert view.plan[1].review == "To be looked at again since 23 November 2026"
    assert view.plan[2].review == "Look at it again on 24 November 2026"


def test_a_step_without_a_score_says_why_without_speaking_to_anyone() -> None:
    view = view_of(taken({"S1": 1, "S2": 2}))
    assert view.latest is not None
    assert [step.line for step in view.latest.steps[2:]] == ["not enough answers"] * 3
    separate = view_of(taken("12333", context={"decision": "separating"}))
    assert separate.latest is not None
    assert separate.latest.not_ranked[0].startswith("“New good moments together” has a score")


@pytest.mark.parametrize("language", ["en", "th"])
def test_sensitive_items_stand_nowhere(language: str) -> None:
    sensitive = [item.id for item in BANK.items if item.sensitive]
    said = TRUST.words(language)
    for answers in ((0, 4), (4, 0)):
        history = []
        for days, answer in zip((30, 0), answers, strict=True):
            made = taken("33333", days)
            given = {**made.attempt.answers, **dict.fromkeys(sensitive, answer)}
            history.append(taken("33333", days, answers=given))
        file = file_of(*history)
        shown = " ".join(
            [
                *texts(client(file, TRUST, NOW, catalogue(language))),
                *texts(session_sheet(file, NOW, catalogue(language))),
            ]
        )
        for item in sensitive:
            assert said.item(item, "hurt") not in shown


def test_days_are_those_of_the_readers_time_zone() -> None:
    bangkok = timezone(timedelta(hours=7))
    late = NOW.replace(hour=20)
    file = CaseFile(case_of(taken("12333", 30), taken("22333", finished_at=late)))
    view = client(file, TRUST, (late + timedelta(hours=1)).astimezone(bangkok), EN)
    assert view.latest is not None
    assert view.latest.day == "24 November 2026"
    assert view.means[-1][0] == "24 November 2026"
    assert view.trend.steps[0].dots[-1].day.startswith("24 Nov")


def test_all_of_it_is_said_in_thai() -> None:
    history = [at_random(seed, 60 - 10 * seed) for seed in range(6)]
    plan = (PlanRow("S1", "ก", "ข", "ค", NOW.date()), PlanRow("S2", "ก", "ข", "ค"))
    file = CaseFile(
        case_of(*history, code="7"),
        phases=(PhaseMark(date(2026, 11, 1), "ง"),),
        practices=(AgreedPractice("S1", date(2026, 11, 2), (1,)),),
        plan=plan,
    )
    said = " ".join(texts(client(file, TRUST, NOW, catalogue("th"))))
    assert not re.findall("[a-z]{3,}", said)
