#!/usr/bin/env bash
# Runs the tests of the vault on a keyring of their own: a bus, a home and a gnome-keyring that
# nobody else sees, all gone afterwards.
# Usage: test-vault.sh GROUP PROGRAM
set -euo pipefail

export POSTER_TEST_KEYRING=$1
program=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/poster-vault-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -m 700 "$work/run"
mkdir -p "$work/data/keyrings"

unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL SECRET_BACKEND
export HOME=$work XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache

if [ "$POSTER_TEST_KEYRING" != no-bus ] && [ "$POSTER_TEST_KEYRING" != file ] &&
   { ! command -v gnome-keyring-daemon || ! command -v dbus-run-session || ! command -v secret-tool; } >/dev/null; then
  echo "1..0 # SKIP gnome-keyring, dbus or libsecret-tools are not installed"
  exit 0
fi

# A bus that starts nothing by itself: what runs on it is what was started here.
cat >"$work/bus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$work/run</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
XML

cat >"$work/daemon" <<'SH'
#!/usr/bin/env bash
# daemon unlocked|as-it-is: starts one and waits until it answers. Its warnings are its own.
unset G_DEBUG
if [ "$1" = unlocked ]; then
  printf testpass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
else
  gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1
fi
exec gdbus wait --session --timeout 30 org.freedesktop.secrets
SH

cat >"$work/restart" <<'SH'
#!/usr/bin/env bash
# Ends the daemon of this bus, by its own pid, and starts another.
set -e
pid=$(gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
        -m org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.secrets | tr -cd '0-9 ' | awk '{ print $NF }')
kill "$pid"
while [ -d "/proc/$pid" ] && ! grep -q '^State:.*zombie' "/proc/$pid/status" 2>/dev/null; do :; done
exec "$(dirname "$0")/daemon" unlocked
SH
chmod +x "$work/daemon" "$work/restart"
export POSTER_TEST_RESTART=$work/restart

on_bus () {
  dbus-run-session --config-file="$work/bus.conf" -- "$@"
}

case $POSTER_TEST_KEYRING in
  open)
    on_bus bash -c '"$0/daemon" unlocked && "$@"' "$work" "$program"
    ;;
  locked)
    # Made and filled by one daemon, and found locked by the next.
    on_bus bash -c '"$0/daemon" unlocked && printf s3cret |
      secret-tool store --label="Poster: a test" xdg:schema org.late.Poster owner x kind credentials' "$work"
    on_bus bash -c '"$0/daemon" as-it-is && "$@"' "$work" "$program"
    ;;
  unmade)
    on_bus bash -c '"$0/daemon" as-it-is && "$@"' "$work" "$program"
    ;;
  none)
    on_bus "$program"
    ;;
  no-bus)
    DBUS_SESSION_BUS_ADDRESS=unix:path=$work/run/nobody "$program"
    ;;
  file)
    DBUS_SESSION_BUS_ADDRESS=unix:path=$work/run/nobody \
      SECRET_BACKEND=file SECRET_FILE_TEST_PATH=$work/test.keyring SECRET_FILE_TEST_PASSWORD=pw "$program"
    ;;
esac
