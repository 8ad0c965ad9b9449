# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables, and the promise that output files are complete or absent."""
import csv
import io
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from spectools import HEADER, noise, refused, sample_stream, Stream, terminal, wav_bytes

X = noise(4000, 2)
BIG = noise(600000)  # gives 4.8 MB of spectra below: 18 writes


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / "in" / "x.wav"
    path.parent.mkdir()
    path.write_bytes(wav_bytes(X, form="f32"))
    return path


def names(folder):
    return sorted(os.listdir(folder))


# Tables


def test_csv_of_one_channel(spec, wav):
    s = spec.stream("-n", 64, "-p", 16, "-c", 1, wav)
    text = spec.run("spec-stft", "-n", 64, "-p", 16, "-c", 1, "-f", "csv", wav).out.decode()
    table = list(csv.reader(io.StringIO(text)))
    assert text.endswith("\n") and "\r" not in text
    assert table[0] == ["time"] + [f"{k * 125:g}" for k in range(33)]
    numbers = np.array(table[1:], float)
    assert (numbers[:, 1:].astype(np.float32) == s.rows[:, 0]).all()  # nine digits restore every float
    assert np.abs(numbers[:, 0] - s.times()).max() <= 1e-9  # multiples of 2 ms, exact in the digits printed
    loaded = np.genfromtxt(io.StringIO(text), delimiter=",", names=True, deletechars="")
    assert loaded.dtype.names[0] == "time" and loaded.dtype.names[2] == "125" and len(loaded) == len(s.rows)
    assert (np.loadtxt(io.StringIO(text), delimiter=",", skiprows=1) == numbers).all()


def test_csv_of_channels(spec, wav):
    s = spec.stream("-n", 64, wav)
    table = list(csv.reader(io.StringIO(spec.run("spec-stft", "-n", 64, "-f", "csv", wav).out.decode())))
    assert table[0][:3] == ["time", "channel", "0"] and len(table) == 1 + 2 * len(s.rows)
    numbers = np.array(table[1:], float)
    assert (numbers[:, 1] == np.tile([1, 2], len(s.rows))).all()
    assert (numbers[0::2, 0] == numbers[1::2, 0]).all()
    assert (numbers[:, 2:].astype(np.float32).reshape(-1, 2, 33) == s.rows).all()


def test_csv_of_complex_rows(spec, wav):
    s = spec.stream("-n", 16, "-c", 1, "-k", "complex", wav)
    table = list(csv.reader(io.StringIO(spec.run("spec-stft", "-n", 16, "-c", 1, "-k", "complex", "-f", "csv", wav).out.decode())))
    assert table[0][:5] == ["time", "re_0", "im_0", "re_500", "im_500"]
    assert (np.array(table[1:], float)[:, 1:].astype(np.float32) == s.rows[:, 0]).all()


def test_csv_of_a_single_bin(spec, wav):
    """A spectrum of one bin is still a spectrum: the kind of the rows decides, not their width."""
    table = list(csv.reader(io.StringIO(spec.run("spec-stft", "-n", 1, "-p", 1, "-w", "rect", "-f", "csv", wav).out.decode())))
    assert table[0] == ["time", "channel", "0"]


def test_csv_of_samples(spec, wav):
    spectra = spec.run("spec-stft", "-k", "complex", "-n", 64, wav).out
    table = list(csv.reader(io.StringIO(spec.run("spec-stft", "--inverse", "-f", "csv", stdin=spectra).out.decode())))
    assert table[0] == ["time", "ch1", "ch2"] and len(table) == 4001
    assert float(table[4000][0]) == 3999 / 8000


def npy(spec, *args, **more):
    return np.load(io.BytesIO(spec.run("spec-stft", "-f", "npy", *args, **more).out))


def test_npy_shapes(spec, wav, out):
    s = spec.stream("-n", 64, wav)
    mono = npy(spec, "-n", 64, "-c", 2, wav)
    assert mono.dtype == "<f4" and (mono == s.rows[:, 1]).all() and mono.shape == (251, 33)
    stereo = npy(spec, "-n", 64, wav)
    assert stereo.dtype == "<f4" and (stereo == s.rows).all() and stereo.shape == (251, 2, 33)
    c = spec.stream("-n", 64, "-k", "complex", wav)
    both = npy(spec, "-n", 64, "-k", "complex", wav)
    assert both.dtype == "<c8" and both.shape == (251, 2, 33) and (both == c.complex()).all()
    one = npy(spec, "-n", 64, "-k", "complex", "-c", 1, wav)
    assert one.dtype == "<c8" and one.shape == (251, 33)
    assert npy(spec, "--average", wav).shape == (1, 2, 513)
    assert npy(spec, "--inverse", stdin=c.blob).shape == (4000, 2)
    assert npy(spec, "--inverse", stdin=spec.run("spec-stft", "-k", "complex", "-c", 1, wav).out).shape == (4000,)


def test_npy_of_unknown_length(spec, out):
    """The header has the row count, known last: on a pipe the rows wait, in a file the header is patched."""
    want = spec.stream("-n", 64, "-r", 8000, stdin=X[:, 0].tobytes()).rows[:, 0]
    piped = npy(spec, "-n", 64, "-r", 8000, stdin=X[:, 0].tobytes())
    assert piped.shape == want.shape and (piped == want).all()
    spec.run("spec-stft", "-n", 64, "-r", 8000, "-o", out / "x.npy", stdin=X[:, 0].tobytes())
    assert (np.load(out / "x.npy") == want).all()
    with open(out / "y.npy", "wb") as to:
        spec.run("spec-stft", "-n", 64, "-r", 8000, "-f", "npy", stdin=X[:, 0].tobytes(), stdout=to)
    assert (np.load(out / "y.npy") == want).all()
    with open(out / "y.npy", "ab") as to:  # cannot be patched
        spec.run("spec-stft", "-n", 64, "-r", 8000, "-f", "npy", stdin=X[:, 0].tobytes(), stdout=to)
    both = (out / "y.npy").read_bytes()
    assert both[:len(both) // 2] == both[len(both) // 2:]


def test_raw(spec, wav, out):
    s = spec.stream("-n", 64, wav)
    for options in (("--raw",), ("-f", "raw"), ("--raw", "-f", "raw")):
        assert spec.run("spec-stft", "-n", 64, *options, wav).out == s.data
    spec.run("spec-stft", "-n", 64, "-o", out / "x.raw", wav)
    assert (out / "x.raw").read_bytes() == s.data


def test_extension_or_option(spec, wav, out):
    for name in ("a.csv", "b.CSV", "c.npy", "d", "e.stream", "f.dat"):
        spec.run("spec-stft", "-n", 64, "-o", out / name, wav)
    assert (out / "a.csv").read_bytes()[:5] == (out / "b.CSV").read_bytes()[:5] == b"time,"
    assert (out / "c.npy").read_bytes()[:6] == b"\x93NUMPY"
    assert all((out / name).read_bytes()[:16] == b"spec-stream 512\n" for name in ("d", "e.stream", "f.dat"))
    spec.run("spec-stft", "-n", 64, "-f", "npy", "-o", out / "g.dat", wav)
    assert (out / "g.dat").read_bytes()[:6] == b"\x93NUMPY"
    for form, name in (("npy", "x.csv"), ("raw", "x.npy"), ("stream", "x.csv"), ("ark", "x.arff"), ("csv", "x.htk")):
        result = spec.run("spec-stft", "-n", 64, "-f", form, "-o", out / name, wav, check=False)
        refused(result, 64, name, f"--format {form}", "ending")
        assert not (out / name).exists()
    for form, name in (("tsv", "i.csv"), ("arkt", "j.ark")): # both are tables of text, and archives
        spec.run("spec-stft", "-n", 64, "-f", form, "-o", out / name, wav)
    spec.run("spec-stft", "-n", 64, "-r", 8000, "-f", "f32le,csv", "-o", out / "h", stdin=X.tobytes())
    assert (out / "h").read_bytes()[:5] == b"time,"


@pytest.mark.parametrize("name", ["x.png", "x.PNG", "x.wav", "x.flac", "x.json", "x.mat", "x.npz", "x.pt", "x.tab", "a.b.mp4", "x.cvs"])
def test_unknown_formats(spec, wav, out, name):
    result = spec.run("spec-stft", "-o", out / name, wav, check=False)
    refused(result, 64, os.path.splitext(name)[1], *(["spec-render"] if "png" in name.lower() else []))
    assert names(out) == []


# Files


def test_new_file_has_the_mode_of_the_umask(spec, wav, out):
    for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        spec.run("spec-stft", "-o", out / f"{mask:o}", wav, umask=mask)
        assert stat.S_IMODE(os.stat(out / f"{mask:o}").st_mode) == mode
    assert len(names(out)) == 3


def test_old_file_is_replaced(spec, wav, out):
    path = out / "x"
    path.write_text("old and longer" * 100000)
    os.chmod(path, 0o640)
    with open(path) as old:
        spec.run("spec-stft", "-n", 64, "-o", path, wav, umask=0o077)
        assert old.read() == "old and longer" * 100000  # replaced, not overwritten: readers of the old file go on
    assert Stream(path.read_bytes()).rows.shape[0] == 251
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640 and names(out) == ["x"]


def test_symbolic_link_is_kept(spec, wav, out):
    (out / "folder").mkdir()
    (out / "folder" / "target").write_text("old")
    os.symlink("folder/target", out / "link")
    spec.run("spec-stft", "-n", 64, "-o", out / "link", wav)
    assert os.readlink(out / "link") == "folder/target" and Stream((out / "folder" / "target").read_bytes())
    assert names(out) == ["folder", "link"] and names(out / "folder") == ["target"]


def test_dangling_link(spec, wav, out):
    """A dangling link is followed or refused; it is not lost, and no file is left next to it."""
    os.symlink("nowhere", out / "link")
    result = spec.run("spec-stft", "-n", 64, "-o", out / "link", wav, check=False)
    assert os.readlink(out / "link") == "nowhere" if os.path.islink(out / "link") else result.code == 0
    assert set(names(out)) <= {"link", "nowhere"}
    assert result.code != 0 or Stream((out / "link").read_bytes())


def test_relative_names(spec, wav, out):
    spec.run("spec-stft", "-n", 64, "-o", "here", wav, cwd=out)
    spec.run("spec-stft", "-n", 64, "-o", "../out/there", wav, cwd=out)
    spec.run("spec-stft", "-n", 64, "-o", "here", wav, cwd=out)
    assert names(out) == ["here", "there"]


def test_long_name(spec, wav, out):
    """255 bytes is the longest name; the temporary name next to it must not be longer."""
    name = "n" * 255
    for _ in range(2):
        spec.run("spec-stft", "-n", 64, "-o", out / name, wav)
    assert names(out) == [name]


def test_output_that_is_the_input(spec, wav, out):
    blob = wav.read_bytes()
    x = wav.parent / "x"  # not the extension of another format
    os.rename(wav, x)
    os.symlink(x, out / "soft")
    os.link(x, out / "hard")
    for target in (x, out / "soft", out / "hard", x.parent / ".." / "in" / "x"):
        refused(spec.run("spec-stft", "-o", target, x, check=False), 73, "is the input")
        refused(spec.run("spec-stft", "-o", target, stdin=x, check=False), 73, "is the input")
    with open(x, "ab") as to:
        refused(spec.run("spec-stft", x, stdout=to, check=False), 73, "is the input")
    assert x.read_bytes() == blob and names(out) == ["hard", "soft"]


def test_full_device(spec, wav):
    refused(spec.run("spec-stft", "-o", "/dev/full", wav, check=False), 74, "/dev/full", "No space left")
    for words in (("-f", "stream"), ("--raw",), *(("-f", name) for name in ("csv", "tsv", "npy", "arff", "ark", "arkt"))):
        with open("/dev/full", "wb") as full:
            refused(spec.run("spec-stft", *words, wav, stdout=full, check=False), 74, "stdout", "No space left")
        with open("/dev/full", "wb") as full:
            refused(spec.run("spec-stft", "-r", 8000, *words, stdin=X.tobytes(), stdout=full, check=False), 74, "No space left")


@pytest.mark.parametrize("word", ["--help", "--version", "--list-options", "--plan"])
def test_pages_on_a_full_device(spec, wav, word):
    with open("/dev/full", "wb") as full:
        refused(spec.run("spec-stft", word, wav, stdout=full, check=False), 74, "No space left")


def test_closed_stdout(spec, wav):
    done = subprocess.run(["sh", "-c", '"$0" "$1" >&-', spec.path("spec-stft"), str(wav)], capture_output=True, timeout=60)
    assert done.returncode in (73, 74) and done.stderr.startswith(b"spec-stft: stdout: ")


def test_missing_and_wrong_folders(spec, wav, out):
    refused(spec.run("spec-stft", "-o", out / "none" / "x", wav, check=False), 73, "No such file")
    refused(spec.run("spec-stft", "-o", out, wav, check=False), 73, "directory")
    (out / "file").write_text("")
    refused(spec.run("spec-stft", "-o", out / "file" / "x", wav, check=False), 73)
    assert names(out) == ["file"]


def test_empty_name(spec, wav):
    refused(spec.run("spec-stft", "-o", "", wav, check=False), 73)


@pytest.fixture
def common_folder(spec):
    """A folder that all users can reach, with the program in it, to run it without privileges."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="specpipe-test-") as name:
        os.chmod(name, 0o755)
        shutil.copy(spec.path("spec-stft"), name)
        (Path(name) / "x.wav").write_bytes(wav_bytes(X))
        (Path(name) / "closed").mkdir(mode=0o555)
        (Path(name) / "own").mkdir()
        (Path(name) / "own" / "secret.wav").write_bytes(wav_bytes(X))
        os.chmod(Path(name) / "own" / "secret.wav", 0o600 if os.geteuid() == 0 else 0)
        (Path(name) / "own" / "readonly").write_text("old")
        os.chmod(Path(name) / "own" / "readonly", 0o444)
        os.chmod(Path(name) / "own", 0o777)
        yield Path(name)


def as_nobody(*words):
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, words)], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    return done.returncode, done.stderr.decode()


def test_permissions(common_folder):
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may do everything, and setpriv is not here")
    tool, x = common_folder / "spec-stft", common_folder / "x.wav"
    code, err = as_nobody(tool, "-o", common_folder / "closed" / "y", x)
    assert (code, err) == (73, f"spec-stft: {common_folder}/closed/y: Permission denied\n")
    code, err = as_nobody(tool, "-o", common_folder / "own" / "readonly", x)
    assert code == 73 and "Permission denied" in err and (common_folder / "own" / "readonly").read_text() == "old"
    code, err = as_nobody(tool, common_folder / "own" / "secret.wav")
    assert code == 66 and "Permission denied" in err
    assert as_nobody(tool, "-o", common_folder / "own" / "y", x) == (0, "")
    assert names(common_folder / "closed") == [] and names(common_folder / "own") == ["readonly", "secret.wav", "y"]


def test_fifo_is_written_directly(spec, wav, out):
    os.mkfifo(out / "fifo")
    want = spec.run("spec-stft", "-n", 64, wav).out
    process = spec.start("spec-stft", "-n", 64, "-o", out / "fifo", wav)
    with open(out / "fifo", "rb") as source:
        got = source.read()
    assert process.wait(timeout=60) == 0 and stat.S_ISFIFO(os.stat(out / "fifo").st_mode)
    assert got[HEADER:] == want[HEADER:]
    process.communicate()


def test_devices(spec, wav):
    assert spec.run("spec-stft", "-n", 64, "-o", "/dev/null", wav).out == b""
    assert spec.run("spec-stft", "-n", 64, "-o", "/dev/stdout", "--raw", wav).out == spec.run("spec-stft", "-n", 64, "-o", "-", "--raw", wav).out


def test_closed_pipe_is_quiet(spec, wav, tmp_path):
    (tmp_path / "big").write_bytes(sample_stream(BIG))
    for words in (("-n", 64), ("-n", 64, "-f", "csv")):
        process = spec.start("spec-stft", *words, tmp_path / "big", stdin=subprocess.DEVNULL)
        process.stdout.read(1)
        process.stdout.close()
        assert process.wait(timeout=60) == -signal.SIGPIPE
        assert process.stderr.read() == b""
        process.stderr.close()


def on_terminal(spec, *args):
    primary, secondary = terminal()
    try:
        result = spec.run("spec-stft", *args, stdout=secondary, check=False)
        os.set_blocking(primary, False)
        try:
            return result, os.read(primary, 1 << 16)
        except BlockingIOError:
            return result, b""
    finally:
        os.close(primary)
        os.close(secondary)


def test_binary_on_a_terminal(spec, wav):
    for words in ((), ("--raw",), ("-f", "npy"), ("-f", "stream")):
        result, shown = on_terminal(spec, *words, wav)
        refused(result, 64, "terminal", "-o")
        assert shown == b""
    result, shown = on_terminal(spec, "-f", "csv", "-n", 16, "-p", 2000, wav)
    assert result.code == 0 and shown.startswith(b"time,")
    result, shown = on_terminal(spec, "--plan", wav)
    assert result.code == 0 and b"rows" in shown


def test_file_size_limit(spec, out, tmp_path):
    (tmp_path / "big").write_bytes(sample_stream(BIG))
    (out / "old").write_text("old")
    for name in ("new", "old"):
        refused(spec.run("spec-stft", "-n", 64, "-o", out / name, tmp_path / "big", prefix=("prlimit", "--fsize=16384"), check=False), 74, "File too large")
    assert names(out) == ["old"] and (out / "old").read_text() == "old"


# Signals and faults during a run


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.002)


def written(process):
    with open(f"/proc/{process.pid}/io") as facts:
        return int(re.search(r"wchar: (\d+)", facts.read()).group(1))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT], ids=lambda n: n.name)
def test_killed_in_the_middle(spec, out, number):
    (out / "old").write_text("old")
    for name in ("new", "old"):
        process = spec.start("spec-stft", "-n", 64, "-r", 8000, "-o", out / name)
        process.stdin.write(BIG.tobytes())
        process.stdin.flush()
        wait_until(lambda: written(process) > 1 << 20)
        process.send_signal(number)
        assert process.wait(timeout=60) == -number
        process.communicate()
        assert names(out) == ["old"] and (out / "old").read_text() == "old"


STRACE = shutil.which("strace") is not None and subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0
needs_strace = pytest.mark.skipif(not STRACE, reason="strace is not here, or may not trace")


def strace(*words):
    return ("strace", "-f", "-qq", "-o", "/dev/null", *words)


def calls(spec, tmp_path, *args):
    """The system calls of a successful run, in order."""
    trace = tmp_path / "trace"
    spec.run("spec-stft", *args, prefix=("strace", "-f", "-o", trace))
    lines = [re.sub(r"^\d+\s+", "", line) for line in trace.read_text().splitlines()]
    return [line for line in lines if re.match(r"\w+\(", line)]


def nth(lines, name, after):
    """The number, counted from 1, of the first call of `name` after the line that contains `after`."""
    count = 0
    for i, line in enumerate(lines):
        count += line.startswith(name + "(")
        if after in line:
            return count + (not line.startswith(name + "("))
    raise AssertionError(f"no {after}")


@pytest.fixture
def big(tmp_path):
    (tmp_path / "big").write_bytes(sample_stream(BIG))
    return tmp_path / "big"


@needs_strace
def test_without_proc(spec, out, big):
    """
    A nameless file is linked through /proc: where that is not mounted it has a name from the start, and none is left
    behind.
    """
    want = spec.run("spec-stft", "-n", 64, big).out
    (out / "old").write_text("old")
    look = [word for fd in range(3, 20) for word in ("-P", f"/proc/self/fd/{fd}")]
    for name in ("new", "old"):
        spec.run("spec-stft", "-n", 64, "-o", out / name, big, prefix=strace(
            *look, "-e", "trace=access,faccessat,faccessat2,linkat", "-e", "inject=access,faccessat,faccessat2,linkat:error=ENOENT"))
        assert Stream((out / name).read_bytes()).data == Stream(want).data
    assert sorted(names(out)) == ["new", "old"]


@needs_strace
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_disk_full_at_every_write(spec, out, big, n):
    (out / "old").write_text("old")
    for name in ("new", "old"):
        result = spec.run("spec-stft", "-n", 64, "-o", out / name, big, check=False,
                          prefix=strace("-e", "trace=write", "-e", f"inject=write:error=ENOSPC:when={n}"))
        refused(result, 74, "No space left")
        assert names(out) == ["old"] and (out / "old").read_text() == "old"


@needs_strace
def test_killed_at_a_write(spec, out, big):
    (out / "old").write_text("old")
    for name in ("new", "old"):
        spec.run("spec-stft", "-n", 64, "-o", out / name, big, check=False,
                 prefix=strace("-e", "trace=write", "-e", "inject=write:signal=KILL:when=3"))
        assert names(out) == ["old"] and (out / "old").read_text() == "old"


@needs_strace
@pytest.mark.parametrize("call,error", [("fsync", "EIO"), ("linkat", "EIO"), ("linkat", "EPERM"), ("rename", "EACCES"), ("rename", "EIO"), ("pwrite64", "EIO")])
@pytest.mark.parametrize("name", ["new", "old"])
def test_fault_at_the_end(spec, out, call, error, name):
    """Every step after the last row at which a run can still fail: the old file stays, and no other is left behind."""
    (out / "old").write_text("old")
    result = spec.run("spec-stft", "-n", 64, "-r", 8000, "-o", out / name, stdin=X.tobytes(), check=False,
                      prefix=strace("-e", f"trace={call}", "-e", f"inject={call}:error={error}"))
    if call == "rename" and name == "new":
        assert result.code == 0 and names(out) == ["new", "old"]  # a new name needs no rename
        return
    refused(result, 74)
    assert names(out) == ["old"] and (out / "old").read_text() == "old"


@needs_strace
@pytest.mark.parametrize("name", ["new", "old"])
def test_fault_at_the_second_link(spec, out, name):
    (out / "old").write_text("old")
    result = spec.run("spec-stft", "-n", 64, "-o", out / name, stdin=sample_stream(X), check=False,
                      prefix=strace("-e", "trace=linkat", "-e", "inject=linkat:error=EIO:when=2"))
    assert result.code == (0 if name == "new" else 74)
    assert names(out) == (["new", "old"] if name == "new" else ["old"]) and (out / "old").read_text() == "old"


@needs_strace
@pytest.mark.parametrize("name", ["new", "old"])
def test_fault_at_the_close(spec, out, tmp_path, name):
    """The final close is checked, and comes before the file has its name."""
    (out / "old").write_text("old")
    x = tmp_path / "x"
    x.write_bytes(sample_stream(X))
    lines = calls(spec, tmp_path, "-n", 64, "-o", out / "probe", x)
    os.unlink(out / "probe")
    which = nth(lines, "close", "fsync(")
    result = spec.run("spec-stft", "-n", 64, "-o", out / name, x, check=False,
                      prefix=strace("-e", "trace=close", "-e", f"inject=close:error=EIO:when={which}"))
    refused(result, 74)
    assert names(out) == ["old"] and (out / "old").read_bytes() == b"old"


@needs_strace
@pytest.mark.parametrize("error", ["EOPNOTSUPP", "EISDIR"])
def test_file_system_without_nameless_files(spec, out, tmp_path, error):
    (out / "old").write_text("old")
    x = tmp_path / "x"
    x.write_bytes(sample_stream(X))
    lines = calls(spec, tmp_path, "-n", 64, "-o", out / "probe", x)
    os.unlink(out / "probe")
    which = nth(lines, "openat", "O_TMPFILE")
    refuse = ("-e", "trace=openat,write", "-e", f"inject=openat:error={error}:when={which}")
    for name in ("new", "old"):
        spec.run("spec-stft", "-n", 64, "-o", out / name, x, prefix=strace(*refuse), umask=0o022)
        assert Stream((out / name).read_bytes()).rows.shape[0] == 251
        assert stat.S_IMODE(os.stat(out / name).st_mode) == 0o644
    assert names(out) == ["new", "old"]
    for fault in ("error=ENOSPC", "signal=TERM"):
        result = spec.run("spec-stft", "-n", 64, "-o", out / "other", x, check=False,
                          prefix=strace(*refuse, "-e", f"inject=write:{fault}:when=1"))
        assert result.code != 0 and names(out) == ["new", "old"]


@needs_strace
def test_fault_while_reading(spec, out, big):
    result = spec.run("spec-stft", "-n", 64, "-o", out / "x", big, check=False,
                      prefix=strace("-P", big, "-e", "trace=read", "-e", "inject=read:error=EIO:when=3+"))
    refused(result, 74, "big", "Input/output error")
    assert names(out) == []


@needs_strace
def test_interrupted_calls_are_repeated(spec, out, big):
    """Short and interrupted reads and writes change nothing."""
    want = spec.run("spec-stft", "-n", 64, big).out
    got = spec.run("spec-stft", "-n", 64, big, prefix=strace("-e", "trace=read,write", "-e", "inject=write:error=EINTR:when=2+3"))
    assert got.out[HEADER:] == want[HEADER:]


def test_input_that_shrinks(spec, out, tmp_path):
    """A file truncated while it is read: noticed, and no output."""
    x = tmp_path / "x.wav"
    x.write_bytes(wav_bytes(BIG, form="f32"))
    process = spec.start("spec-stft", "-n", 64, "-f", "csv", x)
    process.stdout.read(1000)  # it has begun; a pipe of 1 MiB is soon full
    os.truncate(x, 1_000_000)
    shown, err = process.communicate(timeout=60)
    assert process.returncode == 65 and b"truncated" in err, (process.returncode, err)
    assert names(out) == []


def test_no_temporary_directory(spec, out):
    """TMPDIR is only needed when much data has to wait."""
    env = {**os.environ, "TMPDIR": "/nonexistent"}
    blob = sample_stream(X, announce=False)
    spec.run("spec-stft", "-n", 64, "-o", out / "x.npy", stdin=blob, env=env)
    spec.run("spec-stft", "-n", 64, "-f", "npy", stdin=blob, env=env)
    blob = sample_stream(BIG, announce=False)
    refused(spec.run("spec-stft", "-n", 64, "-f", "npy", stdin=blob, env=env, check=False), 73, "No such file")
