# SPDX-License-Identifier: GPL-2.0-or-later
"""The promises of a picture, pixel by pixel: positions, levels, colours, and no event lost."""
import re
import subprocess
import sys

import numpy as np
import pytest

from pictures import COLOURS, SCALES, Picture, assert_automatic, automatic_range, draw, power, read_label, row_stream
from spectools import closing_line, noise, refused, sample_stream, wav_bytes

BARE16 = ("--no-axes", "-f", "grey16")
# A level is within 1.2e-5 dB of exact (level.h), its product with 65535 steps is rounded to single precision (2^-24 of
# itself, three times: 0.012 steps), and then rounded to a step: together at most this many steps of error.
GREY16 = 0.52


def half_up(values):
    return np.floor(np.asarray(values) + 0.5)


def settled(values, slack=1e-3):
    """Where rounding to an integer does not depend on the last digits."""
    values = np.asarray(values)
    return np.abs(values - np.floor(values) - 0.5) > slack


def levels_near(picture, want, steps=GREY16):
    """The data of the picture are these levels."""
    want = np.clip(want, *picture.numbers("Level range"))
    off = np.abs(picture.data().astype(float) - picture.step_of(want))
    assert off.max() <= steps, f"off by {off.max()} steps at {np.unravel_index(off.argmax(), off.shape)}"


def peaks(lines):
    """The position of each line's maximum; the middle where several neighbours are equal."""
    lines = np.asarray(lines)
    top = lines == lines.max(axis=1, keepdims=True)
    return np.array([np.nonzero(line)[0].mean() for line in top])


# Positions


@pytest.mark.parametrize("orientation", ["right", "up", "down"])
@pytest.mark.parametrize("band", [None, (500, 3000), (2000, 8000)], ids=["all", "500:3000", "2000:8000"])
@pytest.mark.parametrize("axis", ["linear", "log", "mel", "mel-slaney", "bark", "erb", "pitch"])
def test_a_tone_is_where_the_axis_says(spec, axis, band, orientation):
    """One row per tone, one pixel per row; once with pixels coarser than bins, once finer."""
    step, bins = 7.8125, 1025
    picked = np.random.default_rng(5).permutation(np.arange(int((band or (31, 0))[0] / step) + 2, int((band or (0, 8000))[1] / step) - 1))[:100]
    rows = np.full((100, bins), 1e-12)
    rows[np.arange(100), picked] = 1
    for pixels in (211, 1501):
        sizes = ("-x", 100, "-y", pixels) if orientation == "right" else ("-x", pixels, "-y", 100)
        picture = draw(spec, "--axis", axis, "--orientation", orientation, *sizes, *BARE16,
                       *(("-F", f"{band[0]}:{band[1]}") if band else ()), stdin=row_stream(rows, 10, axis=f"hz 0 {step}"))
        assert picture.texts["Axis"] == axis
        low, high = picture.numbers("Frequency range")
        assert (low, high) == band if band else (high == 8000 and (low == 0 if axis not in ("log", "pitch") else 0 < low <= 20))
        at = picture.pixel_of_value(picked * step)
        # a pixel pools everything within half a pixel of its centre; a line between two bins is highest nearest to the
        # bin
        assert np.abs(peaks(picture.data()) - at).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("high", [385, 381, 389.9])
def test_nothing_outside_the_band_is_drawn(spec, high):
    """The bin above the last pixel is outside the picture; between bins there is only the line towards it."""
    rows = np.full((4, 40), 1e-12)
    rows[:, 39] = 1
    for pixels in (20, 40, 400):
        picture = draw(spec, "-x", 4, "-y", pixels, "-F", f"0:{high}", "-z", "-120:0", *BARE16, stdin=row_stream(rows, 1))
        want = -120 * (1 - (high - 380) / 10)
        if 390 >= high + 0.5 * high / (pixels - 1):  # the last pixel does not reach the bin
            pooled = 380 > high - 0.5 * high / (pixels - 1)  # but the one below: then it shows that one alone
            assert abs(picture.level_of(picture.data()[0, -1]) - (-120 if pooled else want)) <= 0.01, pixels


@pytest.mark.parametrize("pixels,slack", [
    (100, 0.76),   # groups of rows are less than half a pixel long, and are placed by their middle: a quarter more than half
    (1000, 0.51),  # a row per pixel
    (3001, 0.51),  # lines between rows
])
@pytest.mark.parametrize("orientation", ["right", "up", "down"])
@pytest.mark.parametrize("announce", [True, False], ids=["known", "unknown"])
def test_an_event_is_where_the_axis_says(spec, pixels, slack, orientation, announce):
    start, rate = 12.375, 80
    sizes = ("-x", pixels, "-y", 4) if orientation == "right" else ("-x", 4, "-y", pixels)
    for row in (0, 1, 2, 333, 500, 731, 998, 999):
        rows = np.full((1000, 4), 1e-12)
        rows[row] = 1
        picture = draw(spec, *sizes, "--orientation", orientation, *BARE16, stdin=row_stream(rows, rate, start=start, announce=announce))
        first, end = picture.numbers("Time range")
        assert first == pytest.approx(start - 0.5 / rate, rel=1e-8) and end == pytest.approx(start + 999.5 / rate, rel=1e-8)
        assert abs(peaks(picture.data().T)[0] - picture.pixel_of_time(start + row / rate)) <= slack


def test_tones_and_clicks_in_sound(spec, tmp_path):
    """From samples to pixels: three tones and two clicks, in every orientation."""
    rate, tones, clicks = 16000, (437.5, 2000.0, 6812.5), (0.53125, 1.65625)
    t = np.arange(2 * rate) / rate
    path = tmp_path / "tones.wav"
    path.write_bytes(wav_bytes(sum(0.1 * np.sin(2 * np.pi * f * t) for f in tones), rate, form="f32"))
    sharp = tmp_path / "clicks.wav"
    impulses = np.zeros(2 * rate)
    impulses[[int(c * rate) for c in clicks]] = 0.9
    sharp.write_bytes(wav_bytes(impulses, rate, form="f32"))
    for orientation in ("right", "up", "down"):
        sizes = ("-x", 500, "-y", 300) if orientation == "right" else ("-x", 300, "-y", 500)
        for axis in SCALES.keys() - {"index"}:
            picture = draw(spec, path, "-n", 2048, "--axis", axis, *sizes, "--orientation", orientation)
            line = picture.data()[250].astype(int)
            found = [i for i in range(1, 299) if line[i] > line[i - 1] and line[i] >= line[i + 1] and line[i] > 120]
            assert len(found) == 3
            assert np.abs(found - picture.pixel_of_value(tones)).max() <= 1, axis
        picture = draw(spec, sharp, "-n", 64, "-p", 16, *sizes, "--orientation", orientation)
        line = picture.data()[:, 100].astype(int)
        found = np.nonzero((line > np.roll(line, 1)) & (line >= np.roll(line, -1)) & (line > 120))[0]
        assert len(found) == 2 and np.abs(found - picture.pixel_of_time(clicks)).max() <= 1


@pytest.mark.parametrize("rate", ["44100", "666666.667"])
def test_time_of_a_click_at_any_rate(spec, rate):
    """One row per sample, one pixel per row: the pixel of the click is the sample of the click."""
    samples = np.zeros(1000, "<f4")
    samples[617] = 1
    picture = draw(spec, "-r", rate, "-n", 1, "-p", 1, "-w", "rect", "--framing", "snip", "-x", 1000, "-y", 1, "--no-axes", stdin=samples.tobytes())
    assert (picture.data()[:, 0] == np.where(samples, 255, 0)).all()
    assert picture.time_of(617) == pytest.approx(617 / float(rate), rel=1e-8)  # the text has nine digits
    stream = spec.stream("-r", rate, "-n", 1, "-p", 1, "-w", "rect", "--framing", "snip", stdin=samples.tobytes())
    assert stream.times()[617] == pytest.approx(617 / float(rate), rel=2 ** -52)


def test_only_the_rate_scales_the_labels(spec):
    samples = noise(4000).tobytes()
    pictures = {rate: draw(spec, "-r", rate, "-n", 64, "-p", 16, "-x", 300, "-y", 100, "-t", "", stdin=samples) for rate in (8000, 32000)}
    slow, fast = pictures[8000], pictures[32000]
    assert (slow.data() == fast.data()).all()
    assert np.array(slow.numbers("Time range")) == pytest.approx(4 * np.array(fast.numbers("Time range")), rel=1e-8)
    assert np.array(fast.numbers("Frequency range")) == pytest.approx(4 * np.array(slow.numbers("Frequency range")), rel=1e-8)
    marks = [[p for p, length in picture.ticks_below(picture.panels()[0]) if length >= 6] for picture in (slow, fast)]
    assert marks[0] != marks[1]


# Labels


def label_ink(picture, box, pixel, side, length, room=20):
    """The grey of the label at a tick: 0 background .. 1 foreground."""
    x, y, width, height = box
    ink = np.maximum(picture.pixels.astype(float), 241) - 241
    if side == "below":
        top, across = y + height + 1 + length + 1, x + pixel
        part = ink[top:top + 14, max(across - room, 0):across + room + 1]
    else:
        row = y + height - 1 - pixel
        edge = x - 1 - length - 2 if side == "left" else x + width + 1 + length + 2
        part = ink[max(row - 6, 0):row + 8, max(edge - 40, 0):edge] if side == "left" else ink[max(row - 6, 0):row + 8, edge:edge + 34]
        filled = np.nonzero(part.any(axis=0))[0]  # an axis title further out is not part of the label
        order = filled[::-1] if side == "left" else filled
        gaps = np.nonzero(np.abs(np.diff(order)) > 3)[0]
        keep = order[:gaps[0] + 1] if len(gaps) else order
        part = part[:, keep.min():keep.max() + 1]
    return part / 14


def hertz_texts():
    found = {}
    for k in range(0, 251):
        for text, value in ((f"{k}", k), (f"{k * 10}", k * 10), (f"{k / 10:g}k", k * 100), (f"{k}k", k * 1000)):
            if value < 1000 or text.endswith("k"):
                found[text] = value
    return found


def kilohertz_texts():
    return {f"{k / 10:.{form}f}" if k else "0": k * 100 for k in range(0, 251) for form in (0, 1) if form or k % 10 == 0}


def note_texts():
    return {f"{name}{octave}": 440 * 2 ** (octave - 4 + (note - 9) / 12) for octave in range(10)
            for note, name in enumerate("C C# D D# E F F# G G# A A# B".split())}


def read_ticks(picture, box, side, texts):
    """[(pixel, value)] of labelled ticks; texts: the possible labels and their values."""
    ticks = {"below": picture.ticks_below, "left": picture.ticks_left, "right": picture.ticks_right}[side](box)
    found = []
    for pixel, length in ticks:
        if length >= 6:
            label = read_label(label_ink(picture, box, pixel, side, length), tuple(texts))
            assert label is not None, f"no label at the tick on pixel {pixel} {side}"
            found.append((pixel, texts[label]))
    return found


@pytest.mark.parametrize("orientation", ["right", "up", "down"])
@pytest.mark.parametrize("axis", ["linear", "log", "mel", "bark"])
def test_labels_match_the_data(spec, axis, orientation):
    """Every label of all three axes is read; its tick is at its value, within half a pixel of rounding."""
    rows = np.full((200, 401), 1e-6)
    sizes = ("-x", 500, "-y", 300) if orientation == "right" else ("-x", 400, "-y", 320)
    picture = draw(spec, *sizes, "--axis", axis, "--orientation", orientation, "-t", "x", "-z", "-120:0",
                   stdin=row_stream(rows, 50, "full-scale 1", axis="hz 0 20", start=0.3))
    box = picture.panels()[0]
    value_side, time_side = ("left", "below") if orientation == "right" else ("below", "left")
    hertz = read_ticks(picture, box, value_side, kilohertz_texts() if axis == "linear" else hertz_texts())
    assert len(hertz) >= 3
    for pixel, value in hertz:
        assert abs(pixel - picture.pixel_of_value(value)) <= 0.5 + 1e-6, (pixel, value)
    seconds = {f"{k / 10:g}" if not form else f"{k / 10:.{form}f}": k / 10 for k in range(0, 50) for form in (0, 1)}
    times = read_ticks(picture, box, time_side, seconds)
    assert len(times) >= 3
    last = picture.value_pixels() if orientation == "right" else picture.data_height
    for pixel, value in times:
        want = picture.pixel_of_time(value)
        want = picture.data_height - 1 - want if orientation == "down" else want
        assert abs(pixel - want) <= 0.5 + 1e-6, (pixel, value, last)
    levels = read_ticks(picture, picture.bar(), "right", {("\u2212" if k else "") + f"{k}": -k for k in range(0, 121)})
    assert len(levels) >= 3
    for pixel, value in levels:
        assert abs(pixel - (value + 120) / 120 * (picture.bar()[3] - 1)) <= 0.5 + 1e-6, (pixel, value)


def test_a_label_at_time_zero(spec):
    """Audio begins half a row before 0: the label 0 is at the left edge."""
    picture = draw(spec, "-r", 8000, "-n", 256, "-p", 64, "-x", 600, "-y", 100, stdin=noise(16000).tobytes())
    box = picture.panels()[0]
    first, length = [(p, n) for p, n in picture.ticks_below(box) if n >= 6][0]
    assert abs(first - picture.pixel_of_time(0)) <= 0.5
    assert read_label(label_ink(picture, box, first, "below", length), ("0", "0.1", "0.2", "0.5", "1")) == "0"


@pytest.mark.parametrize("axis", ["linear", "log", "mel", "mel-slaney", "bark", "erb", "pitch"])
def test_ticks_point_at_their_tone(spec, axis):
    """A tone at a labelled frequency is at the tick with that label: 1 kHz, or C6, which is 1046.5 Hz."""
    rows = np.full((10, 801), 1e-12)
    rows[:, 105 if axis == "pitch" else 100] = 1
    picture = draw(spec, "-x", 200, "-y", 600, "--axis", axis, "-F", "100:8000", stdin=row_stream(rows, 10, axis="hz 0 10"))
    box = picture.panels()[0]
    texts = {"linear": kilohertz_texts, "pitch": note_texts}.get(axis, hertz_texts)()
    ticks = dict((value, pixel) for pixel, value in read_ticks(picture, box, "left", texts))
    tone = texts["C6"] if axis == "pitch" else 1000
    assert tone in ticks
    assert abs(peaks(picture.data())[5] - ticks[tone]) <= 1


@pytest.mark.parametrize("low,high,tone,text", [(0.01, 5, 0.02, "0.02"), (0.0003, 0.002, 0.001, "0.001"), (0.3, 0.9, 0.6, "0.6")])
def test_ticks_below_one_hertz(spec, low, high, tone, text):
    rows = np.full((10, 1001), 1e-12)
    rows[:, round(tone / high * 1000)] = 1
    picture = draw(spec, "-x", 200, "-y", 400, "--axis", "log", "-F", f"{low}:{high}", stdin=row_stream(rows, 10, axis=f"hz 0 {high / 1000}"))
    texts = {f"{k * 10.0 ** e:g}": k * 10.0 ** e for e in range(-5, 1) for k in range(10, 100)}
    ticks = dict((value, pixel) for pixel, value in read_ticks(picture, picture.panels()[0], "left", texts))
    assert ticks[texts[text]] == pytest.approx(peaks(picture.data())[5], abs=1)
    assert {low, high} <= {float(f"{value:.6g}") for value in ticks}


@pytest.mark.parametrize("rate,seconds", [(8000, 4), (44100, 4), (44100, 2), (16000, 3)])
def test_the_last_second_has_a_label(spec, rate, seconds):
    """The picture of a file of 4.000 s has a label at its end, whatever the hop."""
    blob = sample_stream(noise(int(rate * seconds)), rate=rate)
    for width in (500, 777, 1200):
        picture = draw(spec, "-x", width, "-y", 60, "-t", "", stdin=blob)
        last, length = picture.ticks_below(picture.panels()[0])[-1]
        assert last == width - 1 and length >= 6
        label = label_ink(picture, picture.panels()[0], last, "below", length)
        assert read_label(label, ("0", f"{seconds:.1f}", f"{seconds - 0.1:.1f}", f"{seconds:.2f}")) in (f"{seconds:.1f}", f"{seconds:.2f}")


def test_the_time_axis(spec):
    """The time of day is shown where it is known and more than ten minutes are visible, or where it is asked for."""
    def picture(seconds, form, origin=True):
        lines = ["origin 2024-05-06T23:58:09Z"] if origin else []
        options = ("--time-axis", form) if form else ()
        return draw(spec, "-x", 400, "-y", 60, *options, stdin=row_stream(np.ones((20, 8)), repr(20 / seconds), *lines)).pixels.tobytes()
    for seconds in (599, 601):
        assert picture(seconds, "seconds") == picture(seconds, None, origin=False) == picture(seconds, "auto", origin=False)
        assert picture(seconds, "clock") != picture(seconds, "seconds")
        assert picture(seconds, "auto") == picture(seconds, None) == picture(seconds, "clock" if seconds > 600 else "seconds")
    refused(spec.run("spec-render", "--time-axis", "clock", stdin=row_stream(np.ones((20, 8)), 10), check=False), 64, "date and time")


# Levels and colours


@pytest.mark.parametrize("low,high", [(-120, 0), (-90, -10), (-60.5, 3.25), (-1, 0)])
def test_levels_are_quantised(spec, low, high):
    """step = round((dB - LO) / (HI - LO) (n - 1)): 256 steps without axes, 241 with them."""
    levels = np.arange(-140, 20, 0.1)
    rows = np.repeat(power(levels)[:, None], 2, axis=1)
    exact = 10 * np.log10(rows[:, 0].astype(np.float32).astype(float))
    for extra, count in ((("--no-axes",), 256), ((), COLOURS)):
        picture = draw(spec, "-x", len(levels), "-y", 2, "-z", f"{low}:{high}", *extra, stdin=row_stream(rows, 10))
        want = np.clip((exact - low) / (high - low), 0, 1) * (count - 1)
        sure = settled(want)
        assert sure.mean() > 0.9
        assert (picture.data()[sure, 0] == half_up(want)[sure]).all()


@pytest.mark.parametrize("name,colours", [
    ("viridis", [(68, 1, 84), (33, 145, 140), (253, 231, 37)]), ("magma", [(0, 0, 4), (183, 55, 121), (252, 253, 191)]),
    ("inferno", [(0, 0, 4), (188, 55, 84), (252, 255, 164)]), ("plasma", [(13, 8, 135), (204, 71, 120), (240, 249, 33)]),
    ("grey", [(0, 0, 0), (128, 128, 128), (255, 255, 255)]), ("grey_r", [(255, 255, 255), (127, 127, 127), (0, 0, 0)]),
    ("gray", [(0, 0, 0), (128, 128, 128), (255, 255, 255)]), ("gray_r", [(255, 255, 255), (127, 127, 127), (0, 0, 0)]),
    ("jet", [(0, 0, 128), (125, 255, 122), (128, 0, 0)])])
def test_colours(spec, name, colours):
    """The published colours; one less is allowed, where other programs truncate."""
    blob = row_stream(np.ones((2, 2)), 1)
    bare, axes = (draw(spec, "-m", name, "-x", 20, "-y", 20, *extra, stdin=blob).palette.astype(int) for extra in (("--no-axes",), ()))
    assert len(bare) == len(axes) == 256
    off = np.array(colours) - bare[[0, 128, 255]]
    assert ((off >= 0) & (off <= 1)).all(), bare[[0, 128, 255]]
    assert (axes[0] == bare[0]).all() and (axes[COLOURS - 1] == bare[255]).all()
    # 241 colours are the same map: no colour is farther from its counterpart than adjacent colours are from each other
    place = np.linspace(0, 255, COLOURS)
    want = np.stack([np.interp(place, np.arange(256), bare[:, k]) for k in range(3)], axis=1)
    assert np.abs(axes[:COLOURS] - want).max() <= np.abs(np.diff(bare, axis=0)).max()
    ink = axes[COLOURS:]
    assert (ink == ink[:, :1]).all() and (np.diff(ink[:, 0]) < 0).all() and tuple(ink[0]) == (255, 255, 255)


def test_the_dark_theme_inverts_the_ink(spec):
    ink = draw(spec, "--theme", "dark", "-x", 20, "-y", 20, stdin=row_stream(np.ones((2, 2)), 1)).palette[COLOURS:, 0].astype(int)
    assert (np.diff(ink) > 0).all() and ink[0] < 40 and ink[-1] > 220


def test_colours_from_a_file(spec, tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("".join(f"{255 - k} {k // 2} 7\n" for k in range(256)))
    palette = draw(spec, "-m", path, "--no-axes", "-x", 2, "-y", 2, stdin=row_stream(np.ones((2, 2)), 1)).palette
    assert (palette == [[255 - k, k // 2, 7] for k in range(256)]).all()


def test_forty_decibels_of_colour(spec, tmp_path):
    """
    A full-scale tone and one 40 dB below, both on bin centres: 80 half-decibel steps, and the loud one at the top.
    """
    rate, t = 16384, np.arange(16384) / 16384
    found = []
    for level, hertz in ((0, 1024), (-40, 4096)):
        path = tmp_path / f"{level}.wav"
        path.write_bytes(wav_bytes(10 ** (level / 20) * np.sin(2 * np.pi * hertz * t), rate, form="f32"))
        picture = draw(spec, path, "-z", "-120:0", "-n", 1024, "-x", 100, "-y", 513)
        found.append(int(picture.data()[50].max()))
        assert picture.data()[50].argmax() == hertz // 16
    assert found == [240, 160]


@pytest.mark.parametrize("form,depth", [("grey8", 8), ("grey16", 16)])
def test_grey_is_the_level(spec, form, depth):
    """Decoded, a grey picture is the spectrogram within half a step of its range."""
    rows = power(np.random.default_rng(2).uniform(-125, 5, (300, 80))).astype(np.float32)
    picture = draw(spec, "-x", 300, "-y", 80, "--no-axes", "-f", form, stdin=row_stream(rows, 10, "full-scale 1"))
    assert picture.colour == 0 and picture.depth == depth and len(picture.palette) == 0
    exact = np.clip(10 * np.log10(rows.astype(float)), -120, 0)
    step = 120 / (2 ** depth - 1)
    assert np.abs(picture.level_of(picture.data()) - exact).max() <= GREY16 * step + 1.2e-5


# Pooling and interpolation


def test_one_click_in_ten_minutes(spec, tmp_path):
    """One sample of 4.8 million is visible, alone, in the column of its time; in one command and through the pipe."""
    rate, where = 8000, 4_000_123
    samples = np.zeros(600 * rate, np.float32)
    samples[where] = 1
    path = tmp_path / "long.wav"
    path.write_bytes(wav_bytes(samples, rate, form="f32"))
    rows = spec.run("spec-stft", "-n", 1024, "-p", 1024, path).out
    for picture in (draw(spec, path, "-x", 600, "-y", 100), draw(spec, path, "-x", 600, "-y", 100, "--resolution", "fixed"),
                    draw(spec, "-x", 600, "-y", 100, stdin=rows)):
        seen = np.nonzero(picture.data().max(axis=1))[0]
        assert 1 <= len(seen) <= 2  # a frame may cross the edge of a column
        assert np.abs(seen - picture.pixel_of_time(where / rate)).min() <= 1


def test_every_burst_is_seen(spec, tmp_path):
    """81 bursts of 20 ms in 600 s at 600 pixels, at odd distances: other programs show 8 of them."""
    rate, length = 8000, 160
    samples, starts = np.zeros(600 * rate, np.float32), np.random.default_rng(3).integers(0, 40000, 81) + np.arange(81) * 59000
    for start in starts:
        samples[start:start + length] = 0.5 * np.sin(2 * np.pi * 1000 / rate * np.arange(length))
    path = tmp_path / "bursts.wav"
    path.write_bytes(wav_bytes(samples, rate))
    for picture in (draw(spec, path, "-x", 600, "-y", 129), draw(spec, "-x", 600, "-y", 129, stdin=spec.run("spec-stft", path).out)):
        column = picture.data().max(axis=1)
        at = picture.pixel_of_time((starts + length / 2) / rate)
        near = np.clip(np.round(at).astype(int)[:, None] + [-1, 0, 1], 0, 599)
        assert (column[near].max(axis=1) >= 180).all()  # -30 dB: 160 samples at -6 dB in a frame of 2048 read -22 dB, a little less off its middle
        quiet = np.ones(600, bool)
        quiet[near.ravel()] = False
        assert column[quiet].max() == 0


# Medians are found to half of 1/2047 of -200..60 dB
HALF_MEDIAN_STEP = 0.5 * 260 / 2047


def pool_of(cell, pool):
    """The level of a cell of powers; the median of an even number is the mean power of the two in the middle."""
    cell = np.asarray(cell, float).ravel()
    return 10 * np.log10({"max": np.max, "mean": np.mean, "median": np.median}[pool](cell))


@pytest.mark.parametrize("kind", ["power", "magnitude", "level"])
@pytest.mark.parametrize("numbers", [60, 180])
@pytest.mark.parametrize("pool", ["max", "mean", "median"])
def test_pools(spec, pool, numbers, kind):
    """Four rows per column, one or three numbers per pixel, against numpy; powers are pooled, whatever the rows hold."""
    rows = power(np.random.default_rng(4).uniform(-110, -10, (400, numbers))).astype(np.float32)
    sent = {"power": rows, "magnitude": np.sqrt(rows.astype(float)), "level": 10 * np.log10(rows.astype(float))}[kind]
    picture = draw(spec, "-x", 100, "-y", 60, "--pool", pool, *BARE16, "-z", "-120:0", "-F", f"0:{(numbers - 1) * 10}",
                   stdin=row_stream(sent, 10, kind=kind))
    low, high = picture.numbers("Frequency range")
    own = np.clip(half_up(np.arange(numbers) * 10 / high * 59), 0, 59).astype(int)
    want = np.array([[pool_of(rows[4 * column:4 * column + 4, own == pixel], pool) for pixel in range(60)] for column in range(100)])
    # a level of 110 dB as a float is rounded by up to 3.8e-6 dB, a magnitude by 2^-25: 5e-7 dB; 0.003 steps
    levels_near(picture, want, GREY16 + 0.003 + (65535 / 120 * HALF_MEDIAN_STEP if pool == "median" else 0))


def test_the_median_of_two_rows_is_their_mean_power(spec):
    """Two rows a pixel, 60 dB apart: 3 dB below the higher, not the lower."""
    rows = np.tile(power([[-20.0], [-80.0]]), (50, 4))
    picture = draw(spec, "-x", 50, "-y", 4, "--pool", "median", *BARE16, "-z", "-120:0", stdin=row_stream(rows, 10))
    levels_near(picture, np.full((50, 4), 10 * np.log10(rows[:2, 0].mean())), GREY16 + 65535 / 120 * HALF_MEDIAN_STEP)


@pytest.mark.parametrize("count", [1, 2, 1000, 1001, 1002, 1003, 1004])
@pytest.mark.parametrize("pool", ["max", "mean", "median"])
def test_pixels_per_second_pool_every_row(spec, pool, count):
    """2.5 rows a pixel; where the last pixel would be less than half full, its rows are pooled with the pixel before."""
    rows = power(np.random.default_rng(14).uniform(-110, -10, (count, 5))).astype(np.float32)
    pixels = max(1, int(half_up(count / 2.5)))
    own = np.minimum(((np.arange(count) + 0.5) / 2.5).astype(int), pixels - 1)
    want = np.array([[pool_of(rows[own == pixel, bin], pool) for bin in range(5)] for pixel in range(pixels)])
    for announce in (True, False):
        picture = draw(spec, "-X", 40, "-y", 5, "--pool", pool, *BARE16, "-z", "-120:0", stdin=row_stream(rows, 100, announce=announce or pool == "median"))
        assert picture.data_width == pixels
        levels_near(picture, want, GREY16 + (65535 / 120 * HALF_MEDIAN_STEP if pool == "median" else 0))


@pytest.mark.parametrize("pool", ["max", "mean", "median"])
@pytest.mark.parametrize("rows", [50, 500, 3000])
def test_pools_do_not_depend_on_the_length_being_known(spec, pool, rows):
    """Whatever length is declared, the same picture; or a refusal that gives the reason."""
    numbers = power(np.random.default_rng(6).uniform(-110, -10, (rows, 20)))
    known = draw(spec, "-x", 100, "-y", 20, "--pool", pool, *BARE16, "-z", "-120:0", stdin=row_stream(numbers, 10))
    done = spec.run("spec-render", "-x", 100, "-y", 20, "--pool", pool, *BARE16, "-z", "-120:0",
                    stdin=row_stream(numbers, 10, announce=False), check=False)
    if pool == "median" and done.code != 0:
        assert done.code in (64, 65) and "median" in done.err and not done.out
        return
    assert done.code == 0, done.err
    # a mean of means rounds in another order: half a step more
    assert np.abs(Picture(done.out).data().astype(int) - known.data()).max() <= (1 if pool == "mean" else 0)


def test_interpolate(spec):
    """Between rows and bins, the straight line between their levels; or the nearest of them."""
    levels = np.random.default_rng(7).uniform(-110, -10, (13, 9))
    rows = power(levels).astype(np.float32)
    exact, width, height = 10 * np.log10(rows.astype(float)), 101, 97
    across = np.clip((np.arange(width) + 0.5) * 13 / width - 0.5, 0, 12)
    up = np.linspace(0, 8, height)

    def nearest(at):
        return half_up(at).astype(int)

    def line(values, at, axis):
        low = np.minimum(at.astype(int), values.shape[axis] - 2)
        share = np.expand_dims(at - low, 1 - axis)
        return np.take(values, low, axis) * (1 - share) + np.take(values, low + 1, axis) * share

    want = {"none": exact[nearest(across)][:, nearest(up)], "both": line(line(exact, across, 0), up, 1),
            "time": line(exact, across, 0)[:, nearest(up)], "frequency": line(exact, up, 1)[nearest(across)]}
    for name, level in want.items():
        picture = draw(spec, "-x", width, "-y", height, "--interpolate", name, *BARE16, "-z", "-120:0", stdin=row_stream(rows, 10))
        # two straight lines round three times more each, at most 8e-6 dB of 120
        levels_near(picture, level, GREY16 + 0.03)
    assert draw(spec, "-x", width, "-y", height, *BARE16, "-z", "-120:0", stdin=row_stream(rows, 10)).data().tolist() == \
        draw(spec, "-x", width, "-y", height, *BARE16, "-z", "-120:0", "--interpolate", "both", stdin=row_stream(rows, 10)).data().tolist()


# The same picture from every kind of input


@pytest.mark.parametrize("extra", [(), ("--no-axes",), BARE16, ("--waveform", "--theme", "dark"), ("--pool", "median"), ("-z", "auto")])
def test_the_same_bytes_in_every_run(spec, extra):
    blob = sample_stream(noise(20000, 2), rate=8000)
    assert len({spec.run("spec-render", "-x", 200, "-y", 100, *extra, stdin=blob).out for _ in range(3)}) == 1


@pytest.mark.parametrize("samples", [900_000, 200_000, 40_000], ids=["more than four rows a column", "between", "fewer rows than columns"])
def test_known_and_unknown_length_give_the_same_bytes(spec, tmp_path, samples):
    """A file on stdin, the same through a pipe, and with the sizes a streaming writer leaves."""
    x = noise(samples)
    known, streamed = tmp_path / "known.wav", wav_bytes(x, 8000, size=0xFFFFFFFF, riff_size=0xFFFFFFFF)
    known.write_bytes(wav_bytes(x, 8000))
    options = ("-n", 1024, "-p", 128, "-x", 1600, "-y", 513)
    file = spec.run("spec-render", *options, stdin=known).out
    assert Picture(file).data_width == 1600
    for announce, rows in ((True, known.read_bytes()), (False, streamed)):
        assert spec.run("spec-render", *options, stdin=rows).out == file, f"announced: {announce}"


@pytest.mark.parametrize("speed", [40, 12.5, 250])
def test_pixels_per_second(spec, speed):
    """A fixed scale: the width is proportional to the duration, its length known or not."""
    rows = power(np.random.default_rng(8).uniform(-100, 0, (1234, 16)))
    found = []
    for announce in (True, False):
        picture = draw(spec, "-X", speed, "-y", 16, "--no-axes", stdin=row_stream(rows, 100, announce=announce))
        assert picture.data_width == int(half_up(12.34 * speed)) and picture.height == 16
        found.append(picture.blob)
    assert found[0] == found[1]
    upright = draw(spec, "-X", speed, "-x", 16, "--no-axes", "--orientation", "down", stdin=row_stream(rows, 100))
    assert (upright.data() == Picture(found[0]).data()).all()


def test_a_part_of_a_stream_is_the_crop(spec):
    """Times count from the first row; the axis shows those of the header."""
    rows = power(np.random.default_rng(9).uniform(-100, 0, (500, 101)))
    whole = draw(spec, "-x", 500, "-y", 101, "--no-axes", stdin=row_stream(rows, 100, start=0.25))
    for announce in (True, False):
        blob = row_stream(rows, 100, start=0.25, announce=announce)
        part = draw(spec, "-x", 120, "-y", 101, "--no-axes", "-s", 1, "-e", 2.2, stdin=blob)
        assert (part.data() == whole.data()[100:220]).all()
        assert part.numbers("Time range") == pytest.approx([1.245, 2.445], rel=1e-8)
        assert draw(spec, "-x", 120, "-y", 101, "--no-axes", "-s", 0, "-d", 1.2, stdin=blob).numbers("Time range") == pytest.approx([0.245, 1.445], rel=1e-8)
    part = draw(spec, "-x", 500, "-y", 51, "--no-axes", "-F", "200:700", stdin=row_stream(rows, 100, start=0.25))
    assert (part.data() == whole.data()[:, 20:71]).all()


@pytest.mark.parametrize("framing", ["center", "snip", "pad", "reflect", "last"])
@pytest.mark.parametrize("start", [0, 0.5, 1234.5])
def test_start_counts_from_the_first_sample(spec, start, framing):
    """
    In every program, of samples and of spectra, whatever the start of the stream: the same options select rows of the
    same instants. Rows are those that the whole has between the two times; pictures show the header's times.
    """
    rate, hop, x = 8000, 80, noise(16000)
    frames, part = ("-n", 512, "-p", hop, "--framing", framing), ("-s", 0.75, "-e", 1.25)
    blob = row_stream(x[:, None], rate, "full-scale 1", kind="samples", axis="index 0 1", start=start)
    spectra = spec.run("spec-stft", *frames, stdin=blob).out
    times = spec.stream(*frames, stdin=blob).times() - start
    inside = (times >= 0.75 - 1e-9) & (times < 1.25 - 1e-9)
    sizes = ("-x", int(inside.sum()), "-y", 257, "--no-axes")
    whole = draw(spec, "-x", len(times), "-y", 257, "--no-axes", stdin=spectra)
    alone, piped = draw(spec, *frames, *sizes, *part, stdin=blob), draw(spec, *sizes, *part, stdin=spectra)
    for picture in (alone, piped):
        assert picture.texts["Rows"].startswith(f"{inside.sum()} rows")
        assert (picture.data() == whole.data()[inside]).all()
        assert picture.numbers("Time range")[0] == pytest.approx(start + times[inside][0] - 0.5 * hop / rate, rel=1e-8)
    sharper = spec.run("spec-reassign", *frames[:4], "--framing", framing, "--row-hop", hop, stdin=blob).out
    assert draw(spec, *sizes, *part, stdin=sharper).numbers("Time range") == piped.numbers("Time range")
    # samples: the first is the one at 0.75 s
    cut = spec.stream("-n", 512, "-p", hop, "--framing", "snip", *part, stdin=blob)
    assert cut.number("start") == pytest.approx(start + 0.75 + 256 / rate, abs=1e-9)
    # spectra into other programs
    features = spec.run("spec-mfcc", *part, "--energy", "spectrum", "-f", "csv", stdin=spectra, check=False)
    assert features.code == 0, features.err
    assert len(features.out.splitlines()) - 1 == inside.sum()
    assert float(features.out.splitlines()[1].split(b",")[0]) == pytest.approx(start + times[inside][0], rel=1e-6)  # printed with six digits
    # in samples, the unit is the sample that was analysed, not the row
    assert (draw(spec, *sizes, "-s", "6000smp", "-e", "10000smp", stdin=spectra).data() == piped.data()).all()


def test_a_part_of_sound_is_the_crop(spec, tmp_path):
    """Frames are on the same grid and contain the same samples, for a part as for the whole."""
    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(noise(32000), 8000))
    frames = ("-n", 512, "-p", 80)
    rows = 401
    whole = draw(spec, path, *frames, "-x", rows, "-y", 257, "--no-axes")
    for begin, end in ((1, 2), (0, 0.5), (3.5, 4), (0.01, 0.03), (3.98, 4)):
        first, last = round(begin * 100), min(round(end * 100), rows)
        count = last - first
        part = draw(spec, path, *frames, "-x", count, "-y", 257, "--no-axes", "-s", begin, "-e", end)
        assert (part.data() == whole.data()[first:first + count]).all(), (begin, end)
        assert part.numbers("Time range")[0] == pytest.approx((first - 0.5) / 100, abs=1e-9)
        piped = draw(spec, "-x", count, "-y", 257, "--no-axes", "-s", begin, "-e", end, stdin=spec.run("spec-stft", "--padding", "predict", *frames, path).out)
        assert (piped.data() == part.data()).all()
    part = draw(spec, path, *frames, "-x", rows, "-y", 65, "--no-axes", "-F", "1000:2000")
    assert (part.data() == whole.data()[:, 64:129]).all()


def test_one_command_is_the_pipe(spec, tmp_path):
    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(noise(16000, 2), 8000))
    alone = draw(spec, path, "-n", 512, "-p", 100, "-x", 300, "-y", 200)
    piped = draw(spec, "-x", 300, "-y", 200, stdin=spec.run("spec-stft", "--padding", "predict", "-n", 512, "-p", 100, path).out)
    assert (alone.pixels == piped.pixels).all()
    assert {k: v for k, v in alone.texts.items() if k != "History"} == {k: v for k, v in piped.texts.items() if k != "History"}
    assert len(piped.texts["History"].split("\n")) == 2


# Channels


@pytest.mark.parametrize("orientation", ["right", "up"])
def test_stacked_channels(spec, tmp_path, orientation):
    """Each panel is the picture of its channel alone, at the height of the panel."""
    path = tmp_path / "three.wav"
    path.write_bytes(wav_bytes(noise(8000, 3), 8000))
    together = draw(spec, path, "-z", "-120:0", "-n", 256, "-x", 200, "-y", 151, "--orientation", orientation)
    total = 0
    for i, (_, _, width, height) in enumerate(together.panels()):
        alone = draw(spec, path, "-z", "-120:0", "-n", 256, "-c", i + 1, "-x", width, "-y", height, "--orientation", orientation)
        assert (alone.data() == together.data(i)).all()
        total += height if orientation == "right" else width
    assert total == (151 if orientation == "right" else 200)
    bare = draw(spec, path, "-n", 256, "-x", 200, "-y", 151, "--orientation", orientation, *BARE16)
    assert (bare.width, bare.height) == (200, 151)


def test_mix_is_the_mean(spec, tmp_path):
    x = noise(8000, 2).astype(float)
    path = tmp_path / "two.wav"
    path.write_bytes(wav_bytes(x, 8000, form="f32"))
    mixed = draw(spec, path, "-c", "mix", "-n", 256, "-x", 100, "-y", 129, *BARE16)
    mean = draw(spec, "-n", 256, "-x", 100, "-y", 129, *BARE16, stdin=sample_stream(x.mean(axis=1)))
    # the mean of two floats rounds by 2^-25 of the sum: noise at -160 dB, irrelevant at the level of the noise
    assert np.abs(mixed.data().astype(int) - mean.data()).max() <= 1


# Ranges and tilt


def test_ranges(spec, tmp_path):
    levels = np.random.default_rng(10).uniform(-83.4, -7.3, (200, 50))
    exact = 10 * np.log10(power(levels).astype(np.float32).astype(float))
    blob = row_stream(power(levels), 10)
    sizes = ("-x", 200, "-y", 50)
    spec.run("spec-render", *sizes, "-z", "auto", "-o", tmp_path / "auto.png", stdin=blob)
    low, high = Picture((tmp_path / "auto.png").read_bytes()).numbers("Level range")
    assert [low, high] == automatic_range(exact) == [-80, -5]
    shares = draw(spec, *sizes, "-z", "p5:p99", *BARE16, stdin=blob)
    # a level is within 1.2e-5 dB (level.h)
    assert np.abs(shares.numbers("Level range") - np.percentile(exact, [5, 99])).max() <= 2e-5
    for text, want in (("-100:p50", [-100, np.median(exact)]), ("p5:-10", [np.percentile(exact, 5), -10]), ("60", [-65, -5]),
                       (":-20", [-80, -20]), ("-90:", [-90, -5]), ("p50:", [np.median(exact), -5])):
        assert draw(spec, *sizes, "-z", text, stdin=blob).numbers("Level range") == pytest.approx(want, abs=2e-5), text
    again = draw(spec, *sizes, "--range-from", tmp_path / "auto.png", stdin=row_stream(power(levels - 3), 10))
    assert again.numbers("Level range") == [low, high]


@pytest.mark.parametrize("options", [(), ("-z", "auto"), ("-z", "60"), ("-z", ":-20"), ("-z", "p5:p99"), ("-z", "-90:0")])
def test_the_range_is_said_when_asked(spec, options):
    """Standard error is silent on success; --verbose says the range."""
    blob = row_stream(power(np.linspace(-70, -20, 100).reshape(10, 10)), 10)
    done = spec.run("spec-render", "-x", 10, "-y", 10, *options, stdin=blob)
    assert done.err == ""
    loud = spec.run("spec-render", "-x", 10, "-y", 10, "-v", *options, stdin=blob)
    low, high = Picture(done.out).numbers("Level range")
    assert f"range {low:g}:{high:g}" in loud.err and (Picture(loud.out).pixels == Picture(done.out).pixels).all()


@pytest.mark.parametrize("options", [
    ("--axis", "log", "-x", 200, "-y", 300),  # low bins are many pixels tall, high ones share a pixel
    ("-x", 701, "-y", 150),                   # pixels between rows
    ("-x", 60, "-y", 30, "--pool", "mean"),
    ("-X", 33, "-y", 99),
    ("-X", 450, "-y", 20, "--interpolate", "none"),
], ids=["log", "between rows", "pooled", "by the second", "finer by the second"])
def test_percentiles_are_those_of_the_pixels(spec, options):
    """p5:p90: 5 % of the pixels have the first step and 10 % the last, over all channels; automatic ends are of the pixels too."""
    random = np.random.default_rng(15)
    slope = np.linspace(0, -60, 129)  # low frequencies are loud
    levels = random.uniform(-40, 0, (200, 3, 129)) + slope + np.array([0, -10, -20])[:, None]
    blob = row_stream(power(levels), 100)
    exact = draw(spec, *options, *BARE16, "-z", "-150:10", stdin=blob)
    drawn = exact.level_of(exact.data())
    found = draw(spec, *options, *BARE16, "-z", "p5:p90", stdin=blob)
    ends = found.numbers("Level range")
    # 1/65535 of the span of the levels, half a step of the picture they are read from, and a rank between two pixels
    near = 160 / 65535 + np.ptp(drawn) / 65535
    for end, share in zip(ends, (0.05, 0.9)):
        below, above = np.quantile(drawn, [max(share - 2 / drawn.size, 0), share + 2 / drawn.size])
        assert below - near <= end <= above + near, (end, below, above)
    # a step of 65536 is too fine to hold more than a few pixels
    assert (found.data() == 0).mean() == pytest.approx(0.05, abs=0.002)
    assert (found.data() == 65535).mean() == pytest.approx(0.1, abs=0.002)
    step = (exact.numbers("Level range")[1] - exact.numbers("Level range")[0]) / 65535
    assert_automatic(draw(spec, *options, stdin=blob), drawn, step)


@pytest.mark.parametrize("kind,numbers", [("features", (3e38, -3e38)), ("level", (3e38, -3e38, 0)), ("power", (3e38, 0, 1e-38)), ("magnitude", (3e38, 0))])
@pytest.mark.parametrize("pool", ["max", "mean"])
def test_extreme_numbers_have_a_range(spec, kind, numbers, pool):
    """Straight lines between the greatest and the least floats do not overflow, so the range is of numbers."""
    rows = np.random.default_rng(16).choice(numbers, (50, 33))
    for levels in ("auto", "p0:p100", "p5:p99"):
        for size in ("-x", 120, "-y", 70), ("-x", 20, "-y", 10):
            picture = draw(spec, "-q", "-z", levels, "--pool", pool, *size, stdin=row_stream(rows, 10, kind=kind))
            low, high = picture.numbers("Level range")
            assert np.isfinite([low, high]).all() and low < high


def test_two_pictures_can_be_compared(spec):
    """In the same range, 20 dB less level is 20 dB less colour."""
    x = noise(8000)
    loud, quiet = (draw(spec, "-z", "-120:0", "-n", 256, "-x", 100, "-y", 129, stdin=sample_stream(x * factor)).data().astype(int) for factor in (1, 0.1))
    assert loud.max() < 240 and quiet.min() > 0
    assert np.abs(loud - quiet - 40).max() <= 1  # each is rounded to its step


def test_tilt(spec):
    levels = np.random.default_rng(11).uniform(-90, -40, (50, 65))
    exact = 10 * np.log10(power(levels).astype(np.float32).astype(float))
    picture = draw(spec, "-x", 50, "-y", 65, "--tilt", 6, "-z", "-120:0", *BARE16, stdin=row_stream(power(levels), 10, axis="hz 0 125"))
    hertz = np.maximum(np.arange(65), 1) * 125  # 0 Hz is tilted like its neighbour
    levels_near(picture, exact + 6 * np.log2(hertz / 1000))


# Rows of every kind


def test_raw_spectra(spec):
    """--bins, --kind and --bin-width replace the header."""
    rows = np.random.default_rng(12).uniform(0, 1, (40, 2, 30)).astype("<f4")
    sizes = ("-x", 40, "-y", 60, *BARE16)
    for kind in ("power", "magnitude", "level", "features"):
        scaled = rows * 100 - 100 if kind == "level" else rows
        bare = draw(spec, "-r", 25, "--bins", 30, "--bin-width", 50, "-k", kind, "-c", 2, "-z", "-60:0", *sizes, stdin=scaled.tobytes())
        whole = draw(spec, "-z", "-60:0", *sizes, stdin=row_stream(scaled, 25, kind=kind, axis="hz 0 50"))
        assert (bare.pixels == whole.pixels).all(), kind
        assert bare.texts["Frequency range"] == "0 1450 Hz" and bare.texts["Time range"] == "-0.02 1.58 s"
    plain = draw(spec, "-r", 25, "--bins", 30, "-c", 2, *sizes, stdin=rows.tobytes())
    assert plain.texts["Column range"] == "0 29" and "Frequency range" not in plain.texts
    torn = spec.run("spec-render", "-r", 25, "--bins", 30, *sizes, stdin=rows.tobytes()[:-3], check=False)
    assert torn.code == 65 and not torn.out


@pytest.mark.parametrize("kind,axis", [("power", "hz 0 20"), ("density", "hz 0 20"), ("magnitude", "hz 0 20"), ("complex", "hz 0 20"),
                                       ("level", "hz 0 20"), ("phase", "hz 0 20"), ("mel", "mel 20 15"), ("cepstrum", "index 0 1"),
                                       ("features", "index 1 1"), ("power", "octave 5 0.0833333333333"), ("power", "bark 0 0.25"),
                                       ("power", "erb 1 0.5"), ("power", "pitch -36 1"), ("power", "mel-slaney 0 0.5")])
def test_every_kind_of_rows(spec, kind, axis):
    """Power is shown in decibels, everything else linearly; columns are on the axis that the header names."""
    random = np.random.default_rng(13)
    rows = random.uniform(-80, 0, (60, 48))
    if kind == "complex":
        pairs = np.sqrt(power(rows)) * np.exp(2j * np.pi * random.uniform(0, 1, rows.shape))
        sent = np.stack([pairs.real, pairs.imag], axis=2).reshape(60, 96)
    else:
        sent = {"magnitude": np.sqrt(power(rows)), "level": rows, "phase": rows / 30, "cepstrum": rows, "features": rows}.get(kind, power(rows))
    low, high = ("-3", "0") if kind == "phase" else ("-90", "0")
    picture = draw(spec, "-x", 60, "-y", 48, "-z", f"{low}:{high}", *BARE16, stdin=row_stream(sent, 10, kind=kind, axis=axis))
    # squares of two floats round by 2^-24 each: 1e-6 dB more
    levels_near(picture, rows / 30 if kind == "phase" else rows, GREY16 + 0.02)
    unit, first, step = axis.split()
    if unit == "index":
        assert picture.texts["Axis"] == "index" and picture.texts["Column range"] == f"{first} {int(first) + 47}"
    else:
        ends = np.array(picture.numbers("Frequency range"))
        scale = SCALES[{"hz": "linear", "octave": "log"}.get(unit, unit)]
        own = scale(ends) / (np.log(2) if unit == "octave" else 1)
        # frequencies have nine digits
        assert own == pytest.approx([float(first), float(first) + 47 * float(step)], rel=1e-7, abs=1e-6)
    fitted = draw(spec, "-x", 60, "-y", 48, stdin=row_stream(sent, 10, "unit rad" if kind == "phase" else "x-a b", kind=kind, axis=axis))
    assert fitted.numbers("Level range")[0] < fitted.numbers("Level range")[1]
    unit = fitted.texts["Level range"].split()[2:]
    assert unit == (["dB"] if kind in ("power", "density", "magnitude", "complex", "mel", "level") else ["rad"] if kind == "phase" else [])


@pytest.mark.parametrize("lines,kind,fixed", [(("full-scale 1",), "power", [-120, 0]), (("full-scale 1",), "level", [-120, 0]),
                                              (("full-scale 1", "unit FS^2/Hz"), "density", [-150, -30]), ((), "power", [-40, -10])])
def test_the_range_is_fixed_where_no_scale_shows(spec, lines, kind, fixed):
    rows = np.full((4, 4), -10.5)
    blob = row_stream(rows if kind == "level" else power(rows), 10, *lines, kind=kind)
    sizes = ("-x", 4, "-y", 4)
    assert draw(spec, *sizes, stdin=blob).numbers("Level range") == [-40, -10]
    for bare in (("--no-axes",), ("--no-axes", "-f", "grey8"), BARE16):
        picture = draw(spec, *sizes, *bare, stdin=blob)
        assert picture.numbers("Level range") == fixed
        assert picture.texts["Level range"].split()[2].startswith("dB")


def test_impossible_axes(spec):
    rows = row_stream(np.ones((4, 8)), 10, axis="index 0 1")
    for options in (("--axis", "log"), ("--tilt", "3")):
        done = spec.run("spec-render", *options, stdin=rows, check=False)
        assert done.code in (64, 65) and not done.out and done.err
    for band in ("-5:100", "0:100", "9000:9500", "60:50", "50:50"):
        done = spec.run("spec-render", "--axis", "log", "-F", band, stdin=row_stream(np.ones((4, 8)), 10, axis="hz 0 10"), check=False)
        assert done.code in (64, 65) and not done.out and done.err, band


# Against another program


def test_reference_picture(spec, data, tmp_path):
    """
    One pixel per cell, hann 512, hop 128: colour is a function of the reference's levels, time runs right, frequency
    up.
    """
    import json
    import shutil
    manifest = json.loads((data / "refs" / "manifest.json").read_text())
    entries = [e for e in (manifest["entries"] if isinstance(manifest, dict) else manifest) if e["id"].endswith("full_spectrogram_db_u8")]
    if not entries:
        pytest.skip("no picture among the references")
    for e in entries:
        count = e["shape"][0]
        clip = next(p for p in (data / "audio").glob(e["clip"].split("/")[-1] + "*"))
        # references begin at sample 0 and have complete frames only
        out = tmp_path / "x.png"
        spec.run("spec-render", clip, "-n", 512, "-p", 128, "--framing", "snip", "-c", int(e["channel"]) + 1, "-x", count, "-y", 257,
                 "--no-axes", "-z", "-90:0", "-o", out)
        assert re.match(rf"{count} rows ", Picture(out.read_bytes()).texts["Rows"])
        shutil.copy(data / "check_png.py", tmp_path)
        shutil.copy(data / "refcheck.py", tmp_path)
        done = subprocess.run([sys.executable, "-B", tmp_path / "check_png.py", out, "--set", data, "--id", e["id"]], capture_output=True,
                              text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_closing_line_decides(spec, tmp_path):
    """No picture of an incomplete stream, unless requested."""
    rows = row_stream(np.ones((100, 8)), 10, announce=False)
    cut = rows[:-64] + closing_line(100, "cut: the disk was full")
    out = tmp_path / "x.png"
    done = spec.run("spec-render", "-o", out, stdin=cut, check=False)
    assert done.code == 65 and "the disk was full" in done.err and not out.exists()
    done = spec.run("spec-render", "--partial", "-o", out, stdin=cut)
    assert "the disk was full" in done.err and Picture(out.read_bytes()).texts["Rows"].startswith("100 rows")
