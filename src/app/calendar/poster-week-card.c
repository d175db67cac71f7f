/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-card"

#include "poster-week-card.h"

#include "poster-account-avatar.h"

#define EDGE 7
#define TILE_WIDTH 44
#define TILE_HEIGHT 78
#define LOW_TILE_HEIGHT 60
#define GAP 8
#define WORDS_AT (EDGE + TILE_WIDTH + GAP)
#define LEAST_WORDS 48
#define AVATAR_SIZE 22
#define MAX_AVATARS 3

/**
 * PosterWeekCard:
 *
 * A post of the week.
 */
struct _PosterWeekCard
{
  GtkWidget            parent_instance;

  PosterCalendarDesk  *desk;
  PosterCalendarEntry *entry;   /* (nullable) */
  PosterCalendarTile  *tile;
  GtkWidget           *words;
  GtkWidget           *low_time;  /* below the picture, where there is no room beside it */
  GtkLabel            *time;
  GtkImage            *state;
  GtkLabel            *line;
  GtkWidget           *avatars[MAX_AVATARS];
};

G_DEFINE_FINAL_TYPE (PosterWeekCard, poster_week_card, GTK_TYPE_WIDGET)

static void
poster_week_card_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 24 : POSTER_WEEK_CARD_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : POSTER_WEEK_CARD_HEIGHT;
}

static void
poster_week_card_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  PosterWeekCard *self = POSTER_WEEK_CARD (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int edge = MIN (EDGE, MAX ((width - TILE_WIDTH) / 2, 0));
  int tile_width = MIN (TILE_WIDTH, width);
  int words_width = width - WORDS_AT - EDGE;
  int minimum, low_width, low_height, tile_height;
  gboolean is_low;

  gtk_widget_measure (self->low_time, GTK_ORIENTATION_HORIZONTAL, -1, &low_width, NULL, NULL, NULL);
  gtk_widget_measure (self->low_time, GTK_ORIENTATION_VERTICAL, -1, &low_height, NULL, NULL, NULL);
  is_low = words_width < LEAST_WORDS && low_width <= width;
  tile_height = is_low ? LOW_TILE_HEIGHT : TILE_HEIGHT;
  gtk_widget_size_allocate (GTK_WIDGET (self->tile),
                            &(GtkAllocation) { is_rtl ? width - edge - tile_width : edge,
                                               is_low ? (height - tile_height - low_height) / 2 : (height - tile_height) / 2,
                                               tile_width, tile_height }, -1);
  gtk_widget_set_child_visible (self->low_time, is_low);
  if (is_low)
    gtk_widget_size_allocate (self->low_time, &(GtkAllocation) { 0, (height + tile_height - low_height) / 2, width, low_height }, -1);
  gtk_widget_set_child_visible (self->words, words_width >= LEAST_WORDS);
  if (words_width < LEAST_WORDS)
    return;
  gtk_widget_measure (self->words, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  words_width = MAX (words_width, minimum);
  gtk_widget_size_allocate (self->words, &(GtkAllocation) { is_rtl ? width - WORDS_AT - words_width : WORDS_AT, EDGE,
                                                            words_width, height - 2 * EDGE }, -1);
}

static void
poster_week_card_dispose (GObject *object)
{
  PosterWeekCard *self = POSTER_WEEK_CARD (object);

  g_clear_object (&self->entry);
  g_clear_object (&self->desk);
  if (self->tile != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->tile)));
  g_clear_pointer (&self->words, gtk_widget_unparent);
  g_clear_pointer (&self->low_time, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_week_card_parent_class)->dispose (object);
}

static void
poster_week_card_class_init (PosterWeekCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_week_card_dispose;
  widget_class->measure = poster_week_card_measure;
  widget_class->size_allocate = poster_week_card_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "weekcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
poster_week_card_init (PosterWeekCard *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
make_words (PosterWeekCard *self)
{
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *bottom = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->time = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "caption-heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  self->state = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->state, 13);
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->state));
  self->line = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->line), "caption");
  gtk_label_set_xalign (self->line, 0);
  gtk_label_set_yalign (self->line, 0);
  gtk_label_set_wrap (self->line, TRUE);
  gtk_label_set_wrap_mode (self->line, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->line, 2);
  gtk_label_set_ellipsize (self->line, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (self->line, 4);
  gtk_widget_set_vexpand (GTK_WIDGET (self->line), TRUE);
  for (guint i = 0; i < MAX_AVATARS; i++)
    {
      self->avatars[i] = poster_account_avatar_new (AVATAR_SIZE);
      gtk_box_append (GTK_BOX (bottom), self->avatars[i]);
    }
  gtk_box_append (GTK_BOX (self->words), top);
  gtk_box_append (GTK_BOX (self->words), GTK_WIDGET (self->line));
  gtk_box_append (GTK_BOX (self->words), bottom);
  gtk_widget_set_overflow (self->words, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (self->words, GTK_WIDGET (self));
}

/**
 * poster_week_card_new:
 * @desk: what the views share
 *
 * Returns: (transfer floating): a card of no post
 */
GtkWidget *
poster_week_card_new (PosterCalendarDesk *desk)
{
  PosterWeekCard *self = g_object_new (POSTER_TYPE_WEEK_CARD, NULL);

  self->desk = g_object_ref (desk);
  self->tile = POSTER_CALENDAR_TILE (poster_calendar_tile_new (poster_calendar_desk_get_session (desk), FALSE));
  gtk_widget_set_focusable (GTK_WIDGET (self->tile), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->tile), GTK_WIDGET (self));
  make_words (self);
  self->low_time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->low_time, "low-time");
  gtk_widget_add_css_class (self->low_time, "numeric");
  gtk_widget_set_parent (self->low_time, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static void
show_accounts (PosterWeekCard *self)
{
  PosterSession *session = poster_calendar_desk_get_session (self->desk);
  char **ids = self->entry->post->account_ids;
  guint n = 0;

  for (guint i = 0; ids[i] != NULL && n < MAX_AVATARS; i++)
    {
      PosterAccount *account = poster_session_find_account (session, ids[i]);

      if (account != NULL)
        poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (self->avatars[n++]), account);
    }
  for (guint i = 0; i < MAX_AVATARS; i++)
    gtk_widget_set_visible (self->avatars[i], i < n);
}

/**
 * poster_week_card_set_entry:
 * @self: a card
 * @entry: (nullable): what it is to show
 */
void
poster_week_card_set_entry (PosterWeekCard      *self,
                            PosterCalendarEntry *entry)
{
  const char *classes[] = { NULL, NULL };
  g_autofree char *clock = NULL;
  g_autofree char *line = NULL;
  g_autofree char *words = NULL;

  if (entry == NULL || (self->entry != NULL && poster_calendar_entry_equal (entry, self->entry)))
    {
      g_set_object (&self->entry, entry);
      return;
    }
  g_set_object (&self->entry, entry);
  poster_calendar_tile_set_entry (self->tile, entry);
  clock = poster_calendar_entry_dup_clock (entry);
  line = poster_calendar_entry_first_line (entry);
  words = poster_calendar_tile_describe (poster_calendar_desk_get_session (self->desk), entry);
  classes[0] = poster_calendar_entry_get_class (entry);
  gtk_label_set_text (self->time, clock);
  gtk_label_set_text (GTK_LABEL (self->low_time), clock);
  gtk_label_set_text (self->line, line);
  gtk_image_set_from_icon_name (self->state, poster_calendar_entry_get_icon (entry));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), poster_calendar_entry_get_word (entry));
  if (entry->is_repeat)
    gtk_widget_add_css_class (GTK_WIDGET (self), "repeat");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "repeat");
  show_accounts (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/**
 * poster_week_card_get_entry:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): what it shows
 */
PosterCalendarEntry *
poster_week_card_get_entry (PosterWeekCard *self)
{
  return self->entry;
}

/**
 * poster_week_card_get_tile:
 * @self: a card
 *
 * Returns: (transfer none): its picture
 */
PosterCalendarTile *
poster_week_card_get_tile (PosterWeekCard *self)
{
  return self->tile;
}

/**
 * poster_week_card_set_selected:
 * @self: a card
 * @is_selected: whether its post is one of several that are chosen
 */
void
poster_week_card_set_selected (PosterWeekCard *self,
                               gboolean        is_selected)
{
  if (is_selected)
    gtk_widget_set_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED);
}
