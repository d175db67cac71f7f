/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "desktop-fixture.h"
#include "poster-job-pie.h"
#include "poster-job-row.h"
#include "poster-publish-jobs.h"
#include "poster-test-async.h"

/* What is on its way is a job, as far as it has come; the pie in the header bar shows all jobs. */

/* Each read of the list goes through here (see meson.build), and is counted. */

static guint n_reads;
static guint n_in_flight;
static guint most_in_flight;

/* A slow disk: what was read is told when the test says so. */
static gboolean is_slow;
static GQueue slow_reads = G_QUEUE_INIT;

void __real_poster_store_list_posts_async (PosterStore *self, const PosterPostQuery *query, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
void __wrap_poster_store_list_posts_async (PosterStore *self, const PosterPostQuery *query, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);

typedef struct
{
  GAsyncReadyCallback callback;
  gpointer            user_data;
  GAsyncResult       *result;     /* (nullable), when it came */
} Call;

static void
tell (Call *call)
{
  g_autoptr(GObject) object = g_async_result_get_source_object (call->result);

  n_in_flight--;
  call->callback (object, call->result, call->user_data);
  g_object_unref (call->result);
  g_free (call);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  if (is_slow)
    g_queue_push_tail (&slow_reads, call);
  else
    tell (call);
}

void
__wrap_poster_store_list_posts_async (PosterStore           *self,
                                      const PosterPostQuery *query,
                                      GCancellable          *cancellable,
                                      GAsyncReadyCallback    callback,
                                      gpointer               user_data)
{
  Call *call;

  /* The engine reads too. */
  if (g_strcmp0 (query->status, "sending") != 0)
    {
      __real_poster_store_list_posts_async (self, query, cancellable, callback, user_data);
      return;
    }
  call = g_new0 (Call, 1);
  call->callback = callback;
  call->user_data = user_data;
  n_reads++;
  n_in_flight++;
  most_in_flight = MAX (most_in_flight, n_in_flight);
  __real_poster_store_list_posts_async (self, query, cancellable, read_cb, call);
}

typedef struct
{
  Desktop            desktop;
  PosterPublishJobs *publish_jobs;  /* (nullable) */
  GListModel        *jobs;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  desktop_set_up (&fixture->desktop, data);
  fixture->jobs = poster_session_get_jobs (fixture->desktop.session);
  n_reads = 0;
  most_in_flight = 0;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->publish_jobs != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (fixture->publish_jobs), (gpointer *) &fixture->publish_jobs);
      g_object_unref (fixture->publish_jobs);
      while (fixture->publish_jobs != NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (g_list_model_get_n_items (fixture->jobs), ==, 0);
  desktop_tear_down (&fixture->desktop, data);
}

static void
watch (Fixture *fixture)
{
  fixture->publish_jobs = poster_publish_jobs_new (fixture->desktop.session);
}

typedef struct
{
  Fixture    *fixture;
  guint       n_jobs;
  PosterJob  *job;
  const char *detail;
} Wanted;

static gboolean
has_jobs (gpointer user_data)
{
  Wanted *wanted = user_data;

  return g_list_model_get_n_items (wanted->fixture->jobs) == wanted->n_jobs;
}

static void
wait_jobs (Fixture *fixture,
           guint    n_jobs)
{
  Wanted wanted = { .fixture = fixture, .n_jobs = n_jobs };

  desktop_wait (has_jobs, &wanted);
}

static gboolean
has_detail (gpointer user_data)
{
  Wanted *wanted = user_data;

  return g_strcmp0 (poster_job_get_detail (wanted->job), wanted->detail) == 0;
}

static void
wait_detail (PosterJob  *job,
             const char *detail)
{
  Wanted wanted = { .job = job, .detail = detail };

  desktop_wait (has_detail, &wanted);
}

/* Returns: (transfer none): the job at @position */
static PosterJob *
get_job (Fixture *fixture,
         guint    position)
{
  g_autoptr(PosterJob) job = g_list_model_get_item (fixture->jobs, position);

  return job;
}

/* What the engine tells while it sends. */
static void
send_bytes (Fixture      *fixture,
            PosterTarget *target,
            gint64        done,
            gint64        total)
{
  g_signal_emit_by_name (poster_workspace_get_engine (fixture->desktop.workspace), "progress", target->id, done, total);
}

static void
assert_near (double fraction,
             double wanted)
{
  g_assert_cmpfloat_with_epsilon (fraction, wanted, 0.001);
}

static void
test_comes_and_goes (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) before = desktop_add_post (&fixture->desktop, "Before\nmore of it", POSTER_TARGET_PREPARING);
  g_autoptr(PosterPost) later = desktop_add_post (&fixture->desktop, "", POSTER_TARGET_SCHEDULED);

  watch (fixture);
  wait_jobs (fixture, 1);
  g_assert_cmpstr (poster_job_get_title (get_job (fixture, 0)), ==, "Before");
  g_assert_cmpstr (poster_job_get_detail (get_job (fixture, 0)), ==, "Getting ready");
  assert_near (poster_job_get_fraction (get_job (fixture, 0)), -1);
  desktop_commit (&fixture->desktop, later, 0, POSTER_TARGET_SENDING);
  wait_jobs (fixture, 2);
  g_assert_cmpstr (poster_job_get_title (get_job (fixture, 1)), ==, "A post without a caption");
  desktop_commit (&fixture->desktop, before, 0, POSTER_TARGET_PUBLISHED);
  wait_jobs (fixture, 1);
  desktop_commit (&fixture->desktop, later, 0, POSTER_TARGET_FAILED);
  wait_jobs (fixture, 0);
}

static void
test_says_how_far (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  PosterJob *job;

  watch (fixture);
  wait_jobs (fixture, 1);
  job = get_job (fixture, 0);
  send_bytes (fixture, desktop_target (post, 0), 5000000, 20000000);
  g_assert_cmpstr (poster_job_get_detail (job), ==, "5 of 20 MB");
  assert_near (poster_job_get_fraction (job), 0.95 / 4);

  /* All bytes are out, and the state says so a little later. */
  send_bytes (fixture, desktop_target (post, 0), 20000000, 20000000);
  g_assert_cmpstr (poster_job_get_detail (job), ==, "The platform is working on it");
  assert_near (poster_job_get_fraction (job), 0.95);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PROCESSING);
  while (poster_job_get_fraction (job) < 0.97)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (poster_job_get_detail (job), ==, "The platform is working on it");

  /* Something has to be sent anew. */
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_SENDING);
  send_bytes (fixture, desktop_target (post, 0), 0, 20000000);
  wait_detail (job, "0 of 20 MB");
}

static void
test_accounts_count_the_same (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post_to (&fixture->desktop, "Rain", POSTER_TARGET_PROCESSING,
                                                    POSTER_TARGET_SENDING);

  watch (fixture);
  wait_jobs (fixture, 1);
  send_bytes (fixture, desktop_target (post, 1), 10000000, 20000000);
  assert_near (poster_job_get_fraction (get_job (fixture, 0)), (0.98 + 0.95 / 2) / 2);
}

static void
test_one_failed (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);

  /* These may be out, and nothing runs for them. */
  for (guint i = 0; i < 45; i++)
    g_ptr_array_add (posts, desktop_add_post (&fixture->desktop, "Perhaps", POSTER_TARGET_UNKNOWN));
  g_ptr_array_add (posts, desktop_add_post_to (&fixture->desktop, "Rain", POSTER_TARGET_FAILED, POSTER_TARGET_SENDING));
  watch (fixture);
  wait_jobs (fixture, 1);
  g_assert_cmpstr (poster_job_get_title (get_job (fixture, 0)), ==, "Rain");
  g_assert_cmpuint (poster_publish_jobs_get_n_more (fixture->publish_jobs), ==, 0);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);

  watch (fixture);
  wait_jobs (fixture, 1);
  poster_job_cancel (get_job (fixture, 0));
  g_assert_cmpstr (poster_job_get_detail (get_job (fixture, 0)), ==, "Stopping…");
  /* What it still sends does not say otherwise. */
  send_bytes (fixture, desktop_target (post, 0), 10000000, 20000000);
  g_assert_cmpstr (poster_job_get_detail (get_job (fixture, 0)), ==, "Stopping…");
  wait_jobs (fixture, 0);
  g_assert_cmpint (desktop_get_state (&fixture->desktop, post->id, 0), ==, POSTER_TARGET_CANCELLED);
}

static void
test_too_late (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_PREPARING);
  g_autofree char *said = NULL;
  PosterJob *job;

  desktop_target (post, 0)->is_committed = TRUE;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_SENDING);
  watch (fixture);
  wait_jobs (fixture, 1);
  job = get_job (fixture, 0);
  poster_job_cancel (job);
  while (g_strcmp0 (poster_job_get_detail (job), "Stopping…") == 0)
    g_main_context_iteration (NULL, TRUE);
  said = g_strdup (poster_job_get_detail (job));
  g_test_message ("%s", said);
  g_assert_false (g_cancellable_is_cancelled (poster_job_get_cancellable (job)));
  send_bytes (fixture, desktop_target (post, 0), 10000000, 20000000);
  g_assert_cmpstr (poster_job_get_detail (job), ==, said);
  g_assert_cmpint (desktop_get_state (&fixture->desktop, post->id, 0), ==, POSTER_TARGET_SENDING);
}

static void
test_thirty (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_changes = 0;

  watch (fixture);
  for (guint i = 0; i < 30; i++, n_changes++)
    g_ptr_array_add (posts, desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING));
  wait_jobs (fixture, 20);
  while (poster_publish_jobs_get_n_more (fixture->publish_jobs) != 10)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 25; i++, n_changes++)
    desktop_commit (&fixture->desktop, g_ptr_array_index (posts, i), 0, POSTER_TARGET_PUBLISHED);
  wait_jobs (fixture, 5);
  g_assert_cmpuint (poster_publish_jobs_get_n_more (fixture->publish_jobs), ==, 0);
  g_assert_cmpuint (n_reads, <=, n_changes);
}

static void
test_one_read (Fixture       *fixture,
               gconstpointer  data)
{
  PosterClock *clock = poster_session_get_clock (fixture->desktop.session);
  g_autoptr(PosterPost) rain = NULL;
  g_autoptr(PosterPost) sun = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  is_slow = TRUE;
  watch (fixture);
  while (g_queue_is_empty (&slow_reads))
    g_main_context_iteration (NULL, TRUE);
  /* Changes that the read has not seen, and more time than is left between two reads. */
  rain = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  sun = desktop_add_post (&fixture->desktop, "Sun", POSTER_TARGET_SENDING);
  poster_clock_sleep_async (clock, 500 * G_TIME_SPAN_MILLISECOND, NULL, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_assert_cmpuint (n_reads, ==, 1);

  /* They are not forgotten over it. */
  is_slow = FALSE;
  tell (g_queue_pop_head (&slow_reads));
  wait_jobs (fixture, 2);
  g_assert_cmpuint (n_reads, ==, 2);
  g_assert_cmpuint (most_in_flight, ==, 1);
}

/* The pie. */

static GtkWidget *
show_pie (Fixture *fixture)
{
  GtkWidget *header_bar = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *other = gtk_button_new_with_label ("Other");
  GtkWidget *pie = poster_job_pie_new ();

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header_bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header_bar), other);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header_bar), pie);
  gtk_box_append (GTK_BOX (box), header_bar);
  poster_job_pie_set_session (POSTER_JOB_PIE (pie), fixture->desktop.session);
  return app_test_show (box, 480, 420);
}

static GtkWidget *
find_button (GtkWidget *window)
{
  return app_test_find (window, GTK_TYPE_MENU_BUTTON, NULL);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

static gboolean
is_not_mapped (gpointer user_data)
{
  return !gtk_widget_get_mapped (user_data);
}

static GtkWidget *
open_popover (GtkWidget *window)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (find_button (window));

  app_test_wait (is_mapped, button);
  gtk_menu_button_popup (button);
  app_test_wait (is_mapped, gtk_menu_button_get_popover (button));
  return GTK_WIDGET (gtk_menu_button_get_popover (button));
}

/* GTK 4.8 shows a tooltip half a second after it thought of it, also when its window has gone by then. */
static void
close_pie (Fixture   *fixture,
           GtkWidget *window)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_clock_sleep_async (poster_session_get_clock (fixture->desktop.session), 700 * G_TIME_SPAN_MILLISECOND, NULL,
                            poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  app_test_close (window);
}

static void
test_pie (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(PosterPost) rain = NULL;
  g_autoptr(PosterPost) sun = NULL;
  g_autoptr(PosterPost) wind = NULL;
  GtkWidget *window = show_pie (fixture);
  GtkWidget *button = find_button (window);
  GtkWidget *pie = gtk_widget_get_parent (button);
  int width = gtk_widget_get_width (pie);
  const char *words = "3 things run, 53 %";

  /* Its room is kept. */
  g_assert_cmpint (width, >, 24);
  g_assert_false (gtk_widget_get_child_visible (button));

  rain = desktop_add_post (&fixture->desktop, "Rain on a tin roof, and nobody who minds: ten minutes of it",
                           POSTER_TARGET_SENDING);
  sun = desktop_add_post (&fixture->desktop, "Sun", POSTER_TARGET_PROCESSING);
  wind = desktop_add_post (&fixture->desktop, "Wind in the dunes", POSTER_TARGET_PREPARING);
  wait_jobs (fixture, 3);
  send_bytes (fixture, desktop_target (rain, 0), 9000000, 14000000);
  app_test_wait (is_mapped, button);
  g_assert_cmpint (gtk_widget_get_width (pie), ==, width);
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "What Runs Now");
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       words);
  app_test_save_picture (open_popover (window), "job-popover");
  close_pie (fixture, window);
}

static void
test_pie_counts_more (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *window = show_pie (fixture);
  GtkWidget *popover;

  for (guint i = 0; i < 30; i++)
    g_ptr_array_add (posts, desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_PREPARING));
  wait_jobs (fixture, 20);
  popover = open_popover (window);
  for (;;)
    {
      GtkWidget *label = app_test_find (popover, GTK_TYPE_LABEL, "and 10 more posts");

      if (label != NULL && gtk_widget_get_mapped (label))
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (find_button (window)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "30 things run");
  close_pie (fixture, window);
}

/* Nothing goes from under the pointer, or takes the focus with it. */
static void
test_popover_stays (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterPost) rain = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  g_autoptr(PosterPost) sun = desktop_add_post (&fixture->desktop, "Sun", POSTER_TARGET_SENDING);
  GtkWidget *window = show_pie (fixture);
  GtkWidget *button = find_button (window);
  GtkWidget *popover;
  GtkWidget *row;
  GtkWidget *focus;

  wait_jobs (fixture, 2);
  popover = open_popover (window);
  row = app_test_find (popover, POSTER_TYPE_JOB_ROW, NULL);
  g_assert_true (gtk_widget_grab_focus (app_test_find (row, GTK_TYPE_BUTTON, NULL)));

  desktop_commit (&fixture->desktop, rain, 0, POSTER_TARGET_PUBLISHED);
  wait_jobs (fixture, 1);
  focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, popover));

  desktop_commit (&fixture->desktop, sun, 0, POSTER_TARGET_PUBLISHED);
  wait_jobs (fixture, 0);
  app_test_settle ();
  g_assert_true (gtk_widget_get_mapped (popover));
  app_test_wait (is_mapped, app_test_find (popover, GTK_TYPE_LABEL, "Nothing runs now"));
  focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (focus == popover || (focus != NULL && gtk_widget_is_ancestor (focus, popover)));

  gtk_popover_popdown (GTK_POPOVER (popover));
  app_test_wait (is_not_mapped, button);
  close_pie (fixture, window);
}

/* A keyboard finds it, and gets at what is in it. */
static void
test_keyboard (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) rain = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  GtkWidget *window = show_pie (fixture);
  GtkWidget *button = find_button (window);
  GtkWidget *popover;
  GtkWidget *cancel;

  wait_jobs (fixture, 1);
  app_test_wait (is_mapped, button);
  g_assert_true (gtk_widget_grab_focus (app_test_find (window, GTK_TYPE_BUTTON, "Other")));
  g_assert_true (gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), button));

  popover = open_popover (window);
  cancel = app_test_find (app_test_find (popover, POSTER_TYPE_JOB_ROW, NULL), GTK_TYPE_BUTTON, NULL);
  gtk_test_accessible_assert_property (cancel, GTK_ACCESSIBLE_PROPERTY_LABEL, "Cancel “Rain”");
  while (gtk_root_get_focus (GTK_ROOT (window)) != cancel)
    g_assert_true (gtk_widget_child_focus (popover, GTK_DIR_TAB_FORWARD));
  gtk_widget_activate (cancel);
  wait_jobs (fixture, 0);
  g_assert_cmpint (desktop_get_state (&fixture->desktop, rain->id, 0), ==, POSTER_TARGET_CANCELLED);
  close_pie (fixture, window);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  ADD ("/jobs/come-and-go-with-what-is-on-its-way", test_comes_and_goes);
  ADD ("/jobs/say-how-far", test_says_how_far);
  ADD ("/jobs/accounts-count-the-same", test_accounts_count_the_same);
  ADD ("/jobs/one-account-failed-others-go-on", test_one_failed);
  ADD ("/jobs/cancel-reaches-the-engine", test_cancel);
  ADD ("/jobs/too-late-is-said", test_too_late);
  ADD ("/jobs/thirty-are-twenty-and-ten-more", test_thirty);
  ADD ("/jobs/one-read-at-a-time", test_one_read);
  ADD ("/job-pie/says-how-much-in-the-room-it-had", test_pie);
  ADD ("/job-pie/counts-what-has-no-row", test_pie_counts_more);
  ADD ("/job-pie/popover-stays-until-closed", test_popover_stays);
  ADD ("/job-pie/keyboard-cancels", test_keyboard);
  return g_test_run ();
}
