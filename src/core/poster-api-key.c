/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api-key"

#include "poster-api-key.h"

#include "poster-id.h"

#include <string.h>
#include <sys/random.h>

#define SECRET_BYTES 32

G_DEFINE_FINAL_TYPE (PosterApiKey, poster_api_key, G_TYPE_OBJECT)

static void
poster_api_key_finalize (GObject *object)
{
  PosterApiKey *self = POSTER_API_KEY (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->preview);
  g_free (self->hash);
  G_OBJECT_CLASS (poster_api_key_parent_class)->finalize (object);
}

static void
poster_api_key_class_init (PosterApiKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_api_key_finalize;
}

static void
poster_api_key_init (PosterApiKey *self)
{
  self->expires_us = -1;
  self->used_us = -1;
}

/**
 * poster_api_key_new:
 * @name: what a person calls it
 * @secret: (out) (transfer full): the key itself, `sk_` and 64 hex digits, from the kernel's random
 *   numbers; to be shown once and kept nowhere
 *
 * Returns: (transfer full): a new key
 */
PosterApiKey *
poster_api_key_new (const char  *name,
                    char       **secret)
{
  PosterApiKey *self = g_object_new (POSTER_TYPE_API_KEY, NULL);
  guint8 bytes[SECRET_BYTES];
  GString *text = g_string_new ("sk_");

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The kernel gave no random numbers");
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);
  self->id = poster_id_new ();
  self->name = g_strdup (name);
  self->preview = g_strdup_printf ("%.7s…%s", text->str, text->str + text->len - 4);
  self->hash = poster_api_key_hash (text->str);
  *secret = g_string_free (text, FALSE);
  return self;
}

/**
 * poster_api_key_copy:
 * @self: a key
 *
 * Returns: (transfer full): a copy to change and hand on
 */
PosterApiKey *
poster_api_key_copy (PosterApiKey *self)
{
  PosterApiKey *copy = g_object_new (POSTER_TYPE_API_KEY, NULL);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->preview = g_strdup (self->preview);
  copy->hash = g_strdup (self->hash);
  copy->created_us = self->created_us;
  copy->expires_us = self->expires_us;
  copy->used_us = self->used_us;
  return copy;
}

/**
 * poster_api_key_hash:
 * @secret: what somebody shows as a key
 *
 * Returns: (transfer full): SHA-256 of it, in hex digits
 */
char *
poster_api_key_hash (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/**
 * poster_api_key_has_hash:
 * @self: a key
 * @hash: of poster_api_key_hash()
 *
 * Takes as long wherever the two differ first.
 *
 * Returns: whether that was this key
 */
gboolean
poster_api_key_has_hash (PosterApiKey *self,
                         const char   *hash)
{
  gsize length = strlen (self->hash);
  volatile guint8 difference = 0;

  if (strlen (hash) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint8) (self->hash[i] ^ hash[i]);
  return difference == 0;
}

/**
 * poster_api_key_is_expired:
 * @self: a key
 * @now_us: microseconds since the epoch
 *
 * Returns: whether its time is over
 */
gboolean
poster_api_key_is_expired (PosterApiKey *self,
                           gint64        now_us)
{
  return self->expires_us >= 0 && now_us >= self->expires_us;
}
