/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-verdict"

#include "poster-media-verdict.h"

#include <glib/gi18n-lib.h>

/**
 * poster_media_verdict_set_unreadable:
 * @facts: facts
 * @problem: one sentence for people
 *
 * Says that nothing can be done with the file; what was measured of it stays.
 */
void
poster_media_verdict_set_unreadable (PosterMediaFacts *facts,
                                     const char       *problem)
{
  char *copy = g_strdup (problem);

  facts->type = POSTER_MEDIA_UNREADABLE;
  g_free (facts->problem);
  facts->problem = copy;
}

/**
 * poster_media_verdict_set_cut_short:
 * @facts: facts
 * @missing_bytes: how much of picture and sound lies outside of the file
 */
void
poster_media_verdict_set_cut_short (PosterMediaFacts *facts,
                                    gint64            missing_bytes)
{
  g_autofree char *missing = g_format_size ((guint64) missing_bytes);
  g_autofree char *problem = g_strdup_printf (
    /* Translators: %s is a size, e.g. "3.1 MB" */
    _("The file is cut short: %s of its picture and sound are missing. Export or copy it again."), missing);

  poster_media_verdict_set_unreadable (facts, problem);
}

void
poster_media_verdict_set_protected (PosterMediaFacts *facts)
{
  poster_media_verdict_set_unreadable (
    facts, _("The file is copy-protected: neither this program nor a platform can play it."));
}
