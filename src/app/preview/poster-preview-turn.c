/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-turn"

#include "poster-preview-turn.h"

/* How far a drag goes until it is no click any more, and until it turns. */
#define DRAG_BEGINS 12
#define DRAG_TURNS  36

/* Further than there are pictures. */
#define TO_THE_END 1000

static int
along (GtkWidget *widget,
       double     rightwards)
{
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  return (rightwards > 0) != is_mirrored ? 1 : -1;
}

static void
drag_update_cb (GtkGestureDrag *drag,
                double          x,
                double          y,
                gpointer        user_data)
{
  if (ABS (x) > DRAG_BEGINS && ABS (x) > ABS (y))
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_end_cb (GtkGestureDrag *drag,
             double          x,
             double          y,
             gpointer        user_data)
{
  PosterPreviewTurn turn = (PosterPreviewTurn) user_data;
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (drag));

  /* The picture goes with the finger: leftwards comes the next. */
  if (ABS (x) > DRAG_TURNS && ABS (x) > ABS (y))
    turn (widget, -along (widget, x));
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll,
           double                    x,
           double                    y,
           gpointer                  user_data)
{
  PosterPreviewTurn turn = (PosterPreviewTurn) user_data;
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (scroll));

  return x < 0 || x > 0 ? turn (widget, along (widget, x)) : FALSE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys,
                guint                  key,
                guint                  code,
                GdkModifierType        modifiers,
                gpointer               user_data)
{
  PosterPreviewTurn turn = (PosterPreviewTurn) user_data;
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));

  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return turn (widget, along (widget, -1));
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return turn (widget, along (widget, 1));
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return turn (widget, -TO_THE_END);
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return turn (widget, TO_THE_END);
    default:
      return FALSE;
    }
}

/**
 * poster_preview_turn_add:
 * @widget: what shows one of several pictures
 * @turn: told where to
 *
 * Lets people turn to another picture by dragging, by scrolling to the side, and by the arrow keys,
 * Home and End.
 */
void
poster_preview_turn_add (GtkWidget         *widget,
                         PosterPreviewTurn  turn)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_HORIZONTAL |
                                                                GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), NULL);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), (gpointer) turn);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), (gpointer) turn);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), (gpointer) turn);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
}
