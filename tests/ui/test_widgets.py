"""Plain text in Markdown: nothing in it acts, and ordinary sentences stay as they are."""

import pytest

from quiz.ui.widgets import plain


@pytest.mark.parametrize(
    "text",
    [
        "My partner gives me honest answers about what happened.",
        "Go on (25 more, about 5 minutes)!",
        "คู่ของฉันตอบคำถามของฉันอย่างตรงไปตรงมา",
        "It is half past 10: late - or is it + 1?",
        "It's me & you",
    ],
)
def test_an_ordinary_sentence_is_left_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("![x](https://e.org/p.png)", "!\\[x\\](https:\u2060//e.org/p.png)"),
        ("www.e.org, a@e.org", "www\u2060.e.org, a\u2060@e.org"),
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
        (":red[x] :smile:", ":\u2060red\\[x\\] :\u2060smile:"),
        ("$x$", r"\$x\$"),
        ("# head", r"\# head"),
        ("1. one", r"1\. one"),
        ("- one\n- two", "\\- one\n\\- two"),
        ("&lt;", r"\&lt;"),
        (r"a\b", r"a\\b"),
        ("~~x~~", r"\~\~x\~\~"),
    ],
)
def test_what_markdown_would_act_on_is_escaped(text: str, escaped: str) -> None:
    assert plain(text) == escaped
