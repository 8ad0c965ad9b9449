# SPDX-License-Identifier: GPL-2.0-or-later
"""
Rows of spec-reassign of a steady sine, with windows that end in a step or steeply, against the formulas in double precision.

The spectrum of a real sine is that of two complex ones, A W(w - v) and its image conj(A) W(w + v). With a symmetric window,
X[uh] / X[h] of one of them is imaginary: no delay. Together they have delays of (W'(w + v) W(w - v) - W'(w - v) W(w + v))
sin(2 arg A) / |X|^2, which are large where the image is not small: beside high or slowly falling side lobes. Points of a
frame whose centre is next to the border of two rows fall into the other row then. So single rows are off by nature.
"""
import math

import numpy as np
import pytest
from scipy import signal

from spectools import Stream, sample_stream

RATE = 8000
# Window: dB in the table of spec-reassign(1), for row hops that are odd multiples of the hop.
STEEP = {"rect": 0.9, "hamming": 0.07, "bartlett": 0.05, "triang": 0.05, "welch": 0.05, "cosine": 0.05, "tukey": 0.02,
         "povey": 0.02, "gauss": 0.001, "kaiser:2": 0.9, "kaiser:4": 0.07, "kaiser:6": 0.02, "hann": 0.001}


def weights(name, length, symmetric):
    half = (length - symmetric) / 2
    u = (np.arange(length) - half) / half
    if name == "welch":
        return 1 - u ** 2
    if name == "povey":
        return (0.5 + 0.5 * np.cos(np.pi * u)) ** 0.85
    word, _, beta = name.partition(":")
    names = {"rect": "boxcar", "tukey": ("tukey", 0.5), "gauss": ("gaussian", length / 8), "kaiser": ("kaiser", float(beta or 0))}
    return signal.get_window(names.get(word, word), length, fftbins=not symmetric)


def powers_and_delays(x, h, size, hop, count):
    """[count, bins] of frames centred on multiples of the hop. What would move by more than 3/4 of the window stays."""
    length, u = len(h), np.arange(len(h)) - len(h) // 2
    padded = np.concatenate([np.zeros(length), x, np.zeros(length)])
    cut = np.stack([padded[start:start + length] for start in length - length // 2 + hop * np.arange(count)])
    plain, ramp = np.fft.rfft(cut * h, size), np.fft.rfft(cut * h * u, size)
    scale = np.full(size // 2 + 1, 2 / h.sum())
    scale[0] /= 2
    if size % 2 == 0:
        scale[-1] /= 2
    with np.errstate(divide="ignore", invalid="ignore"):
        delays = (ramp / plain).real
    return (scale * np.abs(plain)) ** 2, np.where(np.abs(delays) <= 0.75 * length, delays, 0)


def placed(x, h, size, hop, row_hop, count):
    """
    Sums of rows as the page spec-reassign(1) defines them, and the power of the points for which rounding may choose either row.

    A delay is known to 1e-6 * 10^(d/20) * N/4 samples (test_reassign.py), d dB below the strongest of its frame.
    """
    powers, delays = powers_and_delays(x, h, size, hop, (count - 1) * row_hop // hop + 1)
    tone = (np.arange(len(h)) - len(h) // 2) @ h / h.sum()
    tone = round(tone * 2 ** 20) / 2 ** 20  # without its rounding errors
    half = row_hop / 2 + tone
    border = row_hop // 1024 + 0.5 - (half - math.floor(half))
    at = np.arange(len(powers)) * hop
    own = np.floor((at + tone + border) / row_hop + 0.5).astype(int)  # the row of a tone's points
    powers = powers * (h.sum() ** 2 / (size * (h ** 2).sum()) / np.bincount(own)[own])[:, None]
    places = (at[:, None] + delays + border) / row_hop + 0.5
    rows = np.floor(places).astype(int)
    inside = (rows >= 0) & (rows < count)
    sums = np.bincount(rows[inside], powers[inside], count)
    error = 1e-6 * np.sqrt(powers.max(axis=1, keepdims=True) / np.maximum(powers, 1e-300)) * len(h) / 4 + 1e-4
    either, edges = np.abs(places - np.round(places)) * row_hop < error, np.round(places).astype(int)
    doubt = np.zeros(count)
    for side in (0, 1):
        chosen = either & (edges >= side) & (edges - side < count)
        doubt += np.bincount(edges[chosen] - side, powers[chosen], count)
    return sums, doubt


def settings(random, name, length, hop, row_hop):
    """Command line, sine, window, FFT size, number of rows at an end. The sine is four bins or more from 0 Hz and half the rate."""
    size, symmetric = int(random.integers(length, 2 * length)), bool(random.random() < 0.5)
    frequency = random.uniform(4, length / 2 - 4) * RATE / length
    x = np.float32(np.sin(2 * np.pi * frequency / RATE * np.arange(10 * length + 8 * row_hop) + random.uniform(0, 6)))
    words = ["-l", length, "-n", size, "-p", hop, "--row-hop", row_hop, "-w", name, *(["--symmetric"] if symmetric else []),
             "--reassign", "time", "--floor", -300, "--depth", 300]
    return words, x, weights(name, length, symmetric), size, 2 + 2 * length // row_hop


def sums_of_rows(spec, words, x):
    return Stream(spec.run("spec-reassign", *words, stdin=sample_stream(x, rate=RATE)).out).rows.sum(axis=(1, 2), dtype=float)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STEEP)
def test_rows_of_a_sine_are_those_of_the_formulas(spec, name, seed):
    random = np.random.default_rng([seed, list(STEEP).index(name)])
    length = int(random.integers(64, 400))
    row_hop = int(random.integers(2, length))
    hop = int(random.integers(row_hop // 12 + 1, row_hop + 1))
    words, x, h, size, edge = settings(random, name, length, hop, row_hop)
    got = sums_of_rows(spec, words, x)
    want, doubt = placed(x.astype(float), h, size, hop, row_hop, len(got))
    off = (np.abs(got - want) - doubt)[edge:-edge]
    assert len(off) > 4
    assert off.max() <= 2e-6, " ".join(map(str, words))  # sums of hundreds of floats, of 1: a few units of 6e-8 each


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STEEP)
def test_odd_numbers_of_frames_a_row(spec, name, seed):
    """Of these, no centre is near the border of two rows."""
    random = np.random.default_rng([9, seed, list(STEEP).index(name)])
    length, frames = int(random.integers(64, 400)), int(random.choice([1, 3, 5]))
    hop = int(random.integers(-(-length // (8 * frames)), length // frames + 1))
    words, x, _, _, edge = settings(random, name, length, hop, hop * frames)
    rows = sums_of_rows(spec, words, x)[edge:-edge]
    assert len(rows) > 4
    assert np.abs(10 * np.log10(rows)).max() <= STEEP[name], " ".join(map(str, words))
