# SPDX-License-Identifier: GPL-2.0-or-later
"""Input that arrives while it is recorded is processed at once, not when a block is full."""
import os
import select
import time

import numpy as np
import pytest

from spectools import closing_line, HEADER, noise, sample_stream, wav_bytes

X = noise(1000)
BARE = ("-r", 8000, "-f", "f32le")
LIVE = {"stream": ((), sample_stream(X, announce=False)[:-64], closing_line(len(X))),
        "bare": (BARE, X.tobytes(), b""), "torn": (BARE, X.tobytes()[:-1], X.tobytes()[-1:]),
        "wav": ((), wav_bytes(X, form="f32", size=0xFFFFFFFF), b"")}
LIMIT = 20  # seconds until a program that waits for more is stopped


def read_until(file, count):
    got, until = b"", time.monotonic() + LIMIT
    while len(got) < count and time.monotonic() < until:
        if select.select([file], [], [], 0.2)[0]:
            got += os.read(file.fileno(), 1 << 16)
    return got


@pytest.mark.parametrize("name", LIVE)
def test_rows_are_written_before_the_end(spec, name):
    words, first, rest = LIVE[name]
    whole = spec.run("spec-stft", "-n", 64, "-p", 50, "--raw", *words, stdin=first + rest).out
    process = spec.start("spec-stft", "-n", 64, "-p", 50, "--raw", *words, bufsize=0)
    process.stdin.write(first)
    # 64 bytes of a stream are buffered, as they may be its closing line: 16 samples; and half a frame is still to come.
    rows = (len(X) - 16 - 32) // 50
    early = read_until(process.stdout, rows * 33 * 4)
    assert len(early) >= rows * 33 * 4
    out, err = process.communicate(rest, timeout=LIMIT)
    assert (process.returncode, err, early + out) == (0, b"", whole)


def test_a_whole_chain_is_live(spec):
    """Decimated samples (factor 2) are written while more are awaited, except for the look-ahead of the filter."""
    process = spec.start("spec-decimate", "--factor", 2, "--method", "box", bufsize=0)
    process.stdin.write(LIVE["stream"][1])
    early = read_until(process.stdout, HEADER + 4 * 400)
    assert len(early) >= HEADER + 4 * 400
    out, _ = process.communicate(LIVE["stream"][2], timeout=LIMIT)
    got = np.frombuffer((early + out)[HEADER:-64], "<f4")
    assert np.abs(got - X.reshape(-1, 2).mean(axis=1)).max() <= 1e-7  # a sum and a product in single precision


INVERSES = {"spec-stft": ("-k", "complex", "-n", 64, "-p", 16), "spec-reassign": ("--synchrosqueeze", "-p", 1, "-n", 64)}


@pytest.mark.parametrize("program", INVERSES)
def test_the_inverse_is_live(spec, program):
    """Samples are written while more rows are awaited, but for those under the last frames."""
    rows = spec.run(program, *INVERSES[program], stdin=LIVE["stream"][1] + LIVE["stream"][2]).out
    whole = spec.run(program, "--inverse", stdin=rows).out
    process = spec.start(program, "--inverse", bufsize=0)
    process.stdin.write(rows[:-64])
    early = read_until(process.stdout, HEADER + 4 * 800)
    assert len(early) >= HEADER + 4 * 800
    out, err = process.communicate(rows[-64:], timeout=LIMIT)
    assert (process.returncode, err, early + out) == (0, b"", whole)


@pytest.mark.parametrize("words", [("spec-stft",), ("spec-stft", "--inverse"), ("spec-stft", "--average"),
                                   ("spec-reassign",), ("spec-reassign", "--inverse"), ("spec-reassign", "--peaks"),
                                   ("spec-decimate", "--factor", 2)], ids=lambda words: " ".join(map(str, words)))
def test_progress_is_shown_in_both_directions(spec, words):
    samples = LIVE["stream"][1] + LIVE["stream"][2]
    program = words[0]
    given = spec.run(program, *INVERSES[program], stdin=samples).out if "--inverse" in words else samples
    quiet = spec.run(*words, stdin=given)
    told = spec.run(*words, "--progress=always", stdin=given)
    assert (quiet.code, told.code) == (0, 0) and quiet.err == ""
    assert " done" in told.err and told.err.endswith("\r")  # of a length that is not announced; erased at the end
