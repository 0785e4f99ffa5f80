import gzip
import hashlib
import itertools
import socket

import pytest

from sarhad.errors import SarhadError
from sarhad.store.fetching import Client, FetchError, Limits
from tests.serving import (
    chunked,
    cut,
    endless,
    json_text,
    login_page,
    nothing,
    redirect,
    serving,
    status,
    whole,
)

BODY = b"id,date\n" + b"1,2026-01-01\n" * 20_000
SECRET = "s3cr3t-marker"


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(waits):
    return Client(wait=waits.append)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "in" / "file.csv"


def left(target):
    return sorted(path.name for path in target.parent.iterdir()) if target.parent.is_dir() else []


def test_a_file_comes_whole_with_its_checksum_and_its_version(server, client, target):
    url = server.at("/file.csv", whole(BODY, etag='"v1"', last_modified="Mon, 05 Jan 2026 10:00:00 GMT"))
    outcome = client.download(url, target)
    assert target.read_bytes() == BODY
    assert (outcome.state, outcome.size, outcome.url) == ("new", len(BODY), url)
    assert outcome.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (outcome.etag, outcome.last_modified) == ('"v1"', "Mon, 05 Jan 2026 10:00:00 GMT")
    assert left(target) == ["file.csv"]
    assert server.asked[0].headers["User-Agent"].startswith("sarhad/")
    assert server.asked[0].headers["Authorization"] is None


@pytest.mark.parametrize("known", [{"etag": '"v1"'}, {"last_modified": "Mon, 05 Jan 2026 10:00:00 GMT"}])
def test_what_did_not_change_is_not_sent_again(server, client, target, known):
    url = server.at("/file.csv", whole(BODY, **known))
    outcome = client.download(url, target, **known)
    assert outcome.state == "unchanged"
    assert not target.exists()
    for name, text in known.items():
        assert getattr(outcome, name) == text, "kept for the next time"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (status(500), "an internal error"),
        (status(502), "a gateway"),
        (status(503), "overloaded"),
        (status(504), "a gateway's patience"),
        (status(429), "too many requests"),
        (nothing(), "closed without an answer"),
        (cut(BODY, 1000), "cut in the body, nothing to continue by"),
        (cut(BODY, len(BODY), declared=len(BODY) + 5), "a length longer than the body"),
        (chunked(BODY[:100], end=False), "cut between chunks"),
        (status(200, b"not gzip", Content_Encoding="gzip"), "an encoding that it is not"),
    ],
)
def test_a_passing_fault_is_tried_again(server, client, target, waits, fault, reason):
    url = server.at("/file.csv", fault, fault, whole(BODY))
    assert client.download(url, target).size == len(BODY), reason
    assert target.read_bytes() == BODY
    assert len(waits) == 2
    assert 0.5 <= waits[0] <= 1 <= waits[1] <= 2, "growing, with a random share"
    assert left(target) == ["file.csv"]


@pytest.mark.parametrize(
    ("fault", "words", "status_of"),
    [
        (status(500), "answers 500 (Internal Server Error), after 5 tries", 500),
        (nothing(), "the connection was cut, after 5 tries", None),
        (cut(BODY, 1000), "the connection was cut, after 5 tries", None),
    ],
)
def test_a_lasting_fault_ends_after_a_bounded_number_of_tries(server, client, target, fault, words, status_of):
    url = server.at("/file.csv", fault)
    with pytest.raises(FetchError) as caught:
        client.download(url, target)
    assert words in str(caught.value)
    assert caught.value.do
    assert caught.value.status == status_of
    assert len(server.asked) == 5
    assert left(target) == [], "nothing that cannot be continued stays"


def test_the_server_says_how_long_to_wait(server, client, target, waits):
    url = server.at("/file.csv", status(429, Retry_After="7"), whole(BODY))
    client.download(url, target)
    assert waits == [7]


@pytest.mark.parametrize(("asked", "words"), [("7200", "in 2.0 hours"), ("600", "in 10 minutes")])
def test_a_wait_that_is_too_long_is_left_to_the_user(server, client, target, waits, asked, words):
    url = server.at("/file.csv", status(429, Retry_After=asked), whole(BODY))
    with pytest.raises(FetchError, match=words):
        client.download(url, target)
    assert waits == []


@pytest.mark.parametrize(
    ("code", "words"),
    [(404, "present address"), (403, "access"), (401, "access"), (400, "try again later"), (304, "304"), (418, "418")],
)
def test_what_will_not_pass_is_not_tried_again(server, client, target, code, words):
    url = server.at("/file.csv", status(code, SECRET.encode()))
    with pytest.raises(FetchError, match=words) as caught:
        client.download(url, target)
    assert len(server.asked) == 1
    assert caught.value.status == code
    assert SECRET not in str(caught.value) + repr(caught.value)


def test_a_broken_download_goes_on_where_it_stopped(server, client, target):
    url = server.at("/file.csv", cut(BODY, 70_000, etag='"v1"'), whole(BODY, etag='"v1"'))
    assert client.download(url, target).size == len(BODY)
    assert target.read_bytes() == BODY
    assert server.asked[1].headers["Range"] == "bytes=70000-"
    assert server.asked[1].headers["If-Range"] == '"v1"'
    assert left(target) == ["file.csv"]


def test_a_later_call_goes_on_too(server, target):
    url = server.at("/file.csv", cut(BODY, 70_000, etag='"v1"'), whole(BODY, etag='"v1"'))
    with pytest.raises(FetchError):
        Client(Limits(tries=1)).download(url, target)
    assert left(target) == ["file.csv.part", "file.csv.part.json"]
    Client(Limits(tries=1)).download(url, target)
    assert target.read_bytes() == BODY
    assert server.asked[1].headers["Range"] == "bytes=70000-"


NEWER = b"id,date\n" + b"2,2026-02-02\n" * 20_000


def other_part(handler):
    handler.send(206, NEWER[9:], {"ETag": '"v1"', "Content-Range": f"bytes 9-{len(NEWER) - 1}/{len(NEWER)}"})


def without_place(handler):
    handler.send(206, NEWER[9:], {"ETag": '"v1"'})


def changed_in_between(handler):
    rest = NEWER[70_000:]
    handler.send(206, rest, {"ETag": '"v2"', "Content-Range": f"bytes 70000-{len(NEWER) - 1}/{len(NEWER)}"})


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ([whole(NEWER, etag='"v2"')], "changed: the server sends the whole"),
        ([whole(NEWER, etag='"v1"', ranges=False)], "the server does not know ranges"),
        ([status(416), whole(NEWER, etag='"v2"')], "the rest is not there"),
        ([other_part, whole(NEWER, etag='"v1"')], "another part than the one asked for"),
        ([without_place, whole(NEWER, etag='"v1"')], "a part that does not say which"),
        ([changed_in_between, whole(NEWER, etag='"v2"')], "a part of another version, against If-Range"),
    ],
)
def test_what_cannot_be_continued_begins_anew(server, client, target, then, reason):
    url = server.at("/file.csv", cut(BODY, 70_000, etag='"v1"'), *then)
    client.download(url, target)
    assert target.read_bytes() == NEWER, reason
    assert left(target) == ["file.csv"]


def test_a_part_of_another_address_is_not_continued(server, client, target):
    first = server.at("/a.csv", cut(BODY, 70_000, etag='"v1"'))
    with pytest.raises(FetchError):
        client.download(first, target)
    client.download(server.at("/b.csv", whole(NEWER, etag='"v1"')), target)
    assert target.read_bytes() == NEWER


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (endless(), "without end"),
        (whole(BODY), "the declared length is too long already"),
        (chunked(*[BODY] * 3), "in chunks"),
        (cut(BODY, len(BODY), declared=10**18), "an absurd length"),
        (status(200, gzip.compress(bytes(2**22)), Content_Encoding="gzip"), "an encoding that unpacks to more"),
    ],
)
def test_no_more_than_the_limit_is_taken(server, client, target, body, reason):
    url = server.at("/file.csv", body)
    with pytest.raises(FetchError, match="larger than 0 MB; it was not taken"):
        client.download(url, target, limit_bytes=100_000)
    assert left(target) == [], reason
    assert len(server.asked) == 1


def test_a_drip_ends_with_the_time_of_the_call(server, target):
    seconds = itertools.count()
    url = server.at("/file.csv", endless(b"x"))
    with pytest.raises(FetchError, match="not done within 50 seconds"):
        Client(Limits(total=50), clock=lambda: next(seconds)).download(url, target)
    assert left(target) == []


def test_silence_is_a_passing_fault(target):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/file.csv"
        with pytest.raises(FetchError, match="fell silent, after 2 tries"):
            Client(Limits(silence=0.05, tries=2), wait=lambda _: None).download(url, target)


def test_no_time_is_left_for_another_try(server, waits, target):
    url = server.at("/file.csv", status(503, Retry_After="100"))
    with pytest.raises(FetchError, match=r"503.*after 1 try"):
        Client(Limits(total=60), wait=waits.append).download(url, target)
    assert waits == []


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("/file.csv", "without an end"),
        ("file:///etc/passwd", "an address that is not fetched"),
        ("ftp://127.0.0.1/x", "an address that is not fetched"),
        ("http://name:word@127.0.0.1/x", "an address that is not fetched"),
        ("http://[::1", "an address that is not fetched"),
    ],
)
def test_redirects_that_are_not_followed(server, client, target, to, words):
    url = server.at("/file.csv", redirect(to))
    with pytest.raises(FetchError, match=words):
        client.download(url, target)
    assert len(server.asked) <= 6
    assert left(target) == []


def test_the_body_of_a_redirect_is_not_read(server, client, target):
    def endless_redirect(handler):
        handler.head(302, {"Location": "/b.csv", "Connection": "close"})
        while True:
            handler.wfile.write(b"x" * 65536)

    server.at("/b.csv", whole(BODY))
    client.download(server.at("/a.csv", endless_redirect), target)
    assert target.read_bytes() == BODY


def test_from_https_to_http_nothing_is_followed(monkeypatch, server, client, target):
    url = server.at("/file.csv", redirect(server.address + "/plain.csv"))
    session = client._wire._session
    asked = session.request
    # a certificate that is trusted cannot be had on loopback: the wire is told https, the server speaks http
    monkeypatch.setattr(session, "request", lambda m, u, **k: asked(m, u.replace("https:", "http:"), **k))
    with pytest.raises(FetchError, match=r"from https to http at 127\.0\.0\.1"):
        client.download(url.replace("http:", "https:"), target)
    assert server.paths() == ["/file.csv"]


def test_secrets_go_to_the_host_that_was_asked_and_to_no_other(server, client, target):
    with serving() as other:
        there = other.at("/b.csv", whole(BODY))
        near = server.at("/near.csv", redirect(there))
        url = server.at("/a.csv", redirect(near, 301))
        outcome = client.download(url, target, headers={"Authorization": SECRET, "x-ucdp-access-token": SECRET})
        assert outcome.url == there
        for asked in server.asked:
            assert asked.headers["Authorization"] == asked.headers["x-ucdp-access-token"] == SECRET
        assert SECRET not in str(other.asked[0].headers)


def test_netrc_and_cookies_are_left_alone(server, client, target, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    url = server.at("/file.csv", status(503, Set_Cookie="a=b"), whole(BODY))
    client.download(url, target)
    assert [asked.headers["Authorization"] for asked in server.asked] == [None, None]
    assert [asked.headers["Cookie"] for asked in server.asked] == [None, None]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("127.0.0.1:{port}", "127.0.0.1 cannot be reached (no connection), after 3 tries"),
        ("no-such-host.invalid", "no-such-host.invalid cannot be reached (its name is not found), after 3 tries"),
    ],
)
def test_offline_is_one_clear_line_and_leaves_what_is_there(client, target, host, words, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    target.parent.mkdir()
    target.write_text("old")
    with pytest.raises(FetchError) as caught:
        client.download(f"http://{host.format(port=free_port())}/file.csv?key={SECRET}", target)
    assert str(caught.value).splitlines() == [
        words,
        "  do: check the connection and run it again; what is there already stays as it is",
    ]
    assert caught.value.offline
    assert isinstance(caught.value, SarhadError)
    assert target.read_text() == "old"
    assert left(target) == ["file.csv"]


@pytest.mark.parametrize(
    "answer", [status(500), status(404), status(403), nothing(), redirect("ftp://x"), login_page()]
)
def test_no_secret_of_the_address_or_the_form_is_told(server, client, answer):
    url = server.at("/read", answer) + f"?key={SECRET}"
    with pytest.raises(FetchError) as caught:
        client.json(url, params={"token": SECRET}, headers={"Authorization": SECRET})
    assert SECRET not in str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("value", ["a\nb", "ключ"])
def test_a_token_that_cannot_be_sent(server, client, value):
    url = server.at("/read", json_text("{}"))
    with pytest.raises(FetchError, match="access token in the environment") as caught:
        client.json(url, headers={"Authorization": value})
    assert value not in str(caught.value)


def test_json_is_asked_for_with_its_parameters_and_posted_forms(server, client):
    url = server.at("/read", status(503), json_text('{"data": [1]}'))
    assert client.json(url, params={"page": "2"}) == {"data": [1]}
    assert server.asked[1].query == {"page": ["2"]}
    assert client.json(url, method="POST", data={"user": "a b"}) == {"data": [1]}
    assert (server.asked[2].method, server.asked[2].body) == ("POST", b"user=a+b")


def test_a_form_is_not_sent_elsewhere(server, client):
    url = server.at("/token", redirect(server.at("/other", json_text("{}")), 307))
    with pytest.raises(FetchError, match="sends what was posted elsewhere"):
        client.json(url, method="POST", data={"password": SECRET})
    assert server.paths("POST") == ["/token"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html>log in</html>", "a web page"),
        ("{", "not JSON"),
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("9" * 5000, "not JSON"),
    ],
)
def test_an_answer_that_is_not_json(server, client, body, words):
    with pytest.raises(FetchError, match=words) as caught:
        client.json(server.at("/read", json_text(body)))
    assert caught.value.body == body[:2000]


def test_a_page_of_an_api_is_bounded(server, client):
    with pytest.raises(FetchError, match="larger than"):
        client.json(server.at("/read", json_text("[" + "1," * 1000 + "1]")), limit_bytes=500)


def test_what_is_at_an_address_is_found_without_fetching_it(server, client):
    url = server.at("/file.csv", whole(BODY, etag='"v1"'))
    found = client.find(url)
    assert (found.etag, found.size, found.web_page) == ('"v1"', len(BODY), False)
    assert server.asked[0].method == "HEAD"
    assert client.find(server.address + "/absent") is None
    assert client.find(server.at("/page", login_page())).web_page


def test_a_server_that_does_not_know_head_is_asked_with_get(server, client):
    url = server.at("/file.csv", status(405), whole(BODY, etag='"v1"'))
    assert client.find(url).etag == '"v1"'
    assert [asked.method for asked in server.asked] == ["HEAD", "GET"]


def test_a_place_that_cannot_be_written(server, client, tmp_path):
    (tmp_path / "in").write_text("a file where a folder should be")
    with pytest.raises(FetchError, match="cannot be written"):
        client.download(server.at("/file.csv", whole(BODY)), tmp_path / "in" / "file.csv")
