"""Log lines as JSON, each with the request it belongs to."""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

from .place import Place

REQUEST: ContextVar[dict[str, str]] = ContextVar("request")
# paths from the release, the packages or the library on; the rest differs from machine to machine
PLACES = re.compile(r'File "[^"]*/(site-packages|releases|python3\.\d+)/')
LONGEST = 900  # characters of a traceback, its end
NOBODY = {"request_id": "-", "user": "-", "path": "-"}


class JsonLines(logging.Formatter):
    """One JSON object a line: ts, level, logger, instance, version, msg, request, traceback."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        stamp = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "ts": stamp.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "instance": self.place.instance,
            "version": self.place.release,
            "msg": record.getMessage(),
            **REQUEST.get(NOBODY),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exc_type"] = record.exc_info[0].__name__
            trace = "".join(traceback.format_exception(*record.exc_info))
            line["traceback"] = PLACES.sub(r'File "\1/', trace)[-LONGEST:]
        return json.dumps(line)


def set_up(place: Place) -> None:
    """Send the store's records to standard output; libraries only from errors on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(place))
    logging.basicConfig(handlers=[handler], level=logging.ERROR)
    logging.getLogger("store").setLevel(logging.INFO)
    for noisy in ("psycopg.pool", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
