"""Why a request is not a person's: the first of these reasons that holds.

No HTTP; an address or agent that the settings leave out; a probe, by its agent, or by its asking
for a health check from inside or with an agent that is no browser's; a crawler; a scanner; and an
HTTP library without a user's id, which the list of crawlers has too.
"""

from functools import cache
from typing import Any

import numpy as np

WORDS = ("not-http", "ignored", "probe", "bot", "scanner")
NOBODY = len(WORDS)  # the number of a request that counts

# what is known of an agent, an address and a request, as bits of one number
IGNORED_AGENT, PROBE, CRAWLER, LIBRARY, BROWSER, AGENT = (1 << n for n in range(6))
IGNORED_ADDRESS, INSIDE, SCANNER = (1 << n for n in range(6, 9))
HEALTH, WEAK, HTTP = (1 << n for n in range(9, 12))


def _reason(bits: int) -> int:
    if not bits & HTTP:
        return WORDS.index("not-http")
    if bits & (IGNORED_AGENT | IGNORED_ADDRESS):
        return WORDS.index("ignored")
    machine = not bits & BROWSER and bits & (AGENT | INSIDE)
    if bits & PROBE or (bits & HEALTH and machine):
        return WORDS.index("probe")
    if bits & CRAWLER:
        return WORDS.index("bot")
    if bits & SCANNER:
        return WORDS.index("scanner")
    return WORDS.index("bot") if bits & LIBRARY and bits & WEAK else NOBODY


@cache
def reasons() -> "np.ndarray[tuple[int], np.dtype[Any]]":
    """For each number of bits the place of the reason in `WORDS`, from 1; 0 where it counts."""
    found = [_reason(bits) for bits in range(1 << 12)]
    return np.array([0 if reason == NOBODY else reason + 1 for reason in found], dtype=np.uint8)
