# SPDX-License-Identifier: GPL-2.0-or-later
"""Compressed files made by ffmpeg, and the ways in which they are damaged."""
import random
import shutil
import struct
import subprocess

import numpy as np
import pytest

import spectools

RATE, FRAMES = 16000, 36813  # no multiple of any codec's frame


def signal(frames=FRAMES, rate=RATE, seed=1):
    """Tones that change and noise, so that no two stretches of samples are alike."""
    t = np.arange(frames) / rate
    tones = 0.2 * np.sin(2 * np.pi * (200 + 150 * t) * t) + 0.1 * np.sin(2 * np.pi * 2500 * t) * (1 + np.sin(7 * t))
    return (tones + spectools.noise(frames, seed=seed, scale=0.05)).astype("f4")


def ffmpeg(*args):
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not here")
    done = subprocess.run(["ffmpeg", "-v", "error", "-y", "-bitexact", *map(str, args)], capture_output=True, timeout=60)
    if done.returncode != 0 and b"Unknown encoder" in done.stderr:
        pytest.skip("ffmpeg has no such encoder")
    assert done.returncode == 0, done.stderr.decode()


def encode(folder, name, *options, rate=RATE, frames=FRAMES, channels=1, seed=1):
    """The bytes of a file that ffmpeg makes of the signal; its ending names the format."""
    source, target = folder / "source.wav", folder / name
    x = np.stack([signal(frames, rate, seed + c) for c in range(channels)], axis=1)
    source.write_bytes(spectools.wav_bytes(x, rate))
    ffmpeg("-i", source, "-flags", "+bitexact", *options, target)
    return target.read_bytes()


CODECS = {  # ending: options
    "ogg": ("-c:a", "libvorbis", "-page_duration", "100000"),
    "opus": ("-c:a", "libopus", "-b:a", "64k", "-page_duration", "100000"),
    "flac": ("-c:a", "flac"),
    "mp3": ("-c:a", "libmp3lame", "-b:a", "48k"),
    "mp2": ("-c:a", "mp2", "-b:a", "64k"),
}


def pages(blob):
    """[(start, end)] of the pages of an Ogg file."""
    found, at = [], 0
    while at < len(blob):
        assert blob[at:at + 4] == b"OggS"
        segments = blob[at + 26]
        end = at + 27 + segments + sum(blob[at + 27:at + 27 + segments])
        found.append((at, end))
        at = end
    return found


def ogg_crc(page):
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def with_crc(page):
    """A page of Ogg with the right check sum."""
    bare = page[:22] + b"\0\0\0\0" + page[26:]
    return bare[:22] + struct.pack("<I", ogg_crc(bare)) + bare[26:]


def mpeg_frames(blob):
    """The offsets of MPEG-2 layer III frames of constant bit rate at 16 kHz and 48 kbit/s: 216 bytes each."""
    start = blob.index(b"\xff\xf3") if b"\xff\xf3" in blob else blob.index(b"\xff\xf2")
    return list(range(start, len(blob) - 3, 216))


def damage(blob, kind, at, width, noise):
    """One of the KINDS of damage at byte `at`."""
    if kind == "zero":
        return blob[:at] + bytes(min(width, len(blob) - at)) + blob[at + width:]
    if kind == "delete":
        return blob[:at] + blob[at + width:]
    if kind == "repeat":
        return blob[:at] + blob[max(0, at - width):at] + blob[at:]
    if kind == "truncate":
        return blob[:max(1, at)]
    if kind == "flip":
        return blob[:at] + bytes([blob[at] ^ 1 << noise.randrange(8)]) + blob[at + 1:]
    if kind == "twice":
        return blob + blob
    return blob[:at] + noise.randbytes(min(width, len(blob) - at)) + blob[at + width:]


KINDS = ("zero", "delete", "repeat", "truncate", "flip", "twice", "junk")


def random_damage(blob, count, seed):
    """`count` damaged files: (description, bytes)."""
    noise = random.Random(seed)
    while count > 0:
        kind, at, width = noise.choice(KINDS), noise.randrange(len(blob)), noise.choice([1, 2, 10, 100, 1000, 5000])
        bad = damage(blob, kind, at, width, noise)
        if bad != blob:
            count -= 1
            yield f"{kind} {width} at {at} of {len(blob)}", bad
