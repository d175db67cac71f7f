/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-row"

#include "poster-post-row-private.h"

/* Fixed columns, so that rows line up without asking each other: with ten thousand of them a size
 * group would be asked all the time. Pixels, from the start. */
#define EDGE          12   /* beside the card, for its shadow */
#define PADDING       12   /* inside it */
#define THUMB_WIDTH   54
#define THUMB_HEIGHT  56
#define TEXT_GAP      14
#define AVATAR_STEP   40
#define AVATARS_WIDTH 118
#define STATE_WIDTH   196
#define STATE_INDENT  25   /* of the words beside the icon */
#define ICON_SIZE     16
#define BUTTON_GAP    26
#define BUTTON_WIDTH  92
#define ROW_HEIGHT    66
#define MIN_TEXT      96
#define LINE_GAP      2    /* between title and second line */

#define NARROW_PADDING  4
#define NARROW_INDENT   19
#define NARROW_ROW      72
#define NARROW_SENDING  82
#define NARROW_GAP      2
#define NARROW_ICON     14
#define NARROW_MIN_TEXT 60

/* The sign of what repeats, before the second line. */
#define REPEATS_ICON 12
#define REPEATS_STEP 17

#define SHADOW 8

static int
get_height (GtkWidget *child)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
get_width (GtkWidget *child,
           int        at_least)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return MAX (natural, at_least);
}

/* Every visible child has to be measured before it is allocated. */
static void
measure_all (PosterPostRow  *self,
             GtkOrientation  orientation)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
}

static gboolean
is_sending_section (PosterPostRow *self)
{
  return self->entry != NULL && poster_post_entry_get_section (self->entry) == POSTER_SECTION_SENDING;
}

/* What rows measured last: narrow and wide, of the section that sends and of others. It changes
 * with the font. */
static int usual_heights[2][2] = { { ROW_HEIGHT, ROW_HEIGHT }, { NARROW_ROW, NARROW_SENDING } };

int
poster_post_row_get_usual_height (gboolean          narrow,
                                  PosterPostSection section)
{
  return usual_heights[narrow != FALSE][section == POSTER_SECTION_SENDING];
}

static int
measure_height (PosterPostRow *self)
{
  int title = get_height (self->title);
  int subtitle = get_height (self->subtitle);
  int state = get_height (self->state);

  if (self->is_narrow)
    return is_sending_section (self) ? MAX (title + subtitle + state + 24, NARROW_SENDING)
                                     : MAX (title + subtitle + state + 14, NARROW_ROW);
  return MAX (MAX (title, state) + LINE_GAP + subtitle + 14, ROW_HEIGHT);
}

void
poster_post_row_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  PosterPostRow *self = POSTER_POST_ROW (widget);

  measure_all (self, orientation);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = measure_height (self);
      usual_heights[self->is_narrow][is_sending_section (self)] = *natural;
      return;
    }
  if (self->is_narrow)
    *minimum = 2 * EDGE + 2 * NARROW_PADDING + THUMB_WIDTH + NARROW_PADDING + NARROW_MIN_TEXT + get_width (self->button, 34);
  else
    *minimum = 2 * EDGE + 2 * PADDING + THUMB_WIDTH + 3 * TEXT_GAP + MIN_TEXT + AVATARS_WIDTH + STATE_WIDTH + BUTTON_GAP +
               get_width (self->button, BUTTON_WIDTH);
  *natural = MAX (*minimum, 980 + 2 * EDGE);
}

/* @x: from the start of the row, wherever that is */
static void
place (PosterPostRow *self,
       GtkWidget     *child,
       int            row_width,
       int            x,
       int            y,
       int            width,
       int            height)
{
  if (child == NULL || !gtk_widget_should_layout (child))
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = row_width - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, MAX (width, 0), MAX (height, 0) }, -1);
}

static void
place_avatars (PosterPostRow *self,
               int            row_width,
               int            x,
               int            height)
{
  int shown = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->avatars); i++)
    {
      GtkWidget *avatar = self->avatars[i];
      int size;

      if (avatar == NULL || !gtk_widget_get_visible (avatar))
        continue;
      size = get_width (avatar, 0);
      place (self, avatar, row_width, x + AVATAR_STEP * shown++, (height - size) / 2, size, size);
    }
  if (self->more != NULL)
    {
      int more_height = get_height (self->more);

      place (self, self->more, row_width, x + AVATAR_STEP * shown, (height - more_height) / 2, AVATAR_STEP, more_height);
    }
}

static void
place_subtitle (PosterPostRow *self,
                int            row_width,
                int            x,
                int            y,
                int            width,
                int            height)
{
  int indent = self->repeats != NULL && gtk_widget_get_visible (self->repeats) ? REPEATS_STEP : 0;

  place (self, self->repeats, row_width, x, y + (height - REPEATS_ICON) / 2, REPEATS_ICON, REPEATS_ICON);
  place (self, self->subtitle, row_width, x + indent, y, width - indent, height);
}

static void
allocate_wide (PosterPostRow *self,
               int            width,
               int            height)
{
  int title = get_height (self->title);
  int subtitle = get_height (self->subtitle);
  int button_width = get_width (self->button, BUTTON_WIDTH);
  int button_height = get_height (self->button);
  int button_x = width - EDGE - PADDING - button_width;
  int state_x = button_x - BUTTON_GAP - STATE_WIDTH;
  int avatars_x = state_x - TEXT_GAP - AVATARS_WIDTH;
  int text_x = EDGE + PADDING + THUMB_WIDTH + TEXT_GAP;
  int text_width = avatars_x - TEXT_GAP - text_x;
  int top = (height - title - LINE_GAP - subtitle) / 2;
  int second = top + title + LINE_GAP;
  int icon_y = gtk_widget_get_visible (self->detail) ? (height - ICON_SIZE) / 2 : top + (title - ICON_SIZE) / 2;
  int percent_width = self->percent != NULL && gtk_widget_get_visible (self->percent) ? get_width (self->percent, 0) : 0;
  gboolean has_progress = self->progress != NULL && gtk_widget_get_visible (self->progress);

  place (self, self->thumb, width, EDGE + PADDING, (height - THUMB_HEIGHT) / 2, THUMB_WIDTH, THUMB_HEIGHT);
  place (self, self->title, width, text_x, top, text_width, title);
  place_subtitle (self, width, text_x, second, text_width, subtitle);
  place (self, self->bars[0], width, text_x, top + 4, text_width * 3 / 5, title - 8);
  place (self, self->bars[1], width, text_x, second + 3, text_width / 4, subtitle - 6);
  place_avatars (self, width, avatars_x, height);
  if (!has_progress && !gtk_widget_get_visible (self->detail))
    {
      /* One line stands in the middle. */
      place (self, self->icon, width, state_x, (height - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE);
      place (self, self->state, width, state_x + STATE_INDENT, (height - title) / 2, STATE_WIDTH - STATE_INDENT, title);
    }
  else
    {
      place (self, self->icon, width, state_x, icon_y, ICON_SIZE, ICON_SIZE);
      place (self, self->state, width, state_x + STATE_INDENT, top, STATE_WIDTH - STATE_INDENT - percent_width, title);
    }
  place (self, self->detail, width, state_x + STATE_INDENT, second, STATE_WIDTH - STATE_INDENT, subtitle);
  place (self, self->percent, width, state_x + STATE_WIDTH - percent_width, top, percent_width, title);
  if (has_progress)
    {
      int progress = get_height (self->progress);

      place (self, self->progress, width, state_x, second + (subtitle - progress) / 2 + 1, STATE_WIDTH, progress);
    }
  place (self, self->button, width, button_x, (height - button_height) / 2, button_width, button_height);
}

static void
allocate_narrow (PosterPostRow *self,
                 int            width,
                 int            height)
{
  int title = get_height (self->title);
  int subtitle = get_height (self->subtitle);
  int state = get_height (self->state);
  int button_width = get_width (self->button, 34);
  int button_height = get_height (self->button);
  int button_x = width - EDGE - NARROW_PADDING - button_width;
  int text_x = EDGE + NARROW_PADDING + THUMB_WIDTH + NARROW_PADDING;
  int text_width = button_x - NARROW_PADDING - text_x;
  gboolean has_progress = self->progress != NULL && gtk_widget_get_visible (self->progress);
  int top = (height - title - subtitle - state - 2 * NARROW_GAP - (has_progress ? 10 : 0)) / 2;
  int second = top + title + NARROW_GAP;
  int third = second + subtitle + NARROW_GAP;

  place (self, self->thumb, width, EDGE + NARROW_PADDING, (height - THUMB_HEIGHT) / 2, THUMB_WIDTH, THUMB_HEIGHT);
  place (self, self->title, width, text_x, top, text_width, title);
  place_subtitle (self, width, text_x, second, text_width, subtitle);
  place (self, self->bars[0], width, text_x, top + 4, text_width * 3 / 5, title - 8);
  place (self, self->bars[1], width, text_x, second + 3, text_width / 3, subtitle - 6);
  place (self, self->icon, width, text_x, third + (state - NARROW_ICON) / 2, NARROW_ICON, NARROW_ICON);
  place (self, self->state, width, text_x + NARROW_INDENT, third, text_width - NARROW_INDENT, state);
  if (has_progress)
    {
      int progress = get_height (self->progress);

      place (self, self->progress, width, text_x, third + state + (10 - progress) / 2 + 1, text_width,
             progress);
    }
  place (self, self->button, width, button_x, (height - button_height) / 2, button_width, button_height);
}

void
poster_post_row_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  PosterPostRow *self = POSTER_POST_ROW (widget);

  place (self, self->card, width, EDGE, 0, width - 2 * EDGE, height);
  if (self->is_narrow)
    allocate_narrow (self, width, height);
  else
    allocate_wide (self, width, height);
}

/* The rows of a section look like one card. Each draws its part, and cuts off what of the shadow
 * would lie on its neighbours. */
void
poster_post_row_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  PosterPostRow *self = POSTER_POST_ROW (widget);
  gboolean is_first = self->entry == NULL || poster_post_entry_get_is_first (self->entry);
  gboolean is_last = self->entry == NULL || poster_post_entry_get_is_last (self->entry);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int above = is_first ? SHADOW : 0;
  int below = is_last ? SHADOW : 0;
  GtkWidget *child;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, (float) -above, (float) width, (float) (height + above + below)));
  gtk_widget_snapshot_child (widget, self->card, snapshot);
  gtk_snapshot_pop (snapshot);
  for (child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != self->card)
      gtk_widget_snapshot_child (widget, child, snapshot);
}
