"""The shop window: all products, and one of them."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .pages import page

Rows = list[dict[str, Any]]


async def rows(connection: AsyncConnection, sql: str, *values: object) -> Rows:
    """The rows of a query as dictionaries."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(sql, values)
        return await cursor.fetchall()


async def home(request: Request) -> Response:
    """The first page: what is on offer today."""
    async with request.app.state.read.connection() as connection:
        products = await rows(
            connection, "SELECT * FROM product WHERE featured ORDER BY id LIMIT 24"
        )
    return page("home.html", request, products=products)


async def product(request: Request) -> Response:
    """One product and three that go with it."""
    number = request.path_params["number"]
    async with request.app.state.read.connection() as connection:
        found = await rows(connection, "SELECT * FROM product WHERE id = %s", number)
        if not found:
            raise HTTPException(404)
        related = await rows(
            connection,
            "SELECT * FROM product WHERE kind = %s AND id <> %s ORDER BY id LIMIT 3",
            found[0]["kind"],
            number,
        )
    return page("product.html", request, product=found[0], related=related)
