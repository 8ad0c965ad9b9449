# SPDX-License-Identifier: GPL-2.0-or-later
"""Helpers of the tests: run programs, write WAV files, read and write streams."""
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
HEADER, MAGIC, CLOSING = 512, b"spec-stream 512\n", 64
# Frames of one sample, rectangular window, no scaling: the real parts are the samples themselves.
SAMPLES = ("-n", 1, "-p", 1, "-w", "rect", "--scaling", "none", "-k", "complex", "--framing", "snip", "--raw")


# Starts a pipeline and prints what each command needed. The memory that a process used before its exec counts as its own,
# so the commands need a small parent: this program, not the tests.
SMALL_PARENT = """
import json, os, resource, subprocess, sys
commands, room = json.loads(sys.argv[1]), int(sys.argv[2])
running, pipe = [], None
for command in commands:
    last = len(running) == len(commands) - 1
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (room, room))) if last and room > 0 else None
    running.append(subprocess.Popen(command, stdin=pipe or subprocess.DEVNULL, preexec_fn=limit,
                                    stdout=subprocess.DEVNULL if last else subprocess.PIPE))
    if pipe:
        pipe.close()
    pipe = running[-1].stdout
found = []
for process in running:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    found.append((process.returncode, usage.ru_maxrss << 10))
print(json.dumps(found))
"""


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


class Programs:
    """The programs in one folder. Every run ends within a minute, or the test fails."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, name):
        path = self.folder / name
        assert os.access(path, os.X_OK), f"there is no program {path}: build it, or set SPECPIPE_BUILD"
        return str(path)

    def command(self, name, *args, prefix=()):
        return [str(word) for word in (*prefix, self.path(name), *args)]

    def run(self, name, *args, stdin=None, check=True, prefix=(), **more):
        """stdin: bytes are sent through a pipe; a path or an open file is used directly; None is /dev/null."""
        given = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": subprocess.DEVNULL if stdin is None else stdin}
        opened = open(stdin, "rb") if isinstance(stdin, (str, Path)) else None
        if opened is not None:
            given = {"stdin": opened}
        try:
            more.setdefault("stdout", subprocess.PIPE)
            done = subprocess.run(self.command(name, *args, prefix=prefix), stderr=subprocess.PIPE, timeout=60, **given, **more)
        finally:
            if opened is not None:
                opened.close()
        result = Result(done.returncode, done.stdout or b"", done.stderr.decode("utf-8"))
        if check:
            assert result.code == 0, f"{' '.join(map(str, done.args))}: exit {result.code}: {result.err}"
        return result

    def start(self, name, *args, **more):
        """
        Starts a program in the background, with pipes, in its own session and with the signals of a foreground job.
        """
        more.setdefault("stdin", subprocess.PIPE)
        more.setdefault("stdout", subprocess.PIPE)
        return subprocess.Popen(self.command(name, *args), stderr=subprocess.PIPE, start_new_session=True,
                                preexec_fn=default_signals, **more)

    def piecewise(self, name, blob, size, *args):
        """The output for input that arrives in pieces of `size` bytes."""
        process = self.start(name, *args, bufsize=0)

        def feed():
            for at in range(0, len(blob), size):
                process.stdin.write(blob[at:at + size])
            process.stdin.close()

        thread = threading.Thread(target=feed)
        thread.start()
        out, err = process.stdout.read(), process.stderr.read()
        thread.join(60)
        process.stdout.close()
        process.stderr.close()
        assert process.wait(timeout=60) == 0 and err == b"", err
        return out

    def samples(self, *args, channels=1, **more):
        """samples[frame, channel] of the input, as a program reads them."""
        out = self.run("spec-stft", *SAMPLES, *args, **more).out
        return np.frombuffer(out, "<f4").reshape(-1, channels, 2)[:, :, 0]

    def stream(self, *args, **more):
        return Stream(self.run("spec-stft", *args, **more).out)

    def sanitized(self):
        """Whether the programs are built with AddressSanitizer, which is slow and needs memory of its own."""
        return b"__asan_init" in Path(self.path("spec-stft")).read_bytes()

    def peak_memory(self, *commands, room=None, timeout=60):
        """
        Runs a pipeline from /dev/null to /dev/null: [(exit status, peak memory in bytes)] of its commands, and their
        stderr. room: bytes of address space for the last command. Skips the test if the programs have a sanitizer.
        """
        import pytest
        if self.sanitized():
            pytest.skip("a sanitizer needs memory of its own")
        texts = json.dumps([[str(word) for word in command] for command in commands])
        done = subprocess.run([sys.executable, "-S", "-E", "-c", SMALL_PARENT, texts, str(room or 0)], capture_output=True,
                              text=True, timeout=timeout, check=True)
        return json.loads(done.stdout), done.stderr


def terminal():
    """Both ends of a pseudo-terminal. Skips the test on a machine without any (a bare chroot)."""
    import pytest
    try:
        return os.openpty()
    except OSError as why:
        pytest.skip(f"no pseudo-terminal here: {why}")


def default_signals():
    import signal
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def refused(result, code, *words):
    """Checks a refusal: exit status, nothing on stdout, one sentence on stderr that contains these words."""
    assert result.code == code, f"exit {result.code}, not {code}: {result.err}"
    assert result.err.startswith("spec-") and result.err.endswith("\n"), repr(result.err)
    assert result.err.rstrip("\n").count("\n") == 0 or "warning:" in result.err, result.err
    for word in words:
        assert str(word) in result.err, f"{word!r} is not in {result.err!r}"


# Streams


class Stream:
    """header: keys and texts (hist: a list); rows: [row, channel, number]; closing: the line's text or None."""

    def __init__(self, blob):
        self.blob = blob
        assert blob[:16] == MAGIC and len(blob) >= HEADER, blob[:64]
        text = blob[16:HEADER].decode("utf-8")
        body, end, rest = text.partition("\nend\n")
        assert end and rest.strip("\n") == "", text
        self.header, self.hist = {}, []
        for line in body.split("\n"):
            key, _, value = line.partition(" ")
            if key == "hist":
                self.hist.append(value)
            else:
                assert key not in self.header, f"{key} twice"
                self.header[key] = value
        self.kind = self.header["kind"]
        self.channels, self.width = int(self.header["channels"]), int(self.header["width"])
        data, self.closing = blob[HEADER:], None
        if "rows" not in self.header:
            data, self.closing = data[:-CLOSING], data[-CLOSING:].decode("utf-8").rstrip("\n")
            assert self.closing.startswith("spec-stream end "), self.closing
        self.rows = np.frombuffer(data, "<f4").reshape(-1, self.channels, self.width)
        self.data = data
        if self.closing is None:
            assert len(self.rows) == int(self.header["rows"])

    def complex(self):
        assert self.kind == "complex"
        return self.rows[..., 0::2].astype(float) + 1j * self.rows[..., 1::2].astype(float)

    def number(self, key):
        over, _, under = self.header[key].partition("/")
        return float(over) / float(under or 1)

    def times(self):
        return self.number("start") + np.arange(len(self.rows)) / self.number("rate")


def header_block(*lines):
    """A header block of 512 bytes with these lines, valid or not."""
    text = MAGIC + "".join(f"{line}\n" for line in lines).encode("utf-8") + b"end\n"
    assert len(text) <= HEADER
    return text.ljust(HEADER, b"\n")


def closing_line(rows, how="complete"):
    return f"spec-stream end {rows} {how}".encode("utf-8").ljust(CLOSING, b"\n")


def sample_stream(samples, *lines, rate=8000, announce=True):
    """A stream of samples[frame, channel]. `announce`: its length is in the header instead of a closing line."""
    samples = np.atleast_2d(np.asarray(samples, "<f4").T).T
    head = ["kind samples", f"rate {rate}", "start 0", "width 1", f"channels {samples.shape[1]}", "axis index 0 1"]
    if announce:
        head.append(f"rows {len(samples)}")
    blob = header_block(*head, *lines) + samples.tobytes()
    return blob if announce else blob + closing_line(len(samples))


# WAV files


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def wav_bytes(samples, rate=8000, form="s16", size=None, before=(), after=b"", rf64=False, riff_size=None):
    """
    samples[frame, channel] in [-1, 1), as s16 or f32. `size`: the size the data chunk claims, if it is wrong; `before`:
    chunks between fmt and data; `after`: bytes behind the data; rf64: sizes in a ds64 chunk.
    """
    samples = np.atleast_2d(np.asarray(samples).T).T
    channels = samples.shape[1]
    if form == "s16":
        data = np.clip(np.round(samples * 32768.0), -32768, 32767).astype("<i2").tobytes()
        tag, width = 1, 2
    else:
        data, tag, width = samples.astype("<f4").tobytes(), 3, 4
    fmt = struct.pack("<HHIIHH", tag, channels, int(rate), int(rate) * channels * width, channels * width, 8 * width)
    head = chunk(b"fmt ", fmt) + b"".join(before)
    claimed = len(data) if size is None else size
    body = b"data" + struct.pack("<I", 0xFFFFFFFF if rf64 else claimed) + data + b"\0" * (len(data) & 1) + after
    if rf64:
        total = 4 + 36 + len(head) + len(body)
        head = chunk(b"ds64", struct.pack("<QQQI", total, len(data), len(samples), 0)) + head
    total = min(4 + len(head) + len(body), 0xFFFFFFFF) if riff_size is None else riff_size
    return (b"RF64" if rf64 else b"RIFF") + struct.pack("<I", 0xFFFFFFFF if rf64 else total) + b"WAVE" + head + body


def sparse_wav(path, frames, rate=48000, rf64=False):
    """Writes a WAV header for so many 16-bit frames of silence, and a hole in place of the samples."""
    data = frames * 2
    fmt = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16))
    ds64 = chunk(b"ds64", struct.pack("<QQQI", 4 + 36 + len(fmt) + 8 + data, data, frames, 0))
    head = (b"RF64\xff\xff\xff\xffWAVE" + ds64 + fmt + b"data\xff\xff\xff\xff") if rf64 else \
        b"RIFF" + struct.pack("<I", (28 + 8 + data) & 0xFFFFFFFF) + b"WAVE" + fmt + b"data" + struct.pack("<I", data & 0xFFFFFFFF)
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(len(head) + data)


def s16_grid(samples):
    """The nearest numbers that a 16-bit file can represent."""
    return np.clip(np.round(np.asarray(samples) * 32768), -32768, 32767) / 32768


def noise(count, channels=None, seed=1, scale=0.25):
    """White noise in single precision, the same in every run."""
    shape = count if channels is None else (count, channels)
    return (scale * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


def data_folder():
    """The folder of third-party recordings and references, next to the repository; None if it is absent."""
    folder = Path(os.environ.get("SPECPIPE_DATA") or ROOT.parent / "shared" / "data").resolve()
    return folder if (folder / "formats.json").exists() else None
