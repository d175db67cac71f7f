/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

/* The connections of a session (element-type PosterConnection), in the order in which they were made,
 * also those of which no account is left. One list for all who ask; it follows the store: a changed
 * connection is a new object at its place. */
GListModel       *poster_connection_list_get           (PosterSession    *session);
gboolean          poster_connection_list_get_is_loaded (PosterSession    *session);
/* Whether there is one that is not given up. */
gboolean          poster_connection_list_has_any       (PosterSession    *session);
PosterConnection *poster_connection_list_find          (PosterSession    *session,
                                                        const char       *connection_id);

/* "Late", "Late – post.example.org": (transfer full). */
char             *poster_connection_list_dup_title     (PosterConnection *connection);
/* "Thirteen networks through getlate.dev, signed in as Mira": (transfer full). */
char             *poster_connection_list_dup_description (PosterConnection *connection);

G_END_DECLS
