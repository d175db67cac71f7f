/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-finding.h"
#include "poster-media-facts.h"
#include "poster-platform.h"

G_BEGIN_DECLS

/**
 * PosterLimits:
 * @has_minimum: whether there is a @minimum
 * @minimum: least figure
 * @has_maximum: whether there is a @maximum
 * @maximum: largest figure
 * @of_creator: whether @maximum is the creator's own and not the platform's
 *
 * What a figure was held against.
 */
typedef struct
{
  gboolean has_minimum;
  double   minimum;
  gboolean has_maximum;
  double   maximum;
  gboolean of_creator;
} PosterLimits;

/* Each fills in measured, allowed, message and fix of @finding. */
void poster_checker_word_range    (PosterFinding *finding, PosterRule *rule, const char *platform,
                                   double figure, const PosterMediaFacts *facts, const PosterLimits *limits);
void poster_checker_word_unknown  (PosterFinding *finding, PosterRule *rule, const char *platform,
                                   const PosterLimits *limits);
void poster_checker_word_ratio    (PosterFinding *finding, PosterRule *rule, const char *platform,
                                   const PosterMediaFacts *facts);
void poster_checker_word_one_of   (PosterFinding *finding, PosterRule *rule, const char *platform,
                                   const PosterMediaFacts *facts, const char *word);
void poster_checker_word_flag     (PosterFinding *finding, PosterRule *rule, const char *platform,
                                   const PosterMediaFacts *facts);
void poster_checker_word_count    (PosterFinding *finding, PosterRule *rule, const char *platform, guint count);
void poster_checker_word_no_mix   (PosterFinding *finding, PosterRule *rule, const char *platform,
                                   guint first, guint second);
void poster_checker_word_length   (PosterFinding *finding, PosterRule *rule, const char *platform, gint64 length);
void poster_checker_word_required (PosterFinding *finding, PosterRule *rule, PosterPlatform *platform);

gboolean poster_checker_can_be_unknown (PosterRule *rule);

G_END_DECLS
