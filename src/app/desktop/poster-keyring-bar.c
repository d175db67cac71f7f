/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-keyring-bar"

#include "poster-keyring-bar.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-vault-unlock.h"

/* The owner of a secret that there never is: asking for it tells whether the keyring answers. */
#define NOBODY_ID "000000000000000000000000"

/* A keyring is also unlocked elsewhere, and tells nobody: while the bar is there, it is looked at
 * this often. */
#define LOOK_AGAIN_US (3 * G_TIME_SPAN_SECOND)

/* However many posts change, the keyring is not asked more often than this. */
#define PAUSE_US G_TIME_SPAN_SECOND

/**
 * PosterKeyringBar:
 *
 * Says at the top of the window that the keyring is locked or missing, so that nothing can be sent,
 * and lets a person unlock it; then what was held goes on.
 */
struct _PosterKeyringBar
{
  GtkWidget      parent_instance;

  GtkRevealer   *revealer;
  GtkLabel      *label;
  GtkButton     *button;

  PosterSession *session;      /* (nullable) */
  GCancellable  *cancellable;
  guint          delay;        /* source id, 0 for none */
  gboolean       is_asking;
  gboolean       is_shut;      /* whether the keyring was locked or missing when it was asked last */
};

G_DEFINE_FINAL_TYPE (PosterKeyringBar, poster_keyring_bar, GTK_TYPE_WIDGET)

static void ask_after (PosterKeyringBar *self, gint64 delay_us);

static void
show_error (PosterKeyringBar *self,
            const GError     *error)
{
  gboolean is_locked = g_error_matches (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED);

  gtk_label_set_label (self->label,
                       is_locked ? _("The keyring is locked, so nothing can be sent.")
                                 : _("No keyring answers, so nothing can be sent. Install one, such as gnome-keyring."));
  gtk_button_set_label (self->button, is_locked ? _("Unlock…") : _("Try Again"));
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  self->is_shut = TRUE;
}

static void
go_on (PosterKeyringBar *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  if (self->is_shut)
    poster_session_resume_held (self->session);
  self->is_shut = FALSE;
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterKeyringBar) self = user_data;
  g_autoptr(PosterSecretText) none = NULL;
  g_autoptr(GError) error = NULL;

  none = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_asking = FALSE;
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NO_KEYRING))
    {
      show_error (self, error);
      ask_after (self, LOOK_AGAIN_US);
    }
  else
    go_on (self);
}

static gboolean
ask_cb (gpointer user_data)
{
  PosterKeyringBar *self = user_data;

  self->delay = 0;
  /* Who has no account needs no keyring yet. */
  if (!self->is_shut && g_list_model_get_n_items (poster_session_get_accounts (self->session)) == 0)
    return G_SOURCE_REMOVE;
  self->is_asking = TRUE;
  poster_secrets_lookup_async (poster_workspace_get_secrets (poster_session_get_workspace (self->session)), NOBODY_ID,
                               POSTER_SECRET_CREDENTIALS, self->cancellable, asked_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
ask_after (PosterKeyringBar *self,
           gint64            delay_us)
{
  if (!self->is_asking && self->delay == 0)
    self->delay = poster_clock_add_delay (poster_session_get_clock (self->session), delay_us, ask_cb, self);
}

static void
something_changed_cb (PosterKeyringBar *self)
{
  ask_after (self, PAUSE_US);
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PosterKeyringBar) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean is_open = poster_vault_unlock_finish (result, &error);

  if (self->session == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
  if (is_open)
    {
      /* Now, and not when it would be looked at again. */
      g_clear_handle_id (&self->delay, g_source_remove);
      ask_after (self, 0);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_label_set_label (self->label, error->message);
}

static void
button_clicked_cb (PosterKeyringBar *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  poster_vault_unlock_async (self->cancellable, unlocked_cb, g_object_ref (self));
}

static void
poster_keyring_bar_dispose (GObject *object)
{
  PosterKeyringBar *self = POSTER_KEYRING_BAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->delay, g_source_remove);
  g_clear_object (&self->session);
  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->revealer)));
  G_OBJECT_CLASS (poster_keyring_bar_parent_class)->dispose (object);
}

static void
poster_keyring_bar_finalize (GObject *object)
{
  PosterKeyringBar *self = POSTER_KEYRING_BAR (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_keyring_bar_parent_class)->finalize (object);
}

static void
poster_keyring_bar_class_init (PosterKeyringBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_keyring_bar_dispose;
  object_class->finalize = poster_keyring_bar_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-keyring-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyringBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyringBar, label);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyringBar, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
poster_keyring_bar_init (PosterKeyringBar *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_keyring_bar_new:
 *
 * Returns: (transfer floating): a bar that does not show
 */
GtkWidget *
poster_keyring_bar_new (void)
{
  return g_object_new (POSTER_TYPE_KEYRING_BAR, NULL);
}

/**
 * poster_keyring_bar_set_session:
 * @self: a bar
 * @session: whose keyring to look after
 *
 * To be called once.
 */
void
poster_keyring_bar_set_session (PosterKeyringBar *self,
                                PosterSession    *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "post-changed", G_CALLBACK (something_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "trouble", G_CALLBACK (something_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::is-loaded", G_CALLBACK (something_changed_cb), self, G_CONNECT_SWAPPED);
  ask_after (self, PAUSE_US);
}
