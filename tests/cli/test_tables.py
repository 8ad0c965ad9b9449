# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables in third-party formats, read by readers written from the descriptions of the formats."""
import csv
import io
import os
import re
import signal
import struct
import subprocess

import numpy as np
import pytest

from spectools import noise, refused, sample_stream, Stream, wav_bytes

RATE, LENGTH, HOP = 16000, 400, 160
X = noise(8000, 2, seed=5)
WORDS = ("-l", LENGTH, "-p", HOP, "-n", 512, "-k", "level")
MONO, PAIR = (*WORDS, "-c", 1), WORDS
TABLES = ["csv", "tsv", "arff", "htk", "ark", "arkt"]


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / "in" / "a word.long.wav"
    path.parent.mkdir()
    path.write_bytes(wav_bytes(X, rate=RATE, form="f32"))
    return path


# Readers


def read_csv(blob, delimiter=","):
    table = list(csv.reader(io.StringIO(blob.decode()), delimiter=delimiter))
    return table[0], np.array(table[1:], float).reshape(-1, len(table[0]))


def read_arff(blob):
    """Relation, [(name, type)], cells: as in Weka's description, without quotes, which no test here needs."""
    head, _, data = blob.decode().partition("@data\n")
    lines = [line for line in head.split("\n") if line]
    assert lines[0].startswith("@relation ") and data.endswith("\n" if data else "")
    columns = [re.fullmatch(r"@attribute (\S+) (numeric|string)", line).groups() for line in lines[1:]]
    return lines[0][10:], columns, np.array([line.split(",") for line in data.splitlines()], float).reshape(-1, len(columns))


def read_htk(blob):
    count, period, size, kind = struct.unpack(">iihh", blob[:12])
    assert len(blob) == 12 + count * size and size % 4 == 0
    return period, kind, np.frombuffer(blob, ">f4", offset=12).reshape(count, size // 4)


def read_ark(blob):
    found, at = {}, 0
    while at < len(blob):
        space = blob.index(b" ", at)
        key = blob[at:space].decode()
        assert blob[space + 1:space + 6] == b"\0BFM " and key not in found
        four, rows, also, columns = struct.unpack("<bibi", blob[space + 6:space + 16])
        assert four == also == 4
        end = space + 16 + 4 * rows * columns
        found[key] = np.frombuffer(blob[space + 16:end], "<f4").reshape(rows, columns)
        at = end
    assert at == len(blob)
    return found


def read_arkt(blob):
    found, words = {}, iter(re.findall(r"[^\s\[\]]+|[\[\]]|\n", blob.decode()))
    for key in words:
        if key == "\n":
            continue
        assert next(words) == "[" and key not in found
        rows = [[]]
        for word in words:
            if word == "]":
                break
            rows.append([]) if word == "\n" else rows[-1].append(word)
        found[key] = np.array([row for row in rows if row], np.float32)
    return found


def all_ways(spec, out, wav, form, *words, stdin=None):
    """The bytes are the same in a file of that name, in a file as stdout, appended to one, and on a pipe."""
    given = {"stdin": stdin} if stdin is not None else {}
    operands = () if stdin is not None else (wav,)
    piped = spec.run("spec-stft", *words, "-f", form, *operands, **given).out
    spec.run("spec-stft", *words, "-o", out / f"x.{form}", *operands, **given)
    for mode in ("wb", "ab"):
        with open(out / "y", mode) as to:
            spec.run("spec-stft", *words, "-f", form, *operands, stdout=to, **given)
    assert (out / f"x.{form}").read_bytes() == piped and (out / "y").read_bytes() == 2 * piped
    return piped


# Contents


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_delimited(spec, wav, out, form):
    s, separator = spec.stream(*MONO, wav), {"csv": ",", "tsv": "\t"}[form]
    blob = all_ways(spec, out, wav, form, *MONO)
    names, numbers = read_csv(blob, separator)
    assert names == ["time"] + [f"{k * 31.25:g}" for k in range(257)]
    assert (numbers[:, 1:].astype(np.float32) == s.rows[:, 0]).all()  # nine digits restore every float
    assert np.abs(numbers[:, 0] - s.times()).max() <= 1e-9  # multiples of 10 ms, exact in the digits printed
    loaded = np.genfromtxt(io.BytesIO(blob), delimiter=separator, names=True, deletechars="")
    assert loaded.dtype.names == tuple(names) and (loaded["31.25"] == numbers[:, 2]).all()


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_delimited_channels(spec, wav, out, form):
    s, separator = spec.stream(*PAIR, wav), {"csv": ",", "tsv": "\t"}[form]
    names, numbers = read_csv(all_ways(spec, out, wav, form, *PAIR), separator)
    assert names[:3] == ["time", "channel", "0"] and (numbers[:, 1] == np.tile([1, 2], len(s.rows))).all()
    assert (numbers[:, 2:].astype(np.float32).reshape(s.rows.shape) == s.rows).all()


def test_arff(spec, wav, out):
    for words, extra in ((MONO, []), (PAIR, ["channel"])):
        s = spec.stream(*words, wav)
        relation, columns, numbers = read_arff(all_ways(spec, out, wav, "arff", *words))
        (out / "y").unlink()
        assert relation == "level" and {kind for _, kind in columns} == {"numeric"}
        assert [name for name, _ in columns] == ["time", *extra] + [f"{k * 31.25:g}" for k in range(257)]
        assert (numbers[:, len(extra) + 1:].astype(np.float32).reshape(s.rows.shape) == s.rows).all()
        assert np.abs(numbers[::s.channels, 0] - s.times()).max() <= 1e-9


def test_arff_as_scipy_reads_it(spec, wav):
    arff = pytest.importorskip("scipy.io.arff")
    s = spec.stream(*MONO, wav)
    data, about = arff.loadarff(io.StringIO(spec.run("spec-stft", *MONO, "-f", "arff", wav).out.decode()))
    assert about.name == "level" and about.names()[:2] == ["time", "0"] and set(about.types()) == {"numeric"}
    assert (np.array(data["31.25"], np.float32) == s.rows[:, 0, 1]).all()


def test_htk(spec, wav, out):
    s = spec.stream(*MONO, wav)
    period, kind, rows = read_htk(all_ways(spec, out, wav, "htk", *MONO))
    assert (period, kind) == (100000, 9) and (rows == s.rows[:, 0]).all()
    spec.run("spec-stft", *MONO, "-o", out / "x.mfc", wav)
    assert read_htk((out / "x.mfc").read_bytes())[0] == 100000


def test_htk_of_a_fractional_period(spec, wav, out):
    words = ("-n", 512, "-p", 512, "-r", 44100, "-c", "1")
    done = spec.run("spec-stft", *words, "-o", out / "x.htk", stdin=X.tobytes())
    assert "warning: " in done.err and "116100 x 100 ns" in done.err
    assert read_htk((out / "x.htk").read_bytes())[0] == 116100
    assert spec.run("spec-stft", *MONO, "-o", out / "y.htk", wav).err == ""


def test_htk_refusals(spec, wav, out):
    for words, said in ((PAIR, "--channels 1 or mix"), ((*MONO, "-n", 16384), "8191 columns"),
                        ((*MONO, "-k", "complex"), "not complex rows")):
        refused(spec.run("spec-stft", *words, "-o", out / "x.htk", wav, check=False), 64, "x.htk", said)
    assert os.listdir(out) == []


def test_ark(spec, wav, out):
    for form, read in (("ark", read_ark), ("arkt", read_arkt)):
        for words, keys in ((MONO, ["a_word.long"]), (PAIR, ["a_word.long-1", "a_word.long-2"])):
            s = spec.stream(*words, wav)
            first = spec.run("spec-stft", *words, "-f", form, wav).out
            spec.run("spec-stft", *words, "-o", out / f"x.{form}", wav)
            assert (out / f"x.{form}").read_bytes() == first
            found = read(first)
            assert list(found) == keys
            for channel, rows in enumerate(found.values()):
                assert rows.shape == s.rows[:, channel].shape and (rows == s.rows[:, channel]).all()


def test_arkt_text(spec):
    blob = sample_stream(np.ones(3), "source one.wav")
    words = ("-n", 1, "-p", 1, "-w", "rect", "--framing", "snip", "-k", "magnitude")
    assert spec.run("spec-stft", *words, "-f", "arkt", stdin=blob).out == b"one  [\n  1 \n  1 \n  1 ]\n"


@pytest.mark.parametrize("form", TABLES)
def test_unknown_length(spec, wav, out, form):
    """Many rows, which do not fit into the memory where they wait."""
    blob = sample_stream(noise(60000), "source s", rate=RATE, announce=False)
    words = ("-n", 64, "-p", 16)
    known = spec.run("spec-stft", *words, "-f", form, stdin=sample_stream(noise(60000), "source s", rate=RATE)).out
    assert len(known) > 1 << 18 and all_ways(spec, out, wav, form, *words, stdin=blob) == known


@pytest.mark.parametrize("form", TABLES)
def test_no_rows(spec, out, form):
    words = ("-n", 64, "--framing", "snip")
    blob = spec.run("spec-stft", *words, "-f", form, stdin=sample_stream(np.zeros(10), "source s")).out
    if form == "htk":
        assert read_htk(blob)[2].shape == (0, 33)
    elif form == "ark":
        assert read_ark(blob)["s"].shape == (0, 33)
    elif form == "arkt":
        assert blob == b"s  [ ]\n"
    elif form == "arff":
        assert len(read_arff(blob)[2]) == 0
    else:
        assert blob.count(b"\n") == 1


# Failures


@pytest.mark.parametrize("form", ["arff", "htk", "ark", "arkt"])
def test_samples_and_complex_rows_are_refused(spec, wav, out, form):
    refused(spec.run("spec-stft", "-k", "complex", "-c", 1, "-o", out / f"x.{form}", wav, check=False), 64, "not complex rows")
    refused(spec.run("spec-decimate", "--factor", 2, "-c", 1, "-o", out / f"x.{form}", wav, check=False), 64, "not samples")
    assert os.listdir(out) == []


@pytest.mark.parametrize("form", TABLES)
def test_truncated_input(spec, out, form):
    """No file is left; on a pipe nothing passes for the whole."""
    blob = sample_stream(noise(60000), rate=RATE)[:-400]
    words = ("-n", 64, "-p", 16)
    (out / f"x.{form}").write_text("old")
    result = spec.run("spec-stft", *words, "-o", out / f"x.{form}", stdin=blob, check=False)
    refused(result, 65, "truncated")
    assert (out / f"x.{form}").read_text() == "old" and os.listdir(out) == [f"x.{form}"]
    result = spec.run("spec-stft", *words, "-f", form, stdin=blob, check=False)
    assert result.code == 65 and (form not in ("htk", "ark", "arkt") or result.out == b"")


@pytest.mark.parametrize("form", TABLES)
def test_full_device(spec, tmp_path, form):
    (tmp_path / "big").write_bytes(sample_stream(noise(60000), rate=RATE))
    for name in ("big",):
        result = spec.run("spec-stft", "-n", 64, "-p", 16, "-f", form, "-o", "/dev/full", tmp_path / name, check=False)
        refused(result, 74, "/dev/full", "No space left")
    with open("/dev/full", "wb") as full:
        refused(spec.run("spec-stft", "-n", 64, "-f", form, tmp_path / "big", stdout=full, check=False), 74, "No space left")


@pytest.mark.parametrize("form", TABLES)
def test_closed_pipe_is_quiet(spec, tmp_path, form):
    (tmp_path / "big").write_bytes(sample_stream(noise(600000), rate=RATE))
    process = spec.start("spec-stft", "-n", 64, "-f", form, tmp_path / "big", stdin=subprocess.DEVNULL)
    process.stdout.read(1)
    process.stdout.close()
    assert process.wait(timeout=60) == -signal.SIGPIPE
    assert process.stderr.read() == b""
    process.stderr.close()


# Names of columns


TO_HERTZ = {
    "log": np.exp2,
    "mel": lambda mel: 700 * (10 ** (mel / 2595) - 1),
    "mel-slaney": lambda mel: np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27)),
    "bark": lambda bark: 1960 * (bark + 0.53) / (26.28 - bark),
    "erb": lambda erb: (10 ** (erb / 21.4) - 1) / 0.00437,
    "pitch": lambda pitch: 440 * 2 ** (pitch / 12),
}


@pytest.mark.parametrize("axis", TO_HERTZ)
def test_columns_of_scales_are_named_by_hertz(spec, axis):
    blob = sample_stream(noise(4000), rate=RATE)
    for words in ((), ("-x", 40), ("-x", 3000), ("-x", 2000, "-F", "1000:1000.05")):
        words = ("-n", 512, "--axis", axis, *words)
        s = Stream(spec.run("spec-reassign", *words, stdin=blob).out)
        names = spec.run("spec-reassign", *words, "-f", "csv", stdin=blob).out.split(b"\n", 1)[0].decode().split(",")[1:]
        unit, first, step = s.header["axis"].split()
        want = TO_HERTZ[axis](float(first) + np.arange(s.width) * float(step))
        got = np.array(names, float)
        assert len(set(got)) == len(names) == s.width and (np.diff(got) > 0).all()
        assert (np.abs(got - want) <= 1.0001e-6 * want + 2e-9).all()  # as in the page; rounding errors at 0 Hz


def test_names_are_short(spec):
    out = spec.run("spec-reassign", "-n", 512, "--axis", "pitch", "-f", "tsv", stdin=sample_stream(noise(4000), rate=RATE)).out
    names = out.split(b"\n", 1)[0].decode().split("\t")
    assert names[1] == "27.5" and "440" in names and "466.164" in names  # A0, A4, A#4


def test_complex_columns_of_scales(spec):
    words = ("-n", 64, "--synchrosqueeze", "--axis", "mel", "-x", 5, "-f", "csv")
    names = spec.run("spec-reassign", *words, stdin=sample_stream(noise(400))).out.split(b"\n", 1)[0].decode().split(",")
    assert names[:3] == ["time", "re_0", "im_0"] and len(names) == 11
    assert [name[:3] for name in names[1:]] == ["re_", "im_"] * 5 and names[-1][3:] == names[-2][3:] == "4000"
