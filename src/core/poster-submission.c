/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-submission"

#include "poster-submission.h"

G_DEFINE_FINAL_TYPE (PosterSubmission, poster_submission, G_TYPE_OBJECT)

static void
poster_submission_finalize (GObject *object)
{
  PosterSubmission *self = POSTER_SUBMISSION (object);

  g_free (self->id);
  g_free (self->connection_id);
  g_free (self->post_id);
  g_free (self->remote_id);
  g_free (self->mark);
  g_free (self->remote);
  G_OBJECT_CLASS (poster_submission_parent_class)->finalize (object);
}

static void
poster_submission_class_init (PosterSubmissionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_submission_finalize;
}

static void
poster_submission_init (PosterSubmission *self)
{
  self->wake_us = -1;
}

/**
 * poster_submission_new:
 * @connection_id: id of a connection
 * @post_id: id of a post
 *
 * Returns: (transfer full): a submission with a new id, of which the service knows nothing yet
 */
PosterSubmission *
poster_submission_new (const char *connection_id,
                       const char *post_id)
{
  PosterSubmission *self = g_object_new (POSTER_TYPE_SUBMISSION, NULL);

  self->id = g_uuid_string_random ();
  self->connection_id = g_strdup (connection_id);
  self->post_id = g_strdup (post_id);
  return self;
}

/**
 * poster_submission_copy:
 * @self: a submission
 *
 * Returns: (transfer full): a copy to change and hand on
 */
PosterSubmission *
poster_submission_copy (PosterSubmission *self)
{
  PosterSubmission *copy = g_object_new (POSTER_TYPE_SUBMISSION, NULL);

  copy->id = g_strdup (self->id);
  copy->connection_id = g_strdup (self->connection_id);
  copy->post_id = g_strdup (self->post_id);
  copy->remote_id = g_strdup (self->remote_id);
  copy->mark = g_strdup (self->mark);
  copy->remote = g_strdup (self->remote);
  copy->pushed_version = self->pushed_version;
  copy->is_open = self->is_open;
  copy->is_unwanted = self->is_unwanted;
  copy->attempts = self->attempts;
  copy->wake_us = self->wake_us;
  copy->created_us = self->created_us;
  return copy;
}
