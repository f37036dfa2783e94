"""Checkout: show what is to be paid, charge it, write the order."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from . import cart, loyalty, metrics, payment
from .pages import customer, page

OPEN = "INSERT INTO purchase (customer, cents) VALUES (%s, %s) RETURNING id"
PAID = "UPDATE purchase SET receipt = %s, paid = now() WHERE id = %s"
LINE = "INSERT INTO purchase_line (purchase, product, quantity) VALUES (%s, %s, %s)"
EMPTY = "DELETE FROM cart_line WHERE customer = %s"


async def summary(request: Request) -> Response:
    """What is in the cart, what it costs, and the customer's points."""
    who = customer(request)
    async with request.app.state.main.connection() as connection:
        basket = await cart.lines(connection, who)
        points = await loyalty.points(connection, who)
    return page("checkout.html", request, basket=basket, total=cart.total(basket), points=points)


async def order(request: Request) -> Response:
    """Order and pay, all or nothing: one transaction around the charge."""
    who = customer(request)
    async with request.app.state.main.connection() as connection:
        basket = await cart.lines(connection, who)
        if not basket:
            return RedirectResponse("/cart", status_code=303)
        cents = cart.total(basket)
        cursor = await connection.execute(OPEN, (who, cents))
        number = (await cursor.fetchone() or (0,))[0]
        for line in basket:
            await connection.execute(LINE, (number, line["id"], line["quantity"]))
        receipt = await payment.charge(request, number, cents)
        await connection.execute(PAID, (receipt, number))
        points = await loyalty.add(connection, who, cents)
        await connection.execute(EMPTY, (who,))
    metrics.ORDERS.labels(request.app.state.place.instance).inc()
    return page("thanks.html", request, number=number, receipt=receipt, points=points, total=cents)
