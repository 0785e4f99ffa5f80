"""The maps of a month, drawn as SVG."""

from .locator import locator
from .month_map import NARROW, WIDE, Drawn, draw, frame_for
from .symbols import Symbols, gather

__all__ = ["NARROW", "WIDE", "Drawn", "Symbols", "draw", "frame_for", "gather", "locator"]
