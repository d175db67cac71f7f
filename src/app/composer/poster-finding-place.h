/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-finding.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

/* What a composer finds itself, beside the rules of the platforms. */
#define POSTER_FINDING_SIGNED_OUT   "account-signed-out"
#define POSTER_FINDING_DISCONNECTED "account-disconnected"

/**
 * PosterFindingField:
 * @POSTER_FINDING_MEDIA: the files, or one of them
 * @POSTER_FINDING_CAPTION: the caption
 * @POSTER_FINDING_TITLE: the title
 * @POSTER_FINDING_OPTION: one of a platform's options
 * @POSTER_FINDING_ACCOUNT: the account itself
 *
 * Where in a composer something is put right.
 */
typedef enum
{
  POSTER_FINDING_MEDIA,
  POSTER_FINDING_CAPTION,
  POSTER_FINDING_TITLE,
  POSTER_FINDING_OPTION,
  POSTER_FINDING_ACCOUNT,
} PosterFindingField;

/**
 * PosterFindingPlace:
 * @field: which field
 * @media_index: which of the files, counted from 0; -1 for all of them
 * @platform: (nullable) (unowned): whose option
 * @option: (nullable) (unowned): which option
 *
 * Where something that was found is put right.
 */
typedef struct
{
  PosterFindingField  field;
  int                 media_index;
  PosterPlatform     *platform;
  PosterOption       *option;
} PosterFindingPlace;

PosterFindingPlace  poster_finding_get_place (PosterFinding    *finding,
                                              PosterPlatforms  *platforms);
char               *poster_finding_dup_fix   (PosterFinding    *finding,
                                              PosterPlatforms  *platforms,
                                              char            **action);

G_END_DECLS
