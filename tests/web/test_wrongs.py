"""What the evidence contradicts is struck through in the preview, the right value beside it."""

import re
from html import unescape

from mortem.check.checked import Checked
from mortem.check.rule import Finding
from mortem.web.checked import Wrong, wrongs
from mortem.web.show import prose

TEXT = "# T\n\nIt lasted **12 min** for <b> 75.7 % [of users](https://x.example/75.7) 🔥 9 min.\n"


def finding(line: int, written: str, right: str) -> Finding:
    column = TEXT.split("\n")[line - 1].index(written) + 1
    message = f"'{written}' contradicts the evidence, which says {right}"
    help_ = f"write {right}; proof: `mortem facts --only x PATH`"
    end = column + len(written)
    return Finding(
        "contradicted-by-evidence", "evidence", "error", line, column, line, message, help_, end
    )


def found() -> list[Wrong]:
    findings = (finding(3, "9 min", "8 min 2 s"), finding(3, "12 min", '62 s "<i>"'))
    checked = Checked.__new__(Checked)
    object.__setattr__(checked, "findings", findings)
    return wrongs(TEXT, checked)


def test_each_wrong_value_has_its_place_and_what_is_right() -> None:
    assert [(w.line, w.written, w.right) for w in found()] == [
        (3, "12 min", '62 s "<i>"'),
        (3, "9 min", "8 min 2 s"),
    ]
    for wrong in found():
        line = TEXT.split("\n")[wrong.line - 1]
        assert line[wrong.column - 1 : wrong.end - 1] == wrong.written


def test_the_preview_offers_the_right_value_and_no_markup() -> None:
    html = prose(TEXT, tuple(found()))
    assert re.findall(r"<s>(.*?)</s>", html) == ["12 min", "9 min"]
    assert [unescape(v) for v in re.findall(r'data-use="(.*?)"', html)] == [
        '62 s "<i>"',
        "8 min 2 s",
    ]
    assert "<i>" not in html
    assert "<b>" not in html
    assert 'href="https://x.example/75.7"' in html


def test_private_characters_of_a_text_are_not_taken_for_marks() -> None:
    html = prose("a \ue0000\ue000 b \ue0010\ue001 c", tuple(found()[:0]))
    assert "<mark" not in html
    assert "\ue000" not in html
