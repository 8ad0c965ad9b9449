# SPDX-License-Identifier: GPL-2.0-or-later
"""What is surely a mistake is warned of, once; files of other programs are named and the way to read them is given."""
import gzip
import shutil
import subprocess
import zipfile

import numpy as np
import pytest

import spectools
from spectools import refused

X = spectools.noise(16000)


def capture(spec, path, *options):
    return spec.run("spec-capture", "-f", "text", "-r", 1000, *options, path).err


def test_counts_taken_for_samples(spec, tmp_path):
    path = tmp_path / "counts.txt"
    path.write_text("".join(f"{number}\n" for number in range(1024)))
    said = capture(spec, path)
    assert said.count("\n") == 1 and "warning" in said and "1023 times full scale" in said and "--bits 10" in said
    for options in ("--bits", 10), ("--scale", "raw"), ("--bits", 10, "--scale", "volts", "--vref", 5), ("-q",):
        assert capture(spec, path, *options) == ""


def test_loud_samples_are_no_mistake(spec, tmp_path):
    path = tmp_path / "loud.txt"
    path.write_text("".join(f"{number}\n" for number in np.linspace(-7.9, 7.9, 100)))
    assert capture(spec, path) == ""
    path.write_text("".join(f"{number:.2f}\n" for number in np.linspace(980, 1030, 100)))  # hPa, say: no counts
    assert capture(spec, path) == ""


@pytest.mark.parametrize("preset", ["whisper", "vggish"])
def test_a_model_at_another_rate(spec, tmp_path, preset):
    paths = [tmp_path / f"{name}.wav" for name in "ab"]
    for path in paths:
        path.write_bytes(spectools.wav_bytes(X, rate=44100))
    done = spec.run("spec-mfcc", "--preset", preset, "-O", tmp_path, *paths)
    said = [line for line in done.err.splitlines() if "trained" in line]
    assert len(said) == 2 and "1 more input" in said[1] and "44100 Hz" in said[0] and "spec-decimate --to-rate 16000" in said[0]
    assert "trained" not in spec.run("spec-mfcc", "--preset", "librosa", paths[0]).err
    same = spec.run("spec-decimate", "--to-rate", 16000, paths[0]).out
    assert "trained" not in spec.run("spec-mfcc", "--preset", preset, stdin=same).err


def test_spectra_for_the_default_preset(spec):
    rows = spec.run("spec-stft", "-n", 512, "-p", 160, stdin=spectools.sample_stream(X, rate=16000)).out
    refused(spec.run("spec-mfcc", stdin=rows, check=False), 64, "add --zeroth c0 or --energy spectrum")
    assert len(spec.run("spec-mfcc", "--zeroth", "c0", stdin=rows).out) > 512


def by_ffmpeg(folder, ending):
    path, source = folder / f"x.{ending}", folder / "x.wav"
    source.write_bytes(spectools.wav_bytes(X, rate=16000))
    subprocess.run(["ffmpeg", "-v", "error", "-i", source, path], check=True, stdin=subprocess.DEVNULL, timeout=60)
    return path.read_bytes()


@pytest.mark.parametrize("ending,word", [("m4a", "MP4"), ("mka", "Matroska"), ("wv", "WavPack"), ("wma", "ASF"), ("tta", "True Audio")])
def test_audio_that_ffmpeg_reads(spec, tmp_path, ending, word):
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    path = tmp_path / f"copy.{ending}"
    path.write_bytes(by_ffmpeg(tmp_path, ending))
    for program in "spec-stft", "spec-render", "spec-mfcc", "spec-reassign":
        refused(spec.run(program, path, check=False), 65, path.name, word, "ffmpeg -i FILE -f wav - |")
    wav = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "wav", "-"], capture_output=True, check=True, timeout=60)
    assert len(spec.run("spec-stft", stdin=wav.stdout).out) > 512


def test_sox_pipes(spec, tmp_path):
    if shutil.which("sox") is None:
        pytest.skip("sox is not installed")
    path = tmp_path / "x.wav"
    path.write_bytes(spectools.wav_bytes(X, rate=16000))
    own = subprocess.run(["sox", path, "-p"], capture_output=True, check=True, timeout=60).stdout
    refused(spec.run("spec-stft", stdin=own, check=False), 65, "sox", "-t wav -")


@pytest.mark.parametrize("name", ["zip", "gzip", "png", "pdf", "html", "hdf"])
def test_files_that_are_no_audio(spec, tmp_path, name):
    path = tmp_path / f"x.{name}"
    if name == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a", "b")
    else:
        path.write_bytes({"gzip": gzip.compress(b"RIFF"), "png": b"\x89PNG\r\n\x1a\n" + bytes(100), "pdf": b"%PDF-1.7\n" + bytes(100),
                          "html": b"<!DOCTYPE html><html></html>", "hdf": b"\x89HDF\r\n\x1a\n" + bytes(100)}[name])
    word = {"zip": "ZIP", "gzip": "zcat", "png": "PNG", "pdf": "PDF", "html": "web page", "hdf": "HDF5"}[name]
    refused(spec.run("spec-stft", path, check=False), 65, path.name, word)
