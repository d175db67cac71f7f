/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "poster-draft.h"
#include "poster-holder-chooser.h"
#include "poster-publish-bar.h"
#include "poster-sleep-habits.h"
#include "poster-test-clock.h"

#include <glib/gstdio.h>

/* Who publishes a post for accounts that are reached through Late. */

#define NOON G_GINT64_CONSTANT (1795348800000000)

typedef struct
{
  PosterTestClock *clock;
  PosterDraft     *draft;
  PosterAccount   *direct;
  PosterAccount   *late;
  PosterAccount   *late_here;
  GListStore      *accounts;
} Fixture;

static PosterAccount *
new_account (Fixture    *fixture,
             const char *connector,
             const char *platform,
             int         holder)
{
  PosterAccount *account = poster_account_new (connector, platform, platform);

  account->username = g_strdup (platform);
  account->holder = holder;
  g_list_store_append (fixture->accounts, account);
  return account;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->clock = poster_test_clock_new (NOON);
  fixture->draft = poster_draft_new ();
  fixture->accounts = g_list_store_new (POSTER_TYPE_ACCOUNT);
  fixture->direct = new_account (fixture, "tiktok", "tiktok", -1);
  fixture->late = new_account (fixture, "late", "instagram", -1);
  fixture->late_here = new_account (fixture, "late", "youtube", POSTER_HOLDER_HERE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->draft);
  g_object_unref (fixture->direct);
  g_object_unref (fixture->late);
  g_object_unref (fixture->late_here);
  g_object_unref (fixture->accounts);
  g_object_unref (fixture->clock);
}

static void
choose (Fixture       *fixture,
        PosterAccount *first,
        PosterAccount *second)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, first);
  if (second != NULL)
    g_ptr_array_add (accounts, second);
  poster_draft_set_accounts (fixture->draft, accounts);
}

static int
asked_holder (Fixture *fixture,
              guint    position)
{
  g_autoptr(PosterCompositionRequest) request = NULL;

  request = poster_draft_create_request (fixture->draft, NULL, POSTER_COMPOSITION_DRAFT);
  return ((PosterCompositionTarget *) g_ptr_array_index (request->targets, position))->holder;
}

static void
test_draft (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterDraft) again = poster_draft_new ();
  g_autoptr(JsonObject) json = NULL;

  choose (fixture, fixture->direct, NULL);
  g_assert_false (poster_draft_has_holders (fixture->draft));

  /* What was chosen for the accounts holds until the post says otherwise. */
  choose (fixture, fixture->direct, fixture->late);
  g_assert_true (poster_draft_has_holders (fixture->draft));
  g_assert_cmpint (poster_draft_get_holder (fixture->draft), ==, POSTER_HOLDER_REMOTE);
  choose (fixture, fixture->late, fixture->late_here);
  g_assert_cmpint (poster_draft_get_holder (fixture->draft), ==, -1);
  g_assert_cmpint (asked_holder (fixture, 0), ==, -1);

  poster_draft_set_holder (fixture->draft, POSTER_HOLDER_HERE);
  g_assert_cmpint (asked_holder (fixture, 0), ==, POSTER_HOLDER_HERE);
  g_assert_cmpint (asked_holder (fixture, 1), ==, POSTER_HOLDER_HERE);
  json = poster_draft_to_json (fixture->draft);
  poster_draft_load_json (again, json, G_LIST_MODEL (fixture->accounts));
  g_assert_cmpint (poster_draft_get_holder (again), ==, POSTER_HOLDER_HERE);
  poster_draft_set_holder (fixture->draft, -1);
  g_assert_cmpint (asked_holder (fixture, 0), ==, -1);
}

static void
changed_cb (guint *changes)
{
  (*changes)++;
}

static void
test_chooser (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *chooser = poster_holder_chooser_new ();
  GtkWidget *window = app_test_show (chooser, 360, 200);
  GtkDropDown *choices = GTK_DROP_DOWN (app_test_find (chooser, GTK_TYPE_DROP_DOWN, NULL));
  guint changes = 0;

  g_signal_connect_swapped (chooser, "changed", G_CALLBACK (changed_cb), &changes);
  poster_holder_chooser_set (POSTER_HOLDER_CHOOSER (chooser), -1);
  g_assert_cmpint (poster_holder_chooser_get (POSTER_HOLDER_CHOOSER (chooser)), ==, -1);
  poster_holder_chooser_set (POSTER_HOLDER_CHOOSER (chooser), POSTER_HOLDER_HERE);
  g_assert_cmpint (poster_holder_chooser_get (POSTER_HOLDER_CHOOSER (chooser)), ==, POSTER_HOLDER_HERE);
  /* "Each as Set" is nothing that one could choose. */
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (choices)), ==, 2);
  g_assert_cmpuint (changes, ==, 0);
  gtk_drop_down_set_selected (choices, 0);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (poster_holder_chooser_get (POSTER_HOLDER_CHOOSER (chooser)), ==, POSTER_HOLDER_REMOTE);
  app_test_save_picture (chooser, "holder-chooser");
  app_test_close (window);
}

/* It is asked only where there is something to choose. */
static void
test_bar (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(PosterSchedule) schedule = poster_schedule_new_instant (NOON + G_TIME_SPAN_DAY, "UTC");
  GtkWidget *bar = g_object_new (POSTER_TYPE_PUBLISH_BAR, NULL);
  GtkWidget *window = app_test_show (bar, 800, 120);
  GtkWidget *chooser;

  poster_publish_bar_set_draft (POSTER_PUBLISH_BAR (bar), fixture->draft, POSTER_CLOCK (fixture->clock), "UTC");
  choose (fixture, fixture->direct, NULL);
  poster_draft_set_schedule (fixture->draft, schedule);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_null (app_test_find (bar, POSTER_TYPE_HOLDER_CHOOSER, NULL));

  choose (fixture, fixture->direct, fixture->late);
  chooser = app_test_find (bar, POSTER_TYPE_HOLDER_CHOOSER, NULL);
  g_assert_nonnull (chooser);
  g_assert_cmpint (poster_holder_chooser_get (POSTER_HOLDER_CHOOSER (chooser)), ==, POSTER_HOLDER_REMOTE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (app_test_find (chooser, GTK_TYPE_DROP_DOWN, NULL)), 1);
  g_assert_cmpint (poster_draft_get_holder (fixture->draft), ==, POSTER_HOLDER_HERE);

  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_NOW);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_null (app_test_find (bar, POSTER_TYPE_HOLDER_CHOOSER, NULL));
  app_test_close (window);
}

/* The settings of a computer that sleeps after 20 minutes, as GNOME has them. */
static void
settle_habits (void)
{
  g_autofree char *dir = g_dir_make_tmp ("poster-habits-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (dir, "power.gschema.xml", NULL);
  g_autofree char *compiled = g_build_filename (dir, "gschemas.compiled", NULL);
  g_autofree char *dirs = g_strconcat (dir, ":", g_getenv ("GSETTINGS_SCHEMA_DIR"), NULL);
  const char *const compile[] = { "glib-compile-schemas", dir, NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  g_file_set_contents (file, "<schemalist><schema id='org.gnome.settings-daemon.plugins.power' path='/habits/'>"
                       "<key name='sleep-inactive-ac-type' type='s'><default>'suspend'</default></key>"
                       "<key name='sleep-inactive-ac-timeout' type='i'><default>1200</default></key>"
                       "<key name='sleep-inactive-battery-type' type='s'><default>'nothing'</default></key>"
                       "<key name='sleep-inactive-battery-timeout' type='i'><default>900</default></key>"
                       "</schema></schemalist>", -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) compile, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("GSETTINGS_SCHEMA_DIR", dirs, TRUE);
  words = poster_sleep_habits_dup_words ();
  g_assert_nonnull (words);
  g_unlink (file);
  g_unlink (compiled);
  g_rmdir (dir);
}

static gboolean
is_cautioned (GtkWidget *bar)
{
  g_autofree char *words = poster_sleep_habits_dup_words ();
  GtkWidget *label = app_test_find (bar, GTK_TYPE_LABEL, words);

  return label != NULL && gtk_widget_get_visible (gtk_widget_get_parent (label));
}

/* That a computer sleeps matters to what it has to publish itself, and not at once. */
static void
test_sleep (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterSchedule) late = poster_schedule_new_wall ("2026-11-23T09:00:00", "UTC", NULL);
  g_autoptr(PosterSchedule) soon = poster_schedule_new_wall ("2026-11-22T12:15:00", "UTC", NULL);
  g_autoptr(PosterSchedule) past = poster_schedule_new_wall ("2026-11-22T11:00:00", "UTC", NULL);
  GtkWidget *bar = g_object_new (POSTER_TYPE_PUBLISH_BAR, NULL);
  GtkWidget *window = app_test_show (bar, 800, 760);

  poster_publish_bar_set_draft (POSTER_PUBLISH_BAR (bar), fixture->draft, POSTER_CLOCK (fixture->clock), "UTC");
  choose (fixture, fixture->direct, fixture->late);
  poster_draft_set_schedule (fixture->draft, late);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_true (is_cautioned (bar));
  gtk_menu_button_popup (GTK_MENU_BUTTON (app_test_find (bar, GTK_TYPE_MENU_BUTTON, NULL)));
  app_test_wait_frames (window, 3);
  app_test_save_picture (app_test_find (bar, GTK_TYPE_POPOVER, NULL), "schedule-popover-sleep");

  poster_draft_set_schedule (fixture->draft, soon);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_false (is_cautioned (bar));
  poster_draft_set_schedule (fixture->draft, past);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_false (is_cautioned (bar));

  poster_draft_set_schedule (fixture->draft, late);
  choose (fixture, fixture->late, NULL);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_false (is_cautioned (bar));
  choose (fixture, fixture->late_here, NULL);
  poster_publish_bar_update (POSTER_PUBLISH_BAR (bar));
  g_assert_true (is_cautioned (bar));
  app_test_close (window);
}

int
main (int   argc,
      char *argv[])
{
  settle_habits ();
  app_test_init (&argc, &argv);
  g_test_add ("/holder/a-draft-says-who-publishes", Fixture, NULL, set_up, test_draft, tear_down);
  g_test_add ("/holder/a-person-chooses", Fixture, NULL, set_up, test_chooser, tear_down);
  g_test_add ("/holder/asked-only-where-there-is-a-choice", Fixture, NULL, set_up, test_bar, tear_down);
  g_test_add ("/holder/sleep-matters-to-what-is-posted-here", Fixture, NULL, set_up, test_sleep, tear_down);
  return g_test_run ();
}
