/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-csv"

#include "poster-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"

/* Comma-separated values as RFC 4180 describes them, and as spreadsheets write them: with a byte
 * order mark or without, in UTF-8 or UTF-16, with commas, semicolons or tabs. */

typedef struct
{
  const char *at;
  const char *end;
  char        separator;
  guint       line;
  GString    *cell;  /* the one being read */
} Reader;

void
poster_csv_row_free (PosterCsvRow *self)
{
  g_strfreev (self->cells);
  g_free (self);
}

static guint
line_of (const char *bytes,
         const char *at)
{
  guint line = 1;

  for (const char *c = bytes; c < at; c++)
    line += *c == '\n';
  return line;
}

/* Spreadsheets write UTF-16 when asked for "Unicode text". */
static char *
to_utf8 (const char  *bytes,
         gsize        length,
         gsize       *utf8_length,
         GError     **error)
{
  const guchar *start = (const guchar *) bytes;
  const char *wrong;
  char *text;

  if (length >= 2 && ((start[0] == 0xff && start[1] == 0xfe) || (start[0] == 0xfe && start[1] == 0xff)))
    {
      text = g_convert (bytes + 2, (gssize) length - 2, "UTF-8", start[0] == 0xff ? "UTF-16LE" : "UTF-16BE",
                        NULL, utf8_length, NULL);
      if (text != NULL && memchr (text, '\0', *utf8_length) == NULL)
        return text;
      g_free (text);
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("The table cannot be read: save it as UTF-8."));
      return NULL;
    }
  if (length >= 3 && start[0] == 0xef && start[1] == 0xbb && start[2] == 0xbf)
    {
      bytes += 3;
      length -= 3;
    }
  if (!g_utf8_validate_len (bytes, length, &wrong))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("Line %u has characters that are not UTF-8: save the table as UTF-8."), line_of (bytes, wrong));
      return NULL;
    }
  *utf8_length = length;
  return g_strndup (bytes, length);
}

/* The first of the three that stands outside quotes in the first line. */
static char
find_separator (const char *at,
                const char *end)
{
  gboolean quoted = FALSE;

  for (; at < end && (quoted || *at != '\n'); at++)
    {
      if (*at == '"')
        quoted = !quoted;
      else if (!quoted && strchr (",;\t", *at) != NULL)
        return *at;
    }
  return ',';
}

static gboolean
read_quoted (Reader  *reader,
             GError **error)
{
  guint begun = reader->line;

  reader->at++;
  for (; reader->at < reader->end; reader->at++)
    {
      if (*reader->at == '"')
        {
          if (reader->at + 1 == reader->end || reader->at[1] != '"')
            {
              reader->at++;
              if (reader->at == reader->end || *reader->at == reader->separator || strchr ("\r\n", *reader->at) != NULL)
                return TRUE;
              g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("Line %u: something stands behind a closing quotation mark; one inside a cell is written twice."),
                           reader->line);
              return FALSE;
            }
          reader->at++;
        }
      /* A line break is one, however the system writes it that the table comes from. */
      if (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n')
        continue;
      reader->line += *reader->at == '\n';
      g_string_append_c (reader->cell, *reader->at);
    }
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
               _("Line %u: the quotation mark is never closed."), begun);
  return FALSE;
}

static gboolean
read_cell (Reader  *reader,
           GError **error)
{
  const char *start = reader->at;

  g_string_truncate (reader->cell, 0);
  if (reader->at < reader->end && *reader->at == '"')
    return read_quoted (reader, error);
  while (reader->at < reader->end && *reader->at != reader->separator && *reader->at != '\n' && *reader->at != '\r')
    reader->at++;
  g_string_append_len (reader->cell, start, reader->at - start);
  return TRUE;
}

static PosterCsvRow *
read_row (Reader  *reader,
          GError **error)
{
  g_autoptr(GStrvBuilder) cells = g_strv_builder_new ();
  g_autoptr(PosterCsvRow) row = g_new0 (PosterCsvRow, 1);

  row->line = reader->line;
  for (;;)
    {
      if (!read_cell (reader, error))
        return NULL;
      g_strv_builder_add (cells, reader->cell->str);
      if (reader->at == reader->end || *reader->at != reader->separator)
        break;
      reader->at++;
    }
  if (reader->at < reader->end && *reader->at == '\r')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '\n')
    reader->at++;
  reader->line++;
  row->cells = g_strv_builder_end (cells);
  return g_steal_pointer (&row);
}

static gboolean
row_is_empty (PosterCsvRow *row)
{
  for (guint i = 0; row->cells[i] != NULL; i++)
    if (row->cells[i][strspn (row->cells[i], " \t\r\n")] != '\0')
      return FALSE;
  return TRUE;
}

/**
 * poster_csv_parse:
 * @bytes: a whole file
 * @length: how long it is
 * @error: %POSTER_ERROR_INVALID, naming the line
 *
 * Reads a table. What separates its cells (a comma, a semicolon or a tab) is told from its first
 * line; rows in which nothing stands are left out.
 *
 * Source: RFC 4180, section 2.
 *
 * Returns: (transfer full) (element-type PosterCsvRow): its rows in order, that of the headings
 *   first
 */
GPtrArray *
poster_csv_parse (const char  *bytes,
                  gsize        length,
                  GError     **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_csv_row_free);
  g_autoptr(GString) cell = g_string_new (NULL);
  g_autofree char *text = NULL;
  gsize text_length = 0;
  Reader reader;

  text = to_utf8 (bytes, length, &text_length, error);
  if (text == NULL)
    return NULL;
  reader = (Reader) { text, text + text_length, find_separator (text, text + text_length), 1, cell };
  while (reader.at < reader.end)
    {
      g_autoptr(PosterCsvRow) row = read_row (&reader, error);

      if (row == NULL)
        return NULL;
      if (!row_is_empty (row))
        g_ptr_array_add (rows, g_steal_pointer (&row));
    }
  return g_steal_pointer (&rows);
}

/**
 * poster_csv_append_row:
 * @text: where to
 * @cells: (array length=n_cells) (element-type utf8): the cells; %NULL is an empty one
 * @n_cells: how many
 *
 * Writes one record, with commas between the cells and CRLF behind it.
 */
void
poster_csv_append_row (GString           *text,
                       const char *const *cells,
                       guint              n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      const char *cell = cells[i] != NULL ? cells[i] : "";
      gsize length = strlen (cell);

      if (i > 0)
        g_string_append_c (text, ',');
      if (strpbrk (cell, ",;\t\"\r\n") == NULL &&
          (length == 0 || (!g_ascii_isspace (cell[0]) && !g_ascii_isspace (cell[length - 1]))))
        {
          g_string_append (text, cell);
          continue;
        }
      g_string_append_c (text, '"');
      for (const char *c = cell; *c != '\0'; c++)
        {
          if (*c == '"')
            g_string_append_c (text, '"');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '"');
    }
  g_string_append (text, "\r\n");
}
