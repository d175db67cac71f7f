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

/* (nullable): a part of @mark, %NULL for one that was made when there was no such part. */
static char *
dup_part (const char     *mark,
          PosterMarkPart  part)
{
  g_auto(GStrv) parts = g_strsplit (mark != NULL ? mark : "", ".", -1);

  return part < g_strv_length (parts) ? g_strdup (parts[part]) : NULL;
}

/**
 * poster_submission_mark_parts_agree:
 * @one: (nullable): a mark
 * @other: (nullable): another
 * @part: what is compared
 *
 * Returns: whether that is the same in both, as far as both say anything about it
 */
gboolean
poster_submission_mark_parts_agree (const char     *one,
                                    const char     *other,
                                    PosterMarkPart  part)
{
  g_autofree char *of_one = dup_part (one, part);
  g_autofree char *of_other = dup_part (other, part);

  return of_one == NULL || of_other == NULL || g_str_equal (of_one, of_other);
}

/**
 * poster_submission_marks_agree:
 * @one: (nullable): a mark
 * @other: (nullable): another
 *
 * Returns: whether they are of posts that look the same
 */
gboolean
poster_submission_marks_agree (const char *one,
                               const char *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  for (PosterMarkPart part = POSTER_MARK_WORDS; part <= POSTER_MARK_MEDIA; part++)
    if (!poster_submission_mark_parts_agree (one, other, part))
      return FALSE;
  return TRUE;
}
