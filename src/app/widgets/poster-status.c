/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-status"

#include "poster-status.h"

#include "poster-error.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How each state looks, and what it is called where nothing more is known. */
static const struct
{
  const char *icon_name;
  const char *css_class;
  const char *title;
} looks[POSTER_N_TARGET_STATES] = {
  [POSTER_TARGET_DRAFT] = { "document-edit-symbolic", "dim-label", N_("Draft") },
  [POSTER_TARGET_SCHEDULED] = { "poster-state-scheduled-symbolic", "dim-label", N_("Scheduled") },
  [POSTER_TARGET_HELD] = { "dialog-warning-symbolic", "warning", N_("On Hold") },
  [POSTER_TARGET_PREPARING] = { "poster-state-sending-symbolic", "accent", N_("Preparing") },
  [POSTER_TARGET_SENDING] = { "poster-state-sending-symbolic", "accent", N_("Sending") },
  [POSTER_TARGET_PROCESSING] = { "poster-state-sending-symbolic", "accent", N_("Processing") },
  [POSTER_TARGET_PUBLISHED] = { "poster-state-published-symbolic", "success", N_("Published") },
  [POSTER_TARGET_FAILED] = { "dialog-error-symbolic", "error", N_("Failed") },
  [POSTER_TARGET_MISSED] = { "dialog-question-symbolic", "warning", N_("Missed") },
  [POSTER_TARGET_UNKNOWN] = { "dialog-question-symbolic", "warning", N_("Unclear") },
  [POSTER_TARGET_CANCELLED] = { "document-edit-symbolic", "dim-label", N_("Taken Back") },
};

/* Which of several targets decides how a post is shown: the first of these states that one is in. */
static const PosterTargetState ranking[] = {
  POSTER_TARGET_FAILED, POSTER_TARGET_UNKNOWN, POSTER_TARGET_HELD, POSTER_TARGET_MISSED,
  POSTER_TARGET_SENDING, POSTER_TARGET_PROCESSING, POSTER_TARGET_PREPARING,
  POSTER_TARGET_SCHEDULED, POSTER_TARGET_DRAFT, POSTER_TARGET_CANCELLED, POSTER_TARGET_PUBLISHED,
};

static gboolean
needs_sign_in (PosterTarget *target)
{
  return g_strcmp0 (target->error_category, "auth_expired") == 0;
}

/* It was changed here and at the service that was to publish it. */
static gboolean
needs_choice (PosterTarget *target)
{
  return target->state == POSTER_TARGET_HELD &&
         g_strcmp0 (target->error_code, POSTER_ERROR_CODE_REMOTE_CHANGED) == 0;
}

/* (nullable): who publishes what waits, where that is not this computer; a const string */
static const char *
get_holder_words (PosterTarget *target,
                  gint64        now_us)
{
  if (target->holder != POSTER_HOLDER_REMOTE || target->due_us <= now_us)
    return NULL;
  return target->is_handed_over && target->state == POSTER_TARGET_SCHEDULED ? _("Late posts it")
                                                                           : _("Is handed over to Late");
}

/**
 * poster_status_dup_reason:
 * @target: a target
 *
 * Returns: (transfer full) (nullable): in few words why it failed or waits; the whole sentence is
 *   in the target
 */
char *
poster_status_dup_reason (PosterTarget *target)
{
  const char *end;

  if (needs_sign_in (target))
    return g_strdup (_("The sign-in has run out"));
  if (needs_choice (target))
    return g_strdup (_("Changed at Late, too"));
  if (target->error_message == NULL || *target->error_message == '\0')
    return NULL;
  end = strstr (target->error_message, ". ");
  if (end == NULL && g_str_has_suffix (target->error_message, "."))
    end = target->error_message + strlen (target->error_message) - 1;
  return end != NULL ? g_strndup (target->error_message, (gsize) (end - target->error_message))
                     : g_strdup (target->error_message);
}

static char *
draft_detail (PosterPost *post)
{
  g_autofree char *line = poster_words_first_line (post);

  if (line == NULL && post->media->len == 0)
    return g_strdup (_("Nothing in it yet"));
  if (post->targets->len == 0)
    return g_strdup (_("No account chosen"));
  if (line == NULL)
    return g_strdup (_("Caption missing"));
  return g_strdup (_("Not scheduled"));
}

/* @platform: (nullable): of the account that @target goes to */
static char *
get_detail (PosterPost   *post,
            PosterTarget *target,
            const char   *platform,
            gint64        now_us)
{
  const char *holder = get_holder_words (target, now_us);

  switch (target->state)
    {
    case POSTER_TARGET_DRAFT:
      return draft_detail (post);
    case POSTER_TARGET_SCHEDULED:
      if (target->error_message != NULL)
        return poster_status_dup_reason (target);
      if (holder != NULL)
        return g_strdup (holder);
      return target->due_us >= 0 ? poster_words_until (target->due_us, now_us) : NULL;
    case POSTER_TARGET_PREPARING:
      if (target->error_message != NULL)
        return poster_status_dup_reason (target);
      return g_strdup (holder != NULL ? holder : _("Looking at file and account"));
    case POSTER_TARGET_SENDING:
      return target->error_message != NULL ? poster_status_dup_reason (target) : g_strdup (holder);
    case POSTER_TARGET_PROCESSING:
      /* Translators: %s is a network: "TikTok is working on it" */
      return platform != NULL ? g_strdup_printf (_("%s is working on it"), platform) : NULL;
    case POSTER_TARGET_PUBLISHED:
      if (target->is_inbox)
        return g_strdup (_("Waits in the inbox"));
      /* Translators: %s is a network: "On TikTok" */
      return platform != NULL ? g_strdup_printf (_("On %s"), platform) : NULL;
    case POSTER_TARGET_MISSED:
      return target->due_us >= 0 ? poster_words_late (target->due_us, now_us) : NULL;
    case POSTER_TARGET_UNKNOWN:
      return g_strdup (_("Perhaps it is out"));
    case POSTER_TARGET_CANCELLED:
      return g_strdup (_("Before it went out"));
    case POSTER_TARGET_HELD:
    case POSTER_TARGET_FAILED:
    default:
      return poster_status_dup_reason (target);
    }
}

static PosterStatusNext
get_next (PosterTarget *target)
{
  switch (target->state)
    {
    case POSTER_TARGET_HELD:
      if (needs_choice (target))
        return POSTER_NEXT_CHOOSE;
      return needs_sign_in (target) ? POSTER_NEXT_SIGN_IN : POSTER_NEXT_RETRY;
    case POSTER_TARGET_FAILED:
      if (needs_sign_in (target))
        return POSTER_NEXT_SIGN_IN;
      /* The same would be refused again. */
      return g_strcmp0 (target->error_category, "user_content") == 0 ? POSTER_NEXT_EDIT : POSTER_NEXT_RETRY;
    case POSTER_TARGET_MISSED:
      return POSTER_NEXT_POST_NOW;
    case POSTER_TARGET_UNKNOWN:
      return POSTER_NEXT_DECIDE;
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
      return POSTER_NEXT_CANCEL;
    case POSTER_TARGET_PUBLISHED:
      return target->platform_post_url != NULL ? POSTER_NEXT_OPEN : POSTER_NEXT_NONE;
    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_SCHEDULED:
    case POSTER_TARGET_CANCELLED:
    default:
      return POSTER_NEXT_EDIT;
    }
}

/* @where: (nullable): platform or handle, where only some targets are so */
static char *
make_brief (PosterStatus *status,
            const char   *where,
            PosterTarget *target,
            gint64        now_us)
{
  switch (status->state)
    {
    case POSTER_TARGET_MISSED:
      return target->due_us >= 0 ? poster_words_missed (target->due_us, now_us) : g_strdup (status->title);
    case POSTER_TARGET_SCHEDULED:
      return target->due_us >= 0 ? poster_words_time (target->due_us, now_us, NULL) : g_strdup (status->title);
    case POSTER_TARGET_DRAFT:
      return g_strdup (status->detail);
    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_HELD:
      if (status->detail != NULL && where != NULL)
        {
          if (needs_sign_in (target))
            /* Translators: %s is a network or an account: "YouTube: the sign-in has run out" */
            return g_strdup_printf (_("%s: the sign-in has run out"), where);
          /* Translators: a network or an account, and a sentence about it */
          return g_strdup_printf (_("%s: %s"), where, status->detail);
        }
      return g_strdup (status->detail != NULL ? status->detail : status->title);
    case POSTER_TARGET_PUBLISHED:
      return target->published_us >= 0 ? poster_words_time (target->published_us, now_us, NULL) : g_strdup (status->title);
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
    case POSTER_TARGET_UNKNOWN:
    case POSTER_TARGET_CANCELLED:
    default:
      return g_strdup (status->title);
    }
}

static PosterStatus *
make_status (PosterPost    *post,
             PosterTarget  *target,
             PosterAccount *account,
             gint64         now_us)
{
  PosterStatus *self = g_new0 (PosterStatus, 1);
  const char *platform = account != NULL ? poster_words_platform (account->platform) : NULL;

  self->state = target->state;
  self->icon_name = looks[target->state].icon_name;
  self->css_class = looks[target->state].css_class;
  self->title = g_strdup (_(looks[target->state].title));
  self->detail = get_detail (post, target, platform, now_us);
  self->target_id = g_strdup (target->id);
  self->next = get_next (target);
  if (target->state == POSTER_TARGET_PUBLISHED && target->is_inbox)
    {
      g_free (self->title);
      self->title = g_strdup (_("Delivered"));
    }
  return self;
}

/**
 * poster_status_new_for_target:
 * @post: a post
 * @target: one of its targets
 * @account: (nullable): where that goes
 * @now_us: the present
 *
 * Returns: (transfer full): what has become of @target
 */
PosterStatus *
poster_status_new_for_target (PosterPost    *post,
                              PosterTarget  *target,
                              PosterAccount *account,
                              gint64         now_us)
{
  PosterStatus *self = make_status (post, target, account, now_us);

  self->brief = make_brief (self, NULL, target, now_us);
  return self;
}

/* The target that decides, and how many are in its state. */
static PosterTarget *
find_leading (PosterPost *post,
              guint      *n_alike)
{
  for (guint rank = 0; rank < G_N_ELEMENTS (ranking); rank++)
    {
      PosterTarget *leading = NULL;

      *n_alike = 0;
      for (guint i = 0; i < post->targets->len; i++)
        {
          PosterTarget *target = g_ptr_array_index (post->targets, i);

          if (target->state != ranking[rank])
            continue;
          if (leading == NULL)
            leading = target;
          (*n_alike)++;
        }
      if (leading != NULL)
        return leading;
    }
  return NULL;
}

/* Where @leading alone is so: its platform where that says it, else its handle. */
static char *
find_where (PosterPost              *post,
            PosterTarget            *leading,
            PosterStatusAccountFunc  find_account,
            gpointer                 user_data)
{
  PosterAccount *account = find_account (leading->account_id, user_data);

  if (account == NULL)
    return NULL;
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *other = g_ptr_array_index (post->targets, i);
      PosterAccount *other_account = find_account (other->account_id, user_data);

      if (other != leading && other_account != NULL && g_strcmp0 (other_account->platform, account->platform) == 0)
        return poster_words_account (account);
    }
  return g_strdup (poster_words_platform (account->platform));
}

/* "On TikTok and YouTube" */
static char *
list_platforms (PosterPost              *post,
                PosterStatusAccountFunc  find_account,
                gpointer                 user_data)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      PosterAccount *account = find_account (target->account_id, user_data);
      const char *name = account != NULL ? poster_words_platform (account->platform) : NULL;

      if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  list = poster_words_list ((const char *const *) names->pdata, 2);
  /* Translators: %s is a list of networks: "On TikTok and YouTube" */
  return g_strdup_printf (_("On %s"), list);
}

static char *
title_for_some (PosterStatus *status,
                const char   *where,
                guint         n_alike,
                guint         n_targets)
{
  if (status->state == POSTER_TARGET_FAILED && n_alike == 1 && where != NULL)
    /* Translators: %s is a network or an account: "Failed on YouTube" */
    return g_strdup_printf (_("Failed on %s"), where);
  if (status->state == POSTER_TARGET_FAILED)
    /* Translators: of how many accounts: "Failed on 2 of 3" */
    return g_strdup_printf (_("Failed on %u of %u"), n_alike, n_targets);
  return NULL;
}

/**
 * poster_status_new_for_post:
 * @post: a post
 * @find_account: (scope call): finds accounts
 * @user_data: for @find_account
 * @now_us: the present
 *
 * Returns: (transfer full): what has become of @post as a whole: what needs a person comes first,
 *   then what is under way
 */
PosterStatus *
poster_status_new_for_post (PosterPost              *post,
                            PosterStatusAccountFunc  find_account,
                            gpointer                 user_data,
                            gint64                   now_us)
{
  guint n_alike;
  PosterTarget *leading = find_leading (post, &n_alike);
  g_autoptr(PosterTarget) nowhere = NULL;
  g_autofree char *where = NULL;
  PosterStatus *self;

  if (leading == NULL)
    {
      /* A draft that goes nowhere yet. */
      nowhere = poster_target_new ("");
      leading = nowhere;
      n_alike = post->targets->len;
    }
  self = make_status (post, leading, find_account (leading->account_id, user_data), now_us);
  if (nowhere != NULL)
    g_clear_pointer (&self->target_id, g_free);
  if (n_alike < post->targets->len)
    {
      char *title;

      if (n_alike == 1)
        where = find_where (post, leading, find_account, user_data);
      title = title_for_some (self, where, n_alike, post->targets->len);
      if (title != NULL)
        {
          g_free (self->title);
          self->title = title;
        }
    }
  else if (self->state == POSTER_TARGET_PUBLISHED && !leading->is_inbox)
    {
      g_free (self->detail);
      self->detail = list_platforms (post, find_account, user_data);
    }
  self->brief = make_brief (self, where, leading, now_us);
  return self;
}

/**
 * poster_status_free:
 * @self: (transfer full): a status
 */
void
poster_status_free (PosterStatus *self)
{
  g_free (self->title);
  g_free (self->detail);
  g_free (self->brief);
  g_free (self->target_id);
  g_free (self);
}

/**
 * poster_status_get_word:
 * @state: a state
 *
 * Returns: (transfer none): what it is called: "Scheduled"
 */
const char *
poster_status_get_word (PosterTargetState state)
{
  return _(looks[state].title);
}

/**
 * poster_status_get_icon:
 * @state: a state
 *
 * Returns: (transfer none): the name of its symbolic icon
 */
const char *
poster_status_get_icon (PosterTargetState state)
{
  return looks[state].icon_name;
}

/**
 * poster_status_get_class:
 * @state: a state
 *
 * Returns: (transfer none): the style class of its colour, as #PosterStatus has it
 */
const char *
poster_status_get_class (PosterTargetState state)
{
  return looks[state].css_class;
}
