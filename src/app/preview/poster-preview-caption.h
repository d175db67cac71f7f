/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-preview-pen.h"
#include "poster-text.h"

G_BEGIN_DECLS

/**
 * PosterPreviewCut:
 * @width: of the column, in units
 * @size: of the font, in units
 * @lines: that are shown; 0 for as many as there is room for
 * @characters: that are shown, as a reader counts them; 0 for no such limit
 * @more: (nullable): the platform's word after what it has cut, already translated
 * @before: (nullable): what stands before the text, bold
 * @manner: (nullable): what it takes for hashtags and mentions; %NULL for what most platforms do
 *
 * How a platform shows a text.
 */
typedef struct
{
  float                   width;
  float                   size;
  guint                   lines;
  guint                   characters;
  const char             *more;
  const char             *before;
  const PosterTextManner *manner;
} PosterPreviewCut;

PangoLayout *poster_preview_caption_lay_out (PosterPreviewPen       *pen,
                                             const char             *text,
                                             const PosterPreviewCut *cut);

G_END_DECLS
