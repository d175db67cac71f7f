/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app-test.h"
#include "poster-caption-box-private.h"

#define MEGABYTE (1024 * 1024)

typedef struct
{
  PosterPlatforms  *platforms;
  PosterDraft      *draft;
  PosterCaptionBox *box;
  GtkTextBuffer    *buffer;
  GtkWidget        *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  fixture->draft = poster_draft_new ();
  fixture->box = g_object_new (POSTER_TYPE_CAPTION_BOX, NULL);
  poster_caption_box_set_draft (fixture->box, fixture->draft, fixture->platforms);
  fixture->buffer = poster_caption_box_get_buffer (fixture->box);
  fixture->window = app_test_show (GTK_WIDGET (fixture->box), 600, 400);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->box), (gpointer *) &fixture->box);
  app_test_settle ();
  app_test_close (fixture->window);
  /* What it counts, or pastes, comes to its end first. */
  app_test_wait (is_gone, &fixture->box);
  g_assert_finalize_object (fixture->draft);
  g_object_unref (fixture->platforms);
}

/* @platforms: keys, separated by blanks */
static void
send_to (Fixture    *fixture,
         const char *platforms)
{
  g_auto(GStrv) keys = g_strsplit (platforms, " ", -1);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      PosterAccount *account = poster_account_new ("late", keys[i], keys[i]);

      account->username = g_strdup ("kitchen");
      account->is_active = TRUE;
      g_ptr_array_add (accounts, account);
    }
  poster_draft_set_accounts (fixture->draft, accounts);
  poster_caption_box_update (fixture->box);
  app_test_settle ();
}

/* As keys do it. */
static void
type (Fixture    *fixture,
      const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      g_autofree char *typed = g_strndup (c, (gsize) (g_utf8_next_char (c) - c));

      g_signal_emit_by_name (fixture->box->text_view, "insert-at-cursor", typed);
    }
  app_test_settle ();
}

static char *
dup_text (Fixture *fixture)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (fixture->buffer, &start, &end);
  return gtk_text_buffer_get_text (fixture->buffer, &start, &end, TRUE);
}

static void
assert_text (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *text = dup_text (fixture);

  g_assert_cmpstr (text, ==, expected);
}

static char *
say (const char *words,
     int         number)
{
  g_autofree char *count = g_strdup_printf ("%'d", number);
  g_auto(GStrv) parts = g_strsplit (words, "%", -1);

  return g_strjoinv (count, parts);
}

/* The counter that is seen. */
static GtkLabel *
find_counter (Fixture *fixture)
{
  GtkWidget *counters = GTK_WIDGET (fixture->box->counters);
  GtkWidget *button = app_test_find (counters, GTK_TYPE_MENU_BUTTON, NULL);

  return GTK_LABEL (app_test_find (gtk_widget_get_visible (button) ? button : counters, GTK_TYPE_LABEL, NULL));
}

static void
assert_counter (Fixture    *fixture,
                const char *words,
                int         number,
                const char *style)
{
  g_autofree char *expected = say (words, number);
  GtkLabel *label = find_counter (fixture);

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (label)));
  g_assert_cmpstr (gtk_label_get_label (label), ==, expected);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (label), style));
}

static void
test_counts_down (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *fill = g_strnfill (2200 - 20, 'x');

  send_to (fixture, "tiktok");
  assert_counter (fixture, "% left", 2200, "dim-label");
  type (fixture, "Käse 🧀");
  /* TikTok counts in UTF-16. */
  assert_counter (fixture, "% left", 2193, "dim-label");

  gtk_text_buffer_set_text (fixture->buffer, fill, -1);
  app_test_settle ();
  assert_counter (fixture, "% left", 20, "dim-label");
  type (fixture, "x");
  assert_counter (fixture, "% left", 19, "warning");
  type (fixture, "xxxxxxxxxxxxxxxxxxx");
  assert_counter (fixture, "% left", 0, "warning");
  type (fixture, "x");
  assert_counter (fixture, "% too many", 1, "error");
  g_assert_cmpuint (strlen (poster_draft_get_caption (fixture->draft)), ==, 2201);
}

static void
test_says_it_in_words (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *fill = g_strnfill (301, 'x');

  send_to (fixture, "tiktok bluesky");
  gtk_test_accessible_assert_property (fixture->box->text_view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "300 more characters fit on Bluesky");
  gtk_text_buffer_set_text (fixture->buffer, fill, -1);
  app_test_settle ();
  gtk_test_accessible_assert_property (fixture->box->text_view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "1 character too many for Bluesky");
}

static void
find_all (GtkWidget *root,
          GType      type,
          GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_all (child, type, found);
}

/* One line for each platform: "Bluesky 300 of 300|…". */
static char *
dup_lines (Fixture *fixture)
{
  GtkWidget *popover = app_test_find (GTK_WIDGET (fixture->box->counters), GTK_TYPE_POPOVER, NULL);
  g_autoptr(GPtrArray) grids = g_ptr_array_new ();
  GString *lines = g_string_new (NULL);

  find_all (popover, GTK_TYPE_GRID, grids);
  for (guint i = 0; i < grids->len; i++)
    {
      GtkWidget *name = gtk_grid_get_child_at (g_ptr_array_index (grids, i), 1, 0);
      GtkWidget *figures = gtk_grid_get_child_at (g_ptr_array_index (grids, i), 2, 0);

      g_string_append_printf (lines, "%s%s %s", i > 0 ? "|" : "", gtk_label_get_label (GTK_LABEL (name)),
                              gtk_label_get_label (GTK_LABEL (figures)));
    }
  return g_string_free (lines, FALSE);
}

static void
test_each_platform (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (app_test_find (GTK_WIDGET (fixture->box->counters), GTK_TYPE_MENU_BUTTON, NULL));
  g_autofree char *few = NULL;
  g_autofree char *many = NULL;
  g_autofree char *expected = NULL;
  g_autoptr(GString) family = g_string_new (NULL);
  g_autofree char *bytes = NULL;

  send_to (fixture, "tiktok");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (button)));
  send_to (fixture, "tiktok instagram twitter bluesky youtube");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (button)));
  type (fixture, "See https://www.example.org/a/very/long/path 😀");
  gtk_menu_button_popup (button);
  app_test_settle ();
  few = dup_lines (fixture);
  /* X: 4 + 23 for the link + 1 + 2; Bluesky: graphemes; YouTube: bytes; the others: UTF-16. */
  expected = g_strdup_printf ("X 30 of 280|Bluesky 46 of 300|Instagram 47 of %'d|TikTok 47 of %'d|YouTube 49 of %'d bytes",
                              2200, 2200, 5000);
  g_assert_cmpstr (few, ==, expected);
  assert_counter (fixture, "% left", 250, "dim-label");
  app_test_save_picture (GTK_WIDGET (gtk_menu_button_get_popover (button)), "caption-counters");

  /* Bluesky takes 300 characters, and 3000 bytes: what is reached first is told. */
  for (guint i = 0; i < 125; i++)
    g_string_append (family, "👨‍👩‍👧‍👦");
  gtk_text_buffer_set_text (fixture->buffer, family->str, -1);
  app_test_settle ();
  many = dup_lines (fixture);
  bytes = g_strdup_printf ("Bluesky %'d of %'d bytes: %'d too many|", 3125, 3000, 125);
  g_assert_nonnull (strstr (many, bytes));
  gtk_menu_button_popdown (button);
}

/* What is in accent, "|" between. */
static char *
dup_tagged (Fixture *fixture)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (fixture->buffer), "accent");
  GString *found = g_string_new (NULL);
  GtkTextIter start, end;

  gtk_text_buffer_get_start_iter (fixture->buffer, &start);
  while (gtk_text_iter_has_tag (&start, tag) || gtk_text_iter_forward_to_tag_toggle (&start, tag))
    {
      g_autofree char *text = NULL;

      if (gtk_text_iter_is_end (&start))
        break;
      end = start;
      gtk_text_iter_forward_to_tag_toggle (&end, tag);
      text = gtk_text_buffer_get_text (fixture->buffer, &start, &end, TRUE);
      g_string_append_printf (found, "%s%s", found->len > 0 ? "|" : "", text);
      start = end;
    }
  return g_string_free (found, FALSE);
}

static void
assert_tagged (Fixture    *fixture,
               const char *expected)
{
  g_autofree char *tagged = NULL;

  app_test_settle ();
  tagged = dup_tagged (fixture);
  g_assert_cmpstr (tagged, ==, expected);
}

static void
insert_at (Fixture    *fixture,
           int         offset,
           const char *text)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &iter, offset);
  gtk_text_buffer_insert (fixture->buffer, &iter, text, -1);
}

static void
delete_at (Fixture *fixture,
           int      offset,
           int      length)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &start, offset);
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &end, offset + length);
  gtk_text_buffer_delete (fixture->buffer, &start, &end);
}

static void
test_highlights (Fixture       *fixture,
                 gconstpointer  data)
{
  type (fixture, "😀 Pasta #one by @the.kitchen: https://a.example/x?y.");
  assert_tagged (fixture, "#one|@the.kitchen|https://a.example/x?y");
  insert_at (fixture, 11, "X");
  assert_tagged (fixture, "#onXe|@the.kitchen|https://a.example/x?y");
  insert_at (fixture, 10, " ");
  assert_tagged (fixture, "#o|@the.kitchen|https://a.example/x?y");
  delete_at (fixture, 8, 1);
  assert_tagged (fixture, "@the.kitchen|https://a.example/x?y");
  gtk_text_buffer_undo (fixture->buffer);
  assert_tagged (fixture, "#o|@the.kitchen|https://a.example/x?y");
  delete_at (fixture, 8, 8);
  assert_tagged (fixture, "@the.kitchen|https://a.example/x?y");

  /* From the right to the left. */
  gtk_text_buffer_set_text (fixture->buffer, "وصفة سهلة #مطبخ و @kitchen\n#می\xe2\x80\x8cخواهم 🍝 #שלום", -1);
  assert_tagged (fixture, "#مطبخ|@kitchen|#می\xe2\x80\x8cخواهم|#שלום");
}

/* Each platform has its own; where they do not agree, what most take for one. */
static void
test_highlights_as_the_platform_reads (Fixture       *fixture,
                                       gconstpointer  data)
{
  type (fixture, "#slow-food by @the.slow-kitchen.example and @[The Kitchen](urn:li:organization:1)");
  assert_tagged (fixture, "#slow|@the.slow-kitchen.example");
  send_to (fixture, "twitter");
  assert_tagged (fixture, "#slow|@the");
  send_to (fixture, "tiktok instagram");
  assert_tagged (fixture, "#slow|@the.slow");
  send_to (fixture, "bluesky");
  assert_tagged (fixture, "#slow-food|@the.slow-kitchen.example");
  send_to (fixture, "bluesky twitter");
  assert_tagged (fixture, "#slow|@the.slow-kitchen.example");
  send_to (fixture, "linkedin");
  assert_tagged (fixture, "#slow|@[The Kitchen](urn:li:organization:1)");
  /* In the middle of what has a blank in it. */
  insert_at (fixture, 54, "X");
  assert_tagged (fixture, "#slow|@[The KitcXhen](urn:li:organization:1)");
}

/* Far more than one slice, changed in several places at once. */
static void
test_highlights_long_texts (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) expected = g_string_new (NULL);

  for (guint i = 0; i < 2000; i++)
    {
      g_string_append_printf (text, "one pan, and nobody %s#tag%u ever left any.%s", i % 3 == 0 ? "😀 " : "", i, i % 7 == 0 ? "\n" : " ");
      g_string_append_printf (expected, "%s#tag%u", i > 0 ? "|" : "", i);
    }
  insert_at (fixture, 0, text->str);
  assert_tagged (fixture, expected->str);
  insert_at (fixture, 0, "#first ");
  insert_at (fixture, gtk_text_buffer_get_char_count (fixture->buffer), "#last");
  g_string_prepend (expected, "#first|");
  g_string_append (expected, "|#last");
  assert_tagged (fixture, expected->str);
}

static void
test_undoes_words (Fixture       *fixture,
                   gconstpointer  data)
{
  type (fixture, "one #two three");
  gtk_text_buffer_undo (fixture->buffer);
  assert_text (fixture, "one #two");
  gtk_text_buffer_undo (fixture->buffer);
  assert_text (fixture, "one");
  gtk_text_buffer_redo (fixture->buffer);
  assert_text (fixture, "one #two");
  assert_tagged (fixture, "#two");
  gtk_text_buffer_undo (fixture->buffer);
  gtk_text_buffer_undo (fixture->buffer);
  assert_text (fixture, "");
  g_assert_false (gtk_text_buffer_get_can_undo (fixture->buffer));
}

/* Neither colours nor what was stored. */
static void
test_undoes_text_alone (Fixture       *fixture,
                        gconstpointer  data)
{
  GtkWidget *box = GTK_WIDGET (fixture->box);

  poster_draft_set_caption (fixture->draft, "one #two");
  poster_caption_box_reload (fixture->box);
  assert_tagged (fixture, "#two");
  g_assert_false (gtk_text_buffer_get_can_undo (fixture->buffer));
  gtk_widget_activate_action (box, "caption.undo", NULL);
  assert_text (fixture, "one #two");

  gtk_text_buffer_set_text (fixture->buffer, "", -1);
  type (fixture, "x");
  g_assert_true (gtk_widget_activate_action (box, "caption.undo", NULL));
  assert_text (fixture, "");
  g_assert_true (gtk_widget_activate_action (box, "caption.redo", NULL));
  assert_text (fixture, "x");
}

static void
test_begins_hashtags (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *box = GTK_WIDGET (fixture->box);

  g_assert_true (gtk_widget_activate_action (box, "caption.hashtag", NULL));
  assert_text (fixture, "#");
  type (fixture, "one");
  g_assert_true (gtk_widget_activate_action (box, "caption.hashtag", NULL));
  assert_text (fixture, "#one #");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (fixture->box->text_view)));
}

static void
test_offers_emoji (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWidget *chooser;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->box), "caption.emoji", NULL));
  chooser = app_test_find (GTK_WIDGET (fixture->box->text_view), GTK_TYPE_EMOJI_CHOOSER, NULL);
  g_assert_nonnull (chooser);
  g_assert_true (gtk_widget_get_visible (chooser));
  g_signal_emit_by_name (chooser, "emoji-picked", "🍝");
  assert_text (fixture, "🍝");
  gtk_popover_popdown (GTK_POPOVER (chooser));
}

static void
note_change_cb (GtkTextBuffer *buffer,
                guint         *changes)
{
  (*changes)++;
}

static gboolean
is_pasted (gpointer user_data)
{
  return *(guint *) user_data > 0;
}

static gboolean
is_editable (gpointer user_data)
{
  return gtk_text_view_get_editable (user_data);
}

static void
set_clipboard (Fixture    *fixture,
               const char *bytes,
               gsize       length)
{
  g_autoptr(GBytes) plain = g_bytes_new (bytes, length);
  g_autoptr(GdkContentProvider) provider = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", plain);

  g_assert_true (gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), provider));
}

/* Returns: in how many pieces */
static guint
paste (Fixture *fixture)
{
  guint changes = 0;
  gulong handler = g_signal_connect (fixture->buffer, "changed", G_CALLBACK (note_change_cb), &changes);

  g_signal_emit_by_name (fixture->box->text_view, "paste-clipboard");
  app_test_wait (is_pasted, &changes);
  app_test_wait (is_editable, fixture->box->text_view);
  app_test_settle ();
  g_signal_handler_disconnect (fixture->buffer, handler);
  return changes;
}

static void
test_pastes_anything (Fixture       *fixture,
                      gconstpointer  data)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    const char *expected;
  } cases[] = {
    { "plain #text", 11, "plain #text" },
    { "a\r\nb\rc\n", 7, "a\nb\nc\n" },
    { "a\0b", 3, "ab" },
    { "a\xed\xa0\xbd" "b", 5, "a\xef\xbf\xbd" "b" },
    { "a\xff" "b", 3, "a\xef\xbf\xbd" "b" },
    { "\xef\xbb\xbf" "a\xe2\x80\xae" "b", 8, "ab" },
    { "a\xe2\x80\x8b" "b 👨‍👩‍👧‍👦", 5 + 1 + 25, "a\xe2\x80\x8b" "b 👨‍👩‍👧‍👦" },
    { "<b>not bold</b>", 15, "<b>not bold</b>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gtk_text_buffer_set_text (fixture->buffer, "", -1);
      set_clipboard (fixture, cases[i].bytes, cases[i].length);
      paste (fixture);
      assert_text (fixture, cases[i].expected);
      gtk_text_buffer_undo (fixture->buffer);
      assert_text (fixture, "");
    }
}

static void
test_pastes_plain (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GBytes) html = g_bytes_new_static ("<b>rich</b> text", 16);
  g_autoptr(GBytes) plain = g_bytes_new_static ("rich text", 9);
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes ("text/html", html),
    gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", plain),
  };
  g_autoptr(GdkContentProvider) both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));

  type (fixture, "some other words");
  gdk_clipboard_set_content (gtk_widget_get_clipboard (fixture->window), both);
  /* In place of what is selected. */
  g_signal_emit_by_name (fixture->box->text_view, "select-all", TRUE);
  paste (fixture);
  assert_text (fixture, "rich text");
}

/* What was copied here itself brings no colours along. */
static void
test_pastes_its_own (Fixture       *fixture,
                     gconstpointer  data)
{
  type (fixture, "#one");
  g_signal_emit_by_name (fixture->box->text_view, "select-all", TRUE);
  g_signal_emit_by_name (fixture->box->text_view, "copy-clipboard");
  gtk_text_buffer_set_text (fixture->buffer, "a", -1);
  paste (fixture);
  assert_text (fixture, "a#one");
  assert_tagged (fixture, "");
}

/* Dropped, from an input method, by the middle button. */
static void
test_cleans_what_comes_otherwise (Fixture       *fixture,
                                  gconstpointer  data)
{
  type (fixture, "ab");
  insert_at (fixture, 1, "1\r\n2\xe2\x80\xae");
  assert_text (fixture, "a1\n2b");
  insert_at (fixture, 1, "\xe2\x80\xae");
  assert_text (fixture, "a1\n2b");
  gtk_text_buffer_undo (fixture->buffer);
  assert_text (fixture, "ab");
}

static gboolean
is_counted (gpointer user_data)
{
  return !((PosterCaptionBox *) user_data)->is_counting;
}

static void
test_pastes_a_megabyte (Fixture       *fixture,
                        gconstpointer  data)
{
  gboolean has_lines = GPOINTER_TO_INT (data);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *pasted = NULL;

  while (text->len < MEGABYTE)
    g_string_append (text, has_lines ? "Ten minutes, one pan, and nobody has ever left any. #pasta\n" : "Ten minutes. ");
  send_to (fixture, "tiktok");
  type (fixture, "x ");
  set_clipboard (fixture, text->str, text->len);
  /* Between the pieces there is time for a frame. */
  g_assert_cmpuint (paste (fixture), >, 8);
  pasted = dup_text (fixture);
  g_assert_true (g_str_has_prefix (pasted, "x Ten"));
  g_assert_cmpuint (strlen (pasted), ==, text->len + 2);
  g_assert_cmpstr (pasted + 2, ==, text->str);
  app_test_wait (is_counted, fixture->box);
  app_test_settle ();
  assert_counter (fixture, "% too many", (int) text->len + 2 - 2200, "error");
  g_assert_cmpuint (strlen (poster_draft_get_caption (fixture->draft)), ==, text->len + 2);
  /* A paragraph that cannot be laid out within a frame is not shown whole, and that is said. */
  g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (fixture->box->notice)), ==, !has_lines);
  app_test_save_picture (fixture->window, has_lines ? "caption-megabyte-of-lines" : "caption-megabyte-in-one-line");

  gtk_text_buffer_undo (fixture->buffer);
  app_test_wait (is_counted, fixture->box);
  app_test_settle ();
  assert_text (fixture, "x ");
  assert_counter (fixture, "% left", 2198, "dim-label");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->box->notice)));
}

static gboolean
is_shown (gpointer user_data)
{
  return gtk_widget_get_visible (user_data);
}

static void
test_refuses_what_is_no_text (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *much = g_strnfill (5 * MEGABYTE, 'x');

  type (fixture, "x");
  set_clipboard (fixture, much, 5 * MEGABYTE);
  g_test_expect_message ("poster-caption-box", G_LOG_LEVEL_MESSAGE, "*nothing was pasted*");
  g_signal_emit_by_name (fixture->box->text_view, "paste-clipboard");
  app_test_wait (is_shown, fixture->box->notice);
  g_test_assert_expected_messages ();
  g_assert_nonnull (strstr (gtk_label_get_label (fixture->box->notice), "nothing was pasted"));
  assert_text (fixture, "x");
  g_assert_true (gtk_text_view_get_editable (fixture->box->text_view));
  type (fixture, "y");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->box->notice)));
}

/* Closed while a text comes in. */
static void
test_closes_while_pasting (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *much = g_strnfill (MEGABYTE, ' ');
  guint changes = 0;

  set_clipboard (fixture, much, MEGABYTE);
  g_signal_connect (fixture->buffer, "changed", G_CALLBACK (note_change_cb), &changes);
  g_signal_emit_by_name (fixture->box->text_view, "paste-clipboard");
  app_test_wait (is_pasted, &changes);
  g_assert_false (gtk_text_view_get_editable (fixture->box->text_view));
}

/* A word without an end: it would take seconds to lay out. */
static void
test_folds_what_does_not_end (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *word = g_strnfill (20000, 'x');
  GtkTextTag *fold = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (fixture->buffer), "fold");
  GtkTextIter iter;

  type (fixture, "before\n\nafter");
  insert_at (fixture, 7, word);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->box->notice)));
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &iter, 7 + 300);
  g_assert_false (gtk_text_iter_has_tag (&iter, fold));
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &iter, 7 + 1100);
  g_assert_true (gtk_text_iter_has_tag (&iter, fold));
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &iter, 7 + 20001);
  g_assert_false (gtk_text_iter_has_tag (&iter, fold));
  /* Made shorter by hand, it is seen again. */
  delete_at (fixture, 7, 19800);
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &iter, 7 + 100);
  g_assert_false (gtk_text_iter_has_tag (&iter, fold));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->box->notice)));
}

static void
test_right_to_left (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkWidget *box = GTK_WIDGET (fixture->box);
  graphene_rect_t heading, counters, undo;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  send_to (fixture, "tiktok instagram bluesky");
  type (fixture, "وصفة سهلة #مطبخ و @kitchen 🍝");
  app_test_wait_frames (box, 2);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->box->heading), box, &heading));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->box->counters), box, &counters));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->box->snippets_button), box, &undo));
  g_assert_cmpfloat (counters.origin.x, <, heading.origin.x);
  g_assert_cmpfloat (undo.origin.x, >, gtk_widget_get_width (box) / 2);
  app_test_save_picture (fixture->window, "caption-right-to-left");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_follows_the_style (Fixture       *fixture,
                        gconstpointer  data)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (fixture->buffer), "accent");
  g_autoptr(GdkRGBA) light = NULL;
  g_autoptr(GdkRGBA) dark = NULL;

  send_to (fixture, "tiktok bluesky");
  type (fixture, "Three days above the lake. #hiking @trailnotes");
  g_object_get (tag, "foreground-rgba", &light, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  app_test_wait_frames (fixture->window, 2);
  app_test_settle ();
  g_object_get (tag, "foreground-rgba", &dark, NULL);
  g_assert_false (gdk_rgba_equal (light, dark));
  app_test_save_picture (fixture->window, "caption-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int   argc,
      char *argv[])
{
  app_test_init (&argc, &argv);

#define ADD(name, data, func) g_test_add ("/caption-box/" name, Fixture, data, set_up, func, tear_down)
  ADD ("counts-down", NULL, test_counts_down);
  ADD ("says-it-in-words", NULL, test_says_it_in_words);
  ADD ("counts-as-each-platform-does", NULL, test_each_platform);
  ADD ("highlights-tags-names-and-links", NULL, test_highlights);
  ADD ("highlights-as-the-platform-reads", NULL, test_highlights_as_the_platform_reads);
  ADD ("highlights-long-texts", NULL, test_highlights_long_texts);
  ADD ("undoes-word-by-word", NULL, test_undoes_words);
  ADD ("undoes-text-alone", NULL, test_undoes_text_alone);
  ADD ("begins-hashtags", NULL, test_begins_hashtags);
  ADD ("offers-emoji", NULL, test_offers_emoji);
  ADD ("pastes-anything", NULL, test_pastes_anything);
  ADD ("pastes-plain-text", NULL, test_pastes_plain);
  ADD ("pastes-its-own", NULL, test_pastes_its_own);
  ADD ("cleans-what-comes-otherwise", NULL, test_cleans_what_comes_otherwise);
  ADD ("pastes-a-megabyte-of-lines", GINT_TO_POINTER (TRUE), test_pastes_a_megabyte);
  ADD ("pastes-a-megabyte-in-one-line", GINT_TO_POINTER (FALSE), test_pastes_a_megabyte);
  ADD ("refuses-what-is-no-caption", NULL, test_refuses_what_is_no_text);
  ADD ("closes-while-pasting", NULL, test_closes_while_pasting);
  ADD ("folds-what-does-not-end", NULL, test_folds_what_does_not_end);
  ADD ("right-to-left", NULL, test_right_to_left);
  ADD ("follows-the-style", NULL, test_follows_the_style);
#undef ADD
  return g_test_run ();
}
