/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-error.h"
#include "poster-json.h"
#include "poster-post-reader.h"

/* Bodies of POST and PUT /v1/posts. */

typedef struct
{
  PosterPlatforms *platforms;
  GPtrArray       *accounts;
  PosterAccount   *tiktok;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  fixture->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->tiktok = poster_account_new ("tiktok", "tiktok", "one");
  g_ptr_array_add (fixture->accounts, fixture->tiktok);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_ptr_array_unref (fixture->accounts);
  g_object_unref (fixture->platforms);
}

static PosterMediaItem *
find_media (JsonObject  *json,
            gpointer     user_data,
            GError     **error)
{
  return poster_media_item_new ("/somewhere/clip.mp4");
}

/* @text: with ACCOUNT for the id of the account, and ' for " */
static PosterPostReading *
read_text (Fixture     *fixture,
           const char  *text,
           PosterPost  *base,
           GError     **error)
{
  g_autoptr(GString) body = g_string_new (text);
  g_autoptr(JsonObject) json = NULL;

  g_string_replace (body, "ACCOUNT", fixture->tiktok->id, 0);
  g_string_replace (body, "'", "\"", 0);
  json = poster_json_parse_object (body->str, -1, error);
  g_assert_nonnull (json);
  return poster_post_reader_read (fixture->platforms, fixture->accounts, json, base, find_media, NULL, error);
}

static PosterPostReading *
read_well (Fixture    *fixture,
           const char *text,
           PosterPost *base)
{
  g_autoptr(GError) error = NULL;
  PosterPostReading *reading = read_text (fixture, text, base, &error);

  g_assert_no_error (error);
  return reading;
}

static PosterCompositionTarget *
first (PosterPostReading *reading)
{
  return g_ptr_array_index (reading->request->targets, 0);
}

/* The sample of the vendor's own TikTok page. */
static void
test_sample (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPostReading) reading =
    read_well (fixture, "{'content':'Hello','mediaItems':[{'type':'video','url':'https://example.com/v.mp4'}],"
               "'platforms':[{'platform':'tiktok','accountId':'ACCOUNT','platformSpecificData':{'tiktokSettings':{"
               "'privacy_level':'PUBLIC_TO_EVERYONE','allow_comment':true,'allow_duet':true,'allow_stitch':false}}}],"
               "'scheduledFor':'2027-01-15T16:00:00','timezone':'America/New_York'}", NULL);
  JsonObject *options = first (reading)->options;

  g_assert_cmpstr (reading->request->content, ==, "Hello");
  g_assert_cmpuint (reading->request->media->len, ==, 1);
  g_assert_cmpint (reading->request->when, ==, POSTER_COMPOSITION_AT);
  g_assert_cmpstr (poster_schedule_get_wall (reading->request->schedule), ==, "2027-01-15T16:00:00");
  g_assert_cmpint (reading->request->consent, ==, POSTER_CONSENT_ABSENT_ACCEPTED);
  g_assert_cmpstr (poster_json_get_string (options, "privacy_level"), ==, "PUBLIC_TO_EVERYONE");
  g_assert_true (poster_json_get_boolean (options, "allow_comment", FALSE));
  g_assert_false (poster_json_get_boolean (options, "allow_stitch", TRUE));
  g_assert_false (json_object_has_member (options, "content_preview_confirmed"));
}

static void
test_spellings (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterPostReading) reading =
    read_well (fixture, "{'publishNow':true,'tiktokSettings':{'privacyLevel':'SELF_ONLY','allowDuet':true},"
               "'platforms':[{'platform':'tiktok','accountId':{'_id':'ACCOUNT'},'customContent':'own',"
               "'platformSpecificData':{'privacyLevel':'PUBLIC_TO_EVERYONE','expressConsentGiven':false}}]}", NULL);
  JsonObject *options = first (reading)->options;

  g_assert_cmpint (reading->request->when, ==, POSTER_COMPOSITION_NOW);
  g_assert_cmpstr (first (reading)->content, ==, "own");
  g_assert_cmpstr (poster_json_get_string (options, "privacy_level"), ==, "PUBLIC_TO_EVERYONE");
  g_assert_true (poster_json_get_boolean (options, "allow_duet", FALSE));
  g_assert_false (poster_json_get_boolean (options, "express_consent_given", TRUE));
}

static void
test_when (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    const char            *members;
    PosterCompositionWhen  when;
  } cases[] = {
    { "", POSTER_COMPOSITION_DRAFT },
    { "'isDraft':true,'scheduledFor':'2027-01-15T16:00:00Z',", POSTER_COMPOSITION_DRAFT },
    { "'isDraft':true,'publishNow':true,", POSTER_COMPOSITION_DRAFT },
    { "'publishNow':true,", POSTER_COMPOSITION_NOW },
    { "'queuedFromProfile':'0123456789abcdef01234567',", POSTER_COMPOSITION_QUEUE },
    { "'publishNow':false,'isDraft':false,'scheduledFor':'2027-01-15T16:00:00+01:00',", POSTER_COMPOSITION_AT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s'content':'a','platforms':[{'accountId':'ACCOUNT'}]}",
                                               cases[i].members);
      g_autoptr(PosterPostReading) reading = read_well (fixture, text, NULL);

      g_assert_cmpint (reading->request->when, ==, cases[i].when);
    }
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const bodies[] = {
    "{'content':5}",
    "{'content':'a','publishNow':true}",
    "{'content':'a','publishNow':true,'platforms':[]}",
    "{'content':'a','publishNow':'yes','platforms':[{'accountId':'ACCOUNT'}]}",
    "{'content':'a','platforms':[{'accountId':'0123456789abcdef01234567'}]}",
    "{'content':'a','platforms':[{'accountId':'ACCOUNT','platform':'youtube'}]}",
    "{'content':'a','platforms':[{'platform':'tiktok'}]}",
    "{'content':'a','platforms':['ACCOUNT']}",
    "{'content':'a','mediaItems':'https://example.com/v.mp4'}",
    "{'content':'a','mediaItems':[{'type':'video'}]}",
    "{'content':'a','scheduledFor':'tomorrow','platforms':[{'accountId':'ACCOUNT'}]}",
    "{'content':'a','timezone':'Mars/Base','platforms':[{'accountId':'ACCOUNT'}]}",
    "{'content':'a','platforms':[{'accountId':'ACCOUNT','platformSpecificData':{'allow_comment':[1]}}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterPostReading) reading = read_text (fixture, bodies[i], NULL, &error);

      g_test_message ("%s", bodies[i]);
      g_assert_null (reading);
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
    }
}

/* A stored post that waits for its time, or, without one, a draft. */
static PosterPost *
make_base (Fixture        *fixture,
           PosterSchedule *schedule)
{
  PosterPost *base = poster_post_new ();
  PosterTarget *target = poster_target_new (fixture->tiktok->id);

  g_free (base->content);
  base->content = g_strdup ("before");
  base->schedule = schedule;
  target->state = schedule != NULL ? POSTER_TARGET_SCHEDULED : POSTER_TARGET_DRAFT;
  json_object_set_string_member (target->options, "privacy_level", "SELF_ONLY");
  g_ptr_array_add (base->targets, target);
  return base;
}

static void
test_change (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) base =
    make_base (fixture, poster_schedule_new_from_text ("2027-01-15T16:00:00", "Europe/Berlin", NULL));
  g_autoptr(PosterPost) draft = make_base (fixture, NULL);
  g_autoptr(PosterPostReading) text = read_well (fixture, "{'content':'after'}", base);
  g_autoptr(PosterPostReading) time = read_well (fixture, "{'scheduledFor':'2027-01-16T16:00:00'}", base);
  g_autoptr(PosterPostReading) target =
    read_well (fixture, "{'platforms':[{'accountId':'ACCOUNT','customContent':'own'}]}", base);
  g_autoptr(PosterPostReading) in_mind = read_well (fixture, "{'scheduledFor':'2027-01-16T16:00:00Z'}", draft);
  g_autoptr(PosterPostReading) out =
    read_well (fixture, "{'isDraft':false,'scheduledFor':'2027-01-16T16:00:00Z'}", draft);
  g_autoptr(PosterPostReading) refused = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (text->request->when, ==, POSTER_COMPOSITION_KEEP);
  g_assert_cmpstr (text->request->content, ==, "after");
  g_assert_cmpuint (text->request->targets->len, ==, 1);
  g_assert_cmpint (time->request->when, ==, POSTER_COMPOSITION_AT);
  g_assert_cmpstr (time->request->content, ==, "before");
  g_assert_cmpstr (poster_schedule_get_zone (time->request->schedule), ==, "Europe/Berlin");
  g_assert_cmpstr (first (target)->content, ==, "own");
  g_assert_cmpstr (poster_json_get_string (first (target)->options, "privacy_level"), ==, "SELF_ONLY");
  g_assert_cmpint (in_mind->request->when, ==, POSTER_COMPOSITION_DRAFT);
  g_assert_nonnull (in_mind->request->schedule);
  g_assert_cmpint (out->request->when, ==, POSTER_COMPOSITION_AT);

  refused = read_text (fixture, "{'tiktokSettings':{'privacy_level':'PUBLIC_TO_EVERYONE'}}", base, &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/post-reader/reads-the-sample-of-the-page", test_sample);
  ADD ("/post-reader/reads-every-spelling-and-the-nearest-goes", test_spellings);
  ADD ("/post-reader/says-when", test_when);
  ADD ("/post-reader/refuses-what-the-api-does-not-take", test_refused);
  ADD ("/post-reader/keeps-what-a-change-leaves-out", test_change);
#undef ADD

  return g_test_run ();
}
