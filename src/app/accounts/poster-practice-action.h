/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

/* Connects a new practice account in one click, and tells when it is there. For app.connect-practice;
 * @parent: (nullable): the window that asks. */
void           poster_practice_action          (PosterSession        *session,
                                                const char           *connector,
                                                GtkWindow            *parent);

/* The same for one that is there, and whose sign-in has ended. */
void           poster_practice_action_again    (PosterSession        *session,
                                                PosterAccount        *account,
                                                GtkWindow            *parent);

/* The same for a connection to a stand-in that reaches many accounts. */
void           poster_practice_action_connection (PosterSession      *session,
                                                PosterConnection     *connection,
                                                GtkWindow            *parent);

/* @handle: (nullable): a user of the sandbox; %NULL makes a new one. */
void           poster_practice_connect_async   (PosterSession        *session,
                                                const char           *connector,
                                                const char           *handle,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
PosterAccount *poster_practice_connect_finish  (PosterSession        *session,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
