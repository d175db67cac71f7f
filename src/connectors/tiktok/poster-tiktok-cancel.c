/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-cancel.h"

#include "poster-json.h"
#include "poster-tiktok-address.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-state.h"
#include "poster-tiktok-web-folder.h"

typedef struct
{
  /* Input. */
  PosterTiktokSession *session;
  PosterPublication   *publication;

  /* In progress. */
  GError              *refusal;  /* (nullable) */
} Cancel;

/* The steps, in the order they run: (answered) -> cleared */
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void clear (GTask *task);
static void cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
cancel_free (Cancel *cancel)
{
  g_clear_object (&cancel->session);
  g_clear_object (&cancel->publication);
  g_clear_error (&cancel->refusal);
  g_free (cancel);
}

/* Whether TikTok may have, or get, something to show. Before the last chunk it has a torso. */
static gboolean
is_handed_over (PosterPublication *publication)
{
  const char *next = poster_json_get_string (publication->state, "next");

  return g_strcmp0 (next, POSTER_TIKTOK_STEP_FINISH_UPLOAD) == 0 || g_strcmp0 (next, POSTER_TIKTOK_STEP_STATUS) == 0;
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) data = NULL;
  g_autoptr(GError) error = NULL;
  Cancel *cancel = g_task_get_task_data (task);

  data = poster_tiktok_call_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (data == NULL && is_handed_over (cancel->publication))
    cancel->refusal = g_steal_pointer (&error);
  else if (data == NULL)
    g_debug ("TikTok keeps a torso, which nobody will see: %s", error->message);
  if (cancel->refusal != NULL)
    g_task_return_error (task, g_steal_pointer (&cancel->refusal));
  else
    clear (task);
}

static void
clear (GTask *task)
{
  Cancel *cancel = g_task_get_task_data (task);

  poster_tiktok_address_forget (poster_tiktok_session_get_secrets (cancel->session), cancel->publication->target_id);
  poster_tiktok_web_folder_clear_async (cancel->session, cancel->publication, NULL, cleared_cb, g_object_ref (task));
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_tiktok_web_folder_clear_finish (result, &error))
    g_debug ("Pictures stay in the web folder: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_tiktok_cancel:
 * @session: keeper of sign-ins
 * @publication: what is published
 * @task: (transfer full): ends with %TRUE, or says why it is too late
 *
 * Takes back what TikTok has of a post, and forgets what is kept for it here.
 */
void
poster_tiktok_cancel (PosterTiktokSession *session,
                      PosterPublication   *publication,
                      GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  g_autoptr(JsonObject) body = NULL;
  const char *publish_id = poster_json_get_string (publication->state, "publish_id");
  Cancel *cancel = g_new0 (Cancel, 1);

  cancel->session = g_object_ref (session);
  cancel->publication = g_object_ref (publication);
  g_task_set_task_data (task, cancel, (GDestroyNotify) cancel_free);
  if (publish_id == NULL)
    {
      clear (task);
      return;
    }
  body = json_object_new ();
  json_object_set_string_member (body, "publish_id", publish_id);
  poster_tiktok_call_async (session, publication->connection, POSTER_TIKTOK_CANCEL, body,
                            g_task_get_cancellable (task), answered_cb, g_steal_pointer (&owned_task));
}
