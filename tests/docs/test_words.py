# SPDX-License-Identifier: GPL-2.0-or-later
"""
Phrases that have a plainer equivalent, which comments, names and messages use instead.

The sources are split into three kinds of text: comments and docstrings, names (underscores read as spaces), and
strings, to which the pages belong. Line breaks, comment marks and the seams of adjacent strings do not hide a phrase.
"""
import io
import re
import token
import tokenize
from pathlib import Path

import pytest

from test_house import TOP, is_script

PHRASES = {
    r"makes? (?:them|it) sharp(?!er)|energy where it comes from": "sharpens, reassigns energy to its true time and frequency",
    r"(?:programs? )?lies? in `?build/tools": "are in build/tools",
    r"of one's own choice": "with your own settings",
    r"\blost unsaid": "is reported",
    r"that nobody knows": "unknown",
    r"\b(?:is|are) left alone": "is not read, is not changed",
    r"a stream of any rows|spectra first\b": "a stream, or audio, for which a spectrogram is computed first",
    r"taper laid over": "analysis window",
    r"where to begin|how much to take": "start time, duration",
    r"what came of an input": "accept truncated input",
    r"nothing came: it is empty|the program before this one": "no input, the previous command",
    r"\bis one too many": "unexpected argument",
    r"there is no '[^']*', only": "unknown ..., did you mean ...?",
    r"no row comes of": "no output: the input is shorter than one frame",
    r"\bbare numbers?\b": "raw samples",
    r"cannot look well": "reports failure if any stage fails",
    r"\bthe two ends of a program": "opens input and output and closes both",
    r"\bwhat is done to rows|as a series in time": "CMVN, deltas and splicing",
    r"\bthe traits of": "the --features columns, descriptors",
    r"what was held leaves|\bheld leaves": "writes the rows kept while ...",
    r"that is there or the program is not": "never returns NULL",
    r"\bof delays by phase": "Nelson only: ...",
    r"\bfolded back": "aliases",
    r"throws? away what came": "discards input",
    r"\b(?:begins?|began) anew": "restarts",
    r"\bcame damaged": "is damaged",
    r"\bwhat (?:it|they) sends?\b": "its format",
}
PAGES = [TOP / "README.md", *sorted((TOP / "man").glob("*.[1-8]"))]
SOURCES = sorted(path for path in [TOP / "CONTRIBUTING.md", TOP / "CHANGELOG.md", TOP / ".ci" / "run", *(
    path for place in ("common", "tools", "tests", "scripts") for path in (TOP / place).rglob("*"))]
    if path.suffix in (".c", ".h", ".md", ".build") or is_script(path))
C_TOKEN = re.compile(r'(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*")|(?P<name>[A-Za-z_]\w*)|\'(?:\\.|[^\'\\])+\'', re.S)


def of_c(text):
    parts = {"comments": [], "names": [], "strings": []}
    end = 0
    for found in C_TOKEN.finditer(text):
        between, end = text[end:found.start()], found.end()
        if found["comment"]:
            parts["comments"].append(re.sub(r"(?m)^\s*\*|/\*|\*/|//", " ", found["comment"]))
        elif found["name"]:
            parts["names"].append(found["name"])
        elif found["string"]:
            seam = "" if between.strip() == "" else "\n;\n"  # adjacent strings are one
            parts["strings"].append(seam + found["string"][1:-1])
    return {"comments": " ;\n".join(parts["comments"]), "names": "\n".join(parts["names"]), "strings": "".join(parts["strings"])}


def of_python(text):
    parts = {"comments": [], "names": [], "strings": []}
    previous = token.NEWLINE
    for kind, word, *_ in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind == tokenize.COMMENT:
            parts["comments"].append(word.lstrip("#"))
        elif kind == token.STRING:
            begins = previous in (token.NEWLINE, token.INDENT, token.DEDENT, tokenize.NL)
            parts["comments" if begins and word.startswith('"""') else "strings"].append(word)
        elif kind == token.NAME:
            parts["names"].append(word)
        if kind != tokenize.COMMENT:
            previous = kind
    return {kind: "\n".join(words) for kind, words in parts.items()}


def of_shell(text):
    lines = text.split("\n")
    comments = [line.strip().lstrip("#") for line in lines if line.strip().startswith("#")]
    rest = "\n".join(line for line in lines if not line.strip().startswith("#"))
    return {"comments": "\n".join(comments), "names": "", "strings": rest}


def parts_of(path):
    text = path.read_text(encoding="utf-8")
    if path in PAGES:
        return {"comments": "", "names": "", "strings": text}
    if path.suffix in (".c", ".h"):
        return of_c(text)
    if path.suffix == ".md":
        return {"comments": text, "names": "", "strings": ""}
    first = text.split("\n", 1)[0]
    return of_python(text) if path.suffix == ".py" or "python" in first else of_shell(text)


def found_in(path, kinds):
    parts = parts_of(path)
    wrong = []
    for kind in kinds:
        text = parts[kind].replace("_", " ") if kind == "names" else parts[kind]
        text = re.sub(r"\s+", " ", text) if kind != "names" else text
        for phrase, plain in PHRASES.items():
            wrong += [f"{path.relative_to(TOP)}: '{found.group()}' ({kind}): {plain}"
                      for found in re.finditer(phrase, text, flags=re.I)]
    return wrong


@pytest.mark.parametrize("kind", ["comments", "names", "strings"])
def test_plain_words(kind):
    wrong = [line for path in SOURCES + PAGES if path != Path(__file__).resolve() for line in found_in(path, [kind])]
    assert not wrong, "\n" + "\n".join(wrong)


def test_phrases_are_found_across_lines(tmp_path):
    text = '/* What was\n * held leaves. */\nstatic const char bare_numbers[] = "it is one "\n    "too many"; // a rate that\n'
    parts = of_c(text)
    assert re.search(r"What was\s+held leaves", parts["comments"])
    assert parts["strings"].endswith("it is one too many") and "bare_numbers" in parts["names"]
    parts = of_python('"""Bare\nnumbers."""\nX = "taper laid over"  # left\n')
    assert "Bare\nnumbers" in parts["comments"] and "left" in parts["comments"] and "taper" in parts["strings"]
