/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define POSTER_TYPE_PROFILE (poster_profile_get_type ())
G_DECLARE_FINAL_TYPE (PosterProfile, poster_profile, POSTER, PROFILE, GObject)

/**
 * PosterProfile:
 * @id: 24 hex digits
 * @name: what a person calls it
 * @description: (nullable): what it is for
 * @color: (nullable): `#rrggbb`
 * @is_default: whether it is the one that is meant when none is named; just one is
 * @created_us: when it was made, 0 for now
 *
 * The API's container of accounts; queues belong to it. A record, like #PosterConnection.
 */
struct _PosterProfile
{
  GObject   parent_instance;

  char     *id;
  char     *name;
  char     *description;
  char     *color;
  gboolean  is_default;
  gint64    created_us;
};

PosterProfile *poster_profile_new  (const char *name);
PosterProfile *poster_profile_copy (PosterProfile *self);

G_END_DECLS
