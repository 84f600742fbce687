#!/usr/bin/env python3
"""Draws icon.png, the icon of the packages: a small circle nudges a large one. Needs Python's standard library only."""

import math
import pathlib
import struct
import zlib

SIZE, SAMPLES = 128, 4
BACKGROUND, LARGE, SMALL, ARROW = (22, 34, 56), (108, 166, 228), (250, 178, 72), (255, 255, 255)


def in_triangle(x, y, corners):
    sides = [
        (x - x2) * (y1 - y2) - (x1 - x2) * (y - y2)
        for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1])
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)


def colour(x, y):
    """The colour at a point, or None outside of the rounded square."""
    dx, dy = (max(abs(c - 64) - 40, 0) for c in (x, y))
    if math.hypot(dx, dy) > 24:
        return None
    if (70 <= x <= 88 and abs(y - 60) <= 3.5) or in_triangle(x, y, [(86, 50), (86, 70), (100, 60)]):
        return ARROW
    if math.hypot(x - 30, y - 60) <= 15:
        return SMALL
    if math.hypot(x - 80, y - 60) <= 34:
        return LARGE
    return BACKGROUND


def pixel(column, row):
    steps = [(i + 0.5) / SAMPLES for i in range(SAMPLES)]
    found = [c for c in (colour(column + dx, row + dy) for dx in steps for dy in steps) if c]
    if not found:
        return bytes(4)
    mean = [round(sum(c[i] for c in found) / len(found)) for i in range(3)]
    return bytes([*mean, round(255 * len(found) / SAMPLES**2)])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(SIZE)) for row in range(SIZE))
header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
pathlib.Path(__file__).with_suffix(".png").write_bytes(png)
