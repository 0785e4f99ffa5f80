"""Sarhad: a regional threat assessment in which every number can be traced, checked and scored."""

__version__ = "0.1.0"
