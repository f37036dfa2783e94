"""How a desk is served."""

from dataclasses import dataclass, field
from pathlib import Path

from mortem.review.reminders import Post


@dataclass(frozen=True, slots=True)
class WebOptions:
    """What the person who starts the desk decides.

    `readable` are the folders whose telemetry may be named by path, `secure` says that a proxy ends
    TLS (cookies are then sent over TLS only), `most_bytes` bounds one upload.
    """

    readable: tuple[Path, ...] = ()
    secure: bool = False
    base: str = ""
    most_bytes: int = 4 << 30
    site: Path | None = None
    post: Post = field(default_factory=Post)
    work: bool = True
