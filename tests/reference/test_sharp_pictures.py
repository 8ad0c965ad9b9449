# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-render --type reassigned: thin lines, calm noise, no empty cells, and the energy of the samples."""
import numpy as np
import pytest
from scipy import ndimage

from pictures import Picture, draw, row_stream
from spectools import Stream, noise, sample_stream, wav_bytes

SHARP, BARE = ("--type", "reassigned"), ("--no-axes", "-f", "grey16")
RATE = 8000


def levels(spec, *words, **more):
    """[time, frequency] in dB, of a picture without axes, whose colours span 200 dB in steps of 0.003."""
    picture = draw(spec, *words, *BARE, "-z", "-190:10", **more)
    return picture.level_of(picture.data()), picture


def sound(path, x, rate=RATE):
    path.write_bytes(wav_bytes(np.asarray(x), rate, form="f32"))
    return path


def powers(levels_of):
    return 10 ** (levels_of / 10)


def width_below_peak(lines, decibels=10):
    """The median number of pixels of each line that are at most so far below its greatest."""
    return np.median((lines >= lines.max(axis=1, keepdims=True) - decibels).sum(axis=1))


# A hundred pixels a second at 8 kHz are rows of 80 samples: a row a pixel, without pooling
ROWS = ("-X", 100, "-y", 257)


@pytest.mark.parametrize("axis,band", [("linear", None), ("linear", (500, 2000)), ("mel", None), ("log", (100, 4000)), ("bark", (300, 3000))])
def test_no_cell_is_empty(spec, tmp_path, axis, band):
    """In white noise no cell is more than 40 dB below the median, and few are more than 15 dB below: fewer than in the
    plain picture, whose powers are exponentially distributed (2.2 % below 1/31.6 of the median). The levels of cells
    deviate less than the plain ones, too (5.6 dB)."""
    path = sound(tmp_path / "x.wav", 0.1 * noise(5 * RATE))
    words = ("--axis", axis, *(("-F", f"{band[0]}:{band[1]}") if band else ()), *ROWS)
    sharp = levels(spec, path, *words, *SHARP)[0][5:-5, 3:-3]
    plain = levels(spec, path, *words)[0][5:-5, 3:-3]
    sharp, plain = (each - np.median(each, axis=0) for each in (sharp, plain))  # cells of these axes differ in height
    assert sharp.min() > -40
    assert (sharp < -15).mean() < 0.01 and (sharp < -15).mean() <= (plain < -15).mean()
    assert sharp.std() < 5.2 and sharp.std() < plain.std()


@pytest.mark.parametrize("name", ["speech_libri_16k", "bird_robin_44k", "whale_humpback_8k", "mouse_usv_300k"])
def test_recordings_have_no_pepper(spec, data, name):
    """Few cells are far below all four neighbours, and fewer than those that nearest cells would leave."""
    path = data / "audio" / f"{name}.wav"

    def pepper(cells):
        around = ndimage.minimum_filter(cells, footprint=np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
        return ((cells < around - 10) & (around > -100)).mean()

    sharp = levels(spec, path, *SHARP, "-x", 1200, "-y", 513)[0]
    rows = spec.run("spec-reassign", "-n", 1024, "-p", 64, path).out
    bare = levels(spec, "-x", 1200, "-y", 513, stdin=rows)[0]
    assert pepper(sharp) < 1e-3 and pepper(sharp) < pepper(bare)


@pytest.mark.parametrize("slope", [0, 300, -900, 2500])
def test_chirps_are_thin(spec, tmp_path, slope):
    """A chirp of so many Hz a second is at most three pixels high 10 dB below its peak; the plain one is at least twice as
    high. The peak is where the axis says, within a pixel."""
    t = np.arange(round(1.2 * RATE)) / RATE
    path = sound(tmp_path / "x.wav", 0.5 * np.sin(2 * np.pi * (2000 * t + slope / 2 * (t - 0.6) ** 2)))
    sharp, picture = levels(spec, path, *SHARP, "-x", 400, "-y", 513)
    plain = levels(spec, path, "-x", 400, "-y", 513)[0]
    inner = slice(40, -40)
    assert width_below_peak(sharp[inner]) <= 3 and width_below_peak(plain[inner]) >= 2 * width_below_peak(sharp[inner])
    want = picture.pixel_of_value(2000 + slope * (picture.time_of(np.arange(400)) - 0.6))
    assert np.abs(sharp.argmax(axis=1) - want)[inner].max() <= 1


def test_clicks_are_thin(spec, tmp_path):
    """A click is at most three pixels wide 10 dB below its peak, and where the axis says; the plain one is wider."""
    x = np.zeros(RATE)
    x[[2345, 6001]] = 0.9
    path = sound(tmp_path / "x.wav", x)
    sharp, picture = levels(spec, path, *SHARP, "-x", 400, "-y", 257)
    plain = levels(spec, path, "-x", 400, "-y", 257)[0]
    for at in (2345, 6001):
        middle = picture.pixel_of_time(at / RATE)
        part = slice(int(middle) - 20, int(middle) + 20)
        assert np.abs(sharp[part].argmax(axis=0) + part.start - middle)[5:-5].max() <= 1
        assert width_below_peak(sharp[part].T[5:-5]) <= 3
        assert width_below_peak(plain[part].T[5:-5]) >= 2 * width_below_peak(sharp[part].T[5:-5])


@pytest.mark.parametrize("frequency", [1000, 1003.7, 1007.8, 2222.2])
def test_level_of_a_sine(spec, tmp_path, frequency):
    """The cells of a column add up to the sine's level; the greatest reads at most that, and at least 45 % of it (half of
    nine tenths, midway between two pixels). The tolerance is that of three Hermite windows and of the step of a level."""
    t = np.arange(4 * RATE) / RATE
    cells = levels(spec, sound(tmp_path / "x.wav", 0.1 * np.sin(2 * np.pi * frequency * t)), *SHARP, *ROWS)[0][20:-20]
    whole = 10 * np.log10(powers(cells).sum(axis=1))
    assert np.abs(whole + 20).max() <= 0.05
    assert -20 + 10 * np.log10(0.45) - 0.05 <= cells.max(axis=1).min() and cells.max() <= -20 + 0.05


@pytest.mark.parametrize("axis", ["linear", "log", "erb"])
def test_energy_is_that_of_the_samples(spec, tmp_path, axis):
    """The cells of all columns have the mean square of the samples, twice: a full-scale sine reads 1. The noise is within
    the band, so that no axis misses any of it; the ends, where windows reach beyond the sound, are left out."""
    shape = np.fft.rfftfreq(6 * RATE, 1 / RATE)
    x = np.fft.irfft(np.fft.rfft(noise(6 * RATE)) * ((shape > 300) & (shape < 3500)))
    cells = levels(spec, sound(tmp_path / "x.wav", 0.1 * x), *SHARP, *ROWS, "--axis", axis, "-F", "100:4k")[0]
    got, want = powers(cells[50:-50]).sum(axis=1).mean(), 2 * np.mean((0.1 * x[50 * 80:-50 * 80]) ** 2)
    assert got == pytest.approx(want, rel=0.01)  # windows at the borders of the part weigh samples within 300 of it


@pytest.mark.parametrize("seed", range(10))
def test_any_grid_keeps_the_energy(spec, tmp_path, seed):
    """At random rates, scales of time, heights, axes, hops and windows: no cell is empty, the cells add up to the energy of
    the samples, and the greatest share of the energy is where the sound has it."""
    rng = np.random.default_rng(seed)
    per_second, step = int(rng.integers(50, 200)), int(rng.integers(9, 64))
    rate, count = per_second * step, 300 * step
    t = np.arange(count) / rate
    low, high = sorted(rng.uniform(0.05, 0.45, 2) * rate)
    x = 0.2 * np.sin(2 * np.pi * (low * t + (high - low) / 2 * t ** 2 / t[-1])) + 0.02 * rng.standard_normal(count)
    axis = ("linear", "mel", "bark", "erb")[seed % 4]
    words = {0: (), 1: ("-w", "nuttall"), 2: ("-l", 8 * step + seed), 3: ("-l", 500, "-p", step), 4: ("-p", max(step // 3, 1) if step % 3 == 0 else step)}[seed % 5]
    cells, picture = levels(spec, sound(tmp_path / "x.wav", x, rate), *SHARP, "-X", per_second, "-y", int(rng.integers(100, 600)), "--axis", axis, *words)
    assert float(picture.texts["Rows"].split()[3]) == pytest.approx(per_second), "rows are no pixels"
    power = powers(cells[60:-60])
    assert power.sum(axis=1).mean() == pytest.approx(2 * np.mean(x[60 * step:-60 * step] ** 2), rel=0.03)
    assert cells.min() > -150
    want = picture.pixel_of_value(low + (high - low) * picture.time_of(np.arange(len(cells))) / t[-1])
    assert np.median(np.abs(cells.argmax(axis=1) - want)[60:-60]) <= 1.5


def test_the_window_follows_the_zoom(spec, data):
    """2 rate sqrt(dt / df) samples, 256 at least, twice that for three tapers; a row a pixel, but at most a quarter of it."""
    path = data / "audio" / "speech_libri_16k.wav"
    for words, pixels, seconds, band in (((), (1200, 513), 4, 8000), (("-x", 600), (600, 513), 4, 8000), (("-s", 1, "-d", "500ms"), (1200, 513), 0.5, 8000),
                                         (("-s", 1, "-d", "500ms", "-F", "0:2k"), (1200, 513), 0.5, 2000), (("-y", 100), (1200, 100), 4, 8000)):
        picture = draw(spec, path, *SHARP, *words)
        size = max(256, int(2 * 16000 * np.sqrt(seconds / pixels[0] / (band / (pixels[1] - 1)))))
        hop = min(int(seconds / pixels[0] * 16000), size // 4)
        assert picture.texts["Frames"] == f"reassigned, hermite {2 * size}, hop {hop // 2 if hop >= 8 else hop}, 16 kHz", words
        assert float(picture.texts["Rows"].split()[3]) == pytest.approx(16000 / hop), words


def test_the_window_is_no_longer_than_the_sound(spec, data):
    """Of a band of 1 Hz, N = 2 rate sqrt(dt / df) would be many seconds; three tapers are twice as long."""
    path = data / "audio" / "speech_libri_16k.wav"
    for words, samples in ((("-d", "100ms"), 1600), (("-d", "1smp"), 256), (("-d", "1"), 16000)):
        picture = draw(spec, path, *SHARP, "-x", 40, "-y", 5, "-F", "1000:1001", *words)
        kind, size = picture.texts["Frames"].split(",")[1].split()
        assert int(size) <= samples * (2 if kind == "hermite" else 1.5), words  # 1.5: a power of two is the nearest


def test_the_middle_of_the_axis_chooses_the_window(spec, data):
    """60 Hz to 4 kHz on a log axis: 490 Hz in the middle, where a pixel is 4.02 Hz."""
    picture = draw(spec, data / "audio" / "speech_libri_16k.wav", *SHARP, "--axis", "log", "-F", "60:4k")
    height = np.sqrt(60 * 4000) * np.log(4000 / 60) / 512
    assert picture.texts["Frames"].startswith(f"reassigned, hermite {2 * int(2 * 16000 * np.sqrt(4 / 1200 / height))},")


def test_the_visible_band_is_no_warning(spec, data):
    """The columns end at the band asked for, but for the rounding of their logarithms."""
    for band in ("60:8k", "100:5k", "33.3:7777"):
        done = spec.run("spec-render", *SHARP, "--axis", "log", "-x", 30, "-y", 100, "-F", band, data / "audio" / "speech_libri_16k.wav")
        assert done.err == "", band


def test_given_frames_win(spec, data):
    path = data / "audio" / "speech_libri_16k.wav"
    for words, frames in ((("-l", "20ms"), "hann 320, hop 53"), (("-n", 512), "hann 512, hop 53"), (("-n", 512, "-l", 100), "hann 100, hop 25"),
                          (("-p", 10), "hermite 934, hop 10"), (("-p", 200), "hermite 934, hop 200"), (("-w", "nuttall"), "nuttall 512, hop 53"),
                          (("--resolution", "fixed"), "hermite 2048, hop 64"), (("-l", "20ms", "-p", 50, "-w", "gauss:40"), "gauss:40 320, hop 50")):
        assert draw(spec, path, *SHARP, *words).texts["Frames"] == f"reassigned, {frames}, 16 kHz", words


def test_one_call_in_a_long_sound_is_seen(spec, tmp_path):
    """Where rows are closer than pixels the greatest shows: a burst of 30 ms in five minutes has its level."""
    x = np.zeros(300 * RATE)
    t = np.arange(240) / RATE
    x[1_000_000:1_000_240] = 0.5 * np.sin(2 * np.pi * 1000 * t) * np.hanning(240)
    path = sound(tmp_path / "x.wav", x)
    sharp, picture = levels(spec, path, *SHARP, "-x", 300, "-y", 129)
    plain = levels(spec, path, "-x", 300, "-y", 129)[0]
    assert np.abs(sharp.max(axis=1).argmax() - picture.pixel_of_time(1_000_120 / RATE)) <= 1
    assert sharp.max() >= plain.max() - 3
    assert picture.texts["Frames"].startswith("reassigned, hann")


def test_the_same_bytes(spec, tmp_path):
    """In every run, from a file, and from a pipe whose header has the length."""
    x = noise(16000, 2)
    blob = sample_stream(x, rate=RATE)
    (tmp_path / "x").write_bytes(blob)
    want = spec.run("spec-render", *SHARP, tmp_path / "x").out
    assert spec.run("spec-render", *SHARP, tmp_path / "x").out == want
    piped, wanted = Picture(spec.run("spec-render", *SHARP, stdin=blob).out), Picture(want)
    assert (piped.pixels[40:] == wanted.pixels[40:]).all()  # the history, not in the pixels, names the file


def test_a_part_is_the_crop(spec, tmp_path):
    """At one scale the rows of a part are those of the whole, wherever it begins, with any hop."""
    path = sound(tmp_path / "x.wav", noise(40000))
    for scale in (("-X", 100), ("-X", 100, "-p", 30), ("-X", 100, "-l", 301, "-p", 7)):
        whole, picture = levels(spec, path, *SHARP, *scale, "-y", 129)
        rate = float(picture.texts["Rows"].split()[3])
        begin = picture.numbers("Time range")[0]
        for first, end in ((1, 2), (0, 0.5), (2.345, 3), (4.5, 5)):
            part, crop = levels(spec, path, *SHARP, *scale, "-y", 129, "-s", first, "-e", end)
            if rate != 100:  # rows and pixels differ, and with them the pooling: only compare times
                assert crop.numbers("Time range")[0] == pytest.approx(round((first - begin) * rate) / rate + begin, abs=1.01 / rate)
                continue
            at = round((crop.numbers("Time range")[0] - begin) * 100)
            assert len(part) >= 40 and (part == whole[at:at + len(part)]).all(), (scale, first)


def test_channels_and_waveform(spec, tmp_path):
    x = np.stack([noise(16000), 0.1 * np.sin(2 * np.pi * 1000 * np.arange(16000) / RATE)], axis=1)
    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(x, RATE, form="f32"))
    both = draw(spec, path, *SHARP, "-x", 300, "-y", 200, "-z", "-120:0")
    alone = draw(spec, path, *SHARP, "-x", 300, "-y", 100, "-z", "-120:0", "-c", 2)
    swapped = draw(spec, path, *SHARP, "-x", 300, "-y", 200, "-z", "-120:0", "-c", "2,1")
    assert (both.data(1) == swapped.data(0)).all() and (both.data(0) == swapped.data(1)).all()
    strip = draw(spec, path, *SHARP, "-x", 300, "-y", 200, "--waveform")
    assert strip.height > both.height
    for orientation in ("up", "down"):
        turned = draw(spec, path, *SHARP, "-x", 100, "-y", 300, "-z", "-120:0", "-c", 2, "--orientation", orientation)
        assert (turned.data() == alone.data()).all()


def test_length_that_is_not_known(spec):
    """Samples of a pipe are counted first, so that the picture is that of a pipe whose header has the length."""
    x = np.float32(0.5 * np.sin(2 * np.pi * 1000 * np.arange(30000) / RATE))
    for words in ((), ("-s", 1, "-d", 2), ("-X", 100)):
        known, unknown = (draw(spec, *SHARP, *words, stdin=sample_stream(x, rate=RATE, announce=announce)) for announce in (True, False))
        assert (known.pixels == unknown.pixels).all() and known.texts == unknown.texts, words


def test_rows_are_refused(spec):
    rows = row_stream(np.ones((10, 20)), 10)
    for words in (SHARP, ("--type", "stft")):
        done = spec.run("spec-render", *words, stdin=rows, check=False)
        assert done.code == 64 and "--type is for audio" in done.err and done.out == b""
    done = spec.run("spec-render", "--type", "wavelet", stdin=sample_stream(noise(1000)), check=False)
    assert done.code == 64 and "reassigned" in done.err


def test_report_names_the_window(spec):
    """-v and the PNG name the same window: Hermite windows in a zoom, unless a window is given."""
    blob = sample_stream(noise(4000), rate=RATE)
    for words, name in (((), "hermite"), (("-w", "blackman"), "blackman")):
        done = spec.run("spec-render", "-v", *SHARP, *words, stdin=blob)
        assert f"window {name} of " in done.err and f", {name} " in Picture(done.out).texts["Frames"], words


def test_impossible_windows(spec):
    for words, why in ((("-n", 1), "--fft-size"), (("-w", "rect"), "rect")):
        done = spec.run("spec-render", *SHARP, *words, stdin=sample_stream(noise(1000)), check=False)
        assert done.code == 64 and why in done.err, words


def test_impossible_bands(spec):
    blob = sample_stream(noise(4000), rate=RATE)
    for words in (("-F", "5k:6k"), ("-F", "0:100", "--axis", "log")):
        done = spec.run("spec-render", *SHARP, *words, stdin=blob, check=False)
        assert done.code == 64 and "--freq" in done.err, words
    done = spec.run("spec-render", *SHARP, "-F", "100:9k", stdin=blob)
    assert "warning" in done.err and "4000" in done.err


def test_short_sound(spec):
    """From one sample on there is a picture, as there is a plain one."""
    for count in (1, 2, 10, 100):
        picture = draw(spec, *SHARP, "-x", 50, "-y", 20, stdin=sample_stream(noise(count), rate=RATE))
        assert picture.data().shape == (50, 20), count


def test_the_pipe_with_default_options(spec, data):
    """spec-reassign | spec-render, both without options, has the lines of the one command where their windows agree."""
    path = data / "audio" / "speech_libri_16k.wav"
    rows = spec.run("spec-reassign", path).out
    stream = Stream(rows)
    assert stream.header["frame"] == "400"
    piped = levels(spec, "-x", 600, "-y", 257, stdin=rows)[0]
    sharp = levels(spec, path, *SHARP, "-x", 600, "-y", 257)[0]
    strong = piped > -45
    assert np.corrcoef(piped[strong], sharp[strong])[0, 1] > 0.6
