"""What a publisher is: a postmortem in, files out."""

from abc import abstractmethod

from mortem.document import Document
from mortem.facts import FactBook
from mortem.registry import Part


class Publisher(Part):
    """Turns a postmortem into files of one format.

    A publisher writes nothing itself: whoever calls it decides where the bytes go. The same
    document and facts give the same bytes.
    """

    @abstractmethod
    def publish(self, document: Document, book: FactBook | None = None) -> dict[str, bytes]:
        """The files, by path; proofs of the numbers are in them where a book of facts is given.

        The document's text stays as it is; what is added from the facts names nobody.
        """
