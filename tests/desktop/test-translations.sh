#!/usr/bin/env bash
# POTFILES lists every file with words for people and no other; every translation is sound.
#
#   tests/desktop/test-translations.sh . build --list > po/POTFILES     makes it so
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

files_with_words () {
  local file

  tracked "$1" src | grep '\.[ch]$' | while IFS= read -r file; do
    ! c_code "$1/$file" without-strings | grep -v '^ *#' |
      grep -E '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|g_dngettext|ngettext|g_dgettext|g_dpgettext2) *\(' >/dev/null || echo "$file"
  done
  tracked "$1" src data | grep -E '\.(ui|desktop\.in|metainfo\.xml\.in|gschema\.xml)$' | while IFS= read -r file; do
    case $file in
      *.ui) grep -q 'translatable="yes"' "$1/$file" || continue ;;
    esac
    echo "$file"
  done
}

if [ "${3:-}" = --list ]; then
  files_with_words "$source_root" | LC_ALL=C sort
  exit
fi

listed_files () {
  sed 's/ *#.*//; /^$/d' "$1/po/POTFILES"
}

wrong_potfiles () {
  comm -23 <(files_with_words "$1" | LC_ALL=C sort) <(listed_files "$1" | LC_ALL=C sort) |
    sed 's|$| has words for people, but po/POTFILES does not list it|'
  comm -13 <(files_with_words "$1" | LC_ALL=C sort) <(listed_files "$1" | LC_ALL=C sort -u) |
    sed 's|$| is in po/POTFILES, but has no words for people|'
  listed_files "$1" | LC_ALL=C sort -c 2>&1 | sed 's/^/po\/POTFILES is not sorted: /'
  listed_files "$1" | sort | uniq -d | sed 's|$| is twice in po/POTFILES|'
}

unsound_translations () {
  local language

  sed 's/ *#.*//; /^$/d' "$1/po/LINGUAS" | while read -r language; do
    [ -f "$1/po/$language.po" ] || { echo "po/$language.po is missing"; continue; }
    msgfmt --check --check-accelerators=_ -o /dev/null "$1/po/$language.po" 2>&1 | sed "s|^|po/$language.po: |" || true
  done
  tracked "$1" po | sed -n 's|^po/\(.*\)\.po$|\1|p' | while read -r language; do
    grep -qx "$language" "$1/po/LINGUAS" || echo "po/$language.po is not in po/LINGUAS"
  done
  ! tracked "$1" po | grep '\.pot$' | sed 's/$/ is made by the build and must not be kept/' | grep .
}

# What xgettext has to say about the sources, and that it finds the words at all.
unsound_words () {
  (cd "$1" && listed_files "$1" | xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
     --keyword=NC_:1c,2 --keyword=g_dngettext:2,3 --keyword=g_dgettext:2 --add-comments=Translators \
     --files-from=- -o "$scratch/poster.pot") 2>&1 | grep -v "^xgettext: warning: file '.*' extension" || true
  [ ! -e "$scratch/poster.pot" ] || sed -i 's/charset=CHARSET/charset=UTF-8/' "$scratch/poster.pot"
  [ ! -e "$scratch/poster.pot" ] || msgfmt --check-format -o /dev/null "$scratch/poster.pot" 2>&1 || true
}

if ! command -v msgfmt >/dev/null || ! command -v xgettext >/dev/null; then
  skip /translations/all 'gettext is not installed'
  finish
  exit
fi

clean /translations/potfiles-lists-every-file wrong_potfiles "$source_root"
clean /translations/every-language-is-sound unsound_translations "$source_root"
clean /translations/words-can-be-gathered unsound_words "$source_root"

new_tree
put src/cli/poster-words.c <<'C'
/* _("not this") */
static const char *x = _("Hello");
C
put src/cli/poster-mute.c <<'C'
#define _(s) (s)
static int my_ (int a);
C
printf 'src/cli/poster-gone.c\n' | put po/POTFILES
printf 'de\nfr\n' | put po/LINGUAS
put po/de.po <<'C'
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

#, c-format
msgid "%d posts"
msgstr "%s Beiträge"
C
put po/it.po </dev/null
notices /translations/notices-an-unlisted-file wrong_potfiles "$doctored" 'poster-words.c has words'
notices /translations/notices-a-listed-file-too-many wrong_potfiles "$doctored" 'poster-gone.c is in po/POTFILES'
notices /translations/notices-a-wrong-placeholder unsound_translations "$doctored" 'po/de.po: '
notices /translations/notices-a-missing-language unsound_translations "$doctored" 'po/fr.po is missing'
notices /translations/notices-an-unlisted-language unsound_translations "$doctored" 'po/it.po is not in'
printf 'src/cli/poster-words.c\n' | put po/POTFILES
clean /translations/passes-over-comments-and-definitions wrong_potfiles "$doctored"
finish
