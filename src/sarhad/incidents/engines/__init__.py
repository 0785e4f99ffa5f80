"""Ways to match two sources beside the project's own, behind one interface: published rules, and Splink."""

from .best_fit import BestFit
from .engine import Engine
from .splink_engine import Splink
from .windows import XSUB_WINDOWS, Window

__all__ = ["XSUB_WINDOWS", "BestFit", "Engine", "Splink", "Window"]
