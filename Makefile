# What one does with a checkout. `make` alone lists it. Python 3.11 or later, and nothing else, is needed.

PYTHON ?= python3
PORT ?= 8501

VENV := .venv
BIN := $(VENV)/bin
BIOME := frontend/node_modules/.bin/biome
# By files in their order: files that share a server or a browser follow one another, and the longest come first.
PYTEST := $(BIN)/pytest --dist loadfile --no-loadscope-reorder
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# A change in one of these makes the environment, and the browser bundles, be installed again.
INSTALLED_FROM := pyproject.toml constraints.txt hatch_build.py \
	$(wildcard frontend/package.json frontend/package-lock.json frontend/build.mjs frontend/src/* frontend/src/*/*)

# Tests start many processes, each of which would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run france install test test-fast test-attack lint check format docs bench bench-sparql bench-network bench-ui bench-screens bench-whole bench-reading bench-building screenshots clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: $(VENV)/.installed ## build the graph where none is, and serve it on http://127.0.0.1:8501, or on PORT=…
	@$(BIN)/territory-graph serve --port $(PORT)

# Each step begins where the one before was stopped: editions that were fetched are kept.
france: $(VENV)/.installed ## build France 2019–2026, communes and EPCI year by year, and serve it: docs/france.md
	@$(BIN)/territory-graph import cog --year 2019..2026 --territory .france/territory --apply
	@$(BIN)/territory-graph build .france/territory --store .france/store
	@$(BIN)/territory-graph serve --store .france/store --port $(PORT)

install: $(VENV)/.installed ## make the environment .venv, and the browser bundles

# One process more than there are cores: tests of servers and of the browser wait as often as they compute.
test: $(VENV)/.installed-test ## run all tests
	$(PYTEST) --numprocesses $$(($$(getconf _NPROCESSORS_ONLN) + 1))

test-fast: $(VENV)/.installed-test ## run the tests that need no browser, no server and few stores, in under two minutes
	$(PYTEST) --numprocesses auto -m "not slow"

test-attack: $(VENV)/.installed-test ## attack a running server in every way known, in about 20 minutes: docs/reliability.md
	@$(BIN)/python -m tests.attack

lint: $(VENV)/.installed-test ## check format, lint (Python and JavaScript), types and import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/mypy --python-version 3.14 # the last version that the package says it runs on
	$(BIN)/lint-imports
	@if [ -x $(BIOME) ]; then $(BIOME) lint --error-on-warnings; \
	  else echo "The JavaScript was not linted: Biome is not installed, for this machine has no npm." >&2; fi

check: lint test ## check format, lint, types, import contracts and tests

format: $(VENV)/.installed-test ## format the code and repair what the linter can
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

docs: $(VENV)/.installed-docs ## build the documentation as a site, which a server shows at /docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: bench-sparql bench-network bench-ui bench-reading bench-building ## measure everything that is measured

bench-sparql: $(VENV)/.installed-bench ## measure the SPARQL endpoint beside others, in about 12 minutes: docs/benchmarks.md
	@$(BIN)/python -m benchmarks.sparql

bench-network: $(VENV)/.installed-bench ## measure networks of three sizes beside networkx and the engine, in about 12 minutes
	@$(BIN)/python -m benchmarks.network

bench-ui: $(VENV)/.installed-bench ## measure the network in a browser beside pyvis and st-link-analysis, in about 15 minutes
	@$(BIN)/python -m benchmarks.ui

bench-whole: $(VENV)/.installed-bench ## measure sixteen questions on the store of France of STORE=… beside pyoxigraph, Virtuoso and rdflib
	@$(BIN)/python -m benchmarks.sparql.whole $(STORE) --rdflib

bench-screens: $(VENV)/.installed-bench ## measure every screen on the store of STORE=…, without a browser: docs/benchmarks.md
	@$(BIN)/python -m benchmarks.screens $(STORE)

bench-reading: $(VENV)/.installed ## measure what is proposed from documents, by kind of fact, in some seconds: docs/reading.md
	@$(BIN)/python -m benchmarks.reading

bench-building: $(VENV)/.installed ## measure builds of parts of France beside rdflib's parser, in about 25 minutes: docs/benchmarks.md
	@$(BIN)/territory-graph import cog --year 2019..2026 --territory .france/territory --apply
	@$(BIN)/python -m benchmarks.building .france/territory

PICTURES ?= .bench/screenshots
screenshots: $(VENV)/.installed-test ## take every screen, in both languages and themes at three sizes, into PICTURES=…, in about half an hour
	@$(BIN)/python docs/screenshots.py $(PICTURES)

# The store (.store) stays: it may hold a territory of yours.
clean: ## remove everything that these commands make, but not the store
	rm -rf $(VENV) dist src/territory_graph/ui/assets src/territory_graph/site frontend/node_modules tests/clients/node_modules
	rm -rf .bench .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: $(INSTALLED_FROM) | $(BIN)/pip
	@echo "Installing into $(VENV): a minute or two, the first time."
	@$(PIP_INSTALL) --editable '.[app]'
	@touch $@

$(VENV)/.installed-test: $(INSTALLED_FROM) tests/clients/package.json | $(BIN)/pip
	@echo "Installing into $(VENV), with what the tests need: a minute or two, the first time."
	@$(PIP_INSTALL) --editable '.[app,test]'
	@if command -v npm > /dev/null; then \
	  npm ci --prefix frontend --ignore-scripts --include=dev --include=optional --no-audit --no-fund --silent && \
	  npm install --prefix tests/clients --no-package-lock --ignore-scripts --no-audit --no-fund --silent; fi
	@touch $(VENV)/.installed $@

$(VENV)/.installed-docs: $(INSTALLED_FROM) | $(BIN)/pip
	@echo "Installing into $(VENV), with what makes the site of the documentation: a minute, the first time."
	@$(PIP_INSTALL) --editable '.[app,docs]'
	@touch $@

$(VENV)/.installed-bench: $(INSTALLED_FROM) | $(BIN)/pip
	@echo "Installing into $(VENV), with what it is measured against: a minute, the first time."
	@$(PIP_INSTALL) --editable '.[app,bench]'
	@touch $(VENV)/.installed $@

# The last file that the making of an environment writes.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "territory-graph needs Python 3.11 or later, which “$(PYTHON)” is not." >&2; \
	  echo "Name one that is, for instance: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	  exit 1; }
	@echo "Making the environment $(VENV)."
	@$(PYTHON) -m venv $(VENV)
