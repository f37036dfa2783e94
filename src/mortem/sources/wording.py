"""What log entries have in common: levels, exceptions, and the template behind a message."""

import re

_NAMES = {
    "TRACE": "DEBUG", "FINE": "DEBUG", "FINER": "DEBUG", "FINEST": "DEBUG", "VERBOSE": "DEBUG",
    "DEBUG": "DEBUG", "DBG": "DEBUG", "D": "DEBUG", "CONFIG": "DEBUG",
    "INFO": "INFO", "INFORMATION": "INFO", "INFORMATIONAL": "INFO", "I": "INFO", "LOG": "INFO",
    "NOTICE": "NOTICE", "DEFAULT": "INFO",
    "WARN": "WARNING", "WARNING": "WARNING", "W": "WARNING",
    "ERROR": "ERROR", "ERR": "ERROR", "E": "ERROR", "SEVERE": "ERROR",
    "CRITICAL": "CRITICAL", "CRIT": "CRITICAL", "FATAL": "CRITICAL", "F": "CRITICAL",
    "ALERT": "CRITICAL", "EMERG": "CRITICAL", "EMERGENCY": "CRITICAL", "PANIC": "CRITICAL",
}  # fmt: skip
_SYSLOG = ("CRITICAL", "CRITICAL", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG")
_PINO = ((60, "CRITICAL"), (50, "ERROR"), (40, "WARNING"), (30, "INFO"), (0, "DEBUG"))
_PYTHON = ((50, "CRITICAL"), (40, "ERROR"), (30, "WARNING"), (20, "INFO"), (0, "DEBUG"))

GRAVE = frozenset({"WARNING", "ERROR", "CRITICAL"})

_CAMEL = r"(?:[A-Za-z_$][\w$]*[.:]{1,2})*[A-Z][\w$]*[a-z][\w$]*"
_KNOWN = r"(?:Error|Exception|Timeout|Failure|Fault|Refused|Interrupt|Exit|Expired|Overflow)"
_TYPED = re.compile(rf"^\s*(?P<type>{_CAMEL}{_KNOWN}[\w$]*|{_CAMEL})(?=: |:$| \()")
_NAMED = re.compile(rf"\b(?P<type>{_CAMEL}{_KNOWN})\b")
_CAUSED = re.compile(rf"^\s*Caused by: (?P<type>{_CAMEL})", re.MULTILINE)
_LAST = re.compile(rf"^(?P<type>{_CAMEL})(?:: |:?$)")

_VARIABLE = re.compile(
    r"""(?P<quoted>"[^"]*"|'[^']*'(?!\w)|`[^`]*`)"""
    r"|(?P<url>https?://\S+)"
    r"|(?P<hex>\b(?:0x)?[0-9a-fA-F-]*\d[0-9a-fA-F-]{6,}\b)"
    r"|(?P<number>(?<![A-Za-z_])\d[\d.,:]*)"
)


def level(value: object, key: str = "") -> str:
    """The level in upper case; "" where unknown.

    Numbers are pino's (10-60), syslog's (0-7), or Python's where the field is called levelno.
    """
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str) and value.strip().isdigit() and len(value) < 4:
        value = int(value)
    if isinstance(value, int | float):
        if key == "levelno":
            return next(name for least, name in _PYTHON if value >= min(least, value))
        if 0 <= value < 8:
            return _SYSLOG[int(value)]
        return next((name for least, name in _PINO if value >= least), "")
    return _NAMES.get(str(value).strip(" []:").upper(), "")


def exception(message: str, traceback: str = "") -> str:
    """The type of the exception a message or its traceback names, without its module; or "".

    Python's traceback names it in its last line, Java's in its last `Caused by`.
    """
    if caused := _CAUSED.findall(traceback):
        return _short(caused[-1])
    if "Traceback (most recent call last)" in traceback:
        for line in reversed(traceback.splitlines()):
            if found := _LAST.match(line):
                return _short(found["type"])
    for text in (message, traceback):
        if found := _TYPED.match(text):
            return _short(found["type"])
    found = _NAMED.search(message) or _NAMED.search(traceback)
    return _short(found["type"]) if found else ""


def template(message: str) -> str:
    """The message with what varies (numbers, ids, quotations, addresses) as `?`; one line."""
    first = message.strip().splitlines()[0] if message.strip() else ""
    return _VARIABLE.sub("?", first[:400])[:160].strip()


def _short(name: str) -> str:
    return re.split(r"[.:]+", name)[-1]
