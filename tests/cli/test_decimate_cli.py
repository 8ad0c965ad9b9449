# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-decimate on the command line: usage, refusals, messages, and output byte for byte."""
import csv
import io
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from pictures import Picture
from spectools import CLOSING, HEADER, Stream, closing_line, noise, refused, sample_stream, sparse_wav, wav_bytes

X = noise(5000, 3)
MOST_TERM = 10 ** 9


def late_stream(samples, start):
    blob = sample_stream(samples)
    text = blob[:HEADER].rstrip(b"\n").replace(b"\nstart 0\n", f"\nstart {start}\n".encode())
    return text.ljust(HEADER, b"\n") + blob[HEADER:]


def decimate(spec, *args, **more):
    return Stream(spec.run("spec-decimate", *args, **more).out)


# Refusals


@pytest.mark.parametrize("words,said", [
    ((), ("--factor", "--to-rate")), (("--factor", 2, "--to-rate", 4000), ("--factor", "--to-rate")),
    (("--factor", 0), ("--factor", "0 is out of range")), (("--factor", -2), ("--factor",)), (("--factor", 1.5), ("--factor", "'1.5'")),
    (("--factor", 1000001), ("--factor", "1000001")), (("--to-rate", 0), ("--to-rate", "'0'")), (("--to-rate", "1/0"), ("--to-rate",)),
    (("--to-rate", "x"), ("--to-rate", "'x'")), (("--to-rate", "nan"), ("--to-rate",)),
    (("--to-rate", 8000.001), ("--to-rate", "8000.001", "8000 Hz")), (("--to-rate", "16001/2"), ("--to-rate", "8000.5", "8000 Hz")),
    (("--to-rate", 0.007), ("--to-rate", "millionth")),
    (("--to-rate", 3000, "--method", "iir"), ("iir", "8/3")), (("--to-rate", 3000, "--method", "box"), ("box", "8/3")),
    (("--factor", 1, "--method", "iir"), ("iir", "1/1")), (("--factor", 2, "--method", "box", "--causal"), ("--causal", "fir")),
    (("--factor", 2, "--method", "iir", "--causal"), ("--causal", "fir")),
    (("--factor", 2, "--method", "iir", "--attenuation", 60), ("--attenuation", "fir")),
    (("--factor", 2, "--method", "box", "--transition", "0.5:1"), ("--transition", "fir")),
    (("--factor", 2, "--method", "fft"), ("--method", "fft", "fir")),
    (("--factor", 2, "--quality", "good"), ("--quality", "good", "high")), (("--factor", 2, "--attenuation", 29), ("--attenuation", "29")),
    (("--factor", 2, "--attenuation", 151), ("--attenuation", "151")), (("--factor", 2, "one", "two"), ("two", "no such input", "-o FILE")),
    (("--factor", 2, "-s", .2, "-e", .1), ()), (("--factor", 2, "-f", "wav32"), ("wav32",))],
    ids=lambda words: " ".join(map(str, words)) or "nothing")
def test_usage(spec, tmp_path, words, said):
    result = spec.run("spec-decimate", *words, stdin=sample_stream(X), check=False)
    refused(result, 64, *said)
    assert result.out == b""


@pytest.mark.parametrize("transition", ["", "0.8", "0.8:", ":1", "1:0.8", "0.8:0.8", "0.8:0.805", "0.04:1", "0.8:1.6", "-1:1", "0.8:1:2",
                                        "a:b", "nan:1", "0.8:1k"])
def test_invalid_transitions(spec, transition):
    result = spec.run("spec-decimate", "--factor", 2, "--transition", transition, stdin=sample_stream(X), check=False)
    refused(result, 64, "--transition", f"'{transition}'", "LO:HI")
    assert result.out == b""


def neighbours(value):
    """The nearest fractions with terms up to MOST_TERM, exactly, by the Stern-Brocot tree."""
    low, high = (0, 1), (1, 0)

    def stretch(near, far, beyond):
        """How often `far` may be added to `near` before it passes the value or a term grows too large."""
        steps = min((MOST_TERM - a) // b for a, b in zip(near, far) if b)
        return min(steps, beyond) if beyond is not None else steps

    while low[0] + high[0] <= MOST_TERM and low[1] + high[1] <= MOST_TERM:
        to_low, to_high = value * low[1] - low[0], high[0] - value * high[1]
        middle = Fraction(low[0] + high[0], low[1] + high[1])
        assert middle != value
        if middle < value:
            steps = stretch(low, high, int(to_low / to_high))
            low = (low[0] + steps * high[0], low[1] + steps * high[1])
        else:
            steps = stretch(high, low, int(to_high / to_low) if to_low else None)
            high = (high[0] + steps * low[0], high[1] + steps * low[1])
    return low, high


@pytest.mark.parametrize("rate,wish", [(44100, "3.14159265358"), (48000, "27296.53202688"), ("666666.667", "433984.1471855"),
                                       (44100, "21495.2226263069"), (8000, "7999.9999999999"), (96000, "0.12345678912345"),
                                       ("44100.000001", "22050.000001"), (3, "1.00000000001")])
def test_the_two_nearest_are_named(spec, rate, wish):
    """A rate that is not a fraction is not rounded; the message names the nearest fractions below and above."""
    value = Fraction(Decimal(wish)) / Fraction(Decimal(str(rate)))
    assert value.denominator > MOST_TERM
    result = spec.run("spec-decimate", "-r", rate, "--to-rate", wish, stdin=X.tobytes(), check=False)
    refused(result, 64, "--to-rate", "nearest")
    named = [(int(a), int(b)) for a, b in re.findall(r"(\d+)/(\d+) \(", result.err)]
    assert len(named) == 2
    assert Fraction(*named[0]) < value < Fraction(*named[1]), named
    assert named == [*neighbours(value)]


@pytest.mark.parametrize("wish,ratio", [("44100", "44100000/666666667"), ("333333.3335", "1/2"), ("666666.667/7", "1/7")])
def test_exact_ratios(spec, wish, ratio):
    result = spec.run("spec-decimate", "-v", "-r", "666666.667", "--to-rate", wish, stdin=X.tobytes())
    wish = wish.replace("666666.667/7", "666666667/7000")  # a fraction has whole terms
    assert f"666666.667 Hz to {wish} Hz, exactly {ratio}" in result.err
    s = Stream(result.out)
    assert s.header["rate"] == s.header["samplerate"] == wish


def test_only_samples(spec):
    spectra = spec.run("spec-stft", stdin=sample_stream(X)).out
    result = spec.run("spec-decimate", "--factor", 2, stdin=spectra, check=False)
    refused(result, 65, "power", "only samples")
    assert result.out == b""


# Streams


@pytest.mark.parametrize("announce", [True, False])
def test_headers(spec, announce):
    lines = ["origin 2024-05-06T07:08:09.5+02:00", "source lake.wav", "unit Pa", "full-scale 20", "x-colour sea green", "hist spec-capture -b 9"]
    s = decimate(spec, "--factor", 8, stdin=sample_stream(X, *lines, rate=44100, announce=announce))
    want = {"kind": "samples", "rate": "44100/8", "samplerate": "44100/8", "start": "0", "width": "1", "channels": "3", "axis": "index 0 1",
            "rows": "625" if announce else None, "origin": "2024-05-06T07:08:09.5+02:00", "source": "lake.wav", "unit": "Pa",
            "full-scale": "20", "x-colour": "sea green"}
    assert {key: s.header.get(key) for key in want} == want
    assert s.hist == ["spec-capture -b 9", "spec-decimate --factor 8"]
    assert len(s.rows) == 625 and (s.closing or "spec-stream end 625 complete") == "spec-stream end 625 complete"


def test_rates_stay_fractions(spec):
    once = spec.run("spec-decimate", "--factor", 8, stdin=sample_stream(X, rate=44100)).out
    assert decimate(spec, "--factor", 3, stdin=once).header["rate"] == "44100/24"
    result = spec.run("spec-decimate", "-v", "--to-rate", "44100/27", stdin=once)
    assert Stream(result.out).header["rate"] == "44100/27" and len(Stream(result.out).rows) == -(-625 * 8 // 27)
    assert "44100/8 Hz to 44100/27 Hz, exactly 8/27" in result.err
    assert decimate(spec, "--to-rate", 16000, stdin=sample_stream(X, rate=44100)).header["rows"] == str(-(-5000 * 160 // 441))


def test_the_same_from_wav_bare_and_streams(spec, tmp_path):
    want = decimate(spec, "--factor", 5, stdin=sample_stream(X)).rows
    (tmp_path / "x.wav").write_bytes(wav_bytes(X, form="f32"))
    for args, blob in (((tmp_path / "x.wav",), None), ((), wav_bytes(X, form="f32")), (("-r", 8000, "-c", 3), X.tobytes()),
                       ((), sample_stream(X, announce=False)), (("-r", 8000, "-c", 3, "-f", "f64le"), X.astype("<f8").tobytes())):
        s = decimate(spec, "--factor", 5, *args, stdin=blob)
        assert s.rows.tobytes() == want.tobytes() and s.header["rate"] == "8000/5"
    assert spec.run("spec-decimate", "--factor", 5, "--raw", tmp_path / "x.wav").out == want.tobytes()
    spec.run("spec-decimate", "--factor", 5, "-o", tmp_path / "y.npy", tmp_path / "x.wav")
    assert (np.load(tmp_path / "y.npy") == want[:, :, 0]).all()
    table = list(csv.reader(io.StringIO(spec.run("spec-decimate", "--factor", 5, "-f", "csv", tmp_path / "x.wav").out.decode())))
    assert table[0] == ["time", "ch1", "ch2", "ch3"] and len(table) == 1001
    assert (np.array(table[1:], float)[:, 1:].astype("<f4") == want[:, :, 0]).all() and float(table[1000][0]) == 999 * 5 / 8000


@pytest.mark.parametrize("words", [("--factor", 1), ("--to-rate", 8000), ("--to-rate", "16000/2"), ("--to-rate", "8000.0", "--causal")],
                         ids=lambda words: " ".join(map(str, words)))
def test_the_same_rate_changes_nothing(spec, words):
    odd = X.copy()
    odd[7:10] = [[-0.0, 1e-42, 1000], [1.5, -2, 1e-30], [1, 2, 3]]
    s = decimate(spec, *words, stdin=sample_stream(odd))
    assert s.rows.tobytes() == odd.tobytes() and s.number("rate") == 8000 and s.header["start"] == "0"


METHODS = {"fir": ("--factor", 7), "ratio": ("--to-rate", 3000), "odd ratio": ("--to-rate", 3000.001), "iir": ("--factor", 7, "--method", "iir"),
           "box": ("--factor", 7, "--method", "box"), "causal": ("--factor", 7, "--causal"), "stages": ("--factor", 1000), "same": ("--factor", 1)}


@pytest.mark.parametrize("name", METHODS)
def test_channels_do_not_touch(spec, name):
    x = noise(20000, 3)
    together = decimate(spec, *METHODS[name], stdin=sample_stream(x)).rows[:, :, 0]
    for c in range(3):
        alone = decimate(spec, *METHODS[name], stdin=sample_stream(x[:, c])).rows[:, 0, 0]
        assert alone.tobytes() == together[:, c].tobytes()
        assert decimate(spec, *METHODS[name], "-c", c + 1, stdin=sample_stream(x)).rows.tobytes() == alone.tobytes()
    assert not np.array_equal(together[:, 0], together[:, 1])


@pytest.mark.parametrize("name", METHODS)
def test_one_sample(spec, name):
    """One sample in, one out, at time 0; mirrored it is a constant, and between zeros the filter removes most of it."""
    if name in ("fir", "ratio", "odd ratio", "stages"):
        assert decimate(spec, *METHODS[name], stdin=sample_stream([0.5])).rows[0, 0, 0] == pytest.approx(.5, rel=1e-6)
    zeros = () if name in ("iir", "box") else ("--padding", "zeros")
    s = decimate(spec, *METHODS[name], *zeros, stdin=sample_stream([0.5]))
    assert s.rows.shape == (1, 1, 1) and s.header["rows"] == "1"
    middle = s.rows[0, 0, 0]
    if name in ("box", "same"):
        assert middle == .5
    elif name in ("fir", "ratio", "odd ratio"):  # the filter at its centre: twice its cutoff, 0.9 of the new rate
        assert middle == pytest.approx(.5 * .9 * s.number("rate") / 8000, rel=1e-3)
    else:
        assert abs(middle) < .5


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("blob", [sample_stream(X[:0]), sample_stream(X[:0], announce=False), wav_bytes(X[:0], form="f32"), b""],
                         ids=["announced", "unknown", "wav", "nothing"])
def test_no_samples(spec, tmp_path, name, blob):
    words = METHODS[name]
    refused(spec.run("spec-decimate", *words, "-o", tmp_path / "y", stdin=blob, check=False), 65)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("--factor", 4), ("--to-rate", 3000)], ids=["4", "8/3"])
def test_truncated(spec, tmp_path, words):
    blob = sample_stream(noise(60000, 3))
    for cut in (blob[:-5], blob[:HEADER + 12345]):
        refused(spec.run("spec-decimate", *words, "-o", tmp_path / "y", stdin=cut, check=False), 65, "truncated")
        assert list(tmp_path.iterdir()) == []
    whole = sample_stream(X, announce=False)
    refused(spec.run("spec-decimate", *words, "-o", tmp_path / "y", stdin=whole[:-CLOSING], check=False), 65)
    refused(spec.run("spec-decimate", *words, "-o", tmp_path / "y", stdin=whole[:-CLOSING] + closing_line(5000, "cut: gone"), check=False), 65)
    assert list(tmp_path.iterdir()) == []
    took = spec.run("spec-decimate", *words, "--partial", "-o", tmp_path / "y", stdin=blob[:HEADER + 12345])
    assert "warning" in took.err
    x = np.frombuffer(blob[HEADER:HEADER + 12345 // 12 * 12], "<f4").reshape(-1, 3)
    assert Stream((tmp_path / "y").read_bytes()).data == decimate(spec, *words, stdin=sample_stream(x)).data


def test_start_and_duration(spec, tmp_path):
    (tmp_path / "x.wav").write_bytes(wav_bytes(X, form="f32"))
    want = decimate(spec, "--factor", 3, stdin=sample_stream(X[1000:3001]))
    for given in ({}, {"stdin": sample_stream(X)}):
        args = () if given else (tmp_path / "x.wav",)
        for words in (("-s", "1000smp", "-d", "2001smp"), ("-s", .125, "-e", "3001smp")):
            s = decimate(spec, "--factor", 3, *words, *args, **given)
            assert s.data == want.data and s.number("start") == .125
    assert decimate(spec, "--factor", 3, "-s", .125, stdin=late_stream(X, 7)).number("start") == 7.125


def test_start_of_a_causal_run(spec):
    """The remaining delay is reported: sample j still has the time start + j / rate."""
    x = np.zeros(6000)
    x[2000] = 1
    for words in (("--factor", 10), ("--to-rate", 3000)):
        for late in (0, 5.5):
            s = decimate(spec, *words, "--causal", stdin=late_stream(x, late))
            y = s.rows[:, 0, 0].astype(float)
            assert s.number("start") < late - .001
            # outputs of an impulse balance around it except for 1e-6 of the stop band, over 600 outputs
            assert np.abs((y * s.times()).sum() / y.sum() - late - .25) <= 1e-3 / s.number("rate")


def test_start_of_box_means(spec):
    """The time of a mean is the middle of its samples: for a ramp it equals the ramp there."""
    ramp = (np.arange(800) / 1024).astype(np.float32)
    for factor in (2, 5, 8):
        s = decimate(spec, "--factor", factor, "--method", "box", stdin=sample_stream(ramp))
        assert s.number("start") == pytest.approx((factor - 1) / 2 / 8000, rel=1e-14)
        assert np.abs(s.rows[:, 0, 0] - s.times() * 8000 / 1024).max() <= 6e-8
    last = decimate(spec, "--factor", 3, "--method", "box", stdin=sample_stream(ramp)).rows[-1, 0, 0]
    assert last == np.float32((ramp[798] + ramp[799]) / 2)  # 800 = 3 * 266 + 2


@pytest.mark.parametrize("name", METHODS)
def test_pieces(spec, tmp_path, name):
    """Identical bytes for pieces of any size: 1 byte, 7, 1024, a block and a bit, everything at once."""
    blob = noise(4001, 2).tobytes()
    words = ("-r", 8000, "-c", 2, *METHODS[name])
    want = spec.run("spec-decimate", *words, stdin=blob).out
    for size in (1, 7, 1024) if name in ("fir", "odd ratio") else (7, 1024):
        assert spec.piecewise("spec-decimate", blob, size, *words) == want, size
    (tmp_path / "x").write_bytes(blob)
    assert spec.run("spec-decimate", *words, "--raw", "-q", tmp_path / "x").out == Stream(want).data


@pytest.mark.parametrize("name", METHODS)
def test_many_blocks(spec, name):
    blob = noise(150000, 2).tobytes()
    words = ("-r", 8000, "-c", 2, *METHODS[name])
    want = spec.run("spec-decimate", *words, stdin=blob).out
    for size in (4093, 99991):
        assert spec.piecewise("spec-decimate", blob, size, *words) == want, size


# With the other programs


def test_pipeline(spec, tmp_path):
    """48 to 16 kHz: 3 kHz stays where it was, and nothing is left of 13 kHz, which would alias to 3 kHz."""
    t = np.arange(96000) / 48000

    def tone(hertz):
        return wav_bytes(.9 * np.sin(2 * np.pi * hertz * t), 48000, form="f32")

    def spectra(hertz, *words):
        fewer = spec.run("spec-decimate", *(words or ("--to-rate", 16000)), stdin=tone(hertz)).out
        return spec.run("spec-stft", "-n", 1024, "-w", "blackmanharris", "-k", "level", "--framing", "snip", stdin=fewer).out

    s = Stream(spectra(3000))
    level = s.rows[:, 0]
    assert s.header["axis"] == "hz 0 15.625" and s.number("samplerate") == 16000
    # on bin 192; a full-scale sine reads 0 dB, filter ripple is 1e-4 dB; a bit more at the ends, where it is cut
    assert (level.argmax(axis=1) == 192).all() and np.abs(level[2:-2].max(axis=1) - 20 * np.log10(.9)).max() <= 2e-4
    assert np.abs(s.times() - (512 + 256 * np.arange(len(s.rows))) / 16000).max() <= 1e-12
    for hertz in (8500, 13000, 19000, 23000):
        assert Stream(spectra(hertz)).rows[2:-2].max() <= -120 + 20 * np.log10(.9), hertz
    folded = Stream(spectra(13000, "--factor", 3, "--method", "box")).rows[2:-2, 0]
    # sin(3x) / (3 sin x), x = pi 13 / 48, is -12.9 dB: what a mean leaves of it, at 3 kHz
    assert (folded.argmax(axis=1) == 192).all() and np.abs(folded.max(axis=1) - folded.max()).max() <= .01
    x = np.pi * 13 / 48
    assert folded.max() == pytest.approx(20 * np.log10(.9 * abs(np.sin(3 * x) / (3 * np.sin(x)))), abs=.01)
    spec.run("spec-render", "-x", 200, "-y", 513, "-z", "-130:0", "-o", tmp_path / "x.png", stdin=spectra(3000))
    picture = Picture((tmp_path / "x.png").read_bytes())
    brightest = np.median(picture.data(), axis=0).argmax()  # of all values, over time
    assert abs(brightest - picture.pixel_of_value(3000)) <= 1 and picture.numbers("Frequency range") == [0, 8000]


@pytest.mark.parametrize("words", [("--factor", 16), ("--to-rate", 44100), ("--to-rate", 44100.001)], ids=["16", "44100", "44100.001"])
def test_memory(spec, tmp_path, words):
    """10 minutes at 48 kHz in less than 32 MB."""
    sparse_wav(tmp_path / "x.wav", 600 * 48000)
    ((code, most),), _ = spec.peak_memory(spec.command("spec-decimate", *words, tmp_path / "x.wav"))
    assert code == 0 and most < 32 << 20, most


def test_full_device(spec, tmp_path):
    blob = sample_stream(noise(200000))
    refused(spec.run("spec-decimate", "--factor", 2, "-o", "/dev/full", stdin=blob, check=False), 74, "/dev/full", "No space left")
    for words in (("--factor", 2), ("--factor", 1), ("--factor", 2, "-f", "csv"), ("--factor", 1000), ("--factor", 2, "--plan")):
        with open("/dev/full", "wb") as full:
            refused(spec.run("spec-decimate", *words, stdin=blob, stdout=full, check=False), 74, "stdout", "No space left")


def test_plan(spec, tmp_path):
    (tmp_path / "x.wav").write_bytes(wav_bytes(X, 44100))
    text = spec.run("spec-decimate", "--to-rate", 16000, "--plan", tmp_path / "x.wav").out.decode()
    assert re.search(r"^rate +44100 Hz to 16000 Hz, exactly 160/441$", text, re.M)
    assert re.search(r"^samples +5000 to 1815, 3 channels$", text, re.M)
    assert re.search(r"^passes +to 6400 Hz, stops from 8000 Hz on by 120 dB$", text, re.M)
    assert re.search(r"^stage 1 +2.75625 to 1, \d+ taps", text, re.M)
    text = spec.run("spec-decimate", "--factor", 1000, "--quality", "best", "--attenuation", 90, "--plan", tmp_path / "x.wav").out.decode()
    assert re.search(r"^passes +to 19.845 Hz, stops from 22.05 Hz on by 90 dB$", text, re.M)
    product = np.prod([float(ratio) for ratio in re.findall(r"^stage \d+ +(\S+) to 1", text, re.M)])
    assert product == pytest.approx(1000, rel=1e-8)
    out = tmp_path / "y"
    spec.run("spec-decimate", "--factor", 2, "--plan", "-o", out, tmp_path / "x.wav")
    assert not out.exists()


def test_quality_is_its_numbers(spec):
    for name, attenuation, transition in (("fast", 100, "0.7:1"), ("high", 120, "0.8:1"), ("best", 135, "0.9:1")):
        preset = decimate(spec, "--factor", 4, "--quality", name, stdin=sample_stream(X)).data
        assert preset == decimate(spec, "--factor", 4, "--attenuation", attenuation, "--transition", transition, stdin=sample_stream(X)).data
        default = decimate(spec, "--factor", 4, stdin=sample_stream(X)).data
        assert (preset == default) == (name == "high")
