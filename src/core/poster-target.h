/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-schedule.h"
#include "poster-step.h"
#include "poster-target-state.h"

G_BEGIN_DECLS

/**
 * PosterHolder:
 * @POSTER_HOLDER_HERE: this computer publishes it
 * @POSTER_HOLDER_REMOTE: handed over to a Late server
 */
typedef enum
{
  POSTER_HOLDER_HERE,
  POSTER_HOLDER_REMOTE,
} PosterHolder;

/* How far ahead anything but a schedule may have to wait: services ask for a day at most. */
#define POSTER_TARGET_LONGEST_WAIT_US (25 * G_TIME_SPAN_HOUR)

#define POSTER_TYPE_TARGET (poster_target_get_type ())
G_DECLARE_FINAL_TYPE (PosterTarget, poster_target, POSTER, TARGET, GObject)

/**
 * PosterTarget:
 * @id: 24 hex digits
 * @post_id: the post it belongs to
 * @account_id: where it goes
 * @place: (nullable): a place inside the account (page, board, …)
 * @state: what has become of it
 * @holder: who publishes it
 * @content: (nullable): text for this target alone
 * @title: (nullable): title for this target alone
 * @media: (nullable) (element-type PosterMediaItem): media for this target alone
 * @schedule: (nullable): a time for this target alone
 * @options: the platform's options, by canonical key
 * @due_us: when it is to go out, -1 when never by itself
 * @wake_us: when the engine has to look at it next, -1 when not at all: the due time, the time
 *   of the next attempt or of the next question
 * @attempts: how often publishing was begun
 * @failures: how often in a row the present step failed
 * @step_state: (nullable): what the connector needs to go on; without secrets
 * @error_code: (nullable): stable machine word of the last failure
 * @error_category: (nullable): the Late API's category of it
 * @error_message: (nullable): one sentence for people
 * @platform_post_id: (nullable): id of the published post
 * @platform_post_url: (nullable): its address
 * @published_us: when it was published, -1 when it was not
 * @open_step: (nullable): the step that was begun and has no outcome yet
 * @open_kind: what @open_step is
 * @is_committed: whether the platform may have it: from the beginning of the step that makes it
 *   public until it is known that nothing came of it. Then only looking after it is allowed,
 *   whatever the state
 * @is_inbox: whether "published" means delivered to the platform's inbox
 * @submission_id: (nullable): the #PosterSubmission that it goes along in
 * @is_handed_over: whether a service has it and will publish it by itself, at @told_us, whatever is
 *   wanted here by now: an edit, another holder or taking it back has to reach the service first
 * @told_us: when the service was told to publish it, -1 when at once or nothing was told
 *
 * One account a post goes to. A record, like #PosterConnection.
 */
struct _PosterTarget
{
  GObject            parent_instance;

  char              *id;
  char              *post_id;
  char              *account_id;
  JsonObject        *place;
  PosterTargetState  state;
  PosterHolder       holder;
  char              *content;
  char              *title;
  GPtrArray         *media;
  PosterSchedule    *schedule;
  JsonObject        *options;
  gint64             due_us;
  gint64             wake_us;
  int                attempts;
  int                failures;
  JsonObject        *step_state;
  char              *error_code;
  char              *error_category;
  char              *error_message;
  char              *platform_post_id;
  char              *platform_post_url;
  gint64             published_us;
  char              *open_step;
  PosterStepKind     open_kind;
  gboolean           is_committed;
  gboolean           is_inbox;
  char              *submission_id;
  gboolean           is_handed_over;
  gint64             told_us;
};

PosterTarget *poster_target_new         (const char *account_id);
PosterTarget *poster_target_copy        (PosterTarget *self);
gboolean      poster_target_is_editable (PosterTarget *self);
gboolean      poster_target_is_unwanted (PosterTarget *self);
gboolean      poster_target_is_beside   (PosterTarget *self, PosterTarget *other);
void          poster_target_forget_try  (PosterTarget *self);
gboolean      poster_target_is_due      (PosterTarget *self, gint64 now_us);
void          poster_target_set_error   (PosterTarget *self, const GError *error);
void          poster_target_clear_error (PosterTarget *self);

G_END_DECLS
