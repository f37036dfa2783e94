"""Rule: a number that the evidence neither confirms nor contradicts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook

if TYPE_CHECKING:
    from mortem.check.claims import Verdict


class NotInEvidence(Rule):
    """A number that the telemetry neither confirms nor contradicts.

    Without a footnote that is information only: a company knows more than its telemetry. With one
    it is a warning, for the footnote promises a proof that the named fact does not give.

    ## Why it matters
    A reviewer sees at a glance which numbers rest on memory.

    ## Bad
        ## Issue Summary

        The cache was emptied at 04:00.[^broken-routes]

    ## Good
        ## Issue Summary

        The outage lasted 62 s.[^outage-window]
    """

    category = "evidence"
    severity = "info"
    needs_facts = True

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        if facts is None:
            return
        from mortem.check.claims import UNKNOWN, judge

        lines: dict[tuple[int, bool], list[Verdict]] = {}
        for verdict in judge(document, facts):
            if verdict.status == UNKNOWN:
                lines.setdefault((verdict.line, verdict.footnoted), []).append(verdict)
        for (line, footnoted), these in lines.items():
            said = ", ".join(f"'{one.raw}'" for one in these)
            help_ = (
                "cite the fact that has it, or drop the footnote"
                if footnoted
                else "say where it comes from, or add the telemetry that shows it"
            )
            yield self.found(
                line,
                these[0].column,
                line,
                f"{said} {'is' if len(these) == 1 else 'are'} not in the evidence"
                + (" the footnote names" if footnoted else ""),
                help=help_,
                severity="warning" if footnoted else self.severity,
            )
