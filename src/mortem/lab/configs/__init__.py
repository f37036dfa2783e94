"""The servers' configuration files, as templates (<< value >>, <% if %>)."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    variable_start_string="<<",
    variable_end_string=">>",
    block_start_string="<%",
    block_end_string="%>",
    comment_start_string="<#",
    comment_end_string="#>",
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701 (no HTML)
)


def render(name: str, **values: object) -> str:
    """The text of one configuration; every value it names must be given."""
    return TEMPLATES.get_template(name).render(**values)
