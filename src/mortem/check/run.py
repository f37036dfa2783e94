"""Run the rules over a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from mortem.check import rules as folder
from mortem.check.allow import Allowance, allowances
from mortem.check.leniency import lenient
from mortem.check.rule import CATEGORIES, Finding, Rule
from mortem.document import Document
from mortem.errors import BadSettings
from mortem.facts import FactBook
from mortem.registry import discover

ALLOWANCE = "allowance"


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """All rules by name."""
    return discover(folder, Rule)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules run: names or categories, and per rule "off" or another severity.

    An empty `select` means every rule that is on by default; `ignore` wins over `select`.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> "Selection":
        """Itself; raises BadSettings where it names what is no rule, category or severity."""
        known = {*rules(), *CATEGORIES}
        for name in (*self.select, *self.ignore, *self.rules):
            if name not in known:
                raise BadSettings(f"no rule or category is called {name!r}{nearest(name, known)}")
        for name, severity in self.rules.items():
            if severity not in {"off", "error", "warning", "info"}:
                raise BadSettings(
                    f"rule {name} cannot be {severity!r}: write off, info, warning or error"
                )
        return self

    def wants(self, rule: Rule) -> bool:
        """Whether a rule runs."""
        named = {rule.name, rule.category}
        if named & {*self.ignore} or self.rules.get(rule.name) == "off":
            return False
        on = rule.on or rule.name in self.rules
        if not self.select or rule.category in self.select:
            return on or rule.name in self.select
        return rule.name in self.select


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names what was probably meant."""
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else "; `mortem rule` lists them"


def check_document(
    document: Document,
    facts: FactBook | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severities: Mapping[str, str] | None = None,
) -> list[Finding]:
    """What the rules find in a document, by line; with `facts`, what the evidence contradicts too.

    `select` and `ignore` name rules or categories; `severities` sets a rule "off" or to another
    severity. Comments in the document allow single findings to stand (see `check.allow`).
    """
    selection = Selection(tuple(select), tuple(ignore), severities or {})
    ran = [
        rule
        for rule in rules().values()
        if selection.wants(rule) and (facts is not None or not rule.needs_facts)
    ]
    found = [finding for rule in ran for finding in rule.check(document, facts)]
    found = [*lenient(document, found)]
    allowed = allowances(document.text)
    kept, used = _sifted(found, allowed)
    if any(rule.name == ALLOWANCE for rule in ran):
        kept += _about_allowances(allowed, used, {rule.name for rule in ran})
    graded = (
        replace(each, severity=selection.rules.get(each.rule, each.severity)) for each in kept
    )
    return sorted(graded, key=lambda f: (f.line, f.column, f.rule))


def _sifted(
    found: Iterable[Finding], allowed: Sequence[Allowance]
) -> tuple[list[Finding], set[tuple[int, str]]]:
    kept: list[Finding] = []
    used: set[tuple[int, str]] = set()
    for finding in found:
        covering = [n for n, a in enumerate(allowed) if a.covers(finding.rule, finding.line)]
        used.update((n, finding.rule) for n in covering)
        if not covering:
            kept.append(finding)
    return kept, used


def _about_allowances(
    allowed: Sequence[Allowance], used: set[tuple[int, str]], ran: set[str]
) -> Iterator[Finding]:
    rule = rules()[ALLOWANCE]
    for number, allowance in enumerate(allowed):
        for name in allowance.rules:
            if name not in rules():
                message = f"no rule is called {name!r}{nearest(name, rules())}"
            elif allowance.reason and name in ran and (number, name) not in used:
                message = f"nothing here needs 'allow {name}'; take it out"
            else:
                continue
            yield rule.found(allowance.line, allowance.column, allowance.end_line, message)
