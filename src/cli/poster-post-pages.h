/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-workspace.h"

G_BEGIN_DECLS

/**
 * PosterPostPageFunc:
 * @posts: (element-type PosterPost): some posts, perhaps none
 * @is_first: whether they are the first
 * @user_data: the caller's
 *
 * Told of posts, page by page.
 */
typedef void (*PosterPostPageFunc) (GPtrArray *posts, gboolean is_first, gpointer user_data);

gboolean poster_command_page_posts (PosterWorkspace     *workspace,
                                    PosterPostQuery     *query,
                                    PosterPostPageFunc   func,
                                    gpointer             user_data,
                                    GError             **error);

G_END_DECLS
