/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-practice.h"

G_BEGIN_DECLS

/* A sandbox that the test runs itself, at an address it knows. */
#define POSTER_TYPE_FIXED_PRACTICE (poster_fixed_practice_get_type ())
G_DECLARE_FINAL_TYPE (PosterFixedPractice, poster_fixed_practice, POSTER, FIXED_PRACTICE, GObject)

PosterFixedPractice *poster_fixed_practice_new (const char *base_url);

G_END_DECLS
