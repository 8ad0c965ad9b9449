# SPDX-License-Identifier: GPL-2.0-or-later
"""Typing mistakes and names of other programs: each is understood, or answered by one sentence that helps."""
import subprocess

import numpy as np
import pytest

import spectools
from spectools import refused

X = spectools.noise(4000)

# A mistake, and words of the answer.
ANSWERED = [
    ("spec-stft -w haning", "unknown name 'haning' (did you mean hann?)"),
    ("spec-stft -w hamm", "did you mean hamming?"),
    ("spec-stft -w blakman", "did you mean blackman?"),
    ("spec-stft -w kasier:9", "did you mean kaiser?"),
    ("spec-stft -w xyz", "choose from rect, hann"),
    ("spec-stft -k powr", "did you mean power?"),
    ("spec-stft --padding refelct", "--padding"),
    ("spec-render --axis mell", "did you mean mel?"),
    ("spec-render --axis logarithmic", "choose from linear, log"),
    ("spec-render --pool medain", "did you mean median?"),
    ("spec-render --theme drak", "did you mean dark?"),
    ("spec-mfcc --preset librossa", "did you mean librosa?"),
    ("spec-mfcc --preset whispr", "did you mean whisper?"),
    ("spec-stft --hopp 3", "unknown option --hopp (did you mean --hop?)"),
    ("spec-stft --win-lenght 3", "did you mean --win-length?"),
    ("spec-render --colurmap grey", "did you mean --colormap?"),
    ("spec-render --widht 300", "did you mean --width?"),
    ("spec-stft --overlap 50", "unknown option --overlap; use --hop 75%"),
    ("spec-render --fmin 100", "unknown option --fmin; use --freq LO:HI"),
    ("spec-render --fmax=8k", "unknown option --fmax; use --freq LO:HI"),
    ("spec-mfcc --fmin 100", "use --freq LO:HI"),
    ("spec-render --cmap magma", "unknown option --cmap; use --colormap NAME"),
    ("spec-render --size 400x300", "use --width PIXELS and --height PIXELS"),
    ("spec-decimate --sr 16000", "unknown option --sr; use --to-rate HZ"),
    ("spec-stft --sr 16000", "unknown option --sr; use --rate HZ"),
    ("spec-mfcc --n-mfcc 20", "use --coefficients NUMBER"),
    ("spec-mfcc --n_mels 80", "use --bands NUMBER"),
    ("spec-stft --hop-length 160", "use --hop LENGTH"),
    ("spec-stft --n_fft 512", "use --fft-size SAMPLES"),
    ("spec-mfcc --numcep 20", "use --coefficients NUMBER"),
    ("spec-mfcc --nfilt 40", "use --bands NUMBER"),
    ("spec-render --logfreq", "use --axis log"),
    ("spec-stft --threads 2", "unknown option --threads; use --jobs NUMBER"),
    ("spec-capture --list-devices", "unknown option --list-devices; use --list"),
    ("spec-render - x.png", "x.png: no such input; an output is named by -o FILE"),
    ("spec-stft - x.npy", "x.npy: no such input; an output is named by -o FILE"),
    ("spec-render --log", "unknown option --log; use --axis log"),
    ("spec-render --mel", "unknown option --mel; use --axis mel"),
    ("spec-stft --colormap grey", "unknown option --colormap"),
    ("spec-stft --hop 75 %", "unexpected argument '%': write a number and its unit without a space"),
    ("spec-stft --hop 10 ms", "unexpected argument 'ms'"),
    ("spec-render -d 2 s", "unexpected argument 's'"),
    ("spec-stft -d 1m90s", "'1m90s' is not a length of time"),
    ("spec-stft -d 2seconds", "'2seconds' is not a length of time"),
    ("spec-render -z 0:-120", "0:-120 is reversed; the low end comes first (-120:0)"),
    ("spec-render -z p99:p5", "p99:p5 is reversed"),
    ("spec-render -m virdis", "unknown colour map (did you mean viridis?)"),
    ("spec-stft -f npz", "unknown format 'npz' (did you mean npy?)"),
    ("spec-mfcc --features centriod", "did you mean centroid?"),
    ("spec-render --tilt 6dBm", "not a number of decibels"),
]

# Two spellings that give the same bytes.
UNDERSTOOD = [
    ("spec-stft -w hanning", "spec-stft -w hann"),
    ("spec-stft -w Hann", "spec-stft -w hann"),
    ("spec-stft -w boxcar", "spec-stft -w rect"),
    ("spec-stft -w Kaiser:9", "spec-stft -w kaiser:9"),
    ("spec-stft -w flat-top", "spec-stft -w flattop"),
    ("spec-stft -k dB", "spec-stft -k level"),
    ("spec-stft -k psd", "spec-stft -k density"),
    ("spec-stft -k LEVEL", "spec-stft -k level"),
    ("spec-stft --framing centre", "spec-stft --framing center"),
    ("spec-stft --Win_Length 25msec", "spec-stft --win-length 25ms"),
    ("spec-stft --HOP=80", "spec-stft --hop=80"),
    ("spec-stft --fft_size 512 -d 0m0.2s", "spec-stft --fft-size 512 -d 200ms"),
    ("spec-stft -d 0.2sec", "spec-stft -d 0.2"),
    ("spec-render --axis Mel_Slaney", "spec-render --axis mel-slaney"),
    ("spec-render --pool average", "spec-render --pool mean"),
    ("spec-render --tilt 3dB", "spec-render --tilt 3"),
    ("spec-render -m Viridis", "spec-render -m viridis"),
    ("spec-render -m gray", "spec-render -m grey"),
    ("spec-render -z -60dB:-10dB", "spec-render -z -60:-10"),
    ("spec-mfcc --preset Kaldi", "spec-mfcc --preset kaldi"),
]


@pytest.mark.parametrize("line,answer", ANSWERED, ids=[line for line, _ in ANSWERED])
def test_a_mistake_is_answered(spec, line, answer):
    name, *words = line.split()
    done = spec.run(name, *words, stdin=spectools.sample_stream(X, rate=16000), check=False)
    refused(done, 64, answer)
    assert len(done.err) < 400


def unlike(blob):
    """Without the command line, which is in the header or a text chunk of a picture."""
    if blob.startswith(b"\x89PNG"):
        from pictures import Picture
        return Picture(blob).pixels.tobytes()
    return blob[512:]


@pytest.mark.parametrize("theirs,ours", UNDERSTOOD, ids=[line for line, _ in UNDERSTOOD])
def test_a_spelling_is_understood(spec, theirs, ours):
    stream = spectools.sample_stream(X, rate=16000)
    got, want = (spec.run(*line.split(), stdin=stream) for line in (theirs, ours))
    assert got.err == want.err == "" and len(want.out) > 600
    assert unlike(got.out) == unlike(want.out)


def test_options_keep_their_arguments_and_operands(spec, tmp_path):
    """A respelt option takes the next word as its argument wherever it stands, and operands stay operands."""
    path = tmp_path / "a.spec"
    path.write_bytes(spectools.sample_stream(X, rate=16000))
    want = spec.run("spec-stft", "--hop", 100, "--win-length", 200, path).out
    for words in ((path, "--Hop", 100, "--Win_Length", 200), ("--Hop=100", path, "--WIN-LENGTH", 200),
                  ("--Win_Length", 200, path, "--hop", 100)):
        got = spec.run("spec-stft", *words)
        assert got.err == "" and got.out[512:] == want[512:]
    refused(spec.run("spec-stft", path, "--Hop", check=False), 64, "--Hop")


def test_a_file_named_like_a_unit(spec, tmp_path):
    (tmp_path / "s").write_bytes(spectools.sample_stream(X, rate=16000))
    done = subprocess.run(spec.command("spec-stft", "s"), cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 0 and np.frombuffer(done.stdout[512:], "<f4").size > 0


@pytest.mark.parametrize("name", ["spec-stft", "spec-render", "spec-decimate", "spec-reassign", "spec-mfcc", "spec-capture"])
def test_help_begins_with_an_example_and_ends_with_the_page(spec, name):
    lines = spec.run(name, "--help").out.decode().splitlines()
    assert lines[0].startswith(f"usage: {name} ") and lines[1].startswith(f"example: {name} ")
    assert lines[-1].startswith(f"Manual page: {name}(1)")
