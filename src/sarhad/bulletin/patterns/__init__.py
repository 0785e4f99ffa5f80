"""Patterns in the events: a sentence, a figure and files for each that the watch looks for."""

from .found import Found, files, find

__all__ = ["Found", "files", "find"]
