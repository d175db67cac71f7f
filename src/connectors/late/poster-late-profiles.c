/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-profiles.h"

#include "poster-account.h"
#include "poster-json.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"

/* A profile of the service holds one account of each platform. Nobody needs to know of them: the
 * first one with room is taken, and where there is none, one is made. */

typedef struct
{
  PosterConnection *connection;
  char             *platform;
  GHashTable       *taken;       /* (element-type utf8): profiles with an account of the platform */
} Pick;

/* The steps, in the order they run: listed -> (made) */
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void made_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
pick_free (Pick *pick)
{
  g_clear_object (&pick->connection);
  g_free (pick->platform);
  g_hash_table_unref (pick->taken);
  g_free (pick);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autofree char *best = NULL;
  g_autofree char *name = NULL;
  Pick *pick = g_task_get_task_data (task);
  JsonArray *profiles;
  JsonObject *body;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  profiles = answer != NULL ? poster_json_get_array (answer->root, "profiles") : NULL;
  if (answer != NULL && profiles == NULL)
    error = poster_late_error_new_nonsense ();
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (profiles); i++)
    {
      JsonObject *profile = poster_late_json_get_element (profiles, i);
      g_autofree char *id = poster_late_json_dup_id (profile, "_id");

      if (id == NULL || g_hash_table_contains (pick->taken, id) || poster_json_get_boolean (profile, "isOverLimit", FALSE))
        continue;
      if (best == NULL || poster_json_get_boolean (profile, "isDefault", FALSE))
        {
          g_free (best);
          best = g_steal_pointer (&id);
        }
    }
  if (best != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&best), g_free);
      return;
    }
  name = g_strdup_printf ("Poster %u", json_array_get_length (profiles) + 1);
  body = json_object_new ();
  json_object_set_string_member (body, "name", name);
  poster_late_call_async (POSTER_LATE_SESSION (object), pick->connection,
                          poster_late_request_new ("POST", "/v1/profiles", body), g_task_get_cancellable (task),
                          made_cb, g_object_ref (task));
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  char *id;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  id = answer != NULL ? poster_late_json_dup_id (poster_json_get_object (answer->root, "profile"), "_id") : NULL;
  if (answer != NULL && id == NULL)
    error = poster_late_error_new_nonsense ();
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, id, g_free);
}

/**
 * poster_late_profiles_pick_async:
 * @session: what Late operations share
 * @connection: whose profiles
 * @platform: key of a platform
 * @accounts: (element-type PosterAccount): the accounts that the connection reaches
 * @cancellable: (nullable): ends it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds a profile without an account on @platform, or makes one.
 */
void
poster_late_profiles_pick_async (PosterLateSession   *session,
                                 PosterConnection    *connection,
                                 const char          *platform,
                                 GPtrArray           *accounts,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Pick *pick = g_new0 (Pick, 1);

  g_task_set_source_tag (task, poster_late_profiles_pick_async);
  pick->connection = g_object_ref (connection);
  pick->platform = g_strdup (platform);
  pick->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      const char *profile_id = poster_json_get_string (account->metadata, "profile_id");

      if (profile_id != NULL && g_str_equal (account->platform, platform))
        g_hash_table_add (pick->taken, g_strdup (profile_id));
    }
  g_task_set_task_data (task, pick, (GDestroyNotify) pick_free);
  poster_late_call_async (session, connection, poster_late_request_new ("GET", "/v1/profiles", NULL), cancellable,
                          listed_cb, g_steal_pointer (&task));
}

/**
 * poster_late_profiles_pick_finish:
 * @session: what Late operations share
 * @result: the result
 * @error: as those of poster_late_call_finish(); `PROFILE_LIMIT_EXCEEDED` when the plan has no room
 *
 * Returns: (transfer full): id of the profile
 */
char *
poster_late_profiles_pick_finish (PosterLateSession  *session,
                                  GAsyncResult       *result,
                                  GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
