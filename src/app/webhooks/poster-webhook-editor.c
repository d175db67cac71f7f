/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-editor"

#include "poster-webhook-editor.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-toast.h"
#include "poster-webhook-words.h"
#include "poster-webhooks.h"
#include "poster-words.h"

/* How many lines of the log are shown. */
#define LOG_LINES 20

/**
 * PosterWebhookEditor:
 *
 * One webhook, to be made or changed; what it was sent, and a test.
 */
struct _PosterWebhookEditor
{
  AdwWindow            parent_instance;

  PosterSession       *session;      /* (nullable), until it is gone */
  PosterWebhook       *webhook;      /* (nullable), what is changed */
  GCancellable        *cancellable;
  GPtrArray           *checks;       /* (element-type GtkCheckButton), one for each event */
  GPtrArray           *lines;        /* (element-type GtkWidget), the log */
  GtkSwitch           *active_switch;
  gboolean             is_busy;

  AdwToastOverlay     *overlay;
  GtkButton           *save_button;
  AdwPreferencesGroup *settings_group;
  GtkEditable         *url_row;
  GtkEditable         *name_row;
  GtkEditable         *secret_row;
  AdwPreferencesGroup *events_group;
  AdwPreferencesGroup *log_group;
  GtkButton           *test_button;
  GtkWidget           *delete_group;
};

G_DEFINE_FINAL_TYPE (PosterWebhookEditor, poster_webhook_editor, ADW_TYPE_WINDOW)

static PosterStore *
get_store (PosterWebhookEditor *self)
{
  return poster_session_get_store (self->session);
}

static PosterSecrets *
get_secrets (PosterWebhookEditor *self)
{
  return poster_workspace_get_secrets (poster_session_get_workspace (self->session));
}

static void
tell (PosterWebhookEditor *self,
      const char          *words)
{
  adw_toast_overlay_add_toast (self->overlay, poster_toast_new (words, NULL, GTK_WIDGET (self->overlay)));
}

static gboolean
has_event (PosterWebhookEditor *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      return TRUE;
  return FALSE;
}

static void
update (PosterWebhookEditor *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.save",
                                 !self->is_busy && *gtk_editable_get_text (self->url_row) != '\0' && has_event (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.test", !self->is_busy && self->webhook != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "webhook.delete", !self->is_busy && self->webhook != NULL);
}

static void
changed_cb (PosterWebhookEditor *self)
{
  update (self);
}

static void
set_busy (PosterWebhookEditor *self,
          gboolean             is_busy)
{
  self->is_busy = is_busy;
  update (self);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterWebhookEditor) self = user_data;
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(GError) error = NULL;

  stored = poster_webhooks_save_finish (POSTER_STORE (object), result, &error);
  if (self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (stored == NULL)
    {
      tell (self, error->message);
      return;
    }
  poster_session_ring (self->session);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PosterWebhookEditor *self = POSTER_WEBHOOK_EDITOR (widget);
  const char *const *events = poster_webhook_get_events ();
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();
  const char *name = gtk_editable_get_text (self->name_row);
  const char *secret = gtk_editable_get_text (self->secret_row);
  PosterWebhookWish wish = { 0 };

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      g_ptr_array_add (wanted, (gpointer) events[i]);
  g_ptr_array_add (wanted, NULL);
  wish.id = self->webhook != NULL ? self->webhook->id : NULL;
  wish.name = *name != '\0' ? name : NULL;
  wish.url = gtk_editable_get_text (self->url_row);
  wish.events = (const char *const *) wanted->pdata;
  /* What is in the keyring is not shown; left empty it stays. */
  wish.secret = *secret != '\0' ? secret : NULL;
  wish.is_active = gtk_switch_get_active (self->active_switch);
  set_busy (self, TRUE);
  poster_webhooks_save_async (get_store (self), get_secrets (self), &wish, NULL, saved_cb, g_object_ref (self));
}

static void
add_line (PosterWebhookEditor  *self,
          PosterWebhookAttempt *attempt)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (attempt->is_success ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (self->session));
  g_autofree char *words = poster_webhook_words_attempt (attempt);
  g_autofree char *time = poster_words_time (attempt->at_us, now_us, NULL);
  g_autofree char *absolute = poster_words_absolute (attempt->at_us, NULL);
  GtkWidget *when = gtk_label_new (time);

  gtk_widget_add_css_class (icon, attempt->is_success ? "success" : "warning");
  gtk_widget_add_css_class (when, "dim-label");
  gtk_widget_add_css_class (when, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (when), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (when, absolute);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), poster_webhook_words_event (attempt->event));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  if (attempt->answer != NULL && *attempt->answer != '\0')
    gtk_widget_set_tooltip_text (row, attempt->answer);
  adw_preferences_group_add (self->log_group, row);
  g_ptr_array_add (self->lines, row);
}

static void
log_listed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterWebhookEditor) self = user_data;
  g_autoptr(GPtrArray) log = NULL;
  g_autoptr(GError) error = NULL;

  log = poster_store_list_webhook_log_finish (POSTER_STORE (object), result, &error);
  if (self->session == NULL || log == NULL)
    return;
  for (guint i = 0; i < self->lines->len; i++)
    adw_preferences_group_remove (self->log_group, g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; i < log->len; i++)
    add_line (self, g_ptr_array_index (log, i));
  adw_preferences_group_set_description (self->log_group, log->len == 0 ? _("Nothing in the last seven days") : NULL);
}

static void
load_log (PosterWebhookEditor *self)
{
  PosterWebhookLogQuery query = { .webhook_id = self->webhook->id, .limit = LOG_LINES };

  poster_store_list_webhook_log_async (get_store (self), &query, self->cancellable, log_listed_cb, g_object_ref (self));
}

static void
tested_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterWebhookEditor) self = user_data;
  g_autoptr(PosterWebhookAttempt) attempt = NULL;
  g_autoptr(GError) error = NULL;

  attempt = poster_webhooks_test_finish (POSTER_STORE (object), result, &error);
  if (self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (attempt == NULL)
    tell (self, error->message);
  else
    tell (self, attempt->is_success ? _("The test was taken.") : attempt->error_message);
  load_log (self);
}

static void
test_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PosterWebhookEditor *self = POSTER_WEBHOOK_EDITOR (widget);

  set_busy (self, TRUE);
  poster_webhooks_test_async (get_store (self), get_secrets (self), poster_session_get_clock (self->session),
                              self->webhook->id, self->cancellable, tested_cb, g_object_ref (self));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterWebhookEditor) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean is_gone = poster_webhooks_delete_finish (POSTER_STORE (object), result, &error);

  if (self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (is_gone)
    gtk_window_close (GTK_WINDOW (self));
  else
    tell (self, error->message);
}

static void
delete_answered_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(PosterWebhookEditor) self = user_data;
  g_autofree char *response = poster_ask_finish (result, NULL);

  if (self->session == NULL || g_strcmp0 (response, "delete") != 0)
    return;
  set_busy (self, TRUE);
  poster_webhooks_delete_async (get_store (self), get_secrets (self), self->webhook->id, NULL, deleted_cb,
                                g_object_ref (self));
}

/* Its secret cannot be brought back: hence the question. */
static void
delete_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PosterWebhookEditor *self = POSTER_WEBHOOK_EDITOR (widget);
  const char *const responses[] = { "cancel", _("_Cancel"), "delete", _("_Delete"), NULL };

  poster_ask_async (GTK_WINDOW (self), _("Delete This Webhook?"),
                    _("It is told nothing any more, and its secret is forgotten."), responses, NULL, "delete",
                    self->cancellable, delete_answered_cb, g_object_ref (self));
}

static void
add_event (PosterWebhookEditor *self,
           const char          *event)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_signal_connect_object (check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), poster_webhook_words_event (event));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  poster_webhook_words_event (event), -1);
  adw_preferences_group_add (self->events_group, row);
  g_ptr_array_add (self->checks, check);
}

static void
poster_webhook_editor_dispose (GObject *object)
{
  PosterWebhookEditor *self = POSTER_WEBHOOK_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_webhook_editor_parent_class)->dispose (object);
}

static void
poster_webhook_editor_finalize (GObject *object)
{
  PosterWebhookEditor *self = POSTER_WEBHOOK_EDITOR (object);

  g_clear_object (&self->webhook);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (poster_webhook_editor_parent_class)->finalize (object);
}

static void
poster_webhook_editor_class_init (PosterWebhookEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_webhook_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_webhook_editor_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-webhook-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, overlay);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, settings_group);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, url_row);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, secret_row);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, events_group);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, log_group);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, test_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWebhookEditor, delete_group);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "webhook.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "webhook.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "webhook.delete", NULL, delete_action);
}

static void
poster_webhook_editor_init (PosterWebhookEditor *self)
{
  const char *const *events = poster_webhook_get_events ();
  GtkWidget *row;

  self->cancellable = g_cancellable_new ();
  self->checks = g_ptr_array_new ();
  self->lines = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  row = poster_switch_row_new (_("Active"), NULL, &self->active_switch);
  gtk_switch_set_active (self->active_switch, TRUE);
  adw_preferences_group_add (self->settings_group, row);
  for (guint i = 0; events[i] != NULL; i++)
    add_event (self, events[i]);
}

static void
show (PosterWebhookEditor *self)
{
  const char *const *events = poster_webhook_get_events ();
  PosterWebhook *webhook = self->webhook;

  gtk_editable_set_text (self->url_row, webhook->url);
  gtk_editable_set_text (self->name_row, webhook->name);
  gtk_switch_set_active (self->active_switch, webhook->is_active);
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->checks, i),
                                 g_strv_contains ((const char *const *) webhook->events, events[i]));
  if (webhook->last_error != NULL && webhook->failures > 0)
    adw_preferences_group_set_description (self->settings_group, webhook->last_error);
  gtk_widget_set_visible (GTK_WIDGET (self->log_group), TRUE);
  gtk_widget_set_visible (self->delete_group, TRUE);
  load_log (self);
}

/**
 * poster_webhook_editor_new:
 * @parent: (nullable): the window that asks
 * @session: whose webhook
 * @webhook: (nullable): what to change; %NULL to make one
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_webhook_editor_new (GtkWindow     *parent,
                           PosterSession *session,
                           PosterWebhook *webhook)
{
  PosterWebhookEditor *self = g_object_new (POSTER_TYPE_WEBHOOK_EDITOR, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->webhook = webhook != NULL ? g_object_ref (webhook) : NULL;
  gtk_window_set_title (GTK_WINDOW (self), webhook != NULL ? webhook->name : _("New Webhook"));
  gtk_button_set_label (self->save_button, webhook != NULL ? _("_Save") : _("_Add"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret_row),
                                 webhook != NULL && webhook->has_secret ? _("Secret (kept unless changed)")
                                                                        : _("Secret for the signature (optional)"));
  if (webhook != NULL)
    show (self);
  update (self);
  return GTK_WINDOW (self);
}
