/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composer.h"
#include "poster-draft.h"
#include "poster-store.h"

G_BEGIN_DECLS

/**
 * PosterKeeping:
 * @POSTER_KEEPING_NOTHING: there is nothing to keep, and nothing is stored
 * @POSTER_KEEPING_PENDING: something is not stored yet, but will be in a moment
 * @POSTER_KEEPING_SAVED: what is there is stored
 * @POSTER_KEEPING_FAILED: it could not be stored; that is tried again
 * @POSTER_KEEPING_CONFLICT: the stored post was changed by somebody else meanwhile: a person decides
 * @POSTER_KEEPING_GONE: the stored post was deleted by somebody else meanwhile: likewise
 * @POSTER_KEEPING_LOCKED: the stored post goes out just now, or went: it cannot be changed
 * @POSTER_KEEPING_ENDED: published or discarded; nothing is kept any more
 *
 * How a draft is kept.
 */
typedef enum
{
  POSTER_KEEPING_NOTHING,
  POSTER_KEEPING_PENDING,
  POSTER_KEEPING_SAVED,
  POSTER_KEEPING_FAILED,
  POSTER_KEEPING_CONFLICT,
  POSTER_KEEPING_GONE,
  POSTER_KEEPING_LOCKED,
  POSTER_KEEPING_ENDED,
} PosterKeeping;

/* What is not stored gets stored so long after it was written, at the latest. */
#define POSTER_DRAFT_KEEPER_SAVE_US  (800 * G_TIME_SPAN_MILLISECOND)
/* What was written is checked so long afterwards, together with what was written meanwhile. */
#define POSTER_DRAFT_KEEPER_CHECK_US (120 * G_TIME_SPAN_MILLISECOND)
/* What could not be stored is tried again so long afterwards. */
#define POSTER_DRAFT_KEEPER_RETRY_US (5 * G_USEC_PER_SEC)

#define POSTER_TYPE_DRAFT_KEEPER (poster_draft_keeper_get_type ())
G_DECLARE_FINAL_TYPE (PosterDraftKeeper, poster_draft_keeper, POSTER, DRAFT_KEEPER, GObject)

/* Signals:
 *   ::checked ()         the findings are new
 *   ::state-changed ()   how it is kept is new
 *   ::reloaded ()        the draft was replaced by what somebody else had stored */
PosterDraftKeeper *poster_draft_keeper_new            (PosterDraft          *draft,
                                                       PosterComposer       *composer,
                                                       PosterStore          *store,
                                                       PosterPlatforms      *platforms,
                                                       PosterClock          *clock);
void               poster_draft_keeper_open_async     (PosterDraftKeeper    *self,
                                                       const char           *post_id,
                                                       GListModel           *accounts,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           poster_draft_keeper_open_finish    (PosterDraftKeeper    *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

PosterKeeping      poster_draft_keeper_get_state      (PosterDraftKeeper    *self);
const GError      *poster_draft_keeper_get_error      (PosterDraftKeeper    *self);
const char        *poster_draft_keeper_get_post_id    (PosterDraftKeeper    *self);
gboolean           poster_draft_keeper_get_is_live    (PosterDraftKeeper    *self);
GPtrArray         *poster_draft_keeper_get_findings   (PosterDraftKeeper    *self);
gboolean           poster_draft_keeper_get_is_checked (PosterDraftKeeper    *self);

void               poster_draft_keeper_save           (PosterDraftKeeper    *self);
void               poster_draft_keeper_note_change    (PosterDraftKeeper    *self,
                                                       const char           *post_id);
void               poster_draft_keeper_keep_mine      (PosterDraftKeeper    *self);
void               poster_draft_keeper_take_theirs    (PosterDraftKeeper    *self);

/* For putting back what was discarded of a post that is more than a draft. */
char              *poster_draft_keeper_dup_edits      (PosterDraftKeeper    *self);
char              *poster_draft_keeper_name_edits     (const char           *post_id);

void               poster_draft_keeper_flush_async    (PosterDraftKeeper    *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           poster_draft_keeper_flush_finish   (PosterDraftKeeper    *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void               poster_draft_keeper_publish_async  (PosterDraftKeeper    *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
PosterPost        *poster_draft_keeper_publish_finish (PosterDraftKeeper    *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
gboolean           poster_draft_keeper_get_is_trashed (PosterDraftKeeper   *self);
void               poster_draft_keeper_discard_async  (PosterDraftKeeper    *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           poster_draft_keeper_discard_finish (PosterDraftKeeper    *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
