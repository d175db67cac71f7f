/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-migrations"

#include "poster-migrations.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

/* Instants are microseconds since the epoch, NULL where the records say -1. Ids are ours, 24 hex
 * digits. Lists that page or wake the engine are read through an index alone:
 *
 *   posts_created        all posts, by page
 *   posts_status         posts of one of the API's statuses, by page
 *   posts_held …         posts with a target in one of the rare states, by page
 *   targets_account      posts that go to an account, by page (hence targets.created_us, the
 *                        post's own)
 *   targets_wake         what the engine has to look at, soonest first
 *   targets_busy         the same without what only waits for its time
 *   posts_changed        what another process changed since we looked
 *
 * posts.status and posts.states are worked out from the targets in the transaction that changes
 * them; states is a set of bits, 1 << PosterTargetState. posts.edited_version is the version that
 * the last edit by a person gave, posts.version grows with the engine's changes too. */
static const char version_1[] =
  "CREATE TABLE meta ("
  "  key TEXT NOT NULL PRIMARY KEY,"
  "  value INTEGER NOT NULL"
  ") WITHOUT ROWID, STRICT;"
  "INSERT INTO meta VALUES ('changed', 0), ('changed_widely', 0);"

  "CREATE TABLE settings ("
  "  key TEXT NOT NULL PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") WITHOUT ROWID, STRICT;"

  "CREATE TABLE profiles ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  is_default INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX profiles_default ON profiles (is_default) WHERE is_default;"
  "INSERT INTO profiles VALUES (lower (hex (randomblob (12))), 'Default', 1);"

  "CREATE TABLE connections ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  connector TEXT NOT NULL,"
  "  base TEXT,"
  "  remote_id TEXT NOT NULL,"
  "  needs_sign_in INTEGER NOT NULL,"
  "  metadata TEXT NOT NULL,"
  "  created_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX connections_identity ON connections (connector, ifnull (base, ''), remote_id);"

  "CREATE TABLE accounts ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  connection_id TEXT NOT NULL REFERENCES connections (id),"
  "  platform TEXT NOT NULL,"
  "  remote_id TEXT NOT NULL,"
  "  username TEXT,"
  "  display_name TEXT,"
  "  avatar_uri TEXT,"
  "  is_active INTEGER NOT NULL,"
  "  is_removed INTEGER NOT NULL,"
  "  followers INTEGER NOT NULL,"
  "  metadata TEXT NOT NULL,"
  "  created_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX accounts_identity ON accounts (connection_id, remote_id);"

  "CREATE TABLE posts ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  profile_id TEXT,"
  "  title TEXT,"
  "  content TEXT NOT NULL,"
  "  schedule_wall TEXT,"
  "  schedule_zone TEXT,"
  "  schedule_us INTEGER,"
  "  version INTEGER NOT NULL,"
  "  edited_version INTEGER NOT NULL,"
  "  created_us INTEGER NOT NULL,"
  "  updated_us INTEGER NOT NULL,"
  "  status TEXT NOT NULL,"
  "  states INTEGER NOT NULL,"
  "  changed INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX posts_created ON posts (created_us, id);"
  "CREATE INDEX posts_status ON posts (status, created_us, id);"
  "CREATE INDEX posts_held ON posts (created_us, id) WHERE states & 4;"
  "CREATE INDEX posts_missed ON posts (created_us, id) WHERE states & 256;"
  "CREATE INDEX posts_unknown ON posts (created_us, id) WHERE states & 512;"
  "CREATE INDEX posts_cancelled ON posts (created_us, id) WHERE states & 1024;"
  "CREATE INDEX posts_changed ON posts (changed);"

  "CREATE TABLE targets ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  post_id TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  created_us INTEGER NOT NULL,"
  "  account_id TEXT NOT NULL REFERENCES accounts (id),"
  "  place TEXT,"
  "  state TEXT NOT NULL,"
  "  holder INTEGER NOT NULL,"
  "  content TEXT,"
  "  title TEXT,"
  "  has_media INTEGER NOT NULL,"
  "  schedule_wall TEXT,"
  "  schedule_zone TEXT,"
  "  schedule_us INTEGER,"
  "  options TEXT NOT NULL,"
  "  due_us INTEGER,"
  "  wake_us INTEGER,"
  "  attempts INTEGER NOT NULL,"
  "  failures INTEGER NOT NULL,"
  "  step_state TEXT,"
  "  error_code TEXT,"
  "  error_category TEXT,"
  "  error_message TEXT,"
  "  platform_post_id TEXT,"
  "  platform_post_url TEXT,"
  "  published_us INTEGER,"
  "  is_inbox INTEGER NOT NULL,"
  "  open_step TEXT,"
  "  open_kind TEXT,"
  "  is_committed INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX targets_post ON targets (post_id, position);"
  "CREATE INDEX targets_account ON targets (account_id, created_us, post_id, position);"
  "CREATE INDEX targets_wake ON targets (wake_us, post_id) WHERE wake_us IS NOT NULL;"
  "CREATE INDEX targets_busy ON targets (wake_us, post_id) WHERE wake_us IS NOT NULL AND state <> 'scheduled';"

  /* The path is a blob: it need not be UTF-8. The columns after it are PosterMediaFacts. */
  "CREATE TABLE media ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  is_library INTEGER NOT NULL,"
  "  path BLOB NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  mtime_ns INTEGER NOT NULL,"
  "  sampled_hash TEXT,"
  "  full_hash TEXT,"
  "  alt_text TEXT,"
  "  type INTEGER,"
  "  container TEXT,"
  "  mime_type TEXT,"
  "  duration_us INTEGER,"
  "  width INTEGER,"
  "  height INTEGER,"
  "  rotation INTEGER,"
  "  mirrored INTEGER,"
  "  frame_rate REAL,"
  "  variable_frame_rate INTEGER,"
  "  video_codec TEXT,"
  "  video_profile TEXT,"
  "  video_bitrate INTEGER,"
  "  bit_depth INTEGER,"
  "  audio_codec TEXT,"
  "  audio_bitrate INTEGER,"
  "  audio_sample_rate INTEGER,"
  "  audio_channels INTEGER,"
  "  hdr TEXT,"
  "  faststart INTEGER,"
  "  fragmented INTEGER,"
  "  animated INTEGER,"
  "  has_alpha INTEGER,"
  "  video_tracks INTEGER,"
  "  audio_tracks INTEGER,"
  "  measured_size INTEGER,"
  "  problem TEXT"
  ") STRICT;"
  "CREATE INDEX media_sampled_hash ON media (sampled_hash) WHERE sampled_hash IS NOT NULL;"

  /* Which media a post has, and in what order; target_id is empty for the post's own. */
  "CREATE TABLE post_media ("
  "  post_id TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,"
  "  target_id TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  media_id TEXT NOT NULL REFERENCES media (id),"
  "  PRIMARY KEY (post_id, target_id, position)"
  ") WITHOUT ROWID, STRICT;"
  "CREATE INDEX post_media_media ON post_media (media_id);"

  "CREATE TABLE journal ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  target_id TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,"
  "  attempt INTEGER NOT NULL,"
  "  step TEXT,"
  "  kind TEXT NOT NULL,"
  "  phase TEXT NOT NULL,"
  "  at_us INTEGER NOT NULL,"
  "  message TEXT,"
  "  code TEXT"
  ") STRICT;"
  "CREATE INDEX journal_target ON journal (target_id, seq);";

/* The list of the window. posts.section and posts.sort_key are what poster_post_get_place() makes of
 * a post, kept with it. post_accounts says the same for each account that a post goes to, once
 * however many targets it has there.
 *
 *   posts_section        the whole list in its order, without looking at the posts
 *   post_accounts        the same of one account: its primary key
 *   targets_own_text     the few targets with a text of their own, for searching
 *
 * The trash holds deleted posts until nobody can want them back. Its tables have the columns of
 * those they are named after, in the same order, so that whole rows can be moved: whoever adds a
 * column there adds it here. */
static const char version_2[] =
  "ALTER TABLE posts ADD COLUMN section INTEGER NOT NULL DEFAULT 3;"
  "ALTER TABLE posts ADD COLUMN sort_key INTEGER NOT NULL DEFAULT 0;"
  "UPDATE posts SET section = CASE WHEN states & 900 THEN 0 WHEN states & 56 THEN 1 WHEN states & 2 THEN 2 "
  "  WHEN states & 1 THEN 3 WHEN states & 64 THEN 4 ELSE 3 END;"
  "UPDATE posts SET sort_key = CASE section "
  "  WHEN 1 THEN ifnull ((SELECT min (due_us) FROM targets t WHERE t.post_id = posts.id "
  "    AND t.state IN ('preparing', 'sending', 'processing')), created_us) "
  "  WHEN 2 THEN ifnull ((SELECT min (due_us) FROM targets t WHERE t.post_id = posts.id "
  "    AND t.state = 'scheduled'), created_us) "
  "  WHEN 4 THEN -ifnull ((SELECT max (published_us) FROM targets t WHERE t.post_id = posts.id "
  "    AND t.state = 'published'), updated_us) "
  "  ELSE -updated_us END;"
  "CREATE INDEX posts_section ON posts (section, sort_key, id);"

  "CREATE TABLE post_accounts ("
  "  account_id TEXT NOT NULL,"
  "  section INTEGER NOT NULL,"
  "  sort_key INTEGER NOT NULL,"
  "  post_id TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,"
  "  PRIMARY KEY (account_id, section, sort_key, post_id)"
  ") WITHOUT ROWID, STRICT;"
  "CREATE INDEX post_accounts_post ON post_accounts (post_id);"
  "INSERT INTO post_accounts SELECT DISTINCT t.account_id, p.section, p.sort_key, p.id "
  "  FROM targets t JOIN posts p ON p.id = t.post_id;"

  "CREATE INDEX targets_own_text ON targets (post_id) WHERE content IS NOT NULL;"

  "CREATE TABLE trash ("
  "  post_id TEXT NOT NULL PRIMARY KEY,"
  "  trashed_us INTEGER NOT NULL"
  ") WITHOUT ROWID, STRICT;"
  "CREATE TABLE trashed_posts AS SELECT * FROM posts WHERE 0;"
  "CREATE TABLE trashed_targets AS SELECT * FROM targets WHERE 0;"
  "CREATE TABLE trashed_post_media AS SELECT * FROM post_media WHERE 0;"
  "CREATE TABLE trashed_journal AS SELECT * FROM journal WHERE 0;"
  "CREATE INDEX trashed_posts_id ON trashed_posts (id);"
  "CREATE INDEX trashed_targets_post ON trashed_targets (post_id);"
  "CREATE INDEX trashed_post_media_post ON trashed_post_media (post_id);"
  "CREATE INDEX trashed_post_media_media ON trashed_post_media (media_id);"
  "CREATE INDEX trashed_journal_target ON trashed_journal (target_id);";

/* How many posts each section has, counted as they come and go: nobody has to count them all. */
static const char version_3[] =
  "CREATE TABLE section_counts ("
  "  section INTEGER NOT NULL PRIMARY KEY,"
  "  n_posts INTEGER NOT NULL"
  ") STRICT;"
  "INSERT INTO section_counts SELECT value, (SELECT count (*) FROM posts p WHERE p.section = value) "
  "  FROM json_each ('[0, 1, 2, 3, 4]');"
  "CREATE TRIGGER posts_count_new AFTER INSERT ON posts BEGIN "
  "  UPDATE section_counts SET n_posts = n_posts + 1 WHERE section = NEW.section; END;"
  "CREATE TRIGGER posts_count_gone AFTER DELETE ON posts BEGIN "
  "  UPDATE section_counts SET n_posts = n_posts - 1 WHERE section = OLD.section; END;"
  "CREATE TRIGGER posts_count_moved AFTER UPDATE OF section ON posts WHEN NEW.section <> OLD.section BEGIN "
  "  UPDATE section_counts SET n_posts = n_posts - 1 WHERE section = OLD.section;"
  "  UPDATE section_counts SET n_posts = n_posts + 1 WHERE section = NEW.section; END;";

/* Where the followers of an account live; NULL while nobody said. */
static const char version_4[] =
  "ALTER TABLE accounts ADD COLUMN zone TEXT;";

/* Queues, and posts that repeat.
 *
 * A post that holds a slot of a queue has posts.queue_id and posts.slot_us; the index lets no two
 * hold the same. queues.free_from_us: every slot before it that was yet to come at free_since_us
 * is held, so that whoever looks for a free one need not go through all that are; a slot that is
 * given back takes it back.
 *
 *   posts_slot           which slots of a queue are held, soonest first
 *   posts_occurrence     a date of a series is used once, whatever became of its post
 *   posts_zone …         what has to be worked out anew when the data of a zone change
 *
 * What the posts of a series are made of lies in series_targets and series_media; a medium belongs
 * to the target at that position, or to the post itself with -1. */
static const char version_5[] =
  "ALTER TABLE profiles ADD COLUMN description TEXT;"
  "ALTER TABLE profiles ADD COLUMN color TEXT;"
  "ALTER TABLE profiles ADD COLUMN created_us INTEGER NOT NULL DEFAULT 0;"

  "CREATE TABLE queues ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  profile_id TEXT NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,"
  "  name TEXT NOT NULL,"
  "  zone TEXT NOT NULL,"
  "  slots TEXT NOT NULL,"
  "  is_active INTEGER NOT NULL,"
  "  is_default INTEGER NOT NULL,"
  "  free_from_us INTEGER NOT NULL,"
  "  free_since_us INTEGER NOT NULL,"
  "  created_us INTEGER NOT NULL,"
  "  updated_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX queues_name ON queues (profile_id, name);"
  "CREATE UNIQUE INDEX queues_default ON queues (profile_id) WHERE is_default;"

  "ALTER TABLE posts ADD COLUMN queue_id TEXT;"
  "ALTER TABLE posts ADD COLUMN slot_us INTEGER;"
  "ALTER TABLE posts ADD COLUMN series_id TEXT;"
  "ALTER TABLE posts ADD COLUMN occurrence TEXT;"
  "ALTER TABLE trashed_posts ADD COLUMN queue_id TEXT;"
  "ALTER TABLE trashed_posts ADD COLUMN slot_us INTEGER;"
  "ALTER TABLE trashed_posts ADD COLUMN series_id TEXT;"
  "ALTER TABLE trashed_posts ADD COLUMN occurrence TEXT;"
  "CREATE UNIQUE INDEX posts_slot ON posts (queue_id, slot_us) WHERE slot_us IS NOT NULL;"
  "CREATE UNIQUE INDEX posts_occurrence ON posts (series_id, occurrence) WHERE series_id IS NOT NULL;"
  "CREATE TRIGGER posts_slot_left AFTER UPDATE OF queue_id, slot_us ON posts WHEN OLD.slot_us IS NOT NULL "
  "  AND (NEW.slot_us IS NOT OLD.slot_us OR NEW.queue_id IS NOT OLD.queue_id) BEGIN "
  "  UPDATE queues SET free_from_us = min (free_from_us, OLD.slot_us) WHERE id = OLD.queue_id; END;"
  "CREATE TRIGGER posts_slot_gone AFTER DELETE ON posts WHEN OLD.slot_us IS NOT NULL BEGIN "
  "  UPDATE queues SET free_from_us = min (free_from_us, OLD.slot_us) WHERE id = OLD.queue_id; END;"

  "CREATE TABLE series ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  profile_id TEXT,"
  "  title TEXT,"
  "  content TEXT NOT NULL,"
  "  rule TEXT NOT NULL,"
  "  start_wall TEXT NOT NULL,"
  "  zone TEXT NOT NULL,"
  "  next_post_id TEXT,"
  "  created_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX series_next ON series (next_post_id) WHERE next_post_id IS NOT NULL;"
  "CREATE TABLE series_targets ("
  "  series_id TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  account_id TEXT NOT NULL REFERENCES accounts (id),"
  "  place TEXT,"
  "  content TEXT,"
  "  title TEXT,"
  "  has_media INTEGER NOT NULL,"
  "  options TEXT NOT NULL,"
  "  PRIMARY KEY (series_id, position)"
  ") WITHOUT ROWID, STRICT;"
  "CREATE TABLE series_media ("
  "  series_id TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,"
  "  target INTEGER NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  media_id TEXT NOT NULL REFERENCES media (id),"
  "  PRIMARY KEY (series_id, target, position)"
  ") WITHOUT ROWID, STRICT;"
  "CREATE INDEX series_media_media ON series_media (media_id);"

  "CREATE TABLE zones ("
  "  name TEXT NOT NULL PRIMARY KEY,"
  "  digest TEXT NOT NULL"
  ") WITHOUT ROWID, STRICT;"
  "CREATE INDEX posts_zone ON posts (schedule_zone) WHERE schedule_wall IS NOT NULL AND states & 6;"
  "CREATE INDEX targets_zone ON targets (schedule_zone) WHERE schedule_wall IS NOT NULL "
  "  AND state IN ('scheduled', 'held');";

/* The calendar reads a range of time through an index alone: targets by when they are due or went out,
 * and drafts by the time that somebody has in mind. */
static const char version_6[] =
  "CREATE INDEX targets_calendar ON targets (ifnull (published_us, due_us), post_id);"
  "CREATE INDEX posts_planned ON posts (schedule_us, id) WHERE states & 1;";

/* An account that takes no posts for a while; without an instant, until a person acts.
 *
 *   targets_turn         what an account has to do next, of what goes out and of what is only looked
 *                        after, however much there is of others */
static const char version_7[] =
  "ALTER TABLE accounts ADD COLUMN paused_until_us INTEGER;"
  "ALTER TABLE accounts ADD COLUMN paused_code TEXT;"
  "ALTER TABLE accounts ADD COLUMN paused_message TEXT;"
  "CREATE INDEX targets_turn ON targets (account_id, is_committed, wake_us, due_us) WHERE wake_us IS NOT NULL;";

/* What is handed over to a service that keeps posts and publishes them by itself.
 *
 * accounts.holder: who publishes, as a person chose once; NULL: nobody was asked yet. targets.told_us:
 * when the service was told to. A submission outlives its post where it has to be taken back at the
 * service; wake_us says when that is tried.
 *
 *   targets_submission    the members of a submission
 *   submissions_remote    what a service speaks of
 *   submissions_post      those of a post
 *   submissions_open      what a service has yet to publish, those not seen for the longest time first
 *   submissions_unwanted  what is to be taken back, soonest first */
static const char version_8[] =
  "ALTER TABLE accounts ADD COLUMN holder INTEGER;"
  "ALTER TABLE targets ADD COLUMN submission_id TEXT;"
  "ALTER TABLE targets ADD COLUMN is_handed_over INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE targets ADD COLUMN told_us INTEGER;"
  "ALTER TABLE trashed_targets ADD COLUMN submission_id TEXT;"
  "ALTER TABLE trashed_targets ADD COLUMN is_handed_over INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE trashed_targets ADD COLUMN told_us INTEGER;"
  "ALTER TABLE series_targets ADD COLUMN holder INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX targets_submission ON targets (submission_id) WHERE submission_id IS NOT NULL;"
  "CREATE TABLE submissions ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  connection_id TEXT NOT NULL REFERENCES connections (id),"
  "  post_id TEXT NOT NULL,"
  "  remote_id TEXT,"
  "  mark TEXT,"
  "  remote TEXT,"
  "  pushed_version INTEGER NOT NULL,"
  "  is_open INTEGER NOT NULL,"
  "  is_unwanted INTEGER NOT NULL,"
  "  attempts INTEGER NOT NULL,"
  "  wake_us INTEGER,"
  "  seen_us INTEGER NOT NULL,"
  "  created_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX submissions_remote ON submissions (connection_id, remote_id) WHERE remote_id IS NOT NULL;"
  "CREATE INDEX submissions_post ON submissions (post_id);"
  "CREATE INDEX submissions_open ON submissions (connection_id, seen_us) WHERE is_open;"
  "CREATE INDEX submissions_unwanted ON submissions (wake_us) WHERE is_unwanted;";

/* Webhooks: who is told, what they have yet to be told, and what they were.
 *
 * webhook_notes is empty but within a transaction, see poster-webhook-notes.c: what a post or an account
 * was before. It takes the first word on each, and is only written while somebody wants to be told; so
 * are webhook_gone and webhook_gone_targets, of posts that are deleted while they wait for their time.
 * webhooks.wake_us: not to be tried before; what waits goes out in the order of its numbers, each
 * webhook by itself. The log outlives its webhook.
 *
 *   webhooks_active        whether anybody wants to be told
 *   deliveries_webhook     what one has yet to be told, the oldest first
 *   webhook_log_webhook    what one was told */
static const char version_9[] =
  "CREATE TABLE webhooks ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  name TEXT NOT NULL,"
  "  url TEXT NOT NULL,"
  "  events TEXT NOT NULL,"
  "  header_names TEXT NOT NULL,"
  "  has_secret INTEGER NOT NULL,"
  "  is_active INTEGER NOT NULL,"
  "  failures INTEGER NOT NULL,"
  "  wake_us INTEGER,"
  "  fired_us INTEGER,"
  "  switched_off_us INTEGER,"
  "  last_error TEXT,"
  "  created_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX webhooks_active ON webhooks (is_active) WHERE is_active;"

  "CREATE TABLE webhook_deliveries ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,"
  "  event TEXT NOT NULL,"
  "  payload TEXT NOT NULL,"
  "  attempts INTEGER NOT NULL DEFAULT 0,"
  "  created_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX deliveries_webhook ON webhook_deliveries (webhook_id, seq);"

  "CREATE TABLE webhook_log ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  id TEXT NOT NULL,"
  "  webhook_id TEXT NOT NULL,"
  "  webhook_name TEXT NOT NULL,"
  "  event TEXT NOT NULL,"
  "  url TEXT NOT NULL,"
  "  payload TEXT NOT NULL,"
  "  is_success INTEGER NOT NULL,"
  "  status_code INTEGER NOT NULL,"
  "  answer TEXT,"
  "  error_message TEXT,"
  "  attempt INTEGER NOT NULL,"
  "  took_us INTEGER NOT NULL,"
  "  at_us INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX webhook_log_webhook ON webhook_log (webhook_id, seq);"

  "CREATE TABLE webhook_notes ("
  "  subject_id TEXT NOT NULL PRIMARY KEY,"
  "  is_account INTEGER NOT NULL,"
  "  was TEXT NOT NULL"
  ") WITHOUT ROWID, STRICT;"
  "CREATE TABLE webhook_gone ("
  "  post_id TEXT NOT NULL PRIMARY KEY,"
  "  content TEXT NOT NULL,"
  "  schedule_us INTEGER"
  ") WITHOUT ROWID, STRICT;"
  "CREATE TABLE webhook_gone_targets ("
  "  post_id TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  account_id TEXT NOT NULL"
  ") STRICT;"

  "CREATE TRIGGER webhooks_post_new AFTER INSERT ON posts WHEN NEW.status = 'scheduled' "
  "  AND EXISTS (SELECT 1 FROM webhooks WHERE is_active) BEGIN "
  "  INSERT INTO webhook_notes SELECT NEW.id, 0, '' "
  "    WHERE NOT EXISTS (SELECT 1 FROM webhook_notes WHERE subject_id = NEW.id); END;"
  "CREATE TRIGGER webhooks_post_turned AFTER UPDATE OF status ON posts WHEN NEW.status <> OLD.status "
  "  AND EXISTS (SELECT 1 FROM webhooks WHERE is_active) BEGIN "
  "  INSERT INTO webhook_notes SELECT NEW.id, 0, OLD.status "
  "    WHERE NOT EXISTS (SELECT 1 FROM webhook_notes WHERE subject_id = NEW.id); END;"
  "CREATE TRIGGER webhooks_post_gone BEFORE DELETE ON posts WHEN OLD.status = 'scheduled' "
  "  AND EXISTS (SELECT 1 FROM webhooks WHERE is_active) BEGIN "
  "  INSERT INTO webhook_notes SELECT OLD.id, 0, 'scheduled' "
  "    WHERE NOT EXISTS (SELECT 1 FROM webhook_notes WHERE subject_id = OLD.id);"
  "  INSERT INTO webhook_gone SELECT OLD.id, OLD.content, OLD.schedule_us "
  "    WHERE NOT EXISTS (SELECT 1 FROM webhook_gone WHERE post_id = OLD.id);"
  "  INSERT INTO webhook_gone_targets SELECT post_id, position, account_id FROM targets WHERE post_id = OLD.id; END;"
  "CREATE TRIGGER webhooks_account_new AFTER INSERT ON accounts WHEN NEW.is_active AND NOT NEW.is_removed "
  "  AND EXISTS (SELECT 1 FROM webhooks WHERE is_active) BEGIN "
  "  INSERT INTO webhook_notes SELECT NEW.id, 1, '0' "
  "    WHERE NOT EXISTS (SELECT 1 FROM webhook_notes WHERE subject_id = NEW.id); END;"
  "CREATE TRIGGER webhooks_account_turned AFTER UPDATE OF is_active, is_removed ON accounts "
  "  WHEN (NEW.is_active AND NOT NEW.is_removed) <> (OLD.is_active AND NOT OLD.is_removed) "
  "  AND EXISTS (SELECT 1 FROM webhooks WHERE is_active) BEGIN "
  "  INSERT INTO webhook_notes SELECT NEW.id, 1, CASE WHEN OLD.is_active AND NOT OLD.is_removed "
  "    AND NOT c.needs_sign_in THEN '1' ELSE '0' END FROM connections c WHERE c.id = NEW.connection_id "
  "    AND NOT EXISTS (SELECT 1 FROM webhook_notes WHERE subject_id = NEW.id); END;"
  "CREATE TRIGGER webhooks_connection_turned AFTER UPDATE OF needs_sign_in ON connections "
  "  WHEN (NEW.needs_sign_in <> 0) <> (OLD.needs_sign_in <> 0) "
  "  AND EXISTS (SELECT 1 FROM webhooks WHERE is_active) BEGIN "
  "  INSERT INTO webhook_notes SELECT a.id, 1, CASE WHEN a.is_active AND NOT a.is_removed AND NOT OLD.needs_sign_in "
  "    THEN '1' ELSE '0' END FROM accounts a WHERE a.connection_id = NEW.id "
  "    AND NOT EXISTS (SELECT 1 FROM webhook_notes n WHERE n.subject_id = a.id); END;";

/* Version 10: keys of the REST API. hash is SHA-256 of a key, which itself is nowhere; preview is its
 * first and last characters. */
static const char version_10[] =
  "CREATE TABLE api_keys ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  name TEXT NOT NULL,"
  "  preview TEXT NOT NULL,"
  "  hash TEXT NOT NULL UNIQUE,"
  "  created_us INTEGER NOT NULL,"
  "  expires_us INTEGER,"
  "  used_us INTEGER"
  ") STRICT;";

/* Requests of programs that name them, for a day: the same one is not answered with a second post. */
static const char version_11[] =
  "CREATE TABLE requests ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  post_id TEXT NOT NULL,"
  "  asked_us INTEGER NOT NULL"
  ") WITHOUT ROWID, STRICT;"
  "CREATE INDEX requests_asked ON requests (asked_us);";

/* How many pages a document has. */
static const char version_12[] =
  "ALTER TABLE media ADD COLUMN pages INTEGER;";

/* migrations[n] takes a database from version n to n + 1. Only ever appended to. */
static const char *const migrations[] = {
  version_1,
  version_2,
  version_3,
  version_4,
  version_5,
  version_6,
  version_7,
  version_8,
  version_9,
  version_10,
  version_11,
  version_12,
};

/**
 * poster_migrations_get_version:
 *
 * Returns: the version of the schema that this program writes
 */
int
poster_migrations_get_version (void)
{
  return G_N_ELEMENTS (migrations);
}

/**
 * poster_migrations_refuse:
 * @error: %POSTER_ERROR_NEWER_DATABASE
 *
 * Says that the database is of a later version.
 *
 * Returns: %FALSE
 */
gboolean
poster_migrations_refuse (GError **error)
{
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NEWER_DATABASE,
                       _("The database was written by a later version of Poster and was left as it is; "
                         "install that version, or name another folder in POSTER_DATA_DIR"));
  return FALSE;
}

/**
 * poster_migrations_check:
 * @sql: a connection, in a transaction
 * @error: %POSTER_ERROR_NEWER_DATABASE
 *
 * Another program may have taken the database to a later version since we opened it.
 *
 * Returns: whether the schema is the one this program knows
 */
gboolean
poster_migrations_check (PosterSql  *sql,
                         GError    **error)
{
  gint64 version;

  if (!poster_sql_get_number (sql, "PRAGMA user_version", &version, error))
    return FALSE;
  return version <= poster_migrations_get_version () || poster_migrations_refuse (error);
}

static gboolean
migrate (PosterSql  *sql,
         GError    **error)
{
  gint64 version;

  /* Looked at in the transaction: another process may have been quicker. */
  if (!poster_migrations_check (sql, error) ||
      !poster_sql_get_number (sql, "PRAGMA user_version", &version, error))
    return FALSE;
  for (gsize i = (gsize) version; i < G_N_ELEMENTS (migrations); i++)
    if (!poster_sql_run_script (sql, migrations[i], error))
      {
        g_prefix_error (error, _("Bringing the database to version %d failed: "), (int) i + 1);
        return FALSE;
      }
  if (version < poster_migrations_get_version ())
    {
      g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                               POSTER_APPLICATION_ID_IN_FILE, poster_migrations_get_version ());

      return poster_sql_run_script (sql, mark, error);
    }
  return TRUE;
}

/**
 * poster_migrations_run:
 * @sql: a connection for writing
 * @error: %POSTER_ERROR_NEWER_DATABASE, %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Brings the database to our version, in one transaction. A kill or a full disk on the way leaves
 * it as it was.
 *
 * Returns: whether the database has our version
 */
gboolean
poster_migrations_run (PosterSql  *sql,
                       GError    **error)
{
  if (!poster_sql_begin (sql, POSTER_SQL_WRITE, error))
    return FALSE;
  if (!migrate (sql, error))
    {
      poster_sql_rollback (sql);
      return FALSE;
    }
  return poster_sql_commit (sql, error);
}
