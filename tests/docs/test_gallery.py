# SPDX-License-Identifier: GPL-2.0-or-later
"""
man/gallery.md: its commands are those of scripts/figures, all of them run, and man/pictures has what they draw.
"""
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

import spectools
from pictures import FONT, chunks_of, unfiltered
from test_house import TOP

PICTURES = TOP / "man" / "pictures"
# The recordings by which the commands are run where there are no real ones: name, rate, channels.
MADE = {"bird_robin_44k.wav": (44100, 1), "speech_libri_16k.wav": (16000, 1), "whale_humpback_8k.wav": (8000, 1),
        "mouse_usv_300k.wav": (300000, 1), "music_trumpet_44k_stereo.wav": (44100, 2)}
AGAIN = "draw them again: scripts/figures --gallery ../shared/data/audio man/pictures"


def shown(path):
    """{name of a picture: the commands in the code block below it}"""
    found = re.findall(r"^!\[[^\]]+\]\((?:man/)?pictures/(\w+)\.png\)\n\n```sh\n(.*?)\n```$", path.read_text(encoding="utf-8"),
                       flags=re.M | re.S)
    return dict(found)


GALLERY = shown(TOP / "man" / "gallery.md")


@pytest.fixture(scope="module")
def drawn(spec, tmp_path_factory):
    """A folder with the pictures as drawn now, and {name: commands} as printed."""
    folder, data = tmp_path_factory.mktemp("gallery"), spectools.data_folder()
    recordings = data / "audio" if data else tmp_path_factory.mktemp("recordings")
    for name, (rate, channels) in {} if data else MADE.items():
        samples = 0.5 * np.sin(np.cumsum(np.linspace(0.05, 2.5, 3 * rate)))
        (recordings / name).write_bytes(spectools.wav_bytes(np.stack([samples] * channels, axis=1), rate))
    done = subprocess.run([sys.executable, TOP / "scripts" / "figures", "--gallery", recordings, folder],
                          env={**os.environ, "PATH": f"{spec.folder}:{os.environ['PATH']}"}, timeout=200, capture_output=True,
                          stdin=subprocess.DEVNULL, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    printed = re.findall(r"^\S*?(\w+)\.png\n((?:  .*\n)+)", done.stdout, flags=re.M)
    return folder, {name: re.sub("^  ", "", commands, flags=re.M).rstrip("\n") for name, commands in printed}


def colours_of(path):
    """colours[y, x, 3] of a PNG with a palette, also of one without texts."""
    chunks = chunks_of(path.read_bytes())
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    assert form == [8, 3, 0, 0, 0]
    indices = unfiltered(zlib.decompress(b"".join(data for kind, data in chunks if kind == "IDAT")), height, width, 1)
    return np.frombuffer(dict(chunks)["PLTE"], np.uint8).reshape(-1, 3)[indices]


def test_commands_are_those_that_draw(drawn):
    assert GALLERY == drawn[1] and list(GALLERY) != []
    for name, command in shown(TOP / "README.md").items():
        assert command == drawn[1][name]


def test_every_picture_is_in_the_gallery():
    assert sorted(path.stem for path in PICTURES.iterdir()) == sorted(GALLERY)
    readme = re.findall(r"man/pictures/([\w.]+)", (TOP / "README.md").read_text(encoding="utf-8"))
    assert readme != [] and all((PICTURES / name).is_file() for name in readme)
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 1.5e6  # bytes of each clone


@pytest.mark.parametrize("name", GALLERY)
def test_picture_is_up_to_date(drawn, data, name):
    """The same colours. FFTW rounds differently on other processors: that may move 1 pixel in 1000."""
    if not Path(FONT).exists():
        pytest.skip("the font of the pictures is not installed")
    kept, now = colours_of(PICTURES / f"{name}.png"), colours_of(drawn[0] / f"{name}.png")
    assert kept.shape == now.shape, AGAIN
    assert (kept != now).any(axis=2).mean() <= 1e-3, AGAIN
