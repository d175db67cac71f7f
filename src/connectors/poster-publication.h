/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-connection.h"
#include "poster-media-item.h"
#include "poster-post.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PUBLICATION (poster_publication_get_type ())
G_DECLARE_FINAL_TYPE (PosterPublication, poster_publication, POSTER, PUBLICATION, GObject)

/**
 * PosterPublication:
 * @target_id: the target; owner of its secrets (%POSTER_SECRET_UPLOAD)
 * @post_id: its post
 * @account: where it goes
 * @connection: how that is reached
 * @content: the text it gets
 * @title: (nullable): the title it gets
 * @media: (element-type PosterMediaItem): the media it gets
 * @options: the platform's options, by canonical key
 * @place: (nullable): a place inside the account
 * @state: (nullable): what the connector said last, without secrets; %NULL at the beginning
 * @submission_id: (nullable): for a connector that shares submissions: a UUID that stays the same
 *   however often the submission is tried, by whichever process
 * @scheduled_us: when the service is to publish it by itself, microseconds since the epoch, -1 at
 *   once
 * @zone: (nullable): the IANA name that goes with @scheduled_us
 * @remote_mark: (nullable): poster_remote_post_dup_mark() of the submission when it was last sent, or
 *   seen and accepted. Before an update the connector compares it with what the service has now, and
 *   fails with %POSTER_ERROR_CONFLICT and the code %POSTER_ERROR_CODE_REMOTE_CHANGED when it is
 *   another, unless it is what is to be sent anyway
 * @siblings: (nullable) (element-type PosterPublication): the other targets of the submission, in
 *   the order of the post; they have no siblings themselves
 *
 * Everything a connector needs to publish one target: post and target with the overrides
 * applied. Nothing in it changes but @state, which the engine replaces after each step; siblings
 * have none of their own, since a submission is in one state.
 */
struct _PosterPublication
{
  GObject           parent_instance;

  char             *target_id;
  char             *post_id;
  PosterAccount    *account;
  PosterConnection *connection;
  char             *content;
  char             *title;
  GPtrArray        *media;
  JsonObject       *options;
  JsonObject       *place;
  JsonObject       *state;
  char             *submission_id;
  gint64            scheduled_us;
  char             *zone;
  char             *remote_mark;
  GPtrArray        *siblings;
};

PosterPublication *poster_publication_new       (PosterPost       *post,
                                                 PosterTarget     *target,
                                                 PosterAccount    *account,
                                                 PosterConnection *connection);
void               poster_publication_set_state (PosterPublication *self, JsonObject *state);

G_END_DECLS
