"""Contrast of colours (WCAG 2.2, success criteria 1.4.3 and 1.4.11; relative luminance as defined there). Pure."""

from __future__ import annotations

READABLE = 4.5
"""The least ratio of text and its ground (rule E38)."""
CLEAR = 7.0
"""What reads well on a dark ground, where thin letters fade (1.4.6)."""
_STEPS = 50
_STRAIGHT = 0.04045
"""Up to here sRGB is a straight line."""


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, each `#rrggbb`: from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str, colour: str) -> str:
    """The colour, made lighter as far as it takes to be read well on a dark ground."""
    red, green, blue = _channels(colour)
    for step in range(_STEPS + 1):
        part = step / _STEPS
        mixed = "#" + "".join(f"{round(each + (255 - each) * part):02x}" for each in (red, green, blue))
        if ratio(mixed, ground) >= CLEAR:
            return mixed
    return "#ffffff"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(each / 255) for each in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _STRAIGHT else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
