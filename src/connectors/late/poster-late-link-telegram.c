/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-link-private.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"

/* How often the service wants to be asked (reference late-api, section 5). */
#define POLL_US (3 * G_USEC_PER_SEC)

#define MAX_FAILURES 5

/* The steps, in the order they run: code_told -> (waited -> asked)*
 * With a chat that the bot is in already: saved */
static void code_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void ask_later (GTask *task);
static void waited_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void asked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static char *
join_instructions (JsonArray *instructions)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < poster_late_json_get_length (instructions); i++)
    {
      JsonNode *node = json_array_get_element (instructions, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", json_node_get_string (node));
    }
  return g_string_free (lines, lines->len == 0);
}

static void
code_told_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autofree char *instructions = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  gint64 expires_in;
  gint64 expires_us;
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  if (answer != NULL)
    self->code = g_strdup (poster_late_json_get_text (answer->root, "code"));
  if (answer != NULL && self->code == NULL)
    error = poster_late_error_new_nonsense ();
  if (error != NULL)
    {
      poster_late_link_fail (task, error);
      return;
    }
  /* How long it lasts does not depend on whose clock is right. */
  expires_in = poster_json_get_int (answer->root, "expiresIn", 0);
  expires_us = expires_in > 0 ? poster_clock_get_now_us (poster_late_session_get_clock (self->session)) +
                                expires_in * G_USEC_PER_SEC
                              : poster_late_json_get_time_us (answer->root, "expiresAt");
  instructions = join_instructions (poster_json_get_array (answer->root, "instructions"));
  ask_later (task);
  poster_account_link_show_code (self->link, self->code, poster_late_json_get_text (answer->root, "botUsername"),
                                 instructions, expires_us);
}

static void
ask_later (GTask *task)
{
  PosterLateLink *self = g_task_get_task_data (task);

  poster_clock_sleep_async (poster_late_session_get_clock (self->session), POLL_US, self->step, waited_cb,
                            g_object_ref (task));
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autofree char *path = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!poster_clock_sleep_finish (POSTER_CLOCK (object), result, &error))
    {
      poster_late_link_fail (task, error);
      return;
    }
  path = poster_late_path ("/v1/connect/telegram", "code", self->code, NULL);
  poster_late_link_call (task, poster_late_request_new ("PATCH", path, NULL), asked_cb);
}

static GError *
new_expired (void)
{
  return poster_late_error_new (POSTER_ERROR_CONFLICT, "code_expired", "account_issue", POSTER_RETRY_NEVER,
                                _("The code has expired before the bot received it. Start again for a new one."));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  const char *status;
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  if (answer == NULL)
    {
      if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
        {
          g_error_free (error);
          poster_late_link_fail (task, new_expired ());
        }
      else if (poster_error_get_retry (error) == POSTER_RETRY_LATER && ++self->n_failures < MAX_FAILURES)
        {
          g_error_free (error);
          ask_later (task);
        }
      else
        {
          poster_late_link_fail (task, error);
        }
      return;
    }
  self->n_failures = 0;
  status = poster_json_get_string (answer->root, "status");
  if (g_strcmp0 (status, "connected") == 0)
    poster_late_link_take_answer (task, answer->root);
  else if (g_strcmp0 (status, "expired") == 0)
    poster_late_link_fail (task, new_expired ());
  else
    ask_later (task);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  if (answer != NULL)
    poster_late_link_take_answer (task, answer->root);
  else
    poster_late_link_fail (task, error);
}

/* Telegram: a code is sent to the service's bot; or the chat is named where the bot is in already. */
void
poster_late_link_telegram (GTask *task)
{
  PosterLateLink *self = g_task_get_task_data (task);
  g_autofree char *path = NULL;
  JsonObject *body;

  if (self->link->handle != NULL && *self->link->handle != '\0')
    {
      body = json_object_new ();
      json_object_set_string_member (body, "chatId", self->link->handle);
      json_object_set_string_member (body, "profileId", self->profile_id);
      poster_late_link_call (task, poster_late_request_new ("POST", "/v1/connect/telegram", body), saved_cb);
      return;
    }
  path = poster_late_path ("/v1/connect/telegram", "profileId", self->profile_id, NULL);
  poster_late_link_call (task, poster_late_request_new ("GET", path, NULL), code_told_cb);
}
