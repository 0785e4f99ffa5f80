"""H3: the world in hexagons of sixteen sizes (Uber 2018)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

H3_FINEST: dict[int, int] = {1: 7, 2: 4, 3: 3, 4: 2}
"""The finest H3 resolution for each place precision (UCDP's scale): a cell must hold the area an event is known to.

1, a named place: 7 (mean edge 1.4 km). 2, within 25 km of a point: 4 (26 km). 3, a district: 3 (69 km). 4, a province:
2 (183 km). Lines, countries and coarser fit no cell. Edges are H3's own means.
"""


def h3_cells(longitude: npt.ArrayLike, latitude: npt.ArrayLike, resolution: int) -> list[str | None]:
    """The H3 cell of each point (WGS 84 degrees) as 15 hexadecimal digits; None where a coordinate is missing."""
    from h3 import latlng_to_cell  # takes a quarter of a second to load

    points = np.column_stack([np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)])
    # Events share places: each place is looked up once.
    places, place_of = np.unique(points, axis=0, return_inverse=True)
    known = np.isfinite(places).all(axis=1).tolist()
    cells = [
        latlng_to_cell(y, x, resolution) if there else None
        for (x, y), there in zip(places.tolist(), known, strict=True)
    ]
    return [cells[at] for at in place_of.reshape(-1).tolist()]
