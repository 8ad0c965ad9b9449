# SPDX-License-Identifier: GPL-2.0-or-later
"""Fixtures of the tests that run the programs from outside."""
import pytest


@pytest.fixture
def out(tmp_path):
    """An empty folder, so that files left behind by a failure are seen."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
