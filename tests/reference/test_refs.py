# SPDX-License-Identifier: GPL-2.0-or-later
"""
spec-stft against the results of other programs from third-party recordings (shared/data/refs): librosa, scipy,
ShortTimeFFT, matplotlib and LTFAT. Every entry of the four kinds below is compared; none is skipped.
"""
import ast
import json
import re

import numpy as np
import pytest

import spectools

KINDS = ("stft", "psd", "db", "stft_windows")
# check_array.py's tolerance for a float32 transform is 2e-5 of the peak. This one is tighter: the references are
# themselves float32 (6e-8), our transform is within 2e-7 (test_stft.py).
PEAK = 1e-6
WINDOWS = {"boxcar": "rect", "gaussian": "gauss", "chebwin": "dolph"}  # theirs: ours, where the names differ


def entries():
    folder = spectools.data_folder()
    if folder is None:
        return []
    return [e for e in json.loads((folder / "refs" / "manifest.json").read_text())["entries"] if e["kind"] in KINDS]


ENTRIES = entries()


def window_name(theirs):
    """hann, ('kaiser', 8.6) or "('tukey',0.25)" in our notation."""
    if isinstance(theirs, str) and theirs.startswith("("):
        theirs = ast.literal_eval(theirs)
    name, *parameter = (theirs,) if isinstance(theirs, str) else theirs
    return ":".join([WINDOWS.get(name, name), *map(str, parameter)])


class Plan:
    """
    options of spec-stft; `finish` converts our rows to the units of the reference; reference frame i is our row i +
    first.
    """

    def __init__(self, *options, finish=None, first=0, where=slice(None)):
        self.options, self.finish, self.first, self.where = options, finish, first, where


def one_sided(bins, fft):
    c = np.full(bins, 2.0)
    c[0] = 1
    if fft % 2 == 0:
        c[-1] = 1
    return c


def librosa_stft(p):
    options = ["-n", p["n_fft"], "-l", p.get("win_length") or p["n_fft"], "-p", p["hop_length"], "-w", window_name(p.get("window", "hann")),
               "--scaling", "none", "--phase-from", "fft", "-k", "complex"]
    if p.get("window_sym"):
        options.append("--symmetric")
    if p.get("center", True):
        padding = {"constant": "zeros", "reflect": "even", "edge": "constant"}[p.get("pad_mode", "constant")]
        return Plan(*options, "--framing", "center", "--padding", padding)
    return Plan(*options, "--framing", "snip")


def scipy_stft(p):
    length = p.get("nperseg", 256)
    hop = length - p.get("noverlap", length // 2)
    fft = p.get("nfft", length)
    boundary = p.get("boundary", "zeros")
    framing = "snip" if boundary is None else "full"
    psd = p.get("scaling") == "psd"
    c = one_sided(fft // 2 + 1, fft)
    # scipy pads half a window and completes the last frame with zeros; our padding goes on to its end
    where = slice(None) if boundary in (None, "zeros") else slice(-1)
    return Plan("-n", fft, "-l", length, "-p", hop, "-w", window_name(p.get("window", "hann")), "--framing", framing,
                "--padding", boundary or "zeros", "--scaling", "density" if psd else "spectrum", "-k", "complex", where=where,
                finish=lambda x: x / (np.sqrt(c) if psd else c))  # scipy does not count the negative frequencies


def short_time_fft(p, call):
    """ShortTimeFFT(WINDOW(LENGTH, ...), ...): the window is in the call only. Slices before 0 do not exist here."""
    name, length, rest = re.search(r"\((\w+)\((\d+)([^)]*)\)", call).groups()
    number = re.search(r"(?:std=|^,)([\d.]+)", rest)
    fft = p.get("mfft", p["win_len"])
    scale = p.get("scale_to")
    assert int(length) == p["win_len"]
    options = ["-n", fft, "-l", length, "-p", p["hop"], "-w", window_name((name, number.group(1)) if number else name),
               "--framing", "full", "--phase-from", "frame" if "phase_shift" in p and p["phase_shift"] is None else "center",
               "--scaling", {None: "none", "magnitude": "spectrum", "psd": "density"}[scale], "-k", "complex"]
    if "sym=False" not in rest:  # scipy's window functions are symmetric by default
        options.append("--symmetric")
    c = {None: 1, "magnitude": one_sided(fft // 2 + 1, fft), "psd": np.sqrt(one_sided(fft // 2 + 1, fft))}[scale]
    if p.get("fft_mode") == "onesided2X":  # counts negative frequencies, as we do
        c = 1
    return Plan(*options, first=p["p_min"], finish=lambda x: x / c)


def ltfat_dgt(e):
    """dgt(x(1:4096), firwin('hann', 512), 128, 512): circular, so only frames that lie within the 4096 samples."""
    p = e["params"]
    samples, window, length = re.search(r"x\(1:(\d+)\),firwin\(\"(\w+)\",(\d+)\)", e["call"]).groups()
    inside = [m for m in range(e["n_frames"]) if m * p["a"] >= int(length) // 2 and m * p["a"] + int(length) // 2 <= int(samples)]
    return Plan("-n", p["M"], "-l", length, "-p", p["a"], "-w", window, "--scaling", "none", "--phase-from", "signal",
                "-k", "complex", "-d", f"{samples}smp", where=inside)


def psd(e):
    p = e["params"]
    length = p.get("nperseg", p.get("NFFT"))
    detrend = {"constant": "mean", False: "none", "none": "none"}[p["detrend"]]
    symmetric = "symmetric" in str(p["window"])
    options = ["-n", length, "-p", length - p["noverlap"], "--framing", "snip", "--detrend", detrend,
               "-w", "hann" if symmetric else window_name(p["window"])]
    if symmetric:
        options.append("--symmetric")
    if len(e["shape"]) == 1:
        options.append("--average")
    spectrum = p.get("scaling") == "spectrum" or e["id"].endswith("_spectrum")
    c = one_sided(length // 2 + 1, length)
    # scipy's "spectrum" is a mean square, half of our power for a sine
    return Plan(*options, "-k", "power" if spectrum else "density", finish=lambda x: x / c if spectrum else x)


def decibels(p):
    """power_to_db and amplitude_to_db: floors at amin, and at top_db below the maximum of the whole array."""
    least = 10 * np.log10(p["amin"]) if p["amin"] == 1e-10 else 20 * np.log10(p["amin"])

    def finish(level):
        level = np.maximum(level, least)
        level = level - level.max() if p.get("ref") == "max" else level
        return level if p["top_db"] is None else np.maximum(level, level.max() - p["top_db"])

    return Plan("-n", p["n_fft"], "-p", p["hop_length"], "--scaling", "none", "-k", "level", finish=finish)


def plan_of(e):
    p = e["params"]
    if e["kind"] == "psd":
        return psd(e)
    if e["kind"] == "db":
        return decibels(p)
    return {"librosa": lambda: librosa_stft(p), "scipy": lambda: scipy_stft(p),
            "shorttimefft": lambda: short_time_fft(p, e["call"]), "ltfat": lambda: ltfat_dgt(e)}[e["tool"]]()


def run(spec, data, e, options):
    channel = "mix" if e["channel"] == "mean" else e["channel"] + 1
    stream = spec.stream(*options, "-q", "-c", channel, data / e["clip"])
    assert stream.number("samplerate") == e["sample_rate"]
    return stream.complex()[:, 0] if stream.kind == "complex" else stream.rows[:, 0].astype(float)


def reference(data, e):
    ref = np.load(data / e["file"])
    return ref.astype(complex if ref.dtype.kind == "c" else float)


def allowed(e, ref):
    if e["kind"] != "db":
        return 2 * PEAK * np.abs(ref).max() if e["kind"] == "psd" else PEAK * np.abs(ref).max()  # a square doubles it
    # 3e-5 dB: our level's own 1.2e-5, theirs in float32 near 80. Amplitude is uncertain by 2e-7 of the peak, which is
    # 8.7 dB times that over the amplitude itself.
    peak = ref.max()
    return 3e-5 + 8.7 * 2e-7 * 10 ** ((peak - ref) / 20)


@pytest.mark.parametrize("e", [e for e in ENTRIES if e["kind"] != "stft_windows"], ids=lambda e: e["id"] if isinstance(e, dict) else "no data")
def test_reference(spec, data, e):
    plan, ref = plan_of(e), reference(data, e)
    got = run(spec, data, e, plan.options)
    if plan.finish is not None:
        got = plan.finish(got)
    if ref.ndim == 1:
        ref, wanted = ref[None], np.array([0])
    else:
        wanted = np.array(e.get("frames") or range(len(ref)))[plan.where] + plan.first
        ref = ref[plan.where]
    if e.get("n_frames") and e["tool"] in ("librosa", "scipy"):
        assert len(got) == e["n_frames"]
    ours = (wanted >= 0) & (wanted < len(got))
    # some of ShortTimeFFT's eight stored slices are before sample 0 or after the end, where we have none
    assert ours.sum() >= (2 if e["tool"] == "shorttimefft" else len(wanted))
    got, ref = got[wanted[ours]], ref[ours]
    assert got.shape == ref.shape
    off = np.abs(got - ref) / allowed(e, ref)
    assert off.max() <= 1, f"{off.max():.3g} times what is allowed, at {np.unravel_index(off.argmax(), off.shape)}"


@pytest.mark.parametrize("e,i", [(e, i) for e in ENTRIES if e["kind"] == "stft_windows" for i in range(len(e["params"]["windows"]))])
def test_reference_windows(spec, data, e, i):
    p, ref = e["params"], reference(data, e)[i]
    w = p["windows"][i]
    got = run(spec, data, e, ["-n", p["n_fft"], "-p", p["hop"], "--framing", "snip", "--scaling", "none", "-k", "complex",
                              "-w", window_name(w["window"]), *(["--symmetric"] if w["sym"] else [])])
    assert len(got) == e["n_frames"]
    assert np.abs(got[e["frames"]] - ref).max() <= PEAK * np.abs(ref).max()


def test_every_entry_is_compared(data):
    """The tests above skip nothing: every listed entry is compared."""
    assert len(ENTRIES) >= 25
    assert {e["tool"] for e in ENTRIES} >= {"librosa", "scipy", "shorttimefft", "matplotlib", "ltfat"}
    assert all(plan_of(e) is not None for e in ENTRIES if e["kind"] != "stft_windows")
