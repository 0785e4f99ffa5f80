"""`make bench`: every benchmark, one after the other, as JSON."""

from __future__ import annotations

import json

from benchmarks import build, ingest, measures

for module in (ingest, measures, build):
    print(f"== {module.__name__}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
    print(json.dumps(module.main(), indent=1), flush=True)
