/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-media-item.h"
#include "poster-platforms.h"
#include "poster-schedule.h"
#include "poster-target.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST (poster_post_get_type ())
G_DECLARE_FINAL_TYPE (PosterPost, poster_post, POSTER, POST, GObject)

/**
 * PosterPost:
 * @id: 24 hex digits
 * @profile_id: (nullable): the API's container it belongs to
 * @title: (nullable): for platforms that have titles
 * @content: the caption; may be empty
 * @media: (element-type PosterMediaItem): in order
 * @schedule: (nullable): when; %NULL for a draft
 * @targets: (element-type PosterTarget): in order
 * @queue_id: (nullable): the queue that gave it its time
 * @slot_us: the slot of the queue that it holds, -1 when it holds none (any more). Given by
 *   poster_store_save_post_in_queue_async(); the store gives it back by itself
 * @series_id: (nullable): the series that it is one of
 * @occurrence: (nullable): which one, by the time on the wall that the series gave it,
 *   `2026-12-24T18:00:00`
 * @repeats: whether the series goes on after it; the store says so, and ignores it when it is saved
 * @version: grows with each change; 0 for a post that was never stored
 * @created_us: when it was made
 * @updated_us: when it changed last
 *
 * What is published. A record, like #PosterConnection.
 */
struct _PosterPost
{
  GObject         parent_instance;

  char           *id;
  char           *profile_id;
  char           *title;
  char           *content;
  GPtrArray      *media;
  PosterSchedule *schedule;
  GPtrArray      *targets;
  char           *queue_id;
  gint64          slot_us;
  char           *series_id;
  char           *occurrence;
  gboolean        repeats;
  gint64          version;
  gint64          created_us;
  gint64          updated_us;
};

PosterPost   *poster_post_new            (void);
PosterPost   *poster_post_copy           (PosterPost *self);
PosterTarget *poster_post_find_target    (PosterPost *self, const char *target_id);
const char   *poster_post_get_status     (PosterPost *self);
gint64        poster_post_get_due_us     (PosterPost *self);
const char   *poster_post_get_content    (PosterPost *self, PosterTarget *target);
const char   *poster_post_get_title      (PosterPost *self, PosterTarget *target);
GPtrArray    *poster_post_get_media      (PosterPost *self, PosterTarget *target);
JsonObject   *poster_post_to_json        (PosterPost *self, GHashTable *accounts, PosterPlatforms *platforms);
JsonObject   *poster_post_dup_specific_data (PosterPost *self, PosterTarget *target, PosterPlatform *platform);

G_END_DECLS
