"""The figures of builds by their size as a drawing: one line a figure, both scales logarithmic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 360, 60, 20
_COLOURS = ("#1b6ca8", "#b3541e", "#4a7a3b")
_DASHES = ("", "6 3", "2 3")


def plot(sizes: Sequence[float], lines: Mapping[str, Sequence[float]]) -> str:
    """An SVG drawing of lines over sizes, each named at its end; lines differ in colour and in dashes."""
    values = [value for line in lines.values() for value in line]
    first, last = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(value: float) -> float:
        return _LEFT + (math.log10(value) - first) / (last - first) * (_WIDTH - 220)

    def y(value: float) -> float:
        return _TOP + (high - math.log10(value)) / (high - low) * (_HEIGHT - 70)

    drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif">']
    drawn.append(f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>')
    for power in range(first, last + 1):
        drawn.append(_line([(x(10**power), y(10**low)), (x(10**power), y(10**high))], "#ddd"))
        drawn.append(_text(x(10**power) - 20, _HEIGHT - 30, f"{10**power:,}"))
    for power in range(low, high + 1):
        drawn.append(_line([(x(10**first), y(10**power)), (x(10**last), y(10**power))], "#ddd"))
        drawn.append(_text(8, y(10**power) + 4, f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"))
    for (name, line), colour, dash in zip(lines.items(), _COLOURS, _DASHES, strict=False):
        points = [(x(size), y(value)) for size, value in zip(sizes, line, strict=True)]
        drawn.append(_line(points, colour, dash))
        drawn += [f'<circle cx="{a:.0f}" cy="{b:.0f}" r="3" fill="{colour}"/>' for a, b in points]
        drawn.append(_text(points[-1][0] + 8, points[-1][1] + 4, name, colour))
    drawn.append(_text(_LEFT, _HEIGHT - 8, "statements"))
    return "\n".join([*drawn, "</svg>", ""])


def _line(points: Sequence[tuple[float, float]], colour: str, dash: str = "") -> str:
    told = " ".join(f"{a:.0f},{b:.0f}" for a, b in points)
    return f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="{dash}"/>'


def _text(x: float, y: float, words: str, colour: str = "#333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="12" fill="{colour}">{words}</text>'
