/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-status.h"
#include "poster-words.h"

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR
#define DAY    G_TIME_SPAN_DAY

/* Sunday, 22 November 2026, 15:20 in Berlin. */
#define NOW (G_GINT64_CONSTANT (1795357200) * SECOND)
#define BERLIN "Europe/Berlin"

static void
check (char       *words,
       const char *wanted)
{
  g_assert_cmpstr (words, ==, wanted);
  g_free (words);
}

static void
test_times (void)
{
  static const struct
  {
    gint64      at;
    const char *words;
    const char *within;
  } cases[] = {
    { NOW, "Today, 15:20", "today, 15:20" },
    { NOW + 8 * HOUR + 39 * MINUTE, "Today, 23:59", "today, 23:59" },
    { NOW + 8 * HOUR + 40 * MINUTE, "Tomorrow, 00:00", "tomorrow, 00:00" },
    { NOW - 15 * HOUR - 20 * MINUTE, "Today, 00:00", "today, 00:00" },
    { NOW - 15 * HOUR - 21 * MINUTE, "Yesterday, 23:59", "yesterday, 23:59" },
    { NOW - DAY, "Yesterday, 15:20", "yesterday, 15:20" },
    { NOW + 2 * DAY, "Tuesday, 15:20", "Tuesday, 15:20" },
    { NOW + 6 * DAY, "Saturday, 15:20", "Saturday, 15:20" },
    { NOW - 6 * DAY, "Monday, 15:20", "Monday, 15:20" },
    { NOW + 7 * DAY, "29 November, 15:20", "29 November, 15:20" },
    { NOW - 7 * DAY, "15 November, 15:20", "15 November, 15:20" },
    { NOW + 60 * DAY, "21 January 2027, 15:20", "21 January 2027, 15:20" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check (poster_words_time (cases[i].at, NOW, BERLIN), cases[i].words);
      check (poster_words_time_within (cases[i].at, NOW, BERLIN), cases[i].within);
    }
  /* The same instant is another day elsewhere. */
  check (poster_words_time (NOW, NOW, "Asia/Tokyo"), "Today, 23:20");
  check (poster_words_time (NOW + HOUR, NOW, "Asia/Tokyo"), "Tomorrow, 00:20");
  check (poster_words_absolute (NOW, BERLIN), "Sunday, 22 November 2026, 15:20");
  check (poster_words_clock (NOW, BERLIN), "15:20");
}

static void
test_distances (void)
{
  static const struct
  {
    gint64      from_now;
    const char *words;
  } cases[] = {
    { 0, "In less than a minute" },
    { 59 * SECOND, "In less than a minute" },
    { MINUTE, "In 1 minute" },
    { 20 * MINUTE, "In 20 minutes" },
    { HOUR, "In 1 hour" },
    { 2 * HOUR + 40 * MINUTE, "In 2 hours and 40 minutes" },
    { 3 * HOUR + 20 * SECOND, "In 3 hours" },
    { DAY, "In 1 day" },
    { DAY + HOUR, "In 1 day and 1 hour" },
    { 3 * DAY + 5 * HOUR, "In 3 days" },
    { 40 * DAY, "In 40 days" },
    { -1, "A moment ago" },
    { -MINUTE, "1 minute ago" },
    { -20 * MINUTE, "20 minutes ago" },
    { -(2 * HOUR + 40 * MINUTE), "2 hours ago" },
    { -(3 * DAY), "3 days ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (poster_words_until (NOW + cases[i].from_now, NOW), cases[i].words);
  check (poster_words_changed (NOW - 20 * MINUTE, NOW), "Changed 20 minutes ago");
  check (poster_words_changed (NOW + MINUTE, NOW), "Changed a moment ago");
  check (poster_words_late (NOW - 40 * MINUTE, NOW), "40 minutes late");
  check (poster_words_late (NOW - 10 * SECOND, NOW), "Just now");
  check (poster_words_late (NOW - 25 * HOUR, NOW), "1 day late");
}

static void
test_amounts (void)
{
  static const struct
  {
    gint64      bytes;
    const char *words;
  } sizes[] = {
    { 0, "0 bytes" }, { 1, "1 byte" }, { 999, "999 bytes" }, { 1000, "1 kB" }, { 1449, "1.4 kB" },
    { 14000000, "14 MB" }, { 1400000, "1.4 MB" }, { 9000000, "9 MB" }, { 9960000, "10 MB" },
    { 999600, "1 MB" }, { 4294967296, "4.3 GB" },
  };
  static const struct
  {
    gint64      length;
    const char *words;
  } durations[] = {
    { 0, "0:00" }, { 21 * SECOND, "0:21" }, { 59 * SECOND + 700000, "1:00" }, { 75 * SECOND, "1:15" },
    { 3723 * SECOND, "1:02:03" }, { -5, "0:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check (poster_words_size (sizes[i].bytes), sizes[i].words);
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    check (poster_words_duration (durations[i].length), durations[i].words);
  check (poster_words_transfer (9000000, 14000000, 4 * SECOND), "9 of 14 MB, a few seconds left");
  check (poster_words_transfer (300000, 1400000, 30 * SECOND), "0.3 of 1.4 MB, less than a minute left");
  check (poster_words_transfer (0, 4294967296, 3 * MINUTE), "0.0 of 4.3 GB, 3 minutes left");
  check (poster_words_transfer (500, 900, -1), "900 bytes");
  check (poster_words_transfer (9000000, 14000000, -1), "9 of 14 MB");
  check (poster_words_percent (0.629), "62 %");
  check (poster_words_percent (0.9999), "99 %");
  check (poster_words_percent (7), "100 %");
  check (poster_words_pictures (1), "one picture");
  check (poster_words_pictures (6), "six pictures");
  check (poster_words_pictures (35), "35 pictures");
}

static void
test_names (void)
{
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", "open-id");
  const char *const none[] = { NULL };
  const char *const one[] = { "@a", NULL };
  const char *const two[] = { "@a", "@b", NULL };
  const char *const five[] = { "@a", "@b", "@c", "@d", "@e", NULL };

  account->username = g_strdup ("kitchen");
  check (poster_words_account (account), "@kitchen");
  check (poster_words_account_on (account), "@kitchen on TikTok");
  check (poster_words_account (NULL), "An account that is gone");
  g_assert_cmpstr (poster_words_platform ("youtube"), ==, "YouTube");
  g_assert_cmpstr (poster_words_platform ("nowhere"), ==, "nowhere");
  g_assert_cmpstr (poster_words_glyph ("tiktok"), ==, "poster-platform-tiktok-symbolic");
  g_clear_pointer (&account->username, g_free);
  account->display_name = g_strdup ("Kitchen Stories");
  check (poster_words_account (account), "Kitchen Stories");

  check (poster_words_list (none, 2), "");
  check (poster_words_list (one, 2), "@a");
  check (poster_words_list (two, 2), "@a and @b");
  check (poster_words_list (five, 2), "@a, @b and 3 more");
  check (poster_words_list (five, 5), "@a, @b, @c, @d and @e");
}

static void
test_media (void)
{
  g_autoptr(PosterMediaFacts) facts = poster_media_facts_new ();
  g_autoptr(PosterPost) post = poster_post_new ();

  check (poster_words_media (NULL), "");
  facts->type = POSTER_MEDIA_VIDEO;
  facts->duration_us = 21 * SECOND;
  facts->width = 720;
  facts->height = 1280;
  facts->frame_rate = 22;
  facts->size = 14000000;
  check (poster_words_media (facts), "0:21, 720 × 1280, 22 frames a second, 14 MB");
  facts->frame_rate = 29.97;
  facts->duration_us = 0;
  check (poster_words_media (facts), "720 × 1280, 29.97 frames a second, 14 MB");
  facts->type = POSTER_MEDIA_IMAGE;
  check (poster_words_media (facts), "720 × 1280, 14 MB");

  g_assert_null (poster_words_first_line (post));
  g_free (post->content);
  post->content = g_strdup ("\n  \n  The loaf  \nthat forgives");
  check (poster_words_first_line (post), "The loaf");
  g_free (post->content);
  post->content = g_strdup (" \n ");
  g_assert_null (poster_words_first_line (post));
}

/* Two accounts on TikTok, one on YouTube. */
static PosterAccount *accounts[3];

static PosterAccount *
find_account (const char *account_id,
              gpointer    user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    if (g_str_equal (accounts[i]->id, account_id))
      return accounts[i];
  return NULL;
}

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
check_status (PosterPost       *post,
              const char       *title,
              const char       *detail,
              const char       *brief,
              const char       *css_class,
              PosterStatusNext  next)
{
  g_autoptr(PosterStatus) status = poster_status_new_for_post (post, find_account, NULL, NOW);

  g_assert_cmpstr (status->title, ==, title);
  g_assert_cmpstr (status->detail, ==, detail);
  g_assert_cmpstr (status->brief, ==, brief);
  g_assert_cmpstr (status->css_class, ==, css_class);
  g_assert_cmpint (status->next, ==, next);
  g_assert_nonnull (status->icon_name);
}

static void
test_status (void)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  PosterTarget *first;
  PosterTarget *second;

  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    accounts[i] = poster_account_new ("late", i < 2 ? "tiktok" : "youtube", "remote");
  accounts[0]->username = g_strdup ("kitchen");
  accounts[1]->username = g_strdup ("studio");
  accounts[2]->username = g_strdup ("kitchen");

  check_status (post, "Draft", "Nothing in it yet", "Nothing in it yet", "dim-label", POSTER_NEXT_EDIT);

  first = add_target (post, accounts[0], POSTER_TARGET_DRAFT);
  g_ptr_array_add (post->media, poster_media_item_new ("/clip.mp4"));
  check_status (post, "Draft", "Caption missing", "Caption missing", "dim-label", POSTER_NEXT_EDIT);

  g_free (post->content);
  post->content = g_strdup ("Ten minutes, one pan");
  first->state = POSTER_TARGET_SCHEDULED;
  first->due_us = NOW + 2 * HOUR + 40 * MINUTE;
  {
    g_autofree char *when = poster_words_time (first->due_us, NOW, NULL);

    check_status (post, "Scheduled", "In 2 hours and 40 minutes", when, "dim-label", POSTER_NEXT_EDIT);
  }

  first->state = POSTER_TARGET_MISSED;
  first->due_us = NOW - 40 * MINUTE;
  check_status (post, "Missed", "40 minutes late", "Missed by 40 minutes", "warning", POSTER_NEXT_POST_NOW);

  first->state = POSTER_TARGET_PUBLISHED;
  first->platform_post_url = g_strdup ("https://example.org/1");
  second = add_target (post, accounts[2], POSTER_TARGET_PUBLISHED);
  {
    g_autofree char *when = NULL;

    first->published_us = NOW;
    when = poster_words_time (NOW, NOW, NULL);
    check_status (post, "Published", "On TikTok and YouTube", when, "success", POSTER_NEXT_OPEN);
  }

  second->state = POSTER_TARGET_FAILED;
  second->error_category = g_strdup ("auth_expired");
  second->error_message = g_strdup ("The service no longer accepts the sign-in. Connect the account again.");
  check_status (post, "Failed on YouTube", "The sign-in has run out", "YouTube: the sign-in has run out", "error",
                POSTER_NEXT_SIGN_IN);

  g_free (second->error_category);
  second->error_category = g_strdup ("user_content");
  g_free (second->error_message);
  second->error_message = g_strdup ("The clip is too long. Shorten it to 10 minutes.");
  check_status (post, "Failed on YouTube", "The clip is too long", "YouTube: The clip is too long", "error",
                POSTER_NEXT_EDIT);

  /* What else is under way does not hide it, and the handle tells two of a platform apart. */
  first->state = POSTER_TARGET_SENDING;
  g_free (second->account_id);
  second->account_id = g_strdup (accounts[1]->id);
  g_free (second->error_category);
  second->error_category = g_strdup ("platform_error");
  check_status (post, "Failed on @studio", "The clip is too long", "@studio: The clip is too long", "error",
                POSTER_NEXT_RETRY);

  second->state = POSTER_TARGET_UNKNOWN;
  check_status (post, "Unclear", "Perhaps it is out", "Unclear", "warning", POSTER_NEXT_DECIDE);

  second->state = POSTER_TARGET_PUBLISHED;
  check_status (post, "Sending", NULL, "Sending", "accent", POSTER_NEXT_CANCEL);

  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    g_clear_object (&accounts[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/times", test_times);
  g_test_add_func ("/words/distances", test_distances);
  g_test_add_func ("/words/amounts", test_amounts);
  g_test_add_func ("/words/names", test_names);
  g_test_add_func ("/words/media", test_media);
  g_test_add_func ("/words/status", test_status);

  return g_test_run ();
}
