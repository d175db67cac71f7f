/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-account.h"
#include "poster-clock.h"
#include "poster-connection.h"
#include "poster-journal-entry.h"
#include "poster-planned-post.h"
#include "poster-post.h"
#include "poster-post-place.h"
#include "poster-submission.h"

G_BEGIN_DECLS

#define POSTER_TYPE_STORE (poster_store_get_type ())
G_DECLARE_FINAL_TYPE (PosterStore, poster_store, POSTER, STORE, GObject)

/* PosterStore keeps everything but secrets in one SQLite file of the data directory.
 *
 * Writing: one thread, in order; each call is one transaction (BEGIN IMMEDIATE, WAL,
 * synchronous=FULL), durable when its callback runs. Reading: a connection of its own, in a
 * thread of its own. The records it hands out are the caller's to keep and nobody's to change.
 *
 * Signals (main context of the one who opened it, after the commit):
 *   ::changed (const char *post_id)   a post or one of its targets changed; "" = many, or accounts
 *
 * Errors: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL, %POSTER_ERROR_NEWER_DATABASE,
 * %POSTER_ERROR_CONFLICT, %POSTER_ERROR_NOT_FOUND, %G_IO_ERROR_CANCELLED. */

/* Opening blocks for a moment (it may migrate); do it before the main loop runs. The directory is
 * made 0700, the files 0600. A damaged database is moved aside to
 * `poster.sqlite.damaged-YYYYMMDD-HHMMSS` (with its -wal and -shm) and an empty one begun. */
PosterStore *poster_store_open                (const char *data_dir, PosterClock *clock, GError **error);
void         poster_store_close               (PosterStore *self);
const char  *poster_store_get_data_dir        (PosterStore *self);
const char  *poster_store_get_damaged_path    (PosterStore *self);   /* (nullable) where a damaged one went */

/* Connections and accounts. Saving a sign-in keeps the ids of what is there already: a connection
 * with the same connector, base and remote_id, an account with the same remote_id on it. The
 * records passed in are not changed; finish returns the accounts as stored. */
void         poster_store_save_sign_in_async  (PosterStore *self, PosterConnection *connection, GPtrArray *accounts,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_save_sign_in_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* The id a connection already has, or %NULL without @error: needed to file its secrets first. */
void         poster_store_find_connection_async  (PosterStore *self, const char *connector, const char *base,
                                                  const char *remote_id, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
PosterConnection *poster_store_find_connection_finish (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_save_connection_async  (PosterStore *self, PosterConnection *connection, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_save_connection_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* Only that, and nothing else of the connection: whoever notes it may have read it long ago. */
void         poster_store_note_sign_in_needed_async  (PosterStore *self, const char *connection_id,
                                                      GCancellable *cancellable,
                                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_note_sign_in_needed_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* One that is given up says so in its metadata, until somebody signs in again; that its last account was
 * disconnected gives it up, too. */
void         poster_store_mark_connection_async  (PosterStore *self, const char *connection_id, gboolean is_removed,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_mark_connection_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* Disconnecting keeps the row (posts refer to it) and makes it inactive and hidden; the finish
 * function returns the id of the connection when no active account uses it any more, else "". */
void         poster_store_remove_account_async  (PosterStore *self, const char *account_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
char        *poster_store_remove_account_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* Undoes that, as far as the store goes. */
void         poster_store_restore_account_async  (PosterStore *self, const char *account_id, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_restore_account_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* Where its followers live; %NULL when nobody said. */
void         poster_store_set_account_zone_async  (PosterStore *self, const char *account_id, const char *zone,
                                                   GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_set_account_zone_finish (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_rename_account_async  (PosterStore *self, const char *account_id, const char *display_name,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_rename_account_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterAccount), in order of creation; removed ones only with @with_removed. */
void         poster_store_list_accounts_async  (PosterStore *self, gboolean with_removed, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_accounts_finish (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_get_connection_async  (PosterStore *self, const char *connection_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
PosterConnection *poster_store_get_connection_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterConnection), in order of creation, also those of which no account is left. */
void         poster_store_list_connections_async  (PosterStore *self, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_connections_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* Posts. Saving replaces the whole post, its media and its targets, when the stored version is
 * still @post->version (0: it is new) and every stored target is in one of @allowed; else
 * %POSTER_ERROR_CONFLICT. due_us and wake_us of targets are stored as they are. Returns the new
 * version. Media rows no longer referred to are removed. */
void         poster_store_save_post_async     (PosterStore *self, PosterPost *post, PosterTargetStates allowed,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64       poster_store_save_post_finish    (PosterStore *self, GAsyncResult *result, GError **error);  /* -1 on error */
void         poster_store_delete_post_async   (PosterStore *self, const char *post_id, PosterTargetStates allowed,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_delete_post_finish  (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_get_post_async      (PosterStore *self, const char *post_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
PosterPost  *poster_store_get_post_finish     (PosterStore *self, GAsyncResult *result, GError **error);

/**
 * PosterPostQuery:
 * @status: (nullable): only posts of this status (the API's words, or ours for targets: `missed`,
 *   `unknown`, `held`, `cancelled`, `sending`)
 * @search: (nullable): only posts whose text contains this
 * @account_id: (nullable): only posts that go there
 * @limit: how many at most, 0 for all
 * @after_created_us: continue after the last post of the page before, which was made then
 * @after_id: (nullable): and has this id; a place and not an offset, so that page 1,000 costs
 *   what page 1 does; %NULL for the first page
 * @oldest_first: the other way round
 *
 * Sorted by creation, newest first unless @oldest_first. A plain struct on the caller's stack.
 */
typedef struct
{
  const char *status;
  const char *search;
  const char *account_id;
  guint       limit;
  gint64      after_created_us;
  const char *after_id;
  gboolean    oldest_first;
} PosterPostQuery;

void         poster_store_list_posts_async    (PosterStore *self, const PosterPostQuery *query, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_posts_finish   (PosterStore *self, GAsyncResult *result, GError **error);

/* Those of @post_ids that there are, in any order (element-type PosterPost). */
void         poster_store_get_posts_async     (PosterStore *self, const char *const *post_ids, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_get_posts_finish    (PosterStore *self, GAsyncResult *result, GError **error);

/**
 * PosterPlaceQuery:
 * @search: (nullable): only posts whose text contains this
 * @account_id: (nullable): only posts that go there
 * @sections: only posts of these, bits 1 << PosterPostSection; 0 for all
 * @ids: (nullable) (array zero-terminated=1): only these posts
 *
 * Which posts the window lists. A plain struct on the caller's stack.
 */
typedef struct
{
  const char        *search;
  const char        *account_id;
  guint              sections;
  const char *const *ids;
} PosterPlaceQuery;

/**
 * PosterPlaces:
 * @places: (element-type PosterPostPlace): the posts that were asked for, in the order of
 *   poster_post_place_compare()
 * @totals: how many posts each section has, whatever was asked for
 *
 * Where posts stand in the window's list.
 */
typedef struct
{
  GArray *places;
  guint   totals[POSTER_N_SECTIONS];
} PosterPlaces;

void         poster_places_free               (PosterPlaces *self);
void         poster_store_list_places_async   (PosterStore *self, const PosterPlaceQuery *query, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
PosterPlaces *poster_store_list_places_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* What a calendar shows: what goes out, went out or is meant to in [@from_us, @to_us), the earliest
 * first (element-type PosterPlan); or of these posts whenever that is, with the same finish. */
void         poster_store_list_range_async    (PosterStore *self, gint64 from_us, gint64 to_us, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
void         poster_store_list_plans_async    (PosterStore *self, const char *const *post_ids, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_range_finish   (PosterStore *self, GAsyncResult *result, GError **error);

/* How long a deleted post is kept at most, for whoever wants it back: offers to undo last seconds. */
#define POSTER_STORE_TRASH_KEPT_US G_TIME_SPAN_HOUR

/* So long a file of the library is kept though nobody refers to it. */
#define POSTER_STORE_LIBRARY_KEPT_US G_TIME_SPAN_DAY

/* Deleting with undo: like deleting, but restoring brings the post back whole, with its journal,
 * until it is purged: the one named, or with %NULL all that were left by a crash. */
void         poster_store_trash_post_async    (PosterStore *self, const char *post_id, PosterTargetStates allowed,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_trash_post_finish   (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_restore_post_async  (PosterStore *self, const char *post_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_restore_post_finish (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_purge_trash_async   (PosterStore *self, const char *post_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_purge_trash_finish  (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_clean_library_async (PosterStore *self, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
int          poster_store_clean_library_finish (PosterStore *self, GAsyncResult *result, GError **error);

/**
 * PosterWork:
 * @targets: (element-type PosterTarget): what is to be done now
 * @posts: (element-type PosterPost): the post of each, with all of its targets
 * @accounts: (element-type utf8 PosterAccount): the accounts of those posts, by id, disconnected ones too
 * @unwanted: (element-type PosterSubmission): what is to be taken back at a service now
 * @is_any_left: whether something is due that has to wait for its account
 * @next_wake_us: when there is something to do next, -1 when there is nothing
 * @settings: (element-type utf8 utf8): those asked for that are there
 *
 * What the engine finds when it looks.
 */
typedef struct
{
  GPtrArray  *targets;
  GPtrArray  *posts;
  GHashTable *accounts;
  GPtrArray  *unwanted;
  gboolean    is_any_left;
  gint64      next_wake_us;
  GHashTable *settings;
} PosterWork;

void         poster_work_free                 (PosterWork *self);
void         poster_store_look_for_work_async (PosterStore *self, gint64 now_us, const char *const *busy_account_ids,
                                               const char *const *running_target_ids, const char *const *settings,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
PosterWork  *poster_store_look_for_work_finish (PosterStore *self, GAsyncResult *result, GError **error);

/**
 * PosterTurn:
 * @account_id: an account
 * @begun_us: when something was sent to it
 * @due_us: when that was to go out, -1 when by itself never
 *
 * What was sent last to an account.
 */
typedef struct
{
  char   *account_id;
  gint64  begun_us;
  gint64  due_us;
} PosterTurn;

void         poster_store_list_turns_async    (PosterStore *self, gint64 since_us, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_turns_finish   (PosterStore *self, GAsyncResult *result, GError **error);

/**
 * PosterSummary:
 * @n_under_way: how many posts are on their way now
 * @is_sending: whether anything is yet to be sent of those; else platforms are only waited for
 * @n_scheduled: how many wait for their time
 * @last_us: when the last of all comes to its turn, -1 when there is none
 *
 * What there is to come.
 */
typedef struct
{
  guint    n_under_way;
  gboolean is_sending;
  guint    n_scheduled;
  gint64   last_us;
} PosterSummary;

void         poster_store_sum_up_async        (PosterStore *self, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_sum_up_finish       (PosterStore *self, GAsyncResult *result, PosterSummary *summary,
                                               GError **error);

/* Accounts that take no posts for a while. */
void         poster_store_pause_account_async  (PosterStore *self, const char *account_id, const char *code,
                                                const char *message, gint64 until_us, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_pause_account_finish (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_count_published_async  (PosterStore *self, const char *account_id, gint64 since_us,
                                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_count_published_finish (PosterStore *self, GAsyncResult *result, guint *n_posts, gint64 *first_us,
                                                  GError **error);

/* Publishing. Writes the publish state of @target (state, holder, due, wake, attempts, failures,
 * step_state, error, platform post, published, inbox; not what a person chose: text, media,
 * options, schedule …) and, in the same transaction, appends @entry, if the stored state is in
 * @expected; else %POSTER_ERROR_CONFLICT and nothing is written. Bumps the post's version. */
void         poster_store_commit_target_async  (PosterStore *self, PosterTarget *target, PosterTargetStates expected,
                                                PosterJournalEntry *entry, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_commit_target_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* The same, but also %POSTER_ERROR_CONFLICT when the post was edited since @post was read: for the
 * first step of publishing. */
void         poster_store_claim_target_async  (PosterStore *self, PosterPost *post, PosterTarget *target,
                                               PosterTargetStates expected, PosterJournalEntry *entry,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_claim_target_finish (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_commit_targets_async (PosterStore *self, PosterPost *post, GPtrArray *targets,
                                               PosterTargetStates expected, PosterJournalEntry *entry,
                                               PosterSubmission *submission, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_commit_targets_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterJournalEntry), oldest first; the last @limit, 0 for all. */
void         poster_store_list_journal_async  (PosterStore *self, const char *target_id, guint limit, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *poster_store_list_journal_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* Whether content with this hash was published to (or is on its way to) the account, other than
 * by @except_post_id: the id of such a post, or %NULL without @error. */
void         poster_store_find_same_media_async  (PosterStore *self, const char *account_id, const char *sampled_hash,
                                                  const char *except_post_id, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
char        *poster_store_find_same_media_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* Settings of the engine, as text. */
void         poster_store_set_setting_async   (PosterStore *self, const char *key, const char *value, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean     poster_store_set_setting_finish  (PosterStore *self, GAsyncResult *result, GError **error);
void         poster_store_get_setting_async   (PosterStore *self, const char *key, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
char        *poster_store_get_setting_finish  (PosterStore *self, GAsyncResult *result, GError **error);

/* Another process committed (it rang, or a read wants to be sure): emits ::changed for what changed
 * since this process last looked. */
void         poster_store_notice_changes      (PosterStore *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPlaces, poster_places_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterWork, poster_work_free)

G_END_DECLS
