"""Routes: paths with what varies taken out."""

import re

_ID = re.compile(r"^(?:\d+|[0-9a-fA-F]{8,}|[0-9a-fA-F-]{32,36}|(?=.*\d)[\w.~-]{16,})$")


def route(method: str | None, path: str | None) -> str | None:
    """`POST /orders/{id}`; None where the request was no HTTP."""
    if method is None or path is None:
        return None
    bare = re.split(r"[?#;]", path, maxsplit=1)[0]
    return f"{method} " + "/".join("{id}" if _ID.match(p) else p for p in bare.split("/"))
