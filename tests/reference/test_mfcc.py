# SPDX-License-Identifier: GPL-2.0-or-later
"""
spec-mfcc against the results of other programs from third-party recordings (shared/data/refs: librosa, Kaldi, HTK,
openSMILE, python_speech_features, SPTK), against installed programs (aubiomfcc, SPTK 3.9), and step by step against
numpy and scipy.
"""
import io
import json
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
import scipy.fft
import scipy.signal

import spectools
from spectools import Stream, header_block, noise, sample_stream

KINDS = ("mfcc", "fbank", "delta", "melspec", "spectral", "chroma")
LEFT_OUT = ("opensmile_plp_0_d_a",)  # perceptual linear prediction: not a cepstrum of logarithms, and not implemented here
SPTK = Path("/usr/libexec/sptk/bin")


def numbers(spec, *words, stdin=None):
    """rows x columns of one channel, from NPY."""
    blob = spec.run("spec-mfcc", "-q", "-f", "npy", *words, **({} if stdin is None else {"stdin": stdin})).out
    return np.load(io.BytesIO(blob)).astype(float)


def columns(spec, *words, stdin):
    """The same with names: {name: column}."""
    lines = spec.run("spec-mfcc", "-q", "-f", "csv", *words, stdin=stdin).out.decode().splitlines()
    table = np.array([line.split(",") for line in lines[1:]], float)
    return dict(zip(lines[0].split(","), table.T))


# White noise from a congruential generator, and cepstra from published formulas in double precision


def congruence(count=16000):
    state, values = 12345, []
    for _ in range(count):
        state = (1103515245 * state + 12345) % (1 << 31)
        values.append((((state >> 15) & 0xFFFF) - 32768) >> 2)
    return np.array(values)


T14 = {
    "psf": (("-P", "psf"), 99, [22.90475, -34.09662, -4.77860, -7.09525, -5.20645, -8.92553, -1.47519, -8.74169, -8.59965,
                                -5.80652, -0.31796, 2.85382, 2.69425]),
    "kaldi": (("-P", "kaldi", "--zeroth", "c0"), 98, [109.74802, -33.25500, -6.27566, -7.55200, -9.83720, -13.24620, -0.37279,
                                                      -6.37650, -13.13263, -14.50005, -4.21848, 1.74433, 1.90828]),
    "librosa": (("-P", "librosa", "-n", 512, "-p", 160, "-M", 40, "-C", 13, "--mel", "htk", "--band-norm", "none", "--framing", "snip"),
                97, [78.84610, -19.81918, 3.81121, -0.52024, -2.45676, -5.65347, -1.41771, -4.05917, -5.56430, -3.65399, 1.36627,
                     0.99950, 2.54054]),
}


def test_the_signal_of_t14():
    x = congruence()
    assert x[:6].tolist() == [2542, -3198, 2866, -6443, 271, -170] and x.sum() == 392626 and (x * x).sum() == 358394583214


@pytest.mark.parametrize("name", T14)
def test_t14(spec, name):
    words, rows, want = T14[name]
    got = numbers(spec, *words, stdin=sample_stream(congruence() / 32768, rate=16000))
    assert got.shape == (rows, 13)
    # five decimals are given, 5e-6; logarithms near 20 are single precision, 1e-6 each, and the lifter multiplies by 12
    assert np.abs(got[0] - want).max() <= 2e-5


# References


def entries():
    folder = spectools.data_folder()
    if folder is None:
        return []
    found = json.loads((folder / "refs" / "manifest.json").read_text())["entries"]
    return [e for e in found if e["kind"] in KINDS]


ENTRIES = entries()
NAMED = {e["id"]: e for e in ENTRIES}


def title(e):
    return e["id"].split("/")[1]


def librosa_words(e):
    p, mel = e["params"], e["kind"] == "melspec"
    words = ["-P", "librosa", "-n", p["n_fft"], "-p", p["hop_length"], "-M", p["n_mels"]]
    given = {"win_length": "-l", "n_mfcc": "-C", "lifter": "--lifter", "dct_type": "--dct", "window": "-w"}
    for key, option in given.items():
        words += [option, p[key]] if key in p else []
    words += ["--mel", "htk"] if p.get("htk") else []
    words += ["--framing", "snip"] if p.get("center") is False else []
    words += ["--spectrum", "magnitude"] if p.get("power") == 1 else []
    words += ["-F", f"{p['fmin']!r}:{p['fmax']!r}"] if "fmin" in p else []
    words += ["-k", "mel"] if mel else []
    if "norm" in p and p["norm"] is None:  # for mfcc() it is the norm of the cosine transform, for melspectrogram() that of the bands
        words += ["--band-norm" if mel else "--dct-norm", "none"]
    return words


def librosa_delta_words(e):
    p = e["params"]
    form = {"interp": "savgol", "nearest": "savgol-nearest"}[p["mode"]]
    of = NAMED[f"{e['id'].split('/')[0]}/{p['of']}"]
    return [*librosa_words(of), "--deltas", p["order"], "--delta-window", p["width"] // 2, "--delta-form", form]


def kaldi_words(e):
    p = e["params"]
    bank = p["kind"] == "fbank"
    energy = p.get("use_energy", 0 if bank else 1)
    words = ["-P", "kaldi"]
    if bank:
        words += ["-k", "mel" if p.get("use_log_fbank") == 0 else "logmel", "--zeroth", "both" if energy else "none"]
    elif not energy:
        words += ["--zeroth", "c0"]
    given = {"num_bins": "-M", "num_ceps": "-C", "window_type": "-w", "preemph_coeff": "--preemph", "energy_floor": "--energy-floor"}
    for key, option in given.items():
        words += [option, p[key]] if key in p else []
    words += ["--framing", "reflect"] if p.get("snip_edges") == 0 else []
    words += ["--detrend", "none"] if p.get("remove_dc_offset") == 0 else []
    words += ["--spectrum", "magnitude"] if p.get("use_power") == 0 else []
    words += ["--energy", "windowed"] if p.get("raw_energy") == 0 else []
    words += ["--zeroth-place", "last", "--dct-norm", "htk"] if p.get("htk_compat") else []
    high = p.get("high_freq", 0)
    return [*words, "-F", f"{p.get('low_freq', 20)}:{e['sample_rate'] / 2 + high if high <= 0 else high}"]


LIKE_HTK = ("-P", "htk", "-M", 23, "--spectrum", "power")
LIKE_SPTK = ("-P", "htk", "-M", 26, "--framing", "all", "--preemph-over", "signal")
FIXED = {
    "psf_mfcc_default": ("-P", "psf"),
    "psf_mfcc_hamming_noenergy": ("-P", "psf", "-w", "hamming", "--zeroth", "c0"),
    "psf_logfbank": ("-P", "psf", "-k", "logmel"),
    "psf_delta2": ("-P", "psf", "--deltas", 1),
    "opensmile_mfcc12_0_d_a": ("-P", "opensmile"),
    "opensmile_mfcc12_e_d_a": ("-P", "opensmile", "--zeroth", "energy"),
    "sptk_mfcc26_mag": LIKE_SPTK,
    "sptk_fbank26_ln": (*LIKE_SPTK, "-k", "logmel"),
    "htk_fea1": (*LIKE_HTK, "--preemph", 0, "--deltas", 2),
    "htk_fea4": (*LIKE_HTK, "--deltas", 2, "--zeroth", "energy"),
    "htk_fbank1": (*LIKE_HTK, "--preemph", 0, "-k", "logmel"),
    "spectral_features_librosa": ("-P", "librosa", "-n", 1024, "-p", 512, "-k", "features",
                                  "--features", "centroid,bandwidth,rolloff,flatness,zcr,rms"),
    "chroma_stft_librosa": ("-P", "librosa", "-n", 4096, "-p", 2048, "-k", "features", "--features", "chroma"),
}


def words_of(e):
    if title(e) in FIXED:
        return FIXED[title(e)]
    return {"librosa": librosa_delta_words if e["kind"] == "delta" else librosa_words, "knf": kaldi_words}[e["tool"]](e)


def reference(data, e):
    """Cells that the authors of the manifest distrust (openSMILE's last two accelerations) are NaN."""
    ref = np.load(data / e["file"]).astype(float)
    for part in e.get("ignore", []):
        ref[-part["last_frames"]:, part["first_col"]:] = np.nan
    return ref


def compare(spec, data, e):
    """|ours - theirs|, and theirs."""
    channel = "mix" if e["channel"] == "mean" else e["channel"] + 1
    got, ref = numbers(spec, *words_of(e), "-c", channel, data / e["clip"]), reference(data, e)
    if e["kind"] == "delta":
        got = got[:, -ref.shape[1]:]
    assert e.get("n_frames") is None or len(got) == e["n_frames"]
    got = got[e["frames"]] if e.get("frames") else got
    assert got.shape == ref.shape
    return np.where(np.isnan(ref), 0, np.abs(got - ref)), ref


# A Blackman window without pre-emphasis leaves bands 1e8 below others: computed in double it differs from the stored
# one by 1.61e-4, and ours from the double by 1.1e-6. The manifest has no number for it.
UNTOLD = {"kaldi_fbank_energy_nosnip_blackman": 1.7e-4}


def own_error(e):
    """The difference of the reference itself from the same formula in double precision."""
    return (e.get("float64_recompute") or {"max_abs": UNTOLD.get(title(e), 0)})["max_abs"]


def allowed(e, ref):
    """
    The requirement is 1e-3 in the units of the entry. Theirs are single precision (except SPTK's), and so are ours as
    written: 6e-8 of each number. Linear values have no such unit; their tolerance is relative to the largest.
    """
    if e["kind"] == "melspec":
        return 1e-6 * np.nanmax(np.abs(ref))
    if e["kind"] == "spectral":
        return 1e-5 * np.abs(ref).max(axis=0)  # Hz and ratios; librosa computes magnitudes and sums in single precision
    if e["kind"] == "chroma":
        return 1e-5  # 0 .. 1, quotients of single precision
    return 1e-3 + 6e-8 * np.nanmax(np.abs(ref)) + own_error(e)


WANTED = [e for e in ENTRIES if title(e) not in LEFT_OUT]


@pytest.mark.parametrize("e", WANTED, ids=lambda e: e["id"] if isinstance(e, dict) else "no data")
def test_reference(spec, data, e):
    off, ref = compare(spec, data, e)
    over = off / allowed(e, ref)
    at = np.unravel_index(over.argmax(), over.shape)
    assert over.max() <= 1, f"{off[at]:.3g} at {at}, {over.max():.3g} times what is allowed"


@pytest.mark.parametrize("tool", ["librosa", "knf", "htk", "opensmile", "psf", "sptk"])
def test_the_rest_is_rounding(spec, data, tool):
    """
    The same formula: beyond the error of the reference, 5e-5 (logarithms are single precision, 1e-6 at 20, which the
    lifter and the sums raise to 2e-5), and the last digit of both, 6e-8 of the largest number each.
    """
    bad, count = {}, 0
    for e in (e for e in WANTED if e["tool"] == tool and e["kind"] in ("mfcc", "fbank", "delta")):
        off, ref = compare(spec, data, e)
        count += 1
        if off.max() > 5e-5 + 1.2e-7 * np.nanmax(np.abs(ref)) + own_error(e):
            bad[e["id"]] = float(f"{off.max():.2g}")
    assert count >= 2 and bad == {}


def test_every_entry_is_compared(data):
    assert len(WANTED) >= 90
    assert {e["tool"] for e in WANTED} == {"librosa", "knf", "htk", "opensmile", "psf", "sptk"}
    assert {e["kind"] for e in WANTED} == set(KINDS) and all(words_of(e) for e in WANTED)


# Filter banks


def weights(spec, rate, fft, *words):
    """bands x bins, from spectra with a single 1 in one bin after another."""
    bins = fft // 2 + 1
    head = header_block("kind power", "rate 100", "start 0", f"samplerate {rate}", f"width {bins}", "channels 1",
                        f"axis hz 0 {rate / fft!r}", f"rows {bins}")
    return numbers(spec, *words, "-k", "mel", stdin=head + np.eye(bins, dtype="<f4").tobytes()).T


def banks():
    folder = spectools.data_folder()
    if folder is None:
        return []
    found = json.loads((folder / "refs" / "manifest.json").read_text())["entries"]
    return [e for e in found if e["kind"] == "melfb"]


@pytest.mark.parametrize("e", banks(), ids=lambda e: e["id"].split("/")[1] if isinstance(e, dict) else "no data")
def test_bank(spec, data, e):
    p = e["params"]
    dense = np.zeros(p["dense_shape"])
    for band, at, weight in np.load(data / e["file"]):
        dense[int(band), int(at)] = weight
    dense = dense[:, :p["n_fft"] // 2 + 1]  # the MATLAB ones have columns for the upper half, all zeros
    words = ["-P", "librosa", "-M", p["n_mels"], "-F", f"{p['fmin']}:{p['fmax']}", "--mel", "htk" if p["htk"] else "slaney"]
    words += ["--band-norm", "none"] if p.get("norm") == "None" else []
    got = weights(spec, p["sr"], p["n_fft"], *words)
    # results are single precision; edges are on bins within 1e-12 Hz or so, where a weight of 0 may be 1e-16
    assert got.shape == dense.shape and np.abs(got - dense).max() <= 1e-6 * dense.max()


T12 = [68.479, 143.658, 226.191, 316.798, 416.268, 525.470, 645.355, 776.968, 921.456, 1080.079, 1254.220, 1445.396, 1655.275,
       1885.686, 2138.637, 2416.334, 2721.197, 3055.884, 3423.313, 3826.687, 4269.521, 4755.677, 5289.393, 5875.320, 6518.567,
       7224.742]


def hertz(mel):
    return 700 * (10 ** (np.asarray(mel) / 2595) - 1)


def mel(hz):
    return 2595 * np.log10(1 + np.asarray(hz, float) / 700)


def test_centres(spec):
    """The slopes are straight lines: they meet at the centre, and reach 0 at the centre of the next band."""
    w = weights(spec, 16000, 2048, "-P", "librosa", "-M", 26, "--mel", "htk", "--band-norm", "none")
    f = np.arange(w.shape[1]) * 16000 / 2048
    exact = hertz(np.arange(28) * mel(8000) / 27)
    found = []
    for band in range(26):
        rise = [k for k in range(w.shape[1]) if w[band, k] > 0 and exact[band] < f[k] < exact[band + 1]]
        slope, zero = np.polyfit(f[rise], w[band, rise], 1)
        found.append((1 - zero) / slope)
    assert np.abs(np.array(found) / exact[1:-1] - 1).max() <= 1e-6
    assert np.abs(np.array(found) - T12).max() <= 6e-4  # three decimals are given
    names = list(columns(spec, "-P", "htk", "-M", 26, "-k", "logmel", stdin=sample_stream(noise(1600), rate=16000)))
    assert names == ["time"] + [f"m{i + 1:02}_{round(hz)}Hz" for i, hz in enumerate(T12)]


def triangles(kind, rate, fft, bands, low, high):
    """Kaldi's and HTK's: straight in mel; psf's: straight in bins, between whole bins."""
    k = np.arange(fft // 2 + 1)
    if kind == "bins":
        edge = np.floor((fft + 1) * hertz(np.linspace(mel(low), mel(high), bands + 2)) / rate)
        at = k
    elif kind == "hz":
        edge, at = hertz(np.linspace(mel(low), mel(high), bands + 2)), k * rate / fft
    else:
        edge, at = np.linspace(mel(low), mel(high), bands + 2), mel(k * rate / fft)
    w = np.zeros((bands, len(k)))
    for b in range(bands):
        left, top, right = edge[b:b + 3]
        with np.errstate(divide="ignore", invalid="ignore"):
            w[b] = np.where(at <= top, (at - left) / (top - left), (right - at) / (right - top))
        w[b] = np.where((at > left) & (at < right), w[b], 0)
        if top == left:
            w[b, at == top] = 1
    return w


@pytest.mark.parametrize("kind,words,rate,fft,bands,low,high", [
    ("mel", ("-P", "kaldi"), 16000, 512, 23, 20, 8000), ("mel", ("-P", "kaldi", "-M", 80), 16000, 512, 80, 20, 8000),
    ("mel", ("-P", "kaldi", "-M", 40, "-F", "20:7600"), 16000, 512, 40, 20, 7600), ("mel", ("-P", "vggish"), 16000, 512, 64, 125, 7500),
    ("bins", ("-P", "psf", "--spectrum-norm", "none"), 16000, 512, 26, 0, 8000),
    ("bins", ("-P", "psf", "--spectrum-norm", "none"), 44100, 2048, 26, 0, 22050),
    ("hz", ("-P", "torchaudio"), 16000, 400, 128, 0, 8000), ("hz", ("-P", "torchaudio"), 22050, 400, 128, 0, 11025),
    ("mel", ("-P", "htk", "-M", 26), 16000, 512, 26, 0, 8000)], ids=str)
def test_triangles(spec, kind, words, rate, fft, bands, low, high):
    # vggish needs magnitudes: for a single 1 both are 1. Full scale: these rows do not declare theirs.
    got = weights(spec, rate, fft, *words, "--full-scale", 1)
    want = triangles(kind, rate, fft, bands, low, high)
    # band edges at half the rate: whether the last bin is included depends on rounding, and its weight is 0 to 1e-12
    assert got.shape == want.shape and np.abs(got - want).max() <= 1e-6


# Cosine transform, lifter, derivatives: from the program's own result one step before


SPEECH = sample_stream(np.cumsum(noise(16000, seed=7)) * np.float32(0.01) + 0.1 * noise(16000, seed=8), rate=16000)
PLAIN = ("-P", "kaldi", "--zeroth", "c0", "--lifter", 0)


@pytest.mark.parametrize("kind", [1, 2, 3])
@pytest.mark.parametrize("norm", ["ortho", "none", "htk"])
@pytest.mark.parametrize("bands", [23, 40])
def test_cosine_transform(spec, kind, norm, bands):
    words = (*PLAIN, "-M", bands, "-C", bands - 3)
    logs = numbers(spec, *words, "-k", "logmel", stdin=SPEECH)
    got = numbers(spec, *words, "--dct", kind, "--dct-norm", norm, stdin=SPEECH)
    if norm == "htk":  # every row by sqrt(2 / M), scipy's plain sums are doubled
        want = scipy.fft.dct(logs, kind) * np.sqrt(2 / bands) / 2
    else:
        want = scipy.fft.dct(logs, kind, norm={"ortho": "ortho", "none": None}[norm])
    want = want[:, :bands - 3]
    assert np.abs(got - want).max() <= 1e-6 * np.abs(want).max()


@pytest.mark.parametrize("form", ["htk", "librosa"])
@pytest.mark.parametrize("length", [22, 9.5, 40])
def test_lifter(spec, form, length):
    plain, got = (numbers(spec, *PLAIN, "-C", 20, "--lifter", by, "--lifter-form", form, stdin=SPEECH) for by in (0, length))
    n = np.arange(20) + (form == "librosa")
    want = plain * (1 + length / 2 * np.sin(np.pi * n / length))
    assert np.abs(got - want).max() <= 1e-6 * np.abs(want).max()
    if (form, length) == ("htk", 22):
        ratio = np.median(got / plain, axis=0)
        assert np.abs(ratio[[0, 1, 2, 3, 11]] - [1, 2.56546, 4.09906, 5.56957, 12]).max() <= 1e-5  # to the digits given


def regression(x, window):
    padded = np.pad(x, ((window, window), (0, 0)), "edge")
    steps = range(1, window + 1)
    return sum(t * (padded[window + t:len(x) + window + t] - padded[window - t:len(x) + window - t]) for t in steps) / (2 * sum(t * t for t in steps))


def kaldi_deltas(x, window, order):
    """
    One convolution for each order, of end-repeated rows: the kernel of an order is that of the previous order, applied
    again.
    """
    kernel = np.arange(-window, window + 1) / (2 * sum(t * t for t in range(1, window + 1)))
    whole = np.array([1.0])
    for _ in range(order):
        whole = np.convolve(whole, kernel)
    reach = len(whole) // 2
    padded = np.pad(x, ((reach, reach), (0, 0)), "edge")
    return sum(whole[i] * padded[i:i + len(x)] for i in range(len(whole)))


def derived(form, x, window, order):
    if form == "regression":
        for _ in range(order):
            x = regression(x, window)
        return x
    if form == "kaldi":
        return kaldi_deltas(x, window, order)
    mode = {"savgol": "interp", "savgol-nearest": "nearest"}[form]
    return scipy.signal.savgol_filter(x, 2 * window + 1, deriv=order, polyorder=order, axis=0, mode=mode)  # librosa's own function


@pytest.mark.parametrize("form", ["regression", "kaldi", "savgol", "savgol-nearest"])
@pytest.mark.parametrize("window", [1, 2, 4, 9])
def test_deltas(spec, form, window):
    got = numbers(spec, *PLAIN, "--deltas", 2, "--delta-window", window, "--delta-form", form, stdin=SPEECH)
    statics = numbers(spec, *PLAIN, stdin=SPEECH)
    assert got.shape == (len(statics), 39) and (got[:, :13] == statics).all()
    for order in (1, 2):
        want = derived(form, statics, window, order)
        # relative to the rows: differences of rounded numbers
        assert np.abs(got[:, 13 * order:13 * order + 13] - want).max() <= 1e-6 * np.abs(statics).max(), order


def test_deltas_of_orders(spec):
    statics, names = numbers(spec, *PLAIN, stdin=SPEECH), list(columns(spec, *PLAIN, "--deltas", 3, stdin=SPEECH))
    got = numbers(spec, *PLAIN, "--deltas", 3, "--delta-form", "regression", stdin=SPEECH)
    assert np.abs(got[:, 39:] - derived("regression", statics, 2, 3)).max() <= 1e-6 * np.abs(statics).max()
    assert names[1:] == [mark + name for mark in ("", "d_", "dd_", "ddd_") for name in [f"c{i}" for i in range(13)]]


# Energy, and replacements of c0


def cut(x, length, hop):
    return np.lib.stride_tricks.sliding_window_view(x, length)[::hop]


def test_energies(spec):
    """Kaldi's frames, step by step, in double precision."""
    x = Stream(SPEECH).rows[:, 0, 0].astype(float) * 32768
    frames = cut(x, 400, 160)
    still = frames - frames.mean(axis=1, keepdims=True)
    sharp = still - 0.97 * np.concatenate([still[:, :1], still[:, :-1]], axis=1)
    windowed = sharp * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 399)) ** 0.85
    power = np.abs(np.fft.rfft(windowed, 512)) ** 2
    want = {"raw": (still ** 2).sum(axis=1), "windowed": (windowed ** 2).sum(axis=1), "spectrum": power.sum(axis=1)}
    for form, energy in want.items():
        got = columns(spec, "--energy", form, stdin=SPEECH)["e"]
        assert np.abs(got - np.log(energy)).max() <= 2e-6, form  # single precision near 20, half a digit each
        floored = columns(spec, "--energy", form, "--energy-floor", 1e9, stdin=SPEECH)["e"]
        assert np.abs(floored - np.log(np.maximum(energy, 1e9))).max() <= 2e-6, form
    magnitudes = columns(spec, "--energy", "spectrum", "--spectrum", "magnitude", stdin=SPEECH)["e"]
    assert np.abs(magnitudes - np.log(np.abs(np.fft.rfft(windowed, 512)).sum(axis=1))).max() <= 2e-6  # "as it stands"


@pytest.mark.parametrize("kind", ["mfcc", "logmel", "mel"])
@pytest.mark.parametrize("zeroth", ["c0", "energy", "both", "none"])
@pytest.mark.parametrize("place", ["first", "last"])
def test_zeroth(spec, kind, zeroth, place):
    words = ("-M", 20, "-C", 5, "-k", kind, "--zeroth-place", place)
    got = columns(spec, *words, "--zeroth", zeroth, stdin=SPEECH)
    got.pop("time")
    if kind == "mfcc":
        body = [f"c{i}" for i in range(1, 5)]
        zeroths = {"c0": ["c0"], "energy": ["e"], "both": ["c0", "e"], "none": []}[zeroth]
    else:
        body, zeroths = [name for name in got if name.startswith("m")], ["e"] if zeroth == "both" else []
        assert len(body) == 20
    assert list(got) == (zeroths + body if place == "first" else body + zeroths)
    whole = columns(spec, "-M", 20, "-C", 5, "-k", kind, "--zeroth", "both", stdin=SPEECH)
    assert all((got[name] == whole[name]).all() for name in got)


# Restatements of programs that are not installed, from the formulas in their published sources


def padded_frames(x, length, hop, mode):
    return cut(np.pad(x, length // 2, mode=mode), length, hop)


def periodic_hann(length):
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)


def slaney(hz):
    hz = np.asarray(hz, float)
    return np.where(hz < 1000, hz * 3 / 200, 15 + 27 * np.log(np.maximum(hz, 1) / 1000) / np.log(6.4))


def slaney_hertz(m):
    m = np.asarray(m, float)
    return np.where(m < 15, m * 200 / 3, 1000 * 6.4 ** ((m - 15) / 27))


def slaney_bank(rate, fft, bands):
    edge, f = slaney_hertz(np.linspace(0, slaney(rate / 2), bands + 2)), np.arange(fft // 2 + 1) * rate / fft
    rise = (f - edge[:-2, None]) / np.diff(edge)[:-1, None]
    fall = (edge[2:, None] - f) / np.diff(edge)[1:, None]
    return np.maximum(0, np.minimum(rise, fall)) * (2 / (edge[2:] - edge[:-2]))[:, None]


def torchaudio_mfcc(x, rate):
    """transforms.MFCC(rate): MelSpectrogram of 400/200 with reflect padding, AmplitudeToDB("power", 80), DCT-II ortho."""
    power = np.abs(np.fft.rfft(padded_frames(x, 400, 200, "reflect") * periodic_hann(400))) ** 2
    level = 10 * np.log10(np.maximum(power @ triangles("hz", rate, 400, 128, 0, rate / 2).T, 1e-10))
    return scipy.fft.dct(np.maximum(level, level.max() - 80), norm="ortho")[:, :40]


def vggish_logmel(x, rate):
    """mel_features.log_mel_spectrogram: 25/10 ms, magnitudes, triangles in mel without bin 0, ln(mel + 0.01)."""
    magnitude = np.abs(np.fft.rfft(cut(x, 400, 160) * periodic_hann(400), 512))
    bank = triangles("mel", rate, 512, 64, 125, 7500)
    bank[:, 0] = 0
    return np.log(magnitude @ bank.T + 0.01)


def whisper_logmel(x, rate):
    """audio.log_mel_spectrogram: the last frame dropped, floor 8 below the maximum, (x + 4) / 4."""
    power = np.abs(np.fft.rfft(padded_frames(x, 400, 160, "reflect") * periodic_hann(400))) ** 2
    level = np.log10(np.maximum(power[:-1] @ slaney_bank(rate, 400, 80).T, 1e-10))
    return (np.maximum(level, level.max() - 8) + 4) / 4


@pytest.mark.parametrize("name,made", [("torchaudio", torchaudio_mfcc), ("vggish", vggish_logmel), ("whisper", whisper_logmel)])
@pytest.mark.parametrize("count", [16000, 12345, 801])
def test_restated(spec, name, made, count):
    x = np.cumsum(noise(count, seed=7)) * np.float32(0.01) + 0.1 * noise(count, seed=8)
    x[count // 2:] *= np.float32(1e-4)  # so that the 80 dB matter
    got, want = numbers(spec, "-P", name, stdin=sample_stream(x, rate=16000)), made(x.astype(float), 16000)
    assert got.shape == want.shape
    # numbers up to 500 in single precision, 3e-5; where bands are empty the floor is the same in both
    assert np.abs(got - want).max() <= 1e-6 * np.abs(want).max() + 1e-6


@pytest.mark.parametrize("name,made", [("torchaudio", torchaudio_mfcc), ("vggish", vggish_logmel), ("whisper", whisper_logmel)])
@pytest.mark.parametrize("clip", ["speech_libri_16k", "speech_brno_16k"])
def test_restated_of_speech(spec, data, name, made, clip):
    """Recordings, whose quiet bands are far below their loud ones."""
    with wave.open(str(data / "audio" / f"{clip}.wav")) as file:
        x = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        assert (file.getframerate(), file.getnchannels()) == (16000, 1)
    got, want = numbers(spec, "-P", name, data / "audio" / f"{clip}.wav"), made(x, 16000)
    # quiet bands of 16-bit samples are rounding noise already, and no weaker than single precision resolves
    assert got.shape == want.shape and np.abs(got - want).max() <= 1e-4


# Installed programs


def sptk_filter(name, *words, stdin):
    return subprocess.run([SPTK / name, *map(str, words)], input=stdin, capture_output=True, check=True, timeout=60).stdout


@pytest.mark.skipif(not (SPTK / "mfcc").exists(), reason="SPTK 3 is not installed")
@pytest.mark.parametrize("clip", ["speech_libri_16k", "speech_brno_16k", "speech_english_8k", "whale_humpback_8k", "bird_robin_44k"])
def test_sptk(spec, data, clip):
    with wave.open(str(data / "audio" / f"{clip}.wav")) as file:
        rate, raw = file.getframerate(), file.readframes(file.getnframes())
    frames = sptk_filter("frame", "-l", 256, "-p", 100, stdin=sptk_filter("x2x", "+sf", stdin=raw))
    want = np.frombuffer(sptk_filter("mfcc", "-l", 256, "-s", rate / 1000, stdin=frames), "<f4").reshape(-1, 12)
    got = numbers(spec, "-P", "sptk", data / "audio" / f"{clip}.wav")
    assert got.shape == want.shape
    assert np.abs(got - want).max() <= 1e-3  # its bands and logarithms are single precision, sums of 256 numbers


@pytest.mark.skipif(shutil.which("aubiomfcc") is None, reason="aubio is not installed")
@pytest.mark.parametrize("clip", ["speech_libri_16k", "speech_brno_16k", "bird_robin_44k"])
def test_aubio(spec, data, clip):
    path = data / "audio" / f"{clip}.wav"
    done = subprocess.run(["aubiomfcc", path], capture_output=True, text=True, check=True, timeout=60).stdout
    want = np.array([line.split("\t")[1].split() for line in done.splitlines() if line.strip()], float)
    got = numbers(spec, "-P", "aubio", path)
    assert got.shape == want.shape
    # it computes in single precision: its own formula in double differs by 3e-4 where a band is weak
    assert np.abs(got - want).max() <= 5e-4


# Steps between bands and cepstra


def librosa_pcen(s, rate, hop, gain=0.98, bias=2, power=0.5, time=0.4, eps=1e-6):
    t = time * rate / hop
    b = (np.sqrt(1 + 4 * t * t) - 1) / (2 * t * t)
    zi = np.repeat(scipy.signal.lfilter_zi([b], [1, b - 1])[:, None], s.shape[1], axis=1)
    smooth = scipy.signal.lfilter([b], [1, b - 1], s, axis=0, zi=zi)[0]
    smooth = np.exp(-gain * (np.log(eps) + np.log1p(smooth / eps)))
    if power == 0:
        return np.log1p(s * smooth)
    if bias == 0:
        return np.exp(power * (np.log(s) + np.log(smooth)))
    return bias ** power * np.expm1(power * np.log1p(s * smooth / bias))


@pytest.mark.parametrize("given", [{}, {"gain": 0.8, "bias": 10, "power": 0.25, "time": 0.06}, {"power": 0}, {"bias": 0}, {"eps": 1e-3, "time": 2}], ids=str)
@pytest.mark.parametrize("scale", [1, 32768])
def test_pcen(spec, given, scale):
    words = ("-P", "librosa", "-M", 40, "--full-scale", scale)
    s = numbers(spec, *words, "-k", "mel", stdin=SPEECH)
    options = [word for key, value in given.items() for word in (f"--pcen-{key}", value)]
    got = numbers(spec, *words, "-k", "logmel", "--log", "pcen", "--top-db", 0, *options, stdin=SPEECH)
    want = librosa_pcen(s, 16000, 512, **given)
    # single precision in and out; powers of at most 1 do not amplify relative errors
    assert np.abs(got - want).max() <= 2e-6 * np.abs(want).max()


def normal(x, floor, variance):
    got = x - x.mean(axis=0)
    return got / np.sqrt(np.maximum(x.var(axis=0), floor)) if variance else got


@pytest.mark.parametrize("kind", ["mean", "variance"])
def test_cmvn_of_the_file(spec, kind):
    plain, got = numbers(spec, *PLAIN, stdin=SPEECH), numbers(spec, *PLAIN, "--cmvn", kind, "--deltas", 1, stdin=SPEECH)
    want = normal(plain, 1e-20, kind == "variance")
    assert np.abs(got[:, :13] - want).max() <= 1e-6 * np.abs(plain).max()
    assert np.abs(got[:, 13:] - kaldi_deltas(want, 2, 1)).max() <= 1e-6 * np.abs(plain).max()  # derivatives of normalised rows


def kaldi_window(t, rows, window, least, centred):
    """Kaldi's apply-cmvn-sliding: the rows that normalise row t."""
    first, end = (t - window // 2, t - window // 2 + window) if centred else (t - window, t + 1)
    if first < 0:
        first, end = 0, end - first
    if not centred and end > t:
        end = max(t + 1, least)
    if end > rows:
        first, end = max(0, first - (end - rows)), rows
    return first, end


@pytest.mark.parametrize("kind", ["mean", "variance"])
@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("window,least", [(30, 10), (31, 1), (50, 60), (600, 100), (98, 98), (2, 1)])
def test_cmvn_sliding(spec, kind, centred, window, least):
    plain = numbers(spec, *PLAIN, stdin=SPEECH)
    got = numbers(spec, *PLAIN, "--cmvn", kind, "--cmvn-window", window, "--cmvn-least", least,
                  "--cmvn-center", "yes" if centred else "no", stdin=SPEECH)
    want = np.zeros_like(plain)
    for t, row in enumerate(plain):
        first, end = kaldi_window(t, len(plain), window, least, centred)
        part = plain[first:end]
        want[t] = row - part.mean(axis=0)
        if kind == "variance":  # a window of one row leaves nothing
            want[t] /= np.sqrt(np.maximum(part.var(axis=0), 1e-10))
    # deviations of few rows may be small, and the dividend is rounded
    assert np.abs(got - want).max() <= (1e-6 * np.abs(plain).max() if kind == "mean" else 2e-5)


@pytest.mark.parametrize("count,step", [(2, 1), (3, 1), (7, 6), (4, 3), (1, 5), (9, 2)])
def test_stack(spec, count, step):
    plain = numbers(spec, *PLAIN, stdin=SPEECH)
    got = numbers(spec, *PLAIN, "--stack", count, "--stack-step", step, stdin=SPEECH)
    at = np.arange(0, len(plain), step)[:, None] + np.arange(count) - (count - 1) // 2
    assert (got == plain[np.clip(at, 0, len(plain) - 1)].reshape(len(at), -1)).all()
    named = columns(spec, *PLAIN, "--stack", count, "--stack-step", step, stdin=SPEECH)
    offsets = [f"_t{k - (count - 1) // 2:+}" for k in range(count)] if count > 1 else [""]
    assert list(named) == ["time"] + [f"c{i}{offset}" for offset in offsets for i in range(13)]
    assert np.abs(named["time"] - (199.5 / 16000 + 0.01 * step * np.arange(len(at)))).max() <= 5.1e-7  # the digits printed


@pytest.mark.parametrize("log,unit", [("db", 1), ("ln", np.log(10) / 10), ("log10", 0.1)])
@pytest.mark.parametrize("channels", [1, 2])
def test_top_db_is_of_the_file(spec, log, unit, channels):
    """The maximum comes last: no row is final before it is known. Over all channels, as in librosa."""
    x = noise(40000, channels, seed=3) * np.geomspace(1e-4, 1, 40000, dtype=np.float32)[:, None] * np.float32([[1, 1e-3]])[:, :channels]
    words, more = ("-P", "librosa", "-M", 40, "--log", log, "-f", "stream"), ("--log-shift", 4, "--log-gain", 0.25)

    def rows(*extra):
        return Stream(spec.run("spec-mfcc", "-q", "-k", "logmel", *words, *extra, stdin=sample_stream(x, rate=16000)).out).rows.astype(float)

    plain = rows("--top-db", 0)
    want = np.maximum(plain, plain.max() - 30 * unit)
    assert 0.1 < (plain < want).mean() < 0.9
    assert np.abs(rows("--top-db", 30) - want).max() <= 1e-6 * np.abs(plain).max()
    assert np.abs(rows("--top-db", 30, *more) - (want + 4) / 4).max() <= 1e-6 * np.abs(plain).max()


def test_floor_and_offset(spec):
    mels = numbers(spec, "-k", "mel", "--zeroth", "none", stdin=SPEECH)
    for log, made in (("ln", np.log), ("log10", np.log10), ("db", lambda v: 10 * np.log10(v)), ("none", lambda v: v)):
        floor = float(np.median(mels))
        got = numbers(spec, "-k", "logmel", "--zeroth", "none", "--log", log, "--log-floor", repr(floor), "--log-offset", 5, stdin=SPEECH)
        want = made(np.maximum(mels, floor) + 5)
        assert np.abs(got - want).max() <= 2e-7 * np.abs(want).max(), log


# Dither


def dithered(spec, count, *words, pieces=None):
    """
    Every random number that is added, one by one: frames of a single sample, 1, whose energy is (1 + d)^2. -C 1 keeps
    only its logarithm.
    """
    words = ("-l", 1, "-n", 8, "-p", 1, "-w", "rect", "--full-scale", 1, "--detrend", "none", "--preemph", 0, "-M", 1, "-F", "0:", "-C", 1,
             "-q", "--raw", "--zeroth", "energy", "--log-floor", 0, "--log-offset", 1, *words)
    blob = sample_stream(np.ones(count), announce=False)
    out = spec.run("spec-mfcc", *words, stdin=blob).out if pieces is None else spec.piecewise("spec-mfcc", blob, pieces, *words)
    return np.expm1(np.frombuffer(out, "<f4").astype(float) / 2)


def test_dither(spec):
    count, deviation = 100000, 0.01
    d = dithered(spec, count, "--dither", deviation)
    assert len(d) == count
    # four standard errors each: 1 / sqrt(n), 1 / sqrt(2 n), sqrt(6 / n), sqrt(24 / n)
    z = d / deviation
    assert abs(z.mean()) <= 4 / np.sqrt(count) and abs(z.std() - 1) <= 4 / np.sqrt(2 * count)
    assert abs((z ** 3).mean()) <= 4 * np.sqrt(15 / count) and abs((z ** 4).mean() - 3) <= 4 * np.sqrt(96 / count)
    for lag in (1, 2, 3, 100):
        assert abs((z[lag:] * z[:-lag]).mean()) <= 4.5 / np.sqrt(count), lag
    assert 4 < np.abs(z).max() < 6.5
    assert np.abs(dithered(spec, 1000) - 0).max() == 0


def test_dither_of_seeds(spec):
    a, same, other = (dithered(spec, 5000, "--dither", 0.01, *more) for more in ((), ("--seed", 0), ("--seed", 1)))
    assert (a == same).all() and not (a == other).any() and abs(np.corrcoef(a, other)[0, 1]) < 0.07
    for size in (7, 4096):
        assert (dithered(spec, 5000, "--dither", 0.01, pieces=size) == a).all()
    twice = spec.run("spec-mfcc", "-q", "--dither", 1, "-f", "npy", stdin=SPEECH).out
    assert twice == spec.run("spec-mfcc", "-q", "--dither", 1, "-f", "npy", stdin=SPEECH).out
    assert twice != spec.run("spec-mfcc", "-q", "-f", "npy", stdin=SPEECH).out


def test_dither_of_channels(spec):
    """Each channel has its own noise, and the first has the same with and without a second."""
    words = ("--dither", 1, "-q", "-f", "stream")
    silence = np.zeros((4000, 2), np.float32)
    both = Stream(spec.run("spec-mfcc", *words, stdin=sample_stream(silence, rate=16000)).out).rows
    one = Stream(spec.run("spec-mfcc", *words, stdin=sample_stream(silence[:, 0], rate=16000)).out).rows
    assert (both[:, 0] == one[:, 0]).all() and not (both[:, 0] == both[:, 1]).all(axis=1).any()


# Spectral features that are not among the stored references


def test_flux(spec):
    mels = numbers(spec, "-P", "librosa", "-M", 40, "-k", "mel", stdin=SPEECH)
    got = numbers(spec, "-P", "librosa", "-M", 40, "-k", "features", "--features", "flux", stdin=SPEECH)[:, 0]
    level = 10 * np.log10(np.maximum(mels, 1e-10))
    want = np.concatenate([[0], np.maximum(0, np.diff(level, axis=0)).mean(axis=1)])
    assert np.abs(got - want).max() <= 1e-5  # dB, of bands in single precision


def test_features_do_not_depend_on_the_recipe(spec):
    """Full scale, bands, logarithm and later steps do not matter; neither do the other columns."""
    listed = "centroid,bandwidth,rolloff,flatness,zcr,rms,chroma"
    plain = numbers(spec, "-P", "librosa", "-k", "features", "--features", listed, stdin=SPEECH)
    for words in (("--full-scale", 32768), ("-M", 23, "--mel", "htk"), ("--spectrum", "magnitude"), ("--spectrum-norm", "fft")):
        got = numbers(spec, "-P", "librosa", *words, "-k", "features", "--features", listed, stdin=SPEECH)
        assert np.abs(got - plain).max(axis=0) == pytest.approx(np.zeros(plain.shape[1]), abs=2e-6 * np.abs(plain).max()), words
    together = numbers(spec, "-P", "librosa", "--features", listed, "--deltas", 1, stdin=sample_stream(Stream(SPEECH).rows[:, 0, 0], rate=16000))
    assert (together[:, -plain.shape[1]:] == plain).all() and together.shape[1] == 2 * 20 + plain.shape[1]


def test_features_are_in_the_requested_order(spec):
    names = list(columns(spec, "-k", "features", "--features", "rms,chroma,centroid", stdin=SPEECH))
    assert names[:2] == ["time", "rms"] and names[-1] == "centroid" and [name[:7] for name in names[2:-1]] == ["chroma_"] * 12


@pytest.mark.parametrize("words", [(), ("--log", "pcen", "--pcen-time", "1s"), ("--cmvn", "variance"), ("--cmvn", "mean", "--cmvn-window", 9), ("--deltas", 2),
                                   ("--stack", 3), ("--features", "flux,zcr,chroma"), ("--preemph-over", "signal"), ("--energy", "spectrum")], ids=str)
def test_channels_do_not_touch(spec, words):
    """Each of two channels gives the result it gives alone. (--top-db, over all channels, is tested above.)"""
    x = np.stack([noise(8000, seed=1), np.cumsum(noise(8000, seed=2)) * np.float32(0.01)], axis=1)
    both = Stream(spec.run("spec-mfcc", "-q", "-f", "stream", *words, stdin=sample_stream(x, rate=16000)).out).rows
    for c in (0, 1):
        one = Stream(spec.run("spec-mfcc", "-q", "-f", "stream", *words, stdin=sample_stream(x[:, c], rate=16000)).out).rows
        assert (one[:, 0] == both[:, c]).all()


# Presets and options


@pytest.mark.parametrize("order", ["before", "between", "behind"])
def test_options_override_the_preset_in_any_order(spec, order):
    preset, options = ["-P", "htk"], [["-M", 30], ["--lifter", 0], ["-w", "hann"], ["--preemph", "0.5"]]
    at = {"before": 0, "between": 2, "behind": 4}[order]
    words = [word for part in (*options[:at], preset, *options[at:]) for word in part]
    want = numbers(spec, "-P", "htk", "-M", 30, "--lifter", 0, "-w", "hann", "--preemph", 0.5, stdin=SPEECH)
    assert (numbers(spec, *words, stdin=SPEECH) == want).all()
    assert not np.allclose(want, numbers(spec, "-P", "htk", "-M", 30, stdin=SPEECH))


def test_an_option_may_request_the_default(spec):
    """-M 23 is the default without a preset; given together with a preset it still applies."""
    for words in (("-M", 23, "-P", "htk"), ("-P", "htk", "-M", 23)):
        assert numbers(spec, *words, "-k", "logmel", stdin=SPEECH).shape[1] == 23


def test_kaldi_is_the_default(spec):
    assert (numbers(spec, stdin=SPEECH) == numbers(spec, "-P", "kaldi", stdin=SPEECH)).all()
