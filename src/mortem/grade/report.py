"""A grade as text for a terminal, and as JSON."""

import textwrap
from typing import Any

from mortem.grade.mark import HINT_COSTS, Detail, Grade

WIDTH = 96


def as_text(grade: Grade) -> str:
    """Each mark, the reason, and the right value."""
    lines = [f"{grade.title or grade.path}: {grade.points:g} of {grade.out_of:g} points", ""]
    if grade.other_run:
        lines += [*textwrap.wrap(grade.other_run + ".", WIDTH), ""]
    for mark in grade.marks:
        lines.append(f"{mark.name:<26}{mark.points:>5g} of {mark.of:g}")
        for detail in mark.lost:
            lines += _lost(detail)
    if grade.hints:
        lines.append(f"{'hints':<26}{-HINT_COSTS * grade.hints:>5g}   {grade.hints} used")
    lines += ["", *textwrap.wrap(f"What happened: {grade.truth['cause']}.", WIDTH)]
    return "\n".join(lines)


def _lost(detail: Detail) -> list[str]:
    head = f"  {detail.what}: {detail.found}" if detail.found else f"  {detail.what}"
    text = f"{head} → {detail.right}" if detail.right else head
    return textwrap.wrap(text, WIDTH, subsequent_indent="    ")


def as_json(grade: Grade) -> dict[str, Any]:
    """Plain data, for a teacher's table."""
    return {
        "schema": 1,
        "path": grade.path,
        "scenario": grade.scenario,
        "points": grade.points,
        "of": grade.out_of,
        "hints": grade.hints,
        "other_run": grade.other_run or None,
        "marks": {
            mark.name: {
                "points": mark.points,
                "of": mark.of,
                "details": [
                    {
                        "what": d.what,
                        "points": round(d.points, 2),
                        "of": round(d.of, 2),
                        "found": d.found,
                        "right": d.right,
                    }
                    for d in mark.details
                ],
            }
            for mark in grade.marks
        },
    }
