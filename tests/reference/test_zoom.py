# SPDX-License-Identifier: GPL-2.0-or-later
"""The frames that spec-render chooses: those that suit the zoom, zero-padded, and the same from a file and a pipe."""
import os
import re
import subprocess

import numpy as np
import pytest

from pictures import Picture, draw, row_stream
from spectools import closing_line, noise, refused, sample_stream, wav_bytes

BARE16 = ("--no-axes", "-f", "grey16", "-z", "-120:0")
RATE, FRAME, HOP = 8000, 64, 16


def test_phases_are_not_interpolated(spec):
    """Halfway between 3 and -3 rad is not 0: every pixel has the phase of a row."""
    rows = np.tile([[3.0, -3.0], [-3.0, 3.0]], (2, 1))
    blob = row_stream(rows, 4, kind="phase")
    cells = Picture(spec.run("spec-render", "--no-axes", "-x", 64, "-y", 32, stdin=blob).out).pixels
    between = Picture(spec.run("spec-render", "--no-axes", "-x", 64, "-y", 32, "--interpolate", "both", stdin=blob).out).pixels
    assert len(np.unique(cells)) == 2 and len(np.unique(between)) > 20


def words(values):
    return " ".join(map(str, values))


def frames_of(spec, *args, **more):
    """(window, FFT size, hop) in samples, as -v reports them."""
    found = re.search(r"of (\d+) samples, FFT of (\d+), hop (\d+)", spec.run("spec-render", "-v", *args, **more).err)
    return tuple(map(int, found.groups()))


def exact_levels(x, hertz):
    """
    [row, frequency]: the level of periodic Hann frames centred on multiples of HOP, at any frequency: the Fourier sum
    itself, not an FFT, so that no bin is favoured. Full scale is a sine.
    """
    window = np.sin(np.pi * np.arange(FRAME) / FRAME) ** 2
    padded = np.concatenate((np.zeros(FRAME // 2), x.astype(float), np.zeros(FRAME)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP][:len(x) // HOP + 1] * window
    sums = frames @ np.exp(-2j * np.pi * np.outer(np.arange(FRAME), hertz) / RATE)
    return 20 * np.log10(np.maximum(np.abs(sums) * 2 / window.sum(), 1e-6))


def zoomed(spec, x, *options):
    """[row, pixel] levels of a picture with one pixel a row, and what they should be."""
    picture = draw(spec, "-x", len(x) // HOP + 1, "-p", HOP, "--padding", "zeros", *options, *BARE16, "-r", RATE, stdin=x.astype("<f4").tobytes())
    low, high = picture.numbers("Frequency range")
    levels = picture.level_of(picture.data())
    return levels, exact_levels(x, np.linspace(low, high, levels.shape[1]))


# Zero padding


def test_values_between_bins_are_exact(spec):
    """Each pixel is one of 8 bins of the padded FFT for one of its frame: level for level the Fourier sum."""
    levels, exact = zoomed(spec, noise(1600), "-l", FRAME, "-F", "1000:2000", "-y", 65)
    seen = exact > -80  # 60 dB below the peak, single precision has 1e-7 * 1000 of a value: 0.001 dB
    assert seen.mean() > 0.95
    assert np.abs(levels - exact)[seen].max() < 0.003  # and the step of a grey is 0.0018 dB
    coarse, exact = zoomed(spec, noise(1600), "-n", FRAME, "-F", "1000:2000", "-y", 65)
    assert np.abs(coarse - exact)[seen].max() > 10  # straight lines miss the zeros and maxima


def test_a_zoom_beyond_the_padding_is_close(spec):
    """Pixels of a 32nd of a bin: straight lines between padded bins err by tenths, between bins by whole decibels."""
    fine, exact = zoomed(spec, noise(1600), "-l", FRAME, "-F", "1000:1250", "-y", 65)
    coarse, _ = zoomed(spec, noise(1600), "-n", FRAME, "-F", "1000:1250", "-y", 65)
    assert np.percentile(np.abs(fine - exact), 95) < 0.2  # lines of an eighth of a bin: an error 64 times less, but near zeros
    assert np.percentile(np.abs(coarse - exact), 95) > 2


@pytest.mark.parametrize("hertz", [1000, 1062.5, 1031.25, 1093.75])
def test_a_full_scale_sine_is_0_dbfs(spec, hertz):
    """On a bin of the frame, halfway between two and elsewhere: padding leaves the scale as it is."""
    sine = np.sin(2 * np.pi * hertz / RATE * np.arange(1600))
    levels, _ = zoomed(spec, sine, "-l", FRAME, "-F", "500:1500", "-y", 65)
    middle = levels[10:-10]
    # 1 kHz lies 16 bins from its negative frequency, where side lobes of Hann are below 2 / (pi 16^3) = -76 dB: 0.002 dB
    assert np.abs(middle.max(axis=1)).max() < 0.004
    assert (np.abs(np.linspace(500, 1500, 65)[middle.argmax(axis=1)] - hertz) < 1e-6).all()


def test_no_lattice_in_a_zoom_of_default_frames(spec):
    """Minima along frequency fall on all pixels alike; joined by straight lines, they lie on the frame's bins."""
    args = ("-s", 0.5, "-d", 0.15, "-F", "500:2500", "-x", 300, "-y", 257, *BARE16, "-r", 16000)
    x = noise(16000).astype("<f4").tobytes()
    window, size, hop = frames_of(spec, *args, stdin=x)
    assert (window, size, hop) == (256, 2048, 8)

    def share(*options):
        """Of minima that lie within half a pixel of a bin of the frame: bins are 62.5 Hz apart, eight pixels."""
        levels = draw(spec, *args, *options, stdin=x).data().astype(int)
        at = np.nonzero((levels[:, 1:-1] < levels[:, :-2]) & (levels[:, 1:-1] < levels[:, 2:]))[1] + 1
        return (at % 8 == 0).mean()

    assert share() < 0.2  # 1 in 8, if all are alike
    assert share("-n", 256, "-p", 8) > 0.9


# Which frames


@pytest.mark.parametrize("options,frames", [
    ((), (512, 1024, 53)), (("-s", 0.5, "-d", 0.7, "-F", "100:5k"), (256, 2048, 9)),
    (("-s", 0.5, "-d", 0.7, "-F", "100:5k", "--interpolate", "frequency"), (256, 2048, 9)),
    (("-s", 0.5, "-d", 0.7, "-F", "100:5k", "--interpolate", "none"), (256, 256, 9)),
    (("-s", 0.5, "-d", 0.7, "-F", "100:5k", "--interpolate", "time"), (256, 256, 9)),
    (("-s", 0.5, "-d", 0.001), (16, 128, 1)), (("-y", 257), (256, 512, 53)), (("-x", 10), (4096, 4096, 1024)),
    (("-n", 1024), (1024, 1024, 256)), (("-n", 2048, "-l", 512), (512, 2048, 128)), (("-n", 64, "-F", "100:200"), (64, 64, 16)),
    (("-l", 1024), (1024, 1024, 53)), (("-l", 400), (400, 1600, 53)), (("-l", "25ms", "-p", "10ms"), (400, 1600, 160)),
    (("-l", 64), (64, 512, 16)), (("-l", 64, "-x", 100), (64, 64, 16)), (("-l", 64, "--axis", "log"), (64, 512, 16)),
    (("-p", 256), (1024, 1024, 256)), (("-p", 256, "-F", "1k:2k"), (1024, 8192, 256)),
    (("--resolution", "fixed"), (1024, 1024, 256)), (("--resolution", "fixed", "-F", "1k:2k"), (1024, 1024, 256)),
    (("-X", 100), (1024, 1024, 160)), (("-X", 3000), (128, 1024, 5))], ids=words)
def test_frames(spec, tmp_path, options, frames):
    """Of 4 s at 16 kHz: one that follows the zoom, with what the options ask for; the same from a pipe."""
    path, x = tmp_path / "x.wav", noise(64000)
    path.write_bytes(wav_bytes(x, 16000))
    assert frames_of(spec, path, *options) == frames
    assert frames_of(spec, *options, stdin=sample_stream(x, rate=16000, announce=False)) == frames


@pytest.mark.parametrize("count", [1, 15, 16, 31, 100, 600])
def test_no_window_is_longer_than_the_sound(spec, count):
    for options in ((), ("-F", "1k:1010")):
        window, _, hop = frames_of(spec, *options, stdin=wav_bytes(noise(count)))
        assert window <= max(count, 16) and hop <= window / 4


# Pipes


@pytest.mark.parametrize("channels", [None, 2])
@pytest.mark.parametrize("options", [
    (), ("-s", 0.5, "-d", 0.2), ("-e", 99), ("-s", 1, "-e", 2), ("-e", "16000smp"), ("-d", "15999smp"), ("-X", 300), ("-X", 20), ("-l", "25ms"),
    ("-l", "25ms", "-p", "2ms"), ("-n", 512), ("--axis", "log"), ("-c", 1), ("-c", "mix"), ("-z", "auto"), ("--pool", "mean"), ("--pool", "median"),
    ("--waveform",), ("--partial",), ("--framing", "snip"), ("--orientation", "down")], ids=words)
def test_a_pipe_draws_what_a_file_does(spec, tmp_path, options, channels):
    """The number of samples is known of the file at stdin and unknown of the pipe: the same bytes, names included."""
    options = [*map(str, options)]
    kinds = {"wav": (wav_bytes(noise(16000, channels), size=0xFFFFFFFF, riff_size=0xFFFFFFFF), ())}
    if "-c" not in options:
        kinds["raw"] = noise(16000, channels).tobytes(), ("-r", 8000, "-c", channels or 1)
    for kind, (blob, more) in kinds.items():
        path = tmp_path / kind
        path.write_bytes(blob)
        from_file = spec.run("spec-render", *options, *more, stdin=path).out
        assert spec.run("spec-render", *options, *more, stdin=blob).out == from_file, kind


def test_a_live_pipe_draws_what_a_stream_of_known_length_does(spec):
    for options in ((), ("-s", 0.5, "-d", 0.2), ("-X", 300)):
        pictures = [draw(spec, *options, stdin=sample_stream(noise(16000), announce=announce)) for announce in (True, False)]
        assert (pictures[0].pixels == pictures[1].pixels).all()
        assert [picture.texts["Frames"] for picture in pictures] == 2 * [pictures[0].texts["Frames"]]


def test_a_slow_capture_is_not_smeared(spec):
    """A click in 10 s at 1 kHz, live: frames of 1024 samples would make it a twelfth of the picture wide."""
    x = noise(10000, scale=1e-4)
    x[5000] = 1
    picture = draw(spec, *BARE16, stdin=sample_stream(x, rate=1000, announce=False))
    level = picture.level_of(picture.data()).max(axis=1)
    wide = (level > level.max() - 6).sum()  # half the frame: 128 samples are 15 pixels
    assert 10 < wide < 20, wide


def test_truncated_pipes_give_no_picture(spec):
    blob = sample_stream(noise(100000), announce=False)
    refused(spec.run("spec-render", stdin=blob[:-64], check=False), 65, "truncated")
    result = spec.run("spec-render", "--partial", stdin=blob[:-64])
    assert "truncated" in result.err
    assert (Picture(result.out).pixels == draw(spec, stdin=sample_stream(noise(100000)[:-16])).pixels).all()  # 64 bytes might close it


def test_what_needs_no_count_needs_no_temporary_file(spec):
    """Frames that do not follow the length of the sound are computed as samples arrive."""
    env, blob = {**os.environ, "TMPDIR": "/nonexistent"}, sample_stream(noise(200000), announce=False)
    for options in (("-X", 100), ("-n", 1024), ("--resolution", "fixed"), ("-d", 1)):
        assert spec.run("spec-render", *options, stdin=blob, env=env).out
    for options in ((), ("-l", "25ms"), ("-p", 64)):
        refused(spec.run("spec-render", *options, stdin=blob, env=env, check=False), 73, "temporary file")


@pytest.mark.parametrize("more,frames", [(0, (32768, 32768, 8192)), (1, (1024, 1024, 256))])
def test_the_limit_of_what_waits(spec, tmp_path, more, frames):
    """2^28 samples follow the zoom, one more does not."""
    count, out = (1 << 28) + more, tmp_path / "x.png"
    head = sample_stream(np.zeros(0), rate=16000, announce=False)[:512]
    path = tmp_path / "zeros"
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(512 + 4 * count)
        file.seek(0, os.SEEK_END)
        file.write(closing_line(count))
    with subprocess.Popen(["cat", path], stdout=subprocess.PIPE) as cat:
        command = spec.command("spec-render", "-v", "-x", 40, "-y", 20, "-o", out)
        told = subprocess.run(command, stdin=cat.stdout, capture_output=True, text=True, check=True).stderr
    assert "%d samples, FFT of %d, hop %d" % frames in told, told
