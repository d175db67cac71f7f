/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-version-bar"

#include "poster-version-bar.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-version-words.h"
#include "poster-words.h"

/**
 * PosterVersionBar:
 *
 * Says that what follows is for one account alone, and leads back. It is there while that is so.
 */
struct _PosterVersionBar
{
  GtkWidget            parent_instance;

  PosterDraft         *draft;  /* (nullable), until it is set */

  GtkBox              *box;
  PosterAccountAvatar *avatar;
  GtkLabel            *title;
  GtkLabel            *subtitle;
  GtkWidget           *common_button;
};

enum
{
  USE_COMMON,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterVersionBar, poster_version_bar, GTK_TYPE_WIDGET)

static void
common_cb (GtkButton        *button,
           PosterVersionBar *self)
{
  g_signal_emit (self, signals[USE_COMMON], 0);
}

static void
done_cb (GtkButton        *button,
         PosterVersionBar *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static PosterAccount *
dup_account (PosterVersionBar *self)
{
  const char *scope = poster_draft_get_scope (self->draft);
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);

  for (guint i = 0; scope != NULL && i < accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (accounts, i))->id, scope))
      return g_object_ref (g_ptr_array_index (accounts, i));
  return NULL;
}

static void
show_account (PosterVersionBar *self,
              PosterAccount    *account)
{
  g_autofree char *name = poster_words_account_on (account);
  g_autofree char *title = NULL;
  const char *own = poster_version_words_own (poster_draft_get_differs (self->draft, account->id));

  /* Translators: %s is an account: "Only for @studio on TikTok" */
  title = g_strdup_printf (_("Only for %s"), name);
  poster_account_avatar_set_account (self->avatar, account);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, own != NULL ? own : _("Nothing is different yet"));
  gtk_widget_set_visible (self->common_button, own != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
draft_changed_cb (PosterDraft      *draft,
                  guint             parts,
                  PosterVersionBar *self)
{
  g_autoptr(PosterAccount) account = NULL;

  if ((parts & (POSTER_DRAFT_SCOPE | POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_VERSIONED)) == 0)
    return;
  account = dup_account (self);
  gtk_widget_set_visible (GTK_WIDGET (self), account != NULL);
  if (account != NULL)
    show_account (self, account);
}

static void
poster_version_bar_dispose (GObject *object)
{
  PosterVersionBar *self = POSTER_VERSION_BAR (object);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  if (self->box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->box));
  self->box = NULL;
  G_OBJECT_CLASS (poster_version_bar_parent_class)->dispose (object);
}

static void
poster_version_bar_class_init (PosterVersionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_version_bar_dispose;

  signals[USE_COMMON] = g_signal_new ("use-common", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "versionbar");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-version-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterVersionBar, box);
  gtk_widget_class_bind_template_child (widget_class, PosterVersionBar, avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterVersionBar, title);
  gtk_widget_class_bind_template_child (widget_class, PosterVersionBar, subtitle);
  gtk_widget_class_bind_template_child (widget_class, PosterVersionBar, common_button);
  gtk_widget_class_bind_template_callback (widget_class, common_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
poster_version_bar_init (PosterVersionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * poster_version_bar_new:
 *
 * Returns: (transfer floating): a bar without a draft
 */
GtkWidget *
poster_version_bar_new (void)
{
  return g_object_new (POSTER_TYPE_VERSION_BAR, NULL);
}

void
poster_version_bar_set_draft (PosterVersionBar *self,
                              PosterDraft      *draft)
{
  g_return_if_fail (POSTER_IS_VERSION_BAR (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  draft_changed_cb (draft, POSTER_DRAFT_ALL, self);
}

/**
 * poster_version_bar_set_narrow:
 * @self: a bar
 * @narrow: whether the buttons are to stand below the words
 */
void
poster_version_bar_set_narrow (PosterVersionBar *self,
                               gboolean          narrow)
{
  g_return_if_fail (POSTER_IS_VERSION_BAR (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}
