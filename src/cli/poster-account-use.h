/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/**
 * PosterAccountUse:
 * @n_waiting: posts that are to go there
 * @n_begun: posts that may be out there, or are on their way
 * @begun_id: (nullable): id of one of these
 *
 * What posts still want of an account.
 */
typedef struct
{
  guint  n_waiting;
  guint  n_begun;
  char  *begun_id;
} PosterAccountUse;

void              poster_account_use_free         (PosterAccountUse     *self);
void              poster_account_use_count_async  (PosterStore          *store,
                                                   const char           *account_id,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
PosterAccountUse *poster_account_use_count_finish (PosterStore          *store,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterAccountUse, poster_account_use_free)

G_END_DECLS
