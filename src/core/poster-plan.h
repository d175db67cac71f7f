/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "poster-schedule.h"

G_BEGIN_DECLS

/**
 * PosterPlanWhen:
 * @POSTER_PLAN_NEXT_SLOT: at the next free slot of a queue
 * @POSTER_PLAN_AT: at a time
 * @POSTER_PLAN_NOW: as soon as somebody can
 * @POSTER_PLAN_DRAFT: not by itself
 *
 * When a post of a plan is to go out.
 */
typedef enum
{
  POSTER_PLAN_NEXT_SLOT,
  POSTER_PLAN_AT,
  POSTER_PLAN_NOW,
  POSTER_PLAN_DRAFT,
} PosterPlanWhen;

/**
 * PosterPlanVersion:
 * @account: a handle or an id
 * @content: (nullable): the text for this account alone
 * @title: (nullable): the title for this account alone
 * @media: (nullable) (element-type PosterPlanFile): the files for this account alone
 * @schedule: (nullable): the time for this account alone
 *
 * What is different for one account of a row.
 */
typedef struct
{
  char           *account;
  char           *content;
  char           *title;
  GPtrArray      *media;
  PosterSchedule *schedule;
} PosterPlanVersion;

/**
 * PosterPlanFile:
 * @path: where it is, in the file system's own bytes
 * @alt_text: (nullable): what a picture shows, in words
 *
 * A file of a row.
 */
typedef struct
{
  char *path;
  char *alt_text;
} PosterPlanFile;

/**
 * PosterPlanRow:
 * @line: where it stands: the line of a table, or the number of a post in a document, from 1
 * @id: (nullable): the post that it was when it was exported
 * @status: (nullable): what had become of it by then, in the API's words
 * @accounts: (element-type utf8): handles, without the @, and ids
 * @content: the text
 * @title: (nullable): the title
 * @media: (element-type PosterPlanFile): the files, in order
 * @when: when
 * @schedule: (nullable): the time, for %POSTER_PLAN_AT; the time in mind, for %POSTER_PLAN_DRAFT
 * @queue: (nullable): the name or id of the queue, for %POSTER_PLAN_NEXT_SLOT; %NULL for the usual
 * @options: (element-type utf8): options as `--option` takes them, `[PLATFORM.|@HANDLE:]KEY=VALUE`
 * @versions: (element-type PosterPlanVersion): what is different for single accounts
 * @problems: (element-type utf8): why it cannot be read, in sentences
 *
 * One post of a plan, as somebody wrote it down.
 */
typedef struct
{
  guint           line;
  char           *id;
  char           *status;
  GPtrArray      *accounts;
  char           *content;
  char           *title;
  GPtrArray      *media;
  PosterPlanWhen  when;
  PosterSchedule *schedule;
  char           *queue;
  GPtrArray      *options;
  GPtrArray      *versions;
  GPtrArray      *problems;
} PosterPlanRow;

PosterPlanRow     *poster_plan_row_new          (guint              line);
void               poster_plan_row_free         (PosterPlanRow     *self);
PosterPlanVersion *poster_plan_row_get_version  (PosterPlanRow     *self,
                                                 const char        *account);
char              *poster_plan_row_make_id      (PosterPlanRow     *self,
                                                 guint              occurrence);
PosterPlanFile    *poster_plan_file_new         (const char        *word,
                                                 const char        *folder,
                                                 GError           **error);
void               poster_plan_file_free        (PosterPlanFile    *self);

GPtrArray         *poster_plan_read             (const char        *bytes,
                                                 gsize              length,
                                                 const char        *folder,
                                                 const char        *zone,
                                                 GError           **error);

GPtrArray         *poster_plan_read_csv         (const char        *bytes,
                                                 gsize              length,
                                                 const char        *folder,
                                                 const char        *zone,
                                                 GError           **error);
GPtrArray         *poster_plan_read_json        (const char        *bytes,
                                                 gsize              length,
                                                 const char        *folder,
                                                 const char        *zone,
                                                 GError           **error);

void               poster_plan_collect_columns  (GPtrArray         *columns,
                                                 PosterPlanRow     *row);
void               poster_plan_append_headings  (GString           *text,
                                                 GPtrArray         *columns);
void               poster_plan_append_csv       (GString           *text,
                                                 GPtrArray         *columns,
                                                 PosterPlanRow     *row);
JsonObject        *poster_plan_row_to_json      (PosterPlanRow     *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPlanRow, poster_plan_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPlanFile, poster_plan_file_free)

G_END_DECLS
