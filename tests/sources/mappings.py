"""A mapping and its table, as an association of a province might keep them; what tests change is named."""

from __future__ import annotations

from pathlib import Path

SOURCE = """\
source:
  name: province-watch
  title: Incidents of the province
  publisher: An association
  licence: CC BY 4.0
  licence_class: open
  citation: An association (2024). Incidents of the province.
  url: https://example.org/incidents
"""
COLUMNS = """\
columns:
  No: source_id
  Fecha: {as: date, format: DD/MM/YYYY}
  Pais: {as: country, written: iso2}
  Lugar: place
  Lat: latitude
  Lon: longitude
  Exactitud: place_precision
  Grupo: side_a
  Tipo: event_class
  Muertos: deaths_reported
  Nombre: {ignored: "no private persons"}
"""
CODES = """\
codes:
  event_class: {bomba: bombing, ataque: armed-attack, NO: none}
precision:
  place_precision: {exacto: 1, municipio: 3}
numbers: {decimal: ",", thousands: "."}
blank: ["s/d"]
"""
MAPPING = SOURCE + COLUMNS + CODES

TABLE = """\
No,Fecha,Pais,Lugar,Lat,Lon,Exactitud,Grupo,Tipo,Muertos,Nombre
7,03/04/2024,CO,Cali,"3,45","-76,53",exacto,ELN,bomba,"1.002",X
8,31/12/2023,VE,s/d,,,municipio,s/d,ataque,0,Y
9,01/01/2024,CO,Pasto,"1,21","-77,28",municipio,ELN,NO,s/d,Z
"""


def write(folder: Path, table: str = TABLE, mapping: str = MAPPING) -> tuple[Path, Path]:
    """Both files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "incidents.csv").write_text(table, encoding="utf-8")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return folder / "incidents.csv", folder / "mapping.yaml"
