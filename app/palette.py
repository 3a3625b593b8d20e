"""Colours, for light and for dark, named by what they are for.

Text and lines keep a contrast of 4.5 and 3 to 1 against their ground. The series colours tell apart under
protanopia, deuteranopia and tritanopia (after Okabe and Ito, darkened or lightened to keep the contrast).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode."""

    ground: str
    raised: str
    ink: str
    quiet: str  # second-rank text
    line: str
    accent: str
    sea: str
    abroad: str  # land outside the United States
    land: str
    border: str  # between states
    shades: tuple[str, str, str, str, str]  # little to much coverage
    series: tuple[str, ...]
    other: str  # what is not one of the series
    place: str  # highlights in an article's sentences
    agency: str
    date: str
    count: str


LIGHT = Palette(
    ground="#fcfcfa",
    raised="#ffffff",
    ink="#1c2226",
    quiet="#566067",
    line="#d5d9d4",
    accent="#0b5c7a",
    sea="#e9eef0",
    abroad="#f3f3ee",
    land="#fdfdfb",
    border="#aeb8bb",
    shades=("#e3eaec", "#cbdade", "#b0c7ce", "#91b0ba", "#7198a5"),
    series=("#0b5c7a", "#d1661d", "#2f8f6b", "#8a4f9e", "#b8860b", "#4a90c4", "#a8324f", "#5b6e2d"),
    other="#7d868b",
    place="#cfe6ef",
    agency="#fbdfc4",
    date="#dcead2",
    count="#e9dcf0",
)
DARK = Palette(
    ground="#12171b",
    raised="#1c242a",
    ink="#e7ebed",
    quiet="#a3afb6",
    line="#36424b",
    accent="#6cc1de",
    sea="#0d1215",
    abroad="#161c20",
    land="#1e262b",
    border="#46535c",
    shades=("#24323a", "#2a404a", "#30505d", "#386373", "#3e7082"),
    series=("#6cc1de", "#f2a05c", "#62c79e", "#c79bdb", "#e3c25b", "#7da7e0", "#ec8299", "#aec277"),
    other="#7f8b92",
    place="#1f4c5c",
    agency="#633f1d",
    date="#334a24",
    count="#4a3157",
)

# Agencies that have a colour of their own on every chart, whatever is filtered: the ones that coverage names most.
# A fixed order, so that ICE is the same blue today and with next year's dataset.
_AGENCIES = ("ICE", "CBP", "USBP", "DHS", "USCIS", "ERO", "HSI", "DOJ")
_SAME = {"Border Patrol": "USBP", "U.S. Border Patrol": "USBP"}


def palette(mode: str | None) -> Palette:
    """The colours of a mode; light where the browser does not say."""
    return DARK if mode == "dark" else LIGHT


def agency_colours(short_names: list[str], colours: Palette) -> dict[str, str]:
    """A colour for each agency: its own where it has one, else the next that none of these agencies owns."""
    own = {name: _AGENCIES.index(_SAME.get(name, name)) for name in short_names if _SAME.get(name, name) in _AGENCIES}
    free = [slot for slot in range(len(colours.series)) if slot not in own.values()]
    result: dict[str, str] = {}
    for name in short_names:
        if name in own:
            result[name] = colours.series[own[name]]
        else:
            result[name] = colours.series[free.pop(0)] if free else colours.other
    return result


def series_colours(names: list[str], colours: Palette) -> dict[str, str]:
    """A colour for each name in the order given; what is beyond the palette is grey."""
    return {
        name: colours.series[slot] if slot < len(colours.series) else colours.other for slot, name in enumerate(names)
    }


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
