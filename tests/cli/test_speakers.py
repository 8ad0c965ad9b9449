# SPDX-License-Identifier: GPL-2.0-or-later
"""The speakers of channels: from files of every format, through the programs, into files, beside the panels."""
import shutil
import struct
import subprocess

import numpy as np
import pytest

from pictures import draw
from spectools import header_block, sample_stream, Stream, wav_bytes
from test_sound_out import chunks

RATE = 48000
TONES = {"FL": 300, "FR": 500, "FC": 1000, "LFE": 60, "BL": 3000, "BR": 5000}
SURROUND = list(TONES)


def tones(words=SURROUND, seconds=1.0):
    t = np.arange(int(RATE * seconds)) / RATE
    return np.stack([0.3 * np.sin(2 * np.pi * TONES[word] * t) for word in words], axis=1).astype(np.float32)


def extensible(samples, mask, rate=RATE):
    """A WAV file of floats with a channel mask."""
    channels = samples.shape[1]
    guid = struct.pack("<H", 3) + bytes.fromhex("000000001000800000aa00389b71")
    form = struct.pack("<HHIIHHHHI", 0xfffe, channels, rate, 4 * channels * rate, 4 * channels, 32, 22, 32, mask) + guid
    data = samples.astype("<f4").tobytes()
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def speakers(spec, *args, **more):
    """The words of the header, or None; and the samples."""
    stream = Stream(spec.run("spec-decimate", "--to-rate", RATE, *args, **more).out)
    return stream.header.get("speakers"), stream


def by_ffmpeg(folder, name, *options):
    source = folder / "source.wav"
    source.write_bytes(extensible(tones(), 0x3f))
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(source), *options, str(folder / name)], check=True, timeout=60)
    return folder / name


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
@pytest.mark.parametrize("name,options", [
    ("x.wav", ()), ("x.flac", ()), ("x.ogg", ("-c:a", "libvorbis")), ("x.opus", ("-c:a", "libopus")), ("x.caf", ("-c:a", "pcm_s16le")), ("x.w64", ())])
def test_each_tone_has_its_speaker(spec, tmp_path, name, options):
    """Whatever the order of channels in a format, the word of each channel is that of the tone in it."""
    words, stream = speakers(spec, by_ffmpeg(tmp_path, name, *options))
    if words is None:
        assert name == "x.w64"  # libsndfile does not tell its mask
        return
    found = np.argmax(np.abs(np.fft.rfft(stream.rows[:40000].reshape(40000, -1), axis=0)), axis=0) * RATE / 40000
    assert [min(TONES, key=lambda word: abs(TONES[word] - hertz)) for hertz in found] == words.split()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_flac_with_other_speakers(spec, tmp_path):
    """FLAC has the positions of its number of channels, or those of a comment."""
    assert speakers(spec, by_ffmpeg(tmp_path, "x.flac", "-af", "channelmap=0|1|2|3|4|5:channel_layout=hexagonal"))[0] == "FL FR FC BL BR BC"


@pytest.mark.parametrize("channels,mask,words", [
    (6, 0x3f, "FL FR FC LFE BL BR"), (2, 3, "FL FR"), (2, 0x600, "SL SR"), (2, 0, None), (1, 4, None), (3, 3, "FL FR -"), (4, 0, None)])
def test_masks(spec, channels, mask, words):
    assert speakers(spec, stdin=extensible(np.zeros((100, channels), np.float32), mask))[0] == words


def test_plain_stereo_is_left_and_right(spec):
    assert speakers(spec, stdin=wav_bytes(np.zeros((100, 2), np.float32), RATE))[0] == "FL FR"
    assert speakers(spec, stdin=wav_bytes(np.zeros(100, np.float32), RATE))[0] is None
    assert speakers(spec, stdin=sample_stream(np.zeros((100, 2), np.float32), rate=RATE))[0] is None


@pytest.mark.parametrize("choice,words", [("all", "FL FR FC LFE BL BR"), ("2", "FR"), ("4,1", "LFE FL"), ("mix", None)])
def test_chosen_channels_keep_their_speakers(spec, choice, words):
    blob = extensible(tones(seconds=0.1), 0x3f)
    assert speakers(spec, "--channels", choice, stdin=blob)[0] == words
    for program in ("spec-stft", "spec-reassign"):
        assert Stream(spec.run(program, "--channels", choice, stdin=blob).out).header.get("speakers") == words


@pytest.mark.parametrize("words", ["FL FR", "FR FL", "BL BR", "FL FR FC", "FL FR FC LFE SL SR", "FC", "FR", "- LFE", None])
@pytest.mark.parametrize("name", ["x.wav", "x16.wav", "x.flac"])
def test_files_give_them_back(spec, tmp_path, words, name):
    """A file has the mask where that can hold them, and all other words come back to our own programs."""
    count = len(words.split()) if words else 2
    lines = [f"speakers {words}"] if words else []
    form = ("-f", "wav16") if name == "x16.wav" else ()
    spec.run("spec-decimate", "--to-rate", RATE, *form, "-o", tmp_path / name,
             stdin=sample_stream(np.zeros((4800, count), np.float32), *lines, rate=RATE))
    assert speakers(spec, tmp_path / name)[0] == (None if words == "FC" and "flac" in name else words)
    if name != "x.flac":
        form = chunks((tmp_path / name).read_bytes())["fmt "]
        order = "FL FR FC LFE BL BR FLC FRC BC SL SR".split()
        bits = [order.index(word) if word in order else None for word in (words or "-").split()]
        mask = sum(1 << bit for bit in bits) if None not in bits and bits == sorted(bits) else 0
        if len(form) == 40:
            assert struct.unpack("<I", form[20:24])[0] == mask
        else:
            assert mask in (0, 3, 4)


def test_names_beside_the_panels(spec):
    """Named panels differ from numbered ones only beside the data; one selected channel has a name, a mono file has none."""
    zeros = np.zeros((4800, 2), np.float32)
    stereo, other = extensible(zeros, 3), extensible(zeros, 0)
    size = ("-x", 200, "-y", 200, "-t", "")
    named, numbered = (draw(spec, *size, stdin=blob) for blob in (stereo, other))
    assert named.pixels.shape == numbered.pixels.shape
    x, _, width, _ = named.panels()[0]
    differ = np.nonzero((named.pixels != numbered.pixels).any(axis=0))[0]
    assert len(differ) and differ.min() > x + width and differ.max() < named.bar()[0]
    one, mono = (draw(spec, *size, *options, stdin=blob) for options, blob in ((("--channels", "2"), stereo), ((), wav_bytes(zeros[:, 0], RATE))))
    assert one.width > mono.width and len(one.panels()) == len(mono.panels()) == 1
    through_a_pipe = draw(spec, *size, stdin=spec.run("spec-decimate", "--to-rate", RATE, "--channels", "2", stdin=stereo).out)
    assert (through_a_pipe.pixels == one.pixels).all()


def test_a_damaged_line_is_no_name(spec):
    """Too few words, or unknown ones: the channels have their numbers."""
    zeros = np.zeros((4800, 2), np.float32)
    pictures = [draw(spec, "-x", 100, "-y", 100, stdin=sample_stream(zeros, *lines, rate=RATE))
                for lines in ((), ("speakers FL",), ("speakers here there",))]
    assert all((picture.pixels == pictures[0].pixels).all() for picture in pictures)


def test_a_full_header_loses_speakers_rather_than_failing(spec):
    """A long remark, 18 speakers and all notes do not fit into 512 bytes: the speakers give way."""
    words = "FL FR FC LFE BL BR FLC FRC BC SL SR TC TFL TFC TFR TBL TBC TBR"
    blob = sample_stream(np.zeros((4800, 18), np.float32), f"speakers {words}", f"remark {'x' * 200}", rate=RATE)
    assert speakers(spec, stdin=blob)[0] == words
    header = Stream(spec.run("spec-reassign", "--detrend", "linear", stdin=blob).out).header
    assert "speakers" not in header and "linear" in header["reassigned"]
