/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composition.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

/**
 * PosterOptionWords:
 *
 * Options as people write them, `[PLATFORM.|@HANDLE:]KEY=VALUE`: for all accounts, for those of
 * one platform, or for one account. On the command line and in plans.
 */
typedef struct _PosterOptionWords PosterOptionWords;

PosterOptionWords *poster_option_words_new         (PosterPlatforms          *platforms,
                                                    GPtrArray                *accounts);
void               poster_option_words_free        (PosterOptionWords        *self);
gboolean           poster_option_words_add         (PosterOptionWords        *self,
                                                    const char               *word,
                                                    GError                  **error);
void               poster_option_words_apply_to    (PosterOptionWords        *self,
                                                    const char               *platform,
                                                    PosterAccount            *account,
                                                    JsonObject               *options);
void               poster_option_words_apply       (PosterOptionWords        *self,
                                                    PosterCompositionTarget  *target);
GPtrArray         *poster_option_words_list_unused (PosterOptionWords        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterOptionWords, poster_option_words_free)

G_END_DECLS
