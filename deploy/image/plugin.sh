#!/bin/sh
# plugin.sh FOLDER: Drumbeat itself into that environment, as the wheel that everybody installs. Then what only
# building needed goes, and all is compiled, which nothing can be where the file system is read-only.
set -eu
pip="python3 -m pip --python $1/bin/python --disable-pip-version-check --no-cache-dir --quiet"
"$1/bin/python" -m hatchling build -t wheel -d dist
# shellcheck disable=SC2086  # words of a command
$pip install --root-user-action=ignore --no-compile --no-deps --no-index dist/drumbeat-*.whl
"$1/bin/python" deploy/image/unneeded.py drumbeat > unneeded.txt
# shellcheck disable=SC2086
$pip uninstall --root-user-action=ignore --yes -r unneeded.txt
# By hash, not by time: the same sources then give the same image, and nobody looks for changes that cannot be. Tables
# of places and lexers of languages, which we do not ask for, would double in size.
"$1/bin/python" -m compileall -q --invalidation-mode unchecked-hash -x '/(geodata|carrierdata|lexers)/' "$1/lib"
