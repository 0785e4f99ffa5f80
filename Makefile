# `make demo` builds the example watch's site without a network (after set-up); `make test` runs every check.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
DEMO ?= demo

.PHONY: setup demo test bench validate format lint clean

setup: $(VENV)/.synced

$(VENV)/.synced: uv.lock pyproject.toml
	@command -v uv >/dev/null 2>&1 || test -x .uv/bin/uv || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv; }
	UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

demo: setup
	$(BIN)/sarhad demo $(DEMO)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The journeys start hundreds of processes: compiled once, each begins in half the time, wherever PYTHONDONTWRITEBYTECODE is set.
test: lint
	$(BIN)/python -m compileall -q src
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term

bench: setup
	-$(BIN)/python benchmarks/ingest.py
	$(BIN)/python benchmarks/measures.py
	$(BIN)/python benchmarks/trend_coverage.py
	$(BIN)/python benchmarks/space_time.py
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/acled.py
	$(BIN)/python benchmarks/gdelt.py
	$(BIN)/python benchmarks/changes.py
	$(BIN)/python benchmarks/fuzz.py
	$(BIN)/python benchmarks/actors.py
	$(BIN)/python benchmarks/matching/speed.py
	-$(BIN)/python benchmarks/matching/run.py --rows car
	-$(BIN)/python benchmarks/matching/run.py --rows mexico

validate: setup
	for test in benchmarks/validation/*.py; do echo $$test; $(BIN)/python $$test || exit 1; done

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .uv $(DEMO)
