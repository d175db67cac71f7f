#!/usr/bin/env bash
# The Flatpak manifest: well formed, named as the program is, and with no permission too many.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

wrong_manifest () {
  python3 - "$1" <<'P'
import json, os, re, sys

tree = sys.argv[1]
allowed = ['--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
           '--socket=pulseaudio', '--device=dri']
known = ['id', 'runtime', 'runtime-version', 'sdk', 'command', 'finish-args', 'cleanup', 'modules']

names = [n for n in os.listdir(tree) if n.endswith('.json') and not n.startswith('.')]
if len(names) != 1:
    print('there must be one manifest at the top level, not', len(names))
for name in names:
    text = open(os.path.join(tree, name), encoding='utf-8').read()
    if not text.endswith('}\n'):
        print(name, 'does not end with one newline')
    def pairs(items):
        for key in {k for k, v in items if [x for x, y in items].count(k) > 1}:
            print(name, 'has', key, 'twice')
        return dict(items)
    try:
        manifest = json.loads(text, object_pairs_hook=pairs)
    except ValueError as error:
        print(name, 'is not JSON:', error)
        continue
    if manifest.get('id') != name[:-len('.json')]:
        print(name, 'is not named by its id', manifest.get('id'))
    if not re.fullmatch(r'[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)+(\.[A-Za-z0-9_]+)', manifest.get('id', '')):
        print('the id', manifest.get('id'), 'is not one')
    for key in manifest:
        if key not in known:
            print('unknown key', key)
    if [k for k in manifest if k in known] != [k for k in known if k in manifest]:
        print('the keys are not in the usual order')
    if (manifest.get('runtime'), manifest.get('sdk')) != ('org.gnome.Platform', 'org.gnome.Sdk'):
        print('the runtime is not GNOME')
    if not re.fullmatch(r'[0-9]+', manifest.get('runtime-version', '')):
        print('runtime-version must be a released one')
    if manifest.get('command') != 'late-poster':
        print('the command is not late-poster')
    arguments = manifest.get('finish-args', [])
    for argument in arguments:
        if argument not in allowed:
            print('permission too many:', argument)
    for argument in allowed:
        if arguments.count(argument) != 1:
            print('permission not there once:', argument)
    modules = manifest.get('modules', [])
    if not modules or modules[-1].get('buildsystem') != 'meson' or not modules[-1].get('run-tests'):
        print('the last module must be the program, built with meson and tested')
    for module in modules:
        if module.get('build-options', {}).get('build-args'):
            print('no network while building:', module.get('name'))
P
}

# The same id everywhere.
other_ids () {
  grep -q -- '-DPOSTER_APPLICATION_ID="org.late.Poster"' "$1/meson.build" || echo "meson.build has another application id"
}

if ! command -v python3 >/dev/null; then
  skip /manifest/all 'python3 is not installed'
  finish
  exit
fi

clean /manifest/asks-for-what-it-needs-and-no-more wrong_manifest "$source_root"
clean /manifest/one-id-everywhere other_ids "$source_root"

new_tree
sed -e 's/"--device=dri"/"--filesystem=home"/' -e 's/"command": "late-poster"/"branch": "stable"/' \
    -e 's/"id": "org.late.Poster"/"id": "org.late.poster.Other"/' "$source_root/org.late.Poster.json" |
  put org.late.Poster.json
notices /manifest/notices-a-permission-too-many wrong_manifest "$doctored" 'permission too many: --filesystem=home'
notices /manifest/notices-a-missing-permission wrong_manifest "$doctored" 'permission not there once: --device=dri'
notices /manifest/notices-an-unknown-key wrong_manifest "$doctored" 'unknown key branch'
notices /manifest/notices-another-id wrong_manifest "$doctored" 'is not named by its id'
put org.late.Poster.json <<< '{ "id": "org.late.Poster", }'
notices /manifest/notices-broken-json wrong_manifest "$doctored" 'is not JSON'
finish
