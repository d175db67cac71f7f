/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-connector.h"

#include <glib/gi18n-lib.h>

#include "poster-tiktok-call.h"
#include "poster-tiktok-cancel.h"
#include "poster-tiktok-creator.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-init.h"
#include "poster-tiktok-photos.h"
#include "poster-tiktok-sign-in.h"
#include "poster-tiktok-sign-out.h"
#include "poster-tiktok-state.h"
#include "poster-tiktok-status.h"
#include "poster-tiktok-upload.h"
#include "poster-tiktok-web-folder.h"

/**
 * PosterTiktokConnector:
 *
 * Talks to TikTok itself: direct posts of a video file, photos through a web folder, and either
 * of them to the inbox (reference tiktok-api).
 */
struct _PosterTiktokConnector
{
  PosterConnector      parent_instance;
  char                *base_uri;  /* (nullable) */
  PosterTiktokSession *session;
};

G_DEFINE_FINAL_TYPE (PosterTiktokConnector, poster_tiktok_connector, POSTER_TYPE_CONNECTOR)

enum
{
  PROP_BASE_URI = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static PosterStep *
next_step (PosterConnector    *connector,
           PosterPublication  *publication,
           GError            **error)
{
  return poster_tiktok_state_next_step (publication, error);
}

/* What a call has brought about counts, even when somebody cancels in the meantime. */
static GTask *
new_task (PosterConnector     *connector,
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
  PosterTiktokSession *session = POSTER_TIKTOK_CONNECTOR (connector)->session;
  GTask *task = new_task (connector, cancellable, callback, user_data, run_step_async);

  if (g_str_equal (step->name, POSTER_TIKTOK_STEP_CREATOR_INFO))
    poster_tiktok_creator_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_INIT))
    poster_tiktok_init_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_UPLOAD))
    poster_tiktok_upload_step (session, publication, FALSE, progress, progress_data, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_FINISH_UPLOAD))
    poster_tiktok_upload_step (session, publication, TRUE, progress, progress_data, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_STATUS))
    poster_tiktok_status_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_FIND_ID))
    poster_tiktok_status_find_id_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_WEB_FOLDER))
    poster_tiktok_web_folder_step (session, publication, progress, progress_data, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_CONTENT_INIT))
    poster_tiktok_photos_step (session, publication, task);
  else if (g_str_equal (step->name, POSTER_TIKTOK_STEP_CLEAR_FOLDER))
    poster_tiktok_web_folder_clear_step (session, publication, task);
  else
    {
      g_task_return_error (task, poster_tiktok_error_new_full (POSTER_ERROR_INVALID, "bad_step", "system_error",
                                                               POSTER_RETRY_NEVER,
                                                               _("This version of Poster does not know how to go on "
                                                                 "with this post.")));
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
  GTask *task = new_task (connector, cancellable, callback, user_data, settle_async);

  if (g_str_equal (step->name, POSTER_TIKTOK_STEP_FINISH_UPLOAD))
    {
      poster_tiktok_status_settle_upload (POSTER_TIKTOK_CONNECTOR (connector)->session, publication,
                                          POSTER_TIKTOK_NOT_DONE_RESUME, task);
      return;
    }
  g_task_return_error (task, poster_tiktok_photos_new_unknown ());
  g_object_unref (task);
}

static void
sign_in_async (PosterConnector     *connector,
               PosterSignInRequest *request,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  poster_tiktok_sign_in (POSTER_TIKTOK_CONNECTOR (connector)->session, request,
                         new_task (connector, cancellable, callback, user_data, sign_in_async));
}

static void
sign_out_async (PosterConnector     *connector,
                PosterConnection    *connection,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  poster_tiktok_sign_out (POSTER_TIKTOK_CONNECTOR (connector)->session, connection,
                          new_task (connector, cancellable, callback, user_data, sign_out_async));
}

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) creator = NULL;
  GError *error = NULL;

  creator = poster_tiktok_call_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (creator != NULL)
    g_task_return_pointer (task, poster_tiktok_creator_describe (creator), (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, error);
}

static void
describe_async (PosterConnector     *connector,
                PosterConnection    *connection,
                PosterAccount       *account,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr(GTask) task = new_task (connector, cancellable, callback, user_data, describe_async);
  GError *error = NULL;

  if (poster_tiktok_connection_check_scope (connection, "video.publish", &error))
    poster_tiktok_call_async (POSTER_TIKTOK_CONNECTOR (connector)->session, connection, POSTER_TIKTOK_CREATOR_INFO,
                              NULL, cancellable, described_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
cancel_async (PosterConnector     *connector,
              PosterPublication   *publication,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  poster_tiktok_cancel (POSTER_TIKTOK_CONNECTOR (connector)->session, publication,
                        new_task (connector, cancellable, callback, user_data, cancel_async));
}

static void
poster_tiktok_connector_set_property (GObject      *object,
                                      guint         property_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  PosterTiktokConnector *self = POSTER_TIKTOK_CONNECTOR (object);

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
poster_tiktok_connector_constructed (GObject *object)
{
  PosterTiktokConnector *self = POSTER_TIKTOK_CONNECTOR (object);
  PosterConnector *connector = POSTER_CONNECTOR (object);

  G_OBJECT_CLASS (poster_tiktok_connector_parent_class)->constructed (object);
  self->session = poster_tiktok_session_new (poster_connector_get_clock (connector),
                                             poster_connector_get_secrets (connector),
                                             poster_connector_get_practice (connector),
                                             poster_connector_get_session (connector),
                                             self->base_uri);
}

static void
poster_tiktok_connector_dispose (GObject *object)
{
  g_clear_object (&POSTER_TIKTOK_CONNECTOR (object)->session);
  G_OBJECT_CLASS (poster_tiktok_connector_parent_class)->dispose (object);
}

static void
poster_tiktok_connector_finalize (GObject *object)
{
  g_free (POSTER_TIKTOK_CONNECTOR (object)->base_uri);
  G_OBJECT_CLASS (poster_tiktok_connector_parent_class)->finalize (object);
}

static void
poster_tiktok_connector_class_init (PosterTiktokConnectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PosterConnectorClass *connector_class = POSTER_CONNECTOR_CLASS (klass);

  object_class->set_property = poster_tiktok_connector_set_property;
  object_class->constructed = poster_tiktok_connector_constructed;
  object_class->dispose = poster_tiktok_connector_dispose;
  object_class->finalize = poster_tiktok_connector_finalize;

  connector_class->key = "tiktok";
  connector_class->next_step = next_step;
  connector_class->run_step_async = run_step_async;
  connector_class->settle_async = settle_async;
  connector_class->sign_in_async = sign_in_async;
  connector_class->sign_out_async = sign_out_async;
  connector_class->describe_async = describe_async;
  connector_class->cancel_async = cancel_async;

  /**
   * PosterTiktokConnector:base-uri: (nullable)
   *
   * Base address of connections without one of their own, without a trailing slash.
   */
  properties[PROP_BASE_URI] =
    g_param_spec_string ("base-uri", NULL, NULL, NULL,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_tiktok_connector_init (PosterTiktokConnector *self)
{
}

/**
 * poster_tiktok_connector_new:
 * @clock: the time
 * @secrets: where credentials and upload addresses are kept
 * @practice: (nullable): keeper of the sandbox
 * @session: (nullable): where requests are sent from
 * @base_uri: (nullable): base address instead of TikTok's, without a trailing slash
 *
 * Returns: (transfer full): a connector, for one main context
 */
PosterTiktokConnector *
poster_tiktok_connector_new (PosterClock    *clock,
                             PosterSecrets  *secrets,
                             PosterPractice *practice,
                             SoupSession    *session,
                             const char     *base_uri)
{
  return g_object_new (POSTER_TYPE_TIKTOK_CONNECTOR,
                       "clock", clock,
                       "secrets", secrets,
                       "practice", practice,
                       "session", session,
                       "base-uri", base_uri,
                       NULL);
}

/**
 * poster_tiktok_connector_set_unlimited:
 * @self: a connector
 * @is_unlimited: whether its calls are not held back to the rates that TikTok documents
 *
 * For a sandbox whose limits are off, as when speed is measured.
 */
void
poster_tiktok_connector_set_unlimited (PosterTiktokConnector *self,
                                       gboolean               is_unlimited)
{
  poster_rate_limiter_set_open (poster_tiktok_session_get_limiter (self->session), is_unlimited);
}
