# Whose Cameras? in a few commands. Needs Python 3.11 or newer and make; all else is put into .venv here.

PORT ?= 8501
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet install --no-compile
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
DEPS := .venv/.stamp-app
DEV := .venv/.stamp-dev
BENCH := .venv/.stamp-bench
# What takes minutes of its own: the website and the briefings are built, served, and used by eye, keyboard and click, and
# the curator's verbs each check a record of their own. Decision 36 says what runs when.
# The longest files come first, so that no core is left alone with one at the end.
SLOW := tests/trust/test_commands.py tests/accessibility tests/briefing tests/trust/test_hostile_data.py tests/site \
  tests/curation tests/browser tests/visitors tests/deploy/test_nginx.py tests/deploy/test_replicas.py \
  tests/server/test_whole.py tests/server/test_shared_maps.py tests/trust/test_hostile_explorer.py \
  tests/trust/test_faults.py tests/trust/test_addresses.py tests/trust/test_every_change.py \
  tests/trust/test_every_area.py
TESTS ?= $(addprefix --ignore ,$(SLOW))
# What is said of the code without running it. mypy takes a minute on one core, so the tests begin beside it.
JUDGE = $(PY) -m ruff check . && .venv/bin/lint-imports --no-cache --no-logo
TYPES = $(PY) -m mypy
CLOCK ?=
# Compiled modules are kept, even on a machine that is told not to: else each Python that a test starts compiles pandas anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-all check docs pictures visitors briefing cards site serve lock audit mutations bench soak clean
.DELETE_ON_ERROR:

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile

run: $(DEPS)  ## start the dashboard on port 8501 (PORT=9000 changes it)
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(DEV)  ## fetch what the tests need, a browser included, then test (CLOCK=+40d: as if run in 40 days)
	$(JUDGE)
	@$(PY) scripts/nginx.py > /dev/null  # for tests/deploy, where it may be installed
	@$(or $(TYPES),true) & types=$$!; \
	browser=$$($(PY) scripts/browser.py) || exit 1; echo "Tests use $$browser"; \
	WHOSE_CAMERAS_TEST_CLOCK="$(CLOCK)" WHOSE_CAMERAS_BROWSER="$$browser" BROWSER_PATH="$$browser" \
	$(PY) -m pytest --numprocesses 2 --dist loadfile $(TESTS); tested=$$?; wait $$types && exit $$tested

test-all: test  ## the same, then the curator's tools, the website and the briefings, built and walked
	@$(MAKE) test TESTS="--no-loadscope-reorder $(SLOW)" JUDGE= TYPES=

check: $(DEPS)  ## check the dataset
	$(PY) -m whosecameras check

docs: $(DEPS)  ## write what the docs take from model and data again
	$(PY) scripts/dictionary.py
	$(PY) scripts/import_example.py
	$(PY) scripts/nginx_headers.py

pictures: $(DEV)  ## take a picture of every page and state; docs/pictures gets the contact sheet and the first screens
	@browser=$$($(PY) scripts/browser.py) || exit 1; WHOSE_CAMERAS_BROWSER="$$browser" $(PY) scripts/pictures.py

visitors: $(DEV)  ## go the ways of the five visitors, and take their pictures in docs/visitors again
	@browser=$$($(PY) scripts/browser.py) || exit 1; \
	WHOSE_CAMERAS_BROWSER="$$browser" WHOSE_CAMERAS_VISITORS=docs/visitors $(PY) -m pytest tests/visitors

site: $(DEPS)  ## build the public website into build/site (BASE_URL=, EXPLORER= set addresses; PLAIN=yes: no link)
	$(PY) -m whosecameras site --out build/site $(if $(BASE_URL),--base-url $(BASE_URL)) \
	  $(if $(EXPLORER),--explorer $(EXPLORER)) $(if $(PLAIN),--plain)

serve: $(DEPS)  ## publish, then serve the website at / and the explorer at /explore, on port 8501 (PORT=, BASE_URL=)
	$(if $(BASE_URL),WHOSE_CAMERAS_BASE_URL=$(BASE_URL)) $(PY) -m streamlit run asgi.py --server.port $(PORT)

briefing: $(DEPS)  ## make the briefing on the UK in build/briefing: pictures, one-pager, slides
	$(PY) -m whosecameras briefing --out build/briefing

cards: $(DEV)  ## make the cards in docs/pictures/briefing again
	$(PY) scripts/briefing_pictures.py

lock: $(DEPS)  ## pin the newest versions that requirements*.in allow, with hashes
	$(PIP) uv
	$(LOCK) --upgrade requirements.in --output-file requirements.txt
	$(LOCK) --upgrade requirements-dev.in --output-file requirements-dev.txt

audit: $(DEV)  ## is a pinned version known to be unsafe? warns where the advisory service cannot be reached
	$(PY) scripts/audit.py requirements.txt requirements-dev.txt

mutations: $(DEV)  ## break the code on purpose, one thing at a time in a copy, and see that a test notices each
	$(PY) scripts/mutations.py

bench: $(BENCH)  ## measure against the budgets, 25 minutes; writes benchmarks/results.json and results.svg
	@browser=$$($(PY) scripts/browser.py) || exit 1; \
	WHOSE_CAMERAS_BROWSER="$$browser" BROWSER_PATH="$$browser" $(PY) -m benchmarks

soak: $(BENCH)  ## 50 visitors come, click and go for ten minutes; memory must stay flat
	$(PY) -m benchmarks.soak

clean:  ## remove .venv and everything that tools leave behind
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says that a step is done, so that a second `make run` starts at once.
.venv/.stamp-venv: scripts/environment.py
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed and was not found; PYTHON=/path/to/python3.11 names one." >&2; exit 1; fi
	@$(PYTHON) scripts/environment.py .venv
	@touch $@

$(DEPS): .venv/.stamp-venv requirements.txt
	@echo "Installing what the app needs, about a minute ..."
	@$(PIP) --requirement requirements.txt
	@touch $@

$(DEV): .venv/.stamp-venv requirements-dev.txt
	@echo "Installing what the tests need, about a minute ..."
	@$(PIP) --requirement requirements-dev.txt
	@touch $@

$(BENCH): $(DEV) benchmarks/requirements.txt
	@echo "Installing the peers that the benchmarks measure beside us ..."
	@$(PIP) --requirement benchmarks/requirements.txt
	@touch $@
