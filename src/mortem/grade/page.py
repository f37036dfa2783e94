"""A grade as a page of its own, which needs nothing from the network."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from mortem.grade.mark import HINT_COSTS, Grade

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape()
)


def as_html(grade: Grade) -> str:
    """The page."""
    return TEMPLATES.get_template("grade.html").render(grade=grade, hint_costs=HINT_COSTS)
