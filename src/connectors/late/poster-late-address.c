/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-address.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "poster-late-errors.h"

/* The names of the hosted service: the old one, and the one since March 2026 (reference late-api,
 * section 1). Their interface lies under /api, also where somebody pasted the bare name. */
static const char *const hosted_hosts[] = {
  "getlate.dev", "www.getlate.dev", "app.getlate.dev", "docs.getlate.dev",
  "zernio.com", "www.zernio.com", "app.zernio.com", "docs.zernio.com",
};

static GError *
new_invalid (const char *word,
             const char *message)
{
  return poster_late_error_new (POSTER_ERROR_INVALID, word, "account_issue", POSTER_RETRY_NEVER, message);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* The bare name of a hosted service, or %NULL. */
static const char *
find_hosted (const char *host)
{
  for (guint i = 0; i < G_N_ELEMENTS (hosted_hosts); i++)
    if (g_ascii_strcasecmp (host, hosted_hosts[i]) == 0)
      return strstr (host, "zernio") != NULL ? "zernio.com" : "getlate.dev";
  return NULL;
}

static void
strip_suffix (char       *path,
              const char *suffix)
{
  if (g_str_has_suffix (path, suffix))
    path[strlen (path) - strlen (suffix)] = '\0';
}

static void
strip_slashes (char *path)
{
  while (g_str_has_suffix (path, "/"))
    strip_suffix (path, "/");
}

/**
 * poster_late_address_normalize:
 * @text: what a person typed or pasted
 * @error: %POSTER_ERROR_INVALID, with the reason in one sentence
 *
 * Makes a base address of it: with a scheme, without `/v1` and without a slash at the end.
 *
 * Returns: (transfer full) (nullable): the base address, e.g. `https://getlate.dev/api`
 */
char *
poster_late_address_normalize (const char  *text,
                               GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *whole = NULL;
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GUri) clean = NULL;
  const char *scheme;
  const char *hosted;

  whole = strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat ("https://", trimmed, NULL);
  uri = g_uri_parse (whole, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_propagate_error (error, new_invalid ("bad_address",
                                             _("This is not the address of a server. "
                                               "It looks like https://example.org/api.")));
      return NULL;
    }
  scheme = g_uri_get_scheme (uri);
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  if (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
    {
      g_propagate_error (error, new_invalid ("bad_address",
                                             _("A Late server is reached by https. "
                                               "Give an address that begins with https://.")));
      return NULL;
    }
  /* What has no scheme and lies on this computer is a server of one's own, without certificates. */
  if (strstr (trimmed, "://") == NULL && is_loopback (host))
    scheme = "http";
  if (strcmp (scheme, "http") == 0 && !is_loopback (host))
    {
      g_propagate_error (error, new_invalid ("address_not_secure",
                                             _("With http everybody on the way could read the key. "
                                               "Use the https address of the server.")));
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL)
    {
      g_propagate_error (error, new_invalid ("bad_address",
                                             _("The address must hold neither a user name nor a question mark. "
                                               "The key has a field of its own.")));
      return NULL;
    }

  path = g_strdup (g_uri_get_path (uri));
  strip_slashes (path);
  strip_suffix (path, "/v1");
  strip_slashes (path);
  hosted = find_hosted (host);
  if (hosted != NULL)
    {
      g_free (host);
      host = g_strdup (hosted);
      if (*path == '\0' || !g_str_has_prefix (path, "/api"))
        {
          g_free (path);
          path = g_strdup ("/api");
        }
    }
  clean = g_uri_build (SOUP_HTTP_URI_FLAGS, scheme, NULL, host, g_uri_get_port (uri), path, NULL, NULL);
  g_free (path);
  path = g_uri_to_string (clean);
  strip_slashes (path);
  return g_steal_pointer (&path);
}

/**
 * poster_late_address_dup_host:
 * @base: (nullable): a base address
 *
 * Returns: (transfer full): its host, for people
 */
char *
poster_late_address_dup_host (const char *base)
{
  g_autoptr(GUri) uri = base != NULL ? g_uri_parse (base, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "");
}

/**
 * poster_late_address_is_safe:
 * @uri: (nullable): an address that a server gave
 *
 * Returns: whether nobody on the way could read what is sent there: https, or this computer
 */
gboolean
poster_late_address_is_safe (const char *uri)
{
  g_autoptr(GUri) parsed = uri != NULL ? g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  if (host == NULL || *host == '\0')
    return FALSE;
  return strcmp (g_uri_get_scheme (parsed), "https") == 0 ||
         (strcmp (g_uri_get_scheme (parsed), "http") == 0 && is_loopback (host));
}
