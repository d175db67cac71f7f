/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean poster_preview_nodes_equal    (GskRenderNode *a,
                                        GskRenderNode *b);
void     poster_preview_nodes_name     (cairo_t       *cr,
                                        const char    *name);

G_END_DECLS
