/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-posts-page"

#include "poster-posts-page.h"

#include "poster-adaptive-bin.h"
#include "poster-post-actions.h"
#include "poster-post-cell.h"
#include "poster-post-commands.h"
#include "poster-post-filter.h"
#include "poster-post-list.h"
#include "poster-post-menu.h"
#include "poster-post-row.h"

#include <glib/gi18n-lib.h>

/* How often what is relative to the present is said anew. */
#define REFRESH_US (20 * G_TIME_SPAN_SECOND)

/**
 * PosterPostsPage:
 *
 * All posts, by what is to be done about them.
 */
struct _PosterPostsPage
{
  GtkWidget            parent_instance;

  PosterSession       *session;         /* (nullable) */
  PosterPostList      *list;            /* (nullable), of the session */
  PosterPostFilter    *filter;
  gboolean             is_narrow;       /* as the window says */
  guint                refresh;         /* source id, 0 for none */
  guint                focus_idle;      /* source id, 0 for none */
  GPtrArray           *spare_rows;      /* (element-type PosterPostRow), that no cell has */
  GdkFrameClock       *frame_clock;     /* (nullable), while there is one */
  GtkWidget           *menu;            /* (nullable), made when needed */
  GWeakRef             menu_cell;       /* of whose post it is */

  PosterAdaptiveBin   *adaptive_bin;
  GtkSearchBar        *search_bar;
  GtkSearchEntry      *search_entry;
  GtkStack            *stack;
  GtkListView         *list_view;
  AdwStatusPage       *nothing_found_page;
  GtkWidget           *show_all_button;
};

enum
{
  PROP_0,
  PROP_NARROW,
  PROP_SEARCH_MODE,
  PROP_N_NEEDS_YOU,
  PROP_IS_FILTERED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PosterPostsPage, poster_posts_page, GTK_TYPE_WIDGET)

/* The window may be wide enough for itself, and yet not for the columns of the list. */
static gboolean
is_narrow (PosterPostsPage *self)
{
  return self->is_narrow || poster_adaptive_bin_get_narrow (self->adaptive_bin);
}

static void
setup_cb (PosterPostsPage *self,
          GtkListItem     *item)
{
  gtk_list_item_set_child (item, poster_post_cell_new ());
}

static void
bind_cb (PosterPostsPage *self,
         GtkListItem     *item)
{
  PosterPostEntry *entry = gtk_list_item_get_item (item);
  PosterPostCell *cell = POSTER_POST_CELL (gtk_list_item_get_child (item));

  gtk_list_item_set_activatable (item, !poster_post_entry_get_is_heading (entry));
  gtk_list_item_set_selectable (item, FALSE);
  poster_post_cell_set_narrow (cell, is_narrow (self));
  poster_post_cell_set_entry (cell, entry);
}

static void
take_row (PosterPostsPage *self,
          PosterPostCell  *cell)
{
  PosterPostRow *row = poster_post_cell_take_row (cell);

  if (row != NULL)
    g_ptr_array_add (self->spare_rows, row);
}

static gboolean
focus_cb (gpointer user_data)
{
  PosterPostsPage *self = user_data;

  self->focus_idle = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
  return G_SOURCE_REMOVE;
}

/* A post that goes elsewhere takes the focus along: it stays in the list, at about the same place. */
static void
keep_focus (PosterPostsPage *self,
            GtkWidget       *cell)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *list_item = gtk_widget_get_parent (cell);

  if (focus != NULL && list_item != NULL && self->focus_idle == 0 &&
      (focus == list_item || gtk_widget_is_ancestor (focus, list_item)))
    self->focus_idle = g_idle_add (focus_cb, self);
}

static void
unbind_cb (PosterPostsPage *self,
           GtkListItem     *item)
{
  PosterPostCell *cell = POSTER_POST_CELL (gtk_list_item_get_child (item));

  keep_focus (self, GTK_WIDGET (cell));
  take_row (self, cell);
  poster_post_cell_set_entry (cell, NULL);
}

static PosterPostCell *
cell_of (GtkWidget *list_item)
{
  GtkWidget *child = list_item != NULL ? gtk_widget_get_first_child (list_item) : NULL;

  return POSTER_IS_POST_CELL (child) ? POSTER_POST_CELL (child) : NULL;
}

/* Of a child of the list view: what it shows, if that is a post. */
static PosterPostRow *
row_of (GtkWidget *list_item)
{
  PosterPostCell *cell = cell_of (list_item);

  return cell != NULL ? poster_post_cell_get_row (cell) : NULL;
}

#define for_each_cell(self, cell, list_item)                                                          \
  for (GtkWidget *list_item = gtk_widget_get_first_child (GTK_WIDGET ((self)->list_view));            \
       list_item != NULL; list_item = gtk_widget_get_next_sibling (list_item))                        \
    for (PosterPostCell *cell = cell_of (list_item); cell != NULL; cell = NULL)

#define for_each_row(self, row, list_item)                                                            \
  for (GtkWidget *list_item = gtk_widget_get_first_child (GTK_WIDGET ((self)->list_view));            \
       list_item != NULL; list_item = gtk_widget_get_next_sibling (list_item))                        \
    for (PosterPostRow *row = row_of (list_item); row != NULL; row = NULL)

/* A list view has cells far beyond what is seen, and rows are dear: those that are seen get theirs,
 * the others give theirs back. */
static void
lend_rows (PosterPostsPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  for_each_cell (self, cell, list_item)
    /* Who has a button of it focused comes back. */
    if (!gtk_widget_get_child_visible (list_item) && poster_post_cell_get_row (cell) != NULL &&
        (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (cell))))
      take_row (self, cell);
  for_each_cell (self, cell, list_item)
    {
      PosterPostRow *row;

      if (!gtk_widget_get_child_visible (list_item) || !poster_post_cell_wants_row (cell) ||
          poster_post_cell_get_row (cell) != NULL)
        continue;
      if (self->spare_rows->len > 0)
        row = g_ptr_array_steal_index_fast (self->spare_rows, self->spare_rows->len - 1);
      else
        row = g_object_ref_sink (POSTER_POST_ROW (poster_post_row_new (self->session)));
      poster_post_cell_lend_row (cell, row);
      g_object_unref (row);
    }
}

/* After the layout, when everything has its place, and before it is drawn: what changes now is laid
 * out in the same frame. */
static void
laid_out_cb (PosterPostsPage *self)
{
  if (self->session != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->list_view)))
    lend_rows (self);
}

static void
narrow_changed_cb (PosterPostsPage *self)
{
  gboolean narrow = is_narrow (self);

  for_each_cell (self, cell, list_item)
    poster_post_cell_set_narrow (cell, narrow);
}

static void
refresh_rows (PosterPostsPage *self)
{
  for_each_row (self, row, list_item)
    poster_post_row_refresh (row);
}

static void
progress_cb (PosterPostsPage *self,
             const char      *target_id,
             gint64           done_bytes,
             gint64           total_bytes)
{
  for_each_row (self, row, list_item)
    poster_post_row_note_progress (row, target_id, done_bytes, total_bytes);
}

static gboolean
refresh_cb (gpointer user_data)
{
  PosterPostsPage *self = user_data;

  self->refresh = poster_clock_add_delay (poster_session_get_clock (self->session), REFRESH_US, refresh_cb, self);
  refresh_rows (self);
  return G_SOURCE_REMOVE;
}

static void
stop_refreshing (PosterPostsPage *self)
{
  g_clear_handle_id (&self->refresh, g_source_remove);
}

static void
start_refreshing (PosterPostsPage *self)
{
  if (self->session != NULL && self->refresh == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->refresh = poster_clock_add_delay (poster_session_get_clock (self->session), REFRESH_US, refresh_cb, self);
}

static gboolean
is_filtered (PosterPostsPage *self)
{
  return poster_post_filter_get_sections (self->filter) != 0 || poster_post_filter_get_account_id (self->filter) != NULL;
}

static gboolean
has_search (PosterPostsPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
}

static void
choose_view (PosterPostsPage *self)
{
  const char *view;

  if (self->list == NULL || !poster_post_list_get_is_loaded (self->list))
    view = "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    view = "list";
  else if (poster_post_list_get_n_posts (self->list) == 0 && !has_search (self))
    view = "empty";
  else
    view = "nothing-found";
  if (g_str_equal (view, "nothing-found"))
    {
      adw_status_page_set_description (self->nothing_found_page, has_search (self) ? _("Try other words.")
                                                                                   : _("The filter hides all of them."));
      gtk_widget_set_visible (self->show_all_button, is_filtered (self));
    }
  gtk_stack_set_visible_child_name (self->stack, view);
}

static void
needs_you_cb (PosterPostsPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEEDS_YOU]);
}

static void
search_changed_cb (PosterPostsPage *self)
{
  if (self->list != NULL)
    poster_post_list_set_search (self->list, has_search (self) ? gtk_editable_get_text (GTK_EDITABLE (self->search_entry))
                                                               : NULL);
  choose_view (self);
}

static void
search_mode_changed_cb (PosterPostsPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static void
filter_changed_cb (PosterPostsPage *self)
{
  if (self->list != NULL)
    {
      poster_post_list_set_sections (self->list, poster_post_filter_get_sections (self->filter));
      poster_post_list_set_account (self->list, poster_post_filter_get_account_id (self->filter));
    }
  choose_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FILTERED]);
}

static void
show_all_cb (PosterPostsPage *self)
{
  poster_post_filter_reset (self->filter);
}

static void
activate_cb (PosterPostsPage *self,
             guint            position)
{
  g_autoptr(PosterPostEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (entry != NULL && !poster_post_entry_get_is_heading (entry))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.show-post", "s", poster_post_entry_get_post_id (entry));
}

/* The focus goes back to where the menu was asked for. */
static void
menu_closed_cb (PosterPostsPage *self)
{
  g_autoptr(GtkWidget) cell = g_weak_ref_get (&self->menu_cell);

  if (cell != NULL && gtk_widget_get_mapped (cell))
    gtk_widget_grab_focus (cell);
}

/* @x, @y: of the page */
static void
show_menu (PosterPostsPage *self,
           PosterPostRow   *row,
           double           x,
           double           y)
{
  PosterPostEntry *entry = poster_post_row_get_entry (row);
  PosterPost *post = entry != NULL ? poster_post_entry_get_post (entry) : NULL;
  g_autoptr(GMenuModel) model = NULL;

  if (post == NULL)
    return;
  model = poster_post_menu_new (self->session, post, TRUE);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_popover_set_position (GTK_POPOVER (self->menu), GTK_POS_BOTTOM);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_swapped (self->menu, "closed", G_CALLBACK (menu_closed_cb), self);
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  g_weak_ref_set (&self->menu_cell, gtk_widget_get_parent (GTK_WIDGET (row)));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
show_menu_at (PosterPostsPage *self,
              double           x,
              double           y)
{
  GtkWidget *list_view = GTK_WIDGET (self->list_view);
  GtkWidget *picked = gtk_widget_pick (list_view, x, y, GTK_PICK_DEFAULT);
  double page_x, page_y;

  while (picked != NULL && gtk_widget_get_parent (picked) != list_view)
    picked = gtk_widget_get_parent (picked);
  if (row_of (picked) == NULL ||
      !gtk_widget_translate_coordinates (list_view, GTK_WIDGET (self), x, y, &page_x, &page_y))
    return;
  show_menu (self, row_of (picked), page_x, page_y);
}

static void
secondary_pressed_cb (PosterPostsPage *self,
                      int              n_press,
                      double           x,
                      double           y)
{
  show_menu_at (self, x, y);
}

static void
long_pressed_cb (PosterPostsPage *self,
                 double           x,
                 double           y)
{
  show_menu_at (self, x, y);
}

static gboolean
key_pressed_cb (PosterPostsPage *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  PosterPostRow *row = row_of (gtk_widget_get_focus_child (GTK_WIDGET (self->list_view)));
  PosterPostEntry *entry = row != NULL ? poster_post_row_get_entry (row) : NULL;
  PosterPost *post = entry != NULL ? poster_post_entry_get_post (entry) : NULL;

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (post == NULL)
    return FALSE;
  if ((key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete) && modifiers == 0 && poster_post_actions_can_delete (post))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "posts.delete", "s", post->id);
      return TRUE;
    }
  if ((key == GDK_KEY_Menu && modifiers == 0) || (key == GDK_KEY_F10 && modifiers == GDK_SHIFT_MASK))
    {
      graphene_rect_t bounds;

      if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self), &bounds))
        show_menu (self, row, bounds.origin.x + bounds.size.width / 2, bounds.origin.y + bounds.size.height / 2);
      return TRUE;
    }
  return FALSE;
}

static void
poster_posts_page_realize (GtkWidget *widget)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (widget);

  GTK_WIDGET_CLASS (poster_posts_page_parent_class)->realize (widget);
  self->frame_clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_object (self->frame_clock, "layout", G_CALLBACK (laid_out_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
poster_posts_page_unrealize (GtkWidget *widget)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (widget);

  g_signal_handlers_disconnect_by_data (self->frame_clock, self);
  g_clear_object (&self->frame_clock);
  GTK_WIDGET_CLASS (poster_posts_page_parent_class)->unrealize (widget);
}

/* Typing anywhere in the window begins a search, as long as this page is what is seen. */
static void
poster_posts_page_map (GtkWidget *widget)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (widget);

  GTK_WIDGET_CLASS (poster_posts_page_parent_class)->map (widget);
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (gtk_widget_get_root (widget)));
  refresh_rows (self);
  start_refreshing (self);
}

static void
poster_posts_page_unmap (GtkWidget *widget)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (widget);

  stop_refreshing (self);
  gtk_search_bar_set_key_capture_widget (self->search_bar, NULL);
  GTK_WIDGET_CLASS (poster_posts_page_parent_class)->unmap (widget);
}

static void
poster_posts_page_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  switch (property_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, poster_posts_page_get_search_mode (self));
      break;
    case PROP_N_NEEDS_YOU:
      g_value_set_uint (value, poster_posts_page_get_n_needs_you (self));
      break;
    case PROP_IS_FILTERED:
      g_value_set_boolean (value, is_filtered (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_posts_page_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  switch (property_id)
    {
    case PROP_NARROW:
      poster_posts_page_set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCH_MODE:
      poster_posts_page_set_search_mode (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_posts_page_dispose (GObject *object)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  stop_refreshing (self);
  if (self->list_view != NULL)
    poster_posts_page_set_session (self, NULL);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), POSTER_TYPE_POSTS_PAGE);
  g_clear_handle_id (&self->focus_idle, g_source_remove);
  self->list_view = NULL;
  g_clear_object (&self->filter);
  g_clear_pointer (&self->spare_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_posts_page_parent_class)->dispose (object);
}

static void
poster_posts_page_finalize (GObject *object)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  g_weak_ref_clear (&self->menu_cell);
  G_OBJECT_CLASS (poster_posts_page_parent_class)->finalize (object);
}

static void
poster_posts_page_class_init (PosterPostsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_posts_page_get_property;
  object_class->set_property = poster_posts_page_set_property;
  object_class->dispose = poster_posts_page_dispose;
  object_class->finalize = poster_posts_page_finalize;
  widget_class->realize = poster_posts_page_realize;
  widget_class->unrealize = poster_posts_page_unrealize;
  widget_class->map = poster_posts_page_map;
  widget_class->unmap = poster_posts_page_unmap;

  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH_MODE] =
    g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEEDS_YOU] =
    g_param_spec_uint ("n-needs-you", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_FILTERED] =
    g_param_spec_boolean ("is-filtered", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_css_name (widget_class, "postspage");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-posts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, adaptive_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, nothing_found_page);
  gtk_widget_class_bind_template_child (widget_class, PosterPostsPage, show_all_button);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  poster_post_commands_install (widget_class);
}

static void
poster_posts_page_init (PosterPostsPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_weak_ref_init (&self->menu_cell, NULL);
  self->spare_rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));

  self->filter = g_object_ref_sink (POSTER_POST_FILTER (poster_post_filter_new ()));
  g_signal_connect_swapped (self->filter, "changed", G_CALLBACK (filter_changed_cb), self);

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cb), self);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);
}

/**
 * poster_posts_page_new:
 *
 * Returns: (transfer floating): a page without posts; give it a session
 */
GtkWidget *
poster_posts_page_new (void)
{
  return g_object_new (POSTER_TYPE_POSTS_PAGE, NULL);
}

/**
 * poster_posts_page_set_session:
 * @self: a page
 * @session: (nullable): whose posts to show
 */
void
poster_posts_page_set_session (PosterPostsPage *self,
                               PosterSession   *session)
{
  GtkNoSelection *selection;

  if (self->session == session)
    return;
  stop_refreshing (self);
  if (self->session != NULL)
    {
      gtk_list_view_set_model (self->list_view, NULL);
      g_signal_handlers_disconnect_by_data (self->list, self);
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (poster_session_get_accounts (self->session), self);
      g_clear_object (&self->list);
      g_ptr_array_set_size (self->spare_rows, 0);
    }
  g_set_object (&self->session, session);
  poster_post_filter_set_session (self->filter, session);
  poster_post_commands_set_session (GTK_WIDGET (self), session);
  if (session == NULL)
    return;

  self->list = poster_post_list_new (session);
  g_signal_connect_swapped (self->list, "notify::is-loaded", G_CALLBACK (choose_view), self);
  g_signal_connect_swapped (self->list, "notify::n-posts", G_CALLBACK (choose_view), self);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (choose_view), self);
  g_signal_connect_swapped (self->list, "notify::n-needs-you", G_CALLBACK (needs_you_cb), self);
  g_signal_connect_swapped (session, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (poster_session_get_accounts (session), "items-changed", G_CALLBACK (refresh_rows), self);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  choose_view (self);
  start_refreshing (self);
}

/**
 * poster_posts_page_set_narrow:
 * @self: a page
 * @narrow: whether there is little room
 */
void
poster_posts_page_set_narrow (PosterPostsPage *self,
                              gboolean         narrow)
{
  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  narrow_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/**
 * poster_posts_page_set_search_mode:
 * @self: a page
 * @search_mode: whether to show the search bar
 */
void
poster_posts_page_set_search_mode (PosterPostsPage *self,
                                   gboolean         search_mode)
{
  gtk_search_bar_set_search_mode (self->search_bar, search_mode);
}

/**
 * poster_posts_page_get_search_mode:
 * @self: a page
 *
 * Returns: whether the search bar is shown
 */
gboolean
poster_posts_page_get_search_mode (PosterPostsPage *self)
{
  return self->search_bar != NULL && gtk_search_bar_get_search_mode (self->search_bar);
}

/**
 * poster_posts_page_get_n_needs_you:
 * @self: a page
 *
 * Returns: how many posts wait for a person
 */
guint
poster_posts_page_get_n_needs_you (PosterPostsPage *self)
{
  return self->list != NULL ? poster_post_list_get_n_needs_you (self->list) : 0;
}

/**
 * poster_posts_page_get_filter_popover:
 * @self: a page
 *
 * Returns: (transfer none): what chooses the states and accounts that are shown
 */
GtkWidget *
poster_posts_page_get_filter_popover (PosterPostsPage *self)
{
  return GTK_WIDGET (self->filter);
}
