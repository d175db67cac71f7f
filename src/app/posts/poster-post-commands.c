/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-commands"

#include "poster-post-commands.h"

#include "poster-compat.h"
#include "poster-post-actions.h"
#include "poster-post-menu.h"
#include "poster-store-remote.h"
#include "poster-series-question.h"
#include "poster-window.h"

#include <glib/gi18n-lib.h>

#define SESSION_KEY "poster-post-commands-session"

/* What a command needs until it is done; the widget that it came from may be gone by then. */
typedef struct
{
  PosterSession *session;
  char          *post_id;
  char          *series_id; /* (nullable) */
  GWeakRef       widget;
  GWeakRef       window;   /* where to tell */
} Command;

static Command *
command_new (GtkWidget  *widget,
             const char *post_id)
{
  PosterSession *session = g_object_get_data (G_OBJECT (widget), SESSION_KEY);
  Command *command;

  if (session == NULL)
    return NULL;
  command = g_new0 (Command, 1);
  command->session = g_object_ref (session);
  command->post_id = g_strdup (post_id);
  g_weak_ref_init (&command->widget, widget);
  g_weak_ref_init (&command->window, poster_window_find (widget));
  return command;
}

static void
command_free (gpointer data)
{
  Command *command = data;

  g_object_unref (command->session);
  g_free (command->post_id);
  g_free (command->series_id);
  g_weak_ref_clear (&command->widget);
  g_weak_ref_clear (&command->window);
  g_free (command);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)

static void
tell (Command    *command,
      const char *text)
{
  g_autoptr(PosterWindow) window = g_weak_ref_get (&command->window);

  if (window != NULL)
    poster_window_tell (window, text);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&command->widget);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  const char *address = post != NULL ? poster_post_find_address (post) : NULL;
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;

  if (post == NULL)
    tell (command, error->message);
  else if (address != NULL && root != NULL)
    poster_open_uri (GTK_WINDOW (root), address);
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_store_get_post_async (poster_session_get_store (command->session), command->post_id, NULL, opened_cb, command);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&command->widget);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  const char *address = post != NULL ? poster_post_find_address (post) : NULL;

  if (post == NULL)
    tell (command, error->message);
  else if (address != NULL && widget != NULL)
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), address);
      tell (command, _("Link copied"));
    }
}

static void
copy_link_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_store_get_post_async (poster_session_get_store (command->session), command->post_id, NULL, copied_cb, command);
}

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_post_actions_retry_finish (POSTER_SESSION (object), result, &error))
    tell (command, error->message);
}

static void
retry (GtkWidget       *widget,
       GVariant        *parameter,
       PosterRetryWish  wish)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_post_actions_retry_async (command->session, command->post_id, wish, retried_cb, command);
}

static void
retry_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  retry (widget, parameter, POSTER_WISH_RETRY);
}

static void
post_now_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  retry (widget, parameter, POSTER_WISH_NOW);
}

/* What is about one account alone: @parameter is a post and one of its targets. */
static void
retry_target (GtkWidget       *widget,
              GVariant        *parameter,
              PosterRetryWish  wish)
{
  const char *post_id, *target_id;
  Command *command;

  g_variant_get (parameter, "(&s&s)", &post_id, &target_id);
  command = command_new (widget, post_id);
  if (command != NULL)
    poster_post_actions_retry_target_async (command->session, command->post_id, target_id, wish, retried_cb, command);
}

static void
retry_target_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  retry_target (widget, parameter, POSTER_WISH_RETRY);
}

static void
post_target_now_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  retry_target (widget, parameter, POSTER_WISH_NOW);
}

static void
again_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  retry_target (widget, parameter, POSTER_WISH_AGAIN);
}

static void
is_out_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  retry_target (widget, parameter, POSTER_WISH_PUBLISHED);
}

/* --- What was changed at a service, too --- */

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_resolve_remote_finish (POSTER_STORE (object), result, &error))
    poster_session_ring (command->session);
  else
    tell (command, error->message);
}

static void
resolve (GtkWidget          *widget,
         GVariant           *parameter,
         PosterRemoteChoice  choice)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_store_resolve_remote_async (poster_session_get_store (command->session), command->post_id, choice, NULL,
                                       resolved_cb, command);
}

static void
keep_mine_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  resolve (widget, parameter, POSTER_REMOTE_CHOICE_MINE);
}

static void
use_theirs_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  resolve (widget, parameter, POSTER_REMOTE_CHOICE_THEIRS);
}

static void
cancelled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_session_cancel_post_finish (POSTER_SESSION (object), result, &error))
    tell (command, error->message);
}

static void
cancel_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_session_cancel_post_async (command->session, command->post_id, cancelled_cb, command);
}

static void
duplicated_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&command->widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *post_id = poster_post_actions_duplicate_finish (POSTER_SESSION (object), result, &error);

  if (post_id == NULL)
    tell (command, error->message);
  else if (widget != NULL)
    gtk_widget_activate_action (widget, "app.edit-post", "s", post_id);
}

static void
duplicate_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_post_actions_duplicate_async (command->session, command->post_id, duplicated_cb, command);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PosterWindow) window = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_post_actions_restore_finish (POSTER_SESSION (object), result, &error))
    poster_window_tell (window, error->message);
}

static void
undo_delete (gpointer user_data)
{
  Command *command = user_data;
  PosterWindow *window = g_weak_ref_get (&command->window);

  /* The offer was made there. */
  if (window != NULL)
    poster_post_actions_restore_async (command->session, command->post_id, command->series_id, restored_cb, window);
}

static void
settle_delete (gpointer user_data)
{
  Command *command = user_data;

  poster_post_actions_purge (command->session, command->post_id);
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(PosterWindow) window = g_weak_ref_get (&command->window);
  g_autoptr(GError) error = NULL;

  if (!poster_post_actions_trash_finish (POSTER_SESSION (object), result, &error))
    tell (command, error->message);
  else if (window == NULL)
    settle_delete (command);
  else
    {
      Command *offer = g_steal_pointer (&command);

      poster_window_offer_undo (window, _("Post deleted"), undo_delete, settle_delete, offer, command_free);
    }
}

static void
deletion_asked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GError) error = NULL;
  PosterSeriesScope scope;

  scope = poster_series_question_finish (POSTER_SESSION (object), result, NULL, &series, &error);
  if (error != NULL)
    tell (command, error->message);
  if (scope == POSTER_SERIES_SCOPE_NONE)
    return;
  if (scope == POSTER_SERIES_SCOPE_FOLLOWING)
    command->series_id = g_strdup (series->id);
  poster_post_actions_trash_async (command->session, command->post_id, command->series_id, trashed_cb, command);
  g_steal_pointer (&command);
}

static void
delete_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  Command *command = command_new (widget, g_variant_get_string (parameter, NULL));

  if (command != NULL)
    poster_series_question_async (command->session, GTK_WINDOW (gtk_widget_get_root (widget)), command->post_id, TRUE, NULL,
                                  deletion_asked_cb, command);
}

/* --- Posts that repeat --- */

static void
series_resumed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(PosterWindow) window = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_resume_series_finish (POSTER_STORE (object), result, &error))
    poster_window_tell (window, error->message);
}

static void
undo_stop (gpointer user_data)
{
  Command *command = user_data;
  PosterWindow *window = g_weak_ref_get (&command->window);

  /* The offer was made there. */
  if (window != NULL)
    poster_store_resume_series_async (poster_session_get_store (command->session), command->series_id, command->post_id,
                                      NULL, series_resumed_cb, window);
}

static void
series_ended_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Command) command = user_data;
  g_autoptr(PosterWindow) window = g_weak_ref_get (&command->window);
  g_autoptr(GError) error = NULL;

  if (!poster_store_end_series_finish (POSTER_STORE (object), result, &error))
    tell (command, error->message);
  else if (window != NULL)
    poster_window_offer_undo (window, _("The post goes out once more, and repeats no longer"), undo_stop, NULL,
                              g_steal_pointer (&command), command_free);
}

static void
stop_repeating_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  const char *series_id, *post_id;
  Command *command;

  g_variant_get (parameter, "(&s&s)", &series_id, &post_id);
  command = command_new (widget, post_id);
  if (command == NULL)
    return;
  command->series_id = g_strdup (series_id);
  poster_store_end_series_async (poster_session_get_store (command->session), series_id, NULL, series_ended_cb, command);
}

/**
 * poster_post_commands_install:
 * @widget_class: of a widget that shows posts
 *
 * To be called in its class_init.
 */
void
poster_post_commands_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "posts.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "posts.copy-link", "s", copy_link_action);
  gtk_widget_class_install_action (widget_class, "posts.retry", "s", retry_action);
  gtk_widget_class_install_action (widget_class, "posts.post-now", "s", post_now_action);
  gtk_widget_class_install_action (widget_class, "posts.retry-target", "(ss)", retry_target_action);
  gtk_widget_class_install_action (widget_class, "posts.post-target-now", "(ss)", post_target_now_action);
  gtk_widget_class_install_action (widget_class, "posts.again", "(ss)", again_action);
  gtk_widget_class_install_action (widget_class, "posts.is-out", "(ss)", is_out_action);
  gtk_widget_class_install_action (widget_class, "posts.keep-mine", "s", keep_mine_action);
  gtk_widget_class_install_action (widget_class, "posts.use-theirs", "s", use_theirs_action);
  gtk_widget_class_install_action (widget_class, "posts.stop-repeating", "(ss)", stop_repeating_action);
  gtk_widget_class_install_action (widget_class, "posts.cancel", "s", cancel_action);
  gtk_widget_class_install_action (widget_class, "posts.duplicate", "s", duplicate_action);
  gtk_widget_class_install_action (widget_class, "posts.delete", "s", delete_action);
}

/**
 * poster_post_commands_set_session:
 * @widget: a widget of such a class
 * @session: (nullable): whose posts it shows; without one the actions do nothing
 */
void
poster_post_commands_set_session (GtkWidget     *widget,
                                  PosterSession *session)
{
  g_object_set_data_full (G_OBJECT (widget), SESSION_KEY, session != NULL ? g_object_ref (session) : NULL, g_object_unref);
}
