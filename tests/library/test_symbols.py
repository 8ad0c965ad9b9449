# SPDX-License-Identifier: GPL-2.0-or-later
"""common/ without cli and capture is a library: its objects refer to nothing that ends, prints or keeps hidden state."""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

BUILD = os.environ.get("SPECPIPE_BUILD")
ARCHIVE = Path(BUILD or ".").resolve().parent / "libspecpipe.a"

pytestmark = [
    pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump is not installed"),
    pytest.mark.skipif(not ARCHIVE.exists(), reason="SPECPIPE_BUILD names no build with libspecpipe.a"),
    pytest.mark.skipif("SPECPIPE_SANITIZE" in os.environ, reason="sanitizers add symbols of their own"),
]

FORBIDDEN = {
    "ends the program": "exit _exit _Exit quick_exit abort raise kill",
    "prints": "stdout stderr printf __printf_chk vprintf __vprintf_chk puts putchar perror err errx warn warnx syslog",
    "handles signals": "signal sigaction __sysv_signal sigprocmask pthread_sigmask alarm setitimer",
    "acts at exit": "atexit on_exit __cxa_atexit",
    "changes the process": "setlocale setenv putenv unsetenv chdir umask dup2",
    "keeps hidden state": "rand srand random srandom drand48 strtok localtime gmtime asctime ctime readdir64_r getpwnam",
}

# object, symbol: why it may
ALLOWED_CALLS = {
    ("base_memory", "abort"): "a failed allocation for which the program has set no handler",
    ("stream_read_sndfile", "dup2"): "libmpg123 prints on stderr by itself: programs ask for silence while it reads",
}
ALLOWED_DATA = {
    ("base_memory", "failure_handler"): "set once by the program, before its threads start",
    ("base_sentence", "ring"): "thread-local: the last eight sentences",
    ("base_sentence", "turn"): "thread-local: the last eight sentences",
    ("transform_fft_plan_lock", "planner"): "the lock of FFTW's planner",
}


def symbols():
    """(object, section, name) of every symbol; the object without its folder and common_ in front."""
    done = subprocess.run(["objdump", "-t", ARCHIVE], capture_output=True, text=True, check=True, timeout=60)
    item = None
    for line in done.stdout.splitlines():
        if header := re.match(r"(?:.*/)?(?:common_)?(\S+)\.c\.o:\s+file format", line):
            item = re.sub(r"^signal_", "", header[1])
        elif symbol := re.match(r"[0-9a-f]+ .{7} (\S+)\t[0-9a-f]+ +(?:\.hidden )?(\S+)$", line):
            yield item, symbol[1], re.sub(r"\.\d+$", "", symbol[2])  # statics of a function have a number behind


def is_writable(section):
    return section == "*COM*" or (section.startswith((".data", ".bss", ".tdata", ".tbss"))
                                  and not section.startswith(".data.rel.ro"))


def test_there_is_something_to_check():
    found = list(symbols())
    assert len({item for item, _, _ in found}) > 60
    assert ("base_memory", "*UND*", "aligned_alloc") in found
    assert any(is_writable(section) for _, section, _ in found)


def test_the_library_ends_and_prints_nothing():
    why = {name: reason for reason, names in FORBIDDEN.items() for name in names.split()}
    found = {(item, name) for item, section, name in symbols() if section == "*UND*" and name in why}
    wrong = [f"{item} refers to {name}: it {why[name]}" for item, name in sorted(found - set(ALLOWED_CALLS))]
    assert wrong == []


def test_the_library_has_no_state_of_its_own():
    found = {(item, name) for item, section, name in symbols() if is_writable(section) and name != section}
    wrong = [f"{item} has the writable variable {name}" for item, name in sorted(found - set(ALLOWED_DATA))]
    assert wrong == []


def test_every_exception_is_needed():
    """An exception that no object makes use of is to go from the lists above."""
    found = {(item, name) for item, _, name in symbols()}
    assert [exception for exception in [*ALLOWED_CALLS, *ALLOWED_DATA] if exception not in found] == []
