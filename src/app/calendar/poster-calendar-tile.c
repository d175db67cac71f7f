/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-tile"

#include "poster-calendar-tile.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-compat.h"
#include "poster-thumb-cache.h"
#include "poster-words.h"

#define RADIUS 6
#define BADGE 17
#define TIME_GAP 3

/* What the cache is asked for: enough for a landscape picture cut to a tile, and for one that is
 * lifted. */
#define PICTURE_SIZE 128

/* How strong a draft is drawn, what will be a post one day, and what is being dragged. */
#define DRAFT_OPACITY 0.5
#define REPEAT_OPACITY 0.4
#define LIFTED_OPACITY 0.28

/* Of a free slot: visible when looked for. */
#define SLOT_LINE 1.5f
#define SLOT_LINE_OPACITY 0.13f
#define SLOT_PLUS_OPACITY 0.4f
#define SLOT_TIME_OPACITY 0.5f
#define PLUS 11
#define PLUS_GAP 6

/**
 * PosterCalendarTile:
 *
 * A post in a calendar. There are many of them, so that it draws most of itself.
 */
struct _PosterCalendarTile
{
  GtkWidget            parent_instance;

  PosterSession       *session;
  PosterCalendarEntry *entry;        /* (nullable) */
  GdkTexture          *texture;      /* (nullable) */
  GCancellable        *cancellable;  /* (nullable), of the load that runs */
  GtkWidget           *sheet;        /* (nullable), stands for the picture */
  GtkWidget           *badge;        /* (nullable), made when needed */
  PangoLayout         *time;         /* (nullable) */
  graphene_rect_t      place;        /* of the picture */
  guint32              slot_day;     /* of a free slot */
  int                  slot_minute;  /* -1: it is none */
  gboolean             is_wide;      /* a free slot with room for its time beside the plus */
  gboolean             with_time;
  gboolean             is_lifted;
  gboolean             is_selected;
};

G_DEFINE_FINAL_TYPE (PosterCalendarTile, poster_calendar_tile, GTK_TYPE_WIDGET)

static int
get_time_height (PosterCalendarTile *self)
{
  int height;

  if (self->time == NULL)
    return 0;
  pango_layout_get_pixel_size (self->time, NULL, &height);
  return height + TIME_GAP;
}

static void
show_sheet (PosterCalendarTile *self,
            gboolean            is_shown,
            const char         *icon_name)
{
  if (self->sheet == NULL)
    {
      if (!is_shown)
        return;
      self->sheet = gtk_image_new ();
      gtk_widget_add_css_class (self->sheet, "sheet");
      gtk_widget_insert_before (self->sheet, GTK_WIDGET (self), self->badge);
    }
  gtk_widget_set_visible (self->sheet, is_shown);
  if (is_shown)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->sheet), icon_name);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterCalendarTile *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_thumb_cache_load_finish (POSTER_THUMB_CACHE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  g_set_object (&self->texture, texture);
  show_sheet (self, texture == NULL, "image-missing-symbolic");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
stop_loading (PosterCalendarTile *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
load (PosterCalendarTile *self)
{
  PosterThumbCache *cache = poster_thumb_cache_get_default ();
  PosterMediaItem *item = self->entry != NULL ? self->entry->post->media : NULL;
  int size = PICTURE_SIZE * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GdkTexture *texture;

  stop_loading (self);
  if (item == NULL || cache == NULL)
    return;
  texture = poster_thumb_cache_peek (cache, item, size);
  if (texture != NULL)
    {
      g_set_object (&self->texture, texture);
      show_sheet (self, FALSE, NULL);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  self->cancellable = g_cancellable_new ();
  poster_thumb_cache_load_async (cache, item, size, self->cancellable, loaded_cb, self);
}

/* What waits for its time needs no sign. */
static void
update_badge (PosterCalendarTile *self)
{
  PosterTargetState state = poster_planned_post_get_state (self->entry->post);
  gboolean is_shown = self->entry->is_repeat || (state != POSTER_TARGET_SCHEDULED && state != POSTER_TARGET_DRAFT);
  const char *icon_name = poster_calendar_entry_get_icon (self->entry);
  const char *classes[] = { "badge", poster_calendar_entry_get_class (self->entry), NULL };

  if (self->badge == NULL)
    {
      if (!is_shown)
        return;
      self->badge = gtk_image_new ();
      gtk_widget_set_parent (self->badge, GTK_WIDGET (self));
    }
  gtk_widget_set_visible (self->badge, is_shown);
  if (!is_shown)
    return;
  if (g_str_equal (icon_name, "poster-state-sending-symbolic"))
    icon_name = "poster-state-sending-badge-symbolic";
  gtk_image_set_from_icon_name (GTK_IMAGE (self->badge), icon_name);
  gtk_widget_set_css_classes (self->badge, classes);
}

/**
 * poster_calendar_tile_describe:
 * @session: knows the accounts
 * @entry: an entry
 *
 * Returns: (transfer full): all of it in words: "18:00, Pasta tonight, @kitchen on TikTok, scheduled"
 */
char *
poster_calendar_tile_describe (PosterSession       *session,
                               PosterCalendarEntry *entry)
{
  g_autofree char *clock = poster_calendar_entry_dup_clock (entry);
  g_autofree char *line = poster_calendar_entry_first_line (entry);
  g_autofree char *where = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; entry->post->account_ids[i] != NULL; i++)
    {
      PosterAccount *account = poster_session_find_account (session, entry->post->account_ids[i]);

      if (account != NULL)
        g_ptr_array_add (names, poster_words_account_on (account));
    }
  g_ptr_array_add (names, NULL);
  if (names->len == 1)
    /* Translators: a post for people who do not see it: the time, its first line, its state */
    return g_strdup_printf (_("%s, %s, %s"), clock, line, poster_calendar_entry_get_word (entry));
  where = poster_words_list ((const char *const *) names->pdata, 3);
  /* Translators: a post for people who do not see it: the time, its first line, where it goes, its state */
  return g_strdup_printf (_("%s, %s, %s, %s"), clock, line, where, poster_calendar_entry_get_word (entry));
}

static void
show_time (PosterCalendarTile *self,
           const char         *clock)
{
  if (!self->with_time)
    return;
  if (self->time == NULL)
    self->time = gtk_widget_create_pango_layout (GTK_WIDGET (self), clock);
  else
    pango_layout_set_text (self->time, clock, -1);
}

static char *
dup_slot_clock (PosterCalendarTile *self)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  return poster_words_clock (poster_days_to_instant_us (self->slot_day, self->slot_minute, utc), "UTC");
}

static void
update_words (PosterCalendarTile *self)
{
  g_autofree char *clock = poster_calendar_entry_dup_clock (self->entry);
  g_autofree char *words = NULL;

  show_time (self, clock);
  if (!self->with_time)
    return;
  words = poster_calendar_tile_describe (self->session, self->entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static gboolean
poster_calendar_tile_query_tooltip (GtkWidget  *widget,
                                    int         x,
                                    int         y,
                                    gboolean    keyboard_tooltip,
                                    GtkTooltip *tooltip)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (widget);
  g_autofree char *line = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  if (self->entry == NULL && self->slot_minute >= 0)
    {
      clock = dup_slot_clock (self);
      /* Translators: a place in a queue that has no post yet; %s is the time */
      text = g_strdup_printf (_("%s, free slot: write a post for it"), clock);
      gtk_tooltip_set_text (tooltip, text);
      return TRUE;
    }
  if (self->entry == NULL)
    return FALSE;
  line = poster_calendar_entry_first_line (self->entry);
  clock = poster_calendar_entry_dup_clock (self->entry);
  if (self->entry->is_repeat)
    {
      /* Translators: about a later date of a post that repeats: its time, and below that its first line */
      text = g_strdup_printf (_("%s, repeats: made when the one before goes out\n%s"), clock, line);
      gtk_tooltip_set_text (tooltip, text);
      return TRUE;
    }
  /* Translators: about a post in the calendar: its time, its state, and below that its first line */
  text = g_strdup_printf (_("%s, %s\n%s"), clock, poster_calendar_entry_get_word (self->entry), line);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
poster_calendar_tile_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = 24;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? POSTER_TILE_WIDTH : POSTER_TILE_HEIGHT + get_time_height (self);
}

static void
allocate_child (GtkWidget *child,
                int        x,
                int        y,
                int        width,
                int        height)
{
  if (child != NULL && gtk_widget_get_visible (child))
    gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
poster_calendar_tile_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int picture_height = MAX (height - get_time_height (self), 16);
  int picture_width = MIN (width, picture_height * POSTER_TILE_WIDTH / POSTER_TILE_HEIGHT);
  int x = (width - picture_width) / 2;

  self->place = GRAPHENE_RECT_INIT ((float) x, 0, (float) picture_width, (float) picture_height);
  self->is_wide = self->slot_minute >= 0 && width > 2 * POSTER_TILE_WIDTH;
  if (self->is_wide)
    self->place = GRAPHENE_RECT_INIT (1, 0, (float) (width - 2), (float) height);
  allocate_child (self->sheet, x, 0, picture_width, picture_height);
  allocate_child (self->badge, is_rtl ? x - 2 : x + picture_width - BADGE + 2, picture_height - BADGE - 1, BADGE, BADGE);
}

/**
 * poster_calendar_tile_draw_picture:
 * @widget: in which
 * @texture: (nullable): the picture
 * @snapshot: where to draw
 * @place: the room for the picture
 *
 * Draws a picture so that it fills @place, whatever its own shape.
 */
void
poster_calendar_tile_draw_picture (GtkWidget             *widget,
                                   GdkTexture            *texture,
                                   GtkSnapshot           *snapshot,
                                   const graphene_rect_t *place)
{
  GskRoundedRect outline;
  GdkRGBA color;

  gsk_rounded_rect_init_from_rect (&outline, place, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  if (texture != NULL)
    {
      float width = (float) gdk_texture_get_width (texture);
      float height = (float) gdk_texture_get_height (texture);
      float scale = MAX (place->size.width / width, place->size.height / height);
      graphene_rect_t whole = GRAPHENE_RECT_INIT (place->origin.x + (place->size.width - width * scale) / 2,
                                                  place->origin.y + (place->size.height - height * scale) / 2,
                                                  width * scale, height * scale);

      gtk_snapshot_append_texture (snapshot, texture, &whole);
    }
  else
    {
      poster_get_color (widget, &color);
      color.alpha *= 0.08f;
      gtk_snapshot_append_color (snapshot, &color, place);
    }
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_time (PosterCalendarTile *self,
               GtkSnapshot        *snapshot,
               float               strength)
{
  GdkRGBA color;
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int width, height;
  float x, y;

  pango_layout_get_pixel_size (self->time, &width, &height);
  poster_get_color (GTK_WIDGET (self), &color);
  color.alpha *= strength;
  x = (float) ((gtk_widget_get_width (GTK_WIDGET (self)) - width) / 2);
  y = self->place.size.height + TIME_GAP;
  if (self->is_wide)
    {
      x += (float) (PLUS + PLUS_GAP) / 2 * (is_rtl ? -1 : 1);
      y = (self->place.size.height - (float) height) / 2;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, self->time, &color);
  gtk_snapshot_restore (snapshot);
}

/* How far the plus of a wide one is from its middle, for the time beside it; which is to the left where
 * one reads from there. */
static float
get_wide_shift (PosterCalendarTile *self)
{
  int width;

  if (!self->is_wide || self->time == NULL)
    return 0;
  pango_layout_get_pixel_size (self->time, &width, NULL);
  return (float) (width + PLUS_GAP) / 2 * (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1);
}

/* An outline with a plus. In high contrast it is as strong as all else. */
static void
snapshot_slot (PosterCalendarTile *self,
               GtkSnapshot        *snapshot)
{
  gboolean is_strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  float middle_x = self->place.origin.x + self->place.size.width / 2 - get_wide_shift (self);
  float middle_y = self->place.origin.y + self->place.size.height / 2;
  float widths[] = { SLOT_LINE, SLOT_LINE, SLOT_LINE, SLOT_LINE };
  GskRoundedRect outline;
  GdkRGBA line, plus;
  GdkRGBA lines[4];

  poster_get_color (GTK_WIDGET (self), &line);
  plus = line;
  line.alpha *= is_strong ? 0.7f : SLOT_LINE_OPACITY;
  plus.alpha *= is_strong ? 1 : SLOT_PLUS_OPACITY;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    lines[i] = line;
  gsk_rounded_rect_init_from_rect (&outline, &self->place, RADIUS);
  gtk_snapshot_append_border (snapshot, &outline, widths, lines);
  gtk_snapshot_append_color (snapshot, &plus, &GRAPHENE_RECT_INIT (middle_x - PLUS / 2.0f, middle_y - 0.75f, PLUS, 1.5f));
  gtk_snapshot_append_color (snapshot, &plus, &GRAPHENE_RECT_INIT (middle_x - 0.75f, middle_y - PLUS / 2.0f, 1.5f, PLUS));
  if (self->time != NULL)
    snapshot_time (self, snapshot, is_strong ? 1 : SLOT_TIME_OPACITY);
}

static void
poster_calendar_tile_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (widget);
  gboolean is_draft;
  double opacity;

  if (self->entry == NULL && self->slot_minute >= 0)
    snapshot_slot (self, snapshot);
  if (self->entry == NULL)
    return;
  is_draft = poster_planned_post_get_state (self->entry->post) == POSTER_TARGET_DRAFT;
  opacity = self->is_lifted ? LIFTED_OPACITY : self->entry->is_repeat ? REPEAT_OPACITY : is_draft ? DRAFT_OPACITY : 1;
  if (opacity < 1)
    gtk_snapshot_push_opacity (snapshot, opacity);
  poster_calendar_tile_draw_picture (widget, self->texture, snapshot, &self->place);
  if (self->sheet != NULL && gtk_widget_get_visible (self->sheet))
    gtk_widget_snapshot_child (widget, self->sheet, snapshot);
  if (self->time != NULL)
    snapshot_time (self, snapshot, 1);
  if (opacity < 1)
    gtk_snapshot_pop (snapshot);
  if (self->badge != NULL && gtk_widget_get_visible (self->badge))
    gtk_widget_snapshot_child (widget, self->badge, snapshot);
}

static void
poster_calendar_tile_css_changed (GtkWidget         *widget,
                                  GtkCssStyleChange *change)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (widget);

  GTK_WIDGET_CLASS (poster_calendar_tile_parent_class)->css_changed (widget, change);
  if (self->time != NULL)
    pango_layout_context_changed (self->time);
}

static void
poster_calendar_tile_map (GtkWidget *widget)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (widget);

  GTK_WIDGET_CLASS (poster_calendar_tile_parent_class)->map (widget);
  if (self->texture == NULL)
    load (self);
}

static void
poster_calendar_tile_unmap (GtkWidget *widget)
{
  stop_loading (POSTER_CALENDAR_TILE (widget));
  GTK_WIDGET_CLASS (poster_calendar_tile_parent_class)->unmap (widget);
}

static void
poster_calendar_tile_dispose (GObject *object)
{
  PosterCalendarTile *self = POSTER_CALENDAR_TILE (object);

  stop_loading (self);
  g_clear_object (&self->entry);
  g_clear_object (&self->texture);
  g_clear_object (&self->time);
  g_clear_object (&self->session);
  g_clear_pointer (&self->sheet, gtk_widget_unparent);
  g_clear_pointer (&self->badge, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_calendar_tile_parent_class)->dispose (object);
}

static void
poster_calendar_tile_class_init (PosterCalendarTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_calendar_tile_dispose;
  widget_class->measure = poster_calendar_tile_measure;
  widget_class->size_allocate = poster_calendar_tile_size_allocate;
  widget_class->snapshot = poster_calendar_tile_snapshot;
  widget_class->map = poster_calendar_tile_map;
  widget_class->unmap = poster_calendar_tile_unmap;
  widget_class->query_tooltip = poster_calendar_tile_query_tooltip;
  widget_class->css_changed = poster_calendar_tile_css_changed;
  gtk_widget_class_set_css_name (widget_class, "calendartile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
poster_calendar_tile_init (PosterCalendarTile *self)
{
  self->slot_minute = -1;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * poster_calendar_tile_new:
 * @session: whose posts these are
 * @with_time: whether the time stands below
 *
 * Returns: (transfer floating): a tile of no post
 */
GtkWidget *
poster_calendar_tile_new (PosterSession *session,
                          gboolean       with_time)
{
  /* Without its time it is part of something that says all of it. */
  PosterCalendarTile *self = g_object_new (POSTER_TYPE_CALENDAR_TILE,
                                           "accessible-role", with_time ? GTK_ACCESSIBLE_ROLE_BUTTON
                                                                        : GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->session = g_object_ref (session);
  self->with_time = with_time;
  return GTK_WIDGET (self);
}

static gboolean
has_same_picture (PosterCalendarEntry *entry,
                  PosterCalendarEntry *other)
{
  PosterMediaItem *item = entry != NULL ? entry->post->media : NULL;
  PosterMediaItem *other_item = other != NULL ? other->post->media : NULL;

  return item != NULL && other_item != NULL && g_str_equal (item->id, other_item->id);
}

/**
 * poster_calendar_tile_set_entry:
 * @self: a tile
 * @entry: (nullable): what it is to show
 */
void
poster_calendar_tile_set_entry (PosterCalendarTile  *self,
                                PosterCalendarEntry *entry)
{
  gboolean keeps_picture;

  self->slot_minute = -1;
  if (entry == self->entry)
    return;
  if (entry != NULL && self->entry != NULL && poster_calendar_entry_equal (entry, self->entry))
    {
      g_set_object (&self->entry, entry);
      return;
    }
  keeps_picture = has_same_picture (entry, self->entry);
  if (!keeps_picture)
    {
      stop_loading (self);
      g_clear_object (&self->texture);
    }
  g_set_object (&self->entry, entry);
  if (entry == NULL)
    return;
  update_badge (self);
  update_words (self);
  show_sheet (self, entry->post->media == NULL, "poster-posts-symbolic");
  if (!keeps_picture && gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * poster_calendar_tile_set_slot:
 * @self: a tile
 * @day: a day
 * @minute: the minute of it at which a queue has a free slot
 *
 * Shows a place that is free, in place of a post.
 */
void
poster_calendar_tile_set_slot (PosterCalendarTile *self,
                               guint32             day,
                               int                 minute)
{
  g_autofree char *clock = NULL;
  g_autofree char *words = NULL;

  poster_calendar_tile_set_entry (self, NULL);
  self->slot_day = day;
  self->slot_minute = minute;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  if (self->badge != NULL)
    gtk_widget_set_visible (self->badge, FALSE);
  show_sheet (self, FALSE, NULL);
  clock = dup_slot_clock (self);
  show_time (self, clock);
  /* Translators: a place in a queue that has no post yet; %s is the time */
  words = g_strdup_printf (_("%s, free slot"), clock);
  if (self->with_time)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * poster_calendar_tile_get_slot:
 * @self: a tile
 *
 * Returns: the minute of its free slot, -1 when it shows none
 */
int
poster_calendar_tile_get_slot (PosterCalendarTile *self)
{
  return self->slot_minute;
}

/**
 * poster_calendar_tile_get_entry:
 * @self: a tile
 *
 * Returns: (transfer none) (nullable): what it shows
 */
PosterCalendarEntry *
poster_calendar_tile_get_entry (PosterCalendarTile *self)
{
  return self->entry;
}

/**
 * poster_calendar_tile_set_lifted:
 * @self: a tile
 * @is_lifted: whether its post is being dragged: it is pale then
 */
void
poster_calendar_tile_set_lifted (PosterCalendarTile *self,
                                 gboolean            is_lifted)
{
  if (self->is_lifted == is_lifted)
    return;
  self->is_lifted = is_lifted;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * poster_calendar_tile_set_selected:
 * @self: a tile
 * @is_selected: whether its post is one of several that are chosen
 */
void
poster_calendar_tile_set_selected (PosterCalendarTile *self,
                                   gboolean            is_selected)
{
  if (self->is_selected == is_selected)
    return;
  self->is_selected = is_selected;
  if (is_selected)
    gtk_widget_set_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, is_selected, -1);
}

/**
 * poster_calendar_tile_get_texture:
 * @self: a tile
 *
 * Returns: (transfer none) (nullable): its picture, once it is there
 */
GdkTexture *
poster_calendar_tile_get_texture (PosterCalendarTile *self)
{
  return self->texture;
}

/**
 * poster_calendar_tile_get_slot_day:
 * @self: a tile
 *
 * Returns: the day of its free slot, when it shows one
 */
guint32
poster_calendar_tile_get_slot_day (PosterCalendarTile *self)
{
  return self->slot_day;
}
