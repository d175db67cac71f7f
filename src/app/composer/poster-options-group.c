/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-options-group"

#include "poster-options-group.h"

#include "poster-account-avatar.h"
#include "poster-error.h"
#include "poster-option-row.h"
#include "poster-options-state.h"
#include "poster-words.h"
#include "poster-wrap-box.h"

#include <glib/gi18n-lib.h>

#define AVATAR_SIZE 20

/**
 * PosterOptionsGroup:
 *
 * One platform's options, for the accounts on it that a post goes to. Nothing here knows a
 * platform: rows, reasons and prompts are made from its description.
 */
struct _PosterOptionsGroup
{
  AdwPreferencesGroup  parent_instance;

  PosterOptionsState  *state;
  GtkWidget           *people;    /* header suffix */
  GtkWidget           *troubles;  /* a list of its own, above the rows */
  GHashTable          *titles;    /* account id -> utf8: what happened, in few words */
};

enum
{
  CHANGED,
  ASK_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterOptionsGroup, poster_options_group, ADW_TYPE_PREFERENCES_GROUP)

static void
remove_children (GtkWidget *widget,
                 void     (*remove) (GtkWidget *widget, GtkWidget *child))
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    remove (widget, child);
}

/* The name that the service says now, or else the one that is known from signing in. */
static char *
dup_name (PosterOptionsGroup *self,
          guint               index)
{
  PosterAccount *account = g_ptr_array_index (poster_options_state_get_accounts (self->state), index);
  JsonObject *creator = poster_options_state_get_creator (self->state, index);
  JsonNode *node = poster_platform_look_up (creator, "creator.nickname");
  const char *name = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (name == NULL || *name == '\0')
    name = account->display_name;
  return name != NULL && *name != '\0' ? g_strdup (name) : poster_words_account (account);
}

static GtkWidget *
person_new (PosterAccount *account,
            const char    *name)
{
  g_autofree char *where = poster_words_account_on (account);
  GtkWidget *person = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *avatar = poster_account_avatar_new (AVATAR_SIZE);
  GtkWidget *label = gtk_label_new (name);

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), account);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (person), avatar);
  gtk_box_append (GTK_BOX (person), label);
  gtk_widget_add_css_class (person, "person");
  gtk_widget_set_tooltip_text (person, where);
  return person;
}

static void
remove_person (GtkWidget *widget,
               GtkWidget *child)
{
  poster_wrap_box_remove (POSTER_WRAP_BOX (widget), child);
}

static void
update_people (PosterOptionsGroup *self)
{
  GPtrArray *accounts = poster_options_state_get_accounts (self->state);

  remove_children (self->people, remove_person);
  for (guint i = 0; i < accounts->len; i++)
    {
      g_autofree char *name = dup_name (self, i);

      poster_wrap_box_append (POSTER_WRAP_BOX (self->people), person_new (g_ptr_array_index (accounts, i), name));
    }
}

static void
ask_again_cb (GtkButton *button,
              gpointer   user_data)
{
  g_autoptr(PosterAccount) account = g_object_ref (g_object_get_data (G_OBJECT (button), "poster-account"));

  g_signal_emit (user_data, signals[ASK_AGAIN], 0, account);
}

/* What happened when it was asked what @account may do. */
static char *
dup_title (PosterOptionsGroup *self,
           PosterAccount      *account,
           const GError       *error)
{
  PosterPlatform *platform = poster_options_state_get_platform (self->state);
  g_autofree char *handle = poster_words_account (account);

  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_AUTH))
    /* Translators: a platform, and the handle of an account on it */
    return g_strdup_printf (_("%s wants %s to sign in again"), platform->name, handle);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_RATE_LIMITED) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_REJECTED))
    /* Translators: a platform, and the handle of an account on it */
    return g_strdup_printf (_("%s takes no posts from %s right now"), platform->name, handle);
  if (error->domain != POSTER_ERROR)
    /* Translators: a platform */
    return g_strdup_printf (_("%s could not be reached"), platform->name);
  /* Translators: a platform, and the handle of an account on it */
  return g_strdup_printf (_("%s could not be asked about %s"), platform->name, handle);
}

static GtkWidget *
trouble_new (PosterOptionsGroup *self,
             PosterAccount      *account,
             const char         *words)
{
  const char *title = g_hash_table_lookup (self->titles, account->id);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *button;

  gtk_widget_add_css_class (icon, "warning");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (!g_signal_has_handler_pending (self, signals[ASK_AGAIN], 0, FALSE))
    return row;
  button = gtk_button_new_with_mnemonic (_("_Ask Again"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "poster-account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_again_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
remove_trouble (GtkWidget *widget,
                GtkWidget *child)
{
  gtk_list_box_remove (GTK_LIST_BOX (widget), child);
}

static void
update_troubles (PosterOptionsGroup *self)
{
  GPtrArray *accounts = poster_options_state_get_accounts (self->state);
  gboolean has_trouble = FALSE;

  remove_children (self->troubles, remove_trouble);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      const char *words = poster_options_state_get_trouble (self->state, account->id);

      if (words == NULL)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->troubles), trouble_new (self, account, words));
      has_trouble = TRUE;
    }
  gtk_widget_set_visible (self->troubles, has_trouble);
}

static void
chosen_cb (PosterOptionsGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
poster_options_group_dispose (GObject *object)
{
  PosterOptionsGroup *self = POSTER_OPTIONS_GROUP (object);

  g_clear_object (&self->state);
  g_clear_pointer (&self->titles, g_hash_table_unref);
  G_OBJECT_CLASS (poster_options_group_parent_class)->dispose (object);
}

static void
poster_options_group_class_init (PosterOptionsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_options_group_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[ASK_AGAIN] = g_signal_new ("ask-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, POSTER_TYPE_ACCOUNT);
}

static void
poster_options_group_init (PosterOptionsGroup *self)
{
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->people = poster_wrap_box_new (12, 6);
  poster_wrap_box_set_align_end (POSTER_WRAP_BOX (self->people), TRUE);
  gtk_widget_set_valign (self->people, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->people, "people");
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->people);

  self->troubles = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->troubles), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->troubles, "boxed-list");
  gtk_widget_add_css_class (self->troubles, "troubles");
  gtk_widget_set_visible (self->troubles, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "options");
}

/**
 * poster_options_group_new:
 * @platform: a platform
 *
 * Returns: (transfer floating): its options, with nothing chosen, for nobody, for a video
 */
GtkWidget *
poster_options_group_new (PosterPlatform *platform)
{
  PosterOptionsGroup *self = g_object_new (POSTER_TYPE_OPTIONS_GROUP, NULL);

  self->state = poster_options_state_new (platform);
  g_signal_connect_object (self->state, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), platform->name);
  for (guint i = 0; i < platform->form->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self),
                               poster_option_row_new (self->state, g_ptr_array_index (platform->form, i)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->troubles);
  /* It would go below them, out of sight. */
  gtk_widget_insert_after (self->troubles, gtk_widget_get_parent (self->troubles), NULL);
  return GTK_WIDGET (self);
}

/**
 * poster_options_group_set_accounts:
 * @self: a group
 * @accounts: (element-type PosterAccount): whose options
 * @creators: (nullable) (element-type JsonObject) (nullable elements): what their services say that
 *   they may do now, in the same order; %NULL while that is asked
 *
 * What is chosen and cannot be chosen for all of them is dropped, and shows as not chosen.
 */
void
poster_options_group_set_accounts (PosterOptionsGroup *self,
                                   GPtrArray          *accounts,
                                   GPtrArray          *creators)
{
  g_return_if_fail (POSTER_IS_OPTIONS_GROUP (self));
  g_return_if_fail (accounts != NULL);

  poster_options_state_set_accounts (self->state, accounts, creators);
  update_people (self);
  update_troubles (self);
}

/**
 * poster_options_group_set_trouble:
 * @self: a group
 * @account_id: one of the accounts, whose creator is not known
 * @error: (nullable): why its service did not say what it may do; %NULL when it is asked once more
 */
void
poster_options_group_set_trouble (PosterOptionsGroup *self,
                                  const char         *account_id,
                                  const GError       *error)
{
  GPtrArray *accounts;

  g_return_if_fail (POSTER_IS_OPTIONS_GROUP (self));
  g_return_if_fail (account_id != NULL);

  accounts = poster_options_state_get_accounts (self->state);
  for (guint i = 0; error != NULL && i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, account_id))
        g_hash_table_insert (self->titles, g_strdup (account_id), dup_title (self, account, error));
    }
  poster_options_state_set_trouble (self->state, account_id, error != NULL ? error->message : NULL);
  update_troubles (self);
}

/**
 * poster_options_group_set_kind:
 * @self: a group
 * @kind: what the post is made of
 *
 * What does not go with @kind is dropped.
 */
void
poster_options_group_set_kind (PosterOptionsGroup *self,
                               PosterPostKind      kind)
{
  g_return_if_fail (POSTER_IS_OPTIONS_GROUP (self));

  poster_options_state_set_kind (self->state, kind);
}

/**
 * poster_options_group_set_media:
 * @self: a group
 * @media_facts: (nullable) (element-type PosterMediaFacts): the files, for numbers that they limit
 */
void
poster_options_group_set_media (PosterOptionsGroup *self,
                                GPtrArray          *media_facts)
{
  g_return_if_fail (POSTER_IS_OPTIONS_GROUP (self));

  poster_options_state_set_media (self->state, media_facts);
}

/**
 * poster_options_group_set_options:
 * @self: a group
 * @options: (nullable): by canonical key
 *
 * Shows @options instead of what is chosen. What cannot be chosen is dropped, and so are consents:
 * they are given each time.
 */
void
poster_options_group_set_options (PosterOptionsGroup *self,
                                  JsonObject         *options)
{
  g_return_if_fail (POSTER_IS_OPTIONS_GROUP (self));

  poster_options_state_set_options (self->state, options);
}

/**
 * poster_options_group_dup_options:
 * @self: a group
 *
 * Returns: (transfer full): what is chosen, by canonical key; neither defaults nor consents
 */
JsonObject *
poster_options_group_dup_options (PosterOptionsGroup *self)
{
  g_return_val_if_fail (POSTER_IS_OPTIONS_GROUP (self), NULL);

  return poster_options_state_dup_options (self->state);
}

/**
 * poster_options_group_dup_missing:
 * @self: a group
 *
 * Returns: (transfer full) (element-type utf8): what a person still has to choose, a sentence each, in
 *   the order of the form
 */
GPtrArray *
poster_options_group_dup_missing (PosterOptionsGroup *self)
{
  g_return_val_if_fail (POSTER_IS_OPTIONS_GROUP (self), NULL);

  return poster_options_state_dup_missing_words (self->state);
}

/**
 * poster_options_group_dup_declaration:
 * @self: a group
 *
 * Returns: (transfer full) (nullable): what must stand directly before the button that publishes,
 *   as Pango markup with links; %NULL when the platform wants nothing there
 */
char *
poster_options_group_dup_declaration (PosterOptionsGroup *self)
{
  g_autoptr(JsonObject) options = NULL;

  g_return_val_if_fail (POSTER_IS_OPTIONS_GROUP (self), NULL);

  options = poster_options_state_dup_options (self->state);
  return poster_platform_dup_declaration (poster_options_state_get_platform (self->state), options);
}

/**
 * poster_options_group_go_to:
 * @self: a group
 * @option: (nullable): one of its platform's options; %NULL for any
 *
 * Takes the focus there.
 */
void
poster_options_group_go_to (PosterOptionsGroup *self,
                            PosterOption       *option)
{
  GtkWidget *row;

  g_return_if_fail (POSTER_IS_OPTIONS_GROUP (self));

  row = option != NULL ? poster_option_row_find (GTK_WIDGET (self), option) : NULL;
  if (row == NULL || !poster_option_row_go_to (row))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/**
 * poster_options_group_go_to_missing:
 * @self: a group
 *
 * Takes the focus to the first thing that a person still has to choose; to the button that asks once
 * more, where a service did not answer.
 *
 * Returns: whether there is one
 */
gboolean
poster_options_group_go_to_missing (PosterOptionsGroup *self)
{
  g_autoptr(GPtrArray) missing = NULL;
  GtkWidget *row;

  g_return_val_if_fail (POSTER_IS_OPTIONS_GROUP (self), FALSE);

  if (gtk_widget_get_visible (self->troubles))
    return gtk_widget_child_focus (self->troubles, GTK_DIR_TAB_FORWARD);
  missing = poster_options_state_list_missing (self->state);
  row = missing->len > 0 ? poster_option_row_find_row (GTK_WIDGET (self), g_ptr_array_index (missing, 0)) : NULL;
  return row != NULL && poster_option_row_go_to (row);
}
