# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-capture at a serial port that looks real to it: exact samples, true gaps and rates, honest ends."""
import fcntl
import json
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import termios
import time
import warnings

import numpy as np
import pytest
from scipy.io import wavfile

from boards import (Board, Capture, capture, closing_of, DUE, due_packet, due_words, events_of, framed, places_apart, RAMP,
                    rows_of, tag7, unit12, wait_until, whole_numbers, without)
from spectools import noise, refused, Stream, terminal

ODD = (1, 3, 5, 7, 1, 11, 333, 2047, 4095)  # pieces that tear numbers of any size
LOST = "a byte was lost on the line"
FULL = "the buffer was full"


@pytest.fixture
def board():
    with Board() as board:
        yield board


def read_wav(path):
    """Read by other software; by sox too, if installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a truncated file
        warnings.filterwarnings("ignore", message="Chunk .non-data. not understood")
        rate, rows = wavfile.read(path)
    if shutil.which("sox"):
        done = subprocess.run(["sox", "-V1", "-D", "-t", "wav", str(path), "-t", "f32", "-"], capture_output=True, timeout=60)
        assert done.returncode == 0 and done.stderr == b"" and done.stdout == rows.astype("<f4").tobytes()
    return rate, rows


# Raw numbers


# name: options, bytes, and their raw numbers; half the range; mid-scale
EVERY = np.tile(RAMP, 3)
SIGNED = EVERY.astype("<i2")
SPREAD = (np.arange(100000, dtype="i8") * 167 - 8350000)  # over most of 24 bits, an odd step: every low byte occurs
FEW = np.tile(RAMP[:4096], 8)
FORMATS = {
    "u16le": (("-f", "u16le"), EVERY.tobytes(), EVERY, 32768, 32768),
    "u16be": (("-f", "u16be"), EVERY.byteswap().tobytes(), EVERY, 32768, 32768),
    "s16le": (("-f", "s16le"), SIGNED.tobytes(), SIGNED, 32768, 0),
    "s16": (("-f", "s16"), SIGNED.tobytes(), SIGNED, 32768, 0),
    "u8": (("-f", "u8"), (EVERY & 255).astype("u1").tobytes(), EVERY & 255, 128, 128),
    "s24le": (("-f", "s24le"), whole_numbers(SPREAD, 24), SPREAD, 1 << 23, 0),
    "u12": (("-f", "u12"), FEW.tobytes(), FEW, 2048, 2048),
    "12 bits": (("-f", "u16be", "--bits", 12), FEW.byteswap().tobytes(), FEW, 2048, 2048),
    "10 bits": (("-f", "u16le", "--bits", 10), (FEW & 1023).tobytes(), FEW & 1023, 512, 512),
    "s12": (("-f", "s12"), (FEW.astype("i2") - 2048).tobytes(), FEW.astype("i4") - 2048, 2048, 0),
}


def scaled(raw, half, middle, scale, vref=3.3):
    """In double, rounded once. Unsigned volts are of 0 .. vref, signed ones of -vref .. vref."""
    raw = np.asarray(raw, "f8")
    if scale == "volts":
        return (raw * vref / (2 * half if middle else half)).astype("<f4")
    return ((raw - middle) / half if scale == "unit" else raw).astype("<f4")


@pytest.mark.parametrize("scale", ["unit", "raw", "volts"])
@pytest.mark.parametrize("name", FORMATS)
def test_numbers_arrive_bit_exact(spec, board, name, scale):
    """Independent of the pieces. Data after the last requested number lets the program look ahead."""
    options, data, raw, half, middle = FORMATS[name]
    volts = ("--vref", 3.3) if scale == "volts" else ()
    asked = (*options, *volts, "--scale", scale, "-r", 1000, "--samples", len(raw))
    result = capture(spec, board, data + data[:400], *asked, sizes=ODD)
    assert result.err == ""
    assert rows_of(result)[:, 0].tobytes() == scaled(raw, half, middle, scale).tobytes()
    head = Stream(result.out).header
    assert head.get("unit", "") == {"unit": "", "raw": "count", "volts": "V"}[scale]
    # Unsigned volts: a sine that fills 0 .. vref has half of that as its amplitude.
    want = {"unit": 1, "raw": half, "volts": 3.3 / 2 if middle else 3.3}[scale]
    assert float(head.get("full-scale", 1)) == pytest.approx(want, rel=1e-12)  # printed with 17 digits


def test_floats_pass_unchanged(spec, board):
    x = noise(50000)
    x[:6] = -0.0, 1e-45, 3e38, -1e-38, np.inf, np.nan
    result = capture(spec, board, x.tobytes(), "-f", "f32le", "-r", 1000, "--samples", len(x), sizes=ODD)
    assert rows_of(result)[:, 0].tobytes() == x.tobytes()


def test_lines_of_numbers(spec, board):
    """
    The first line from a port may be the second half of a line: it is dropped. The others arrive, whatever their
    format.
    """
    value = np.round(noise(3000, 2, scale=100).astype("f8"), 3)
    ends, middles = ("\n", "\r\n", " \n"), (",", " ", "\t", "; ")
    lines = [f"{a:.3f}{middles[i % 4]}{b:.3f}{ends[i % 3]}" for i, (a, b) in enumerate(value)]
    lines[7:7] = ["# a remark\n", "\n"]
    data = ("99,99\n" + "".join(lines)).encode()
    result = capture(spec, board, data, "-f", "text", "-c", 2, "-r", 100, "--samples", 3000, sizes=ODD)
    assert result.err == "" and (rows_of(result, 2) == value.astype("<f4")).all()


def test_a_damaged_line_is_a_gap_of_one_row(spec, board, tmp_path):
    lines = [f"{i}\n" for i in range(1000)]
    lines[500] = "5x0\n"
    result = capture(spec, board, ("0\n" + "".join(lines)).encode(), "-f", "text", "-r", 100, "--samples", 1000,
                     "--events", tmp_path / "e")
    want = np.arange(1000.0)
    want[500] = 0
    assert (rows_of(result)[:, 0] == want).all() and events_of(tmp_path / "e") == [(500, 1, "a line was damaged")]
    assert "1 " in result.err and "damaged" in result.err


@pytest.mark.parametrize("channels", [2, 3, 7, 64])
def test_channels_keep_their_order(spec, board, channels):
    rows = len(EVERY) // channels
    data = EVERY[:rows * channels].tobytes()
    result = capture(spec, board, data, "-f", "u16le", "-c", channels, "--scale", "raw", "-r", 1000, "--samples", rows, sizes=ODD)
    assert (rows_of(result, channels) == EVERY[:rows * channels].reshape(-1, channels)).all()


def test_raw_floats_without_header(spec, board):
    result = capture(spec, board, RAMP.tobytes(), "-f", "u16le", "-r", 1000, "--samples", 65536, "--raw", "--scale", "raw")
    assert result.out == RAMP.astype("<f4").tobytes()


# Losses on the line


ROWS = 200000
SIGNAL = due_words(0.7 * np.sin(2 * np.pi * 1000 / DUE * np.arange(ROWS)) + noise(ROWS, scale=0.01))
MORE = SIGNAL[:200].tobytes()  # after the last row: the program's look-ahead


def test_missing_bytes(spec, board, tmp_path):
    """
    Each lost byte costs the one sample it was half of, and is counted as such; later rows keep their times. The loss is
    detected late when low bytes are small, so a few neighbours may be wrong.
    """
    places = 500 + places_apart(40, 2 * ROWS - 2000, 400, seed=5)
    result = capture(spec, board, without(SIGNAL.tobytes(), places) + MORE, "--protocol", "due", "--samples", ROWS,
                     "--events", tmp_path / "e", sizes=ODD[5:])
    x, events = rows_of(result)[:, 0], events_of(tmp_path / "e")
    assert [(length, cause) for _, length, cause in events] == [(1, LOST)] * 40
    assert "40 rows were lost in 40 gaps" in result.err and "40 bytes were skipped to resynchronise, 40 times" in result.err
    wrong = np.flatnonzero(x != unit12(SIGNAL))
    assert len(wrong) <= 4 * 40  # a few each; the program's own figure: 0.07, besides the lost sample
    near = np.abs(wrong[:, None] - places[None, :] // 2).min(axis=1)
    assert near.max() <= 40  # it looks back over 32 words
    assert all(x[row] == 0 for row, _, _ in events)
    assert Stream(result.out).header["rate"] == "2000000/3"


def test_stray_bytes(spec, board, tmp_path):
    """
    An extra byte looks like a missing one and is counted as such: the time axis is off by a sample for each, not more.
    """
    count, apart = 20, 800
    places = 500 + places_apart(count, 2 * ROWS - 2000, apart, seed=6)
    data = np.insert(np.frombuffer(SIGNAL.tobytes(), "u1"), places, np.random.default_rng(8).integers(0, 256, count))
    result = capture(spec, board, data.tobytes() + MORE, "--protocol", "due", "--samples", ROWS, "--events", tmp_path / "e")
    x, truth, events = rows_of(result)[:, 0], unit12(SIGNAL), events_of(tmp_path / "e")
    assert [(length, cause) for _, length, cause in events] == [(1, LOST)] * count
    edges = np.concatenate([[0], places // 2, [ROWS]])
    wrong = 0
    for stray in range(count + 1):  # between two of them all rows are right, shifted by a sample for each before
        at = np.arange(edges[stray], edges[stray + 1] - stray - 1 if stray == count else edges[stray + 1])
        wrong += (x[at + stray] != truth[at]).sum()
    assert wrong <= 4 * count


def test_missing_bytes_of_two_channels(spec, board, tmp_path):
    """Each is one number of one channel; the other channels of its row, and all later rows, are in place."""
    rows = 30000
    phase = 2 * np.pi * np.arange(rows) / 300
    words = np.stack([due_words(0.8 * np.sin(phase)), due_words(0.3 * np.cos(3 * phase))], axis=1)
    places = 500 + places_apart(15, 4 * rows - 2000, 800, seed=12)
    result = capture(spec, board, without(words.tobytes(), places) + MORE, "-f", "u12", "-c", 2, "-r", 8000, "--samples", rows,
                     "--events", tmp_path / "e")
    wrong = rows_of(result, 2) != unit12(words)
    assert [length for _, length, _ in events_of(tmp_path / "e")] == [1] * 15 and 15 <= wrong.sum() <= 5 * 15
    assert wrong[-200:].sum() == 0 and np.abs(np.argwhere(wrong)[:, 0, None] - places // 4).min(axis=1).max() <= 20


def test_words_out_of_range(spec, board, tmp_path):
    """A word out of range: one sample, no shift."""
    words = SIGNAL.copy()
    words[[1000, 5000, 5001, 90000]] = 0xF0F0
    result = capture(spec, board, words.tobytes() + MORE, "--protocol", "due", "--samples", ROWS, "--events", tmp_path / "e")
    want = unit12(SIGNAL)
    want[[1000, 5000, 5001, 90000]] = 0
    assert (rows_of(result)[:, 0] == want).all()
    events = events_of(tmp_path / "e")
    assert sum(length for _, length, _ in events) == 4 and events[0][0] == 1000 and events[-1][0] == 90000


def test_the_first_byte_may_be_the_second_half_of_a_word(spec, board, tmp_path):
    """A port that was already sending: nothing was lost, since nothing had arrived before."""
    result = capture(spec, board, SIGNAL.tobytes()[1:] + MORE, "--protocol", "due", "--samples", 1000, "--events", tmp_path / "e")
    assert (rows_of(result)[:, 0] == unit12(SIGNAL[1:1001])).all() and events_of(tmp_path / "e") == []


def test_lost_bytes_of_framed_packets(spec, board, tmp_path):
    """A missing packet, one with a flipped bit, one that lost a byte, stray bytes between two: exact, by the index."""
    rows, size, channels = 20000, 50, 4
    x = np.random.default_rng(4).integers(0, 4096, (rows, channels))
    packets = [framed(x[i:i + size], i) for i in range(0, rows, size)]
    packets[10] = b""
    packets[20] = packets[20][:70] + bytes([packets[20][70] ^ 4]) + packets[20][71:]
    packets[30] = without(packets[30], [100])
    packets[40] = b"\xA5\xA5\x5A\xA5" + packets[40]
    packets[50:53] = b"", b"", b""
    result = capture(spec, board, b"".join(packets), "--protocol", "framed", "-r", 1000, "--samples", rows,
                     "--events", tmp_path / "e", sizes=ODD)
    want = unit12(x)
    for packet in (10, 20, 30, 50, 51, 52):
        want[packet * size:(packet + 1) * size] = 0
    assert (rows_of(result, channels) == want).all()
    events = events_of(tmp_path / "e")
    assert [(row, length) for row, length, _ in events] == [(500, 50), (1000, 50), (1500, 50), (2500, 150)]
    assert "300 rows were lost in 4 gaps" in result.err and "2 packets" in result.err


def test_board_restart_and_wrapped_index(spec, board, tmp_path):
    """2^32 rows pass without a gap; a restarted board is reported, and costs nothing that could be counted."""
    x = np.arange(400) % 256
    start = 2 ** 32 - 100
    data = b"".join(framed(x[i:i + 20], start + i, form=8) for i in range(0, 200, 20))
    data += b"".join(framed(x[i:i + 20], i - 200, form=8) for i in range(200, 400, 20))
    result = capture(spec, board, data, "--protocol", "framed", "-r", 1000, "--samples", 400, "--scale", "raw",
                     "--events", tmp_path / "e")
    assert (rows_of(result)[:, 0] == x).all()
    assert events_of(tmp_path / "e") == [(200, 0, "the board restarted")]


@pytest.mark.parametrize("form,half,middle", [(8, 128, 128), (12, 2048, 2048), (16, 32768, 32768), (0x88, 128, 0),
                                              (0x8C, 2048, 0), (0x90, 32768, 0), (0x20, 1, 0)])
def test_forms_of_framed_packets(spec, board, form, half, middle):
    x = np.arange(-half, half, max(1, half // 1024)) + middle if half > 1 else noise(2048)
    data = b"".join(framed(x[i:i + 32], i, form) for i in range(0, len(x), 32))
    result = capture(spec, board, data, "--protocol", "framed", "-r", 1000, "--samples", len(x), sizes=ODD)
    assert (rows_of(result)[:, 0] == scaled(x, half, middle, "unit")).all()


def test_packets_of_other_channels_than_asked_for(spec, board):
    """The packets are valid, so they are not just called damaged: the user learns what to change."""
    data = framed(np.zeros((50, 4)), 0) + framed(np.zeros((50, 4)), 50)  # few enough to fit when nobody reads any more
    result = capture(spec, board, data, "--protocol", "framed", "-r", 100, "-c", 2, code=65)
    assert "a packet has 4 channels, not 2" in result.err


def test_damaged_packets_of_the_due(spec, board, tmp_path):
    """
    Three of a thousand: a word too large, a damaged sync word, a missing byte. Each costs its 256 rows and nothing
    else.
    """
    count = 1000
    rng = np.random.default_rng(9)
    words = rng.integers(0, 4096, (count, 256))
    p0, p1 = rng.standard_normal((2, count)).astype("f4")
    packets = [due_packet(words[i], p0[i], p1[i], i % 5) for i in range(count)]
    packets[100] = packets[100][:200] + b"\xFF\xFF" + packets[100][202:]
    packets[500] = b"\xD2\x02\x96\x48" + packets[500][4:]
    packets[900] = without(packets[900], [300])
    data = b"".join(packets) + 3 * packets[0]
    result = capture(spec, board, data, "--protocol", "due-packet", "-r", 1000, "--samples", count * 256,
                     "--events", tmp_path / "e", "--aux", tmp_path / "aux.csv", sizes=ODD)
    want = unit12(words)
    want[[100, 500, 900]] = 0
    assert (rows_of(result)[:, 0] == want.ravel()).all()
    assert events_of(tmp_path / "e") == [(256 * i, 256, "packets were damaged") for i in (100, 500, 900)]
    assert "3 packets" in result.err and "768 rows were lost in 3 gaps" in result.err
    head, *lines = (tmp_path / "aux.csv").read_text().splitlines()
    assert head == "sample,p0,p1,tone"
    kept = [i for i in range(count) if i not in (100, 500, 900)]
    assert [line.split(",")[0] for line in lines] == [str(256 * i) for i in kept]
    assert [line.split(",")[3] for line in lines] == [str(i % 5) for i in kept]
    got = np.array([line.split(",")[1:3] for line in lines], "f4")  # nine digits distinguish all floats
    assert (got == np.stack([p0, p1], axis=1)[kept]).all()


def test_seven_bits_a_byte(spec, board, tmp_path):
    """A byte that lost its other half is detected at once: one sample for each, and all others are right."""
    x = np.random.default_rng(2).integers(0, 16384, 40000)
    places = 101 + places_apart(20, 2 * len(x) - 1000, 50, seed=7)
    result = capture(spec, board, without(tag7(x), places) + tag7(x[:10]), "--protocol", "tag7", "-r", 1000,
                     "--samples", len(x), "--events", tmp_path / "e", sizes=ODD)
    want = (x / 8192 - 1).astype("<f4")
    want[places // 2] = 0
    assert (rows_of(result)[:, 0] == want).all()
    assert [(row, length) for row, length, _ in events_of(tmp_path / "e")] == [(place // 2, 1) for place in places]


@pytest.mark.parametrize("scale,factor,offset", [("unit", 1 / 127.5, -1), ("volts", 5 / 255, 0), ("raw", 1, 0)])
def test_scope(spec, board, scale, factor, offset):
    x = np.stack([np.arange(2560) % 256, 255 - np.arange(2560) % 256], axis=1)
    asked = ("--protocol", "scope", "-r", 1000, "--samples", 2560, "--scale", scale)
    got = rows_of(capture(spec, board, x.astype("u1").tobytes(), *asked), 2)
    full = 255 * factor + offset
    assert got == pytest.approx(x * factor + offset, abs=2 ** -24 * full)  # a rounding to float, and no other
    assert got.max() == np.float32(full) and got.min() == offset


def test_samples_at_the_ends_of_the_range_are_counted(spec, board):
    x = np.array([0, 1, 4094, 4095, 2048, 0] + [2048] * 94, "<u2")
    result = capture(spec, board, x.tobytes() + MORE, "--protocol", "due", "--samples", 100, "-v")
    assert "100 rows" in result.err and "3 samples clipped" in result.err


# Time


def measured(text):
    """The rate and its error, as -v reports them at the end."""
    found = re.search(r"measured ([0-9.]+) \+-([0-9.]+) Hz", text)
    assert found, text
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("rate", [50000, DUE])
def test_rate_is_measured(spec, board, rate):
    """
    The requirement is 0.5 % after ten seconds. Here are three: the header of a stream has the rate of the first two.
    0.5 % is 10 ms of them, and only the earliest of some 20 reads in each stretch counts.
    """
    data = np.tile(RAMP, 40).tobytes()[:int(2 * rate * 3.5)]
    result = capture(spec, board, data, "-f", "u16le", "--rate", "auto", "-d", 3, "-v", rate=2 * rate)
    stream = Stream(result.out)
    assert stream.number("rate") == pytest.approx(rate, rel=0.005) and stream.number("samplerate") == stream.number("rate")
    assert 0 < float(stream.header["rate-error"]) < 0.005 * rate
    assert len(stream.rows) == pytest.approx(3 * stream.number("rate"), abs=1)
    assert (stream.rows.ravel() * 32768 + 32768 == np.tile(RAMP, 40)[:len(stream.rows)]).all()  # from the first one on
    got, error = measured(result.err)
    assert got == pytest.approx(rate, rel=0.005) and error < 0.005 * rate
    # Row 0 arose when the board began to play; its own clock is this machine's.
    assert "origin" in stream.header


@pytest.mark.slow
def test_rate_of_a_long_run(spec, board, tmp_path):
    """0.05 % of 20 s are 10 ms; the file has the rate of the whole run, not only of its first seconds."""
    rate = DUE
    data = np.tile(RAMP, 220).tobytes()
    result = capture(spec, board, data, "-f", "u16le", "--rate", "auto", "-d", 20, "-v", "-o", tmp_path / "x.wav", "--no-stream",
                     rate=2 * rate)
    assert measured(result.err)[0] == pytest.approx(rate, rel=0.0005)
    head = spec.stream("-n", 4096, "-p", 4096, tmp_path / "x.wav").header
    over, _, under = head["samplerate"].partition("/")
    assert float(over) / float(under or 1) == pytest.approx(rate, rel=0.0005)


def test_a_given_rate_is_kept(spec, board):
    """A board 1 % fast: the header has the given rate, the report has the error. 0.5 % as above."""
    result = capture(spec, board, np.tile(RAMP, 4).tobytes(), "-f", "u16le", "-r", 50000, "-d", 3, "-v", rate=2 * 50500)
    stream = Stream(result.out)
    assert stream.header["rate"] == "50000" and "rate-error" not in stream.header and len(stream.rows) == 150000
    found = re.search(r", (-?[0-9.]+) \+-([0-9.]+) ppm from the given 50000 Hz", result.err)
    assert found and float(found[1]) == pytest.approx(10000, abs=5000), result.err


def test_origin_is_the_time_of_row_0(spec, board):
    """Within 0.3 s: the rows of a read are at most as old as the threads of the board and the program slept."""
    running = Capture(spec, board, "-f", "u16le", "-r", 50000, "-d", 1)
    before = time.time()
    board.play(np.tile(RAMP, 2).tobytes(), rate=100000)
    text = Stream(running.end(code=0).out).header["origin"]
    done = subprocess.run(["date", "-d", text, "+%s.%N"], capture_output=True, text=True, check=True, timeout=60)
    assert float(done.stdout) == pytest.approx(before, abs=0.3)


# Throughput


def ramp_of(rows):
    return (np.resize(RAMP, rows).astype("f4") / 32768 - 1).astype("<f4")


def test_5_million_samples_a_second_into_a_slow_reader(spec, board):
    """
    Nobody reads stdout while the board plays: all of it fits into the buffer. That the port took 10 MB in less than
    three times the second it should last shows that the reading thread does not wait either; ptys carry 29 MB/s here.
    """
    rows = 5000000
    data = np.resize(RAMP, rows).tobytes()
    running = Capture(spec, board, "-f", "u16le", "-r", 5000000, "--samples", rows, "--buffer", 32, paused=True)
    began = time.monotonic()
    board.play(data, rate=1e7, wait=True)
    assert time.monotonic() - began < 3
    running.out.release()
    result = running.end(code=0)
    assert result.err == "" and rows_of(result)[:, 0].tobytes() == ramp_of(rows).tobytes()


def test_losses_of_a_full_buffer_are_exact(spec, board, tmp_path):
    """Every row that arrived is in its place in the ramp, gaps are zeros, and together they are what was sent."""
    rows, tail = 3000000, 5000
    running = Capture(spec, board, "-f", "u16le", "-r", 5000000, "--samples", rows + tail, "--buffer", 0.125,
                      "--events", tmp_path / "e", paused=True)
    data = np.resize(RAMP, rows + tail).tobytes()
    board.play(data[:rows], wait=True)
    board.drain()
    running.out.release()
    running.wait_rows(1000)
    board.play(data[rows:2 * rows], wait=True)  # both with and without a reader
    board.play(data[2 * rows:], wait=True)
    result = running.end(code=0)
    want, events = ramp_of(rows + tail), events_of(tmp_path / "e")
    assert events and all(cause == FULL for _, _, cause in events)
    for row, length, _ in events:
        want[row:row + length] = 0
    assert (rows_of(result)[:, 0] == want).all()
    lost = sum(length for _, length, _ in events)
    assert 0 < lost < rows and f"{lost} rows were lost in {len(events)} gap{'s'[len(events) < 2:]}" in result.err


def test_a_full_buffer_and_channels(spec, board, tmp_path):
    """Discarded blocks end anywhere in a row of three numbers: the remaining rows are in place."""
    rows, tail = 400000, 50000
    running = Capture(spec, board, "-f", "u16le", "-c", 3, "-r", 1000000, "--samples", rows + tail, "--buffer", 0.125,
                      "--events", tmp_path / "e", paused=True)
    data = np.resize(RAMP, 3 * (rows + tail)).tobytes()
    board.play(data[:6 * rows], wait=True)
    running.out.release()
    board.play(data[6 * rows:], wait=True)
    got, want = rows_of(running.end(code=0), 3), ramp_of(3 * (rows + tail)).reshape(-1, 3)
    within = np.zeros(rows + tail, bool)
    for row, length, _ in events_of(tmp_path / "e"):
        within[row:row + length + 1] = True  # which may begin inside a row, and end inside the next
    assert (got[~within] == want[~within]).all() and ((got == want) | (got == 0)).all() and 0 < within.sum() < rows
    assert (got[within] == 0).mean() > 0.99  # all but parts of rows, of which each of thousands of rows has two


# Ends


def finished(path):
    """The only file: a recording under its final name."""
    return sorted(os.listdir(path.parent)) == [path.name]


def test_unplugged_inside_a_packet(spec, board, tmp_path):
    x = np.random.default_rng(3).integers(0, 4096, (900, 4))
    data = b"".join(framed(x[i:i + 30], i) for i in range(0, 900, 30))
    data += framed(x[:30], 900)[:77]
    path = tmp_path / "x.wav"
    result = capture(spec, board, data, "--protocol", "framed", "-r", 8000, "-o", path, code=75, hang_up=True)
    assert re.fullmatch(r"spec-capture: /dev/pts/\d+: the port was closed or unplugged\n", result.err), result.err
    rate, rows = read_wav(path)
    assert rate == 8000 and (rows == unit12(x)).all() and finished(path)
    stream = Stream(result.out)
    assert (stream.rows[:, :, 0] == unit12(x)).all()
    assert stream.closing == closing_of(900, "cut: the port was closed or unplugged")
    picture = tmp_path / "x.png"
    refused(spec.run("spec-render", "-o", picture, stdin=result.out, check=False), 65)
    assert not picture.exists()
    spec.run("spec-render", "--partial", "-o", picture, stdin=result.out)
    assert picture.exists()


def test_unplugged_inside_a_word(spec, board, tmp_path):
    path = tmp_path / "x.wav"
    result = capture(spec, board, SIGNAL[:3001].tobytes()[:-1], "--protocol", "due", "-o", path, code=75, hang_up=True)
    assert (read_wav(path)[1] == unit12(SIGNAL[:3000])).all()
    assert Stream(result.out).closing.startswith("spec-stream end 3000 cut: ")


def test_unplugged_before_the_rate_is_known(spec, board, tmp_path):
    """Half a second of a board is kept, at the rate measured so far."""
    path = tmp_path / "x.wav"
    result = capture(spec, board, RAMP[:25000].tobytes(), "-f", "u16le", "-o", path, code=75, hang_up=True, rate=100000)
    stream = Stream(result.out)
    assert len(stream.rows) == 25000 and stream.closing.startswith("spec-stream end 25000 cut: ")
    assert stream.number("rate") == pytest.approx(50000, rel=0.05)  # 25 ms of half a second
    assert len(read_wav(path)[1]) == 25000


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stop_request(spec, board, tmp_path, number):
    path, events = tmp_path / "x.wav", tmp_path / "e.tsv"
    running = Capture(spec, board, "-f", "u16le", "-r", 8000, "-o", path, "--events", events)
    board.play(RAMP[:20000].tobytes())
    running.wait_rows(20000)
    result = running.end(number, code=0)
    assert result.err == "" and Stream(result.out).closing == closing_of(20000)
    assert (rows_of(result)[:, 0] == ramp_of(20000)).all() and (read_wav(path)[1] == ramp_of(20000)).all()
    assert sorted(os.listdir(tmp_path)) == ["e.tsv", "x.wav"] and events_of(events) == []


def test_stop_request_while_the_rate_is_measured(spec, board, tmp_path):
    """Half a second: all of it is kept. 5 % are 25 ms of it."""
    running = Capture(spec, board, "-f", "u16le", "-o", tmp_path / "x.wav")
    board.play(RAMP[:25000].tobytes(), rate=100000)
    board.drain()
    result = running.end(signal.SIGINT, code=0)
    assert (rows_of(result)[:, 0] == ramp_of(25000)).all() and (read_wav(tmp_path / "x.wav")[1] == ramp_of(25000)).all()
    assert Stream(result.out).number("rate") == pytest.approx(50000, rel=0.05)


def test_stop_request_before_any_data(spec, board):
    """There is no stream then; the next program reports that instead of drawing an empty picture."""
    result = Capture(spec, board, "-f", "u16le", "-r", 8000).end(signal.SIGINT)
    assert result.code == 75 and result.err.count("\n") == 1 and "no data" in result.err


def test_a_second_signal_kills(spec, board):
    """While nobody reads its output, the program cannot obey the first signal."""
    running = Capture(spec, board, "-f", "u16le", "-r", 8000, paused=True)
    board.play(np.tile(RAMP, 4).tobytes(), wait=True)
    pid = running.process.pid

    def caught():
        with open(f"/proc/{pid}/status") as status:
            mask = next(line.split()[1] for line in status if line.startswith("SigCgt"))
        return int(mask, 16) >> (signal.SIGINT - 1) & 1

    assert caught()
    # The pipe is full when no more arrives: 64 KiB, or the size the system gives.
    wait_until(lambda: struct.unpack("i", fcntl.ioctl(running.process.stdout, termios.FIONREAD, bytes(4)))[0] >= 4096, "output")
    board.drain()
    running.process.send_signal(signal.SIGINT)
    wait_until(lambda: not caught(), "the first signal is noticed")
    assert running.process.poll() is None
    assert running.end(signal.SIGINT).code == -signal.SIGINT


def test_killed(spec, board, tmp_path):
    """
    No clean-up was possible; the recording under its temporary name is readable up to the last second. Its length is
    refreshed once a second: at most that, and a second of a busy machine, is missing.
    """
    rate = 50000
    path = tmp_path / "x.wav"
    running = Capture(spec, board, "-f", "u16le", "-r", rate, "-o", path)
    board.play(np.tile(RAMP, 8).tobytes(), rate=2 * rate)
    running.wait_rows(int(3.5 * rate))
    seen = running.rows_seen()
    running.end(signal.SIGKILL, code=-signal.SIGKILL)
    part = tmp_path / "x.wav.part"
    assert os.listdir(tmp_path) == [part.name]
    x = spec.samples(part)[:, 0]
    assert len(x) >= seen - 2 * rate and (x == ramp_of(len(x))).all()
    if shutil.which("sox"):
        done = subprocess.run(["sox", "-V1", "-D", "-t", "wav", str(part), "-t", "f32", "-"], capture_output=True, timeout=60)
        y = np.frombuffer(done.stdout, "<f4")
        assert done.returncode == 0 and len(y) >= seen - 2 * rate and (y == ramp_of(len(y))).all()


@pytest.mark.parametrize("option,value,rows", [("-d", 0.5, 4000), ("-d", "3smp", 3), ("--samples", 4001, 4001),
                                               ("--samples", 1, 1)])
def test_requested_length(spec, board, tmp_path, option, value, rows):
    path = tmp_path / "x.wav"
    result = capture(spec, board, RAMP.tobytes(), "-f", "u16le", "-r", 8000, option, value, "-o", path)
    assert result.err == "" and (rows_of(result)[:, 0] == ramp_of(rows)).all()
    assert (read_wav(path)[1] == ramp_of(rows)).all() and finished(path)


def test_the_shorter_of_two_lengths(spec, board):
    result = capture(spec, board, RAMP.tobytes(), "-f", "u16le", "-r", 8000, "-d", 1, "--samples", 100)
    assert len(rows_of(result)) == 100


def test_a_silent_board_is_lost(spec, board, tmp_path):
    result = capture(spec, board, b"", "-f", "u16le", "-r", 8000, "--timeout", 0.3, code=75)
    assert "no data for 0.3 s" in result.err and result.err.count("\n") == 1 and result.out == b""
    result = capture(spec, board, RAMP.tobytes(), "-f", "u16le", "-r", 8000, "--timeout", 0.3, "-o", tmp_path / "x.wav", code=75)
    stream = Stream(result.out)
    assert stream.closing == closing_of(65536, "cut: no data for 0.3 s")
    assert (read_wav(tmp_path / "x.wav")[1] == ramp_of(65536)).all()


def test_a_gap_may_end_it(spec, board, tmp_path):
    """The rows before it are kept."""
    packets = [framed(RAMP[i:i + 20] % 4096, i) for i in range(0, 1000, 20)]
    del packets[10:12]
    result = capture(spec, board, b"".join(packets), "--protocol", "framed", "-r", 8000, "--gap", "stop",
                     "--events", tmp_path / "e", "-o", tmp_path / "x.wav", code=75)
    want = unit12(RAMP[:200] % 4096)
    stream = Stream(result.out)
    assert (stream.rows.ravel() == want).all() and (read_wav(tmp_path / "x.wav")[1] == want).all()
    assert stream.closing.startswith("spec-stream end 200 cut: packets were lost")
    number = re.search(r"row (\d+)", stream.closing)  # the line has room for 63 bytes: a number is complete or absent
    assert number is None or number[1] == "200", stream.closing
    assert "packets were lost on the line at row 200: 40 rows are missing" in result.err
    assert events_of(tmp_path / "e") == [(200, 40, "packets were lost on the line")]


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="no prlimit")
def test_a_full_disk(spec, board, tmp_path):
    """Exit status 74; the part that fitted is a file that other software reads."""
    path = tmp_path / "x.wav"
    result = capture(spec, board, np.tile(RAMP, 4).tobytes(), "-f", "u16le", "-r", 8000, "-o", path, "--no-stream",
                     "--timeout", 20, code=74, prefix=("prlimit", "--fsize=100000"))
    assert "x.wav" in result.err and result.err.count("\n") == 1
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_size <= 100000
    rows = spec.samples(kept)[:, 0]
    assert len(rows) >= 20000 and (rows == ramp_of(len(rows))).all()  # 20000 are 80 kB: a block of the writer is 16
    assert len(read_wav(kept)[1]) == len(rows)


def test_a_full_stdout(spec, board):
    with open("/dev/full", "wb") as full:
        running = Capture(spec, board, "-f", "u16le", "-r", 8000, stdout=full)
        board.play(np.tile(RAMP, 2).tobytes())
        result = running.end(code=74)
    assert "stdout" in result.err and result.err.count("\n") == 1


def test_the_recording_continues_without_its_reader(spec, board, tmp_path):
    path = tmp_path / "x.wav"
    reading, writing = os.pipe()
    running = Capture(spec, board, "-f", "u16le", "-r", 8000, "-o", path, "--samples", 60000, stdout=writing)
    os.close(writing)
    os.close(reading)
    board.play(RAMP.tobytes())
    result = running.end(code=0)
    assert "recording of" in result.err and (read_wav(path)[1] == ramp_of(60000)).all()


# Announcements


def announced(said, data=RAMP, before=b""):
    return before + (said if isinstance(said, bytes) else json.dumps(said).encode()) + b"\n" + data.tobytes()


def test_the_source_is_the_name_of_the_device(spec, board):
    """Also where its file name is only a number."""
    stream = Stream(capture(spec, board, RAMP.tobytes(), "-r", 8000, "-f", "u16le", "--samples", 1000).out)
    assert re.fullmatch(r"pts/\d+", stream.header["source"])


def test_an_announcement(spec, board):
    said = {"rate": 12345.5, "format": "u16le", "bits": 16, "source": "my board"}
    result = capture(spec, board, announced(said), "--samples", 60000, "--scale", "raw", sizes=ODD)
    stream = Stream(result.out)
    assert stream.number("rate") == 12345.5 and stream.header["source"] == "my board"
    assert (rows_of(result)[:, 0] == RAMP[:60000]).all()


def test_bits_channels_and_rate_as_a_fraction(spec, board):
    said = {"rate": "2000000/3", "format": "u16le", "bits": 12, "channels": 2, "vref": 3.3}
    data = RAMP % 4096
    result = capture(spec, board, announced(said, data), "--samples", 30000, "--scale", "volts")
    assert Stream(result.out).header["rate"] == "2000000/3"
    assert (rows_of(result, 2).ravel() == scaled(data[:60000], 2048, 2048, "volts")).all()


def test_options_override_the_announcement(spec, board):
    said = {"rate": 1000, "format": "s16be", "channels": 2}
    result = capture(spec, board, announced(said), "--samples", 60000, "-f", "u16le", "-r", 2000, "-c", 1, "--scale", "raw")
    assert Stream(result.out).header["rate"] == "2000" and (rows_of(result)[:, 0] == RAMP[:60000]).all()


def test_a_boot_message_before_the_announcement(spec, board):
    said = {"rate": 1000, "format": "u16le"}
    boot = b"\0\xFFrst:0x1 (POWERON)\r\nentry 0x400\r\n"
    result = capture(spec, board, announced(said, before=boot), "--samples", 60000, "--scale", "raw", sizes=ODD)
    assert (rows_of(result)[:, 0] == RAMP[:60000]).all()


def test_lines_after_an_announcement_are_complete(spec, board):
    """The announcement ends with a line end, so the next line is not a fragment: row 0 is the first one."""
    data = announced({"format": "text", "rate": 100}, RAMP[:0]) + b"".join(b"%d\n" % i for i in range(100))
    assert (rows_of(capture(spec, board, data, "--samples", 50))[:, 0] == np.arange(50)).all()


def test_no_format_known(spec, board):
    result = capture(spec, board, RAMP.tobytes(), code=65)
    refused(result, 65, "--format", "--protocol")
    assert result.out == b""


@pytest.mark.parametrize("line,word", [
    (b'{"rate": 1000, "format": ', "JSON"), (b'{"rate": 1000, "format": "u16le"', "JSON"), (b'{"rate": 1, "rate": 2}', "JSON"),
    (b'{"rate": -1, "format": "u16le"}', "rate"), (b'{"format": 16}', "format"), (b'{"protocol": "dew"}', "dew"),
    (b'{"channels": 65}', "channels"), (b'{"format": "u16le", "rate": {}}', "rate")])
def test_a_bad_announcement(spec, board, line, word):
    result = capture(spec, board, announced(line), code=65)
    refused(result, 65, word)
    assert result.out == b""


def test_a_bad_announcement_where_the_format_is_given(spec, board):
    refused(capture(spec, board, announced(b'{"rate": 1000, '), "-f", "u16le", code=65), 65, "JSON")


@pytest.mark.parametrize("said,options", [({"format": "u16le", "channels": 2, "rate": 1}, ("--protocol", "due")),
                                          ({"format": "u16le", "bits": 12, "rate": 1}, ("-f", "u8"))])
def test_announced_details_of_another_format_are_ignored(spec, board, said, options):
    """Its bits and channels belong to the format it named, which an option overrides."""
    data = RAMP[:1000] % 256
    result = capture(spec, board, announced(said, data), *options, "-r", 10, "--samples", 300, "--scale", "raw")
    assert (rows_of(result)[:, 0] == data[:300].view("u1" if "u8" in options else "<u2")[:300]).all()


@pytest.mark.parametrize("said", [{"format": "u17le", "rate": 1}, {"format": "u16le", "bits": 17, "rate": 1},
                                  {"protocol": "due", "format": "s16le"}])
def test_an_announcement_that_contradicts_itself(spec, board, said):
    """The board is wrong, not the command: bad data."""
    refused(capture(spec, board, announced(said), code=65), 65)


# Opening the port


def baud(file):
    """termios2: c_ispeed and c_ospeed come last."""
    return struct.unpack("2I", fcntl.ioctl(file, 0x802C542A, bytes(44))[-8:])  # TCGETS2


def test_port_in_use(spec, board):
    first = Capture(spec, board, "-f", "u16le", "-r", 8000, "--samples", 1000)
    refused(spec.run("spec-capture", "--serial", board.path, "-f", "u16le", "-r", 8000, check=False), 66, board.path, "in use")
    board.play(RAMP.tobytes())
    assert len(rows_of(first.end(code=0))) == 1000  # and the first one was not disturbed


def test_no_serial_port(spec, tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    wrong = {tmp_path / "none": "no such port", tmp_path / "file": "not a serial port", "/dev/null": "not a serial port"}
    for path, word in wrong.items():
        refused(spec.run("spec-capture", "--serial", path, "-f", "u16le", "-r", 8000, check=False), 66, path, word)


def test_a_port_without_a_device(spec):
    board = Board()
    board.hang_up()
    refused(spec.run("spec-capture", "--serial", board.path, "-f", "u16le", "-r", 8000, check=False), 66, board.path)
    os.close(board.port)


@pytest.mark.parametrize("options,speed", [((), 115200), (("--baud", 12345), 12345), (("-b", 2000000), 2000000)])
def test_any_baud_rate_and_the_old_setting_restored(spec, board, options, speed):
    """A port that was a terminal before is a terminal again, at its old speed."""
    setting = termios.tcgetattr(board.port)
    setting[0] |= termios.ICRNL | termios.IXON
    setting[3] |= termios.ICANON | termios.ECHO | termios.ISIG
    setting[4] = setting[5] = termios.B9600
    termios.tcsetattr(board.port, termios.TCSANOW, setting)
    old = termios.tcgetattr(board.port)
    running = Capture(spec, board, *options, "-f", "u16le", "-r", 8000, "--samples", 60000)
    assert baud(board.port) == (speed, speed)
    now = termios.tcgetattr(board.port)
    assert now[0] == now[1] == now[3] == 0 and now[2] & termios.CSIZE == termios.CS8
    board.play(RAMP.tobytes())
    assert (rows_of(running.end(code=0))[:, 0] == ramp_of(60000)).all()  # XON, XOFF, CR and ^C are data
    assert termios.tcgetattr(board.port) == old


def test_the_setting_is_restored_after_a_failure(spec, board):
    old = termios.tcgetattr(board.port)
    old[4] = old[5] = termios.B9600
    termios.tcsetattr(board.port, termios.TCSANOW, old)
    old = termios.tcgetattr(board.port)  # the flags have the speed too
    capture(spec, board, b"", "-f", "u16le", "-r", 8000, "--timeout", 0.2, code=75)
    assert termios.tcgetattr(board.port) == old


@pytest.mark.parametrize("how", ["pulse", "on", "off"])
def test_no_dtr_line(spec, board, how):
    """A pty has no DTR line: a warning, not the end."""
    result = capture(spec, board, RAMP.tobytes(), "-f", "u16le", "-r", 8000, "--samples", 100, "--dtr", how)
    assert result.err.count("\n") == 1 and "warning: " in result.err and "DTR" in result.err


def test_bytes_of_a_starting_board_are_discarded(spec, board):
    """The board sends from before the port is opened until the flush; data sent after that begins the capture."""
    os.write(board.far, b"\x55" * 1001)
    running = Capture(spec, board, "-f", "u16le", "-r", 8000, "--samples", 60000, "--settle", 0.3, "--scale", "raw")
    board.play(RAMP.tobytes())
    assert (rows_of(running.end(code=0))[:, 0] == RAMP[:60000]).all()


# Usage


@pytest.mark.parametrize("options,words", [
    (("--serial", "x", "--device", "y"), ("--serial", "--device")),
    (("--serial", "x", "-"), ("--serial", "FILE")),
    (("-", "--baud", 9600, "-f", "u8", "-r", 1), ("--baud",)),
    (("-", "--dtr", "on", "-f", "u8", "-r", 1), ("--dtr",)),
    (("-", "--settle", 1, "-f", "u8", "-r", 1), ("--settle",)),
    (("--device", "x", "--protocol", "due"), ("--protocol",)),
    (("--serial", "x", "--protocol", "due", "--aux", "a.csv"), ("--aux",)),
    (("--serial", "x", "-f", "u17le"), ("--format", "u17le")),
    (("--serial", "x", "-f", "a-name-that-is-far-too-long"), ("--format",)),
    (("--serial", "x", "--protocol", "morse"), ("--protocol", "morse")),
    (("--serial", "x", "--protocol", "due", "-f", "s16le"), ("due", "s16le")),
    (("--serial", "x", "--protocol", "due", "--bits", 10), ("due", "10")),
    (("--serial", "x", "--protocol", "due", "-c", 2), ("due", "2")),
    (("--serial", "x", "--protocol", "scope", "-c", 3), ("scope", "3")),
    (("--serial", "x", "--protocol", "framed", "-f", "u16le"), ("framed",)),
    (("--serial", "x", "--protocol", "framed", "--bits", 12), ("framed",)),
    (("--serial", "x", "-f", "u16le", "--bits", 17), ("--bits", "17")),
    (("--serial", "x", "-f", "u8", "--bits", 9), ("--bits", "9")),
    (("--serial", "x", "-f", "f32le", "--bits", 9), ("--bits",)),
    (("--serial", "x", "-f", "u12", "--bits", 10), ("--bits", "u12")),
    (("--serial", "x", "-f", "u16le", "--scale", "volts"), ("--vref",)),
    (("--serial", "x", "-f", "u16le", "--scale", "dB"), ("--scale",)),
    (("--serial", "x", "-f", "u16le", "--rate", 0), ("--rate",)),
    (("--serial", "x", "-f", "u16le", "--rate", "fast"), ("--rate", "fast")),
    (("--serial", "x", "-f", "u16le", "-c", 65), ("--channels",)),
    (("--serial", "x", "-f", "u16le", "--samples", 0), ("--samples",)),
    (("--serial", "x", "-f", "u16le", "-d", 0), ("--duration",)),
    (("--serial", "x", "-f", "u16le", "--split", "1h"), ("--split", "--output")),
    (("--serial", "x", "-f", "u16le", "--no-stream"), ("--no-stream",)),
    (("--serial", "x", "-f", "u16le", "--recording", "flac"), ("--recording",)),
    (("--serial", "x", "-f", "u16le", "--gap", "fill"), ("--gap",)),
    (("--serial", "x", "y"), ()),
    (("one", "two"), ()),
])
def test_wrong_usage(spec, tmp_path, options, words):
    result = spec.run("spec-capture", *options, check=False, cwd=tmp_path)
    refused(result, 64, *words)
    assert result.out == b"" and os.listdir(tmp_path) == []


def test_samples_only_has_no_second_channel(spec, board, tmp_path):
    """Known only after the board may have named a protocol; then no file is left behind."""
    aux = tmp_path / "a.csv"
    result = capture(spec, board, RAMP.tobytes(), "-f", "u8", "-r", 1, "--aux", aux, code=64)
    refused(result, 64, "due-packet")
    assert os.listdir(tmp_path) == []


def test_impossible_outputs(spec, board, tmp_path):
    """Checked before the device is opened."""
    base = ("--serial", board.path, "-f", "u16le", "-r", 8000)
    refused(spec.run("spec-capture", *base, "-o", tmp_path / "none" / "x.wav", check=False), 73, "none/x.wav")
    (tmp_path / "x.wav.part").write_bytes(b"a recording that was killed")
    result = capture(spec, board, RAMP.tobytes(), "-f", "u16le", "-r", 8000, "-o", tmp_path / "x.wav", "--samples", 10, code=73)
    assert "x.wav.part" in result.err and (tmp_path / "x.wav.part").read_bytes() == b"a recording that was killed"


def test_no_samples_to_a_terminal(spec, board):
    far, near = terminal()
    try:
        result = spec.run("spec-capture", "--serial", board.path, "-f", "u16le", "-r", 8000, check=False, stdout=near)
        refused(result, 64, "terminal", "-o")
        assert select.select([far], [], [], 0)[0] == []
    finally:
        os.close(near)
        os.close(far)
