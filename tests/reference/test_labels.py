# SPDX-License-Identifier: GPL-2.0-or-later
"""
Nothing around a picture collides, is cut off or covers the data, for any length, rate, size, scale and text.

No text recognition is needed: the ink of one tick or line is a cluster, and clusters keep their distance.
"""
import itertools
import random

import numpy as np
import pytest

from pictures import COLOURS, PAPER, PEN, draw, row_stream
from spectools import noise, sample_stream

LINE = 14.0  # pixels from ascent to descent in 12-pixel DejaVu, at scale 1
NAMES = "Вечерний звон · Ἐν ἀρχῇ ἦν ὁ λόγος · n\u0303o\u0308 — "
LONG = (NAMES * 12)[:300]
CLOCK = "origin 2024-05-06T23:08:09.5Z"


def spectra(duration=10.0, top=22050.0, rows=23, bins=16, channels=1, lines=(), start=0.0):
    """Few rows that last long, few bins that reach far."""
    levels = np.random.default_rng(1).uniform(-110, -5, (rows, channels, bins))
    return row_stream(10 ** (levels / 10), repr(rows / duration), "full-scale 1", *lines, axis=f"hz 0 {top / (bins - 1)!r}", start=start)


def clusters(filled, gap):
    """[(first, last)] of the clusters in filled[at], with fewer than `gap` empty places inside."""
    at = np.nonzero(filled)[0]
    if len(at) == 0:
        return []
    cut = np.nonzero(np.diff(at) > gap)[0]
    return list(zip(at[np.r_[0, cut + 1]].tolist(), at[np.r_[cut, len(at) - 1]].tolist()))


def check_words(picture, scale, strip=False):
    """Each labelled tick has one label, at its place, separate from all others; axis titles keep clear of them."""
    ink, thick, right = picture.pixels > PAPER, max(1, int(scale)), picture.orientation == "right"
    panels, bar = picture.panels(), picture.bar()
    tall, long = 1.3 * LINE * scale + 2, int(6 * scale)
    # vertical titles are in strips of their own, a pad of ten pixels and a line wide; nothing is next to them
    words = int(np.ceil((10 + LINE + 2) * scale))
    x0, bottom = panels[0][0], max(y + h for _, y, _, h in panels) + thick
    below = panels[0][1] - thick - int(LINE * scale) // 3  # the heading has its own line; its descenders reach below it
    assert not ink[below:bottom, words].any() and not ink[below:bottom, -words - 1].any(), "the title of an upright axis runs into something"
    # Below: one band of labels, then the title of the axis
    found = clusters(ink[bottom + long:, words:-words].any(axis=1), 1)
    assert all(last - first + 1 <= tall for first, last in found), f"lines below the picture run into each other: {found}"
    marks = sorted(x + pixel for x, y, w, h in (panels if not right else panels[-1:])
                   for pixel, length in picture.ticks_below((x, y, w, h), thick) if length >= long)
    if marks:
        first, last = found[0]
        # gaps within a label are narrower than four pixels, labels are eight apart
        labels = clusters(ink[bottom + long + first:bottom + long + last + 1].any(axis=0), 6 * scale)
        labels = [(begin, end) for begin, end in labels if end >= words and begin < picture.width - words]
        assert len(labels) == len(marks), f"{len(labels)} labels below {len(marks)} ticks"
        for mark, (begin, end) in zip(marks, labels):
            assert abs((begin + end) / 2 - mark) <= 2 * scale, f"a label is not below its tick: {mark}, {begin}..{end}"
    # Left: labels of all panels above each other (or of one panel, if panels are side by side)
    edge = x0 - thick - long
    marks = sorted(y + h - 1 - pixel for x, y, w, h in (panels if right else panels[:1])
                   for pixel, length in picture.ticks_left((x, y, w, h), thick) if length >= long)
    if marks:
        reach = int(5.5 * scale)
        label = ink[:, words:edge].any(axis=1)
        label[:panels[0][1] - thick - reach] = label[bottom + reach:] = False
        for _, y, _, _ in panels if strip and right else ():  # the scale of each waveform strip has its own test
            label[y - int(50 * scale):y - int(5 * scale)] = False
        rows = clusters(label, 1)
        assert len(rows) == len(marks), f"{len(rows)} labels left of {len(marks)} ticks"
        for mark, (first, last) in zip(marks, rows):
            assert abs((first + last) / 2 - mark) <= 2.5 * scale, f"a label is not beside its tick: {mark}, {first}..{last}"
    # Right: labels of the colour bar
    edge = bar[0] + bar[2] + thick + long
    marks = sorted(bar[1] + bar[3] - 1 - pixel for pixel, length in picture.ticks_right(bar, thick) if length >= long)
    if marks:
        reach = int(5.5 * scale)
        label = ink[:, edge:-words].any(axis=1)
        label[:bar[1] - thick - reach] = label[bar[1] + bar[3] + thick + reach:] = False
        rows = clusters(label, 1)
        assert len(rows) == len(marks), f"{len(rows)} labels at {len(marks)} ticks of the colour bar"
        for mark in marks:
            assert min(max(first - mark, mark - last, 0) for first, last in rows) == 0, "a tick of the colour bar without its label"
        assert all(last - first + 1 <= tall for first, last in rows), "labels of the colour bar run into each other"


def check(spec, blob, *options, channels=1, scale=1, width=300, height=200, strip=0):
    options = ("-x", width, "-y", height, *options)
    picture = draw(spec, *options, "--scale", scale, stdin=blob)
    assert (picture.data_width, picture.data_height) == (width, height)
    # the margins: titles have a bounded size, panels a gap
    assert picture.width <= width + (400 + 60 * channels) * scale and picture.height <= height + (140 + (25 + strip) * channels) * scale
    ring = np.concatenate([picture.pixels[0], picture.pixels[-1], picture.pixels[:, 0], picture.pixels[:, -1]])
    assert (ring == PAPER).all(), "ink touches the edge of the picture"
    panels = picture.panels()
    assert len(panels) == channels
    thick = max(1, int(scale))
    for x, y, w, h in (*panels, picture.bar()):
        frame = picture.pixels[y - thick:y + h + thick, x - thick:x + w + thick].copy()
        frame[thick:-thick, thick:-thick] = PEN
        assert (frame == PEN).all(), "a frame is not closed"
    if not strip:
        same = f"{picture.texts['Level range'].split()[0]}:{picture.texts['Level range'].split()[1]}"
        bare = draw(spec, *options, "-z", same, "--no-axes", stdin=blob)
        across = 1 if picture.orientation == "right" else 0
        inside = np.concatenate([picture.pixels[y:y + h, x:x + w] for x, y, w, h in panels], axis=1 - across)
        # each is the nearest of its steps to the same level
        assert np.abs(inside / (COLOURS - 1) - bare.pixels / 255).max() <= 0.5 / (COLOURS - 1) + 0.5 / 255 + 1e-6
    check_words(picture, scale, strip)
    return picture


DURATIONS = (1, 7.3, 59.9, 61, 600, 3599, 3700, 40000, 86400, 172800)
TOPS = (50, 4000, 22050, 200000)
SIZES = ((64, 64), (64, 300), (300, 64), (333, 201), (1200, 513), (20000, 64), (64, 20000))


def every_pair(*lists):
    """Tuples that contain every pair of values from two neighbouring lists at least once."""
    count = max(len(a) * len(b) for a, b in itertools.combinations(lists, 2))
    return [tuple(values[(i // (1 if k == 0 else len(lists[k - 1]))) % len(values)] if k < 2 else values[(i * (k + 1) + i // 7) % len(values)]
                  for k, values in enumerate(lists)) for i in range(count)]


@pytest.mark.parametrize("duration,size,top,orientation", every_pair(DURATIONS, SIZES, TOPS, ("right", "up", "down")))
def test_any_length_at_any_size(spec, duration, size, top, orientation):
    check(spec, spectra(duration, top), "--orientation", orientation, width=size[0], height=size[1])


def random_case(seed):
    r = random.Random(seed)
    channels, scale = r.choice((1, 1, 1, 2, 3, 6)), r.choice((1, 1, 1.5, 2, 3))
    top = 10 ** r.uniform(1.7, 5.3)
    options = ["--orientation", r.choice(("right", "up", "down")), "--theme", r.choice(("light", "dark")), "-t", r.choice(("", "x", LONG, NAMES))]
    if r.random() < 0.5:
        low = r.uniform(0.1, 0.8) * top
        options += ["-F", f"{low:.6g}:{low * r.choice((1.0001, 1.01, 1.2)):.6g}"]
    if r.random() < 0.6:
        options += ["--axis", r.choice(("linear", "log", "mel", "bark", "pitch") if top > 100 else ("linear", "mel"))]
    if r.random() < 0.5:
        options += ["-z", r.choice(("-1:1", "-1000000:1", "0:0.001", "-0.00001:0.00002", "p1:p99", "-90.123:-12.3", "-1e9:1e9", "-3e14:1e14"))]
    lines = [CLOCK] if r.random() < 0.4 else []
    sizes = [int(10 ** r.uniform(1.81, 3.1)) for _ in range(2)]
    blob = spectra(10 ** r.uniform(-3, 5.24), top, rows=r.choice((3, 2, 23)), channels=channels, lines=lines,
                   start=r.choice((0, 0.05, 12345.678)))
    return blob, options, {"channels": channels, "scale": scale, "width": max(sizes[0], 64), "height": max(sizes[1], 64)}


@pytest.mark.parametrize("seed", range(70))
def test_random_pictures(spec, seed):
    blob, options, facts = random_case(seed)
    check(spec, blob, *options, **facts)


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("orientation", ["right", "up", "down"])
@pytest.mark.parametrize("scale", [1, 2, 3])
def test_channels_and_scales(spec, channels, orientation, scale):
    check(spec, spectra(channels=channels), "--orientation", orientation, channels=channels, scale=scale, width=420, height=360)


@pytest.mark.parametrize("orientation", ["up", "down"])
@pytest.mark.parametrize("band", ["10000.5:10001.5", "12345:12346", "19990:20010"])
def test_long_labels_of_panels_side_by_side(spec, orientation, band):
    check(spec, spectra(channels=3), "--orientation", orientation, "-F", band, channels=3, width=200, height=200)


@pytest.mark.parametrize("orientation", ["right", "up", "down"])
@pytest.mark.parametrize("channels", [1, 2, 4])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_waveform(spec, orientation, channels, theme):
    """The strip is framed, as long as the picture, and changes nothing inside it."""
    blob = sample_stream(noise(8000, channels), "full-scale 1")
    options = ("-n", 256, "--orientation", orientation, "--theme", theme)
    with_strip = check(spec, blob, *options, "--waveform", channels=channels, width=200, height=200, strip=60)
    without = check(spec, blob, *options, channels=channels, width=200, height=200)
    assert all((with_strip.data(i) == without.data(i)).all() for i in range(channels))
    grow = with_strip.height - without.height if orientation == "right" else with_strip.width - without.width
    assert grow == 49 * channels  # 44 pixels and 5 between


@pytest.mark.parametrize("size", [(64, 64), (300, 64), (64, 300), (900, 100)])
@pytest.mark.parametrize("title", ["", "x", NAMES, LONG, "W" * 300, "\u0301" * 300, "\u202e\u2066" * 20, "\U0001f40b" * 100, "tab\there"], ids=range(9))
def test_titles(spec, title, size):
    """A title changes the heading of the picture and nothing else; the text chunk has all of it."""
    lines = ("frame 512", "hop 128", "window hann", "samplerate 44100")
    with_title = check(spec, spectra(lines=lines), "-t", title, width=size[0], height=size[1])
    plain = check(spec, spectra(lines=lines), "-t", "", width=size[0], height=size[1])
    assert with_title.pixels.shape == plain.pixels.shape
    top = with_title.panels()[0][1] - 1
    assert (with_title.pixels[top:] == plain.pixels[top:]).all()
    assert with_title.texts.get("Title", "") == title
    if title in ("x", "W" * 300) and size[0] > 64:  # where the frames leave no room there is no title
        assert (with_title.pixels[:top] != plain.pixels[:top]).any()
    # the title and the commands are separate: 20 empty columns between them, or the commands are left out
    right = plain.bar()[0]
    upright = plain.pixels[:top - 8, :30] > PAPER  # the end of a long axis title next to a low picture
    left = clusters((plain.pixels[:top - 8, 30:right] > PAPER).any(axis=0), 12)
    both = clusters((with_title.pixels[:top - 8, 30:right] > PAPER).any(axis=0), 12)
    if upright.any():
        assert (with_title.pixels[:top - 8, :30] == plain.pixels[:top - 8, :30]).all(), "the title runs into the upright axis title"
    assert len(left) <= 1 and (not title or len(both) <= 2)
    if left and len(both) == 2 and title == "x":
        assert both[1] == left[0]


@pytest.mark.parametrize("values", ["-1e30:1e30", "-1e-30:1e-30", "-200:-199.9999", "0:1e-9", "1e15:2e15", "-120:-119.5", "99999:100001", "-1e6:1e6",
                                    "1e308:1.7e308", "0.1:0.3", "-1:1000000"])
@pytest.mark.parametrize("height", [64, 200, 2000])
def test_ranges_of_any_size(spec, values, height):
    picture = check(spec, spectra(), "-z", values, height=height)
    low, high = picture.numbers("Level range")
    assert [low, high] == pytest.approx([float(v) for v in values.split(":")], rel=1e-8)


@pytest.mark.parametrize("duration", [0.001, 1, 50, 3000, 80000, 172800])
@pytest.mark.parametrize("orientation", ["right", "down"])
def test_clock(spec, duration, orientation):
    """With a known origin the axis shows the time of day, past midnight too."""
    picture = check(spec, spectra(duration, lines=[CLOCK]), "--time-axis", "clock", "--orientation", orientation, width=500, height=400)
    plain = check(spec, spectra(duration), "--orientation", orientation, width=500, height=400)
    assert (picture.data() == plain.data()).all()
    # a different step of the axis: the titles differ
    assert picture.pixels.shape != plain.pixels.shape or (picture.pixels != plain.pixels).any()


@pytest.mark.parametrize("start", [0, 3600, 12345.678, 200000])
def test_equal_times_have_equal_labels(spec, start):
    """Rows that begin late, and rows of a recording that began later: time of day and date are those of the rows."""
    from datetime import datetime, timedelta
    began = datetime(2024, 5, 6, 23, 8, 9, 500000)
    later = (began + timedelta(seconds=start)).isoformat() + "Z"
    late, early = (draw(spec, "-t", "", "-x", 500, "-y", 100, "--time-axis", "clock", stdin=spectra(600, lines=[f"origin {origin}"], start=at))
                   for origin, at in ((began.isoformat() + "Z", start), (later, 0)))
    assert late.pixels.shape == early.pixels.shape and (late.pixels == early.pixels).all()


@pytest.mark.parametrize("zone", ["Z", "+02:00", "-09:30"])
def test_the_zone_is_shown(spec, zone):
    """A time is ambiguous without its zone: the titles differ from zone to zone."""
    pictures = [draw(spec, "-t", "", "-x", 500, "-y", 100, stdin=spectra(601, lines=[f"origin 2024-05-06T07:08:09{z}"])) for z in (zone, "+01:00")]
    assert pictures[0].pixels.shape != pictures[1].pixels.shape or (pictures[0].pixels != pictures[1].pixels).any()


@pytest.mark.parametrize("size", [300, 513])
def test_a_logarithmic_axis_has_ticks_between_decades(spec, size):
    """At more than 100 pixels per decade there are ticks within the decades."""
    picture = draw(spec, "--axis", "log", "-F", "100:20000", "-x", 200, "-y", size, stdin=spectra())
    ticks = [pixel for pixel, _ in picture.ticks_left(picture.panels()[0])]
    decade = picture.pixel_of_value([100, 1000])
    assert sum(decade[0] + 1 < pixel < decade[1] - 1 for pixel in ticks) >= 2


def test_one_pixel(spec):
    """The smallest picture has its axes and stays within its edges."""
    for size in ((1, 1), (1, 50), (50, 1), (2, 2), (7, 7)):
        picture = draw(spec, "-x", size[0], "-y", size[1], stdin=spectra())
        ring = np.concatenate([picture.pixels[0], picture.pixels[-1], picture.pixels[:, 0], picture.pixels[:, -1]])
        assert (ring == PAPER).all() and picture.panels()[0][2:] == size
