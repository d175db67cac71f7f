/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-account-chip.h"
#include "poster-account-chips.h"

#include "app-test.h"
#include "poster-account-groups.h"

static PosterAccount *
make_account (const char *platform,
              const char *username)
{
  PosterAccount *account = poster_account_new ("late", platform, username);

  g_free (account->username);
  account->username = g_strdup (username);
  g_free (account->display_name);
  account->display_name = g_strdup (username);
  account->is_active = TRUE;
  return account;
}

static PosterAccount *
append (GListStore *store,
        const char *platform,
        const char *username)
{
  g_autoptr(PosterAccount) account = make_account (platform, username);

  g_list_store_append (store, account);
  return account;
}

static GListStore *
make_four (void)
{
  GListStore *store = g_list_store_new (POSTER_TYPE_ACCOUNT);

  append (store, "tiktok", "kitchen");
  append (store, "tiktok", "studio");
  append (store, "youtube", "kitchen");
  append (store, "tiktok", "practice")->is_practice = TRUE;
  return store;
}

static PosterAccountChip *
find_chip (GtkWidget  *root,
           const char *id)
{
  GtkWidget *child;

  if (POSTER_IS_ACCOUNT_CHIP (root))
    return g_strcmp0 (poster_account_chip_get_account (POSTER_ACCOUNT_CHIP (root))->id, id) == 0
             ? POSTER_ACCOUNT_CHIP (root) : NULL;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      PosterAccountChip *chip = find_chip (child, id);

      if (chip != NULL)
        return chip;
    }
  return NULL;
}

static PosterAccountChip *
nth_chip (GtkWidget  *chips,
          GListStore *store,
          guint       index)
{
  g_autoptr(PosterAccount) account = g_list_model_get_item (G_LIST_MODEL (store), index);
  PosterAccountChip *chip = find_chip (chips, account->id);

  g_assert_nonnull (chip);
  return chip;
}

static char *
summarize (GtkWidget *chips)
{
  g_autoptr(GPtrArray) chosen = poster_account_chips_dup_chosen (POSTER_ACCOUNT_CHIPS (chips));
  GString *summary = g_string_new (NULL);

  for (guint i = 0; i < chosen->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (chosen, i);

      g_string_append_printf (summary, "%s%s/%s", i > 0 ? " " : "", account->platform, account->username);
    }
  return g_string_free (summary, FALSE);
}

#define assert_chosen(chips, expected) G_STMT_START { \
  g_autofree char *summary_ = summarize (chips); \
  g_assert_cmpstr (summary_, ==, expected); \
} G_STMT_END

static void
set_chosen (GtkWidget  *chips,
            GListStore *store,
            guint       index)
{
  g_autoptr(PosterAccount) account = g_list_model_get_item (G_LIST_MODEL (store), index);
  const char *ids[] = { account->id, NULL };

  poster_account_chips_set_chosen (POSTER_ACCOUNT_CHIPS (chips), ids);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
toggle (PosterAccountChip *chip)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)));
}

static GtkWidget *
make_chips (GListStore *store)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) connect = g_simple_action_new ("connect", NULL);
  GtkWidget *chips = poster_account_chips_new ();

  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (connect));
  gtk_widget_insert_action_group (chips, "app", G_ACTION_GROUP (actions));

  gtk_widget_set_margin_start (chips, 12);
  gtk_widget_set_margin_end (chips, 12);
  gtk_widget_set_valign (chips, GTK_ALIGN_START);
  gtk_widget_set_margin_top (chips, 12);
  poster_account_chips_set_accounts (POSTER_ACCOUNT_CHIPS (chips), G_LIST_MODEL (store));
  return chips;
}

static void
test_switches (void)
{
  g_autoptr(GListStore) store = make_four ();
  GtkWidget *chips = make_chips (store);
  GtkWidget *window;
  guint changes = 0;

  g_signal_connect_swapped (chips, "changed", G_CALLBACK (count_cb), &changes);
  window = app_test_show (chips, 640, 120);
  assert_chosen (chips, "");
  set_chosen (chips, store, 1);
  assert_chosen (chips, "tiktok/studio");
  g_assert_cmpuint (changes, ==, 0);

  toggle (nth_chip (chips, store, 0));
  assert_chosen (chips, "tiktok/kitchen tiktok/studio");
  g_assert_cmpuint (changes, ==, 1);
  app_test_save_picture (window, "account-chips");
  toggle (nth_chip (chips, store, 1));
  assert_chosen (chips, "tiktok/kitchen");
  g_assert_cmpuint (changes, ==, 2);
  app_test_close (window);
}

static void
test_words (void)
{
  g_autoptr(GListStore) store = make_four ();
  GtkWidget *chips = make_chips (store);
  PosterAccountChip *chip;
  GtkWidget *window = NULL;
  GtkWidget *label;

  append (store, "tiktok", "asleep")->is_active = FALSE;
  poster_account_chips_set_accounts (POSTER_ACCOUNT_CHIPS (chips), NULL);
  poster_account_chips_set_accounts (POSTER_ACCOUNT_CHIPS (chips), G_LIST_MODEL (store));
  window = app_test_show (chips, 640, 160);

  chip = nth_chip (chips, store, 2);
  g_assert_nonnull (app_test_find (GTK_WIDGET (chip), GTK_TYPE_LABEL, "@kitchen"));
  g_assert_nonnull (app_test_find (GTK_WIDGET (chip), GTK_TYPE_LABEL, "YouTube"));
  g_assert_true (GTK_IS_TOGGLE_BUTTON (chip));
  gtk_test_accessible_assert_property (chip, GTK_ACCESSIBLE_PROPERTY_LABEL, "@kitchen on YouTube");
  gtk_test_accessible_assert_state (chip, GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_FALSE);
  toggle (chip);
  gtk_test_accessible_assert_state (chip, GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_TRUE);

  /* Practice is said where the platform would be, and not by colour alone. */
  chip = nth_chip (chips, store, 3);
  label = app_test_find (GTK_WIDGET (chip), GTK_TYPE_LABEL, "Practice");
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_has_css_class (label, "accent"));
  g_assert_null (app_test_find (GTK_WIDGET (chip), GTK_TYPE_LABEL, "TikTok"));

  chip = nth_chip (chips, store, 4);
  g_assert_nonnull (app_test_find (GTK_WIDGET (chip), GTK_TYPE_LABEL, "Sign in first"));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (chip)));
  app_test_save_picture (window, "account-chips-states");
  app_test_close (window);
}

/* Who is signed out stays chosen and says so: one can switch it off, but not on. */
static void
test_follows_accounts (void)
{
  g_autoptr(GListStore) store = make_four ();
  g_autoptr(PosterAccount) kitchen = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_autoptr(PosterAccount) gone = poster_account_copy (kitchen);
  g_autoptr(PosterAccount) first = make_account ("bluesky", "first");
  gpointer replacement = gone;
  GtkWidget *chips = make_chips (store);
  GtkWidget *window = app_test_show (chips, 640, 120);
  PosterAccountChip *chip = nth_chip (chips, store, 0);
  guint changes = 0;

  g_signal_connect_swapped (chips, "changed", G_CALLBACK (count_cb), &changes);
  set_chosen (chips, store, 0);
  gone->is_active = FALSE;
  g_list_store_splice (store, 0, 1, &replacement, 1);
  assert_chosen (chips, "tiktok/kitchen");
  g_assert_nonnull (app_test_find (GTK_WIDGET (chip), GTK_TYPE_LABEL, "Sign in first"));
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (chip)));
  g_assert_true (nth_chip (chips, store, 0) == chip);
  replacement = kitchen;
  g_list_store_splice (store, 0, 1, &replacement, 1);
  assert_chosen (chips, "tiktok/kitchen");

  g_list_store_insert (store, 0, first);
  assert_chosen (chips, "tiktok/kitchen");
  g_assert_true (nth_chip (chips, store, 1) == chip);
  g_assert_true (gtk_widget_get_prev_sibling (GTK_WIDGET (chip)) == GTK_WIDGET (nth_chip (chips, store, 0)));
  g_list_store_remove (store, 1);
  assert_chosen (chips, "");
  g_assert_null (find_chip (chips, kitchen->id));
  g_assert_cmpuint (changes, ==, 0);
  app_test_close (window);
}

static void
test_chosen_before_they_are_there (void)
{
  g_autoptr(GListStore) store = g_list_store_new (POSTER_TYPE_ACCOUNT);
  g_autoptr(PosterAccount) late = make_account ("tiktok", "late");
  const char *ids[] = { late->id, NULL };
  GtkWidget *chips = make_chips (store);
  GtkWidget *window = app_test_show (chips, 640, 120);

  poster_account_chips_set_chosen (POSTER_ACCOUNT_CHIPS (chips), ids);
  assert_chosen (chips, "");
  g_list_store_append (store, late);
  assert_chosen (chips, "tiktok/late");
  app_test_close (window);
}

static GtkWidget *
focus_of (GtkWidget *window)
{
  return gtk_window_get_focus (GTK_WINDOW (window));
}

#define assert_focus(window, widget) g_assert_true (focus_of (window) == GTK_WIDGET (widget))

/* Tab comes to the group once; arrows move within it. */
static void
test_keyboard (void)
{
  g_autoptr(GListStore) store = make_four ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *before = gtk_button_new_with_label ("before");
  GtkWidget *after = gtk_button_new_with_label ("after");
  GtkWidget *chips = make_chips (store);
  GtkWidget *plus;
  GtkWidget *window;

  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), chips);
  gtk_box_append (GTK_BOX (box), after);
  window = app_test_show (box, 640, 300);
  set_chosen (chips, store, 1);
  plus = gtk_widget_get_next_sibling (GTK_WIDGET (nth_chip (chips, store, 3)));
  gtk_widget_grab_focus (before);

  /* In at the one that is on, and out again. */
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  assert_focus (window, nth_chip (chips, store, 1));
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  assert_focus (window, after);
  gtk_widget_child_focus (window, GTK_DIR_TAB_BACKWARD);
  assert_focus (window, nth_chip (chips, store, 1));

  gtk_widget_child_focus (window, GTK_DIR_RIGHT);
  assert_focus (window, nth_chip (chips, store, 2));
  gtk_widget_child_focus (window, GTK_DIR_RIGHT);
  gtk_widget_child_focus (window, GTK_DIR_RIGHT);
  assert_focus (window, plus);
  gtk_widget_child_focus (window, GTK_DIR_RIGHT);
  assert_focus (window, plus);
  gtk_widget_child_focus (window, GTK_DIR_LEFT);
  assert_focus (window, nth_chip (chips, store, 3));

  /* Back where it was. */
  gtk_widget_child_focus (window, GTK_DIR_TAB_BACKWARD);
  assert_focus (window, before);
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  assert_focus (window, nth_chip (chips, store, 3));
  app_test_close (window);
}

static void
test_plus (void)
{
  g_autoptr(GListStore) store = make_four ();
  GtkWidget *chips = make_chips (store);
  GtkWidget *window = app_test_show (chips, 640, 120);
  GtkWidget *plus = gtk_widget_get_next_sibling (GTK_WIDGET (nth_chip (chips, store, 3)));

  g_assert_true (GTK_IS_BUTTON (plus));
  g_assert_null (gtk_widget_get_next_sibling (plus));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (plus)), ==, "app.connect");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (plus), ==, "Connect Another Account");
  gtk_test_accessible_assert_property (plus, GTK_ACCESSIBLE_PROPERTY_LABEL, "Connect Another Account");
  app_test_close (window);
}

static guint
count_visible (GtkWidget  *chips,
               GListStore *store)
{
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    count += gtk_widget_get_visible (GTK_WIDGET (nth_chip (chips, store, i))) ? 1 : 0;
  return count;
}

typedef struct
{
  GtkWidget  *chips;
  GListStore *store;
  guint       count;
} Wanted;

static gboolean
shows_so_many (gpointer user_data)
{
  Wanted *wanted = user_data;

  return count_visible (wanted->chips, wanted->store) == wanted->count;
}

static void
wait_for_visible (GtkWidget  *chips,
                  GListStore *store,
                  guint       count)
{
  Wanted wanted = { chips, store, count };

  app_test_wait (shows_so_many, &wanted);
}

/* Fifty wrap, and one looks for them; what is on stays in sight. */
static void
test_fifty (void)
{
  g_autoptr(GListStore) store = g_list_store_new (POSTER_TYPE_ACCOUNT);
  GtkWidget *chips;
  GtkWidget *window;
  GtkWidget *search;
  GtkWidget *nothing;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("account%02u", i);

      append (store, i % 3 == 0 ? "youtube" : "tiktok", name);
    }
  chips = make_chips (store);
  window = app_test_show (chips, 640, 800);
  search = app_test_find (chips, GTK_TYPE_SEARCH_ENTRY, NULL);
  nothing = app_test_find (chips, GTK_TYPE_LABEL, "No account is called that");
  g_assert_false (gtk_widget_get_visible (search));
  for (guint i = 12; i < 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("account%02u", i);

      append (store, i % 3 == 0 ? "youtube" : "tiktok", name);
    }
  g_assert_true (gtk_widget_get_visible (search));
  app_test_wait_frames (window, 2);
  g_assert_cmpint (gtk_widget_get_width (chips), <=, 640);
  app_test_save_picture (window, "account-chips-fifty");

  /* 42, 45 and 48 are on YouTube. */
  gtk_editable_set_text (GTK_EDITABLE (search), "ACCOUNT4 youtube");
  wait_for_visible (chips, store, 3);
  g_assert_false (gtk_widget_get_visible (nothing));
  set_chosen (chips, store, 7);
  wait_for_visible (chips, store, 4);
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody");
  wait_for_visible (chips, store, 1);
  g_assert_true (gtk_widget_get_visible (nothing));
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  wait_for_visible (chips, store, 50);
  app_test_close (window);
}

/* With its margins. */
static int
height_at (GtkWidget *chips,
           int        width)
{
  int natural;

  gtk_widget_measure (chips, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
test_wraps (void)
{
  g_autoptr(GListStore) store = make_four ();
  GtkWidget *chips = make_chips (store);
  GtkWidget *window = app_test_show (chips, 640, 300);
  GtkWidget *first = GTK_WIDGET (nth_chip (chips, store, 0));
  graphene_rect_t bounds;

  g_assert_cmpint (gtk_widget_get_height (first), ==, 46);
  g_assert_cmpint (height_at (chips, 640), ==, 12 + 46);
  app_test_resize (window, 360, 300);
  g_assert_cmpint (height_at (chips, 360), ==, 12 + 46 + 10 + 46);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (nth_chip (chips, store, 2)), chips, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 0);
  g_assert_cmpfloat (bounds.origin.y, ==, 56);
  app_test_save_picture (window, "account-chips-narrow");
  app_test_close (window);
}

static void
group_changed_cb (PosterAccountChips *chips,
                  guint              *n_changes)
{
  (*n_changes)++;
}

/* A group is chosen as a whole, with what was chosen before; again gives it up. */
static void
test_groups (void)
{
  g_autoptr(GListStore) store = make_four ();
  g_autoptr(PosterAccount) first = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_autoptr(PosterAccount) second = g_list_model_get_item (G_LIST_MODEL (store), 1);
  g_autoptr(PosterAccount) third = g_list_model_get_item (G_LIST_MODEL (store), 2);
  g_autoptr(GListStore) groups = g_list_store_new (POSTER_TYPE_ACCOUNT_GROUP);
  const char *const ids[] = { second->id, third->id, "0123456789abcdef01234567", NULL };
  const char *const chosen[] = { first->id, second->id, NULL };
  g_autoptr(PosterAccountGroup) group = poster_account_group_new (NULL, "Both_of them", ids);
  GtkWidget *chips = poster_account_chips_new ();
  GtkWidget *window = app_test_show (chips, 500, 300);
  guint n_changes = 0;

  poster_account_chips_set_accounts (POSTER_ACCOUNT_CHIPS (chips), G_LIST_MODEL (store));
  poster_account_chips_set_groups (POSTER_ACCOUNT_CHIPS (chips), G_LIST_MODEL (groups));
  g_assert_null (app_test_find (chips, GTK_TYPE_MENU_BUTTON, NULL));
  g_list_store_append (groups, group);
  g_assert_nonnull (app_test_find (chips, GTK_TYPE_MENU_BUTTON, NULL));
  poster_account_chips_set_chosen (POSTER_ACCOUNT_CHIPS (chips), chosen);
  g_signal_connect (chips, "changed", G_CALLBACK (group_changed_cb), &n_changes);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) now = NULL;

      g_assert_true (gtk_widget_activate_action (chips, "chips.group", "s", group->id));
      now = poster_account_chips_dup_chosen (POSTER_ACCOUNT_CHIPS (chips));
      g_assert_cmpuint (n_changes, ==, i + 1);
      g_assert_cmpuint (now->len, ==, i == 0 ? 3 : 1);
      g_assert_true (g_ptr_array_index (now, 0) == first);
    }
  app_test_close (window);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/account-chips/switch-accounts", test_switches);
  g_test_add_func ("/account-chips/say-who-and-where", test_words);
  g_test_add_func ("/account-chips/follow-the-accounts", test_follows_accounts);
  g_test_add_func ("/account-chips/chosen-before-they-are-there", test_chosen_before_they_are_there);
  g_test_add_func ("/account-chips/one-stop-for-tab", test_keyboard);
  g_test_add_func ("/account-chips/a-plus-connects-another", test_plus);
  g_test_add_func ("/account-chips/fifty-accounts-are-looked-for", test_fifty);
  g_test_add_func ("/account-chips/wrap", test_wraps);

  g_test_add_func ("/account-chips/a-group-at-once", test_groups);
  return g_test_run ();
}
