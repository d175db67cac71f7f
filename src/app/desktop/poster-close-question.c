/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-close-question"

#include "poster-close-question.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-sleep-habits.h"

#define RUN_SETTING "run-in-background"
#define ASKED_SETTING "background-asked"

/**
 * PosterCloseQuestion:
 *
 * Asks, once, what becomes of posts that wait when the last window is closed.
 */
struct _PosterCloseQuestion
{
  GObject        parent_instance;

  PosterOutlook *outlook;
  GSettings     *settings;
  GCancellable  *cancellable;
  GtkWindow     *asking;       /* (nullable), the one that waits for an answer */
};

G_DEFINE_FINAL_TYPE (PosterCloseQuestion, poster_close_question, G_TYPE_OBJECT)

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterCloseQuestion) self = user_data;
  g_autoptr(GtkWindow) window = g_steal_pointer (&self->asking);
  g_autofree char *response = poster_ask_finish (result, NULL);

  /* Who only turned the question away did not answer it. */
  if (response == NULL || g_str_equal (response, "cancel"))
    return;
  g_settings_set_boolean (self->settings, ASKED_SETTING, TRUE);
  if (g_str_equal (response, "run"))
    g_settings_set_boolean (self->settings, RUN_SETTING, TRUE);
  gtk_window_close (window);
}

static gboolean
is_last (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);
  guint n_others = 0;

  for (GList *link = application != NULL ? gtk_application_get_windows (application) : NULL; link != NULL; link = link->next)
    if (link->data != window && gtk_widget_get_visible (GTK_WIDGET (link->data)))
      n_others++;
  return n_others == 0;
}

static gboolean
close_requested_cb (GtkWindow           *window,
                    PosterCloseQuestion *self)
{
  const char *const responses[] = { "cancel", _("_Cancel"), "stop", _("_Stop Until I Open It"),
                                    "run", _("_Keep Publishing"), NULL };
  g_autofree char *waiting = poster_outlook_dup_words (self->outlook);
  g_autofree char *habits = NULL;
  g_autofree char *body = NULL;

  if (self->asking != NULL)
    return GDK_EVENT_STOP;
  if (waiting == NULL || g_settings_get_boolean (self->settings, RUN_SETTING) ||
      g_settings_get_boolean (self->settings, ASKED_SETTING) || !is_last (window))
    return GDK_EVENT_PROPAGATE;

  habits = poster_sleep_habits_dup_words ();
  body = g_strconcat (waiting, " ", _("Poster can go on with no window open, and start with the session. "
                                      "You can change this in Preferences."),
                      habits != NULL ? "\n\n" : "", habits, NULL);
  self->asking = g_object_ref (window);
  poster_ask_async (window, _("Keep Publishing in the Background?"), body, responses, "run", NULL, self->cancellable,
                    asked_cb, g_object_ref (self));
  return GDK_EVENT_STOP;
}

static void
poster_close_question_dispose (GObject *object)
{
  PosterCloseQuestion *self = POSTER_CLOSE_QUESTION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->asking);
  g_clear_object (&self->outlook);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (poster_close_question_parent_class)->dispose (object);
}

static void
poster_close_question_finalize (GObject *object)
{
  PosterCloseQuestion *self = POSTER_CLOSE_QUESTION (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_close_question_parent_class)->finalize (object);
}

static void
poster_close_question_class_init (PosterCloseQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_close_question_dispose;
  object_class->finalize = poster_close_question_finalize;
}

static void
poster_close_question_init (PosterCloseQuestion *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * poster_close_question_new:
 * @outlook: knows what waits
 * @settings: the settings of the window
 *
 * Returns: (transfer full): one that watches nothing yet
 */
PosterCloseQuestion *
poster_close_question_new (PosterOutlook *outlook,
                           GSettings     *settings)
{
  PosterCloseQuestion *self = g_object_new (POSTER_TYPE_CLOSE_QUESTION, NULL);

  self->outlook = g_object_ref (outlook);
  self->settings = g_object_ref (settings);
  return self;
}

/**
 * poster_close_question_watch:
 * @self: a question
 * @window: a window, for as long as both are there
 *
 * Asks before @window is closed, where there is anything to ask.
 */
void
poster_close_question_watch (PosterCloseQuestion *self,
                             GtkWindow           *window)
{
  g_signal_connect_object (window, "close-request", G_CALLBACK (close_requested_cb), self, 0);
}
