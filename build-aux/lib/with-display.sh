#!/usr/bin/env bash
# Runs a command in a desktop session of its own: a display that nobody sees, a bus on which nothing
# starts by itself, a home that is empty. All of it is gone afterwards. Any number may run side by side.
#
#   with-display.sh [OPTION…] COMMAND…
#
# --screen WIDTHxHEIGHT  size of the display, 1280x1024 when not given
# --accessible           with the accessibility bus, so that AT-SPI can drive what runs there
# --keyring HOW          a gnome-keyring there: open, or locked (made, then started without its password)
# --state DIRECTORY      keeps home and keyring there instead of throwing them away
# --same-bus             a display only: bus, home and keyring are those of the session it is started in
# --tap                  COMMAND is a test: say as TAP what is missing here, instead of failing
#
# The exit status is that of COMMAND; 99 when the session did not come up, with its words on stderr.
set -euo pipefail

screen=1280x1024
accessible=
keyring=
state=
same_bus=
tap=
while [ $# -gt 0 ]; do
  case $1 in
    --screen) screen=$2; shift 2 ;;
    --accessible) accessible=1; shift ;;
    --keyring) keyring=$2; shift 2 ;;
    --state) state=$2; shift 2 ;;
    --same-bus) same_bus=1; shift ;;
    --tap) tap=1; shift ;;
    *) break ;;
  esac
done

# missing WHAT: ends the script, since this is not installed.
missing () {
  [ -z "$tap" ] || { echo "1..0 # SKIP $1 is not installed"; exit 0; }
  echo "with-display: $1 is not installed" >&2
  exit 99
}

for program in Xvfb dbus-run-session gdbus ${keyring:+gnome-keyring-daemon}; do
  command -v "$program" >/dev/null || missing "$program"
done

# Where the accessibility bus begins: not on the PATH, and not in the same place everywhere.
launcher=
if [ -n "$accessible" ]; then
  for file in /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi2-core/at-spi-bus-launcher /usr/lib/at-spi-bus-launcher; do
    [ ! -x "$file" ] || launcher=$file
  done
  [ -n "$launcher" ] || missing at-spi2-core
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/poster-display-XXXXXX")
server=
# shellcheck disable=SC2317  # called by the trap
ended () {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
}
trap ended EXIT
mkdir -m 700 "$work/run"
home=${state:-$work/home}
if [ -z "$same_bus" ]; then
  mkdir -p "$home/data/keyrings" "$home/config" "$home/cache"
  chmod 700 "$home"
fi

# The server looks for a free number itself and tells which one it took, once it listens.
mkfifo "$work/number"
Xvfb -displayfd 3 -screen 0 "${screen}x24" -nolisten tcp -noreset 3>"$work/number" >"$work/server.log" 2>&1 &
server=$!
if ! read -r -t 60 number <"$work/number"; then
  cat "$work/server.log" >&2
  exit 99
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

cat >"$work/inside" <<'SH'
#!/usr/bin/env bash
# inside KEYRING LAUNCHER COMMAND…: runs on the bus.
keyring=$1
launcher=$2
shift 2
at_spi=
case $keyring in
  '') ;;
  # The password protects nothing but a try-out; what it opens is on this disk anyway.
  open) printf practice | env -u G_DEBUG gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 99 ;;
  *) env -u G_DEBUG gnome-keyring-daemon --start --components=secrets >/dev/null || exit 99 ;;
esac
[ -z "$keyring" ] || gdbus wait --session --timeout 60 org.freedesktop.secrets || exit 99
if [ -n "$launcher" ]; then
  # Its registry says on stdout that it runs, which is no line of a test.
  env -u G_DEBUG "$launcher" --launch-immediately --a11y=1 >/dev/null &
  at_spi=$!
  gdbus wait --session --timeout 60 org.a11y.Bus || exit 99
fi
status=0
"$@" 2>&9 9>&- || status=$?
[ -z "$at_spi" ] || { kill "$at_spi" && wait "$at_spi"; } 2>/dev/null
exit "$status"
SH
chmod +x "$work/inside"

unset WAYLAND_DISPLAY XAUTHORITY GTK_THEME GTK_MODULES DESKTOP_SESSION XDG_CURRENT_DESKTOP XDG_SESSION_ID
export DISPLAY=:$number
# Steady pixels, and nothing that asks the desktop around it.
export GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 GDK_SCALE=1
export GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1 GIO_USE_VFS=local
export GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-memory}
if [ -n "$accessible" ]; then
  export GTK_A11Y=atspi
else
  export GTK_A11Y=${GTK_A11Y:-none}
fi
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

# What a desktop would say of fonts and buttons: the same everywhere. Without a compositor GTK draws
# a frame instead of a shadow, which a picture of the window does not want.
mkdir -p "$work/desktop/gtk-4.0"
cat >"$work/desktop/gtk-4.0/settings.ini" <<'INI'
[Settings]
gtk-font-name=Cantarell 11
gtk-decoration-layout=:close
gtk-enable-animations=false
gtk-cursor-blink=false
INI
cat >"$work/desktop/gtk-4.0/gtk.css" <<'CSS'
window.solid-csd { border: none; border-radius: 0; box-shadow: none; padding: 0; margin: 0; }
CSS

if [ -n "$same_bus" ]; then
  export XDG_CONFIG_HOME=$work/desktop
  status=0
  "$@" || status=$?
  exit "$status"
fi

unset DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS GNOME_KEYRING_CONTROL SECRET_BACKEND
export HOME=$home XDG_RUNTIME_DIR=$work/run
export XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config XDG_CACHE_HOME=$home/cache XDG_STATE_HOME=$home/state

mkdir -p "$home/config/gtk-4.0"
cp "$work/desktop/gtk-4.0/settings.ini" "$work/desktop/gtk-4.0/gtk.css" "$home/config/gtk-4.0/"

# on_bus KEYRING LAUNCHER COMMAND…: what bus and daemons have to say is kept aside; COMMAND has its own
# stderr, as file 9 until it runs.
on_bus () {
  dbus-run-session --config-file="$work/bus.conf" -- "$work/inside" "$@" 9>&2 2>>"$work/session.log"
}

status=0
if [ "$keyring" = locked ]; then
  # Made by one daemon, which ends with its bus, and found locked by the next.
  on_bus open '' true || status=$?
fi
if [ "$status" -eq 0 ]; then
  on_bus "$keyring" "$launcher" "$@" >"$work/output" || status=$?
  # The library of the accessibility bus takes whoever drives a window along with it now and then: that
  # says nothing of the window. Where the program under test dies, its driver says so and ends with 1.
  if [ "$status" -eq 139 ] && [ -n "$accessible" ]; then
    echo "The driver of the window died; once more." >&2
    status=0
    on_bus "$keyring" "$launcher" "$@" >"$work/output" || status=$?
  fi
  cat "$work/output"
fi
case $status in
  99|127) cat "$work/session.log" >&2 ;;
esac
exit "$status"
