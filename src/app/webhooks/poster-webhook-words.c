/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-words"

#include "poster-webhook-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-words.h"

/**
 * poster_webhook_words_event:
 * @event: the API's word for an event
 *
 * Returns: the same for people
 */
const char *
poster_webhook_words_event (const char *event)
{
  static const struct { const char *event; const char *words; } names[] = {
    { "post.scheduled", N_("Post scheduled") },
    { "post.published", N_("Post published") },
    { "post.failed", N_("Post failed") },
    { "post.partial", N_("Post published in part") },
    { "post.cancelled", N_("Post cancelled") },
    { "account.connected", N_("Account connected") },
    { "account.disconnected", N_("Account disconnected") },
    { POSTER_WEBHOOK_TEST_EVENT, N_("Test") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (event, names[i].event) == 0)
      return _(names[i].words);
  return event;
}

/**
 * poster_webhook_words_state:
 * @webhook: a webhook
 * @now_us: now
 *
 * Returns: how it does, in one line
 */
char *
poster_webhook_words_state (PosterWebhook *webhook,
                            gint64         now_us)
{
  g_autofree char *fired = NULL;

  if (webhook->switched_off_us >= 0 && !webhook->is_active)
    return g_strdup_printf (ngettext ("Off after %u failure", "Off after %u failures in a row", webhook->failures),
                            webhook->failures);
  if (!webhook->is_active)
    return g_strdup (_("Off"));
  if (webhook->failures > 0)
    return g_strdup_printf (ngettext ("Failed %u time, and is tried again", "Failed %u times, and is tried again",
                                      webhook->failures), webhook->failures);
  if (webhook->fired_us < 0)
    return g_strdup (_("Nothing sent yet"));
  fired = poster_words_time_within (webhook->fired_us, now_us, NULL);
  /* Translators: %s is a time: "today, 18:00" */
  return g_strdup_printf (_("Sent last %s"), fired);
}

/**
 * poster_webhook_words_attempt:
 * @attempt: a line of the log
 *
 * Returns: what came of it, in one line
 */
char *
poster_webhook_words_attempt (PosterWebhookAttempt *attempt)
{
  g_autofree char *result = NULL;
  gint64 took_ms = MAX (attempt->took_us / 1000, 1);

  if (attempt->is_success)
    /* Translators: how long the answer took, in milliseconds */
    result = g_strdup_printf (_("Taken in %d ms"), (int) took_ms);
  else
    result = g_strdup (attempt->error_message != NULL ? attempt->error_message : _("Not taken"));
  if (attempt->attempt <= 1)
    return g_steal_pointer (&result);
  /* Translators: %u is the number of the attempt, %s is what came of it */
  return g_strdup_printf (_("Attempt %u: %s"), attempt->attempt, result);
}
