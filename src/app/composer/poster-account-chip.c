/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-chip"

#include "poster-account-chip.h"

#include "poster-account-avatar.h"
#include "poster-version-words.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * PosterAccountChip:
 *
 * An account that a post goes to while the chip is on.
 */
struct _PosterAccountChip
{
  GtkToggleButton      parent_instance;

  PosterAccount       *account;
  const char          *about;    /* (nullable), what is to be known of the account */
  guint                differs;  /* a set of #PosterDraftPart */

  PosterAccountAvatar *avatar;
  GtkLabel            *handle;
  GtkLabel            *where;
  GtkWidget           *sign;
};

G_DEFINE_FINAL_TYPE (PosterAccountChip, poster_account_chip, GTK_TYPE_TOGGLE_BUTTON)

static void
toggled_cb (PosterAccountChip *self)
{
  poster_account_avatar_set_accented (self->avatar, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self)));
}

static void
poster_account_chip_dispose (GObject *object)
{
  PosterAccountChip *self = POSTER_ACCOUNT_CHIP (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (poster_account_chip_parent_class)->dispose (object);
}

static void
poster_account_chip_class_init (PosterAccountChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_account_chip_dispose;
  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-account-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterAccountChip, avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountChip, handle);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountChip, where);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountChip, sign);
}

static void
poster_account_chip_init (PosterAccountChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* GTK 4.8 says so only once it has been switched. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  g_signal_connect (self, "toggled", G_CALLBACK (toggled_cb), NULL);
}

/**
 * poster_account_chip_new:
 * @account: whose
 *
 * Returns: (transfer floating): a chip that is off
 */
GtkWidget *
poster_account_chip_new (PosterAccount *account)
{
  PosterAccountChip *self = g_object_new (POSTER_TYPE_ACCOUNT_CHIP, NULL);

  poster_account_chip_set_account (self, account);
  return GTK_WIDGET (self);
}

static void
describe (PosterAccountChip *self)
{
  const char *own = poster_version_words_own (self->differs);
  g_autofree char *words = NULL;

  words = own != NULL && self->about != NULL ? g_strdup_printf ("%s\n%s", own, self->about)
                                             : g_strdup (own != NULL ? own : self->about);
  gtk_widget_set_visible (self->sign, own != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/**
 * poster_account_chip_set_account:
 * @self: a chip
 * @account: whose, as it is now
 *
 * What cannot be posted to says why, and cannot be switched.
 */
void
poster_account_chip_set_account (PosterAccountChip *self,
                                 PosterAccount     *account)
{
  g_autofree char *handle = poster_words_account (account);
  g_autofree char *label = poster_words_account_on (account);

  self->about = NULL;
  g_set_object (&self->account, account);
  poster_account_avatar_set_account (self->avatar, account);
  gtk_label_set_label (self->handle, handle);
  gtk_widget_remove_css_class (GTK_WIDGET (self->where), "accent");
  if (!account->is_active)
    {
      gtk_label_set_label (self->where, _("Sign in first"));
      self->about = _("Signed out. Sign in first, on the page of accounts.");
    }
  else if (account->is_practice)
    {
      gtk_label_set_label (self->where, _("Practice"));
      gtk_widget_add_css_class (GTK_WIDGET (self->where), "accent");
      self->about = _("Goes to the practice service on this computer. Nobody else sees it.");
    }
  else
    {
      gtk_label_set_label (self->where, poster_words_platform (account->platform));
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self), account->is_active);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  describe (self);
}

/**
 * poster_account_chip_set_differs:
 * @self: a chip
 * @parts: of poster_draft_get_differs()
 *
 * Says what the account has for itself: by a sign, and in words.
 */
void
poster_account_chip_set_differs (PosterAccountChip *self,
                                 guint              parts)
{
  if (self->differs == parts)
    return;
  self->differs = parts;
  describe (self);
}

/**
 * poster_account_chip_get_account:
 * @self: a chip
 *
 * Returns: (transfer none): whose
 */
PosterAccount *
poster_account_chip_get_account (PosterAccountChip *self)
{
  return self->account;
}

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

/**
 * poster_account_chip_matches:
 * @self: a chip
 * @needle: what a person looks for
 *
 * Returns: whether handle, name or platform has all words of @needle in it, in any case
 */
gboolean
poster_account_chip_matches (PosterAccountChip *self,
                             const char        *needle)
{
  g_autofree char *text = g_strjoin (" ", gtk_label_get_label (self->handle),
                                     self->account->display_name != NULL ? self->account->display_name : "",
                                     poster_words_platform (self->account->platform),
                                     gtk_label_get_label (self->where), NULL);
  g_autofree char *normal = g_utf8_normalize (needle, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
  g_auto(GStrv) words = g_strsplit (folded, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!contains (text, words[i]))
      return FALSE;
  return TRUE;
}
