/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_JOB_PIE (poster_job_pie_get_type ())
G_DECLARE_FINAL_TYPE (PosterJobPie, poster_job_pie, POSTER, JOB_PIE, GtkWidget)

GtkWidget *poster_job_pie_new         (void);
void       poster_job_pie_set_session (PosterJobPie  *self,
                                       PosterSession *session);

G_END_DECLS
