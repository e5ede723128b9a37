# What one does with Waymark. `make` alone lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
PRIVATE_UV := .waymark/uv/bin/uv
UV := $(shell command -v uv 2>/dev/null || echo $(PRIVATE_UV))
RUN := $(UV) run --frozen
# These tests wait for other processes: three for two cores, so that no core waits with them.
WAITING := $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3 / 2)
CHROMIUM ?= $(firstword $(wildcard /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome))
export CHROMIUM
# Programs are started a hundred times here: what Python compiled is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

NO_SERVER := not integration and not e2e and not fuzz and not simulation

.PHONY: help setup test unit unit-first unit-second laws integration check contract golden asyncapi \
  baseline demo smoke path start-up e2e pictures fuzz simulate faults faults-crashes faults-broken faults-three faults-full faults-table bench bench-jvm bench-growth bench-plots \
  floods shape mutants clean

help: ## what can be done
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: .waymark/ready ## make the environment (uv, exactly the locked packages)

.waymark/ready: uv.lock $(wildcard pyproject.toml */pyproject.toml */*/pyproject.toml) | $(UV)
	$(UV) sync --frozen --quiet
	@mkdir -p .waymark && touch $@

$(PRIVATE_UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than 3.11; name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .waymark/uv
	.waymark/uv/bin/pip install --quiet uv==$(UV_VERSION)

test: unit laws integration ## every test that needs no browser, on a real Kafka and PostgreSQL

# Two plain runs: each imports what it tests and no more, which takes as long as the tests do.
unit: setup ## the tests of each package by itself, in seconds
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target unit-first unit-second

unit-first:
	$(RUN) pytest -m "$(NO_SERVER) and not law" libs tools services/order services/notifier

unit-second:
	$(RUN) pytest -m "$(NO_SERVER) and not law" services/carrier_ingest services/projection

laws: setup ## what holds across packages, and what holds for whatever is drawn (WAYMARK_LAW_EXAMPLES=2000)
	WAYMARK_LAW_EXAMPLES=$(or $(WAYMARK_LAW_EXAMPLES),200) $(RUN) pytest -n auto -m "(across or law) and $(NO_SERVER)"

integration: setup ## the tests on a real Kafka and PostgreSQL
	$(RUN) pytest -n $(WAITING) --dist worksteal -m integration

check: setup ## format, lint, types, import contracts
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy .
	$(RUN) lint-imports

contract: setup ## write the published contract after a change of it; says what would break
	$(RUN) python -m waymark_tools.contract

golden: setup ## what dialects hear in their samples, and docs/carriers.md; read the difference
	$(RUN) python -m waymark_tools.golden

asyncapi: ## the contract read by AsyncAPI's own parser (needs Node and npm)
	@command -v npm >/dev/null || { echo "no npm: install Node.js 20 or newer"; exit 1; }
	@mkdir -p .waymark/asyncapi && cp tools/asyncapi/parse.mjs .waymark/asyncapi/
	cd .waymark/asyncapi && npm install --silent --no-save --no-package-lock --no-audit --no-fund --ignore-scripts @asyncapi/parser@3.6.6
	cd .waymark/asyncapi && node parse.mjs ../../libs/events/asyncapi.json | tee ../../docs/figures/asyncapi.txt

baseline: setup ## at a release: today's contract is what later ones must not break
	$(RUN) python -m waymark_tools.contract baseline

demo: setup ## a day of parcels that you can watch; Ctrl-C ends it (PORT_BASE=8080)
	$(RUN) python -m waymark_tools.demo

smoke: setup ## the same day without a person, compared with its file (KILL=1: with crashes)
	$(RUN) python -m waymark_tools.demo smoke $(if $(KILL),--kill)

path: setup ## README's way from an empty folder to a moving page, timed
	mkdir -p docs/figures
	$(RUN) python -m waymark_tools.newcomer --out docs/figures/first-five-minutes.txt

start-up: setup ## the same, then the second start and the tests, cold and warm: 9 minutes
	mkdir -p docs/figures
	$(RUN) python -m waymark_tools.newcomer --on --out docs/figures/start-up.txt

e2e: setup ## the tracking page in a real Chromium (CHROMIUM=/path)
	@test -x "$(CHROMIUM)" || { echo "no Chromium: apt-get install chromium, or make e2e CHROMIUM=/path/to/one"; exit 1; }
	$(RUN) pytest -m e2e

pictures: e2e ## what the end-to-end test saw, into the docs
	mkdir -p docs/pictures
	cp .waymark/pictures/page.png docs/pictures/

fuzz: setup ## ask the APIs whatever can be asked, for minutes (SEED=7 FUZZ_S=120)
	$(RUN) pytest -s -m fuzz
	mkdir -p docs/figures
	cp .waymark/fuzz/report.txt docs/figures/fuzz.txt

simulate: setup ## every order of effects and deaths, in one process, for minutes (SECONDS=120)
	SECONDS=$(SECONDS) $(RUN) pytest -s -m simulation tests/simulation

faults: setup ## every promise while processes, servers and networks fail (SEED=7 PLAN=file)
	PYTHONPATH=tests $(RUN) python -m faults smoke $(if $(SEED),--seed $(SEED)) $(if $(PLAN),--plan $(PLAN))

faults-crashes: setup ## every crash point, one after the other
	PYTHONPATH=tests $(RUN) python -m faults crashes --out docs/figures/faults-crashes.json

faults-broken: setup ## builds that are broken on purpose: the oracle has to find each (ONLY=name)
	PYTHONPATH=tests $(RUN) python -m faults broken $(if $(ONLY),--only $(ONLY))

faults-three: setup ## three brokers, leader and controller chased with kill -9
	mkdir -p docs/figures
	PYTHONPATH=tests $(RUN) python -m faults.three --out docs/figures/faults-three.json

faults-full: setup ## three seeds of four minutes, every crash point, every broken build: 40 minutes
	PYTHONPATH=tests $(RUN) python -m faults full --out docs/figures/faults.json

faults-table: setup ## write README's table from the last full run's file
	PYTHONPATH=tests $(RUN) python -m faults.table

bench: setup ## how fast it is here, beside others; about 12 minutes on 2 cores
	$(RUN) python -m bench
	$(RUN) python -m bench.memory
	$(RUN) python -m bench.carrier
	$(RUN) python -m bench.latency
	$(RUN) python -m bench.web

bench-jvm: setup ## the same beside Kafka Streams, warm and cold (needs Maven and a JDK; EVENTS=2600000)
	@command -v mvn >/dev/null && command -v javac >/dev/null || \
	  { echo "Kafka Streams is built by Maven with a JDK 17 or newer; on Debian: apt-get install maven default-jdk-headless"; exit 1; }
	$(RUN) python -m bench --name kafka_streams --rounds 1 --events $(or $(EVENTS),2600000) \
	  --shipments $$(expr $(or $(EVENTS),2600000) / 13) --only bare_message two_bare_message \
	  projector two_projectors kafka_streams kafka_streams_2

bench-growth: setup ## speed and memory over ten million events, and a rebuild of one (EVENTS=10400000)
	$(RUN) python -m bench.rebuilding --events 1040000
	$(RUN) python -m bench.growth --events $(or $(EVENTS),10400000)

bench-plots: setup ## docs/performance.md: tables and plots from bench/results
	$(RUN) --group bench python -m bench.page

shape: setup ## how the code is cut, beside projects that are read for theirs
	$(RUN) python -m waymark_tools.shape

mutants: setup ## small faults put into the rules, one by one: which does no test notice? (PART=codec)
	$(RUN) --group mutants python -m waymark_tools.mutants $(PART)

floods: setup ## what a scan costs a long parcel, and a neighbour's flood the others
	$(RUN) python -m bench.long_shipment
	$(RUN) python -m bench.hostile

clean: ## remove what was made here (not ~/.cache/waymark)
	rm -rf .venv .waymark .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
