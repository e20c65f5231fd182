# What a newcomer needs is `make run` and `make test`; a developer, `make check`. Python 3.11 or newer and make are enough.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# processes that the tests are spread over
JOBS ?= 2
PYTEST_ARGS ?=
# size of the world that is measured: small, province or nation (of which SHARE)
SCALE ?= small
SHARE ?= 1

BIN := .venv/bin
STAMPS := .venv/.stamps
FRONT := luoshi/kernel/static/luoshi/luoshi.css
PO := $(wildcard luoshi/config/locale/en/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
# uv is quicker where it works; pip is always there
INSTALL := install() { \
	if uv --version >/dev/null 2>&1 && uv pip install -q --python $(BIN)/python "$$@"; then return; fi; \
	$(BIN)/python -m pip install -q --disable-pip-version-check "$$@"; }; install

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-pg check lint types layers tidy bench messages build docs clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: build $(STAMPS)/run ## install, build, set up the database with the demo, and serve on http://127.0.0.1:8000/
	$(BIN)/luoshi migrate --verbosity 0
	@if [ -f luoshi/desk/management/commands/demo.py ]; then $(BIN)/luoshi demo; fi
	exec $(BIN)/luoshi serve --host $(HOST) --port $(PORT)

test: build $(STAMPS)/dev ## the whole suite, on SQLite and on PostgreSQL
	@if $(BIN)/python -c "import sys; from tests.engines import is_available; sys.exit(not is_available())"; then \
		$(MAKE) --no-print-directory test-sqlite test-pg; \
	elif [[ ",$${LUOSHI_REQUIRE:-}," == *,pg,* ]]; then \
		echo "PostgreSQL is required (LUOSHI_REQUIRE) and is not on this machine" >&2; exit 1; \
	else \
		echo "PostgreSQL: skipped: no PostgreSQL on this machine (apt-get install postgresql, or name a server in LUOSHI_TEST_PG)"; \
		$(MAKE) --no-print-directory test-sqlite; \
	fi

test-sqlite: build $(STAMPS)/dev ## the suite on SQLite
	LUOSHI_TEST_ENGINE=sqlite $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

test-pg: build $(STAMPS)/dev ## the suite on a private PostgreSQL
	LUOSHI_TEST_ENGINE=pg $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: tidy lint types layers docs test ## everything that main must pass

tidy: $(STAMPS)/dev ## formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint luoshi --lint --quiet

types: $(STAMPS)/dev ## mypy, strict
	$(BIN)/mypy

layers: $(STAMPS)/dev ## the laws of imports
	$(BIN)/lint-imports

lint: build $(STAMPS)/dev ## what Django and the catalogue can say without a test
	LUOSHI_VAR=.venv/check $(BIN)/luoshi makemigrations --check --dry-run
	LUOSHI_VAR=.venv/check LUOSHI_HTTPS=1 $(BIN)/luoshi check --deploy --fail-level WARNING
	$(BIN)/luoshi messages --check

docs: $(STAMPS)/dev ## the generated pages of docs/ are what the code says
	LUOSHI_VAR=.venv/check $(BIN)/luoshi docs --check

messages: $(STAMPS)/dev ## collect texts into the English catalogue, then check and compile it
	$(BIN)/luoshi messages --collect
	$(BIN)/luoshi messages --check --compile

bench: build $(STAMPS)/dev ## measure, and print the figures (SCALE=small, province or nation; SHARE=0.1)
	$(BIN)/python -m bench.plans
	$(BIN)/python -m bench.copies
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench --scale $(SCALE) --share $(SHARE)

build: $(FRONT) $(MO) ## stylesheet, script and catalogue

clean: ## remove what was built and installed; data in var/ stays
	rm -rf .venv frontend/node_modules frontend/.node luoshi/kernel/static/luoshi $(MO)

# --- what the targets above stand on; each is made again only when what it is made of has changed ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=...)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(STAMPS)/run: requirements.lock pyproject.toml | $(BIN)/python
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/run
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@mkdir -p $(STAMPS) && touch $@

$(MO): $(PO) $(STAMPS)/run
	$(BIN)/luoshi messages --compile
	@touch $@

# A machine without Node.js takes it from a Python wheel, pinned by hash; install scripts of packages are not run.
frontend/node_modules/.stamp: frontend/package-lock.json frontend/requirements-node.lock | $(STAMPS)/run
	@$(BIN)/python frontend/build.py ci
	@touch $@

$(FRONT): frontend/node_modules/.stamp frontend/build.mjs $(shell find frontend/src -type f 2>/dev/null)
	@$(BIN)/python frontend/build.py build
	@touch $@
