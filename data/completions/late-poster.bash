# SPDX-License-Identifier: GPL-3.0-or-later
# What may be typed next is known to the program alone.

_late_poster ()
{
  local rest=${COMP_LINE:0:COMP_POINT} words=() trimmed word line behind i
  local IFS=$'\n'

  # Readline takes words apart at colons, equals signs and @; they are put together again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    trimmed=${rest#"${rest%%[![:space:]]*}"}
    word=${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && word=$trimmed
    if ((i > 0)) && [[ $rest == "$trimmed" ]]; then
      words[${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    rest=${trimmed#"$word"}
  done
  word=${words[${#words[@]}-1]}

  # Of a word that was taken apart only the last part is replaced.
  behind=${word##*[=:@]}
  COMPREPLY=()
  while read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$behind")
      continue
    fi
    line=${line%%$'\t'*}
    [[ $line == *[=:.] ]] && compopt -o nospace 2>/dev/null
    COMPREPLY+=("${line#"${word%"$behind"}"}")
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _late_poster late-poster
