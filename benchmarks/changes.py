"""How long two versions of a full-size GED take to compare: 418,000 rows, of which one in twenty is revised.

The older version is the file of `full_size.py`; the newer is made of it: of every hundred rows one is dropped, one
gets other deaths, one moves, one gets another date and one another side, and one new row comes in.
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace

import duckdb
from full_size import full_size_file

from sarhad import sources
from sarhad.events import EVENTS_SCHEMA, Events
from sarhad.store import KINDS, compare

_REVISED = """
select * replace (
    case when n % 100 = 1 then deaths_best + 3 else deaths_best end as deaths_best,
    case when n % 100 = 2 then longitude * 0.99 else longitude end as longitude,
    case when n % 100 = 3 then date_start - 1 else date_start end as date_start,
    case when n % 100 = 4 then 'renamed' else side_b end as side_b)
from (select *, source_id::bigint as n from events) where n % 100 <> 0
union all by name
select * replace ('ucdp-ged:new-' || source_id as event_id, 'new-' || source_id as source_id)
from (select *, source_id::bigint as n from events) where n % 100 = 50
"""


def revised(events: Events) -> Events:
    """The newer version."""
    con = duckdb.connect()
    con.register("events", events.table)
    table = con.execute(_REVISED).to_arrow_table().drop_columns(["n"])
    return replace(events, table=table.select(EVENTS_SCHEMA.names).cast(EVENTS_SCHEMA))


def main() -> None:
    """Read once, compare three times."""
    began = time.perf_counter()
    old = sources.read(full_size_file(), "ucdp-ged")
    print(f"read {len(old):,} rows in {time.perf_counter() - began:.1f} s")
    new = revised(old)
    for _ in range(3):
        began = time.perf_counter()
        changes = compare(old, new)
        print(f"compared with {len(new):,} rows in {time.perf_counter() - began:.2f} s")
    print({kind: changes.totals[kind] for kind in KINDS if changes.totals[kind]})
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
