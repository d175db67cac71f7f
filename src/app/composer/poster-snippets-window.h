/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-snippets.h"

G_BEGIN_DECLS

#define POSTER_TYPE_SNIPPETS_WINDOW (poster_snippets_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterSnippetsWindow, poster_snippets_window, POSTER, SNIPPETS_WINDOW, AdwWindow)

PosterSnippetsWindow *poster_snippets_window_new (GtkWindow            *parent,
                                                  PosterSnippets       *snippets);
/* Asks for the name of a new one with @text, and closes when that is done. */
void                  poster_snippets_window_add (PosterSnippetsWindow *self,
                                                  const char           *text);

G_END_DECLS
