/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-rename-window"

#include "poster-rename-window.h"

#include <glib/gi18n-lib.h>

#include "poster-remote-account.h"
#include "poster-words.h"

/**
 * PosterRenameWindow:
 *
 * Gives an account that a service keeps another name.
 */
struct _PosterRenameWindow
{
  AdwWindow         parent_instance;

  PosterSession    *session;
  PosterAccount    *account;
  GCancellable     *cancellable;

  AdwWindowTitle   *window_title;
  GtkEditable      *name_row;
  GtkWidget        *problem;
  GtkLabel         *problem_label;
};

G_DEFINE_FINAL_TYPE (PosterRenameWindow, poster_rename_window, ADW_TYPE_WINDOW)

static char *
dup_name (PosterRenameWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
}

static void
name_changed_cb (PosterRenameWindow *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rename.save", *name != '\0');
}

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterRenameWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_remote_account_rename_finish (POSTER_WORKSPACE (object), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rename.save", TRUE);
  gtk_label_set_label (self->problem_label, error->message);
  gtk_widget_set_visible (self->problem, TRUE);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterRenameWindow *self = POSTER_RENAME_WINDOW (widget);
  g_autofree char *display_name = dup_name (self);

  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_action_set_enabled (widget, "rename.save", FALSE);
  poster_remote_account_rename_async (poster_session_get_workspace (self->session), self->account, display_name,
                                      self->cancellable, renamed_cb, g_object_ref (self));
}

static void
poster_rename_window_dispose (GObject *object)
{
  g_cancellable_cancel (POSTER_RENAME_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (poster_rename_window_parent_class)->dispose (object);
}

static void
poster_rename_window_finalize (GObject *object)
{
  PosterRenameWindow *self = POSTER_RENAME_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_rename_window_parent_class)->finalize (object);
}

/* Whoever closes it does not wait for the service. */
static gboolean
poster_rename_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (POSTER_RENAME_WINDOW (window)->cancellable);
  return GTK_WINDOW_CLASS (poster_rename_window_parent_class)->close_request (window);
}

static void
poster_rename_window_class_init (PosterRenameWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_rename_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_rename_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = poster_rename_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-rename-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterRenameWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterRenameWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PosterRenameWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, PosterRenameWindow, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_install_action (widget_class, "rename.save", NULL, save_action);
}

static void
poster_rename_window_init (PosterRenameWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_rename_window_new:
 * @parent: (nullable): the window that asks
 * @session: whose account it is
 * @account: an account that a service keeps
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_rename_window_new (GtkWindow     *parent,
                          PosterSession *session,
                          PosterAccount *account)
{
  PosterRenameWindow *self = g_object_new (POSTER_TYPE_RENAME_WINDOW, "transient-for", parent, NULL);
  g_autofree char *name = poster_words_account_on (account);

  self->session = g_object_ref (session);
  self->account = g_object_ref (account);
  adw_window_title_set_subtitle (self->window_title, name);
  gtk_editable_set_text (self->name_row, account->display_name != NULL ? account->display_name : "");
  name_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WINDOW (self);
}
