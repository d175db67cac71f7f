/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define POSTER_TYPE_JOB (poster_job_get_type ())
G_DECLARE_FINAL_TYPE (PosterJob, poster_job, POSTER, JOB, GObject)

/* Signals:
 *   ::cancelled ()   somebody asked for its end; whoever does the work ends it */
PosterJob    *poster_job_new             (const char *title);
const char   *poster_job_get_title       (PosterJob  *self);
void          poster_job_set_title       (PosterJob  *self,
                                          const char *title);
const char   *poster_job_get_detail      (PosterJob  *self);
void          poster_job_set_detail      (PosterJob  *self,
                                          const char *detail);
double        poster_job_get_fraction    (PosterJob  *self);
void          poster_job_set_fraction    (PosterJob  *self,
                                          double      fraction);
GCancellable *poster_job_get_cancellable (PosterJob  *self);
void          poster_job_cancel          (PosterJob  *self);

G_END_DECLS
