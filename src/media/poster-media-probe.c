/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-probe"

#include "poster-media-probe.h"

#include "poster-document-header.h"
#include "poster-image-header.h"
#include "poster-iso-movie.h"
#include "poster-matroska.h"
#include "poster-media-decode.h"
#include "poster-media-discover.h"
#include "poster-media-picture.h"
#include "poster-media-verdict.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

/* Large enough that a decoder meets all of the data, small enough to be quick. */
#define CHECK_PIXELS 256
/* A file that begins with so many zeros holds nothing. */
#define ZEROS 4096

static gboolean
begins_with_zeros (PosterByteSource *source)
{
  gsize length = (gsize) MIN (poster_byte_source_get_size (source), ZEROS);
  const guint8 *data = poster_byte_source_peek (source, 0, length);

  for (gsize i = 0; data != NULL && i < length; i++)
    if (data[i] != 0)
      return FALSE;
  return TRUE;
}

static void
source_progress_cb (gpointer user_data)
{
  poster_media_pulse_beat (user_data);
}

/**
 * poster_media_probe_header:
 * @fd: an open regular file
 * @shape: (out): of its picture
 * @other_container: (out) (nullable): what it is when it is for GStreamer to take apart; nothing
 *   but the size is filled in then
 * @pulse: the worker's signs of life
 *
 * Measures a file by what it says of itself, without decoding anything.
 *
 * Returns: (transfer full): the facts
 */
PosterMediaFacts *
poster_media_probe_header (int                  fd,
                           PosterPictureShape  *shape,
                           const char         **other_container,
                           PosterMediaPulse    *pulse)
{
  PosterMediaFacts *facts = poster_media_facts_new ();
  g_autoptr(PosterByteSource) source = NULL;
  struct stat status;

  *shape = (PosterPictureShape) { 0 };
  *other_container = NULL;
  if (fstat (fd, &status) == 0)
    facts->size = status.st_size;
  source = poster_byte_source_new_for_fd (fd, facts->size);
  poster_byte_source_set_progress (source, source_progress_cb, pulse);

  if (facts->size == 0)
    poster_media_verdict_set_unreadable (facts, _("The file is empty."));
  else if (begins_with_zeros (source))
    poster_media_verdict_set_unreadable (facts, _("The file has nothing in it but zeros: it was never written to the end."));
  else if (!poster_image_header_probe (source, facts) &&
           !poster_matroska_probe (source, facts, shape))
    {
      *other_container = poster_media_sniff (source);
      /* A document may have anything before it, so it comes last. */
      if (*other_container == NULL && !poster_iso_movie_probe (source, facts, shape) &&
          !poster_document_header_probe (source, facts))
        poster_media_verdict_set_unreadable (facts, _("The file is not a video, a picture or a sound that can be recognized."));
    }
  return facts;
}

static void
check_picture (int               fd,
               PosterMediaFacts *facts,
               PosterMediaPulse *pulse)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  gboolean no_decoder;

  picture = poster_media_picture_decode (fd, facts->size, facts, CHECK_PIXELS, CHECK_PIXELS, pulse,
                                         &no_decoder, &error);
  if (picture == NULL && !no_decoder)
    {
      if (g_error_matches (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
        {
          g_autofree char *problem = g_strdup_printf (_("The picture is too large to open: %d × %d pixels."),
                                                      facts->width, facts->height);

          poster_media_verdict_set_unreadable (facts, problem);
        }
      else
        poster_media_verdict_set_unreadable (facts, _("The picture is damaged: it cannot be decoded."));
    }
}

static void
check_movie (int                 fd,
             PosterMediaFacts   *facts,
             PosterPictureShape *shape,
             PosterMediaPulse   *pulse)
{
  gboolean picture = facts->type == POSTER_MEDIA_VIDEO;

  if (poster_media_decode_check (fd, facts, shape, pulse) == POSTER_DECODE_FAILED)
    poster_media_verdict_set_unreadable (facts, picture ? _("The file is damaged: its picture cannot be decoded.")
                                   : _("The file is damaged: its sound cannot be decoded."));
}

/**
 * poster_media_probe:
 * @fd: an open regular file
 * @pulse: the worker's signs of life
 *
 * Measures a file, and decodes the beginning of it to be sure that it can be.
 *
 * Returns: (transfer full): the facts
 */
PosterMediaFacts *
poster_media_probe (int               fd,
                    PosterMediaPulse *pulse)
{
  PosterPictureShape shape;
  const char *other_container;
  PosterMediaFacts *facts = poster_media_probe_header (fd, &shape, &other_container, pulse);

  if (other_container != NULL)
    poster_media_discover (fd, other_container, facts, pulse);
  else if (facts->type == POSTER_MEDIA_IMAGE)
    check_picture (fd, facts, pulse);
  else if (facts->type != POSTER_MEDIA_UNREADABLE && facts->type != POSTER_MEDIA_DOCUMENT)
    check_movie (fd, facts, &shape, pulse);
  return facts;
}
