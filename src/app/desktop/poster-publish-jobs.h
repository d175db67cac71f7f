/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PUBLISH_JOBS (poster_publish_jobs_get_type ())
G_DECLARE_FINAL_TYPE (PosterPublishJobs, poster_publish_jobs, POSTER, PUBLISH_JOBS, GObject)

PosterPublishJobs *poster_publish_jobs_new        (PosterSession     *session);
guint              poster_publish_jobs_get_n_more (PosterPublishJobs *self);

G_END_DECLS
