/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-describe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-json.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"

/* What a list of choices is asked by, and how its items become {value, label}. The names of the arrays
 * are those that `choices_from` in the description of the platforms uses. */
typedef struct
{
  const char *platform;
  const char *path;       /* below the account */
  const char *array;
  const char *value;      /* member that options are given */
  const char *fallback;   /* (nullable): instead */
  const char *label;
  const char *prefix;     /* (nullable): what a fallback lacks */
} Source;

static const Source sources[] = {
  { "pinterest", "pinterest-boards", "boards", "id", NULL, "name", NULL },
  { "facebook", "facebook-page", "pages", "id", NULL, "name", NULL },
  { "linkedin", "linkedin-organizations", "organizations", "urn", "id", "name", "urn:li:organization:" },
  { "googlebusiness", "gmb-locations", "locations", "id", NULL, "name", NULL },
  { "reddit", "reddit-subreddits", "subreddits", "name", NULL, "name", NULL },
  { "youtube", "youtube-playlists", "playlists", "id", NULL, "title", NULL },
};

static const Source flairs = { "reddit", "reddit-flairs", "flairs", "id", NULL, "text", NULL };

static const struct
{
  const char *value;
  const char *label;
} privacy_levels[] = {
  { "PUBLIC_TO_EVERYONE", N_("Everyone") },
  { "MUTUAL_FOLLOW_FRIENDS", N_("Friends") },
  { "FOLLOWER_OF_CREATOR", N_("Followers") },
  { "SELF_ONLY", N_("Only me") },
};

typedef struct
{
  /* Input. */
  PosterLateSession *session;
  PosterConnection  *connection;
  PosterAccount     *account;

  /* In progress. */
  const Source      *source;       /* (nullable) */
  JsonObject        *description;
} Describe;

/* The steps, in the order they run: creator_told, or listed -> (flairs_told) */
static void creator_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void flairs_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
describe_free (Describe *describe)
{
  g_clear_object (&describe->session);
  g_clear_object (&describe->connection);
  g_clear_object (&describe->account);
  json_object_unref (describe->description);
  g_free (describe);
}

static void
add_choice (JsonArray  *choices,
            const char *value,
            const char *label)
{
  JsonObject *choice = json_object_new ();

  json_object_set_string_member (choice, "value", value);
  json_object_set_string_member (choice, "label", label);
  json_array_add_object_element (choices, choice);
}

static void
return_description (GTask *task)
{
  Describe *describe = g_task_get_task_data (task);

  g_task_return_pointer (task, json_object_ref (describe->description), (GDestroyNotify) json_object_unref);
}

static char *
dup_account_path (Describe   *describe,
                  const char *last)
{
  g_autofree char *escaped = g_uri_escape_string (describe->account->remote_id, NULL, FALSE);

  return g_strconcat ("/v1/accounts/", escaped, "/", last, NULL);
}

static void
ask (GTask               *task,
     char                *path,
     GAsyncReadyCallback  callback)
{
  Describe *describe = g_task_get_task_data (task);

  poster_late_call_async (describe->session, describe->connection, poster_late_request_new ("GET", path, NULL),
                          g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* Whether the service does not have this to tell, which is no failure. */
static gboolean
is_not_offered (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  return details != NULL && (details->http_status == SOUP_STATUS_NOT_FOUND ||
                             details->http_status == SOUP_STATUS_METHOD_NOT_ALLOWED ||
                             details->http_status == SOUP_STATUS_NOT_IMPLEMENTED);
}

/* Early servers do not tell what a creator may do: then TikTok's own list is offered, and TikTok
 * refuses what does not go. */
static void
describe_any_creator (JsonObject *description)
{
  JsonArray *levels = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (privacy_levels); i++)
    add_choice (levels, privacy_levels[i].value, _(privacy_levels[i].label));
  json_object_set_array_member (description, "privacyLevels", levels);
  json_object_set_boolean_member (description, "canPostMore", TRUE);
}

/* Labels in the person's language, where the word is known. */
static void
copy_levels (JsonArray  *levels,
             JsonObject *description)
{
  JsonArray *choices = json_array_new ();

  for (guint i = 0; i < poster_late_json_get_length (levels); i++)
    {
      JsonObject *level = poster_late_json_get_element (levels, i);
      JsonNode *node = json_array_get_element (levels, i);
      const char *value = level != NULL ? poster_json_get_string (level, "value") : NULL;
      const char *label = poster_late_json_get_text (level, "label");

      if (level == NULL && JSON_NODE_HOLDS_VALUE (node))
        value = json_node_get_string (node);
      if (value == NULL)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (privacy_levels); j++)
        if (g_str_equal (privacy_levels[j].value, value))
          label = _(privacy_levels[j].label);
      add_choice (choices, value, label != NULL ? label : value);
    }
  json_object_set_array_member (description, "privacyLevels", choices);
}

static void
copy_object (JsonObject *from,
             JsonObject *to,
             const char *member)
{
  JsonObject *object = poster_json_get_object (from, member);

  if (object != NULL)
    json_object_set_object_member (to, member, poster_json_copy (object));
}

static void
creator_told_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  Describe *describe = g_task_get_task_data (task);
  JsonObject *creator;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  if (answer == NULL && is_not_offered (error))
    {
      g_error_free (error);
      describe_any_creator (describe->description);
      return_description (task);
      return;
    }
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  copy_levels (poster_json_get_array (answer->root, "privacyLevels"), describe->description);
  copy_object (answer->root, describe->description, "creator");
  copy_object (answer->root, describe->description, "postingLimits");
  creator = poster_json_get_object (describe->description, "creator");
  if (creator != NULL && !json_object_has_member (creator, "username"))
    json_object_set_string_member (creator, "username", describe->account->username);
  json_object_set_boolean_member (describe->description, "canPostMore",
                                  poster_json_get_boolean (creator, "canPostMore", TRUE));
  return_description (task);
}

/* Returns: (transfer full): the choices in @root; without any when there are none */
static JsonArray *
read_choices (const Source *source,
              JsonObject   *root)
{
  JsonArray *items = poster_json_get_array (root, source->array);
  JsonArray *choices = json_array_new ();

  for (guint i = 0; i < poster_late_json_get_length (items); i++)
    {
      JsonObject *item = poster_late_json_get_element (items, i);
      g_autofree char *value = poster_late_json_dup_id (item, source->value);
      const char *label = poster_late_json_get_text (item, source->label);

      if (value == NULL && source->fallback != NULL)
        {
          g_autofree char *bare = poster_late_json_dup_id (item, source->fallback);

          if (bare != NULL)
            value = g_str_has_prefix (bare, "urn:") ? g_strdup (bare)
                                                    : g_strconcat (source->prefix != NULL ? source->prefix : "", bare, NULL);
        }
      if (value != NULL)
        add_choice (choices, value, label != NULL ? label : value);
    }
  return choices;
}

static const char *
find_subreddit (JsonObject *root)
{
  const char *name = poster_late_json_get_text (root, "defaultSubreddit");
  JsonArray *items = poster_json_get_array (root, "subreddits");

  if (name == NULL && poster_late_json_get_length (items) > 0)
    name = poster_late_json_get_text (poster_late_json_get_element (items, 0), "name");
  return name;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autofree char *base = NULL;
  g_autofree char *path = NULL;
  Describe *describe = g_task_get_task_data (task);
  const char *subreddit;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  if (answer == NULL && !is_not_offered (error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  json_object_set_array_member (describe->description, describe->source->array,
                                read_choices (describe->source, answer != NULL ? answer->root : NULL));
  /* Then nobody has to choose one. */
  if (answer != NULL && poster_late_json_get_text (answer->root, "defaultSubreddit") != NULL)
    json_object_set_string_member (describe->description, "defaultSubreddit",
                                   poster_late_json_get_text (answer->root, "defaultSubreddit"));
  subreddit = answer != NULL && g_str_equal (describe->source->platform, "reddit") ? find_subreddit (answer->root) : NULL;
  if (subreddit == NULL)
    {
      return_description (task);
      return;
    }
  base = dup_account_path (describe, flairs.path);
  path = poster_late_path (base, "subreddit", subreddit, NULL);
  ask (task, path, flairs_told_cb);
}

static void
flairs_told_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  Describe *describe = g_task_get_task_data (task);

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Many subreddits have none, and some do not tell. */
  json_object_set_array_member (describe->description, flairs.array,
                                read_choices (&flairs, answer != NULL ? answer->root : NULL));
  return_description (task);
}

/**
 * poster_late_describe:
 * @session: what Late operations share
 * @connection: how the account is reached
 * @account: an account
 * @task: (transfer full): ends with a #JsonObject
 *
 * Asks what the account may do now: TikTok's limits and levels of privacy in the shape of the API's
 * creator-info; boards, pages, organisations, locations, playlists, subreddits and flairs as arrays of {value,
 * label}. An empty object for a platform that has nothing to choose from.
 */
void
poster_late_describe (PosterLateSession *session,
                      PosterConnection  *connection,
                      PosterAccount     *account,
                      GTask             *task)
{
  g_autoptr(GTask) owned_task = task;
  g_autofree char *path = NULL;
  Describe *describe = g_new0 (Describe, 1);

  describe->session = g_object_ref (session);
  describe->connection = g_object_ref (connection);
  describe->account = g_object_ref (account);
  describe->description = json_object_new ();
  g_task_set_task_data (task, describe, (GDestroyNotify) describe_free);

  if (g_str_equal (account->platform, "tiktok"))
    {
      path = dup_account_path (describe, "tiktok/creator-info");
      ask (task, path, creator_told_cb);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].platform, account->platform))
      describe->source = &sources[i];
  if (describe->source == NULL)
    {
      return_description (task);
      return;
    }
  path = dup_account_path (describe, describe->source->path);
  ask (task, path, listed_cb);
}
