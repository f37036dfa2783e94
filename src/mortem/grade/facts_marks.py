"""Marks for times and duration, and for the impact on users."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mortem.document import Document
from mortem.document.moments import find_durations
from mortem.grade.clock import distance, stated, zone_minutes
from mortem.grade.mark import Detail, Mark
from mortem.grade.opened import Truth
from mortem.timespan import in_words

CLOSE, NEAR = 5.0, 30.0  # seconds a stated time may be off for full and for half points
WORDS = {
    "/checkout": r"check[ -]?out|pay(ing|ments?)?\b|order(s|ing)?\b|buy|purchas",
    "/cart": r"\bcart\b|basket",
    "/product/{id}": r"product|catalog|page",
    "/": r"home ?page|front page|first page|site|store|shop|page",
    "/orders": r"order",
}


def times(document: Document, values: Mapping[str, Any], truth: Truth) -> Mark:
    """When it began and ended (5 each), and how long it lasted (5)."""
    if truth.began is None or truth.ended is None:
        return Mark("times and duration", 15, (_nothing(15, document),))
    offset = zone_minutes(document)
    details = (
        _time("began", values.get("start"), truth.began, offset),
        _time("ended", values.get("end"), truth.ended, offset),
        _duration(document, values, truth),
    )
    return Mark("times and duration", 15, details)


def _time(what: str, written: str | None, true: datetime, offset: int) -> Detail:
    right = f"{true:%H:%M:%S} UTC"
    mention = stated(written)
    if mention is None:
        return Detail(what, 0, 5, "the summary gives no such time", right)
    off = distance(mention, true, offset)
    points = 5.0 if off <= CLOSE else 2.5 if off <= NEAR else 0.0
    found = f"{written}" + ("" if points == 5 else f", {in_words(off)} off")
    return Detail(what, points, 5, found, right)


def _duration(document: Document, values: Mapping[str, Any], truth: Truth) -> Detail:
    right = in_words(truth.seconds)
    stated_seconds = _stated_seconds(document, values)
    if stated_seconds is None:
        return Detail("duration", 0, 5, "the summary gives no duration", right)
    off = abs(stated_seconds - truth.seconds)
    full, half = max(10.0, 0.1 * truth.seconds), max(30.0, 0.35 * truth.seconds)
    points = 5.0 if off <= full else 2.5 if off <= half else 0.0
    return Detail("duration", points, 5, in_words(stated_seconds), right)


def _stated_seconds(document: Document, values: Mapping[str, Any]) -> float | None:
    for sentence in document.under("summary"):
        for mention in find_durations(sentence.text):
            minutes = values.get("duration_minutes")
            if minutes is None or abs(mention.seconds - 60 * minutes) < 31:
                return float(mention.seconds)
    if values.get("duration_minutes") is not None:
        return 60.0 * float(values["duration_minutes"])
    start, end = stated(values.get("start")), stated(values.get("end"))
    if start is None or end is None:
        return None
    return float((end.seconds - start.seconds) % 86400)


def impact(document: Document, values: Mapping[str, Any], truth: Truth) -> Mark:
    """Which share of users met it (10), and what they could not do (5)."""
    if not truth.broken:
        return Mark("impact", 15, (_nothing(15, document),))
    return Mark("impact", 15, (_percent(values, truth), _routes(document, truth)))


def _percent(values: Mapping[str, Any], truth: Truth) -> Detail:
    true = float(truth.users["percent"])
    right = f"{true:.1f} % ({truth.users['affected']} of {truth.users['active']} active users)"
    written = values.get("users_percent")
    if written is None:
        return Detail("share of users", 0, 10, "the summary gives no share of users", right)
    full, half = (2.0, 8.0) if truth.logged else (10.0, 20.0)
    off = abs(float(written) - true)
    points = 10.0 if off <= full else 5.0 if off <= half else 0.0
    return Detail("share of users", points, 10, f"{float(written):g} %", right)


def _routes(document: Document, truth: Truth) -> Detail:
    routes: dict[str, int] = truth.users.get("routes", {})
    worst = max(routes, key=lambda route: routes[route], default="GET /")
    right = ", ".join(f"{route} ({number})" for route, number in list(routes.items())[:3])
    pattern = WORDS.get(worst.split(" ", 1)[1], r"page|site|store")
    text = " ".join(s.text for s in (*document.under("summary"), *document.under("cause")))
    found = re.search(pattern, text, re.IGNORECASE)
    if found:
        return Detail("what was hit", 5, 5, f"speaks of '{found[0]}'", right)
    return Detail("what was hit", 0, 5, "does not say which part of the store failed", right)


def _nothing(points: float, document: Document) -> Detail:
    text = " ".join(sentence.text for sentence in document.sentences)
    right = "nothing was broken in this run"
    said = re.search(
        r"no outage|nothing (was )?(broke|fail|happen|wrong)|no (users|customers)[^.]* affected",
        text,
        re.IGNORECASE,
    )
    if said:
        return Detail("no outage", points, points, f"says '{said[0]}'", right)
    return Detail("no outage", 0, points, "reports an outage", right)
