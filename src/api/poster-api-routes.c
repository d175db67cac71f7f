/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <string.h>

#include "poster-api-people.h"
#include "poster-api-media.h"
#include "poster-api-post.h"
#include "poster-api-tools.h"

/* One table per kind of thing. */
static const PosterApiRoute *const tables[] = {
  poster_api_general_routes,
  poster_api_key_routes,
  poster_api_profile_routes,
  poster_api_account_routes,
  poster_api_queue_routes,
  poster_api_webhook_routes,
  poster_api_post_routes,
  poster_api_media_routes,
  poster_api_tool_routes,
  NULL,
};

/**
 * poster_api_get_tables:
 *
 * Returns: (transfer none) (array zero-terminated=1): the tables of routes, each of which ends with an
 *   empty one
 */
const PosterApiRoute * const *
poster_api_get_tables (void)
{
  return tables;
}

/* Whether @path is what @pattern describes, and how many braces that took; the parts that they stand
 * for, as they are. */
static gboolean
fits (const char  *pattern,
      const char  *path,
      const char **parts,
      guint       *n_parts)
{
  *n_parts = 0;
  for (;;)
    {
      if (*pattern == '{')
        {
          if (*n_parts == POSTER_API_MAX_ARGUMENTS || *path == '\0' || *path == '/')
            return FALSE;
          parts[(*n_parts)++] = path;
          path += strcspn (path, "/");
          pattern += strcspn (pattern, "}") + 1;
        }
      if (*pattern != *path)
        return FALSE;
      if (*pattern == '\0')
        return TRUE;
      pattern++;
      path++;
    }
}

/**
 * poster_api_find_route:
 * @method: of HTTP
 * @path: `/v1/…`, as it came
 * @arguments: (out): %POSTER_API_MAX_ARGUMENTS texts or %NULLs, what stands for the parts in braces
 * @path_is_known: (out): whether there is a route of that path, whatever the method
 *
 * Returns: (nullable): what is asked for
 */
const PosterApiRoute *
poster_api_find_route (const char  *method,
                       const char  *path,
                       char       **arguments,
                       gboolean    *path_is_known)
{
  const PosterApiRoute *found = NULL;
  const char *found_parts[POSTER_API_MAX_ARGUMENTS];
  guint n_found = G_MAXUINT;

  for (guint i = 0; tables[i] != NULL; i++)
    {
      for (const PosterApiRoute *route = tables[i]; route->method != NULL; route++)
        {
          const char *parts[POSTER_API_MAX_ARGUMENTS] = { NULL };
          guint n_parts;

          if (!fits (route->path, path, parts, &n_parts))
            continue;
          *path_is_known = TRUE;
          if (strcmp (route->method, method) != 0 || n_parts >= n_found)
            continue;
          found = route;
          n_found = n_parts;
          memcpy (found_parts, parts, sizeof parts);
        }
    }
  for (guint i = 0; found != NULL && i < n_found; i++)
    {
      arguments[i] = g_uri_unescape_segment (found_parts[i], found_parts[i] + strcspn (found_parts[i], "/"), "/");
      if (arguments[i] != NULL)
        continue;
      *path_is_known = FALSE;
      found = NULL;
    }
  return found;
}
