/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

goffset poster_content_range_get_position (SoupMessageHeaders *headers,
                                           goffset             total_bytes,
                                           goffset             chunk_bytes,
                                           goffset             expected);

G_END_DECLS
