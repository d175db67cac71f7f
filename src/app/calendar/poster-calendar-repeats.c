/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-repeats"

#include "poster-calendar-repeats.h"

#include "poster-calendar-days.h"
#include "poster-store-series.h"

/* One series, with what is known of its next post. */
typedef struct
{
  PosterSeries      *series;
  PosterPlannedPost *post;
  char              *occurrence;  /* the date of the series that the post stands for */
} Repeat;

/**
 * PosterCalendarRepeats:
 *
 * The later dates of what repeats. There are no posts for them yet: each is shown as the post that
 * goes out next would be.
 */
struct _PosterCalendarRepeats
{
  GObject       parent_instance;

  PosterStore  *store;
  GTimeZone    *zone;
  GPtrArray    *series;       /* (nullable) (element-type PosterSeries), while their posts are read */
  GPtrArray    *repeats;      /* (element-type Repeat) */
  GHashTable   *days;         /* guint32 -> GPtrArray of PosterCalendarEntry, by time */
  guint32       first;        /* of those that are looked at */
  guint         n_days;
  GCancellable *cancellable;  /* (nullable), of the reading that runs */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCalendarRepeats, poster_calendar_repeats, G_TYPE_OBJECT)

/* The steps of a reading: read -> series_listed -> posts_got. */
static void series_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void posts_got_cb     (GObject *object, GAsyncResult *result, gpointer user_data);

static void
repeat_free (gpointer data)
{
  Repeat *repeat = data;

  g_object_unref (repeat->series);
  poster_planned_post_unref (repeat->post);
  g_free (repeat->occurrence);
  g_free (repeat);
}

static PosterPlannedPost *
new_planned_post (PosterPost *post)
{
  PosterPlannedPost *planned = poster_planned_post_new (post->id);
  g_autoptr(GStrvBuilder) account_ids = g_strv_builder_new ();

  planned->version = post->version;
  planned->states = POSTER_STATES (POSTER_TARGET_SCHEDULED);
  planned->text = g_strdup (post->content != NULL && *post->content != '\0' ? post->content : post->title);
  if (post->media->len > 0)
    planned->media = g_object_ref (g_ptr_array_index (post->media, 0));
  planned->n_media = post->media->len;
  for (guint i = 0; i < post->targets->len; i++)
    g_strv_builder_add (account_ids, ((PosterTarget *) g_ptr_array_index (post->targets, i))->account_id);
  planned->account_ids = g_strv_builder_end (account_ids);
  return planned;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  PosterCalendarEntry *first = *(PosterCalendarEntry *const *) a;
  PosterCalendarEntry *second = *(PosterCalendarEntry *const *) b;

  return first->at_us < second->at_us ? -1 : first->at_us > second->at_us ? 1 : 0;
}

static void
add_date (PosterCalendarRepeats *self,
          Repeat                *repeat,
          gint64                 at_us)
{
  int minute;
  guint32 day = poster_days_at (at_us, self->zone, &minute);
  GPtrArray *entries = g_hash_table_lookup (self->days, GUINT_TO_POINTER (day));
  PosterCalendarEntry *entry = poster_calendar_entry_new (repeat->post, at_us, day, minute);

  entry->is_repeat = TRUE;
  if (entries == NULL)
    {
      entries = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->days, GUINT_TO_POINTER (day), entries);
    }
  g_ptr_array_add (entries, entry);
}

/* The dates of what is looked at: those after the one that the next post stands for. */
static void
find_dates (PosterCalendarRepeats *self)
{
  gint64 from_us = poster_days_to_instant_us (self->first, 0, self->zone);
  gint64 until_us = poster_days_to_instant_us (self->first + self->n_days, 0, self->zone);
  GHashTableIter iter;
  gpointer entries;

  g_hash_table_remove_all (self->days);
  for (guint i = 0; i < self->repeats->len; i++)
    {
      Repeat *repeat = g_ptr_array_index (self->repeats, i);
      g_autofree char *after = g_strdup (repeat->occurrence);

      for (;;)
        {
          g_autoptr(PosterSchedule) date = NULL;

          date = poster_recurrence_next (repeat->series->recurrence, repeat->series->start, after, from_us - 1);
          if (date == NULL || poster_schedule_get_instant_us (date) >= until_us)
            break;
          add_date (self, repeat, poster_schedule_get_instant_us (date));
          g_free (after);
          after = g_strdup (poster_schedule_get_wall (date));
        }
    }
  g_hash_table_iter_init (&iter, self->days);
  while (g_hash_table_iter_next (&iter, NULL, &entries))
    g_ptr_array_sort (entries, compare_entries);
}

static void
take_repeats (PosterCalendarRepeats *self,
              GPtrArray             *repeats)
{
  if (repeats->len == 0 && self->repeats->len == 0)
    return;
  g_ptr_array_unref (self->repeats);
  self->repeats = g_ptr_array_ref (repeats);
  find_dates (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GPtrArray *
new_repeats (void)
{
  return g_ptr_array_new_with_free_func (repeat_free);
}

static void
posts_got_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterCalendarRepeats *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  g_autoptr(GPtrArray) repeats = NULL;
  g_autoptr(GHashTable) by_id = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (posts == NULL)
    {
      g_message ("Posts that repeat could not be read: %s", error->message);
      return;
    }
  by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < posts->len; i++)
    g_hash_table_insert (by_id, ((PosterPost *) g_ptr_array_index (posts, i))->id, g_ptr_array_index (posts, i));
  repeats = new_repeats ();
  for (guint i = 0; i < self->series->len; i++)
    {
      PosterSeries *series = g_ptr_array_index (self->series, i);
      PosterPost *post = g_hash_table_lookup (by_id, series->next_post_id);
      Repeat *repeat;

      if (post == NULL || (post->occurrence == NULL && post->schedule == NULL))
        continue;
      repeat = g_new0 (Repeat, 1);
      repeat->series = g_object_ref (series);
      repeat->post = new_planned_post (post);
      repeat->occurrence = g_strdup (post->occurrence != NULL ? post->occurrence : poster_schedule_get_wall (post->schedule));
      g_ptr_array_add (repeats, repeat);
    }
  g_clear_pointer (&self->series, g_ptr_array_unref);
  take_repeats (self, repeats);
}

static void
series_listed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PosterCalendarRepeats *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) series = poster_store_list_series_finish (POSTER_STORE (object), result, &error);
  g_autoptr(GPtrArray) ids = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (series == NULL || series->len == 0)
    {
      g_autoptr(GPtrArray) none = new_repeats ();

      g_clear_object (&self->cancellable);
      if (series == NULL)
        g_message ("What repeats could not be read: %s", error->message);
      else
        take_repeats (self, none);
      return;
    }
  ids = g_ptr_array_new ();
  for (guint i = 0; i < series->len; i++)
    g_ptr_array_add (ids, ((PosterSeries *) g_ptr_array_index (series, i))->next_post_id);
  g_ptr_array_add (ids, NULL);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  self->series = g_steal_pointer (&series);
  poster_store_get_posts_async (self->store, (const char *const *) ids->pdata, self->cancellable, posts_got_cb, self);
}

static void
stop_reading (PosterCalendarRepeats *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
poster_calendar_repeats_dispose (GObject *object)
{
  PosterCalendarRepeats *self = POSTER_CALENDAR_REPEATS (object);

  stop_reading (self);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (poster_calendar_repeats_parent_class)->dispose (object);
}

static void
poster_calendar_repeats_finalize (GObject *object)
{
  PosterCalendarRepeats *self = POSTER_CALENDAR_REPEATS (object);

  g_time_zone_unref (self->zone);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  g_ptr_array_unref (self->repeats);
  g_hash_table_unref (self->days);
  G_OBJECT_CLASS (poster_calendar_repeats_parent_class)->finalize (object);
}

static void
poster_calendar_repeats_class_init (PosterCalendarRepeatsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_calendar_repeats_dispose;
  object_class->finalize = poster_calendar_repeats_finalize;

  /**
   * PosterCalendarRepeats::changed:
   * @self: the repeats
   *
   * Other dates are known of the days that are looked at.
   */
  signals[CHANGED] = g_signal_new ("changed", POSTER_TYPE_CALENDAR_REPEATS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_calendar_repeats_init (PosterCalendarRepeats *self)
{
  self->repeats = new_repeats ();
  self->days = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * poster_calendar_repeats_new:
 * @session: whose posts
 * @zone: whose days
 *
 * Returns: (transfer full): repeats that know of none before poster_calendar_repeats_read()
 */
PosterCalendarRepeats *
poster_calendar_repeats_new (PosterSession *session,
                             GTimeZone     *zone)
{
  PosterCalendarRepeats *self = g_object_new (POSTER_TYPE_CALENDAR_REPEATS, NULL);

  self->store = g_object_ref (poster_session_get_store (session));
  self->zone = g_time_zone_ref (zone);
  return self;
}

/**
 * poster_calendar_repeats_read:
 * @self: repeats
 *
 * Finds out what repeats now. A reading that runs is given up for this one.
 */
void
poster_calendar_repeats_read (PosterCalendarRepeats *self)
{
  stop_reading (self);
  self->cancellable = g_cancellable_new ();
  poster_store_list_series_async (self->store, self->cancellable, series_listed_cb, self);
}

/**
 * poster_calendar_repeats_set_range:
 * @self: repeats
 * @first: the first day that is looked at
 * @n_days: how many
 *
 * Says which days are wanted. They are there at once.
 */
void
poster_calendar_repeats_set_range (PosterCalendarRepeats *self,
                                   guint32                first,
                                   guint                  n_days)
{
  if (self->first == first && self->n_days == n_days)
    return;
  self->first = first;
  self->n_days = n_days;
  find_dates (self);
}

/**
 * poster_calendar_repeats_get_day:
 * @self: repeats
 * @day: a day
 *
 * Returns: (transfer none) (nullable) (element-type PosterCalendarEntry): what repeats on it, the
 *   earliest first; %NULL for nothing, and for a day that is not looked at
 */
GPtrArray *
poster_calendar_repeats_get_day (PosterCalendarRepeats *self,
                                 guint32                day)
{
  return g_hash_table_lookup (self->days, GUINT_TO_POINTER (day));
}
