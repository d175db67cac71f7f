/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-menu"

#include "poster-post-menu.h"

#include "poster-post-actions.h"

#include <glib/gi18n-lib.h>

static PosterTargetStates
get_states (PosterPost *post)
{
  PosterTargetStates states = 0;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      states |= POSTER_STATES (target->state);
    }
  return states;
}

/**
 * poster_post_can_edit:
 * @post: a post
 *
 * Returns: whether a person may change it: nothing of it is under way or out
 */
gboolean
poster_post_can_edit (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    if (!poster_target_is_editable (g_ptr_array_index (post->targets, i)))
      return FALSE;
  return TRUE;
}

/**
 * poster_post_find_address:
 * @post: a post
 *
 * Returns: (transfer none) (nullable): where it can be seen, the first of several
 */
const char *
poster_post_find_address (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (target->platform_post_url != NULL && *target->platform_post_url != '\0')
        return target->platform_post_url;
    }
  return NULL;
}

/**
 * poster_post_find_next:
 * @post: a post
 * @status: its status, or that of one of its targets
 * @label: (out) (transfer none): of a button
 * @action: (out) (transfer none): what it does
 * @target: (out) (transfer none): the action's target, a string
 *
 * Returns: whether there is something to do
 */
gboolean
poster_post_find_next (PosterPost    *post,
                       PosterStatus  *status,
                       const char   **label,
                       const char   **action,
                       const char   **target)
{
  PosterTarget *leading = status->target_id != NULL ? poster_post_find_target (post, status->target_id) : NULL;

  *target = post->id;
  switch (status->next)
    {
    case POSTER_NEXT_SIGN_IN:
      *label = _("Sign In…");
      *action = "app.reconnect-account";
      *target = leading->account_id;
      return TRUE;
    case POSTER_NEXT_RETRY:
      *label = _("Retry");
      *action = "posts.retry";
      return TRUE;
    case POSTER_NEXT_POST_NOW:
      *label = _("Post Now");
      *action = "posts.post-now";
      return TRUE;
    case POSTER_NEXT_EDIT:
      /* What is partly out stays as it is. */
      if (!poster_post_can_edit (post))
        return FALSE;
      *label = _("Edit");
      *action = "app.edit-post";
      return TRUE;
    case POSTER_NEXT_CANCEL:
      *label = _("Cancel");
      *action = "posts.cancel";
      return TRUE;
    case POSTER_NEXT_OPEN:
      *label = _("Open");
      *action = "posts.open";
      return TRUE;
    case POSTER_NEXT_DECIDE:
      *label = _("Decide…");
      *action = "app.show-post";
      return TRUE;
    case POSTER_NEXT_CHOOSE:
      *label = _("Choose…");
      *action = "app.show-post";
      return TRUE;
    case POSTER_NEXT_NONE:
    default:
      return FALSE;
    }
}

static void
append (GMenu      *section,
        const char *label,
        const char *action,
        PosterPost *post)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", post->id);
  g_menu_append_item (section, item);
}

static void
append_section (GMenu *menu,
                GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/**
 * poster_post_menu_new:
 * @session: whose post
 * @post: a post
 * @with_details: whether to begin with the way to its details
 *
 * Returns: (transfer full): all that can be done with it now
 */
GMenuModel *
poster_post_menu_new (PosterSession *session,
                      PosterPost    *post,
                      gboolean       with_details)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) look = g_menu_new ();
  g_autoptr(GMenu) change = g_menu_new ();
  g_autoptr(GMenu) end = g_menu_new ();
  PosterTargetStates states = get_states (post);

  if (with_details)
    append (look, _("_Details"), "app.show-post", post);
  if (poster_post_find_address (post) != NULL)
    {
      append (look, _("_Open in Browser"), "posts.open", post);
      append (look, _("Copy _Link"), "posts.copy-link", post);
    }
  append_section (menu, look);

  if (poster_post_can_edit (post))
    append (change, _("_Edit"), "app.edit-post", post);
  append (change, _("D_uplicate"), "posts.duplicate", post);
  if (poster_post_actions_applies (session, post, POSTER_WISH_RETRY))
    append (change, _("_Retry"), "posts.retry", post);
  if (poster_post_actions_applies (session, post, POSTER_WISH_NOW))
    append (change, _("_Post Now"), "posts.post-now", post);
  if ((states & POSTER_STATES_ACTIVE) != 0)
    append (change, _("_Cancel Sending"), "posts.cancel", post);
  else if ((states & (POSTER_STATES (POSTER_TARGET_SCHEDULED) | POSTER_STATES (POSTER_TARGET_HELD))) != 0)
    append (change, _("_Take Back"), "posts.cancel", post);
  if (post->repeats)
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (_("_Stop Repeating"), NULL);

      g_menu_item_set_action_and_target (item, "posts.stop-repeating", "(ss)", post->series_id, post->id);
      g_menu_append_item (change, item);
    }
  append_section (menu, change);

  if (poster_post_actions_can_delete (post))
    append (end, _("_Delete"), "posts.delete", post);
  append_section (menu, end);
  return G_MENU_MODEL (menu);
}
