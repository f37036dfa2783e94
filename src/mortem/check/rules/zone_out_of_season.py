"""Winter time in summer, or summer time in winter."""

from collections.abc import Iterator

from mortem.check.reading.seasons import out_of_season, told_times
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class ZoneOutOfSeason(Rule):
    """Winter time in summer, or summer time in winter: 'PST' in July.

    Reported once for each zone, and only where the day is known.

    ## Why it matters
    PST is UTC-8 also in July, when clocks on that coast show PDT. Most who write it mean the clock
    on the wall, an hour off.

    ## Bad
        ## Issue Summary

        On 14 July 2024 the shop was down from 10:00 AM PST to 11:00 AM PST.

    ## Good
        ## Issue Summary

        On 14 July 2024 the shop was down from 10:00 AM PDT to 11:00 AM PDT.
    """

    category = "style"
    severity = "info"
    help = "write the abbreviation of the season, or the UTC offset"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        seen: set[str] = set()
        for sentence, time, day in told_times(document):
            proper = out_of_season(time, day)
            if proper and time.zone is not None and time.zone.raw not in seen:
                seen.add(time.zone.raw)
                message = f"on {day} clocks there show {proper}, not {time.zone.raw}"
                yield self.at(document, sentence, message, time.zone.raw)
