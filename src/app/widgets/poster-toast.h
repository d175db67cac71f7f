/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwToast *poster_toast_new (const char *words,
                            const char *button,
                            GtkWidget  *overlay);

G_END_DECLS
