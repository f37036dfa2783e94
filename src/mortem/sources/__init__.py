"""Telemetry files in, rows out; knows no database."""
