/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-plan"

#include "poster-plan.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-json.h"

static void
version_free (PosterPlanVersion *version)
{
  g_free (version->account);
  g_free (version->content);
  g_free (version->title);
  g_clear_pointer (&version->media, g_ptr_array_unref);
  g_clear_pointer (&version->schedule, poster_schedule_unref);
  g_free (version);
}

/**
 * poster_plan_row_new:
 * @line: where it stands
 *
 * Returns: (transfer full): an empty row
 */
PosterPlanRow *
poster_plan_row_new (guint line)
{
  PosterPlanRow *self = g_new0 (PosterPlanRow, 1);

  self->line = line;
  self->content = g_strdup ("");
  self->accounts = g_ptr_array_new_with_free_func (g_free);
  self->media = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_plan_file_free);
  self->options = g_ptr_array_new_with_free_func (g_free);
  self->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) version_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
poster_plan_row_free (PosterPlanRow *self)
{
  g_free (self->id);
  g_free (self->status);
  g_free (self->content);
  g_free (self->title);
  g_free (self->queue);
  g_ptr_array_unref (self->accounts);
  g_ptr_array_unref (self->media);
  g_ptr_array_unref (self->options);
  g_ptr_array_unref (self->versions);
  g_ptr_array_unref (self->problems);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_free (self);
}

/**
 * poster_plan_row_get_version:
 * @self: a row
 * @account: a handle, with or without the @, or an id
 *
 * Returns: (transfer none): what is different for that account; nothing yet, if it is new
 */
PosterPlanVersion *
poster_plan_row_get_version (PosterPlanRow *self,
                             const char    *account)
{
  const char *name = account[0] == '@' ? account + 1 : account;
  PosterPlanVersion *version;

  for (guint i = 0; i < self->versions->len; i++)
    {
      version = g_ptr_array_index (self->versions, i);
      if (g_str_equal (version->account, name))
        return version;
    }
  version = g_new0 (PosterPlanVersion, 1);
  version->account = g_strdup (name);
  g_ptr_array_add (self->versions, version);
  return version;
}

/**
 * poster_plan_row_make_id:
 * @self: a row
 * @occurrence: how many rows that say the same stand before it in the plan
 *
 * A plan that is read twice must not be posted twice: what a row becomes has an id that only the
 * row decides. One that was exported keeps the id it had.
 *
 * Returns: (transfer full): the id of the post
 */
char *
poster_plan_row_make_id (PosterPlanRow *self,
                         guint          occurrence)
{
  g_autoptr(GChecksum) checksum = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autofree char *text = NULL;
  g_autofree char *number = NULL;

  if (occurrence == 0 && poster_id_is_valid (self->id))
    return g_strdup (self->id);
  json = poster_plan_row_to_json (self);
  text = poster_json_to_text (json, FALSE);
  number = g_strdup_printf ("\n%u", occurrence);
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_update (checksum, (const guchar *) number, -1);
  return g_strndup (g_checksum_get_string (checksum), 24);
}

/**
 * poster_plan_file_new:
 * @word: a path, absolute or beginning at @folder, or a file: address
 * @folder: where the plan lies
 * @error: %POSTER_ERROR_INVALID for an address of something that is not on this computer
 *
 * Returns: (transfer full): that file
 */
PosterPlanFile *
poster_plan_file_new (const char  *word,
                      const char  *folder,
                      GError     **error)
{
  PosterPlanFile *self;
  g_autofree char *path = NULL;
  g_autofree char *scheme = g_uri_parse_scheme (word);

  /* "C:" is none. */
  if (scheme != NULL && strlen (scheme) > 1 && strstr (word, "://") != NULL)
    {
      path = g_str_equal (scheme, "file") ? g_filename_from_uri (word, NULL, NULL) : NULL;
      if (path == NULL)
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       _("“%s” is not on this computer: copy it here first."), word);
          return NULL;
        }
    }
  else if (g_str_has_prefix (word, "~/"))
    path = g_build_filename (g_get_home_dir (), word + 2, NULL);
  else
    path = g_canonicalize_filename (word, folder);

  self = g_new0 (PosterPlanFile, 1);
  self->path = g_steal_pointer (&path);
  return self;
}

void
poster_plan_file_free (PosterPlanFile *self)
{
  g_free (self->path);
  g_free (self->alt_text);
  g_free (self);
}

/**
 * poster_plan_read:
 * @bytes: a whole file
 * @length: how long it is
 * @folder: the folder it lies in, where its relative paths begin
 * @zone: IANA name of the zone of times that name none
 * @error: %POSTER_ERROR_INVALID, naming the line where there is one
 *
 * Reads a plan, a table (see poster_plan_read_csv()) or a JSON document (see
 * poster_plan_read_json()), whichever it is. A row that makes no sense is no error: its problems
 * are told with it.
 *
 * Returns: (transfer full) (element-type PosterPlanRow): the posts, in order
 */
GPtrArray *
poster_plan_read (const char  *bytes,
                  gsize        length,
                  const char  *folder,
                  const char  *zone,
                  GError     **error)
{
  for (gsize i = 0; i < length && i < 64; i++)
    {
      if (bytes[i] == '{' || bytes[i] == '[')
        return poster_plan_read_json (bytes, length, folder, zone, error);
      if (!g_ascii_isspace (bytes[i]) && !(i < 3 && (guchar) bytes[i] >= 0x80))
        break;
    }
  return poster_plan_read_csv (bytes, length, folder, zone, error);
}
