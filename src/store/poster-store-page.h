/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/**
 * PosterPageOrder:
 * @POSTER_PAGE_CREATED: by when they were made
 * @POSTER_PAGE_SCHEDULED: by when they go out; those without a time last
 * @POSTER_PAGE_STATUS: by their status
 */
typedef enum
{
  POSTER_PAGE_CREATED,
  POSTER_PAGE_SCHEDULED,
  POSTER_PAGE_STATUS,
} PosterPageOrder;

/**
 * PosterPageQuery:
 * @status: (nullable): only posts of this status, in the API's words
 * @platform: (nullable): only posts that go to this platform
 * @account_id: (nullable): only posts that go there
 * @profile_id: (nullable): only posts of this profile; those of none count to the default one
 * @search: (nullable): only posts whose text or title contains this
 * @from_us: only posts of this time or later, microseconds since the epoch; -1 for all
 * @until_us: only posts before this; -1 for all. The time is the planned one, or else that of creation
 * @order: their order
 * @ascending: from the first to the last, instead of the other way round
 * @offset: how many to pass over
 * @limit: how many at most
 *
 * A page of posts for clients that count pages. A plain struct on the caller's stack.
 */
typedef struct
{
  const char      *status;
  const char      *platform;
  const char      *account_id;
  const char      *profile_id;
  const char      *search;
  gint64           from_us;
  gint64           until_us;
  PosterPageOrder  order;
  gboolean         ascending;
  gint64           offset;
  gint64           limit;
} PosterPageQuery;

void       poster_store_page_posts_async  (PosterStore            *self,
                                           const PosterPageQuery  *query,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
GPtrArray *poster_store_page_posts_finish (PosterStore            *self,
                                           GAsyncResult           *result,
                                           gint64                 *total,
                                           GError                **error);

G_END_DECLS
