/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

int   poster_media_file_open         (GFile        *file,
                                      struct stat  *status,
                                      GError      **error);
char *poster_media_file_display_name (GFile        *file);

G_END_DECLS
