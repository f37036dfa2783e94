"""Where somebody wanted to go before they had to log in: a place on this desk, or none."""

from urllib.parse import quote, urlsplit

from fastapi import Request

HOME = "/"
LONGEST = 2000  # characters of an address
DOORS = {"/login", "/logout", "/setup"}


def local(path: str) -> str:
    """The path and query themselves where they lead to a page of this desk, else its first page.

    No scheme, no host, no backslash, nothing but printable ASCII: a browser drops tabs and line
    ends, and takes a backslash for a slash, which would make a host of what follows.
    """
    plain = path.isascii() and path.isprintable() and " " not in path and "\\" not in path
    if not plain or len(path) > LONGEST or not path.startswith("/") or path.startswith("//"):
        return HOME
    parts = urlsplit(path)
    return HOME if parts.scheme or parts.netloc or parts.path in DOORS else path


def door(request: Request) -> str:
    """The address to log in at, that leads back to where the request wanted to go.

    What was not a page asked for is remembered as the page that it was sent from.
    """
    if request.headers.get("hx-request"):
        to = _own(request, request.headers.get("hx-current-url", ""))
    elif request.method == "GET":
        query = request.scope.get("query_string", b"").decode("latin-1")
        to = quote(request.scope["path"]) + (f"?{quote(query, safe='=&%+/:,;@')}" if query else "")
    else:
        to = _own(request, request.headers.get("referer", ""))
    to = local(to)
    return "/login" if to == HOME else f"/login?next={quote(to, safe='/')}"


def _own(request: Request, address: str) -> str:
    """The path and query of an address of this desk; "" for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc != request.headers.get("host"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
