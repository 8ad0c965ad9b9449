# SPDX-License-Identifier: GPL-2.0-or-later
"""
The frequency response of spec-decimate, and the time of every sample.

A chain of stages treats input position n and output j alike whenever both shift by its period, so one impulse at every
position of a period determines the response: response() returns the gain at any frequency in each of the period's
output phases. Their mean is the gain of a tone; their differences are images; above the new Nyquist frequency all of it
is aliasing. Ratios without a short period are measured with tones. r is frequency / new Nyquist frequency.
"""
import math
import re
import sys
from fractions import Fraction

import numpy as np
import pytest
from scipy import signal, special

from spectools import data_folder, noise

RATIOS = [("48000", "--factor", str(k)) for k in range(2, 33)] + [("44100", "--to-rate", "16000"), ("48000", "--to-rate", "44100")]
PASS = np.array([.02, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .55, .6, .65, .7, .75, .8])
BETWEEN = np.array([.825, .85, .875, .9, .925, .95, .975])
STOP = np.array([1.0, 1.005, 1.02, 1.04, 1.06, 1.08, 1.1, 1.13, 1.17, 1.23, 1.3, 1.37, 1.43, 1.57, 1.71, 1.83, 1.91, 1.97, 2.03, 2.11,
                 2.3, 2.6, 2.9, 3.1, 3.4, 3.9, 4.1, 4.7, 5.3, 6.9, 8.2, 9.7, 11.3, 13.1, 14.9])
# The pass band ripples as much as the stop band: 10^(-120/20) in each of at most four stages is 3.5e-5 dB, twice that
# peak to peak. The promise is 0.01 dB.
RIPPLE = 1e-4
# Single precision: 6e-8 of values up to 1.2, in each of three stages and in the tables of coefficients
SINGLE = 1e-6


def db(value):
    return 20 * np.log10(np.maximum(value, 1e-12))


def decimate(spec, x, rate, *options):
    """x[sample] or x[sample, channel] -> y[sample, channel] in double precision."""
    x = np.asarray(x, "<f4")
    channels = 1 if x.ndim == 1 else x.shape[1]
    out = spec.run("spec-decimate", "-r", rate, "-c", channels, "--raw", *options, stdin=x.tobytes()).out
    return np.frombuffer(out, "<f4").reshape(-1, channels).astype(float)


def plan(spec, rate, *options):
    """The exact ratio, in samples per sample, and [(ratio, taps)] of the stages."""
    text = spec.run("spec-decimate", "-r", rate, "--plan", *options, stdin=bytes(4000)).out.decode()
    up, down = re.search(r"exactly (\d+)/(\d+)$", text, re.M).groups()
    stages = [(float(ratio), int(taps)) for ratio, taps in re.findall(r"^stage \d+ +(\S+) to 1, (\d+) taps\b", text, re.M)]
    return Fraction(int(down), int(up)), stages


def kernels(spec, rate, *options):
    """
    The ratio; the weight of input floor(j * ratio) + m - middle in output j: weights[j % phases, m]; and `middle`.
    """
    ratio, stages = plan(spec, rate, *options)
    whole = math.prod(int(stage) for stage, _ in stages[:-1])
    last = ratio / whole
    phases, period = last.denominator, last.numerator * whole
    reach = sum(taps * math.prod(int(stage) for stage, _ in stages[:i]) for i, (_, taps) in enumerate(stages))
    apart = -(-2 * reach // period) * period + 1
    at = reach + np.arange(period) * apart
    x = np.zeros(reach + period * apart, "<f4")
    x[at] = 1
    y = decimate(spec, x, rate, *options)[:, 0]
    j = (at * ratio.denominator // ratio.numerator)[:, None] + np.arange(-int(reach / ratio) - 1, int(reach / ratio) + 3)
    m = at[:, None] - j * ratio.numerator // ratio.denominator + 2 * reach
    inside = (j >= 0) & (j < len(y)) & (m >= 0) & (m < 4 * reach)
    weights = np.zeros((phases, 4 * reach))
    weights[j[inside] % phases, m[inside]] = y[j[inside]]
    return ratio, weights, 2 * reach


def response(spec, rate, *options):
    """
    r[frequency], gain[phase, frequency]: complex, relative to the true time of each output; real where the phase is
    linear.
    """
    ratio, weights, middle = kernels(spec, rate, *options)
    points = 1 << math.ceil(math.log2(2 * weights.shape[1]))
    f = np.arange(points // 2 + 1) / points
    fraction = np.arange(len(weights)) * ratio.numerator % ratio.denominator / ratio.denominator
    return 2 * f * float(ratio), np.fft.rfft(weights, points) * np.exp(2j * np.pi * f * (middle + fraction[:, None]))


def tones(spec, r, rate, *options, outputs=3000):
    """
    For a tone of amplitude 1 at each r: its gain (complex), the amplitude of everything else, the amplitude of
    everything.
    """
    ratio, _ = plan(spec, rate, *options)
    f, count = r / (2 * float(ratio)), int(outputs * ratio)
    halves = []
    for part in np.array_split(np.arange(len(f)), -(-len(f) // 32)):  # a stream has at most 64 channels
        turns = np.outer(np.arange(count), f[part]) % 1
        y = decimate(spec, np.hstack([np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)]), rate, *options)
        assert len(y) == math.ceil(count / ratio)
        halves.append(y[:, :len(part)] + 1j * y[:, len(part):])
    z = np.hstack(halves)
    turns = np.outer([float(j * ratio % 1000000) for j in range(len(z))], f)
    z = (z * np.exp(-2j * np.pi * turns))[len(z) // 4:-len(z) // 4]  # the filters do not reach the ends
    gain = z.mean(axis=0)
    return gain, np.sqrt((np.abs(z - gain) ** 2).mean(axis=0)), np.sqrt((np.abs(z) ** 2).mean(axis=0))


# Ripple, stop band, images


@pytest.mark.parametrize("ratio", RATIOS, ids=" ".join)
def test_every_frequency(spec, ratio):
    r, gain = response(spec, *ratio)
    mean = gain.mean(axis=0)
    assert np.ptp(db(np.abs(mean[r <= .8]))) <= RIPPLE
    assert np.abs(mean[r <= .8] - 1).max() <= 1e-5  # gain 1 and no phase: RIPPLE again, as a number
    assert np.abs(mean[r <= .8].imag).max() <= SINGLE  # linear phase
    assert db(np.abs(gain[:, r >= 1])).max() <= -120  # in every phase, hence for any sum of aliases
    assert db(np.sqrt((np.abs(gain - mean) ** 2).mean(axis=0)))[r < 1].max() <= -120


@pytest.mark.parametrize("ratio", [("666666.667", "--to-rate", "44100"), ("44100", "--to-rate", "16000"), ("48000", "--to-rate", "44100"),
                                   ("44100/8", "--to-rate", "44100/27"), ("48000", "--to-rate", "44100.001"), ("250000", "--factor", 7)],
                         ids=lambda words: " ".join(map(str, words)))
def test_tones(spec, ratio):
    highest = .995 * float(plan(spec, *ratio)[0])  # just below the old Nyquist frequency
    r = np.concatenate([PASS, BETWEEN, STOP[STOP < highest]])
    gain, spurious, everything = tones(spec, r, *ratio)
    assert np.ptp(db(np.abs(gain[r <= .8]))) <= RIPPLE
    assert np.abs(gain[r <= .8] - 1).max() <= 1e-5  # as above; the phase too: each output is at its true time
    assert db(spurious[r < 1]).max() <= -120
    assert db(everything[r >= 1]).max(initial=-200) <= -120


# Every shape of plan (T: by transforms, i: interpolated), with enough outputs to cross the blocks of a stage
SHAPES = [("T", 20000, "48000", "44100"), ("T", 20000, "2000000/3", "48000"), ("TT", 30000, "2000000/3", "44100"),
          ("TT", 10000, "96000", "96"), ("TTT", 10000, "128000000/3", "44100"), ("Ti", 20000, "2000000/3", "44101"),
          ("Ti", 20000, "666666.667", "44100"), ("Ti", 20000, "48000", "44100.001"), ("TTi", 10000, "2000000", "3000.1")]


# -130 dB: the limit of single precision. The ripple: as below
@pytest.mark.parametrize("quality,attenuation,most", [("fast", 100, -100), ("high", 120, -120), ("best", 135, -130)])
@pytest.mark.parametrize("shape,outputs,rate,to", SHAPES)
def test_no_images_or_noise(spec, shape, outputs, rate, to, quality, attenuation, most):
    """
    A constant and tones pass unchanged, at every frequency from 0 Hz on and in every block, with nothing else added.
    """
    options = ("--to-rate", to, "--quality", quality)
    text = spec.run("spec-decimate", "-r", rate, "--plan", *options, stdin=bytes(4000)).out.decode()
    assert "".join({"transforms": "T", "interpolated": "i"}[word] for word in re.findall(r"^stage .* (\w+)$", text, re.M)) == shape
    ratio, stages = plan(spec, rate, *options)
    # the reach of the filters in outputs: half their taps, on the grids of their inputs
    reach = 2 + math.ceil(sum(taps / 2 * math.prod(step for step, _ in stages[:i]) for i, (_, taps) in enumerate(stages)) / ratio)
    for r in (0, .02, .2, .5, .69):
        f = r / 2 / float(ratio)
        y = decimate(spec, np.cos(2 * np.pi * (np.arange(int(outputs * ratio)) * f % 1)), rate, *options)[reach:-reach, 0]
        turns = 2 * np.pi * (np.arange(reach, reach + len(y)) * (r / 2) % 1)
        waves = np.stack([np.cos(turns), np.sin(turns)], axis=1)[:, :1 if r == 0 else 2]
        found = np.linalg.lstsq(waves, y, rcond=None)[0]
        assert np.abs(found - [1, 0][:len(found)]).max() <= 4 * (10 ** (-attenuation / 20) + SINGLE / 8), r
        rest = y - waves @ found
        window = signal.get_window(("kaiser", 18), len(y))  # its sidelobes are below -130 dB
        assert db(np.abs(np.fft.rfft(rest * window)) * 2 / window.sum()).max() <= most, r
        # rounding is 2e-7 rms; the peak of 30000 values is 5 times that
        assert np.abs(rest).max() <= max(10 ** (-attenuation / 20), 1.5 * SINGLE), r
        assert r > 0 or np.abs(y - 1).max() <= SINGLE


# Kaiser's formula is accurate to a decibel; the chain designs 5 dB better for the sum of its stages
@pytest.mark.parametrize("options,low,high,attenuation", [
    (("--quality", "fast"), .7, 1, 100), (("--attenuation", 100), .8, 1, 100),
    (("--attenuation", 60), .8, 1, 60), (("--transition", "0.5:0.9"), .5, .9, 120), (("--transition", "0.98:1"), .98, 1, 120),
    (("--transition", "0.8:1.2", "--attenuation", 80), .8, 1.2, 80), (("--quality", "best", "--attenuation", 90), .9, 1, 90)],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "")
@pytest.mark.parametrize("factor", [2, 3, 5, 8, 31])
def test_requested_quality(spec, factor, options, low, high, attenuation):
    r, gain = response(spec, 48000, "--factor", factor, *options)
    ripple = 4 * 8.7 * (10 ** (-attenuation / 20) + SINGLE / 8)  # dB; two stages, up and down, each as large as in the stop band
    assert np.ptp(db(np.abs(gain.mean(axis=0)[r <= low]))) <= ripple
    folded = db(np.sqrt((np.abs(gain[:, r >= high]) ** 2).mean(axis=0)))
    assert folded.max() <= -attenuation
    assert folded[(r[r >= high] < high + .1)].max() >= -attenuation - 25  # and not much better than requested, which would cost time


@pytest.mark.parametrize("ratio", [*(RATIOS[k - 2] for k in (2, 3, 5, 8, 31, 32)), *RATIOS[-2:], ("666666.667", "--to-rate", "44100"),
                                   ("48000", "--to-rate", "44100.001")], ids=" ".join)
def test_best(spec, ratio):
    """
    135 dB: the limit of single precision. Measured with tones, since besides an impulse the FFT leaves as much
    rounding.
    """
    r = np.concatenate([PASS, BETWEEN, STOP[STOP < .995 * float(plan(spec, *ratio)[0])]])
    gain, spurious, everything = tones(spec, r, *ratio, "--quality", "best")
    assert db(everything[r >= 1]).max() <= -135
    assert db(spurious[r < 1]).max() <= -120
    assert np.ptp(db(np.abs(gain[r <= .9]))) <= 4 * 8.7 * (2e-7 + SINGLE / 8)  # of 135 dB, as above


def test_wide_transitions(spec):
    """Aliases come from the transition band alone."""
    for factor, low, high in ((3, .9, 1.5), (32, .9, 1.2), (32, .8, 1.4), (7, 1, 1.1)):
        r, gain = response(spec, 48000, "--factor", factor, "--transition", f"{low}:{high}")
        mean = gain.mean(axis=0)
        assert np.ptp(db(np.abs(mean[r <= low]))) <= RIPPLE
        assert db(np.abs(gain[:, r >= high])).max() <= -120


def test_images_of_the_pass_band(spec):
    """A pass band leaves no images, however wide the transition: near ratio 1 they are close above it."""
    for transition, r in (("0.8:1.2", PASS), ("0.9:1.5", np.append(PASS, .9))):
        gain, spurious, _ = tones(spec, r, 48000, "--to-rate", 44100, "--transition", transition)
        assert np.ptp(db(np.abs(gain))) <= .01, transition
        assert db(spurious).max() <= -120, transition


# gain in dB at r = 0.5, 0.8, 1, 1.25, 1.5, 3 for factor 8, measured with the other programs
LEVELS = np.array([.5, .8, 1, 1.25, 1.5, 3])


def test_t8(spec):
    _, _, box = tones(spec, LEVELS, 8000, "--factor", 8, "--method", "box")
    assert np.abs(db(box) - [-.90, -2.38, -3.87, -6.5, -10.3, -13.0]).max() <= .06  # half a unit of the last digit given
    _, _, iir = tones(spec, LEVELS, 8000, "--factor", 8, "--method", "iir")
    assert np.abs(db(iir) - [-.02, -.05, -23.3, -46, -63, -122]).max() <= .6
    _, _, fir = tones(spec, LEVELS, 8000, "--factor", 8, "--attenuation", 100)
    assert np.abs(db(fir[:2])).max() <= .01 and db(fir[2:]).max() <= -100


def test_as_measured_by_the_checker(spec):
    """
    The other programs' definitions, and their numbers next to ours: 48 to 16 kHz, sox -h reads 1e-6 dB, 138 dB, 128 dB.
    """
    folder = data_folder()
    if folder is None:
        pytest.skip("the folder shared/data is not here")
    sys.path.insert(0, str(folder))
    try:
        import check_resample
    finally:
        sys.path.remove(str(folder))
    settings = check_resample.plan(48000, 16000)
    stimuli = check_resample.files(settings)
    got = check_resample.measure(settings, {name: decimate(spec, stimuli[name], 48000, "--to-rate", 16000)[:, 0]
                                            for name in ("tones", "impulses", "dc")})
    assert got["ripple_db_to_0.8fn"] <= RIPPLE and abs(got["gain_db_lowest_tone"]) <= RIPPLE
    assert got["alias_rejection_db_from_1.1fn"] >= 120 and got["alias_rejection_db_1.0_to_1.1fn"] >= 120
    assert got["residue_db_worst_passband_to_0.8fn"] <= -120 and got["length_error_frames"] == 0
    assert abs(got["delay_out_samples"]) <= 1e-6  # a fit of slopes to phases that are 0 except for SINGLE
    assert abs(got["dc_gain_db"]) <= 8.7 * SINGLE


# The same numbers as the other programs


def chebyshev_or_means(x, factor, method):
    if method == "iir":
        return signal.decimate(x, factor, ftype="iir", zero_phase=False)
    return np.array([x[i:i + factor].mean() for i in range(0, len(x), factor)])


@pytest.mark.parametrize("method", ["iir", "box"])
@pytest.mark.parametrize("factor", [2, 3, 8, 13, 100])
def test_methods_for_comparison(spec, factor, method):
    x = noise(10007)
    want = chebyshev_or_means(x.astype(float), factor, method)
    got = decimate(spec, x, 8000, "--factor", factor, "--method", method)[:, 0]
    # both in double precision and rounded once; the poles of factor 100 are 0.001 from the circle: measured 1.2e-8
    assert got.shape == want.shape and np.abs(got - want).max() <= 1e-7


def taps(low, high, attenuation, up):
    """The filter of lowpass.h on a grid of 1 / up, each phase with sum 1, and the position of its centre."""
    beta = .1102 * (attenuation - 8.7)
    half = math.ceil((attenuation - 7.95) / (2.285 * 2 * np.pi * (high - low)) / 2) + 1
    t = np.arange(1 - half * up, half * up) / up
    h = (low + high) * np.sinc((low + high) * t) * special.i0(beta * np.sqrt(1 - (t / half) ** 2)) / special.i0(beta)
    for phase in range(up):
        h[phase::up] /= h[phase::up].sum()
    return h, half * up - 1


def in_double(x, ratio, stages, low=.8, high=1, attenuation=125):
    """The chain in scipy: each stage begins as far before the first sample as its filter reaches."""
    rate, left, first, rows = float(ratio), ratio, 0, math.ceil(len(x) / ratio)
    for i, (step, _) in enumerate(stages):
        last = i + 1 == len(stages)
        down, up = (left.numerator, left.denominator) if last else (int(step), 1)
        h, middle = taps(low / 2 / rate, (high / 2 if last else rate / step - high / 2) / rate if not last else high / 2 / rate,
                         attenuation, up)
        early = (first * up - middle) % down
        x = signal.upfirdn(np.concatenate([np.zeros(early), h]), x, up, down)
        first = (first * up - middle - early) // down
        rate, left = rate * up / down, left * up / down
    x = x[-first:][:rows]
    return np.concatenate([x, np.zeros(rows - len(x))])


@pytest.mark.parametrize("ratio", [RATIOS[k - 2] for k in (2, 3, 5, 8, 16, 31, 32)] + RATIOS[-2:] + [("96000", "--factor", "1000")],
                         ids=" ".join)
def test_equal_to_upfirdn(spec, ratio):
    """The same filters, stage by stage, in double precision, including both ends."""
    x = noise(50021)
    want = in_double(x.astype(float), *plan(spec, *ratio))
    got = decimate(spec, x, *ratio, "--padding", "zeros")[:, 0]
    assert got.shape == want.shape and np.abs(got - want).max() <= SINGLE


# Times


EVERYWHERE = [*RATIOS[:7], RATIOS[14], RATIOS[29], *RATIOS[-2:], ("666666.667", "--to-rate", "44100"), ("48000", "--to-rate", "47999.999")]


@pytest.mark.parametrize("ratio", EVERYWHERE, ids=" ".join)
def test_impulses_keep_their_time(spec, ratio):
    exact, _ = plan(spec, *ratio)
    at = [int(300 * exact) + offset for offset in (0, 1, int(exact) // 2, int(exact), 2 * int(exact) + 1)]
    x = np.zeros((int(600 * exact), len(at)))
    x[at, np.arange(len(at))] = 1
    y = decimate(spec, x, *ratio)
    j = np.arange(len(y))[:, None] * float(exact)
    # the weights of an output, and of an input, add up to 1 and balance except for 10^-6 of the stop band, here over
    # 600 samples
    assert np.abs(y.sum(axis=0) * float(exact) - 1).max() <= 1e-5
    assert np.abs((y * j).sum(axis=0) / y.sum(axis=0) - at).max() <= 1e-3 * float(exact)
    if exact.denominator == 1:  # at the time of an output: symmetric
        peak = -(-at[0] // int(exact))
        y = decimate(spec, np.eye(1, len(x), peak * int(exact))[0], *ratio)[:, 0]
        assert y.argmax() == peak
        assert np.abs(y[peak - 200:peak] - y[peak + 200:peak:-1]).max() <= SINGLE / float(exact)


@pytest.mark.parametrize("ratio", EVERYWHERE, ids=" ".join)
def test_steps_and_ramps(spec, ratio):
    """Constants and slopes pass unchanged, so the outputs of a step add up to the part after it."""
    exact, _ = plan(spec, *ratio)
    count, step = int(600 * exact), int(250 * exact) + 1
    n = np.arange(count)
    y = decimate(spec, np.stack([n >= step, n / count, np.ones(count)], axis=1), *ratio)
    j = np.arange(len(y)) * float(exact)
    inner = slice(150, 450)  # beyond the reach of the ends
    assert np.abs(y[inner, 2] - 1).max() <= SINGLE
    # a slope of 1 / 600 per output: the time of a sample is known to 6e-4 outputs
    assert np.abs(y[inner, 1] - j[inner] / count).max() <= SINGLE
    crossing = float(exact) * (450.5 - y[:451, 0].sum())  # halfway between sample step - 1 and sample step
    assert abs(crossing - (step - .5)) <= 2e-4 * float(exact)  # 200 outputs of 1, each within SINGLE
    assert np.abs(y[:150, 0]).max() <= SINGLE


@pytest.mark.parametrize("ratio", [*RATIOS[:4], RATIOS[29], *RATIOS[-2:], ("666666.667", "--to-rate", "44100"),
                                   ("8000", "--factor", "5", "--method", "box"), ("8000", "--factor", "5", "--method", "iir"),
                                   ("8000", "--factor", "5", "--causal")], ids=" ".join)
def test_lengths(spec, ratio):
    options = tuple(word for word in ratio[1:] if word not in ("--method", "box", "iir", "--causal"))
    exact, _ = plan(spec, ratio[0], *options)
    down = exact.numerator
    for count in {1, 2, 3, 4, 5, 31, 32, 33, 64, 100, 441, 442, 1000, 16384, 16385, 40000, min(down, 50000), min(down + 1, 50001)}:
        assert len(decimate(spec, np.ones(count), *ratio)) == -(-count * exact.denominator // down), count


@pytest.mark.parametrize("ratio", [RATIOS[0], RATIOS[1], RATIOS[30], *RATIOS[-2:]], ids=" ".join)
def test_causal_is_delayed(spec, ratio):
    """The same numbers, some outputs later, in as many rows; none depends on samples after its own."""
    exact, _ = plan(spec, *ratio)
    x = noise(int(1500 * exact))
    at_once, late = decimate(spec, x, *ratio, "--padding", "zeros")[:, 0], decimate(spec, x, *ratio, "--causal")[:, 0]
    header = spec.run("spec-decimate", "-r", ratio[0], *ratio[1:], "--causal", stdin=x.tobytes()).out[:512].decode()
    lag = -float(re.search(r"^start (\S+)$", header, re.M).group(1)) * float(ratio[0]) / float(exact)
    assert lag > 1 and lag == pytest.approx(round(lag), abs=1e-9)
    lag = round(lag)
    assert len(late) == len(at_once) and np.abs(late[lag:] - at_once[:-lag]).max() <= SINGLE
    assert np.abs(late[lag + 1:] - at_once[:-lag - 1]).max() > .1  # one sample off is another signal
    cut = int(700 * exact)
    x[cut:] = 0
    other = decimate(spec, x, *ratio, "--causal")[:, 0]
    same = math.ceil(cut / exact)  # outputs before the first sample that differs
    assert np.abs(late[:same] - other[:same]).max() <= SINGLE and np.abs(late - other).max() > .1
