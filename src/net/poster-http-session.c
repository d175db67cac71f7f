/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-http-session"

#include "poster-http-session.h"

/* A socket on which nothing moves for so long is dead. Requests have shorter limits of their own,
 * kept by PosterClock; this one is for what those do not see (a TLS shutdown, a proxy). */
#define SILENCE_LIMIT_S 120

/* Files are sent a few at a time by those who send them; questions must not stand in line behind
 * them, since their time limit runs meanwhile. */
#define MAX_CONNECTIONS 64
#define MAX_CONNECTIONS_PER_HOST 32

/**
 * poster_http_session_new:
 *
 * The one kind of #SoupSession that Poster uses: it names us, keeps no cookies and no cache, and
 * logs nothing, since addresses and bodies carry secrets. Redirects are decided per request:
 * never followed where a secret travels.
 *
 * Returns: (transfer full): a session, to be used in the thread it was made in
 */
SoupSession *
poster_http_session_new (void)
{
  return soup_session_new_with_options ("user-agent", "late-poster/" POSTER_VERSION,
                                        "timeout", SILENCE_LIMIT_S,
                                        "idle-timeout", 30,
                                        "max-conns", MAX_CONNECTIONS,
                                        "max-conns-per-host", MAX_CONNECTIONS_PER_HOST,
                                        NULL);
}
