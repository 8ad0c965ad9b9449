# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the programs' PNG files without an image library, and their axes."""
import math
import struct
import zlib
from functools import lru_cache

import numpy as np
from scipy import ndimage, signal

from spectools import closing_line, header_block

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Palette entries of a picture with axes: the colour map, then shades from background to foreground
COLOURS, PAPER, PEN = 241, 241, 255
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


# PNG


def chunks_of(blob):
    """[(type, data)] of a valid PNG file."""
    assert blob[:8] == SIGNATURE, blob[:16]
    found, at = [], 8
    while at < len(blob):
        size, kind = struct.unpack(">I4s", blob[at:at + 8])
        data, check = blob[at + 8:at + 8 + size], blob[at + 8 + size:at + 12 + size]
        assert len(data) == size and len(check) == 4, f"{kind} is cut"
        assert struct.unpack(">I", check)[0] == zlib.crc32(kind + data), f"{kind} has a wrong checksum"
        found.append((kind.decode("ascii"), data))
        at += 12 + size
    names = [kind for kind, _ in found]
    assert names[0] == "IHDR" and names[-1] == "IEND" and names.count("IEND") == 1, names
    first = names.index("IDAT")
    assert names[first:first + names.count("IDAT")] == ["IDAT"] * names.count("IDAT"), "IDAT chunks do not follow each other"
    return found


def text_of(kind, data):
    key, _, rest = data.partition(b"\0")
    if kind == "tEXt":
        return key.decode("latin-1"), rest.decode("latin-1")
    if kind == "zTXt":
        return key.decode("latin-1"), zlib.decompress(rest[1:]).decode("latin-1")
    packed, body = rest[0], rest[2:].split(b"\0", 2)[2]
    return key.decode("latin-1"), (zlib.decompress(body) if packed else body).decode("utf-8")


def unfiltered(raw, height, stride, step):
    """Undoes the row filters. step: bytes per pixel."""
    lines = np.frombuffer(raw, np.uint8).reshape(height, stride + 1)
    if not lines[:, 0].any():
        return lines[:, 1:].copy()
    out, above = np.zeros((height, stride), np.uint8), np.zeros(stride, np.uint8)
    for y in range(height):
        kind, line = lines[y, 0], lines[y, 1:]
        if kind in (0, 2):
            now = line if kind == 0 else line + above
        elif kind == 1:
            now = np.concatenate([np.cumsum(line[k::step], dtype=np.uint8)[:, None] for k in range(step)], axis=1).reshape(-1)
        else:
            assert kind in (3, 4), f"filter {kind} in row {y}"
            now, up = line.tolist(), above.tolist()
            for x in range(stride):
                a, b, c = (now[x - step], up[x], up[x - step]) if x >= step else (0, up[x], 0)
                near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
                now[x] = (now[x] + ((a + b) // 2 if kind == 3 else near)) & 255
        above = out[y] = np.asarray(now, np.uint8)
    return out


class Picture:
    """pixels[y, x]: palette indices or grey; palette[n, 3]; texts: a dictionary."""

    def __init__(self, blob):
        chunks = chunks_of(blob)
        self.blob, self.names = blob, [kind for kind, _ in chunks]
        self.width, self.height, self.depth, self.colour, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
        assert rest == [0, 0, 0], "compressed, filtered or interlaced in an unknown way"
        assert (self.depth, self.colour) in ((8, 3), (8, 0), (16, 0)), (self.depth, self.colour)
        packer = zlib.decompressobj()
        raw = packer.decompress(b"".join(data for kind, data in chunks if kind == "IDAT")) + packer.flush()
        assert packer.eof and not packer.unused_data
        step = self.depth // 8
        assert len(raw) == self.height * (self.width * step + 1)
        rows = unfiltered(raw, self.height, self.width * step, step)
        self.pixels = rows.view(">u2").astype(np.uint16) if step == 2 else rows
        plte = b"".join(data for kind, data in chunks if kind == "PLTE")
        self.palette = np.frombuffer(plte, np.uint8).reshape(-1, 3)
        if self.colour == 3:
            assert self.pixels.max() < len(self.palette)
        texts = [text_of(kind, data) for kind, data in chunks if kind in ("tEXt", "zTXt", "iTXt")]
        self.texts = dict(texts)
        assert len(self.texts) == len(texts), "a key twice"
        words = self.texts["Picture"].split()
        self.data_width, self.data_height = int(words[0]), int(words[2])
        self.orientation = self.texts["Picture"].split("time runs ")[1].split(",")[0]

    def numbers(self, key):
        return [float(word) for word in self.texts[key].split()[:2]]

    @property
    def bare(self):
        return (self.width, self.height) == (self.data_width, self.data_height)

    def rectangles(self):
        """(x, y, width, height) of each coloured area: the panels, then the colour bar. None contains text or lines."""
        found = []
        marked, _ = ndimage.label(self.pixels < COLOURS)
        for i, (rows, columns) in enumerate(ndimage.find_objects(marked)):
            assert (marked[rows, columns] == i + 1).all(), "ink was drawn over data"
            found.append((columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start))
        return sorted(found, key=lambda box: (box[0] + box[2] > max(b[0] for b in found), box[1], box[0]))

    def panels(self):
        return [(0, 0, self.width, self.height)] if self.bare else self.rectangles()[:-1]

    def bar(self):
        return self.rectangles()[-1]

    def data(self, panel=0):
        """[time, value]: earliest and lowest first."""
        x, y, width, height = self.panels()[panel]
        part = self.pixels[y:y + height, x:x + width]
        return {"right": part[::-1].T, "up": part[::-1], "down": part}[self.orientation]

    # The axes, as the text chunks describe them

    def time_of(self, pixel):
        first, end = self.numbers("Time range")
        pixels = self.data_width if self.orientation == "right" else self.data_height
        return first + (end - first) * (np.asarray(pixel) + 0.5) / pixels

    def pixel_of_time(self, seconds):
        first, end = self.numbers("Time range")
        pixels = self.data_width if self.orientation == "right" else self.data_height
        return (np.asarray(seconds, float) - first) / (end - first) * pixels - 0.5

    def value_pixels(self, panel=0):
        return self.panels()[panel][3 if self.orientation == "right" else 2]

    def pixel_of_value(self, value, panel=0):
        """The pixel of a frequency, or of a column number."""
        warp = SCALES[self.texts["Axis"]]
        low, high = (warp(v) for v in self.numbers("Frequency range" if "Frequency range" in self.texts else "Column range"))
        return (warp(value) - low) / (high - low) * (self.value_pixels(panel) - 1)

    def level_of(self, step):
        low, high = self.numbers("Level range")
        last = {0: 2 ** self.depth - 1, 3: 255 if self.bare else COLOURS - 1}[self.colour]
        return low + (high - low) * np.asarray(step, float) / last

    def step_of(self, level):
        low, high = self.numbers("Level range")
        last = {0: 2 ** self.depth - 1, 3: 255 if self.bare else COLOURS - 1}[self.colour]
        return np.clip((np.asarray(level, float) - low) / (high - low), 0, 1) * last

    # Ticks next to the frames

    def ticks_below(self, panel, thick=1):
        """[(pixel along the axis, length)] of the ticks below a frame."""
        x, y, width, height = panel
        return strokes(self.pixels[y + height + thick:, max(x - thick, 0):x + width + thick] == PEN, -min(thick, x))

    def ticks_left(self, panel, thick=1):
        """The same for the ticks to the left of a frame, counted from its lower end."""
        x, y, width, height = panel
        part = self.pixels[y - thick:y + height + thick, :x - thick][::-1, ::-1]
        return strokes((part == PEN).T, -thick, backwards=True)

    def ticks_right(self, panel, thick=1):
        x, y, width, height = panel
        part = self.pixels[y - thick:y + height + thick, x + width + thick:][::-1]
        return strokes((part == PEN).T, -thick, backwards=True)


def strokes(ink, first, backwards=False):
    """Runs in the first line of ink[depth, along], and their depths."""
    found, along = [], 0
    line = ink[0]
    while along < len(line):
        if not line[along]:
            along += 1
            continue
        end = along
        while end < len(line) and line[end]:
            end += 1
        deep = 0
        while deep < len(ink) and ink[deep, along]:
            deep += 1
        found.append(((end - 1 if backwards else along) + first, deep))
        along = end
    return found


# Frequency scales, from their published definitions


def slaney(hertz):
    hertz = np.asarray(hertz, float)
    return np.where(hertz < 1000, 3 * hertz / 200, 15 + 27 * np.log(np.maximum(hertz, 1) / 1000) / np.log(6.4))


SCALES = {
    "linear": lambda f: np.asarray(f, float),
    "index": lambda f: np.asarray(f, float),
    "log": lambda f: np.log(np.asarray(f, float)),
    "mel": lambda f: 2595 * np.log10(1 + np.asarray(f, float) / 700),
    "mel-slaney": slaney,
    "bark": lambda f: 26.81 * np.asarray(f, float) / (1960 + np.asarray(f, float)) - 0.53,
    "erb": lambda f: 21.4 * np.log10(1 + 0.00437 * np.asarray(f, float)),
    "pitch": lambda f: 12 * np.log2(np.asarray(f, float) / 440),
}


# Streams to draw


def row_stream(rows, rate, *lines, kind="power", axis="hz 0 10", start=0, announce=True):
    """A stream of rows[row, number] or rows[row, channel, number]."""
    rows = np.asarray(rows, "<f4")
    if rows.ndim == 2:
        rows = rows[:, None]
    head = [f"kind {kind}", f"rate {rate}", f"start {start!r}", f"width {rows.shape[2]}", f"channels {rows.shape[1]}", f"axis {axis}"]
    if announce:
        head.append(f"rows {len(rows)}")
    blob = header_block(*head, *lines) + rows.tobytes()
    return blob if announce else blob + closing_line(len(rows))


def power(level):
    return 10 ** (np.asarray(level, float) / 10)


def draw(spec, *args, **more):
    """The picture that spec-render writes to stdout."""
    return Picture(spec.run("spec-render", *args, **more).out)


# The automatic range, from the levels that are drawn


def automatic_range(levels, near_zero=False):
    """
    [bottom, top] of decibels by the rule of spec-render(1). near_zero: whether a cell is within two bins of 0 Hz, of the
    same shape.
    """
    levels, near_zero = np.broadcast_arrays(np.asarray(levels, float), near_zero)
    some = levels > -190
    loud = some & ~near_zero if (some & ~near_zero).any() else some
    if not loud.any():
        return [-120, 0]
    top = 5 * math.ceil(levels[loud].max() / 5)
    bottom = 5 * math.floor(np.percentile(levels[some & (levels >= top - 80)], 5) / 5)
    return [min(max(bottom, top - 80), top - 30), top]


def assert_automatic(picture, drawn, error, near_zero=False):
    """The range is that of the levels `drawn`, which are known to +-error."""
    ends = np.array([automatic_range(drawn + shift * error, near_zero) for shift in (-1, 0, 1)])
    low, high = picture.numbers("Level range")
    assert low in ends[:, 0] and high in ends[:, 1], ([low, high], ends)


# Reading labels: each area of the size of a text is compared with the text as PIL draws it in the same font


@lru_cache(maxsize=None)
def templates(text, pixels):
    """The text, unhinted, at every quarter of a pixel."""
    from PIL import Image, ImageDraw, ImageFont
    fine = 8
    font = ImageFont.truetype(FONT, pixels * fine, layout_engine=ImageFont.Layout.BASIC)
    width, found = int(font.getlength(text)) // fine + 4, []
    for shift in range(0, fine, 2):
        image = Image.new("L", (width * fine, 2 * pixels * fine))
        ImageDraw.Draw(image).text((fine + shift, pixels * fine * 1.5), text, fill=255, font=font, anchor="ls")
        found.append(np.asarray(image, float).reshape(2 * pixels, fine, width, fine).mean(axis=(1, 3)))
    return found


def likeness(ink, text, pixels=12):
    """Similarity of ink[y, x] (0..1) to `text`: the greatest correlation over all positions; 1 is identical."""
    best = 0
    ink = np.pad(ink, 3)
    for template in templates(text, pixels):
        rows, columns = np.nonzero(template.sum(axis=1) > 1)[0], np.nonzero(template.sum(axis=0) > 1)[0]
        part = template[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
        if part.shape[0] > ink.shape[0] or part.shape[1] > ink.shape[1]:
            continue
        same = signal.correlate2d(ink, part, "valid").max()
        best = max(best, float(same / math.sqrt((ink ** 2).sum() * (part ** 2).sum())))
    return best


def read_label(ink, candidates, pixels=12):
    """The candidate that is most similar to the ink."""
    ink = np.asarray(ink, float)
    rows, columns = np.nonzero(ink.any(axis=1))[0], np.nonzero(ink.any(axis=0))[0]
    ink = ink[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    width = ink.shape[1]
    near = [c for c in candidates if abs(templates(c, pixels)[0].shape[1] - 4 - width) <= 4]
    return max(near, key=lambda text: likeness(ink, text, pixels)) if near else None
