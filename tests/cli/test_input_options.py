# SPDX-License-Identifier: GPL-2.0-or-later
"""Options of all programs about the input: rates that replace the file's, limits of temporary copies, mixes."""
import os
import resource
import signal
import subprocess

import numpy as np
import pytest

import containers
from pictures import Picture
from spectools import Stream, noise, refused, sample_stream, wav_bytes

PROGRAMS = ("spec-stft", "spec-reassign", "spec-mfcc", "spec-decimate")


def arguments(name):
    return ("--factor", 1) if name == "spec-decimate" else ()


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("option, rate", [(("--assume-rate", "44.1k"), 44100), (("--assume-rate", "0.25"), 0.25),
                                          (("--assume-rate", "44100/256"), 44100 / 256), (("--time-expansion", 10), 80000),
                                          (("--time-expansion", 0.5), 4000)])
def test_rates_are_replaced(spec, tmp_path, name, option, rate):
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(noise(20000), 8000))
    if name == "spec-mfcc" and rate < 4000:
        pytest.skip("frames of 25 ms have too few samples")
    stream = Stream(spec.run(name, *arguments(name), *option, "-f", "stream", path).out)
    assert stream.number("samplerate") == pytest.approx(rate, rel=1e-15)
    assert str(option[0]) in stream.hist[-1]  # on purpose, and seen later
    plain = Stream(spec.run(name, *arguments(name), "-f", "stream", path).out)
    if name == "spec-decimate":
        assert plain.data == stream.data
        assert stream.number("rate") == pytest.approx(rate, rel=1e-15)


def test_rates_are_replaced_in_pictures(spec, tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(noise(20000), 8000))
    expanded = spec.run("spec-render", "--time-expansion", 10, path, "-o", "-").out
    path.write_bytes(wav_bytes(noise(20000), 80000))
    fast = spec.run("spec-render", path, "-o", "-").out
    assert np.array_equal(Picture(expanded).pixels, Picture(fast).pixels)


def test_replaced_rates_move_the_start(spec):
    """A stream that begins 2 s after its origin begins 0.2 s after it at ten times the rate."""
    blob = sample_stream(noise(1000), rate=8000).replace(b"start 0\n", b"start 2\n")
    stream = Stream(spec.run("spec-decimate", "--factor", 1, "--time-expansion", 10, stdin=blob).out)
    assert stream.number("start") == pytest.approx(0.2, rel=1e-15)


@pytest.mark.parametrize("options, code, words", [
    (("-r", 16000), 65, "contradicts"), (("-r", 16000, "--assume-rate", 16000), 65, "contradicts"),
    (("--assume-rate", 100, "--time-expansion", 2), 64, "exclude"), (("--assume-rate", 0), 64, "assume-rate"),
    (("--time-expansion", 0), 64, "out of range")])
def test_contradictions_stay_errors(spec, tmp_path, options, code, words):
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(noise(2000), 8000))
    refused(spec.run("spec-stft", *options, path, check=False), code, words)


def test_rates_of_spectra_are_not_replaced(spec):
    blob = spec.run("spec-stft", stdin=wav_bytes(noise(9000), 8000)).out
    refused(spec.run("spec-mfcc", "--assume-rate", 100, stdin=blob, check=False), 64, "is for samples")


@pytest.mark.parametrize("name", ("spec-stft", "spec-reassign", "spec-decimate", "spec-render"))
def test_rates_below_one_hertz(spec, tmp_path, name):
    """A logger of a reading every 100 s: rates, captions and files."""
    path = tmp_path / "slow"
    path.write_bytes(sample_stream(noise(20000), rate="1/100"))
    out = spec.run(name, *(("--factor", 8) if name == "spec-decimate" else ()), *(("-o", "-") if name == "spec-render" else
                                                                               ("-f", "stream")), path).out
    if name == "spec-decimate":
        assert Stream(out).header["rate"] == "1/800"
    elif name != "spec-render":
        assert Stream(out).number("samplerate") == 0.01


# Endless and huge inputs


@pytest.mark.parametrize("name", (*PROGRAMS, "spec-render"))
@pytest.mark.parametrize("path", ("/dev/zero", "/dev/urandom"))
def test_endless_input_is_refused_on_its_first_bytes(spec, name, path):
    more = ("-o", "/dev/null") if name == "spec-render" else ()
    refused(spec.run(name, *arguments(name), *more, path, check=False), 65, "neither a stream nor audio")


def test_endless_pipes_of_text_are_refused(spec):
    process = subprocess.Popen(["yes", "no sound at all"], stdout=subprocess.PIPE)
    result = spec.run("spec-stft", check=False, stdin=process.stdout)
    process.kill()
    process.wait()
    process.stdout.close()
    refused(result, 65, "neither a stream nor audio")


def flac(tmp_path):
    return containers.encode(tmp_path, "a.flac", "-c:a", "flac")


def test_the_limit_of_temporary_copies(spec, tmp_path):
    blob = flac(tmp_path)
    most = len(blob)
    assert spec.run("spec-stft", "--spool-limit", most, stdin=blob).out
    for limit in (most - 1, "1k", 1):
        refused(spec.run("spec-stft", "--spool-limit", limit, stdin=blob, check=False), 74, "--spool-limit")
    assert spec.run("spec-stft", "--spool-limit", "1M", stdin=blob).out
    spec.run("spec-stft", "--spool-limit", 1, tmp_path / "a.flac")  # a file is not copied


def test_the_limit_holds_for_rows_that_are_counted(spec):
    blob = wav_bytes(noise(500000), 8000, size=0xFFFFFFFF)
    assert spec.run("spec-render", "-o", "-", stdin=blob).out
    refused(spec.run("spec-render", "--spool-limit", "64k", "-o", "-", stdin=blob, check=False), 74, "--spool-limit")


def test_a_full_temporary_folder(spec, tmp_path):
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))

    result = spec.run("spec-stft", "--raw", stdin=flac(tmp_path), check=False, preexec_fn=small_files)
    refused(result, 74, "temporary file")
    nowhere = spec.run("spec-stft", stdin=flac(tmp_path), check=False, env={**os.environ, "TMPDIR": str(tmp_path / "none")})
    refused(nowhere, 73, "temporary file")


# Mixes


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_mix_that_cancels_is_reported(spec, tmp_path, name):
    x = noise(20000)
    for other, warned in ((-x, True), (-x * 0.999, False), (x, False), (np.zeros(20000), False)):
        blob = wav_bytes(np.stack([x, other], axis=1), 8000, form="f32")
        err = spec.run(name, *arguments(name), "-c", "mix", stdin=blob).err
        assert ("cancel each other" in err) == warned and err.count("cancel") <= 1
        assert "cancel" not in spec.run(name, *arguments(name), stdin=blob).err
    silent = spec.run(name, *arguments(name), "-c", "mix", stdin=wav_bytes(np.zeros((20000, 2)), 8000)).err
    assert "cancel" not in silent


# The ends of decimated samples


def decimate(spec, x, *args):
    return np.frombuffer(spec.run("spec-decimate", "-r", 8000, "-f", "f32le", "--raw", *args, stdin=x.astype("<f4").tobytes()).out,
                         "<f4")


def test_an_offset_does_not_ring_at_the_ends(spec):
    t = np.arange(20000) / 8000
    x = 0.5 + 0.01 * np.sin(2 * np.pi * 50 * t)
    y = decimate(spec, x, "--factor", 8)
    error = y - x[::8]
    # the tone's slope has a corner in the mirror: 0.01 * 2 pi 50 / 8000 per sample, over some tens of samples
    assert np.abs(error).max() < 2e-3 and np.abs(error[100:-100]).max() < 1e-5
    assert abs(decimate(spec, x, "--factor", 8, "--padding", "zeros")[0] - 0.278) < 1e-3


@pytest.mark.parametrize("padding, mode", [("even", {"mode": "reflect"}), ("odd", {"mode": "reflect", "reflect_type": "odd"}),
                                           ("constant", {"mode": "edge"})])
@pytest.mark.parametrize("length", (20000, 8001, 301))
@pytest.mark.parametrize("ratio", ((8, 1), (1000, 1), (160, 147)))
def test_padding_is_that_of_numpy(spec, padding, mode, length, ratio):
    x = noise(length, seed=length).astype("<f4")
    rate = ("--to-rate", f"{8000 * ratio[1]}/{ratio[0]}")
    beyond = ratio[0] * 160
    long = np.pad(x.astype(float), beyond, **mode)
    y = decimate(spec, x, *rate, "--padding", padding)
    z = decimate(spec, long, *rate, "--padding", "zeros")[beyond // ratio[0] * ratio[1]:][:len(y)]
    # float32 transforms of other blocks; mirrored about the end, a short signal climbs to many times its level
    assert len(y) == len(z) and np.abs(y - z).max() <= 2e-6 * max(1, np.abs(long).max())


def test_causal_filters_do_not_look_ahead(spec):
    x = noise(5000) + 0.5
    assert np.array_equal(decimate(spec, x, "--factor", 8, "--causal"),
                          decimate(spec, x, "--factor", 8, "--causal", "--padding", "zeros"))
    first = decimate(spec, x, "--factor", 8, "--causal", "--padding", "constant")[0]
    assert abs(first - x[0]) < 1e-5
    refused(spec.run("spec-decimate", "--factor", 8, "--causal", "--padding", "even", stdin=wav_bytes(x), check=False), 64, "--causal")
    refused(spec.run("spec-decimate", "--factor", 8, "--method", "box", "--padding", "even", stdin=wav_bytes(x), check=False), 64,
            "--method fir")


# Lines of text


@pytest.mark.parametrize("text, channels, rows, words", [
    ("time,x\n1,2\n3,4\n", 2, [[1, 2], [3, 4]], "1 line without a number"),
    ("temp:23.5,hum:40\ntemp:24,hum:41\n", 2, [[23.5, 40], [24, 41]], ""),
    ("1\nready\n2\nlow battery\n3\n", 1, [[1], [2], [3]], "2 lines without a number"),
    ("1x\n1\nnan\n2\n", 1, [[0], [1], [0], [2]], "2 lines were damaged")])
def test_lines_of_text(spec, text, channels, rows, words):
    result = spec.run("spec-capture", "-f", "text", "-r", 100, "-c", channels, "-", stdin=text.encode())
    assert np.array_equal(Stream(result.out).rows[..., 0], rows)
    assert words in result.err


@pytest.mark.parametrize("text", ("hello\nworld\n", "1,2,3\n4,5,6\n", "12:30:05\n12:30:06\n", "nan\nnan\n"))
def test_text_without_a_row_is_an_error(spec, tmp_path, text):
    result = spec.run("spec-capture", "-f", "text", "-r", 100, "-o", tmp_path / "a.wav", "-", stdin=text.encode(), check=False)
    assert result.code == 65 and "is a row of 1 number" in result.err
    assert not (tmp_path / "a.wav").exists()
