/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-error.h"
#include "poster-json-call.h"

G_BEGIN_DECLS

char   *poster_late_error_clean_text  (const char       *text);
GError *poster_late_error_new         (PosterError       code,
                                       const char       *word,
                                       const char       *category,
                                       PosterRetry       retry,
                                       const char       *message);
GError *poster_late_error_from_answer (PosterJsonAnswer *answer);
GError *poster_late_error_new_failed  (const char       *message,
                                       const char       *category,
                                       const char       *source);
GError *poster_late_error_new_nonsense (void);
gint64  poster_late_error_read_reset_us (SoupMessageHeaders *headers);
gboolean poster_late_error_is         (const GError     *error,
                                       const char       *word);

G_END_DECLS
