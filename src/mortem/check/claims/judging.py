"""Judge a whole document: its front matter, its sentences and entries, its footnotes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mortem.check.claims.cited import Context, judge_cited
from mortem.check.claims.compare import zone_label
from mortem.check.claims.front import judge_front, judge_notes
from mortem.check.claims.order import judge_order
from mortem.check.claims.prose import judge_prose
from mortem.check.claims.record import texts_of
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, Judged, Verdict
from mortem.document import Document, Sentence
from mortem.document.moments import ZoneMention, find_times, find_zones
from mortem.facts import FactBook, seen

_contexts: list[tuple[FactBook, Context]] = []
_kept: list[tuple[Document, FactBook, tuple[Verdict, ...]]] = []


def judge(document: Document, book: FactBook) -> tuple[Verdict, ...]:
    """Every verdict on the document, in the order of its lines.

    The last answer is kept, as several rules ask for the same one.
    """
    for kept_document, kept_book, verdicts in _kept:
        if kept_document is document and kept_book is book:
            return verdicts
    found = tuple(sorted(_judge(document, book), key=lambda v: (v.line, v.column)))
    _kept[:] = [(document, book, found)]
    return found


def _judge(document: Document, book: FactBook) -> Iterator[Verdict]:
    zones = _Zones(document, book)
    context = _context(book, zones.zone)
    yield from zones.verdicts()
    yield from judge_front(document, book, zones.zone)
    inside = {
        line
        for entry in document.entries
        for line in range(entry.line, _last(entry.sentences, entry.line) + 1)
    }
    for entry in document.entries:
        cites = tuple(c for s in entry.sentences for c in s.cites)
        text = f"{entry.stamp} - {entry.text}"
        yield from _sentence(
            text, cites, entry.line, _last(entry.sentences, entry.line), document, book, context
        )
    for sentence in document.sentences:
        if sentence.line in inside:
            continue
        yield from _sentence(
            sentence.text, sentence.cites, sentence.line, sentence.end_line, document, book, context
        )
    yield from judge_notes(document, book, context)


def _context(book: FactBook, zone: tzinfo) -> Context:
    """What sentences are judged by; kept for the next document on the same facts."""
    for kept_book, context in _contexts:
        if kept_book is book and context.zone == zone:
            return context
    context = Context(texts_of(book), zone)
    _contexts[:] = [(book, context)]
    return context


def _last(sentences: Sequence[Sentence], line: int) -> int:
    return max((s.end_line for s in sentences), default=line)


def _sentence(
    text: str,
    cites: tuple[str, ...],
    line: int,
    end_line: int,
    document: Document,
    book: FactBook,
    context: Context,
) -> Iterator[Verdict]:
    facts = [book.facts[c] for c in dict.fromkeys(cites) if c in book.facts]
    judged: list[Judged] = (
        judge_cited(text, facts, context)
        if facts
        else [*judge_prose(text, book, context.zone), *judge_order(text, book)]
    )
    for one in judged:
        raw = text[one.start : one.end]
        place = _place(document, raw, line, end_line)
        yield Verdict(one.status, raw, *place, one.right, one.known, bool(facts))


def _place(document: Document, raw: str, line: int, end_line: int) -> tuple[int, int]:
    for number in range(line, min(end_line, len(document.lines)) + 1):
        column = document.lines[number - 1].find(raw)
        if column >= 0:
            return number, column + 1
    return line, 1


class _Zones:
    """The zone a document's bare times are in: what most of its statements of zone agree on."""

    def __init__(self, document: Document, book: FactBook) -> None:
        self.document, self.book = document, book
        self.began = _began(book)
        self.stated = list(self._stated())
        votes = Counter(offset for _, _, offset in self.stated)
        front = document.front.get("start")
        start = _aware(front)
        if start is not None:
            votes[start] += 1
        here = self._offset(book.zone)
        best = max(votes.values(), default=0)
        wanted = [offset for offset, count in votes.items() if count == best]
        self.minutes = here if not wanted or here in wanted else wanted[0]
        self.zone: tzinfo = (
            book.zone if self.minutes == here else timezone(timedelta(minutes=self.minutes))
        )

    def _offset(self, zone: tzinfo) -> int:
        at = self.began.astimezone(zone) if self.began else datetime.now(zone)
        return round((at.utcoffset() or timedelta()).total_seconds() / 60)

    def _stated(self) -> Iterator[tuple[tuple[int, int], str, int]]:
        """Where the document says what zone its times are in, apart from beside a time."""
        front = self.document.front.get("zone")
        if front is not None:
            minutes = _minutes(str(front), self)
            line = next(
                (n for n, x in enumerate(self.document.lines, 1) if x.startswith("zone:")), 1
            )
            if minutes is not None:
                yield (line, 7), str(front), minutes
        for sentence in self.document.sentences:
            if "times" not in sentence.text.lower() or find_times(sentence.text):
                continue
            for zone in find_zones(sentence.text):
                minutes = _minutes(zone.raw, self)
                if minutes is not None:
                    place = _place(self.document, zone.raw, sentence.line, sentence.end_line)
                    yield place, zone.raw, minutes

    def verdicts(self) -> Iterator[Verdict]:
        """Statements of zone that the rest of the document and the evidence speak against."""
        if len(self.stated) < 2 and _aware(self.document.front.get("start")) is None:
            return
        for place, raw, minutes in self.stated:
            same = minutes == self.minutes
            right = "" if same else zone_label(self.minutes)
            yield Verdict(HOLDS if same else CONTRADICTED, raw, *place, right, None, True)


def _began(book: FactBook) -> datetime | None:
    window = book.known("outage-window")
    return seen(window)[0] if window else None


def _aware(value: object) -> int | None:
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    offset = at.utcoffset()
    return None if offset is None else round(offset.total_seconds() / 60)


def _minutes(raw: str, zones: _Zones) -> int | None:
    if "/" in raw:
        try:
            return zones._offset(ZoneInfo(raw))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    found: tuple[ZoneMention, ...] = find_zones(f"12:00 {raw}")
    return found[0].minutes if found else None
