/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-snippets-window"

#include "poster-snippets-window.h"

#include <glib/gi18n-lib.h>

#include "poster-text-clean.h"
#include "poster-toast.h"

/* A snippet that is new has no place yet. */
#define NO_POSITION G_MAXUINT

/**
 * PosterSnippetsWindow:
 *
 * The snippets of a person, to be named, changed, put in another order and deleted.
 */
struct _PosterSnippetsWindow
{
  AdwWindow        parent_instance;

  PosterSnippets  *snippets;
  guint            edited;         /* position; NO_POSITION: a new one */
  gboolean         closes_after;   /* it was opened for that one alone */

  AdwToastOverlay *toast_overlay;
  GtkStack        *stack;
  GtkStack        *content;
  GtkWidget       *new_button;
  GtkListBox      *list;
  GMenuModel      *row_menu;
  AdwWindowTitle  *editor_title;
  AdwEntryRow     *name_row;
  GtkTextView     *text_view;
  GtkLabel        *reason;
};

G_DEFINE_FINAL_TYPE (PosterSnippetsWindow, poster_snippets_window, ADW_TYPE_WINDOW)

static char *
dup_text (PosterSnippetsWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  return poster_text_clean (text, -1);
}

/* What must be different before it can be saved. */
static void
check (PosterSnippetsWindow *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  PosterSnippet *same = poster_snippets_find (self->snippets, text);
  g_autoptr(PosterSnippet) edited = g_list_model_get_item (G_LIST_MODEL (self->snippets), self->edited);
  g_autofree char *reason = NULL;

  if (same != NULL && same != edited)
    {
      g_autofree char *title = poster_snippet_dup_title (same);

      /* Translators: %s is the name of a snippet */
      reason = g_strdup_printf (_("“%s” has this text already."), title);
    }
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "snippets.save", *stripped != '\0' && reason == NULL);
}

static void
show_list (PosterSnippetsWindow *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->snippets)) == 0;

  gtk_stack_set_visible_child_name (self->content, is_empty ? "empty" : "rows");
  gtk_widget_set_visible (self->new_button, !is_empty);
}

static void
edit (PosterSnippetsWindow *self,
      guint                 position,
      const char           *text)
{
  g_autoptr(PosterSnippet) snippet = g_list_model_get_item (G_LIST_MODEL (self->snippets), position);

  self->edited = snippet != NULL ? position : NO_POSITION;
  adw_window_title_set_title (self->editor_title, snippet != NULL ? _("Edit Snippet") : _("New Snippet"));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), snippet != NULL ? snippet->name : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), snippet != NULL ? snippet->text : text, -1);
  gtk_stack_set_visible_child_name (self->stack, "editor");
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  check (self);
}

static void
focus_row (PosterSnippetsWindow *self,
           guint                 position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) position);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  else if (gtk_widget_get_visible (self->new_button))
    gtk_widget_grab_focus (self->new_button);
}

static void
leave_editor (PosterSnippetsWindow *self,
              guint                 position)
{
  if (self->closes_after)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
  focus_row (self, position);
}

static void
new_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  edit (POSTER_SNIPPETS_WINDOW (widget), NO_POSITION, "");
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PosterSnippetsWindow *self = POSTER_SNIPPETS_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "editor") == 0)
    leave_editor (self, self->edited);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterSnippetsWindow *self = POSTER_SNIPPETS_WINDOW (widget);
  const char *title = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autofree char *text = dup_text (self);
  guint position = self->edited;

  if (position == NO_POSITION)
    {
      position = g_list_model_get_n_items (G_LIST_MODEL (self->snippets));
      poster_snippets_insert (self->snippets, position, title, text);
    }
  else
    {
      poster_snippets_change (self->snippets, position, title, text);
    }
  leave_editor (self, position);
}

static void
name_activated_cb (PosterSnippetsWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "snippets.save", NULL);
}

static void
row_activated_cb (GtkListBox           *list,
                  GtkListBoxRow        *row,
                  PosterSnippetsWindow *self)
{
  edit (self, (guint) gtk_list_box_row_get_index (row), "");
}

static PosterSnippetsWindow *
window_of (gpointer row)
{
  return POSTER_SNIPPETS_WINDOW (gtk_widget_get_ancestor (row, POSTER_TYPE_SNIPPETS_WINDOW));
}

static void
edit_row_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       row)
{
  edit (window_of (row), (guint) gtk_list_box_row_get_index (row), "");
}

static void
move_row (gpointer row,
          int      by)
{
  PosterSnippetsWindow *self = window_of (row);
  int from = gtk_list_box_row_get_index (row);
  int to = from + by;

  if (to < 0 || to >= (int) g_list_model_get_n_items (G_LIST_MODEL (self->snippets)))
    return;
  poster_snippets_move (self->snippets, (guint) from, (guint) to);
  focus_row (self, (guint) to);
}

static void
move_row_up_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       row)
{
  move_row (row, -1);
}

static void
move_row_down_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       row)
{
  move_row (row, 1);
}

typedef struct
{
  PosterSnippets *snippets;
  PosterSnippet  *snippet;
  guint           position;
} Removal;

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->snippets);
  g_object_unref (removal->snippet);
  g_free (removal);
}

static void
put_back_cb (AdwToast *toast,
             Removal  *removal)
{
  poster_snippets_insert (removal->snippets, removal->position, removal->snippet->name, removal->snippet->text);
}

static void
delete_row_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       row)
{
  PosterSnippetsWindow *self = window_of (row);
  Removal *removal = g_new0 (Removal, 1);
  g_autofree char *title = NULL;
  g_autofree char *words = NULL;
  AdwToast *toast;

  removal->snippets = g_object_ref (self->snippets);
  removal->position = (guint) gtk_list_box_row_get_index (row);
  removal->snippet = g_list_model_get_item (G_LIST_MODEL (self->snippets), removal->position);
  title = poster_snippet_dup_title (removal->snippet);
  /* Translators: %s is the name of a snippet */
  words = g_strdup_printf (_("“%s” is deleted."), title);
  toast = poster_toast_new (words, _("Undo"), GTK_WIDGET (self->toast_overlay));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (put_back_cb), removal, removal_free, 0);
  poster_snippets_remove (self->snippets, removal->position);
  focus_row (self, MIN (removal->position, MAX (g_list_model_get_n_items (G_LIST_MODEL (self->snippets)), 1) - 1));
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
add_shortcut (GtkEventController *controller,
              guint               key,
              GdkModifierType     modifiers,
              const char         *action)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                                                          gtk_named_action_new (action)));
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkWidget     *row)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, paintable, (int) x, (int) y);
  return gdk_content_provider_new_typed (GTK_TYPE_LIST_BOX_ROW, row);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         GtkWidget     *row)
{
  PosterSnippetsWindow *self = window_of (row);
  GtkListBoxRow *moved = g_value_get_object (value);
  int to = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (moved == NULL || gtk_widget_get_parent (GTK_WIDGET (moved)) != GTK_WIDGET (self->list))
    return FALSE;
  poster_snippets_move (self->snippets, (guint) gtk_list_box_row_get_index (moved), (guint) to);
  focus_row (self, (guint) to);
  return TRUE;
}

static void
add_dragging (GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (GTK_TYPE_LIST_BOX_ROW, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), row);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  static const GActionEntry actions[] = {
    { .name = "edit", .activate = edit_row_cb },
    { .name = "move-up", .activate = move_row_up_cb },
    { .name = "move-down", .activate = move_row_down_cb },
    { .name = "delete", .activate = delete_row_cb },
  };
  PosterSnippetsWindow *self = user_data;
  PosterSnippet *snippet = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_menu_button_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autofree char *title = poster_snippet_dup_title (snippet);
  g_autofree char *line = g_strstrip (g_strdelimit (g_strdup (snippet->text), "\n\t", ' '));
  g_autofree char *label = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (*snippet->name != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), self->row_menu);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Actions"));
  /* Translators: %s is the name of a snippet */
  label = g_strdup_printf (_("Actions for “%s”"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (button)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), row);
  gtk_widget_insert_action_group (row, "row", G_ACTION_GROUP (group));
  add_shortcut (keys, GDK_KEY_Up, GDK_ALT_MASK, "row.move-up");
  add_shortcut (keys, GDK_KEY_Down, GDK_ALT_MASK, "row.move-down");
  add_shortcut (keys, GDK_KEY_Delete, 0, "row.delete");
  gtk_widget_add_controller (row, keys);
  add_dragging (row);
  return row;
}

static void
poster_snippets_window_dispose (GObject *object)
{
  PosterSnippetsWindow *self = POSTER_SNIPPETS_WINDOW (object);

  if (self->snippets != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->snippets, self);
      gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
    }
  g_clear_object (&self->snippets);
  G_OBJECT_CLASS (poster_snippets_window_parent_class)->dispose (object);
}

static void
poster_snippets_window_class_init (PosterSnippetsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_snippets_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-snippets-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, content);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, row_menu);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, editor_title);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, text_view);
  gtk_widget_class_bind_template_child (widget_class, PosterSnippetsWindow, reason);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_activated_cb);
  gtk_widget_class_install_action (widget_class, "snippets.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "snippets.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "snippets.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "snippets.cancel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "snippets.new", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
poster_snippets_window_init (PosterSnippetsWindow *self)
{
  self->edited = NO_POSITION;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_snippets_window_new:
 * @parent: (nullable): what it belongs to
 * @snippets: what to show
 *
 * Returns: (transfer none): a new window; presenting it is the caller's
 */
PosterSnippetsWindow *
poster_snippets_window_new (GtkWindow      *parent,
                            PosterSnippets *snippets)
{
  PosterSnippetsWindow *self = g_object_new (POSTER_TYPE_SNIPPETS_WINDOW, "transient-for", parent, NULL);

  self->snippets = g_object_ref (snippets);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (snippets), create_row_cb, self, NULL);
  g_signal_connect_swapped (snippets, "items-changed", G_CALLBACK (show_list), self);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (check), self);
  show_list (self);
  return self;
}

/**
 * poster_snippets_window_add:
 * @self: a new window
 * @text: of a new snippet
 *
 * Asks for its name, and closes when that is done.
 */
void
poster_snippets_window_add (PosterSnippetsWindow *self,
                            const char           *text)
{
  g_return_if_fail (POSTER_IS_SNIPPETS_WINDOW (self));

  self->closes_after = TRUE;
  edit (self, NO_POSITION, text);
}
