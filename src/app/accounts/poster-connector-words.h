/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterConnectorWords:
 * @key: of the connector
 * @title: a name, never translated
 * @description: (nullable): how it reaches whom; to be translated
 * @help_page: the page of the help that tells how to connect
 * @profile_uri: (nullable): where a profile is seen, before the handle
 * @has_key: whether a key connects to a service that reaches accounts of its own, and each connection
 *   is a group; otherwise a person signs in to each account
 *
 * How a connector is presented.
 */
typedef struct
{
  const char *key;
  const char *title;
  const char *description;
  const char *help_page;
  const char *profile_uri;
  gboolean    has_key;
} PosterConnectorWords;

const PosterConnectorWords *poster_connector_words_get  (guint       index);
const PosterConnectorWords *poster_connector_words_find (const char *key);

/* Of the network that it reaches, or a general one. */
const char                 *poster_connector_words_get_icon (const PosterConnectorWords *words);

G_END_DECLS
