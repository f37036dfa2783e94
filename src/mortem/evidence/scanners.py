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
    away: pl.DataFrame,
    odd: pl.DataFrame,
    machines: pl.DataFrame,
    pieces: Sequence[tuple[int, Path]],
) -> pl.Series:
    """The hashes of such addresses.

    `away` counts (`n`) what was turned away by address, agent and shape, `odd` are the numbers of
    odd shapes, `machines` the codes of crawlers and probes; `pieces` hold all requests. Agents are
    known by coder and code.
    """
    agent = ["coder", "agent_code"]
    counted = (
        away.join(machines, on=agent, how="anti")
        .join(odd, on="shape_number", how="semi")
        .group_by("address")
        .agg(pl.col("n").sum(), pl.col("shape_number").n_unique().alias("shapes"))
        .filter((pl.col("n") >= TURNED_AWAY) & (pl.col("shapes") >= SHAPES))
    )
    if not counted.height or not pieces:
        return counted["address"]
    asked = [
        pl.scan_ipc(piece)
        .filter(
            pl.col("address").is_in(counted["address"].implode())
            & pl.col("pair_code").is_not_null()
        )
        .with_columns(pl.lit(coder, pl.Int64).alias("coder"))
        .join(machines.lazy(), on=agent, how="anti")
        .group_by("address")
        .agg(pl.len().alias("all"))
        .collect()
        for coder, piece in pieces
    ]
    summed = pl.concat(asked).group_by("address").agg(pl.col("all").sum())
    shared = counted.join(summed, on="address")
    return shared.filter(pl.col("n") >= SHARE * pl.col("all"))["address"]
