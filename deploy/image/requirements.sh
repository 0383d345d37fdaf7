#!/bin/sh
# requirements.sh FOLDER: an environment of its own there, with exactly the locked packages, each by its hash.
# None is built here, so that the image needs no compiler, and what is installed is what was tested.
set -eu
python3 -m venv --without-pip "$1"
python3 -m pip --python "$1/bin/python" --disable-pip-version-check --no-cache-dir --quiet \
  install --root-user-action=ignore --no-compile --only-binary :all: --require-hashes --no-deps \
  -r deploy/requirements.txt
