/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-conversion.h"
#include "poster-media-crew.h"
#include "poster-progress.h"

G_BEGIN_DECLS

/**
 * PosterMediaJobKind:
 * @POSTER_MEDIA_JOB_PROBE: its task returns #PosterMediaFacts
 * @POSTER_MEDIA_JOB_THUMBNAIL: its task returns #GBytes
 * @POSTER_MEDIA_JOB_CONVERT: its task returns whether the result is there
 */
typedef enum
{
  POSTER_MEDIA_JOB_PROBE,
  POSTER_MEDIA_JOB_THUMBNAIL,
  POSTER_MEDIA_JOB_CONVERT,
} PosterMediaJobKind;

typedef struct _PosterMediaJob PosterMediaJob;

/**
 * PosterMediaJobDoneFunc:
 * @job: a job that has nothing more to do; its task returns next
 * @user_data: what was given with the function
 */
typedef void (*PosterMediaJobDoneFunc) (PosterMediaJob *job, gpointer user_data);

PosterMediaJob *poster_media_job_new            (PosterMediaJobKind      kind,
                                                 GFile                  *file,
                                                 PosterMediaCrew        *crew,
                                                 PosterMediaJobDoneFunc  done,
                                                 gpointer                done_data);
void            poster_media_job_set_task       (PosterMediaJob         *self,
                                                 GTask                  *task);
void            poster_media_job_set_frame      (PosterMediaJob         *self,
                                                 int                     max_width,
                                                 int                     max_height,
                                                 gint64                  position_us);
void            poster_media_job_set_filmstrip  (PosterMediaJob         *self,
                                                 int                     frames,
                                                 int                     max_width,
                                                 int                     max_height);
void            poster_media_job_set_conversion (PosterMediaJob         *self,
                                                 PosterConversion       *conversion,
                                                 const PosterMediaFacts *source,
                                                 GFile                  *destination,
                                                 PosterProgressFunc      progress,
                                                 gpointer                progress_data);
void            poster_media_job_get_frame_size (PosterMediaJob         *self,
                                                 int                    *width,
                                                 int                    *height);
void            poster_media_job_run            (PosterMediaJob         *self);

G_END_DECLS
