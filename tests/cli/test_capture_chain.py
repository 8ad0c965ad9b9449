# SPDX-License-Identifier: GPL-2.0-or-later
"""
From a board to a picture in one shell line: tones are at the labelled frequencies, inaudible aliases stay invisible.
"""
import os
import shlex
import signal
import subprocess

import numpy as np
import pytest

from boards import Board, DUE, due_words, framed
from pictures import Picture
from spectools import default_signals, sample_stream, Stream

LENGTH = 4096  # frame length: bins of 10.8 Hz at 44100 Hz
TONES, ULTRASONIC = (1000, 7500), 100000
LEVEL = 0.3  # amplitude of each tone: -10.5 dBFS


def start(spec, line, names):
    """Runs a shell line with `names` in it, the programs first in PATH, as a foreground job of its own."""
    line = line.format(**{name: shlex.quote(str(word)) for name, word in names.items()})
    for name in ("spec-capture", "spec-decimate", "spec-stft", "spec-render"):
        spec.path(name)  # is installed
    return subprocess.Popen(["bash", "-o", "pipefail", "-c", line], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, preexec_fn=default_signals, start_new_session=True,
                            env=dict(os.environ, PATH=f"{spec.folder}:{os.environ['PATH']}"))


def finish(process, board, data, rate, then=None):
    """
    The board plays as soon as its port is open, then `then` is called. Both outputs stay silent. Returns the exit
    status.
    """
    try:
        assert board.opened(process), process.stderr.read()
        board.play(data, rate)
        if then is not None:
            then()
        out, err = process.communicate(timeout=60)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    assert out == b"" and err == b"", (out, err)
    return process.returncode


def mean_levels(stream, channel=0):
    """Mean power of each bin over all frames within the samples, in dBFS; and the frequencies of the bins."""
    assert stream.kind == "power" and stream.header.get("full-scale", "1") == "1"
    unit, first, step = stream.header["axis"].split()
    assert unit == "hz"
    power = stream.rows[4:-4, channel].astype(float).mean(axis=0)
    return float(first) + float(step) * np.arange(stream.width), 10 * np.log10(np.maximum(power, 1e-30))


def tones(*hertz, seconds=2.2, rate=DUE):
    time = np.arange(int(seconds * rate)) / rate
    return sum(LEVEL * np.sin(2 * np.pi * f * time) for f in hertz)


def whole_chain(spec, folder, *hertz):
    """The stream of spectra and its picture."""
    folder.mkdir()
    with Board() as board:
        process = start(spec, "spec-capture --serial {port} --protocol due -d 2 | spec-decimate --to-rate 44100"
                        " | spec-stft -n {n} -w nuttall -k power | tee {rows} | spec-render -o {picture}",
                        {"port": board.path, "n": LENGTH, "rows": folder / "rows", "picture": folder / "x.png"})
        assert finish(process, board, due_words(tones(*hertz)).tobytes(), 2 * DUE) == 0
    return Stream((folder / "rows").read_bytes()), Picture((folder / "x.png").read_bytes())


def test_a_board_of_666667_samples_a_second(spec, tmp_path):
    """
    12 bits with triangular dither (variance 3/12 step^2, step 2/4096 of full scale) have noise of 10 log10(2 * 0.25 *
    (2/4096)^2) = -69.2 dBFS over 333 kHz. A bin of 10.8 Hz under a window of noise bandwidth 1.98 bins receives 21.3 Hz
    of it: -111.2 dBFS. For noise, and with 16 frames that hardly overlap (more that do), the mean of a bin varies by
    about 1 dB, hardly ever by 5 in 2048 bins. So -100 dBFS is detectable, and is required of every bin except those of
    the tones, whichever way 100 kHz may alias.
    """
    seen, picture = whole_chain(spec, tmp_path / "all", *TONES, ULTRASONIC)
    heard, _ = whole_chain(spec, tmp_path / "audible", *TONES)
    assert seen.header["samplerate"] == "44100" and seen.number("start") == heard.number("start")
    hertz, level = mean_levels(seen)
    _, without = mean_levels(heard)
    step = hertz[1]
    away = np.ones(len(hertz), bool)
    for tone in TONES:
        at = np.argmax(np.where(abs(hertz - tone) < 500, level, -np.inf))
        assert abs(hertz[at] - tone) <= step / 2 + 1e-9  # the nearest bin
        # Between bins the window reads at most 0.8 dB less.
        assert 20 * np.log10(LEVEL) - 0.9 < level[at] < 20 * np.log10(LEVEL) + 0.1
        away &= abs(hertz - tone) > 20 * step  # nuttall sidelobes: below -93 - 10.5 dB, falling 18 dB an octave
    assert level[away].max() < -100, (hertz[away][level[away].argmax()], level[away].max())
    assert np.median(level[away & (hertz < 18000)]) == pytest.approx(-111.2, abs=1)  # and nothing else is there
    # Its aliases: at the final rate, and at every intermediate rate that divides the first.
    images = {abs((ULTRASONIC + rate / 2) % rate - rate / 2) for rate in (44100, 88200, *(DUE / k for k in range(2, 16)))}
    for image in (f for f in images if f < 22050 and all(abs(f - tone) > 20 * step for tone in TONES)):
        near = abs(hertz - image) < 3 * step
        assert level[near].max() < -100 and level[near].max() < without[near].max() + 6  # both vary by 1 dB, as above
    # The picture: two lines, at the places its axis gives.
    columns = picture.data().astype(float).mean(axis=0)
    first, end = picture.numbers("Frequency range")
    assert (first, end) == (0, 22050)
    places = first + (end - first) * (np.arange(len(columns)) + 0.5) / len(columns)
    pixel = places[1] - places[0]
    bright = places[columns > (columns.max() + np.median(columns)) / 2]
    assert all(abs(bright - tone).min() <= pixel for tone in TONES)
    assert all(min(abs(place - tone) for tone in TONES) <= 3 * pixel for place in bright)


def test_an_alias_would_be_seen(spec):
    """The same signal through a mean of 15 samples, as boards and quick scripts do: 100 kHz aliases to 11.1 kHz."""
    signal_in = (due_words(tones(*TONES, ULTRASONIC)) / 2048 - 1).astype("<f4")
    fewer = spec.run("spec-decimate", "--method", "box", "--factor", 15, stdin=sample_stream(signal_in, rate="2000000/3")).out
    hertz, level = mean_levels(spec.stream("-n", LENGTH, "-w", "nuttall", "-k", "power", stdin=fewer))
    away = np.all([abs(hertz - tone) > 20 * hertz[1] for tone in TONES], axis=0)
    assert level[away].max() > -40 and hertz[away][level[away].argmax()] == pytest.approx(ULTRASONIC - 2 * DUE / 15, abs=hertz[1])


def test_four_channels_of_12_bits_in_packets(spec, tmp_path):
    """Each channel has its own tone, in its own panel."""
    rate, own = 50000, (500, 1500, 3000, 6000)
    words = np.stack([due_words(tones(f, seconds=1.2, rate=rate), seed=f) for f in own], axis=1)
    data = b"".join(framed(words[i:i + 100], i) for i in range(0, len(words), 100))
    with Board() as board:
        process = start(spec, "spec-capture --serial {port} --protocol framed -r {rate} -d 1 | spec-decimate --to-rate 16000"
                        " | spec-stft -n 1024 -w nuttall -k power | tee {rows} | spec-render -o {picture}",
                        {"port": board.path, "rate": rate, "rows": tmp_path / "rows", "picture": tmp_path / "x.png"})
        assert finish(process, board, data, len(data) / 1.2) == 0
    stream = Stream((tmp_path / "rows").read_bytes())
    assert stream.channels == 4
    for channel, tone in enumerate(own):
        hertz, level = mean_levels(stream, channel)
        assert abs(hertz[level.argmax()] - tone) <= hertz[1] / 2 + 1e-9
        others = [level[abs(hertz - other) < 2 * hertz[1]].max() for other in own if other != tone]
        # -69.2 dBFS of noise over 25 kHz: 31 Hz of it are -98 dBFS; 10 dB above that is not a tone of -10.5 dBFS.
        assert max(others) < -88
    assert (tmp_path / "x.png").stat().st_size > 1000


def test_ctrl_c_in_a_pipeline(spec, tmp_path):
    """The whole foreground job gets the signal: the capture ends its stream, the others draw what arrived."""
    with Board() as board:
        def press():
            board.wait()
            board.drain()
            os.killpg(process.pid, signal.SIGINT)

        process = start(spec, "spec-capture --serial {port} --protocol due | spec-decimate --to-rate 44100 | spec-stft"
                        " | spec-render -o {picture}", {"port": board.path, "picture": tmp_path / "x.png"})
        finish(process, board, due_words(tones(*TONES, seconds=1)).tobytes(), None, press)
    # The data in the port and in the program at the stop request are in the picture: a second.
    assert Picture((tmp_path / "x.png").read_bytes()).numbers("Time range")[1] == pytest.approx(1, abs=0.05)
