/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"

static JsonObject *
object_of (Cli        *cli,
           const char *name)
{
  g_autoptr(JsonObject) document = cli_json (cli);

  g_assert_true (json_object_has_member (document, name));
  return json_object_ref (json_object_get_object_member (document, name));
}

static JsonArray *
array_of (Cli        *cli,
          const char *name)
{
  g_autoptr(JsonObject) document = cli_json (cli);

  g_assert_true (json_object_has_member (document, name));
  return json_array_ref (json_object_get_array_member (document, name));
}

/* An instant of the API, microseconds since the epoch. */
static gint64
instant (const char *text)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
set_up (Cli           *cli,
        gconstpointer  data)
{
  cli_set_up (cli, data);
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
}

static void
test_queues (Cli           *cli,
             gconstpointer  data)
{
  g_autoptr(JsonObject) added = NULL;
  g_autoptr(JsonArray) next = NULL;
  g_autoptr(JsonArray) queues = NULL;
  g_autoptr(JsonObject) edited = NULL;
  JsonObject *slot;

  cli_assert_done (cli, cli_run (cli, "queue", NULL));
  g_assert_nonnull (strstr (cli->err, "no queues yet"));
  cli_assert_refused (cli, cli_run (cli, "queue", "preview", NULL), 1, "no queue yet");
  cli_assert_refused (cli, cli_run (cli, "queue", "add", "Evenings", "--slot", "someday 18:00", NULL), 1, "“someday 18:00”");
  cli_assert_refused (cli, cli_run (cli, "queue", "add", "Evenings", "--slot", "mon 18:00", "--timezone", "Nowhere", NULL),
                      1, "“Nowhere” is not a time zone");

  cli_assert_done (cli, cli_run (cli, "queue", "add", "Evenings", "--slot", "mon,thu 18:00", "--timezone", "Europe/Berlin",
                                 "--json", NULL));
  added = object_of (cli, "schedule");
  g_assert_cmpstr (json_object_get_string_member (added, "name"), ==, "Evenings");
  g_assert_cmpstr (json_object_get_string_member (added, "timezone"), ==, "Europe/Berlin");
  g_assert_true (json_object_get_boolean_member (added, "active"));
  g_assert_true (json_object_get_boolean_member (added, "isDefault"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (added, "slots")), ==, 2);
  slot = json_array_get_object_element (json_object_get_array_member (added, "slots"), 1);
  g_assert_cmpint (json_object_get_int_member (slot, "dayOfWeek"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (slot, "time"), ==, "18:00");
  next = array_of (cli, "nextSlots");
  g_assert_cmpuint (json_array_get_length (next), ==, 10);
  /* With the offset of the zone. */
  g_assert_nonnull (strstr (json_array_get_string_element (next, 0), "T18:00:00+0"));
  cli_assert_refused (cli, cli_run (cli, "queue", "add", "Evenings", "--slot", "mon 18:00", NULL), 1, "already");

  cli_assert_done (cli, cli_run (cli, "queue", "edit", "Evenings", "--name", "Nights", "--slot", "daily 23:00", "--pause",
                                 "--json", NULL));
  edited = object_of (cli, "schedule");
  g_assert_cmpstr (json_object_get_string_member (edited, "_id"), ==, json_object_get_string_member (added, "_id"));
  g_assert_false (json_object_get_boolean_member (edited, "active"));
  cli_assert_done (cli, cli_run (cli, "queue", "list", "--json", NULL));
  queues = array_of (cli, "queues");
  g_assert_cmpuint (json_array_get_length (queues), ==, 1);
  cli_assert_done (cli, cli_run (cli, "queue", NULL));
  g_assert_nonnull (strstr (cli->out, "Nights  (default)  (paused)  Monday 23:00"));
  cli_assert_refused (cli, cli_run (cli, "queue", "remove", "Evenings", NULL), 1, "no queue “Evenings”");
  cli_assert_done (cli, cli_run (cli, "queue", "remove", "Nights", NULL));
}

static void
test_post (Cli           *cli,
           gconstpointer  data)
{
  g_autoptr(JsonArray) next = NULL;
  g_autoptr(JsonArray) upcoming = NULL;
  g_autoptr(JsonArray) left = NULL;
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autoptr(JsonObject) moved = NULL;

  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--queue", NULL),
                      1, "There is no queue yet: make one");
  cli_assert_done (cli, cli_run (cli, "queue", "add", "Evenings", "--slot", "daily 18:00", "--timezone", "Asia/Kathmandu",
                                 "--json", NULL));
  next = array_of (cli, "nextSlots");

  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--queue", "--json", NULL));
  first = cli_post (cli);
  g_assert_cmpstr (json_object_get_string_member (first, "status"), ==, "scheduled");
  g_assert_cmpstr (json_object_get_string_member (first, "timezone"), ==, "Asia/Kathmandu");
  g_assert_true (json_object_has_member (first, "queueId"));
  g_assert_cmpint (instant (json_object_get_string_member (first, "scheduledFor")), ==,
                   instant (json_array_get_string_element (next, 0)));
  /* For people: the time is told. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--queue", NULL));
  g_assert_nonnull (strstr (cli->out, " 18:00 (Asia/Kathmandu)"));
  cli_assert_done (cli, cli_run (cli, "queue", "preview", "--count", "3", "--json", NULL));
  upcoming = array_of (cli, "upcoming");
  g_assert_cmpuint (json_array_get_length (upcoming), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (upcoming, 0), "postId"), ==,
                   json_object_get_string_member (first, "_id"));
  g_assert_true (json_object_get_null_member (json_array_get_object_element (upcoming, 2), "postId"));

  /* One that gets another time leaves its slot to the next. */
  cli_assert_done (cli, cli_run (cli, "reschedule", json_object_get_string_member (first, "_id"), "2099-01-01 12:00", "--json",
                                 NULL));
  moved = cli_post (cli);
  g_assert_false (json_object_has_member (moved, "queueId"));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--queue-name", "Evenings",
                                 "--json", NULL));
  second = cli_post (cli);
  g_assert_cmpstr (json_object_get_string_member (second, "scheduledFor"), ==,
                   json_object_get_string_member (first, "scheduledFor"));
  /* And may come back, at the end. */
  cli_assert_done (cli, cli_run (cli, "edit", json_object_get_string_member (first, "_id"), "--queue", "--json", NULL));
  later = cli_post (cli);
  g_assert_cmpint (instant (json_object_get_string_member (later, "scheduledFor")), ==,
                   instant (json_array_get_string_element (next, 2)));

  cli_assert_done (cli, cli_run (cli, "queue", "edit", "Evenings", "--slot", "daily 6:00", "--reshuffle", NULL));
  g_assert_nonnull (strstr (cli->err, "3 posts got another time"));
  cli_assert_done (cli, cli_run (cli, "queue", "edit", "Evenings", "--pause", NULL));
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--queue", NULL), 1, "paused");
  cli_assert_done (cli, cli_run (cli, "queue", "remove", "Evenings", NULL));
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "scheduled", "--json", NULL));
  left = array_of (cli, "posts");
  g_assert_cmpuint (json_array_get_length (left), ==, 3);
}

static void
test_repeat (Cli           *cli,
             gconstpointer  data)
{
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(JsonObject) third = NULL;
  g_autoptr(JsonArray) left = NULL;
  const char *id;

  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--at", "2098-12-31 18:00",
                                    "--repeat", "FREQ=HOURLY", NULL), 1, "“FREQ=HOURLY”");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--at", "2098-12-31 18:00",
                                 "--timezone", "Europe/Berlin", "--repeat", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "--json", NULL));
  first = cli_post (cli);
  id = json_object_get_string_member (first, "_id");
  g_assert_true (json_object_has_member (first, "seriesId"));
  cli_assert_done (cli, cli_run (cli, "show", id, NULL));
  g_assert_nonnull (strstr (cli->out, "Every month that has a day 31 on that day at 18:00, 3 times"));
  g_assert_nonnull (strstr (cli->out, "    2099-03-31 18:00"));

  /* Cancelled: the next is there. */
  cli_assert_done (cli, cli_run (cli, "cancel", id, NULL));
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "scheduled", "--json", NULL));
  left = array_of (cli, "posts");
  g_assert_cmpuint (json_array_get_length (left), ==, 1);
  second = json_object_ref (json_array_get_object_element (left, 0));
  g_assert_cmpstr (json_object_get_string_member (second, "scheduledFor"), ==, "2099-01-31T17:00:00.000Z");
  g_assert_cmpstr (json_object_get_string_member (second, "seriesId"), ==, json_object_get_string_member (first, "seriesId"));

  /* This and all that follow; then no more. */
  cli_assert_done (cli, cli_run (cli, "edit", json_object_get_string_member (second, "_id"), "--repeat", "FREQ=DAILY", "--json",
                                 NULL));
  third = cli_post (cli);
  g_assert_cmpstr (json_object_get_string_member (third, "seriesId"), ==, json_object_get_string_member (first, "seriesId"));
  cli_assert_done (cli, cli_run (cli, "show", json_object_get_string_member (second, "_id"), NULL));
  g_assert_nonnull (strstr (cli->out, "Every day at 18:00\n"));
  cli_assert_done (cli, cli_run (cli, "edit", json_object_get_string_member (second, "_id"), "--repeat", "none", NULL));
  cli_assert_done (cli, cli_run (cli, "delete", json_object_get_string_member (second, "_id"), NULL));
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "scheduled", "--json", NULL));
  json_array_unref (left);
  left = array_of (cli, "posts");
  g_assert_cmpuint (json_array_get_length (left), ==, 0);
  cli_assert_refused (cli, cli_run (cli, "edit", id, "--repeat", "none", "--at", "2099-01-01 12:00", NULL), 1,
                      "does not repeat");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli/queue/is-kept", Cli, NULL, set_up, test_queues, cli_tear_down);
  g_test_add ("/cli/queue/gives-posts-their-time", Cli, NULL, set_up, test_post, cli_tear_down);
  g_test_add ("/cli/queue/posts-repeat", Cli, NULL, set_up, test_repeat, cli_tear_down);
  return g_test_run ();
}
