"""Which blocks are headings, and which section of the format each one opens."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mortem.document.assignment import is_pasted
from mortem.document.layout import Block, begins_with_time, strip_bullet
from mortem.document.postmortem import SECTIONS
from mortem.document.titles import PARTS, is_spelled, kind_of, plain

# Headings beside the four sections: what stands under them belongs to none.
_OTHER = re.compile(
    r"^(?:conclusions?|closing|final (?:words|thoughts|notes?)|references?|appendix|authors?"
    r"|credits?|links?|glossary"
    r"|acknowledge?ments?|about|contact|resources|tl;dr|background|requirements?|license"
    r"|contributors?|contributing|usage)\b"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the index of its block, its rank (1-6 real, 7 bold, 8 plain, 9 run in), its kind.

    `kind` is "" where it names no section. `after` is how many characters of the block the heading
    takes: all of them, or for "Issue Summary: on 3 May ..." those up to the colon.
    """

    index: int
    rank: int
    kind: str
    text: str
    after: int


def find_headings(blocks: Sequence[Block]) -> list[Heading]:
    """All headings: real ones, and lines that serve as such where real ones name no sections."""
    real = _without_pasted(
        [
            Heading(
                index, block.level, _kind_of_real(block.text), block.text.strip(), len(block.text)
            )
            for index, block in enumerate(blocks)
            if block.kind == "heading"
        ]
    )
    real = _with_factors(real)
    named = _main(real)
    if len(named) >= 3:
        return sorted([*real, *_leading_summary(blocks, real)], key=lambda h: h.index)
    pseudo = [h for index, block in enumerate(blocks) if (h := _pseudo(index, block)) is not None]
    pseudo += _standing_alone(blocks, {h.index for h in [*real, *pseudo]})
    pseudo = _without_pasted([h for h in pseudo if h.kind not in named])
    best = _strongest(pseudo)
    return sorted([*real, *best], key=lambda h: h.index)


_FACTORS = re.compile(r"(?:contributing|causal|causative) factors?\b")


def _with_factors(headings: Sequence[Heading]) -> list[Heading]:
    """Where no heading names the cause, one of contributing factors does."""
    if any(h.kind == "cause" for h in headings):
        return [*headings]
    return [
        replace(h, kind="cause") if not h.kind and _FACTORS.match(plain(h.text)) else h
        for h in headings
    ]


def _without_pasted(headings: Sequence[Heading]) -> list[Heading]:
    """Headings of the pasted assignment name no section where the author has an own heading."""
    own = _main([h for h in headings if not is_pasted(h.text)])
    pasted = _main([h for h in headings if is_pasted(h.text)])
    if len(pasted) == len(SECTIONS) and own < pasted:  # answers written under the questions
        return [h if is_pasted(h.text) else replace(h, kind="") for h in headings]
    return [replace(h, kind="") if h.kind in own and is_pasted(h.text) else h for h in headings]


def _leading_summary(blocks: Sequence[Block], real: Sequence[Heading]) -> Iterator[Heading]:
    """A line "Summary: ..." before the first section, as in a header of facts."""
    first = min((h.index for h in real if h.kind), default=0)
    for index, block in enumerate(blocks[:first]):
        heading = _run_in(index, block)
        if heading is not None and heading.kind == "summary":
            yield heading


def _kind_of_real(text: str) -> str:
    words = text.split()
    if begins_with_time(text) or len(words) > 14:
        return ""
    return kind_of(text)


def _main(headings: Sequence[Heading]) -> set[str]:
    return {h.kind for h in headings if h.kind}


def _strongest(pseudo: Sequence[Heading]) -> list[Heading]:
    """Of each kind the lines most like a heading: bold before plain before run in."""
    best: dict[str, int] = {}
    for heading in pseudo:
        if heading.kind:
            best[heading.kind] = min(best.get(heading.kind, 99), heading.rank)
    return [h for h in pseudo if (not h.kind and h.rank == 7) or best.get(h.kind) == h.rank]


def _pseudo(index: int, block: Block) -> Heading | None:
    text = block.text.strip()
    if block.kind not in ("text", "item") or not text or begins_with_time(text):
        return None
    body = strip_bullet(text)
    words = (_BRACKETED.sub(" ", body) if "(" in body else body).split()
    if is_pasted(body) and not _SECTION_ASKED.search(body):
        return None
    marks = _HASHES.match(text) if text.startswith("#") else None
    if marks and len(words) <= 10 and kind_of(text):  # "##Timeline", without the blank
        return Heading(index, len(marks[0]), kind_of(text), text[marks.end() :], len(block.text))
    if block.bold and len(words) <= 10 and not re.search(r"[.!?]$|\d[:.]\d\d", body):
        return Heading(index, 7, kind_of(body), body, len(block.text))
    called = len(words) <= 5 and body.endswith(":") and not block.depth
    if len(words) <= 9 and (called or is_spelled(body)) and kind_of(body):
        if block.depth and not re.search(
            r"(?:summary|timeline|measures|resolution)\W*$", " ".join(words), re.I
        ):
            return None
        return Heading(index, 8, kind_of(body), body, len(block.text))
    return _run_in(index, block)


_BRACKETED = re.compile(r"\([^()]*\)")
_HASHES = re.compile(r"#{1,6}(?=[^\W_])")
_SECTION_ASKED = re.compile(r"\bcontain\b", re.I)  # the assignment's own headings end with it
_TITLE_WORDS = 7


def _standing_alone(blocks: Sequence[Block], taken: set[int]) -> Iterator[Heading]:
    """Short lines without a full stop, between paragraphs, that name a section in other words."""
    for index, block in enumerate(blocks[:-1]):
        text = block.text.strip()
        if index in taken or block.kind != "text" or block.depth or begins_with_time(text):
            continue
        words = text.split()
        short = len(words) <= _TITLE_WORDS and text[-1:] not in ".!,;" and text[:1].isupper()
        if short and len(blocks[index + 1].text.split()) > len(words) and not is_pasted(text):
            kind = kind_of(text)
            if kind:
                yield Heading(index, 8, kind, text, len(block.text))


_RUN_IN = re.compile(
    r"^\W{0,4}(?:\d[.)] )?(?P<head>(?:issue |incident |executive )?summary"
    r"|(?:incident )?timeline(?: of events)?"
    r"|root causes?(?: analysis)? (?:and|&) resolution|resolution(?: and recovery)?"
    r"|root cause(?: analysis)?"
    r"|corrective (?:and|&|/) ?prevent(?:at)?ive (?:measures|actions)|preventive measures"
    r"|preventative measures)\s*[:.–—-]\s+(?=\S)",
    re.I,
)


def _run_in(index: int, block: Block) -> Heading | None:
    match = _RUN_IN.match(block.text)
    if match is None or (block.depth and len(match["head"].split()) < 3):
        return None
    return Heading(index, 9, kind_of(match["head"]), match["head"], match.end())


def assign(blocks: Sequence[Block], headings: Sequence[Heading]) -> list[str]:
    """The kind of section of every block ("other" for those in none)."""
    by_index = {h.index: h for h in headings}
    main = _main_ranks(headings)
    kinds = []
    current, rank = "other", 0
    for index, _ in enumerate(blocks):
        heading = by_index.get(index)
        if heading is not None and not _only_label(heading, headings, current):
            current, rank = _opened(heading, main, current, rank)
        kinds.append(current)
    return kinds


def _main_ranks(headings: Sequence[Heading]) -> dict[str, int]:
    """For each kind the rank at which its section stands: the commonest rank of sections wins."""
    ranks = Counter(h.rank for kind in {h.kind for h in headings if h.kind}
                    for h in {h.rank: h for h in headings if h.kind == kind}.values())  # fmt: skip
    main: dict[str, int] = {}
    for kind in {h.kind for h in headings if h.kind}:
        own = [h.rank for h in headings if h.kind == kind]
        main[kind] = max(own, key=lambda rank: (ranks[rank], -rank))
    return main


def _only_label(heading: Heading, headings: Sequence[Heading], current: str) -> bool:
    """Whether "Root cause" in the summary, or "Resolution" in the timeline, is a label only.

    It is where a section of that kind follows in its own place.
    """
    if heading.kind != "cause" or current not in ("summary", "timeline"):
        return False
    later = [h for h in headings if h.index > heading.index]
    if current == "summary":
        timeline = next((h.index for h in later if h.kind == "timeline"), None)
        return timeline is not None and any(
            h.kind == "cause" and h.index > timeline and _names_as_much(h, heading) for h in later
        )
    return "cause" not in heading.text.lower() and any(
        h.kind == "cause" and h.rank <= heading.rank and re.search(r"root[- ]?cause", h.text, re.I)
        for h in later
    )


def _names_as_much(later: Heading, heading: Heading) -> bool:
    """Whether a later heading names the cause, where this one does."""
    return "cause" in later.text.lower() or "cause" not in heading.text.lower()


def _opened(heading: Heading, main: dict[str, int], current: str, rank: int) -> tuple[str, int]:
    if heading.kind and heading.rank <= main[heading.kind]:
        return heading.kind, heading.rank
    beside = rank == heading.rank > main[heading.kind] if heading.kind else False
    if heading.kind and (current == "other" or beside):
        return heading.kind, heading.rank
    if not heading.kind and current in PARTS and PARTS[current].search(plain(heading.text)):
        return current, rank
    if _OTHER.match(plain(heading.text)) and (heading.rank <= rank or rank == 0):
        return "other", heading.rank
    if (
        not heading.kind
        and heading.rank <= rank
        and heading.rank < 7
        and not begins_with_time(heading.text)
    ):
        return "other", heading.rank
    return current, rank
