"""Find a block of free TCP ports on loopback."""

import random
import socket
from contextlib import ExitStack

from mortem.errors import LabFailed

# below the range from which the kernel draws the ports of outgoing connections
LOWEST, HIGHEST = 18_000, 32_000


def free_block(size: int, attempts: int = 200) -> int:
    """The first of `size` consecutive ports that nobody listens on."""
    for _ in range(attempts):
        first = random.randrange(LOWEST, HIGHEST - size)  # noqa: S311 (no secret)
        if all_free(range(first, first + size)):
            return first
    raise LabFailed(f"no {size} free ports in a row between {LOWEST} and {HIGHEST} on 127.0.0.1")


def all_free(ports: range) -> bool:
    """Whether every port can be bound on 127.0.0.1 right now."""
    with ExitStack() as held:
        for port in ports:
            probe = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
