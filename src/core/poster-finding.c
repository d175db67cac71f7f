/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-finding"

#include "poster-finding.h"

G_DEFINE_FINAL_TYPE (PosterFinding, poster_finding, G_TYPE_OBJECT)

static const char *const severity_names[] = { "info", "warning", "error" };

static void
poster_finding_finalize (GObject *object)
{
  PosterFinding *self = POSTER_FINDING (object);

  g_free (self->platform);
  g_free (self->rule);
  g_free (self->measured);
  g_free (self->allowed);
  g_free (self->message);
  g_free (self->fix);
  g_ptr_array_unref (self->account_ids);
  G_OBJECT_CLASS (poster_finding_parent_class)->finalize (object);
}

static void
poster_finding_class_init (PosterFindingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_finding_finalize;
}

static void
poster_finding_init (PosterFinding *self)
{
  self->media_index = -1;
  self->account_ids = g_ptr_array_new_with_free_func (g_free);
}

/**
 * poster_finding_new:
 * @platform: key of a platform
 * @rule: id of a rule
 * @severity: how bad it is
 * @media_index: which of the files, -1 for the post as a whole
 *
 * Returns: (transfer full): a finding, whose words are to be filled in
 */
PosterFinding *
poster_finding_new (const char     *platform,
                    const char     *rule,
                    PosterSeverity  severity,
                    int             media_index)
{
  PosterFinding *self = g_object_new (POSTER_TYPE_FINDING, NULL);

  self->platform = g_strdup (platform);
  self->rule = g_strdup (rule);
  self->severity = severity;
  self->media_index = media_index;
  return self;
}

static void
set_text (JsonObject *json,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (json, member, text);
  else
    json_object_set_null_member (json, member);
}

/**
 * poster_finding_to_json:
 * @self: a finding
 *
 * Returns: (transfer full): the finding as in the `check --json` document; the file is told by
 *   where it stands there
 */
JsonObject *
poster_finding_to_json (PosterFinding *self)
{
  JsonObject *json = json_object_new ();

  set_text (json, "platform", self->platform);
  set_text (json, "rule", self->rule);
  set_text (json, "severity", severity_names[self->severity]);
  set_text (json, "measured", self->measured);
  set_text (json, "allowed", self->allowed);
  set_text (json, "message", self->message);
  set_text (json, "fix", self->fix);
  return json;
}

/**
 * poster_findings_have_error:
 * @findings: (nullable) (element-type PosterFinding): findings
 *
 * Returns: whether one of them is an error
 */
gboolean
poster_findings_have_error (GPtrArray *findings)
{
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    if (((PosterFinding *) g_ptr_array_index (findings, i))->severity == POSTER_SEVERITY_ERROR)
      return TRUE;
  return FALSE;
}

/**
 * poster_severity_to_string:
 * @severity: a severity
 *
 * Returns: `error`, `warning` or `info`
 */
const char *
poster_severity_to_string (PosterSeverity severity)
{
  return severity_names[severity];
}

/**
 * poster_severity_from_string:
 * @text: (nullable): a word
 * @severity: (out): the severity
 *
 * Returns: whether @text is one
 */
gboolean
poster_severity_from_string (const char     *text,
                             PosterSeverity *severity)
{
  for (guint i = 0; i < G_N_ELEMENTS (severity_names); i++)
    if (g_strcmp0 (text, severity_names[i]) == 0)
      {
        *severity = i;
        return TRUE;
      }
  return FALSE;
}
