/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-notification"

#include "poster-notification.h"

#include <glib/gi18n-lib.h>

#include "poster-post-place.h"
#include "poster-words.h"

/* What the desktop is told of posts. */

#define STATES_IN_NEED (POSTER_STATES (POSTER_TARGET_FAILED) | POSTER_STATES (POSTER_TARGET_MISSED) | \
                        POSTER_STATES (POSTER_TARGET_UNKNOWN) | POSTER_STATES (POSTER_TARGET_HELD))

/**
 * poster_notification_describe:
 * @post: a post
 *
 * Sums up what there is to tell. It begins with #POSTER_NOTIFICATION_IS_OUT or
 * #POSTER_NOTIFICATION_IN_NEED, and differs when something new can be told: what the post's other
 * accounts are doing is none of it.
 *
 * Returns: (transfer full) (nullable): words for comparing; %NULL when there is nothing to tell
 */
char *
poster_notification_describe (PosterPost *post)
{
  g_autoptr(GString) words = NULL;
  PosterTargetStates states;
  PosterPostPlace place;

  poster_post_get_place (post, &place);
  if (place.section != POSTER_SECTION_NEEDS_YOU && place.section != POSTER_SECTION_PUBLISHED)
    return NULL;
  words = g_string_new (NULL);
  g_string_append_c (words, place.section == POSTER_SECTION_PUBLISHED ? POSTER_NOTIFICATION_IS_OUT
                                                                        : POSTER_NOTIFICATION_IN_NEED);
  states = place.section == POSTER_SECTION_PUBLISHED ? POSTER_STATES (POSTER_TARGET_PUBLISHED) : STATES_IN_NEED;
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if ((POSTER_STATES (target->state) & states) == 0)
        continue;
      g_string_append_printf (words, " %s", target->id);
      if (place.section == POSTER_SECTION_NEEDS_YOU)
        g_string_append_printf (words, " %s %s %d;", poster_target_state_to_string (target->state),
                                target->error_code != NULL ? target->error_code : "", target->attempts);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* The first target of one of @states. */
static PosterTarget *
find_target (PosterPost         *post,
             PosterTargetStates  states)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if ((POSTER_STATES (target->state) & states) != 0)
        return target;
    }
  return NULL;
}

/* "@kitchen and @studio" of the targets of @states. */
static char *
name_accounts (PosterSession      *session,
               PosterPost         *post,
               PosterTargetStates  states)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      PosterAccount *account = poster_session_find_account (session, target->account_id);

      g_autofree char *name = NULL;

      if (account == NULL || (POSTER_STATES (target->state) & states) == 0)
        continue;
      /* An account may be in several targets, for several of its boards. */
      name = poster_words_account (account);
      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
  if (names->len == 0)
    g_ptr_array_add (names, g_strdup (_("an account that is gone")));
  g_ptr_array_add (names, NULL);
  return poster_words_list ((const char *const *) names->pdata, 3);
}

static char *
name_post (PosterPost *post)
{
  g_autofree char *line = poster_words_first_line (post);

  return line != NULL ? g_steal_pointer (&line) : g_strdup (_("A post without a caption"));
}

static GNotification *
create_published (PosterSession *session,
                  PosterPost    *post)
{
  PosterTarget *target = find_target (post, POSTER_STATES (POSTER_TARGET_PUBLISHED));
  g_autofree char *accounts = name_accounts (session, post, POSTER_STATES (POSTER_TARGET_PUBLISHED));
  g_autofree char *name = name_post (post);
  /* Translators: %s are accounts: @kitchen and @studio */
  g_autofree char *title = g_strdup_printf (target->is_inbox ? _("In the inbox of %s") : _("Published on %s"), accounts);
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, name);
  if (target->platform_post_url != NULL)
    g_notification_add_button_with_target (notification, _("Open"), "app.open-uri", "s", target->platform_post_url);
  return notification;
}

/* What waits for a keyring or for its account's next turn goes on by itself. A keyring is no matter of
 * one account: the window says so, and unlocks it. */
static gboolean
waits_for_a_person (PosterTarget *target)
{
  return target->state == POSTER_TARGET_HELD && target->wake_us < 0 &&
         g_strcmp0 (target->error_code, "keyring_locked") != 0 && g_strcmp0 (target->error_code, "no_keyring") != 0;
}

static GNotification *
create_in_need (PosterSession *session,
                PosterPost    *post)
{
  PosterTarget *target = find_target (post, STATES_IN_NEED);
  g_autofree char *accounts = name_accounts (session, post, POSTER_STATES (target->state));
  g_autofree char *name = name_post (post);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  GNotification *notification;

  switch (target->state)
    {
    case POSTER_TARGET_MISSED:
      /* Translators: %s are accounts: @kitchen and @studio */
      title = g_strdup_printf (_("Missed on %s"), accounts);
      break;
    case POSTER_TARGET_UNKNOWN:
      title = g_strdup_printf (_("Perhaps published on %s"), accounts);
      break;
    case POSTER_TARGET_HELD:
      title = g_strdup_printf (_("Held back for %s"), accounts);
      break;
    default:
      title = g_strdup_printf (_("Not published on %s"), accounts);
      break;
    }
  body = target->error_message != NULL ? g_strdup_printf ("%s\n%s", name, target->error_message)
                                       : g_strdup (name);

  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  if (target->state != POSTER_TARGET_HELD || waits_for_a_person (target))
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  if (waits_for_a_person (target))
    g_notification_add_button_with_target (notification, _("Sign In…"), "app.reconnect-account", "s", target->account_id);
  else if (target->state == POSTER_TARGET_MISSED)
    g_notification_add_button_with_target (notification, _("Post Now"), "app.retry-post", "s", post->id);
  else if (target->state == POSTER_TARGET_FAILED)
    g_notification_add_button_with_target (notification, _("Retry"), "app.retry-post", "s", post->id);
  return notification;
}

/**
 * poster_notification_new:
 * @session: a session, with its accounts loaded
 * @post: one that poster_notification_describe() has words for
 *
 * Returns: (transfer full): what to tell of @post; its actions are those of the application
 */
GNotification *
poster_notification_new (PosterSession *session,
                         PosterPost    *post)
{
  GNotification *notification;
  PosterPostPlace place;

  poster_post_get_place (post, &place);
  notification = place.section == POSTER_SECTION_PUBLISHED ? create_published (session, post)
                                                           : create_in_need (session, post);
  g_notification_set_default_action_and_target (notification, "app.show-post", "s", post->id);
  return notification;
}

/**
 * poster_notification_new_for_many:
 * @n_posts: how many
 * @are_out: whether they went out; else they need a person
 *
 * Returns: (transfer full): what to tell of many posts
 */
GNotification *
poster_notification_new_for_many (guint    n_posts,
                                  gboolean are_out)
{
  GNotification *notification;
  g_autofree char *title = NULL;

  title = are_out ? g_strdup_printf (ngettext ("%u post is out", "%u posts are out", n_posts), n_posts)
                  : g_strdup_printf (ngettext ("%u post needs you", "%u posts need you", n_posts), n_posts);
  notification = g_notification_new (title);
  if (!are_out)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "posts");
  return notification;
}
