# feedback-bot: `make` lists what there is. Nothing but Python 3.11 or later is assumed.

SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
ARGS ?=
# Tests at once: most wait for programs that they have started.
WORKERS ?= 3
# How much `make promises` lives through: conversations for each of its twenty seeds, and kills.
CONVERSATIONS ?= 1000
KILLS ?= 40

# The first Python on the path that is new enough; `make demo PYTHON=/path/to/python3` names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$one" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo "$$one" && break; done)

# A half-made environment may hold the system's own Python, which nothing must be installed into.
SOUND := import sys; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)

# What an installation depends on: its dependencies, the place it was made in, its Python. A stamp that
# says anything else, or is not there since an installation broke off, has it made again.
STATE = "$$(cksum <pyproject.toml) $(CURDIR) $$($(PY) --version 2>&1)"
HAS_UV = command -v uv >/dev/null 2>&1

.DEFAULT_GOAL := help
.PHONY: help demo test promises lint ci coverage requirements audit clean venv install install-test

help: ## Show what there is
	@echo "feedback-bot"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name words; do \
		printf '%-18s %s\n' "$$name" "$$words"; done

demo: install ## Try it: a shop, a customer's phone and your team on one page (HEADLESS=1: without a browser)
	@$(VENV)/bin/feedback-bot demo $(if $(filter-out 0,$(HEADLESS)),--headless) $(ARGS)

test: install-test ## Run the tests (ARGS="-k words" picks some)
	@$(PY) -m pytest $(if $(ARGS),$(ARGS),-n $(WORKERS) --dist worksteal)

lint: install-test ## Check style, types and who imports whom
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

promises: install-test ## Live through 20 x 1,000 conversations with faults, and 40 kills (CONVERSATIONS=, KILLS=)
	@$(VENV)/bin/feedback-bot simulate --conversations $(CONVERSATIONS) --seed 1 --seeds 10 & first=$$!; \
	$(VENV)/bin/feedback-bot simulate --conversations $(CONVERSATIONS) --seed 11 --seeds 10 --processes 2 & second=$$!; \
	$(PY) -m tests.kills --kills $(KILLS); killed=$$?; \
	wait $$first && wait $$second && exit $$killed

coverage: install-test ## Run the tests and count every line and branch (takes three times as long)
	@$(PY) -m pytest $(if $(ARGS),$(ARGS),-n $(WORKERS) --dist worksteal) --cov --cov-report=
	@$(PY) -m coverage report
	@$(if $(ARGS),,$(PY) -m tests.branches)

ci: ## Run everything that must be green before a change goes in
	@.ci/run

# In two steps: what is pinned is what the tests run with, which ask for more and so may hold versions back.
requirements: ## Pin what an installation needs, with hashes (needs uv)
	@$(HAS_UV) || { echo "This needs uv: pip install uv" >&2; exit 1; }
	@tested=$$(mktemp) && trap 'rm -f "$$tested"' EXIT && \
		$(PIN) --upgrade --group test --no-header >"$$tested" && \
		$(PIN) --constraint "$$tested" --generate-hashes --custom-compile-command "make requirements" >deploy/requirements.txt
PIN = uv pip compile pyproject.toml --extra postgres --universal --python-version 3.11 --quiet \
	--no-emit-index-url --no-emit-find-links --no-annotate

audit: ## Look up known vulnerabilities of what is pinned; fails too where they cannot be looked up
	@"$(PYTHON)" deploy/audit.py $(ARGS)

clean: ## Remove what the tools made (your settings and data stay)
	@rm -rf $(VENV) .coverage .coverage.* htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find bot handlers storage tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment

venv:
	@if ! "$(PY)" -c '$(SOUND)' >/dev/null 2>&1 || [ "$$(cat $(VENV)/.place 2>/dev/null || echo "$(CURDIR)")" != "$(CURDIR)" ]; then \
		rm -rf $(VENV); \
		if $(HAS_UV); then \
			uv venv --quiet --python "$(or $(PYTHON),>=3.11)" $(VENV) || exit 1; \
		elif [ -z "$(PYTHON)" ]; then \
			echo "feedback-bot needs Python 3.11 or later, and found none on the path." >&2; \
			echo "Install it from python.org or your system's packages, or name it: make demo PYTHON=/path/to/python3" >&2; \
			exit 1; \
		elif ! "$(PYTHON)" -m venv $(VENV); then \
			rm -rf $(VENV); \
			echo "Python could not make an environment in $(VENV)." >&2; \
			echo "On Debian and Ubuntu this helps: apt install python3-venv" >&2; \
			exit 1; \
		fi; \
	fi
	@echo "$(CURDIR)" >$(VENV)/.place

install: venv
	@if [ "$$(cat $(VENV)/.installed 2>/dev/null)" != $(STATE) ]; then \
		rm -f $(VENV)/.installed; \
		echo "Installing feedback-bot into $(VENV); the first time this takes a minute or two."; \
		$(call pip_install,--editable .) && echo $(STATE) >$(VENV)/.installed; \
	fi

install-test: install
	@if [ "$$(cat $(VENV)/.installed-test 2>/dev/null)" != $(STATE) ]; then \
		rm -f $(VENV)/.installed-test; \
		echo "Installing the test tools into $(VENV)."; \
		$(call pip_install,--group test) && echo $(STATE) >$(VENV)/.installed-test; \
	fi

# uv where it is present, else pip: 25.1 is the first that reads dependency groups.
define pip_install
if $(HAS_UV); then \
	uv pip install --quiet --python "$(PY)" $(1); \
else \
	{ "$(PY)" -m pip --version >/dev/null 2>&1 || "$(PY)" -m ensurepip --upgrade >/dev/null; } && \
	"$(PY)" -m pip install -qq --disable-pip-version-check --upgrade 'pip>=25.1' && \
	"$(PY)" -m pip install -qq --disable-pip-version-check $(1); \
fi
endef
