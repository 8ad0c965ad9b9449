# SPDX-License-Identifier: GPL-2.0-or-later
"""
Recordings of spec-capture: files that grow while captured and are valid at the end, split by the clock, exact to the
sample.
"""
import datetime
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import threading
import time
import tty

import numpy as np
import pytest

from spectools import HEADER, noise, refused, Stream, terminal

LIMIT = 50  # seconds; the limit of every wait, far more than anything needs
RAMP = np.arange(-32768, 32768).astype("<i2")
WORDS = ("-f", "s16", "-r", 8000)


def unit(x):
    return (np.asarray(x) / np.float32(32768)).astype("<f4")


def wait_for(true, limit=LIMIT):
    until = time.monotonic() + limit
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def chunks(blob):
    """name: body, of the chunks of a WAV file."""
    found, at = {}, 12
    while at + 8 <= len(blob):
        name, size = struct.unpack("<4sI", blob[at:at + 8])
        found[name.decode()] = blob[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    return found


def spec_chunk(path):
    """key: value of the stream header within a WAV file; hist: the last one."""
    text = chunks(path.read_bytes())["spec"].decode()
    return dict(line.split(" ", 1) for line in text.split("\nend\n")[0].split("\n")[1:])


def frames(path):
    """The number of one-channel float rows that a WAV file declares; 0 where it does not."""
    if not path.exists() or path.stat().st_size < 36:
        return 0
    head = path.read_bytes()[:1024]
    at = head.find(b"data")
    size = struct.unpack("<I", head[at + 4:at + 8])[0] if at > 0 else 0
    return 0 if size == 0xFFFFFFFF else size // 4


def zone(when, seconds=0):
    """A time zone whose clock will show `when` ("23:59:58") in `seconds` seconds."""
    hours, minutes, rest = map(int, when.split(":"))
    ahead = (3600 * hours + 60 * minutes + rest - int(time.time()) - seconds) % 86400
    ahead -= 86400 if ahead > 43200 else 0
    return f"<here>{'-' if ahead >= 0 else '+'}{abs(ahead) // 3600}:{abs(ahead) // 60 % 60:02}:{abs(ahead) % 60:02}"


class Feeder:
    """A spec-capture that reads from our pipe; its stdout is collected."""

    def __init__(self, spec, *args, listen=True, **more):
        self.process = spec.start("spec-capture", *args, bufsize=0, **more)
        self.out, self.err, self.sent, self.threads = b"", b"", 0, []
        for name in ("stdout", "stderr") if listen else ("stderr",):
            self.threads.append(threading.Thread(target=self.collect, args=(name,), daemon=True))
            self.threads[-1].start()

    def collect(self, name):
        got = (getattr(self.process, name) or open(os.devnull, "rb")).read()
        setattr(self, name[3:], got)

    def send(self, x):
        self.process.stdin.write(np.asarray(x).astype("<i2").tobytes())
        self.sent += len(x)

    def paced(self, seconds, rate=8000):
        """Sends the ramp at this rate by the clock, in a piece each 10 ms."""
        began, first = time.monotonic(), self.sent
        while (spent := time.monotonic() - began) < seconds:
            due = first + int(spent * rate)
            self.send(np.take(RAMP, range(self.sent, due), mode="wrap"))
            time.sleep(0.01)

    def end(self, number=None):
        """The exit status, after all has been read."""
        self.process.stdin.close() if number is None else self.process.send_signal(number)
        code = self.process.wait(LIMIT)
        for thread in self.threads:
            thread.join(LIMIT)
        if not self.process.stdin.closed:
            self.process.stdin.close()
        return code


def split_up(pattern, folder):
    return sorted(folder.glob(pattern))


def origin_of(text):
    """datetime with its zone, to the microsecond."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d", text), text
    return datetime.datetime.fromisoformat(text)


# Stream and file


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", ["x.wav", "x.flac", "x.stream", "x"])
def test_stream_and_file_are_equal(spec, tmp_path, name, channels):
    x = np.random.default_rng(1).integers(-32768, 32768, 3 * 40000).astype("<i2")
    result = spec.run("spec-capture", "-", *WORDS, "-c", channels, "-o", tmp_path / name, stdin=x.tobytes())
    s = Stream(result.out)
    assert result.err == "" and s.data == unit(x).tobytes() and s.closing == f"spec-stream end {len(x) // channels} complete"
    assert spec.samples(tmp_path / name, channels=channels).astype("<f4").tobytes() == s.data
    assert [path.name for path in tmp_path.iterdir()] == [name]
    if shutil.which("sox") and name != "x" and "stream" not in name:
        done = subprocess.run(["sox", "-V1", "-D", tmp_path / name, "-t", "s16", "-"], capture_output=True, check=True,
                              timeout=LIMIT)
        assert done.stdout == x.tobytes()


def test_other_formats(spec, tmp_path):
    x = RAMP[::7]
    for words, read in ((("-o", "x.npy"), np.load), (("-o", "x", "--recording", "raw"), lambda path: np.fromfile(path, "<f4")),
                        (("-o", "x.csv"), lambda path: np.loadtxt(path, delimiter=",", skiprows=1)[:, 1].astype("<f4"))):
        s = Stream(spec.run("spec-capture", "-", *WORDS, *words, stdin=x.tobytes(), cwd=tmp_path).out)
        assert s.data == unit(x).tobytes() and (read(tmp_path / words[1]) == unit(x)).all(), words


@pytest.mark.parametrize("name,bits", [("wav16", 16), ("wav24", 24), ("flac16", 16), ("flac", 24)])
def test_clipping_is_counted(spec, tmp_path, name, bits):
    """In the file only; the stream keeps the original numbers."""
    x = noise(50000, scale=0.5)
    x[:6] = 1, -1, 1 - 2.0 ** -23, -1.0001, 7, 0.5
    want = np.clip(np.rint(x * 2.0 ** (bits - 1)), -2.0 ** (bits - 1), 2.0 ** (bits - 1) - 1)
    clipped = int((np.rint(x * 2.0 ** (bits - 1)) != want).sum())
    path = tmp_path / ("x.wav" if "wav" in name else "x.flac")
    words = ("-", "-f", "f32", "-r", 8000, "-o", path, "--recording", name)
    result = spec.run("spec-capture", *words, stdin=x.tobytes())
    assert f" {clipped} samples beyond full scale were clipped; --recording wav keeps them" in result.err
    assert result.err.count("\n") == 1
    assert Stream(result.out).data == x.tobytes()
    assert (spec.samples(path)[:, 0] == (want / 2.0 ** (bits - 1)).astype("<f4")).all()
    assert spec.run("spec-capture", *words, stdin=(x / 16).tobytes()).err == ""


def test_volts_do_not_fit_whole_numbers(spec, tmp_path):
    words = ("-", *WORDS, "--scale", "volts", "--vref", 5)
    refused_one = spec.run("spec-capture", *words, "-o", tmp_path / "x.flac", stdin=RAMP.tobytes(), check=False)
    assert refused_one.code == 64 and "V" in refused_one.err and list(tmp_path.iterdir()) == []
    spec.run("spec-capture", *words, "-o", tmp_path / "x.wav", stdin=RAMP.tobytes())
    assert np.allclose(spec.samples(tmp_path / "x.wav")[:, 0], RAMP / 32768 * 5,
                       rtol=2.0 ** -23)  # half a step of a float, with margin
    assert spec_chunk(tmp_path / "x.wav")["unit"] == "V" and float(spec_chunk(tmp_path / "x.wav")["full-scale"]) == 5


def test_no_stream_with_raw(spec, tmp_path):
    blob = RAMP.tobytes()
    assert spec.run("spec-capture", "-", *WORDS, "--no-stream", "-o", tmp_path / "x.wav", stdin=blob).out == b""
    assert spec.samples(tmp_path / "x.wav").astype("<f4").tobytes() == unit(RAMP).tobytes()
    assert spec.run("spec-capture", "-", *WORDS, "--raw", stdin=blob).out == unit(RAMP).tobytes()
    assert spec.run("spec-capture", "-", *WORDS, "--raw", "-o", tmp_path / "y.wav", stdin=blob).out == unit(RAMP).tobytes()
    assert chunks((tmp_path / "y.wav").read_bytes())["data"] == unit(RAMP).tobytes()


def test_the_file_names_its_source(spec, tmp_path):
    (tmp_path / "lake.bin").write_bytes(RAMP.tobytes())
    spec.run("spec-capture", "lake.bin", *WORDS, "--no-stream", "-o", "x.wav", cwd=tmp_path)
    said = spec_chunk(tmp_path / "x.wav")
    assert said["source"] == "lake.bin" and said["hist"] == "spec-capture lake.bin -f s16 -r 8000 --no-stream -o x.wav"
    assert (said["rate"], said["rows"], said["kind"]) == ("8000", "65536", "samples") and "origin" not in said
    spec.run("spec-capture", "-", "-f", "s16", "-r", "2000000/3", "-o", tmp_path / "y.wav", stdin=RAMP.tobytes())
    said, rate = spec_chunk(tmp_path / "y.wav"), struct.unpack("<I", chunks((tmp_path / "y.wav").read_bytes())["fmt "][4:8])[0]
    assert said["rate"] == "2000000/3" and rate == 666667 and "source" not in said


# File names


def test_names_from_the_clock(spec, tmp_path):
    """The name has the time of the first row: the 80 rows that arrive at once took 10 ms."""
    for tz, offset in (("<+0530>-5:30", 19800), ("<-03>3", -10800)):
        before = int(time.time() - 0.01)
        spec.run("spec-capture", "-", *WORDS, "-o", tmp_path / "lake-%Y%m%d-%H%M%S_%%%z.wav", stdin=RAMP[:80].tobytes(),
                 env={**os.environ, "TZ": tz})
        path, = tmp_path.iterdir()
        date, shown = re.fullmatch(r"lake-(\d{8}-\d{6})_%([+-]\d{4})\.wav", path.name).groups()
        named = datetime.datetime.strptime(date + "+0000", "%Y%m%d-%H%M%S%z").timestamp() - offset
        assert before <= named <= time.time() and shown == ("+0530" if offset > 0 else "-0300")
        path.unlink()


@pytest.mark.parametrize("when,words", [
    ("12:34:10", ("--split", "2s", "-o", "x-%H%M.wav")), ("12:34:10", ("--split", "30s", "-o", "x-%Y%m%d-%H%M.wav")),
    ("12:34:45", ("--split", "30s", "-o", "x-%Y%m%d-%H%M.wav")), ("12:10:10", ("--split", "30:00", "-o", "x-%H.flac"))],
    ids=["2s", "30s", "30s, before a full minute", "30min"])
def test_colliding_names(spec, tmp_path, when, words):
    """Independent of the current time: two successive files would have the same name."""
    result = spec.run("spec-capture", "-", *WORDS, *words, cwd=tmp_path, stdin=RAMP.tobytes(), check=False,
                      env={**os.environ, "TZ": zone(when)})
    refused(result, 64, "--output", "same name")
    assert list(tmp_path.iterdir()) == []


def test_refusals(spec, tmp_path):
    def run(*words):
        return spec.run("spec-capture", "-", *WORDS, *words, stdin=RAMP.tobytes(), check=False, cwd=tmp_path)
    refused(run("--split", "2s"), 64, "--split", "--output")
    refused(run("--split", "0.5", "-o", "x.wav"), 64, "--split", "1s")
    refused(run("--split", "25:00:00", "-o", "x.wav"), 64, "--split", "24h")
    refused(run("--split", "4800smp", "-o", "x.wav"), 64, "--split")
    refused(run("--no-stream"), 64, "--no-stream", "--output")
    refused(run("--recording", "wav"), 64, "--recording", "--output")
    refused(run("--recording", "mp3", "-o", "x"), 64, "mp3")
    refused(run("-o", "no/x.wav"), 73, "no/x.wav", "No such file")
    far, port = terminal()
    result = spec.run("spec-capture", "-", *WORDS, stdin=RAMP.tobytes(), stdout=port, check=False)
    os.close(port)
    os.close(far)
    refused(result, 64, "terminal")
    assert list(tmp_path.iterdir()) == []


def test_the_input_is_not_overwritten(spec, tmp_path):
    """As in all programs here: neither under its own name nor under another."""
    (tmp_path / "x").write_bytes(RAMP.tobytes())
    (tmp_path / "y").symlink_to("x")
    for words in (("x", "-o", "x"), ("x", "-o", "y"), ("-", "-o", "x")):
        with open(tmp_path / "x", "rb") as file:
            result = spec.run("spec-capture", *words, *WORDS, "--no-stream", cwd=tmp_path, stdin=file, check=False)
        assert (tmp_path / "x").read_bytes() == RAMP.tobytes(), words
        refused(result, 73, "input")


def test_an_unsupported_extension(spec, tmp_path):
    """Refused before anything is captured, with nothing on stdout."""
    refused(spec.run("spec-capture", "-", *WORDS, "-o", tmp_path / "x.mp3", stdin=RAMP.tobytes(), check=False), 64, "mp3", "flac")
    assert list(tmp_path.iterdir()) == []


# Splitting by the clock


def test_split(spec, tmp_path):
    """
    At 8 kHz by the clock, a new file each 2 s. The program measures rate and time, and refines them each second, so a
    boundary is where its latest estimate puts it: within the 50 ms that reads may be late, and a row.
    """
    began = time.time()
    run = Feeder(spec, "-", "-f", "s16", "-r", "auto", "--split", "2s", "-o", tmp_path / "lake-%Y%m%dT%H%M%S.wav",
                 env={**os.environ, "TZ": "<+0530>-5:30"})
    run.paced(6.5)
    assert run.end() == 0 and run.err == b""
    s, files = Stream(run.out), split_up("*", tmp_path)
    assert len(files) in (4, 5, 6) and all(path.suffix == ".wav" for path in files)
    together = [chunks(path.read_bytes())["data"] for path in files]
    assert b"".join(together) == s.data == unit(np.take(RAMP, range(run.sent), mode="wrap")).tobytes()
    origins = [origin_of(spec_chunk(path)["origin"]) for path in files]
    assert s.header["origin"] == spec_chunk(files[0])["origin"] and -0.1 <= origins[0].timestamp() - began <= 2
    for path, origin, before, rows in zip(files, origins, [None, *origins], [0, *(len(part) // 4 for part in together)]):
        assert path.name == origin.strftime("lake-%Y%m%dT%H%M%S.wav") and origin.utcoffset().seconds == 19800
        assert int(spec_chunk(path)["rows"]) == frames(path) > 0
        if before is not None:
            assert origin.second % 2 == 0 and origin.microsecond <= 50000
            assert abs((origin - before).total_seconds() - rows / s.number("rate")) <= 0.05
    assert spec.samples(files[1]).astype("<f4").tobytes() == together[1]


@pytest.mark.parametrize("when,split,want", [("10:59:58", "1h", "11:00:00"), ("23:59:58", "7h", "00:00:00"),
                                             ("06:29:58", "90m", None)])
def test_split_on_the_local_clock(spec, tmp_path, when, split, want):
    """
    Two seconds before a full hour, before midnight, which always ends a file, and before 06:30, which is not a multiple
    of 1.5 h. A name without a conversion gets the time before its extension.
    """
    split = {"1h": "1:00:00", "7h": "7:00:00", "90m": "1:30:00"}[split]
    run = Feeder(spec, "-", *WORDS, "--no-stream", "--split", split, "-o", tmp_path / "lake.wav",
                 env={**os.environ, "TZ": zone(when, 1)})
    began = time.monotonic()
    files = []
    limit = LIMIT if want else 4  # past the time at which nothing may happen
    while time.monotonic() - began < limit and len(files) < 2:
        run.paced(0.2)
        files = split_up("*", tmp_path)
    run.paced(0.2)
    assert run.end() == 0 and run.err == b""
    files = sorted(split_up("*", tmp_path), key=lambda path: path.stat().st_mtime)
    stamps = [re.fullmatch(r"lake-\d{8}T(\d\d)(\d\d)(\d\d)\.wav", path.name).groups() for path in files]
    assert len(files) == (2 if want else 1)
    assert want is None or ":".join(stamps[1]) == want
    data = b"".join(chunks(path.read_bytes())["data"] for path in files)
    assert data == unit(np.take(RAMP, range(run.sent), mode="wrap")).tobytes()


def test_split_replaces_no_file(spec, tmp_path):
    """A name that exists already gets a number."""
    for number in range(3):
        spec.run("spec-capture", "-", *WORDS, "--split", "24:00:00", "-o", tmp_path / "x-%Y%m%d.wav",
                 stdin=RAMP[number:].tobytes(), env={**os.environ, "TZ": zone("12:00:00")})  # no midnight meanwhile
    names = split_up("*", tmp_path)
    assert sorted(frames(path) for path in names) == [65534, 65535, 65536]


# Growing files


@pytest.mark.parametrize("name", ["x.wav", "x", "x.flac"])
def test_a_growing_file_can_be_read(spec, tmp_path, name):
    """At every moment the file has a prefix of what was sent, and it grows. At the end it has its name."""
    run = Feeder(spec, "-", *WORDS, "-o", tmp_path / name)
    part, seen = tmp_path / (name + ".part"), [0]
    want = unit(RAMP)
    until = time.monotonic() + LIMIT
    while len(set(seen)) < 4 and time.monotonic() < until:  # nothing, and three more: refreshed about once a second
        run.paced(0.2)
        if not part.exists():
            continue
        assert not (tmp_path / name).exists()
        result = spec.run("spec-stft", "-n", 1, "-p", 1, "-w", "rect", "--scaling", "none", "-k", "complex", "--framing", "snip",
                          "--raw",
                          part, check=False)
        got = np.frombuffer(result.out, "<f4").reshape(-1, 2)[:, 0]
        assert result.code == 0 or (result.code == 65 and len(got) == 0 and seen[-1] == 0), result.err  # 65: no row
        assert len(got) >= seen[-1] and (got == np.take(want, range(len(got)), mode="wrap")).all()
        seen.append(len(got))
        if name == "x.wav" and shutil.which("sox") and len(got) > 0:
            done = subprocess.run(["sox", "-V1", "-D", "-t", "wav", part, "-t", "s16", "-"], capture_output=True, timeout=LIMIT)
            more = np.frombuffer(done.stdout, "<i2")
            assert done.returncode == 0 and len(more) >= len(got) and (more == np.take(RAMP, range(len(more)),
                                                                                       mode="wrap")).all(), done.stderr
    assert len(set(seen)) >= 4, seen
    assert run.end() == 0 and run.err == b"" and [path.name for path in tmp_path.iterdir()] == [name]
    assert spec.samples(tmp_path / name).astype("<f4").tobytes() == Stream(run.out).data and len(Stream(run.out).rows) == run.sent


def test_an_old_file_is_kept_until_the_end(spec, tmp_path):
    path = tmp_path / "x.wav"
    path.write_bytes(b"old")
    run = Feeder(spec, "-", *WORDS, "-o", path)
    run.send(RAMP[:1000])
    assert wait_for((tmp_path / "x.wav.part").exists) and path.read_bytes() == b"old"
    run.send(RAMP[1000:2000])
    assert path.read_bytes() == b"old" and run.end() == 0
    assert spec.samples(path).astype("<f4").tobytes() == unit(RAMP[:2000]).tobytes()
    assert [p.name for p in tmp_path.iterdir()] == ["x.wav"]


def test_an_interrupted_recording_is_not_overwritten(spec, tmp_path):
    (tmp_path / "x.wav.part").write_bytes(b"precious")
    result = spec.run("spec-capture", "-", *WORDS, "-o", tmp_path / "x.wav", stdin=RAMP.tobytes(), check=False)
    assert result.code == 73 and "x.wav.part" in result.err and "broken off" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav.part"] and (tmp_path / "x.wav.part").read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["x.wav", "x", "x.flac"])
def test_kill(spec, tmp_path, name):
    """No row before the last refresh is lost; it occurs once a second, and 5 s is time enough for it."""
    run = Feeder(spec, "-", *WORDS, "-o", tmp_path / name)
    part = tmp_path / (name + ".part")
    run.paced(1.5)
    if name == "x.wav":
        wait_for(lambda: frames(part) == run.sent, 5)
    else:
        time.sleep(2)  # their headers do not declare it, or are larger than that of float
    run.end(signal.SIGKILL)
    assert [path.name for path in tmp_path.iterdir()] == [part.name]
    got = spec.samples(part).astype("<f4")[:, 0]
    assert (got == unit(RAMP[:len(got)])).all()
    missing = 4096 if "flac" in name else 0  # the largest FLAC block here; a block that is not full is not written
    assert run.sent - missing <= len(got) <= run.sent
    if name == "x.wav" and shutil.which("sox"):
        done = subprocess.run(["sox", "-V1", "-D", "-t", "wav", part, "-t", "s16", "-"], capture_output=True, check=True,
                              timeout=LIMIT)
        assert done.stdout == RAMP[:run.sent].tobytes()


def test_kill_after_a_single_block(spec, tmp_path):
    """The same for a sender that pauses after a block."""
    run = Feeder(spec, "-", *WORDS, "-o", tmp_path / "x.wav")
    run.send(RAMP[:4000])
    wait_for(lambda: frames(tmp_path / "x.wav.part") == 4000, 5)
    run.end(signal.SIGKILL)
    assert frames(tmp_path / "x.wav.part") == 4000
    assert spec.samples(tmp_path / "x.wav.part").astype("<f4").tobytes() == unit(RAMP[:4000]).tobytes()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_the_recording_cleanly(spec, tmp_path, number):
    run = Feeder(spec, "-", *WORDS, "-o", tmp_path / "x.wav")
    run.send(RAMP[:5000])
    assert wait_for((tmp_path / "x.wav.part").exists)
    assert run.end(number) == 0 and run.err == b""
    s = Stream(run.out)
    assert s.closing == "spec-stream end 5000 complete" and s.data == unit(RAMP[:5000]).tobytes()
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]
    assert spec.samples(tmp_path / "x.wav").astype("<f4").tobytes() == s.data


# Failing outputs


def test_the_reader_of_stdout_ends(spec, tmp_path):
    run = Feeder(spec, "-", *WORDS, "-o", tmp_path / "x.wav", listen=False)
    run.send(RAMP[:3000])
    assert run.process.stdout.read(HEADER)[:11] == b"spec-stream"
    run.process.stdout.close()
    run.paced(0.5)
    sent = run.sent
    assert run.end() == 0
    assert run.err.count(b"\n") == 1 and b"warning: stdout" in run.err and b"x.wav continues" in run.err
    want = np.r_[RAMP[:3000], np.take(RAMP, range(3000, sent), mode="wrap")]
    assert spec.samples(tmp_path / "x.wav").astype("<f4").tobytes() == unit(want).tobytes() and sent > 3000


def test_without_a_file_the_reader_ends_the_capture(spec):
    run = Feeder(spec, "-", *WORDS, listen=False)
    run.send(RAMP[:3000])
    assert run.process.stdout.read(HEADER)[:11] == b"spec-stream"
    run.process.stdout.close()
    try:
        run.paced(LIMIT)  # ends by EPIPE as soon as it is dead
        pytest.fail("it lives on without a reader")
    except BrokenPipeError:
        assert run.process.wait(LIMIT) == -signal.SIGPIPE
    run.threads[0].join(LIMIT)
    assert run.err == b""


def test_full_disk(spec, tmp_path):
    blob = np.tile(RAMP, 4).tobytes()
    refused(spec.run("spec-capture", "-", *WORDS, "--no-stream", "-o", "/dev/full", stdin=blob, check=False), 74, "/dev/full",
            "No space left")
    with open("/dev/full", "wb") as full:
        refused(spec.run("spec-capture", "-", *WORDS, stdin=blob, stdout=full, check=False), 74, "stdout", "No space left")
    with open("/dev/full", "wb") as full:  # the file is kept and complete
        result = spec.run("spec-capture", "-", *WORDS, "-o", tmp_path / "x.wav", stdin=blob, stdout=full, check=False)
    assert result.code == 74 and "recording of" in result.err
    assert chunks((tmp_path / "x.wav").read_bytes())["data"] == unit(np.tile(RAMP, 4)).tobytes()


@pytest.mark.parametrize("name", ["x.wav", "x"])
def test_no_room(spec, tmp_path, name):
    """The rows that fitted are kept under the file's name; the stream is marked as cut."""
    most = 100002
    result = spec.run("spec-capture", "-", *WORDS, "-o", tmp_path / name, stdin=RAMP.tobytes(), check=False,
                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert result.code == 74 and name in result.err and "File too large" in result.err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    got = spec.samples(tmp_path / name).astype("<f4")[:, 0]
    assert (got == unit(RAMP[:len(got)])).all() and (tmp_path / name).stat().st_size in range(most - 8, most + 1)
    s = Stream(result.out)
    assert "cut: " in s.closing and s.data == unit(RAMP[:len(s.rows)]).tobytes()


# stdout as a file


def test_stdout_is_a_file(spec, tmp_path):
    """The header declares the number of rows, at the end and, about once a second, before."""
    path = tmp_path / "x.spec"
    with open(path, "wb") as file:
        run = Feeder(spec, "-", *WORDS, listen=False, stdout=file)
    run.paced(1.5)
    grown = wait_for(lambda: b"\nrows " in path.read_bytes()[:HEADER] and path.stat().st_size > HEADER, 10)
    assert grown and spec.samples(path).astype("<f4").tobytes() == unit(RAMP[:len(spec.samples(path))]).tobytes()
    assert run.end() == 0 and run.err == b""
    s = Stream(path.read_bytes())
    assert s.header["rows"] == str(run.sent) and s.data == unit(RAMP[:run.sent]).tobytes()
    assert (spec.samples(path)[:, 0] == unit(RAMP[:run.sent])).all()


@pytest.mark.parametrize("out", ["stdout", "-o"])
def test_a_lost_device(spec, tmp_path, out):
    """Rows already written are kept, also on a stdout that is a file: they cannot be captured again."""
    far, port = terminal()
    tty.setraw(port)
    path, part = tmp_path / "x", tmp_path / ("x" if out == "stdout" else "x.part")
    words = ("--serial", os.ttyname(port), *WORDS, *(() if out == "stdout" else ("--no-stream", "-o", path)))
    file = open(path, "wb") if out == "stdout" else subprocess.DEVNULL
    process = spec.start("spec-capture", *words, stdin=subprocess.DEVNULL, stdout=file)
    os.set_blocking(far, False)
    sent, until, unsent = 0, time.monotonic() + LIMIT, b""
    while (not part.exists() or part.stat().st_size < HEADER + 4000) and time.monotonic() < until:
        unsent = unsent or RAMP[sent:sent + 50].tobytes()
        sent += 0 if len(unsent) < 100 else 50
        try:
            unsent = unsent[os.write(far, unsent):]
        except BlockingIOError:
            pass
        time.sleep(0.01)
    os.close(far)
    os.close(port)
    assert process.wait(LIMIT) == 75
    err = process.stderr.read()
    process.stderr.close()
    assert err.count(b"\n") == 1 and os.path.basename(words[1]).encode() in err
    s = Stream(path.read_bytes())
    values = (s.rows[:, 0, 0] * 32768).astype(int)
    assert len(values) >= 1000 and (np.diff(values) == 1).all() and s.header["rows"] == str(len(values))
    assert spec.samples(path).astype("<f4").tobytes() == s.data and [p.name for p in tmp_path.iterdir()] == ["x"]


# Time of the first row


@pytest.mark.parametrize("tz,offset", [("Asia/Kolkata", "+05:30"), ("<+0530>-5:30", "+05:30"), ("<-0330>3:30", "-03:30"),
                                       ("UTC", "+00:00")])
def test_origin(spec, tmp_path, tz, offset):
    """
    Local time with its offset, of the first row, in the stream and in the file. The first row arrived when we sent it.
    """
    if "/" in tz and not os.path.exists(f"/usr/share/zoneinfo/{tz}"):
        pytest.skip("no time zones here")
    before = time.time()
    run = Feeder(spec, "-", "-f", "s16", "-r", "auto", "-d", 0.4, "-o", tmp_path / "x.wav", env={**os.environ, "TZ": tz})
    try:
        run.paced(5)
    except BrokenPipeError:
        pass
    after = time.time()
    assert run.end() == 0
    text = Stream(run.out).header["origin"]
    # at most 50 ms before it was sent, the error of the line through the earliest reads; not after 0.4 s had arrived
    assert text.endswith(offset) and before - 0.05 <= origin_of(text).timestamp() <= after - 0.3
    late = origin_of(spec_chunk(tmp_path / "x.wav")["origin"]) - origin_of(text)
    assert abs(late.total_seconds()) <= 0.05  # it may have been measured once more


def test_stopped_while_measuring(spec, tmp_path):
    """No row has been written by then; all of them are kept."""
    run = Feeder(spec, "-", "-f", "s16", "-r", "auto", "-o", tmp_path / "x.wav")
    run.paced(0.6)
    time.sleep(0.3)  # pipes are quick and machines busy: time for the last piece to be read
    assert run.end(signal.SIGINT) == 0 and run.err == b""
    s = Stream(run.out)
    assert s.data == unit(RAMP[:run.sent]).tobytes() and spec.samples(tmp_path / "x.wav").astype("<f4").tobytes() == s.data
    assert abs(s.number("rate") / 8000 - 1) < 0.1  # 0.6 s, less some for a busy machine
