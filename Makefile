# A thin shell over the `sorotan` command. Without make, the README shows the same in plain commands.
CORPUS ?=
ISSUE ?= trafficking
LEVEL ?= public
REPORT_LANG ?= en
OUT ?= reports
SOROTAN := .venv/bin/sorotan

.DEFAULT_GOAL := help
.PHONY: help setup report test torture calibrate traps lab lint bench clean

help:  ## show this list
	@echo "Sorotan: how much attention the news pays to human trafficking"
	@echo
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
	@echo
	@echo "Your own files:  make report CORPUS=data/local/my-articles [ISSUE=trafficking] [LEVEL=public] [REPORT_LANG=id]"

setup:
	@sh setup.sh

report: setup  ## make the report: reports/index.html (CORPUS=, ISSUE=, LEVEL=, REPORT_LANG=, OUT=)
	@$(SOROTAN) report $(if $(CORPUS),"$(CORPUS)") --out "$(OUT)" --issue "$(ISSUE)" --level "$(LEVEL)" --lang "$(REPORT_LANG)"

test: setup  ## run every test
	@.venv/bin/python -m pytest

torture: setup  ## kill, fail and damage all that writes, a quarter of an hour (KILLS=50, SEED=1)
	@PYTHONPATH=tests .venv/bin/python -m torture --kills $(or $(KILLS),50) --seed $(or $(SEED),1)

calibrate: setup  ## measure how often intervals and alarms are right, on made-up series (many minutes)
	@PYTHONPATH=tests .venv/bin/python -m calibration

traps: setup  ## plant faults in made-up presses, measure, write reports/traps.html (SEEDS=20)
	@PYTHONPATH=tests .venv/bin/python -m calibration traps --seeds $(or $(SEEDS),20)

lab: setup  ## open JupyterLab on the notebooks
	@$(SOROTAN) lab

lint: setup  ## check style and order of imports
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

.venv-peers/bin/python: benchmarks/peers.lock
	@python3 -m venv .venv-peers && .venv-peers/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r benchmarks/peers.lock

bench: setup  ## time each stage, against other tools in the same run
	@.venv/bin/python benchmarks/bench.py
	@echo; $(MAKE) -s .venv-peers/bin/python || echo "peers: not installed (they need the network once)"
	@.venv/bin/python benchmarks/bench_counts.py
	@echo; .venv/bin/python benchmarks/bench_tables.py
	@echo; .venv/bin/python benchmarks/bench_load.py
	@echo; .venv/bin/python benchmarks/bench_dates.py
	@echo; .venv/bin/python benchmarks/bench_pages.py --fetch || echo "pages: not run (the public sets need the network once)"

clean:  ## remove reports, caches and the environment
	rm -rf .venv .venv-peers reports data/cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
