# What people run. `check` changes nothing; `fix` mends what a tool can mend.

default:
    @just --list

# Everything that may not be wrong: style, types, generated pages. Changes nothing.
check:
    uv run ruff format --check .
    uv run ruff check .
    uv run mypy
    uv run python docs/generate.py --check

# Mend style and write the generated pages anew.
fix:
    uv run ruff check --fix .
    uv run ruff format .
    uv run python docs/generate.py

# The style sheet of the pages, compiled anew from look/. Needs Node 20; nothing else does.
look:
    npm ci --prefix look --no-audit --no-fund
    npm run build --prefix look

# The tests, as the README runs them.
test *arguments:
    uv run pytest {{arguments}}

# A made-up nation in a browser.
demo:
    uv run collegiate demo

# The measurements of benchmarks/, one after the other.
bench:
    uv run python benchmarks/build.py
    uv run python benchmarks/pages.py
    uv run python benchmarks/packs.py
    uv run python benchmarks/support.py
    uv run python benchmarks/weekly.py
    uv run python benchmarks/trusts.py
