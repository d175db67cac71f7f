/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-version-switch"

#include "poster-version-switch.h"

#include <glib/gi18n-lib.h>

#include "poster-version-chip.h"
#include "poster-version-words.h"
#include "poster-wrap-box.h"

/**
 * PosterVersionSwitch:
 *
 * A line that tells which accounts differ, and opens to choose for which of them one writes. It is
 * there with two accounts or more. Folded, one writes for all.
 */
struct _PosterVersionSwitch
{
  GtkWidget    parent_instance;

  PosterDraft *draft;     /* (nullable), until it is set */
  GPtrArray   *chips;     /* (element-type PosterVersionChip) (unowned), of the accounts */
  gboolean     is_showing;

  GtkWidget   *expander;
  GtkWidget   *box;
  GtkWidget   *all;
};

G_DEFINE_FINAL_TYPE (PosterVersionSwitch, poster_version_switch, GTK_TYPE_WIDGET)

static void
set_scope (PosterVersionSwitch *self,
           const char          *account_id)
{
  if (self->draft != NULL)
    poster_draft_set_scope (self->draft, account_id);
}

static void
toggled_cb (PosterVersionSwitch *self,
            GtkToggleButton     *chip)
{
  PosterAccount *account;

  if (self->is_showing || !gtk_toggle_button_get_active (chip))
    return;
  account = poster_version_chip_get_account (POSTER_VERSION_CHIP (chip));
  set_scope (self, account != NULL ? account->id : NULL);
}

static void
expanded_cb (PosterVersionSwitch *self)
{
  if (!gtk_expander_get_expanded (GTK_EXPANDER (self->expander)))
    set_scope (self, NULL);
}

static GtkWidget *
chip_new (PosterVersionSwitch *self)
{
  GtkWidget *chip = poster_version_chip_new ();

  g_signal_connect_object (chip, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  return chip;
}

static GtkWidget *
take_chip (GPtrArray     *before,
           PosterAccount *account)
{
  for (guint i = 0; i < before->len; i++)
    if (g_str_equal (poster_version_chip_get_account (g_ptr_array_index (before, i))->id, account->id))
      return g_ptr_array_steal_index (before, i);
  return NULL;
}

/* An account that was there already keeps its chip, and so its focus. */
static void
follow_accounts (PosterVersionSwitch *self,
                 GPtrArray           *accounts)
{
  g_autoptr(GPtrArray) before = g_steal_pointer (&self->chips);
  GtkWidget *last = self->all;

  self->chips = g_ptr_array_new ();
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      GtkWidget *chip = take_chip (before, account);

      if (chip == NULL)
        {
          chip = chip_new (self);
          gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), GTK_TOGGLE_BUTTON (self->all));
        }
      poster_version_chip_set_account (POSTER_VERSION_CHIP (chip), account);
      poster_wrap_box_insert_after (POSTER_WRAP_BOX (self->box), chip, last);
      g_ptr_array_add (self->chips, chip);
      last = chip;
    }
  for (guint i = 0; i < before->len; i++)
    poster_wrap_box_remove (POSTER_WRAP_BOX (self->box), g_ptr_array_index (before, i));
}

static void
show_differences (PosterVersionSwitch *self)
{
  g_autofree char *summary = poster_version_words_summary (self->draft);

  gtk_expander_set_label (GTK_EXPANDER (self->expander), summary);
  for (guint i = 0; i < self->chips->len; i++)
    {
      PosterVersionChip *chip = g_ptr_array_index (self->chips, i);

      poster_version_chip_set_differs (chip, poster_draft_get_differs (self->draft,
                                                                       poster_version_chip_get_account (chip)->id));
    }
}

static void
show_scope (PosterVersionSwitch *self)
{
  const char *scope = poster_draft_get_scope (self->draft);
  GtkWidget *shown = self->all;

  for (guint i = 0; scope != NULL && i < self->chips->len; i++)
    if (g_str_equal (poster_version_chip_get_account (g_ptr_array_index (self->chips, i))->id, scope))
      shown = g_ptr_array_index (self->chips, i);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (shown), TRUE);
  if (scope != NULL)
    gtk_expander_set_expanded (GTK_EXPANDER (self->expander), TRUE);
}

static void
draft_changed_cb (PosterDraft         *draft,
                  guint                parts,
                  PosterVersionSwitch *self)
{
  self->is_showing = TRUE;
  if ((parts & POSTER_DRAFT_ACCOUNTS) != 0)
    {
      g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (draft);

      follow_accounts (self, accounts);
      gtk_widget_set_visible (GTK_WIDGET (self), accounts->len > 1);
    }
  if ((parts & (POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_SCOPE)) != 0)
    show_scope (self);
  if ((parts & (POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_VERSIONED)) != 0)
    show_differences (self);
  self->is_showing = FALSE;
  /* One account alone has nobody to differ from. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    set_scope (self, NULL);
}

static void
poster_version_switch_dispose (GObject *object)
{
  PosterVersionSwitch *self = POSTER_VERSION_SWITCH (object);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  g_ptr_array_set_size (self->chips, 0);
  g_clear_pointer (&self->expander, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_version_switch_parent_class)->dispose (object);
}

static void
poster_version_switch_finalize (GObject *object)
{
  g_ptr_array_unref (POSTER_VERSION_SWITCH (object)->chips);
  G_OBJECT_CLASS (poster_version_switch_parent_class)->finalize (object);
}

static void
poster_version_switch_class_init (PosterVersionSwitchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_version_switch_dispose;
  object_class->finalize = poster_version_switch_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "versionswitch");
}

static void
poster_version_switch_init (PosterVersionSwitch *self)
{
  self->chips = g_ptr_array_new ();
  self->expander = gtk_expander_new (_("Different text for one account"));
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  self->box = poster_wrap_box_new (6, 6);
  gtk_widget_set_margin_top (self->box, 8);
  gtk_expander_set_child (GTK_EXPANDER (self->expander), self->box);
  self->all = chip_new (self);
  poster_wrap_box_append (POSTER_WRAP_BOX (self->box), self->all);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->all), TRUE);
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (expanded_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * poster_version_switch_new:
 *
 * Returns: (transfer floating): a switch without a draft
 */
GtkWidget *
poster_version_switch_new (void)
{
  return g_object_new (POSTER_TYPE_VERSION_SWITCH, NULL);
}

void
poster_version_switch_set_draft (PosterVersionSwitch *self,
                                 PosterDraft         *draft)
{
  g_return_if_fail (POSTER_IS_VERSION_SWITCH (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  draft_changed_cb (draft, POSTER_DRAFT_ALL, self);
}
