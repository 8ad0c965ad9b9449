# SPDX-License-Identifier: GPL-2.0-or-later
"""The stream of spec-stream(5), byte for byte: its header, its end, and truncated or forged streams."""
import contextlib
import os
import re
import signal
import time

import numpy as np
import pytest

from pictures import Picture
from spectools import (CLOSING, HEADER, MAGIC, Stream, closing_line, header_block, noise, refused, sample_stream, wav_bytes)

SIGINT_BIT = 1 << (signal.SIGINT - 1)


# Header


def test_header_layout(spec, tmp_path):
    wav = tmp_path / "two words.wav"
    wav.write_bytes(wav_bytes(noise(8000, 2), 8000))
    out = spec.run("spec-stft", "-n", 256, "-p", 64, wav).out
    head = out[:HEADER]
    assert head[:16] == b"spec-stream 512\n" == MAGIC
    body, end, padding = head.partition(b"\nend\n")
    assert end and padding.strip(b"\n") == b"" and b"\0" not in head
    for line in body.decode("utf-8").split("\n")[1:]:
        assert re.fullmatch(r"[a-z0-9_-]+ \S.*", line), line
    s = Stream(out)
    want = {"kind": "power", "rate": "8000/64", "start": "0", "width": "129", "channels": "2", "axis": "hz 0 31.25",
            "rows": "126", "frame": "256", "hop": "64", "window": "hann", "samplerate": "8000", "unit": "FS^2",
            "full-scale": "1", "source": "two words.wav"}
    assert {key: s.header.get(key) for key in want} == want
    assert len(out) == 512 + 126 * 2 * 129 * 4
    assert len(s.hist) == 1 and s.hist[0].startswith("spec-stft -n 256 -p 64 ")
    # readable without a parser, as the page promises
    path = tmp_path / "s"
    path.write_bytes(out)
    assert (np.fromfile(path, "<f4", offset=512).reshape(126, 2, 129) == s.rows).all()


def test_channel_major_rows(spec):
    """A row is all numbers of channel 1, then all of channel 2."""
    x = noise(1000, 2)
    both = spec.stream("-n", 64, stdin=sample_stream(x)).rows
    for c in (0, 1):
        alone = spec.stream("-n", 64, stdin=sample_stream(x[:, c])).rows
        assert (both[:, c] == alone[:, 0]).all()


def test_unknown_keys_and_history_are_passed_on(spec):
    lines = ["x-colour sea green", "hist spec-capture -D ttyUSB0 -b 115200", "note_2 Zürich, 8 Grad", "hist spec-decimate -d 4",
             "origin 2024-05-06T07:08:09.5+02:00", "source lake.wav", "unit Pa", "full-scale 20"]
    s = spec.stream("-n", 64, "-p", 16, "-q", stdin=sample_stream(noise(500), *lines))
    assert s.header["x-colour"] == "sea green" and s.header["note_2"] == "Zürich, 8 Grad"
    assert s.header["origin"] == "2024-05-06T07:08:09.5+02:00" and s.header["source"] == "lake.wav"
    assert s.hist == ["spec-capture -D ttyUSB0 -b 115200", "spec-decimate -d 4", "spec-stft -n 64 -p 16"]


def test_oldest_history_is_removed(spec):
    lines = ["keep me"] + [f"hist tool-{i} {'x' * 40}" for i in range(7)]
    blob = sample_stream(noise(500), *lines)
    s = spec.stream("-n", 64, stdin=blob)
    assert s.header["keep"] == "me"
    assert s.hist[-1] == "spec-stft -n 64"
    kept = s.hist[:-1]
    assert 0 < len(kept) < 7 and kept == [line[5:] for line in lines[1:]][-len(kept):]
    assert HEADER - len(s.blob[:HEADER].rstrip(b"\n")) < 70  # no more entries removed than necessary


def test_long_command(spec):
    """A command longer than the header is shortened; everything else is kept."""
    s = spec.stream("-n", 64, "--scaling", "none", *["-p", "16"] * 200, stdin=sample_stream(noise(500)))
    assert s.header["rows"] and s.hist and s.hist[-1].startswith("spec-stft -n 64 --scaling none -p 16 -p 16")


@pytest.mark.parametrize("rate,hop,want", [("44100/3", 64, "44100/192"), ("666666.667", 1, "666666.667"), ("44100", 7, "44100/7"),
                                           ("0.1", 3, "1/30"), ("1e6/7", 2, "1000000/14")])
def test_fraction_rates(spec, rate, hop, want):
    s = spec.stream("-r", rate, "-n", 16, "-p", hop, stdin=noise(100).tobytes())
    assert s.header["rate"] == want
    over, _, under = rate.partition("/")
    assert s.number("samplerate") == float(over) / float(under or 1)
    again = spec.stream("-n", 16, "-p", hop, stdin=sample_stream(noise(100), rate=rate))
    assert again.header["rate"] == want


# The end


def test_closing_line_on_a_pipe(spec):
    out = spec.run("spec-stft", "-n", 64, "-p", 16, "-r", 8000, stdin=noise(1000).tobytes()).out
    assert b"\nrows " not in out[:HEADER]
    want = b"spec-stream end 63 complete\n"
    assert out[-CLOSING:] == want + b"\n" * (CLOSING - len(want))
    assert len(out) == HEADER + 63 * 33 * 4 + CLOSING


def test_rows_patched_into_a_file(spec, tmp_path):
    blob = noise(1000).tobytes()
    options = ("-n", 64, "-p", 16, "-r", 8000)
    piped = Stream(spec.run("spec-stft", *options, stdin=blob).out)
    spec.run("spec-stft", *options, "-o", tmp_path / "named", stdin=blob)
    with open(tmp_path / "redirected", "wb") as out:
        spec.run("spec-stft", *options, stdin=blob, stdout=out)
    for name in ("named", "redirected"):
        s = Stream((tmp_path / name).read_bytes())
        assert s.header["rows"] == "63" and s.closing is None and s.data == piped.data


def test_patched_where_it_begins(spec, tmp_path):
    """( echo ...; spec-stft ) > file: our header is not at the beginning of the file."""
    with open(tmp_path / "f", "wb") as out:
        out.write(b"preface\n")
        out.flush()
        spec.run("spec-stft", "-n", 64, "-r", 8000, stdin=noise(1000).tobytes(), stdout=out)
    blob = (tmp_path / "f").read_bytes()
    assert blob[:8] == b"preface\n" and Stream(blob[8:]).header["rows"]


def test_appended_stream_has_a_closing_line(spec, tmp_path):
    """>> file cannot be patched: the kernel would write at the end."""
    (tmp_path / "f").write_bytes(b"before")
    with open(tmp_path / "f", "ab") as out:
        spec.run("spec-stft", "-n", 64, "-p", 16, "-r", 8000, stdin=noise(1000).tobytes(), stdout=out)
    blob = (tmp_path / "f").read_bytes()
    s = Stream(blob[6:])
    assert blob[:6] == b"before" and "rows" not in s.header and s.closing == "spec-stream end 63 complete"


def test_a_pipeline_of_both_kinds(spec):
    """Each program reads what the previous one writes, length known or not."""
    for announce in (True, False):
        first = spec.run("spec-stft", "-k", "complex", "-n", 64, "--framing", "full", stdin=sample_stream(noise(1000), announce=announce)).out
        s = Stream(spec.run("spec-stft", "--inverse", stdin=first).out)
        assert ("rows" in s.header) == announce


# Incomplete streams


def give(spec, blob, how, tmp_path, *options):
    """Converts to a table in a folder of its own, from a file or a pipe. The result, and the contents of the folder."""
    folder = tmp_path / f"out-{how}-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    if how == "file":
        (tmp_path / "in").write_bytes(blob)
        result = spec.run("spec-stft", "-n", 16, *options, "-o", folder / "t.csv", tmp_path / "in", check=False)
    else:
        result = spec.run("spec-stft", "-n", 16, *options, "-o", folder / "t.csv", stdin=blob, check=False)
    return result, list(folder.iterdir())


def whole(announce):
    return sample_stream(noise(100, 2), announce=announce)


CUTS = {announce: sorted({0, 1, 15, 16, 17, 100, 511, 512, 513, 516, 519, 520, 600, len(whole(announce)) // 2,
                          *range(len(whole(announce)) - 72, len(whole(announce)), 5 if not announce else 9), len(whole(announce)) - 1,
                          len(whole(announce)) - 63, len(whole(announce)) - 64, len(whole(announce)) - 65})
        for announce in (True, False)}


@pytest.mark.parametrize("how", ["file", "pipe"])
@pytest.mark.parametrize("announce", [True, False], ids=["rows", "closing"])
def test_cut_anywhere(spec, tmp_path, announce, how):
    blob = whole(announce)
    result, left = give(spec, blob, how, tmp_path)
    assert result.code == 0 and len(left) == 1
    assert len(CUTS[announce]) > 20
    for cut in CUTS[announce]:
        result, left = give(spec, blob[:cut], how, tmp_path)
        assert result.code == 65, f"cut after {cut} of {len(blob)} bytes: exit {result.code}: {result.err}"
        assert left == [] and result.err.startswith("spec-stft: ") and result.err.count("\n") == 1
        if cut >= HEADER:
            assert "truncated" in result.err, (cut, result.err)


def test_cut_on_the_way_to_a_pipe(spec):
    """Rows already written are marked as cut: the next program fails as well, without pipefail."""
    blob = whole(False)[:-300]
    first = spec.run("spec-stft", "-n", 16, "-p", 4, stdin=blob, check=False)
    refused(first, 65, "truncated after")
    s = Stream(first.out)
    assert re.fullmatch(r"spec-stream end \d+ cut: .+", s.closing), s.closing
    second = spec.run("spec-stft", "--inverse", stdin=first.out, check=False)
    assert second.code == 65


def test_missing_rows_on_a_pipe(spec):
    """The declared length is already written; too few rows follow it, and no reader takes them for complete."""
    first = spec.run("spec-stft", "-n", 16, "-k", "complex", "--framing", "full", stdin=whole(True)[:-80], check=False)
    refused(first, 65, "truncated after 90 of 100 rows")
    second = spec.run("spec-stft", "--inverse", "--raw", stdin=first.out, check=False)
    refused(second, 65, "truncated")


def test_reason_is_passed_on(spec, tmp_path):
    blob = whole(False)[:-CLOSING] + closing_line(100, "cut: device lost")
    for how in ("file", "pipe"):
        result, left = give(spec, blob, how, tmp_path)
        refused(result, 65, "device lost")
        assert left == []
    first = spec.run("spec-stft", "-n", 16, stdin=blob, check=False)
    refused(first, 65, "device lost")
    closing = Stream(first.out).closing
    assert re.fullmatch(r"spec-stream end \d+ cut: .*", closing) and "\n" not in closing
    second = spec.run("spec-stft", "--inverse", stdin=first.out, check=False)
    assert second.code == 65


@pytest.mark.parametrize("ending", [closing_line(99), closing_line(101), closing_line(0), closing_line(-1), closing_line(100, "completely"),
                                    closing_line(100, ""), closing_line("100x"), closing_line(10 ** 30), b"\n" * 64, b"\0" * 64,
                                    closing_line(100)[:-1] + b"\n\n", closing_line(100) * 2, closing_line(100, "COMPLETE")])
def test_wrong_closing_lines(spec, tmp_path, ending):
    result, left = give(spec, whole(False)[:-CLOSING] + ending, "pipe", tmp_path)
    refused(result, 65)
    assert left == []


@pytest.mark.parametrize("extra", [1, 4, 8, 64, 100000])
@pytest.mark.parametrize("how", ["file", "pipe"])
def test_more_than_announced(spec, tmp_path, how, extra):
    result, left = give(spec, whole(True) + b"\n" * extra, how, tmp_path)
    refused(result, 65, "100 rows")
    assert left == []


@pytest.mark.parametrize("announce", [True, False], ids=["rows", "closing"])
@pytest.mark.parametrize("how", ["file", "pipe"])
def test_partial(spec, tmp_path, how, announce):
    """--partial accepts the rows that arrived, reports it, and its result is complete."""
    blob = whole(announce)
    for cut, rows in ((HEADER + 50 * 8, 50), (HEADER + 50 * 8 + 3, 50)):
        if not announce:
            cut += CLOSING  # the reader buffers 64 bytes: they might have been the closing line
        result, left = give(spec, blob[:cut], how, tmp_path, "--framing", "snip", "-n", 2, "-p", 2, "-w", "rect", "--partial")
        assert result.code == 0, result.err
        assert "warning" in result.err and "truncated" in result.err
        assert len(left[0].read_text().splitlines()) == 1 + rows  # two samples a row, a line for each of two channels
    # a marked cut
    blob = whole(False)[:-CLOSING] + closing_line(100, "cut: device lost")
    result = spec.run("spec-stft", "-n", 16, "--partial", stdin=blob)
    assert "device lost" in result.err
    assert Stream(result.out).closing.endswith(" complete")


def test_partial_does_not_forgive_a_bad_header(spec):
    for blob in (b"", whole(True)[:300], header_block("kind samples", "rate 0", "width 1")):
        assert spec.run("spec-stft", "--partial", stdin=blob, check=False).code == 65


def test_partial_of_whole_data_is_silent(spec):
    for announce in (True, False):
        result = spec.run("spec-stft", "-n", 16, "--partial", stdin=whole(announce))
        assert result.err == ""


@pytest.mark.parametrize("announce", [True, False], ids=["rows", "closing"])
@pytest.mark.parametrize("how", ["file", "pipe"])
def test_no_rows(spec, tmp_path, how, announce):
    """No samples are an error, not an empty table; the same from a file and a pipe, declared or not."""
    result, left = give(spec, sample_stream(np.zeros((0, 1)), announce=announce), how, tmp_path)
    refused(result, 65)
    assert left == []


def test_empty_stdin(spec, tmp_path):
    result, left = give(spec, b"", "pipe", tmp_path)
    refused(result, 65, "stdin", "no input")
    assert left == []


# Forged headers

GOOD = ["kind samples", "rate 8000", "start 0", "width 1", "channels 2", "axis index 0 1", "rows 100"]


def forged(*changes, drop=()):
    lines = [line for line in GOOD if line.split()[0] not in (*drop, *(c.split()[0] for c in changes))]
    return header_block(*lines, *changes) + noise(100, 2).tobytes()


FORGED = {"wide": forged("width 4000000000"), "very wide": forged("width 9999999999999999999"), "product": forged("width 4194304", "channels 64"),
          "channels": forged("channels 65535"), "no channels": forged("channels 0"), "no width": forged("width 0"),
          "width -1": forged("width -1"), "width 1.5": forged("width 1.5"), "width hex": forged("width 0x1"),
          "rate 0": forged("rate 0"), "rate nan": forged("rate nan"), "rate -1": forged("rate -1"), "rate inf": forged("rate inf"),
          "rate 1/0": forged("rate 1/0"), "rate text": forged("rate fast"), "no rate": forged(drop=["rate"]),
          "no kind": forged(drop=["kind"]), "no width line": forged(drop=["width"]), "kind": forged("kind sandwiches"),
          "rows": forged("rows 99999999999999999"), "many rows": forged("rows 9" + "9" * 40), "rows -5": forged("rows -5"),
          "rows text": forged("rows all"), "start nan": forged("start nan"), "start inf": forged("start inf"),
          "axis": forged("axis hz"), "axis step": forged("axis hz 0 0"), "axis nan": forged("axis hz nan 1"),
          "no end": b"".join([MAGIC, b"kind samples\nrate 8000\nwidth 1\nrows 100\n"]).ljust(HEADER, b"\n") + noise(100).tobytes(),
          "zero bytes": forged()[:200].replace(b"\nend\n", b"\nend\n\0\0\0").ljust(HEADER, b"\n") + noise(100, 2).tobytes(),
          "zero padding": forged()[:HEADER].rstrip(b"\n").ljust(HEADER, b"\0") + noise(100, 2).tobytes(),
          "no key": forged(" value"), "capitals": forged("Rate 8000"), "control": forged("a\x01b c"),
          "not samples": forged("kind power"), "complex of odd width": forged("kind complex", "width 3"),
          "long kind": forged("kind " + "k" * 100), "long axis": forged("axis " + "a" * 100 + " 0 1")}


@pytest.fixture(scope="module")
def limited(spec):
    """A command prefix: 100 MB of address space, half of it taken by libraries. Sanitizers need terabytes."""
    prefix = ("prlimit", f"--as={100 << 20}")
    if spec.run("spec-stft", "-n", 16, prefix=prefix, stdin=forged(), check=False).code != 0:
        pytest.skip("this build does not run in 100 MB")
    return prefix


@pytest.mark.parametrize("name", FORGED)
def test_forged_header(spec, tmp_path, limited, name):
    """Refused before memory is allocated."""
    blob = FORGED[name]
    assert len(blob) >= HEADER
    for how in ("file", "pipe"):
        (tmp_path / "in").write_bytes(blob)
        given = dict(stdin=blob) if how == "pipe" else dict(stdin=tmp_path / "in")
        started = time.monotonic()
        result = spec.run("spec-stft", "-n", 16, "-o", tmp_path / "out", prefix=limited, check=False, **given)
        refused(result, 65)
        assert "memory" not in result.err
        assert not (tmp_path / "out").exists() and time.monotonic() - started < 5


def test_options_that_contradict_the_header(spec):
    blob = whole(True)
    refused(spec.run("spec-stft", "-r", 44100, stdin=blob, check=False), 65, "44100", "8000")
    refused(spec.run("spec-stft", "-r", 8000, "-f", "s16le", stdin=blob, check=False), 65, "s16le")
    assert spec.run("spec-stft", "-r", 8000, "-n", 16, stdin=blob).out[HEADER:] == spec.run("spec-stft", "-n", 16, stdin=blob).out[HEADER:]
    assert spec.run("spec-stft", "-r", "16000/2", "-n", 16, stdin=blob).code == 0


@pytest.mark.parametrize("value,word", [(np.nan, "NaN"), (np.inf, "infinite"), (-np.inf, "infinite")])
@pytest.mark.parametrize("row", [0, 17, 40000])
def test_invalid_numbers(spec, tmp_path, value, word, row):
    x = noise(40001, 2)
    x[row, 1] = value
    bare, stream, wav = x.tobytes(), sample_stream(x), wav_bytes(x, form="f32")
    for blob, options in ((bare, ("-r", 8000, "-c", 2)), (stream, ()), (wav, ())):
        for kind in ("pipe", "file"):
            (tmp_path / "in").write_bytes(blob)
            given = dict(stdin=blob) if kind == "pipe" else dict(stdin=tmp_path / "in")
            result = spec.run("spec-stft", *options, "-o", tmp_path / "out.npy", check=False, **given)
            refused(result, 65, f"number 2 of row {row} ", word)
            assert not (tmp_path / "out.npy").exists()


# Ctrl-C


def has_interrupt(process, field):
    """Whether SIGINT is in that set of /proc/PID/status: SigCgt are handled signals, ShdPnd those not yet delivered."""
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(field + r":\s*([0-9a-f]+)", status.read()).group(1), 16) & SIGINT_BIT != 0


def caught(process):
    return has_interrupt(process, "SigCgt")


def delivered(process):
    return not has_interrupt(process, "ShdPnd")


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.002)


def holds_a_file_in(process, folder):
    """Whether the output is open: a file of the folder, with a name or still without one."""
    fds = f"/proc/{process.pid}/fd"
    for fd in os.listdir(fds):
        with contextlib.suppress(FileNotFoundError):  # closed since it was listed, as those of the loader are
            if os.readlink(f"{fds}/{fd}").startswith(str(folder)):
                return True
    return False


def test_first_interrupt_ends_the_head_of_the_pipeline(spec, tmp_path):
    blob = sample_stream(noise(50000), announce=False)
    process = spec.start("spec-stft", "-n", 64, "-o", tmp_path / "out")
    process.stdin.write(blob[:60000])
    process.stdin.flush()
    wait_until(lambda: caught(process))
    process.send_signal(signal.SIGINT)
    wait_until(lambda: delivered(process))
    out, err = process.communicate(blob[60000:], timeout=60)
    assert process.returncode == 0 and err == b""
    want = spec.run("spec-stft", "-n", 64, stdin=blob).out
    assert Stream((tmp_path / "out").read_bytes()).data == Stream(want).data


def test_second_interrupt_kills(spec, tmp_path):
    process = spec.start("spec-stft", "-n", 64, "-o", tmp_path / "out")
    process.stdin.write(sample_stream(noise(50000), announce=False)[:60000])
    process.stdin.flush()
    wait_until(lambda: caught(process))
    process.send_signal(signal.SIGINT)
    wait_until(lambda: delivered(process))
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == -signal.SIGINT
    process.communicate()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("times", [1, 2])
def test_interrupts_while_samples_are_counted(spec, tmp_path, times):
    """A picture whose frames follow the zoom reads its samples before it draws: the same rules hold in the meantime."""
    blob = sample_stream(noise(50000), announce=False)
    process = spec.start("spec-render", "-o", tmp_path / "out")
    process.stdin.write(blob[:60000])
    process.stdin.flush()
    for _ in range(times):
        wait_until(lambda: caught(process))
        process.send_signal(signal.SIGINT)
        wait_until(lambda: process.poll() is not None or delivered(process))
    if times == 2:
        assert process.wait(timeout=60) == -signal.SIGINT
        process.communicate()
        assert list(tmp_path.iterdir()) == []
        return
    out, err = process.communicate(blob[60000:], timeout=60)
    assert process.returncode == 0 and out == err == b""
    assert (Picture((tmp_path / "out").read_bytes()).pixels == Picture(spec.run("spec-render", stdin=blob).out).pixels).all()


@pytest.mark.parametrize("blob,options", [(noise(50000).tobytes(), ("-r", 8000)), (sample_stream(noise(50000)), ())], ids=["bare", "known length"])
def test_other_readers_end_at_the_first_interrupt(spec, tmp_path, blob, options):
    process = spec.start("spec-stft", "-n", 64, "-o", tmp_path / "out", *options)
    process.stdin.write(blob[:60000])
    process.stdin.flush()
    wait_until(lambda: holds_a_file_in(process, tmp_path))
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == -signal.SIGINT
    process.communicate()
    assert list(tmp_path.iterdir()) == []


def test_interrupted_pipeline_completes(spec, tmp_path):
    """Ctrl-C at the terminal reaches every program; the head ends its stream, the rest of the pipeline completes."""
    blob = sample_stream(noise(30000), announce=False)
    first = spec.start("spec-stft", "-n", 64, "-k", "complex", "--framing", "full")
    second = spec.start("spec-stft", "--inverse", "-o", tmp_path / "out", stdin=first.stdout)
    first.stdout.close()
    first.stdin.write(blob[:100000])
    first.stdin.flush()
    wait_until(lambda: caught(first))
    wait_until(lambda: caught(second))
    for process in (first, second):
        process.send_signal(signal.SIGINT)
    wait_until(lambda: delivered(first))
    first.stdin.write(blob[100000:])
    first.stdin.close()
    assert first.wait(timeout=60) == 0 and second.wait(timeout=60) == 0
    assert (first.stderr.read(), second.stderr.read()) == (b"", b"")
    assert len(Stream((tmp_path / "out").read_bytes()).rows) >= 30000


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_stage_is_noticed(spec, tmp_path, number):
    """kill -9 of a program in the middle: the next one fails and writes nothing, though sh has no pipefail."""
    first = spec.start("spec-stft", "-n", 64, "-r", 8000, "-k", "complex")
    second = spec.start("spec-stft", "--inverse", "-o", tmp_path / "out.npy", stdin=first.stdout)
    first.stdout.close()
    first.stdin.write(noise(400000).tobytes())
    first.stdin.flush()
    wait_until(lambda: caught(second))
    first.send_signal(number)
    first.wait(timeout=60)
    _, err = second.communicate(timeout=60)
    first.stdin.close()
    first.stderr.close()
    assert second.returncode == 65 and err.startswith(b"spec-stft: stdin: truncated"), err
    assert list(tmp_path.iterdir()) == []
