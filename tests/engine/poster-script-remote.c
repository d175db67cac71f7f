/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-script-remote.h"

#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-remote-service.h"
#include "poster-submission.h"

/* A service in memory that keeps posts and publishes them by itself when their time has come, and
 * the way to reach it: the steps upload, create, update and status. It makes a post of everything it
 * is sent, however often, so that a double is seen. */
struct _PosterScriptRemote
{
  PosterConnector  parent_instance;
  GHashTable      *plans;     /* (element-type utf8 GQueue), step -> acts to come */
  GHashTable      *runs;      /* (element-type utf8 uint), step -> how often run */
  GPtrArray       *posts;     /* (element-type PosterRemotePost), the newest first */
  GPtrArray       *accounts;  /* (element-type PosterAccount) */
  guint            last_id;
  guint            changes;
  gboolean         is_offline;
};

static void remote_service_init (PosterRemoteServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterScriptRemote, poster_script_remote, POSTER_TYPE_CONNECTOR,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_REMOTE_SERVICE, remote_service_init))

#define POSTS_PER_PAGE 2

static void
count (PosterScriptRemote *self,
       const char         *step)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->runs, step));

  g_hash_table_insert (self->runs, g_strdup (step), GUINT_TO_POINTER (before + 1));
}

static RemoteAct
next_act (PosterScriptRemote *self,
          const char         *step)
{
  GQueue *acts = g_hash_table_lookup (self->plans, step);

  count (self, step);
  if (self->is_offline)
    return REMOTE_OFFLINE;
  return acts != NULL && !g_queue_is_empty (acts) ? GPOINTER_TO_INT (g_queue_pop_head (acts)) : REMOTE_OK;
}

/* %NULL when it is to be done. */
static GError *
make_error (RemoteAct act)
{
  GError *error = NULL;

  switch (act)
    {
    case REMOTE_OFFLINE:
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, "no network");
    case REMOTE_LOST_BEFORE:
    case REMOTE_LOST_AFTER:
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE, "no answer");
      poster_error_get_details (error)->retry = POSTER_RETRY_LATER;
      poster_error_get_details (error)->may_have_arrived = TRUE;
      return error;
    case REMOTE_REFUSED:
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_REJECTED, "refused");
      poster_error_get_details (error)->may_have_arrived = FALSE;
      return error;
    case REMOTE_SIGN_IN:
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_AUTH, "the key is not valid");
      poster_error_get_details (error)->retry = POSTER_RETRY_AFTER_SIGN_IN;
      return error;
    case REMOTE_OK:
    default:
      return NULL;
    }
}

static PosterRemotePost *
find_post (PosterScriptRemote *self,
           const char         *remote_id,
           const char         *submission_id)
{
  for (guint i = 0; i < self->posts->len; i++)
    {
      PosterRemotePost *post = g_ptr_array_index (self->posts, i);

      if (remote_id != NULL ? g_str_equal (post->remote_id, remote_id)
                            : g_strcmp0 (post->submission_id, submission_id) == 0)
        return post;
    }
  return NULL;
}

static PosterRemoteTarget *
find_target (PosterRemotePost  *post,
             PosterPublication *publication)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterRemoteTarget *target = g_ptr_array_index (post->targets, i);

      if (g_str_equal (target->account_remote_id, publication->account->remote_id))
        return target;
    }
  return NULL;
}

static void
fill_target (PosterRemotePost  *post,
             PosterPublication *publication,
             const char        *content)
{
  PosterRemoteTarget *target = poster_remote_post_add_target (post);

  target->account_remote_id = g_strdup (publication->account->remote_id);
  target->platform = g_strdup (publication->account->platform);
  target->status = g_strdup ("pending");
  target->state = POSTER_TARGET_SCHEDULED;
  target->content = g_strcmp0 (publication->content, content) != 0 ? g_strdup (publication->content) : NULL;
}

/* Makes @post what @publication wants. */
static void
fill (PosterScriptRemote *self,
      PosterRemotePost   *post,
      PosterPublication  *publication)
{
  gint64 now_us = poster_clock_get_now_us (poster_connector_get_clock (POSTER_CONNECTOR (self)));

  g_free (post->content);
  post->content = g_strdup (publication->content != NULL ? publication->content : "");
  g_free (post->title);
  post->title = g_strdup (publication->title);
  post->scheduled_us = publication->scheduled_us >= 0 ? publication->scheduled_us : now_us;
  g_free (post->status);
  post->status = g_strdup ("scheduled");
  g_ptr_array_set_size (post->targets, 0);
  fill_target (post, publication, post->content);
  for (guint i = 0; publication->siblings != NULL && i < publication->siblings->len; i++)
    fill_target (post, g_ptr_array_index (publication->siblings, i), post->content);
  self->changes++;
}

static int
compare_parts (gconstpointer one,
               gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

static char *
dup_digest (PosterPublication *publication)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; publication->siblings != NULL && i < publication->siblings->len; i++)
    {
      PosterPublication *sibling = g_ptr_array_index (publication->siblings, i);

      g_ptr_array_add (parts, g_strdup_printf ("%s=%s", sibling->account->remote_id, sibling->content));
    }
  g_ptr_array_add (parts, g_strdup_printf ("%s=%s", publication->account->remote_id, publication->content));
  g_ptr_array_sort (parts, compare_parts);
  g_ptr_array_add (parts, g_strdup_printf ("%" G_GINT64_FORMAT " %s", publication->scheduled_us, publication->title));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (";", (char **) parts->pdata);
}

static PosterStep *
next_step (PosterConnector    *connector,
           PosterPublication  *publication,
           GError            **error)
{
  g_autofree char *digest = dup_digest (publication);

  if (publication->state == NULL)
    return poster_step_new ("upload", POSTER_STEP_TRANSFER);
  if (poster_json_get_string (publication->state, "remote_id") == NULL)
    return poster_step_new ("create", POSTER_STEP_COMMIT);
  /* What is on its way out cannot be edited any more. */
  if (poster_json_get_boolean (publication->state, "handed", FALSE) &&
      g_strcmp0 (poster_json_get_string (publication->state, "digest"), digest) != 0)
    return poster_step_new ("update", POSTER_STEP_COMMIT);
  return poster_step_new ("status", POSTER_STEP_WAIT);
}

/* What follows when the service has @post as @publication wants it. */
static void
return_sent (GTask             *task,
             PosterPublication *publication,
             PosterRemotePost  *post)
{
  g_autofree char *digest = dup_digest (publication);
  JsonObject *state = json_object_new ();
  PosterStepResult *result;

  json_object_set_string_member (state, "remote_id", post->remote_id);
  json_object_set_string_member (state, "digest", digest);
  json_object_set_boolean_member (state, "handed", publication->scheduled_us >= 0);
  result = poster_step_result_new (publication->scheduled_us >= 0 ? POSTER_STEP_HANDED_OVER : POSTER_STEP_CONTINUE, state);
  result->remote_id = g_strdup (post->remote_id);
  result->remote_mark = poster_remote_post_dup_mark (post);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
create (PosterScriptRemote *self,
        GTask              *task,
        PosterPublication  *publication,
        RemoteAct           act)
{
  g_autofree char *id = g_strdup_printf ("remote-%u", self->last_id + 1);
  GError *error = make_error (act);

  if (act == REMOTE_OK || act == REMOTE_LOST_AFTER)
    {
      PosterRemotePost *post = poster_remote_post_new (id);

      self->last_id++;
      post->submission_id = g_strdup (publication->submission_id);
      fill (self, post, publication);
      g_ptr_array_insert (self->posts, 0, post);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    return_sent (task, publication, g_ptr_array_index (self->posts, 0));
}

static void
update (PosterScriptRemote *self,
        GTask              *task,
        PosterPublication  *publication,
        RemoteAct           act)
{
  PosterRemotePost *post = find_post (self, poster_json_get_string (publication->state, "remote_id"), NULL);
  GError *error = make_error (act);
  g_autoptr(PosterRemotePost) wanted = NULL;
  g_autofree char *mark = NULL;
  g_autofree char *wanted_mark = NULL;

  if (error == NULL && post == NULL)
    error = make_error (REMOTE_REFUSED);
  if (error == NULL || act == REMOTE_LOST_AFTER)
    {
      wanted = poster_remote_post_new ("wanted");
      fill (self, wanted, publication);
      mark = poster_remote_post_dup_mark (post);
      wanted_mark = poster_remote_post_dup_mark (wanted);
      if (!poster_submission_marks_agree (mark, publication->remote_mark) && !poster_submission_marks_agree (mark, wanted_mark))
        {
          g_clear_error (&error);
          error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT, "changed there");
          poster_error_get_details (error)->code = g_strdup (POSTER_ERROR_CODE_REMOTE_CHANGED);
          poster_error_get_details (error)->may_have_arrived = FALSE;
        }
      else
        fill (self, post, publication);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    return_sent (task, publication, post);
}

static void
look_at (PosterScriptRemote *self,
         GTask              *task,
         PosterPublication  *publication,
         RemoteAct           act)
{
  gint64 now_us = poster_clock_get_now_us (poster_connector_get_clock (POSTER_CONNECTOR (self)));
  PosterRemotePost *post = find_post (self, poster_json_get_string (publication->state, "remote_id"), NULL);
  PosterRemoteTarget *target = post != NULL ? find_target (post, publication) : NULL;
  GError *error = make_error (act);
  PosterStepResult *result;

  if (error == NULL && target == NULL)
    {
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND, "it was removed there");
      poster_error_get_details (error)->is_final = TRUE;
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (now_us < post->scheduled_us)
    {
      result = poster_step_result_new (POSTER_STEP_ASK_AGAIN, NULL);
      result->delay_us = 3 * G_USEC_PER_SEC;
    }
  else
    {
      target->state = POSTER_TARGET_PUBLISHED;
      result = poster_step_result_new (POSTER_STEP_PUBLISHED, NULL);
      result->platform_post_id = g_strdup_printf ("out-%s", target->account_remote_id);
    }
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
run_step_async (PosterConnector     *connector,
                PosterPublication   *publication,
                const PosterStep    *step,
                PosterProgressFunc   progress,
                gpointer             progress_data,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  RemoteAct act;
  GError *error;

  if (g_task_return_error_if_cancelled (task))
    return;
  act = next_act (self, step->name);
  if (g_str_equal (step->name, "create"))
    create (self, task, publication, act);
  else if (g_str_equal (step->name, "update"))
    update (self, task, publication, act);
  else if (g_str_equal (step->name, "status"))
    look_at (self, task, publication, act);
  else
    {
      error = make_error (act);
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_pointer (task, poster_step_result_new (POSTER_STEP_CONTINUE, json_object_new ()),
                               (GDestroyNotify) poster_step_result_free);
    }
}

static void
settle_async (PosterConnector     *connector,
              PosterPublication   *publication,
              const PosterStep    *step,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = make_error (next_act (self, "settle"));
  PosterRemotePost *post;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  post = find_post (self, poster_json_get_string (publication->state, "remote_id"), publication->submission_id);
  if (post != NULL && g_str_equal (step->name, "create"))
    return_sent (task, publication, post);
  else
    g_task_return_pointer (task, poster_step_result_new (POSTER_STEP_NOT_DONE, NULL),
                           (GDestroyNotify) poster_step_result_free);
}

static void
cancel_async (PosterConnector     *connector,
              PosterPublication   *publication,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (connector, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

static void
list_accounts_async (PosterRemoteService *service,
                     PosterConnection    *connection,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (service);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = make_error (next_act (self, "accounts"));

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_ptr_array_ref (self->accounts), (GDestroyNotify) g_ptr_array_unref);
}

static void
list_posts_async (PosterRemoteService *service,
                  PosterConnection    *connection,
                  const char          *next,
                  const char          *validator,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (service);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(PosterRemotePage) page = poster_remote_page_new ();
  GError *error = make_error (next_act (self, "list"));
  guint first = next != NULL ? (guint) g_ascii_strtoull (next, NULL, 10) : 0;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  page->validator = g_strdup_printf ("v%u", self->changes);
  page->is_unchanged = first == 0 && g_strcmp0 (validator, page->validator) == 0;
  for (guint i = first; !page->is_unchanged && i < self->posts->len && i < first + POSTS_PER_PAGE; i++)
    g_ptr_array_add (page->posts, g_object_ref (g_ptr_array_index (self->posts, i)));
  if (!page->is_unchanged && first + POSTS_PER_PAGE < self->posts->len)
    page->next = g_strdup_printf ("%u", first + POSTS_PER_PAGE);
  g_task_return_pointer (task, g_steal_pointer (&page), (GDestroyNotify) poster_remote_page_free);
}

static void
look_async (PosterRemoteService *service,
            PosterConnection    *connection,
            const char          *remote_id,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (service);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = make_error (next_act (self, "look"));
  PosterRemotePost *post = find_post (self, remote_id, NULL);

  if (error == NULL && post == NULL)
    error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND, "there is no such post");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (post), g_object_unref);
}

static void
remove_post_async (PosterRemoteService *service,
                   PosterConnection    *connection,
                   const char          *remote_id,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (service);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  RemoteAct act = next_act (self, "remove");
  GError *error = make_error (act);
  PosterRemotePost *post = find_post (self, remote_id, NULL);
  gint64 now_us = poster_clock_get_now_us (poster_connector_get_clock (POSTER_CONNECTOR (self)));

  if (error == NULL && post != NULL && post->scheduled_us <= now_us)
    error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT, "it is out");
  if ((error == NULL || act == REMOTE_LOST_AFTER) && post != NULL)
    poster_script_remote_remove (self, post);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
remote_service_init (PosterRemoteServiceInterface *iface)
{
  iface->list_accounts_async = list_accounts_async;
  iface->list_posts_async = list_posts_async;
  iface->look_async = look_async;
  iface->remove_post_async = remove_post_async;
}

static void
poster_script_remote_finalize (GObject *object)
{
  PosterScriptRemote *self = POSTER_SCRIPT_REMOTE (object);

  g_hash_table_unref (self->plans);
  g_hash_table_unref (self->runs);
  g_ptr_array_unref (self->posts);
  g_ptr_array_unref (self->accounts);
  G_OBJECT_CLASS (poster_script_remote_parent_class)->finalize (object);
}

static void
poster_script_remote_class_init (PosterScriptRemoteClass *klass)
{
  PosterConnectorClass *connector_class = POSTER_CONNECTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_script_remote_finalize;
  connector_class->key = "late";
  connector_class->shares_submissions = TRUE;
  connector_class->publishes_later = TRUE;
  connector_class->next_step = next_step;
  connector_class->run_step_async = run_step_async;
  connector_class->settle_async = settle_async;
  connector_class->cancel_async = cancel_async;
}

static void
poster_script_remote_init (PosterScriptRemote *self)
{
  self->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->posts = g_ptr_array_new_with_free_func (g_object_unref);
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
}

PosterScriptRemote *
poster_script_remote_new (PosterClock   *clock,
                          PosterSecrets *secrets)
{
  return g_object_new (POSTER_TYPE_SCRIPT_REMOTE, "clock", clock, "secrets", secrets, NULL);
}

/* The next time @step runs (also settle, remove, look, list, accounts) that no earlier plan is for,
 * it does @act. */
void
poster_script_remote_plan (PosterScriptRemote *self,
                           const char         *step,
                           RemoteAct           act)
{
  GQueue *acts = g_hash_table_lookup (self->plans, step);

  if (acts == NULL)
    {
      acts = g_queue_new ();
      g_hash_table_insert (self->plans, g_strdup (step), acts);
    }
  g_queue_push_tail (acts, GINT_TO_POINTER (act));
}

void
poster_script_remote_set_offline (PosterScriptRemote *self,
                                  gboolean            is_offline)
{
  self->is_offline = is_offline;
}

guint
poster_script_remote_get_runs (PosterScriptRemote *self,
                               const char         *step)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->runs, step));
}

/* What the service keeps; for whoever plays somebody else at it, too. */
GPtrArray *
poster_script_remote_get_posts (PosterScriptRemote *self)
{
  return self->posts;
}

/* The only post of the service. */
PosterRemotePost *
poster_script_remote_get_post (PosterScriptRemote *self)
{
  g_assert_cmpuint (self->posts->len, ==, 1);
  return g_ptr_array_index (self->posts, 0);
}

void
poster_script_remote_remove (PosterScriptRemote *self,
                             PosterRemotePost   *post)
{
  self->changes++;
  g_ptr_array_remove (self->posts, post);
}

/* Somebody changed something there. */
void
poster_script_remote_touch (PosterScriptRemote *self)
{
  self->changes++;
}

GPtrArray *
poster_script_remote_get_accounts (PosterScriptRemote *self)
{
  return self->accounts;
}

/* How many posts are out on an account by now. */
guint
poster_script_remote_count_published (PosterScriptRemote *self,
                                      const char         *account_remote_id)
{
  gint64 now_us = poster_clock_get_now_us (poster_connector_get_clock (POSTER_CONNECTOR (self)));
  guint n_published = 0;

  for (guint i = 0; i < self->posts->len; i++)
    {
      PosterRemotePost *post = g_ptr_array_index (self->posts, i);

      for (guint j = 0; j < post->targets->len; j++)
        n_published += post->scheduled_us <= now_us &&
                       g_str_equal (((PosterRemoteTarget *) g_ptr_array_index (post->targets, j))->account_remote_id,
                                    account_remote_id);
    }
  return n_published;
}
