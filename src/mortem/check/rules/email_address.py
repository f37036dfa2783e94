"""E-mail addresses of persons."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook

ADDRESS = re.compile(
    r"(?:(?<![\w.+/:@-])|(?<=mailto:))(?P<who>[A-Za-z0-9][\w.+-]{0,63})@"
    r"(?P<where>(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?P<top>[A-Za-z]{2,24}))(?![\w@-])"
)
ROLES = re.compile(
    r"(?:.*[._-])?(?:abuse|admin|announce|billing|bot|contact|customer\w*|dev|devel|devops|feedback|"
    r"git|hello|help\w*|hostmaster|incidents?|info|jobs|lists?|mailer-daemon|marketing|news\w*|"
    r"no-?reply|do-?not-?reply|noc|notifications?|on-?call|ops|postmaster|press|privacy|root|"
    r"sales|security|service|sponsors|sre|status|support|team|users?|webmaster|www)"
    r"(?:[+._-].*)?",
    re.I,
)
EXAMPLES = re.compile(
    r"(?:.*\.)?(?:no-?reply\..*|googlegroups\.com|groups\.io|lists?\..*|example(?:\.[a-z]+)?|"
    r"test|invalid|localhost|local|internal)",
    re.I,
)
NO_DOMAIN = {
    "service", "socket", "timer", "target", "mount", "slice", "scope", "path",
    "js", "py", "go", "rb", "sh", "md", "json", "yml", "yaml", "log", "conf", "txt", "png", "svg",
}  # fmt: skip


class EmailAddress(Rule):
    """An e-mail address of a person.

    Addresses of roles (`support@`, `noreply@`), of mailing lists and of example domains, and what
    merely looks like one (`git@host`, `unit@1.service`) are left alone.

    ## Why it matters
    An address is personal data, and publishing it needs the person's consent.

    ## Bad
        ## Timeline

        - 09:00 UTC - jane.doe@shop-mail.com wrote that she could not pay.

    ## Good
        ## Timeline

        - 09:00 UTC - A customer wrote to support@shop-mail.com that she could not pay.
    """

    category = "safety"
    severity = "warning"
    help = "name the role instead: 'a customer', 'the database team'"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        if "@" not in document.text:
            return
        for number, line in enumerate(document.lines, 1):
            seen = set[str]()
            for match in ADDRESS.finditer(line):
                if match[0] not in seen and not _impersonal(match):
                    seen.add(match[0])
                    message = f"'{match[0]}' is an e-mail address"
                    yield self.found(
                        number, match.start() + 1, number, message, end_column=match.end() + 1
                    )


def _impersonal(match: re.Match[str]) -> bool:
    return bool(
        ROLES.fullmatch(match["who"])
        or EXAMPLES.fullmatch(match["where"])
        or match["top"].lower() in NO_DOMAIN
    )
