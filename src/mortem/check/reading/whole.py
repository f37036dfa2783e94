"""The document as a whole: sections, length, language, and whether it is a postmortem."""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

from mortem.check.reading.judgement import Decision, met, unmet
from mortem.check.reading.lexicon import TROUBLE
from mortem.check.reading.scope import Scope
from mortem.document import SECTIONS, TITLES, Document
from mortem.document.moments import find_dates, find_times

SHORTEST, LONGEST = 400, 600

_FUNCTION = {
    "en": "the of and to in was that for on with is were by at from be as it this are our we an",
    "es": "el la los las de del que en un una por con para se es fue no lo como su al más y",
    "fr": "le la les de des du que en un une par avec pour est été dans sur nous au et ce qui ne",
    "pt": "o os as de do da que em um uma por com para se foi no na não ao e dos das mais",
    "de": "der die das und in den von zu mit ist war auf für im dem nicht ein eine wir des als bei",
    "it": "il lo la gli le di del della che in un una per con è stato non si dei nel alla e",
    "nl": "de het een van en in op te dat is was met voor niet zijn we aan door bij om",
}


def judge_whole(scope: Scope) -> dict[str, Decision]:
    """The decisions on the whole document."""
    return {
        "sections": _sections(scope.document),
        "length": _length(scope.document),
        "english": _english(scope.document),
    }


def _sections(document: Document) -> Decision:
    named = [s for s in document.sections if s.kind in SECTIONS and s.heading]
    first: dict[str, int] = {}
    for section in named:
        first.setdefault(section.kind, section.line)
    missing = [TITLES[kind] for kind in SECTIONS if kind not in first]
    if missing:
        return unmet("no section " + ", ".join(f"'{name}'" for name in missing))
    wanted = iter(SECTIONS)
    kind = next(wanted)
    causes = any(_CAUSE.search(s.heading) for s in named)
    for section in named:  # parts may come early or twice; the four in order is what counts
        part = causes and section.kind == "cause" and not _CAUSE.search(section.heading)
        if section.kind == kind and not part:
            kind = next(wanted, "")
    if kind:
        return unmet("the sections stand in another order", min(first.values()))
    return met(None, "", "all four, in order")


_CAUSE = re.compile(r"\bcauses?\b", re.I)


def _length(document: Document) -> Decision:
    count = document.words
    if SHORTEST <= count <= LONGEST:
        return met(None, "", f"{count} words")
    return unmet(f"{count} words; {SHORTEST} to {LONGEST} are wanted")


@lru_cache(maxsize=1)
def _sets() -> dict[str, frozenset[str]]:
    return {name: frozenset(listed.split()) for name, listed in _FUNCTION.items()}


_ENOUGH = 4000  # characters tell a language


def _without_links(text: str) -> str:
    if "://" not in text and "www." not in text:
        return text
    return " ".join(t for t in text.split() if "://" not in t and "www." not in t)


def _english(document: Document) -> Decision:
    text = " ".join(p.text for p in document.passages)[:_ENOUGH]
    said = Counter(re.findall(r"[^\W\d_]+", _without_links(text).lower()))
    count = said.total()
    if count < 3:
        return unmet("there is no running text")
    shares = {name: sum(said[w] for w in known) / count for name, known in _sets().items()}
    english = shares.pop("en")
    best = max(shares, key=lambda name: shares[name])
    if english >= _SURE and english > shares[best]:
        return met(None, "", "English")
    if shares[best] >= _SURE and shares[best] > english:
        return unmet(f"the text is in another language ({best})")
    letters = sum(len(word) * number for word, number in said.items())
    latin = sum(len(_LATIN.findall(word)) * number for word, number in said.items())
    if latin < 0.5 * letters:
        return unmet("the text is in another script")
    if count < _FEW:
        return met(None, "", "too few words to be in another language")
    likely, next_best = sorted([*shares.values(), english], reverse=True)[:2]
    if likely >= _LIKELY and likely >= 2 * next_best:
        if likely == english:
            return met(None, "", "English")
        return unmet(f"the text is in another language ({best})")
    return _identified(text)


_SURE = 0.09  # the share of a language's commonest words in any running text of it is above this
_LIKELY = 0.04  # in lists and notes it is above this, and no other language comes near
_FEW = 12
_LATIN = re.compile(r"[a-z\u00df-\u024f]")


def _identified(text: str) -> Decision:
    """Ask a language identifier: slow to load, so only where words do not settle it."""
    import py3langid

    language, _ = py3langid.classify(text)
    return met(None, "", "English") if language == "en" else unmet(f"the language is {language}")


_ABOUT = re.compile(
    r"\b(?:what|how|why|when)\b[^.]{0,30}\bpost-?mortems?\b|\bpost-?mortem (?:template|guide"
    r"|examples?)\b",
    re.I,
)


_TEACHES = re.compile(
    r"\b(?:how to write|guidelines?|template|is made up of|consists of|format"
    r"|the parts of)\b[^.]{0,80}"
    r"\b(?:post-?mortems?|incident reports?)\b|\b(?:post-?mortems?|incident reports?)\b[^.]{0,60}"
    r"\b(?:guidelines?|template|is made up of|consists of|should (?:include|contain)"
    r"|must (?:include|contain))\b",
    re.I,
)


_SHORT = 10  # words: what may be a heading


def _explains(document: Document) -> bool:
    """Whether it teaches what a postmortem is instead of being one."""
    headings = [p.text for p in document.passages if p.bold or len(p.text.split()) <= _SHORT]
    asks = sum(_ABOUT.search(text) is not None for text in headings)
    if not any(find_times(s.text) or find_dates(s.text) for s in document.sentences):
        asks += sum(_TEACHES.search(s.text) is not None for s in document.sentences)
    timelines = sum(s.kind == "timeline" for s in document.sections)
    return asks > 0 and (len(document.entries) < 3 or timelines == 0)


# A title of that kind: how to write postmortems, not one.
_LESSON = re.compile(
    r"\b(?:how to|what (?:is|are|makes?)|guide|writing|templates?|anatomy|art of|introduction to"
    r"|explained|explanation|guidelines?|tips|best practices|checklist|examples? of|culture"
    r"|why (?:we|you|to))\b",
    re.I,
)
_KIND_OF_TEXT = re.compile(
    r"\b(?:post-?mortems?|incident (?:reports?|reviews?|templates?))\b", re.I
)
_OWN_SUMMARY = re.compile(r"\W*(?:\w\W+)?(?:issue|incident) summary\W*$", re.I)


def _teaches(document: Document) -> bool:
    """Whether its title says that it is about postmortems in general."""
    title = document.title or next((p.text for p in document.passages[:1]), "")
    told = _KIND_OF_TEXT.search(title) is not None and _LESSON.search(title) is not None
    if told and re.search(r"\btemplate\b", title, re.I):
        return True
    return told and not any(_OWN_SUMMARY.match(s.heading) for s in document.sections)


_PROJECT = re.compile(
    r"^\W*(?:installation|install|installing|usage|getting started|features?|requirements?"
    r"|licen[cs]e"
    r"|roadmap|contributing|contributors|configuration|architecture|prerequisites|dependencies"
    r"|authors?|built with|quick ?start|setup|tests|environment|technologies)\W*$",
    re.I,
)


def _presents(document: Document) -> bool:
    """Whether its headings are those of a project's page."""
    named = {s.kind for s in document.sections if s.heading} & set(SECTIONS)
    headings = [p.text for p in document.passages if p.kind == "heading"]
    return len(named) < 2 and sum(_PROJECT.match(text) is not None for text in headings) > 2


_TITLED = re.compile(
    r"\b(?:post-?mortem|incident (?:report|review)|outage|post-incident|rca|reason for outage)\b",
    re.I,
)


def _titled_so(document: Document) -> bool:
    """Whether its title says that it tells of an incident, and it dates what it tells."""
    return (
        _TITLED.search(document.title) is not None
        and any(find_times(s.text) or find_dates(s.text) for s in document.sentences)
        and any(TROUBLE.search(s.text) for s in document.sentences)
    )


def is_postmortem(scope: Scope) -> bool:
    """Whether the document tells of one incident at all, and does not only explain or link."""
    document = scope.document
    if _teaches(document) or _presents(document):
        return False
    if _titled_so(document):
        return True
    kinds = {section.kind for section in document.sections if section.heading} & set(SECTIONS)
    own = [s for kind in SECTIONS for s in scope.of(kind)]
    troubled = len(list(islice((s for s in own if TROUBLE.search(s.text)), 2)))
    if len(scope.entries) >= 3 and len(kinds) >= 2:
        return True
    if _explains(document):
        return False
    titled = any(_OWN_TITLE.search(s.heading) for s in document.sections)
    if titled and own and len(kinds) >= 2:
        return True
    return bool(troubled) and (
        titled or len(kinds) >= 2 or len(scope.entries) >= 3 or troubled >= 2
    )


_OWN_TITLE = re.compile(r"\b(?:issue|incident|outage)\b.*\bsummary\b", re.I)
