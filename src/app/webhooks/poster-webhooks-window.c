/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhooks-window"

#include "poster-webhooks-window.h"

#include <glib/gi18n-lib.h>

#include "poster-store-webhooks.h"
#include "poster-toast.h"
#include "poster-webhook-editor.h"
#include "poster-webhook-words.h"

/**
 * PosterWebhooksWindow:
 *
 * Who is told of what happens, and how each of them does.
 */
struct _PosterWebhooksWindow
{
  AdwWindow            parent_instance;

  PosterSession       *session;      /* (nullable), until it is gone */
  GCancellable        *cancellable;
  GPtrArray           *rows;         /* (element-type GtkWidget) */

  AdwToastOverlay     *overlay;
  GtkStack            *stack;
  AdwPreferencesGroup *group;
  GtkWidget           *new_button;
};

G_DEFINE_FINAL_TYPE (PosterWebhooksWindow, poster_webhooks_window, ADW_TYPE_WINDOW)

static void
edit (PosterWebhooksWindow *self,
      PosterWebhook        *webhook)
{
  gtk_window_present (poster_webhook_editor_new (GTK_WINDOW (self), self->session, webhook));
}

static void
row_activated_cb (AdwActionRow         *row,
                  PosterWebhooksWindow *self)
{
  edit (self, g_object_get_data (G_OBJECT (row), "webhook"));
}

static void
add_row (PosterWebhooksWindow *self,
         PosterWebhook        *webhook)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *state = poster_webhook_words_state (webhook,
                                                       poster_clock_get_now_us (poster_session_get_clock (self->session)));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), webhook->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (webhook->switched_off_us >= 0 || webhook->failures > 0)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, webhook->url);
  g_object_set_data_full (G_OBJECT (row), "webhook", g_object_ref (webhook), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (row_activated_cb), self);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterWebhooksWindow) self = user_data;
  g_autoptr(GPtrArray) webhooks = NULL;
  g_autoptr(GError) error = NULL;
  int focused = -1;

  webhooks = poster_store_list_webhooks_finish (POSTER_STORE (object), result, &error);
  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (webhooks == NULL)
    {
      adw_toast_overlay_add_toast (self->overlay, poster_toast_new (error->message, NULL, GTK_WIDGET (self->overlay)));
      return;
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (gtk_widget_is_focus (g_ptr_array_index (self->rows, i)))
        focused = (int) i;
      adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
    }
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < webhooks->len; i++)
    add_row (self, g_ptr_array_index (webhooks, i));
  if (focused >= 0 && focused < (int) self->rows->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, (guint) focused));
  gtk_widget_set_visible (self->new_button, webhooks->len > 0);
  gtk_widget_set_sensitive (self->new_button, webhooks->len < POSTER_WEBHOOK_MAX);
  gtk_stack_set_visible_child_name (self->stack, webhooks->len > 0 ? "webhooks" : "none");
}

static void
load (PosterWebhooksWindow *self)
{
  poster_store_list_webhooks_async (poster_session_get_store (self->session), self->cancellable, listed_cb,
                                    g_object_ref (self));
}

static void
changed_cb (PosterSession        *session,
            const char           *post_id,
            PosterWebhooksWindow *self)
{
  load (self);
}

static void
new_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  edit (POSTER_WEBHOOKS_WINDOW (widget), NULL);
}

static void
poster_webhooks_window_dispose (GObject *object)
{
  PosterWebhooksWindow *self = POSTER_WEBHOOKS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_webhooks_window_parent_class)->dispose (object);
}

static void
poster_webhooks_window_finalize (GObject *object)
{
  PosterWebhooksWindow *self = POSTER_WEBHOOKS_WINDOW (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (poster_webhooks_window_parent_class)->finalize (object);
}

static void
poster_webhooks_window_class_init (PosterWebhooksWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_webhooks_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_webhooks_window_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-webhooks-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterWebhooksWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhooksWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhooksWindow, group);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhooksWindow, new_button);
  gtk_widget_class_install_action (widget_class, "webhooks.new", NULL, new_action);
}

static void
poster_webhooks_window_init (PosterWebhooksWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_webhooks_window_new:
 * @parent: (nullable): the window that asks
 * @session: whose webhooks
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_webhooks_window_new (GtkWindow     *parent,
                            PosterSession *session)
{
  PosterWebhooksWindow *self = g_object_new (POSTER_TYPE_WEBHOOKS_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  g_signal_connect (session, "post-changed", G_CALLBACK (changed_cb), self);
  load (self);
  return GTK_WINDOW (self);
}
