/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connector"

#include "poster-connector.h"

#include "poster-http-session.h"

typedef struct
{
  PosterClock    *clock;
  PosterSecrets  *secrets;
  PosterPractice *practice;  /* (nullable) */
  SoupSession    *session;
} PosterConnectorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PosterConnector, poster_connector, G_TYPE_OBJECT)

enum
{
  PROP_CLOCK = 1,
  PROP_SECRETS,
  PROP_PRACTICE,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
poster_connector_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (POSTER_CONNECTOR (object));

  switch (property_id)
    {
    case PROP_CLOCK:
      priv->clock = g_value_dup_object (value);
      break;
    case PROP_SECRETS:
      priv->secrets = g_value_dup_object (value);
      break;
    case PROP_PRACTICE:
      priv->practice = g_value_dup_object (value);
      break;
    case PROP_SESSION:
      priv->session = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_connector_constructed (GObject *object)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (POSTER_CONNECTOR (object));

  G_OBJECT_CLASS (poster_connector_parent_class)->constructed (object);
  if (priv->session == NULL)
    priv->session = poster_http_session_new ();
}

static void
poster_connector_dispose (GObject *object)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (POSTER_CONNECTOR (object));

  g_clear_object (&priv->clock);
  g_clear_object (&priv->secrets);
  g_clear_object (&priv->practice);
  g_clear_object (&priv->session);
  G_OBJECT_CLASS (poster_connector_parent_class)->dispose (object);
}

static void
poster_connector_class_init (PosterConnectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = poster_connector_set_property;
  object_class->constructed = poster_connector_constructed;
  object_class->dispose = poster_connector_dispose;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, POSTER_TYPE_CLOCK, flags);
  properties[PROP_SECRETS] = g_param_spec_object ("secrets", NULL, NULL, POSTER_TYPE_SECRETS, flags);
  properties[PROP_PRACTICE] = g_param_spec_object ("practice", NULL, NULL, POSTER_TYPE_PRACTICE, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SOUP_TYPE_SESSION, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_connector_init (PosterConnector *self)
{
}

/**
 * poster_connector_get_clock:
 * @self: a connector
 *
 * Returns: (transfer none): the source of time
 */
PosterClock *
poster_connector_get_clock (PosterConnector *self)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (self);

  return priv->clock;
}

/**
 * poster_connector_get_secrets:
 * @self: a connector
 *
 * Returns: (transfer none): where secrets are kept
 */
PosterSecrets *
poster_connector_get_secrets (PosterConnector *self)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (self);

  return priv->secrets;
}

/**
 * poster_connector_get_practice:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): keeper of the sandbox; %NULL where there is none
 */
PosterPractice *
poster_connector_get_practice (PosterConnector *self)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (self);

  return priv->practice;
}

/**
 * poster_connector_get_session:
 * @self: a connector
 *
 * Returns: (transfer none): the HTTP session to use
 */
SoupSession *
poster_connector_get_session (PosterConnector *self)
{
  PosterConnectorPrivate *priv = poster_connector_get_instance_private (self);

  return priv->session;
}

/**
 * poster_connector_get_key:
 * @self: a connector
 *
 * Returns: its name, e.g. `tiktok`
 */
const char *
poster_connector_get_key (PosterConnector *self)
{
  return POSTER_CONNECTOR_GET_CLASS (self)->key;
}

/**
 * poster_connector_shares_submissions:
 * @self: a connector
 *
 * Returns: whether several targets of a post may go to a connection as one
 */
gboolean
poster_connector_shares_submissions (PosterConnector *self)
{
  return POSTER_CONNECTOR_GET_CLASS (self)->shares_submissions;
}

/**
 * poster_connector_publishes_later:
 * @self: a connector
 *
 * Returns: whether the service can be given a post before its time
 */
gboolean
poster_connector_publishes_later (PosterConnector *self)
{
  return POSTER_CONNECTOR_GET_CLASS (self)->publishes_later;
}

/**
 * poster_connector_next_step:
 * @self: a connector
 * @publication: what is published
 * @error: %POSTER_ERROR_DATABASE when the kept state makes no sense
 *
 * Returns: (transfer full): what is to be done next
 */
PosterStep *
poster_connector_next_step (PosterConnector    *self,
                            PosterPublication  *publication,
                            GError            **error)
{
  return POSTER_CONNECTOR_GET_CLASS (self)->next_step (self, publication, error);
}

/**
 * poster_connector_run_step_async:
 * @self: a connector
 * @publication: what is published
 * @step: the step that poster_connector_next_step() named
 * @progress: (nullable): told bytes sent, for a transfer or commit
 * @progress_data: passed to @progress
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See #PosterConnectorClass.
 */
void
poster_connector_run_step_async (PosterConnector     *self,
                                 PosterPublication   *publication,
                                 const PosterStep    *step,
                                 PosterProgressFunc   progress,
                                 gpointer             progress_data,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  POSTER_CONNECTOR_GET_CLASS (self)->run_step_async (self, publication, step, progress, progress_data, cancellable, callback, user_data);
}

/**
 * poster_connector_run_step_finish:
 * @self: a connector
 * @result: the result
 * @error: see #PosterConnectorClass
 *
 * Returns: (transfer full): what came of it
 */
PosterStepResult *
poster_connector_run_step_finish (PosterConnector  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_connector_settle_async:
 * @self: a connector
 * @publication: what is published
 * @step: the commit whose outcome is unknown
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See #PosterConnectorClass.
 */
void
poster_connector_settle_async (PosterConnector     *self,
                               PosterPublication   *publication,
                               const PosterStep    *step,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  POSTER_CONNECTOR_GET_CLASS (self)->settle_async (self, publication, step, cancellable, callback, user_data);
}

/**
 * poster_connector_settle_finish:
 * @self: a connector
 * @result: the result
 * @error: see #PosterConnectorClass
 *
 * Returns: (transfer full): %POSTER_STEP_NOT_DONE, or what the commit gave
 */
PosterStepResult *
poster_connector_settle_finish (PosterConnector  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_connector_sign_in_async:
 * @self: a connector
 * @request: what to start from; kept by the caller until @callback
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See #PosterConnectorClass.
 */
void
poster_connector_sign_in_async (PosterConnector     *self,
                                PosterSignInRequest *request,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  POSTER_CONNECTOR_GET_CLASS (self)->sign_in_async (self, request, cancellable, callback, user_data);
}

/**
 * poster_connector_sign_in_finish:
 * @self: a connector
 * @result: the result
 * @error: see #PosterConnectorClass
 *
 * Returns: (transfer full): the connection made, not stored yet
 */
PosterSignIn *
poster_connector_sign_in_finish (PosterConnector  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_connector_sign_out_async:
 * @self: a connector
 * @connection: a connection
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See #PosterConnectorClass.
 */
void
poster_connector_sign_out_async (PosterConnector     *self,
                                 PosterConnection    *connection,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  POSTER_CONNECTOR_GET_CLASS (self)->sign_out_async (self, connection, cancellable, callback, user_data);
}

/**
 * poster_connector_sign_out_finish:
 * @self: a connector
 * @result: the result
 * @error: see #PosterConnectorClass
 *
 * Returns: whether the service has forgotten the credential
 */
gboolean
poster_connector_sign_out_finish (PosterConnector  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_connector_describe_async:
 * @self: a connector
 * @connection: a connection
 * @account: one of its accounts
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See #PosterConnectorClass.
 */
void
poster_connector_describe_async (PosterConnector     *self,
                                 PosterConnection    *connection,
                                 PosterAccount       *account,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  POSTER_CONNECTOR_GET_CLASS (self)->describe_async (self, connection, account, cancellable, callback, user_data);
}

/**
 * poster_connector_describe_finish:
 * @self: a connector
 * @result: the result
 * @error: see #PosterConnectorClass
 *
 * Returns: (transfer full): what the account may do now, as the options' `choices_from` name it
 */
JsonObject *
poster_connector_describe_finish (PosterConnector  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_connector_cancel_async:
 * @self: a connector
 * @publication: what is published
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See #PosterConnectorClass.
 */
void
poster_connector_cancel_async (PosterConnector     *self,
                               PosterPublication   *publication,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  POSTER_CONNECTOR_GET_CLASS (self)->cancel_async (self, publication, cancellable, callback, user_data);
}

/**
 * poster_connector_cancel_finish:
 * @self: a connector
 * @result: the result
 * @error: see #PosterConnectorClass
 *
 * Returns: whether the platform took it back
 */
gboolean
poster_connector_cancel_finish (PosterConnector  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
