/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PosterStepKind:
 * @POSTER_STEP_PREPARE: look, ask, convert: nothing the platform shows. Repeat while unknown
 * @POSTER_STEP_RESERVE: announce; nothing visible yet. Repeat while unknown: at worst a
 *   reservation is wasted
 * @POSTER_STEP_TRANSFER: bytes from an offset. Go on from where the server says it is
 * @POSTER_STEP_COMMIT: the one that makes it public. Never blindly repeated: settle it first
 * @POSTER_STEP_WAIT: ask until it is published or failed. Repeat
 *
 * What a step of publishing is, and so what may be done while its outcome is unknown.
 */
typedef enum
{
  POSTER_STEP_PREPARE,
  POSTER_STEP_RESERVE,
  POSTER_STEP_TRANSFER,
  POSTER_STEP_COMMIT,
  POSTER_STEP_WAIT,
} PosterStepKind;

#define POSTER_TYPE_STEP (poster_step_get_type ())

/**
 * PosterStep:
 * @name: what the connector calls it; it goes into the journal
 * @kind: what it is
 *
 * The next thing to do for a target. Immutable.
 */
typedef struct
{
  char           *name;
  PosterStepKind  kind;
} PosterStep;

/**
 * PosterStepOutcome:
 * @POSTER_STEP_CONTINUE: done; the connector names the next step from the new state (@delay_us
 *   > 0: to be run after that time)
 * @POSTER_STEP_ASK_AGAIN: not decided yet; run the same step again after @delay_us
 * @POSTER_STEP_PUBLISHED: the target is out (@delay_us >= 0: its id is not known yet; run the
 *   step that the connector names next after that time, for the id only)
 * @POSTER_STEP_NOT_DONE: only from settling: the commit did not take effect; go on from the new
 *   state
 * @POSTER_STEP_HANDED_OVER: the service has it and publishes it by itself at its time; the step that
 *   the connector names next looks what became of it, first after @delay_us
 */
typedef enum
{
  POSTER_STEP_CONTINUE,
  POSTER_STEP_ASK_AGAIN,
  POSTER_STEP_PUBLISHED,
  POSTER_STEP_NOT_DONE,
  POSTER_STEP_HANDED_OVER,
} PosterStepOutcome;

#define POSTER_TYPE_STEP_RESULT (poster_step_result_get_type ())

/**
 * PosterStepResult:
 * @outcome: what came of it
 * @state: (nullable): the connector's new state, without secrets; %NULL keeps the old one
 * @delay_us: microseconds to wait before the next run, -1 for none
 * @platform_post_id: (nullable): id of the published post
 * @platform_post_url: (nullable): its address
 * @is_inbox: whether it was delivered to the platform's inbox instead of being shown
 * @in_doubt: with CONTINUE and NOT_DONE: what was committed before may have taken effect all the
 *   same. The steps that follow do no harm then, but until one of them tells, the target is not
 *   one that surely is not out
 * @note: (nullable): a sentence for the journal
 * @remote_id: (nullable): from the commit's answer on, and whenever it is known: the id under which a
 *   service keeps the submission (#PosterRemotePost.remote_id)
 * @remote_mark: (nullable): poster_remote_post_dup_mark() of what the service keeps now, whenever a
 *   step has sent it or settled what it is
 *
 * What running or settling a step gave, when it did not fail.
 */
typedef struct
{
  PosterStepOutcome  outcome;
  JsonObject        *state;
  gint64             delay_us;
  char              *platform_post_id;
  char              *platform_post_url;
  gboolean           is_inbox;
  gboolean           in_doubt;
  char              *note;
  char              *remote_id;
  char              *remote_mark;
} PosterStepResult;

GType             poster_step_get_type            (void);
PosterStep       *poster_step_new                 (const char *name, PosterStepKind kind);
PosterStep       *poster_step_copy                (const PosterStep *self);
void              poster_step_free                (PosterStep *self);
const char       *poster_step_kind_to_string      (PosterStepKind kind);
gboolean          poster_step_kind_from_string    (const char *text, PosterStepKind *kind);

GType             poster_step_result_get_type     (void);
PosterStepResult *poster_step_result_new          (PosterStepOutcome outcome, JsonObject *state);
PosterStepResult *poster_step_result_copy         (const PosterStepResult *self);
void              poster_step_result_free         (PosterStepResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterStep, poster_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterStepResult, poster_step_result_free)

G_END_DECLS
