"""Colour and width of a terminal, or none of either."""

import textwrap
import unicodedata
from dataclasses import dataclass

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34"}


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: `coloured` says whether escape codes are welcome, `width` the columns."""

    coloured: bool = False
    width: int = 80

    def __call__(self, text: str, colour: str = "", bold: bool = False, dim: bool = False) -> str:
        """The text in a colour and weight."""
        codes = [code for code, on in (("1", bold), ("2", dim)) if on]
        codes += [_CODES[colour]] if colour else []
        if not self.coloured or not codes:
            return text
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"

    def wrapped(self, text: str, indent: int = 0) -> list[str]:
        """The text in lines that fit beside an indent."""
        return textwrap.wrap(
            text, max(20, self.width - indent), break_long_words=False, break_on_hyphens=False
        ) or [""]


def visible(text: str) -> str:
    """The text with control characters made visible, so that no document commands a terminal."""
    return "".join(
        each if each.isprintable() or each == " " else "\ufffd" for each in text.replace("\t", " ")
    )


def cells(text: str) -> int:
    """How many columns a text takes in a terminal: wide characters two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def counted(count: int, noun: str) -> str:
    """A count with its noun: '1 error', '1,204 errors'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
