"""Addresses that try doors: many odd paths, hardly any of which is there.

An address is a scanner where, of its requests (crawlers and probes apart),

* at least 15 were turned away (400, 401, 403, 404, 405, 410),
* on at least 10 different odd shapes of path: shapes that nobody in all the evidence ever got,
* and those are at least half of its requests.

A person who meets a few dead links has too few of them, and gets most pages. On a broken site,
where everybody is turned away from pages that are there at other times, those pages are not odd.
Behind a shared address the people's requests outweigh one scanner's, and stay people's.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

AWAY = [400, 401, 403, 404, 405, 410]
TURNED_AWAY, SHAPES, SHARE = 15, 10, 0.5


def find(
    away: pl.DataFrame, odd: pl.DataFrame, machines: pl.Series, pieces: Sequence[Path]
) -> pl.Series:
    """The hashes of such addresses.

    `away` counts (`n`) what was turned away by address, agent and shape, `odd` are the codes of odd
    shapes, `machines` those of crawlers and probes; `pieces` hold all requests.
    """
    counted = (
        away.filter(~pl.col("agent_code").is_in(machines.implode()).fill_null(False))
        .join(odd, on="shape_code", how="semi")
        .group_by("address")
        .agg(pl.col("n").sum(), pl.col("shape_code").n_unique().alias("shapes"))
        .filter((pl.col("n") >= TURNED_AWAY) & (pl.col("shapes") >= SHAPES))
    )
    if not counted.height or not pieces:
        return counted["address"]
    asked = (
        pl.scan_parquet(list(pieces))
        .filter(
            pl.col("address").is_in(counted["address"].implode())
            & pl.col("method_code").is_not_null()
            & ~pl.col("agent_code").is_in(machines.implode()).fill_null(False)
        )
        .group_by("address")
        .agg(pl.len().alias("all"))
        .collect()
    )
    shared = counted.join(asked, on="address")
    return shared.filter(pl.col("n") >= SHARE * pl.col("all"))["address"]
