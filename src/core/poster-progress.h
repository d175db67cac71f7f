/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterProgressFunc:
 * @done: how much is done
 * @total: how much there is in all, -1 when nobody knows
 * @user_data: the caller's
 *
 * Told how a long piece of work goes on: bytes, where it is about bytes. Never goes backwards
 * and is not called after the work has ended.
 */
typedef void (*PosterProgressFunc) (gint64 done, gint64 total, gpointer user_data);

G_END_DECLS
