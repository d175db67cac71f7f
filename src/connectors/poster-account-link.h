/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-sign-in.h"

G_BEGIN_DECLS

/**
 * PosterLinkChoice:
 * @id: what the service calls it
 * @name: what people call it
 * @detail: (nullable): more of it, to tell two of the same name apart: a handle, an address
 */
typedef struct
{
  char *id;
  char *name;
  char *detail;
} PosterLinkChoice;

PosterLinkChoice *poster_link_choice_new  (const char *id, const char *name, const char *detail);
void              poster_link_choice_free (PosterLinkChoice *self);

#define POSTER_TYPE_ACCOUNT_LINK (poster_account_link_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountLink, poster_account_link, POSTER, ACCOUNT_LINK, GObject)

/**
 * PosterAccountLink:
 * @platform: key of the platform, e.g. `bluesky`
 * @handle: (nullable): whose account, where a person types it (Bluesky), or the chat (Telegram)
 * @secret: (nullable): what a person types that is secret (Bluesky: the app password)
 * @reconnect: (nullable): remote id of an account that the service no longer reaches, when it is to be
 *   reached again rather than a further one
 *
 * One attempt to make a service reach a new account. What it needs a person for it asks by
 * signals, in the main context that poster_remote_service_link_async() was called in.
 *
 * #PosterAccountLink::open-uri (const char *uri): a consent page is to be opened in the browser;
 * #PosterAccountLink::code (const char *code, const char *bot, const char *instructions, gint64
 * expires_us): a code is to be sent to a bot; @instructions are the service's own, a line each;
 * #PosterAccountLink::choose (const char *kind, GPtrArray *choices): one of the #PosterLinkChoice
 * is to be chosen by poster_account_link_choose(), now or later; kind is `page`, `organization`,
 * `board`, `location`, `profile` or `account`.
 *
 * Nobody answering, it waits until its cancellable ends it.
 */
struct _PosterAccountLink
{
  GObject  parent_instance;

  char    *platform;
  char    *handle;
  char    *secret;
  char    *reconnect;
  char    *chosen;   /* (nullable): id of the choice made for the question asked last */
};

PosterAccountLink *poster_account_link_new        (const char        *platform,
                                                   const char        *handle,
                                                   const char        *secret);
void               poster_account_link_choose     (PosterAccountLink *self,
                                                   const char        *id);

/* For the connector. */
void               poster_account_link_open_uri   (PosterAccountLink *self,
                                                   const char        *uri);
void               poster_account_link_show_code  (PosterAccountLink *self,
                                                   const char        *code,
                                                   const char        *bot,
                                                   const char        *instructions,
                                                   gint64             expires_us);
void               poster_account_link_ask        (PosterAccountLink *self,
                                                   const char        *kind,
                                                   GPtrArray         *choices);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterLinkChoice, poster_link_choice_free)

G_END_DECLS
