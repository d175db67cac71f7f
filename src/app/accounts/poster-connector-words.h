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
} PosterConnectorWords;

const PosterConnectorWords *poster_connector_words_get  (guint       index);
const PosterConnectorWords *poster_connector_words_find (const char *key);

G_END_DECLS
