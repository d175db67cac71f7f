/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-connector.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-accounts.h"
#include "poster-late-cancel.h"
#include "poster-late-create.h"
#include "poster-late-describe.h"
#include "poster-late-edit.h"
#include "poster-late-errors.h"
#include "poster-late-link.h"
#include "poster-late-look.h"
#include "poster-late-posts.h"
#include "poster-late-sign-in.h"
#include "poster-late-state.h"
#include "poster-late-upload.h"
#include "poster-remote-service.h"

/**
 * PosterLateConnector:
 *
 * Talks to a Late server, the hosted one or any other with its API, and reaches every platform
 * behind it (reference late-api).
 */
struct _PosterLateConnector
{
  PosterConnector    parent_instance;
  char              *base_uri;  /* (nullable) */
  PosterLateSession *session;
};

static void remote_service_init (PosterRemoteServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterLateConnector, poster_late_connector, POSTER_TYPE_CONNECTOR,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_REMOTE_SERVICE, remote_service_init))

enum
{
  PROP_BASE_URI = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What a call has brought about counts, even when somebody cancels in the meantime. */
static GTask *
new_task (gpointer             connector,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             source_tag)
{
  GTask *task = g_task_new (connector, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static PosterStep *
next_step (PosterConnector    *connector,
           PosterPublication  *publication,
           GError            **error)
{
  return poster_late_state_next_step (POSTER_LATE_CONNECTOR (connector)->session, publication, error);
}

static GError *
new_bad_step (void)
{
  return poster_late_error_new (POSTER_ERROR_INVALID, "bad_step", "system_error", POSTER_RETRY_NEVER,
                                _("This version of Poster does not know how to go on with this post."));
}

static void
run_step_async (PosterConnector     *connector,
                PosterPublication   *publication,
                const PosterStep    *step,
                PosterProgressFunc   progress,
                gpointer             progress_data,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  PosterLateSession *session = POSTER_LATE_CONNECTOR (connector)->session;
  GTask *task = new_task (connector, cancellable, callback, user_data, run_step_async);

  if (g_str_equal (step->name, POSTER_LATE_STEP_UPLOAD))
    poster_late_upload_step (session, publication, progress, progress_data, task);
  else if (g_str_equal (step->name, POSTER_LATE_STEP_CREATE))
    poster_late_create_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_LATE_STEP_LOOK))
    poster_late_look_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_LATE_STEP_COMPARE))
    poster_late_edit_compare_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_LATE_STEP_UPDATE))
    poster_late_edit_update_step (session, publication, task);
  else
    {
      g_task_return_error (task, new_bad_step ());
      g_object_unref (task);
    }
}

static void
settle_async (PosterConnector     *connector,
              PosterPublication   *publication,
              const PosterStep    *step,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  poster_late_create_settle (POSTER_LATE_CONNECTOR (connector)->session, publication,
                             new_task (connector, cancellable, callback, user_data, settle_async));
}

static void
cancel_async (PosterConnector     *connector,
              PosterPublication   *publication,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  poster_late_cancel (POSTER_LATE_CONNECTOR (connector)->session, publication,
                      new_task (connector, cancellable, callback, user_data, cancel_async));
}

static void
describe_async (PosterConnector     *connector,
                PosterConnection    *connection,
                PosterAccount       *account,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  poster_late_describe (POSTER_LATE_CONNECTOR (connector)->session, connection, account,
                        new_task (connector, cancellable, callback, user_data, describe_async));
}

static void
sign_in_async (PosterConnector     *connector,
               PosterSignInRequest *request,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  poster_late_sign_in (POSTER_LATE_CONNECTOR (connector)->session, request,
                       new_task (connector, cancellable, callback, user_data, sign_in_async));
}

/* A key is the person's own and may serve elsewhere: forgetting it here does not revoke it there. */
static void
sign_out_async (PosterConnector     *connector,
                PosterConnection    *connection,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr(GTask) task = new_task (connector, cancellable, callback, user_data, sign_out_async);

  g_task_return_boolean (task, TRUE);
}

static void
accounts_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GPtrArray *accounts;
  GError *error = NULL;

  accounts = poster_late_accounts_list_finish (POSTER_LATE_SESSION (object), result, &error);
  if (accounts != NULL)
    g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
list_accounts_async (PosterRemoteService *service,
                     PosterConnection    *connection,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  poster_late_accounts_list_async (POSTER_LATE_CONNECTOR (service)->session, connection, NULL, TRUE, cancellable,
                                   accounts_listed_cb,
                                   new_task (service, cancellable, callback, user_data, list_accounts_async));
}

static void
link_async (PosterRemoteService *service,
            PosterConnection    *connection,
            PosterAccountLink   *link,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  poster_late_link (POSTER_LATE_CONNECTOR (service)->session, connection, link,
                    new_task (service, cancellable, callback, user_data, link_async));
}

static void
unlink_async (PosterRemoteService *service,
              PosterConnection    *connection,
              PosterAccount       *account,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  poster_late_unlink (POSTER_LATE_CONNECTOR (service)->session, connection, account,
                      new_task (service, cancellable, callback, user_data, unlink_async));
}

static void
rename_async (PosterRemoteService *service,
              PosterConnection    *connection,
              PosterAccount       *account,
              const char          *display_name,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  poster_late_rename (POSTER_LATE_CONNECTOR (service)->session, connection, account, display_name,
                      new_task (service, cancellable, callback, user_data, rename_async));
}

static void
list_posts_async (PosterRemoteService *service,
                  PosterConnection    *connection,
                  const char          *next,
                  const char          *validator,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  poster_late_posts_list (POSTER_LATE_CONNECTOR (service)->session, connection, next, validator,
                          new_task (service, cancellable, callback, user_data, list_posts_async));
}

static void
look_async (PosterRemoteService *service,
            PosterConnection    *connection,
            const char          *remote_id,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  poster_late_posts_look (POSTER_LATE_CONNECTOR (service)->session, connection, remote_id,
                          new_task (service, cancellable, callback, user_data, look_async));
}

static void
remove_post_async (PosterRemoteService *service,
                   PosterConnection    *connection,
                   const char          *remote_id,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  poster_late_posts_remove (POSTER_LATE_CONNECTOR (service)->session, connection, remote_id,
                            new_task (service, cancellable, callback, user_data, remove_post_async));
}

static void
remote_service_init (PosterRemoteServiceInterface *iface)
{
  iface->link_async = link_async;
  iface->unlink_async = unlink_async;
  iface->rename_async = rename_async;
  iface->list_posts_async = list_posts_async;
  iface->look_async = look_async;
  iface->remove_post_async = remove_post_async;
  iface->list_accounts_async = list_accounts_async;
}

static void
poster_late_connector_set_property (GObject      *object,
                                    guint         property_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  PosterLateConnector *self = POSTER_LATE_CONNECTOR (object);

  switch (property_id)
    {
    case PROP_BASE_URI:
      self->base_uri = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_late_connector_constructed (GObject *object)
{
  PosterLateConnector *self = POSTER_LATE_CONNECTOR (object);
  PosterConnector *connector = POSTER_CONNECTOR (object);

  G_OBJECT_CLASS (poster_late_connector_parent_class)->constructed (object);
  self->session = poster_late_session_new (poster_connector_get_clock (connector),
                                           poster_connector_get_secrets (connector),
                                           poster_connector_get_practice (connector),
                                           poster_connector_get_session (connector),
                                           self->base_uri);
}

static void
poster_late_connector_dispose (GObject *object)
{
  g_clear_object (&POSTER_LATE_CONNECTOR (object)->session);
  G_OBJECT_CLASS (poster_late_connector_parent_class)->dispose (object);
}

static void
poster_late_connector_finalize (GObject *object)
{
  g_free (POSTER_LATE_CONNECTOR (object)->base_uri);
  G_OBJECT_CLASS (poster_late_connector_parent_class)->finalize (object);
}

static void
poster_late_connector_class_init (PosterLateConnectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PosterConnectorClass *connector_class = POSTER_CONNECTOR_CLASS (klass);

  object_class->set_property = poster_late_connector_set_property;
  object_class->constructed = poster_late_connector_constructed;
  object_class->dispose = poster_late_connector_dispose;
  object_class->finalize = poster_late_connector_finalize;

  connector_class->key = "late";
  connector_class->shares_submissions = TRUE;
  connector_class->publishes_later = TRUE;
  connector_class->next_step = next_step;
  connector_class->run_step_async = run_step_async;
  connector_class->settle_async = settle_async;
  connector_class->describe_async = describe_async;
  connector_class->cancel_async = cancel_async;
  connector_class->sign_in_async = sign_in_async;
  connector_class->sign_out_async = sign_out_async;

  /**
   * PosterLateConnector:base-uri: (nullable)
   *
   * Base address of connections without one of their own.
   */
  properties[PROP_BASE_URI] =
    g_param_spec_string ("base-uri", NULL, NULL, NULL,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_late_connector_init (PosterLateConnector *self)
{
}

/**
 * poster_late_connector_new:
 * @clock: the time
 * @secrets: where keys are kept
 * @practice: (nullable): keeper of the sandbox
 * @session: (nullable): where requests are sent from
 * @base_uri: (nullable): base address instead of the hosted service's
 *
 * Returns: (transfer full): a connector, for one main context
 */
PosterLateConnector *
poster_late_connector_new (PosterClock    *clock,
                           PosterSecrets  *secrets,
                           PosterPractice *practice,
                           SoupSession    *session,
                           const char     *base_uri)
{
  return g_object_new (POSTER_TYPE_LATE_CONNECTOR,
                       "clock", clock,
                       "secrets", secrets,
                       "practice", practice,
                       "session", session,
                       "base-uri", base_uri,
                       NULL);
}
