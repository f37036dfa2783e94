"""Times, dates, zones, lengths of time and percentages in running text."""

from mortem.document.clock import TimeMention, all_times, find_times
from mortem.document.dates import DateMention, find_dates
from mortem.document.lengths import (
    DurationMention,
    PercentMention,
    find_durations,
    find_percents,
    number,
)
from mortem.document.zones import ZoneMention, find_zones

__all__ = [
    "DateMention",
    "DurationMention",
    "PercentMention",
    "TimeMention",
    "ZoneMention",
    "all_times",
    "find_dates",
    "find_durations",
    "find_percents",
    "find_times",
    "find_zones",
    "number",
]
