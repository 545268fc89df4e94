"""Loading banks: every valid one loads, every fault is found in its place, nothing else escapes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quiz.content import check, find_banks, load, load_helplines
from quiz.content.source import LARGEST
from quiz.errors import BankError
from quiz.wording import Practice
from tests.broken_banks import BANKS, INVALID, VALID, build, replace

Copy = Callable[[str], Path]
ROOT = Path(__file__).parents[2]


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(BankError) as caught:
        check(folder)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Copies a valid bank into an empty folder, which becomes the current one."""

    def copied(name: str) -> Path:
        shutil.copytree(BANKS / "valid" / name, tmp_path / "bank")
        monkeypatch.chdir(tmp_path / "bank")
        return Path()

    return copied


@pytest.mark.parametrize("folder", VALID, ids=lambda path: path.name)
def test_a_valid_bank_loads_and_its_golden_cases_come_out(folder: Path) -> None:
    edition = check(folder)
    assert edition.folder == folder.name
    assert edition.golden


@pytest.mark.parametrize("fault", INVALID, ids=lambda path: path.name)
def test_each_fault_is_reported_where_it_is_and_says_what_to_do(
    fault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(fault, tmp_path / "bank")
    monkeypatch.chdir(tmp_path / "bank")
    expected = (fault / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert faults_of(Path()) == expected
    assert len(expected) == 1, "a folder of the corpus shows one fault"


def test_the_corpus_covers_what_the_design_lists() -> None:
    assert len(INVALID) >= 100
    assert len(VALID) >= 6


MANY_FAULTS = {
    "bank.yaml": [
        ("scale: {id: freq5, min: 0, max: 4}\n", "scale: {id: freq5, min: 0}\n"),
        ("  - id: stay\n", "  - id: stay\n    artcle: stay\n"),
        (
            "  - {id: C-1, step: calm, referent: both, short: true}\n",
            "  - {id: C-1, step: clam, referent: both, short: 1}\n",
        ),
        ("    - {id: P-1, path: safety}\n", "    - {id: P-1, path: s}\n"),
        ("  - {id: b2, from: 50}\n", "  - {id: b2, from: 0}\n"),
    ],
    "text.en.yaml": [
        ('  Y-1: "We talk about the coming year."\n', "  Y-1:\n"),
        ('    title: "Calm days"\n', '    titel: "Calm days"\n'),
    ],
    "text.th.yaml": [
        ('  Y-2: "เราคงคิดถึงกัน"\n', ""),
        ('  tenant: "ฉันเช่าห้อง"\n', "  tenant: no\n"),
        ('tagline: "สำหรับผู้เช่าและเจ้าของบ้านที่อยู่ติดกัน"\n', 'tagline: "{who}"\n'),
    ],
    "practice.en.yaml": [('  name: "A quiet week"\n', "  name: 'A quiet week\n")],
    "golden.yaml": [("    context: {plan: leave}\n", "    context: {plan: left, mood: good}\n")],
}


def test_every_fault_of_every_file_is_reported_at_once(copy: Copy) -> None:
    folder = copy("sides")
    for name, changes in MANY_FAULTS.items():
        for old, new in changes:
            replace(folder / name, old, new)
    assert faults_of(folder) == [
        'bank.yaml:6:8: "scale" has no "max"; add it',
        'bank.yaml:21:5: the key "artcle" is unknown; did you mean "article"?',
        'bank.yaml:27:21: there is no step "clam"; did you mean "calm"?',
        'bank.yaml:27:50: "short" must be true or false, not 1',
        'bank.yaml:40:23: there is no help path "s"; the bank has only safety',
        (
            "bank.yaml:44:20: this band begins at 0, which is not above 0, where the one before it"
            " begins; put the bands in order"
        ),
        'text.en.yaml:27:5: the key "titel" is unknown; did you mean "title"?',
        'text.en.yaml:44:3: "Y-1" is empty; write its text',
        "text.th.yaml:3:10: {who} stands here, but not in en; use the same in both",
        (
            "text.th.yaml:15:11: no is true or false to some programs and a word to others;"
            ' write false, or "no" in quotes for the word'
        ),
        'text.th.yaml:31:1: the item "Y-2" has no words here; write them',
        "practice.en.yaml:15:9: this quotation mark is never closed",
        'golden.yaml:4:21: there is no option "left"; the bank has stay, leave and undecided',
        'golden.yaml:4:27: there is no context question named "mood"; the bank has only plan',
    ]


def test_a_bank_that_cannot_be_parsed_does_not_hide_the_faults_of_its_other_files(
    copy: Copy,
) -> None:
    folder = copy("sides")
    replace(folder / "bank.yaml", "referents: [tenant, owner, both]\n", "referents: [tenant\n")
    replace(folder / "text.th.yaml", '  Y-2: "เราคงคิดถึงกัน"\n', "  Y-2: 7\n")
    replace(folder / "golden.yaml", "cases:\n", "case:\n")
    assert [line.split(": ")[0] for line in faults_of(folder)] == [
        "bank.yaml:9:12", "text.th.yaml:45:8", "golden.yaml:1:1",
    ]  # fmt: skip


def test_a_fault_names_the_path_as_it_was_given(copy: Copy, tmp_path: Path) -> None:
    folder = copy("minimal")
    replace(folder / "bank.yaml", "languages: [en]\n", "languages: en\n")
    assert faults_of(Path())[0].startswith("bank.yaml:4:12: ")
    assert faults_of(Path("../bank"))[0].startswith("../bank/bank.yaml:4:12: ")
    assert faults_of(tmp_path / "bank")[0].startswith("bank.yaml:4:12: ")


def test_a_place_that_holds_no_bank_is_one_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("id: x")
    (tmp_path / "empty").mkdir()
    assert faults_of(Path("gone")) == ["gone:1:1: there is no folder with a bank.yaml"]
    assert faults_of(Path("file")) == ["file:1:1: this is a file, not a folder with a bank.yaml"]
    assert faults_of(Path("empty")) == [
        "empty/bank.yaml:1:1: the folder has no bank.yaml; a bank begins with one"
    ]


def test_a_file_that_cannot_be_read_is_a_fault(copy: Copy) -> None:
    folder = copy("three_languages")
    (folder / "text.en.yaml").unlink()
    (folder / "text.en.yaml").mkdir()
    (folder / "text.th.yaml").write_bytes(b"#" * (LARGEST + 1))
    assert faults_of(folder) == [
        "text.en.yaml:1:1: this is a folder; a file is needed here",
        "text.th.yaml:1:1: the file is larger than 2 MB; a bank's are far smaller",
    ]


def test_aliases_that_would_grow_without_bound_are_refused(copy: Copy) -> None:
    folder = copy("minimal")
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 60)]
    (folder / "golden.yaml").write_text("\n".join(rows), encoding="utf-8")
    assert "golden.yaml:2:10: *a0 is an alias; a bank has none: write the value out here" in (
        faults_of(folder)
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_lists_within_lists_without_end_are_refused(opening: str, copy: Copy) -> None:
    folder = copy("minimal")
    (folder / "golden.yaml").write_text(opening * 50_000, encoding="utf-8")
    assert faults_of(folder)[0].startswith("golden.yaml:1:")


def test_the_folders_of_banks_are_found_by_name(tmp_path: Path) -> None:
    assert [path.name for path in find_banks(BANKS / "valid")] == [path.name for path in VALID]
    assert find_banks(tmp_path) == find_banks(tmp_path / "gone") == ()


def test_ids_stay_as_they_were_written(copy: Copy) -> None:
    edition = load(copy("odd_ids"))
    ids = ["1", "007", "item/3", "Q 1", "1.10", "1.1", "ข้อ๑", "a.b-c", "no", "1e3", "null"]
    assert [item.id for item in edition.bank.items] == [*ids, "2024-01-31"]
    assert list(edition.words("en").items) == [*ids, "2024-01-31"]


def test_an_answer_without_a_word_shows_its_number(copy: Copy) -> None:
    anchors = load(copy("negative_scale")).words("en").anchors
    assert list(anchors.items()) == [
        (-2, "Quite the opposite"), (-1, "-1"), (0, "Neither"), (1, "1"), (2, "Very much so"),
    ]  # fmt: skip


def test_words_fall_back_to_the_first_language(copy: Copy) -> None:
    edition = load(copy("three_languages"))
    assert edition.words("de").title == "Zu Fuß"
    assert edition.words("fr") == edition.words(None) == edition.words("en")
    article = edition.article("th", "why")
    assert article is not None
    assert article.title == "ทำไมจึงเดิน"
    assert edition.article("fr", "why") == edition.article("en", "why")
    assert edition.article("en", "gone") is None


def test_a_practice_is_found_for_each_side_and_for_all(copy: Copy) -> None:
    edition = load(copy("sides"))
    tenant = edition.practice("en", "terms", "tenant")
    assert isinstance(tenant, Practice)
    assert tenant.name == "What we agreed"
    assert edition.practice("en", "calm", "tenant") == edition.practice("en", "calm", "owner")
    assert edition.practice("en", "stay", "tenant") is None
    assert edition.practice("en", "terms", "neighbour") is None


def test_a_better_word_changes_the_hash_of_the_wording_alone(copy: Copy) -> None:
    folder = copy("minimal")
    before = load(folder)
    replace(folder / "text.en.yaml", 'title: "Plants at home"\n', 'title: "Plants indoors"\n')
    after = load(folder)
    assert after.scored_hash == before.scored_hash
    assert after.wording_hash != before.wording_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - {id: w1, step: water}\n", '  - {id: w1, step: water, key: "-"}\n'),
        ("  - {id: w1, step: water}\n", "  - {id: w1, step: water, rev: 2}\n"),
        ("  - {id: w1, step: water}\n", "  - {id: w1, step: light}\n"),
        ("languages: [en]\n", "languages: [en]\ntime_frame: {id: week}\n"),
        ("languages: [en]\n", "languages: [en]\nmeasurement_model: {item_noise_sd: 24}\n"),
        ("languages: [en]\n", "languages: [en]\nenough_answers: {at_least: 3}\n"),
    ],
)
def test_whatever_changes_a_score_changes_the_hash_of_what_is_scored(
    old: str, new: str, copy: Copy
) -> None:
    folder = copy("minimal")
    before = load(folder)
    replace(folder / "bank.yaml", old, new)
    after = load(folder)
    assert after.scored_hash != before.scored_hash
    assert after.wording_hash == before.wording_hash


def test_the_layout_of_a_file_changes_no_hash(copy: Copy) -> None:
    folder = copy("minimal")
    before = load(folder)
    replace(
        folder / "bank.yaml", "scale: {min: 0, max: 4}\n", "scale:\n  max: 4  # most\n  min: 0\n"
    )
    replace(folder / "bank.yaml", "version: 1.0.0\n", "version: 1.0.1\n")
    after = load(folder)
    assert (after.scored_hash, after.wording_hash) == (before.scored_hash, before.wording_hash)


def test_windows_line_ends_are_read_alike(copy: Copy) -> None:
    folder = copy("three_languages")
    before = load(folder)
    for path in (*folder.glob("*.yaml"), *folder.glob("articles/*.md")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    after = load(folder)
    assert (after.scored_hash, after.wording_hash) == (before.scored_hash, before.wording_hash)


def test_help_lines_load_and_a_fault_in_them_is_located(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ROOT / "questions" / "help.yaml"
    assert load_helplines(own).directories
    monkeypatch.chdir(tmp_path)
    text = own.read_text(encoding="utf-8").replace(
        "verified_on: null", "verified_on: 2025-13-01", 1
    )
    Path("help.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BankError, match=r"^help\.yaml:\d+:20: .*must be a day such as"):
        load_helplines(Path("help.yaml"))
    Path("help.yaml").write_text(text.replace("2025-13-01", "2025-01-31"), encoding="utf-8")
    lines = load_helplines(Path("help.yaml")).countries["TH"]
    assert str(lines[0].verified_on) == "2025-01-31"


def test_loading_a_bank_needs_no_pandas() -> None:
    code = (
        "import sys; from pathlib import Path; from quiz.content import load;"
        "load(Path('questions/trust')); print({'pandas', 'numpy', 'streamlit'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
