"""Many documents: checked side by side on all cores."""

import os
from collections.abc import Iterator, Sequence
from functools import partial

from mortem.check.checked import Checked, FactsOf, check_text
from mortem.check.files import text_of
from mortem.check.run import Selection
from mortem.errors import MalformedPostmortem

SERIAL = 40  # up to so many documents, starting processes costs more than it saves
CHUNK = 16


def check_files(
    paths: Sequence[str], selection: Selection, facts: FactsOf | None = None
) -> Iterator[Checked | MalformedPostmortem]:
    """Check each file, in order; for one that cannot be read, the error instead.

    More than `SERIAL` files are shared out to one process a core, unless there is evidence, which
    stays in this process. `facts` gives the facts to hold a document against.
    """
    one = partial(_checked, selection=selection, facts=facts)
    cores = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    if facts is not None or len(paths) <= SERIAL or (cores or 1) < 2 or "-" in paths:
        yield from map(one, paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(cores) as pool:
        yield from pool.map(one, paths, chunksize=CHUNK)


def _checked(
    path: str, selection: Selection, facts: FactsOf | None
) -> Checked | MalformedPostmortem:
    try:
        return check_text(text_of(path), path, selection, facts)
    except MalformedPostmortem as error:
        return error
