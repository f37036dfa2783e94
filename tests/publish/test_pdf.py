"""The published PDF, read back: what it says, in order, and what it does not say."""

import io
import re

import pytest

from draft import books
from mortem.document.parse import parse
from mortem.draft import write_draft
from mortem.publish import formats
from mortem.publish.publisher import Publisher
from mortem.publish.site import Post, redacted
from mortem.registry import discover

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

SECRETS = {
    "host": "db-2.payments.internal",
    "address": "10.1.2.3",
    "e-mail": "mia@shop.internal",
    "person": "Mia Lindqvist",
    "token": "AKIAIOSFODNN7EXAMPLQ",
}
TEXT = """---
title: Checkout failed
status: draft
---

# Checkout failed

## Issue Summary

`POST /checkout` failed on {host}, *for 10 min*; ask {person} at {e-mail}. Key: {token}.

## Timeline

- 08:16:00 - {address} stopped answering. #not-a-heading $x$ @ref <b>bold</b> "quoted" C:\\path

## Root cause and resolution

{host} had a *full* disk: 100 % of 40 GB.

```
{address} said: no space left
```

## Corrective and preventative measures

- [ ] Prevent: watch {host}. Owner: {person}, due 2030-01-01.
- [x] Detect: alert at 80 %.
"""
SECTIONS = (
    "Issue Summary",
    "Timeline",
    "Root cause and resolution",
    "Corrective and preventative measures",
)


def read(post: Post) -> str:
    """The text of a post's PDF, on one line."""
    [pdf] = discover(formats, Publisher)["pdf"].publish(post.document, post.book).values()
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def places(words: str, parts: tuple[str, ...]) -> list[int]:
    return [words.index(part) for part in parts]


def test_it_says_what_the_text_says_in_its_order() -> None:
    words = read(Post("a", parse(TEXT.format(**SECRETS))))
    assert words.startswith("Checkout failed")
    found = places(words, SECTIONS)
    assert found == sorted(found)
    for said in (*SECRETS.values(), "#not-a-heading $x$ @ref <b>bold</b>", "C:\\path", "100 %"):
        assert said in words, said
    assert "☐" in words
    assert "☒" in words
    assert "status: draft" not in words, "the front matter is no text"


def test_a_redacted_one_holds_no_secret() -> None:
    post = redacted(Post("a", parse(TEXT.format(**SECRETS))), [SECRETS["person"]])
    words = read(post)
    assert places(words, SECTIONS) == sorted(places(words, SECTIONS))
    squeezed = words.replace(" ", "").replace("-", "")  # a line may break, and hyphenate, anywhere
    for kind, secret in SECRETS.items():
        assert secret not in words, kind
        assert secret.replace(" ", "").replace("-", "") not in squeezed, kind
    for stand_in in ("host-1.example", "192.0.2.1", "Engineer A"):
        assert stand_in in words


def test_the_chart_and_its_words_are_in_it() -> None:
    book = books.rich()
    text = write_draft(book)
    words = read(redacted(Post("a", parse(text), book)))
    assert parse(text).title in words
    assert places(words, SECTIONS) == sorted(places(words, SECTIONS))
    assert "requests a min" in words, "the chart's own words are text, not strokes"
