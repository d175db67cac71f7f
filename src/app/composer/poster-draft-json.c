/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

#include "poster-json.h"

/* Paths are bytes, JSON is text. */
static JsonObject *
item_to_json (PosterMediaItem *item)
{
  g_autofree char *path = g_base64_encode ((const guchar *) item->path, strlen (item->path));
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "path", path);
  json_object_set_boolean_member (json, "library", item->is_library);
  json_object_set_int_member (json, "size", item->size);
  json_object_set_int_member (json, "mtimeNs", item->mtime_ns);
  if (item->sampled_hash != NULL)
    json_object_set_string_member (json, "sampledHash", item->sampled_hash);
  if (item->full_hash != NULL)
    json_object_set_string_member (json, "fullHash", item->full_hash);
  if (item->alt_text != NULL)
    json_object_set_string_member (json, "altText", item->alt_text);
  json_object_set_object_member (json, "facts", poster_media_facts_to_json (item->facts));
  return json;
}

static PosterMediaItem *
item_from_json (JsonObject *json)
{
  const char *encoded = poster_json_get_string (json, "path");
  JsonObject *facts = poster_json_get_object (json, "facts");
  g_autofree guchar *bytes = NULL;
  g_autofree char *path = NULL;
  PosterMediaItem *item;
  gsize length;

  if (encoded == NULL || facts == NULL)
    return NULL;
  bytes = g_base64_decode (encoded, &length);
  path = g_strndup ((const char *) bytes, length);
  item = poster_media_item_new (path);
  item->is_library = poster_json_get_boolean (json, "library", FALSE);
  item->size = poster_json_get_int (json, "size", 0);
  item->mtime_ns = poster_json_get_int (json, "mtimeNs", 0);
  item->sampled_hash = g_strdup (poster_json_get_string (json, "sampledHash"));
  item->full_hash = g_strdup (poster_json_get_string (json, "fullHash"));
  item->alt_text = g_strdup (poster_json_get_string (json, "altText"));
  item->facts = poster_media_facts_from_json (facts);
  return item;
}

/**
 * poster_draft_media_to_json:
 * @items: (element-type PosterMediaItem): files; those without facts are left out
 *
 * Returns: (transfer full): all of them, for poster_draft_media_from_json() of the same program
 */
JsonArray *
poster_draft_media_to_json (GPtrArray *items)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < items->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (items, i);

      if (item->facts != NULL)
        json_array_add_object_element (array, item_to_json (item));
    }
  return array;
}

/**
 * poster_draft_media_from_json:
 * @array: (nullable): of poster_draft_media_to_json()
 *
 * Returns: (transfer full) (element-type PosterMediaItem): the files
 */
GPtrArray *
poster_draft_media_from_json (JsonArray *array)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      PosterMediaItem *item = JSON_NODE_HOLDS_OBJECT (node) ? item_from_json (json_node_get_object (node)) : NULL;

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  return items;
}

static void
schedule_to_json (JsonObject     *json,
                  PosterSchedule *schedule)
{
  if (schedule == NULL)
    return;
  json_object_set_string_member (json, "zone", poster_schedule_get_zone (schedule));
  if (poster_schedule_get_wall (schedule) != NULL)
    json_object_set_string_member (json, "wall", poster_schedule_get_wall (schedule));
  else
    json_object_set_int_member (json, "instantUs", poster_schedule_get_instant_us (schedule));
}

static PosterSchedule *
schedule_from_json (JsonObject *json)
{
  const char *zone = poster_json_get_string (json, "zone");
  const char *wall = poster_json_get_string (json, "wall");

  if (zone == NULL)
    return NULL;
  if (wall != NULL)
    return poster_schedule_new_wall (wall, zone, NULL);
  return poster_schedule_new_instant (poster_json_get_int (json, "instantUs", 0), zone);
}

static JsonObject *
target_to_json (PosterCompositionTarget *target)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "account", target->account->id);
  json_object_set_object_member (json, "options", poster_json_copy (target->options));
  if (target->place != NULL)
    json_object_set_object_member (json, "place", poster_json_copy (target->place));
  if (target->content != NULL)
    json_object_set_string_member (json, "content", target->content);
  if (target->title != NULL)
    json_object_set_string_member (json, "title", target->title);
  if (target->media != NULL)
    json_object_set_array_member (json, "media", poster_draft_media_to_json (target->media));
  schedule_to_json (json, target->schedule);
  if (target->holder >= 0)
    json_object_set_int_member (json, "holder", target->holder);
  return json;
}

static PosterAccount *
find_account (GListModel *accounts,
              const char *account_id)
{
  for (guint i = 0; accounts != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (account->id, account_id) == 0)
        return account;  /* the model keeps it */
    }
  return NULL;
}

static PosterCompositionTarget *
target_from_json (JsonObject *json,
                  GListModel *accounts)
{
  PosterAccount *account = find_account (accounts, poster_json_get_string (json, "account"));
  JsonObject *options = poster_json_get_object (json, "options");
  JsonObject *place = poster_json_get_object (json, "place");
  JsonArray *media = poster_json_get_array (json, "media");
  PosterCompositionTarget *target;

  if (account == NULL)
    return NULL;
  target = poster_composition_target_new (account);
  if (options != NULL)
    {
      json_object_unref (target->options);
      target->options = poster_json_copy (options);
    }
  target->place = place != NULL ? poster_json_copy (place) : NULL;
  target->content = g_strdup (poster_json_get_string (json, "content"));
  target->title = g_strdup (poster_json_get_string (json, "title"));
  target->media = media != NULL ? poster_draft_media_from_json (media) : NULL;
  target->schedule = schedule_from_json (json);
  target->holder = (int) CLAMP (poster_json_get_int (json, "holder", -1), -1, POSTER_HOLDER_REMOTE);
  return target;
}

/**
 * poster_draft_to_json:
 * @self: a draft
 *
 * Returns: (transfer full): all of it, for poster_draft_load_json() of the same program
 */
JsonObject *
poster_draft_to_json (PosterDraft *self)
{
  JsonObject *json = json_object_new ();
  JsonArray *targets = json_array_new ();

  g_return_val_if_fail (POSTER_IS_DRAFT (self), json);

  for (guint i = 0; i < self->targets->len; i++)
    json_array_add_object_element (targets, target_to_json (g_ptr_array_index (self->targets, i)));
  json_object_set_string_member (json, "caption", self->caption);
  json_object_set_string_member (json, "title", self->title);
  json_object_set_array_member (json, "media", poster_draft_media_to_json (self->media));
  json_object_set_array_member (json, "targets", targets);
  json_object_set_string_member (json, "when", self->when == POSTER_COMPOSITION_NOW ? "now"
                                               : self->when == POSTER_COMPOSITION_AT ? "at" : "draft");
  schedule_to_json (json, self->schedule);
  poster_draft_plan_to_json (self, json);
  return json;
}

/**
 * poster_draft_load_json:
 * @self: a draft
 * @json: of poster_draft_to_json()
 * @accounts: (element-type PosterAccount): those connected; targets of others fall away
 *
 * Takes over what @json says.
 */
void
poster_draft_load_json (PosterDraft *self,
                        JsonObject  *json,
                        GListModel  *accounts)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  const char *when = poster_json_get_string (json, "when");
  JsonArray *targets = poster_json_get_array (json, "targets");
  g_autofree char *held_queue_id = NULL;
  g_autoptr(PosterSchedule) held_slot = NULL;
  gboolean is_in_series;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  held_queue_id = g_steal_pointer (&self->held_queue_id);
  held_slot = g_steal_pointer (&self->held_slot);
  is_in_series = self->is_in_series;
  g_free (post->content);
  post->content = g_strdup (poster_json_get_string (json, "caption"));
  post->title = g_strdup (poster_json_get_string (json, "title"));
  g_ptr_array_unref (post->media);
  post->media = poster_draft_media_from_json (poster_json_get_array (json, "media"));
  post->schedule = schedule_from_json (json);
  poster_draft_load (self, post, accounts);
  /* What the stored post holds is not what was put by. */
  self->held_queue_id = g_steal_pointer (&held_queue_id);
  self->held_slot = g_steal_pointer (&held_slot);
  self->is_in_series = is_in_series;

  self->when = g_strcmp0 (when, "draft") == 0 ? POSTER_COMPOSITION_DRAFT
               : g_strcmp0 (when, "at") == 0 && self->schedule != NULL ? POSTER_COMPOSITION_AT
                                                                       : POSTER_COMPOSITION_NOW;
  poster_draft_plan_from_json (self, json);
  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonNode *node = json_array_get_element (targets, i);
      PosterCompositionTarget *target = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        target = target_from_json (json_node_get_object (node), accounts);
      if (target != NULL)
        g_ptr_array_add (self->targets, target);
    }
  poster_draft_remember_options (self);
  g_signal_emit_by_name (self, "changed", (guint) POSTER_DRAFT_ALL);
}
