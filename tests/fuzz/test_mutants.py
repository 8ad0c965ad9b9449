# SPDX-License-Identifier: GPL-2.0-or-later
"""Damaged and forged files, the same in every run: refused with a sentence or accepted, at once, and never half."""
import io
import os
import random
import re
import struct
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pictures import Picture, row_stream
from spectools import CLOSING, HEADER, MAGIC, noise, sample_stream, wav_bytes

BUDGET = 5  # seconds a program with a sanitizer may take for a file of a few kilobytes
SEED = 20240506
REPORTS = re.compile(rb"AddressSanitizer|LeakSanitizer|UndefinedBehavior|runtime error:|MemorySanitizer|ThreadSanitizer|Assertion|\*\*\*")
EXTREMES = [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1\0\0\0", b"\xfe\xff\xff\xff", b"\0\xf0\xff\x7f"]
WORDS = [b"0", b"-1", b"1", b"4294967295", b"4294967296", b"9223372036854775807", b"99999999999999999999", b"nan", b"inf", b"1e308", b"1e-308", b"0.5",
         b"1/0", b"0/1", b"44100/3", b"", b" ", b"\0", b"\xff", b"%s%n", b"64", b"65", b"4194304", b"4194305"]


def flac():
    folder = os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared", "data", "audio", "formats")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        if name.endswith(".flac") and os.path.getsize(os.path.join(folder, name)) < 60000:
            with io.open(os.path.join(folder, name), "rb") as file:
                return file.read()
    return None


def seeds():
    x = noise(900, 2)
    rows = np.abs(np.random.default_rng(1).standard_normal((40, 2, 9)))
    found = {
        "s16.wav": wav_bytes(x, 8000), "f32.wav": wav_bytes(x, 44100, form="f32"), "streamed.wav": wav_bytes(x, size=0xFFFFFFFF, riff_size=0xFFFFFFFF),
        "rf64.wav": wav_bytes(x, rf64=True), "samples": sample_stream(x), "samples, unknown": sample_stream(x, announce=False),
        "rows": row_stream(rows, 10, "full-scale 1", "frame 16", "hop 4", "window hann", "samplerate 40", "origin 2024-05-06T07:08:09Z", "hist a b c"),
        "rows, unknown": row_stream(rows, "44100/256", announce=False), "complex": row_stream(rows[:, :, :8], 10, kind="complex"),
        "cepstra": row_stream(rows, 10, kind="cepstrum", axis="index 0 1"), "mel": row_stream(rows, 10, kind="mel", axis="mel 20 30"),
    }
    if flac():
        found["flac"] = flac()
    return found


def cut(r, blob):
    return blob[:r.randrange(len(blob))]


def bytes_of_the_head(r, blob):
    out = bytearray(blob)
    for _ in range(r.randrange(1, 9)):
        out[r.randrange(min(len(out), HEADER if blob[:16] == MAGIC else 100))] = r.randrange(256)
    return bytes(out)


def extreme(r, blob):
    at = r.randrange(0, min(len(blob) - 8, 120))
    word = r.choice(EXTREMES)
    return blob[:at] + word + blob[at + len(word):]


def inserted(r, blob):
    at = r.randrange(4, min(len(blob), 600))
    return blob[:at] + r.randbytes(r.randrange(1, 40)) + blob[at:]


def removed(r, blob):
    at = r.randrange(4, min(len(blob), 600))
    return blob[:at] + blob[at + r.randrange(1, 40):]


def flipped(r, blob):
    out = bytearray(blob)
    for _ in range(20):
        out[r.randrange(len(out))] ^= 1 << r.randrange(8)
    return bytes(out)


def word_of_the_header(r, blob):
    """One value of the header of a stream, one chunk size of a WAV."""
    if blob[:16] != MAGIC:
        places = [blob.find(name) + 4 for name in (b"RIFF", b"fmt ", b"data", b"ds64", b"fLaC") if name in blob] or [4]
        at = r.choice(places) + r.choice((0, 0, 0, 4, 6, 8, 12, 16, 18))
        return blob[:at] + r.choice(EXTREMES + [struct.pack("<I", r.randrange(1 << 20))]) + blob[at + 4:]
    lines = blob[16:HEADER].split(b"\nend\n")[0].split(b"\n")
    at = r.randrange(len(lines))
    key, _, value = lines[at].partition(b" ")
    parts = value.split(b" ")
    parts[r.randrange(len(parts))] = r.choice(WORDS)
    lines[at] = key + b" " + b" ".join(parts)
    if r.random() < 0.2:
        lines.insert(r.randrange(len(lines)), r.choice(lines))
    head = MAGIC + b"\n".join(lines) + b"\nend\n"
    return head[:HEADER].ljust(HEADER, b"\n") + blob[HEADER:]


def ending(r, blob):
    """The bytes after the last row."""
    tail = blob[-CLOSING:]
    return blob[:-CLOSING] + r.choice([b"", tail[:30], tail + tail, tail.replace(b"complete", b"cut: x"), tail.replace(b"40", b"41"), r.randbytes(CLOSING)])


MUTATIONS = (cut, bytes_of_the_head, extreme, inserted, removed, flipped, word_of_the_header, word_of_the_header, ending)


def whole_stream(blob):
    """Whether a stream declares itself complete, and is."""
    assert blob[:16] == MAGIC and len(blob) >= HEADER
    keys = dict(line.split(b" ", 1) for line in blob[16:HEADER].split(b"\nend\n")[0].split(b"\n"))
    row = 4 * int(keys[b"width"]) * int(keys[b"channels"])
    if b"rows" in keys:
        return len(blob) - HEADER == int(keys[b"rows"]) * row
    rows, rest = divmod(len(blob) - HEADER - CLOSING, row)
    return rest == 0 and blob[-CLOSING:].rstrip(b"\n") == b"spec-stream end %d complete" % rows


def try_one(spec, folder, number, name, blob, words=()):
    """The fault, or None. words: options without which the file is refused, all of spec-render."""
    r = random.Random(f"{SEED} {number}")
    program = "spec-render" if words else r.choice(("spec-stft", "spec-render"))
    pipe = r.random() < 0.5
    path, out = folder / f"{number}.in", folder / f"{number}.out"
    path.write_bytes(blob)
    options = ["-x", 40, "-y", 30] if program == "spec-render" else []
    options += [*words, *r.choice(([], [], ["--partial"], ["-s", 0.01], ["-c", 1] if words else ["-n", 64], ["-c", 1]))]
    command = spec.command(program, "-o", out, *options, *([] if pipe else [path]))
    told = f"{number}: {name}, {' '.join(command)}{' < ' + str(path) if pipe else ''}"
    started = time.monotonic()
    try:
        done = subprocess.run(command, input=blob if pipe else None, stdin=None if pipe else subprocess.DEVNULL, capture_output=True, timeout=BUDGET, check=False)
    except subprocess.TimeoutExpired:
        return f"{told}: hangs for {time.monotonic() - started:.0f} s"
    if REPORTS.search(done.stderr):
        return f"{told}: {done.stderr.decode('utf-8', 'replace')[:1500]}"
    if done.returncode < 0 or done.returncode > 127 or done.returncode in (1, 70, 71):
        return f"{told}: exit {done.returncode}"
    if done.returncode != 0:
        if not done.stderr.startswith(program.encode()) and not done.stderr.count(program.encode()):
            return f"{told}: exit {done.returncode} without a word"
        if out.exists():
            return f"{told}: exit {done.returncode} and yet a file"
    elif program == "spec-render":
        try:
            Picture(out.read_bytes())
        except (AssertionError, OSError, KeyError) as why:
            return f"{told}: exit 0 and a bad picture: {why}"
    elif not whole_stream(out.read_bytes()):
        return f"{told}: exit 0 and a partial stream"
    path.unlink()
    out.unlink(missing_ok=True)
    return None


def test_mutants(spec, tmp_path):
    """As many as ten seconds allow, in one order; at least 200."""
    sources, r, started, wrong, count = sorted(seeds().items()), random.Random(SEED), time.monotonic(), [], 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        while count < 200 or time.monotonic() - started < 10:
            batch = []
            for _ in range(50):
                name, blob = r.choice(sources)
                for _ in range(r.choice((1, 1, 2))):
                    blob = r.choice(MUTATIONS)(r, blob) if len(blob) > 200 else blob
                batch.append(pool.submit(try_one, spec, tmp_path, count, name, blob))
                count += 1
            wrong += [what for what in (each.result() for each in batch) if what]
            if len(wrong) > 10:
                break
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", sorted(seeds()))
def test_the_seeds_are_sound(spec, tmp_path, name):
    """Mutants of files that no program accepts anyway would test nothing."""
    if name != "complex":
        assert Picture(spec.run("spec-render", "-x", 40, "-y", 30, stdin=seeds()[name]).out)
    if "wav" in name or name.startswith("samples") or name == "flac":
        assert whole_stream(spec.run("spec-stft", stdin=seeds()[name]).out)


def tables():
    """{name: (options, bytes)} of CSV and NPY tables."""
    rows = np.abs(np.random.default_rng(1).standard_normal((30, 2, 6))).astype("<f4")
    lines = [f"{t / 8:.6f},{c + 1}," + ",".join("%.9g" % v for v in rows[t, c]) for t in range(30) for c in range(2)]
    names = "time,channel,0,10,20,30,40,50\n"
    one = "".join(line.replace(",1,", ",", 1) + "\n" for line in lines[::2])

    def npy(array):
        file = io.BytesIO()
        np.save(file, array)
        return file.getvalue()

    return {
        "stereo.csv": (("-k", "power"), (names + "\n".join(lines) + "\n").encode()),
        "mono.csv": (("-k", "level"), (names.replace("channel,", "") + one).encode()),
        "complex.tsv": (("-k", "complex"), ("time,re_0,im_0,re_10,im_10,re_20,im_20\n" + one).replace(",", "\t").encode()),
        "samples.csv": (("-k", "samples"), ("time,ch1,ch2,ch3,ch4,ch5,ch6\n" + one).encode()),
        "stereo.npy": (("-k", "power", "-r", 8), npy(rows)), "mono.npy": (("-k", "power", "-r", 8), npy(rows[:, 0])),
        "complex.npy": (("-k", "complex", "-r", 8), npy(rows.view("<c8"))), "samples.npy": (("-k", "samples", "-r", 8), npy(rows[:, 0])),
    }


def word_of_a_table(r, blob):
    """One cell of a CSV, or one word of the dictionary of an NPY."""
    end = min(len(blob), 600)
    places = [at for at in range(end) if blob[at:at + 1] in b",\n\t:("] or [0]
    at = r.choice(places) + 1
    stop = min((end for end in (blob.find(mark, at) for mark in (b",", b"\n", b"\t", b")", b"}")) if end >= 0), default=at)
    return blob[:at] + r.choice([*WORDS, b"'<f8'", b"(", b"'", b"True", b"1e", b"-", b",,", b"\n", b'"', b"0x10", b"1" * 100]) + blob[stop:]


def test_mutants_of_tables(spec, tmp_path):
    sources, r, wrong = sorted(tables().items()), random.Random(SEED), []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        tasks = []
        for count in range(400):
            name, (words, blob) = r.choice(sources)
            for _ in range(r.choice((1, 1, 2))):
                blob = r.choice((cut, bytes_of_the_head, extreme, inserted, removed, flipped, word_of_a_table, word_of_a_table))(r, blob)
            tasks.append(pool.submit(try_one, spec, tmp_path, count, name, blob, words))
        wrong = [what for what in (each.result() for each in tasks) if what]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:10])


@pytest.mark.parametrize("name", sorted(tables()))
def test_the_tables_are_sound(spec, name):
    words, blob = tables()[name]
    assert Picture(spec.run("spec-render", "-x", 40, "-y", 30, *words, stdin=blob).out)


def test_mutants_of_pictures_as_range(spec, tmp_path):
    """--range-from reads files of other programs."""
    rows, r = row_stream(np.ones((4, 4)), 1), random.Random(SEED)
    whole = spec.run("spec-render", "-x", 20, "-y", 20, "-t", "x" * 300, stdin=rows).out
    for number in range(40):
        bad = tmp_path / "bad.png"
        bad.write_bytes(r.choice((cut, bytes_of_the_head, extreme, inserted, removed, flipped))(r, whole))
        done = spec.run("spec-render", "-x", 20, "-y", 20, "--range-from", bad, stdin=rows, check=False)
        assert done.code in (0, 65, 66) and not REPORTS.search(done.err.encode()), (number, done.code, done.err)
        assert (done.code == 0) == (done.err == "") == (done.out[:4] == b"\x89PNG")
