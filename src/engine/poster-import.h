/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composition.h"
#include "poster-plan.h"
#include "poster-queue.h"

G_BEGIN_DECLS

/**
 * PosterImportVerdict:
 * @POSTER_IMPORT_NEW: it will be stored
 * @POSTER_IMPORT_HERE: it is here already, and is left as it is
 * @POSTER_IMPORT_OUT: it was out, or on its way, when the plan was exported: it is left out
 * @POSTER_IMPORT_REFUSED: something stands in its way
 *
 * What becomes of a row.
 */
typedef enum
{
  POSTER_IMPORT_NEW,
  POSTER_IMPORT_HERE,
  POSTER_IMPORT_OUT,
  POSTER_IMPORT_REFUSED,
  POSTER_IMPORT_N_VERDICTS,
} PosterImportVerdict;

/**
 * PosterImportRow:
 * @row: what stands in the plan
 * @post_id: the id that its post has, or will have
 * @verdict: what becomes of it
 * @composition: (nullable): the post and all that was found, unless it could not be made
 * @queue: (nullable): the queue whose next free slot it gets
 * @problems: (element-type utf8): why it is refused, in sentences
 * @warnings: (element-type utf8): what else is to be known
 */
typedef struct
{
  PosterPlanRow       *row;
  char                *post_id;
  PosterImportVerdict  verdict;
  PosterComposition   *composition;
  PosterQueue         *queue;
  GPtrArray           *problems;
  GPtrArray           *warnings;
} PosterImportRow;

/**
 * PosterImport:
 * @rows: (element-type PosterImportRow): as in the plan
 * @n_rows: how many rows there are of each verdict
 *
 * A plan, looked through. Nothing of it is stored yet.
 */
typedef struct
{
  GPtrArray *rows;
  guint      n_rows[POSTER_IMPORT_N_VERDICTS];
} PosterImport;

PosterImport *poster_import_new   (GPtrArray       *plan);
void          poster_import_free  (PosterImport    *self);
void          poster_import_judge (PosterImport    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterImport, poster_import_free)

G_END_DECLS
