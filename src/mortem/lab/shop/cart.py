"""The shopping cart."""

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .catalogue import Rows, rows
from .pages import customer, page, remember

LINES = """
SELECT product.id, product.name, product.price, product.hue, product.kind, cart_line.quantity
FROM cart_line JOIN product ON product.id = cart_line.product WHERE cart_line.customer = %s
ORDER BY cart_line.added
"""
ADD = """
INSERT INTO cart_line (customer, product, quantity) VALUES (%s, %s, 1)
ON CONFLICT (customer, product) DO UPDATE SET quantity = least(cart_line.quantity + 1, 9)
"""


async def lines(connection: AsyncConnection, who: str) -> Rows:
    """What is in a customer's cart, oldest first."""
    return await rows(connection, LINES, who)


def total(basket: Rows) -> int:
    """What the cart costs, in cents."""
    return sum(line["price"] * line["quantity"] for line in basket)


async def show(request: Request) -> Response:
    """The cart's page."""
    async with request.app.state.read.connection() as connection:
        basket = await lines(connection, customer(request))
    return page("cart.html", request, basket=basket, total=total(basket))


async def add(request: Request) -> Response:
    """Put a product into the cart."""
    async with request.form() as form:
        number = int(str(form["product"]))
    who = customer(request)
    async with request.app.state.read.connection() as connection:
        await connection.execute(ADD, (who, number))
    response = RedirectResponse("/cart", status_code=303)
    remember(request, response, who)
    return response
