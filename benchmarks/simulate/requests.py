"""Requests as columns: what happened, whether or not any log saw it."""

from dataclasses import dataclass, fields

import numpy as np

Ints = np.ndarray
Floats = np.ndarray
PERSON, BOT, PROBE, SCANNER, NOT_HTTP = range(5)


@dataclass(slots=True)
class Requests:
    """One row a request. `because` marks those that failed or crawled because of the fault.

    `route` indexes the stage's routes (-1: `odd` holds the path as text), `number` fills the
    route's `{n}`, `user` indexes the crowd (or the strangers of that kind), `retried` marks a
    request that nginx sent on to a second backend.
    """

    arrival: Floats
    seconds: Floats
    status: Ints
    route: Ints
    number: Ints
    user: Ints
    kind: Ints
    session: Ints
    backend: Ints
    because: np.ndarray
    answered: np.ndarray
    retried: np.ndarray
    odd: np.ndarray

    def __len__(self) -> int:
        return len(self.arrival)

    def take(self, which: np.ndarray) -> "Requests":
        """The rows of a mask or of indices."""
        return Requests(*(getattr(self, f.name)[which] for f in fields(self)))

    @property
    def completion(self) -> Floats:
        """When the answer was sent (or the client was gone)."""
        return self.arrival + self.seconds

    @property
    def people(self) -> np.ndarray:
        """Mask of people's requests."""
        return self.kind == PERSON


def blank(count: int, kind: int) -> Requests:
    """`count` rows with nothing in them yet: status 200, answered, not because of anything."""
    zeros = np.zeros(count, dtype=np.int64)
    no = np.zeros(count, dtype=bool)
    return Requests(
        arrival=np.zeros(count), seconds=np.zeros(count), status=zeros + 200, route=zeros - 1,
        number=zeros.copy(), user=zeros.copy(), kind=zeros + kind, session=zeros - 1,
        backend=zeros.copy(), because=no, answered=~no, retried=no.copy(),
        odd=np.full(count, "", dtype=object),
    )  # fmt: skip


def concat(parts: list[Requests]) -> Requests:
    """All rows, in the order of their completion: the order of the log."""
    joined = Requests(
        *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Requests))
    )
    return joined.take(np.argsort(joined.completion, kind="stable"))
