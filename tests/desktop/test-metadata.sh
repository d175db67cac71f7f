#!/usr/bin/env bash
# What the desktop and the stores read of the program is valid and tells one story: desktop file,
# service, metainfo, settings.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

id=org.late.Poster

invalid_desktop_files () {
  local file

  tracked "$1" data | grep '\.desktop\.in$' | while IFS= read -r file; do
    cp "$1/$file" "$scratch/$(basename "$file" .in)"
    desktop-file-validate "$scratch/$(basename "$file" .in)" | sed "s|^[^:]*|$file|" || true
  done
}

# Its words about what is merely new to an older validator, and about the capital in the id, which
# is given, are passed over.
invalid_metainfo () {
  appstreamcli validate --no-net --pedantic --no-color "$1/data/$id.metainfo.xml.in" 2>&1 |
    grep -E '^[EWIP]: ' | grep -vE 'cid-contains-uppercase-letter|unknown-tag developer' || true
}

# Rules of the stores that the validator does not know.
poor_metainfo () {
  python3 - "$1/data/$id.metainfo.xml.in" "$1/meson.build" <<'P'
import datetime, re, sys, xml.etree.ElementTree as tree

root = tree.parse(sys.argv[1]).getroot()
name, summary = root.findtext('name'), root.findtext('summary')
if len(name) > 15:
    print('the name is longer than 15 characters')
if not 10 <= len(summary) <= 35 or summary.endswith('.') or name.lower() in summary.lower():
    print('the summary is not 10 to 35 characters without a full stop and without the name')
if root.findtext('metadata_license') != 'CC0-1.0' or root.findtext('project_license') != 'GPL-3.0-or-later':
    print('the licences are not CC0-1.0 and GPL-3.0-or-later')
if root.find('developer[@id]/name') is None:
    print('there is no developer')
colours = {c.get('scheme_preference'): c.text for c in root.findall('branding/color[@type="primary"]')}
if set(colours) != {'light', 'dark'} or colours['light'] == colours['dark'] \
        or not all(re.fullmatch('#[0-9a-f]{6}', c) for c in colours.values()):
    print('there are not two brand colours, one light and one dark')
if root.find('content_rating[@type="oars-1.1"]/content_attribute[@id="social-info"]') is None:
    print('the rating does not say that what is posted tells others who one is')
releases = root.findall('releases/release')
version = re.search(r"\n  version: '([^']+)'", open(sys.argv[2]).read()).group(1)
if not releases or releases[0].get('version') != version:
    print('the newest release is not', version)
for release in releases:
    if release.find('description/p') is None and release.find('description/ul') is None:
        print('release', release.get('version'), 'has no notes')
P
}

invalid_schemas () {
  glib-compile-schemas --strict --dry-run "$1/data" 2>&1 | sed 's/^/the schema: /' || true
  python3 - "$1/data/$id.gschema.xml" <<'P'
import sys, xml.etree.ElementTree as tree
for key in tree.parse(sys.argv[1]).getroot().iter('key'):
    for tag in ('summary', 'description'):
        if not key.findtext(tag):
            print('the key', key.get('name'), 'has no', tag)
P
}

# A key that is not in the schema ends the program when it is first asked for.
unknown_settings () {
  local file key

  tracked "$1" src/app | grep '\.c$' | while IFS= read -r file; do
    c_code "$1/$file" | tr '\n' ' ' |
      grep -oE 'g_settings_(bind|get|set|reset|list|is_writable|create_action)[a-z_0-9]* *\([^"();]*(\([^")]*\))?[^"();]*"[^"]*"' |
      sed 's/.*"\(.*\)"/\1/' | while IFS= read -r key; do
        grep -q "<key name=\"$key\"" "$1/data/$id.gschema.xml" || echo "$file asks for the setting $key, which there is not"
      done || true
  done
}

# What one file says of another is true.
other_names () {
  local desktop=$1/data/$id.desktop.in service=$1/data/$id.service.in metainfo=$1/data/$id.metainfo.xml.in

  grep -qx "Icon=$id" "$desktop" || echo "the desktop file has another icon"
  grep -qx 'DBusActivatable=true' "$desktop" || echo "the desktop file does not say that the bus can start it"
  grep -qx 'Exec=late-poster %U' "$desktop" || echo "the desktop file starts another program"
  grep -qx "Name=$id" "$service" || echo "the service has another name"
  grep -qx 'Exec=@bindir@/late-poster --gapplication-service' "$service" || echo "the service starts another program"
  grep -q "<id>$id</id>" "$metainfo" || echo "the metainfo has another id"
  grep -q "<launchable type=\"desktop-id\">$id.desktop</launchable>" "$metainfo" || echo "the metainfo starts another program"
  grep -q "<schema id=\"$id\" path=\"/${id//.//}/\">" "$1/data/$id.gschema.xml" || echo "the schema has another id or path"
  [ -e "$1/data/icons/hicolor/scalable/apps/$id.svg" ] || echo "there is no icon of the program"
  [ -e "$1/data/icons/hicolor/symbolic/apps/$id-symbolic.svg" ] || echo "there is no symbolic icon of the program"
}

# Every action that the desktop file offers is one of the application.
lost_actions () {
  local action

  sed -n 's/^Actions=//p' "$1/data/$id.desktop.in" | tr ';' '\n' | while IFS= read -r action; do
    [ -n "$action" ] || continue
    grep -qx "\[Desktop Action $action\]" "$1/data/$id.desktop.in" || echo "the desktop file does not describe its action $action"
    tracked "$1" src/app | grep '\.c$' | (cd "$1"; tr '\n' '\0' | xargs -0 grep -lE "\{ *(\.name *= *)?\"$action\"" -- /dev/null) >/dev/null ||
      echo "the application has no action $action"
  done
}

# An installation puts everything where the desktop looks for it.
not_installed () { # BUILD
  local plan place

  plan=$(meson introspect --installed "$1" 2>/dev/null) || { echo "$1 is not configured"; return; }
  for place in applications/$id.desktop metainfo/$id.metainfo.xml dbus-1/services/$id.service \
               glib-2.0/schemas/$id.gschema.xml icons/hicolor/scalable/apps/$id.svg \
               icons/hicolor/symbolic/apps/$id-symbolic.svg licenses/$id/COPYING; do
    case $plan in
      *"/share/$place\""*) ;;
      *) echo "share/$place is not installed" ;;
    esac
  done
}

check () { # NAME NEEDED CHECK
  if command -v "$2" >/dev/null; then
    clean "$1" "$3" "$source_root"
  else
    skip "$1" "$2 is not installed"
  fi
}

check /metadata/desktop-file-is-valid desktop-file-validate invalid_desktop_files
check /metadata/metainfo-is-valid appstreamcli invalid_metainfo
check /metadata/metainfo-is-as-stores-want-it python3 poor_metainfo
check /metadata/settings-are-described glib-compile-schemas invalid_schemas
clean /metadata/settings-that-are-asked-for-exist unknown_settings "$source_root"
clean /metadata/one-name-everywhere other_names "$source_root"
clean /metadata/actions-exist lost_actions "$source_root"

if command -v meson >/dev/null && [ -d "$build_root/meson-info" ]; then
  clean /metadata/all-of-it-is-installed not_installed "$build_root"
  new_tree
  put meson.build <<< "project('nothing')"
  meson setup "$doctored/build-nothing" "$doctored" >/dev/null 2>&1 || true
  notices /metadata/notices-what-is-not-installed not_installed "$doctored/build-nothing" "applications/$id.desktop is not installed"
else
  skip /metadata/all-of-it-is-installed 'meson or its build directory is not there'
fi

new_tree
sed -e 's/^Type=.*/Type=Programme/' -e 's/^Icon=.*/Icon=poster/' "$source_root/data/$id.desktop.in" | put data/$id.desktop.in
sed 's|@bindir@/late-poster|@bindir@/poster|' "$source_root/data/$id.service.in" | put data/$id.service.in
sed -e 's|<summary>.*</summary>|<summary>Poster, the best of all of the tools for video.</summary>|' \
    -e 's|<release version="[^"]*"|<release version="9.9"|' -e 's|<project_license>.*</project_license>||' \
    "$source_root/data/$id.metainfo.xml.in" | put data/$id.metainfo.xml.in
cp "$source_root/meson.build" "$doctored/"
sed -e "s|<default>'posts'</default>|<default>posts</default>|" -e 's|<summary>Page of the main window</summary>||' \
    "$source_root/data/$id.gschema.xml" | put data/$id.gschema.xml
put src/app/poster-window.c <<'C'
/* g_settings_get_boolean (settings, "not-this"); */
g_settings_bind (poster_application_get_settings (app), "window-widht",
                 self, "default-width", G_SETTINGS_BIND_DEFAULT);
g_settings_get_boolean (self->settings, "window-maximized");
C
! command -v desktop-file-validate >/dev/null ||
  notices /metadata/notices-a-wrong-desktop-file invalid_desktop_files "$doctored" 'Programme'
! command -v appstreamcli >/dev/null ||
  notices /metadata/notices-wrong-metainfo invalid_metainfo "$doctored" 'summary-has-dot-suffix'
if command -v python3 >/dev/null; then
  notices /metadata/notices-a-long-summary poor_metainfo "$doctored" 'the summary is not 10 to 35'
  notices /metadata/notices-another-version poor_metainfo "$doctored" 'the newest release is not'
fi
if command -v glib-compile-schemas >/dev/null; then
  notices /metadata/notices-a-wrong-default invalid_schemas "$doctored" 'the schema: '
  notices /metadata/notices-a-key-without-summary invalid_schemas "$doctored" 'the key page has no summary'
fi
notices /metadata/notices-an-unknown-setting unknown_settings "$doctored" 'asks for the setting window-widht'
known_setting () { unknown_settings "$1" | grep -E 'not-this|window-maximized|default-width' || true; }
clean /metadata/lets-comments-and-known-settings-be known_setting "$doctored"
notices /metadata/notices-another-icon other_names "$doctored" 'the desktop file has another icon'
notices /metadata/notices-another-program other_names "$doctored" 'the service starts another program'
notices /metadata/notices-a-missing-icon other_names "$doctored" 'there is no icon of the program'
notices /metadata/notices-a-lost-action lost_actions "$doctored" 'the application has no action new-post'
finish
