/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-link-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-json.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"

/* The id of the choice that is the person and no organisation. */
#define PERSONAL "personal"

/* What each platform's second step is (reference late-api, section 5). */
typedef struct
{
  const char *step;
  const char *kind;         /* see #PosterAccountLink */
  const char *list_path;    /* (nullable): %NULL where the service kept the list for us */
  const char *save_path;
  const char *array;
  const char *name;
  const char *detail;       /* (nullable) */
  const char *more_detail;  /* (nullable), where the first is missing */
  const char *save_id;      /* (nullable): member of the answer that takes the id */
  const char *save_name;    /* (nullable): member that takes the name */
  const char *save_object;  /* (nullable): member that takes the whole of it */
} Step;

static const Step steps[] = {
  { "select_page", "page", "/v1/connect/facebook/select-page", "/v1/connect/facebook/select-page",
    "pages", "name", "username", "category", "pageId", NULL, NULL },
  { "select_organization", "organization", NULL, "/v1/connect/linkedin/select-organization",
    "organizations", "name", "vanityName", NULL, NULL, NULL, "selectedOrganization" },
  { "select_board", "board", "/v1/connect/pinterest/select-board", "/v1/connect/pinterest/select-board",
    "boards", "name", "description", "privacy", "boardId", "boardName", NULL },
  { "select_location", "location", "/v1/connect/googlebusiness/locations", "/v1/connect/googlebusiness/select-location",
    "locations", "name", "address", "accountName", "locationId", NULL, NULL },
  { "select_public_profile", "profile", "/v1/connect/snapchat/select-profile", "/v1/connect/snapchat/select-profile",
    "publicProfiles", "display_name", "username", NULL, NULL, NULL, "selectedPublicProfile" },
  { "select_account", "account", "/v1/connect/instagram/select-account", "/v1/connect/instagram/select-account",
    "pages", "name", NULL, NULL, "pageId", NULL, NULL },
};

/* The steps, in the order they run: listed -> chosen -> saved */
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void chosen_cb (PosterAccountLink *link, const char *id, gpointer user_data);
static void saved_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static const char *
get_field (PosterLateLink *self,
           const char     *name)
{
  const char *value = g_hash_table_lookup (self->fields, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static const Step *
find_step (PosterLateLink *self)
{
  const char *name = get_field (self, "step");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].step, name))
      return &steps[i];
  return NULL;
}

static PosterLateRequest *
new_request (PosterLateLink *self,
             const char     *method,
             const char     *path,
             JsonObject     *body)
{
  PosterLateRequest *request = poster_late_request_new (method, path, body);

  request->connect_token = g_strdup (get_field (self, "connect_token"));
  return request;
}

/* A field of the redirect that is JSON, escaped once or twice. */
static JsonNode *
parse_field (PosterLateLink *self,
             const char     *name)
{
  const char *text = get_field (self, name);
  g_autofree char *plain = NULL;
  JsonNode *node;

  if (text == NULL)
    return NULL;
  node = json_from_string (text, NULL);
  if (node == NULL)
    {
      plain = g_uri_unescape_string (text, NULL);
      node = plain != NULL ? json_from_string (plain, NULL) : NULL;
    }
  return node;
}

/* What the service kept for us goes before what the redirect carried. */
static JsonNode *
dup_part (PosterLateLink *self,
          const char     *name)
{
  if (self->pending != NULL && json_object_has_member (self->pending, name))
    return json_node_copy (json_object_get_member (self->pending, name));
  return NULL;
}

static void
add_text (PosterLateLink *self,
          JsonObject     *body,
          const char     *name)
{
  JsonNode *node = dup_part (self, name);
  const char *text = get_field (self, name);

  if (node != NULL)
    json_object_set_member (body, name, node);
  else if (text != NULL)
    json_object_set_string_member (body, name, text);
}

static void
add_user_profile (PosterLateLink *self,
                  JsonObject     *body)
{
  JsonNode *node = dup_part (self, "userProfile");

  if (node == NULL)
    node = parse_field (self, "userProfile");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    json_object_set_member (body, "userProfile", g_steal_pointer (&node));
  g_clear_pointer (&node, json_node_unref);
}

static void
save (GTask      *task,
      const Step *step,
      const char *id)
{
  PosterLateLink *self = g_task_get_task_data (task);
  JsonObject *body = json_object_new ();
  JsonObject *item = NULL;
  const char *profile_id = get_field (self, "profileId");
  const char *expires_in = get_field (self, "expiresIn");
  gboolean is_personal = g_str_equal (step->kind, "organization") && g_str_equal (id, PERSONAL);

  for (guint i = 0; i < json_array_get_length (self->items); i++)
    {
      JsonObject *candidate = poster_late_json_get_element (self->items, i);
      g_autofree char *candidate_id = poster_late_json_dup_id (candidate, "id");

      if (g_strcmp0 (candidate_id, id) == 0)
        item = candidate;
    }
  json_object_set_string_member (body, "profileId", profile_id != NULL ? profile_id : self->profile_id);
  add_text (self, body, "tempToken");
  add_user_profile (self, body);
  if (g_str_equal (step->kind, "board"))
    {
      add_text (self, body, "refreshToken");
      if (expires_in != NULL)
        json_object_set_int_member (body, "expiresIn", g_ascii_strtoll (expires_in, NULL, 10));
    }
  if (g_str_equal (step->kind, "organization"))
    json_object_set_string_member (body, "accountType", is_personal ? PERSONAL : "organization");
  if (step->save_id != NULL)
    json_object_set_string_member (body, step->save_id, id);
  if (step->save_name != NULL && poster_json_get_string (item, step->name) != NULL)
    json_object_set_string_member (body, step->save_name, poster_json_get_string (item, step->name));
  if (step->save_object != NULL && !is_personal && item != NULL)
    json_object_set_object_member (body, step->save_object, poster_json_copy (item));
  poster_late_link_call (task, new_request (self, "POST", step->save_path, body), saved_cb);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  if (answer != NULL)
    poster_late_link_take_answer (task, answer->root);
  else
    poster_late_link_fail (task, error);
}

static void
chosen_cb (PosterAccountLink *link,
           const char        *id,
           gpointer           user_data)
{
  GTask *task = user_data;
  PosterLateLink *self = g_task_get_task_data (task);

  g_clear_signal_handler (&self->chosen_id, self->link);
  save (task, find_step (self), id);
}

static void
add_choice (PosterLateLink *self,
            const Step     *step,
            JsonObject     *item,
            GPtrArray      *choices)
{
  g_autofree char *id = poster_late_json_dup_id (item, "id");
  const char *name = poster_late_json_get_text (item, step->name);
  const char *detail = step->detail != NULL ? poster_late_json_get_text (item, step->detail) : NULL;

  if (detail == NULL && step->more_detail != NULL)
    detail = poster_late_json_get_text (item, step->more_detail);
  if (g_str_equal (step->kind, "account"))
    detail = poster_late_json_get_text (poster_json_get_object (item, "instagram_business_account"), "username");
  if (name == NULL)
    name = detail;
  if (id != NULL)
    g_ptr_array_add (choices, poster_link_choice_new (id, name != NULL ? name : id, detail));
}

/* LinkedIn takes the person, too. */
static void
add_person (PosterLateLink *self,
            GPtrArray      *choices)
{
  g_autoptr(JsonNode) node = dup_part (self, "userProfile");
  JsonObject *profile;
  const char *name = NULL;

  if (node == NULL)
    node = parse_field (self, "userProfile");
  profile = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  name = poster_late_json_get_text (profile, "displayName");
  if (name == NULL)
    name = poster_late_json_get_text (profile, "username");
  /* Translators: the person's own profile on LinkedIn, beside the pages of organisations */
  g_ptr_array_add (choices, poster_link_choice_new (PERSONAL, name != NULL ? name : _("Personal profile"),
                                                    name != NULL ? _("Personal profile") : NULL));
}

/* Takes @items, which may be %NULL. */
static void
offer (GTask     *task,
       JsonArray *items)
{
  PosterLateLink *self = g_task_get_task_data (task);
  const Step *step = find_step (self);
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_link_choice_free);
  const char *only;

  if (self->is_over)
    {
      g_clear_pointer (&items, json_array_unref);
      return;
    }
  self->items = items != NULL ? items : json_array_new ();
  if (g_str_equal (step->kind, "organization"))
    add_person (self, choices);
  for (guint i = 0; i < json_array_get_length (self->items); i++)
    {
      JsonObject *item = poster_late_json_get_element (self->items, i);

      if (item != NULL)
        add_choice (self, step, item, choices);
    }
  if (choices->len == 0)
    {
      poster_late_link_fail (task, poster_late_error_new (POSTER_ERROR_NOT_FOUND, "nothing_to_choose", "account_issue",
                                                          POSTER_RETRY_NEVER,
                                                          _("This account has no page, board, location or profile that "
                                                            "can be posted to. Make one on the platform, then connect "
                                                            "the account again.")));
      return;
    }
  /* Where there is no choice, nobody is asked. */
  if (choices->len == 1)
    {
      only = ((PosterLinkChoice *) g_ptr_array_index (choices, 0))->id;
      save (task, step, only);
      return;
    }
  self->chosen_id = g_signal_connect (self->link, "chosen", G_CALLBACK (chosen_cb), task);
  poster_account_link_ask (self->link, step->kind, choices);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  const Step *step = find_step (self);
  JsonArray *items;
  GError *error = NULL;

  answer = poster_late_call_finish (self->session, result, &error);
  if (answer == NULL)
    {
      poster_late_link_fail (task, error);
      return;
    }
  if (step->list_path == NULL)
    self->pending = json_object_ref (answer->root);
  items = poster_json_get_array (answer->root, step->array);
  offer (task, items != NULL ? json_array_ref (items) : NULL);
}

/* The second step: the service knows who it is, and wants to know which of their pages is meant. */
void
poster_late_link_choose (GTask *task)
{
  PosterLateLink *self = g_task_get_task_data (task);
  const Step *step = find_step (self);
  const char *profile_id = get_field (self, "profileId");
  const char *token = get_field (self, "pendingDataToken");
  g_autoptr(JsonNode) carried = step != NULL ? parse_field (self, step->array) : NULL;
  g_autofree char *path = NULL;

  if (step == NULL)
    {
      poster_late_link_fail (task, poster_late_error_new (POSTER_ERROR_SERVICE, "unknown_step", "system_error",
                                                          POSTER_RETRY_NEVER,
                                                          _("Late wants to know something that this version of Poster "
                                                            "does not understand. Connect the account on Late's own "
                                                            "page; it will appear here.")));
      return;
    }
  if (step->list_path == NULL && token != NULL)
    {
      path = poster_late_path ("/v1/connect/pending-data", "token", token, NULL);
    }
  else if (carried != NULL && JSON_NODE_HOLDS_ARRAY (carried))
    {
      offer (task, json_array_ref (json_node_get_array (carried)));
      return;
    }
  else if (step->list_path != NULL)
    {
      path = poster_late_path (step->list_path, "profileId", profile_id != NULL ? profile_id : self->profile_id,
                               "tempToken", get_field (self, "tempToken"), NULL);
    }
  else
    {
      offer (task, NULL);
      return;
    }
  poster_late_link_call (task, new_request (self, "GET", path, NULL), listed_cb);
}
