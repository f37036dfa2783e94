"""Files as the commands write them: whole or not at all, and never over somebody's work."""

import os
import tempfile
from pathlib import Path

from mortem.errors import WouldOverwrite


def write(path: Path, text: str, force: bool = False) -> None:
    """Write UTF-8 text in one step, so that no reader ever sees half a file.

    Raises WouldOverwrite where a file with other contents is in the way and `force` is not set.
    """
    data = text.encode("utf-8")
    if not force and path.exists() and path.read_bytes() != data:
        raise WouldOverwrite(f"{path} is there and differs; add --force to replace it")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode & 0o777)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
