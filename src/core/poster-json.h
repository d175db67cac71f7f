/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading JSON that somebody else wrote: a member that is missing, null or of another type is
 * the same as absent, and never a warning or a crash. Strings and objects are borrowed. */
const char *poster_json_get_string   (JsonObject *json, const char *member);
gint64      poster_json_get_int      (JsonObject *json, const char *member, gint64 fallback);
double      poster_json_get_double   (JsonObject *json, const char *member, double fallback);
gboolean    poster_json_get_boolean  (JsonObject *json, const char *member, gboolean fallback);
JsonObject *poster_json_get_object   (JsonObject *json, const char *member);
JsonArray  *poster_json_get_array    (JsonObject *json, const char *member);
char       *poster_json_node_to_id   (JsonNode *node);

JsonObject *poster_json_parse_object (const char *text, gssize length, GError **error);
char       *poster_json_to_text      (JsonObject *json, gboolean pretty);
JsonObject *poster_json_copy         (JsonObject *json);

G_END_DECLS
