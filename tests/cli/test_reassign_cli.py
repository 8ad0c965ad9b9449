# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-reassign on the command line: usage, refusals, messages, and output byte for byte."""
import csv
import io
import os

import numpy as np
import pytest

from pictures import Picture
from spectools import Stream, noise, refused, sample_stream, sparse_wav, terminal, wav_bytes

X = noise(5000, 2)


def reassign(spec, *args, **more):
    return Stream(spec.run("spec-reassign", *args, **more).out)


@pytest.mark.parametrize("words,said", [
    (("--method", "fitz"), ("--method", "fitz", "nelson")), (("--reassign", "all"), ("--reassign", "frequency")),
    (("-w", "rect"), ("rect", "nelson")), (("-w", "tukey:0"), ("tukey:0", "hann")), (("-w", "boxcar"), ("rect", "nelson")), (("-w", "lanczos"), ("lanczos",)),
    (("--tapers", 0), ("--tapers", "0 is out of range")), (("--tapers", 17), ("17",)), (("--tapers", 2, "--method", "nelson"), ("--tapers", "af")),
    (("--tapers", 2, "-w", "blackman"), ("--tapers", "--window")), (("--tapers", 2, "--accumulate", "magnitude"), ("--tapers", "powers")),
    (("--keep", "none"), ("--keep", "lines")), (("--tolerance", -1), ("--tolerance",)), (("--reach", 0), ("--reach",)), (("--reach", "50%"), ("--reach",)),
    (("--row-hop", 0), ("--row-hop",)), (("--row-hop", "75%"), ("--row-hop",)), (("--axis", "sone"), ("--axis", "mel")),
    (("-F", "0:5000"), ("5000", "4000 Hz")), (("-F", "3k:2k"), ("3k:2k",)), (("-F", "4k:"), ("4000",)), (("--axis", "log", "-F", "0:1k"), ("log", "1e-06 Hz")),
    (("-F", "1000.1:1000.2"), ("--freq", "--width")), (("--division", 2), ("--division", "pitch")), (("--tuning", 442), ("--tuning", "pitch")),
    (("--axis", "pitch", "--division", 2, "-x", 5), ("--division", "--width")), (("-x", 0), ("--width",)),
    (("-k", "phase"), ("phase", "power")), (("-k", "complex"), ("complex", "--accumulate")), (("-k", "density", "--accumulate", "magnitude"), ("density",)),
    (("--check", "--accumulate", "magnitude"), ("--check",)), (("--check", "--synchrosqueeze"), ("--check",)),
    (("--synchrosqueeze", "--reassign", "time"), ("--synchrosqueeze", "--reassign")), (("--synchrosqueeze", "--row-hop", 3), ("--row-hop",)),
    (("--synchrosqueeze", "--tapers", 2), ("--tapers",)), (("--synchrosqueeze", "-k", "level"), ("--kind",)),
    (("--synchrosqueeze", "-k", "power"), ("--kind", "power")), (("--points", "-k", "power"), ("--kind",)),
    (("--points", "--peaks"), ("--points", "--peaks")), (("--points", "--check"), ("--check", "rows")), (("--points", "--raw"), ("--raw",)),
    (("--events", "--row-hop", 3), ("--row-hop", "rows")), (("--points", "-f", "wav"), ("csv", "wav")),
    (("--inverse", "-n", 4), ("--inverse", "--fft-size")), (("-l", 512, "-n", 256), ("--fft-size", "512")),
    (("-n", 1 << 20, "-p", 1), ("rows", "open")), (("--points", "-k", "level"), ("--kind", "rows")), (("--peaks", "--gridding", "bilinear"), ("--gridding", "rows")),
    (("--tolerance", 0.1), ("--tolerance", "--keep")), (("-n", 1), ("--fft-size", "2 samples")), (("-n", 2, "--axis", "log"), ("--fft-size", "log")),
    (("one", "two"), ("two", "no such input", "-o FILE"))],
    ids=lambda words: " ".join(map(str, words)))
def test_usage(spec, words, said):
    result = spec.run("spec-reassign", *words, stdin=sample_stream(X), check=False)
    refused(result, 64, *said)
    assert result.out == b""


def test_rows_are_those_of_spec_stft(spec, tmp_path):
    """The same number of rows, width, times and axis as spec-stft, so that later programs see no difference."""
    (tmp_path / "x.wav").write_bytes(wav_bytes(X, 44100))
    for words in (("-p", "75%"), ("-n", 512, "-p", 100), ("-p", 256, "--framing", "snip"), ("-l", 300, "-n", 1000, "-p", 75, "--framing", "full"),
                  ("-p", 256, "-k", "level"), ("-p", 256, "-k", "density"), ("-p", 256, "-k", "magnitude")):
        got, plain = reassign(spec, *words, tmp_path / "x.wav"), spec.stream(*words, tmp_path / "x.wav")
        assert got.rows.shape == plain.rows.shape and np.isfinite(got.rows).all()
        for key in ("kind", "rate", "start", "width", "channels", "axis", "frame", "hop", "window", "samplerate", "unit", "full-scale", "source"):
            assert got.header[key] == plain.header[key], key
        assert "stft" not in got.header and got.header["reassigned"].startswith("af ")


def test_dense_frames(spec):
    """Without --hop, rows are an eighth of the window apart, and each has as many frames as the next."""
    x = np.float32(np.sin(2 * np.pi * 1003.7 * np.arange(16000) / 8000))
    for words, row_hop, hop in ((("-n", 1024), 128, 128), (("-n", 1000), 125, 125), (("-n", 1024, "--row-hop", 100), 100, 25),
                                (("-n", 1024, "--row-hop", 1000), 1000, 250), (("-n", 1024, "--row-hop", 5000), 5000, 250), (("-l", 404), 50, 50),
                                (("-n", 512, "--row-hop", 127), 127, 31), (("-n", 512, "--row-hop", 131), 131, 32), (("-n", 512, "--row-hop", 257), 257, 64),
                                (("-n", 512, "--row-hop", 997), 997, 124), (("-p", 128, "--row-hop", 500), 500, 128), (("--row-hop", 1), 1, 1), (("-l", 4), 1, 1)):
        got = reassign(spec, *words, "--gridding", "nearest", stdin=sample_stream(x))
        assert int(got.header["hop"]) == hop and got.number("rate") == 8000 / row_hop, words
        if row_hop in (128, 125, 100, 50, 127, 131, 257, 500, 997):
            edge = 1 + 1024 // row_hop
            levels = 10 * np.log10(got.rows[edge:-edge, 0].max(axis=1))
            assert np.abs(levels).max() <= 0.01, words


def test_defaults_of_rows(spec):
    """25 ms, from 256 to 1200 samples and twice as many for several tapers; an FFT of a power of two from 3/2 of it; a row
    of one frame each eighth. -n, -l and -p bring their own, and so do tables and --synchrosqueeze."""
    for rate, words, length, size, hop in ((4000, (), 256, 512, 32), (8000, (), 256, 512, 32), (16000, (), 400, 1024, 50), (44100, (), 1103, 2048, 137),
                                           (300000, (), 1200, 2048, 150), (16000, ("--tapers", 3), 800, 2048, 100), (16000, ("--tapers", 1), 400, 1024, 50),
                                           (16000, ("-w", "nuttall"), 400, 1024, 50), (16000, ("-n", 512), 512, 512, 64), (16000, ("-l", "10ms"), 160, 160, 20),
                                           (16000, ("-p", 200), 1024, 1024, 200), (16000, ("--synchrosqueeze",), 1024, 1024, 256)):
        got = reassign(spec, *words, stdin=sample_stream(noise(5000), rate=rate))
        assert (int(got.header["frame"]), got.header["reassigned"].split()[1], int(got.header["hop"])) == (length, f"fft={size}", hop), (rate, words)
    times = spec.run("spec-reassign", "--events", stdin=sample_stream(noise(5000), rate=16000)).out.split(b"\n")
    assert float(times[2].split(b",")[0]) == 256 / 16000


def test_defaults_of_cells(spec):
    """Without --hop and --gridding, sums of powers are shared by neighbouring cells, and a tenth of them stays around the
    bins; the energy is that of the nearest cells."""
    blob, where = sample_stream(X), ("-n", 256, "--row-hop", 64)
    plain = reassign(spec, *where, "--gridding", "nearest", stdin=blob)
    got = reassign(spec, *where, stdin=blob)
    same = reassign(spec, *where, "--fill", 10, "--gridding", "bilinear", stdin=blob)
    assert (got.rows == same.rows).all()
    assert (reassign(spec, *where, "--fill", 0, stdin=blob).rows == reassign(spec, *where, "--gridding", "bilinear", stdin=blob).rows).all()
    for words in (("--keep", "lines"), ("--accumulate", "magnitude")):
        assert (reassign(spec, *where, *words, stdin=blob).rows
                == reassign(spec, *where, *words, "--fill", 0, stdin=blob).rows).all(), words
    # rows at the ends differ: shares reach beyond them
    assert got.rows.sum() == pytest.approx(plain.rows.sum(), rel=0.01)
    assert (plain.rows == 0).mean() > 0.05 and (got.rows == 0).mean() == 0
    unmoved = ("-n", 256, "--row-hop", 64, "--gridding", "bilinear")
    still = reassign(spec, *unmoved, "--fill", 100, "--depth", 300, "--floor", -300, stdin=blob).rows
    none = reassign(spec, *unmoved, "--reassign", "none", "--depth", 300, "--floor", -300, stdin=blob).rows
    assert np.abs(still - none).max() <= 1e-6 * none.max()  # rounding of single precision, in another order


def test_level_of_a_sine(spec):
    """With default options the cells of a row add up to a sine's level, and the greatest has at least 45 of 100: half of
    nine tenths, where the sine lies midway between two columns."""
    for frequency in (1000, 1003.7, 1007.8125, 2500):
        x = np.float32(np.sin(2 * np.pi * frequency * np.arange(16000) / 8000))
        rows = reassign(spec, stdin=sample_stream(x)).rows[20:-20, 0]
        assert np.abs(10 * np.log10(rows.sum(axis=1))).max() <= 0.01, frequency
        assert 10 * np.log10(0.45) - 0.05 <= 10 * np.log10(rows.max(axis=1)).min(), frequency
        assert rows.max() <= 1.001


def test_fill_is_for_powers(spec):
    for words in (("--accumulate", "magnitude"), ("--accumulate", "complex"), ("--synchrosqueeze",)):
        refused(spec.run("spec-reassign", "--fill", 10, *words, stdin=sample_stream(X), check=False), 64, "--fill")
    refused(spec.run("spec-reassign", "--fill", 10, "--points", stdin=sample_stream(X), check=False), 64, "--fill")


def test_no_reassignment(spec):
    """With --reassign none the rows are those of spec-stft, except for the gain."""
    for words in (("-p", 256), ("-n", 512, "-p", 100), ("-l", 301, "-p", 75, "--framing", "pad")):
        got = reassign(spec, "--reassign", "none", "--depth", 300, "--floor", -300, *words, stdin=sample_stream(X)).rows
        plain = spec.stream(*words, stdin=sample_stream(X)).rows
        gain = got[4, 0, 9] / plain[4, 0, 9]
        assert np.abs(got - gain * plain).max() <= 2e-6 * plain.max()
        size = dict(zip(words[::2], words[1::2])).get("-n", 1024 if "-l" not in words else 301)
        assert gain == pytest.approx(dict(zip(words[::2], words[1::2])).get("-l", size) / size / 1.5, rel=1e-3)


@pytest.mark.parametrize("words", [
    ("--raw",), ("--raw", "--method", "nelson", "--padding", "odd"), ("--raw", "--tapers", 2, "-p", 100, "--row-hop", 64), ("--raw", "--gridding", "bilinear"),
    ("--raw", "--synchrosqueeze", "--detrend", "linear"), ("--raw", "--axis", "mel", "-x", 50, "--framing", "full"), ("--points",), ("--peaks", "-c", 1), ("--events",)],
    ids=lambda words: " ".join(map(str, words)))
def test_pipes_and_files(spec, tmp_path, words):
    """The same bytes from a file, from a pipe of known or unknown length, and from a slow pipe."""
    x = noise(40000, 2)
    (tmp_path / "x").write_bytes(sample_stream(x))
    want = spec.run("spec-reassign", *words, tmp_path / "x").out
    assert len(want) > 1000
    assert spec.run("spec-reassign", *words, stdin=sample_stream(x)).out == want
    assert spec.run("spec-reassign", *words, stdin=sample_stream(x, announce=False)).out == want
    blob = sample_stream(x)
    process = spec.start("spec-reassign", *words, stdout=open(tmp_path / "y", "wb"))
    for at in range(0, len(blob), 7777):
        process.stdin.write(blob[at:at + 7777])
        process.stdin.flush()
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert (tmp_path / "y").read_bytes() == want


def test_discontinuous_windows_give_a_warning(spec):
    for words, told in ((("-w", "hamming"), True), (("-w", "hann"), False), (("-n", 1024, "-w", "gauss:128"), False), (("-w", "hamming", "--method", "nelson"), False),
                        (("-w", "hamming", "--reassign", "time"), False)):
        err = spec.run("spec-reassign", *words, stdin=sample_stream(X)).err
        assert ("a jump of 0.08" in err and err.count("\n") == 1) if told else err == "", words


def test_channels_are_apart(spec):
    both = reassign(spec, stdin=sample_stream(X)).rows
    for channel in (0, 1):
        assert (reassign(spec, stdin=sample_stream(X[:, channel])).rows[:, 0] == both[:, channel]).all()


def test_axes(spec):
    """A tone is in the column that the header gives, on every axis, at every width."""
    x = np.float32(np.sin(2 * np.pi * 1234.5 * np.arange(8000) / 8000))
    back = {"hz": lambda v: v, "octave": lambda v: 2 ** v, "mel": lambda v: 700 * (10 ** (v / 2595) - 1), "bark": lambda v: 1960 * (v + 0.53) / (26.28 - v),
            "erb": lambda v: (10 ** (v / 21.4) - 1) / 0.00437, "pitch": lambda v: 440 * 2 ** (v / 12)}
    for axis in ("linear", "log", "mel", "bark", "erb", "pitch"):
        for words in ((), ("-x", 1000), ("-x", 33, "-F", "200:3k"), ("-F", "1k:1500"), ("-x", 1)):
            got = reassign(spec, "-n", 1024, "--gridding", "nearest", "--axis", axis, *words, stdin=sample_stream(x))
            unit, first, step = got.header["axis"].split()
            row = got.rows[len(got.rows) // 2, 0]
            column = row.argmax()
            low, high = (back[unit](float(first) + (column + side) * float(step)) for side in (-0.5, 0.5))
            assert low <= 1234.5 <= high and row[column] == pytest.approx(1, abs=2e-3), (axis, words)


def test_row_hop(spec):
    x = noise(8000)
    for row_hop, rows in ((256, 32), (64, 125), (1000, 9), ("10ms", 100)):
        got = reassign(spec, "-q", "-p", 256, "--row-hop", row_hop, stdin=sample_stream(x))
        assert len(got.rows) == rows and got.header["hop"] == "256" and got.number("start") == 0
    warned = spec.run("spec-reassign", "-p", 256, "--row-hop", 64, stdin=sample_stream(x)).err
    assert "warning" in warned and "--hop" in warned


def test_synchrosqueeze_and_back(spec):
    """The sum of all columns is the signal; the sum of some is the signal in their band."""
    t = np.arange(3000) / 8000
    x = np.stack([noise(3000), np.float32(0.3 * np.sin(2 * np.pi * 1003.7 * t) + 0.3 * np.sin(2 * np.pi * 2500 * t))], axis=1)
    for words in ((), ("--framing", "full"), ("-w", "gauss:32", "-n", 256), ("-l", 101, "-n", 200), ("-l", 101, "-n", 101, "--framing", "full")):
        rows = spec.run("spec-reassign", "--synchrosqueeze", "-n", 128, *words, "-p", 1, stdin=sample_stream(x)).out
        got = reassign(spec, "--inverse", stdin=rows)
        assert got.kind == "samples" and got.rows.shape == (3000, 2, 1) and got.header["rate"] == "8000"
        assert np.abs(got.rows[..., 0] - x).max() <= 1.5e-6, words
    rows = spec.run("spec-reassign", "--synchrosqueeze", "-n", 256, "-p", 1, "-F", "800:1200", stdin=sample_stream(x)).out
    got = reassign(spec, "--inverse", stdin=rows).rows[300:-300, 1, 0]
    assert np.abs(got - 0.3 * np.sin(2 * np.pi * 1003.7 * t)[300:-300]).max() <= 2e-3
    rows = spec.run("spec-reassign", "--synchrosqueeze", "-n", 128, "-p", 1, "--framing", "snip", stdin=sample_stream(x)).out
    got = reassign(spec, "--inverse", stdin=rows)
    assert np.abs(got.rows[..., 0] - x[64:-63]).max() <= 1.5e-6 and got.number("start") == 64 / 8000


def test_no_inverse(spec):
    for rows in (spec.run("spec-stft", "-k", "complex", stdin=sample_stream(X)).out, spec.run("spec-reassign", stdin=sample_stream(X)).out,
                 spec.run("spec-reassign", "--synchrosqueeze", stdin=sample_stream(X)).out):
        refused(spec.run("spec-reassign", "--inverse", stdin=rows, check=False), 65, "--synchrosqueeze")
        refused(spec.run("spec-reassign", stdin=rows, check=False), 65, "samples")
    rows = spec.run("spec-reassign", "--synchrosqueeze", stdin=sample_stream(X)).out
    refused(spec.run("spec-stft", "--inverse", stdin=rows, check=False), 65)


def lines(spec, *args, **more):
    text = spec.run("spec-reassign", *args, **more).out.decode("ascii")
    return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def test_tables(spec, tmp_path):
    """CSV and NPY have the same numbers; levels are those of spec-stft; several channels are numbered."""
    (tmp_path / "x").write_bytes(sample_stream(X))
    for kind, columns in (("--points", ["time", "frequency", "level", "mixed", "channel"]), ("--peaks", ["time", "frequency", "level", "mixed", "channel"]),
                          ("--events", ["time", "delay", "level", "channel"])):
        rows = lines(spec, kind, tmp_path / "x")
        assert list(rows[0]) == columns and {row["channel"] for row in rows} == {1, 2}
        spec.run("spec-reassign", kind, tmp_path / "x", "-o", tmp_path / "t.npy")
        assert np.abs(np.load(tmp_path / "t.npy") - [[row[c] for c in columns] for row in rows]).max() <= 6e-4
        spec.run("spec-reassign", kind, tmp_path / "x", "-o", tmp_path / "t.csv")
        assert (tmp_path / "t.csv").read_bytes() == spec.run("spec-reassign", kind, tmp_path / "x").out
        assert (tmp_path / "t.npy").read_bytes() == spec.run("spec-reassign", kind, "-f", "npy", tmp_path / "x").out
    one = lines(spec, "--points", "-c", 2, "-F", "1k:2k", tmp_path / "x")
    assert list(one[0]) == ["time", "frequency", "level", "mixed"] and all(1000 <= row["frequency"] <= 2000 for row in one)


def test_npy_waits_for_its_length(spec, tmp_path):
    """On a pipe as in a file, of any size; a truncated input gives no output."""
    blob, words = sample_stream(noise(60000)), ("spec-reassign", "--points", "-f", "npy")
    spec.run(*words, "-o", tmp_path / "t.npy", stdin=blob)
    want = (tmp_path / "t.npy").read_bytes()
    assert len(want) > 1 << 20 and len(np.load(tmp_path / "t.npy")) * 32 + 128 == len(want)  # 256 KiB wait in memory
    assert spec.run(*words, stdin=blob).out == want
    with open(tmp_path / "two", "ab") as to:  # cannot be patched
        for _ in range(2):
            spec.run(*words, stdin=blob, stdout=to)
    assert (tmp_path / "two").read_bytes() == want + want
    none = spec.run(*words, stdin=sample_stream(np.zeros(100, np.float32))).out
    assert np.load(io.BytesIO(none)).shape == (0, 4) and len(none) == 128
    cut = spec.run(*words, stdin=blob[:-1000], check=False)
    refused(cut, 65)
    assert cut.out == b""
    assert len(spec.run(*words, "--partial", stdin=blob[:-1000]).out) > 1 << 20
    with open("/dev/full", "wb") as full:
        refused(spec.run(*words, stdin=blob, stdout=full, check=False), 74, "stdout", "No space left")
    refused(spec.run(*words, stdin=blob, check=False, env={**os.environ, "TMPDIR": str(tmp_path / "none")}), 73, "stdout", "temporary file")


def test_npy_is_refused_on_a_terminal(spec):
    far, near = terminal()
    refused(spec.run("spec-reassign", "--points", "-f", "npy", stdin=sample_stream(X), stdout=near, check=False), 64, "terminal", "-o")
    os.close(near)
    os.close(far)


def test_peaks_read_their_level(spec):
    t = np.arange(20000) / 8000
    x = np.float32(0.5 * np.sin(2 * np.pi * 1003.7 * t) + 0.05 * np.sin(2 * np.pi * 2417.3 * t))
    for words in ((), ("-l", 512, "-n", 2048), ("-w", "blackman")):
        rows = [row for row in lines(spec, "--peaks", "--depth", 50, *words, stdin=sample_stream(x)) if 0.1 < row["time"] < 2.4]
        assert len(rows) > 30
        for row in rows:
            near, level = (1003.7, -6.0206) if row["frequency"] < 1700 else (2417.3, -26.0206)
            assert row["frequency"] == pytest.approx(near, abs=0.05) and row["level"] == pytest.approx(level, abs=0.03) and abs(row["mixed"]) < 0.1


def test_peaks_of_glides_read_their_level(spec):
    t = np.arange(16000) / 8000
    for speed in (0, 100, 300, 1000):
        x = np.float32(0.5 * np.sin(2 * np.pi * (1003.7 * t + speed / 2 * t ** 2)))
        rows = [row for row in lines(spec, "--peaks", "--depth", 40, stdin=sample_stream(x)) if 0.1 < row["time"] < 1.9]
        loud = [row["level"] for row in rows if row["level"] > -20]
        assert len(loud) > 20 and np.abs(np.array(loud) + 6.0206).max() <= 0.05, speed


def test_clamped_points_are_not_estimates(spec):
    words = ("--points", "--reach", 20)
    near = [abs(row["time"] * 8000 / 256 - round(row["time"] * 8000 / 256)) for row in lines(spec, *words, stdin=sample_stream(noise(20000)))]
    assert len(near) > 1000 and 0 < max(near) <= 20 / 256 + 1e-4 and np.mean(np.array(near) < 1e-5) < 0.01
    assert "were omitted" in spec.run("spec-reassign", "-v", *words, stdin=sample_stream(X)).err


def test_events_fall_through_zero_at_a_click(spec):
    x = 1e-5 * noise(16000)
    x[9000] = 0.5
    rows = [row for row in lines(spec, "--events", "-n", 512, "-p", 64, stdin=sample_stream(x)) if row["level"] > -60]
    assert len(rows) >= 6 and all(row["time"] + row["delay"] == pytest.approx(9000 / 8000, abs=1e-6) for row in rows)


def test_failures_leave_no_file(spec, tmp_path):
    cut = sample_stream(X)[:-1000]
    for words in (("--points",), (), ("--synchrosqueeze",)):
        refused(spec.run("spec-reassign", *words, "-o", tmp_path / "out.csv", stdin=cut, check=False), 65)
        assert list(tmp_path.iterdir()) == []
        refused(spec.run("spec-reassign", *words, "-o", "/dev/full", stdin=sample_stream(noise(100000)), check=False), 74, "/dev/full")
    assert len(lines(spec, "--points", "--partial", stdin=cut)) > 100


def test_silence_and_little(spec):
    for count in (1, 2, 100, 5000):
        for words in ((), ("--method", "nelson"), ("--tapers", 3), ("--synchrosqueeze",), ("--gridding", "bilinear"), ("--axis", "log")):
            rows = reassign(spec, "-p", 256, *words, stdin=sample_stream(np.zeros(count, np.float32))).rows
            assert len(rows) == 1 + count // 256 and (rows == 0).all()
    assert (reassign(spec, "-k", "level", stdin=sample_stream(np.zeros(100, np.float32))).rows == -200).all()
    assert spec.run("spec-reassign", "--points", stdin=sample_stream(np.zeros(100, np.float32))).out == b"time,frequency,level,mixed\n"


def test_memory(spec, tmp_path):
    """Minutes need no more memory than seconds, and both less than 32 MB."""
    most = {}
    for seconds in (10, 300):
        sparse_wav(tmp_path / "x.wav", seconds * 44100, rate=44100)
        ((code, most[seconds]),), _ = spec.peak_memory(spec.command("spec-reassign", tmp_path / "x.wav"))
        assert code == 0 and most[seconds] < 32 << 20
    assert most[300] < most[10] + (1 << 20)


def test_a_picture(spec, tmp_path):
    rows = spec.run("spec-reassign", "--tapers", 3, "-p", 64, "--row-hop", 128, stdin=sample_stream(X[:, 0])).out
    picture = Picture(spec.run("spec-render", "--no-axes", stdin=rows).out)
    assert picture.width > 0
