/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-plan.h"

#define FOLDER "/plans"
#define ZONE "Europe/Berlin"

static GPtrArray *
read_plan (const char *text)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *rows = poster_plan_read (text, strlen (text), FOLDER, ZONE, &error);

  g_assert_no_error (error);
  return rows;
}

static char *
row_text (GPtrArray *rows,
          guint      number)
{
  PosterPlanRow *row = g_ptr_array_index (rows, number);
  g_autoptr(JsonObject) json = poster_plan_row_to_json (row);

  if (row->problems->len > 0)
    g_error ("line %u: %s", row->line, (char *) g_ptr_array_index (row->problems, 0));
  return poster_json_to_text (json, FALSE);
}

/* One table row each, and what it means. */
static void
test_rows (void)
{
  const struct { const char *headings; const char *row; const char *json; } tables[] = {
    { "accounts,caption", "kitchen,Pasta",
      "{\"content\":\"Pasta\",\"mediaItems\":[],\"platforms\":[{\"accountId\":\"kitchen\",\"platformSpecificData\":{}}]}" },
    { "date,caption", "2026-12-24 18:00,x",
      "{\"content\":\"x\",\"scheduledFor\":\"2026-12-24T18:00:00\",\"timezone\":\"Europe/Berlin\",\"mediaItems\":[],\"platforms\":[]}" },
    { "date,time,timezone", "2026-12-24,18:00,America/New_York",
      "{\"content\":\"\",\"scheduledFor\":\"2026-12-24T18:00:00\",\"timezone\":\"America/New_York\",\"mediaItems\":[],\"platforms\":[]}" },
    { "Scheduled For", "2026-12-24T18:00:00Z",
      "{\"content\":\"\",\"scheduledFor\":\"2026-12-24T18:00:00Z\",\"timezone\":\"Europe/Berlin\",\"mediaItems\":[],\"platforms\":[]}" },
    { "date", "Draft", "{\"content\":\"\",\"isDraft\":true,\"mediaItems\":[],\"platforms\":[]}" },
    { "date", "draft 2026-12-24 18:00",
      "{\"content\":\"\",\"scheduledFor\":\"2026-12-24T18:00:00\",\"timezone\":\"Europe/Berlin\",\"isDraft\":true,\"mediaItems\":[],\"platforms\":[]}" },
    { "date", "now", "{\"content\":\"\",\"publishNow\":true,\"mediaItems\":[],\"platforms\":[]}" },
    { "queue,note", "Evenings,mine", "{\"content\":\"\",\"queueId\":\"Evenings\",\"mediaItems\":[],\"platforms\":[]}" },
    { "media,alt", "a.jpg|/b c.jpg,one|two",
      "{\"content\":\"\",\"mediaItems\":[{\"url\":\"file:///plans/a.jpg\",\"altText\":\"one\"},{\"url\":\"file:///b%20c.jpg\",\"altText\":\"two\"}],\"platforms\":[]}" },
    { "media", "\"a|b.jpg\n\"", "{\"content\":\"\",\"mediaItems\":[{\"url\":\"file:///plans/a%7Cb.jpg\"}],\"platforms\":[]}" },
    { "media", "file:///x/%ff.jpg", "{\"content\":\"\",\"mediaItems\":[{\"url\":\"file:///x/%FF.jpg\"}],\"platforms\":[]}" },
    { "accounts,option:tiktok.privacy_level,option:@kitchen:allow_comment,caption:@kitchen,date:@kitchen,media:@kitchen",
      "\"@kitchen, other\",SELF_ONLY,true,Mine,2026-12-24 19:00,k.mp4",
      "{\"content\":\"\",\"mediaItems\":[],\"platforms\":[{\"accountId\":\"kitchen\",\"customContent\":\"Mine\","
      "\"customMedia\":[{\"url\":\"file:///plans/k.mp4\"}],\"scheduledFor\":\"2026-12-24T19:00:00\","
      "\"platformSpecificData\":{\"allow_comment\":\"true\"}},{\"accountId\":\"other\",\"platformSpecificData\":{}}],"
      "\"options\":{\"tiktok.privacy_level\":\"SELF_ONLY\"}}" },
    { "caption", "\" kept as it is\r\n\"", "{\"content\":\" kept as it is\\n\",\"mediaItems\":[],\"platforms\":[]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *table = g_strconcat (tables[i].headings, "\r\n", tables[i].row, "\r\n", NULL);
      g_autoptr(GPtrArray) rows = read_plan (table);
      g_autofree char *json = NULL;

      g_assert_cmpuint (rows->len, ==, 1);
      json = row_text (rows, 0);
      g_assert_cmpstr (json, ==, tables[i].json);
    }
}

static void
test_problems (void)
{
  const struct { const char *text; const char *words; } plans[] = {
    { "date\nyesterday\n", "yesterday" },
    { "date\n2026-02-30 12:00\n", "2026-02-30" },
    { "date,timezone\n2026-12-24 18:00,Mars/Base\n", "Mars/Base" },
    { "media\nhttps://example.org/a.mp4\n", "https://example.org/a.mp4" },
    { "media,alt\na.jpg,one|two\n", "more alternative texts" },
    { "date,queue\n2026-12-24 18:00,Evenings\n", "queue" },
    { "caption\nwell, then\n", "quotation marks" },
    { "[{\"platforms\":[{\"platform\":\"tiktok\"}]}]", "accountId" },
    { "[{\"mediaItems\":[{}]}]", "url" },
    { "[7]", "not a post" },
    { "{\"posts\":[{\"scheduledFor\":\"soon\"}]}", "soon" },
  };
  const struct { const char *text; const char *words; } refused[] = {
    { "", "empty" },
    { "caption,captoin\n", "captoin" },
    { "caption,text\n", "two columns" },
    { "option:\n", "option:" },
    { "accounts:@x\n", "accounts:@x" },
    { "caption,\"x\n", "Line 1" },
    { "{", "JSON" },
    { "{\"post\":{}}", "posts" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr(GPtrArray) rows = read_plan (plans[i].text);
      PosterPlanRow *row;

      g_assert_cmpuint (rows->len, ==, 1);
      row = g_ptr_array_index (rows, 0);
      if (row->problems->len != 1 || strstr (g_ptr_array_index (row->problems, 0), plans[i].words) == NULL)
        g_error ("%s: %u problems, %s", plans[i].text, row->problems->len,
                 row->problems->len > 0 ? (char *) g_ptr_array_index (row->problems, 0) : "none");
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (poster_plan_read (refused[i].text, strlen (refused[i].text), FOLDER, ZONE, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      if (strstr (error->message, refused[i].words) == NULL)
        g_error ("%s: %s", refused[i].text, error->message);
    }
}

/* Whatever the rows have, writing and reading them again changes nothing. */
static void
test_round_trip (void)
{
  const char plan[] =
    "{\"posts\":["
    "{\"_id\":\"0123456789abcdef01234567\",\"content\":\"One, \\\"two\\\"\\nthree #pasta\",\"title\":\"T;\",\"status\":\"scheduled\","
    "\"scheduledFor\":\"2026-12-24T18:00:30\",\"timezone\":\"Europe/Berlin\","
    "\"mediaItems\":[{\"url\":\"file:///a%7Cb.jpg\",\"altText\":\"A | B\"}],"
    "\"platforms\":[{\"accountId\":\"kitchen\",\"customContent\":\"=1+1\",\"customTitle\":\"x\","
    "\"customMedia\":[{\"url\":\"file:///new%0Aline.mp4\"}],\"scheduledFor\":\"2026-12-24T19:00:00\","
    "\"platformSpecificData\":{\"privacy_level\":\"SELF_ONLY\",\"n\":\"5\"}},"
    "{\"accountId\":\"0123456789abcdef0000000a\",\"platformSpecificData\":{}}],\"options\":{\"tiktok.allow_duet\":\"true\"}},"
    "{\"content\":\"\",\"isDraft\":true,\"mediaItems\":[{\"url\":\"file:///1.jpg\"},{\"url\":\"file:///2.jpg\",\"altText\":\"two\"}],\"platforms\":[]},"
    "{\"content\":\"q\",\"queueId\":\"Evenings\",\"mediaItems\":[],\"platforms\":[]},"
    "{\"content\":\"i\",\"scheduledFor\":\"2026-12-24T17:00:00Z\",\"timezone\":\"Asia/Tokyo\",\"mediaItems\":[],\"platforms\":[]},"
    "{\"content\":\"n\",\"publishNow\":true,\"mediaItems\":[],\"platforms\":[]}]}";
  g_autoptr(GPtrArray) rows = read_plan (plan);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) table = g_string_new (NULL);
  g_autoptr(GPtrArray) again = NULL;

  for (guint i = 0; i < rows->len; i++)
    poster_plan_collect_columns (columns, g_ptr_array_index (rows, i));
  poster_plan_append_headings (table, columns);
  for (guint i = 0; i < rows->len; i++)
    poster_plan_append_csv (table, columns, g_ptr_array_index (rows, i));
  again = read_plan (table->str);
  g_assert_cmpuint (again->len, ==, 5);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *before = row_text (rows, i);
      g_autofree char *after = row_text (again, i);

      g_assert_nonnull (strstr (plan, before));
      g_assert_cmpstr (after, ==, before);
    }
}

static void
test_ids (void)
{
  g_autoptr(GPtrArray) rows = read_plan ("caption,id\nsame,\nsame,\nother,\nx,0123456789abcdef01234567\n");
  g_autoptr(GPtrArray) again = read_plan ("id;caption\n;same\n");
  g_autofree char *first = poster_plan_row_make_id (g_ptr_array_index (rows, 0), 0);
  g_autofree char *second = poster_plan_row_make_id (g_ptr_array_index (rows, 1), 1);
  g_autofree char *third = poster_plan_row_make_id (g_ptr_array_index (rows, 2), 0);
  g_autofree char *kept = poster_plan_row_make_id (g_ptr_array_index (rows, 3), 0);
  g_autofree char *later = poster_plan_row_make_id (g_ptr_array_index (again, 0), 0);

  g_assert_cmpuint (strlen (first), ==, 24);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (first, !=, third);
  g_assert_cmpstr (first, ==, later);
  g_assert_cmpstr (kept, ==, "0123456789abcdef01234567");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/rows-mean-what-they-say", test_rows);
  g_test_add_func ("/plan/what-makes-no-sense-is-told-in-words", test_problems);
  g_test_add_func ("/plan/what-is-written-is-read-again", test_round_trip);
  g_test_add_func ("/plan/the-same-row-is-the-same-post", test_ids);
  return g_test_run ();
}
