/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-account.h"
#include "poster-composition.h"
#include "poster-post.h"
#include "poster-rule.h"

G_BEGIN_DECLS

/**
 * PosterDraftPart:
 * @POSTER_DRAFT_MEDIA: files, their order, what is known of them
 * @POSTER_DRAFT_TEXT: caption, title
 * @POSTER_DRAFT_ACCOUNTS: where to
 * @POSTER_DRAFT_OPTIONS: the platforms' options
 * @POSTER_DRAFT_WHEN: when
 * @POSTER_DRAFT_CREATORS: what services said of accounts: nothing that is stored
 * @POSTER_DRAFT_SCOPE: what the getters say, because they speak of another version: nothing that is
 *   stored, whatever other parts come along with it
 *
 * What of a draft has changed; a set.
 */
typedef enum
{
  POSTER_DRAFT_MEDIA    = 1 << 0,
  POSTER_DRAFT_TEXT     = 1 << 1,
  POSTER_DRAFT_ACCOUNTS = 1 << 2,
  POSTER_DRAFT_OPTIONS  = 1 << 3,
  POSTER_DRAFT_WHEN     = 1 << 4,
  POSTER_DRAFT_CREATORS = 1 << 5,
  POSTER_DRAFT_SCOPE    = 1 << 6,
} PosterDraftPart;

#define POSTER_DRAFT_STORED (POSTER_DRAFT_MEDIA | POSTER_DRAFT_TEXT | POSTER_DRAFT_ACCOUNTS | \
                             POSTER_DRAFT_OPTIONS | POSTER_DRAFT_WHEN)
#define POSTER_DRAFT_ALL    (POSTER_DRAFT_STORED | POSTER_DRAFT_CREATORS)
/* What an account can have for itself. */
#define POSTER_DRAFT_VERSIONED (POSTER_DRAFT_MEDIA | POSTER_DRAFT_TEXT | POSTER_DRAFT_WHEN)

/* What an account had for itself. */
typedef struct _PosterDraftVersion PosterDraftVersion;

#define POSTER_TYPE_DRAFT (poster_draft_get_type ())
G_DECLARE_FINAL_TYPE (PosterDraft, poster_draft, POSTER, DRAFT, GObject)

/* Signals:
 *   ::changed (guint parts)   a set of #PosterDraftPart, after the change
 *   ::leaving ()              the scope is about to change: what is typed belongs to the old one */
PosterDraft              *poster_draft_new                (void);
void                      poster_draft_load               (PosterDraft           *self,
                                                           PosterPost            *post,
                                                           GListModel            *accounts);
void                      poster_draft_clear              (PosterDraft           *self);
gboolean                  poster_draft_is_empty           (PosterDraft           *self);
gboolean                  poster_draft_get_is_storable    (PosterDraft           *self);
gboolean                  poster_draft_get_is_pending     (PosterDraft           *self);

/* Whose version text, files and time are: of all accounts, or of one. */
void                      poster_draft_set_scope          (PosterDraft           *self,
                                                           const char            *account_id);
const char               *poster_draft_get_scope          (PosterDraft           *self);
guint                     poster_draft_get_differs        (PosterDraft           *self,
                                                           const char            *account_id);
GPtrArray                *poster_draft_dup_accounts_for   (PosterDraft           *self,
                                                           PosterDraftPart        part);
PosterDraftVersion       *poster_draft_reset_version      (PosterDraft           *self,
                                                           const char            *account_id,
                                                           guint                  parts);
void                      poster_draft_put_version        (PosterDraft           *self,
                                                           const char            *account_id,
                                                           PosterDraftVersion    *version);
void                      poster_draft_version_free       (PosterDraftVersion    *self);

/* (element-type PosterMediaItem), in order; one without facts is still being looked into. */
GListModel               *poster_draft_get_media          (PosterDraft           *self);
GPtrArray                *poster_draft_get_media_for      (PosterDraft           *self,
                                                           const char            *account_id);
void                      poster_draft_insert_media       (PosterDraft           *self,
                                                           guint                  position,
                                                           PosterMediaItem       *item);
void                      poster_draft_insert_media_for   (PosterDraft           *self,
                                                           const char            *account_id,
                                                           guint                  position,
                                                           PosterMediaItem       *item);
gboolean                  poster_draft_replace_media      (PosterDraft           *self,
                                                           PosterMediaItem       *item,
                                                           PosterMediaItem       *by);
gboolean                  poster_draft_settle_media       (PosterDraft           *self,
                                                           PosterMediaItem       *item,
                                                           PosterMediaItem       *by);
gboolean                  poster_draft_remove_media       (PosterDraft           *self,
                                                           PosterMediaItem       *item);
void                      poster_draft_move_media         (PosterDraft           *self,
                                                           guint                  from,
                                                           guint                  to);
PosterPostKind            poster_draft_get_kind           (PosterDraft           *self);
PosterPostKind            poster_draft_get_kind_for       (PosterDraft           *self,
                                                           const char            *account_id);

const char               *poster_draft_get_caption        (PosterDraft           *self);
const char               *poster_draft_get_caption_for    (PosterDraft           *self,
                                                           const char            *account_id);
void                      poster_draft_set_caption        (PosterDraft           *self,
                                                           const char            *caption);
const char               *poster_draft_get_title          (PosterDraft           *self);
const char               *poster_draft_get_title_for      (PosterDraft           *self,
                                                           const char            *account_id);
void                      poster_draft_set_title          (PosterDraft           *self,
                                                           const char            *title);

GPtrArray                *poster_draft_dup_accounts       (PosterDraft           *self);
void                      poster_draft_set_accounts       (PosterDraft           *self,
                                                           GPtrArray             *accounts);
gboolean                  poster_draft_refresh_accounts   (PosterDraft           *self,
                                                           GListModel            *accounts);
JsonObject               *poster_draft_dup_options        (PosterDraft           *self,
                                                           const char            *platform);
void                      poster_draft_set_options        (PosterDraft           *self,
                                                           const char            *platform,
                                                           JsonObject            *options);
void                      poster_draft_set_file_options   (PosterDraft           *self,
                                                           const char *const     *keys);
JsonObject               *poster_draft_dup_options_for    (PosterDraft           *self,
                                                           const char            *account_id);
void                      poster_draft_set_options_for    (PosterDraft           *self,
                                                           const char            *account_id,
                                                           JsonObject            *options);
JsonObject               *poster_draft_get_creator        (PosterDraft           *self,
                                                           const char            *account_id);
void                      poster_draft_set_creator        (PosterDraft           *self,
                                                           const char            *account_id,
                                                           JsonObject            *creator);

PosterCompositionWhen     poster_draft_get_when           (PosterDraft           *self);
void                      poster_draft_set_when           (PosterDraft           *self,
                                                           PosterCompositionWhen  when);
PosterSchedule           *poster_draft_get_schedule       (PosterDraft           *self);
PosterSchedule           *poster_draft_get_schedule_for   (PosterDraft           *self,
                                                           const char            *account_id);
void                      poster_draft_set_schedule       (PosterDraft           *self,
                                                           PosterSchedule        *schedule);
const char               *poster_draft_get_queue_id       (PosterDraft           *self);
void                      poster_draft_set_queue_id       (PosterDraft           *self,
                                                           const char            *queue_id);
PosterSchedule           *poster_draft_get_held_slot      (PosterDraft           *self,
                                                           const char            *queue_id);
PosterSchedule           *poster_draft_get_wanted_slot    (PosterDraft           *self);
void                      poster_draft_want_slot          (PosterDraft           *self,
                                                           const char            *queue_id,
                                                           PosterSchedule        *slot);
PosterRecurrence         *poster_draft_get_recurrence     (PosterDraft           *self);
void                      poster_draft_set_recurrence     (PosterDraft           *self,
                                                           PosterRecurrence      *recurrence);
gboolean                  poster_draft_get_is_in_series   (PosterDraft           *self);
gboolean                  poster_draft_has_holders        (PosterDraft           *self);
gboolean                  poster_draft_needs_computer     (PosterDraft           *self);
int                       poster_draft_get_holder         (PosterDraft           *self);
void                      poster_draft_set_holder         (PosterDraft           *self,
                                                           int                    holder);
char                     *poster_draft_dup_plan           (PosterDraft           *self);
void                      poster_draft_load_plan          (PosterDraft           *self,
                                                           const char            *plan);

PosterCompositionRequest *poster_draft_create_request     (PosterDraft           *self,
                                                           PosterPost            *base,
                                                           PosterCompositionWhen  when);

JsonObject               *poster_draft_to_json            (PosterDraft           *self);
void                      poster_draft_load_json          (PosterDraft           *self,
                                                           JsonObject            *json,
                                                           GListModel            *accounts);
JsonArray                *poster_draft_media_to_json      (GPtrArray             *items);
GPtrArray                *poster_draft_media_from_json    (JsonArray             *array);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterDraftVersion, poster_draft_version_free)

G_END_DECLS
