/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-test-async.h"

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult * that @user_data points to, and
 * fails when it is called a second time. */
void
poster_test_keep_result_cb (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

/* Runs the main loop until there is a result. Returns: (transfer none): it */
GAsyncResult *
poster_test_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* Runs whatever is ready in the main loop. */
void
poster_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
