/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-place"

#include "poster-post-place.h"

#include <string.h>

#include "poster-id.h"

#define NEEDS_YOU (POSTER_STATES (POSTER_TARGET_HELD) | POSTER_STATES (POSTER_TARGET_FAILED) | \
                   POSTER_STATES (POSTER_TARGET_MISSED) | POSTER_STATES (POSTER_TARGET_UNKNOWN))

static PosterPostSection
section_of_states (PosterTargetStates states)
{
  if ((states & NEEDS_YOU) != 0)
    return POSTER_SECTION_NEEDS_YOU;
  if ((states & POSTER_STATES_ACTIVE) != 0)
    return POSTER_SECTION_SENDING;
  if ((states & POSTER_STATES (POSTER_TARGET_SCHEDULED)) != 0)
    return POSTER_SECTION_SCHEDULED;
  if ((states & POSTER_STATES (POSTER_TARGET_DRAFT)) != 0)
    return POSTER_SECTION_DRAFTS;
  if ((states & POSTER_STATES (POSTER_TARGET_PUBLISHED)) != 0)
    return POSTER_SECTION_PUBLISHED;
  return POSTER_SECTION_DRAFTS;
}

/* The first due time among the targets in one of @states; when they have none, the time the post
 * was made. */
static gint64
first_due_us (PosterPost         *post,
              PosterTargetStates  states)
{
  gint64 first_us = -1;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if ((POSTER_STATES (target->state) & states) != 0 && target->due_us >= 0 &&
          (first_us < 0 || target->due_us < first_us))
        first_us = target->due_us;
    }
  return first_us >= 0 ? first_us : post->created_us;
}

static gint64
last_published_us (PosterPost *post)
{
  gint64 last_us = -1;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (target->state == POSTER_TARGET_PUBLISHED)
        last_us = MAX (last_us, target->published_us);
    }
  return last_us >= 0 ? last_us : post->updated_us;
}

/**
 * poster_post_get_place:
 * @post: a post
 * @place: (out caller-allocates): where it stands
 *
 * Works out where a post stands in the list: by section, and in it: what needs a person, drafts
 * and what is published, the latest first; what is on its way, the longest due first; what is
 * scheduled, the soonest first.
 */
void
poster_post_get_place (PosterPost      *post,
                       PosterPostPlace *place)
{
  PosterTargetStates states = 0;

  for (guint i = 0; i < post->targets->len; i++)
    states |= POSTER_STATES (((PosterTarget *) g_ptr_array_index (post->targets, i))->state);
  memset (place, 0, sizeof *place);
  place->section = section_of_states (states);
  switch ((PosterPostSection) place->section)
    {
    case POSTER_SECTION_SENDING:
      place->sort_key = first_due_us (post, POSTER_STATES_ACTIVE);
      break;

    case POSTER_SECTION_SCHEDULED:
      place->sort_key = first_due_us (post, POSTER_STATES (POSTER_TARGET_SCHEDULED));
      break;

    case POSTER_SECTION_PUBLISHED:
      place->sort_key = -last_published_us (post);
      break;

    case POSTER_SECTION_NEEDS_YOU:
    case POSTER_SECTION_DRAFTS:
    case POSTER_N_SECTIONS:
    default:
      place->sort_key = -post->updated_us;
      break;
    }
  if (post->id != NULL)
    poster_post_place_set_id (place, post->id);
}

/**
 * poster_post_place_set_id:
 * @place: a place
 * @post_id: id of the post that stands there
 *
 * Returns: whether @post_id is an id; if not, @place is left as it was
 */
gboolean
poster_post_place_set_id (PosterPostPlace *place,
                          const char      *post_id)
{
  if (!poster_id_is_valid (post_id))
    return FALSE;
  for (guint i = 0; i < sizeof place->id; i++)
    place->id[i] = (guint8) (g_ascii_xdigit_value (post_id[2 * i]) << 4 | g_ascii_xdigit_value (post_id[2 * i + 1]));
  return TRUE;
}

/**
 * poster_post_place_get_id:
 * @place: a place
 * @post_id: (out caller-allocates): room for POSTER_POST_PLACE_ID_SIZE bytes
 *
 * Writes the id of the post that stands there.
 */
void
poster_post_place_get_id (const PosterPostPlace *place,
                          char                  *post_id)
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = 0; i < sizeof place->id; i++)
    {
      post_id[2 * i] = digits[place->id[i] >> 4];
      post_id[2 * i + 1] = digits[place->id[i] & 15];
    }
  post_id[2 * sizeof place->id] = '\0';
}

/**
 * poster_post_place_compare:
 * @a: (type PosterPostPlace): a place
 * @b: (type PosterPostPlace): another
 *
 * Returns: less than, equal to or greater than zero, as @a stands before @b, is the same place of
 *   the same post, or stands after it; the order of the database
 */
int
poster_post_place_compare (gconstpointer a,
                           gconstpointer b)
{
  const PosterPostPlace *one = a;
  const PosterPostPlace *other = b;

  if (one->section != other->section)
    return one->section < other->section ? -1 : 1;
  if (one->sort_key != other->sort_key)
    return one->sort_key < other->sort_key ? -1 : 1;
  return memcmp (one->id, other->id, sizeof one->id);
}
