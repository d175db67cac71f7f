/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine-wire"

#include "poster-engine-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "poster-error.h"
#include "poster-json.h"

/**
 * poster_engine_wire_new_address:
 * @data_dir: the data directory
 * @dir_fd: (out): to be closed when the address is of no more use
 * @error: #GFileError
 *
 * The name of a Unix socket may have 107 bytes and a data directory more, so the address goes
 * through a descriptor of the directory.
 *
 * Returns: (transfer full): the address of engine.sock
 */
GSocketAddress *
poster_engine_wire_new_address (const char  *data_dir,
                                int         *dir_fd,
                                GError     **error)
{
  g_autofree char *path = NULL;

  *dir_fd = g_open (data_dir, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
  if (*dir_fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
                   _("The data directory cannot be opened: %s"), g_strerror (saved_errno));
      return NULL;
    }
  path = g_strdup_printf ("/proc/self/fd/%d/engine.sock", *dir_fd);
  return g_unix_socket_address_new (path);
}

/**
 * poster_engine_wire_error_to_json:
 * @error: an error
 *
 * Returns: (transfer full): @error for the other side
 */
JsonObject *
poster_engine_wire_error_to_json (const GError *error)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "message", error->message);
  if (error->domain == POSTER_ERROR)
    json_object_set_int_member (json, "number", error->code);
  if (poster_error_get_code (error) != NULL)
    json_object_set_string_member (json, "code", poster_error_get_code (error));
  return json;
}

/**
 * poster_engine_wire_error_from_json:
 * @json: (nullable): what poster_engine_wire_error_to_json() made
 *
 * Returns: (transfer full): the error; of the service kind when it was not one of ours
 */
GError *
poster_engine_wire_error_from_json (JsonObject *json)
{
  const char *message = poster_json_get_string (json, "message");
  gint64 number = poster_json_get_int (json, "number", POSTER_ERROR_SERVICE);
  GError *error;

  if (number < 0 || number > POSTER_ERROR_BUSY)
    number = POSTER_ERROR_SERVICE;
  error = g_error_new_literal (POSTER_ERROR, (int) number,
                               message != NULL ? message : _("The publishing process did not say what went wrong."));
  poster_error_get_details (error)->code = g_strdup (poster_json_get_string (json, "code"));
  return error;
}
