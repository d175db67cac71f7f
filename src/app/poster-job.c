/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-job"

#include "poster-job.h"

/**
 * PosterJob:
 *
 * A piece of work that takes its time, as people see it: what it is, how far it has come, and a
 * way to end it. It does nothing by itself. While it runs it is in poster_session_get_jobs().
 */
struct _PosterJob
{
  GObject       parent_instance;

  char         *title;
  char         *detail;      /* (nullable) */
  double        fraction;    /* 0 to 1, -1 while nobody knows */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (PosterJob, poster_job, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_FRACTION,
  N_PROPS
};

enum
{
  CANCELLED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
poster_job_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  PosterJob *self = POSTER_JOB (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_job_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  PosterJob *self = POSTER_JOB (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      poster_job_set_title (self, g_value_get_string (value));
      break;
    case PROP_DETAIL:
      poster_job_set_detail (self, g_value_get_string (value));
      break;
    case PROP_FRACTION:
      poster_job_set_fraction (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_job_finalize (GObject *object)
{
  PosterJob *self = POSTER_JOB (object);

  g_free (self->title);
  g_free (self->detail);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_job_parent_class)->finalize (object);
}

static void
poster_job_class_init (PosterJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_job_get_property;
  object_class->set_property = poster_job_set_property;
  object_class->finalize = poster_job_finalize;

  /**
   * PosterJob:title:
   *
   * What is being done, in a few words: a caption's first line, a file's name.
   */
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterJob:detail: (nullable)
   *
   * How far it has come, in words.
   */
  properties[PROP_DETAIL] =
    g_param_spec_string ("detail", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterJob:fraction:
   *
   * How far it has come, from 0 to 1; -1 while nobody knows.
   */
  properties[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * PosterJob::cancelled:
   *
   * Somebody asked for its end.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
}

static void
poster_job_init (PosterJob *self)
{
  self->fraction = -1;
  self->cancellable = g_cancellable_new ();
}

/**
 * poster_job_new:
 * @title: what is being done
 *
 * Returns: (transfer full): a job of which nobody knows how far it is
 */
PosterJob *
poster_job_new (const char *title)
{
  return g_object_new (POSTER_TYPE_JOB, "title", title, NULL);
}

/**
 * poster_job_get_title:
 * @self: a job
 *
 * Returns: what is being done
 */
const char *
poster_job_get_title (PosterJob *self)
{
  return self->title;
}

/**
 * poster_job_set_title:
 * @self: a job
 * @title: what is being done
 */
void
poster_job_set_title (PosterJob  *self,
                      const char *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * poster_job_get_detail:
 * @self: a job
 *
 * Returns: (nullable): how far it has come, in words
 */
const char *
poster_job_get_detail (PosterJob *self)
{
  return self->detail;
}

/**
 * poster_job_set_detail:
 * @self: a job
 * @detail: (nullable): how far it has come, in words
 */
void
poster_job_set_detail (PosterJob  *self,
                       const char *detail)
{
  if (g_strcmp0 (self->detail, detail) == 0)
    return;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
}

/**
 * poster_job_get_fraction:
 * @self: a job
 *
 * Returns: how far it has come, from 0 to 1; -1 while nobody knows
 */
double
poster_job_get_fraction (PosterJob *self)
{
  return self->fraction;
}

/**
 * poster_job_set_fraction:
 * @self: a job
 * @fraction: how far it has come, from 0 to 1; -1 when nobody knows
 */
void
poster_job_set_fraction (PosterJob *self,
                         double     fraction)
{
  fraction = CLAMP (fraction, -1, 1);
  if (self->fraction == fraction)
    return;
  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * poster_job_get_cancellable:
 * @self: a job
 *
 * Returns: (transfer none): what its work is to heed
 */
GCancellable *
poster_job_get_cancellable (PosterJob *self)
{
  return self->cancellable;
}

/**
 * poster_job_cancel:
 * @self: a job
 *
 * Asks for its end. Whoever does the work takes it off the list once it has ended.
 */
void
poster_job_cancel (PosterJob *self)
{
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, signals[CANCELLED], 0);
}
