/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-queues-window"

#include "poster-queues-window.h"

#include <glib/gi18n-lib.h>

#include "poster-clock-text.h"
#include "poster-compat.h"
#include "poster-queue-group.h"
#include "poster-toast.h"

/* What is suggested first: each working day in the evening. */
#define USUAL_MINUTE (18 * 60)

/**
 * PosterQueuesWindow:
 *
 * The queues of a person, with their times of the week. What is changed is stored at once, and what
 * is taken away can be brought back.
 */
struct _PosterQueuesWindow
{
  AdwWindow           parent_instance;

  PosterQueuesModel  *queues;   /* (nullable), until it is set up */
  GPtrArray          *groups;   /* (element-type PosterQueueGroup) */

  AdwToastOverlay    *overlay;
  GtkStack           *stack;
  AdwPreferencesPage *page;
  GtkWidget          *new_button;
  GtkButton          *usual_button;
};

G_DEFINE_FINAL_TYPE (PosterQueuesWindow, poster_queues_window, ADW_TYPE_WINDOW)

static PosterStore *
get_store (PosterQueuesWindow *self)
{
  return poster_session_get_store (poster_queues_model_get_session (self->queues));
}

static void
tell (PosterQueuesWindow *self,
      const char         *words)
{
  adw_toast_overlay_add_toast (self->overlay, poster_toast_new (words, NULL, GTK_WIDGET (self->overlay)));
}

/* What was saved, and what was there before. */
typedef struct
{
  PosterQueuesWindow *self;
  PosterQueue        *before;     /* (nullable) */
  char               *undo;       /* (nullable) */
  gboolean            reshuffle;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->self);
  g_clear_object (&saving->before);
  g_free (saving->undo);
  g_free (saving);
}

static void save (PosterQueuesWindow *self, PosterQueue *queue, gboolean reshuffle, const char *undo, PosterQueue *before);

static void
bring_back_cb (PosterQueuesWindow *self,
               AdwToast           *toast)
{
  if (self->queues != NULL)
    save (self, g_object_get_data (G_OBJECT (toast), "before"), FALSE, NULL, NULL);
}

static void
offer_undo (PosterQueuesWindow *self,
            const char         *words,
            PosterQueue        *before)
{
  AdwToast *toast = poster_toast_new (words, _("Undo"), GTK_WIDGET (self->overlay));

  g_object_set_data_full (G_OBJECT (toast), "before", g_object_ref (before), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (bring_back_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Saving *saving = user_data;
  PosterQueuesWindow *self = saving->self;
  g_autoptr(PosterQueue) stored = NULL;
  g_autoptr(GError) error = NULL;
  guint n_moved = 0;

  stored = poster_store_save_queue_finish (POSTER_STORE (object), result, &n_moved, &error);
  if (self->queues == NULL)
    {
      saving_free (saving);
      return;
    }
  if (stored == NULL)
    {
      tell (self, error->message);
      poster_queues_model_reload (self->queues);
    }
  else if (saving->reshuffle)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%u post got another time.", "%u posts got other times.",
                                                          n_moved), n_moved);

      tell (self, n_moved > 0 ? words : _("All posts that wait have their times already."));
    }
  else if (saving->undo != NULL && saving->before != NULL)
    {
      offer_undo (self, saving->undo, saving->before);
    }
  saving_free (saving);
}

static void
save (PosterQueuesWindow *self,
      PosterQueue        *queue,
      gboolean            reshuffle,
      const char         *undo,
      PosterQueue        *before)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->self = g_object_ref (self);
  saving->before = before != NULL ? g_object_ref (before) : NULL;
  saving->undo = g_strdup (undo);
  saving->reshuffle = reshuffle;
  poster_store_save_queue_async (get_store (self), queue, reshuffle, NULL, saved_cb, saving);
}

static void
move_answered_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Saving *saving = user_data;
  g_autofree char *response = poster_ask_finish (result, NULL);

  if (saving->self->queues != NULL && g_strcmp0 (response, "move") == 0)
    save (saving->self, saving->before, TRUE, NULL, NULL);
  saving_free (saving);
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  const char *const responses[] = { "cancel", _("_Cancel"), "move", _("_Move"), NULL };
  Saving *saving = user_data;
  PosterQueuesWindow *self = saving->self;
  g_autoptr(GError) error = NULL;
  int n_moves = poster_store_count_moves_finish (POSTER_STORE (object), result, &error);
  g_autofree char *heading = NULL;

  if (self->queues != NULL && n_moves > 0)
    {
      heading = g_strdup_printf (ngettext ("Move %d Post to Another Time?", "Move %d Posts to Other Times?",
                                           (gulong) n_moves), n_moves);
      poster_ask_async (GTK_WINDOW (self), heading,
                        _("What waits in this queue gets the next of its slots, in the order it has now."),
                        responses, "move", NULL, NULL, move_answered_cb, saving);
      return;
    }
  if (self->queues != NULL)
    tell (self, n_moves == 0 ? _("All posts that wait have their times already.") : error->message);
  saving_free (saving);
}

/* How much would move is said before anything does. */
static void
ask_to_move (PosterQueuesWindow *self,
             PosterQueue        *queue)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->self = g_object_ref (self);
  saving->before = g_object_ref (queue);
  poster_store_count_moves_async (get_store (self), queue->id, NULL, counted_cb, saving);
}

static void
group_changed_cb (PosterQueueGroup   *group,
                  PosterQueue        *queue,
                  gboolean            reshuffle,
                  const char         *undo,
                  PosterQueuesWindow *self)
{
  if (reshuffle)
    ask_to_move (self, queue);
  else
    save (self, queue, FALSE, undo, poster_queue_group_get_queue (group));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Saving *saving = user_data;
  PosterQueuesWindow *self = saving->self;
  g_autoptr(GError) error = NULL;
  gboolean is_gone = poster_store_delete_queue_finish (POSTER_STORE (object), result, &error);

  if (self->queues != NULL && is_gone)
    offer_undo (self, saving->undo, saving->before);
  else if (self->queues != NULL)
    tell (self, error->message);
  saving_free (saving);
}

static void
group_deleted_cb (PosterQueueGroup   *group,
                  PosterQueuesWindow *self)
{
  PosterQueue *queue = poster_queue_group_get_queue (group);
  Saving *saving = g_new0 (Saving, 1);

  saving->self = g_object_ref (self);
  saving->before = g_object_ref (queue);
  /* Translators: %s is what a person calls the queue */
  saving->undo = g_strdup_printf (_("The queue “%s” is deleted. Posts keep their times."), queue->name);
  poster_store_delete_queue_async (get_store (self), queue->id, NULL, deleted_cb, saving);
}

static void
add_group (PosterQueuesWindow *self,
           PosterQueue        *queue)
{
  GtkWidget *group = poster_queue_group_new (self->queues, queue);

  g_signal_connect (group, "changed", G_CALLBACK (group_changed_cb), self);
  g_signal_connect (group, "deleted", G_CALLBACK (group_deleted_cb), self);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);
}

/* Groups of queues that stay are kept, so that nobody loses their place. */
static void
show (PosterQueuesWindow *self)
{
  GPtrArray *queues = poster_queues_model_get_queues (self->queues);

  for (guint i = self->groups->len; i > 0; i--)
    {
      PosterQueueGroup *group = g_ptr_array_index (self->groups, i - 1);
      PosterQueue *queue = poster_queues_model_find (self->queues, poster_queue_group_get_queue (group)->id);

      if (queue != NULL)
        {
          poster_queue_group_set_queue (group, queue);
          continue;
        }
      g_ptr_array_remove_index (self->groups, i - 1);
      adw_preferences_page_remove (self->page, ADW_PREFERENCES_GROUP (group));
    }
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);
      gboolean is_shown = FALSE;

      for (guint j = 0; j < self->groups->len; j++)
        is_shown = is_shown || g_str_equal (poster_queue_group_get_queue (g_ptr_array_index (self->groups, j))->id,
                                            queue->id);
      if (!is_shown)
        add_group (self, queue);
    }
  if (!poster_queues_model_get_is_loaded (self->queues))
    return;
  gtk_widget_set_visible (self->new_button, queues->len > 0);
  gtk_stack_set_visible_child_name (self->stack, queues->len > 0 ? "queues" : "none");
}

/* (transfer full): a name that no queue has */
static char *
dup_new_name (PosterQueuesWindow *self)
{
  GPtrArray *queues = poster_queues_model_get_queues (self->queues);

  for (guint number = 1;; number++)
    {
      /* Translators: what a new queue is called, and what a further one is called: "Queue 2" */
      g_autofree char *name = number == 1 ? g_strdup (_("My Queue")) : g_strdup_printf (_("Queue %u"), number);
      gboolean is_taken = FALSE;

      for (guint i = 0; i < queues->len; i++)
        is_taken = is_taken || g_str_equal (((PosterQueue *) g_ptr_array_index (queues, i))->name, name);
      if (!is_taken)
        return g_steal_pointer (&name);
    }
}

static void
new_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  PosterQueuesWindow *self = POSTER_QUEUES_WINDOW (widget);
  g_autofree char *name = dup_new_name (self);
  g_autofree char *zone = poster_zone_dup_local ();
  g_autoptr(PosterQueue) queue = poster_queue_new (name, zone);

  for (guint weekday = 1; weekday <= 5 && g_variant_get_boolean (parameter); weekday++)
    poster_queue_add_slot (queue, weekday, USUAL_MINUTE);
  save (self, queue, FALSE, NULL, NULL);
}

static void
poster_queues_window_dispose (GObject *object)
{
  PosterQueuesWindow *self = POSTER_QUEUES_WINDOW (object);

  if (self->queues != NULL)
    g_signal_handlers_disconnect_by_data (self->queues, self);
  g_clear_object (&self->queues);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_queues_window_parent_class)->dispose (object);
}

static void
poster_queues_window_class_init (PosterQueuesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_queues_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-queues-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterQueuesWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, PosterQueuesWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterQueuesWindow, page);
  gtk_widget_class_bind_template_child (widget_class, PosterQueuesWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, PosterQueuesWindow, usual_button);
  gtk_widget_class_install_action (widget_class, "queues.new", "b", new_action);
}

static void
poster_queues_window_init (PosterQueuesWindow *self)
{
  g_autofree char *time = poster_clock_text_format (USUAL_MINUTE);
  g_autofree char *label = NULL;

  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Translators: %s is a time of day: "Monday to Friday, 18:00" */
  label = g_strdup_printf (_("_Monday to Friday, %s"), time);
  gtk_button_set_label (self->usual_button, label);
}

/**
 * poster_queues_window_new:
 * @parent: (nullable): the window that asks
 * @session: whose queues
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_queues_window_new (GtkWindow     *parent,
                          PosterSession *session)
{
  PosterQueuesWindow *self = g_object_new (POSTER_TYPE_QUEUES_WINDOW, "transient-for", parent, NULL);

  self->queues = poster_queues_model_get (session);
  g_signal_connect_swapped (self->queues, "changed", G_CALLBACK (show), self);
  show (self);
  return GTK_WINDOW (self);
}
