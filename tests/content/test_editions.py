"""Published editions: frozen, found again, never changed; and what differs between two."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quiz.attempt import Attempt
from quiz.cli import main
from quiz.content import check, diff, find_banks, load, load_edition, publish, published, told
from quiz.content.difference import Kind
from quiz.content.editions import digest
from quiz.errors import BankError
from quiz.findings import compare
from quiz.findings.change import NotComparable
from quiz.findings.shared import Obstacle
from quiz.scoring import score
from tests.broken_banks import BANKS, replace

Copy = Callable[[str], Path]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Copies a valid bank below an empty folder, which becomes the current one."""

    def copied(name: str) -> Path:
        shutil.copytree(BANKS / "valid" / name, tmp_path / "bank")
        monkeypatch.chdir(tmp_path)
        return Path("bank")

    return copied


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(BankError) as caught:
        check(folder)
    return [str(fault) for fault in caught.value.faults]


def raised(folder: Path, old: str, new: str) -> None:
    replace(folder / "bank.yaml", f"version: {old}\n", f"version: {new}\n")


def renamed(folder: Path, old: str, new: str) -> None:
    """Give an item of the smallest bank another id, in every file."""
    for path in folder.glob("*.yaml"):
        text = re.sub(rf"\b{old}\b", new, path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")


# -- publishing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sides", "three_languages"])
def test_publishing_copies_every_file_that_is_read_byte_for_byte(name: str, copy: Copy) -> None:
    folder = copy(name)
    (folder / ".DS_Store").write_text("x")
    (folder / "notes.txt").write_text("not read")
    version = load(folder).bank.version
    made = publish(folder)
    assert made == folder / "editions" / version
    there = {p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()}
    whole = BANKS / "valid" / name
    read = {p.relative_to(whole).as_posix() for p in whole.rglob("*") if p.is_file()}
    assert there == read | {"manifest.json"}
    assert all((made / file).read_bytes() == (folder / file).read_bytes() for file in read)
    assert [path.name for path in (folder / "editions").iterdir()] == [version]
    assert published(folder) == (version,)
    check(folder)


def test_the_manifest_names_both_hashes_and_every_file(copy: Copy) -> None:
    folder = copy("sides")
    edition = load(folder)
    manifest = json.loads((publish(folder) / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["id"], manifest["version"]) == ("flat", "0.2.0")
    assert manifest["scored_hash"] == edition.scored_hash
    assert manifest["wording_hash"] == edition.wording_hash
    assert len(manifest["files"]) == 6


def test_a_version_is_published_once_and_only_upwards(copy: Copy) -> None:
    folder = copy("minimal")
    publish(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(BankError, match=r'bank\.yaml:3:10: 1\.0\.0 is published already; raise "v'):
        publish(folder)
    raised(folder, "1.0.0", "0.9.9")
    with pytest.raises(BankError, match=r'bank\.yaml:3:10: 1\.0\.0 is published; raise "version" '):
        publish(folder)
    raised(folder, "0.9.9", "01.0.0")
    with pytest.raises(BankError, match=r'raise "version" above it'):
        publish(folder)
    raised(folder, "01.0.0", "1.0.0")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    for version, last in (("1.0.2", "1.0.0"), ("1.0.10", "1.0.2"), ("2.0.0", "1.0.10")):
        raised(folder, last, version)
        publish(folder)
    assert published(folder) == ("1.0.0", "1.0.2", "1.0.10", "2.0.0")
    raised(folder, "2.0.0", "1.5.0")
    assert faults_of(folder) == [
        'bank/bank.yaml:3:10: 2.0.0 is published; raise "version" above it'
    ]


def test_a_bank_with_faults_is_not_published(copy: Copy) -> None:
    folder = copy("minimal")
    replace(folder / "bank.yaml", "languages: [en]\n", "languages: en\n")
    with pytest.raises(BankError, match=r"bank\.yaml:4:12: "):
        publish(folder)
    assert not (folder / "editions").exists()


def test_a_version_in_other_digits_is_a_fault(copy: Copy) -> None:
    folder = copy("minimal")
    raised(folder, "1.0.0", "๑.๐.๐")
    with pytest.raises(BankError, match=r"bank\.yaml:3:10: .*0 to 9|such as 1\.0\.0"):
        publish(folder)
    raised(folder, "๑.๐.๐", "9" * 5000 + ".0.0")
    check(folder)  # numbers without end harm nothing


def test_what_a_broken_publishing_left_behind_is_no_edition(copy: Copy) -> None:
    folder = copy("minimal")
    rest = folder / "editions" / ".1.0.0.new"
    rest.mkdir(parents=True)
    (rest / "text.xx.yaml").write_text("half")
    check(folder)
    assert published(folder) == ()
    assert not (publish(folder) / "text.xx.yaml").exists()
    assert not rest.exists()


# -- an edition that was published ----------------------------------------------------------------


def test_the_bank_may_not_say_something_else_under_a_published_version(copy: Copy) -> None:
    folder = copy("sides")
    publish(folder)
    told = "bank/bank.yaml:3:10: 0.2.0 is published, and this is no longer what it says ({}); raise"
    replace(folder / "text.en.yaml", '  Y-1: "We talk', '  Y-1: "We now talk')
    assert faults_of(folder) == [told.format("wording") + ' "version"']
    with pytest.raises(BankError):
        publish(folder)
    items = "  - {id: T-1, step: terms, facet: rent, referent: tenant, short: true}\n"
    replace(folder / "bank.yaml", items, items.replace("T-1", "T-1, rev: 2"))
    assert faults_of(folder) == [told.format("wording and items") + ' "version"']
    raised(folder, "0.2.0", "0.2.1")
    check(folder)
    shutil.copytree(BANKS / "valid" / "sides", folder, dirs_exist_ok=True)
    replace(folder / "bank.yaml", items, items.replace("referent: tenant", "referent: owner"))
    assert faults_of(folder) == [told.format("T-1") + ' "version"']


def test_layout_comments_and_new_golden_cases_need_no_new_version(copy: Copy) -> None:
    folder = copy("minimal")
    publish(folder)
    bank, golden = folder / "bank.yaml", folder / "golden.yaml"
    bank.write_text("# a comment\n" + bank.read_text(encoding="utf-8"), encoding="utf-8")
    golden.unlink()
    check(folder)


def test_a_changed_missing_or_added_file_of_an_edition_is_a_located_fault(copy: Copy) -> None:
    folder = copy("three_languages")
    made = publish(folder)
    old = load(folder).bank.version
    raised(folder, old, "9.0.0")
    check(folder)
    text = made / "text.en.yaml"
    text.write_bytes(text.read_bytes() + b"# later\n")
    (made / "text.th.yaml").unlink()
    (made / "practice.fr.yaml").write_text("x: 1")
    where = f"bank/editions/{old}"
    assert faults_of(folder) == [
        f"{where}/practice.fr.yaml:1:1: this file was not published with the edition; delete it",
        (
            f"{where}/text.en.yaml:1:1: this file was changed after it was published, and attempts"
            " rest on it; restore it, and make the change in the bank under a higher version"
        ),
        f"{where}/text.th.yaml:1:1: this file of a published edition is gone; restore it",
    ]
    with pytest.raises(BankError, match=r"text\.en\.yaml:1:1: this file was changed"):
        load_edition(folder, old)
    with pytest.raises(BankError, match=r"text\.en\.yaml:1:1: this file was changed"):
        publish(folder)


def test_a_changed_edition_is_found_where_it_is_checked_itself(copy: Copy) -> None:
    made = publish(copy("minimal"))
    check(made)
    bank = made / "bank.yaml"
    bank.write_bytes(b"# later\n" + bank.read_bytes())
    (found,) = faults_of(made)
    assert found.startswith("bank/editions/1.0.0/bank.yaml:1:1: this file was changed after")


def test_an_edition_is_checked_beside_the_faults_of_the_bank(copy: Copy) -> None:
    folder = copy("minimal")
    made = publish(folder)
    (made / "golden.yaml").unlink()
    replace(folder / "bank.yaml", "languages: [en]\n", "languages: en\n")
    assert [fault.split(":")[0] for fault in faults_of(folder)] == [
        "bank/bank.yaml", "bank/editions/1.0.0/golden.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the manifest of this edition is gone; restore it"),
        ("", "this is no manifest; restore it"),
        ("[]", "this is no manifest; restore it"),
        ('{"id": "small"}', 'the manifest was changed ("version"); restore it'),
    ],
)
def test_a_manifest_that_is_gone_or_changed_is_a_located_fault(
    content: str | None, message: str, copy: Copy
) -> None:
    folder = copy("minimal")
    manifest = publish(folder) / "manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)
    assert faults_of(folder) == [f"bank/editions/1.0.0/manifest.json:1:1: {message}"]


def test_the_folder_of_an_edition_keeps_its_name(copy: Copy) -> None:
    folder = copy("minimal")
    made = publish(folder)
    shutil.copytree(made, made.with_name("1.0.1"))
    made.with_name("final").mkdir()
    assert faults_of(folder) == [
        (
            "bank/editions/1.0.1/manifest.json:1:1: this is the manifest of 1.0.0, not of 1.0.1;"
            " restore the folder's name"
        ),
        "bank/editions/final:1:1: an edition's folder is named for its version, such as 1.0.0",
    ]


def test_other_line_ends_from_version_control_are_no_change(copy: Copy) -> None:
    folder = copy("three_languages")
    made = publish(folder)
    for path in made.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    check(folder)


def test_golden_cases_of_an_edition_are_worked_to_this_day(copy: Copy) -> None:
    folder = copy("minimal")
    made = publish(folder)
    path, manifest = made / "golden.yaml", made / "manifest.json"
    before = load(folder)
    path.write_text(path.read_text("utf-8").replace("score: 100", "score: 99"), encoding="utf-8")
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    listed["files"]["golden.yaml"] = digest(path)
    manifest.write_text(json.dumps(listed), encoding="utf-8")
    assert load(folder) == before
    assert all("editions/1.0.0/golden.yaml:" in fault for fault in faults_of(folder))


# -- finding it again -----------------------------------------------------------------------------


def test_an_old_attempt_keeps_its_score_after_the_bank_changes(copy: Copy) -> None:
    folder = copy("minimal")
    then = load(folder)
    publish(folder)
    attempt = Attempt(then.bank.id, "1.0.0", {"w1": 4, "w2": 0, "l1": 3, "l2": 1}, 2)
    before = score(then.bank, attempt)
    raised(folder, "1.0.0", "2.0.0")
    renamed(folder, "w1", "w0")
    publish(folder)
    own = load_edition(folder, "1.0.0")
    assert score(own.bank, attempt) == before
    assert dataclasses.replace(own, folder="1.0.0") == load(folder / "editions" / "1.0.0")
    assert own.folder == then.folder == "bank"
    assert "w1" in own.words("en").items
    newer = load_edition(folder, "2.0.0")
    assert "w1" not in newer.bank.item_by_id
    now = Attempt(newer.bank.id, "2.0.0", {"w0": 4, "w2": 0, "l1": 3, "l2": 1}, 2)
    found = compare(own.bank, attempt, newer.bank, now)
    assert [change.shared for change in found.steps] == [1, 2]
    assert found.refused is not NotComparable.NOTHING_SHARED


@pytest.mark.parametrize(
    "version", ["0.1.0", "", "..", "../../etc", "1.0.0/", "1.0.0\n", "/", "๑.๐.๐", "editions"]
)
def test_an_edition_that_is_not_there_is_refused(version: str, copy: Copy) -> None:
    folder = copy("minimal")
    publish(folder)
    raised(folder, "1.0.0", "1.1.0")
    assert load_edition(folder, "1.1.0").bank.version == "1.1.0"
    with pytest.raises(
        BankError, match=r"^bank:1:1: there is no edition .*has 1\.0\.0 and 1\.1\.0$"
    ):
        load_edition(folder, version)


def test_editions_are_not_taken_for_banks(copy: Copy) -> None:
    folder = copy("minimal")
    publish(folder)
    assert find_banks(Path()) == (Path("bank"),)
    assert find_banks(folder) == ()


# -- what differs ---------------------------------------------------------------------------------


def test_an_edition_does_not_differ_from_itself(copy: Copy) -> None:
    edition = load(copy("sides"))
    found = diff(edition, edition)
    assert found.same
    assert found.kinds == ()
    assert found.comparable == {"terms": 3, "calm": 3, "stay": 3}
    assert list(told(found)) == [
        "flat 0.2.0 -> flat 0.2.0: nothing",
        "stays comparable: terms (3 items), calm (3 items), stay (3 items)",
    ]


T1 = "  - {id: T-1, step: terms, facet: rent, referent: tenant, short: true}\n"
C3 = "  - {id: C-3, step: calm, referent: both, sensitive: true}\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "kinds", "line"),
    [
        ("text.th.yaml", '  Y-2: "เรา', '  Y-2: "พวกเรา', "wording", "text.th.yaml: items.Y-2"),
        ("text.en.yaml", '    title: "Calm', '    title: "So calm', "wording", "text.en.yaml: st"),
        ("practice.en.yaml", 'name: "A quiet', 'name: "A', "wording", "practice.en.yaml: calm"),
        ("bank.yaml", T1, T1.replace("T-1", "T-1, rev: 2"), "items", "items with a new rev: T-1"),
        ("bank.yaml", T1, T1.replace(", short: true", ""), "items", "items asked in another"),
        ("bank.yaml", T1, T1.replace("T-1", 'T-1, key: "-"'), "scoring", "items keyed the other"),
        ("bank.yaml", C3, C3.replace("calm", "stay"), "items, scoring", "items moved to"),
        ("bank.yaml", C3, C3.replace(", sensitive: true", ""), "", "items with another facet"),
        ("bank.yaml", "{id: b2, from: 50}", "{id: b2, from: 60}", "scoring", "rules: bands"),
        ("bank.yaml", "{at_least: 2", "{at_least: 3", "scoring", "rules: enough_answers"),
        ("bank.yaml", "{plan: [stay]}", "{plan: [leave]}", "scoring", "rules: steps"),
        ("bank.yaml", "awaiting_review: [th]\n", "", "", "other keys: awaiting_review"),
        ("bank.yaml", "[rent, repairs]", "[repairs, rent]", "", "other keys: steps"),
    ],
)  # fmt: skip
def test_a_difference_says_what_it_touches(
    file: str, old: str, new: str, kinds: str, line: str, copy: Copy
) -> None:
    folder = copy("sides")
    before = load(folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    after = load(folder)
    found = diff(before, after)
    assert not found.same
    assert ", ".join(found.kinds) == kinds
    assert any(said.startswith(f"  {line}") for said in told(found)), list(told(found))
    assert (before.wording_hash != after.wording_hash) is (Kind.WORDING in found.kinds)


def test_other_words_under_the_same_rev_are_named(copy: Copy) -> None:
    folder = copy("sides")
    before = load(folder)
    replace(folder / "text.en.yaml", '  Y-1: "We talk', '  Y-1: "We quarrel')
    replace(folder / "text.th.yaml", '  Y-2: "เรา', '  Y-2: "พวกเรา')
    y2 = "  - {id: Y-2, step: stay, referent: both, short: true}\n"
    replace(folder / "bank.yaml", y2, y2.replace("Y-2", "Y-2, rev: 3"))
    found = diff(before, load(folder))
    assert (found.reworded, found.renewed) == (("Y-1",), ("Y-2",))
    assert found.comparable == {"terms": 3, "calm": 3, "stay": 2}


def test_a_step_with_fewer_than_two_common_items_cannot_be_compared(copy: Copy) -> None:
    folder = copy("minimal")
    before = load(folder)
    raised(folder, "1.0.0", "1.1.0")
    renamed(folder, "w1", "w0")
    renamed(folder, "w2", "w9")
    found = diff(before, load(folder))
    assert (found.added, found.removed) == (("w0", "w9"), ("w1", "w2"))
    assert list(told(found))[-2:] == [
        "stays comparable: light (3 items)",
        "cannot be compared: water (1 item)",
    ]


def test_another_scale_leaves_nothing_comparable(copy: Copy) -> None:
    folder = copy("sides")
    before = load(folder)
    scale = "scale: {id: freq5, min: 0, max: 4}\n"
    replace(folder / "bank.yaml", scale, scale.replace("freq5", "freq5_v2"))
    found = diff(before, load(folder))
    assert (found.obstacle, set(found.comparable.values())) == (Obstacle.OTHER_SCALE, {0})
    assert list(told(found))[-1] == "nothing stays comparable: other scale"


# -- the command line -----------------------------------------------------------------------------


def test_publish_and_diff_on_the_command_line(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("minimal")
    assert main(["publish", "bank"]) == 0
    assert capsys.readouterr().out == "bank/editions/1.0.0: published\n"
    assert main(["publish", "bank"]) == 1
    assert capsys.readouterr().out.startswith("bank/bank.yaml:3:10: 1.0.0 is published already")
    raised(folder, "1.0.0", "1.1.0")
    replace(folder / "text.en.yaml", 'title: "Plants at home"\n', 'title: "Plants indoors"\n')
    assert main(["diff", "bank/editions/1.0.0", "bank"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "plants 1.0.0 -> plants 1.1.0: wording",
        "  text.en.yaml: title",
        "stays comparable: water (3 items), light (3 items)",
    ]
    assert main(["diff", "bank", "nowhere"]) == 1
    assert capsys.readouterr().out == "nowhere:1:1: there is no folder with a bank.yaml\n"
    assert main(["check", "bank"]) == 0


def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("minimal")
    (folder / "editions").write_text("a file")
    assert main(["publish", "bank"]) == 2
    assert "bank/editions" in capsys.readouterr().err
