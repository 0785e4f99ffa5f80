"""Make the tables of the world's actors, `src/sarhad/actors/data/ucdp_*`, from UCDP's actor data set.

Run: `python scripts/make_world_actors.py ucdp-actor-221.csv` (from https://ucdp.uu.se/downloads/, CC BY 4.0). Other
bytes than those of version 22.1 are refused: every name of a release has to be read through for names of persons
first (`named_after_persons.yaml`), then its checksum is written here.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

import yaml

from sarhad.actors.ucdp_actors import read_entries
from sarhad.actors.world import TABLES

DATA = Path(__file__).resolve().parents[1] / "src" / "sarhad" / "actors" / "data"
SHA256 = "9974d854199e4679eb3eb87548d79c9b31f75c4cfbb3616bdcd7f5ef33e1a92c"
HEAD = "# Made by scripts/make_world_actors.py; do not edit.\n"


def main(path: Path) -> None:
    """Write the tables and print what they hold."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{path.name} is not version 22.1 as it was read through: sha256 {found}, expected {SHA256}")
    entries, source, problems = read_entries(path)
    entries.sort(key=lambda entry: entry.number)
    rows: dict[str, list[tuple[object, ...]]] = {
        "actors": [(e.number, e.row, e.kind, e.country or "", " ".join(e.active), e.name) for e in entries],
        "names": [
            (e.number, n.text, n.language, n.script, "yes" if n.former else "") for e in entries for n in e.names
        ],
        "relations": [(e.number, link.kind, link.to, link.note) for e in entries for link in e.links],
        "hidden": [(e.number, mark) for e in entries for mark in e.hidden],
    }
    for table, columns in TABLES.items():
        with (DATA / f"ucdp_{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([columns, *rows[table]])
        print(f"ucdp_{table}.csv: {len(rows[table]):,} rows")
    about = {
        "source": {
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "licence": source.licence,
        },
        "file": path.name,
        "sha256": SHA256,
        "told": [str(problem) for problem in problems],
    }
    text = yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=110)
    (DATA / "ucdp_source.yaml").write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
