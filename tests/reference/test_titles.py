# SPDX-License-Identifier: GPL-2.0-or-later
"""Characters of a title that the font lacks come from another installed font; if none has them, a warning says so."""
import os
import shutil
import subprocess

import numpy as np
import pytest

from fonts import environment, make_font
from pictures import COLOURS, PAPER, Picture, row_stream
from spectools import wav_bytes, noise

ROWS = row_stream(np.ones((4, 4)), 10)
SIZE = ("-x", 300, "-y", 60)
KANA, EGYPT, NONE = "\u3042", "\U00013000", "\U0010fffd"  # hiragana A, a hieroglyph; a private character


@pytest.fixture
def installed(tmp_path):
    """Two fonts: a box from 100 to 900 thousandths of the em for the kana, a low one for the hieroglyph."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    make_font(folder / "kana.ttf", "Kana", {KANA: (100, 0, 900, 700)})
    make_font(folder / "egypt.ttf", "Egypt", {EGYPT: (0, 0, 500, 300)})
    return {**os.environ, **environment(tmp_path)}


def titled(spec, title, env, *options):
    done = spec.run("spec-render", *SIZE, *options, "-t", title, stdin=ROWS, env=env)
    picture = Picture(done.out)
    top = picture.panels()[0][1] - 6
    assert (picture.pixels[:top] >= COLOURS).all()
    return (picture.pixels[:top].astype(int) - PAPER) / (255 - PAPER), done.err


def extent(ink):
    """left, right, top, bottom of what is drawn."""
    rows, columns = np.nonzero(ink.max(axis=1) > 0.5)[0], np.nonzero(ink.max(axis=0) > 0.5)[0]
    return columns[0], columns[-1] + 1, rows[0], rows[-1] + 1


def test_another_font_draws_what_is_missing(spec, installed):
    """Of 14 pixels an em: boxes of 11 by 10 and of 7 by 4, on the baseline of the text, and no word about it."""
    for title, width, height in ((KANA, 0.8 * 14, 0.7 * 14), (EGYPT, 0.5 * 14, 0.3 * 14)):
        ink, err = titled(spec, title, installed)
        left, right, top, bottom = extent(ink)
        assert err == "" and abs(right - left - width) <= 1 and abs(bottom - top - height) <= 1
        assert ink[top + 1:bottom - 1, left + 1:right - 1].min() == 1
        level = titled(spec, "H", installed)[0]
        assert abs(bottom - extent(level)[3]) <= 1


def test_a_title_of_three_fonts(spec, installed):
    """Every part is where the widths of the parts before it put it: 14 pixels for each box."""
    ink, err = titled(spec, f"H{KANA}{EGYPT}H", installed)
    assert err == ""
    alone = extent(titled(spec, "H", installed)[0])
    advance = extent(titled(spec, "HH", installed)[0])[1] - alone[1]
    assert abs(extent(ink)[1] - (alone[1] + advance + 28)) <= 1
    assert abs(ink.sum() - 2 * titled(spec, "H", installed)[0].sum() - (11.2 * 9.8 + 7 * 4.2)) < 12  # soft edges


def test_what_no_font_has_is_warned_of_once(spec, installed):
    for title, words in ((NONE, "1 character of the title, drawn as box\n"), (f"a{NONE}{KANA}{NONE}", "2 characters of the title, drawn as boxes\n")):
        err = titled(spec, title, installed)[1]
        assert err.count("\n") == 1 and "warning" in err and err.endswith(words), err
        assert titled(spec, title, installed, "-q")[1] == ""


def test_marks_of_direction_are_not_missing(spec, installed):
    """Joiners, variation selectors and such are not drawn, whatever the font."""
    ink, err = titled(spec, "a\ufe0fb\U000e0041", installed)
    assert err == "" and (ink == titled(spec, "ab", installed)[0]).all()


def test_no_fonts_are_no_failure(spec, tmp_path):
    done = spec.run("spec-render", *SIZE, "-t", KANA, stdin=ROWS, env={**os.environ, **environment(tmp_path)})
    assert Picture(done.out) and "1 character of the title" in done.err


def test_damaged_fonts_are_passed_over(spec, installed, tmp_path):
    whole, before = (tmp_path / "fonts" / "kana.ttf").read_bytes(), titled(spec, KANA, installed)
    for number, blob in enumerate((b"", b"x" * 5000, whole[:300], whole[:-200].replace(b"glyf", b"flyg"))):
        (tmp_path / "fonts" / f"a{number}.ttf").write_bytes(blob)
    (tmp_path / "fonts" / "again").symlink_to(tmp_path / "fonts")
    ink, err = titled(spec, KANA, installed)
    assert err == before[1] == "" and (ink == before[0]).all()


def test_the_font_that_suits_best(spec, tmp_path):
    """Of two that have a character: the regular one, not the bold; then the first by name. The user's own come first."""
    system, own = tmp_path / "fonts", tmp_path / "home" / ".fonts" / "deep"
    env = {**os.environ, **environment(tmp_path), "HOME": str(tmp_path / "home")}
    height = []
    for folder, name, style, top in ((system, "a.ttf", "Bold", 200), (system, "c.ttf", "Regular", 400), (system, "b.ttf", "Regular", 600), (own, "z.TTF", "Regular", 800)):
        folder.mkdir(parents=True, exist_ok=True)
        make_font(folder / name, name, {KANA: (100, 0, 900, top)}, style)
        box = extent(titled(spec, KANA, env)[0])
        height.append(round((box[3] - box[2]) / 14, 1))
    assert height == [0.2, 0.4, 0.6, 0.8]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("title,wanted", [("plain \u03a9 \u0416", False), (KANA, True)])
def test_fonts_are_listed_only_when_a_character_is_missing(spec, installed, tmp_path, title, wanted):
    if spec.sanitized():
        pytest.skip("LeakSanitizer does not work under strace")
    log = tmp_path / "log"
    subprocess.run(["strace", "-o", log, "-e", "trace=openat", spec.path("spec-render"), *map(str, SIZE), "-t", title, "-o", tmp_path / "x.png"],
                   input=ROWS, check=True, env=installed)
    opened = log.read_text()
    if "openat" not in opened:
        pytest.skip("strace may not trace here")
    assert (str(tmp_path / "fonts") in opened) == wanted


def test_the_name_of_a_file_is_a_title(spec, installed, tmp_path):
    path = tmp_path / f"{KANA}.wav"
    path.write_bytes(wav_bytes(noise(8000)))
    done = spec.run("spec-render", *SIZE, path, env=installed)
    assert done.err == "" and Picture(done.out).texts["Title"] == path.name
