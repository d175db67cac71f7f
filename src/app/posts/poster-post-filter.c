/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-filter"

#include "poster-post-filter.h"

#include "poster-account-avatar.h"
#include "poster-post-entry.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>

/**
 * PosterPostFilter:
 *
 * What the filter button of the posts opens.
 */
struct _PosterPostFilter
{
  GtkPopover      parent_instance;

  PosterSession  *session;        /* (nullable) */
  char           *account_id;     /* (nullable): all of them */
  gboolean        is_resetting;

  GtkCheckButton *needs_you_check;
  GtkCheckButton *sending_check;
  GtkCheckButton *scheduled_check;
  GtkCheckButton *drafts_check;
  GtkCheckButton *published_check;
  GtkBox         *accounts_box;
  GtkCheckButton *all_check;
  GtkWidget      *reset_button;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterPostFilter, poster_post_filter, GTK_TYPE_POPOVER)

#define ALL_SECTIONS ((1u << POSTER_N_SECTIONS) - 1)

static void
tell (PosterPostFilter *self)
{
  if (self->is_resetting)
    return;
  gtk_widget_set_sensitive (self->reset_button,
                            poster_post_filter_get_sections (self) != 0 || self->account_id != NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
section_toggled_cb (PosterPostFilter *self)
{
  tell (self);
}

static void
account_toggled_cb (PosterPostFilter *self,
                    GtkCheckButton   *check)
{
  const char *account_id = g_object_get_data (G_OBJECT (check), "account-id");

  /* The one that goes off is told first: the one that goes on says what is chosen. */
  if (!gtk_check_button_get_active (check) || g_strcmp0 (self->account_id, account_id) == 0)
    return;
  g_free (self->account_id);
  self->account_id = g_strdup (account_id);
  tell (self);
}

static GtkWidget *
make_account_check (PosterPostFilter *self,
                    PosterAccount    *account)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *avatar = poster_account_avatar_new (22);
  g_autofree char *name = poster_words_account (account);
  g_autofree char *label = poster_words_account_on (account);
  GtkWidget *words = gtk_label_new (name);

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), account);
  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (words), 24);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), words);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->all_check);
  g_object_set_data_full (G_OBJECT (check), "account-id", g_strdup (account->id), g_free);
  return check;
}

static void
accounts_changed_cb (PosterPostFilter *self)
{
  GListModel *accounts = self->session != NULL ? poster_session_get_accounts (self->session) : NULL;
  guint n_accounts = accounts != NULL ? g_list_model_get_n_items (accounts) : 0;
  GtkWidget *check;
  gboolean is_found = FALSE;

  self->is_resetting = TRUE;
  while ((check = gtk_widget_get_last_child (GTK_WIDGET (self->accounts_box))) != GTK_WIDGET (self->all_check))
    gtk_box_remove (self->accounts_box, check);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      check = make_account_check (self, account);
      gtk_box_append (self->accounts_box, check);
      if (g_strcmp0 (account->id, self->account_id) == 0)
        {
          gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
          is_found = TRUE;
        }
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (account_toggled_cb), self);
    }
  if (!is_found)
    gtk_check_button_set_active (self->all_check, TRUE);
  self->is_resetting = FALSE;
  if (!is_found && self->account_id != NULL)
    {
      /* The account is gone, and with it the wish to see only its posts. */
      g_clear_pointer (&self->account_id, g_free);
      tell (self);
    }
}

static void
poster_post_filter_dispose (GObject *object)
{
  PosterPostFilter *self = POSTER_POST_FILTER (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->account_id, g_free);
  G_OBJECT_CLASS (poster_post_filter_parent_class)->dispose (object);
}

static void
poster_post_filter_class_init (PosterPostFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_post_filter_dispose;

  /**
   * PosterPostFilter::changed:
   *
   * A person chose something else, or an account that was chosen is gone.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-post-filter.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, needs_you_check);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, sending_check);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, scheduled_check);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, drafts_check);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, published_check);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, accounts_box);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, all_check);
  gtk_widget_class_bind_template_child (widget_class, PosterPostFilter, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, section_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, poster_post_filter_reset);
}

static void
poster_post_filter_init (PosterPostFilter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_post_filter_new:
 *
 * Returns: (transfer floating): a filter that lets everything through
 */
GtkWidget *
poster_post_filter_new (void)
{
  return g_object_new (POSTER_TYPE_POST_FILTER, NULL);
}

/**
 * poster_post_filter_set_session:
 * @self: a filter
 * @session: (nullable): whose accounts there are to choose from
 */
void
poster_post_filter_set_session (PosterPostFilter *self,
                                PosterSession    *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (poster_session_get_accounts (self->session), self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_object (poster_session_get_accounts (session), "items-changed", G_CALLBACK (accounts_changed_cb),
                             self, G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
}

/**
 * poster_post_filter_get_sections:
 * @self: a filter
 *
 * Returns: bits 1 << #PosterPostSection; 0 for all of them: none ticked hides nothing either
 */
guint
poster_post_filter_get_sections (PosterPostFilter *self)
{
  GtkCheckButton *const checks[POSTER_N_SECTIONS] = {
    [POSTER_SECTION_NEEDS_YOU] = self->needs_you_check,
    [POSTER_SECTION_SENDING] = self->sending_check,
    [POSTER_SECTION_SCHEDULED] = self->scheduled_check,
    [POSTER_SECTION_DRAFTS] = self->drafts_check,
    [POSTER_SECTION_PUBLISHED] = self->published_check,
  };
  guint sections = 0;

  for (guint i = 0; i < POSTER_N_SECTIONS; i++)
    if (gtk_check_button_get_active (checks[i]))
      sections |= 1u << i;
  return sections == ALL_SECTIONS ? 0 : sections;
}

/**
 * poster_post_filter_get_account_id:
 * @self: a filter
 *
 * Returns: (nullable): whose posts alone to show; %NULL for everybody's
 */
const char *
poster_post_filter_get_account_id (PosterPostFilter *self)
{
  return self->account_id;
}

/**
 * poster_post_filter_reset:
 * @self: a filter
 *
 * Lets everything through again.
 */
void
poster_post_filter_reset (PosterPostFilter *self)
{
  self->is_resetting = TRUE;
  gtk_check_button_set_active (self->needs_you_check, TRUE);
  gtk_check_button_set_active (self->sending_check, TRUE);
  gtk_check_button_set_active (self->scheduled_check, TRUE);
  gtk_check_button_set_active (self->drafts_check, TRUE);
  gtk_check_button_set_active (self->published_check, TRUE);
  gtk_check_button_set_active (self->all_check, TRUE);
  g_clear_pointer (&self->account_id, g_free);
  self->is_resetting = FALSE;
  tell (self);
}
