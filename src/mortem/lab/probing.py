"""Ask a local port whether it answers."""

import asyncio

REQUEST = "GET {path} HTTP/1.0\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\n\r\n"


async def answers(port: int, path: str, patience: float = 1.0) -> bool:
    """Whether an HTTP server on 127.0.0.1 answers a GET with 2xx in time (plain HTTP/1.0)."""
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(REQUEST.format(path=path).encode())
                line = await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return line.split(b" ")[1:2] != [] and line.split(b" ")[1].startswith(b"2")


async def wait_for(port: int, path: str, patience: float = 30.0) -> bool:
    """Ask again and again until it answers; False where it does not in time."""
    until = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < until:
        if await answers(port, path):
            return True
        await asyncio.sleep(0.05)
    return False
