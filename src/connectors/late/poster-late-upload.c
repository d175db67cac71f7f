/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-upload.h"

#include "poster-late-body.h"
#include "poster-late-file.h"
#include "poster-late-state.h"
#include "poster-throttle.h"

#define AT_ONCE 2

typedef struct
{
  struct _Upload  *upload;      /* borrowed: its task lives as long as we run */
  PosterMediaItem *item;
  goffset          sent_bytes;
} Part;

/* One run sends up to two files and has that noted, so that a later failure costs no more than it
 * must. */
typedef struct _Upload
{
  /* Input. */
  PosterLateSession  *session;
  PosterPublication  *publication;
  PosterProgressFunc  progress;       /* (nullable) */
  gpointer            progress_data;

  /* In progress. */
  Part                parts[AT_ONCE];
  guint               n_running;
  guint               n_sent;
  gint64              before_bytes;   /* sent by earlier runs */
  gint64              total_bytes;
  PosterThrottle     *throttle;       /* (nullable) */
  JsonObject         *state;
  GError             *error;          /* (nullable), the first */
} Upload;

typedef struct
{
  GTask *task;
  Part  *part;
} Sent;

static void sent_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
upload_free (Upload *upload)
{
  for (guint i = 0; i < AT_ONCE; i++)
    g_clear_object (&upload->parts[i].item);
  g_clear_object (&upload->session);
  g_clear_object (&upload->publication);
  g_clear_pointer (&upload->throttle, poster_throttle_free);
  g_clear_pointer (&upload->state, json_object_unref);
  g_clear_error (&upload->error);
  g_free (upload);
}

static void
report_cb (goffset  done_bytes,
           goffset  total_bytes,
           gpointer user_data)
{
  Upload *upload = user_data;

  upload->progress (done_bytes, total_bytes, upload->progress_data);
}

static void
part_progress_cb (goffset  sent_bytes,
                  gpointer user_data)
{
  Part *part = user_data;
  Upload *upload = part->upload;
  goffset done_bytes = upload->before_bytes;

  part->sent_bytes = sent_bytes;
  for (guint i = 0; i < AT_ONCE; i++)
    done_bytes += upload->parts[i].sent_bytes;
  if (upload->throttle != NULL)
    poster_throttle_report (upload->throttle, done_bytes, upload->total_bytes);
}

/* One came back; the last one ends the step. */
static void
give_back (GTask *task)
{
  Upload *upload = g_task_get_task_data (task);

  if (--upload->n_running > 0)
    return;
  if (upload->throttle != NULL)
    poster_throttle_flush (upload->throttle);
  g_clear_pointer (&upload->throttle, poster_throttle_free);
  if (upload->n_sent > 0)
    poster_late_state_go_on (task, g_steal_pointer (&upload->state), -1,
                             upload->error != NULL ? upload->error->message : NULL);
  else if (upload->error != NULL)
    g_task_return_error (task, g_steal_pointer (&upload->error));
  else
    poster_late_state_go_on (task, g_steal_pointer (&upload->state), -1, NULL);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Sent *sent = user_data;
  g_autoptr(GTask) task = sent->task;
  Part *part = sent->part;
  Upload *upload = g_task_get_task_data (task);
  g_autofree char *uri = NULL;
  g_autoptr(GError) error = NULL;
  gint64 made_us;

  g_free (sent);
  uri = poster_late_file_send_finish (POSTER_LATE_SESSION (object), result, &made_us, &error);
  if (uri != NULL)
    {
      upload->n_sent++;
      poster_late_state_set_media (upload->state, part->item, uri, poster_late_body_media_type (part->item), made_us);
    }
  else if (upload->error == NULL)
    {
      upload->error = g_steal_pointer (&error);
    }
  give_back (task);
}

static void
add_sizes (PosterPublication *publication,
           GHashTable        *seen,
           gint64            *total_bytes)
{
  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);

      if (g_hash_table_add (seen, poster_late_state_media_key (item)))
        *total_bytes += item->size;
    }
}

static gint64
get_total_bytes (PosterPublication *publication)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 total_bytes = 0;

  add_sizes (publication, seen, &total_bytes);
  for (guint i = 0; publication->siblings != NULL && i < publication->siblings->len; i++)
    add_sizes (g_ptr_array_index (publication->siblings, i), seen, &total_bytes);
  return total_bytes;
}

/**
 * poster_late_upload_step:
 * @session: what Late operations share
 * @publication: what is published, with its siblings
 * @progress: (nullable) (closure progress_data): told bytes sent and bytes in all
 * @progress_data: passed to @progress
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Sends files that the service does not have yet, two at a time.
 */
void
poster_late_upload_step (PosterLateSession  *session,
                         PosterPublication  *publication,
                         PosterProgressFunc  progress,
                         gpointer            progress_data,
                         GTask              *task)
{
  g_autoptr(GTask) owned_task = task;
  g_autoptr(GPtrArray) missing = poster_late_state_list_missing (publication, publication->state);
  Upload *upload = g_new0 (Upload, 1);

  upload->session = g_object_ref (session);
  upload->publication = g_object_ref (publication);
  upload->progress = progress;
  upload->progress_data = progress_data;
  upload->state = poster_late_state_dup (publication);
  upload->total_bytes = get_total_bytes (publication);
  upload->before_bytes = upload->total_bytes;
  g_task_set_task_data (task, upload, (GDestroyNotify) upload_free);
  if (progress != NULL)
    upload->throttle = poster_throttle_new (poster_late_session_get_clock (session), report_cb, upload);

  for (guint i = 0; i < missing->len; i++)
    upload->before_bytes -= ((PosterMediaItem *) g_ptr_array_index (missing, i))->size;
  upload->n_running = 1;
  for (guint i = 0; i < AT_ONCE && i < missing->len; i++)
    {
      Sent *sent = g_new0 (Sent, 1);

      upload->parts[i].upload = upload;
      upload->parts[i].item = g_object_ref (g_ptr_array_index (missing, i));
      sent->task = g_object_ref (task);
      sent->part = &upload->parts[i];
      upload->n_running++;
      poster_late_file_send_async (session, publication->connection, upload->parts[i].item,
                                   part_progress_cb, &upload->parts[i], g_task_get_cancellable (task), sent_cb, sent);
    }
  give_back (task);
}
