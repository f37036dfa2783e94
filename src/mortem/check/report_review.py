"""The review a peer would hand back: the format as a rubric, in Markdown that reads well as text.

For each requirement a tick with the quotation that decided it, or a cross with one sentence of
advice; then what else a reader noticed; then the score and what to do first.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from mortem.check.checked import Checked
from mortem.check.reading import Decision
from mortem.check.rubric import RUBRIC, Criterion
from mortem.check.rule import Finding
from mortem.check.run import rules
from mortem.check.style import Style, counted, visible
from mortem.document.sentences import spans

TICK, CROSS = "\u2713", "\u2717"
QUOTE = 100  # characters shown of a quotation
AROUND = 40  # characters on both sides of a quotation in a longer sentence
_PARTS = re.compile(r"\s*(?:[-*+>|#]|\d+[.)]|$)")
_ENDS = re.compile(r"\s*(?:#|$)")


def report(documents: Sequence[Checked], style: Style) -> str:
    """One review after the other, parted by a rule."""
    return "\n---\n\n".join("\n".join(_review(each, style)) + "\n" for each in documents)


def _review(checked: Checked, style: Style) -> Iterator[str]:
    title = visible(checked.title or checked.path)
    yield style(f"# Review of \u201c{title}\u201d", bold=True)
    yield ""
    yield f"{checked.path}, {counted(checked.words, 'word')}."
    if not checked.is_postmortem:
        yield ""
        yield "This does not read like a postmortem: most of what the format asks for is not there."
    for part, criteria in groupby(RUBRIC, key=lambda criterion: criterion.part):
        yield ""
        yield style(f"## {part}", bold=True)
        yield ""
        for criterion in criteria:
            judged = checked.requirements.get(criterion.name)
            if judged is not None:
                yield from _ticked(criterion, judged, checked, style)
    yield from _also(checked, style)
    yield from _score(checked, style)


def _ticked(
    criterion: Criterion, judged: Decision, checked: Checked, style: Style
) -> Iterator[str]:
    mark = style(TICK, "green") if judged.met else style(CROSS, "red")
    told = _quoted(judged, checked) if judged.met else _advice(criterion.name, checked)
    text = visible(f"{criterion.asks} {told}".rstrip())
    first, *rest = style.wrapped(text, 4)
    head = first.replace(criterion.asks, style(criterion.asks, bold=not judged.met), 1)
    yield f"- {mark} {head}"
    yield from (f"    {line}" for line in rest)


def _quoted(judged: Decision, checked: Checked) -> str:
    quote = " ".join((judged.quote or "").split())
    if not quote:
        return "Yes."
    if judged.line:
        quote = _in_its_sentence(quote, checked.lines, judged.line - 1)
    if len(quote) > QUOTE:
        quote = quote[:QUOTE].rsplit(" ", 1)[0] + " \u2026"
    where = f" (line {judged.line})" if judged.line else ""
    return f"\u201c{quote}\u201d{where}"


def _in_its_sentence(quote: str, lines: Sequence[str], number: int) -> str:
    """The sentence a short quotation stands in, so that one sees why it decided.

    A long sentence is cut to a few words on both sides.
    """
    text = _paragraph(lines, number)
    at = text.lower().find(quote.lower())
    if at < 0 or len(quote) > QUOTE:
        return quote
    first, last = next(((a, b) for a, b in spans(text) if a <= at < b), (0, len(text)))
    last = max(last, at + len(quote))
    begin, end = max(first, at - AROUND), min(last, at + len(quote) + AROUND)
    if last - first <= QUOTE:
        return text[first:last].strip()
    before, after = text[begin:at], text[at + len(quote) : end]
    if begin > first:
        before = "\u2026 " + before.partition(" ")[2]
    if end < last:
        after = after.rpartition(" ")[0] + " \u2026"
    return before + text[at : at + len(quote)] + after


def _paragraph(lines: Sequence[str], number: int) -> str:
    """The lines around one up to what parts them: blank ones, headings, other items."""
    first = last = number
    while first > 0 and not _PARTS.match(lines[first]) and not _ENDS.match(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and not _ENDS.match(lines[last]):
        if _PARTS.match(lines[last + 1]):
            break
        last += 1
    return _plain(" ".join(lines[first : last + 1]))


def _plain(text: str) -> str:
    text = re.sub(r"\[\^[^\]]*\]|<!--.*?-->|[*_`|]+", " ", text)
    return " ".join(re.sub(r"^(?:\W|\[ \])+", "", text).split())


def _advice(name: str, checked: Checked) -> str:
    """What a good one looks like, in one sentence."""
    mine = [finding.help for finding in checked.findings if finding.rule == name]
    told = next(filter(None, mine), "") or (rules()[name].help if name in rules() else "")
    return _sentence(told or "not met")


def _also(checked: Checked, style: Style) -> Iterator[str]:
    """What is wrong beside the format, the grave first, each with its line."""
    asked = {criterion.name for criterion in RUBRIC}
    others = [each for each in checked.findings if each.rule not in asked]
    if not others:
        return
    yield ""
    yield style("## Also noticed", bold=True)
    yield ""
    order = {"error": 0, "warning": 1, "info": 2}
    for finding in sorted(others, key=lambda f: (order[f.severity], f.line)):
        first, *rest = style.wrapped(visible(_noticed(finding)), 2)
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)


def _noticed(finding: Finding) -> str:
    advice = f" {_sentence(finding.help)}" if finding.help else ""
    return f"Line {finding.line}: {_sentence(finding.message)}{advice}"


def _sentence(text: str) -> str:
    text = text.strip()
    end = "" if text.endswith((".", "?", "!")) or not text else "."
    return text[:1].upper() + text[1:] + end


def _score(checked: Checked, style: Style) -> Iterator[str]:
    judged = [name for name in (c.name for c in RUBRIC) if name in checked.requirements]
    missed = [name for name in judged if not checked.requirements[name].met]
    met = len(judged) - len(missed)
    yield ""
    line = f"{met} of {counted(len(judged), 'requirement')} met."
    if missed:
        first = next(c for c in RUBRIC if c.name == missed[0])
        line += f" Next: start with \u201c{first.asks}\u201d, then check again."
    elif any(finding.severity != "info" for finding in checked.findings):
        line += " Next: look at what else was noticed, then check again."
    else:
        line += " Next: ask a person to read it."
    yield from style.wrapped(line)
