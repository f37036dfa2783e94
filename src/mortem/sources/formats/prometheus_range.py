"""Metrics from Prometheus' HTTP API."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mortem.sources.lines import whole
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import documents
from mortem.sources.rows import Note, Rejected, Row, Sample

_SERIES = re.compile(r'"metric"\s*:\s*\{[^}]*\}\s*,\s*"values?"\s*:\s*\[')
_RESULT = re.compile(r'"resultType"\s*:\s*"(?:matrix|vector|scalar|string)"')
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Series = tuple[str, Any]  # the name under which it stands in the file, and the series


class PrometheusRange(EventReader):
    """`query_range` and `query` responses of Prometheus: one, several, or an object of them.

    Taken are matrix, vector and scalar; the values are strings (`NaN`, `+Inf`). A scrape that is
    missing stays missing. `warnings` and `infos` are kept as notes, an error response is missing
    evidence. A series without `__name__` takes the name it stands under. There are no lines in such
    a file: `line` counts the series.
    """

    def score(self, head: Head) -> float:
        text = head.text.lstrip()
        if not text.startswith(("{", "[")):
            return 0.0
        return 1.0 if _RESULT.search(text) or _SERIES.search(text) else 0.0

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        text = whole(path)
        found, broken = documents(text)
        number = 0
        for document in found:
            for name, series in _series(document, ""):
                if isinstance(series, str):
                    kind = "missing-evidence" if series.startswith("error") else "warning"
                    yield Note(kind, label, None, f"{label}: {name + ': ' if name else ''}{series}")
                    continue
                number += 1
                yield from _samples(name, series, label, number)
        if broken or (text.strip() and not found):
            yield Rejected(label, number + 1, "not JSON: the document is cut or broken here")


def _series(value: Any, name: str, depth: int = 0) -> Iterator[Series]:
    """Every series below a JSON value; remarks of the server come as strings."""
    if isinstance(value, list) and depth < 6:
        for item in value:
            yield from _series(item, name, depth + 1)
        return
    if not isinstance(value, dict) or depth > 6:
        yield name, value
        return
    if "metric" in value and value.keys() & {"values", "value", "histograms"}:
        yield name, value
        return
    yield from ((name, remark) for remark in _remarks(value))
    if "resultType" in value and "result" in value:
        yield from _result(value, name, depth)
    elif "data" in value and "status" in value:
        yield from _series(value["data"], name, depth + 1)
    else:
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key not in ("warnings", "infos", "stats"):
                own = name if key in ("data", "result") else key
                yield from _series(inner, own, depth + 1)


def _remarks(value: dict[str, Any]) -> Iterator[str]:
    if value.get("status") == "error":
        yield f"error {value.get('errorType', '')}: {value.get('error', '')}"
    for key in ("warnings", "infos"):
        if isinstance(value.get(key), list):
            yield from (f"{key[:-1]}: {item}" for item in value[key])


def _result(value: dict[str, Any], name: str, depth: int) -> Iterator[Series]:
    result = value["result"]
    if value["resultType"] in ("scalar", "string"):
        yield name, {"metric": {}, "values": [result]}
    elif isinstance(result, list):
        yield from _series(result, name, depth + 1)


def _samples(name: str, series: Any, label: str, number: int) -> Iterator[Sample | Rejected | Note]:
    metric = series.get("metric") if isinstance(series, dict) else None
    if not isinstance(metric, dict):
        yield Rejected(label, number, "no series: a metric with its values is missing")
        return
    labels = {str(key): str(value) for key, value in sorted(metric.items()) if key != "__name__"}
    named, written = str(metric.get("__name__") or name), json.dumps(labels)
    pairs: Any = series["values"] if "values" in series else [series.get("value")]
    if "histograms" in series:
        yield Note("warning", label, None, f"{label}: native histograms of {named} are not read")
        if "values" not in series:
            return
    bad = 0
    values: list[Any] = pairs if isinstance(pairs, list) else [None]
    for pair in values:
        try:
            at = _EPOCH + timedelta(seconds=float(pair[0]))
            yield Sample(at, named, written, float(pair[1]), label, number)
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            bad += 1
    if bad:
        yield Note(
            "missing-evidence", label, None, f"{label}: {bad} values of {named} are unreadable"
        )
