/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define POSTER_TYPE_WELCOME (poster_welcome_get_type ())
G_DECLARE_FINAL_TYPE (PosterWelcome, poster_welcome, POSTER, WELCOME, AdwBin)

GtkWidget *poster_welcome_new (void);

G_END_DECLS
