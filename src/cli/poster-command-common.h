/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-post.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

/* How often poster_command_pause() is worth it: about ten seconds in all. */
#define POSTER_COMMAND_PAUSES 100

PosterWorkspace *poster_command_open           (GError **error);

GPtrArray       *poster_command_list_accounts  (PosterWorkspace *workspace, gboolean with_removed, GError **error);
GHashTable      *poster_command_index_accounts (GPtrArray *accounts);
PosterAccount   *poster_command_find_account   (GPtrArray *accounts, const char *name, GError **error);
char            *poster_command_name_account   (PosterAccount *account);

const char      *poster_command_one_argument   (char **arguments, const char *what, GError **error);
gboolean         poster_command_no_arguments   (char **arguments, GError **error);
gboolean         poster_command_check_status   (const char *word, GError **error);
PosterPost      *poster_command_get_post       (PosterWorkspace *workspace, const char *id, GError **error);
gboolean         poster_command_check_editable (PosterPost *post, GError **error);
const char      *poster_command_held_in_doubt  (void);
gboolean         poster_command_start_engine   (PosterWorkspace *workspace, GError **error);
gboolean         poster_command_pause          (PosterWorkspace *workspace, GError **error);
gboolean         poster_command_ring           (PosterWorkspace *workspace);
const char      *poster_command_state_word     (PosterTarget *target);
const char      *poster_command_name_zone      (const char *zone);
char            *poster_command_format_time    (gint64 time_us, const char *zone);
gboolean         poster_command_print_post     (PosterWorkspace *workspace, PosterPost *post, GError **error);

G_END_DECLS
