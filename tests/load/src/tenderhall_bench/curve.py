"""增长曲线 a small SVG: every way's figure over the size, which grows by powers of ten."""

import math
from collections.abc import Sequence
from html import escape

from tenderhall_bench.line import Curve, Result
from tenderhall_bench.report import number

WIDTH, HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 170, 40, 40
_COLOURS = ("#b3261e", "#1f5fa8", "#2e7d32", "#8a5a00", "#6a3fa0", "#455a64")
_TICKS = 4

Point = tuple[float, float]


def draw(curve: Curve, rows: Sequence[Result]) -> str:
    """绘制 the results that belong to the curve, as SVG text."""
    rows = [one for one in rows if one.line.startswith(curve.of) and curve.x in one.sizes]
    series = {
        way: [(float(one.sizes[curve.x]), one.peers[way]) for one in rows] for way in rows[0].peers
    }
    top = max(y for points in series.values() for _, y in points) * 1.1
    xs = sorted({x for points in series.values() for x, _ in points})
    plot = _Plot(xs[0], xs[-1], top)
    parts = [_text(_LEFT, 20, f"{curve.title} ({curve.unit})", size=14)]
    parts += _axes(plot, xs, top)
    for at, (way, points) in enumerate(series.items()):
        parts += _series(plot, way, points, _COLOURS[at % len(_COLOURS)], at)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


class _Plot:
    """Where a value stands in the picture; sizes by their logarithm, figures from zero."""

    def __init__(self, least: float, most: float, top: float) -> None:
        self.low = math.log10(least)
        self.span = math.log10(most) - self.low or 1.0
        self.top = top

    def at(self, point: Point) -> Point:
        x = (math.log10(point[0]) - self.low) / self.span
        y = point[1] / self.top
        wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
        return round(_LEFT + x * wide, 1), round(HEIGHT - _BOTTOM - y * high, 1)


def _axes(plot: _Plot, xs: Sequence[float], top: float) -> list[str]:
    parts = []
    for step in range(_TICKS + 1):
        value = top / 1.1 * step / _TICKS
        _, y = plot.at((xs[0], value))
        parts.append(f'<path d="M{_LEFT} {y}H{WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(_text(_LEFT - 6, y + 4, number(value), anchor="end"))
    for x in xs:
        px, py = plot.at((x, 0))
        parts.append(_text(px, py + 18, f"{x:,.0f}".replace(",", " "), anchor="middle"))
    return parts


def _series(plot: _Plot, way: str, points: Sequence[Point], colour: str, place: int) -> list[str]:
    put = [plot.at(one) for one in sorted(points)]
    path = " ".join(f"{x},{y}" for x, y in put)
    dots = [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in put]
    y = _TOP + 18 * place
    key = f'<rect x="{WIDTH - _RIGHT + 14}" y="{y}" width="12" height="12" fill="{colour}"/>'
    drawn = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return [drawn, *dots, key, _text(WIDTH - _RIGHT + 32, y + 10, way)]


def _text(x: float, y: float, said: str, *, size: int = 12, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}">{escape(said)}</text>'
