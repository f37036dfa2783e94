"""Ask every question of the evidence, each after the ones it needs."""

from datetime import UTC
from graphlib import TopologicalSorter

from mortem.evidence.store import EvidenceStore
from mortem.facts import clocks
from mortem.facts import questions as folder
from mortem.facts.chart import chart
from mortem.facts.fact import FactBook, book, seen
from mortem.facts.question import Case, Inquiry, Question
from mortem.facts.wording import fixed, zone_name
from mortem.registry import discover


def questions() -> dict[str, Question]:
    """All questions by name."""
    return discover(folder, Question)


def find_facts(
    store: EvidenceStore, inquiry: Inquiry | None = None, *, series: bool = True
) -> FactBook:
    """Every fact the evidence gives, and for the others why not.

    Facts come in the order of `needs`, then by name. Times are aware, in the incident's zone.
    `series` says whether the book carries the series that charts are drawn from.
    """
    inquiry = inquiry or Inquiry()
    asked = questions()
    case = Case(store, inquiry, fixed(inquiry.zone or UTC))
    order = TopologicalSorter({name: sorted(q.needs) for name, q in sorted(asked.items())})
    for name in order.static_order():
        question = asked[name]
        missing = [need for need in question.needs if case.known(need) is None]
        if missing and not question.proceeds_without:
            why = case.facts[missing[0]].unknown or "unknown"
            case.facts[name] = question.unknown(why)
        else:
            case.facts[name] = question.answer(case)
    clocks.shifts(case)  # notes them in the store's quality
    window = case.known("outage-window")
    began = seen(window)[0] if window else None
    return book(
        case.facts.values(),
        files=store.files,
        quality=store.quality,
        rejected=store.rejected,
        zone=case.zone,
        zone_name=zone_name(case.zone, began),
        series=chart(case) if series else {},
    )
