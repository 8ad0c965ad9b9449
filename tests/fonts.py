# SPDX-License-Identifier: GPL-2.0-or-later
"""Installed fonts of a test's own: small files with a box for each character."""
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def box(left, bottom, right, top):
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    pen.lineTo((left, top))
    pen.lineTo((right, top))
    pen.lineTo((right, bottom))
    pen.closePath()
    return pen.glyph()


def make_font(path, family, boxes, style="Regular"):
    """boxes: {character: (left, bottom, right, top)} in thousandths of the em; each is 1000 wide."""
    names = [".notdef", *(f"u{ord(character):X}" for character in boxes)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(character): f"u{ord(character):X}" for character in boxes})
    builder.setupGlyf({".notdef": box(0, 0, 100, 100), **{f"u{ord(c):X}": box(*edges) for c, edges in boxes.items()}})
    builder.setupHorizontalMetrics({name: (1000, 0) for name in names})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": style})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["head"].macStyle = builder.font["OS/2"].fsSelection = 0
    if "Bold" in style:
        builder.font["head"].macStyle, builder.font["OS/2"].fsSelection = 1, 32
    builder.save(path)


def environment(folder):
    """The environment in which only the fonts in folder/fonts are installed."""
    return {"XDG_DATA_DIRS": str(folder), "XDG_DATA_HOME": str(folder / "none"), "HOME": str(folder / "none")}
