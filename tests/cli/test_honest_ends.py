# SPDX-License-Identifier: GPL-2.0-or-later
"""Output that looks complete is complete: truncated inputs, forged headers, odd names and lengths found in review."""
import os
import resource
import shutil
import struct
import subprocess

import numpy as np
import pytest

from pictures import Picture, row_stream
from spectools import chunk, header_block, noise, refused, sample_stream, wav_bytes

CUT = wav_bytes(noise(8000))[:9000]  # declares 8000 samples, has fewer


@pytest.mark.parametrize("program,options", [("spec-stft", ("-n", 64)), ("spec-decimate", ("--factor", 2))])
def test_cut_input_is_not_padded(spec, tmp_path, program, options):
    """The missing rows are not made up: no later program takes the truncated stream for a complete one."""
    first = spec.run(program, *options, stdin=CUT, check=False)
    assert first.code == 65
    refused(spec.run("spec-render", stdin=first.out, check=False), 65)
    kept = tmp_path / "kept"
    with open(kept, "wb") as out:
        assert spec.run(program, *options, stdin=CUT, stdout=out, check=False).code == 65
    assert kept.stat().st_size == 0  # a failed output file on standard output is emptied
    with open(kept, "wb") as out:
        assert spec.run(program, *options, "-f", "npy", stdin=CUT, stdout=out, check=False).code == 65
    assert kept.stat().st_size == 0
    assert spec.run(program, *options, "-f", "npy", stdin=CUT, check=False).out == b""


def test_cut_after_the_last_frame(spec):
    """All rows are present, but the samples end early: the stream is marked, and the next program reports it."""
    blob = sample_stream(noise(1000))[:-4]
    first = spec.run("spec-stft", "--framing", "snip", "-n", 256, "-p", 256, stdin=blob, check=False)
    assert first.code == 65
    refused(spec.run("spec-render", stdin=first.out, check=False), 65, "truncated")
    refused(spec.run("spec-render", "--framing", "snip", "-n", 256, "-p", 256, stdin=blob, check=False), 65, "truncated")


def test_more_rows_than_announced(spec):
    refused(spec.run("spec-render", stdin=row_stream(np.ones((20, 8)), 10) + bytes(32), check=False), 65, "goes on")


def test_days_of_samples_can_be_announced(spec):
    blob = header_block("kind samples", "rate 44100", "width 1", "rows 5000000000") + bytes(4000)
    refused(spec.run("spec-stft", stdin=blob, check=False), 65, "1000 of 5000000000")


def test_samples_have_no_width(spec):
    blob = header_block("kind samples", "rate 8000", "width 5", "rows 100") + bytes(2000)
    refused(spec.run("spec-stft", stdin=blob, check=False), 65, "width")


@pytest.mark.parametrize("options", [("--bins", 1, "--kind", "complex"), ("--bins", 5, "--kind", "samples"), ("--kind", "level")])
def test_impossible_raw_rows(spec, options):
    refused(spec.run("spec-render", "-r", 100, *options, stdin=bytes(400), check=False), 64)


def test_events_at_the_end_are_drawn(spec):
    """14 rows at one pixel a second and 10 rows a second: the last four are in the picture."""
    rows = np.zeros((14, 4))
    rows[12] = 1
    picture = Picture(spec.run("spec-render", "-X", 1, "-y", 4, "--no-axes", stdin=row_stream(rows, 10)).out)
    assert picture.data().max() == 255


def test_too_long_a_picture_is_refused_early(spec):
    """Refused before the input is read: an endless one would never end."""
    with open("/dev/zero", "rb") as zero:
        refused(spec.run("spec-render", "-r", 1000, "-X", 100000, stdin=zero, check=False), 64, "--pixels-per-second")


def test_wav_without_samples_but_with_more_chunks(spec, tmp_path):
    path = tmp_path / "empty.wav"
    path.write_bytes(wav_bytes(np.zeros((0, 1)), size=0, after=chunk(b"smpl", bytes(60))))
    refused(spec.run("spec-stft", path, check=False), 65, "no samples")


def test_encoded_wav_with_a_long_head_through_a_pipe(spec, tmp_path):
    """libsndfile decodes A-law; bytes read before that was known must not be missing."""
    fmt = chunk(b"fmt ", struct.pack("<HHIIHH", 6, 1, 8000, 8000, 1, 8))
    body = chunk(b"bext", bytes(1000)) + fmt + chunk(b"data", bytes(range(256)) * 16)
    blob = b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body
    path = tmp_path / "a.wav"
    path.write_bytes(blob)
    assert (spec.samples(path) == spec.samples(stdin=blob)).all() and len(spec.samples(path)) == 4096


@pytest.mark.parametrize("options", [("--partial", "-s", 100), ("-s", 1e9), ("-s", 100)])
def test_start_after_the_end(spec, tmp_path, options):
    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(noise(8000)))
    refused(spec.run("spec-stft", *options, path, check=False), 65, "--start")


@pytest.mark.parametrize("line", ["start -1e300", "start 1e300"])
def test_times_beyond_all_recordings(spec, line):
    blob = header_block("kind power", "rate 10", "width 4", "rows 20", "origin 2024-05-06T07:08:09Z", line) + bytes(320)
    result = spec.run("spec-render", "-s", 1, stdin=blob, check=False)
    assert result.code in (0, 64, 65) and "runtime error" not in result.err


def test_a_channel_chosen_many_times(spec):
    blob = header_block("kind power", "rate 10", "width 2000000", "rows 1") + bytes(8000000)
    refused(spec.run("spec-render", "-c", ",".join(["1"] * 64), stdin=blob, check=False), 64, "wide")


def test_padding_of_a_signal_shorter_than_its_frame(spec):
    """Two samples mirrored 100000 times take no longer than other frames."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    spec.run("spec-stft", "-l", 200000, "--padding", "even", stdin=sample_stream(noise(2)))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 2  # 3.2 s when mirrored step by step


def test_dangling_links(spec, tmp_path):
    x = tmp_path / "x.wav"
    x.write_bytes(wav_bytes(noise(4000)))
    os.symlink("target.png", tmp_path / "link.png")
    spec.run("spec-render", x, "-o", tmp_path / "link.png")
    assert (tmp_path / "link.png").is_symlink() and (tmp_path / "target.png").read_bytes()[:4] == b"\x89PNG"
    os.symlink("loop.png", tmp_path / "loop.png")
    refused(spec.run("spec-render", x, "-o", tmp_path / "loop.png", check=False), 73)


@pytest.mark.parametrize("window", ["hann", "bartlett", "welch", "bohman"])
def test_windows_of_zeros(spec, window):
    refused(spec.run("spec-stft", "--symmetric", "-n", 2, "-w", window, stdin=sample_stream(noise(100)), check=False), 64, "zero")


def test_half_a_sample_is_not_a_length(spec):
    refused(spec.run("spec-stft", "-l", 0.5, stdin=sample_stream(noise(100)), check=False), 64, "0.5s")


def test_names_of_other_formats(spec, tmp_path):
    for name in ("x.jpg", "x.csv", "x.svg"):
        refused(spec.run("spec-render", "-o", tmp_path / name, stdin=row_stream(np.ones((4, 4)), 10), check=False), 64, "PNG")
    assert os.listdir(tmp_path) == []


def test_a_band_above_the_rows_is_cut_with_a_warning(spec):
    """A folder of mixed rates is drawn with one option."""
    result = spec.run("spec-render", "-F", "1k:20k", stdin=sample_stream(noise(4000)))
    assert "--freq" in result.err and Picture(result.out).numbers("Frequency range")[:2] == [1000, 4000]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg makes the files")
def test_lossy_files(spec, tmp_path):
    """An MP3 without a length tag is complete; half an Ogg file is not."""
    wav = tmp_path / "x.wav"
    wav.write_bytes(wav_bytes(noise(80000), rate=16000))
    ffmpeg = ("ffmpeg", "-nostdin", "-v", "error", "-i", wav)
    mp3, ogg = tmp_path / "x.mp3", tmp_path / "x.ogg"
    subprocess.run([*ffmpeg, "-write_xing", "0", "-b:a", "64k", mp3], check=True)
    subprocess.run([*ffmpeg, "-c:a", "libvorbis", ogg], check=True)
    assert abs(len(spec.samples(mp3)) - 80000) < 4000  # the encoder's delay and padding
    spec.run("spec-stft", ogg)
    ogg.write_bytes(ogg.read_bytes()[:ogg.stat().st_size // 2])
    refused(spec.run("spec-stft", ogg, check=False), 65, "truncated")
    refused(spec.run("spec-stft", stdin=ogg.read_bytes(), check=False), 65, "truncated")


@pytest.mark.parametrize("program,options", [("spec-stft", ("-n", 64, "-p", 16)), ("spec-decimate", ("--factor", 8))])
def test_a_failed_input_is_not_flushed(spec, program, options):
    """One sample less than declared: rows of the missing tail are not written, not even with --raw."""
    blob = sample_stream(noise(1000))
    whole = spec.run(program, *options, "--raw", stdin=blob).out
    cut = spec.run(program, *options, "--raw", stdin=blob[:-4], check=False)
    assert cut.code == 65 and len(cut.out) < len(whole) and whole.startswith(cut.out)


def test_the_label_says_hours_or_minutes(spec):
    """
    "1:00" is an hour on a long axis and a minute on a short one: the axis titles differ although the labels are equal.
    """
    under = []
    for seconds in (120, 7200):  # labels 0:00 0:30 1:00 ...; the rows of the axis title are the last above the margin
        blob = spec.run("spec-render", "-t", "", "-x", 300, "-y", 60, stdin=row_stream(np.ones((120, 4)), 120 / seconds)).out
        ink = Picture(blob).pixels[-26:] != Picture(blob).pixels[0, 0]
        under.append(np.flatnonzero(ink.any(axis=0)))
    long_form = spec.run("spec-render", "-t", "", "-x", 300, "-y", 60, stdin=row_stream(np.ones((40, 4)), 2, start=3600)).out
    ink = Picture(long_form).pixels[-26:] != Picture(long_form).pixels[0, 0]
    width = [np.ptp(columns) for columns in (*under, np.flatnonzero(ink.any(axis=0)))]
    assert width[2] > width[0] + 12 and width[2] > width[1] + 12  # "(h:mm:ss)" has three more characters
