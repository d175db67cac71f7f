/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

/* The actions `posts.…` of widgets that show posts, each with the id of a post: open, copy-link, retry,
 * post-now, again, is-out, cancel, duplicate, delete. What comes of them is told in the main window. */
void poster_post_commands_install     (GtkWidgetClass *widget_class);
void poster_post_commands_set_session (GtkWidget      *widget,
                                       PosterSession  *session);

G_END_DECLS
