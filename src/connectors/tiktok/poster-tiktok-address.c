/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-address.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"

/* The address of an upload lets anybody fill it, so it lives in the keyring, with the name of the
 * upload it belongs to: a state and an address that do not fit are never used together. */

/**
 * poster_tiktok_address_store_async:
 * @secrets: where secrets are kept
 * @target_id: the target that is published
 * @publish_id: TikTok's name of the upload
 * @upload_url: its address
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller; it calls
 *   poster_secrets_store_finish()
 * @user_data: passed to @callback
 *
 * Keeps an upload address, in the place of an earlier one.
 */
void
poster_tiktok_address_store_async (PosterSecrets       *secrets,
                                   const char          *target_id,
                                   const char          *publish_id,
                                   const char          *upload_url,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(JsonObject) json = json_object_new ();
  g_autoptr(PosterSecretText) text = NULL;

  json_object_set_string_member (json, "publish_id", publish_id);
  json_object_set_string_member (json, "upload_url", upload_url);
  text = poster_json_to_text (json, FALSE);
  poster_secrets_store_async (secrets, target_id, POSTER_SECRET_UPLOAD, _("TikTok upload of Poster"), text,
                              cancellable, callback, user_data);
}

/**
 * poster_tiktok_address_parse:
 * @secret: (nullable): what the keyring holds
 * @publish_id: (nullable): TikTok's name of the upload
 *
 * Returns: (transfer full) (nullable): the address of @publish_id, to be freed with
 *   poster_secret_free(); %NULL when @secret is another's or none
 */
char *
poster_tiktok_address_parse (const char *secret,
                             const char *publish_id)
{
  g_autoptr(JsonObject) json = secret != NULL ? poster_json_parse_object (secret, -1, NULL) : NULL;

  if (json == NULL || publish_id == NULL || g_strcmp0 (poster_json_get_string (json, "publish_id"), publish_id) != 0)
    return NULL;
  return g_strdup (poster_json_get_string (json, "upload_url"));
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_secrets_clear_finish (POSTER_SECRETS (object), result, &error))
    g_debug ("An upload address that is not needed any more stays in the keyring: %s", error->message);
}

/**
 * poster_tiktok_address_forget:
 * @secrets: where secrets are kept
 * @target_id: the target
 *
 * Forgets the upload address of @target_id, in its own time: nothing depends on it, and it is
 * void within the hour by itself.
 */
void
poster_tiktok_address_forget (PosterSecrets *secrets,
                              const char    *target_id)
{
  poster_secrets_clear_async (secrets, target_id, POSTER_SECRET_UPLOAD, NULL, forgotten_cb, NULL);
}
