"""The pages of two partners without a browser: the view, the one sentence, the invitation."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from quiz import casework
from quiz.bank import Bank
from quiz.casework import Bond, Draft, Role
from quiz.casework.seats import sealed_seat
from quiz.findings.sides import share_of
from quiz.store import Acceptance, Seat, Store, open_store
from quiz.ui import moment, storing
from quiz.ui.visit.session import PrivateBlock, Visit
from quiz.ui.widgets import plain, radio_key
from quiz.vault import PrivateCode, Purpose, new_token
from quiz.views.pairs.sides import pairs_of_sides
from quiz.words import catalogue
from tests.at_pages import page_of, says, texts
from tests.banks_in_code import changed
from tests.couples import Clock, Couple, House, couple_in, drawn, level
from tests.findings.test_couple import scores_by_the_book
from tests.scripted import TRUST

LANGUAGES = ("en", "th")
SAME = pytest.mark.parametrize(
    ("language", "released"),
    [("en", False), ("en", True), ("th", True)],
    ids=["withheld-en", "released-en", "released-th"],
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the site."""
    opened = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setattr(storing, "store", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, which Streamlit's test runner lacks."""
    kept = {"place": new_token()}
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", kept)
    return kept


@pytest.fixture
def house(store: Store, cookies: dict[str, str]) -> House:
    """The site's store, at the present moment."""
    assert cookies
    return House(store, TRUST.bank, Clock(moment.now() - timedelta(hours=1)))


@pytest.fixture
def couple(house: House) -> Couple:
    return couple_in(house)


def open_page(name: str, visit: Visit) -> AppTest:
    return run(page_of(name, visit))


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    assert not app.error, [it.value for it in app.error]
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def choose(app: AppTest, key: str, value: object, language: str = "en") -> AppTest:
    app.radio(key=radio_key(key, language)).set_value(value)
    return run(app)


def inviter(couple: Couple, language: str = "en") -> Visit:
    """A visit of the inviter, their journal open."""
    return Visit(language, "trust", journal=couple.journal)


def at_draft(draft: Draft, language: str = "en") -> Visit:
    """A visit of somebody who answers on this device."""
    visit = Visit(language, "trust", draft)
    visit.place.sought = True
    if draft.finished_at is not None:
        visit.show(casework.attempt_of(draft))
    return visit


def elements(block: Block) -> Iterator[Element | Block]:
    for child in block.children.values():
        yield child
        if isinstance(child, Block):
            yield from elements(child)


def as_bytes(app: AppTest) -> list[tuple[str, bytes]]:
    """Every part of the page in order, as it goes over the wire."""
    drawn_ = list(elements(app.main))
    assert len(drawn_) > 10
    return [
        (it.type, it.proto.SerializeToString(deterministic=True))
        for it in drawn_
        if getattr(it, "proto", None) is not None
    ]


def buttons(app: AppTest) -> set[str | None]:
    return {it.key for it in app.button}


def finished_draft(house: House, value: int = 3) -> Draft:
    draft = house.draft("broke", level(house.bank, value))
    casework.finish(draft, house.clock())
    return draft


# -- the one sentence -----------------------------------------------------------------------------

Change = Callable[[Couple, Bond, Draft], None]


def _taken_back(couple: Couple, partner: Bond, draft: Draft) -> None:
    couple.release(partner, casework.attempt_of(draft))
    partner.withdraw()


def _damaged(couple: Couple, partner: Bond, _draft: Draft) -> None:
    couple.house.store.pairings.put_seat(partner.known.keys.lookup, Seat(partner._member, b"x"))


def _share(**change: object) -> Change:
    def put(couple: Couple, partner: Bond, draft: Draft) -> None:
        share = share_of(couple.house.bank, casework.attempt_of(draft))
        share = replace(share, attempt=replace(share.attempt, **change))  # type: ignore[arg-type]
        keys = partner.known.keys
        sealed = sealed_seat(keys, Role.PARTNER, couple.house.bank.id, share)
        couple.house.store.pairings.put_seat(keys.lookup, Seat(partner._member, sealed))

    return put


STATES: dict[str, Change] = {
    "accepted, nothing shown": lambda _couple, partner, _draft: partner.withdraw(),
    "released and withdrawn": _taken_back,
    "not comparable": _share(answers={}),
    "too far apart": _share(finished_at=moment.now() + timedelta(days=20)),
    "edition not here": _share(version="9.9.9"),
    "another questionnaire": _share(bank_id="other"),
    "answers off the scale": _share(answers={"S1-01": 77}),
    "damaged": _damaged,
    "the partner erased theirs": lambda couple, partner, _draft: couple.house.store.drafts.erase(
        partner._member
    ),
    "ended": lambda _couple, partner, _draft: partner.end(),
}


@SAME
def test_whatever_the_partner_did_or_did_not_the_inviter_sees_the_same_bytes(
    couple: Couple, language: str, *, released: bool
) -> None:
    if released:
        couple.release(couple.inviter)
    unasked = as_bytes(open_page("together", inviter(couple, language)))
    draft = finished_draft(couple.house)
    partner = couple.partner(draft)
    couple.release(partner, casework.attempt_of(draft))
    answered = as_bytes(open_page("together", inviter(couple, language)))
    assert (answered == unasked) is not released, "open only once both have released"
    for name, change in STATES.items():
        change(couple, partner, draft)
        page = open_page("together", inviter(couple, language))
        assert as_bytes(page) == unasked, name
        assert says(page, catalogue(language)("together.closed"))


@SAME
def test_whatever_the_inviter_did_or_did_not_the_partner_sees_the_same_bytes(
    couple: Couple, language: str, *, released: bool
) -> None:
    draft = finished_draft(couple.house)
    partner = couple.partner(draft)
    if released:
        couple.release(partner, casework.attempt_of(draft))

    def seen() -> list[tuple[str, bytes]]:
        return as_bytes(open_page("together", at_draft(draft, language)))

    before = seen()
    if not released:
        couple.release(couple.inviter)
        assert seen() == before
    couple.release(couple.inviter)
    couple.inviter.withdraw()
    assert seen() == before
    far = replace(couple.entry.attempt, finished_at=moment.now() + timedelta(days=20))
    couple.release(couple.inviter, far)
    assert seen() == before
    couple.journal.drop(couple.entry.id)
    assert seen() == before
    couple.inviter.end()
    assert seen() == before
    couple.journal.erase()
    assert seen() == before


def test_after_the_invitations_time_nothing_tells_whether_it_was_used(house: House) -> None:
    house.clock.later(days=-14)
    couple = couple_in(house)
    couple.release(couple.inviter)
    other = couple_in(house)
    other.release(other.inviter)
    other.partner(house.draft())
    house.store.purge(moment.now())  # takes the one that nobody used
    assert house.store.pairings.find(couple.inviter.known.keys.lookup) is None
    one, two = (as_bytes(open_page("together", inviter(it))) for it in (couple, other))
    assert [kind for kind, _ in one] == [kind for kind, _ in two]
    pages = [texts(open_page("together", inviter(it))) for it in (couple, other)]
    assert pages[0] == pages[1]
    assert catalogue("en")("together.invite.over") in pages[0]


# -- the view -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_on_the_page_are_those_of_an_outside_implementation(
    house: House, language: str
) -> None:
    draw, words, compared = random.Random(20261123), catalogue(language), 0
    for _ in range(5):
        one, other = (drawn(house.bank, draw)(house.clock()) for _ in range(2))
        couple = couple_in(house, one)
        partner = couple.partner(house.journal())
        couple.release(couple.inviter, one)
        couple.release(partner, other)
        wanted = scores_by_the_book(house.bank, one, other)
        page = open_page("together", inviter(couple, language))
        assert says(page, words("together.closed")) is not bool(wanted)
        for step, (shared, mine, theirs) in wanted.items():
            ranges = [_range(score, shared, words("together.range")) for score in (mine, theirs)]
            line = words("together.line", you=ranges[0], partner=ranges[1])
            title = TRUST.words(language).steps[step].title
            assert any(plain(title) in it and plain(line) in it for it in texts(page)), line
            compared += 1
    assert compared > 5


def _range(score: object, shared: int, form: str) -> str:
    x, reach = float(score), 1.28 * 25 / shared**0.5  # type: ignore[arg-type]
    ends = [int(min(100.0, max(0.0, it)) + 0.5) for it in (x, x - reach, x + reach)]
    return form.format(score=ends[0], low=ends[1], high=ends[2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_puts_agreements_first_and_asks_about_one_difference(
    house: House, language: str
) -> None:
    words, named = catalogue(language), TRUST.words(language).steps
    couple = couple_in(house)
    other = level(house.bank, 2)
    for step, value in (("S4", 4), ("S2", 3)):
        other |= {
            i.id: house.bank.scale.keyed(value, i.key) for i in house.bank.items_by_step[step]
        }
    partner = couple.partner(house.journal())
    couple.release(couple.inviter)
    couple.release(partner, house.attempt("broke", other))
    page = open_page("together", inviter(couple, language))
    assert says(page, words("together.headline.some", count=3, total=5))
    assert says(page, words("together.question", step=words.quoted(named["S4"].title)))
    said = texts(page)
    agreed = next(it for it in said if it.count("- ") == 3)
    assert [agreed.index(plain(named[step].title)) for step in ("S1", "S3", "S5")] == sorted(
        agreed.index(plain(named[step].title)) for step in ("S1", "S3", "S5")
    )
    rest = f"- {plain(named['S2'].title)}: {plain(words('together.verdict.clearly'))}"
    assert rest in said
    assert not says(page, words("together.closed"))
    for item in house.bank.items:
        assert not says(page, TRUST.words(language).item(item.id, "hurt"))
        assert item.id not in " ".join(said)


def test_a_caution_on_quality_is_seen_by_its_owner_alone_and_one_on_language_by_both(
    house: House,
) -> None:
    words = catalogue("en")
    flat = replace(house.attempt(), answers=dict.fromkeys(house.bank.item_by_id, 2))
    couple = couple_in(house, flat)
    journal = house.journal()
    theirs = replace(house.attempt("broke", level(house.bank, 3)), language="th")
    journal.put(theirs)
    partner = couple.partner(journal)
    couple.release(couple.inviter)
    couple.release(partner, theirs)
    mine = open_page("together", inviter(couple))
    others = open_page("together", Visit("en", "trust", journal=journal))
    for page, owner in ((mine, True), (others, False)):
        assert says(page, words("together.caution.yours")) is owner
        assert says(page, words("together.caution.another_language"))


# -- releasing ------------------------------------------------------------------------------------


def test_nothing_is_released_before_a_yes_to_being_free_and_safe(couple: Couple) -> None:
    words, visit = catalogue("en"), inviter(couple)
    page = open_page("together", visit)
    assert "release-1" not in buttons(page)
    choose(page, "free-1", "no")
    assert "release-1" not in buttons(page)
    assert says(page, words("together.yours.refused"))
    choose(page, "free-1", "yes")
    assert says(page, words("together.yours.what"))
    press(page, "release-1")
    day = words.day(couple.entry.attempt.finished_at.date())  # type: ignore[union-attr]
    assert says(page, words("together.yours.released", day=day))
    press(page, "withdraw-1")
    assert says(page, words("together.yours.nothing"))
    assert "release-1" not in buttons(page), "it is asked anew"


def test_one_chooses_which_of_several_results_is_shown(couple: Couple) -> None:
    first = couple.entry.attempt.finished_at
    couple.house.clock.later(minutes=30)
    couple.journal.put(couple.house.attempt())
    page = choose(open_page("together", inviter(couple)), "free-1", "yes")
    choose(page, "show-1", 1)
    press(page, "release-1")
    [bond] = casework.bonds_of(couple.journal)
    assert bond.known.released == first
    press(page, "show-again-1")
    press(page, "release-1")
    [bond] = casework.bonds_of(couple.journal)
    assert bond.known.released == couple.house.clock()


def test_whoever_has_no_result_yet_decides_nothing(couple: Couple) -> None:
    draft = couple.house.draft("broke", level(couple.house.bank, 3))
    couple.partner(draft)
    page = open_page("together", at_draft(draft))
    assert says(page, catalogue("en")("together.yours.unfinished"))
    assert not page.radio
    casework.finish(draft, moment.now())
    page = open_page("together", at_draft(draft))
    assert [it.key for it in page.radio] == ["free-1-en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_a_yes_in_the_private_block_nothing_of_it_is_on_screen(
    couple: Couple, language: str
) -> None:
    words, block = catalogue(language), TRUST.bank.private_block
    assert block is not None
    couple.release(couple.inviter)
    couple.release(couple.partner(couple.house.journal()), couple.house.attempt("broke"))
    visit = inviter(couple, language)
    visit.show(couple.entry.attempt)
    assert words("together.link") in _links(open_page("result", visit))
    visit.private = PrivateBlock({block.gate: "yes", "SF-5": "yes"}, done=True)
    for name in ("together", "invited", "result"):
        page = open_page(name, visit)
        assert words("together.link") not in _links(page)
        if name != "result":
            assert says(page, words("together.closed"))
            assert not page.radio
            assert buttons(page) <= {"language-en", "language-th"}
            assert couple.code.shown() not in repr(as_bytes(page))
    visit.private.answers["SF-5"] = "no"  # taken back: it stays closed in this sitting
    assert says(open_page("together", visit), words("together.closed"))
    assert words("together.link") not in _links(open_page("result", visit))


def _html(page: AppTest) -> str:
    return " ".join(it.proto.body for it in page.get("html"))


def _links(page: AppTest) -> list[str]:
    return [it.proto.label for it in page.get("page_link")]


# -- inviting -------------------------------------------------------------------------------------


def test_an_invitation_is_made_shown_again_and_withdrawn(house: House) -> None:
    journal = house.journal()
    journal.put(house.attempt())
    page = press(open_page("together", Visit("en", "trust", journal=journal)), "invite")
    [bond] = casework.bonds_of(journal)
    shown = _html(page)
    assert f"/invited#{bond.known.secret}" in shown
    assert "data:image/svg+xml;base64," in shown
    assert "invite" not in buttons(page)
    again = open_page("together", Visit("en", "trust", journal=journal))
    assert f"/invited#{bond.known.secret}" in _html(again)
    press(press(page, "show-end-1"), "end-sure-1")
    assert casework.bonds_of(journal) == ()
    assert house.store.pairings.find(bond.known.keys.lookup) is None
    assert "invite" in buttons(page)


def test_who_keeps_nothing_or_too_old_a_result_is_told_so(house: House) -> None:
    words = catalogue("en")
    assert says(open_page("together", Visit("en", "trust")), words("together.needs_code"))
    journal = house.journal()
    journal.put(replace(house.attempt(), finished_at=moment.now() - timedelta(days=14)))
    page = open_page("together", Visit("en", "trust", journal=journal))
    assert says(page, words("together.invite.too_late"))
    assert "invite" not in buttons(page)


# -- an invitation --------------------------------------------------------------------------------


def _answer(page: AppTest, language: str = "en") -> AppTest:
    choose(page, "side", "broke", language)
    choose(page, "context-CX-1", "unsure", language)
    return press(page, "begin-invited")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_leads_to_what_it_is_and_a_start_that_accepts_it(
    couple: Couple, cookies: dict[str, str], language: str
) -> None:
    words = catalogue(language)
    cookies["invited"] = couple.code.shown()
    visit = Visit(language, "trust")
    page = open_page("invited", visit)
    for part in ("first", "second", "third", "fourth"):
        assert says(page, words(f"invited.sees.{part}"))
    assert says(page, words("start.consent_kept"))
    found = couple.house.store.pairings.find(couple.code.keys(Purpose.PAIRING).lookup)
    assert found is not None
    assert found.partner is None
    _answer(page, language)
    draft = visit.draft
    assert draft is not None
    assert draft.invitation == couple.code.shown()
    assert page.query_params["p"] == "1"
    back = open_page("invited", visit)
    assert says(back, words("invited.begun"))
    assert "begin-invited" not in buttons(back)
    assert couple.accept(draft) is Acceptance.BOUND
    assert couple.accept(couple.house.draft()) is Acceptance.ELSEWHERE


def test_a_code_can_be_typed_and_a_slip_is_told(couple: Couple) -> None:
    words, visit = catalogue("en"), Visit("en", "trust")
    page = open_page("invited", visit)
    page.text_input(key="invitation-code").set_value("ABCD")
    page.button(key="open-invitation").click()
    page.run()
    assert [it.value for it in page.error] == [words("invited.wrong_code")]
    page.text_input(key="invitation-code").set_value(couple.code.shown().lower().replace("-", " "))
    press(page, "open-invitation")
    assert says(page, words("invited.sees.first"))


@pytest.mark.parametrize("how", ["never", "withdrawn", "expired", "no such bank"])
def test_an_invitation_that_cannot_be_used_gets_one_and_the_same_page(
    house: House, cookies: dict[str, str], how: str
) -> None:
    visits = []
    for state in ("never", how):
        if state == "expired":
            house.clock.later(days=-15)
        there = couple_in(house)
        if state == "withdrawn":
            there.inviter.end()
        code = PrivateCode.new() if state == "never" else there.code
        if state == "no such bank":
            keys = code.keys(Purpose.PAIRING)
            strange = Seat(there.journal.keys.lookup, sealed_seat(keys, Role.INVITER, "nowhere"))
            house.store.pairings.put_seat(keys.lookup, strange)
        cookies["invited"] = code.shown()
        visits.append(as_bytes(open_page("invited", Visit("en", "trust"))))
    assert visits[0] == visits[1]


def test_begun_elsewhere_one_can_start_again_here(couple: Couple, cookies: dict[str, str]) -> None:
    words, first = catalogue("en"), couple.house.draft()
    bond = couple.partner(first)
    cookies["invited"] = couple.code.shown()
    visit = Visit("en", "trust")
    page = open_page("invited", visit)
    assert says(page, words("invited.elsewhere"))
    _answer(page)
    assert visit.draft is not None
    assert couple.accept(visit.draft) is Acceptance.BOUND
    assert couple.house.store.drafts.find(bond._member, moment.now()) is None


def test_whoever_has_kept_theirs_is_not_put_out_and_the_other_is_told_the_one_sentence(
    couple: Couple, cookies: dict[str, str]
) -> None:
    couple.partner(couple.house.journal())
    cookies["invited"] = couple.code.shown()
    visit = Visit("en", "trust")
    page = _answer(open_page("invited", visit))
    assert says(page, catalogue("en")("invited.gone"))
    assert visit.draft is None
    assert couple.house.store.drafts.find(_place(cookies), moment.now()) is None


def _place(cookies: dict[str, str]) -> bytes:
    return casework.lookup_of(cookies["place"])


def test_answers_that_are_anothers_are_not_used(couple: Couple, cookies: dict[str, str]) -> None:
    draft = finished_draft(couple.house)
    first = couple_in(couple.house).partner(draft)
    first.release(couple.house.bank, casework.attempt_of(draft), moment.now(), free_and_safe=True)
    cookies["invited"] = couple.code.shown()
    page = open_page("invited", at_draft(draft))
    assert says(page, catalogue("en")("invited.unfit"))
    assert "begin-invited" not in buttons(page)
    assert draft.released is not None
    press(page, "erase")
    assert couple.house.store.pairings.find(first.known.keys.lookup).partner is None  # type: ignore[union-attr]


def test_answers_that_are_here_already_can_be_used_or_erased(
    couple: Couple, cookies: dict[str, str]
) -> None:
    cookies["invited"] = couple.code.shown()
    draft = Draft(TRUST.bank.id, TRUST.bank.version, "broke", {"decision": "unsure"}, {"S1-01": 2})
    visit = at_draft(draft)
    visit.place.token = cookies["place"]
    page = open_page("invited", visit)
    assert says(page, catalogue("en")("invited.under_way", answered=1))
    press(page, "begin-invited")
    assert draft.invitation == couple.code.shown()
    assert couple.accept(draft) is Acceptance.BOUND


def test_whoever_has_their_results_open_accepts_with_them(
    couple: Couple, cookies: dict[str, str]
) -> None:
    words, journal = catalogue("en"), couple.house.journal()
    journal.put(couple.house.attempt("broke", level(TRUST.bank, 3)))
    cookies["invited"] = couple.code.shown()
    page = press(open_page("invited", Visit("en", "trust", journal=journal)), "accept-kept")
    assert says(page, words("invited.begun"))
    [bond] = casework.bonds_of(journal)
    assert bond.known.role is Role.PARTNER
    theirs = open_page("together", Visit("en", "trust", journal=journal))
    assert {"show-end-1"} <= buttons(theirs)
    assert "invite" not in buttons(theirs)
    own = open_page("invited", inviter(couple))
    assert says(own, words("invited.own"))


def test_without_a_place_to_keep_an_invitation_is_not_answered(
    couple: Couple, cookies: dict[str, str]
) -> None:
    cookies["invited"] = couple.code.shown()
    del cookies["place"]
    page = open_page("invited", Visit("en", "trust"))
    assert says(page, catalogue("en")("invited.not_kept"))
    assert "begin-invited" not in buttons(page)


def test_what_can_be_compared_is_told_for_every_pair_of_sides(trust: Bank) -> None:
    words = catalogue("en")
    whole, rest = pairs_of_sides(TRUST, words)
    sides = TRUST.words("en").perspectives
    assert [side in " ".join(whole.pairs) for side in sides.values()] == [True, True, True]
    assert (whole.whole, whole.first) == (words("invited.whole.all"), "")
    assert rest.pairs == (words("invited.pair_other"),)
    steps = [TRUST.words("en").steps[step].title for step in ("S1", "S3", "S5")]
    assert rest.whole == words("invited.whole.some", steps=words.listed(steps))
    assert rest.first == words("invited.first.some", steps=words.listed(steps[2:]))
    bare = replace(TRUST, bank=changed(trust, perspectives=()))
    [alone] = pairs_of_sides(bare, words)
    assert (alone.pairs, alone.whole) == ((), rest.whole)
    assert pairs_of_sides(replace(TRUST, bank=changed(trust, couple=None)), words) == ()
