/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Proof key for code exchange (RFC 7636). A new verifier or state is fresh from the kernel's random
 * numbers; challenge_hex() is what TikTok wants (lower-case hex of SHA-256), challenge_base64url()
 * what everybody else does. poster_pkce_equal() takes as long for a near miss as for a far one;
 * %NULL equals nothing. */
char     *poster_pkce_new_verifier        (void);
char     *poster_pkce_new_state           (void);
gboolean  poster_pkce_verifier_is_valid   (const char *verifier);
char     *poster_pkce_challenge_base64url (const char *verifier);
char     *poster_pkce_challenge_hex       (const char *verifier);
gboolean  poster_pkce_equal               (const char *one,
                                           const char *other);

G_END_DECLS
