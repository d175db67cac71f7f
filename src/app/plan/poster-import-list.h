/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-import.h"

G_BEGIN_DECLS

#define POSTER_TYPE_IMPORT_ENTRY (poster_import_entry_get_type ())
G_DECLARE_FINAL_TYPE (PosterImportEntry, poster_import_entry, POSTER, IMPORT_ENTRY, GObject)

/**
 * PosterImportEntry:
 * @row: a row of the import that its list shows
 *
 * What stands in one place of the list.
 */
struct _PosterImportEntry
{
  GObject          parent_instance;

  PosterImportRow *row;
};

#define POSTER_TYPE_IMPORT_LIST (poster_import_list_get_type ())
G_DECLARE_FINAL_TYPE (PosterImportList, poster_import_list, POSTER, IMPORT_LIST, GObject)

/* The rows of an import as a list (element-type PosterImportEntry): all of them, or those with something to tell. */
PosterImportList *poster_import_list_new               (PosterImport     *import);
PosterImport     *poster_import_list_get_import        (PosterImportList *self);
void              poster_import_list_set_problems_only (PosterImportList *self,
                                                        gboolean          problems_only);

G_END_DECLS
