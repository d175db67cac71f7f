/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char   *poster_late_json_node_dup_id (JsonNode   *node);
char   *poster_late_json_dup_id      (JsonObject *json,
                                      const char *member);
gint64  poster_late_json_get_time_us (JsonObject *json,
                                      const char *member);
guint   poster_late_json_get_length  (JsonArray  *array);
JsonObject *poster_late_json_get_element
                                     (JsonArray  *array,
                                      guint       index);
const char *poster_late_json_get_text (JsonObject *json,
                                      const char *member);

G_END_DECLS
