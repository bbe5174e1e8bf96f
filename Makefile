# Needs Python 3.11 to 3.13, make and a network for the first run; everything else comes along.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
# Another interpreter: make setup PYTHON=/path/to/python3.12
PYTHON ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo check test evaluate constraints clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make .venv with the sanctionwire command in it

demo: setup ## run it all once on this machine; KEEP=1 leaves it running
	@KEEP='$(KEEP)' $(BIN)/sanctionwire demo

check: setup ## lint, format, types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## everything that must hold, on a real Kafka
	$(BIN)/python -m pytest

evaluate: setup ## score the test part against the recorded figures; the articles go to build/evaluation.html
	$(BIN)/sanctionwire evaluate corpus/test --check corpus/figures.json --html build/evaluation.html

constraints: setup ## resolve the exact versions anew, with their hashes
	UV_CUSTOM_COMPILE_COMMAND='make constraints' $(UV_COMPILE) --upgrade --extra broker --group dev -o constraints.txt pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND='make constraints' $(UV_COMPILE) -c constraints.txt -o deploy/constraints.txt pyproject.toml

clean: ## remove what the other targets made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

UV_COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links

# A virtual environment can't be moved: one from another folder is made anew.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

define FIND_PYTHON
for python in $(if $(PYTHON),'$(PYTHON)',python3.13 python3.12 python3.11 python3); do
	if "$$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
	then break; fi
	python=
done
if [ -z "$$python" ]; then
	echo 'make setup: needs Python 3.11, 3.12 or 3.13 with venv (on Debian: apt install python3-venv); PYTHON=... names one' >&2
	exit 1
fi
endef

# uv does in 5 s what takes pip half a minute; where it can't be had or fails, pip does the same.
define INSTALL
set -e
$(FIND_PYTHON)
echo "Making $(VENV) with $$("$$python" -V)"
"$$python" -m venv --clear $(VENV)
awk '/^[^ ]/ { wanted = /^uv==/ } wanted' constraints.txt >$(VENV)/uv.txt
pip="$(BIN)/python -m pip --disable-pip-version-check -q"
if $$pip install --require-hashes -r $(VENV)/uv.txt &&
	$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r constraints.txt
then :
else
	echo 'uv did not manage it; going on with pip'
	$$pip install --require-hashes -r constraints.txt
fi
$$pip install --no-deps --no-build-isolation -e .
printf '%s' '$(CURDIR)' >$(STAMP)
endef
export INSTALL

$(STAMP): pyproject.toml constraints.txt
	@sh -c "$$INSTALL"
