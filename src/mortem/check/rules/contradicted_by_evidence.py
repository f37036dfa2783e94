"""Rule: a number, time or name that the evidence contradicts."""

from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class ContradictedByEvidence(Rule):
    """A time, length, share, count, name or order of events that the telemetry contradicts.

    The rounding as written decides: '75 %' holds for 74.96, '04:07' for 04:07:41, and 'about',
    'nearly' and 'over' widen it. A number with a footnote is held to the fact it names.

    ## Why it matters
    Readers act on these numbers, and one that is wrong spoils the trust in all of them.

    ## Bad
        ## Issue Summary

        The outage lasted 90 s.[^outage-window]

    ## Good
        ## Issue Summary

        The outage lasted 62 s.[^outage-window]
    """

    category = "evidence"
    severity = "error"
    needs_facts = True

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        if facts is None:
            return
        from mortem.check.claims import CONTRADICTED, judge

        for verdict in judge(document, facts):
            if verdict.status != CONTRADICTED:
                continue
            known = verdict.known
            what = f" ({known.label})" if known else ""
            name = known.key if known else "outage-window"
            proof = f"; see {known.where}" if known and known.where else ""
            yield self.found(
                verdict.line,
                verdict.column,
                verdict.line,
                f"'{verdict.raw}' contradicts the evidence, which says {verdict.right}{what}",
                end_column=verdict.column + len(verdict.raw),
                help=f"write {verdict.right}; proof: `mortem facts --only {name} PATH`{proof}",
            )
