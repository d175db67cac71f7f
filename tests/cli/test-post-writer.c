/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-account.h"
#include "poster-json.h"
#include "poster-platforms.h"
#include "poster-post-writer.h"

static PosterMediaItem *
new_item (const char *path,
          gboolean    with_facts)
{
  PosterMediaItem *item = poster_media_item_new (path);

  item->size = G_GINT64_CONSTANT (5000000000);
  if (with_facts)
    {
      item->facts = poster_media_facts_new ();
      item->facts->type = POSTER_MEDIA_VIDEO;
      item->facts->mime_type = g_strdup ("video/mp4");
      item->alt_text = g_strdup ("A \"cat\",\n\\ and a dog");
    }
  return item;
}

static PosterPost *
new_post (guint variant)
{
  const char *contents[] = { "", "Plain", "Grüße 👋 \"quoted\" \\ back\t\b\f\x7f\x01 end\r\n", "</script>" };
  PosterPost *post = poster_post_new ();

  g_free (post->content);
  post->content = g_strdup (contents[variant % G_N_ELEMENTS (contents)]);
  if (variant % 3 == 1)
    post->title = g_strdup ("A title");
  if (variant % 3 == 0)
    post->schedule = poster_schedule_new_instant (G_GINT64_CONSTANT (1795348800123456) + variant, "UTC");
  else if (variant % 3 == 1)
    post->schedule = poster_schedule_new_wall ("2026-12-24 18:00:07", "Europe/Berlin", NULL);
  if (variant % 3 == 1)
    {
      post->profile_id = g_strdup ("0123456789abcdef01234567");
      post->queue_id = g_strdup ("1123456789abcdef01234567");
      post->series_id = g_strdup ("2123456789abcdef01234567");
    }
  post->created_us = G_GINT64_CONSTANT (1795348800999999);
  post->updated_us = G_GINT64_CONSTANT (951782400000000);
  g_ptr_array_add (post->media, new_item ("/films/clip.mp4", TRUE));
  g_ptr_array_add (post->media, new_item ("/films/M\xfcll %#?;<>[]^`{|}\"\n~!*'()+,:=@&$.mp4", FALSE));
  for (guint i = 0; i < POSTER_N_TARGET_STATES; i++)
    {
      PosterTarget *target = poster_target_new (i % 2 == 0 ? "0123456789abcdef01234567" : "000000000000000000000000");

      target->state = i;
      if (i == POSTER_TARGET_PUBLISHED)
        {
          target->published_us = G_GINT64_CONSTANT (1795348800000001);
          target->platform_post_id = g_strdup ("7300000000000000123");
          target->platform_post_url = g_strdup ("https://www.tiktok.com/@kitchen/video/7300000000000000123");
          json_object_set_string_member (target->options, "privacy_level", "SELF_ONLY");
          json_object_set_boolean_member (target->options, "allow_comment", TRUE);
        }
      if (i == POSTER_TARGET_FAILED)
        {
          target->content = g_strdup ("Other words");
          target->media = g_ptr_array_new_with_free_func (g_object_unref);
          g_ptr_array_add (target->media, new_item ("/films/other.mp4", TRUE));
          target->error_code = g_strdup ("spam_risk");
          target->error_category = g_strdup ("platform_rejected");
          target->error_message = g_strdup ("TikTok refused “it”.");
        }
      if (i == POSTER_TARGET_HELD)
        {
          target->holder = POSTER_HOLDER_REMOTE;
          target->is_committed = variant % 2 == 0;
          target->is_handed_over = variant % 3 == 0;
          target->title = g_strdup ("Another \"title\"");
          target->schedule = poster_schedule_new_wall ("2026-12-25 08:00", "Europe/Berlin", NULL);
          target->place = json_object_new ();
          json_object_set_string_member (target->place, "pageId", "123");
        }
      if (i == POSTER_TARGET_SCHEDULED)
        {
          JsonArray *thread = json_array_new ();

          json_array_add_string_element (thread, "And then");
          json_object_set_array_member (target->options, "threadItems", thread);
          json_object_set_string_member (target->options, "geo.country", "DE");
          if (variant % 2 == 0)
            target->content = g_strdup_printf ("Text %u", variant);
        }
      if (variant % 2 == 0 || i < 4)
        g_ptr_array_add (post->targets, target);
      else
        g_object_unref (target);
    }
  return post;
}

static void
test_same (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPlatforms) all = poster_platforms_new (&error);
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", "open");
  g_autoptr(PosterAccount) other = poster_account_new ("late", "twitter", "other");
  g_autoptr(GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_no_error (error);
  account->username = g_strdup ("kitchen");
  g_hash_table_insert (accounts, (gpointer) "000000000000000000000000", other);
  g_hash_table_insert (accounts, (gpointer) "0123456789abcdef01234567", account);
  for (guint variant = 0; variant < 12; variant++)
    {
      g_autoptr(PosterPost) post = new_post (variant);
      GHashTable *known = variant % 5 == 4 ? NULL : accounts;
      PosterPlatforms *platforms = variant % 4 == 3 ? NULL : all;
      g_autoptr(PosterPostWriter) writer = poster_post_writer_new (known, platforms);
      g_autoptr(JsonObject) expected = poster_post_to_json (post, known, platforms);
      g_autofree char *expected_text = poster_json_to_text (expected, FALSE);
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(JsonObject) written = NULL;
      g_autofree char *written_text = NULL;

      /* Twice: the second time it knows what it has seen. */
      poster_post_writer_write (writer, post, text);
      g_string_truncate (text, 0);
      poster_post_writer_write (writer, post, text);
      written = poster_json_parse_object (text->str, (gssize) text->len, &error);
      g_assert_no_error (error);
      written_text = poster_json_to_text (written, FALSE);
      g_assert_cmpstr (written_text, ==, expected_text);
    }
}

/* A script reads the shape that it would send: levels where names have dots, days and times as
 * objects, the whole thread. */
static void
test_shape (void)
{
  const struct {
    const char *platform, *options, *expected;
  } cases[] = {
    { "tiktok", "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":false}",
      "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":false}" },
    { "googlebusiness", "{\"callToAction.type\":\"BOOK\",\"callToAction.url\":\"https://a.example\","
      "\"event.schedule.startDate\":\"2026-05-31\"}",
      "{\"callToAction\":{\"type\":\"BOOK\",\"url\":\"https://a.example\"},"
      "\"event\":{\"schedule\":{\"startDate\":{\"year\":2026,\"month\":5,\"day\":31}}}}" },
    { "twitter", "{\"threadItems\":[\"Second\"]}",
      "{\"threadItems\":[{\"content\":\"First\"},{\"content\":\"Second\"}]}" },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPlatforms) all = poster_platforms_new (&error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterAccount) account = poster_account_new ("late", cases[i].platform, "open");
      g_autoptr(GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr(PosterPost) post = poster_post_new ();
      PosterTarget *target = poster_target_new (account->id);
      g_autoptr(JsonObject) json = NULL;
      g_autofree char *text = NULL;

      g_hash_table_insert (accounts, account->id, account);
      g_free (post->content);
      post->content = g_strdup ("First");
      json_object_unref (target->options);
      target->options = poster_json_parse_object (cases[i].options, -1, &error);
      g_assert_no_error (error);
      g_ptr_array_add (post->targets, target);
      json = poster_post_to_json (post, accounts, all);
      text = poster_json_to_text (poster_json_get_object (json_array_get_object_element (
                                    poster_json_get_array (json, "platforms"), 0), "platformSpecificData"), FALSE);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/post-writer/says-what-the-post-says", test_same);
  g_test_add_func ("/post-writer/options-in-the-api-s-shape", test_shape);
  return g_test_run ();
}
