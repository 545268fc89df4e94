"""Help lines: the emergency number first, always a second way, stale ones marked."""

from datetime import date
from pathlib import Path

import pytest

from quiz.content import load_helplines
from quiz.helplines import HelpLines, country_of


@pytest.fixture(scope="module")
def lines() -> HelpLines:
    return load_helplines(Path("questions/help.yaml"))


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Bangkok", "TH"),
        ("Europe/London", "GB"),
        ("America/New_York", "US"),
        ("Australia/Perth", "AU"),
        ("Europe/Dublin", "IE"),
        ("Etc/UTC", None),
        ("../../etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_the_country_follows_the_time_zone(zone: str | None, country: str | None) -> None:
    assert country_of(zone) == country


def test_every_country_has_an_emergency_number_and_a_second_way(lines: HelpLines) -> None:
    assert len(lines.countries) >= 5
    for code in lines.countries:
        assert lines.emergency(code), code
        assert len(lines.lines(code)) + len(lines.directories) >= 2
        assert code in lines.country_names


def test_lines_for_the_topic_come_first_and_none_is_left_out(lines: HelpLines) -> None:
    for topic in ("self_harm", "partner_harm"):
        found = lines.lines("TH", topic)
        assert topic in found[0].topics
        assert {n.number for n in found} == {n.number for n in lines.lines("TH")}


def test_a_topic_without_a_line_falls_back_to_general_ones(lines: HelpLines) -> None:
    assert "general" in lines.lines("GB", "harm_to_other")[0].topics


def test_an_unlisted_country_still_has_the_directories(lines: HelpLines) -> None:
    assert lines.emergency("FR") == lines.lines("FR") == ()
    assert any("findahelpline" in d.url for d in lines.directories)


def test_a_line_counts_as_fresh_for_180_days(lines: HelpLines) -> None:
    line = lines.countries["TH"][0].model_copy(update={"verified_on": date(2026, 1, 1)})
    assert line.fresh(date(2026, 6, 30))
    assert not line.fresh(date(2026, 7, 1))
    assert not line.model_copy(update={"verified_on": None}).fresh(date(2026, 1, 1))


def test_a_number_is_dialled_without_its_spaces(lines: HelpLines) -> None:
    assert {n.tel for n in lines.countries["GB"]} >= {"08082000247", "116123", "999"}
