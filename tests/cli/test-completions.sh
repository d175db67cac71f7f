#!/usr/bin/env bash
# Presses Tab in real shells, and reads the manual page with the real formatter.
# Usage: test-completions.sh SOURCE-ROOT MANUAL-PAGE
set -euo pipefail

source_root=$1
manual_page=$(realpath "$2")
program=$POSTER_TEST_PROGRAM
completions=$source_root/data/completions
work=$(mktemp -d "${TMPDIR:-/tmp}/poster-completions-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home" "$work/folder"
ln -s "$program" "$work/bin/late-poster"
touch "$work/folder/clip.mp4" "$work/folder/my plan.csv"
export PATH=$work/bin:$PATH HOME=$work/home POSTER_DATA_DIR=$work/data LC_ALL=C.UTF-8
export SECRET_BACKEND=file SECRET_FILE_TEST_PATH=$work/keyring SECRET_FILE_TEST_PASSWORD=x
unset DISPLAY WAYLAND_DISPLAY
cd "$work/folder"
count=0

# says NAME STATUS: one line of the result
says () {
  count=$((count + 1))
  if [ "$2" -eq 0 ]; then
    echo "ok $count $1"
  else
    echo "not ok $count $1"
    failed=1
  fi
}
failed=0

skips () {
  count=$((count + 1))
  echo "ok $count $1 # SKIP $2 is not installed"
}

# Nothing is there yet, and a Tab makes nothing.
late-poster complete -- post --to '' >"$work/nothing"
status=0
if [ -s "$work/nothing" ] || [ -e "$work/data" ]; then status=1; fi
says '/completions/a-tab-makes-no-database' "$status"

late-poster connect tiktok --practice=kitchen >/dev/null 2>&1
id=$(late-poster post --to @kitchen --draft --caption 'Fresh pasta' 2>/dev/null | sed -n 's/^\([0-9a-f]\{24\}\) .*/\1/p')

# LINE|WORD: a Tab behind LINE offers WORD; with a ! before WORD, it does not.
cases="late-poster resch|reschedule
late-poster comp|!complete
late-poster posts --st|--status
late-poster posts --status pub|published
late-poster posts --status=pub|--status=published
late-poster post --to @k|@kitchen
late-poster post clip.mp4 --to @kitchen --wa|--wait
late-poster post --option privacy_level=SELF|privacy_level=SELF_ONLY
late-poster post --option tiktok.allow_com|tiktok.allow_comment=
late-poster post --option @kitchen:allow_comment=t|@kitchen:allow_comment=true
late-poster show |$id
late-poster show $id |!$id
late-poster check --platform insta|instagram
late-poster check cl|clip.mp4
late-poster sandbox --faults cl|clip.mp4
late-poster post --caption cl|!clip.mp4
late-poster disconnect @k|@kitchen
late-poster retry $id --keep h|here
late-poster help expo|export
late-poster queue prev|preview
late-poster connect t|tiktok
late-poster posts -- --st|!--status"

# judge SHELL LINE WORD OFFERED
judge () {
  local status=0
  case $3 in
    !*) if grep -qxF -- "${3#!}" <<<"$4"; then status=1; fi ;;
    *) if ! grep -qxF -- "$3" <<<"$4"; then status=1; fi ;;
  esac
  if [ "$status" -ne 0 ]; then printf '# %s\n' "$4"; fi
  says "/completions/$1: ${2//$id/ID}" "$status"
}

# What bash does: takes the line apart as readline would, and replaces what stands behind the last break.
in_bash () {
  bash -c '
    . "$1"
    COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=() word=
    for ((i = 0; i < ${#2}; i++)); do
      c=${2:i:1}
      case $c in
        " ") [ -n "$word" ] && COMP_WORDS+=("$word"); word= ;;
        [=:@]) [ -n "$word" ] && COMP_WORDS+=("$word"); COMP_WORDS+=("$c"); word= ;;
        *) word+=$c ;;
      esac
    done
    last=$word
    COMP_WORDS+=("$word")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _late_poster
    before=${2##* }
    before=${before%"$last"}
    for reply in "${COMPREPLY[@]}"; do printf "%s%s\n" "$before" "$reply"; done
  ' bash "$completions/late-poster.bash" "$1"
}

in_fish () {
  # shellcheck disable=SC2016  # the words are for fish
  fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$completions/late-poster.fish" "$1" | cut -f 1
}

# A terminal, a Tab, and the line that came of it.
in_zsh () {
  zsh -f -c '
    zmodload zsh/zpty
    zpty t zsh -f -i
    zpty -w t "PROMPT= RPROMPT= COLUMNS=400; stty -echo; fpath=($1 \$fpath); autoload -Uz compinit; compinit -D -u"
    zpty -w t "zle_show () { print -r -- \"<<\$BUFFER>>\"; zle .kill-buffer }; zle -N zle_show; bindkey \"^X\" zle_show; print RE\"\"ADY"
    zpty -r t seen "*READY*"
    zpty -w -n t "$2"$'"'\\t\\x18'"'
    zpty -r t seen "*<<*>>*"
    seen=${seen##*<<}
    print -r -- ${seen%%>>*}
    zpty -d t
  ' zsh "$completions" "$1" | sed 's/ *$//; s/.* //; s/\\//g'
}

while IFS='|' read -r line word; do
  judge bash "$line" "$word" "$(in_bash "$line")"
done <<<"$cases"

if command -v fish >/dev/null; then
  while IFS='|' read -r line word; do
    judge fish "$line" "$word" "$(in_fish "$line")"
  done <<<"$cases"
else
  skips '/completions/fish' fish
fi

if command -v zsh >/dev/null; then
  for line in 'late-poster resch|reschedule' 'late-poster posts --stat|--status' 'late-poster post --to @k|@kitchen' \
      'late-poster post --option privacy_level=SELF|privacy_level=SELF_ONLY' 'late-poster check cl|clip.mp4'; do
    judge zsh "${line%|*}" "${line#*|}" "$(in_zsh "${line%|*}")"
  done
else
  skips '/completions/zsh' zsh
fi

# Each command, and each of its options, stands in the manual page.
missing=$(late-poster complete -- '' | grep -v '^[-:]' | cut -f 1 | while read -r command; do
  if ! grep -qF "late\\-poster $command" "$manual_page"; then echo "$command"; fi
  late-poster complete -- "$command" - | cut -f 1 | grep -vx -e --help | while read -r option; do
    if ! grep -qF -- "${option//-/\\-}" "$manual_page"; then echo "$command $option"; fi
  done
done)
status=0
if [ -n "$missing" ]; then
  status=1
  printf '# missing: %s\n' "$missing"
fi
says '/manual/has-each-command-and-option' "$status"

if command -v groff >/dev/null; then
  status=0
  warnings=$(groff -man -ww -rCHECKSTYLE=3 -Tutf8 -z "$manual_page" 2>&1) || status=1
  if [ -n "$warnings" ]; then
    status=1
    printf '# %s\n' "$warnings"
  fi
  says '/manual/is-formatted-without-a-warning' "$status"
else
  skips '/manual/is-formatted-without-a-warning' groff
fi

echo "1..$count"
exit "$failed"
