# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers of spec-stft against scipy.signal and against sums written in numpy, all in double precision."""
import numpy as np
import pytest
from scipy import signal

from spectools import noise, refused, sample_stream

# A transform in single precision: 24 bits, rounded about log2(N) times, with random signs. Measured over everything
# below: at most 2.1e-7 of the maximum, for white noise under a Hann window 1.2e-7.
PEAK = 5e-7
RATE = 8000

WINDOWS = {  # ours: scipy's
    "rect": "boxcar", "hann": "hann", "hamming": "hamming", "blackman": "blackman", "blackmanharris": "blackmanharris",
    "nuttall": "nuttall", "flattop": "flattop", "bartlett": "bartlett", "triang": "triang", "cosine": "cosine",
    "bohman": "bohman", "parzen": "parzen", "tukey": ("tukey", 0.5), "tukey:0.25": ("tukey", 0.25),
    "gauss:40": ("gaussian", 40), "kaiser": ("kaiser", 8.6), "kaiser:14": ("kaiser", 14), "dolph": ("chebwin", 100),
    "dolph:60": ("chebwin", 60), "dpss": ("dpss", 4), "dpss:2.5": ("dpss", 2.5)}
SIZES = [(64, 64), (255, 255), (400, 512), (1024, 1024), (1000, 2048)]


def near(got, want, tolerance=PEAK):
    assert got.shape == want.shape, (got.shape, want.shape)
    worst, peak = np.abs(got - want).max(), np.abs(want).max()
    assert peak > 0 and worst <= tolerance * peak, f"off by {worst / peak:.3g} of the peak {peak:.3g}"


def rows(spec, x, *options, rate=RATE):
    """x[frame] or x[frame, channel] through spec-stft, raw, on a pipe."""
    channels = 1 if x.ndim == 1 else x.shape[1]
    options = (*options, "-q")
    return spec.stream("-r", rate, *(["-c", channels] if channels > 1 else []), *options,
                       stdin=np.ascontiguousarray(x, "<f4").tobytes())


def taper(name, length, symmetric=False):
    return signal.get_window(WINDOWS[name], length, fftbins=not symmetric)


def inner(bins, fft):
    """1 at DC and Nyquist and 2 between: the weights of a one-sided spectrum."""
    c = np.full(bins, 2.0)
    c[0] = 1
    if fft % 2 == 0:
        c[-1] = 1
    return c


def slices(x, starts, length):
    """Frames of x, with zeros beyond its ends."""
    padded = np.concatenate([np.zeros(length), x, np.zeros(2 * length)])
    return np.stack([padded[length + s:2 * length + s] for s in starts])


def spectra(frames, window, fft):
    """The definition: sums over the windowed frame, phase from its first sample."""
    return np.fft.rfft(frames * window, fft)


@pytest.mark.parametrize("name", WINDOWS)
def test_every_window_equals_scipys(spec, name):
    x = noise(4000)
    for symmetric in (False, True):
        for length, fft in SIZES[:4:3]:
            got = rows(spec, x, "-l", length, "-n", fft, "-p", length // 4, "-w", name, "--framing", "snip", "-k", "complex",
                       "--scaling", "none", *(["--symmetric"] if symmetric else [])).complex()[:, 0]
            starts = range(0, len(x) - length + 1, length // 4)
            near(got, spectra(slices(x, starts, length), taper(name, length, symmetric), fft))


@pytest.mark.parametrize("name,formula", [
    ("welch", lambda u, half: 1 - (u / half) ** 2),
    ("povey", lambda u, half: (0.5 + 0.5 * np.cos(np.pi * u / half)) ** 0.85),
    ("praat", lambda u, half: (np.exp(-48 * (u / (2 * half + 2)) ** 2) - np.exp(-12)) / (1 - np.exp(-12)))])
def test_windows_missing_in_scipy(spec, name, formula):
    length = 400
    x = noise(3000)
    for symmetric in (False, True):
        half = (length - 1) / 2 if symmetric else length / 2
        u = np.arange(length) - half
        got = rows(spec, x, "-l", length, "-n", 512, "-p", 100, "-w", name, "--framing", "snip", "-k", "complex",
                   "--scaling", "none", *(["--symmetric"] if symmetric else [])).complex()[:, 0]
        near(got, spectra(slices(x, range(0, len(x) - length + 1, 100), length), formula(u, half), 512))


def burg(x, order):
    """The prediction-error filter 1, a1 ... of Burg's method, by the recursion of its definition."""
    forward, backward, filter_ = x[1:], x[:-1], np.array([1.0])
    for _ in range(order):
        k = -2 * (forward @ backward) / (forward @ forward + backward @ backward)
        filter_ = np.append(filter_, 0) + k * np.append(filter_, 0)[::-1]
        forward, backward = (forward + k * backward)[1:], (backward + k * forward)[:-1]
    return filter_


def continued(x, count):
    """x continued by `count` samples: of the last 2048 samples, 32 coefficients or a third of their number."""
    x = x[-2048:]
    filter_ = burg(x, min(32, len(x) // 3))
    out = list(x)
    for _ in range(count):
        out.append(-sum(a * y for a, y in zip(filter_[1:], out[::-1])))
    return np.array(out[len(x):])


@pytest.mark.parametrize("count", [60, 500, 5000])
def test_predicted_ends(spec, count):
    """--padding predict: frames of the signal continued on both sides. Coloured noise, a tone and an offset."""
    x = np.cumsum(noise(count)) * 0.02 + 0.2 * np.sin(0.3 * np.arange(count)) + 0.3
    x = x.astype(np.float32)
    long = np.concatenate([continued(x[::-1].astype(float), 256)[::-1], x.astype(float), continued(x.astype(float), 512)])
    got = rows(spec, x, "-n", 256, "-p", 64, "-w", "hann", "--scaling", "none", "--padding", "predict", "-k", "complex").complex()[:, 0]
    starts = 64 * np.arange(1 + count // 64) + 256 - 128
    want = spectra(np.stack([long[s:s + 256] for s in starts]), taper("hann", 256, False), 256)
    near(got, want)


@pytest.mark.parametrize("padding", ["zeros", "even", "odd", "constant"])
@pytest.mark.parametrize("length,fft", SIZES)
def test_scipy_stft(spec, length, fft, padding):
    """
    scipy.signal.stft with its boundaries and its padding to whole frames is --framing full. Where the last frame is not
    full, scipy adds zeros behind the boundary, and our padding goes on.
    """
    hop = length // 3
    full = 15 * hop + length % 2  # then scipy adds none
    x = noise(5003 if padding == "zeros" else full)
    options = ("-l", length, "-n", fft, "-p", hop, "--framing", "full", "--padding", padding, "-k", "complex")
    _, times, want = signal.stft(x.astype(float), RATE, "hann", length, length - hop, fft, boundary=padding, padded=True)
    want = want.T * inner(fft // 2 + 1, fft)
    got = rows(spec, x, *options)
    near(got.complex()[:, 0], want)
    if length % 2 == 0:  # scipy's times of an odd frame are half a sample early: no sample is its centre
        assert np.abs(got.times() - times).max() <= 1e-12  # rounding of numbers below 1
    _, _, want = signal.stft(x.astype(float), RATE, "hann", length, length - hop, fft, boundary=padding, padded=True, scaling="psd")
    near(rows(spec, x, *options, "--scaling", "density").complex()[:, 0], want.T * np.sqrt(inner(fft // 2 + 1, fft)))


@pytest.mark.parametrize("padding", ["even", "odd", "constant"])
@pytest.mark.parametrize("framing", ["full", "pad", "center", "all", "last"])
def test_padding_reaches_the_last_frame(spec, framing, padding):
    """numpy.pad, farther than any frame reaches: also with hops longer than the window, and of a short signal."""
    mode = {"even": {"mode": "reflect"}, "odd": {"mode": "reflect", "reflect_type": "odd"}, "constant": {"mode": "edge"}}[padding]
    for length, hop, count in ((64, 48, 1000), (63, 48, 1000), (40, 111, 1000), (64, 200, 5), (31, 30, 2)):
        x = noise(count)
        got = rows(spec, x, "-l", length, "-n", length, "-p", hop, "--framing", framing, "--padding", padding, "-k", "complex").complex()[:, 0]
        room = length + hop
        start = {"full": -(length // 2), "center": -(length // 2), "last": hop - length}.get(framing, 0)
        frames = slices(np.pad(x.astype(float), room, **mode), [room + start + m * hop for m in range(len(got))], length)
        h = signal.get_window("hann", length)
        near(got, np.fft.rfft(frames * h, axis=1) / h.sum() * inner(length // 2 + 1, length))


@pytest.mark.parametrize("clip,channel", [("speech_libri_16k.wav", 0), ("music_trumpet_44k_stereo.wav", 1),
                                          ("music_brahms_44k_stereo_f32.wav", 0), ("whale_humpback_8k.wav", 0)])
def test_scipy_stft_of_recordings(spec, data, clip, channel):
    from scipy.io import wavfile
    rate, x = wavfile.read(data / "audio" / clip)
    x = x.reshape(len(x), -1)[:, channel]
    x = x / 32768.0 if x.dtype == np.int16 else x.astype(float)
    _, _, want = signal.stft(x, rate, "hann", 1024, 768)
    got = spec.stream("-p", 256, "--framing", "full", "-c", channel + 1, "-k", "complex", data / "audio" / clip)
    assert got.number("samplerate") == rate
    near(got.complex()[:, 0], want.T * inner(513, 1024))


@pytest.mark.parametrize("length,fft", SIZES)
def test_short_time_fft(spec, length, fft):
    """scipy's ShortTimeFFT: slice p is centred on p hop, phases refer to the centre of the window."""
    x = noise(4001)
    hop, middle = length // 4, length // 2
    starts = [p * hop - middle for p in range(1 + len(x) // hop)]
    turn = np.exp(2j * np.pi * np.arange(fft // 2 + 1) * middle / fft)
    want = spectra(slices(x, starts, length), taper("hann", length), fft) * turn
    got = rows(spec, x, "-l", length, "-n", fft, "-p", hop, "-k", "complex", "--phase-from", "center", "--scaling", "none")
    near(got.complex()[:, 0], want)


@pytest.mark.parametrize("origin", ["frame", "fft", "center", "signal"])
@pytest.mark.parametrize("length,fft", SIZES)
def test_phase_origins(spec, length, fft, origin):
    x = noise(3000)
    hop, k = 77, np.arange(fft // 2 + 1)
    starts = np.array([p * hop - length // 2 for p in range(1 + len(x) // hop)])
    later = {"frame": 0 * starts, "fft": 0 * starts + (fft - length) // 2, "center": 0 * starts - length // 2, "signal": starts}
    want = spectra(slices(x, starts, length), taper("hann", length), fft)
    want = want * np.exp(-2j * np.pi * np.outer(later[origin] % fft, k) / fft)
    options = ("-l", length, "-n", fft, "-p", hop, "--phase-from", origin, "--scaling", "none")
    near(rows(spec, x, *options, "-k", "complex").complex()[:, 0], want)
    phase = rows(spec, x, *options, "-k", "phase")
    assert phase.header["unit"] == "rad"
    phase = phase.rows[:, 0].astype(float)
    assert np.abs(phase).max() <= np.float32(np.pi)
    # the angle of a sum with an error of PEAK of the peak turns by PEAK peak / |X|, and atan2f rounds to 4 ulp of pi
    turn = np.abs(np.angle(np.exp(1j * (phase - np.angle(want)))))
    allowed = 1e-6 + 2 * PEAK * np.abs(want).max() / np.abs(want)
    assert (turn <= allowed).all(), (turn / allowed).max()


@pytest.mark.parametrize("detrend", ["none", "mean", "linear"])
@pytest.mark.parametrize("length,fft", SIZES)
def test_periodogram_and_welch(spec, length, fft, detrend):
    x = noise(6000) + np.float32(0.3) + np.linspace(-0.5, 0.5, 6000).astype(np.float32)
    hop = length // 2
    theirs = {"none": False, "mean": "constant", "linear": "linear"}[detrend]
    options = ("-l", length, "-n", fft, "-p", hop, "--framing", "snip", "--detrend", detrend, "-k", "density")
    frames = [signal.periodogram(x[s:s + length].astype(float), RATE, "hann", fft, theirs)[1]
              for s in range(0, len(x) - length + 1, hop)]
    got = rows(spec, x, *options)
    assert got.header["unit"] == "FS^2/Hz" and got.kind == "density"
    near(got.rows[:, 0], np.array(frames), 2 * PEAK)  # a square doubles the relative error
    _, want = signal.welch(x.astype(float), RATE, "hann", length, length - hop, fft, theirs)
    got = rows(spec, x, *options, "--average")
    assert got.rows.shape[0] == 1 and got.header["rows"] == "1"
    near(got.rows[0, 0], want, 2 * PEAK)


@pytest.mark.parametrize("clip", ["speech_english_8k.wav", "bird_robin_44k.wav", "whale_humpback_8k.wav"])
def test_welch_of_recordings(spec, data, clip):
    from scipy.io import wavfile
    rate, x = wavfile.read(data / "audio" / clip)
    for detrend, theirs in (("mean", "constant"), ("linear", "linear")):
        _, want = signal.welch(x / 32768.0, rate, "hann", 1024, 512, detrend=theirs)
        got = spec.stream("-p", 512, "--framing", "snip", "--detrend", detrend, "-k", "density", "--average", data / "audio" / clip)
        near(got.rows[0, 0], want, 2 * PEAK)


def test_peak_hold(spec):
    x = noise(5000, 2)
    got = rows(spec, x, "-n", 256, "--peak-hold")
    want = rows(spec, x, "-n", 256).rows.max(axis=0)
    assert got.rows.shape[0] == 1 and (got.rows[0] == want).all()


@pytest.mark.parametrize("scaling", ["spectrum", "density", "none"])
def test_kinds_agree(spec, scaling):
    """Magnitude is |complex|, power its square, level 10 log10 of that, at least -200 dB."""
    x = noise(4000)
    x[1500:2600] = 0  # frames of silence
    options = ("-n", 512, "-p", 128, "--scaling", scaling)
    size = np.abs(rows(spec, x, *options, "-k", "complex").complex())
    assert (size.max(axis=2) == 0).any()
    near(rows(spec, x, *options, "-k", "magnitude").rows, size, 3e-7)  # rounding of squares, sum and root: measured 1.1e-7
    power = rows(spec, x, *options, "-k", "power").rows
    near(power, size ** 2, 3e-7)
    got = rows(spec, x, *options, "-k", "level")
    # level.h: within 1.2e-5 dB of exact between +-200 dB; a float at 200 dB is itself rounded by 0.8e-5
    with np.errstate(divide="ignore"):
        want = np.maximum(10 * np.log10(power.astype(float)), -200)
    assert np.abs(got.rows - want).max() <= 2e-5
    assert got.rows.min() == -200
    assert got.header["unit"] == ("dBFS/Hz" if scaling == "density" else "dBFS")


def test_density_is_power_with_density_scaling(spec):
    x = noise(3000)
    assert (rows(spec, x, "-k", "density").rows == rows(spec, x, "-k", "power", "--scaling", "density").rows).all()


def test_channels(spec):
    x = noise(3000, 3)
    stream = sample_stream(x)
    options = ("-n", 256, "-p", 64, "-k", "complex", "--scaling", "none")
    starts = range(-128, 3001 - 128, 64)
    want = np.stack([spectra(slices(x[:, c], starts, 256), taper("hann", 256), 256) for c in range(3)], axis=1)
    near(spec.stream(*options, stdin=stream).complex(), want)
    near(spec.stream(*options, "-c", "all", stdin=stream).complex(), want)
    near(spec.stream(*options, "-c", "1,2", stdin=stream).complex(), want[:, :2])
    near(spec.stream(*options, "-c", "3,1,3", stdin=stream).complex(), want[:, [2, 0, 2]])
    near(spec.stream(*options, "-c", "mix", stdin=stream).complex(), want.mean(axis=1, keepdims=True), 2 * PEAK)  # the mean is rounded to single precision first
    refused(spec.run("spec-stft", "-c", "4", stdin=stream, check=False), 64, "no channel 4", "3")
    refused(spec.run("spec-stft", "-c", "0", stdin=stream, check=False), 64)


# (window, hop): rows of 16000 samples
COUNTS = {(400, 160): (101, 101, 99, 98), (512, 160): (101, 101, 98, 97), (1024, 256): (63, 64, 60, 59),
          (2048, 512): (32, 33, 29, 28)}
# and for framings whose count does not depend on the window: hops in 16000 samples, rounded, up, up, down, and one more
COUNTS = {(length, hop): counts + ((16000 + hop // 2) // hop, -(-16000 // hop), -(-16000 // hop), 16000 // hop, 16000 // hop + 1)
          for (length, hop), counts in COUNTS.items()}


FRAMINGS = ["center", "full", "pad", "snip", "reflect", "all", "inside", "open", "last"]


@pytest.mark.parametrize("sizes", COUNTS)
@pytest.mark.parametrize("which,framing", enumerate(FRAMINGS))
def test_row_counts(spec, tmp_path, sizes, which, framing):
    want = COUNTS[sizes][which]
    bare = tmp_path / "x.f32"
    bare.write_bytes(noise(16000).tobytes())
    options = ("-r", 16000, "-l", sizes[0], "-p", sizes[1], "--framing", framing)
    plan = dict(line.split(None, 1) for line in spec.run("spec-stft", *options, "--plan", bare).out.decode().splitlines())
    assert plan["rows"] == str(want)
    known = spec.stream(*options, bare)
    assert known.header["rows"] == str(want) and len(known.rows) == want
    unknown = spec.stream(*options, stdin=bare.read_bytes())
    assert "rows" not in unknown.header and len(unknown.rows) == want
    assert known.data == unknown.data
    # the centre of frame 0
    centres = {"pad": sizes[0] // 2, "snip": sizes[0] // 2, "all": sizes[0] // 2, "reflect": sizes[1] // 2,
               "last": sizes[1] - sizes[0] + sizes[0] // 2}
    assert known.number("start") == centres.get(framing, 0) / 16000


def sine(hertz, count=4096, amplitude=0.5, rate=RATE, phase=0.0):
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(count) / rate + phase)).astype(np.float32)


def test_levels_of_a_sine(spec):
    x = sine(1000)
    options = ("-n", 1024, "-p", 256, "--framing", "snip")
    # 128 = amplitude 0.5 times half the window's sum of 512; a relative error of PEAK is 4.3e-6 dB, and the level's own is 1.2e-5 dB
    sums = rows(spec, x, *options, "-k", "magnitude", "--scaling", "none").rows[:, 0]
    assert (sums.argmax(axis=1) == 128).all() and np.abs(sums[:, 128] - 128).max() <= 128 * PEAK
    assert np.abs(rows(spec, x, *options, "-k", "magnitude").rows[:, 0, 128] - 0.5).max() <= 0.5 * PEAK
    assert np.abs(rows(spec, x, *options, "-k", "level").rows[:, 0, 128] - 20 * np.log10(0.5)).max() <= 2e-5
    assert np.abs(rows(spec, x, *options, "-k", "density").rows[:, 0, 128] / 0.01066667 - 1).max() <= 5e-7  # seven digits
    assert np.abs(rows(spec, 2 * x, *options, "-k", "level").rows[:, 0, 128]).max() <= 2e-5  # full scale is 0 dBFS


def test_half_a_bin_off(spec):
    x = sine(1003.90625, 1024)
    options = ("-n", 1024, "-p", 1024, "--framing", "snip")
    want = spectra(x[None].astype(float), taper("hann", 1024), 1024)[0]
    got = rows(spec, x, *options, "-k", "magnitude", "--scaling", "none").rows[0, 0]
    assert np.abs(got[128] - abs(want[128])) <= 128 * PEAK
    assert abs(got[128] - 108.64978) <= 1e-4  # the value for phase 0; five decimals and single precision
    level = rows(spec, x, *options, "-k", "level").rows[0, 0, 128]
    assert abs(level + 7.44422) <= 2e-5  # the last digit given, and the level's own 1.2e-5


def test_parseval(spec):
    """The density sums to the power of the windowed samples."""
    x = noise(1024)
    got = rows(spec, x, "-n", 1024, "--framing", "snip", "-k", "density").rows[0, 0].astype(float)
    h = taper("hann", 1024)
    want = ((x * h) ** 2).sum() / (h ** 2).sum()
    assert abs(got.sum() * RATE / 1024 / want - 1) <= 1e-6  # rounding of 513 floats, with random signs


def test_exact_frame(spec):
    """A sine on bin 8 under a Hann window is in bins 7, 8 and 9 and nowhere else."""
    x = sine(1000, 64, 1.0, phase=0.25)
    got = rows(spec, x, "-n", 64, "--framing", "snip", "-k", "magnitude", "--scaling", "none").rows[0, 0]
    want = np.zeros(33)
    want[7:10] = 8, 16, 8
    assert np.abs(got - want).max() <= 16 * PEAK
    phases = rows(spec, x, "-n", 64, "--framing", "snip", "-k", "phase").rows[0, 0]
    assert abs(phases[8] - (0.25 - np.pi / 2)) <= 1e-6  # a sine is a cosine turned back by a quarter; ulp of 1.3


@pytest.mark.parametrize("rate", ["44100", "666666.667", "44100/7"])
def test_time_base(spec, rate):
    """A click at sample n has the time n / rate, for any rate; only the axes depend on the rate."""
    over, _, under = rate.partition("/")
    hertz = float(over) / float(under or 1)
    x = np.zeros(5000, np.float32)
    x[3210] = 1
    fine = rows(spec, x, "-n", 1, "-p", 1, "-w", "rect", "--framing", "snip", rate=rate)
    row = int(fine.rows[:, 0, 0].argmax())
    assert row == 3210
    when = fine.number("start") + row / fine.number("rate")
    assert abs(when - 3210 / hertz) <= np.spacing(3210 / hertz)  # one ulp
    for framing, first in (("center", 0), ("snip", 128 / hertz)):
        coarse = rows(spec, x, "-n", 256, "-p", 30, "--framing", framing, rate=rate)
        whole = over.replace(".", "")  # an exact fraction of whole numbers
        assert coarse.header["rate"] == f"{whole}/{int(under or 1) * 30 * 10 ** (len(over.partition('.')[2]))}"
        assert coarse.header["samplerate"] == rate
        assert coarse.number("start") == first
        unit, zero, step = coarse.header["axis"].split()
        assert (unit, zero) == ("hz", "0") and float(step) == hertz / 256
        loudest = coarse.times()[coarse.rows[:, 0].sum(axis=1).argmax()]
        assert abs(loudest - 3210 / hertz) <= 15.001 / hertz  # the nearest row is at most half a hop away
    other = rows(spec, x, "-n", 256, "-p", 30, rate=1)
    assert other.data == rows(spec, x, "-n", 256, "-p", 30, rate=rate).data


def test_time_in_csv(spec):
    x = noise(1000)
    for rate in (44100, 666666.667):
        text = spec.run("spec-stft", "-r", rate, "-n", 64, "-p", 10, "-f", "csv", stdin=x.tobytes()).out.decode()
        times = np.array([float(line.split(",")[0]) for line in text.splitlines()[1:]])
        assert len(times) == 101
        # four digits more than the row spacing are printed
        assert np.abs(times - np.arange(101) * 10 / rate).max() <= 1e-4 * 10 / rate


def test_lengths_in_time(spec):
    x = noise(4000)
    want = rows(spec, x, "-l", 200, "-p", 80, "-n", 256)
    assert rows(spec, x, "-l", "25ms", "-p", "10ms", "-n", 256).data == want.data
    assert rows(spec, x, "-l", "0.025s", "-p", "60%", "-n", 256).data == want.data
    assert rows(spec, x, "-l", "200smp", "-p", "80smp", "-n", 256).data == want.data


def test_same_bytes_every_time(spec):
    blob = sample_stream(noise(20000, 2))
    first = spec.run("spec-stft", "-n", 2000, stdin=blob).out
    assert all(spec.run("spec-stft", "-n", 2000, stdin=blob).out == first for _ in range(3))
