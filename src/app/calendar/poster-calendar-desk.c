/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-desk"

#include "poster-calendar-desk.h"

#include <glib/gi18n-lib.h>

#include "poster-calendar-change.h"
#include "poster-calendar-days.h"
#include "poster-composer-window.h"
#include "poster-schedule.h"
#include "poster-series-question.h"
#include "poster-window.h"

/* When somebody composes for a day, and nothing says at what time. */
#define USUAL_MINUTE (18 * 60)

/**
 * PosterCalendarDesk:
 *
 * What the views of the calendar share.
 */
struct _PosterCalendarDesk
{
  GObject              parent_instance;

  PosterSession       *session;
  PosterCalendarModel *model;
  guint32              day;
  GHashTable          *selected;  /* (element-type utf8), ids of posts */
  char                *anchor;    /* (nullable), id of the post that choosing began at */
};

enum
{
  PROP_0,
  PROP_DAY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SELECTION_CHANGED,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCalendarDesk, poster_calendar_desk, G_TYPE_OBJECT)

static void
poster_calendar_desk_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_DAY:
      g_value_set_uint (value, POSTER_CALENDAR_DESK (object)->day);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_calendar_desk_set_property (GObject      *object,
                                   guint         property_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_DAY:
      poster_calendar_desk_set_day (POSTER_CALENDAR_DESK (object), g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_calendar_desk_finalize (GObject *object)
{
  PosterCalendarDesk *self = POSTER_CALENDAR_DESK (object);

  g_clear_object (&self->model);
  g_clear_object (&self->session);
  g_hash_table_unref (self->selected);
  g_free (self->anchor);
  G_OBJECT_CLASS (poster_calendar_desk_parent_class)->finalize (object);
}

static void
poster_calendar_desk_class_init (PosterCalendarDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_calendar_desk_get_property;
  object_class->set_property = poster_calendar_desk_set_property;
  object_class->finalize = poster_calendar_desk_finalize;

  /**
   * PosterCalendarDesk:day:
   *
   * The day that one is at.
   */
  properties[PROP_DAY] =
    g_param_spec_uint ("day", NULL, NULL, 0, G_MAXUINT32, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * PosterCalendarDesk::selection-changed:
   *
   * Other posts are chosen.
   */
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", POSTER_TYPE_CALENDAR_DESK, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PosterCalendarDesk::done:
   *
   * Something that was asked for has come to its end.
   */
  signals[DONE] = g_signal_new ("done", POSTER_TYPE_CALENDAR_DESK, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
poster_calendar_desk_init (PosterCalendarDesk *self)
{
  self->selected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * poster_calendar_desk_new:
 * @session: whose posts
 *
 * Returns: (transfer full): a desk at the present day
 */
PosterCalendarDesk *
poster_calendar_desk_new (PosterSession *session)
{
  PosterCalendarDesk *self = g_object_new (POSTER_TYPE_CALENDAR_DESK, NULL);

  self->session = g_object_ref (session);
  self->model = poster_calendar_model_new (session);
  self->day = poster_calendar_model_get_today (self->model, NULL);
  return self;
}

/**
 * poster_calendar_desk_get_session:
 * @self: a desk
 *
 * Returns: (transfer none): whose posts these are
 */
PosterSession *
poster_calendar_desk_get_session (PosterCalendarDesk *self)
{
  return self->session;
}

/**
 * poster_calendar_desk_get_model:
 * @self: a desk
 *
 * Returns: (transfer none): which posts each day has
 */
PosterCalendarModel *
poster_calendar_desk_get_model (PosterCalendarDesk *self)
{
  return self->model;
}

/**
 * poster_calendar_desk_get_day:
 * @self: a desk
 *
 * Returns: the day that one is at
 */
guint32
poster_calendar_desk_get_day (PosterCalendarDesk *self)
{
  return self->day;
}

/**
 * poster_calendar_desk_set_day:
 * @self: a desk
 * @day: the day that one goes to
 */
void
poster_calendar_desk_set_day (PosterCalendarDesk *self,
                              guint32             day)
{
  if (self->day == day)
    return;
  self->day = day;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DAY]);
}

/**
 * poster_calendar_desk_is_selected:
 * @self: a desk
 * @post_id: id of a post
 *
 * Returns: whether it is one of those that are chosen
 */
gboolean
poster_calendar_desk_is_selected (PosterCalendarDesk *self,
                                  const char         *post_id)
{
  return g_hash_table_contains (self->selected, post_id);
}

/**
 * poster_calendar_desk_get_n_selected:
 * @self: a desk
 *
 * Returns: how many posts are chosen
 */
guint
poster_calendar_desk_get_n_selected (PosterCalendarDesk *self)
{
  return g_hash_table_size (self->selected);
}

static void
set_anchor (PosterCalendarDesk *self,
            const char         *post_id)
{
  g_free (self->anchor);
  self->anchor = g_strdup (post_id);
}

/**
 * poster_calendar_desk_toggle:
 * @self: a desk
 * @entry: a post
 *
 * Chooses it as well, or not any more.
 */
void
poster_calendar_desk_toggle (PosterCalendarDesk  *self,
                             PosterCalendarEntry *entry)
{
  if (entry->is_repeat)
    return;
  if (!g_hash_table_remove (self->selected, entry->post->id))
    g_hash_table_add (self->selected, g_strdup (entry->post->id));
  set_anchor (self, entry->post->id);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * poster_calendar_desk_select_to:
 * @self: a desk
 * @entry: a post
 *
 * Chooses all from the one that choosing began at to this one.
 */
void
poster_calendar_desk_select_to (PosterCalendarDesk  *self,
                                PosterCalendarEntry *entry)
{
  PosterCalendarEntry *anchor = self->anchor != NULL ? poster_calendar_model_find (self->model, self->anchor) : NULL;
  gint64 from_us, to_us;

  if (anchor == NULL || entry->is_repeat)
    {
      poster_calendar_desk_toggle (self, entry);
      return;
    }
  from_us = MIN (anchor->at_us, entry->at_us);
  to_us = MAX (anchor->at_us, entry->at_us);
  g_hash_table_remove_all (self->selected);
  for (guint32 day = MIN (anchor->day, entry->day); day <= MAX (anchor->day, entry->day); day++)
    {
      GPtrArray *entries = poster_calendar_model_get_day (self->model, day);

      for (guint i = 0; entries != NULL && i < entries->len; i++)
        {
          PosterCalendarEntry *between = g_ptr_array_index (entries, i);

          if (!between->is_repeat && between->at_us >= from_us && between->at_us <= to_us)
            g_hash_table_add (self->selected, g_strdup (between->post->id));
        }
    }
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * poster_calendar_desk_unselect:
 * @self: a desk
 *
 * No post is chosen any more.
 */
void
poster_calendar_desk_unselect (PosterCalendarDesk *self)
{
  g_clear_pointer (&self->anchor, g_free);
  if (g_hash_table_size (self->selected) == 0)
    return;
  g_hash_table_remove_all (self->selected);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
tell (GtkWidget  *widget,
      const char *text)
{
  PosterWindow *window = poster_window_find (widget);

  if (window != NULL)
    poster_window_tell (window, text);
}

/**
 * poster_calendar_desk_open:
 * @self: a desk
 * @widget: where it is asked for
 * @entry: a post
 *
 * Opens a draft to go on with, and of every other post all that is known of it: for a later date of
 * one that repeats, of the one that goes out next.
 */
void
poster_calendar_desk_open (PosterCalendarDesk  *self,
                           GtkWidget           *widget,
                           PosterCalendarEntry *entry)
{
  gboolean is_draft = entry->post->states == POSTER_STATES (POSTER_TARGET_DRAFT);

  gtk_widget_activate_action (widget, is_draft ? "app.edit-post" : "app.show-post", "s", entry->post->id);
  if (entry->is_repeat)
    tell (widget, _("Repeats: made when the one before goes out"));
}

/* The first free slot; else the usual time, or today, when that has passed, the next full hour. */
static int
find_minute (PosterCalendarDesk *self,
             guint32             day)
{
  GArray *slots = poster_calendar_model_get_slots (self->model, day);
  int now;

  if (slots != NULL)
    return g_array_index (slots, int, 0);
  if (day != poster_calendar_model_get_today (self->model, &now) || now < USUAL_MINUTE)
    return USUAL_MINUTE;
  return MIN ((now / 60 + 1) * 60, 23 * 60 + 59);
}

/**
 * poster_calendar_desk_compose:
 * @self: a desk
 * @widget: where it is asked for
 * @day: the day that it is to go out
 * @minute: the minute of that day; -1 for a time that suits
 *
 * Opens a new post that is to go out then; where a queue has a free slot, to take that.
 */
void
poster_calendar_desk_compose (PosterCalendarDesk *self,
                              GtkWidget          *widget,
                              guint32             day,
                              int                 minute)
{
  GApplication *application = g_application_get_default ();
  g_autofree char *wall = NULL;
  g_autoptr(PosterSchedule) schedule = NULL;
  PosterStoreSlot *slot;

  if (minute < 0)
    minute = find_minute (self, day);
  if (poster_days_to_instant_us (day, minute, poster_calendar_model_get_zone (self->model)) <
      poster_clock_get_now_us (poster_session_get_clock (self->session)))
    {
      tell (widget, _("That time has passed. A post can only go out at a time that is yet to come."));
      return;
    }
  if (!POSTER_IS_APPLICATION (application))
    return;
  slot = poster_calendar_model_find_slot (self->model, day, minute);
  if (slot != NULL)
    {
      gtk_window_present (GTK_WINDOW (poster_composer_window_new_in (POSTER_APPLICATION (application), slot->queue_id,
                                                                     slot->schedule)));
      return;
    }
  wall = poster_days_dup_wall (day, minute);
  schedule = poster_schedule_new_wall (wall, poster_calendar_model_get_zone_name (self->model), NULL);
  gtk_window_present (GTK_WINDOW (poster_composer_window_new_at (POSTER_APPLICATION (application), schedule)));
}

static gboolean
is_among_several (PosterCalendarDesk  *self,
                  PosterCalendarEntry *entry)
{
  return poster_calendar_desk_is_selected (self, entry->post->id) && g_hash_table_size (self->selected) > 1;
}

/* What is meant by @entry: all that are chosen, or it alone. */
static char **
dup_meant (PosterCalendarDesk  *self,
           PosterCalendarEntry *entry)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  if (!poster_calendar_desk_is_selected (self, entry->post->id))
    {
      g_strv_builder_add (builder, entry->post->id);
      return g_strv_builder_end (builder);
    }
  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_strv_builder_add (builder, id);
  return g_strv_builder_end (builder);
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterCalendarDesk) self = user_data;

  poster_calendar_change_finish (result);
  g_signal_emit (self, signals[DONE], 0);
}

static void
change (PosterCalendarDesk       *self,
        GtkWidget                *widget,
        PosterCalendarEntry      *entry,
        PosterCalendarChangeKind  kind,
        int                       days,
        int                       minutes)
{
  g_auto(GStrv) ids = NULL;

  if (entry->is_repeat)
    {
      tell (widget, _("There is no post for this date yet: it is made when the one before goes out."));
      g_signal_emit (self, signals[DONE], 0);
      return;
    }
  ids = dup_meant (self, entry);
  poster_calendar_change_async (self->session, poster_window_find (widget), (const char *const *) ids, kind,
                                days, minutes, NULL, changed_cb, g_object_ref (self));
}

/* One that is to be deleted, while it is asked about. */
typedef struct
{
  PosterCalendarDesk *desk;
  GWeakRef            widget;
  char               *post_id;
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->desk);
  g_weak_ref_clear (&deletion->widget);
  g_free (deletion->post_id);
  g_free (deletion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, deletion_free)

static void
deletion_asked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Deletion) deletion = user_data;
  PosterCalendarDesk *self = deletion->desk;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&deletion->widget);
  const char *ids[] = { deletion->post_id, NULL };
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GError) error = NULL;
  PosterSeriesScope scope;

  scope = poster_series_question_finish (self->session, result, NULL, &series, &error);
  if (error != NULL && widget != NULL)
    tell (widget, error->message);
  if (scope == POSTER_SERIES_SCOPE_NONE)
    {
      g_signal_emit (self, signals[DONE], 0);
      return;
    }
  poster_calendar_change_async (self->session, widget != NULL ? poster_window_find (widget) : NULL, ids,
                                POSTER_CALENDAR_DELETE, 0, 0,
                                scope == POSTER_SERIES_SCOPE_FOLLOWING ? series->id : NULL, changed_cb,
                                g_object_ref (self));
}

/* Of one that repeats it is asked how much is meant; several are those that were chosen, and no more. */
static void
delete_one (PosterCalendarDesk  *self,
            GtkWidget           *widget,
            PosterCalendarEntry *entry)
{
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->desk = g_object_ref (self);
  g_weak_ref_init (&deletion->widget, widget);
  deletion->post_id = g_strdup (entry->post->id);
  poster_series_question_async (self->session, GTK_WINDOW (gtk_widget_get_root (widget)), entry->post->id, TRUE, NULL,
                                deletion_asked_cb, deletion);
}

/* Why a post stays where it is; NULL: it may move. */
static const char *
find_obstacle (PosterCalendarDesk  *self,
               PosterCalendarEntry *entry,
               int                  days,
               int                  minutes)
{
  gint64 to_us;

  /* change() says so. */
  if (entry->is_repeat)
    return NULL;
  switch (poster_planned_post_get_state (entry->post))
    {
    case POSTER_TARGET_PUBLISHED:
      return _("This post is out. Duplicate it to post it again at another time.");
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
      return _("This post is being sent, so its time cannot be changed any more.");
    case POSTER_TARGET_UNKNOWN:
      return _("This post may be out already. Open it to say whether it is.");
    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_SCHEDULED:
      if (poster_planned_post_can_move (entry->post))
        break;
      return _("Part of this post is out or taken back. Open it to see what can be done.");
    case POSTER_TARGET_HELD:
    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_MISSED:
    case POSTER_TARGET_CANCELLED:
    default:
      return _("This post does not wait for its time any more. Open it to see what can be done.");
    }
  to_us = poster_days_to_instant_us (entry->day + (guint32) days, entry->minute + minutes,
                                     poster_calendar_model_get_zone (self->model));
  if (to_us < poster_clock_get_now_us (poster_session_get_clock (self->session)))
    return _("That time has passed. A post can only move to a time that is yet to come.");
  return NULL;
}

/**
 * poster_calendar_desk_move:
 * @self: a desk
 * @widget: where it is asked for
 * @entry: a post; with it all that are chosen, if it is one of them
 * @days: how many days later, or with a minus earlier
 * @minutes: how many minutes later as well
 *
 * Gives a post another time on the wall of its zone. What cannot be is refused in words.
 */
void
poster_calendar_desk_move (PosterCalendarDesk  *self,
                           GtkWidget           *widget,
                           PosterCalendarEntry *entry,
                           int                  days,
                           int                  minutes)
{
  const char *obstacle = !is_among_several (self, entry) ? find_obstacle (self, entry, days, minutes) : NULL;

  if (days == 0 && minutes == 0)
    return;
  if (obstacle != NULL)
    {
      tell (widget, obstacle);
      g_signal_emit (self, signals[DONE], 0);
      return;
    }
  change (self, widget, entry, POSTER_CALENDAR_MOVE, days, minutes);
}

/**
 * poster_calendar_desk_delete:
 * @self: a desk
 * @widget: where it is asked for
 * @entry: a post; with it all that are chosen, if it is one of them
 *
 * Deletes, and offers to take that back.
 */
void
poster_calendar_desk_delete (PosterCalendarDesk  *self,
                             GtkWidget           *widget,
                             PosterCalendarEntry *entry)
{
  if (!entry->is_repeat && !is_among_several (self, entry))
    delete_one (self, widget, entry);
  else
    change (self, widget, entry, POSTER_CALENDAR_DELETE, 0, 0);
}

/**
 * poster_calendar_desk_duplicate:
 * @self: a desk
 * @widget: where it is asked for
 * @entry: a post; with it all that are chosen, if it is one of them
 *
 * Makes a draft of it with the same time in mind, and offers to take that back.
 */
void
poster_calendar_desk_duplicate (PosterCalendarDesk  *self,
                                GtkWidget           *widget,
                                PosterCalendarEntry *entry)
{
  change (self, widget, entry, POSTER_CALENDAR_DUPLICATE, 0, 0);
}

/**
 * poster_calendar_desk_handle_key:
 * @self: a desk
 * @widget: where it was pressed
 * @entry: (nullable): the post that has the focus
 * @key: the key
 * @modifiers: those that count
 *
 * The keys that mean the same in every view.
 *
 * Returns: whether it was one of them
 */
gboolean
poster_calendar_desk_handle_key (PosterCalendarDesk  *self,
                                 GtkWidget           *widget,
                                 PosterCalendarEntry *entry,
                                 guint                key,
                                 GdkModifierType      modifiers)
{
  if ((key == GDK_KEY_n || key == GDK_KEY_N) && modifiers == 0)
    {
      poster_calendar_desk_compose (self, widget, self->day, -1);
      return TRUE;
    }
  if (key == GDK_KEY_Escape && modifiers == 0 && g_hash_table_size (self->selected) > 0)
    {
      poster_calendar_desk_unselect (self);
      return TRUE;
    }
  if ((key == GDK_KEY_z || key == GDK_KEY_Z) && modifiers == GDK_CONTROL_MASK)
    {
      PosterWindow *window = poster_window_find (widget);

      return window != NULL && poster_window_undo (window);
    }
  if (entry == NULL)
    return FALSE;
  if ((key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete) && modifiers == 0)
    {
      poster_calendar_desk_delete (self, widget, entry);
      return TRUE;
    }
  if ((key == GDK_KEY_d || key == GDK_KEY_D) && modifiers == GDK_CONTROL_MASK)
    {
      poster_calendar_desk_duplicate (self, widget, entry);
      return TRUE;
    }
  if (key == GDK_KEY_space && modifiers == GDK_CONTROL_MASK)
    {
      poster_calendar_desk_toggle (self, entry);
      return TRUE;
    }
  return FALSE;
}
