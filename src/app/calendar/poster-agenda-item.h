/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-entry.h"

G_BEGIN_DECLS

/**
 * PosterAgendaKind:
 * @POSTER_AGENDA_HEADING: the name of a day
 * @POSTER_AGENDA_POST: a post
 * @POSTER_AGENDA_SLOT: a free slot of a queue
 * @POSTER_AGENDA_COMPOSE: a button for a new post on the day
 *
 * What a row of an agenda is.
 */
typedef enum
{
  POSTER_AGENDA_HEADING,
  POSTER_AGENDA_POST,
  POSTER_AGENDA_SLOT,
  POSTER_AGENDA_COMPOSE,
} PosterAgendaKind;

#define POSTER_TYPE_AGENDA_ITEM (poster_agenda_item_get_type ())
G_DECLARE_FINAL_TYPE (PosterAgendaItem, poster_agenda_item, POSTER, AGENDA_ITEM, GObject)

/**
 * PosterAgendaItem:
 * @kind: what it is
 * @day: the day that it is of
 * @entry: (nullable): the post
 * @minute: of a free slot: the minute of the day
 * @n_posts: of a heading: how many posts the day has
 * @is_near: of a heading: whether it may say "Tomorrow" for the day's name
 * @is_first: whether it begins the day's card
 * @is_last: whether it ends it
 *
 * A row of an agenda. A record.
 */
struct _PosterAgendaItem
{
  GObject              parent_instance;

  PosterAgendaKind     kind;
  guint32              day;
  PosterCalendarEntry *entry;
  int                  minute;
  guint                n_posts;
  gboolean             is_near;
  gboolean             is_first;
  gboolean             is_last;
};

PosterAgendaItem *poster_agenda_item_new   (PosterAgendaKind     kind,
                                            guint32              day,
                                            PosterCalendarEntry *entry);
gboolean          poster_agenda_item_equal (PosterAgendaItem    *self,
                                            PosterAgendaItem    *other);

G_END_DECLS
