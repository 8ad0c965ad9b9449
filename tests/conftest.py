# SPDX-License-Identifier: GPL-2.0-or-later
"""
Fixtures. SPECPIPE_BUILD is the folder of the programs, build/tools by default; SPECPIPE_DATA is the folder of the
recordings.
"""
import os
import sys
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import pytest  # noqa: E402

import spectools  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes more than ten seconds; scripts/check --quick leaves it out")


def pytest_terminal_summary(terminalreporter):
    """The runs with a failing allocation, of tests/faults: tried and survived, for each program."""
    tried, survived = Counter(), Counter()
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        if getattr(report, "when", None) == "call":
            for program, runs, good in (value for key, value in report.user_properties if key == "sweep"):
                tried[program] += runs
                survived[program] += good
    for program in sorted(tried):
        terminalreporter.write_line(f"spec-{program}: {survived[program]} of {tried[program]} runs survived a failed allocation")


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
