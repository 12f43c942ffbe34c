# Newsroom. Only Python 3.11 or newer and make are needed to begin with; everything else is installed into .venv.

PORT ?= 8000
DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/newsroom
VENV := .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) manage.py
PYTEST := $(PYTHON) -m pytest --numprocesses=2
# Warnings are errors, and nothing is read from or written to the data folder.
CHECK := DJANGO_SETTINGS_MODULE=newsroom.settings.test $(PYTHON) -W error manage.py
CHECK_DEPLOY := DJANGO_SETTINGS_MODULE=newsroom.settings.production DATABASE_URL=sqlite:// ALLOWED_HOSTS=news.example \
	NEWSROOM_BASE_URL=https://news.example \
	SECRET_KEY=`$(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))'` $(PYTHON) -W error manage.py
LOCK := UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv pip compile --universal --python-version=3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --quiet

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres standards lighthouse bench bench-live bench-search bench-servers check fmt lock messages clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: $(VENV)/run.stamp ## Start the newsroom; PORT=8000, DEMO_PASSWORD=... (else random). Ctrl-C stops it
	@$(MANAGE) prepare
	@PORT=$(PORT) exec $(MANAGE) serve

test: $(VENV)/dev.stamp ## Run all tests on SQLite; ARGS="-k live" passes options to pytest
	env -u DATABASE_URL $(PYTEST) $(ARGS)

test-postgres: $(VENV)/dev.stamp ## Run all tests on PostgreSQL; DATABASE_URL names the server
	DATABASE_URL=$(DATABASE_URL) $(PYTEST) $(ARGS)

standards: $(VENV)/dev.stamp $(VENV)/standards.stamp ## Check whole newsrooms by the checkers of others; needs java, node, ruby, xmllint
	$(PYTHON) -m pytest tests/standards -p no:randomly $(ARGS)

lighthouse: $(VENV)/dev.stamp $(VENV)/standards.stamp ## Let Lighthouse look at the demonstration, three times each page
	@DJANGO_SETTINGS_MODULE=newsroom.settings.test $(PYTHON) -m tests.standards.lighthouse

bench: $(VENV)/dev.stamp ## Measure readers' pages; PAGES=story,front, STORIES=1000, OUT=file, DATABASE_URL=..., CACHE_URL=...
	@$(PYTHON) -m tests.benchmarks.pages

bench-live: $(VENV)/dev.stamp ## Measure live coverage on SQLite, with nginx; DATABASE_URL=... on PostgreSQL, OUT=file
	@$(PYTHON) -m tests.benchmarks.live

bench-search: $(VENV)/dev.stamp ## Measure search among 100,000 stories, on SQLite and PostgreSQL; STORIES=1000 for fewer
	env -u DATABASE_URL $(PYTHON) -m tests.benchmarks.search
	DATABASE_URL=$(DATABASE_URL) $(PYTHON) -m tests.benchmarks.search

bench-servers: $(VENV)/dev.stamp ## Measure granian's ways, and those of gunicorn where GUNICORN=folder has it
	@$(PYTHON) -m tests.benchmarks.servers

check: $(VENV)/dev.stamp ## Run every linter and Django's own checks
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint templates --check --lint
	$(VENV)/bin/oxlint --deny-warnings static
	$(CHECK) check --fail-level WARNING
	$(CHECK) makemigrations --check --dry-run
	$(CHECK_DEPLOY) check --deploy --fail-level WARNING

fmt: $(VENV)/dev.stamp ## Format code and templates, and repair what linters can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/djlint templates --reformat --quiet
	$(VENV)/bin/oxlint --fix static

lock: $(VENV)/dev.stamp ## Write the lock files anew from pyproject.toml; ARGS=--upgrade takes newer versions
	$(LOCK) $(ARGS) pyproject.toml --output-file requirements.lock
	$(LOCK) $(ARGS) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock

messages: $(VENV)/dev.stamp ## Bring the catalogs of the interface's languages up to date, and say what they lack
	@$(PYTHON) -m tests.catalog

clean: ## Remove the environment and all caches; the newsroom's data in .data stays
	rm -rf $(VENV) .coverage .hypothesis .pytest_cache .ruff_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: made once, and filled again only when a lock file has changed.

$(PYTHON):
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Newsroom needs Python 3.11 or newer, and no python3 here is that new." >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
		version=$$($$found -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "This Python lacks its venv module. On Debian and Ubuntu: apt install python$$version-venv" >&2; exit 1; \
	fi; \
	echo "==> Making $(VENV) with $$found"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements.lock | $(PYTHON)
	@echo "==> Installing what Newsroom needs"
	@$(PYTHON) -m pip install --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(PYTHON)
	@echo "==> Installing what Newsroom and its tests need"
	@$(PYTHON) -m pip install --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# Checkers that run in node or java, outside the tree and in the versions that were tried.
$(VENV)/standards.stamp: Makefile | $(PYTHON)
	@for program in node npm java; do \
		command -v $$program >/dev/null || { echo "$$program is not installed. On Debian and Ubuntu:" \
			"apt install nodejs npm default-jre-headless ruby ruby-rss libxml2-utils" >&2; exit 1; }; \
	done
	@echo "==> Installing the checkers of standards"
	@mkdir -p $(VENV)/standards
	@npm install --prefix $(VENV)/standards --no-save --no-package-lock --no-audit --no-fund --loglevel=error \
		vnu-jar@26.9.27 schema-dts@2.1.0 typescript@7.0.2 lighthouse@12.8.2
	@touch $@
