/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-finding.h"

G_BEGIN_DECLS

/**
 * PosterFindingWords:
 * @icon_name: icon of how bad it is
 * @css_class: its colour
 * @state: how bad it is, in words
 * @title: what was found
 * @subtitle: (nullable): what is allowed, and what to do
 * @whom: (nullable): which accounts it concerns
 * @fix: (nullable): what the button is called that mends it
 * @fix_action: (nullable): what it does, an action with its target
 *
 * What a row says.
 */
typedef struct
{
  const char *icon_name;
  const char *css_class;
  const char *state;
  const char *title;
  const char *subtitle;
  const char *whom;
  const char *fix;
  const char *fix_action;
} PosterFindingWords;

#define POSTER_TYPE_FINDING_ROW (poster_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterFindingRow, poster_finding_row, POSTER, FINDING_ROW, GtkListBoxRow)

/* One thing that was found; what it says may change while it stands there. */
GtkWidget     *poster_finding_row_new         (const char               *key);
const char    *poster_finding_row_get_key     (PosterFindingRow         *self);
PosterFinding *poster_finding_row_get_finding (PosterFindingRow         *self);
void           poster_finding_row_set         (PosterFindingRow         *self,
                                               PosterFinding            *finding,
                                               const PosterFindingWords *words);
void           poster_finding_row_set_compact (PosterFindingRow         *self,
                                               gboolean                  compact);

G_END_DECLS
