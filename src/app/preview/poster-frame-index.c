/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-frame-index"

#include "poster-frame-index.h"

/* Frames come in the order they are decoded in. Where the file does not tell when each is decoded:
 * once this many later ones are known, nothing that is yet to come belongs before, since no codec
 * reorders over more than 16. */
#define REORDER 16

/* How many starts are kept: more than a pipeline holds at once, and 70 s at 60 frames a second. */
#define MAX_STARTS 4096

/* When the frames around the one shown begin, so that a step goes to the very next one although
 * frames may be of different lengths. */
struct _PosterFrameIndex
{
  GArray   *starts;  /* (element-type gint64): sorted, without gaps but for frames yet to come */
  gint64    sure_ns; /* none that begin at this or before are yet to come; -1 for unknown */
  gboolean  ended;   /* none are yet to come at all */
};

/**
 * poster_frame_index_new:
 *
 * Returns: (transfer full): an index of no frames
 */
PosterFrameIndex *
poster_frame_index_new (void)
{
  PosterFrameIndex *self = g_new0 (PosterFrameIndex, 1);

  self->starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->sure_ns = -1;
  return self;
}

/**
 * poster_frame_index_free:
 * @self: (transfer full): an index
 */
void
poster_frame_index_free (PosterFrameIndex *self)
{
  g_array_unref (self->starts);
  g_free (self);
}

/**
 * poster_frame_index_clear:
 * @self: an index
 *
 * Forgets all: what comes next does not follow what came before.
 */
void
poster_frame_index_clear (PosterFrameIndex *self)
{
  g_array_set_size (self->starts, 0);
  self->sure_ns = -1;
  self->ended = FALSE;
}

/* Returns: the place of the last frame that begins at @time_ns or before, -1 for none */
static int
find (PosterFrameIndex *self,
      gint64            time_ns)
{
  int low = 0, high = (int) self->starts->len;

  while (low < high)
    {
      int middle = low + (high - low) / 2;

      if (g_array_index (self->starts, gint64, middle) <= time_ns)
        low = middle + 1;
      else
        high = middle;
    }
  return low - 1;
}

/**
 * poster_frame_index_add:
 * @self: an index
 * @start_ns: when a frame begins, in nanoseconds of the clip
 * @decode_ns: when it is decoded, after all those that were added before; -1 where the file does
 *   not tell
 */
void
poster_frame_index_add (PosterFrameIndex *self,
                        gint64            start_ns,
                        gint64            decode_ns)
{
  int place = find (self, start_ns);

  self->sure_ns = MAX (self->sure_ns, decode_ns);
  if (place >= 0 && g_array_index (self->starts, gint64, place) == start_ns)
    return;
  g_array_insert_val (self->starts, place + 1, start_ns);
  if (self->starts->len > MAX_STARTS)
    g_array_remove_range (self->starts, 0, MAX_STARTS / 4);
}

/**
 * poster_frame_index_end:
 * @self: an index
 *
 * Says that the last frame of the clip has been added.
 */
void
poster_frame_index_end (PosterFrameIndex *self)
{
  self->ended = TRUE;
}

/* Returns: the place up to which all frames are known */
static int
find_sure (PosterFrameIndex *self)
{
  int last = (int) self->starts->len - 1;

  if (self->ended)
    return last;
  return self->sure_ns >= 0 ? find (self, self->sure_ns) : last - REORDER;
}

/**
 * poster_frame_index_step:
 * @self: an index
 * @time_ns: when the frame that is shown begins
 * @frames: how many frames to go on, or back
 * @frame_ns: how long a frame mostly is
 *
 * Returns: where to seek to: a moment that is well inside of the wanted frame, so that rounding
 *   cannot miss it. Before the first frame is the first; -1 after the last. Where the index does not
 *   reach, @frame_ns tells
 */
gint64
poster_frame_index_step (PosterFrameIndex *self,
                         gint64            time_ns,
                         int               frames,
                         gint64            frame_ns)
{
  int here = find (self, time_ns);
  int sure = find_sure (self);
  int wanted = here + frames;
  gint64 start, end;

  if (self->ended && wanted > sure)
    {
      /* As far as there is anything. */
      if (here == sure)
        return -1;
      wanted = sure;
    }
  if (here < 0 || wanted < 0 || wanted > sure)
    {
      /* The frame before the first that is known ends where that begins: half a frame before is
       * in it, long as it may be. */
      if (frames == -1 && here == 0)
        return MAX (g_array_index (self->starts, gint64, 0) - frame_ns / 2, 0);
      return MAX (time_ns + frames * frame_ns + frame_ns / 2, 0);
    }
  start = g_array_index (self->starts, gint64, wanted);
  end = wanted < sure ? g_array_index (self->starts, gint64, wanted + 1) : start + frame_ns;
  return start + MIN (end - start, frame_ns) / 2;
}

/**
 * poster_frame_index_count:
 * @self: an index
 * @from_ns: when a frame begins
 * @to_ns: when a later one does
 *
 * Returns: how many frames are known to begin in between; what is less than a microsecond away from
 *   either of them is that one
 */
int
poster_frame_index_count (PosterFrameIndex *self,
                          gint64            from_ns,
                          gint64            to_ns)
{
  return MAX (find (self, to_ns - 1000) - find (self, from_ns + 999), 0);
}
