# Two commands matter: `make demo` and `make test`. Everything else is told by `make help`.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
TRUCE := PYTHONPATH=plugins .venv/bin/python -m truce
STAMP := .venv/.installed-$(shell sha256sum requirements.lock | cut -c1-16)

.PHONY: help demo test lint up down status psql replay clean

help:
	@echo "make demo     the real DAGs over the sample feeds, May to December 2025: tables, chart, mails"
	@echo "make test     the whole test suite on an embedded PostgreSQL"
	@echo "make up       poll the live feeds: PostgreSQL and Airflow on this machine, loopback only"
	@echo "make status   what runs, where, and how the feeds are"
	@echo "make down     stop it all"
	@echo "make psql     psql as an analyst (DATABASE=demo for the demo's data)"
	@echo "make clean    remove the demo's and the service's data (asks PostgreSQL to stop first)"

demo: .venv/bin/truce
	@$(TRUCE) demo

test: .venv/bin/truce
	@.venv/bin/python -m pytest $(ARGS)

lint: .venv/bin/truce
	@.venv/bin/ruff check dags plugins tests && .venv/bin/ruff format --check dags plugins tests

up down status: .venv/bin/truce
	@$(TRUCE) $@

psql: .venv/bin/truce
	@$(TRUCE) psql $(if $(DATABASE),--database $(DATABASE))

clean:
	@if [ -x .venv/bin/truce ]; then $(TRUCE) down; fi
	rm -rf .data

# The lock is installed with hashes by plain pip; a changed lock makes a new .venv.
$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Python 3.11, 3.12 or 3.13 is needed; set PYTHON=/path/to/it."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing the locked packages into .venv (about a minute, once) ..."
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/bin/truce: $(STAMP)
	@printf '#!/bin/sh\nhere=$$(dirname "$$(readlink -f "$$0")")\nPYTHONPATH="$$here/../../plugins" exec "$$here/python" -m truce "$$@"\n' > $@
	@chmod +x $@
