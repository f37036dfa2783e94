"""Whether a number as written holds for the value the facts give, and how to write it rightly.

The rounding as written decides: '75 %' holds for 74.96, '04:07' for 04:07:41. In free prose a
reader also takes '04:08' for 04:07:41, and 'about', 'nearly' and 'over' widen it; a number with a
footnote is held to one way of writing: clock times are cut, everything else is rounded.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo

from mortem.check.claims.mention import DATE, Mention
from mortem.timespan import in_words

_NEAR = {"about", "approximately", "approx", "approx.", "around", "roughly", "some", "circa", "ca.",
         "~", "≈", "close to", "or so", "an estimated", "estimated"}  # fmt: skip
_BELOW = {"nearly", "almost", "just under", "a little under", "up to", "at most", "under", "<",
          "less than"}  # fmt: skip
_ABOVE = {
    "over",
    "more than",
    "just over",
    "a little over",
    "at least",
    "or more",
    "plus",
    "+",
    ">",
}


def holds(mention: Mention, value: object, zone: tzinfo, *, strict: bool) -> bool:
    """Whether the mention, as written, says this value; `zone` is that of times without one."""
    if mention.kind == "time" and isinstance(value, datetime):
        return _time_holds(mention, value, zone, strict=strict)
    if mention.kind == DATE and isinstance(value, datetime):
        return bool(value.astimezone(zone).date() == mention.value)
    if isinstance(value, int | float) and mention.kind in ("duration", "percent", "count"):
        return _number_holds(mention, float(value), strict=strict)
    return False


def zone_of(mention: Mention, zone: tzinfo) -> tzinfo:
    """The zone a time is written in: the one beside it, else the document's."""
    if mention.zone is not None and mention.zone.minutes is not None:
        return timezone(timedelta(minutes=max(-1439, min(1439, mention.zone.minutes))))
    return zone


def _time_holds(mention: Mention, value: datetime, zone: tzinfo, *, strict: bool) -> bool:
    local = value.astimezone(zone_of(mention, zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    true = (local - midnight).total_seconds()
    said, unit, day = float(mention.value), mention.unit, 86400.0
    spoken = [said]
    if not mention.half and unit >= 60 and said < 46800 and not strict:
        spoken.append((said + 43200) % day)
    for one in spoken:
        off = (true - one + day / 2) % day - day / 2
        if mention.day not in (None, (local - timedelta(seconds=off)).date()):
            continue  # the clock may be right; the date written beside it is not
        if strict:
            if -1e-6 <= off < unit - 1e-6:
                return True
        elif -unit / 2 - 1e-6 <= off < unit or abs(off) <= _slack(mention, said):
            return True
    return False


def _slack(mention: Mention, said: float) -> float:
    if not mention.approx:
        return 0.0
    return 300.0 if mention.unit >= 60 and said % 300 == 0 else 2 * mention.unit


def _number_holds(mention: Mention, value: float, *, strict: bool) -> bool:
    said, unit = float(mention.value), mention.unit
    if strict:
        digits = max(0, -round(_log10(unit)))
        rounded = round(value, digits) if unit <= 1 else unit * round(value / unit)
        return abs(rounded - said) < 1e-6 * max(1.0, abs(said))
    if abs(value - said) <= unit / 2 + 1e-9:
        return True
    if not mention.approx:
        # people also cut: '62 s' for 62.9, '1 h' for 1 h 40 they do not
        return mention.kind == "duration" and unit >= 60 and 0 <= value - said < 0.1 * said
    wide = 5.0 if mention.kind == "percent" else 0.15 * said
    word = mention.approx.lower()
    if word in _BELOW:
        return said - 2 * wide - unit / 2 <= value <= said + unit / 2
    if word in _ABOVE:
        return said - unit / 2 <= value <= said + 2 * wide + unit
    return abs(value - said) <= wide + unit / 2


def written(mention: Mention, value: object, zone: tzinfo) -> str:
    """The value, written the way the mention is."""
    if isinstance(value, datetime):
        return _written_time(mention, value, zone)
    if isinstance(value, int | float):
        digits = max(0, -round(_log10(mention.unit)))
        if mention.kind == "duration":
            return in_words(float(value)) if mention.unit >= 1 else f"{value:.{digits}f} s"
        if mention.kind == "percent":
            return f"{round(value, digits if mention.unit < 6 else 0):g} %"
        return f"{value:,.{digits}f}"
    return str(value)


def _written_time(mention: Mention, value: datetime, zone: tzinfo) -> str:
    local = value.astimezone(zone_of(mention, zone))
    if mention.kind == DATE:
        return f"{local.day} {local:%B %Y}"
    text = f"{local:%H:%M}" if mention.unit >= 60 else f"{local:%H:%M:%S}"
    if mention.day not in (None, local.date()):
        bare = replace(mention, day=None)
        return f"{written(bare, value, zone)} on {local.day} {local:%B %Y}"
    if mention.zone is None or mention.zone.minutes is None:
        return text
    bare = replace(mention, zone=None)
    if holds(bare, value, zone, strict=True):  # the clock is right, the zone beside it is not
        offset = value.astimezone(zone).utcoffset() or timedelta()
        return f"{written(bare, value, zone)} {zone_label(round(offset.total_seconds() / 60))}"
    return f"{text} {mention.zone.raw}"


def _log10(unit: float) -> float:
    from math import log10

    return log10(unit) if unit > 0 else 0.0


def zone_label(minutes: int) -> str:
    """How an offset is written: UTC, UTC+02:00."""
    if minutes == 0:
        return "UTC"
    sign, (hours, rest) = "+" if minutes > 0 else "-", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours:02d}:{rest:02d}"
