/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

#define MAX_CONNECTIONS 256

/* A script that sends nothing for so long is gone; one that takes so long over a request is not well
 * meant. */
#define SILENCE_US (30 * G_USEC_PER_SEC)
#define REQUEST_US (30 * G_USEC_PER_SEC)

typedef struct
{
  gpointer       data;
  GDestroyNotify free_data;
} Kept;

G_DEFINE_FINAL_TYPE (PosterApi, poster_api, G_TYPE_OBJECT)

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  if (kept->free_data != NULL)
    kept->free_data (kept->data);
  g_free (kept);
}

static void
poster_api_dispose (GObject *object)
{
  PosterApi *self = POSTER_API (object);

  poster_api_stop (self);
  g_hash_table_remove_all (self->kept);
  g_clear_object (&self->engine);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_object (&self->composer);
  g_clear_object (&self->platforms);
  g_clear_object (&self->media_pool);
  G_OBJECT_CLASS (poster_api_parent_class)->dispose (object);
}

static void
poster_api_finalize (GObject *object)
{
  PosterApi *self = POSTER_API (object);

  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_hash_table_unref (self->rates);
  g_hash_table_unref (self->used);
  g_hash_table_unref (self->kept);
  g_free (self->address);
  g_free (self->base_url);
  G_OBJECT_CLASS (poster_api_parent_class)->finalize (object);
}

static void
poster_api_class_init (PosterApiClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_api_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_api_finalize;
}

static void
poster_api_init (PosterApi *self)
{
  self->rates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kept_free);
}

/**
 * poster_api_new:
 * @parts: what it stands on; its fields are held, the struct is not kept
 *
 * Returns: (transfer full): a server that does not listen yet
 */
PosterApi *
poster_api_new (const PosterApiParts *parts)
{
  PosterApi *self = g_object_new (POSTER_TYPE_API, NULL);

  self->engine = g_object_ref (parts->engine);
  self->store = g_object_ref (poster_engine_get_store (parts->engine));
  self->clock = g_object_ref (poster_engine_get_clock (parts->engine));
  self->composer = g_object_ref (parts->composer);
  self->platforms = g_object_ref (parts->platforms);
  self->media_pool = g_object_ref (parts->media_pool);
  return self;
}

static void
changed_cb (PosterStore *store,
            const char  *post_id,
            PosterApi   *self)
{
  if (post_id[0] == '\0')
    self->keys_are_old = TRUE;
}

static void
request_cb (PosterServerExchange *exchange,
            gpointer              user_data)
{
  PosterApi *self = user_data;

  if (self->service == NULL)
    poster_server_exchange_drop (exchange);
  else
    poster_api_call_begin (self, exchange);
}

static void
closed_cb (gpointer user_data)
{
  PosterApi *self = user_data;

  self->n_connections--;
  g_object_unref (self);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  PosterApi *self = user_data;
  const PosterServerManners manners = {
    .silence_us = SILENCE_US,
    .request_us = REQUEST_US,
    .max_body = POSTER_API_MAX_BODY,
    .refusal = poster_api_make_refusal,
  };
  g_autoptr(GSocketConnection) plain = NULL;

  if (self->n_connections >= MAX_CONNECTIONS)
    return TRUE;
  if (self->certificate != NULL)
    plain = poster_api_tls_open (connection, self->certificate, self->cancellable);
  else
    plain = g_object_ref (connection);
  if (plain == NULL)
    return TRUE;
  self->n_connections++;
  poster_server_exchange_begin (plain, self->clock, self->cancellable, &manners, request_cb, g_object_ref (self),
                                closed_cb);
  return TRUE;
}

static GInetAddress *
choose_address (const PosterApiManners  *manners,
                GError                 **error)
{
  g_autoptr(GInetAddress) address = NULL;

  if (manners->address == NULL)
    return g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  address = g_inet_address_new_from_string (manners->address);
  if (address == NULL)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("“%s” is not an address to listen on: give one like 192.168.1.5, or 0.0.0.0 for all."),
                   manners->address);
      return NULL;
    }
  if (!g_inet_address_get_is_loopback (address) && manners->certificate == NULL)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("Others can read what goes to %s: a certificate and its key are needed to listen there."),
                   manners->address);
      return NULL;
    }
  return g_steal_pointer (&address);
}

/**
 * poster_api_start:
 * @self: a server
 * @manners: how to serve; not kept
 * @error: %POSTER_ERROR_INVALID, #GIOErrorEnum (%G_IO_ERROR_ADDRESS_IN_USE …)
 *
 * Begins to serve, in the thread-default main context.
 *
 * Returns: whether it runs
 */
gboolean
poster_api_start (PosterApi               *self,
                  const PosterApiManners  *manners,
                  GError                 **error)
{
  g_autoptr(GInetAddress) inet = choose_address (manners, error);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GSocketService) service = NULL;

  g_return_val_if_fail (self->service == NULL, FALSE);
  if (inet == NULL)
    return FALSE;
  address = g_inet_socket_address_new (inet, manners->port);
  service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  self->service = g_steal_pointer (&service);
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->certificate, manners->certificate);
  self->requests_per_minute = manners->requests_per_minute;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_free (self->address);
  self->address = g_inet_address_to_string (inet);
  g_free (self->base_url);
  self->base_url = g_strdup_printf (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 ? "%s://[%s]:%u" : "%s://%s:%u",
                                    self->certificate != NULL ? "https" : "http", self->address, self->port);
  self->keys_are_old = TRUE;
  self->changed_id = g_signal_connect (self->store, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  return TRUE;
}

/**
 * poster_api_stop:
 * @self: a server
 *
 * Ends serving: connections are cut, and what was not answered stays unanswered.
 */
void
poster_api_stop (PosterApi *self)
{
  if (self->service == NULL)
    return;
  poster_api_flush_use (self);
  g_clear_signal_handler (&self->changed_id, self->store);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->certificate);
}

guint16
poster_api_get_port (PosterApi *self)
{
  return self->port;
}

/* Returns: (nullable): `http://127.0.0.1:PORT`, once it has been started */
const char *
poster_api_get_base_url (PosterApi *self)
{
  return self->base_url;
}

/* @name: (static): of the file that keeps @data until the server is gone, in place of what it kept before */
gpointer
poster_api_keep (PosterApi      *self,
                 const char     *name,
                 gpointer        data,
                 GDestroyNotify  free_data)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->data = data;
  kept->free_data = free_data;
  g_hash_table_insert (self->kept, (gpointer) name, kept);
  return data;
}

/* Returns: (nullable): what is kept by that name */
gpointer
poster_api_get_kept (PosterApi  *self,
                     const char *name)
{
  Kept *kept = g_hash_table_lookup (self->kept, name);

  return kept != NULL ? kept->data : NULL;
}
