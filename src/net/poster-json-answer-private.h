/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-json-call.h"

G_BEGIN_DECLS

JsonObject       *poster_json_answer_parse (GBytes             *body);
PosterJsonAnswer *poster_json_answer_new   (guint               status,
                                            SoupMessageHeaders *headers,
                                            JsonObject         *root,
                                            PosterClock        *clock);

G_END_DECLS
