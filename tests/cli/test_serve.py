import http.client
import threading

import pytest

from sarhad.cli.serve import server


@pytest.fixture
def address(tmp_path):
    (tmp_path / "site" / "empty").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("<p>hello")
    (tmp_path / "site" / "rows.geojson").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    running = server(tmp_path / "site", 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running.server_address
    running.shutdown()
    running.server_close()


def get(address, path, method="GET"):
    connection = http.client.HTTPConnection(*address, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def test_pages_are_served_on_loopback_with_headers(address):
    assert address[0] == "127.0.0.1"
    status, headers, body = get(address, "/")
    assert (status, body) == (200, b"<p>hello")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert get(address, "/rows.geojson")[1]["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/empty/", "no listing of a folder"),
        ("/../secret.txt", "no way out of the folder"),
        ("/%2e%2e/secret.txt", "no way out, encoded"),
        ("/nothing.html", "not there"),
    ],
)
def test_what_is_not_a_page_is_not_found(address, path, reason):
    status, _, body = get(address, path)
    assert status == 404, reason
    assert b"secret" not in body.replace(path.encode(), b"")


def test_nothing_can_be_written(address):
    assert get(address, "/index.html", "PUT")[0] == 501
