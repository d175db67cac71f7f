/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-agenda-item"

#include "poster-agenda-item.h"

G_DEFINE_FINAL_TYPE (PosterAgendaItem, poster_agenda_item, G_TYPE_OBJECT)

static void
poster_agenda_item_finalize (GObject *object)
{
  g_clear_object (&POSTER_AGENDA_ITEM (object)->entry);
  G_OBJECT_CLASS (poster_agenda_item_parent_class)->finalize (object);
}

static void
poster_agenda_item_class_init (PosterAgendaItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_agenda_item_finalize;
}

static void
poster_agenda_item_init (PosterAgendaItem *self)
{
}

/**
 * poster_agenda_item_new:
 * @kind: what it is
 * @day: the day that it is of
 * @entry: (nullable): the post
 *
 * Returns: (transfer full): a row
 */
PosterAgendaItem *
poster_agenda_item_new (PosterAgendaKind     kind,
                        guint32              day,
                        PosterCalendarEntry *entry)
{
  PosterAgendaItem *self = g_object_new (POSTER_TYPE_AGENDA_ITEM, NULL);

  self->kind = kind;
  self->day = day;
  g_set_object (&self->entry, entry);
  return self;
}

/**
 * poster_agenda_item_equal:
 * @self: a row
 * @other: another
 *
 * Returns: whether they look the same
 */
gboolean
poster_agenda_item_equal (PosterAgendaItem *self,
                          PosterAgendaItem *other)
{
  return self->kind == other->kind && self->day == other->day && self->n_posts == other->n_posts &&
         self->minute == other->minute &&
         self->is_near == other->is_near && self->is_first == other->is_first && self->is_last == other->is_last &&
         (self->entry == other->entry ||
          (self->entry != NULL && other->entry != NULL && poster_calendar_entry_equal (self->entry, other->entry)));
}
