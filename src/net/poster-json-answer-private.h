/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-json-call.h"

G_BEGIN_DECLS

PosterJsonAnswer *poster_json_answer_new (guint               status,
                                          SoupMessageHeaders *headers,
                                          GBytes             *body,
                                          PosterClock        *clock);

G_END_DECLS
