/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

double      poster_player_speeds_step        (double      rate,
                                              int         steps);
char       *poster_player_speeds_format      (double      rate);
GMenuModel *poster_player_speeds_create_menu (const char *action_name);

G_END_DECLS
