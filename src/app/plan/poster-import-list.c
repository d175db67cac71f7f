/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-import-list"

#include "poster-import-list.h"

/**
 * PosterImportList:
 *
 * A plan may have very many rows: their entries are made when they are looked at.
 */
struct _PosterImportList
{
  GObject       parent_instance;

  PosterImport *import;
  GArray       *shown;  /* (element-type guint): numbers of rows */
};

G_DEFINE_FINAL_TYPE (PosterImportEntry, poster_import_entry, G_TYPE_OBJECT)

static void
poster_import_entry_class_init (PosterImportEntryClass *klass)
{
}

static void
poster_import_entry_init (PosterImportEntry *self)
{
}

static GType
get_item_type (GListModel *model)
{
  return POSTER_TYPE_IMPORT_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return POSTER_IMPORT_LIST (model)->shown->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  PosterImportList *self = POSTER_IMPORT_LIST (model);
  PosterImportEntry *entry;

  if (position >= self->shown->len)
    return NULL;
  entry = g_object_new (POSTER_TYPE_IMPORT_ENTRY, NULL);
  entry->row = g_ptr_array_index (self->import->rows, g_array_index (self->shown, guint, position));
  return entry;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterImportList, poster_import_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
poster_import_list_finalize (GObject *object)
{
  PosterImportList *self = POSTER_IMPORT_LIST (object);

  g_array_unref (self->shown);
  g_clear_pointer (&self->import, poster_import_free);
  G_OBJECT_CLASS (poster_import_list_parent_class)->finalize (object);
}

static void
poster_import_list_class_init (PosterImportListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_import_list_finalize;
}

static void
poster_import_list_init (PosterImportList *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * poster_import_list_new:
 * @import: (transfer full): an import that was looked into
 *
 * Returns: (transfer full): all of its rows
 */
PosterImportList *
poster_import_list_new (PosterImport *import)
{
  PosterImportList *self = g_object_new (POSTER_TYPE_IMPORT_LIST, NULL);

  self->import = import;
  poster_import_list_set_problems_only (self, FALSE);
  return self;
}

/**
 * poster_import_list_get_import:
 * @self: a list
 *
 * Returns: (transfer none): what it shows
 */
PosterImport *
poster_import_list_get_import (PosterImportList *self)
{
  return self->import;
}

/**
 * poster_import_list_set_problems_only:
 * @self: a list
 * @problems_only: whether to leave out the rows that will be imported without a word
 */
void
poster_import_list_set_problems_only (PosterImportList *self,
                                      gboolean          problems_only)
{
  guint n_before = self->shown->len;

  g_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (self->import->rows, i);

      if (!problems_only || row->verdict == POSTER_IMPORT_REFUSED || row->warnings->len > 0)
        g_array_append_val (self->shown, i);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->shown->len);
}
