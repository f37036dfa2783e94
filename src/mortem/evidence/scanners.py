"""Addresses that try doors: many odd paths, hardly any of which is there.

An address is a scanner where, of its requests (crawlers and probes apart),

* at least 15 were turned away (400, 401, 403, 404, 405, 410),
* on at least 10 different odd shapes of path: shapes that nobody in all the evidence ever got,
* and those are at least half of its requests.

A person who meets a few dead links has too few of them, and gets most pages. On a broken site, where
everybody is turned away from pages that are there at other times, those pages are not odd. Behind a
shared address the people's requests outweigh one scanner's, and stay people's.
"""

import duckdb

TURNED_AWAY, SHAPES, SHARE = 15, 10, 0.5

_SQL = f"""
CREATE OR REPLACE TEMP TABLE dim_scanner AS
SELECT p.address_code
FROM part p
JOIN dim_shape r ON p.shape = r.shape
LEFT JOIN dim_agent a ON p.agent_code = a.agent_code
WHERE coalesce(a.kind, 'library') = 'library' AND p.address_code IN (
    SELECT address_code FROM part WHERE status IN (400, 401, 403, 404, 405, 410)
    GROUP BY address_code HAVING count(*) >= {TURNED_AWAY})
GROUP BY p.address_code
HAVING count(*) FILTER (WHERE r.odd AND p.status IN (400, 401, 403, 404, 405, 410)) >= {TURNED_AWAY}
   AND count(DISTINCT p.shape) FILTER (
       WHERE r.odd AND p.status IN (400, 401, 403, 404, 405, 410)) >= {SHAPES}
   AND count(*) FILTER (WHERE r.odd AND p.status IN (400, 401, 403, 404, 405, 410))
       >= {SHARE} * count(*)
"""


def find(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `dim_scanner` with the codes of such addresses."""
    connection.execute(_SQL)
