"""Grade a postmortem of a lab run."""

from dataclasses import replace
from pathlib import Path

from mortem.check import check_document
from mortem.check.reading import read
from mortem.document import parse
from mortem.grade.clock import of_another_run
from mortem.grade.facts_marks import impact, times
from mortem.grade.form_marks import brevity, form
from mortem.grade.mark import Grade, Mark
from mortem.grade.opened import Truth, open_truth
from mortem.grade.story_marks import cause, dead_ends, measures

OF_THE_RUN = ("times and duration", "impact", "root cause", "dead ends and escalation", "measures")


def grade_postmortem(run: Path, postmortem: Path) -> Grade:
    """Grade a Markdown postmortem against the sealed truth in the folder of a run.

    Raises UnreadableSource where the run has no truth, MalformedPostmortem where the document
    cannot be read.
    """
    text = postmortem.read_text(encoding="utf-8", errors="replace")
    return grade_text(text, str(postmortem), open_truth(run))


def grade_text(text: str, path: str, truth: Truth) -> Grade:
    """Grade the text of a postmortem."""
    document = parse(text, path)
    reading = read(document)
    needed = reading.requirements.get("timeline-misleading")
    misleading = needed is not None and needed.met
    marks: tuple[Mark, ...] = (
        form(reading.requirements, check_document(document)),
        times(document, reading.values, truth),
        impact(document, reading.values, truth),
        cause(document, truth),
        dead_ends(document, truth, misleading=misleading),
        measures(document, truth),
        brevity(document, reading.requirements),
    )
    other = of_another_run(document, *truth.ran)
    if other:
        marks = tuple(_void(mark) if mark.name in OF_THE_RUN else mark for mark in marks)
    public = {key: truth.raw[key] for key in ("cause", "change", "fixed_by", "innocent", "users")}
    return Grade(
        path=path,
        title=document.title,
        scenario=truth.scenario,
        marks=marks,
        hints=int(truth.raw.get("hints", 0)),
        other_run=other,
        truth=public,
    )


def _void(mark: Mark) -> Mark:
    """No points for what is said of another incident, however right it may sound."""
    void = tuple(
        replace(d, points=0.0, found=f"{d.found} (of another incident)") for d in mark.details
    )
    return replace(mark, details=void)
