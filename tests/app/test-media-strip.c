/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-composer-window-private.h"
#include "poster-json.h"
#include "poster-media-strip-private.h"
#include "poster-preview.h"
#include "poster-test-async.h"

typedef struct
{
  Accounts              accounts;
  PosterAccount        *kitchen;
  PosterComposerWindow *window;
} Fixture;

static gboolean
is_ready (gpointer user_data)
{
  PosterComposerWindow *window = user_data;

  return window->is_open && gtk_widget_get_mapped (GTK_WIDGET (window));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
open_window (Fixture    *fixture,
             const char *post_id)
{
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, post_id);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_ready, fixture->window);
}

static void
close_window (Fixture *fixture)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  open_window (fixture, NULL);
  g_ptr_array_add (accounts, fixture->kitchen);
  poster_draft_set_accounts (fixture->window->draft, accounts);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    close_window (fixture);
  g_clear_object (&fixture->kitchen);
  accounts_tear_down (&fixture->accounts, data);
}

static PosterMediaItem *
new_item (PosterMediaType  type,
          const char      *name)
{
  g_autofree char *path = g_build_filename ("/films", name, NULL);
  PosterMediaItem *item = poster_media_item_new (path);
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = type;
  facts->container = g_strdup (type == POSTER_MEDIA_IMAGE ? "jpeg" : "mp4");
  facts->width = 1080;
  facts->height = 1350;
  facts->size = 1000000;
  if (type == POSTER_MEDIA_VIDEO)
    facts->duration_us = 21 * G_USEC_PER_SEC;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strdup (name);
  return item;
}

static void
add_pictures (Fixture *fixture,
              guint    count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c.jpg", 'a' + (int) i);
      g_autoptr(PosterMediaItem) item = new_item (POSTER_MEDIA_IMAGE, name);

      poster_draft_insert_media (fixture->window->draft, G_MAXUINT, item);
    }
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
}

/* "abc": the pictures' names, in order. */
static char *
dup_order (Fixture *fixture)
{
  GListModel *media = poster_draft_get_media (fixture->window->draft);
  GString *order = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (media); i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);
      g_autofree char *base = g_path_get_basename (item->path);

      g_string_append_c (order, base[0]);
    }
  return g_string_free (order, FALSE);
}

static void
assert_order (Fixture    *fixture,
              const char *expected)
{
  GPtrArray *tiles = fixture->window->media_strip->tile_widgets;
  g_autofree char *order = dup_order (fixture);
  GtkWidget *tile = gtk_widget_get_first_child (GTK_WIDGET (fixture->window->media_strip->tiles));

  g_assert_cmpstr (order, ==, expected);
  g_assert_cmpuint (tiles->len, ==, strlen (expected));
  for (guint i = 0; i < tiles->len; i++)
    {
      g_autofree char *base = g_path_get_basename (poster_media_tile_get_item (g_ptr_array_index (tiles, i))->path);

      g_assert_true (tile == g_ptr_array_index (tiles, i));
      g_assert_cmpint (base[0], ==, expected[i]);
      tile = gtk_widget_get_next_sibling (tile);
    }
}

/* As a keyboard would. */
static void
press (Fixture         *fixture,
       guint            key,
       GdkModifierType  modifiers)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (focus);
  gboolean handled = FALSE;

  g_assert_true (POSTER_IS_MEDIA_TILE (focus));
  g_object_ref (focus);
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &handled);
    }
  g_object_unref (focus);
  g_assert_true (handled);
}

static void
focus_first (Fixture *fixture)
{
  g_assert_true (gtk_widget_grab_focus (g_ptr_array_index (fixture->window->media_strip->tile_widgets, 0)));
}

static int
chosen (Fixture *fixture)
{
  g_autofree char *base = g_path_get_basename (poster_media_strip_get_chosen (fixture->window->media_strip)->path);

  return base[0];
}

static guint
shown (Fixture *fixture)
{
  return poster_preview_get_index (POSTER_PREVIEW (app_test_find (GTK_WIDGET (fixture->window->stage),
                                                                  POSTER_TYPE_PREVIEW, NULL)));
}

/* Which picture is described, and which one is seen, is one thing. */
static void
test_turns (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *preview;

  add_pictures (fixture, 4);
  preview = app_test_find (GTK_WIDGET (fixture->window->stage), POSTER_TYPE_PREVIEW, NULL);
  g_assert_nonnull (preview);
  focus_first (fixture);
  press (fixture, GDK_KEY_Right, 0);
  press (fixture, GDK_KEY_Right, 0);
  g_assert_cmpint (chosen (fixture), ==, 'c');
  g_assert_cmpuint (shown (fixture), ==, 2);
  poster_preview_set_picture (POSTER_PREVIEW (preview), 1, 4);
  g_assert_cmpint (chosen (fixture), ==, 'b');
  g_assert_cmpuint (shown (fixture), ==, 1);
}

static void
test_keys_order (Fixture       *fixture,
                 gconstpointer  data)
{
  add_pictures (fixture, 9);
  focus_first (fixture);
  press (fixture, GDK_KEY_Right, 0);
  press (fixture, GDK_KEY_Right, 0);
  g_assert_cmpint (chosen (fixture), ==, 'c');
  press (fixture, GDK_KEY_Left, GDK_CONTROL_MASK);
  assert_order (fixture, "acbdefghi");
  /* It is still the one in hand. */
  press (fixture, GDK_KEY_Left, GDK_CONTROL_MASK);
  assert_order (fixture, "cabdefghi");
  g_assert_cmpint (chosen (fixture), ==, 'c');
  press (fixture, GDK_KEY_End, GDK_CONTROL_MASK);
  assert_order (fixture, "abdefghic");
  press (fixture, GDK_KEY_Home, 0);
  g_assert_cmpint (chosen (fixture), ==, 'a');
  press (fixture, GDK_KEY_End, 0);
  g_assert_cmpint (chosen (fixture), ==, 'c');
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  /* Seven lie side by side. */
  press (fixture, GDK_KEY_Up, GDK_CONTROL_MASK);
  assert_order (fixture, "acbdefghi");
}

static void
test_keys_right_to_left (Fixture       *fixture,
                         gconstpointer  data)
{
  add_pictures (fixture, 3);
  gtk_widget_set_direction (GTK_WIDGET (fixture->window->media_strip), GTK_TEXT_DIR_RTL);
  focus_first (fixture);
  press (fixture, GDK_KEY_Left, GDK_CONTROL_MASK);
  assert_order (fixture, "bac");
}

static void
test_remove_undone (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterMediaItem) second = NULL;
  g_autoptr(PosterMediaItem) back = NULL;
  GtkWidget *undo;

  add_pictures (fixture, 3);
  second = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 1);
  focus_first (fixture);
  press (fixture, GDK_KEY_Right, 0);
  press (fixture, GDK_KEY_Delete, 0);
  assert_order (fixture, "ac");
  g_assert_cmpint (chosen (fixture), ==, 'c');
  g_assert_true (POSTER_IS_MEDIA_TILE (gtk_window_get_focus (GTK_WINDOW (fixture->window))));
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  undo = app_test_find (GTK_WIDGET (fixture->window->toast_overlay), GTK_TYPE_BUTTON, "Undo");
  g_signal_emit_by_name (undo, "clicked");
  assert_order (fixture, "abc");
  back = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 1);
  g_assert_true (back == second);
}

static void
test_described_is_kept (Fixture       *fixture,
                        gconstpointer  data)
{
  PosterMediaStrip *strip = fixture->window->media_strip;
  GtkWidget *entry;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(PosterDraft) read = poster_draft_new ();
  g_autoptr(PosterMediaItem) item = NULL;
  g_autoptr(PosterMediaItem) first = NULL;
  gpointer tile;

  add_pictures (fixture, 3);
  focus_first (fixture);
  press (fixture, GDK_KEY_Right, 0);
  tile = g_ptr_array_index (strip->tile_widgets, 1);
  entry = app_test_find (GTK_WIDGET (strip->alt_text), ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "A still lake");
  gtk_editable_set_text (GTK_EDITABLE (entry), "A still lake under blue hills");
  g_assert_true (tile == g_ptr_array_index (strip->tile_widgets, 1));
  g_assert_cmpint (chosen (fixture), ==, 'b');

  json = poster_draft_to_json (fixture->window->draft);
  poster_draft_load_json (read, json, NULL);
  item = g_list_model_get_item (poster_draft_get_media (read), 1);
  g_assert_cmpstr (item->alt_text, ==, "A still lake under blue hills");
  first = g_list_model_get_item (poster_draft_get_media (read), 0);
  g_assert_null (first->alt_text);

  /* Another one has another description. */
  poster_media_strip_choose (strip, poster_media_tile_get_item (g_ptr_array_index (strip->tile_widgets, 0)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
}

static gint64
get_option (Fixture    *fixture,
            const char *key)
{
  g_autoptr(JsonObject) options = poster_draft_dup_options (fixture->window->draft, "tiktok");

  return poster_json_get_int (options, key, -1);
}

static void
test_cover_follows_its_picture (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterMediaItem) item = NULL;

  add_pictures (fixture, 4);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, -1);
  item = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 2);
  poster_media_strip_choose (fixture->window->media_strip, item);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.pick-cover", NULL);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, 2);
  poster_draft_move_media (fixture->window->draft, 2, 0);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, 0);
  poster_draft_move_media (fixture->window->draft, 3, 0);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, 1);
  /* Without it, it is what the platform takes; with it again, it is it again. */
  poster_draft_remove_media (fixture->window->draft, item);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, -1);
  poster_draft_insert_media (fixture->window->draft, 2, item);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, 2);
  poster_cover_clear (fixture->window->cover);
  poster_draft_move_media (fixture->window->draft, 2, 0);
  g_assert_cmpint (get_option (fixture, "photo_cover_index"), ==, -1);
}

static void
test_cover_is_undone (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterMediaItem) clip = new_item (POSTER_MEDIA_VIDEO, "clip.mp4");

  poster_draft_insert_media (fixture->window->draft, 0, clip);
  /* Between two milliseconds: the first one that shows this frame. */
  poster_cover_set_position_us (fixture->window->cover, 33333);
  g_assert_cmpint (get_option (fixture, "video_cover_timestamp_ms"), ==, 34);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.pick-cover", NULL);
  g_assert_cmpint (get_option (fixture, "video_cover_timestamp_ms"), ==, 0);
  g_assert_true (gtk_widget_get_visible (fixture->window->media_strip->cover_mark));
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  g_signal_emit_by_name (app_test_find (GTK_WIDGET (fixture->window->toast_overlay), GTK_TYPE_BUTTON, "Undo"), "clicked");
  g_assert_cmpint (get_option (fixture, "video_cover_timestamp_ms"), ==, 34);
}

static void
test_no_cover_without_a_platform (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();

  add_pictures (fixture, 2);
  g_assert_true (poster_cover_get_is_possible (fixture->window->cover));
  poster_draft_set_accounts (fixture->window->draft, nobody);
  g_assert_false (poster_cover_get_is_possible (fixture->window->cover));
  g_assert_null (poster_cover_get_item (fixture->window->cover));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  TEST ("/media-strip/keys-change-the-order", test_keys_order);
  TEST ("/media-strip/the-chosen-picture-is-the-one-that-is-seen", test_turns);
  TEST ("/media-strip/keys-go-the-way-one-reads", test_keys_right_to_left);
  TEST ("/media-strip/what-was-taken-out-comes-back", test_remove_undone);
  TEST ("/media-strip/a-description-is-kept", test_described_is_kept);
  TEST ("/media-strip/the-cover-follows-its-picture", test_cover_follows_its_picture);
  TEST ("/media-strip/the-cover-is-undone", test_cover_is_undone);
  TEST ("/media-strip/no-cover-where-nobody-takes-one", test_no_cover_without_a_platform);
#undef TEST
  return g_test_run ();
}
