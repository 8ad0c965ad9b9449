# SPDX-License-Identifier: GPL-2.0-or-later
"""The output does not depend on the sizes of the pieces in which the input arrives."""

import pytest

from spectools import noise, sample_stream, wav_bytes

COUNT = 700
SETTINGS = {"default": ("-n", 64), "tight": ("-n", 64, "-p", 1), "gaps": ("-n", 32, "-p", 75), "odd": ("-l", 51, "-n", 64, "-p", 13),
            "window longer than the signal": ("-n", 2048, "-p", 100), "far longer": ("-n", 16384), "hop longer than the signal": ("-n", 64, "-p", 1000),
            "averaged": ("-n", 64, "--average"), "signal phase": ("-n", 128, "-l", 100, "-k", "complex", "--phase-from", "signal"),
            "detrended": ("-n", 64, "--detrend", "linear", "-k", "level"), "start": ("-n", 64, "-s", "100smp", "-d", "333smp")}


@pytest.mark.parametrize("framing", ["center", "full", "pad", "snip"])
@pytest.mark.parametrize("name", SETTINGS)
def test_pieces(spec, tmp_path, name, framing):
    blob = noise(COUNT, 2).tobytes()
    options = ("-r", 8000, "-c", 2, "--framing", framing, "--padding", "odd", *SETTINGS[name])
    want = spec.run("spec-stft", *options, stdin=blob).out
    for size in (7, 1024):
        assert spec.piecewise("spec-stft", blob, size, *options) == want, size
    (tmp_path / "x").write_bytes(blob)
    raw = spec.run("spec-stft", "--raw", *options, stdin=blob).out
    if "average" in name:
        assert len(raw) == 2 * 33 * 4
    assert spec.run("spec-stft", "--raw", *options, tmp_path / "x", "-q").out == raw  # a file of known length


@pytest.mark.parametrize("kind", ["bare", "stream", "announced", "wav", "wav of unknown length"])
def test_one_byte_at_a_time(spec, kind):
    x = noise(COUNT, 3)
    blob, options = {"bare": (x.tobytes(), ("-r", 8000, "-c", 3)), "stream": (sample_stream(x, announce=False), ()),
                     "announced": (sample_stream(x), ()), "wav": (wav_bytes(x, form="f32"), ()),
                     "wav of unknown length": (wav_bytes(x, form="f32", size=0xFFFFFFFF), ())}[kind]
    options = (*options, "-n", 64, "-p", 20)
    want = spec.run("spec-stft", *options, stdin=blob).out
    for size in (1, 7, 1024):
        assert spec.piecewise("spec-stft", blob, size, *options) == want, size


def test_many_blocks(spec, tmp_path):
    """More samples than one block holds (16384 rows, 256 KiB), and frames across every border."""
    blob = noise(150000, 2).tobytes()
    for options in (("-n", 1000, "-p", 333), ("-n", 20000, "-p", 7001), ("-n", 64, "-p", 40000)):
        options = ("-r", 8000, "-c", 2, *options)
        want = spec.run("spec-stft", *options, stdin=blob).out
        assert spec.piecewise("spec-stft", blob, 99991, *options) == want


def test_inverse_in_pieces(spec):
    spectra = spec.run("spec-stft", "-n", 64, "-k", "complex", "--framing", "full", stdin=sample_stream(noise(COUNT, 2), announce=False)).out
    want = spec.run("spec-stft", "--inverse", stdin=spectra).out
    for size in (1, 7, 1024):
        assert spec.piecewise("spec-stft", spectra, size, "--inverse") == want
