/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Words in. */
char         *poster_command_text            (const char *bytes, const char *what, GError **error);
GFile        *poster_command_file            (const char *bytes);
char         *poster_command_read_line       (GError **error);
char         *poster_command_read_secret     (const char *prompt, GError **error);

/* Words out: results to stdout, all else to stderr. */
char         *poster_command_clean           (const char *text);
void          poster_command_print           (const char *format, ...) G_GNUC_PRINTF (1, 2);
gboolean      poster_command_print_text      (const char *text, GError **error);
gboolean      poster_command_print_json      (JsonObject *json, GError **error);
gboolean      poster_command_flush           (GError **error);
void          poster_command_complain        (const char *format, ...) G_GNUC_PRINTF (1, 2);
void          poster_command_tell            (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Waiting. */
GCancellable *poster_command_get_cancellable (void);
void          poster_command_keep_result     (GObject *object, GAsyncResult *result, gpointer user_data);
GAsyncResult *poster_command_wait            (GAsyncResult **result);

G_END_DECLS
