/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-practice"

#include "poster-practice.h"

G_DEFINE_INTERFACE (PosterPractice, poster_practice, G_TYPE_OBJECT)

static void
poster_practice_default_init (PosterPracticeInterface *iface)
{
}

/**
 * poster_practice_ensure_async:
 * @self: keeper of the sandbox
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes sure that the sandbox answers.
 */
void
poster_practice_ensure_async (PosterPractice      *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  POSTER_PRACTICE_GET_IFACE (self)->ensure_async (self, cancellable, callback, user_data);
}

/**
 * poster_practice_ensure_finish:
 * @self: keeper of the sandbox
 * @result: the result
 * @error: why there is no sandbox
 *
 * Returns: (transfer full): its base address, without a trailing slash
 */
char *
poster_practice_ensure_finish (PosterPractice  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  return POSTER_PRACTICE_GET_IFACE (self)->ensure_finish (self, result, error);
}
