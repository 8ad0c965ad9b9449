# SPDX-License-Identifier: GPL-2.0-or-later
"""
Damaged and misleading files: status 0 means that every sample came out on its time, and none that is not in the file.

KINDS lists the files that are made here, with the answer to each: the whole signal (0), or 65 with these words, where
--partial gives samples that the whole file begins with. Frames of MPEG audio have no numbers: where some are missing the
tag says how many, but nothing says where, and --partial gives all that are there.
"""
import os
import struct

import numpy as np
import pytest

import containers
from containers import FRAMES, pages, with_crc
from spectools import chunk, data_folder, refused, wav_bytes


class Files:
    """Whole files by their endings, made once; [] are bytes, samples() what is read from them."""

    def __init__(self, folder, spec):
        self.folder, self.spec, self.made = folder, spec, {}

    def __getitem__(self, ending):
        if ending not in self.made:
            self.made[ending] = containers.encode(self.folder, "whole." + ending, *containers.CODECS[ending])
        return self.made[ending]

    def other(self, ending, **more):
        return containers.encode(self.folder, "other." + ending, *containers.CODECS[ending], seed=5, **more)

    def read(self, blob, *args):
        path = self.folder / "damaged"
        path.write_bytes(blob)
        return self.spec.run("spec-decimate", "--factor", 1, "--raw", *args, path, check=False)

    def samples(self, ending):
        return self.read(self[ending]).out


@pytest.fixture(scope="module")
def files(spec, tmp_path_factory):
    return Files(tmp_path_factory.mktemp("containers"), spec)


def drop_page(blob, which):
    at = pages(blob)
    start, end = at[which if which >= 0 else len(at) + which]
    return blob[:start] + blob[end:]


def change_page(blob, which, change):
    """The file with bytes of a page changed, and its check sum right."""
    at = pages(blob)
    start, end = at[which if which >= 0 else len(at) + which]
    page = bytearray(blob[start:end])
    change(page)
    return blob[:start] + with_crc(bytes(page)) + blob[end:]


def set_position(position):
    def change(page):
        page[6:14] = struct.pack("<q", position)
    return change


def clear_last(page):
    page[5] &= ~4


def streaminfo(blob, total):
    """A FLAC file that announces another number of samples (36 bits)."""
    head = bytearray(blob)
    value = int.from_bytes(head[18:26], "big") & ~((1 << 36) - 1)
    head[18:26] = (value | total).to_bytes(8, "big")
    return bytes(head)


def flac_frames(blob):
    """The offsets of the frames: a header of this file begins with the same 4 bytes, and its number follows."""
    at = 4
    while not blob[at] & 0x80:
        at += 4 + int.from_bytes(blob[at + 1:at + 4], "big")
    at += 4 + int.from_bytes(blob[at + 1:at + 4], "big")
    found, sync = [at], blob[at:at + 3]
    while True:
        at = blob.find(sync[:2], at + 1)
        if at < 0:
            return found
        if blob[at + 4] == len(found):
            found.append(at)


def cut(blob, start, end):
    return blob[:start] + blob[end:]


def repeat_flac_frames(blob, first, end):
    at = flac_frames(blob)
    return blob[:at[end]] + blob[at[first]:at[end]] + blob[at[end]:]


def drop_flac_frame(blob, which):
    at = flac_frames(blob)
    return cut(blob, at[which], at[which + 1])


def drop_mpeg_frames(blob, which, count=1):
    at = containers.mpeg_frames(blob)
    return cut(blob, at[which], at[which + count])


def xing(blob, frames):
    """An MP3 whose tag announces another number of frames."""
    at = blob.find(b"Info") if b"Info" in blob else blob.index(b"Xing")
    return blob[:at + 8] + struct.pack(">I", frames) + blob[at + 12:]


def opus_rate(hertz):
    def change(page):
        page[page.index(b"OpusHead") + 12:][:4]
        at = page.index(b"OpusHead") + 12
        page[at:at + 4] = struct.pack("<I", hertz)
    return change


WHOLE = 0
# name: (ending of the whole file, what is done to it, words of the refusal or WHOLE)
KINDS = {
    "Ogg of two recordings": ("ogg", lambda f: f["ogg"] + f.other("ogg"), "several recordings"),
    "Ogg of two recordings of other rates": ("ogg", lambda f: f["ogg"] + f.other("ogg", rate=22050), "several recordings"),
    "Ogg of one and two channels": ("ogg", lambda f: f["ogg"] + f.other("ogg", channels=2), "several recordings"),
    "Opus of two recordings": ("opus", lambda f: f["opus"] + f.other("opus"), "several recordings"),
    "Vorbis, then Opus": ("ogg", lambda f: f["ogg"] + f["opus"], "several recordings"),
    "Vorbis without its third page of sound": ("ogg", lambda f: drop_page(f["ogg"], 5), "missing"),
    "Vorbis without its first page of sound": ("ogg", lambda f: drop_page(f["ogg"], 2), "missing"),
    "Vorbis without its last page": ("ogg", lambda f: drop_page(f["ogg"], -1), "last page"),
    "Opus without a page in the middle": ("opus", lambda f: drop_page(f["opus"], 7), "missing"),
    "Opus without its last page": ("opus", lambda f: drop_page(f["opus"], -1), "last page"),
    "a page of Vorbis twice": ("ogg", lambda f: f["ogg"][:pages(f["ogg"])[6][1]] + f["ogg"][slice(*pages(f["ogg"])[6])] +
                               f["ogg"][pages(f["ogg"])[6][1]:], "missing"),
    "a page of Vorbis whose position goes back": ("ogg", lambda f: change_page(f["ogg"], 6, set_position(1)), "go back"),
    "Vorbis whose last page is not marked": ("ogg", lambda f: change_page(f["ogg"], -1, clear_last), "last page"),
    "Vorbis with zeros in a page": ("ogg", lambda f: containers.damage(f["ogg"], "zero", pages(f["ogg"])[5][0] + 60, 50, None),
                                    "check sum"),
    "Opus with zeros in its last page": ("opus", lambda f: containers.damage(f["opus"], "zero", len(f["opus"]) - 40, 30, None),
                                         "check sum"),
    "Vorbis with bytes between its pages": ("ogg", lambda f: f["ogg"][:pages(f["ogg"])[5][0]] + b"\0" * 500 +
                                            f["ogg"][pages(f["ogg"])[5][0]:], "no page"),
    "Vorbis cut in a page": ("ogg", lambda f: f["ogg"][:pages(f["ogg"])[6][0] + 90], "truncated"),
    "Opus cut between pages": ("opus", lambda f: f["opus"][:pages(f["opus"])[9][1]], "last page"),
    "two FLAC files": ("flac", lambda f: f["flac"] + f.other("flac"), "several recordings"),
    "FLAC that announces fewer samples": ("flac", lambda f: streaminfo(f["flac"], 8000), "more than"),
    "FLAC that announces more samples": ("flac", lambda f: streaminfo(f["flac"], FRAMES + 10000), "truncated"),
    "FLAC that announces one sample more": ("flac", lambda f: streaminfo(f["flac"], FRAMES + 1), "truncated"),
    "FLAC that announces nothing": ("flac", lambda f: streaminfo(f["flac"], 0), WHOLE),
    "FLAC without a frame": ("flac", lambda f: drop_flac_frame(f["flac"], 3), "another frame|missing"),
    "FLAC without a frame and a total": ("flac", lambda f: streaminfo(drop_flac_frame(f["flac"], 3), 0), "another frame|missing"),
    "FLAC without its first frame": ("flac", lambda f: drop_flac_frame(f["flac"], 0), ""),
    "a FLAC frame twice": ("flac", lambda f: repeat_flac_frames(f["flac"], 3, 4), "another frame"),
    "two FLAC frames twice, without a total": ("flac", lambda f: streaminfo(repeat_flac_frames(f["flac"], 3, 5), 0),
                                               "another frame"),
    "FLAC frames in another order": ("flac", lambda f: f["flac"][:flac_frames(f["flac"])[2]] +
                                     f["flac"][flac_frames(f["flac"])[4]:flac_frames(f["flac"])[6]] +
                                     f["flac"][flac_frames(f["flac"])[2]:flac_frames(f["flac"])[4]] +
                                     f["flac"][flac_frames(f["flac"])[6]:], "frame"),
    "FLAC with zeros in a frame": ("flac", lambda f: containers.damage(f["flac"], "zero", flac_frames(f["flac"])[4] + 300, 200,
                                                                       None), "damaged"),
    "FLAC with zeros, and no total": ("flac", lambda f: containers.damage(
        streaminfo(f["flac"], 0), "zero", flac_frames(f["flac"])[4] + 300, 200, None), "damaged"),
    "FLAC cut in a frame": ("flac", lambda f: f["flac"][:flac_frames(f["flac"])[5] + 500], "damaged|truncated"),
    "FLAC whose frames change their rate": ("flac", lambda f: f["flac"] + f.other("flac", rate=22050)[
        flac_frames(f.other("flac", rate=22050))[0]:], ""),
    "MP3 with two tags and zeros before it": ("mp3", lambda f: b"ID3\4\0\0\0\0\0\x14" + bytes(20) + b"ID3\4\0\0\0\0\0\x14" +
                                              bytes(220) + f["mp3"], "ffmpeg"),
    "MP3 that begins with a part of a frame": ("mp3", lambda f: f["mp3"][:50] + f["mp3"][containers.mpeg_frames(f["mp3"])[3]:],
                                               "does not begin"),
    "two MP3 files": ("mp3", lambda f: f["mp3"] + f.other("mp3"), "several recordings"),
    "MP3 that announces fewer frames": ("mp3", lambda f: xing(f["mp3"], 20), "more than"),
    "MP3 that announces more frames": ("mp3", lambda f: xing(f["mp3"], 5000), "truncated"),
    "MP3 of two rates": ("mp3", lambda f: f["mp3"] + f.other("mp3", rate=22050)[700:], "no frame|rate"),
    "MP3 without a frame": ("mp3", lambda f: drop_mpeg_frames(f["mp3"], 20), "truncated"),
    "MP3 without ten frames": ("mp3", lambda f: drop_mpeg_frames(f["mp3"], 20, 10), "truncated"),
    "MP3 with bytes between its frames": ("mp3", lambda f: f["mp3"][:containers.mpeg_frames(f["mp3"])[25]] + b"junk" * 30 +
                                          f["mp3"][containers.mpeg_frames(f["mp3"])[25]:], "no frame"),
    "MP3 with zeros for a frame's head": ("mp3", lambda f: containers.damage(
        f["mp3"], "zero", containers.mpeg_frames(f["mp3"])[25] - 20, 40, None), "no frame"),
    "MP3 cut in a frame": ("mp3", lambda f: f["mp3"][:containers.mpeg_frames(f["mp3"])[25] + 50], "truncated"),
    "MP3 with ID3v1 behind it": ("mp3", lambda f: f["mp3"] + b"TAG" + bytes(125), WHOLE),
    "MP3 with zeros behind it": ("mp3", lambda f: f["mp3"] + bytes(3000), WHOLE),
    "layer II with zeros behind it": ("mp2", lambda f: f["mp2"] + bytes(3000), "no frame"),
    "layer II whose end is zeros": ("mp2", lambda f: f["mp2"][:-2880] + bytes(2880), "no frame"),
    "MP3 with APE tags behind it": ("mp3", lambda f: f["mp3"] + b"APETAGEX" + struct.pack("<4I", 2000, 40, 1, 0x80000000) +
                                    bytes(8 + 40), WHOLE),
    "layer II cut in a frame": ("mp2", lambda f: f["mp2"][:5000], "truncated"),
    "MP3 inside WAV": ("mp3", lambda f: riff_of(f["mp3"], 0x55), WHOLE),
    "half an MP3 inside WAV": ("mp3", lambda f: riff_of(f["mp3"][:len(f["mp3"]) // 2], 0x55), "truncated"),
}


def riff_of(blob, tag):
    """A WAV file with compressed sound inside."""
    fmt = struct.pack("<HHIIHHH", tag, 1, containers.RATE, 6000, 1, 0, 12) + struct.pack("<HIHHH", 1, 2, 216, 1, 1393)
    body = b"WAVE" + chunk(b"fmt ", fmt) + chunk(b"fact", struct.pack("<I", FRAMES)) + chunk(b"data", blob)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_the_list_is_long_enough():
    """At least twenty beside the seventeen of the folder `damaged`."""
    assert len(KINDS) >= 37 and sum(words != WHOLE for _, _, words in KINDS.values()) >= 30


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_damage(files, name):
    ending, make, words = KINDS[name]
    whole, blob = files.samples(ending), make(files)
    assert blob != files[ending]
    result = files.read(blob)
    if words == WHOLE:
        assert result.code == 0 and result.out == whole, (result.code, result.err, len(result.out), len(whole))
        return
    refused(result, 65)
    assert any(word in result.err for word in words.split("|")), result.err
    part = files.read(blob, "--partial")
    assert part.code in (0, 65), part.err
    assert whole.startswith(part.out) or (ending == "mp3" and "of 66 frames" in part.err), part.err
    assert part.code == 65 or "warning" in part.err


RUNS = int(os.environ.get("SPECPIPE_DAMAGES", "60"))  # for each format


@pytest.mark.parametrize("ending", ("ogg", "opus", "flac", "mp3", "mp2"))
def test_random_damage(files, ending):
    """
    Status 0: the very samples of the whole file; --partial: a beginning of them. A byte changed inside an MPEG frame is
    seen by nobody, since the format has no check sum there: for these only the number of samples is compared.
    """
    whole, answers = files.samples(ending), {0: 0, 65: 0}
    mpeg = ending in ("mp3", "mp2")
    for what, blob in containers.random_damage(files[ending], RUNS, seed=len(ending) * 1000 + ord(ending[-1])):
        inside = mpeg and what.split()[0] in ("zero", "flip", "junk", "repeat")
        result = files.read(blob)
        assert result.code in answers, (what, result.code, result.err)
        answers[result.code] += 1
        if result.code == 0:
            joined = ending == "mp2" and what.startswith("twice")  # no tag says that there are two
            expected = 2 * len(whole) if joined else len(whole)
            assert len(result.out) == expected if inside or joined else result.out == whole, what
        else:
            part = files.read(blob, "--partial")
            assert part.code in answers, (what, part.code, part.err)
            assert len(part.out) <= len(whole) if inside else whole.startswith(part.out), (what, result.err)
    assert answers[65] > RUNS / 3, answers


# The folder of files that are easily read wrongly


def damaged(name):
    folder = data_folder()
    if folder is None or not (folder / "damaged" / name).exists():
        pytest.skip("the folder shared/data/damaged is not here")
    return folder / "damaged" / name


@pytest.mark.parametrize("name, words", [
    ("chained.ogg", "several recordings"), ("chained.opus", "several recordings"), ("two.mp3", "several recordings"),
    ("flac_less.flac", "more than the 8000 samples it announces"), ("cut2g.wav", "truncated"), ("cut2g_below.wav", "truncated"),
    ("oddnopad.wav", "before its data chunk"), ("ogg_firstpage_rot.ogg", "damaged")])
def test_misleading_files_are_refused(spec, name, words):
    refused(spec.run("spec-stft", damaged(name), check=False), 65, words)


@pytest.mark.parametrize("name, rate, frames", [
    ("op0.opus", 48000, 96000), ("half.aiff", 0.5, 8000), ("frac.caf", 44100 * 1000 / 1001, 8000), ("mp3in.wav", 16000, 24192),
    ("pipe.w64", 16000, 23001), ("good.flac", 16000, 23001), ("r1.wav", 1, 8000), ("ev.wav", 16000, 37520)])
def test_misleading_files_are_read(spec, name, rate, frames):
    stream = spec.run("spec-decimate", "--factor", 1, damaged(name))
    from spectools import Stream
    stream = Stream(stream.out)
    assert stream.number("rate") == rate and len(stream.rows) == frames


def test_opus_without_a_rate_keeps_its_pitch(spec):
    stream = spec.stream("-n", 4096, "--average", damaged("op0.opus"))
    peak = stream.rows[0, 0].argmax() * 48000 / 4096
    assert abs(peak - 15000) < 48000 / 4096  # a bin


@pytest.mark.parametrize("hertz, decoded", [(0, 48000), (8000, 8000), (16000, 16000), (48000, 48000)])
def test_rates_in_opus_headers(files, hertz, decoded):
    """The rate of the original is only a wish; 0 says nothing."""
    blob = change_page(files["opus"], 0, opus_rate(hertz))
    path = files.folder / "rate.opus"
    path.write_bytes(blob)
    from spectools import Stream
    stream = Stream(files.spec.run("spec-decimate", "--factor", 1, path).out)
    assert stream.number("rate") == decoded
    assert abs(len(stream.rows) / decoded - FRAMES / containers.RATE) < 1.5 / decoded


def test_a_late_burst_is_on_its_time(spec):
    """At 2.205 s in a file of 2.345 s, where a seek would be 479 samples off."""
    whole = spec.samples(damaged("ev.ogg"))
    part = spec.samples("-s", 2.1, "-d", 0.2, damaged("ev.ogg"))
    assert np.array_equal(part, whole[33600:36800])
    stream = spec.stream("-n", 128, "-p", 8, "-s", 2.1, "-d", 0.2, damaged("ev.ogg"))
    assert abs(stream.times()[stream.rows.sum(axis=2)[:, 0].argmax()] - 2.205) < 0.006  # half of the burst


# FLAC's MD5 sum


def test_verify_compares_the_md5_sum(files, spec):
    path, blob = files.folder / "sum.flac", files["flac"]
    for change, code in ((None, 0), (26, 65), (41, 65)):
        bad = bytearray(blob)
        if change:
            bad[change] ^= 1
        path.write_bytes(bytes(bad))
        assert spec.run("spec-stft", path, check=False).code == 0
        result = spec.run("spec-stft", "--verify", path, check=False)
        assert result.code == code
        if code:
            refused(result, 65, "MD5")
    path.write_bytes(blob[:26] + bytes(16) + blob[42:])  # no sum
    assert spec.run("spec-stft", "--verify", path).code == 0
    path.write_bytes(files["ogg"])
    assert spec.run("spec-stft", "--verify", path).code == 0


@pytest.mark.parametrize("depth, channels", [("s16", 1), ("s16", 2), ("s32", 1), ("s32", 6)])
def test_verify_accepts_every_depth(spec, tmp_path, depth, channels):
    blob = containers.encode(tmp_path, "a.flac", "-c:a", "flac", "-sample_fmt", depth, channels=channels)
    (tmp_path / "a.flac").write_bytes(blob)
    assert blob[26:42] != bytes(16)
    spec.run("spec-stft", "--verify", tmp_path / "a.flac")
