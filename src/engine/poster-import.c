/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-import"

#include "poster-import.h"

#include "poster-finding.h"

static void
import_row_free (PosterImportRow *row)
{
  poster_plan_row_free (row->row);
  g_free (row->post_id);
  g_clear_pointer (&row->composition, poster_composition_free);
  g_clear_object (&row->queue);
  g_ptr_array_unref (row->problems);
  g_ptr_array_unref (row->warnings);
  g_free (row);
}

/* A row that says what one before it said is another post. */
static guint
count_before (GHashTable *seen,
              const char *id)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (seen, id));

  g_hash_table_insert (seen, g_strdup (id), GUINT_TO_POINTER (n + 1));
  return n;
}

/**
 * poster_import_new:
 * @plan: (transfer full) (element-type PosterPlanRow): a plan
 *
 * Returns: (transfer full): the plan, of which nothing is known yet but what its rows say
 */
PosterImport *
poster_import_new (GPtrArray *plan)
{
  PosterImport *self = g_new0 (PosterImport, 1);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->rows = g_ptr_array_new_full (plan->len, (GDestroyNotify) import_row_free);
  for (guint i = 0; i < plan->len; i++)
    {
      PosterImportRow *row = g_new0 (PosterImportRow, 1);
      guint n_before;

      row->row = g_ptr_array_index (plan, i);
      row->problems = g_ptr_array_ref (row->row->problems);
      row->warnings = g_ptr_array_new_with_free_func (g_free);
      row->post_id = poster_plan_row_make_id (row->row, 0);
      n_before = count_before (seen, row->post_id);
      if (n_before > 0)
        {
          g_free (row->post_id);
          row->post_id = poster_plan_row_make_id (row->row, n_before);
        }
      g_ptr_array_add (self->rows, row);
    }
  g_ptr_array_set_free_func (plan, NULL);
  g_ptr_array_unref (plan);
  return self;
}

void
poster_import_free (PosterImport *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static void
take_findings (PosterImportRow *row)
{
  GPtrArray *findings = row->composition->findings;

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      gboolean stands_in_the_way = finding->severity == POSTER_SEVERITY_ERROR && !row->composition->is_draft;

      if (stands_in_the_way)
        g_ptr_array_add (row->problems, g_strdup (finding->message));
      else if (finding->severity != POSTER_SEVERITY_INFO)
        g_ptr_array_add (row->warnings, g_strdup (finding->message));
    }
}

/**
 * poster_import_judge:
 * @self: an import whose rows were looked into
 *
 * Settles the verdict of each row that has none yet but %POSTER_IMPORT_NEW, and counts them.
 */
void
poster_import_judge (PosterImport *self)
{
  for (guint i = 0; i < POSTER_IMPORT_N_VERDICTS; i++)
    self->n_rows[i] = 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (self->rows, i);

      if (row->verdict == POSTER_IMPORT_NEW && row->composition != NULL)
        take_findings (row);
      if (row->verdict == POSTER_IMPORT_NEW && row->problems->len > 0)
        row->verdict = POSTER_IMPORT_REFUSED;
      self->n_rows[row->verdict]++;
    }
}
