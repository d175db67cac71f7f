/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-error.h"
#include "poster-series-question.h"
#include "poster-store-queues.h"
#include "poster-window.h"
#include "poster-words.h"

static void
keep_size (PosterComposerWindow *self)
{
  PosterApplication *application = POSTER_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  GSettings *settings = application != NULL ? poster_application_get_settings (application) : NULL;
  int width, height;

  if (settings == NULL || gtk_window_is_maximized (GTK_WINDOW (self)))
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "composer-width", width);
  g_settings_set_int (settings, "composer-height", height);
}

static void
go (PosterComposerWindow *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* Where the post is seen from now on. */
static PosterWindow *
show_posts (PosterComposerWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application == NULL)
    return NULL;
  g_action_group_activate_action (G_ACTION_GROUP (application), "show-page", g_variant_new_string ("posts"));
  return poster_window_find (GTK_WIDGET (self));
}

static char *
say_outcome (PosterComposerWindow *self,
             PosterPost           *post)
{
  gint64 due_us = poster_post_get_due_us (post);
  PosterClock *clock = poster_session_get_clock (self->session);
  g_autofree char *time = NULL;

  switch (poster_draft_get_when (self->draft))
    {
    case POSTER_COMPOSITION_DRAFT:
      return g_strdup (_("The draft is saved."));
    case POSTER_COMPOSITION_AT:
      time = poster_words_time_within (due_us, poster_clock_get_now_us (clock), poster_schedule_get_zone (post->schedule));
      /* Translators: %s is a day and a time */
      return g_strdup_printf (_("Scheduled for %s. It may take some minutes to appear then."), time);
    case POSTER_COMPOSITION_QUEUE:
      time = poster_words_time_within (due_us, poster_clock_get_now_us (clock), poster_schedule_get_zone (post->schedule));
      /* Translators: %s is a day and a time */
      return g_strdup_printf (_("Added to the queue for %s. It may take some minutes to appear then."), time);
    case POSTER_COMPOSITION_NOW:
    case POSTER_COMPOSITION_KEEP:
    default:
      return g_strdup (_("It may take some minutes to appear."));
    }
}

/* The slot that was chosen is gone: the next free one is what it would get now. */
static void
offer_next_slot (PosterComposerWindow *self,
                 const GError         *error)
{
  g_autofree char *words = NULL;

  poster_draft_want_slot (self->draft, poster_draft_get_queue_id (self->draft), NULL);
  poster_queues_model_reload (self->queues);
  /* Translators: %s is why the chosen place in the queue is not free any more, a sentence */
  words = g_strdup_printf (_("%s The next free slot is chosen instead: schedule it again to take that."), error->message);
  poster_composer_window_tell (self, words);
}

static void
published_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  PosterWindow *window;

  post = poster_draft_keeper_publish_finish (POSTER_DRAFT_KEEPER (object), result, &error);
  self->is_publishing = FALSE;
  if (self->session == NULL)
    return;
  if (post == NULL)
    {
      if (poster_draft_get_is_in_series (self->draft))
        poster_draft_set_recurrence (self->draft, NULL);
      poster_composer_window_show_reason (self);
      if (g_strcmp0 (poster_error_get_code (error), POSTER_STORE_SLOT_TAKEN) == 0)
        offer_next_slot (self, error);
      else
        poster_composer_window_tell (self, error->message);
      return;
    }
  poster_session_ring (self->session);
  window = show_posts (self);
  words = say_outcome (self, post);
  if (window != NULL)
    poster_window_tell (window, words);
  go (self);
}

static void
scope_asked_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(PosterRecurrence) rest = NULL;
  g_autoptr(GError) error = NULL;
  PosterSeriesScope scope;

  scope = poster_series_question_finish (POSTER_SESSION (object), result, &post, &series, &error);
  if (self->session == NULL)
    return;
  if (scope == POSTER_SERIES_SCOPE_NONE)
    {
      self->is_publishing = FALSE;
      poster_composer_window_show_reason (self);
      if (error != NULL)
        poster_composer_window_tell (self, error->message);
      return;
    }
  if (scope == POSTER_SERIES_SCOPE_FOLLOWING && poster_composer_window_why_no_repeat (self) != NULL)
    {
      self->is_publishing = FALSE;
      poster_composer_window_show_reason (self);
      poster_composer_window_tell (self, poster_composer_window_why_no_repeat (self));
      return;
    }
  if (scope == POSTER_SERIES_SCOPE_FOLLOWING)
    {
      rest = poster_recurrence_move_on (series->recurrence, series->start, post->occurrence,
                                        poster_draft_get_schedule_for (self->draft, NULL));
      poster_draft_set_recurrence (self->draft, rest);
    }
  poster_draft_keeper_publish_async (self->keeper, NULL, published_cb, g_object_ref (self));
}

static void
publish (PosterComposerWindow *self)
{
  if (poster_draft_get_when (self->draft) == POSTER_COMPOSITION_AT && poster_draft_get_is_in_series (self->draft))
    poster_series_question_async (self->session, GTK_WINDOW (self), poster_draft_keeper_get_post_id (self->keeper), FALSE,
                                  self->cancellable, scope_asked_cb, g_object_ref (self));
  else
    poster_draft_keeper_publish_async (self->keeper, NULL, published_cb, g_object_ref (self));
}

/* What is not there any more would fail when its time has come, and nobody is there to see it. */
static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (object);
  gboolean is_complete = poster_composer_window_look_for_files_finish (self, result);

  if (self->session == NULL)
    return;
  if (is_complete || poster_draft_get_when (self->draft) == POSTER_COMPOSITION_DRAFT)
    {
      publish (self);
      return;
    }
  self->is_publishing = FALSE;
  poster_composer_window_show_reason (self);
}

/**
 * poster_composer_window_publish:
 * @self: a composer with nothing in the way
 *
 * Pressing the button, with the preview in sight, is the express act without which nothing is sent
 * (TikTok's rule 5c).
 */
void
poster_composer_window_publish (PosterComposerWindow *self)
{
  if (self->is_publishing)
    return;
  poster_caption_box_commit (self->caption_box);
  self->is_publishing = TRUE;
  poster_composer_window_show_reason (self);
  poster_player_pause (self->player);
  poster_composer_window_look_for_files_async (self, looked_cb, NULL);
}

/* What was discarded, for whoever wants it back. */
typedef struct
{
  PosterApplication *application;
  PosterStore       *store;
  char              *post_id;
  char              *edits;  /* (nullable), of a post that is more than a draft */
} Discarded;

static void
discarded_free (gpointer data)
{
  Discarded *discarded = data;

  g_object_unref (discarded->application);
  g_object_unref (discarded->store);
  g_free (discarded->post_id);
  g_free (discarded->edits);
  g_free (discarded);
}

static void
edit_again (PosterApplication *application,
            const char        *post_id)
{
  gtk_window_present (GTK_WINDOW (poster_composer_window_edit (application, post_id)));
}

static void
tell_failure (Discarded    *discarded,
              const GError *error)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (discarded->application));
  PosterWindow *window = active != NULL ? poster_window_find (GTK_WIDGET (active)) : NULL;

  if (window != NULL)
    poster_window_tell (window, error->message);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Discarded *discarded = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_restore_post_finish (POSTER_STORE (object), result, &error))
    edit_again (discarded->application, discarded->post_id);
  else
    tell_failure (discarded, error);
  discarded_free (discarded);
}

static void
put_back_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Discarded *discarded = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    edit_again (discarded->application, discarded->post_id);
  else
    tell_failure (discarded, error);
  discarded_free (discarded);
}

static void
undo_discard (gpointer user_data)
{
  Discarded *discarded = user_data;
  Discarded *copy = g_new0 (Discarded, 1);

  copy->application = g_object_ref (discarded->application);
  copy->store = g_object_ref (discarded->store);
  copy->post_id = g_strdup (discarded->post_id);
  if (discarded->edits != NULL)
    {
      g_autofree char *key = poster_draft_keeper_name_edits (discarded->post_id);

      poster_store_set_setting_async (discarded->store, key, discarded->edits, NULL, put_back_cb, copy);
    }
  else
    {
      poster_store_restore_post_async (discarded->store, discarded->post_id, NULL, restored_cb, copy);
    }
}

static void
settle_discard (gpointer user_data)
{
  Discarded *discarded = user_data;

  poster_composer_window_forget_spare (discarded->store, discarded->post_id);
  if (discarded->edits == NULL)
    poster_store_purge_trash_async (discarded->store, discarded->post_id, NULL, NULL, NULL);
}

static void
discarded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  PosterDraftKeeper *keeper = POSTER_DRAFT_KEEPER (object);
  g_autofree char *edits = g_object_steal_data (G_OBJECT (self), "discarded-edits");
  g_autoptr(GError) error = NULL;
  Discarded *discarded;
  PosterWindow *window;

  if (!poster_draft_keeper_discard_finish (keeper, result, &error))
    {
      if (self->session != NULL)
        poster_composer_window_tell (self, error->message);
      return;
    }
  if (self->session != NULL && (edits != NULL || poster_draft_keeper_get_is_trashed (keeper)))
    {
      window = show_posts (self);
      discarded = g_new0 (Discarded, 1);
      discarded->application = g_object_ref (POSTER_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
      discarded->store = g_object_ref (poster_session_get_store (self->session));
      discarded->post_id = g_strdup (poster_draft_keeper_get_post_id (keeper));
      discarded->edits = g_steal_pointer (&edits);
      if (window != NULL)
        poster_window_offer_undo (window, discarded->edits != NULL ? _("The changes are discarded.")
                                                                   : _("The draft is discarded."),
                                  undo_discard, settle_discard, discarded, discarded_free);
      else
        discarded_free (discarded);
    }
  go (self);
}

/**
 * poster_composer_window_discard:
 * @self: a composer
 *
 * Throws away what is there, with undo; of a post that is more than a draft, what was changed.
 */
void
poster_composer_window_discard (PosterComposerWindow *self)
{
  poster_caption_box_commit (self->caption_box);
  poster_player_pause (self->player);
  poster_draft_intake_stop (self->intake);
  if (poster_draft_keeper_get_is_live (self->keeper))
    g_object_set_data_full (G_OBJECT (self), "discarded-edits", poster_draft_keeper_dup_edits (self->keeper), g_free);
  poster_draft_keeper_discard_async (self->keeper, NULL, discarded_cb, g_object_ref (self));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autofree char *response = poster_ask_finish (result, NULL);

  if (self->session != NULL && g_strcmp0 (response, "leave") == 0)
    go (self);
}

/* It could not be stored: whoever closes it all the same is to know. */
static void
ask (PosterComposerWindow *self,
     const char           *reason)
{
  const char *responses[] = { "stay", _("_Stay Here"), "leave", _("_Close Without Saving"), NULL };

  poster_ask_async (GTK_WINDOW (self), _("This Post Is Not Saved"), reason, responses, "stay", "leave",
                    self->cancellable, asked_cb, g_object_ref (self));
}

static void
flushed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  PosterKeeping state = poster_draft_keeper_get_state (POSTER_DRAFT_KEEPER (object));
  g_autoptr(GError) error = NULL;

  self->is_closing = FALSE;
  if (self->session == NULL)
    return;
  /* A post that is gone, or out, has nothing to be stored. */
  if (poster_draft_keeper_flush_finish (POSTER_DRAFT_KEEPER (object), result, &error) ||
      state == POSTER_KEEPING_GONE || state == POSTER_KEEPING_LOCKED)
    {
      go (self);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  ask (self, error->message);
}

/* It was closed by somebody, so it need not come back. */
static void
forget (PosterComposerWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  const char *post_id = self->keeper != NULL ? poster_draft_keeper_get_post_id (self->keeper) : NULL;

  self->may_close = TRUE;
  if (application != NULL && post_id != NULL)
    poster_open_composers_remove (poster_application_get_open_composers (POSTER_APPLICATION (application)), post_id);
}

/**
 * poster_composer_window_close_request:
 * @self: a composer
 *
 * Closing keeps the draft: the window goes at once, and is destroyed when all of it is stored.
 *
 * Returns: whether it is to stay for now
 */
gboolean
poster_composer_window_close_request (PosterComposerWindow *self)
{
  if (self->session == NULL || !self->is_open || self->may_close ||
      poster_draft_keeper_get_state (self->keeper) == POSTER_KEEPING_ENDED)
    {
      keep_size (self);
      forget (self);
      return GDK_EVENT_PROPAGATE;
    }
  if (self->is_publishing)
    return GDK_EVENT_STOP;
  poster_caption_box_commit (self->caption_box);
  poster_player_pause (self->player);
  poster_publish_bar_popdown (self->publish_bar);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (poster_draft_intake_get_is_busy (self->intake))
    {
      self->is_closing = TRUE;
      return GDK_EVENT_STOP;
    }
  self->is_closing = TRUE;
  if (poster_composer_window_settle_spare (self))
    return GDK_EVENT_STOP;
  poster_draft_keeper_flush_async (self->keeper, NULL, flushed_cb, g_object_ref (self));
  return GDK_EVENT_STOP;
}
