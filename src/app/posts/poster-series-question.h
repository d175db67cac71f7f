/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"
#include "poster-store-series.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PosterSeriesScope:
 * @POSTER_SERIES_SCOPE_NONE: the person thought better of it
 * @POSTER_SERIES_SCOPE_THIS: this post alone
 * @POSTER_SERIES_SCOPE_FOLLOWING: this one, and all that follow
 *
 * What of a post that repeats is meant.
 */
typedef enum
{
  POSTER_SERIES_SCOPE_NONE,
  POSTER_SERIES_SCOPE_THIS,
  POSTER_SERIES_SCOPE_FOLLOWING,
} PosterSeriesScope;

/* Asks which is meant; of a post that does not repeat only it can be. @deletes: whether what is meant
 * will be deleted, and not changed. Errors: those of #PosterStore, G_IO_ERROR_CANCELLED. */
void               poster_series_question_async  (PosterSession        *session,
                                                  GtkWindow            *parent,
                                                  const char           *post_id,
                                                  gboolean              deletes,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
/* @post, @series: (out) (optional) (transfer full) (nullable): as they are stored; both are there for
 * POSTER_SERIES_SCOPE_FOLLOWING. POSTER_SERIES_SCOPE_NONE with @error when it could not be asked. */
PosterSeriesScope  poster_series_question_finish (PosterSession        *session,
                                                  GAsyncResult         *result,
                                                  PosterPost          **post,
                                                  PosterSeries        **series,
                                                  GError              **error);

G_END_DECLS
