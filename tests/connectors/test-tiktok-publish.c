/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiktok-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
assert_published_once (Fixture           *fixture,
                       PosterPublication *publication)
{
  g_autoptr(JsonObject) received = fixture_publication (fixture, 0);
  g_autofree char *hash = fixture_hash (g_ptr_array_index (publication->media, 0));

  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);
  g_assert_cmpstr (poster_json_get_string (received, "sha256"), ==, hash);
  g_assert_cmpstr (poster_json_get_string (received, "handle"), ==, "kitchen");
}

static void
publish_well (Fixture           *fixture,
              PosterPublication *publication)
{
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  assert_published_once (fixture, publication);
}

static void
test_small_video (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(JsonObject) received = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;
  JsonObject *info;

  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  assert_published_once (fixture, publication);
  g_assert_cmpstr (fixture->steps->str, ==, "creator-info init finish-upload status");

  received = fixture_publication (fixture, 0);
  g_assert_cmpstr (result->platform_post_id, ==, poster_json_get_string (received, "post_id"));
  url = g_strdup_printf ("https://www.tiktok.com/@kitchen/video/%s", result->platform_post_id);
  g_assert_cmpstr (result->platform_post_url, ==, url);
  g_assert_cmpint (result->delay_us, ==, -1);
  g_assert_false (result->is_inbox);

  info = poster_json_get_object (received, "post_info");
  g_assert_cmpstr (poster_json_get_string (info, "title"), ==, "Sourdough, day one #bread");
  g_assert_cmpstr (poster_json_get_string (info, "privacy_level"), ==, "PUBLIC_TO_EVERYONE");
  g_assert_false (poster_json_get_boolean (info, "disable_comment", TRUE));
  g_assert_true (poster_json_get_boolean (info, "disable_duet", FALSE));
  g_assert_true (poster_json_get_boolean (info, "disable_stitch", FALSE));

  poster_test_settle ();
  g_assert_null (poster_memory_secrets_peek (fixture->secrets, publication->target_id, POSTER_SECRET_UPLOAD));
}

static void
test_large_video (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);

  publish_well (fixture, publication);
  g_assert_true (g_str_has_prefix (fixture->steps->str, "creator-info init upload finish-upload status"));
}

/* Nothing is public before the last chunk, which is why that one is the commit. */
static void
test_kinds (void)
{
  static const struct { const char *name; PosterStepKind kind; } expected[] = {
    { "creator-info", POSTER_STEP_PREPARE },
    { "init", POSTER_STEP_RESERVE },
    { "upload", POSTER_STEP_TRANSFER },
    { "finish-upload", POSTER_STEP_COMMIT },
    { "status", POSTER_STEP_WAIT },
  };
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(PosterStep) step = NULL;
      g_autoptr(PosterStepResult) result = NULL;
      g_autoptr(GError) error = NULL;

      step = poster_connector_next_step (fixture->connector, publication, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (step->name, ==, expected[i].name);
      g_assert_cmpint (step->kind, ==, expected[i].kind);
      g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==,
                       step->kind == POSTER_STEP_WAIT ? 1 : 0);
      result = fixture_run_step (fixture, publication, &error);
      g_assert_no_error (error);
      fixture_apply (publication, result);
    }
}

/* The process dies in the middle of each chunk in turn: the journal knows only that the transfer
 * was begun, and the server's word says where to go on. */
static void
test_resumes_at_every_chunk (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);

  fixture_run_until (fixture, publication, "upload");
  for (int chunk = 0; chunk < 5; chunk++)
    {
      g_autoptr(PosterStepResult) result = NULL;
      g_autoptr(GError) error = NULL;

      fixture->cancel_at = chunk * 10 * MB + 5 * MB;
      result = fixture_run_step (fixture, publication, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_cancellable_reset (fixture->cancellable);
    }
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 1);
}

/* The line breaks in the middle of the chunk that publishes. */
static void
test_resumes_within_the_last_chunk (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_mid_body\",\"times\":1}]}");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_true (poster_error_may_have_arrived (error));
  g_clear_error (&error);

  settled = fixture_settle (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settled->outcome, ==, POSTER_STEP_NOT_DONE);
  /* TikTok's number may lag behind what it has. */
  g_assert_true (settled->in_doubt);
  fixture_apply (publication, settled);
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 1);
}

/* The last chunk arrived, its answer did not. */
static void
test_settles_a_lost_answer (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"times\":1}]}");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_true (poster_error_may_have_arrived (error));
  g_clear_error (&error);

  settled = fixture_settle (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settled->outcome, ==, POSTER_STEP_CONTINUE);
  fixture_apply (publication, settled);
  publish_well (fixture, publication);
}

/* It did not arrive. */
static void
test_settles_a_lost_chunk (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_mid_body\",\"times\":1}]}");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_true (poster_error_may_have_arrived (error));
  g_clear_error (&error);

  settled = fixture_settle (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settled->outcome, ==, POSTER_STEP_NOT_DONE);
  fixture_apply (publication, settled);
  publish_well (fixture, publication);
}

/* A lost answer, seen from every step, in one post. */
static void
test_survives_lost_answers (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);

  fixture_faults (fixture,
                  "{\"rules\":["
                  "{\"endpoint\":\"creator_info\",\"kind\":\"drop_after\",\"times\":1},"
                  "{\"endpoint\":\"video_init\",\"kind\":\"drop_after\",\"times\":1},"
                  "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"times\":1},"
                  "{\"endpoint\":\"status\",\"kind\":\"drop_after\",\"times\":2}]}");
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 2);  /* one was wasted */
}

static void
test_survives_trouble_of_the_server (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autofree char *faults = NULL;
  const char *rule = data;

  faults = g_strdup_printf ("{\"rules\":["
                            "{\"endpoint\":\"creator_info\",\"times\":1,%s},"
                            "{\"endpoint\":\"video_init\",\"times\":1,%s},"
                            "{\"endpoint\":\"upload\",\"times\":1,%s},"
                            "{\"endpoint\":\"status\",\"times\":1,%s}]}", rule, rule, rule, rule);
  fixture_faults (fixture, faults);
  publish_well (fixture, publication);
}

static void
test_survives_a_burst_while_uploading (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);

  fixture_faults (fixture,
                  "{\"rules\":["
                  "{\"endpoint\":\"upload\",\"kind\":\"status\",\"http_status\":500,\"nth\":2,\"times\":1},"
                  "{\"endpoint\":\"upload\",\"kind\":\"drop_mid_body\",\"nth\":3,\"times\":1}]}");
  publish_well (fixture, publication);
}

static void
test_waits_when_told_to (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean says_when = GPOINTER_TO_INT (data);
  gint64 asked;

  fixture_run_until (fixture, publication, "init");
  fixture_faults (fixture, says_when
                             ? "{\"rules\":[{\"endpoint\":\"video_init\",\"kind\":\"status\",\"http_status\":429,"
                               "\"code\":\"rate_limit_exceeded\",\"retry_after\":40,\"times\":1}]}"
                             : "{\"rules\":[{\"endpoint\":\"video_init\",\"kind\":\"status\",\"http_status\":429,"
                               "\"code\":\"rate_limit_exceeded\",\"times\":1}]}");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  fixture_assert_code (error, POSTER_ERROR_RATE_LIMITED, "rate_limit_exceeded");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_cmpint (poster_error_get_retry_after_us (error), ==, (says_when ? 40 : 60) * G_TIME_SPAN_SECOND);
  g_clear_error (&error);

  /* Whoever asks again at once is told here to wait, and not by the server. */
  asked = fixture_count (fixture, "requests", "video_init");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  fixture_assert_code (error, POSTER_ERROR_RATE_LIMITED, POSTER_ERROR_CODE_TURN);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_cmpint (poster_error_get_retry_after_us (error), >, (says_when ? 31 : 50) * G_TIME_SPAN_SECOND);
  g_assert_cmpint (poster_error_get_retry_after_us (error), <=, (says_when ? 40 : 60) * G_TIME_SPAN_SECOND);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (fixture_count (fixture, "requests", "video_init"), ==, asked);
  poster_shift_clock_advance (fixture->clock, poster_error_get_retry_after_us (error));
  g_clear_error (&error);
  result = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "requests", "video_init"), ==, asked + 1);
}

static void
test_keeps_to_the_limit (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  /* Six announcements a minute; the seventh is told when it is its turn. */
  for (int i = 0; i < 7; i++)
    {
      g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
      g_autoptr(PosterStepResult) result = NULL;

      fixture_run_until (fixture, publication, "init");
      result = fixture_run_step (fixture, publication, &error);
      if (i == 6)
        {
          g_assert_null (result);
          fixture_assert_code (error, POSTER_ERROR_RATE_LIMITED, POSTER_ERROR_CODE_TURN);
          g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 6);
          poster_shift_clock_advance (fixture->clock, poster_error_get_retry_after_us (error));
          g_clear_error (&error);
          result = fixture_run_step (fixture, publication, &error);
        }
      g_assert_no_error (error);
    }
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 7);
}

#define LAGGING "\"endpoint\":\"status\",\"kind\":\"status\",\"http_status\":200,\"body\":\"" \
                "{\\\"data\\\":{\\\"status\\\":\\\"PROCESSING_UPLOAD\\\",\\\"uploaded_bytes\\\":0}," \
                "\\\"error\\\":{\\\"code\\\":\\\"ok\\\"}}\""
#define SILENT  "\"endpoint\":\"status\",\"kind\":\"status\",\"http_status\":200,\"body\":\"" \
                "{\\\"data\\\":{\\\"status\\\":\\\"PROCESSING_UPLOAD\\\"}," \
                "\\\"error\\\":{\\\"code\\\":\\\"ok\\\"}}\""

typedef struct
{
  const char *name;
  const char *status;  /* what TikTok answers about an upload that it has all of */
  guint       resent;  /* and to the chunk that is sent once more */
} Lag;

static const Lag lags[] = {
  { "lagging-404", LAGGING, 404 },
  { "lagging-403", LAGGING, 403 },
  { "lagging-400", LAGGING, 400 },
  { "silent-404", SILENT, 404 },
  { "silent-403", SILENT, 403 },
  { "silent-400", SILENT, 400 },
};

/* TikTok has it all and does not say so: the last chunk is refused because it is there. */
static void
test_lag_is_no_second_post (gconstpointer data)
{
  const Lag *lag = data;
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autofree char *faults = g_strdup_printf ("{\"rules\":["
                                             "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"times\":1},"
                                             "{\"endpoint\":\"upload\",\"kind\":\"status\",\"http_status\":%u},"
                                             "{\"times\":8,%s}]}", lag->resent, lag->status);

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, faults);
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 1);
}

/* It never says so: then only a person can tell. */
static void
test_lag_without_end_is_unknown (gconstpointer data)
{
  const Lag *lag = data;
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autofree char *faults = g_strdup_printf ("{\"rules\":["
                                             "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"times\":1},"
                                             "{\"endpoint\":\"upload\",\"kind\":\"status\",\"http_status\":%u},"
                                             "{%s}]}", lag->resent, lag->status);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, faults);
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  fixture_assert_code (error, POSTER_ERROR_UNKNOWN_OUTCOME, "upload_unsettled");
  g_assert_true (poster_error_may_have_arrived (error));
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);
}

/* The file is another one by now; that says nothing about what was sent of the old one. */
static void
test_changed_file_after_a_lost_answer (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  PosterMediaItem *item = g_ptr_array_index (publication->media, 0);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"times\":1},"
                           "{\"times\":3," LAGGING "}]}");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_true (poster_error_may_have_arrived (error));
  g_clear_error (&error);
  settled = fixture_settle (fixture, publication, &error);
  g_assert_no_error (error);
  fixture_apply (publication, settled);
  g_assert_true (g_file_set_contents (item->path, "something else", -1, NULL));
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);
}

/* A number that is left out is asked for a few times before a chunk is sent again. */
static void
test_asks_before_it_sends_again (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_mid_body\",\"times\":1},"
                           "{\"times\":6," SILENT "}]}");
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 1);
  g_assert_nonnull (strstr (fixture->steps->str,
                            "finish-upload settle:finish-upload status status status status finish-upload status"));
}

/* The address was void before the last chunk was ever sent. */
static void
test_begins_anew_once_the_number_is_told (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"expire_upload_url\",\"times\":1},"
                           "{\"times\":2," SILENT "}]}");
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 2);
}

static void
test_begins_anew_when_the_address_expires (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"expire_upload_url\",\"nth\":3}]}");
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 2);
}

static void
test_begins_anew_when_the_last_chunk_comes_too_late (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);

  fixture_run_until (fixture, publication, "finish-upload");
  poster_shift_clock_advance (fixture->clock, 61 * G_TIME_SPAN_MINUTE);
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 2);
}

static void
test_begins_anew_before_the_address_expires (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);
  gint64 chunks;

  fixture_run_until (fixture, publication, "upload");
  poster_shift_clock_advance (fixture->clock, 56 * G_TIME_SPAN_MINUTE);
  chunks = fixture_count (fixture, "requests", "upload");
  publish_well (fixture, publication);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "requests", "upload"), ==, chunks + 6);
}

static void
test_gives_up_beginning_anew (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"expire_upload_url\"}]}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  fixture_assert_code (error, POSTER_ERROR_SERVICE, "upload_given_up");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 4);
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 0);
}

/* The keyring was emptied between two steps. */
static void
test_begins_anew_without_the_address (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);

  fixture_run_until (fixture, publication, "finish-upload");
  poster_memory_secrets_put (fixture->secrets, publication->target_id, POSTER_SECRET_UPLOAD, "{}");
  publish_well (fixture, publication);
}

static void
test_keeps_the_address_before_the_step_ends (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "init");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_nonnull (poster_memory_secrets_peek (fixture->secrets, publication->target_id, POSTER_SECRET_UPLOAD));
  g_assert_false (json_object_has_member (result->state, "upload_url"));
}

static void
test_id_comes_later (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(PosterStepResult) later = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"id_after_polls\":2}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_null (result->platform_post_id);
  g_assert_cmpint (result->delay_us, ==, 15 * G_TIME_SPAN_SECOND);

  poster_shift_clock_advance (fixture->clock, result->delay_us);
  later = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (later->outcome, ==, POSTER_STEP_PUBLISHED);
  g_assert_null (later->platform_post_id);
  g_assert_cmpint (later->delay_us, ==, 30 * G_TIME_SPAN_SECOND);
  fixture_apply (publication, later);

  g_clear_pointer (&later, poster_step_result_free);
  poster_shift_clock_advance (fixture->clock, 30 * G_TIME_SPAN_SECOND);
  later = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_nonnull (later->platform_post_id);
  g_assert_nonnull (later->platform_post_url);
  g_assert_cmpint (later->delay_us, ==, -1);
  g_assert_true (g_str_has_suffix (fixture->steps->str, "status find-id find-id"));
}

/* Looking for the id may fail as it likes: the post is out. */
static void
test_id_never_fails_a_post (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 3 * MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(PosterStepResult) later = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *faults = g_strdup_printf ("{\"rules\":[{\"endpoint\":\"status\",%s}]}", (const char *) data);

  fixture_faults (fixture, "{\"id_after_polls\":50}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  fixture_faults (fixture, faults);
  later = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (later->outcome, ==, POSTER_STEP_PUBLISHED);
}

static void
test_only_me_has_no_id (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_publication (fixture, "", "{\"privacy_level\":\"SELF_ONLY\"}");
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (publication->media, fixture_new_video (fixture, MB));
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_null (result->platform_post_id);
  g_assert_cmpint (result->delay_us, ==, -1);
}

/* 7.3e18 and its neighbours are the same double. */
static void
test_ids_are_exact (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(JsonObject) received = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, data);
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  received = fixture_publication (fixture, 0);
  g_assert_cmpint (g_ascii_strtoll (result->platform_post_id, NULL, 10), >, G_GINT64_CONSTANT (9007199254740992));
  g_assert_cmpstr (result->platform_post_id, ==, poster_json_get_string (received, "post_id"));
}

static void
test_inbox (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_publication (fixture, "Finish me", "{\"draft\":true}");
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(JsonObject) received = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (publication->media, fixture_new_video (fixture, 3 * MB));
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_true (result->is_inbox);
  g_assert_null (result->platform_post_id);
  g_assert_cmpint (result->delay_us, ==, -1);
  g_assert_cmpstr (fixture->steps->str, ==, "init finish-upload status");
  received = fixture_publication (fixture, 0);
  g_assert_cmpstr (poster_json_get_string (received, "kind"), ==, "inbox_video");
}

static void
test_sixth_in_the_inbox (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 6; i++)
    {
      g_autoptr(PosterPublication) publication = fixture_new_publication (fixture, "", "{\"draft\":true}");
      g_autoptr(PosterStepResult) result = NULL;

      g_assert_no_error (error);
      g_ptr_array_add (publication->media, fixture_new_video (fixture, MB));
      result = fixture_publish (fixture, publication, &error);
    }
  fixture_assert_code (error, POSTER_ERROR_RATE_LIMITED, "spam_risk_too_many_pending_share");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
}

typedef struct
{
  const char *user;
  const char *options;
  const char *code;
} Refusal;

static void
test_stops_when_not_allowed (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_publication (fixture, "x", refusal->options);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (publication->media, fixture_new_video (fixture, MB));
  if (refusal->user != NULL)
    fixture_user (fixture, refusal->user);
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  g_assert_cmpstr (poster_error_get_code (error), ==, refusal->code);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 0);
  g_assert_cmpstr (fixture->steps->str, ==, "creator-info");
}

static const Refusal refusals[] = {
  { NULL, "{}", "privacy_level_missing" },
  { NULL, "{\"privacy_level\":\"FOLLOWER_OF_CREATOR\"}", "privacy_level_option_mismatch" },
  { "{\"handle\":\"kitchen\",\"private\":true}", "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}",
    "privacy_level_option_mismatch" },
  { "{\"handle\":\"kitchen\",\"comment_disabled\":true}",
    "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true}", "comment_disabled" },
  { "{\"handle\":\"kitchen\",\"duet_disabled\":true}",
    "{\"privacy_level\":\"SELF_ONLY\",\"allow_duet\":true}", "duet_disabled" },
  { "{\"handle\":\"kitchen\",\"stitch_disabled\":true}",
    "{\"privacy_level\":\"SELF_ONLY\",\"allow_stitch\":true}", "stitch_disabled" },
  { "{\"handle\":\"kitchen\",\"max_video_post_duration_sec\":10}",
    "{\"privacy_level\":\"SELF_ONLY\"}", "duration_check_failed" },
  { "{\"handle\":\"kitchen\",\"refusal\":\"spam_risk_too_many_posts\"}",
    "{\"privacy_level\":\"SELF_ONLY\"}", "spam_risk_too_many_posts" },
  { "{\"handle\":\"kitchen\",\"refusal\":\"spam_risk_user_banned_from_posting\"}",
    "{\"privacy_level\":\"SELF_ONLY\"}", "spam_risk_user_banned_from_posting" },
  { "{\"handle\":\"kitchen\",\"refusal\":\"reached_active_user_cap\"}",
    "{\"privacy_level\":\"SELF_ONLY\"}", "reached_active_user_cap" },
  { NULL, "{\"privacy_level\":\"SELF_ONLY\",\"commercial_content_type\":\"brand_content\"}",
    "branded_content_private" },
  { NULL, "{\"privacy_level\":\"SELF_ONLY\",\"express_consent_given\":false}", "consent_missing" },
  { NULL, "{\"privacy_level\":\"SELF_ONLY\",\"content_preview_confirmed\":false}", "consent_missing" },
};

static void
test_unaudited (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"unaudited\":true}");
  result = fixture_publish (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_REJECTED, "unaudited_client_can_only_post_to_private_accounts");
  g_assert_nonnull (strstr (error->message, "private"));
}

static void
test_every_fail_reason (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *faults = g_strdup_printf ("{\"fail_reason\":\"%s\"}", (const char *) data);

  fixture_faults (fixture, faults);
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  g_assert_cmpstr (poster_error_get_code (error), ==, data);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_true (poster_error_is_final (error));
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);
}

/* That TikTok could not be asked says nothing about the post. */
static void
test_no_answer_is_not_final (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *faults = g_strdup_printf ("{\"rules\":[{\"endpoint\":\"status\",\"kind\":\"error_code\","
                                             "\"code\":\"%s\"}]}", (const char *) data);

  fixture_run_until (fixture, publication, "status");
  fixture_faults (fixture, faults);
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_nonnull (error);
  g_assert_false (poster_error_is_final (error));
}

/* TikTok's own fault, again and again: each time it was sure that nothing is out. */
static void
test_internal_without_end_is_final (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"fail\",\"reason\":\"internal\"}]}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  g_assert_cmpstr (poster_error_get_code (error), ==, "internal");
  g_assert_true (poster_error_is_final (error));
}

/* What TikTok says was its own fault is tried once more, after a minute; it surely is not out. */
static void
test_internal_is_tried_again (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"fail\",\"reason\":\"internal\",\"times\":1}]}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "published"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "counts", "failed"), ==, 1);
}

static void
test_changed_file (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  PosterMediaItem *item = g_ptr_array_index (publication->media, 0);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  g_assert_true (g_file_set_contents (item->path, "something else", -1, NULL));
  result = fixture_run_step (fixture, publication, &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_false (poster_error_may_have_arrived (error));
  g_clear_error (&error);
  g_remove (item->path);
  result = fixture_run_step (fixture, publication, &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 0);
}

/* The time changed, the bytes did not. */
static void
test_touched_file (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  PosterMediaItem *item = g_ptr_array_index (publication->media, 0);

  item->full_hash = fixture_hash (item);
  item->mtime_ns -= 5;
  publish_well (fixture, publication);
}

static void
test_cancel_before_the_last_chunk (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, 64 * MB + 1);
  g_autoptr(GError) error = NULL;

  g_assert_true (fixture_cancel (fixture, publication, &error));
  fixture_run_until (fixture, publication, "upload");
  g_assert_true (fixture_cancel (fixture, publication, &error));
  g_assert_no_error (error);
  poster_test_settle ();
  g_assert_null (poster_memory_secrets_peek (fixture->secrets, publication->target_id, POSTER_SECRET_UPLOAD));
}

static void
test_cancel_too_late (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "status");
  poster_shift_clock_advance (fixture->clock, G_TIME_SPAN_MINUTE);
  g_assert_false (fixture_cancel (fixture, publication, &error));
  fixture_assert_code (error, POSTER_ERROR_CONFLICT, "publish_not_cancellable");
}

static void
test_describe (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *limits;

  fixture_user (fixture, "{\"handle\":\"kitchen\",\"nickname\":\"The Kitchen\",\"duet_disabled\":true,"
                         "\"max_video_post_duration_sec\":180}");
  description = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (description, "creator"), "nickname"), ==,
                   "The Kitchen");
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (description, "creator"), "username"), ==, "kitchen");
  g_assert_true (poster_json_get_boolean (description, "canPostMore", FALSE));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (description, "privacyLevels")), ==, 3);
  limits = poster_json_get_object (description, "postingLimits");
  g_assert_cmpint (poster_json_get_int (limits, "maxVideoDurationSec", 0), ==, 180);
  g_assert_false (poster_json_get_boolean (poster_json_get_object (limits, "interactionSettings"), "duet", TRUE));
  g_assert_true (poster_json_get_boolean (poster_json_get_object (limits, "interactionSettings"), "comment", FALSE));
}

static void
test_cancelled_at_once (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  result = fixture_run_step (fixture, publication, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fixture_count (fixture, "requests", "creator_info"), ==, 0);
}

static void
test_forgotten_upload_is_unknown (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"status\",\"kind\":\"error_code\",\"code\":\"invalid_publish_id\"}]}");
  result = fixture_settle (fixture, publication, &error);
  g_assert_null (result);
  fixture_assert_code (error, POSTER_ERROR_UNKNOWN_OUTCOME, "invalid_publish_id");
}

static void
test_asks_slower_and_then_a_person (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  static const gint64 delays_s[] = { 5, 10, 15, 15 };
  g_autoptr(PosterStepResult) slow = NULL;
  g_autoptr(PosterStepResult) late = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"processing_us\":86400000000}");
  fixture_run_until (fixture, publication, "status");
  for (guint i = 0; i < G_N_ELEMENTS (delays_s); i++)
    {
      g_autoptr(PosterStepResult) result = fixture_run_step (fixture, publication, &error);

      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, POSTER_STEP_ASK_AGAIN);
      g_assert_cmpint (result->delay_us, ==, delays_s[i] * G_TIME_SPAN_SECOND);
      fixture_apply (publication, result);
    }
  poster_shift_clock_advance (fixture->clock, 31 * G_TIME_SPAN_MINUTE);
  slow = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slow->delay_us, ==, 2 * G_TIME_SPAN_MINUTE);
  fixture_apply (publication, slow);
  poster_shift_clock_advance (fixture->clock, 6 * G_TIME_SPAN_HOUR);
  late = fixture_run_step (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_UNKNOWN_OUTCOME, "still_processing");
}

static void
test_bad_state (void)
{
  static const char *const states[] = {
    "{\"next\":\"upload\"}", "{\"next\":\"finish-upload\"}", "{\"next\":\"status\"}",
    "{\"next\":\"upload\",\"size\":-1,\"chunk_size\":0,\"chunk_count\":99999}",
    "{\"next\":\"finish-upload\",\"publish_id\":17,\"size\":\"x\"}", "{\"next\":\"content-init\"}",
    "{\"next\":\"find-id\"}",
  };
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(JsonObject) nonsense = poster_json_parse_object ("{\"next\":\"dance\"}", -1, NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(JsonObject) state = poster_json_parse_object (states[i], -1, NULL);
      g_autoptr(PosterStepResult) result = NULL;

      poster_publication_set_state (publication, state);
      result = fixture_run_step (fixture, publication, NULL);
    }
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 0);
  poster_publication_set_state (publication, nonsense);
  g_assert_null (poster_connector_next_step (fixture->connector, publication, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
}

static void
add_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/publish/stops-when-not-allowed/%u-%s", i, refusals[i].code);

      g_test_add_data_func (path, &refusals[i], test_stops_when_not_allowed);
    }
}

static void
add_fail_reasons (void)
{
  static const char *const reasons[] = {
    "file_format_check_failed", "duration_check_failed", "frame_rate_check_failed", "picture_size_check_failed",
    "video_pull_failed", "photo_pull_failed", "publish_cancelled", "spam_risk_too_many_posts",
    "spam_risk_user_banned_from_posting", "spam_risk_text", "spam_risk",
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *path = g_strdup_printf ("/publish/tells-why-it-failed/%s", reasons[i]);

      g_test_add_data_func (path, reasons[i], test_every_fail_reason);
    }
}

static void
add_trouble (void)
{
  static const struct { const char *name; const char *rule; } trouble[] = {
    { "500", "\"kind\":\"status\",\"http_status\":500,\"code\":\"internal_error\"" },
    { "html-502", "\"kind\":\"html_502\"" },
    { "garbage", "\"kind\":\"garbage\"" },
    { "dropped-before", "\"kind\":\"drop_before\"" },
    { "cut", "\"kind\":\"drop_mid_body\"" },
    { "data-missing", "\"kind\":\"data_missing\"" },
    { "data-null", "\"kind\":\"data_null\"" },
    { "data-empty", "\"kind\":\"data_empty\"" },
    { "extra-fields", "\"kind\":\"extra_fields\"" },
    { "slow", "\"kind\":\"slow\",\"pieces\":3,\"interval_us\":1000" },
    { "token-expired", "\"kind\":\"expire_token\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (trouble); i++)
    {
      g_autofree char *path = g_strdup_printf ("/publish/survives-trouble/%s", trouble[i].name);

      g_test_add_data_func (path, trouble[i].rule, test_survives_trouble_of_the_server);
    }
}

static void
add_lags (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lags); i++)
    {
      g_autofree char *late = g_strdup_printf ("/publish/lag-makes-no-second-post/%s", lags[i].name);
      g_autofree char *never = g_strdup_printf ("/publish/lag-without-end-is-unknown/%s", lags[i].name);

      g_test_add_data_func (late, &lags[i], test_lag_is_no_second_post);
      g_test_add_data_func (never, &lags[i], test_lag_without_end_is_unknown);
    }
}

int
main (int    argc,
      char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/publish/posts-a-small-video", test_small_video);
  g_test_add_func ("/publish/posts-a-large-video", test_large_video);
  g_test_add_func ("/publish/says-what-may-be-repeated", test_kinds);
  g_test_add_func ("/publish/resumes-at-every-chunk", test_resumes_at_every_chunk);
  g_test_add_func ("/publish/resumes-within-the-last-chunk", test_resumes_within_the_last_chunk);
  g_test_add_func ("/publish/settles-a-lost-answer", test_settles_a_lost_answer);
  g_test_add_func ("/publish/settles-a-lost-chunk", test_settles_a_lost_chunk);
  g_test_add_func ("/publish/survives-lost-answers", test_survives_lost_answers);
  g_test_add_func ("/publish/survives-a-burst-while-uploading", test_survives_a_burst_while_uploading);
  g_test_add_data_func ("/publish/waits-when-told-how-long", GINT_TO_POINTER (TRUE), test_waits_when_told_to);
  g_test_add_data_func ("/publish/waits-a-minute-when-not-told", GINT_TO_POINTER (FALSE), test_waits_when_told_to);
  g_test_add_func ("/publish/keeps-to-the-limit", test_keeps_to_the_limit);
  g_test_add_func ("/publish/a-changed-file-says-nothing-about-a-lost-answer", test_changed_file_after_a_lost_answer);
  g_test_add_func ("/publish/asks-before-it-sends-again", test_asks_before_it_sends_again);
  g_test_add_func ("/publish/begins-anew-once-the-number-is-told", test_begins_anew_once_the_number_is_told);
  g_test_add_func ("/publish/begins-anew-when-the-address-expires", test_begins_anew_when_the_address_expires);
  g_test_add_func ("/publish/begins-anew-when-the-last-chunk-comes-too-late",
                   test_begins_anew_when_the_last_chunk_comes_too_late);
  g_test_add_func ("/publish/begins-anew-before-the-address-expires", test_begins_anew_before_the_address_expires);
  g_test_add_func ("/publish/begins-anew-without-the-address", test_begins_anew_without_the_address);
  g_test_add_func ("/publish/gives-up-beginning-anew", test_gives_up_beginning_anew);
  g_test_add_func ("/publish/keeps-the-address-before-the-step-ends", test_keeps_the_address_before_the_step_ends);
  g_test_add_func ("/publish/finds-the-id-later", test_id_comes_later);
  g_test_add_data_func ("/publish/stays-published-without-an-id/500",
                        "\"kind\":\"status\",\"http_status\":500", test_id_never_fails_a_post);
  g_test_add_data_func ("/publish/stays-published-without-an-id/forgotten",
                        "\"kind\":\"error_code\",\"code\":\"invalid_publish_id\"", test_id_never_fails_a_post);
  g_test_add_data_func ("/publish/stays-published-without-an-id/dropped",
                        "\"kind\":\"drop_after\"", test_id_never_fails_a_post);
  g_test_add_func ("/publish/only-me-has-no-id", test_only_me_has_no_id);
  g_test_add_data_func ("/publish/ids-are-exact/numbers", "{}", test_ids_are_exact);
  g_test_add_data_func ("/publish/ids-are-exact/strings", "{\"ids_as_strings\":true}", test_ids_are_exact);
  g_test_add_data_func ("/publish/ids-are-exact/spelt-right",
                        "{\"ids_spelled_right\":true,\"log_id_name\":\"logid\"}", test_ids_are_exact);
  g_test_add_func ("/publish/delivers-to-the-inbox", test_inbox);
  g_test_add_func ("/publish/refuses-the-sixth-in-the-inbox", test_sixth_in_the_inbox);
  g_test_add_func ("/publish/says-that-the-app-is-not-audited", test_unaudited);
  g_test_add_func ("/publish/tries-again-what-was-tiktoks-fault", test_internal_is_tried_again);
  g_test_add_func ("/publish/tells-that-tiktoks-fault-is-final", test_internal_without_end_is_final);
  g_test_add_data_func ("/publish/no-answer-is-not-final/scope", "scope_not_authorized", test_no_answer_is_not_final);
  g_test_add_data_func ("/publish/no-answer-is-not-final/forgotten", "invalid_publish_id", test_no_answer_is_not_final);
  g_test_add_data_func ("/publish/no-answer-is-not-final/refused", "invalid_params", test_no_answer_is_not_final);
  g_test_add_func ("/publish/refuses-a-changed-file", test_changed_file);
  g_test_add_func ("/publish/takes-a-touched-file", test_touched_file);
  g_test_add_func ("/publish/cancels-before-the-last-chunk", test_cancel_before_the_last_chunk);
  g_test_add_func ("/publish/says-when-it-is-too-late-to-cancel", test_cancel_too_late);
  g_test_add_func ("/publish/describes-what-the-account-may-do", test_describe);
  g_test_add_func ("/publish/stops-at-once-when-cancelled", test_cancelled_at_once);
  g_test_add_func ("/publish/does-not-guess-about-a-forgotten-upload", test_forgotten_upload_is_unknown);
  g_test_add_func ("/publish/asks-slower-and-then-a-person", test_asks_slower_and_then_a_person);
  g_test_add_func ("/publish/survives-a-bad-state", test_bad_state);
  add_lags ();
  add_refusals ();
  add_fail_reasons ();
  add_trouble ();
  return g_test_run ();
}
