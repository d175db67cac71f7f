/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "calendar-fixture.h"
#include "poster-calendar-change.h"
#include "poster-test-async.h"
#include "poster-window.h"

/* What is done with several posts at once is taken back at once. The window is a stand-in: it keeps
 * what it is asked to offer. */

typedef CalendarFixture Fixture;

typedef struct
{
  char           *words;
  PosterUndoFunc  undo;
  gpointer        user_data;
  GDestroyNotify  destroy;
} Offer;

static Offer offer;

void __wrap_poster_window_offer_undo (PosterWindow *window, const char *text, PosterUndoFunc undo, PosterUndoFunc settle,
                                      gpointer user_data, GDestroyNotify destroy);
void __wrap_poster_window_tell       (PosterWindow *window, const char *text);

void
__wrap_poster_window_offer_undo (PosterWindow   *window,
                                 const char     *text,
                                 PosterUndoFunc  undo,
                                 PosterUndoFunc  settle,
                                 gpointer        user_data,
                                 GDestroyNotify  destroy)
{
  g_assert_null (offer.words);
  offer = (Offer) { g_strdup (text), undo, user_data, destroy };
}

void
__wrap_poster_window_tell (PosterWindow *window,
                           const char   *text)
{
  g_error ("It was told: %s", text);
}

static void
change (Fixture                  *fixture,
        PosterCalendarChangeKind  kind,
        int                       days,
        const char               *words,
        ...)
{
  g_autoptr(GObject) window = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  const char *id;
  va_list arguments;

  va_start (arguments, words);
  while ((id = va_arg (arguments, const char *)) != NULL)
    g_strv_builder_add (ids, id);
  va_end (arguments);
  list = g_strv_builder_end (ids);
  poster_calendar_change_async (fixture->accounts.session, (PosterWindow *) window, (const char *const *) list, kind, days, 30,
                                NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_calendar_change_finish (poster_test_await (&result)));
  g_assert_cmpstr (offer.words, ==, words);
}

static void
take_back (void)
{
  offer.undo (offer.user_data);
  offer.destroy (offer.user_data);
  g_clear_pointer (&offer.words, g_free);
}

static void
leave (void)
{
  offer.destroy (offer.user_data);
  g_clear_pointer (&offer.words, g_free);
}

static void
assert_wall (Fixture    *fixture,
             const char *id,
             const char *wall)
{
  g_autoptr(PosterPost) post = calendar_get_post (fixture, id);
  PosterTarget *target = g_ptr_array_index (post->targets, 0);

  g_assert_cmpstr (poster_schedule_get_wall (post->schedule), ==, wall);
  if (target->state == POSTER_TARGET_SCHEDULED)
    g_assert_cmpint (target->wake_us, ==, poster_schedule_get_instant_us (post->schedule));
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *first = calendar_add_post (fixture, "One", "2030-12-02T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autofree char *second = calendar_add_post (fixture, "Two", "2030-12-03T12:00:00", POSTER_TARGET_DRAFT, fixture->kitchen);
  g_autofree char *third = calendar_add_post (fixture, "Three", "2030-12-05T23:45:00", POSTER_TARGET_SCHEDULED, fixture->studio);
  g_autofree char *out = calendar_add_post (fixture, "Out", "2030-12-05T12:00:00", POSTER_TARGET_PUBLISHED, fixture->studio);

  calendar_go (fixture, "2030-12-02");
  change (fixture, POSTER_CALENDAR_MOVE, 2, "3 posts moved", first, second, third, NULL);
  assert_wall (fixture, first, "2030-12-04T18:30:00");
  assert_wall (fixture, second, "2030-12-05T12:30:00");
  assert_wall (fixture, third, "2030-12-08T00:15:00");
  calendar_wait_on_day (fixture, third, "2030-12-08");
  take_back ();
  calendar_wait_on_day (fixture, first, "2030-12-02");
  calendar_wait_on_day (fixture, second, "2030-12-03");
  calendar_wait_on_day (fixture, third, "2030-12-05");
  assert_wall (fixture, first, "2030-12-02T18:00:00");
  assert_wall (fixture, second, "2030-12-03T12:00:00");
  assert_wall (fixture, third, "2030-12-05T23:45:00");

  /* What is out stays, which is said, and the others are taken back without it. */
  change (fixture, POSTER_CALENDAR_MOVE, 1, "Post moved; 1 was left as it is: This post does not wait for its time "
          "any more. Open it to see what can be done.", out, first, NULL);
  calendar_wait_on_day (fixture, first, "2030-12-03");
  take_back ();
  calendar_wait_on_day (fixture, first, "2030-12-02");
  assert_wall (fixture, out, "2030-12-05T12:00:00");
}

static void
test_delete (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *first = calendar_add_post (fixture, "One", "2030-12-02T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autofree char *second = calendar_add_post (fixture, "Two", "2030-12-02T19:00:00", POSTER_TARGET_DRAFT, fixture->kitchen);

  calendar_go (fixture, "2030-12-02");
  calendar_wait_for_day (fixture, "2030-12-02", 2);
  change (fixture, POSTER_CALENDAR_DELETE, 0, "2 posts deleted", first, second, NULL);
  calendar_wait_for_day (fixture, "2030-12-02", 0);
  take_back ();
  calendar_wait_for_day (fixture, "2030-12-02", 2);
  assert_wall (fixture, first, "2030-12-02T18:00:00");
  assert_wall (fixture, second, "2030-12-02T19:00:00");
}

static void
test_duplicate (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *first = calendar_add_post (fixture, "One", "2030-12-02T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autofree char *second = calendar_add_post (fixture, "Two", "2030-12-02T19:00:00", POSTER_TARGET_PUBLISHED, fixture->kitchen);

  calendar_go (fixture, "2030-12-02");
  calendar_wait_for_day (fixture, "2030-12-02", 2);
  change (fixture, POSTER_CALENDAR_DUPLICATE, 0, "2 drafts made", first, second, NULL);
  calendar_wait_for_day (fixture, "2030-12-02", 4);
  take_back ();
  calendar_wait_for_day (fixture, "2030-12-02", 2);
  calendar_wait_on_day (fixture, first, "2030-12-02");
  calendar_wait_on_day (fixture, second, "2030-12-02");
  /* Who does not want it back keeps them. */
  change (fixture, POSTER_CALENDAR_DUPLICATE, 0, "2 drafts made", first, second, NULL);
  leave ();
  calendar_wait_for_day (fixture, "2030-12-02", 4);
}

#define add(path, func) \
  g_test_add (path, Fixture, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
  add ("/calendar/undo/several-that-were-moved", test_move);
  add ("/calendar/undo/several-that-were-deleted", test_delete);
  add ("/calendar/undo/several-that-were-duplicated", test_duplicate);
  return g_test_run ();
}
