"""Run one instance: `python -m store` in the folder of a release."""

import asyncio
import logging
from socket import socket

import uvicorn

from .app import build
from .logs import set_up
from .place import Place


class Server(uvicorn.Server):
    """uvicorn, saying when it has started and stopped in the store's own log."""

    async def startup(self, sockets: "list[socket] | None" = None) -> None:
        """Open the port, then say so."""
        await super().startup(sockets)
        place = Place.here()
        logging.getLogger("store").info(
            "store %s started, instance %s, pool max_size=%d timeout=%.1fs",
            place.release,
            place.instance,
            place.pool_size,
            place.pool_timeout,
        )

    async def shutdown(self, sockets: "list[socket] | None" = None) -> None:
        """Answer what is in flight, close, then say so."""
        await super().shutdown(sockets)
        logging.getLogger("store").info("store %s stopped", Place.here().release)


def main() -> None:
    """Serve until told to stop."""
    place = Place.here()
    set_up(place)
    config = uvicorn.Config(
        build(place),
        host="127.0.0.1",
        port=place.port,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=4,
        server_header=False,
    )
    asyncio.run(Server(config).serve())


if __name__ == "__main__":
    main()
