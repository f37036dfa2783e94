"""Keys, tokens and passwords."""

from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.check.secrets import secrets
from mortem.document import Document
from mortem.facts import FactBook


class Secret(Rule):
    """A key, a token or a password in the document: also in code, links and comments.

    Known by their shape (cloud keys, tokens of code hosts and chats, JSON web tokens, private
    keys, passwords in URLs), or by being set (`password=...`, `Bearer ...`). What is masked is no
    secret.

    ## Why it matters
    A postmortem is copied, mailed and published. A secret in it is known to everybody from then on.

    ## Bad
        ## Timeline

        - 09:00 UTC - We tried `psql postgres://shop:Tr0ub4dor-31x@db.internal/shop`.

    ## Good
        ## Timeline

        - 09:00 UTC - We tried `psql postgres://shop:****@db.internal/shop`.
    """

    category = "safety"
    severity = "error"
    help = "take it out, and replace it at its source: it has been seen"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for line, start, end, kind in secrets(document.text):
            message = f"this looks like a secret ({kind})"
            yield self.found(line + 1, start + 1, line + 1, message, end_column=end + 1)
