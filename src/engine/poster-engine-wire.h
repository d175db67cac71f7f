/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What passes over engine.sock: JSON objects, one a line.
 *
 * Requests carry "id" (a number of the client's), "op", and what the operation needs; each is
 * answered by an object with the same "id" and either "result" or "error". Events carry "event"
 * and come after a "subscribe".
 *
 *   op            needs                          result
 *   ring          -                              {}
 *   subscribe     -                              {}; then events
 *   cancel        post                           {}
 *   resume-held   connection                     {}
 *   sync          -                              {}, when what services have is known here
 *   describe      account                        what the account may do now
 *   sign-out      connection                     {}
 *   secret-lookup owner, kind                    {"secret"}, or {} when there is none
 *   secret-store  owner, kind, label, secret     {}
 *   secret-clear  owner, kind (or none)          {}
 *
 *   event "progress": target, done, total        event "changed": post */

#define POSTER_ENGINE_WIRE_MAX_LINE (256 * 1024)

GSocketAddress *poster_engine_wire_new_address  (const char *data_dir, int *dir_fd, GError **error);
JsonObject     *poster_engine_wire_error_to_json (const GError *error);
GError         *poster_engine_wire_error_from_json (JsonObject *json);

G_END_DECLS
