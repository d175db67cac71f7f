/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-page"

#include "poster-calendar-page.h"

#include <glib/gi18n-lib.h>

#include "poster-adaptive-bin.h"
#include "poster-agenda.h"
#include "poster-calendar-days.h"
#include "poster-calendar-turner.h"
#include "poster-month-grid.h"
#include "poster-week-view.h"
#include "poster-words.h"

/* How often it is looked whether another day has begun. */
#define REFRESH_US (30 * G_TIME_SPAN_SECOND)

/**
 * PosterCalendarPage:
 *
 * The posts by day.
 */
struct _PosterCalendarPage
{
  GtkWidget            parent_instance;

  PosterSession       *session;
  PosterCalendarDesk  *desk;
  gboolean             is_narrow;   /* as the window says */
  gboolean             is_jumping;  /* the popover's calendar is being set */
  guint32              today;       /* as it was shown last */
  guint                refresh;     /* source id, 0 for none */
  GSimpleActionGroup  *actions;
  PosterMonthGrid     *month_grid;
  PosterWeekView      *week_view;   /* (nullable), made when first looked at */
  GtkWidget           *agenda;
  GtkWidget           *day_list;
  PosterCalendarTurner *turner;

  PosterAdaptiveBin   *adaptive_bin;
  GtkWidget           *bar;
  GtkLabel            *title;
  GtkWidget           *previous_button;
  GtkWidget           *next_button;
  GtkWidget           *today_button;
  GtkMenuButton       *jump_button;
  GtkPopover          *jump_popover;
  GtkCalendar         *jump_calendar;
  GtkMenuButton       *account_button;
  GtkLabel            *account_label;
  GtkWidget           *account_arrow;
  GtkWidget           *view_box;
  GtkStack            *stack;
  GtkScrolledWindow   *month_window;
  AdwBin              *week_bin;
  AdwBin              *agenda_bin;
  GtkWidget           *side;
  AdwBin              *day_bin;
  GtkLabel            *zone_label;
};

G_DEFINE_FINAL_TYPE (PosterCalendarPage, poster_calendar_page, GTK_TYPE_WIDGET)

/* What was chosen of month and week. */
static const char *
get_chosen (PosterCalendarPage *self)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "view");

  return g_str_equal (g_variant_get_string (state, NULL), "week") ? "week" : "month";
}

/**
 * poster_calendar_page_get_view:
 * @self: a page
 *
 * Returns: what is seen: `month`, `week` or `agenda`
 */
const char *
poster_calendar_page_get_view (PosterCalendarPage *self)
{
  return self->is_narrow ? "agenda" : get_chosen (self);
}

static gboolean
is_week (PosterCalendarPage *self)
{
  return g_str_equal (poster_calendar_page_get_view (self), "week");
}

static void
set_words (GtkWidget  *button,
           const char *words)
{
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
update_title (PosterCalendarPage *self)
{
  guint32 day = poster_calendar_desk_get_day (self->desk);
  g_autofree char *words = is_week (self) ? poster_days_name_week (poster_days_get_week_start (day))
                                          : poster_days_name_month (day, self->is_narrow);

  gtk_label_set_text (self->title, words);
  set_words (self->previous_button, is_week (self) ? _("Previous Week") : _("Previous Month"));
  set_words (self->next_button, is_week (self) ? _("Next Week") : _("Next Month"));
}

static void
update_views (PosterCalendarPage *self)
{
  const char *view = poster_calendar_page_get_view (self);

  update_title (self);
  if (g_str_equal (view, "month"))
    poster_month_grid_update (self->month_grid);
  else if (g_str_equal (view, "week"))
    poster_week_view_update (self->week_view);
}

static void
update_layout (PosterCalendarPage *self)
{
  const char *view = poster_calendar_page_get_view (self);
  gboolean is_wide = !self->is_narrow && !poster_adaptive_bin_get_narrow (self->adaptive_bin);

  if (g_str_equal (view, "week") && self->week_view == NULL)
    {
      self->week_view = POSTER_WEEK_VIEW (poster_week_view_new (self->desk));
      adw_bin_set_child (self->week_bin, GTK_WIDGET (self->week_view));
    }
  gtk_stack_set_visible_child_name (self->stack, view);
  poster_calendar_turner_set_is_down (self->turner, g_str_equal (view, "month"));
  gtk_widget_set_visible (self->side, is_wide && g_str_equal (view, "month"));
  gtk_widget_set_visible (self->view_box, !self->is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->account_label), !self->is_narrow);
  gtk_widget_set_visible (self->account_arrow, !self->is_narrow);
  gtk_widget_set_margin_start (self->previous_button, self->is_narrow ? 0 : 12);
  gtk_widget_set_margin_start (self->today_button, self->is_narrow ? 0 : 12);
  gtk_widget_set_visible (GTK_WIDGET (self->jump_button), !self->is_narrow);
  if (self->is_narrow)
    {
      gtk_widget_add_css_class (self->bar, "narrow");
      gtk_widget_remove_css_class (GTK_WIDGET (self->title), "title-2");
      gtk_widget_add_css_class (GTK_WIDGET (self->title), "title-4");
    }
  else
    {
      gtk_widget_remove_css_class (self->bar, "narrow");
      gtk_widget_remove_css_class (GTK_WIDGET (self->title), "title-4");
      gtk_widget_add_css_class (GTK_WIDGET (self->title), "title-2");
    }
  update_views (self);
}

static void
layout_changed_cb (PosterCalendarPage *self)
{
  if (self->desk != NULL)
    update_layout (self);
}

/* Within a month the grid stays as it is; the day list follows by itself. */
static void
day_changed_cb (PosterCalendarPage *self)
{
  guint32 day = poster_calendar_desk_get_day (self->desk);
  guint32 first = poster_month_grid_get_first (self->month_grid);

  if (!g_str_equal (poster_calendar_page_get_view (self), "month") || first == 0 ||
      poster_days_get_month_start (day) != poster_days_get_month_start (first + 6))
    update_views (self);
}

static void
go (PosterCalendarPage *self,
    int                 direction)
{
  guint32 day = poster_calendar_desk_get_day (self->desk);

  poster_calendar_desk_set_day (self->desk, is_week (self) ? day + (guint32) (7 * direction)
                                                           : poster_days_add_months (day, direction));
}

static void
previous_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  go (user_data, -1);
}

static void
next_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  go (user_data, 1);
}

static void
today_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  PosterCalendarPage *self = user_data;
  guint32 today = poster_calendar_model_get_today (poster_calendar_desk_get_model (self->desk), NULL);

  poster_calendar_desk_set_day (self->desk, today);
  if (g_str_equal (poster_calendar_page_get_view (self), "month"))
    poster_month_grid_focus_day (self->month_grid, today);
}

static void
jump_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  PosterCalendarPage *self = user_data;

  if (gtk_widget_get_visible (GTK_WIDGET (self->jump_button)))
    gtk_menu_button_popup (self->jump_button);
}

static void
view_changed_cb (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       user_data)
{
  g_simple_action_set_state (action, value);
  update_layout (user_data);
}

static void
account_changed_cb (GSimpleAction *action,
                    GVariant      *value,
                    gpointer       user_data)
{
  PosterCalendarPage *self = user_data;
  const char *id = g_variant_get_string (value, NULL);
  PosterAccount *account = *id != '\0' ? poster_session_find_account (self->session, id) : NULL;
  g_autofree char *words = account != NULL ? poster_words_account (account) : NULL;

  g_simple_action_set_state (action, value);
  gtk_label_set_text (self->account_label, words != NULL ? words : _("All accounts"));
  poster_calendar_model_set_account (poster_calendar_desk_get_model (self->desk), account != NULL ? id : NULL);
}

static const GActionEntry actions[] = {
  { .name = "previous", .activate = previous_action },
  { .name = "next", .activate = next_action },
  { .name = "today", .activate = today_action },
  { .name = "jump", .activate = jump_action },
  { .name = "view", .parameter_type = "s", .state = "'month'", .change_state = view_changed_cb },
  { .name = "account", .parameter_type = "s", .state = "''", .change_state = account_changed_cb },
};

static void
accounts_changed_cb (PosterCalendarPage *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) section = g_menu_new ();
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "account");
  const char *chosen = g_variant_get_string (state, NULL);

  g_menu_append (menu, _("All Accounts"), "calendar.account::");
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *words = poster_words_account_on (account);
      g_autoptr(GMenuItem) item = g_menu_item_new (words, NULL);

      g_menu_item_set_action_and_target (item, "calendar.account", "s", account->id);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  gtk_menu_button_set_menu_model (self->account_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->account_button), g_list_model_get_n_items (accounts) > 1);
  if (*chosen != '\0' && poster_session_find_account (self->session, chosen) == NULL)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "account", g_variant_new_string (""));
}

static void
jump_shown_cb (PosterCalendarPage *self)
{
  int year, month, day;
  g_autoptr(GDateTime) date = NULL;

  poster_days_to_date (poster_calendar_desk_get_day (self->desk), &year, &month, &day);
  date = g_date_time_new_local (year, month, day, 12, 0, 0);
  self->is_jumping = TRUE;
  gtk_calendar_select_day (self->jump_calendar, date);
  self->is_jumping = FALSE;
}

static void
jumped_cb (PosterCalendarPage *self)
{
  g_autoptr(GDateTime) date = gtk_calendar_get_date (self->jump_calendar);

  if (self->is_jumping || self->desk == NULL)
    return;
  poster_calendar_desk_set_day (self->desk, poster_days_from_date (g_date_time_get_year (date), g_date_time_get_month (date),
                                                                   g_date_time_get_day_of_month (date)));
}

/* At midnight another day is today. */
static void
note_day (PosterCalendarPage *self)
{
  guint32 today = poster_calendar_model_get_today (poster_calendar_desk_get_model (self->desk), NULL);

  if (today == self->today)
    return;
  if (self->today != 0 && poster_calendar_desk_get_day (self->desk) == self->today)
    poster_calendar_desk_set_day (self->desk, today);
  self->today = today;
  update_views (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  PosterCalendarPage *self = user_data;

  self->refresh = poster_clock_add_delay (poster_session_get_clock (self->session), REFRESH_US, refresh_cb, self);
  note_day (self);
  /* The line of the present time goes on. */
  if (self->week_view != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self->week_view));
  return G_SOURCE_REMOVE;
}

static void
poster_calendar_page_map (GtkWidget *widget)
{
  PosterCalendarPage *self = POSTER_CALENDAR_PAGE (widget);

  note_day (self);
  GTK_WIDGET_CLASS (poster_calendar_page_parent_class)->map (widget);
  if (self->refresh == 0)
    self->refresh = poster_clock_add_delay (poster_session_get_clock (self->session), REFRESH_US, refresh_cb, self);
}

static void
poster_calendar_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&POSTER_CALENDAR_PAGE (widget)->refresh, g_source_remove);
  GTK_WIDGET_CLASS (poster_calendar_page_parent_class)->unmap (widget);
}

static void
poster_calendar_page_dispose (GObject *object)
{
  PosterCalendarPage *self = POSTER_CALENDAR_PAGE (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "calendar", NULL);
  g_clear_object (&self->actions);
  if (self->adaptive_bin != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->adaptive_bin)));
  g_clear_object (&self->desk);
  g_clear_object (&self->turner);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_calendar_page_parent_class)->dispose (object);
}

static void
add_shortcut (GtkWidgetClass *widget_class,
              guint           key,
              const char     *action)
{
  gtk_widget_class_add_binding_action (widget_class, key, GDK_CONTROL_MASK, action, NULL);
}

static void
poster_calendar_page_class_init (PosterCalendarPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_calendar_page_dispose;
  widget_class->map = poster_calendar_page_map;
  widget_class->unmap = poster_calendar_page_unmap;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_css_name (widget_class, "calendarpage");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-calendar-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, adaptive_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, bar);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, title);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, previous_button);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, today_button);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, jump_button);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, jump_popover);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, jump_calendar);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, account_button);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, account_label);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, account_arrow);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, view_box);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, month_window);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, week_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, agenda_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, side);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, day_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterCalendarPage, zone_label);
  gtk_widget_class_bind_template_callback (widget_class, layout_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, jump_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, jumped_cb);
  add_shortcut (widget_class, GDK_KEY_g, "calendar.jump");
  add_shortcut (widget_class, GDK_KEY_t, "calendar.today");
  add_shortcut (widget_class, GDK_KEY_Page_Up, "calendar.previous");
  add_shortcut (widget_class, GDK_KEY_Page_Down, "calendar.next");
}

static void
poster_calendar_page_init (PosterCalendarPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "calendar", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_calendar_page_new:
 * @session: whose posts
 *
 * Returns: (transfer floating): the page, at the present day
 */
GtkWidget *
poster_calendar_page_new (PosterSession *session)
{
  PosterCalendarPage *self = g_object_new (POSTER_TYPE_CALENDAR_PAGE, NULL);
  g_autofree char *zone = NULL;

  self->session = g_object_ref (session);
  self->desk = poster_calendar_desk_new (session);
  self->month_grid = POSTER_MONTH_GRID (poster_month_grid_new (self->desk));
  gtk_scrolled_window_set_child (self->month_window, GTK_WIDGET (self->month_grid));
  self->day_list = poster_agenda_new (self->desk, FALSE);
  adw_bin_set_child (self->day_bin, self->day_list);
  self->agenda = poster_agenda_new (self->desk, TRUE);
  adw_bin_set_child (self->agenda_bin, self->agenda);
  self->turner = poster_calendar_turner_new (GTK_WIDGET (self->stack), gtk_scrolled_window_get_vadjustment (self->month_window));
  g_signal_connect_object (self->turner, "turn", G_CALLBACK (go), self, G_CONNECT_SWAPPED);
  /* Translators: %s is a time zone: Europe/Berlin */
  zone = g_strdup_printf (_("Times are %s"), poster_calendar_model_get_zone_name (poster_calendar_desk_get_model (self->desk)));
  gtk_label_set_text (self->zone_label, zone);
  g_signal_connect_object (self->desk, "notify::day", G_CALLBACK (day_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (poster_session_get_accounts (session), "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  update_layout (self);
  return GTK_WIDGET (self);
}

/**
 * poster_calendar_page_set_narrow:
 * @self: a page
 * @is_narrow: whether the window is: the posts are a list then
 */
void
poster_calendar_page_set_narrow (PosterCalendarPage *self,
                                 gboolean            is_narrow)
{
  if (self->is_narrow == is_narrow)
    return;
  self->is_narrow = is_narrow;
  update_layout (self);
}

/**
 * poster_calendar_page_get_desk:
 * @self: a page
 *
 * Returns: (transfer none): what its views share
 */
PosterCalendarDesk *
poster_calendar_page_get_desk (PosterCalendarPage *self)
{
  return self->desk;
}

/**
 * poster_calendar_page_set_view:
 * @self: a page
 * @view: `month` or `week`
 */
void
poster_calendar_page_set_view (PosterCalendarPage *self,
                               const char         *view)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "view", g_variant_new_string (view));
}
