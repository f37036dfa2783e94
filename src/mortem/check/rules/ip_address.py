"""Public IP addresses."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook

V4 = re.compile(r"(?<![\w.+-])(?:\d{1,3}\.){3}\d{1,3}(?![\w/+-]|\.\d)")
V6 = re.compile(r"(?<![\w:.])[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,40}(?![\w:/.])")
KNOWN = {
    "1.2.3.4", "5.6.7.8", "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "4.4.4.4",
}  # fmt: skip
VERSION = re.compile(
    r"(?:\b(?:v|ver|version|versions|release|releases|build|tag|upgrad\w+|downgrad\w+|updat\w+|"
    r"patch\w*|bump\w*|revert\w*|roll\w*)\b[^.;]{0,40}|[=~^@]\s*)$",
    re.I,
)
ADDRESSED = re.compile(
    r"\b(?:ip|ips|ipv4|address(?:es)?|host|hosts|server|servers|client|clients|from|at|on|by|ping|"
    r"ssh|curl|dig|peer|upstream|remote|proxy|gateway|node|visitor|attacker|user)\b\W*$",
    re.I,
)
NAMED = re.compile(r"[A-Za-z][\w-]*[ /]$")
HIGHEST_MAJOR = 30  # of versions with four numbers: "nginx 1.22.1.4"


class IpAddress(Rule):
    """A public IP address, of a user or a machine; also in logs and code.

    Private, loopback and documentation addresses are left alone, and so are networks
    (`203.0.113.0/24`), the well-known resolvers, 1.2.3.4, and versions (`nginx 1.22.1.4`).

    ## Why it matters
    A user's address is personal data; a machine's invites visitors.

    ## Bad
        ## Timeline

        - 09:00 UTC - Requests from 34.120.54.55 failed first.

    ## Good
        ## Timeline

        - 09:00 UTC - Requests from 203.0.113.7 failed first; nginx 1.22.1.4 was upgraded.
    """

    category = "safety"
    severity = "warning"
    help = "name its role ('one client'), or write an address of 203.0.113.0/24"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for number, line in enumerate(document.lines, 1):
            for match in _addresses(line):
                if _public(match[0]) and not _version(match[0], line[: match.start()]):
                    message = f"'{match[0]}' is a public IP address"
                    yield self.found(
                        number, match.start() + 1, number, message, end_column=match.end() + 1
                    )


def _addresses(line: str) -> Iterator[re.Match[str]]:
    """What is written like an address: most lines lack the dots and colons of one."""
    if line.count(".") > 2:
        yield from V4.finditer(line)
    if line.count(":") > 1:
        yield from V6.finditer(line)


def _public(text: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(text).is_global and text not in KNOWN
    except ValueError:
        return False


def _version(text: str, before: str) -> bool:
    """Whether four numbers with dots are a version, from the words before them."""
    if ":" in text:
        return False
    if ADDRESSED.search(before):
        return False
    if VERSION.search(before):
        return True
    return int(text.partition(".")[0]) <= HIGHEST_MAJOR and bool(NAMED.search(before))
