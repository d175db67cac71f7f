/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-link"

#include "poster-account-link.h"

#include "poster-secrets.h"

G_DEFINE_FINAL_TYPE (PosterAccountLink, poster_account_link, G_TYPE_OBJECT)

enum
{
  OPEN_URI,
  CODE,
  CHOOSE,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * poster_link_choice_new:
 * @id: what the service calls it
 * @name: what people call it
 * @detail: (nullable): more of it
 *
 * Returns: (transfer full): a choice
 */
PosterLinkChoice *
poster_link_choice_new (const char *id,
                        const char *name,
                        const char *detail)
{
  PosterLinkChoice *self = g_new0 (PosterLinkChoice, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->detail = g_strdup (detail);
  return self;
}

void
poster_link_choice_free (PosterLinkChoice *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->detail);
  g_free (self);
}

static void
poster_account_link_finalize (GObject *object)
{
  PosterAccountLink *self = POSTER_ACCOUNT_LINK (object);

  g_free (self->platform);
  g_free (self->handle);
  poster_secret_free (self->secret);
  g_free (self->reconnect);
  g_free (self->chosen);
  G_OBJECT_CLASS (poster_account_link_parent_class)->finalize (object);
}

static void
poster_account_link_class_init (PosterAccountLinkClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_account_link_finalize;

  signals[OPEN_URI] = g_signal_new ("open-uri", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CODE] = g_signal_new ("code", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
  signals[CHOOSE] = g_signal_new ("choose", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
  /* For the connector: a choice was made. */
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
poster_account_link_init (PosterAccountLink *self)
{
}

/**
 * poster_account_link_new:
 * @platform: key of a platform
 * @handle: (nullable): whose account, where a person types it
 * @secret: (nullable): what a person types that is secret; copied
 *
 * Returns: (transfer full): an attempt, for poster_remote_service_link_async() once
 */
PosterAccountLink *
poster_account_link_new (const char *platform,
                         const char *handle,
                         const char *secret)
{
  PosterAccountLink *self = g_object_new (POSTER_TYPE_ACCOUNT_LINK, NULL);

  self->platform = g_strdup (platform);
  self->handle = g_strdup (handle);
  self->secret = g_strdup (secret);
  return self;
}

/**
 * poster_account_link_choose:
 * @self: an attempt that asked
 * @id: id of one of the choices
 *
 * Answers the question asked last.
 */
void
poster_account_link_choose (PosterAccountLink *self,
                            const char        *id)
{
  g_free (self->chosen);
  self->chosen = g_strdup (id);
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

/**
 * poster_account_link_open_uri:
 * @self: an attempt
 * @uri: address of the consent page; holds no secret
 *
 * Asks for the page to be opened.
 */
void
poster_account_link_open_uri (PosterAccountLink *self,
                              const char        *uri)
{
  g_signal_emit (self, signals[OPEN_URI], 0, uri);
}

/**
 * poster_account_link_show_code:
 * @self: an attempt
 * @code: what to send
 * @bot: (nullable): to whom
 * @instructions: (nullable): the service's own, a line each
 * @expires_us: until when it is good, microseconds since the epoch, -1 when not known
 *
 * Asks for a code to be sent to a bot.
 */
void
poster_account_link_show_code (PosterAccountLink *self,
                               const char        *code,
                               const char        *bot,
                               const char        *instructions,
                               gint64             expires_us)
{
  g_signal_emit (self, signals[CODE], 0, code, bot, instructions, expires_us);
}

/**
 * poster_account_link_ask:
 * @self: an attempt
 * @kind: what is chosen, see #PosterAccountLink
 * @choices: (element-type PosterLinkChoice): what there is; at least one
 *
 * Asks for a choice. The answer comes by the signal `chosen`.
 */
void
poster_account_link_ask (PosterAccountLink *self,
                         const char        *kind,
                         GPtrArray         *choices)
{
  g_clear_pointer (&self->chosen, g_free);
  g_signal_emit (self, signals[CHOOSE], 0, kind, choices);
}
