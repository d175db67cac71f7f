/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-jobs"

#include "poster-publish-jobs.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"

/* What a job remembers: its post, and what became of the wish to cancel it. */
#define POST_ID "post-id"
#define CANCEL_WORDS "cancel-words"

/* As many as somebody reads; what is beyond them is counted. */
#define MAX_JOBS 20

/* As many as are counted. */
#define MAX_COUNTED 200

/* However many posts change at once, they are looked at this often and no more. */
#define PAUSE_US (100 * G_TIME_SPAN_MILLISECOND)

/**
 * PosterPublishJobs:
 *
 * Keeps a #PosterJob in the session for each post that is on its way: the first of them, where there
 * are many.
 */
struct _PosterPublishJobs
{
  GObject        parent_instance;

  PosterSession *session;
  GHashTable    *jobs;         /* post id -> PosterJob */
  GHashTable    *posts;        /* target id -> PosterPost, of those jobs */
  GHashTable    *sent;         /* ids of those of these targets whose bytes are all out */
  GCancellable  *cancellable;
  guint          delay;        /* source id, 0 for none */
  guint          n_more;
  gboolean       is_reading;
  gboolean       is_stale;
};

G_DEFINE_FINAL_TYPE (PosterPublishJobs, poster_publish_jobs, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_N_MORE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void look (PosterPublishJobs *self);

static gboolean
is_on_its_way (PosterTarget *target)
{
  return (POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0;
}

/* How far all accounts together are: each counts the same, and what is sent but not out yet stands
 * just before the end. */
static void
show_progress (PosterPublishJobs *self,
               PosterPost        *post)
{
  PosterJob *job = g_hash_table_lookup (self->jobs, post->id);
  const char *cancel_words = g_object_get_data (G_OBJECT (job), CANCEL_WORDS);
  gint64 done_bytes = 0;
  gint64 total_bytes = 0;
  double sum = 0;
  guint n = 0;
  guint n_sent = 0;  /* the platform has all of it */
  g_autofree char *detail = NULL;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      gint64 done;
      gint64 total;

      if (!is_on_its_way (target))
        continue;
      n++;
      if (target->state == POSTER_TARGET_PROCESSING)
        {
          n_sent++;
          sum += 0.98;
        }
      else if (poster_session_get_progress (self->session, target->id, &done, &total) && total > 0)
        {
          done_bytes += done;
          total_bytes += total;
          sum += 0.95 * (double) done / (double) total;
        }
      else if (g_hash_table_contains (self->sent, target->id))
        {
          n_sent++;
          sum += 0.95;
        }
    }
  if (cancel_words != NULL)
    detail = g_strdup (cancel_words);
  else if (total_bytes > 0)
    detail = poster_words_transfer (done_bytes, total_bytes, -1);
  else if (n_sent == n)
    detail = g_strdup (_("The platform is working on it"));
  else
    detail = g_strdup (_("Getting ready"));
  poster_job_set_detail (job, detail);
  poster_job_set_fraction (job, total_bytes > 0 || n_sent > 0 ? sum / n : -1);
}

static void
set_cancel_words (PosterJob  *job,
                  const char *words)
{
  g_object_set_data_full (G_OBJECT (job), CANCEL_WORDS, g_strdup (words), g_free);
  poster_job_set_detail (job, words);
}

static void
cancelled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterJob) job = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_session_cancel_post_finish (POSTER_SESSION (object), result, &error))
    return;
  /* Where it has come too late, the row says so for as long as it is there; and it may be asked for
   * once more. */
  g_cancellable_reset (poster_job_get_cancellable (job));
  set_cancel_words (job, error->message);
}

static void
cancel_cb (PosterJob         *job,
           PosterPublishJobs *self)
{
  const char *post_id = g_object_get_data (G_OBJECT (job), POST_ID);

  set_cancel_words (job, _("Stopping…"));
  poster_session_cancel_post_async (self->session, post_id, cancelled_cb, g_object_ref (job));
}

static void
drop_job (PosterPublishJobs *self,
          PosterJob         *job)
{
  g_signal_handlers_disconnect_by_data (job, self);
  poster_session_remove_job (self->session, job);
}

static void
show_job (PosterPublishJobs *self,
          PosterPost        *post)
{
  PosterJob *job = g_hash_table_lookup (self->jobs, post->id);
  g_autofree char *line = poster_words_first_line (post);

  if (job == NULL)
    {
      job = poster_job_new (line != NULL ? line : _("A post without a caption"));
      g_object_set_data_full (G_OBJECT (job), POST_ID, g_strdup (post->id), g_free);
      g_hash_table_insert (self->jobs, g_strdup (post->id), job);
      g_signal_connect (job, "cancelled", G_CALLBACK (cancel_cb), self);
      poster_session_add_job (self->session, job);
    }
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      g_hash_table_insert (self->posts, g_strdup (target->id), g_object_ref (post));
    }
  show_progress (self, post);
}

static gboolean
is_of_no_job (gpointer target_id,
              gpointer none,
              gpointer user_data)
{
  PosterPublishJobs *self = user_data;

  return !g_hash_table_contains (self->posts, target_id);
}

static void
show_posts (PosterPublishJobs *self,
            GPtrArray         *posts)
{
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;
  gpointer job;
  guint n_more = 0;

  g_hash_table_remove_all (self->posts);
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      if (g_hash_table_size (ids) == MAX_JOBS)
        {
          n_more++;
          continue;
        }
      g_hash_table_add (ids, post->id);
      show_job (self, post);
    }

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, &id, &job))
    if (!g_hash_table_contains (ids, id))
      {
        drop_job (self, job);
        g_hash_table_iter_remove (&iter);
      }
  g_hash_table_foreach_remove (self->sent, is_of_no_job, self);
  if (self->n_more != n_more)
    {
      self->n_more = n_more;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MORE]);
    }
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterPublishJobs) self = user_data;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;

  posts = poster_store_list_posts_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  if (posts != NULL)
    show_posts (self, posts);
  else
    g_debug ("What is on its way could not be read: %s", error->message);
  if (self->is_stale)
    look (self);
}

static gboolean
look_cb (gpointer user_data)
{
  PosterPublishJobs *self = user_data;
  const PosterPostQuery query = { .status = "sending", .oldest_first = TRUE, .limit = MAX_COUNTED };

  self->delay = 0;
  self->is_reading = TRUE;
  self->is_stale = FALSE;
  poster_store_list_posts_async (poster_session_get_store (self->session), &query, self->cancellable,
                                 listed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
look (PosterPublishJobs *self)
{
  if (self->is_reading)
    self->is_stale = TRUE;
  else if (self->delay == 0)
    self->delay = poster_clock_add_delay (poster_session_get_clock (self->session), PAUSE_US, look_cb, self);
}

static void
post_changed_cb (PosterPublishJobs *self)
{
  look (self);
}

static void
progress_cb (PosterSession     *session,
             const char        *target_id,
             gint64             done,
             gint64             total,
             PosterPublishJobs *self)
{
  PosterPost *post = g_hash_table_lookup (self->posts, target_id);

  if (post == NULL)
    return;
  if (done >= total)
    g_hash_table_add (self->sent, g_strdup (target_id));
  else
    g_hash_table_remove (self->sent, target_id);
  if (g_hash_table_contains (self->jobs, post->id))
    show_progress (self, post);
}

static void
poster_publish_jobs_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PosterPublishJobs *self = POSTER_PUBLISH_JOBS (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_N_MORE:
      g_value_set_uint (value, self->n_more);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_publish_jobs_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  PosterPublishJobs *self = POSTER_PUBLISH_JOBS (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_publish_jobs_constructed (GObject *object)
{
  PosterPublishJobs *self = POSTER_PUBLISH_JOBS (object);

  G_OBJECT_CLASS (poster_publish_jobs_parent_class)->constructed (object);

  g_signal_connect_object (self->session, "post-changed", G_CALLBACK (post_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "progress", G_CALLBACK (progress_cb), self, 0);
  look (self);
}

static void
poster_publish_jobs_dispose (GObject *object)
{
  PosterPublishJobs *self = POSTER_PUBLISH_JOBS (object);
  GHashTableIter iter;
  gpointer job;

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->delay, g_source_remove);
  if (self->session != NULL)
    {
      g_hash_table_iter_init (&iter, self->jobs);
      while (g_hash_table_iter_next (&iter, NULL, &job))
        drop_job (self, job);
    }
  g_hash_table_remove_all (self->jobs);
  g_hash_table_remove_all (self->posts);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_publish_jobs_parent_class)->dispose (object);
}

static void
poster_publish_jobs_finalize (GObject *object)
{
  PosterPublishJobs *self = POSTER_PUBLISH_JOBS (object);

  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->posts);
  g_hash_table_unref (self->sent);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_publish_jobs_parent_class)->finalize (object);
}

static void
poster_publish_jobs_class_init (PosterPublishJobsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_publish_jobs_get_property;
  object_class->set_property = poster_publish_jobs_set_property;
  object_class->constructed = poster_publish_jobs_constructed;
  object_class->dispose = poster_publish_jobs_dispose;
  object_class->finalize = poster_publish_jobs_finalize;

  /**
   * PosterPublishJobs:session:
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPublishJobs:n-more:
   *
   * How many posts are on their way for which there is no job.
   */
  properties[PROP_N_MORE] =
    g_param_spec_uint ("n-more", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_publish_jobs_init (PosterPublishJobs *self)
{
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->posts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * poster_publish_jobs_new:
 * @session: a session
 *
 * Returns: (transfer full): one that keeps the jobs for as long as it lives
 */
PosterPublishJobs *
poster_publish_jobs_new (PosterSession *session)
{
  return g_object_new (POSTER_TYPE_PUBLISH_JOBS, "session", session, NULL);
}

/**
 * poster_publish_jobs_get_n_more:
 * @self: the keeper of the jobs
 *
 * Returns: how many posts are on their way for which there is no job; beyond some hundreds nobody counts
 */
guint
poster_publish_jobs_get_n_more (PosterPublishJobs *self)
{
  return self->n_more;
}
