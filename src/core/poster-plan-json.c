/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-plan"

#include "poster-plan.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"

/* Plans as documents: `{"posts":[…]}`, each post as the API takes one in POST /v1/posts, with the
 * names of the files on this computer as addresses. */

static void
add_problem (PosterPlanRow *row,
             const GError  *error)
{
  g_ptr_array_add (row->problems, g_strdup (error->message));
}

static PosterSchedule *
read_time (PosterPlanRow *row,
           const char    *text,
           const char    *zone)
{
  g_autoptr(GError) error = NULL;
  PosterSchedule *schedule = poster_schedule_new_from_text (text, zone, &error);

  if (schedule == NULL)
    add_problem (row, error);
  return schedule;
}

static void
read_media (PosterPlanRow *row,
            GPtrArray     *media,
            JsonArray     *items,
            const char    *folder)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *word = item != NULL ? poster_json_get_string (item, "url") : NULL;
      g_autoptr(GError) error = NULL;
      PosterPlanFile *file;

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        word = json_node_get_string (node);
      if (word == NULL || *word == '\0')
        {
          g_ptr_array_add (row->problems, g_strdup (_("A file has no address: its “url” is missing.")));
          continue;
        }
      file = poster_plan_file_new (word, folder, &error);
      if (file == NULL)
        {
          add_problem (row, error);
          continue;
        }
      if (item != NULL)
        file->alt_text = g_strdup (poster_json_get_string (item, "altText"));
      g_ptr_array_add (media, file);
    }
}

/* Both `true` and "true" are what people write; the options know what they make of it. */
static char *
option_value (JsonNode *node)
{
  GValue value = G_VALUE_INIT;
  GValue text = G_VALUE_INIT;
  char *word;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return JSON_NODE_HOLDS_NULL (node) ? NULL : json_to_string (node, FALSE);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  json_node_get_value (node, &value);
  g_value_init (&text, G_TYPE_STRING);
  word = g_value_transform (&value, &text) ? g_value_dup_string (&text) : NULL;
  g_value_unset (&text);
  g_value_unset (&value);
  return word;
}

/* @prefix is empty for what the post says to all. */
static void
read_options (PosterPlanRow *row,
              JsonObject    *options,
              const char    *prefix)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (options == NULL)
    return;
  json_object_iter_init_ordered (&iter, options);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      g_autofree char *value = option_value (node);

      if (value != NULL)
        g_ptr_array_add (row->options, g_strdup_printf ("%s%s=%s", prefix, key, value));
    }
}

static void
read_target (PosterPlanRow *row,
             JsonNode      *node,
             const char    *folder,
             const char    *zone)
{
  JsonObject *target = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *account = target != NULL ? poster_json_get_string (target, "accountId") : NULL;
  const char *text;
  JsonArray *media;
  g_autofree char *prefix = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    account = json_node_get_string (node);
  if (account == NULL && target != NULL)
    account = poster_json_get_string (target, "username");
  if (account == NULL || *account == '\0')
    {
      g_ptr_array_add (row->problems, g_strdup (_("It is not said which account a post is for: “accountId” is missing.")));
      return;
    }
  if (account[0] == '@')
    account++;
  g_ptr_array_add (row->accounts, g_strdup (account));
  if (target == NULL)
    return;

  text = poster_json_get_string (target, "customContent");
  if (text != NULL)
    poster_plan_row_get_version (row, account)->content = g_strdup (text);
  text = poster_json_get_string (target, "customTitle");
  if (text != NULL)
    poster_plan_row_get_version (row, account)->title = g_strdup (text);
  text = poster_json_get_string (target, "scheduledFor");
  if (text != NULL)
    poster_plan_row_get_version (row, account)->schedule = read_time (row, text, zone);
  media = poster_json_get_array (target, "customMedia");
  if (media != NULL)
    {
      PosterPlanVersion *version = poster_plan_row_get_version (row, account);

      version->media = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_plan_file_free);
      read_media (row, version->media, media, folder);
    }
  prefix = g_strconcat ("@", account, ":", NULL);
  read_options (row, poster_json_get_object (target, "platformSpecificData"), prefix);
}

static PosterPlanRow *
read_row (JsonObject *post,
          guint       number,
          const char *folder,
          const char *local_zone)
{
  PosterPlanRow *row = poster_plan_row_new (number);
  const char *zone = poster_json_get_string (post, "timezone");
  const char *text = poster_json_get_string (post, "content");
  JsonArray *targets = poster_json_get_array (post, "platforms");

  if (zone == NULL)
    zone = local_zone;
  if (text != NULL)
    {
      g_free (row->content);
      row->content = g_strdup (text);
    }
  row->id = g_strdup (poster_json_get_string (post, "_id"));
  row->status = g_strdup (poster_json_get_string (post, "status"));
  row->title = g_strdup (poster_json_get_string (post, "title"));
  row->queue = g_strdup (poster_json_get_string (post, "queueId"));
  read_media (row, row->media, poster_json_get_array (post, "mediaItems"), folder);
  read_options (row, poster_json_get_object (post, "tiktokSettings"), "tiktok.");
  read_options (row, poster_json_get_object (post, "options"), "");

  text = poster_json_get_string (post, "scheduledFor");
  if (text != NULL)
    row->schedule = read_time (row, text, zone);
  if (poster_json_get_boolean (post, "isDraft", FALSE) || g_strcmp0 (row->status, "draft") == 0)
    row->when = POSTER_PLAN_DRAFT;
  else if (poster_json_get_boolean (post, "publishNow", FALSE))
    row->when = POSTER_PLAN_NOW;
  else if (text != NULL && row->queue == NULL)
    row->when = POSTER_PLAN_AT;
  else
    row->when = POSTER_PLAN_NEXT_SLOT;
  if (row->when == POSTER_PLAN_NOW || row->when == POSTER_PLAN_NEXT_SLOT)
    g_clear_pointer (&row->schedule, poster_schedule_unref);

  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    read_target (row, json_array_get_element (targets, i), folder, zone);
  return row;
}

/**
 * poster_plan_read_json:
 * @bytes: a whole document
 * @length: how long it is
 * @folder: the folder it lies in, where its relative paths begin
 * @zone: IANA name of the zone of times that name none
 * @error: %POSTER_ERROR_INVALID for what is no such document
 *
 * Reads a plan, `{"posts":[…]}` or the array alone. A post without a time goes to the next free
 * slot, as in a table.
 *
 * Returns: (transfer full) (element-type PosterPlanRow): the posts, in order
 */
GPtrArray *
poster_plan_read_json (const char  *bytes,
                       gsize        length,
                       const char  *folder,
                       const char  *zone,
                       GError     **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_plan_row_free);
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) local_error = NULL;
  JsonNode *root;
  JsonArray *posts = NULL;

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    {
      bytes += 3;
      length -= 3;
    }
  if (!json_parser_load_from_data (parser, bytes, (gssize) length, &local_error))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   /* Translators: %s says what is wrong, in English */
                   _("The plan is not a JSON document: %s"), local_error->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    posts = json_node_get_array (root);
  else if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    posts = poster_json_get_array (json_node_get_object (root), "posts");
  if (posts == NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("The document is not a plan: it has no list “posts”."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonNode *node = json_array_get_element (posts, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (rows, read_row (json_node_get_object (node), i + 1, folder, zone));
      else
        {
          PosterPlanRow *row = poster_plan_row_new (i + 1);

          g_ptr_array_add (row->problems, g_strdup (_("This is not a post.")));
          g_ptr_array_add (rows, row);
        }
    }
  return g_steal_pointer (&rows);
}

/* --- Writing --- */

static JsonArray *
media_to_json (GPtrArray *media)
{
  JsonArray *items = json_array_sized_new (media->len);

  for (guint i = 0; i < media->len; i++)
    {
      PosterPlanFile *file = g_ptr_array_index (media, i);
      g_autofree char *uri = g_filename_to_uri (file->path, NULL, NULL);
      JsonObject *item = json_object_new ();

      json_object_set_string_member (item, "url", uri != NULL ? uri : "");
      if (file->alt_text != NULL)
        json_object_set_string_member (item, "altText", file->alt_text);
      json_array_add_object_element (items, item);
    }
  return items;
}

static void
set_time (JsonObject     *json,
          PosterSchedule *schedule)
{
  const char *wall = poster_schedule_get_wall (schedule);
  g_autoptr(GDateTime) instant = NULL;
  g_autofree char *text = NULL;

  if (wall == NULL)
    {
      instant = g_date_time_new_from_unix_utc (poster_schedule_get_instant_us (schedule) / G_USEC_PER_SEC);
      text = g_date_time_format (instant, "%Y-%m-%dT%H:%M:%SZ");
    }
  json_object_set_string_member (json, "scheduledFor", wall != NULL ? wall : text);
}

static void
set_string (JsonObject *json,
            const char *member,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (json, member, value);
}

/* The options of the plan that are for @account alone, or for all accounts with %NULL. */
static JsonObject *
options_to_json (PosterPlanRow *row,
                 const char    *account)
{
  g_autofree char *prefix = account != NULL ? g_strconcat ("@", account, ":", NULL) : NULL;
  JsonObject *options = json_object_new ();

  for (guint i = 0; i < row->options->len; i++)
    {
      const char *option = g_ptr_array_index (row->options, i);
      const char *equals = strchr (option, '=');
      g_autofree char *key = g_strndup (option, (gsize) (equals - option));

      if (prefix == NULL ? key[0] != '@' : g_str_has_prefix (key, prefix))
        json_object_set_string_member (options, key + (prefix != NULL ? strlen (prefix) : 0), equals + 1);
    }
  return options;
}

static JsonObject *
target_to_json (PosterPlanRow *row,
                const char    *account)
{
  JsonObject *target = json_object_new ();
  JsonObject *options = options_to_json (row, account);

  json_object_set_string_member (target, "accountId", account);
  for (guint i = 0; i < row->versions->len; i++)
    {
      PosterPlanVersion *version = g_ptr_array_index (row->versions, i);

      if (!g_str_equal (version->account, account))
        continue;
      set_string (target, "customContent", version->content);
      set_string (target, "customTitle", version->title);
      if (version->media != NULL)
        json_object_set_array_member (target, "customMedia", media_to_json (version->media));
      if (version->schedule != NULL)
        set_time (target, version->schedule);
    }
  json_object_set_object_member (target, "platformSpecificData", options);
  return target;
}

/**
 * poster_plan_row_to_json:
 * @self: a row
 *
 * What is said to all accounts of a platform stands beside the post, as `options`: the API has no
 * place for it. A row that was read from a table is written with it; reading takes it back.
 *
 * Returns: (transfer full): the post, as poster_plan_read_json() takes it
 */
JsonObject *
poster_plan_row_to_json (PosterPlanRow *self)
{
  JsonObject *json = json_object_new ();
  JsonArray *targets = json_array_new ();
  JsonObject *options = options_to_json (self, NULL);

  set_string (json, "_id", self->id);
  json_object_set_string_member (json, "content", self->content);
  set_string (json, "title", self->title);
  set_string (json, "status", self->status);
  if (self->schedule != NULL)
    {
      set_time (json, self->schedule);
      json_object_set_string_member (json, "timezone", poster_schedule_get_zone (self->schedule));
    }
  if (self->when == POSTER_PLAN_DRAFT)
    json_object_set_boolean_member (json, "isDraft", TRUE);
  if (self->when == POSTER_PLAN_NOW)
    json_object_set_boolean_member (json, "publishNow", TRUE);
  set_string (json, "queueId", self->queue);
  json_object_set_array_member (json, "mediaItems", media_to_json (self->media));
  for (guint i = 0; i < self->accounts->len; i++)
    json_array_add_object_element (targets, target_to_json (self, g_ptr_array_index (self->accounts, i)));
  json_object_set_array_member (json, "platforms", targets);
  if (json_object_get_size (options) > 0)
    json_object_set_object_member (json, "options", options);
  else
    json_object_unref (options);
  return json;
}
