/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *poster_command_table_to_json  (void);
char       *poster_command_manual_to_roff (void);

G_END_DECLS
