/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-post.h"

#include "poster-finding.h"

/* Answers that show one post as it is stored. */

typedef struct
{
  PosterApiCall *call;
  guint          status;
  char          *message;  /* (nullable) */
  const char    *member;   /* under which the post stands */
  char          *post_id;
  GPtrArray     *accounts; /* (nullable) (element-type PosterAccount) */

  /* Of one that is waited for. */
  gulong         changed;
  guint          alarm;
  gboolean       is_looking;
  gboolean       is_late;
  gboolean       looks_again;
  gboolean       was_waited_for;
} Answer;

/* The steps, in the order they run: (looked ->)* accounts -> got */
static void look        (Answer *answer);
static void accounts_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void got_cb      (GObject *object, GAsyncResult *result, gpointer user_data);

static Answer *
answer_new (PosterApiCall *call,
            guint          status,
            const char    *message,
            const char    *member,
            const char    *post_id)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->call = poster_api_call_ref (call);
  answer->status = status;
  answer->message = g_strdup (message);
  answer->member = member;
  answer->post_id = g_strdup (post_id);
  return answer;
}

static void
answer_free (Answer *answer)
{
  if (answer->changed > 0)
    g_signal_handler_disconnect (answer->call->api->store, answer->changed);
  if (answer->alarm > 0)
    g_source_remove (answer->alarm);
  poster_api_call_unref (answer->call);
  g_free (answer->message);
  g_free (answer->post_id);
  g_clear_pointer (&answer->accounts, g_ptr_array_unref);
  g_free (answer);
}

/**
 * poster_api_post_dup_media_base:
 * @self: the server
 *
 * Returns: (transfer full): what stands before the id of a file in its address
 */
char *
poster_api_post_dup_media_base (PosterApi *self)
{
  return g_strconcat (self->base_url != NULL ? self->base_url : "", POSTER_API_MEDIA_PATH, NULL);
}

static void
accounts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(GError) error = NULL;

  answer->accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (answer->accounts == NULL)
    {
      poster_api_call_fail (answer->call, error);
      answer_free (answer);
      return;
    }
  poster_store_get_post_async (answer->call->api->store, answer->post_id, answer->call->cancellable, got_cb, answer);
}

/* What is said of a post whose outcome was waited for. */
static const char *
describe_outcome (PosterPost *post)
{
  const char *status = poster_post_get_status (post);

  if (g_str_equal (status, "published"))
    return "Post published successfully";
  if (g_str_equal (status, "partial"))
    return "Post published to some platforms only";
  if (g_str_equal (status, "failed"))
    return "Post could not be published";
  return "Post is being published";
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(PosterPostWriter) writer = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GString) text = g_string_new ("{");
  g_autofree char *base = poster_api_post_dup_media_base (answer->call->api);
  g_autoptr(GError) error = NULL;

  post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (post == NULL)
    {
      poster_api_call_fail (answer->call, error);
      answer_free (answer);
      return;
    }
  for (guint i = 0; i < answer->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (answer->accounts, i);

      g_hash_table_insert (accounts, account->id, account);
    }
  writer = poster_post_writer_new (accounts, answer->call->api->platforms);
  poster_post_writer_serve (writer, base);
  if (answer->was_waited_for)
    {
      g_string_append_printf (text, "\"message\":\"%s\",", describe_outcome (post));
      /* As the API has it: some of several. */
      if (answer->status == 200 && g_str_equal (poster_post_get_status (post), "partial"))
        answer->status = 207;
    }
  else if (answer->message != NULL)
    {
      g_string_append_printf (text, "\"message\":\"%s\",", answer->message);
    }
  g_string_append_printf (text, "\"%s\":", answer->member);
  poster_post_writer_write (writer, post, text);
  g_string_append_c (text, '}');
  poster_api_call_reply_text (answer->call, answer->status, text->str);
  answer_free (answer);
}

/**
 * poster_api_post_answer:
 * @call: a request that has not been answered
 * @status: of HTTP
 * @message: (nullable): a sentence for people, without quotes
 * @member: (transfer none): a static name: where the post stands
 * @post_id: id of a post
 *
 * Answers with a post as it is now.
 */
void
poster_api_post_answer (PosterApiCall *call,
                        guint          status,
                        const char    *message,
                        const char    *member,
                        const char    *post_id)
{
  poster_store_list_accounts_async (call->api->store, TRUE, call->cancellable, accounts_cb,
                                    answer_new (call, status, message, member, post_id));
}

/* --- What is waited for --- */

static gboolean
is_settled (PosterPost *post,
            gint64      now_us)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if ((POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0 || (target->state == POSTER_TARGET_SCHEDULED && target->due_us <= now_us))
        return FALSE;
    }
  return TRUE;
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;

  answer->is_looking = FALSE;
  post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (post == NULL)
    {
      poster_api_call_fail (answer->call, error);
      answer_free (answer);
    }
  else if (answer->is_late || is_settled (post, poster_clock_get_now_us (answer->call->api->clock)))
    {
      Answer *settled = answer_new (answer->call, answer->status, NULL, answer->member, answer->post_id);

      settled->was_waited_for = TRUE;
      poster_store_list_accounts_async (POSTER_STORE (object), TRUE, answer->call->cancellable, accounts_cb, settled);
      answer_free (answer);
    }
  else if (answer->looks_again)
    {
      look (answer);
    }
}

static void
look (Answer *answer)
{
  answer->looks_again = answer->is_looking;
  if (answer->is_looking)
    return;
  answer->is_looking = TRUE;
  poster_store_get_post_async (answer->call->api->store, answer->post_id, answer->call->cancellable, looked_cb, answer);
}

static void
changed_cb (PosterStore *store,
            const char  *post_id,
            gpointer     user_data)
{
  Answer *answer = user_data;

  if (*post_id == '\0' || g_str_equal (post_id, answer->post_id))
    look (answer);
}

static gboolean
late_cb (gpointer user_data)
{
  Answer *answer = user_data;

  answer->alarm = 0;
  answer->is_late = TRUE;
  look (answer);
  return G_SOURCE_REMOVE;
}

/**
 * poster_api_post_answer_settled:
 * @call: a request that has not been answered
 * @status: of HTTP
 * @post_id: id of a post that goes out now
 *
 * Answers as poster_api_post_answer() does once nothing of the post is under way any more, after
 * POSTER_API_PUBLISH_WAIT_US at the latest.
 */
void
poster_api_post_answer_settled (PosterApiCall *call,
                                guint          status,
                                const char    *post_id)
{
  Answer *answer = answer_new (call, status, NULL, "post", post_id);

  answer->changed = g_signal_connect (call->api->store, "changed", G_CALLBACK (changed_cb), answer);
  answer->alarm = poster_clock_add_delay (call->api->clock, POSTER_API_PUBLISH_WAIT_US, late_cb, answer);
  look (answer);
}

/**
 * poster_api_findings_to_json:
 * @findings: (element-type PosterFinding): what was found
 *
 * Returns: (transfer full): the details of a refusal
 */
JsonObject *
poster_api_findings_to_json (GPtrArray *findings)
{
  JsonObject *details = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    json_array_add_object_element (array, poster_finding_to_json (g_ptr_array_index (findings, i)));
  json_object_set_array_member (details, "findings", array);
  return details;
}
