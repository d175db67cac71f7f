/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine"

#include "poster-engine-private.h"

#include "poster-backoff.h"
#include "poster-error.h"
#include "poster-remote-service.h"
#include "poster-store-submissions.h"

/* What was deleted here while a service had yet to publish it: the service is made to forget it,
 * however often that takes. */

#define RETRY_BASE_US (2 * G_USEC_PER_SEC)
#define RETRY_MAX_US (5 * G_TIME_SPAN_MINUTE)

/* Where only a person can mend what stands in the way. */
#define HELPLESS_WAIT_US G_TIME_SPAN_HOUR

typedef struct
{
  PosterEngine     *engine;
  PosterSubmission *submission;
} Removal;

/* The steps, in the order they run: connection -> removed -> noted */
static void connection_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void removed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void postponed_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
removal_end (Removal      *removal,
             const GError *error)
{
  PosterEngine *self = removal->engine;

  g_hash_table_remove (self->removals, removal->submission->id);
  if (error != NULL)
    poster_engine_report_trouble (self, error);
  poster_engine_pump (self);
  g_object_unref (removal->submission);
  g_object_unref (self);
  g_free (removal);
}

/* @submission: unwanted, and due to be taken back */
void
poster_engine_outbox_send (PosterEngine     *self,
                           PosterSubmission *submission)
{
  Removal *removal;

  if (!g_hash_table_add (self->removals, g_strdup (submission->id)))
    return;
  removal = g_new0 (Removal, 1);
  removal->engine = g_object_ref (self);
  removal->submission = g_object_ref (submission);
  poster_store_get_connection_async (self->store, submission->connection_id, NULL, connection_got_cb, removal);
}

static void
connection_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Removal *removal = user_data;
  PosterEngine *self = removal->engine;
  PosterSubmission *submission = removal->submission;
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  PosterConnector *connector;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (connection == NULL)
    {
      removal_end (removal, error);
      return;
    }
  connector = poster_connector_registry_find (self->registry, connection->connector);
  if (connector == NULL || !POSTER_IS_REMOTE_SERVICE (connector) || submission->remote_id == NULL)
    /* Nobody could name it to the service. */
    poster_store_forget_submission_async (self->store, submission->id, NULL, forgotten_cb, removal);
  else
    poster_remote_service_remove_post_async (POSTER_REMOTE_SERVICE (connector), connection, submission->remote_id, NULL,
                                             removed_cb, removal);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Removal *removal = user_data;
  PosterEngine *self = removal->engine;
  PosterSubmission *submission = removal->submission;
  g_autoptr(GError) error = NULL;
  gint64 wake_us = poster_clock_get_now_us (self->clock) + HELPLESS_WAIT_US;

  if (poster_remote_service_remove_post_finish (POSTER_REMOTE_SERVICE (object), result, &error) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      poster_store_forget_submission_async (self->store, submission->id, NULL, forgotten_cb, removal);
      return;
    }
  /* It is out: there is nothing left to take back. */
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    wake_us = -1;
  else if (poster_error_get_retry (error) == POSTER_RETRY_LATER)
    wake_us = poster_clock_get_now_us (self->clock) +
              poster_backoff_delay_for_error_us (submission->attempts + 1, RETRY_BASE_US, RETRY_MAX_US, error);
  g_message ("A post that was deleted could not be taken back: %s", error->message);
  poster_store_postpone_submission_async (self->store, submission->id, wake_us, NULL, postponed_cb, removal);
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  poster_store_forget_submission_finish (POSTER_STORE (object), result, &error);
  removal_end (user_data, error);
}

static void
postponed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  poster_store_postpone_submission_finish (POSTER_STORE (object), result, &error);
  removal_end (user_data, error);
}
