/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-state.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"

/* How often an upload is begun anew for one attempt at publishing. */
#define MAX_RESTARTS 3

static const PosterStep steps[] = {
  { (char *) POSTER_TIKTOK_STEP_CREATOR_INFO, POSTER_STEP_PREPARE },
  { (char *) POSTER_TIKTOK_STEP_INIT, POSTER_STEP_RESERVE },
  { (char *) POSTER_TIKTOK_STEP_UPLOAD, POSTER_STEP_TRANSFER },
  { (char *) POSTER_TIKTOK_STEP_FINISH_UPLOAD, POSTER_STEP_COMMIT },
  { (char *) POSTER_TIKTOK_STEP_WEB_FOLDER, POSTER_STEP_PREPARE },
  { (char *) POSTER_TIKTOK_STEP_CONTENT_INIT, POSTER_STEP_COMMIT },
  { (char *) POSTER_TIKTOK_STEP_STATUS, POSTER_STEP_WAIT },
  { (char *) POSTER_TIKTOK_STEP_CLEAR_FOLDER, POSTER_STEP_WAIT },
  { (char *) POSTER_TIKTOK_STEP_FIND_ID, POSTER_STEP_WAIT },
};

/**
 * poster_tiktok_state_next_step:
 * @publication: what is published
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): what is to be done next, from the state alone
 */
PosterStep *
poster_tiktok_state_next_step (PosterPublication  *publication,
                               GError            **error)
{
  const char *next = poster_json_get_string (publication->state, "next");
  PosterTiktokKind kind;

  if (next == NULL)
    {
      if (!poster_tiktok_post_get_kind (publication, &kind, error))
        return NULL;
      if (!poster_tiktok_post_is_inbox (publication))
        next = POSTER_TIKTOK_STEP_CREATOR_INFO;
      else
        next = kind == POSTER_TIKTOK_KIND_VIDEO ? POSTER_TIKTOK_STEP_INIT : POSTER_TIKTOK_STEP_WEB_FOLDER;
    }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, next))
      return poster_step_copy (&steps[i]);
  g_propagate_error (error,
                     poster_tiktok_error_new_full (POSTER_ERROR_INVALID, "bad_state", "system_error",
                                                   POSTER_RETRY_NEVER,
                                                   _("What was noted about publishing this post makes no sense "
                                                     "to this version of Poster.")));
  return NULL;
}

/**
 * poster_tiktok_state_dup:
 * @publication: what is published
 *
 * Returns: (transfer full): a copy of the state, to be changed
 */
JsonObject *
poster_tiktok_state_dup (PosterPublication *publication)
{
  return publication->state != NULL ? poster_json_copy (publication->state) : json_object_new ();
}

/**
 * poster_tiktok_state_go_on:
 * @task: a task that ends with a #PosterStepResult
 * @state: (transfer full): the new state
 * @next: the step that comes next
 * @delay_us: microseconds until then, -1 for none
 * @note: (nullable): a sentence for the journal
 *
 * Ends @task: the step is done. A last chunk that is sent again may have arrived before.
 */
void
poster_tiktok_state_go_on (GTask      *task,
                           JsonObject *state,
                           const char *next,
                           gint64      delay_us,
                           const char *note)
{
  PosterStepResult *result;

  json_object_set_string_member (state, "next", next);
  result = poster_step_result_new (POSTER_STEP_CONTINUE, state);
  result->in_doubt = poster_json_get_boolean (state, "resent", FALSE);
  result->delay_us = delay_us;
  result->note = g_strdup (note);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

/**
 * poster_tiktok_state_set_chunks:
 * @state: a state
 * @chunks: the plan of the upload
 *
 * Notes the plan.
 */
void
poster_tiktok_state_set_chunks (JsonObject               *state,
                                const PosterTiktokChunks *chunks)
{
  json_object_set_int_member (state, "size", chunks->size);
  json_object_set_int_member (state, "chunk_size", chunks->chunk_size);
  json_object_set_int_member (state, "chunk_count", chunks->count);
}

/**
 * poster_tiktok_state_get_chunks:
 * @state: (nullable): a state
 * @chunks: (out caller-allocates): the plan of the upload
 *
 * Returns: whether there is one that makes sense
 */
gboolean
poster_tiktok_state_get_chunks (JsonObject         *state,
                                PosterTiktokChunks *chunks)
{
  chunks->size = poster_json_get_int (state, "size", 0);
  chunks->chunk_size = poster_json_get_int (state, "chunk_size", 0);
  chunks->count = (guint) CLAMP (poster_json_get_int (state, "chunk_count", 0), 0, 1000);
  return chunks->size > 0 && chunks->chunk_size > 0 && chunks->count > 0 &&
         chunks->chunk_size <= chunks->size / chunks->count;
}

/**
 * poster_tiktok_state_count:
 * @state: a state
 * @member: name of a counter
 *
 * Returns: the counter after adding one
 */
gint64
poster_tiktok_state_count (JsonObject *state,
                           const char *member)
{
  gint64 count = poster_json_get_int (state, member, 0) + 1;

  json_object_set_int_member (state, member, count);
  return count;
}

/**
 * poster_tiktok_state_restart:
 * @state: a state
 *
 * Forgets the upload, so that a new one begins.
 *
 * Returns: %FALSE when that has been done too often already
 */
gboolean
poster_tiktok_state_restart (JsonObject *state)
{
  static const char *const members[] = {
    "publish_id", "init_us", "size", "chunk_size", "chunk_count", "sent", "moves", "resent", "unsure", "void_us",
    "polls", "waiting_us", "files", "next",
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_remove_member (state, members[i]);
  return poster_tiktok_state_count (state, "restarts") <= MAX_RESTARTS;
}
