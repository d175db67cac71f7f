/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-groups"

#include "poster-account-groups.h"

#include "poster-id.h"
#include "poster-json.h"

/* The setting that holds them: {"groups": [{"id", "name", "accounts": [id]}]}. */
#define SETTING "account_groups"

G_DEFINE_FINAL_TYPE (PosterAccountGroup, poster_account_group, G_TYPE_OBJECT)

static void
poster_account_group_finalize (GObject *object)
{
  PosterAccountGroup *self = POSTER_ACCOUNT_GROUP (object);

  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->account_ids);
  G_OBJECT_CLASS (poster_account_group_parent_class)->finalize (object);
}

static void
poster_account_group_class_init (PosterAccountGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_account_group_finalize;
}

static void
poster_account_group_init (PosterAccountGroup *self)
{
}

/**
 * poster_account_group_new:
 * @id: (nullable): id of one that is to be changed; %NULL for a new one
 * @name: what it is called
 * @account_ids: (array zero-terminated=1): its accounts
 *
 * Returns: (transfer full): a group
 */
PosterAccountGroup *
poster_account_group_new (const char         *id,
                          const char         *name,
                          const char *const  *account_ids)
{
  PosterAccountGroup *self = g_object_new (POSTER_TYPE_ACCOUNT_GROUP, NULL);

  self->id = id != NULL ? g_strdup (id) : poster_id_new ();
  self->name = g_strdup (name);
  self->account_ids = g_strdupv ((char **) account_ids);
  return self;
}

static int
compare (gconstpointer one,
         gconstpointer other,
         gpointer      user_data)
{
  int order = g_utf8_collate (((PosterAccountGroup *) one)->name, ((PosterAccountGroup *) other)->name);

  return order != 0 ? order : g_strcmp0 (((PosterAccountGroup *) one)->id, ((PosterAccountGroup *) other)->id);
}

static void
read_groups (GListStore *store,
             const char *text)
{
  g_autoptr(JsonObject) root = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;
  JsonArray *groups = root != NULL ? poster_json_get_array (root, "groups") : NULL;
  g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; groups != NULL && i < json_array_get_length (groups); i++)
    {
      JsonNode *node = json_array_get_element (groups, i);
      JsonObject *json = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonArray *ids = json != NULL ? poster_json_get_array (json, "accounts") : NULL;
      g_autoptr(GStrvBuilder) account_ids = g_strv_builder_new ();
      g_auto(GStrv) strv = NULL;

      if (ids == NULL || poster_json_get_string (json, "id") == NULL || poster_json_get_string (json, "name") == NULL)
        continue;
      for (guint j = 0; j < json_array_get_length (ids); j++)
        {
          const char *id = json_array_get_string_element (ids, j);

          if (id != NULL)
            g_strv_builder_add (account_ids, id);
        }
      strv = g_strv_builder_end (account_ids);
      g_ptr_array_add (read, poster_account_group_new (poster_json_get_string (json, "id"),
                                                       poster_json_get_string (json, "name"),
                                                       (const char *const *) strv));
    }
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), read->pdata, read->len);
  g_list_store_sort (store, compare, NULL);
}

static char *
write_groups (GListModel *model)
{
  g_autoptr(JsonObject) root = json_object_new ();
  JsonArray *groups = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(PosterAccountGroup) group = g_list_model_get_item (model, i);
      JsonObject *json = json_object_new ();
      JsonArray *ids = json_array_new ();

      for (char **id = group->account_ids; *id != NULL; id++)
        json_array_add_string_element (ids, *id);
      json_object_set_string_member (json, "id", group->id);
      json_object_set_string_member (json, "name", group->name);
      json_object_set_array_member (json, "accounts", ids);
      json_array_add_object_element (groups, json);
    }
  json_object_set_array_member (root, "groups", groups);
  return poster_json_to_text (root, FALSE);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GListStore) store = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);

  if (error != NULL)
    g_debug ("The groups cannot be read: %s", error->message);
  /* What was made meanwhile is not taken away. */
  else if (g_list_model_get_n_items (G_LIST_MODEL (store)) == 0)
    read_groups (store, text);
}

static GListStore *
get_store (PosterSession *session)
{
  GListStore *store = g_object_get_data (G_OBJECT (session), "poster-account-groups");

  if (store == NULL)
    {
      store = g_list_store_new (POSTER_TYPE_ACCOUNT_GROUP);
      g_object_set_data_full (G_OBJECT (session), "poster-account-groups", store, g_object_unref);
      poster_store_get_setting_async (poster_session_get_store (session), SETTING, NULL, got_cb, g_object_ref (store));
    }
  return store;
}

/**
 * poster_account_groups_get:
 * @session: a session
 *
 * Returns: (transfer none) (element-type PosterAccountGroup): its groups, by name; empty until they
 *   were read
 */
GListModel *
poster_account_groups_get (PosterSession *session)
{
  return G_LIST_MODEL (get_store (session));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
change (PosterSession       *session,
        const char          *group_id,
        PosterAccountGroup  *group,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);
  GListStore *store = get_store (session);
  g_autofree char *text = NULL;

  g_task_set_source_tag (task, change);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr(PosterAccountGroup) known = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (g_str_equal (known->id, group_id))
        {
          g_list_store_remove (store, i);
          break;
        }
    }
  if (group != NULL)
    g_list_store_insert_sorted (store, group, compare, NULL);
  text = write_groups (G_LIST_MODEL (store));
  poster_store_set_setting_async (poster_session_get_store (session), SETTING, text, NULL, saved_cb, task);
}

/**
 * poster_account_groups_put_async:
 * @session: a session
 * @group: a group
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Adds @group, or replaces the one with its id; at once in the list, then in the store.
 */
void
poster_account_groups_put_async (PosterSession       *session,
                                 PosterAccountGroup  *group,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  change (session, group->id, group, callback, user_data);
}

/**
 * poster_account_groups_drop_async:
 * @session: a session
 * @group_id: a group
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Removes a group. Its accounts stay as they are.
 */
void
poster_account_groups_drop_async (PosterSession       *session,
                                  const char          *group_id,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  change (session, group_id, NULL, callback, user_data);
}

/**
 * poster_account_groups_finish:
 * @session: a session
 * @result: the result
 * @error: those of the store
 *
 * Returns: whether it is stored
 */
gboolean
poster_account_groups_finish (PosterSession  *session,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
