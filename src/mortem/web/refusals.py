"""How the API refuses: one shape for every reason, named in its description."""

from typing import Any

from pydantic import BaseModel


class Refused(BaseModel):
    """Why a call was refused, in words."""

    detail: str


_WORDS = {
    400: "the body could not be read",
    401: "not logged in",
    403: "not allowed",
    413: "too long",
    404: "not there, or not for you",
    409: "refused, with the reason",
    422: "a value is missing or of the wrong kind",
}
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": Refused, "description": words} for status, words in _WORDS.items()
}
