/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-platform-form.h"
#include "poster-platform-words.h"
#include "poster-platforms.h"

static PosterPlatforms *
load (void)
{
  g_autoptr(GError) error = NULL;
  PosterPlatforms *platforms = poster_platforms_new (&error);

  g_assert_no_error (error);
  return platforms;
}

static void
test_all_thirteen (void)
{
  static const char *const keys[] = {
    "tiktok", "twitter", "instagram", "facebook", "linkedin", "youtube", "threads", "reddit", "pinterest",
    "bluesky", "telegram", "snapchat", "googlebusiness", NULL
  };
  g_autoptr(PosterPlatforms) platforms = load ();

  g_assert_true (g_strv_equal (poster_platforms_get_keys (platforms), keys));
  for (guint i = 0; keys[i] != NULL; i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, keys[i]);

      g_assert_nonnull (platform);
      g_assert_cmpstr (platform->key, ==, keys[i]);
      g_assert_true (g_strv_contains (poster_platforms_get_keys (platforms), keys[i]));
      g_assert_cmpuint (platform->rules->len, >, 3);
      g_assert_nonnull (poster_platform_find_rule (platform, "unreadable"));
    }
  g_assert_null (poster_platforms_find (platforms, "myspace"));
  g_assert_null (poster_platforms_find (platforms, NULL));
  g_assert_true (poster_platforms_find (platforms, "x") == poster_platforms_find (platforms, "twitter"));
}

static void
test_is_a_list_model (void)
{
  g_autoptr(PosterPlatforms) platforms = load ();
  g_autoptr(PosterPlatform) first = g_list_model_get_item (G_LIST_MODEL (platforms), 0);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (platforms)), ==, 13);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (platforms)) == POSTER_TYPE_PLATFORM);
  g_assert_cmpstr (first->key, ==, poster_platforms_get_keys (platforms)[0]);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (platforms), 13));
}

static void
test_text_limits (void)
{
  static const struct
  {
    const char     *platform;
    PosterPostKind  kind;
    gint64          limit;
    PosterTextUnit  unit;
    const char     *options;
  } cases[] = {
    { "tiktok", POSTER_POST_VIDEO, 2200, POSTER_TEXT_UTF16 },
    { "tiktok", POSTER_POST_PHOTO, 4000, POSTER_TEXT_UTF16 },
    { "tiktok", POSTER_POST_TEXT, 0, POSTER_TEXT_UTF16 },
    { "twitter", POSTER_POST_TEXT, 280, POSTER_TEXT_WEIGHTED },
    { "instagram", POSTER_POST_PHOTO, 2200, POSTER_TEXT_UTF16 },
    { "facebook", POSTER_POST_TEXT, 63206, POSTER_TEXT_UTF16 },
    { "linkedin", POSTER_POST_VIDEO, 3000, POSTER_TEXT_UTF16 },
    { "youtube", POSTER_POST_VIDEO, 5000, POSTER_TEXT_BYTES },
    { "threads", POSTER_POST_TEXT, 500, POSTER_TEXT_UTF16 },
    { "reddit", POSTER_POST_TEXT, 40000, POSTER_TEXT_UTF16 },
    { "pinterest", POSTER_POST_PHOTO, 500, POSTER_TEXT_UTF16 },
    { "bluesky", POSTER_POST_TEXT, 300, POSTER_TEXT_GRAPHEMES },
    { "telegram", POSTER_POST_TEXT, 4096, POSTER_TEXT_UTF16 },
    { "telegram", POSTER_POST_VIDEO, 1024, POSTER_TEXT_UTF16 },
    { "snapchat", POSTER_POST_VIDEO, 0, POSTER_TEXT_UTF16 },
    { "snapchat", POSTER_POST_VIDEO, 160, POSTER_TEXT_UTF16, "{\"contentType\":\"spotlight\"}" },
    { "snapchat", POSTER_POST_VIDEO, 45, POSTER_TEXT_UTF16, "{\"contentType\":\"saved_story\"}" },
    { "instagram", POSTER_POST_PHOTO, 0, POSTER_TEXT_UTF16, "{\"contentType\":\"story\"}" },
    { "googlebusiness", POSTER_POST_TEXT, 1500, POSTER_TEXT_UTF16 },
  };
  g_autoptr(PosterPlatforms) platforms = load ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, cases[i].platform);
      PosterTextUnit unit = POSTER_TEXT_UTF16;
      g_autoptr(JsonObject) options = cases[i].options != NULL ? poster_json_parse_object (cases[i].options, -1, NULL)
                                                               : NULL;

      g_test_message ("%s, kind %d", cases[i].platform, cases[i].kind);
      g_assert_cmpint (poster_platform_get_text_limit (platform, cases[i].kind, options, &unit), ==, cases[i].limit);
      g_assert_cmpint (unit, ==, cases[i].unit);
    }
}

static void
assert_offered (const char *words)
{
  if (words == NULL || g_strv_contains (poster_platform_words_get_all (), words))
    return;
  g_test_message ("“%s” is not in poster-platform-words.c", words);
  g_test_fail ();
}

static void
note_use (GHashTable *used,
          const char *words)
{
  if (words != NULL)
    g_hash_table_add (used, (gpointer) words);
  assert_offered (words);
}

static void
note_form (GHashTable *used,
           GPtrArray  *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PosterFormRow *row = g_ptr_array_index (rows, i);

      note_use (used, row->title);
      note_use (used, row->missing);
      for (guint j = 0; j < row->checks->len; j++)
        {
          note_use (used, ((PosterFormCheck *) g_ptr_array_index (row->checks, j))->label);
          note_use (used, ((PosterFormCheck *) g_ptr_array_index (row->checks, j))->subtitle);
        }
      for (guint kind = 0; kind < POSTER_N_POST_KINDS; kind++)
        {
          note_use (used, row->subtitle[kind]);
          for (guint j = 0; j < row->outcomes->len; j++)
            note_use (used, ((PosterFormOutcome *) g_ptr_array_index (row->outcomes, j))->prompt[kind]);
        }
      note_form (used, row->rows);
    }
}

/* Words in the data are out of xgettext's sight, so a table repeats them: both must agree. */
static void
test_words_are_offered_to_translators (void)
{
  g_autoptr(PosterPlatforms) platforms = load ();
  g_autoptr(GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  const char * const *all = poster_platform_words_get_all ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      for (guint j = 0; j < platform->rules->len; j++)
        note_use (used, ((PosterRule *) g_ptr_array_index (platform->rules, j))->words);
      for (guint j = 0; j < platform->options->len; j++)
        {
          PosterOption *option = g_ptr_array_index (platform->options, j);

          note_use (used, option->label);
          for (guint k = 0; k < option->choices->len; k++)
            note_use (used, ((PosterChoice *) g_ptr_array_index (option->choices, k))->label);
          for (guint k = 0; k < option->forbidden_when->len; k++)
            {
              PosterCondition *condition = g_ptr_array_index (option->forbidden_when, k);

              note_use (used, condition->words);
              for (guint l = 0; condition->account_words != NULL && condition->account_words[l] != NULL; l++)
                note_use (used, condition->account_words[l]);
            }
        }
      note_form (used, platform->form);
      for (guint j = 0; j < platform->declarations->len; j++)
        note_use (used, ((PosterDeclaration *) g_ptr_array_index (platform->declarations, j))->words);
    }
  for (guint i = 0; all[i] != NULL; i++)
    if (!g_hash_table_contains (used, all[i]))
      {
        g_test_message ("“%s” is in poster-platform-words.c, but nowhere in the data", all[i]);
        g_test_fail ();
      }
}

static void
test_every_entry_names_its_source (void)
{
  g_autoptr(PosterPlatforms) platforms = load ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      for (guint j = 0; j < platform->rules->len; j++)
        g_assert_cmpuint (strlen (((PosterRule *) g_ptr_array_index (platform->rules, j))->source), >, 10);
      for (guint j = 0; j < platform->options->len; j++)
        g_assert_cmpuint (strlen (((PosterOption *) g_ptr_array_index (platform->options, j))->source), >, 10);
      for (guint j = 0; j < platform->declarations->len; j++)
        g_assert_cmpuint (strlen (((PosterDeclaration *) g_ptr_array_index (platform->declarations, j))->source), >, 10);
    }
}

#define RULE(members) \
  "{\"platforms\":[{\"key\":\"p\",\"name\":\"P\",\"glyph\":\"g\",\"kinds\":[\"video\"],\"rules\":[{" members "}]}]}"
#define OPTION(members) \
  "{\"platforms\":[{\"key\":\"p\",\"name\":\"P\",\"glyph\":\"g\",\"kinds\":[\"video\"],\"rules\":[],\"options\":[{" \
  members "}]}]}"
#define FORM(members) \
  "{\"platforms\":[{\"key\":\"p\",\"name\":\"P\",\"glyph\":\"g\",\"kinds\":[\"video\"],\"rules\":[],\"options\":[" \
  "{" GOOD_OPTION ",\"type\":\"boolean\",\"default\":false}," \
  "{\"key\":\"h\",\"label\":\"H\",\"type\":\"string\",\"hidden\":true,\"source\":\"somewhere\"}]," members "}]}"
#define ROWS(rows) FORM ("\"form\":{\"rows\":[" rows "]}")
#define GOOD_ROW "{\"row\":\"option\",\"option\":\"o\",\"source\":\"somewhere\"}"
#define DISCLOSURE(checks, outcomes) \
  ROWS ("{\"row\":\"disclosure\",\"title\":\"T\",\"missing\":\"M.\",\"source\":\"s\",\"checks\":[" checks "],\"outcomes\":[" \
        outcomes "]}")
#define GOOD_CHECK "{\"id\":\"c\",\"label\":\"C\",\"ticked_when\":[{\"option\":\"o\",\"is\":[true]}]}"
#define DECLARATION(members) FORM ("\"declarations\":[{\"source\":\"somewhere\"," members "}]")
#define GOOD_RANGE "\"id\":\"r\",\"check\":\"range\",\"measure\":\"size\",\"maximum\":5,\"severity\":\"error\""
#define GOOD_OPTION "\"key\":\"o\",\"label\":\"O\",\"source\":\"somewhere\""

static void
test_mistakes_are_refused (void)
{
  static const struct
  {
    const char *json;
    const char *words;  /* in the message; NULL when nothing is wrong */
  } cases[] = {
    { RULE (GOOD_RANGE ",\"source\":\"somewhere\""), NULL },
    { RULE (GOOD_RANGE), "“source” is missing" },
    { RULE (GOOD_RANGE ",\"source\":\"\""), "“source” is not a text" },
    { RULE (GOOD_RANGE ",\"source\":\"s\",\"minumum\":3"), "unknown member “minumum”" },
    { RULE (GOOD_RANGE ",\"source\":\"s\",\"minimum\":9"), "larger than" },
    { RULE (GOOD_RANGE ",\"source\":\"s\",\"minimum\":\"9\""), "not a number" },
    { RULE (GOOD_RANGE ",\"source\":\"s\",\"for\":[\"films\"]"), "unknown kind of post “films”" },
    { RULE (GOOD_RANGE ",\"source\":\"s\",\"values\":[\"x\"]"), "means nothing" },
    { RULE ("\"id\":\"r\",\"check\":\"taste\",\"severity\":\"error\",\"source\":\"s\""), "unknown check “taste”" },
    { RULE ("\"id\":\"r\",\"check\":\"range\",\"measure\":\"mood\",\"severity\":\"error\",\"source\":\"s\""),
      "unknown measure “mood”" },
    { RULE ("\"id\":\"r\",\"check\":\"range\",\"measure\":\"container\",\"severity\":\"error\",\"source\":\"s\""),
      "does not go with" },
    { RULE ("\"id\":\"r\",\"check\":\"range\",\"measure\":\"size\",\"severity\":\"error\",\"source\":\"s\""),
      "is missing" },
    { RULE ("\"id\":\"r\",\"check\":\"range\",\"measure\":\"size\",\"maximum\":5,\"severity\":\"grave\",\"source\":\"s\""),
      "unknown severity “grave”" },
    { RULE ("\"id\":\"r\",\"check\":\"ratio\",\"measure\":\"aspect\",\"values\":[\"tall\"],\"severity\":\"info\",\"source\":\"s\""),
      "not a ratio" },
    { RULE ("\"id\":\"r\",\"check\":\"length\",\"measure\":\"caption\",\"maximum\":5,\"severity\":\"info\",\"source\":\"s\""),
      "“unit” is missing" },
    { RULE ("\"id\":\"r\",\"check\":\"length\",\"measure\":\"caption\",\"maximum\":5,\"unit\":\"words\",\"severity\":\"info\",\"source\":\"s\""),
      "unknown unit “words”" },
    { RULE (GOOD_RANGE ",\"source\":\"s\"},{" GOOD_RANGE ",\"source\":\"s\""), "there twice" },
    { OPTION (GOOD_OPTION ",\"type\":\"boolean\",\"default\":false"), NULL },
    { OPTION (GOOD_OPTION ",\"type\":\"boolean\",\"default\":1"), "not a boolean" },
    { OPTION (GOOD_OPTION ",\"type\":\"mood\""), "unknown type “mood”" },
    { OPTION (GOOD_OPTION ",\"type\":\"choice\""), "has “choices”" },
    { OPTION (GOOD_OPTION ",\"type\":\"string\",\"maximum\":5"), "only a whole number" },
    { OPTION (GOOD_OPTION ",\"type\":\"string\",\"required\":true,\"default\":\"x\""), "has no default" },
    { OPTION (GOOD_OPTION ",\"type\":\"string\",\"shown_when\":[{\"option\":\"z\",\"is\":[true]}]"),
      "unknown option" },
    { OPTION ("\"key\":\"o\",\"label\":\"O\",\"type\":\"string\""), "“source” is missing" },
    { OPTION (GOOD_OPTION ",\"type\":\"boolean\",\"forbidden_when\":[{\"creator\":\"c\",\"is\":[true],\"words\":\"W\","
              "\"account_words\":[\"one\"]}]"), "“account_words” are two" },
    { ROWS (GOOD_ROW), NULL },
    { ROWS (GOOD_ROW "," GOOD_ROW), "“o” is asked for twice" },
    { ROWS ("{\"row\":\"more\",\"title\":\"T\",\"rows\":[" GOOD_ROW "]}"), NULL },
    { ROWS ("{\"row\":\"more\",\"title\":\"T\",\"rows\":[" GOOD_ROW "]}," GOOD_ROW), "“o” is asked for twice" },
    { ROWS ("{\"row\":\"more\",\"title\":\"T\"}"), "“rows” is missing" },
    { ROWS ("{\"row\":\"option\",\"option\":\"o\"}"), "“source” is missing" },
    { ROWS ("{\"row\":\"option\",\"option\":\"h\",\"source\":\"s\"}"), "“h” is no option that is shown" },
    { ROWS ("{\"row\":\"option\",\"option\":\"z\",\"source\":\"s\"}"), "“z” is no option that is shown" },
    { ROWS ("{\"row\":\"option\",\"option\":\"o\",\"first\":1,\"source\":\"s\"}"), "only a whole number" },
    { ROWS ("{\"row\":\"option\",\"option\":\"o\",\"subtitle\":{\"film\":\"x\"},\"source\":\"s\"}"),
      "unknown kind of post “film”" },
    { ROWS ("{\"row\":\"table\"}"), "unknown row “table”" },
    { ROWS ("{\"row\":\"checks\",\"title\":\"T\",\"checks\":[{\"option\":\"o\",\"label\":\"O\"}],\"source\":\"s\"}"), NULL },
    { ROWS ("{\"row\":\"checks\",\"title\":\"T\",\"checks\":[],\"source\":\"s\"}"), "1 to 4 checks" },
    { DISCLOSURE (GOOD_CHECK, "{\"ticked\":[\"c\"],\"options\":{\"o\":true}}"), NULL },
    { DISCLOSURE (GOOD_CHECK, ""), "has no outcome" },
    { DISCLOSURE (GOOD_CHECK, "{\"ticked\":[\"d\"],\"options\":{\"o\":true}}"), "there is no check “d”" },
    { DISCLOSURE (GOOD_CHECK, "{\"ticked\":[\"c\"],\"options\":{\"z\":true}}"), "“z” is no option" },
    { DISCLOSURE (GOOD_CHECK, "{\"ticked\":[\"c\"],\"options\":{\"o\":false}}"), "do not tick" },
    { FORM ("\"form\":{\"rows\":[],\"elsewhere\":[\"z\"]}"), "“z” is no option" },
    { DECLARATION ("\"words\":\"W [1:A].\",\"links\":[\"https://a.example\"]"), NULL },
    { DECLARATION ("\"words\":\"W.\",\"links\":[\"https://a.example\"]"), "do not name link 1" },
    { DECLARATION ("\"words\":\"W [2:A] [1:B].\",\"links\":[\"https://a.example\"]"), "a link that is not there" },
    { DECLARATION ("\"words\":\"W.\",\"when_any\":[{\"option\":\"z\",\"is\":[true]}]"), "unknown option" },
    { "{\"platforms\":[]}", NULL },
    { "{\"platforms\":{}}", "not a list" },
    { "{}", "“platforms” is missing" },
    { "[]", "not an object" },
    { "{\"platforms\":[", "platforms:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterPlatforms) platforms = poster_platforms_new_from_json (cases[i].json, -1, &error);

      g_test_message ("%s: %s", cases[i].json, error != NULL ? error->message : "fine");
      if (cases[i].words == NULL)
        {
          g_assert_no_error (error);
          g_assert_nonnull (platforms);
          continue;
        }
      g_assert_null (platforms);
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static PosterPlatform *
load_one (const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return g_object_ref (poster_platforms_find (platforms, "p"));
}

/* A platform can be used before somebody has thought about how its form should look. */
static void
test_form_has_all_options (void)
{
  g_autoptr(PosterPlatform) bare = load_one (FORM ("\"aliases\":[\"q\"]"));
  g_autoptr(PosterPlatform) elsewhere = load_one (FORM ("\"form\":{\"rows\":[],\"elsewhere\":[\"o\"]}"));
  PosterFormRow *row;

  g_assert_cmpuint (bare->form->len, ==, 1);
  row = g_ptr_array_index (bare->form, 0);
  g_assert_cmpint (row->type, ==, POSTER_FORM_OPTION);
  g_assert_true (row->option == poster_platform_find_option (bare, "o"));
  g_assert_cmpstr (poster_form_row_get_title (row), ==, "O");
  g_assert_null (poster_form_row_get_subtitle (row, POSTER_POST_VIDEO));
  g_assert_cmpuint (elsewhere->form->len, ==, 0);
}

static void
test_declaration_is_markup (void)
{
  g_autoptr(PosterPlatform) platform = load_one (DECLARATION ("\"words\":\"A & [1:B <c>]!\",\"links\":[\"https://a.example/?x=1&y\"]"));
  g_autoptr(PosterPlatform) bare = load_one (FORM ("\"aliases\":[\"q\"]"));
  g_autofree char *markup = poster_platform_dup_declaration (platform, NULL);

  g_assert_cmpstr (markup, ==, "A &amp; <a href=\"https://a.example/?x=1&amp;y\">B &lt;c&gt;</a>!");
  g_assert_null (poster_platform_dup_declaration (bare, NULL));
}

/* A message about one entry of a long file says which one. */
static void
test_mistakes_say_where (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (poster_platforms_new_from_json (RULE (GOOD_RANGE), -1, &error));
  g_assert_cmpstr (error->message, ==, "platforms: platform “p”: rule “r”: “source” is missing");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platforms/all-thirteen-are-known", test_all_thirteen);
  g_test_add_func ("/platforms/are-a-list-model", test_is_a_list_model);
  g_test_add_func ("/platforms/text-limits-by-kind-of-post", test_text_limits);
  g_test_add_func ("/platforms/every-entry-names-its-source", test_every_entry_names_its_source);
  g_test_add_func ("/platforms/words-are-offered-to-translators", test_words_are_offered_to_translators);
  g_test_add_func ("/platforms/mistakes-in-the-data-are-refused", test_mistakes_are_refused);
  g_test_add_func ("/platforms/mistakes-say-where", test_mistakes_say_where);
  g_test_add_func ("/platforms/every-option-is-asked-for", test_form_has_all_options);
  g_test_add_func ("/platforms/declarations-are-markup", test_declaration_is_markup);
  return g_test_run ();
}
