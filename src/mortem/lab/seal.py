"""Seal what only the experimenter may know, so that nobody reads it by accident.

A sealed file is one line saying what it is, then base64 of zlib of UTF-8 JSON. It is no secret:
it keeps an honest learner from meeting the answer in a listing, a grep or an editor.
"""

import base64
import json
import textwrap
import zlib
from pathlib import Path
from typing import Any

from mortem.errors import LabFailed

HEADER = "mortem lab: sealed truth of a run; `mortem lab grade` opens it"


def seal(truth: dict[str, Any]) -> str:
    """The text of a sealed file."""
    packed = zlib.compress(json.dumps(truth, separators=(",", ":")).encode(), 9)
    return "\n".join([HEADER, *textwrap.wrap(base64.b64encode(packed).decode(), 100), ""])


def unseal(path: Path) -> dict[str, Any]:
    """What was sealed; raises LabFailed where the file is none of ours."""
    header, _, body = path.read_text(encoding="utf-8").partition("\n")
    if header != HEADER:
        raise LabFailed(f"{path}: not a sealed truth")
    truth: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(body)))
    return truth
