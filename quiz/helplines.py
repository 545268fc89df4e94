"""Help lines by country: which to show, in what order, and how fresh each is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from quiz.bank import Model, Url

FRESH: Final = timedelta(days=180)
"""A line not verified within this time is marked, never hidden."""

Topic = Literal["partner_harm", "self_harm", "harm_to_other", "general", "emergency"]
Number = Annotated[str, Field(pattern=r"^[0-9+][0-9 \-]{1,19}$")]


def _day(value: Any) -> Any:
    """A date from its text (YYYY-MM-DD). Raises ValueError for anything else."""
    return date.fromisoformat(value) if isinstance(value, str) else value


PerLanguage = Annotated[Mapping[str, str], Field(min_length=1)]


class Line(Model):
    """One help line. `verified_on` is the day its operator's own page was last compared."""

    name: PerLanguage
    number: Number
    topics: tuple[Topic, ...] = Field(min_length=1)
    hours: str | None = None
    confidence: Literal["operator", "secondary", "common_knowledge"]
    sources: tuple[str, ...] = ()
    verified_on: Annotated[date | None, BeforeValidator(_day)] = None

    @property
    def tel(self) -> str:
        """The number as a `tel:` address has it: digits, and a leading plus."""
        return "".join(c for c in self.number if c.isdigit() or c == "+")

    def fresh(self, today: date) -> bool:
        """Whether it was verified within the last 180 days."""
        return self.verified_on is not None and today - self.verified_on <= FRESH

    def called(self, language: str) -> str:
        """Its name in this language, else in English, else in its first."""
        return self.name.get(language) or self.name.get("en") or next(iter(self.name.values()))


class Directory(Model):
    """A site that lists help lines by country: shown everywhere as well."""

    name: str
    url: Url
    topics: tuple[Topic, ...] = ()
    note: PerLanguage | None = None


class HelpLines(Model):
    """`help.yaml`: the lines of each country (ISO 3166 code), and the directories."""

    countries: Mapping[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], tuple[Line, ...]]
    country_names: Mapping[str, PerLanguage]
    directories: tuple[Directory, ...] = Field(min_length=1)

    def emergency(self, country: str | None) -> tuple[Line, ...]:
        """The emergency numbers of a country; none where we have none."""
        return tuple(n for n in self.countries.get(country or "", ()) if "emergency" in n.topics)

    def lines(self, country: str | None, topic: Topic | None = None) -> tuple[Line, ...]:
        """The other lines, those for the topic first; where none fits it, the general ones do.

        Always all of a country's lines: the order changes, nothing is left out, so that there is
        a second line whenever a country has one.
        """
        lines = [n for n in self.countries.get(country or "", ()) if "emergency" not in n.topics]
        wanted = topic if any(topic in n.topics for n in lines) else "general"
        return tuple(sorted(lines, key=lambda n: wanted not in n.topics))


@cache
def _zones() -> Mapping[str, str]:
    """Country by time zone, from the tz database's own table (package `tzdata`)."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def country_of(timezone: str | None) -> str | None:
    """The country of a browser's time zone ("Asia/Bangkok" -> "TH"), None where it is unknown."""
    if not timezone:
        return None
    return _zones().get(timezone)
