/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft-limits"

#include "poster-draft-limits.h"

/* A kind that the platform does not take at all is counted as if it were a video: more is to come. */
static PosterPostKind
kind_on (PosterPlatform *platform,
         PosterPostKind  kind)
{
  if ((platform->kinds & POSTER_POST_KINDS (kind)) != 0)
    return kind;
  return (platform->kinds & POSTER_POST_KINDS (POSTER_POST_VIDEO)) != 0 ? POSTER_POST_VIDEO : POSTER_POST_PHOTO;
}

static gboolean
counts (PosterRule     *rule,
        PosterPostKind  kind)
{
  return rule->measure == POSTER_MEASURE_FILES ||
         rule->measure == (kind == POSTER_POST_VIDEO ? POSTER_MEASURE_VIDEOS : POSTER_MEASURE_PHOTOS);
}

/* 0: nobody knows of a limit. */
static guint
files_on (PosterPlatform *platform,
          PosterPostKind  kind)
{
  guint most = 0;

  for (guint i = 0; i < platform->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (platform->rules, i);

      if (rule->check == POSTER_CHECK_COUNT && rule->severity == POSTER_SEVERITY_ERROR && rule->has_maximum &&
          counts (rule, kind))
        most = most == 0 ? (guint) rule->maximum : MIN (most, (guint) rule->maximum);
    }
  return most;
}

/**
 * poster_draft_limits_get_files:
 * @draft: a draft
 * @platforms: the rules
 * @kind: pictures or videos
 * @strictest: (out) (transfer none) (nullable): who takes no more
 *
 * Returns: how many files of that kind the strictest of its platforms takes; while it goes nowhere,
 *   what the most generous one of all takes
 */
guint
poster_draft_limits_get_files (PosterDraft      *draft,
                               PosterPlatforms  *platforms,
                               PosterPostKind    kind,
                               PosterPlatform  **strictest)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (draft);
  guint least = 0;
  guint most = 1;

  *strictest = NULL;
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (platforms, account->platform);
      guint limit = platform != NULL ? files_on (platform, kind) : 0;

      if (limit == 0 || (least != 0 && limit >= least))
        continue;
      least = limit;
      *strictest = platform;
    }
  if (least != 0)
    return least;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      most = MAX (most, files_on (platform, kind));
    }
  return most;
}

/* Several accounts on one platform, and several platforms that count alike, are counted once. */
typedef struct
{
  gint64 lengths[POSTER_TEXT_BYTES + 1];
} Lengths;

static gint64
count (Lengths        *lengths,
       const char     *text,
       PosterTextUnit  unit)
{
  if (lengths->lengths[unit] < 0)
    lengths->lengths[unit] = poster_text_count (text, unit);
  return lengths->lengths[unit];
}

/**
 * poster_draft_limits_get_text_left:
 * @draft: a draft
 * @platforms: the rules
 * @text: a caption
 * @left: (out): how much more text there may be; negative: how much too much there is
 * @strictest: (out) (transfer none): the platform that takes no more
 *
 * Counts as the strictest platform does.
 *
 * Returns: whether there is a limit
 */
gboolean
poster_draft_limits_get_text_left (PosterDraft      *draft,
                                   PosterPlatforms  *platforms,
                                   const char       *text,
                                   gint64           *left,
                                   PosterPlatform  **strictest)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (draft);
  PosterPostKind kind = poster_draft_get_kind (draft);
  Lengths lengths = { { -1, -1, -1, -1, -1 } };
  gboolean found = FALSE;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (platforms, account->platform);
      PosterTextUnit unit = POSTER_TEXT_CODE_POINTS;
      gint64 limit = 0;
      gint64 here;

      if (platform != NULL)
        limit = poster_platform_get_text_limit (platform, kind_on (platform, kind), &unit);
      if (limit == 0)
        continue;
      here = limit - count (&lengths, text, unit);
      if (found && here >= *left)
        continue;
      *left = here;
      *strictest = platform;
      found = TRUE;
    }
  return found;
}

/**
 * poster_draft_limits_get_title_left:
 * @draft: a draft
 * @platforms: the rules
 * @title: a title
 * @left: (out): how much longer it may be; negative: how much too long it is
 *
 * Counts as the strictest platform does.
 *
 * Returns: whether any platform of the draft shows a title with such a post
 */
gboolean
poster_draft_limits_get_title_left (PosterDraft     *draft,
                                    PosterPlatforms *platforms,
                                    const char      *title,
                                    gint64          *left)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (draft);
  PosterPostKind kind = poster_draft_get_kind (draft);
  Lengths lengths = { { -1, -1, -1, -1, -1 } };
  gboolean found = FALSE;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (platforms, account->platform);

      for (guint j = 0; platform != NULL && j < platform->rules->len; j++)
        {
          PosterRule *rule = g_ptr_array_index (platform->rules, j);
          gint64 here;

          if (rule->check != POSTER_CHECK_LENGTH || rule->measure != POSTER_MEASURE_TITLE ||
              (rule->kinds & POSTER_POST_KINDS (kind)) == 0)
            continue;
          here = (gint64) rule->maximum - count (&lengths, title, rule->unit);
          *left = found ? MIN (*left, here) : here;
          found = TRUE;
        }
    }
  return found;
}
