/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-post.h"

#include <string.h>

#include "poster-error.h"
#include "poster-retry.h"
#include "poster-store-page.h"

/* Posts: what is asked of those that there are. */

#define MAX_PAGE 500

/* --- One --- */

static void
get_post (PosterApiCall *call)
{
  poster_api_post_answer (call, 200, NULL, "post", call->arguments[0]);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_delete_post_finish (POSTER_STORE (object), result, &error))
    {
      poster_engine_ring (call->api->engine);
      poster_api_call_reply_text (call, 200, "{\"message\":\"Post deleted successfully\"}");
    }
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    {
      poster_api_call_refuse (call, 400, "post_not_deletable", "%s", error->message);
    }
  else
    {
      poster_api_call_fail (call, error);
    }
}

static void
delete_post (PosterApiCall *call)
{
  poster_store_delete_post_async (call->api->store, call->arguments[0], POSTER_STATES_EDITABLE, call->cancellable,
                                  deleted_cb, poster_api_call_ref (call));
}

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;
  guint n_changed;

  if (!poster_retry_post_finish (call->api->store, result, &n_changed, &error))
    {
      poster_api_call_fail (call, error);
      return;
    }
  if (n_changed == 0)
    {
      poster_api_call_refuse (call, 400, "not_retryable", "Nothing of this post has failed: there is nothing to retry.");
      return;
    }
  poster_engine_ring (call->api->engine);
  poster_api_post_answer_settled (call, 200, call->arguments[0]);
}

static void
retry_post (PosterApiCall *call)
{
  poster_retry_post_async (call->api->store, call->api->clock, call->arguments[0], POSTER_WISH_RETRY, call->cancellable,
                           retried_cb, poster_api_call_ref (call));
}

/* --- Many --- */

typedef struct
{
  PosterApiCall *call;
  gint64         page;
  gint64         limit;
  gint64         total;
  GPtrArray     *posts;  /* (nullable) (element-type PosterPost) */
} Listing;

static void
listing_free (Listing *listing)
{
  poster_api_call_unref (listing->call);
  g_clear_pointer (&listing->posts, g_ptr_array_unref);
  g_free (listing);
}

static void
with_accounts_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Listing *listing = user_data;
  g_autoptr(GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(PosterPostWriter) writer = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GString) text = g_string_new ("{\"posts\":[");
  g_autofree char *base = poster_api_post_dup_media_base (listing->call->api);
  g_autoptr(GError) error = NULL;

  list = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (list == NULL)
    {
      poster_api_call_fail (listing->call, error);
      listing_free (listing);
      return;
    }
  for (guint i = 0; i < list->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (list, i);

      g_hash_table_insert (accounts, account->id, account);
    }
  writer = poster_post_writer_new (accounts, listing->call->api->platforms);
  poster_post_writer_serve (writer, base);
  for (guint i = 0; i < listing->posts->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      poster_post_writer_write (writer, g_ptr_array_index (listing->posts, i), text);
    }
  g_string_append_printf (text, "],\"pagination\":{\"page\":%" G_GINT64_FORMAT ",\"limit\":%" G_GINT64_FORMAT
                          ",\"total\":%" G_GINT64_FORMAT ",\"pages\":%" G_GINT64_FORMAT "}}",
                          listing->page, listing->limit, listing->total,
                          (listing->total + listing->limit - 1) / listing->limit);
  poster_api_call_reply_text (listing->call, 200, text->str);
  listing_free (listing);
}

static void
paged_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Listing *listing = user_data;
  g_autoptr(GError) error = NULL;

  listing->posts = poster_store_page_posts_finish (POSTER_STORE (object), result, &listing->total, &error);
  if (listing->posts == NULL)
    {
      poster_api_call_fail (listing->call, error);
      listing_free (listing);
      return;
    }
  poster_store_list_accounts_async (listing->call->api->store, TRUE, listing->call->cancellable, with_accounts_cb,
                                    listing);
}

/* A day, or a time, of UTC. A day's end is what begins the next one. */
static gboolean
read_day (PosterApiCall *call,
          const char    *name,
          gboolean       is_end,
          gint64        *time_us)
{
  const char *text = poster_api_call_get_query (call, name);
  g_autofree char *full = NULL;
  g_autoptr(PosterSchedule) schedule = NULL;
  gboolean is_day;

  *time_us = -1;
  if (text == NULL || *text == '\0')
    return TRUE;
  is_day = strlen (text) == strlen ("2026-03-01");
  full = is_day ? g_strconcat (text, "T00:00:00Z", NULL) : g_strdup (text);
  schedule = poster_schedule_new_from_text (full, "UTC", NULL);
  if (schedule == NULL)
    {
      poster_api_call_refuse (call, 400, "invalid_date", "“%s” must be a day, such as 2026-03-01.", name);
      return FALSE;
    }
  *time_us = poster_schedule_get_instant_us (schedule);
  if (is_end)
    *time_us += is_day ? G_TIME_SPAN_DAY : 1;
  return TRUE;
}

static gboolean
read_order (PosterApiCall   *call,
            PosterPageQuery *query)
{
  static const struct
  {
    const char      *word;
    PosterPageOrder  order;
    gboolean         ascending;
  } orders[] = {
    { "scheduled-desc", POSTER_PAGE_SCHEDULED, FALSE },
    { "scheduled-asc", POSTER_PAGE_SCHEDULED, TRUE },
    { "created-desc", POSTER_PAGE_CREATED, FALSE },
    { "created-asc", POSTER_PAGE_CREATED, TRUE },
    { "status", POSTER_PAGE_STATUS, TRUE },
  };
  const char *word = poster_api_call_get_query (call, "sortBy");

  if (word == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (orders[i].word, word))
      {
        query->order = orders[i].order;
        query->ascending = orders[i].ascending;
        return TRUE;
      }
  poster_api_call_refuse (call, 400, "invalid_sort", "There is no such order of posts.");
  return FALSE;
}

static const char *
get_filter (PosterApiCall *call,
            const char    *name)
{
  const char *text = poster_api_call_get_query (call, name);

  return text != NULL && *text != '\0' && !g_str_equal (text, "all") ? text : NULL;
}

static void
list_posts (PosterApiCall *call)
{
  PosterPageQuery query = { 0 };
  Listing *listing;
  gint64 page, limit;

  if (!poster_api_call_get_number (call, "page", 1, G_MAXINT32, 1, &page) ||
      !poster_api_call_get_number (call, "limit", 1, MAX_PAGE, 10, &limit) ||
      !read_day (call, "dateFrom", FALSE, &query.from_us) || !read_day (call, "dateTo", TRUE, &query.until_us) ||
      !read_order (call, &query))
    return;
  query.status = get_filter (call, "status");
  query.platform = get_filter (call, "platform");
  query.account_id = get_filter (call, "accountId");
  query.profile_id = get_filter (call, "profileId");
  query.search = get_filter (call, "search");
  query.limit = limit;
  query.offset = (page - 1) * limit;

  listing = g_new0 (Listing, 1);
  listing->call = poster_api_call_ref (call);
  listing->page = page;
  listing->limit = limit;
  poster_store_page_posts_async (call->api->store, &query, call->cancellable, paged_cb, listing);
}

const PosterApiRoute poster_api_post_routes[] = {
  { "GET", "/v1/posts", "listPosts", "List posts", list_posts, 0, 200 },
  { "POST", "/v1/posts", "createPost", "Create a post", poster_api_post_create, 0, 201 },
  { "GET", "/v1/posts/{postId}", "getPost", "Get a post", get_post, 0, 200 },
  { "PUT", "/v1/posts/{postId}", "updatePost", "Change a post", poster_api_post_update, 0, 200 },
  { "DELETE", "/v1/posts/{postId}", "deletePost", "Delete a post", delete_post, 0, 200 },
  { "POST", "/v1/posts/{postId}/retry", "retryPost", "Try what failed of a post again", retry_post, 0, 200 },
  { "POST", "/v1/tools/validate/post", "validatePost", "Check a post without storing it", poster_api_post_validate, 0, 200 },
  { "POST", "/v1/posts/bulk-upload", "bulkUploadPosts", "Make posts of a table", NULL, POSTER_API_NOT_JSON, 200 },
  { NULL }
};
