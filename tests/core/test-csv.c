/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "poster-csv.h"
#include "poster-error.h"

/* The rows as one string: cells between bars, rows with the lines that they begin in. */
static char *
flatten (GPtrArray *rows)
{
  g_autoptr(GString) flat = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      PosterCsvRow *row = g_ptr_array_index (rows, i);
      g_autofree char *cells = g_strjoinv ("|", row->cells);

      g_string_append_printf (flat, "%s%u:%s", i > 0 ? " " : "", row->line, cells);
    }
  return g_string_free (g_steal_pointer (&flat), FALSE);
}

static void
test_tables (void)
{
  const struct { const char *bytes; gssize length; const char *rows; } tables[] = {
    { "", 0, "" },
    { "a,b\n1,2\n", -1, "1:a|b 2:1|2" },
    { "a,b\r\n1,2", -1, "1:a|b 2:1|2" },
    { "a;b\n\"1;x\";2,5\n", -1, "1:a|b 2:1;x|2,5" },
    { "a\tb\n1\t\n", -1, "1:a|b 2:1|" },
    { "\"a,b\";c\n1;2\n", -1, "1:a,b|c 2:1|2" },
    { "\xef\xbb\xbf" "a,b\n", -1, "1:a|b" },
    { "a\n\"say \"\"hi\"\"\"\n", -1, "1:a 2:say \"hi\"" },
    { "a,b\n\"one\r\ntwo\nthree\",x\n,y\n", -1, "1:a|b 2:one\ntwo\nthree|x 5:|y" },
    { "a,b\n\n , \n\"\"\nlast,\n", -1, "1:a|b 5:last|" },
    { "a\n\"\"\"\"\n", -1, "1:a 2:\"" },
    { "a\nü\xf0\x9f\x8d\x9d\n", -1, "1:a 2:ü\xf0\x9f\x8d\x9d" },
    { "\xff\xfe" "a\0,\0\xe4\0\n\0", 10, "1:a|ä" },
    { "\xfe\xff" "\0a\0;\0\xe4\0\n", 10, "1:a|ä" },
    { "only", -1, "1:only" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) rows = NULL;
      g_autofree char *flat = NULL;

      rows = poster_csv_parse (tables[i].bytes,
                               tables[i].length < 0 ? strlen (tables[i].bytes) : (gsize) tables[i].length, &error);
      g_assert_no_error (error);
      flat = flatten (rows);
      g_assert_cmpstr (flat, ==, tables[i].rows);
    }
}

static void
test_refused (void)
{
  const struct { const char *bytes; gsize length; const char *words; } tables[] = {
    { "a,b\n1,\"2\n3,4\n", 13, "Line 2" },
    { "a,b\n\n1,\"2\"x\n", 12, "Line 3" },
    { "a\nok\n\xff\n", 7, "Line 3" },
    { "a\n\0\n", 4, "Line 2" },
    { "\xff\xfe" "a\0\0\0", 6, "UTF-8" },
    { "\xff\xfe" "a\0\0\xd8", 6, "UTF-8" },
    { "a\n\"", 3, "Line 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (poster_csv_parse (tables[i].bytes, tables[i].length, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, tables[i].words));
    }
}

static void
test_round_trip (void)
{
  const char *cells[] = {
    "", "plain", "with, comma", "with; semicolon", "a\ttab", "\"quoted\"", "two\nlines", " room ", "=1+1", "ende\n", NULL,
  };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  PosterCsvRow *row;

  poster_csv_append_row (text, cells, G_N_ELEMENTS (cells));
  poster_csv_append_row (text, cells, 2);
  rows = poster_csv_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpuint (g_strv_length (row->cells), ==, G_N_ELEMENTS (cells));
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    g_assert_cmpstr (row->cells[i], ==, cells[i] != NULL ? cells[i] : "");
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpuint (row->line, ==, 4);
}

/* Whatever stands in a file, it is a table or it is refused in words. */
static void
test_noise (void)
{
  const char letters[] = "a,;\t\"\"\n\r \xc3\xa4";

  for (guint round = 0; round < 20000; round++)
    {
      char bytes[24];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof bytes + 1);
      g_autoptr(GPtrArray) rows = NULL;
      g_autoptr(GError) error = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = letters[g_test_rand_int_range (0, sizeof letters)];
      rows = poster_csv_parse (bytes, length, &error);
      g_assert_true ((rows == NULL) == (error != NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/tables-as-spreadsheets-write-them", test_tables);
  g_test_add_func ("/csv/what-is-no-table-is-refused-with-its-line", test_refused);
  g_test_add_func ("/csv/what-is-written-is-read-again", test_round_trip);
  g_test_add_func ("/csv/noise-does-no-harm", test_noise);
  return g_test_run ();
}
