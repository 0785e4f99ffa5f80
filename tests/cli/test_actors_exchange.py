"""`sarhad actors export` and `import` as a person runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from sarhad.actors import read_registry, world_registry
from sarhad.actors.exchange import from_followthemoney, from_stix, plain, yaml_text
from sarhad.cli.actors_exchange import register
from sarhad.errors import InputError
from tests.actors.exchange.contents import registry
from tests.actors.exchange.test_stix_reading import FOREIGN, ident
from tests.journeys.conftest import EXAMPLE


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """The example watch with a registry that has every field."""
    folder = tmp_path / "watch"
    shutil.copytree(EXAMPLE, folder)
    (folder / "actors.yaml").write_text(yaml_text(plain(registry())), encoding="utf-8")
    return folder


def run(*words: object) -> Any:
    app = typer.Typer()
    register(app)
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


@pytest.mark.parametrize(("form", "read"), [("stix", from_stix), ("ftm", from_followthemoney)])
def test_there_and_back(watch: Path, tmp_path: Path, form: str, read: Any) -> None:
    there, back = tmp_path / "out" / f"actors.{form}", tmp_path / "actors.yaml"
    done = run("export", "--format", form, "--watch", watch, "--out", there)
    assert done.stdout == f"8 actors and 10 relations written to {there}\n"
    assert plain(read(there).registry) == plain(registry())
    done = run("import", there, "--format", form, "--out", back)
    assert plain(read_registry(back)) == plain(registry())
    assert "nothing is merged into a watch by itself" in back.read_text(encoding="utf-8")
    assert "next: look through it" in done.stdout
    assert run("export", "--format", form, "--watch", watch).stdout_bytes == there.read_bytes()


def test_as_json(watch: Path, tmp_path: Path) -> None:
    there = tmp_path / "actors.json"
    told = json.loads(run("export", "--format", "stix", "--watch", watch, "--out", there, "--json").stdout)
    assert told == {
        "file": str(there), "format": "stix", "actors": 8, "relations": 10, "bytes": there.stat().st_size,
    }  # fmt: skip
    told = json.loads(run("import", there, "--format", "stix", "--json").stdout)
    assert (told["actors"], told["relations"], told["left_out"], told["problems"]) == (8, 10, {}, [])
    assert told["yaml"].startswith("# Actors from actors.json")


def test_the_world(tmp_path: Path) -> None:
    there = tmp_path / "world.jsonl"
    run("export", "--format", "ftm", "--world", "--out", there)
    assert len(from_followthemoney(there).registry) == len(world_registry())


def test_what_is_not_taken_of_another_systems_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({"type": "bundle", "id": ident("bundle", 1), "objects": FOREIGN}), encoding="utf-8")
    done = run("import", path, "--format", "stix")
    assert "bundle.json: 3 actors and 1 relation" in done.stderr
    assert "  not taken       3  persons (no persons are taken)" in done.stderr
    assert '"NH-1": the name means night-heron and crew' in done.stderr
    assert "A Person" not in done.output
    out = tmp_path / "actors.yaml"
    out.write_text(done.stdout, encoding="utf-8")
    assert [actor.id for actor in read_registry(out)] == ["a-cert", "night-heron", "crew"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("export", "--format", "ftm", "--as-of", "2026-01-31"), "--as-of is for STIX only"),
        (("export", "--format", "stix", "--json"), "add --out FILE"),
        (("export", "--format", "stix", "--watch", "WATCH", "--out", "WATCH/actors.yaml"), "is there already"),
        (("export", "--format", "stix", "--watch", "WATCH", "--as-of", "soon"), '"soon" is not a day'),
        (("export", "--format", "stix", "--watch", "nowhere"), "no watch.toml in nowhere"),
        (("import", "nowhere.json", "--format", "stix"), "no file nowhere.json"),
        (("import", "WATCH/actors.yaml", "--format", "stix"), "actors.yaml, line 1 is not JSON"),
        (("import", "WATCH/actors.yaml", "--format", "ftm"), "holds no FollowTheMoney entity"),
    ],
)
def test_what_cannot_be_done_is_told(watch: Path, words: tuple[str, ...], message: str) -> None:
    before = (watch / "actors.yaml").read_bytes()
    with pytest.raises(InputError) as raised:
        run(*(word.replace("WATCH", str(watch)) for word in words))
    assert message in str(raised.value)
    assert (watch / "actors.yaml").read_bytes() == before
