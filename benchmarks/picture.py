"""The picture in docs/performance.md: requests a second as bars on a logarithmic scale, drawn as SVG."""

import math
from collections.abc import Mapping
from html import escape
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs" / "images" / "performance.svg"
SERIES = {
    "stock": ("stock Wagtail", "#9a9a9a"),
    "made": ("Masthead, nothing stored", "#9db4d8"),
    "stored": ("Masthead, stored", "#24529c"),
    "304": ("Masthead, 304", "#5f86c4"),
    "constant": ("a constant body", "#d9d9d9"),
}
_LEFT, _WIDTH, _BAR, _GAP = 300, 460, 16, 22


def draw(groups: Mapping[str, Mapping[str, float]], file: Path = FILE) -> None:
    """One group of bars for each screen: name of a series -> requests a second."""
    most = math.ceil(math.log10(max(max(group.values()) for group in groups.values())))
    lines, y = [], 46
    for title, group in groups.items():
        lines.append(f'<text x="0" y="{y + 12}" font-weight="bold">{escape(title)}</text>')
        y += 20
        for name, (label, colour) in SERIES.items():
            if name not in group:
                continue
            width = _WIDTH * max(0.0, math.log10(max(group[name], 1))) / most
            lines.append(f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(label)}</text>')
            lines.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 3}" fill="{colour}"/>')
            lines.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + 12}">{group[name]:,.0f}</text>')
            y += _BAR
        y += _GAP
    axis = []
    for power in range(most + 1):
        x = _LEFT + _WIDTH * power / most
        axis.append(f'<line x1="{x:.1f}" y1="34" x2="{x:.1f}" y2="{y - _GAP}" stroke="#00000022"/>')
        axis.append(f'<text x="{x:.1f}" y="28" text-anchor="middle">{10**power:,}</text>')
    head = '<text x="0" y="14" font-weight="bold">Requests a second, 16 connections (each line is ten times the one before)</text>'
    width = _LEFT + _WIDTH + 80
    body = "\n".join([f'<rect width="{width}" height="{y}" fill="#fff"/>', head, *axis, *lines])
    style = 'font-family="system-ui, sans-serif" font-size="12" fill="#222"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img">\n'
    file.write_text(f"{svg}<title>Requests a second</title>\n<g {style}>\n{body}\n</g>\n</svg>\n", "utf-8")
