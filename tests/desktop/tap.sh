# shellcheck shell=bash
# What the checks of the tree share. To be sourced with the source tree as $1 and the build
# directory as $2.
#
# A check is a function that gets a tree and prints what offends it there, one line each. It is run
# on our tree ($source_root), where it must print nothing, and on small doctored ones ($doctored),
# where it must notice. In a check every pipe is read to its end (no head, no grep -q): with pipefail
# one that is not fails now and then.
set -euo pipefail

source_root=$1
# shellcheck disable=SC2034  # for the scripts that look at what was built
build_root=$2
here=$source_root/tests/desktop
scratch=$(mktemp -d)
doctored=$scratch/tree
trap 'rm -rf "$scratch"' EXIT
tap_count=0

# clean NAME CHECK TREE [ARGUMENT...]: passes when CHECK finds nothing in TREE.
clean () {
  local name=$1 check=$2 tree=$3 offences
  shift 3

  tap_count=$((tap_count + 1))
  if offences=$("$check" "$tree" "$@") && [ -z "$offences" ]; then
    printf 'ok %d %s\n' "$tap_count" "$name"
  else
    printf 'not ok %d %s\n' "$tap_count" "$name"
    printf '%s\n' "${offences:-the check itself failed}" | sed 's/^/# /'
  fi
}

# notices NAME CHECK TREE TEXT [ARGUMENT...]: passes when CHECK finds something in the doctored TREE and
# its words contain TEXT.
notices () {
  local name=$1 check=$2 tree=$3 text=$4 offences
  shift 4

  tap_count=$((tap_count + 1))
  offences=$("$check" "$tree" "$@" || true)
  case $offences in
    *"$text"*) printf 'ok %d %s\n' "$tap_count" "$name" ;;
    *)
      printf 'not ok %d %s\n' "$tap_count" "$name"
      printf '# expected to hear of: %s\n' "$text"
      printf '%s\n' "${offences:-nothing}" | sed 's/^/# heard: /'
      ;;
  esac
}

skip () {
  tap_count=$((tap_count + 1))
  printf 'ok %d %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

# Ends the script: prints the plan.
finish () {
  printf '1..%d\n' "$tap_count"
}

# tracked TREE [FOLDER...]: the files that belong to the project there, one a line, relative to TREE.
# In a checkout what git knows; elsewhere (a tarball, a doctored tree) what lies there.
tracked () {
  local tree=$1
  shift

  if [ -e "$tree/.git" ] && git -C "$tree" rev-parse --git-dir >/dev/null 2>&1; then
    git -C "$tree" -c core.quotePath=false ls-files -- "$@" |
      while IFS= read -r file; do [ ! -e "$tree/$file" ] || printf '%s\n' "$file"; done
  else
    (cd "$tree" && find "${@:-.}" \( -name .git -o -name 'build' -o -name 'build-asan' -o -name '_build*' \
                                     -o -name .flatpak-builder \) -prune -o -type f -print 2>/dev/null |
      sed 's,^\./,,' | LC_ALL=C sort)
  fi
}

# c_code FILE: its C without comments; every line keeps its number. With a second word, what stands
# in quotes goes too.
c_code () {
  awk -v "blank_strings=${2:+1}" -f "$here/c-code.awk" "$1"
}

# new_tree: empties the doctored tree.
new_tree () {
  rm -rf "$doctored"
  mkdir -p "$doctored"
}

# put FILE: writes stdin as FILE into the doctored tree.
put () {
  mkdir -p "$doctored/$(dirname "$1")"
  cat > "$doctored/$1"
}
