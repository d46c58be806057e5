# The portal's two commands are `make run` and `make test`; `make help` lists the others.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= 127.0.0.1
# Every start would compile all packages again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

$(VENV)/.runtime: requirements.txt
	@echo "กำลังเตรียม Python ($(VENV))"
	@PYTHON=$(PYTHON) ./.ci/packages requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "กำลังเตรียมเครื่องมือทดสอบ"
	@PYTHON=$(PYTHON) ./.ci/packages requirements-dev.txt
	@touch $@

.PHONY: install
install: $(VENV)/.runtime $(VENV)/.dev translations ## Set up the environment (.venv) without serving

.PHONY: translations
translations: $(VENV)/.runtime
	@PORTAL_ENV=development $(BIN)/python manage.py compile_translations >/dev/null
	@PORTAL_ENV=development $(BIN)/python manage.py build_fonts >/dev/null

.PHONY: run
run: $(VENV)/.runtime ## Set everything up and serve the portal with its demonstration (PORT=, HOST=)
	@PORT=$(PORT) HOST=$(HOST) ./deploy/run-development

.PHONY: test
test: install ## Set up and pass all tests; names what this machine can't run
	@./.ci/test

.PHONY: check
check: install ## Format, lint, layers, templates, migrations, types
	@./.ci/check

.PHONY: bench
bench: install ## Measure speed: pages against a bare Wagtail page, the search against stock engines
	@PORTAL_ENV=development $(BIN)/python -m benchmarks

.PHONY: engine
engine: $(VENV)/.runtime ## Fetch OpenSearch for tests and benchmarks (needs JDK 21+ and Maven)
	@$(BIN)/python -m tools.engine

.PHONY: screenshots
screenshots: install ## Take the pictures in docs/screenshots and of the guides
	@PORTAL_ENV=development $(BIN)/python -m tests.journeys.screenshots

.PHONY: journey
journey: install ## Play a story in a browser: make journey NAME=newcomer
	@PORTAL_ENV=development $(BIN)/python -m tests.journeys $(NAME)

.PHONY: format
format: $(VENV)/.dev ## Put code and templates into shape
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@git ls-files '*.html' | xargs -r $(BIN)/djhtml --quiet
	@git ls-files '*.html' | xargs -r $(BIN)/djade --target-version 5.2

.PHONY: lock
lock: UV := $(shell command -v uv || echo $(VENV)/uv/bin/uv) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11.0
lock: $(VENV)/.dev ## Pin requirements*.in again, with hashes
	@$(UV) --no-header -o requirements.txt requirements.in
	@$(UV) --no-header -o requirements-dev.txt requirements-dev.in
	@echo uv | $(UV) --upgrade --no-annotate --custom-compile-command "make lock" -o .ci/uv.txt -

.PHONY: clean
clean: ## Remove the environment and everything written at run time
	@rm -rf $(VENV) var
