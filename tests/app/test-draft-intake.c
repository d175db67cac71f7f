/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-composer-window-private.h"
#include "poster-picture-library.h"
#include "poster-test-async.h"
#include "preview-clips.h"

typedef struct
{
  Accounts              accounts;
  PosterAccount        *kitchen;
  PosterComposerWindow *window;
  char                 *dir;
  GString              *told;
  gboolean              is_settled;
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

static gboolean
is_settled (gpointer user_data)
{
  return ((Fixture *) user_data)->is_settled;
}

static void
told_cb (PosterDraftIntake *intake,
         const char        *words,
         Fixture           *fixture)
{
  g_string_append (fixture->told, words);
}

static void
settled_cb (PosterDraftIntake *intake,
            Fixture           *fixture)
{
  fixture->is_settled = TRUE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  accounts_set_up (&fixture->accounts, data);
  fixture->dir = g_dir_make_tmp ("poster-intake-XXXXXX", NULL);
  fixture->told = g_string_new (NULL);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_ready, fixture->window);
  g_ptr_array_add (accounts, fixture->kitchen);
  poster_draft_set_accounts (fixture->window->draft, accounts);
  g_signal_connect (fixture->window->intake, "told", G_CALLBACK (told_cb), fixture);
  g_signal_connect (fixture->window->intake, "settled", G_CALLBACK (settled_cb), fixture);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  g_clear_object (&fixture->kitchen);
  accounts_tear_down (&fixture->accounts, data);
  remove_folder (fixture->dir);
  g_free (fixture->dir);
  g_string_free (fixture->told, TRUE);
}

static char *
make_picture (Fixture    *fixture,
              const char *name,
              const char *type)
{
  char *path = g_build_filename (fixture->dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 400, 500);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  gdk_pixbuf_fill (pixbuf, g_str_hash (name) | 0xff);
  gdk_pixbuf_save (pixbuf, path, type, &error, NULL);
  g_assert_no_error (error);
  return path;
}

static char *
make_text (Fixture    *fixture,
           const char *name)
{
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, "no picture at all", -1, NULL));
  return path;
}

static void
add (Fixture   *fixture,
     GPtrArray *paths)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, g_file_new_for_path (g_ptr_array_index (paths, i)));
  fixture->is_settled = FALSE;
  poster_composer_window_add_files (fixture->window, files);
  app_test_wait (is_settled, fixture);
}

static char *
dup_names (Fixture *fixture)
{
  GListModel *media = poster_draft_get_media (fixture->window->draft);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (media); i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);
      g_autofree char *base = g_path_get_basename (item->path);

      g_assert_nonnull (item->facts);
      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", base);
    }
  return g_string_free (names, FALSE);
}

static void
test_folder (Fixture       *fixture,
             gconstpointer  data)
{
  const char *names[] = { "trip/10.png", "trip/9.png", "trip/1.jpg", "trip/.hidden.png", "trip/deeper/0.png" };
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *notes = NULL;
  g_autofree char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (make_picture (fixture, names[i], strstr (names[i], ".jpg") != NULL ? "jpeg" : "png"));
  notes = make_text (fixture, "trip/notes.txt");
  g_ptr_array_add (paths, g_build_filename (fixture->dir, "trip", NULL));
  add (fixture, paths);
  found = dup_names (fixture);
  g_assert_cmpstr (found, ==, "1.jpg 9.png 10.png");
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_empty_folder (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (paths, g_build_filename (fixture->dir, "empty", NULL));
  g_mkdir (g_ptr_array_index (paths, 0), 0700);
  add (fixture, paths);
  g_assert_cmpstr (fixture->told->str, ==, "“empty” has neither videos nor pictures in it.");
}

static void
test_five_hundred (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *picture = make_picture (fixture, "one.png", "png");

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);
      char *path = g_build_filename (fixture->dir, name, NULL);

      g_assert_cmpint (link (picture, path), ==, 0);
      g_ptr_array_add (paths, path);
    }
  add (fixture, paths);
  g_assert_cmpuint (g_list_model_get_n_items (poster_draft_get_media (fixture->window->draft)), ==, 35);
  g_assert_cmpstr (fixture->told->str, ==,
                   "Only 35 pictures were taken: TikTok takes no more in one post. 465 files were left out.");
}

/* What a file says of itself by its name is not believed; what cannot be read keeps nobody waiting. */
static void
test_bad_among_good (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PosterMediaItem) liar = NULL;
  g_autofree char *found = NULL;

  g_ptr_array_add (paths, make_picture (fixture, "good.jpg", "jpeg"));
  g_ptr_array_add (paths, make_text (fixture, "words.jpg"));
  g_ptr_array_add (paths, g_build_filename (fixture->dir, "unplugged.jpg", NULL));
  g_ptr_array_add (paths, make_picture (fixture, "liar.jpg", "png"));
  add (fixture, paths);
  found = dup_names (fixture);
  g_assert_cmpstr (found, ==, "good.jpg liar.jpg");
  liar = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 1);
  g_assert_cmpstr (liar->facts->mime_type, ==, "image/png");
  g_assert_nonnull (strstr (fixture->told->str, "“words.jpg” is neither a video nor a picture that can be read."));
  g_assert_nonnull (strstr (fixture->told->str, "“unplugged.jpg” is not there: it was moved, renamed or deleted."));
}

static void
put_u32 (GByteArray *bytes,
         guint32     value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *) &big, 4);
}

static guint32
crc_of (const guint8 *data,
        gsize         length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
    }
  return ~crc;
}

static void
put_chunk (GByteArray   *png,
           const char   *type,
           const guint8 *data,
           gsize         length)
{
  guint begin;

  put_u32 (png, (guint32) length);
  begin = png->len;
  g_byte_array_append (png, (const guint8 *) type, 4);
  g_byte_array_append (png, data, (guint) length);
  put_u32 (png, crc_of (png->data + begin, png->len - begin));
}

/* A black PNG: @type as the format counts them, 0 grey and 2 colours. */
static char *
make_png (Fixture    *fixture,
          const char *name,
          guint32     side,
          guint8      depth,
          guint8      type)
{
  const guint8 how[] = { depth, type, 0, 0, 0 };
  char *path = g_build_filename (fixture->dir, name, NULL);
  gsize length = (gsize) side * (1 + ((gsize) side * depth * (type == 2 ? 3 : 1) + 7) / 8);
  g_autofree guint8 *rows = g_malloc0 (length);
  g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) packed = g_converter_output_stream_new (memory, G_CONVERTER (zlib));
  g_autoptr(GByteArray) head = g_byte_array_new ();
  g_autoptr(GByteArray) png = g_byte_array_new ();

  g_assert_true (g_output_stream_write_all (packed, rows, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  put_u32 (head, side);
  put_u32 (head, side);
  g_byte_array_append (head, how, sizeof how);
  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  put_chunk (png, "IHDR", head->data, head->len);
  put_chunk (png, "IDAT", g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
             g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
  put_chunk (png, "IEND", NULL, 0);
  g_assert_true (g_file_set_contents (path, (const char *) png->data, png->len, NULL));
  return path;
}

static void
test_deep_and_huge (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *found = NULL;

  g_ptr_array_add (paths, make_png (fixture, "deep.png", 64, 16, 2));
  g_ptr_array_add (paths, make_png (fixture, "huge.png", 20000, 1, 0));
  g_ptr_array_add (paths, make_picture (fixture, "good.png", "png"));
  add (fixture, paths);
  found = dup_names (fixture);
  g_assert_cmpstr (found, ==, "deep.png good.png");
  g_assert_cmpstr (fixture->told->str, ==, "“huge.png”: The picture is too large to open: 20000 × 20000 pixels.");
}

static void
test_odd_clip (Fixture           *fixture,
               const PreviewClip *clip,
               gboolean           is_turned)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PosterMediaItem) item = NULL;
  g_autoptr(GFile) file = NULL;

  if (!preview_clip_can_make ())
    {
      g_test_skip ("No clips can be made here");
      return;
    }
  file = preview_clip_make (clip, fixture->dir);
  g_ptr_array_add (paths, g_file_get_path (file));
  add (fixture, paths);
  g_assert_cmpstr (fixture->told->str, ==, "");
  item = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 0);
  g_assert_cmpint (item->facts->type, ==, POSTER_MEDIA_VIDEO);
  if (is_turned)
    g_assert_cmpint (item->facts->width, >, item->facts->height);
}

static void
test_one_frame (Fixture       *fixture,
                gconstpointer  data)
{
  test_odd_clip (fixture, &(PreviewClip) { .frames = 1 }, FALSE);
}

static void
test_turned_clip (Fixture       *fixture,
                  gconstpointer  data)
{
  test_odd_clip (fixture, &(PreviewClip) { .frames = 25, .rotation = 90 }, TRUE);
}

static guint
count_posts (Fixture *fixture)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  PosterPostQuery query = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_list_posts_async (store, &query, NULL, poster_test_keep_result_cb, &result);
  posts = poster_store_list_posts_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return posts->len;
}

static gboolean
has_three_posts (gpointer user_data)
{
  return count_posts (user_data) >= 3;
}

static gboolean
is_saved (gpointer user_data)
{
  return poster_draft_keeper_get_state (((Fixture *) user_data)->window->keeper) == POSTER_KEEPING_SAVED;
}

/* Returns: whether there are three clips now, for one post */
static gboolean
add_three_clips (Fixture *fixture)
{
  const PreviewClip clip = { .frames = 25 };
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GFile) file = NULL;

  if (!preview_clip_can_make ())
    {
      g_test_skip ("No clips can be made here");
      return FALSE;
    }
  file = preview_clip_make (&clip, fixture->dir);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("clip-%u.mkv", i);
      char *path = g_build_filename (fixture->dir, name, NULL);

      g_assert_cmpint (link (g_file_peek_path (file), path), ==, 0);
      g_ptr_array_add (paths, path);
    }
  add (fixture, paths);
  g_assert_cmpuint (g_list_model_get_n_items (poster_draft_get_media (fixture->window->draft)), ==, 1);
  return TRUE;
}

static void
assert_asked (Fixture *fixture)
{
  g_assert_true (gtk_widget_get_visible (fixture->window->notice));
  g_assert_cmpstr (gtk_label_get_label (fixture->window->notice_label), ==,
                   "3 clips: one post takes one. Make one post each?");
}

static void
test_one_each (Fixture       *fixture,
               gconstpointer  data)
{
  if (!add_three_clips (fixture))
    return;
  assert_asked (fixture);
  g_signal_emit_by_name (fixture->window->notice_first, "clicked");
  g_assert_false (gtk_widget_get_visible (fixture->window->notice));
  app_test_wait (has_three_posts, fixture);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

/* The window of the same post anew; @is_killed: what is on the screen is gone without a word. */
static void
come_back (Fixture  *fixture,
           gboolean  is_killed)
{
  g_autofree char *post_id = NULL;

  app_test_wait (is_saved, fixture);
  post_id = g_strdup (poster_draft_keeper_get_post_id (fixture->window->keeper));
  if (is_killed)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  else
    gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  accounts_restart (&fixture->accounts);
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, post_id);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_ready, fixture->window);
}

/* Nobody answered: the question waits for the draft, whether it was closed or the program was killed,
 * until there is an answer. */
static void
test_asked_again (Fixture       *fixture,
                  gconstpointer  data)
{
  if (!add_three_clips (fixture))
    return;
  come_back (fixture, TRUE);
  assert_asked (fixture);
  come_back (fixture, FALSE);
  assert_asked (fixture);
  g_assert_cmpuint (count_posts (fixture), ==, 1);
  g_signal_emit_by_name (fixture->window->notice_first, "clicked");
  app_test_wait (has_three_posts, fixture);
  come_back (fixture, FALSE);
  g_assert_false (gtk_widget_get_visible (fixture->window->notice));
  g_assert_cmpuint (count_posts (fixture), ==, 3);
}

/* Closed while they are being made, and closed without a draft to wait for: each is there. */
static void
test_none_is_lost (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterMediaItem) item = NULL;

  if (!add_three_clips (fixture))
    return;
  app_test_wait (is_saved, fixture);
  item = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 0);
  poster_draft_remove_media (fixture->window->draft, item);
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  g_assert_cmpuint (count_posts (fixture), ==, 2);
}

/* The answer "Use First" can be taken back; until there is one, nothing goes out. */
static void
test_use_first (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterFinding) finding = NULL;
  GtkWidget *undo;

  if (!add_three_clips (fixture))
    return;
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_NOW);
  g_assert_cmpint (poster_composer_window_get_obstacle (fixture->window, &finding), ==, POSTER_OBSTACLE_KEEPING);
  g_signal_emit_by_name (fixture->window->notice_second, "clicked");
  g_assert_false (gtk_widget_get_visible (fixture->window->notice));
  g_assert_cmpint (poster_composer_window_get_obstacle (fixture->window, &finding), !=, POSTER_OBSTACLE_KEEPING);
  undo = app_test_find (GTK_WIDGET (fixture->window->toast_overlay), GTK_TYPE_BUTTON, "Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  assert_asked (fixture);
  g_signal_emit_by_name (fixture->window->notice_second, "clicked");
  come_back (fixture, FALSE);
  g_assert_false (gtk_widget_get_visible (fixture->window->notice));
  g_assert_cmpuint (count_posts (fixture), ==, 1);
}

/* A thing that is named like a clip, and would keep whoever opens it waiting for ever. */
static void
test_no_file (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *found = NULL;

  g_ptr_array_add (paths, g_build_filename (fixture->dir, "pipe.mp4", NULL));
  g_assert_cmpint (mkfifo (g_ptr_array_index (paths, 0), 0600), ==, 0);
  g_ptr_array_add (paths, make_picture (fixture, "good.png", "png"));
  add (fixture, paths);
  found = dup_names (fixture);
  g_assert_cmpstr (found, ==, "good.png");
  g_assert_nonnull (strstr (fixture->told->str, "“pipe.mp4” is neither a video nor a picture that can be read."));
}

static gboolean
is_told (gpointer user_data)
{
  return app_test_find (GTK_WIDGET (((Fixture *) user_data)->window->stage), GTK_TYPE_LABEL,
                        "“good.jpg” is not there any more") != NULL;
}

static gboolean
is_told_no_more (gpointer user_data)
{
  return !is_told (user_data);
}

/* It was there when it was taken, and is not when it is to go out: nothing goes out, and one is told. */
static void
test_vanished (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *again = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterStore *store = poster_session_get_store (fixture->accounts.session);

  g_ptr_array_add (paths, make_picture (fixture, "good.jpg", "jpeg"));
  add (fixture, paths);
  app_test_wait (is_saved, fixture);
  g_assert_cmpint (g_remove (g_ptr_array_index (paths, 0)), ==, 0);
  poster_composer_window_publish (fixture->window);
  app_test_wait (is_told, fixture);
  g_assert_false (fixture->window->is_publishing);
  g_assert_false (poster_publish_bar_get_is_ready (fixture->window->publish_bar));
  poster_store_get_post_async (store, poster_draft_keeper_get_post_id (fixture->window->keeper), NULL,
                               poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (poster_post_get_status (post), ==, "draft");

  /* The disk is plugged in again. */
  again = make_picture (fixture, "good.jpg", "jpeg");
  poster_composer_window_look_for_files (fixture->window);
  app_test_wait (is_told_no_more, fixture);
}

static void
test_kept_picture (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 400, 500);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterMediaItem) item = NULL;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  texture = gdk_texture_new_for_pixbuf (pixbuf);
  poster_picture_library_keep_async (texture, fixture->dir, NULL, poster_test_keep_result_cb, &result);
  file = poster_picture_library_keep_finish (poster_test_await (&result), &error);
  g_assert_no_error (error);
  poster_draft_intake_add_copy (fixture->window->intake, file);
  app_test_wait (is_settled, fixture);
  item = g_list_model_get_item (poster_draft_get_media (fixture->window->draft), 0);
  g_assert_true (item->is_library);
  g_assert_cmpint (item->facts->width, ==, 400);
  /* Named by what is in it. */
  g_assert_true (g_str_has_prefix (strrchr (item->path, '/') + 1, item->full_hash));
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
  TEST ("/draft-intake/a-folder-gives-its-files-in-order", test_folder);
  TEST ("/draft-intake/an-empty-folder-is-told", test_empty_folder);
  TEST ("/draft-intake/of-many-files-those-that-fit", test_five_hundred);
  TEST ("/draft-intake/bad-files-among-good-ones", test_bad_among_good);
  TEST ("/draft-intake/a-deep-picture-and-a-huge-one", test_deep_and_huge);
  TEST ("/draft-intake/a-clip-of-one-frame", test_one_frame);
  TEST ("/draft-intake/a-clip-that-is-turned", test_turned_clip);
  TEST ("/draft-intake/several-clips-one-post-each", test_one_each);
  TEST ("/draft-intake/spare-clips-are-asked-about-again", test_asked_again);
  TEST ("/draft-intake/spare-clips-without-a-draft-become-drafts", test_none_is_lost);
  TEST ("/draft-intake/use-first-can-be-undone", test_use_first);
  TEST ("/draft-intake/what-is-no-file-keeps-nobody-waiting", test_no_file);
  TEST ("/draft-intake/a-file-that-vanishes-before-it-goes-out", test_vanished);
  TEST ("/draft-intake/a-picture-without-a-file-is-kept", test_kept_picture);
#undef TEST
  return g_test_run ();
}
