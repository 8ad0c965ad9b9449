# SPDX-License-Identifier: GPL-2.0-or-later
"""Many recordings at once: scripts/spec.mk with make, the commands of the pages on a folder, and what is installed."""
import os
import shutil
import subprocess

import pytest

import spectools

MAKEFILE = """\
STFT_FLAGS = -n 256
RENDER_FLAGS = -x 60 -y 40
include {top}/scripts/spec.mk
all: $(patsubst %.wav,%.png,$(wildcard *.wav)) $(patsubst %.flac,%.png,$(wildcard *.flac))
"""


def wav(seed):
    return spectools.wav_bytes(spectools.noise(4000, seed=seed))


def listing(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def is_png(path):
    blob = path.read_bytes()
    return blob.startswith(b"\x89PNG\r\n\x1a\n") and blob.endswith(b"IEND\xaeB`\x82")


@pytest.fixture
def run(spec, tmp_path):
    def call(*command):
        path = {**os.environ, "PATH": f"{spec.folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        for variable in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):  # in case make runs the tests
            path.pop(variable, None)
        return subprocess.run(list(map(str, command)), cwd=tmp_path, env=path, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=100)
    return call


@pytest.fixture
def folder(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    (tmp_path / "Makefile").write_text(MAKEFILE.format(top=spectools.ROOT), encoding="utf-8")
    for i, name in enumerate(("a.wav", "b.wav", "c.wav", "d.flac")):
        (tmp_path / name).write_bytes(wav(i))  # the format is detected from the bytes, not from the name
    return tmp_path


def test_make_makes_tables(run, folder):
    """MFCC_FLAGS sets the options; a damaged input gives no table."""
    (folder / "c.wav").write_bytes(wav(3)[:-100])
    done = run("make", "-k", "MFCC_FLAGS=-C 5", "a.csv", "c.csv", "d.csv")
    assert done.returncode != 0 and "c.wav" in done.stderr
    for name in ("a.csv", "d.csv"):
        assert (folder / name).read_text(encoding="utf-8").startswith("time,e,c1,c2,c3,c4\n")
    assert not (folder / "c.csv").exists()


def test_make_draws_all_and_then_nothing(run, folder):
    first = run("make")
    assert first.returncode == 0 and first.stderr == "", first.stderr
    assert all(is_png(folder / name) for name in ("a.png", "b.png", "c.png", "d.png"))
    before = listing(folder)
    again = run("make")
    assert again.returncode == 0 and "spec-" not in again.stdout
    assert run("make", "-q").returncode == 0
    assert listing(folder) == before


def test_make_keeps_the_frames_that_follow_the_zoom(run, folder):
    """Without STFT_FLAGS, pictures are those of spec-render alone."""
    assert run("make", "STFT_FLAGS=", "a.png").returncode == 0
    assert run("spec-render", "-x", 60, "-y", 40, "-o", "a2.png", "a.wav").returncode == 0
    one, two = ((folder / name).read_bytes() for name in ("a.png", "a2.png"))
    assert one.replace(b"a.png", b"") != two and len(one) == len(two) - 1  # but for the name in the history
    assert run("make", "b.png").stdout.count("spec-stft") == 1


def test_make_makes_npy(run, folder):
    assert run("make", "a.npy", "d.npy").returncode == 0
    assert all((folder / name).read_bytes().startswith(b"\x93NUMPY") for name in ("a.npy", "d.npy"))


def test_make_takes_quotes_and_refuses_blanks(run, folder):
    (folder / "it's.wav").write_bytes(wav(5))
    assert run("make", "it's.png").returncode == 0 and is_png(folder / "it's.png")
    (folder / "two words.wav").write_bytes(wav(6))
    done = run("make")
    assert done.returncode == 2 and "names with blanks" in done.stderr and "two" in done.stderr and "spec-render . -O DIR" in done.stderr


def test_examples_are_installed(tmp_path):
    if shutil.which("meson") is None:
        pytest.skip("meson is not installed")
    build = os.path.join(os.environ.get("SPECPIPE_BUILD") or spectools.ROOT / "build" / "tools", "..")
    done = subprocess.run(["meson", "introspect", "--installed", build], capture_output=True, text=True, timeout=100)
    if done.returncode != 0:
        pytest.skip("this is not a build folder of meson")
    assert "share/specpipe/spec.mk" in done.stdout and "share/specpipe/examples" in done.stdout


def test_make_side_by_side_gives_the_same_bytes(run, folder):
    assert run("make").returncode == 0
    one = {name: (folder / name).read_bytes() for name in listing(folder) if name.endswith(".png")}
    for name in one:
        (folder / name).unlink()
    assert run("make", "-j2").returncode == 0
    assert len(one) == 4 and one == {name: (folder / name).read_bytes() for name in one}


def test_make_draws_only_changed_inputs(run, folder):
    assert run("make").returncode == 0
    old = {name: (folder / name).stat() for name in ("a.png", "b.png", "c.png", "d.png")}
    (folder / "b.wav").write_bytes(wav(77))
    later = max(stat.st_mtime for stat in old.values()) + 2
    os.utime(folder / "b.wav", (later, later))
    done = run("make")
    assert done.returncode == 0 and done.stdout.count("spec-stft") == 1
    changed = [name for name, stat in old.items() if (folder / name).stat().st_ino != stat.st_ino]
    assert changed == ["b.png"]


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
@pytest.mark.parametrize("bad", ["truncated", "empty", "not sound"])
def test_make_fails_where_a_stage_fails(run, folder, bad, jobs):
    (folder / "b.wav").write_bytes({"truncated": wav(1)[:3000], "empty": b"", "not sound": b"hello\n" * 1000}[bad])
    before = listing(folder)
    done = run("make", "-k", jobs)
    assert done.returncode == 2 and "b.wav: " in done.stderr
    assert listing(folder) == sorted([*before, "a.png", "c.png", "d.png"])
    assert all(is_png(folder / name) for name in ("a.png", "c.png", "d.png"))


def test_make_keeps_the_old_picture_of_a_damaged_file(run, folder):
    assert run("make").returncode == 0
    before = (folder / "b.png").read_bytes()
    (folder / "b.wav").write_bytes(wav(1)[:3000])
    later = (folder / "b.png").stat().st_mtime + 2
    os.utime(folder / "b.wav", (later, later))
    assert run("make", "-k").returncode == 2
    assert (folder / "b.png").read_bytes() == before
    assert run("make", "-k").returncode == 2  # and it is made again


@pytest.mark.parametrize("flags", ["--no-such-option", "-z nonsense"])
def test_make_fails_with_wrong_flags(run, folder, flags):
    before = listing(folder)
    assert run("make", "-k", f"RENDER_FLAGS={flags}").returncode == 2
    assert listing(folder) == before


NAMES = ("plain.wav", "two words.wav", "'quoted\" $HOME.wav", "-dash.flac", "deep/er/line\nbreak.wav", "deep/ünïcode.WAV")


def fill(folder):
    for i, name in enumerate(NAMES):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wav(i))
    return folder / "in"


def pictures(folder):
    return {path.relative_to(folder) for path in folder.rglob("*.png") if is_png(path)}


def test_pictures_next_to_their_recordings(run, tmp_path):
    """The folder of the recordings may be that of the pictures; names may hold anything."""
    inside = fill(tmp_path)
    done = run("spec-render", "in", "-O", "in", "-x", 60, "-y", 40, "-j", 2)
    assert (done.returncode, done.stderr) == (0, "")
    assert pictures(inside) == {path.relative_to(inside).with_suffix(".png") for path in inside.rglob("*")
                                if path.suffix.lower() in (".wav", ".flac")}
    assert len(listing(inside)) == 2 * len(NAMES)


def test_a_loop_takes_any_name(run, tmp_path):
    """find -print0 | xargs -0 -P -I, a process for each file."""
    inside = fill(tmp_path)
    line = "find in -type f -print0 | xargs -0 -P 2 -I FILE spec-render -x 60 -y 40 -o FILE.png FILE"
    done = run("sh", "-c", line)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(pictures(inside)) == len(NAMES)
    (inside / "plain.wav").write_bytes(wav(0)[:3000])
    (inside / "plain.wav.png").unlink()
    done = run("sh", "-c", "find in -type f -iname '*.wav' -print0 | xargs -0 -P 2 -I FILE spec-render -o FILE.png FILE")
    assert done.returncode == 123 and not (inside / "plain.wav.png").exists()
