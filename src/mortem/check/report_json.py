"""The checker's JSON: what tools read."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from mortem.check.checked import Checked
from mortem.check.rule import Finding

SCHEMA = 1


def report(documents: Iterable[Checked]) -> str:
    """One JSON object for all documents."""
    told = {"schema": SCHEMA, "documents": [as_dict(each) for each in documents]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_dict(checked: Checked) -> dict[str, Any]:
    """One document as the contract has it."""
    return {
        "path": checked.path,
        "words": checked.words,
        "is_postmortem": checked.is_postmortem,
        "requirements": {
            name: {"met": judged.met, "line": judged.line, "quote": judged.quote}
            for name, judged in checked.requirements.items()
        },
        "values": dict(checked.values),
        "findings": [_finding(each) for each in checked.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    told = asdict(finding)
    del told["end_column"]
    return told
