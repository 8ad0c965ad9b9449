# SPDX-License-Identifier: GPL-2.0-or-later
"""Audio files as outputs: exact samples, exact rate, and every clipped sample reported."""
import os
import shutil
import struct
import subprocess
import warnings

import numpy as np
import pytest
from scipy.io import wavfile

from spectools import chunk, header_block, HEADER, noise, refused, sample_stream, Stream

X = noise(4001, 2)  # an odd number of frames
ORIGIN = "2026-11-22T13:17:05.25Z"
WAVS = {"wav": ("<f4", 614), "wav16": ("<i2", 600), "wav24": ("3u1", 624)}


def whole(samples, bits):
    """Samples as integers of so many bits: rounded to even, clipped. And the number of clipped ones."""
    scaled = np.rint(np.float64(samples) * 2.0 ** (bits - 1))
    clipped = np.clip(scaled, -2.0 ** (bits - 1), 2.0 ** (bits - 1) - 1)
    return clipped.astype(np.int64), int((clipped != scaled).sum())


def chunks(blob):
    """name: body, in order, as RIFF defines them."""
    assert blob[:4] in (b"RIFF", b"RF64") and blob[8:12] == b"WAVE"
    found, at = {}, 12
    while at < len(blob):
        name, size = struct.unpack("<4sI", blob[at:at + 8])
        size = min(size, len(blob) - at - 8)
        found[name.decode()] = blob[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    return found


def convert(spec, path, samples, *options, rate=8000, lines=(), **more):
    """Through spec-decimate at the same rate: the samples pass unchanged."""
    return spec.run("spec-decimate", "--to-rate", rate, *options, "-o", path, stdin=sample_stream(samples, *lines, rate=rate), **more)


def read_back(spec, path, rate=8000, channels=2):
    """The samples and the header of a file, as the programs here read them."""
    return Stream(spec.run("spec-decimate", "--to-rate", rate, path).out)


def by_ffmpeg(path, form="f32le"):
    out = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", form, "-"], capture_output=True, check=True, timeout=60)
    assert out.stderr == b""
    return out.stdout


def by_sox(path):
    out = subprocess.run(["sox", "-V1", "-D", str(path), "-t", "f32", "-"], capture_output=True, check=True, timeout=60)
    return out.stdout


def by_scipy(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of unknown chunks
        return wavfile.read(path)


# Samples


def test_float_wav_is_bit_exact(spec, tmp_path):
    loud = X.copy()
    loud[5] = 3, -1e14  # values beyond full scale are ordinary floats
    loud[6] = 1e-38, -1e-45
    result = convert(spec, tmp_path / "x.wav", loud)
    assert result.err == ""
    blob = (tmp_path / "x.wav").read_bytes()
    parts = chunks(blob)
    assert list(parts) == ["JUNK", "fmt ", "fact", "spec", "data"] and parts["data"] == loud.tobytes()
    assert struct.unpack("<I", blob[4:8])[0] == len(blob) - 8 and struct.unpack("<I", parts["fact"])[0] == len(loud)
    assert struct.unpack("<HHIIHHH", parts["fmt "]) == (3, 2, 8000, 64000, 8, 32, 0)
    assert (read_back(spec, tmp_path / "x.wav").rows[..., 0] == loud).all()


@pytest.mark.parametrize("name,bits", [("wav16", 16), ("wav24", 24), ("flac16", 16), ("flac", 24)])
def test_whole_numbers_are_rounded_and_clips_are_counted(spec, tmp_path, name, bits):
    step = 2.0 ** (1 - bits)
    x = noise(20000, 2, scale=0.4)
    x[:8, 0] = 0.5 * step, 1.5 * step, 2.5 * step, -0.5 * step, 1 - step, 1, -1, -1.0001
    want, clipped = whole(x, bits)
    assert clipped >= 2
    path = tmp_path / ("x.flac" if "flac" in name else "x.wav")
    result = convert(spec, path, x, "-f", name)
    assert f"{clipped} samples beyond full scale were clipped; the format wav keeps them" in result.err and result.err.count("\n") == 1
    assert (read_back(spec, path).rows[..., 0] == (want * step).astype("<f4")).all()
    quiet = convert(spec, path, x / 8, "-f", name)
    assert quiet.err == ""
    one = np.full(100, 0.5, "<f4")
    one[3] = 1
    assert ": 1 sample beyond full scale was clipped" in convert(spec, path, one, "-f", name).err


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("name", WAVS)
def test_wav_by_other_readers(spec, tmp_path, name, channels):
    """Also if the number of bytes is odd."""
    x = noise(4001, channels, scale=0.1)
    bits = {"wav": 0, "wav16": 16, "wav24": 24}[name]
    path = tmp_path / "x.wav"
    convert(spec, path, x, "-f", name)
    blob = path.read_bytes()
    plain = channels <= 2 or name == "wav24"  # otherwise the extensible form is longer
    assert len(blob) == (WAVS[name][1] if plain else {"wav": 636, "wav16": 624}[name]) + (lambda n: n + n % 2)(x.size * (bits // 8 or 4))
    assert struct.unpack("<I", blob[4:8])[0] == len(blob) - 8
    want = x if bits == 0 else (whole(x, bits)[0] / 2.0 ** (bits - 1)).astype("<f4")
    rate, got = by_scipy(path)
    scale = {"wav": 1, "wav16": 2.0 ** 15, "wav24": 2.0 ** 31}[name]  # scipy puts 24 bits into the upper bytes of 32
    assert rate == 8000 and (got.reshape(-1, channels) / scale == want).all()
    assert (read_back(spec, path).rows[..., 0] == want).all()
    if shutil.which("ffmpeg"):
        assert by_ffmpeg(path) == want.tobytes()
    if shutil.which("sox"):
        got = np.frombuffer(by_sox(path), "<f4").reshape(-1, channels)
        assert np.abs(got - want).max() <= 2.0 ** -25  # half a step of the float or 24 bits, in 32-bit integers of sox


@pytest.mark.parametrize("name,bits", [("flac", 24), ("flac16", 16)])
def test_flac_by_other_readers(spec, tmp_path, name, bits):
    x = noise(10001, 2, scale=0.1)
    path = tmp_path / "x.flac"
    convert(spec, path, x, "-f", name)
    want = (whole(x, bits)[0] / 2.0 ** (bits - 1)).astype("<f4")
    assert path.read_bytes()[:4] == b"fLaC"
    assert (read_back(spec, path).rows[..., 0] == want).all()
    if shutil.which("ffmpeg"):
        assert by_ffmpeg(path) == want.tobytes()


def test_inverse_into_sound(spec, tmp_path):
    spectra = spec.run("spec-stft", "-k", "complex", stdin=sample_stream(X)).out
    want = Stream(spec.run("spec-stft", "--inverse", stdin=spectra).out)
    for name in ("x.wav", "x.WAV", "x.flac"):
        spec.run("spec-stft", "--inverse", "-o", tmp_path / name, stdin=spectra)
        got = read_back(spec, tmp_path / name).rows
        assert np.abs(got - want.rows).max() <= (2.0 ** -24 if "flac" in name else 0)  # half a step of 24 bits


# Names


def test_extension_and_format(spec, tmp_path):
    for name, options, bits in (("a.wav", (), 32), ("b.wav", ("-f", "wav16"), 16), ("c", ("-f", "wav24"), 24), ("d.dat", ("-f", "wav"), 32), ("e.wav16", (), 16)):
        convert(spec, tmp_path / name, X, *options)
        assert struct.unpack("<H", chunks((tmp_path / name).read_bytes())["fmt "][14:16])[0] == bits
    convert(spec, tmp_path / "f", X, "-f", "stream")
    assert Stream((tmp_path / "f").read_bytes()).rows.shape == (4001, 2, 1)
    convert(spec, tmp_path / "g.out", X, "-f", "flac")
    assert (tmp_path / "g.out").read_bytes()[:4] == b"fLaC"
    for form in "stream", "flac", "csv":
        refused(convert(spec, tmp_path / "x.wav", X, "-f", form, check=False), 64, "ending")
    convert(spec, tmp_path / "h.raw", X)
    assert (tmp_path / "h.raw").read_bytes() == X.tobytes()


def test_refused_names(spec, tmp_path):
    for name in ("x.aiff", "x.mp3", "x.OGG", "x.w64"):
        refused(convert(spec, tmp_path / name, X, check=False), 64, "writes no", "wav24, flac and flac16")
    for name in ("x.wav", "x.flac"):
        refused(convert(spec, tmp_path / name, X, "--raw", check=False), 64, "--raw", name)
    refused(convert(spec, tmp_path / "x", X, "-f", "wav32", check=False), 64, "wav24", "flac16")
    assert os.listdir(tmp_path) == []


def test_refused_kinds(spec, tmp_path):
    for name in ("x.wav", "x.flac"):
        refused(spec.run("spec-stft", "-o", tmp_path / name, stdin=sample_stream(X), check=False), 64, "holds samples, and these are power rows")
    refused(spec.run("spec-stft", "-k", "complex", "-f", "wav16", stdin=sample_stream(X), check=False), 64, "complex rows")
    assert os.listdir(tmp_path) == []


def test_refused_units(spec, tmp_path):
    for name in ("wav16", "wav24", "flac", "flac16"):
        for lines, word in (["unit V"], "in V"), (["full-scale 3.3"], "full scale of these samples is 3.3"):
            refused(convert(spec, tmp_path / "x", X, "-f", name, lines=lines, check=False), 64, "holds -1..1", word, "the format wav")
    assert os.listdir(tmp_path) == []
    convert(spec, tmp_path / "x.wav", X, lines=["unit V", "full-scale 3.3"])
    back = read_back(spec, tmp_path / "x.wav")
    assert back.header["unit"] == "V" and back.header["full-scale"] == "3.3" and (back.rows[..., 0] == X).all()


@pytest.mark.parametrize("rate,channels", [(70001, 1), (666667, 1), (1000000, 1), (48000, 9)])
def test_samples_beyond_flac(spec, tmp_path, rate, channels):
    x = noise(500, channels)
    refused(convert(spec, tmp_path / "x.flac", x, rate=rate, check=False), 64, "FLAC takes 8 channels", rate, "the format wav")
    convert(spec, tmp_path / "x.wav", x, rate=rate)
    assert (read_back(spec, tmp_path / "x.wav", rate).rows[..., 0] == x.reshape(-1, channels)).all()
    assert os.listdir(tmp_path) == ["x.wav"]


def test_rates_beyond_wav(spec, tmp_path):
    for rate in ("0.3", "5e9"):
        refused(convert(spec, tmp_path / "x.wav", X, rate=rate, check=False), 64, "whole rates")
    convert(spec, tmp_path / "x.wav", X, rate="0.7")
    assert by_scipy(tmp_path / "x.wav")[0] == 1 and read_back(spec, tmp_path / "x.wav", "0.7").header["rate"] == "0.7"
    convert(spec, tmp_path / "y.wav", X, rate=4294967295)
    assert by_scipy(tmp_path / "y.wav")[0] == 4294967295


# The spec-stream chunk


@pytest.mark.parametrize("name,rate", [("x.wav", "666666.667"), ("x.wav", "2000000/3"), ("x.flac", "96000.25"), ("x.flac", "400001/9")])
def test_exact_rate_and_origin(spec, tmp_path, name, rate):
    convert(spec, tmp_path / name, X, rate=rate, lines=[f"origin {ORIGIN}"])
    back = read_back(spec, tmp_path / name, rate)
    assert back.header["rate"] == rate and back.header["samplerate"] == rate and back.header["origin"] == ORIGIN
    whole_rate = round(eval(rate))  # a number, or a fraction of two
    if shutil.which("ffprobe"):
        out = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=sample_rate:format_tags", str(tmp_path / name)],
                             capture_output=True, text=True, check=True, timeout=60).stdout
        assert f"sample_rate={whole_rate}\n" in out
        assert "flac" not in name or (f"comment=rate {rate} Hz, speakers none\n" in out and f"={ORIGIN}\n" in out)


def test_a_whole_rate_needs_no_comment(spec, tmp_path):
    convert(spec, tmp_path / "x.flac", X)
    assert b"rate 8000" not in (tmp_path / "x.flac").read_bytes()


def test_wav_keeps_the_whole_header(spec, tmp_path):
    """The result from a WAV file equals that from the stream, except for the history of commands."""
    lines = (f"origin {ORIGIN}", "full-scale 3.3", "unit V", "source a board", "bird robin", "hist first")
    stream = sample_stream(X, *lines, rate="666666.667").replace(b"start 0\n", b"start 5\n", 1)
    spec.run("spec-decimate", "--to-rate", "666666.667", "-o", "x.wav", stdin=stream, cwd=tmp_path)
    got, want = Stream(spec.run("spec-stft", "x.wav", cwd=tmp_path).out), Stream(spec.run("spec-stft", stdin=stream).out)
    assert got.header == want.header and (got.rows == want.rows).all()
    assert got.hist[0] == "first" and "spec-decimate" in got.hist[1] and len(got.hist) == 3
    assert got.header["bird"] == "robin" and got.header["start"] == "5" and got.header["source"] == "a board"


def rebuilt(blob, **changes):
    """The same file with chunks changed, removed (None), or in another order."""
    parts = {**chunks(blob), **changes}
    body = b"".join(chunk(name.encode(), data) for name, data in parts.items() if data is not None)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def test_a_chunk_kept_by_other_programs(spec, tmp_path):
    """Rows come from the data; a changed rate, changed channels or damage make the chunk invalid."""
    convert(spec, tmp_path / "x.wav", X, rate="8000.25", lines=["source board"])
    blob = (tmp_path / "x.wav").read_bytes()
    parts = chunks(blob)
    (tmp_path / "cut.wav").write_bytes(rebuilt(blob, data=X[:1000].tobytes()))
    cut = read_back(spec, tmp_path / "cut.wav", "8000.25")
    assert cut.header["source"] == "board" and (cut.rows[..., 0] == X[:1000]).all()
    fmt = parts["fmt "]
    wrong = {"rate": dict(fmt=fmt[:4] + struct.pack("<I", 16000) + fmt[8:]),
             "channels": dict(fmt=fmt[:2] + struct.pack("<H", 1) + fmt[4:12] + struct.pack("<H", 4) + fmt[14:]),
             "damage": dict(spec=parts["spec"].replace(b"end\n", b"\n\n\n\n")),
             "zeros": dict(spec=bytes(512)), "short": dict(spec=parts["spec"][:100]), "long": dict(spec=parts["spec"] + b"\n" * 2),
             "kind": dict(spec=header_block("kind power", "rate 8000.25", "width 1", "channels 2")),
             "none": dict(spec=None)}
    for name, change in wrong.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(rebuilt(blob, **{{"fmt": "fmt "}.get(key, key): value for key, value in change.items()}))
        back = read_back(spec, path, 16000 if name == "rate" else 8000)
        assert back.header["rate"] == ("16000" if name == "rate" else "8000") and back.header["source"] == f"{name}.wav"
        assert (back.rows.reshape(-1) == X.reshape(-1)).all()


def test_whole_numbers_are_never_volts(spec, tmp_path):
    """Another program converted the samples to 16 bits and kept the chunk: the unit is lost."""
    convert(spec, tmp_path / "x.wav", X, "-f", "wav16")
    volts = header_block("kind samples", "rate 8000", "width 1", "channels 2", "unit V", "full-scale 3.3")
    (tmp_path / "y.wav").write_bytes(rebuilt((tmp_path / "x.wav").read_bytes(), spec=volts))
    back = read_back(spec, tmp_path / "y.wav")
    assert "unit" not in back.header and back.header["full-scale"] == "1"


# Pipes, and truncated inputs


@pytest.mark.parametrize("name", WAVS)
@pytest.mark.parametrize("announce", [True, False])
def test_wav_through_a_pipe(spec, name, announce):
    x = noise(4001, scale=0.1)
    blob = spec.run("spec-decimate", "--to-rate", 8000, "-f", name, stdin=sample_stream(x, announce=announce)).out
    size = len(x) * {"wav": 4, "wav16": 2, "wav24": 3}[name]
    said, data = struct.unpack("<I", blob[4:8])[0], struct.unpack("<I", blob[WAVS[name][1] - 4:WAVS[name][1]])[0]
    assert (said, data) == ((len(blob) - 8, size) if announce else (0xFFFFFFFF, 0xFFFFFFFF))
    again = Stream(spec.run("spec-decimate", "--to-rate", 8000, stdin=blob).out)
    bits = {"wav": 0, "wav16": 16, "wav24": 24}[name]
    assert (again.rows[:, 0, 0] == (x if bits == 0 else whole(x, bits)[0] / 2.0 ** (bits - 1))).all()
    if shutil.which("ffmpeg"):
        got = subprocess.run(["ffmpeg", "-v", "error", "-i", "-", "-f", "f32le", "-"], input=blob, capture_output=True, check=True, timeout=60)
        assert got.stdout == again.data


def test_file_of_unknown_length_is_patched(spec, tmp_path):
    for name in (*WAVS, "flac"):
        spec.run("spec-decimate", "--to-rate", 8000, "-f", name, "-o", tmp_path / "x", stdin=sample_stream(X / 4, announce=False))
        back = read_back(spec, tmp_path / "x")
        assert back.header["rows"] == "4001"
        with open(tmp_path / "y", "wb") as out:
            spec.run("spec-decimate", "--to-rate", 8000, "-f", name, stdin=sample_stream(X / 4, announce=False), stdout=out)
        assert (read_back(spec, tmp_path / "y").rows == back.rows).all()


def test_wav_after_other_bytes(spec, tmp_path):
    for name in (*WAVS, "flac"):
        with open(tmp_path / "y", "wb") as out:
            out.write(b"before")
            out.flush()
            spec.run("spec-decimate", "--to-rate", 8000, "-f", name, stdin=sample_stream(X / 4, announce=False), stdout=out)
        (tmp_path / "z").write_bytes((tmp_path / "y").read_bytes()[6:])
        assert read_back(spec, tmp_path / "z").header["rows"] == "4001"


def test_flac_needs_a_file(spec, tmp_path):
    refused(spec.run("spec-decimate", "--to-rate", 8000, "-f", "flac", stdin=sample_stream(X), check=False), 64, "FLAC cannot be written to a pipe")
    with open(tmp_path / "x", "ab") as out:  # cannot be patched either
        result = spec.run("spec-decimate", "--to-rate", 8000, "-f", "flac16", stdin=sample_stream(X), stdout=out, check=False)
    refused(result, 64, "pipe")


@pytest.mark.parametrize("name", [*WAVS, "flac", "flac16"])
def test_a_full_disk_leaves_nothing(spec, tmp_path, name):
    (tmp_path / "old").write_text("old")
    for target in ("old", "new"):
        for limit in (100, 60001):
            result = convert(spec, tmp_path / target, noise(100000) / 4, "-f", name, prefix=("prlimit", f"--fsize={limit}"), check=False)
            refused(result, 74, "File too large")
    assert os.listdir(tmp_path) == ["old"] and (tmp_path / "old").read_text() == "old"
    if "flac" not in name:
        refused(convert(spec, "/dev/full", X, "-f", name, check=False), 74, "No space left")


@pytest.mark.parametrize("name", [*WAVS, "flac"])
def test_a_truncated_input_leaves_no_file(spec, tmp_path, name):
    blob = sample_stream(noise(100000))
    result = spec.run("spec-decimate", "--to-rate", 8000, "-f", name, "-o", tmp_path / "x", stdin=blob[:HEADER + 200000], check=False)
    refused(result, 65, "truncated")
    assert os.listdir(tmp_path) == []


def test_same_input_same_bytes(spec, tmp_path):
    for name in ("x.wav", "x.flac"):
        blobs = []
        for _ in range(2):
            convert(spec, tmp_path / name, X)
            blobs.append((tmp_path / name).read_bytes())
        assert blobs[0] == blobs[1]


@pytest.mark.slow
def test_a_wav_beyond_4_gib(spec, tmp_path):
    """RF64 of a length that is known only at the end: 1.1e9 zeros, except for the last sample."""
    if shutil.disk_usage(tmp_path).free < 6 << 30:
        pytest.skip("less than 6 GiB are free")
    frames, path = 1100000000, tmp_path / "x.wav"
    with open(tmp_path / "zeros", "wb") as sparse:
        sparse.truncate(frames)
        sparse.seek(frames - 1)
        sparse.write(b"\x40")
    try:
        spec.run("spec-decimate", "--to-rate", 1000000, "-r", 1000000, "-f", "s8,wav", "-o", path, tmp_path / "zeros")
        size = path.stat().st_size
        assert size == 614 + 4 * frames
        with open(path, "rb") as file:
            head = file.read(48)
        assert head[:16] == b"RF64\xff\xff\xff\xffWAVEds64"
        assert struct.unpack("<QQQ", head[20:44]) == (size - 8, 4 * frames, frames)
        back = Stream(spec.run("spec-decimate", "--to-rate", 1000000, "-s", f"{frames - 4}smp", path).out)
        assert back.rows.ravel().tolist() == [0, 0, 0, 0.5]
        if shutil.which("ffprobe"):
            out = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=duration_ts", str(path)], capture_output=True, text=True, check=True, timeout=60)
            assert f"duration_ts={frames}\n" in out.stdout
    finally:
        path.unlink(missing_ok=True)
