# SPDX-License-Identifier: GPL-2.0-or-later
"""
The automatic range of levels and the ends of pictures, on material that is hard for them.

The levels that are drawn are read from a picture of 65536 greys, whose range is given; the rule is applied to them in
numpy (pictures.py) and compared with the range of the picture with axes. Pixels are compared as colours.
"""
import numpy as np
import pytest

from pictures import COLOURS, assert_automatic, automatic_range, draw, power, row_stream
from spectools import noise, sample_stream, wav_bytes

RATE = 8000


def drawn_levels(spec, *options, channels=1, wide=(-220, 100), **more):
    """[time, value] of all panels one after another, known to half a step of 65536, 0.0025 dB."""
    picture = draw(spec, *options, "--no-axes", "-f", "grey16", "-z", f"{wide[0]}:{wide[1]}", **more)
    data = picture.data()
    if channels > 1:  # bare panels touch each other
        data = np.concatenate(np.array_split(data, channels, axis=1))
    return picture.level_of(data)


def low_pixels(picture, frame, rate, axis="linear"):
    """Which pixels are within two bins of the window of 0 Hz."""
    last = picture.pixel_of_value(2 * rate / frame)
    return np.arange(picture.value_pixels()) <= last + 1e-6


def check_rule(spec, *options, frame=None, rate=None, channels=1, **more):
    """Compares the range of the picture with the rule; returns the picture."""
    picture = draw(spec, *options, **more)
    levels = drawn_levels(spec, *options, channels=channels, **more)
    low = low_pixels(picture, frame, rate) if frame else False
    assert_automatic(picture, levels, 320 / 65535, low)
    return picture


def tone(hertz, seconds=1.0, rate=RATE):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def frame_of(picture):
    """The window's length in the words of the text "Frames": hann 1024, hop 256, 8 kHz."""
    return int(picture.texts["Frames"].split(",")[0].split()[-1])


# The rule


@pytest.mark.parametrize("seed", range(40))
def test_random_rows(spec, seed):
    """Levels of any spread and middle, some cells empty, sizes, pools and axes that pool or interpolate, a tilt."""
    r = np.random.default_rng(seed)
    count, bins, channels = int(r.integers(2, 80)), int(r.integers(5, 120)), int(r.integers(1, 4))
    levels = r.uniform(-150, 20) + r.uniform(0, 90) * r.standard_normal((count, channels, bins)) / 3
    levels[r.uniform(size=levels.shape) < r.choice((0, 0, 0.5, 0.95))] = -200
    levels[:, :, :2] += r.choice((0, 60))  # an offset
    frame = int(r.choice((0, 64, 256)))
    lines = ("full-scale 1", *((f"frame {frame}", "samplerate 8000") if frame else ()))
    options = ("-x", int(r.integers(1, 120)), "-y", channels * int(r.integers(1, 90)), "--axis", r.choice(("linear", "log", "mel")),
               "--pool", r.choice(("max", "mean")), "--interpolate", r.choice(("both", "none")))
    blob = row_stream(power(np.maximum(levels, -250)), 10, *lines, axis=f"hz 0 {4000 / bins}")
    check_rule(spec, *options, frame=frame, rate=8000, channels=channels, stdin=blob)


@pytest.mark.parametrize("seed", range(20))
def test_random_sound(spec, seed):
    """Noise of any level and colour, a tone, an offset; default frames."""
    r = np.random.default_rng(100 + seed)
    x = np.cumsum(r.standard_normal(6000)) * 0.01 if seed % 3 == 0 else r.standard_normal(6000)
    x = 10 ** r.uniform(-5, 0.5) * x + 10 ** r.uniform(-4, 0.5) * tone(r.uniform(100, 3900), 0.75) + r.choice((0, 0.8))
    options = ("-x", 150, "-y", 120, "--axis", r.choice(("linear", "log")))
    blob = wav_bytes(x, RATE, form="f32")
    picture = draw(spec, *options, stdin=blob)
    check_rule(spec, *options, frame=frame_of(picture), rate=RATE, stdin=blob)


@pytest.mark.parametrize("text,low,high", [("60", -60, 0), (":-20", None, -20), ("-90:", -90, None), (":-22.5", None, -22.5), ("p5:-10", "p5", -10),
                                           ("p5:", "p5", None), (":p90", None, "p90")])
def test_one_end_given(spec, text, low, high):
    """The other end follows the rule for the given one. The levels: 200 x 60 cells from -70 to -2 dB."""
    levels = np.random.default_rng(7).uniform(-70, -2, (200, 60))
    picture = draw(spec, "-x", 200, "-y", 60, "-z", text, stdin=row_stream(power(levels), 10))
    high = {None: 0, "p90": np.percentile(levels, 90)}.get(high, high)
    low = np.percentile(levels, 5) if low == "p5" else 5 * np.floor(np.percentile(levels, 5) / 5) if low is None else low
    assert picture.numbers("Level range") == pytest.approx([low, high], abs=1e-4)  # 1.2e-5 dB of level.h


def test_percentiles_do_not_mind_an_outlier(spec):
    """1e30 among numbers from 0 to 1: the others still have percentiles of their own."""
    rows = np.random.default_rng(8).uniform(0, 1, (100, 40))
    rows[50, 20] = 1e30
    low, high = draw(spec, "-x", 100, "-y", 40, stdin=row_stream(rows, 10, kind="features", axis="index 0 1")).numbers("Level range")
    assert [low, high] == pytest.approx(np.percentile(rows.astype(np.float32), [1, 99]), rel=1e-6)


# Material


@pytest.mark.parametrize("bare", [False, True])
def test_silence_is_dark(spec, bare):
    picture = draw(spec, "-x", 100, "-y", 80, *(("--no-axes",) if bare else ()), stdin=wav_bytes(np.zeros(RATE), RATE))
    assert picture.numbers("Level range") == [-120, 0] and (picture.data() == 0).all()
    tilted = draw(spec, "-x", 100, "-y", 80, "--tilt", 6, stdin=wav_bytes(np.zeros(RATE), RATE))
    assert tilted.numbers("Level range") == [-120, 0] and (tilted.data() == 0).all()


def test_a_click_in_zeros(spec):
    """The click is bright, from its lowest to its highest frequency, and the rest is dark."""
    x = np.zeros(RATE)
    x[RATE // 2] = 0.5
    picture = check_rule(spec, "-x", 200, "-y", 100, frame=128, rate=RATE, stdin=wav_bytes(x, RATE, form="f32"))
    data, at = picture.data(), round(float(picture.pixel_of_time(0.5)))
    assert data[at, 1:-1].min() > 0.8 * COLOURS
    far = np.abs(np.arange(200) - at) > 10
    assert (data[far] == 0).all()


def test_a_short_call_in_an_hour_of_noise(spec, tmp_path):
    """0.3 s of a sweep 30 dB above the noise: it sets the high end and is the brightest thing in the picture."""
    r, seconds, at = np.random.default_rng(9), 3600, 1234.0
    x = (0.001 * r.standard_normal(seconds * RATE, np.float32))
    n = np.arange(round(0.3 * RATE))
    x[round(at * RATE) + n] += np.float32(0.3) * np.sin(2 * np.pi * (1000 + 2000 * n / RATE) * n / RATE).astype(np.float32)
    path = tmp_path / "hour.wav"
    path.write_bytes(wav_bytes(x, RATE))
    picture = draw(spec, path)
    low, high = picture.numbers("Level range")
    data = picture.data()
    brightest = np.unravel_index(data.argmax(), data.shape)[0]
    assert abs(brightest - float(picture.pixel_of_time(at + 0.15))) <= 1
    assert -45 <= high <= -30  # a frame is a second long, so 0.3 s of a sweep over 1.2 kHz read some 30 dB less than its -10 dB
    # the noise is in the darker third, and the call stands out from every other column
    others = np.delete(data, range(brightest - 1, brightest + 2), axis=0)
    assert np.median(others) < COLOURS / 3 < 0.8 * COLOURS < data[brightest].max() and others.max() < data[brightest].max() - 40


def test_a_full_scale_square(spec):
    """Its fundamental is 4 / pi of full scale, 2.1 dB: nothing is cut off."""
    x = np.where(np.arange(4 * RATE) // 8 % 2 == 0, 1.0, -1.0) * 32767 / 32768
    picture = check_rule(spec, "-x", 300, "-y", 200, frame=256, rate=RATE, stdin=wav_bytes(x, RATE))
    assert picture.numbers("Level range")[1] == 5 and picture.data().max() < COLOURS - 1


def test_music_without_highs(spec):
    """Harmonics up to 4 kHz at 44.1 kHz and 16 bits, silence above: the empty part does not widen the range."""
    r, rate = np.random.default_rng(11), 44100
    x = sum(tone(220 * k, 2, rate) / k * (1 + 0.3 * r.standard_normal()) for k in range(1, 18)) * 0.2
    picture = check_rule(spec, "-x", 300, "-y", 200, frame=512, rate=rate, stdin=wav_bytes(x, rate))
    low, high = picture.numbers("Level range")
    assert high - 80 <= low < high and -20 <= high <= 0
    above = picture.data()[20:-20, round(float(picture.pixel_of_value(8000))):]
    assert (above <= 0.1 * COLOURS).mean() > 0.99


@pytest.mark.parametrize("gain,top", [(10, 20), (1000, 60), (1e6, 120)])
def test_floats_beyond_full_scale(spec, gain, top):
    """They are drawn at their levels, above 0 dBFS."""
    blob = wav_bytes(gain * (tone(1000) + 0.001 * noise(RATE)), RATE, form="f32")
    picture = draw(spec, "-n", 256, "-x", 100, "-y", 129, stdin=blob)
    levels = drawn_levels(spec, "-n", 256, "-x", 100, "-y", 129, wide=(-100, 220), stdin=blob)
    assert_automatic(picture, levels, 320 / 65535, low_pixels(picture, 256, RATE))
    assert picture.numbers("Level range")[1] in (top, top + 5)  # 0.01 dB above by noise


def test_mel_rows_in_natural_logarithms(spec, tmp_path):
    """They are no decibels: the 1st to the 99th percentile, in their own unit."""
    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(0.1 * noise(2 * RATE), RATE))
    done = spec.run("spec-mfcc", "-k", "logmel", path)
    rows = np.frombuffer(done.out[512:], "<f4")
    width = int(next(line for line in done.out[:512].decode().split("\n") if line.startswith("width ")).split()[1])
    rows = rows[:len(rows) // width * width].reshape(-1, width)
    picture = draw(spec, "-x", len(rows), "-y", width, stdin=done.out)
    assert picture.texts["Level range"].split()[2] == "ln"
    assert picture.numbers("Level range") == pytest.approx(np.percentile(rows.astype(float), [1, 99]), rel=1e-6)


@pytest.mark.parametrize("options", [(), ("-z", "auto"), ("--no-axes",), ("--pool", "median")])
def test_phases_always_go_round(spec, options):
    blob = spec.run("spec-stft", "-k", "phase", "-n", 256, stdin=sample_stream(0.1 * tone(1000))).out
    low, high = draw(spec, "-x", 60, "-y", 40, *options, stdin=blob).numbers("Level range")
    assert (low, high) == (pytest.approx(-np.pi, rel=1e-8), pytest.approx(np.pi, rel=1e-8))


@pytest.mark.parametrize("tilt", [0, 6, -6])
def test_reassigned_rows_with_empty_cells(spec, tilt):
    """Most cells are empty; they are dark and do not count, whatever the tilt raises them to."""
    x = 0.3 * tone(1000, 2) + 0.1 * tone(2500, 2)
    blob = spec.run("spec-reassign", "-n", 256, stdin=sample_stream(x, "full-scale 1")).out
    options = ("--interpolate", "none", "-x", 200, "-y", 129, "--tilt", tilt)
    picture = draw(spec, *options, stdin=blob)
    hertz = np.maximum(np.arange(129), 1) * RATE / 256
    lift = tilt * np.log2(hertz / 1000)
    levels = drawn_levels(spec, *options, stdin=blob)
    empty = levels - lift <= -190 + 1e-2
    assert empty.mean() > 0.3 and (picture.data()[empty] == 0).all()
    assert_automatic(picture, np.where(empty, -200, levels), 320 / 65535, low_pixels(picture, 256, RATE))


def test_an_offset_does_not_set_the_high_end(spec):
    """0.8 of full scale at 0 Hz, and a tone of -40 dB."""
    x = 0.8 + 0.01 * tone(1000) + 1e-4 * noise(RATE)
    options = ("-n", 512, "-x", 120, "-y", 257)
    blob = wav_bytes(x, RATE, form="f32")
    picture = check_rule(spec, *options, frame=512, rate=RATE, stdin=blob)
    assert picture.numbers("Level range")[1] in (-40, -35)
    # all cells are within two bins: then they count
    near = draw(spec, *options, "-F", "0:30", stdin=blob)
    assert near.numbers("Level range")[1] == 0


def test_panels_share_one_range(spec):
    """A loud channel and one 30 dB below."""
    x = noise(RATE)[:, None]
    blob = wav_bytes(np.concatenate([0.5 * x, 0.5 * 10 ** -1.5 * x], axis=1), RATE, form="f32")
    options = ("-n", 256, "-x", 100, "-y", 258)
    picture = check_rule(spec, *options, frame=256, rate=RATE, channels=2, stdin=blob)
    low, high = picture.numbers("Level range")
    step = (high - low) / (COLOURS - 1)
    both = [picture.data(i).astype(float) for i in (0, 1)]
    inside = (both[1] > 0) & (both[0] < COLOURS - 1)
    assert np.abs((both[0] - both[1])[inside] * step - 30).max() <= step  # each is rounded to its step


# Ends


@pytest.mark.parametrize("axis", ["linear", "log"])
@pytest.mark.parametrize("kind", ["offset", "offset and tone", "music", "hum", "noise"])
def test_the_ends_are_no_brighter_than_the_rest(spec, kind, axis):
    """
    Columns whose frames extend beyond an end, of sound that begins and ends loud. Means of columns of stationary sound
    vary by 2 % of the colours; with zeros for padding, the first and last column are brighter by 10 % or more, but for
    noise. On a log axis the frames are four times as long; 32 coefficients, 0.7 ms, then do not tell eight low partials
    apart, and below the lowest the ends are brighter: measured 0.13, with zeros 0.20.
    """
    r, rate = np.random.default_rng(12), 44100
    hiss = 1e-4 * r.standard_normal(2 * rate)
    x = {"offset": 0.8 + hiss, "offset and tone": 0.8 + 0.1 * tone(1000, 2, rate) + hiss,
         "music": sum(0.5 / k * np.cos(2 * np.pi * 220 * k * np.arange(2 * rate) / rate + k * k) for k in range(1, 9)) + hiss,
         "hum": 0.5 * np.cos(2 * np.pi * 50 * np.arange(2 * rate) / rate + 1) + 10 * hiss, "noise": 1000 * hiss}[kind]
    blob = wav_bytes(x, rate, form="f32")
    options = ("-x", 300, "-y", 200, "--axis", axis)
    brighter = {}
    for padding in ("default", "zeros"):
        picture = draw(spec, *options, *(("--padding", padding) if padding != "default" else ()), "-z", "-110:0", stdin=blob)
        means = picture.data().astype(float).mean(axis=1) / COLOURS
        brighter[padding] = max(means[:3].max(), means[-3:].max()) - np.median(means[20:-20])
    assert brighter["default"] <= (0.15 if kind == "music" and axis == "log" else 0.03), brighter
    assert kind == "noise" or brighter["zeros"] >= 0.1, brighter


def test_the_padding_of_spectra_stays(spec):
    """Only pictures are padded by prediction unless told otherwise."""
    for name, want in (("spec-stft", "zeros"), ("spec-reassign", "zeros"), ("spec-mfcc", "zeros"), ("spec-render", "predict")):
        lines = [line.split("\t") for line in spec.run(name, "--list-options").out.decode().split("\n")]
        assert next(line for line in lines if line[1:2] == ["--padding"])[4] == want


def test_the_rule_on_known_levels():
    """The oracle itself, by hand."""
    assert automatic_range([-200, -190]) == [-120, 0]
    assert automatic_range([-62, -200]) == [-90, -60]
    assert automatic_range([0, -40, -40, -40]) == [-40, 0]
    assert automatic_range([0, -100, -100, -100]) == [-30, 0]
    assert automatic_range([3, -20, -70, -70], [True, False, False, False]) == [-70, -20]
