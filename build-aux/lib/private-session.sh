# shellcheck shell=bash
# A session of one's own: a bus and an unlocked keyring that nobody else sees. To be sourced
# after common.sh.

# Whether the session that this runs in has a Secret Service with a keyring that is open, so that
# nobody will be asked for a password.
secret_service_ready () {
  local answer

  [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] || [ -S "${XDG_RUNTIME_DIR:-/nonexistent}/bus" ] || return 1
  answer=$(gdbus call --session --timeout 5 --dest org.freedesktop.secrets \
             --object-path /org/freedesktop/secrets/aliases/default \
             --method org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Locked 2>/dev/null) || return 1
  [ "$answer" = '(<false>,)' ]
}

# in_private_session STATE COMMAND...: runs COMMAND in such a session. The keyring and what
# programs keep in their home stay in STATE for the next time; bus and daemon end with COMMAND.
in_private_session () {
  local state=$1 runtime status=0
  shift

  mkdir -p "$state/home" "$state/data/keyrings"
  chmod 700 "$state"
  # Sockets live here: their names must be short, so not under STATE.
  runtime=$(mktemp -d "${TMPDIR:-/tmp}/poster-XXXXXX")

  env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS \
    HOME="$state/home" XDG_RUNTIME_DIR="$runtime" XDG_DATA_HOME="$state/data" \
    XDG_CONFIG_HOME="$state/config" XDG_CACHE_HOME="$state/cache" \
    dbus-run-session -- bash -c '
      # The password protects nothing but a try-out; what it opens is on this disk anyway.
      printf practice | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 99
      gdbus wait --session --timeout 20 org.freedesktop.secrets 2>/dev/null || exit 99
      "$@"' bash "$@" || status=$?

  rm -rf "$runtime"
  [ "$status" -ne 99 ] || die "the private keyring did not start; is gnome-keyring-daemon installed?"
  return "$status"
}

# end_practice PROGRAM DATA_DIRECTORY: ends the sandbox that PROGRAM started for practice accounts of
# that data directory; left alone, it would wait ten minutes for somebody to speak to it.
end_practice () {
  local process

  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/exe" 2>/dev/null)" = "$(readlink -f "$1")" ] || continue
    if tr '\0' '\n' < "$process/environ" 2>/dev/null | grep -xF "POSTER_DATA_DIR=$2" >/dev/null; then
      kill "${process#/proc/}" 2>/dev/null || true
    fi
  done
}
