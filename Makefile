# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: demo test test-full lint bench docs lock clean

demo: .venv/run
	$(BIN)/tandem demo demo

test: .venv/dev
	$(BIN)/pytest -n auto -m "not full"

test-full: .venv/dev
	HYPOTHESIS_PROFILE=searching $(BIN)/pytest -n auto

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: .venv/dev
	$(BIN)/python -m bench

docs: .venv/dev
	$(BIN)/python docs/generate.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@ .venv/run

# Needs uv (`pip install uv`); writes no index address.
lock:
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra postgres --group build -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra postgres --group build --group dev -o requirements/dev.txt

clean:
	rm -rf .venv demo build dist
