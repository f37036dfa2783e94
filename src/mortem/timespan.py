"""A stretch of time, and durations in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Timespan:
    """From `began` up to, not including, `ended`; both aware."""

    began: datetime
    ended: datetime

    def __post_init__(self) -> None:
        if self.began.tzinfo is None or self.ended.tzinfo is None:
            raise ValueError("a Timespan needs datetimes with a time zone")
        if self.ended < self.began:
            raise ValueError(f"{self.ended} is before {self.began}")

    @property
    def length(self) -> timedelta:
        """How long the span lasts."""
        return self.ended - self.began

    def __contains__(self, moment: datetime) -> bool:
        return self.began <= moment < self.ended


def in_words(seconds: float) -> str:
    """Say a duration in seconds as people do: '0.4 s', '2 min 5 s', '1 h 47 min', '2 d 3 h'.

    Seconds are rounded to whole ones from 10 s on; above an hour the seconds are left out,
    above a day the minutes.
    """
    if seconds < 10:
        return f"{round(seconds, 1):g} s"
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    whole_minutes = round(seconds / 60)
    if whole_minutes < 24 * 60:
        hours, rest = divmod(whole_minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, rest = divmod(round(seconds / 3600), 24)
    return f"{days} d {rest} h" if rest else f"{days} d"
