/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-application.h"
#include "poster-schedule.h"

G_BEGIN_DECLS

#define POSTER_TYPE_COMPOSER_WINDOW (poster_composer_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterComposerWindow, poster_composer_window, POSTER, COMPOSER_WINDOW, AdwApplicationWindow)

/* A new, empty one; presenting it is the caller's. */
PosterComposerWindow *poster_composer_window_new       (PosterApplication    *application);
/* The same, to go out then. */
PosterComposerWindow *poster_composer_window_new_at    (PosterApplication    *application,
                                                        PosterSchedule       *schedule);
/* The same, to go out at that very slot of a queue. */
PosterComposerWindow *poster_composer_window_new_in    (PosterApplication    *application,
                                                        const char           *queue_id,
                                                        PosterSchedule       *slot);
/* Files dropped, chosen or opened (element-type GFile): folders and unreadable ones are told. */
void                  poster_composer_window_add_files (PosterComposerWindow *self,
                                                        GPtrArray            *files);
/* Edits a stored post. If one is open for it already, that one is returned. */
PosterComposerWindow *poster_composer_window_edit      (PosterApplication    *application,
                                                        const char           *post_id);
/* Opens one that was open when the program ended, and says so. */
void                  poster_composer_window_reopen    (PosterApplication    *application,
                                                        const char           *post_id);

G_END_DECLS
