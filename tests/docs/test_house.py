# SPDX-License-Identifier: GPL-2.0-or-later
"""
The rules of the source tree that a program can check: who may use whom, how long files and functions are, how a file
begins. The checker is tests/house.py; test_house_checker.py shows that it finds what breaks a rule.
"""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import house

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


# Headers that declare what other files define: {header: modules, as a pattern}.
FAMILIES = {
    # One interface, several implementations.
    "common/capture/device.h": r"common/capture/(alsa|alsa_list|alsa_none|bytes|serial|serial_list)",
    "common/capture/wire_parts.h": r"common/capture/wire_(bare|due_packet|framed|tag7|text)",
    "common/stream/row_format.h": r"common/stream/write_\w+",
    "common/stream/source.h": r"common/stream/read_\w+",
    # One module in several files.
    "common/cli/option.h": r"common/cli/option_(help|kind|parse)",
    "common/features/layout.h": r"common/features/layout_names",
}


@pytest.fixture(scope="module")
def tree():
    if shutil.which("ctags") is None:
        pytest.skip("universal-ctags is not installed")
    return house.Tree(TOP)


@pytest.fixture(scope="module")
def table(tree):
    """The symbols of the build that is under test. Every C file must be in it, but for devices that are left out."""
    build = Path(os.environ.get("SPECPIPE_BUILD") or TOP / "build" / "tools").resolve().parent
    if not (build / "compile_commands.json").exists():
        pytest.skip(f"{build} is not a build folder of meson")
    if shutil.which("nm") is None:
        pytest.skip("nm is not installed")
    found = house.object_symbols(build, TOP)
    if found and not any(defined for defined, _ in found.values()):
        pytest.skip("nm does not read these objects, which are left to the optimiser of the linker")
    absent = {house.module(path) for path in tree.files if path.endswith(".c")} - found.keys()
    absent = {place for place in absent if not place.startswith("common/capture/alsa")}
    assert not absent, f"{build} is out of date, or a build of another tree: it has no {', '.join(sorted(absent))}"
    return found


@pytest.fixture(scope="module")
def uses(tree, table):
    return {**house.symbol_uses(table), **house.include_uses(tree)}



def none(wrong):
    """Fails with every line of `wrong`, if there is any."""
    assert not wrong, "\n" + "\n".join(wrong)


def test_tools_has_six_programs_and_six_rooms():
    programs = ["spec-capture.c", "spec-decimate.c", "spec-mfcc.c", "spec-reassign.c", "spec-render.c", "spec-stft.c"]
    rooms = ["capture", "mfcc", "reassign", "render", "shared", "stft"]
    assert sorted(path.name for path in (TOP / "tools").iterdir()) == sorted(["meson.build", *programs, *rooms])


def test_common_has_islands_and_joins():
    assert sorted(path.name for path in (TOP / "common").iterdir()) == sorted([*house.ISLANDS, *house.JOINS])


def test_unit_tests_follow_the_folders_of_common():
    folders = {path.parent.relative_to(TOP / "tests" / "unit") for path in (TOP / "tests" / "unit").rglob("*/test_*.c")}
    assert folders and [str(one) for one in folders if not (TOP / "common" / one).is_dir()] == []
    assert [path.name for path in (TOP / "tests" / "unit").glob("*.c")] == []


@pytest.mark.parametrize("room", [*house.ISLANDS, *house.JOINS])
def test_every_folder_of_common_has_unit_tests(room):
    assert list((TOP / "tests" / "unit" / room).rglob("test_*.c")) != []


def test_every_include_finds_its_file(tree):
    none(house.missing_files(tree))


def test_includes_keep_the_dependency_rule(tree):
    none(house.wrong_uses(house.include_uses(tree)))


def test_calls_keep_the_dependency_rule(table):
    none(house.wrong_uses(house.symbol_uses(table)))


def test_no_circle_between_files(uses):
    none([house.describe(circle, uses) for circle in house.circles(uses)])


def test_no_circle_between_folders(uses):
    between = house.by_folder(uses)
    none([house.describe(circle, between) for circle in house.circles(between)])


def test_declarations_are_in_the_header_of_their_file(tree, table):
    none(house.strayed(tree, table, FAMILIES))


def test_undeclared_symbols_are_static(tree, table):
    none(house.undeclared(tree, table))


def test_the_name_of_a_struct_is_used_once(tree):
    none(house.named_twice(tree))


def test_static_functions_have_names_of_their_own(tree):
    none(house.shadowed(tree))


def test_exceptions_are_still_needed(tree, table):
    """A family that is listed above but no longer exists is to be taken off the list."""
    none([pattern for header, pattern in FAMILIES.items()
          if house.strayed(tree, table, {key: other for key, other in FAMILIES.items() if key != header}) == []])


def test_files_are_short(tree):
    none(house.long_files(tree))


def test_functions_are_short(tree):
    none(house.long_functions(tree))


def test_most_functions_are_under_20_lines(tree):
    lines = house.function_lines(tree).values()
    assert sum(count < 20 for count in lines) > 0.8 * len(lines)


def test_every_file_names_its_licence():
    wrong = []
    for path in C_FILES + SCRIPTS:
        lines = path.read_text(encoding="utf-8").split("\n", 2)
        line = lines[1] if lines[0].startswith(("#!", "#compdef")) else lines[0]
        if not re.fullmatch(r"(/\* |# )SPDX-License-Identifier: GPL-2\.0-or-later( \*/)?", line):
            wrong.append(name(path))
    assert wrong == []


def test_contributing_names_files_that_exist():
    """Paths in full, and names that are unique in the tree; capitals are placeholders."""
    text = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    known = {path.name for place in ("common", "tools", "tests", "scripts", "man") for path in (TOP / place).rglob("*")}
    named = set(re.findall(r"`([a-z0-9_./-]+\.(?:c|h|py|build|1|5|7))`", text))
    named |= set(re.findall(r"`((?:tools|common|tests|scripts|man|\.ci)/[a-z0-9_./-]*)`", text))
    none(sorted(one for one in named if not (TOP / one).exists() and not ("/" not in one and one in known)))


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
