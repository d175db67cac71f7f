/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-outlook"

#include "poster-outlook.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-wait-words.h"

/* However many posts change at once, they are counted this often and no more. */
#define PAUSE_US (200 * G_TIME_SPAN_MILLISECOND)

/**
 * PosterOutlook:
 *
 * Knows how many posts wait, until when, and whether any is on its way just now.
 */
struct _PosterOutlook
{
  GObject        parent_instance;

  PosterSession *session;
  GCancellable  *cancellable;
  PosterSummary  summary;
  guint          delay;       /* source id, 0 for none */
  gboolean       is_reading;
  gboolean       is_stale;
};

G_DEFINE_FINAL_TYPE (PosterOutlook, poster_outlook, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void look (PosterOutlook *self);

static gboolean
pause_over_cb (gpointer user_data)
{
  PosterOutlook *self = user_data;

  self->delay = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (PosterOutlook *self)
{
  if (self->is_reading)
    self->is_stale = TRUE;
  else if (self->delay == 0)
    self->delay = poster_clock_add_delay (poster_session_get_clock (self->session), PAUSE_US, pause_over_cb, self);
}

static void
summed_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterSummary summary = { 0 };
  g_autoptr(GError) error = NULL;
  PosterOutlook *self;
  gboolean is_known = poster_store_sum_up_finish (POSTER_STORE (object), result, &summary, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = POSTER_OUTLOOK (user_data);
  self->is_reading = FALSE;
  if (self->is_stale)
    {
      self->is_stale = FALSE;
      look_soon (self);
    }
  if (!is_known)
    {
      g_debug ("What is to come is not known: %s", error->message);
      return;
    }
  if (memcmp (&summary, &self->summary, sizeof summary) == 0)
    return;
  self->summary = summary;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
look (PosterOutlook *self)
{
  self->is_reading = TRUE;
  poster_store_sum_up_async (poster_session_get_store (self->session), self->cancellable, summed_up_cb, self);
}

static void
poster_outlook_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PosterOutlook *self = POSTER_OUTLOOK (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_outlook_constructed (GObject *object)
{
  PosterOutlook *self = POSTER_OUTLOOK (object);

  G_OBJECT_CLASS (poster_outlook_parent_class)->constructed (object);
  g_signal_connect_object (poster_session_get_store (self->session), "changed", G_CALLBACK (look_soon), self,
                           G_CONNECT_SWAPPED);
  look (self);
}

static void
poster_outlook_dispose (GObject *object)
{
  PosterOutlook *self = POSTER_OUTLOOK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->delay, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_outlook_parent_class)->dispose (object);
}

static void
poster_outlook_finalize (GObject *object)
{
  PosterOutlook *self = POSTER_OUTLOOK (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_outlook_parent_class)->finalize (object);
}

static void
poster_outlook_class_init (PosterOutlookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = poster_outlook_set_property;
  object_class->constructed = poster_outlook_constructed;
  object_class->dispose = poster_outlook_dispose;
  object_class->finalize = poster_outlook_finalize;

  /**
   * PosterOutlook:session:
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * PosterOutlook::changed:
   *
   * Something else is to come than before.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_outlook_init (PosterOutlook *self)
{
  self->cancellable = g_cancellable_new ();
  self->summary.last_us = -1;
}

/**
 * poster_outlook_new:
 * @session: a session
 *
 * Returns: (transfer full): an outlook that knows nothing yet
 */
PosterOutlook *
poster_outlook_new (PosterSession *session)
{
  return g_object_new (POSTER_TYPE_OUTLOOK, "session", session, NULL);
}

/**
 * poster_outlook_get_summary:
 * @self: an outlook
 *
 * Returns: (transfer none): what is to come, as far as it is known
 */
const PosterSummary *
poster_outlook_get_summary (PosterOutlook *self)
{
  return &self->summary;
}

/**
 * poster_outlook_get_is_busy:
 * @self: an outlook
 *
 * Returns: whether this process looks after a post that is on its way
 */
gboolean
poster_outlook_get_is_busy (PosterOutlook *self)
{
  return self->summary.n_under_way > 0 && poster_session_get_is_engine (self->session);
}

/**
 * poster_outlook_get_is_sending:
 * @self: an outlook
 *
 * Returns: whether this process has yet to send anything of it
 */
gboolean
poster_outlook_get_is_sending (PosterOutlook *self)
{
  return poster_outlook_get_is_busy (self) && self->summary.is_sending;
}

/**
 * poster_outlook_dup_words:
 * @self: an outlook
 *
 * Returns: (transfer full) (nullable): how many posts wait and until when, in one sentence; %NULL when
 *   none does
 */
char *
poster_outlook_dup_words (PosterOutlook *self)
{
  guint n = self->summary.n_scheduled;
  g_autofree char *time = NULL;

  if (n == 0 || self->summary.last_us < 0)
    return NULL;
  time = poster_wait_words_dup_time (self->summary.last_us,
                                     poster_clock_get_now_us (poster_session_get_clock (self->session)));
  if (n == 1)
    /* Translators: %s is a time */
    return g_strdup_printf (_("One post waits until %s."), time);
  /* Translators: a number of posts, and a time */
  return g_strdup_printf (ngettext ("%u post waits, the last until %s.", "%u posts wait, the last until %s.", n), n, time);
}
