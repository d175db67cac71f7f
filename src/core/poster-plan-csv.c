/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-plan"

#include "poster-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-csv.h"
#include "poster-error.h"
#include "poster-id.h"

/* The columns of a plan. Those of the second kind name an account behind a colon, and hold what is
 * different for it; that of the third kind names an option. */
typedef enum
{
  COLUMN_ACCOUNTS,
  COLUMN_CAPTION,
  COLUMN_TITLE,
  COLUMN_MEDIA,
  COLUMN_ALT,
  COLUMN_DATE,
  COLUMN_TIME,
  COLUMN_TIMEZONE,
  COLUMN_QUEUE,
  COLUMN_STATUS,
  COLUMN_ID,
  COLUMN_NOTE,
  N_COLUMNS,
  COLUMN_OPTION,
} ColumnKind;

static const char *const names[N_COLUMNS] = {
  "accounts", "caption", "title", "media", "alt", "date", "time", "timezone", "queue", "status", "id", "note",
};

/* What others call the same. */
static const struct { const char *name; ColumnKind kind; } aliases[] = {
  { "account", COLUMN_ACCOUNTS },
  { "to", COLUMN_ACCOUNTS },
  { "content", COLUMN_CAPTION },
  { "text", COLUMN_CAPTION },
  { "file", COLUMN_MEDIA },
  { "files", COLUMN_MEDIA },
  { "alttext", COLUMN_ALT },
  { "at", COLUMN_DATE },
  { "scheduledfor", COLUMN_DATE },
  { "zone", COLUMN_TIMEZONE },
  { "notes", COLUMN_NOTE },
};

typedef struct
{
  ColumnKind  kind;
  char       *scope;  /* (nullable): the account, or the whole name of an option */
} Column;

static void
column_free (Column *column)
{
  g_free (column->scope);
  g_free (column);
}

/* "Scheduled For", "scheduled_for" and "scheduledFor" are one. */
static char *
fold (const char *heading)
{
  g_autofree char *lower = g_utf8_casefold (heading, -1);
  char *to = lower;

  for (const char *from = lower; *from != '\0'; from++)
    if (strchr (" _-\t", *from) == NULL)
      *to++ = *from;
  *to = '\0';
  return g_strdup (lower);
}

static gboolean
find_kind (const char *name,
           ColumnKind *kind)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    if (g_str_equal (name, names[i]))
      {
        *kind = (ColumnKind) i;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_str_equal (name, aliases[i].name))
      {
        *kind = aliases[i].kind;
        return TRUE;
      }
  return FALSE;
}

static Column *
read_heading (const char  *heading,
              GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (heading));
  const char *colon = strchr (trimmed, ':');
  g_autofree char *word = g_strndup (trimmed, colon != NULL ? (gsize) (colon - trimmed) : strlen (trimmed));
  g_autofree char *name = fold (word);
  g_autofree char *scope = colon != NULL ? g_strstrip (g_strdup (colon + 1)) : NULL;
  ColumnKind kind;
  Column *column;

  if (g_str_equal (name, "option") && scope != NULL && *scope != '\0' && strchr (scope, '=') == NULL)
    kind = COLUMN_OPTION;
  else if (!find_kind (name, &kind) ||
           (scope != NULL && (*scope == '\0' || (kind != COLUMN_CAPTION && kind != COLUMN_TITLE &&
                                                 kind != COLUMN_MEDIA && kind != COLUMN_DATE))))
    {
      g_autofree char *list = g_strjoinv (", ", (char **) (const char *[]) {
        "accounts", "caption", "title", "media", "alt", "date", "time", "timezone", "queue", "status", "id", "note",
        "option:NAME", "caption:@HANDLE", "title:@HANDLE", "media:@HANDLE", "date:@HANDLE", NULL });

      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   /* Translators: what stands at the head of a column, and a list of what may */
                   _("“%s” is not a column of a plan; there are: %s."), trimmed, list);
      return NULL;
    }
  column = g_new0 (Column, 1);
  column->kind = kind;
  column->scope = g_steal_pointer (&scope);
  return column;
}

static GPtrArray *
read_headings (PosterCsvRow  *row,
               GError       **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) column_free);

  for (guint i = 0; row->cells[i] != NULL; i++)
    {
      Column *column = read_heading (row->cells[i], error);

      if (column == NULL)
        return NULL;
      for (guint j = 0; j < columns->len; j++)
        {
          Column *other = g_ptr_array_index (columns, j);

          if (column->kind == COLUMN_NOTE || other->kind != column->kind || g_strcmp0 (other->scope, column->scope) != 0)
            continue;
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       _("There are two columns “%s”."), row->cells[i]);
          column_free (column);
          return NULL;
        }
      g_ptr_array_add (columns, column);
    }
  return g_steal_pointer (&columns);
}

/* Lines; a cell without a line break may also have bars between its entries. */
static char **
split_entries (const char *cell)
{
  return g_strsplit (cell, strchr (cell, '\n') != NULL ? "\n" : "|", -1);
}

static void
read_media (PosterPlanRow *row,
            GPtrArray     *media,
            const char    *cell,
            const char    *folder)
{
  g_auto(GStrv) entries = split_entries (cell);

  for (guint i = 0; entries[i] != NULL; i++)
    {
      const char *word = g_strstrip (entries[i]);
      g_autoptr(GError) error = NULL;
      PosterPlanFile *file;

      if (*word == '\0')
        continue;
      file = poster_plan_file_new (word, folder, &error);
      if (file != NULL)
        g_ptr_array_add (media, file);
      else
        g_ptr_array_add (row->problems, g_strdup (error->message));
    }
}

static void
read_alt_texts (PosterPlanRow *row,
                const char    *cell)
{
  g_auto(GStrv) entries = split_entries (cell);

  for (guint i = 0; entries[i] != NULL; i++)
    {
      const char *text = g_strstrip (entries[i]);

      if (*text == '\0')
        continue;
      if (i >= row->media->len)
        {
          g_ptr_array_add (row->problems, g_strdup (_("There are more alternative texts than files.")));
          return;
        }
      ((PosterPlanFile *) g_ptr_array_index (row->media, i))->alt_text = g_strdup (text);
    }
}

static void
read_accounts (PosterPlanRow *row,
               const char    *cell)
{
  g_auto(GStrv) words = g_strsplit_set (cell, ",; |\t\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (row->accounts, g_strdup (words[i][0] == '@' ? words[i] + 1 : words[i]));
}

static PosterSchedule *
read_time (PosterPlanRow *row,
           const char    *text,
           const char    *zone)
{
  g_autoptr(GError) error = NULL;
  PosterSchedule *schedule = poster_schedule_new_from_text (text, zone, &error);

  if (schedule == NULL)
    g_ptr_array_add (row->problems, g_strdup (error->message));
  return schedule;
}

static gboolean
is_word (const char *text,
         const char *word)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_str_equal (folded, word);
}

/* "draft 2026-12-24 18:00" is a draft with a time in mind. */
static void
read_when (PosterPlanRow *row,
           const char    *date,
           const char    *time,
           const char    *zone)
{
  g_autofree char *text = g_strstrip (g_strconcat (date, " ", time, NULL));
  const char *rest = text;

  if (g_ascii_strncasecmp (text, "draft", strlen ("draft")) == 0 && (text[5] == '\0' || g_ascii_isspace (text[5])))
    {
      row->when = POSTER_PLAN_DRAFT;
      rest = text + 5 + strspn (text + 5, " \t");
    }
  else if (is_word (text, "now"))
    {
      row->when = POSTER_PLAN_NOW;
      return;
    }
  else if (*text == '\0' || is_word (text, "queue"))
    {
      row->when = POSTER_PLAN_NEXT_SLOT;
      return;
    }
  else
    row->when = POSTER_PLAN_AT;
  if (*rest == '\0')
    return;
  row->schedule = read_time (row, rest, zone);
}

static char *
find_raw_cell (GPtrArray    *columns,
               PosterCsvRow *cells,
               ColumnKind    kind)
{
  for (guint i = 0; i < columns->len && cells->cells[i] != NULL; i++)
    {
      Column *column = g_ptr_array_index (columns, i);

      if (column->kind == kind && column->scope == NULL)
        return cells->cells[i];
    }
  return NULL;
}

static const char *
find_cell (GPtrArray    *columns,
           PosterCsvRow *cells,
           ColumnKind    kind)
{
  char *cell = find_raw_cell (columns, cells, kind);

  return cell != NULL ? g_strstrip (cell) : "";
}

static void
read_scoped (PosterPlanRow *row,
             Column        *column,
             char          *cell,
             const char    *folder,
             const char    *zone)
{
  PosterPlanVersion *version;

  /* A text stands as it is; one of nothing but room is none. */
  if (cell[strspn (cell, " \t\r\n")] == '\0')
    return;
  if (column->kind != COLUMN_CAPTION && column->kind != COLUMN_MEDIA)
    g_strstrip (cell);
  if (column->kind == COLUMN_OPTION)
    {
      g_ptr_array_add (row->options, g_strconcat (column->scope, "=", cell, NULL));
      return;
    }
  version = poster_plan_row_get_version (row, column->scope);
  switch ((int) column->kind)
    {
    case COLUMN_CAPTION:
      version->content = g_strdup (cell);
      break;
    case COLUMN_TITLE:
      version->title = g_strdup (cell);
      break;
    case COLUMN_MEDIA:
      version->media = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_plan_file_free);
      read_media (row, version->media, cell, folder);
      break;
    default:
      version->schedule = read_time (row, cell, zone);
      break;
    }
}

static PosterPlanRow *
read_row (GPtrArray    *columns,
          PosterCsvRow *cells,
          const char   *folder,
          const char   *local_zone)
{
  PosterPlanRow *row = poster_plan_row_new (cells->line);
  const char *zone = find_cell (columns, cells, COLUMN_TIMEZONE);
  const char *word;

  if (*zone == '\0')
    zone = local_zone;
  if (g_strv_length (cells->cells) > columns->len)
    g_ptr_array_add (row->problems,
                     g_strdup (_("The row has more cells than there are columns: a text with commas needs quotation marks.")));
  read_accounts (row, find_cell (columns, cells, COLUMN_ACCOUNTS));
  word = find_raw_cell (columns, cells, COLUMN_CAPTION);
  if (word != NULL)
    {
      g_free (row->content);
      row->content = g_strdup (word);
    }
  word = find_cell (columns, cells, COLUMN_TITLE);
  row->title = *word != '\0' ? g_strdup (word) : NULL;
  word = find_raw_cell (columns, cells, COLUMN_MEDIA);
  if (word != NULL)
    read_media (row, row->media, word, folder);
  word = find_raw_cell (columns, cells, COLUMN_ALT);
  if (word != NULL)
    read_alt_texts (row, word);
  read_when (row, find_cell (columns, cells, COLUMN_DATE), find_cell (columns, cells, COLUMN_TIME), zone);
  word = find_cell (columns, cells, COLUMN_QUEUE);
  if (*word != '\0')
    {
      row->queue = g_strdup (word);
      if (row->when != POSTER_PLAN_NEXT_SLOT)
        g_ptr_array_add (row->problems,
                         g_strdup (_("The queue decides when the post goes out: leave the date empty, or the queue.")));
    }
  word = find_cell (columns, cells, COLUMN_STATUS);
  row->status = *word != '\0' ? g_utf8_casefold (word, -1) : NULL;
  word = find_cell (columns, cells, COLUMN_ID);
  row->id = *word != '\0' ? g_strdup (word) : NULL;
  for (guint i = 0; i < columns->len && cells->cells[i] != NULL; i++)
    {
      Column *column = g_ptr_array_index (columns, i);

      if (column->scope != NULL)
        read_scoped (row, column, cells->cells[i], folder, zone);
    }
  return row;
}

/**
 * poster_plan_read_csv:
 * @bytes: a whole table
 * @length: how long it is
 * @folder: the folder it lies in, where its relative paths begin
 * @zone: IANA name of the zone of times that name none
 * @error: %POSTER_ERROR_INVALID for what is no table, or has columns that nobody knows
 *
 * Reads a plan whose first row says what stands in which column; the help describes them.
 *
 * Returns: (transfer full) (element-type PosterPlanRow): the posts, in order
 */
GPtrArray *
poster_plan_read_csv (const char  *bytes,
                      gsize        length,
                      const char  *folder,
                      const char  *zone,
                      GError     **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_plan_row_free);
  g_autoptr(GPtrArray) table = poster_csv_parse (bytes, length, error);
  g_autoptr(GPtrArray) columns = NULL;

  if (table == NULL)
    return NULL;
  if (table->len == 0)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("The plan is empty: its first row has to name the columns."));
      return NULL;
    }
  columns = read_headings (g_ptr_array_index (table, 0), error);
  if (columns == NULL)
    return NULL;
  for (guint i = 1; i < table->len; i++)
    g_ptr_array_add (rows, read_row (columns, g_ptr_array_index (table, i), folder, zone));
  return g_steal_pointer (&rows);
}

/* --- Writing --- */

static void
add_column (GPtrArray *columns,
            char      *heading)
{
  if (g_ptr_array_find_with_equal_func (columns, heading, g_str_equal, NULL))
    g_free (heading);
  else
    g_ptr_array_add (columns, heading);
}

static char *
option_heading (const char *option)
{
  return g_strdup_printf ("option:%.*s", (int) (strchr (option, '=') - option), option);
}

/**
 * poster_plan_collect_columns:
 * @columns: (element-type utf8): headings found so far, beside those that every plan has
 * @row: a row
 *
 * Adds the columns that @row needs for its options and versions.
 */
void
poster_plan_collect_columns (GPtrArray     *columns,
                             PosterPlanRow *row)
{
  for (guint i = 0; i < row->options->len; i++)
    add_column (columns, option_heading (g_ptr_array_index (row->options, i)));
  for (guint i = 0; i < row->versions->len; i++)
    {
      PosterPlanVersion *version = g_ptr_array_index (row->versions, i);

      if (version->content != NULL)
        add_column (columns, g_strconcat ("caption:@", version->account, NULL));
      if (version->title != NULL)
        add_column (columns, g_strconcat ("title:@", version->account, NULL));
      if (version->media != NULL)
        add_column (columns, g_strconcat ("media:@", version->account, NULL));
      if (version->schedule != NULL)
        add_column (columns, g_strconcat ("date:@", version->account, NULL));
    }
}

/* The columns that every plan has, as they are written. */
static const ColumnKind written[] = {
  COLUMN_DATE, COLUMN_TIMEZONE, COLUMN_QUEUE, COLUMN_ACCOUNTS, COLUMN_CAPTION, COLUMN_TITLE, COLUMN_MEDIA, COLUMN_ALT,
  COLUMN_STATUS, COLUMN_ID,
};

/**
 * poster_plan_append_headings:
 * @text: where to
 * @columns: (element-type utf8): what poster_plan_collect_columns() found
 *
 * Writes the first row of a table.
 */
void
poster_plan_append_headings (GString   *text,
                             GPtrArray *columns)
{
  g_autoptr(GPtrArray) cells = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    g_ptr_array_add (cells, (gpointer) names[written[i]]);
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (cells, g_ptr_array_index (columns, i));
  poster_csv_append_row (text, (const char *const *) cells->pdata, cells->len);
}

/* A path that would not be read again as it is stands there as an address. */
static char *
file_word (const char *path)
{
  if (g_utf8_validate (path, -1, NULL) && strpbrk (path, "|\n\r") == NULL && path[0] != '~' &&
      !g_ascii_isspace (path[strlen (path) - 1]) && strstr (path, "://") == NULL)
    return g_strdup (path);
  return g_filename_to_uri (path, NULL, NULL);
}

static char *
media_cell (GPtrArray *media)
{
  g_autoptr(GString) cell = g_string_new (NULL);

  for (guint i = 0; i < media->len; i++)
    {
      PosterPlanFile *file = g_ptr_array_index (media, i);
      g_autofree char *word = file_word (file->path);

      g_string_append_printf (cell, "%s%s", i > 0 ? "\n" : "", word != NULL ? word : "");
    }
  return g_string_free (g_steal_pointer (&cell), FALSE);
}

static char *
alt_cell (GPtrArray *media)
{
  g_autoptr(GString) cell = g_string_new (NULL);
  gboolean has_any = FALSE;

  for (guint i = 0; i < media->len; i++)
    {
      PosterPlanFile *file = g_ptr_array_index (media, i);
      g_autofree char *line = g_strdup (file->alt_text != NULL ? file->alt_text : "");

      /* One line each: a break within a text would begin the next one. */
      g_strdelimit (line, "\r\n", ' ');
      has_any = has_any || *line != '\0';
      g_string_append_printf (cell, "%s%s", i > 0 ? "\n" : "", line);
    }
  /* A bar in the only text is no border between two. */
  if (media->len == 1 && strchr (cell->str, '|') != NULL)
    g_string_append_c (cell, '\n');
  return has_any ? g_string_free (g_steal_pointer (&cell), FALSE) : g_strdup ("");
}

static char *
time_cell (PosterSchedule *schedule)
{
  const char *wall = schedule != NULL ? poster_schedule_get_wall (schedule) : NULL;
  g_autoptr(GDateTime) instant = NULL;
  char *text;

  if (schedule == NULL)
    return g_strdup ("");
  if (wall == NULL)
    {
      instant = g_date_time_new_from_unix_utc (poster_schedule_get_instant_us (schedule) / G_USEC_PER_SEC);
      return g_date_time_format (instant, "%Y-%m-%dT%H:%M:%SZ");
    }
  text = g_strdup (wall);
  text[strcspn (text, "T")] = ' ';
  if (g_str_has_suffix (text, ":00") && strlen (text) == strlen ("2026-12-24 18:00:00"))
    text[strlen (text) - 3] = '\0';
  return text;
}

static char *
date_cell (PosterPlanRow *row)
{
  g_autofree char *time = time_cell (row->schedule);

  switch (row->when)
    {
    case POSTER_PLAN_DRAFT:
      return g_strstrip (g_strconcat ("draft ", time, NULL));
    case POSTER_PLAN_NOW:
      return g_strdup ("now");
    case POSTER_PLAN_AT:
      return g_steal_pointer (&time);
    case POSTER_PLAN_NEXT_SLOT:
    default:
      return g_strdup ("");
    }
}

static char *
standard_cell (PosterPlanRow *row,
               ColumnKind     kind)
{
  switch ((int) kind)
    {
    case COLUMN_DATE:
      return date_cell (row);
    case COLUMN_TIMEZONE:
      return g_strdup (row->schedule != NULL ? poster_schedule_get_zone (row->schedule) : "");
    case COLUMN_QUEUE:
      return g_strdup (row->queue);
    case COLUMN_ACCOUNTS:
      g_ptr_array_add (row->accounts, NULL);
      {
        char *list = g_strjoinv (", ", (char **) row->accounts->pdata);

        g_ptr_array_set_size (row->accounts, (int) row->accounts->len - 1);
        return list;
      }
    case COLUMN_CAPTION:
      return g_strdup (row->content);
    case COLUMN_TITLE:
      return g_strdup (row->title);
    case COLUMN_MEDIA:
      return media_cell (row->media);
    case COLUMN_ALT:
      return alt_cell (row->media);
    case COLUMN_STATUS:
      return g_strdup (row->status);
    default:
      return g_strdup (row->id);
    }
}

static char *
further_cell (PosterPlanRow *row,
              const char    *heading)
{
  if (g_str_has_prefix (heading, "option:"))
    {
      for (guint i = 0; i < row->options->len; i++)
        {
          const char *option = g_ptr_array_index (row->options, i);
          g_autofree char *own = option_heading (option);

          if (g_str_equal (own, heading))
            return g_strdup (strchr (option, '=') + 1);
        }
      return NULL;
    }
  for (guint i = 0; i < row->versions->len; i++)
    {
      PosterPlanVersion *version = g_ptr_array_index (row->versions, i);

      if (!g_str_equal (strchr (heading, '@') + 1, version->account))
        continue;
      if (g_str_has_prefix (heading, "caption:"))
        return g_strdup (version->content);
      if (g_str_has_prefix (heading, "title:"))
        return g_strdup (version->title);
      if (g_str_has_prefix (heading, "media:"))
        return version->media != NULL ? media_cell (version->media) : NULL;
      return version->schedule != NULL ? time_cell (version->schedule) : NULL;
    }
  return NULL;
}

/**
 * poster_plan_append_csv:
 * @text: where to
 * @columns: (element-type utf8): the further columns, as in the headings
 * @row: a row
 *
 * Writes one row of a table. The account's own files have no alternative texts in a table.
 */
void
poster_plan_append_csv (GString       *text,
                        GPtrArray     *columns,
                        PosterPlanRow *row)
{
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    g_ptr_array_add (cells, standard_cell (row, written[i]));
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (cells, further_cell (row, g_ptr_array_index (columns, i)));
  poster_csv_append_row (text, (const char *const *) cells->pdata, cells->len);
}
