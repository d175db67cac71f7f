/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "poster-account.h"
#include "poster-option.h"
#include "poster-post.h"
#include "poster-recurrence.h"

G_BEGIN_DECLS

/**
 * PosterCompositionWhen:
 * @POSTER_COMPOSITION_DRAFT: not by itself
 * @POSTER_COMPOSITION_NOW: as soon as somebody can
 * @POSTER_COMPOSITION_AT: at a time
 * @POSTER_COMPOSITION_QUEUE: at the next free slot of a queue, which is taken when it is saved
 * @POSTER_COMPOSITION_KEEP: as the post that is edited has it
 *
 * When a post is to go out.
 */
typedef enum
{
  POSTER_COMPOSITION_DRAFT,
  POSTER_COMPOSITION_NOW,
  POSTER_COMPOSITION_AT,
  POSTER_COMPOSITION_QUEUE,
  POSTER_COMPOSITION_KEEP,
} PosterCompositionWhen;

/**
 * PosterCompositionTarget:
 * @account: where it is to go
 * @options: the platform's options, by any name that the API knows
 * @place: (nullable): a place inside the account
 * @content: (nullable): text for this target alone
 * @title: (nullable): title for this target alone
 * @media: (nullable) (element-type PosterMediaItem): media for this target alone
 * @schedule: (nullable): a time for this target alone
 * @creator: (nullable): what the service said that the account may do, if it was asked
 * @holder: a #PosterHolder: who publishes it; -1: as the post that is edited has it, or as its account
 *   does (poster_account_get_holder())
 *
 * One account that a post is to go to, as somebody asked for it.
 */
typedef struct
{
  PosterAccount  *account;
  JsonObject     *options;
  JsonObject     *place;
  char           *content;
  char           *title;
  GPtrArray      *media;
  PosterSchedule *schedule;
  JsonObject     *creator;
  int             holder;
} PosterCompositionTarget;

/**
 * PosterCompositionRequest:
 * @base: (nullable): the stored post to be edited; %NULL for a new one
 * @content: the text
 * @title: (nullable): the title
 * @media: (element-type PosterMediaItem): the files in order; those without facts are measured
 * @targets: (element-type PosterCompositionTarget): where to
 * @when: when
 * @schedule: (nullable): the time, for %POSTER_COMPOSITION_AT; the time in mind, for
 *   %POSTER_COMPOSITION_DRAFT
 * @queue_id: (nullable): the queue, for %POSTER_COMPOSITION_QUEUE; %NULL for the default one
 * @slot_us: the very slot of that queue that is wanted, microseconds since the epoch; -1 for the
 *   next free one
 * @recurrence: (nullable): how it repeats from then on, for %POSTER_COMPOSITION_AT; targets then
 *   have no times of their own
 * @consent: what a consent counts as that is not spoken of
 *
 * What somebody wants to be posted. To be filled in, and not changed once it was handed on.
 */
typedef struct
{
  PosterPost            *base;
  char                  *content;
  char                  *title;
  GPtrArray             *media;
  GPtrArray             *targets;
  PosterCompositionWhen  when;
  PosterSchedule        *schedule;
  char                  *queue_id;
  gint64                 slot_us;
  PosterRecurrence      *recurrence;
  PosterConsentMode      consent;
} PosterCompositionRequest;

/**
 * PosterComposition:
 * @post: the post as it would be stored
 * @is_draft: whether findings do not stand in its way
 * @in_queue: whether it gets its time from a queue when it is saved
 * @queue_id: (nullable): from which; %NULL for the default one
 * @slot_us: the very slot of it, microseconds since the epoch; -1 for the next free one
 * @recurrence: (nullable): how it repeats
 * @findings: (element-type PosterFinding): all of them once, the worst first
 * @target_findings: (element-type GPtrArray): those of each of the post's targets, in their order
 *
 * What became of a request. Nothing of it is stored yet.
 */
typedef struct
{
  PosterPost       *post;
  gboolean          is_draft;
  gboolean          in_queue;
  char             *queue_id;
  gint64            slot_us;
  PosterRecurrence *recurrence;
  GPtrArray        *findings;
  GPtrArray        *target_findings;
} PosterComposition;

PosterCompositionTarget  *poster_composition_target_new   (PosterAccount *account);
void                      poster_composition_target_free  (PosterCompositionTarget *self);
PosterCompositionRequest *poster_composition_request_new  (PosterPost *base);
void                      poster_composition_request_free (PosterCompositionRequest *self);

PosterComposition        *poster_composition_new          (PosterPost *post, gboolean is_draft);
void                      poster_composition_free         (PosterComposition *self);
void                      poster_composition_add_findings (PosterComposition *self, GPtrArray *of_target,
                                                           GPtrArray *findings);
gboolean                  poster_composition_is_allowed   (PosterComposition *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterCompositionTarget, poster_composition_target_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterCompositionRequest, poster_composition_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterComposition, poster_composition_free)

G_END_DECLS
