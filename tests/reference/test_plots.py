# SPDX-License-Identifier: GPL-2.0-or-later
"""Line plots of features, line spectra, chroma and the scale of the waveform strip, read from the pixels."""
import numpy as np
import pytest

from pictures import COLOURS, PAPER, PEN, SCALES, Picture, draw, likeness, power, read_label, row_stream
from spectools import noise, refused, wav_bytes

LINES, SHADES = 129, 16 # palette: a colour map of 129 colours, 7 lines of 16 shades, 15 shades of ink
NOTES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]


def features(rows, columns, **more):
    """A stream of feature rows[row, column] or [row, channel, column]; columns: the words of its header."""
    return row_stream(rows, 10, f"columns {columns}", kind="features", axis="index 0 1", **more)


def scales(picture):
    """{label: (low, high)}, in the order of the plots."""
    return {part.rsplit(" ", 2)[0]: tuple(float(word) for word in part.split()[-2:]) for part in picture.texts["Plots"].split("; ")}


def runs(ink, length):
    """[(line, start)] of the runs of at least `length` in the lines of ink[line, along]."""
    found = []
    for y in np.nonzero(ink.sum(axis=1) >= length)[0]:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], ink[y].astype(np.int8), [0]])))
        found += [(int(y), int(a)) for a, b in zip(edges[::2], edges[1::2]) if b - a == length]
    return found


def boxes(picture):
    """The pixels of each plot as [time, value], earliest and lowest first: whatever the frames enclose."""
    right = picture.orientation == "right"
    pixels = picture.pixels if right else picture.pixels.T
    width = picture.data_width if right else picture.data_height
    frames = runs(pixels == PEN, width + 2)
    assert frames and len(frames) % 2 == 0, frames
    found = []
    for (top, left), (bottom, other) in zip(frames[::2], frames[1::2]):
        assert left == other
        part = pixels[top + 1:bottom, left + 1:left + 1 + width]
        found.append({"right": part[::-1].T, "up": part[:, ::-1].T, "down": part.T}[picture.orientation])
    return found


def place(box, time, line=0):
    """The centre of a line at a pixel of time, in pixels from the low end; NaN: there is none."""
    shade = box[time].astype(int) - (LINES + SHADES * line)
    weight = np.where((shade > 0) & (shade < SHADES), shade, 0)
    return np.average(np.arange(len(weight)), weights=weight) if weight.any() else np.nan


def extent(box, time, line=0):
    on = np.nonzero((box[time] > LINES + SHADES * line) & (box[time] < LINES + SHADES * (line + 1)))[0]
    return (on[0], on[-1]) if len(on) else None


def pixel_of(value, ends, pixels):
    return (value - ends[0]) / (ends[1] - ends[0]) * (pixels - 1)


# Features


@pytest.mark.parametrize("orientation", ["right", "up", "down"])
def test_a_step_is_where_it_should_be(spec, orientation):
    rows = np.zeros((100, 2))
    rows[:, 0] = np.where(np.arange(100) < 37, 100, 300)
    rows[:, 1] = np.linspace(-20, 5, 100)
    size = ("-x", 400, "-y", 200) if orientation == "right" else ("-x", 200, "-y", 400)
    picture = draw(spec, *size, "--orientation", orientation, stdin=features(rows, "centroid:Hz flux:dB"))
    assert list(scales(picture)) == ["centroid (Hz)", "flux (dB)"]
    step, ramp = boxes(picture)
    ends = scales(picture)["centroid (Hz)"]
    assert step.shape == ramp.shape == (400, 100)
    for time in range(2, 398):
        row = (time + 0.5) / 4 - 0.5
        if not 35.7 < row < 37.3: # between the two rows the line rises, and it is 1.25 pixels thick
            assert abs(place(step, time) - pixel_of(100 if row < 36.5 else 300, ends, 100)) <= 1
        value = np.interp(row, np.arange(100), rows[:, 1])
        assert abs(place(ramp, time) - pixel_of(value, scales(picture)["flux (dB)"], 100)) <= 1


def test_values_at_random_sizes(spec):
    """Where a row's centre is a pixel, the line goes through its value; for any size, theme, scale and number of rows."""
    random = np.random.default_rng(8)
    for trial in range(40):
        width, height, count, columns, channels = (int(random.integers(*ends)) for ends in ((20, 300), (40, 300), (1, 20), (1, 5), (1, 4)))
        rows = (random.uniform(-1, 1, (count, channels, columns)) + random.choice([0, 100])) * 10.0 ** random.integers(-6, 9)
        rows = rows.astype(np.float32) # as in the stream
        steps = ("--interpolate", "none")
        picture = draw(spec, "-x", width, "-y", height, "--theme", str(random.choice(["light", "dark"])), *steps,
                       stdin=features(rows, " ".join(f"f{i}x" for i in range(columns)), announce=bool(random.integers(2))))
        plots, ends = boxes(picture), scales(picture)
        assert len(plots) == columns and sum(plot.shape[1] for plot in plots) == height
        for k, (low, high) in enumerate(ends.values()):
            top = plots[k].shape[1]
            assert low < rows[:, :, k].min() or low == 0 <= rows[:, :, k].min() # the range is a little wider than the values
            assert high > rows[:, :, k].max()
            last = channels - 1 # drawn over the others
            for i in range(count):
                time = int((i + 0.5) * width / count)
                if width / count >= 5: # the row is constant at its centre
                    assert abs(place(plots[k], time, last) - pixel_of(rows[i, last, k], (low, high), top)) <= 1, (trial, k, i)


@pytest.mark.parametrize("announce", [True, False])
def test_no_event_vanishes(spec, announce):
    """One row in 50000 is seen as an extent, whether or not the number of rows is known before."""
    rows = np.full((50000, 1), 0.5)
    rows[31234], rows[44444] = 0.9, 0.1
    picture = draw(spec, "-x", 500, "-y", 200, stdin=features(rows, "zcr:0..1", announce=announce))
    box, ends = boxes(picture)[0], scales(picture)["zcr (0..1)"]
    for row, value in ((31234, 0.9), (44444, 0.1)):
        low, high = extent(box, row * 500 // 50000)
        event, rest = pixel_of(value, ends, 200), pixel_of(0.5, ends, 200)
        assert abs(low - min(event, rest)) <= 1.5 and abs(high - max(event, rest)) <= 1.5 # the line is 1.25 pixels thick
    assert np.ptp(extent(box, 100)) <= 2


def test_the_mean_of_many_rows(spec):
    rows = np.tile([[0.0], [1.0]], (5000, 1))
    picture = draw(spec, "-x", 100, "-y", 100, "--pool", "mean", "-z", "0:1", stdin=features(rows, "a"))
    assert all(abs(place(boxes(picture)[0], time) - 49.5) <= 1 for time in range(100))
    picture = draw(spec, "-x", 100, "-y", 100, "--pool", "median", "-z", "0:1", stdin=features(rows[:-1:2], "a"))
    assert all(place(boxes(picture)[0], time) <= 1 for time in range(100))


def test_channels_have_lines_of_their_own(spec):
    rows = np.stack([np.full((50, 1), value) for value in (1.0, 2.0, 3.0)], axis=1)
    picture = draw(spec, "-x", 500, "-y", 150, stdin=features(rows, "a"))
    ends = scales(picture)["a"]
    for line in range(3):
        assert abs(place(boxes(picture)[0], 150, line) - pixel_of(line + 1, ends, 150)) <= 1
        assert (picture.pixels[:runs(picture.pixels == PEN, 502)[0][0]] == LINES + SHADES * line + SHADES - 1).any(), "no entry in the legend"


def test_one_range_for_all(spec):
    rows = np.tile([[2.0, -3.0]], (10, 1))
    picture = draw(spec, "-z", "-4:4", "-y", 200, stdin=features(rows, "a b"))
    assert scales(picture) == {"a": (-4, 4), "b": (-4, 4)} and picture.numbers("Level range") == [-4, 4]
    for box, value in zip(boxes(picture), (2, -3)):
        assert abs(place(box, 600) - pixel_of(value, (-4, 4), 100)) <= 1
    assert "Level range" not in draw(spec, "-z", "auto", stdin=features(rows, "a b")).texts


def test_columns_of_freq_and_sizes(spec):
    rows = np.random.default_rng(2).normal(size=(20, 20))
    for options, count in (((), 20), (("-F", "3:7"), 5), (("-F", "18.5:"), 1)):
        picture = draw(spec, *options, stdin=features(rows, "a0..a19"))
        assert len(boxes(picture)) == count
        assert (picture.data_width, picture.data_height) == (1200, 80 * max(count, 3))
    assert list(scales(draw(spec, "-F", "3:4", stdin=features(rows, "a0..a19")))) == ["a3", "a4"]
    assert draw(spec, "--orientation", "up", stdin=features(rows, "a0..a19")).data_width == 140 * 20


def test_more_columns_than_plots_are_colours(spec):
    for columns in (64, 65):
        picture = draw(spec, "-x", 100, "-y", 700, stdin=features(np.random.default_rng(2).normal(size=(20, columns)), f"a1..a{columns}"))
        assert ("Plots" in picture.texts) == (columns == 64)
    assert len(picture.rectangles()) == 2 # the data and the colour bar


def test_pictures_for_machines_are_colours(spec):
    """Without axes, features, single rows and chroma are what they are for every other kind of rows."""
    for rows, columns in ((np.random.default_rng(3).normal(size=(9, 5)), "a b c d e"), (np.ones((1, 5)), "a b c d e")):
        plain = row_stream(rows, 10, kind="cepstrum", axis="index 0 1")
        for form in ("palette", "grey8", "grey16"):
            options = ("--no-axes", "-f", form, "-x", 45, "-y", 25)
            assert np.array_equal(draw(spec, *options, stdin=features(rows, columns)).pixels, draw(spec, *options, stdin=plain).pixels)
    refused(spec.run("spec-render", "-f", "grey8", stdin=features(np.ones((5, 2)), "a b"), check=False), 64)


def test_names_and_units_are_read(spec):
    """spec-mfcc names its columns and their units; the labels above the plots say both."""
    names = ["centroid (Hz)", "bandwidth (Hz)", "rolloff (Hz)", "flatness (0..1)", "flux (dB)", "zcr (0..1)", "rms (FS)"]
    wanted = ",".join(name.split()[0] for name in names)
    stream = spec.run("spec-mfcc", "-k", "features", "--features", wanted, "-f", "stream", stdin=wav_bytes(noise(16000), 16000)).out
    picture = draw(spec, stdin=stream)
    assert list(scales(picture)) == names
    frames = runs(picture.pixels == PEN, picture.data_width + 2)[::2]
    for name, (y, x) in zip(names, frames):
        ink = np.clip(picture.pixels[y - 18:y - 1, x:x + 110].astype(float) - PAPER, 0, None) / (PEN - PAPER)
        assert read_label(ink, names) == name and likeness(ink, name) > 0.7


# Chroma


def chroma(rows, **more):
    return features(rows, "chroma:0..1", **more)


@pytest.mark.parametrize("height", [120, 513, 100, 31])
def test_chroma_has_a_band_of_pixels_for_each_class(spec, height):
    rows = np.tile(np.arange(12) / 11, (5, 1))
    picture = draw(spec, "-x", 50, "-y", height, stdin=chroma(rows))
    line = picture.data()[25]
    assert picture.numbers("Level range") == [0, 1] and len(set(line)) == 12
    for k in range(12):
        on = np.nonzero(line == round(k / 11 * (COLOURS - 1)))[0]
        assert abs(on[0] - k * height / 12) <= 1 and abs(on[-1] + 1 - (k + 1) * height / 12) <= 1
    if height > 200:
        assert len(set(draw(spec, "-x", 50, "-y", height, "--interpolate", "both", stdin=chroma(rows)).data()[25])) > 100


@pytest.mark.parametrize("orientation", ["right", "up"])
def test_chroma_is_labelled_with_notes(spec, orientation):
    picture = draw(spec, "-x", 600, "-y", 600, "--orientation", orientation, stdin=chroma(np.tile(np.arange(12) / 11, (5, 1))))
    x, y, width, height = picture.panels()[0]
    ink = np.clip(picture.pixels.astype(float) - PAPER, 0, None) / (PEN - PAPER) * (picture.pixels >= PAPER)
    for k, note in enumerate(NOTES):
        centre = round((k + 0.5) * 50)
        if orientation == "right":
            part = ink[y + height - centre - 9:y + height - centre + 9, x - 34:x - 8]
        else:
            part = ink[y + height + 9:y + height + 28, x + centre - 14:x + centre + 14]
        assert read_label(part, NOTES) == note


def test_chroma_among_other_columns(spec):
    """It is a plot of its own, three times as high, in the colours of 0 to 1, for each channel."""
    rows = np.zeros((6, 2, 14))
    rows[:, 0, 1:13] = np.arange(12) / 11
    rows[:, 1, 1:13] = np.arange(12)[::-1] / 11
    picture = draw(spec, "-x", 60, "-y", 800, stdin=features(rows, "centroid:Hz chroma:0..1 zcr:0..1"))
    plots = boxes(picture)
    assert [plot.shape[1] for plot in plots] == [100, 300, 300, 100]
    for channel, box in enumerate(plots[1:3]):
        for k in range(12):
            assert box[30, 25 * k + 12] == np.floor(rows[0, channel, 1 + k] * (LINES - 1) + 0.5)


# Line spectra


@pytest.mark.parametrize("announce", [True, False])
@pytest.mark.parametrize("axis", ["linear", "log", "mel", "bark"])
def test_a_single_row_is_a_line_over_frequency(spec, axis, announce):
    """The peak is at its pixel and level, on every axis, whether or not the number of rows is known before."""
    level = np.full(200, -80.0)
    level[70] = -20
    picture = draw(spec, "-z", "-100:0", "--axis", axis, "-x", 900, "-y", 401,
                   stdin=row_stream(power(level)[None], 10, "full-scale 1", axis="hz 0 50", announce=announce))
    assert picture.texts["Plots"] == "line spectrum" and picture.numbers("Level range") == [-100, 0]
    low, high = (float(SCALES[axis](f)) for f in picture.numbers("Frequency range"))
    at = int(round((float(SCALES[axis](70 * 50)) - low) / (high - low) * 899))
    box = boxes(picture)[0]
    tops = [extent(box, time)[1] for time in range(900)]
    assert abs(int(np.argmax(tops)) - at) <= 1
    assert abs(max(tops) - 320) <= 2 # -20 of -100:0 in 401 pixels; the line is 1.25 pixels thick, with a round end
    assert abs(place(box, at // 2) - 80) <= 1


@pytest.mark.parametrize("orientation", ["right", "up", "down"])
def test_random_spectra(spec, orientation):
    """A line goes through each bin, where bins are further apart than pixels; channels and sizes at random."""
    random = np.random.default_rng(9)
    for _ in range(12):
        bins, channels, along, across = (int(random.integers(*ends)) for ends in ((2, 30), (1, 4), (150, 400), (60, 200)))
        level = random.uniform(-70, -10, (1, channels, bins))
        size = ("-x", along, "-y", across) if orientation == "right" else ("-x", across, "-y", along)
        picture = draw(spec, *size, "-z", "-80:0", "--interpolate", "none", "--orientation", orientation,
                       stdin=row_stream(power(level), 10, "full-scale 1"))
        box = boxes(picture)[0]
        assert box.shape == (along, across)
        for k in range(1, bins - 1):
            at, last = int(round(k / (bins - 1) * (along - 1))), channels - 1
            assert abs(place(box, at, last) - pixel_of(level[0, last, k], (-80, 0), across)) <= 1


def test_all_bins_of_a_pixel_count(spec):
    """Of 20000 bins on 200 pixels, the extent shows; with mean, the mean power."""
    level = np.full(20000, -60.0)
    level[5050], level[10050] = -10, -90
    stream = row_stream(power(level)[None], 10, "full-scale 1")
    box = boxes(draw(spec, "-z", "-100:0", "-x", 200, "-y", 101, stdin=stream))[0]
    assert abs(extent(box, 50)[1] - 90) <= 1.5 and abs(extent(box, 100)[0] - 10) <= 1.5
    box = boxes(draw(spec, "-z", "-100:0", "-x", 200, "-y", 101, "--pool", "mean", stdin=stream))[0]
    mean = 100 + 10 * np.log10(np.mean(power(np.r_[-10, np.full(99, -60)])))
    assert abs(extent(box, 50)[1] - mean) <= 2 # 100 or 101 bins are on that pixel; the line is thick
    box = boxes(draw(spec, "-z", "-100:0", "-x", 200, "-y", 101, "--pool", "median", stdin=stream))[0]
    assert np.ptp([place(box, time) for time in range(200)]) < 0.5


def test_the_automatic_range_holds_the_line(spec):
    for top, bottom, ends in ((-12.3, -70.1, [-75, -10]), (-3, -199.9, [-10, 0])):
        level = np.full(50, top)
        level[20:] = np.linspace(top - 3, bottom, 30) if bottom > -190 else bottom
        level[19] = top - 6
        picture = draw(spec, "-z", "auto", stdin=row_stream(power(level)[None], 10, "full-scale 1"))
        assert picture.numbers("Level range") == ends
    picture = draw(spec, "-z", "auto", stdin=row_stream(np.zeros((1, 9)), 10, "full-scale 1"))
    assert picture.numbers("Level range") == [-120, 0]


def test_an_average_and_its_labels(spec):
    """A sine of -6.02 dBFS at 1 kHz, averaged by spec-stft: the line's peak, the labels of both axes."""
    sine = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(16000) / 8000)
    stream = spec.run("spec-stft", "--average", "-n", 512, stdin=wav_bytes(sine, 8000)).out
    picture = draw(spec, "-z", "-100:0", "-x", 801, "-y", 401, stdin=stream)
    box = boxes(picture)[0]
    tops = [extent(box, time)[1] for time in range(801)]
    assert abs(int(np.argmax(tops)) - 200) <= 1 and abs(max(tops) - 400 * (100 - 6.02) / 100) <= 2
    assert picture.texts["Time range"].startswith("0 2")
    for options in (("--waveform",), ()): # sound is drawn over time, however short
        assert "Plots" not in draw(spec, *options, stdin=wav_bytes(noise(3), 8000)).texts
    assert "Plots" not in draw(spec, "-X", 100, stdin=stream).texts
    assert "Plots" not in draw(spec, "--no-axes", stdin=stream).texts


# The waveform strip


def tone(peak, count=8000):
    return peak * np.sin(2 * np.pi * 50 * np.arange(count) / 8000)


def strip(picture):
    """The pixels of the strip above the first panel, [time, value]."""
    frames = runs(picture.pixels == PEN, picture.data_width + 2)
    (top, left), (bottom, _) = frames[:2]
    return picture.pixels[top + 1:bottom, left + 1:left + 1 + picture.data_width][::-1].T


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("peak, edge", [(0.2, 0.2), (0.23, 0.25), (0.0123, 0.014), (1, 1)])
def test_the_strip_scales_to_the_recording(spec, tmp_path, peak, edge, known):
    blob = wav_bytes(tone(peak), 8000)
    (tmp_path / "tone.wav").write_bytes(blob)
    picture = draw(spec, "--waveform", "-x", 300, "-y", 100, *([tmp_path / "tone.wav"] if known else []), stdin=None if known else blob)
    assert picture.texts["Waveform"] == f"peak {edge:g}"
    part = strip(picture)
    high = max(np.nonzero(column != PAPER)[0][-1] for column in part if (column != PAPER).any())
    low = min(np.nonzero(column != PAPER)[0][0] for column in part if (column != PAPER).any())
    pixels = part.shape[1]
    assert abs(high - (peak / edge + 1) / 2 * (pixels - 1)) <= 1 and abs(low - (1 - peak / edge) / 2 * (pixels - 1)) <= 1
    frames = runs(picture.pixels == PEN, picture.data_width + 2)
    (top, left), (bottom, _) = frames[:2]
    ink = np.clip(picture.pixels[top + 10:bottom - 10, :left - 6].astype(float) - PAPER, 0, None)
    assert read_label(ink / ink.max(), [f"±{e:g}" for e in (0.2, 0.25, 0.014, 1, 0.5, 0.1)]) == f"±{edge:g}"


def test_the_strip_can_be_fixed(spec):
    blob = wav_bytes(tone(0.2), 8000)
    picture = draw(spec, "--waveform", "--waveform-peak", 1, stdin=blob)
    assert picture.texts["Waveform"] == "peak 1"
    part = strip(picture)
    assert np.nonzero((part != PAPER).any(axis=0))[0][-1] == pytest.approx(0.6 * (part.shape[1] - 1), abs=1)
    silent = draw(spec, "--waveform", stdin=wav_bytes(np.zeros(800), 8000))
    assert silent.texts["Waveform"] == "peak 1"
    refused(spec.run("spec-render", "--waveform-peak", 0.5, stdin=blob, check=False), 64)


def test_all_strips_have_one_scale(spec):
    both = np.stack([tone(0.05), tone(0.4)], axis=1)
    picture = draw(spec, "--waveform", "-x", 300, "-y", 200, stdin=wav_bytes(both, 8000))
    assert picture.texts["Waveform"] == "peak 0.4"


# Around the plots


def test_nothing_touches_the_edges(spec):
    """Frames are closed and ink stays within the picture, at any size, scale, orientation and number of lines."""
    random = np.random.default_rng(11)
    for _ in range(60):
        channels, columns, single = int(random.integers(1, 20)), int(random.integers(1, 9)), bool(random.integers(2))
        size = ("-x", int(random.integers(20, 700)), "-y", int(random.integers(20, 700)))
        orientation, title = str(random.choice(["right", "up", "down"])), str(random.choice(["", "W" * 200]))
        count = 1 if single else int(random.integers(2, 300))
        rows = random.normal(size=(count, channels, columns + 1)) * 10.0 ** random.integers(-9, 9)
        names = " ".join(f"{'long' * 9}{i}:Hz" for i in range(columns + 1)) if columns < 4 else f"a0..a{columns}:0..1"
        blob = row_stream(power(np.clip(rows, -90, 10)), 10, "full-scale 1") if single else features(rows, names)
        picture = draw(spec, *size, "--orientation", orientation, "-t", title, stdin=blob)
        ring = np.concatenate([picture.pixels[0], picture.pixels[-1], picture.pixels[:, 0], picture.pixels[:, -1]])
        assert (ring == PAPER).all(), "ink touches the edge of the picture"
        assert len(boxes(picture)) == (1 if single else columns + 1)


# Memory


def test_memory_of_long_features(spec, tmp_path):
    """Two million rows of unknown length: less than 32 MB, as for other pictures."""
    path = tmp_path / "long.stream"
    path.write_bytes(features(np.tile([[0.5, 2.0, 3.0, 4.0]], (2000000, 1)), "a b c d", announce=False))
    out = tmp_path / "x.png"
    stages, err = spec.peak_memory(["cat", path], spec.command("spec-render", "-o", out))
    assert [code for code, _ in stages] == [0, 0], err
    assert stages[-1][1] < 32 << 20, f"{stages[-1][1] / 2 ** 20:.1f} MB"
    assert Picture(out.read_bytes()).numbers("Time range")[1] == pytest.approx(200000, abs=1)
