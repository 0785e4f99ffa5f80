"""What `import sarhad` gives, and what it does not load."""

import subprocess
import sys

NAMES = (
    "incidents.reconcile", "measures.incidence", "actors.read_registry", "claims.check", "events.Events",
    "places.provinces", "sources.read", "store.Store", "watch.read_watch", "read_events", "claim", "build.base_of",
)  # fmt: skip


def _printed(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_rooms_are_loaded_when_they_are_first_asked_for() -> None:
    alone = "print([m for m in sys.modules if m.startswith('sarhad.')])"
    found = f"print([callable(f) for f in ({', '.join(f'sarhad.{name}' for name in NAMES)})])"
    assert _printed(f"import sys, sarhad\n{alone}\n{found}").splitlines() == ["[]", str([True] * len(NAMES))]


def test_other_names_are_not_there() -> None:
    assert _printed("import sarhad; print(hasattr(sarhad, 'nothing'))") == "False"


def test_the_command_line_starts_without_the_libraries_that_commands_load() -> None:
    code = "import sys, sarhad.cli.app; print(sorted({'duckdb', 'numpy', 'pyarrow', 'narwhals'} & set(sys.modules)))"
    assert _printed(code) == "[]"
