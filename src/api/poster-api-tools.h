/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-api-private.h"

G_BEGIN_DECLS

extern const PosterApiRoute poster_api_tool_routes[];

G_END_DECLS
