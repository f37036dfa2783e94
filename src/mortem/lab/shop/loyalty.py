"""Loyalty points: one for every euro spent."""

from psycopg import AsyncConnection


async def points(connection: AsyncConnection, who: str) -> int:
    """A customer's points so far."""
    cursor = await connection.execute(
        "SELECT coalesce(sum(points), 0) FROM loyalty_entry WHERE customer = %s", (who,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add(connection: AsyncConnection, who: str, cents: int) -> int:
    """Credit the points of an order; returns the new balance."""
    await connection.execute(
        "INSERT INTO loyalty_entry (customer, points) VALUES (%s, %s)", (who, cents // 100)
    )
    return await points(connection, who)
