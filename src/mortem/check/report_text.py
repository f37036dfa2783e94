"""Findings for people: a line each; in a terminal with the source, a caret and advice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mortem.check.checked import Checked
from mortem.check.rule import Finding
from mortem.check.style import Style, cells, counted, visible

COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def report(documents: Sequence[Checked], style: Style, rich: bool = False) -> str:
    """A line for each finding, and last what to do next; `rich` adds the source and the advice."""
    lines = list[str]()
    for checked in documents:
        for finding in checked.findings:
            if rich:
                lines += _shown(checked, finding, style)
            else:
                lines.append(f"{_head(checked.path, finding, style)} {visible(finding.message)}")
    last = summary(documents, style)
    lines += [last] if not rich or (style.coloured and "\x1b" in last) else style.wrapped(last)
    return "\n".join(lines) + "\n"


def _head(path: str, finding: Finding, style: Style) -> str:
    where = style(f"{visible(path)}:{finding.line}:{finding.column}:", bold=True)
    severity = style(finding.severity, COLOURS[finding.severity], bold=finding.severity == "error")
    return f"{where} {severity} {style(finding.rule, dim=True)}"


def _shown(checked: Checked, finding: Finding, style: Style) -> Iterator[str]:
    """The finding, its message on lines of its own where the first has no room for it."""
    head, message = _head(checked.path, finding, style), visible(finding.message)
    if len(_head(checked.path, finding, Style())) + 1 + cells(message) <= style.width:
        yield f"{head} {message}"
    else:
        yield head
        yield from (" " * 9 + part for part in style.wrapped(message, 9))
    yield from _under(checked, finding, style)


def _under(checked: Checked, finding: Finding, style: Style) -> Iterator[str]:
    """The source line with a caret under the place, then the advice."""
    gutter = f"{finding.line:>6} " + style("|", dim=True) + " "
    blank = " " * 7 + style("|", dim=True) + " "
    if finding.line <= len(checked.lines):
        source = checked.lines[finding.line - 1]
        start = min(finding.column - 1, len(source))
        end = len(source)
        if finding.end_line == finding.line and finding.end_column:
            end = min(finding.end_column - 1, end)
        shown, start, end = _windowed(source, start, max(end, start + 1), style.width - 9)
        yield gutter + shown
        caret = "^" + "~" * (cells(shown[start:end]) - 1)
        yield blank + " " * cells(shown[:start]) + style(caret, COLOURS[finding.severity])
    if finding.help:
        yield from (" " * 9 + part for part in style.wrapped(finding.help, 9))
    yield ""


def _windowed(source: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """A line cut to the terminal's width around the place, with where the place then stands."""
    source = visible(source)
    if len(source) <= width:
        return source, start, end
    first = max(0, min(start - width // 4, len(source) - width + 2))
    head = "\u2026" if first else ""
    shown = head + source[first : first + width - 2]
    shown += "\u2026" if first + width - 2 < len(source) else ""
    start = start - first + len(head)
    return shown, start, max(start + 1, min(end - first + len(head), len(shown)))


def summary(documents: Sequence[Checked], style: Style) -> str:
    """How much was found, and what to do next."""
    tally = Counter(each.severity for checked in documents for each in checked.findings)
    where = counted(len(documents), "document")
    if not documents:
        return "No Markdown documents found. Next: name a file, or a folder that holds *.md files."
    if not tally:
        return (
            style(f"Nothing to object to in {where}.", "green") + " Next: ask a person to review."
        )
    names = (("error", "error"), ("warning", "warning"), ("info", "note"))
    found = ", ".join(counted(tally[key], name) for key, name in names if tally[key])
    return f"{found} in {where}. {_next(documents, tally)}"


def _next(documents: Sequence[Checked], tally: Counter[str]) -> str:
    worst = "error" if tally["error"] else "warning" if tally["warning"] else ""
    if not worst:
        return "Notes do not fail a check. Next: ask a person to review."
    first = next(f.rule for each in documents for f in each.findings if f.severity == worst)
    return f"Next: fix the {worst}s; `mortem rule {first}` explains the first."


def statistics(documents: Iterable[Checked], style: Style) -> str:
    """How often each rule found something, most often first."""
    tally = Counter((f.rule, f.severity) for checked in documents for f in checked.findings)
    rows = sorted(tally.items(), key=lambda row: (-row[1], row[0]))
    wide = len(f"{max(tally.values(), default=0):,}")
    return "".join(
        f"{count:>{wide},}  {style(f'{severity:<8}', COLOURS[severity])} {rule}\n"
        for (rule, severity), count in rows
    )
