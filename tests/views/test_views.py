"""Views: every sentence about a result is chosen here, for each verdict and side."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.casework import begin, open_page, record
from quiz.content import Edition
from quiz.views.method import method
from quiz.views.questions import minutes, question_page
from quiz.views.reading import article_links
from quiz.views.results.result import ResultView, result
from quiz.words import catalogue

STEPS = ("S1", "S2", "S3", "S4", "S5")


def attempt(
    edition: Edition,
    values: Mapping[str, int],
    *,
    opened: int = 8,
    perspective: str = "hurt",
    decision: str = "rebuild",
) -> Attempt:
    """An attempt in which every shown item of a step has the same value after keying."""
    scale = edition.bank.scale
    answers: dict[str, Answer] = {
        item.id: scale.keyed(values[item.step], item.key)
        for item in edition.bank.shown(opened)
        if item.step in values
    }
    context = {"decision": decision}
    return Attempt("trust5", "0.1.0", answers, opened, perspective, "en", context)


def shown(edition: Edition, language: str = "en", **kind: object) -> ResultView:
    values = kind.pop("values")
    made = attempt(edition, values, **kind)  # type: ignore[arg-type]
    return result(edition, made, catalogue(language))


CLEAR = {"S1": 3, "S2": 0, "S3": 3, "S4": 3, "S5": 3}


def test_a_clear_focus_is_named_with_its_chance_and_its_sentence(edition: Edition) -> None:
    view = shown(edition, values=CLEAR)
    assert view.focus.headline == "“Owning it and changing” needs the most attention"
    assert view.focus.certainty[0] == (
        "Your answers put “Owning it and changing” lowest, and clearly so: "
        "about 99 in 100 that it really is."
    )
    assert len(view.focus.certainty) == 1
    assert [step for step, _, _ in view.focus.steps] == ["S2"]
    assert view.focus.begin_with == "S2"


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("side", ["hurt", "broke", "both"])
def test_the_sentence_of_the_focus_is_that_of_the_side(
    edition: Edition, language: str, side: str
) -> None:
    view = shown(edition, language, values=CLEAR, perspective=side)
    said = edition.words(language).steps["S2"].focus
    assert isinstance(said, Mapping)
    assert view.focus.steps[0][2] == said[side]
    assert len(set(said.values())) == 3


def test_whoever_was_hurt_is_told_that_step_two_is_not_their_work(edition: Edition) -> None:
    assert "your partner's, not yours" in shown(edition, values=CLEAR).focus.steps[0][2]


def test_ties_are_said_as_ties_with_the_earliest_to_begin_with(edition: Edition) -> None:
    view = shown(edition, values=dict.fromkeys(STEPS, 1))
    assert view.focus.headline == "Too close to call"
    assert view.focus.begin_with == "S1"
    assert view.focus.certainty[-1].endswith("take “Truth and honest talk”.")
    assert [s.begin_here for s in view.steps] == [True, False, False, False, False]


def test_a_prerequisite_is_put_before_the_step_that_is_lowest(edition: Edition) -> None:
    made = attempt(edition, {"S1": 1, "S2": 4, "S3": 0, "S4": 4, "S5": 4}, decision="separating")
    lower = {**made.answers, "S1-01": 0}
    view = result(edition, replace(made, answers=lower), catalogue("en"))
    assert view.steps[0].score == 21.875
    assert view.focus.headline == "Begin with “Truth and honest talk”"
    assert "“Openness by agreement” lowest" in view.focus.certainty[0]
    assert view.focus.certainty[1].startswith("But “Truth and honest talk” is still")
    assert [step for step, _, _ in view.focus.steps] == ["S1", "S3"]
    assert view.focus.begin_with == "S1"


def test_step_five_is_left_out_unless_the_person_wants_to_rebuild(edition: Edition) -> None:
    values = {"S1": 3, "S2": 2, "S3": 2, "S4": 2, "S5": 0}
    open_ = shown(edition, values=values, decision="unsure")
    assert "S5" not in [step for step, _, _ in open_.focus.steps]
    assert len(open_.not_ranked) == 1
    assert "S5" in [s for s, _, _ in shown(edition, values=values).focus.steps]


def test_nothing_stands_out_when_every_step_is_well_established(edition: Edition) -> None:
    view = shown(edition, values=dict.fromkeys(STEPS, 4))
    assert view.focus.headline == "No step stands out"
    assert view.focus.steps == ()
    assert [link.url for link in view.links] == [None]
    assert "Long-Term" in view.links[0].title


def test_too_few_scored_steps_are_named(edition: Edition) -> None:
    view = shown(edition, values={"S1": 1}, opened=3)
    assert view.focus.steps == ()
    assert "“Truth and honest talk”" in view.focus.certainty[-1]
    assert view.steps[1].line == "Not enough answers to score this."
    assert view.steps[1].score is None


def test_one_answer_throughout_is_cautioned_and_has_no_focus(edition: Edition) -> None:
    answers: dict[str, Answer] = {item.id: 2 for item in edition.bank.items}
    made = Attempt("trust5", "0.1.0", answers, 8, "both", "en", {"decision": "rebuild"})
    view = result(edition, made, catalogue("en"))
    assert view.focus.steps == ()
    assert "same answer" in view.focus.certainty[0]
    assert all(step.score == 50 for step in view.steps)


def test_after_a_yes_there_is_no_focus_no_topic_and_help_in_the_banks_order(
    edition: Edition,
) -> None:
    made = attempt(edition, CLEAR)
    view = result(edition, made, catalogue("en"), yes_to=("harm_to_other", "self_harm"))
    assert view.help_paths == ("self_harm", "harm_to_other")
    assert view.focus.steps == ()
    assert view.topics == ()
    assert not any(step.in_focus for step in view.steps)
    plain = result(edition, made, catalogue("en"))
    assert [s.score for s in view.steps] == [s.score for s in plain.steps]


def test_the_note_on_openness_stands_with_every_result(edition: Edition) -> None:
    for values in (CLEAR, dict.fromkeys(STEPS, 4)):
        assert [t for t, _ in shown(edition, values=values).notes] == ["Openness by agreement"]


def test_sensitive_items_drive_nothing(edition: Edition) -> None:
    sensitive = edition.words("en").item("S3-08", "hurt")
    low = shown(edition, values={"S3": 0, "S1": 4, "S2": 4, "S4": 4, "S5": 4})
    high = shown(edition, values={"S3": 4, "S1": 0, "S2": 0, "S4": 0, "S5": 0})
    said = [d.text for d in (*low.topics, *low.strengths, *high.topics, *high.strengths)]
    assert said
    assert sensitive not in said


def test_scores_are_worded_with_their_range_and_bands(edition: Edition) -> None:
    step = shown(edition, values=CLEAR).steps[0]
    assert step.line == "75 of 100, likely between 64 and 86"
    assert step.band == "between Growing and Well established"


def test_the_text_beside_the_chart_names_every_step_and_figure(edition: Edition) -> None:
    alt = shown(edition, values={"S1": 3, "S2": 0, "S3": 3, "S4": 3}).alt
    assert "Truth and honest talk: 75, range 64 to 86." in alt
    assert "New good moments together: not scored." in alt


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_page_of_questions_is_numbered_on(edition: Edition, language: str) -> None:
    draft = begin(edition.bank, perspective="broke", context={"decision": "unsure"})
    asked = []
    for page in range(1, 9):
        open_page(edition.bank, draft, page)
        view = question_page(edition, draft, page, catalogue(language))
        asked += [q.item for q in view.questions]
        assert re.search(rf"{5 * page - 4}\D+{5 * page}\D+{15 if page <= 3 else 40}", view.title)
        assert len(view.options) == 6
        assert view.options[-1][0] is NOT_APPLICABLE
        assert view.ends_first_stage == (page == 3)
        assert view.is_last == (page == 8)
    assert sorted(asked) == sorted(edition.bank.item_by_id)


def test_progress_counts_what_was_given(edition: Edition) -> None:
    draft = begin(edition.bank, perspective="hurt", context={"decision": "unsure"})
    record(edition.bank, draft, "S1-01", 0)
    record(edition.bank, draft, "S2-02", NOT_APPLICABLE)
    view = question_page(edition, draft, 1, catalogue("en"))
    assert view.progress == "2 of 15 questions answered"
    assert view.done == pytest.approx(2 / 15)


@pytest.mark.parametrize(("questions", "expected"), [(0, 1), (1, 1), (15, 3), (25, 5), (26, 6)])
def test_minutes_are_rounded_up(questions: int, expected: int) -> None:
    assert minutes(questions) == expected


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_method_carries_the_banks_own_figures(edition: Edition, language: str) -> None:
    view = method(edition, catalogue(language))
    text = " ".join(part for _, part in view.parts) + " ".join(view.formulas)
    assert "{" not in text
    for figure in ("1.28", "25", "12", "18", "11", "80"):
        assert figure in text
    assert len(view.bands) == 4


def test_links_say_where_they_come_from_and_have_an_address_only_where_one_is_known(
    edition: Edition,
) -> None:
    english = article_links(edition, "S3", catalogue("en"))[0]
    thai = article_links(edition, "S3", catalogue("th"))[0]
    assert english.url is None
    assert thai.url is not None
    assert thai.url.startswith("https://")
    infidelity = article_links(edition, "S2", catalogue("th"))[0]
    assert "ภาษาอังกฤษ" in infidelity.note
