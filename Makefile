# What a person types. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
BENCH := .venv-bench
LINT := tests/mail_lint
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What is compiled once is kept: half of what a short command costs, and of what collecting the tests does.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

# Manifests, without what only tells kustomize which of them belong together.
MANIFESTS = $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml deploy/kubernetes/*/*.yaml))

.PHONY: help demo demo-serve test catalogue test-long crashes faults calendar places peers bench mail-lint mail-tools check format evaluate redaction docs pictures wheel audit licences sbom lock image-rehearsal rehearsal clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# pysnow's pins of 2022 are set aside (deploy/overrides.txt), so pip must not resolve: --no-deps, and hashes for all.
$(VENV)/.runtime: deploy/requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Drumbeat needs Python 3.11 or newer; say make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps -r deploy/requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: deploy/requirements-dev.txt $(VENV)/.runtime
	$(PIP) install --require-hashes --no-deps -r deploy/requirements-dev.txt
	@touch $@

demo: $(VENV)/.runtime ## the whole way on a simulated ServiceNow; results in demo-out/
	$(BIN)/drumbeat demo

demo-serve: $(VENV)/.runtime ## the same, with the pages of leads in a browser and a mailbox; until Ctrl-C
	$(BIN)/drumbeat demo --serve

# Making every assert tell what it compared costs half a minute of a fresh clone: only what failed is run so, once more.
# Four processes would each compile what a fresh clone holds.
test: $(VENV)/.dev ## all tests but the long ones; about six minutes on two cores
	@$(BIN)/python -m compileall -q -j 2 -x node_modules plugin tests
	@$(BIN)/python -m pytest --assert=plain -n 4 --dist loadfile --no-loadscope-reorder -m "not long and not peers" || { \
		echo "What failed is run once more, to show what was compared:"; \
		$(BIN)/python -m pytest --last-failed --last-failed-no-failures none -m "not long and not peers"; exit 1; }

test-long: $(VENV)/.dev peers ## the long ones: every kill point, every example, full replays, peers
	$(BIN)/python -m pytest -m "long or hypothesis" --hypothesis-profile=whole

crashes: $(VENV)/.dev ## the crash matrix alone: senders killed at every step; some minutes, prints the table of docs/mail.md
	$(BIN)/python -m pytest -q tests/faults/test_crash_matrix.py

faults: $(VENV)/.dev ## every fault of a mail server and the state that it leaves; seconds, prints the table of docs/mail.md
	$(BIN)/python -m pytest -q tests/faults/test_smtp_states.py

calendar: $(VENV)/.dev ## twelve years of schedules in seven zones; seconds, prints the table of docs/schedule.md
	$(BIN)/python -m pytest -q tests/unit/editions/test_every_month.py

places: $(VENV)/.dev ## two clocks, two hosts, a restored backup, a copy; a minute, prints the table of docs/store.md
	$(BIN)/python -m pytest -q tests/faults/test_two_places.py

# aiosnow, spaCy and what they need stay out of our own environment.
$(PEERS)/.made: deploy/requirements-peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r deploy/requirements-peers.txt
	@touch $@

peers: $(VENV)/.dev $(PEERS)/.made ## other people's clients (pysnow, aiosnow) read the simulator
	$(BIN)/python -m pytest -m peers tests/peers

# pysnow with its own pins. Its ijson comes as source only, so what builds it must be there first.
$(BENCH)/.made: deploy/requirements-bench.txt
	$(PYTHON) -m venv $(BENCH)
	grep -A2 '^setuptools==' deploy/requirements-bench.txt > $(BENCH)/builder.txt
	$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r $(BENCH)/builder.txt
	$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps \
		--no-build-isolation -r deploy/requirements-bench.txt
	@touch $@

bench: $(VENV)/.dev $(BENCH)/.made ## our reader beside others, side by side; a quarter of an hour, prints the table of docs/speed.md
	PYTHONPATH=plugin $(BIN)/python tests/bench/bench.py --write

# Tools in Node. Locked with hashes; none of their install scripts is run.
$(LINT)/node_modules/.made: $(LINT)/package-lock.json
	npm ci --prefix $(LINT) --engine-strict --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

mail-tools:
	@if ! command -v npm >/dev/null; then \
		echo "html-validate, caniemail and axe-core cannot run: there is no npm here; install Node 20.19 or newer"; \
	elif ! $(MAKE) --no-print-directory $(LINT)/node_modules/.made; then \
		echo "html-validate, caniemail and axe-core cannot run: npm could not install them, see above"; \
	fi

mail-lint: $(VENV)/.dev mail-tools ## others judge the mail: html-validate, caniemail, axe-core, SpamAssassin
	$(BIN)/python -m pytest -rsP $(LINT) tests/browser/test_mail_accessibility.py

check: $(VENV)/.dev ## format, lint, types, import direction, duplicate code, manifests, dependency audit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/unit/test_layout.py
	$(BIN)/pylint --rcfile=deploy/pylintrc plugin/drumbeat
	PYTHONPATH=plugin $(BIN)/python deploy/catalogue.py --check
	$(BIN)/kubernetes-validate --strict --quiet -k 1.30 $(MANIFESTS)
	$(BIN)/kubernetes-validate --strict --quiet -k 1.37 $(MANIFESTS)
	$(BIN)/python deploy/licences.py --check
	$(BIN)/python deploy/audit.py

format: $(VENV)/.dev ## format and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

DATA ?= ../shared/data
evaluate: $(VENV)/.dev $(PEERS)/.made ## measure against real data: make evaluate DATA=folder
	PYTHONPATH=plugin $(BIN)/python tests/evaluate.py --data $(DATA) --spacy $(PEERS)/bin/python --write docs/evaluation.md

redaction: $(VENV)/.dev ## what leaks through redaction, seed by seed; a few minutes, prints the table of docs/redaction.md
	PYTHONPATH=plugin:tests $(BIN)/python tests/leaks/measure.py

catalogue: $(VENV)/.dev ## bring templates/languages/*.po up to date with what the code says
	PYTHONPATH=plugin $(BIN)/python deploy/catalogue.py

docs: $(VENV)/.runtime ## make what the code itself says: definitions, ServiceNow's tables, the administrator's script
	$(BIN)/drumbeat definitions > docs/definitions.md
	cd deploy/servicenow && $(abspath $(BIN))/drumbeat access > tables.md  # there, no settings of yours lie about
	cd templates/servicenow && $(abspath $(BIN))/drumbeat access --script > .made && mv .made set-up.js

pictures: $(VENV)/.dev demo ## docs/pictures/ of the demo: three widths, light, dark, no images (needs Chromium)
	$(BIN)/python tests/pictures.py demo-out/digest.eml docs/pictures
	cp demo-out/digest.txt docs/digest.txt
	$(BIN)/python tests/page_pictures.py docs/pictures/pages

wheel: $(VENV)/.runtime ## build dist/*.whl, the same bytes anywhere
	$(BIN)/python -m hatchling build -t wheel
	@$(BIN)/python -c 'import hashlib, pathlib; [print(hashlib.sha256(w.read_bytes()).hexdigest(), w) for w in pathlib.Path("dist").glob("*.whl")]'

audit: $(VENV)/.dev ## known vulnerabilities of all that is locked; says so where the database cannot be reached
	$(BIN)/python deploy/audit.py

licences: $(VENV)/.dev ## make docs/licences.md; fails on a licence that deploy/licences.toml does not allow
	$(BIN)/python deploy/licences.py

sbom: $(VENV)/.dev ## a bill of materials (CycloneDX) of what is locked, in dist/
	$(BIN)/python deploy/sbom.py

image-rehearsal: ## follow deploy/Dockerfile without a container engine, and run what it makes; a minute
	$(PYTHON) deploy/image/rehearse.py $(if $(IMAGE_PYTHON),--python $(IMAGE_PYTHON))

rehearsal: ## from clone to the first digest by the README's words, in an empty folder; prints the time of each step
	$(PYTHON) deploy/rehearsal.py

UNIVERSAL := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --quiet
LOCK := $(UNIVERSAL) --override deploy/overrides.txt pyproject.toml --extra build
lock: ## renew the lock files (needs uv)
	$(LOCK) --upgrade -o deploy/requirements.txt
	$(LOCK) --upgrade --extra test --extra check -o deploy/requirements-dev.txt
	printf '%s\n' aiosnow spacy | $(UNIVERSAL) --upgrade -o deploy/requirements-peers.txt -
	printf '%s\n' pysnow==0.7.17 sqlalchemy alembic orjson babel setuptools premailer | $(UNIVERSAL) --upgrade -o deploy/requirements-bench.txt -

clean: ## remove what was made here
	rm -rf $(VENV) $(PEERS) $(BENCH) $(LINT)/node_modules demo-out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
