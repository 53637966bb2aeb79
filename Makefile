# make run    serve the demo at http://127.0.0.1:7860, installing what it needs the first time
# make test   every test, on a fresh machine too
# make check  formatting, lint, types, then every test
# make bench  the figures of docs/benchmarks.md
# make bench-retrieval  of them, what is found: beside the pipeline of most tutorials, BM25, rank fusion
# make bench-ingest     of them, how fast files become searchable, beside the same pipeline
# make bench-rounding   of them, what faster arithmetic changes in the vectors, and what it gains
# make bench-evidence   of them, how much of what the answers say is in what the language model is given
# make bench-latency    of them, what a search takes, by stage, with 10,000 and 100,000 chunks; memory

PYTHON ?= python3
VENV ?= .venv
# Where Linux finds CPU builds of torch; the configured index alone is asked where it is away.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
INSTALL = $(PIP) install --quiet --constraint constraints.txt

.PHONY: run test check lint clean
.PHONY: bench bench-ingest bench-retrieval bench-evidence bench-rounding bench-latency bench-kills

run: $(VENV)/.run-installed
	@$(BIN)/assistant serve --demo examples

test: $(VENV)/.test-installed
	@sh tests/system_packages.sh
	$(BIN)/python -m pytest

lint: $(VENV)/.test-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

bench: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks

# DOCUMENTS="2000" loads as many small documents.
bench-ingest: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks ingest $(if $(DOCUMENTS),--documents $(DOCUMENTS))

# SETS="northwind mtrag" measures these alone.
bench-retrieval: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks retrieval $(if $(SETS),--sets $(SETS),pairs quotations)

bench-rounding: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks rounding

bench-evidence: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks evidence

# CHUNKS="2000" measures another size.
bench-latency: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks latency $(if $(CHUNKS),--chunks $(CHUNKS))

# KILLS="10" kills as often.
bench-kills: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks kills $(if $(KILLS),--kills $(KILLS))

clean:
	rm -rf $(VENV) .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; '$(PYTHON)' is older. Say which: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "The venv module of $(PYTHON) is needed (Debian and Ubuntu: apt-get install python3-venv)."; exit 1; }
	@touch $@

# torch first and alone: the CPU build is a choice of index, not of version.
$(VENV)/.torch: $(VENV)/.python constraints.txt
	@echo "Installing torch (CPU) ..."
	@$(INSTALL) --timeout 10 --retries 0 $(TORCH_INDEX:%=--extra-index-url %) torch 2>/dev/null \
	  || $(INSTALL) torch
	@touch $@

$(VENV)/.run-installed: $(VENV)/.torch pyproject.toml constraints.txt
	@echo "Installing the application ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.test-installed: $(VENV)/.run-installed
	@echo "Installing what the tests need ..."
	@$(INSTALL) --editable '.[dev]'
	@touch $@
