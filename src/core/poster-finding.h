/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PosterSeverity:
 * @POSTER_SEVERITY_INFO: worth knowing; nothing has to be done
 * @POSTER_SEVERITY_WARNING: it goes out, but perhaps not as wished
 * @POSTER_SEVERITY_ERROR: the platform would refuse it
 *
 * How bad a finding is. The larger, the worse.
 */
typedef enum
{
  POSTER_SEVERITY_INFO,
  POSTER_SEVERITY_WARNING,
  POSTER_SEVERITY_ERROR,
} PosterSeverity;

#define POSTER_TYPE_FINDING (poster_finding_get_type ())
G_DECLARE_FINAL_TYPE (PosterFinding, poster_finding, POSTER, FINDING, GObject)

/**
 * PosterFinding:
 * @platform: key of the platform
 * @rule: id of the rule, e.g. `frame-rate`; stable
 * @severity: how bad it is
 * @measured: (nullable): what was found, a short untranslated figure such as `22 fps`
 * @allowed: (nullable): what would do, likewise: `23-60 fps`
 * @message: one or two sentences for people, translated: what, how much, and what to do
 * @fix: (nullable): a machine word for what would mend it: `convert`, `fps`, `pad`, `trim`,
 *   `add-audio`, `shorten-caption`
 * @media_index: which of the files, counted from 0; -1 when it is about the post as a whole
 * @account_ids: (element-type utf8): ids of the accounts that it was found for, of those that a post
 *   goes to; empty where only a platform is known
 *
 * What a check found. A record, like #PosterConnection.
 */
struct _PosterFinding
{
  GObject         parent_instance;

  char           *platform;
  char           *rule;
  PosterSeverity  severity;
  char           *measured;
  char           *allowed;
  char           *message;
  char           *fix;
  int             media_index;
  GPtrArray      *account_ids;
};

PosterFinding *poster_finding_new              (const char     *platform,
                                                const char     *rule,
                                                PosterSeverity  severity,
                                                int             media_index);
JsonObject    *poster_finding_to_json          (PosterFinding  *self);
gboolean       poster_findings_have_error      (GPtrArray      *findings);
const char    *poster_severity_to_string       (PosterSeverity  severity);
gboolean       poster_severity_from_string     (const char     *text,
                                                PosterSeverity *severity);

G_END_DECLS
