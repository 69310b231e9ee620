# Everything goes through .venv, which scripts/bootstrap.sh makes from the locks.
PYTHON := .venv/bin/python
CHECK := scripts/bootstrap.sh dev && exec $(PYTHON) scripts/check.py
unexport PYTHONDONTWRITEBYTECODE  # without byte code every start takes twice as long
.DEFAULT_GOAL := help
.PHONY: help run dev upgrade frontend test lint format bench client pictures lock

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):  ## /  make \1\t/p' $(MAKEFILE_LIST)

run:  ## Install what is missing, then run the site, the admin and the API (HOST, PORT, DEMO=no)
	@scripts/bootstrap.sh && exec $(PYTHON) -m cms.operations.launch

dev:  ## The same, reloading when the code changes, with DEBUG=on
	@scripts/bootstrap.sh dev && exec $(PYTHON) -m cms.operations.launch --dev

upgrade:  ## After new code has come: back up to var/backups, migrate, check; says how to go back
	@scripts/bootstrap.sh && exec $(PYTHON) -m cms.operations.launch.manage upgrade

frontend:  ## The site with the reference frontend beside it; needs Node 20 and npm (FRONTEND_PORT)
	@scripts/bootstrap.sh && exec $(PYTHON) -m cms.operations.launch --frontend

test:  ## Run every check and every test (REQUIRE_ALL=1: what is skipped counts as failed)
	@$(CHECK)

lint:  ## Run the checks without the tests
	@$(CHECK) --lint

format:  ## Put the code into the house's form
	@scripts/bootstrap.sh dev && $(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

bench:  ## Run the budgets beside stock Wagtail, in a few minutes (ALL=1: every benchmark as in docs/performance.md)
	@[ -d benchmarks ] || { echo "There are no benchmarks yet."; exit 1; }
	@scripts/bootstrap.sh dev && exec $(PYTHON) -m benchmarks $(if $(ALL),,--short)

client:  ## Write the TypeScript client anew from the API's schema; needs npm (RELEASE=1: what later changes are compared with)
	@scripts/bootstrap.sh dev && $(PYTHON) scripts/client.py $(if $(RELEASE),--release)

pictures:  ## Take the documentation's pictures anew from the running application; needs Chromium
	@scripts/bootstrap.sh dev && $(PYTHON) scripts/pictures.py

lock:  ## Write both locks anew from pyproject.toml; needs uv (UPGRADE=--upgrade: newest versions)
	@uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.13 $(UPGRADE) pyproject.toml -o requirements.txt
	@uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.13 $(UPGRADE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
