"""Every text colour on every background has contrast enough; axe cannot tell for sticky cells and pictures."""

import re
from itertools import product

import pytest

from support import TEMPLATES

CSS = (TEMPLATES / "assets" / "site.css").read_text("utf-8")
TEXTS = ("ink", "soft", "link", "seal", "zero")
GROUNDS = ("paper", "wash", "head", "total")


def colours(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6}|var\(--[\w-]+\))", block))


LIGHT = colours(CSS.split("@media", 1)[0])
DARK = {**LIGHT, **colours(CSS.split("prefers-color-scheme: dark", 1)[1].split("\n}", 1)[0])}
MORE = colours(CSS.split("\n.contrast {", 1)[1].split("}", 1)[0])
SCHEMES = {"light": LIGHT, "dark": DARK, "light, 高对比": {**LIGHT, **MORE}, "dark, 高对比": {**DARK, **MORE}}


def luminance(scheme, name):
    """WCAG 2.2, relative luminance."""
    value = scheme[name]
    while value.startswith("var("):
        value = scheme[value[6:-1]]
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme, one, other):
    darker, lighter = sorted((luminance(scheme, one), luminance(scheme, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_legible_on_every_ground(scheme):
    told = {(t, g): round(contrast(SCHEMES[scheme], t, g), 2) for t, g in product(TEXTS, GROUNDS)}

    assert {pair: ratio for pair, ratio in told.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bars_and_lines_stand_out_from_the_paper(scheme):
    told = {name: round(contrast(SCHEMES[scheme], name, "paper"), 2) for name in ("bar", "rule", "link")}

    assert {name: ratio for name, ratio in told.items() if ratio < 3} == {}


def test_the_button_and_the_wish_of_the_system_give_the_same():
    asked = CSS.split("prefers-contrast: more", 1)[1].split("}", 1)[0]

    assert colours(asked) == MORE
