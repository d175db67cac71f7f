/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connector-words"

#include "poster-connector-words.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"

/* In the order of the page. A further connector is one entry here; those that this program was
 * built without are not shown. */
static const PosterConnectorWords connectors[] = {
  {
    .key = "tiktok",
    .title = "TikTok",
    .description = N_("Straight to TikTok, without a service in between"),
    .help_page = "connect-tiktok",
    .profile_uri = "https://www.tiktok.com/@",
  },
  {
    .key = "late",
    .title = "Late",
    .description = N_("Thirteen networks through getlate.dev"),
    .help_page = "connect-late",
    .has_key = TRUE,
  },
};

/**
 * poster_connector_words_get:
 * @index: 0 for the first
 *
 * Returns: (nullable): the words for that connector; %NULL behind the last
 */
const PosterConnectorWords *
poster_connector_words_get (guint index)
{
  return index < G_N_ELEMENTS (connectors) ? &connectors[index] : NULL;
}

/**
 * poster_connector_words_find:
 * @key: (nullable): of a connector
 *
 * Returns: (nullable): the words for it
 */
const PosterConnectorWords *
poster_connector_words_find (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (connectors); i++)
    if (g_strcmp0 (connectors[i].key, key) == 0)
      return &connectors[i];
  return NULL;
}

/**
 * poster_connector_words_get_icon:
 * @words: of a connector
 *
 * Returns: the name of its symbolic icon
 */
const char *
poster_connector_words_get_icon (const PosterConnectorWords *words)
{
  /* A service that reaches many networks has the glyph of none. */
  return words->has_key ? "network-workgroup-symbolic" : poster_words_glyph (words->key);
}
