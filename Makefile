# make demo: set-up and the main job. make test: set-up and the tests. make check: what CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
LAB ?= --tries 3
STAMP = $(VENV)/.ready

.PHONY: setup demo test lint types docs check bench lab test-lab lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the pinned packages into $(VENV) (a minute on a fresh machine) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup
	@$(BIN)/python tools/demo.py out

test: setup
	$(BIN)/python -m pytest -n 2 -q

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup
	$(BIN)/mypy

docs: setup
	$(BIN)/python tools/generate_reference.py

check: lint types test

bench: setup
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/speed.py

lab: setup
	$(BIN)/python tools/lab_demo.py out/lab

test-lab: setup
	MORTEM_LAB_TESTS=1 $(BIN)/python -m pytest -q -n 0 -m lab tests/lab
	$(BIN)/python benchmarks/lab.py $(LAB)

lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/base.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist out .mypy_cache .pytest_cache .ruff_cache
