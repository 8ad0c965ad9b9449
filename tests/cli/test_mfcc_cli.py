# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-mfcc on the command line: usage, refusals, messages, and the contents of its tables."""
import csv
import io
import os
import re
import signal
import subprocess

import numpy as np
import pytest

from pictures import Picture
from spectools import HEADER, Stream, header_block, noise, refused, sample_stream, wav_bytes
from test_tables import read_ark, read_arff, read_arkt, read_csv, read_htk

RATE = 16000
X = noise(8000, 2, seed=5)
BLOB = sample_stream(X[:, 0], "source one.wav", rate=RATE)
PRESETS = ("kaldi", "htk", "opensmile", "librosa", "torchaudio", "psf", "aubio", "sptk", "vggish", "whisper")
NAMES = ["e"] + [f"c{i}" for i in range(1, 13)]


def mfcc(spec, *args, **more):
    return Stream(spec.run("spec-mfcc", "-q", *args, **more).out)


def numbers(spec, *args, **more):
    return np.load(io.BytesIO(spec.run("spec-mfcc", "-q", "-f", "npy", *args, **more).out))


@pytest.fixture
def folder(tmp_path):
    """Three words, and the problems of others."""
    for i, name in enumerate(("a", "b", "c")):
        (tmp_path / f"{name}.wav").write_bytes(wav_bytes(noise(4000 + 500 * i, seed=i), RATE))
    (tmp_path / "stereo.wav").write_bytes(wav_bytes(X, RATE))
    (tmp_path / "cut.wav").write_bytes(wav_bytes(noise(40000), RATE)[:30000])
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "out").mkdir()
    return tmp_path


# Usage


@pytest.mark.parametrize("words,said", [
    (("-P", "matlab"), ("--preset", "matlab", "kaldi", "whisper")), (("--explain", "matlab"), ("--explain", "matlab", "kaldi")),
    (("-n", 256), ("--fft-size 256", "400 samples")), (("-l", "50%"), ("--win-length", "percentage")), (("-l", 0), ("--win-length",)),
    (("-p", 0), ("--hop",)), (("-p", "0.00001s"), ("--hop", "out of range")), (("-w", "lanczos"), ("--window", "lanczos", "rect")),
    (("-w", "hann", "-l", 2, "-n", 512), ("hann", "zero")), (("--window-form", "odd"), ("--window-form", "periodic")), (("--framing", "middle"), ("--framing", "center", "last")),
    (("--padding", "reflect"), ("--padding", "even")), (("--place", "end"), ("--place", "middle")), (("--rounding", "up"), ("--rounding", "nearest")),
    (("--full-scale", 0), ("--full-scale",)), (("--dither", -1), ("--dither",)), (("--dither", "nan"), ("--dither",)), (("--seed", -1), ("--seed",)),
    (("--detrend", "dc"), ("--detrend", "mean")), (("--preemph", 1.5), ("--preemph", "1.5")), (("--preemph-over", "file"), ("--preemph-over", "frame-keep")),
    (("--energy", "log"), ("--energy", "raw")), (("--energy-floor", -1), ("--energy-floor",)),
    (("--spectrum", "level"), ("--spectrum", "magnitude")), (("--spectrum-norm", "yes"), ("--spectrum-norm", "fft")),
    (("-M", 0), ("--bands",)), (("-M", 4097), ("--bands", "4096")), (("-F", "20:8001"), ("8001", "8000")), (("-F", "3k:2k"), ("--freq", "3k:2k")),
    (("-F", "8000:"), ("8000",)), (("--mel", "bark"), ("--mel", "slaney")), (("--triangles", "log"), ("--triangles", "bins")), (("--band-norm", "peak"), ("--band-norm", "area")),
    (("--log", "log2"), ("--log", "pcen")), (("--log-floor", -1), ("--log-floor",)), (("--log-floor", 0), ("floor of 0", "offset of 0")),
    (("--log-offset", -1), ("--log-offset",)), (("--top-db", -1), ("--top-db",)), (("--log-gain", 0), ("--log-gain",)), (("--log-shift", "inf"), ("--log-shift",)),
    (("--pcen-eps", 0), ("--pcen-eps",)), (("--pcen-time", 0), ("--pcen-time",)), (("--pcen-gain", -1), ("--pcen-gain",)), (("--pcen-bias", -1), ("--pcen-bias",)), (("--pcen-power", -1), ("--pcen-power",)),
    (("-C", 0), ("--coefficients",)), (("-C", 24), ("24 cepstra", "23 bands")), (("--dct", 4), ("--dct", "1, 2 and 3")), (("--dct-norm", "full"), ("--dct-norm", "ortho")),
    (("--dct", 1, "-M", 1, "-C", 1), ("1",)), (("--lifter", -1), ("--lifter",)), (("--lifter-form", "sine"), ("--lifter-form", "librosa")),
    (("--zeroth", "e"), ("--zeroth", "energy")), (("--zeroth-place", "middle"), ("--zeroth-place", "last")), (("-C", 1, "--zeroth", "none"), ("--coefficients", "--zeroth")),
    (("-k", "level"), ("--kind", "logmel")), (("-k", "features"), ("--features",)), (("--features", "colour"), ("--features", "colour", "centroid")),
    (("--features", "zcr,zcr"), ("--features", "zcr")), (("--features", ""), ("--features",)), (("--features", "zcr,"), ("--features",)),
    (("--cmvn", "all"), ("--cmvn", "variance")), (("--cmvn-window", 0), ("--cmvn-window",)), (("--cmvn-least", 0), ("--cmvn-least",)),
    (("--deltas", 4), ("--deltas",)), (("--delta-window", 0), ("--delta-window",)), (("--delta-form", "htk"), ("--delta-form", "regression")),
    (("--delta-form", "savgol", "--deltas", 3, "--delta-window", 1), ("degree 3", "window")),
    (("--stack", 0), ("--stack",)), (("--stack", 1001), ("--stack", "1000")), (("--stack-step", 0), ("--stack-step",)), (("-M", 300), ("300 bands", "257 bins")),
    (("-f", "json"), ("--format", "json")), (("-f", "wav"), ("WAV holds samples",)), (("--raw", "-f", "csv"), ("--raw",)), (("--tsv", "-f", "csv"), ("--tsv", "csv")),
    (("--long", "-f", "npy"), ("--long",)), (("--precision", 0), ("--precision",)), (("--precision", 18), ("--precision",)),
    (("-O", ".", "-o", "x.csv"), ("--output", "--out-dir")),
    (("-0",), ("--null", "--files-from")), (("-c", 2), ("channel",))],
    ids=lambda words: " ".join(map(str, words)))
def test_usage(spec, words, said):
    result = spec.run("spec-mfcc", *words, stdin=BLOB, check=False)
    refused(result, 64, *said)
    assert result.out == b""


def test_rows_of_other_kinds_are_refused(spec):
    for words, kind in ((("-k", "level"), "level"), (("-k", "complex"), "complex"), (("-k", "phase"), "phase")):
        rows = spec.run("spec-stft", "-n", 512, *words, stdin=BLOB).out
        refused(spec.run("spec-mfcc", stdin=rows, check=False), 65, kind, "power or magnitude")


def test_a_rate_that_contradicts(spec):
    refused(spec.run("spec-mfcc", "-r", 44100, stdin=BLOB, check=False), 65, "--rate", "16000")


# Table formats, read by independent readers


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_delimited(spec, form):
    s = mfcc(spec, stdin=BLOB)
    blob = spec.run("spec-mfcc", "-f", form, stdin=BLOB).out
    separator = {"csv": ",", "tsv": "\t"}[form]
    names, table = read_csv(blob, separator)
    assert names == ["time", *NAMES] and (table[:, 1:].astype(np.float32) == s.rows[:, 0]).all()  # nine digits: exact
    assert np.abs(table[:, 0] - (199.5 / 16000 + 0.01 * np.arange(len(table)))).max() <= 5.1e-7  # the digits printed
    loaded = np.genfromtxt(io.BytesIO(blob), delimiter=separator, names=True)
    assert loaded.dtype.names == tuple(names) and (loaded["c3"] == table[:, 4]).all()
    if form == "tsv":
        assert spec.run("spec-mfcc", "--tsv", stdin=BLOB).out == blob == spec.run("spec-mfcc", "--tsv", "-f", "tsv", stdin=BLOB).out


def test_precision(spec):
    exact = numbers(spec, stdin=BLOB)
    for digits in (1, 3, 6, 9, 17):
        lines = spec.run("spec-mfcc", "-f", "csv", "--precision", digits, stdin=BLOB).out.decode().splitlines()[1:]
        assert len(lines) == len(exact)
        for line, row in zip(lines, exact):
            assert [float(text) for text in line.split(",")[1:]] == [float(f"{value:.{digits}g}") for value in row]
            assert all(len(re.sub(r"^-?(0\.)?0*|\.|e.*", "", text)) <= digits for text in line.split(",")[1:])


@pytest.mark.parametrize("words", [(), ("-c", "all")], ids=["one channel", "two"])
def test_long(spec, folder, words):
    path = folder / ("stereo.wav" if words else "a.wav")
    s = mfcc(spec, path)
    for separator, way in ((",", ("-f", "csv")), ("\t", ("--tsv",))):
        table = list(csv.DictReader(io.StringIO(spec.run("spec-mfcc", "--long", *way, path).out.decode()), delimiter=separator))
        assert set(table[0]) == {"time", "name", "value"} | ({"channel"} if words else set())
        got = {(round((float(line["time"]) - 0.0125) * 100), int(line.get("channel", 1)) - 1, NAMES.index(line["name"])): float(line["value"]) for line in table}
        assert len(got) == len(table) == s.rows.size
        assert all(np.float32(value) == s.rows[at] for at, value in got.items())


def test_npy(spec, folder):
    for path in (folder / "a.wav", folder / "stereo.wav"):
        s = mfcc(spec, path)
        spec.run("spec-mfcc", path, "-o", folder / "x.npy")
        got = np.load(folder / "x.npy")
        assert got.dtype == np.dtype("<f4") and got.size == s.rows.size
        if s.channels == 1:
            assert got.shape == s.rows[:, 0].shape and (got == s.rows[:, 0]).all()
        else:
            assert got.ndim == 3 and ((got == s.rows).all() if got.shape == s.rows.shape else (got == s.rows.transpose(1, 0, 2)).all())


HTK_KINDS = [
    (("-P", "htk"), 6 | 0o20000), (("-P", "htk", "--zeroth", "energy"), 6 | 0o100), (("-P", "htk", "--zeroth", "both", "--deltas", 1), 6 | 0o20000 | 0o100 | 0o400),
    (("-P", "htk", "--deltas", 2), 6 | 0o20000 | 0o400 | 0o1000), (("-P", "htk", "--deltas", 3), 6 | 0o20000 | 0o400 | 0o1000 | 0o100000),
    (("-P", "htk", "--zeroth", "none"), 6), (("-P", "htk", "-k", "logmel"), 7), (("-P", "htk", "-k", "mel"), 8), (("-P", "htk", "--cmvn", "mean"), 6 | 0o20000 | 0o4000),
    ((), 9), (("-P", "librosa"), 9), (("-P", "htk", "--stack", 3), 9), (("-P", "htk", "--features", "rms"), 9), (("-P", "librosa", "-k", "logmel"), 9)]


@pytest.mark.parametrize("words,kind", HTK_KINDS, ids=lambda words: " ".join(map(str, words)) if isinstance(words, tuple) else "")
def test_htk(spec, tmp_path, words, kind):
    """The HTK Book, 5.10.1: rows in HTK's own order have HTK's own code, all others are USER."""
    spec.run("spec-mfcc", *words, "-o", tmp_path / "x.htk", stdin=BLOB)
    period, got, rows = read_htk((tmp_path / "x.htk").read_bytes())
    s = mfcc(spec, *words, stdin=BLOB)
    assert (period, got & 0xFFFF) == (round(1e7 / s.number("rate")), kind) and (rows == s.rows[:, 0]).all()


@pytest.mark.parametrize("words", [("-k", "logmel", "--log-gain", 2), ("-P", "htk", "--log", "log10"), ("-P", "htk", "--dct", 3),
                                   ("-P", "htk", "--log", "none")], ids=str)
def test_htk_has_no_code_for_these(spec, tmp_path, words):
    """HTK's cepstra are of natural logarithms with a DCT of type 2; its FBANK rows are such logarithms."""
    spec.run("spec-mfcc", *words, "-o", tmp_path / "x.htk", stdin=BLOB)
    assert read_htk((tmp_path / "x.htk").read_bytes())[1] == 9


def test_htk_of_two_channels(spec, folder):
    refused(spec.run("spec-mfcc", folder / "stereo.wav", "-o", folder / "x.htk", check=False), 64, "--channels")
    assert not (folder / "x.htk").exists()
    spec.run("spec-mfcc", "-c", 2, folder / "stereo.wav", "-o", folder / "x.mfc")
    assert (read_htk((folder / "x.mfc").read_bytes())[2] == mfcc(spec, folder / "stereo.wav").rows[:, 1]).all()


@pytest.mark.parametrize("form,read", [("ark", read_ark), ("arkt", read_arkt)])
def test_ark(spec, folder, form, read):
    for path, keys in ((folder / "a.wav", ["a"]), (folder / "stereo.wav", ["stereo-1", "stereo-2"])):
        s, found = mfcc(spec, path), read(spec.run("spec-mfcc", "-f", form, path).out)
        assert list(found) == keys
        for channel, rows in enumerate(found.values()):
            assert (rows == s.rows[:, channel]).all()


def test_arff(spec, folder):
    s = mfcc(spec, folder / "stereo.wav")
    relation, names, table = read_arff(spec.run("spec-mfcc", "-f", "arff", folder / "stereo.wav").out)
    assert [name for name, _ in names] == ["time", "channel", *NAMES] and {kind for _, kind in names} == {"numeric"}
    assert (table[:, 2:].astype(np.float32).reshape(s.rows.shape) == s.rows).all()


def test_stream(spec):
    s = mfcc(spec, stdin=BLOB)
    assert s.kind == "cepstrum" and s.header["axis"] == "index 0 1" and s.header["rate"] == "16000/160" and s.number("start") == 199.5 / 16000
    assert s.header["source"] == "one.wav" and len(s.rows) == 1 + (8000 - 400) // 160 and s.hist[-1].startswith("spec-mfcc")
    assert spec.run("spec-mfcc", "--raw", stdin=BLOB).out == s.rows.tobytes()


@pytest.mark.parametrize("form,ending", [("csv", "csv"), ("tsv", "tsv"), ("npy", "npy"), ("htk", "htk"), ("ark", "ark"), ("arff", "arff")])
def test_extension_selects_the_format(spec, tmp_path, form, ending):
    spec.run("spec-mfcc", "-o", tmp_path / f"x.{ending}", stdin=BLOB)
    assert (tmp_path / f"x.{ending}").read_bytes() == spec.run("spec-mfcc", "-f", form, stdin=BLOB).out


def test_nothing_infinite_in_text(spec):
    silence = sample_stream(np.zeros(4000, np.float32), rate=RATE)
    for name in PRESETS:
        for kind in ("logmel", "mel") if name == "vggish" else ("mfcc", "logmel", "mel"):
            text = spec.run("spec-mfcc", "-q", "-P", name, "-k", kind, "-f", "csv", stdin=silence).out.decode()
            assert not re.search(r"\b(inf|nan)", text, re.I), (name, kind)


def test_energy_of_silence_without_a_floor(spec):
    """
    vggish has no cepstra of its own: the logarithm of zero energy is undefined, and the message names another option
    than for bands.
    """
    result = spec.run("spec-mfcc", "-q", "-P", "vggish", "-k", "mfcc", stdin=sample_stream(np.zeros(4000, np.float32), rate=RATE), check=False)
    if result.code != 0:
        refused(result, 65, "--energy-floor")
    else:
        assert np.isfinite(Stream(result.out).rows).all()


# Times of rows


@pytest.mark.parametrize("framing,first,count", [
    ("snip", 200, lambda n: 1 + (n - 400) // 160), ("pad", 200, lambda n: 1 + -(-(n - 400) // 160)), ("center", 0, lambda n: 1 + n // 160),
    ("reflect", 80, lambda n: (n + 80) // 160), ("all", 200, lambda n: -(-n // 160)), ("inside", 0, lambda n: -(-n // 160)),
    ("open", 0, lambda n: n // 160), ("last", 160 - 200, lambda n: 1 + n // 160)])
def test_times_are_the_frames_centres(spec, framing, first, count):
    """A click is loudest, within half a hop, in the row with the time of the click: the centre of 400 symmetric weights."""
    first -= 0.5
    for n in (4000, 4001, 4079, 4080, 4159):
        x = np.zeros(n, np.float32)
        x[2000] = 1
        s = mfcc(spec, "-w", "hann", "--framing", framing, "-k", "mel", "--detrend", "none", stdin=sample_stream(x, rate=RATE))
        assert len(s.rows) == count(n) and s.number("start") == pytest.approx(first / RATE, abs=1e-9) and s.number("rate") == 100
        table = read_csv(spec.run("spec-mfcc", "--framing", framing, "-f", "csv", stdin=sample_stream(x, rate=RATE)).out)[1]
        assert np.abs(table[:, 0] - (first + 160 * np.arange(count(n))) / RATE).max() <= 1e-6
        best = s.times()[s.rows[:, 0].sum(axis=1).argmax()]
        assert abs(best - 2000 / RATE) <= 0.005 + 1e-9


# Several inputs


def test_one_table_of_several(spec, folder):
    names = ["a.wav", "stereo.wav", "c.wav"]
    done = spec.run("spec-mfcc", "-f", "csv", *names, cwd=folder)
    table = list(csv.reader(io.StringIO(done.out.decode())))
    head = table[0]
    assert set(head[:3]) == {"file", "time", "channel"} and head[0] == "file" and head[3:] == NAMES
    at = 1
    for name in names:
        s = mfcc(spec, folder / name)
        for row in range(len(s.rows)):
            for channel in range(s.channels):
                line = dict(zip(head, table[at]))
                assert line["file"] == name and line["channel"] == str(channel + 1)
                assert abs(float(line["time"]) - s.times()[row]) <= 5.1e-7 and (np.float32(table[at][3:]) == s.rows[row, channel]).all()
                at += 1
    assert at == len(table)


def test_a_failure_does_not_stop_the_rest(spec, folder):
    names = ["a.wav", "cut.wav", "nowhere.wav", "b.wav", "empty.wav", "c.wav"]
    result = spec.run("spec-mfcc", "-f", "csv", *names, cwd=folder, check=False)
    lines = result.err.splitlines()
    assert result.code == 1 and len(lines) == 4
    assert "cut.wav" in lines[0] and "truncated" in lines[0] and "nowhere.wav" in lines[1] and "empty.wav" in lines[2]
    assert lines[3] == "spec-mfcc: 3 of 6 inputs failed: cut.wav, nowhere.wav, empty.wav"
    files = [line.split(",")[0] for line in result.out.decode().splitlines()[1:]]
    assert sorted(set(files)) == ["a.wav", "b.wav", "c.wav"]  # no row of the truncated file
    whole = spec.run("spec-mfcc", "-f", "csv", "a.wav", "b.wav", "c.wav", cwd=folder)
    assert result.out == whole.out


@pytest.mark.parametrize("order", [("cut.wav", "a.wav"), ("a.wav", "cut.wav"), ("cut.wav", "a.wav", "b.wav")])
@pytest.mark.parametrize("form", ["csv", "tsv", "arff", "ark", "arkt"])
def test_a_truncated_input_leaves_no_row(spec, folder, order, form):
    result = spec.run("spec-mfcc", "-f", form, *order, "-o", folder / f"x.{form}", cwd=folder, check=False)
    assert result.code == 1 and f"1 of {len(order)} inputs failed: cut.wav" in result.err
    written = (folder / f"x.{form}").read_bytes()
    rest = [name for name in order if name != "cut.wav"]
    if len(rest) > 1:
        assert written == spec.run("spec-mfcc", "-f", form, *rest, cwd=folder).out
    else:
        assert b"cut" not in written and (b"a.wav" in written or b"a " in written)


def test_all_fail(spec, folder):
    result = spec.run("spec-mfcc", "-f", "csv", "cut.wav", "empty.wav", "-o", folder / "x.csv", cwd=folder, check=False)
    assert result.code == 1 and "2 of 2 inputs failed: cut.wav, empty.wav" in result.err


@pytest.mark.parametrize("form", ["csv", "npy", "htk", "ark"])
def test_out_dir(spec, folder, form):
    result = spec.run("spec-mfcc", "-O", "out", "-f", form, "a.wav", "cut.wav", "b.wav", cwd=folder, check=False)
    assert result.code == 1 and "1 of 3 inputs failed: cut.wav" in result.err
    assert sorted(os.listdir(folder / "out")) == [f"a.{form}", f"b.{form}"]
    for name in ("a", "b"):
        assert (folder / "out" / f"{name}.{form}").read_bytes() == spec.run("spec-mfcc", "-f", form, f"{name}.wav", cwd=folder).out


def test_out_dir_writes_csv_by_default(spec, folder):
    spec.run("spec-mfcc", "-O", "out", "a.wav", cwd=folder)
    assert os.listdir(folder / "out") == ["a.csv"]


def test_clashing_names(spec, folder):
    (folder / "a.flac").write_bytes(b"")
    (folder / "deep").mkdir()
    (folder / "deep" / "a.wav").write_bytes((folder / "a.wav").read_bytes())
    for other in ("deep/a.wav", "a.flac", "a.wav", "./a.wav"):
        result = spec.run("spec-mfcc", "-O", "out", "a.wav", "b.wav", other, cwd=folder, check=False)
        refused(result, 64, "a.wav", other, "out/a.csv")
        assert os.listdir(folder / "out") == []  # before any output


def test_no_folder(spec, folder):
    refused(spec.run("spec-mfcc", "-O", "b.wav/deep", "a.wav", cwd=folder, check=False), 73, "--out-dir", "b.wav/deep")
    spec.run("spec-mfcc", "-O", "not/there", "a.wav", cwd=folder)
    assert os.listdir(folder / "not" / "there") == ["a.csv"]


def test_more_bad_inputs_than_descriptors(spec, folder):
    """Inputs that cannot be opened leave no descriptor open: 40 files of four kinds, 24 descriptors."""
    for i in range(40):
        kind = (b"", bytes(range(100)), (folder / "a.wav").read_bytes()[:2000], b"RIFF")[i % 4]
        (folder / f"bad{i}.wav").write_bytes(kind)
    names = [f"bad{i}.wav" for i in range(40)] + ["out"] * 20 + ["a.wav"]
    limited = ["sh", "-c", 'ulimit -n 24; exec "$0" -f csv "$@"', str(spec.folder / "spec-mfcc"), *names]
    done = subprocess.run(limited, cwd=folder, capture_output=True, timeout=60)
    assert done.returncode == 1 and b"Too many open files" not in done.stderr and b"60 of 61" in done.stderr
    assert done.stdout == spec.run("spec-mfcc", "-f", "csv", "a.wav", "out", cwd=folder, check=False).out


def test_an_output_that_is_an_input(spec, folder):
    before = (folder / "a.wav").read_bytes()
    result = spec.run("spec-mfcc", "-f", "csv", "a.wav", "-o", "a.wav", cwd=folder, check=False)
    assert result.code in (64, 73) and (folder / "a.wav").read_bytes() == before


def test_files_from(spec, folder):
    want = spec.run("spec-mfcc", "-f", "csv", "a.wav", "b.wav", cwd=folder).out
    (folder / "list").write_bytes(b"a.wav\nb.wav\n")
    (folder / "open").write_bytes(b"a.wav\n\nb.wav")
    (folder / "zero").write_bytes(b"a.wav\0b.wav\0")
    assert spec.run("spec-mfcc", "-f", "csv", "--files-from", "list", cwd=folder).out == want
    assert spec.run("spec-mfcc", "-f", "csv", "--files-from", "open", cwd=folder).out == want
    assert spec.run("spec-mfcc", "-f", "csv", "-0", "--files-from", "zero", cwd=folder).out == want
    assert spec.run("spec-mfcc", "-f", "csv", "--files-from", "-", cwd=folder, stdin=b"a.wav\nb.wav\n").out == want
    assert spec.run("spec-mfcc", "-f", "csv", "a.wav", "--files-from", "-", cwd=folder, stdin=b"b.wav\n").out == want
    (folder / "two\nlines.wav").write_bytes((folder / "a.wav").read_bytes())
    spec.run("spec-mfcc", "-O", "out", "-0", "--files-from", "-", cwd=folder, stdin=b"two\nlines.wav\0")
    assert os.listdir(folder / "out") == ["two\nlines.csv"]
    refused(spec.run("spec-mfcc", "--files-from", "nowhere", cwd=folder, check=False), 66, "nowhere")
    refused(spec.run("spec-mfcc", "--files-from", "-", stdin=b"\n", cwd=folder, check=False), 66, "no file")


def test_names_are_quoted(spec, folder):
    for name in ('com,ma.wav', 'quo"te.wav', "new\nline.wav"):
        (folder / name).write_bytes((folder / "a.wav").read_bytes())
        table = list(csv.reader(io.StringIO(spec.run("spec-mfcc", "-f", "csv", "a.wav", name, cwd=folder).out.decode())))
        assert {row[0] for row in table[1:]} == {"a.wav", name} and len({len(row) for row in table}) == 1


@pytest.mark.parametrize("form,read", [("ark", read_ark), ("arkt", read_arkt)])
def test_ark_of_several(spec, folder, form, read):
    found = read(spec.run("spec-mfcc", "-f", form, "a.wav", "stereo.wav", "b.wav", cwd=folder).out)
    assert list(found) == ["a", "stereo-1", "stereo-2", "b"]
    assert (found["b"] == mfcc(spec, folder / "b.wav").rows[:, 0]).all() and (found["stereo-2"] == mfcc(spec, folder / "stereo.wav").rows[:, 1]).all()


@pytest.mark.parametrize("form", ["npy", "htk", "stream"])
def test_formats_of_one_input(spec, folder, form):
    """Reported before an input is opened, and once."""
    result = spec.run("spec-mfcc", "-f", form, "a.wav", "b.wav", cwd=folder, check=False)
    refused(result, 64, "one input", "-O")
    assert result.out == b"" and result.err.count("\n") == 1


def test_inputs_with_other_columns(spec, folder):
    """
    librosa's lengths are in samples, and cepstra are numbered, so inputs of any rate share a header. Bands are named by
    their frequency, which depends on the rate: m23_3610Hz of 8 kHz must not share a column with m23_7187Hz.
    """
    (folder / "slow.wav").write_bytes(wav_bytes(noise(4000), 8000))
    spec.run("spec-mfcc", "-q", "-P", "librosa", "-f", "csv", "a.wav", "slow.wav", cwd=folder)
    spec.run("spec-mfcc", "-q", "-k", "logmel", "-F", "20:4000", "-f", "csv", "a.wav", "slow.wav", cwd=folder)
    alone = [spec.run("spec-mfcc", "-q", "-k", "logmel", "-f", "csv", name, cwd=folder).out.split(b"\n")[0] for name in ("a.wav", "slow.wav")]
    assert alone[0] != alone[1]
    result = spec.run("spec-mfcc", "-q", "-k", "logmel", "-f", "csv", "a.wav", "slow.wav", cwd=folder, check=False)
    assert result.code == 1 and "slow.wav" in result.err and b"slow.wav" not in result.out


@pytest.mark.parametrize("words", [("-P", "librosa", "--top-db", 20), ("--cmvn", "variance"), ("-P", "whisper"), ("--dither", 1), ("--log", "pcen", "--pcen-time", "1s"),
                                   ("--features", "flux"), ("--deltas", 2)], ids=str)
def test_inputs_do_not_touch(spec, folder, words):
    """The rows of an input do not depend on the input before: floors, means, smoothed energies and noise start anew."""
    (folder / "loud.wav").write_bytes(wav_bytes(3 * noise(6000, seed=9), RATE))
    both = read_ark(spec.run("spec-mfcc", "-q", *words, "-f", "ark", "loud.wav", "a.wav", "cut.wav", "b.wav", cwd=folder, check=False).out)
    assert list(both) == ["loud", "a", "b"]
    for key, rows in both.items():
        assert (rows == numbers(spec, *words, folder / f"{key}.wav")).all(), key


@pytest.mark.parametrize("order", [("x.spec", "a.wav"), ("a.wav", "x.spec")], ids=" ".join)
def test_an_output_that_is_one_of_the_inputs(spec, folder, order):
    """In either order: rows of one input must not overwrite those kept by the refusal of another."""
    (folder / "x.spec").write_bytes(BLOB)
    result = spec.run("spec-mfcc", "-f", "csv", *order, "-o", "x.spec", cwd=folder, check=False)
    assert result.code != 0 and "x.spec" in result.err
    assert (folder / "x.spec").read_bytes() == BLOB


# Messages


def test_fmax_over_half_the_rate(spec):
    low = sample_stream(noise(4000), rate=8000)
    for words in (("-P", "opensmile"), ("-P", "vggish"), ("-P", "aubio"), ("-F", "20:4000.5")):
        refused(spec.run("spec-mfcc", *words, stdin=low, check=False), 64, "4000")
    spec.run("spec-mfcc", "-F", "20:4000", stdin=low)


def test_empty_bands_are_reported_once(spec, folder):
    result = spec.run("spec-mfcc", "-P", "torchaudio", "-f", "csv", "a.wav", "b.wav", "c.wav", cwd=folder)
    first, rest = result.err.splitlines()
    assert first.startswith("spec-mfcc: warning: a.wav: ") and "bands" in first and "--fft-size" in first
    assert rest == "spec-mfcc: warning: 2 more inputs: " + first.partition("a.wav: ")[2]
    assert spec.run("spec-mfcc", "-q", "-P", "torchaudio", "-f", "csv", "a.wav", cwd=folder).err == ""
    assert spec.run("spec-mfcc", "-P", "librosa", "-f", "csv", "a.wav", cwd=folder).err == ""


@pytest.mark.parametrize("name", PRESETS)
def test_silence(spec, name):
    result = spec.run("spec-mfcc", "-P", name, "-f", "npy", stdin=sample_stream(np.zeros(8000, np.float32), rate=RATE))
    rows = np.load(io.BytesIO(result.out))
    assert "the input is all zeros" in result.err and np.isfinite(rows).all() and len(rows) > 5
    everything = ("-k", "features", "--features", "centroid,bandwidth,rolloff,flatness,flux,zcr,rms,chroma")
    assert np.isfinite(numbers(spec, "-P", name, *everything, stdin=sample_stream(np.zeros(8000, np.float32), rate=RATE))).all()
    for more in (("--cmvn", "variance"), ("--cmvn", "variance", "--cmvn-window", 30), ("--log", "pcen", "--pcen-time", "1s"), ("--deltas", 2)):
        assert np.isfinite(numbers(spec, "-P", name, *more, stdin=sample_stream(np.zeros(8000, np.float32), rate=RATE))).all(), more


def test_silence_is_reported_for_each_file(spec, folder):
    (folder / "zero.wav").write_bytes(wav_bytes(np.zeros(4000), RATE))
    result = spec.run("spec-mfcc", "-f", "csv", "a.wav", "zero.wav", cwd=folder)
    assert result.err == "spec-mfcc: warning: zero.wav: the input is all zeros\n"
    assert spec.run("spec-mfcc", "-f", "csv", "--dither", 1, "a.wav", cwd=folder).err == ""


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("count", [1, 2, 199, 400])
def test_few_samples(spec, name, count):
    rows = numbers(spec, "-P", name, stdin=sample_stream(noise(count), rate=RATE))
    assert np.isfinite(rows).all() and len(rows) <= 5
    assert len(rows) == 0 or rows.any()
    assert len(rows) > 0 or name in ("kaldi", "htk", "opensmile", "vggish", "whisper")  # these drop an incomplete or last frame


def test_derivatives_of_few_rows(spec):
    for count in (400, 560, 720):
        for form in ("regression", "kaldi", "savgol-nearest"):
            rows = numbers(spec, "--deltas", 2, "--delta-form", form, "--delta-window", 4, stdin=sample_stream(noise(count), rate=RATE))
            assert rows.shape == (1 + (count - 400) // 160, 39) and np.isfinite(rows).all()
        refused(spec.run("spec-mfcc", "--deltas", 1, "--delta-form", "savgol", "--delta-window", 4, stdin=sample_stream(noise(count), rate=RATE), check=False), 65, "rows")


def test_empty_inputs(spec, folder):
    for blob in (b"", sample_stream(np.zeros((0, 1))), wav_bytes(np.zeros((0, 1)), RATE)):
        (folder / "x").write_bytes(blob)
        refused(spec.run("spec-mfcc", folder / "x", check=False), 65, "x: ")
        result = spec.run("spec-mfcc", "-f", "npy", stdin=blob, check=False)
        assert result.code == 65 and result.out == b""


@pytest.mark.parametrize("value,words", [(np.nan, "NaN"), (np.inf, "infinite"), (-np.inf, "infinite"), (1e30, "beyond"), (-1e30, "beyond")])
@pytest.mark.parametrize("options", [(), ("-P", "librosa"), ("--cmvn", "mean")], ids=str)
def test_numbers_that_are_not_samples(spec, tmp_path, value, words, options):
    x = noise(8000, 2)
    x[5000, 1] = value
    (tmp_path / "x.spec").write_bytes(sample_stream(x, rate=RATE))
    result = spec.run("spec-mfcc", *options, "-o", tmp_path / "y.csv", tmp_path / "x.spec", check=False)
    refused(result, 65, "x.spec", "5000", words)
    assert result.err.count("\n") == 1 and not (tmp_path / "y.csv").exists()


def test_large_samples(spec):
    """The largest values accepted: all results are finite, or there is one sentence."""
    for scale in (1e3, 1e6, 1e12, 1e15):
        for name in PRESETS:
            result = spec.run("spec-mfcc", "-q", "-P", name, "-f", "npy", stdin=sample_stream(noise(4000) * np.float32(scale), rate=RATE), check=False)
            if result.code == 0:
                assert np.isfinite(np.load(io.BytesIO(result.out))).all()
            else:
                refused(result, 65)


def test_cut_input_leaves_nothing(spec, folder):
    for form in ("csv", "npy", "htk", "ark", "stream"):
        out = folder / f"x.{form}"
        refused(spec.run("spec-mfcc", "-f", form, "cut.wav", "-o", out, cwd=folder, check=False), 65, "cut.wav", "truncated")
        assert not out.exists()
    refused(spec.run("spec-mfcc", "-P", "librosa", "cut.wav", "-o", out, cwd=folder, check=False), 65, "truncated")
    partial = spec.run("spec-mfcc", "--partial", "-f", "csv", "cut.wav", cwd=folder)
    assert "warning" in partial.err and partial.out.count(b"\n") == 2 + ((30000 - 44) // 2 - 400) // 160


@pytest.mark.parametrize("words", [(), ("-f", "csv"), ("-f", "npy"), ("-f", "ark"), ("-P", "librosa", "-p", 16), ("--cmvn", "mean")], ids=str)
def test_full_device(spec, tmp_path, words):
    (tmp_path / "big").write_bytes(sample_stream(noise(200000), rate=RATE))
    refused(spec.run("spec-mfcc", *words, "-o", "/dev/full", tmp_path / "big", check=False), 74, "/dev/full", "No space left")
    with open("/dev/full", "wb") as full:
        refused(spec.run("spec-mfcc", *words, tmp_path / "big", stdout=full, check=False), 74, "No space left")
        assert spec.run("spec-mfcc", "--explain", "htk", stdout=full, check=False).code == 74


@pytest.mark.parametrize("form", ["csv", "ark", "arff"])
def test_full_device_under_several(spec, folder, form):
    """Not the fault of an input, so the program does not go on."""
    result = spec.run("spec-mfcc", "-f", form, "-o", "/dev/full", "a.wav", "b.wav", "c.wav", cwd=folder, check=False)
    assert result.code == 74 and "No space left" in result.err and "inputs failed" not in result.err, result.err


@pytest.mark.parametrize("words", [(), ("-f", "csv"), ("-f", "csv", "-P", "librosa", "-p", 16)], ids=str)
def test_closed_pipe_is_quiet(spec, tmp_path, words):
    (tmp_path / "big").write_bytes(sample_stream(noise(1000000), rate=RATE))
    process = spec.start("spec-mfcc", "-p", 16, *words, tmp_path / "big", stdin=subprocess.DEVNULL)
    process.stdout.read(1)
    process.stdout.close()
    assert process.wait(timeout=60) == -signal.SIGPIPE and process.stderr.read() == b""
    process.stderr.close()


# Many settings


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000, 384000])
def test_rates(spec, rate):
    x = sample_stream(noise(rate // 5), rate=rate)
    for name in PRESETS:
        result = spec.run("spec-mfcc", "-q", "-P", name, "-f", "npy", stdin=x, check=False)
        if result.code == 64:
            assert name in ("opensmile", "vggish", "aubio") and rate < 16000
        else:
            rows = np.load(io.BytesIO(result.out))
            assert result.code == 0 and len(rows) > 3 and np.isfinite(rows).all(), name
    s = mfcc(spec, stdin=x)
    assert int(s.header["frame"]) == rate // 40 and int(s.header["hop"]) == rate // 100
    assert len(s.rows) == 1 + (rate // 5 - rate // 40) // (rate // 100)


@pytest.mark.parametrize("bands", [8, 13, 23, 64, 128, 256])
def test_bands(spec, bands):
    for words in ((), ("-P", "librosa"), ("-P", "psf"), ("-P", "htk")):
        rows = numbers(spec, *words, "-n", 4096, "-M", bands, "-C", min(bands, 40), "-F", "20:8000", stdin=BLOB)
        assert np.isfinite(rows).all() and rows.shape[1] == min(bands, 40)
        names = spec.run("spec-mfcc", "-q", *words, "-n", 4096, "-M", bands, "-C", 1, "-k", "logmel", "-f", "csv", stdin=BLOB).out.split(b"\n")[0].decode().split(",")
        assert len(set(names)) == bands + 1


def test_hop_of_one_sample(spec):
    rows, every = numbers(spec, "-p", 1, stdin=BLOB), numbers(spec, "-p", 160, stdin=BLOB)
    assert rows.shape == (7601, 13) and (rows[::160] == every).all()


def test_hops_and_lengths_as_times_and_parts(spec):
    same = [numbers(spec, *words, stdin=BLOB) for words in ((), ("-l", 400, "-p", 160), ("-l", "25ms", "-p", "10ms"), ("-l", "0.025s", "-p", "60%"))]
    assert all((rows == same[0]).all() for rows in same[1:])
    at = sample_stream(noise(44100), rate=44100)
    frames = {words: int(mfcc(spec, *words, stdin=at).header["frame"]) for words in ((), ("--rounding", "nearest"))}
    assert frames == {(): 1102, ("--rounding", "nearest"): 1103}  # Kaldi cuts, openSMILE rounds


def test_channels(spec, folder):
    both = mfcc(spec, folder / "stereo.wav").rows
    for channel in (1, 2):
        assert (mfcc(spec, "-c", channel, folder / "stereo.wav").rows[:, 0] == both[:, channel - 1]).all()
    mixed = mfcc(spec, "-c", "mix", folder / "stereo.wav").rows
    assert mixed.shape == (len(both), 1, 13) and not (mixed[:, 0] == both[:, 0]).all()
    names, table = read_csv(spec.run("spec-mfcc", "-f", "csv", folder / "stereo.wav").out)
    assert names == ["time", "channel", *NAMES] and (table[:, 1] == np.tile([1, 2], len(both))).all()


def test_part_of_a_file(spec, folder):
    part = mfcc(spec, "-s", "1600smp", "-d", "4000smp", folder / "stereo.wav")
    rest = X[1600:5600] * 32768
    want = mfcc(spec, stdin=sample_stream(np.round(rest) / 32768, rate=RATE))
    assert (part.rows == want.rows).all() and part.number("start") == pytest.approx(0.1 + 199.5 / 16000)


def test_raw_samples(spec):
    assert (mfcc(spec, "-r", RATE, stdin=X[:, 0].tobytes()).rows == mfcc(spec, stdin=BLOB).rows).all()


# Pieces


PIECES = [*(("-P", name) for name in PRESETS), ("--framing", "full", "--padding", "odd"), ("--dither", 1), ("--log", "pcen", "--pcen-time", "1s"), ("--cmvn", "variance"),
          ("--cmvn", "mean", "--cmvn-window", 7), ("--stack", 5, "--stack-step", 3), ("--deltas", 2, "--delta-form", "savgol"), ("--features", "flux,zcr,rms,chroma,centroid"),
          ("-p", 1000), ("-p", 7, "-l", 30, "-n", 512)]


@pytest.mark.parametrize("words", PIECES, ids=str)
def test_pieces(spec, tmp_path, words):
    """Raw samples of unknown length in pieces, in one piece, and from a file of known length: the same rows."""
    blob = noise(3000, 2, seed=4).tobytes()
    options = ("-q", "-r", RATE, "-c", 2, *words)
    want = spec.run("spec-mfcc", *options, stdin=blob).out
    for size in (7, 1024):
        assert spec.piecewise("spec-mfcc", blob, size, *options) == want, size
    (tmp_path / "x").write_bytes(blob)
    raw = spec.run("spec-mfcc", "--raw", *options, stdin=blob).out
    assert spec.run("spec-mfcc", "--raw", *options, tmp_path / "x").out == raw and len(raw) > 0


def test_pieces_of_many_blocks(spec):
    blob = noise(100000, seed=4).tobytes()
    for words in ((), ("-P", "psf"), ("-P", "whisper"), ("--dither", 1)):
        want = spec.run("spec-mfcc", "-q", "-r", RATE, *words, "-f", "csv", stdin=blob).out
        assert spec.piecewise("spec-mfcc", blob, 99991, "-q", "-r", RATE, *words, "-f", "csv") == want


def test_rows_of_spectra_in_pieces(spec):
    rows = spec.run("spec-stft", "-n", 512, "-k", "power", stdin=sample_stream(noise(3000), rate=RATE, announce=False)).out
    want = spec.run("spec-mfcc", "-q", "-P", "librosa", stdin=rows).out
    for size in (7, 4096):
        assert spec.piecewise("spec-mfcc", rows, size, "-q", "-P", "librosa") == want


# Memory


LONG = [("-f", "csv"), ("-f", "npy"), ("-P", "librosa", "-M", 128, "-k", "logmel", "-p", 256, "-f", "csv"), ("--cmvn", "variance", "-f", "csv"),
        ("-P", "whisper", "-f", "npy"), ("-f", "ark", "--deltas", 2), ("--cmvn", "mean", "--cmvn-window", 600, "--stack", 7)]


def most_memory(spec, head, fed, *words):
    """The peak memory in bytes of a run whose input is a file followed by so many zeros."""
    feed = ["sh", "-c", 'cat "$1"; head -c "$2" /dev/zero', "sh", head, fed]
    (_, (code, most)), err = spec.peak_memory(feed, spec.command("spec-mfcc", "-r", RATE, *words), timeout=100)
    assert code == 0, err
    return most


@pytest.mark.parametrize("words", LONG, ids=str)
def test_memory(spec, tmp_path, words):
    """
    Half an hour needs no more than a minute, and both less than 16 MB: rows that wait for the end of a file wait in
    another file.
    """
    most = {}
    for seconds in (60, 1800):
        with open(tmp_path / "x.f32", "wb") as file:
            file.truncate(4 * RATE * seconds)
        most[seconds] = most_memory(spec, "/dev/null", 0, *words, tmp_path / "x.f32")
    assert most[1800] < 16 << 20 and most[1800] < most[60] + (1 << 20), most


@pytest.mark.parametrize("words", LONG, ids=str)
def test_memory_from_a_pipe(spec, tmp_path, words):
    most = {}
    for seconds in (60, 1800):
        (tmp_path / "head").write_bytes(header_block("kind samples", f"rate {RATE}", "width 1", "channels 1", "axis index 0 1", f"rows {RATE * seconds}"))
        most[seconds] = most_memory(spec, tmp_path / "head", 4 * RATE * seconds, *words)
    assert most[1800] < 16 << 20 and most[1800] < most[60] + (1 << 20), most


def test_memory_of_raw_samples_from_a_pipe(spec):
    most = {seconds: most_memory(spec, "/dev/null", 4 * RATE * seconds, "-f", "csv") for seconds in (60, 1800)}
    assert most[1800] < 16 << 20 and most[1800] < most[60] + (1 << 20), most


# Spectra as input


@pytest.mark.parametrize("kind", ["power", "magnitude"])
@pytest.mark.parametrize("scaling", [(), ("--scaling", "none"), ("--scaling", "density")] , ids=str)
@pytest.mark.parametrize("preset,stft,more", [
    ("librosa", ("-n", 2048, "-p", 512, "-w", "hann"), ()), ("librosa", ("-n", 2048, "-p", 512, "-w", "hann"), ("-k", "mel")),
    ("librosa", ("-n", 2048, "-p", 512, "-w", "hann"), ("-k", "features", "--features", "centroid,rolloff,flux,chroma")),
    ("whisper", ("-n", 400, "-p", 160, "-w", "hann", "--padding", "even", "--framing", "center"), ()),
    ("vggish", ("-l", 400, "-n", 512, "-p", 160, "-w", "hann", "--framing", "snip"), ()),
    ("kaldi", ("-l", 400, "-n", 512, "-p", 160, "-w", "povey", "--symmetric", "--framing", "snip"), ("--zeroth", "c0"))], ids=str)
def test_spectra_are_as_good_as_samples(spec, kind, scaling, preset, stft, more):
    if scaling == ("--scaling", "density") and kind == "magnitude":
        scaling = ("--scaling", "spectrum")
    spectra = spec.run("spec-stft", *stft, *scaling, "-k", kind, stdin=BLOB).out
    plain = ("--preemph", 0, "--detrend", "none") if preset == "kaldi" else ()
    want = mfcc(spec, "-P", preset, *more, *plain, stdin=BLOB)
    got = mfcc(spec, "-P", preset, *more, stdin=spectra)
    rows = got.rows[:len(want.rows)]
    assert rows.shape == want.rows.shape and len(got.rows) - len(rows) == (preset == "whisper")  # it drops the last row
    for key in ("kind", "rate", "start", "axis", "samplerate"):
        assert got.header.get(key) == want.header.get(key), key
    # spectra are single precision, 2e-7 of their peak; bands here are noise, within 40 dB of it
    scale = np.abs(want.rows).max(axis=(0, 1)) if "features" in more else np.abs(want.rows).max()
    assert (np.abs(rows.astype(float) - want.rows) <= 2e-5 * scale + 1e-7).all()


def test_spectra_and_options_of_samples(spec):
    spectra = spec.run("spec-stft", "-n", 512, "-k", "power", stdin=BLOB).out
    for words in (("-n", 1024), ("-p", 100), ("-w", "rect"), ("--preemph", 0.5), ("--dither", 1), ("--framing", "snip"), ("-l", 300)):
        refused(spec.run("spec-mfcc", "-P", "librosa", *words, stdin=spectra, check=False), 64, "samples", "spectra")
    refused(spec.run("spec-mfcc", stdin=spectra, check=False), 64, "energy", "--zeroth c0")
    refused(spec.run("spec-mfcc", "-P", "librosa", "--features", "zcr", stdin=spectra, check=False), 64, "zcr", "spectra")
    refused(spec.run("spec-mfcc", "-P", "librosa", "-F", "0:9000", stdin=spectra, check=False), 64, "9000")


def power_rows(rows, kind="power"):
    rows = np.asarray(rows, "<f4")
    return header_block(f"kind {kind}", "rate 100", "start 0", "samplerate 16000", f"width {rows.shape[1]}", "channels 1", "axis hz 0 31.25",
                        f"rows {len(rows)}") + rows.tobytes()


def test_unusable_spectra(spec, tmp_path):
    x = np.abs(noise(257 * 20)).reshape(20, 257)
    bad = x.copy()
    bad[3, 5] = np.nan
    for blob, said in ((power_rows(bad), ("row 3", "NaN")), (power_rows(x, "density"), ("density", "power or magnitude")), (power_rows(x[:, :200]), ("half the sample rate",)),
                       (power_rows(x)[:-400], ("truncated",)), (power_rows(x).replace(b"axis hz 0 31.25", b"axis hz 9 31.25"), ("begin at 0 Hz",)),
                       (power_rows(x).replace(b"axis hz", b"axis mel").replace(b"\n\n", b"\n", 1), ("hertz",)),
                       (power_rows(x).replace(b"samplerate 16000\n", b"").replace(b"end\n", b"end\n" + b"\n" * 17, 1), ("rate",))):
        (tmp_path / "x.spec").write_bytes(blob)
        result = spec.run("spec-mfcc", "-q", "-P", "librosa", "-f", "csv", "-o", tmp_path / "y.csv", tmp_path / "x.spec", check=False)
        refused(result, 65, "x.spec", *said)
        assert not (tmp_path / "y.csv").exists()
    silent = spec.run("spec-mfcc", "-P", "librosa", "-f", "npy", stdin=power_rows(0 * x))
    assert "the input is all zeros" in silent.err and np.isfinite(np.load(io.BytesIO(silent.out))).all()


# Pictures


@pytest.mark.parametrize("words,axis", [(("-P", "librosa"), "mel-slaney"), (("-P", "whisper"), "mel-slaney"), (("-M", 80), "mel"), (("-P", "psf"), "mel"), (("-P", "librosa", "--mel", "htk"), "mel")])
@pytest.mark.parametrize("kind", ["logmel", "mel"])
def test_a_picture_with_a_mel_axis(spec, words, axis, kind):
    """A tone is at the frequency that the axis gives."""
    x = np.float32(0.5 * np.sin(2 * np.pi * 2500 * np.arange(32000) / RATE)) + 1e-3 * noise(32000)
    rows = spec.run("spec-mfcc", "-q", *words, "-k", kind, stdin=sample_stream(x, rate=RATE)).out
    s = Stream(rows)
    assert s.header["axis"].split()[0] == axis
    picture = Picture(spec.run("spec-render", "-q", stdin=rows).out)
    assert picture.texts["Axis"] == axis and picture.numbers("Frequency range")[1] <= 8000
    brightest = np.median(picture.data()[20:-20].argmax(axis=1))
    band = picture.value_pixels() / s.width
    assert abs(brightest - picture.pixel_of_value(2500)) <= 0.75 * band + 1
    left = picture.ticks_left(picture.panels()[0])
    assert len(left) >= 3  # ticks at frequencies


def test_other_rows_are_drawn_by_number(spec):
    for words in ((), ("-k", "logmel", "--deltas", 1), ("-P", "aubio", "-k", "logmel"), ("-k", "features", "--features", "chroma")):
        rows = spec.run("spec-mfcc", "-q", *words, stdin=BLOB).out
        assert Stream(rows).header["axis"] == "index 0 1"
        assert Picture(spec.run("spec-render", "-q", stdin=rows).out).width > 0


# --explain


def explained(text, name):
    lines = text.splitlines()
    assert lines[0].split() == ["option", "here", name]
    return {line.split()[0]: line.split()[1:] for line in lines[1:]}


@pytest.mark.parametrize("name", PRESETS)
def test_explain(spec, name):
    same = spec.run("spec-mfcc", "--explain", name, "-P", name)
    assert same.err == "" and "differs" not in same.out.decode()
    rows = explained(same.out.decode(), name)
    assert {"fft-size", "win-length", "hop", "window", "bands", "freq", "mel", "log", "dct", "lifter", "zeroth", "kind", "deltas", "cmvn"} <= set(rows)
    assert all(row[0] == row[1] for row in rows.values())
    changed = explained(spec.run("spec-mfcc", "-M", 31, "--explain", name, "-P", name, "--preemph", "0.123").out.decode(), name)
    assert [option for option, row in changed.items() if row[-1] == "differs"] == ["preemph", "bands"]
    assert changed["bands"][0] == "31" and changed["preemph"][0] == "0.123" and changed["bands"][1] == rows["bands"][0]


def test_explain_of_all_options(spec):
    """
    All options that --help lists under Recipe, and nothing else; against another preset every difference is marked.
    """
    listed = [line.split("\t") for line in spec.run("spec-mfcc", "--list-options").out.decode().splitlines()]
    rows = explained(spec.run("spec-mfcc", "--explain", "librosa").out.decode(), "librosa")
    names = {word.lstrip("-") for line in listed for word in line if word.lstrip("-") in rows}
    assert names == set(rows) and len(rows) > 40
    for option, row in rows.items():
        assert (row[-1] == "differs") == (row[0] != row[1]), option


def test_explanations_are_recipes(spec):
    """The output of --explain for a preset, given as options, equals that preset."""
    for name in PRESETS:
        rows = explained(spec.run("spec-mfcc", "--explain", name, "-P", name).out.decode(), name)
        words = [word for option, row in rows.items() if row[0] not in ("-",) and (option, row[0]) not in (("fft-size", "0"), ("cmvn-window", "0"))
                 for word in (f"--{option}", row[0])]
        if rows["win-length"][0] == "-":  # as the FFT length
            words += ["--win-length", rows["fft-size"][0]]
        assert (numbers(spec, *words, stdin=BLOB) == numbers(spec, "-P", name, stdin=BLOB)).all(), name


# History


def test_history(spec):
    s = mfcc(spec, "-P", "htk", "-C", 5, stdin=BLOB)
    assert s.hist[-1] == "spec-mfcc -P htk -C 5" and len(s.blob) > HEADER


# Found in review


def spectra(rows, **lines):
    """A stream of power spectra of 512 samples at 16 kHz, 10 ms apart."""
    facts = {"kind": "power", "rate": "16000/160", "start": 0, "width": 257, "channels": 1, "axis": "hz 0 31.25", "rows": len(rows),
             "samplerate": 16000, **lines}
    return header_block(*(f"{key} {value}" for key, value in facts.items())) + np.asarray(rows, "<f4").tobytes()


@pytest.mark.parametrize("key", ["frame", "hop"])
def test_lengths_in_a_header_take_no_memory(spec, tmp_path, key):
    """Spectra are not cut into frames, whatever their header says of frames."""
    (tmp_path / "x").write_bytes(spectra(np.ones((3, 257)), **{key: 2 ** 31 - 1}))
    limited = ["sh", "-c", 'ulimit -v 1000000; exec "$0" --zeroth c0 -f csv "$1"', str(spec.folder / "spec-mfcc"), str(tmp_path / "x")]
    if b"__asan" in (spec.folder / "spec-mfcc").read_bytes():
        pytest.skip("a sanitizer takes all addresses")
    done = subprocess.run(limited, capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout.count(b"\n") == 4, done.stderr


@pytest.mark.parametrize("step", [1e-300, 1e-5, 31.3])
def test_impossible_steps(spec, step):
    refused(spec.run("spec-mfcc", stdin=spectra(np.ones((3, 257)), axis=f"hz 0 {step}"), check=False), 65, "stdin")


def test_negative_powers(spec):
    rows = np.ones((3, 257))
    rows[2, 7] = -1
    result = spec.run("spec-mfcc", "--zeroth", "c0", "-f", "csv", stdin=spectra(rows), check=False)
    assert result.code == 65 and "row 2 " in result.err and "negative" in result.err


def test_inputs_that_begin_too_late_are_closed(spec, folder):
    names = ["a.wav"] * 40
    done = subprocess.run(["sh", "-c", 'ulimit -n 24; exec "$0" -s 100 -f csv "$@"', str(spec.folder / "spec-mfcc"), *names], cwd=folder,
                          capture_output=True, timeout=60)
    assert done.returncode == 1 and done.stderr.count(b"--start") == 40


def test_sums_beyond_single_precision(spec, tmp_path):
    """Bands that are floats each and whose sum is not: no table has an infinite number, and other inputs are kept."""
    recipe = ("--zeroth", "c0", "--log", "none", "--dct-norm", "none", "--full-scale", 1)
    row = Stream(spec.run("spec-mfcc", "-k", "mel", "--full-scale", 1, stdin=spectra(np.ones((3, 257)))).out).rows.max()
    (tmp_path / "great").write_bytes(spectra(np.full((3, 257), 3e38 / row)))
    (tmp_path / "small").write_bytes(spectra(np.ones((3, 257))))
    for words in (("-f", "npy"), ("-f", "csv", "--cmvn", "mean"), ("-f", "csv", "--deltas", 2)):
        result = spec.run("spec-mfcc", *recipe, *words, "-o", tmp_path / "out", tmp_path / "great", check=False)
        assert result.code == 65 and "single precision" in result.err and not (tmp_path / "out").exists()
    result = spec.run("spec-mfcc", *recipe, "-f", "csv", tmp_path / "small", tmp_path / "great", tmp_path / "small", check=False)
    assert result.code == 1 and "1 of 3" in result.err and result.out.count(b"small") == 6 and b"great" not in result.out


def test_rows_of_many_channels_have_a_limit(spec):
    x = sample_stream(np.zeros((16384, 64), np.float32), rate=16000)
    words = ("-k", "logmel", "-M", 1000, "-n", 16384, "-F", "0:", "--stack", 1000, "--deltas", 3, "-f", "npy")
    refused(spec.run("spec-mfcc", *words, stdin=x, check=False), 64, "64 channels")


def test_features_alone_need_no_bands(spec):
    """The bands of the preset would end above half of 8 kHz, and there are more of them than bins."""
    low = sample_stream(noise(4000), rate=8000)
    for words in (("-P", "aubio"), ("-n", 16, "-l", 16)):
        spec.run("spec-mfcc", *words, "-k", "features", "--features", "rms,centroid", stdin=low)
    refused(spec.run("spec-mfcc", "-P", "aubio", "-k", "features", "--features", "flux", stdin=low, check=False), 64, "4000")


def test_kaldis_own_name_of_its_text(spec, folder):
    assert spec.run("spec-mfcc", "-f", "ark,t", "a.wav", cwd=folder).out == spec.run("spec-mfcc", "-f", "arkt", "a.wav", cwd=folder).out
    refused(spec.run("spec-mfcc", "-f", "htk,csv", "a.wav", cwd=folder, check=False), 64, "htk and csv are both")


@pytest.mark.parametrize("ending", ["gz", "zip", "parquet", "txt"])
def test_extensions_of_other_formats(spec, folder, ending):
    result = spec.run("spec-mfcc", "a.wav", "-o", f"x.csv.{ending}", cwd=folder, check=False)
    assert result.code == 64 and f"no {ending}" in result.err and not (folder / f"x.csv.{ending}").exists()


def test_times_in_samples(spec):
    """
    9 ms at 48 kHz are 432 samples, though 0.009 times 48000 is slightly less as a double; other lengths are rounded
    down.
    """
    for length, samples in (("9ms", 432), ("71ms", 3408), ("10ms", 480), ("0.01999s", 959)):
        assert mfcc(spec, "-l", length, stdin=sample_stream(noise(8000), rate=48000)).number("frame") == samples


def test_a_key_twice(spec, folder):
    """A key of an archive must be unique: the second matrix of the same name is refused, and the others are kept."""
    (folder / "more").mkdir()
    (folder / "more" / "a.flac").write_bytes((folder / "b.wav").read_bytes())
    result = spec.run("spec-mfcc", "-f", "ark", "a.wav", "more/a.flac", "b.wav", cwd=folder, check=False)
    assert result.code == 1 and "key a " in result.err and "more/a.flac" in result.err and list(read_ark(result.out)) == ["a", "b"]
