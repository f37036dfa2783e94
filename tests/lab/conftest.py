"""Tests that boot real servers run only where that is asked for (MORTEM_LAB_TESTS=1)."""

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("MORTEM_LAB_TESTS"):
        return
    for item in items:
        if item.get_closest_marker("lab"):
            item.add_marker(pytest.mark.skip(reason="boots real servers: set MORTEM_LAB_TESTS=1"))
