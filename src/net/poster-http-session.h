/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * poster_http_session_new:
 *
 * The one kind of #SoupSession that Poster uses: named after us, no cookies, no cache, no logger
 * (addresses and bodies carry secrets), a socket that is silent for two minutes is given up.
 * Whether redirects are followed is decided per request: never where a secret travels.
 *
 * Returns: (transfer full): a session, for the thread-default main context it is used in
 */
SoupSession *poster_http_session_new (void);

G_END_DECLS
