/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sign-in-words"

#include "poster-sign-in-words.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-json.h"

/* The words that OAuth has for a wrong key or secret, and for a sign-in that the app is not set up
 * for (RFC 6749, sections 4.1.2.1 and 5.2). */
static const char *const wrong_key[] = { "invalid_client", NULL };
static const char *const wrong_app[] = {
  "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type", "unsupported_response_type", NULL,
};

static PosterSignInTrouble *
trouble (const char *icon_name,
         const char *title,
         char       *text)
{
  PosterSignInTrouble *self = g_new0 (PosterSignInTrouble, 1);

  self->icon_name = icon_name;
  self->title = g_strdup (title);
  self->text = text;
  return self;
}

static gboolean
is_one_of (const char         *code,
           const char *const  *codes)
{
  return code != NULL && g_strv_contains (codes, code);
}

/**
 * poster_sign_in_trouble_new:
 * @error: what poster_connect_finish() said
 * @service: whose sign-in it was: a name
 *
 * Returns: (transfer full): the same for people
 */
PosterSignInTrouble *
poster_sign_in_trouble_new (const GError *error,
                            const char   *service)
{
  const char *code = error->domain == POSTER_ERROR ? poster_error_get_code (error) : NULL;

  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED))
    return trouble ("dialog-password-symbolic", _("Your keyring is locked"),
                    g_strdup (_("Poster keeps sign-ins in the keyring and nowhere else. Unlock it in “Passwords and "
                                "Keys”, or log in to the desktop again, and try once more.")));
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NO_KEYRING))
    return trouble ("dialog-password-symbolic", _("There is no keyring"),
                    g_strdup (_("Poster keeps sign-ins in the keyring and nowhere else, and none answers on this "
                                "computer. Start one, such as GNOME Keyring or KWallet, and try again.")));
  if (g_strcmp0 (code, "access_denied") == 0)
    return trouble ("action-unavailable-symbolic", _("The answer was no"),
                    /* Translators: %s is the name of a service */
                    g_strdup_printf (_("%s was told not to let Poster post, so nothing was connected. If that was not "
                                       "meant, try again and allow it there."), service));
  if (is_one_of (code, wrong_key))
    return trouble ("dialog-warning-symbolic", _("That key does not fit"),
                    /* Translators: %s is the name of a service */
                    g_strdup_printf (_("%s does not know this client key and secret. Copy both from the page of your "
                                       "app once more, without blanks around them."), service));
  if (is_one_of (code, wrong_app))
    return trouble ("dialog-warning-symbolic", _("Your app is not set up for this"), g_strdup (error->message));
  if (error->domain == POSTER_ERROR && error->code == POSTER_ERROR_AUTH)
    /* Translators: %s is the name of a service */
    return trouble ("dialog-warning-symbolic", _("The sign-in was refused"), g_strdup (error->message));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return trouble ("poster-browser-waiting-symbolic", _("Nobody came back"),
                    g_strdup (_("The page in the browser was closed, or nobody answered there for a long time. Nothing "
                                "was connected. Try again when you are ready.")));
  if (error->domain == G_IO_ERROR || error->domain == G_RESOLVER_ERROR || error->domain == G_TLS_ERROR)
    /* Translators: %s is the name of a service */
    return trouble ("network-offline-symbolic", _("No way through"),
                    g_strdup_printf (_("%s cannot be reached from this computer just now. Look after the network, and "
                                       "try again."), service));
  return trouble ("dialog-warning-symbolic", _("That did not work"), g_strdup (error->message));
}

/**
 * poster_sign_in_trouble_free:
 * @self: (nullable) (transfer full): trouble
 */
void
poster_sign_in_trouble_free (PosterSignInTrouble *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

static gboolean
has_scope (JsonArray  *scopes,
           const char *scope)
{
  for (guint i = 0; i < json_array_get_length (scopes); i++)
    if (g_strcmp0 (json_array_get_string_element (scopes, i), scope) == 0)
      return TRUE;
  return FALSE;
}

/**
 * poster_sign_in_dup_missing:
 * @connection: a connection as it is stored
 *
 * People may untick permissions on the consent page; what that means should not come as a surprise
 * later.
 *
 * Returns: (transfer full) (nullable): what was not allowed, and what it means: a sentence each;
 *   %NULL when all was, or when the service does not tell
 */
char *
poster_sign_in_dup_missing (PosterConnection *connection)
{
  JsonArray *scopes = poster_json_get_array (connection->metadata, "scopes");
  GString *text;
  gboolean publishes;
  gboolean uploads;

  if (g_strcmp0 (connection->connector, "tiktok") != 0 || scopes == NULL)
    return NULL;
  text = g_string_new (NULL);
  publishes = has_scope (scopes, "video.publish");
  uploads = has_scope (scopes, "video.upload");
  if (!publishes && !uploads)
    g_string_append (text, _("Posting was not allowed, so nothing can be posted to this account."));
  else if (!publishes)
    g_string_append (text, _("Posting directly was not allowed: posts go to the TikTok inbox and are finished in the app."));
  else if (!uploads)
    g_string_append (text, _("Sending to the TikTok inbox was not allowed; posting directly works."));
  if (!has_scope (scopes, "user.info.stats") || !has_scope (scopes, "video.list"))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            _("Reading figures was not allowed, so some numbers stay empty."));
  if (!has_scope (scopes, "user.info.basic"))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            _("Reading the profile was not allowed, so name and picture are missing."));
  if (text->len > 0)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return NULL;
}
