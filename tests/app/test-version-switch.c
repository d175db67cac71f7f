/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-account-chip.h"
#include "poster-composer-window-private.h"
#include "poster-version-chip.h"

typedef struct
{
  Accounts              accounts;
  PosterAccount        *kitchen;
  PosterAccount        *studio;
  PosterComposerWindow *window;
} Fixture;

static gboolean
is_open (gpointer user_data)
{
  return ((PosterComposerWindow *) user_data)->is_open && gtk_widget_get_mapped (user_data);
}

static void
choose (Fixture  *fixture,
        gboolean  both)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, fixture->kitchen);
  if (both)
    g_ptr_array_add (accounts, fixture->studio);
  poster_draft_set_accounts (fixture->window->draft, accounts);
}

static void
type (Fixture    *fixture,
      const char *text)
{
  gtk_text_buffer_set_text (poster_caption_box_get_buffer (fixture->window->caption_box), text, -1);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, FALSE, NULL);
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_open, fixture->window);
  choose (fixture, TRUE);
  poster_draft_set_caption (fixture->window->draft, "For all #pasta");
  poster_caption_box_reload (fixture->window->caption_box);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  g_clear_object (&fixture->kitchen);
  g_clear_object (&fixture->studio);
  accounts_tear_down (&fixture->accounts, data);
}

/* (nullable): the chip of @account; of all accounts, for %NULL */
static GtkWidget *
find_chip (GtkWidget     *root,
           PosterAccount *account)
{
  if (POSTER_IS_VERSION_CHIP (root))
    {
      PosterAccount *here = poster_version_chip_get_account (POSTER_VERSION_CHIP (root));

      return g_strcmp0 (here != NULL ? here->id : NULL, account != NULL ? account->id : NULL) == 0 ? root : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *chip = find_chip (child, account);

      if (chip != NULL)
        return chip;
    }
  return NULL;
}

static GtkExpander *
get_expander (Fixture *fixture)
{
  return GTK_EXPANDER (gtk_widget_get_first_child (GTK_WIDGET (fixture->window->version_switch)));
}

static void
press (Fixture       *fixture,
       PosterAccount *account)
{
  GtkWidget *chip;

  gtk_expander_set_expanded (get_expander (fixture), TRUE);
  chip = find_chip (GTK_WIDGET (fixture->window->version_switch), account);
  g_assert_nonnull (chip);
  g_signal_emit_by_name (chip, "clicked");
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

static void
assert_text (Fixture    *fixture,
             const char *expected)
{
  GtkTextBuffer *buffer = poster_caption_box_get_buffer (fixture->window->caption_box);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (text, ==, expected);
}

static gboolean
has_text (GtkWidget  *root,
          const char *text)
{
  GtkWidget *label = app_test_find (root, GTK_TYPE_LABEL, text);

  return label != NULL && gtk_widget_get_mapped (label);
}

static const char *
caption_of (Fixture       *fixture,
            PosterAccount *account)
{
  return poster_draft_get_caption_for (fixture->window->draft, account != NULL ? account->id : NULL);
}

/* What was typed last, and not taken up yet, belongs to the version that one leaves. */
static void
test_writes (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *bar = GTK_WIDGET (fixture->window->version_bar);

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window->version_switch)));
  g_assert_false (gtk_widget_get_visible (bar));
  type (fixture, "For all, to the last letter");
  press (fixture, fixture->studio);
  g_assert_cmpstr (caption_of (fixture, NULL), ==, "For all, to the last letter");
  g_assert_true (gtk_widget_get_mapped (bar));
  g_assert_true (has_text (bar, "Only for @studio on TikTok"));
  g_assert_true (has_text (bar, "Nothing is different yet"));
  assert_text (fixture, "For all, to the last letter");

  type (fixture, "For the studio #slow");
  press (fixture, NULL);
  g_assert_false (gtk_widget_get_visible (bar));
  assert_text (fixture, "For all, to the last letter");
  g_assert_cmpstr (caption_of (fixture, fixture->studio), ==, "For the studio #slow");
  g_assert_cmpstr (caption_of (fixture, fixture->kitchen), ==, "For all, to the last letter");
  g_assert_cmpstr (gtk_expander_get_label (get_expander (fixture)), ==, "Different for @studio on TikTok");

  press (fixture, fixture->studio);
  assert_text (fixture, "For the studio #slow");
  g_assert_true (has_text (bar, "Own text"));
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-version");
}

static void
test_signs (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *account_chip;
  GtkWidget *chip, *other;

  gtk_expander_set_expanded (get_expander (fixture), TRUE);
  chip = find_chip (GTK_WIDGET (fixture->window->version_switch), fixture->studio);
  other = find_chip (GTK_WIDGET (fixture->window->version_switch), fixture->kitchen);
  g_assert_null (gtk_widget_get_tooltip_text (chip));
  press (fixture, fixture->studio);
  type (fixture, "For the studio");
  press (fixture, NULL);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (chip), ==, "Own text");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Own text");
  g_assert_null (gtk_widget_get_tooltip_text (other));
  account_chip = gtk_widget_get_ancestor (app_test_find (GTK_WIDGET (fixture->window->chips), GTK_TYPE_LABEL, "@studio"),
                                          POSTER_TYPE_ACCOUNT_CHIP);
  g_assert_nonnull (account_chip);
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (account_chip), "Own text"));

  /* Who is not chosen any more differs from nobody. */
  choose (fixture, FALSE);
  account_chip = gtk_widget_get_ancestor (app_test_find (GTK_WIDGET (fixture->window->chips), GTK_TYPE_LABEL, "@studio"),
                                          POSTER_TYPE_ACCOUNT_CHIP);
  g_assert_false (g_str_has_prefix (gtk_widget_get_tooltip_text (account_chip) != NULL
                                    ? gtk_widget_get_tooltip_text (account_chip) : "", "Own text"));
}

static void
press_button (GtkWidget  *root,
              const char *label)
{
  GtkWidget *found = app_test_find (root, GTK_TYPE_LABEL, label);

  g_assert_nonnull (found);
  g_signal_emit_by_name (gtk_widget_get_ancestor (found, GTK_TYPE_BUTTON), "clicked");
}

static void
test_common (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *bar = GTK_WIDGET (fixture->window->version_bar);

  press (fixture, fixture->studio);
  type (fixture, "For the studio");
  app_test_settle ();
  press_button (bar, "Use the Common One");
  assert_text (fixture, "For all #pasta");
  g_assert_cmpuint (poster_draft_get_differs (fixture->window->draft, fixture->studio->id), ==, 0);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  press_button (GTK_WIDGET (fixture->window->toast_overlay), "Undo");
  assert_text (fixture, "For the studio");
  press_button (bar, "Done");
  g_assert_null (poster_draft_get_scope (fixture->window->draft));
  assert_text (fixture, "For all #pasta");
}

/* With one account there is nothing to tell apart; folded, one writes for all. */
static void
test_goes (Fixture       *fixture,
           gconstpointer  data)
{
  press (fixture, fixture->studio);
  gtk_expander_set_expanded (get_expander (fixture), FALSE);
  g_assert_null (poster_draft_get_scope (fixture->window->draft));

  press (fixture, fixture->kitchen);
  type (fixture, "For the kitchen");
  choose (fixture, FALSE);
  g_assert_null (poster_draft_get_scope (fixture->window->draft));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->window->version_switch)));
  g_assert_cmpstr (caption_of (fixture, fixture->kitchen), ==, "For the kitchen");
  g_assert_true (poster_composer_window_leave_version (fixture->window) == FALSE);
}

/* Whether it goes out at a time is for all; which time is not. */
static void
test_time (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterSchedule) evening = poster_schedule_new_wall ("2046-11-22 18:00", "UTC", NULL);
  GtkWidget *now = app_test_find (GTK_WIDGET (fixture->window->publish_bar), GTK_TYPE_LABEL, "Now");

  g_assert_nonnull (now);
  poster_draft_set_schedule (fixture->window->draft, evening);
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_AT);
  g_assert_true (gtk_widget_is_sensitive (now));
  press (fixture, fixture->studio);
  g_assert_false (gtk_widget_is_sensitive (now));
  press (fixture, NULL);
  g_assert_true (gtk_widget_is_sensitive (now));
}

static void
test_looks (Fixture       *fixture,
            gconstpointer  data)
{
  press (fixture, fixture->studio);
  type (fixture, "For the studio #slow");
  app_test_settle ();
  app_test_resize (GTK_WIDGET (fixture->window), 360, 720);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), <=, 420);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-version-narrow");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  app_test_resize (GTK_WIDGET (fixture->window), 1280, 800);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-version-rtl");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/version-switch/one-writes-for-one-account", test_writes);
  ADD ("/version-switch/who-differs-carries-a-sign", test_signs);
  ADD ("/version-switch/the-common-one-and-undone", test_common);
  ADD ("/version-switch/goes-with-the-last-but-one", test_goes);
  ADD ("/version-switch/only-the-time-can-differ", test_time);
  ADD ("/version-switch/looks", test_looks);
  return g_test_run ();
}
