/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-health"

#include "poster-account-health.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "poster-wait-words.h"

/* So long ahead a person is told. */
#define SOON_US (7 * G_TIME_SPAN_DAY)

/**
 * poster_account_health_of:
 * @account: an account
 * @ends_us: when its sign-in ends, microseconds since the epoch; 0 when not known
 * @now_us: the time
 *
 * Returns: how it is
 */
PosterAccountHealth
poster_account_health_of (PosterAccount *account,
                          gint64         ends_us,
                          gint64         now_us)
{
  if (!account->is_active || (ends_us > 0 && ends_us <= now_us))
    return POSTER_ACCOUNT_SIGNED_OUT;
  if (poster_account_is_paused (account, now_us))
    return account->paused_until_us < 0 ? POSTER_ACCOUNT_BARRED : POSTER_ACCOUNT_PAUSED;
  if (ends_us > 0 && ends_us - now_us < SOON_US)
    return POSTER_ACCOUNT_ENDS_SOON;
  return POSTER_ACCOUNT_READY;
}

/* Today, tomorrow, or a weekday: it is less than a week away. */
static char *
dup_ending (gint64 ends_us,
            gint64 now_us)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) ends = g_date_time_new_from_unix_local (ends_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) tomorrow = NULL;
  g_autofree char *weekday = NULL;

  if (now == NULL || ends == NULL)
    return g_strdup (_("Sign-in ends soon"));
  tomorrow = g_date_time_add_days (now, 1);
  if (g_date_time_get_day_of_month (ends) == g_date_time_get_day_of_month (now))
    return g_strdup (_("Sign-in ends today"));
  if (tomorrow != NULL && g_date_time_get_day_of_month (ends) == g_date_time_get_day_of_month (tomorrow))
    return g_strdup (_("Sign-in ends tomorrow"));
  weekday = g_date_time_format (ends, "%A");
  /* Translators: %s is the name of a weekday */
  return g_strdup_printf (_("Sign-in ends on %s"), weekday);
}

static char *
dup_pause (gint64 until_us,
           gint64 now_us)
{
  g_autofree char *time = poster_wait_words_dup_time (until_us, now_us);

  /* Translators: of an account that takes no posts for a while; %s is a time */
  return g_strdup_printf (_("No posts until %s"), time);
}

/**
 * poster_account_health_dup_words:
 * @health: how an account is
 * @account: that account
 * @ends_us: see poster_account_health_of()
 * @now_us: the time
 *
 * Returns: (transfer full): the same in words
 */
char *
poster_account_health_dup_words (PosterAccountHealth health,
                                 PosterAccount      *account,
                                 gint64              ends_us,
                                 gint64              now_us)
{
  switch (health)
    {
    case POSTER_ACCOUNT_SIGNED_OUT:
      return g_strdup (_("Signed out"));
    case POSTER_ACCOUNT_PAUSED:
      return dup_pause (account->paused_until_us, now_us);
    case POSTER_ACCOUNT_BARRED:
      return g_strdup (_("Barred from posting"));
    case POSTER_ACCOUNT_ENDS_SOON:
      return dup_ending (ends_us, now_us);
    case POSTER_ACCOUNT_READY:
    default:
      return g_strdup (C_("an account", "Ready"));
    }
}

/**
 * poster_account_health_get_icon:
 * @health: how an account is
 *
 * Returns: the name of a symbolic icon
 */
const char *
poster_account_health_get_icon (PosterAccountHealth health)
{
  switch (health)
    {
    case POSTER_ACCOUNT_SIGNED_OUT:
    case POSTER_ACCOUNT_BARRED:
      return "dialog-error-symbolic";
    case POSTER_ACCOUNT_PAUSED:
    case POSTER_ACCOUNT_ENDS_SOON:
      return "dialog-warning-symbolic";
    case POSTER_ACCOUNT_READY:
    default:
      return "poster-state-published-symbolic";
    }
}

/**
 * poster_account_health_get_class:
 * @health: how an account is
 *
 * Returns: the style class of icon and words
 */
const char *
poster_account_health_get_class (PosterAccountHealth health)
{
  switch (health)
    {
    case POSTER_ACCOUNT_SIGNED_OUT:
    case POSTER_ACCOUNT_BARRED:
      return "error";
    case POSTER_ACCOUNT_PAUSED:
    case POSTER_ACCOUNT_ENDS_SOON:
      return "warning";
    case POSTER_ACCOUNT_READY:
    default:
      return "poster-health-ready";
    }
}
