#!/usr/bin/env bash
# Our own icons are drawn as symbolic ones must be, and every icon that is named is there.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

list=data/icons/poster-icons.gresource.xml

own_icons () {
  tracked "$1" data/icons | grep '^data/icons/scalable/.*\.svg$' || true
}

listed_icons () {
  sed -n 's|.*<file[^>]*>\([^<]*\)</file>.*|\1|p' "$1/$list"
}

unlisted_icons () {
  comm -3 <(own_icons "$1" | sed 's|^data/icons/||' | LC_ALL=C sort) <(listed_icons "$1" | LC_ALL=C sort) |
    sed -e "s|^\t\(.*\)|$list lists \1, which is not there|" -e "/^scalable/s|\$| is not in $list|"
  listed_icons "$1" | LC_ALL=C sort -c 2>&1 | sed "s|^|$list is not sorted: |" || true
}

# GTK gives a symbolic icon the colour of the text by restyling what is filled in it, and restyles
# nothing but paths, rectangles and circles: a stroke or a second colour would keep its own.
badly_drawn_icons () {
  local file

  { own_icons "$1"; tracked "$1" data/icons | grep 'symbolic/apps/.*\.svg$' || true; } | while IFS= read -r file; do
    case $file in
      data/icons/scalable/*/poster-*-symbolic.svg|data/icons/scalable/*/poster-*-symbolic-rtl.svg) ;;
      data/icons/hicolor/*-symbolic.svg) ;;
      *) echo "$file is not named poster-…-symbolic.svg" ;;
    esac
    if ! xmllint --nonet --noout "$1/$file" 2>/dev/null; then
      echo "$file is not XML"
      continue
    fi
    [ "$(xmllint --nonet --xpath 'concat(/*/@width, " ", /*/@height, " ", /*/@viewBox)' "$1/$file")" = '16 16 0 0 16 16' ] ||
      echo "$file is not 16 by 16"
    xmllint --nonet --xpath '//*[not(self::*[local-name()="svg" or local-name()="path" or local-name()="rect" or local-name()="circle"])]' \
      "$1/$file" >/dev/null 2>&1 && echo "$file has more than paths, rectangles and circles"
    xmllint --nonet --xpath '//@stroke | //@style | //@class' "$1/$file" >/dev/null 2>&1 && echo "$file has strokes or styles"
    xmllint --nonet --xpath '//*[local-name()!="svg"][not(@fill="#2e3436")]' "$1/$file" >/dev/null 2>&1 &&
      echo "$file has another colour than #2e3436"
    :
  done
}

# "FILE NAME" of every symbolic icon that the window or a platform names.
named_icons () {
  local file

  tracked "$1" src/app data | grep -E '\.(ui|c|h|json|in)$' | while IFS= read -r file; do
    case $file in
      *.[ch]) c_code "$1/$file" ;;
      *) cat "$1/$file" ;;
    esac | grep -oE '[">][a-z0-9]+(-[a-z0-9]+)*-symbolic["<]' | sed "s|.\(.*\).|$file \1|" || true
  done
}

lost_own_icons () {
  local file name

  named_icons "$1" | { grep ' poster-' || true; } | while read -r file name; do
    listed_icons "$1" | grep -x "scalable/.*/$name\.svg" >/dev/null || echo "$file names $name, which is not in $list"
  done
}

platforms_without_glyph () {
  python3 - "$1/data/platforms.json" <<'P'
import json, sys
for platform in json.load(open(sys.argv[1], encoding='utf-8'))['platforms']:
    if platform['glyph'] != 'poster-platform-%s-symbolic' % platform['key']:
        print(platform['key'], 'has the glyph', platform['glyph'])
P
}

# Names of all icons that GTK, libadwaita and the theme bring.
theme_icons () {
  local library directory

  find /usr/share/icons/Adwaita /usr/share/icons/hicolor -name '*-symbolic*' 2>/dev/null |
    sed 's|.*/||; s|\.symbolic\.png$||; s|\.svg$||'
  for library in gtk4:libgtk-4.so.1 libadwaita-1:libadwaita-1.so.0; do
    directory=$(pkg-config --variable=libdir "${library%%:*}" 2>/dev/null) || continue
    gresource list "$directory/${library#*:}" 2>/dev/null | sed -n 's|.*/\([^/]*-symbolic\)\.svg$|\1|p' || true
  done
}

lost_theme_icons () {
  local file name

  theme_icons | LC_ALL=C sort -u > "$scratch/theme"
  named_icons "$1" | { grep -v ' poster-' || true; } | while read -r file name; do
    grep -x "$name" "$scratch/theme" >/dev/null || echo "$file names $name, which no theme has"
  done
}

clean /icons/own-ones-are-in-the-resource unlisted_icons "$source_root"
clean /icons/named-own-ones-are-there lost_own_icons "$source_root"
if command -v xmllint >/dev/null; then
  clean /icons/are-16-by-16-in-one-colour badly_drawn_icons "$source_root"
else
  skip /icons/are-16-by-16-in-one-colour 'xmllint is not installed'
fi
if command -v python3 >/dev/null; then
  clean /icons/every-platform-has-its-glyph platforms_without_glyph "$source_root"
else
  skip /icons/every-platform-has-its-glyph 'python3 is not installed'
fi
if [ -d /usr/share/icons/Adwaita ] && command -v gresource >/dev/null; then
  clean /icons/named-ones-of-the-theme-are-there lost_theme_icons "$source_root"
else
  skip /icons/named-ones-of-the-theme-are-there 'Adwaita or gresource is not installed'
fi

svg='<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
new_tree
put $list <<'X'
    <file>scalable/actions/poster-wave-symbolic.svg</file>
    <file>scalable/actions/poster-gone-symbolic.svg</file>
X
put data/icons/scalable/actions/poster-wave-symbolic.svg <<< "$svg<path fill=\"#2e3436\" d=\"M0 0h9v9Z\"/></svg>"
put data/icons/scalable/actions/poster-large-symbolic.svg <<< "${svg//16/24}</svg>"
put data/icons/scalable/actions/poster-red-symbolic.svg <<< "$svg<path fill=\"#e01b24\" d=\"M0 0h9v9Z\"/></svg>"
put data/icons/scalable/actions/poster-thin-symbolic.svg <<< "$svg<path fill=\"#2e3436\" stroke=\"#2e3436\" d=\"M0 0h9\"/></svg>"
put data/icons/scalable/actions/poster-round-symbolic.svg <<< "$svg<ellipse fill=\"#2e3436\" rx=\"3\" ry=\"2\"/></svg>"
put data/icons/scalable/actions/poster-torn-symbolic.svg <<< "$svg"
put data/icons/scalable/actions/poster-wave.svg <<< "$svg</svg>"
put src/app/poster-row.ui <<'X'
<property name="icon-name">poster-wavve-symbolic</property>
<property name="icon-name">document-edti-symbolic</property>
X
put src/app/poster-row.c <<'C'
/* "poster-comment-symbolic" */
static const char *name = "poster-wafe-symbolic";
static const char *known = "poster-wave-symbolic", *format = "poster-platform-%s-symbolic";
C
put data/platforms.json <<< '{"platforms": [{"key": "tiktok", "glyph": "poster-wave-symbolic"}]}'
notices /icons/notices-an-unlisted-one unlisted_icons "$doctored" 'poster-large-symbolic.svg is not in'
notices /icons/notices-a-listed-one-too-many unlisted_icons "$doctored" 'poster-gone-symbolic.svg, which is not there'
notices /icons/notices-a-wrong-name-in-a-template lost_own_icons "$doctored" 'poster-row.ui names poster-wavve-symbolic'
notices /icons/notices-a-wrong-name-in-a-source lost_own_icons "$doctored" 'poster-row.c names poster-wafe-symbolic'
lost_but_known () { lost_own_icons "$1" | grep -E 'comment|wave-|platform' || true; }
clean /icons/lets-comments-and-known-ones-be lost_but_known "$doctored"
if command -v xmllint >/dev/null; then
  notices /icons/notices-another-size badly_drawn_icons "$doctored" 'poster-large-symbolic.svg is not 16 by 16'
  notices /icons/notices-another-colour badly_drawn_icons "$doctored" 'poster-red-symbolic.svg has another colour'
  notices /icons/notices-a-stroke badly_drawn_icons "$doctored" 'poster-thin-symbolic.svg has strokes'
  notices /icons/notices-an-ellipse badly_drawn_icons "$doctored" 'poster-round-symbolic.svg has more than paths'
  notices /icons/notices-broken-xml badly_drawn_icons "$doctored" 'poster-torn-symbolic.svg is not XML'
  notices /icons/notices-an-unfit-name badly_drawn_icons "$doctored" 'poster-wave.svg is not named'
fi
! command -v python3 >/dev/null ||
  notices /icons/notices-anothers-glyph platforms_without_glyph "$doctored" 'tiktok has the glyph poster-wave-symbolic'
[ ! -d /usr/share/icons/Adwaita ] || ! command -v gresource >/dev/null ||
  notices /icons/notices-a-name-no-theme-has lost_theme_icons "$doctored" 'names document-edti-symbolic'
finish
