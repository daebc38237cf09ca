"""Numbers, paths and tags as compact, deterministic SVG text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

Point = tuple[float, float]


def number(value: float) -> str:
    """A length in pixels, rounded to a tenth: ``12``, ``.5``, ``-3.2``."""
    return tenths(round(value * 10))


def tenths(value: int) -> str:
    """A length given in tenths of a pixel."""
    whole, rest = divmod(abs(value), 10)
    digits = (f"{whole}" if whole or not rest else "") + (f".{rest}" if rest else "")
    return f"-{digits}" if value < 0 else digits


def tag(name: str, content: str | None = None, **attributes: str | float | None) -> str:
    """An element. ``None`` omits an attribute, ``_`` in a name becomes ``-``, lengths are rounded, values are escaped.

    ``content`` is inserted as it is: escape it first.
    """
    written = "".join(
        f' {key.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def snapped(points: Iterable[Point]) -> list[tuple[int, int]]:
    """Positions in tenths of a pixel, without consecutive duplicates."""
    result: list[tuple[int, int]] = []
    for x, y in points:
        at = round(x * 10), round(y * 10)
        if not result or at != result[-1]:
            result.append(at)
    return result


def path(lines: Iterable[Sequence[tuple[int, int]]], *, closed: bool = False) -> str:
    """Path data for lines of ``snapped`` positions, as relative steps; a single position becomes a dot."""
    parts: list[str] = []
    current = (0, 0)
    for line in lines:
        start = line[0]
        parts.append("m" if parts else "M")
        parts.append(_pair(start[0] - current[0], start[1] - current[1], first=True))
        at, fresh = start, True
        for x, y in line[1:]:
            dx, dy = x - at[0], y - at[1]
            if not dx or not dy:
                parts.append(f"v{tenths(dy)}" if not dx else f"h{tenths(dx)}")
                fresh = True
            else:
                parts.append(("l" if fresh else "") + _pair(dx, dy, first=fresh))
                fresh = False
            at = (x, y)
        if len(line) == 1:
            parts.append("h0")
        if closed:
            parts.append("z")
        current = start if closed else at
    return "".join(parts)


def _pair(x: int, y: int, *, first: bool) -> str:
    left, right = tenths(x), tenths(y)
    lead = "" if first or left.startswith("-") else " "
    # ".5.3" and "1.5.3" parse as two numbers, "5.3" as one: a point only separates numbers if there was one before.
    parted = right.startswith("-") or (right.startswith(".") and "." in left)
    return f"{lead}{left}{'' if parted else ' '}{right}"
