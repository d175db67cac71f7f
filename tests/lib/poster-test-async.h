/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void          poster_test_keep_result_cb (GObject *object, GAsyncResult *result, gpointer user_data);
GAsyncResult *poster_test_await          (GAsyncResult **result);
void          poster_test_settle         (void);

G_END_DECLS
