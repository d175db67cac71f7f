/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "poster-engine.h"
#include "poster-memory-secrets.h"
#include "poster-month-connector.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* A month passes, with outages of the network, sleeps, restarts and a clock that is set: what could go
 * out within a minute of its time does, and every other post is accounted for.
 *
 * POSTER_TEST_MONTH_POSTS and POSTER_TEST_MONTH_DAYS say how many posts and days there are. */

/* 2026-10-10T00:00:00Z: the clocks change within that month on both sides of the Atlantic. */
#define START_US (G_GINT64_CONSTANT (1791590400) * G_USEC_PER_SEC)
#define IN_TIME_US G_TIME_SPAN_MINUTE

/* So many posts does the platform take from an account in a day; a few have more planned. */
#define POSTS_PER_DAY 15
#define N_ACCOUNTS 50

/* The posts behind one that was late wait for it, a few minutes each. */
#define CATCHING_UP_US (30 * G_TIME_SPAN_MINUTE)

typedef enum
{
  EVENT_OUTAGE,        /* nothing can be reached */
  EVENT_BACK,          /* it can again */
  EVENT_SLEEP,         /* the computer sleeps */
  EVENT_OFF,           /* the program ends, and is started again later */
  EVENT_CLOCK,         /* somebody sets the clock */
} EventKind;

typedef struct
{
  EventKind kind;
  gint64    at_us;
  gint64    span_us;
} Event;

typedef struct
{
  char       *post_id;
  char       *target_id;
  const char *account_id;
  gint64      due_us;
} Planned;

typedef struct
{
  char                 *data_dir;
  PosterTestClock      *clock;
  PosterMemorySecrets  *secrets;
  PosterMonthConnector *connector;
  PosterStore          *store;
  PosterEngine         *engine;    /* (nullable) */
  GRand                *random;
  GPtrArray            *accounts;  /* (element-type utf8) */
  GPtrArray            *planned;   /* (element-type Planned) */
  GArray               *events;    /* (element-type Event) */
  gint64                end_us;
  gboolean              rested;
} Month;

static guint
number_from_environment (const char *name,
                         guint       fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : fallback;
}

static void
planned_free (Planned *planned)
{
  g_free (planned->post_id);
  g_free (planned->target_id);
  g_free (planned);
}

/* --- The engine --- */

static void
rested_cb (PosterEngine *engine,
           Month        *month)
{
  month->rested = TRUE;
}

static void
start_engine (Month *month)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(GError) error = NULL;

  poster_connector_registry_add (registry, POSTER_CONNECTOR (month->connector));
  month->engine = poster_engine_new (month->store, registry, POSTER_SECRETS (month->secrets), POSTER_CLOCK (month->clock));
  g_signal_connect (month->engine, "rested", G_CALLBACK (rested_cb), month);
  month->rested = FALSE;
  poster_engine_start (month->engine, &error);
  g_assert_no_error (error);
}

static void
stop_engine (Month *month)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_engine_stop_async (month->engine, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_signal_handlers_disconnect_by_data (month->engine, month);
  g_clear_object (&result);
  poster_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&month->engine));
}

/* Lets time pass until @until_us; what is to be done before is done. */
static void
run_until (Month  *month,
           gint64  until_us)
{
  for (;;)
    {
      gint64 left_us;

      while (!month->rested)
        g_main_context_iteration (NULL, TRUE);
      left_us = until_us - poster_clock_get_now_us (POSTER_CLOCK (month->clock));
      if (left_us <= 0)
        return;
      if (poster_engine_is_settled (month->engine, left_us))
        {
          poster_test_clock_advance (month->clock, left_us);
          return;
        }
      month->rested = FALSE;
      g_assert_true (poster_test_clock_run_next (month->clock));
    }
}

/* --- What happens in it --- */

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const Event *one = a;
  const Event *other = b;

  return one->at_us < other->at_us ? -1 : one->at_us > other->at_us;
}

static gint64
random_span (Month  *month,
             gint64  least_us,
             gint64  most_us)
{
  return least_us + (gint64) (g_rand_double (month->random) * (double) (most_us - least_us));
}

static void
add_event (Month     *month,
           EventKind  kind,
           gint64     at_us,
           gint64     span_us)
{
  Event event = { kind, at_us, span_us };

  g_array_append_val (month->events, event);
}

/* Each day brings something, in an hour of its own: they do not lie in each other. */
static void
plan_events (Month *month,
             guint  n_days)
{
  for (guint day = 0; day < n_days; day++)
    {
      gint64 day_us = START_US + day * G_TIME_SPAN_DAY;
      gint64 at_us;

      at_us = day_us + random_span (month, G_TIME_SPAN_HOUR, 5 * G_TIME_SPAN_HOUR);
      add_event (month, EVENT_SLEEP, at_us, random_span (month, 5 * G_TIME_SPAN_MINUTE, 3 * G_TIME_SPAN_HOUR));
      if (day % 3 == 1)
        {
          gint64 span_us = random_span (month, G_TIME_SPAN_MINUTE, 2 * G_TIME_SPAN_HOUR);

          at_us = day_us + random_span (month, 9 * G_TIME_SPAN_HOUR, 12 * G_TIME_SPAN_HOUR);
          add_event (month, EVENT_OUTAGE, at_us, span_us);
          add_event (month, EVENT_BACK, at_us + span_us, 0);
        }
      at_us = day_us + random_span (month, 15 * G_TIME_SPAN_HOUR, 16 * G_TIME_SPAN_HOUR);
      add_event (month, EVENT_OFF, at_us, random_span (month, 0, day % 2 == 0 ? G_TIME_SPAN_MINUTE : G_TIME_SPAN_HOUR));
      if (day % 4 == 2)
        add_event (month, EVENT_CLOCK, day_us + 20 * G_TIME_SPAN_HOUR,
                   random_span (month, -10 * G_TIME_SPAN_MINUTE, 10 * G_TIME_SPAN_MINUTE));
    }
  g_array_sort (month->events, compare_events);
}

static void
happen (Month *month,
        Event *event)
{
  gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (month->clock));

  switch (event->kind)
    {
    case EVENT_OUTAGE:
      poster_month_connector_set_reachable (month->connector, FALSE);
      break;
    case EVENT_BACK:
      poster_month_connector_set_reachable (month->connector, TRUE);
      break;
    case EVENT_SLEEP:
    case EVENT_CLOCK:
      month->rested = FALSE;
      poster_test_clock_set (month->clock, now_us + event->span_us);
      break;
    case EVENT_OFF:
    default:
      stop_engine (month);
      poster_test_clock_advance (month->clock, event->span_us);
      start_engine (month);
    }
}

/* --- What is planned --- */

static void
add_accounts (Month *month,
              guint  n_accounts)
{
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autofree char *handle = g_strdup_printf ("account%u", i);
      g_autoptr(PosterConnection) connection = poster_connection_new ("month", NULL);
      g_autoptr(PosterAccount) account = poster_account_new ("month", "tiktok", handle);
      g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
      g_autoptr(GPtrArray) stored = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      connection->remote_id = g_strdup (handle);
      account->username = g_strdup (handle);
      g_ptr_array_add (accounts, account);
      poster_store_save_sign_in_async (month->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
      stored = poster_store_save_sign_in_finish (month->store, poster_test_await (&result), &error);
      g_assert_no_error (error);
      g_ptr_array_add (month->accounts, g_strdup (((PosterAccount *) g_ptr_array_index (stored, 0))->id));
    }
}

/* People like full hours, and live in several places. */
static PosterSchedule *
make_schedule (Month *month,
               guint  n_days)
{
  static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata" };
  gint64 at_us = START_US + G_TIME_SPAN_HOUR / 2 + random_span (month, 0, n_days * G_TIME_SPAN_DAY - G_TIME_SPAN_HOUR);
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *wall = NULL;
  g_autoptr(GError) error = NULL;
  PosterSchedule *schedule;

  if (g_rand_boolean (month->random))
    at_us -= at_us % (30 * G_TIME_SPAN_MINUTE);
  if (g_rand_int_range (month->random, 0, 3) == 0)
    return poster_schedule_new_instant (at_us, "UTC");
  time = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  wall = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  schedule = poster_schedule_new_wall (wall, zones[g_rand_int_range (month->random, 0, G_N_ELEMENTS (zones))], &error);
  g_assert_no_error (error);
  /* Far from Greenwich it may lie before the month or behind it. */
  if (poster_schedule_get_instant_us (schedule) > START_US &&
      poster_schedule_get_instant_us (schedule) < START_US + n_days * G_TIME_SPAN_DAY)
    return schedule;
  poster_schedule_unref (schedule);
  return poster_schedule_new_instant (at_us, "UTC");
}

static void
add_posts (Month *month,
           guint  n_posts,
           guint  n_days)
{
  GAsyncResult *last = NULL;

  for (guint i = 0; i < n_posts; i++)
    {
      g_autoptr(PosterPost) post = poster_post_new ();
      /* One account in a while has far more to say than the platform takes. */
      guint number = (guint) g_rand_int_range (month->random, 0, (gint32) month->accounts->len);
      const char *account_id = g_ptr_array_index (month->accounts, i % 20 == 0 ? 0 : number);
      PosterTarget *target = poster_target_new (account_id);
      Planned *planned = g_new0 (Planned, 1);

      post->schedule = make_schedule (month, n_days);
      target->post_id = g_strdup (post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = poster_schedule_get_instant_us (post->schedule);
      target->wake_us = target->due_us;
      g_ptr_array_add (post->targets, target);
      planned->post_id = g_strdup (post->id);
      planned->target_id = g_strdup (target->id);
      planned->account_id = account_id;
      planned->due_us = target->due_us;
      g_ptr_array_add (month->planned, planned);
      /* The store writes in order: whoever waits for the last one waits for all. */
      poster_store_save_post_async (month->store, post, POSTER_STATES_ANY, NULL,
                                    i + 1 == n_posts ? poster_test_keep_result_cb : NULL, i + 1 == n_posts ? &last : NULL);
    }
  poster_test_await (&last);
  g_object_unref (last);
}

/* --- What became of it --- */

typedef struct
{
  guint possible, on_time, late, missed, failed, held, unknown, doubled, lost, unexplained;
} Counts;

static gboolean
overlaps (gint64 from_us,
          gint64 until_us,
          gint64 other_from_us,
          gint64 other_until_us)
{
  return from_us <= other_until_us && other_from_us <= until_us;
}

/* Why a post that was due at @due_us could not go out within a minute of it. */
static const char *
find_reason (Month   *month,
             Planned *planned)
{
  gint64 due_us = planned->due_us;

  for (guint i = 0; i < month->events->len; i++)
    {
      Event *event = &g_array_index (month->events, Event, i);
      gint64 from_us = MIN (event->at_us, event->at_us + event->span_us);
      gint64 until_us = MAX (event->at_us, event->at_us + event->span_us);

      if (event->kind == EVENT_BACK)
        continue;
      /* The posts of a time when nothing went out are caught up with afterwards, with a distance. */
      if (overlaps (due_us, due_us + IN_TIME_US, from_us, until_us + CATCHING_UP_US) &&
          (due_us <= until_us + IN_TIME_US || until_us - from_us > IN_TIME_US))
        return "away";
    }
  if (poster_month_connector_had_fault (month->connector, planned->target_id))
    return "fault";
  if (poster_month_connector_was_capped (month->connector, planned->account_id, due_us, due_us + IN_TIME_US))
    return "cap";
  return NULL;
}

static void
count_target (Month        *month,
              Planned      *planned,
              PosterTarget *target,
              Counts       *counts)
{
  guint published = poster_month_connector_get_published (month->connector, target->id);
  const char *reason = find_reason (month, planned);
  gboolean is_on_time = target->state == POSTER_TARGET_PUBLISHED && target->published_us - planned->due_us <= IN_TIME_US;

  counts->doubled += published > 1;
  counts->lost += (target->state == POSTER_TARGET_PUBLISHED) != (published > 0) && target->state != POSTER_TARGET_UNKNOWN;
  counts->possible += reason == NULL;
  counts->on_time += reason == NULL && is_on_time;
  if (reason == NULL && !is_on_time)
    {
      counts->unexplained++;
      g_test_message ("due %" G_GINT64_FORMAT ", %s after %.1f s: %s", planned->due_us / G_USEC_PER_SEC,
                      poster_target_state_to_string (target->state),
                      (double) (target->published_us - planned->due_us) / G_USEC_PER_SEC,
                      target->error_message != NULL ? target->error_message : "no error");
    }
  switch (target->state)
    {
    case POSTER_TARGET_PUBLISHED:
      counts->late += !is_on_time;
      break;
    case POSTER_TARGET_MISSED:
      counts->missed++;
      break;
    case POSTER_TARGET_FAILED:
      counts->failed++;
      g_assert_nonnull (target->error_message);
      break;
    case POSTER_TARGET_HELD:
      counts->held++;
      g_assert_nonnull (target->error_message);
      break;
    case POSTER_TARGET_UNKNOWN:
      counts->unknown++;
      break;
    default:
      /* Whatever was due is settled by now. */
      counts->lost++;
      g_test_message ("due %" G_GINT64_FORMAT " is %s", planned->due_us / G_USEC_PER_SEC,
                      poster_target_state_to_string (target->state));
    }
}

static void
count_all (Month  *month,
           Counts *counts)
{
  for (guint i = 0; i < month->planned->len; i++)
    {
      Planned *planned = g_ptr_array_index (month->planned, i);
      g_autoptr(PosterPost) post = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      poster_store_get_post_async (month->store, planned->post_id, NULL, poster_test_keep_result_cb, &result);
      post = poster_store_get_post_finish (month->store, poster_test_await (&result), &error);
      g_assert_no_error (error);
      count_target (month, planned, g_ptr_array_index (post->targets, 0), counts);
    }
}

static void
set_up (Month         *month,
        gconstpointer  data)
{
  g_autofree char *template = NULL;
  g_autoptr(GError) error = NULL;

  /* In memory where that is to be had: a month has very many durable writes. */
  template = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "poster-month-XXXXXX", NULL);
  month->data_dir = g_mkdtemp (g_steal_pointer (&template));
  g_assert_nonnull (month->data_dir);
  month->clock = poster_test_clock_new (START_US);
  month->secrets = poster_memory_secrets_new ();
  month->connector = poster_month_connector_new (POSTER_CLOCK (month->clock), POSTER_SECRETS (month->secrets), POSTS_PER_DAY);
  month->store = poster_store_open (month->data_dir, POSTER_CLOCK (month->clock), &error);
  g_assert_no_error (error);
  month->random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  month->accounts = g_ptr_array_new_with_free_func (g_free);
  month->planned = g_ptr_array_new_with_free_func ((GDestroyNotify) planned_free);
  month->events = g_array_new (FALSE, FALSE, sizeof (Event));
}

static void
tear_down (Month         *month,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  poster_store_close (month->store);
  g_clear_object (&month->store);
  poster_test_settle ();
  g_assert_finalize_object (month->connector);
  g_clear_object (&month->secrets);
  g_clear_object (&month->clock);
  g_rand_free (month->random);
  g_ptr_array_unref (month->accounts);
  g_ptr_array_unref (month->planned);
  g_array_unref (month->events);
  dir = g_dir_open (month->data_dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (month->data_dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (month->data_dir);
  g_free (month->data_dir);
}

static void
test_month (Month         *month,
            gconstpointer  data)
{
  guint n_posts = number_from_environment ("POSTER_TEST_MONTH_POSTS", 500);
  guint n_days = number_from_environment ("POSTER_TEST_MONTH_DAYS", 3);
  Counts counts = { 0 };

  add_accounts (month, N_ACCOUNTS);
  add_posts (month, n_posts, n_days);
  plan_events (month, n_days);
  start_engine (month);
  for (guint i = 0; i < month->events->len; i++)
    {
      Event *event = &g_array_index (month->events, Event, i);

      run_until (month, event->at_us);
      happen (month, event);
    }
  /* Those that an account had too many of need their days. */
  run_until (month, START_US + (n_days + 40) * G_TIME_SPAN_DAY);
  stop_engine (month);

  count_all (month, &counts);
  g_print ("# posts=%u possible=%u on-time=%u (%.3f %%) late=%u missed=%u failed=%u held=%u unknown=%u "
           "doubled=%u lost=%u unexplained=%u\n", n_posts, counts.possible, counts.on_time,
           100.0 * counts.on_time / MAX (counts.possible, 1), counts.late, counts.missed, counts.failed, counts.held,
           counts.unknown, counts.doubled, counts.lost, counts.unexplained);
  g_assert_cmpuint (counts.doubled, ==, 0);
  g_assert_cmpuint (counts.lost, ==, 0);
  /* Most of the month nothing stands in the way. */
  g_assert_cmpuint (counts.possible, >, n_posts / 2);
  g_assert_cmpfloat ((double) counts.on_time, >=, 0.9997 * counts.possible);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/month/what-can-go-out-in-time-does", Month, NULL, set_up, test_month, tear_down);
  return g_test_run ();
}
