"""The payment provider, a company of its own: `python -m mortem.lab.payments PORT SEED`.

It answers POST /charges after 0.1 to 0.4 s. PUT /trouble lets the lab give it a bad day:
{"seconds": 7.5} makes it slow, {"seconds": 0} ends that.
"""

import asyncio
import random
import secrets
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Provider:
    """Charges cards, as fast as its day allows."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.trouble = 0.0

    async def charge(self, request: Request) -> Response:
        """Charge an order."""
        order = await request.json()
        await asyncio.sleep(self.dice.uniform(0.1, 0.4) + self.trouble)
        return JSONResponse({"receipt": secrets.token_hex(5), "order": order["order"]}, 201)

    async def set_trouble(self, request: Request) -> Response:
        """Have a bad day, or end it."""
        self.trouble = float((await request.json())["seconds"])
        return JSONResponse({"seconds": self.trouble})


def main() -> None:
    """Serve on a port of loopback."""
    provider = Provider(int(sys.argv[2]))
    app = Starlette(
        routes=[
            Route("/charges", provider.charge, methods=["POST"]),
            Route("/trouble", provider.set_trouble, methods=["PUT"]),
        ]
    )
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
