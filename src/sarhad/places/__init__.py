"""Where: countries, provinces, borders, corridors, and how far an event lies from them."""

from .borders import BORDER_SCALE, land_borders
from .cells import priogrid_cells
from .corridors import read_corridors
from .distance import distance_m
from .hexagons import H3_FINEST, h3_cells
from .line import Line, Node
from .provinces import Province, find_province, provinces
from .shapes import BOUNDARIES_NOTE, City, River, areas_without_code, cities, countries, lakes, rivers

__all__ = [
    "BORDER_SCALE",
    "BOUNDARIES_NOTE",
    "H3_FINEST",
    "City",
    "Line",
    "Node",
    "Province",
    "River",
    "areas_without_code",
    "cities",
    "countries",
    "distance_m",
    "find_province",
    "h3_cells",
    "lakes",
    "land_borders",
    "priogrid_cells",
    "provinces",
    "read_corridors",
    "rivers",
]
