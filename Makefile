# `make demo` and `make test` need only Python 3.11+ and make; they create what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PICTURES := timeline.svg deals.svg

.PHONY: demo test test-all test-lowest lint build release-files site pictures pictures-fresh clean
.PHONY: bench fuzz

demo: $(VENV)/.users
	$(BIN)/iraqdata tables
	$(BIN)/iraqdata evidence evt-iran-arms-purchase-2013
	$(BIN)/iraqdata validate

# Everything that the workflow runs and that needs only Python.
test: $(VENV)/.developers lint
	$(BIN)/iraqdata build --check
	$(BIN)/iraqdata release --check
	$(BIN)/iraqdata validate
	$(BIN)/frictionless validate datapackage.json
	$(BIN)/pytest -q

# The oldest dependencies that pyproject.toml allows.
test-lowest: .venv-lowest/.made
	.venv-lowest/bin/iraqdata validate
	.venv-lowest/bin/frictionless validate datapackage.json
	.venv-lowest/bin/pytest -q

# Adds what needs other programs; each names the program it misses. On Debian and its kin:
# sudo apt-get install chromium sqlite3 r-cran-haven libreoffice-calc-nogui
test-all: test pictures-fresh $(VENV)/.browsers
	$(BIN)/pytest -q -m 'programs or browser'

# The static explorer, in the folder _site.
site: $(VENV)/.developers
	$(BIN)/iraqdata site _site

# The pictures of the README, which are those of the site.
pictures: site
	cp $(PICTURES:%=_site/pictures/%) docs/pictures/

pictures-fresh: site
	for picture in $(PICTURES); do cmp docs/pictures/$$picture _site/pictures/$$picture || { echo "run: make pictures"; exit 1; }; done

lint: $(VENV)/.developers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Validators side by side; writes docs/benchmarks.md. Takes many minutes.
bench: $(VENV)/.developers
	$(BIN)/python -m benchmarks.validating 1000000 10000000

# Bytes changed at random for ten minutes; adds a line to docs/fuzzing.md.
fuzz: $(VENV)/.developers
	$(BIN)/python -m benchmarks.fuzz 600

build: $(VENV)/.users
	$(BIN)/iraqdata build

# The files of a release, in the folder dist; see docs/maintaining.md.
release-files: $(VENV)/.developers
	$(BIN)/iraqdata release --check --assets dist

clean:
	rm -rf $(VENV) .venv-lowest dist _site .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.made:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'iraqdata needs Python 3.11 or newer: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.users: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet -e '.[validate]'
	touch $@

# Dependency groups need a pip that knows them.
$(VENV)/.developers: $(VENV)/.users pyproject.toml
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet -e '.[all]' --group test
	touch $@

$(VENV)/.browsers: $(VENV)/.developers
	command -v chromium || command -v chromium-browser || { echo "chromium is missing: apt-get install chromium"; exit 1; }
	$(BIN)/python -m pip install --quiet --group browser
	touch $@

.venv-lowest/.made: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv venv --quiet --clear --python "$$($(BIN)/python -c 'import sys; print(sys.executable)')" .venv-lowest
	$(BIN)/uv pip install --quiet --compile-bytecode --python .venv-lowest/bin/python --resolution lowest-direct -e '.[all]' --group test
	touch $@
