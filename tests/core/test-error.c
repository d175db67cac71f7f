/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-error.h"
#include "poster-id.h"

static GError *
detailed_error (void)
{
  GError *error = g_error_new (POSTER_ERROR, POSTER_ERROR_RATE_LIMITED, "Too many posts");
  PosterErrorDetails *details = poster_error_get_details (error);

  details->code = g_strdup ("spam_risk_too_many_posts");
  details->category = g_strdup ("account_issue");
  details->log_id = g_strdup ("2026112200000000000000000000000001");
  details->http_status = 403;
  details->retry = POSTER_RETRY_LATER;
  details->retry_after_us = 60 * G_USEC_PER_SEC;
  details->may_have_arrived = TRUE;
  return error;
}

static void
assert_detailed (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_RATE_LIMITED);
  g_assert_cmpstr (error->message, ==, "Too many posts");
  g_assert_cmpstr (details->code, ==, "spam_risk_too_many_posts");
  g_assert_cmpstr (details->log_id, ==, "2026112200000000000000000000000001");
  g_assert_cmpuint (details->http_status, ==, 403);
  g_assert_cmpstr (poster_error_get_code (error), ==, "spam_risk_too_many_posts");
  g_assert_cmpstr (poster_error_get_category (error), ==, "account_issue");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_cmpint (poster_error_get_retry_after_us (error), ==, 60 * G_USEC_PER_SEC);
  g_assert_true (poster_error_may_have_arrived (error));
}

static void
test_copies (void)
{
  GError *error = detailed_error ();
  g_autoptr(GError) copy = g_error_copy (error);

  g_assert_true (poster_error_get_code (error) != poster_error_get_code (copy));
  g_error_free (error);
  assert_detailed (copy);
}

static void
test_travels_through_a_task (void)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_task_return_error (task, detailed_error ());
  g_assert_false (g_task_propagate_boolean (task, &error));
  assert_detailed (error);
}

static void
test_keeps_details_with_a_prefix (void)
{
  g_autoptr(GError) error = detailed_error ();

  g_prefix_error (&error, "Posting: ");
  g_assert_cmpstr (error->message, ==, "Posting: Too many posts");
  g_assert_cmpstr (poster_error_get_code (error), ==, "spam_risk_too_many_posts");
}

static void
test_says_nothing_at_first (void)
{
  g_autoptr(GError) error = g_error_new (POSTER_ERROR, POSTER_ERROR_REJECTED, "No");
  g_autoptr(GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "No");

  g_assert_null (poster_error_get_code (error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_assert_cmpint (poster_error_get_retry_after_us (error), ==, -1);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_null (poster_error_get_details (other));
  g_assert_null (poster_error_get_details (NULL));
  g_assert_null (poster_error_get_code (other));
  g_assert_cmpint (poster_error_get_retry_after_us (other), ==, -1);
}

static void
test_categories (void)
{
  static const struct
  {
    PosterError  code;
    const char  *category;
  } cases[] = {
    { POSTER_ERROR_INVALID, "user_content" },
    { POSTER_ERROR_NOT_FOUND, "system_error" },
    { POSTER_ERROR_CONFLICT, "system_error" },
    { POSTER_ERROR_AUTH, "auth_expired" },
    { POSTER_ERROR_RATE_LIMITED, "platform_error" },
    { POSTER_ERROR_REJECTED, "platform_rejected" },
    { POSTER_ERROR_SERVICE, "platform_error" },
    { POSTER_ERROR_UNKNOWN_OUTCOME, "unknown" },
    { POSTER_ERROR_FILE_MISSING, "user_content" },
    { POSTER_ERROR_FILE_CHANGED, "user_content" },
    { POSTER_ERROR_NO_KEYRING, "system_error" },
    { POSTER_ERROR_KEYRING_LOCKED, "system_error" },
    { POSTER_ERROR_NEWER_DATABASE, "system_error" },
    { POSTER_ERROR_DATABASE, "system_error" },
    { POSTER_ERROR_DISK_FULL, "system_error" },
    { POSTER_ERROR_BUSY, "system_error" },
  };
  g_autoptr(GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "No");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new (POSTER_ERROR, (int) cases[i].code, "No");

      g_assert_cmpstr (poster_error_get_category (error), ==, cases[i].category);
    }
  g_assert_cmpstr (poster_error_get_category (other), ==, "system_error");
}

static void
test_transport (void)
{
  static const struct
  {
    GIOErrorEnum  code;
    PosterRetry   retry;
    gboolean      may_have_arrived;
  } cases[] = {
    { G_IO_ERROR_TIMED_OUT, POSTER_RETRY_LATER, TRUE },
    { G_IO_ERROR_CONNECTION_CLOSED, POSTER_RETRY_LATER, TRUE },
    { G_IO_ERROR_BROKEN_PIPE, POSTER_RETRY_LATER, TRUE },
    { G_IO_ERROR_PARTIAL_INPUT, POSTER_RETRY_LATER, TRUE },
    { G_IO_ERROR_CONNECTION_REFUSED, POSTER_RETRY_LATER, FALSE },
    { G_IO_ERROR_HOST_UNREACHABLE, POSTER_RETRY_LATER, FALSE },
    { G_IO_ERROR_NETWORK_UNREACHABLE, POSTER_RETRY_LATER, FALSE },
    { G_IO_ERROR_HOST_NOT_FOUND, POSTER_RETRY_LATER, FALSE },
    { G_IO_ERROR_CANCELLED, POSTER_RETRY_NEVER, TRUE },
    { G_IO_ERROR_NOT_SUPPORTED, POSTER_RETRY_NEVER, TRUE },
  };
  g_autoptr(GError) resolver = g_error_new (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No");
  g_autoptr(GError) tls = g_error_new (G_TLS_ERROR, G_TLS_ERROR_EOF, "No");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new (G_IO_ERROR, (int) cases[i].code, "No");

      g_test_message ("%d", cases[i].code);
      g_assert_cmpint (poster_error_get_retry (error), ==, cases[i].retry);
      g_assert_cmpint (poster_error_may_have_arrived (error), ==, cases[i].may_have_arrived);
    }
  g_assert_cmpint (poster_error_get_retry (resolver), ==, POSTER_RETRY_LATER);
  g_assert_false (poster_error_may_have_arrived (resolver));
  g_assert_cmpint (poster_error_get_retry (tls), ==, POSTER_RETRY_LATER);
  g_assert_true (poster_error_may_have_arrived (tls));
}

static void
test_ids (void)
{
  static const char *const wrong[] = {
    "", "0123456789abcdef0123456", "0123456789abcdef012345678", "0123456789ABCDEF01234567", "0123456789abcdef0123456g",
    "0123456789abcdef0123456 ",
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++)
    {
      char *id = poster_id_new ();

      g_assert_true (poster_id_is_valid (id));
      g_assert_true (g_hash_table_add (seen, id));
    }
  g_assert_false (poster_id_is_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (poster_id_is_valid (wrong[i]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/details-are-copied", test_copies);
  g_test_add_func ("/error/details-travel-through-a-task", test_travels_through_a_task);
  g_test_add_func ("/error/details-stay-under-a-prefix", test_keeps_details_with_a_prefix);
  g_test_add_func ("/error/says-nothing-at-first", test_says_nothing_at_first);
  g_test_add_func ("/error/categories-are-the-apis", test_categories);
  g_test_add_func ("/error/what-transport-failures-allow", test_transport);
  g_test_add_func ("/id/24-hex-digits-never-twice", test_ids);
  return g_test_run ();
}
