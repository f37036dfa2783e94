"""Allowances: comments in a document that let a finding stand, and say why.

`<!-- mortem: allow long-sentence because the quotation is verbatim -->` covers

* the whole document, where it stands above everything but front matter and other comments,
* its own line, where there is text on it,
* the section, where it stands before a heading (down to the next heading as high),
* else the block it stands before: the lines down to the next blank one.

Several rules are parted by commas. A reason is required, and an allowance that nothing needed is
itself a finding.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mortem.check.place import code_lines, lines_of

COMMENT = re.compile(r"<!--\s*mortem\s*:\s*(?P<said>.*?)-->", re.S | re.I)
_SAID = re.compile(r"allow\s+(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)\s*(?P<rest>.*)", re.S | re.I)
_REASON = re.compile(r"(?:because\b|:)\s*(?P<reason>.*\w.*)", re.S | re.I)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Allowance:
    """One comment: the rules it names, its reason ("" without one), its place, what it covers.

    `first` and `last` are the lines covered, 1-based and inclusive; `rules` is empty where the
    comment is not understood.
    """

    rules: tuple[str, ...]
    reason: str
    line: int
    column: int
    end_line: int
    first: int
    last: int

    def covers(self, rule: str, line: int) -> bool:
        """Whether a finding of a rule on a line may stand."""
        return bool(self.reason) and rule in self.rules and self.first <= line <= self.last


def allowances(text: str) -> tuple[Allowance, ...]:
    """Every comment that begins with `mortem:`, outside code, in order."""
    if "mortem" not in text:
        return ()
    return tuple(_allowances(re.sub(r"\r\n?", "\n", text)))


def _allowances(text: str) -> Iterator[Allowance]:
    lines = lines_of(text)
    code = code_lines(text)
    for match in COMMENT.finditer(text):
        before = text[: match.start()]
        line = before.count("\n") + 1
        if line in code:
            continue
        end_line = line + match[0].count("\n")
        first, last = _covered(lines, line, end_line, _only_front(before))
        rules, reason = _read(match["said"])
        column = match.start() - before.rfind("\n")
        yield Allowance(rules, reason, line, column, end_line, first, last)


def _read(said: str) -> tuple[tuple[str, ...], str]:
    match = _SAID.match(said.strip())
    if match is None:
        return (), ""
    names = tuple(name.strip().lower() for name in match["rules"].split(","))
    reason = _REASON.match(match["rest"])
    return names, " ".join(reason["reason"].split()) if reason else ""


def _only_front(before: str) -> bool:
    """Whether nothing but front matter and comments stands in `before`."""
    rest = re.sub(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*$", "", before, flags=re.S | re.M)
    return not re.sub(r"<!--.*?-->", "", rest, flags=re.S).strip()


def _covered(lines: Sequence[str], line: int, end_line: int, top: bool) -> tuple[int, int]:
    if top:
        return 1, max(len(lines), 1)
    around = "\n".join(lines[line - 1 : end_line])
    if re.sub(r"<!--.*?-->", "", around, flags=re.S).strip(" \t\n-*+>#|"):
        return line, end_line
    first = end_line + 1
    while first <= len(lines) and _passed_over(lines[first - 1]):
        first += 1
    heading = _HEADING.match(lines[first - 1]) if first <= len(lines) else None
    last = first
    while last < len(lines) and not _ends(lines[last], heading):
        last += 1
    return first, last


def _passed_over(line: str) -> bool:
    return not line.strip() or bool(re.fullmatch(r"\s*<!--.*-->\s*", line))


def _ends(line: str, heading: re.Match[str] | None) -> bool:
    if heading is None:
        return not line.strip()
    level = _HEADING.match(line)
    return level is not None and len(level[1]) <= len(heading[1])
