/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT_GROUP (poster_account_group_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountGroup, poster_account_group, POSTER, ACCOUNT_GROUP, GObject)

/**
 * PosterAccountGroup:
 * @id: 24 hex digits
 * @name: what a person called it
 * @account_ids: (array zero-terminated=1): its accounts, also those that were disconnected since
 *
 * Accounts that are posted to together. A record: once handed on it does not change.
 */
struct _PosterAccountGroup
{
  GObject   parent_instance;

  char     *id;
  char     *name;
  char    **account_ids;
};

/* @id: (nullable): of one that is to be changed. */
PosterAccountGroup *poster_account_group_new         (const char          *id,
                                                      const char          *name,
                                                      const char *const   *account_ids);

/* The groups of a session (element-type PosterAccountGroup), by name. One list for all who ask. */
GListModel         *poster_account_groups_get        (PosterSession       *session);
/* Adds it, or replaces the one with its id. */
void                poster_account_groups_put_async  (PosterSession       *session,
                                                      PosterAccountGroup  *group,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
void                poster_account_groups_drop_async (PosterSession       *session,
                                                      const char          *group_id,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
/* Of both. */
gboolean            poster_account_groups_finish     (PosterSession       *session,
                                                      GAsyncResult        *result,
                                                      GError             **error);

G_END_DECLS
