/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <string.h>

#include "poster-store-api-keys.h"

#define MINUTE_US G_TIME_SPAN_MINUTE

/* When keys were used is stored so long after. */
#define NOTE_USE_US G_TIME_SPAN_MINUTE

/* A key's requests of one minute. */
typedef struct
{
  gint64 since_us;
  guint  count;
} Rate;

typedef struct
{
  PosterApiCall   *call;
  PosterApiHandler go_on;
  char            *hash;
} Authorization;

static void
authorization_free (Authorization *self)
{
  poster_api_call_unref (self->call);
  g_free (self->hash);
  g_free (self);
}

/* The name in a Host header, without the port. */
static char *
dup_host_name (const char *host)
{
  const char *end = host[0] == '[' ? strchr (host, ']') : NULL;

  if (end != NULL)
    return g_strndup (host + 1, (gsize) (end - host - 1));
  return g_strndup (host, strcspn (host, ":"));
}

/* A page in a browser whose name was made to mean this computer (DNS rebinding) says that name. Where
 * there is a certificate, the browser has found that the name is not in it. */
static gboolean
is_our_name (PosterApi  *api,
             const char *host)
{
  g_autofree char *name = NULL;
  g_autoptr(GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (api->certificate != NULL)
    return TRUE;
  name = dup_host_name (host);
  if (g_ascii_strcasecmp (name, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (name);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Returns: whether the request may be looked at; if not, it has been answered */
gboolean
poster_api_call_is_from_here (PosterApiCall *call)
{
  const char *site = poster_api_call_get_header (call, "Sec-Fetch-Site");

  if (!is_our_name (call->api, poster_api_call_get_header (call, "Host")))
    {
      poster_api_call_refuse (call, 403, "wrong_host", "This server does not go by the name in the Host header.");
      return FALSE;
    }
  if (poster_api_call_get_header (call, "Origin") != NULL ||
      (site != NULL && strcmp (site, "none") != 0 && strcmp (site, "same-origin") != 0))
    {
      poster_api_call_refuse (call, 403, "cross_origin", "Pages in a browser may not use this server.");
      return FALSE;
    }
  return TRUE;
}

static char *
dup_shown_key (PosterApiCall *call)
{
  const char *header = poster_api_call_get_header (call, "Authorization");

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return NULL;
  return g_strstrip (g_strdup (header + 7));
}

static gboolean
note_use_cb (gpointer user_data)
{
  poster_api_flush_use (user_data);
  return G_SOURCE_REMOVE;
}

/* Stores when keys were used last. */
void
poster_api_flush_use (PosterApi *self)
{
  GHashTable *used = self->used;

  if (self->note_use != NULL)
    {
      g_source_destroy (self->note_use);
      g_clear_pointer (&self->note_use, g_source_unref);
    }
  if (g_hash_table_size (used) == 0)
    return;
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  poster_store_note_api_use_async (self->store, used, NULL, NULL, NULL);
  g_hash_table_unref (used);
}

static void
note_use (PosterApiCall *call)
{
  PosterApi *self = call->api;
  gint64 *used_us = g_hash_table_lookup (self->used, call->key->id);

  if (used_us == NULL)
    {
      used_us = g_new (gint64, 1);
      g_hash_table_insert (self->used, g_strdup (call->key->id), used_us);
    }
  *used_us = call->now_us;
  if (self->note_use != NULL)
    return;
  self->note_use = poster_clock_create_delay (self->clock, NOTE_USE_US);
  g_source_set_callback (self->note_use, note_use_cb, self, NULL);
  g_source_attach (self->note_use, g_main_context_get_thread_default ());
}

static Rate *
get_rate (PosterApiCall *call)
{
  Rate *rate = g_hash_table_lookup (call->api->rates, call->key->id);

  if (rate == NULL)
    {
      rate = g_new0 (Rate, 1);
      rate->since_us = call->now_us;
      g_hash_table_insert (call->api->rates, g_strdup (call->key->id), rate);
    }
  if (call->now_us < rate->since_us || call->now_us - rate->since_us >= MINUTE_US)
    {
      rate->since_us = call->now_us;
      rate->count = 0;
    }
  return rate;
}

static void
add_number (PosterApiCall *call,
            const char    *name,
            gint64         number)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  poster_api_call_add_header (call, name, text);
}

/* How much more the key may ask. */
void
poster_api_call_add_rates (PosterApiCall *call)
{
  Rate *rate;

  if (call->key == NULL || call->api->requests_per_minute == 0)
    return;
  rate = get_rate (call);
  add_number (call, "X-RateLimit-Limit", call->api->requests_per_minute);
  add_number (call, "X-RateLimit-Remaining",
              MAX ((gint64) call->api->requests_per_minute - (gint64) rate->count, 0));
  add_number (call, "X-RateLimit-Reset", (rate->since_us + MINUTE_US + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
let_in (Authorization *self)
{
  PosterApiCall *call = self->call;
  PosterApi *api = call->api;
  Rate *rate;

  note_use (call);
  if (api->requests_per_minute > 0)
    {
      rate = get_rate (call);
      if (rate->count >= api->requests_per_minute)
        {
          add_number (call, "Retry-After",
                      (rate->since_us + MINUTE_US - call->now_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
          poster_api_call_refuse (call, 429, "rate_limited", "Rate limit exceeded: %u requests a minute.",
                                  api->requests_per_minute);
          return;
        }
      rate->count++;
    }
  self->go_on (call);
}

/* All keys are compared, whichever it is. */
static PosterApiKey *
find_key (PosterApi  *self,
          const char *hash,
          gint64      now_us)
{
  PosterApiKey *found = NULL;

  for (guint i = 0; self->keys != NULL && i < self->keys->len; i++)
    {
      PosterApiKey *key = g_ptr_array_index (self->keys, i);

      if (poster_api_key_has_hash (key, hash) && !poster_api_key_is_expired (key, now_us))
        found = key;
    }
  return found;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Authorization *self = user_data;
  PosterApi *api = self->call->api;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) keys = poster_store_list_api_keys_finish (POSTER_STORE (object), result, &error);

  if (keys == NULL)
    {
      poster_api_call_fail (self->call, error);
    }
  else
    {
      g_clear_pointer (&api->keys, g_ptr_array_unref);
      api->keys = g_steal_pointer (&keys);
      g_set_object (&self->call->key, find_key (api, self->hash, self->call->now_us));
      if (self->call->key == NULL)
        poster_api_call_refuse (self->call, 401, "unauthorized", "Unauthorized");
      else
        let_in (self);
    }
  authorization_free (self);
}

/* Looks at the key that a request shows, and goes on or refuses. Keys that another process made or
 * revoked are known at once: before a key is refused they are read again, and after any change. */
void
poster_api_call_authorize (PosterApiCall    *call,
                           PosterApiHandler  go_on)
{
  PosterApi *api = call->api;
  g_autofree char *shown = dup_shown_key (call);
  Authorization *self;

  if (shown == NULL || shown[0] == '\0')
    {
      poster_api_call_add_header (call, "WWW-Authenticate", "Bearer");
      poster_api_call_refuse (call, 401, "unauthorized", "Unauthorized");
      return;
    }
  self = g_new0 (Authorization, 1);
  self->call = poster_api_call_ref (call);
  self->go_on = go_on;
  self->hash = poster_api_key_hash (shown);
  explicit_bzero (shown, strlen (shown));
  if (!api->keys_are_old)
    g_set_object (&call->key, find_key (api, self->hash, call->now_us));
  if (call->key != NULL)
    {
      let_in (self);
      authorization_free (self);
      return;
    }
  api->keys_are_old = FALSE;
  poster_store_list_api_keys_async (api->store, call->cancellable, listed_cb, self);
}
