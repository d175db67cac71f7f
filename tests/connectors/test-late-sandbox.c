/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "poster-fixed-practice.h"
#include "poster-http-session.h"
#include "poster-json-call.h"
#include "poster-sandbox.h"

/* The connector against the stand-in that checks every request by the API's own rules. */
typedef struct
{
  LateFixture   *late;
  PosterSandbox *sandbox;
  SoupSession   *http;
  GPtrArray     *accounts;
  char          *directory;
} Practice;

/* What the stand-in's control interface answers. */
static JsonObject *
control (Practice   *practice,
         const char *method,
         const char *path,
         const char *body)
{
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (practice->sandbox), path, NULL);
  g_autoptr(PosterJsonCall) call = poster_json_call_new (POSTER_CLOCK (practice->late->clock), method, url);
  g_autoptr(JsonObject) json = body != NULL ? poster_json_parse_object (body, -1, NULL) : NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  if (json != NULL)
    poster_json_call_set_json_body (call, json);
  poster_json_call_send_async (practice->http, call, NULL, poster_test_keep_result_cb, &result);
  answer = poster_json_call_send_finish (practice->http, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return json_object_ref (answer->root);
}

static void
set_faults (Practice   *practice,
            const char *json)
{
  g_autoptr(JsonObject) faults = poster_json_parse_object (json, -1, NULL);
  g_autoptr(GError) error = NULL;

  poster_sandbox_add_faults (practice->sandbox, faults, &error);
  g_assert_no_error (error);
}

static Practice *
practice_new (const char *faults)
{
  Practice *practice = g_new0 (Practice, 1);
  LateFixture *late;
  g_autoptr(PosterFixedPractice) keeper = NULL;
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  practice->late = late = late_fixture_new ();
  practice->http = poster_http_session_new ();
  practice->directory = g_dir_make_tmp ("poster-late-sandbox-XXXXXX", &error);
  g_assert_no_error (error);
  practice->sandbox = poster_sandbox_new (POSTER_CLOCK (late->clock), practice->directory);
  poster_sandbox_start (practice->sandbox, 0, &error);
  g_assert_no_error (error);
  if (faults != NULL)
    set_faults (practice, faults);
  keeper = poster_fixed_practice_new (poster_sandbox_get_base_url (practice->sandbox));
  g_object_unref (late->connector);
  late->connector = POSTER_CONNECTOR (poster_late_connector_new (POSTER_CLOCK (late->clock),
                                                                 POSTER_SECRETS (late->secrets),
                                                                 POSTER_PRACTICE (keeper), NULL, NULL));
  request->practice = TRUE;
  request->handle = g_strdup ("kitchen");
  poster_connector_sign_in_async (late->connector, request, NULL, poster_test_keep_result_cb, &result);
  sign_in = poster_connector_sign_in_finish (late->connector, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sign_in->connection->base, ==, POSTER_BASE_PRACTICE);
  g_set_object (&late->connection, sign_in->connection);
  poster_memory_secrets_put (late->secrets, late->connection->id, POSTER_SECRET_CREDENTIALS, sign_in->credentials);
  practice->accounts = g_ptr_array_ref (sign_in->accounts);
  return practice;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
practice_free (Practice *practice)
{
  poster_test_settle ();
  poster_sandbox_stop (practice->sandbox);
  late_fixture_free (practice->late);
  g_object_unref (practice->http);
  g_object_unref (practice->sandbox);
  g_ptr_array_unref (practice->accounts);
  remove_tree (practice->directory);
  g_free (practice->directory);
  g_free (practice);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Practice, practice_free)

static PosterAccount *
find (Practice   *practice,
      const char *platform)
{
  for (guint i = 0; i < practice->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (practice->accounts, i);

      if (g_str_equal (account->platform, platform))
        return account;
    }
  return NULL;
}

static PosterPublication *
new_publication (Practice   *practice,
                 const char *platform,
                 const char *content,
                 const char *options)
{
  PosterAccount *account = find (practice, platform);
  PosterPublication *publication = late_new_publication (practice->late, platform, account->remote_id, content);

  if (options != NULL)
    {
      json_object_unref (publication->options);
      publication->options = poster_json_parse_object (options, -1, NULL);
    }
  return publication;
}

/* Goes on as the engine does, until the service has the post. */
static void
hand_in (Practice          *practice,
         PosterPublication *publication)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *next = late_next (practice->late, publication);
      g_autoptr(PosterStepResult) result = NULL;
      g_autoptr(GError) error = NULL;

      if (g_str_equal (next, "look"))
        return;
      result = late_run (practice->late, publication, &error);
      while (error != NULL && g_str_equal (next, "create") && poster_error_may_have_arrived (error))
        {
          if (poster_error_get_retry_after_us (error) > 0)
            poster_shift_clock_advance (practice->late->clock, poster_error_get_retry_after_us (error));
          g_clear_error (&error);
          result = late_settle (practice->late, publication, &error);
        }
      if (error != NULL && poster_error_get_retry (error) == POSTER_RETRY_LATER)
        continue;
      g_assert_no_error (error);
    }
  g_assert_not_reached ();
}

static PosterStepResult *
await_end (Practice           *practice,
           PosterPublication  *publication,
           GError            **error)
{
  for (guint i = 0; i < 60; i++)
    {
      PosterStepResult *result = late_run (practice->late, publication, error);

      if (result == NULL || result->outcome != POSTER_STEP_ASK_AGAIN)
        return result;
      poster_shift_clock_advance (practice->late->clock, MAX (result->delay_us, 0));
      poster_step_result_free (result);
    }
  g_assert_not_reached ();
}

static gint64
get_count (Practice   *practice,
           const char *name)
{
  g_autoptr(JsonObject) ledger = control (practice, "GET", "/sandbox/late/ledger", NULL);
  JsonObject *late = poster_json_get_object (ledger, "late");

  return poster_json_get_int (poster_json_get_object (late != NULL ? late : ledger, "counts"), name, -1);
}

typedef struct
{
  const char *platform;
  const char *options;  /* (nullable) */
} Everywhere;

static const Everywhere everywhere[] = {
  { "tiktok", "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true,\"content_preview_confirmed\":true,"
              "\"express_consent_given\":true}" },
  { "twitter", NULL },
  { "instagram", NULL },
  { "facebook", NULL },
  { "linkedin", NULL },
  { "threads", NULL },
  { "reddit", "{\"subreddit\":\"soups\",\"title\":\"Soup\"}" },
  { "pinterest", "{\"title\":\"Soup\"}" },
  { "bluesky", NULL },
  { "telegram", NULL },
  { "snapchat", NULL },
  { "googlebusiness", NULL },
};

/* One picture to all platforms that take one, in each shape that the API has had. */
static void
test_everywhere (gconstpointer data)
{
  g_autoptr(Practice) practice = practice_new (data);
  g_autoptr(PosterPublication) first = NULL;
  g_autoptr(GPtrArray) publications = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (practice->accounts->len, ==, 13);
  for (guint i = 0; i < G_N_ELEMENTS (everywhere); i++)
    {
      PosterPublication *publication = new_publication (practice, everywhere[i].platform, "Soup", everywhere[i].options);

      if (i == 0)
        {
          late_add_file (practice->late, publication, "soup.jpg", "image/jpeg", 4000);
          first = g_object_ref (publication);
        }
      else
        {
          g_ptr_array_add (publication->media, g_object_ref (g_ptr_array_index (first->media, 0)));
          late_add_sibling (first, g_object_ref (publication));
        }
      g_ptr_array_add (publications, publication);
    }
  hand_in (practice, first);
  for (guint i = 0; i < publications->len; i++)
    {
      PosterPublication *publication = g_ptr_array_index (publications, i);
      g_autoptr(PosterStepResult) result = NULL;

      poster_publication_set_state (publication, first->state);
      result = await_end (practice, publication, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, POSTER_STEP_PUBLISHED);
    }
  g_assert_cmpint (get_count (practice, "posts"), ==, 1);
  g_assert_cmpint (get_count (practice, "publishes"), ==, 12);
  g_assert_cmpint (get_count (practice, "uploads"), ==, 1);
}

/* Whatever happens to the creation: there is one post. */
static void
test_lost (gconstpointer data)
{
  static const char *const shapes[] = { "early", "late" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *faults = g_strdup_printf ("{\"late_shape\":\"%s\"}", shapes[i]);
      g_autoptr(Practice) practice = practice_new (faults);
      g_autoptr(PosterPublication) publication = new_publication (practice, "twitter", "Soup", NULL);
      g_autoptr(PosterStepResult) result = NULL;
      g_autoptr(GError) error = NULL;

      set_faults (practice, data);
      hand_in (practice, publication);
      result = await_end (practice, publication, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, POSTER_STEP_PUBLISHED);
      g_assert_cmpint (get_count (practice, "posts"), ==, 1);
      g_assert_cmpint (get_count (practice, "publishes"), ==, 1);
      g_assert_cmpint (get_count (practice, "doubles"), ==, 0);
    }
}

static PosterRemotePage *
list_posts (Practice   *practice,
            const char *next,
            const char *validator)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterRemotePage *page;

  poster_remote_service_list_posts_async (POSTER_REMOTE_SERVICE (practice->late->connector), practice->late->connection,
                                          next, validator, NULL, poster_test_keep_result_cb, &result);
  page = poster_remote_service_list_posts_finish (POSTER_REMOTE_SERVICE (practice->late->connector),
                                                  poster_test_await (&result), &error);
  g_assert_no_error (error);
  return page;
}

static gboolean
remove_post (Practice    *practice,
             const char  *remote_id,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_remote_service_remove_post_async (POSTER_REMOTE_SERVICE (practice->late->connector), practice->late->connection,
                                           remote_id, NULL, poster_test_keep_result_cb, &result);
  return poster_remote_service_remove_post_finish (POSTER_REMOTE_SERVICE (practice->late->connector),
                                                   poster_test_await (&result), error);
}

/* Handed over, edited, changed elsewhere, taken back; and what is out is told to be out. */
static void
test_hand_over (void)
{
  g_autoptr(Practice) practice = practice_new (NULL);
  g_autoptr(PosterPublication) publication = new_publication (practice, "twitter", "Soup", NULL);
  g_autoptr(PosterStepResult) compared = NULL;
  g_autoptr(PosterStepResult) updated = NULL;
  g_autoptr(PosterStepResult) again = NULL;
  g_autoptr(PosterRemotePage) page = NULL;
  g_autoptr(JsonObject) changed = NULL;
  g_autofree char *body = NULL;
  g_autofree char *next = NULL;
  g_autofree char *mark = NULL;
  g_autoptr(GError) error = NULL;
  PosterRemotePost *post;

  publication->scheduled_us = (poster_clock_get_now_us (POSTER_CLOCK (practice->late->clock)) / G_USEC_PER_SEC + 3600) *
                              G_USEC_PER_SEC;
  publication->zone = g_strdup ("Europe/Berlin");
  hand_in (practice, publication);
  page = list_posts (practice, NULL, NULL);
  g_assert_cmpuint (page->posts->len, ==, 1);
  post = g_ptr_array_index (page->posts, 0);
  g_assert_cmpstr (post->content, ==, "Soup");
  g_assert_cmpint (post->scheduled_us, ==, publication->scheduled_us);
  g_assert_cmpstr (post->zone, ==, "Europe/Berlin");
  g_assert_cmpstr (post->submission_id, ==, publication->submission_id);
  g_assert_cmpint (((PosterRemoteTarget *) g_ptr_array_index (post->targets, 0))->state, ==, POSTER_TARGET_SCHEDULED);
  mark = poster_remote_post_dup_mark (post);
  publication->remote_mark = g_strdup (mark);

  g_free (publication->content);
  publication->content = g_strdup ("Stew");
  publication->scheduled_us += G_TIME_SPAN_HOUR;
  compared = late_run (practice->late, publication, &error);
  g_assert_no_error (error);
  updated = late_run (practice->late, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (updated->outcome, ==, POSTER_STEP_HANDED_OVER);
  g_free (publication->remote_mark);
  publication->remote_mark = g_strdup (updated->remote_mark);

  body = g_strdup_printf ("{\"postId\":\"%s\",\"set\":{\"content\":\"Somebody's\"}}", post->remote_id);
  changed = control (practice, "POST", "/sandbox/late/external", body);
  g_free (publication->content);
  publication->content = g_strdup ("Goulash");
  g_assert_null (late_run (practice->late, publication, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, POSTER_ERROR_CODE_REMOTE_CHANGED);
  g_clear_error (&error);

  g_assert_true (remove_post (practice, post->remote_id, &error));
  g_assert_no_error (error);
  g_assert_true (remove_post (practice, post->remote_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_count (practice, "publishes"), ==, 0);
}

/* What waits for its time at the service goes out at once when that is wanted after all. */
static void
test_now_after_all (void)
{
  g_autoptr(Practice) practice = practice_new (NULL);
  g_autoptr(PosterPublication) publication = new_publication (practice, "twitter", "Soup", NULL);
  g_autoptr(PosterStepResult) compared = NULL;
  g_autoptr(PosterStepResult) updated = NULL;
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  late_add_file (practice->late, publication, "soup.jpg", "image/jpeg", 4000);
  publication->scheduled_us = poster_clock_get_now_us (POSTER_CLOCK (practice->late->clock)) + G_TIME_SPAN_HOUR;
  hand_in (practice, publication);
  publication->scheduled_us = -1;
  compared = late_run (practice->late, publication, &error);
  g_assert_no_error (error);
  updated = late_run (practice->late, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (updated->outcome, ==, POSTER_STEP_CONTINUE);
  result = await_end (practice, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, POSTER_STEP_PUBLISHED);
  g_assert_cmpint (get_count (practice, "posts"), ==, 1);
  g_assert_cmpint (get_count (practice, "publishes"), ==, 1);
  g_assert_cmpint (get_count (practice, "uploads"), ==, 1);
}

static void
test_out_is_out (void)
{
  g_autoptr(Practice) practice = practice_new (NULL);
  g_autoptr(PosterPublication) publication = new_publication (practice, "twitter", "Soup", NULL);
  g_autoptr(GError) error = NULL;

  hand_in (practice, publication);
  g_assert_false (remove_post (practice, poster_json_get_string (publication->state, "post"), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

/* Whoever leaves a post that others share leaves it to them; the last one takes it along. */
static void
test_leave (void)
{
  g_autoptr(Practice) practice = practice_new (NULL);
  g_autoptr(PosterPublication) first = new_publication (practice, "twitter", "Soup", NULL);
  g_autoptr(PosterPublication) second = new_publication (practice, "bluesky", "Soup", NULL);
  PosterPublication *members[2];

  members[0] = first;
  members[1] = second;
  first->scheduled_us = poster_clock_get_now_us (POSTER_CLOCK (practice->late->clock)) + G_TIME_SPAN_HOUR;
  late_add_sibling (first, g_object_ref (second));
  hand_in (practice, first);
  poster_publication_set_state (second, first->state);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(PosterRemotePage) page = NULL;
      g_autoptr(GError) error = NULL;

      poster_connector_cancel_async (practice->late->connector, members[i], NULL, poster_test_keep_result_cb, &result);
      g_assert_true (poster_connector_cancel_finish (practice->late->connector, poster_test_await (&result), &error));
      g_assert_no_error (error);
      page = list_posts (practice, NULL, NULL);
      g_assert_cmpuint (page->posts->len, ==, 1 - i);
      if (i == 0)
        g_assert_cmpuint (((PosterRemotePost *) g_ptr_array_index (page->posts, 0))->targets->len, ==, 1);
    }
}

static void
test_pages (void)
{
  g_autoptr(Practice) practice = practice_new (NULL);
  g_autoptr(JsonObject) few = control (practice, "POST", "/sandbox/late/posts",
                                       "{\"handle\":\"kitchen\",\"count\":5,\"status\":\"scheduled\"}");
  g_autoptr(JsonObject) many = NULL;
  g_autoptr(PosterRemotePage) all = list_posts (practice, NULL, NULL);
  g_autoptr(PosterRemotePage) unchanged = NULL;
  g_autoptr(PosterRemotePage) changed = NULL;
  g_autofree char *next = NULL;
  guint n_pages = 0;
  guint n_posts = 0;

  g_assert_cmpuint (all->posts->len, ==, 5);
  g_assert_nonnull (all->validator);
  unchanged = list_posts (practice, NULL, all->validator);
  g_assert_true (unchanged->is_unchanged);
  g_assert_cmpuint (unchanged->posts->len, ==, 0);

  many = control (practice, "POST", "/sandbox/late/posts", "{\"handle\":\"kitchen\",\"count\":200,\"status\":\"scheduled\"}");
  changed = list_posts (practice, NULL, all->validator);
  g_assert_false (changed->is_unchanged);
  /* Of the posts on other pages the tag of the first one says nothing. */
  g_assert_null (changed->validator);
  do
    {
      g_autoptr(PosterRemotePage) page = list_posts (practice, next, NULL);

      n_pages++;
      n_posts += page->posts->len;
      g_free (next);
      next = g_strdup (page->next);
    }
  while (next != NULL);
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpuint (n_posts, ==, 205);
}

/* Somebody who agrees on the page of consent, and takes the last choice. */
typedef struct
{
  Practice          *practice;
  PosterAccountLink *link;
  guint              n_choices;
} Person;

static void
open_uri_cb (PosterAccountLink *link,
             const char        *uri,
             gpointer           user_data)
{
  Person *person = user_data;
  g_autofree char *decided = g_strconcat (uri, strchr (uri, '?') != NULL ? "&" : "?",
                                          "sandbox_decision=allow&sandbox_user=garden", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", decided);

  soup_session_send_and_read_async (person->practice->http, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static void
choose_cb (PosterAccountLink *link,
           const char        *kind,
           GPtrArray         *choices,
           gpointer           user_data)
{
  Person *person = user_data;
  PosterLinkChoice *choice = g_ptr_array_index (choices, choices->len - 1);

  person->n_choices = choices->len;
  poster_account_link_choose (link, choice->id);
}

static void
code_cb (PosterAccountLink *link,
         const char        *code,
         const char        *bot,
         const char        *instructions,
         gint64             expires_us,
         gpointer           user_data)
{
  Person *person = user_data;
  g_autofree char *body = g_strdup_printf ("{\"code\":\"%s\",\"chat\":\"garden\"}", code);
  g_autoptr(JsonObject) heard = control (person->practice, "POST", "/sandbox/late/telegram", body);

  g_assert_nonnull (bot);
}

static const char *const linked_platforms[] = {
  "tiktok", "twitter", "instagram", "facebook", "linkedin", "youtube", "threads", "reddit", "pinterest", "bluesky",
  "telegram", "snapchat", "googlebusiness",
};

/* One more account on every platform, by each kind of flow; a new profile holds them. */
static void
test_link (gconstpointer data)
{
  g_autoptr(Practice) practice = practice_new (data);

  poster_shift_clock_skip (practice->late->clock, 2 * G_USEC_PER_SEC, 3 * G_USEC_PER_SEC + 1);
  for (guint i = 0; i < G_N_ELEMENTS (linked_platforms); i++)
    {
      gboolean is_bluesky = g_str_equal (linked_platforms[i], "bluesky");
      g_autoptr(PosterAccountLink) link = poster_account_link_new (linked_platforms[i],
                                                                   is_bluesky ? "garden.bsky.social" : NULL,
                                                                   is_bluesky ? "abcd-efgh-ijkl-mnop" : NULL);
      Person person = { practice, link, 0 };
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(PosterAccount) account = NULL;
      g_autoptr(GError) error = NULL;

      g_signal_connect (link, "open-uri", G_CALLBACK (open_uri_cb), &person);
      g_signal_connect (link, "choose", G_CALLBACK (choose_cb), &person);
      g_signal_connect (link, "code", G_CALLBACK (code_cb), &person);
      poster_remote_service_link_async (POSTER_REMOTE_SERVICE (practice->late->connector), practice->late->connection,
                                        link, NULL, poster_test_keep_result_cb, &result);
      account = poster_remote_service_link_finish (POSTER_REMOTE_SERVICE (practice->late->connector),
                                                   poster_test_await (&result), &error);
      if (error != NULL)
        g_error ("%s: %s", linked_platforms[i], error->message);
      g_assert_cmpstr (account->platform, ==, linked_platforms[i]);
      g_assert_true (account->is_active);
      g_assert_true (account->is_practice);
      for (guint j = 0; j < practice->accounts->len; j++)
        g_assert_cmpstr (account->remote_id, !=,
                         ((PosterAccount *) g_ptr_array_index (practice->accounts, j))->remote_id);
    }
}

/* A post refused by one platform fails there alone, with the reason. */
static void
test_partial (void)
{
  g_autoptr(Practice) practice = practice_new ("{\"rules\":[{\"endpoint\":\"late_publish\",\"platform\":\"bluesky\","
                                               "\"kind\":\"fail\",\"reason\":\"platform_rejected\","
                                               "\"message\":\"No soup here\"}]}");
  g_autoptr(PosterPublication) first = new_publication (practice, "twitter", "Soup", NULL);
  g_autoptr(PosterPublication) second = new_publication (practice, "bluesky", "Soup", NULL);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  late_add_sibling (first, g_object_ref (second));
  hand_in (practice, first);
  poster_publication_set_state (second, first->state);
  result = await_end (practice, first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, POSTER_STEP_PUBLISHED);
  g_assert_null (await_end (practice, second, &error));
  g_assert_cmpstr (poster_error_get_category (error), ==, "platform_rejected");
  g_assert_true (poster_error_is_final (error));
  g_assert_nonnull (strstr (error->message, "No soup here"));
}

int
main (int    argc,
      char **argv)
{
  late_init (&argc, &argv);
  g_test_add_data_func ("/late/sandbox/one-post-to-all-platforms", NULL, test_everywhere);
  g_test_add_data_func ("/late/sandbox/one-post-to-all-platforms-early",
                        "{\"late_shape\":\"early\",\"late_ids\":\"objects\",\"late_async\":true}", test_everywhere);
  g_test_add_data_func ("/late/sandbox/lost/answer",
                        "{\"rules\":[{\"endpoint\":\"late_create\",\"kind\":\"drop_after\",\"nth\":1,\"times\":2}]}", test_lost);
  g_test_add_data_func ("/late/sandbox/lost/request",
                        "{\"rules\":[{\"endpoint\":\"late_create\",\"kind\":\"drop_before\",\"nth\":1,\"times\":2}]}", test_lost);
  g_test_add_data_func ("/late/sandbox/lost/half-the-answer",
                        "{\"rules\":[{\"endpoint\":\"late_create\",\"kind\":\"truncated\",\"nth\":1}]}", test_lost);
  g_test_add_data_func ("/late/sandbox/lost/behind-a-gateway",
                        "{\"rules\":[{\"endpoint\":\"late_create\",\"kind\":\"html_502\",\"nth\":1,\"times\":2}]}", test_lost);
  g_test_add_data_func ("/late/sandbox/lost/and-the-list-too",
                        "{\"rules\":[{\"endpoint\":\"late_create\",\"kind\":\"drop_after\",\"nth\":1},"
                        "{\"endpoint\":\"late_posts\",\"kind\":\"truncated\",\"nth\":1}]}", test_lost);
  g_test_add_data_func ("/late/sandbox/connects-one-of-each", NULL, test_link);
  g_test_add_data_func ("/late/sandbox/connects-one-of-each-early", "{\"late_shape\":\"early\"}", test_link);
  g_test_add_func ("/late/sandbox/handed-over-and-taken-back", test_hand_over);
  g_test_add_func ("/late/sandbox/now-after-all", test_now_after_all);
  g_test_add_func ("/late/sandbox/out-is-out", test_out_is_out);
  g_test_add_func ("/late/sandbox/one-leaves-what-others-share", test_leave);
  g_test_add_func ("/late/sandbox/posts-in-pages", test_pages);
  g_test_add_func ("/late/sandbox/one-platform-fails-alone", test_partial);
  return g_test_run ();
}
