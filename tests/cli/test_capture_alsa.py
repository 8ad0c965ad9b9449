# SPDX-License-Identifier: GPL-2.0-or-later
"""
spec-capture from sound cards, without a card: the file plugin of libasound delivers the bytes of a file at once; the
plugin of tests/alsa keeps the pace of a card and has scripted faults.
"""
import datetime
import os
import re
import select
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from spectools import HEADER, Stream

SYSTEM = Path("/usr/share/alsa/alsa.conf")
RAMP = np.arange(-32768, 32768).astype("<i2")  # all frames differ
LIMIT = 50  # seconds; the limit of every wait, far more than anything needs
CARDS = {
    "steady": 'rate 48000 channels 1 format "S16_LE"',
    "quick": 'rate 48000 channels 1 format "S16_LE" speed_pct 1000',
    "stereo": 'rate 48000 channels 2 format "S16_LE" speed_pct 1000',
    "fast": 'rate 48000 channels 1 format "S16_LE" speed_pct 110',
    "wide": 'rate 44100 rate_max 96000 channels 2 channels_max 8 format "S16_LE,S32_LE"',
    "both": 'rate 32000 channels 1 channels_max 2 format "S16_LE" speed_pct 1000',
    "short": 'rate 48000 channels 1 format "S16_LE" xrun_at 20480 gap 4800',
    "long": 'rate 48000 channels 1 format "S16_LE" xrun_at 20480 gap 24000',
    "thrice": 'rate 48000 channels 1 format "S16_LE" xrun_at 20480 gap 4800 xruns 3',
    "endless": 'rate 48000 channels 1 format "S16_LE" xrun_at 2048 gap 480 xruns 1000000',
    "loose": 'rate 48000 channels 1 format "S16_LE" unplug_at 47104 speed_pct 1000',
}


class Sound:
    """Runs spec-capture with only these cards configured."""

    def __init__(self, spec, folder):
        self.spec, self.folder = spec, folder
        library = spec.folder.parent / "tests" / "alsa" / "libasound_module_pcm_spectest.so"
        if not SYSTEM.exists() or not library.exists():
            pytest.skip(f"no {SYSTEM} or no {library} here")
        RAMP.tofile(folder / "ramp")
        self.conf = [f"<{SYSTEM}>", f'pcm_type.spectest {{ lib "{library}" }}']
        for name, words in CARDS.items():
            self.add(name, f'type spectest infile "{folder}/ramp" {words}')
            self.add(f"{name}plug", f'type plug slave.pcm "{name}"')
        self.add("absent", "type hw card 30")

    def add(self, name, words, hint=None):
        shown = f'hint {{ show on description "{hint}" }}' if hint else ""
        self.conf.append(f"pcm.{name} {{ {words} {shown} }}")
        (self.folder / "conf").write_text("\n".join(self.conf) + "\n")

    def tape(self, name, blob):
        """
        The file plugin: delivers its file in whatever format is requested, without pacing. Undefined past the end of
        the file.
        """
        (self.folder / name).write_bytes(blob)
        self.add(name, f'type file slave {{ pcm {{ type null }} }} file "/dev/null" infile "{self.folder}/{name}" format "raw"')

    def env(self):
        return {**os.environ, "ALSA_CONFIG_PATH": str(self.folder / "conf"), "HOME": str(self.folder),
                "XDG_CONFIG_HOME": str(self.folder)}

    def run(self, *args, **more):
        return self.spec.run("spec-capture", *args, env=self.env(), **more)

    def start(self, *args):
        return self.spec.start("spec-capture", *args, env=self.env(), bufsize=0)

    def refused(self, *args, words=()):
        """One sentence, whatever libasound itself prints."""
        result = self.run(*args, check=False)
        assert (result.code, result.out) == (66, b""), result.err
        assert result.err.startswith("spec-capture: ") and result.err.count("\n") == 1, result.err
        assert "ALSA lib" not in result.err, result.err
        for word in words:
            assert word in result.err, f"{word!r} is not in {result.err!r}"
        return result.err


@pytest.fixture
def sound(spec, tmp_path):
    return Sound(spec, tmp_path)


def unit(count, first=0):
    """So many samples of the ramp, repeated."""
    return (np.take(RAMP, np.arange(first, first + count), mode="wrap") / np.float32(32768)).astype("<f4")


def events_of(path):
    lines = path.read_text().splitlines()
    assert lines[0] == "sample\tlength\tcause"
    return [(int(row), int(length), cause) for row, length, cause in (line.split("\t") for line in lines[1:])]


# Exact samples


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("form", ["s16", "s24", "s32", "f32"])
def test_a_tone_is_bit_exact(sound, form, channels):
    """2 s that are nearly silent. The length is that of the file, since the file plugin invents samples past it."""
    frames = 96000
    t = np.arange(frames)[:, None] / 48000
    tone = 0.7 * np.sin(2 * np.pi * (997 + 500 * np.arange(channels)) * t)
    bits = int(form[1:])
    x = tone.astype("<f4") if form == "f32" else np.rint(tone * 2.0 ** (bits - 1)).astype(np.int64)
    blob = {"s16": lambda: x.astype("<i2").tobytes(), "s32": lambda: x.astype("<i4").tobytes(), "f32": lambda: x.tobytes(),
            "s24": lambda: x.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes()}[form]()
    sound.tape("tape", blob)
    words = ("-D", "tape", "-f", form, "-c", channels, "-r", 48000)
    want = (x / 2.0 ** (0 if form == "f32" else bits - 1)).astype("<f4")  # 32 bits are rounded to the nearest float
    for length in (("-d", 2), ("--samples", frames)):
        result = sound.run(*words, *length)
        s = Stream(result.out)
        assert result.err == "" and s.channels == channels and s.number("rate") == 48000 and s.header["source"] == "tape"
        assert s.closing == f"spec-stream end {frames} complete" and s.data == want.tobytes()
    assert Stream(sound.run(*words, "-d", "12345smp").out).data == want[:12345].tobytes()


def test_the_double_is_bit_exact(sound):
    """Also through plug, which may change format and channels but not the rate."""
    assert Stream(sound.run("-D", "quick", "-d", 2).out).data == unit(96000).tobytes()
    both = Stream(sound.run("-D", "stereo", "-d", 1).out)
    assert both.channels == 2 and both.data == unit(96000).tobytes()
    plug = Stream(sound.run("-D", "quickplug", "-f", "f32", "-c", 2, "-r", 48000, "-d", 1).out)
    assert (plug.rows[:, :, 0] == unit(48000)[:, None]).all()


def test_volts(sound):
    s = Stream(sound.run("-D", "quick", "--scale", "volts", "--vref", 2.5, "-d", 0.5).out)
    assert s.header["unit"] == "V" and s.number("full-scale") == 2.5
    assert np.allclose(s.rows[:, 0, 0], unit(24000) * 2.5, rtol=2.0 ** -23, atol=0)  # half a float step, and more
    s = Stream(sound.run("-D", "quick", "--scale", "raw", "-d", 0.5).out)
    assert (s.rows[:, 0, 0] == RAMP[:24000]).all() and s.number("full-scale") == 32768


def test_the_default_device(sound):
    sound.conf.append('pcm.!default { type plug slave.pcm "quick" }')
    sound.add("last", "type null")
    s = Stream(sound.run("-f", "s16", "-c", 1, "-d", 0.25).out)
    assert s.data == unit(12000).tobytes() and s.header["source"] == "default" and s.number("rate") == 48000


@pytest.mark.parametrize("words,rows", [(("-d", 0.5), 24000), (("-d", "1smp"), 1), (("--samples", 1025), 1025),
                                        (("-d", "100ms"), 4800),
                                        (("-d", 1, "--samples", 30000), 30000)])
def test_length(sound, words, rows):
    s = Stream(sound.run("-D", "quick", *words).out)
    assert s.data == unit(rows).tobytes() and s.closing == f"spec-stream end {rows} complete"


# Settings the card does not support


@pytest.mark.parametrize("name", ["steady", "steadyplug"])
def test_no_resampling(sound, name):
    for rate in (44100, 47999, 96000, 8000):
        sound.refused("-D", name, "-r", rate, "-d", 1, words=(f"not support {rate} Hz", "only 48000 Hz"))
    assert "44100" in sound.refused("-D", "wide", "-r", 22050,
                                    words=("not support 22050 Hz", "44100, 48000, 64000, 88200, 96000", "from 44100 to 96000"))
    assert Stream(sound.run("-D", "wide", "-r", 50001, "-d", "100smp").out).number("rate") == 50001
    fraction = sound.run("-D", name, "-r", "96001/2", check=False)
    assert fraction.code == 64 and "whole number" in fraction.err


def test_no_rate_given(sound):
    """48000 Hz, or the nearest supported rate."""
    for name, rate in (("steady", 48000), ("wide", 48000), ("both", 32000)):
        assert Stream(sound.run("-D", name, "-d", "100smp").out).number("rate") == rate


def test_unsupported_format_and_channels(sound):
    sound.refused("-D", "steady", "-f", "s32", words=("not support s32le", "only s16le"))
    sound.refused("-D", "wide", "-f", "f32", words=("not support f32le", "s32le, s16le"))
    sound.refused("-D", "steady", "-c", 2, words=("1 channel,", "not 2"))
    sound.refused("-D", "wide", "-c", 9, words=("2 to 8 channels", "not 9"))
    sound.refused("-D", "wide", "-c", 1, words=("2 to 8 channels", "not 1"))
    wide = Stream(sound.run("-D", "wide", "-c", 5, "-f", "s16", "-r", 44100, "-d", "77smp").out)
    assert wide.channels == 5 and wide.data == unit(5 * 77).tobytes()
    assert Stream(sound.run("-D", "wide", "-d", "77smp").out).channels == 2  # the fewest channels
    for words in (("--bits", 12), ("--protocol", "due")):
        assert sound.run("-D", "steady", *words, check=False).code == 64


def test_no_such_card(sound):
    for name in ("absent", "nonesuch", "hw:30", "plughw:30,9", "sysdefault:CARD=nonesuch", "no name,:{"):
        sound.refused("-D", name, "-d", 1, words=(name, "no such device", "--list"))
    sound.conf.append("pcm.!default { type hw card 30 }")
    sound.add("last", "type null")
    sound.refused("-d", 1, words=("default", "no such device"))
    sound.conf[:] = ["pcm.torn { type"]
    sound.add("last", "type null")
    sound.refused("-D", "last")


def test_a_missing_plugin(sound):
    sound.add("odd", "type nonesuch")
    sound.refused("-D", "odd", words=("odd",))


# Listing devices


def test_list(sound):
    """The configured devices with their hints. Needs no hardware and opens nothing."""
    sound.add("lake", f'type spectest infile "{sound.folder}/none" rate 48000', hint="hydrophone in the lake")
    result = sound.run("--list")
    lines = dict(line.split("\t") for line in result.out.decode().splitlines() if line.startswith("--device "))
    assert result.err == "" and lines["--device lake"] == "hydrophone in the lake" and "--device steady" in lines
    for word in ("null", "dmix", "hdmi"):
        assert f"--device {word}" not in lines
    device = next(line for line in lines if line.endswith("quick")).split()
    assert len(Stream(sound.run(*device, "-d", "9smp").out).rows) == 9  # a line can be copied as an argument


def test_empty_list(sound):
    sound.conf[:] = []
    sound.add("last", "type null")
    for env in (sound.env(), {**sound.env(), "ALSA_CONFIG_PATH": str(sound.folder / "none")}):
        result = sound.spec.run("spec-capture", "--list", env=env)
        assert "ALSA lib" not in result.out.decode()
        nothing = "found no serial port and no sound card" in result.err
        assert nothing == (result.out == b"") and result.err.count("\n") == nothing


# Faults


@pytest.mark.parametrize("name,gap", [("short", 4800), ("long", 24000), ("thrice", 3 * 4800)])
def test_xrun(sound, name, gap):
    """
    The overrun is counted, its length is estimated, and the samples after it are in place. The test plugin stops for
    the gap and then reports the overrun; the program notices up to a period (1024 frames) late, and on a busy machine
    up to the 0.2 s allowed here. Three overruns in a row are one gap, each reported at once: the plugin waits only for
    the first.
    """
    rows = 20480 + 24000 + 9600 + 9600
    result = sound.run("-D", name, "--samples", rows, "--events", sound.folder / "events", "-o", sound.folder / "x.wav")
    (at, length, cause), = events_of(sound.folder / "events")
    assert at == 20480 and "xrun" in cause and "estimated" in cause
    once = 4800 if name == "thrice" else gap
    assert once - 1024 <= length <= once + 9600
    s = Stream(result.out)
    x = s.rows[:, 0, 0]
    assert len(x) == rows and (x[:at] == unit(at)).all() and (x[at:at + length] == 0).all()
    assert (x[at + length:] == unit(rows - at - length, 20480 + once)).all()
    assert f"{length} rows were lost in 1 gap" in result.err and result.err.count("\n") == 1
    assert sound.spec.samples(sound.folder / "x.wav").astype("<f4").tobytes() == s.data


def test_xrun_with_gap_stop(sound):
    result = sound.run("-D", "short", "--gap", "stop", "-d", 2, "-o", sound.folder / "x.wav", check=False)
    s = Stream(result.out)
    assert result.code == 75 and "20480" in result.err and "xrun" in result.err
    assert s.data == unit(20480).tobytes() and s.closing.startswith("spec-stream end 20480 cut: ")
    assert sound.spec.samples(sound.folder / "x.wav").astype("<f4").tobytes() == s.data


def test_a_card_that_only_overruns(sound):
    """The capture ends instead of restarting for ever."""
    result = sound.run("-D", "endless", "-d", 5, check=False)
    assert result.code == 75 and "stopped sending" in result.err
    s = Stream(result.out)
    assert s.rows[:2048].tobytes() == unit(2048).tobytes() and "cut: " in s.closing


def test_unplugged(sound):
    path = sound.folder / "x.wav"
    result = sound.run("-D", "loose", "-d", 5, "-o", path, check=False)
    s = Stream(result.out)
    assert result.code == 75 and result.err.count("\n") == 1 and "loose: the sound card was unplugged" in result.err
    # everything before it, except a last period (1024 frames) that was not full; 47104 is two buffers of 23 periods
    # elsewhere the plugin's pointer returns to 0, and old contents of the buffer count as new
    rows = len(s.rows)
    assert 47104 - 1024 <= rows <= 47104 and s.data == unit(rows).tobytes()
    assert re.match(rf"spec-stream end {rows} cut: .*unplugged", s.closing)
    assert sound.spec.samples(path).astype("<f4").tobytes() == s.data and not list(sound.folder.glob("*.part"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals(sound, number):
    """A stop request: the output is complete."""
    process = sound.start("-D", "stereo", "-o", sound.folder / "x.wav")
    out, until = b"", time.monotonic() + LIMIT
    while len(out) < 200000 and time.monotonic() < until:
        if select.select([process.stdout], [], [], 0.5)[0]:
            out += os.read(process.stdout.fileno(), 65536)
    process.send_signal(number)
    rest, err = process.communicate(timeout=LIMIT)
    s = Stream(out + rest)
    assert (process.returncode, err) == (0, b"") and s.closing == f"spec-stream end {len(s.rows)} complete"
    assert s.data == unit(2 * len(s.rows)).tobytes() and len(out) >= HEADER + 199000
    assert sound.spec.samples(sound.folder / "x.wav", channels=2).astype("<f4").tobytes() == s.data


# Time


def test_measured_rate(sound):
    """
    The clock of the test plugin is 10 % fast. Measured over 2 s; reads that are 10 ms late make an error of 0.5 %.
    """
    result = sound.run("-D", "fast", "-r", "auto", "-d", 0.5, "-v")
    s = Stream(result.out)
    assert abs(s.number("rate") / 52800 - 1) <= 5e-3 and s.header["samplerate"] == s.header["rate"]
    assert 0 < float(s.header["rate-error"]) < 500
    assert len(s.rows) == round(s.number("rate") / 2) and s.data == unit(len(s.rows)).tobytes()
    assert "ppm off" not in result.err


def test_drift(sound):
    """A given rate is kept; its error is reported."""
    result = sound.run("-D", "fast", "-d", 2, "-v")
    s = Stream(result.out)
    assert s.number("rate") == 48000 and len(s.rows) == 96000
    measured, ppm = re.search(r"measured ([\d.]+) \+-[\d.]+ Hz, (-?[\d.]+) \+-[\d.]+ ppm from the given 48000 Hz",
                              result.err).groups()
    assert abs(float(measured) / 52800 - 1) <= 5e-3
    assert abs(float(ppm) - 1e6 * (float(measured) / 48000 - 1)) <= 1e6 / 48000  # 1 Hz, the last digit shown
    assert "fast: s16le" in result.err and sound.run("-D", "fast", "-d", 0.2).err == ""


def test_origin(sound):
    """
    The origin is the time of the first frame: after the start, and a period and its wait before the first row could be
    read.
    """
    before = time.time()
    s = Stream(sound.run("-D", "steady", "-d", 0.1).out)
    after = time.time()
    seconds = datetime.datetime.fromisoformat(s.header["origin"]).timestamp()
    # 0.05 s before: the plugin counts from its start, but may report its first read early
    assert before - 0.05 <= seconds <= after - 0.1 + 0.05
