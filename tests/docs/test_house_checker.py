# SPDX-License-Identifier: GPL-2.0-or-later
"""The checker of the source tree (tests/house.py), on small trees that break one rule each."""
import json
import shutil
import subprocess

import pytest

import house

needs_ctags = pytest.mark.skipif(shutil.which("ctags") is None, reason="universal-ctags is not installed")
needs_nm = pytest.mark.skipif(shutil.which("nm") is None or shutil.which("gcc") is None, reason="no gcc or no nm")


@pytest.fixture
def grow(tmp_path):
    """Writes {path: text} into a folder and reads it as a tree."""
    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return house.Tree(tmp_path)
    return write


@pytest.mark.parametrize("user, used", [
    ("common/cli/option.c", "common/base/notation.h"),
    ("common/signal/mel/mel.c", "common/signal/transform/scale.h"),
    ("common/spectra/spectra_header.c", "common/stream/header.h"),
    ("common/features/layout.c", "common/spectra/spectra_header.h"),
    ("common/picture/paint.c", "common/image/canvas.h"),
    ("tools/shared/run.c", "common/cli/tool.h"),
    ("tools/mfcc/preset.c", "tools/shared/io_options.h"),
    ("tools/mfcc/preset.c", "tools/mfcc/recipe_options.h"),
    ("tools/spec-stft.c", "tools/shared/run.h"),
    ("tools/spec-render.c", "tools/reassign/reassign_options.h"),
])
def test_ways_that_are_right(user, used):
    assert house.may_use(user, used)


@pytest.mark.parametrize("user, used", [
    ("common/base/notation.c", "common/cli/option.h"),  # base uses only itself
    ("common/signal/mel/mel.c", "common/stream/header.h"),  # an island another
    ("common/stream/io.c", "common/cli/message.h"),
    ("common/image/png.c", "common/picture/view.h"),  # an island a join
    ("common/spectra/column_names.c", "common/image/text.h"),  # a join what it does not join
    ("common/spectra/column_names.c", "common/features/layout.h"),
    ("common/features/layout.c", "common/picture/view.h"),
    ("common/picture/paint.c", "common/cli/message.h"),  # no join may use cli
    ("common/picture/paint.c", "common/capture/device.h"),
    ("common/novelty/new.c", "common/stream/header.h"),  # a folder that the rule does not know
    ("common/signal/mel/mel.c", "tools/shared/run.h"),  # common knows no tools
    ("tools/shared/run.c", "tools/mfcc/preset.h"),  # shared uses no room
    ("tools/mfcc/preset.c", "tools/reassign/inverse.h"),  # a room another room
    ("tools/mfcc/preset.c", "tools/spec-mfcc.c"),  # nobody a program
    ("tools/spec-stft.c", "tools/spec-mfcc.c"),
])
def test_ways_that_are_wrong(user, used):
    assert not house.may_use(user, used)


@needs_ctags
def test_a_wrong_include_is_found(grow):
    tree = grow({"common/signal/fft.c": '#include "stream/io.h"\n', "common/stream/io.h": ""})
    assert house.wrong_uses(house.include_uses(tree)) == ['common/signal/fft includes "stream/io.h" of common/stream/io']


@needs_ctags
def test_an_include_by_a_relative_path_is_followed(grow):
    tree = grow({"common/signal/fft.c": '#  include "../stream/io.h"\n', "common/stream/io.h": "",
                 "tools/mfcc/preset.c": '#include "tools/reassign/grid.h"\n', "tools/reassign/grid.h": ""})
    assert len(house.wrong_uses(house.include_uses(tree))) == 2


@needs_ctags
def test_an_include_of_nothing_is_found(grow):
    tree = grow({"common/signal/fft.c": '#include "signal/fftw.h"\n'})
    assert house.missing_files(tree) == ['common/signal/fft.c includes "signal/fftw.h", which does not exist']


@needs_ctags
def test_a_circle_of_two_includes_is_found(grow):
    uses = house.include_uses(grow({
        "common/signal/a.h": '#include "signal/b.h"\n', "common/signal/b.h": "", "common/signal/c.h": "",
        "common/signal/a.c": '#include "signal/a.h"\n#include "signal/c.h"\n',
        "common/signal/b.c": '#include "signal/b.h"\n#include "signal/a.h"\n'}))
    circles = house.circles(uses)
    assert circles == [("common/signal/a", "common/signal/b")]
    assert house.describe(circles[0], uses) == ('common/signal/a includes "signal/b.h" of common/signal/b; '
                                                'common/signal/b includes "signal/a.h" of common/signal/a')


def test_a_circle_of_three_calls_is_found():
    uses = house.symbol_uses({
        "common/signal/a": ({"a_find"}, {"b_find", "malloc"}), "common/signal/b": ({"b_find"}, {"c_find"}),
        "common/signal/c": ({"c_find"}, {"a_find"}), "common/signal/d": ({"d_find"}, {"a_find", "b_find", "c_find"})})
    assert house.circles(uses) == [("common/signal/a", "common/signal/b", "common/signal/c")]


@needs_ctags
def test_a_circle_of_a_call_and_an_include_is_found(grow):
    tree = grow({"common/signal/a.c": "void b_find(void);\n", "common/signal/a.h": "",
                 "common/signal/b.c": '#include "signal/a.h"\n'})
    table = {"common/signal/a": (set(), {"b_find"}), "common/signal/b": ({"b_find"}, set())}
    assert house.circles(house.include_uses(tree)) == []
    assert house.circles({**house.symbol_uses(table), **house.include_uses(tree)}) != []


def test_calls_without_a_circle_pass():
    uses = house.symbol_uses({"common/signal/a": ({"a_find"}, {"b_find", "c_find"}),
                              "common/signal/b": ({"b_find"}, {"c_find"}), "common/signal/c": ({"c_find"}, set())})
    assert len(uses) == 3 and house.circles(uses) == []


def test_a_circle_of_folders_is_found_where_files_have_none():
    uses = house.symbol_uses({
        "common/signal/mel/a": ({"a_find"}, {"b_find"}), "common/signal/rows/b": ({"b_find"}, set()),
        "common/signal/rows/c": ({"c_find"}, {"d_find"}), "common/signal/mel/d": ({"d_find"}, set())})
    assert house.circles(uses) == []
    assert house.circles(house.by_folder(uses)) == [("common/signal/mel", "common/signal/rows")]


def test_a_wrong_call_is_found_without_an_include():
    uses = house.symbol_uses({"common/stream/io": (set(), {"tool_die"}), "common/cli/message": ({"tool_die"}, set())})
    assert house.wrong_uses(uses) == ["common/stream/io uses tool_die of common/cli/message"]


def test_a_symbol_that_many_define_belongs_to_none():
    both = ({"main", "__asan_registered"}, set())
    assert house.symbol_uses({"tools/spec-a": both, "tools/spec-b": both, "tools/shared/c": (set(), {"main"})}) == {}


@needs_nm
def test_symbols_are_read_from_the_objects_of_a_build(tmp_path):
    top, build = tmp_path / "top", tmp_path / "a build"
    texts = {"common/base/a.c": "int b_value; static int own(void) { return b_value; } int a_find(void) { return own(); }",
             "common/base/b.c": "extern int a_find(void); extern int b_table[]; int b_find(void) { return a_find() + *b_table; }"}
    entries = []
    for path, text in texts.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
        entries.append({"directory": str(build), "file": f"../top/{path}", "output": path.replace("/", "_") + ".o"})
        build.mkdir(exist_ok=True)
        subprocess.run(["gcc", "-c", "-o", build / entries[-1]["output"], top / path], check=True, timeout=60)
    entries.append({"directory": str(build), "file": "../top/tests/unit/test_a.c", "output": "test.o"})
    (build / "compile_commands.json").write_text(json.dumps(entries))
    table = house.object_symbols(build, top)
    assert table.keys() == {"common/base/a", "common/base/b"}
    assert table["common/base/a"][0] == {"a_find", "b_value"}
    assert table["common/base/b"][0] == {"b_find"} and {"a_find", "b_table"} <= table["common/base/b"][1]
    assert house.symbol_uses(table) == {("common/base/b", "common/base/a"): "uses a_find"}


@needs_ctags
def test_long_files_are_found(grow):
    tree = grow({"common/base/a.c": "\n" * 401, "common/base/b.c": "\n" * 400, "common/image/x_data.c": "\n" * 900,
                 "tools/spec-a.c": "\n" * 251, "tools/spec-b.c": "\n" * 250, "tools/shared/c.c": "\n" * 400})
    assert house.long_files(tree) == ["common/base/a.c: 401 lines, at most 400", "tools/spec-a.c: 251 lines, at most 250"]


@needs_ctags
def test_long_functions_are_found(grow):
    def function(name, lines):
        return f"static int {name}(int x)\n{{\n" + "    x++;\n" * (lines - 4) + "    return x;\n}\n"

    tree = grow({"common/base/a.c": function("long_one", 61) + "\n" + function("short_one", 60)})
    assert house.long_functions(tree) == ["common/base/a.c: long_one has 61 lines, at most 60"]


@needs_ctags
def test_a_definition_away_from_its_header_is_found(grow):
    tree = grow({"common/base/a.h": "int a_find(int x);\nint a_next(int x);\nextern const int a_table[3];\nint a_macro(int);\n",
                 "common/base/a.c": "int a_find(int x)\n{\n    return x;\n}\n",
                 "common/base/b.c": "int a_next(int x)\n{\n    return x;\n}\nconst int a_table[3] = {1};\n"})
    table = {"common/base/a": ({"a_find", "a_macro"}, set()), "common/base/b": ({"a_next", "a_table"}, set())}
    assert house.strayed(tree, table, {}) == ["common/base/a.h declares a_next, which common/base/b defines",
                                              "common/base/a.h declares a_table, which common/base/b defines"]
    assert house.strayed(tree, table, {"common/base/a.h": "common/base/b"}) == []
    assert house.strayed(tree, {}, {"common/base/a.h": "common/base/b"}) == [
        "common/base/a.h declares a_macro, which nothing defines"]


@needs_ctags
def test_a_global_symbol_that_no_header_declares_is_found(grow):
    tree = grow({"common/base/a.h": "int a_find(void);\n",
                 "common/base/a.c": "int state;\nint a_find(void)\n{\n    return state;\n}\n"})
    table = {"common/base/a": ({"a_find", "state", "__asan_state"}, set())}
    assert house.undeclared(tree, table) == ["common/base/a defines state, which no header declares"]


@needs_ctags
def test_a_struct_named_like_that_of_another_header_is_found(grow):
    tree = grow({"common/base/a.h": "struct line {\n    int a;\n};\nstruct line;\n",
                 "common/base/b.c": "struct line {\n    int b;\n};\n",
                 "common/base/c.c": "struct own {\n    int a;\n};\n",
                 "common/base/d.c": "struct own {\n    int b;\n};\n",
                 "common/image/e.h": "struct apart {\n    int a;\n};\n",
                 "common/stream/f.c": "struct apart {\n    int b;\n};\n",  # may not use image
                 "common/image/g.h": "struct shown {\n    int a;\n};\n",
                 "common/stream/h.h": "struct shown {\n    int b;\n};\n"})
    assert house.named_twice(tree) == ["struct line: common/base/a.h, common/base/b.c",
                                       "struct shown: common/image/g.h, common/stream/h.h"]


@needs_ctags
def test_a_static_function_named_like_a_shared_one_is_found(grow):
    tree = grow({"common/base/a.c": "int a_find(void)\n{\n    return 1;\n}\n",
                 "common/base/b.c": "static int a_find(void)\n{\n    return 2;\n}\nstatic int own(void)\n{\n    return 3;\n}\n",
                 "common/base/c.c": "static int own(void)\n{\n    return 4;\n}\n"})
    assert house.shadowed(tree) == ["a_find: common/base/b.c has a namesake in common/base/a.c"]
