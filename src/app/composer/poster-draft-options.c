/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

#include "poster-json.h"

/* What was chosen of a platform's options: all accounts on it share them, but for those few that speak
 * of the files, which an account with files of its own has for itself. */

static JsonObject *
copy_options (JsonObject *options)
{
  return options != NULL ? poster_json_copy (options) : json_object_new ();
}

static void
copy_member (JsonObject *to,
             JsonObject *from,
             const char *key)
{
  if (json_object_has_member (from, key))
    json_object_set_member (to, key, json_node_copy (json_object_get_member (from, key)));
  else
    json_object_remove_member (to, key);
}

/**
 * poster_draft_take_options:
 * @self: a draft
 * @target: a target of it
 *
 * For the files of the draft alone: gives it what was chosen for its platform, and leaves it what
 * speaks of its own files.
 */
void
poster_draft_take_options (PosterDraft             *self,
                           PosterCompositionTarget *target)
{
  JsonObject *options = copy_options (g_hash_table_lookup (self->options, target->account->platform));

  for (guint i = 0; target->media != NULL && self->file_options != NULL && self->file_options[i] != NULL; i++)
    copy_member (options, target->options, self->file_options[i]);
  json_object_unref (target->options);
  target->options = options;
}

/* (nullable): the first whose files are those of all */
static PosterCompositionTarget *
find_common (PosterDraft *self,
             const char  *platform)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (g_str_equal (target->account->platform, platform) && target->media == NULL)
        return target;
    }
  return NULL;
}

/**
 * poster_draft_remember_options:
 * @self: a draft whose targets were just read
 *
 * For the files of the draft alone. The options of a platform are those of its first target; what
 * speaks of the files, of the first that has those of all.
 */
void
poster_draft_remember_options (PosterDraft *self)
{
  g_autoptr(JsonObject) none = json_object_new ();

  g_hash_table_remove_all (self->options);
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);
      const char *platform = target->account->platform;
      PosterCompositionTarget *common;
      JsonObject *options;

      if (g_hash_table_contains (self->options, platform))
        continue;
      common = find_common (self, platform);
      options = copy_options (target->options);
      for (guint j = 0; self->file_options != NULL && self->file_options[j] != NULL; j++)
        copy_member (options, common != NULL ? common->options : none, self->file_options[j]);
      g_hash_table_insert (self->options, g_strdup (platform), options);
    }
}

/**
 * poster_draft_set_file_options:
 * @self: a draft
 * @keys: keys of options, of whichever platform
 *
 * Those speak of the files: an account with files of its own has them for itself. To be said before
 * anything is loaded.
 */
void
poster_draft_set_file_options (PosterDraft       *self,
                               const char *const *keys)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_strfreev (self->file_options);
  self->file_options = g_strdupv ((char **) keys);
}

/**
 * poster_draft_dup_options:
 * @self: a draft
 * @platform: key of a platform
 *
 * Returns: (transfer full): what was chosen for it; nothing perhaps
 */
JsonObject *
poster_draft_dup_options (PosterDraft *self,
                          const char  *platform)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return copy_options (g_hash_table_lookup (self->options, platform));
}

/**
 * poster_draft_set_options:
 * @self: a draft
 * @platform: key of a platform
 * @options: what was chosen, for all accounts on it
 *
 * Settles the options of a platform.
 */
void
poster_draft_set_options (PosterDraft *self,
                          const char  *platform,
                          JsonObject  *options)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_hash_table_insert (self->options, g_strdup (platform), copy_options (options));
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (g_str_equal (target->account->platform, platform))
        poster_draft_take_options (self, target);
    }
  poster_draft_emit_changed (self, POSTER_DRAFT_OPTIONS);
}

/**
 * poster_draft_dup_options_for:
 * @self: a draft
 * @account_id: id of an account that is chosen
 *
 * Returns: (transfer full): what goes there; nothing perhaps
 */
JsonObject *
poster_draft_dup_options_for (PosterDraft *self,
                              const char  *account_id)
{
  PosterCompositionTarget *target;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  target = poster_draft_find_target (self, account_id);
  return copy_options (target != NULL ? target->options : NULL);
}

/**
 * poster_draft_set_options_for:
 * @self: a draft
 * @account_id: id of an account with files of its own
 * @options: what was chosen for it; only what speaks of the files counts
 *
 * Settles what an account has for itself.
 */
void
poster_draft_set_options_for (PosterDraft *self,
                              const char  *account_id,
                              JsonObject  *options)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!g_str_equal (target->account->id, account_id) || target->media == NULL)
        continue;
      for (guint j = 0; self->file_options != NULL && self->file_options[j] != NULL; j++)
        copy_member (target->options, options, self->file_options[j]);
    }
  poster_draft_emit_changed (self, POSTER_DRAFT_OPTIONS);
}
