/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <string.h>

#include "poster-remote-post.h"

#define POST_NOW \
  "{\"message\":\"ok\",\"post\":{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"published\",\"platforms\":[" \
  "{\"platform\":\"twitter\",\"accountId\":{\"_id\":\"a1\",\"platform\":\"twitter\"},\"status\":\"published\"," \
  "\"platformPostId\":\"77\",\"platformPostUrl\":\"https://x.example/77\"}," \
  "{\"platform\":\"bluesky\",\"accountId\":\"a2\",\"status\":\"failed\",\"errorMessage\":\"Token expired\"," \
  "\"errorCategory\":\"auth_expired\",\"errorSource\":\"user\"}]}}"

/* 2027-01-15T10:00:00Z */
#define LATER_US (G_GINT64_CONSTANT (1800007200) * G_USEC_PER_SEC)

#define SCHEDULED(id, content) \
  "{\"message\":\"ok\",\"post\":{\"_id\":\"" id "\",\"content\":\"" content "\",\"status\":\"scheduled\"," \
  "\"scheduledFor\":\"2027-01-15T10:00:00.000Z\",\"timezone\":\"Europe/Berlin\",\"platforms\":[" \
  "{\"platform\":\"twitter\",\"accountId\":\"a1\",\"status\":\"pending\"}]}}"

static JsonObject *
get_entry (JsonObject *body,
           guint       index)
{
  return json_array_get_object_element (poster_json_get_array (body, "platforms"), index);
}

static void
assert_next (LateFixture       *fixture,
             PosterPublication *publication,
             const char        *name)
{
  g_autofree char *next = late_next (fixture, publication);

  g_assert_cmpstr (next, ==, name);
}

/* Several accounts share one post, and each hears what became of it there, from one answer. */
static void
test_now (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterPublication) other = late_new_publication (fixture, "bluesky", "a2", "Soup for Bluesky");
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(PosterStepResult) looked = NULL;
  g_autoptr(PosterStepResult) failed = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) error = NULL;

  late_add_sibling (publication, g_object_ref (other));
  assert_next (fixture, publication, "create");
  late_fixture_push (fixture, "201 Created", POST_NOW);
  created = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (created->outcome, ==, POSTER_STEP_CONTINUE);
  g_assert_cmpstr (created->remote_id, ==, "65f1");
  late_assert_request (fixture, 0, "POST /api/v1/posts HTTP");
  g_assert_nonnull (strstr (poster_script_server_get_head (fixture->server, 0),
                            "x-request-id: 5f8a1c1e-0000-4000-8000-000000000001\r\n"));
  body = late_fixture_dup_body (fixture, 0);
  g_assert_true (poster_json_get_boolean (body, "publishNow", FALSE));
  g_assert_false (json_object_has_member (body, "scheduledFor"));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (body, "platforms")), ==, 2);
  g_assert_cmpstr (poster_json_get_string (body, "content"), ==, "Soup");
  g_assert_cmpstr (poster_json_get_string (get_entry (body, 0), "accountId"), ==, "a1");
  g_assert_false (json_object_has_member (get_entry (body, 0), "customContent"));
  g_assert_cmpstr (poster_json_get_string (get_entry (body, 1), "customContent"), ==, "Soup for Bluesky");

  assert_next (fixture, publication, "look");
  looked = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (looked->outcome, ==, POSTER_STEP_PUBLISHED);
  g_assert_cmpstr (looked->platform_post_id, ==, "77");
  g_assert_cmpstr (looked->platform_post_url, ==, "https://x.example/77");
  g_assert_cmpint (looked->delay_us, ==, -1);

  poster_publication_set_state (other, created->state);
  failed = late_run (fixture, other, &error);
  g_assert_null (failed);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
  g_assert_true (poster_error_is_final (error));
  g_assert_cmpstr (poster_error_get_category (error), ==, "auth_expired");
  g_assert_nonnull (strstr (error->message, "Token expired. Connect the account again"));
  /* All of that was in the answer to the creation. */
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 1);
}

/* A carousel: two files at a time, whole, without the key, with the type that was announced. */
static void
test_upload (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) first = NULL;
  g_autoptr(PosterStepResult) second = NULL;
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(JsonObject) presign = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *media;

  late_add_file (fixture, publication, "a.jpg", "image/jpeg", 3000);
  late_add_file (fixture, publication, "b.png", "image/png", 2000);
  late_add_file (fixture, publication, "c.mp4", "video/mp4", 70000);
  ((PosterMediaItem *) g_ptr_array_index (publication->media, 1))->alt_text = g_strdup ("A pot");
  assert_next (fixture, publication, "upload");
  late_push_presign (fixture, "one");
  late_push_presign (fixture, "two");
  late_fixture_push (fixture, "200 OK", "");
  late_fixture_push (fixture, "200 OK", "");
  first = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 4);
  g_assert_cmpint (fixture->progress_done, ==, 5000);
  g_assert_cmpint (fixture->progress_total, ==, 75000);
  presign = late_fixture_dup_body (fixture, 0);
  g_assert_cmpstr (poster_json_get_string (presign, "filename"), !=, NULL);
  g_assert_cmpint (poster_json_get_int (presign, "size", 0), >=, 2000);
  for (guint i = 2; i < 4; i++)
    {
      const char *head = poster_script_server_get_head (fixture->server, i);
      GByteArray *bytes = poster_script_server_get_body (fixture->server, i);

      /* Sent byte for byte: the address is signed. */
      g_assert_true (g_str_has_prefix (head, "PUT /storage/one?signature=s%2Fe%2Bcret HTTP") ||
                     g_str_has_prefix (head, "PUT /storage/two?signature=s%2Fe%2Bcret HTTP"));
      g_assert_null (strstr (head, "Authorization"));
      g_assert_nonnull (strstr (head, bytes->data[0] == 'a' ? "Content-Type: image/jpeg\r\n" : "Content-Type: image/png\r\n"));
      g_assert_cmpuint (bytes->len, ==, bytes->data[0] == 'a' ? 3000 : 2000);
    }

  assert_next (fixture, publication, "upload");
  late_push_presign (fixture, "three");
  late_fixture_push (fixture, "204 No Content", "");
  second = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture->progress_done, ==, 75000);

  assert_next (fixture, publication, "create");
  late_fixture_push (fixture, "201 Created", POST_NOW);
  created = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  body = late_fixture_dup_body (fixture, 6);
  media = poster_json_get_array (body, "mediaItems");
  g_assert_cmpuint (json_array_get_length (media), ==, 3);
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (media, 1), "type"), ==, "image");
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (media, 1), "altText"), ==, "A pot");
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (media, 2), "type"), ==, "video");
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (media, 2), "url"), ==,
                   "https://media.example/temp/three");
}

/* One of two broke: the other need not be sent again. */
static void
test_upload_keeps_what_is_there (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) first = NULL;
  g_autoptr(PosterStepResult) second = NULL;
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(GError) error = NULL;

  late_add_file (fixture, publication, "a.jpg", "image/jpeg", 3000);
  late_add_file (fixture, publication, "b.png", "image/png", 2000);
  late_push_presign (fixture, "one");
  late_push_presign (fixture, "two");
  late_fixture_push (fixture, "200 OK", "");
  poster_script_server_push (fixture->server, POSTER_SCRIPT_CUT, 100, NULL);
  first = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_nonnull (first->note);
  assert_next (fixture, publication, "upload");
  late_push_presign (fixture, "three");
  late_fixture_push (fixture, "200 OK", "");
  second = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 6);
  assert_next (fixture, publication, "create");

  /* An hour later nobody knows whether the storage has them still. */
  poster_shift_clock_advance (fixture->clock, G_TIME_SPAN_HOUR);
  created = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (created->outcome, ==, POSTER_STEP_CONTINUE);
  assert_next (fixture, publication, "upload");
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 6);
}

/* Of a large file that broke is said what another attempt costs. */
static void
test_upload_says_the_cost (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(GError) error = NULL;

  late_add_file (fixture, publication, "a.mp4", "video/mp4", 60 * 1000 * 1000);
  late_push_presign (fixture, "one");
  poster_script_server_push (fixture->server, POSTER_SCRIPT_CUT, 1000, NULL);
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_nonnull (strstr (error->message, "60.0"));
  assert_next (fixture, publication, "upload");
}

static void
test_upload_refuses (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item = late_add_file (fixture, publication, "a.mkv", "video/x-matroska", 100);

  g_assert_null (late_run (fixture, publication, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "a.mkv"));
  g_clear_error (&error);
  g_free (item->facts->mime_type);
  item->facts->mime_type = g_strdup ("video/mp4");
  item->size++;
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 0);
}

/* A file goes nowhere where it could be read on the way. */
static void
test_upload_address (void)
{
  static const char *const addresses[] = { "http://storage.example/a?signature=1", "ftp://storage.example/a", "nonsense" };
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");

  late_add_file (fixture, publication, "a.jpg", "image/jpeg", 3000);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"uploadUrl\":\"%s\",\"publicUrl\":\"https://media.example/a\"}",
                                               addresses[i]);
      g_autoptr(GError) error = NULL;

      late_fixture_push (fixture, "200 OK", json);
      g_assert_null (late_run (fixture, publication, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
      g_assert_cmpstr (poster_error_get_code (error), ==, "address_not_secure");
      g_assert_null (strstr (error->message, "signature"));
    }
}

/* Handed over; an edit reaches the service, unless somebody changed the post there meanwhile. */
static void
test_hand_over (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(PosterStepResult) compared = NULL;
  g_autoptr(PosterStepResult) updated = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(JsonObject) edit = NULL;
  g_autoptr(GError) error = NULL;

  publication->scheduled_us = LATER_US;
  publication->zone = g_strdup ("Europe/Berlin");
  late_fixture_push (fixture, "201 Created", SCHEDULED ("65f1", "Soup"));
  created = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (created->outcome, ==, POSTER_STEP_HANDED_OVER);
  g_assert_nonnull (created->remote_mark);
  body = late_fixture_dup_body (fixture, 0);
  g_assert_cmpstr (poster_json_get_string (body, "scheduledFor"), ==, "2027-01-15T10:00:00.000Z");
  g_assert_cmpstr (poster_json_get_string (body, "timezone"), ==, "Europe/Berlin");
  g_assert_false (json_object_has_member (body, "publishNow"));
  publication->remote_mark = g_strdup (created->remote_mark);
  assert_next (fixture, publication, "look");

  g_free (publication->content);
  publication->content = g_strdup ("Stew");
  assert_next (fixture, publication, "compare");
  late_fixture_push (fixture, "200 OK", SCHEDULED ("65f1", "Soup"));
  compared = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  assert_next (fixture, publication, "update");
  late_fixture_push (fixture, "200 OK", SCHEDULED ("65f1", "Stew"));
  updated = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (updated->outcome, ==, POSTER_STEP_HANDED_OVER);
  g_assert_cmpstr (updated->remote_mark, !=, created->remote_mark);
  late_assert_request (fixture, 2, "PUT /api/v1/posts/65f1 HTTP");
  edit = late_fixture_dup_body (fixture, 2);
  g_assert_cmpstr (poster_json_get_string (edit, "content"), ==, "Stew");
  g_assert_false (json_object_has_member (edit, "mediaItems"));
  assert_next (fixture, publication, "look");
}

/* A setting that is newer than this program, and what another program keeps with the post. */
static void
test_unknown_stays (void)
{
  const char *there = "{\"post\":{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"scheduled\","
                      "\"scheduledFor\":\"2027-01-15T10:00:00.000Z\",\"metadata\":{\"campaign\":\"spring\"},"
                      "\"platforms\":[{\"platform\":\"twitter\",\"accountId\":{\"_id\":\"a1\"},\"status\":\"pending\","
                      "\"customMedia\":[{\"type\":\"image\",\"url\":\"https://late.example/theirs.jpg\",\"title\":\"Pot\"}],"
                      "\"platformSpecificData\":{\"replySettings\":\"following\",\"hologram\":{\"depth\":3}}}]}}";
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(PosterStepResult) compared = NULL;
  g_autoptr(PosterStepResult) updated = NULL;
  g_autoptr(JsonObject) edit = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *entry;
  JsonObject *data;
  JsonObject *own;

  publication->scheduled_us = LATER_US;
  late_fixture_push (fixture, "201 Created", SCHEDULED ("65f1", "Soup"));
  created = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  /* What is known was changed there and taken over. */
  json_object_set_string_member (publication->options, "reply_settings", "following");
  g_free (publication->content);
  publication->content = g_strdup ("Stew");
  late_fixture_push (fixture, "200 OK", there);
  compared = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  late_fixture_push (fixture, "200 OK", SCHEDULED ("65f1", "Stew"));
  updated = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  edit = late_fixture_dup_body (fixture, 2);
  g_assert_cmpstr (poster_json_get_string (edit, "content"), ==, "Stew");
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (edit, "metadata"), "campaign"), ==, "spring");
  entry = json_array_get_object_element (poster_json_get_array (edit, "platforms"), 0);
  data = poster_json_get_object (entry, "platformSpecificData");
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (data, "hologram"), "depth", 0), ==, 3);
  own = json_array_get_object_element (poster_json_get_array (entry, "customMedia"), 0);
  g_assert_cmpstr (poster_json_get_string (own, "url"), ==, "https://late.example/theirs.jpg");
  g_assert_cmpstr (poster_json_get_string (own, "title"), ==, "Pot");
}

/* The files are other ones now: what others said of one that stays is said of it still; what we said
 * ourselves and took back is not. */
static void
test_unknown_of_files (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) uploaded = NULL;
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(PosterStepResult) compared = NULL;
  g_autoptr(PosterStepResult) uploaded_too = NULL;
  g_autoptr(PosterStepResult) updated = NULL;
  g_autoptr(JsonObject) sent = NULL;
  g_autoptr(JsonObject) edit = NULL;
  g_autofree char *there = NULL;
  const char *uri;
  JsonObject *item;
  g_autoptr(GError) error = NULL;

  publication->scheduled_us = LATER_US;
  late_add_file (fixture, publication, "a.jpg", "image/jpeg", 3000);
  ((PosterMediaItem *) g_ptr_array_index (publication->media, 0))->alt_text = g_strdup ("A pot");
  late_push_presign (fixture, "one");
  late_fixture_push (fixture, "200 OK", "");
  uploaded = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  late_fixture_push (fixture, "201 Created", SCHEDULED ("65f1", "Soup"));
  created = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  sent = late_fixture_dup_body (fixture, 2);
  uri = poster_json_get_string (json_array_get_object_element (poster_json_get_array (sent, "mediaItems"), 0), "url");

  g_clear_pointer (&((PosterMediaItem *) g_ptr_array_index (publication->media, 0))->alt_text, g_free);
  late_add_file (fixture, publication, "b.jpg", "image/jpeg", 2000);
  there = g_strdup_printf ("{\"post\":{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"scheduled\","
                           "\"mediaItems\":[{\"type\":\"image\",\"url\":\"%s\",\"altText\":\"A pot\",\"title\":\"Pot\"}],"
                           "\"platforms\":[{\"platform\":\"twitter\",\"accountId\":\"a1\",\"status\":\"pending\"}]}}", uri);
  late_fixture_push (fixture, "200 OK", there);
  compared = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  assert_next (fixture, publication, "upload");
  late_push_presign (fixture, "two");
  late_fixture_push (fixture, "200 OK", "");
  uploaded_too = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  late_fixture_push (fixture, "200 OK", SCHEDULED ("65f1", "Soup"));
  updated = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  edit = late_fixture_dup_body (fixture, 6);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (edit, "mediaItems")), ==, 2);
  item = json_array_get_object_element (poster_json_get_array (edit, "mediaItems"), 0);
  g_assert_cmpstr (poster_json_get_string (item, "url"), ==, uri);
  g_assert_cmpstr (poster_json_get_string (item, "title"), ==, "Pot");
  g_assert_false (json_object_has_member (item, "altText"));
}

static void
test_conflict (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(PosterStepResult) same = NULL;
  g_autoptr(GError) error = NULL;

  publication->scheduled_us = LATER_US;
  late_fixture_push (fixture, "201 Created", SCHEDULED ("65f1", "Soup"));
  created = late_run (fixture, publication, &error);
  publication->remote_mark = g_strdup (created->remote_mark);
  g_free (publication->content);
  publication->content = g_strdup ("Stew");
  late_fixture_push (fixture, "200 OK", SCHEDULED ("65f1", "Somebody's soup"));
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_assert_cmpstr (poster_error_get_code (error), ==, POSTER_ERROR_CODE_REMOTE_CHANGED);
  g_clear_error (&error);
  poster_shift_clock_advance (fixture->clock, G_TIME_SPAN_MINUTE);

  /* Deleted there: the same question. */
  late_fixture_push (fixture, "404 Not Found", "{\"error\":\"Not found\"}");
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, POSTER_ERROR_CODE_REMOTE_CHANGED);
  g_clear_error (&error);

  /* Somebody made the same change there. */
  late_fixture_push (fixture, "200 OK", SCHEDULED ("65f1", "Stew"));
  same = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  assert_next (fixture, publication, "update");
}

/* The edit came too late: what became of the post is asked, and nothing else is tried. */
static void
test_edit_too_late (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) created = NULL;
  g_autoptr(PosterStepResult) compared = NULL;
  g_autoptr(PosterStepResult) looked = NULL;
  g_autoptr(GError) error = NULL;

  publication->scheduled_us = LATER_US;
  late_fixture_push (fixture, "201 Created", SCHEDULED ("65f1", "Soup"));
  created = late_run (fixture, publication, &error);
  g_free (publication->content);
  publication->content = g_strdup ("Stew");
  late_fixture_push (fixture, "200 OK", POST_NOW);
  compared = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  assert_next (fixture, publication, "look");
  looked = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (looked->outcome, ==, POSTER_STEP_PUBLISHED);
}

#define LIST(post) "{\"posts\":[{\"_id\":\"64aa\",\"content\":\"Other\",\"status\":\"published\",\"platforms\":[]}" post "]," \
  "\"pagination\":{\"page\":1,\"limit\":100,\"total\":2,\"pages\":1}}"

/* The answer got lost, the post did not: it is found by its notes. */
static void
test_lost_answer_found (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_true (poster_error_may_have_arrived (error));
  g_clear_error (&error);
  late_fixture_push (fixture, "200 OK",
                     LIST (",{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"published\",\"platforms\":[],"
                           "\"metadata\":{\"posterSubmission\":\"5f8a1c1e-0000-4000-8000-000000000001\"}}"));
  settled = late_settle (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settled->outcome, ==, POSTER_STEP_CONTINUE);
  g_assert_cmpstr (settled->remote_id, ==, "65f1");
  assert_next (fixture, publication, "look");
}

/* Not there at once does not mean that it never comes: only after a while it is sent again. And where
 * the repeat is refused as a double of what came after all, that one is ours. */
static void
test_lost_answer_repeated (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(PosterStepResult) repeated = NULL;
  g_autofree char *now = NULL;
  g_autofree char *existing = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  g_assert_null (late_run (fixture, publication, &error));
  g_clear_error (&error);
  late_fixture_push (fixture, "200 OK", LIST (""));
  g_assert_null (late_settle (fixture, publication, &error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_cmpint (poster_error_get_retry_after_us (error), >, 0);
  poster_shift_clock_advance (fixture->clock, poster_error_get_retry_after_us (error) + G_USEC_PER_SEC);
  g_clear_error (&error);
  late_fixture_push (fixture, "200 OK", LIST (""));
  settled = late_settle (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settled->outcome, ==, POSTER_STEP_NOT_DONE);
  g_assert_false (settled->in_doubt);

  assert_next (fixture, publication, "create");
  now = poster_time_format (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)));
  existing = g_strdup_printf ("{\"post\":{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"published\",\"createdAt\":\"%s\","
                              "\"platforms\":[{\"platform\":\"twitter\",\"accountId\":\"a1\",\"status\":\"published\"}]}}", now);
  late_fixture_push (fixture, "409 Conflict",
                     "{\"error\":\"Duplicate\",\"details\":{\"accountId\":\"a1\",\"platform\":\"twitter\",\"existingPostId\":\"65f1\"}}");
  late_fixture_push (fixture, "200 OK", existing);
  repeated = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (repeated->remote_id, ==, "65f1");
  assert_next (fixture, publication, "look");
}

/* A server that has shown the later shape takes the repeat for what it is. */
static void
test_lost_answer_at_an_idempotent_server (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(PosterStepResult) repeated = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  g_assert_null (late_run (fixture, publication, &error));
  g_clear_error (&error);
  poster_script_server_push_json (fixture->server, "200 OK", "X-Request-Id: r1\r\n", LIST (""));
  settled = late_settle (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settled->outcome, ==, POSTER_STEP_NOT_DONE);
  g_assert_true (settled->in_doubt);
  late_fixture_push (fixture, "200 OK", LIST (""));
  late_fixture_push (fixture, "200 OK", "{\"existingPost\":{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"publishing\","
                                        "\"platforms\":[{\"platform\":\"twitter\",\"accountId\":\"a1\",\"status\":\"pending\"}]}}");
  repeated = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (repeated->remote_id, ==, "65f1");
  g_assert_nonnull (strstr (poster_script_server_get_head (fixture->server, 3),
                            "x-request-id: 5f8a1c1e-0000-4000-8000-000000000001\r\n"));
}

/* Between the settling and the repeat the computer slept: the repeat would be a second post by then, so
 * what the first request made meanwhile is looked for. */
static void
test_lost_answer_comes_late (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStepResult) settled = NULL;
  g_autoptr(PosterStepResult) repeated = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  g_assert_null (late_run (fixture, publication, &error));
  g_clear_error (&error);
  poster_script_server_push_json (fixture->server, "200 OK", "X-Request-Id: r1\r\n", LIST (""));
  settled = late_settle (fixture, publication, &error);
  g_assert_no_error (error);
  poster_shift_clock_advance (fixture->clock, G_TIME_SPAN_HOUR);
  late_fixture_push (fixture, "200 OK",
                     LIST (",{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"published\",\"platforms\":[],"
                           "\"metadata\":{\"posterSubmission\":\"5f8a1c1e-0000-4000-8000-000000000001\"}}"));
  repeated = late_run (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (repeated->remote_id, ==, "65f1");
  g_assert_false (repeated->in_doubt);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 3);
}

/* What somebody posted before is not taken for ours. */
static void
test_duplicate (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "409 Conflict", "{\"error\":\"Duplicate\",\"details\":{\"existingPostId\":\"65f1\"}}");
  late_fixture_push (fixture, "200 OK", "{\"post\":{\"_id\":\"65f1\",\"content\":\"Soup\",\"status\":\"published\","
                                        "\"createdAt\":\"2026-11-23T00:00:00Z\",\"platforms\":[]}}");
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "duplicate_content");
  g_assert_false (poster_error_may_have_arrived (error));
}

/* Nothing of a post that waits for its turn was sent. */
static void
test_turn (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "429 Too Many Requests", "{\"error\":\"Slow down\"}");
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_RATE_LIMITED);
  g_assert_false (poster_error_may_have_arrived (error));
  g_clear_error (&error);
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, POSTER_ERROR_CODE_TURN);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (poster_error_get_retry_after_us (error), >, 50 * G_USEC_PER_SEC);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 1);
}

typedef struct
{
  const char        *post_status;
  const char        *status;
  PosterStepOutcome  outcome;
} StateCase;

static const StateCase state_cases[] = {
  { "publishing", "pending", POSTER_STEP_ASK_AGAIN },
  { "publishing", "publishing", POSTER_STEP_ASK_AGAIN },
  { "scheduled", "pending", POSTER_STEP_ASK_AGAIN },
  { "partial", "published", POSTER_STEP_PUBLISHED },
  { "published", "published", POSTER_STEP_PUBLISHED },
  { "draft", "pending", POSTER_STEP_ASK_AGAIN },
  { "reticulating", "splining", POSTER_STEP_ASK_AGAIN },
};

/* Every state is understood, and one that nobody knows is waited out. */
static void
test_states (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_cases); i++)
    {
      g_autoptr(LateFixture) fixture = late_fixture_new ();
      g_autoptr(PosterPublication) publication = late_new_publication (fixture, "tiktok", "a1", "Soup");
      g_autoptr(PosterStepResult) looked = NULL;
      g_autoptr(JsonObject) state = poster_json_parse_object ("{\"post\":\"65f1\"}", -1, NULL);
      g_autofree char *json = NULL;
      g_autoptr(GError) error = NULL;

      poster_publication_set_state (publication, state);
      json = g_strdup_printf ("{\"post\":{\"_id\":\"65f1\",\"status\":\"%s\",\"platforms\":[{\"accountId\":{\"_id\":\"a1\"},"
                              "\"status\":\"%s\",\"platformPostUrl\":null}]}}",
                              state_cases[i].post_status, state_cases[i].status);
      late_fixture_push (fixture, "200 OK", json);
      looked = late_run (fixture, publication, &error);
      g_assert_no_error (error);
      g_assert_cmpint (looked->outcome, ==, state_cases[i].outcome);
      /* The address of the post comes later: it is asked for once more. */
      g_assert_cmpint (looked->delay_us, >, 0);
      assert_next (fixture, publication, "look");
    }
}

static void
test_gone (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "tiktok", "a1", "Soup");
  g_autoptr(JsonObject) state = poster_json_parse_object ("{\"post\":\"65f1\"}", -1, NULL);
  g_autoptr(GError) error = NULL;

  poster_publication_set_state (publication, state);
  late_fixture_push (fixture, "404 Not Found", "{\"error\":\"Not found\"}");
  g_assert_null (late_run (fixture, publication, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, "remote_gone");
  /* Perhaps it was out before. */
  g_assert_false (poster_error_is_final (error));
}

/* Targets that share a post ask once for it; and who goes away does not take the answer along. */
static void
test_shared_look (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(JsonObject) state = poster_json_parse_object ("{\"post\":\"65f1\"}", -1, NULL);
  g_autoptr(PosterStep) step = poster_step_new ("look", POSTER_STEP_WAIT);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GPtrArray) publications = g_ptr_array_new_with_free_func (g_object_unref);
  GAsyncResult *results[3] = { NULL, NULL, NULL };

  late_fixture_push (fixture, "200 OK", POST_NOW);
  for (guint i = 0; i < 3; i++)
    {
      PosterPublication *publication = late_new_publication (fixture, "twitter", "a1", "Soup");

      poster_publication_set_state (publication, state);
      g_ptr_array_add (publications, publication);
      poster_connector_run_step_async (fixture->connector, publication, step, NULL, NULL, i == 0 ? cancellable : NULL,
                                       poster_test_keep_result_cb, &results[i]);
    }
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GAsyncResult) result = poster_test_await (&results[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterStepResult) looked = poster_connector_run_step_finish (fixture->connector, result, &error);

      if (i == 0)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (looked->outcome, ==, POSTER_STEP_PUBLISHED);
    }
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 1);
}

static void
progress_cancel_cb (gint64   done,
                    gint64   total,
                    gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Half way through an upload somebody changes their mind. */
static void
test_upload_cancelled (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterPublication) publication = late_new_publication (fixture, "twitter", "a1", "Soup");
  g_autoptr(PosterStep) step = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  late_add_file (fixture, publication, "a.mp4", "video/mp4", 20 * 1000 * 1000);
  step = poster_connector_next_step (fixture->connector, publication, NULL);
  late_push_presign (fixture, "one");
  poster_script_server_push (fixture->server, POSTER_SCRIPT_STALL, 1000, NULL);
  poster_connector_run_step_async (fixture->connector, publication, step, progress_cancel_cb, fixture->cancellable,
                                   fixture->cancellable, poster_test_keep_result_cb, &result);
  g_assert_null (poster_connector_run_step_finish (fixture->connector, poster_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  late_init (&argc, &argv);
  g_test_add_func ("/late/publish/tells-each-account-from-one-answer", test_now);
  g_test_add_func ("/late/upload/sends-two-files-at-a-time", test_upload);
  g_test_add_func ("/late/upload/keeps-what-is-there", test_upload_keeps_what_is_there);
  g_test_add_func ("/late/upload/says-what-another-attempt-costs", test_upload_says_the_cost);
  g_test_add_func ("/late/upload/refuses-before-anything-is-sent", test_upload_refuses);
  g_test_add_func ("/late/upload/goes-nowhere-in-the-open", test_upload_address);
  g_test_add_func ("/late/upload/can-be-stopped", test_upload_cancelled);
  g_test_add_func ("/late/look/is-shared", test_shared_look);
  g_test_add_func ("/late/hand-over/follows-edits", test_hand_over);
  g_test_add_func ("/late/hand-over/an-edit-leaves-what-it-does-not-know", test_unknown_stays);
  g_test_add_func ("/late/hand-over/files-keep-what-others-said-of-them", test_unknown_of_files);
  g_test_add_func ("/late/hand-over/never-overwrites-silently", test_conflict);
  g_test_add_func ("/late/hand-over/an-edit-may-come-too-late", test_edit_too_late);
  g_test_add_func ("/late/settle/finds-what-the-lost-answer-made", test_lost_answer_found);
  g_test_add_func ("/late/settle/repeats-only-what-is-not-there", test_lost_answer_repeated);
  g_test_add_func ("/late/settle/trusts-a-server-that-knows-the-request", test_lost_answer_at_an_idempotent_server);
  g_test_add_func ("/late/settle/looks-again-before-a-late-repeat", test_lost_answer_comes_late);
  g_test_add_func ("/late/publish/a-duplicate-of-another-post-is-refused", test_duplicate);
  g_test_add_func ("/late/publish/waits-for-its-turn", test_turn);
  g_test_add_func ("/late/look/understands-every-state", test_states);
  g_test_add_func ("/late/look/tells-that-it-is-gone", test_gone);
  return g_test_run ();
}
