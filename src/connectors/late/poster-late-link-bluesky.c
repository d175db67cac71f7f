/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-link-private.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"

/* The steps, in the order they run: (users_told) -> saved */
static void users_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void save (GTask *task, const char *user_id);
static void saved_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
users_told_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autofree char *user_id = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  user_id = answer != NULL ? poster_late_json_dup_id (answer->root, "currentUserId") : NULL;
  if (answer != NULL && user_id == NULL)
    error = poster_late_error_new_nonsense ();
  if (error != NULL)
    poster_late_link_fail (task, error);
  else
    save (task, user_id);
}

static void
save (GTask      *task,
      const char *user_id)
{
  PosterLateLink *self = g_task_get_task_data (task);
  const char *handle = self->link->handle;
  g_autofree char *state = g_strconcat (user_id, "-", self->profile_id, NULL);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "identifier", *handle == '@' ? handle + 1 : handle);
  json_object_set_string_member (body, "appPassword", self->link->secret);
  json_object_set_string_member (body, "state", state);
  /* What an older page of the documentation sends instead of the state. */
  json_object_set_string_member (body, "profileId", self->profile_id);
  poster_late_link_call (task, poster_late_request_new ("POST", "/v1/connect/bluesky/credentials", body), saved_cb);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  PosterErrorDetails *details;
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  details = poster_error_get_details (error);
  if (answer != NULL)
    {
      poster_late_link_take_answer (task, answer->root);
      return;
    }
  /* Of the app password, that is; the key has just been good for the list of accounts. */
  if (details != NULL && details->http_status == SOUP_STATUS_UNAUTHORIZED)
    {
      g_error_free (error);
      error = poster_late_error_new (POSTER_ERROR_INVALID, "app_password_refused", "account_issue", POSTER_RETRY_NEVER,
                                     _("Bluesky does not accept this handle with this app password. Make a new app "
                                       "password in Bluesky's settings and try again."));
    }
  poster_late_link_fail (task, error);
}

/* Bluesky knows app passwords instead of a page of consent. */
void
poster_late_link_bluesky (GTask *task)
{
  PosterLateLink *self = g_task_get_task_data (task);
  const char *user_id = poster_json_get_string (self->connection->metadata, "user_id");

  if (self->link->handle == NULL || *self->link->handle == '\0' ||
      self->link->secret == NULL || *self->link->secret == '\0')
    poster_late_link_fail (task, poster_late_error_new (POSTER_ERROR_INVALID, "handle_missing", "account_issue",
                                                        POSTER_RETRY_NEVER,
                                                        _("Bluesky needs the handle, e.g. name.bsky.social, and an app "
                                                          "password from its settings.")));
  else if (user_id != NULL)
    save (task, user_id);
  else
    poster_late_link_call (task, poster_late_request_new ("GET", "/v1/users", NULL), users_told_cb);
}
