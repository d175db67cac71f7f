/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connection-list"

#include "poster-connection-list.h"

#include <glib/gi18n-lib.h>

#include "poster-connector-words.h"
#include "poster-json.h"

typedef struct
{
  PosterSession *session;     /* (unowned): it owns this */
  GListStore    *store;
  GCancellable  *cancellable;
  gboolean       is_loading;
  gboolean       is_loaded;
  gboolean       is_stale;
} List;

static void load (List *list);

static void
list_free (List *list)
{
  g_cancellable_cancel (list->cancellable);
  g_object_unref (list->cancellable);
  g_object_unref (list->store);
  g_free (list);
}

static gboolean
is_same (PosterConnection *one,
         PosterConnection *other)
{
  g_autofree char *metadata = poster_json_to_text (one->metadata, FALSE);
  g_autofree char *other_metadata = poster_json_to_text (other->metadata, FALSE);

  return g_str_equal (one->id, other->id) && one->needs_sign_in == other->needs_sign_in &&
         g_strcmp0 (one->base, other->base) == 0 && g_str_equal (metadata, other_metadata);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GPtrArray) connections = NULL;
  g_autoptr(GError) error = NULL;
  List *list;
  gboolean was_loaded;
  guint n_known;

  connections = poster_store_list_connections_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  list = user_data;
  list->is_loading = FALSE;
  if (connections == NULL)
    {
      g_debug ("The connections cannot be read: %s", error->message);
      return;
    }
  was_loaded = list->is_loaded;
  list->is_loaded = TRUE;
  n_known = g_list_model_get_n_items (G_LIST_MODEL (list->store));
  for (guint i = 0; i < connections->len; i++)
    {
      gpointer connection = g_ptr_array_index (connections, i);
      g_autoptr(PosterConnection) known = g_list_model_get_item (G_LIST_MODEL (list->store), i);

      if (known == NULL || !is_same (known, connection))
        g_list_store_splice (list->store, i, i < n_known ? 1 : 0, &connection, 1);
    }
  if (n_known > connections->len)
    g_list_store_splice (list->store, connections->len, n_known - connections->len, NULL, 0);
  /* That there are none is news as well. */
  if (!was_loaded && connections->len == 0)
    g_list_model_items_changed (G_LIST_MODEL (list->store), 0, 0, 0);
  if (list->is_stale)
    load (list);
}

static void
load (List *list)
{
  if (list->is_loading)
    {
      list->is_stale = TRUE;
      return;
    }
  list->is_loading = TRUE;
  list->is_stale = FALSE;
  poster_store_list_connections_async (poster_session_get_store (list->session), list->cancellable, listed_cb, list);
}

static void
changed_cb (PosterSession *session,
            const char    *post_id,
            List          *list)
{
  if (post_id[0] == '\0')
    load (list);
}

static List *
get_list (PosterSession *session)
{
  List *list = g_object_get_data (G_OBJECT (session), "poster-connection-list");

  if (list == NULL)
    {
      list = g_new0 (List, 1);
      list->session = session;
      list->store = g_list_store_new (POSTER_TYPE_CONNECTION);
      list->cancellable = g_cancellable_new ();
      g_object_set_data_full (G_OBJECT (session), "poster-connection-list", list, (GDestroyNotify) list_free);
      g_signal_connect (session, "post-changed", G_CALLBACK (changed_cb), list);
      load (list);
    }
  return list;
}

/**
 * poster_connection_list_get:
 * @session: a session
 *
 * Returns: (transfer none) (element-type PosterConnection): its connections; empty until they were read
 */
GListModel *
poster_connection_list_get (PosterSession *session)
{
  return G_LIST_MODEL (get_list (session)->store);
}

/**
 * poster_connection_list_get_is_loaded:
 * @session: a session
 *
 * Returns: whether the connections were read for the first time
 */
gboolean
poster_connection_list_get_is_loaded (PosterSession *session)
{
  return get_list (session)->is_loaded;
}

/**
 * poster_connection_list_has_any:
 * @session: a session
 *
 * Returns: whether there is a connection that is not given up, though it may reach no account
 */
gboolean
poster_connection_list_has_any (PosterSession *session)
{
  GListModel *model = poster_connection_list_get (session);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(PosterConnection) connection = g_list_model_get_item (model, i);

      if (!poster_connection_is_removed (connection))
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_connection_list_find:
 * @session: a session
 * @connection_id: a connection
 *
 * Returns: (transfer full) (nullable): it, once it was read
 */
PosterConnection *
poster_connection_list_find (PosterSession *session,
                             const char    *connection_id)
{
  GListModel *model = poster_connection_list_get (session);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(PosterConnection) connection = g_list_model_get_item (model, i);

      if (g_str_equal (connection->id, connection_id))
        return g_steal_pointer (&connection);
    }
  return NULL;
}

/* Returns: (transfer full) (nullable): which server, when it is not the connector's own */
static char *
dup_host (PosterConnection *connection)
{
  g_autoptr(GUri) uri = NULL;

  if (connection->base == NULL || poster_connection_is_practice (connection))
    return NULL;
  uri = g_uri_parse (connection->base, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (connection->base);
  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  return g_strdup (g_uri_get_host (uri));
}

/**
 * poster_connection_list_dup_title:
 * @connection: a connection
 *
 * Returns: (transfer full): what it is called
 */
char *
poster_connection_list_dup_title (PosterConnection *connection)
{
  const PosterConnectorWords *words = poster_connector_words_find (connection->connector);
  const char *title = words != NULL ? words->title : connection->connector;
  g_autofree char *host = dup_host (connection);

  if (poster_connection_is_practice (connection))
    /* Translators: the name of a service, of which there is a stand-in for practice */
    return g_strdup_printf (_("%s for practice"), title);
  if (host == NULL)
    return g_strdup (title);
  /* Translators: the name of a service, and the server that it runs on */
  return g_strdup_printf (_("%s – %s"), title, host);
}

/**
 * poster_connection_list_dup_description:
 * @connection: a connection
 *
 * Returns: (transfer full): how it reaches whom
 */
char *
poster_connection_list_dup_description (PosterConnection *connection)
{
  const PosterConnectorWords *words = poster_connector_words_find (connection->connector);
  const char *name = poster_json_get_string (connection->metadata, "user_name");
  g_autofree char *way = NULL;

  if (poster_connection_is_practice (connection))
    way = g_strdup (_("Posts stay on this computer"));
  else if (connection->base != NULL)
    way = g_strdup (_("A server of your own, or of somebody you know"));
  else
    way = g_strdup (words != NULL && words->description != NULL ? _(words->description) : "");
  if (name == NULL || *name == '\0')
    return g_steal_pointer (&way);
  /* Translators: how accounts are reached, and the name of the person whose key it is */
  return g_strdup_printf (_("%s, with the key of %s"), way, name);
}
