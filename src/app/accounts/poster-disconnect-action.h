/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

/* Gives an account up, with a chance to take that back. @near: a widget of the window. */
void poster_disconnect_action (PosterSession *session,
                               PosterAccount *account,
                               GtkWidget     *near);

/* The same for a connection that reaches no account. */
void poster_disconnect_action_connection (PosterSession    *session,
                                          PosterConnection *connection,
                                          GtkWidget        *near);

/* Does what an earlier run did not come to: takes back sign-ins of connections that were given up. For the
 * start of the program; once per session. */
void poster_disconnect_sweep  (PosterSession *session);

G_END_DECLS
