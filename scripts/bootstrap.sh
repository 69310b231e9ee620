#!/bin/sh
# Makes .venv with Python 3.13 and what requirements.txt locks ("dev": requirements-dev.txt). Does nothing when that is done already.
# uv does it where it is installed, otherwise venv and pip. Without a Python 3.13, another Python 3 installs uv into .python/,
# and uv fetches 3.13 into the same folder.
set -eu
cd "$(dirname "$0")/.."
lock=requirements.txt
[ "${1:-}" != dev ] || lock=requirements-dev.txt

fail() { printf '%s\n' "$*" >&2; exit 1; }
is_313() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; }
is_python3() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; }

# Every program of the given names on the PATH: the first one may be a pyenv shim that refuses to run.
on_path() {
  old_ifs=$IFS; IFS=:
  for folder in $PATH; do
    for name in "$@"; do [ ! -x "$folder/$name" ] || printf '%s\n' "$folder/$name"; done
  done
  IFS=$old_ifs
}

candidates() {
  on_path python3.13 python3 python
  printf '%s\n' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13
  if command -v pyenv >/dev/null; then printf '%s/bin/python3.13\n' "$(pyenv prefix 3.13 2>/dev/null)"; fi
  printf '%s\n' /opt/homebrew/bin/python3.13 /usr/local/bin/python3.13
  [ -z "$uv" ] || "$uv" python find --no-python-downloads 3.13 2>/dev/null || true
}

find_python() {
  candidates 2>/dev/null | while IFS= read -r candidate; do
    if is_313 "$candidate"; then printf '%s\n' "$candidate"; break; fi
  done
}

# Prints the path of a uv of our own, or nothing when no Python 3 here can install one.
fetch_uv() {
  on_path python3 python | while IFS= read -r other; do
    is_python3 "$other" || continue
    rm -rf .python/uv
    if "$other" -m venv .python/uv >/dev/null 2>&1; then
      .python/uv/bin/python -m pip install -qq --disable-pip-version-check uv >&2 || true
    else
      rm -rf .python/uv
      "$other" -m pip install -qq --disable-pip-version-check --target .python/uv uv >&2 || true
    fi
    if [ -x .python/uv/bin/uv ]; then printf '%s/.python/uv/bin/uv\n' "$PWD"; break; fi
  done
}

make_venv() {
  [ -w . ] || fail "The folder $PWD is not writable: .venv and var cannot be made in it."
  python=$(find_python)
  if [ -n "$python" ] && [ -z "$uv" ]; then
    echo "Making .venv with $python"
    rm -rf .venv
    ! "$python" -m venv .venv >/dev/null 2>&1 || return 0
    rm -rf .venv  # Debian's Python may come without ensurepip; uv does not need it.
  fi
  if [ -z "$uv" ]; then
    echo "Fetching uv to make .venv: Python 3.13 with its venv module was not found"
    uv=$(fetch_uv)
    export UV_PYTHON_INSTALL_DIR="$PWD/.python/versions"
  fi
  [ -n "$uv" ] || fail "Python 3.13 was not found, and uv could not be installed to fetch it: install Python 3.13 or uv, then try again."
  echo "Making .venv with uv and ${python:-the Python 3.13 that it fetches}"
  "$uv" venv --quiet --clear --python "${python:-3.13}" .venv \
    || fail "Python 3.13 was not found, and uv could not fetch it: install Python 3.13, or connect to the internet, then try again."
}

install() {
  [ -w .venv ] || fail "The folder $PWD/.venv is not writable: what $lock locks cannot be installed in it."
  echo "Installing what $lock locks (only when it has changed)"
  rm -f ".venv/$lock"
  if [ -n "$uv" ]; then
    "$uv" pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
  else
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock"
  fi || fail "What $lock locks could not be installed (see above): is there an internet connection?"
  for done in requirements.txt "$lock"; do cp "$done" .venv/; done  # the second holds the first
}

uv=$(command -v uv || true)
"${uv:-false}" --version >/dev/null 2>&1 || uv=
[ -n "$uv" ] || [ ! -x .python/uv/bin/uv ] || uv=$PWD/.python/uv/bin/uv
is_313 .venv/bin/python || make_venv
cmp -s "$lock" ".venv/$lock" || install
