/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-error.h"

G_BEGIN_DECLS

gboolean  poster_tiktok_error_is_known    (const char *word);
GError   *poster_tiktok_error_new         (const char *word,
                                           const char *detail);
GError   *poster_tiktok_error_new_full    (PosterError  code,
                                           const char  *word,
                                           const char  *category,
                                           PosterRetry  retry,
                                           const char  *message);
GError   *poster_tiktok_error_new_unknown (const char  *word,
                                           const char  *message);
void      poster_tiktok_error_describe    (GError      *error,
                                           const char  *word);
gboolean  poster_tiktok_error_is          (const GError *error,
                                           const char   *word);
char     *poster_tiktok_error_clean_text  (const char *text);

G_END_DECLS
