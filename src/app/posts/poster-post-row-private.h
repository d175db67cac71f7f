/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-row.h"

#include "poster-account-avatar.h"
#include "poster-status.h"
#include "poster-thumb.h"
#include "poster-transfer-rate.h"

G_BEGIN_DECLS

/* So many avatars fit into their column. */
#define POSTER_POST_ROW_AVATARS 3

struct _PosterPostRow
{
  GtkWidget           parent_instance;

  PosterSession      *session;
  PosterPostEntry    *entry;          /* (nullable) */
  PosterPost         *post;           /* (nullable), of the entry */
  PosterStatus       *status;         /* (nullable), of the post */
  PosterTransferRate  rate;           /* of the upload that is shown */
  gboolean            is_narrow;

  /* Behind everything: this row's part of the card that it shares with its section. */
  GtkWidget          *card;
  GtkWidget          *thumb;
  GtkWidget          *title;
  GtkWidget          *subtitle;
  GtkWidget          *icon;
  GtkWidget          *state;
  GtkWidget          *detail;
  GtkWidget          *button;
  GtkWidget          *avatars[POSTER_POST_ROW_AVATARS];  /* (nullable), made when needed */
  GtkWidget          *more;           /* (nullable): "+2" */
  GtkWidget          *repeats;        /* (nullable), made when needed */
  GtkWidget          *percent;        /* (nullable), made when needed */
  GtkWidget          *progress;       /* (nullable), made when needed */
  GtkWidget          *bars[2];        /* (nullable): stand for words until they are there */
};

void poster_post_row_measure       (GtkWidget      *widget,
                                    GtkOrientation  orientation,
                                    int             for_size,
                                    int            *minimum,
                                    int            *natural,
                                    int            *minimum_baseline,
                                    int            *natural_baseline);
void poster_post_row_size_allocate (GtkWidget      *widget,
                                    int             width,
                                    int             height,
                                    int             baseline);
void poster_post_row_snapshot      (GtkWidget      *widget,
                                    GtkSnapshot    *snapshot);

G_END_DECLS
