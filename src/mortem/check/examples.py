"""The examples in a rule's manual: documents under *Bad* and *Good*, indented by four spaces."""

import re
from dataclasses import dataclass

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Examples:
    """What a rule says is bad and what is good: whole small documents."""

    bad: tuple[str, ...]
    good: tuple[str, ...]


def examples(manual: str) -> Examples:
    """The examples of a manual. Text between two indented blocks makes them two examples."""
    return Examples(tuple(_blocks(_part(manual, "Bad"))), tuple(_blocks(_part(manual, "Good"))))


def _part(manual: str, title: str) -> str:
    found = re.search(rf"^## {title}[ \t]*\n(.*?)(?=^## |\Z)", manual, re.S | re.M)
    return found[1] if found else ""


def _blocks(part: str) -> list[str]:
    blocks: list[list[str]] = [[]]
    for line in part.splitlines():
        if line.startswith(INDENT):
            blocks[-1].append(line.removeprefix(INDENT))
        elif not line.strip():
            blocks[-1].append("")
        else:
            blocks.append([])
    texts = ("\n".join(block).strip("\n") for block in blocks)
    return [text + "\n" for text in texts if text]
