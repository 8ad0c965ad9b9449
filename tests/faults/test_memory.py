# SPDX-License-Identifier: GPL-2.0-or-later
"""
Memory that runs out. Whichever allocation of a run fails, alone or with all after it, the program ends with status 71
and one sentence, or does what it does without the failure: never a signal, never another output, never a partial one.

malloc_inject.c makes the allocations fail. Some of each command line's are tried, always the same; with
SPECPIPE_SWEEP=whole all of them, which takes half an hour. The summary of pytest has the counts.
"""
import os
import re
import resource
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from fonts import environment, make_font
from spectools import data_folder, noise, wav_bytes

WHOLE = os.environ.get("SPECPIPE_SWEEP") == "whole"
SAMPLED = 20  # runs of each mode of a command line; about 10 ms each
MODES = {1: "one", 2: "all from"}
OLDER = b"an older file"
FORMATS = "audio/formats/"

# Name of the output file (None: stdout), program, arguments; "< FILE" is a pipe. The files are those of `inputs` and
# recordings.
LINES = {
    "stft stream": (None, "stft", "in.wav"),
    "stft pipe": (None, "stft", "-p 64 < in.wav"),
    "stft npy": ("out.npy", "stft", "-n 300 in.wav"),
    "stft csv": ("out.csv", "stft", "-n 64 --start 20ms in.wav"),
    "stft average": ("out.spec", "stft", "--average -n 24 in.wav"),
    "stft inverse": ("out.wav", "stft", "--inverse complex.spec"),
    "stft help": (None, "stft", "--help"),
    "stft plan": (None, "stft", "--plan in.wav"),
    "stft usage": (None, "stft", "--windo in.wav"),
    "decimate wav": ("out.wav", "decimate", "--to-rate 2k in.wav"),
    "decimate flac": ("out.flac", "decimate", "--to-rate 4k in.wav"),
    "decimate fraction": (None, "decimate", "--to-rate 16000/3 in.wav"),
    "decimate plan": (None, "decimate", "--plan --to-rate 2k in.wav"),
    "decimate FLAC": ("out.wav", "decimate", f"--to-rate 11025 {FORMATS}trumpet_s16.flac"),
    "stft verify": (None, "stft", f"-n 64 --verify {FORMATS}trumpet_s16.flac"),
    "stft Ogg": (None, "stft", f"-n 64 {FORMATS}trumpet.ogg"),
    "stft Opus": (None, "stft", f"-n 64 {FORMATS}trumpet.opus"),
    "stft MP3": (None, "stft", f"-n 64 {FORMATS}trumpet.mp3"),
    "stft AIFF pipe": (None, "stft", f"-n 64 < {FORMATS}trumpet_s16_ff.aiff"),
    "mfcc csv": ("out.csv", "mfcc", "in.wav"),
    "mfcc htk": ("out.htk", "mfcc", "in.wav"),
    "mfcc folder": ("out/in.csv", "mfcc", "--deltas 2 --cmvn mean -f csv -O out in.wav other.wav"),
    "mfcc ark": ("out.ark", "mfcc", "--features centroid,flux in.wav other.wav"),
    "mfcc explain": (None, "mfcc", "--explain htk"),
    "mfcc files": ("out.npy", "mfcc", "--files-from names"),
    "reassign": (None, "reassign", "-l 64 -p 64 in.wav"),
    "reassign points": ("out.csv", "reassign", "-l 64 -p 64 --points in.wav"),
    "reassign help": (None, "reassign", "--help"),
    "render png": ("out.png", "render", "-n 64 --waveform in.wav"),
    "render stream": ("out.png", "render", "power.spec -t Title"),
    "render csv": ("out.png", "render", "-k power power.csv"),
    "render npy": ("out.png", "render", "-k power -r 10 < power.npy"),
    "render fonts": ("out.png", "render", "-n 64 -t \u3042\u3042\u3044 in.wav"),
    "render plain": ("out.png", "render", "--no-axes -f grey16 in.wav"),
    "render font": (None, "render", "--font /nonexistent in.wav"),
    "render colours": ("out.png", "render", "-m colours -n 64 in.wav"),
    "render stdout": (None, "render", "-n 64 -o - in.wav"),
    "capture": (None, "capture", "-f s16le -r 8000 bare"),
    "capture wav": ("out.wav", "capture", "-f s16le -r 8000 -o out.wav - < bare"),
    "capture flac": ("out.flac", "capture", "-f s16le -r 8000 -o out.flac bare"),
    "capture log": (None, "capture", "-f u8 -r 8000 --events out.log -o out.wav bare"),
    "capture announced": (None, "capture", "announced"),
    "capture list": (None, "capture", "--list"),
    "capture device": (None, "capture", "--device null --raw -r 8000 --samples 100"),
    "capture no device": (None, "capture", "--device absent"),
}
REFUSED = {"stft usage": 64, "render font": 66, "capture no device": 66}


class Sweep:
    """Runs one command line, with an allocation failing or none, in a folder of its own."""

    def __init__(self, spec, data, folder, library, line):
        self.output, program, words = line
        self.spec, self.folder, self.library = spec, folder, library
        before, _, pipe = words.partition("< ")
        self.words = [spec.path(f"spec-{program}"), *map(self.place(data), before.split())]
        self.pipe = Path(self.place(data)(pipe)) if pipe else None
        if self.output and "-O" not in self.words and "-o" not in self.words:
            self.words += ["-o", self.output]
        self.stays = {path.relative_to(folder) for path in folder.rglob("*")}

    def place(self, data):
        def placed(word):
            if not word.startswith(FORMATS):
                return word if not (self.folder / word).exists() else str(self.folder / word)
            if data is None:
                pytest.skip("the folder shared/data is not here")
            return str(data / word)
        return placed

    def run(self, at=0, mode=1, count_file=None, **more):
        """(status, stdout, stderr, {new file: bytes})"""
        env = {**os.environ, **environment(self.folder), "LD_PRELOAD": str(self.library), "FAIL_AT": str(at), "FAIL_MODE": str(mode)}
        if count_file:
            env["COUNT_FILE"] = str(count_file)
        if self.output:
            (self.folder / self.output).write_bytes(OLDER)
        given = {"input": self.pipe.read_bytes()} if self.pipe else {"stdin": subprocess.DEVNULL}
        done = subprocess.run(self.words, capture_output=True, cwd=self.folder, env=env, timeout=60, **given, **more)
        found = {}
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder)
            if name not in self.stays and path.is_file():
                found[str(name)] = path.read_bytes()
                path.unlink()
        return done.returncode, done.stdout, done.stderr, found

    def judge(self, result, whole):
        """None, or what is wrong with the result of a run in which an allocation failed. `whole`: of one in which none did."""
        status, out, err, files = result
        if result == whole:
            return None
        if status < 0:
            return f"died of signal {-status}"
        if status != 71:
            return f"status {status}" + (" with another output" if status == whole[0] else "") + f", stderr {err[-200:]}"
        if not re.fullmatch(rb"spec-\w+: [^\n]*out of memory[^\n]*\n", err):
            return f"stderr is {err[-300:]}"
        if not whole[1].startswith(out):
            return "another stdout"
        kept = {name for name in files if name.endswith(".part")} if "capture" in self.words[0] else set()
        if self.output and files.pop(self.output, None) not in (OLDER, whole[3].get(self.output)):
            return f"{self.output} is partial"
        left = {name for name in files if name not in kept and files[name] != whole[3].get(name)}
        return f"left {left} behind" if left else None


@pytest.fixture(scope="session")
def library(spec):
    if spec.sanitized():
        pytest.skip("a sanitizer has allocation functions of its own")
    library = spec.folder.parent / "tests" / "faults" / "malloc_inject.so"
    if not library.exists():
        pytest.skip(f"no {library} here")
    return library


@pytest.fixture(scope="session")
def inputs(spec, tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "in.wav").write_bytes(wav_bytes(noise(1500)))
    (folder / "other.wav").write_bytes(wav_bytes(noise(1200, seed=2)))
    (folder / "bare").write_bytes((noise(2000) * 32768).astype("<i2").tobytes())
    (folder / "announced").write_bytes(b'{"rate": 8000, "format": "s16le", "source": "x"}\n' + (folder / "bare").read_bytes())
    (folder / "fonts").mkdir()
    make_font(folder / "fonts" / "a.ttf", "A", {"\u3042": (0, 0, 500, 500)}, "Bold")
    make_font(folder / "fonts" / "b.ttf", "B", {"\u3042": (0, 0, 700, 700)})
    (folder / "names").write_text("in.wav\n")
    (folder / "colours").write_text("0 0 0\n255 0 0\n255 255 255\n")
    (folder / "complex.spec").write_bytes(spec.run("spec-stft", "-k", "complex", folder / "in.wav").out)
    (folder / "power.csv").write_bytes(spec.run("spec-stft", "-n", 64, "-f", "csv", folder / "in.wav").out)
    (folder / "power.npy").write_bytes(spec.run("spec-stft", "-n", 64, "-f", "npy", folder / "in.wav").out)
    (folder / "power.spec").write_bytes(spec.run("spec-stft", folder / "in.wav").out)
    return folder


def tried(count, seed):
    """The allocations to fail: all, or some that are spread over the run, different ones in each command line."""
    if WHOLE or count <= SAMPLED:
        return range(1, count + 1)
    return sorted({int(n) for n in np.linspace(1, count, SAMPLED) + np.random.default_rng(seed).uniform(0, count / SAMPLED, SAMPLED)
                   if n <= count})


@pytest.mark.parametrize("name", LINES)
def test_out_of_memory_is_a_sentence_and_status_71(spec, inputs, library, name, tmp_path, record_property):
    folder = tmp_path / "run"
    shutil.copytree(inputs, folder)
    (folder / "out").mkdir()
    sweep = Sweep(spec, data_folder(), folder, library, LINES[name])
    whole = sweep.run(count_file=tmp_path / "count")
    assert whole[0] == REFUSED.get(name, 0), whole[2]
    assert whole == sweep.run()
    count = int((tmp_path / "count").read_text())
    runs, bad, ends = 0, [], Counter()
    for mode in MODES:
        for at in tried(count, list(LINES).index(name) + mode):
            result = sweep.run(at, mode)
            why = sweep.judge(result, whole)
            runs += 1
            ends[result[0]] += 1
            if why:
                bad.append(f"{MODES[mode]} {at}: {why}")
    print(f"{name}: {count} allocations, statuses {dict(ends)}")
    record_property("sweep", (LINES[name][1], runs, runs - len(bad)))
    assert not bad, f"{len(bad)} of {runs} runs:\n" + "\n".join(bad[:40])


CARDS = """\
pcm.plain { type null hint { show on description "plain" } }
pcm.hooked { @hooks [ { func load files [ "%s/hooked.conf" ] errors false } ] }
pcm.absent { @hooks [ { func load files [ "%s/absent.conf" ] errors false } ] type null }
"""


def test_the_list_of_sound_cards_is_whole_or_refused(spec, library, tmp_path, monkeypatch):
    """
    Every single allocation of a short list. libasound leaves out a device, or all, whose configuration it has no memory
    for, and reports success.
    """
    (tmp_path / "cards.conf").write_text(CARDS % (tmp_path, tmp_path))
    (tmp_path / "hooked.conf").write_text('type null\nhint { show on description "hooked" }\n')
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "cards.conf"))
    folder = tmp_path / "run"
    folder.mkdir()
    sweep = Sweep(spec, None, folder, library, LINES["capture list"])
    whole = sweep.run(count_file=tmp_path / "count")
    if b"plain" not in whole[1]:
        pytest.skip("the programs were built without ALSA")
    results = {at: sweep.run(at) for at in range(1, int((tmp_path / "count").read_text()) + 1)}
    bad = [f"{at}: {why}" for at, result in results.items() if (why := sweep.judge(result, whole))]
    assert not bad, f"{len(bad)} of {len(results)} runs:\n" + "\n".join(bad)


def limited(sweep, room):
    """As sweep.run(), with so many bytes of address space."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
    return sweep.run(preexec_fn=limit)


@pytest.mark.parametrize("name", ["stft stream", "mfcc csv", "reassign", "decimate flac", "render png", "capture", "stft Ogg"])
def test_too_little_address_space_is_status_71(spec, inputs, library, name, tmp_path):
    """The same by `ulimit -v`: also what is mapped, such as the stack of spec-capture's thread, fails."""
    folder = tmp_path / "run"
    shutil.copytree(inputs, folder)
    sweep = Sweep(spec, data_folder(), folder, "", LINES[name])
    whole = limited(sweep, resource.RLIM_INFINITY)
    room, step, ends = 8 << 20, (1 << 20) // (8 if WHOLE else 1), Counter()
    while (result := limited(sweep, room)) != whole:
        room += step
        if result[0] == 127 or ends[71] == 0 and result[0] < 0:  # the loader's sentence, or its signal before main()
            continue
        ends[result[0]] += 1
        assert (why := sweep.judge(result, whole)) is None, f"{room >> 10} KB: {why}"
        assert room < 1 << 30
    assert ends[71] > 0
    print(f"{name}: {sum(ends.values())} runs with too little, {room >> 20} MB are enough")
