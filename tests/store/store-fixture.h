/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"
#include "poster-test-clock.h"

G_BEGIN_DECLS

/* 2026-11-22T12:00:00Z */
#define NOON G_GINT64_CONSTANT (1795348800000000)

/* Takes a database back to version 4, for tests of what came before. Whoever appends a migration
 * undoes it here first. */
#define STORE_FIXTURE_UNDO_TO_4 \
  "ALTER TABLE media DROP COLUMN pages;" \
  "DROP TABLE requests;" \
  "DROP TABLE api_keys;" \
  "DROP TRIGGER webhooks_post_new; DROP TRIGGER webhooks_post_turned; DROP TRIGGER webhooks_post_gone;" \
  "DROP TRIGGER webhooks_account_new; DROP TRIGGER webhooks_account_turned; DROP TRIGGER webhooks_connection_turned;" \
  "DROP TABLE webhook_gone; DROP TABLE webhook_gone_targets; DROP TABLE webhook_notes; DROP TABLE webhook_log; DROP TABLE webhook_deliveries;" \
  "DROP TABLE webhooks;" \
  "DROP TABLE submissions; DROP INDEX targets_submission; ALTER TABLE accounts DROP COLUMN holder;" \
  "ALTER TABLE targets DROP COLUMN submission_id; ALTER TABLE targets DROP COLUMN is_handed_over;" \
  "ALTER TABLE targets DROP COLUMN told_us; ALTER TABLE trashed_targets DROP COLUMN submission_id;" \
  "ALTER TABLE trashed_targets DROP COLUMN is_handed_over; ALTER TABLE trashed_targets DROP COLUMN told_us;" \
  "DROP INDEX targets_turn; ALTER TABLE accounts DROP COLUMN paused_until_us;" \
  "ALTER TABLE accounts DROP COLUMN paused_code; ALTER TABLE accounts DROP COLUMN paused_message;" \
  "DROP INDEX IF EXISTS targets_calendar; DROP INDEX IF EXISTS posts_planned;" \
  "DROP TRIGGER posts_slot_left; DROP TRIGGER posts_slot_gone; DROP INDEX posts_slot; DROP INDEX posts_occurrence;" \
  "DROP INDEX posts_zone; DROP INDEX targets_zone; DROP TABLE zones; DROP TABLE series_media; DROP TABLE series_targets;" \
  "DROP TABLE series; DROP TABLE queues;" \
  "ALTER TABLE posts DROP COLUMN queue_id; ALTER TABLE posts DROP COLUMN slot_us;" \
  "ALTER TABLE posts DROP COLUMN series_id; ALTER TABLE posts DROP COLUMN occurrence;" \
  "ALTER TABLE trashed_posts DROP COLUMN queue_id; ALTER TABLE trashed_posts DROP COLUMN slot_us;" \
  "ALTER TABLE trashed_posts DROP COLUMN series_id; ALTER TABLE trashed_posts DROP COLUMN occurrence;" \
  "ALTER TABLE profiles DROP COLUMN description; ALTER TABLE profiles DROP COLUMN color;" \
  "ALTER TABLE profiles DROP COLUMN created_us; PRAGMA user_version = 4;"

/* A store in a folder of its own, with one connection and two accounts. */
typedef struct
{
  char             *dir;
  PosterTestClock  *clock;
  PosterStore      *store;
  PosterConnection *connection;
  PosterAccount    *first;
  PosterAccount    *second;
  GPtrArray        *changed;  /* (element-type utf8), what ::changed told */
} StoreFixture;

void              store_fixture_set_up        (StoreFixture *fixture, gconstpointer data);
void              store_fixture_tear_down     (StoreFixture *fixture, gconstpointer data);
void              store_fixture_reopen        (StoreFixture *fixture);
char             *store_fixture_path          (StoreFixture *fixture, const char *suffix);
void              store_fixture_forget        (StoreFixture *fixture);
void              store_fixture_remove_dir    (const char *dir);
void              keep_result_cb              (GObject *object, GAsyncResult *result, gpointer user_data);
GAsyncResult     *wait_for                    (GAsyncResult **result);

/* The contract, without waiting being seen. */
GPtrArray        *save_sign_in                (PosterStore *store, PosterConnection *connection, GPtrArray *accounts, GError **error);
gint64            save_post                   (PosterStore *store, PosterPost *post, PosterTargetStates allowed, GError **error);
PosterPost       *get_post                    (PosterStore *store, const char *id, GError **error);
gboolean          delete_post                 (PosterStore *store, const char *id, PosterTargetStates allowed, GError **error);
GPtrArray        *list_posts                  (PosterStore *store, const PosterPostQuery *query, GError **error);
PosterPlaces     *list_places                 (PosterStore *store, const PosterPlaceQuery *query, GError **error);
GPtrArray        *list_accounts               (PosterStore *store, gboolean with_removed);
gboolean          commit_target               (PosterStore *store, PosterTarget *target, PosterTargetStates expected,
                                               PosterJournalEntry *entry, GError **error);
gboolean          claim_target                (PosterStore *store, PosterPost *post, PosterTarget *target,
                                               PosterTargetStates expected, GError **error);
GPtrArray        *list_journal                (PosterStore *store, const char *target_id, guint limit);
PosterWork       *look_for_work               (PosterStore *store, gint64 now_us, const char *const *busy,
                                               const char *const *running);
gboolean          set_setting                 (PosterStore *store, const char *key, const char *value, GError **error);
char             *get_setting                 (PosterStore *store, const char *key, GError **error);

PosterPost       *new_post                    (StoreFixture *fixture, const char *content);
PosterTarget     *first_target                (PosterPost *post);

G_END_DECLS
