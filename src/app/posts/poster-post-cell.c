/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-cell"

#include "poster-post-cell.h"

#include "poster-post-heading.h"

/**
 * PosterPostCell:
 *
 * As high as its row, whether it has one or not, and what the keyboard walks over.
 */
struct _PosterPostCell
{
  GtkWidget        parent_instance;

  PosterPostEntry *entry;      /* (nullable) */
  GtkWidget       *heading;    /* (nullable), made when needed */
  PosterPostRow   *row;        /* (nullable), lent */
  gboolean         is_narrow;
};

G_DEFINE_FINAL_TYPE (PosterPostCell, poster_post_cell, GTK_TYPE_WIDGET)

/* What is shown, if anything. */
static GtkWidget *
get_child (PosterPostCell *self)
{
  if (self->row != NULL)
    return GTK_WIDGET (self->row);
  return self->heading != NULL && gtk_widget_get_visible (self->heading) ? self->heading : NULL;
}

static void
poster_post_cell_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  PosterPostCell *self = POSTER_POST_CELL (widget);
  GtkWidget *child = get_child (self);

  if (child != NULL)
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
  else if (orientation == GTK_ORIENTATION_VERTICAL && self->entry != NULL)
    *minimum = *natural = poster_post_row_get_usual_height (self->is_narrow,
                                                            poster_post_entry_get_section (self->entry));
}

static void
poster_post_cell_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  GtkWidget *child = get_child (POSTER_POST_CELL (widget));

  if (child != NULL)
    gtk_widget_allocate (child, width, height, -1, NULL);
}

/* The post first, and with Tab what can be done with it. */
static gboolean
poster_post_cell_focus (GtkWidget        *widget,
                        GtkDirectionType  direction)
{
  PosterPostCell *self = POSTER_POST_CELL (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  gboolean is_inside = focus != NULL && gtk_widget_is_ancestor (focus, widget);

  if (focus != widget && !is_inside)
    return gtk_widget_grab_focus (widget);
  if (direction == GTK_DIR_TAB_FORWARD && self->row != NULL)
    return gtk_widget_child_focus (GTK_WIDGET (self->row), direction);
  if (direction == GTK_DIR_TAB_BACKWARD && is_inside)
    return gtk_widget_grab_focus (widget);
  return FALSE;
}

static void
poster_post_cell_dispose (GObject *object)
{
  PosterPostCell *self = POSTER_POST_CELL (object);

  g_clear_object (&self->entry);
  if (self->row != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->row)));
  g_clear_pointer (&self->heading, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_post_cell_parent_class)->dispose (object);
}

static void
poster_post_cell_class_init (PosterPostCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_post_cell_dispose;
  widget_class->focus = poster_post_cell_focus;
  widget_class->measure = poster_post_cell_measure;
  widget_class->size_allocate = poster_post_cell_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "postcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
poster_post_cell_init (PosterPostCell *self)
{
  /* A list view goes on to what is inside of its items, and that would be the buttons. */
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * poster_post_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
poster_post_cell_new (void)
{
  return g_object_new (POSTER_TYPE_POST_CELL, NULL);
}

/**
 * poster_post_cell_set_entry:
 * @self: a cell without a row
 * @entry: (nullable): what it is the place of; %NULL while it is not used
 */
void
poster_post_cell_set_entry (PosterPostCell  *self,
                            PosterPostEntry *entry)
{
  gboolean is_heading = entry != NULL && poster_post_entry_get_is_heading (entry);

  g_assert (self->row == NULL);
  g_set_object (&self->entry, entry);
  if (is_heading && self->heading == NULL)
    {
      self->heading = poster_post_heading_new ();
      gtk_widget_set_parent (self->heading, GTK_WIDGET (self));
    }
  if (self->heading != NULL)
    {
      poster_post_heading_set_entry (POSTER_POST_HEADING (self->heading), is_heading ? entry : NULL);
      gtk_widget_set_visible (self->heading, is_heading);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * poster_post_cell_set_narrow:
 * @self: a cell
 * @narrow: whether there is little room
 */
void
poster_post_cell_set_narrow (PosterPostCell *self,
                             gboolean        narrow)
{
  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  if (self->row != NULL)
    poster_post_row_set_narrow (self->row, narrow);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * poster_post_cell_wants_row:
 * @self: a cell
 *
 * Returns: whether it is the place of a post
 */
gboolean
poster_post_cell_wants_row (PosterPostCell *self)
{
  return self->entry != NULL && !poster_post_entry_get_is_heading (self->entry);
}

/**
 * poster_post_cell_get_row:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the row that it has at present
 */
PosterPostRow *
poster_post_cell_get_row (PosterPostCell *self)
{
  return self->row;
}

/**
 * poster_post_cell_lend_row:
 * @self: a cell that wants a row and has none
 * @row: one that nobody shows
 *
 * Lets @row show the post.
 */
void
poster_post_cell_lend_row (PosterPostCell *self,
                           PosterPostRow  *row)
{
  g_assert (self->row == NULL);
  self->row = row;
  gtk_widget_set_parent (GTK_WIDGET (row), GTK_WIDGET (self));
  poster_post_row_set_narrow (row, self->is_narrow);
  poster_post_row_set_entry (row, self->entry);
}

/**
 * poster_post_cell_take_row:
 * @self: a cell
 *
 * Returns: (transfer full) (nullable): the row that it had
 */
PosterPostRow *
poster_post_cell_take_row (PosterPostCell *self)
{
  PosterPostRow *row = g_steal_pointer (&self->row);

  if (row == NULL)
    return NULL;
  g_object_ref (row);
  gtk_widget_unparent (GTK_WIDGET (row));
  poster_post_row_set_entry (row, NULL);
  return row;
}
