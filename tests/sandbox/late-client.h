/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox-client.h"

G_BEGIN_DECLS

/* A practice user of the stand-in for hosted Late. */
typedef struct
{
  Client *client;
  char   *key;
  char   *user_id;
  char   *profile_id;
  char   *etag;   /* (nullable): of the last answer */
} Late;

Late       *late_new          (Client *client, const char *handle);
void        late_free         (Late *late);
Answer     *late_send         (Late *late, const char *method, const char *path, const char *json, const char *header,
                               const char *value);
Answer     *late_get          (Late *late, const char *path);
Answer     *late_post         (Late *late, const char *path, const char *json);
Answer     *late_control      (Client *client, const char *name, const char *json);
char       *late_account      (Late *late, const char *platform);
char       *late_upload       (Late *late, const char *filename, const char *type, const char *bytes);
Answer     *late_put          (Late *late, const char *url, const char *type, const char *bytes, const char *header,
                               const char *value);
char       *late_body         (Late *late, const char *platform, const char *content, const char *more);
char       *late_create       (Late *late, const char *platform, const char *content, const char *more);
JsonObject *late_dup_post     (Late *late, const char *id);
JsonObject *late_target       (JsonObject *post, guint position);
gint64      late_count        (Client *client, const char *name);
char       *late_time         (Client *client, gint64 from_now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Late, late_free)

/* Asks and expects a refusal with that status, whose sentence has @words in it. */
#define late_assert_refused(answer, expected_status, words) \
  G_STMT_START { \
    g_autoptr(Answer) refused_ = (answer); \
    const char *error_ = poster_json_get_string (refused_->json, "error"); \
    g_assert_cmpuint (refused_->status, ==, expected_status); \
    g_assert_nonnull (error_); \
    if (strstr (error_, words) == NULL) \
      g_error ("“%s” is not in “%s”", words, error_); \
  } G_STMT_END

G_END_DECLS
