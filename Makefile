# Everything is done by tools/bootstrap.py, which makes .venv when it has to. GNU Make 3.81 will do.
# On Windows, or without make: python3 tools/bootstrap.py TASK

FIND_PYTHON = for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 && echo $$p && break; done
PYTHON := $(shell $(FIND_PYTHON))
TASKS := run test setup lint fmt type bench test-all test-pythons coverage validate wheel crosscheck measured docs mutate fuzz

.DEFAULT_GOAL := help
.PHONY: help ci ci-nightly $(TASKS)

help:
	@echo "make run          install, simulate the main scenario, say where to look"
	@echo "make test         install and run the fast tests"
	@echo "make setup        install only"
	@echo "make lint         ruff, mypy, import contracts"
	@echo "make fmt          format the code"
	@echo "make type         mypy alone"
	@echo "make validate     compare with all published values, write docs/validation.md"
	@echo "make bench        measure speed and memory"
	@echo "make test-all     the slow tests too: whole years, kills, browsers"
	@echo "make test-pythons the fast tests on the oldest and the newest Python that are installed"
	@echo "make coverage     which lines of the kernel its unit tests run"
	@echo "make crosscheck   compare rooms with EnergyPlus, write docs/crosscheck.md"
	@echo "make measured DATA=folder  compare rooms with what others measured, write docs/measured.md"
	@echo "make docs         build the documentation site in docs/_build"
	@echo "make mutate       put small physical errors into the code; which test catches each"
	@echo "make fuzz         thousands of hostile inputs; what became of each"
	@echo "make wheel        build the wheel and try it in an empty environment"
	@echo "make ci           everything that has to hold before a change lands: 20 minutes"
	@echo "make ci-nightly   the same with all slow tests; gallery, notebooks and example made again"

ci:
	@.ci/run

ci-nightly:
	@.ci/run nightly

measured: ARGS += $(DATA) --page

$(TASKS):
ifeq ($(PYTHON),)
	@echo "hpsim needs Python 3.11 to 3.14. On Debian and Ubuntu: sudo apt-get install -y python3 python3-venv"
	@echo "On macOS: brew install python@3.13"
	@exit 1
else
	@$(PYTHON) tools/bootstrap.py $@ $(ARGS)
endif
