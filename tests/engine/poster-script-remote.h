/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"
#include "poster-remote-post.h"

G_BEGIN_DECLS

/* What happens when the service is asked for something. */
typedef enum
{
  REMOTE_OK,
  REMOTE_OFFLINE,      /* it cannot be reached */
  REMOTE_LOST_BEFORE,  /* no answer, and it had not arrived */
  REMOTE_LOST_AFTER,   /* no answer, and it had arrived */
  REMOTE_REFUSED,      /* refused for good */
  REMOTE_SIGN_IN,      /* refused: the key is not valid any more */
} RemoteAct;

#define POSTER_TYPE_SCRIPT_REMOTE (poster_script_remote_get_type ())
G_DECLARE_FINAL_TYPE (PosterScriptRemote, poster_script_remote, POSTER, SCRIPT_REMOTE, PosterConnector)

PosterScriptRemote *poster_script_remote_new             (PosterClock *clock, PosterSecrets *secrets);
void                poster_script_remote_plan            (PosterScriptRemote *self, const char *step, RemoteAct act);
void                poster_script_remote_set_offline     (PosterScriptRemote *self, gboolean is_offline);
guint               poster_script_remote_get_runs        (PosterScriptRemote *self, const char *step);
GPtrArray          *poster_script_remote_get_posts       (PosterScriptRemote *self);
PosterRemotePost   *poster_script_remote_get_post        (PosterScriptRemote *self);
void                poster_script_remote_remove          (PosterScriptRemote *self, PosterRemotePost *post);
void                poster_script_remote_touch           (PosterScriptRemote *self);
GPtrArray          *poster_script_remote_get_accounts    (PosterScriptRemote *self);
guint               poster_script_remote_count_published (PosterScriptRemote *self, const char *account_remote_id);

G_END_DECLS
