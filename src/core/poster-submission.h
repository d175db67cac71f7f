/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define POSTER_TYPE_SUBMISSION (poster_submission_get_type ())
G_DECLARE_FINAL_TYPE (PosterSubmission, poster_submission, POSTER, SUBMISSION, GObject)

/**
 * PosterSubmission:
 * @id: a UUID, the same however often it is tried: a service that knows it makes no second post
 * @connection_id: where it goes
 * @post_id: the post that it was made of; that may be deleted by now
 * @remote_id: (nullable): the id under which the service keeps it, unique per connection
 * @mark: (nullable): poster_remote_post_dup_mark() of it when it was last sent, or seen and accepted
 * @remote: (nullable): what the service has, when that is another and nobody has chosen yet: a JSON
 *   text, see poster-store-remote.h
 * @pushed_version: version of the post that was sent last, 0 before the first
 * @is_open: whether the service has it and will publish it by itself
 * @is_unwanted: whether it is to be taken back at the service, where the post here is gone
 * @attempts: how often that was tried in vain
 * @wake_us: when it is tried next, -1 when there is nothing to try
 * @created_us: when it was made
 *
 * One post at a service; several targets of a post may share it. A record, like #PosterConnection.
 */
struct _PosterSubmission
{
  GObject   parent_instance;

  char     *id;
  char     *connection_id;
  char     *post_id;
  char     *remote_id;
  char     *mark;
  char     *remote;
  gint64    pushed_version;
  gboolean  is_open;
  gboolean  is_unwanted;
  int       attempts;
  gint64    wake_us;
  gint64    created_us;
};

PosterSubmission *poster_submission_new  (const char *connection_id, const char *post_id);
PosterSubmission *poster_submission_copy (PosterSubmission *self);

/**
 * PosterMarkPart:
 * @POSTER_MARK_WORDS: text, title, time, accounts, number of files
 * @POSTER_MARK_OPTIONS: options
 * @POSTER_MARK_MEDIA: files
 *
 * What a mark is made of.
 */
typedef enum
{
  POSTER_MARK_WORDS,
  POSTER_MARK_OPTIONS,
  POSTER_MARK_MEDIA,
} PosterMarkPart;

gboolean          poster_submission_marks_agree     (const char *one, const char *other);
gboolean          poster_submission_mark_parts_agree (const char *one, const char *other, PosterMarkPart part);

G_END_DECLS
