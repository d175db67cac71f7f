/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-turner"

#include "poster-calendar-turner.h"

/* How far a touchpad goes before a page is turned, in pixels; a wheel goes by one notch. */
#define REACH 120.0
#define NOTCH 1.0

/**
 * PosterCalendarTurner:
 *
 * Turns pages with the wheel and with a swipe across a touchpad: a page a notch, and a page a swipe.
 */
struct _PosterCalendarTurner
{
  GObject             parent_instance;

  GtkWidget          *widget;      /* (unowned): owns the controller, which owns the turner */
  GtkAdjustment      *adjustment;
  gboolean            is_down;
  double              along;       /* how far it went since the last page */
  gboolean            has_turned;  /* with the swipe that goes on */
};

enum
{
  TURN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCalendarTurner, poster_calendar_turner, G_TYPE_OBJECT)

static void
poster_calendar_turner_finalize (GObject *object)
{
  g_object_unref (POSTER_CALENDAR_TURNER (object)->adjustment);
  G_OBJECT_CLASS (poster_calendar_turner_parent_class)->finalize (object);
}

static void
poster_calendar_turner_class_init (PosterCalendarTurnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_calendar_turner_finalize;

  /**
   * PosterCalendarTurner::turn:
   * @self: the turner
   * @direction: 1 for the next page, -1 for the one before
   */
  signals[TURN] = g_signal_new ("turn", POSTER_TYPE_CALENDAR_TURNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
poster_calendar_turner_init (PosterCalendarTurner *self)
{
}

static gboolean
scroll_cb (PosterCalendarTurner     *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  return poster_calendar_turner_scroll (self, dx, dy, gtk_event_controller_scroll_get_unit (controller));
}

/**
 * poster_calendar_turner_new:
 * @widget: what is scrolled over
 * @adjustment: of what is in there: while there is more of it than is seen, the wheel is for that
 *
 * Returns: (transfer full): one that lives as long as @widget needs it
 */
PosterCalendarTurner *
poster_calendar_turner_new (GtkWidget     *widget,
                            GtkAdjustment *adjustment)
{
  PosterCalendarTurner *self = g_object_new (POSTER_TYPE_CALENDAR_TURNER, NULL);
  GtkEventController *controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->widget = widget;
  self->adjustment = g_object_ref (adjustment);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "scroll", G_CALLBACK (scroll_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (controller, "scroll-begin", G_CALLBACK (poster_calendar_turner_end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (controller, "scroll-end", G_CALLBACK (poster_calendar_turner_end), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, controller);
  return self;
}

/**
 * poster_calendar_turner_set_is_down:
 * @self: a turner
 * @is_down: whether what is further down is the next page
 */
void
poster_calendar_turner_set_is_down (PosterCalendarTurner *self,
                                    gboolean              is_down)
{
  self->is_down = is_down;
  poster_calendar_turner_end (self);
}

/**
 * poster_calendar_turner_scroll:
 * @self: a turner
 * @dx: how far across
 * @dy: how far down
 * @unit: notches, or pixels
 *
 * Goes on, and turns the page when that was enough.
 *
 * Returns: whether that was for the turner
 */
gboolean
poster_calendar_turner_scroll (PosterCalendarTurner *self,
                               double                dx,
                               double                dy,
                               GdkScrollUnit         unit)
{
  gboolean is_across = ABS (dx) > ABS (dy);
  double enough = unit == GDK_SCROLL_UNIT_WHEEL ? NOTCH : REACH;
  double step = dy;

  if (!is_across && (!self->is_down ||
                     gtk_adjustment_get_upper (self->adjustment) > gtk_adjustment_get_page_size (self->adjustment) + 1))
    return FALSE;
  if (is_across)
    step = gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL ? -dx : dx;
  /* Who goes back begins anew. */
  self->along = self->along * step < 0 ? step : self->along + step;
  if (ABS (self->along) < enough || self->has_turned)
    return TRUE;
  self->has_turned = unit != GDK_SCROLL_UNIT_WHEEL;
  step = self->along;
  self->along = 0;
  g_signal_emit (self, signals[TURN], 0, step > 0 ? 1 : -1);
  return TRUE;
}

/**
 * poster_calendar_turner_end:
 * @self: a turner
 *
 * The swipe is over; the next one may turn another page.
 */
void
poster_calendar_turner_end (PosterCalendarTurner *self)
{
  self->along = 0;
  self->has_turned = FALSE;
}
