/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-options-state.h"

G_BEGIN_DECLS

/* Rows of a form, one type of row in a file each. @row belongs to the state's platform. All of them
 * show what @state says, and say to it what a person does. */
GtkWidget *poster_option_row_new            (PosterOptionsState  *state,
                                             const PosterFormRow *row);

GtkWidget *poster_option_choice_row_new     (PosterOptionsState  *state,
                                             const PosterFormRow *row);
GtkWidget *poster_option_switch_row_new     (PosterOptionsState  *state,
                                             const PosterFormRow *row);
GtkWidget *poster_option_number_row_new     (PosterOptionsState  *state,
                                             const PosterFormRow *row);
GtkWidget *poster_option_text_row_new       (PosterOptionsState  *state,
                                             const PosterFormRow *row);
GtkWidget *poster_option_list_row_new       (PosterOptionsState  *state,
                                             const PosterFormRow *row);
GtkWidget *poster_option_checks_row_new     (PosterOptionsState  *state,
                                             const PosterFormRow *row);
GtkWidget *poster_option_disclosure_row_new (PosterOptionsState  *state,
                                             const PosterFormRow *row);

GtkWidget *poster_option_row_find           (GtkWidget           *root,
                                             PosterOption        *option);
GtkWidget *poster_option_row_find_row       (GtkWidget           *root,
                                             const PosterFormRow *row);
gboolean   poster_option_row_go_to          (GtkWidget           *row);

void       poster_option_row_describe       (GtkWidget           *control,
                                             const char          *label,
                                             const char          *reason);

G_END_DECLS
