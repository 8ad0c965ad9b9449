# SPDX-License-Identifier: GPL-2.0-or-later
"""Many inputs in one command: lists of inputs, names of outputs, failures, workers, signals and full disks."""
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from spectools import noise, refused, sample_stream, wav_bytes

PROGRAMS = {  # name: (options, extension)
    "spec-stft": (("-n", 256), "spec"),
    "spec-decimate": (("--factor", 2, "-f", "wav"), "wav"),
    "spec-reassign": (("-n", 256), "spec"),
    "spec-mfcc": (("-n", 512), "csv"),
    "spec-render": (("-x", 20, "-y", 10), "png"),
}
every_program = pytest.mark.parametrize("name", PROGRAMS)


def wav(seed, count=2000):
    return wav_bytes(noise(count, seed=seed), rate=16000)


def tree(folder):
    """{path below the folder: bytes} of all files."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def inside(tmp_path):
    """A folder with recordings in a tree, and files that are none."""
    folder = tmp_path / "in"
    for i, name in enumerate(("a.wav", "b.WAV", "deep/a.wav", "deep/er/two words.wav", "z.flac")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(wav(i))
    for name in ("notes.txt", ".hidden.wav", "deep/.git/x.wav"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"no sound")
    return folder


def run(spec, name, *words, cwd, check=True, **more):
    return spec.run(name, *PROGRAMS[name][0], *words, cwd=cwd, check=check, **more)


# Which inputs, and what their outputs are called


@every_program
def test_a_folder_keeps_its_tree(spec, inside, name):
    done = run(spec, name, "in", "-O", "out/new", cwd=inside.parent)
    end = PROGRAMS[name][1]
    made = tree(inside.parent / "out" / "new")
    assert done.err == "" and set(made) == {f"{stem}.{end}" for stem in ("a", "b", "deep/a", "deep/er/two words", "z")}
    # Bytes do not tell how many inputs there were, nor how many workers.
    run(spec, name, "-qv", "-j2", "--progress=never", "in/a.wav", "in/z.flac", "-O", "flat", cwd=inside.parent)
    flat = tree(inside.parent / "flat")
    assert flat == {key: made[key] for key in (f"a.{end}", f"z.{end}")}
    run(spec, name, "in/a.wav", "-O", "alone", cwd=inside.parent)
    assert tree(inside.parent / "alone")[f"a.{end}"] == made[f"a.{end}"]


def test_the_history_names_one_input(spec, inside):
    run(spec, "spec-stft", "-j", 2, "in", "-O", "out", cwd=inside.parent)
    blob = (inside.parent / "out" / "deep" / "a.spec").read_bytes()
    assert b"\nhist spec-stft -n 256 in/deep/a.wav\n" in blob[:512] and b"\nsource a.wav\n" in blob[:512]


def test_names_lose_their_folders(spec, inside):
    run(spec, "spec-render", "in/b.WAV", "in/deep/er/two words.wav", "../" + inside.parent.name + "/in/z.flac", "-O", "out", cwd=inside.parent)
    assert set(tree(inside.parent / "out")) == {"b.png", "two words.png", "z.png"}


def test_root_keeps_folders(spec, inside):
    (inside.parent / "list").write_text("in/a.wav\nin/deep/a.wav\nin/deep/../z.flac\n", encoding="utf-8")
    run(spec, "spec-render", "--root", ".", "--files-from", "list", "-O", "out", cwd=inside.parent)
    assert set(tree(inside.parent / "out")) == {"in/a.png", "in/deep/a.png", "in/z.png"}
    run(spec, "spec-render", "--root", inside, inside / "deep", "-O", "abs", cwd=inside.parent)
    assert set(tree(inside.parent / "abs")) == {"deep/a.png", "deep/er/two words.png"}
    for root, name in ("in/deep", "in/a.wav"), ("in/deep", "in/deep/../a.wav"), ("in/dee", "in/deep/a.wav"):
        refused(run(spec, "spec-render", "--root", root, name, "-O", "no", cwd=inside.parent, check=False), 64, root, name)
    assert not (inside.parent / "no").exists()


def test_extensions_are_kept(spec, inside):
    run(spec, "spec-render", "--keep-extension", "in", "-O", "out", cwd=inside.parent)
    assert set(tree(inside.parent / "out")) == {f"{stem}.png" for stem in ("a.wav", "b.WAV", "deep/a.wav", "deep/er/two words.wav", "z.flac")}


@every_program
def test_collisions_are_refused_before_anything_is_written(spec, inside, name):
    (inside / "a.flac").write_bytes(wav(9))
    end = PROGRAMS[name][1]
    for names in ("in/a.wav", "in/deep/a.wav"), ("in",), ("in/a.wav", "in/./a.wav"), ("in/deep", "in/deep/er/two words.wav"):
        result = run(spec, name, *names, "-O", "out", cwd=inside.parent, check=False)
        refused(result, 64, f"out/", f".{end}")
        assert not (inside.parent / "out").exists()
    assert run(spec, name, "in", "--keep-extension", "-O", "out", cwd=inside.parent).err == ""


def test_both_names_of_a_collision_are_named(spec, inside):
    (inside / "a.flac").write_bytes(wav(9))
    refused(run(spec, "spec-render", "in", "-O", "out", cwd=inside.parent, check=False), 64, "in/a.flac", "in/a.wav", "out/a.png")


@every_program
def test_outputs_are_no_inputs(spec, inside, name):
    """Neither refused, as the folder of outputs is not searched, nor overwritten."""
    before = tree(inside)
    for _ in range(2):
        run(spec, name, ".", "-O", "out", cwd=inside)
        assert len(tree(inside / "out")) == 5 and {key: value for key, value in tree(inside).items() if key[:4] != "out/"} == before
    if name == "spec-decimate":
        result = run(spec, name, "-f", "wav", "a.wav", "-O", ".", cwd=inside, check=False)
        refused(result, 64, "./a.wav", "input")


def test_links_that_form_a_circle(spec, inside):
    (inside / "deep" / "up").symlink_to("..")
    (inside / "deep" / "other.wav").symlink_to("../z.flac")
    run(spec, "spec-stft", "in", "-O", "out", cwd=inside.parent)
    assert set(tree(inside.parent / "out")) == {f"{stem}.spec" for stem in ("a", "b", "deep/a", "deep/er/two words", "deep/other", "z")}


@pytest.mark.parametrize("blob, words", [
    (b"in/a.wav\r\nin/deep/er/two words.wav\r\n", ()),
    (b"\xef\xbb\xbfin/a.wav\nin/deep/er/two words.wav", ()),
    (b"\xef\xbb\xbfin/a.wav\r\n\r\nin/deep/er/two words.wav\r\n", ()),
    (b"in/a.wav\0in/deep/er/two words.wav\0", ("-0",)),
    (b"in/deep/er\nin/a.wav\n", ()),
], ids=["CR LF", "byte-order mark", "both", "zero", "a folder"])
def test_lists(spec, inside, blob, words):
    (inside.parent / "list").write_bytes(blob)
    run(spec, "spec-render", *words, "--files-from", "list", "-O", "out", cwd=inside.parent)
    assert set(tree(inside.parent / "out")) == {"a.png", "two words.png"}
    run(spec, "spec-render", *words, "--files-from", "-", "-O", "piped", cwd=inside.parent, stdin=blob)
    assert tree(inside.parent / "piped") == tree(inside.parent / "out")


def test_names_with_zero_bytes_keep_their_carriage_returns(spec, inside):
    (inside / "cr\r").write_bytes(wav(3))
    run(spec, "spec-stft", "-0", "--files-from", "-", "-O", "out", cwd=inside, stdin=b"cr\r\0")
    assert set(tree(inside / "out")) == {"cr\r.spec"}


def test_a_list_in_utf16_is_named_as_such(spec, inside):
    (inside / "list").write_bytes("a.wav\n".encode("utf-16"))
    refused(run(spec, "spec-stft", "--files-from", "list", "-O", "out", cwd=inside, check=False), 65, "list", "UTF-16")


@pytest.mark.parametrize("blob", [b"in/a.wav\0in/b.wav\0", wav(3), b"in/a.wav\nin/b\0.wav\n"], ids=["zero", "audio", "late"])
def test_a_list_with_zero_bytes_needs_null(spec, inside, blob):
    """A zero byte would cut a name off, and an audio file would become a flood of names."""
    (inside.parent / "list").write_bytes(blob)
    result = run(spec, "spec-stft", "--files-from", "list", "-O", "out", cwd=inside.parent, check=False)
    refused(result, 65, "list", "zero bytes", "--null")
    assert result.err.count("\n") == 1 and not (inside.parent / "out").exists()


def test_an_empty_name(spec, inside):
    refused(run(spec, "spec-stft", "", "-O", "out", cwd=inside, check=False), 66, "''", "is empty")


@every_program
def test_usage(spec, inside, name):
    for words, said in ((("-O", "out", "-o", "x.csv", "a.wav"), ("--output", "--out-dir")),
                        (("-0", "a.wav"), ("--null", "--files-from")), (("--root", ".", "a.wav"), ("--root", "--out-dir")),
                        (("--keep-extension", "a.wav"), ("--keep-extension", "--out-dir")),
                        (("-j", 2, "a.wav", "z.flac", "-o", "x.csv"), ("--jobs", "--out-dir")),
                        (("-j", 0, "a.wav", "-O", "out"), ("--jobs",)), (("-O", "", "a.wav"), ("--out-dir",))):
        if name == "spec-render":
            words = tuple("x.png" if word == "x.csv" else word for word in words)
        refused(run(spec, name, *words, cwd=inside, check=False), 64, *said)
    refused(run(spec, name, "-O", "a.wav/x", "z.flac", cwd=inside, check=False), 73, "a.wav/x")


def test_one_output_of_several(spec, inside):
    refused(spec.run("spec-render", "-o", "x.png", "a.wav", "z.flac", cwd=inside, check=False), 64, "-O DIR")
    for name, words in (("spec-stft", ()), ("spec-stft", ("-f", "npy")), ("spec-decimate", ("-f", "wav")), ("spec-reassign", ("--raw",)),
                        ("spec-reassign", ("--points", "-f", "csv"))):
        refused(run(spec, name, *words, "-o", "x", "a.wav", "z.flac", cwd=inside, check=False), 64, "one input", "-O DIR")
        assert not (inside / "x").exists()


@pytest.mark.parametrize("name", ["spec-stft", "spec-reassign", "spec-decimate"])
def test_one_table_of_several(spec, inside, name):
    """The lines of each input alone, behind its name and channel; those of a damaged input are left out."""
    words = PROGRAMS[name][0][:2]
    (inside / "cut.wav").write_bytes(wav(5)[:1500])
    result = spec.run(name, *words, "-f", "csv", "-o", "all.csv", "a.wav", "cut.wav", "none.wav", "z.flac", cwd=inside, check=False)
    lines = result.err.splitlines()
    assert result.code == 1 and "cut.wav: truncated" in lines[0] and "none.wav: No such file" in lines[1]
    assert lines[2:] == [f"{name}: 2 of 4 inputs failed: cut.wav, none.wav"]
    table = (inside / "all.csv").read_text(encoding="utf-8").splitlines()
    want = []
    for file in ("a.wav", "z.flac"):
        alone = spec.run(name, *words, "-f", "csv", file, cwd=inside).out.decode().splitlines()
        want += [(file, *line.split(",")) for line in alone[1:]]
    assert len(table) == 1 + len(want)
    for line, (file, when, *numbers) in zip(table[1:], want):
        found = line.split(",")
        assert found[0] == file and float(found[1]) == pytest.approx(float(when), abs=1e-6) and found[2] == "1" and found[3:] == numbers
    assert spec.run(name, *words, "-f", "csv", "a.wav", "z.flac", cwd=inside).out.decode().splitlines() == table


def test_tables_need_equal_columns(spec, inside):
    (inside / "other.wav").write_bytes(wav_bytes(noise(2000), rate=8000))
    result = spec.run("spec-stft", "-n", 256, "-f", "csv", "a.wav", "other.wav", cwd=inside, check=False)
    assert result.code == 1 and "other.wav: its columns" in result.err and b"other" not in result.out
    full = spec.run("spec-stft", "-n", 256, "-f", "csv", "-o", "/dev/full", "a.wav", "b.WAV", "z.flac", cwd=inside, check=False)
    refused(full, 74, "/dev/full", "No space left")


# Failures


BAD = {7: b"", 101: b"no sound at all", 250: None, 333: wav(1)[:900], 400: b"RIFF", 512: b"", 600: None, 777: wav(2)[:2001],
       901: b"\x00" * 100, 999: b"fLaC"}


@pytest.fixture(scope="module")
def thousand(tmp_path_factory):
    """A thousand small files, of which ten are bad or missing."""
    folder = tmp_path_factory.mktemp("thousand")
    (folder / "in").mkdir()
    good = [wav(i, 600) for i in range(20)]
    for i in range(1000):
        blob = BAD.get(i, good[i % len(good)])
        if blob is not None:
            (folder / "in" / f"{i:03}.wav").write_bytes(blob)
    (folder / "list").write_text("".join(f"in/{i:03}.wav\n" for i in range(1000)), encoding="utf-8")
    return folder


@every_program
def test_a_thousand_files_of_which_ten_are_bad(spec, thousand, name):
    ends, messages = {}, {}
    for jobs in 1, 2:
        out = thousand / f"{name}{jobs}"
        result = run(spec, name, "-j", jobs, "--files-from", "list", "-O", out, cwd=thousand, check=False)
        ends[jobs], messages[jobs] = tree(out), result.err
        shutil.rmtree(out)
        assert result.code == 1
    assert ends[1] == ends[2] and len(ends[1]) == 990
    assert messages[1] == messages[2]
    *lines, summary = [line for line in messages[1].splitlines() if "warning" not in line]
    assert [line.split(": ")[1] for line in lines] == [f"in/{i:03}.wav" for i in BAD]
    assert summary == f"{name}: 10 of 1000 inputs failed: " + ", ".join(f"in/{i:03}.wav" for i in BAD)


def test_the_summary_is_bounded(spec, tmp_path):
    names = [f"{'x' * 100}{i}.wav" for i in range(500)]
    result = spec.run("spec-stft", *names, "-O", "out", cwd=tmp_path, check=False)
    *lines, summary = result.err.splitlines()
    assert result.code == 1 and len(lines) == 500 and len(summary) < 1000
    assert summary.startswith("spec-stft: 500 of 500 inputs failed: ") and summary.endswith(" more")


@every_program
def test_one_input_keeps_its_status(spec, tmp_path, name):
    (tmp_path / "cut.wav").write_bytes(wav(1)[:1500])
    (tmp_path / "empty").mkdir()
    refused(run(spec, name, "cut.wav", "-O", "out", "-j", 2, cwd=tmp_path, check=False), 65, "cut.wav: truncated")
    refused(run(spec, name, "none.wav", "-O", "out", cwd=tmp_path, check=False), 66, "none.wav: No such file")
    refused(run(spec, name, "empty", "-O", "out", cwd=tmp_path, check=False), 66, "empty: is a folder without recordings")
    assert tree(tmp_path / "out") == {}


def test_a_warning_is_written_once(spec, tmp_path):
    for i in range(4):
        (tmp_path / f"{i}.wav").write_bytes(wav_bytes(np.zeros(50), rate=16000))
    result = spec.run("spec-mfcc", "-P", "kaldi", ".", "-O", "out", "-j", 2, cwd=tmp_path)
    first, rest = result.err.splitlines()
    assert first.startswith("spec-mfcc: warning: ./0.wav: no output") and rest == first.replace("./0.wav", "3 more inputs")
    assert spec.run("spec-mfcc", "-q", ".", "-O", "out", cwd=tmp_path).err == ""


@every_program
def test_few_descriptors(spec, inside, name):
    """Nothing stays open from input to input: 100 inputs, 24 descriptors."""
    for i in range(95):
        (inside / f"n{i}.wav").write_bytes(wav(i % 7, 600))
    limited = ["sh", "-c", 'ulimit -n 24; exec "$0" "$@"', spec.path(name), *map(str, PROGRAMS[name][0]), "-O", "out", "-j", "2", "in"]
    done = subprocess.run(limited, cwd=inside.parent, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"") and len(tree(inside.parent / "out")) == 100


def test_fewer_descriptors_than_workers(spec, inside):
    """Eight workers do not fit into six descriptors: the run ends, with a status, instead of waiting for ever."""
    for limit in 5, 6, 9:
        limited = ["sh", "-c", f'ulimit -n {limit}; exec "$0" "$@"', spec.path("spec-stft"), "-O", "out", "-j", "8", "in"]
        for i in range(6):
            (inside / f"n{i}.wav").write_bytes(wav(i, 600))
        done = subprocess.run(limited, cwd=inside.parent, capture_output=True, timeout=60)
        assert done.returncode in (0, 1, 74) and (done.returncode == 0) == (done.stderr == b"")


@every_program
def test_memory_does_not_grow(spec, thousand, name):
    """A worker of 990 inputs needs no more than one of 60, but for the list: below 2 KB for each name and its paths."""
    few = [f"in/{i:03}.wav" for i in range(8, 68)]
    many = [f"in/{i:03}.wav" for i in range(1000) if i not in BAD]
    peaks = []
    for names in few, many:
        out = thousand / f"{name}-memory"
        command = [spec.path(name), *PROGRAMS[name][0], "-O", out, *[thousand / one for one in names]]
        [(status, peak)], err = spec.peak_memory(command)
        shutil.rmtree(out)
        assert status == 0, err
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 2 << 20


# Workers that die


def children(process):
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def stuck(spec, tmp_path):
    """A run of two workers over four inputs, two of them FIFOs that nobody writes to yet."""
    for name in "a", "d":
        (tmp_path / f"{name}.wav").write_bytes(wav(1))
    for name in "b", "c":
        os.mkfifo(tmp_path / f"{name}.wav")
    process = spec.start("spec-stft", "-n", "256", "a.wav", "b.wav", "c.wav", "d.wav", "-O", "out", "-j", "2", cwd=tmp_path,
                         stdin=subprocess.DEVNULL)
    wait_until(lambda: (tmp_path / "out" / "a.spec").exists() and len(children(process)) == 2)
    time.sleep(0.2)  # until both wait for a FIFO
    yield process, tmp_path
    process.kill()
    process.communicate(timeout=60)


def feed(path, blob):
    with open(path, "wb") as fifo:
        fifo.write(blob)


def test_a_killed_worker_fails_its_input_and_is_replaced(stuck):
    process, folder = stuck
    first, second = children(process)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: (folder / "out" / "d.spec").exists())  # by its replacement
    os.kill(second, signal.SIGKILL)
    err = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1
    lines = err.splitlines()
    assert [line.split(": ")[1] for line in lines[:2]] == ["b.wav", "c.wav"] and all("signal 9" in line for line in lines[:2])
    assert lines[2] == "spec-stft: 2 of 4 inputs failed: b.wav, c.wav"
    assert sorted(os.listdir(folder / "out")) == ["a.spec", "d.spec"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_workers_end_with_their_parent(stuck, number):
    process, folder = stuck
    workers = children(process)
    os.kill(process.pid, number)
    assert process.wait(timeout=60) == -number
    if number != signal.SIGKILL:
        assert all(gone(pid) for pid in workers)  # before it ended itself
    wait_until(lambda: all(gone(pid) for pid in workers))
    assert os.listdir(folder / "out") == ["a.spec"] and process.stderr.read() == b""


def test_ctrl_c_in_the_middle_of_many(spec, thousand):
    """The signal reaches all at once, as from a terminal; every output there is complete, and nothing else is left."""
    out = thousand / "interrupted"
    process = spec.start("spec-render", "-j", "2", "--files-from", "list", "-O", out, cwd=thousand, stdin=subprocess.DEVNULL)
    wait_until(lambda: out.is_dir() and len(os.listdir(out)) > 20)
    workers = children(process)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=60) == -signal.SIGINT
    assert all(gone(pid) for pid in workers)
    process.communicate()
    made = tree(out)
    assert 0 < len(made) < 990 and all(name.endswith(".png") and blob.endswith(b"IEND\xaeB`\x82") for name, blob in made.items())
    shutil.rmtree(out)


@every_program
def test_a_full_disk_stops_the_run(spec, thousand, tmp_path, name):
    """A file system of 256 KB, which only its maker can mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        result = spec.run(name, *PROGRAMS[name][0], "-j", 2, "--files-from", "list", "-O", disk / "out", cwd=thousand, check=False)
        made = os.listdir(disk / "out")
    finally:
        subprocess.run(["umount", disk], check=True)
    if name == "spec-render" and result.code == 1:
        return  # a thousand of these pictures fit
    assert result.code == 74 and "No space left" in result.err, result.err
    assert "inputs left" in result.err.splitlines()[-1] and len(result.err.splitlines()) < 20
    assert 0 < len(made) < 900 and all(one.endswith("." + PROGRAMS[name][1]) for one in made)


def test_files_too_large_stop_the_run(spec, inside):
    """The same by a limit of the size of files, which needs no rights."""
    for i in range(50):
        (inside / f"n{i:02}.wav").write_bytes(wav(i % 7, 60000 if i == 20 else 600))
    limited = ["sh", "-c", 'ulimit -f 100; exec "$0" "$@"', spec.path("spec-stft"), "-n", "256", "-O", "out", "in"]
    done = subprocess.run(limited, cwd=inside.parent, capture_output=True, text=True, timeout=60)
    assert done.returncode == 74 and "in/n20.wav" in done.stderr or "out/n20.spec" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("spec-stft: stopped, with ")
    assert "n19.spec" in os.listdir(inside.parent / "out") and "n49.spec" not in os.listdir(inside.parent / "out")


# One long input


LONG = ("-x", 300, "-y", 100)


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """A minute of two channels, of which four workers get seven parts; and what it becomes as FLAC, spectra and others."""
    folder = tmp_path_factory.mktemp("long")
    time = np.arange(1000000) / 16000
    x = np.stack([0.3 * np.sin(2 * np.pi * (100 * time + 30 * time**2)) + noise(len(time), seed=seed) / 20 for seed in (1, 2)], axis=1)
    (folder / "a.wav").write_bytes(wav_bytes(x.astype(np.float32), rate=16000))
    return folder


@pytest.mark.parametrize("words", [
    (), ("--pool", "mean"), ("--pool", "median"), ("--waveform",), ("-n", 777, "-p", 100, "--pool", "mean"), ("-X", 2.3), ("-X", 50),
    ("-s", 3.21, "-d", 40), ("-s", 10.5), ("-c", 2), ("-c", "mix", "-F", "100:3000", "--axis", "log"), ("-z", "p5:p99"),
    ("--framing", "pad", "-n", 512), ("--framing", "reflect", "--detrend", "linear"), ("--orientation", "down"),
    ("--no-axes", "-f", "grey16", "-z", "-90:0")], ids=str)
def test_workers_share_one_input(spec, long, words):
    """The same bytes for any number of workers, whatever is pooled; the history does not name them."""
    made, size = set(), LONG[2:] if "-X" in words else LONG
    for jobs in (), ("-j", 2), ("-j", 3), ("-j", 7):
        made.add(spec.run("spec-render", *size, *words, *jobs, "a.wav", cwd=long).out)
    assert len(made) == 1 and b"IEND" in made.pop()


def test_workers_share_rows_and_other_formats(spec, long):
    for name, words in (("a.flac", ("spec-decimate", "--factor", 1)), ("a.spec", ("spec-stft", "-n", 256, "-p", 256))):
        spec.run(*words, "a.wav", "-o", name, cwd=long)
        one, two = (spec.run("spec-render", *LONG, "-j", jobs, name, cwd=long).out for jobs in (1, 2))
        assert one == two


def test_workers_are_used(spec, long):
    """While a long input is drawn, there are two of them."""
    process = spec.start("spec-render", "-n", 4096, "-p", 64, "-j", 2, "a.wav", "-o", "x.png", cwd=long, stdin=subprocess.DEVNULL)
    wait_until(lambda: len(children(process)) == 2)
    assert process.wait(timeout=60) == 0 and process.communicate()[1] == b""


def test_unknown_lengths_take_one_worker_without_a_word(spec, long):
    whole = (long / "a.wav").read_bytes()
    one = spec.run("spec-render", *LONG, stdin=whole)
    two = spec.run("spec-render", *LONG, "-j", 4, stdin=whole)
    assert one.err == two.err == "" and one.out == two.out
    spec.run("spec-render", *LONG, "-j", 4, stdin=long / "a.wav")


def test_a_truncated_input_of_workers(spec, long):
    (long / "cut.wav").write_bytes((long / "a.wav").read_bytes()[:3000001])
    messages = []
    for jobs in 1, 4:
        result = spec.run("spec-render", *LONG, "-j", jobs, "cut.wav", "-o", "cut.png", cwd=long, check=False)
        refused(result, 65, "cut.wav: truncated")
        messages.append(result.err)
        assert not (long / "cut.png").exists()
    assert messages[0] == messages[1]


# One range for all


def shown_range(path):
    """The levels of the first and the last colour, and their unit."""
    text = path.read_bytes().partition(b"Level range\0")[2]
    low, high, unit = text[:text.index(b"dB") + 4].split()
    return float(low), float(high), unit


def test_a_common_range(spec, inside):
    """Of copies it is that of one; else it reaches up to the greatest; and the pictures are those of that range."""
    for i, gain in enumerate((1, 1, 1, 0.01)):
        (inside / f"r{i}.wav").write_bytes(wav_bytes(gain * noise(20000, seed=3), rate=16000))
    size = ("-x", 100, "-y", 60)
    spec.run("spec-render", *size, "r0.wav", "r3.wav", "-O", "auto", cwd=inside)
    spec.run("spec-render", *size, "-z", "common", "r0.wav", "r1.wav", "r2.wav", "-O", "same", cwd=inside)
    loud, faint = shown_range(inside / "auto" / "r0.png"), shown_range(inside / "auto" / "r3.png")
    assert {shown_range(inside / "same" / f"r{i}.png") for i in range(3)} == {loud} and faint[1] == loud[1] - 40
    made = []
    for jobs in 1, 2:
        spec.run("spec-render", *size, "-z", "common", "-j", jobs, "r0.wav", "r3.wav", "-O", f"j{jobs}", cwd=inside)
        made.append(tree(inside / f"j{jobs}"))
    assert made[0] == made[1]
    [both] = {shown_range(inside / "j1" / name) for name in ("r0.png", "r3.png")}
    assert both[1] == loud[1] and faint[0] <= both[0] <= loud[0]  # half of all levels are 40 dB lower
    spec.run("spec-render", *size, "-z", f"{both[0]:g}:{both[1]:g}", "r3.wav", "-O", "given", cwd=inside)
    given = (inside / "given" / "r3.png").read_bytes()
    assert given.partition(b"IDAT")[2] == made[0]["r3.png"].partition(b"IDAT")[2]
    spec.run("spec-render", *size, "-z", "common", "r3.wav", "-o", "one.png", cwd=inside)
    assert shown_range(inside / "one.png") == faint


def test_a_common_range_leaves_out_what_fails(spec, inside):
    (inside / "cut.wav").write_bytes(wav(5)[:1500])
    result = spec.run("spec-render", "-z", "common", "a.wav", "none.wav", "cut.wav", "z.flac", "-O", "out", cwd=inside, check=False)
    assert result.code == 1 and [line.split(": ")[1] for line in result.err.splitlines()[:2]] == ["none.wav", "cut.wav"]
    assert len(result.err.splitlines()) == 3 and shown_range(inside / "out" / "a.png") == shown_range(inside / "out" / "z.png")


def test_no_common_range(spec, inside):
    spec.run("spec-stft", "-k", "phase", "a.wav", "-o", "phase.spec", cwd=inside)
    spec.run("spec-stft", "-k", "density", "a.wav", "-o", "density.spec", cwd=inside)
    for other, said in (("phase.spec", "decibels"), ("density.spec", "dBFS/Hz"), ("-", "twice")):
        result = spec.run("spec-render", "-z", "common", "a.wav", other, "-O", "out", cwd=inside, check=False)
        refused(result, 64, other, said)
        assert not (inside / "out").exists() or os.listdir(inside / "out") == []


# Progress


def test_one_progress_line_for_all(spec, inside):
    done = run(spec, "spec-render", "in", "-O", "out", "-j", 2, "--progress=always", cwd=inside.parent)
    lines = [line.strip() for line in done.err.split("\r") if line.strip()]
    assert lines and all("%" in line for line in lines) and "x" not in "".join(lines).replace("max", "")


def test_notes_come_in_the_order_of_the_list(spec, inside):
    done = run(spec, "spec-stft", "-v", "in", "-O", "out", "-j", 2, cwd=inside.parent)
    assert [line.split(": ")[1] for line in done.err.splitlines()] == [
        f"in/{name}" for name in ("a.wav", "b.WAV", "deep/a.wav", "deep/er/two words.wav", "z.flac")]


def test_stdin_is_one_of_them(spec, inside):
    run(spec, "spec-stft", "a.wav", "-", "-O", "out", cwd=inside, stdin=sample_stream(noise(3000)))
    assert set(tree(inside / "out")) == {"a.spec", "stdin.spec"}
