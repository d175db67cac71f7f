/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-post.h"

G_BEGIN_DECLS

/**
 * PosterStatusNext:
 * @POSTER_NEXT_NONE: nothing
 * @POSTER_NEXT_SIGN_IN: signing in to the account again
 * @POSTER_NEXT_RETRY: trying again
 * @POSTER_NEXT_POST_NOW: posting what was missed
 * @POSTER_NEXT_EDIT: changing it
 * @POSTER_NEXT_CANCEL: stopping it
 * @POSTER_NEXT_OPEN: looking at it where it is published
 * @POSTER_NEXT_DECIDE: saying whether it is published
 * @POSTER_NEXT_CHOOSE: saying which version counts, of one that was changed at a service as well
 *
 * The one thing that a person would do next.
 */
typedef enum
{
  POSTER_NEXT_NONE,
  POSTER_NEXT_SIGN_IN,
  POSTER_NEXT_RETRY,
  POSTER_NEXT_POST_NOW,
  POSTER_NEXT_EDIT,
  POSTER_NEXT_CANCEL,
  POSTER_NEXT_OPEN,
  POSTER_NEXT_DECIDE,
  POSTER_NEXT_CHOOSE,
} PosterStatusNext;

/**
 * PosterStatus:
 * @icon_name: a symbolic icon
 * @css_class: `success`, `warning`, `error`, `accent` or, where nothing stands out, `dim-label`:
 *   of icon and word, but `dim-label` of the icon alone
 * @title: the word: "Failed on YouTube"
 * @detail: (nullable): what there is to say about it: "The sign-in has run out"
 * @brief: both in one line: "YouTube: the sign-in has run out"
 * @state: the state that it tells
 * @target_id: (nullable): of the target that decides
 * @next: what a person would do next
 *
 * A state as people are told it: icon, word and colour, never one of them alone.
 */
typedef struct
{
  const char        *icon_name;
  const char        *css_class;
  char              *title;
  char              *detail;
  char              *brief;
  PosterTargetState  state;
  char              *target_id;
  PosterStatusNext   next;
} PosterStatus;

/* (transfer none) (nullable): the account with that id */
typedef PosterAccount *(*PosterStatusAccountFunc) (const char *account_id, gpointer user_data);

PosterStatus *poster_status_new_for_target (PosterPost              *post,
                                            PosterTarget            *target,
                                            PosterAccount           *account,
                                            gint64                   now_us);
PosterStatus *poster_status_new_for_post   (PosterPost              *post,
                                            PosterStatusAccountFunc  find_account,
                                            gpointer                 user_data,
                                            gint64                   now_us);
void          poster_status_free           (PosterStatus            *self);
char         *poster_status_dup_reason     (PosterTarget            *target);

/* Of a state alone, where nothing more is known. */
const char   *poster_status_get_word       (PosterTargetState        state);
const char   *poster_status_get_icon       (PosterTargetState        state);
const char   *poster_status_get_class      (PosterTargetState        state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterStatus, poster_status_free)

G_END_DECLS
