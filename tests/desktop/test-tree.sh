#!/usr/bin/env bash
# What belongs at the top level, how every source begins, and what must stand in no file at all.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

top_level='COPYING README.md build-aux data help meson.build meson_options.txt org.late.Poster.json po src tests'

wrong_names_on_top () {
  local names name

  names=$(tracked "$1" | sed 's|/.*||' | grep -v '^\.' | sort -u)
  for name in $names; do
    case " $top_level " in
      *" $name "*) ;;
      *) echo "$name does not belong at the top level" ;;
    esac
  done
  for name in $top_level; do
    printf '%s\n' "$names" | grep -x "$name" >/dev/null || echo "$name is missing from the top level"
  done
}

# Sources name their licence in the first line; headers guard themselves.
badly_begun_sources () {
  local file

  tracked "$1" src tests build-aux | grep '\.[ch]$' | while IFS= read -r file; do
    head -n 1 "$1/$file" | grep -x "/\\* SPDX-License-Identifier: GPL-3.0-or-later \\*/" >/dev/null ||
      echo "$file does not begin with its licence"
    case $file in
      *.h) grep -qx '#pragma once' "$1/$file" || echo "$file has no #pragma once" ;;
    esac
  done
}

in_files () { # TREE WHICH GREP-ARGUMENT...
  local tree=$1 which=$2
  shift 2

  tracked "$tree" | grep -E "$which" | (cd "$tree"; tr '\n' '\0' | xargs -0 grep "$@" -- /dev/null) || true
}

# The brackets keep these patterns from finding themselves.
machine='/wor[k]/|/roo[t]/|/tmp/buil[d]|/hom[e]/[a-z]'
secrets='-----BEGI[N] [A-Z ]*PRIVATE KEY|AKI[A][0-9A-Z]{16}|gh[p]_[A-Za-z0-9]{36}|xox[b]-[0-9]'

unfit_text () {
  in_files "$1" '' -InE -e "$machine" -e "$secrets"
}

unfinished_words () {
  in_files "$1" '^(src|tests|build-aux|data|po|help)/' -InwE 'TOD[O]|FIXM[E]|XX[X]'
}

wrong_licence () {
  local sum

  sum=$(sha256sum < "$1/COPYING") || echo "COPYING is missing"
  [ "${sum%% *}" = 3972dc9744f6499f0f9b2dbf76696f2ae7ad8af9b23dde66d6af86c9dfb36986 ] ||
    echo "COPYING is not the GNU General Public License, version 3, as published"
  grep -q "license: 'GPL-3.0-or-later'" "$1/meson.build" || echo "meson.build names another licence"
}

clean /tree/top-level-holds-what-it-should wrong_names_on_top "$source_root"
clean /tree/sources-begin-with-their-licence badly_begun_sources "$source_root"
clean /tree/nothing-of-a-machine-and-no-secret unfit_text "$source_root"
clean /tree/nothing-is-marked-unfinished unfinished_words "$source_root"
clean /tree/the-licence-is-the-gpl-3 wrong_licence "$source_root"

new_tree
printf 'see /%s/notes\n' work | put notes.txt
put src/core/poster-bare.h <<< 'int a;'
put src/core/poster-later.c <<'C'
/* SPDX-License-Identifier: GPL-3.0-or-later */
C
printf '/* TO%s: later */\n' DO >> "$doctored/src/core/poster-later.c"
put COPYING <<< 'Do as you please.'
put meson.build <<< "license: 'MIT'"
printf -- '-----%s PRIVATE KEY-----\n' BEGIN | put data/key.txt
notices /tree/notices-a-stray-file wrong_names_on_top "$doctored" 'notes.txt does not belong'
notices /tree/notices-a-missing-folder wrong_names_on_top "$doctored" 'po is missing'
notices /tree/notices-a-source-without-licence badly_begun_sources "$doctored" 'poster-bare.h does not begin'
notices /tree/notices-a-header-without-guard badly_begun_sources "$doctored" 'poster-bare.h has no #pragma once'
notices /tree/notices-a-path-of-a-machine unfit_text "$doctored" notes.txt:1
notices /tree/notices-a-private-key unfit_text "$doctored" data/key.txt:1
notices /tree/notices-unfinished-words unfinished_words "$doctored" poster-later.c:2
notices /tree/notices-another-licence wrong_licence "$doctored" 'COPYING is not'
finish
