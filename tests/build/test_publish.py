import datetime as dt
import os
import shutil

import pytest

from sarhad.build import publish as publishing
from sarhad.build.publish import publish, recover, staging
from sarhad.watch import create_watch


@pytest.fixture
def watch(tmp_path):
    return create_watch(tmp_path / "watch", title="A", countries=["AFG"], start=dt.date(2020, 1, 1))


def put(watch, text, month="2026-01", fault=None):
    with staging(watch) as folder:
        (folder / month).mkdir(exist_ok=True)
        (folder / month / "index.html").write_text(text)
        (folder / "index.html").write_text(text)
        if fault:
            raise fault
        publish(watch, folder)


def read(watch, page="index.html"):
    return (watch.site / page).read_text()


def test_a_site_is_put_in_place_and_the_former_one_goes(watch):
    put(watch, "one")
    put(watch, "two", "2026-02")
    assert read(watch) == "two"
    assert read(watch, "2026-01/index.html") == "one"
    assert len(list((watch.state / "sites").iterdir())) == 1


def test_a_build_that_fails_leaves_the_site_and_nothing_else(watch):
    put(watch, "one")
    with pytest.raises(RuntimeError, match="broken"):
        put(watch, "half", fault=RuntimeError("broken"))
    assert read(watch) == "one"
    assert len(list((watch.state / "sites").iterdir())) == 1


def test_writing_into_the_staged_months_does_not_touch_the_site(watch):
    put(watch, "one")
    with staging(watch) as folder:
        (folder / "2026-01" / "index.html").write_text("rewritten")
        assert read(watch, "2026-01/index.html") == "one"


def test_pages_that_live_on_are_not_carried_over(watch):
    put(watch, "one")
    with staging(watch) as folder:
        assert sorted(p.name for p in folder.iterdir()) == ["2026-01"]


@pytest.mark.parametrize("renames_done", [1, 2])
def test_without_links_a_publishing_that_was_cut_is_put_right(watch, monkeypatch, renames_done):
    """Where no links can be made there are two renames; a cut after either leaves a whole site."""
    monkeypatch.setattr(os, "symlink", _no_links)
    put(watch, "one")
    assert not watch.site.is_symlink()
    assert read(watch) == "one"
    done = []

    def replace(source, target, real=os.replace):
        if len(done) == renames_done:
            raise KeyboardInterrupt
        done.append(target)
        real(source, target)

    def rmtree(path, ignore_errors, real=shutil.rmtree):
        if len(done) == renames_done:
            raise KeyboardInterrupt
        real(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(publishing.os, "replace", replace)
    monkeypatch.setattr(publishing.shutil, "rmtree", rmtree)
    with pytest.raises(KeyboardInterrupt):
        put(watch, "two")
    monkeypatch.undo()
    recover(watch)
    assert read(watch) == {1: "one", 2: "two"}[renames_done]
    put(watch, "three")
    assert read(watch) == "three"
    assert len(list((watch.state / "sites").iterdir())) == 1


def test_a_site_made_without_links_is_replaced_by_a_link(watch, monkeypatch):
    monkeypatch.setattr(os, "symlink", _no_links)
    put(watch, "one")
    monkeypatch.undo()
    put(watch, "two", "2026-02")
    assert watch.site.is_symlink()
    assert (read(watch), read(watch, "2026-01/index.html")) == ("two", "one")


def _no_links(*args, **kwargs):
    raise OSError("no symbolic links here")
