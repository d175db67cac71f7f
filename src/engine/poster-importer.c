/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-importer"

#include "poster-importer.h"

#include <glib/gi18n-lib.h>

#include "poster-account-names.h"
#include "poster-error.h"
#include "poster-intake.h"
#include "poster-option-words.h"
#include "poster-store-batch.h"
#include "poster-store-queues.h"

/* How many files are looked into at once: the media pool has a few workers, and hashing is reading. */
#define MAX_MEASURING 4

/* How many rows are checked at once: each asks the store about repeats, which answers in order. */
#define MAX_COMPOSING 32

/**
 * PosterImporter:
 *
 * Makes posts of a plan: looks into every file once, checks every row as the composer checks a
 * post, and stores all of them in one go or none. The command line, the window and the REST server
 * come this way.
 */
struct _PosterImporter
{
  GObject          parent_instance;

  PosterStore     *store;
  PosterMediaPool *pool;
  PosterPlatforms *platforms;
  PosterComposer  *composer;
};

G_DEFINE_FINAL_TYPE (PosterImporter, poster_importer, G_TYPE_OBJECT)

typedef struct
{
  /* Input. */
  GPtrArray          *accounts;  /* (element-type PosterAccount) */
  GHashTable         *creators;  /* (nullable) (element-type utf8 JsonObject), by account */
  PosterConsentMode   consent;
  PosterProgressFunc  progress;
  gpointer            progress_data;

  /* In progress. */
  PosterImport       *import;
  GPtrArray          *queues;    /* (nullable) (element-type PosterQueue) */
  GPtrArray          *paths;     /* (element-type filename), each once */
  GHashTable         *measured;  /* path -> PosterMediaItem; what could not be measured is in failed */
  GHashTable         *failed;    /* path -> sentence */
  guint               next_path;
  guint               next_row;
  guint               n_running;
  guint               n_done;
  GError             *error;     /* (nullable), the first that ends it all */
} Check;

/* One file or one row on its way. */
typedef struct
{
  GTask                    *task;
  const char               *path;     /* (unowned) */
  PosterImportRow          *row;      /* (unowned) */
  PosterCompositionRequest *request;  /* (nullable) */
} Part;

/* The steps, in the order they run: known -> queues -> measured* -> composed* */
static void known_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void queues_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void measured_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void composed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void go_on       (GTask *task);

static void
poster_importer_dispose (GObject *object)
{
  PosterImporter *self = POSTER_IMPORTER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->pool);
  g_clear_object (&self->platforms);
  g_clear_object (&self->composer);
  G_OBJECT_CLASS (poster_importer_parent_class)->dispose (object);
}

static void
poster_importer_class_init (PosterImporterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_importer_dispose;
}

static void
poster_importer_init (PosterImporter *self)
{
}

/**
 * poster_importer_new:
 * @store: where posts are kept
 * @pool: who looks into files
 * @platforms: the rules
 * @clock: the time
 *
 * Returns: (transfer full): an importer
 */
PosterImporter *
poster_importer_new (PosterStore     *store,
                     PosterMediaPool *pool,
                     PosterPlatforms *platforms,
                     PosterClock     *clock)
{
  PosterImporter *self = g_object_new (POSTER_TYPE_IMPORTER, NULL);

  self->store = g_object_ref (store);
  self->pool = g_object_ref (pool);
  self->platforms = g_object_ref (platforms);
  self->composer = poster_composer_new (store, pool, platforms, clock);
  return self;
}

static void
check_free (Check *check)
{
  g_ptr_array_unref (check->accounts);
  g_clear_pointer (&check->creators, g_hash_table_unref);
  g_clear_pointer (&check->import, poster_import_free);
  g_clear_pointer (&check->queues, g_ptr_array_unref);
  g_ptr_array_unref (check->paths);
  g_hash_table_unref (check->measured);
  g_hash_table_unref (check->failed);
  g_clear_error (&check->error);
  g_free (check);
}

static Part *
part_new (GTask *task)
{
  Part *part = g_new0 (Part, 1);

  part->task = g_object_ref (task);
  ((Check *) g_task_get_task_data (task))->n_running++;
  return part;
}

/* Returns: (transfer full): the task, to go on with */
static GTask *
part_end (Part *part)
{
  GTask *task = part->task;
  Check *check = g_task_get_task_data (task);

  check->n_running--;
  check->n_done++;
  if (check->progress != NULL && check->error == NULL)
    check->progress (check->n_done, (gint64) check->paths->len + check->import->rows->len, check->progress_data);
  g_clear_pointer (&part->request, poster_composition_request_free);
  g_free (part);
  return task;
}

/* What ends everything, and not one row alone. */
static gboolean
is_fatal (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, POSTER_ERROR, POSTER_ERROR_DATABASE) ||
         g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NEWER_DATABASE) ||
         g_error_matches (error, POSTER_ERROR, POSTER_ERROR_DISK_FULL);
}

static void
take_error (Check  *check,
            GError *error)
{
  if (check->error == NULL)
    check->error = error;
  else
    g_error_free (error);
}

/* --- What is known already --- */

/* What was out is not to go out again, whatever its date. */
static gboolean
was_out (PosterPlanRow *row)
{
  const char *out[] = { "published", "partial", "publishing", "unknown", NULL };

  return row->status != NULL && g_strv_contains (out, row->status);
}

static void
known_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterImporter *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) posts = NULL;
  GError *error = NULL;

  posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  if (posts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < posts->len; i++)
    g_hash_table_add (known, ((PosterPost *) g_ptr_array_index (posts, i))->id);
  for (guint i = 0; i < check->import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (check->import->rows, i);

      if (g_hash_table_contains (known, row->post_id))
        row->verdict = POSTER_IMPORT_HERE;
      else if (was_out (row->row))
        row->verdict = POSTER_IMPORT_OUT;
    }
  poster_store_list_queues_async (self->store, NULL, g_task_get_cancellable (task), queues_cb, g_object_ref (task));
}

/* --- Queues and files --- */

static PosterQueue *
find_queue (GPtrArray   *queues,
            const char  *name,
            GError     **error)
{
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);

      if (name == NULL ? queue->is_default : g_str_equal (queue->id, name) || g_str_equal (queue->name, name))
        return queue;
    }
  if (name != NULL)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no queue “%s”."), name);
  else
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                         _("The row has no date, and there is no queue that would give it one."));
  return NULL;
}

static void
collect_paths (Check      *check,
               GHashTable *seen,
               GPtrArray  *files)
{
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      PosterPlanFile *file = g_ptr_array_index (files, i);

      if (g_hash_table_add (seen, file->path))
        g_ptr_array_add (check->paths, file->path);
    }
}

static void
queues_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GError *error = NULL;

  check->queues = poster_store_list_queues_finish (POSTER_STORE (object), result, &error);
  if (check->queues == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < check->import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (check->import->rows, i);
      g_autoptr(GError) local_error = NULL;

      if (row->verdict != POSTER_IMPORT_NEW)
        continue;
      if (row->row->when == POSTER_PLAN_NEXT_SLOT)
        {
          PosterQueue *queue = find_queue (check->queues, row->row->queue, &local_error);

          if (queue != NULL)
            row->queue = g_object_ref (queue);
          else
            g_ptr_array_add (row->problems, g_strdup (local_error->message));
        }
      collect_paths (check, seen, row->row->media);
      for (guint j = 0; j < row->row->versions->len; j++)
        collect_paths (check, seen, ((PosterPlanVersion *) g_ptr_array_index (row->row->versions, j))->media);
    }
  go_on (task);
}

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Part *part = user_data;
  Check *check = g_task_get_task_data (part->task);
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item;

  item = poster_intake_measure_finish (result, &error);
  if (item != NULL)
    g_hash_table_insert (check->measured, (gpointer) part->path, item);
  else if (is_fatal (error))
    take_error (check, g_steal_pointer (&error));
  else
    g_hash_table_insert (check->failed, (gpointer) part->path, g_strdup (error->message));
  task = part_end (part);
  go_on (task);
}

/* --- Rows --- */

/* (nullable), when one of them could not be measured; its sentence is then among the problems */
static GPtrArray *
find_media (Check           *check,
            PosterImportRow *row,
            GPtrArray       *files)
{
  g_autoptr(GPtrArray) media = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean all = TRUE;

  for (guint i = 0; i < files->len; i++)
    {
      PosterPlanFile *file = g_ptr_array_index (files, i);
      PosterMediaItem *measured = g_hash_table_lookup (check->measured, file->path);
      PosterMediaItem *item;

      if (measured == NULL)
        {
          g_ptr_array_add (row->problems, g_strdup (g_hash_table_lookup (check->failed, file->path)));
          all = FALSE;
          continue;
        }
      item = poster_media_item_copy (measured);
      g_free (item->alt_text);
      item->alt_text = g_strdup (file->alt_text);
      g_ptr_array_add (media, item);
    }
  return all ? g_steal_pointer (&media) : NULL;
}

static void
request_targets (Check                    *check,
                 PosterImportRow          *row,
                 PosterCompositionRequest *request)
{
  g_autoptr(GHashTable) taken = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < row->row->accounts->len; i++)
    {
      g_autoptr(GError) error = NULL;
      PosterAccount *account = poster_accounts_find (check->accounts, g_ptr_array_index (row->row->accounts, i), &error);
      PosterCompositionTarget *target;

      if (account == NULL)
        {
          g_ptr_array_add (row->problems, g_strdup (error->message));
          continue;
        }
      if (!g_hash_table_add (taken, account))
        continue;
      target = poster_composition_target_new (account);
      if (check->creators != NULL && g_hash_table_contains (check->creators, account->id))
        target->creator = json_object_ref (g_hash_table_lookup (check->creators, account->id));
      g_ptr_array_add (request->targets, target);
    }
  if (row->row->accounts->len == 0 && row->row->when != POSTER_PLAN_DRAFT)
    g_ptr_array_add (row->problems, g_strdup (_("It is not said which accounts the post is for.")));
}

static PosterCompositionTarget *
find_target (PosterCompositionRequest *request,
             PosterAccount            *account)
{
  for (guint i = 0; i < request->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (request->targets, i);

      if (target->account == account)
        return target;
    }
  return NULL;
}

static void
request_versions (Check                    *check,
                  PosterImportRow          *row,
                  PosterCompositionRequest *request)
{
  for (guint i = 0; i < row->row->versions->len; i++)
    {
      PosterPlanVersion *version = g_ptr_array_index (row->row->versions, i);
      g_autoptr(GError) error = NULL;
      PosterAccount *account = poster_accounts_find (check->accounts, version->account, &error);
      PosterCompositionTarget *target;

      if (account == NULL)
        {
          g_ptr_array_add (row->problems, g_strdup (error->message));
          continue;
        }
      target = find_target (request, account);
      if (target == NULL)
        {
          g_autofree char *name = poster_account_dup_name (account);

          g_ptr_array_add (row->warnings,
                           /* Translators: %s is a handle */
                           g_strdup_printf (_("What is said for %s alone is ignored, because the post does not go there."),
                                            name));
          continue;
        }
      target->content = g_strdup (version->content);
      target->title = g_strdup (version->title);
      target->media = version->media != NULL ? find_media (check, row, version->media) : NULL;
      target->schedule = version->schedule != NULL ? poster_schedule_ref (version->schedule) : NULL;
    }
}

static void
request_options (PosterImporter           *self,
                 Check                    *check,
                 PosterImportRow          *row,
                 PosterCompositionRequest *request)
{
  g_autoptr(PosterOptionWords) words = poster_option_words_new (self->platforms, check->accounts);
  g_autoptr(GPtrArray) unused = NULL;

  for (guint i = 0; i < row->row->options->len; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!poster_option_words_add (words, g_ptr_array_index (row->row->options, i), &error))
        g_ptr_array_add (row->problems, g_strdup (error->message));
    }
  for (guint i = 0; i < request->targets->len; i++)
    poster_option_words_apply (words, g_ptr_array_index (request->targets, i));
  unused = poster_option_words_list_unused (words);
  for (guint i = 0; i < unused->len; i++)
    g_ptr_array_add (row->warnings, g_strdup (g_ptr_array_index (unused, i)));
}

/* Returns: (nullable) (transfer full): %NULL when the problems of the row forbid it */
static PosterCompositionRequest *
build_request (PosterImporter  *self,
               Check           *check,
               PosterImportRow *row)
{
  g_autoptr(PosterCompositionRequest) request = poster_composition_request_new (NULL);
  PosterPlanRow *plan = row->row;
  GPtrArray *media;

  request->consent = check->consent;
  g_free (request->content);
  request->content = g_strdup (plan->content);
  request->title = g_strdup (plan->title);
  request->schedule = plan->schedule != NULL ? poster_schedule_ref (plan->schedule) : NULL;
  switch (plan->when)
    {
    case POSTER_PLAN_AT:
      request->when = POSTER_COMPOSITION_AT;
      break;
    case POSTER_PLAN_DRAFT:
      request->when = POSTER_COMPOSITION_DRAFT;
      break;
    case POSTER_PLAN_NOW:
    case POSTER_PLAN_NEXT_SLOT:
    default:
      /* The queue says when, and says it as the post is stored. */
      request->when = POSTER_COMPOSITION_NOW;
      break;
    }
  media = find_media (check, row, plan->media);
  if (media != NULL)
    {
      g_ptr_array_unref (request->media);
      request->media = media;
    }
  request_targets (check, row, request);
  request_versions (check, row, request);
  request_options (self, check, row, request);
  return row->problems->len == 0 ? g_steal_pointer (&request) : NULL;
}

static void
set_post_id (PosterPost *post,
             const char *id)
{
  g_free (post->id);
  post->id = g_strdup (id);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      g_free (target->post_id);
      target->post_id = g_strdup (id);
    }
}

static void
composed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Part *part = user_data;
  Check *check = g_task_get_task_data (part->task);
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  part->row->composition = poster_composer_compose_finish (POSTER_COMPOSER (object), result, &error);
  if (part->row->composition != NULL)
    set_post_id (part->row->composition->post, part->row->post_id);
  else if (is_fatal (error))
    take_error (check, g_steal_pointer (&error));
  else
    g_ptr_array_add (part->row->problems, g_strdup (error->message));
  task = part_end (part);
  go_on (task);
}

static void
measure_some (GTask *task)
{
  PosterImporter *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);

  while (check->next_path < check->paths->len && check->n_running < MAX_MEASURING)
    {
      Part *part = part_new (task);
      g_autoptr(PosterMediaItem) item = NULL;

      part->path = g_ptr_array_index (check->paths, check->next_path++);
      item = poster_media_item_new (part->path);
      poster_intake_measure_async (self->pool, item, g_task_get_cancellable (task), measured_cb, part);
    }
}

static void
compose_some (GTask *task)
{
  PosterImporter *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);

  while (check->next_row < check->import->rows->len && check->n_running < MAX_COMPOSING)
    {
      PosterImportRow *row = g_ptr_array_index (check->import->rows, check->next_row++);
      g_autoptr(PosterCompositionRequest) request = NULL;
      Part *part;

      if (row->verdict == POSTER_IMPORT_NEW)
        request = build_request (self, check, row);
      if (request == NULL)
        {
          check->n_done++;
          continue;
        }
      part = part_new (task);
      part->row = row;
      part->request = g_steal_pointer (&request);
      poster_composer_compose_async (self->composer, part->request, g_task_get_cancellable (task), composed_cb, part);
    }
}

static void
go_on (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  if (check->error == NULL && check->next_path < check->paths->len)
    measure_some (task);
  else if (check->error == NULL && (check->n_running == 0 || check->next_row > 0))
    compose_some (task);
  if (check->n_running > 0)
    return;
  if (check->error != NULL)
    g_task_return_error (task, g_steal_pointer (&check->error));
  else
    {
      poster_import_judge (check->import);
      g_task_return_pointer (task, g_steal_pointer (&check->import), (GDestroyNotify) poster_import_free);
    }
}

/**
 * poster_importer_check_async:
 * @self: an importer
 * @import: (transfer full): what poster_plan_file_load_finish() gave
 * @accounts: (element-type PosterAccount): the accounts there are
 * @creators: (nullable) (element-type utf8 JsonObject): what the services said that accounts may
 *   do, by the account's id, as far as they were asked
 * @consent: what a consent counts as that a row does not speak of
 * @progress: (nullable) (scope async): told of files and rows
 * @progress_data: passed to @progress
 * @cancellable: (nullable): ends the work soon
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks into the files of a plan, each once, and checks its rows. Stores nothing and asks no
 * service anything. What stands in the way of a row is no error but told with it.
 *
 * Errors: those of #PosterStore, %G_IO_ERROR_CANCELLED
 */
void
poster_importer_check_async (PosterImporter      *self,
                             PosterImport        *import,
                             GPtrArray           *accounts,
                             GHashTable          *creators,
                             PosterConsentMode    consent,
                             PosterProgressFunc   progress,
                             gpointer             progress_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  Check *check = g_new0 (Check, 1);

  g_task_set_source_tag (task, poster_importer_check_async);
  check->accounts = g_ptr_array_ref (accounts);
  check->creators = creators != NULL ? g_hash_table_ref (creators) : NULL;
  check->consent = consent;
  check->progress = progress;
  check->progress_data = progress_data;
  check->import = import;
  check->paths = g_ptr_array_new ();
  check->measured = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  check->failed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);

  for (guint i = 0; i < check->import->rows->len; i++)
    g_ptr_array_add (ids, ((PosterImportRow *) g_ptr_array_index (check->import->rows, i))->post_id);
  g_ptr_array_add (ids, NULL);
  poster_store_get_posts_async (self->store, (const char *const *) ids->pdata, cancellable, known_cb,
                                g_object_ref (task));
}

/**
 * poster_importer_check_finish:
 * @self: an importer
 * @result: the result
 * @error: see poster_importer_check_async()
 *
 * Returns: (transfer full): what became of each row
 */
PosterImport *
poster_importer_check_finish (PosterImporter  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Storing --- */

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterImport *import = g_task_get_task_data (task);
  g_autoptr(GPtrArray) posts = NULL;
  guint number = 0;
  GError *error = NULL;

  posts = poster_store_save_new_posts_finish (POSTER_STORE (object), result, &error);
  if (posts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->verdict == POSTER_IMPORT_NEW)
        g_set_object (&row->composition->post, g_ptr_array_index (posts, number++));
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_importer_save_async:
 * @self: an importer
 * @import: what poster_importer_check_finish() gave; it stays the caller's, who keeps it until the
 *   callback
 * @cancellable: (nullable): before the store has begun, nothing is stored; after, all of it is
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Stores the posts of the rows that are new, all of them or none; those for a queue take its next
 * free slots, in the order of the plan.
 *
 * Errors: %POSTER_ERROR_CONFLICT when somebody imported one of them meanwhile, others of
 * #PosterStore
 */
void
poster_importer_save_async (PosterImporter      *self,
                            PosterImport        *import,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GPtrArray) posts = g_ptr_array_new ();
  g_autoptr(GPtrArray) queue_ids = g_ptr_array_new ();

  g_task_set_source_tag (task, poster_importer_save_async);
  g_task_set_task_data (task, import, NULL);
  for (guint i = 0; i < import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->verdict != POSTER_IMPORT_NEW)
        continue;
      g_ptr_array_add (posts, row->composition->post);
      g_ptr_array_add (queue_ids, row->queue != NULL ? row->queue->id : (gpointer) "");
    }
  g_ptr_array_add (queue_ids, NULL);
  poster_store_save_new_posts_async (self->store, posts, (const char *const *) queue_ids->pdata, cancellable,
                                     saved_cb, g_steal_pointer (&task));
}

/**
 * poster_importer_save_finish:
 * @self: an importer
 * @result: the result
 * @error: see poster_importer_save_async()
 *
 * Returns: whether they are stored; the posts in the import are then as they are stored
 */
gboolean
poster_importer_save_finish (PosterImporter  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
