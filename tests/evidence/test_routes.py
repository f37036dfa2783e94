"""Routes: what varies in paths is taken out, what names a page stays."""

import polars as pl
import pytest

from mortem.evidence import routes


def routed(*paths: str, well: int = 1) -> list[str]:
    shapes = routes.shapes(pl.Series(paths, dtype=pl.String))
    told = {f"GET {shape}": routes.Shape(10, well) for shape in shapes}
    named = routes.routes(told)
    return [named[f"GET {shape}"] for shape in shapes]


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "GET /"),
        ("/checkout", "GET /checkout"),
        ("/checkout/", "GET /checkout"),
        ("/product/1234", "GET /product/{id}"),
        ("/orders/2026-11-23/lines", "GET /orders/{id}/lines"),
        ("/u/6f1c2f9e-7d0a-4c53-9a55-0d6f1a2b3c4d", "GET /u/{id}"),
        ("/blob/9f86d081884c7d659a2feaa0c55ad015", "GET /blob/{id}"),
        ("/api/v2/items/7", "GET /api/v2/items/{id}"),
        ("/oauth2/token", "GET /oauth2/token"),
        ("/static/app.1280.js", "GET /static/app.{id}.js"),
        ("http://shop.example/cart", "GET /cart"),
    ],
)
def test_a_path_becomes_a_route(path: str, route: str) -> None:
    assert routed(path) == [route]


def test_names_with_numbers_become_one_route_where_there_are_many() -> None:
    assert set(routed(*(f"/img/shoe{n}.png" for n in range(1, 9)))) == {"GET /img/shoe{id}.png"}
    assert len(set(routed("/img/shoe1.png", "/img/shoe2.png"))) == 2


def test_many_slugs_under_one_parent_become_one_route() -> None:
    letters = "abcdefghij"
    slugs = [f"/blog/{a}{b}-words-{a}" for a in letters for b in letters]
    found = routed(*slugs, "/about")
    assert set(found) == {"GET /blog/{id}", "GET /about"}


def test_odd_paths_that_nobody_got_do_not_blur_the_others() -> None:
    odd = [f"/{a}{b}{c}x" for a in "abcdefg" for b in "abcdefg" for c in "abcdefgh"]
    assert len(set(routed(*odd, well=0))) == len(odd)
