/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torture-scenario.h"

#include "poster-json.h"
#include "torture-calls.h"

/* A target has at most so many moments around lines of the journal: five steps, each with two
 * lines, each with two moments, and what comes on top when a step is refused once. */
#define MOMENTS_OF_TARGET 24

typedef enum
{
  VIDEO,
  LARGE_VIDEO,
  PHOTOS,
  INBOX_VIDEO,
  INBOX_PHOTOS,
  N_KINDS
} Kind;

/* The first rounds try every moment of the journal for every kind of post; the next ones, everything
 * around the refresh of a token. */
#define JOURNAL_ROUNDS (MOMENTS_OF_TARGET * N_KINDS)
#define REFRESH_ROUNDS 80

typedef struct
{
  TortureScenario *scenario;
  GRand           *chance;
  const char      *dir;
  const char      *large_path;
  const char      *large_sha256;
  guint            n_targets;
} Making;

static gboolean
happens (Making *making,
         double  probability)
{
  return g_rand_double (making->chance) < probability;
}

static guint
draw (Making *making,
      guint   from,
      guint   to)
{
  return (guint) g_rand_int_range (making->chance, (gint32) from, (gint32) to + 1);
}

/* A file that is like no other of this round. */
static JsonObject *
make_file (Making     *making,
           const char *name,
           guint       bytes)
{
  static const char video_head[] = "\0\0\0\x18" "ftypisom\0\0\2\0isomiso2";
  static const char photo_head[] = "\xff\xd8\xff\xe0\0\x10JFIF";
  gboolean is_video = g_str_has_suffix (name, ".mp4");
  g_autofree char *path = g_build_filename (making->dir, name, NULL);
  g_autofree char *sha256 = NULL;
  g_autofree guint32 *data = g_new (guint32, bytes / 4 + 1);
  g_autoptr(GError) error = NULL;
  JsonObject *file = json_object_new ();

  for (guint i = 0; i < bytes / 4 + 1; i++)
    data[i] = g_rand_int (making->chance);
  if (is_video)
    memcpy (data, video_head, sizeof video_head - 1);
  else
    memcpy (data, photo_head, sizeof photo_head - 1);
  g_file_set_contents_full (path, (const char *) data, bytes, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, bytes);
  json_object_set_string_member (file, "path", path);
  json_object_set_string_member (file, "sha256", sha256);
  return file;
}

static JsonArray *
make_files (Making *making,
            Kind    kind,
            guint   number)
{
  JsonArray *files = json_array_new ();
  guint n_files = kind == PHOTOS || kind == INBOX_PHOTOS ? draw (making, 2, 4) : 1;

  for (guint i = 0; i < n_files; i++)
    {
      gboolean is_photo = kind == PHOTOS || kind == INBOX_PHOTOS;
      g_autofree char *name = g_strdup_printf ("file-%u-%u.%s", number, i, is_photo ? "jpg" : "mp4");
      JsonObject *file;

      if (kind == LARGE_VIDEO)
        {
          file = json_object_new ();
          json_object_set_string_member (file, "path", making->large_path);
          json_object_set_string_member (file, "sha256", making->large_sha256);
        }
      else
        file = make_file (making, name, is_photo ? draw (making, 500, 9000) : draw (making, 1000, 150000));
      json_array_add_object_element (files, file);
    }
  return files;
}

static JsonObject *
make_options (Making *making,
              Kind    kind)
{
  JsonObject *options = json_object_new ();

  json_object_set_string_member (options, "privacy_level",
                                 happens (making, 0.8) ? "PUBLIC_TO_EVERYONE" : "SELF_ONLY");
  json_object_set_boolean_member (options, "allow_comment", happens (making, 0.5));
  json_object_set_boolean_member (options, "content_preview_confirmed", TRUE);
  json_object_set_boolean_member (options, "express_consent_given", TRUE);
  if (kind == INBOX_VIDEO || kind == INBOX_PHOTOS)
    json_object_set_boolean_member (options, "draft", TRUE);
  return options;
}

static void
add_post (Making *making,
          Kind    kind,
          guint   n_handles)
{
  static const char *const words[] = { "video", "video", "photo", "inbox_video", "inbox_photo" };
  JsonArray *posts = poster_json_get_array (making->scenario->json, "posts");
  JsonArray *all_handles = poster_json_get_array (making->scenario->json, "handles");
  guint number = json_array_get_length (posts);
  guint first = draw (making, 0, json_array_get_length (all_handles) - 1);
  g_autofree char *content = g_strdup_printf ("Number %u: bread, and how not to bake it #bread", number);
  JsonArray *handles = json_array_new ();
  JsonObject *post = json_object_new ();

  for (guint i = 0; i < n_handles; i++)
    json_array_add_string_element (handles, json_array_get_string_element (all_handles, (first + i) %
                                                                           json_array_get_length (all_handles)));
  json_object_set_string_member (post, "kind", words[kind]);
  json_object_set_string_member (post, "content", content);
  json_object_set_object_member (post, "options", make_options (making, kind));
  json_object_set_array_member (post, "handles", handles);
  json_object_set_array_member (post, "files", make_files (making, kind, number));
  json_array_add_object_element (posts, post);
  making->n_targets += n_handles;
}

static void
add_posts (Making *making)
{
  add_post (making, happens (making, 0.2) ? LARGE_VIDEO : VIDEO, 1);
  if (happens (making, 0.5))
    add_post (making, VIDEO, 2);
  if (happens (making, 0.5))
    add_post (making, PHOTOS, draw (making, 1, 2));
  if (happens (making, 0.4))
    add_post (making, INBOX_VIDEO, 1);
  if (happens (making, 0.15))
    add_post (making, INBOX_PHOTOS, 1);
}

/* Adds a rule, in the words of the sandbox. */
static void
add_rule (Making     *making,
          const char *text)
{
  JsonObject *faults = poster_json_get_object (making->scenario->json, "faults");
  JsonArray *rules = poster_json_get_array (faults, "rules");
  g_autoptr(GError) error = NULL;
  JsonObject *rule = poster_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  json_array_add_object_element (rules, rule);
}

static void
add_plan (Making *making,
          char   *plan)
{
  TortureScenario *scenario = making->scenario;

  g_assert_cmpuint (scenario->n_runs, <, TORTURE_MAX_RUNS);
  scenario->plans[scenario->n_runs++] = plan;
}

/* A token that is refused once makes the next call refresh it; each refresh kills the token that
 * was used for it, so that a kill between the two ends may cost the sign-in. */
static void
expire_token (Making     *making,
              const char *endpoint)
{
  g_autofree char *rule = g_strdup_printf ("{\"endpoint\":\"%s\",\"kind\":\"expire_token\",\"nth\":%u}", endpoint,
                                           draw (making, 1, 3));

  add_rule (making, rule);
  making->scenario->may_hold = TRUE;
}

static char *
draw_kill (Making *making)
{
  guint n = making->n_targets;

  switch (draw (making, 0, 7))
    {
    case 0:
      return g_strdup_printf ("journal=%u", draw (making, 1, 18 * n));
    case 1:
    case 2:
      return g_strdup_printf ("calls=%d:%u:%u:1", TORTURE_WRITES, draw (making, TORTURE_KILL_BEFORE, TORTURE_KILL_AFTER),
                              draw (making, 1, 60 + 90 * n));
    case 3:
      return g_strdup_printf ("calls=%d:%u:%u:1", TORTURE_SENDS, draw (making, TORTURE_KILL_BEFORE, TORTURE_KILL_AFTER),
                              draw (making, 1, 8 * n));
    case 4:
    case 5:
      return g_strdup_printf ("calls=%d:%u:%u:1", TORTURE_RECEIVES,
                              happens (making, 0.5) ? TORTURE_KILL_BEFORE : TORTURE_KILL_AFTER, draw (making, 1, 20 * n));
    default:
      return g_strdup_printf ("after=%u", draw (making, 10000, 400000 * n));
    }
}

static void
add_small_faults (Making *making)
{
  static const char *const endpoints[] = { "creator_info", "video_init", "inbox_init", "content_init", "upload",
                                           "status" };
  static const char *const kinds[] = {
    "\"kind\":\"drop_after\"", "\"kind\":\"slow\",\"pieces\":4,\"interval_us\":60000",
    "\"kind\":\"delay\",\"delay_us\":300000", "\"kind\":\"drop_mid_body\"",
  };
  g_autofree char *rule = g_strdup_printf ("{\"endpoint\":\"%s\",%s,\"nth\":%u,\"times\":2}",
                                           endpoints[draw (making, 0, G_N_ELEMENTS (endpoints) - 1)],
                                           kinds[draw (making, 0, G_N_ELEMENTS (kinds) - 1)], draw (making, 1, 3));

  add_rule (making, rule);
}

static Making
begin (guint64     seed,
       const char *dir,
       const char *large_path,
       const char *large_sha256)
{
  TortureScenario *scenario = g_new0 (TortureScenario, 1);
  Making making = { scenario, NULL, dir, large_path, large_sha256, 0 };
  JsonObject *faults = json_object_new ();
  JsonArray *handles = json_array_new ();

  making.chance = g_rand_new_with_seed ((guint32) seed);
  scenario->seed = seed;
  scenario->json = json_object_new ();
  json_object_set_array_member (scenario->json, "posts", json_array_new ());
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *handle = g_strdup_printf ("user%u", i);

      json_array_add_string_element (handles, handle);
    }
  json_object_set_array_member (scenario->json, "handles", handles);
  json_object_set_array_member (faults, "rules", json_array_new ());
  json_object_set_object_member (scenario->json, "faults", faults);
  return making;
}

static TortureScenario *
end (Making *making)
{
  g_rand_free (making->chance);
  return making->scenario;
}

static void
plan_journal_round (Making *making,
                    guint   number)
{
  add_post (making, (Kind) (number % N_KINDS), 1);
  add_plan (making, g_strdup_printf ("journal=%u", 1 + number / N_KINDS));
  if (happens (making, 0.5))
    add_plan (making, g_strdup_printf ("journal=%u", draw (making, 1, 16)));
}

/* The first call is refused, so that a refresh follows. */
static void
plan_refresh_round (Making *making,
                    guint   number)
{
  add_post (making, VIDEO, 1);
  add_rule (making, "{\"endpoint\":\"creator_info\",\"kind\":\"expire_token\",\"nth\":1}");
  making->scenario->may_hold = TRUE;
  if (number % 2 == 0)
    add_plan (making, g_strdup_printf ("calls=%d:%d:%u:1", TORTURE_RECEIVES,
                                       number % 4 == 0 ? TORTURE_KILL_BEFORE : TORTURE_KILL_AFTER, 1 + number / 4));
  else
    add_plan (making, g_strdup_printf ("calls=%d:%d:%u:1", TORTURE_WRITES, TORTURE_KILL_BEFORE, 40 + number));
}

/* A round of which the processes are killed: first in order, see above, and then anywhere. */
TortureScenario *
torture_scenario_new_kills (guint64     seed,
                            const char *dir,
                            const char *large_path,
                            const char *large_sha256)
{
  static const char *const endpoints[] = { "creator_info", "video_init", "content_init", "inbox_init", "status" };
  static const char *const rotations[] = { "rotate", "rotate", "grace", "keep" };
  Making making = begin (seed, dir, large_path, large_sha256);
  JsonObject *faults = poster_json_get_object (making.scenario->json, "faults");

  if (seed <= JOURNAL_ROUNDS + REFRESH_ROUNDS)
    {
      if (seed <= JOURNAL_ROUNDS)
        plan_journal_round (&making, (guint) seed - 1);
      else
        plan_refresh_round (&making, (guint) seed - JOURNAL_ROUNDS - 1);
      return end (&making);
    }

  add_posts (&making);
  json_object_set_int_member (faults, "processing_us", draw (&making, 0, 8 * 1000 * 1000));
  json_object_set_string_member (faults, "rotation", rotations[draw (&making, 0, G_N_ELEMENTS (rotations) - 1)]);
  if (happens (&making, 0.35))
    expire_token (&making, endpoints[draw (&making, 0, G_N_ELEMENTS (endpoints) - 1)]);
  if (happens (&making, 0.35))
    add_small_faults (&making);
  for (guint kills = draw (&making, 1, 3); kills > 0; kills--)
    add_plan (&making, draw_kill (&making));
  return end (&making);
}

/* What goes wrong at an endpoint, but for its name. */
static const char *const faults_of_calls[] = {
  "\"kind\":\"drop_after\",\"nth\":1",
  "\"kind\":\"drop_after\",\"nth\":2,\"times\":3",
  "\"kind\":\"drop_before\",\"nth\":1",
  "\"kind\":\"drop_before\",\"nth\":1,\"times\":4",
  "\"kind\":\"drop_mid_body\",\"nth\":1",
  "\"kind\":\"drop_mid_body\",\"nth\":2,\"times\":2",
  "\"kind\":\"status\",\"http_status\":429,\"code\":\"rate_limit_exceeded\",\"nth\":1,\"times\":2",
  "\"kind\":\"status\",\"http_status\":429,\"code\":\"rate_limit_exceeded\",\"retry_after\":7,\"nth\":1,\"times\":2",
  "\"kind\":\"status\",\"http_status\":500,\"code\":\"internal_error\",\"nth\":1",
  "\"kind\":\"status\",\"http_status\":503,\"body\":\"\",\"nth\":1,\"times\":4",
  "\"kind\":\"html_502\",\"nth\":2,\"times\":6",
  "\"kind\":\"delay\",\"delay_us\":9000000,\"nth\":1",
  "\"kind\":\"slow\",\"pieces\":5,\"interval_us\":40000",
  "\"kind\":\"revoke\",\"nth\":1",
  "\"kind\":\"expire_token\",\"nth\":1",
  "\"kind\":\"expire_token\",\"nth\":2,\"times\":2",
  "\"kind\":\"garbage\",\"nth\":1",
  "\"kind\":\"data_missing\",\"nth\":1",
  "\"kind\":\"data_null\",\"nth\":1",
  "\"kind\":\"data_empty\",\"nth\":1",
  "\"kind\":\"extra_fields\"",
  "\"kind\":\"revoke\",\"nth\":2",
  "\"kind\":\"error_code\",\"code\":\"spam_risk_too_many_posts\",\"nth\":1",
  "\"kind\":\"error_code\",\"code\":\"invalid_publish_id\",\"nth\":1",
};

/* Those of an upload alone. */
static const char *const faults_of_uploads[] = {
  "\"kind\":\"status\",\"http_status\":416,\"body\":\"\",\"nth\":1",
  "\"kind\":\"status\",\"http_status\":416,\"body\":\"\",\"nth\":2,\"times\":4",
  "\"kind\":\"status\",\"http_status\":404,\"body\":\"\",\"nth\":1",
  "\"kind\":\"status\",\"http_status\":403,\"body\":\"\",\"nth\":2",
  "\"kind\":\"status\",\"http_status\":400,\"body\":\"\",\"nth\":1",
  "\"kind\":\"status\",\"http_status\":201,\"body\":\"\",\"nth\":1",
  "\"kind\":\"expire_upload_url\",\"nth\":1",
  "\"kind\":\"expire_upload_url\",\"nth\":3",
  "\"kind\":\"expire_upload_url\",\"nth\":6",
  "\"kind\":\"drop_after\",\"nth\":6",
  "\"kind\":\"drop_after\",\"nth\":6,\"times\":2",
  "\"kind\":\"drop_mid_body\",\"nth\":6",
  "\"kind\":\"fail\",\"reason\":\"internal\",\"nth\":1",
  "\"kind\":\"fail\",\"reason\":\"frame_rate_check_failed\",\"nth\":1",
  "\"kind\":\"fail\",\"reason\":\"auth_removed\",\"nth\":1",
};

/* Ones that only matter together: an answer is lost, and then TikTok seems to lack what it has. */
#define LAGGING "{\"endpoint\":\"status\",\"kind\":\"status\",\"http_status\":200,\"body\":\"" \
                "{\\\"data\\\":{\\\"status\\\":\\\"PROCESSING_UPLOAD\\\",\\\"uploaded_bytes\\\":0}," \
                "\\\"error\\\":{\\\"code\\\":\\\"ok\\\"}}\","

static const char *const faults_together[][2] = {
  { "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"times\":2}", LAGGING "\"times\":2}" },
  { "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"nth\":1}", LAGGING "\"times\":8}" },
  { "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"nth\":6}", LAGGING "\"times\":3}" },
  { "{\"endpoint\":\"status\",\"kind\":\"delay\",\"delay_us\":1000}", LAGGING "\"times\":6}" },
  { "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"nth\":1}",
    "{\"endpoint\":\"status\",\"kind\":\"status\",\"http_status\":500,\"body\":\"\",\"times\":14}" },
  { "{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"nth\":1}",
    "{\"endpoint\":\"status\",\"kind\":\"revoke\",\"nth\":1}" },
};

static const char *const endpoints_of_calls[] = {
  "creator_info", "video_init", "inbox_init", "content_init", "upload", "status", "token",
};

#define N_CALL_FAULTS (G_N_ELEMENTS (faults_of_calls) * G_N_ELEMENTS (endpoints_of_calls))
#define N_SINGLE_FAULTS (N_CALL_FAULTS + G_N_ELEMENTS (faults_of_uploads))
#define N_SANDBOX_FAULTS (N_SINGLE_FAULTS + G_N_ELEMENTS (faults_together))

static void
add_sandbox_fault (Making *making,
                   guint   number)
{
  const char *endpoint = "upload";
  const char *fault;
  g_autofree char *rule = NULL;

  number %= N_SANDBOX_FAULTS;
  if (number >= N_SINGLE_FAULTS)
    {
      for (guint i = 0; i < 2; i++)
        add_rule (making, faults_together[number - N_SINGLE_FAULTS][i]);
      return;
    }
  if (number < N_CALL_FAULTS)
    {
      endpoint = endpoints_of_calls[number % G_N_ELEMENTS (endpoints_of_calls)];
      fault = faults_of_calls[number / G_N_ELEMENTS (endpoints_of_calls)];
    }
  else
    fault = faults_of_uploads[number - N_CALL_FAULTS];
  /* Nobody asks for a token unless one is refused. */
  if (g_str_equal (endpoint, "token"))
    expire_token (making, happens (making, 0.5) ? "status" : "creator_info");
  rule = g_strdup_printf ("{\"endpoint\":\"%s\",%s}", endpoint, fault);
  add_rule (making, rule);
}

static char *
draw_clock_set (Making *making)
{
  static const gint64 by_s[] = { -86400, -7200, -40, 40, 1200, 7200, 86400 };

  return g_strdup_printf ("set=%u:%" G_GINT64_FORMAT, draw (making, 0, 12 * making->n_targets),
                          by_s[draw (making, 0, G_N_ELEMENTS (by_s) - 1)] * G_USEC_PER_SEC);
}

/* The disk is full at one write or another, by @number, and at some that follow. One target does
 * all its writing in about 330 of them. */
static void
add_full_disk (Making *making,
               guint   number)
{
  static const guint times[] = { 1, 3, 20, 200 };
  static const Kind kinds[] = { VIDEO, PHOTOS, INBOX_VIDEO };

  add_post (making, kinds[number % G_N_ELEMENTS (kinds)], 1);
  add_plan (making, g_strdup_printf ("calls=%d:%d:%u:%u", TORTURE_WRITES, TORTURE_DISK_FULL, 1 + number * 9 % 331,
                                     times[draw (making, 0, G_N_ELEMENTS (times) - 1)]));
}

/* A round in which things go wrong: by turns the disk is full, the clock is set, and what the
 * sandbox can do. */
TortureScenario *
torture_scenario_new_faults (guint64     seed,
                             const char *dir,
                             const char *large_path,
                             const char *large_sha256)
{
  Making making = begin (seed, dir, large_path, large_sha256);
  guint turn = (guint) (seed % 8);

  making.scenario->has_faults = TRUE;
  making.scenario->may_hold = TRUE;
  if (turn < 2)
    add_full_disk (&making, (guint) (seed / 8 * 2) + turn);
  else
    {
      add_post (&making, happens (&making, 0.25) ? LARGE_VIDEO : VIDEO, draw (&making, 1, 2));
      add_post (&making, PHOTOS, 1);
      add_post (&making, INBOX_VIDEO, 1);
    }
  if (turn == 2)
    add_plan (&making, draw_clock_set (&making));
  if (turn > 2)
    add_sandbox_fault (&making, (guint) (seed / 8 * 5) + turn - 3);
  if (happens (&making, 0.35))
    add_sandbox_fault (&making, draw (&making, 0, N_SANDBOX_FAULTS - 1));
  if (turn > 2 && happens (&making, 0.15))
    add_plan (&making, g_strdup_printf ("gone=%u", draw (&making, 1, 40)));
  /* Killing is for the others, but some of this only shows after a crash. */
  if (turn > 2 && happens (&making, 0.25))
    add_plan (&making, draw_kill (&making));
  return end (&making);
}

/* --- By way of Late --- */

/* Where a lost answer makes a post of which nobody knows here, and around it. */
static const char *const endpoints_of_late[] = {
  "late_create", "late_create", "late_get", "late_posts", "late_presign", "late_put", "late_update",
};

static const char *const faults_of_late[] = {
  "\"kind\":\"drop_after\",\"nth\":1",
  "\"kind\":\"drop_after\",\"nth\":1,\"times\":3",
  "\"kind\":\"drop_before\",\"nth\":1,\"times\":2",
  "\"kind\":\"drop_mid_body\",\"nth\":1",
  "\"kind\":\"truncated\",\"nth\":1",
  "\"kind\":\"garbage\",\"nth\":1",
  "\"kind\":\"html_502\",\"nth\":1,\"times\":3",
  "\"kind\":\"delay\",\"delay_us\":9000000,\"nth\":1",
  "\"kind\":\"slow\",\"pieces\":4,\"interval_us\":40000",
  "\"kind\":\"status\",\"http_status\":500,\"nth\":1",
  "\"kind\":\"status\",\"http_status\":503,\"body\":\"\",\"nth\":1,\"times\":4",
  "\"kind\":\"status\",\"http_status\":429,\"retry_after\":7,\"nth\":1,\"times\":2",
};

static void
add_late_post (Making *making)
{
  JsonArray *posts = poster_json_get_array (making->scenario->json, "posts");
  JsonArray *all_handles = poster_json_get_array (making->scenario->json, "handles");
  guint number = json_array_get_length (posts);
  guint n_handles = draw (making, 1, 3);
  guint first = draw (making, 0, json_array_get_length (all_handles) - 1);
  g_autofree char *content = g_strdup_printf ("Number %u: bread, and how not to bake it #bread", number);
  JsonArray *handles = json_array_new ();
  JsonObject *post = json_object_new ();

  for (guint i = 0; i < n_handles; i++)
    json_array_add_string_element (handles, json_array_get_string_element (all_handles, (first + i) %
                                                                           json_array_get_length (all_handles)));
  json_object_set_string_member (post, "kind", "photo");
  json_object_set_string_member (post, "content", content);
  json_object_set_object_member (post, "options", json_object_new ());
  json_object_set_array_member (post, "handles", handles);
  json_object_set_array_member (post, "files", make_files (making, PHOTOS, number));
  if (happens (making, 0.5))
    {
      json_object_set_int_member (post, "later_us", draw (making, 10, 7200) * G_USEC_PER_SEC);
      json_object_set_boolean_member (post, "is_remote", happens (making, 0.8));
    }
  json_array_add_object_element (posts, post);
  making->n_targets += n_handles;
}

/* Answers get lost, and processes are killed, on the way to one post at Late for several accounts; the
 * first rounds at every moment around the journal, in order. */
TortureScenario *
torture_scenario_new_late (guint64     seed,
                           const char *dir)
{
  static const char *const platforms[] = { "instagram", "facebook", "threads", "linkedin", "twitter" };
  static const char *const shapes[] = { "late", "early" };
  Making making = begin (seed, dir, NULL, NULL);
  JsonObject *faults = poster_json_get_object (making.scenario->json, "faults");
  JsonArray *handles = json_array_new ();

  making.scenario->is_late = TRUE;
  json_object_set_boolean_member (making.scenario->json, "is_late", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (platforms); i++)
    json_array_add_string_element (handles, platforms[i]);
  json_object_set_array_member (making.scenario->json, "handles", handles);
  json_object_set_string_member (faults, "late_shape", shapes[seed % 2]);
  json_object_set_boolean_member (faults, "late_async", happens (&making, 0.5));

  add_late_post (&making);
  if (happens (&making, 0.4))
    add_late_post (&making);
  if (seed <= 2 * MOMENTS_OF_TARGET)
    {
      add_plan (&making, g_strdup_printf ("journal=%u", (guint) (seed + 1) / 2));
      return end (&making);
    }
  if (happens (&making, 0.75))
    {
      g_autofree char *rule = g_strdup_printf ("{\"endpoint\":\"%s\",%s}",
                                               endpoints_of_late[draw (&making, 0, G_N_ELEMENTS (endpoints_of_late) - 1)],
                                               faults_of_late[seed % G_N_ELEMENTS (faults_of_late)]);

      add_rule (&making, rule);
      making.scenario->has_faults = TRUE;
    }
  for (guint kills = draw (&making, 0, 2); kills > 0; kills--)
    add_plan (&making, draw_kill (&making));
  return end (&making);
}

void
torture_scenario_free (TortureScenario *self)
{
  json_object_unref (self->json);
  for (guint i = 0; i < self->n_runs; i++)
    g_free (self->plans[i]);
  g_free (self);
}
