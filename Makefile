# siaga: every target works on a fresh clone with git, make and Python 3.11+ only.
export UV_PYTHON_DOWNLOADS := never
# Compiled once, outside the tree: without it each worker and each process that a test starts compiles everything.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
SHELL  := /bin/sh
PYTHON ?= python3
BIN    := .venv/bin
UV     := sh .ci/uv

.PHONY: install dev demo test test-browser check fix soak mutants bench lock wheel clean
install: .venv/.installed
dev: .venv/.dev

.venv/bin/python:
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv

.venv/.installed: .venv/bin/python requirements.lock pyproject.toml
	$(UV) pip install --quiet --python .venv --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python .venv --no-deps -e .
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.lock pyproject.toml
	$(UV) pip install --quiet --python .venv --compile-bytecode --require-hashes -r requirements-dev.lock
	$(UV) pip install --quiet --python .venv --no-deps -e .
	@touch $@ .venv/.installed

demo: install
	$(BIN)/siaga demo

test: dev
	$(BIN)/pytest -n 3 --dist loadfile -m "not browser and not soak"

test-browser: dev
	$(BIN)/pytest -m browser

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.house

SOAK = -m "soak or hypothesis" --hypothesis-profile soak --timeout 3600
soak: dev
	$(BIN)/pytest $(SOAK) --ignore tests/oracle
	$(BIN)/pytest $(SOAK) -n logical tests/oracle

# MODULES="deadlines.sla scores.scoring" = only these of monitor; SAMPLE=300 = so many, drawn at random. Stopped, it goes on.
mutants: dev
	$(BIN)/python -m tests.mutants $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE))

bench: dev
	$(BIN)/python -m benchmarks

fix: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra postgresql pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra postgresql --group dev pyproject.toml -o requirements-dev.lock

wheel: dev
	$(UV) build --quiet --wheel --out-dir dist

clean:
	rm -rf .venv .tools dist build
