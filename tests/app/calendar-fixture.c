/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calendar-fixture.h"

#include <stdio.h>

#include "app-test.h"
#include "poster-calendar-days.h"
#include "poster-test-async.h"

void
calendar_set_up (CalendarFixture *fixture,
                 gconstpointer    data)
{
  g_setenv ("TZ", "Europe/Berlin", TRUE);
  accounts_set_up (&fixture->accounts, NULL);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, TRUE, NULL);
  fixture->page = POSTER_CALENDAR_PAGE (poster_calendar_page_new (fixture->accounts.session));
  fixture->desk = g_object_ref (poster_calendar_page_get_desk (fixture->page));
  fixture->model = poster_calendar_desk_get_model (fixture->desk);
  fixture->window = app_test_show (GTK_WIDGET (fixture->page), 1280, 753);
}

void
calendar_tear_down (CalendarFixture *fixture,
                    gconstpointer    data)
{
  app_test_close (fixture->window);
  g_clear_object (&fixture->desk);
  g_clear_object (&fixture->kitchen);
  g_clear_object (&fixture->studio);
  accounts_tear_down (&fixture->accounts, NULL);
}

/* A file that was looked into already. */
static PosterMediaItem *
new_clip (const char *id)
{
  PosterMediaItem *item = poster_media_item_new ("/films/clip.mp4");
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 10 * G_USEC_PER_SEC;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = 30;
  facts->video_codec = g_strdup ("h264");
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 160000;
  facts->faststart = TRUE;
  facts->size = 1000000;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strconcat ("hash of ", id, NULL);
  return item;
}

char *
calendar_add_post (CalendarFixture   *fixture,
                   const char        *text,
                   const char        *wall,
                   PosterTargetState  state,
                   PosterAccount     *account)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterPost) post = poster_post_new ();
  PosterTarget *target = poster_target_new (account->id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_free (post->content);
  post->content = g_strdup (text);
  post->schedule = poster_schedule_new_wall (wall, "Europe/Berlin", &error);
  g_assert_no_error (error);
  g_ptr_array_add (post->media, new_clip (post->id));
  json_object_set_string_member (target->options, "privacy_level", "SELF_ONLY");
  json_object_set_boolean_member (target->options, "content_preview_confirmed", TRUE);
  json_object_set_boolean_member (target->options, "express_consent_given", TRUE);
  target->state = state;
  if (state != POSTER_TARGET_DRAFT)
    target->due_us = poster_schedule_get_instant_us (post->schedule);
  if (state == POSTER_TARGET_SCHEDULED)
    target->wake_us = target->due_us;
  g_ptr_array_add (post->targets, target);
  poster_store_save_post_async (store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_post_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (post->id);
}

PosterPost *
calendar_get_post (CalendarFixture *fixture,
                   const char      *id)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *post;

  poster_store_get_post_async (store, id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

guint32
calendar_day (const char *date)
{
  int year, month, day;

  g_assert_cmpint (sscanf (date, "%d-%d-%d", &year, &month, &day), ==, 3);
  return poster_days_from_date (year, month, day);
}

typedef struct
{
  CalendarFixture     *fixture;
  const char          *id;
  guint32              day;
  guint                n_posts;
  PosterCalendarEntry *found;
} Wanted;

static gboolean
is_on_day (gpointer user_data)
{
  Wanted *wanted = user_data;
  GPtrArray *entries = poster_calendar_model_get_day (wanted->fixture->model, wanted->day);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      PosterCalendarEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->post->id, wanted->id))
        {
          wanted->found = entry;
          return TRUE;
        }
    }
  return FALSE;
}

PosterCalendarEntry *
calendar_wait_on_day (CalendarFixture *fixture,
                      const char      *id,
                      const char      *date)
{
  Wanted wanted = { .fixture = fixture, .id = id, .day = calendar_day (date) };

  app_test_wait (is_on_day, &wanted);
  return wanted.found;
}

static gboolean
has_posts (gpointer user_data)
{
  Wanted *wanted = user_data;
  GPtrArray *entries = poster_calendar_model_get_day (wanted->fixture->model, wanted->day);

  return entries != NULL && entries->len == wanted->n_posts;
}

void
calendar_wait_for_day (CalendarFixture *fixture,
                       const char      *date,
                       guint            n_posts)
{
  Wanted wanted = { .fixture = fixture, .day = calendar_day (date), .n_posts = n_posts };

  app_test_wait (has_posts, &wanted);
}

void
calendar_go (CalendarFixture *fixture,
             const char      *date)
{
  poster_calendar_desk_set_day (fixture->desk, calendar_day (date));
  app_test_wait_frames (GTK_WIDGET (fixture->page), 2);
}

/* As if the key were pressed there: the controllers of its kind on the widget and above it are asked. */
void
calendar_press (GtkWidget       *widget,
                guint            key,
                GdkModifierType  modifiers)
{
  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (at);

      for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);
          gboolean is_handled = FALSE;

          if (!GTK_IS_EVENT_CONTROLLER_KEY (controller) || GTK_IS_WINDOW (at))
            continue;
          g_signal_emit_by_name (controller, "key-pressed", key, 0u, modifiers, &is_handled);
          if (is_handled)
            return;
        }
    }
}
