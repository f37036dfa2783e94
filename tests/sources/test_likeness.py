"""Paths of one number have one shape: one of them can be looked at for all."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.evidence import routes
from mortem.sources import likeness, spans


def numbers(texts: list[str]) -> list[int]:
    """The number of each text, as they stand in one line."""
    data = [text.encode() for text in texts]
    whole = b" ".join([b"", *data, b" " * 16])
    sizes = np.array([len(text) for text in data], dtype=np.int64)
    starts = np.cumsum(sizes + 1) - sizes
    found: list[int] = likeness.numbers(spans.words(whole), starts, starts + sizes).tolist()
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/orders/12345678", "/orders/87654321"),
        ("/orders/1", "/orders/7"),
        ("/product/123/reviews/4", "/product/987/reviews/5"),
        ("/search?q=lamp&page=1", "/search?q=a+long+chair"),
        ("/item/sku12345", "/item/sku12999"),
        ("/v2/orders/120", "/v2/orders/121"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert len(set(numbers([one, other]))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/orders/12345678", "/orders/1234567"),
        ("/v1/orders", "/v2/orders"),
        ("/v123/orders", "/v124/orders"),
        ("/v2.101/orders", "/v2.102/orders"),
        ("/shard-a1/x", "/shard-a2/x"),
        ("/abcdefgh", "/abcdefg"),
        ("/abcdefg", "/abcdefg\x00"),
        ("/caf\u00e9", "/caf\u00e8"),
        ("/", "/a"),
    ],
)
def test_not_alike(one: str, other: str) -> None:
    assert len(set(numbers([one, other]))) == 2


PATHS = st.text("abv.VF/_-0123456789?;xé", max_size=30).map("/".__add__)


@given(st.lists(PATHS, min_size=1, max_size=60))
def test_one_number_one_shape(paths: list[str]) -> None:
    bare = pl.select(routes.bare(pl.lit(pl.Series(paths, dtype=pl.String)))).to_series()
    shapes = routes.shapes(bare).to_list()
    known: dict[int, str] = {}
    for number, shape in zip(numbers(paths), shapes, strict=True):
        assert known.setdefault(number, shape) == shape
