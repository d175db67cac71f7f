/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-chips"

#include "poster-account-chips.h"

#include "poster-account-chip.h"
#include "poster-account-groups.h"
#include "poster-wrap-box.h"

#include <glib/gi18n-lib.h>

/* With more accounts than that, one looks for them by name. */
#define MANY 12

/**
 * PosterAccountChips:
 *
 * All accounts as chips. One stop for Tab: arrows go from chip to chip, Space switches.
 */
struct _PosterAccountChips
{
  GtkWidget   parent_instance;

  GListModel *accounts;  /* (nullable) (element-type PosterAccount) */
  gulong      items_changed;
  GListModel *groups;    /* (nullable) (element-type PosterAccountGroup) */
  GHashTable *chosen;    /* ids, also of accounts that are not there yet */
  GPtrArray  *chips;     /* (element-type PosterAccountChip), in the order of the accounts */
  GtkWidget  *current;   /* (nullable), the chip, or the plus, that had the focus last */
  gboolean    is_updating;

  GtkWidget  *search;
  GtkWidget  *nothing;   /* says that nothing was found */
  GtkWidget  *flow;
  GtkWidget  *plus;
  GtkWidget  *group_button;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterAccountChips, poster_account_chips, GTK_TYPE_WIDGET)

static void
toggled_cb (PosterAccountChips *self,
            GtkToggleButton    *chip)
{
  PosterAccount *account = poster_account_chip_get_account (POSTER_ACCOUNT_CHIP (chip));

  if (self->is_updating)
    return;
  if (gtk_toggle_button_get_active (chip))
    g_hash_table_add (self->chosen, g_strdup (account->id));
  else
    g_hash_table_remove (self->chosen, account->id);
  gtk_widget_set_sensitive (GTK_WIDGET (chip), account->is_active || gtk_toggle_button_get_active (chip));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Remembers where the focus was, for when Tab comes back. */
static void
focus_cb (PosterAccountChips *self,
          GParamSpec         *pspec,
          GtkWidget          *widget)
{
  if (gtk_widget_has_focus (widget))
    self->current = widget;
}

/* What is chosen stays in sight, whatever one looks for. */
static void
filter_cb (PosterAccountChips *self)
{
  const char *needle = gtk_widget_get_visible (self->search) ? gtk_editable_get_text (GTK_EDITABLE (self->search)) : "";
  gboolean found = FALSE;

  for (guint i = 0; i < self->chips->len; i++)
    {
      GtkWidget *chip = g_ptr_array_index (self->chips, i);
      gboolean matches = poster_account_chip_matches (POSTER_ACCOUNT_CHIP (chip), needle);

      found = found || matches;
      gtk_widget_set_visible (chip, matches || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)));
    }
  gtk_widget_set_visible (self->nothing, !found && *needle != '\0');
}

static void
update_chip (PosterAccountChips *self,
             GtkWidget          *chip)
{
  PosterAccount *account = poster_account_chip_get_account (POSTER_ACCOUNT_CHIP (chip));
  gboolean is_chosen = g_hash_table_contains (self->chosen, account->id);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), is_chosen);
  /* One that was signed out meanwhile can be switched off, and not on again. */
  gtk_widget_set_sensitive (chip, account->is_active || is_chosen);
}

/* An account that was there already keeps its chip, and so its focus. */
static GtkWidget *
take_chip (GPtrArray     *before,
           PosterAccount *account)
{
  for (guint i = 0; i < before->len; i++)
    {
      PosterAccountChip *chip = g_ptr_array_index (before, i);

      if (g_str_equal (poster_account_chip_get_account (chip)->id, account->id))
        {
          poster_account_chip_set_account (chip, account);
          return g_ptr_array_steal_index (before, i);
        }
    }
  return NULL;
}

static GtkWidget *
add_chip (PosterAccountChips *self,
          PosterAccount      *account)
{
  GtkWidget *chip = poster_account_chip_new (account);

  g_signal_connect_object (chip, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "notify::has-focus", G_CALLBACK (focus_cb), self, G_CONNECT_SWAPPED);
  return chip;
}

static void
remove_chip (PosterAccountChips *self,
             GtkWidget          *chip)
{
  if (self->current == chip)
    self->current = NULL;
  poster_wrap_box_remove (POSTER_WRAP_BOX (self->flow), chip);
}

static void
rebuild (PosterAccountChips *self)
{
  g_autoptr(GPtrArray) before = g_steal_pointer (&self->chips);
  guint n_accounts = self->accounts != NULL ? g_list_model_get_n_items (self->accounts) : 0;
  GtkWidget *last = NULL;

  self->chips = g_ptr_array_new ();
  self->is_updating = TRUE;
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (self->accounts, i);
      GtkWidget *chip = take_chip (before, account);

      if (chip == NULL)
        chip = add_chip (self, account);
      poster_wrap_box_insert_after (POSTER_WRAP_BOX (self->flow), chip, last);
      update_chip (self, chip);
      g_ptr_array_add (self->chips, chip);
      last = chip;
    }
  for (guint i = 0; i < before->len; i++)
    remove_chip (self, g_ptr_array_index (before, i));
  self->is_updating = FALSE;
  gtk_widget_set_visible (self->search, n_accounts > MANY);
  filter_cb (self);
}

static void
clear_accounts (PosterAccountChips *self)
{
  if (self->accounts != NULL)
    g_clear_signal_handler (&self->items_changed, self->accounts);
  g_clear_object (&self->accounts);
}

static gboolean
can_have_focus (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget) && gtk_widget_get_sensitive (widget);
}

/* Where Tab comes in: where it was before, or else at the first that is on, or else at the first. */
static GtkWidget *
find_entrance (PosterAccountChips *self)
{
  GtkWidget *first = NULL;

  if (self->current != NULL && can_have_focus (self->current))
    return self->current;
  for (guint i = 0; i < self->chips->len; i++)
    {
      GtkWidget *chip = g_ptr_array_index (self->chips, i);

      if (!can_have_focus (chip))
        continue;
      if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)))
        return chip;
      if (first == NULL)
        first = chip;
    }
  return first != NULL ? first : self->plus;
}

static gboolean
enter_flow (PosterAccountChips *self)
{
  return gtk_widget_grab_focus (find_entrance (self));
}

/* One further in the order of reading, over the ends of lines. */
static gboolean
move_along (GtkWidget        *flow,
            GtkDirectionType  direction)
{
  gboolean is_rtl = gtk_widget_get_direction (flow) == GTK_TEXT_DIR_RTL;
  gboolean is_forward = (direction == GTK_DIR_RIGHT) != is_rtl;
  GtkWidget *child = gtk_widget_get_focus_child (flow);

  do
    child = is_forward ? gtk_widget_get_next_sibling (child) : gtk_widget_get_prev_sibling (child);
  while (child != NULL && !can_have_focus (child));
  return child != NULL ? gtk_widget_grab_focus (child) : gtk_widget_keynav_failed (flow, direction);
}

static gboolean
focus_from_flow (PosterAccountChips *self,
                 GtkDirectionType    direction)
{
  switch (direction)
    {
    case GTK_DIR_TAB_FORWARD:
      return FALSE;
    case GTK_DIR_TAB_BACKWARD:
      return gtk_widget_get_visible (self->search) && gtk_widget_grab_focus (self->search);
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
      return move_along (self->flow, direction);
    case GTK_DIR_UP:
    case GTK_DIR_DOWN:
    default:
      return GTK_WIDGET_CLASS (poster_account_chips_parent_class)->focus (GTK_WIDGET (self), direction);
    }
}

static gboolean
poster_account_chips_focus (GtkWidget        *widget,
                            GtkDirectionType  direction)
{
  PosterAccountChips *self = POSTER_ACCOUNT_CHIPS (widget);
  GtkWidget *inside = gtk_widget_get_focus_child (widget);

  if (inside == self->flow)
    return focus_from_flow (self, direction);
  if (inside == self->search)
    return direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_DOWN ? enter_flow (self) : FALSE;
  if (direction == GTK_DIR_TAB_FORWARD && gtk_widget_get_visible (self->search))
    return gtk_widget_grab_focus (self->search);
  return enter_flow (self);
}

static gboolean
poster_account_chips_grab_focus (GtkWidget *widget)
{
  return enter_flow (POSTER_ACCOUNT_CHIPS (widget));
}

/* The groups */

static PosterAccountGroup *
dup_group (PosterAccountChips *self,
           const char         *id)
{
  for (guint i = 0; self->groups != NULL && i < g_list_model_get_n_items (self->groups); i++)
    {
      g_autoptr(PosterAccountGroup) group = g_list_model_get_item (self->groups, i);

      if (g_str_equal (group->id, id))
        return g_steal_pointer (&group);
    }
  return NULL;
}

/* All of a group is chosen; what is chosen wholly already is given up. */
static void
group_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PosterAccountChips *self = POSTER_ACCOUNT_CHIPS (widget);
  g_autoptr(PosterAccountGroup) group = dup_group (self, g_variant_get_string (parameter, NULL));
  gboolean choose = FALSE;

  if (group == NULL)
    return;
  self->is_updating = TRUE;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->chips->len; i++)
      {
        GtkWidget *chip = g_ptr_array_index (self->chips, i);
        PosterAccount *account = poster_account_chip_get_account (POSTER_ACCOUNT_CHIP (chip));

        if (!account->is_active || !g_strv_contains ((const char *const *) group->account_ids, account->id))
          continue;
        if (pass == 0)
          {
            choose = choose || !g_hash_table_contains (self->chosen, account->id);
            continue;
          }
        if (choose)
          g_hash_table_add (self->chosen, g_strdup (account->id));
        else
          g_hash_table_remove (self->chosen, account->id);
        update_chip (self, chip);
      }
  self->is_updating = FALSE;
  filter_cb (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
groups_changed_cb (PosterAccountChips *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  guint n_groups = self->groups != NULL ? g_list_model_get_n_items (self->groups) : 0;

  for (guint i = 0; i < n_groups; i++)
    {
      g_autoptr(PosterAccountGroup) group = g_list_model_get_item (self->groups, i);
      g_autoptr(GMenuItem) item = NULL;
      g_auto(GStrv) parts = g_strsplit (group->name, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts);

      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "chips.group", "s", group->id);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->group_button), G_MENU_MODEL (menu));
  if ((n_groups > 0) == (gtk_widget_get_parent (self->group_button) != NULL))
    return;
  if (n_groups > 0)
    poster_wrap_box_append (POSTER_WRAP_BOX (self->flow), self->group_button);
  else
    poster_wrap_box_remove (POSTER_WRAP_BOX (self->flow), self->group_button);
}

static void
clear_groups (PosterAccountChips *self)
{
  if (self->groups != NULL)
    g_signal_handlers_disconnect_by_func (self->groups, groups_changed_cb, self);
  g_clear_object (&self->groups);
}

static void
poster_account_chips_dispose (GObject *object)
{
  PosterAccountChips *self = POSTER_ACCOUNT_CHIPS (object);

  clear_groups (self);
  clear_accounts (self);
  self->current = NULL;
  g_ptr_array_set_size (self->chips, 0);
  g_clear_pointer (&self->search, gtk_widget_unparent);
  g_clear_pointer (&self->nothing, gtk_widget_unparent);
  g_clear_pointer (&self->flow, gtk_widget_unparent);
  g_clear_object (&self->group_button);
  G_OBJECT_CLASS (poster_account_chips_parent_class)->dispose (object);
}

static void
poster_account_chips_finalize (GObject *object)
{
  PosterAccountChips *self = POSTER_ACCOUNT_CHIPS (object);

  g_hash_table_unref (self->chosen);
  g_ptr_array_unref (self->chips);
  G_OBJECT_CLASS (poster_account_chips_parent_class)->finalize (object);
}

static void
poster_account_chips_class_init (PosterAccountChipsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_account_chips_dispose;
  object_class->finalize = poster_account_chips_finalize;
  widget_class->focus = poster_account_chips_focus;
  widget_class->grab_focus = poster_account_chips_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "accountchips");
  gtk_widget_class_install_action (widget_class, "chips.group", "s", group_action);
}

static GtkWidget *
plus_new (void)
{
  GtkWidget *plus = gtk_button_new_from_icon_name ("list-add-symbolic");
  const char *label = _("Connect Another Account");

  gtk_widget_add_css_class (plus, "circular");
  gtk_widget_set_valign (plus, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (plus, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (plus), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (plus), "app.connect");
  return plus;
}

static GtkWidget *
group_button_new (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  const char *label = _("Choose a Group of Accounts");

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "poster-accounts-symbolic");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return button;
}

static void
poster_account_chips_init (PosterAccountChips *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (widget));

  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->chips = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 12);

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _("Search accounts"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search accounts"), -1);
  gtk_widget_set_visible (self->search, FALSE);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (filter_cb), self);
  gtk_widget_set_parent (self->search, widget);

  self->nothing = gtk_label_new (_("No account is called that"));
  gtk_label_set_xalign (GTK_LABEL (self->nothing), 0);
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_widget_set_visible (self->nothing, FALSE);
  gtk_widget_set_parent (self->nothing, widget);

  self->flow = poster_wrap_box_new (10, 10);
  gtk_widget_set_parent (self->flow, widget);
  self->plus = plus_new ();
  g_signal_connect_object (self->plus, "notify::has-focus", G_CALLBACK (focus_cb), self, G_CONNECT_SWAPPED);
  poster_wrap_box_append (POSTER_WRAP_BOX (self->flow), self->plus);
  self->group_button = g_object_ref_sink (group_button_new ());
}

/**
 * poster_account_chips_new:
 *
 * Returns: (transfer floating): chips without accounts
 */
GtkWidget *
poster_account_chips_new (void)
{
  return g_object_new (POSTER_TYPE_ACCOUNT_CHIPS, NULL);
}

/**
 * poster_account_chips_set_accounts:
 * @self: chips
 * @accounts: (nullable) (element-type PosterAccount): a chip for each, also for those that come later
 */
void
poster_account_chips_set_accounts (PosterAccountChips *self,
                                   GListModel         *accounts)
{
  g_return_if_fail (POSTER_IS_ACCOUNT_CHIPS (self));

  if (self->accounts == accounts)
    return;
  clear_accounts (self);
  if (accounts != NULL)
    {
      self->accounts = g_object_ref (accounts);
      self->items_changed = g_signal_connect_swapped (accounts, "items-changed", G_CALLBACK (rebuild), self);
    }
  rebuild (self);
}

/**
 * poster_account_chips_set_groups:
 * @self: chips
 * @groups: (nullable) (element-type PosterAccountGroup): groups that can be chosen as a whole, also
 *   those that come later
 */
void
poster_account_chips_set_groups (PosterAccountChips *self,
                                 GListModel         *groups)
{
  g_return_if_fail (POSTER_IS_ACCOUNT_CHIPS (self));

  clear_groups (self);
  if (groups != NULL)
    {
      self->groups = g_object_ref (groups);
      g_signal_connect_swapped (groups, "items-changed", G_CALLBACK (groups_changed_cb), self);
    }
  groups_changed_cb (self);
}

/**
 * poster_account_chips_set_chosen:
 * @self: chips
 * @account_ids: (nullable) (array zero-terminated=1): which are on, now or as soon as they are there
 */
void
poster_account_chips_set_chosen (PosterAccountChips *self,
                                 const char *const  *account_ids)
{
  g_return_if_fail (POSTER_IS_ACCOUNT_CHIPS (self));

  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; account_ids != NULL && account_ids[i] != NULL; i++)
    g_hash_table_add (self->chosen, g_strdup (account_ids[i]));
  self->is_updating = TRUE;
  for (guint i = 0; i < self->chips->len; i++)
    update_chip (self, g_ptr_array_index (self->chips, i));
  self->is_updating = FALSE;
  filter_cb (self);
}

/**
 * poster_account_chips_dup_chosen:
 * @self: chips
 *
 * Returns: (transfer container) (element-type PosterAccount): those that are on, in their order
 */
GPtrArray *
poster_account_chips_dup_chosen (PosterAccountChips *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (POSTER_IS_ACCOUNT_CHIPS (self), chosen);

  for (guint i = 0; i < self->chips->len; i++)
    if (gtk_toggle_button_get_active (g_ptr_array_index (self->chips, i)))
      g_ptr_array_add (chosen,
                       g_object_ref (poster_account_chip_get_account (g_ptr_array_index (self->chips, i))));
  return chosen;
}

/**
 * poster_account_chips_show_differs:
 * @self: chips
 * @draft: whose accounts they choose
 *
 * Shows which accounts have something for themselves.
 */
void
poster_account_chips_show_differs (PosterAccountChips *self,
                                   PosterDraft        *draft)
{
  g_return_if_fail (POSTER_IS_ACCOUNT_CHIPS (self));

  for (guint i = 0; i < self->chips->len; i++)
    {
      PosterAccountChip *chip = g_ptr_array_index (self->chips, i);

      poster_account_chip_set_differs (chip, poster_draft_get_differs (draft, poster_account_chip_get_account (chip)->id));
    }
}
