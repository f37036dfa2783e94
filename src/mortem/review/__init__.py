"""Postmortems, comments and action items that people work on."""
