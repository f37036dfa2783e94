"""JSON records: lines, documents, lists, and what is broken."""

import json
from pathlib import Path

import pytest

from mortem.sources.records import Record, records
from mortem.sources.rows import Rejected

ONE, TWO = {"a": 1}, {"b": [{"c": 2}]}


@pytest.mark.parametrize(
    ("text", "accepted", "rejected"),
    [
        ('{"a": 1}\n{"b": [{"c": 2}]}\n', [ONE, TWO], 0),
        ('\n{"a": 1}\n\nnoise\n{"b": \n', [ONE], 2),
        (json.dumps([ONE, TWO]), [ONE, TWO], 0),
        (json.dumps([ONE, TWO], indent=2), [ONE, TWO], 0),
        (json.dumps(TWO, indent=2), [TWO], 0),
        (json.dumps(ONE, indent=2) + "\n" + json.dumps(TWO, indent=2), [ONE, TWO], 0),
        (json.dumps([ONE, TWO], indent=2)[:-9], [ONE], 1),
        ('{"a": 1}\n[{"a": 1}, {"a": 1}]\n[1]\n', [ONE, ONE, ONE], 1),
        ("[1, 2]", [], 2),
        ("\ufeff{\"a\": 1}\r\n", [ONE], 0),
    ],
    ids=["lines", "noise", "list", "pretty list", "pretty", "several", "cut", "lists", "numbers",
         "byte order mark"],
)  # fmt: skip
def test_records(text: str, accepted: list[object], rejected: int, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8", newline="")
    found = list(records(file, "file.json"))
    assert [record.fields for record in found if isinstance(record, Record)] == accepted
    assert sum(isinstance(record, Rejected) for record in found) == rejected
