#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The service's own library for Node.js, from its registry, against `late-poster serve`.
# Usage: test-node-sdk.sh PROGRAM FOLDER-FOR-THE-LIBRARY
set -euo pipefail

program=$1
folder=$2
version=0.2.869
here=$(cd "$(dirname "$0")" && pwd)

skip()
{
  echo "1..0 # SKIP $1"
  exit 0
}

command -v node >/dev/null && command -v npm >/dev/null || skip 'node or npm is not installed'
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' || skip 'node is older than 18'
if [ ! -d "$folder/node_modules/@getlatedev/node" ]; then
  mkdir -p "$folder"
  npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-save "@getlatedev/node@$version" >"$folder/log" 2>&1 ||
    skip 'the library cannot be had from its registry'
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/poster-node-sdk-XXXXXX")
end()
{
  # The server of the practice accounts outlives who started it.
  for process in /proc/[0-9]*; do
    if grep -qzsxF "POSTER_DATA_DIR=$work/data" "$process/environ" 2>/dev/null; then
      kill "${process#/proc/}" 2>/dev/null || true
    fi
  done
  rm -rf "$work"
}
trap end EXIT
mkdir -m 700 "$work/data"
export POSTER_DATA_DIR=$work/data HOME=$work
export SECRET_BACKEND=file SECRET_FILE_TEST_PATH=$work/keyring SECRET_FILE_TEST_PASSWORD=password
# libsecret's file backend loses a string each time it writes its file.
export ASAN_OPTIONS=detect_leaks=0
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS ZERNIO_API_KEY LATE_API_KEY

gst-launch-1.0 -q videotestsrc num-buffers=90 pattern=ball ! video/x-raw,width=540,height=960,framerate=30/1 ! \
  x264enc speed-preset=ultrafast ! h264parse ! mux. audiotestsrc num-buffers=130 volume=0.1 ! audioconvert ! \
  avenc_aac ! aacparse ! mux. mp4mux faststart=true name=mux ! filesink location="$work/clip.mp4" >"$work/log" 2>&1
gst-launch-1.0 -q videotestsrc num-buffers=1 ! video/x-raw,width=1080,height=1920 ! jpegenc ! \
  filesink location="$work/picture.jpg" >>"$work/log" 2>&1

node "$here/node-sdk/walk.mjs" "$folder/node_modules/@getlatedev/node" "$program" "$work/clip.mp4" "$work/picture.jpg"
