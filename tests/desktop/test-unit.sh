#!/usr/bin/env bash
# The user unit: it starts what there is, and systemd understands it where it is installed.
set -euo pipefail
unit=$1/data/late-poster.service.in
built=$2/data/late-poster.service

echo 1..3
if grep -qx 'ExecStart=@bindir@/late-poster run' "$unit" && grep -q '"run"' "$1/src/cli/poster-command-run.c"; then
  echo 'ok 1 /unit/starts-the-engine'
else
  echo 'not ok 1 /unit/starts-the-engine'
fi
if [ -e "$built" ] && ! grep -q '@' "$built"; then
  echo 'ok 2 /unit/is-filled-in'
else
  echo 'not ok 2 /unit/is-filled-in'
fi
if ! command -v systemd-analyze > /dev/null; then
  echo 'ok 3 /unit/is-understood # SKIP there is no systemd-analyze'
else
  # The program need not be installed for this.
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  sed "s|^ExecStart=.*/late-poster |ExecStart=/bin/true |; /^Documentation=/d" "$built" > "$folder/late-poster.service"
  if XDG_RUNTIME_DIR=$folder systemd-analyze verify --user "$folder/late-poster.service" 2> "$folder/complaints" && [ ! -s "$folder/complaints" ]; then
    echo 'ok 3 /unit/is-understood'
  else
    sed 's/^/# /' "$folder/complaints"
    echo 'not ok 3 /unit/is-understood'
  fi
fi
