# Every command a developer needs. Wants Python 3.11 or newer, git and make; installs the rest into .venv.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
PACKAGES := watchlists kyc_service jobs
ARGS ?=
# A file stays with one process; the order is that of tests/fixtures/order.py, slow files first.
SPREAD := --dist loadfile --no-loadscope-reorder

# The same bytes in and out, whatever the locale of the machine.
export PYTHONUTF8 := 1
# The tests start hundreds of processes: without kept bytecode each would compile the service again.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: setup install browser demo run check lint types imports format texts client collection lock sbom audit wheel docs test test-long test-chaos test-promises test-registers fuzz bench clean help

setup: $(STAMP) ## make .venv with the pinned versions; does nothing when it is up to date

$(STAMP): setup.cfg pyproject.toml constraints.txt .ci/setup
	@.ci/setup

install: ## make .venv with what runs and nothing else, each file by its hash: for an installation
	@.ci/setup --run

demo: setup ## start everything, verify six businesses and show what happened; ARGS="--once --json"
	@$(BIN)/kyc demo $(ARGS)

run: setup ## run the service on this machine: API, workers, scheduler, Redis
	@$(BIN)/kyc up $(ARGS)

check: lint types imports ## everything that has to be right before a change goes in
	@$(BIN)/pytest -q -n 2 $(SPREAD) -m "not long and not registers" --cov --cov-report=term:skip-covered $(ARGS)

lint: setup ## style and formatting
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "lint: run 'make format'"; exit 1; }

types: setup
	@$(BIN)/mypy --no-error-summary $(PACKAGES)

imports: setup
	@$(BIN)/lint-imports --no-logo >$(VENV)/lint-imports.log 2>&1 || { cat $(VENV)/lint-imports.log; exit 1; }

format: setup ## put every file into the project's format
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

texts: setup ## bring kyc_service/console/translations up to date; says how many texts want a translation
	@$(BIN)/python -m tests.fixtures.texts

client: setup ## write kyc_service/client/{models,rooms} from the OpenAPI document
	@$(BIN)/python -m tests.fixtures.client_source

collection: setup ## write docs/collection.json and docs/reference.md from the OpenAPI document
	@$(BIN)/python -m tests.fixtures.collection_source

lock: setup ## write requirements.lock: what constraints.txt names, each file by its hash
	@.ci/lock

sbom: setup ## write build/sbom.json, the bill of materials (CycloneDX): packages, copied files, lists
	@mkdir -p build && $(BIN)/python deploy/supply/sbom.py >build/sbom.json && echo build/sbom.json

audit: setup ## ask the database of known holes about requirements.lock; ARGS="--strict" fails where it cannot be asked
	@$(BIN)/python deploy/supply/audit.py $(ARGS)

wheel: setup ## build the wheel into build/wheel: the same bytes from the same commit
	@.ci/wheel

docs: setup ## build the documentation into build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --config-file deploy/docs/mkdocs.yml

browser: ## Chromium for the tests of the desk, if it is missing and can be had
	@.ci/browser

test: setup browser ## tests, but for those that take minutes each; ARGS="tests/jobs -k worker"
	@$(BIN)/pytest -q -n 3 $(SPREAD) -m "not long and not registers" $(ARGS)

test-long: setup ## tests that take minutes each, and every property with five times the examples
	@$(BIN)/pytest -q -m "long and not registers" $(ARGS)
	@$(BIN)/pytest -q -n 2 --hypothesis-profile=thorough -m "not long and not processes and not registers" $(ARGS)

test-chaos: setup ## the whole service under a nemesis; ARGS="--seed 7 --submissions 10000 --kills 480"
	@$(BIN)/python -W ignore -m tests.chaos.run $(ARGS)

test-promises: setup ## the numbers of docs/reliability.md at full size, hours; ARGS="--share 0.1 -k row_24" for less
	@$(BIN)/pytest -q --share 1 tests/promises $(ARGS)

test-registers: setup ## ask each register of KYC_REGISTERS_FILE whether its adapter still understands it
	@$(BIN)/pytest -q -m registers tests/contracts/test_registers.py $(ARGS)

fuzz: setup ## fuzz what reads foreign bytes, guided by coverage; ARGS="--seconds 300 names list-xml", --keep for the corpus
	@$(BIN)/pip install --quiet --only-binary :all: -c constraints.txt atheris
	@$(BIN)/python -m tests.fuzz.run $(ARGS)

bench: setup ## benchmarks, one JSON object each; benchmarks/RESULTS.md says how to give them data
	@$(BIN)/python benchmarks/screening.py
	@$(BIN)/python benchmarks/submission.py
	@$(BIN)/python benchmarks/service.py

clean: ## remove what can be made again; keeps var/
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		.coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this text
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
