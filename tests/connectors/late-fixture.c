/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <string.h>

/* Everything that was logged or said. */
static GString *transcript;

static void
log_handler (const char     *domain,
             GLogLevelFlags  level,
             const char     *message,
             gpointer        user_data)
{
  g_string_append_printf (transcript, "log: %s\n", message);
  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) == 0)
    g_log_default_handler (domain, level, message, NULL);
}

void
late_init (int    *argc,
           char ***argv)
{
  transcript = g_string_new (NULL);
  g_test_init (argc, argv, NULL);
  g_log_set_default_handler (log_handler, NULL);
}

LateFixture *
late_fixture_new (void)
{
  LateFixture *fixture = g_new0 (LateFixture, 1);
  g_autofree char *base = NULL;

  fixture->server = poster_script_server_new ();
  base = poster_script_server_dup_url (fixture->server, "/api");
  fixture->clock = poster_shift_clock_new ();
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = POSTER_CONNECTOR (poster_late_connector_new (POSTER_CLOCK (fixture->clock),
                                                                    POSTER_SECRETS (fixture->secrets),
                                                                    NULL, NULL, base));
  fixture->connection = poster_connection_new ("late", NULL);
  poster_memory_secrets_put (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS, LATE_KEY);
  fixture->cancellable = g_cancellable_new ();
  return fixture;
}

void
late_fixture_free (LateFixture *fixture)
{
  poster_test_settle ();
  if (strstr (transcript->str, LATE_KEY) != NULL)
    g_error ("The key got into a log or a message");
  g_object_unref (fixture->connection);
  g_assert_finalize_object (fixture->connector);
  poster_script_server_stop (fixture->server);
  poster_test_settle ();
  g_object_unref (fixture->server);
  g_object_unref (fixture->secrets);
  g_object_unref (fixture->cancellable);
  g_object_unref (fixture->clock);
  g_free (fixture);
}

void
late_fixture_push (LateFixture *fixture,
                   const char  *status,
                   const char  *json)
{
  poster_script_server_push_json (fixture->server, status, "", json);
}

JsonObject *
late_fixture_dup_body (LateFixture *fixture,
                       guint        index)
{
  GByteArray *body = poster_script_server_get_body (fixture->server, index);
  g_autoptr(GError) error = NULL;
  JsonObject *json = poster_json_parse_object ((const char *) body->data, body->len, &error);

  g_assert_no_error (error);
  return json;
}

/* That request @index was @line, and carried the key. */
void
late_assert_request (LateFixture *fixture,
                     guint        index,
                     const char  *line)
{
  const char *head = poster_script_server_get_head (fixture->server, index);

  if (!g_str_has_prefix (head, line))
    g_error ("Request %u is not “%s” but: %s", index, line, head);
  g_assert_nonnull (strstr (head, "Authorization: Bearer " LATE_KEY "\r\n"));
}

static void
say (const GError *error)
{
  if (error != NULL)
    g_string_append_printf (transcript, "error: %s\n", error->message);
}

PosterSignIn *
late_sign_in (LateFixture  *fixture,
              const char   *base,
              const char   *key,
              GError      **error)
{
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(GAsyncResult) result = NULL;
  PosterSignIn *sign_in;
  GError *failure = NULL;

  request->base = g_strdup (base);
  request->secret = g_strdup (key);
  poster_connector_sign_in_async (fixture->connector, request, fixture->cancellable, poster_test_keep_result_cb, &result);
  sign_in = poster_connector_sign_in_finish (fixture->connector, poster_test_await (&result), &failure);
  say (failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return sign_in;
}

GPtrArray *
late_list_accounts (LateFixture  *fixture,
                    GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *accounts;
  GError *failure = NULL;

  poster_remote_service_list_accounts_async (POSTER_REMOTE_SERVICE (fixture->connector), fixture->connection,
                                             fixture->cancellable, poster_test_keep_result_cb, &result);
  accounts = poster_remote_service_list_accounts_finish (POSTER_REMOTE_SERVICE (fixture->connector),
                                                         poster_test_await (&result), &failure);
  say (failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return accounts;
}
