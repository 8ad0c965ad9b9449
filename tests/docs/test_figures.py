# SPDX-License-Identifier: GPL-2.0-or-later
"""
scripts/figures: its files and messages; its printed commands draw the same pictures; the reassigned half is sharper.
"""
import os
import shlex
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

from pictures import COLOURS, Picture, chunks_of, unfiltered
from test_house import TOP

RECORDINGS = TOP.parent / "shared" / "data" / "audio"

# Lit pixels of the lower half per lit pixel of the upper. Measured: 0.35, 0.33, 0.59, 0.39; the margin allows for other
# fonts and rounding.
SHARPER = {"multi": 0.5, "speech": 0.5, "harmonics": 0.75, "tones": 0.55}


@pytest.fixture
def figures(spec, tmp_path):
    def run(*args, program=TOP / "scripts" / "figures"):
        env = {**os.environ, "PATH": f"{spec.folder}:{os.environ['PATH']}"}
        command = ["sh", "-c", program] if isinstance(program, str) else [sys.executable, str(program)]
        return subprocess.run([*command, *args], cwd=tmp_path, env=env, timeout=100, capture_output=True,
                              stdin=subprocess.DEVNULL)
    return run


def lit(pixels):
    """The number of pixels in the upper two thirds of the colour map: above -40 of -60 to 0 dB."""
    return ((pixels > COLOURS // 3) & (pixels < COLOURS)).sum()


@pytest.mark.parametrize("name", SHARPER)
def test_a_figure(figures, tmp_path, name):
    done = figures("--only", name, "--width", "400", "--height", "120", "out")
    assert (done.returncode, done.stderr) == (0, b"")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{name}.png", f"{name}.wav"]
    title, above, below = done.stdout.decode().splitlines()
    assert title.startswith(f"out/{name}.png: ")
    assert above.strip().startswith("spec-stft ") and below.strip().startswith("spec-reassign ")
    halves = []
    for command in above, below:
        again = figures(program=command)
        assert (again.returncode, again.stderr) == (0, b"")
        halves.append(Picture(again.stdout))
        assert title.split(": ")[1] in halves[-1].texts["Title"]
    assert halves[0].texts["Title"].endswith(": STFT") and halves[1].texts["Title"].endswith(": reassigned")
    both = chunks_of((tmp_path / "out" / f"{name}.png").read_bytes())
    width, height = struct.unpack(">II", both[0][1][:8])
    pixels = unfiltered(zlib.decompress(b"".join(data for kind, data in both if kind == "IDAT")), height, width, 1)
    assert np.array_equal(pixels, np.concatenate([half.pixels for half in halves]))
    palettes = [dict(chunks_of(half.blob))["PLTE"] for half in halves]
    assert palettes == [dict(both)["PLTE"]] * 2
    assert 0 < lit(halves[1].pixels) <= SHARPER[name] * lit(halves[0].pixels), lit(halves[1].pixels) / lit(halves[0].pixels)


def test_all_figures(figures, tmp_path):
    """Without a folder name, ./figures is used."""
    done = figures("--width", "100", "--height", "60")
    assert (done.returncode, done.stderr) == (0, b"")
    assert sorted(path.name for path in (tmp_path / "figures").glob("*.png")) == sorted(f"{name}.png" for name in SHARPER)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not there")
def test_the_contact_sheet(spec, tmp_path):
    """Every command of the contact sheet draws a picture without a message, but for characters that no font has."""
    from concurrent.futures import ThreadPoolExecutor
    from runpy import run_path

    sheet = run_path(str(TOP / "scripts" / "figures"))
    sheet["write_signals"](tmp_path)
    env = {**os.environ, "PATH": f"{spec.folder}:{os.environ['PATH']}"}

    def draw(item):
        name, command = item
        command = command.format(r=shlex.quote(str(RECORDINGS)), s=shlex.quote(str(tmp_path)))
        return name, subprocess.run(["sh", "-c", command], env=env, timeout=100, capture_output=True)
    assert len(sheet["SHEET"]) >= 30
    with ThreadPoolExecutor(2) as pool:
        for name, done in pool.map(draw, sheet["SHEET"].items()):
            said = [line for line in done.stderr.splitlines() if b"no installed font has" not in line]
            assert (done.returncode, said) == (0, []), name
            assert Picture(done.stdout).pixels.size > 0, name


def test_failures_are_reported(figures, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    done = figures("file")
    assert done.returncode == 1 and done.stderr.startswith(b"figures: ")
    done = figures("--only", "tones", "--height", "0")
    assert done.returncode == 1 and b"figures: spec-render failed" in done.stderr
    assert not (tmp_path / "figures" / "tones.png").exists()
    assert figures("--only", "whale").returncode == 2
