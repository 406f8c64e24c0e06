# Two commands matter: `make site` and `make test`. Each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SIZE ?= M
SITE_STAMP := $(VENV)/.site
TEST_STAMP := $(VENV)/.test
# Tests start the program by the hundred: each time in half the time where Python may keep what it has compiled.
unexport PYTHONDONTWRITEBYTECODE
NODE_STAMP := node_modules/.installed
# Most of what tests write is gone in a second. In memory, where there is room, nothing waits for a disk.
SCRATCH := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "TMPDIR=/dev/shm" }')

.PHONY: site test check check-style check-scripts serve clean reference lock bench lighthouse

site: $(SITE_STAMP) ## build site/ and the offline bundle in dist/
	@$(BIN)/explainer bundle .

test: $(TEST_STAMP) ## run every test: unit, cases, site, browser
	@sh tests/browser.sh
	@$(SCRATCH) $(BIN)/python -m pytest -n auto --dist worksteal

check: check-style ## types, style, and the tests that need no browser
	@$(SCRATCH) $(BIN)/python -m pytest -n auto --dist worksteal -m "not browser"

check-style: $(TEST_STAMP) check-scripts ## types and style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@for platform in linux darwin win32; do $(BIN)/mypy --platform $$platform --cache-dir .mypy_cache/$$platform || exit 1; done

check-scripts: ## types and style of scripts, style of style sheets; without Node.js and npm it is skipped and says so
	@if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then \
	  $(MAKE) --silent $(NODE_STAMP) && node_modules/.bin/tsc && \
	  { found=$$(node_modules/.bin/biome lint --error-on-warnings --max-diagnostics=100 2>&1) || { echo "$$found"; exit 1; }; }; \
	else echo "Node.js and npm are not installed: scripts and style sheets are not checked."; fi

serve: $(SITE_STAMP) ## serve the site on 127.0.0.1:8000 and rebuild it after every change
	@$(BIN)/explainer serve .

reference: $(SITE_STAMP) ## write docs/findings.md from the codes, docs/reference.md and docs/schemas/ from the tables of keys
	@$(BIN)/python -c "from pathlib import Path; from builder.checking import findings_reference as r; from builder.formats.reference import written_files; files = {r.PATH: r.findings_reference(), **written_files()}; Path('docs/schemas').mkdir(exist_ok=True); [Path(path).write_text(text, encoding='utf-8') for path, text in files.items()]"

lock: $(TEST_STAMP) ## resolve the requirements anew
	@cd requirements && for name in site test; do \
	  ../$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host \
	    --no-emit-find-links --no-header --no-annotate --output-file $$name.txt $$name.in; done

bench: $(SITE_STAMP) ## time this and other generators, at SIZE=S, M, L or XL (installs the others; no part of the tests)
	@$(BIN)/python benchmarks/run.py --size $(SIZE)

lighthouse: $(TEST_STAMP) ## ask Lighthouse about each kind of page (installs it with npm; no part of the tests)
	@$(BIN)/python benchmarks/lighthouse.py

clean: ## remove everything that was made
	rm -rf $(VENV) node_modules .cache site dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(SITE_STAMP): requirements/site.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "explainer needs Python 3.11 or later")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the site needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/site.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(TEST_STAMP): requirements/test.txt $(SITE_STAMP)
	@echo "Installing what the tests need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

$(NODE_STAMP): package-lock.json
	@echo "Installing what checks the scripts into node_modules ..."
	@npm ci --loglevel=error >/dev/null
	@touch $@
