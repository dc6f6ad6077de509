# Every command sets up what it needs; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The newest Python that the fair runs on, found by name or under pyenv.
PYTHON := $(shell infra/find-python)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= .fair
ONLY ?=
WORKERS ?= 2
# Biome has a wheel for Linux on x86-64 only; elsewhere the styles wait for CI.
LINT_STYLES := ! test -x $(BIN)/biome || $(BIN)/biome lint --error-on-warnings
ARCHITECTURE ?= x86_64
# pip itself comes with the environment.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-package pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup check format lint types imports test run bench mutants lock package

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/tools ## everything that tests and checks need
run: $(VENV)/fair ## the fair on http://127.0.0.1:8000 (PORT, DATA change that)
	@PORT=$(PORT) DATA=$(DATA) exec $(BIN)/python -m infra.local

# The quick checks run beside each other, and while Chromium is fetched.
check: ## what CI runs
	@$(MAKE) --no-print-directory -j2 lint types imports $(VENV)/chromium
	@$(MAKE) --no-print-directory test

format: $(VENV)/tools ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/oxfmt static
	$(BIN)/oxlint --fix --deny-warnings static
	$(BIN)/ruff check --fix .

lint: $(VENV)/tools
	$(BIN)/ruff format --check .
	$(BIN)/oxfmt --check static
	$(BIN)/ruff check .
	$(BIN)/oxlint --deny-warnings static
	$(LINT_STYLES) static
	$(BIN)/djlint --lint --quiet templates

types: $(VENV)/tools
	$(BIN)/mypy

imports: $(VENV)/tools
	$(BIN)/lint-imports

test: $(VENV)/tools $(VENV)/chromium ## all tests
	$(BIN)/python -m infra.locale
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: $(VENV)/tools ## figures, one JSON object a line (ONLY=name for one)
	@$(BIN)/python -m tests.benchmarks $(ONLY)

mutants: $(VENV)/tools ## does the market notice each guard that is taken away? (ONLY=word for some)
	@$(BIN)/python -m tests.proof.mutants $(ONLY)

lock: $(VENV)/fair ## pin all that requirements*.txt lead to, by version and hash
	@$(BIN)/pip install --quiet uv==0.13.9
	@$(LOCK) requirements-run.txt -o requirements-run.lock
	@$(LOCK) requirements-dev.txt -o requirements-dev.lock

package: $(VENV)/tools ## what runs in Lambda, into build/ (ARCHITECTURE=arm64)
	@$(BIN)/python -m infra.build --architecture $(ARCHITECTURE)

$(VENV)/fair: requirements-run.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 was found."; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo "Setting up (once) ..."
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-run.lock
	@touch $@

$(VENV)/tools: $(VENV)/fair requirements-dev.lock
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/chromium: | $(VENV)/tools
	@infra/find-chromium
	@touch $@
