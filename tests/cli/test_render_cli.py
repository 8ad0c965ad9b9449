# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-render from the outside: options, exit statuses, files complete or absent, hostile and tiny input."""
import os
import resource
import shutil
import signal
import struct
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pictures import SIGNATURE, Picture, draw, power, row_stream
from spectools import chunk, default_signals, noise, refused, sample_stream, sparse_wav, terminal, wav_bytes

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
SMALL = ("-x", 60, "-y", 40)


def rows(count=20, numbers=12, **more):
    return row_stream(power(np.random.default_rng(1).uniform(-90, -5, (count, numbers))), 10, **more)


@pytest.fixture
def stream(tmp_path):
    path = tmp_path / "rows.stream"
    path.write_bytes(rows())
    return path


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "sound.wav"
    path.write_bytes(wav_bytes(noise(8000), 8000))
    return path


def leftovers(folder, *known):
    """Names of new files in a folder."""
    return sorted(set(os.listdir(folder)) - {os.path.basename(k) for k in known})


def needs(*tools):
    return pytest.mark.skipif(any(shutil.which(t) is None for t in tools), reason=f"needs {', '.join(tools)}")


def mounts():
    return subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], stderr=subprocess.DEVNULL, check=False).returncode == 0


# Options


@pytest.mark.parametrize("options", [
    ("-x", "nan"), ("-x", "0"), ("-x", "-5"), ("-x", "1e9"), ("-x", ""), ("-y", "4000000000"), ("-X", "nan"), ("-X", "0"), ("-X", "inf"),
    ("-X", "-1"), ("-x", "10", "-X", "5"), ("-x", "1000000", "-y", "1000000"), ("-z", "0:0"), ("-z", "nan:0"), ("-z", "-inf:0"), ("-z", "0:-90"),
    ("-z", "p99:p5"), ("-z", "p5:p101"), ("-z", "-90"), ("-z", "autox"), ("-z", "auto", "--range-from", "x.png"), ("-F", "5"), ("-F", "nan:5"),
    ("-F", "inf:inf"), ("-F", "-5:10"), ("--scale", "0"), ("--scale", "nan"), ("--scale", "9"), ("--tilt", "nan"), ("--tilt", "1e9"),
    ("-m", "nosuch"), ("-m", ""), ("--pool", "best"), ("--theme", "x"), ("--orientation", "left"), ("--interpolate", "cubic"), ("--axis", "foo"),
    ("-f", "jpg"), ("-f", "grey8"), ("-f", "grey16"), ("-f", "palette,grey8"), ("-f", "s16le"), ("--waveform",), ("-k", "foo"), ("--bins", "0"),
    ("--bins", "99999999999"), ("-c", "9"), ("-c", "0"), ("-c", "1,,2"), ("-s", "5", "-e", "4"), ("-e", "1", "-d", "1"), ("-d", "0"), ("-s", "nan"),
    ("--nosuch",), ("-Q",), ("-x",), ("--resolution", "x"), ("--waveform-peak", "0"), ("--waveform-peak", "nan"), ("--progress=sometimes",),
    ("extra",), ("-y", "0x10"), ("-x", "10 "), ("-n", "0"), ("-p", "100%"), ("-w", "nosuch"), ("-w", "kaiser:nan")], ids=" ".join)
def test_wrong_options(spec, stream, tmp_path, options):
    """Status 64, one sentence, no output."""
    out = tmp_path / "x.png"
    result = spec.run("spec-render", stream, "-o", out, *options, check=False)
    refused(result, 64)
    assert not result.out and leftovers(tmp_path, stream) == []


@pytest.mark.parametrize("options,word", [(("-m", "nosuch"), "nosuch"), (("--font", "/nonexistent.ttf"), "/nonexistent.ttf"),
                                          (("--range-from", "nope.png"), "nope.png")])
def test_messages_name_the_fault(spec, stream, tmp_path, options, word):
    result = spec.run("spec-render", stream, "-o", tmp_path / "x.png", *options, check=False)
    assert result.code in (64, 65, 66) and word in result.err and result.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"no font at all\n", bytes(range(256)) * 20], ids=["empty", "text", "bytes"])
def test_a_file_that_is_not_a_font(spec, stream, tmp_path, content):
    """A font is an input that cannot be opened: 66; the sentence names the font, not the rows."""
    font, out = tmp_path / "font.ttf", tmp_path / "x.png"
    font.write_bytes(content)
    result = spec.run("spec-render", stream, "--font", font, "-o", out, check=False)
    refused(result, 66, "font.ttf")
    assert not out.exists() and "rows.stream" not in result.err
    assert Picture(spec.run("spec-render", stream, "--font", font, "--no-axes").out)  # not needed without text


@pytest.mark.skipif(os.getuid() != 0 or not mounts(), reason="needs root to hide the fonts")
def test_without_any_font(spec, stream, tmp_path):
    """The sentence names the Debian package; nothing is written; --no-axes needs no font."""
    hidden = ("unshare", "-m", "sh", "-c", 'mount -t tmpfs none /usr/share/fonts && exec "$@"', "sh")
    out = tmp_path / "x.png"
    result = spec.run("spec-render", stream, "-o", out, prefix=hidden, check=False)
    refused(result, 66, "fonts-dejavu-core")
    assert not result.out and not out.exists()
    assert spec.run("spec-render", stream, "--no-axes", *SMALL, prefix=hidden).out[:8] == SIGNATURE


def test_a_given_font(spec, stream):
    font = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
    if not os.path.exists(font):
        pytest.skip("no second font")
    bold, plain = (draw(spec, stream, *SMALL, *options) for options in (("--font", font), ()))
    assert (bold.data() == plain.data()).all() and (bold.pixels.shape != plain.pixels.shape or (bold.pixels != plain.pixels).any())


@pytest.mark.parametrize("options,code", [(("--range-from", "rows.stream"), 65), (("--range-from", "nope.png"), 66), (("--range-from", "cut.png"), 65),
                                          (("--range-from", "other.png"), 65)])
def test_range_from_a_file_without_one(spec, stream, tmp_path, options, code):
    """A missing file is 66; a file that is not a PNG, is truncated, or was made by another program is bad data, 65."""
    whole = spec.run("spec-render", stream, *SMALL).out
    (tmp_path / "cut.png").write_bytes(whole[:60])
    ihdr = whole[8:33]
    (tmp_path / "other.png").write_bytes(SIGNATURE + ihdr + struct.pack(">I4sI", 0, b"IEND", 0xAE426082))
    result = spec.run("spec-render", stream, "-o", tmp_path / "x.png", options[0], tmp_path / options[1], check=False)
    refused(result, code)
    assert not (tmp_path / "x.png").exists()


def test_help_and_version(spec):
    for word in ("--help", "-h", "--version", "-V"):
        result = spec.run("spec-render", word)
        assert result.out.startswith((b"usage: spec-render", b"spec-render")) and result.err == ""


# Output


def test_png_on_stdout_and_in_a_file(spec, stream, tmp_path):
    out = tmp_path / "x.png"
    piped = spec.run("spec-render", stream, *SMALL)
    assert piped.out[:8] == SIGNATURE and piped.err == ""
    result = spec.run("spec-render", stream, *SMALL, "-o", out)
    assert result.out == b"" and result.err == ""
    a, b = Picture(piped.out), Picture(out.read_bytes())
    assert (a.pixels == b.pixels).all()
    mask = os.umask(0)
    os.umask(mask)
    assert out.stat().st_mode & 0o777 == 0o666 & ~mask
    assert spec.run("spec-render", stream, *SMALL, "-o", "-").out[:8] == SIGNATURE


def on_terminal(command, timeout=10, **given):
    """(status, terminal contents, stderr) of a command whose stdout, or given descriptor, is a terminal."""
    master, slave = terminal()
    shown = []

    def look():
        try:
            while len(shown) < 1000:
                shown.append(os.read(master, 65536))
        except OSError:
            pass  # the last descriptor is closed

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        try:
            done = subprocess.run(command, **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                                              **{name: slave for name in given}}, timeout=timeout, check=False)
        finally:
            os.close(slave)
            looking.result(timeout=timeout)
            os.close(master)
    return done.returncode, b"".join(shown), done.stderr


@pytest.mark.parametrize("options", [(), ("-o", "-"), ("-o", "/dev/stdout")], ids=["", "-o -", "-o /dev/stdout"])
def test_a_terminal_gets_no_png(spec, stream, options):
    code, shown, err = on_terminal(spec.command("spec-render", stream, *SMALL, *options), stdout=True)
    assert code == 64 and shown == b"" and b"terminal" in err


def test_no_input_on_a_terminal(spec, tmp_path):
    """Run without arguments, it must not wait for spectra to be typed in."""
    code, shown, err = on_terminal(spec.command("spec-render", "-o", tmp_path / "x.png"), stdin=True)
    assert code == 64 and shown == b"" and err.count(b"\n") == 1 and os.listdir(tmp_path) == []


def test_the_input_is_not_overwritten(spec, stream, tmp_path):
    before = stream.read_bytes()
    link = tmp_path / "link"
    link.symlink_to(stream)
    hard = tmp_path / "hard"
    os.link(stream, hard)
    for out in (stream, link, hard):
        refused(spec.run("spec-render", stream, "-o", out, check=False), 73, "input")
        refused(spec.run("spec-render", "-o", out, stdin=stream, check=False), 73, "input")
        assert stream.read_bytes() == before and link.is_symlink()


@pytest.mark.parametrize("name,blob,code", [
    ("cut stream", rows()[:-7], 65), ("cut stream of unknown length", rows(announce=False)[:-70], 65), ("cut wav", wav_bytes(noise(8000))[:-401], 65),
    ("nothing", b"", 65), ("random", bytes(np.random.default_rng(1).integers(0, 256, 5000, dtype=np.uint8)), 65), ("header alone", rows()[:512], 65),
    ("half a header", rows()[:300], 65), ("NaN", sample_stream(np.r_[noise(500), np.nan, noise(500)]), 65)],
    ids=lambda value: value if isinstance(value, str) else "")
def test_an_old_picture_survives_a_failure(spec, tmp_path, name, blob, code):
    out, source = tmp_path / "x.png", tmp_path / "in"
    out.write_bytes(b"the old one")
    source.write_bytes(blob)
    for options in ((source,), ()):
        result = spec.run("spec-render", *options, "-o", out, stdin=None if options else blob, check=False)
        refused(result, code)
        assert out.read_bytes() == b"the old one" and leftovers(tmp_path, out, source) == []


def test_an_old_picture_is_replaced(spec, stream, tmp_path):
    """Replaced by one rename: a process that has the old file open goes on reading it; links and modes are kept."""
    out, link = tmp_path / "x.png", tmp_path / "link.png"
    out.write_bytes(b"old")
    out.chmod(0o640)
    link.symlink_to(out)
    with out.open("rb") as old:
        spec.run("spec-render", stream, *SMALL, "-o", link)
        assert old.read() == b"old"
    assert link.is_symlink() and out.read_bytes()[:8] == SIGNATURE and out.stat().st_mode & 0o777 == 0o640
    assert leftovers(tmp_path, out, link, stream) == []


# The 36 faults of the reliability list B5, and others like them


def test_fault_1_output_dev_full(spec, stream):
    refused(spec.run("spec-render", stream, "-o", "/dev/full", check=False), 74, "/dev/full", "space")


def test_fault_2_stdout_dev_full(spec, stream):
    with open("/dev/full", "wb") as full:
        refused(spec.run("spec-render", stream, stdout=full, check=False), 74, "stdout")


def test_fault_3_reader_ends(spec, stream):
    process = subprocess.Popen(spec.command("spec-render", stream, "-x", 3000, "-y", 2000, "--no-axes"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=default_signals)
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(timeout=20) == -signal.SIGPIPE and process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.skipif(os.getuid() != 0 or not mounts(), reason="needs root to mount a small disk")
@pytest.mark.parametrize("old", [False, True], ids=["fault 4", "fault 6"])
def test_fault_4_and_6_disk_full(spec, tmp_path, old):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=16k none "$0"; [ "$1" = old ] && echo good > "$0/x.png"; shift; "$@"; code=$?; ls -A "$0"; cat "$0"/*; exit $code'
    result = spec.run("spec-render", "-x", 900, "-y", 400, "-o", disk / "x.png", stdin=sample_stream(noise(50000)), check=False,
                      prefix=("unshare", "-m", "sh", "-c", script, disk, "old" if old else "new"))
    assert result.code == 74 and "space" in result.err
    assert result.out == (b"x.png\ngood\n" if old else b"")


def test_fault_5_file_size_limit(spec, stream, tmp_path):
    """SIGXFSZ does not leave half a file: a failure with a sentence."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    result = spec.run("spec-render", "-x", 900, "-y", 400, "-o", tmp_path / "x.png", stdin=stream, check=False, preexec_fn=limit)
    refused(result, 74)
    assert leftovers(tmp_path, stream) == []


@needs("setpriv")
@pytest.mark.skipif(os.getuid() != 0, reason="needs root to become somebody else")
def test_fault_7_folder_not_writable(spec, stream, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    for above in (tmp_path, *list(tmp_path.parents)[:3]):
        if str(above).startswith("/tmp/"):
            above.chmod(0o755)
    stream.chmod(0o644)
    result = spec.run("spec-render", "-o", folder / "x.png", stdin=rows(), check=False, prefix=NOBODY)
    refused(result, 73, "x.png", "denied")
    old = folder / "old.png"
    old.write_bytes(b"good")
    old.chmod(0o444)
    refused(spec.run("spec-render", "-o", old, stdin=rows(), check=False, prefix=NOBODY), 73, "denied")
    assert leftovers(folder, old) == [] and old.read_bytes() == b"good"
    secret = tmp_path / "secret"
    secret.write_bytes(rows())
    secret.chmod(0o600)
    refused(spec.run("spec-render", secret, check=False, prefix=NOBODY), 66, "secret", "denied")


def test_fault_8_folder_missing(spec, stream, tmp_path):
    refused(spec.run("spec-render", stream, "-o", tmp_path / "no" / "x.png", check=False), 73, "No such file")


def test_fault_9_output_is_a_folder(spec, stream, tmp_path):
    refused(spec.run("spec-render", stream, "-o", tmp_path, check=False), 73, "directory")
    refused(spec.run("spec-render", stream, "-o", "", check=False), 73)


TRACED = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}  # no leak check under strace


def injected(spec, what, trace, out, *args):
    """Runs under strace, which makes one system call fail."""
    return spec.run("spec-render", *args, "-o", out, check=False, env=TRACED,
                    prefix=("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={trace}", "-e", f"inject={trace}:{what}"))


@needs("strace")
@pytest.mark.parametrize("what,trace", [("error=ENOSPC:when=1", "write"), ("error=EIO:when=2+", "write"), ("error=EIO", "fsync"),
                                        ("error=EDQUOT:when=3+", "write"), ("error=EIO", "linkat,rename,renameat,renameat2")])
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_fault_10_and_11_errors_while_writing(spec, stream, tmp_path, what, trace, old):
    out = tmp_path / "x.png"
    if old:
        out.write_bytes(b"good")
    result = injected(spec, what, trace, out, stream, "-x", 900, "-y", 400)
    assert result.code in (73, 74), result.err
    assert leftovers(tmp_path, stream, out) == [] and (out.read_bytes() == b"good" if old else not out.exists())


@needs("strace")
def test_fault_11_error_at_close(spec, stream, tmp_path):
    """The last close of the output reports late errors of network disks."""
    out, seen = tmp_path / "x.png", []
    for number in range(1, 80):
        result = injected(spec, f"error=EIO:when={number}", "close", out, stream, *SMALL)
        seen.append(result.code)
        if result.code:
            # 127: the loader of shared libraries failed
            assert result.code in (66, 74, 127) and not out.exists(), (number, result.code)
        else:
            assert Picture(out.read_bytes())
            out.unlink()
    assert 74 in seen, "no failing close was noticed"


@needs("strace")
@pytest.mark.parametrize("when", [1, 2, 3])
def test_fault_12_killed_while_writing(spec, stream, tmp_path, when):
    out = tmp_path / "x.png"
    out.write_bytes(b"good")
    result = injected(spec, f"signal=KILL:when={when}", "write", out, stream, "-x", 900, "-y", 400)
    assert result.code != 0 and out.read_bytes() == b"good" and leftovers(tmp_path, stream, out) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_fault_13_and_14_signals(spec, tmp_path, number):
    """
    Audio is read to the end in one process: a signal ends it, and no file is left. (For streams see test_stream.py.)
    """
    out = tmp_path / "x.png"
    process = spec.start("spec-render", "-r", 8000, "-n", 256, "-o", out)
    process.stdin.write(noise(40000).tobytes())
    process.stdin.flush()
    time.sleep(0.15)
    process.send_signal(number)
    assert process.wait(timeout=10) == -number
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()
    assert os.listdir(tmp_path) == []


def test_fault_15_is_in_test_the_input_is_not_overwritten(spec, sound):
    before = sound.read_bytes()
    refused(spec.run("spec-render", sound, "-o", sound, check=False), 64, "PNG")  # by its name alone
    plain = sound.with_suffix("")
    plain.write_bytes(before)
    refused(spec.run("spec-render", plain, "-o", plain, check=False), 73, "input")
    assert sound.read_bytes() == before and plain.read_bytes() == before


@needs("strace")
def test_fault_16_error_while_reading(spec, tmp_path):
    path, out = tmp_path / "x.wav", tmp_path / "x.png"
    path.write_bytes(wav_bytes(noise(400000), 8000))
    result = spec.run("spec-render", path, "-o", out, check=False, env=TRACED, prefix=(
        "strace", "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", "trace=read,pread64", "-e", "inject=read,pread64:error=EIO:when=3+"))
    assert result.code in (66, 74) and "Input/output" in result.err and not out.exists()


def test_fault_17_input_shrinks(spec, tmp_path):
    """Declared and missing: on a FIFO, which is what a shrinking file looks like."""
    out, blob = tmp_path / "x.png", wav_bytes(noise(100000), 8000)
    result = spec.run("spec-render", "-o", out, stdin=blob[:120000], check=False)
    refused(result, 65, "truncated")
    assert not out.exists()
    result = spec.run("spec-render", "--partial", "-o", out, stdin=blob[:120000])
    assert "truncated" in result.err and Picture(out.read_bytes())


@pytest.mark.parametrize("size", [None, 0xFFFFFFFF, 0x7FFFFFFF])
def test_fault_18_wav_without_samples(spec, tmp_path, size):
    path, started = tmp_path / "none.wav", time.monotonic()
    path.write_bytes(wav_bytes(np.zeros(0), 8000, size=size))
    for options, given in (((path,), None), ((), path.read_bytes())):
        refused(spec.run("spec-render", *options, "-o", tmp_path / "x.png", stdin=given, check=False), 65)
    assert not (tmp_path / "x.png").exists() and time.monotonic() - started < 5


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("options", [(), ("--waveform",), ("-n", 4096), ("--framing", "pad"), ("-z", "auto"), ("--pool", "median"), ("-X", 1000)])
def test_fault_19_few_samples(spec, count, options):
    result = spec.run("spec-render", *options, stdin=wav_bytes(noise(count), 8000))
    assert Picture(result.out).data().size


def test_too_few_samples_for_a_frame(spec, tmp_path):
    result = spec.run("spec-render", "--framing", "snip", "-n", 512, "-o", tmp_path / "x.png", stdin=wav_bytes(noise(10), 8000), check=False)
    refused(result, 65)
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("blob", [b"", wav_bytes(noise(100))[:30], bytes(np.random.default_rng(2).integers(0, 256, 3000, dtype=np.uint8)),
                                  b"RIFF" + bytes(np.random.default_rng(3).integers(0, 256, 3000, dtype=np.uint8)), b"\n", b"spec-stream 512\n",
                                  b"spec-stream 512\n" + b"\n" * 496], ids=["empty", "30 bytes", "random", "RIFF and noise", "newline", "magic", "no keys"])
def test_fault_20_not_sound(spec, tmp_path, blob):
    path = tmp_path / "in"
    path.write_bytes(blob)
    refused(spec.run("spec-render", path, "-o", tmp_path / "x.png", check=False), 65)
    refused(spec.run("spec-render", "-o", tmp_path / "x.png", stdin=blob, check=False), 65)
    assert leftovers(tmp_path, path) == []


@pytest.mark.parametrize("size", [0x7FFFFFFF, 0xFFFFFFFF, 0, 0x7FFFF000])
def test_fault_22_and_23_sizes_of_streaming_writers(spec, size):
    """ffmpeg, sox and others on a pipe: the whole input is drawn."""
    x = noise(16000)
    whole = draw(spec, "-n", 256, *SMALL, stdin=wav_bytes(x))
    assert (draw(spec, "-n", 256, *SMALL, stdin=wav_bytes(x, size=size, riff_size=size)).pixels == whole.pixels).all()


def forged_wav(**fields):
    f = {"tag": 1, "channels": 1, "rate": 8000, "bits": 16, **fields}
    align = f["channels"] * f["bits"] // 8 & 0xFFFF
    fmt = struct.pack("<HHIIHH", f["tag"], f["channels"], f["rate"], f["rate"] * align & 0xFFFFFFFF, align, f["bits"])
    body = b"WAVE" + chunk(b"fmt ", fmt) + chunk(b"data", bytes(4000))
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("fields", [{"channels": 0}, {"rate": 0}, {"bits": 0}, {"bits": 255}, {"channels": 65535}, {"channels": 65}], ids=str)
def test_fault_24_and_25_impossible_formats(spec, tmp_path, fields):
    """Refused at once and in little memory, 65535 channels too."""
    path = tmp_path / "x.wav"
    path.write_bytes(forged_wav(**fields))
    [(code, most)], err = spec.peak_memory(spec.command("spec-render", path, "-o", tmp_path / "x.png"))
    assert code == 65 and err and not (tmp_path / "x.png").exists()
    assert most < 32 << 20 or spec.sanitized()


def test_fault_26_greatest_rate(spec, tmp_path):
    """2^32 - 1 Hz as declared by the header: drawn with that axis, or refused, but nothing else."""
    result = spec.run("spec-render", "-n", 64, *SMALL, stdin=forged_wav(rate=2 ** 32 - 1), check=False)
    if result.code == 0:
        assert Picture(result.out).numbers("Frequency range") == [0, pytest.approx((2 ** 32 - 1) / 2, rel=1e-8)]
    else:
        refused(result, 65)


@pytest.mark.parametrize("values", [[np.nan], [np.inf], [-np.inf], [np.nan] * 3000], ids=["NaN", "inf", "-inf", "all NaN"])
def test_fault_27_and_28_not_numbers(spec, tmp_path, values):
    x = noise(3000)
    x[1000:1000 + len(values)] = values[:2000]
    if len(values) > 1:
        x[:] = np.nan
    for blob in (sample_stream(x), wav_bytes(x, form="f32")):
        refused(spec.run("spec-render", "-o", tmp_path / "x.png", stdin=blob, check=False), 65, "infinite" if np.isinf(values[0]) else "NaN")
    assert os.listdir(tmp_path) == []


def test_not_numbers_in_spectra(spec, tmp_path):
    """NaN never becomes a colour."""
    for value in (np.nan, np.inf):
        for kind in ("power", "level", "features"):
            numbers = np.ones((30, 8))
            numbers[17, 3] = value
            refused(spec.run("spec-render", "-o", tmp_path / "x.png", stdin=row_stream(numbers, 10, kind=kind), check=False), 65)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("scale", [1e30, 1e-40, 0.0, 3e38, 1e-30], ids=str)
@pytest.mark.parametrize("options", [(), ("-z", "auto"), ("-z", "p5:p95"), ("--pool", "median"), ("--pool", "mean"), ("--waveform", "--tilt", "3")])
def test_fault_29_extreme_samples(spec, scale, options):
    """Huge, denormal and silent: a picture with a valid range, or a refusal; never nonsense."""
    x = np.sign(noise(4000)) * np.float32(scale)
    result = spec.run("spec-render", "-n", 128, *SMALL, *options, stdin=sample_stream(x), check=False)
    if result.code:
        refused(result, 65)
        return
    picture = Picture(result.out)
    low, high = picture.numbers("Level range")
    assert np.isfinite([low, high]).all() and low < high
    if not options:
        # beyond 1e19 the power of a sample overflows a float: it may saturate, but not fall to the bottom
        assert (picture.data() == (240 if scale > 1 else 0)).all()


def test_fault_30_rf64_beyond_31_bits(spec, tmp_path):
    path, out = tmp_path / "big.wav", tmp_path / "x.png"
    frames = 2 ** 31 + 1000
    sparse_wav(path, frames, rf64=True)
    begin = 2 ** 31 - 48000
    [(code, most)], err = spec.peak_memory(spec.command("spec-render", path, "-s", f"{begin}smp", "-d", 1, "-n", 1024, "-o", out))
    assert code == 0, err
    assert most < 32 << 20 or spec.sanitized()
    first, end = Picture(out.read_bytes()).numbers("Time range")
    assert first == pytest.approx(begin / 48000, abs=1e-3) and end == pytest.approx(begin / 48000 + 1, abs=1e-2)
    plan = spec.run("spec-stft", "--plan", "-n", 1024, path).out.decode()
    assert str(1 + frames // 256) in plan


def test_fault_31_riff_with_a_wrapped_size(spec, tmp_path):
    """
    5 GB with a 32-bit size: all of it is read, or the contradiction is reported; 705 MB are not silently taken for the
    whole.
    """
    path, frames = tmp_path / "wrapped.wav", 2_500_000_000
    sparse_wav(path, frames)
    result = spec.run("spec-stft", "--plan", "-n", 1024, path, check=False)
    said = result.out.decode()
    assert str(1 + frames // 256) in said or result.code == 65 or "warning" in result.err, (said, result.err)


def test_fault_32_wav_cut_on_a_pipe(spec, tmp_path):
    stft = subprocess.Popen(spec.command("spec-stft", "-n", 256), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    render = subprocess.Popen(spec.command("spec-render", "-o", tmp_path / "x.png"), stdin=stft.stdout, stderr=subprocess.PIPE)
    stft.stdout.close()
    stft.communicate(wav_bytes(noise(8000))[:9001], timeout=20)
    _, err = render.communicate(timeout=20)
    assert stft.returncode == 65 and render.returncode == 65 and err and os.listdir(tmp_path) == []


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs Linux")
@pytest.mark.parametrize("limit", [60, 120])
def test_fault_34_little_memory(spec, tmp_path, limit):
    """Out of memory is 71 and a sentence; never a crash or half a picture."""
    if spec.sanitized():
        pytest.skip("sanitizers want memory of their own")

    def shrink():
        resource.setrlimit(resource.RLIMIT_AS, (limit << 20, limit << 20))
    result = spec.run("spec-render", "-x", 12000, "-y", 12000, "-o", tmp_path / "x.png", stdin=rows(), check=False, preexec_fn=shrink)
    refused(result, 71)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["with space.wav", "line\nbreak.wav", "%d%s%n.wav", "-x.wav", "ünïcode – звон.wav", b"not-utf8-\xff\xfe.wav", "a" * 200 + ".wav",
                                  "$(true);`true`.wav", "\x1b[31mred.wav"])
def test_fault_36_names(spec, tmp_path, name):
    """Any name can be read and written; it is reported on one line, and the text chunks are UTF-8."""
    raw = name if isinstance(name, bytes) else name.encode()
    path, out = os.path.join(os.fsencode(tmp_path), raw), os.path.join(os.fsencode(tmp_path), raw + b".png")
    with open(path, "wb") as file:
        file.write(wav_bytes(noise(2000)))
    done = subprocess.run([spec.path("spec-render"), "-o", out, path], capture_output=True, timeout=20, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    with open(out, "rb") as file:
        picture = Picture(file.read())
    assert "\n" not in picture.texts["Source"] and picture.texts["Source"].endswith(".wav")
    done = subprocess.run([spec.path("spec-render"), path + b".missing"], capture_output=True, timeout=20, check=False)
    assert done.returncode == 66 and done.stderr.count(b"\n") == 1 and b"\x1b" not in done.stderr


def test_fault_36_fifo_and_dev_stdin(spec, stream, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with ThreadPoolExecutor(1) as pool:
        feeding = pool.submit(fifo.write_bytes, rows())
        from_fifo = draw(spec, fifo, *SMALL)
        feeding.result(timeout=10)
    want = draw(spec, stream, *SMALL)
    assert (from_fifo.data() == want.data()).all()
    assert (draw(spec, "/dev/stdin", *SMALL, stdin=stream).data() == want.data()).all()
    assert (draw(spec, "/dev/stdin", *SMALL, stdin=rows()).data() == want.data()).all()
    assert (draw(spec, "-", *SMALL, stdin=rows()).data() == want.data()).all()
    out = tmp_path / "out"
    os.mkfifo(out)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(out.read_bytes)
        spec.run("spec-render", stream, *SMALL, "-o", out)
        assert Picture(reading.result(timeout=10)).data().shape == want.data().shape
    assert out.is_fifo()


def test_hostile_options(spec, stream, tmp_path):
    """Long and unusual titles end in a picture or in 64."""
    for options in (("-t", "%s%n%d" * 100), ("-t", "\x1b]0;x\x07"), ("-t", "A" * 100000), ("-m", "A" * 100000), ("--font", "A" * 5000), ("-F", "1:" + "9" * 400),
                    ("-z", "-1" + "0" * 400 + ":0"), ("-x", "9" * 400), ("-s", "9" * 400), ("--tilt", "1e-400"), ("-c", ",".join("1" * 3000)),
                    ("-X", "1e-6"), ("--waveform-peak", "1e-400"), ("-p", "9" * 50 + "ms"), ("-r", "1/0"), ("-r", "0"), ("-w", "kaiser:" + "9" * 400)):
        result = spec.run("spec-render", stream, *SMALL, "-o", tmp_path / "x.png", *options, check=False) if "-X" not in options else \
            spec.run("spec-render", stream, "-o", tmp_path / "x.png", *options, check=False)
        assert result.code in (0, 64, 65, 66), (options, result.code, result.err)
        assert (result.code == 0) == (result.err == "") and (result.code == 0) == (tmp_path / "x.png").exists()
        if result.code == 0:
            assert Picture((tmp_path / "x.png").read_bytes())
            (tmp_path / "x.png").unlink()


@pytest.mark.parametrize("part", [("--end", 900000000), ("-s", 900000000), ("-s", 1, "-d", 900000000), ("-s", "900000000", "-e", "999999999")])
def test_a_part_beyond_any_recording(spec, tmp_path, part):
    """Sample numbers beyond 64 bits are refused, by all programs alike, and no row arithmetic overflows."""
    raw = bytes(480000)
    for program, options in (("spec-render", (*SMALL, "-p", 1000000, "-n", 1048576)), ("spec-stft", ("-p", 1000000, "-n", 1048576)),
                             ("spec-decimate", ("--factor", 2))):
        result = spec.run(program, "-r", 1000000000000, "-f", "s16le", *part, *options, "-o", tmp_path / "x.png" if program == "spec-render" else "-",
                          stdin=raw, check=False)
        assert result.code == 64 and "beyond any recording" in result.err, (program, result.err)
    assert not list(tmp_path.iterdir())


# Rows of the survey's table of measured faults (peers.md, section E)


def test_peers_a_pipe_is_drawn_completely(spec):
    """Others showed 8 of 60 s: the length on the axis is that of the audio."""
    picture = draw(spec, "-r", 8000, "-x", 300, "-y", 65, stdin=noise(60 * 8000).tobytes())
    assert picture.numbers("Time range")[1] == pytest.approx(60, abs=0.1) and picture.data()[-5:].max() > 50


@needs("ffmpeg")
def test_peers_ffmpeg_into_the_pipe(spec, tmp_path):
    path = tmp_path / "ten.wav"
    path.write_bytes(wav_bytes(noise(80000), 8000))
    coder = subprocess.Popen(["ffmpeg", "-v", "error", "-i", path, "-f", "wav", "-"], stdout=subprocess.PIPE)
    picture = Picture(subprocess.run(spec.command("spec-render", "-n", 256, *SMALL), stdin=coder.stdout, capture_output=True, timeout=30, check=True).stdout)
    coder.stdout.close()
    assert coder.wait(timeout=10) == 0
    assert (picture.data() == draw(spec, path, "-n", 256, *SMALL).data()).all()


def test_peers_no_format_of_a_file_changes_by_the_pipe(spec, tmp_path):
    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(noise(40000), 8000))
    assert spec.run("spec-render", "-n", 256, stdin=path).out == spec.run("spec-render", "-n", 256, stdin=path.read_bytes()).out


def test_peers_names_from_a_list(spec, tmp_path):
    """while read f; do spec-render "$f" ...; done < list: stdin is not touched."""
    for i in range(3):
        (tmp_path / f"{i}.wav").write_bytes(wav_bytes(noise(2000)))
    (tmp_path / "list").write_text("0.wav\n1.wav\n2.wav\n")
    subprocess.run(["sh", "-c", 'while read f; do "$0" "$f" -o "$f.png" || exit; done < list', spec.path("spec-render")], cwd=tmp_path, check=True, timeout=20)
    assert sorted(p.name for p in tmp_path.glob("*.png")) == ["0.wav.png", "1.wav.png", "2.wav.png"]


def test_peers_torn_numbers(spec, tmp_path):
    refused(spec.run("spec-render", "-r", 8000, "-o", tmp_path / "x.png", stdin=noise(1000).tobytes() + b"abc", check=False), 65, "3")
    assert os.listdir(tmp_path) == []


def test_peers_rates_that_contradict(spec, sound):
    refused(spec.run("spec-render", sound, "-r", 16000, check=False), 65, "16000", "8000")
    refused(spec.run("spec-render", stdin=noise(1000).tobytes(), check=False), 65)


@pytest.mark.parametrize("size", [(1, 1), (50, 1), (1, 50), (20000, 30), (30, 20000), (300000, 2)])
def test_peers_any_size(spec, stream, size):
    for options in ((), ("--no-axes",)):
        picture = draw(spec, stream, "-x", size[0], "-y", size[1], *options)
        assert (picture.data_width, picture.data_height) == size and (options == () or (picture.width, picture.height) == size)


# Text chunks of a picture


def test_texts(spec, tmp_path):
    """All parameters, no dates, and the commands that made it."""
    source = tmp_path / "Wölfe.wav"
    source.write_bytes(wav_bytes(noise(16000, 2), 44100))
    stft = spec.run("spec-stft", "-n", 512, "-p", 100, source).out
    for out in (spec.run("spec-render", *SMALL, "-t", "Ζωή – 生", "--axis", "mel", "-z", "-90:-10", "-m", "magma", stdin=stft).out,):
        picture = Picture(out)
        t = picture.texts
        assert t["Title"] == "Ζωή – 生" and t["Source"] == "Wölfe.wav" and t["Axis"] == "mel"
        assert t["Frequency range"] == "0 22050 Hz" and t["Level range"] == "-90 -10 dBFS" and t["Colour map"] == "magma"
        assert t["Software"].startswith("spec-render (specpipe) ")
        assert t["Rows"] == "161 rows at 441 Hz, 2 channels, kind power"
        assert t["Frames"] == "hann 512, hop 100, 44.1 kHz"
        assert t["Picture"].startswith("60 x 40 pixels of data, time runs right, pool max, interpolate both")
        assert [line.split()[0] for line in t["History"].split("\n")] == ["spec-stft", "spec-render"]
        assert "tIME" not in picture.names and "Creation Time" not in t


def test_texts_of_ranges_near_zero(spec):
    """Zero has no sign: levels that end at full scale are reported and labelled as 0."""
    result = spec.run("spec-render", *SMALL, "-z", "auto", stdin=row_stream(np.random.default_rng(1).uniform(0.2, 0.99, (20, 20)), 10))
    assert "-0" not in Picture(result.out).texts["Level range"].split() and ":-0\n" not in result.err, result.err


def test_origin_is_reported(spec):
    picture = draw(spec, *SMALL, stdin=row_stream(np.ones((9, 9)), 1, "origin 2024-05-06T07:08:09.5+02:00"))
    assert "2024-05-06T07:08:09.5+02:00" in picture.texts.values()


# Tiny inputs


def test_no_rows(spec, tmp_path):
    """A stream of 0 rows cannot be drawn: 65, and no file."""
    for announce in (True, False):
        refused(spec.run("spec-render", "-o", tmp_path / "x.png", stdin=row_stream(np.zeros((0, 8)), 10, announce=announce), check=False), 65)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("shape", [(1, 1), (8, 1), (2, 2), (1, 3, 1)])
@pytest.mark.parametrize("options", [(), ("-z", "auto"), ("-z", "p0:p100"), ("--pool", "median"), ("--pool", "mean"), ("-X", 5), ("--no-axes", "-f", "grey16")])
def test_tiny_streams(spec, shape, options):
    for announce in (True, False):
        picture = draw(spec, *options, stdin=row_stream(np.full(shape, 0.5), 10, "full-scale 1", announce=announce))
        assert (picture.data() == picture.data()[0, 0]).all()


def test_the_greatest_number_of_channels(spec):
    picture = draw(spec, "-x", 30, "-y", 200, stdin=row_stream(np.ones((3, 64, 2)), 10))
    assert sum(height for _, _, _, height in picture.panels()) == 200 and len(picture.panels()) == 64
    refused(spec.run("spec-render", "-x", 30, "-y", 63, stdin=row_stream(np.ones((3, 64, 2)), 10), check=False), 64)


# Memory


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    path = tmp_path_factory.mktemp("hour") / "hour.wav"
    sparse_wav(path, 3600 * 48000)
    return path


@pytest.mark.parametrize("known,options", [(True, ()), (False, ("-n", 1024)), (False, ())], ids=["known", "unknown", "counted"])
def test_memory_of_an_hour_in_one_command(spec, hour, tmp_path, known, options):
    """60 minutes at 48 kHz: less than 32 MB, the length known or not."""
    out = tmp_path / "x.png"
    command = spec.command("spec-render", "-x", 2000, "-y", 513, "-o", out, *options, *((hour,) if known else ("-r", 48000, "-f", "s16le")))
    stages, err = spec.peak_memory(*([] if known else [["tail", "-c", "+45", hour]]), command)
    assert [code for code, _ in stages] == [0] * len(stages), err
    assert stages[-1][1] < 32 << 20, f"{stages[-1][1] / 2 ** 20:.1f} MB"
    assert Picture(out.read_bytes()).numbers("Time range")[1] == pytest.approx(3600, abs=1)


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_memory_of_an_hour_in_the_pipe(spec, hour, tmp_path, known):
    out = tmp_path / "x.png"
    stft = spec.command("spec-stft", "-n", 1024, "-p", 1024, *((hour,) if known else ()))
    stages, err = spec.peak_memory(*([] if known else [["cat", hour]]), stft, spec.command("spec-render", "-x", 2000, "-y", 513, "-o", out))
    assert [code for code, _ in stages] == [0] * len(stages), err
    for _, most in stages:
        assert most < 32 << 20, f"{most / 2 ** 20:.1f} MB"
    assert Picture(out.read_bytes()).numbers("Time range")[1] == pytest.approx(3600, abs=1)
