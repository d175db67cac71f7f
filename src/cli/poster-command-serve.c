/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-serve"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-api.h"
#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-command-wait.h"
#include "poster-error.h"
#include "poster-stay-awake.h"
#include "poster-store-api-keys.h"

static int port = POSTER_API_PORT;
static int rate = POSTER_API_RATE;
static char *address;
static char *certificate_path;
static char *key_path;
static char *new_key;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Listen on this port; 0 takes a free one"), N_("N") },
  { "new-key", 0, 0, G_OPTION_ARG_STRING, &new_key, N_("Make a key, print it and end"), N_("NAME") },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &address, N_("Listen on this address instead of 127.0.0.1"), N_("ADDRESS") },
  { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_path, N_("What to prove to others who this is with, as PEM"), N_("FILE") },
  { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key_path, N_("The private key of that, as PEM"), N_("FILE") },
  { "rate-limit", 0, 0, G_OPTION_ARG_INT, &rate, N_("Requests that a key may make in a minute; 0 for any number"), N_("N") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* Makes a key and prints it, this once. Who serves finds it when it is shown first. */
static int
make_key (PosterWorkspace  *workspace,
          GError          **error)
{
  g_autofree char *name = poster_command_text (new_key, _("The name of the key"), error);
  g_autofree char *secret = NULL;
  g_autoptr(PosterApiKey) key = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) document = NULL;

  if (name == NULL)
    return POSTER_EXIT_REFUSED;
  key = poster_api_key_new (name, &secret);
  poster_store_add_api_key_async (poster_workspace_get_store (workspace), key, NULL, poster_command_keep_result, &result);
  poster_command_wait (&result);
  if (!poster_store_add_api_key_finish (poster_workspace_get_store (workspace), result, error))
    return POSTER_EXIT_REFUSED;
  if (as_json)
    {
      document = json_object_new ();
      json_object_set_string_member (document, "_id", key->id);
      json_object_set_string_member (document, "key", secret);
      return poster_command_print_json (document, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
    }
  poster_command_print ("%s\n", secret);
  explicit_bzero (secret, strlen (secret));
  return poster_command_flush (error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

static void
trouble_cb (PosterEngine *engine,
            const GError *error,
            gpointer      user_data)
{
  poster_command_complain ("%s", error->message);
}

static gboolean
check_options (GError **error)
{
  if (port < 0 || port > G_MAXUINT16)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%d is not the number of a port."), port);
  else if (rate < 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%d is not a number of requests."), rate);
  else if ((certificate_path == NULL) != (key_path == NULL))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("--tls-certificate and --tls-key go together."));
  else if (address != NULL && certificate_path == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("--listen needs --tls-certificate and --tls-key: others on the way could read along."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
tell_address (PosterApi  *api,
              GError    **error)
{
  g_autoptr(JsonObject) document = json_object_new ();

  json_object_set_string_member (document, "url", poster_api_get_base_url (api));
  if (!as_json)
    poster_command_print ("%s\n", poster_api_get_base_url (api));
  else if (!poster_command_print_json (document, error))
    return FALSE;
  return poster_command_flush (error);
}

static gboolean
serve (PosterWorkspace  *workspace,
       GTlsCertificate  *certificate,
       GError          **error)
{
  GCancellable *cancellable = poster_command_get_cancellable ();
  const PosterApiParts parts = {
    .engine = poster_workspace_get_engine (workspace),
    .composer = poster_workspace_get_composer (workspace),
    .platforms = poster_workspace_get_platforms (workspace),
    .media_pool = poster_workspace_get_media_pool (workspace),
  };
  const PosterApiManners manners = {
    .address = address,
    .port = (guint16) port,
    .certificate = certificate,
    .requests_per_minute = (guint) rate,
  };
  g_autoptr(PosterApi) api = poster_api_new (&parts);

  if (!poster_api_start (api, &manners, error) || !tell_address (api, error))
    return FALSE;
  poster_command_tell (_("The REST API answers there, and what is due is published; Ctrl+C ends it."));
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  poster_api_stop (api);
  return TRUE;
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterStayAwake) stay_awake = NULL;
  g_autoptr(GTlsCertificate) certificate = NULL;
  gboolean done;

  if (!poster_command_no_arguments (arguments, error) || !check_options (error))
    return POSTER_EXIT_USAGE;
  if (certificate_path != NULL)
    {
      certificate = g_tls_certificate_new_from_files (certificate_path, key_path, error);
      if (certificate == NULL)
        return POSTER_EXIT_REFUSED;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  if (new_key != NULL)
    return make_key (workspace, error);
  if (!poster_command_start_engine (workspace, error))
    {
      if (error != NULL && g_error_matches (*error, POSTER_ERROR, POSTER_ERROR_BUSY))
        g_prefix_error (error, "%s ", _("Only one program at a time can serve and publish from here."));
      return POSTER_EXIT_REFUSED;
    }

  stay_awake = poster_stay_awake_new (poster_workspace_get_store (workspace));
  g_signal_connect (poster_workspace_get_engine (workspace), "trouble", G_CALLBACK (trouble_cb), NULL);
  done = serve (workspace, certificate, error);
  g_signal_handlers_disconnect_by_func (poster_workspace_get_engine (workspace), trouble_cb, NULL);
  poster_command_stop_engine (workspace);
  g_object_run_dispose (G_OBJECT (stay_awake));
  return done ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

const PosterCommand poster_command_serve = {
  .name = "serve",
  .summary = N_("Serve the REST API on this computer, and publish what is due"),
  .details = N_("Prints its address. What the Late API documents is under /v1 and /api/v1 there, for whoever\n"
                "shows a key: “late-poster serve --new-key NAME” makes one. One at a time per data\n"
                "directory; while the window is open, it can serve itself. SIGTERM ends it."),
  .entries = entries,
  .run = run,
};
