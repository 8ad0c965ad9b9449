# SPDX-License-Identifier: GPL-2.0-or-later
"""
Fixtures. SPECPIPE_BUILD is the folder of the programs, build/tools by default; SPECPIPE_DATA is the folder of the
recordings.
"""
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import pytest  # noqa: E402

import spectools  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes more than ten seconds; scripts/check --quick leaves it out")


@pytest.fixture(scope="session")
def spec():
    folder = Path(os.environ.get("SPECPIPE_BUILD") or spectools.ROOT / "build" / "tools").resolve()
    if not os.access(folder / "spec-stft", os.X_OK):
        pytest.fail(f"no programs in {folder}: run ninja, or let SPECPIPE_BUILD name their folder", pytrace=False)
    return spectools.Programs(folder)


@pytest.fixture(scope="session")
def data():
    folder = spectools.data_folder()
    if folder is None:
        pytest.skip("the folder shared/data is not here")
    return folder
