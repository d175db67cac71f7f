/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-post-row.h"

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-post-entry-private.h"
#include "poster-post-row-private.h"
#include "poster-thumb.h"

/* A row of the list of posts. */

typedef struct
{
  Accounts         accounts;
  PosterAccount   *kitchen;
  PosterAccount   *studio;
  PosterPost      *post;
  PosterPostEntry *entry;
  GtkWidget       *row;
  GtkWidget       *window;
} Fixture;

static PosterTarget *
add_target (PosterPost        *post,
            PosterAccount     *account,
            PosterTargetState  state)
{
  PosterTarget *target = poster_target_new (account->id);

  target->state = state;
  g_ptr_array_add (post->targets, target);
  return target;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  PosterPostPlace place = { .section = POSTER_SECTION_SENDING };

  accounts_set_up (&fixture->accounts, NULL);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, TRUE, NULL);
  fixture->post = poster_post_new ();
  g_free (fixture->post->content);
  fixture->post->content = g_strdup ("The loaf that forgives everything\nand more");
  fixture->entry = poster_post_entry_new (&place);
  fixture->row = poster_post_row_new (fixture->accounts.session);
}

static void
show_row (Fixture *fixture,
          int      width)
{
  poster_post_row_set_entry (POSTER_POST_ROW (fixture->row), fixture->entry);
  gtk_widget_set_valign (fixture->row, GTK_ALIGN_START);
  fixture->window = app_test_show (fixture->row, width, 200);
}

/* The post became something else: a record that was read anew. */
static void
change_post (Fixture *fixture)
{
  g_autoptr(PosterPost) copy = NULL;

  fixture->post->version++;
  copy = poster_post_copy (fixture->post);
  poster_post_entry_set_post (fixture->entry, copy);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  app_test_close (fixture->window);
  g_assert_finalize_object (fixture->entry);
  g_clear_object (&fixture->post);
  g_clear_object (&fixture->kitchen);
  g_clear_object (&fixture->studio);
  accounts_tear_down (&fixture->accounts, NULL);
}

static int
get_height (Fixture *fixture)
{
  int natural;

  gtk_widget_measure (fixture->row, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static gboolean
says (Fixture    *fixture,
      const char *text)
{
  GtkWidget *label = app_test_find (fixture->row, GTK_TYPE_LABEL, text);

  return label != NULL && gtk_widget_get_child_visible (label) && gtk_widget_get_visible (label);
}

static GtkWidget *
get_button (Fixture *fixture)
{
  return app_test_find (fixture->row, GTK_TYPE_BUTTON, NULL);
}

static void
test_one_next_act (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    PosterTargetState  state;
    const char        *category;
    const char        *title;
    const char        *label;
    const char        *action;
  } cases[] = {
    { POSTER_TARGET_DRAFT, NULL, "Draft", "Edit", "app.edit-post" },
    { POSTER_TARGET_SCHEDULED, NULL, "Scheduled", "Edit", "app.edit-post" },
    { POSTER_TARGET_HELD, "auth_expired", "On Hold", "Sign In…", "app.reconnect-account" },
    { POSTER_TARGET_HELD, "account_issue", "On Hold", "Retry", "posts.retry" },
    { POSTER_TARGET_PREPARING, NULL, "Preparing", "Cancel", "posts.cancel" },
    { POSTER_TARGET_SENDING, NULL, "Sending", "Cancel", "posts.cancel" },
    { POSTER_TARGET_PROCESSING, NULL, "Processing", "Cancel", "posts.cancel" },
    { POSTER_TARGET_FAILED, "auth_expired", "Failed", "Sign In…", "app.reconnect-account" },
    { POSTER_TARGET_FAILED, "platform_error", "Failed", "Retry", "posts.retry" },
    { POSTER_TARGET_FAILED, "user_content", "Failed", "Edit", "app.edit-post" },
    { POSTER_TARGET_MISSED, NULL, "Missed", "Post Now", "posts.post-now" },
    { POSTER_TARGET_UNKNOWN, NULL, "Unclear", "Decide…", "app.show-post" },
    { POSTER_TARGET_CANCELLED, NULL, "Taken Back", "Edit", "app.edit-post" },
    { POSTER_TARGET_PUBLISHED, NULL, "Published", "Details", "app.show-post" },
  };
  PosterTarget *target = add_target (fixture->post, fixture->kitchen, POSTER_TARGET_DRAFT);
  int height;

  show_row (fixture, 1004);
  height = get_height (fixture);
  g_assert_cmpint (height, >=, 66);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GVariant) wanted = NULL;

      target->state = cases[i].state;
      g_free (target->error_category);
      target->error_category = g_strdup (cases[i].category);
      change_post (fixture);
      g_test_message ("%s, %s", cases[i].title, cases[i].category);
      g_assert_true (says (fixture, "The loaf that forgives everything"));
      g_assert_true (says (fixture, cases[i].title));
      g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_button (fixture))), ==, cases[i].label);
      g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (get_button (fixture))), ==, cases[i].action);
      wanted = g_variant_ref_sink (g_variant_new_string (g_str_equal (cases[i].label, "Sign In…") ? fixture->kitchen->id
                                                                                                : fixture->post->id));
      g_assert_true (g_variant_equal (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (get_button (fixture))),
                                      wanted));
      /* Nothing jumps. */
      g_assert_cmpint (get_height (fixture), ==, height);
    }
  target->platform_post_url = g_strdup ("https://example.org/1");
  change_post (fixture);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_button (fixture))), ==, "Open");
}

static void
test_room_for_what_is_not_read (Fixture       *fixture,
                                gconstpointer  data)
{
  int height;

  show_row (fixture, 1004);
  height = get_height (fixture);
  g_assert_false (gtk_widget_get_visible (get_button (fixture)));
  app_test_save_picture (fixture->row, "post-row-skeleton");

  add_target (fixture->post, fixture->kitchen, POSTER_TARGET_SCHEDULED);
  change_post (fixture);
  g_assert_true (gtk_widget_get_visible (get_button (fixture)));
  g_assert_cmpint (get_height (fixture), ==, height);
  g_assert_true (says (fixture, "Scheduled"));
}

static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  PosterEngine *engine = poster_workspace_get_engine (fixture->accounts.workspace);
  PosterTarget *target = add_target (fixture->post, fixture->kitchen, POSTER_TARGET_SENDING);
  GtkWidget *bar;
  int height;

  show_row (fixture, 1004);
  change_post (fixture);
  bar = app_test_find (fixture->row, GTK_TYPE_PROGRESS_BAR, NULL);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0);
  height = get_height (fixture);

  g_signal_emit_by_name (engine, "progress", target->id, G_GINT64_CONSTANT (8736000), G_GINT64_CONSTANT (14000000));
  poster_post_row_note_progress (POSTER_POST_ROW (fixture->row), target->id, 8736000, 14000000);
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), 0.624, 0.001);
  g_assert_true (says (fixture, "62 %"));
  g_assert_true (says (fixture, "9 of 14 MB"));
  g_assert_cmpint (get_height (fixture), ==, height);
  app_test_save_picture (fixture->row, "post-row-sending");

  /* Of another post. */
  poster_post_row_note_progress (POSTER_POST_ROW (fixture->row), "0123456789abcdef01234567", 1, 2);
  g_assert_true (says (fixture, "62 %"));

  target->state = POSTER_TARGET_PROCESSING;
  change_post (fixture);
  g_assert_false (gtk_widget_get_visible (bar));
  g_assert_true (says (fixture, "TikTok is working on it"));
  g_assert_cmpint (get_height (fixture), ==, height);
}

static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  guint n_shown = 0;

  add_target (fixture->post, fixture->kitchen, POSTER_TARGET_SCHEDULED);
  for (guint i = 0; i < 4; i++)
    add_target (fixture->post, fixture->studio, POSTER_TARGET_SCHEDULED);
  show_row (fixture, 1004);
  change_post (fixture);
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (G_OBJECT_TYPE_NAME (child), "PosterAccountAvatar") && gtk_widget_get_visible (child))
      n_shown++;
  g_assert_cmpuint (n_shown, ==, 2);
  g_assert_true (says (fixture, "+3"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (app_test_find (fixture->row, g_type_from_name ("PosterAccountAvatar"), NULL)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "@kitchen on TikTok");
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  PosterTarget *target = add_target (fixture->post, fixture->kitchen, POSTER_TARGET_SENDING);
  PosterEngine *engine = poster_workspace_get_engine (fixture->accounts.workspace);
  int minimum;

  add_target (fixture->post, fixture->studio, POSTER_TARGET_SENDING);
  poster_post_row_set_narrow (POSTER_POST_ROW (fixture->row), TRUE);
  show_row (fixture, 360);
  change_post (fixture);
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_true (says (fixture, "@kitchen and @studio"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture)), GTK_ACCESSIBLE_PROPERTY_LABEL, "Cancel");

  g_signal_emit_by_name (engine, "progress", target->id, G_GINT64_CONSTANT (62), G_GINT64_CONSTANT (100));
  poster_post_row_note_progress (POSTER_POST_ROW (fixture->row), target->id, 62, 100);
  g_assert_true (says (fixture, "Sending, 62 %"));
  app_test_save_picture (fixture->row, "post-row-narrow");

  poster_post_row_set_narrow (POSTER_POST_ROW (fixture->row), FALSE);
  g_assert_true (says (fixture, "Sending"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_button (fixture))), ==, "Cancel");
}

static void
test_right_to_left (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkWidget *thumb;
  graphene_rect_t bounds;

  add_target (fixture->post, fixture->kitchen, POSTER_TARGET_SCHEDULED);
  gtk_widget_set_direction (fixture->row, GTK_TEXT_DIR_RTL);
  show_row (fixture, 1004);
  change_post (fixture);
  app_test_wait_frames (fixture->row, 2);
  thumb = app_test_find (fixture->row, POSTER_TYPE_THUMB, NULL);
  g_assert_true (gtk_widget_compute_bounds (thumb, fixture->row, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >, 900);
  g_assert_true (gtk_widget_compute_bounds (get_button (fixture), fixture->row, &bounds));
  g_assert_cmpfloat (bounds.origin.x, <, 100);
}

/* That it is one of several is seen, and said. */
static void
test_repeats (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *sign;

  add_target (fixture->post, fixture->kitchen, POSTER_TARGET_SCHEDULED);
  fixture->post->updated_us = poster_clock_get_now_us (poster_session_get_clock (fixture->accounts.session));
  show_row (fixture, 1004);
  change_post (fixture);
  g_assert_null (((PosterPostRow *) fixture->row)->repeats);
  fixture->post->repeats = TRUE;
  change_post (fixture);
  sign = ((PosterPostRow *) fixture->row)->repeats;
  g_assert_true (gtk_widget_get_visible (sign));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (sign), ==, "Repeats");
  app_test_wait_frames (fixture->row, 2);
  app_test_save_picture (fixture->window, "row-repeats");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "The loaf that forgives everything, Scheduled, Changed a moment ago, repeats");
  fixture->post->repeats = FALSE;
  change_post (fixture);
  g_assert_false (gtk_widget_get_visible (sign));
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/post-row/one-next-act-a-state", test_one_next_act);
  ADD ("/post-row/room-for-what-is-not-read", test_room_for_what_is_not_read);
  ADD ("/post-row/progress-without-a-jump", test_progress);
  ADD ("/post-row/accounts-that-fit", test_accounts);
  ADD ("/post-row/narrow", test_narrow);
  ADD ("/post-row/right-to-left", test_right_to_left);
  ADD ("/post-row/says-that-it-repeats", test_repeats);

  return g_test_run ();
}
