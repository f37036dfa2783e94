"""Compare times as people write them with true ones."""

from datetime import UTC, datetime, timedelta

from mortem.document import Document
from mortem.document.moments import TimeMention, find_times, find_zones

DAY = 86400.0


def zone_minutes(document: Document) -> int:
    """The document's offset from UTC in minutes: the first zone it names; UTC if none."""
    for sentence in (*document.under("summary"), *document.sentences):
        for zone in find_zones(sentence.text):
            if zone.minutes is not None:
                return zone.minutes
    return 0


def distance(mention: TimeMention, true: datetime, offset: int) -> float:
    """Seconds between a written time and a true one, whatever the day.

    A time without seconds stands for its whole minute; one without am or pm, of hours up to 12,
    for either half of the day. `offset`: the document's zone where the time has none of its own.
    """
    minutes = mention.zone.minutes if mention.zone and mention.zone.minutes is not None else offset
    local = true.astimezone(UTC) + timedelta(minutes=minutes)
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    period = DAY / 2 if not mention.half and mention.hour <= 12 and _twelve(mention) else DAY
    exact = ":" in mention.raw and mention.raw.count(":") > 1
    last = mention.seconds + (1.0 if exact else 60.0)
    ahead = (seconds - mention.seconds) % period
    if ahead <= last - mention.seconds:
        return 0.0
    return min(ahead - (last - mention.seconds), period - ahead)


def _twelve(mention: TimeMention) -> bool:
    return not mention.raw.startswith("0")


def stated(text: str | None) -> TimeMention | None:
    """The first time of day in a text."""
    found = find_times(text or "")
    return found[0] if found else None


def all_stated(document: Document) -> list[TimeMention]:
    """Every time of day of the document: the entries' stamps, and those in sentences."""
    mentions = [m for entry in document.entries for m in find_times(entry.stamp)]
    mentions += [m for sentence in document.sentences for m in find_times(sentence.text)]
    return mentions


def of_another_run(
    document: Document, began: datetime, ended: datetime, margin: float = 150.0
) -> str:
    """Why the document's times are not those of a run from `began` to `ended`; "" if they are."""
    mentions = all_stated(document)
    if not mentions:
        return ""
    offset = zone_minutes(document)
    middle = began + (ended - began) / 2
    reach = (ended - began).total_seconds() / 2 + margin
    inside = sum(1 for mention in mentions if distance(mention, middle, offset) <= reach)
    if inside >= 0.5 * len(mentions):
        return ""
    written = f"{mentions[0].raw} to {mentions[-1].raw}"
    return (
        f"{len(mentions) - inside} of its {len(mentions)} times ({written}) lie outside this run,"
        f" which went from {began:%H:%M:%S} to {ended:%H:%M:%S} UTC: it is about another incident"
    )
