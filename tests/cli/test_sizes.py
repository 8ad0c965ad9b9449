# SPDX-License-Identifier: GPL-2.0-or-later
"""
Sizes in the heads of WAV, RF64, W64, AIFF, CAF and AU: the values that mean "unknown", those beside them, wrong ones;
from files and from pipes, with and without chunks behind the samples.
"""
import struct

import numpy as np
import pytest

from spectools import Stream, chunk, refused, wav_bytes

FRAMES = 3001
SAMPLES = (np.arange(FRAMES) * 37 % 20001 - 10000).astype("<i2")
LIST = b"LIST" + struct.pack("<I", 26) + b"INFOICMT" + struct.pack("<I", 14) + b"a comment here"

# The sizes that mean "until the end" in 32 bits: programs write them to pipes
UNKNOWN = [0, 0x7FFFF000, 0x7FFFFFDA, 0x7FFFFFFF, 0x80000000, 0xFFFFF000, 0xFFFFFFD8, 0xFFFFFFFE, 0xFFFFFFFF]
PROMISES = [2 * FRAMES + 2, 100000, 0x7FFFEFFE, 0x80000002, 0xA4CB8000, 0xFFFFEFFE]


def read(spec, blob, tmp_path, *args, pipe=False):
    path = tmp_path / "sized"
    path.write_bytes(blob)
    given = {"stdin": blob} if pipe else {}
    return spec.run("spec-decimate", "--factor", 1, "--raw", *args, *([] if pipe else [path]), check=False, **given)


def whole(result):
    return result.code == 0 and np.array_equal(np.frombuffer(result.out, "<f4"), SAMPLES / np.float32(32768))


def is_beginning(result, least=0):
    """Of --partial: samples of the file and nothing else."""
    x, want = np.frombuffer(result.out, "<f4"), SAMPLES / np.float32(32768)
    return least <= len(x) <= FRAMES and np.array_equal(x, want[:len(x)])


def wav(size, after=b""):
    return wav_bytes(SAMPLES / 32768, size=size, after=after)


@pytest.mark.parametrize("pipe", (False, True))
@pytest.mark.parametrize("size", UNKNOWN)
def test_wav_of_unknown_size(spec, tmp_path, size, pipe):
    result = read(spec, wav(size), tmp_path, pipe=pipe)
    assert whole(result), (hex(size), result.err)


@pytest.mark.parametrize("pipe", (False, True))
@pytest.mark.parametrize("size", PROMISES)
def test_an_interrupted_copy_is_never_whole(spec, tmp_path, size, pipe):
    result = read(spec, wav(size), tmp_path, pipe=pipe)
    if pipe:
        assert result.code == 65
    else:
        refused(result, 65, "truncated")
    part = read(spec, wav(size), tmp_path, "--partial", pipe=pipe)
    assert part.code == 0 and is_beginning(part, FRAMES) and "warning" in part.err


@pytest.mark.parametrize("pipe", (False, True))
def test_cuts_everywhere(spec, tmp_path, pipe):
    """Of a file with the right size, wherever it is cut."""
    good = wav(None)
    for end in [*range(0, 60), 100, 1001, 4004, len(good) - 1]:
        result = read(spec, good[:end], tmp_path, pipe=pipe)
        assert result.code == 65, (end, result.code, result.err)
        part = read(spec, good[:end], tmp_path, "--partial", pipe=pipe)
        assert is_beginning(part), end


@pytest.mark.parametrize("pipe", (False, True))
def test_chunks_behind_the_samples_are_no_samples(spec, tmp_path, pipe):
    for after in (LIST, LIST + LIST, b"LIST" + struct.pack("<I", 6 * 4096) + bytes(6 * 4096)):
        assert whole(read(spec, wav(None, after), tmp_path, pipe=pipe))


def test_chunks_behind_samples_of_unknown_size(spec, tmp_path):
    """A size of 0 with chunks behind it: no samples. Other unknown sizes go to the end of the file, or fail."""
    empty = wav_bytes(np.zeros(0), after=LIST)
    refused(read(spec, empty, tmp_path), 65, "no samples")
    for size in UNKNOWN:
        result = read(spec, wav(size, LIST), tmp_path)
        piped = read(spec, wav(size, LIST), tmp_path, pipe=True)
        assert result.code == piped.code and result.out == piped.out, hex(size)


@pytest.mark.parametrize("pipe", (False, True))
def test_rf64(spec, tmp_path, pipe):
    good = wav_bytes(SAMPLES / 32768, rf64=True)
    at = good.index(b"ds64") + 16
    assert whole(read(spec, good, tmp_path, pipe=pipe))
    for size, code in ((2 * FRAMES + 2, 65), (1 << 32, 65), (1 << 40, 65), (0, 0), ((1 << 64) - 1, 0), ((1 << 63) - 1, 0)):
        blob = good[:at] + struct.pack("<Q", size) + good[at + 8:]
        result = read(spec, blob, tmp_path, pipe=pipe)
        assert whole(result) if code == 0 else result.code == 65, (size, result.code, result.err, len(result.out) // 4)


W64 = {b"riff": b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", b"wave": b"wave\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a",
       b"fmt ": b"fmt \xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a", b"data": b"data\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"}


def w64(size=None, total=None):
    data = SAMPLES.tobytes()
    fmt = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    body = W64[b"wave"] + W64[b"fmt "] + struct.pack("<Q", 24 + 16) + fmt
    body += W64[b"data"] + struct.pack("<Q", 24 + len(data) if size is None else size) + data + bytes(-len(data) % 8)
    return W64[b"riff"] + struct.pack("<Q", 24 + len(body) if total is None else total) + body


@pytest.mark.parametrize("pipe", (False, True))
def test_w64(spec, tmp_path, pipe):
    assert whole(read(spec, w64(), tmp_path, pipe=pipe))
    assert whole(read(spec, w64((1 << 63) - 1, total=(1 << 64) - 1)[:-6], tmp_path, pipe=pipe))  # without padding
    for size in (24 + 2 * FRAMES + 100, 1 << 31, 1 << 40):
        result = read(spec, w64(size), tmp_path, pipe=pipe)
        assert result.code == 65, (size, result.err)
    for end in (3000, 120, 110, 50, 30):
        assert read(spec, w64()[:end], tmp_path, pipe=pipe).code == 65, end


def extended(rate):
    """The 80-bit number of AIFF."""
    mantissa, exponent = np.frexp(rate)
    return struct.pack(">HQ", int(exponent) + 16382, int(mantissa * (1 << 62)) << 2)


def aiff(frames=FRAMES, size=None, rate=8000.0, after=b"", total=None):
    data = SAMPLES.astype(">i2").tobytes()
    comm = b"COMM" + struct.pack(">IhIh", 18, 1, frames, 16) + extended(rate)
    ssnd = b"SSND" + struct.pack(">III", 8 + len(data) if size is None else size, 0, 0) + data
    body = b"AIFF" + comm + ssnd + after
    return b"FORM" + struct.pack(">I", len(body) if total is None else total) + body


@pytest.mark.parametrize("pipe", (False, True))
def test_aiff(spec, tmp_path, pipe):
    assert whole(read(spec, aiff(), tmp_path, pipe=pipe))
    assert whole(read(spec, aiff(after=b"ANNO" + struct.pack(">I", 4) + b"text"), tmp_path, pipe=pipe))
    for blob in (aiff(frames=FRAMES + 1), aiff(frames=FRAMES - 1000), aiff(size=8 + 2 * FRAMES + 100), aiff()[:3000],
                 aiff(frames=1 << 30, size=8 + (1 << 31)), aiff()[:40]):
        result = read(spec, blob, tmp_path, pipe=pipe)
        assert result.code == 65, (result.code, result.err)


def caf(size=None, rate=8000.0, after=b""):
    data = SAMPLES.astype(">i2").tobytes()
    desc = b"desc" + struct.pack(">qd4sIIIII", 32, rate, b"lpcm", 0, 2, 1, 1, 16)
    body = b"data" + struct.pack(">qI", 4 + len(data) if size is None else size, 0) + data
    return b"caff" + struct.pack(">HH", 1, 0) + desc + body + after


@pytest.mark.parametrize("pipe", (False, True))
def test_caf(spec, tmp_path, pipe):
    assert whole(read(spec, caf(), tmp_path, pipe=pipe))
    refused(read(spec, caf(size=-1), tmp_path, pipe=pipe), 65, "CAF", "ffmpeg")  # until the end: not for libsndfile
    for blob in (caf(size=4 + 2 * FRAMES + 100), caf(size=1 << 40), caf()[:3000], caf()[:70]):
        result = read(spec, blob, tmp_path, pipe=pipe)
        assert result.code == 65, (result.code, result.err, len(result.out) // 4)


@pytest.mark.parametrize("pipe", (False, True))
def test_au(spec, tmp_path, pipe):
    def au(size, data=SAMPLES.astype(">i2").tobytes()):
        return b".snd" + struct.pack(">IIIII", 24, size, 3, 8000, 1) + data

    assert whole(read(spec, au(2 * FRAMES), tmp_path, pipe=pipe)) and whole(read(spec, au(0xFFFFFFFF), tmp_path, pipe=pipe))
    for size in (2 * FRAMES + 2, 0x7FFFFFFE, 0xFFFFFFFE):
        assert read(spec, au(size), tmp_path, pipe=pipe).code == 65, hex(size)


@pytest.mark.parametrize("make", (aiff, caf))
@pytest.mark.parametrize("rate", (0.5, 0.001, 1 / 3, 44100 * 1000 / 1001, 1e6 / 3, 8000.0))
def test_rates_are_exact(spec, tmp_path, make, rate):
    path = tmp_path / "rate"
    path.write_bytes(make(rate=rate))
    assert Stream(spec.run("spec-decimate", "--factor", 1, path).out).number("rate") == rate


@pytest.mark.parametrize("rate", (0.0, -1.0, float("nan"), float("inf")))
def test_impossible_rates_are_refused(spec, tmp_path, rate):
    refused(read(spec, caf(rate=rate), tmp_path), 65)


def test_chunk_lists_do_not_become_samples(spec, tmp_path):
    """A list of chunks as long as the samples, behind a size that is too small by it, and behind an unknown one."""
    full = b"LIST" + struct.pack("<I", 2 * FRAMES - 8) + bytes(2 * FRAMES - 8)
    result = read(spec, wav(None, full), tmp_path)
    assert whole(result)
    assert whole(read(spec, wav_bytes(SAMPLES / 32768, after=chunk(b"junk", bytes(5 << 20))), tmp_path))
