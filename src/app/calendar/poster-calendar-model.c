/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-model"

#include "poster-calendar-model.h"

#include "poster-calendar-days.h"
#include "poster-calendar-repeats.h"
#include "poster-schedule.h"
#include "poster-store-queues.h"

/* Days beyond this are forgotten when more are kept than KEPT_DAYS. */
#define NEAR_DAYS 120u
#define KEPT_DAYS 400u

/* One day that was read. */
typedef struct
{
  GPtrArray *all;       /* (element-type PosterCalendarEntry), by time */
  GPtrArray *shown;     /* (nullable), those of the account, with what repeats; NULL: to be worked out */
  gboolean   is_stale;  /* to be read again */
} Day;

/**
 * PosterCalendarModel:
 *
 * Which posts each day of the calendar has.
 */
struct _PosterCalendarModel
{
  GObject        parent_instance;

  PosterStore   *store;
  PosterClock   *clock;
  GTimeZone     *zone;
  char          *zone_name;
  char          *account_id;  /* (nullable) */
  GHashTable    *days;        /* guint32 -> Day */
  guint32        first;       /* of those that are looked at */
  guint          n_days;      /* 0 for none yet */
  GHashTable    *touched;     /* (element-type utf8): posts that changed and are to be read again */
  GCancellable  *cancellable; /* (nullable), of the reading that runs */
  guint32        reading_first;
  guint          reading_days; /* 0: those that are touched are read */
  guint          idle;        /* source id, 0 for none */

  PosterCalendarRepeats *repeats;
  GHashTable    *slots;       /* guint32 -> GArray of int: free slots of queues, by minute */
  GPtrArray     *listed_slots;  /* (nullable) (element-type PosterStoreSlot): the same, by time */
  GCancellable  *slots_cancellable;  /* (nullable), of the reading that runs */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCalendarModel, poster_calendar_model, G_TYPE_OBJECT)

/* One reading after the other: read_next -> range_read / touched_read -> read_next … */
static void read_next      (PosterCalendarModel *self);
static void range_read_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void touched_read_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static Day *
day_new (void)
{
  Day *day = g_new0 (Day, 1);

  day->all = g_ptr_array_new_with_free_func (g_object_unref);
  return day;
}

static void
day_free (gpointer data)
{
  Day *day = data;

  g_ptr_array_unref (day->all);
  g_clear_pointer (&day->shown, g_ptr_array_unref);
  g_free (day);
}

static Day *
find_day (PosterCalendarModel *self,
          guint32              day)
{
  return g_hash_table_lookup (self->days, GUINT_TO_POINTER (day));
}

static void
emit_changed (PosterCalendarModel *self,
              guint32              first,
              guint32              last)
{
  g_signal_emit (self, signals[CHANGED], 0, first, last);
}

/* A post stands on a day once, where the first of it goes out. */
static void
add_entry (Day                 *day,
           PosterCalendarEntry *entry)
{
  guint at = day->all->len;

  for (guint i = 0; i < day->all->len; i++)
    {
      PosterCalendarEntry *other = g_ptr_array_index (day->all, i);

      if (g_str_equal (other->post->id, entry->post->id))
        return;
      if (at == day->all->len && other->at_us > entry->at_us)
        at = i;
    }
  g_ptr_array_insert (day->all, (int) at, g_object_ref (entry));
  g_clear_pointer (&day->shown, g_ptr_array_unref);
}

/* @plans are in order, so that the first of a post on a day is the earliest. */
static void
add_plans (PosterCalendarModel *self,
           GPtrArray           *plans)
{
  for (guint i = 0; i < plans->len; i++)
    {
      PosterPlan *plan = g_ptr_array_index (plans, i);
      int minute;
      guint32 number = poster_days_at (plan->at_us, self->zone, &minute);
      Day *day = find_day (self, number);
      g_autoptr(PosterCalendarEntry) entry = NULL;

      if (day == NULL || plan->post->account_ids == NULL)
        continue;
      entry = poster_calendar_entry_new (plan->post, plan->at_us, number, minute);
      add_entry (day, entry);
    }
}

static void
forget_far_days (PosterCalendarModel *self)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (self->days) <= KEPT_DAYS)
    return;
  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (GPOINTER_TO_UINT (key) + NEAR_DAYS < self->first ||
        GPOINTER_TO_UINT (key) > self->first + self->n_days + NEAR_DAYS)
      g_hash_table_iter_remove (&iter);
}

static void
take_range (PosterCalendarModel *self,
            GPtrArray           *plans)
{
  for (guint i = 0; i < self->reading_days; i++)
    g_hash_table_insert (self->days, GUINT_TO_POINTER (self->reading_first + i), day_new ());
  add_plans (self, plans);
  forget_far_days (self);
  emit_changed (self, self->reading_first, self->reading_first + self->reading_days - 1);
}

static void
range_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  PosterCalendarModel *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) plans = poster_store_list_range_finish (POSTER_STORE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (plans == NULL)
    {
      g_message ("Some days could not be read: %s", error->message);
      return;
    }
  take_range (self, plans);
  read_next (self);
}

/* The first run of days in a range that are not known. */
static gboolean
find_missing (PosterCalendarModel *self,
              guint32              first,
              guint                n_days,
              guint32             *missing,
              guint               *n_missing)
{
  *n_missing = 0;
  for (guint32 day = first; day < first + n_days; day++)
    {
      Day *known = find_day (self, day);
      gboolean is_missing = known == NULL || known->is_stale;

      if (is_missing && *n_missing == 0)
        *missing = day;
      if (is_missing)
        (*n_missing)++;
      else if (*n_missing > 0)
        break;
    }
  return *n_missing > 0;
}

static void
read_touched (PosterCalendarModel *self)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->touched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_ptr_array_add (ids, id);
      g_hash_table_iter_steal (&iter);
    }
  g_ptr_array_add (ids, NULL);
  self->reading_days = 0;
  self->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (self->cancellable), "ids", g_ptr_array_ref (ids), (GDestroyNotify) g_ptr_array_unref);
  poster_store_list_plans_async (self->store, (const char *const *) ids->pdata, self->cancellable,
                                 touched_read_cb, self);
}

static gboolean
contains_id (GPtrArray  *ids,
             const char *id)
{
  for (guint i = 0; i + 1 < ids->len; i++)
    if (g_str_equal (g_ptr_array_index (ids, i), id))
      return TRUE;
  return FALSE;
}

/* Takes the posts off the days that they stood on; widens [@first, @last] to those. */
static void
remove_posts (PosterCalendarModel *self,
              GPtrArray           *ids,
              guint32             *first,
              guint32             *last)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Day *day = value;

      for (guint i = day->all->len; i > 0; i--)
        {
          PosterCalendarEntry *entry = g_ptr_array_index (day->all, i - 1);

          if (!contains_id (ids, entry->post->id))
            continue;
          *first = MIN (*first, GPOINTER_TO_UINT (key));
          *last = MAX (*last, GPOINTER_TO_UINT (key));
          g_ptr_array_remove_index (day->all, i - 1);
          g_clear_pointer (&day->shown, g_ptr_array_unref);
        }
    }
}

static void
touched_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PosterCalendarModel *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) plans = poster_store_list_range_finish (POSTER_STORE (object), result, &error);
  g_autoptr(GCancellable) cancellable = NULL;
  guint32 first = G_MAXUINT32, last = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cancellable = g_steal_pointer (&self->cancellable);
  if (plans == NULL)
    {
      g_message ("Changed posts could not be read: %s", error->message);
      return;
    }
  remove_posts (self, g_object_get_data (G_OBJECT (cancellable), "ids"), &first, &last);
  add_plans (self, plans);
  for (guint i = 0; i < plans->len; i++)
    {
      guint32 day = poster_days_at (((PosterPlan *) g_ptr_array_index (plans, i))->at_us, self->zone, NULL);

      if (find_day (self, day) != NULL)
        {
          first = MIN (first, day);
          last = MAX (last, day);
        }
    }
  if (first <= last)
    emit_changed (self, first, last);
  read_next (self);
}

/* What is looked at, then what changed, then what will perhaps be looked at next. */
static void
read_next (PosterCalendarModel *self)
{
  guint n_days = MAX (self->n_days, 28);

  if (self->cancellable != NULL || self->n_days == 0)
    return;
  if (!find_missing (self, self->first, self->n_days, &self->reading_first, &self->reading_days))
    {
      if (g_hash_table_size (self->touched) > 0)
        {
          read_touched (self);
          return;
        }
      if (!find_missing (self, self->first + self->n_days, n_days, &self->reading_first, &self->reading_days) &&
          !find_missing (self, self->first - n_days, n_days, &self->reading_first, &self->reading_days))
        return;
    }
  self->cancellable = g_cancellable_new ();
  poster_store_list_range_async (self->store,
                                 poster_days_to_instant_us (self->reading_first, 0, self->zone),
                                 poster_days_to_instant_us (self->reading_first + self->reading_days, 0, self->zone),
                                 self->cancellable, range_read_cb, self);
}

static int
compare_minutes (gconstpointer a,
                 gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

/* @slots: (element-type PosterStoreSlot). Two queues that have one at the same time show one place. */
static GHashTable *
sort_slots (PosterCalendarModel *self,
            GPtrArray           *slots)
{
  GHashTable *days = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (slots, i);
      int minute;
      guint32 day = poster_days_at (slot->at_us, self->zone, &minute);
      GArray *minutes = g_hash_table_lookup (days, GUINT_TO_POINTER (day));

      if (minutes == NULL)
        {
          minutes = g_array_new (FALSE, FALSE, sizeof (int));
          g_hash_table_insert (days, GUINT_TO_POINTER (day), minutes);
        }
      if (!g_array_binary_search (minutes, &minute, compare_minutes, NULL))
        {
          g_array_append_val (minutes, minute);
          g_array_sort (minutes, compare_minutes);
        }
    }
  return days;
}

static void
slots_listed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PosterCalendarModel *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) slots = poster_store_list_slots_finish (POSTER_STORE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->slots_cancellable);
  if (slots == NULL)
    {
      g_message ("The slots of queues could not be read: %s", error->message);
      return;
    }
  if (slots->len == 0 && g_hash_table_size (self->slots) == 0)
    return;
  g_hash_table_unref (self->slots);
  self->slots = sort_slots (self, slots);
  g_clear_pointer (&self->listed_slots, g_ptr_array_unref);
  self->listed_slots = g_steal_pointer (&slots);
  if (self->n_days > 0)
    emit_changed (self, self->first, self->first + self->n_days - 1);
}

/* Of what is looked at, with the day after it, which a list may show. */
static void
read_slots (PosterCalendarModel *self)
{
  PosterSlotQuery query = { .free_only = TRUE };

  g_cancellable_cancel (self->slots_cancellable);
  g_clear_object (&self->slots_cancellable);
  query.from_us = MAX (poster_days_to_instant_us (self->first, 0, self->zone), poster_clock_get_now_us (self->clock));
  query.until_us = poster_days_to_instant_us (self->first + self->n_days + 1, 0, self->zone);
  if (self->n_days == 0 || query.until_us <= query.from_us)
    {
      g_hash_table_remove_all (self->slots);
      g_clear_pointer (&self->listed_slots, g_ptr_array_unref);
      return;
    }
  self->slots_cancellable = g_cancellable_new ();
  poster_store_list_slots_async (self->store, &query, self->slots_cancellable, slots_listed_cb, self);
}

static gboolean
idle_cb (gpointer user_data)
{
  PosterCalendarModel *self = user_data;

  self->idle = 0;
  poster_calendar_repeats_read (self->repeats);
  read_slots (self);
  read_next (self);
  return G_SOURCE_REMOVE;
}

static void
stop_reading (PosterCalendarModel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
note_all (PosterCalendarModel *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_remove_all (self->touched);
  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Day *) value)->is_stale = TRUE;
  stop_reading (self);
}

/* Many changes come at once, and are read together. */
static void
post_changed_cb (PosterCalendarModel *self,
                 const char          *post_id)
{
  if (*post_id == '\0')
    note_all (self);
  else
    g_hash_table_add (self->touched, g_strdup (post_id));
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, idle_cb, self, NULL);
}

static void
poster_calendar_model_dispose (GObject *object)
{
  PosterCalendarModel *self = POSTER_CALENDAR_MODEL (object);

  stop_reading (self);
  g_cancellable_cancel (self->slots_cancellable);
  g_clear_object (&self->slots_cancellable);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_object (&self->repeats);
  G_OBJECT_CLASS (poster_calendar_model_parent_class)->dispose (object);
}

static void
poster_calendar_model_finalize (GObject *object)
{
  PosterCalendarModel *self = POSTER_CALENDAR_MODEL (object);

  g_time_zone_unref (self->zone);
  g_free (self->zone_name);
  g_free (self->account_id);
  g_hash_table_unref (self->days);
  g_hash_table_unref (self->touched);
  g_hash_table_unref (self->slots);
  g_clear_pointer (&self->listed_slots, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_calendar_model_parent_class)->finalize (object);
}

static void
poster_calendar_model_class_init (PosterCalendarModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_calendar_model_dispose;
  object_class->finalize = poster_calendar_model_finalize;

  /**
   * PosterCalendarModel::changed:
   * @self: the model
   * @first: the first day
   * @last: the last day
   *
   * Some of these days are other than they were.
   */
  signals[CHANGED] = g_signal_new ("changed", POSTER_TYPE_CALENDAR_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
poster_calendar_model_init (PosterCalendarModel *self)
{
  self->days = g_hash_table_new_full (NULL, NULL, NULL, day_free);
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->slots = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->zone_name = poster_zone_dup_local ();
  self->zone = g_time_zone_new_identifier (self->zone_name);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
}

/* What is shown of days is to be worked out again. */
static void
forget_shown (PosterCalendarModel *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_clear_pointer (&((Day *) value)->shown, g_ptr_array_unref);
}

static void
repeats_changed_cb (PosterCalendarModel *self)
{
  forget_shown (self);
  if (self->n_days > 0)
    emit_changed (self, self->first, self->first + self->n_days);
}

/**
 * poster_calendar_model_new:
 * @session: whose posts
 *
 * Returns: (transfer full): a model that looks at no day yet
 */
PosterCalendarModel *
poster_calendar_model_new (PosterSession *session)
{
  PosterCalendarModel *self = g_object_new (POSTER_TYPE_CALENDAR_MODEL, NULL);

  self->store = g_object_ref (poster_session_get_store (session));
  self->clock = g_object_ref (poster_session_get_clock (session));
  g_signal_connect_object (session, "post-changed", G_CALLBACK (post_changed_cb), self, G_CONNECT_SWAPPED);
  self->repeats = poster_calendar_repeats_new (session, self->zone);
  g_signal_connect_object (self->repeats, "changed", G_CALLBACK (repeats_changed_cb), self, G_CONNECT_SWAPPED);
  poster_calendar_repeats_read (self->repeats);
  return self;
}

/**
 * poster_calendar_model_set_range:
 * @self: a model
 * @first: the first day that is looked at
 * @n_days: how many
 *
 * Says which days are wanted. Those that are known are there at once.
 */
void
poster_calendar_model_set_range (PosterCalendarModel *self,
                                 guint32              first,
                                 guint                n_days)
{
  gboolean is_same = self->first == first && self->n_days == n_days;

  self->first = first;
  self->n_days = n_days;
  if (!is_same)
    {
      /* With the day after it, which a list may show. */
      poster_calendar_repeats_set_range (self->repeats, first, n_days + 1);
      forget_shown (self);
      read_slots (self);
    }
  /* Who goes on fast does not wait for what he has passed. */
  if (self->cancellable != NULL && self->reading_days > 0 &&
      (self->reading_first + self->reading_days <= first || self->reading_first >= first + n_days))
    stop_reading (self);
  read_next (self);
}

/**
 * poster_calendar_model_set_account:
 * @self: a model
 * @account_id: (nullable): only posts that go there; %NULL for all
 */
void
poster_calendar_model_set_account (PosterCalendarModel *self,
                                   const char          *account_id)
{
  if (g_strcmp0 (self->account_id, account_id) == 0)
    return;
  g_free (self->account_id);
  self->account_id = g_strdup (account_id);
  forget_shown (self);
  emit_changed (self, 0, G_MAXUINT32);
}

/**
 * poster_calendar_model_get_account:
 * @self: a model
 *
 * Returns: (nullable): the account that posts have to go to
 */
const char *
poster_calendar_model_get_account (PosterCalendarModel *self)
{
  return self->account_id;
}

/* Those of the account that is looked at, by time. */
static GPtrArray *
list_shown (PosterCalendarModel *self,
            GPtrArray           *all,
            GPtrArray           *repeats)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_repeats = repeats != NULL ? repeats->len : 0;
  guint at = 0, at_repeat = 0;

  while (at < all->len || at_repeat < n_repeats)
    {
      PosterCalendarEntry *entry = at < all->len ? g_ptr_array_index (all, at) : NULL;
      PosterCalendarEntry *repeat = at_repeat < n_repeats ? g_ptr_array_index (repeats, at_repeat) : NULL;

      if (entry == NULL || (repeat != NULL && repeat->at_us < entry->at_us))
        {
          entry = repeat;
          at_repeat++;
        }
      else
        at++;
      if (poster_planned_post_goes_to (entry->post, self->account_id))
        g_ptr_array_add (shown, g_object_ref (entry));
    }
  return shown;
}

/**
 * poster_calendar_model_get_day:
 * @self: a model
 * @day: a day
 *
 * Returns: (transfer none) (nullable) (element-type PosterCalendarEntry): its posts, and what repeats on
 *   it, the earliest first; %NULL while they were not read. Another array once the day has changed
 */
GPtrArray *
poster_calendar_model_get_day (PosterCalendarModel *self,
                               guint32              day)
{
  Day *known = find_day (self, day);
  GPtrArray *repeats = poster_calendar_repeats_get_day (self->repeats, day);

  if (known == NULL)
    return NULL;
  if (self->account_id == NULL && repeats == NULL)
    return known->all;
  if (known->shown == NULL)
    known->shown = list_shown (self, known->all, repeats);
  return known->shown;
}

/**
 * poster_calendar_model_get_slots:
 * @self: a model
 * @day: a day
 *
 * Returns: (transfer none) (nullable) (element-type int): the minutes of it at which a queue has a slot
 *   that is free and yet to come, the earliest first; %NULL for none
 */
GArray *
poster_calendar_model_get_slots (PosterCalendarModel *self,
                                 guint32              day)
{
  return g_hash_table_lookup (self->slots, GUINT_TO_POINTER (day));
}

/**
 * poster_calendar_model_find_slot:
 * @self: a model
 * @day: a day
 * @minute: a minute of it
 *
 * Returns: (transfer none) (nullable): the free slot that a queue has then
 */
PosterStoreSlot *
poster_calendar_model_find_slot (PosterCalendarModel *self,
                                 guint32              day,
                                 int                  minute)
{
  for (guint i = 0; self->listed_slots != NULL && i < self->listed_slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (self->listed_slots, i);
      int slot_minute;

      if (poster_days_at (slot->at_us, self->zone, &slot_minute) == day && slot_minute == minute)
        return slot;
    }
  return NULL;
}

/**
 * poster_calendar_model_find:
 * @self: a model
 * @post_id: id of a post
 *
 * Returns: (transfer none) (nullable): where it stands first, among the days that were read
 */
PosterCalendarEntry *
poster_calendar_model_find (PosterCalendarModel *self,
                            const char          *post_id)
{
  PosterCalendarEntry *found = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Day *day = value;

      for (guint i = 0; i < day->all->len; i++)
        {
          PosterCalendarEntry *entry = g_ptr_array_index (day->all, i);

          if (g_str_equal (entry->post->id, post_id) && (found == NULL || entry->at_us < found->at_us))
            found = entry;
        }
    }
  return found;
}

/**
 * poster_calendar_model_get_zone:
 * @self: a model
 *
 * Returns: (transfer none): the zone whose days these are
 */
GTimeZone *
poster_calendar_model_get_zone (PosterCalendarModel *self)
{
  return self->zone;
}

/**
 * poster_calendar_model_get_zone_name:
 * @self: a model
 *
 * Returns: its IANA name
 */
const char *
poster_calendar_model_get_zone_name (PosterCalendarModel *self)
{
  return self->zone_name;
}

/**
 * poster_calendar_model_get_today:
 * @self: a model
 * @minute: (out) (optional): the minute of the day
 *
 * Returns: the present day
 */
guint32
poster_calendar_model_get_today (PosterCalendarModel *self,
                                 int                 *minute)
{
  return poster_days_at (poster_clock_get_now_us (self->clock), self->zone, minute);
}
