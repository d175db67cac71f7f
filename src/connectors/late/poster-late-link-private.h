/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account-link.h"
#include "poster-late-accounts.h"
#include "poster-late-call.h"
#include "poster-loopback-redirect.h"

G_BEGIN_DECLS

/**
 * PosterLateLink:
 * @session: what Late operations share
 * @connection: which is to reach the account
 * @link: what a person does about it
 * @known: (element-type PosterAccount): what it reached before
 * @profile_id: where the account goes
 * @step: cancelled once the account is there: what still waits then ends
 *
 * One attempt to connect an account: poster-late-link.c begins and ends it, poster-late-link-oauth.c asks
 * for consent in the browser, poster-late-link-choose.c has something chosen afterwards, and the two
 * platforms that go another way have files of their own. Each of them ends with exactly one of
 * poster_late_link_take_account() and poster_late_link_fail().
 */
typedef struct
{
  PosterLateSession      *session;
  PosterConnection       *connection;
  PosterAccountLink      *link;
  GPtrArray              *known;
  char                   *profile_id;
  GCancellable           *step;
  GCancellable           *outer;
  gulong                  outer_id;
  gboolean                is_over;

  /* Of OAuth. */
  PosterLoopbackRedirect *redirect;     /* (nullable) */
  guint                   n_failures;   /* of polling, in a row */

  /* Of the second step. */
  GHashTable             *fields;       /* (nullable) (element-type utf8 utf8): of the redirect */
  JsonObject             *pending;      /* (nullable): what the service kept for us */
  JsonArray              *items;        /* (nullable): what there is to choose from */
  gulong                  chosen_id;

  /* Of Telegram. */
  char                   *code;         /* (nullable) */

  /* Of the end. */
  char                   *account_id;   /* (nullable) */
  char                   *username;     /* (nullable) */
} PosterLateLink;

void poster_late_link_call         (GTask               *task,
                                    PosterLateRequest   *request,
                                    GAsyncReadyCallback  callback);
void poster_late_link_fail         (GTask               *task,
                                    GError              *error);
void poster_late_link_take_account (GTask               *task,
                                    const char          *account_id,
                                    const char          *username);
void poster_late_link_take_answer  (GTask               *task,
                                    JsonObject          *root);
void poster_late_link_oauth        (GTask               *task);
void poster_late_link_choose       (GTask               *task);
void poster_late_link_bluesky      (GTask               *task);
void poster_late_link_telegram     (GTask               *task);

G_END_DECLS
