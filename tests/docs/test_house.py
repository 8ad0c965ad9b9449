# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the house that a program can check: who may include whom, how long a file is, how it begins."""
import re
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
C_FILES = sorted(path for folder in ("common", "tools", "tests") for path in (TOP / folder).rglob("*.[ch]"))
HEADERS = [path for path in C_FILES if path.suffix == ".h"]
SCRIPT_ENDINGS = {".py", ".sh", ".bash", ".fish", ".mk"}


def first_line(path):
    with path.open("rb") as file:
        return file.readline().decode("utf-8", "replace")


def is_script(path):
    if not path.is_file() or path.suffix == ".pyc":
        return False
    return path.suffix in SCRIPT_ENDINGS or first_line(path).startswith(("#!", "#compdef"))


SCRIPTS = sorted(path for folder in ("scripts", ".ci", "tests") for path in (TOP / folder).rglob("*") if is_script(path))
SHELL = [path for path in SCRIPTS if re.match(r"#!.*\b(?:ba)?sh\b", first_line(path))]


def name(path):
    return str(path.relative_to(TOP))


def without_comments(path):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.S)


def test_there_is_something_to_check():
    assert len(C_FILES) > 50 and len(HEADERS) > 20 and len(SHELL) >= 4


# Every folder of common/ may include base and itself. These join others as well.
JOINS = {
    "spectra": {"stream", "signal"},
    "features": {"stream", "signal", "spectra"},
    "picture": {"stream", "signal", "spectra", "image"},
}


def test_a_folder_includes_only_what_its_floor_allows():
    wrong = []
    for path in C_FILES:
        if not path.is_relative_to(TOP / "common"):
            continue
        own = path.relative_to(TOP / "common").parts[0]
        allowed = {own, "base"} | JOINS.get(own, set())
        for included in re.findall(r'^\s*#\s*include\s*"([^"]*)"', path.read_text(encoding="utf-8"), flags=re.M):
            if included.split("/")[0] not in allowed:
                wrong.append(f"{name(path)} includes {included}")
    assert wrong == []


def test_files_are_short():
    wrong = []
    for path in C_FILES:
        most = 250 if path.match("tools/spec-*.c") else 400
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > most and not path.name.endswith("_data.c"):
            wrong.append(f"{name(path)}: {lines} lines of {most}")
    assert wrong == []


def test_every_file_names_its_licence():
    wrong = []
    for path in C_FILES + SCRIPTS:
        lines = path.read_text(encoding="utf-8").split("\n", 2)
        line = lines[1] if lines[0].startswith(("#!", "#compdef")) else lines[0]
        if not re.fullmatch(r"(/\* |# )SPDX-License-Identifier: GPL-2\.0-or-later( \*/)?", line):
            wrong.append(name(path))
    assert wrong == []


def test_a_decimal_point_is_a_point_in_every_locale():
    assert [name(path) for path in C_FILES if "setlocale" in without_comments(path)] == []


def test_arithmetic_is_what_the_source_says():
    builds = [TOP / "meson.build", *TOP.glob("*/meson.build"), *TOP.glob("*/*/meson.build")]
    loose = re.compile(r"-ffast-math|-funsafe-math|-Ofast|-ffp-contract=fast")
    assert [name(path) for path in builds + C_FILES if loose.search(path.read_text(encoding="utf-8"))] == []


def test_scripts_are_clean():
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", *map(str, SHELL)], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_header_stands_alone(tmp_path):
    found = subprocess.run(["pkg-config", "--cflags", "freetype2"], capture_output=True, text=True, check=True, timeout=60)
    command = ["gcc", "-fsyntax-only", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE",
               "-Icommon", "-I.", "-Itests/unit", *found.stdout.split()]
    wrong = []
    for path in HEADERS:
        alone = tmp_path / "alone.c"
        alone.write_text(f'#include "{path}"\n#include "{path}"\n', encoding="utf-8")  # twice: it has a guard
        done = subprocess.run([*command, str(alone)], cwd=TOP, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            wrong.append(done.stderr)
    assert wrong == [], "\n".join(wrong)
