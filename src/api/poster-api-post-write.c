/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-post.h"

#include <string.h>

#include "poster-api-media.h"
#include "poster-error.h"
#include "poster-finding.h"
#include "poster-post-reader.h"
#include "poster-store-once.h"
#include "poster-store-queues.h"

/* Making posts, changing them, and only checking what somebody would make. */

typedef struct
{
  /* Input. */
  PosterApiCall     *call;
  gboolean           is_check;  /* nothing is stored */

  /* In progress. */
  PosterPost        *base;      /* (nullable): what is changed */
  GPtrArray         *accounts;  /* (nullable) (element-type PosterAccount) */
  PosterPostReading *reading;   /* (nullable) */
  PosterComposition *composition; /* (nullable) */
} Writing;

/* The steps, in the order they run: (asked before | base) -> accounts -> (queues) -> composed -> (saved once | saved) */
static void asked_cb      (GObject *object, GAsyncResult *result, gpointer user_data);
static void base_cb       (GObject *object, GAsyncResult *result, gpointer user_data);
static void accounts_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void queues_cb     (GObject *object, GAsyncResult *result, gpointer user_data);
static void composed_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_once_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb      (GObject *object, GAsyncResult *result, gpointer user_data);

static Writing *
writing_new (PosterApiCall *call)
{
  Writing *writing = g_new0 (Writing, 1);

  writing->call = poster_api_call_ref (call);
  return writing;
}

static void
writing_free (Writing *writing)
{
  poster_api_call_unref (writing->call);
  g_clear_object (&writing->base);
  g_clear_pointer (&writing->accounts, g_ptr_array_unref);
  g_clear_pointer (&writing->composition, poster_composition_free);
  g_clear_pointer (&writing->reading, poster_post_reading_free);
  g_free (writing);
}

static void
fail (Writing      *writing,
      const GError *error)
{
  poster_api_call_fail (writing->call, error);
  writing_free (writing);
}

/* A text of at most 255 bytes that can stand in a table. */
static const char *
get_request_id (PosterApiCall *call)
{
  const char *id = poster_api_call_get_header (call, "x-request-id");

  return id != NULL && *id != '\0' && strlen (id) <= 255 && g_utf8_validate (id, -1, NULL) ? id : NULL;
}

static void
list_accounts (Writing *writing)
{
  poster_store_list_accounts_async (writing->call->api->store, FALSE, writing->call->cancellable, accounts_cb, writing);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Writing *writing = user_data;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;

  if (!poster_store_find_request_finish (POSTER_STORE (object), result, &post, &error))
    {
      fail (writing, error);
      return;
    }
  if (post == NULL)
    {
      list_accounts (writing);
      return;
    }
  poster_api_post_answer (writing->call, 200, "This request was answered before", "existingPost", post->id);
  writing_free (writing);
}

static void
base_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Writing *writing = user_data;
  g_autoptr(GError) error = NULL;

  writing->base = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (writing->base == NULL)
    fail (writing, error);
  else
    list_accounts (writing);
}

static PosterMediaItem *
find_in (GPtrArray  *media,
         const char *id)
{
  for (guint i = 0; media != NULL && i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);

      if (g_str_equal (item->id, id))
        return item;
    }
  return NULL;
}

/* Clients send back the files that they were told of. */
static PosterMediaItem *
find_media (JsonObject  *json,
            gpointer     user_data,
            GError     **error)
{
  Writing *writing = user_data;
  g_autofree char *base = poster_api_post_dup_media_base (writing->call->api);
  const char *url = json_object_get_string_member (json, "url");
  PosterMediaItem *item = NULL;

  if (g_str_has_prefix (url, base) && writing->base != NULL)
    {
      item = find_in (writing->base->media, url + strlen (base));
      for (guint i = 0; item == NULL && i < writing->base->targets->len; i++)
        item = find_in (((PosterTarget *) g_ptr_array_index (writing->base->targets, i))->media, url + strlen (base));
    }
  if (item != NULL)
    return g_object_ref (item);
  item = g_str_has_prefix (url, base) ? poster_api_media_find (writing->call->api, url + strlen (base)) : NULL;
  if (item != NULL)
    return item;
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       "There is no file at the address of one of “mediaItems” that this server has.");
  return NULL;
}

static void
compose (Writing *writing)
{
  poster_composer_compose_async (writing->call->api->composer, writing->reading->request, writing->call->cancellable,
                                 composed_cb, writing);
}

static void
accounts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Writing *writing = user_data;
  PosterApi *api = writing->call->api;
  g_autoptr(GError) error = NULL;

  writing->accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (writing->accounts != NULL)
    writing->reading = poster_post_reader_read (api->platforms, writing->accounts,
                                                poster_api_call_get_body (writing->call), writing->base, find_media,
                                                writing, &error);
  if (writing->reading == NULL)
    fail (writing, error);
  else if (writing->reading->profile_id != NULL && writing->reading->request->queue_id == NULL)
    poster_store_list_queues_async (api->store, writing->reading->profile_id, writing->call->cancellable, queues_cb,
                                    writing);
  else
    compose (writing);
}

static void
queues_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Writing *writing = user_data;
  g_autoptr(GPtrArray) queues = NULL;
  g_autoptr(GError) error = NULL;

  queues = poster_store_list_queues_finish (POSTER_STORE (object), result, &error);
  if (queues == NULL)
    {
      fail (writing, error);
      return;
    }
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);

      if (queue->is_default)
        writing->reading->request->queue_id = g_strdup (queue->id);
    }
  if (writing->reading->request->queue_id != NULL)
    {
      compose (writing);
      return;
    }
  poster_api_call_refuse (writing->call, 400, "no_queue", "The profile has no queue.");
  writing_free (writing);
}

static void
answer_check (Writing *writing)
{
  GPtrArray *findings = writing->composition->findings;
  JsonObject *json = json_object_new ();
  JsonArray *errors = json_array_new ();
  JsonArray *warnings = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      gboolean is_error = finding->severity == POSTER_SEVERITY_ERROR;
      JsonObject *said = json_object_new ();

      if (finding->severity == POSTER_SEVERITY_INFO)
        {
          json_object_unref (said);
          continue;
        }
      json_object_set_string_member (said, "platform", finding->platform);
      json_object_set_string_member (said, is_error ? "error" : "warning", finding->message);
      json_object_set_string_member (said, "rule", finding->rule);
      json_array_add_object_element (is_error ? errors : warnings, said);
    }
  json_object_set_boolean_member (json, "valid", json_array_get_length (errors) == 0);
  json_object_set_array_member (json, "errors", errors);
  json_object_set_array_member (json, "warnings", warnings);
  poster_api_call_reply (writing->call, 200, json);
  writing_free (writing);
}

static void
composed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Writing *writing = user_data;
  PosterComposition *composition;
  g_autoptr(GError) error = NULL;

  composition = writing->composition = poster_composer_compose_finish (POSTER_COMPOSER (object), result, &error);
  if (composition == NULL && g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    {
      poster_api_call_refuse (writing->call, 400, "post_not_editable", "%s", error->message);
      writing_free (writing);
    }
  else if (composition == NULL)
    {
      fail (writing, error);
    }
  else if (writing->is_check)
    {
      answer_check (writing);
    }
  else if (!poster_composition_is_allowed (composition, &error))
    {
      poster_api_call_refuse_with (writing->call, 400, "validation_failed",
                                   poster_api_findings_to_json (composition->findings), error->message);
      writing_free (writing);
    }
  else if (writing->base != NULL)
    {
      poster_composer_save_async (writing->call->api->composer, composition, writing->call->cancellable, saved_cb,
                                  writing);
    }
  else
    {
      poster_store_save_post_once_async (writing->call->api->store, composition->post, get_request_id (writing->call),
                                         composition->in_queue, composition->queue_id, writing->call->cancellable,
                                         saved_once_cb, writing);
    }
}

static void
refuse_same (Writing         *writing,
             PosterStoreOnce *once,
             const char      *message)
{
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "accountId", once->account_id);
  for (guint i = 0; i < writing->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (writing->accounts, i);

      if (g_str_equal (account->id, once->account_id))
        json_object_set_string_member (details, "platform", account->platform);
    }
  json_object_set_string_member (details, "existingPostId", once->existing_post_id);
  poster_api_call_refuse_with (writing->call, 409, POSTER_STORE_SAID_ALREADY, details, message);
}

static void
saved_once_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Writing *writing = user_data;
  gboolean goes_now = writing->reading->request->when == POSTER_COMPOSITION_NOW;
  g_auto(PosterStoreOnce) once = { 0 };
  g_autoptr(GError) error = NULL;

  if (!poster_store_save_post_once_finish (POSTER_STORE (object), result, &once, &error))
    {
      if (once.existing_post_id != NULL)
        refuse_same (writing, &once, error->message);
      else
        poster_api_call_fail (writing->call, error);
    }
  else if (once.is_repeat)
    {
      poster_api_post_answer (writing->call, 200, "This request was answered before", "existingPost", once.post->id);
    }
  else
    {
      poster_engine_ring (writing->call->api->engine);
      if (goes_now)
        poster_api_post_answer_settled (writing->call, 201, once.post->id);
      else
        poster_api_post_answer (writing->call, 201,
                                writing->composition->is_draft ? "Draft created" : "Post scheduled successfully",
                                "post", once.post->id);
    }
  writing_free (writing);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Writing *writing = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_composer_save_finish (POSTER_COMPOSER (object), result, &error))
    {
      fail (writing, error);
      return;
    }
  poster_engine_ring (writing->call->api->engine);
  if (writing->reading->request->when == POSTER_COMPOSITION_NOW)
    poster_api_post_answer_settled (writing->call, 200, writing->base->id);
  else
    poster_api_post_answer (writing->call, 200, "Post updated", "post", writing->base->id);
  writing_free (writing);
}

/**
 * poster_api_post_create:
 * @call: `POST /v1/posts`
 *
 * Makes a post: once for one `x-request-id`, and not what an account has got already.
 */
void
poster_api_post_create (PosterApiCall *call)
{
  Writing *writing = writing_new (call);
  const char *request_id = get_request_id (call);

  if (request_id != NULL)
    poster_store_find_request_async (call->api->store, request_id, call->cancellable, asked_cb, writing);
  else
    list_accounts (writing);
}

/**
 * poster_api_post_update:
 * @call: `PUT /v1/posts/{postId}`
 *
 * Changes a post. What is left out is kept.
 */
void
poster_api_post_update (PosterApiCall *call)
{
  poster_store_get_post_async (call->api->store, call->arguments[0], call->cancellable, base_cb, writing_new (call));
}

/**
 * poster_api_post_validate:
 * @call: `POST /v1/tools/validate/post`
 *
 * Checks what would be made.
 */
void
poster_api_post_validate (PosterApiCall *call)
{
  Writing *writing = writing_new (call);

  writing->is_check = TRUE;
  list_accounts (writing);
}
