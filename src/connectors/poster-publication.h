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
 *
 * Everything a connector needs to publish one target: post and target with the overrides
 * applied. Nothing in it changes but @state, which the engine replaces after each step.
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
};

PosterPublication *poster_publication_new       (PosterPost       *post,
                                                 PosterTarget     *target,
                                                 PosterAccount    *account,
                                                 PosterConnection *connection);
void               poster_publication_set_state (PosterPublication *self, JsonObject *state);

G_END_DECLS
