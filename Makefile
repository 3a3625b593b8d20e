# make run    the dashboard over the bundled coverage
# make test   every test, from a fresh clone
# make check  what CI runs: lint, types, tests
# make compiled  optional: compile the extraction for speed (needs gcc and Python's headers); make pure undoes it
# make bench  speed and accuracy beside other tools, about 20 minutes; SMALL=1: under two, compared with a baseline

# The first of these that is 3.11 or newer; `make run PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then command -v "$$python"; break; fi; done)

VENV := .venv
BIN := $(VENV)/bin
# A stamp is named by the content of the pins, not by their time: a fresh checkout installs nothing twice.
RUN_STAMP := $(VENV)/.run-$(shell cksum < requirements.txt | tr -d ' \t')
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-cluster.txt requirements-compiled.txt requirements-dev.txt | cksum | tr -d ' \t')
BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/.bench-$(shell cat requirements.txt requirements-bench.txt | cksum | tr -d ' \t')
PIP := -m pip install --quiet --disable-pip-version-check --no-input
PIP_INSTALL := $(BIN)/python $(PIP)

.DEFAULT_GOAL := help
.PHONY: compiled pure help run build test lint format types check evaluate bench chromium clean

help:
	@sed -n 's/^# make/make/p' Makefile

run: build
	$(BIN)/python -m streamlit run dashboard.py --server.showEmailPrompt=false

build: $(RUN_STAMP)
	$(BIN)/python -m etl build data/articles

# On all cores, a file of tests on one; the browser's by themselves, since they wait for pages to be drawn.
test: $(DEV_STAMP) chromium
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -q -m browser

lint: $(DEV_STAMP)
	$(BIN)/python -m ruff check .

format: $(DEV_STAMP)
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

types: $(DEV_STAMP)
	$(BIN)/python -m mypy

evaluate: $(DEV_STAMP)
	$(BIN)/python -m etl evaluate tests/gold --floors tests/gold/floors.json

bench: $(BENCH_STAMP)
	$(BENCH_VENV)/bin/python -m benchmarks $(if $(SMALL),--small)

# Optional: the same code in compiled form, for who has much to extract. A change of the code makes it plain again.
compiled: $(RUN_STAMP)
	@$(PIP_INSTALL) -r requirements-compiled.txt
	@$(BIN)/python tools/compile.py

pure:
	rm -rf .compiled

check: lint types test

clean:
	rm -rf $(VENV) $(BENCH_VENV) .compiled data/coverage

$(VENV)/bin/python $(BENCH_VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is needed and none was found on the PATH." >&2; \
		echo "Install it (Debian: apt-get install python3 python3-venv; macOS: brew install python)" >&2; \
		echo "or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; fi
	@echo "Making $(@:/bin/python=) with $(PYTHON)"
	@"$(PYTHON)" -m venv --clear $(@:/bin/python=) || { \
		echo "The module venv is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing what requirements.txt pins (once, about half a minute)"
	@$(PIP_INSTALL) -r requirements.txt
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): | $(BIN)/python
	@echo "Installing what the files of requirements pin (once, about a minute)"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@rm -f $(VENV)/.run-* $(VENV)/.dev-* && touch $(RUN_STAMP) $@

# The tools that ours are measured beside stay out of the environment that the product runs in.
$(BENCH_STAMP): | $(BENCH_VENV)/bin/python
	@echo "Installing what requirements-bench.txt pins (once, about two minutes)"
	@$(BENCH_VENV)/bin/python $(PIP) -r requirements-bench.txt
	@rm -f $(BENCH_VENV)/.bench-* && touch $@

# The browser tests need Chromium. Where it is missing and we may install it, we do; otherwise they are skipped and
# say so (tests/conftest.py).
chromium:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
			|| echo "Chromium could not be installed: the browser tests will be skipped" >&2; \
	else echo "No Chromium here: the browser tests will be skipped" >&2; fi
