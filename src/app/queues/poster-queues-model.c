/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-queues-model"

#include "poster-queues-model.h"

/**
 * PosterQueuesModel:
 *
 * The queues of a session, and which of their slots are free next, for all who show them. It follows
 * the store, and the clock: a slot that has passed is no free one any more.
 */
struct _PosterQueuesModel
{
  GObject        parent_instance;

  PosterSession *session;
  GCancellable  *cancellable;
  GPtrArray     *queues;        /* (element-type PosterQueue) */
  GHashTable    *free_slots;    /* queue id -> GPtrArray of PosterStoreSlot */
  GPtrArray     *none;          /* (element-type PosterStoreSlot), empty */
  GPtrArray     *read;          /* (nullable) (element-type PosterQueue), while their slots are read */
  guint          passing_source;
  gboolean       is_loaded;
  gboolean       is_busy;
  gboolean       wants_reload;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterQueuesModel, poster_queues_model, G_TYPE_OBJECT)

/* Reading is queues_cb -> slots_cb. */
static void queues_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void slots_cb  (GObject *object, GAsyncResult *result, gpointer user_data);

static void
end_reading (PosterQueuesModel *self)
{
  self->is_busy = FALSE;
  if (self->wants_reload && !g_cancellable_is_cancelled (self->cancellable))
    poster_queues_model_reload (self);
}

static gboolean
passed_cb (gpointer user_data)
{
  PosterQueuesModel *self = user_data;

  self->passing_source = 0;
  poster_queues_model_reload (self);
  return G_SOURCE_REMOVE;
}

/* @slots: (element-type PosterStoreSlot), soonest first; they become the model's */
static void
take (PosterQueuesModel *self,
      GPtrArray         *slots)
{
  g_clear_handle_id (&self->passing_source, g_source_remove);
  if (slots->len > 0)
    self->passing_source = poster_clock_add_alarm (poster_session_get_clock (self->session),
                                                   ((PosterStoreSlot *) g_ptr_array_index (slots, 0))->at_us,
                                                   passed_cb, self);
  g_hash_table_remove_all (self->free_slots);
  while (slots->len > 0)
    {
      PosterStoreSlot *slot = g_ptr_array_steal_index (slots, 0);
      GPtrArray *of_queue = g_hash_table_lookup (self->free_slots, slot->queue_id);

      if (of_queue == NULL)
        {
          of_queue = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_store_slot_free);
          g_hash_table_insert (self->free_slots, g_strdup (slot->queue_id), of_queue);
        }
      g_ptr_array_add (of_queue, slot);
    }
  g_clear_pointer (&self->queues, g_ptr_array_unref);
  self->queues = g_steal_pointer (&self->read);
  self->is_loaded = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
slots_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterQueuesModel) self = user_data;
  g_autoptr(GPtrArray) slots = NULL;
  g_autoptr(GError) error = NULL;

  slots = poster_store_list_slots_finish (POSTER_STORE (object), result, &error);
  if (slots != NULL && !g_cancellable_is_cancelled (self->cancellable))
    take (self, slots);
  else if (slots == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("The slots of the queues could not be read: %s", error->message);
  g_clear_pointer (&self->read, g_ptr_array_unref);
  end_reading (self);
}

static void
queues_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterQueuesModel) self = user_data;
  const PosterSlotQuery query = { .until_us = -1, .limit = POSTER_QUEUES_MODEL_AHEAD, .free_only = TRUE };
  g_autoptr(GError) error = NULL;

  self->read = poster_store_list_queues_finish (POSTER_STORE (object), result, &error);
  if (self->read == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("The queues could not be read: %s", error->message);
      end_reading (self);
      return;
    }
  poster_store_list_slots_async (POSTER_STORE (object), &query, self->cancellable, slots_cb, g_object_ref (self));
}

static void
post_changed_cb (PosterSession     *session,
                 const char        *post_id,
                 PosterQueuesModel *self)
{
  poster_queues_model_reload (self);
}

static void
poster_queues_model_dispose (GObject *object)
{
  PosterQueuesModel *self = POSTER_QUEUES_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->passing_source, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  G_OBJECT_CLASS (poster_queues_model_parent_class)->dispose (object);
}

static void
poster_queues_model_finalize (GObject *object)
{
  PosterQueuesModel *self = POSTER_QUEUES_MODEL (object);

  if (self->session != NULL && g_object_get_data (G_OBJECT (self->session), "poster-queues-model") == self)
    g_object_set_data (G_OBJECT (self->session), "poster-queues-model", NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->queues);
  g_hash_table_unref (self->free_slots);
  g_ptr_array_unref (self->none);
  G_OBJECT_CLASS (poster_queues_model_parent_class)->finalize (object);
}

static void
poster_queues_model_class_init (PosterQueuesModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_queues_model_dispose;
  object_class->finalize = poster_queues_model_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_queues_model_init (PosterQueuesModel *self)
{
  self->cancellable = g_cancellable_new ();
  self->queues = g_ptr_array_new_with_free_func (g_object_unref);
  self->free_slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->none = g_ptr_array_new ();
}

/**
 * poster_queues_model_get:
 * @session: a session
 *
 * Returns: (transfer full): its queues: the same object for all who hold it at one time
 */
PosterQueuesModel *
poster_queues_model_get (PosterSession *session)
{
  PosterQueuesModel *self = g_object_get_data (G_OBJECT (session), "poster-queues-model");

  if (self != NULL)
    return g_object_ref (self);
  self = g_object_new (POSTER_TYPE_QUEUES_MODEL, NULL);
  self->session = g_object_ref (session);
  g_object_set_data (G_OBJECT (session), "poster-queues-model", self);
  g_signal_connect (session, "post-changed", G_CALLBACK (post_changed_cb), self);
  poster_queues_model_reload (self);
  return self;
}

/**
 * poster_queues_model_get_session:
 * @self: queues
 *
 * Returns: (transfer none): whose they are
 */
PosterSession *
poster_queues_model_get_session (PosterQueuesModel *self)
{
  return self->session;
}

/**
 * poster_queues_model_get_is_loaded:
 * @self: queues
 *
 * Returns: whether they were read
 */
gboolean
poster_queues_model_get_is_loaded (PosterQueuesModel *self)
{
  return self->is_loaded;
}

/**
 * poster_queues_model_get_queues:
 * @self: queues
 *
 * Returns: (transfer none) (element-type PosterQueue): all of them, the default one first
 */
GPtrArray *
poster_queues_model_get_queues (PosterQueuesModel *self)
{
  return self->queues;
}

/**
 * poster_queues_model_find:
 * @self: queues
 * @queue_id: (nullable): id of a queue; %NULL for the default one
 *
 * Returns: (transfer none) (nullable): the queue
 */
PosterQueue *
poster_queues_model_find (PosterQueuesModel *self,
                          const char        *queue_id)
{
  for (guint i = 0; i < self->queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (self->queues, i);

      if (queue_id != NULL ? g_str_equal (queue->id, queue_id) : queue->is_default)
        return queue;
    }
  return NULL;
}

/**
 * poster_queues_model_get_free:
 * @self: queues
 * @queue_id: id of a queue
 *
 * Returns: (transfer none) (element-type PosterStoreSlot): its next free slots, soonest first
 */
GPtrArray *
poster_queues_model_get_free (PosterQueuesModel *self,
                              const char        *queue_id)
{
  GPtrArray *slots = g_hash_table_lookup (self->free_slots, queue_id);

  return slots != NULL ? slots : self->none;
}

/**
 * poster_queues_model_reload:
 * @self: queues
 *
 * Reads them anew; what is asked for while that goes on is done once, afterwards.
 */
void
poster_queues_model_reload (PosterQueuesModel *self)
{
  if (self->is_busy)
    {
      self->wants_reload = TRUE;
      return;
    }
  self->is_busy = TRUE;
  self->wants_reload = FALSE;
  poster_store_list_queues_async (poster_session_get_store (self->session), NULL, self->cancellable, queues_cb,
                                  g_object_ref (self));
}
