"""One claim of each kind on real rows, its verdict known from pandas: Central African Republic, Mexico, a Candidate."""

import datetime as dt
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyproj import Geod
from scipy import stats
from shapely import get_coordinates, segmentize

from sarhad import places, sources
from sarhad.actors import Actor, Citation, Registry
from sarhad.claims import Base
from sarhad.events import Coverage
from sarhad.places import Node
from tests.claims.bases import CITED, PARAMETERS, claim, line, verdict_on

GEOD = Geod(ellps="WGS84")
NODES = (Node("Bangui", "CAF", 18.5582, 4.3612), Node("Bossangoa", "CAF", 17.4553, 6.4926))


def read(path, country, start, end):
    """Real rows as the complete list of a country, each side being an actor of its own name."""
    events = sources.read(path, "ucdp-ged", version="23.1")
    block = Coverage("ucdp-ged", start, end, frozenset({country}))
    table = events.table
    for side in ("a", "b"):
        at = table.schema.get_field_index(f"actor_{side}")
        ids = [slug(name) for name in table[f"side_{side}"].to_pylist()]
        table = table.set_column(at, table.schema.field(at), pa.array(ids, pa.string()))
    names = {slug(name) for side in "ab" for name in table[f"side_{side}"].to_pylist()}
    registry = Registry([Actor(name, name, "armed-group", Citation(CITED)) for name in sorted(names)])
    return Base(
        events={"ucdp-ged": replace(events, table=table, coverage=(block,))},
        registry=registry,
        corridors=(line("road", kind="road", nodes=NODES),),
        borders=places.land_borders([country, "CMR", "TCD", "GTM"]),
        parameters={**PARAMETERS, "countries": [country]},
    )


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def frame(rows):
    """Rows as pandas has them, with the middle day of each."""
    rows = rows.copy()
    begin, end = (pd.to_datetime(rows[name].astype(str).str[:10]) for name in ("date_start", "date_end"))
    rows["day"] = begin + pd.to_timedelta((end - begin).dt.days // 2, unit="D")
    rows["month"], rows["year"] = rows["day"].dt.to_period("M"), rows["day"].dt.year
    return rows


@pytest.fixture(scope="module")
def car(data_dir):
    path = data_dir / "ucdp" / "ged-23.1-central-african-republic.geojson"
    rows = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        rows.append({**feature["properties"], "longitude": longitude, "latitude": latitude})
    return read(path, "CAF", dt.date(1989, 1, 1), dt.date(2022, 12, 31)), frame(pd.DataFrame(rows))


def told(base, kind, **fields):
    """The verdict, and its first reading."""
    found = verdict_on(claim(kind, **fields), base)
    return found.verdict, found.readings[0], found


def over(start, end, **of):
    return {"from": start, "until": end, "countries": ["CAF"], **of}


def test_count_share_trend_and_rank(car):
    base, rows = car
    of_2014 = rows[rows["year"] == 2014]
    assert (
        told(base, "count", of=over("2014", "2014", lethal=True), expect=f"<= {len(of_2014)}")[1].value
        == (of_2014[["low", "best", "high"]].max(axis=1) > 0).sum()
    )
    deaths = told(base, "count", of=over("2014", "2014"), measure="deaths", expect="> 4000")
    assert deaths[0] == "depends-on-the-reading"  # 3,160 by the low estimate, 4,073 by the high one
    assert [r.value for r in deaths[2].readings[:3]] == [of_2014[name].sum() for name in ("best", "low", "high")]
    part = of_2014["type_of_violence"] == 3
    share = told(base, "share", of=over("2014", "2014"), part={"violence_type": "one-sided"}, expect="> 0.5")
    assert (share[0], share[1].value) == ("supported", pytest.approx(part.mean()))
    years = {"before": {"from": "2012", "until": "2012"}, "after": {"from": "2013", "until": "2013"}}
    trend = told(base, "trend", of={"countries": ["CAF"]}, **years, expect="> 2")
    n = rows.groupby("year").size()
    assert (trend[0], trend[1].value) == ("supported", pytest.approx(n[2013] / n[2012] * 366 / 365))
    one, other = "anti-balaka", "upc"
    by = {name: (rows[["side_a", "side_b"]].map(slug) == name).any(axis=1).sum() for name in (one, other)}
    assert by[one] > 1.5 * by[other]
    rank = {"of": over("1989", "2022"), "by": "actor", "expect": "first"}
    assert told(base, "rank", subject=one, among=[other], **rank)[0] == "supported"
    assert told(base, "rank", subject=other, among=[one], **rank)[0] == "contradicted"


def test_first_and_record(car):
    base, rows = car
    upc = rows[(rows["side_a"] == "UPC") | (rows["side_b"] == "UPC")]
    lethal = upc[upc[["low", "best", "high"]].max(axis=1) > 0].sort_values("day")
    begun = lethal["month"].iloc[0]
    of = {"actor": "upc", "lethal": True}
    assert told(base, "first", of=over(str(begun), str(begun), **of), since="1989")[1].holds is True
    later = told(base, "first", of=over("2017", "2017", **of), since="1989")
    assert (later[0], later[1].value) == ("contradicted", (lethal["year"] < 2017).sum())
    # Before January 2014 no row is placed in Lobaye, and some are placed in no province.
    assert str(rows[rows["adm_1"] == "Lobaye province"]["month"].min()) == "2014-01"
    of = over("2014-01", "2014-01", admin1="Lobaye", lethal=True)
    assert told(base, "first", of=of, since="1989")[0] == "data-cannot-decide"
    months = rows.groupby("month")["best"].sum()
    assert str(months.idxmax()) == "2013-12"
    month = {"since": "1989", "per": "month", "measure": "deaths"}
    assert told(base, "record", of=over("2013-12", "2013-12"), **month)[0] == "supported"
    place = told(base, "record", of=over("2017-05", "2017-05"), **month)[1]
    assert place.value == 1 + (months[months.index < "2017-05"] > months["2017-05"]).sum()
    year = told(base, "record", of=over("2014", "2014"), since="1989", per="year", measure="events")
    assert rows.groupby("year").size().idxmax() == 2014
    assert year[0] == "supported"


def test_change_and_slope(car):
    base, rows = car
    window = pd.period_range("2010-01", "2014-12", freq="M")
    counts = rows.groupby("month").size().reindex(window, fill_value=0).to_numpy()

    def unlike(cut):  # two samples, by another test than the measure's; its most unlike ones part at the same month
        return stats.mannwhitneyu(counts[:cut], counts[cut:]).pvalue

    cut = min(range(6, len(counts) - 6), key=unlike)
    assert unlike(cut) < 1e-6
    of = over("2010-01", "2014-12")
    with_ = {"penalty": "BIC", "shortest_months": 6, "block_months": 6, "permutations": 199}
    when = {"from": str(window[cut] - 1), "until": str(window[cut] + 1)}
    rose = told(base, "change", of=of, when=when, expect="> 1", **{"with": with_})
    assert rose[0] == "supported", rose[1]
    months = re.search(r" a month in (\S+)", rose[1].note)[1]
    assert abs((pd.Period(months) - window[cut]).n) <= 1
    assert told(base, "change", of=of, when=when, expect="< 1", **{"with": with_})[0] == "contradicted"
    earlier = {"from": "2011-01", "until": "2011-06"}
    assert told(base, "change", of=of, when=earlier, expect="> 1", **{"with": with_})[0] == "data-cannot-decide"
    for first, last, verdict in (("2005", "2017", "supported"), ("2017", "2020", "contradicted")):
        slope = told(base, "slope", of=over(first, last), expect="> 0")
        by_month = pd.period_range(f"{first}-01", f"{last}-12", freq="M")
        counts = rows.groupby("month").size().reindex(by_month, fill_value=0).to_numpy()
        assert (slope[0], slope[1].value) == (verdict, pytest.approx(12 * stats.theilslopes(counts).slope))


def test_repeats(car):
    base, rows = car
    year = rows[(rows["year"] == 2014) & (rows["where_prec"] <= 2) & (rows["date_prec"] == 1)]
    day, point = year["day"].to_numpy(), year[["longitude", "latitude"]].to_numpy()
    near = (point[:, None] == point[None]).all(axis=2)
    soon = np.abs(day[:, None] - day[None]) <= np.timedelta64(7, "D")
    pairs = int(np.triu(near & soon, 1).sum())
    random = np.random.default_rng(5)
    drawn = []
    for _ in range(199):
        order = random.permutation(len(day))
        drawn.append(int(np.triu(near[np.ix_(order, order)] & soon, 1).sum()))
    with_ = {"km": 0, "days": 7, "within": "window", "permutations": 199, "date_precision_max": 1}
    found = told(base, "repeats", of=over("2014", "2014"), **{"with": with_})
    assert (found[0], max(drawn) < pairs) == ("supported", True)
    assert found[1].note.startswith(f"{pairs:,} pairs, ")
    assert found[1].value == pytest.approx(pairs / np.mean(drawn), rel=0.05)


def test_cluster_and_hotspot(car):
    base, rows = car
    fitting = rows[(rows["year"] == 2013) & (rows["where_prec"] <= 2) & (rows["date_prec"] == 1)]
    scan = {"radii_km": [25, 50], "period": "month", "longest_periods": 2, "most_share": 0.5, "permutations": 99,
            "date_precision_max": 1}  # fmt: skip
    found = told(base, "cluster", of=over("2013", "2013"), around="Bossangoa", **{"with": scan})
    assert found[0] == "supported", found[1]
    away = GEOD.inv([17.44] * len(fitting), [6.08] * len(fitting), fitting["longitude"], fitting["latitude"])[2]
    here, then = np.asarray(away) <= 50_000, fitting["month"] == "2013-09"
    expected = here.sum() * then.sum() / len(fitting)
    n = (here & then).sum()
    assert found[1].value == pytest.approx(n / expected)
    assert found[1].note.startswith(f"{n} events in 50 km from 2013-09-01 to 2013-09-30, {expected:.1f} by chance")
    bangui = {"of": over("2014", "2014"), "around": "Bangui"}  # violent throughout
    assert told(base, "cluster", **bangui, **{"with": scan})[0] == "data-cannot-decide"
    cells = {"scale": "as it is", "reach_km": 85, "permutations": 999, "false_discovery_rate": 0.1}
    spot = told(base, "hotspot", of=over("2014", "2014"), around="Bangui", **{"with": cells})
    of_2014 = rows[(rows["year"] == 2014) & (rows["where_prec"] <= 2)]
    held = of_2014.groupby("priogrid_gid").size()
    assert spot[1].note.startswith(f"{held.max():,} events in the cell, ")  # Bangui's cell holds most
    assert spot[1].value > 2


def test_near_and_spillover(car):
    base, rows = car
    border = base.line("CAF-CMR")
    dense = np.concatenate([get_coordinates(segmentize(part, 0.005)) for part in border.parts])
    good = rows[(rows["where_prec"] <= 2) & (rows["year"] >= 2013)]
    nearest = []
    for x, y in good[["longitude", "latitude"]].to_numpy():
        around = dense[(np.abs(dense - [x, y]) < 1.5).all(axis=1)]
        n = len(around)
        nearest.append(min(GEOD.inv([x] * n, [y] * n, around[:, 0], around[:, 1])[2]) / 1000 if n else np.inf)
    n = int((np.asarray(nearest) <= 50).sum())
    of = over("2013", "2022", line="CAF-CMR", within_km=50)
    assert told(base, "near", of=of, expect=f">= {n}")[0] == "supported"
    assert told(base, "near", of=of, expect=f">= {n}")[1].low == n
    spill = claim("spillover", of={k: v for k, v in of.items() if k != "countries"}, subject="CAF",
                  **{"with": {"lags": 1, "permutations": 99, "date_precision_max": 1}})  # fmt: skip
    assert verdict_on(spill, base).verdict == "data-cannot-decide"  # the rows are of one side only


def test_network_and_distance(car):
    base, rows = car
    fights = rows[rows["type_of_violence"] != 3]

    def enemies(year):
        mine = fights[(fights["year"] == year) & ((fights["side_a"] == "UPC") | (fights["side_b"] == "UPC"))]
        return len(set(mine["side_a"]) | set(mine["side_b"])) - 1

    for before, after in ((2015, 2017), (2017, 2021)):
        spans = {"before": {"from": before, "until": before}, "after": {"from": after, "until": after}}
        spans = {name: {key: str(year) for key, year in span.items()} for name, span in spans.items()}
        found = told(
            base, "network", feature="enemies", of={"actor": "upc", "countries": ["CAF"]}, **spans, expect="> 0"
        )
        assert found[1].value == enemies(after) - enemies(before)
        assert found[0] == ("supported" if enemies(after) > enemies(before) else "contradicted")
    assert told(base, "distance", between=["Bangui", "CAF-CMR"], expect="> 300 km")[0] == "supported"


def test_mexico(data_dir):
    """Eighteen thousand rows, of which one year is asked for."""
    path = data_dir / "ucdp" / "ged-mexico.csv.gz"
    base = read(path, "MEX", dt.date(1989, 1, 1), dt.date(2023, 12, 31))
    rows = frame(pd.read_csv(path, low_memory=False))
    rows = rows[rows["code_status"].astype(str).str.startswith("Clear")]
    deaths = rows.groupby("year")["best"].sum()
    year = {"from": "2021", "until": "2021", "countries": ["MEX"]}
    found = told(base, "record", of=year, since="1989", per="year", measure="deaths")
    assert found[1].value == 1 + (deaths[deaths.index < 2021] > deaths[2021]).sum()
    counted = told(base, "count", of={**year, "lethal": True}, expect="> 2000")
    lethal = rows[(rows["year"] == 2021) & (rows[["low", "best", "high"]].max(axis=1) > 0)]
    assert counted[1].value == len(lethal)


def test_one_month_of_a_candidate_release_decides_no_measure(data_dir):
    path = data_dir / "ucdp" / "GEDEvent_v26_0_1.csv"
    events = sources.read(path, "ucdp-candidate")
    base = Base(events={"ucdp-candidate": events}, parameters={**PARAMETERS, "countries": ["PAK"]})
    month = {"from": "2026-01", "until": "2026-01", "countries": ["PAK"]}
    slope = told(base, "slope", of=month, expect="> 0")
    assert (slope[0], slope[1].note) == ("data-cannot-decide", "1 months, at least 12 are needed")
    rows = pd.read_csv(path)
    mine = rows[(rows["country"] == "Pakistan") & ~rows["code_status"].str.startswith("Check")]
    counted = told(base, "count", of=month, measure="deaths", expect="> 0")
    assert counted[1].value == mine["best"].sum()
