/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Nothing runs while nobody looks: whatever comes is answered after everything that was due before
 * has been done, at the time when it was due. */

/* Which errors are whose fault (reference late-api, section 7.1). */
static const struct
{
  const char *category;
  const char *source;
  const char *message;
} failures[] = {
  { "auth_expired", "user", "The access token has expired. Please reconnect your account." },
  { "user_content", "user", "The content does not meet the platform's requirements." },
  { "user_abuse", "user", "This looks like spam. Please wait before you post again." },
  { "account_issue", "user", "The account is not set up for publishing." },
  { "platform_rejected", "platform", "The platform rejected this post because of its policies." },
  { "platform_error", "platform", "The platform is temporarily unavailable." },
  { "system_error", "system", "Publishing timed out." },
  { "platform_rate_limit", "platform", "The platform's rate limit has been reached." },
  { "quota_exhausted", "platform", "The platform's quota for today is used up." },
  { "unknown", "system", "Something went wrong." },
};

static gboolean
has_status (JsonObject *target,
            const char *status)
{
  return strcmp (poster_sandbox_late_row_text (target, "status"), status) == 0;
}

/* When something happens with a target; G_MAXINT64 for never. */
static gint64
next_of_target (JsonObject *target)
{
  if (has_status (target, "pending") && poster_json_get_int (target, "dueUs", 0) != 0)
    return poster_json_get_int (target, "dueUs", 0);
  if (has_status (target, "publishing"))
    return poster_json_get_int (target, "doneUs", 0);
  return G_MAXINT64;
}

static gint64
next_of_post (JsonObject *post)
{
  JsonArray *targets = poster_json_get_array (post, "targets");
  gint64 next_us = G_MAXINT64;

  if (has_status (post, "draft") || has_status (post, "cancelled"))
    return G_MAXINT64;
  for (guint i = 0; i < json_array_get_length (targets); i++)
    next_us = MIN (next_us, next_of_target (json_array_get_object_element (targets, i)));
  return next_us;
}

/* What the whole is, by what its parts are. */
static void
sum_up (JsonObject *post)
{
  JsonArray *targets = poster_json_get_array (post, "targets");
  guint n_targets = json_array_get_length (targets);
  guint n_published = 0;
  guint n_failed = 0;
  guint n_pending = 0;
  guint n_cancelled = 0;
  const char *status = "publishing";

  if (has_status (post, "draft") || has_status (post, "cancelled") || n_targets == 0)
    return;
  for (guint i = 0; i < n_targets; i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      n_published += has_status (target, "published");
      n_failed += has_status (target, "failed");
      n_pending += has_status (target, "pending");
      n_cancelled += has_status (target, "cancelled");
    }
  n_targets -= n_cancelled;
  if (n_pending == n_targets)
    status = "scheduled";
  else if (n_published == n_targets)
    status = "published";
  else if (n_failed == n_targets)
    status = "failed";
  else if (n_published + n_failed == n_targets)
    status = "partial";
  json_object_set_string_member (post, "status", status);
}

static void
append_names (GString    *list,
              JsonObject *target,
              const char *member)
{
  g_autofree char *name = g_strdup_printf ("%s,", poster_sandbox_late_row_text (target, member));

  if (strstr (list->str, name) == NULL)
    g_string_append (list, name);
}

/* Stores a post as it is now, with all by which it can be found. Returns: whether that was possible */
gboolean
poster_sandbox_late_save_post (PosterSandbox *self,
                               JsonObject    *post)
{
  JsonArray *targets = poster_json_get_array (post, "targets");
  JsonObject *fields = poster_json_get_object (post, "fields");
  g_autofree char *text = poster_json_to_text (post, FALSE);
  g_autoptr(GString) accounts = g_string_new (",");
  g_autoptr(GString) platforms = g_string_new (",");
  gint64 next_us = next_of_post (post);
  gint64 scheduled_us = poster_json_get_int (post, "scheduledUs", 0);

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      append_names (accounts, target, "accountId");
      append_names (platforms, target, "platform");
    }
  return poster_sandbox_store_run (
      self->store,
      "UPDATE late_posts SET status = ?, sort_us = ?, next_us = ?, accounts = ?,"
      " platforms = ?, content = ?, data = ? WHERE id = ?",
      "siisssss", poster_sandbox_late_row_text (post, "status"),
      scheduled_us != 0 ? scheduled_us : poster_json_get_int (post, "createdUs", 0), next_us,
      accounts->str, platforms->str, poster_sandbox_late_row_text (fields, "content"), text,
      poster_sandbox_late_row_text (post, "id"));
}

/* Whether each target has a time of its own. */
gboolean
poster_sandbox_late_has_own_times (JsonArray *targets)
{
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      if (poster_json_get_string (json_array_get_object_element (targets, i), "scheduledFor") == NULL)
        return FALSE;
    }
  return json_array_get_length (targets) > 0;
}

/* Everything that has not been published is to be, at @at_us or at a time of its own; 0: never. */
void
poster_sandbox_late_schedule (JsonObject *post,
                              gint64      at_us)
{
  JsonArray *targets = poster_json_get_array (post, "targets");
  JsonObject *fields = poster_json_get_object (post, "fields");

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      const char *own = poster_json_get_string (target, "scheduledFor");
      gint64 due_us = at_us;

      if (has_status (target, "published") || has_status (target, "cancelled"))
        continue;
      if (own != NULL && at_us != 0)
        poster_sandbox_late_parse_time (own, poster_json_get_string (fields, "timezone"), &due_us);
      json_object_set_int_member (target, "dueUs", due_us);
      json_object_set_string_member (target, "status", "pending");
      for (gsize j = 0; j < 3; j++)
        {
          static const char *const members[] = { "errorMessage", "errorCategory", "errorSource" };

          if (json_object_has_member (target, members[j]))
            json_object_remove_member (target, members[j]);
        }
    }
}

/* Times of their own that have passed no longer count. */
void
poster_sandbox_late_hurry (JsonObject *post,
                           gint64      now_us)
{
  JsonArray *targets = poster_json_get_array (post, "targets");

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      if (has_status (target, "pending"))
        json_object_set_int_member (target, "dueUs", now_us);
    }
}

/* Returns: (transfer full) (nullable): why the platform will not have it; @category is filled then */
static char *
find_failure (PosterSandbox  *self,
              JsonObject     *post,
              JsonObject     *target,
              JsonObject     *rule,
              const char    **category)
{
  g_autoptr(JsonObject) account =
      poster_sandbox_late_find_account (self, poster_json_get_string (target, "accountId"));
  const char *message = NULL;
  char *problem;

  *category = NULL;
  if (rule != NULL && g_strcmp0 (poster_json_get_string (rule, "kind"), "fail") == 0)
    {
      *category = poster_json_get_string (rule, "reason");
      *category = g_intern_string (*category != NULL ? *category : "platform_error");
      message = poster_json_get_string (rule, "message");
    }
  else if (account == NULL || poster_json_get_int (account, "deleted_us", 0) != 0 ||
           !poster_json_get_boolean (account, "isActive", TRUE))
    {
      *category = "auth_expired";
    }
  else if (poster_json_get_string (account, "fail") != NULL)
    {
      *category = g_intern_string (poster_json_get_string (account, "fail"));
      message = poster_json_get_string (account, "failMessage");
    }
  else
    {
      problem = poster_sandbox_late_text_problem (poster_json_get_object (post, "fields"), target);
      *category = problem != NULL ? "user_content" : NULL;
      return problem;
    }
  for (gsize i = 0; message == NULL && i < G_N_ELEMENTS (failures); i++)
    {
      if (strcmp (failures[i].category, *category) == 0)
        message = failures[i].message;
    }
  return g_strdup (message != NULL ? message : "Publishing failed.");
}

/* A platform gets a post, or refuses it. */
static void
finish_target (PosterSandbox *self,
               JsonObject    *post,
               JsonObject    *target,
               gint64         at_us)
{
  const char *platform = poster_json_get_string (target, "platform");
  g_autoptr(JsonObject) user =
    poster_sandbox_store_query_one (self->store, "SELECT handle FROM late_users WHERE id = ?", "s",
                                    poster_json_get_string (post, "user"));
  g_autoptr(JsonObject) rule = poster_sandbox_faults_match_platform (
      self->faults, "late_publish", poster_json_get_string (user, "handle"), platform);
  g_autofree char *hash = poster_sandbox_late_content_hash (
      self, poster_json_get_object (post, "fields"), target, FALSE);
  const char *category = NULL;
  g_autofree char *problem = find_failure (self, post, target, rule, &category);
  gint64 attempt = poster_json_get_int (target, "attempts", 0) + 1;

  json_object_set_int_member (target, "attempts", attempt);
  poster_sandbox_store_run (
      self->store,
      "INSERT INTO late_publishes (post, user, account, platform, at_us, hash, outcome,"
      " attempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      "ssssissi", poster_json_get_string (post, "id"), poster_json_get_string (post, "user"),
      poster_json_get_string (target, "accountId"), platform, at_us, hash,
      problem != NULL ? "failed" : "published", attempt);
  if (problem != NULL)
    {
      const char *source = "system";

      for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
        {
          if (strcmp (failures[i].category, category) == 0)
            source = failures[i].source;
        }
      json_object_set_string_member (target, "status", "failed");
      json_object_set_string_member (target, "errorMessage", problem);
      json_object_set_string_member (target, "errorCategory", category);
      json_object_set_string_member (target, "errorSource", source);
    }
  else
    {
      g_autofree char *number =
          g_strdup_printf ("%" G_GINT64_FORMAT,
                           POSTER_SANDBOX_FIRST_ID + poster_sandbox_store_last_id (self->store));
      gint64 delay_us = poster_sandbox_faults_get_int (self->faults, "late_url_delay_us");

      /* TikTok tells the address later than others. */
      if (strcmp (platform, "tiktok") == 0)
        delay_us += 10 * G_USEC_PER_SEC;
      json_object_set_string_member (target, "status", "published");
      json_object_set_string_member (target, "platformPostId", number);
      json_object_set_int_member (target, "publishedUs", at_us);
      json_object_set_int_member (target, "urlUs", at_us + delay_us);
      json_object_set_int_member (post, "publishedUs", at_us);
    }
}

/**
 * poster_sandbox_late_advance:
 * @self: the sandbox
 * @post: a post
 * @now_us: the time
 * @at_once: what is due is done at once, and not published for a while first
 *
 * Does with @post what is due; it has to be saved then.
 */
void
poster_sandbox_late_advance (PosterSandbox *self,
                             JsonObject    *post,
                             gint64         now_us,
                             gboolean       at_once)
{
  JsonArray *targets = poster_json_get_array (post, "targets");
  gint64 lasts_us = at_once ? 0 : poster_sandbox_faults_get_int (self->faults, "late_publish_us");

  for (guint i = 0; !has_status (post, "draft") && i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      gint64 due_us = poster_json_get_int (target, "dueUs", 0);

      if (has_status (target, "pending") && due_us != 0 && due_us <= now_us)
        {
          json_object_set_string_member (target, "status", "publishing");
          json_object_set_int_member (target, "doneUs", due_us + lasts_us);
        }
      if (has_status (target, "publishing") && poster_json_get_int (target, "doneUs", 0) <= now_us)
        {
          gint64 done_us = poster_json_get_int (target, "doneUs", 0);

          finish_target (self, post, target, done_us);
          json_object_set_int_member (post, "updatedUs",
                                      MAX (done_us, poster_json_get_int (post, "updatedUs", 0)));
        }
    }
  sum_up (post);
}

/* Does everything that is due. */
void
poster_sandbox_late_settle (PosterSandbox *self)
{
  gint64 now_us = poster_sandbox_get_now_us (self);
  g_autoptr(JsonArray) rows = poster_sandbox_store_query (
      self->store,
      "SELECT data FROM late_posts WHERE next_us <= ? AND deleted_us IS NULL"
      " ORDER BY next_us",
      "i", now_us);

  if (json_array_get_length (rows) == 0)
    return;
  poster_sandbox_store_begin (self->store);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autoptr(JsonObject) post = poster_json_parse_object (
          poster_json_get_string (json_array_get_object_element (rows, i), "data"), -1, NULL);

      poster_sandbox_late_advance (self, post, now_us, FALSE);
      poster_sandbox_late_save_post (self, post);
    }
  poster_sandbox_store_end (self->store, TRUE);
}
