/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-post.h"

G_BEGIN_DECLS

/* Words that several screens use, in the reader's language and number formats. All (transfer full)
 * unless const. @now_us: the session clock's. Times are shown in @zone (nullable: this computer's). */
char       *poster_words_time        (gint64 instant_us, gint64 now_us, const char *zone);  /* "Today, 18:00", "Monday, 12:00", "12 December, 18:00" */
char       *poster_words_time_within (gint64 instant_us, gint64 now_us, const char *zone);  /* the same inside a sentence: "today, 18:00" */
char       *poster_words_clock       (gint64 instant_us, const char *zone);                 /* "18:00" or "6:00 PM" */
char       *poster_words_absolute    (gint64 instant_us, const char *zone);                 /* for tooltips: "Sunday, 22 November 2026, 18:00" */
char       *poster_words_until       (gint64 instant_us, gint64 now_us);                    /* "In 2 hours and 40 minutes", "20 minutes ago" */
char       *poster_words_changed     (gint64 changed_us, gint64 now_us);                    /* "Changed 20 minutes ago" */
char       *poster_words_late        (gint64 due_us, gint64 now_us);                        /* "40 minutes late" */
char       *poster_words_missed      (gint64 due_us, gint64 now_us);                        /* "Missed by 40 minutes" */
char       *poster_words_span        (gint64 span_us);                                      /* "40 minutes" */
char       *poster_words_duration    (gint64 duration_us);                                  /* "0:21", "1:02:03" */
char       *poster_words_size        (gint64 bytes);                                        /* "14 MB" */
char       *poster_words_transfer    (gint64 done_bytes, gint64 total_bytes, gint64 left_us); /* "9 of 14 MB, a few seconds left"; -1: not known */
char       *poster_words_percent     (double fraction);                                     /* "62 %" */
char       *poster_words_pictures    (guint count);                                         /* "six pictures" */
const char *poster_words_platform    (const char *platform_key);                            /* "TikTok" */
const char *poster_words_glyph       (const char *platform_key);                            /* its icon's name */
char       *poster_words_account     (PosterAccount *account);                              /* "@kitchen" */
char       *poster_words_account_on  (PosterAccount *account);                              /* "@kitchen on TikTok" */
char       *poster_words_list        (const char *const *items, guint at_most);             /* "@kitchen and @studio", "@a, @b and 3 more" */
char       *poster_words_media       (const PosterMediaFacts *facts);                       /* "0:21, 720 × 1280, 22 frames a second, 14 MB" */
char       *poster_words_first_line  (PosterPost *post);                                    /* (nullable) of the caption */

G_END_DECLS
