"""Find wordings in a document's own prose: quotations and code do not count as its words."""

import re
from collections.abc import Iterator

from mortem.check.phrases import Phrases
from mortem.check.place import lines_of
from mortem.document import Document, Sentence

_QUOTED = re.compile(
    r"\u201c[^\u201c\u201d]*\u201d|\u2018[^\u2018\u2019]*\u2019(?!\w)|(?<!\w)\"[^\"]*\"|"
    r"(?<!\w)'[^']*'(?!\w)|`[^`]*`"
)
_CODE = re.compile(r"`([^`]+)`")


def own_words(document: Document, sentence: Sentence) -> str:
    """The sentence with what it quotes, and its code, blanked out; offsets stay as they are."""
    text = _QUOTED.sub(lambda match: " " * len(match[0]), sentence.text)
    lines = lines_of(document.text)[sentence.line - 1 : sentence.end_line]
    for code in _CODE.findall("\n".join(lines)):
        text = text.replace(code, " " * len(code))
    return text


def wordings(
    document: Document, pattern: Phrases, *, outside: tuple[str, ...] = ()
) -> Iterator[tuple[Sentence, re.Match[str]]]:
    """Each place where the pattern stands in the document's own words.

    Sections of the kinds in `outside` are left out, and so are block quotations.
    """
    for sentence in document.sentences:
        if (
            sentence.section not in outside
            and pattern.search(sentence.text)
            and not lines_of(document.text)[sentence.line - 1].lstrip().startswith(">")
        ):
            for match in pattern.finditer(own_words(document, sentence)):
                yield sentence, match
