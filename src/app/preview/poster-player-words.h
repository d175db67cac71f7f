/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

char *poster_player_words_for_error   (const GError  *error);
char *poster_player_words_for_missing (GstMessage    *message,
                                       gboolean      *is_video);

G_END_DECLS
