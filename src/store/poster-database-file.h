/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterFileKind:
 * @POSTER_FILE_ABSENT: there is none
 * @POSTER_FILE_FINE: a database of ours, or the beginning of one, as far as its header tells
 * @POSTER_FILE_NEWER: a database of a later version of the program
 * @POSTER_FILE_DAMAGED: something else, or the remains of a database
 */
typedef enum
{
  POSTER_FILE_ABSENT,
  POSTER_FILE_FINE,
  POSTER_FILE_NEWER,
  POSTER_FILE_DAMAGED,
} PosterFileKind;

gboolean poster_database_file_inspect        (const char *path, PosterFileKind *kind, GError **error);
gboolean poster_database_file_create         (const char *path, GError **error);
char    *poster_database_file_set_aside      (const char *path, PosterClock *clock, GError **error);

gboolean poster_data_dir_prepare             (const char *data_dir, GError **error);
int      poster_data_dir_lock                (const char *data_dir, GError **error);
gboolean poster_data_dir_lock_claim_alone    (int lock);
void     poster_data_dir_lock_opened         (int lock);

G_END_DECLS
