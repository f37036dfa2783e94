"""Addresses that try doors: many odd paths, hardly any of which is there.

An address is a scanner where, of its requests (crawlers and probes apart),

* at least 15 were turned away (400, 401, 403, 404, 405, 410),
* on at least 10 different odd shapes of path: shapes that nobody in all the evidence ever got,
* and those are at least half of its requests.

A person who meets a few dead links has too few of them, and gets most pages. On a broken site,
where everybody is turned away from pages that are there at other times, those pages are not odd.
Behind a shared address the people's requests outweigh one scanner's, and stay people's.
"""

import duckdb

TURNED_AWAY, SHAPES, SHARE = 15, 10, 0.5

_AWAY = "p.status IN (400, 401, 403, 404, 405, 410)"
_SQL = f"""
SELECT p.address_code AS code
FROM part p
JOIN dim.shape r ON p.shape_code = r.code AND p.method_code = r.method_code
LEFT JOIN dim.agent a ON p.agent_code = a.code
WHERE NOT coalesce(a.ignored OR a.probe OR a.crawler, false) AND p.address_code IN (
    SELECT p.address_code FROM part p WHERE {_AWAY}
    GROUP BY p.address_code HAVING count(*) >= {TURNED_AWAY})
GROUP BY p.address_code
HAVING count(*) FILTER (WHERE r.odd AND {_AWAY}) >= {TURNED_AWAY}
   AND count(DISTINCT p.shape_code) FILTER (WHERE r.odd AND {_AWAY}) >= {SHAPES}
   AND count(*) FILTER (WHERE r.odd AND {_AWAY}) >= {SHARE} * count(*)
"""


def mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark such addresses in `dim.address`."""
    connection.execute(
        "CREATE OR REPLACE TABLE dim.address AS "
        f"SELECT d.*, d.code IN (SELECT code FROM ({_SQL}) t) AS scanner FROM dim.address d"
    )
