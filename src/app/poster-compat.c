/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-compat"

#include "poster-compat.h"

#include <glib/gi18n-lib.h>

/* The only place for what later versions deprecate: with the version floors set to Debian 12's the
 * compiler keeps silent about it, so that what is here is a list to be worked off when the floor
 * rises. */

/* What a dialog's answer is for lives as long as the dialog listens. */
static void
release_task (gpointer  task,
              GClosure *closure)
{
  g_object_unref (task);
}

static GPtrArray *
take_files (GtkFileChooser *chooser)
{
  g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (chooser);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  return files;
}

static void end_dialog_cb (GCancellable *cancellable, GtkNativeDialog *dialog);

/* The first answer is the answer: nobody listens to the dialog afterwards, and it goes with its task. */
static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           GTask           *answered)
{
  g_autoptr(GTask) task = g_object_ref (answered);

  gtk_native_dialog_hide (dialog);
  if (g_task_get_cancellable (task) != NULL)
    g_signal_handlers_disconnect_by_func (g_task_get_cancellable (task), end_dialog_cb, dialog);
  g_signal_handlers_disconnect_by_func (dialog, chosen_cb, answered);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, take_files (GTK_FILE_CHOOSER (dialog)), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nothing was chosen");
}

static void
end_dialog_cb (GCancellable    *cancellable,
               GtkNativeDialog *dialog)
{
  g_signal_emit_by_name (dialog, "response", GTK_RESPONSE_CANCEL);
}

static void
choose (GtkFileChooserNative *dialog,
        gpointer              tag,
        GCancellable         *cancellable,
        GAsyncReadyCallback   callback,
        gpointer              user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* The dialog lives as long as its task, and the task until the dialog has answered. */
  g_task_set_task_data (task, dialog, g_object_unref);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), task, release_task, 0);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (end_dialog_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * poster_choose_files_async:
 * @parent: (nullable): the window that asks
 * @title: what to choose
 * @several: whether more than one
 * @mime_types: (nullable) (array zero-terminated=1): the kinds of file to show
 * @cancellable: (nullable): closes the dialog
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Lets a person choose files, through the portal where there is one.
 */
void
poster_choose_files_async (GtkWindow           *parent,
                           const char          *title,
                           gboolean             several,
                           const char *const   *mime_types,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), several);
  if (mime_types != NULL)
    {
      g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

      for (guint i = 0; mime_types[i] != NULL; i++)
        gtk_file_filter_add_mime_type (filter, mime_types[i]);
      gtk_file_filter_set_name (filter, _("Videos and Pictures"));
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  choose (dialog, poster_choose_files_async, cancellable, callback, user_data);
}

/**
 * poster_choose_folder_async:
 * @parent: (nullable): the window that asks
 * @title: what to choose
 * @cancellable: (nullable): closes the dialog
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Lets a person choose a folder, through the portal where there is one.
 */
void
poster_choose_folder_async (GtkWindow           *parent,
                            const char          *title,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), _("_Cancel"));
  choose (dialog, poster_choose_folder_async, cancellable, callback, user_data);
}

/**
 * poster_choose_plan_async:
 * @parent: (nullable): the window that asks
 * @cancellable: (nullable): closes the dialog
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Lets a person choose a plan to import, through the portal where there is one. The desktop does
 * not always know a table by its type: the name counts, and any file may be shown.
 */
void
poster_choose_plan_async (GtkWindow           *parent,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GtkFileChooserNative *dialog;
  g_autoptr(GtkFileFilter) plans = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  dialog = gtk_file_chooser_native_new (_("Import Plan"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_file_filter_add_suffix (plans, "csv");
  gtk_file_filter_add_suffix (plans, "tsv");
  gtk_file_filter_add_suffix (plans, "json");
  gtk_file_filter_set_name (plans, _("Plans"));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), plans);
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  choose (dialog, poster_choose_plan_async, cancellable, callback, user_data);
}

/**
 * poster_choose_place_async:
 * @parent: (nullable): the window that asks
 * @title: what for
 * @name: what the file is called unless the person says otherwise
 * @cancellable: (nullable): closes the dialog
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Lets a person choose where to save something; one that is there is asked about.
 */
void
poster_choose_place_async (GtkWindow           *parent,
                           const char          *title,
                           const char          *name,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  choose (dialog, poster_choose_place_async, cancellable, callback, user_data);
}

/**
 * poster_choose_finish:
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED when nothing was chosen
 *
 * Returns: (transfer full) (element-type GFile): what was chosen
 */
GPtrArray *
poster_choose_finish (GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_open_uri:
 * @parent: (nullable): the window that asks
 * @uri: an address
 *
 * Opens @uri in the program that the person has for it.
 */
void
poster_open_uri (GtkWindow  *parent,
                 const char *uri)
{
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             GTask            *task)
{
  g_object_set_data (G_OBJECT (task), "poster-answered", task);
  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_return_pointer (task, g_str_equal (response, "close") ? NULL : g_strdup (response), g_free);
}

/* A question that went with the window it belongs to was not answered, and whoever asked waits. */
static void
release_question (gpointer  task,
                  GClosure *closure)
{
  if (g_object_get_data (task, "poster-answered") == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the question went unanswered");
  g_object_unref (task);
}

static void
end_question_cb (GCancellable *cancellable,
                 GtkWindow    *dialog)
{
  gtk_window_close (dialog);
}

/**
 * poster_ask_async:
 * @parent: (nullable): the window that asks
 * @heading: the question
 * @body: what follows from the answers
 * @responses: (array zero-terminated=1): id, label, id, label, …
 * @suggested: (nullable): id of the response that is suggested
 * @destructive: (nullable): id of the response that destroys something
 * @cancellable: (nullable): closes the question
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Asks a person. For what cannot be undone; all else is done, and offered to be undone.
 */
void
poster_ask_async (GtkWindow           *parent,
                  const char          *heading,
                  const char          *body,
                  const char *const   *responses,
                  const char          *suggested,
                  const char          *destructive,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_ask_async);
  for (guint i = 0; responses[i] != NULL; i += 2)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), responses[i], responses[i + 1]);
  if (suggested != NULL)
    {
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), suggested, ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), suggested);
    }
  if (destructive != NULL)
    adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), destructive, ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), task, release_question, 0);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (end_question_cb), dialog, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * poster_ask_finish:
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): id of the response; %NULL without @error when the question was
 *   closed
 */
char *
poster_ask_finish (GAsyncResult  *result,
                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ticked_cb (GtkCheckButton *check,
           GTask          *task)
{
  g_object_set_data (G_OBJECT (task), "ticked", GINT_TO_POINTER (gtk_check_button_get_active (check)));
}

/**
 * poster_ask_check_async:
 * @parent: (nullable): the window that asks
 * @heading: the question
 * @body: what follows from the answers
 * @check: what follows from the box, which is not ticked; with a mnemonic
 * @responses: (array zero-terminated=1): id, label, id, label, …
 * @destructive: (nullable): id of the response that destroys something
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Asks a person, with a box to be ticked.
 */
void
poster_ask_check_async (GtkWindow           *parent,
                        const char          *heading,
                        const char          *body,
                        const char          *check,
                        const char *const   *responses,
                        const char          *destructive,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  GtkWidget *box = gtk_check_button_new_with_mnemonic (check);
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_ask_check_async);
  for (guint i = 0; responses[i] != NULL; i += 2)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), responses[i], responses[i + 1]);
  if (destructive != NULL)
    adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), destructive, ADW_RESPONSE_DESTRUCTIVE);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  g_signal_connect_object (box, "toggled", G_CALLBACK (ticked_cb), task, 0);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), task, release_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * poster_ask_check_finish:
 * @result: the result
 * @ticked: (out): whether the box was ticked
 * @error: not set
 *
 * Returns: (transfer full) (nullable): id of the response; %NULL when the question was closed
 */
char *
poster_ask_check_finish (GAsyncResult  *result,
                         gboolean      *ticked,
                         GError       **error)
{
  *ticked = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (result), "ticked"));
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_show_about:
 * @parent: (nullable): the window that it belongs to
 *
 * Shows what this program is.
 */
void
poster_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", _("Poster"),
                         "application-icon", POSTER_APPLICATION_ID,
                         "version", POSTER_VERSION,
                         "comments", _("Publishes short videos and pictures to many accounts: checked before, sent once, on time."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line. */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

/**
 * poster_preferences_new:
 * @parent: (nullable): the window that it belongs to
 *
 * Returns: (transfer none): an empty window of settings; add pages, then present it
 */
GtkWindow *
poster_preferences_new (GtkWindow *parent)
{
  return g_object_new (ADW_TYPE_PREFERENCES_WINDOW,
                       "transient-for", parent,
                       "modal", TRUE,
                       "search-enabled", FALSE,
                       NULL);
}

/**
 * poster_preferences_add:
 * @preferences: what poster_preferences_new() gave
 * @page: a page of settings
 */
void
poster_preferences_add (GtkWindow          *preferences,
                        AdwPreferencesPage *page)
{
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (preferences), page);
}

/**
 * poster_get_color:
 * @widget: a widget
 * @color: (out caller-allocates): the colour of text in it
 *
 * For what a widget draws itself.
 */
void
poster_get_color (GtkWidget *widget,
                  GdkRGBA   *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

/**
 * poster_find_color:
 * @widget: a widget
 * @name: what the style calls it, `accent_bg_color`
 * @color: (out): the colour
 *
 * Returns: whether the style has a colour of that name
 */
gboolean
poster_find_color (GtkWidget  *widget,
                   const char *name,
                   GdkRGBA    *color)
{
  return gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, color);
}

/**
 * poster_switch_row_new:
 * @title: what is switched
 * @subtitle: (nullable): what follows from it
 * @toggle: (out) (transfer none): the switch, to be bound
 *
 * Returns: (transfer floating): a row that is one large switch
 */
GtkWidget *
poster_switch_row_new (const char  *title,
                       const char  *subtitle,
                       GtkSwitch  **toggle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *widget = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  *toggle = GTK_SWITCH (widget);
  return row;
}

/**
 * poster_expander_row_add_suffix:
 * @row: a row
 * @widget: what is to be at its end, before the arrow
 */
void
poster_expander_row_add_suffix (AdwExpanderRow *row,
                                GtkWidget      *widget)
{
#if ADW_CHECK_VERSION (1, 4, 0)
  adw_expander_row_add_suffix (row, widget);
#else
  adw_expander_row_add_action (row, widget);
#endif
}
