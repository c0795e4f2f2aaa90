#!/bin/sh
# Sets up .venv from requirements.lock, once: a second run finds the stamp of the same lock and needs no network.
set -eu
cd "$(dirname "$0")"
say() { printf 'sorotan: %s\n' "$1" >&2; exit 2; }

command -v make >/dev/null 2>&1 || echo "sorotan: make is missing (sudo apt install make); without it, go on with: .venv/bin/sorotan report --out reports" >&2

PYTHON=${PYTHON:-python3}
command -v "$PYTHON" >/dev/null 2>&1 || say "Python is missing. Install it: sudo apt install python3 python3-venv"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || say "Python 3.11 or newer is needed; $("$PYTHON" -V) was found. Name another: PYTHON=python3.12 sh setup.sh"
"$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1 || say "Python's venv module is missing. Install it: sudo apt install python3-venv"

digest=$(cat requirements.lock pyproject.toml | "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
if [ -x .venv/bin/sorotan ] && [ "$(cat .venv/lock.sha256 2>/dev/null)" = "$digest" ]; then exit 0; fi

echo "sorotan: setting up .venv (about a minute, once)" >&2
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
# JupyterLab would ask to fetch "official Jupyter news" from another host.
.venv/bin/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" >/dev/null 2>&1 || true
printf '%s' "$digest" > .venv/lock.sha256
