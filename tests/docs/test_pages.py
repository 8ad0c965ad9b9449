# SPDX-License-Identifier: GPL-2.0-or-later
"""Manual pages, README.md and completions against the programs: every option, every status, every command shown."""
import binascii
import contextlib
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
import tty
from pathlib import Path

import numpy as np
import pytest

import spectools
from test_house import TOP

PAGES = sorted((TOP / "man").glob("*.[1-8]"))
PROGRAMS = sorted(path.stem for path in PAGES if path.suffix == ".1")
# Lines of README.md that install or build, which other tests and scripts do.
INSTALLING = ("scripts/quickstart", "scripts/check", "meson setup", "meson install", "meson compile", "ninja", "sudo",
              "DESTDIR=", "git clone", "cd specpipe", "apt-get", "apt ", "man ")
RECORDINGS = {"robin.wav": "bird_robin_44k.wav", "speech.wav": "speech_libri_16k.wav",
              "bats.wav": "mouse_usv_300k.wav", "music.flac": "formats/trumpet_s16.flac",
              "stereo.wav": "music_trumpet_44k_stereo.wav", "recordings/robin.wav": "bird_robin_44k.wav",
              "recordings/some where/humpback whale.wav": "whale_humpback_8k.wav"}
MADE = {"robin.wav": (44100, 1), "speech.wav": (16000, 1), "bats.wav": (300000, 1), "music.flac": (44100, 1),
        "stereo.wav": (44100, 2), "recordings/robin.wav": (44100, 1), "recordings/some where/humpback whale.wav": (8000, 1)}
OPTIONAL = ("sox", "ffmpeg", "make", "awk")
ESCAPES = {r"\e": "\\", r"\-": "-", r"\(aq": "'", r"\(ga": "`", r"\(ha": "^", r"\(ti": "~", r"\(dq": '"', r"\&": "",
           r"\(:u": "ü"}


def plain(text):
    return re.sub(r"\\(?:\(..|.)", lambda found: ESCAPES[found.group()], text)


def source(path):
    return path.read_text(encoding="utf-8").split("\n")


def section(path, title):
    """The lines of one section of a page."""
    lines, inside = [], False
    for line in source(path):
        if line.startswith(".Sh "):
            inside = line == f".Sh {title}"
        elif inside:
            lines.append(line)
    return lines


def literals(lines):
    """The texts between .Bd -literal and .Ed."""
    found, block = [], None
    for line in lines:
        if line.startswith(".Bd -literal"):
            block = []
        elif line == ".Ed" and block is not None:
            found.append("".join(f"{plain(text)}\n" for text in block))
            block = None
        elif block is not None:
            block.append(line)
    return found


def words(lines):
    """The text without macros, roughly as displayed."""
    text = " ".join(re.sub(r"^\.[A-Z%][a-z1]? ?", "", line) for line in lines)
    return plain(re.sub(r"\b(?:Cm|Ar|Fl|Li|Ns|Op|Pq) ", "", text))


class Option:
    def __init__(self, letter, name, unit, lines=(), kind="", default="", choices=()):
        self.letter, self.name, self.unit, self.lines = letter, name, unit, list(lines)
        self.kind, self.default, self.choices = kind, default, choices

    def head(self):
        return self.letter, self.name, self.unit


def page_options(path):
    """The items of OPTIONS. The text of an item ends at the next option and includes nested lists."""
    found = []
    for line in section(path, "OPTIONS"):
        item = re.fullmatch(r"\.It (?:Fl (\w) , )?Fl -([a-z-]+)(?: (?:Ns Op = Ns )?Ar (\S+))?", line)
        if item:
            found.append(Option(item[1] or "-", f"--{item[2]}", item[3] or ""))
        elif re.match(r"\.It Fl\b", line):
            pytest.fail(f"{path.name}: this is no option's head: {line}")
        elif line.startswith(".Ss "):
            found.append(None)
        elif found and found[-1] is not None:
            found[-1].lines.append(line)
    return [option for option in found if option is not None]


def program_options(spec, program):
    rows = [line.split("\t") for line in spec.run(program, "--list-options").out.decode().splitlines()]
    return [Option(letter, name, unit, kind=kind, default=default, choices=choices.split(",") if choices else ())
            for letter, name, unit, kind, default, choices, _ in rows]


# Options


def test_every_program_has_its_page(spec):
    programs = sorted(path.name for path in spec.folder.glob("spec-*") if path.is_file() and os.access(path, os.X_OK))
    assert programs == PROGRAMS
    for page in ("spec-stream.5", "specpipe.7"):
        assert TOP / "man" / page in PAGES


def test_every_page_is_installed():
    listed = re.findall(r"'([\w-]+\.[1-8])'", (TOP / "man" / "meson.build").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.name for path in PAGES]


@pytest.mark.parametrize("program", PROGRAMS)
def test_page_has_the_programs_options(spec, program):
    page = [option.head() for option in page_options(TOP / "man" / f"{program}.1")]
    rows = [option.head() for option in program_options(spec, program)]
    assert page == rows  # each once, with the same letter and argument, in the order of --help


@pytest.mark.parametrize("program", PROGRAMS)
def test_page_names_choices_and_defaults(spec, program):
    page = {option.name: words(option.lines) for option in page_options(TOP / "man" / f"{program}.1")}
    wrong = []
    for option in program_options(spec, program):
        text = page[option.name]
        said = re.split(r"[\s,;()]+", text)
        wrong += [f"{option.name} does not name {choice}" for choice in option.choices if choice not in said]
        not_given = option.kind in ("count", "frequency") and option.default == "0"
        if not_given or (option.default == "" and option.choices):
            if "hen not given" not in text:
                wrong.append(f"{option.name} does not say what holds when it is not given")
        elif option.default and not re.search(rf"default is {re.escape(option.default)}[\s.;]", text + " "):
            wrong.append(f"{option.name} does not say that the default is {option.default}")
        if text.count("default is ") > 1 or (option.kind == "flag" and "default" in text and option.name != "--list-options"):
            wrong.append(f"{option.name} has a default too many")
    assert wrong == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_pages_name_no_other_option(spec, program):
    """Options in running text count too."""
    names = {option.name for option in program_options(spec, program)}
    text = (TOP / "man" / f"{program}.1").read_text(encoding="utf-8")
    named = {f"--{name}" for line in re.findall(r"Fl [^\n]*", text) for name in re.findall(r"(?:Fl|,) -([a-z-]+)", line)}
    assert named - names == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_help_has_every_option(spec, program):
    text = spec.run(program, "--help").out.decode()
    for option in program_options(spec, program):
        short = f"-{option.letter}, " if option.letter != "-" else ""
        argument = f"[={option.unit}]" if option.kind == "when" else f" {option.unit}" if option.unit else ""
        assert f"  {short}{option.name}{argument}" in text, option.name
    assert max(map(len, text.splitlines())) <= 80


# Exit status


def page_statuses(path):
    return [int(line[4:]) for line in section(path, "EXIT STATUS") if re.match(r"\.It \d+$", line)]


def statuses():
    text = (TOP / "common" / "base" / "status.h").read_text(encoding="utf-8")
    return {name: int(number) for name, number in re.findall(r"\b(EXIT_\w+) = (\d+)", text)}


def reachable(start):
    """A file of tools/ and the files of every header it includes, directly or not."""
    found, ahead = set(), [start]
    while ahead:
        path = ahead.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        for name in re.findall(r'#include "(tools/[\w/-]+)\.h"', path.read_text(encoding="utf-8")):
            ahead += [TOP / f"{name}.h", TOP / f"{name}.c"]
    return sorted(path for path in found if path.suffix == ".c")


@pytest.mark.parametrize("program", PROGRAMS)
def test_page_lists_the_statuses(program):
    """The statuses named by the program or by any function it may call."""
    tools = reachable(TOP / "tools" / f"{program}.c")
    code = "".join(path.read_text(encoding="utf-8") for path in [*tools, *(TOP / "common").rglob("*.c")])
    given = sorted(number for name, number in statuses().items() if re.search(rf"\b{name}\b", code))
    assert page_statuses(TOP / "man" / f"{program}.1") == given


def test_overview_lists_every_status():
    assert page_statuses(TOP / "man" / "specpipe.7") == sorted(statuses().values())


# Form of the pages


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_page_is_sound(page):
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(["groff", "-mdoc", "-ww", "-Tutf8", "-z", str(page)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_page_has_no_lint(page):
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_can_be_copied_from_the_page(page):
    """No typographic hyphens or quotes, and no line over 80 columns."""
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(["groff", "-mdoc", "-Tutf8", "-P-cbou", str(page)], capture_output=True, timeout=60, check=True)
    shown = done.stdout.decode("utf-8").split("\n")
    for text in literals(source(page)):
        for line in text.splitlines():
            assert any(line.strip() == other.strip() for other in shown), line
    assert [line for line in shown if len(line) > 80] == []


def test_pages_refer_to_existing_pages():
    there = {(path.stem, path.suffix[1:]) for path in PAGES} | {("xargs", "1"), ("make", "1"), ("flock", "2"), ("strftime", "3")}
    for page in PAGES:
        for line in source(page):
            for found in re.findall(r"\bXr (\S+) (\d)", line):
                assert found in there, f"{page.name}: {line}"


# Completion


@pytest.mark.parametrize("program", PROGRAMS)
def test_bash_offers_every_option(spec, program):
    script = 'source "$1"; complete -p "$2" >/dev/null; COMP_WORDS=("$3" --) COMP_CWORD=1; _spec_tools "$3" -- "$3"; ' \
             'printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script, "bash", str(TOP / "scripts/completions/spec-tools.bash"), program,
                           spec.path(program)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.split()) == sorted(option.name for option in program_options(spec, program))


@pytest.mark.parametrize("program", PROGRAMS)
def test_bash_offers_every_choice(spec, program):
    script = 'source "$1"; COMP_WORDS=("$2" "$3" ""); COMP_CWORD=2; _spec_tools "$2" "" "$3"; printf "%s\\n" "${COMPREPLY[@]}"'
    for option in program_options(spec, program):
        if not option.choices:
            continue
        done = subprocess.run(["bash", "-c", script, "bash", str(TOP / "scripts/completions/spec-tools.bash"),
                               spec.path(program), option.name], capture_output=True, text=True, timeout=60)
        assert sorted(done.stdout.split()) == sorted(option.choices), option.name


def test_bash_offers_folders(spec, tmp_path):
    """Folders are offered where an option takes one; otherwise all files, by -o default."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    script = 'source "$1"; COMP_WORDS=("$2" "$3" "f"); COMP_CWORD=2; _spec_tools "$2" f "$3"; printf "%s\\n" "${COMPREPLY[@]}"'
    for option, offered in (("-O", ["folder"]), ("--out-dir", ["folder"]), ("--files-from", [])):
        done = subprocess.run(["bash", "-c", script, "bash", str(TOP / "scripts/completions/spec-tools.bash"),
                               spec.path("spec-mfcc"), option], capture_output=True, text=True, timeout=60, cwd=tmp_path)
        assert done.stdout.split() == offered, option


def test_zsh_reads_its_completion():
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    done = subprocess.run(["zsh", "-n", str(TOP / "scripts/completions/_specpipe")], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("program", PROGRAMS)
def test_fish_offers_every_option(spec, program, tmp_path):
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    path = str(TOP / "scripts/completions/specpipe.fish")
    done = subprocess.run(["fish", "--no-execute", path], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(["fish", "-c", f"source '{path}'; complete -C '{program} --'"], capture_output=True, text=True,
                          timeout=60, env={**environment(spec), "HOME": str(tmp_path)})
    offered = {line.split("\t")[0].rstrip("=") for line in done.stdout.splitlines()}
    assert {option.name for option in program_options(spec, program)} - offered == set(), done.stderr


# Commands


def environment(spec):
    folder = str(Path(sys.executable).parent)  # python3 must be the one that has numpy
    return {**os.environ, "PATH": f"{spec.folder}:{folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


def prepare(folder):
    """The recordings named in the commands: real ones if available, otherwise generated."""
    (folder / "recordings" / "some where").mkdir(parents=True)
    (folder / "scripts").symlink_to(TOP / "scripts")
    data = spectools.data_folder()
    for name, real in RECORDINGS.items():
        if data is not None and (data / "audio" / real).exists():
            shutil.copy(data / "audio" / real, folder / name)
            continue
        rate, channels = MADE[name]
        samples = 0.5 * np.sin(np.cumsum(np.linspace(0.05, 2.5, 3 * rate)))
        (folder / name).write_bytes(spectools.wav_bytes(np.stack([samples] * channels, axis=1), rate))


def named_files(script):
    """The files a script says it writes, except names with a variable or a placeholder."""
    script = re.sub(r"'[^']*'", "''", script)
    found = re.findall(r"(?:\s-o|--output)\s+([\w./-]+\.\w+)(?=\s|$)|>\s*([\w./-]+\.\w+)", script)
    files = {a or b for a, b in found} | set(re.findall(r"\|\s*sox .* (\w+\.wav)$", script, flags=re.M))
    return {name for name in files if not re.match(r"FILE|/dev/", name)}


PORT = "/dev/ttyACM0"


def framed(index, numbers, bits=12):
    """One packet of one channel, as defined in spec-capture(1)."""
    body = struct.pack("<BBHI", 1, bits, len(numbers), index) + np.asarray(numbers, "<u2").tobytes()
    return b"\xa5\x5a" + body + struct.pack("<H", binascii.crc_hqx(body, 0xFFFF))


def board_sends(script, first, last):
    """Rows first .. last - 1 of a tone, packed as the options in the script say; and the rate of the board."""
    numbers = (np.sin(np.arange(first, last) / 10) * 500 + 512).astype("<u2")
    if "framed" in script:
        return b"".join(framed(first + i, numbers[i:i + 32]) for i in range(0, len(numbers), 32))
    if "text" in script:
        return b"".join(b"%d\r\n" % number for number in numbers)
    return numbers.tobytes()


@contextlib.contextmanager
def board(script):
    """A pty on which a board sends what the script expects; yields the name of the port."""
    try:
        master, slave = os.openpty()
    except OSError as why:
        pytest.skip(f"there are no ptys: {why}")
    tty.setraw(slave)
    os.set_blocking(master, False)
    ended = threading.Event()
    rate = 2e6 / 3 if "--protocol due" in script else 1000

    def send():
        start, row, waiting = time.monotonic(), 0, b""
        while not ended.wait(0.005):
            due = int((time.monotonic() - start) * rate) // 32 * 32
            due = min(due, row + 10000)  # a late writer sends what is due in small pieces, as a port would
            waiting += board_sends(script, row, due)
            row = due
            with contextlib.suppress(BlockingIOError):
                while waiting:
                    waiting = waiting[os.write(master, waiting):]

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    yield os.ttyname(slave)
    ended.set()
    sender.join(timeout=10)
    os.close(slave)
    os.close(master)


def shorten(script):
    """A capture lasts a second, whatever duration the page shows."""
    return re.sub(r"(spec-capture\b(?:\\\n|[^|\n])*? -d) \w+", r"\1 1", script)


def run_script(spec, folder, script):
    with contextlib.ExitStack() as stack:
        if PORT in script:
            script = shorten(script).replace(PORT, stack.enter_context(board(script)))
        elif re.search(r"spec-capture .*(?:-D|--device)\b", script):
            (folder / "asound.conf").write_text("pcm.hw { @args [ CARD ] @args.CARD { type string } type null }\n")
            script = shorten(script)
            if spec.run("spec-capture", "--no-stream", "-D", "hw:1", "-d", 1, "-o", folder / "tried.wav",
                        check=False, env={**os.environ, "ALSA_CONFIG_PATH": str(folder / "asound.conf")}).code != 0:
                pytest.skip("ALSA has no device of type null here")
        env = {**environment(spec), "ALSA_CONFIG_PATH": str(folder / "asound.conf")}
        return script, subprocess.run(["sh", "-e", "-c", script], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                      capture_output=True, timeout=100)


def try_out(spec, folder, script):
    for tool in OPTIONAL:
        if re.search(rf"\b{tool}\b", script) and shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    prepare(folder)
    script, done = run_script(spec, folder, script)
    says = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, f"exit {done.returncode}: {says}\n{script}"
    endless = "hw:1" in script  # the null device delivers as much as requested at once: more than a buffer holds
    said = [line for line in says.splitlines() if line.startswith("spec-") and "found no serial port" not in line]
    assert [line for line in said if not (endless and re.search("were lost", line))] == [], script
    for name in named_files(script):
        path = folder / name
        assert path.is_file() and path.stat().st_size > 0, f"{name} was not made by\n{script}"
    return done.stdout


def example_id(value):
    return value if isinstance(value, str) and "\n" not in value else None


def page_scripts(page):
    """The commands of DESCRIPTION and the blocks of EXAMPLES."""
    opening = [text for text in literals(section(page, "DESCRIPTION")) if text.startswith("spec-")]
    return opening + literals(section(page, "EXAMPLES"))


PAGE_EXAMPLES = [(f"{page.name}-{i}", text) for page in PAGES for i, text in enumerate(page_scripts(page))]


@pytest.mark.parametrize("name,script", PAGE_EXAMPLES, ids=[name for name, _ in PAGE_EXAMPLES])
def test_example_runs(spec, name, script, tmp_path):
    try_out(spec, tmp_path, script)


COMING_FROM = section(TOP / "man" / "specpipe.7", "COMING FROM OTHER PROGRAMS")
EQUIVALENTS = [plain(found) for line in COMING_FROM for found in re.findall(r'^\.Li "(spec-[^"]*)"$', line)]


@pytest.mark.parametrize("command", EQUIVALENTS)
def test_equivalent_runs(spec, command, tmp_path):
    try_out(spec, tmp_path, command)


def test_equivalent_options_exist(spec):
    """Options that stand there alone."""
    known = {word for program in PROGRAMS for option in program_options(spec, program)
             for word in (f"-{option.letter}", option.name)}
    alone = [line for line in COMING_FROM if re.match(r"\.(?:Fl|Li \"-)", line)]
    named = {f"-{name}" for line in alone for name in re.findall(r"Fl (-?[\w-]+)", line)}
    named |= {word for line in alone for text in re.findall(r'"([^"]+)"', line) for word in plain(text).split()
              if re.match("--?[a-zA-Z]", word)}
    assert named - known == set() and len(named) >= 15 and len(EQUIVALENTS) >= 20


ARDUINO = r"""
#include <cstdint>
#include <cstdio>
#include <cstring>
enum { A0 };
static uint32_t ticks, number;
static uint32_t micros(void) { return ticks += 7; }
static uint16_t analogRead(int) { ticks += 100; return number++ % 1024; }
static struct {
    explicit operator bool() const { return true; }
    void begin(long) {}
    void println(const char *line) { printf("%s\r\n", line); }
    void write(const uint8_t *bytes, size_t count) { fwrite(bytes, 1, count, stdout); ticks += late; late = 0; }
    uint32_t late;
} Serial;
#include SKETCH
int main() { setup(); for (int i = 0; i < 40000; i++) { if (i == 20000) Serial.late = 5000; loop(); } }
"""


def test_sketch_sends_the_documented_format(spec, tmp_path):
    """framed.ino, run against a simulated board that counts up and is once 5 ms late: rows are dropped and reported."""
    if shutil.which("clang++") is None:
        pytest.skip("clang++ is not installed")
    (tmp_path / "board.cpp").write_text(ARDUINO, encoding="utf-8")
    sketch = TOP / "scripts" / "examples" / "framed.ino"
    assert sketch.read_text(encoding="utf-8").count("\n") < 60
    done = subprocess.run(["clang++", "-Wall", "-Wextra", "-Werror", f'-DSKETCH="{sketch}"', "-o", tmp_path / "board",
                           tmp_path / "board.cpp"], capture_output=True, text=True, timeout=100)
    if "cstdint" in done.stderr:
        pytest.skip("there is no C++ library")
    assert done.returncode == 0, done.stderr
    sent = subprocess.run([tmp_path / "board"], capture_output=True, check=True, timeout=60).stdout
    (tmp_path / "sent").write_bytes(sent)
    lost = tmp_path / "lost.tsv"
    stream = spectools.Stream(spec.run("spec-capture", "--scale", "raw", "--events", lost, tmp_path / "sent").out)
    rows = stream.rows.reshape(-1)
    assert stream.header["rate"] == "1000" and stream.header["unit"] == "count"
    (event,) = lost.read_text(encoding="utf-8").splitlines()[1:]
    at, length = map(int, event.split("\t")[:2])
    assert len(rows) > 100 and at % 32 == 0 and 0 < length <= 5 + 32  # 5 ms are 5 rows, a packet is 32
    assert np.array_equal(rows[:at], np.arange(at)) and (rows[at:at + length] == 512).all()  # 10-bit mid-scale
    assert np.array_equal(np.diff(rows[at + length:]), np.ones(len(rows) - at - length - 1))
    packets, taken = sent[sent.index(b"\n") + 1:], []
    while packets:
        index, numbers = struct.unpack("<I", packets[6:10])[0], np.frombuffer(packets[10:74], "<u2")
        assert packets[:76] == framed(index, numbers, bits=10)
        taken.append(index)
        packets = packets[76:]
    assert taken[0] == 0 and sorted(set(np.diff(taken))) == [32, 32 + length]


def test_examples_were_found():
    assert {name.rsplit("-", 1)[0] for name, _ in PAGE_EXAMPLES} == {page.name for page in PAGES}
    assert len(PAGE_EXAMPLES) >= 20


# Results of other programs, from the options in the page


def equivalents():
    """call: (options, description)"""
    found, call = {}, None
    for line in section(TOP / "man" / "spec-stft.1", "MATCHING OTHER PROGRAMS"):
        if line.startswith(".It "):
            call = plain(line[4:].strip('"'))
        elif line.startswith(".Li ") and call not in found:
            found[call] = plain(re.match(r'\.Li "([^"]*)"', line)[1]).split()
    return found


def frames_of(x, length, hop, fft, window, starts):
    """Spectra of frames that begin at `starts`, with zeros beyond the ends."""
    wide = np.concatenate([np.zeros(length), x, np.zeros(2 * length)])
    return np.array([np.fft.rfft(wide[length + at:][:length] * window, fft) for at in starts])


def by_hand(call, x, rate):
    """rows[row, bin] of the call; c is 2 except at 0 Hz and at the highest bin."""
    signal = pytest.importorskip("scipy.signal")
    if "librosa" in call:  # center=True, window hann, n_fft=2048, hop_length=512
        return frames_of(x, 2048, 512, 2048, signal.get_window("hann", 2048), range(-1024, len(x) - 1023, 512))
    if "ShortTimeFFT" in call:  # phase_shift=0: phases refer to the centre of the window
        rows = frames_of(x, 200, 50, 256, signal.get_window("hann", 200), range(-100, -100 + 50 * (1 - -len(x) // 50), 50))
        return rows * np.exp(2j * np.pi * np.arange(129) * 100 / 256)
    if "specgram" in call:
        return pytest.importorskip("matplotlib.mlab").specgram(x, NFFT=256, Fs=rate, noverlap=128)[0].T
    result = eval(call, {"scipy": __import__("scipy"), "x": x, "r": rate})[-1]
    return np.atleast_2d(result.T)


@pytest.mark.parametrize("call", equivalents())
def test_numbers_are_those_of_the_call(spec, call):
    rate, x = 16000, spectools.noise(5000)
    options = [{"N": "256", "L": "200", "H": "50"}.get(word, word) for word in equivalents()[call]]
    stream = spec.stream(*options, stdin=spectools.sample_stream(x, rate=rate))
    got = stream.complex()[:, 0] if stream.kind == "complex" else stream.rows[:, 0]
    if "scipy.signal.stft" in call:  # "divided by c"
        got = got / np.array([1] + [2] * (got.shape[1] - 2) + [1])
    want = by_hand(call, x.astype(float), rate)
    assert got.shape == want.shape
    assert np.abs(got - want).max() <= 1e-6 * np.abs(want).max()


# Presets


def presets():
    """name: options, as given in spec-mfcc(1)"""
    found, name, inside = {}, None, False
    for line in section(TOP / "man" / "spec-mfcc.1", "PRESETS"):
        if line.startswith(".It Cm "):
            name = line[7:]
            found[name] = []
        elif line.startswith((".Bd", ".Ed")):
            inside = line.startswith(".Bd")
        elif inside:
            found[name] += plain(line).split()
    return found


def test_page_has_every_preset(spec):
    (option,) = (option for option in program_options(spec, "spec-mfcc") if option.name == "--preset")
    assert list(presets()) == list(option.choices)


@pytest.mark.parametrize("name", presets())
def test_preset_is_the_options_of_the_page(spec, name):
    """The options of the page give the same bytes; settings that do not affect cepstra are compared by --explain."""
    stream = spectools.sample_stream(spectools.noise(16000), rate=16000)
    want = spec.run("spec-mfcc", "-q", "--raw", "--preset", name, stdin=stream).out
    assert len(want) > 0 and spec.run("spec-mfcc", "-q", "--raw", *presets()[name], stdin=stream).out == want
    told = spec.run("spec-mfcc", *presets()[name], "--explain", name).out.decode().splitlines()
    differ = {line.split()[0] for line in told[1:] if line.endswith("differs")}
    assert differ <= {"win-length"}  # the FFT length may be given as a number


# README.md


def readme_scripts():
    """The commands of ```sh blocks, except those that install or build."""
    path = TOP / "README.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```$", text, flags=re.M | re.S):
        lines = [line for line in block.splitlines(keepends=True) if not line.startswith(INSTALLING)]
        script = "".join(lines)
        if re.search(r"^\s*[^#\s]", script, flags=re.M):
            found.append(script)
    return found


README = readme_scripts()


@pytest.mark.parametrize("number", range(len(README)))
def test_readme_runs(spec, number, tmp_path):
    try_out(spec, tmp_path, README[number])


def test_readme_is_short():
    assert len((TOP / "README.md").read_text(encoding="utf-8").splitlines()) <= 220


def test_readme_refers_to_existing_files():
    path = TOP / "README.md"
    if not path.exists():
        pytest.skip("there is no README.md")
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (TOP / target).exists(), target
    for script in set(re.findall(r"\bscripts/[\w./-]*\w", text)):
        assert (TOP / script).exists(), script


# spec-stream(5)


def reader(tmp_path, language):
    blocks = literals(section(TOP / "man" / "spec-stream.5", "READING A STREAM"))
    mark = {"python": "import numpy", "sh": "#!/bin/sh"}[language]
    (text,) = (block for block in blocks if mark in block)
    path = tmp_path / f"reader.{language}"
    path.write_text(text, encoding="utf-8")
    return [{"python": sys.executable, "sh": "sh"}[language], str(path)]


def streams(spec, tmp_path):
    """Two streams of two channels, one with its row count in the header, one with a closing line."""
    samples = spectools.noise(1000, 2)
    counted = spec.run("spec-stft", "-n", 16, "-k", "complex", stdin=spectools.sample_stream(samples)).out
    closed = spec.run("spec-stft", "-n", 16, "-k", "complex", stdin=spectools.sample_stream(samples, announce=False)).out
    assert b"\nrows " in counted[:512] and b"\nrows " not in closed[:512]
    for name, blob in (("counted.spec", counted), ("closed.spec", closed)):
        (tmp_path / name).write_bytes(blob)
        yield tmp_path / name, spectools.Stream(blob)


def read(command, path):
    return subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=60)


def test_python_reader(spec, tmp_path):
    command = reader(tmp_path, "python")
    for path, stream in streams(spec, tmp_path):
        done = read(command, path)
        assert done.stdout.split() == ["complex", *map(str, stream.rows.shape)], done.stderr


def test_shell_reader(spec, tmp_path):
    command = reader(tmp_path, "sh")
    for path, stream in streams(spec, tmp_path):
        done = read(command, path)
        assert done.returncode == 0 and done.stderr == ""
        got = np.array([line.split() for line in done.stdout.splitlines()], dtype=float)
        want = stream.rows.reshape(len(stream.rows), -1)
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-6)  # od prints at least 8 digits


@pytest.mark.parametrize("language", ["python", "sh"])
def test_readers_notice_a_cut(spec, tmp_path, language):
    command = reader(tmp_path, language)
    for path, stream in streams(spec, tmp_path):
        for blob in (stream.blob[:-4], stream.blob[:-64], stream.blob + b"\0\0\0\0", b"RIFF" + stream.blob):
            path.write_bytes(blob)
            assert read(command, path).returncode != 0
    rows = spectools.sample_stream(np.zeros(5), announce=False)[:-64]
    for closing in (spectools.closing_line(4), spectools.closing_line(5, "cut: no more")):
        path.write_bytes(rows + closing)
        assert read(command, path).returncode != 0


def test_every_key_is_described():
    text = (TOP / "common" / "stream" / "header.c").read_text(encoding="utf-8")
    keys = set(re.findall(r'\bFIELD\("([\w-]+)"', text)) | {"stft", "hist", "speakers"}
    keys |= {key for folder in ("tools", "common") for path in (TOP / folder).rglob("*.c")
             for key in re.findall(r'header_note\([^,]+, "([\w-]+)"', path.read_text(encoding="utf-8"))}
    page = " ".join(line[4:] for line in section(TOP / "man" / "spec-stream.5", "HEADER") if line.startswith(".It "))
    assert keys == set(re.split(r"[\s,]+", page.replace("Cm ", "")))


def test_every_kind_and_axis_is_described():
    text = " ".join(section(TOP / "man" / "spec-stream.5", "HEADER"))
    header = (TOP / "common" / "stream" / "header.c").read_text(encoding="utf-8")
    kinds = re.findall(r'"(\w+)"', re.search(r"NAMES\(header_kind,(.*?)\)", header, flags=re.S)[1])
    scales = (TOP / "common" / "signal" / "transform" / "scale.c").read_text(encoding="utf-8")
    units = re.findall(r'^    \{"[\w-]+", "([\w-]+)"', scales, flags=re.M)
    assert len(kinds) > 5 and len(units) > 5
    for word in kinds + units + ["index"]:
        assert re.search(rf"(?<![\w-]){word}(?![\w-])", text), word


def test_unknown_keys_pass(spec):
    stream = spec.stream("-n", 16, stdin=spectools.sample_stream(np.zeros(64), "bird robin", "tree an old oak"))
    assert stream.header["bird"] == "robin" and stream.header["tree"] == "an old oak"
