# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be added to a picture or left out: grid, colour bar, print size; and titles of any length."""
import struct

import numpy as np
import pytest

from pictures import COLOURS, PAPER, chunks_of, draw, row_stream
from spectools import refused

FRAMES = ("frame 512", "hop 128", "window hann", "samplerate 44100")


def luma(rgb):
    """ITU-R BT.601."""
    return np.asarray(rgb, float) @ [0.299, 0.587, 0.114]


def noise_rows(channels=1):
    levels = np.random.default_rng(3).uniform(-120, 0, (40, channels, 64))
    return row_stream(10 ** (levels / 10), 10, *FRAMES, "full-scale 1", axis="hz 0 100")


# The grid


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("orientation", ["right", "up", "down"])
@pytest.mark.parametrize("colours", ["viridis", "grey", "grey_r", "jet"])
def test_a_grid_is_at_the_labels(spec, theme, orientation, colours):
    """Lines one pixel wide at every labelled tick but those at the ends, and no other pixel changes."""
    options = ("-x", 300, "-y", 300, "-z", "-120:0", "-m", colours, "--theme", theme, "--orientation", orientation)
    plain, grid = (draw(spec, *options, *more, stdin=noise_rows(2)) for more in ((), ("--grid",)))
    changed = plain.pixels != grid.pixels
    want = np.zeros_like(changed)
    panels = plain.panels()
    for x, y, width, height in panels:
        # with several panels, only the last has ticks below, or the first has them at the left
        below = panels[-1] if orientation == "right" else (x, y, width, height)
        beside = (x, y, width, height) if orientation == "right" else panels[0]
        for pixel, length in plain.ticks_below(below):
            if length >= 6 and 1 <= pixel <= width - 2:
                want[y:y + height, x + round(pixel)] = True
        for pixel, length in plain.ticks_left(beside):
            if length >= 6 and 1 <= pixel <= height - 2:
                want[y + height - 1 - round(pixel), x:x + width] = True
    assert want.sum() > 2000 and (changed == want).all()
    assert "grid" in grid.texts["Picture"] and "grid" not in plain.texts["Picture"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colours", ["viridis", "magma", "turbo", "jet", "grey", "grey_r"])
def test_a_grid_shows_on_every_colour(spec, theme, colours):
    """Its grey differs in luma by 56 from what it replaces, within half the distance of two shades, which are 16 apart."""
    options = ("-x", 300, "-y", 300, "-z", "-120:0", "-m", colours, "--theme", theme)
    plain, grid = (draw(spec, *options, *more, stdin=noise_rows()) for more in ((), ("--grid",)))
    changed = plain.pixels != grid.pixels
    before, after = (picture.palette[picture.pixels[changed]] for picture in (plain, grid))
    assert len(np.unique(plain.pixels[changed])) > 200
    off = np.abs(luma(after) - luma(before))
    assert off.min() >= 47 and off.max() <= 65
    assert (np.sign(luma(after) - luma(before)) == np.where(np.round(luma(before)) < 128, 1, -1)).all()


def test_a_grid_needs_axes(spec):
    done = spec.run("spec-render", "--grid", "--no-axes", stdin=noise_rows(), check=False)
    refused(done, 64, "--grid and --no-axes exclude each other")


# The colour bar


@pytest.mark.parametrize("orientation", ["right", "up"])
@pytest.mark.parametrize("channels", [1, 2])
def test_no_colour_bar(spec, orientation, channels):
    """The data are the same, the picture is narrower, and nothing is cut off at its right side."""
    options = ("-x", 300, "-y", 300, "--orientation", orientation)
    with_bar, without = (draw(spec, *options, *more, stdin=noise_rows(channels)) for more in ((), ("--no-colorbar",)))
    assert len(without.rectangles()) == channels and len(with_bar.rectangles()) == channels + 1
    for box, other in zip(without.rectangles(), with_bar.panels()):
        assert box == other
    assert 40 < with_bar.width - without.width < 120
    assert (without.pixels[:, -6:] == PAPER).all()
    end = max(x + width for x, _, width, _ in without.rectangles()) + 2
    assert without.texts["Level range"] == with_bar.texts["Level range"]
    assert (without.pixels[40:, :end] == with_bar.pixels[40:, :end]).all()


# Print size


@pytest.mark.parametrize("dpi,per_metre", [(72, 2835), (300, 11811), (96.5, 3799), (1, 39), (100000, 3937008)])
@pytest.mark.parametrize("axes", [(), ("--no-axes", "-f", "grey16")])
def test_dots_per_inch(spec, dpi, per_metre, axes):
    """Chunk pHYs, before the data; beside it, only the history changes."""
    plain, stated = (draw(spec, "-x", 50, "-y", 40, *axes, *more, stdin=noise_rows()) for more in ((), ("--dpi", dpi)))
    assert "pHYs" not in plain.names and stated.names.index("pHYs") < stated.names.index("IDAT")
    before, after = ([chunk for chunk in chunks_of(picture.blob) if b"History" not in chunk[1]] for picture in (plain, stated))
    assert [data for kind, data in after if kind == "pHYs"] == [struct.pack(">IIB", per_metre, per_metre, 1)]
    assert [chunk for chunk in after if chunk[0] != "pHYs"] == before


def test_dots_per_inch_have_a_range(spec):
    for value in ("0", "-72", "100001", "x"):
        refused(spec.run("spec-render", "--dpi", value, stdin=noise_rows(), check=False), 64, "--dpi")


# Long titles


@pytest.mark.parametrize("width", [60, 200, 500, 1200])
@pytest.mark.parametrize("title", ["W" * 300, "short"])
def test_a_title_leaves_the_frames_alone(spec, width, title):
    """However long it is, the line about the frames is complete, and 20 pixels from it."""
    options = ("-x", width, "-y", 100)
    plain, titled = (draw(spec, *options, "-t", text, stdin=noise_rows()) for text in ("", title))
    top = plain.panels()[0][1] - 8
    frames = plain.pixels[:top].max(axis=0) > PAPER
    first, last = np.nonzero(frames)[0][[0, -1]]
    assert last - first > 150
    # it may be moved to the right side of the figure, to give room to the title
    for shift in range(plain.width - last):
        moved = titled.pixels[:top, first + shift:last + shift + 1]
        if (moved == plain.pixels[:top, first:last + 1]).all():
            break
    else:
        assert False, "the line about the frames is not there"
    gap = titled.pixels[:top, first + shift - 19:first + shift] == PAPER
    assert gap.all()
    rest = (titled.pixels[:top, :first + shift - 19] > PAPER).any(axis=0)
    assert rest.any() or width <= 60  # a narrow picture may have no room
    assert (titled.pixels[:top] < COLOURS).sum() == 0
    assert titled.texts["Title"] == title
