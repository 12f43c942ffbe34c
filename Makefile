# Newsroom: `make help` lists the commands. Only Python 3.11 or newer and make are needed to begin with.

PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) manage.py
LOCK := $(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet --upgrade
POSTGRES ?= postgres://postgres@127.0.0.1:5432/newsroom

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres check fmt lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: $(VENV)/run.stamp ## Start the newsroom: PORT=8000, DEMO_PASSWORD=... (else random). Ctrl-C stops it
	@$(MANAGE) prepare
	@PORT=$(PORT) exec $(MANAGE) serve

# The environment: made once, filled again only when a lock file has changed.

$(VENV)/bin/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Newsroom needs Python 3.11 or newer, and no python3 here is that new."; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
		version=$$($$found -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "Python $$version here lacks its venv module. On Debian and Ubuntu: apt install python$$version-venv"; \
		exit 1; \
	fi; \
	echo "==> Making $(VENV) with $$found"; \
	$$found -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock | $(VENV)/bin/python
	@echo "==> Installing what Newsroom needs"
	@$(PYTHON) -m pip install --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(VENV)/bin/python
	@echo "==> Installing what Newsroom and its tests need"
	@$(PYTHON) -m pip install --disable-pip-version-check --require-hashes -r $<
	@touch $@
