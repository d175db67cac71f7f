/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterSandbox:
 *
 * A server on 127.0.0.1 that behaves as TikTok's API is documented to, and beside it as that of
 * hosted Late (see poster-sandbox-late.h), for practice accounts and for tests. It runs in the main context that is the thread's default when it is started; bodies of uploads
 * are received and hashed in threads of its own.
 *
 * # What it serves
 *
 * `GET /v2/auth/authorize/` (the consent page; see below), `POST /v2/oauth/token/`,
 * `POST /v2/oauth/revoke/`, `POST /v2/post/publish/creator_info/query/`,
 * `POST /v2/post/publish/video/init/`, `POST /v2/post/publish/inbox/video/init/`,
 * `POST /v2/post/publish/content/init/`, `PUT` to the upload address that an init gave,
 * `POST /v2/post/publish/status/fetch/`, `POST /v2/post/publish/cancel/`,
 * `GET /v2/user/info/`, `POST /v2/video/list/`, `POST /v2/video/query/`.
 *
 * The consent page is for people. A program adds `sandbox_decision=allow` (or `deny`) to its
 * query and is answered with the redirect at once; `sandbox_user=HANDLE` says as whom (a handle
 * nobody has is a new user; left out or empty: a new user with a handle of the sandbox's
 * choosing), `sandbox_scopes=a,b` grants less than was asked for.
 *
 * # The control interface
 *
 * JSON, for tests and for the program itself; `POST` wants `Content-Type: application/json`.
 *
 * - `GET /sandbox/health`: `{"instance"}`, an id that the data directory keeps
 * - `GET /sandbox/info`: `{"instance","webFolder","webPrefix","clientKey","clientSecret","pid","now_us"}`
 * - `GET /sandbox/ledger`: what it received, see poster_sandbox_dup_ledger()
 * - `GET`, `POST`, `DELETE /sandbox/faults`: shows, adds to, clears the faults
 * - `GET`, `POST /sandbox/users`: `{"handle", …}` makes or alters a user: `nickname` `private`
 *   `comment_disabled` `duet_disabled` `stitch_disabled` `max_video_post_duration_sec`
 *   `refusal` (one of the three answers with which creator_info says "not now") `bio_description`
 *   `is_verified` `follower_count` `following_count` `likes_count`
 *   `videos` (an array of video objects as the API gives them, put on the user's page)
 * - `POST /sandbox/apps`: `{"client_key","client_secret","scopes","redirect_uris"}`
 * - `POST /sandbox/clock`: `{"advance_us"}` moves the sandbox's own clock on
 * - `POST /sandbox/late/…`, `GET /sandbox/late/ledger`: for hosted Late, see poster-sandbox-late.h
 * - `POST /sandbox/drafts`: `{"publish_id"}`: the creator posts the draft that is in the inbox
 *
 * # Faults
 *
 * One JSON object, the same in a file, in poster_sandbox_set_faults() and in the control
 * interface. A member it does not know is an error that names it. Switches, with their defaults:
 *
 * - `token_lifetimes`: `"short"` (7200 s and 180 days), or `"long"` (86400 s and 365 days)
 * - `rotation`: `"rotate"` (each refresh kills the refresh token used), `"grace"` (a new one comes
 *   and the old one lives on), `"keep"` (the same one comes back)
 * - `oauth_errors_http_200`: false; true: OAuth errors arrive with HTTP 200 instead of 400
 * - `invalid_param_name`: `"invalid_param"`, or `"invalid_params"`
 * - `unaudited`: false; true: only private accounts may post, and only for themselves
 * - `unaudited_options_limited`: false; true: creator_info then offers `SELF_ONLY` alone
 * - `processing_us`: 1500000, from the last byte to the end of processing
 * - `id_delay_us`: 0, and `id_after_polls`: 0: how long after processing, and after how many
 *   answers without it, the id of a public post is told
 * - `fail_reason`: null; how the next post that is handed over fails
 * - `partial_scopes`: null; a comma list: what people grant at most
 * - `consent`: null; `{"user","decision"}`: the consent page decides by itself
 * - `rate_limits`: true; `posts_per_day`: 0 (no limit); `pending_shares`: 5 in 24 hours
 * - `code_lifetime_us`: 300000000; `upload_lifetime_us`: 3600000000
 * - `content_range_end`: `"inclusive"`, or `"exclusive"`: how upload answers count
 * - `ids_as_strings`: false; `ids_spelled_right`: false; `log_id_name`: `"log_id"`, or `"logid"`
 * - `short_pages`: false; true: video/list gives fewer than asked although there are more
 * - `allow_unknown_fields`: false; true: members that the API does not know are overlooked
 * - `accept_any_app`: false; true: an unknown client key is registered with the secret it brings
 * - `keep_files`: false; true: received videos stay in `uploads/` of the data directory
 * - `upload_base_url`: null; what upload addresses begin with instead of the server's own address
 * - `client_timeout_us`: 30000000: a peer that is silent for so long (real time) is cut off
 * - `seed`: 1, of the chances below
 * - `late_…`: for hosted Late, see poster-sandbox-late.h
 * - `rules`: an array of what goes wrong, tried in order; the first that matches is used
 *
 * A rule says which requests it matches: `endpoint` (`"authorize"` `"token"` `"revoke"`
 * `"creator_info"` `"video_init"` `"inbox_init"` `"content_init"` `"upload"` `"status"` `"cancel"`
 * `"user_info"` `"video_list"` `"video_query"`, `"fetch"` for the sandbox's own fetching of a
 * file, or `"*"`) and `user` (a handle; left out: anybody). Then `nth` (1 based: from which match
 * on), `times` (how often; left out: once with `nth`, for ever without), `probability` (0 to 1).
 * `delay_us` waits before the request is looked at, whatever the kind. `kind` is one of
 *
 * - `"status"`: HTTP status `http_status` with `code` and `message` in the error object, or with
 *   `body` as it stands; `retry_after`: seconds, as a header
 * - `"error_code"`: the error `code` with the status that is documented for it
 * - `"delay"`: nothing but `delay_us`
 * - `"drop_before"`: the connection is closed, nothing was done
 * - `"drop_after"`: it was done, the answer never arrives
 * - `"drop_mid_body"`: an upload is cut off half way through the chunk; elsewhere the answer is
 * - `"slow"`: the answer (or the reading of an upload) goes in `pieces` (default 10) parts with
 *   `interval_us` (default 100000) between them
 * - `"html_502"`, `"garbage"`: an HTML page with status 502; bytes that are no JSON
 * - `"data_missing"`, `"data_null"`, `"data_empty"`, `"extra_fields"`: done, but `data` is not as
 *   one expects
 * - `"expire_upload_url"`: the upload address has expired (of an init: the one it gives)
 * - `"expire_token"`: the access token is no longer valid; a refresh helps
 * - `"revoke"`: the user has just taken the grant back
 * - `"fail"`: the post will fail with `reason`
 * - `"redirect"`: of `"fetch"`: the server of the file redirects
 */
#define POSTER_TYPE_SANDBOX (poster_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (PosterSandbox, poster_sandbox, POSTER, SANDBOX, GObject)

/* The app that every sandbox knows from its first start; its secret is made then. */
#define POSTER_SANDBOX_CLIENT_KEY "poster-practice"

/* Under this address TikTok's stand-in finds the files of the web folder. */
#define POSTER_SANDBOX_WEB_PREFIX "https://practice.poster.invalid/web/"

PosterSandbox *poster_sandbox_new               (PosterClock *clock, const char *data_dir);
gboolean       poster_sandbox_start             (PosterSandbox *self, guint16 port, GError **error);
void           poster_sandbox_stop              (PosterSandbox *self);

guint16        poster_sandbox_get_port          (PosterSandbox *self);
const char    *poster_sandbox_get_base_url      (PosterSandbox *self);
const char    *poster_sandbox_get_instance      (PosterSandbox *self);
const char    *poster_sandbox_get_client_secret (PosterSandbox *self);
const char    *poster_sandbox_get_web_folder    (PosterSandbox *self);
gint64         poster_sandbox_get_idle_us       (PosterSandbox *self);

gboolean       poster_sandbox_load_faults       (PosterSandbox *self, const char *path, GError **error);
gboolean       poster_sandbox_set_faults        (PosterSandbox *self, JsonObject *faults, GError **error);
gboolean       poster_sandbox_add_faults        (PosterSandbox *self, JsonObject *faults, GError **error);
gboolean       poster_sandbox_set_user          (PosterSandbox *self, JsonObject *user, GError **error);
gboolean       poster_sandbox_add_app           (PosterSandbox  *self,
                                                 const char     *client_key,
                                                 const char     *client_secret,
                                                 GError        **error);
void           poster_sandbox_advance           (PosterSandbox *self, gint64 by_us);
JsonObject    *poster_sandbox_dup_ledger        (PosterSandbox *self);

int            poster_sandbox_run_practice      (const char *directory, int ready_fd);

G_END_DECLS
