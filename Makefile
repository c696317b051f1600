# Needs Python 3.11 or later, pip 22.3 or later, and make. `make demo` and `make test` do the rest.

ifndef PYTHON
PYTHON := $(shell command -v python3.11 || command -v python3)
endif

VENV := .venv
BENCH := .venv-bench
# Without --without-pip this would need ensurepip, which Debian packages apart.
NEW_VENV = $(PYTHON) -m venv --without-pip --clear
INSTALL = $(PYTHON) -m pip --python $(@D)/bin/python install --quiet --disable-pip-version-check
COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(UPGRADE)
LOCKED := runtime build dev cluster bench

.PHONY: help demo test lint format texts bench lock clean
.SECONDARY: $(VENV)/packages $(BENCH)/packages

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/project  ## rank the synthetic city's 65 units, then serve it (ARGS=--no-serve only ranks)
	$(VENV)/bin/smart-team demo $(ARGS)

test: lint  ## lint, then all tests, with branch coverage
	$(VENV)/bin/coverage erase
	$(VENV)/bin/coverage run -m pytest --ignore=tests/browser
	$(VENV)/bin/coverage run -m pytest -n 0 tests/browser
	$(VENV)/bin/coverage combine --quiet
	$(VENV)/bin/coverage report --include='smart_team/rubric/*' --fail-under=100
	$(VENV)/bin/coverage report --include='smart_team/scoring/*' --fail-under=100
	$(VENV)/bin/coverage report --include='smart_team/recount/*' --fail-under=100
	$(VENV)/bin/coverage report --format=total

lint: $(VENV)/dev  ## style, types, import rules, rubrics
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy --strict
	$(VENV)/bin/lint-imports
	$(VENV)/bin/smart-team lint rubrics

format: $(VENV)/dev  ## mend style where a tool can
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

texts: $(VENV)/dev  ## list the pages' texts that lack English, or have it unused, twice or at odds
	$(VENV)/bin/python -m tests.pages.extracting

bench: $(BENCH)/project  ## time this engine beside others on the same work
	$(BENCH)/bin/python -m benchmarks --out docs/benchmarks.md
	$(BENCH)/bin/python -m benchmarks.records --out docs/benchmarks.md

lock: $(VENV)/dev  ## pin requirements/*.in anew (UPGRADE=--upgrade takes newer versions)
	$(PYTHON) -m pip --python $(VENV)/bin/python install --quiet uv
	for name in $(LOCKED); do \
		$(COMPILE) --output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

clean:  ## remove everything that make made
	rm -rf $(VENV) $(BENCH) build dist demo-output htmlcov .coverage .coverage.* \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp says that what its name says is installed as pinned.
$(VENV)/packages: requirements/runtime.txt requirements/build.txt
	$(NEW_VENV) $(@D)
	$(INSTALL) --require-hashes --requirement requirements/runtime.txt --requirement requirements/build.txt
	touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/project
	$(INSTALL) --require-hashes --requirement requirements/dev.txt
	touch $@

$(BENCH)/packages: requirements/bench.txt
	$(NEW_VENV) $(@D)
	$(INSTALL) --require-hashes --requirement requirements/bench.txt
	touch $@

%/project: %/packages pyproject.toml
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@
