/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sandbox-private.h"

G_BEGIN_DECLS

/*
 * The stand-in for hosted Late: the same server, port, database, faults and ledger as TikTok's.
 *
 * # What it serves
 *
 * `/api/v1/…` and `/v1/…` (both the same), the storage that takes uploads (`PUT /late-storage/…`
 * with a signed query), what was uploaded (`GET /late-media/…`: facts, not the bytes), pictures of
 * accounts (`GET /late-picture/…`) and the page on which a person allows an account to be connected
 * (`GET /late-connect?state=…`). Time is the sandbox's own: posts are published when it comes.
 *
 * The page of consent is for people. A program adds to its query `sandbox_decision=allow` (or `deny`) and,
 * if it likes, `sandbox_user=NAME` (of the account on the platform) and `sandbox_organizations=none`
 * (LinkedIn: administers no organisation, so that there is no second step); it is then answered with
 * the redirect at once. The switch `consent` of the faults does the same for every page.
 *
 * # The control interface (JSON, POST wants `Content-Type: application/json`)
 *
 * - `POST /sandbox/late/key` `{"handle"?, "accounts"?, "name"?}`: a new key for a practice user, who
 *   is made when there is none of that handle (left out: a new user of the sandbox's choosing).
 *   `accounts`: true (the default: a new user gets one account on each of the 13 platforms), false
 *   (none), or an array of platforms. → `{"key","handle","userId","profileId","accounts":[{"_id","platform",
 *   "username"}]}`. The key is told once; its SHA-256 is kept.
 * - `POST /sandbox/late/revoke` `{"key"}` or `{"handle"}`: that key, or all keys of that user, are no longer good
 * - `POST /sandbox/late/accounts` `{"handle","platform"?,"username"?,"profileId"?,"count"?}`: further accounts
 *   (without a platform one on each; `count` times, 1 to 1000). → `{"accounts":[…]}`
 * - `POST /sandbox/late/account` `{"accountId", …}`: alters one: `username` `displayName` `followersCount`
 *   `isActive` (boolean; false: needs reconnection) `health` (`"healthy"` `"warning"` `"error"`)
 *   `canPostMore` `private` (TikTok) `fail` (an errorCategory with which every post to it fails, null for none)
 *   `failMessage`
 * - `POST /sandbox/late/posts` `{"handle","count","status"?,"platform"?}`: fills the list with as many posts
 *   (`scheduled`, `published` or `draft`), quickly; they are not in the ledger of creations
 * - `POST /sandbox/late/telegram` `{"code","chat"?}`: the bot hears `CODE @chat`
 * - `POST /sandbox/late/external` `{"postId","set":{…}}`: somebody changes a post elsewhere (`content`,
 *   `scheduledFor`, `status`, `title`); `{"postId","delete":true}` removes it
 * - `GET /sandbox/late/ledger`: only the member `late` of `GET /sandbox/ledger`
 * - `POST /sandbox/faults`, `POST /sandbox/clock`: as for TikTok, see poster-sandbox.h
 *
 * # Faults
 *
 * Switches:
 *
 * - `late_shape`: `"late"` (August 2026), or `"early"` (February 2026: no idempotency, no `type` and `code` in most
 *   errors, no paging of accounts, no sorting and searching of posts, no pictures)
 * - `late_ids`: `"mixed"` (`accountId` in posts and `profileId` in the list of accounts are objects), `"strings"`,
 *   `"objects"`
 * - `late_publish_us`: 2000000: how long a post is `publishing` (scheduled ones; and with `late_async`, all)
 * - `late_async`: false; true: `publishNow` and retry answer while it is still `publishing`
 * - `late_url_delay_us`: 0: how long after publishing `platformPostUrl` stays null (TikTok: 10 s more)
 * - `late_analytics`: true; false: no add-on (403 of follower-stats, no follower counts)
 * - `late_unknown_status`: null; the status that all posts have in answers
 * - `late_unknown_platform`: null; a platform of which every user has one account more
 * - `late_rate_per_minute`: 1200, and `late_posts_per_hour`: 25 for each account (`early`: 15); both, and the daily
 *   caps of the platforms, only while `rate_limits` is true
 * - `late_date_skew_us`: 0, and `late_date_behind`: false: how far the `Date` header is off, and in which direction
 * - `late_one_per_profile`: true: connecting a second account of a platform to a profile fails
 *   (`error=account_limit_reached` in the redirect, 400 of the second steps)
 * - `late_profile_limit`: 10: more are refused with PROFILE_LIMIT_EXCEEDED
 * - `upload_lifetime_us`, `upload_base_url`, `consent`, `rate_limits`: as for TikTok
 *
 * A rule's `endpoint` is one of `late_usage` `late_users` `late_keys` `late_profiles` `late_accounts`
 * `late_account` `late_health` `late_followers` `late_choices` `late_groups` `late_connect`
 * `late_step` (second steps of connecting) `late_telegram` `late_presign` `late_put` `late_posts` (the list)
 * `late_create` `late_get` `late_update` `late_delete` `late_retry` `late_unpublish` `late_validate`
 * `late_queue` `late_logs` `late_page` (consent), `late_publish` (what a platform does with a post), or `late_*`
 * (any of them but `late_publish`); `user` is the practice user's handle, `platform` a platform (of `late_publish`). Kinds: those
 * of TikTok's, of which `status` takes `details` (an object) too, and `"truncated"`: done, the JSON ends half way.
 * `fail` of `late_publish`: the platform refuses; `reason` is the errorCategory, `message` the errorMessage.
 *
 * # The ledger
 *
 * `late` in the ledger: `posts` (every post that was created: `postId` `handle` `requestId` `mode` `content` `contentHash`
 * `accounts` `createdUs` `status` `deletedUs` `foreignMedia` `unknownMembers`), `publishes` (every time
 * a platform got a post: `postId` `handle` `accountId` `platform` `atUs` `contentHash` `outcome`
 * (`published` or `failed`) `attempt`), `uploads` (`key` `contentType` `size` `sha256` (null beyond 64 MB) `uploadedUs`), and `counts`:
 * `posts`, `publishes` (outcome `published`), `failures`, `doubles` (publishes beyond the first of the same content to the
 * same account), `uploads`. `contentHash` is made of the text, the files' own hashes and the place on the platform, so that
 * it does not change when the same files are uploaded once more.
 */

/* Beyond this an upload is measured, not hashed: that would make it slow. */
#define POSTER_SANDBOX_LATE_MAX_HASH (64 * G_GINT64_CONSTANT (1000) * 1000)

/* poster-sandbox-late.c */
gboolean    poster_sandbox_late_begin         (PosterSandbox *self, PosterServerExchange *exchange);
void        poster_sandbox_late_proceed       (PosterSandboxCall *call);
gboolean    poster_sandbox_late_is_call       (PosterSandboxCall *call);
gboolean    poster_sandbox_late_fail_at_once  (PosterSandboxCall *call);

/* poster-sandbox-late-answer.c */
gboolean    poster_sandbox_late_is_early      (PosterSandbox *self);
void        poster_sandbox_late_reply         (PosterSandboxCall *call, guint status, JsonObject *json);
void        poster_sandbox_late_reply_list    (PosterSandboxCall *call, JsonObject *json);
gboolean    poster_sandbox_late_reply_unchanged (PosterSandboxCall *call, const char *tag);
void        poster_sandbox_late_reply_tagged  (PosterSandboxCall *call, JsonObject *json, const char *tag);
void        poster_sandbox_late_refuse        (PosterSandboxCall *call, guint status, const char *code, const char *format,
                                               ...) G_GNUC_PRINTF (4, 5);
void        poster_sandbox_late_refuse_with   (PosterSandboxCall *call, guint status, const char *code,
                                               const char *message, JsonObject *details);
void        poster_sandbox_late_add_headers   (PosterSandboxCall *call);
gboolean    poster_sandbox_late_take_rate     (PosterSandboxCall *call);

/* poster-sandbox-late-text.c */
char       *poster_sandbox_late_new_id        (PosterSandbox *self);
gboolean    poster_sandbox_late_is_id         (const char *text);
gboolean    poster_sandbox_late_parse_time    (const char *text, const char *zone, gint64 *time_us);
GTimeZone  *poster_sandbox_late_new_zone      (const char *name);
const char *poster_sandbox_late_query         (PosterSandboxCall *call, const char *name);
gboolean    poster_sandbox_late_query_int     (PosterSandboxCall *call, const char *name, gint64 fallback, gint64 lowest,
                                               gint64 highest, gint64 *number);
JsonArray  *poster_sandbox_late_parse_array   (const char *text);
char       *poster_sandbox_late_array_to_text (JsonArray *array);
void        poster_sandbox_late_set_time      (JsonObject *json, const char *name, gint64 time_us);
gboolean    poster_sandbox_late_check_types   (PosterSandboxCall *call, JsonObject *json, const char *where,
                                               const char *const *members);
const char *poster_sandbox_late_user_id       (PosterSandboxCall *call);
const char *poster_sandbox_late_row_text      (JsonObject *row, const char *name);

/* poster-sandbox-late-keys.c */
gboolean    poster_sandbox_late_sign_in       (PosterSandboxCall *call);
gboolean    poster_sandbox_late_sign_in_step  (PosterSandboxCall *call);
JsonObject *poster_sandbox_late_find_user     (PosterSandbox *self, const char *handle);
JsonObject *poster_sandbox_late_ensure_user   (PosterSandbox *self, const char *handle, gboolean *is_new);
char       *poster_sandbox_late_add_key       (PosterSandbox *self, const char *user_id, const char *name,
                                               gint64 expires_us, char **key_id);
void        poster_sandbox_late_usage         (PosterSandboxCall *call);
void        poster_sandbox_late_users         (PosterSandboxCall *call);
void        poster_sandbox_late_user          (PosterSandboxCall *call);
void        poster_sandbox_late_keys          (PosterSandboxCall *call);
void        poster_sandbox_late_create_key    (PosterSandboxCall *call);
void        poster_sandbox_late_delete_key    (PosterSandboxCall *call);

/* poster-sandbox-late-profiles.c */
JsonObject *poster_sandbox_late_find_profile  (PosterSandbox *self, const char *user_id, const char *profile_id);
JsonObject *poster_sandbox_late_need_profile  (PosterSandboxCall *call, const char *profile_id);
char       *poster_sandbox_late_add_profile   (PosterSandbox *self, const char *user_id, const char *name,
                                               gboolean is_default);
void        poster_sandbox_late_profiles      (PosterSandboxCall *call);
void        poster_sandbox_late_profile       (PosterSandboxCall *call);
void        poster_sandbox_late_create_profile (PosterSandboxCall *call);
void        poster_sandbox_late_update_profile (PosterSandboxCall *call);
void        poster_sandbox_late_delete_profile (PosterSandboxCall *call);

/* poster-sandbox-late-platforms.c */
typedef struct
{
  const char *name;
  const char *profile_url;   /* with %s for the user's name */
  const char *post_url;      /* with two %s: the name, the id of the post */
  const char *scope;         /* that posting takes */
  gint64      per_day;       /* posts of one account */
  glong       max_text;      /* characters; 0 for any number; the laxer figure where sources disagree */
  guint       max_images;
  guint       max_videos;
  gboolean    needs_media;
  gboolean    mixes;         /* images and videos in one post */
} PosterSandboxLatePlatform;

const PosterSandboxLatePlatform *poster_sandbox_late_platforms     (guint *n_platforms);
const PosterSandboxLatePlatform *poster_sandbox_late_find_platform (const char *name);

/* poster-sandbox-late-accounts.c */
char       *poster_sandbox_late_add_account   (PosterSandbox *self, const char *user_id, const char *profile_id,
                                               const char *platform, const char *username, const char *display_name,
                                               JsonObject *settings);
JsonObject *poster_sandbox_late_find_account  (PosterSandbox *self, const char *account_id);
JsonObject *poster_sandbox_late_need_account  (PosterSandboxCall *call, const char *platform);
gboolean    poster_sandbox_late_save_account  (PosterSandbox *self, JsonObject *account);
JsonObject *poster_sandbox_late_account_json  (PosterSandbox *self, JsonObject *account, gboolean profile_as_object);
char       *poster_sandbox_late_picture_url   (PosterSandbox *self, const char *account_id);
void        poster_sandbox_late_accounts      (PosterSandboxCall *call);
void        poster_sandbox_late_update_account (PosterSandboxCall *call);
void        poster_sandbox_late_delete_account (PosterSandboxCall *call);
void        poster_sandbox_late_picture       (PosterSandboxCall *call);

/* poster-sandbox-late-media.c */
void        poster_sandbox_late_presign       (PosterSandboxCall *call);
char       *poster_sandbox_late_dup_put_user  (PosterSandboxCall *call);
void        poster_sandbox_late_put           (PosterSandboxCall *call);
void        poster_sandbox_late_media         (PosterSandboxCall *call);
JsonObject *poster_sandbox_late_find_media    (PosterSandbox *self, const char *url, gboolean *is_ours);

/* poster-sandbox-late-draft.c: what somebody wants posted */
typedef struct
{
  JsonObject *fields;        /* of the request, without platforms and modes */
  JsonArray  *targets;       /* as they are stored */
  char       *mode;          /* now, scheduled, queue, draft */
  gint64      scheduled_us;  /* 0 for none */
  char       *unknown;       /* (nullable): members that the API does not know */
} PosterSandboxLateDraft;

void        poster_sandbox_late_draft_free    (PosterSandboxLateDraft *draft);
gboolean    poster_sandbox_late_draft_read    (PosterSandboxCall *call, JsonObject *body, JsonObject *stored,
                                               PosterSandboxLateDraft *draft);

/* poster-sandbox-late-content.c */
gboolean    poster_sandbox_late_check_content (PosterSandbox *self, JsonObject *fields, JsonArray *targets,
                                               guint *which, char **message);
char       *poster_sandbox_late_text_problem  (JsonObject *fields, JsonObject *target);
const char *poster_sandbox_late_target_text   (JsonObject *fields, JsonObject *target);
JsonArray  *poster_sandbox_late_target_media  (JsonObject *fields, JsonObject *target);
char       *poster_sandbox_late_content_hash  (PosterSandbox *self, JsonObject *fields, JsonObject *target, gboolean by_url);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PosterSandboxLateDraft, poster_sandbox_late_draft_free)

/* poster-sandbox-late-posts.c, -list.c, -edit.c */
JsonObject *poster_sandbox_late_find_post     (PosterSandbox *self, const char *post_id);
JsonObject *poster_sandbox_late_need_post     (PosterSandboxCall *call);
JsonObject *poster_sandbox_late_post_json     (PosterSandbox *self, JsonObject *post, GHashTable *accounts);
JsonObject *poster_sandbox_late_new_post      (PosterSandbox *self, const char *user_id, const char *request_id);
void        poster_sandbox_late_apply         (PosterSandboxCall *call, JsonObject *post, PosterSandboxLateDraft *draft);
void        poster_sandbox_late_posts         (PosterSandboxCall *call);
void        poster_sandbox_late_post          (PosterSandboxCall *call);
void        poster_sandbox_late_create        (PosterSandboxCall *call);
void        poster_sandbox_late_update        (PosterSandboxCall *call);
void        poster_sandbox_late_delete        (PosterSandboxCall *call);
void        poster_sandbox_late_retry         (PosterSandboxCall *call);
void        poster_sandbox_late_unpublish     (PosterSandboxCall *call);
void        poster_sandbox_late_edit_published (PosterSandboxCall *call);

/* poster-sandbox-late-publish.c */
void        poster_sandbox_late_settle        (PosterSandbox *self);
gboolean    poster_sandbox_late_save_post     (PosterSandbox *self, JsonObject *post);
gboolean    poster_sandbox_late_has_own_times (JsonArray *targets);
void        poster_sandbox_late_schedule      (JsonObject *post, gint64 at_us);
void        poster_sandbox_late_hurry         (JsonObject *post, gint64 now_us);
void        poster_sandbox_late_advance       (PosterSandbox *self, JsonObject *post, gint64 now_us, gboolean at_once);

/* poster-sandbox-late-queue.c */
gint64      poster_sandbox_late_next_slot     (PosterSandbox *self, const char *profile_id, const char *queue_id,
                                               gint64 after_us);
void        poster_sandbox_late_queue         (PosterSandboxCall *call);
void        poster_sandbox_late_create_queue  (PosterSandboxCall *call);
void        poster_sandbox_late_update_queue  (PosterSandboxCall *call);
void        poster_sandbox_late_delete_queue  (PosterSandboxCall *call);
void        poster_sandbox_late_queue_preview (PosterSandboxCall *call);
void        poster_sandbox_late_queue_next    (PosterSandboxCall *call);

/* poster-sandbox-late-choices.c */
JsonArray  *poster_sandbox_late_dup_choices   (const char *platform, const char *name);
JsonObject *poster_sandbox_late_find_choice   (JsonArray *list, const char *id);
void        poster_sandbox_late_choices       (PosterSandboxCall *call);
void        poster_sandbox_late_choose        (PosterSandboxCall *call);
void        poster_sandbox_late_choose_organization (PosterSandboxCall *call);
void        poster_sandbox_late_flairs        (PosterSandboxCall *call);
void        poster_sandbox_late_creator_info  (PosterSandboxCall *call);

/* poster-sandbox-late-connect.c, -steps.c, -direct.c */
char       *poster_sandbox_late_new_token     (PosterSandbox *self, const char *kind, const char *user_id, JsonObject *data,
                                               gint64 lifetime_us);
JsonObject *poster_sandbox_late_find_token    (PosterSandbox *self, const char *kind, const char *token, gboolean once);
gboolean    poster_sandbox_late_has_room      (PosterSandbox *self, const char *profile_id, const char *platform,
                                               const char *username);
char       *poster_sandbox_late_add_query     (const char *url, const char *query);
char       *poster_sandbox_late_connected_query (PosterSandbox *self, const char *platform, const char *profile_id,
                                                 const char *account_id, const char *username);
void        poster_sandbox_late_connect       (PosterSandboxCall *call);
void        poster_sandbox_late_consent       (PosterSandboxCall *call);
void        poster_sandbox_late_step_list     (PosterSandboxCall *call);
void        poster_sandbox_late_step_save     (PosterSandboxCall *call);
void        poster_sandbox_late_pending       (PosterSandboxCall *call);
void        poster_sandbox_late_organizations (PosterSandboxCall *call);
void        poster_sandbox_late_bluesky       (PosterSandboxCall *call);
void        poster_sandbox_late_telegram_code (PosterSandboxCall *call);
void        poster_sandbox_late_telegram_poll (PosterSandboxCall *call);
void        poster_sandbox_late_telegram_direct (PosterSandboxCall *call);
gboolean    poster_sandbox_late_telegram_hears (PosterSandbox *self, const char *code, const char *chat);

/* poster-sandbox-late-health.c, -groups.c, -tools.c */
void        poster_sandbox_late_health        (PosterSandboxCall *call);
void        poster_sandbox_late_account_health (PosterSandboxCall *call);
void        poster_sandbox_late_followers     (PosterSandboxCall *call);
void        poster_sandbox_late_groups        (PosterSandboxCall *call);
void        poster_sandbox_late_create_group  (PosterSandboxCall *call);
void        poster_sandbox_late_update_group  (PosterSandboxCall *call);
void        poster_sandbox_late_delete_group  (PosterSandboxCall *call);
void        poster_sandbox_late_validate_post (PosterSandboxCall *call);
void        poster_sandbox_late_validate_length (PosterSandboxCall *call);
void        poster_sandbox_late_validate_media (PosterSandboxCall *call);
void        poster_sandbox_late_logs          (PosterSandboxCall *call);

/* poster-sandbox-late-control.c, -ledger.c */
gboolean    poster_sandbox_late_control       (PosterSandbox *self, PosterServerExchange *exchange);
JsonObject *poster_sandbox_late_dup_ledger    (PosterSandbox *self);

G_END_DECLS
