/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-target-state.h"

G_BEGIN_DECLS

/**
 * PosterRemoteTarget:
 * @account_remote_id: id of the account at the service
 * @platform: key of the platform, known or not
 * @status: the service's word for its state, known or not
 * @state: the same in ours; %POSTER_TARGET_PROCESSING for one that we do not know
 * @content: (nullable): text of its own
 * @media: (element-type PosterRemoteMedia): files of its own, in order; empty when it has none
 * @options: its options by canonical key; empty when it has none
 * @scheduled_us: a time of its own, -1 when it has none
 * @platform_post_id: (nullable): id of the published post
 * @platform_post_url: (nullable): its address
 * @published_us: when it was published, -1 when it was not
 * @error_message: (nullable): the service's own text
 * @error_category: (nullable): the API's category of it
 *
 * One account that a post at the service goes to.
 */
typedef struct
{
  char              *account_remote_id;
  char              *platform;
  char              *status;
  PosterTargetState  state;
  char              *content;
  GPtrArray         *media;
  JsonObject        *options;
  gint64             scheduled_us;
  char              *platform_post_id;
  char              *platform_post_url;
  gint64             published_us;
  char              *error_message;
  char              *error_category;
} PosterRemoteTarget;

/**
 * PosterRemoteMedia:
 * @type: the API's word: `video`, `image`, `gif`, `document`
 * @uri: where it lies
 */
typedef struct
{
  char *type;
  char *uri;
} PosterRemoteMedia;

#define POSTER_TYPE_REMOTE_POST (poster_remote_post_get_type ())
G_DECLARE_FINAL_TYPE (PosterRemotePost, poster_remote_post, POSTER, REMOTE_POST, GObject)

/**
 * PosterRemotePost:
 * @remote_id: its id at the service
 * @submission_id: (nullable): ours, when we made it and the service kept it
 * @status: the service's word for its state, known or not
 * @content: its text; may be empty
 * @title: (nullable): its title
 * @scheduled_us: when it is to go out, microseconds since the epoch, -1 when at no time
 * @zone: (nullable): the IANA name that goes with it
 * @created_us: when it was made, -1 when not known
 * @updated_us: when it changed last, -1 when not known
 * @media: (element-type PosterRemoteMedia): in order
 * @targets: (element-type PosterRemoteTarget): in order
 *
 * A post as a service keeps it. A record, immutable once handed on.
 */
struct _PosterRemotePost
{
  GObject    parent_instance;

  char      *remote_id;
  char      *submission_id;
  char      *status;
  char      *content;
  char      *title;
  gint64     scheduled_us;
  char      *zone;
  gint64     created_us;
  gint64     updated_us;
  GPtrArray *media;
  GPtrArray *targets;
};

PosterRemotePost   *poster_remote_post_new        (const char       *remote_id);
char               *poster_remote_post_dup_mark   (PosterRemotePost *self);
PosterRemoteTarget *poster_remote_post_add_target (PosterRemotePost *self);
PosterRemoteMedia  *poster_remote_post_add_media  (PosterRemotePost *self,
                                                   const char       *type,
                                                   const char       *uri);
PosterRemoteMedia  *poster_remote_target_add_media (PosterRemoteTarget *target,
                                                   const char         *type,
                                                   const char         *uri);

/**
 * PosterRemotePage:
 * @posts: (element-type PosterRemotePost): the posts, in the order of the service
 * @next: (nullable): what to ask the next page with, %NULL when this is the last
 * @validator: (nullable): what to ask the first page with next time, to hear only whether it changed
 * @is_unchanged: whether nothing changed since the validator that was given; then @posts is empty
 *
 * One page of what a service keeps.
 */
typedef struct
{
  GPtrArray *posts;
  char      *next;
  char      *validator;
  gboolean   is_unchanged;
} PosterRemotePage;

PosterRemotePage *poster_remote_page_new  (void);
void              poster_remote_page_free (PosterRemotePage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterRemotePage, poster_remote_page_free)

G_END_DECLS
