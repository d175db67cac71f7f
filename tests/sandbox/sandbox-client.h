/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "poster-sandbox.h"
#include "poster-test-clock.h"

G_BEGIN_DECLS

#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
#define REDIRECT "http://127.0.0.1:49731/callback/"
#define ALL_SCOPES "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload"

/* A sandbox in this process and a client of it; the clock stands still. */
typedef struct
{
  PosterTestClock *clock;
  PosterSandbox   *sandbox;
  SoupSession     *session;
  char            *directory;  /* (nullable) */
} Client;

/* What came back. */
typedef struct
{
  guint       status;    /* 0: no answer */
  char       *location;  /* (nullable) */
  char       *range;     /* (nullable) */
  char       *text;
  JsonObject *json;      /* (nullable) */
} Answer;

typedef struct
{
  char *access;
  char *refresh;
  char *scope;
  char *open_id;
} Tokens;

Client     *client_new          (const char *directory);
char       *make_folder         (void);
void        remove_folder       (char *path);
void        client_free         (Client *client);
void        client_advance      (Client *client, gint64 by_us);
void        client_faults       (Client *client, const char *json);
void        client_user         (Client *client, const char *json);

Answer     *client_send         (Client *client, SoupMessage *message, const char *type, const void *body, gsize length);
Answer     *client_get          (Client *client, const char *path, const char *token);
Answer     *client_post         (Client *client, const char *path, const char *token, const char *json);
Answer     *client_form         (Client *client, const char *path, const char *form);
Answer     *client_put          (Client *client, const char *url, const char *type, const char *range,
                                 const void *bytes, gsize length);
void        answer_free         (Answer *answer);
const char *answer_code         (Answer *answer);
JsonObject *answer_data         (Answer *answer);

char       *client_authorize    (Client *client, const char *extra);
char       *client_get_code     (Client *client, const char *handle, const char *extra);
char       *client_code_form    (Client *client, const char *code);
Tokens     *client_connect      (Client *client, const char *handle);
Tokens     *tokens_from_answer  (Answer *answer);
void        tokens_free         (Tokens *tokens);

char       *client_init_video   (Client *client, const char *token, gint64 size, char **publish_id);
guint8     *client_new_video    (gsize size);
char       *client_publish      (Client *client, const char *token, gsize size);
char       *client_state        (Client *client, const char *token, const char *publish_id);
char       *client_wait_state   (Client *client, const char *token, const char *publish_id, const char *state);
JsonObject *client_ledger_entry (Client *client, const char *publish_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tokens, tokens_free)

/* Asks and expects an answer with that status and error code. */
#define assert_refused(answer, expected_status, expected_code) \
  G_STMT_START { \
    g_autoptr(Answer) refused_ = (answer); \
    g_assert_cmpstr (answer_code (refused_), ==, expected_code); \
    g_assert_cmpuint (refused_->status, ==, expected_status); \
  } G_STMT_END

#define assert_status(answer, expected_status) \
  G_STMT_START { \
    g_autoptr(Answer) got_ = (answer); \
    g_assert_cmpuint (got_->status, ==, expected_status); \
  } G_STMT_END

G_END_DECLS
