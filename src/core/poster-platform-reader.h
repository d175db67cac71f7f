/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PosterPlatformReader:
 * @json: the object that is read
 * @known: names of the members that were asked for
 * @problem: (nullable): the first thing that was wrong
 *
 * Reads one object of the platforms' data, strictly: a member of the wrong kind, a missing one
 * and one that nobody asked for are mistakes, and the first of them is told at the end.
 */
typedef struct
{
  JsonObject *json;
  GHashTable *known;
  char       *problem;
} PosterPlatformReader;

void        poster_platform_reader_init    (PosterPlatformReader *self, JsonObject *json);
gboolean    poster_platform_reader_finish  (PosterPlatformReader *self, const char *what, GError **error);
void        poster_platform_reader_fail    (PosterPlatformReader *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
char       *poster_platform_reader_string  (PosterPlatformReader *self, const char *member, gboolean required);
char      **poster_platform_reader_strings (PosterPlatformReader *self, const char *member);
gboolean    poster_platform_reader_number  (PosterPlatformReader *self, const char *member, double *number);
gboolean    poster_platform_reader_boolean (PosterPlatformReader *self, const char *member);
JsonArray  *poster_platform_reader_array   (PosterPlatformReader *self, const char *member, gboolean required);
JsonObject *poster_platform_reader_object  (PosterPlatformReader *self, const char *member);
JsonNode   *poster_platform_reader_node    (PosterPlatformReader *self, const char *member);

JsonNode   *poster_platform_look_up        (JsonObject *json, const char *path);

G_END_DECLS
