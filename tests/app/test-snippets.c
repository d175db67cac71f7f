/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "poster-caption-box-private.h"
#include "poster-snippets-window.h"

static GSettings *
new_settings (void)
{
  GSettings *settings = g_settings_new ("org.late.Poster");

  g_settings_reset (settings, "snippets");
  return settings;
}

/* "name=text|…" */
static char *
dup_all (PosterSnippets *snippets)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (snippets)); i++)
    {
      g_autoptr(PosterSnippet) snippet = g_list_model_get_item (G_LIST_MODEL (snippets), i);

      g_string_append_printf (all, "%s%s=%s", i > 0 ? "|" : "", snippet->name, snippet->text);
    }
  return g_string_free (all, FALSE);
}

static void
assert_all (PosterSnippets *snippets,
            const char     *expected)
{
  g_autofree char *all = dup_all (snippets);

  g_assert_cmpstr (all, ==, expected);
}

static void
test_are_kept (void)
{
  g_autoptr(GSettings) settings = new_settings ();
  g_autoptr(PosterSnippets) snippets = poster_snippets_new (settings);
  g_autoptr(PosterSnippets) others = poster_snippets_new (settings);
  g_autoptr(PosterSnippets) later = NULL;

  g_assert_true (poster_snippets_insert (snippets, G_MAXUINT, "Pasta", "#pasta #onepan"));
  g_assert_true (poster_snippets_insert (snippets, G_MAXUINT, "", "Save this for later.\n"));
  g_assert_true (poster_snippets_insert (snippets, 1, " Trails ", "#hiking"));
  poster_snippets_move (snippets, 2, 0);
  assert_all (snippets, "=Save this for later.\n|Pasta=#pasta #onepan|Trails=#hiking");
  g_assert_true (poster_snippets_change (snippets, 2, "Trails", "#hiking #tent"));
  poster_snippets_remove (snippets, 1);
  assert_all (snippets, "=Save this for later.\n|Trails=#hiking #tent");

  /* In another window, and the next time. */
  app_test_settle ();
  assert_all (others, "=Save this for later.\n|Trails=#hiking #tent");
  later = poster_snippets_new (settings);
  assert_all (later, "=Save this for later.\n|Trails=#hiking #tent");
}

static void
test_no_text_twice (void)
{
  g_autoptr(GSettings) settings = new_settings ();
  g_autoptr(PosterSnippets) snippets = poster_snippets_new (settings);

  g_assert_true (poster_snippets_insert (snippets, 0, "", "#one"));
  g_assert_true (poster_snippets_insert (snippets, 1, "", "#two"));
  g_assert_false (poster_snippets_insert (snippets, 2, "Again", "#one"));
  g_assert_false (poster_snippets_insert (snippets, 2, "Empty", ""));
  g_assert_false (poster_snippets_change (snippets, 1, "", "#one"));
  g_assert_false (poster_snippets_change (snippets, 1, "", ""));
  g_assert_true (poster_snippets_change (snippets, 1, "Two", "#two"));
  assert_all (snippets, "=#one|Two=#two");

  /* Written by something else. */
  g_settings_set (settings, "snippets", "a(ss)", NULL);
  app_test_settle ();
  assert_all (snippets, "");
  g_settings_set_value (settings, "snippets", g_variant_new_parsed ("[('a', '#x'), ('b', '#x'), ('c', '')]"));
  app_test_settle ();
  assert_all (snippets, "a=#x");
}

static void
test_titles (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *title;
    gboolean    is_hashtags;
  } cases[] = {
    { "Pasta", "#pasta #onepan", "Pasta", TRUE },
    { "", "#pasta\n#onepan ", "#pasta #onepan", TRUE },
    { "", "Save this.\n#pasta", "Save this. #pasta", FALSE },
    { "", "#pasta!", "#pasta!", FALSE },
    { "", "\n\n", "", FALSE },
    { "", "@kitchen", "@kitchen", FALSE },
    { "", "#مطبخ #وصفة", "#مطبخ #وصفة", TRUE },
    { "", "A very long ending that goes on and on and on", "A very long ending that goes on and on a…", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterSnippets) snippets = poster_snippets_new (NULL);
      g_autofree char *title = NULL;

      g_assert_true (poster_snippets_insert (snippets, 0, cases[i].name, cases[i].text));
      title = poster_snippet_dup_title (poster_snippets_find (snippets, cases[i].text));
      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpint (poster_snippet_is_hashtags (poster_snippets_find (snippets, cases[i].text)), ==, cases[i].is_hashtags);
    }
}

static void
assert_text (PosterCaptionBox *box,
             const char       *expected)
{
  GtkTextBuffer *buffer = poster_caption_box_get_buffer (box);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (text, ==, expected);
}

static void
place (PosterCaptionBox *box,
       int               from,
       int               to)
{
  GtkTextBuffer *buffer = poster_caption_box_get_buffer (box);
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_select_range (buffer, &end, &start);
}

static PosterSnippetsWindow *
find_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (POSTER_IS_SNIPPETS_WINDOW (window))
        return POSTER_SNIPPETS_WINDOW (window);
    }
  return NULL;
}

static void
write_into (PosterSnippetsWindow *window,
            const char           *name,
            const char           *text)
{
  GtkWidget *row = app_test_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, NULL);
  GtkWidget *view = app_test_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), name);
  if (text != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

/* By the box: put in, saved. */
static void
test_in_a_caption (void)
{
  g_autoptr(GSettings) settings = new_settings ();
  g_autoptr(PosterSnippets) snippets = poster_snippets_new (settings);
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (NULL);
  g_autoptr(PosterDraft) draft = poster_draft_new ();
  PosterCaptionBox *box = g_object_new (POSTER_TYPE_CAPTION_BOX, NULL);
  GtkWidget *widget = GTK_WIDGET (box);
  GtkWidget *window;
  PosterSnippetsWindow *saving;

  poster_caption_box_set_settings (box, settings);
  poster_caption_box_set_draft (box, draft, platforms);
  window = app_test_show (widget, 500, 300);
  poster_snippets_insert (snippets, 0, "Pasta_night", "#pasta #onepan");
  poster_snippets_insert (snippets, 1, "", "Save this.");
  app_test_settle ();
  g_assert_cmpint (g_menu_model_get_n_items (gtk_menu_button_get_menu_model (box->snippets_button)), ==, 2);

  /* An ending at the cursor, hashtags at the end; each undone at once. */
  gtk_text_buffer_set_text (poster_caption_box_get_buffer (box), "One pan.", -1);
  place (box, 3, 3);
  gtk_widget_activate_action (widget, "caption.insert-snippet", "s", "#pasta #onepan");
  assert_text (box, "One pan. #pasta #onepan");
  place (box, 3, 3);
  gtk_widget_activate_action (widget, "caption.insert-snippet", "s", "Save this.");
  assert_text (box, "One Save this. pan. #pasta #onepan");
  gtk_text_buffer_undo (poster_caption_box_get_buffer (box));
  assert_text (box, "One pan. #pasta #onepan");
  gtk_text_buffer_undo (poster_caption_box_get_buffer (box));
  assert_text (box, "One pan.");
  app_test_settle ();
  g_assert_cmpstr (poster_draft_get_caption (draft), ==, "One pan.");

  /* What is selected, under a name; the window closes after it. */
  place (box, 0, 8);
  gtk_widget_activate_action (widget, "caption.save-snippet", NULL);
  saving = find_window ();
  g_assert_nonnull (saving);
  write_into (saving, "Beginning", NULL);
  gtk_widget_activate_action (GTK_WIDGET (saving), "snippets.save", NULL);
  app_test_settle ();
  assert_all (snippets, "Pasta_night=#pasta #onepan|=Save this.|Beginning=One pan.");
  g_assert_null (find_window ());
  app_test_close (window);
}

static GtkWidget *
row_at (PosterSnippetsWindow *window,
        int                   position)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (app_test_find (GTK_WIDGET (window), GTK_TYPE_LIST_BOX, NULL)),
                                                    position));
}

static void
test_are_managed (void)
{
  g_autoptr(PosterSnippets) snippets = poster_snippets_new (NULL);
  PosterSnippetsWindow *window = poster_snippets_window_new (NULL, snippets);
  GtkWidget *widget = GTK_WIDGET (window);
  GtkWidget *undo;

  gtk_window_present (GTK_WINDOW (window));
  app_test_wait_frames (widget, 2);
  app_test_save_picture (widget, "snippets-none");

  gtk_widget_activate_action (widget, "snippets.new", NULL);
  write_into (window, "", "#one");
  gtk_widget_activate_action (widget, "snippets.save", NULL);
  gtk_widget_activate_action (widget, "snippets.new", NULL);
  write_into (window, "Two", "#two\r\n#zwei");
  gtk_widget_activate_action (widget, "snippets.save", NULL);
  assert_all (snippets, "=#one|Two=#two\n#zwei");

  /* Neither the same again, nor nothing. */
  gtk_widget_activate_action (widget, "snippets.new", NULL);
  write_into (window, "Again", "#one");
  app_test_save_picture (widget, "snippets-same");
  g_assert_nonnull (app_test_find (widget, GTK_TYPE_LABEL, "“#one” has this text already."));
  gtk_widget_activate_action (widget, "snippets.save", NULL);
  write_into (window, "Again", " ");
  gtk_widget_activate_action (widget, "snippets.save", NULL);
  assert_all (snippets, "=#one|Two=#two\n#zwei");
  gtk_widget_activate_action (widget, "snippets.cancel", NULL);

  /* By keys: the row stays the one that has the focus. */
  app_test_wait_frames (widget, 2);
  gtk_widget_activate_action (row_at (window, 1), "row.move-up", NULL);
  assert_all (snippets, "Two=#two\n#zwei|=#one");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == row_at (window, 0));
  gtk_widget_activate_action (row_at (window, 0), "row.move-up", NULL);
  assert_all (snippets, "Two=#two\n#zwei|=#one");
  app_test_save_picture (widget, "snippets-list");

  gtk_widget_activate_action (row_at (window, 0), "row.edit", NULL);
  write_into (window, "Second", NULL);
  gtk_widget_activate_action (widget, "snippets.save", NULL);
  assert_all (snippets, "Second=#two\n#zwei|=#one");

  gtk_widget_activate_action (row_at (window, 0), "row.delete", NULL);
  assert_all (snippets, "=#one");
  app_test_settle ();
  undo = app_test_find (widget, GTK_TYPE_BUTTON, "Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  assert_all (snippets, "Second=#two\n#zwei|=#one");

  /* Narrow. */
  app_test_resize (widget, 340, 294);
  app_test_save_picture (widget, "snippets-narrow");
  app_test_close (widget);
}

int
main (int   argc,
      char *argv[])
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/snippets/are-kept", test_are_kept);
  g_test_add_func ("/snippets/no-text-twice", test_no_text_twice);
  g_test_add_func ("/snippets/have-titles", test_titles);
  g_test_add_func ("/snippets/in-a-caption", test_in_a_caption);
  g_test_add_func ("/snippets/are-managed", test_are_managed);

  return g_test_run ();
}
