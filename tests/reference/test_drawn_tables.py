# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-render draws the CSV and NPY tables of the other programs as it draws their streams."""
import io
import re

import numpy as np
import pytest

from pictures import Picture, draw
from spectools import Stream, noise, refused, wav_bytes

RATE = 16000
STEREO = noise(24000, 2, seed=7)
SOUND = {"mono": wav_bytes(STEREO[:, :1], rate=RATE), "stereo": wav_bytes(STEREO, rate=RATE), "44100": wav_bytes(STEREO[:, :1], rate=44100)}

# name: (kind, sound, program, its options)
ROWS = {
    "power": ("power", "mono", "spec-stft", ()),
    "44100 Hz": ("power", "44100", "spec-stft", ("-n", 400, "-p", 100)),
    "odd hop": ("power", "44100", "spec-stft", ("-n", 512, "-p", 77)),
    "magnitude": ("magnitude", "mono", "spec-stft", ("-k", "magnitude")),
    "density": ("density", "mono", "spec-stft", ("-k", "density")),
    "level": ("level", "mono", "spec-stft", ("-k", "level", "-n", 333)),
    "phase": ("phase", "mono", "spec-stft", ("-k", "phase")),
    "complex": ("complex", "mono", "spec-stft", ("-k", "complex")),
    "complex stereo": ("complex", "stereo", "spec-stft", ("-k", "complex", "-n", 64)),
    "stereo": ("power", "stereo", "spec-stft", ()),
    "reassigned": ("power", "mono", "spec-reassign", ("-l", 512, "-p", 128)),
    "reassigned on mel": ("power", "mono", "spec-reassign", ("-l", 512, "-p", 128, "--axis", "mel")),
    "reassigned on bark": ("power", "stereo", "spec-reassign", ("-l", 512, "-p", 128, "--axis", "bark")),
    "reassigned on log": ("power", "mono", "spec-reassign", ("-l", 512, "-p", 128, "--axis", "log")),
    "cepstra": ("cepstrum", "mono", "spec-mfcc", ()),
    "cepstra of both": ("cepstrum", "stereo", "spec-mfcc", ()),
    "mel": ("mel", "mono", "spec-mfcc", ("-k", "mel")),
    "mel of librosa": ("mel", "mono", "spec-mfcc", ("-k", "mel", "--preset", "librosa")),
    "logarithms": ("features", "mono", "spec-mfcc", ("-k", "logmel")),
    "features": ("features", "mono", "spec-mfcc", ("-k", "features", "--features", "centroid,flux")),
}
SIZE = ("-x", 300, "-y", 200)


@pytest.mark.parametrize("name", ROWS)
def test_a_table_is_drawn_as_its_stream(spec, tmp_path, name):
    """The same pixels, from a file and a pipe. CSV also says where the rows and columns are, to the digits it has."""
    kind, sound, program, options = ROWS[name]
    size = (*SIZE, "--no-axes") if name == "features" else SIZE  # NPY has no names for line plots
    outputs = {form: tmp_path / f"rows.{form}" for form in ("spec", "csv", "tsv", "npy")}
    for form, path in outputs.items():
        if form != "tsv" or program == "spec-mfcc":
            spec.run(program, *options, "-o", path, stdin=SOUND[sound])
    stream = Stream(outputs["spec"].read_bytes())
    want = draw(spec, *size, outputs["spec"])
    for form in ("csv", "tsv"):
        if not outputs[form].exists():
            continue
        found = draw(spec, *size, "-k", kind, outputs[form])
        assert draw(spec, *size, "-k", kind, "-t", outputs[form].name, stdin=outputs[form].read_bytes()).pixels.tobytes() == found.pixels.tobytes()
        check(found, want)
        assert found.texts["Rows"] == want.texts["Rows"]
        assert found.texts["Axis"] == want.texts["Axis"]
        assert np.allclose(found.numbers("Time range"), want.numbers("Time range"), rtol=0, atol=1e-6)  # 6 decimals
        key = "Frequency range" if "Frequency range" in want.texts else "Column range"
        slack = 0.5 if kind == "mel" or name == "logarithms" else 1e-6 * want.numbers(key)[1]  # m01_99Hz, or column_names.h
        assert np.allclose(found.numbers(key), want.numbers(key), rtol=0, atol=slack)
    step = ("--bin-width", stream.header["axis"].split()[2]) if stream.header["axis"].startswith("hz 0 ") else ()
    for more in ({}, {"stdin": outputs["npy"].read_bytes()}):
        found = draw(spec, *size, "-k", kind, "-r", stream.header["rate"], *step, *(() if more else (outputs["npy"],)), **more)
        check(found, want)
        if step:
            assert found.texts["Frequency range"] == want.texts["Frequency range"]


def test_a_table_of_features_has_line_plots(spec, tmp_path):
    options = ("-k", "features", "--features", "centroid,zcr,chroma,rms")
    for form in ("stream", "csv", "tsv"):
        spec.run("spec-mfcc", *options, "-f", form, "-o", tmp_path / f"rows.{form}", stdin=SOUND["mono"])
    want = draw(spec, tmp_path / "rows.stream")
    for form in ("csv", "tsv"):
        found = draw(spec, "-k", "features", tmp_path / f"rows.{form}")
        assert [part.rsplit(" ", 2)[0] for part in found.texts["Plots"].split("; ")] == [part.rsplit(" ", 2)[0] for part in want.texts["Plots"].split("; ")]
        assert (found.data_width, found.data_height) == (want.data_width, want.data_height)
    cepstra = spec.run("spec-mfcc", "-f", "csv", stdin=SOUND["mono"]).out
    assert "Plots" not in draw(spec, "-k", "features", stdin=cepstra).texts


def check(found, want):
    assert len(found.panels()) == len(want.panels())
    for i in range(len(want.panels())):
        assert (found.data(i) == want.data(i)).all()
    assert found.numbers("Level range") == want.numbers("Level range")


def test_samples_are_made_spectra_of(spec, tmp_path):
    """NPY says how many there are, and so do the frames follow the zoom, as those of the WAV."""
    for form in ("csv", "npy"):
        spec.run("spec-decimate", "--to-rate", 4000, "-o", tmp_path / f"x.{form}", stdin=SOUND["stereo"])
    wav = tmp_path / "x.wav"
    spec.run("spec-decimate", "--to-rate", 4000, "-o", wav, stdin=SOUND["stereo"])
    options = (*SIZE, "-z", "-100:0")
    check(draw(spec, *options, "-k", "samples", "-r", 4000, tmp_path / "x.npy"), draw(spec, *options, wav))
    check(draw(spec, *options, "-n", 256, "-k", "samples", tmp_path / "x.csv"), draw(spec, *options, "-n", 256, wav))


def test_one_channel_of_a_table(spec, tmp_path):
    for form in ("csv", "npy", "spec"):
        spec.run("spec-stft", "-o", tmp_path / f"x.{form}", stdin=SOUND["stereo"])
    want = draw(spec, *SIZE, "-c", 2, tmp_path / "x.spec")
    check(draw(spec, *SIZE, "-c", 2, "-k", "power", tmp_path / "x.csv"), want)
    check(draw(spec, *SIZE, "-c", 2, "-k", "power", "-r", 62.5, tmp_path / "x.npy"), want)


def test_a_part_of_a_table(spec, tmp_path):
    for form in ("csv", "npy", "spec"):
        spec.run("spec-stft", "-p", 160, "-n", 320, "-o", tmp_path / f"x.{form}", stdin=SOUND["mono"])
    part = (*SIZE, "-s", 0.5, "-d", 0.4, "-F", "1k:4k", "--pool", "median")
    want = draw(spec, *part, tmp_path / "x.spec")
    check(draw(spec, *part, "-k", "power", tmp_path / "x.csv"), want)
    check(draw(spec, *part, "-k", "power", "-r", 100, "--bin-width", 50, tmp_path / "x.npy"), want)


@pytest.mark.parametrize("seed", range(6))
def test_the_rate_of_any_hop(spec, seed):
    """A fraction, found in times of few decimals: the last row of 3000 is at its time within a thousandth of a row."""
    r = np.random.default_rng(seed)
    rate, hop = int(r.choice([8000, 11025, 22050, 44100, 48000])), int(r.integers(16, 700))
    digits = max(6, int(np.ceil(np.log10(rate / hop))) + 4)
    lines = [f"{0.25 + i * hop / rate:.{digits}f},{i % 7},1" for i in range(3000)]
    texts = draw(spec, *SIZE, "-k", "cepstrum", stdin=("time,c0,c1\n" + "\n".join(lines) + "\n").encode()).texts
    found = float(re.search(r"at (\S+) Hz", texts["Rows"]).group(1))
    assert abs(3000 * (rate / hop / found - 1)) < 1e-3


# What is wrong with a table

GOOD = "time,0,10,20\n0.0,1,2,3\n0.5,4,5,6\n1.0,7,8,9\n1.5,1,1,1\n"
PAIR = "time,channel,0,10\n0.0,1,1,2\n0.0,2,3,4\n0.5,1,5,6\n0.5,2,7,8\n"


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


FOUR = np.arange(12, dtype="<f4").reshape(4, 3)


@pytest.mark.parametrize("blob,options,code,words", [
    (GOOD, (), 64, ("CSV table", "--kind")),
    (npy(FOUR), ("-r", 10), 64, ("NPY table", "--kind")),
    (npy(FOUR), ("-k", "power"), 64, ("NPY table", "--rate")),
    (GOOD.split("0.5")[0], ("-k", "power"), 64, ("--rate",)),
    (GOOD.replace("4,5,6", "4,5"), ("-k", "power"), 65, ("line 3", "3 cells", "4")),
    (GOOD.replace("4,5,6", "4,5,6,7"), ("-k", "power"), 65, ("line 3", "5 cells", "4")),
    (GOOD.replace("4,5,6", "4,five,6"), ("-k", "power"), 65, ("line 3", "'five'")),
    (GOOD.replace("4,5,6", "4,,6"), ("-k", "power"), 65, ("line 3", "''")),
    (GOOD.replace("4,5,6", "4,0x5,6"), ("-k", "power"), 65, ("line 3", "'0x5'")),
    (GOOD.replace("4,5,6", "4,1-2,6"), ("-k", "power"), 65, ("line 3", "'1-2'")),
    (GOOD.replace("4,5,6", "4, 5,6"), ("-k", "power"), 65, ("line 3", "' 5'")),
    (GOOD.replace("4,5,6", "4,NaN,6"), ("-k", "power"), 65, ("number 2 of row 1", "NaN")),
    (GOOD.replace("4,5,6", "4,1e99,6"), ("-k", "power"), 65, ("number 2 of row 1", "infinite")),
    (GOOD.replace("\n1.0", "\n1.4"), ("-k", "power"), 65, ("line 4", "time 1.4")),
    (GOOD.replace("\n0.5", "\n-0.5"), ("-k", "power"), 65, ("line 3", "time -0.5")),
    (GOOD.replace("\n0.5", "\nsoon"), ("-k", "power"), 65, ("line 3", "time")),
    (GOOD[:-3], ("-k", "power"), 65, ("ends inside line 5",)),
    (GOOD[:13], ("-k", "power"), 65, ("no rows",)),
    ("time,a\n", ("-k", "power"), 65, ("no rows",)),
    (GOOD, ("-k", "complex"), 65, ("re_, im_",)),
    (GOOD, ("-k", "samples"), 65, ("not samples",)),
    (GOOD.replace("0,10,20", "ch1,ch2,ch3", 1).replace(".ch1,ch2,ch3", ".0"), ("-k", "power"), 65, ("--kind samples",)),
    (GOOD.replace("time,0,10,20", "time,re_0,im_0,x"), ("-k", "power"), 65, ("--kind complex",)),
    (GOOD, ("-k", "power", "-r", 3), 65, ("--rate 3", "2 Hz")),
    (GOOD, ("-k", "power", "--bin-width", 7), 65, ("--bin-width 7",)),
    (PAIR.replace("0.5,2", "0.5,3"), ("-k", "power"), 65, ("line 5", "channel 3", "channel 2")),
    (PAIR.replace("0.5,2,7,8\n", ""), ("-k", "power"), 65, ("channel 2 of 2",)),
    ("file,time,1\na,0.0,1\na,0.5,2\n", ("-k", "power"), 65, ("several inputs",)),
    ("time,name,value\n0.0,a,1\n", ("-k", "features"), 65, ("long table",)),
    (npy(FOUR)[:-5], ("-k", "power", "-r", 10), 65, ("after 3 of 4 rows",)),
    (npy(FOUR)[:60], ("-k", "power", "-r", 10), 65, ("within the header",)),
    (npy(np.asfortranarray(FOUR)), ("-k", "power", "-r", 10), 65, ("Fortran",)),
    (npy(FOUR.astype("<f8")), ("-k", "power", "-r", 10), 65, ("'<f8'", "float32")),
    (npy(FOUR.astype(">f4")), ("-k", "power", "-r", 10), 65, ("'>f4'",)),
    (npy(FOUR.astype("<i2")), ("-k", "power", "-r", 10), 65, ("'<i2'",)),
    (npy(np.zeros(3, [("time", "<f8"), ("x", "<f4")])), ("-k", "power", "-r", 10), 65, ("records",)),
    (npy(FOUR.astype("<c8")), ("-k", "power", "-r", 10), 65, ("--kind complex",)),
    (npy(FOUR), ("-k", "complex", "-r", 10), 65, ("not complex",)),
    (npy(FOUR[0]), ("-k", "power", "-r", 10), 65, ("1 dimensions",)),
    (npy(FOUR.reshape(1, 2, 2, 3)), ("-k", "power", "-r", 10), 65, ("4 dimensions",)),
    (npy(np.zeros((2, 65, 2), "<f4")), ("-k", "power", "-r", 10), 65, ("65 channels",)),
    (npy(np.full((2, 2), np.inf, "<f4")), ("-k", "power", "-r", 10), 65, ("infinite",)),
], ids=range(42))
@pytest.mark.parametrize("pipe", [False, True])
def test_a_bad_table_is_a_sentence(spec, tmp_path, blob, options, code, words, pipe):
    blob = blob if isinstance(blob, bytes) else blob.encode()
    path, out = tmp_path / ("x.npy" if blob[:1] == b"\x93" else "x.csv"), tmp_path / "x.png"
    path.write_bytes(blob)
    done = spec.run("spec-render", *options, "-o", out, *(() if pipe else (path,)), stdin=blob if pipe else None, check=False)
    refused(done, code, *words)
    assert not out.exists()


@pytest.mark.parametrize("name,blob", [("x.csv", b"a,b\n1,2\n"), ("x.npy", b"PK\3\4"), ("x.tsv", b"\n"), ("x.csv", b"time,")])
def test_the_name_says_what_it_should_be(spec, tmp_path, name, blob):
    (tmp_path / name).write_bytes(blob)
    refused(spec.run("spec-render", "-k", "power", "-r", 1, tmp_path / name, check=False), 65, name)


def test_partial_tables_are_accepted_on_request(spec, tmp_path):
    for name, blob, rate in (("x.csv", GOOD[:-3].encode(), ()), ("x.npy", npy(FOUR)[:-5], ("-r", 2))):
        (tmp_path / name).write_bytes(blob)
        done = spec.run("spec-render", "--partial", "-k", "power", *rate, tmp_path / name)
        assert "warning" in done.err and Picture(done.out).texts["Rows"].startswith("3 rows")


def test_lines_may_end_in_cr_lf(spec):
    a, b = (draw(spec, *SIZE, "-k", "power", stdin=text.encode()) for text in (GOOD, GOOD.replace("\n", "\r\n")))
    assert a.pixels.tobytes() == b.pixels.tobytes()


@pytest.mark.parametrize("program,options", [("spec-stft", ()), ("spec-mfcc", ()), ("spec-reassign", ()), ("spec-decimate", ("--to-rate", 10))])
@pytest.mark.parametrize("name,blob,what", [("x.csv", GOOD.encode(), "a CSV table"), ("x.npy", npy(FOUR), "an NPY table"), ("y.csv", b"a;b\n", "a CSV table")])
def test_other_programs_say_what_it_is(spec, tmp_path, program, options, name, blob, what):
    (tmp_path / name).write_bytes(blob)
    done = spec.run(program, *options, tmp_path / name, check=False)
    refused(done, 65, f"{name}: {what}, not audio; spec-render draws it")


def test_memory_does_not_grow_with_the_rows(spec, tmp_path):
    peaks = []
    for rows in (2000, 40000):
        path = tmp_path / f"{rows}.csv"
        names = ",".join(str(k) for k in range(100))
        path.write_text(f"time,{names}\n" + "".join(f"{i / 100:.6f}," + f"{i % 9}.5," * 99 + "1\n" for i in range(rows)))
        [(code, peak)], _ = spec.peak_memory(spec.command("spec-render", *SIZE, "-k", "power", path))
        assert code == 0
        peaks.append(peak)
    assert peaks[1] < peaks[0] + (1 << 20)
