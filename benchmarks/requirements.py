"""Score the checker on the labelled corpus: all documents, and fold by fold.

The fold of a document is decided by its id alone, and was decided before any document was read:
`int(sha256(id), 16) % 5 + 1`. Rules were developed on fold 1, scored on fold 2 before its documents
were read, then developed on folds 1-2 and scored on fold 3, and so on (progressive validation).
"""

import hashlib


def fold_of(identifier: str) -> int:
    """The fold (1-5) of a document."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 5 + 1
