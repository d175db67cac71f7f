/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-target.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT (poster_account_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccount, poster_account, POSTER, ACCOUNT, GObject)

/**
 * PosterAccount:
 * @id: 24 hex digits
 * @connection_id: the connection that reaches it
 * @connector: key of that connection's connector
 * @platform: Late's key of the network, e.g. `tiktok`
 * @remote_id: its id at the service, unique per connection
 * @username: the @handle without the @
 * @display_name: the name people see
 * @avatar_uri: (nullable): address of its picture; may expire
 * @is_active: whether it may be posted to (not disconnected, not waiting for a new sign-in)
 * @is_practice: whether it lives in the sandbox
 * @is_removed: whether it was disconnected, and is kept for the posts that refer to it
 * @followers: number of followers, -1 when not known
 * @zone: (nullable): IANA name of the zone in which they live, when a person said so
 * @paused_code: (nullable): machine word of why it takes no posts for a while
 * @paused_message: (nullable): the same in one sentence for people
 * @paused_until_us: until when, -1 until a person acts; see poster_account_is_paused()
 * @holder: a #PosterHolder: who publishes its posts, as a person chose once; -1 when nobody was asked
 * @metadata: what the connector keeps, without secrets
 * @created_us: when it was connected first
 *
 * One identity on one platform. A record, like #PosterConnection.
 */
struct _PosterAccount
{
  GObject     parent_instance;

  char       *id;
  char       *connection_id;
  char       *connector;
  char       *platform;
  char       *remote_id;
  char       *username;
  char       *display_name;
  char       *avatar_uri;
  gboolean    is_active;
  gboolean    is_practice;
  gboolean    is_removed;
  gint64      followers;
  char       *zone;
  char       *paused_code;
  char       *paused_message;
  gint64      paused_until_us;
  int         holder;
  JsonObject *metadata;
  gint64      created_us;
};

PosterAccount *poster_account_new       (const char *connector, const char *platform, const char *remote_id);
PosterAccount *poster_account_copy      (PosterAccount *self);
gboolean       poster_account_may_hand_over (PosterAccount *self);
PosterHolder   poster_account_get_holder (PosterAccount *self);
gboolean       poster_account_is_paused (PosterAccount *self, gint64 now_us);
JsonObject    *poster_account_to_json   (PosterAccount *self);

G_END_DECLS
