"""Places where the writer meant to come back."""

import re
from collections.abc import Iterator

from mortem.check.phrases import Phrases, expressions
from mortem.check.place import code_lines, lines_of
from mortem.check.rule import Finding, Rule
from mortem.check.wording import wordings
from mortem.document import Document
from mortem.facts import FactBook

ANYWHERE = expressions(
    r"\b(?:TBD|TBC|FIXME)\b",
    r"(?<![\w.-])XXX+(?![\w.-])",
    r"\b[Ll]orem ipsum\b",
    r"(?<![\w:])(?:XX:|xx:|HH:|hh:|YY:|__:|--:|\?\?:)(?:XX|xx|MM|mm|YY|__|--|\?\?)(?![\w:])",
    r"\b(?:YYYY|DD)[-/](?:MM|DD)[-/](?:DD|YYYY)\b",
    r"\?{3,}",
    r"[<\[{](?:[Ii]nsert|[Yy]our|[Dd]escribe|[Ee]nter|TODO|[Aa]dd|[Ff]ill in|[Pp]lease)\b"
    r"[^\]>}]{0,60}[\]>}](?!\()",
    r"\[(?:(?:[A-Z][a-z]+|the|company|service|team|start|end) )?"
    r"(?:[Nn]ame|[Dd]ate|[Tt]ime|[Dd]uration|[Nn]umber|[Tt]imezone)\](?![(\[:])",
    flags=0,
)
TAG = re.compile(r"(?<!`)<(?:[Ii]nsert|[Yy]our|[Dd]escribe|[Ee]nter|[Ff]ill in)\b[^>`]{0,60}>")
TODO = expressions(r"^\W*TODO\b\s*(?:[:.!-]|$)", r"[\[(]TODO[\])]", flags=0)


class Placeholder(Rule):
    """A placeholder left in: 'TBD', 'XX:XX', '[Your name]', 'lorem ipsum', '???'.

    'TODO' counts only outside the measures, where it is the name of a list of tasks. Blanks in the
    form `[to fill: ...]` have a rule of their own, `blank`.

    ## Why it matters
    Readers take what stands there for what is known. A gap that looks like text is found last.

    ## Bad
        ## Issue Summary

        The outage began at XX:XX UTC. Impact: TBD.

    ## Good
        ## Issue Summary

        The outage began at 09:00 UTC. How many users it hit is unknown.
    """

    category = "style"
    severity = "warning"
    help = "write what is known, or that it is unknown"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        yield from self._found(document, ANYWHERE, ())
        yield from self._found(document, TODO, ("measures",))
        yield from self._tags(document)

    def _found(
        self, document: Document, pattern: Phrases, outside: tuple[str, ...]
    ) -> Iterator[Finding]:
        for sentence, match in wordings(document, pattern, outside=outside):
            words = match[0].strip()
            yield self.at(document, sentence, f"placeholder left: '{words}'", words)

    def _tags(self, document: Document) -> Iterator[Finding]:
        """Placeholders in angle brackets, which a reader of the page never sees."""
        for number, line in enumerate(lines_of(document.text), 1):
            for match in TAG.finditer(line) if "<" in line else ():
                if number not in code_lines(document.text):
                    message = f"placeholder left: '{match[0]}'"
                    yield self.found(
                        number, match.start() + 1, number, message, end_column=match.end() + 1
                    )
