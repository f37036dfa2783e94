"""A time that no clock shows."""

from collections.abc import Iterator

from mortem.check.reading.seasons import skipped, told_times
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class ImpossibleTime(Rule):
    """A time that no clock shows: 25:00, 13:75, an hour that summer time skipped.

    Digits with a colon that are no time of day (a ratio, a score) are let be: only what carries a
    zone, am or pm, or stands at the head of a timeline entry is taken for one.

    ## Why it matters
    Nobody can look up in the telemetry what happened at 25:00.

    ## Bad
        ## Timeline

        - 25:10 UTC: The alert fired.

    ## Good
        ## Timeline

        - 01:10 UTC: The alert fired. Traffic was split 60:40.
    """

    category = "contradiction"
    severity = "error"
    help = "correct the time"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        heads = {entry.line for entry in document.entries}
        for sentence, time, day in told_times(document):
            meant = time.zone is not None or time.half
            if not time.possible and (meant or (sentence.line in heads and time.start < 12)):
                yield self.at(document, sentence, f"no clock shows {time.raw}", time.raw)
            elif time.possible and skipped(time, day):
                message = (
                    f"on {day} clocks skipped {time.raw} in {time.zone.raw if time.zone else ''}"
                )
                yield self.at(document, sentence, message, time.raw)
