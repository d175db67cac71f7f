/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-outlook.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CLOSE_QUESTION (poster_close_question_get_type ())
G_DECLARE_FINAL_TYPE (PosterCloseQuestion, poster_close_question, POSTER, CLOSE_QUESTION, GObject)

PosterCloseQuestion *poster_close_question_new   (PosterOutlook       *outlook,
                                                  GSettings           *settings);
void                 poster_close_question_watch (PosterCloseQuestion *self,
                                                  GtkWindow           *window);

G_END_DECLS
