/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-state.h"

#include "poster-json.h"
#include "poster-late-body.h"

/* Nobody says how long an uploaded file that no post uses is kept; the upload address lives an hour
 * (reference late-api, section 6). */
#define MEDIA_LIFETIME_US (50 * G_TIME_SPAN_MINUTE)

/**
 * poster_late_state_next_step:
 * @session: what Late operations share
 * @publication: what is published
 * @error: not used: any state makes sense
 *
 * Returns: (transfer full): what is to be done next, from the state alone
 */
PosterStep *
poster_late_state_next_step (PosterLateSession  *session,
                             PosterPublication  *publication,
                             GError            **error)
{
  JsonObject *state = publication->state;
  g_autoptr(GPtrArray) missing = NULL;
  g_autofree char *digest = NULL;

  if (poster_json_get_string (state, "post") == NULL)
    {
      missing = poster_late_state_list_missing (publication, state);
      return missing->len > 0 ? poster_step_new (POSTER_LATE_STEP_UPLOAD, POSTER_STEP_TRANSFER)
                              : poster_step_new (POSTER_LATE_STEP_CREATE, POSTER_STEP_COMMIT);
    }
  if (!poster_json_get_boolean (state, "handed", FALSE) || poster_json_get_boolean (state, "seen", FALSE))
    return poster_step_new (POSTER_LATE_STEP_LOOK, POSTER_STEP_WAIT);

  digest = poster_late_body_dup_digest (session, publication);
  if (g_strcmp0 (digest, poster_json_get_string (state, "sent")) == 0)
    return poster_step_new (POSTER_LATE_STEP_LOOK, POSTER_STEP_WAIT);
  if (g_strcmp0 (digest, poster_json_get_string (state, "edit")) != 0)
    return poster_step_new (POSTER_LATE_STEP_COMPARE, POSTER_STEP_PREPARE);
  missing = poster_late_state_list_missing (publication, state);
  return missing->len > 0 ? poster_step_new (POSTER_LATE_STEP_UPLOAD, POSTER_STEP_TRANSFER)
                          : poster_step_new (POSTER_LATE_STEP_UPDATE, POSTER_STEP_RESERVE);
}

/**
 * poster_late_state_dup:
 * @publication: what is published
 *
 * Returns: (transfer full): a copy of the state, to be changed
 */
JsonObject *
poster_late_state_dup (PosterPublication *publication)
{
  return publication->state != NULL ? poster_json_copy (publication->state) : json_object_new ();
}

/**
 * poster_late_state_return:
 * @task: a task that ends with a #PosterStepResult
 * @result: (transfer full): what came of the step
 *
 * Ends @task.
 */
void
poster_late_state_return (GTask            *task,
                          PosterStepResult *result)
{
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

/**
 * poster_late_state_go_on:
 * @task: a task that ends with a #PosterStepResult
 * @state: (transfer full): the new state
 * @delay_us: microseconds until the next step, -1 for none
 * @note: (nullable): a sentence for the journal
 *
 * Ends @task: the step is done.
 */
void
poster_late_state_go_on (GTask      *task,
                         JsonObject *state,
                         gint64      delay_us,
                         const char *note)
{
  PosterStepResult *result = poster_step_result_new (POSTER_STEP_CONTINUE, state);

  result->delay_us = delay_us;
  result->note = g_strdup (note);
  result->in_doubt = poster_json_get_boolean (state, "unsure", FALSE);
  result->remote_id = g_strdup (poster_json_get_string (state, "post"));
  poster_late_state_return (task, result);
}

/**
 * poster_late_state_count:
 * @state: a state
 * @member: name of a counter
 *
 * Returns: the counter after adding one
 */
gint64
poster_late_state_count (JsonObject *state,
                         const char *member)
{
  gint64 count = poster_json_get_int (state, member, 0) + 1;

  json_object_set_int_member (state, member, count);
  return count;
}

/**
 * poster_late_state_media_key:
 * @item: a file
 *
 * Returns: (transfer full): what the state calls it: another name for another content
 */
char *
poster_late_state_media_key (PosterMediaItem *item)
{
  if (item->full_hash != NULL)
    return g_strdup (item->full_hash);
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, item->id, item->size, item->mtime_ns);
}

static JsonObject *
find_media (JsonObject      *state,
            PosterMediaItem *item)
{
  g_autofree char *key = poster_late_state_media_key (item);

  return poster_json_get_object (poster_json_get_object (state, "media"), key);
}

/**
 * poster_late_state_get_media_uri:
 * @state: (nullable): a state
 * @item: a file
 *
 * Returns: (transfer none) (nullable): where the service has it
 */
const char *
poster_late_state_get_media_uri (JsonObject      *state,
                                 PosterMediaItem *item)
{
  return poster_json_get_string (find_media (state, item), "url");
}

/**
 * poster_late_state_set_media:
 * @state: a state
 * @item: a file that was uploaded
 * @uri: where the service has it
 * @type: the API's word for what it is
 * @made_us: when its address was made, microseconds since the epoch
 *
 * Notes it.
 */
void
poster_late_state_set_media (JsonObject      *state,
                             PosterMediaItem *item,
                             const char      *uri,
                             const char      *type,
                             gint64           made_us)
{
  g_autofree char *key = poster_late_state_media_key (item);
  JsonObject *media = poster_json_get_object (state, "media");
  JsonObject *entry = json_object_new ();

  if (media == NULL)
    {
      media = json_object_new ();
      json_object_set_object_member (state, "media", media);
    }
  json_object_set_string_member (entry, "url", uri);
  json_object_set_string_member (entry, "type", type);
  json_object_set_int_member (entry, "us", made_us);
  json_object_set_object_member (media, key, entry);
}

/**
 * poster_late_state_drop_stale:
 * @state: a state
 * @now_us: microseconds since the epoch
 *
 * Forgets the files that no post uses yet and that the service may have thrown away by now.
 */
void
poster_late_state_drop_stale (JsonObject *state,
                              gint64      now_us)
{
  JsonObject *media = poster_json_get_object (state, "media");
  g_autoptr(GList) keys = media != NULL ? json_object_get_members (media) : NULL;

  for (GList *link = keys; link != NULL; link = link->next)
    {
      g_autofree char *key = g_strdup (link->data);
      JsonObject *entry = poster_json_get_object (media, key);
      gint64 age_us = now_us - poster_json_get_int (entry, "us", 0);

      if (!poster_json_get_boolean (entry, "kept", FALSE) && (age_us > MEDIA_LIFETIME_US || age_us < -MEDIA_LIFETIME_US))
        json_object_remove_member (media, key);
    }
}

static void
add_missing (PosterPublication *publication,
             JsonObject        *state,
             GHashTable        *seen,
             GPtrArray         *missing)
{
  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);

      if (poster_late_state_get_media_uri (state, item) == NULL &&
          g_hash_table_add (seen, poster_late_state_media_key (item)))
        g_ptr_array_add (missing, g_object_ref (item));
    }
}

/**
 * poster_late_state_list_missing:
 * @publication: what is published
 * @state: (nullable): its state, or what that is going to be
 *
 * Returns: (transfer full) (element-type PosterMediaItem): the files of the whole submission that the
 *   service does not have yet, each once
 */
GPtrArray *
poster_late_state_list_missing (PosterPublication *publication,
                                JsonObject        *state)
{
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_missing (publication, state, seen, missing);
  for (guint i = 0; publication->siblings != NULL && i < publication->siblings->len; i++)
    add_missing (g_ptr_array_index (publication->siblings, i), state, seen, missing);
  return missing;
}
