# SPDX-License-Identifier: GPL-2.0-or-later
"""
spec-reassign against the formulas in double precision, against other programs, and for signals with known results.

Samples and transforms are single precision: a bin d dB below the strongest of its frame is known to about 1e-6 *
10^(d/20) bins and, for a window of N samples, 1e-6 * 10^(d/20) * N/4 samples.
"""
import json
import re
import wave

import numpy as np
import pytest

from spectools import Stream, noise, sample_stream

RATE = 8000
EVERYTHING = ("--floor", -300, "--depth", 300, "--reach", 1 << 20)  # no point is pruned or kept from moving


def stream(spec, x, *args, rate=RATE, **more):
    return Stream(spec.run("spec-reassign", *args, stdin=sample_stream(x, rate=rate), **more).out)


def table(spec, x, tmp_path, *args, rate=RATE):
    """
    Columns of --points and the like, by name. With EVERYTHING also points without an estimate: NaN except for their
    level.
    """
    path = tmp_path / "table.npy"
    spec.run("spec-reassign", *args, "-o", path, stdin=sample_stream(x, rate=rate))
    values = np.load(path)
    assert values.dtype == np.float64
    if args[-len(EVERYTHING):] == EVERYTHING:
        spec.run("spec-reassign", *args, "--reassign", "none", "-o", path, stdin=sample_stream(x, rate=rate))
        given, values, at = values, np.load(path), 0
        for row in values:
            same = at < len(given) and row[2] == given[at, 2]
            row[[0, 1, 3]] = given[at, [0, 1, 3]] if same else np.nan
            at += same
        assert at == len(given)
    names = ("time", "delay", "level", "channel") if "--events" in args else ("time", "frequency", "level", "mixed", "channel")
    return dict(zip(names, values.T))


def grid_of(points, bins):
    return {name: column.reshape(-1, bins) for name, column in points.items()}


def hann(n):
    u = 2 * np.pi * np.arange(n) / n
    return 0.5 - 0.5 * np.cos(u), np.pi / n * np.sin(u)


def frames(x, n, hop, before=0):
    return np.stack([x[i - before:i - before + n] for i in range(before, len(x) - n + 1, hop)])


def closed_form(x, h, slope, hop, size, rate=RATE):
    """Auger and Flandrin: frequency, time, mixed derivative, magnitude."""
    n = len(h)
    u = np.arange(n) - n // 2
    cut = frames(x.astype(float), n, hop)
    plain, ramp, steep, both = (np.fft.rfft(cut * w, size) for w in (h, u * h, slope, u * slope))
    at = (np.arange(len(cut)) * hop + n // 2)[:, None]
    frequency = (np.arange(size // 2 + 1) - size / (2 * np.pi) * (steep / plain).imag) * rate / size
    mixed = 1 + (both / plain).real - (steep * ramp / plain ** 2).real
    return folded(frequency, rate), (at + (ramp / plain).real) / rate, mixed, np.abs(plain)


def folded(frequency, rate):
    frequency = np.abs(frequency)
    return np.where(frequency > rate / 2, rate - frequency, frequency)


def nelson(x, h, hop, size, rate=RATE):
    """The same by phase differences; frames from sample 1 on."""
    n, k = len(h), np.arange(size // 2 + 1)
    here, was = (np.fft.fft(frames(x.astype(float)[1 - back:], n, hop)[:(len(x) - 1 - n) // hop + 1] * h, size) for back in (0, 1))
    adjacent = np.roll(here, 1, axis=1)
    turn = np.angle(here * was.conj() * np.exp(-2j * np.pi * np.arange(size) / size))
    lag = np.angle(here * adjacent.conj() * np.exp(2j * np.pi * (n // 2) / size))
    at = (np.arange(len(here)) * hop + n // 2)[:, None]
    return folded((k + size / (2 * np.pi) * turn[:, k]) * rate / size, rate), (at - size / (2 * np.pi) * lag[:, k]) / rate, np.abs(here[:, k])


def signals(data=None):
    rng = np.random.default_rng(3)
    t = np.arange(12000) / RATE
    return {"noise": noise(12000), "tones": np.float32(0.4 * np.sin(2 * np.pi * 700.3 * t) + 0.05 * np.sin(2 * np.pi * 2500 * t + 900 * t ** 2)
                                            + 1e-5 * rng.standard_normal(12000)),
            "clicks": np.float32((rng.random(12000) < 0.002) * rng.standard_normal(12000) * 0.3 + 1e-3 * rng.standard_normal(12000))}


@pytest.mark.parametrize("name", ["noise", "tones", "clicks"])
@pytest.mark.parametrize("length,size,hop", [(512, 512, 128), (400, 1024, 100), (1024, 1024, 300)])
def test_closed_form(spec, tmp_path, name, length, size, hop):
    x = signals()[name]
    got = grid_of(table(spec, x, tmp_path, "--points", "-l", length, "-n", size, "-p", hop, "--framing", "snip", *EVERYTHING), size // 2 + 1)
    frequency, time, mixed, magnitude = closed_form(x, *hann(length), hop, size)
    above = magnitude > 1e-2 * magnitude.max(axis=1, keepdims=True)  # 40 dB
    assert above.sum() > 400
    assert np.abs(got["frequency"] - frequency)[above].max() <= 1e-3 * RATE / length
    assert np.abs(got["time"] - time)[above].max() <= 1e-3 * length / RATE
    assert np.percentile(np.abs(got["mixed"] - mixed)[above], 99) <= 2e-3
    level = 20 * np.log10(magnitude * 2 / hann(length)[0].sum())
    inner = above.copy()
    inner[:, [0, -1]] = False
    assert np.abs(got["level"] - level)[inner].max() <= 2e-3  # three digits, and single precision at -40 dB


@pytest.mark.parametrize("name", ["noise", "tones"])
def test_closed_form_of_phases(spec, tmp_path, name):
    x = signals()[name]
    got = grid_of(table(spec, x[1:], tmp_path, "--points", "--method", "nelson", "-n", 512, "-p", 128, "--framing", "snip", *EVERYTHING), 257)
    frequency, time, magnitude = nelson(x, hann(512)[0], 128, 512)
    rows = min(len(magnitude), len(got["time"]))
    above = magnitude[:rows] > 1e-2 * magnitude[:rows].max(axis=1, keepdims=True)
    above[:, 0] = False
    above[0] = False  # the sample before the first frame is missing
    assert np.abs(got["frequency"][:rows] - frequency[:rows])[above].max() <= 4e-4 * RATE / 512
    delay = got["time"][:rows] * RATE - 256 - 128 * np.arange(rows)[:, None]
    above &= np.abs(delay) > 1e-3  # adjacent bins in opposite phase have no delay
    late = np.abs(got["time"][:rows] - time[:rows])[above]
    assert np.minimum(late, np.abs(late - 512 / RATE)).max() <= 512 * 1e-3 / RATE  # half a circle either way is the same phase


# Signals with known results


def test_tone_and_chirp(spec, tmp_path):
    """Frequencies of a tone and of a chirp, through the program."""
    t = np.arange(RATE) / RATE
    points = table(spec, np.float32(np.sin(2 * np.pi * 1003.7 * t)), tmp_path, "--points", "--framing", "snip")
    for depth, error in ((20, 3.4e-4), (40, 2.3e-3), (60, 4.7e-2)):
        strong = points["level"] > points["level"].max() - depth
        assert np.abs(points["frequency"][strong] - 1003.7).max() <= error + 1e-6 * 10 ** (depth / 20) * RATE / 1024
    points = table(spec, np.float32(np.sin(2 * np.pi * (500 * t + 1500 * t ** 2))), tmp_path, "--points", "-n", 256, "-p", 32, "--framing", "snip", "--reach", 2000)
    for depth, error in ((20, 0.054), (40, 0.54)):
        strong = (points["level"] > points["level"].max() - depth) & (np.abs(points["time"] - 0.5) < 0.47)
        assert np.abs(points["frequency"] - 500 - 3000 * points["time"])[strong].max() <= error * 1.1


@pytest.mark.parametrize("hop,row_hop,size,length", [(256, 256, 1024, 1024), (64, 256, 2048, 512), (128, 512, 4096, 1024), (100, 100, 512, 400)])
def test_steady_sine(spec, hop, row_hop, size, length):
    """0.00 dBFS in every row, without fluctuation."""
    x = np.float32(np.sin(2 * np.pi * 1003.7 * np.arange(2 * RATE) / RATE))
    got = stream(spec, x, "-n", size, "-l", length, "-p", hop, "--row-hop", row_hop, "-k", "level")
    edge = 1 + length // row_hop
    levels = got.rows[edge:-edge, 0].max(axis=1)
    assert np.abs(levels).max() <= 0.01 and np.ptp(levels) <= 0.01
    column = round(1003.7 * size / RATE)
    assert (got.rows[edge:-edge, 0].argmax(axis=1) == column).all()


# Windows that rise smoothly from their ends. With a jump or a steep rise the points of a sine scatter in time:
# test_reassign_rows.py. nelson scatters where the bin below a strong one is near a zero: 4 of 3000 settings like these were
# off, by up to 0.043 dB.
SMOOTH = ("hann", "blackman", "blackmanharris", "nuttall", "flattop", "bohman", "parzen", "gauss", "kaiser", "kaiser:12",
          "dolph", "dpss", "praat")


@pytest.mark.parametrize("seed", range(120))
def test_steady_sine_at_any_setting(spec, seed):
    """
    Whatever the smooth window, its centre (on a sample or between two), the hops and the axis: no row is off by 0.01 dB.

    A sine nearer to 0 Hz or to half the rate than four bins (with tapers: than the width of the widest) is not steady:
    it interferes with its mirror image.
    """
    random = np.random.default_rng(seed)
    length, margin, tapers = int(random.integers(64, 400)), 4, int(random.integers(1, 5))
    row_hop = int(random.integers(2, length))
    hop = int(random.integers(row_hop // 12 + 1, row_hop + 1))
    words = ["-l", length, "-n", int(random.integers(length, 2 * length)), "-p", hop, "--row-hop", row_hop]
    if random.random() < 0.2:
        words += ["--tapers", tapers]
        margin = ((2 * tapers - 1) ** 0.5 + 3) ** 2 / np.pi
    else:
        words += ["-w", random.choice(SMOOTH), "--method", random.choice(["af", "af", "nelson"])]
        words += ["--symmetric"] if random.random() < 0.5 else []
    words += ["--gridding", random.choice(["nearest", "nearest", "bilinear"])]
    words += ["--reassign", random.choice(["both", "both", "time", "frequency", "none"])]
    words += ["--axis", random.choice(["linear", "mel", "bark", "erb"])]
    frequency = random.uniform(margin, length / 2 - margin) * RATE / length
    x = np.float32(np.sin(2 * np.pi * frequency / RATE * np.arange(10 * length + 8 * row_hop) + random.uniform(0, 6)))
    rows = stream(spec, x, *words).rows.sum(axis=(1, 2))
    edge = 2 + 2 * length // row_hop
    assert np.abs(10 * np.log10(rows[edge:-edge])).max() <= 0.01, " ".join(map(str, words))


@pytest.mark.parametrize("window,error", [("hann", 0.01), ("hamming", 0.01), ("blackman", 0.01), ("kaiser:3", 0.06), ("rect", 0.9)])
def test_steady_sine_by_phases(spec, window, error):
    """Where the main lobe meets a side lobe the phases are half a circle apart, which must not move the energy away."""
    x = np.float32(np.sin(2 * np.pi * 1003.7 * np.arange(2 * RATE) / RATE))
    got = stream(spec, x, "--method", "nelson", "-n", 512, "-p", 128, "-w", window, "-k", "level")
    levels = got.rows[6:-6, 0].max(axis=1)
    assert np.abs(levels).max() <= error


def test_pulse_train(spec, tmp_path):
    """Short windows resolve pulses, long ones harmonics."""
    x = np.zeros(RATE, np.float32)
    x[40::80] = 1
    points = table(spec, x, tmp_path, "--points", "-n", 64, "-p", 16, "--framing", "snip", "--depth", 40)
    power = 10 ** (points["level"] / 10)
    strong = points["level"] > points["level"].max() - 40
    off = (points["time"] * RATE - 40 + 40) % 80 - 40
    assert power[strong & (np.abs(off) < 0.5)].sum() == pytest.approx(power[strong].sum(), rel=1e-6)
    assert np.median(points["mixed"][strong]) == pytest.approx(1, abs=1e-3)
    points = table(spec, x, tmp_path, "--points", "-n", 1024, "-p", 16, "--framing", "snip", "--depth", 40)
    power = 10 ** (points["level"] / 10)
    strong = points["level"] > points["level"].max() - 40
    off = (points["frequency"] + 50) % 100 - 50
    assert power[strong & (np.abs(off) < 1)].sum() >= 0.999 * power[strong].sum()
    assert np.median(points["mixed"][strong]) == pytest.approx(-0.003, abs=2e-3)


@pytest.mark.parametrize("rate", [256, 512, 2000, 2048])
@pytest.mark.parametrize("size", [128, 255, 256, 512, 1280])
def test_criteria_of_librosa(spec, tmp_path, rate, size):
    """Tones of 17 and 103 Hz within 3 Hz; impulses within 0.5 % of the window."""
    t = np.arange(4 * max(rate, size)) / rate
    x = np.float32(0.5 * np.sin(2 * np.pi * 17 * t) + 0.5 * np.sin(2 * np.pi * 103 * t))
    points = table(spec, x, tmp_path, "--points", "-n", size, "--framing", "snip", rate=rate)
    strong = points["level"] > points["level"].max() - 30
    if size / rate > 4 / 34:  # 17 Hz is clear of its image, and of 103 Hz
        assert np.minimum(np.abs(points["frequency"] - 17), np.abs(points["frequency"] - 103))[strong].max() <= 3
    x = np.zeros(4096, np.float32)
    x[[263, 2633]] = 1
    points = table(spec, x, tmp_path, "--points", "-n", size, "--framing", "snip", "--depth", 20, rate=rate)
    strong = points["level"] > points["level"].max() - 20
    off = np.minimum(np.abs(points["time"] * rate - 263), np.abs(points["time"] * rate - 2633))[strong]
    assert off.max() <= 0.005 * size or size == 1280  # its window may contain both


def test_pruning(spec, tmp_path):
    """A tone and a click, separated."""
    t = np.arange(RATE)
    x = 0.5 * np.sin(2 * np.pi * 1003.7 * t / RATE)
    x[4000] += 20
    setting = ("--points", "-n", 512, "-p", 64, "--framing", "snip", "--depth", 300)

    def energies(*more):
        points = table(spec, np.float32(x), tmp_path, *setting, *more)
        power = 10 ** (points["level"] / 10)
        power = power * (points["level"] > top - 80)
        tone, click = np.abs(points["frequency"] - 1003.7) < 4, np.abs(points["time"] * RATE - 4000) < 2
        return np.array([power[tone & ~click].sum(), power[click & ~tone].sum()])

    top = table(spec, np.float32(x), tmp_path, *setting)["level"].max()
    whole = energies()
    assert energies("--keep", "lines") / whole == pytest.approx([0.9924, 0.0001], abs=2e-4)
    assert energies("--keep", "impulses") / whole == pytest.approx([0.0000, 0.9987], abs=2e-4)
    assert energies("--keep", "both", "--tolerance", 0.25) / whole == pytest.approx([0.9924, 0.9988], abs=3e-4)
    assert energies("--keep", "lines", "--tolerance", 0) / whole == pytest.approx([0, 0])


@pytest.mark.parametrize("size", [2048, 4096])
def test_chirps_are_one_line(spec, size):
    """
    Points of the window's skirts are assigned to the chirp: clamped, or with a reach of half the window, they draw
    lines next to it (4e-5 of the energy at 2048, 9e-3 at 4096). With pruning for lines and impulses chirps are kept.
    """
    rate, slope = 44100, 2000 / 3
    t = np.arange(3 * rate) / rate
    x = np.float32(0.25 * np.sin(2 * np.pi * (1000 * t + slope / 2 * t ** 2)))

    def rows(*words):
        return np.frombuffer(spec.run("spec-reassign", "-r", rate, "-n", size, "--row-hop", size // 4, "--gridding", "nearest", "--raw", *words, stdin=x.tobytes()).out,
                             "<f4").reshape(-1, size // 2 + 1)[8:-8]

    whole, bins = rows(), np.arange(size // 2 + 1)
    line = (1000 + slope * (8 + np.arange(len(whole))) * size / 4 / rate) * size / rate
    assert whole[np.abs(bins - line[:, None]) > 3].sum() <= 1e-5 * whole.sum()
    assert rows("--keep", "both").sum() >= 0.99 * whole.sum()


@pytest.mark.parametrize("sigma,mixed", [(16, 0.005653), (32, 0.083375), (51.503, 0.379013), (64, 0.592723)])
def test_mixed_derivative_of_a_chirp(spec, tmp_path, sigma, mixed):
    t = np.arange(RATE) / RATE
    points = table(spec, np.float32(np.sin(2 * np.pi * (500 * t + 1500 * t ** 2))), tmp_path, "--points", "-n", 512, "-p", 32, "-w",
                   f"gauss:{sigma}", "--framing", "snip", "--symmetric")
    strong = points["level"] > points["level"].max() - 20
    assert np.median(points["mixed"][strong]) == pytest.approx(mixed, abs=2e-5 if sigma < 60 else 2e-4)


@pytest.mark.parametrize("tuning", [440, 442])
def test_pitches(spec, tmp_path, tuning):
    """Each of 115 semitones in a column of its own."""
    t = np.arange(12000) / 44100
    for first in range(-48, 67, 64):
        notes = range(first, min(first + 64, 67))
        x = np.stack([np.sin(2 * np.pi * tuning * 2 ** (note / 12) * t) for note in notes], axis=1).astype(np.float32)
        got = stream(spec, x, "-n", 4096, "-p", 1024, "--axis", "pitch", "--tuning", tuning, rate=44100)
        assert got.header["axis"].startswith("pitch -4") and got.width == 115
        middle = got.rows[4:8]
        share = middle / middle.sum(axis=2, keepdims=True)
        for channel, note in enumerate(notes):
            assert share[:, channel, note + 48].min() >= 0.98, note  # the lowest overlap their images


def test_pitch_divisions(spec):
    t = np.arange(20000) / 44100
    got = stream(spec, np.float32(np.sin(2 * np.pi * 440 * 2 ** (0.3 / 12) * t)), "-n", 4096, "--axis", "pitch", "--division", 10, rate=44100)
    first, step = map(float, got.header["axis"].split()[1:])
    assert step == pytest.approx(0.1)
    assert first + step * got.rows[8, 0].argmax() == pytest.approx(0.3)


# Energy


def account(result):
    return {name.strip(): float(value) for name, value in re.findall(r"^(.+?)\s+([0-9.e+-]+) %$", result.err, re.M)}


def check_energy(spec, *words, **more):
    result = spec.run("spec-reassign", "--check", "-o", "/dev/null", *words, **more)
    parts = account(result)
    assert parts["sum of these"] == pytest.approx(100, abs=2e-4)
    return parts["in the rows"]


@pytest.mark.parametrize("words", [(), ("--method", "nelson"), ("--tapers", 3), ("--gridding", "bilinear"), ("-n", 256, "-p", 32, "--row-hop", 100),
                                   ("--axis", "mel"), ("--reassign", "time"), ("--reassign", "frequency"), ("--reassign", "none")], ids=str)
def test_noise_keeps_its_energy(spec, words):
    x = noise(120000)
    assert check_energy(spec, *words, stdin=sample_stream(x)) >= 99.9
    rows = stream(spec, x, *words).rows
    plain = Stream(spec.run("spec-stft", *[w for w in words if w in ("-n", 256, "-p", 32)], stdin=sample_stream(x)).out).rows
    kept = rows.astype(float).mean() * rows.shape[2] * 1.5
    if "--tapers" not in words and "--gridding" not in words:
        assert kept == pytest.approx(plain.astype(float).mean() * plain.shape[2], rel=5e-3)  # rows at the ends see fewer frames


def test_recordings_keep_their_energy(spec, data):
    for path in sorted((data / "audio").glob("*.wav")):
        assert check_energy(spec, path) >= 99.9, path


def test_densities(spec):
    """Noise of variance 1 / 16 has 2 / 16 / rate per hertz, on any axis and for any row spacing."""
    x = noise(400000)
    for words in ((), ("--axis", "mel", "-x", 60, "-F", "100:3900"), ("-p", 64, "--row-hop", 200), ("--tapers", 2), ("-n", 512, "--axis", "log", "-F", "500:3500", "-x", 40)):
        rows = stream(spec, x, "-k", "density", *words).rows[8:-8, 0, 2:-2].astype(float)
        assert rows.mean() == pytest.approx(2 / 16 / RATE, rel=0.01), words
        assert rows.mean(axis=0) == pytest.approx(2 / 16 / RATE, rel=0.25), words


# Other programs


def reference(data, clip, name):
    entries = {e["id"]: e for e in json.loads((data / "refs" / "manifest.json").read_text())["entries"]}
    entry = entries[f"{clip}/{name}"]
    return entry, np.load(data / entry["file"]).astype(float)


def clip_samples(data, entry):
    with wave.open(str(data / entry["clip"])) as file:
        x = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
    return np.float32(x[:, 0 if entry["channel"] == "mean" else entry["channel"]] / 32768)


@pytest.mark.parametrize("clip", ["speech_libri_16k", "music_trumpet_44k_stereo", "mouse_usv_300k"])
@pytest.mark.parametrize("framing,words", [("center", "center"), ("nocenter", "snip")])
def test_librosa(spec, data, tmp_path, clip, framing, words):
    """Above -40 dB; librosa's times are half a sample later, and its slopes are differences (1e-3 bin)."""
    entry, frequency = reference(data, clip, f"reassigned_librosa_{framing}_freqs")
    _, time = reference(data, clip, f"reassigned_librosa_{framing}_times")
    _, magnitude = reference(data, clip, f"reassigned_librosa_{framing}_mags")
    rate = entry["sample_rate"]
    got = table(spec, clip_samples(data, entry), tmp_path, "--points", "-n", 512, "-p", 128, "--framing", words, *EVERYTHING, rate=rate)
    got = {name: column[entry["frames"]] for name, column in grid_of(got, 257).items()}
    above = np.nan_to_num(magnitude) > 1e-2 * np.nanmax(magnitude)
    above &= np.isfinite(frequency) & (frequency >= 0) & (frequency <= rate / 2)  # ours are mirrored
    assert above.sum() > 40
    assert np.abs(got["frequency"] - frequency)[above].max() <= 2e-3 * rate / 512
    late = (got["time"] - time + 0.5 / rate)[above]
    assert np.abs(late).max() <= 1e-3 * 512 / rate


@pytest.mark.parametrize("clip", ["speech_libri_16k", "music_trumpet_44k_stereo"])
def test_ltfat(spec, data, tmp_path, clip):
    """Its frame i is centred on sample 128 i of a periodic signal; frames that reach neither end agree."""
    entry, time = reference(data, clip, "reassigned_ltfat_fg")
    _, frequency = reference(data, clip, "reassigned_ltfat_tg")
    rate, rows = entry["sample_rate"], slice(3, 29)
    x = clip_samples(data, entry)[:4096]
    got = grid_of(table(spec, x, tmp_path, "--points", "-n", 512, "-p", 128, *EVERYTHING, rate=rate), 257)
    magnitude = 10 ** (got["level"][rows] / 20)
    above = magnitude > 1e-2 * magnitude.max()
    above[:, [0, -1]] = False
    k, i = np.arange(257), np.arange(3, 29)[:, None]
    theirs = np.abs(k + frequency[rows] * 512 / 4096)  # ours are mirrored at 0
    off = np.abs(got["frequency"][rows] / rate * 512 - theirs)[above]
    assert np.percentile(off, 99) <= 2e-3 and off.max() <= 5e-3  # its slopes are differences
    assert np.abs(got["time"][rows] * rate - 128 * i - time[rows])[above].max() <= 0.05


@pytest.mark.parametrize("clip", ["speech_libri_16k", "music_trumpet_44k_stereo"])
def test_tfr(spec, data, tmp_path, clip):
    """
    By phases, of a frame whose first sample counts as 0: close, except where a window that ends near 0 matters most.
    """
    entry, frequency = reference(data, clip, "reassigned_tfr_instfreq")
    _, delay = reference(data, clip, "reassigned_tfr_groupdelay")
    rate = entry["sample_rate"]
    x = clip_samples(data, entry)
    got = table(spec, x, tmp_path, "--points", "--method", "nelson", "--symmetric", "-n", 512, "-p", 128, "--framing", "pad", *EVERYTHING, rate=rate)
    got = grid_of(got, 257)
    rows = [i for i in entry["frames"] if 3 < i < entry["n_frames"] - 5]
    stored = [entry["frames"].index(i) for i in rows]
    strong = got["level"][rows, :256] > got["level"][rows, :256].max() - 40
    strong[:, 0] = False
    off = np.abs(got["frequency"][rows, :256] - frequency[stored])[strong] / rate * 512
    assert np.percentile(off, 95) <= 1e-4
    late = (got["time"][rows, :256] * rate - np.array(rows)[:, None] * 128 - 256) / 512
    off = np.abs(late - delay[stored])[strong]
    assert np.percentile(np.minimum(off, np.abs(off - 1)), 95) <= 1e-3
