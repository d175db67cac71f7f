/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "poster-composer.h"
#include "poster-error.h"
#include "poster-finding.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* 2026-11-22T12:00:00Z */
#define NOON G_GINT64_CONSTANT (1795348800000000)

typedef struct
{
  char            *dir;
  PosterTestClock *clock;
  PosterStore     *store;
  PosterPlatforms *platforms;
  PosterComposer  *composer;
  PosterAccount   *first;
  PosterAccount   *second;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", POSTER_BASE_PRACTICE);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(PosterMediaPool) pool = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-composer-XXXXXX", NULL);
  fixture->clock = poster_test_clock_new (NOON);
  fixture->store = poster_store_open (fixture->dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  fixture->platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  pool = poster_media_pool_new (POSTER_CLOCK (fixture->clock), "/nonexistent/worker", 1);
  fixture->composer = poster_composer_new (fixture->store, pool, fixture->platforms, POSTER_CLOCK (fixture->clock));

  connection->remote_id = g_strdup ("open-1");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *remote_id = g_strdup_printf ("open-%u", i);
      PosterAccount *account = poster_account_new ("tiktok", "tiktok", remote_id);

      account->username = g_strdup (i == 0 ? "kitchen" : "workshop");
      g_ptr_array_add (accounts, account);
    }
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  fixture->first = g_object_ref (g_ptr_array_index (stored, 0));
  fixture->second = g_object_ref (g_ptr_array_index (stored, 1));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  poster_store_close (fixture->store);
  g_clear_object (&fixture->first);
  g_clear_object (&fixture->second);
  g_assert_finalize_object (fixture->composer);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->platforms);
  g_clear_object (&fixture->clock);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

/* A file that was looked into already. */
static PosterMediaItem *
new_item (const char *hash)
{
  PosterMediaItem *item = poster_media_item_new ("/films/clip.mp4");
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 10 * G_USEC_PER_SEC;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = 30;
  facts->video_codec = g_strdup ("h264");
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 160000;
  facts->faststart = TRUE;
  facts->size = 1000000;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strdup (hash);
  return item;
}

static PosterCompositionTarget *
add_target (PosterCompositionRequest *request,
            PosterAccount            *account,
            gboolean                  with_options)
{
  PosterCompositionTarget *target = poster_composition_target_new (account);

  if (with_options)
    {
      json_object_set_string_member (target->options, "privacyLevel", "SELF_ONLY");
      json_object_set_boolean_member (target->options, "content_preview_confirmed", TRUE);
      json_object_set_boolean_member (target->options, "express_consent_given", TRUE);
    }
  g_ptr_array_add (request->targets, target);
  return target;
}

static PosterCompositionRequest *
new_request (Fixture    *fixture,
             PosterPost *base)
{
  PosterCompositionRequest *request = poster_composition_request_new (base);

  if (base == NULL)
    g_ptr_array_add (request->media, new_item ("hash-1"));
  request->consent = POSTER_CONSENT_ABSENT_REFUSED;
  return request;
}

static PosterComposition *
compose (Fixture                   *fixture,
         PosterCompositionRequest  *request,
         GCancellable              *cancellable,
         GError                   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_composer_compose_async (fixture->composer, request, cancellable, poster_test_keep_result_cb, &result);
  return poster_composer_compose_finish (fixture->composer, poster_test_await (&result), error);
}

static gboolean
save (Fixture            *fixture,
      PosterComposition  *composition,
      GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_composer_save_async (fixture->composer, composition, NULL, poster_test_keep_result_cb, &result);
  return poster_composer_save_finish (fixture->composer, poster_test_await (&result), error);
}

static PosterTarget *
target_of (PosterComposition *composition,
           guint              index)
{
  return g_ptr_array_index (composition->post->targets, index);
}

static void
test_now (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(GError) error = NULL;

  add_target (request, fixture->first, TRUE);
  add_target (request, fixture->second, TRUE);
  composition = compose (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (poster_findings_have_error (composition->findings));
  g_assert_cmpuint (composition->target_findings->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (target_of (composition, i)->state, ==, POSTER_TARGET_SCHEDULED);
      g_assert_cmpint (target_of (composition, i)->due_us, ==, NOON);
      g_assert_cmpint (target_of (composition, i)->wake_us, ==, NOON);
      g_assert_cmpstr (target_of (composition, i)->post_id, ==, composition->post->id);
      /* By their one name, whatever they were called. */
      g_assert_cmpstr (json_object_get_string_member (target_of (composition, i)->options, "privacy_level"), ==, "SELF_ONLY");
    }
  g_assert_true (save (fixture, composition, &error));
  g_assert_no_error (error);
  g_assert_cmpint (composition->post->version, >, 0);
}

static void
test_findings (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(GError) error = NULL;
  guint n_first, n_second;

  /* Both lack the same; the second has one trouble more. */
  add_target (request, fixture->first, FALSE);
  add_target (request, fixture->second, FALSE)->content = g_strnfill (5000, 'x');
  composition = compose (fixture, request, NULL, &error);
  g_assert_no_error (error);
  n_first = ((GPtrArray *) g_ptr_array_index (composition->target_findings, 0))->len;
  n_second = ((GPtrArray *) g_ptr_array_index (composition->target_findings, 1))->len;
  g_assert_cmpuint (n_second, ==, n_first + 1);
  g_assert_cmpuint (composition->findings->len, ==, n_second);
  for (guint i = 1; i < composition->findings->len; i++)
    g_assert_cmpint (((PosterFinding *) g_ptr_array_index (composition->findings, i - 1))->severity, >=,
                     ((PosterFinding *) g_ptr_array_index (composition->findings, i))->severity);

  g_assert_false (save (fixture, composition, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, ((PosterFinding *) g_ptr_array_index (composition->findings, 0))->message);
}

static void
test_past (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(PosterComposition) just_now = NULL;
  g_autoptr(GError) error = NULL;

  add_target (request, fixture->first, TRUE);
  request->when = POSTER_COMPOSITION_AT;
  request->schedule = poster_schedule_new_instant (NOON - G_TIME_SPAN_MINUTE - 1, "UTC");
  composition = compose (fixture, request, NULL, &error);
  g_assert_null (composition);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_clear_error (&error);

  poster_schedule_unref (request->schedule);
  request->schedule = poster_schedule_new_instant (NOON - G_TIME_SPAN_MINUTE, "UTC");
  just_now = compose (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (just_now);
}

static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterCompositionRequest) change = NULL;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(PosterComposition) changed = NULL;
  g_autoptr(GError) error = NULL;

  request->when = POSTER_COMPOSITION_AT;
  request->schedule = poster_schedule_new_wall ("2026-12-24 18:00", "Europe/Berlin", NULL);
  add_target (request, fixture->first, TRUE);
  composition = compose (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (save (fixture, composition, &error));

  /* The target that stays is the same one; the one that joins goes out with it. */
  change = new_request (fixture, composition->post);
  add_target (change, fixture->second, TRUE);
  add_target (change, fixture->first, TRUE);
  changed = compose (fixture, change, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (changed->post->id, ==, composition->post->id);
  g_assert_cmpstr (target_of (changed, 1)->id, ==, target_of (composition, 0)->id);
  g_assert_cmpint (target_of (changed, 0)->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_cmpint (target_of (changed, 0)->due_us, ==, target_of (composition, 0)->due_us);
  g_assert_true (save (fixture, changed, &error));
  g_assert_no_error (error);

  /* Who comes second with the older one is told so. */
  composition->post->version = 1;
  g_assert_false (save (fixture, composition, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

/* Held for a new sign-in after its commit: its step state is all that is known of what may be out. */
static void
test_committed (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterCompositionRequest) change = NULL;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(PosterComposition) changed = NULL;
  g_autoptr(GError) error = NULL;

  add_target (request, fixture->first, TRUE);
  composition = compose (fixture, request, NULL, &error);
  g_assert_no_error (error);
  target_of (composition, 0)->state = POSTER_TARGET_HELD;
  target_of (composition, 0)->is_committed = TRUE;
  change = new_request (fixture, composition->post);
  add_target (change, fixture->first, TRUE);
  changed = compose (fixture, change, NULL, &error);
  g_assert_null (changed);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

static void
test_same_media (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterCompositionRequest) again = new_request (fixture, NULL);
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(PosterComposition) second = NULL;
  g_autoptr(GError) error = NULL;
  PosterFinding *finding;

  add_target (request, fixture->first, TRUE);
  composition = compose (fixture, request, NULL, &error);
  g_assert_true (save (fixture, composition, &error));
  add_target (again, fixture->first, TRUE);
  add_target (again, fixture->second, TRUE);
  second = compose (fixture, again, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->findings->len, ==, 1);
  finding = g_ptr_array_index (second->findings, 0);
  g_assert_cmpstr (finding->rule, ==, "same-media");
  g_assert_cmpint (finding->severity, ==, POSTER_SEVERITY_WARNING);
  g_assert_cmpint (finding->media_index, ==, 0);
  g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (second->target_findings, 0))->len, ==, 1);
  g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (second->target_findings, 1))->len, ==, 0);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = poster_composition_request_new (NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  add_target (request, fixture->first, TRUE);
  g_ptr_array_add (request->media, poster_media_item_new ("/nonexistent/clip.mp4"));
  g_ptr_array_add (request->media, new_item ("hash-2"));
  g_assert_null (compose (fixture, request, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (compose (fixture, request, cancellable, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* A platform that a later version wrote. */
  g_ptr_array_set_size (request->media, 0);
  g_ptr_array_set_size (request->targets, 0);
  g_free (fixture->second->platform);
  fixture->second->platform = g_strdup ("orkut");
  add_target (request, fixture->second, FALSE);
  g_assert_null (compose (fixture, request, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

/* Who publishes: as the account has it, as the post had it, or as somebody asks for it; and what a
 * service has it keeps through an edit. */
static void
test_holder (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterCompositionRequest) request = new_request (fixture, NULL);
  g_autoptr(PosterCompositionRequest) edit = NULL;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(PosterComposition) edited = NULL;
  g_autoptr(PosterAccount) behind = poster_account_copy (fixture->first);
  g_autoptr(GError) error = NULL;
  PosterTarget *target;

  /* Whatever is asked of an account that only this computer reaches. */
  add_target (request, fixture->second, TRUE)->holder = POSTER_HOLDER_REMOTE;
  g_free (behind->connector);
  behind->connector = g_strdup ("late");
  add_target (request, behind, TRUE);
  composition = compose (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (target_of (composition, 0)->holder, ==, POSTER_HOLDER_HERE);
  g_assert_cmpint (target_of (composition, 1)->holder, ==, POSTER_HOLDER_REMOTE);

  target = target_of (composition, 1);
  target->submission_id = g_strdup ("a submission");
  target->is_handed_over = TRUE;
  target->step_state = json_object_new ();
  edit = new_request (fixture, composition->post);
  behind->holder = POSTER_HOLDER_HERE;
  add_target (edit, behind, TRUE);
  edited = compose (fixture, edit, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (target_of (edited, 0)->holder, ==, POSTER_HOLDER_REMOTE);
  g_assert_true (target_of (edited, 0)->is_handed_over);
  g_assert_nonnull (target_of (edited, 0)->step_state);
  g_assert_cmpstr (target_of (edited, 0)->submission_id, ==, "a submission");
  g_clear_pointer (&edited, poster_composition_free);
  ((PosterCompositionTarget *) g_ptr_array_index (edit->targets, 0))->holder = POSTER_HOLDER_HERE;
  edited = compose (fixture, edit, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (target_of (edited, 0)->holder, ==, POSTER_HOLDER_HERE);
  g_assert_true (poster_target_is_unwanted (target_of (edited, 0)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/composer/now", test_now);
  ADD ("/composer/findings-are-told-once-and-by-target", test_findings);
  ADD ("/composer/the-past-is-refused", test_past);
  ADD ("/composer/an-edit-keeps-what-stays", test_edit);
  ADD ("/composer/what-may-be-out-is-not-edited", test_committed);
  ADD ("/composer/the-same-clip-to-the-same-account", test_same_media);
  ADD ("/composer/files-that-are-not-there", test_files);
  ADD ("/composer/holder", test_holder);
  return g_test_run ();
}
