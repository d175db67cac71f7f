#!/usr/bin/env bash
# The help is valid Mallard, is installed whole, and every link within it leads somewhere.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

schema=/usr/share/xml/mallard/1.0/mallard-1.0.rng

pages () {
  tracked "$1" help/C | grep '\.page$' || true
}

invalid_pages () {
  local page

  pages "$1" | while IFS= read -r page; do
    (cd "$1" && xmllint --nonet --noout --relaxng "$schema" "$page") 2>&1 | grep -v ' validates$' || true
    [ "$(xmllint --nonet --xpath 'string(/*/@id)' "$1/$page" 2>/dev/null)" = "$(basename "$page" .page)" ] ||
      echo "$page is not named by its id"
  done
}

lost_pages () {
  local page

  pages "$1" | while IFS= read -r page; do
    grep -q "'$(basename "$page")'" "$1/help/meson.build" || echo "help/meson.build does not install $page"
  done
}

dead_links () {
  local page target file section

  pages "$1" | while IFS= read -r page; do
    grep -o 'xref="[^"]*"' "$1/$page" | sed 's/xref="\(.*\)"/\1/' | while IFS= read -r target; do
      file=${target%%#*}
      section=${target#"$file"}
      file=${file:-$(basename "$page" .page)}
      if [ ! -f "$1/help/C/$file.page" ]; then
        echo "$page: there is no page $file"
      elif [ -n "$section" ] && ! grep -q "id=\"${section#\#}\"" "$1/help/C/$file.page"; then
        echo "$page: there is no section $target"
      fi
    done
  done
}

# Pages that the window opens.
lost_help () {
  local file page

  tracked "$1" src/app | grep -E '\.(ui|c)$' | while IFS= read -r file; do
    { grep -oE "app\.help\('[a-z-]+'\)|help:poster/[a-z-]+|\"app\.help\", *\"s\", *\"[a-z-]+\"" "$1/$file" || true
      xmllint --nonet --xpath '//object[property[@name="action-name"]="app.help"]/property[@name="action-target"]/text()' \
        "$1/$file" 2>/dev/null | grep . || true
    } | sed 's/[^a-z]*$//; s/.*[^a-z-]//' | while IFS= read -r page; do
      [ -z "$page" ] || [ -f "$1/help/C/$page.page" ] || echo "$file opens the page $page, which there is not"
    done
  done
}

# What a page quotes the program as saying, it says: every “…” in a title of messages.page stands in a
# source, but for what its … leaves out.
misquoted_messages () {
  python3 - "$1" <<'P'
import os, re, sys, xml.etree.ElementTree as tree

said = ''
for folder, _, names in os.walk(os.path.join(sys.argv[1], 'src')):
    for name in names:
        if name.endswith('.c'):
            source = open(os.path.join(folder, name), encoding='utf-8').read()
            source = re.sub(r'"\s*(?:PRI?[dux]64|G_G[A-Z0-9_]+)?\s*"', '', source)
            said += '\n'.join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', source)) + '\n'
plain = said.replace('’', "'")
mallard = '{http://projectmallard.org/1.0/}'
page = tree.parse(os.path.join(sys.argv[1], 'help', 'C', 'messages.page'))
for title in page.iter(mallard + 'title'):
    for quote in re.findall('“([^”]*)”', ''.join(title.itertext())):
        for part in quote.replace('’', "'").split('…'):
            part = ' '.join(part.split())
            # Figures and names are put in for %s.
            for piece in re.split(r'TikTok|\d+ to \d+', part):
                if len(piece.strip()) > 5 and piece.strip() not in plain:
                    print('messages.page quotes what is not said: %s' % quote)
P
}

# Every point of the checklist for TikTok's audit has a test that is called after it, and the other way
# round.
audit_gaps () {
  local points tests

  points=$(grep -oE '<title>[0-9][a-z]\.' "$1/help/C/tiktok-audit.page" | sed 's/<title>//; s/\.$//' | LC_ALL=C sort)
  tests=$(cat "$1"/tests/*/test-tiktok-audit.c | grep -oE '"/tiktok-audit/[0-9][a-z]-' | sed 's,.*/,,; s/-$//' |
            LC_ALL=C sort -u)
  LC_ALL=C comm -23 <(printf '%s\n' "$points" | uniq) <(printf '%s\n' "$tests") | sed 's/$/: a point without a test/'
  LC_ALL=C comm -13 <(printf '%s\n' "$points") <(printf '%s\n' "$tests") | sed 's/$/: a test without a point/'
  printf '%s\n' "$points" | uniq -d | sed 's/$/: told twice/'
}

if ! command -v xmllint >/dev/null || [ ! -f "$schema" ]; then
  skip /help/all 'xmllint or the Mallard schema is not installed'
  finish
  exit
fi

clean /help/pages-are-valid invalid_pages "$source_root"
clean /help/pages-are-installed lost_pages "$source_root"
clean /help/links-lead-somewhere dead_links "$source_root"
clean /help/pages-that-the-window-opens-are-there lost_help "$source_root"
clean /help/every-point-of-the-audit-has-its-test audit_gaps "$source_root"
if command -v python3 >/dev/null; then
  clean /help/quotes-what-is-said misquoted_messages "$source_root"
else
  skip /help/quotes-what-is-said 'python3 is not installed'
fi

new_tree
put help/meson.build <<< "'other.page'"
put help/C/index.page <<'X'
<page xmlns="http://projectmallard.org/1.0/" type="guide" id="start">
  <title>A <nonsense/> title</title>
  <p><link xref="gone"/> <link xref="#nowhere"/></p>
</page>
X
put src/app/poster-page.ui <<'X'
<interface><object class="GtkButton"><property name="action-name">app.help</property>
  <property name="action-target">'lost'</property></object></interface>
X
put src/app/poster-page.c <<'C'
g_action_print_detailed_name ("app.help('index')");
gtk_widget_activate_action (widget, "app.help", "s", "astray");
static const char *uri = "help:poster/missing";
C
put src/net/poster-words.c <<'C'
g_print (_("The service "
           "failed %" G_GINT64_FORMAT " times: %s."));
g_print (_("It is down. "
           "Try later."));
C
put help/C/messages.page <<'X'
<page xmlns="http://projectmallard.org/1.0/" type="topic" id="messages">
  <title>“It is down. Try later.”</title>
  <section id="a"><title>“It is down. Try … never again.”</title></section>
</page>
X
put help/C/tiktok-audit.page <<'X'
<page xmlns="http://projectmallard.org/1.0/" type="topic" id="tiktok-audit">
  <title>1a. Name</title> <title>1b. Later</title> <title>1b. Later</title>
</page>
X
put tests/app/test-tiktok-audit.c <<'C'
ADD ("/tiktok-audit/1a-name", test_name);
ADD ("/tiktok-audit/9z-more", test_more);
C
notices /help/notices-a-point-without-a-test audit_gaps "$doctored" '1b: a point without a test'
notices /help/notices-a-test-without-a-point audit_gaps "$doctored" '9z: a test without a point'
notices /help/notices-a-point-told-twice audit_gaps "$doctored" '1b: told twice'
notices /help/notices-an-invalid-page invalid_pages "$doctored" 'fails to validate'
notices /help/notices-a-misnamed-page invalid_pages "$doctored" 'is not named by its id'
notices /help/notices-a-page-that-is-not-installed lost_pages "$doctored" 'does not install help/C/index.page'
notices /help/notices-a-dead-link dead_links "$doctored" 'there is no page gone'
notices /help/notices-a-dead-link-within-a-page dead_links "$doctored" 'there is no section #nowhere'
notices /help/notices-a-lost-page-of-a-template lost_help "$doctored" 'poster-page.ui opens the page lost'
notices /help/notices-a-lost-page-of-a-source lost_help "$doctored" 'poster-page.c opens the page missing'
notices /help/notices-a-lost-page-of-an-action lost_help "$doctored" 'poster-page.c opens the page astray'
known_help () { lost_help "$1" | grep 'page index' || true; }
clean /help/lets-known-pages-be known_help "$doctored"
if command -v python3 >/dev/null; then
  notices /help/notices-a-wrong-quote misquoted_messages "$doctored" 'never again'
  right_quotes () { misquoted_messages "$1" | grep 'Try later' || true; }
  clean /help/lets-right-quotes-be right_quotes "$doctored"
fi
finish
