# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults around a program: closed or full standard streams, too few descriptors, no room for temporary files, Ctrl-C."""
import fcntl
import itertools
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import termios

import pytest

from spectools import noise, refused, sample_stream, Stream, wav_bytes
from test_output import names, nth, strace, STRACE, wait_until

X = noise(4000)
BIG = noise(300000)  # 1.2 MB as a stream: more than the 256 KiB that are held in memory
# What makes each program that reads samples write an output of its own kind.
STAGES = {"spec-stft": (), "spec-decimate": ("--factor", 2), "spec-mfcc": (), "spec-reassign": (), "spec-render": ()}
CAPTURE = ("-r", 8000, "-f", "f32le", "-")
EVERY = {**STAGES, "spec-capture": CAPTURE}
CLOSED = [fds for count in (1, 2, 3) for fds in itertools.combinations((0, 1, 2), count)]
needs_strace = pytest.mark.skipif(not STRACE, reason="strace is not here, or may not trace")


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / "in" / "x.wav"
    path.parent.mkdir()
    path.write_bytes(wav_bytes(X, form="f32"))
    return path


def extension(program):
    return "png" if program == "spec-render" else "wav" if program == "spec-decimate" else "npy"


# Standard streams


def closed(spec, fds, program, *args, stdin=None, **more):
    """Runs a program without these descriptors. A result's stderr is empty if 2 is among them."""
    shut = " ".join(f"{fd}{'<' if fd == 0 else '>'}&-" for fd in fds)
    return spec.run(program, *args, stdin=stdin, check=False, prefix=("sh", "-c", f'exec "$@" {shut}', "sh"), **more)


@pytest.mark.parametrize("fds", CLOSED, ids=str)
@pytest.mark.parametrize("program", STAGES)
def test_files_need_no_standard_streams(spec, wav, out, program, fds):
    """A file opened does not take the place of a closed stream."""
    name = f"x.{extension(program)}"
    for folder in ("closed", "open"):
        (out / folder).mkdir()
    result = closed(spec, fds, program, *STAGES[program], wav, "-o", name, cwd=out / "closed")
    assert (result.code, result.err, result.out) == (0, "", b"")
    spec.run(program, *STAGES[program], wav, "-o", name, cwd=out / "open")
    assert (out / "closed" / name).read_bytes() == (out / "open" / name).read_bytes()


@pytest.mark.parametrize("program", EVERY)
def test_a_closed_stdout_is_named(spec, wav, program):
    """Also if stdin or stderr is closed as well: no other file is taken for stdout."""
    operands = EVERY[program] if program == "spec-capture" else (*STAGES[program], wav)
    for fds in ((1,), (0, 1), (1, 2)):
        if program == "spec-capture" and 0 in fds:
            continue
        result = closed(spec, fds, program, *operands, stdin=X.tobytes())
        assert result.code == 73, (fds, result.err)
        if 2 not in fds:
            refused(result, 73, "stdout", "not open for writing")


@pytest.mark.parametrize("program", EVERY)
def test_a_closed_stdin_is_named(spec, out, program):
    for fds in ((0,), (0, 1), (0, 2), (0, 1, 2)):
        result = closed(spec, fds, program, *EVERY[program], "-o", out / f"x.{extension(program)}")
        assert result.code == 66 and names(out) == [], (fds, result.err)
        if 2 not in fds:
            refused(result, 66, "stdin", "not open for reading")


@pytest.mark.parametrize("program", EVERY)
def test_streams_open_in_the_wrong_direction(spec, wav, program):
    operands = EVERY[program] if program == "spec-capture" else (*STAGES[program], wav)
    with open("/dev/null", "rb") as read_only, open("/dev/null", "wb") as write_only:
        refused(spec.run(program, *operands, stdin=X.tobytes(), stdout=read_only, check=False), 73, "stdout")
        refused(spec.run(program, *EVERY[program], stdin=write_only, check=False), 66, "stdin")


PAGES = [(program, "--" + page) for program in EVERY for page in ("help", "version", "list-options")] + \
        [("spec-mfcc", "--explain", "htk"), ("spec-stft", "--plan"), ("spec-decimate", "--factor", 2, "--plan"),
         ("spec-capture", "--list")]


@pytest.mark.parametrize("words", PAGES, ids=lambda words: " ".join(map(str, words)))
def test_a_page_that_cannot_be_printed(spec, wav, words):
    """All that is printed to stdout: one sentence and status 74 on a full disk, and where stdout is closed."""
    if "--plan" in words:
        words = (*words, wav)
    if spec.run(*words).out == b"":
        pytest.skip("it prints nothing here")
    with open("/dev/full", "wb") as full:
        refused(spec.run(*words, stdout=full, check=False), 74, "stdout: No space left on device")
    refused(closed(spec, (1,), *words), 74, "stdout: Bad file descriptor")


def test_an_account_that_cannot_be_printed(spec, wav, out):
    """--check prints its result on stderr."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(spec.command("spec-reassign", "--check", wav, "-o", out / "x"), stderr=full, timeout=60)
    assert done.returncode == 74


# Outputs that are impossible


IMPOSSIBLE = {"no folder": ("none/x", "No such file"), "a folder": ("folder", "directory"), "a file as folder": ("file/x", "Not a directory")}
WAYS = {"spec-stft": ((), ("--average",), ("--peak-hold",), ("-f", "npy")), "spec-decimate": (("--factor", 2),),
        "spec-mfcc": ((), ("-f", "ark"), ("--deltas", 2)), "spec-render": ((), ("--pool", "median"), ("-X", 10)),
        "spec-reassign": ((), ("--check",), ("--points",), ("--peaks",), ("--events",), ("--synchrosqueeze", "-p", 1))}


def endless(samples):
    """A stream that announces more samples than it ever sends; and never ends: a pipe that is kept open."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    os.write(write, samples)
    return read, write


@pytest.mark.parametrize("name", IMPOSSIBLE)
@pytest.mark.parametrize("program,options", [(program, options) for program in WAYS for options in WAYS[program]], ids=str)
@pytest.mark.parametrize("announce", [True, False])
def test_an_impossible_output_is_told_before_reading(spec, tmp_path, program, options, name, announce):
    """The input never ends: a program that reads all of it first would wait for ever."""
    path, word = IMPOSSIBLE[name]
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old")
    read, write = endless(sample_stream(X, announce=announce)[:-64])
    try:
        result = spec.run(program, *options, "-o", tmp_path / path, stdin=read, check=False)
    finally:
        os.close(read)
        os.close(write)
    refused(result, 73, path, word)
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize("mean", ["--average", "--peak-hold"])
@pytest.mark.parametrize("announce", [True, False])
@pytest.mark.parametrize("form,word", [("wav", "samples"), ("flac", "samples"), ("htk", "one channel")])
def test_a_mean_in_an_impossible_format(spec, out, mean, announce, form, word):
    read, write = endless(sample_stream(noise(2000, 2), announce=announce)[:-64])
    try:
        refused(spec.run("spec-stft", mean, "-f", form, "-o", out / "x", stdin=read, check=False), 64)
    finally:
        os.close(read)
        os.close(write)
    assert names(out) == []


@pytest.mark.parametrize("form", ["stream", "raw", "csv", "tsv", "npy", "arff", "htk", "ark", "arkt"])
@pytest.mark.parametrize("size", [64, 1 << 17])  # a line of 65537 column names is longer than the buffer
def test_means_of_inputs_of_known_and_unknown_length(spec, out, form, size):
    """The output is opened before the length is known, and has the same bytes."""
    if size > 64 and form == "htk":
        pytest.skip("an HTK file holds fewer columns")
    known, unknown = sample_stream(noise(150000)), sample_stream(noise(150000), announce=False)
    args = ("spec-stft", "--average", "-n", size, "-f", form)
    outputs = [spec.run(*args, stdin=blob).out for blob in (known, unknown)]
    for name, blob in (("a", known), ("b", unknown)):
        spec.run(*args, "-o", out / name, stdin=blob)
        outputs.append((out / name).read_bytes())
    for got in outputs[1:]:
        if form != "stream":
            assert got == outputs[0]
            continue
        stream = Stream(got)  # its history has the name of the output
        assert (stream.rows == Stream(outputs[0]).rows).all() and stream.closing is None
        assert stream.header["rate"] == "8000/150000" and stream.number("start") == 150000 / 16000


@pytest.mark.parametrize("program,options", [(program, STAGES[program]) for program in STAGES if program != "spec-render"], ids=str)
def test_a_damaged_input_is_one_sentence(spec, out, program, options):
    """A remark about the output (HTK holds the period only in steps of 100 ns) is for an output that comes about."""
    form = ("-f", "htk") if program != "spec-decimate" else ("-f", "wav")
    cut = wav_bytes(noise(44100), rate=44100)[:40000]
    result = spec.run(program, *options, *form, "-o", out / "x", stdin=cut, check=False)
    refused(result, 65, "truncated")
    assert result.err.count("\n") == 1


def test_a_remark_about_an_output(spec, out):
    result = spec.run("spec-stft", "-o", out / "x.htk", stdin=wav_bytes(noise(44100), rate=44100))
    assert result.err.count("\n") == 1 and "x 100 ns" in result.err


# Sentences that name the cause


@pytest.mark.parametrize("program", STAGES)
def test_an_unknown_length_is_not_a_number(spec, program):
    cut = wav_bytes(noise(8000))[:9000]
    result = spec.run(program, *STAGES[program], "-v", "--partial", stdin=cut)
    assert re.search(r"(^|\s)-1\b", result.err) is None, result.err
    whole = spec.run(program, *STAGES[program], "-v", stdin=sample_stream(X, announce=False)).err
    assert re.search(r"(^|\s)-1\b", whole) is None, whole


@pytest.mark.parametrize("announce", [True, False])
def test_the_limit_of_a_picture_is_named(spec, announce):
    long = sample_stream(noise(8000 * 60), announce=announce)
    run = lambda *options: spec.run("spec-render", *options, stdin=long, check=False)  # noqa: E731
    refused(run("-X", 10000, "-y", 60000), 64, "60000", "1073741824 pixels")
    refused(run("-X", 20000, "-y", 16), 64, "1000000 pixels", "--pixels-per-second 20000")
    refused(run("-x", 60000, "-y", 60000), 64, "60000 x 60000", "1073741824 pixels")


# Descriptors


def fewest(spec, program, *args, **more):
    """Runs with 4, 5, 6 ... descriptors until it succeeds; the results before that. Fewer do not load the libraries."""
    failed = []
    for count in range(4, 20):
        result = spec.run(program, *args, check=False, **more,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count)))
        if result.code == 0:
            return failed
        if result.code != 127:
            failed.append(result)
    raise AssertionError(result.err)


@pytest.mark.parametrize("program", STAGES)
def test_too_few_descriptors(spec, wav, out, program):
    if spec.sanitized():
        pytest.skip("a sanitizer opens files of its own")
    for number, result in enumerate(fewest(spec, program, *STAGES[program], wav, "-o", out / f"x.{extension(program)}")):
        assert result.code in (66, 73, 74), (number, result.err)
        refused(result, result.code, "Too many open files")


@pytest.mark.parametrize("options", [("--font", "FONT"), ("-m", "MAP"), ("--range-from", "PNG")], ids=str)
def test_too_few_descriptors_for_a_picture(spec, wav, tmp_path, options):
    if spec.sanitized():
        pytest.skip("a sanitizer opens files of its own")
    paths = {"FONT": tmp_path / "font.ttf", "MAP": tmp_path / "map.txt", "PNG": tmp_path / "old.png"}
    shutil.copy("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", paths["FONT"])
    paths["MAP"].write_text("".join(f"{i} {i} {i}\n" for i in range(256)))
    spec.run("spec-render", "-o", paths["PNG"], wav)
    for result in fewest(spec, "spec-render", *(paths.get(word, word) for word in options), wav, "-o", tmp_path / "x.png"):
        refused(result, result.code, "Too many open files")


def flac_of(spec, tmp_path, samples):
    path = tmp_path / "x.flac"
    spec.run("spec-decimate", "--factor", 1, "-o", path, stdin=wav_bytes(samples))
    return path.read_bytes()


@pytest.mark.parametrize("program", STAGES)
def test_too_few_descriptors_for_a_copy_of_a_pipe(spec, tmp_path, program):
    if spec.sanitized():
        pytest.skip("a sanitizer opens files of its own")
    blob = flac_of(spec, tmp_path, X)
    for result in fewest(spec, program, *STAGES[program], stdin=blob):
        refused(result, result.code, "Too many open files")
        assert result.code in (66, 73, 74)


# Temporary files


TEMPORARY = {
    "flac through a pipe": [(program, *STAGES[program]) for program in STAGES],
    "rows counted": [("spec-render", "--pool", "median"), ("spec-render",), ("spec-render", "-s", 0.1, "-d", 100)],
    "length first": [("spec-stft", "-n", 64, "-f", "npy"), ("spec-stft", "-n", 64, "-f", "htk"), ("spec-stft", "-n", 64, "-f", "ark"),
                     ("spec-mfcc", "-f", "npy", "-p", "1ms"), ("spec-mfcc", "-f", "htk", "-p", "1ms"), ("spec-decimate", "--factor", 1, "-f", "wav"),
                     ("spec-reassign", "--points", "-f", "npy"),
                     ("spec-reassign", "-f", "npy", "-n", 64, "-p", 16)],
    "rows of a whole": [("spec-mfcc", "-p", "1ms", "--cmvn", "mean"), ("spec-mfcc", "-p", "1ms", "-P", "librosa", "-f", "csv")],
}


@pytest.mark.parametrize("kind,words", [(kind, words) for kind in TEMPORARY for words in TEMPORARY[kind]], ids=str)
def test_temporary_files(spec, tmp_path, kind, words):
    """A full TMPDIR is 74 and one that is not there 73, whatever is held in it; not a fault of the input."""
    blob = flac_of(spec, tmp_path, BIG) if kind.startswith("flac") else sample_stream(BIG, announce=False)
    env = {**os.environ, "TMPDIR": "/nonexistent"}
    spooled = spec.run(*words, stdin=blob, check=False, env=env)
    if spooled.code == 0:
        pytest.skip("nothing is held in a temporary file")
    assert spooled.code == 73, spooled.err
    assert spooled.err.count("\n") == 1 and "temporary file" in spooled.err and "No such file" in spooled.err, spooled.err
    # A limit of the size of files is a full disk that needs no mount. The output is a pipe, to which it does not apply.
    full = spec.run(*words, stdin=blob, check=False, prefix=("prlimit", "--fsize=65536"))
    assert full.code == 74, full.err
    assert full.err.count("\n") == 1 and "temporary file" in full.err and "File too large" in full.err, full.err


@needs_strace
@pytest.mark.parametrize("program", STAGES)
def test_a_fault_while_a_header_is_read(spec, wav, program):
    """An input that cannot be read is not a damaged one."""
    long = wav.with_name("long.wav")
    long.write_bytes(wav_bytes(X, before=[b"junk" + (3000).to_bytes(4, "little") + bytes(3000)]))
    for n in (1, 2):
        result = spec.run(program, *STAGES[program], stdin=None, check=False,
                          prefix=("sh", "-c", f'cat {long} | "$@"', "sh", *strace("-P", "pipe:", "-e", "trace=read", "-e", f"inject=read:error=EIO:when={n}")))
        if result.code == 0:
            continue
        assert result.code in (66, 74) and "Input/output error" in result.err, result.err


# Ctrl-C


def pending(process):
    with open(f"/proc/{process.pid}/status") as facts:
        return any(int(bits, 16) for bits in re.findall(r"^S..Pnd:\s(\w+)", facts.read(), re.M))


@needs_strace
@pytest.mark.parametrize("program", STAGES)
def test_a_second_interrupt_leaves_nothing_behind(spec, out, tmp_path, program):
    """
    A stage that reads a stream of unknown length ignores the first Ctrl-C. The second one ends it, and removes the
    temporary file that it writes where the file system has no O_TMPFILE.
    """
    path = out / f"x.{extension(program)}"
    args = (*STAGES[program], "-o", path)
    trace = tmp_path / "trace"
    spec.run(program, *args, stdin=sample_stream(X, announce=False), prefix=("strace", "-f", "-o", trace))
    os.unlink(path)
    lines = [re.sub(r"^\d+\s+", "", line) for line in trace.read_text().splitlines()]
    which = nth([line for line in lines if re.match(r"\w+\(", line)], "openat", "O_TMPFILE")
    process = subprocess.Popen(
        ["strace", "-f", "-qq", "-D", "-o", "/dev/null", "-e", "trace=openat", "-e", f"inject=openat:error=EOPNOTSUPP:when={which}",
         *spec.command(program, *args)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=lambda: [signal.signal(n, signal.SIG_DFL) for n in (2, 15, 1, 13)])
    process.stdin.write(sample_stream(X, announce=False)[:-64])
    process.stdin.flush()
    wait_until(lambda: [name.startswith(".specpipe.") for name in names(out)] == [True])
    process.send_signal(signal.SIGINT)
    process.stdin.write(X.tobytes())
    process.stdin.flush()
    # While the first signal is pending, a second one is merged with it.
    wait_until(lambda: not pending(process))
    wait_until(lambda: struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)))[0] == 0)
    assert process.poll() is None and len(names(out)) == 1
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT
    process.stdin.close()
    assert names(out) == []
