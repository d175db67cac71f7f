# shellcheck shell=bash
# What the scripts in build-aux/ share: finding the tree, installing what is missing, building.
# To be sourced. Everything said here goes to stderr; stdout belongs to the script.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say () {
  printf '%s\n' "$*" >&2
}

die () {
  say "${0##*/}: $*"
  exit 1
}

# The lines of build-aux/packages that belong to the given groups: "PACKAGE PROBE".
wanted_packages () {
  awk -v groups=" $* " '!/^#/ && NF == 3 && index (groups, " " $1 " ") && !seen[$2]++ { print $2, $3 }' \
    "$top/build-aux/packages"
}

is_debian () {
  local ID='' ID_LIKE=''

  # shellcheck source=/dev/null
  [ -r /etc/os-release ] && . /etc/os-release
  case " $ID $ID_LIKE " in
    *' debian '*) command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ;;
    *) return 1 ;;
  esac
}

# Whether what stands behind a probe of build-aux/packages is there.
probe () {
  case $1 in
    pkg:*) command -v pkg-config >/dev/null && pkg-config --exists "${1#pkg:}" ;;
    prog:*) command -v "${1#prog:}" >/dev/null ;;
    gst:*) command -v gst-inspect-1.0 >/dev/null && gst-inspect-1.0 --exists "${1#gst:}" ;;
    *) true ;;
  esac
}

debian_install () {
  local as_root=()

  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      die "these packages are missing, and only root can install them: apt-get install --no-install-recommends $*"
    as_root=(sudo)
  fi

  say "Installing: $*"
  # Old package lists may still do where the mirror does not answer now.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 update >&2 ||
    say "The package lists could not be brought up to date; trying with those at hand."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600 \
    -o Dpkg::Use-Pty=0 install --no-install-recommends "$@" >&2 ||
    die "apt could not install what is missing; its own words are above."
}

# ensure_packages GROUP...: afterwards everything in these groups is installed, or the script has
# ended with a sentence that names what is not. Does not call apt when nothing is missing.
ensure_packages () {
  local package what missing=() names=() installed

  while read -r package what; do
    names+=("$package")
  done < <(wanted_packages "$@")

  if is_debian; then
    # dpkg-query fails when it does not know one of them, and tells of the others all the same.
    installed=$({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${names[@]}" 2>/dev/null || true; } |
                sed -n 's/^installed //p')
    for package in "${names[@]}"; do
      case $'\n'$installed$'\n' in
        *$'\n'"$package"$'\n'*) ;;
        *) missing+=("$package") ;;
      esac
    done
    [ ${#missing[@]} -eq 0 ] || debian_install "${missing[@]}"
    return
  fi

  while read -r package what; do
    probe "$what" || missing+=("${what#*:} (in Debian: $package)")
  done < <(wanted_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return

  say "This is not Debian, so nothing is installed by itself. Please install what provides these, then try again:"
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
}

# configure DIRECTORY [MESON-OPTION...]: sets up only what is not set up, or not like this.
configure () {
  local directory=$1 stamp how=()
  shift
  stamp=$directory/poster-options

  [ ! -f "$directory/build.ninja" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$*" ] || return 0
  [ -f "$directory/meson-private/coredata.dat" ] && how=(--reconfigure)
  rm -f "$stamp"
  if ! meson setup "${how[@]}" --wrap-mode=nodownload "$@" "$directory" "$top" >&2; then
    [ ${#how[@]} -gt 0 ] || die "meson could not set up ${directory#"$top/"}; its own words are above."
    # A directory of another meson, or one half written: start afresh.
    rm -rf "$directory"
    meson setup --wrap-mode=nodownload "$@" "$directory" "$top" >&2 ||
      die "meson could not set up ${directory#"$top/"}; its own words are above."
  fi
  printf '%s\n' "$*" > "$stamp"
}

# build DIRECTORY [TARGET...]: everything there that is built by default, or only these targets.
build () {
  local directory=$1
  shift

  ninja -C "$directory" "$@" >&2 ||
    die "the build in ${directory#"$top/"} failed; the compiler's words are above."
}
