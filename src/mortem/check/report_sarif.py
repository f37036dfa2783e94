"""SARIF 2.1.0: findings for code hosts and editors.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mortem import __version__
from mortem.check.checked import Checked
from mortem.check.rule import Finding, Rule
from mortem.check.run import rules

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def report(documents: Sequence[Checked]) -> str:
    """One run over all documents; every rule is described, found or not."""
    described = list(rules().values())
    index = {rule.name: number for number, rule in enumerate(described)}
    run = {
        "tool": {
            "driver": {
                "name": "mortem",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in described],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(each.path)}} for each in documents],
        "results": list(_results(documents, index)),
    }
    told = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    manual = rule.manual()
    first = manual.partition("\n\n")[0].replace("\n", " ")
    return {
        "id": rule.name,
        "shortDescription": {"text": first},
        "fullDescription": {"text": first},
        "help": {"text": manual, "markdown": manual},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.on},
        "properties": {"category": rule.category, "tags": [rule.category]},
    }


def _results(documents: Sequence[Checked], index: dict[str, int]) -> Iterable[dict[str, Any]]:
    for number, checked in enumerate(documents):
        for finding in checked.findings:
            text = f"{finding.message}. {_sentence(finding.help)}".strip()
            yield {
                "ruleId": finding.rule,
                "ruleIndex": index[finding.rule],
                "level": LEVELS[finding.severity],
                "message": {"text": text},
                "locations": [{"physicalLocation": _location(checked.path, number, finding)}],
            }


def _location(path: str, number: int, finding: Finding) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
    }
    if finding.end_column:
        region["endColumn"] = finding.end_column
    return {"artifactLocation": {"uri": _uri(path), "index": number}, "region": region}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _uri(path: str) -> str:
    if path == "-":
        return "stdin.md"
    given = Path(path)
    return given.as_uri() if given.is_absolute() else quote(given.as_posix())
