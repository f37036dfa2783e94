"""A customer's orders."""

from starlette.requests import Request
from starlette.responses import Response

from .catalogue import rows
from .pages import customer, page

HISTORY = """
SELECT purchase.id, purchase.cents, purchase.paid, purchase.receipt,
       string_agg(product.name, ', ' ORDER BY product.name) AS what
FROM purchase
JOIN purchase_line ON purchase_line.purchase = purchase.id
JOIN product ON product.id = purchase_line.product
WHERE purchase.customer = %s AND purchase.paid IS NOT NULL
GROUP BY purchase.id ORDER BY purchase.id DESC LIMIT 20
"""


async def history(request: Request) -> Response:
    """What the customer bought so far, newest first."""
    async with request.app.state.read.connection() as connection:
        found = await rows(connection, HISTORY, customer(request))
    return page("orders.html", request, orders=found)
