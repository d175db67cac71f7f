/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-web-folder"

#include "poster-web-folder.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "poster-error.h"
#include "poster-http-message.h"
#include "poster-http-session.h"
#include "poster-id.h"

/* The file that is tried with is smaller; a page that says something else may be large. */
#define MAX_ANSWER_BYTES (64 * 1024)

static char *
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, message);
  return NULL;
}

/**
 * poster_web_folder_parse_place:
 * @text: what a person typed: a path, or an address such as `sftp://host/path`
 * @error: %POSTER_ERROR_INVALID, with a sentence for people
 *
 * Returns: (transfer full): the folder's address
 */
char *
poster_web_folder_parse_place (const char  *text,
                               GError     **error)
{
  g_autofree char *place = g_strstrip (g_strdup (text));
  g_autoptr(GUri) uri = NULL;

  if (place[0] == '\0')
    return fail (error, _("Choose the folder that pictures are put into."));
  if (g_path_is_absolute (place))
    return g_filename_to_uri (place, NULL, error);
  if (g_str_has_prefix (place, "~/"))
    {
      g_autofree char *path = g_build_filename (g_get_home_dir (), place + 2, NULL);

      return g_filename_to_uri (path, NULL, error);
    }
  uri = g_uri_parse (place, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_path (uri)[0] != '/')
    return fail (error, _("That is neither a folder nor an address such as sftp://example.org/pictures."));
  if (g_str_equal (g_uri_get_scheme (uri), "http") || g_str_equal (g_uri_get_scheme (uri), "https"))
    return fail (error, _("Nothing can be put into an http address. Use davs:// or sftp:// for the folder; the https "
                          "address goes below."));
  if (g_uri_get_password (uri) != NULL)
    return fail (error, _("Leave the password out of the address: it would be stored in the open. It is asked for when "
                          "it is needed."));
  return g_steal_pointer (&place);
}

/**
 * poster_web_folder_parse_prefix:
 * @text: what a person typed: the address under which the folder is public
 * @error: %POSTER_ERROR_INVALID, with a sentence for people
 *
 * What TikTok takes: https, a host name, nothing behind the path (reference tiktok-api, section 6).
 *
 * Returns: (transfer full): the prefix, which ends in a slash
 */
char *
poster_web_folder_parse_prefix (const char  *text,
                                GError     **error)
{
  g_autofree char *prefix = g_strstrip (g_strdup (text));
  g_autoptr(GUri) uri = NULL;
  const char *host;

  if (prefix[0] == '\0')
    return fail (error, _("Enter the web address under which the folder is public."));
  uri = g_uri_parse (prefix, G_URI_FLAGS_ENCODED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || host[0] == '\0')
    return fail (error, _("That is not a web address. It looks like https://example.org/pictures/."));
  if (!g_str_equal (g_uri_get_scheme (uri), "https"))
    return fail (error, _("The web address has to begin with https://, or TikTok does not fetch from it."));
  if (g_hostname_is_ip_address (host) || strchr (host, '.') == NULL)
    return fail (error, _("The web address needs a host name that is known everywhere, such as example.org; TikTok does "
                          "not fetch from numbers."));
  if (g_uri_get_userinfo (uri) != NULL)
    return fail (error, _("The web address has to work without a name and a password."));
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return fail (error, _("The web address is a folder: it ends before “?” and “#”."));
  if (g_str_has_suffix (prefix, "/"))
    return g_steal_pointer (&prefix);
  return g_strconcat (prefix, "/", NULL);
}

/* Trying */

typedef struct
{
  /* Input. */
  GFile           *folder;
  char            *prefix;
  GMountOperation *mount;       /* (nullable) */

  /* In progress. */
  GFile           *file;
  char            *name;
  GBytes          *content;
  gboolean         is_mounted;  /* whether mounting has been tried */
  SoupSession     *session;
  SoupMessage     *message;
  char            *hidden_why;  /* (nullable) */
} Try;

/* The steps, in the order they run: (wrote -> mounted ->) wrote -> answered -> read -> deleted */
static void write_file (GTask *task);
static void wrote_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void mounted_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void tidy_up (GTask *task, char *hidden_why);
static void deleted_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
try_free (Try *data)
{
  g_clear_object (&data->folder);
  g_free (data->prefix);
  g_clear_object (&data->mount);
  g_clear_object (&data->file);
  g_free (data->name);
  g_clear_pointer (&data->content, g_bytes_unref);
  g_clear_object (&data->message);
  g_clear_object (&data->session);
  g_free (data->hidden_why);
  g_free (data);
}

static void
write_file (GTask *task)
{
  Try *data = g_task_get_task_data (task);

  g_file_replace_contents_bytes_async (data->file, data->content, NULL, FALSE, G_FILE_CREATE_NONE,
                                       g_task_get_cancellable (task), wrote_cb, g_object_ref (task));
}

/* Takes @error. */
static void
return_refusal (GTask  *task,
                GError *error)
{
  const char *sentence = NULL;

  if (error->domain == G_IO_ERROR)
    switch (error->code)
      {
      case G_IO_ERROR_NOT_FOUND:
      case G_IO_ERROR_NOT_DIRECTORY:
        sentence = _("There is no such folder. Make it first, or choose another one.");
        break;
      case G_IO_ERROR_PERMISSION_DENIED:
      case G_IO_ERROR_READ_ONLY:
        sentence = _("Nothing may be put into this folder. Give yourself the right to, or choose another one.");
        break;
      case G_IO_ERROR_NO_SPACE:
        sentence = _("The folder is full.");
        break;
      case G_IO_ERROR_NOT_SUPPORTED:
      case G_IO_ERROR_NOT_MOUNTED:
        sentence = _("This computer cannot open addresses of this kind. The package “gvfs” adds sftp and davs.");
        break;
      case G_IO_ERROR_HOST_NOT_FOUND:
      case G_IO_ERROR_HOST_UNREACHABLE:
      case G_IO_ERROR_NETWORK_UNREACHABLE:
      case G_IO_ERROR_CONNECTION_REFUSED:
      case G_IO_ERROR_TIMED_OUT:
        sentence = _("The computer with the folder cannot be reached just now.");
        break;
      default:
        break;
      }
  if (sentence != NULL)
    {
      g_free (error->message);
      error->message = g_strdup (sentence);
    }
  g_task_return_error (task, error);
}

static void
wrote_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Try *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_MOUNTED) && !data->is_mounted)
        {
          data->is_mounted = TRUE;
          g_file_mount_enclosing_volume (data->folder, G_MOUNT_MOUNT_NONE, data->mount, g_task_get_cancellable (task),
                                         mounted_cb, g_object_ref (task));
          return;
        }
      return_refusal (task, g_steal_pointer (&error));
      return;
    }

  url = g_strconcat (data->prefix, data->name, NULL);
  data->message = poster_http_message_new ("GET", url, &error);
  if (data->message == NULL)
    {
      tidy_up (task, g_strdup (_("Nothing can be fetched from this web address.")));
      return;
    }
  /* For TikTok an address that leads elsewhere is one that does not work. */
  soup_message_add_flags (data->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (data->message), "Cache-Control", "no-cache");
  data->session = poster_http_session_new ();
  soup_session_send_async (data->session, data->message, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                           answered_cb, g_object_ref (task));
}

static void
mounted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (g_file_mount_enclosing_volume_finish (G_FILE (object), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ALREADY_MOUNTED))
    write_file (task);
  else
    return_refusal (task, g_steal_pointer (&error));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Try *data = g_task_get_task_data (task);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  guint status;

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream == NULL)
    {
      /* Translators: %s is a sentence of the system's */
      tidy_up (task, g_strdup_printf (_("The file is there, but the web address cannot be reached from this computer: "
                                        "%s"), error->message));
      return;
    }
  status = soup_message_get_status (data->message);
  if (SOUP_STATUS_IS_REDIRECTION (status))
    tidy_up (task, g_strdup (_("The file is there, but the web address leads elsewhere, and TikTok does not follow. Use "
                               "the address that it leads to.")));
  else if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    tidy_up (task, g_strdup (_("The file is there, but the web address does not show it. Is it the address of this very "
                               "folder?")));
  else if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN)
    tidy_up (task, g_strdup (_("The file is there, but the web address does not show it to everybody.")));
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    /* Translators: %u is the number of an HTTP status */
    tidy_up (task, g_strdup_printf (_("The file is there, but the server of the web address has trouble (%u)."), status));
  else
    poster_http_read_bounded_async (stream, MAX_ANSWER_BYTES, g_task_get_cancellable (task), read_cb,
                                    g_object_ref (task));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Try *data = g_task_get_task_data (task);
  g_autoptr(GBytes) answer = poster_http_read_bounded_finish (G_INPUT_STREAM (object), result, NULL);

  if (answer != NULL && g_bytes_equal (answer, data->content))
    tidy_up (task, NULL);
  else
    tidy_up (task, g_strdup (_("The file is there, but the web address shows something else. Is it the address of this "
                               "very folder?")));
}

static void
tidy_up (GTask *task,
         char  *hidden_why)
{
  Try *data = g_task_get_task_data (task);

  data->hidden_why = hidden_why;
  /* Also when it was broken off. */
  g_file_delete_async (data->file, G_PRIORITY_DEFAULT, NULL, deleted_cb, g_object_ref (task));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (object), result, &error))
    g_message ("A file that was tried with stays in the web folder: %s", error->message);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

/**
 * poster_web_folder_try_async:
 * @uri: the folder's address, see poster_web_folder_parse_place()
 * @prefix: its web address, see poster_web_folder_parse_prefix()
 * @mount: (nullable): asks a person for name and password, where the folder needs them
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Puts a small file into the folder, fetches it from the web address, and deletes it.
 *
 * Errors: #GIOErrorEnum with sentences for people, when nothing can be put there
 */
void
poster_web_folder_try_async (const char          *uri,
                             const char          *prefix,
                             GMountOperation     *mount,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *id = poster_id_new ();
  Try *data = g_new0 (Try, 1);

  g_task_set_source_tag (task, poster_web_folder_try_async);
  g_task_set_task_data (task, data, (GDestroyNotify) try_free);
  data->folder = g_file_new_for_uri (uri);
  data->prefix = g_strdup (prefix);
  data->mount = mount != NULL ? g_object_ref (mount) : NULL;
  data->name = g_strdup_printf ("poster-try-%s.txt", id);
  data->file = g_file_get_child (data->folder, data->name);
  data->content = g_bytes_new (id, strlen (id));
  write_file (task);
}

/**
 * poster_web_folder_try_finish:
 * @result: the result
 * @hidden_why: (out) (nullable) (transfer full): why the web address does not show what is in the
 *   folder, a sentence; %NULL when it does
 * @error: see poster_web_folder_try_async()
 *
 * Returns: whether something can be put into the folder
 */
gboolean
poster_web_folder_try_finish (GAsyncResult  *result,
                              char         **hidden_why,
                              GError       **error)
{
  Try *data = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *hidden_why = g_steal_pointer (&data->hidden_why);
  return TRUE;
}
