/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-application.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WINDOW (poster_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterWindow, poster_window, POSTER, WINDOW, AdwApplicationWindow)

PosterWindow *poster_window_new        (PosterApplication *application);

/* @page: `calendar`, `posts`, `insights`, `accounts` */
void          poster_window_show_page  (PosterWindow      *self,
                                        const char        *page);
void          poster_window_show_post  (PosterWindow      *self,
                                        const char        *post_id);

/* A sentence that goes away by itself. */
void          poster_window_tell       (PosterWindow      *self,
                                        const char        *text);

/* Offers to take back what was just done: exactly one of @undo and @settle is called, the latter
 * when the offer has gone (time, another offer, the window closed). Then @destroy. */
typedef void (*PosterUndoFunc) (gpointer user_data);
void          poster_window_offer_undo (PosterWindow      *self,
                                        const char        *text,
                                        PosterUndoFunc     undo,
                                        PosterUndoFunc     settle,
                                        gpointer           user_data,
                                        GDestroyNotify     destroy);

/* Takes back what is offered, as the button would; whether there was anything. */
gboolean      poster_window_undo       (PosterWindow      *self);

/* The window that @widget is in, or the application's main window: for telling and for undo. */
PosterWindow *poster_window_find       (GtkWidget         *widget);

G_END_DECLS
