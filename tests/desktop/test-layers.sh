#!/usr/bin/env bash
# A layer includes only from the layers that the design names beside it, and meson enforces that.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

layers='core store net media connectors engine api sandbox cli app'

# What a layer may use, besides itself.
may_use () {
  case $1 in
    core) ;;
    store|net|media) echo core ;;
    connectors|sandbox) echo core net ;;
    engine) echo core store net media connectors ;;
    # It looks into files that were sent to it; and the headers of the engine name connectors.
    api) echo core store net media connectors engine ;;
    cli) echo core store net media connectors engine api sandbox ;;
    app) echo core store net media connectors engine api sandbox cli ;;
    *) echo 'no such layer' ;;
  esac
}

# allowed FROM TO: whether a file of layer FROM may include one of layer TO.
allowed () {
  case " $1 $(may_use "$1") " in
    *" $2 "*) return 0 ;;
    *) return 1 ;;
  esac
}

sources () {
  tracked "$1" src | grep '\.[ch]$'
}

headers_of () { # TREE LAYER
  tracked "$1" src | grep "^src/$2/.*\.h$" || true
}

# "FILE LAYER HEADER" of every include of the kind ("" or <>).
includes () { # TREE OPENING CLOSING
  local file layer

  sources "$1" | while IFS= read -r file; do
    layer=${file#src/}
    case $layer in
      */*) layer=${layer%%/*} ;;
      *) layer=app ;;  # a main.c right in src is the program's front door
    esac
    c_code "$1/$file" | sed -n "s|^ *# *include *$2\\([^$3]*\\)$3.*|$file $layer \\1|p"
  done
}

unknown_folders () {
  tracked "$1" src | sed -n 's|^src/\([^/]*\)/.*|\1|p' | sort -u | while read -r folder; do
    case " $layers " in
      *" $folder "*) ;;
      *) echo "src/$folder is none of the layers" ;;
    esac
  done
}

forbidden_includes () {
  local tree=$1 file header from to

  sources "$tree" | grep '\.h$' | sed 's|.*/||' | sort | uniq -d | sed 's/$/: two headers of this name/'

  # Every include of ours with the layer that its header lies in, or "nowhere".
  includes "$tree" '"' '"' | awk '
    NR == FNR { if (split ($0, part, "/") > 2) layer_of[part[split ($0, part, "/")]] = part[2]; next }
    { n = split ($3, part, "/"); print $0, (part[n] in layer_of ? layer_of[part[n]] : "nowhere") }
  ' <(sources "$tree" | grep '\.h$') - | while read -r file from header to; do
    if [ "$to" = nowhere ]; then
      # What the build makes, like the resource's header, belongs to the layer that makes it.
      case $header in
        poster-*-resources.h) ;;
        *) echo "$file: \"$header\" is nowhere in src" ;;
      esac
    elif ! allowed "$from" "$to"; then
      echo "$file: $from must not include \"$header\" of $to"
    fi
  done
}

# Libraries that one layer keeps to itself.
foreign_libraries () {
  local file layer header owners

  includes "$1" '<' '>' | while read -r file layer header; do
    case $header in
      gtk/*|gdk/*|gsk/*|adwaita.h|graphene*) owners=app ;;
      libsecret/*) owners=store ;;
      sqlite3.h) owners='store sandbox' ;;
      gst/*|gdk-pixbuf/*) owners='media app' ;;
      libsoup/*) owners='net connectors engine api sandbox cli' ;;
      *) continue ;;
    esac
    case " $owners " in
      *" $layer "*) ;;
      *) echo "$file: <$header> belongs to: $owners" ;;
    esac
  done
}

# What FILE includes first, with its quotes or brackets.
first_include () { # TREE FILE
  c_code "$1/$2" | sed -n 's|^ *# *include *||p' | sed -n 1p
}

# The first include of a source that has a header of its own is that header: compiling the source
# then proves that the header stands alone. Its private header does as well where that begins with it.
late_own_headers () {
  local tree=$1 file header first name

  sources "$tree" | grep '\.c$' | while IFS= read -r file; do
    header=${file%.c}.h
    [ -e "$tree/$header" ] || continue
    name=${header##*/}
    first=$(first_include "$tree" "$file")
    [ "$first" = "\"${name%.h}-private.h\"" ] && [ -e "$tree/${file%.c}-private.h" ] &&
      first=$(first_include "$tree" "${file%.c}-private.h")
    [ "$first" = "\"$name\"" ] || echo "$file: includes $first before \"$name\""
  done
}

well_late () {
  late_own_headers "$1" | grep 'poster-well\.c' || true
}

clean /layers/folders-are-the-designs unknown_folders "$source_root"
clean /layers/includes-stay-within-the-table forbidden_includes "$source_root"
clean /layers/libraries-stay-in-their-layer foreign_libraries "$source_root"
clean /layers/own-header-comes-first late_own_headers "$source_root"

new_tree
put src/core/poster-post.h </dev/null
put src/net/poster-call.h </dev/null
put src/connectors/tiktok/poster-tiktok.h </dev/null
put src/store/poster-store.c <<'C'
#include "poster-post.h"
/* #include "poster-tiktok.h" */
#include "poster-call.h"
C
put src/engine/poster-engine.c <<'C'
#include "poster-tiktok.h"
#include "poster-missing.h"
#include <gtk/gtk.h>
#include <sqlite3.h>
C
put src/core/poster-post.c <<'C'
#include "poster-tiktok.h"
C
put src/core/poster-well.h </dev/null
put src/core/poster-well-private.h <<< '#include "poster-well.h"'
put src/core/poster-well.c <<< '#include "poster-well-private.h"'
put src/core/poster-badly.h </dev/null
put src/core/poster-badly-private.h <<< '#include "poster-well.h"'
put src/core/poster-badly.c <<< '#include "poster-badly-private.h"'
put src/gadgets/poster-gadget.c </dev/null
notices /layers/notices-a-sideways-include forbidden_includes "$doctored" 'store must not include "poster-call.h" of net'
notices /layers/notices-an-upward-include forbidden_includes "$doctored" 'core must not include "poster-tiktok.h" of connectors'
notices /layers/notices-an-unknown-header forbidden_includes "$doctored" '"poster-missing.h" is nowhere'
notices /layers/notices-gtk-below-the-window foreign_libraries "$doctored" 'poster-engine.c: <gtk/gtk.h>'
notices /layers/notices-sqlite-outside-the-store foreign_libraries "$doctored" 'poster-engine.c: <sqlite3.h>'
notices /layers/notices-a-late-own-header late_own_headers "$doctored" 'src/core/poster-post.c: includes "poster-tiktok.h"'
notices /layers/notices-a-late-own-header-in-a-private-one late_own_headers "$doctored" 'poster-badly.c: includes "poster-well.h"'
clean /layers/a-private-header-may-bring-the-own-one well_late "$doctored"
notices /layers/notices-a-new-folder unknown_folders "$doctored" 'src/gadgets'

# The ways in which the build compiles sources of a layer, ready for another source to be put behind.
compile_commands () { # LAYER
  awk -v "layer=/src/$1/" '
    /^ *"command": / { command = $0 }
    /^ *"file": / && index ($0, layer) {
      sub (/^ *"command": "/, "", command)
      sub (/",$/, "", command)
      gsub (/\\"/, "\"", command)
      gsub (/\\\\/, "\\", command)
      sub (/ -MD .*/, "", command)
      sub (/^ccache /, "", command)
      if (!seen[command]++)
        print command
    }' "$build_root/compile_commands.json"
}

# compiles LAYER HEADER: whether some source of LAYER could include HEADER, going by the build's own flags.
compiles () {
  local command

  printf '#include "%s"\ntypedef int nothing_else;\n' "$2" > "$scratch/probe.c"
  while IFS= read -r command; do
    if (cd "$build_root" && eval "$command -fsyntax-only '$scratch/probe.c'") > "$scratch/words" 2>&1; then
      return 0
    fi
  done < <(compile_commands "$1")
  return 1
}

built_layers () {
  local layer

  for layer in $layers; do
    [ -z "$(compile_commands "$layer" | sed -n 1p)" ] || echo "$layer"
  done
}

# Headers without a source of their own name stand alone too, with what their own layer may use.
leaning_headers () {
  local layer file

  built_layers | while read -r layer; do
    headers_of "$1" "$layer" | while IFS= read -r file; do
      [ ! -e "$1/${file%.h}.c" ] || continue
      compiles "$layer" "${file##*/}" || { echo "$file does not compile alone:"; head -n 5 "$scratch/words"; }
    done
  done
}

# One header of every layer that is out of bounds: the compiler must find none.
unenforced_layers () {
  local from to header

  built_layers | while read -r from; do
    for to in $layers; do
      header=$(headers_of "$1" "$to" | sed -n 1p)
      if [ -n "$header" ] && ! allowed "$from" "$to" && compiles "$from" "${header##*/}"; then
        echo "meson lets $from include $header"
      fi
    done
  done
}

# The probe is worth something only if it succeeds where it may.
blind_probes () {
  local layer header

  built_layers | while read -r layer; do
    header=$(headers_of "$1" core | sed -n 1p)
    compiles "$layer" "${header##*/}" || echo "$layer cannot include $header, so its refusals prove nothing"
  done
}

if [ ! -f "$build_root/compile_commands.json" ]; then
  skip /layers/headers-stand-alone 'no compile_commands.json'
  skip /layers/meson-enforces-the-table 'no compile_commands.json'
else
  clean /layers/headers-stand-alone leaning_headers "$source_root"
  clean /layers/meson-enforces-the-table unenforced_layers "$source_root"
  clean /layers/meson-lets-all-include-core blind_probes "$source_root"

  new_tree
  put src/core/poster-leaning.h <<'C'
PosterUnknown *poster_leaning_new (void);
C
  notices /layers/notices-a-leaning-header leaning_headers "$doctored" 'src/core/poster-leaning.h'
fi
finish
