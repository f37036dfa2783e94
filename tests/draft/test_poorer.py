"""Whatever facts are missing, a draft is written, holds, and leaves blanks instead of guesses."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from draft import books
from mortem.check.claims import HOLDS, judge
from mortem.check.run import check_document
from mortem.document import parse
from mortem.draft import write_draft
from mortem.facts import FactBook

RICH = books.rich()
REMOVABLE = sorted(key for key in RICH.facts if key != "outage-window")


def without(keys: set[str], *, series: bool = True) -> FactBook:
    facts = {k: books.unknown(k, "not given") if k in keys else f for k, f in RICH.facts.items()}
    return replace(RICH, facts=facts, series=RICH.series if series else {})


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(REMOVABLE)))
def test_any_facts_may_be_missing(keys) -> None:
    book = without(keys)
    document = parse(write_draft(book))
    assert [v for v in judge(document, book) if v.status != HOLDS] == []
    assert [f for f in check_document(document, book) if f.severity != "info"] == []
    cited = {name for sentence in document.sentences for name in sentence.cites}
    assert not cited & keys
    assert len(document.entries) >= 2


def test_with_nothing_but_the_window() -> None:
    text = write_draft(without(set(REMOVABLE)))
    assert "[to fill: the root cause; the evidence names none]" in text
    assert "[to fill: the share of users affected, as a percentage]" in text
