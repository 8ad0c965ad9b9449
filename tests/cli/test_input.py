# SPDX-License-Identifier: GPL-2.0-or-later
"""Every kind of input: audio files by name, pipe and FIFO; raw samples; parts of files; refusals."""
import json
import os
import shutil
import struct
import subprocess
import threading
import time

import numpy as np
import pytest

import spectools
from spectools import (Stream, chunk, noise, refused, s16_grid, sample_stream, wav_bytes)

# An integer decoded to a float: exact up to 24 bits; 32 bits are rounded by half an ulp of 1
EXACT = 6e-8


def formats():
    folder = spectools.data_folder()
    return json.loads((folder / "formats.json").read_text())["files"] if folder else []


def through_fifo(spec, path, fifo, *args, **more):
    """`cat path > fifo & program fifo`"""
    os.mkfifo(fifo)

    def feed():
        with open(path, "rb") as source, open(fifo, "wb") as to:
            try:
                shutil.copyfileobj(source, to)
            except BrokenPipeError:
                pass

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    return spec.run("spec-stft", *args, fifo, **more)


# Files of other programs


@pytest.mark.parametrize("entry", formats(), ids=lambda e: os.path.basename(e["file"]) if isinstance(e, dict) else "no data")
def test_decoded_as_by_other_programs(spec, data, tmp_path, entry):
    path = data / entry["file"]
    other = entry["libsndfile"] if entry["libsndfile"].get("frames") else entry["ffmpeg"]  # data size 0: ffmpeg reads on
    bare = ("-r", 44100, "-f", "s16le") if path.suffix == ".raw" else ()
    x = spec.samples(*bare, path, channels=other["channels"])
    assert len(x) == other["frames"]
    lossy = any(word in str(other) for word in ("VORBIS", "OPUS", "MPEG", "ADPCM", "vorbis", "mp3", "adpcm"))
    at, probe = other["probe_offset"], np.array(other["probe"])
    # lossy: another version of the same library; measured 1e-6
    assert np.abs(x[at:at + len(probe)] - probe).max() <= (2e-5 if lossy else EXACT)
    rms = np.sqrt((x.astype(float) ** 2).mean(axis=0))
    assert np.abs(rms - other["rms"]).max() <= (2e-5 if lossy else EXACT)  # some surround channels are silent
    assert abs(x.min() - other["min"]) <= (2e-5 if lossy else EXACT) and abs(x.max() - other["max"]) <= (2e-5 if lossy else EXACT)
    assert spec.stream(*bare, "-n", 4096, path).number("samplerate") == other["rate"]


@pytest.mark.parametrize("entry", formats(), ids=lambda e: os.path.basename(e["file"]) if isinstance(e, dict) else "no data")
def test_file_pipe_and_fifo_are_equal(spec, data, tmp_path, entry):
    path = data / entry["file"]
    options = ("-n", 256, "-p", 250, "--raw", *(("-r", 44100, "-f", "s16le") if path.suffix == ".raw" else ()))
    named = spec.run("spec-stft", *options, path)
    assert named.err == "" and named.out
    assert spec.run("spec-stft", *options, stdin=path.read_bytes()).out == named.out
    assert spec.run("spec-stft", *options, "-", stdin=path).out == named.out
    assert through_fifo(spec, path, tmp_path / "fifo", *options).out == named.out
    assert spec.run("spec-stft", *options, "/dev/stdin", stdin=path).out == named.out


# WAV files as programs write them into pipes, and other variants

X = s16_grid(noise(5000, 2))
LIST = b"LIST" + struct.pack("<I", 9) + b"INFOodd..\0"
WAVS = {"plain": dict(), "size 0": dict(size=0), "size 7FFFF000": dict(size=0x7FFFF000), "size FFFFFFFF": dict(size=0xFFFFFFFF),
        "ffmpeg's": dict(size=0xFFFFFFFF, riff_size=0xFFFFFFFF, before=[LIST]), "sox's": dict(size=0x7FFFFFFF - 36, riff_size=0x7FFFFFFF),
        "riff size 0": dict(riff_size=0), "rf64": dict(rf64=True), "odd list": dict(before=[LIST]),
        "big chunk": dict(before=[chunk(b"junk", b"\1" * 70001)]), "two chunks": dict(before=[LIST, chunk(b"bext", b"x" * 602)]),
        "chunk behind": dict(after=LIST), "junk behind": dict(after=b"garbage!" * 1000), "f32": dict(form="f32")}


@pytest.mark.parametrize("name", WAVS)
def test_wav_headers(spec, tmp_path, name):
    blob = wav_bytes(X, 44100, **WAVS[name])
    (tmp_path / "x.wav").write_bytes(blob)
    want = X.astype(np.float32)
    for got in (spec.samples(tmp_path / "x.wav", channels=2), spec.samples(channels=2, stdin=blob),
                spec.samples(channels=2, stdin=tmp_path / "x.wav")):
        assert got.shape == want.shape and (got == want).all()


def test_wav_of_an_odd_number_of_bytes(spec, tmp_path):
    """The pad byte is not a sample."""
    fmt = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    blob = b"RIFF" + struct.pack("<I", 40) + b"WAVE" + chunk(b"fmt ", fmt) + chunk(b"data", bytes([0, 128, 255])) + LIST
    (tmp_path / "x.wav").write_bytes(blob)
    want = np.array([[-1], [0], [127 / 128]], np.float32)
    assert (spec.samples(tmp_path / "x.wav") == want).all() and (spec.samples(stdin=blob) == want).all()


def test_wav_after_other_bytes(spec, tmp_path):
    """A file descriptor that was partly read before: the input is the remainder."""
    (tmp_path / "x").write_bytes(b"preface\n" + wav_bytes(X))
    with open(tmp_path / "x", "rb") as source:
        os.lseek(source.fileno(), 8, os.SEEK_SET)
        assert (spec.samples(channels=2, stdin=source) == X.astype(np.float32)).all()


@pytest.mark.parametrize("coder", [["ffmpeg", "-v", "error", "-i", "IN", "-f", "wav", "-"], ["sox", "IN", "-t", "wav", "-"],
                                   ["ffmpeg", "-v", "error", "-i", "IN", "-f", "au", "-"], ["sox", "IN", "-t", "flac", "-"],
                                   ["sox", "IN", "-t", "au", "-"]],
                         ids=lambda c: f"{c[0]} {c[-2]}")
def test_pipes_of_other_programs(spec, tmp_path, coder):
    if shutil.which(coder[0]) is None:
        pytest.skip(f"{coder[0]} is not here")
    (tmp_path / "x.wav").write_bytes(wav_bytes(X, 44100))
    words = [str(tmp_path / "x.wav") if word == "IN" else word for word in coder]
    piped = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=60)
    if piped.returncode != 0:
        pytest.skip(f"{coder[0]} cannot write this to a pipe")
    assert (spec.samples(channels=2, stdin=piped.stdout) == X.astype(np.float32)).all()


# Truncated files


def truncated(spec, tmp_path, name, blob, pipes=True):
    path = tmp_path / name
    path.write_bytes(blob)
    out = tmp_path / "out.csv"
    refused(spec.run("spec-stft", "-n", 64, "-o", out, path, check=False), 65)
    assert not out.exists()
    if pipes:
        refused(spec.run("spec-stft", "-n", 64, "-o", out, stdin=blob, check=False), 65)
        assert not out.exists()
    return path


@pytest.mark.parametrize("keep", [12, 20, 43, 44, 46, 47, 48, 10000, -4, -1])
def test_truncated_wav(spec, tmp_path, keep):
    path = truncated(spec, tmp_path, "x.wav", wav_bytes(X)[:keep])
    if keep > 1000 or keep < 0:
        result = spec.run("spec-stft", "-n", 64, "--partial", path)
        assert "warning" in result.err and "truncated" in result.err and Stream(result.out).rows.shape[0] > 100
        got = spec.samples("--partial", path, channels=2)
        want = X.astype(np.float32)[:(len(path.read_bytes()) - 44) // 4]
        assert (got == want).all()


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_torn_row_of_a_wav_of_unknown_length(spec, tmp_path, size):
    """Without a declared length only the torn last row shows that data is missing, from a file as from a pipe."""
    truncated(spec, tmp_path, "x.wav", wav_bytes(X, size=size)[:-3])


@pytest.mark.parametrize("keep", [0.01, 0.3, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", ["trumpet_s16.flac", "trumpet_s24.aiff", "trumpet_s16_ff.aiff", "trumpet_s24_rf64_ff.wav",
                                  "trumpet_s16.au", "trumpet_s16.rf64", "trumpet_s24.flac", "surround51_44k_wavex_s24.wav"])
def test_truncated_files(spec, data, tmp_path, name, keep):
    blob = (data / "audio" / "formats" / name).read_bytes()
    truncated(spec, tmp_path, name, blob[:int(len(blob) * keep)])


@pytest.mark.parametrize("name", ["trumpet_s16.caf", "trumpet_s16.w64", "trumpet_alaw.wav", "trumpet_ima_adpcm.wav"])
def test_truncated_files_of_libsndfile(spec, data, tmp_path, name):
    """Formats whose decoder corrects the length by itself: half a file is not a file."""
    blob = (data / "audio" / "formats" / name).read_bytes()
    truncated(spec, tmp_path, name, blob[:len(blob) // 2])


# Parts of a file


@pytest.mark.parametrize("options,first,end", [
    (("-s", "0.5"), 4000, 16000), (("-s", "4001smp"), 4001, 16000), (("-e", "1"), 0, 8000), (("-s", ".25", "-d", "500ms"), 2000, 6000),
    (("-s", "0:01"), 8000, 16000), (("-s", "0:00:00.1", "-e", "0:01.5"), 800, 12000), (("-d", "1smp"), 0, 1), (("-s", "0"), 0, 16000),
    (("-s", "15999smp"), 15999, 16000), (("-s", "1", "-d", "99"), 8000, 16000), (("-e", "1h"), 0, 16000), (("-s", "1.00004"), 8000, 16000)])
def test_parts(spec, tmp_path, options, first, end):
    x = noise(16000, 2)
    (tmp_path / "x.wav").write_bytes(wav_bytes(x, form="f32"))
    (tmp_path / "x.f32").write_bytes(x.tobytes())
    (tmp_path / "x").write_bytes(sample_stream(x))
    bare = ("-r", 8000, "-c", 2)
    for given in ((tmp_path / "x.wav",), (tmp_path / "x",), (*bare, tmp_path / "x.f32")):
        got = spec.samples(*options, *given, channels=2)
        assert got.shape == (end - first, 2) and (got == x[first:end]).all()
    for more, blob in (((), (tmp_path / "x.wav").read_bytes()), ((), sample_stream(x)), ((), sample_stream(x, announce=False)), (bare, x.tobytes())):
        got = spec.samples(*options, *more, stdin=blob, channels=2)
        assert got.shape == (end - first, 2) and (got == x[first:end]).all()
    stream = spec.stream("-n", 1, "-p", 1, "-w", "rect", "--framing", "snip", *options, tmp_path / "x.wav")
    assert stream.number("start") == first / 8000 and stream.header["rows"] == str(end - first)


def test_start_adds_to_the_streams_own(spec):
    blob = sample_stream(noise(16000)).replace(b"\nstart 0\n", b"\nstart 2\n")
    assert spec.stream("-n", 64, "-s", 0.5, stdin=blob).number("start") == 2.5


def test_part_of_flac(spec, data):
    path = data / "audio" / "formats" / "mono_16bit_44k.flac"
    x = spec.samples(path)
    got = spec.samples("-s", "100000smp", "-d", "5000smp", path)
    assert (got == x[100000:105000]).all()
    assert (spec.samples("-s", "100000smp", "-d", "5000smp", stdin=path.read_bytes()) == got).all()


def test_missing_parts(spec, tmp_path):
    x = noise(16000)
    (tmp_path / "x").write_bytes(sample_stream(x))
    refused(spec.run("spec-stft", "-s", 2, tmp_path / "x", check=False), 65, "--start", "2.000")
    refused(spec.run("spec-stft", "-s", 1, "-e", 1, tmp_path / "x", check=False), 64, "--end")
    refused(spec.run("spec-stft", "-s", 1, "-e", 0.5, tmp_path / "x", check=False), 64, "--end")
    refused(spec.run("spec-stft", "-e", 1, "-d", 1, tmp_path / "x", check=False), 64, "--end", "--duration")
    for bad in ("-s", "-e", "-d"):
        for value in ("abc", "-1", "nan", "inf", "1:99", "", "1e300", "5x", "50%"):
            refused(spec.run("spec-stft", bad, value, tmp_path / "x", check=False), 64)


@pytest.mark.parametrize("blob,options", [(noise(16000).tobytes(), ("-r", 8000)), (sample_stream(noise(16000), announce=False), ())],
                         ids=["bare", "stream"])
def test_start_after_the_end_of_a_pipe(spec, blob, options):
    """The same error as for a file, though it comes later."""
    refused(spec.run("spec-stft", "-s", 3, *options, stdin=blob, check=False), 65, "--start")


def test_only_the_needed_part_is_read(spec, tmp_path):
    """One second, two hours into a file of 3 GB: 4 KiB on disk, and only as much is read."""
    path = tmp_path / "long.wav"
    rate, size = 48000, 3_000_000_000
    with open(path, "wb") as out:
        out.write(wav_bytes(np.zeros((0, 1)), rate, size=size, riff_size=size + 36))
        out.seek(44 + 7200 * rate * 2)
        out.write((s16_grid(noise(rate)) * 32768).astype("<i2").tobytes())
        out.truncate(44 + size)
    started = time.monotonic()
    got = spec.samples("--start", "2h", "--duration", "1", path)
    assert time.monotonic() - started < 2
    assert (got[:, 0] == s16_grid(noise(rate)).astype(np.float32)).all()
    stream = spec.stream("-s", "2h", "-d", "1", "-n", 1, "-p", 1, "-w", "rect", "--framing", "snip", path)
    assert stream.header["rows"] == "48000" and stream.number("start") == 7200
    if shutil.which("strace"):
        trace = tmp_path / "trace"
        spec.samples("-s", "2h", "-d", "1", path, prefix=("strace", "-o", trace, "-e", "trace=read,pread64"))
        read = sum(int(line.rsplit("= ", 1)[1]) for line in trace.read_text().splitlines() if line.rsplit("= ", 1)[-1].isdigit())
        assert 96000 < read < 1 << 20  # the second itself, and the headers of the libraries


# Raw samples

NUMBERS = {"f32le": lambda x: x.astype("<f4"), "f32be": lambda x: x.astype(">f4"), "f64le": lambda x: x.astype("<f8"),
           "f64be": lambda x: x.astype(">f8"), "s16le": lambda x: np.round(x * 32768).astype("<i2"),
           "s16be": lambda x: np.round(x * 32768).astype(">i2"), "u16le": lambda x: (np.round(x * 32768) + 32768).astype("<u2"),
           "u16be": lambda x: (np.round(x * 32768) + 32768).astype(">u2"), "s8": lambda x: np.round(x * 128).astype("i1"),
           "u8": lambda x: (np.round(x * 128) + 128).astype("u1"), "s32le": lambda x: np.round(x * 2.0 ** 31).astype("<i4"),
           "s32be": lambda x: np.round(x * 2.0 ** 31).astype(">i4"),
           "s24le": lambda x: np.round(x * 2.0 ** 23).astype("<i4").reshape(-1, 1).view("u1").reshape(-1, 4)[:, :3],
           "s24be": lambda x: np.round(x * 2.0 ** 23).astype(">i4").reshape(-1, 1).view("u1").reshape(-1, 4)[:, 1:]}


@pytest.mark.parametrize("name", NUMBERS)
def test_raw_formats(spec, tmp_path, name):
    x = np.clip(noise(3000).astype(float), -1, 1 - 2 ** -7)
    x[:4] = -1, 1 - 2 ** -7, 0, -2 ** -7
    bits = int(name[1:].rstrip("lbe"))
    want = (x if name[0] == "f" else np.round(x * 2.0 ** (bits - 1)) / 2.0 ** (bits - 1)).astype(np.float32)
    blob = np.ascontiguousarray(NUMBERS[name](x)).tobytes()
    (tmp_path / "x").write_bytes(blob)
    for channels in (1, 3):
        options = ("-r", 8000, "-f", name, *(("-c", channels) if channels > 1 else ()))
        for got in (spec.samples(*options, stdin=blob, channels=channels), spec.samples(*options, tmp_path / "x", channels=channels)):
            assert (got == want.reshape(-1, channels)).all()


def test_raw_formats_are_all_tested(spec):
    """Every name that --format accepts is in the table above."""
    for name in ("f32le", "f64le", "s16le", "u16le", "s8", "u8", "s24le", "s32le", "f32be", "f64be", "s16be", "u16be", "s24be", "s32be"):
        assert name in NUMBERS
    for name in ("s16", "f16le", "u24le", "s64le", "", "mp3", "s16le,u8", "csv,csv"):
        refused(spec.run("spec-stft", "-r", 1, "-f", name, stdin=b"\0" * 80, check=False), 64, "--format")


def test_mixed_raw_channels(spec):
    """For raw samples --channels sets the number of channels; the default is one."""
    x = noise(3000)
    assert spec.samples("-r", 1, stdin=x.tobytes()).shape == (3000, 1)
    assert (spec.samples("-r", 1, "-c", 64, stdin=x[:2944].tobytes(), channels=64) == x[:2944].reshape(-1, 64)).all()
    for bad in ("0", "65", "-1", "1,2", "x", "4294967297", ""):
        refused(spec.run("spec-stft", "-r", 1, "-c", bad, stdin=x.tobytes(), check=False), 64, "channels")


@pytest.mark.parametrize("name,channels,extra,row", [("f32le", 1, 3, 4), ("f32le", 1, 1, 4), ("f64le", 1, 7, 8), ("s16le", 2, 1, 4), ("s16le", 2, 3, 4),
                                                      ("s24le", 1, 2, 3), ("s32le", 3, 11, 12), ("f32le", 2, 4, 8)])
def test_torn_last_number(spec, tmp_path, name, channels, extra, row):
    blob = b"\0" * (row * 1000 + extra)
    (tmp_path / "x").write_bytes(blob)
    for given in (dict(stdin=blob), dict(stdin=tmp_path / "x")):
        result = spec.run("spec-stft", "-r", 8000, "-f", name, "-c", channels, "-o", tmp_path / "out", check=False, **given)
        refused(result, 65, extra, row, "bytes")
        assert not (tmp_path / "out").exists()
    assert spec.run("spec-stft", "-r", 8000, "-f", name, "-c", channels, "--partial", stdin=blob).err.count("warning") == 1


def test_raw_samples_of_a_pipe_are_not_kept(spec):
    """The program knows before the first sample that no other reader needs these bytes, and does not keep them."""
    command, most = spec.command("spec-stft", "-r", 44100, "-f", "s16le", "-n", 4096, "-p", 4096), []
    for size in (4 << 20, 40 << 20):
        (_, (code, used)), _ = spec.peak_memory(["head", "-c", size, "/dev/zero"], command)
        assert code == 0
        most.append(used)
    assert most[1] < most[0] + (1 << 20), most


def test_rate_is_never_guessed(spec, tmp_path):
    x = noise(1000).tobytes()
    (tmp_path / "x.raw").write_bytes(x)
    for given in (dict(stdin=x), dict(stdin=tmp_path / "x.raw")):
        refused(spec.run("spec-stft", check=False, **given), 65, "--rate")
    refused(spec.run("spec-stft", "-f", "f32le", stdin=x, check=False), 64, "--rate")
    for bad in ("0", "-1", "nan", "inf", "44100/0", "fast", "", "1e400", "0x10"):
        refused(spec.run("spec-stft", "-r", bad, stdin=x, check=False), 64, "rate")


def test_rate_that_contradicts_the_file(spec, tmp_path):
    (tmp_path / "x.wav").write_bytes(wav_bytes(X, 44100))
    refused(spec.run("spec-stft", "-r", 48000, tmp_path / "x.wav", check=False), 65, "48000", "44100")
    refused(spec.run("spec-stft", "-r", 44100, "-f", "s16le", tmp_path / "x.wav", check=False), 65, "s16le")
    spec.run("spec-stft", "-r", 44100, tmp_path / "x.wav")
    spec.run("spec-stft", "-r", "88200/2", tmp_path / "x.wav")


@pytest.mark.parametrize("magic", [b"fLaC", b"OggS", b"FORM", b"caff", b"RIFF", b"RIFX", b"RF64", b".snd", b"ID3\4", b"riff"])
def test_magic_is_not_a_number(spec, tmp_path, magic):
    """With --rate as without: a damaged audio file is never read as raw samples."""
    blob = magic + bytes(range(256)) * 40
    for options in ((), ("-r", 8000), ("-r", 8000, "-f", "s16le")):
        result = spec.run("spec-stft", *options, "-o", tmp_path / "out", stdin=blob, check=False)
        refused(result, 65)
        assert not (tmp_path / "out").exists()


# Empty and missing inputs


def test_empty_and_missing(spec, tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    refused(spec.run("spec-stft", tmp_path / "empty.wav", check=False), 65, "empty.wav", "empty")
    refused(spec.run("spec-stft", "-r", 8000, tmp_path / "empty.wav", check=False), 65, "empty")
    refused(spec.run("spec-stft", stdin=b"", check=False), 65, "stdin")
    (tmp_path / "none").mkdir()
    refused(spec.run("spec-stft", tmp_path / "none", check=False), 66, str(tmp_path / "none"), "folder without recordings")
    refused(spec.run("spec-stft", tmp_path / "none.wav", check=False), 66, "none.wav", "No such file")
    refused(spec.run("spec-stft", "", check=False), 66)
    refused(spec.run("spec-stft", stdin=os.open(tmp_path, os.O_RDONLY), check=False), 66, "directory")


def test_names_in_messages(spec, tmp_path):
    """A name of any bytes is shown on one line and moves no cursor."""
    for name in ("Übung 1.wav", "a\nb.wav", "\x1b[31mred.wav", "%s%n.wav"):
        (tmp_path / name).write_bytes(wav_bytes(X))
        s = spec.stream("-n", 64, tmp_path / name)
        assert s.header["source"] == name.replace("\n", "?").replace("\x1b", "?")
        err = spec.run("spec-stft", tmp_path / (name + ".none"), check=False).err
        assert err.count("\n") == 1 and "\x1b" not in err
    name = os.fsencode(tmp_path) + b"/\xff\xfe.wav"
    with open(name, "wb") as out:
        out.write(wav_bytes(X))
    done = subprocess.run([spec.path("spec-stft"), "-n", "64", "--raw", name], capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout and done.stderr == b""


def test_no_samples(spec, tmp_path):
    blob = wav_bytes(np.zeros((0, 1)))
    (tmp_path / "x.wav").write_bytes(blob)
    refused(spec.run("spec-stft", "-o", tmp_path / "out", tmp_path / "x.wav", check=False), 65, "no samples")
    refused(spec.run("spec-stft", "-o", tmp_path / "out", stdin=tmp_path / "x.wav", check=False), 65, "no samples")
    assert not (tmp_path / "out").exists()


def test_no_samples_on_a_pipe(spec, tmp_path):
    """Its length field of 0 could mean "until the end", and the end is here."""
    result = spec.run("spec-stft", "-o", tmp_path / "out", stdin=wav_bytes(np.zeros((0, 1))), check=False)
    refused(result, 65, "no samples")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("framing,count", [("center", 1), ("full", 2), ("pad", 1), ("snip", 0)])
def test_one_sample(spec, tmp_path, framing, count):
    (tmp_path / "x.wav").write_bytes(wav_bytes(np.array([[0.5]])))
    for given in ((tmp_path / "x.wav",), ()):
        result = spec.run("spec-stft", "--framing", framing, "-k", "complex", "--scaling", "none", *given,
                          stdin=None if given else wav_bytes(np.array([[0.5]])))
        assert len(Stream(result.out).rows) == count
        assert ("no output" in result.err) == (count == 0)
    if framing == "center":  # in the middle of a Hann window of 1024, where the weight is 1
        assert np.abs(np.abs(Stream(result.out).complex()) - 0.5).max() <= 0.5 * 2e-7  # single precision, one term


def test_declared_zero_rows_give_a_warning(spec):
    result = spec.run("spec-stft", "--framing", "snip", stdin=sample_stream(noise(100)))
    assert "warning" in result.err and "no output" in result.err and Stream(result.out).header["rows"] == "0"


# Options


@pytest.mark.parametrize("options", [
    ("--nonsense",), ("-Z",), ("-n",), ("-n", "0"), ("-n", "-1"), ("-n", "12x"), ("-n", "1.5"), ("-n", "99999999"), ("-n", "nan"), ("-n", ""),
    ("-n", "0x10"), ("-n", "99999999999999999999"), ("-l", "0"), ("-l", "50%"), ("-l", "-5"), ("-l", "0.01ms"), ("-n", "256", "-l", "300"),
    ("-p", "0"), ("-p", "100%"), ("-p", "-10%"), ("-p", "nan"), ("-p", "1e9"), ("-p", "1us"), ("-w", "nosuch"), ("-w", "kaiser:x"), ("-w", "kaiser:nan"),
    ("-w", "kaiser:-1"), ("-w", "hann:3"), ("-w", "gauss:0"), ("-w", "tukey:1.1"), ("-w", "dpss:40", "-n", "64"), ("-w", "kaiser:"),
    ("-w", ""), ("-k", "sandwich"), ("-k", ""), ("-k", "Powers"), ("--framing", "left"), ("--padding", "mirror"), ("--detrend", "quadratic"),
    ("--scaling", "loud"), ("--phase-from", "moon"), ("-k", "density", "--scaling", "none"), ("--average", "--peak-hold"),
    ("--average", "-k", "complex"), ("--peak-hold", "-k", "phase"), ("--raw", "-f", "csv"), ("-f", "wav"), ("--progress=sometimes",),
    ("-c", "0"), ("-c", "3"), ("-c", "1,"), ("-c", "1-2"), ("-c", ""), ("-c", "mixed"), ("-s", "1", "-e", "2", "-d", "1"), ("--help=1",)],
    ids=lambda o: " ".join(o))
def test_wrong_options(spec, tmp_path, options):
    result = spec.run("spec-stft", "-o", tmp_path / "out", *options, stdin=sample_stream(noise(40000, 2)), check=False)
    refused(result, 64)
    assert result.out == b"" and not (tmp_path / "out").exists()


def test_two_operands(spec, tmp_path):
    (tmp_path / "x.wav").write_bytes(wav_bytes(X))
    refused(spec.run("spec-stft", tmp_path / "x.wav", tmp_path / "y.wav", check=False), 64, "y.wav: no such input", "-o FILE")
    (tmp_path / "y.wav").write_bytes(wav_bytes(X))
    refused(spec.run("spec-stft", tmp_path / "x.wav", tmp_path / "y.wav", check=False), 64, "stream", "one input", "-O")


def test_options_after_the_operand(spec, tmp_path):
    (tmp_path / "x.wav").write_bytes(wav_bytes(X))
    assert spec.run("spec-stft", tmp_path / "x.wav", "-n", 64, "--raw").out == spec.run("spec-stft", "-n64", "--raw", "--", tmp_path / "x.wav").out
    refused(spec.run("spec-stft", "--", "-n", check=False), 66, "-n")


def test_help_and_version(spec):
    for words in (("-h",), ("--help",), ("--version",), ("-V",), ("--list-options",), ("-h", "--nonsense")):
        result = spec.run("spec-stft", *words)
        assert result.err == "" and b"spec-stft" in result.out or words == ("--list-options",)
        assert result.out


def test_stdin_is_not_read_when_a_file_is_given(spec, tmp_path):
    """`while read f; do spec-stft "$f" ...; done < list` reads every line of its list."""
    names = [tmp_path / f"{i}.wav" for i in range(5)]
    for name in names:
        name.write_bytes(wav_bytes(X))
    (tmp_path / "list").write_text("".join(f"{name}\n" for name in names))
    script = 'while read -r f; do "$0" -n 64 -o "${f%.wav}.npy" "$f" || exit; done < list'
    done = subprocess.run(["sh", "-c", script, spec.path("spec-stft")], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stderr == b""
    assert len(list(tmp_path.glob("*.npy"))) == 5


def test_silent_on_success(spec, tmp_path):
    """Possible mistakes are reported by --plan; a run that succeeds is silent."""
    (tmp_path / "x.wav").write_bytes(wav_bytes(X))
    odd = ("-n", 64, "-p", 100, "-w", "rect", tmp_path / "x.wav")
    assert spec.run("spec-stft", tmp_path / "x.wav").err == "" and spec.run("spec-stft", *odd).err == ""
    assert "warning" in spec.run("spec-stft", "--plan", *odd).err and "hop of 100" in spec.run("spec-stft", "--plan", *odd).err
    assert "half the window" in spec.run("spec-stft", "--plan", "-n", 64, "-p", 40, tmp_path / "x.wav").err
    assert "fewer than the 8192 of the window" in spec.run("spec-stft", "--plan", "-n", 8192, tmp_path / "x.wav").err
    assert spec.run("spec-stft", "--plan", "-q", *odd).err == "" and spec.run("spec-stft", "--plan", tmp_path / "x.wav").err == ""
