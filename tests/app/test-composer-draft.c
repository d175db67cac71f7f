/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "composer-fixture.h"
#include "poster-draft-intake.h"
#include "poster-draft-limits.h"
#include "poster-findings-list.h"
#include "poster-json.h"
#include "poster-test-async.h"

static void
choose_both (ComposerFixture *fixture)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, fixture->kitchen);
  g_ptr_array_add (accounts, fixture->studio);
  poster_draft_set_accounts (fixture->draft, accounts);
}

static void
note_parts_cb (PosterDraft *draft,
               guint        parts,
               guint       *seen)
{
  *seen |= parts;
}

static void
test_tells_what_changed (ComposerFixture *fixture,
                         gconstpointer    data)
{
  g_autoptr(PosterMediaItem) clip = composer_fixture_clip ("hash-1");
  g_autoptr(JsonObject) creator = json_object_new ();
  guint seen = 0;

  g_signal_connect (fixture->draft, "changed", G_CALLBACK (note_parts_cb), &seen);
  poster_draft_set_caption (fixture->draft, "a");
  g_assert_cmpuint (seen, ==, POSTER_DRAFT_TEXT);
  seen = 0;
  poster_draft_set_caption (fixture->draft, "a");
  g_assert_cmpuint (seen, ==, 0);
  poster_draft_insert_media (fixture->draft, 0, clip);
  g_assert_cmpuint (seen, ==, POSTER_DRAFT_MEDIA);
  seen = 0;
  choose_both (fixture);
  g_assert_cmpuint (seen, ==, POSTER_DRAFT_ACCOUNTS);
  seen = 0;
  choose_both (fixture);
  g_assert_cmpuint (seen, ==, 0);
  poster_draft_set_creator (fixture->draft, fixture->kitchen->id, creator);
  g_assert_cmpuint (seen, ==, POSTER_DRAFT_CREATORS);
  g_assert_cmpuint (seen & POSTER_DRAFT_STORED, ==, 0);
}

static const char *
hash_at (PosterDraft *draft,
         guint        position)
{
  g_autoptr(PosterMediaItem) item = g_list_model_get_item (poster_draft_get_media (draft), position);

  return item->sampled_hash;  /* the model keeps it */
}

static void
test_moves (ComposerFixture *fixture,
            gconstpointer    data)
{
  const char *hashes[] = { "a", "b", "c", "d" };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      g_autoptr(PosterMediaItem) item = composer_fixture_clip (hashes[i]);

      poster_draft_insert_media (fixture->draft, G_MAXUINT, item);
    }
  poster_draft_move_media (fixture->draft, 0, 2);
  g_assert_cmpstr (hash_at (fixture->draft, 0), ==, "b");
  g_assert_cmpstr (hash_at (fixture->draft, 1), ==, "c");
  g_assert_cmpstr (hash_at (fixture->draft, 2), ==, "a");
  g_assert_cmpstr (hash_at (fixture->draft, 3), ==, "d");
  poster_draft_move_media (fixture->draft, 3, 0);
  g_assert_cmpstr (hash_at (fixture->draft, 0), ==, "d");
}

/* An account that joins does as its platform does; one that stays keeps what is its own. */
static void
test_options (ComposerFixture *fixture,
              gconstpointer    data)
{
  g_autoptr(PosterCompositionRequest) request = NULL;
  PosterCompositionTarget *target;

  composer_fixture_choose (fixture, "SELF_ONLY");
  choose_both (fixture);
  request = poster_draft_create_request (fixture->draft, NULL, POSTER_COMPOSITION_NOW);
  g_assert_cmpuint (request->targets->len, ==, 2);
  target = g_ptr_array_index (request->targets, 1);
  g_assert_cmpstr (target->account->id, ==, fixture->studio->id);
  g_assert_cmpstr (poster_json_get_string (target->options, "privacy_level"), ==, "SELF_ONLY");
  g_assert_cmpint (request->consent, ==, POSTER_CONSENT_ABSENT_REFUSED);
}

/* What a script has set for one target alone is not lost by opening the post in the window. */
static void
test_keeps_what_it_does_not_show (ComposerFixture *fixture,
                                  gconstpointer    data)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(PosterCompositionRequest) request = NULL;
  PosterCompositionTarget *asked;

  for (guint i = 0; i < 2; i++)
    {
      PosterTarget *target = poster_target_new (fixture->kitchen->id);

      target->place = json_object_new ();
      json_object_set_int_member (target->place, "board", i);
      target->content = g_strdup_printf ("text %u", i);
      g_ptr_array_add (post->targets, target);
    }
  poster_draft_load (fixture->draft, post, G_LIST_MODEL (fixture->accounts));
  poster_draft_set_caption (fixture->draft, "all");
  request = poster_draft_create_request (fixture->draft, post, POSTER_COMPOSITION_DRAFT);
  g_assert_cmpuint (request->targets->len, ==, 2);
  asked = g_ptr_array_index (request->targets, 1);
  g_assert_cmpstr (asked->content, ==, "text 1");
  g_assert_cmpint (poster_json_get_int (asked->place, "board", -1), ==, 1);
}

static void
test_json (ComposerFixture *fixture,
           gconstpointer    data)
{
  g_autoptr(PosterDraft) other = poster_draft_new ();
  g_autoptr(PosterMediaItem) clip = composer_fixture_clip ("hash-1");
  g_autoptr(PosterMediaItem) pending = poster_media_item_new ("/films/on-its-way.mp4");
  g_autoptr(PosterMediaItem) loaded = NULL;
  g_autoptr(PosterSchedule) evening = poster_schedule_new_wall ("2026-11-22 18:00", "Europe/Berlin", NULL);
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(JsonObject) options = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  g_free (clip->path);
  clip->path = g_strdup ("/films/\xff.mp4");  /* no text */
  poster_draft_insert_media (fixture->draft, 0, clip);
  poster_draft_insert_media (fixture->draft, 1, pending);
  poster_draft_set_caption (fixture->draft, "Über “alles” 🍝");
  poster_draft_set_title (fixture->draft, "Title");
  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_schedule (fixture->draft, evening);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_DRAFT);
  json = poster_draft_to_json (fixture->draft);

  poster_draft_load_json (other, json, G_LIST_MODEL (fixture->accounts));
  g_assert_cmpstr (poster_draft_get_caption (other), ==, poster_draft_get_caption (fixture->draft));
  g_assert_cmpstr (poster_draft_get_title (other), ==, "Title");
  g_assert_cmpuint (g_list_model_get_n_items (poster_draft_get_media (other)), ==, 1);
  loaded = g_list_model_get_item (poster_draft_get_media (other), 0);
  g_assert_cmpstr (loaded->path, ==, "/films/\xff.mp4");
  g_assert_cmpint (loaded->facts->width, ==, 1080);
  g_assert_cmpint (poster_draft_get_when (other), ==, POSTER_COMPOSITION_DRAFT);
  g_assert_cmpstr (poster_schedule_get_zone (poster_draft_get_schedule (other)), ==, "Europe/Berlin");
  accounts = poster_draft_dup_accounts (other);
  g_assert_cmpuint (accounts->len, ==, 1);
  options = poster_draft_dup_options (other, "tiktok");
  g_assert_cmpstr (poster_json_get_string (options, "privacy_level"), ==, "SELF_ONLY");
}

static void
test_disconnected (ComposerFixture *fixture,
                   gconstpointer    data)
{
  g_autoptr(GPtrArray) accounts = NULL;

  choose_both (fixture);
  g_assert_true (poster_draft_refresh_accounts (fixture->draft, G_LIST_MODEL (fixture->accounts)));
  g_list_store_remove (fixture->accounts, 0);
  g_assert_false (poster_draft_refresh_accounts (fixture->draft, G_LIST_MODEL (fixture->accounts)));
  accounts = poster_draft_dup_accounts (fixture->draft);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_true (g_ptr_array_index (accounts, 0) == fixture->studio);
}

static void
test_counts (ComposerFixture *fixture,
             gconstpointer    data)
{
  g_autoptr(PosterMediaItem) picture = composer_fixture_clip ("hash-1");
  PosterPlatform *strictest = NULL;
  gint64 left;

  g_assert_false (poster_draft_limits_get_text_left (fixture->draft, fixture->platforms, "a", &left, &strictest));
  choose_both (fixture);
  /* An emoji is two to TikTok; a text without a file yet counts as that of a video. */
  g_assert_true (poster_draft_limits_get_text_left (fixture->draft, fixture->platforms, "a🍝", &left, &strictest));
  g_assert_cmpint (left, ==, 2197);
  g_assert_cmpstr (strictest->key, ==, "tiktok");
  g_assert_false (poster_draft_limits_get_title_left (fixture->draft, fixture->platforms, "", &left));

  picture->facts->type = POSTER_MEDIA_IMAGE;
  poster_draft_insert_media (fixture->draft, 0, picture);
  g_assert_true (poster_draft_limits_get_text_left (fixture->draft, fixture->platforms, "", &left, &strictest));
  g_assert_cmpint (left, ==, 4000);
  g_assert_true (poster_draft_limits_get_title_left (fixture->draft, fixture->platforms, "abc", &left));
  g_assert_cmpint (left, ==, 87);
  g_assert_cmpuint (poster_draft_limits_get_files (fixture->draft, fixture->platforms, POSTER_POST_PHOTO, &strictest),
                    ==, 35);
  g_assert_cmpuint (poster_draft_limits_get_files (fixture->draft, fixture->platforms, POSTER_POST_VIDEO, &strictest),
                    ==, 1);
}

static void
assert_split (const char *message,
              const char *title,
              const char *subtitle)
{
  g_autofree char *first = NULL;
  g_autofree char *rest = NULL;

  poster_findings_list_split (message, &first, &rest);
  g_assert_cmpstr (first, ==, title);
  g_assert_cmpstr (rest, ==, subtitle);
}

static void
test_split (void)
{
  assert_split ("22 frames a second; TikTok takes 23 to 60. Convert to 30?", "22 frames a second", "TikTok takes 23 to 60.");
  assert_split ("The index stands at the end of the file; with it at the start TikTok is done sooner. Convert it?",
                "The index stands at the end of the file", "with it at the start TikTok is done sooner.");
  assert_split ("TikTok takes no post of text alone. Add a video or photos.", "TikTok takes no post of text alone",
                "Add a video or photos.");
  assert_split ("Branded content visibility cannot be set to private.",
                "Branded content visibility cannot be set to private", NULL);
  assert_split ("2.5 frames", "2.5 frames", NULL);
}

/* --- files ------------------------------------------------------------------------------------ */

typedef struct
{
  ComposerFixture    draft;
  char              *folder;
  PosterMediaPool   *pool;
  PosterDraftIntake *intake;
  GString           *told;
} IntakeFixture;

static void
told_cb (PosterDraftIntake *intake,
         const char        *words,
         GString           *told)
{
  g_string_append (told, words);
}

static void
intake_set_up (IntakeFixture *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  g_autofree char *dir = g_dir_make_tmp ("poster-draft-XXXXXX", NULL);

  composer_fixture_open (&fixture->draft, dir, clock);
  fixture->folder = g_dir_make_tmp ("poster-files-XXXXXX", NULL);
  fixture->pool = poster_media_pool_new (clock, g_getenv ("POSTER_MEDIA_WORKER"), 2);
  fixture->intake = poster_draft_intake_new (fixture->draft.draft, fixture->pool, fixture->draft.platforms, NULL);
  fixture->told = g_string_new (NULL);
  g_signal_connect (fixture->intake, "told", G_CALLBACK (told_cb), fixture->told);
}

static void
intake_tear_down (IntakeFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_assert_finalize_object (fixture->intake);
  g_clear_object (&fixture->pool);
  composer_fixture_tear_down (&fixture->draft, data);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_string_free (fixture->told, TRUE);
}

static GFile *
new_file (IntakeFixture *fixture,
          const char    *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_new_for_path (path);
}

static void
add_picture (IntakeFixture *fixture,
             GPtrArray     *files,
             const char    *name)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 60, 80);
  g_autoptr(GFile) file = new_file (fixture, name);
  g_autoptr(GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, g_str_hash (name) << 8);
  gdk_pixbuf_save (pixbuf, g_file_peek_path (file), "jpeg", &error, NULL);
  g_assert_no_error (error);
  g_ptr_array_add (files, g_steal_pointer (&file));
}

static void
add_text (IntakeFixture *fixture,
          GPtrArray     *files,
          const char    *name)
{
  g_autoptr(GFile) file = new_file (fixture, name);

  g_assert_true (g_file_set_contents (g_file_peek_path (file), "no picture at all", -1, NULL));
  g_ptr_array_add (files, g_steal_pointer (&file));
}

static void
await_intake (IntakeFixture *fixture)
{
  while (poster_draft_intake_get_is_busy (fixture->intake))
    g_main_context_iteration (NULL, TRUE);
}

static guint
count_media (IntakeFixture *fixture)
{
  return g_list_model_get_n_items (poster_draft_get_media (fixture->draft.draft));
}

static char *
dup_name_at (IntakeFixture *fixture,
             guint          position)
{
  g_autoptr(PosterMediaItem) item = g_list_model_get_item (poster_draft_get_media (fixture->draft.draft), position);

  g_assert_nonnull (item->facts);
  return g_path_get_basename (item->path);
}

static void
test_intake_order (IntakeFixture *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);

      add_picture (fixture, files, name);
    }
  poster_draft_intake_add (fixture->intake, files);
  /* Each has its place at once. */
  g_assert_cmpuint (count_media (fixture), >, 0);
  await_intake (fixture);
  g_assert_cmpuint (count_media (fixture), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = dup_name_at (fixture, i);
      g_autofree char *expected = g_strdup_printf ("%u.jpg", i);

      g_assert_cmpstr (name, ==, expected);
    }
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_intake_mixed (IntakeFixture *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  add_text (fixture, files, "notes.txt");
  add_picture (fixture, files, "lake.jpg");
  add_text (fixture, files, "broken.mp4");
  g_ptr_array_add (files, new_file (fixture, "gone.jpg"));
  g_ptr_array_add (files, g_file_new_for_uri ("https://example.com/clip.mp4"));
  poster_draft_intake_add (fixture->intake, files);
  await_intake (fixture);
  g_assert_cmpuint (count_media (fixture), ==, 1);
  g_assert_nonnull (strstr (fixture->told->str, "“notes.txt”"));
  g_assert_nonnull (strstr (fixture->told->str, "“broken.mp4”"));
  g_assert_nonnull (strstr (fixture->told->str, "“gone.jpg”"));
  g_assert_nonnull (strstr (fixture->told->str, "neither"));
  g_assert_nonnull (strstr (fixture->told->str, "“clip.mp4” is not on this computer"));
}

static void
test_intake_many (IntakeFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *last = NULL;

  add_text (fixture, files, "notes.txt");
  for (guint i = 0; i < 499; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u.jpg", i);

      add_picture (fixture, files, name);
    }
  choose_both (&fixture->draft);
  poster_draft_intake_add (fixture->intake, files);
  await_intake (fixture);
  g_assert_cmpuint (count_media (fixture), ==, 35);
  /* The unreadable one took nobody's place. */
  last = dup_name_at (fixture, 34);
  g_assert_cmpstr (last, ==, "034.jpg");
  g_assert_nonnull (strstr (fixture->told->str, "Only 35 pictures were taken: TikTok takes no more in one post."));
  g_assert_nonnull (strstr (fixture->told->str, "“notes.txt” is neither"));
}

static void
test_intake_replace (IntakeFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(PosterMediaItem) first = NULL;
  g_autoptr(PosterMediaItem) still = NULL;
  g_autofree char *name = NULL;

  add_picture (fixture, files, "a.jpg");
  add_picture (fixture, files, "b.jpg");
  poster_draft_intake_add (fixture->intake, files);
  await_intake (fixture);
  add_text (fixture, files, "notes.txt");
  add_picture (fixture, files, "c.jpg");

  first = g_list_model_get_item (poster_draft_get_media (fixture->draft.draft), 0);
  poster_draft_intake_replace (fixture->intake, first, g_ptr_array_index (files, 2));
  await_intake (fixture);
  still = g_list_model_get_item (poster_draft_get_media (fixture->draft.draft), 0);
  g_assert_true (still == first);
  g_assert_cmpstr (fixture->told->str, !=, "");

  poster_draft_intake_replace (fixture->intake, first, g_ptr_array_index (files, 3));
  await_intake (fixture);
  name = dup_name_at (fixture, 0);
  g_assert_cmpstr (name, ==, "c.jpg");
  g_assert_cmpuint (count_media (fixture), ==, 2);
}

/* Taken out before it was known: it does not come back. */
static void
test_intake_removed (IntakeFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(PosterMediaItem) item = NULL;

  add_picture (fixture, files, "a.jpg");
  poster_draft_intake_add (fixture->intake, files);
  item = g_list_model_get_item (poster_draft_get_media (fixture->draft.draft), 0);
  g_assert_null (item->facts);
  g_assert_true (poster_draft_remove_media (fixture->draft.draft, item));
  await_intake (fixture);
  g_assert_cmpuint (count_media (fixture), ==, 0);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_intake_stop (IntakeFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);

      add_picture (fixture, files, name);
    }
  poster_draft_intake_add (fixture->intake, files);
  poster_draft_intake_stop (fixture->intake);
  await_intake (fixture);
  g_assert_cmpuint (count_media (fixture), ==, 0);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add (path, ComposerFixture, NULL, composer_fixture_set_up, func, composer_fixture_tear_down)
  ADD ("/draft/tells-what-changed", test_tells_what_changed);
  ADD ("/draft/order-can-be-changed", test_moves);
  ADD ("/draft/who-joins-does-as-the-platform-does", test_options);
  ADD ("/draft/keeps-what-it-does-not-show", test_keeps_what_it_does_not_show);
  ADD ("/draft/json-holds-all-of-it", test_json);
  ADD ("/draft/accounts-may-go", test_disconnected);
  ADD ("/draft/counts-as-the-strictest-does", test_counts);
  g_test_add_func ("/findings/two-lines-to-the-eye", test_split);
#define ADD_INTAKE(path, func) g_test_add (path, IntakeFixture, NULL, intake_set_up, func, intake_tear_down)
  ADD_INTAKE ("/draft-intake/keeps-the-order", test_intake_order);
  ADD_INTAKE ("/draft-intake/bad-ones-do-not-stop-good-ones", test_intake_mixed);
  ADD_INTAKE ("/draft-intake/takes-no-more-than-the-strictest", test_intake_many);
  ADD_INTAKE ("/draft-intake/a-bad-replacement-leaves-what-was-there", test_intake_replace);
  ADD_INTAKE ("/draft-intake/taken-out-stays-out", test_intake_removed);
  ADD_INTAKE ("/draft-intake/can-be-stopped", test_intake_stop);
  return g_test_run ();
}
