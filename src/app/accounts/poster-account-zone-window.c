/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-zone-window"

#include "poster-account-zone-window.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"
#include "poster-zone-button.h"

/**
 * PosterAccountZoneWindow:
 *
 * Lets a person say where the followers of an account live: times are then said in their zone, too.
 */
struct _PosterAccountZoneWindow
{
  AdwWindow         parent_instance;

  PosterSession    *session;
  PosterAccount    *account;

  AdwWindowTitle   *window_title;
  PosterZoneButton *zone_button;
  GtkWidget        *problem;
  GtkLabel         *problem_label;
};

G_DEFINE_FINAL_TYPE (PosterAccountZoneWindow, poster_account_zone_window, ADW_TYPE_WINDOW)

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterAccountZoneWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "zone.save", TRUE);
  if (poster_store_set_account_zone_finish (POSTER_STORE (object), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_label_set_label (self->problem_label, error->message);
  gtk_widget_set_visible (self->problem, TRUE);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterAccountZoneWindow *self = POSTER_ACCOUNT_ZONE_WINDOW (widget);
  const char *zone = poster_zone_button_get_zone (self->zone_button);

  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_action_set_enabled (widget, "zone.save", FALSE);
  poster_store_set_account_zone_async (poster_session_get_store (self->session), self->account->id,
                                       *zone != '\0' ? zone : NULL, NULL, saved_cb, g_object_ref (self));
}

static void
poster_account_zone_window_finalize (GObject *object)
{
  PosterAccountZoneWindow *self = POSTER_ACCOUNT_ZONE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (poster_account_zone_window_parent_class)->finalize (object);
}

static void
poster_account_zone_window_class_init (PosterAccountZoneWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_account_zone_window_finalize;

  g_type_ensure (POSTER_TYPE_ZONE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-account-zone-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterAccountZoneWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountZoneWindow, zone_button);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountZoneWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountZoneWindow, problem_label);
  gtk_widget_class_install_action (widget_class, "zone.save", NULL, save_action);
}

static void
poster_account_zone_window_init (PosterAccountZoneWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  poster_zone_button_set_unset_name (self->zone_button, _("Not Set"));
}

/**
 * poster_account_zone_window_new:
 * @parent: (nullable): the window that asks
 * @session: whose account it is
 * @account: an account
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_account_zone_window_new (GtkWindow     *parent,
                                PosterSession *session,
                                PosterAccount *account)
{
  PosterAccountZoneWindow *self = g_object_new (POSTER_TYPE_ACCOUNT_ZONE_WINDOW, "transient-for", parent, NULL);
  g_autofree char *name = poster_words_account (account);

  self->session = g_object_ref (session);
  self->account = g_object_ref (account);
  adw_window_title_set_subtitle (self->window_title, name);
  poster_zone_button_set_zone (self->zone_button, account->zone);
  poster_zone_button_set_instant (self->zone_button, poster_clock_get_now_us (poster_session_get_clock (session)));
  return GTK_WINDOW (self);
}
