/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"

G_BEGIN_DECLS

/**
 * PosterAccountHealth:
 * @POSTER_ACCOUNT_READY: it can be posted to
 * @POSTER_ACCOUNT_ENDS_SOON: it can, but the sign-in ends within days
 * @POSTER_ACCOUNT_PAUSED: it takes no posts for a while
 * @POSTER_ACCOUNT_BARRED: it takes none until a person has done something about it
 * @POSTER_ACCOUNT_SIGNED_OUT: a person has to sign in again first
 *
 * How an account is.
 */
typedef enum
{
  POSTER_ACCOUNT_READY,
  POSTER_ACCOUNT_ENDS_SOON,
  POSTER_ACCOUNT_PAUSED,
  POSTER_ACCOUNT_BARRED,
  POSTER_ACCOUNT_SIGNED_OUT,
} PosterAccountHealth;

PosterAccountHealth  poster_account_health_of        (PosterAccount       *account,
                                                      gint64               ends_us,
                                                      gint64               now_us);
char                *poster_account_health_dup_words (PosterAccountHealth  health,
                                                      PosterAccount       *account,
                                                      gint64               ends_us,
                                                      gint64               now_us);
const char          *poster_account_health_get_icon  (PosterAccountHealth  health);
const char          *poster_account_health_get_class (PosterAccountHealth  health);

G_END_DECLS
