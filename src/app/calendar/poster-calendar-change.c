/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-change"

#include "poster-calendar-change.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-post-actions.h"
#include "poster-post-move.h"

/* Several posts, one after the other; and one offer to take all of it back. */
typedef struct
{
  /* Input. */
  PosterSession            *session;
  GWeakRef                  window;    /* where to tell */
  char                    **ids;
  PosterCalendarChangeKind  kind;
  int                       days;
  int                       minutes;
  char                     *series_id; /* (nullable) */

  /* In progress. */
  guint                     next;      /* id to look at */
  GPtrArray                *before;    /* (element-type PosterPost): those that were moved, as they were */
  GPtrArray                *done;      /* (element-type utf8): those that were deleted or made */
  GError                   *error;     /* (nullable), the first */
  guint                     n_failed;
} Change;

/* The steps, in the order they run: (change_next -> changed)* -> told; and of taking back: undo_next -> undone … */
static void change_next (GTask *task);
static void moved_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void trashed_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void copied_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void copy_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->session);
  g_weak_ref_clear (&change->window);
  g_strfreev (change->ids);
  g_free (change->series_id);
  g_ptr_array_unref (change->before);
  g_ptr_array_unref (change->done);
  g_clear_error (&change->error);
  g_free (change);
}

static void
tell (Change     *change,
      const char *text)
{
  g_autoptr(PosterWindow) window = g_weak_ref_get (&change->window);

  if (window != NULL)
    poster_window_tell (window, text);
}

/* What somebody is told when the taking back fails: the first of it. */
static void
take_error (Change *change,
            GError *error)
{
  tell (change, error->message);
}

static void
saved_back_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (poster_store_save_post_finish (POSTER_STORE (object), result, &error) < 0)
    take_error (change, error);
  else
    poster_session_ring (change->session);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_post_actions_restore_finish (POSTER_SESSION (object), result, &error))
    take_error (g_task_get_task_data (task), error);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_delete_post_finish (POSTER_STORE (object), result, &error))
    take_error (g_task_get_task_data (task), error);
}

/* Each post as it was, to the last option; the store does one after the other. */
static void
undo (gpointer user_data)
{
  GTask *task = user_data;
  Change *change = g_task_get_task_data (task);
  PosterStore *store = poster_session_get_store (change->session);

  for (guint i = 0; i < change->before->len; i++)
    poster_store_save_post_async (store, g_ptr_array_index (change->before, i), POSTER_STATES_EDITABLE, NULL,
                                  saved_back_cb, g_object_ref (task));
  for (guint i = 0; i < change->done->len; i++)
    {
      const char *id = g_ptr_array_index (change->done, i);

      if (change->kind == POSTER_CALENDAR_DELETE)
        poster_post_actions_restore_async (change->session, id, change->series_id, restored_cb, g_object_ref (task));
      else
        poster_store_delete_post_async (store, id, POSTER_STATES (POSTER_TARGET_DRAFT), NULL,
                                        deleted_cb, g_object_ref (task));
    }
}

/* Nobody wants it back any more. */
static void
settle (gpointer user_data)
{
  Change *change = g_task_get_task_data (user_data);

  if (change->kind == POSTER_CALENDAR_DELETE)
    for (guint i = 0; i < change->done->len; i++)
      poster_post_actions_purge (change->session, g_ptr_array_index (change->done, i));
}

static char *
dup_words (Change *change)
{
  guint n = change->kind == POSTER_CALENDAR_MOVE ? change->before->len : change->done->len;

  switch (change->kind)
    {
    case POSTER_CALENDAR_MOVE:
      return n == 1 ? g_strdup (_("Post moved")) : g_strdup_printf (ngettext ("%u post moved", "%u posts moved", n), n);
    case POSTER_CALENDAR_DELETE:
      return n == 1 ? g_strdup (_("Post deleted")) : g_strdup_printf (ngettext ("%u post deleted", "%u posts deleted", n), n);
    case POSTER_CALENDAR_DUPLICATE:
    default:
      return n == 1 ? g_strdup (_("Draft made")) : g_strdup_printf (ngettext ("%u draft made", "%u drafts made", n), n);
    }
}

static void
finish (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  g_autoptr(PosterWindow) window = g_weak_ref_get (&change->window);
  g_autofree char *words = NULL;

  if (change->before->len + change->done->len == 0)
    {
      if (change->error != NULL)
        tell (change, change->error->message);
    }
  else if (window == NULL)
    {
      settle (task);
    }
  else
    {
      words = dup_words (change);
      if (change->n_failed > 0)
        {
          g_autofree char *done = g_steal_pointer (&words);

          /* Translators: "2 posts moved; 1 was left as it is: The time has passed." */
          words = g_strdup_printf (ngettext ("%s; %u was left as it is: %s", "%s; %u were left as they are: %s",
                                             change->n_failed), done, change->n_failed, change->error->message);
        }
      poster_window_offer_undo (window, words, undo, settle, g_object_ref (task), g_object_unref);
    }
  g_task_return_boolean (task, TRUE);
}

static void
note_failure (GTask  *task,
              GError *error)
{
  Change *change = g_task_get_task_data (task);

  change->n_failed++;
  if (change->error == NULL)
    change->error = error;
  else
    g_error_free (error);
  change_next (task);
}

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  PosterPost *before = poster_post_move_finish (POSTER_SESSION (object), result, &error);

  if (before == NULL)
    {
      note_failure (task, error);
      return;
    }
  g_ptr_array_add (change->before, before);
  change_next (task);
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (!poster_post_actions_trash_finish (POSTER_SESSION (object), result, &error))
    {
      note_failure (task, error);
      return;
    }
  g_ptr_array_add (change->done, g_strdup (change->ids[change->next - 1]));
  change_next (task);
}

static void
dated_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* It is there, on the Posts page at least. */
  if (poster_store_save_post_finish (POSTER_STORE (object), result, &error) < 0)
    g_message ("A duplicate has no time in mind: %s", error->message);
  change_next (task);
}

/* The copy has no time; here it is wanted beside what it was made of. */
static void
copy_got_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  PosterPost *copy = NULL, *original = NULL;
  g_autoptr(PosterPost) dated = NULL;

  for (guint i = 0; posts != NULL && i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      if (g_str_equal (post->id, change->ids[change->next - 1]))
        original = post;
      else
        copy = post;
    }
  if (copy == NULL || original == NULL || original->schedule == NULL)
    {
      change_next (task);
      return;
    }
  dated = poster_post_copy (copy);
  g_clear_pointer (&dated->schedule, poster_schedule_unref);
  dated->schedule = poster_schedule_ref (original->schedule);
  poster_store_save_post_async (POSTER_STORE (object), dated, POSTER_STATES (POSTER_TARGET_DRAFT), NULL,
                                dated_cb, g_steal_pointer (&task));
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *id = poster_post_actions_duplicate_finish (POSTER_SESSION (object), result, &error);
  const char *ids[] = { id, change->ids[change->next - 1], NULL };

  if (id == NULL)
    {
      note_failure (task, error);
      return;
    }
  g_ptr_array_add (change->done, g_strdup (id));
  poster_store_get_posts_async (poster_session_get_store (change->session), ids, NULL, copy_got_cb, g_steal_pointer (&task));
}

static void
change_next (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  const char *id = change->ids[change->next];

  if (id == NULL)
    {
      finish (task);
      return;
    }
  change->next++;
  if (change->kind == POSTER_CALENDAR_MOVE)
    poster_post_move_async (change->session, id, change->days, change->minutes, moved_cb, g_object_ref (task));
  else if (change->kind == POSTER_CALENDAR_DELETE)
    poster_post_actions_trash_async (change->session, id, change->series_id, trashed_cb, g_object_ref (task));
  else
    poster_post_actions_duplicate_async (change->session, id, copied_cb, g_object_ref (task));
}

/**
 * poster_calendar_change_async:
 * @session: a session
 * @window: (nullable): where what was done is told, and its undoing is offered; without one it
 *   cannot be undone
 * @post_ids: (array zero-terminated=1): ids of posts
 * @kind: what is to be done with them
 * @days: for moving: how many days later
 * @minutes: for moving: how many minutes later as well
 * @series_id: (nullable): for deleting the one post: id of the series that is to end with it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Changes posts one after the other. Those that cannot be changed stay as they are, and it is told why.
 */
void
poster_calendar_change_async (PosterSession            *session,
                              PosterWindow             *window,
                              const char *const        *post_ids,
                              PosterCalendarChangeKind  kind,
                              int                       days,
                              int                       minutes,
                              const char               *series_id,
                              GAsyncReadyCallback       callback,
                              gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (session, NULL, callback, user_data);
  Change *change = g_new0 (Change, 1);

  g_task_set_source_tag (task, poster_calendar_change_async);
  change->session = g_object_ref (session);
  g_weak_ref_init (&change->window, window);
  change->ids = g_strdupv ((char **) post_ids);
  change->kind = kind;
  change->days = days;
  change->minutes = minutes;
  change->series_id = g_strdup (series_id);
  change->before = g_ptr_array_new_with_free_func (g_object_unref);
  change->done = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, change, change_free);
  change_next (task);
}

/**
 * poster_calendar_change_finish:
 * @result: the result
 *
 * Returns: %TRUE: what was to be told is told
 */
gboolean
poster_calendar_change_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
