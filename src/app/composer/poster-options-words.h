/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-platform-form.h"

G_BEGIN_DECLS

/* Who does not allow what: collected, then told in as few sentences as possible. */
typedef struct _PosterRefusals PosterRefusals;

PosterRefusals *poster_refusals_new          (void);
void            poster_refusals_free         (PosterRefusals        *self);
void            poster_refusals_add          (PosterRefusals        *self,
                                              PosterFormCheck       *check,
                                              PosterAccount         *account,
                                              const PosterCondition *condition);
char           *poster_refusals_to_words     (PosterRefusals        *self);

char           *poster_options_words_accounts (GPtrArray            *accounts);
char           *poster_options_words_waiting  (PosterPlatform       *platform,
                                               GPtrArray            *accounts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterRefusals, poster_refusals_free)

G_END_DECLS
