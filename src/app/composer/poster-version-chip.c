/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-version-chip"

#include "poster-version-chip.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-version-words.h"
#include "poster-words.h"

/**
 * PosterVersionChip:
 *
 * While it is on, one writes for its account alone, or, where it has none, for all of them.
 */
struct _PosterVersionChip
{
  GtkToggleButton      parent_instance;

  PosterAccount       *account;  /* (nullable) */

  PosterAccountAvatar *avatar;
  GtkLabel            *label;
  GtkWidget           *sign;
};

G_DEFINE_FINAL_TYPE (PosterVersionChip, poster_version_chip, GTK_TYPE_TOGGLE_BUTTON)

static void
poster_version_chip_dispose (GObject *object)
{
  PosterVersionChip *self = POSTER_VERSION_CHIP (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (poster_version_chip_parent_class)->dispose (object);
}

static void
poster_version_chip_class_init (PosterVersionChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_version_chip_dispose;
  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-version-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterVersionChip, avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterVersionChip, label);
  gtk_widget_class_bind_template_child (widget_class, PosterVersionChip, sign);
}

static void
poster_version_chip_init (PosterVersionChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* GTK 4.8 says so only once it has been switched. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

/**
 * poster_version_chip_new:
 *
 * Returns: (transfer floating): a chip of all accounts
 */
GtkWidget *
poster_version_chip_new (void)
{
  return g_object_new (POSTER_TYPE_VERSION_CHIP, NULL);
}

/**
 * poster_version_chip_set_account:
 * @self: a chip
 * @account: whose it is, as it is now
 */
void
poster_version_chip_set_account (PosterVersionChip *self,
                                 PosterAccount     *account)
{
  g_autofree char *handle = poster_words_account (account);
  g_autofree char *name = poster_words_account_on (account);

  g_set_object (&self->account, account);
  poster_account_avatar_set_account (self->avatar, account);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), TRUE);
  gtk_label_set_label (self->label, handle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * poster_version_chip_get_account:
 * @self: a chip
 *
 * Returns: (transfer none) (nullable): whose it is; %NULL: that of all
 */
PosterAccount *
poster_version_chip_get_account (PosterVersionChip *self)
{
  return self->account;
}

/**
 * poster_version_chip_set_differs:
 * @self: a chip of an account
 * @parts: of poster_draft_get_differs()
 *
 * Says what the account has for itself.
 */
void
poster_version_chip_set_differs (PosterVersionChip *self,
                                 guint              parts)
{
  const char *words = poster_version_words_own (parts);

  gtk_widget_set_visible (self->sign, words != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
