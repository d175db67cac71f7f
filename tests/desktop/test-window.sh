#!/usr/bin/env bash
# What the window's sources and templates must not hold, and what they must not forget.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

window_files () { # TREE PATTERN
  tracked "$1" src/app | grep -E "$2" || true
}

# Light, dark and high contrast follow only from named colours.
colours_of_their_own () {
  local file

  window_files "$1" '\.css$' | while IFS= read -r file; do
    sed 's|/\*.*\*/||' "$1/$file" | grep -nE '#[0-9A-Fa-f]{3}([0-9A-Fa-f]{1,5})?\b|\b(rgba?|hsla?) *\(|: *(white|black|red|green|blue|gr[ae]y|orange|yellow)\b' |
      sed "s,^,$file:," || true
  done
}

# Types that GTK or libadwaita deprecate after the versions that we ask for at least: named only in
# poster-compat, which holds every check of a version.
adwaita_types='Leaflet Flap Squeezer ViewSwitcherTitle FoldThresholdPolicy MessageDialog AboutWindow
  PreferencesWindow EnumListModel EnumListItem'
gtk_types='Dialog MessageDialog FileChooser FileChooserDialog FileChooserNative FileChooserButton
  FileChooserWidget NativeDialog ComboBox ComboBoxText TreeView TreeViewColumn TreeModel TreeSelection ListStore TreeStore
  IconView CellRenderer CellLayout AppChooser AppChooserButton AppChooserDialog AppChooserWidget ColorChooser
  ColorButton ColorChooserDialog FontChooser FontButton FontChooserDialog InfoBar EntryCompletion Statusbar
  StyleContext VolumeButton Assistant LockButton ShortcutsWindow ShortcutsSection ShortcutsGroup ShortcutsShortcut'
deprecated='(adw_action_row_[gs]et_icon_name|adw_expander_row_[gs]et_icon_name|adw_expander_row_add_action'
deprecated+='|gtk_show_uri[a-z_]*|gtk_widget_show|gtk_widget_hide|gtk_widget_get_allocated_[a-z]+'
deprecated+='|gtk_widget_get_style_context|gtk_picture_set_pixbuf|gtk_picture_new_for_pixbuf) *\('

# The names of a type in C: GtkFileChooser, gtk_file_chooser_…, GTK_FILE_CHOOSER, GTK_TYPE_FILE_CHOOSER.
for type in $adwaita_types; do types+=" Adw:$type"; done
for type in $gtk_types; do types+=" Gtk:$type"; done
names=''
for type in $types; do
  space=${type%%:*}
  words=$(printf '%s' "${type#*:}" | sed 's/\([a-z]\)\([A-Z]\)/\1_\2/g')
  names+="|$space${type#*:}\b|\b${space,,}_${words,,}_(new|get|set|add|add_[a-z]+|append|insert|show|choose)[a-z_]*\b|\b${space^^}_(TYPE_)?${words^^}\b"
done
deprecated+="${names}"

deprecated_names () {
  local file

  window_files "$1" '\.[ch]$' | { grep -v '/poster-compat\.[ch]$' || true; } | while IFS= read -r file; do
    c_code "$1/$file" without-strings | grep -nE "$deprecated" |
      { grep -vE 'gtk_style_context_(add|remove)_provider_for_display' || true; } | sed "s,^,$file:," || true
  done
  # GtkApplication itself takes the overview of shortcuts from help-overlay.ui, and its successor from
  # another file.
  window_files "$1" '\.ui$' | { grep -v '/help-overlay\.ui$' || true; } | while IFS= read -r file; do
    grep -nE "(class|parent)=\"($(printf '%s' "$types" | tr -d ':' | sed 's/^ //; s/ /|/g'))\"" "$1/$file" | sed "s,^,$file:," || true
    xmllint --nonet --xpath '//object[@class="AdwActionRow" or @class="AdwExpanderRow"]/property[@name="icon-name"]' "$1/$file" >/dev/null 2>&1 &&
      echo "$file: the icon of a row is deprecated: use a prefix"
    xmllint --nonet --xpath '//*[@class="AdwExpanderRow" or @parent="AdwExpanderRow"]/child[@type="action"]' "$1/$file" >/dev/null 2>&1 &&
      echo "$file: the action child of an expander row is deprecated"
    :
  done
}

# A button that shows nothing but an icon says what it does when pointed at, and to a screen reader.
# Either the template says so, or the source beside it does, for words that depend on something.
unnamed_buttons () {
  window_files "$1" '\.ui$' | python3 -c '
import os, re, sys, xml.etree.ElementTree as tree

for name in sys.stdin.read().split():
    path = os.path.join(sys.argv[1], name)
    source = path[:-3] + ".c"
    source = open(source, encoding="utf-8").read() if os.path.exists(source) else ""
    for button in tree.parse(path).iter("object"):
        given = {p.get("name") for p in button.findall("property")}
        if button.get("class") not in ("GtkButton", "GtkToggleButton", "GtkMenuButton") or "icon-name" not in given \
                or given & {"label", "child"} or button.find("child") is not None:
            continue
        icon = button.findtext("property[@name=\"icon-name\"]")
        called = button.get("id", "-")
        in_source = r"\([^;]*\b%s\b[^;]*" % re.escape(called)
        if "tooltip-text" not in given and not re.search(r"gtk_widget_set_tooltip_(text|markup) " + in_source, source):
            print("%s: the button with %s has no tooltip" % (name, icon))
        if button.find("accessibility/property[@name=\"label\"]") is None \
                and button.find("accessibility/relation[@name=\"labelled-by\"]") is None \
                and not re.search("gtk_accessible_update_property " + in_source + "PROPERTY_LABEL", source):
            print("%s: the button with %s has no accessible label" % (name, icon))
' "$1"
}

# Words of a template are for translators, unless they are none.
untranslated_words () {
  local file

  window_files "$1" '\.ui$' | while IFS= read -r file; do
    xmllint --nonet --noout "$1/$file" 2>&1 | sed 1q
    { xmllint --nonet --xpath '//property[@name="label" or @name="title" or @name="subtitle" or @name="description" or @name="tooltip-text"
        or @name="placeholder-text"][not(@translatable="yes")][not(@bind-source)][not(*)]/text()' "$1/$file" 2>/dev/null || true; } |
      { grep '[[:alpha:]]' || true; } | sed "s|^|$file: not marked for translation: |"
    # The start and the end of a line change sides with the direction of the script.
    grep -nE '<property name="(margin-left|margin-right)">|>(left|right)</property>' "$1/$file" | sed "s,^,$file:," || true
  done
}

# Every template and style sheet is in a resource, and the resource holds no other.
wrong_resources () {
  local file folder

  window_files "$1" '\.(ui|css)$' | while IFS= read -r file; do
    folder=$(dirname "$file")
    cat "$1/$folder"/*.gresource.xml 2>/dev/null | grep ">$(basename "$file")</file>" >/dev/null ||
      echo "$file is in no resource"
  done
  window_files "$1" '\.gresource\.xml$' | while IFS= read -r file; do
    folder=$(dirname "$file")
    sed -n 's|.*<file[^>]*>\([^<]*\)</file>.*|\1|p' "$1/$file" | while IFS= read -r name; do
      [ -e "$1/$folder/$name" ] || echo "$file holds $name, which is not there"
    done
  done
}

if ! command -v xmllint >/dev/null || ! command -v python3 >/dev/null; then
  skip /window/all 'xmllint or python3 is not installed'
  finish
  exit
fi

clean /window/colours-have-names colours_of_their_own "$source_root"
clean /window/nothing-deprecated-outside-compat deprecated_names "$source_root"
clean /window/icon-buttons-say-what-they-do unnamed_buttons "$source_root"
clean /window/words-are-for-translators untranslated_words "$source_root"
clean /window/templates-and-styles-are-in-resources wrong_resources "$source_root"

new_tree
put src/app/style.css <<'X'
/* no #ffffff here */
row { color: @accent_color; }
row.bad { color: #e01b24; }
row.worse { color: rgb(1, 2, 3); }
row.white-space { margin: 6px; }
row.worst { background-color: white; }
X
put src/app/poster-row.c <<'C'
/* adw_leaflet_new () may be named here */
static const char *words = "and GtkDialog here";
static GtkTreeListModel *fine;
static void f (void) { g_object_new (ADW_TYPE_LEAFLET, NULL); }
static void g (void) { gtk_widget_show (widget); }
static GtkFileChooserNative *chooser;
static void h (void) { gtk_combo_box_text_new (); }
static void i (void) { gtk_widget_set_tooltip_text (GTK_WIDGET (self->end_button), _("Cancel"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->end_button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1); }
C
put src/app/poster-compat.c <<'C'
static void f (void) { adw_about_window_new (); }
C
put src/app/poster-app.gresource.xml <<'X'
<file>poster-row.ui</file>
<file>poster-gone.ui</file>
X
put src/app/poster-row.ui <<'X'
<interface>
  <object class="GtkButton"><property name="icon-name">a-symbolic</property></object>
  <object class="GtkMenuButton"><property name="icon-name">b-symbolic</property>
    <property name="tooltip-text" translatable="yes">Menu</property></object>
  <object class="GtkButton"><property name="icon-name">c-symbolic</property>
    <property name="tooltip-text" translatable="yes">Close</property>
    <accessibility><property name="label" translatable="yes">Close</property></accessibility></object>
  <object class="GtkButton" id="end_button"><property name="icon-name">e-symbolic</property></object>
  <object class="AdwFlap"/>
  <object class="AdwActionRow"><property name="icon-name">d-symbolic</property><property name="title">Sign in</property></object>
  <object class="GtkLabel"><property name="label">12:00</property><property name="margin-left">6</property></object>
</interface>
X
put src/app/posts/poster-lost.ui <<< '<interface/>'
notices /window/notices-a-colour-in-figures colours_of_their_own "$doctored" 'style.css:3'
notices /window/notices-a-colour-in-parts colours_of_their_own "$doctored" 'style.css:4'
notices /window/notices-a-plain-colour colours_of_their_own "$doctored" 'style.css:6'
fine_styles () { colours_of_their_own "$1" | grep -E 'css:(1|2|5):' || true; }
clean /window/lets-named-colours-be fine_styles "$doctored"
notices /window/notices-a-deprecated-type deprecated_names "$doctored" 'poster-row.c:4'
notices /window/notices-a-deprecated-function deprecated_names "$doctored" 'poster-row.c:5'
notices /window/notices-a-deprecated-chooser deprecated_names "$doctored" 'poster-row.c:6'
notices /window/notices-a-deprecated-constructor deprecated_names "$doctored" 'poster-row.c:7'
notices /window/notices-a-deprecated-type-in-a-template deprecated_names "$doctored" 'poster-row.ui:9'
notices /window/notices-a-deprecated-icon-in-a-template deprecated_names "$doctored" 'the icon of a row is deprecated'
fine_names () { deprecated_names "$1" | grep -E 'compat|row\.c:(1|2|3):' || true; }
clean /window/lets-comments-strings-and-compat-be fine_names "$doctored"
notices /window/notices-a-button-without-a-tooltip unnamed_buttons "$doctored" 'a-symbolic has no tooltip'
notices /window/notices-a-button-without-a-label unnamed_buttons "$doctored" 'b-symbolic has no accessible label'
fine_buttons () { unnamed_buttons "$1" | grep -E '[ce]-symbolic' || true; }
clean /window/lets-named-buttons-be fine_buttons "$doctored"
notices /window/notices-untranslated-words untranslated_words "$doctored" 'not marked for translation: Sign in'
notices /window/notices-a-side-of-the-paper untranslated_words "$doctored" 'margin-left'
fine_words () { untranslated_words "$1" | grep 'translation: 12:00' || true; }
clean /window/lets-figures-be fine_words "$doctored"
notices /window/notices-a-lost-template wrong_resources "$doctored" 'src/app/posts/poster-lost.ui is in no resource'
notices /window/notices-a-template-that-is-gone wrong_resources "$doctored" 'holds poster-gone.ui, which is not there'
finish
