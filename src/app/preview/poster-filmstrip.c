/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-filmstrip"

#include "poster-filmstrip.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How high the strip is, and how far the playhead stands out of it. */
#define HEIGHT   46
#define OVERHANG 3

/* About how wide a picture in it is. */
#define CELL_WIDTH 34

#define PLAYHEAD_WIDTH 4
#define RADIUS         6

/* However long or wide it is: each picture costs a decoder some time. */
#define MIN_PICTURES  4
#define MAX_PICTURES 24

/* How many are made at once: as many as there are workers to make them. */
#define AT_ONCE 2

/* How far the keys for pages go. */
#define PAGE_US G_USEC_PER_SEC

/**
 * PosterFilmstrip:
 *
 * A clip from beginning to end in small pictures, on which one goes to any frame. They come from
 * the media worker while one can use it already.
 */
struct _PosterFilmstrip
{
  GtkWidget        parent_instance;

  PosterPlayer    *player;
  PosterMediaPool *pool;         /* (nullable) */
  GPtrArray       *pictures;     /* (element-type GdkTexture) (nullable elements) */
  GCancellable    *cancellable;  /* (nullable): while pictures are made */
  guint            next;         /* of @pictures, which to ask for */
  gboolean         dragging;
  gint64           told_us;      /* what a screen reader knows */
};

typedef struct
{
  PosterFilmstrip *self;    /* (unowned): gone when @task is cancelled */
  guint            index;
} Picture;

G_DEFINE_FINAL_TYPE (PosterFilmstrip, poster_filmstrip, GTK_TYPE_WIDGET)

/* The steps, for each picture: asked for -> made (by the worker) -> decoded (as a texture) */
static void ask_for_next (PosterFilmstrip *self);
static void made_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void decoded_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static gboolean
is_mirrored (PosterFilmstrip *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
ask_for_next (PosterFilmstrip *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gint64 duration_us = poster_player_get_duration_us (self->player);
  GFile *file = poster_player_get_file (self->player);
  Picture *picture;
  guint count;

  if (self->cancellable == NULL || self->next >= self->pictures->len || file == NULL)
    return;
  count = self->pictures->len;
  picture = g_new0 (Picture, 1);
  picture->self = self;
  picture->index = self->next++;
  poster_media_pool_thumbnail_async (self->pool, file, 4 * HEIGHT * scale, HEIGHT * scale,
                                     duration_us * (2 * (gint64) picture->index + 1) / (2 * (gint64) count),
                                     self->cancellable, made_cb, picture);
}

static void
decode_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (task_data, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GBytes) png = NULL;
  Picture *picture = user_data;

  png = poster_media_pool_thumbnail_finish (POSTER_MEDIA_POOL (object), result, NULL, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_free (picture);
      return;
    }
  if (png == NULL)
    {
      /* Its neighbour stands in for it. */
      g_debug ("No picture: %s", error->message);
      ask_for_next (picture->self);
      g_free (picture);
      return;
    }
  task = g_task_new (NULL, picture->self->cancellable, decoded_cb, picture);
  g_task_set_source_tag (task, made_cb);
  g_task_set_task_data (task, g_steal_pointer (&png), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_in_thread);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree Picture *picture = user_data;

  texture = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture != NULL)
    {
      picture->self->pictures->pdata[picture->index] = g_steal_pointer (&texture);
      gtk_widget_queue_draw (GTK_WIDGET (picture->self));
    }
  ask_for_next (picture->self);
}

static void
drop_pictures (PosterFilmstrip *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_ptr_array_set_size (self->pictures, 0);
  self->next = 0;
}

/* Starts when there is a clip, and a width to make pictures for. */
static void
make_pictures (PosterFilmstrip *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int count = CLAMP ((width + CELL_WIDTH / 2) / CELL_WIDTH, MIN_PICTURES, MAX_PICTURES);

  if (self->pool == NULL || self->pictures->len > 0 || width < 1 || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !poster_player_get_is_prepared (self->player) || poster_player_get_duration_us (self->player) <= 0)
    return;
  g_ptr_array_set_size (self->pictures, count);
  self->cancellable = g_cancellable_new ();
  for (int i = 0; i < AT_ONCE; i++)
    ask_for_next (self);
}

static char *
format_time (gint64 time_us)
{
  gint64 seconds = time_us / G_USEC_PER_SEC;

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", seconds / 60, (int) (seconds % 60));
}

static void
update_value (PosterFilmstrip *self)
{
  g_autofree char *position = format_time (poster_player_get_position_us (self->player));
  g_autofree char *duration = format_time (poster_player_get_duration_us (self->player));
  /* Translators: a time within a clip and how long that is, e.g. "0:07 of 0:21" */
  g_autofree char *text = g_strdup_printf (_("%s of %s"), position, duration);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  (double) poster_player_get_duration_us (self->player) / G_USEC_PER_SEC,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) poster_player_get_position_us (self->player) / G_USEC_PER_SEC,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
}

static void
position_cb (PosterFilmstrip *self)
{
  gint64 position_us = poster_player_get_position_us (self->player);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* While it plays, once a second is enough for a screen reader. */
  if (poster_player_get_playing (self->player) && position_us / G_USEC_PER_SEC == self->told_us / G_USEC_PER_SEC)
    return;
  self->told_us = position_us;
  update_value (self);
}

static void
prepared_cb (PosterFilmstrip *self)
{
  if (!poster_player_get_is_prepared (self->player))
    drop_pictures (self);
  make_pictures (self);
  position_cb (self);
}

/* Returns: how far along the clip is, from 0 to 1 */
static float
get_fraction (PosterFilmstrip *self)
{
  gint64 duration_us = poster_player_get_duration_us (self->player);

  if (duration_us <= 0)
    return 0;
  return CLAMP ((float) poster_player_get_position_us (self->player) / (float) duration_us, 0, 1);
}

static void
snapshot_picture (GtkSnapshot           *snapshot,
                  GdkTexture            *picture,
                  const graphene_rect_t *cell)
{
  float ratio = (float) gdk_texture_get_width (picture) / (float) gdk_texture_get_height (picture);
  float width = MAX (cell->size.width, cell->size.height * ratio);
  float height = width / ratio;

  gtk_snapshot_push_clip (snapshot, cell);
  gtk_snapshot_append_texture (snapshot, picture,
                               &GRAPHENE_RECT_INIT (cell->origin.x + (cell->size.width - width) / 2,
                                                    cell->origin.y + (cell->size.height - height) / 2,
                                                    width, height));
  gtk_snapshot_pop (snapshot);
}

/* Returns: (nullable): the picture at a place, or the nearest before that is there */
static GdkTexture *
find_picture (PosterFilmstrip *self,
              guint            index)
{
  for (guint i = index + 1; i > 0; i--)
    if (self->pictures->pdata[i - 1] != NULL)
      return self->pictures->pdata[i - 1];
  return NULL;
}

static void
snapshot_playhead (PosterFilmstrip *self,
                   GtkSnapshot     *snapshot,
                   float            x,
                   float            height)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA shadow = { 0, 0, 0, 0.55f };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x - PLAYHEAD_WIDTH / 2.0f, 0, PLAYHEAD_WIDTH, height), 2);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 0, 1, 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &white, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
poster_filmstrip_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  PosterFilmstrip *self = POSTER_FILMSTRIP (widget);
  const GdkRGBA dim = { 0, 0, 0, 0.34f };
  const GdkRGBA room = { 0.5f, 0.5f, 0.5f, 0.2f };
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float top = (height - HEIGHT) / 2;
  float place = roundf (get_fraction (self) * width);
  guint count = self->pictures->len;
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, top, width, HEIGHT), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &room, &outline.bounds);
  for (guint i = 0; i < count; i++)
    {
      guint cell = is_mirrored (self) ? count - 1 - i : i;
      float from = roundf (width * (float) cell / (float) count);
      float to = roundf (width * (float) (cell + 1) / (float) count);
      GdkTexture *picture = find_picture (self, i);

      if (picture != NULL)
        snapshot_picture (snapshot, picture, &GRAPHENE_RECT_INIT (from, top, to - from, HEIGHT));
    }
  if (is_mirrored (self))
    place = width - place;
  if (count > 0)
    gtk_snapshot_append_color (snapshot, &dim,
                               is_mirrored (self) ? &GRAPHENE_RECT_INIT (0, top, place, HEIGHT)
                                                  : &GRAPHENE_RECT_INIT (place, top, width - place, HEIGHT));
  gtk_snapshot_pop (snapshot);
  if (poster_player_get_is_prepared (self->player))
    snapshot_playhead (self, snapshot, CLAMP (place, PLAYHEAD_WIDTH / 2.0f, width - PLAYHEAD_WIDTH / 2.0f), height);
}

static void
poster_filmstrip_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 2 * CELL_WIDTH;
      *natural = 10 * CELL_WIDTH;
    }
  else
    *minimum = *natural = HEIGHT + 2 * OVERHANG;
}

static void
poster_filmstrip_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  make_pictures (POSTER_FILMSTRIP (widget));
}

static void
poster_filmstrip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (poster_filmstrip_parent_class)->map (widget);
  make_pictures (POSTER_FILMSTRIP (widget));
}

static void
go_to (PosterFilmstrip *self,
       double           x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double fraction = width > 0 ? CLAMP (x / width, 0, 1) : 0;

  if (is_mirrored (self))
    fraction = 1 - fraction;
  poster_player_seek (self->player, (gint64) (fraction * (double) poster_player_get_duration_us (self->player)));
}

static void
drag_begin_cb (PosterFilmstrip *self,
               double           x,
               double           y,
               GtkGestureDrag  *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragging = TRUE;
  poster_player_begin_scrub (self->player);
  go_to (self, x);
}

static void
drag_update_cb (PosterFilmstrip *self,
                double           offset_x,
                double           offset_y,
                GtkGestureDrag  *gesture)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    go_to (self, x + offset_x);
}

static void
drag_end_cb (PosterFilmstrip *self)
{
  if (!self->dragging)
    return;
  self->dragging = FALSE;
  poster_player_end_scrub (self->player);
}

static gboolean
key_pressed_cb (PosterFilmstrip *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  int forward = is_mirrored (self) ? -1 : 1;
  gint64 position_us = poster_player_get_position_us (self->player);

  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      poster_player_step_frame (self->player, -forward);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      poster_player_step_frame (self->player, forward);
      break;
    case GDK_KEY_Page_Up:
      poster_player_seek (self->player, position_us - PAGE_US);
      break;
    case GDK_KEY_Page_Down:
      poster_player_seek (self->player, position_us + PAGE_US);
      break;
    case GDK_KEY_Home:
      poster_player_seek (self->player, 0);
      break;
    case GDK_KEY_End:
      poster_player_seek (self->player, poster_player_get_duration_us (self->player));
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
poster_filmstrip_dispose (GObject *object)
{
  PosterFilmstrip *self = POSTER_FILMSTRIP (object);

  drop_pictures (self);
  if (self->player != NULL)
    {
      drag_end_cb (self);
      g_signal_handlers_disconnect_by_data (self->player, self);
    }
  g_clear_object (&self->player);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (poster_filmstrip_parent_class)->dispose (object);
}

static void
poster_filmstrip_finalize (GObject *object)
{
  PosterFilmstrip *self = POSTER_FILMSTRIP (object);

  g_ptr_array_unref (self->pictures);
  G_OBJECT_CLASS (poster_filmstrip_parent_class)->finalize (object);
}

static void
poster_filmstrip_class_init (PosterFilmstripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_filmstrip_dispose;
  object_class->finalize = poster_filmstrip_finalize;
  widget_class->snapshot = poster_filmstrip_snapshot;
  widget_class->measure = poster_filmstrip_measure;
  widget_class->size_allocate = poster_filmstrip_size_allocate;
  widget_class->map = poster_filmstrip_map;
  gtk_widget_class_set_css_name (widget_class, "filmstrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
unref_picture (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static void
poster_filmstrip_init (PosterFilmstrip *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->pictures = g_ptr_array_new_with_free_func (unref_picture);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Place in the Clip"), -1);
}

/**
 * poster_filmstrip_new:
 * @player: what it goes along with
 * @pool: (nullable): what makes its pictures
 *
 * Returns: (transfer floating): a filmstrip
 */
GtkWidget *
poster_filmstrip_new (PosterPlayer    *player,
                      PosterMediaPool *pool)
{
  PosterFilmstrip *self = g_object_new (POSTER_TYPE_FILMSTRIP, NULL);

  self->player = g_object_ref (player);
  g_set_object (&self->pool, pool);
  g_signal_connect_swapped (player, "notify::is-prepared", G_CALLBACK (prepared_cb), self);
  g_signal_connect_swapped (player, "notify::duration-us", G_CALLBACK (position_cb), self);
  g_signal_connect_swapped (player, "notify::position-us", G_CALLBACK (position_cb), self);
  update_value (self);
  return GTK_WIDGET (self);
}

/**
 * poster_filmstrip_has_pictures:
 * @self: a filmstrip
 *
 * Returns: whether all that can be made are there
 */
gboolean
poster_filmstrip_has_pictures (PosterFilmstrip *self)
{
  for (guint i = 0; i < self->pictures->len; i++)
    if (self->pictures->pdata[i] == NULL)
      return FALSE;
  return self->pictures->len > 0;
}
