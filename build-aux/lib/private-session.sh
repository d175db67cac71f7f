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
# The display stays that of the session around it, if there is one.
in_private_session () {
  local state=$1 runtime wayland=${WAYLAND_DISPLAY:-} authority=${XAUTHORITY:-$HOME/.Xauthority} status=0
  shift

  mkdir -p "$state/home" "$state/data/keyrings"
  chmod 700 "$state"
  # Sockets live here: their names must be short, so not under STATE.
  runtime=$(mktemp -d "${TMPDIR:-/tmp}/poster-XXXXXX")

  # Displays are found through the folders that are about to change.
  case $wayland in
    ''|/*) ;;
    *) wayland=${XDG_RUNTIME_DIR:-}/$wayland ;;
  esac

  # What bus and daemon have to say is kept aside; COMMAND has its own stderr as file 9.
  env -u DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY="$wayland" XAUTHORITY="$authority" \
    HOME="$state/home" XDG_RUNTIME_DIR="$runtime" XDG_DATA_HOME="$state/data" \
    XDG_CONFIG_HOME="$state/config" XDG_CACHE_HOME="$state/cache" \
    dbus-run-session -- bash -c '
      # The password protects nothing but a try-out; what it opens is on this disk anyway.
      printf practice | gnome-keyring-daemon --unlock --components=secrets >&2 || exit 99
      gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 99
      "$@" 2>&9 9>&-' bash "$@" 9>&2 2>"$state/session.log" || status=$?

  rm -rf "$runtime"
  case $status in
    99|127)
      cat "$state/session.log" >&2
      die "the private keyring did not start; the words of its bus are above."
      ;;
  esac
  return "$status"
}

# practice_process DATA_DIRECTORY: the id of the process that is the sandbox for practice accounts
# of that data directory; nothing where none runs.
practice_process () {
  local process word before directory

  directory=$(realpath -ms "$1")/sandbox
  for process in /proc/[0-9]*; do
    before=''
    while IFS= read -r -d '' word; do
      if [ "$before" = --practice ] && [ "$word" = "$directory" ]; then
        echo "${process#/proc/}"
        return
      fi
      before=$word
    done 2>/dev/null < "$process/cmdline" || true
  done
}

# end_practice DATA_DIRECTORY: ends that sandbox, and waits until it has gone. Left alone it would
# stay for ten minutes after the last word to it.
end_practice () {
  local process waited

  process=$(practice_process "$1" 2>/dev/null)
  [ -n "$process" ] && kill "$process" 2>/dev/null || return 0
  for ((waited = 0; waited < 100; waited++)); do
    kill -0 "$process" 2>/dev/null || return 0
    sleep 0.1
  done
}
