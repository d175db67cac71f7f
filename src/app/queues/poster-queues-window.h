/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_QUEUES_WINDOW (poster_queues_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterQueuesWindow, poster_queues_window, POSTER, QUEUES_WINDOW, AdwWindow)

/* The queues, to be set up. */
GtkWindow *poster_queues_window_new (GtkWindow     *parent,
                                     PosterSession *session);

G_END_DECLS
