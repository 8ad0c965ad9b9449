# SPDX-License-Identifier: GPL-2.0-or-later
r"""
Every program still writes the bytes that it wrote when they were recorded.

The other tests say what is right; this one says that nothing changed. It runs the command lines of GROUPS and of
WORDS, each in an empty folder with inputs of fixed names, and compares exit status, standard output, standard
error and every file written with what is stored:

    same_bytes.json  for GROUPS, a line a command: hashes, and samples of the numbers
    same_words.json  for WORDS (help, messages, reports), a line a line: the text itself

After a change that is meant, record again, and read the diff of the two files:

    /usr/bin/python3 tests/reference/test_same_bytes.py --record [--only GROUP] PROGRAM_FOLDER

--only may be given several times: a group's name, or `bytes` or `words` for all of that file. Changed wording of help
and messages needs `--only words`. Without --record the groups are listed.

Hashes are the first 20 hexadecimal digits of SHA-256. Those marked * hold on every machine. The others belong to
one machine, because the last bits of numbers depend on it: FFTW, as Debian builds it, has code for SSE2 and for AVX;
the C library's exp, log, sin have code with and without fused multiply-add (taken where FMA and AVX2 are there), and
so have the decoders and encoders behind libsndfile; and the bytes of a PNG depend on zlib and FreeType. machine()
names all of this. Recording adds the hashes of the machine it runs on, and forgets those of other machines where the
samples of the numbers moved.

On a machine without hashes the samples are compared instead: means over twelve blocks, which together cover all
numbers, and twelve single numbers, each within the tolerances of `near`; and exactly all that is no number.
SPECPIPE_MACHINE=other asks for that comparison anywhere. SPECPIPE_RUNNER is a command to run the programs by, such as
an emulator of another processor; SPECPIPE_MACHINE then says which:

    SPECPIPE_RUNNER='qemu-x86_64 -cpu Nehalem' SPECPIPE_MACHINE=sse2 \
        /usr/bin/python3 tests/reference/test_same_bytes.py --record PROGRAM_FOLDER
"""
import argparse
import difflib
import hashlib
import io
import json
import os
import platform
import re
import shlex
import struct
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from boards import due_packet, framed, tag7, without  # noqa: E402
from pictures import row_stream, Picture, SIGNATURE  # noqa: E402
from spectools import (  # noqa: E402
    chunk, CLOSING, closing_line, data_folder, HEADER, header_block, MAGIC, Programs, sample_stream, wav_bytes)

HERE = Path(__file__).resolve().parent
BYTES, TEXTS = HERE / "same_bytes.json", HERE / "same_words.json"
SAMPLED = 12  # block means, and single numbers, stored of each output
DIGITS = 20  # of a hash: two outputs share 80 bits by chance once in 1e24

# Inputs, the same on every machine: whole numbers only, no library's sine


def hiss(count, seed=1):
    """Whole numbers from -32768 to 32767, evenly spread."""
    found, state = np.empty(count, np.int64), seed
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2 ** 32
        found[i] = (state >> 16) - 32768
    return found


def chirp(count, first=3000, rise=1):
    """A rising tone in 16 bits; its sine is two parabolas. `first`, `rise`: cycles a sample and their growth, in 1/65536."""
    n = np.arange(count, dtype=np.int64)
    x = (first * n + rise * n * (n - 1) // 2) % 65536 - 32768
    return 4 * x * (32768 - abs(x)) // 32768


def sound(count, channels=1, seed=1, rise=1):
    """[frame, channel]: chirps in noise, with silence and a click, in [-1, 1); multiples of 1/32768."""
    found = np.empty((count, channels))
    for c in range(channels):
        x = chirp(count, 3000 + 5000 * c, rise) * 3 // 8 + hiss(count, seed + c) // 64
        x[count // 2:count // 2 + count // 10] = 0
        x[count // 2 + count // 20] = 30000
        found[:, c] = x
    return found / 32768


def whole(count, bits, seed=5):
    """Numbers of a converter: from 0 to 2^bits - 1, slowly rising and falling."""
    return (chirp(count, 300, 0) * 7 // 8 + hiss(count, seed) // 256 + 32768) >> (16 - bits)


def levels(rows, channels, width, seed=3):
    """dB from -80 to 0: a floor and a ridge, in eighths."""
    x = hiss(rows * channels * width, seed).reshape(rows, channels, width) // 2048 - 64.0
    for row in range(rows):
        x[row, :, row * width // rows] = -row / 8
    return x


def powers(rows, channels, width):
    """Powers of two with the same ridge."""
    return np.ldexp(1.0, (levels(rows, channels, width) // 3).astype(int))


def packets():
    """Of spec-capture's protocol `framed`; two are lost, one is damaged."""
    x = whole(1000, 12)
    found = [bytearray(framed(x[at:at + 50], 1000 + at)) for at in range(0, 1000, 50)]
    found[12][30] ^= 4
    return b"".join(found[:5] + found[7:])


def due_packets():
    x = whole(10 * 256, 12)
    found = [bytearray(due_packet(x[256 * i:256 * i + 256], 0.5 + i, -1.5, i)) for i in range(10)]
    found[4][1] ^= 1
    return b"".join(found)


def unfinished():
    """A stream without its closing line."""
    return sample_stream(sound(2000), announce=False)[:-CLOSING]


def lines(*words):
    return "".join(f"{word}\n" for word in words).encode()


INPUTS = {
    "chirp.wav": lambda: wav_bytes(sound(10000)),
    "stereo.wav": lambda: wav_bytes(sound(16000, 2), rate=16000, form="f32"),
    "three.wav": lambda: wav_bytes(sound(5000, 3, seed=7)),
    "rf64.wav": lambda: wav_bytes(sound(5000, seed=9), rate=22050, rf64=True),
    "endless.wav": lambda: wav_bytes(sound(4000, seed=11), size=0xFFFFFFFF),
    "tone.wav": lambda: wav_bytes(sound(3000, rise=0)),
    "silence.wav": lambda: wav_bytes(np.zeros(3000)),
    "short.wav": lambda: wav_bytes(sound(70)),
    "one.wav": lambda: wav_bytes(sound(1)),
    "none.wav": lambda: wav_bytes(np.zeros(0)),
    "samples.stream": lambda: sample_stream(sound(9000, seed=13), "origin 2024-05-06T23:08:09.5Z", "hist somebody else"),
    "unsaid.stream": lambda: sample_stream(sound(9000, 2, seed=15), rate="44100/4", announce=False),
    "power.stream": lambda: row_stream(powers(60, 1, 65), "8000/128", "samplerate 8000", "frame 128", "full-scale 1",
                                       axis="hz 0 62.5"),
    "levels.stream": lambda: row_stream(levels(50, 2, 33), 25, kind="level", axis="hz 0 125", start=2.5),
    "hours.stream": lambda: row_stream(levels(48, 1, 17), "1/300", "origin 2024-05-06T20:08:09.5Z", kind="level",
                                       axis="hz 0 500"),
    "pitch.stream": lambda: row_stream(levels(40, 1, 49), 50, kind="level", axis="pitch -24 1"),
    "mel.stream": lambda: row_stream(levels(40, 1, 24), 100, kind="level", axis="mel 100 90", announce=False),
    "cepstra.stream": lambda: row_stream(levels(40, 1, 13) / 4, 100, kind="cepstrum", axis="index 0 1"),
    "bare.s16": lambda: (sound(6000, seed=17) * 32768).astype("<i2").tobytes(),
    "bare.s16be": lambda: (sound(3000, seed=17) * 32768).astype(">i2").tobytes(),
    "bare.u16": lambda: whole(3000, 16).astype("<u2").tobytes(),
    "bare.u12": lambda: whole(3000, 12).astype("<u2").tobytes(),
    "bare.u8": lambda: whole(3000, 8).astype("u1").tobytes(),
    "bare.s24": lambda: whole(9000, 8).astype("u1").tobytes(),
    "bare.s32": lambda: (hiss(3000) * 65536 + hiss(3000, 2)).astype("<i4").tobytes(),
    "bare.f32": lambda: sound(3000, 2, seed=19).astype("<f4").tobytes(),
    "bare.f64": lambda: (sound(3000, seed=21) + 2.0 ** -40).astype("<f8").tobytes(),
    "rows.f32": lambda: powers(40, 1, 33).astype("<f4").tobytes(),
    "numbers.txt": lambda: b"# volts\n" + lines(*("%d, %d" % (a, b) for a, b in whole(1000, 10).reshape(-1, 2))),
    "framed.bin": packets,
    "due.bin": lambda: without(whole(4000, 12).astype("<u2").tobytes(), 5001),
    "due-packets.bin": due_packets,
    "scope.bin": lambda: whole(4000, 8).astype("u1").tobytes(),
    "tag7.bin": lambda: without(tag7(whole(2000, 14)), 1501),
    "announced.bin": lambda: (b'{"rate": 12345.5, "format": "u16le", "bits": 12, "source": "pond"}\n'
                              + whole(1000, 12).astype("<u2").tobytes()),
    "colours.txt": lambda: b"# three\n" + lines("0 0 64", "255 0 0", "255 255 128"),
    "names.txt": lambda: lines("chirp.wav", "three.wav", "stereo.wav"),
    "mono.txt": lambda: lines("chirp.wav", "tone.wav"),
    "wrong.txt": lambda: lines("chirp.wav", "missing.wav", "cut.wav"),
    "long.wav": lambda: wav_bytes(sound(40000, 2, rise=0)),
    "false.wav": lambda: wav_bytes(sound(3000), size=3001, after=b"note\2\0\0\0ab"),
    "listed.wav": lambda: wav_bytes(sound(3000), before=[chunk(b"LIST", b"INFOICMT\4\0\0\0abc\0"), chunk(b"odd ", b"123")]),
    "zoned.stream": lambda: row_stream(levels(48, 1, 17), "1/60", "origin 2024-05-06T20:08:09+02:00", kind="level",
                                       axis="hz 0 500"),
    'odd, "b" c.wav': lambda: wav_bytes(sound(3000, seed=23)),
    "volts.bin": lambda: (b'{"rate": "2000000/3", "protocol": "bare", "format": "u16le", "bits": 12,'
                          b' "vref": 3.3, "channels": 2}\n' + whole(1000, 12).astype("<u2").tobytes()),
    # Damaged, or what it seems not to be
    "nan.f32": lambda: np.array([0, 1, np.nan, 0.5] * 200, "<f4").tobytes(),
    "infinite.f32": lambda: np.array([0, 1, -np.inf, 0.5] * 200, "<f4").tobytes(),
    "huge.f32": lambda: np.array([0, 1, 1e38, 0.5] * 200, "<f4").tobytes(),
    "brace.bin": lambda: b'{"rate": 100,}\n' + bytes(100),
    "number.bin": lambda: b'{"rate": "often", "format": "u8"}\n' + bytes(100),
    "morse.bin": lambda: b'{"rate": 100, "protocol": "morse"}\n' + bytes(100),
    "vref.bin": lambda: b'{"rate": 100, "format": "u8", "vref": -1}\n' + bytes(100),
    "cut.wav": lambda: wav_bytes(sound(10000))[:9001],
    "cut.stream": lambda: sample_stream(sound(9000))[:20000],
    "ended.stream": lambda: unfinished() + closing_line(2000, "cut: the board was unplugged"),
    "open.stream": unfinished,
    "miscounted.stream": lambda: unfinished() + closing_line(2100),
    "empty": lambda: b"",
    "letter.txt": lambda: lines("Dear reader,", "no sound is in here.", *("line" * 9 for _ in range(20))),
    "torn.s16": lambda: bytes(999),
    "head.stream": lambda: header_block("kind samples", "rate 8000")[:300],
    "rateless.stream": lambda: header_block("kind samples", "width 1", "channels 1") + bytes(400),
    "foreign.stream": lambda: header_block("kind smells", "rate 8000", "width 1", "channels 1") + bytes(400),
    "ark.bin": lambda: b"utt \0BFM " + bytes(100),
}

# Recordings, by others: in shared/data/audio. Only copies of them are ever in a folder where programs write
RECORDINGS = {
    "digit.wav": "speech_digit3_theo_8k.wav",
    "libri.wav": "speech_libri_16k.wav",
    "brno.wav": "speech_brno_16k.wav",
    "robin.wav": "bird_robin_44k.wav",
    "robin.ogg": "bird_robin_44k_stereo.ogg",
    "mouse.wav": "mouse_usv_300k.wav",
    "whale.wav": "whale_humpback_8k.wav",
    "trumpet.wav": "music_trumpet_44k_stereo.wav",
    "brahms.wav": "music_brahms_44k_stereo_f32.wav",
    "music.wav": "music_96k_stereo_s24.wav",
    "surround.wav": "formats/surround51_44k_wavex_s24.wav",
    "surround.flac": "formats/surround51_44k.flac",
    "mono24.flac": "formats/mono_24bit_44k.flac",
    "short.mp3": "formats/trumpet.mp3",
    "short.opus": "formats/trumpet.opus",
    "alaw.wav": "formats/trumpet_alaw.wav",
    "ulaw.wav": "formats/trumpet_ulaw.wav",
    "f64.wav": "formats/trumpet_f64.wav",
    "ima.wav": "formats/trumpet_ima_adpcm.wav",
    "ms.wav": "formats/trumpet_ms_adpcm.wav",
    "short.au": "formats/trumpet_s16.au",
    "short.caf": "formats/trumpet_s16.caf",
    "short.flac": "formats/trumpet_s16.flac",
    "short.rf64": "formats/trumpet_s16.rf64",
    "short.w64": "formats/trumpet_s16.w64",
    "short.aiff": "formats/trumpet_s24.aiff",
    "odd.wav": "formats/trumpet_s16_oddlist_trailer.wav",
    "streamed.wav": "formats/trumpet_s16_streamed_zero.wav",
    "u8.wav": "formats/trumpet_u8.wav",
    "s32.wav": "formats/trumpet_s32.wav",
    **{name: f"../damaged/{name}" for name in (
        "cut2g_below.wav", "ev.ogg", "frac.caf", "half.aiff", "mp3in.wav", "oddnopad.wav", "op0.opus", "r1.wav")},
}

# Command lines. A | B: a pipe; A && B: one after the other; < FILE: standard input is that file; cat FILE |: the same
# through a pipe. A folder `out` is there where a command names it.

GROUPS = {}

# Nothing of these passes a transform or a function of the C library: their hashes hold on every machine
GROUPS["exact"] = """
spec-capture -r 8000 -f s16le bare.s16
spec-capture -r 8000 -f s16be bare.s16be
spec-capture -r 8000 -f u16le --scale raw bare.u16
spec-capture -r 8000 -f u12 --scale volts --vref 3.3 bare.u12
spec-capture -r 8000 -f u16le --bits 12 bare.u12
spec-capture -r 44100/4 -f u8 --raw bare.u8
spec-capture -r 8000 -f s8 -c 3 bare.u8
spec-capture -r 8000 -f s24le bare.s24
spec-capture -r 8000 -f s24be bare.s24
spec-capture -r 8000 -f s32le bare.s32
spec-capture -r 8000 -f f32le -c 2 bare.f32
spec-capture -r 8000 -f f32be bare.f32
spec-capture -r 8000 -f f64le bare.f64
spec-capture -r 1000 -f text -c 2 numbers.txt
spec-capture -r 1000 -f text -c 2 --bits 10 --vref 5 --scale volts numbers.txt --no-stream -o volts.csv
spec-capture -r 8000 -f s16le - -d 0.25 < bare.s16
cat bare.s16 | spec-capture -r 8000 -f s16le -c 2 --samples 1000 -
spec-capture -r 8000 -f s16le -d 0.1 -o x.wav bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.csv --samples 300 bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.tsv --samples 300 -c 2 bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.npy -c 2 bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.raw bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.stream bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.bin --recording wav16 bare.s16
spec-capture -r 8000 -f f32le -c 2 --no-stream -o x.wav --recording wav24 bare.f32
spec-capture --protocol scope -r 1000 --events lost.tsv scope.bin
spec-capture --protocol scope -r 1000 --scale volts scope.bin --no-stream -o x.npy
spec-capture announced.bin
spec-capture announced.bin -r 500 --scale raw
spec-capture -q --protocol framed -r 10000 --events lost.tsv framed.bin
spec-capture -q --protocol due --events lost.tsv due.bin
spec-capture -q --protocol due-packet -r 8000 --events lost.tsv --aux aux.csv due-packets.bin
spec-capture -q --protocol tag7 -r 8000 --events lost.tsv --scale raw tag7.bin
spec-capture -r 8000 -f s16le --raw bare.s16 | spec-capture -r 8000 -f f32le -
spec-decimate --factor 1 chirp.wav
spec-decimate --factor 1 stereo.wav -o x.raw -f raw
spec-decimate --factor 1 --raw -c 2 stereo.wav
spec-decimate --factor 1 -c mix -o x.npy stereo.wav
spec-decimate --factor 1 -c 3,1 -f csv -d 50ms three.wav
spec-decimate --factor 1 -f tsv -s 0.1 -e 0.2 three.wav
spec-decimate --factor 1 -s 100smp -d 300smp -f wav rf64.wav -o x.wav
spec-decimate --factor 1 -f wav16 -o x.wav stereo.wav
spec-decimate --factor 1 -f wav24 chirp.wav -o x.wav
spec-decimate --factor 1 -f wav < endless.wav
cat endless.wav | spec-decimate --factor 1
spec-decimate --factor 1 samples.stream
spec-decimate --factor 1 -s 0.5 -d 0.25 samples.stream
spec-decimate --factor 1 -s 0.5 unsaid.stream
spec-decimate --factor 1 -r 22050 -f s16le bare.s16
spec-decimate --factor 1 -r 666666.667 -f u16le,csv -d 1ms bare.u12
spec-decimate --factor 1 -r 8000 -f f64le,wav -o x.wav bare.f64
spec-decimate --factor 1 -r 8000 -f s24le,npy bare.s24 -o x.npy
spec-decimate --factor 1 -r 8000 -c 2 bare.f32 -o x.stream
spec-decimate --factor 4 --method box chirp.wav
spec-decimate --to-rate 2000 --method box -f csv three.wav
spec-decimate --factor 1 --partial -q cut.wav
spec-decimate --factor 1 --partial -q cut.stream
spec-capture volts.bin --scale volts
spec-decimate --factor 1 listed.wav
cat listed.wav | spec-decimate --factor 1 -f csv -d 10ms
spec-capture -r 666666.667 -f u12 --no-stream -o x.wav bare.u12 && spec-decimate --factor 1 x.wav
spec-capture -r 2000000/3 -f u12 --scale raw --no-stream -o x.wav bare.u12 && spec-decimate --factor 1 x.wav
spec-decimate --factor 1 -o x.npy stereo.wav && spec-decimate --factor 1 -o x.npy chirp.wav
spec-decimate --factor 1 -o x.wav samples.stream && spec-decimate --factor 1 x.wav
spec-decimate --factor 1 -d 1000smp unsaid.stream
spec-decimate --factor 1 -s 0:00.5 -e 600ms chirp.wav
cat unsaid.stream | spec-decimate --factor 1 -s 0.2 -d 0.1 -c 2
cat chirp.wav | spec-decimate --factor 1 -f npy
"""

GROUPS["recordings exact"] = """
spec-decimate --factor 1 -d 0.1 trumpet.wav
spec-decimate --factor 1 -f csv -s 1 -d 10ms brahms.wav
spec-decimate --factor 1 -f wav24 -o x.wav -d 0.2 music.wav
spec-decimate --factor 1 -c 2,1 -d 0.1 -o x.npy music.wav
spec-decimate --factor 1 -c 6,1 --raw surround.wav
spec-decimate --factor 1 -c 1,6 --raw surround.flac
spec-decimate --factor 1 mono24.flac -d 0.1
cat short.flac | spec-decimate --factor 1
spec-decimate --factor 1 alaw.wav
spec-decimate --factor 1 ulaw.wav
spec-decimate --factor 1 f64.wav
spec-decimate --factor 1 ima.wav
spec-decimate --factor 1 ms.wav
spec-decimate --factor 1 short.au
cat short.au | spec-decimate --factor 1
spec-decimate --factor 1 short.caf
spec-decimate --factor 1 short.rf64
cat short.rf64 | spec-decimate --factor 1
spec-decimate --factor 1 short.w64
spec-decimate --factor 1 short.aiff
spec-decimate --factor 1 odd.wav
cat odd.wav | spec-decimate --factor 1
cat streamed.wav | spec-decimate --factor 1
spec-decimate --factor 1 u8.wav
spec-decimate --factor 1 s32.wav
spec-decimate --factor 1 half.aiff -d 1000smp
spec-decimate --factor 1 frac.caf
spec-decimate --factor 1 r1.wav
"""

GROUPS["decimate"] = """
spec-decimate --factor 2 --quality best --attenuation 60 chirp.wav
spec-decimate --factor 2 chirp.wav
spec-decimate --factor 3 --quality fast stereo.wav -o x.npy
spec-decimate --factor 10 --quality best chirp.wav -o x.wav
spec-decimate --to-rate 3000 chirp.wav -f csv
spec-decimate --to-rate 8000/3 -f raw chirp.wav
spec-decimate --to-rate 11025 stereo.wav -f wav16 -o x.wav
spec-decimate --to-rate 7999.5 chirp.wav
spec-decimate --factor 4 --method iir stereo.wav
spec-decimate --factor 4 --causal chirp.wav
spec-decimate --factor 2 --attenuation 60 --transition 0.7:1.1 chirp.wav
spec-decimate --factor 2 -c mix stereo.wav -f flac -o x.flac
spec-decimate --factor 1 three.wav -o x.flac
spec-decimate --factor 2 -s 0.3 -d 0.4 samples.stream
spec-decimate --factor 2 unsaid.stream
cat stereo.wav | spec-decimate --to-rate 6000 -c 2
spec-decimate --factor 64 chirp.wav
spec-decimate --factor 2 one.wav
spec-capture -r 8000 -f s16le --no-stream -o x.flac bare.s16
spec-capture -r 8000 -f s16le --no-stream -o x.bin --recording flac16 bare.s16
spec-decimate -r 666666.667 -f u16le --to-rate 44100 bare.u12
spec-decimate --to-rate 3001.37 chirp.wav
spec-decimate -r 2000000/3 -f u16le --to-rate 1234.5 --quality fast bare.u12
spec-decimate --to-rate 7919 stereo.wav -o x.npy
spec-decimate --factor 3 long.wav
spec-decimate --factor 100 long.wav
spec-decimate --to-rate 3999 --causal long.wav
spec-decimate --to-rate 123.4 long.wav -f csv
spec-decimate --factor 1 -r 8000.25 -f s16le bare.s16 -o x.flac && spec-decimate --factor 1 x.flac
spec-decimate --factor 1 -r 96010 -f s16le bare.s16 -o x.flac && spec-decimate --factor 1 x.flac
spec-decimate --factor 1 samples.stream -o x.flac && spec-decimate --factor 1 x.flac
"""

GROUPS["recordings decimate"] = """
spec-decimate --to-rate 44100 -d 0.2 mouse.wav
spec-decimate --to-rate 16000 -s 1 -d 0.2 trumpet.wav -o x.wav
spec-decimate --factor 6 -d 0.4 music.wav -f wav24 -o x.wav
spec-decimate --factor 1 short.mp3
spec-decimate --factor 1 short.opus
cat robin.ogg | spec-decimate --factor 4 -d 0.3
spec-decimate --to-rate 44100.1 -d 0.1 mouse.wav
spec-decimate --factor 1 mp3in.wav -d 0.2
spec-decimate --factor 1 -s 2.1 -d 0.2 ev.ogg
spec-decimate --factor 1 op0.opus -d 0.1
"""

GROUPS["stft"] = """
spec-stft -n 200 -c 1,1 stereo.wav
spec-stft chirp.wav
spec-stft -n 256 -k complex chirp.wav
spec-stft -n 256 -k magnitude -w hamming chirp.wav
spec-stft -n 256 -k density -w blackman chirp.wav
spec-stft -n 256 -k level -w kaiser:9 chirp.wav
spec-stft -n 200 -p 50 -k phase -w gauss chirp.wav
spec-stft -n 512 -l 25ms -p 10ms -k level -f csv chirp.wav
spec-stft -n 64 -p 75% -w rect --scaling none -k complex -f csv -d 0.05 chirp.wav
spec-stft -n 100 -p 33 -w tukey:0.3 --scaling density -k power stereo.wav -o x.npy
spec-stft -n 128 -k complex -c 2 stereo.wav -o x.npy
spec-stft -n 128 -k level stereo.wav -f tsv -d 0.1
spec-stft -n 128 -p 128 --raw three.wav
spec-stft -n 32 -p 400 -f arff chirp.wav
spec-stft -n 64 -p 200 -c mix -o x.htk stereo.wav
spec-stft -n 64 -p 200 -o x.ark chirp.wav
spec-stft -n 32 -p 300 -f arkt chirp.wav
spec-stft -n 128 --framing full --padding even chirp.wav
spec-stft -n 128 --framing pad -w bartlett chirp.wav
spec-stft -n 128 --framing snip -w dpss:3 chirp.wav
spec-stft -n 128 --framing reflect -w dolph:80 short.wav
spec-stft -n 128 --framing all --padding odd -w povey short.wav
spec-stft -n 128 --framing inside --padding constant -w praat short.wav
spec-stft -n 128 --framing open -w nuttall short.wav
spec-stft -n 128 --framing last -w flattop short.wav
spec-stft -n 64 --symmetric -w bohman --padding odd short.wav
spec-stft -n 64 -w parzen --padding constant short.wav
spec-stft -n 63 -w welch short.wav
spec-stft -n 97 -w cosine -p 10 short.wav
spec-stft -n 256 -l 200 -w triang --phase-from fft -k phase -p 100 tone.wav
spec-stft -n 256 -l 200 -w blackmanharris --phase-from center -k complex -p 100 tone.wav
spec-stft -n 256 --phase-from signal -k complex tone.wav
spec-stft -n 128 --detrend mean chirp.wav
spec-stft -n 128 --detrend linear -k level chirp.wav
spec-stft -n 1024 --average -k level chirp.wav
spec-stft -n 1024 --average --scaling density -f csv stereo.wav
spec-stft -n 512 --peak-hold -k level chirp.wav -o x.csv
spec-stft -n 256 -s 0.25 -e 0.75 chirp.wav
spec-stft -n 256 -s 1000smp -d 2000smp chirp.wav
spec-stft -n 256 -s 0.3 -d 300ms samples.stream
spec-stft -n 256 -c 2 unsaid.stream
spec-stft -n 256 -r 8000 -f s16le bare.s16
spec-stft -n 256 -r 44100/4 -f f32le,npy -c 2 -o x.npy bare.f32
spec-stft -n 2048 short.wav
spec-stft -n 64 one.wav
spec-stft -n 64 silence.wav -k level -p 500 -f csv
spec-stft -n 4096 -p 4000 stereo.wav
spec-stft -n 1009 -p 900 stereo.wav
spec-stft -q --partial -n 256 cut.stream
cat endless.wav | spec-stft -n 256 -k level
cat rf64.wav | spec-stft -n 500 -l 300 -p 150
spec-stft -n 256 -k level < chirp.wav
spec-stft -n 128 long.wav -f npy
cat long.wav | spec-stft -n 128 -p 16 -f npy
spec-stft -n 256 -o x.csv chirp.wav && spec-stft -n 64 -p 999 -o x.csv chirp.wav
spec-stft -n 128 -w dpss:4 -l 100 chirp.wav
spec-stft -n 1024 -w kaiser:20 -p 1000 --scaling density -k level chirp.wav
spec-stft -n 256 -p 10% -k magnitude -f raw -o x.raw chirp.wav
spec-stft -n 64 -p 33 -r 44100 -f s16le,htk -o x.htk bare.s16
spec-stft -v -v -q -n 256 -o x.npy chirp.wav
spec-stft --fft 256 -o x.npy chirp.wav
"""

GROUPS["inverse"] = """
spec-stft -n 256 -k complex --framing full chirp.wav | spec-stft --inverse
spec-stft -n 256 -p 50% -w cosine -k complex --framing full stereo.wav -o x.spec && spec-stft --inverse -o y.wav x.spec
spec-stft -n 128 -k complex --framing full samples.stream | spec-stft --inverse --raw
spec-stft -n 200 -l 160 -p 40 -k complex --framing full --scaling none three.wav | spec-stft --inverse -f csv
spec-stft -n 128 -k complex --framing full -s 0.1 -d 0.2 chirp.wav | spec-stft --inverse -f wav16
spec-stft -n 64 -k complex --framing pad --phase-from signal -w hamming chirp.wav | spec-stft --inverse -f npy
spec-reassign --synchrosqueeze -n 64 -p 1 -d 0.1 tone.wav | spec-reassign --inverse
spec-reassign --synchrosqueeze -n 128 -p 1 -d 0.1 -F 300:3400 chirp.wav -o x.spec && spec-reassign --inverse -o y.wav x.spec
spec-reassign --synchrosqueeze -n 64 -p 1 -d 0.1 --axis log -F 100:4k -x 100 tone.wav | spec-reassign --inverse -f csv
"""

GROUPS["reassign"] = """
spec-reassign --synchrosqueeze --method nelson chirp.wav
spec-reassign --axis pitch -x 40 chirp.wav
spec-reassign chirp.wav
spec-reassign -n 256 chirp.wav
spec-reassign -n 256 -k level -w gauss stereo.wav
spec-reassign -n 256 -k magnitude --method nelson chirp.wav
spec-reassign -n 256 -k density chirp.wav -f csv -d 0.1
spec-reassign -n 256 -p 32 --row-hop 64 -w kaiser:8 chirp.wav
spec-reassign -n 256 --row-hop 10ms -x 100 -F 500:3k chirp.wav
spec-reassign -n 256 --reassign time chirp.wav
spec-reassign -n 256 --reassign frequency --method nelson chirp.wav
spec-reassign -n 256 -p 64 --reassign none chirp.wav -o x.npy
spec-reassign -n 256 --tapers 4 chirp.wav
spec-reassign -n 256 --keep lines chirp.wav
spec-reassign -n 64 --keep impulses --tolerance 0.4 chirp.wav
spec-reassign -n 128 --keep both --method nelson chirp.wav
spec-reassign -n 256 --floor -60 --depth 40 chirp.wav
spec-reassign -n 256 --reach 5ms chirp.wav
spec-reassign -n 256 --gridding bilinear chirp.wav
spec-reassign -n 256 --gridding bilinear --accumulate magnitude -k level chirp.wav
spec-reassign -n 256 --accumulate complex chirp.wav -k complex
spec-reassign -n 256 --accumulate complex -k magnitude chirp.wav
spec-reassign -n 256 --axis log -F 100:4k -x 90 chirp.wav
spec-reassign -n 256 --axis mel -x 60 chirp.wav -f csv -d 0.2
spec-reassign -n 256 --axis mel-slaney -x 60 chirp.wav
spec-reassign -n 256 --axis bark -x 40 -k density chirp.wav
spec-reassign -n 256 --axis erb -x 40 stereo.wav -c 2
spec-reassign -n 512 --axis pitch -F 100:2k chirp.wav
spec-reassign -n 512 --axis pitch --division 4 --tuning 442 -F 200:2k -k level chirp.wav
spec-reassign -n 300 -l 200 --detrend mean --framing snip chirp.wav
spec-reassign -n 128 --framing reflect --padding even --symmetric chirp.wav
spec-reassign -n 128 --synchrosqueeze chirp.wav
spec-reassign -n 128 --synchrosqueeze -p 16 --axis mel -x 40 chirp.wav -o x.npy
spec-reassign -n 256 --points -d 0.2 tone.wav
spec-reassign -n 256 --points tone.wav -o x.npy
spec-reassign -n 256 --points --method nelson --depth 30 -f csv chirp.wav
spec-reassign -n 256 --peaks --depth 50 chirp.wav
spec-reassign -n 256 --peaks --depth 50 stereo.wav -o x.npy
spec-reassign -n 64 --events chirp.wav -o x.csv
spec-reassign -n 64 --events -p 1ms stereo.wav -o x.npy
spec-reassign -n 256 -s 0.25 -d 0.5 samples.stream
spec-reassign -n 256 -x 20 -f arff -d 0.3 chirp.wav
spec-reassign -n 256 -x 20 -f htk -o x.htk chirp.wav
spec-reassign -n 256 -r 8000 -f s16le bare.s16
cat unsaid.stream | spec-reassign -n 256 -c mix --raw
spec-decimate --factor 2 chirp.wav | spec-reassign -n 128
spec-reassign -n 128 -d 0.3 -w hamming --method nelson chirp.wav
spec-reassign -n 128 -d 0.3 -w blackman chirp.wav
spec-reassign -n 128 -d 0.3 -w blackmanharris chirp.wav
spec-reassign -n 128 -d 0.3 -w nuttall chirp.wav
spec-reassign -n 128 -d 0.3 -w flattop chirp.wav
spec-reassign -n 128 -d 0.3 -w bartlett --method nelson chirp.wav
spec-reassign -n 128 -d 0.3 -q -w triang chirp.wav
spec-reassign -n 128 -d 0.3 -w welch --symmetric chirp.wav
spec-reassign -n 128 -d 0.3 -q -w cosine chirp.wav
spec-reassign -n 128 -d 0.3 -w bohman chirp.wav
spec-reassign -n 128 -d 0.3 -w parzen chirp.wav
spec-reassign -n 128 -d 0.3 -w tukey:0.4 chirp.wav
spec-reassign -n 128 -d 0.3 -w dolph:90 chirp.wav
spec-reassign -n 128 -d 0.3 -w dpss:3 chirp.wav
spec-reassign -n 128 -d 0.3 -w dpss:2.5 --symmetric -k level chirp.wav
spec-reassign -n 128 -d 0.3 -w povey --method nelson chirp.wav
spec-reassign -n 128 -d 0.3 -w praat chirp.wav
spec-reassign -n 128 --tapers 16 long.wav -d 1
spec-reassign -n 256 --axis pitch stereo.wav -F 200:4k --method nelson
spec-reassign -n 4 --axis mel chirp.wav
"""

GROUPS["mfcc"] = """
spec-mfcc --pcen-gain 0.5 chirp.wav
spec-mfcc --stack-step 5 chirp.wav
spec-mfcc --cmvn-window 30 chirp.wav
spec-mfcc chirp.wav
spec-mfcc -P kaldi stereo.wav -o x.csv
spec-mfcc -P htk -c mix stereo.wav -o x.htk
spec-mfcc -P opensmile stereo.wav -f arff -o x.arff
spec-mfcc -P librosa chirp.wav -o x.npy
spec-mfcc -P torchaudio chirp.wav -f tsv
spec-mfcc -P psf chirp.wav -o x.ark
spec-mfcc -P aubio -c 1 stereo.wav -f arkt
spec-mfcc -P sptk chirp.wav -f raw -o x.raw
spec-mfcc -P vggish stereo.wav
spec-mfcc -P whisper -c mix -d 0.5 stereo.wav -o x.npy
spec-mfcc -k mel chirp.wav
spec-mfcc -k logmel -M 40 -F 100:3800 chirp.wav
spec-mfcc -k logmel --log log10 --mel slaney --band-norm area chirp.wav
spec-mfcc -k logmel --log db --top-db 40 chirp.wav
spec-mfcc -k logmel --log pcen --pcen-gain 0.9 --pcen-time 0.1 chirp.wav
spec-mfcc -k mel --triangles hz --spectrum magnitude chirp.wav
spec-mfcc -k mel --triangles htk --mel auditory chirp.wav
spec-mfcc -k mel --triangles bins -n 512 chirp.wav
spec-mfcc -k mel --triangles aubio --spectrum-norm fft chirp.wav
spec-mfcc -k logmel --log-offset 1 --log-shift 4 --log-gain 0.25 --log-floor 1e-3 chirp.wav
spec-mfcc -C 20 --dct 1 --dct-norm none --lifter 0 chirp.wav
spec-mfcc -C 12 --dct 3 --lifter-form librosa --zeroth both --zeroth-place last chirp.wav
spec-mfcc --dct-norm htk --zeroth none --energy windowed chirp.wav
spec-mfcc --zeroth energy --energy spectrum --energy-floor 1 chirp.wav
spec-mfcc --dither 1 --seed 7 chirp.wav
spec-mfcc --full-scale 1 --preemph 0.9 --preemph-over signal chirp.wav
spec-mfcc --preemph-over frame-keep --detrend linear chirp.wav
spec-mfcc -n 512 -l 400 -p 160 --place middle -w hann --window-form periodic --framing center --padding even stereo.wav
spec-mfcc -l 22.3ms -p 7.7ms --rounding nearest --framing reflect chirp.wav
spec-mfcc --deltas 2 chirp.wav -o x.csv
spec-mfcc --deltas 1 --delta-form regression --delta-window 3 chirp.wav
spec-mfcc --deltas 2 --delta-form savgol chirp.wav
spec-mfcc --deltas 1 --delta-form savgol-nearest --delta-window 4 chirp.wav
spec-mfcc --cmvn mean chirp.wav
spec-mfcc --cmvn variance stereo.wav
spec-mfcc --cmvn mean --cmvn-window 30 --cmvn-least 10 chirp.wav
spec-mfcc --cmvn variance --cmvn-window 31 --cmvn-center yes chirp.wav
spec-mfcc --stack 5 chirp.wav
spec-mfcc --stack 4 --stack-step 3 --cmvn mean --deltas 1 stereo.wav -o x.npy
spec-mfcc -k features --features centroid,bandwidth,rolloff,flatness,flux,zcr,rms chirp.wav -f csv
spec-mfcc -k features --features chroma stereo.wav
spec-mfcc -P librosa -C 13 --features rms,zcr,chroma --deltas 1 chirp.wav -o x.csv
spec-mfcc -s 0.2 -d 0.4 samples.stream
spec-mfcc unsaid.stream -o x.npy
spec-mfcc -r 8000 -f s16le,csv bare.s16
spec-mfcc --long -f csv -d 0.1 chirp.wav
spec-mfcc --tsv --precision 4 chirp.wav
spec-mfcc --precision 17 -f csv -d 0.1 chirp.wav
spec-mfcc --raw -c 1 stereo.wav
spec-mfcc -F 20:3k -o all.csv chirp.wav three.wav
spec-mfcc -F 20:3k -o all.tsv --files-from mono.txt
spec-mfcc -o all.ark --files-from mono.txt
spec-mfcc -F 20:3k -f arkt chirp.wav tone.wav
spec-mfcc -F 20:3k -f arff chirp.wav tone.wav
spec-mfcc -O out chirp.wav stereo.wav
spec-mfcc -O out -f htk -c mix chirp.wav stereo.wav
spec-mfcc -O out -f npy --files-from names.txt
spec-mfcc -O out -f ark -k logmel --cmvn mean chirp.wav tone.wav
spec-mfcc -P librosa -M 20 power.stream
spec-mfcc -k logmel -M 20 power.stream -f csv
spec-stft -n 512 -k magnitude chirp.wav | spec-mfcc --spectrum magnitude -k mel -M 30 -F 50:4k
spec-stft -n 512 -p 128 stereo.wav | spec-mfcc -P librosa -M 40 -f csv
spec-reassign -n 256 chirp.wav | spec-mfcc -k logmel
cat stereo.wav | spec-decimate --to-rate 8000 | spec-mfcc -c mix -o x.csv
spec-mfcc tone.wav -o - -f npy
spec-mfcc -q silence.wav -f csv
spec-mfcc -F 20:3k -o all.csv chirp.wav 'odd, "b" c.wav'
spec-mfcc -F 20:3k -f ark chirp.wav 'odd, "b" c.wav'
spec-mfcc -F 20:3k -o all.csv --long chirp.wav tone.wav
spec-mfcc long.wav -f npy
"""

GROUPS["render"] = """
spec-render chirp.wav -o x.png
spec-render -x 300 -y 120 chirp.wav
spec-render -x 300 -y 200 stereo.wav
spec-render -x 200 -y 150 three.wav -c 1,3
spec-render -x 200 -y 100 -c mix stereo.wav -t "Glöckchen – 1 & 2"
spec-render -x 300 -y 150 --axis log -F 100:4k chirp.wav
spec-render -x 300 -y 150 --axis mel chirp.wav
spec-render -x 300 -y 150 --axis mel-slaney chirp.wav
spec-render -x 300 -y 150 --axis bark chirp.wav
spec-render -x 300 -y 150 --axis erb chirp.wav
spec-render -x 300 -y 150 --axis pitch -F 200:3k chirp.wav
spec-render -x 200 -y 100 --pool mean --resolution fixed -n 64 -p 8 chirp.wav
spec-render -x 100 -y 60 --pool median -n 512 -p 16 chirp.wav
spec-render -x 100 -y 60 --pool max -n 512 -p 16 chirp.wav
spec-render -x 300 -y 300 --interpolate none -n 64 chirp.wav
spec-render -x 300 -y 300 --interpolate time -n 64 chirp.wav
spec-render -x 300 -y 300 --interpolate frequency -n 64 chirp.wav
spec-render -x 200 -y 300 --orientation up chirp.wav
spec-render -x 200 -y 300 --orientation down stereo.wav
spec-render -x 300 -y 150 --theme dark -m magma --scale 2 chirp.wav
spec-render -x 200 -y 100 --no-axes chirp.wav -m inferno
spec-render -x 200 -y 100 --no-axes -f grey8 chirp.wav
spec-render -x 200 -y 100 --no-axes -f grey16 -z -90:-10 chirp.wav
spec-render -x 128 -y 64 --no-axes -f grey16 -n 256 --pool mean stereo.wav
spec-render -x 300 -y 150 --waveform chirp.wav
spec-render -x 300 -y 200 --waveform --waveform-peak 0.5 stereo.wav --theme dark
spec-render -q -x 200 -y 100 -z auto chirp.wav
spec-render -q -x 200 -y 100 -z p5:p99 chirp.wav
spec-render -x 200 -y 100 -z -80:-20 chirp.wav -m turbo
spec-render -x 200 -y 100 --tilt 6 chirp.wav -m plasma
spec-render -x 200 -y 100 -s 0.3 -d 0.2 -F 500:1500 chirp.wav
spec-render -x 300 -y 200 -s 500ms -e 520ms chirp.wav -m cividis
spec-render -X 400 -y 100 chirp.wav
spec-render -X 400 --orientation up -x 80 chirp.wav
spec-render -x 200 -y 100 -m grey_r -w kaiser:8 -n 512 -l 300 -p 50 --framing full --padding even --detrend mean chirp.wav
spec-render -x 200 -y 100 -m colours.txt chirp.wav
spec-render -q -x 200 -y 100 -z auto -o one.png chirp.wav && spec-render -x 200 -y 100 --range-from one.png stereo.wav
spec-render -x 200 -y 100 power.stream
spec-render -x 200 -y 100 --axis mel -m grey power.stream
spec-render -x 50 -y 20 --pool median power.stream
spec-render -x 200 -y 150 levels.stream -z -100:0
spec-render -x 300 -y 100 hours.stream -z -90:0
spec-render -x 300 -y 100 pitch.stream -z -90:0
spec-render -q -x 200 -y 100 mel.stream
spec-render -q -x 200 -y 100 cepstra.stream
cat samples.stream | spec-render -x 200 -y 100
cat chirp.wav | spec-render -x 200 -y 100 -t pipe
spec-render -x 200 -y 100 -r 8000 -f s16le bare.s16
spec-render -x 200 -y 100 -r 62.5 --bins 33 --bin-width 125 -k power rows.f32
spec-render -q -x 200 -y 100 --progress=never tone.wav --no-axes -z auto
spec-stft -n 512 -p 90% -w kaiser:12 chirp.wav | spec-render --axis log -F 50:4k -x 200 -y 100 -t Kaiser
spec-stft -n 256 -k phase tone.wav | spec-render -x 100 -y 100
spec-stft -n 256 -k complex tone.wav | spec-render -x 100 -y 100
spec-stft -n 256 -k magnitude unsaid.stream | spec-render -x 100 -y 100
spec-stft -n 256 -k density chirp.wav | spec-render -x 100 -y 100
spec-reassign -n 256 chirp.wav | spec-render -x 200 -y 100 -z -100:-20
spec-reassign -n 512 --axis pitch --division 2 -F 200:2k chirp.wav | spec-render -x 200 -y 100
spec-decimate --factor 2 chirp.wav | spec-reassign -n 128 -k level | spec-render -x 150 -y 100 -m inferno
spec-mfcc -k logmel chirp.wav -f stream | spec-render -q -x 200 -y 100
spec-mfcc chirp.wav -f stream | spec-render -q -x 200 -y 100
spec-capture -r 8000 -f s16le bare.s16 | spec-decimate --factor 2 | spec-stft -n 128 | spec-render -x 200 -y 100
spec-render -q -x 200 -y 100 -z auto stereo.wav
spec-render -q -x 200 -y 200 -z p5:p99 three.wav
spec-render -q -x 200 -y 100 -z auto --pool median stereo.wav
cat long.wav | spec-render -x 30 -y 60
cat long.wav | spec-render -x 33 -y 60 --pool mean
cat long.wav | spec-render -x 50 -y 60 --pool median -c 1
cat chirp.wav | spec-render -X 300 -y 100
cat long.wav | spec-render -x 80 -y 60 --waveform
spec-render -x 160 -y 100 -t "A title that is far too long for a picture of so few pixels, and so has to end in an ellipsis" chirp.wav
spec-render -x 300 -y 100 zoned.stream -z -90:0
spec-render -x 300 -y 100 --orientation up hours.stream -z -90:0 --scale 1.5
spec-render -x 200 -y 100 --orientation down --waveform --theme dark long.wav
spec-render -x 2 -y 1 --no-axes chirp.wav
spec-render -x 1 -y 1 chirp.wav
spec-render -x 700 -y 500 -s 0.5 -d 20ms chirp.wav
spec-render -x 200 -y 100 --axis bark -F 300:3k -m viridis levels.stream -z -100:0
spec-render -x 200 -y 100 --axis log --tilt -3 power.stream
spec-render -x 200 -y 100 --no-axes -f grey16 --orientation up power.stream
spec-render -x 200 -y 100 one.wav
spec-render -q -x 200 -y 100 -z auto silence.wav
spec-render -x 200 -y 100 --axis log -F 1:2 power.stream
spec-render -x 100 -y 50 -t "𓀀 and 𓀁" -o x.png chirp.wav
"""

GROUPS["recordings spectra"] = """
spec-stft -n 512 -p 256 -d 1 libri.wav
spec-stft -n 1024 -w nuttall -k level -s 1 -d 0.5 robin.wav -o x.npy
spec-stft -n 2048 -c mix -d 0.3 brahms.wav
spec-stft -n 4096 --average -k level -w flattop mouse.wav -f csv
spec-stft -l 25ms -p 10ms -n 512 -k complex digit.wav -o x.npy
spec-stft --detrend linear -n 1024 -d 5 whale.wav
spec-stft -n 1024 -d 0.4 music.wav -k level -f csv -p 4096
spec-stft -n 512 -k complex --framing full -s 1 -d 0.5 libri.wav | spec-stft --inverse -f wav16
spec-reassign -n 512 -d 1 libri.wav
spec-reassign -n 512 --row-hop 0.4ms -F 30k:110k -x 200 -d 50ms mouse.wav
spec-reassign --tapers 3 --depth 60 -n 512 digit.wav
spec-reassign -n 2048 --axis pitch --division 2 -F 100:4k -d 0.4 -c 1 trumpet.wav
spec-reassign --method nelson -n 1024 --keep lines -d 4 whale.wav -k level
spec-reassign --peaks -n 1024 --depth 40 -d 0.3 -c 1 trumpet.wav
spec-reassign --points -s 0.5 -d 100ms -o points.npy brno.wav
spec-reassign --events -l 6ms -p 1ms brno.wav
spec-reassign --synchrosqueeze -n 256 -p 1 -d 0.1 -F 300:3400 libri.wav | spec-reassign --inverse
spec-mfcc -d 2 libri.wav -o x.csv
spec-mfcc -P htk --deltas 2 -d 2 libri.wav -o x.htk
spec-mfcc -P opensmile brno.wav -f arff
spec-mfcc -P librosa -d 1 robin.wav -o x.npy
spec-mfcc -q -P torchaudio -d 1 libri.wav
spec-mfcc -P psf digit.wav -f tsv
spec-mfcc -P aubio -c 1 -d 0.5 trumpet.wav
spec-mfcc -P sptk brno.wav
spec-mfcc -P vggish -d 1 libri.wav
spec-mfcc -P whisper -d 1 libri.wav -o x.npy
spec-mfcc -k logmel -M 80 --cmvn variance -d 1 -o x.ark libri.wav
spec-mfcc -P librosa -k logmel --log pcen --full-scale 32768 -d 1 robin.wav
spec-mfcc -P librosa -C 13 --deltas 2 --features centroid,bandwidth,rolloff,flatness,zcr,rms,chroma -d 0.5 trumpet.wav -o x.csv
spec-mfcc -O out -F 20:4k libri.wav digit.wav brno.wav
spec-render -x 400 -y 200 -d 2 libri.wav
spec-render -x 400 -y 200 --waveform trumpet.wav -d 1 --axis mel -m magma
spec-render -x 300 -y 200 -F 20k:100k mouse.wav
spec-render -q -x 300 -y 200 -z auto whale.wav -d 10
spec-render -x 200 -y 200 --axis log robin.ogg -d 1
spec-render -x 200 -y 400 surround.flac
spec-render -x 300 -y 150 -s 0.3 -d 30ms brahms.wav -c 1
spec-reassign -n 512 -d 1 libri.wav | spec-render -x 300 -y 200 -z -100:-20
spec-mfcc -P librosa -k logmel -p 256 -d 1 robin.wav -f stream | spec-render -q -x 200 -y 100
spec-decimate --to-rate 4000 -d 0.5 -c 1 trumpet.wav | spec-stft -n 256 -p 32 | spec-render -x 200 -y 100
"""

# What programs say. Their wording may change without any number: these stand in a file of their own
WORDS = {}

WORDS["help"] = "\n".join(f"spec-{name} --{word}" for name in ("capture", "decimate", "stft", "reassign", "render", "mfcc")
                          for word in ("help", "version", "list-options"))

WORDS["reports"] = """
spec-decimate --plan --factor 12 chirp.wav
spec-decimate --plan --to-rate 11025 --quality best stereo.wav
spec-decimate --plan --factor 4 --method iir chirp.wav
cat samples.stream | spec-decimate --plan --to-rate 3000
spec-stft --plan chirp.wav
spec-stft --plan -l 25ms -p 10ms -n 512 -k level -f csv stereo.wav
cat unsaid.stream | spec-stft --plan -n 256
spec-stft --plan -n 256 --average chirp.wav
spec-mfcc --explain kaldi
spec-mfcc --preset htk --explain librosa
spec-mfcc --explain opensmile
spec-mfcc --explain torchaudio
spec-mfcc --explain psf
spec-mfcc --explain aubio
spec-mfcc --explain sptk
spec-mfcc --explain vggish
spec-mfcc --explain whisper -M 40
spec-reassign --check --peaks -n 256 -o x.csv tone.wav
spec-decimate -v --factor 2 chirp.wav -o x.wav
spec-stft -v -n 256 chirp.wav -o x.npy
spec-reassign -v -n 256 chirp.wav -o x.npy
spec-mfcc -v chirp.wav -o x.csv
spec-mfcc -v -O out chirp.wav tone.wav
spec-render -v -x 100 -y 50 chirp.wav -o x.png
spec-capture -v -r 8000 -f s16le --no-stream -o x.wav bare.s16
spec-render -x 100 -y 50 -F 100:9k -o x.png chirp.wav
spec-render -x 100 -y 50 -o x.png cepstra.stream
spec-capture --protocol framed -r 10000 --no-stream -o x.wav framed.bin
spec-capture --protocol due --no-stream -o x.wav due.bin
spec-capture --protocol due-packet -r 8000 --no-stream -o x.wav due-packets.bin
spec-capture --protocol tag7 -r 8000 --no-stream -o x.wav tag7.bin
spec-capture --protocol framed -r 10000 --gap stop --no-stream -o x.wav framed.bin
spec-decimate --factor 1 --partial cut.wav -o x.wav
spec-stft -n 256 --partial cut.stream -o x.npy
spec-decimate --factor 1 --partial ended.stream -o x.wav
"""

# Reports with numbers that depend on the machine in their last digits
WORDS["measured"] = """
spec-reassign --check -n 256 -o x.stream chirp.wav
spec-reassign --check -n 256 --keep lines --depth 60 -o x.stream chirp.wav
spec-reassign --check -n 256 --axis mel -F 500:2k --reach 2ms -o x.stream stereo.wav
spec-render -x 100 -y 50 -z auto -o x.png chirp.wav
spec-render -x 100 -y 50 -z p5:p99 -o x.png chirp.wav
"""

# Of the files in shared/data/damaged only those that are read as they should be
WORDS["recordings damaged"] = """
spec-decimate --factor 1 cut2g_below.wav -o x.wav
spec-decimate --factor 1 oddnopad.wav -o x.wav
"""

WORDS["messages"] = """
spec-mfcc silence.wav -o x.csv
spec-stft --nonsense chirp.wav
spec-stft -Z chirp.wav
spec-stft -n
spec-stft -n 0 chirp.wav
spec-stft -n many chirp.wav
spec-stft -n 2000000 chirp.wav
spec-stft -l 512 -n 256 chirp.wav
spec-stft -l 0ms chirp.wav
spec-stft -p 100% chirp.wav
spec-stft -p 0 chirp.wav
spec-stft -w hanning chirp.wav
spec-stft -w hann:3 chirp.wav
spec-stft -w kaiser:-1 chirp.wav
spec-stft -w tukey:x chirp.wav
spec-stft -k loud chirp.wav
spec-stft --framing middle chirp.wav
spec-stft --p chirp.wav
spec-stft --average --peak-hold chirp.wav
spec-stft --average -k phase chirp.wav
spec-stft --inverse chirp.wav
spec-stft --inverse power.stream
spec-stft --inverse -n 256 power.stream
spec-stft -n 256 -k complex --framing snip chirp.wav | spec-stft --inverse
spec-stft -n 100 -p 300 -k complex chirp.wav | spec-stft --inverse
spec-stft power.stream
spec-stft chirp.wav stereo.wav
spec-stft missing.wav
spec-stft .
spec-stft empty
cat empty | spec-stft
spec-stft
spec-stft letter.txt
cat letter.txt | spec-stft
spec-stft torn.s16 -r 8000 -f s16le
spec-stft -r 8000 chirp.wav -f s16le
spec-stft -r 16000 chirp.wav
spec-stft -r 0 bare.s16
spec-stft -r fast bare.s16
spec-stft -r 1/0 bare.s16
spec-stft -f s17 -r 8000 bare.s16
spec-stft -f nonsense chirp.wav
spec-stft -f csv,npy chirp.wav
spec-stft -f s16le bare.s16
spec-stft -c 2 chirp.wav
spec-stft -c 0 chirp.wav
spec-stft -c left stereo.wav
spec-stft -s 5 chirp.wav
spec-stft -s 1 -e 0.5 chirp.wav
spec-stft -e 1 -d 1 chirp.wav
spec-stft -s -1 chirp.wav
spec-stft -d 1:99 chirp.wav
spec-stft -d 0 chirp.wav
spec-stft --framing snip short.wav -n 256
spec-stft none.wav -n 256
spec-stft cut.wav -n 256
spec-stft cut.wav -n 256 -o x.csv
cat cut.wav | spec-stft -n 256 -o x.csv
spec-stft cut.stream -n 256 -o x.npy
cat cut.stream | spec-stft -n 256 -o x.npy
spec-stft ended.stream -n 256
spec-stft open.stream -n 256
spec-stft miscounted.stream -n 256
spec-stft head.stream
spec-stft rateless.stream
spec-stft foreign.stream
spec-stft ark.bin
spec-stft -n 256 -o missing/x.npy chirp.wav
spec-stft -n 256 -o chirp.wav chirp.wav
spec-stft -n 256 -o . chirp.wav
spec-stft -n 256 -o /dev/full chirp.wav
spec-stft -n 256 -o x.htk stereo.wav
spec-stft -n 32768 -p 4000 -o x.htk chirp.wav
spec-stft -n 256 -o x.wav chirp.wav
spec-stft -n 256 -f wav chirp.wav
spec-stft --raw -f csv chirp.wav
spec-stft --raw -o x.npy chirp.wav
spec-stft -n 256 missing.wav | spec-render -o x.png
spec-stft -n 256 cut.wav | spec-render -o x.png
spec-decimate chirp.wav
spec-decimate --factor 0 chirp.wav
spec-decimate --factor 2 --to-rate 100 chirp.wav
spec-decimate --to-rate 16000 chirp.wav
spec-decimate --to-rate 1/x chirp.wav
spec-decimate --factor 2 --transition 1:0.5 chirp.wav
spec-decimate --factor 2 --attenuation 5000 chirp.wav
spec-decimate --factor 2 --method cubic chirp.wav
spec-decimate --to-rate 3000 --method box chirp.wav
spec-decimate --to-rate 3000 --method iir chirp.wav
spec-decimate --factor 2 --method box --causal chirp.wav
spec-decimate --factor 2 --quality middling chirp.wav
spec-decimate --factor 2 power.stream
spec-decimate --factor 2 -f htk -o x.htk chirp.wav
spec-decimate --factor 2 -o missing/x.wav chirp.wav
spec-reassign --method guess chirp.wav
spec-reassign --tapers 20 chirp.wav
spec-reassign --tapers 4 -w hann chirp.wav
spec-reassign --tapers 4 --method nelson chirp.wav
spec-reassign --tapers 4 --accumulate complex chirp.wav
spec-reassign --accumulate magnitude -k density chirp.wav
spec-reassign -k complex chirp.wav
spec-reassign --keep some chirp.wav
spec-reassign --tolerance 0.3 chirp.wav
spec-reassign --division 4 chirp.wav
spec-reassign --tuning 442 chirp.wav
spec-reassign --axis log -F 0:4k chirp.wav
spec-reassign -F 3k:2k chirp.wav
spec-reassign -F 5k:9k chirp.wav
spec-reassign -x 0 chirp.wav
spec-reassign --points --peaks chirp.wav
spec-reassign --points -f htk -o x.htk chirp.wav
spec-reassign --points --row-hop 10 chirp.wav
spec-reassign --events --tapers 3 chirp.wav
spec-reassign --points -f stream chirp.wav
spec-reassign --inverse chirp.wav
spec-reassign --inverse power.stream
spec-reassign --synchrosqueeze -k power chirp.wav
spec-reassign -n 64 --synchrosqueeze -p 16 chirp.wav | spec-reassign --inverse
spec-reassign --row-hop 0 chirp.wav
spec-reassign --reach 100h chirp.wav
spec-reassign --depth -3 chirp.wav
spec-reassign cut.stream -o x.npy
spec-reassign levels.stream
spec-mfcc --preset cool chirp.wav
spec-mfcc --explain cool
spec-mfcc -M 0 chirp.wav
spec-mfcc -M 200 chirp.wav
spec-mfcc -C 30 chirp.wav
spec-mfcc -F 5k:9k chirp.wav
spec-mfcc -F 300:200 chirp.wav
spec-mfcc -F 20:8k chirp.wav
spec-mfcc --features beauty chirp.wav
spec-mfcc -k features chirp.wav
spec-mfcc -k features --features flux,zcr power.stream
spec-mfcc --deltas 9 chirp.wav
spec-mfcc --stack 0 chirp.wav
spec-mfcc --dct 4 chirp.wav
spec-mfcc --lifter -2 chirp.wav
spec-mfcc --precision 0 chirp.wav
spec-mfcc --long -o x.npy chirp.wav
spec-mfcc --long --raw chirp.wav
spec-mfcc -n 64 chirp.wav
spec-mfcc -n 512 power.stream
spec-mfcc --preemph 0.9 power.stream
spec-mfcc levels.stream
spec-mfcc cepstra.stream
spec-mfcc -P vggish chirp.wav
spec-mfcc short.wav
spec-mfcc short.wav -o x.csv
spec-mfcc -o x.npy chirp.wav three.wav
spec-mfcc -o x.htk chirp.wav tone.wav
spec-mfcc -o x.csv chirp.wav stereo.wav
spec-mfcc -O missing chirp.wav
spec-mfcc -O out -o x.csv chirp.wav
spec-mfcc -O out chirp.wav chirp.wav
spec-mfcc -O out -f csv chirp.wav missing.wav tone.wav
spec-mfcc -O out -f csv --files-from wrong.txt
spec-mfcc -o all.csv -F 20:3k --files-from wrong.txt
spec-mfcc --files-from missing.txt -o x.csv
spec-mfcc --files-from empty -o x.csv
spec-mfcc -0 chirp.wav
spec-render -x 0 chirp.wav
spec-render -x 2000000 chirp.wav
spec-render -X 100 -x 100 chirp.wav
spec-render -X 0 chirp.wav
spec-render -z 0:-10 chirp.wav
spec-render -z loud chirp.wav
spec-render -z p99:p5 chirp.wav
spec-render -z p101:0 chirp.wav
spec-render -z -60 chirp.wav
spec-render -z -20:-20 chirp.wav
spec-render -m rainbow chirp.wav
spec-render -m letter.txt chirp.wav
spec-render --pool min chirp.wav
spec-render --axis sideways chirp.wav
spec-render -F 9k:10k chirp.wav
spec-render -F 1k:1k chirp.wav
spec-render --tilt 99 chirp.wav
spec-render -f grey16 chirp.wav
spec-render -f rgb chirp.wav
spec-render --orientation left chirp.wav
spec-render --theme blue chirp.wav
spec-render --scale 0.1 chirp.wav
spec-render --font letter.txt chirp.wav
spec-render --font missing.ttf chirp.wav
spec-render --waveform power.stream
spec-render --waveform-peak 0 chirp.wav
spec-render --waveform --no-axes chirp.wav
spec-render -n 256 power.stream
spec-render --range-from missing.png chirp.wav
spec-render --range-from letter.txt chirp.wav
spec-render -z auto --range-from missing.png chirp.wav
spec-render --axis mel cepstra.stream
spec-render -F 100:200 cepstra.stream
spec-render --bins 33 chirp.wav
spec-render -r 62.5 --bins 33 -k power torn.s16
spec-render -r 62.5 --bins 33 -k smell rows.f32
spec-render --resolution fine chirp.wav
spec-render -k power chirp.wav
spec-render missing.wav
spec-render cut.wav -o x.png
spec-render cut.stream -o x.png
spec-render empty
cat empty | spec-render -o x.png
spec-render -o missing/x.png chirp.wav
spec-render -o chirp.wav chirp.wav
spec-render none.wav
spec-capture bare.s16
spec-capture -r 8000 bare.s16
spec-capture -f s16le bare.s16
spec-capture -r auto -f s16le bare.s16
spec-capture -r 8000 -f s99 bare.s16
spec-capture -r 8000 -f s16le -c 99 bare.s16
spec-capture -r 8000 -f s16le -c 0 bare.s16
spec-capture -r 8000 --protocol morse bare.s16
spec-capture -r 8000 --protocol due -f u8 due.bin
spec-capture -r 8000 -f s16le --scale volts bare.s16
spec-capture -r 8000 -f s16le --scale loud bare.s16
spec-capture -r 8000 -f s16le --bits 30 bare.s16
spec-capture -r 8000 -f f32le --bits 12 bare.f32
spec-capture -r 8000 -f s16le --gap fill bare.s16
spec-capture -r 8000 -f s16le --buffer 0 bare.s16
spec-capture -r 8000 -f s16le --no-stream bare.s16
spec-capture -r 8000 -f s16le --split 1h bare.s16
spec-capture -r 8000 -f s16le --recording mp3 -o x.mp3 bare.s16
spec-capture -r 8000 -f s16le -o x.htk --recording htk bare.s16
spec-capture -r 8000 -f s16le -o missing/x.wav bare.s16
spec-capture -r 8000 -f s16le --aux x.csv bare.s16
spec-capture -r 8000 -f s16le --events missing/x.tsv bare.s16
spec-capture -r 8000 -f s16le --serial missing -D hw:9 bare.s16
spec-capture -r 8000 -f s16le --baud 10 bare.s16
spec-capture -r 8000 -f s16le --dtr pulse bare.s16
spec-capture -r 8000 -f s16le missing.raw
spec-capture -r 8000 -f s16le chirp.wav
spec-capture -r 8000 -f s16le torn.s16
spec-capture -r 8000 -f s16le empty
spec-capture -r 8000 -f s16le bare.s16 bare.u8
spec-capture -r 8000 -f s16le -d 0 bare.s16
spec-capture -r 8000 -f text -c 2 letter.txt
spec-capture -r 8000 -f s16le torn.s16 | spec-stft -n 64 -o x.npy
spec-stft -n 64 -r 8000 -f f32le nan.f32
spec-stft -n 64 -r 8000 -f f32le infinite.f32 -o x.npy
spec-stft -n 64 -r 8000 -f f32le huge.f32
spec-decimate --factor 2 -r 8000 -f f32le nan.f32 -o x.wav
spec-mfcc -r 8000 -f f32le nan.f32 -o x.csv
spec-render -r 8000 -f f32le nan.f32 -o x.png
spec-render -c mix power.stream
spec-render -c 3 levels.stream
spec-stft -s 1e16smp chirp.wav
spec-stft -s 9:00:00 chirp.wav
cat chirp.wav | spec-stft -s 9:00:00 -o x.npy
spec-stft -w dpss:100 -n 64 chirp.wav
spec-stft -n 2 -w hann --symmetric chirp.wav
spec-reassign -w rect chirp.wav
spec-reassign -w hamming -n 64 chirp.wav -o x.npy
spec-reassign --axis pitch --division 100000 chirp.wav
spec-reassign --row-hop 1000h chirp.wav
spec-decimate --factor 2 -r 666666.667 -f u16le bare.u12 -o x.flac
spec-capture -r 8000 -f u8 -c 9 --no-stream -o x.flac bare.u8
spec-render -x 1000000 -y 1000000 chirp.wav
spec-render -x 100 -y 1 stereo.wav
spec-render -X 1000000 -y 10 long.wav
spec-render --axis log -F 0:1k chirp.wav
spec-stft -n 64 -l 1000h chirp.wav
spec-mfcc -F -5:100 chirp.wav
spec-mfcc -l 1000h chirp.wav
spec-mfcc --features rms,rms chirp.wav
spec-mfcc --precision 5 -o x.npy chirp.wav
spec-mfcc -f csv -F 20:3k --files-from wrong.txt
spec-mfcc -f ark -F 20:3k --files-from wrong.txt
spec-mfcc -f ark -o x.ark chirp.wav chirp.wav
spec-mfcc -o chirp.wav -f csv chirp.wav tone.wav
spec-mfcc -k logmel -M 128 chirp.wav -o x.csv
spec-mfcc --energy-floor 0 silence.wav -o x.csv
spec-capture -r 8000 -f u8 bare.u8 --timeout 5smp
spec-capture -r 8000 -f u8 bare.u8 --events bare.u8
spec-capture -r often -f u8 bare.u8
spec-capture brace.bin
spec-capture number.bin
spec-capture morse.bin
spec-capture vref.bin
spec-capture -r 8000 -f u8 --vref 0 bare.u8
spec-render -x 100 -y 50 -z auto --colormap missing.txt -o x.png chirp.wav
spec-render -r 62.5 --bins 33 --bin-width 0 -k power rows.f32
spec-render -k power --bin-width 3 chirp.wav
spec-stft -n 256 -n 0x100 -o x.npy chirp.wav
spec-stft -n "" chirp.wav
spec-stft "" chirp.wav
spec-stft --quiet=yes chirp.wav
spec-decimate --factor 1 false.wav
spec-reassign -n 128 -w triang -o x.npy chirp.wav
"""

# Running


def commands(text):
    """One a line."""
    return [line for line in text.splitlines() if line]


CASES = {command: group for table in (GROUPS, WORDS) for group, text in table.items() for command in commands(text)}


@lru_cache(maxsize=None)
def made(name):
    return INPUTS[name]()


def named(command):
    """Names of the inputs of a command line, with those that its lists of names list."""
    found = [word for word in shlex.split(command) if word in INPUTS or word in RECORDINGS]
    lists = [name for name in found if name.endswith(".txt")]
    return found + [name for part in lists for name in made(part).decode().split("\n") if name in INPUTS]


def parts(words, mark):
    """The words between the marks."""
    found = [[]]
    for word in words:
        if word == mark:
            found.append([])
        else:
            found[-1].append(word)
    return found


class Run:
    """
    What a command line does in a new folder. status: of each program; stderr: of all; outputs: {name: bytes}, each
    file that is new or changed, and `stdout` where anything was written there.
    """

    def __init__(self, spec, command, folder, data):
        self.spec, self.command, self.folder = spec, command, folder
        self.status, self.stderr, self.outputs, self.inputs = [], "", {}, {}
        folder.mkdir()
        if "-O out " in command:
            (folder / "out").mkdir()
        for name in named(command):
            self.inputs[name] = (data / "audio" / RECORDINGS[name]).read_bytes() if name in RECORDINGS else made(name)
            (folder / name).write_bytes(self.inputs[name])  # a copy: whatever a program does, it does to that
        out = b"".join(self.pipeline(words) for words in parts(shlex.split(command), "&&"))
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name, blob = str(path.relative_to(folder)), path.read_bytes()
            if self.inputs.get(name) != blob:
                self.outputs[name] = blob
        if out:
            self.outputs["stdout"] = out

    def pipeline(self, words):
        """Stage after stage: what a program writes to standard output is the next one's input, through a pipe."""
        given = None
        for stage in parts(words, "|"):
            if stage[0] == "cat":
                given = self.inputs[stage[1]]
                continue
            if "<" in stage:
                given, stage = self.folder / stage[-1], stage[:stage.index("<")]
            given = self.program(stage, given)
        return given

    def program(self, words, given):
        surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "TMPDIR": str(self.folder.parent), "COLUMNS": "80",
                        "XDG_DATA_DIRS": "/nonexistent", "XDG_DATA_HOME": "/nonexistent"}
        surroundings.pop("POSIXLY_CORRECT", None)
        runner = shlex.split(os.environ.get("SPECPIPE_RUNNER", ""))
        result = self.spec.run(*words, stdin=given, check=False, prefix=runner, cwd=self.folder, env=surroundings)
        self.status.append(result.code)
        self.stderr += result.err
        return result.out


# What outputs say


NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\binf\b|\bnan\b)")


def of_text(text):
    """The text around the numbers, and the numbers."""
    return NUMBER.sub("#", text), np.array([float(number) for number in NUMBER.findall(text)])


def of_archive(blob):
    """The same of Kaldi's archive: a key, a blank, 0 B F M, a blank, 4, rows, 4, columns, and the floats."""
    heads, numbers, at = [], [], 0
    while at < len(blob):
        start = blob.index(b" ", at) + 16
        _, rows, _, columns = struct.unpack("<bibi", blob[start - 10:start])
        heads.append(blob[at:start])
        at = start + 4 * rows * columns
        numbers.append(np.frombuffer(blob[start:at], "<f4"))
    return str(heads), np.concatenate(numbers)


def taken_apart(spec, name, blob, command):
    """(all that is no number, the numbers) of an output, by its first bytes, its name, or the command."""
    if blob.startswith(SIGNATURE):
        picture = Picture(blob)
        texts = {key: NUMBER.sub(lambda found: f"{float(found[0]):.4g}", text) for key, text in picture.texts.items()}
        form = (picture.pixels.shape, picture.depth, picture.names, picture.palette.tolist(), texts)
        return str(form), picture.pixels.ravel()
    if blob.startswith(MAGIC):
        end = len(blob) - CLOSING if blob[-CLOSING:].startswith(b"spec-stream end ") else len(blob)
        return str((blob[:HEADER], blob[end:])), np.frombuffer(blob[HEADER:end], "<f4")
    if blob.startswith(b"\x93NUMPY"):
        table = np.load(io.BytesIO(blob))
        return str((table.dtype, table.shape)), table.ravel().view(table.real.dtype)
    if blob[:4] in (b"RIFF", b"RF64", b"fLaC"):
        return "", spec.samples(stdin=blob).ravel()
    if name.endswith(".htk"):
        return str(blob[:12]), np.frombuffer(blob[12:], ">f4")
    if b" \0BFM \4" in blob[:200]:
        return of_archive(blob)
    if name.endswith(".raw") or "--raw" in command or "-f raw" in command:
        return "", np.frombuffer(blob, "<f4")
    return of_text(blob.decode("utf-8"))


def digest(blob):
    return hashlib.sha256(blob).hexdigest()[:DIGITS]


def rounded(numbers):
    """Seven digits: a tenth of the closest tolerance."""
    return [float(f"{number:.7g}") for number in numbers]


def account(spec, name, blob, command):
    """What is stored of an output whose numbers depend on the machine, beside its hashes."""
    words, numbers = taken_apart(spec, name, blob, command)
    numbers = np.where(np.isfinite(numbers), numbers, 0).astype(float)
    places = [int(len(numbers) * (0.618034 * (k + 1) % 1)) for k in range(SAMPLED)] if len(numbers) else []
    blocks = [block.mean() for block in np.array_split(numbers, SAMPLED) if len(block)]
    return {"words": digest(words.encode()), "count": len(numbers), "peak": rounded([max(abs(numbers), default=0)])[0],
            "means": rounded(blocks), "values": rounded(numbers[places])}


def is_loose(command):
    """
    A number here may jump, and does with other FFT code: a phase from pi to -pi; a point across the limit where it goes
    out of a table, or is no line any more; the logarithm of what a filter has taken out.
    """
    return re.search(r"-k phase -w|--p(oints|eaks)|--keep|--to-rate 8000 \| spec-mfcc", command) is not None


def tolerance(command):
    """
    Of a difference, in parts of the greatest number. Single precision: a transform errs by some 2^-24 of the greatest
    sum, and 4.5e-7 was the most that was seen between FFTW's codes. A decibel 100 dB further down errs 1e5 times as
    much, 1e-2 of some 100; 16 bits and the steps of a colour are as coarse.
    """
    if is_loose(command):
        return 1e-2
    if not re.search(r"level|mfcc|phase|render|wav16|flac16", command):
        return 1e-6
    return 1e-3 if "reassign" in command else 1e-4  # a weak point in the next cell: many decibels, in two of many cells


def differences(stored, got, command):
    """What sets two accounts apart, in words; [] is nothing."""
    within, loose = tolerance(command) * max(stored["peak"], got["peak"]), is_loose(command)
    if stored["words"] != got["words"] and not loose:
        return ["what is no number (header, names of columns, texts) differs"]
    if abs(stored["count"] - got["count"]) > (stored["count"] // 100 if loose else 0):
        return [f"{got['count']} numbers, not {stored['count']}"]
    found = []
    for what, least in (("means", within), ("values", max(within, 1) if "render" in command else within)):
        apart = np.abs(np.subtract(stored[what], got[what]))
        # A single number may be in a cell that a point has just left
        if np.count_nonzero(apart > least) > (0 if what == "means" else SAMPLED if loose else 1):
            worst = int(np.argmax(apart))
            found.append(f"{what}: number {worst} of {len(apart)} is {got[what][worst]!r}, not {stored[what][worst]!r}, "
                         f"and {least:.3g} is allowed")
    return found


# What is stored


LIBRARIES = ("libfftw3", "libsndfile", "libFLAC", "libvorbis", "libopus", "libmpg123", "libpng", "libz.", "libfreetype")


def libraries(spec):
    """The versions of the libraries that have a part in numbers or bytes."""
    found = set()
    for program in spec.folder.glob("spec-*"):
        if program.is_file():
            text = subprocess.run(["ldd", program], capture_output=True, text=True, timeout=60).stdout
            found |= {os.path.basename(os.path.realpath(path)) for path in re.findall(r"=> (/\S+)", text)}
    return ", ".join(sorted(name for name in found if name.startswith(LIBRARIES)))


def processor():
    """Which code FFTW takes, then the C library."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        flags = re.search(r"^(?:flags|Features)\s*:(.*)$", file.read(), flags=re.M)
    flags = set(flags[1].split()) if flags else set()
    if "sse2" not in flags:
        return platform.machine()
    return ("avx" if "avx" in flags else "sse2") + (" fma" if flags >= {"fma", "avx2"} else "")


@lru_cache(maxsize=None)
def machine(spec):
    return f"{os.environ.get('SPECPIPE_MACHINE') or processor()}; {os.confstr('CS_GNU_LIBC_VERSION')}, {libraries(spec)}"


@lru_cache(maxsize=None)
def stored(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"machines": {}, "commands": {}}


def lines_of(blob):
    """Text as lines; of anything else its size, and the closing line if it is a stream."""
    try:
        text = blob.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text:
        return text.split("\n")
    closing = blob[-CLOSING:].decode("utf-8", "replace").rstrip("\n")
    return [f"{len(blob)} bytes"] + ([closing] if closing.startswith("spec-stream end ") else [])


def said(run):
    """What is stored of WORDS: the text. Numbers in files are the matter of GROUPS."""
    return {"status": run.status, "stderr": run.stderr.split("\n"), "stdout": lines_of(run.outputs.get("stdout", b"")),
            "files": sorted(set(run.outputs) - {"stdout"})}


def near_text(want, got):
    """The same but for the last digits of numbers: 1e-4, as of the decibels above."""
    (one, x), (two, y) = of_text("\n".join(want)), of_text("\n".join(got))
    return one == two and np.allclose(x, y, rtol=1e-4, atol=1e-4)


def text_diff(name, want, got):
    return [f"{name}:", *difflib.unified_diff(want, got, "recorded", "now", lineterm="", n=1)]


def compare_words(want, run):
    got, found = said(run), []
    for key in ("status", "files"):
        if got[key] != want[key]:
            found.append(f"{key}: {got[key]}, not {want[key]}")
    for key in ("stderr", "stdout"):
        if got[key] != want[key] and not (CASES[run.command] == "measured" and near_text(want[key], got[key])):
            found += text_diff(key, want[key], got[key])
    return found


def compare_output(spec, want, name, blob, command, letter):
    """letter: of this machine among those recorded, or None."""
    hashes = want["hashes"]
    mine = {known for known, letters in hashes.items() if letters == "*" or (letter is not None and letter in letters)}
    if digest(blob) in mine:
        return []
    apart = differences(want, account(spec, name, blob, command), command) if "words" in want else []
    if mine:
        apart = [f"the bytes differ: {len(blob)} now, {want['size']} recorded"] + (
            apart or ["numbers differ in their last bits" if "words" in want else "the numbers were not sampled"])
    return [f"{name}: {line}" for line in apart]


def compare_bytes(spec, want, run, letter):
    found = []
    if run.status != want["status"]:
        found.append(f"status: {run.status}, not {want['status']}")
    if run.stderr != want["stderr"]:
        found += text_diff("stderr", want["stderr"].split("\n"), run.stderr.split("\n"))
    for name in sorted({*run.outputs, *want["outputs"]}):
        if name not in run.outputs:
            found.append(f"{name}: is not written any more")
        elif name not in want["outputs"]:
            found.append(f"{name}: was not written before")
        else:
            found += compare_output(spec, want["outputs"][name], name, run.outputs[name], run.command, letter)
    return found


# The tests


def test_all_that_is_recorded_is_run():
    """And the other way round: after a change of GROUPS or WORDS, record."""
    for path, table in ((BYTES, GROUPS), (TEXTS, WORDS)):
        assert set(stored(path)["commands"]) == {command for text in table.values() for command in commands(text)}


@pytest.mark.parametrize("command", CASES)
def test_same(request, spec, tmp_path, command):
    data = request.getfixturevalue("data") if any(name in RECORDINGS for name in named(command)) else None
    run = Run(spec, command, tmp_path / "run", data)
    if CASES[command] in WORDS:
        found = compare_words(stored(TEXTS)["commands"][command], run)
    else:
        letters = [letter for letter, name in stored(BYTES)["machines"].items() if name == machine(spec)]
        found = compare_bytes(spec, stored(BYTES)["commands"][command], run, letters[0] if letters else None)
    if found:
        pytest.fail("\n".join([command, *found, f"(if this is meant, record: {Path(__file__).name} says how)"]), pytrace=False)


# Recording


def merged(old, new, letter, command):
    """What is stored of an output, with what this machine found. The hashes of others stay while the numbers do."""
    if old is None or "words" not in old or differences(old, new, command):
        return new
    (hashed,) = new["hashes"]
    mine = [known for known, letters in old["hashes"].items() if letter in letters]
    if mine not in ([], [hashed]):  # the program has changed, if only in the last bits
        return new
    letters = "".join(sorted({*old["hashes"].get(hashed, ""), letter}))
    return {**old, "hashes": {**old["hashes"], hashed: letters}}


def found_bytes(spec, old, run, letter):
    outputs = {}
    for name, blob in run.outputs.items():
        exact = "exact" in CASES[run.command]
        found = {"size": len(blob), "hashes": {digest(blob): "*" if exact else letter}}
        if not exact:
            found |= account(spec, name, blob, run.command)
            found = merged(old["outputs"].get(name) if old is not None else None, found, letter, run.command)
        outputs[name] = found
    return {"status": run.status, "stderr": run.stderr, "outputs": outputs}


def write_bytes(table):
    """A line a command."""
    rows = [f"{json.dumps(command, ensure_ascii=False)}: {json.dumps(found, separators=(',', ':'))}"
            for command, found in table["commands"].items()]
    machines = json.dumps(table["machines"], indent=1)
    BYTES.write_text('{"machines": %s,\n"commands": {\n%s\n}}\n' % (machines, ",\n".join(rows)), encoding="utf-8")


def record(spec, groups):
    words, table = stored(TEXTS), stored(BYTES)
    letters = {name: letter for letter, name in table["machines"].items()}
    letter = letters.get(machine(spec)) or "abcdefghijklmnopqrstuvwxyz"[len(letters)]
    table["machines"][letter] = machine(spec)
    fresh = {}
    with tempfile.TemporaryDirectory() as top:
        for number, (command, group) in enumerate(CASES.items()):
            old = (words if group in WORDS else table)["commands"].get(command)
            if group not in groups and old is not None:
                fresh[command] = old
                continue
            run = Run(spec, command, Path(top) / str(number), data_folder())
            fresh[command] = said(run) if group in WORDS else found_bytes(spec, old, run, letter)
            if group not in WORDS and (any(run.status) or run.stderr):
                print(f"does this belong into WORDS? {command}: {run.status} {run.stderr}")
    table["commands"] = {command: found for command, found in fresh.items() if CASES[command] in GROUPS}
    texts = {command: found for command, found in fresh.items() if CASES[command] in WORDS}
    write_bytes(table)
    TEXTS.write_text(json.dumps({"commands": texts}, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="Records anew what the programs of a folder write.")
    parser.add_argument("folder", metavar="PROGRAM_FOLDER", nargs="?", type=Path)
    parser.add_argument("--record", action="store_true", help="record; without it, the groups are listed")
    parser.add_argument("--only", metavar="GROUP", action="append", help="a group; bytes or words: all of that file")
    given = parser.parse_args()
    if not given.record:
        for group, text in {**GROUPS, **WORDS}.items():
            print(f"{len(commands(text)):4} {group}")
        return
    tables = {"bytes": GROUPS, "words": WORDS}
    groups = {group for name in given.only or tables for group in tables.get(name, [name])}
    unknown = groups - {*GROUPS, *WORDS}
    if unknown:
        parser.error(f"no group is called {', '.join(sorted(unknown))}")
    if given.folder is None:
        parser.error("which folder are the programs in?")
    record(Programs(given.folder.resolve()), groups)


if __name__ == "__main__":
    main()
