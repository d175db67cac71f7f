/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-job.h"

G_BEGIN_DECLS

#define POSTER_TYPE_JOB_ROW (poster_job_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterJobRow, poster_job_row, POSTER, JOB_ROW, GtkListBoxRow)

GtkWidget *poster_job_row_new (PosterJob *job);

G_END_DECLS
