"""Postmortems that can be checked: every number in a report can be run again."""

__version__ = "0.1.0"
