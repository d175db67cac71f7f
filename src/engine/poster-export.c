/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-export"

#include "poster-export.h"

#include "poster-account.h"
#include "poster-queue.h"

struct _PosterExport
{
  GHashTable *accounts;  /* (element-type utf8 PosterAccount), by id */
  GHashTable *words;     /* (element-type utf8 utf8): what a plan calls an account, by its id */
  GHashTable *queues;    /* (element-type utf8 utf8): names, by id */
};

/**
 * poster_export_new:
 * @accounts: (element-type PosterAccount): the accounts there are, those too that were disconnected
 * @queues: (element-type PosterQueue): the queues there are
 *
 * Returns: (transfer full): what is needed to write posts down
 */
PosterExport *
poster_export_new (GPtrArray *accounts,
                   GPtrArray *queues)
{
  PosterExport *self = g_new0 (PosterExport, 1);
  g_autoptr(GHashTable) handles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      char *handle = g_utf8_casefold (account->username != NULL ? account->username : "", -1);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (handles, handle));

      g_hash_table_insert (self->accounts, g_strdup (account->id), g_object_ref (account));
      g_hash_table_insert (handles, handle, GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *handle = g_utf8_casefold (account->username != NULL ? account->username : "", -1);
      gboolean is_plain = *handle != '\0' && g_hash_table_lookup (handles, handle) == GUINT_TO_POINTER (1);

      /* A handle with a comma, or room, in it would not be read again as one. */
      for (const char *c = handle; *c != '\0'; c++)
        is_plain = is_plain && *c != ',' && *c != ';' && *c != '|' && *c != ':' && !g_ascii_isspace (*c);
      g_hash_table_insert (self->words, g_strdup (account->id), g_strdup (is_plain ? account->username : account->id));
    }
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);

      g_hash_table_insert (self->queues, g_strdup (queue->id), g_strdup (queue->name));
    }
  return self;
}

void
poster_export_free (PosterExport *self)
{
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->words);
  g_hash_table_unref (self->queues);
  g_free (self);
}

static const char *
account_word (PosterExport *self,
              const char   *account_id)
{
  const char *word = g_hash_table_lookup (self->words, account_id);

  return word != NULL ? word : account_id;
}

static GPtrArray *
files_of (GPtrArray *media)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_plan_file_free);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);
      PosterPlanFile *file = g_new0 (PosterPlanFile, 1);

      file->path = g_strdup (item->path);
      file->alt_text = g_strdup (item->alt_text);
      g_ptr_array_add (files, file);
    }
  return files;
}

/* As poster_options_resolve() takes it back. */
static char *
value_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

/* Whether all targets on the platform of @target have the same there. */
static gboolean
all_have (PosterExport *self,
          PosterPost   *post,
          const char   *platform,
          const char   *key,
          JsonNode     *value)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      PosterAccount *account = g_hash_table_lookup (self->accounts, target->account_id);
      JsonNode *other;

      if (account == NULL || !g_str_equal (account->platform, platform))
        continue;
      other = json_object_get_member (target->options, key);
      if (other == NULL || !json_node_equal (other, value))
        return FALSE;
    }
  return TRUE;
}

static void
add_option (PosterPlanRow *row,
            char          *option)
{
  if (g_ptr_array_find_with_equal_func (row->options, option, g_str_equal, NULL))
    g_free (option);
  else
    g_ptr_array_add (row->options, option);
}

static void
write_options (PosterExport  *self,
               PosterPost    *post,
               PosterTarget  *target,
               PosterPlanRow *row)
{
  PosterAccount *account = g_hash_table_lookup (self->accounts, target->account_id);
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, target->options);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      g_autofree char *value = value_text (node);

      if (account != NULL && all_have (self, post, account->platform, key, node))
        add_option (row, g_strdup_printf ("%s.%s=%s", account->platform, key, value));
      else
        add_option (row, g_strdup_printf ("@%s:%s=%s", account_word (self, target->account_id), key, value));
    }
}

static void
write_target (PosterExport  *self,
              PosterPost    *post,
              PosterTarget  *target,
              PosterPlanRow *row)
{
  const char *word = account_word (self, target->account_id);

  g_ptr_array_add (row->accounts, g_strdup (word));
  write_options (self, post, target, row);
  if (target->content != NULL)
    poster_plan_row_get_version (row, word)->content = g_strdup (target->content);
  if (target->title != NULL)
    poster_plan_row_get_version (row, word)->title = g_strdup (target->title);
  if (target->media != NULL)
    poster_plan_row_get_version (row, word)->media = files_of (target->media);
  if (target->schedule != NULL)
    poster_plan_row_get_version (row, word)->schedule = poster_schedule_ref (target->schedule);
}

static void
write_when (PosterExport  *self,
            PosterPost    *post,
            PosterPlanRow *row)
{
  const char *queue = post->queue_id != NULL ? g_hash_table_lookup (self->queues, post->queue_id) : NULL;
  const char *by_itself[] = { "scheduled", "publishing", "published", "partial", NULL };

  row->schedule = post->schedule != NULL ? poster_schedule_ref (post->schedule) : NULL;
  /* What failed or was taken back is not to go out again by itself. */
  if (!g_strv_contains (by_itself, row->status))
    row->when = POSTER_PLAN_DRAFT;
  else if (queue != NULL && g_str_equal (row->status, "scheduled"))
    {
      row->when = POSTER_PLAN_NEXT_SLOT;
      row->queue = g_strdup (queue);
      g_clear_pointer (&row->schedule, poster_schedule_unref);
    }
  else
    row->when = row->schedule != NULL ? POSTER_PLAN_AT : POSTER_PLAN_NOW;
}

/**
 * poster_export_make_row:
 * @self: an export
 * @post: a stored post
 * @number: which row it is, from 1
 *
 * What is scheduled becomes a row for the same time, or for the next free slot of the same queue;
 * what failed, was missed or was taken back becomes a draft with that time in mind. The place
 * inside an account is not written down.
 *
 * Returns: (transfer full): the row
 */
PosterPlanRow *
poster_export_make_row (PosterExport *self,
                        PosterPost   *post,
                        guint         number)
{
  PosterPlanRow *row = poster_plan_row_new (number);

  row->id = g_strdup (post->id);
  row->status = g_strdup (poster_post_get_status (post));
  g_free (row->content);
  row->content = g_strdup (post->content);
  row->title = g_strdup (post->title);
  g_ptr_array_unref (row->media);
  row->media = files_of (post->media);
  write_when (self, post, row);
  for (guint i = 0; i < post->targets->len; i++)
    write_target (self, post, g_ptr_array_index (post->targets, i), row);
  return row;
}
