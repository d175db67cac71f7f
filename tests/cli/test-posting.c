/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

static void
connect_practice (Cli        *cli,
                  const char *handle)
{
  g_autofree char *option = g_strconcat ("--practice=", handle, NULL);

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", option, NULL));
}

static char *
post_id (JsonObject *post)
{
  return g_strdup (poster_json_get_string (post, "_id"));
}

static guint
count_posts (Cli *cli)
{
  g_autoptr(JsonObject) document = NULL;

  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  document = cli_json (cli);
  return json_array_get_length (poster_json_get_array (document, "posts"));
}

/* The only post there is. */
static JsonObject *
only_post (Cli *cli)
{
  g_autoptr(JsonObject) document = NULL;
  JsonArray *posts;

  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  document = cli_json (cli);
  posts = poster_json_get_array (document, "posts");
  g_assert_cmpuint (json_array_get_length (posts), ==, 1);
  return json_object_ref (json_array_get_object_element (posts, 0));
}

static JsonObject *
platform_data (JsonObject *post,
               guint       index)
{
  JsonArray *platforms = poster_json_get_array (post, "platforms");

  return poster_json_get_object (json_array_get_object_element (platforms, index), "platformSpecificData");
}

static void
test_accounts (Cli           *cli,
               gconstpointer  data)
{
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autoptr(JsonObject) listed = NULL;
  g_autoptr(JsonObject) after = NULL;
  JsonObject *account;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", "--json", NULL));
  first = cli_json (cli);
  account = json_array_get_object_element (poster_json_get_array (first, "accounts"), 0);
  g_assert_cmpstr (poster_json_get_string (account, "username"), ==, "kitchen");
  g_assert_cmpuint (strlen (poster_json_get_string (account, "_id")), ==, 24);

  /* The same identity keeps its id. */
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=@kitchen", "--json", NULL));
  again = cli_json (cli);
  g_assert_cmpstr (poster_json_get_string (account, "_id"), ==,
                   poster_json_get_string (json_array_get_object_element (poster_json_get_array (again, "accounts"), 0), "_id"));

  /* Without a handle it is a new user, each time. */
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice", NULL));
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice", NULL));
  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  listed = cli_json (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (listed, "accounts")), ==, 3);
  account = json_array_get_object_element (poster_json_get_array (listed, "accounts"), 0);
  g_assert_cmpstr (poster_json_get_string (account, "connector"), ==, "tiktok");
  g_assert_cmpstr (poster_json_get_string (account, "platform"), ==, "tiktok");
  g_assert_cmpstr (poster_json_get_string (account, "displayName"), ==, "kitchen");
  g_assert_true (poster_json_get_boolean (account, "isActive", FALSE));
  g_assert_true (poster_json_get_boolean (account, "isPractice", FALSE));

  cli_assert_done (cli, cli_run (cli, "disconnect", "@kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  after = cli_json (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (after, "accounts")), ==, 2);
  cli_assert_refused (cli, cli_run (cli, "disconnect", "@kitchen", NULL), 1, "@kitchen");
}

static void
test_post_now (Cli           *cli,
               gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) listed = NULL;
  g_autofree char *url = NULL;
  g_autofree char *id = NULL;
  JsonObject *target;

  connect_practice (cli, "kitchen");
  connect_practice (cli, "workshop");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "@workshop", "--caption", "Hello #world",
                                 TIKTOK_OPTIONS, "--wait", "--json", NULL));
  g_assert_nonnull (strstr (cli->err, "@kitchen: published"));
  post = cli_post (cli);
  id = post_id (post);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  g_assert_cmpstr (poster_json_get_string (post, "content"), ==, "Hello #world");
  g_assert_cmpstr (cli_target_status (post, "kitchen"), ==, "published");
  g_assert_cmpstr (cli_target_status (post, "workshop"), ==, "published");
  target = json_array_get_object_element (poster_json_get_array (post, "platforms"), 0);
  g_assert_nonnull (poster_json_get_string (target, "platformPostId"));
  g_assert_nonnull (strstr (poster_json_get_string (target, "platformPostUrl"), "@kitchen/video/"));
  g_assert_nonnull (poster_json_get_string (target, "publishedAt"));

  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
  g_assert_cmpuint (cli_publications (url, "workshop"), ==, 1);

  listed = only_post (cli);
  g_assert_cmpstr (poster_json_get_string (listed, "_id"), ==, id);
  cli_assert_done (cli, cli_run (cli, "show", id, NULL));
  g_assert_nonnull (strstr (cli->out, "attempt 1"));

  /* What is out stays as it is. */
  cli_assert_refused (cli, cli_run (cli, "edit", id, "--caption", "other", NULL), 1, "out already");
  cli_assert_refused (cli, cli_run (cli, "reschedule", id, "2099-01-01 12:00", NULL), 1, "out already");
  cli_assert_refused (cli, cli_run (cli, "delete", id, NULL), 1, "is out");
  cli_assert_refused (cli, cli_run (cli, "retry", id, NULL), 1, "nothing to try again");
  cli_assert_refused (cli, cli_run (cli, "cancel", id, NULL), 1, "too late");

  /* The same clip once more: a warning, no more. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "kitchen", TIKTOK_OPTIONS, "--at", "2099-01-01 12:00", NULL));
  g_assert_nonnull (strstr (cli->err, "same file"));
}

static void
test_refusals (Cli           *cli,
               gconstpointer  data)
{
  g_autofree char *long_caption = g_strnfill (100000, 'x');
  g_autofree char *text = cli_file (cli, "notes.mp4", "no video at all", -1);

  connect_practice (cli, "kitchen");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen",
                                    "--option", "content_preview_confirmed=true", "--option", "express_consent_given=true",
                                    NULL), 1, "privacy_level");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "--option", "privacy_level=SELF_ONLY",
                                    "--option", "express_consent_given=true", NULL), 1, "content_preview_confirmed");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--option", "express_consent_given=false", NULL), 1, "express_consent_given");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--caption", long_caption, NULL), 1, "100");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@nobody", TIKTOK_OPTIONS, NULL), 1, "@nobody");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "0123456789abcdef01234567", TIKTOK_OPTIONS, NULL),
                      1, "0123456789abcdef01234567");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--at", "2020-01-01 12:00", NULL), 1, "has passed");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--at", "2099-01-01 12:00", "--timezone", "Mars/Olympus", NULL), 1, "Mars/Olympus");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--at", "tomorrow", NULL), 1, "tomorrow");
  cli_assert_refused (cli, cli_run (cli, "post", "gone.mp4", "--to", "@kitchen", TIKTOK_OPTIONS, NULL), 1, "gone.mp4");
  cli_assert_refused (cli, cli_run (cli, "post", cli->dir, "--to", "@kitchen", TIKTOK_OPTIONS, NULL), 1, "folder");
  cli_assert_refused (cli, cli_run (cli, "post", text, "--to", "@kitchen", TIKTOK_OPTIONS, NULL), 1, "late-poster: ");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "--option", "privacy_level", NULL), 2, "KEY=VALUE");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--option", "myspace.mood=good", NULL), 2, "myspace");
  /* Who is wanted as a second account and who as a file is told by the @. */
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "kitchen", "kitchen", TIKTOK_OPTIONS, NULL),
                      1, "write @kitchen");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "kitchen", "pantry", TIKTOK_OPTIONS, NULL),
                      1, "pantry");
  g_assert_null (strstr (cli->err, "write @"));
  g_assert_cmpuint (count_posts (cli), ==, 0);

  cli_assert_refused (cli, cli_run (cli, "show", "nonsense", NULL), 1, "nonsense");
  cli_assert_refused (cli, cli_run (cli, "cancel", "0123456789abcdef01234567", NULL), 1, "0123456789abcdef01234567");
}

static void
test_options (Cli           *cli,
              gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;

  connect_practice (cli, "kitchen.one");
  connect_practice (cli, "workshop");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen.one,workshop", TIKTOK_OPTIONS,
                                 "--option", "tiktok.allowComment=true", "--option", "@kitchen.one:allow_comment=false",
                                 "--option", "@workshop:allow_duet=true", "--option", "mood=good",
                                 "--at", "2099-01-01 12:00", "--json", NULL));
  g_assert_nonnull (strstr (cli->err, "mood"));
  post = cli_post (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (post, "platforms")), ==, 2);
  g_assert_false (poster_json_get_boolean (platform_data (post, 0), "allow_comment", TRUE));
  g_assert_true (poster_json_get_boolean (platform_data (post, 1), "allow_comment", FALSE));
  g_assert_false (poster_json_get_boolean (platform_data (post, 0), "allow_duet", TRUE));
  g_assert_true (poster_json_get_boolean (platform_data (post, 1), "allow_duet", FALSE));
  g_assert_false (json_object_has_member (platform_data (post, 0), "mood"));
  g_assert_null (strstr (cli->err, "does not go to"));

  /* What is said of all is meant for those that have it. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@workshop", TIKTOK_OPTIONS,
                                 "--option", "disableNotification=true", "--option", "callToAction.type=BOOK",
                                 "--at", "2099-01-01 12:00", "--json", NULL));
  g_assert_nonnull (strstr (cli->err, "“disableNotification” is ignored, because the post goes to no platform that has it"));
  g_assert_nonnull (strstr (cli->err, "“callToAction.type” is ignored"));
  g_assert_null (strstr (cli->err, "TikTok has no option"));

  /* What concerns nobody is said to do nothing. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@workshop", TIKTOK_OPTIONS,
                                 "--option", "youtube.title=One", "--option", "@kitchen.one:allow_comment=true",
                                 "--at", "2099-01-01 12:00", "--json", NULL));
  g_assert_nonnull (strstr (cli->err, "“title” is ignored, because the post does not go to YouTube"));
  g_assert_nonnull (strstr (cli->err, "“allow_comment” is ignored, because the post does not go to @kitchen.one"));
}

static void
set_user (Cli        *cli,
          const char *settings)
{
  g_autofree char *base_url = cli_practice_url (cli);
  g_autofree char *url = g_strconcat (base_url, "/sandbox/users", NULL);
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GBytes) body = g_bytes_new_static (settings, strlen (settings));
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

/* What the account may not do now is refused at once, by whoever can ask. */
static void
test_creator (Cli           *cli,
              gconstpointer  with_engine)
{
  g_autoptr(GSubprocess) engine = NULL;
  g_autoptr(JsonObject) post = NULL;

  connect_practice (cli, "kitchen");
  if (with_engine != NULL)
    {
      g_autofree char *line = NULL;

      engine = cli_start (cli, "run", NULL);
      line = cli_wait_for_line (g_subprocess_get_stderr_pipe (engine), "Publishing");
      g_assert_nonnull (line);
    }

  set_user (cli, "{\"handle\": \"kitchen\", \"private\": true}");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, NULL), 1, "privacy_level");
  set_user (cli, "{\"handle\": \"kitchen\", \"private\": false, \"max_video_post_duration_sec\": 3}");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                    "--at", "2099-01-01 12:00", NULL), 1, "3");
  g_assert_cmpuint (count_posts (cli), ==, 0);

  /* A draft is nobody's business yet. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--draft", NULL));

  /* What the rules change rather than refuse is told. */
  set_user (cli, "{\"handle\": \"kitchen\", \"comment_disabled\": true, \"max_video_post_duration_sec\": 60}");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                 "--option", "allow_comment=true", "--at", "2099-01-01 12:00", "--json", NULL));
  g_assert_nonnull (strstr (cli->err, "Comments are turned off"));
  g_assert_null (strstr (cli->err, "could not be asked"));
  post = cli_post (cli);
  g_assert_false (poster_json_get_boolean (platform_data (post, 0), "allow_comment", TRUE));
  if (engine != NULL)
    {
      g_subprocess_send_signal (engine, SIGTERM);
      cli_assert_done (cli, cli_end (cli, engine, NULL));
    }
}

static void
test_schedule (Cli           *cli,
               gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autoptr(JsonObject) edited = NULL;
  g_autoptr(JsonObject) cancelled = NULL;
  g_autofree char *id = NULL;

  connect_practice (cli, "kitchen");
  connect_practice (cli, "workshop");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "--caption", "Soon", TIKTOK_OPTIONS,
                                 "--at", "2098-12-24 18:00", "--timezone", "Europe/Berlin", "--json", NULL));
  post = cli_post (cli);
  id = post_id (post);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "scheduled");
  g_assert_cmpstr (cli_target_status (post, "kitchen"), ==, "pending");
  g_assert_cmpstr (poster_json_get_string (post, "scheduledFor"), ==, "2098-12-24T17:00:00.000Z");
  g_assert_cmpstr (poster_json_get_string (post, "timezone"), ==, "Europe/Berlin");

  /* Still that zone. */
  cli_assert_done (cli, cli_run (cli, "reschedule", id, "2098-07-24 18:00:30", "--json", NULL));
  later = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (later, "_id"), ==, id);
  g_assert_cmpstr (poster_json_get_string (later, "scheduledFor"), ==, "2098-07-24T16:00:30.000Z");
  cli_assert_refused (cli, cli_run (cli, "reschedule", id, "2001-01-01 00:00", NULL), 1, "has passed");

  /* What is shown can be given back: the seconds are there when there are any. */
  cli_assert_done (cli, cli_run (cli, "show", id, NULL));
  g_assert_nonnull (strstr (cli->out, "2098-07-24 18:00:30 (Europe/Berlin)"));
  cli_assert_done (cli, cli_run (cli, "posts", NULL));
  g_assert_nonnull (strstr (cli->out, "2098-07-24 18:00:30"));
  cli_assert_done (cli, cli_run (cli, "reschedule", id, "2098-07-24 16:00:00", "--timezone", "Etc/UTC", NULL));
  g_assert_nonnull (strstr (cli->out, "2098-07-24 16:00 (UTC)"));
  cli_assert_done (cli, cli_run (cli, "reschedule", id, "2098-07-24 18:00:30", "--timezone", "Europe/Berlin", NULL));

  cli_assert_done (cli, cli_run (cli, "edit", id, "--caption", "Later", "--to", "@kitchen", "@workshop",
                                 "--option", "@workshop:privacy_level=SELF_ONLY",
                                 "--option", "@workshop:content_preview_confirmed=true",
                                 "--option", "@workshop:express_consent_given=true", "--json", NULL));
  edited = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (edited, "content"), ==, "Later");
  g_assert_cmpstr (poster_json_get_string (edited, "scheduledFor"), ==, "2098-07-24T16:00:30.000Z");
  g_assert_cmpstr (poster_json_get_string (edited, "status"), ==, "scheduled");
  g_assert_cmpstr (poster_json_get_string (platform_data (edited, 0), "privacy_level"), ==, "PUBLIC_TO_EVERYONE");
  g_assert_cmpstr (poster_json_get_string (platform_data (edited, 1), "privacy_level"), ==, "SELF_ONLY");

  /* Nothing is due. */
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));

  cli_assert_done (cli, cli_run (cli, "cancel", id, NULL));
  cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
  cancelled = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (cancelled, "status"), ==, "cancelled");
  g_assert_cmpstr (cli_target_status (cancelled, "workshop"), ==, "cancelled");
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "cancelled", NULL));
  g_assert_nonnull (strstr (cli->out, id));
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "scheduled", NULL));
  g_assert_null (strstr (cli->out, id));

  cli_assert_done (cli, cli_run (cli, "delete", id, NULL));
  g_assert_cmpuint (count_posts (cli), ==, 0);
}

static void
test_draft (Cli           *cli,
            gconstpointer  data)
{
  g_autoptr(JsonObject) draft = NULL;
  g_autofree char *id = NULL;

  connect_practice (cli, "kitchen");

  /* What is not said yet is in the way of posting, not of keeping. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "--draft", "--json", NULL));
  draft = cli_post (cli);
  id = post_id (draft);
  g_assert_cmpstr (poster_json_get_string (draft, "status"), ==, "draft");
  g_assert_true (json_object_get_null_member (draft, "scheduledFor"));
  g_assert_cmpint (cli_run (cli, "reschedule", id, "2099-01-01 12:00", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->err, "privacy_level"));
  cli_assert_done (cli, cli_run (cli, "edit", id, TIKTOK_OPTIONS, NULL));
  cli_assert_done (cli, cli_run (cli, "reschedule", id, "2099-01-01 12:00", NULL));
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "scheduled", NULL));
  g_assert_nonnull (strstr (cli->out, id));
}

static void
test_run (Cli           *cli,
          gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  g_autofree char *url = NULL;

  connect_practice (cli, "kitchen");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, NULL));
  g_assert_nonnull (strstr (cli->err, "late-poster run"));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  post = only_post (cli);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
}

static void
test_changed_file (Cli           *cli,
                   gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *id = NULL;
  g_autofree char *url = NULL;
  gsize length;

  connect_practice (cli, "kitchen");
  g_assert_true (g_file_get_contents (cli->clip, &bytes, &length, NULL));
  copy = cli_file (cli, "copy.mp4", bytes, (gssize) length);
  cli_assert_done (cli, cli_run (cli, "post", copy, "--to", "@kitchen", TIKTOK_OPTIONS, "--json", NULL));
  post = cli_post (cli);
  id = post_id (post);

  /* Other content under the same name is not what was checked. */
  bytes[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (cli_target_status (after, "kitchen"), ==, "failed");
  g_assert_nonnull (strstr (cli->out, "changed"));

  /* The same content at another time is. A person puts it back, and says so. */
  bytes[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
  cli_assert_done (cli, cli_run (cli, "retry", id, "--wait", NULL));
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
}

static void
test_gone_file (Cli           *cli,
                gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_autofree char *copy = NULL;
  gsize length;

  connect_practice (cli, "kitchen");
  g_assert_true (g_file_get_contents (cli->clip, &bytes, &length, NULL));
  copy = cli_file (cli, "copy.mp4", bytes, (gssize) length);
  cli_assert_done (cli, cli_run (cli, "post", copy, "--to", "@kitchen", TIKTOK_OPTIONS, NULL));
  g_assert_cmpint (g_unlink (copy), ==, 0);
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  g_assert_nonnull (strstr (cli->out, "\"failed\""));
  g_assert_nonnull (strstr (cli->out, "is not there"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Cli, NULL, cli_set_up, func, cli_tear_down)
  ADD ("/posting/accounts-come-and-go", test_accounts);
  ADD ("/posting/now-to-two-accounts", test_post_now);
  ADD ("/posting/what-cannot-go-out-is-refused", test_refusals);
  ADD ("/posting/options-have-scopes", test_options);
  ADD ("/posting/what-the-creator-may-not-is-refused", test_creator);
  g_test_add ("/posting/what-the-creator-may-not-is-refused-beside-an-engine", Cli, "engine", cli_set_up, test_creator,
              cli_tear_down);
  ADD ("/posting/a-schedule-can-be-changed", test_schedule);
  ADD ("/posting/a-draft-may-be-incomplete", test_draft);
  ADD ("/posting/run-publishes-what-was-stored", test_run);
  ADD ("/posting/another-content-is-refused-another-time-is-not", test_changed_file);
  ADD ("/posting/a-file-that-vanished", test_gone_file);
  return g_test_run ();
}
