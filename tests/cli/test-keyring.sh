#!/usr/bin/env bash
# Runs the program on a keyring of its own: a bus, a home and a gnome-keyring that nobody else
# sees, all gone afterwards.
# Usage: test-keyring.sh GROUP TEST-PROGRAM
set -euo pipefail

group=$1
program=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/poster-keyring-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -m 700 "$work/run"
mkdir -p "$work/data/keyrings"

unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL SECRET_BACKEND
export HOME=$work XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache

if { ! command -v gnome-keyring-daemon || ! command -v dbus-run-session || ! command -v gdbus; } >/dev/null; then
  echo "1..0 # SKIP gnome-keyring, dbus or gdbus are not installed"
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
# daemon unlocked|locked: starts one and waits until it answers. Its warnings are its own.
unset G_DEBUG
if [ "$1" = unlocked ]; then
  printf testpass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
else
  gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1
fi
exec gdbus wait --session --timeout 30 org.freedesktop.secrets
SH
chmod +x "$work/daemon"

on_bus () {
  dbus-run-session --config-file="$work/bus.conf" -- "$@"
}

case $group in
  open)
    on_bus bash -c '"$0/daemon" unlocked && "$@"' "$work" "$program" -p /keyring/open
    ;;
  locked)
    # Made by one daemon, and found locked by the next.
    on_bus "$work/daemon" unlocked
    on_bus bash -c '"$0/daemon" locked && "$@"' "$work" "$program" -p /keyring/locked
    ;;
  none)
    on_bus "$program" -p /keyring/none
    ;;
esac
