# SPDX-License-Identifier: GPL-2.0-or-later
"""
The rules of the source tree, as functions that list what breaks them. An empty list means that a rule is kept.

A Tree reads the C files of common/ and tools/: their includes and, by ctags, their functions, variables and structs.
`object_symbols` reads the objects of a build: which module defines a symbol and which modules use it. Includes and
symbols together are the uses of a tree: {(user, used): reason}. Paths are relative to the top of the tree; a module is
a path without its suffix, so that NAME.c and NAME.h are one.
"""
import json
import os
import re
import subprocess
from collections import deque
from pathlib import Path

ISLANDS = ("base", "cli", "stream", "signal", "image", "capture")  # each uses base and itself
JOINS = {
    "spectra": {"stream", "signal"},
    "features": {"stream", "signal", "spectra"},
    "picture": {"stream", "signal", "spectra", "image"},
}
PROGRAM_LINES, FILE_LINES, FUNCTION_LINES = 250, 400, 60


def module(path):
    return os.path.splitext(path)[0]


def folder(path):
    return os.path.dirname(path)


def is_program(path):
    return re.fullmatch(r"tools/spec-[^/]+", module(path)) is not None


def may_use(user, used):
    """Whether the dependency rule lets one file or module use another."""
    if module(user) == module(used):
        return True
    if is_program(used):
        return False
    floor, room = (user.split("/") + [""])[:2]
    other_floor, other_room = (used.split("/") + [""])[:2]
    if floor == "tools":
        return other_floor == "common" or is_program(user) or other_room in (room, "shared")
    if room not in ISLANDS and room not in JOINS:
        return False
    return other_floor == "common" and other_room in {"base", room} | JOINS.get(room, set())


class Tree:
    """The C files of common/ and tools/ below the folder `top`."""

    def __init__(self, top):
        self.top = Path(top)
        found = [path for floor in ("common", "tools") for path in (self.top / floor).rglob("*.[ch]")]
        self.files = sorted(path.relative_to(self.top).as_posix() for path in found)
        self.tags = self.read_tags()

    def text(self, path):
        return (self.top / path).read_text(encoding="utf-8")

    def find(self, user, included):
        """The file that `user` includes by this text, or None. The order is the compiler's."""
        for start in (folder(user), "common", ""):
            path = os.path.normpath(os.path.join(start, included))
            if (self.top / path).is_file():
                return path
        return None

    def includes(self):
        """Yields (user, used, text between the quotes). `used` is None where there is no such file."""
        for user in self.files:
            for included in re.findall(r'^\s*#\s*include\s*"([^"]*)"', self.text(user), flags=re.M):
                yield user, self.find(user, included), included

    def read_tags(self):
        """A dict for each function, prototype, variable, extern declaration, struct, union and enum."""
        command = ["ctags", "--options=NONE", "--quiet", "--languages=C", "--langmap=C:.c.h", "--kinds-C=fpvxsug",
                   "--fields=+ne", "--fields-C=+{properties}", "--sort=no", "--output-format=json", "-f", "-", "-L", "-"]
        done = subprocess.run(command, cwd=self.top, input="\n".join(self.files), capture_output=True, text=True,
                              check=True, timeout=60)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def tagged(self, *kinds):
        """Yields (path, name, tag) of everything of these kinds that is not static."""
        for tag in self.tags:
            if tag["kind"] in kinds and "static" not in tag.get("properties", ""):
                yield tag["path"], tag["name"], tag


# Symbols of a build


def object_symbols(build, top):
    """{module: (symbols defined, symbols used)} of the objects of common/ and tools/, as listed by meson."""
    places = {}
    for entry in json.loads((Path(build) / "compile_commands.json").read_text(encoding="utf-8")):
        source = os.path.relpath(os.path.join(entry["directory"], entry["file"]), top)
        compiled = os.path.join(entry["directory"], entry["output"])
        if source.split("/")[0] in ("common", "tools") and os.path.exists(compiled):
            places[compiled] = module(source)
    found = {place: (set(), set()) for place in places.values()}
    if found:
        done = subprocess.run(["nm", "-A", "-P", "-g", *places], capture_output=True, text=True, check=False, timeout=60)
        for line in done.stdout.splitlines():
            compiled, _, symbol = line.partition(": ")
            name, kind = symbol.split()[:2]
            found[places[compiled]][kind in "Uvw"].add(name)
    return found


# Uses


def owners(table):
    """{symbol: module that defines it}. Symbols with several definitions (main, a sanitizer's) have no owner."""
    found, several = {}, set()
    for place, (defined, _) in table.items():
        several |= found.keys() & defined
        found.update(dict.fromkeys(defined, place))
    return {name: place for name, place in found.items() if name not in several}


def include_uses(tree):
    return {(module(user), module(used)): f'includes "{text}"' for user, used, text in tree.includes()
            if used is not None and module(user) != module(used)}


def symbol_uses(table):
    owner = owners(table)
    return {(user, owner[name]): f"uses {name}"
            for user, (_, used) in table.items() for name in sorted(used) if owner.get(name, user) != user}


def by_folder(uses):
    return {(folder(user), folder(used)): f"{user} {why}"
            for (user, used), why in uses.items() if folder(user) != folder(used)}


# Rules


def missing_files(tree):
    return [f'{user} includes "{text}", which does not exist' for user, used, text in tree.includes() if used is None]


def wrong_uses(uses):
    return [f"{user} {why} of {used}" for (user, used), why in sorted(uses.items()) if not may_use(user, used)]


def way(used_by, start, end):
    """A shortest path of uses from `start` to `end`, as a list of places; empty if there is none."""
    came_from, waiting = {start: None}, deque([start])
    while waiting:
        place = waiting.popleft()
        if place == end:
            path = []
            while place is not None:
                path.insert(0, place)
                place = came_from[place]
            return path
        for used in used_by.get(place, ()):
            if used not in came_from:
                came_from[used] = place
                waiting.append(used)
    return []


def circles(uses):
    """A shortest circle through each use that is part of one: tuples of places, beginning with the least."""
    used_by = {}
    for user, used in sorted(uses):
        used_by.setdefault(user, []).append(used)
    found = set()
    for user, used in uses:
        if path := way(used_by, used, user):
            least = path.index(min(path))
            found.add(tuple(path[least:] + path[:least]))
    return sorted(found, key=lambda circle: (len(circle), circle))


def describe(circle, uses):
    """A circle in words, with the reason of each step."""
    steps = zip(circle, circle[1:] + circle[:1])
    return "; ".join(f"{user} {uses[user, used]} of {used}" for user, used in steps)


def long_files(tree):
    wrong = []
    for path in tree.files:
        most, lines = PROGRAM_LINES if is_program(path) else FILE_LINES, tree.text(path).count("\n")
        if lines > most and not path.endswith("_data.c"):
            wrong.append(f"{path}: {lines} lines, at most {most}")
    return wrong


def function_lines(tree):
    """{(path, name): lines}, from the line of the name to the closing brace."""
    return {(tag["path"], tag["name"]): tag["end"] - tag["line"] + 1 for tag in tree.tags if tag["kind"] == "function"}


def long_functions(tree):
    return [f"{path}: {name} has {lines} lines, at most {FUNCTION_LINES}"
            for (path, name), lines in function_lines(tree).items() if lines > FUNCTION_LINES]


def strayed(tree, table, families):
    """
    What a header declares although another module, or none, defines it.

    table: object_symbols of a build. families: {header: modules that may define what it declares, as a pattern}
    """
    homes = {}
    for path, name, _ in tree.tagged("function", "variable"):
        homes.setdefault(name, set()).add(module(path))
    for name, place in owners(table).items():  # what macros define, ctags does not see
        homes.setdefault(name, set()).add(place)
    wrong = []
    for path, name, _ in tree.tagged("prototype", "externvar"):
        places = {place for place in homes.get(name, ()) if place != module(path)
                  and not re.fullmatch(families.get(path, "-"), place)}
        if path.endswith(".h") and name not in homes:
            wrong.append(f"{path} declares {name}, which nothing defines")
        elif path.endswith(".h") and places:
            wrong.append(f"{path} declares {name}, which {', '.join(sorted(places))} defines")
    return wrong


def undeclared(tree, table):
    """Global symbols of which no header tells: they should be static."""
    declared = {name for path, name, _ in tree.tagged("prototype", "externvar") if path.endswith(".h")}
    ours = {tag["name"] for tag in tree.tags}
    return [f"{place} defines {name}, which no header declares" for name, place in sorted(owners(table).items())
            if name in ours - declared and name != "main"]


def shadowed(tree):
    """Static functions with the name of a function that another file defines for all: readers take one for the other."""
    places = {}
    for tag in tree.tags:
        if tag["kind"] == "function":
            where = "static" if "static" in tag.get("properties", "") else "shared"
            places.setdefault(tag["name"], {}).setdefault(where, []).append(tag["path"])
    return [f"{name}: {', '.join(found['static'])} has a namesake in {', '.join(found['shared'])}"
            for name, found in sorted(places.items()) if len(found) == 2]


def named_twice(tree):
    """Structs, unions and enums of a header whose name another header, or a file that may use it, defines again."""
    places = {}
    for path, name, tag in tree.tagged("struct", "union", "enum"):
        if not name.startswith("__anon"):
            places.setdefault(f"{tag['kind']} {name}", []).append(path)
    return [f"{name}: {', '.join(paths)}" for name, paths in sorted(places.items())
            if any(one != other and one.endswith(".h") and (other.endswith(".h") or may_use(other, one))
                   for one in paths for other in paths)]
