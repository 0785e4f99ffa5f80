"""UCDP's and ACLED's APIs as they behave on a good day, for `tests.serving` to play; all values are made up."""

import json
import traceback
from urllib.parse import parse_qs

from tests.serving import json_text

UCDP_TOKEN = "s3cr3t-marker"
UCDP_PATH = "/api/gedevents/26.0.1"
UCDP_ROW = {
    "id": 609987,
    "type_of_violence": 1,
    "side_a": "Government of Afghanistan",
    "side_b": "IS",
    "latitude": 36.9,
    "longitude": 65.5,
    "country": "Afghanistan",
    "country_id": 700,
    "date_start": "2026-01-07T00:00:00",
    "date_end": "2026-01-07T00:00:00",
    "date_prec": 1,
    "where_prec": 1,
    "best": 1,
    "high": 1,
    "low": 0,
    "active_year": True,
    "gwnob": None,
}


def ucdp_rows(count):
    return [{**UCDP_ROW, "id": 600_000 + n} for n in range(count)]


def ucdp_page(result, total=None, following="", **more):
    total = len(result) if total is None else total
    return json_text(
        json.dumps({"TotalCount": total, "TotalPages": 9, "NextPageUrl": following, "Result": result, **more})
    )


def ucdp_pages(server, records, size, *, path=UCDP_PATH):
    """A well-behaved API; it writes its own addresses with http and without the port, as UCDP's did."""

    def answer(handler):
        number = int(handler.asked.query.get("page", ["1"])[0])
        there = records[(number - 1) * size : number * size]
        more = number * size < len(records)
        url = f"http://127.0.0.1{path}?pagesize={size}&page={number + 1}" if more else ""
        ucdp_page(there, len(records), url)(handler)

    server.at(path, answer)


EMAIL, PASSWORD = "analyst@example.org", "p4ss w0rd-marker"
ACCESS, REFRESH = "access-marker", "refresh-marker"
SECRETS = (PASSWORD, "p4ss+w0rd", "p4ss%20w0rd", "access-marker", "refresh-marker", "analyst")
TOKEN, READ, DELETED = "/oauth/token", "/api/acled/read", "/api/deleted/read"
ROW = {
    "event_id_cnty": "AFG1",
    "event_date": "2024-02-03",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Afghanistan (2021-)",
    "assoc_actor_1": None,
    "inter1": "State forces",
    "actor2": "Islamic State Khorasan Province (ISKP)",
    "assoc_actor_2": "",
    "inter2": "Rebel group",
    "interaction": "State forces-Rebel group",
    "civilian_targeting": None,
    "iso": "4",
    "region": "Caucasus and Central Asia",
    "country": "Afghanistan",
    "admin1": "Kabul",
    "admin2": "Kabul",
    "admin3": "",
    "location": "Kabul",
    "latitude": "34.5167",
    "longitude": "69.1833",
    "geo_precision": "1",
    "source": "A newspaper",
    "source_scale": "National",
    "notes": 'On 3 February, a "clash", with\nlines.',
    "fatalities": "2",
    "tags": "",
    "timestamp": "1708000000",
}


def rows(count, **other):
    return [{**ROW, "event_id_cnty": f"{other.get('country', 'AFG')[:3].upper()}{n}", **other} for n in range(count)]


AFG, PAK = rows(5), rows(3, iso=586, country="Pakistan", latitude=34.0, longitude=71.5, fatalities=1)


def tokens():
    """Gives access-marker-1, -2 ...: one pair for every question."""
    given = []

    def answer(handler):
        given.append(parse_qs(handler.asked.body.decode()))
        number = len(given)
        pair = {"access_token": f"{ACCESS}-{number}", "refresh_token": f"{REFRESH}-{number}", "expires_in": 86400}
        json_text(json.dumps({"token_type": "Bearer", **pair}))(handler)

    return answer


def page(data, **more):
    return json_text(
        json.dumps({"status": 200, "success": True, "count": len(data), "messages": [], "data": data} | more)
    )


def table(by_iso, size, **more):
    """A well-behaved API that gives `size` rows a page."""

    def answer(handler):
        asked = handler.asked.query
        everything = by_iso.get(asked["iso"][0], []) if "iso" in asked else [r for v in by_iso.values() for r in v]
        number = int(asked.get("page", ["1"])[0])
        page(everything[(number - 1) * size : number * size], **more)(handler)

    return answer


def no_secret(error, *more):
    """Nowhere: the text, the answer kept with it, what caused it, the whole traceback."""
    texts = [str(error), repr(error), getattr(error, "body", ""), *more]
    texts += traceback.format_exception(error, chain=True)
    for secret in SECRETS:
        assert not [text for text in texts if secret in text]


ECHO = f"username={EMAIL}&password={PASSWORD} p4ss+w0rd Bearer {ACCESS}-1 {REFRESH}-1".encode()
