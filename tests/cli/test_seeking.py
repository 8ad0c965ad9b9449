# SPDX-License-Identifier: GPL-2.0-or-later
"""--start gives the samples that reading from the beginning gives, in every format, wherever it is."""
import ctypes
import ctypes.util
import os
import random
import shutil
import struct
import subprocess

import numpy as np
import pytest

import containers
import spectools

STARTS = int(os.environ.get("SPECPIPE_STARTS", "40"))  # for each format

FORMATS = {
    "a.wav": ("-c:a", "pcm_s16le"), "b.wav": ("-c:a", "pcm_s24le"), "c.wav": ("-c:a", "pcm_f32le"), "d.wav": ("-c:a", "pcm_u8"),
    "alaw.wav": ("-c:a", "pcm_alaw"), "mulaw.wav": ("-c:a", "pcm_mulaw"), "ima.wav": ("-c:a", "adpcm_ima_wav"),
    "ms.wav": ("-c:a", "adpcm_ms"), "e.w64": ("-c:a", "pcm_s16le"), "f.aiff": ("-c:a", "pcm_s16be"), "g.caf": ("-c:a", "pcm_s16be"),
    "h.au": ("-c:a", "pcm_s16be"), "mulaw.au": ("-c:a", "pcm_mulaw"), "i.flac": ("-c:a", "flac"),
    "j.flac": ("-c:a", "flac", "-frame_size", "1000"), "k.ogg": containers.CODECS["ogg"], "l.ogg": ("-c:a", "libvorbis"),
    "m.opus": containers.CODECS["opus"], "n.mp3": containers.CODECS["mp3"], "vbr.mp3": ("-c:a", "libmp3lame", "-q:a", "4"),
    "o.mp2": containers.CODECS["mp2"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("channels", (1, 2))
def test_starts_everywhere(spec, tmp_path, name, channels):
    containers.encode(tmp_path, name, *FORMATS[name], channels=channels)
    path = tmp_path / name
    args = ("--factor", 1, "--raw")
    whole = spec.run("spec-decimate", *args, path).out
    row = 4 * channels
    rows = len(whole) // row
    assert rows >= containers.FRAMES  # MPEG and blocks of ADPCM may be filled up
    noise = random.Random(name)
    starts = [0, 1, rows - 1, rows - 2, rows - 100, rows - 500] + [noise.randrange(rows) for _ in range(STARTS)]
    for start in starts:
        count = noise.choice([1, 7, 160, 3000])
        part = spec.run("spec-decimate", *args, "-s", f"{start}smp", "-d", f"{count}smp", path).out
        assert part == whole[start * row:(start + count) * row], (start, count)
    result = spec.run("spec-decimate", *args, "-s", f"{rows}smp", path, check=False)
    spectools.refused(result, 65, "before --start")


def test_parts_of_a_pipe(spec, tmp_path):
    """The same from a pipe, which is copied or read past."""
    for name in ("a.wav", "i.flac", "k.ogg", "n.mp3"):
        blob = containers.encode(tmp_path, name, *FORMATS[name])
        args = ("--factor", 1, "--raw", "-s", "20001smp", "-d", "5000smp")
        assert spec.run("spec-decimate", *args, stdin=blob).out == spec.run("spec-decimate", *args, tmp_path / name).out


# Codecs: the samples of ffmpeg


# The largest difference from ffmpeg's samples. Lossless: an integer as a float, rounded at most once. Lossy: two
# decoders round differently; ADPCM of libsndfile and ffmpeg differ in the last bits of 16; measured 2.5e-3 (IMA), 4.1e-3
# (MS), 1e-6 (Vorbis), 3e-4 (Opus), 6e-5 (MPEG), of 0.7.
CODECS = {
    "pcm.wav": (("-c:a", "pcm_s16le"), 6e-8), "s24.wav": (("-c:a", "pcm_s24le"), 6e-8), "s32.wav": (("-c:a", "pcm_s32le"), 6e-8),
    "u8.wav": (("-c:a", "pcm_u8"), 6e-8), "f32.wav": (("-c:a", "pcm_f32le"), 6e-8), "f64.wav": (("-c:a", "pcm_f64le"), 6e-8),
    "alaw.wav": (("-c:a", "pcm_alaw"), 6e-8), "mulaw.wav": (("-c:a", "pcm_mulaw"), 6e-8),
    "ima.wav": (("-c:a", "adpcm_ima_wav"), 5e-3), "ms.wav": (("-c:a", "adpcm_ms"), 8e-3),
    "pcm.w64": (("-c:a", "pcm_s16le"), 6e-8), "s24.w64": (("-c:a", "pcm_s24le"), 6e-8),
    "pcm.aiff": (("-c:a", "pcm_s16be"), 6e-8), "s24.aiff": (("-c:a", "pcm_s24be"), 6e-8), "f32.aifc": (("-c:a", "pcm_f32be", "-f", "aiff"), 6e-8),
    "pcm.caf": (("-c:a", "pcm_s16be"), 6e-8), "f32.caf": (("-c:a", "pcm_f32be"), 6e-8),
    "pcm.au": (("-c:a", "pcm_s16be"), 6e-8), "mulaw.au": (("-c:a", "pcm_mulaw"), 6e-8), "alaw.au": (("-c:a", "pcm_alaw"), 6e-8),
    "s16.flac": (("-c:a", "flac"), 6e-8), "s24.flac": (("-c:a", "flac", "-sample_fmt", "s32"), 6e-8),
    "a.ogg": (("-c:a", "libvorbis"), 1e-5), "a.opus": (("-c:a", "libopus", "-b:a", "64k"), 2e-3),
    "a.mp3": (("-c:a", "libmp3lame", "-b:a", "64k"), 2e-3), "vbr.mp3": (("-c:a", "libmp3lame", "-q:a", "2"), 2e-3),
    "a.mp2": (("-c:a", "mp2", "-b:a", "96k"), 2e-3), "in.wav": (("-c:a", "libmp3lame", "-b:a", "64k"), 2e-3),
}


def decoded_by_ffmpeg(path, rate, channels):
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-ar", str(rate), "-f", "f32le", "-"], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return np.frombuffer(done.stdout, "<f4").reshape(-1, channels)


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.parametrize("channels", (1, 2))
def test_samples_are_those_of_ffmpeg(spec, tmp_path, name, channels):
    options, most = CODECS[name]
    rate = 48000 if name.endswith(".opus") else 16000
    containers.encode(tmp_path, name, *options, rate=rate, frames=rate * 2 + 777, channels=channels)
    x = np.frombuffer(spec.run("spec-decimate", "--factor", 1, "--raw", tmp_path / name).out, "<f4").reshape(-1, channels)
    y = decoded_by_ffmpeg(tmp_path / name, rate, channels)
    assert len(x) == len(y)
    assert np.abs(x - y).max() <= most


@pytest.mark.parametrize("blocks", (1, 2, 75, 76))
def test_gsm_of_an_odd_number_of_blocks(spec, tmp_path, blocks):
    """320 samples a block of 65 bytes; behind an odd number there is a padding byte, which is no block."""
    if shutil.which("sox") is None:
        pytest.skip("sox is not here")
    source, path = tmp_path / "source.wav", tmp_path / "gsm.wav"
    source.write_bytes(spectools.wav_bytes(containers.signal(320 * blocks, 8000), 8000))
    subprocess.run(["sox", source, "-e", "gsm-full-rate", path], check=True, timeout=60)
    assert b"data" + struct.pack("<I", 65 * blocks + blocks % 2) in path.read_bytes()  # sox counts that byte
    for given in ({}, {"stdin": path.read_bytes()}):
        out = spec.run("spec-decimate", "--factor", 1, "--raw", *([] if given else [path]), **given).out
        assert len(out) == 4 * 320 * blocks
    x, y = np.frombuffer(out, "<f4"), decoded_by_ffmpeg(path, 8000, 1)[:, 0]
    assert len(y) == len(x) and np.abs(x - y).max() <= 2.0 ** -12  # both decode to 13 bits


def write_alac(path, depth, frames=5000):
    """A CAF file by libsndfile, since ffmpeg's ALAC in CAF is none that libsndfile reads. Returns the samples."""
    name = ctypes.util.find_library("sndfile")
    if name is None:
        pytest.skip("libsndfile is not here as a shared library")
    library = ctypes.CDLL(name)

    class Info(ctypes.Structure):
        _fields_ = [("frames", ctypes.c_int64), ("rate", ctypes.c_int), ("channels", ctypes.c_int), ("format", ctypes.c_int),
                    ("sections", ctypes.c_int), ("seekable", ctypes.c_int)]

    info = Info(0, 16000, 1, 0x180000 | {16: 0x70, 24: 0x72, 32: 0x73}[depth], 0, 0)
    library.sf_open.restype = ctypes.c_void_p
    file = ctypes.c_void_p(library.sf_open(str(path).encode(), 0x20, ctypes.byref(info)))
    steps = np.round(containers.signal(frames).astype(float) * 2.0 ** (depth - 1)).astype("i8")
    samples = (steps << (32 - depth)).astype("<i4")
    library.sf_writef_int(file, samples.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(frames))
    library.sf_close(file)
    return (samples / 2.0 ** 31).astype("f4")


@pytest.mark.parametrize("depth", (16, 24))
def test_alac(spec, tmp_path, depth):
    x = write_alac(tmp_path / "a.caf", depth)
    whole = spec.run("spec-decimate", "--factor", 1, "--raw", tmp_path / "a.caf").out
    assert np.array_equal(np.frombuffer(whole, "<f4"), x)
    for start in range(0, len(x), 97):
        part = spec.run("spec-decimate", "--factor", 1, "--raw", "-s", f"{start}smp", "-d", "50smp", tmp_path / "a.caf").out
        assert part == whole[4 * start:4 * (start + 50)], start


def test_alac_of_32_bits_is_refused(spec, tmp_path):
    """libsndfile decodes it to noise."""
    write_alac(tmp_path / "deep.caf", 32)
    spectools.refused(spec.run("spec-stft", tmp_path / "deep.caf", check=False), 65, "ffmpeg")
