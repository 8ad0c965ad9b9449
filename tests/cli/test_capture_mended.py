# SPDX-License-Identifier: GPL-2.0-or-later
"""Hard cases of spec-capture: clock changes, stopped or flushed ports, absurd rates and gaps, empty captures."""
import datetime
import fcntl
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

import numpy as np
import pytest

from boards import Board, Capture, capture, closing_of, events_of, framed, LONGEST, RAMP, rows_of, unit12, wait_until
from spectools import refused, Stream, terminal

U8 = ("-f", "u8", "-r", 8000)
BYTES = np.arange(256, dtype="u1")


@pytest.fixture
def board():
    with Board() as board:
        yield board


def u8(blob):
    return (np.frombuffer(bytes(blob), "u1") / np.float32(128) - 1).astype("<f4")


def chunks(path):
    """name: body, of a WAV file whose chunk sizes are correct."""
    blob, found, at = path.read_bytes(), {}, 12
    assert blob[:4] + blob[8:12] == b"RIFFWAVE" and struct.unpack("<I", blob[4:8])[0] == len(blob) - 8
    while at + 8 <= len(blob):
        name, size = struct.unpack("<4sI", blob[at:at + 8])
        assert at + 8 + size <= len(blob)
        found[name.decode()] = blob[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    return found


def rows_in(path):
    return len(chunks(path)["data"]) // 4


def clock_shows(when, change=None):
    """
    A time zone whose clock shows this hour of a day right now. `change`: at that hour clocks go "forward" or, at the
    end of a summer time that is still in force, "back".
    """
    now = int(time.time())
    ahead = (3600 * when - now) % 86400
    ahead -= 86400 if ahead > 43200 else 0
    day = time.gmtime(now + ahead).tm_yday - 1  # January 1st is day 0 here
    how, hour = change or (None, 0)
    ahead -= 3600 if how == "back" else 0  # the clock in winter time
    text = "{}{}:{:02}:{:02}".format("-" if ahead >= 0 else "+", abs(ahead) // 3600, abs(ahead) // 60 % 60, abs(ahead) % 60)
    if change is None:
        return f"<win>{text}"
    first, last = (f"{day}/{hour}", f"{(day + 180) % 365}/3") if how == "forward" else (f"{(day + 180) % 365}/2", f"{day}/{hour}")
    west = -ahead - 3600
    summer = "{}{}:{:02}:{:02}".format("-" if west < 0 else "+", abs(west) // 3600, abs(west) // 60 % 60, abs(west) % 60)
    return f"<win>{text}<sum>{summer},{first},{last}"


def limited(process):
    """Killed after the longest time that anything may take, so that no pipe blocks for ever."""
    timer = threading.Timer(LONGEST, process.kill)
    timer.daemon = True
    timer.start()
    return timer


# Split recordings


def test_an_interrupted_part_with_the_next_name(spec, tmp_path):
    """An existing file is neither overwritten nor the end of the run: the next file gets another name."""
    process = spec.start("spec-capture", "-", *U8, "--no-stream", "--split", 2, "-o", tmp_path / "x-%Y%m%dT%H%M%S.wav", bufsize=0,
                         env={**os.environ, "TZ": clock_shows(12)})
    process.stdin.write(b"\0")
    wait_until(lambda: list(tmp_path.iterdir()), "the first file")
    first = datetime.datetime.strptime(next(tmp_path.iterdir()).name, "x-%Y%m%dT%H%M%S.wav.part")
    then = first + datetime.timedelta(seconds=2 - first.second % 2)
    stale, third = (tmp_path / (when.strftime("x-%Y%m%dT%H%M%S.wav") + end) for when, end in
                    ((then, ".part"), (then + datetime.timedelta(seconds=2), "")))
    stale.write_bytes(b"precious")
    out, err = process.communicate(bytes(BYTES) * 150, timeout=LONGEST)  # 4.8 s: at least into the third file
    assert (process.returncode, out, err) == (0, b"", b"")
    assert stale.read_bytes() == b"precious" and not stale.with_suffix("").exists()
    second = stale.with_name(stale.name.replace(".wav.part", "-2.wav"))
    assert rows_in(second) == 16000 and third.exists()
    assert sum(map(rows_in, tmp_path.glob("*.wav"))) == 150 * 256 + 1


def test_a_split_replay(spec, tmp_path):
    """
    With a given rate, the time of a pipe is that of its rows, however fast they arrive: 3 s deliver 12 s, over several
    refreshes.
    """
    process = spec.start("spec-capture", "-", *U8, "--split", 2, "-o", tmp_path / "x.wav", bufsize=0,
                         env={**os.environ, "TZ": clock_shows(12)})
    limit, got = limited(process), []
    reader = threading.Thread(target=lambda: got.append(process.stdout.read()), daemon=True)
    reader.start()
    blob = np.resize(BYTES, 96000).tobytes()
    for at in range(0, len(blob), 3200):
        process.stdin.write(blob[at:at + 3200])
        time.sleep(0.1)
    process.stdin.close()
    assert process.wait(LONGEST) == 0 and process.stderr.read() == b""
    reader.join(LONGEST)
    limit.cancel()
    files = sorted(tmp_path.iterdir())
    sizes = [rows_in(path) for path in files]
    assert sizes[1:-1] == [16000] * (len(sizes) - 2) and len(sizes) in (6, 7) and max(sizes) <= 16000, sizes
    data = b"".join(chunks(path)["data"] for path in files)
    assert data == u8(blob).tobytes() == Stream(got[0]).data


@pytest.mark.parametrize("now,split,change,want", [
    (12, "6:00:00", None, ["1800", "0000", "0600"]),
    (12, "6:00:00", ("forward", 14), ["1800", "0000", "0600"]),
    (12, "6:00:00", ("back", 15), ["1800", "0000", "0600"]),
    (0, "6:00:00", ("forward", 2), ["0600", "1200", "1800"]),
    (0, "6:00:00", ("back", 3), ["0600", "1200", "1800"]),
    (12, "1:00:00", ("forward", 14), ["1300", "1500", "1600", "1700"]),
    (0, "1:00:00", ("forward", 2), ["0100", "0300", "0400", "0500"]),
    (12, "1:00:00", ("back", 15), ["1300", "1400", "1400-2", "1500", "1600"]),
    (0, "1:00:00", ("back", 3), ["0100", "0200", "0200-2", "0300", "0400"]),
    (12, "0:30:00", ("back", 14), ["1230", "1300", "1330", "1300-2", "1330-2", "1400"])],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value))
def test_split_where_the_clock_changes(spec, tmp_path, now, split, change, want):
    """
    Files split at multiples of local time, on the day of a clock change too; an hour that occurs twice has its files
    twice. The run begins just after `now`, and a row is a second.
    """
    hours, minutes = map(int, split.split(":")[:2])
    length = 3600 * hours + 60 * minutes
    count = 21 * 3600 if hours > 1 else len(want) * length + length // 2
    result = spec.run("spec-capture", "-v", "-", "-f", "u8", "-r", 1, "--no-stream", "--split", split,
                      "-o", tmp_path / "x-%Y%m%dT%H%M%S.wav", stdin=bytes(count), check=False,
                      env={**os.environ, "TZ": clock_shows(now, change)})
    assert result.code == 0, result.err
    files = re.findall(r"^spec-capture: (\S+): begins with row (\d+)$", result.err, re.M)
    names = [re.search(r"x-\d{8}T(\d{4})(\d\d)(-2)?\.wav$", name).groups() for name, _ in files]
    got = [hour + (again or "") for hour, _, again in names[1:]]
    assert got == want, got
    assert all(seconds == "00" for _, seconds, _ in names[1:])  # a row later than the boundary by less than a row
    starts = [int(row) for _, row in files]
    assert [rows_in(tmp_path / name) for name, _ in files] == np.diff([*starts, count]).tolist()
    assert np.diff(starts[1:]).tolist() == [length] * (len(want) - 1)  # changes by a whole file, or within the first


# Missing data


@pytest.mark.parametrize("rate", [48000, "auto"])
def test_a_long_gap_at_the_start(spec, tmp_path, rate):
    """
    6.4 GB of silence, if all of it were kept in memory. 32 MiB are the buffer of 1 with its blocks, the limit of
    buffered silence, and the program. Its memory is limited, so that a failure does not exhaust the machine. `auto`
    promises only a clear end.
    """
    rows = np.full((20, 8), 3072)
    (tmp_path / "x").write_bytes(framed(rows, 0) + framed(rows, 200000000))
    command = spec.command("spec-capture", "-", "--protocol", "framed", "-r", rate, "--buffer", 1, "--samples", 2000000)
    (_, (code, used)), err = spec.peak_memory(["cat", tmp_path / "x"], command, room=2 << 30)
    assert code in ((0, 75) if rate == "auto" else (0,)) and used < 32 << 20, (code, used, err)
    if code == 75:
        assert err.count("\n") <= 2 and re.search(r"^spec-capture: stdin: .*to measure the rate$", err, re.M), err
    assert "199999980 rows were lost in 1 gap" in err  # of which as many are written as were requested


def test_rows_after_a_long_gap(spec, tmp_path):
    """A gap keeps its length: 2^20 rows of 8, four times the buffer limit."""
    x = np.arange(160).reshape(20, 8)
    blob = framed(x, 0) + framed(x + 200, 20 + (1 << 20))
    result = spec.run("spec-capture", "-", "--protocol", "framed", "-r", 48000, "--buffer", 1, "--events", tmp_path / "e",
                      stdin=blob)
    got = Stream(result.out).rows[:, :, 0]
    assert len(got) == 40 + (1 << 20) and not got[20:-20].any()
    assert (got[:20] == unit12(x)).all() and (got[-20:] == unit12(x + 200)).all()
    assert events_of(tmp_path / "e") == [(20, 1 << 20, "packets were lost on the line")]


@pytest.mark.parametrize("bad,events,kept", [((3, 4, 8), [(60, 40), (160, 20)], 200), ((0, 5, 6), [(100, 40)], 200),
                                             ((2, 8, 9), [(40, 20)], 160)], ids=["within", "first", "last"])
def test_adjacent_damaged_packets(spec, tmp_path, bad, events, kept):
    """
    Each damaged packet is counted, and its rows are known from the index. Packets before the first good one do not
    begin a run; those after the last have no index that tells their rows, so they are counted but in no gap.
    """
    x = np.arange(200) % 100 + 2000
    packets = [bytearray(framed(x[i:i + 20], i)) for i in range(0, 200, 20)]
    for i in bad:
        packets[i][20] ^= 1
    result = spec.run("spec-capture", "-", "--protocol", "framed", "-r", 48000, "--events", tmp_path / "e",
                      stdin=b"".join(packets))
    first = 20 if 0 in bad else 0
    want = unit12(x)
    for row, length in events:
        want[row:row + length] = 0
    assert (Stream(result.out).rows.ravel() == want[first:kept]).all()
    assert events_of(tmp_path / "e") == [(row - first, length, "packets were damaged") for row, length in events]
    damaged = len(bad) - (first > 0)
    assert f"{damaged} packets were damaged" in result.err
    assert f"{sum(length for _, length in events)} rows were lost in {len(events)} gap" in result.err


def test_a_loss_at_the_end_is_reported_at_once(spec, board, tmp_path):
    """
    The last bytes did not fit and none follow: their rows are reported all the same, and nothing waits for --timeout.
    """
    blob = np.resize(RAMP, 1500000).astype("<u2").tobytes()
    running = Capture(spec, board, "-f", "u8", "-r", 1000000, "--buffer", 0.125, "--events", tmp_path / "e",
                      "--samples", len(blob), "--timeout", LONGEST, paused=True)
    board.play(blob, wait=True)
    board.drain()
    running.out.release()
    result = running.end(code=0)
    want, events = u8(blob), events_of(tmp_path / "e")
    for row, length, _ in events:
        want[row:row + length] = 0
    # a program that got no processor for a while may write its last block late, and then has room for as much
    assert len(blob) - (1 << 16) <= events[-1][0] + events[-1][1] <= len(blob)
    assert (rows_of(result)[:, 0] == want).all()


def test_bytes_that_did_not_fit(spec, board, tmp_path):
    """Everything sent into a stopped pipe is in the output or in a gap; the warning has the exact bytes of the gaps."""
    blob = np.resize(RAMP, 1500000).astype("<u2").tobytes()  # no period of a few bytes, so that a shift is visible
    running = Capture(spec, board, "-f", "u8", "-r", 1000000, "--buffer", 0.125, "--events", tmp_path / "e",
                      "--samples", len(blob) + 5000, paused=True)
    board.play(blob, wait=True)
    board.drain()
    running.out.release()
    running.wait_rows(50000)
    board.play(blob[:5000])
    result = running.end(code=0)
    want, events = u8(blob + blob[:5000]), events_of(tmp_path / "e")
    for row, length, _ in events:
        want[row:row + length] = 0
    assert (rows_of(result)[:, 0] == want).all()
    found = re.search(r"^spec-capture: warning: .*: (\d+) bytes were lost because the buffer was full: .*--buffer", result.err, re.M)
    assert found and int(found[1]) == sum(length for _, length, _ in events) > 0, result.err
    assert all(cause == "the buffer was full" for _, _, cause in events)


def test_numbers_far_out_of_range(spec, tmp_path):
    """Numbers beyond the 10-bit range: damaged lines, like any other that is not a number, and no further message."""
    text = b"".join(b"%s\n" % line for line in (b"512", b"1e30", b"1023", b"1e300", b"-1e300", b"9.3e18", b"-9.3e18", b"0"))
    result = spec.run("spec-capture", "-", "-f", "text", "--bits", 10, "-r", 10, "--events", tmp_path / "e", stdin=text)
    assert Stream(result.out).rows.ravel().tolist() == [0, 0, float(np.float32(1023 / 512 - 1)), 0, 0, 0, 0, -1]
    assert events_of(tmp_path / "e") == [(1, 1, "a line was damaged"), (3, 4, "a line was damaged")]
    lines = result.err.splitlines()
    assert len(lines) == 2 and "5 rows were lost in 2 gaps" in lines[0] and "5 lines were damaged" in lines[1], result.err


# Rates


@pytest.mark.parametrize("rate", [1e-300, 1e300])
def test_an_absurd_announced_rate(spec, board, tmp_path, rate):
    said = json.dumps({"rate": rate, "format": "u8"}).encode() + b"\n" + bytes(1000)
    for result in (spec.run("spec-capture", "-", "-o", tmp_path / "x.wav", stdin=said, check=False),
                   capture(spec, board, said, "-o", tmp_path / "x.wav", code=65)):
        refused(result, 65, "rate", "Hz")
        assert result.err.count("\n") == 1 and result.out == b"" and os.listdir(tmp_path) == []


@pytest.mark.parametrize("rate", ["1e-300", "1e300"])
def test_an_absurd_given_rate(spec, tmp_path, rate):
    """The command is wrong, not the data."""
    result = spec.run("spec-capture", "-", "-f", "u8", "-r", rate, "-o", tmp_path / "x.wav", stdin=bytes(1000), check=False)
    assert result.err.count("\n") == 1 and result.out == b"" and os.listdir(tmp_path) == []
    refused(result, 64, "rate")


# Ends


@pytest.mark.parametrize("table,words", [("--events", ("-f", "u8")), ("--aux", ("--protocol", "due-packet"))])
def test_tables_do_not_overwrite_the_input(spec, tmp_path, table, words):
    """The input is not overwritten: by its own name, by another name, or as stdin."""
    blob = bytes(BYTES) * 20
    (tmp_path / "x").write_bytes(blob)
    (tmp_path / "y").symlink_to("x")
    os.link(tmp_path / "x", tmp_path / "z")
    for source, name in (("x", "x"), ("x", "y"), ("x", "z"), ("y", "x"), ("-", "x"), ("-", "z")):
        with open(tmp_path / "x", "rb") as file:
            result = spec.run("spec-capture", source, *words, "-r", 8000, table, name, cwd=tmp_path, stdin=file, check=False)
        refused(result, 73, name, "input")
        assert result.out == b"" and (tmp_path / "x").read_bytes() == blob, (source, name)
        assert sorted(os.listdir(tmp_path)) == ["x", "y", "z"]


@pytest.mark.parametrize("name", ["x.wav", "x.npy", "x"])
def test_a_capture_without_a_row(spec, tmp_path, name):
    """A board that announced its format and sent no samples: an empty file, not none."""
    said = b'{"format": "u16le", "channels": 2}\n'
    result = spec.run("spec-capture", "-", "-r", 8000, "-o", tmp_path / name, stdin=said)
    stream = Stream(result.out)
    assert result.err == "" and os.listdir(tmp_path) == [name]
    assert stream.closing == closing_of(0) and len(stream.rows) == 0 and stream.channels == 2
    if name == "x.wav":
        found = chunks(tmp_path / name)
        assert found["data"] == b"" and struct.unpack("<HHI", found["fmt "][:8])[1:] == (2, 8000)
        assert b"\nrows 0\n" in found["spec"]
    elif name == "x.npy":
        assert np.load(tmp_path / name).shape[0] == 0
    else:
        head = Stream((tmp_path / name).read_bytes())
        assert head.header["rows"] == "0"


# Ports


def test_a_stopped_capture_has_not_lost_its_device(spec, board):
    """
    The program itself was stopped for longer than --timeout, not the board; data arrives within that time after it
    continues.
    """
    timeout = 1.5
    running = Capture(spec, board, *U8, "--timeout", timeout, "--samples", 2000)
    board.play(BYTES.tobytes() * 4, wait=True)
    running.wait_rows(1000)
    running.process.send_signal(signal.SIGSTOP)
    time.sleep(timeout + 0.2)
    running.process.send_signal(signal.SIGCONT)
    time.sleep(0.1)  # margin, of the 1.5 s
    board.play(BYTES.tobytes() * 4)
    result = running.end(code=0)
    assert result.err == "" and (rows_of(result)[:, 0] == u8(np.resize(BYTES, 2000))).all()


FLUSHER = """
import sys, termios, time
port, until = int(sys.argv[1]), time.monotonic() + 2
while time.monotonic() < until:
    for _ in range(1000):
        termios.tcflush(port, termios.TCIFLUSH)
"""


def test_a_port_flushed_by_another_program(spec, board):
    """
    Bytes reported as available may be gone when they are read; that does not end the capture. Flushed as often as
    possible for two seconds, while small writes make the program poll often, which hits that moment many times. Then
    the rest may arrive.
    """
    running = Capture(spec, board, *U8, "--timeout", 20, "-o", "/dev/null", "--no-stream")
    flusher = subprocess.Popen([sys.executable, "-S", "-E", "-c", FLUSHER, str(board.port)], pass_fds=[board.port])
    board.play(bytes(1 << 26), sizes=(16,))
    assert flusher.wait(LONGEST) == 0
    alive = running.process.poll() is None
    board.stop.set()
    result = running.end(signal.SIGINT if alive else None)
    assert alive and (result.code, result.err) == (0, "")


def test_origin_includes_the_decoding_delay(spec, board, tmp_path):
    """
    12-bit decoding waits for 33 more words, 33 ms here; row 0 is dated from when the board began. 20 ms are more than
    half of that, and far above the errors: writes 1 ms apart, of which only the earliest count, and a row of 1 ms.
    """
    running = Capture(spec, board, "-f", "u12", "-r", "auto", "-d", 3, "-o", tmp_path / "x.wav")
    sent, began, clock = 0, time.monotonic(), time.time()
    words = (2048 + RAMP % 1000).astype("<u2").tobytes()
    while running.process.poll() is None and time.monotonic() - began < 20:
        due = 2 * int(1000 * (time.monotonic() - began))
        if due > sent:
            sent += os.write(board.far, words[sent:due])
        time.sleep(0.001)
    stream = Stream(running.end(code=0).out)
    file = re.search(r"^origin (.*)$", chunks(tmp_path / "x.wav")["spec"].decode(), re.M)[1]
    assert stream.number("rate") == pytest.approx(1000, rel=0.01)  # 20 ms in 2 s
    for origin in (stream.header["origin"], file):
        assert abs(datetime.datetime.fromisoformat(origin).timestamp() - clock) < 0.02, origin


# The status line on a terminal


def shown(spec, value, rate, most):
    """The status lines of a run that receives this number (s16) repeatedly, with a terminal as stderr."""
    far, near = terminal()
    fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    process = subprocess.Popen(spec.command("spec-capture", "-", "-f", "s16", "-r", rate), stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=near, bufsize=0)
    os.close(near)
    got, until, limit = b"", time.monotonic() + LONGEST, limited(process)
    try:
        while got.count(b"buffer") < most and time.monotonic() < until:
            process.stdin.write(struct.pack("<h", value) * 500)
            if select.select([far], [], [], 0.01)[0]:
                got += os.read(far, 4096)
        process.stdin.close()
        assert process.wait(LONGEST) == 0
    finally:
        limit.cancel()
        process.kill()
        process.wait()
        process.stdin.close()
        os.close(far)
    return [line.rstrip() for line in got.decode().split("\r") if "buffer" in line]


@pytest.mark.parametrize("value", [32767, 32700, -32768, 0], ids=["-0.0003 dB", "-0.02 dB", "full", "silence"])
@pytest.mark.parametrize("rate", [8000, 666666.667])
def test_the_line_on_a_terminal(spec, value, rate):
    """There is no negative zero, and a line of 80 columns never wraps."""
    lines = shown(spec, value, rate, 3)
    assert len(lines) >= 3 and all("-0.0 dB" not in line and len(line) <= 79 for line in lines), lines
    level = float(re.search(r"(-?[\d.]+) dB", lines[0])[1])
    assert level == (-199.9 if value == 0 else 0), lines[0]
