/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publication"

#include "poster-publication.h"

#include "poster-json.h"

G_DEFINE_FINAL_TYPE (PosterPublication, poster_publication, G_TYPE_OBJECT)

static void
poster_publication_finalize (GObject *object)
{
  PosterPublication *self = POSTER_PUBLICATION (object);

  g_free (self->target_id);
  g_free (self->post_id);
  g_clear_object (&self->account);
  g_clear_object (&self->connection);
  g_free (self->content);
  g_free (self->title);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_clear_pointer (&self->options, json_object_unref);
  g_clear_pointer (&self->place, json_object_unref);
  g_clear_pointer (&self->state, json_object_unref);
  g_free (self->submission_id);
  g_free (self->zone);
  g_free (self->remote_mark);
  g_clear_pointer (&self->siblings, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_publication_parent_class)->finalize (object);
}

static void
poster_publication_class_init (PosterPublicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_publication_finalize;
}

static void
poster_publication_init (PosterPublication *self)
{
  self->scheduled_us = -1;
}

/**
 * poster_publication_new:
 * @post: a post
 * @target: one of its targets
 * @account: the account of @target
 * @connection: the connection of @account
 *
 * Returns: (transfer full): what is to be published, with the state that @target kept
 */
PosterPublication *
poster_publication_new (PosterPost       *post,
                        PosterTarget     *target,
                        PosterAccount    *account,
                        PosterConnection *connection)
{
  PosterPublication *self = g_object_new (POSTER_TYPE_PUBLICATION, NULL);

  self->target_id = g_strdup (target->id);
  self->post_id = g_strdup (post->id);
  self->account = g_object_ref (account);
  self->connection = g_object_ref (connection);
  self->content = g_strdup (poster_post_get_content (post, target));
  self->title = g_strdup (poster_post_get_title (post, target));
  self->media = g_ptr_array_ref (poster_post_get_media (post, target));
  self->options = poster_json_copy (target->options);
  self->place = poster_json_copy (target->place);
  self->state = poster_json_copy (target->step_state);
  return self;
}

/**
 * poster_publication_set_state:
 * @self: a publication
 * @state: (nullable): the connector's new state
 *
 * Replaces the state.
 */
void
poster_publication_set_state (PosterPublication *self,
                              JsonObject        *state)
{
  if (state != NULL)
    json_object_ref (state);
  g_clear_pointer (&self->state, json_object_unref);
  self->state = state;
}
