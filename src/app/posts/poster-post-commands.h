/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

/* The actions `posts.…` of widgets that show posts. With the id of a post: open, copy-link, retry, post-now,
 * cancel, duplicate, delete. With the ids of a post and of one of its targets, for that account alone:
 * retry-target, post-target-now, again, is-out. What comes of them is told in the main window. */
void poster_post_commands_install     (GtkWidgetClass *widget_class);
void poster_post_commands_set_session (GtkWidget      *widget,
                                       PosterSession  *session);

G_END_DECLS
