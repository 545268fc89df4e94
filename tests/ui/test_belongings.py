"""How long and how much is held for a browser that was told of a file. Who gets it is told in
test_isolation.py, with the app itself."""

from __future__ import annotations

import time

import pytest

from quiz.ui.shell import belongings
from quiz.ui.shell.belongings import File, Files


def a_file(size: int = 10, lives: float = 60) -> File:
    return File(b"x" * size, {"content-type": "application/pdf"}, time.monotonic() + lives)


def test_a_file_is_found_by_its_visit_and_address_alone() -> None:
    files, file = Files(), a_file()
    files.put("ada", "/media/a.pdf", file)
    assert files.find("ada", "/media/a.pdf") is file
    for visit, path in (("ben", "/media/a.pdf"), (None, "/media/a.pdf"), ("ada", "/media/b.pdf")):
        assert files.find(visit, path) is None


def test_after_its_time_a_file_is_not_found_and_is_let_go_with_the_next() -> None:
    files = Files()
    files.put("ada", "/media/a.pdf", a_file(lives=-1))
    assert files.find("ada", "/media/a.pdf") is None
    files.put("ada", "/media/b.pdf", a_file(7))
    assert files.size == 7


def test_beyond_the_limit_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(belongings, "MOST", 25)
    files = Files()
    for name in "abc":
        files.put("ada", name, a_file())
    assert [bool(files.find("ada", name)) for name in "abc"] == [False, True, True]
    assert files.size == 20


def test_the_same_file_told_again_is_held_once_and_for_longer() -> None:
    files = Files()
    files.put("ada", "a", a_file(lives=-1))
    files.put("ada", "a", a_file())
    assert files.find("ada", "a")
    assert files.size == 10


def test_a_visit_that_is_left_has_no_files_and_the_others_have_theirs() -> None:
    files = Files()
    files.put("ada", "a", a_file())
    files.put("ada", "b", a_file())
    files.put("ben", "a", a_file())
    files.forget("ada")
    assert (files.find("ada", "a"), files.find("ada", "b")) == (None, None)
    assert files.find("ben", "a")
    assert files.size == 10
