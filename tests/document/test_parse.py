"""Markdown in, a postmortem out: sections, sentences with their places, entries, words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mortem.document import Document, parse

HEADINGS = {
    "atx": "## {}\n\n",
    "deep": "#### {}\n\n",
    "no blank": "##{}\n\n",
    "bold": "**{}**\n\n",
    "bold with a colon": "**{}:**\n\n",
    "plain": "{}\n\n",
    "plain with a colon": "{}:\n",
    "setext": "{}\n-------\n\n",
    "emoji": "## \U0001f525 {} \U0001f6a8\n\n",
    "numbered": "## 2. {}\n\n",
    "upper case": "## {}\n\n",
    "html": "<h2>{}</h2>\n\n",
}
PARTS = (
    ("Issue Summary", "On 3 May the shop was down from 09:00 UTC.\n\n"),
    (
        "Timeline",
        "- 09:00 UTC - An alert fired.\n- 09:10 UTC - We looked.\n- 10:00 UTC - It was back.\n\n",
    ),
    ("Root cause and resolution", "The disk was full, so writes failed.\n\n"),
    ("Corrective and preventative measures", "- Add an alert on disk usage.\n"),
)


def kinds(document: Document) -> list[str]:
    return [section.kind for section in document.sections if section.kind != "other"]


@pytest.mark.parametrize("form", HEADINGS.values(), ids=HEADINGS)
def test_headings_of_every_kind_open_the_sections(form: str) -> None:
    text = "".join(form.format(title) + body for title, body in PARTS)
    document = parse(text)
    assert kinds(document) == ["summary", "timeline", "cause", "measures"]
    assert [entry.stamp for entry in document.entries] == ["09:00 UTC", "09:10 UTC", "10:00 UTC"]
    assert [s.text for s in document.under("cause")] == ["The disk was full, so writes failed."]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Incident Overview", "summary"),
        ("What happened?", "summary"),
        ("Chronology", "timeline"),
        ("Timeline (all times UTC)", "timeline"),
        ("Root Causes", "cause"),
        ("Resolution and Recovery", "cause"),
        ("Mitigation and Future Prevention", "measures"),
        ("Action Items", "measures"),
        ("Lessons Learned", "measures"),
    ],
)
def test_renamed_sections_are_recognised(title: str, kind: str) -> None:
    assert parse(f"# Outage\n\n## {title}\n\nSome text here.\n").sections[-1].kind == kind


def test_a_part_of_another_kind_ends_with_the_next_part() -> None:
    told = "## Tasks\n\n### What went wrong\n\nThe disk.\n\n### Improvements\n\n- Add a disk.\n"
    document = parse(f"## Summary\n\nThe till was down.\n\n{told}")
    assert [s.kind for s in document.sections] == ["summary", "measures", "cause", "measures"]


def test_a_label_in_the_summary_opens_no_section() -> None:
    text = (
        "Issue Summary:\n\nDuration: 10:00 to 11:00 UTC\n\nRoot Cause:\nA full disk.\n\n"
        "Timeline:\n\n- 10:00: An alert.\n\nRoot Cause and Resolution:\n\nThe disk was full.\n"
    )
    document = parse(text)
    assert kinds(document) == ["summary", "timeline", "cause"]
    assert "A full disk." in [s.text for s in document.under("summary")]


def test_without_headings_the_paragraphs_before_the_first_entry_are_the_summary() -> None:
    text = "The shop was down.\n\n09:00 An alert fired.\n09:10 We looked.\n10:00 It was back.\n"
    document = parse(text)
    assert [s.text for s in document.under("summary")] == ["The shop was down."]
    assert len(document.entries) == 3


ENTRIES = {
    "bullets": "- 9:00 AM: One.\n- 9:10 AM: Two.\n- 9:20 AM: Three.\n",
    "bold": "- **9:00 AM** - One.\n- **9:10 AM** - Two.\n- **9:20 AM** - Three.\n",
    "numbers": "1. 9:00 AM: One.\n2. 9:10 AM: Two.\n3. 9:20 AM: Three.\n",
    "bare lines": "9:00 AM One.\n9:10 AM Two.\n9:20 AM Three.\n",
    "dots": "• 9:00 AM: One.\n• 9:10 AM: Two.\n• 9:20 AM: Three.\n",
    "table": "| Time | What |\n|---|---|\n| 9:00 AM | One. |\n| 9:10 AM | Two. |\n| 9:20 AM | Three. |\n",
    "time above its text": "9:00 AM\n\nOne.\n\n9:10 AM\n\nTwo.\n\n9:20 AM\n\nThree.\n",
    "headings": "### 9:00 AM\n\nOne.\n\n### 9:10 AM\n\nTwo.\n\n### 9:20 AM\n\nThree.\n",
    "breaks": "9:00 AM: One.<br>9:10 AM: Two.<br>9:20 AM: Three.\n",
    "code": "```\n9:00 AM: One is told.\n9:10 AM: Two is told.\n9:20 AM: Three is told.\n```\n",
    "no-break blanks": "- 9:00\u00a0AM: One.\n- 9:10\u00a0AM: Two.\n- 9:20\u00a0AM: Three.\n",
}


@pytest.mark.parametrize("timeline", ENTRIES.values(), ids=ENTRIES)
def test_timelines_of_every_shape_have_their_entries(timeline: str) -> None:
    document = parse(f"## Timeline\n\n{timeline}")
    assert [entry.stamp for entry in document.entries] == ["9:00 AM", "9:10 AM", "9:20 AM"]
    assert [entry.text.split()[0].strip(".") for entry in document.entries] == [
        "One",
        "Two",
        "Three",
    ]


@pytest.mark.parametrize("date", ["March 5, 2024:", "5 March 2024:", "20244-03-05", "2024-03-??"])
def test_entries_may_begin_with_a_date_however_it_is_written(date: str) -> None:
    lines = [f"{date} {time}\n{text}" for time, text in
             [("9:00 AM", "One."), ("9:10 AM", "Two."), ("9:20 AM", "Three.")]]  # fmt: skip
    document = parse("## Timeline\n\n" + "\n\n".join(lines) + "\n")
    assert [entry.text for entry in document.entries] == ["One.", "Two.", "Three."]


def test_a_paragraph_is_no_list_of_entries() -> None:
    text = "## Timeline\n\nAt 9:00 AM it began, at 9:10 we looked. At 9:20 it was over.\n"
    assert len(parse(text).entries) <= 1


def test_footnotes_are_cited_and_left_out_of_the_words() -> None:
    text = (
        "## Issue Summary\n\n**488** of 651 users[^affected-users] met errors. It ended.[^end]\n\n"
        "## Timeline\n\n- 04:07:41[^outage-window] - An alert fired.\n\n"
        "[^affected-users]: counted from the log\n[^end]: so\n[^outage-window]: that\n"
    )
    document = parse(text)
    first, second, third = document.sentences
    assert (first.text, first.cites) == ("488 of 651 users met errors.", ("affected-users",))
    assert (second.text, second.cites) == ("It ended.", ("end",))
    assert third.cites == ("outage-window",)
    (entry,) = document.entries
    assert (entry.stamp, entry.sentences[0].cites) == ("04:07:41", ("outage-window",))
    assert document.footnotes["affected-users"] == "counted from the log"
    assert document.words == 2 + 6 + 2 + 1 + 1 + 3


def test_words_are_counted_by_the_rendered_text() -> None:
    text = (
        "---\ntitle: not counted\n---\n# One two\n\nThree [four](http://not.counted/at-all) &amp; five -\n"
        "<b>six</b> <!-- not this --> `seven`[^x]\n\n```\nnot this code = 1\n```\n\n[^x]: nor this\n"
    )
    assert parse(text).words == 7


def test_places_are_those_of_the_source() -> None:
    text = "---\ntitle: x\n---\r\n\r\n# T\r\n\r\n- *First* here. **Second** one.\r\n  Third &lt; line.\r\n"
    document = parse(text)
    for sentence in document.sentences:
        line = document.lines[sentence.line - 1]
        assert line[sentence.column - 1 :].startswith(sentence.text.split()[0])
    assert [(s.line, s.text) for s in document.sentences] == [
        (7, "First here."), (7, "Second one."), (8, "Third < line.")]  # fmt: skip


def test_front_matter_of_both_kinds_and_of_none() -> None:
    assert parse("---\ntitle: A\nstatus: draft\n---\ntext\n").front["status"] == "draft"
    assert parse('+++\ntitle = "A"\n+++\ntext\n').front == {"title": "A"}
    assert parse("---\ntitle: Postmortem: the disk\n---\ntext\n").title == "Postmortem: the disk"
    rule = parse("---\nA sentence, no mapping.\n\n---\nMore.\n")
    assert rule.front == {}
    assert rule.words == 5


def test_what_is_never_closed_swallows_nothing() -> None:
    document = parse("## Issue Summary\n\nOne.\n\n```\ncode\n\n## Timeline\n\n- 9:00 AM: Two.\n")
    assert kinds(document) == ["summary", "timeline"]
    assert [e.stamp for e in document.entries] == ["9:00 AM"]
    assert "After." in [s.text for s in parse("Before.\n\n<!-- open\n\nAfter.\n").sentences]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It began at 9:00 a.m. UTC and ended.", 1),
        ("It was slow, e.g. 9 seconds. Then it ended.", 2),
        ("It ended at 9:00 p.m. The team met.", 2),
        ("Nginx 1.18 failed. Why?", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(parse(text).sentences) == count


def test_blanks_of_several_bytes_do_not_stop_the_splitter() -> None:
    first, *_ = parse("It began. A.\u2028Then \u00e9 it ended.\u3000Yes.").sentences
    assert first.text == "It began."


def test_very_long_texts_are_split_too() -> None:
    text = "\u2028\u20ac word. " * 1500
    assert len(parse(text).sentences) > 1000


PIECES = st.sampled_from(
    ["# ", "## Timeline\n", "**", "`", "```\n", "- ", "1. ", "> ", "| a | b |\n|---|---|\n", "\n", "\n\n",
     "9:00 AM ", "[^x]", "[^x]: note\n", "<div>", "</h2>", "<!--", "-->", "&amp;", "\r\n", "\t", "\0",
     "---\n", "+++\n", "Issue Summary:", "word ", "The end. ", "\u00a0", "\u2028", "\U0001f525", "[to fill: x]"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40))
def test_any_text_is_parsed_and_every_place_is_in_it(pieces: list[str]) -> None:
    document = parse("".join(pieces))
    lines = document.lines
    for sentence in document.sentences:
        assert 1 <= sentence.line <= sentence.end_line <= len(lines) + 1
        assert sentence.column >= 1
        assert sentence.text.strip()
    for section in document.sections:
        assert section.line <= section.end_line


@given(st.lists(st.text("abcde ", max_size=30).map(str.strip), min_size=1, max_size=8))
def test_plain_paragraphs_keep_their_words(paragraphs: list[str]) -> None:
    document = parse("\n\n".join(paragraphs))
    assert document.words == sum(len(p.split()) for p in paragraphs)


def test_a_full_stop_inside_a_name_ends_no_sentence() -> None:
    text = "`GET /static/app.{id}.js` failed twelve times.[^a] It was `web.2` again.\n"
    said = parse(f"# T\n\n## Issue Summary\n\n{text}").sentences
    assert [s.text for s in said if "failed" in s.text] == [
        "GET /static/app.{id}.js failed twelve times."
    ]
