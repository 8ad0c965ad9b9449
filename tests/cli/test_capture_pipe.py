# SPDX-License-Identifier: GPL-2.0-or-later
"""
spec-capture from pipes and files: every format and scale, losses counted, nothing torn, a slow reader blocks the
writer.
"""
import fcntl
import os
import re
import select
import struct
import threading
import time

import numpy as np
import pytest

from spectools import CLOSING, HEADER, refused, sample_stream, Stream, wav_bytes

RATE = ("-r", 8000)
BARE = ("-f", "u8", *RATE)
LIMIT = 50  # seconds; the limit of every wait, far more than anything needs
WHOLE = {"u8": 8, "s8": 8, "u16le": 16, "u16be": 16, "s16le": 16, "s16be": 16, "s24le": 24, "s24be": 24, "s32le": 32, "s32be": 32}
REAL = {"f32le": "<f4", "f32be": ">f4", "f64le": "<f8", "f64be": ">f8"}
FEW = {"u9": 9, "u10le": 10, "u12": 12, "u12be": 12, "s12": 12, "s15be": 15, "u14le": 14}
FORMATS = [*WHOLE, *REAL, *FEW, "s16", "u16", "s24", "s32", "f32", "f64"]


def numbers(form):
    """Numbers on the wire: both ends of the range, the middle, and many between; double holds all of them."""
    some = np.random.default_rng(5)
    if form.startswith("f"):
        x = np.r_[0.0, -0.0, 1, -1, 0.5, 1.25, -3, 1e-30, 1e30, some.standard_normal(991) * 0.3]
        return x.astype(REAL.get(form, REAL.get(form + "le"))).astype(float)
    bits = WHOLE.get(form) or FEW.get(form) or WHOLE[form + "le"]
    low, high = (0, 2 ** bits) if form.startswith("u") else (-2 ** (bits - 1), 2 ** (bits - 1))
    middle = (low + high) // 2
    return np.r_[low, high - 1, middle, middle - 1, middle + 1, some.integers(low, high, 995)].astype(float)


def packed(form, x):
    """The bytes of these numbers."""
    order = ">" if form.endswith("be") else "<"
    if form.startswith("f"):
        return x.astype(order + ("f4" if form.startswith("f32") else "f8")).tobytes()
    bits = WHOLE.get(form) or (16 if form in FEW else WHOLE[form + "le"])
    if bits == 24:
        four = x.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3]
        return (four[:, ::-1] if order == ">" else four).tobytes()
    return x.astype(f"{order}{form[0].replace('s', 'i')}{bits // 8}").tobytes()


def scaled(form, x, scale, vref=3.3):
    """The expected samples, by the definition of the scales."""
    bits = 0 if form.startswith("f") else WHOLE.get(form) or FEW.get(form) or WHOLE[form + "le"]
    half = 2.0 ** (bits - 1) if bits else 1.0
    if scale == "raw":
        return x
    if scale == "volts":
        return x * vref / (2 * half if form.startswith("u") else half)
    return x / half - (1 if form.startswith("u") else 0)


def capture(spec, *args, **more):
    return Stream(spec.run("spec-capture", *args, **more).out)


def feed(process, blob, size):
    """Writes in pieces and closes; ignores that the program has gone."""
    try:
        for at in range(0, len(blob), size):
            process.stdin.write(blob[at:at + size])
        process.stdin.close()
    except BrokenPipeError:
        pass


def piecewise(spec, blob, size, *args):
    """Exit status, stdout and stderr of a run whose input arrives in pieces of `size` bytes."""
    process = spec.start("spec-capture", *args, bufsize=0)
    writer = threading.Thread(target=feed, args=(process, blob, size), daemon=True)
    killer = threading.Timer(LIMIT, process.kill)
    killer.start()
    writer.start()
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)
    reader.start()
    out = process.stdout.read()
    reader.join(LIMIT)
    writer.join(LIMIT)
    code = process.wait(LIMIT)
    killer.cancel()
    process.stdout.close()
    process.stderr.close()
    return code, out, errors[0].decode()


# Decoding


@pytest.mark.parametrize("scale", ["unit", "volts", "raw"])
@pytest.mark.parametrize("form", FORMATS)
def test_formats_and_scales(spec, tmp_path, form, scale):
    """Read as `-`, by the name of a file, and by the name of a FIFO."""
    x = numbers(form)
    blob = packed(form, x)
    words = ("-f", form, *RATE, "--scale", scale, *(("--vref", 3.3) if scale == "volts" else ()))
    s = capture(spec, "-", *words, stdin=blob)
    assert s.closing == f"spec-stream end {len(x)} complete" and s.number("rate") == 8000
    with np.errstate(over="ignore"):
        want = scaled(form, x, scale)
        got, single = s.rows[:, 0, 0], want.astype("<f4")
    if scale == "volts":  # half a step of a float, and the rounding of double; near 0 the rounding of the formula
        assert np.allclose(got, want, rtol=2.0 ** -24 + 1e-15, atol=1e-37)
    else:
        assert got.tobytes() == single.tobytes()
    assert s.header.get("unit", "") == ("V" if scale == "volts" else "count" if scale == "raw" and form[0] != "f" else "")
    bits = 1 if form[0] == "f" else WHOLE.get(form) or FEW.get(form) or WHOLE[form + "le"]
    half = 1 if form[0] == "f" else 2 ** (bits - 1)
    full = {"unit": 1, "raw": half, "volts": 3.3 / 2 if form[0] == "u" else 3.3}[scale]
    assert s.number("full-scale") == pytest.approx(full, rel=1e-12)
    (tmp_path / "x").write_bytes(blob)
    assert capture(spec, tmp_path / "x", *words).data == s.data
    with open(tmp_path / "x", "rb") as file:
        assert capture(spec, "-", *words, stdin=file).data == s.data


def test_fifo(spec, tmp_path):
    os.mkfifo(tmp_path / "x")
    blob = packed("s16le", numbers("s16le"))
    process = spec.start("spec-capture", tmp_path / "x", "-f", "s16", *RATE)
    writer = threading.Thread(target=lambda: (tmp_path / "x").write_bytes(blob), daemon=True)
    writer.start()
    out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (0, b"")
    assert Stream(out).data == scaled("s16", numbers("s16"), "unit").astype("<f4").tobytes()
    assert Stream(out).header["source"] == "x"


@pytest.mark.parametrize("bits", [9, 10, 12, 15])
def test_bits_within_16(spec, bits):
    """--bits 12 of u16le is u12."""
    x = np.arange(2 ** bits, dtype=float)
    s = capture(spec, "-", "-f", "u16le", "--bits", bits, *RATE, stdin=packed("u16le", x))
    assert s.data == (x / 2 ** (bits - 1) - 1).astype("<f4").tobytes()
    assert s.data == capture(spec, "-", "-f", f"u{bits}", *RATE, stdin=packed("u16le", x)).data


def test_channels(spec):
    x = np.arange(-600, 600).reshape(-1, 3)
    s = capture(spec, "-", "-f", "s16", "-c", 3, *RATE, stdin=x.astype("<i2").tobytes())
    assert s.channels == 3 and (s.rows[:, :, 0] == (x / 32768).astype("<f4")).all()
    text = "".join("%d, %d; %d\n" % tuple(row) for row in x).encode()
    t = capture(spec, "-", "-f", "text", "-c", 3, *RATE, stdin=text)
    assert (t.rows[:, :, 0] == x).all()


def test_rates_are_kept(spec):
    for given, told in (("2000000/3", "2000000/3"), ("666666.667", "666666.667"), (44100, "44100")):
        s = capture(spec, "-", "-f", "u8", "-r", given, stdin=bytes(100))
        assert s.header["rate"] == s.header["samplerate"] == told and len(s.rows) == 100


def test_announcement(spec):
    """Data that announces its own format; options override it."""
    said = b'{"rate": 12345.5, "format": "u16le", "bits": 12, "source": "pond"}\n'
    x = np.arange(4096.0)
    s = capture(spec, "-", stdin=said + packed("u16le", x))
    assert (s.number("rate"), s.header["source"]) == (12345.5, "pond") and s.data == (x / 2048 - 1).astype("<f4").tobytes()
    s = capture(spec, "-", "-r", 500, stdin=said + packed("u16le", x))
    assert s.number("rate") == 500 and len(s.rows) == 4096


# Refusals


def test_messages_ask_for_missing_options(spec, tmp_path):
    (tmp_path / "x").write_bytes(bytes(1000))
    for source in ("-", tmp_path / "x"):
        more = {"stdin": bytes(1000)} if source == "-" else {}
        out = ("-o", tmp_path / "y.wav")
        refused(spec.run("spec-capture", source, "-f", "u8", *out, check=False, **more), 64, "--rate")
        refused(spec.run("spec-capture", source, *RATE, *out, check=False, **more), 65, "--format", "--protocol")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_file_has_no_clock(spec, tmp_path):
    (tmp_path / "x").write_bytes(bytes(1000))
    refused(spec.run("spec-capture", tmp_path / "x", "-f", "u8", "-r", "auto", check=False), 64, "--rate auto", "file")
    refused(spec.run("spec-capture", "-", "-f", "u8", "-r", "auto", stdin=tmp_path / "x", check=False), 64, "--rate auto",
            "file")


def test_inputs_that_are_other_files(spec, tmp_path):
    refused(spec.run("spec-capture", tmp_path / "none", *BARE, check=False), 66, "none", "No such file")
    refused(spec.run("spec-capture", tmp_path, *BARE, check=False), 66, "directory")
    refused(spec.run("spec-capture", "-", "x", *BARE, check=False), 64, "unexpected argument")
    closed = spec.run("spec-capture", "-", *BARE, check=False, preexec_fn=lambda: os.close(0))
    assert closed.code == 66 and "stdin" in closed.err


def test_files_with_a_header_are_refused(spec, tmp_path):
    """The header of a sound file or a stream would be taken for samples."""
    for blob in (wav_bytes(np.zeros(100)), sample_stream(np.zeros(100)), b"fLaC" + bytes(100)):
        (tmp_path / "x").write_bytes(blob)
        for source, given in ((tmp_path / "x", None), ("-", blob)):
            result = spec.run("spec-capture", source, "-f", "s16", *RATE, "-o", tmp_path / "y.wav", stdin=given, check=False)
            assert result.code in (64, 65, 66) and result.err.count("\n") == 1, (blob[:4], result.code)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("where", ["pipe", "file"])
def test_empty_input(spec, tmp_path, where):
    """The previous program has failed: bad data, as in all programs here, not a lost device."""
    (tmp_path / "x").write_bytes(b"")
    given = {"stdin": b""} if where == "pipe" else {"stdin": tmp_path / "x"}
    refused(spec.run("spec-capture", "-", *BARE, "-o", tmp_path / "y.wav", check=False, **given), 65)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("form,channels,bytes_of_row", [("s16", 1, 2), ("s24", 1, 3), ("f32", 2, 8), ("f64", 1, 8),
                                                        ("u12", 3, 6)])
def test_torn_last_row(spec, tmp_path, form, channels, bytes_of_row):
    """All complete rows are kept, in both outputs; a reader of the stream is told."""
    rows, torn = 777, bytes_of_row - 1
    blob = packed(form, np.resize(numbers(form)[10:], rows * channels)) + b"\1" * torn
    (tmp_path / "x").write_bytes(blob)
    words = ("-f", form, "-c", channels, *RATE)
    for source, given in (("-", {"stdin": blob}), (tmp_path / "x", {})):
        result = spec.run("spec-capture", source, *words, "-o", tmp_path / "y.wav", check=False, **given)
        assert result.code == 65 and re.search(rf"\b{torn} bytes?\b", result.err) and result.err.count("\n") == 1
        s = Stream(result.out)
        assert len(s.rows) == rows and s.closing.startswith(f"spec-stream end {rows} cut: ")
        assert spec.samples(tmp_path / "y.wav", channels=channels).astype("<f4").tobytes() == s.data
        assert not (tmp_path / "y.wav.part").exists()
        refused(spec.run("spec-stft", stdin=result.out, check=False), 65, "cut")


def test_number_of_rows(spec):
    """-d and --samples are exact; the shorter ends the capture. A torn row after it does not matter."""
    blob = bytes(range(256)) * 100 + b"\1"
    for words, rows in ((("-d", "1.5"), 12000), (("--samples", 7), 7), (("-d", "7smp"), 7), (("-d", 1, "--samples", 9000), 8000),
                        (("-d", 1, "--samples", 77), 77), (("--samples", 25601), 25601), (("--samples", 99999), 25601)):
        s = capture(spec, "-", *BARE, *words, stdin=blob)
        assert len(s.rows) == rows and s.data == (np.frombuffer(blob, "u1")[:rows] / 128 - 1).astype("<f4").tobytes()
        assert s.closing == f"spec-stream end {rows} complete"


def test_a_requested_end_is_not_a_failure(spec):
    """Ctrl-C within a sample: not a torn input."""
    process = spec.start("spec-capture", "-", "-f", "s16", *RATE, bufsize=0)
    process.stdin.write(b"\1\0\2\0\3")
    got = b""
    until = time.monotonic() + LIMIT
    while len(got) < HEADER + 8 and time.monotonic() < until:
        if select.select([process.stdout], [], [], 1)[0]:
            got += process.stdout.read(HEADER + 8)
    process.send_signal(2)
    out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (0, b"")
    s = Stream(got + out)
    assert len(s.rows) == 2 and s.closing == "spec-stream end 2 complete"


# Sizes of reads


def crc16(blob):
    """CRC-16/CCITT-FALSE, bit by bit."""
    crc = 0xFFFF
    for byte in blob:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def framed(index, rows, form=12):
    """A packet of 12-bit numbers, rows[row, channel]."""
    rows = np.atleast_2d(np.asarray(rows).T).T
    body = struct.pack("<BBHI", rows.shape[1], form, len(rows), index % 2 ** 32) + rows.astype("<u2").tobytes()
    return b"\xa5\x5a" + body + struct.pack("<H", crc16(body))


def due_packet(tone, words):
    return b"\xd2\x02\x96\x49" + struct.pack("<ffB", 0.5 + tone, -1.5, tone) + words.astype("<u2").tobytes()


def framed_dump():
    """Packets 0 .. 39 of 50 rows of a ramp; 7 and 8 are missing, 20 is damaged. And the 3 x 50 lost rows."""
    x = np.arange(2000)
    packets = [bytearray(framed(1000 + 50 * i, x[50 * i:50 * i + 50])) for i in range(40)]
    packets[20][30] ^= 4
    return b"".join(packet for i, packet in enumerate(packets) if i not in (7, 8)), x


def due_dump():
    """A slow 12-bit sine with two bytes missing, far apart."""
    x = np.rint(2048 + 1500 * np.sin(np.arange(9000) / 100)).astype(int)
    blob = x.astype("<u2").tobytes()
    return blob[:5001] + blob[5002:12001] + blob[12002:], x


def packet_dump():
    """30 packets, two of them with a damaged sync word."""
    x = (np.arange(30 * 256) * 7) % 4096
    packets = [bytearray(due_packet(i, x[256 * i:256 * i + 256])) for i in range(30)]
    packets[5][1] ^= 1
    packets[21][2] ^= 1
    return b"".join(packets), x


DUMPS = {"framed": framed_dump, "due": due_dump, "due-packet": packet_dump}


@pytest.mark.parametrize("name", ["s24", "u12 x 3", "text", "announced", *DUMPS])
def test_pieces(spec, tmp_path, name):
    """Identical bytes for pieces of any size: stream, events, messages."""
    x = np.resize(numbers("u12"), 3 * 800)
    words, blob = {"s24": (("-f", "s24", "-c", 2), packed("s24", numbers("s24"))),
                   "u12 x 3": (("-f", "u12", "-c", 3), packed("u12", x)),
                   "text": (("-f", "text", "-c", 2), "".join(f"{a},{b}\n" for a, b in x.reshape(-1, 2)).encode()),
                   "announced": ((), b'{"format": "s16le", "channels": 2}\n' + packed("s16", np.resize(x, 2000)))
                   }.get(name) or (("--protocol", name), DUMPS[name]()[0])
    words = ("-", *words, *RATE, "--events", tmp_path / "events")
    want = piecewise(spec, blob, 1 << 20, *words)
    events = (tmp_path / "events").read_bytes()
    assert want[0] == 0 and len(Stream(want[1]).rows) >= 500 and ("warning" in want[2]) == (name in (*DUMPS, "text"))
    for size in (1, 7, 1000):
        assert piecewise(spec, blob, size, *words) == want, size
        assert (tmp_path / "events").read_bytes() == events, size


def test_many_blocks(spec):
    x = np.random.default_rng(2).integers(-2 ** 23, 2 ** 23, 700001)
    blob = packed("s24", x)
    for size in (65536, 99991, 1 << 22):
        code, out, err = piecewise(spec, blob, size, "-", "-f", "s24", *RATE)
        assert (code, err) == (0, "") and Stream(out).data == (x / 2 ** 23).astype("<f4").tobytes(), size


# Recorded dumps with gaps


def events_of(path):
    lines = path.read_text().splitlines()
    assert lines[0] == "sample\tlength\tcause"
    return [(int(row), int(length), cause) for row, length, cause in (line.split("\t") for line in lines[1:])]


def test_framed_dump(spec, tmp_path):
    """Missing rows are known from the index: silence is in their place, and all other rows are in theirs."""
    blob, x = framed_dump()
    (tmp_path / "dump.bin").write_bytes(blob)
    result = spec.run("spec-capture", "--protocol", "framed", tmp_path / "dump.bin", *RATE, "--events", tmp_path / "events")
    s = Stream(result.out)
    lost = np.isin(x // 50, (7, 8, 20))
    assert s.data == np.where(lost, 0, x / 2048 - 1).astype("<f4").tobytes()
    assert [event[:2] for event in events_of(tmp_path / "events")] == [(350, 100), (1000, 50)]
    assert all("estimated" not in cause for _, _, cause in events_of(tmp_path / "events"))
    assert "150 rows were lost in 2 gaps" in result.err and "warning: " in result.err and "1 packet was damaged" in result.err


def test_due_dump(spec, tmp_path):
    blob, x = due_dump()
    (tmp_path / "dump.bin").write_bytes(blob)
    result = spec.run("spec-capture", "--protocol", "due", tmp_path / "dump.bin", "--events", tmp_path / "events")
    s = Stream(result.out)
    assert s.header["rate"] == "2000000/3" and len(s.rows) == len(x)
    wrong = np.flatnonzero(s.rows[:, 0, 0] != (x / 2048 - 1).astype("<f4"))
    # the break in a sine that moves 15 steps per sample is found at most a few words late; the program looks back 32
    assert len(wrong) <= 2 * 32 and all(min(abs(row - 2500), abs(row - 6000)) <= 32 for row in wrong)
    events = events_of(tmp_path / "events")
    assert [length for _, length, _ in events] == [1, 1] and [abs(row - at) <= 32 for (row, _, _),
                                                              at in zip(events, (2500, 6000))] == [True] * 2
    assert "2 rows were lost in 2 gaps" in result.err


def test_packet_dump(spec, tmp_path):
    blob, x = packet_dump()
    (tmp_path / "dump.bin").write_bytes(blob)
    result = spec.run("spec-capture", "--protocol", "due-packet", tmp_path / "dump.bin", *RATE, "--events", tmp_path / "events",
                      "--aux", tmp_path / "aux.csv")
    lost = np.isin(np.arange(x.size) // 256, (5, 21))
    assert Stream(result.out).data == np.where(lost, 0, x / 2048 - 1).astype("<f4").tobytes()
    assert [event[:2] for event in events_of(tmp_path / "events")] == [(5 * 256, 256), (21 * 256, 256)]
    aux = (tmp_path / "aux.csv").read_text().splitlines()
    assert aux[0] == "sample,p0,p1,tone" and aux[1:] == [f"{256 * i},{i + .5:g},-1.5,{i}" for i in range(30) if i not in (5, 21)]
    assert not list(tmp_path.glob("*.part"))


def test_gap_stop(spec, tmp_path):
    blob, x = framed_dump()
    words = ("--protocol", "framed", "-", *RATE, "--gap", "stop", "-o", tmp_path / "y.wav", "--events", tmp_path / "events")
    result = spec.run("spec-capture", *words, stdin=blob, check=False)
    s = Stream(result.out)
    assert result.code == 75 and "350" in result.err and "100" in result.err
    assert s.data == (x[:350] / 2048 - 1).astype("<f4").tobytes() and s.closing.startswith("spec-stream end 350 cut: ")
    assert spec.samples(tmp_path / "y.wav").astype("<f4").tobytes() == s.data
    assert [event[:2] for event in events_of(tmp_path / "events")] == [(350, 100)]
    whole = spec.run("spec-capture", *words, stdin=blob[:7 * 112])
    assert len(Stream(whole.out).rows) == 350 and events_of(tmp_path / "events") == []


def test_silence_is_the_middle(spec):
    """Also in volts and as raw numbers, where mid-scale is not 0."""
    blob, x = framed_dump()
    for words, middle in ((("--scale", "volts", "--vref", 3), 1.5), (("--scale", "raw"), 2048)):
        s = Stream(spec.run("spec-capture", "--protocol", "framed", "-", *RATE, *words, stdin=blob).out)
        assert (s.rows[350:450] == middle).all() and (s.rows[1000:1050] == middle).all()


def test_events_file_failures(spec, tmp_path):
    refused(spec.run("spec-capture", "-", *BARE, "--events", tmp_path / "no" / "e", "-o", tmp_path / "y.wav", stdin=bytes(9),
                     check=False),
            73, "No such file")
    (tmp_path / "e.part").write_bytes(b"old")
    result = spec.run("spec-capture", "-", *BARE, "--events", tmp_path / "e", stdin=bytes(9), check=False)
    assert result.code == 73 and "e.part" in result.err and (tmp_path / "e.part").read_bytes() == b"old"
    result = spec.run("spec-capture", "-", "--protocol", "framed", *RATE, "--events", "/dev/full", stdin=framed_dump()[0],
                      check=False)
    assert result.code == 74 and "No space left" in result.err


# Speed and memory


def test_a_slow_reader_makes_the_writer_wait(spec):
    """Nothing is discarded: the buffer fills, then the pipe, then the writer waits."""
    blob = np.random.default_rng(3).integers(0, 256, 6 << 20, dtype="u1").tobytes()
    process = spec.start("spec-capture", "-", *BARE, "--buffer", 0.125, bufsize=0)
    fcntl.fcntl(process.stdin, fcntl.F_SETFL, os.O_NONBLOCK)
    sent, still = 0, time.monotonic()
    until = still + LIMIT
    while time.monotonic() < min(still + 1, until):  # until nothing has been taken for a second
        if select.select([], [process.stdin], [], 0.1)[1]:
            count = os.write(process.stdin.fileno(), blob[sent:sent + 65536])
            sent, still = sent + count, time.monotonic()
    # 1/8 MiB of buffer; the pipes before and after it may have grown to 1 MiB; other blocks in flight are 1/4 MiB each
    assert 0 < sent < 4 << 20
    fcntl.fcntl(process.stdin, fcntl.F_SETFL, 0)
    threading.Thread(target=feed, args=(process, blob[sent:], 65536), daemon=True).start()
    out = process.stdout.read()
    assert process.wait(LIMIT) == 0 and process.stderr.read() == b""
    assert Stream(out).data == (np.frombuffer(blob, "u1") / np.float32(128) - 1).astype("<f4").tobytes()


@pytest.mark.parametrize("words,most", [(("-f", "s16"), 32), (("-f", "u12", "--buffer", 1), 16),
                                        (("-f", "f32", "-c", 2, "-o"), 32)],
                         ids=["s16", "buffer 1", "wav"])
def test_memory(spec, tmp_path, words, most):
    """200 MB in 16 MB besides the buffer of 16 MiB, or in less besides a buffer of 1."""
    words = (*words, "/dev/null") if words[-1] == "-o" else words
    command = spec.command("spec-capture", "-", "-r", 1000000, *words)
    (_, (code, used)), err = spec.peak_memory(["head", "-c", 200000000, "/dev/zero"], command)
    assert code == 0, err
    assert used < most << 20, used


# Messages


def test_silent_unless_needed(spec, tmp_path):
    """A complete run with any of these options leaves stderr empty."""
    for words in ((), ("-o", tmp_path / "y.wav"), ("--no-stream", "-o", tmp_path / "y.wav"), ("--raw",),
                  ("--events", tmp_path / "e"),
                  ("-q",), ("-q", "-v"), ("--progress=never",), ("-d", 0.5)):
        assert spec.run("spec-capture", "-", *BARE, *words, stdin=bytes(range(256)) * 40).err == "", words


def test_verbose(spec, tmp_path):
    blob = bytes([0, 255, 128, 100] * 2000)
    result = spec.run("spec-capture", "-v", "-", *BARE, "-o", tmp_path / "y.wav", stdin=blob)
    assert re.search(r"^spec-capture: stdin: 8000 rows, \S.* at 8000 Hz, 4000 samples clipped$",
                     result.err, re.M)
    assert str(tmp_path / "y.wav") in result.err and all(line.startswith("spec-capture: ") for line in result.err.splitlines())
    gaps = spec.run("spec-capture", "-v", "--protocol", "framed", "-", *RATE, stdin=framed_dump()[0])
    assert re.search(r"row 350: .*100 rows lost", gaps.err) and "150 rows were lost in 2 gaps" in gaps.err


def test_quiet(spec, tmp_path):
    """No warnings, but failures are reported."""
    assert spec.run("spec-capture", "-q", "--protocol", "framed", "-", *RATE, stdin=framed_dump()[0]).err == ""
    refused(spec.run("spec-capture", "-q", tmp_path / "none", *BARE, check=False), 66, "No such file")


def test_progress(spec):
    """
    A line that overwrites itself, with rate, level, clipped, lost and buffer, within 80 columns; erased at the end.
    """
    packets = [framed(50 * i, np.full(50, 4095 if i == 1 else 3072)) for i in range(9) if i != 3]
    process = spec.start("spec-capture", "--protocol", "framed", "-", *RATE, "--progress=always", bufsize=0)
    process.stdin.write(b"".join(packets))
    got, until = b"", time.monotonic() + LIMIT
    while b"lost 50" not in got and time.monotonic() < until:
        if select.select([process.stderr], [], [], 0.5)[0]:
            got += os.read(process.stderr.fileno(), 4096)
    process.stdin.close()
    err = (got + process.stderr.read()).decode()
    assert len(process.stdout.read()) == HEADER + 450 * 4 + CLOSING and process.wait(LIMIT) == 0
    lines = [line.rstrip() for line in err.split("\r") if "lost 50" in line]
    assert lines and all(len(line) < 80 for line in lines)
    # 4095 of 12 bits is 2047/2048 above mid-scale: -0.0 dB; later lines show the level since, which is silence
    assert re.match(r"0:00  [\d.]+( \+-[\d.]+)? Hz +-?[\d.]+ dB \[#*-*\]  clipped 50  lost 50  buffer \d+%$", lines[0]), lines[0]
    assert err.split("\r")[-1].startswith("spec-capture: warning") and re.search(r"\r +\rspec-capture: warning", err), err


def test_progress_of_a_long_rate(spec):
    """The line as documented: six digits of rate with their error, and the buffer still at its end."""
    process = spec.start("spec-capture", "-", "-f", "u8", "-r", 666666.667, "--progress=always", "--no-stream", "-o",
                         "/dev/null", bufsize=0)
    lines, until = [], time.monotonic() + LIMIT
    got = b""
    while not any("+-" in line for line in lines) and time.monotonic() < until:
        process.stdin.write(bytes(26667))
        time.sleep(0.04)  # so that the measured rate is about 600 kHz
        if select.select([process.stderr], [], [], 0)[0]:
            got += os.read(process.stderr.fileno(), 4096)
        lines = [line for line in got.decode().split("\r")[:-1] if "Hz" in line]
    process.stdin.close()
    process.stderr.read()
    assert process.wait(LIMIT) == 0
    shown = [line.rstrip() for line in lines if "+-" in line]
    assert shown and all(re.search(r"lost 0  buffer \d+%$", line) for line in shown), shown
