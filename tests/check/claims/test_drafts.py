"""A draft holds against its own facts; one altered digit, or one altered word, does not."""

import random
import re

import pytest

from draft import books
from mortem.check.claims import CONTRADICTED, HOLDS, Verdict, judge
from mortem.document import parse
from mortem.draft import write_draft

MAKE = {
    "rich": books.rich,
    "bare": books.bare,
    "kigali": books.kigali,
    "silent": books.silent,
    "over midnight": books.over_midnight,
}
DRAFTS = {name: (make(), write_draft(make())) for name, make in MAKE.items()}
NUMBER = re.compile(r"\d+")


def wrong(text: str, book) -> list[Verdict]:
    return [v for v in judge(parse(text), book) if v.status == CONTRADICTED]


@pytest.mark.parametrize("name", DRAFTS)
def test_an_untouched_draft_holds(name) -> None:
    book, text = DRAFTS[name]
    verdicts = judge(parse(text), book)
    assert [v for v in verdicts if v.status != HOLDS] == []
    assert len(verdicts) > 20


def altered(text: str, seed: int, cases: int = 40) -> list[tuple[str, str, str]]:
    """Numbers of the text with one digit changed: (what it was, what it is, the document)."""
    chosen = random.Random(seed)
    numbers = list(NUMBER.finditer(text))
    out = []
    for match in chosen.sample(numbers, min(cases, len(numbers))):
        at = chosen.randrange(match.start(), match.end())
        digit = chosen.choice([d for d in "0123456789" if d != text[at]])
        document = text[:at] + digit + text[at + 1 :]
        out.append((word(text, at), word(document, at), document))
    return out


def word(text: str, at: int) -> str:
    first = max(text.rfind(c, 0, at) for c in " \n") + 1
    last = min(i for c in " \n" if (i := text.find(c, at)) >= 0)
    return text[first:last].split("[^", maxsplit=1)[0].strip("`'\"“”.,;:()")


@pytest.mark.parametrize("name", DRAFTS)
def test_one_digit_changed_in_a_number_is_found(name) -> None:
    book, text = DRAFTS[name]
    for was, now, document in altered(text, seed=len(name)):
        found = wrong(document, book)
        assert found, f"{was} -> {now} was not found"
        assert all(v.right and v.right != v.raw for v in found), f"{was} -> {now}"


def test_the_right_value_is_given() -> None:
    book, text = DRAFTS["rich"]
    missed = []
    cases = altered(text, seed=3)
    for was, now, document in cases:
        rights = [v.right for v in wrong(document, book)]
        if not any(was in right or right in was for right in rights):
            missed.append((was, now, rights))
    assert len(missed) <= 0.02 * len(cases), missed


ALTERATIONS = [
    ("for 8 min 23 s.[", "for 9 min 23 s.[", "8 min 23 s"),
    ("(73.7 %)", "(77.3 %)", "73.7 %"),
    ("1,204 of 1,633 active", "1,205 of 1,633 active", "1,204"),
    ("1,204 of 1,633 active", "1,204 of 1,636 active", "1,633"),
    ("from 09:14:41 to", "from 09:14:41 PM to", "09:14:41"),
    ("to 09:23:05 UTC on", "to 09:23:05 EST on", "09:23:05 UTC"),
    ("on 14 March 2026, for", "on 15 March 2026, for", "14 March 2026"),
    ("`POST /pay` of payments failed from", "`POST /play` of payments failed from", "POST /pay"),
    ("got `504 Gateway Time-out`", "got `502 Gateway Time-out`", "504"),
    ("(1,391 requests)", "(1,319 requests)", "1,391"),
    ("or `500 Internal", "or `501 Internal", "500"),
    ("likely release `v2.14.0`", "likely release `v2.13.2`", "v2.14.0"),
    ("detected it 98 s after", "detected it 89 s after", "98 s"),
    ("alert `PayErrorRatioHigh` fired", "alert `PayErrorRationHigh` fired", "PayErrorRatioHigh"),
    ("took 0.31 s or longer", "took 0.13 s or longer", "0.31 s"),
    ("it fires 82 s before", "it fires 28 s before", "82 s"),
    ("`v2.13.2` took 62 s", "`v2.13.2` took 26 s", "62 s"),
    ("`v2.13.2` took 62 s", "`v2.14.0` took 62 s", "28 s"),
    ("escalated to the payments team", "escalated to the database team", "payments team"),
    ("ruled out after 2 min 25 s", "ruled out after 1 min 25 s", "2 min 25 s"),
    (
        "23 of 100 connections used on [address]”.[^assumptions]\n",
        "32 of 100 connections used on [address]”.[^assumptions]\n",
        "23 of 100",
    ),
    ("- 09:21:58 - Payments", "- 09:20:58 - Payments", "09:21:58"),
    ("rolled payments back to `v2.13.2`", "rolled payments back to `v2.13.1`", "v2.13.2"),
    ("ended 67 s later", "ended 76 s later", "67 s"),
    ("at 8.3 requests a second", "at 3.8 requests a second", "8.3"),
    ("All times are UTC.", "All times are CET.", "UTC"),
    ("zone: UTC", "zone: UTC+03:00", "UTC"),
]


@pytest.mark.parametrize(
    ("was", "now", "right"), [a for a in ALTERATIONS if a[0] in DRAFTS["rich"][1]]
)
def test_an_alteration_by_hand_is_found_and_nothing_else(was, now, right) -> None:
    book, text = DRAFTS["rich"]
    found = wrong(text.replace(was, now, 1), book)
    assert any(right in v.right for v in found), found
    line = text[: text.index(was)].count("\n") + 1
    assert {v.line for v in found} == {line + was.count("\n", 0, 1)}


def test_entries_that_swap_their_times_are_found() -> None:
    book, text = DRAFTS["rich"]
    swapped = text.replace("- 09:16:20 -", "- X -").replace("- 09:17:05 -", "- 09:16:20 -")
    found = wrong(swapped.replace("- X -", "- 09:17:05 -"), book)
    assert {(v.raw, v.right) for v in found} == {("09:17:05", "09:16:20"), ("09:16:20", "09:17:05")}


def test_enough_alterations_apply() -> None:
    assert sum(was in DRAFTS["rich"][1] for was, _, _ in ALTERATIONS) >= 20
