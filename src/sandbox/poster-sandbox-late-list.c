/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* How a list may be sorted since 2026-08; the first is the default. */
static const struct
{
  const char *name;
  const char *order;
} orders[] = {
  { "scheduled-desc", "sort_us DESC, number DESC" },
  { "scheduled-asc", "sort_us ASC, number ASC" },
  { "created-desc", "created_us DESC, number DESC" },
  { "created-asc", "created_us ASC, number ASC" },
  { "status", "status ASC, number DESC" },
  { "platform", "platforms ASC, number DESC" },
};

static const char *
find_order (PosterSandboxCall *call)
{
  const char *name = poster_sandbox_late_is_early (call->sandbox)
                         ? NULL
                         : poster_sandbox_late_query (call, "sortBy");

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      if (name == NULL || strcmp (name, orders[i].name) == 0)
        return orders[i].order;
    }
  return NULL;
}

/* A day of `YYYY-MM-DD`; a whole instant is taken as well. */
static gboolean
read_day (PosterSandboxCall *call,
          const char        *name,
          gint64             add_us,
          gint64            *time_us)
{
  const char *text = poster_sandbox_late_query (call, name);
  g_autofree char *whole = NULL;

  if (text == NULL)
    return TRUE;
  if (strlen (text) > strlen ("2026-01-01"))
    return poster_sandbox_late_parse_time (text, NULL, time_us);
  whole = g_strconcat (text, "T00:00:00Z", NULL);
  if (!poster_sandbox_late_parse_time (whole, NULL, time_us))
    return FALSE;
  *time_us += add_us;
  return TRUE;
}

/* Posts of the accounts of a profile. */
#define WHERE \
  " FROM late_posts WHERE user = ?1 AND deleted_us IS NULL AND data IS NOT NULL" \
  " AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR instr(platforms, ',' || ?3 || ',') > 0)" \
  " AND (?4 IS NULL OR instr(accounts, ',' || ?4 || ',') > 0)" \
  " AND (?5 IS NULL OR instr(lower(content), lower(?5)) > 0) AND sort_us >= ?6 AND sort_us < ?7" \
  " AND (?8 IS NULL OR EXISTS (SELECT 1 FROM late_accounts a WHERE a.profile = ?8 AND" \
  "  instr(late_posts.accounts, ',' || a.id || ',') > 0))"

/* Makes out what an answer would be made of, without making it. */
static char *
find_tag (PosterSandboxCall *call,
          JsonArray         *rows,
          JsonObject        *count)
{
  static const char *const switches[] = { "late_shape", "late_ids", "late_unknown_status" };
  PosterSandbox *self = call->sandbox;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *total = g_strdup_printf ("%" G_GINT64_FORMAT, poster_json_get_int (count, "n", 0));
  g_autoptr(JsonObject) accounts = poster_sandbox_store_query_one (
      self->store,
      "SELECT group_concat(id || username || settings || coalesce(deleted_us, '')) AS all_of"
      " FROM late_accounts WHERE user = ?",
      "s", poster_sandbox_late_user_id (call));
  const char *query = poster_server_exchange_get_query (call->exchange);

  g_checksum_update (checksum, (const guchar *) (query != NULL ? query : ""), -1);
  g_checksum_update (checksum, (const guchar *) total, -1);
  g_checksum_update (checksum, (const guchar *) poster_sandbox_late_row_text (accounts, "all_of"), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      const char *value = poster_sandbox_faults_get_text (self->faults, switches[i]);

      g_checksum_update (checksum, (const guchar *) (value != NULL ? value : ""), -1);
    }
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *data = poster_json_get_string (json_array_get_object_element (rows, i), "data");

      g_checksum_update (checksum, (const guchar *) data, -1);
      /* Addresses of published posts come later, and nothing is stored then. */
      for (const char *url = strstr (data, "\"urlUs\":"); url != NULL; url = strstr (url + 1, "\"urlUs\":"))
        {
          if (g_ascii_strtoll (url + strlen ("\"urlUs\":"), NULL, 10) <= call->now_us)
            g_checksum_update (checksum, (const guchar *) "told", -1);
        }
    }
  return g_strdup_printf ("W/\"%s\"", g_checksum_get_string (checksum));
}

/* GET /v1/posts */
void
poster_sandbox_late_posts (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  gboolean early = poster_sandbox_late_is_early (self);
  const char *order = find_order (call);
  const char *status = poster_sandbox_late_query (call, "status");
  const char *platform = poster_sandbox_late_query (call, "platform");
  const char *profile = poster_sandbox_late_query (call, "profileId");
  const char *account = early ? NULL : poster_sandbox_late_query (call, "accountId");
  const char *search = early ? NULL : poster_sandbox_late_query (call, "search");
  const char *creator = poster_sandbox_late_query (call, "createdBy");
  const char *user = creator != NULL && strcmp (creator, poster_sandbox_late_user_id (call)) != 0
                     ? "" : poster_sandbox_late_user_id (call);
  g_autofree char *sql = g_strdup_printf ("SELECT data" WHERE " ORDER BY %s LIMIT ?9 OFFSET ?10", order);
  g_autoptr(GHashTable) accounts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_autoptr(JsonObject) count = NULL;
  g_autofree char *tag = NULL;
  g_autoptr(JsonArray) rows = NULL;
  gint64 from_us = G_MININT64;
  gint64 to_us = G_MAXINT64;
  gint64 page;
  gint64 limit;
  gint64 total;
  JsonObject *json;
  JsonObject *pagination;
  JsonArray *posts;

  if (order == NULL || !poster_sandbox_late_query_int (call, "page", 1, 1, G_MAXINT32, &page) ||
      !poster_sandbox_late_query_int (call, "limit", 10, 1, early ? 100 : 500, &limit) ||
      !read_day (call, "dateFrom", 0, &from_us) ||
      !read_day (call, "dateTo", G_TIME_SPAN_DAY, &to_us) ||
      (profile != NULL && !poster_sandbox_late_is_id (profile)) ||
      (account != NULL && !poster_sandbox_late_is_id (account)))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_query",
                                  "Invalid query parameters: page, limit, sortBy, a date or an id");
      return;
    }
  count =
      poster_sandbox_store_query_one (self->store, "SELECT count(*) AS n" WHERE, "sssssiis", user,
                                      status, platform, account, search, from_us, to_us, profile);
  rows =
      poster_sandbox_store_query (self->store, sql, "sssssiisii", user, status, platform, account,
                                  search, from_us, to_us, profile, limit, (page - 1) * limit);
  tag = find_tag (call, rows, count);
  if (poster_sandbox_late_reply_unchanged (call, tag))
    return;
  posts = json_array_sized_new (json_array_get_length (rows));
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autoptr(JsonObject) post = poster_json_parse_object (
          poster_json_get_string (json_array_get_object_element (rows, i), "data"), -1, NULL);

      json_array_add_object_element (posts, poster_sandbox_late_post_json (self, post, accounts));
    }
  total = poster_json_get_int (count, "n", 0);
  pagination = json_object_new ();
  json_object_set_int_member (pagination, "page", page);
  json_object_set_int_member (pagination, "limit", limit);
  json_object_set_int_member (pagination, "total", total);
  json_object_set_int_member (pagination, "pages", (total + limit - 1) / limit);
  json = json_object_new ();
  json_object_set_array_member (json, "posts", posts);
  json_object_set_object_member (json, "pagination", pagination);
  poster_sandbox_late_reply_tagged (call, json, tag);
}
