/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-agenda-row"

#include "poster-agenda-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-account-avatar.h"
#include "poster-calendar-days.h"
#include "poster-calendar-tile.h"
#include "poster-words.h"

#define AVATAR_SIZE 22
#define MAX_AVATARS 5

/**
 * PosterAgendaRow:
 *
 * A row of an agenda. It has the widgets of each kind once it was of that kind.
 */
struct _PosterAgendaRow
{
  GtkWidget            parent_instance;

  PosterCalendarDesk  *desk;
  PosterAgendaItem    *item;      /* (nullable) */

  GtkWidget           *heading;   /* (nullable) */
  GtkLabel            *day_name;
  GtkLabel            *day_words;

  GtkWidget           *post;      /* (nullable) */
  PosterCalendarTile  *tile;
  GtkLabel            *time;
  GtkImage            *state_icon;
  GtkLabel            *state_word;
  GtkLabel            *line;
  GtkWidget           *accounts;
  GtkWidget           *avatars[MAX_AVATARS];
  GtkLabel            *more;

  GtkWidget           *slot;      /* (nullable) */
  PosterCalendarTile  *slot_tile;
  GtkLabel            *slot_time;

  GtkWidget           *compose;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (PosterAgendaRow, poster_agenda_row, GTK_TYPE_WIDGET)

static GtkWidget *
new_label (const char *css_class,
           gboolean    is_long)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  if (is_long)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static void
make_heading (PosterAgendaRow *self)
{
  self->heading = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_add_css_class (self->heading, "heading-part");
  self->day_name = GTK_LABEL (new_label ("heading", TRUE));
  self->day_words = GTK_LABEL (new_label ("caption", TRUE));
  gtk_widget_add_css_class (GTK_WIDGET (self->day_words), "dim-label");
  gtk_box_append (GTK_BOX (self->heading), GTK_WIDGET (self->day_name));
  gtk_box_append (GTK_BOX (self->heading), GTK_WIDGET (self->day_words));
  gtk_widget_set_parent (self->heading, GTK_WIDGET (self));
}

static GtkWidget *
make_first_line (PosterAgendaRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->time = GTK_LABEL (new_label ("heading", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  gtk_widget_set_hexpand (GTK_WIDGET (self->time), TRUE);
  self->state_icon = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->state_icon, 14);
  self->state_word = GTK_LABEL (new_label ("caption", FALSE));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->state_icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->state_word));
  return line;
}

static GtkWidget *
make_accounts (PosterAgendaRow *self)
{
  self->accounts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  for (guint i = 0; i < MAX_AVATARS; i++)
    {
      self->avatars[i] = poster_account_avatar_new (AVATAR_SIZE);
      gtk_widget_set_visible (self->avatars[i], FALSE);
      gtk_box_append (GTK_BOX (self->accounts), self->avatars[i]);
    }
  self->more = GTK_LABEL (new_label ("caption", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "dim-label");
  gtk_box_append (GTK_BOX (self->accounts), GTK_WIDGET (self->more));
  return self->accounts;
}

static void
make_post (PosterAgendaRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->post = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->post, "part");
  self->tile = POSTER_CALENDAR_TILE (poster_calendar_tile_new (poster_calendar_desk_get_session (self->desk), FALSE));
  gtk_widget_set_focusable (GTK_WIDGET (self->tile), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self->tile), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self->tile), GTK_ALIGN_CENTER);
  self->line = GTK_LABEL (new_label (NULL, TRUE));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), make_first_line (self));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->line));
  gtk_box_append (GTK_BOX (words), make_accounts (self));
  gtk_box_append (GTK_BOX (self->post), GTK_WIDGET (self->tile));
  gtk_box_append (GTK_BOX (self->post), words);
  gtk_widget_set_parent (self->post, GTK_WIDGET (self));
}

static void
make_compose (PosterAgendaRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = new_label ("heading", FALSE);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_label_set_text (GTK_LABEL (label), _("New Post on This Day"));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  self->compose = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->compose, "part");
  gtk_widget_add_css_class (self->compose, "compose-part");
  gtk_box_append (GTK_BOX (self->compose), box);
  gtk_widget_set_parent (self->compose, GTK_WIDGET (self));
}

static void
make_slot (PosterAgendaRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *free_slot = new_label ("caption", FALSE);

  self->slot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->slot, "part");
  self->slot_tile = POSTER_CALENDAR_TILE (poster_calendar_tile_new (poster_calendar_desk_get_session (self->desk), FALSE));
  gtk_widget_set_focusable (GTK_WIDGET (self->slot_tile), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self->slot_tile), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self->slot_tile), GTK_ALIGN_CENTER);
  self->slot_time = GTK_LABEL (new_label ("heading", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->slot_time), "numeric");
  gtk_label_set_text (GTK_LABEL (free_slot), _("Free slot"));
  gtk_widget_add_css_class (free_slot, "dim-label");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->slot_time));
  gtk_box_append (GTK_BOX (words), free_slot);
  gtk_box_append (GTK_BOX (self->slot), GTK_WIDGET (self->slot_tile));
  gtk_box_append (GTK_BOX (self->slot), words);
  gtk_widget_set_parent (self->slot, GTK_WIDGET (self));
}

static void
show_slot (PosterAgendaRow *self)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *clock = poster_words_clock (poster_days_to_instant_us (self->item->day, self->item->minute, utc), "UTC");
  g_autofree char *words = g_strdup_printf (_("%s, free slot"), clock);

  if (self->slot == NULL)
    make_slot (self);
  poster_calendar_tile_set_slot (self->slot_tile, self->item->day, self->item->minute);
  gtk_label_set_text (self->slot_time, clock);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* "three posts": small numbers in words, as one would say it. */
static char *
dup_count (guint n)
{
  switch (n)
    {
    case 0:
      return g_strdup (_("no posts"));
    case 1:
      return g_strdup (_("one post"));
    case 2:
      return g_strdup (_("two posts"));
    case 3:
      return g_strdup (_("three posts"));
    default:
      return g_strdup_printf (ngettext ("%u post", "%u posts", n), n);
    }
}

static char *
capitalize (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  g_autofree char *upper = g_utf8_strup (first, -1);

  return g_strconcat (upper, text + strlen (first), NULL);
}

static void
show_heading (PosterAgendaRow *self)
{
  guint32 today = poster_calendar_model_get_today (poster_calendar_desk_get_model (self->desk), NULL);
  guint32 day = self->item->day;
  g_autofree char *name = self->item->is_near && day != today ? poster_days_name_near (day, today) : poster_days_name (day);
  g_autofree char *count = dup_count (self->item->n_posts);
  g_autofree char *near = poster_days_name_near (day, today);
  g_autofree char *own = poster_days_name (day);
  g_autofree char *words = NULL;

  if (self->heading == NULL)
    make_heading (self);
  gtk_label_set_text (self->day_name, name);
  if (self->item->is_near && day != today)
    words = NULL;
  else if (g_str_equal (near, own))
    words = capitalize (count);
  else
    /* Translators: which day it is and how many posts it has: Today, three posts */
    words = g_strdup_printf (_("%s, %s"), near, count);
  gtk_label_set_text (self->day_words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->day_words), words != NULL);
  if (self->item->is_near)
    gtk_widget_remove_css_class (GTK_WIDGET (self->day_name), "title-4");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->day_name), "title-4");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_accounts (PosterAgendaRow *self)
{
  PosterSession *session = poster_calendar_desk_get_session (self->desk);
  char **ids = self->item->entry->post->account_ids;
  guint n = 0, n_hidden = 0;
  g_autofree char *more = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      PosterAccount *account = poster_session_find_account (session, ids[i]);

      if (account == NULL)
        continue;
      if (n == MAX_AVATARS)
        {
          n_hidden++;
          continue;
        }
      poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (self->avatars[n]), account);
      gtk_widget_set_visible (self->avatars[n++], TRUE);
    }
  for (guint i = n; i < MAX_AVATARS; i++)
    gtk_widget_set_visible (self->avatars[i], FALSE);
  more = g_strdup_printf (_("+%u"), n_hidden);
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_hidden > 0);
}

static void
show_post (PosterAgendaRow *self)
{
  PosterCalendarEntry *entry = self->item->entry;
  const char *css_class = poster_calendar_entry_get_class (entry);
  const char *classes[] = { css_class, NULL };
  const char *word_classes[] = { "caption", css_class, NULL };
  g_autofree char *clock = poster_calendar_entry_dup_clock (entry);
  g_autofree char *line = poster_calendar_entry_first_line (entry);
  g_autofree char *words = NULL;

  if (self->post == NULL)
    make_post (self);
  poster_calendar_tile_set_entry (self->tile, entry);
  gtk_label_set_text (self->time, clock);
  gtk_image_set_from_icon_name (self->state_icon, poster_calendar_entry_get_icon (entry));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_icon), classes);
  gtk_label_set_text (self->state_word, poster_calendar_entry_get_word (entry));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_word), word_classes);
  gtk_label_set_text (self->line, line);
  show_accounts (self);
  words = poster_calendar_tile_describe (poster_calendar_desk_get_session (self->desk), entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_class (PosterAgendaRow *self,
           const char      *name,
           gboolean         is_set)
{
  if (is_set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static void
poster_agenda_row_dispose (GObject *object)
{
  PosterAgendaRow *self = POSTER_AGENDA_ROW (object);

  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->heading, gtk_widget_unparent);
  g_clear_pointer (&self->post, gtk_widget_unparent);
  g_clear_pointer (&self->slot, gtk_widget_unparent);
  g_clear_pointer (&self->compose, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_agenda_row_parent_class)->dispose (object);
}

static void
poster_agenda_row_class_init (PosterAgendaRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_agenda_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "agendarow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
poster_agenda_row_init (PosterAgendaRow *self)
{
}

/**
 * poster_agenda_row_new:
 * @desk: what the views share
 *
 * Returns: (transfer floating): a row of nothing yet
 */
GtkWidget *
poster_agenda_row_new (PosterCalendarDesk *desk)
{
  PosterAgendaRow *self = g_object_new (POSTER_TYPE_AGENDA_ROW, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

/**
 * poster_agenda_row_set_item:
 * @self: a row
 * @item: (nullable): what it is to show
 */
void
poster_agenda_row_set_item (PosterAgendaRow  *self,
                            PosterAgendaItem *item)
{
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  if (item->kind == POSTER_AGENDA_HEADING)
    show_heading (self);
  else if (item->kind == POSTER_AGENDA_POST)
    show_post (self);
  else if (item->kind == POSTER_AGENDA_SLOT)
    show_slot (self);
  else
    {
      if (self->compose == NULL)
        make_compose (self);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New Post on This Day"), -1);
    }
  if (self->heading != NULL)
    gtk_widget_set_visible (self->heading, item->kind == POSTER_AGENDA_HEADING);
  if (self->post != NULL)
    gtk_widget_set_visible (self->post, item->kind == POSTER_AGENDA_POST);
  if (self->slot != NULL)
    gtk_widget_set_visible (self->slot, item->kind == POSTER_AGENDA_SLOT);
  if (self->compose != NULL)
    gtk_widget_set_visible (self->compose, item->kind == POSTER_AGENDA_COMPOSE);
  set_class (self, "repeat", item->entry != NULL && item->entry->is_repeat);
  set_class (self, "first", item->is_first);
  set_class (self, "last", item->is_last);
}

/**
 * poster_agenda_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
PosterAgendaItem *
poster_agenda_row_get_item (PosterAgendaRow *self)
{
  return self->item;
}
