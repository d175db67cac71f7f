/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-queue.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* Queues. Errors are those of #PosterStore; ::changed is told with "" when a queue changes, and
 * with the post's id when a post takes a slot.
 *
 * A post holds a slot (its queue_id and slot_us) from when it is saved into a queue until it is
 * given another time, cancelled, deleted, put back to the drafts, out, failed or missed: whatever
 * writes it, the slot is free then by itself. No two posts hold the same one. */

/* (element-type PosterQueue), those of the default profile first, of each the default one first,
 * then the oldest; with %NULL those of all profiles. */
void         poster_store_list_queues_async   (PosterStore *self, const char *profile_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_queues_finish  (PosterStore *self, GAsyncResult *result, GError **error);
/* With %NULL the default queue of the default profile; %POSTER_ERROR_NOT_FOUND when there is none. */
void         poster_store_get_queue_async     (PosterStore *self, const char *queue_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
PosterQueue *poster_store_get_queue_finish    (PosterStore *self, GAsyncResult *result, GError **error);
/* Makes it, or changes the one with its id. The first of a profile is its default; with is_default
 * it takes the place of the one that was. With @reshuffle, the posts that hold slots and are only
 * scheduled get the next slots from now on, in their order; else they keep their times. Gives back
 * the queue as stored, and how many posts got another time. */
void         poster_store_save_queue_async    (PosterStore *self, PosterQueue *queue, gboolean reshuffle,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
PosterQueue *poster_store_save_queue_finish   (PosterStore *self, GAsyncResult *result, guint *n_moved, GError **error);
/* How many posts would get another time if it was saved with @reshuffle, %POSTER_ERROR_INVALID when it has
 * not slots enough for them; -1 on error. */
void         poster_store_count_moves_async   (PosterStore *self, const char *queue_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
int          poster_store_count_moves_finish  (PosterStore *self, GAsyncResult *result, GError **error);
/* Posts in it keep their times. When it was the default, the oldest that is left becomes it. */
void         poster_store_delete_queue_async  (PosterStore *self, const char *queue_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_delete_queue_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* Like poster_store_save_post_async(), but the post also takes the next free slot of the queue
 * (%NULL: the default queue of the default profile), in the same transaction; one that holds a slot
 * of that queue already keeps it. All targets become scheduled, for that time unless they have a
 * schedule of their own. Gives back the post as stored: version, schedule, queue_id, slot_us.
 * %POSTER_ERROR_NOT_FOUND: there is no such queue; %POSTER_ERROR_INVALID: it is paused, or has no
 * free slot. */
void         poster_store_save_post_in_queue_async  (PosterStore *self, PosterPost *post, const char *queue_id,
                                                     PosterTargetStates allowed, GCancellable *cancellable,
                                                     GAsyncReadyCallback callback, gpointer user_data);
PosterPost  *poster_store_save_post_in_queue_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* The same, but it takes that very slot (an instant, microseconds since the epoch). Finished as the
 * other is; %POSTER_ERROR_CONFLICT with the code POSTER_STORE_SLOT_TAKEN: another post holds it
 * now, it has passed, or the queue has no slot then any more. */
#define POSTER_STORE_SLOT_TAKEN "slot_taken"
void         poster_store_save_post_in_slot_async   (PosterStore *self, PosterPost *post, const char *queue_id,
                                                     gint64 at_us, PosterTargetStates allowed, GCancellable *cancellable,
                                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * PosterStoreSlot:
 * @queue_id: the queue it belongs to
 * @at_us: when
 * @schedule: the same as a time on the wall, for a post that is to take it
 * @post_id: (nullable): the post that holds it; %NULL when it is free
 *
 * A slot of a queue that is yet to come.
 */
typedef struct
{
  char           *queue_id;
  gint64          at_us;
  PosterSchedule *schedule;
  char           *post_id;
} PosterStoreSlot;

/**
 * PosterSlotQuery:
 * @queue_id: (nullable): of this queue; %NULL for all active queues of @profile_id
 * @profile_id: (nullable): of this profile's queues; %NULL for all profiles
 * @from_us: not before this instant, nor before now
 * @until_us: before this instant; -1 for no end, when there is a @limit
 * @limit: how many at most of each queue, 0 for all
 * @free_only: only free ones
 *
 * Which slots. A plain struct on the caller's stack.
 */
typedef struct
{
  const char *queue_id;
  const char *profile_id;
  gint64      from_us;
  gint64      until_us;
  guint       limit;
  gboolean    free_only;
} PosterSlotQuery;

/* (element-type PosterStoreSlot), soonest first: for previews, and for the calendar. */
void         poster_store_list_slots_async    (PosterStore *self, const PosterSlotQuery *query, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_slots_finish   (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_slot_free           (PosterStoreSlot *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterStoreSlot, poster_store_slot_free)

G_END_DECLS
