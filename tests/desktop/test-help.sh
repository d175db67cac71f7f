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

if ! command -v xmllint >/dev/null || [ ! -f "$schema" ]; then
  skip /help/all 'xmllint or the Mallard schema is not installed'
  finish
  exit
fi

clean /help/pages-are-valid invalid_pages "$source_root"
clean /help/pages-are-installed lost_pages "$source_root"
clean /help/links-lead-somewhere dead_links "$source_root"

new_tree
put help/meson.build <<< "'other.page'"
put help/C/index.page <<'X'
<page xmlns="http://projectmallard.org/1.0/" type="guide" id="start">
  <title>A <nonsense/> title</title>
  <p><link xref="gone"/> <link xref="#nowhere"/></p>
</page>
X
notices /help/notices-an-invalid-page invalid_pages "$doctored" 'fails to validate'
notices /help/notices-a-misnamed-page invalid_pages "$doctored" 'is not named by its id'
notices /help/notices-a-page-that-is-not-installed lost_pages "$doctored" 'does not install help/C/index.page'
notices /help/notices-a-dead-link dead_links "$doctored" 'there is no page gone'
notices /help/notices-a-dead-link-within-a-page dead_links "$doctored" 'there is no section #nowhere'
finish
