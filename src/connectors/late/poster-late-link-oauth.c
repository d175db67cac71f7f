/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-link-private.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-address.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-pkce.h"

/* How long a person may take over the consent page: as long as its `state` is good at most services. */
#define CONSENT_LIMIT_US (30 * G_TIME_SPAN_MINUTE)

/* The browser may be on another machine, or the page of the service may not come back here: then the
 * account just appears. */
#define POLL_US (4 * G_USEC_PER_SEC)

/* The steps, in the order they run: page_told -> came_back, and beside that (waited -> polled)* */
static void page_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void came_back_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void poll_later (GTask *task);
static void waited_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void polled_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
page_told_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  const char *uri = NULL;
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  if (answer != NULL)
    {
      uri = poster_late_json_get_text (answer->root, "authUrl");
      if (uri == NULL)
        uri = poster_late_json_get_text (answer->root, "url");
      /* Only what a browser can open, and nobody on the way can change. */
      if (!poster_late_address_is_safe (uri))
        error = poster_late_error_new_nonsense ();
    }
  if (error != NULL)
    {
      poster_late_link_fail (task, error);
      return;
    }
  poster_loopback_redirect_wait_fields_async (self->redirect, CONSENT_LIMIT_US, self->step, came_back_cb,
                                              g_object_ref (task));
  poll_later (task);
  poster_account_link_open_uri (self->link, uri);
}

static const char *
get_field (PosterLateLink *self,
           const char     *name)
{
  const char *value = g_hash_table_lookup (self->fields, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static void
came_back_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->fields = poster_loopback_redirect_wait_fields_finish (POSTER_LOOPBACK_REDIRECT (object), result, &error);
  if (self->fields == NULL)
    poster_late_link_fail (task, error);
  else if (get_field (self, "step") != NULL)
    poster_late_link_choose (task);
  else
    poster_late_link_take_account (task, get_field (self, "accountId"), get_field (self, "username"));
}

static void
poll_later (GTask *task)
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
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, &error))
    poster_late_accounts_list_async (self->session, self->connection, NULL, FALSE, self->step, polled_cb,
                                     g_object_ref (task));
  else
    poster_late_link_fail (task, error);
}

static PosterAccount *
find (GPtrArray  *accounts,
      const char *remote_id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_strcmp0 (((PosterAccount *) g_ptr_array_index (accounts, i))->remote_id, remote_id) == 0)
      return g_ptr_array_index (accounts, i);
  return NULL;
}

/* Whether @account is what we wait for: a further one; or one that works again. */
static gboolean
has_appeared (PosterLateLink *self,
              PosterAccount  *account)
{
  PosterAccount *before = find (self->known, account->remote_id);

  if (!account->is_active || !g_str_equal (account->platform, self->link->platform))
    return FALSE;
  if (self->link->reconnect != NULL && g_str_equal (account->remote_id, self->link->reconnect))
    return before != NULL && !before->is_active;
  return before == NULL;
}

static void
polled_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  PosterLateLink *self = g_task_get_task_data (task);

  accounts = poster_late_accounts_list_finish (self->session, result, &error);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_AUTH) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      poster_late_link_fail (task, g_steal_pointer (&error));
      return;
    }
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (!has_appeared (self, account))
        continue;
      poster_late_link_take_account (task, account->remote_id, NULL);
      return;
    }
  if (!self->is_over)
    poll_later (task);
}

/* Asks for consent on the service's page in the browser, which comes back to a listener of ours. */
void
poster_late_link_oauth (GTask *task)
{
  PosterLateLink *self = g_task_get_task_data (task);
  g_autofree char *escaped = g_uri_escape_string (self->link->platform, NULL, FALSE);
  g_autofree char *base = g_strconcat ("/v1/connect/", escaped, NULL);
  /* The service gives no state back that we could know it by, so nobody may guess the path. */
  g_autofree char *secret = poster_pkce_new_state ();
  g_autofree char *callback_path = g_strconcat ("/late/", secret, "/", NULL);
  g_autofree char *path = NULL;
  GError *error = NULL;

  self->redirect = poster_loopback_redirect_new (poster_late_session_get_clock (self->session), callback_path, &error);
  if (self->redirect == NULL)
    {
      poster_late_link_fail (task, error);
      return;
    }
  path = poster_late_path (base, "profileId", self->profile_id, "headless", "true", "redirect_url",
                           poster_loopback_redirect_get_redirect_uri (self->redirect), NULL);
  poster_late_link_call (task, poster_late_request_new ("GET", path, NULL), page_told_cb);
}
