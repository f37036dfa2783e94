"""Ask the facts of made-up traffic."""

from collections.abc import Iterable
from pathlib import Path

from facts.traffic import Hit, write
from mortem.evidence.store import EvidenceStore
from mortem.facts import FactBook
from mortem.facts.ask import find_facts
from mortem.facts.question import Inquiry


def facts_of(*paths: Path, inquiry: Inquiry | None = None) -> FactBook:
    with EvidenceStore() as store:
        store.add(list(paths))
        return find_facts(store, inquiry)


def facts_in(folder: Path, hits: Iterable[Hit], inquiry: Inquiry | None = None) -> FactBook:
    return facts_of(write(folder / "access.log", hits), inquiry=inquiry)
