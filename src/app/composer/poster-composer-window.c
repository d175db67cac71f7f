/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window.h"
#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-account-groups.h"
#include "poster-cards-paintable.h"
#include "poster-compat.h"
#include "poster-toast.h"

/**
 * PosterComposerWindow:
 *
 * One post being written: what goes out, where to, when, and beside it how it will look there. All
 * that is written lies in a #PosterDraft, which its keeper checks and stores; the window shows it.
 */
G_DEFINE_FINAL_TYPE (PosterComposerWindow, poster_composer_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *const mime_types[] = { "video/*", "image/*", NULL };

/**
 * poster_composer_window_get_platforms:
 * @self: a composer that is set up
 *
 * Returns: (transfer none): the rules
 */
PosterPlatforms *
poster_composer_window_get_platforms (PosterComposerWindow *self)
{
  return poster_workspace_get_platforms (poster_session_get_workspace (self->session));
}

/**
 * poster_composer_window_tell:
 * @self: a composer
 * @words: a sentence
 *
 * Says something that goes away by itself.
 */
void
poster_composer_window_tell (PosterComposerWindow *self,
                             const char           *words)
{
  adw_toast_overlay_add_toast (self->toast_overlay, poster_toast_new (words, NULL, GTK_WIDGET (self->toast_overlay)));
}

/* Once there was something, the form stays: what is taken out again leaves its options behind. */
static void
show_page (PosterComposerWindow *self)
{
  if (self->has_content || poster_draft_is_empty (self->draft))
    return;
  self->has_content = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "form");
  poster_caption_box_grab_focus (self->caption_box);
}

static void
draft_changed_cb (PosterDraft          *draft,
                  guint                 parts,
                  PosterComposerWindow *self)
{
  show_page (self);
  if ((parts & (POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_MEDIA)) != 0)
    {
      poster_caption_box_update (self->caption_box);
      poster_media_strip_update (self->media_strip);
    }
  if ((parts & POSTER_DRAFT_WHEN) != 0)
    poster_publish_bar_update (self->publish_bar);
  if ((parts & ~(guint) POSTER_DRAFT_TEXT) != 0)
    poster_composer_window_follow_time (self);
  poster_composer_window_show_reason (self);
  if ((parts & ~(guint) POSTER_DRAFT_TEXT) != 0)
    poster_composer_window_show_findings (self);
}

static void
checked_cb (PosterDraftKeeper    *keeper,
            PosterComposerWindow *self)
{
  poster_composer_window_show_reason (self);
  poster_composer_window_show_findings (self);
}

static void
state_changed_cb (PosterDraftKeeper    *keeper,
                  PosterComposerWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  const char *post_id = poster_draft_keeper_get_post_id (keeper);

  if (application != NULL && post_id != NULL && !self->may_close)
    poster_open_composers_add (poster_application_get_open_composers (POSTER_APPLICATION (application)), post_id);
  poster_composer_window_follow_spare (self);
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);
}

static void
show_accounts (PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < accounts->len; i++)
    g_ptr_array_add (ids, ((PosterAccount *) g_ptr_array_index (accounts, i))->id);
  g_ptr_array_add (ids, NULL);
  poster_account_chips_set_chosen (self->chips, (const char *const *) ids->pdata);
}

static void
reloaded_cb (PosterDraftKeeper    *keeper,
             PosterComposerWindow *self)
{
  show_accounts (self);
  poster_caption_box_reload (self->caption_box);
}

static void
creators_changed_cb (PosterCreators       *creators,
                     PosterComposerWindow *self)
{
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);
}

static void
queues_changed_cb (PosterQueuesModel    *queues,
                   PosterComposerWindow *self)
{
  if (poster_draft_get_when (self->draft) != POSTER_COMPOSITION_QUEUE)
    return;
  poster_composer_window_show_reason (self);
  poster_composer_window_show_findings (self);
}

static void
told_cb (PosterDraftIntake    *intake,
         const char           *words,
         PosterComposerWindow *self)
{
  poster_composer_window_tell (self, words);
}

static void
settled_cb (PosterDraftIntake    *intake,
            PosterComposerWindow *self)
{
  /* Where the window was closed meanwhile, it may go now. */
  if (self->is_closing)
    gtk_window_close (GTK_WINDOW (self));
}

static void
post_changed_cb (PosterSession        *session,
                 const char           *post_id,
                 PosterComposerWindow *self)
{
  poster_draft_keeper_note_change (self->keeper, post_id);
}

static void
accounts_changed_cb (GListModel           *accounts,
                     guint                 position,
                     guint                 removed,
                     guint                 added,
                     PosterComposerWindow *self)
{
  if (!self->is_open)
    return;
  poster_composer_window_show_empty (self);
  poster_caption_box_commit (self->caption_box);
  poster_composer_window_follow_accounts (self);
  show_accounts (self);
}

static void
chips_changed_cb (PosterAccountChips   *chips,
                  PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) accounts = poster_account_chips_dup_chosen (chips);

  poster_caption_box_commit (self->caption_box);
  poster_draft_set_accounts (self->draft, accounts);
}

typedef struct
{
  PosterComposerWindow *self;
  PosterMediaItem      *replaced;  /* (nullable) */
} Choice;

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Choice *choice = user_data;
  g_autoptr(GPtrArray) files = poster_choose_finish (result, NULL);

  if (files != NULL && files->len > 0 && choice->self->draft != NULL)
    {
      if (choice->replaced != NULL)
        poster_draft_intake_replace (choice->self->intake, choice->replaced, g_ptr_array_index (files, 0));
      else
        poster_composer_window_add_files (choice->self, files);
    }
  g_object_unref (choice->self);
  g_clear_object (&choice->replaced);
  g_free (choice);
}

/**
 * poster_composer_window_choose:
 * @self: a composer
 * @replaced: (nullable): a file of the draft whose place the chosen one takes
 *
 * Lets a person choose files.
 */
void
poster_composer_window_choose (PosterComposerWindow *self,
                               PosterMediaItem      *replaced)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->self = g_object_ref (self);
  choice->replaced = replaced != NULL ? g_object_ref (replaced) : NULL;
  poster_choose_files_async (GTK_WINDOW (self), replaced != NULL ? _("Choose Another File") : _("Choose Files"),
                             replaced == NULL, mime_types, self->cancellable, chosen_cb, choice);
}

static void
add_cb (PosterMediaStrip     *strip,
        PosterComposerWindow *self)
{
  poster_composer_window_choose (self, NULL);
}

static void
replace_cb (PosterMediaStrip     *strip,
            PosterMediaItem      *item,
            PosterComposerWindow *self)
{
  poster_composer_window_choose (self, item);
}

static void
undo_cb (GtkButton            *button,
         PosterComposerWindow *self)
{
  gtk_text_buffer_undo (poster_caption_box_get_buffer (self->caption_box));
  poster_caption_box_grab_focus (self->caption_box);
}

static void
notice_first_cb (GtkButton            *button,
                 PosterComposerWindow *self)
{
  if (self->notice_funcs[0] != NULL)
    self->notice_funcs[0] (self);
}

static void
notice_second_cb (GtkButton            *button,
                  PosterComposerWindow *self)
{
  if (self->notice_funcs[1] != NULL)
    self->notice_funcs[1] (self);
}

static void
drop_cursor_cb (PosterComposerWindow *self,
                gboolean              is_over)
{
  if (is_over)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drop-here");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-here");
}

static GdkDragAction
drag_enter_cb (GtkDropTarget        *target,
               double                x,
               double                y,
               PosterComposerWindow *self)
{
  drop_cursor_cb (self, TRUE);
  return GDK_ACTION_COPY;
}

static void
drag_leave_cb (GtkDropTarget        *target,
               PosterComposerWindow *self)
{
  drop_cursor_cb (self, FALSE);
}

static gboolean
drop_cb (GtkDropTarget        *target,
         const GValue         *value,
         double                x,
         double                y,
         PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GSList) list = NULL;

  drop_cursor_cb (self, FALSE);
  list = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *link = list; link != NULL; link = link->next)
    g_ptr_array_add (files, g_object_ref (link->data));
  poster_composer_window_add_files (self, files);
  return TRUE;
}

static void
publish_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  poster_composer_window_publish (POSTER_COMPOSER_WINDOW (widget));
}

static void
discard_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  poster_composer_window_discard (POSTER_COMPOSER_WINDOW (widget));
}

static void
choose_files_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  poster_composer_window_choose (POSTER_COMPOSER_WINDOW (widget), NULL);
}

static void
write_text_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  poster_composer_window_write_text (POSTER_COMPOSER_WINDOW (widget));
}

static gboolean
close_request (GtkWindow *window)
{
  return poster_composer_window_close_request (POSTER_COMPOSER_WINDOW (window));
}

/* The service is asked each time that the page is shown (TikTok's rule 1a). */
static void
map (GtkWidget *widget)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (widget);

  GTK_WIDGET_CLASS (poster_composer_window_parent_class)->map (widget);
  if (self->is_open)
    poster_creators_ask (self->creators);
}

static void
is_active_cb (PosterComposerWindow *self)
{
  if (!self->is_open)
    return;
  if (gtk_window_is_active (GTK_WINDOW (self)))
    {
      poster_composer_window_look_for_files (self);
      return;
    }
  poster_caption_box_commit (self->caption_box);
  poster_draft_keeper_save (self->keeper);
}

static void
narrow_cb (PosterComposerWindow *self)
{
  gboolean narrow = poster_adaptive_bin_get_narrow (self->adaptive);

  poster_composer_layout_set_narrow (self->layout, narrow);
  adw_header_bar_set_show_end_title_buttons (self->header, narrow);
  g_object_set (self->publish_bar, "narrow", narrow, NULL);
  g_object_set (self->stage, "narrow", narrow, NULL);
  poster_version_bar_set_narrow (self->version_bar, narrow);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
}

static void
poster_composer_window_dispose (GObject *object)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->passing_source, g_source_remove);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (poster_session_get_accounts (self->session), self);
      g_signal_handlers_disconnect_by_data (self->keeper, self);
      g_signal_handlers_disconnect_by_data (self->intake, self);
      g_signal_handlers_disconnect_by_data (self->creators, self);
      g_signal_handlers_disconnect_by_data (self->queues, self);
      g_signal_handlers_disconnect_by_data (self->draft, self);
      poster_creators_stop (self->creators);
      poster_draft_intake_stop (self->intake);
      poster_player_pause (self->player);
    }
  g_clear_object (&self->intake);
  g_clear_object (&self->creators);
  g_clear_object (&self->queues);
  g_clear_object (&self->cover);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_clear_object (&self->keeper);
  g_clear_object (&self->player);
  g_clear_object (&self->session);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_composer_window_parent_class)->dispose (object);
  g_clear_object (&self->draft);
  g_clear_object (&self->cancellable);
}

static void
poster_composer_window_finalize (GObject *object)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (object);

  g_free (self->edited_id);
  g_free (self->spare_key);
  G_OBJECT_CLASS (poster_composer_window_parent_class)->finalize (object);
}

static void
poster_composer_window_class_init (PosterComposerWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_composer_window_dispose;
  object_class->finalize = poster_composer_window_finalize;
  widget_class->map = map;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;

  g_type_ensure (POSTER_TYPE_ACCOUNT_CHIPS);
  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  g_type_ensure (POSTER_TYPE_CAPTION_BOX);
  g_type_ensure (POSTER_TYPE_COMPOSER_LAYOUT);
  g_type_ensure (POSTER_TYPE_COMPOSER_OPTIONS);
  g_type_ensure (POSTER_TYPE_COMPOSER_STAGE);
  g_type_ensure (POSTER_TYPE_MEDIA_STRIP);
  g_type_ensure (POSTER_TYPE_PREVIEW_BIN);
  g_type_ensure (POSTER_TYPE_PUBLISH_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-composer-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, preview_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, adaptive);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, drop_area);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, write_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, layout);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, header);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, discard_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, form);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, notice_first);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, notice_second);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, chips);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, media_strip);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, caption_box);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, options);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, publish_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, stage);
  gtk_widget_class_bind_template_callback (widget_class, chips_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  poster_composer_window_install_findings (widget_class);
  poster_composer_window_install_take_out (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, notice_first_cb);
  gtk_widget_class_bind_template_callback (widget_class, notice_second_cb);
  gtk_widget_class_install_action (widget_class, "composer.publish", NULL, publish_action);
  gtk_widget_class_install_action (widget_class, "composer.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "composer.choose-files", NULL, choose_files_action);
  gtk_widget_class_install_action (widget_class, "composer.write-text", NULL, write_text_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "composer.choose-files", NULL);
  poster_composer_window_install_versions (widget_class);
  poster_composer_window_install_media (widget_class);
}

/* Whether it can be done or not: a line break is not what was meant. */
static gboolean
press_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  gtk_widget_activate_action (widget, "composer.publish", NULL);
  return TRUE;
}

static void
add_shortcuts (PosterComposerWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const guint keys[] = { GDK_KEY_Return, GDK_KEY_KP_Enter };

  /* Before the caption takes it for a line break. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (keys[i], GDK_CONTROL_MASK),
                                                            gtk_callback_action_new (press_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
add_drop_target (PosterComposerWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  /* Before the caption takes them for text. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "enter", G_CALLBACK (drag_enter_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (drag_leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
poster_composer_window_init (PosterComposerWindow *self)
{
  g_autoptr(GdkPaintable) cards = NULL;

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cards = poster_cards_paintable_new (TRUE);
  adw_status_page_set_paintable (self->empty_page, cards);
  add_shortcuts (self);
  poster_composer_window_set_up_empty (self);
  add_drop_target (self);
  g_signal_connect_swapped (self->adaptive, "notify::narrow", G_CALLBACK (narrow_cb), self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (is_active_cb), NULL);
  g_object_bind_property (self->layout, "short", self->stage, "short", G_BINDING_DEFAULT);
  g_object_bind_property (poster_caption_box_get_buffer (self->caption_box), "can-undo",
                          self->undo_button, "sensitive", G_BINDING_SYNC_CREATE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.publish", FALSE);
}

static char *
dup_zone (GSettings *settings)
{
  g_autofree char *zone = settings != NULL ? g_settings_get_string (settings, "time-zone") : NULL;

  return poster_zone_is_known (zone) ? g_steal_pointer (&zone) : poster_zone_dup_local ();
}

static void
follow_settings (PosterComposerWindow *self,
                 GSettings            *settings)
{
  if (settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "composer-width"),
                               g_settings_get_int (settings, "composer-height"));
  g_settings_bind (settings, "preview-muted", self->player, "muted", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "preview-volume", self->player, "volume", G_SETTINGS_BIND_DEFAULT);
}

/* Where a new post goes unless the person says otherwise: the accounts of the connection that they
 * set for it; the only one there is. */
static void
choose_accounts (PosterComposerWindow *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  PosterApplication *application = POSTER_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  GSettings *settings = application != NULL ? poster_application_get_settings (application) : NULL;
  g_autofree char *connection_id = settings != NULL ? g_settings_get_string (settings, "default-connection") : NULL;
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_accounts = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      if (account->is_active && (n_accounts == 1 || g_strcmp0 (account->connection_id, connection_id) == 0))
        g_ptr_array_add (chosen, g_steal_pointer (&account));
    }
  poster_draft_set_accounts (self->draft, chosen);
}

/* The draft holds what it should: now it can be changed. */
static void
begin (PosterComposerWindow *self)
{
  self->is_open = TRUE;
  if (self->edited_id != NULL)
    {
      self->has_content = TRUE;
      gtk_stack_set_visible_child_name (self->stack, "form");
      poster_composer_window_look_for_files (self);
    }
  show_accounts (self);
  poster_composer_window_show_empty (self);
  poster_caption_box_reload (self->caption_box);
  poster_publish_bar_update (self->publish_bar);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    poster_creators_ask (self->creators);
  if (self->waiting != NULL)
    {
      g_autoptr(GPtrArray) files = g_steal_pointer (&self->waiting);

      poster_draft_intake_add (self->intake, files);
    }
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);
  show_page (self);
}

static void
found_spare_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (object);

  if (self->session != NULL)
    begin (self);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_draft_keeper_open_finish (POSTER_DRAFT_KEEPER (object), result, &error))
    {
      if (self->session != NULL)
        poster_composer_window_find_spare_async (self, found_spare_cb, NULL);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      poster_composer_window_tell (self, error->message);
      g_clear_pointer (&self->edited_id, g_free);
      begin (self);
    }
}

static void
open_draft (PosterComposerWindow *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);

  poster_account_chips_set_accounts (self->chips, accounts);
  poster_account_chips_set_groups (self->chips, poster_account_groups_get (self->session));
  g_signal_connect (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self);
  if (self->edited_id != NULL)
    {
      poster_draft_keeper_open_async (self->keeper, self->edited_id, accounts, self->cancellable, opened_cb,
                                      g_object_ref (self));
      return;
    }
  choose_accounts (self);
  begin (self);
}

static void
is_loaded_cb (PosterComposerWindow *self)
{
  g_signal_handlers_disconnect_by_func (self->session, is_loaded_cb, self);
  open_draft (self);
}

/**
 * poster_composer_window_set_session:
 * @self: a new composer
 * @session: the running one
 * @settings: (nullable): of the program
 * @post_id: (nullable): id of the stored post that is to be edited
 *
 * Sets it to work.
 */
void
poster_composer_window_set_session (PosterComposerWindow *self,
                                    PosterSession        *session,
                                    GSettings            *settings,
                                    const char           *post_id)
{
  PosterWorkspace *workspace = poster_session_get_workspace (session);
  PosterPlatforms *platforms = poster_workspace_get_platforms (workspace);
  PosterMediaPool *pool = poster_workspace_get_media_pool (workspace);
  PosterClock *clock = poster_session_get_clock (session);
  g_autofree char *zone = dup_zone (settings);

  self->edited_id = g_strdup (post_id);
  self->session = g_object_ref (session);
  self->draft = poster_draft_new ();
  self->keeper = poster_draft_keeper_new (self->draft, poster_workspace_get_composer (workspace),
                                          poster_session_get_store (session), platforms, clock);
  self->intake = poster_draft_intake_new (self->draft, pool, platforms, session);
  self->creators = poster_creators_new (self->draft, session);
  self->queues = poster_queues_model_get (session);
  self->player = poster_player_new ();
  follow_settings (self, settings);

  poster_preview_bin_set_player (self->preview_bin, self->player);
  poster_media_strip_set_draft (self->media_strip, self->draft, platforms);
  poster_caption_box_set_settings (self->caption_box, settings);
  poster_caption_box_set_draft (self->caption_box, self->draft, platforms);
  poster_composer_options_set_draft (self->options, self->draft, platforms, self->creators);
  poster_publish_bar_set_draft (self->publish_bar, self->draft, clock, zone);
  poster_publish_bar_set_queues (self->publish_bar, self->queues);
  poster_composer_window_set_up_versions (self);
  poster_composer_window_set_up_media (self);
  poster_composer_window_set_up_spare (self);
  poster_composer_stage_set_draft (self->stage, self->draft, platforms, pool, self->player);

  g_signal_connect (self->draft, "changed", G_CALLBACK (draft_changed_cb), self);
  g_signal_connect (self->keeper, "checked", G_CALLBACK (checked_cb), self);
  g_signal_connect (self->keeper, "state-changed", G_CALLBACK (state_changed_cb), self);
  g_signal_connect (self->keeper, "reloaded", G_CALLBACK (reloaded_cb), self);
  g_signal_connect (self->intake, "told", G_CALLBACK (told_cb), self);
  g_signal_connect (self->intake, "settled", G_CALLBACK (settled_cb), self);
  g_signal_connect (self->creators, "changed", G_CALLBACK (creators_changed_cb), self);
  g_signal_connect (self->queues, "changed", G_CALLBACK (queues_changed_cb), self);
  g_signal_connect (session, "post-changed", G_CALLBACK (post_changed_cb), self);
  narrow_cb (self);
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);

  if (poster_session_get_is_loaded (session))
    open_draft (self);
  else
    g_signal_connect_swapped (session, "notify::is-loaded", G_CALLBACK (is_loaded_cb), self);
}

static PosterComposerWindow *
new_window (PosterApplication *application,
            const char        *post_id)
{
  PosterComposerWindow *self = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, "application", application, NULL);

  poster_composer_window_set_session (self, poster_application_get_session (application),
                                      poster_application_get_settings (application), post_id);
  return self;
}

/**
 * poster_composer_window_new:
 * @application: the program, with a session
 *
 * Returns: (transfer none): a new, empty composer; presenting it is the caller's
 */
PosterComposerWindow *
poster_composer_window_new (PosterApplication *application)
{
  return new_window (application, NULL);
}

/**
 * poster_composer_window_new_at:
 * @application: the program, with a session
 * @schedule: when the post is to go out, as long as nobody says otherwise
 *
 * Returns: (transfer none): a new composer, empty but for the time; presenting it is the caller's
 */
PosterComposerWindow *
poster_composer_window_new_at (PosterApplication *application,
                               PosterSchedule    *schedule)
{
  PosterComposerWindow *self = new_window (application, NULL);

  poster_draft_set_schedule (self->draft, schedule);
  poster_draft_set_when (self->draft, POSTER_COMPOSITION_AT);
  return self;
}

/**
 * poster_composer_window_new_in:
 * @application: the program, with a session
 * @queue_id: id of a queue
 * @slot: a free slot of it, which the post takes when it is saved, as long as nobody says otherwise
 *
 * Returns: (transfer none): a new composer, empty but for the slot; presenting it is the caller's
 */
PosterComposerWindow *
poster_composer_window_new_in (PosterApplication *application,
                               const char        *queue_id,
                               PosterSchedule    *slot)
{
  PosterComposerWindow *self = new_window (application, NULL);

  poster_draft_want_slot (self->draft, queue_id, slot);
  poster_draft_set_when (self->draft, POSTER_COMPOSITION_QUEUE);
  return self;
}

/**
 * poster_composer_window_add_files:
 * @self: a composer
 * @files: (element-type GFile): files that were dropped, chosen or opened
 *
 * Adds them to the post; what cannot be taken is told.
 */
void
poster_composer_window_add_files (PosterComposerWindow *self,
                                  GPtrArray            *files)
{
  g_return_if_fail (POSTER_IS_COMPOSER_WINDOW (self));

  if (self->is_open)
    {
      poster_draft_intake_add (self->intake, files);
      return;
    }
  if (self->waiting == NULL)
    self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (self->waiting, g_object_ref (g_ptr_array_index (files, i)));
}

static gboolean
has_post (PosterComposerWindow *self,
          const char           *post_id)
{
  if (self->is_closing || self->may_close)
    return FALSE;
  return g_strcmp0 (self->edited_id, post_id) == 0 ||
         (self->keeper != NULL && g_strcmp0 (poster_draft_keeper_get_post_id (self->keeper), post_id) == 0);
}

/**
 * poster_composer_window_edit:
 * @application: the program, with a session
 * @post_id: id of a stored post
 *
 * Returns: (transfer none): a composer of that post: the one that is open for it already, or a new
 *   one; presenting it is the caller's
 */
PosterComposerWindow *
poster_composer_window_edit (PosterApplication *application,
                             const char        *post_id)
{
  for (GList *window = gtk_application_get_windows (GTK_APPLICATION (application)); window != NULL; window = window->next)
    if (POSTER_IS_COMPOSER_WINDOW (window->data) && has_post (window->data, post_id))
      return window->data;
  return new_window (application, post_id);
}

/**
 * poster_composer_window_reopen:
 * @application: the program, with a session
 * @post_id: id of a stored post that was open when the program ended
 *
 * Brings its composer back, which says why.
 */
void
poster_composer_window_reopen (PosterApplication *application,
                               const char        *post_id)
{
  PosterComposerWindow *self = poster_composer_window_edit (application, post_id);

  gtk_window_present (GTK_WINDOW (self));
  poster_composer_window_tell (self, _("Poster ended while this post was open. It is as you left it."));
}
