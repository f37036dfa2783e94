"""Fact books made by hand: a shop whose payment page broke after a release, and poorer ones."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from mortem.facts import EvidenceFile, Fact, FactBook, Proof, Quality
from mortem.facts.fact import book

DAY = datetime(2026, 3, 14, tzinfo=UTC)
ACCESS = EvidenceFile(
    "shop/access.log", "access-combined", 1_900_412, "3f" * 32, 8_412, 0, DAY, DAY
)
ALERTS = EvidenceFile("shop/alerts.jsonl", "alertmanager", 9_120, "a4" * 32, 7, 0, DAY, DAY)
NOTES = EvidenceFile("shop/notes.jsonl", "notes", 1_204, "07" * 32, 6, 0, DAY, DAY)


def at(clock: str, zone: tzinfo = UTC) -> datetime:
    """14 March 2026 at this time of the zone."""
    hour, minute, second = clock.split(":")
    whole, _, rest = second.partition(".")
    return datetime(
        2026, 3, 14, int(hour), int(minute), int(whole), int((rest or "0").ljust(6, "0")), zone
    )


def fact(key: str, values: Any, sentence: str, *lines: str) -> Fact:
    proof = Proof(f"select count(*) from request -- {key}", ("shop/access.log",), lines)
    return Fact(key, values, sentence, (proof,), "What was never logged is not seen.")


def unknown(key: str, why: str) -> Fact:
    return Fact(key, None, f"Unknown: {why}", (), "", why)


def _what_users_met() -> list[Fact]:
    return [
        fact(
            "affected-users",
            {
                "affected": 1_204,
                "met_errors": 1_187,
                "active": 1_633,
                "percent": 73.73,
                "percent_low": 73.73,
                "percent_high": 73.73,
                "identity": "remote-user",
                "left_out": {"bots": 3, "probes": 2, "scanners": 0},
            },
            "1,204 of 1,633 active users (73.73 %) met a failed or too slow request.",
        ),
        fact(
            "failed-requests",
            {
                "failed": 2_218,
                "by_status": {"504": 1_391, "500": 827},
                "too_slow": 0,
                "total": 4_102,
                "percent": 54.07,
            },
            "2,218 of 4,102 requests (54.07 %) failed: 1,391 with 504, 827 with 500.",
            "shop/access.log:3120",
        ),
        fact(
            "broken-routes",
            [
                {
                    "route": "POST /pay",
                    "failed": 2_190,
                    "total": 2_275,
                    "percent": 96.26,
                    "p95_before": 0.31,
                    "p95_during": 6.04,
                },
                {
                    "route": "GET /orders/{id}",
                    "failed": 28,
                    "total": 311,
                    "percent": 9.0,
                    "p95_before": 0.12,
                    "p95_during": 3.2,
                },
            ],
            "POST /pay broke worst: 2,190 of 2,275 requests failed (96.26 %).",
        ),
        fact(
            "user-experience",
            [
                {"what": "504 Gateway Time-out", "requests": 1_391, "users": 903},
                {"what": "500 Internal Server Error", "requests": 827, "users": 640},
            ],
            "Users met 504 Gateway Time-out 1,391 times and 500 Internal Server Error 827 times.",
        ),
    ]


def _events() -> list[dict[str, Any]]:
    def event(clock: str, kind: str, what: str, **rest: Any) -> dict[str, Any]:
        blank = {"name": "", "who": "", "service": "", "count": None, "source": "", "until": None}
        return {"at": at(clock), "kind": kind, "what": what, **blank, **rest}

    return [
        event(
            "09:12:03.4",
            "change",
            "deploy v2.14.0 of payments: retry card checks inside the request",
            name="v2.14.0",
            who="release-bot",
            service="payments",
            until=at("09:12:31.2"),
            source="shop/deploys.jsonl:4",
        ),
        event("09:14:41.958", "outage", "First request fails", name="began"),
        event(
            "09:14:55.1",
            "log",
            "PoolTimeout (1,391 lines)",
            name="PoolTimeout",
            service="payments",
            count=1_391,
            until=at("09:23:01.4"),
            source="shop/app.log:88",
        ),
        event(
            "09:16:20.324",
            "alert",
            "PayErrorRatioHigh: 61% of payments fail",
            name="PayErrorRatioHigh",
            until=at("09:24:10"),
            source="shop/alerts.jsonl:2",
        ),
        event(
            "09:16:35",
            "alert",
            "PaySlow: p95 is 6.04s",
            name="PaySlow",
            until=at("09:24:40"),
            source="shop/alerts.jsonl:3",
        ),
        event(
            "09:17:05.5",
            "message",
            "Looks like PostgreSQL is out of connections. Checking it.",
            who="Grace Mwangi",
            source="shop/notes.jsonl:1",
        ),
        event(
            "09:18:10",
            "change",
            "restart of payments",
            name="restart",
            who="IT support",
            service="payments",
            source="shop/deploys.jsonl:5",
        ),
        event(
            "09:19:30.25",
            "message",
            "Not the database: 23 of 100 connections used on 10.2.0.17. Handing over to the payments team.",
            who="Grace Mwangi",
            source="shop/notes.jsonl:2",
        ),
        event(
            "09:20:44",
            "message",
            "v2.14.0 holds a pool connection while it waits for the card check, so every worker blocks.",
            who="Payments",
            source="shop/notes.jsonl:3",
        ),
        event(
            "09:21:58",
            "change",
            "rollback v2.13.2 of payments: roll back v2.14.0",
            name="v2.13.2",
            who="Payments",
            service="payments",
            until=at("09:22:59.5"),
            source="shop/deploys.jsonl:6",
        ),
        event("09:23:05.158", "outage", "Last failing request ends", name="ended"),
        event(
            "09:25:40",
            "message",
            "Verified: payments succeed again under the same load.",
            who="IT support",
            source="shop/notes.jsonl:6",
        ),
    ]


def _response() -> list[Fact]:
    return [
        fact(
            "detection",
            {
                "detected_at": at("09:16:20.324"),
                "how": "monitoring",
                "by": "PayErrorRatioHigh",
                "seconds_to_detect": 98.366,
                "quote": "61% of payments fail",
            },
            "Monitoring noticed first: the alert PayErrorRatioHigh fired at 09:16:20 UTC.",
        ),
        fact(
            "alerts",
            [
                {
                    "name": "PayErrorRatioHigh",
                    "fired_at": at("09:16:20.324"),
                    "resolved_at": at("09:24:10"),
                    "severity": "critical",
                    "of_this_outage": True,
                    "why": "fired while users failed",
                },
                {
                    "name": "PaySlow",
                    "fired_at": at("09:16:35"),
                    "resolved_at": at("09:24:40"),
                    "severity": "warning",
                    "of_this_outage": True,
                    "why": "fired while users failed",
                },
            ],
            "2 alerts fired for this outage.",
        ),
        fact(
            "escalations",
            [
                {
                    "at": at("09:19:30.25"),
                    "to": "payments team",
                    "by": "Grace Mwangi",
                    "quote": "Handing over to the payments team.",
                }
            ],
            "Escalated to the payments team at 09:19:30 UTC.",
        ),
        fact(
            "assumptions",
            [
                {
                    "at": at("09:17:05.5"),
                    "text": "Looks like PostgreSQL is out of connections.",
                    "by": "Grace Mwangi",
                    "ruled_out_at": at("09:19:30.25"),
                    "ruled_out_by": "Not the database: 23 of 100 connections used on 10.2.0.17.",
                    "cost_seconds": 144.75,
                }
            ],
            "1 assumption was made and ruled out after 2 min 25 s.",
        ),
        fact(
            "resolution",
            {
                "at": at("09:21:58"),
                "what": "roll back v2.14.0",
                "change": "v2.13.2",
                "recovered_after_seconds": 67.158,
            },
            "rollback v2.13.2 of payments brought recovery 67 s after it began.",
        ),
    ]


def _suspects() -> list[Fact]:
    def change(where: str, ref: str, clock: str, score: float) -> dict[str, Any]:
        return {
            "id": where,
            "ref": ref,
            "sha": "",
            "service": "payments",
            "at": at(clock),
            "score": score,
        }

    return [
        fact(
            "suspect-changes",
            {
                "ranked": [
                    {
                        **change("shop/deploys.jsonl:4", "v2.14.0", "09:12:03.4", 6.4),
                        "for": [
                            "came 2 min 11 s before the first failure",
                            "was replaced by v2.13.2 when users were served again",
                            "is the first version to log PoolTimeout (1,391 times)",
                        ],
                        "against": [],
                    }
                ],
                "cleared": [
                    {
                        **change("shop/deploys.jsonl:5", "restart", "09:18:10", 0.0),
                        "for": [],
                        "against": [],
                        "why": "came 3 min 28 s after the first failure",
                    },
                    {
                        **change("shop/deploys.jsonl:6", "v2.13.2", "09:21:58", 0.0),
                        "for": [],
                        "against": [],
                        "why": "came 7 min 16 s after the first failure",
                    },
                ],
            },
            "The likeliest cause on record is release v2.14.0 of payments: it came 2 min 11 s before the first failure.",
        ),
        fact(
            "suspect-components",
            {
                "ranked": [
                    {
                        "service": "payments",
                        "route": "POST /pay",
                        "kind": "resource exhaustion",
                        "signal": "PoolTimeout",
                        "score": 3.0,
                        "for": ["logged PoolTimeout 1,391 times in the window, never before"],
                        "against": [],
                    }
                ],
                "cleared": [
                    {
                        "service": "PostgreSQL",
                        "route": "",
                        "kind": "",
                        "signal": "",
                        "score": -2.0,
                        "for": [],
                        "against": [],
                        "why": "logged no error in the window",
                    }
                ],
            },
            "payments logged PoolTimeout 1,391 times in the window, never before.",
        ),
    ]


def _figures() -> list[Fact]:
    return [
        fact(
            "peak-load",
            {
                "route": "POST /pay",
                "per_second": 8.3,
                "requests": 83,
                "over_seconds": 10,
                "at": at("09:17:40"),
            },
            "In its busiest 10 s, from 09:17:40, people sent POST /pay 83 requests: 8.3 a second.",
        ),
        fact(
            "early-signal",
            {
                "signal": "failing",
                "route": "POST /pay",
                "threshold": 5.0,
                "over_seconds": 30,
                "min_requests": 10,
                "at": at("09:14:58"),
                "seconds_after_began": 16.042,
                "seconds_before_detected": 82.324,
            },
            "An alarm on more than 5 % of requests to POST /pay that fail in 30 s would have fired at 09:14:58, with none false.",
        ),
    ]


def window(ended: str = "09:23:05.158") -> Fact:
    began, over = at("09:14:41.958"), at(ended)
    return fact(
        "outage-window",
        {
            "began": began,
            "ended": over,
            "began_between": [began - timedelta(seconds=0.3), began],
            "ended_between": [over, over + timedelta(seconds=0.4)],
            "seconds": (over - began).total_seconds(),
            "resolution_seconds": 0.4,
            "pauses": [],
        },
        f"People's requests failed from 09:14:41 to {over:%H:%M:%S} UTC (8 min 23 s).",
        "shop/access.log:2986",
    )


def _series() -> dict[str, Any]:
    start = at("09:00:00").timestamp()
    step, steps = 10, 240
    stamps = [start + step * i for i in range(steps)]
    bad = [882 <= step * i < 1386 for i in range(steps)]
    requests = [62 + (i * 7) % 17 for i in range(steps)]
    failed = [int(r * 0.54) if b else 0 for r, b in zip(requests, bad, strict=True)]
    return {
        "step": step,
        "at": stamps,
        "requests": requests,
        "failed": failed,
        "too_slow": [0] * steps,
        "users": [r - 8 for r in requests],
        "users_failing": [int(f * 0.9) for f in failed],
        "p50": [3.1 if b else 0.08 for b in bad],
        "p95": [6.04 if b else 0.31 for b in bad],
    }


def rich(zone: tzinfo = UTC, zone_name: str = "UTC") -> FactBook:
    """Everything a responder could wish for."""
    facts = [
        window(),
        unknown("other-disturbances", "none"),
        *_what_users_met(),
        *_response(),
        *_suspects(),
        *_figures(),
        fact("timeline", _events(), "On one clock the evidence has 12 events."),
    ]
    moved = [in_zone(f, zone) for f in facts]
    quality = (Quality("clock-shift", "shop/metrics.json", 90.0, "metrics.json is 90 s ahead"),)
    return book(
        moved,
        files=(ACCESS, ALERTS, NOTES),
        quality=quality,
        rejected=2,
        zone=zone,
        zone_name=zone_name,
        series=_series(),
    )


def bare() -> FactBook:
    """What one access log gives: no alert, no change, no word of anyone."""
    silent = {
        "detection": "no alert and no message is in the evidence",
        "alerts": "no alert was given",
        "escalations": "no message was given",
        "assumptions": "no message was given",
        "resolution": "no change and no message was given",
        "suspect-changes": "no record of changes was given",
        "suspect-components": "no log of a service was given",
        "other-disturbances": "none",
    }
    full = rich()
    events = [e for e in _events() if e["kind"] == "outage"]
    facts = [
        full.facts[k]
        for k in (
            "outage-window",
            "affected-users",
            "failed-requests",
            "broken-routes",
            "user-experience",
            "peak-load",
        )
    ]
    early = full.facts["early-signal"]
    values = {**early.values, "seconds_before_detected": None}  # type: ignore[dict-item]
    facts += [
        Fact(early.key, values, early.sentence, early.proof, early.blind_spots),
        fact("timeline", events, "On one clock the evidence has 2 events."),
        *(unknown(key, why) for key, why in silent.items()),
    ]
    return book(
        facts,
        files=(ACCESS,),
        quality=(),
        rejected=0,
        zone=UTC,
        zone_name="UTC",
        series=_series(),
    )


def calm() -> FactBook:
    """No outage at all."""
    why = "no disturbance lasted 120 s and reached 1 % of active users"
    return book(
        [unknown("outage-window", why)],
        files=(ACCESS,),
        quality=(),
        rejected=0,
        zone=UTC,
        zone_name="UTC",
    )


def kigali() -> FactBook:
    """The rich book, written two hours east."""
    return rich(timezone(timedelta(hours=2)), "+02:00")


def in_zone(known: Fact, zone: tzinfo) -> Fact:
    """The same fact with its times in another zone."""

    def move(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(zone)
        if isinstance(value, dict):
            return {k: move(v) for k, v in value.items()}
        if isinstance(value, list):
            return [move(v) for v in value]
        return value

    return Fact(
        known.key, move(known.values), known.sentence, known.proof, known.blind_spots, known.unknown
    )


def with_values(known: FactBook, key: str, **values: Any) -> FactBook:
    """The book with some values of a fact changed."""
    old = known.facts[key]
    changed = {**old.values, **values}  # type: ignore[dict-item]
    new = Fact(old.key, changed, old.sentence, old.proof, old.blind_spots)
    return replace(known, facts={**known.facts, key: new})


def over_midnight() -> FactBook:
    """The rich book, fourteen hours and forty minutes later: it ends on the next day."""
    later = timedelta(hours=14, minutes=40)

    def move(value: Any) -> Any:
        if isinstance(value, datetime):
            return value + later
        if isinstance(value, dict):
            return {k: move(v) for k, v in value.items()}
        if isinstance(value, list):
            return [move(v) for v in value]
        return value

    known = rich()
    moved = {
        key: Fact(f.key, move(f.values), _no_clock(f.sentence), f.proof, f.blind_spots, f.unknown)
        for key, f in known.facts.items()
    }
    return replace(known, facts=moved, series={})


def _no_clock(sentence: str) -> str:
    return re.sub(r"\d\d:\d\d:\d\d( UTC)?", "some time", sentence)


def silent() -> FactBook:
    """Nothing reached the log: no number of users, no route, one alert."""
    known = bare()
    unsure = "nearly nothing was logged in the outage"
    changed = {
        "affected-users": fact(
            "affected-users",
            {
                "affected": 0,
                "met_errors": 0,
                "active": 1,
                "percent": None,
                "percent_low": 97.92,
                "percent_high": 100.0,
                "identity": "remote-user",
                "left_out": {"bots": 0, "probes": 0, "scanners": 0},
            },
            "Between 97.92 % and 100 % of users were without an answer.",
        ),
        "user-experience": fact(
            "user-experience",
            [{"what": "unreachable", "requests": None, "users": None}],
            "People could not reach the site.",
        ),
        "detection": fact(
            "detection",
            {
                "detected_at": at("09:15:10"),
                "how": "monitoring",
                "by": "SiteDown",
                "seconds_to_detect": 28.042,
                "quote": "",
            },
            "Monitoring (SiteDown) noticed it after 28 s.",
        ),
        **{
            key: unknown(key, unsure)
            for key in ("failed-requests", "broken-routes", "peak-load", "early-signal")
        },
    }
    return replace(known, facts={**known.facts, **changed})


def everywhere() -> FactBook:
    """The rich book, with three routes that failed alike."""
    known = rich()
    routes = [
        {
            "route": route,
            "failed": failed,
            "total": 1_000,
            "percent": failed / 10,
            "p95_before": 0.2,
            "p95_during": 3.0,
        }
        for route, failed in (("POST /pay", 760), ("GET /", 740), ("GET /orders/{id}", 718))
    ]
    changed = fact("broken-routes", routes, "Three routes broke alike.")
    return replace(known, facts={**known.facts, "broken-routes": changed})
