"""Publisher: the Markdown as it is."""

from mortem.document import Document
from mortem.facts import FactBook
from mortem.publish.publisher import Publisher


class MarkdownFile(Publisher):
    """The postmortem as plain Markdown, for a wiki or a repository."""

    def publish(self, document: Document, book: FactBook | None = None) -> dict[str, bytes]:
        del book
        return {"postmortem.md": document.text.encode()}
