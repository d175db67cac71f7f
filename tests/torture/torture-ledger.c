/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torture-ledger.h"

#include <string.h>

#include "poster-json.h"

/* Compares what the store says with what the sandbox received. */

static void G_GNUC_PRINTF (4, 5)
complain (GString    *complaints,
          guint      *count,
          JsonObject *target,
          const char *format,
          ...)
{
  va_list arguments;

  (*count)++;
  if (target != NULL)
    g_string_append_printf (complaints, "  @%s “%s” is %s (%s): ", poster_json_get_string (target, "handle"),
                            poster_json_get_string (target, "content"), poster_json_get_string (target, "state"),
                            poster_json_get_string (target, "error"));
  va_start (arguments, format);
  g_string_append_vprintf (complaints, format, arguments);
  va_end (arguments);
  g_string_append_c (complaints, '\n');
}

/* Whether the bytes of @publication are those of @post. */
static gboolean
has_files_of (JsonObject *publication,
              JsonObject *post)
{
  JsonArray *files = poster_json_get_array (post, "files");
  JsonArray *photos = poster_json_get_array (publication, "photos");

  if (!g_str_has_suffix (poster_json_get_string (post, "kind"), "photo"))
    return g_strcmp0 (poster_json_get_string (publication, "sha256"),
                      poster_json_get_string (json_array_get_object_element (files, 0), "sha256")) == 0;
  if (json_array_get_length (files) != json_array_get_length (photos))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (files); i++)
    if (g_strcmp0 (poster_json_get_string (json_array_get_object_element (photos, i), "sha256"),
                   poster_json_get_string (json_array_get_object_element (files, i), "sha256")) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_visible (JsonObject *publication)
{
  return g_strcmp0 (poster_json_get_string (publication, "state"), "FAILED") != 0;
}

/* Whether caption and options are those of @post. */
static gboolean
is_as_meant (JsonObject *publication,
             JsonObject *post)
{
  const char *kind = poster_json_get_string (post, "kind");
  JsonObject *options = poster_json_get_object (post, "options");
  JsonObject *info = poster_json_get_object (publication, "post_info");
  const char *text = g_str_has_suffix (kind, "photo") ? "description" : "title";

  if (g_strcmp0 (poster_json_get_string (publication, "kind"), kind) != 0)
    return FALSE;
  if (g_str_equal (kind, "inbox_video"))
    return TRUE;
  if (g_strcmp0 (poster_json_get_string (info, text), poster_json_get_string (post, "content")) != 0)
    return FALSE;
  return g_str_has_prefix (kind, "inbox_") ||
         (g_strcmp0 (poster_json_get_string (info, "privacy_level"),
                     poster_json_get_string (options, "privacy_level")) == 0 &&
          poster_json_get_boolean (info, "disable_comment", FALSE) !=
          poster_json_get_boolean (options, "allow_comment", FALSE));
}

static void
judge_target (TortureScenario *scenario,
              JsonObject      *post,
              JsonObject      *target,
              GPtrArray       *found,
              TortureTally    *tally,
              GString         *complaints)
{
  const char *state = poster_json_get_string (target, "state");
  const char *reason = poster_json_get_string (target, "error");
  const char *kind = poster_json_get_string (post, "kind");
  gboolean is_explained = reason != NULL && *reason != '\0';
  JsonObject *publication = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  if (found->len > 1)
    complain (complaints, &tally->doubled, target, "it is out %u times", found->len);

  if (g_str_equal (state, "published"))
    {
      const char *post_id = poster_json_get_string (target, "post_id");

      tally->published++;
      if (publication == NULL)
        complain (complaints, &tally->wrong, target, "nothing is out");
      else if (!is_as_meant (publication, post))
        complain (complaints, &tally->wrong, target, "what is out is not as it was meant");
      else if (post_id != NULL && g_strcmp0 (post_id, poster_json_get_string (publication, "post_id")) != 0)
        complain (complaints, &tally->wrong, target, "its id is not %s", post_id);
      else if (poster_json_get_boolean (target, "is_inbox", FALSE) != g_str_has_prefix (kind, "inbox_"))
        complain (complaints, &tally->wrong, target, "inbox and profile are mixed up");
    }
  else if (g_str_equal (state, "unknown"))
    {
      tally->unknown++;
      if (!is_explained)
        complain (complaints, &tally->lost, target, "no reason is told");
      else if (!scenario->has_faults && !g_str_has_suffix (kind, "photo"))
        complain (complaints, &tally->lost, target, "TikTok could have told");
    }
  else if (g_str_equal (state, "held"))
    {
      tally->held++;
      if (!is_explained)
        complain (complaints, &tally->lost, target, "no reason is told");
      else if (!scenario->may_hold)
        complain (complaints, &tally->lost, target, "nothing happened to the sign-in");
      else if (publication != NULL && !poster_json_get_boolean (target, "is_committed", FALSE))
        complain (complaints, &tally->lost, target, "it is out, and would be sent again");
    }
  else if (g_str_equal (state, "failed") || g_str_equal (state, "missed"))
    {
      tally->failed++;
      if (publication != NULL)
        complain (complaints, &tally->lost, target, "it is out");
      else if (!is_explained)
        complain (complaints, &tally->lost, target, "no reason is told");
      else if (!scenario->has_faults)
        complain (complaints, &tally->lost, target, "nothing but kills happened to it");
    }
  else
    {
      complain (complaints, &tally->lost, target, "it does not go on");
    }
}

static JsonObject *
find_target (JsonObject *report,
             const char *content,
             const char *handle)
{
  JsonArray *targets = poster_json_get_array (report, "targets");

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      if (g_strcmp0 (poster_json_get_string (target, "content"), content) == 0 &&
          g_strcmp0 (poster_json_get_string (target, "handle"), handle) == 0)
        return target;
    }
  return NULL;
}

/* --- By way of Late --- */

/* How often @platform got the post with @content; with %NULL, how many such posts Late has or had. */
static guint
count_at_late (JsonObject *late,
               const char *content,
               const char *platform)
{
  JsonArray *posts = poster_json_get_array (late, "posts");
  JsonArray *publishes = poster_json_get_array (late, "publishes");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);

      if (g_strcmp0 (poster_json_get_string (post, "content"), content) != 0)
        continue;
      if (platform == NULL)
        n++;
      for (guint j = 0; platform != NULL && j < json_array_get_length (publishes); j++)
        {
          JsonObject *publish = json_array_get_object_element (publishes, j);

          if (g_strcmp0 (poster_json_get_string (publish, "postId"), poster_json_get_string (post, "postId")) == 0 &&
              g_strcmp0 (poster_json_get_string (publish, "platform"), platform) == 0 &&
              g_strcmp0 (poster_json_get_string (publish, "outcome"), "published") == 0)
            n++;
        }
    }
  return n;
}

static void
judge_late_target (TortureScenario *scenario,
                   JsonObject      *target,
                   guint            n_out,
                   TortureTally    *tally,
                   GString         *complaints)
{
  const char *state = poster_json_get_string (target, "state");
  const char *reason = poster_json_get_string (target, "error");
  gboolean is_explained = reason != NULL && *reason != '\0';

  if (n_out > 1)
    complain (complaints, &tally->doubled, target, "it is out %u times", n_out);
  if (g_str_equal (state, "published"))
    {
      tally->published++;
      if (n_out == 0)
        complain (complaints, &tally->wrong, target, "nothing is out");
    }
  else if (g_str_equal (state, "unknown"))
    {
      tally->unknown++;
      if (!is_explained || !scenario->has_faults)
        complain (complaints, &tally->lost, target, "Late could have told");
    }
  else if (g_str_equal (state, "failed"))
    {
      tally->failed++;
      if (n_out > 0)
        complain (complaints, &tally->lost, target, "it is out");
      else if (!is_explained || !scenario->has_faults)
        complain (complaints, &tally->lost, target, "nothing but kills happened to it");
    }
  else
    {
      complain (complaints, &tally->lost, target, "it does not go on");
    }
}

static TortureTally
judge_late (TortureScenario *scenario,
            JsonObject      *report,
            JsonObject      *late,
            GString         *complaints)
{
  TortureTally tally = { 0 };
  JsonArray *posts = poster_json_get_array (scenario->json, "posts");

  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);
      const char *content = poster_json_get_string (post, "content");
      JsonArray *handles = poster_json_get_array (post, "handles");
      guint n_at_late = count_at_late (late, content, NULL);

      /* One post at Late for all of its accounts, whatever went wrong on the way. */
      if (n_at_late > 1)
        complain (complaints, &tally.doubled, NULL, "  “%s” was made %u times at Late", content, n_at_late);
      for (guint j = 0; j < json_array_get_length (handles); j++)
        {
          const char *handle = json_array_get_string_element (handles, j);
          JsonObject *target = find_target (report, content, handle);

          if (target != NULL)
            judge_late_target (scenario, target, count_at_late (late, content, handle), &tally, complaints);
          else
            complain (complaints, &tally.lost, NULL, "  the store does not know “%s” to %s", content, handle);
        }
    }
  return tally;
}

TortureTally
torture_ledger_judge (TortureScenario *scenario,
                      JsonObject      *report,
                      JsonObject      *ledger,
                      GString         *complaints)
{
  TortureTally tally = { 0 };
  JsonArray *posts = poster_json_get_array (scenario->json, "posts");
  JsonArray *publications = poster_json_get_array (ledger, "publications");
  g_autoptr(GHashTable) asked_for = g_hash_table_new (NULL, NULL);

  if (scenario->is_late)
    return judge_late (scenario, report, poster_json_get_object (ledger, "late"), complaints);
  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);
      JsonArray *handles = poster_json_get_array (post, "handles");

      for (guint j = 0; j < json_array_get_length (handles); j++)
        {
          const char *handle = json_array_get_string_element (handles, j);
          JsonObject *target = find_target (report, poster_json_get_string (post, "content"), handle);
          g_autoptr(GPtrArray) found = g_ptr_array_new ();

          for (guint k = 0; k < json_array_get_length (publications); k++)
            {
              JsonObject *publication = json_array_get_object_element (publications, k);

              if (g_strcmp0 (poster_json_get_string (publication, "handle"), handle) != 0 ||
                  !has_files_of (publication, post))
                continue;
              g_hash_table_add (asked_for, publication);
              if (is_visible (publication))
                g_ptr_array_add (found, publication);
            }
          if (target != NULL)
            judge_target (scenario, post, target, found, &tally, complaints);
          else
            complain (complaints, &tally.lost, NULL, "  the store does not know “%s” to @%s",
                      poster_json_get_string (post, "content"), handle);
        }
    }
  for (guint k = 0; k < json_array_get_length (publications); k++)
    {
      JsonObject *publication = json_array_get_object_element (publications, k);

      if (!g_hash_table_contains (asked_for, publication) && is_visible (publication))
        complain (complaints, &tally.wrong, NULL, "  nobody asked for %s to @%s",
                  poster_json_get_string (publication, "publish_id"), poster_json_get_string (publication, "handle"));
    }
  return tally;
}
