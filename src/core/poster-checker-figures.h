/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-checker-words.h"

G_BEGIN_DECLS

char       *poster_checker_format_figure  (PosterMeasure measure, double figure, double limit, gboolean for_people);
char       *poster_checker_format_limits  (PosterMeasure measure, const PosterLimits *limits, gboolean for_people);
char       *poster_checker_format_ratio   (double ratio);
char       *poster_checker_format_integer (gint64 number);
char       *poster_checker_format_list    (const char * const *words, gboolean for_people);
const char *poster_checker_name_word      (const char *word);

G_END_DECLS
