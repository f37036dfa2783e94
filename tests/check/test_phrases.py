"""Expressions that are compiled late match what they would as one pattern."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.check.phrases import expressions, needles
from mortem.check.reading import lexicon

PATTERNS = (
    r"\bstem\w* from\b",
    r"\bfail(?:ed|ing|s|ure)?\b",
    r"(?<!no )\bmislead\w*",
    r"\b(?:alert(?:ed|s)?|pag(?:ed|ing)|an? e-?mail)\s+(?:\w+ ){0,2}?(?:team|us)\b",
    r"^\W*(?:we|they) (?!never)\w+ed\b",
    r"colou?r|(?:grey|gray)s{1,2}x*y+",
    r"\b(?P<n>\d+|two) out of (?:every )?ten\b",
    r"\.{3,}|[A-Z]{3} left",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_a_pattern_matches_holds_one_of_its_needles(pattern: str) -> None:
    wanted = needles(pattern)

    @given(st.from_regex(re.compile(pattern, re.I)))
    def holds(text: str) -> None:
        plain = text.replace("\u0131", "i").replace("\u017f", "s")
        assert not wanted or any(needle in plain.lower() for needle in wanted)

    holds()


def test_needles_are_what_no_match_lacks() -> None:
    assert needles(r"\bstem\w* from\b") == (" from",)
    assert needles(r"\bdatabases?\b") == ("database",)
    assert needles(r"(?:grey|gray)s?") == ("grey", "gray")
    assert needles(r"(?:maybe)? \d+") == (" ",)
    assert needles(r"\w+|known") == ()


TEXTS = (
    "Maria failed over the database, then they alerted the on-call team.",
    "ALERTED us: the failure stems from a typo",
    "No misleading colour; two out of every ten users wait...",
    "we failed. they Failed? We never failed",
    "",
)


SCRAPS = ("failed ", "no ", "mislead ", "alerted ", "the team. ", "we ", "never ", "paged us, ",
          "colour", "two out of ten ", "... ", "ABC left ", "stem from ", "\n")  # fmt: skip


@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
def test_every_match_is_found_as_by_one_pattern(text: str) -> None:
    together, one = expressions(*PATTERNS), re.compile("|".join(PATTERNS), re.I)
    assert [m.span() for m in together.finditer(text)] == [m.span() for m in one.finditer(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_several_expressions_match_what_their_alternatives_would(text: str) -> None:
    together, one = expressions(*PATTERNS), re.compile("|".join(PATTERNS), re.I)
    assert [m.span() for m in together.finditer(text)] == [m.span() for m in one.finditer(text)]
    assert together.without(text) == one.sub("", text)
    for found, expected in (
        (together.search(text, 3), one.search(text, 3)),
        (together.match(text), one.match(text)),
        (together.fullmatch(text), one.fullmatch(text)),
    ):
        assert (found and found.span()) == (expected and expected.span())


def test_a_long_fragment_is_filled_in_line_by_line() -> None:
    mended = lexicon.words(r"\b{mend}\b")
    found = mended.search("They restarted nginx and added memory.")
    assert found is not None
    assert found[0] == "restarted"
    assert mended.search("They looked at nginx.") is None
