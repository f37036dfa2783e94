"""Workflow commands: findings become annotations on a pull request.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable, Iterator

from mortem.check.checked import Checked
from mortem.check.rule import Finding

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def report(documents: Iterable[Checked]) -> str:
    """One command a line."""
    return "".join(line for checked in documents for line in _lines(checked.path, checked.findings))


def _lines(path: str, findings: Iterable[Finding]) -> Iterator[str]:
    for each in findings:
        options = {
            "file": path,
            "line": each.line,
            "endLine": each.end_line,
            "col": each.column,
            "title": f"mortem {each.rule}",
        }
        if each.end_column and each.line == each.end_line:
            options["endColumn"] = each.end_column - 1
        told = ",".join(f"{name}={_property(str(value))}" for name, value in options.items())
        text = f"{each.message}: {each.help}" if each.help else each.message
        yield f"::{LEVELS[each.severity]} {told}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
