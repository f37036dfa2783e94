"""How many words a text has."""

from collections.abc import Iterable


def count_words(texts: Iterable[str]) -> int:
    """Count tokens (between blanks) that hold a letter or a digit."""
    return sum(
        token.isalnum() or any(c.isalnum() for c in token)
        for text in texts
        for token in text.split()
    )
