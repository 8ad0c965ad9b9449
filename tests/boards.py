# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards for tests: the bytes they send, the other end of a serial port that sends them, and a running spec-capture."""
import binascii
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import threading
import time
import tty

import numpy as np

from spectools import closing_line, CLOSING, HEADER, Result, Stream, terminal

LONGEST = 50  # seconds; the limit of every wait
DUE = 2000000 / 3  # rows per second
RAMP = np.arange(65536, dtype="<u2")


def wait_until(true, what, seconds=LONGEST):
    """Polls every five milliseconds. A machine under load gets all the time that is allowed."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.005)


class Board:
    """
    Writes bytes from a thread into one end of a pseudo-terminal; `path` is the other end, the port.

    The program discards what was queued when it opened the port. `opened` waits for that: in packet mode the kernel
    reports the flush to this end, so nothing is sent too early and nothing has to sleep.
    """

    def __init__(self):
        self.far, self.port = terminal()
        self.path = os.ttyname(self.port)
        self.thread, self.stop, self.played = None, threading.Event(), 0
        tty.setraw(self.port)
        fcntl.ioctl(self.far, termios.TIOCPKT, struct.pack("i", 1))
        os.set_blocking(self.far, False)

    def opened(self, process=None):
        """Waits until the program has opened and flushed the port. False if it has ended instead."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if select.select([self.far], [], [], 0.05)[0] and os.read(self.far, 1)[0] & termios.TIOCPKT_FLUSHREAD:
                return True
            if process is not None and process.poll() is not None:
                return False
        raise AssertionError("the program has not opened the port")

    def play(self, data, rate=None, sizes=(4096,), wait=False):
        """
        Sends all of `data`. With `rate`: bytes per second by the monotonic clock, a write about every 3 ms, no byte
        before its time. Without: as fast as the port accepts them, in pieces of these sizes, repeated.
        """
        assert self.thread is None or not self.thread.is_alive()
        self.stop.clear()
        self.thread = threading.Thread(target=self.run, args=(memoryview(bytes(data)), rate, sizes), daemon=True)
        self.thread.start()
        if wait:
            self.wait()

    def run(self, data, rate, sizes):
        at, turn, began = 0, 0, time.monotonic()
        while at < len(data) and not self.stop.is_set():
            if rate is None:
                due = at + sizes[turn % len(sizes)]
            else:
                due = int((time.monotonic() - began) * rate)
            if due > at:
                at = self.put(data, at, min(due, len(data)))
            if rate is not None:
                self.stop.wait(0.003)
            turn += 1

    def put(self, data, at, due):
        while at < due and not self.stop.is_set():
            try:
                put = os.write(self.far, data[at:due])
            except BlockingIOError:
                put = 0
            if put == 0:
                select.select([], [self.far], [], 0.002)
            at += put
            self.played += put
        return at

    def wait(self):
        self.thread.join(LONGEST)
        assert not self.thread.is_alive(), f"the port took only {self.played} bytes"

    def drain(self):
        """
        Waits until the port is empty. The kernel passes bytes on in two steps and reports only the second, so it must
        report "none" for a quarter of a second: the first step takes a fraction of a millisecond.
        """
        self.wait()
        quiet = 0
        for _ in range(200 * LONGEST):
            queued = struct.unpack("i", fcntl.ioctl(self.port, termios.FIONREAD, bytes(4)))[0]
            quiet = quiet + 1 if queued == 0 else 0
            if quiet == 50:
                return
            time.sleep(0.005)
        raise AssertionError("the program does not read")

    def hang_up(self):
        """Unplugs the board. Bytes the program has not read yet are lost."""
        self.stop.set()
        if self.thread is not None:
            self.thread.join(LONGEST)
        if self.far is not None:
            os.close(self.far)
        self.far = None

    def close(self):
        self.hang_up()
        os.close(self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Pipe:
    """Collects the output of a pipe in a thread; with `paused`, not before `release`."""

    def __init__(self, file, paused=False):
        self.file, self.bytes, self.go = file, bytearray(), threading.Event()
        if not paused:
            self.go.set()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        self.go.wait()
        while block := os.read(self.file.fileno(), 1 << 20):
            self.bytes += block

    def release(self):
        self.go.set()

    def end(self):
        self.release()
        self.thread.join(LONGEST)
        assert not self.thread.is_alive(), "a pipe does not end"
        self.file.close()
        return bytes(self.bytes)


class Capture:
    """A spec-capture that reads from a board, from the moment it listens until it ends."""

    def __init__(self, spec, board, *args, paused=False, prefix=(), stdout=subprocess.PIPE):
        command = spec.command("spec-capture", "--serial", board.path, *args, prefix=prefix)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                                        preexec_fn=lambda: [signal.signal(n, signal.SIG_DFL) for n in (2, 15, 1, 13)])
        self.out = Pipe(self.process.stdout, paused) if stdout == subprocess.PIPE else None
        self.err = Pipe(self.process.stderr)
        try:
            self.listens = board.opened(self.process)
        except AssertionError:
            self.process.kill()
            raise

    def rows_seen(self, channels=1):
        return max(0, len(self.out.bytes) - HEADER) // 4 // channels

    def wait_rows(self, rows, channels=1):
        """Waits until so many rows have been written; the bytes of a closing line may count as rows."""
        wait_until(lambda: self.rows_seen(channels) >= rows or self.process.poll() is not None, f"{rows} rows")

    def end(self, signal_number=None, code=None):
        if signal_number is not None:
            self.process.send_signal(signal_number)
        out = self.out.end() if self.out is not None else b""
        try:
            self.process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        err = self.err.end().decode("utf-8")
        assert code is None or self.process.returncode == code, f"exit {self.process.returncode}, not {code}: {err}"
        return Result(self.process.returncode, out, err)


def capture(spec, board, data, *args, code=0, rate=None, sizes=(4096,), hang_up=False, **more):
    """
    The result of a spec-capture of `data`. The program must end by itself (--samples, -d, a failure), or because the
    board hangs up after everything was read.
    """
    running = Capture(spec, board, *args, **more)
    if running.listens:
        board.play(data, rate, sizes)
        if hang_up:
            board.drain()
            board.hang_up()
    result = running.end(code=code)
    board.stop.set()
    return result


def rows_of(result, channels=1):
    """rows[row, channel] of a complete stream."""
    stream = Stream(result.out)
    assert stream.closing is None or stream.closing == closing_of(len(stream.rows))
    assert stream.channels == channels
    return stream.rows[:, :, 0]


def closing_of(rows, how="complete"):
    return closing_line(rows, how)[:CLOSING].decode("utf-8").rstrip("\n")


def events_of(path):
    """[(row, length, cause)]"""
    head, *lines = path.read_text().splitlines()
    assert head == "sample\tlength\tcause"
    return [(int(row), int(length), cause) for row, length, cause in (line.split("\t") for line in lines)]


# Data that boards send


def whole_numbers(values, bits):
    """Bytes of little-endian two's complement, `bits` a multiple of 8."""
    numbers = np.asarray(values, "<i8")
    return numbers.view("u1").reshape(-1, 8)[:, :bits // 8].tobytes()


def due_words(signal_in, seed=1):
    """
    A signal in -1 .. 1 as a 12-bit converter with triangular dither reads it: the error is noise of 1/4 step^2 and no
    tone.
    """
    dither = np.random.default_rng(seed).random((2, len(signal_in)), "f4")
    return np.clip(np.floor(signal_in * 2048 + 2048 + dither[0] - dither[1] + 0.5), 0, 4095).astype("<u2")


def unit12(words):
    """12-bit numbers as the program converts them to samples."""
    return (np.asarray(words, "f4") / 2048 - 1).astype("<f4")


def due_packet(words, p0=0.0, p1=0.0, tone=0):
    assert len(words) == 256
    return struct.pack("<4B2fB", 0xD2, 0x02, 0x96, 0x49, p0, p1, tone) + np.asarray(words, "<u2").tobytes()


def framed(rows, index, form=12):
    """rows[row, channel]; form as in the header of the packet."""
    rows = np.atleast_2d(np.asarray(rows).T).T
    kind = "<f4" if form == 0x20 else ("<i1", "<u1", "<i2", "<u2")[(form < 0x80) + 2 * ((form & 0x7F) > 8)]
    body = struct.pack("<BBHI", rows.shape[1], form, len(rows), index % 2 ** 32) + rows.astype(kind).tobytes()
    return b"\xA5\x5A" + body + struct.pack("<H", binascii.crc_hqx(body, 0xFFFF))


def tag7(values):
    """14 bits in two bytes, the first with its top bit set."""
    values = np.asarray(values)
    return np.stack([0x80 | values >> 7, values & 0x7F], axis=1).astype("u1").tobytes()


def without(data, places):
    """The bytes except those at these positions."""
    return np.delete(np.frombuffer(data, "u1"), places).tobytes()


def places_apart(count, most, apart, seed):
    """`count` random positions below `most`, each at least `apart` from the next."""
    chosen = np.sort(np.random.default_rng(seed).choice(most - count * apart, count, replace=False))
    return chosen + apart * np.arange(count)
