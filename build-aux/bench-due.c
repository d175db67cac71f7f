/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "poster-engine.h"
#include "poster-file-identity.h"
#include "poster-fixed-practice.h"
#include "poster-id.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-sandbox.h"
#include "poster-test-async.h"
#include "poster-tiktok-connector.h"

/* How the engine keeps time, against a sandbox in a process of its own; store, network and clock are
 * the real ones.
 *
 *   bench-due latency DIR SCHEDULED DUE   of SCHEDULED posts DUE come to their time, ten a second:
 *                                         how late their first requests leave: "P50 P99 MAX", in ms
 *   bench-due burst DIR POSTS ACCOUNTS LIMITS
 *                                         POSTS come to their time at once, with the sandbox's
 *                                         limits "on" or "off", for two minutes at most:
 *                                         "PUBLISHED SECONDS MB_BEFORE MB_AFTER"
 *   bench-due idle DIR SCHEDULED SECONDS  none of SCHEDULED posts is due: "WAKE_UPS CPU_MS"
 */

#define FILE_BYTES 100000
#define BURST_PATIENCE_US (2 * G_TIME_SPAN_MINUTE)

typedef struct
{
  const char              *dir;
  pid_t                    sandbox;
  PosterClock             *clock;
  PosterSecrets           *secrets;
  PosterConnectorRegistry *registry;
  PosterStore             *store;
  PosterMediaItem         *file;
  GPtrArray               *account_ids;
  GMainLoop               *loop;
  GHashTable              *due_us;      /* target id -> gint64 */
  GArray                  *late_us;     /* (element-type gint64) */
  guint                    n_published;
  guint                    n_wanted;
} World;

/* The child: a sandbox until nobody holds the pipe any more. */
static void
serve (int         ready_fd,
       int         life_fd,
       const char *faults_text)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  g_autoptr(PosterSandbox) sandbox = poster_sandbox_new (clock, NULL);
  g_autoptr(JsonObject) faults = poster_json_parse_object (faults_text, -1, NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  poster_sandbox_start (sandbox, 0, &error);
  g_assert_no_error (error);
  poster_sandbox_set_faults (sandbox, faults, &error);
  g_assert_no_error (error);
  url = g_strconcat (poster_sandbox_get_base_url (sandbox), "\n", NULL);
  g_assert_cmpint (write (ready_fd, url, strlen (url)), ==, (gssize) strlen (url));
  g_unix_fd_add (life_fd, G_IO_HUP, (GUnixFDSourceFunc) (void (*) (void)) exit, NULL);
  g_main_loop_run (loop);
}

static char *
start_sandbox (World      *world,
               const char *faults)
{
  char url[100] = "";
  int ready[2];
  int life[2];
  gssize length;

  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (life), ==, 0);
  world->sandbox = fork ();
  if (world->sandbox == 0)
    {
      close (ready[0]);
      close (life[1]);
      serve (ready[1], life[0], faults);
      _exit (0);
    }
  close (ready[1]);
  close (life[0]);
  length = read (ready[0], url, sizeof url - 1);
  g_assert_cmpint (length, >, 0);
  close (ready[0]);
  return g_strdup (g_strchomp (url));
}

static void
connect_account (World *world,
                 guint  number)
{
  PosterConnector *connector = poster_connector_registry_find (world->registry, "tiktok");
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) signed_in = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GError) error = NULL;

  request->practice = TRUE;
  request->handle = g_strdup_printf ("bench%u", number);
  poster_connector_sign_in_async (connector, request, NULL, poster_test_keep_result_cb, &signed_in);
  sign_in = poster_connector_sign_in_finish (connector, poster_test_await (&signed_in), &error);
  g_assert_no_error (error);
  poster_secrets_store_async (world->secrets, sign_in->connection->id, POSTER_SECRET_CREDENTIALS, "bench",
                              sign_in->credentials, NULL, poster_test_keep_result_cb, &stored);
  poster_secrets_store_finish (world->secrets, poster_test_await (&stored), &error);
  g_assert_no_error (error);
  poster_store_save_sign_in_async (world->store, sign_in->connection, sign_in->accounts, NULL,
                                   poster_test_keep_result_cb, &saved);
  accounts = poster_store_save_sign_in_finish (world->store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
  g_ptr_array_add (world->account_ids, g_strdup (((PosterAccount *) g_ptr_array_index (accounts, 0))->id));
}

static void
make_file (World *world)
{
  static const char head[] = "\0\0\0\x18""ftypmp42\0\0\0\0mp42isom";
  g_autofree char *path = g_build_filename (world->dir, "clip.mp4", NULL);
  g_autofree char *bytes = g_malloc0 (FILE_BYTES);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  memcpy (bytes, head, sizeof head - 1);
  g_file_set_contents (path, bytes, FILE_BYTES, &error);
  g_assert_no_error (error);
  poster_file_identity_measure_async (file, TRUE, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  identity = poster_file_identity_measure_finish (poster_test_await (&result), &error);
  g_assert_no_error (error);
  world->file = poster_media_item_new (path);
  world->file->size = identity->size;
  world->file->mtime_ns = identity->mtime_ns;
  world->file->sampled_hash = g_strdup (identity->sampled_hash);
  world->file->full_hash = g_strdup (identity->full_hash);
  world->file->facts = poster_media_facts_new ();
  world->file->facts->type = POSTER_MEDIA_VIDEO;
  world->file->facts->container = g_strdup ("mp4");
  world->file->facts->mime_type = g_strdup ("video/mp4");
  world->file->facts->duration_us = 10 * G_USEC_PER_SEC;
  world->file->facts->size = identity->size;
}

static PosterPost *
new_post (World      *world,
          const char *account_id,
          gint64      due_us)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (account_id);
  PosterMediaItem *item = poster_media_item_copy (world->file);

  g_free (item->id);
  item->id = poster_id_new ();
  g_ptr_array_add (post->media, item);
  g_free (post->content);
  post->content = g_strdup ("One of very many #posts");
  post->schedule = poster_schedule_new_instant (due_us, "UTC");
  target->post_id = g_strdup (post->id);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = due_us;
  target->wake_us = due_us;
  json_object_set_string_member (target->options, "privacy_level", "PUBLIC_TO_EVERYONE");
  json_object_set_boolean_member (target->options, "content_preview_confirmed", TRUE);
  json_object_set_boolean_member (target->options, "express_consent_given", TRUE);
  g_ptr_array_add (post->targets, target);
  g_hash_table_insert (world->due_us, g_strdup (target->id), g_memdup2 (&due_us, sizeof due_us));
  return post;
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  poster_store_save_post_finish (POSTER_STORE (object), result, &error);
  g_assert_no_error (error);
  (*(guint *) user_data)--;
}

/* The I-th of @n posts is due at @first_us + I * @step_us. */
static void
add_posts (World  *world,
           guint   n,
           gint64  first_us,
           gint64  step_us)
{
  guint pending = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PosterPost) post = new_post (world, g_ptr_array_index (world->account_ids, i % world->account_ids->len),
                                             first_us + (gint64) i * step_us);

      pending++;
      poster_store_save_post_async (world->store, post, POSTER_STATES_ANY, NULL, saved_cb, &pending);
      while (pending > 100)
        g_main_context_iteration (NULL, TRUE);
    }
  while (pending > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The request leaves when the step is in the journal. */
static void
journaled_cb (PosterEngine       *engine,
              PosterJournalEntry *entry,
              World              *world)
{
  gint64 *due_us = g_hash_table_lookup (world->due_us, entry->target_id);
  gint64 late_us;

  if (due_us == NULL || entry->phase != POSTER_JOURNAL_BEGUN || *due_us < 0)
    return;
  late_us = poster_clock_get_now_us (world->clock) - *due_us;
  g_array_append_val (world->late_us, late_us);
  *due_us = -1;
}

static void
published_cb (PosterEngine       *engine,
              PosterJournalEntry *entry,
              World              *world)
{
  if (entry->phase == POSTER_JOURNAL_DONE && entry->kind == POSTER_STEP_WAIT &&
      ++world->n_published == world->n_wanted)
    g_main_loop_quit (world->loop);
}

static void
trouble_cb (PosterEngine *engine,
            GError       *error,
            gpointer      user_data)
{
  g_printerr ("bench-due: %s\n", error->message);
}

static PosterEngine *
start_engine (World *world)
{
  PosterEngine *engine = poster_engine_new (world->store, world->registry, world->secrets, world->clock);
  g_autoptr(GError) error = NULL;

  g_signal_connect (engine, "journaled", G_CALLBACK (journaled_cb), world);
  g_signal_connect (engine, "journaled", G_CALLBACK (published_cb), world);
  g_signal_connect (engine, "trouble", G_CALLBACK (trouble_cb), NULL);
  poster_engine_start (engine, &error);
  g_assert_no_error (error);
  return engine;
}

static void
stop_engine (PosterEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_engine_stop_async (engine, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_object_unref (engine);
}

static gboolean
time_over_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static int
compare (gconstpointer one,
         gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return a < b ? -1 : a > b;
}

static double
get_ms (World *world,
        double part)
{
  guint index = (guint) ((double) (world->late_us->len - 1) * part);

  return (double) g_array_index (world->late_us, gint64, index) / 1000.0;
}

static void
run_latency (World *world,
             guint  n_scheduled,
             guint  n_due)
{
  PosterEngine *engine;
  gint64 first_us;

  add_posts (world, n_scheduled - n_due, poster_clock_get_now_us (world->clock) + G_TIME_SPAN_DAY, G_TIME_SPAN_MINUTE);
  engine = start_engine (world);
  first_us = poster_clock_get_now_us (world->clock) + 5 * G_USEC_PER_SEC + n_due * 3000;
  add_posts (world, n_due, first_us, G_USEC_PER_SEC / 10);
  poster_engine_ring (engine);
  world->n_wanted = n_due;
  poster_clock_add_delay (world->clock, n_due * G_USEC_PER_SEC / 10 + 60 * G_USEC_PER_SEC, time_over_cb, world->loop);
  g_main_loop_run (world->loop);
  stop_engine (engine);
  g_assert_cmpuint (world->late_us->len, >, 0);
  g_array_sort (world->late_us, compare);
  g_print ("%.1f %.1f %.1f\n", get_ms (world, 0.5), get_ms (world, 0.99), get_ms (world, 1.0));
}

static double
get_megabytes (void)
{
  g_autofree char *text = NULL;
  gint64 pages = 0;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  if (text != NULL && strchr (text, ' ') != NULL)
    pages = g_ascii_strtoll (strchr (text, ' '), NULL, 10);
  return (double) (pages * sysconf (_SC_PAGESIZE)) / 1e6;
}

static void
run_burst (World *world,
           guint  n_posts)
{
  gint64 due_us = poster_clock_get_now_us (world->clock) + 3 * G_USEC_PER_SEC + n_posts * 3000;
  PosterEngine *engine;
  double before;
  gint64 end_us;

  add_posts (world, n_posts, due_us, 0);
  engine = start_engine (world);
  poster_test_settle ();
  before = get_megabytes ();
  world->n_wanted = n_posts;
  poster_clock_add_delay (world->clock, due_us - poster_clock_get_now_us (world->clock) + BURST_PATIENCE_US,
                          time_over_cb, world->loop);
  g_main_loop_run (world->loop);
  end_us = poster_clock_get_now_us (world->clock);
  g_print ("%u %.1f %.1f %.1f\n", world->n_published, (double) (end_us - due_us) / 1e6, before, get_megabytes ());
  stop_engine (engine);
}

static gint64
get_cpu_us (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &spent);
  return spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static guint n_polls;

static int
count_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout_ms)
{
  n_polls++;
  return g_poll (fds, n_fds, timeout_ms);
}

static void
run_idle (World *world,
          guint  n_scheduled,
          gint64 seconds)
{
  PosterEngine *engine;
  gint64 before_us;

  add_posts (world, n_scheduled, poster_clock_get_now_us (world->clock) + G_TIME_SPAN_DAY, G_TIME_SPAN_MINUTE);
  engine = start_engine (world);
  poster_clock_add_delay (world->clock, 2 * G_USEC_PER_SEC, time_over_cb, world->loop);
  g_main_loop_run (world->loop);
  /* From here on: the delay that ends the measurement is one of those counted. */
  poster_clock_add_delay (world->clock, seconds * G_USEC_PER_SEC, time_over_cb, world->loop);
  g_main_context_set_poll_func (NULL, count_poll);
  before_us = get_cpu_us ();
  g_main_loop_run (world->loop);
  g_print ("%u %.1f\n", n_polls, (double) (get_cpu_us () - before_us) / 1000.0);
  g_main_context_set_poll_func (NULL, NULL);
  stop_engine (engine);
}

int
main (int    argc,
      char **argv)
{
  World world = { NULL };
  g_autoptr(PosterFixedPractice) practice = NULL;
  g_autofree char *url = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_limited;
  guint n_accounts = 50;

  if (argc < 5)
    return 2;
  is_limited = argc > 5 && g_str_equal (argv[5], "on");
  url = start_sandbox (&world, is_limited ? "{\"processing_us\":200000}"
                                          : "{\"processing_us\":200000,\"rate_limits\":false}");
  world.dir = argv[2];
  world.clock = poster_clock_new ();
  world.secrets = POSTER_SECRETS (poster_memory_secrets_new ());
  world.store = poster_store_open (world.dir, world.clock, &error);
  g_assert_no_error (error);
  practice = poster_fixed_practice_new (url);
  world.registry = poster_connector_registry_new ();
  poster_connector_registry_add_all (world.registry, world.clock, world.secrets, POSTER_PRACTICE (practice), NULL, NULL);
  if (!is_limited)
    poster_tiktok_connector_set_unlimited (POSTER_TIKTOK_CONNECTOR (poster_connector_registry_find (world.registry, "tiktok")),
                                           TRUE);
  world.account_ids = g_ptr_array_new_with_free_func (g_free);
  world.due_us = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  world.late_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  world.loop = g_main_loop_new (NULL, FALSE);
  make_file (&world);
  if (g_str_equal (argv[1], "burst"))
    n_accounts = (guint) atoi (argv[4]);
  for (guint i = 0; i < n_accounts; i++)
    connect_account (&world, i);

  if (g_str_equal (argv[1], "latency"))
    run_latency (&world, (guint) atoi (argv[3]), (guint) atoi (argv[4]));
  else if (g_str_equal (argv[1], "burst"))
    run_burst (&world, (guint) atoi (argv[3]));
  else if (g_str_equal (argv[1], "idle"))
    run_idle (&world, (guint) atoi (argv[3]), atoi (argv[4]));

  /* What is still on its way is nobody's concern: the sandbox ends with this process. */
  fflush (stdout);
  _exit (0);
}
