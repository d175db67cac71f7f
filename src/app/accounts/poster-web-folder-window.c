/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-web-folder-window"

#include "poster-web-folder-window.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-json.h"
#include "poster-web-folder.h"
#include "poster-words.h"

/**
 * PosterWebFolderWindow:
 *
 * Where pictures are put so that a platform can fetch them: the `web_folder` of a connection.
 */
struct _PosterWebFolderWindow
{
  AdwWindow       parent_instance;

  PosterSession  *session;
  PosterAccount  *account;
  GCancellable   *cancellable;
  GCancellable   *attempt;      /* (nullable): of what is being tried */
  gboolean        is_loaded;    /* whether what is stored is known */

  AdwWindowTitle *window_title;
  GtkEditable    *place_row;
  GtkEditable    *prefix_row;
  GtkWidget      *save_button;
  GtkWidget      *choose_button;
  GtkWidget      *try_button;
  GtkStack       *outcome;
  GtkSpinner     *spinner;
  GtkWidget      *told_box;
  GtkImage       *told_image;
  GtkLabel       *told_label;
  GtkWidget      *remove_button;
};

G_DEFINE_FINAL_TYPE (PosterWebFolderWindow, poster_web_folder_window, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_ACCOUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef enum
{
  TOLD_GOOD,
  TOLD_HALF,
  TOLD_BAD,
} Told;

static void
show_outcome (PosterWebFolderWindow *self,
              const char            *page)
{
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "trying"));
  gtk_stack_set_visible_child_name (self->outcome, page);
}

static void
tell (PosterWebFolderWindow *self,
      Told                   told,
      const char            *text)
{
  const char *const icons[] = { "poster-state-published-symbolic", "dialog-warning-symbolic", "dialog-error-symbolic" };
  const char *const classes[] = { "success", "warning", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == told)
      gtk_widget_add_css_class (self->told_box, classes[i]);
    else
      gtk_widget_remove_css_class (self->told_box, classes[i]);
  gtk_image_set_from_icon_name (self->told_image, icons[told]);
  gtk_label_set_label (self->told_label, text);
  show_outcome (self, "told");
}

static void
stop_trying (PosterWebFolderWindow *self)
{
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
}

static void
fields_changed_cb (PosterWebFolderWindow *self)
{
  gboolean is_filled = gtk_editable_get_text (self->place_row)[0] != '\0' &&
                       gtk_editable_get_text (self->prefix_row)[0] != '\0';

  stop_trying (self);
  show_outcome (self, "idle");
  gtk_widget_remove_css_class (GTK_WIDGET (self->place_row), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->prefix_row), "error");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.try", is_filled);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.save", is_filled && self->is_loaded);
}

/* Says what is wrong with the fields, and where. */
static gboolean
parse_fields (PosterWebFolderWindow  *self,
              char                  **uri,
              char                  **prefix)
{
  g_autoptr(GError) error = NULL;
  GtkEditable *wrong = NULL;

  *prefix = NULL;
  *uri = poster_web_folder_parse_place (gtk_editable_get_text (self->place_row), &error);
  if (*uri == NULL)
    wrong = self->place_row;
  else
    *prefix = poster_web_folder_parse_prefix (gtk_editable_get_text (self->prefix_row), &error);
  if (wrong == NULL && *prefix == NULL)
    wrong = self->prefix_row;
  if (wrong == NULL)
    return TRUE;
  gtk_widget_add_css_class (GTK_WIDGET (wrong), "error");
  tell (self, TOLD_BAD, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return FALSE;
}

/* Choosing */

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *place = NULL;
  PosterWebFolderWindow *self;

  files = poster_choose_finish (result, &error);
  if (files == NULL || files->len == 0)
    return;
  self = POSTER_WEB_FOLDER_WINDOW (user_data);
  place = g_file_get_path (g_ptr_array_index (files, 0));
  if (place == NULL)
    place = g_file_get_uri (g_ptr_array_index (files, 0));
  gtk_editable_set_text (self->place_row, place);
}

static void
choose_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (widget);

  poster_choose_folder_async (GTK_WINDOW (self), _("Choose a Web Folder"), self->cancellable, chosen_cb, self);
}

/* Trying */

static void
tried_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree char *hidden_why = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_written = poster_web_folder_try_finish (result, &hidden_why, &error);
  PosterWebFolderWindow *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = POSTER_WEB_FOLDER_WINDOW (user_data);
  g_clear_object (&self->attempt);
  if (!is_written)
    tell (self, TOLD_BAD, error->message);
  else if (hidden_why != NULL)
    tell (self, TOLD_HALF, hidden_why);
  else
    tell (self, TOLD_GOOD, _("It works: what is put into the folder can be seen at the web address. TikTok wants the "
                             "address verified for your app, too."));
}

static void
try_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (widget);
  g_autofree char *uri = NULL;
  g_autofree char *prefix = NULL;
  g_autoptr(GMountOperation) mount = NULL;

  if (!parse_fields (self, &uri, &prefix))
    return;
  stop_trying (self);
  self->attempt = g_cancellable_new ();
  show_outcome (self, "trying");
  mount = gtk_mount_operation_new (GTK_WINDOW (self));
  poster_web_folder_try_async (uri, prefix, mount, self->attempt, tried_cb, self);
}

/* Saving: what is stored is read again, so that nothing else of the connection is set back. */

typedef struct
{
  PosterWebFolderWindow *window;  /* owned */
  char                  *uri;     /* (nullable), %NULL to remove it */
  char                  *prefix;  /* (nullable) */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->window);
  g_free (saving->uri);
  g_free (saving->prefix);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_save_connection_finish (POSTER_STORE (object), result, &error))
    gtk_window_close (GTK_WINDOW (saving->window));
  else
    tell (saving->window, TOLD_BAD, error->message);
}

static void
got_for_saving_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(PosterConnection) stored = NULL;
  g_autoptr(PosterConnection) changed = NULL;
  g_autoptr(GError) error = NULL;

  stored = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (stored == NULL)
    {
      tell (saving->window, TOLD_BAD, error->message);
      return;
    }
  changed = poster_connection_copy (stored);
  if (saving->uri != NULL)
    {
      JsonObject *folder = json_object_new ();

      json_object_set_string_member (folder, "uri", saving->uri);
      json_object_set_string_member (folder, "prefix", saving->prefix);
      json_object_set_object_member (changed->metadata, "web_folder", folder);
    }
  else if (json_object_has_member (changed->metadata, "web_folder"))
    json_object_remove_member (changed->metadata, "web_folder");
  poster_store_save_connection_async (POSTER_STORE (object), changed, NULL, saved_cb, g_steal_pointer (&saving));
}

/* Takes both strings. */
static void
save (PosterWebFolderWindow *self,
      char                  *uri,
      char                  *prefix)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self);
  saving->uri = uri;
  saving->prefix = prefix;
  poster_store_get_connection_async (poster_session_get_store (self->session), self->account->connection_id, NULL,
                                     got_for_saving_cb, saving);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (widget);
  g_autofree char *uri = NULL;
  g_autofree char *prefix = NULL;

  if (parse_fields (self, &uri, &prefix))
    save (self, g_steal_pointer (&uri), g_steal_pointer (&prefix));
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  save (POSTER_WEB_FOLDER_WINDOW (widget), NULL, NULL);
}

/* What is stored */

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  PosterWebFolderWindow *self;
  JsonObject *folder;
  const char *uri;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = POSTER_WEB_FOLDER_WINDOW (user_data);
  if (connection == NULL)
    {
      tell (self, TOLD_BAD, error->message);
      return;
    }
  folder = poster_json_get_object (connection->metadata, "web_folder");
  uri = poster_json_get_string (folder, "uri");
  self->is_loaded = TRUE;
  if (uri != NULL)
    {
      /* A path is what people know. */
      path = g_filename_from_uri (uri, NULL, NULL);
      gtk_editable_set_text (self->place_row, path != NULL ? path : uri);
      if (poster_json_get_string (folder, "prefix") != NULL)
        gtk_editable_set_text (self->prefix_row, poster_json_get_string (folder, "prefix"));
    }
  gtk_widget_set_visible (self->remove_button, folder != NULL);
  fields_changed_cb (self);
}

/* The class */

static void
poster_web_folder_window_get_property (GObject    *object,
                                       guint       prop_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_web_folder_window_set_property (GObject      *object,
                                       guint         prop_id,
                                       const GValue *value,
                                       GParamSpec   *pspec)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_web_folder_window_constructed (GObject *object)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (object);
  g_autofree char *name = poster_words_account (self->account);

  G_OBJECT_CLASS (poster_web_folder_window_parent_class)->constructed (object);
  adw_window_title_set_subtitle (self->window_title, name);
  fields_changed_cb (self);
  poster_store_get_connection_async (poster_session_get_store (self->session), self->account->connection_id,
                                     self->cancellable, got_cb, self);
}

static void
poster_web_folder_window_dispose (GObject *object)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  stop_trying (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_web_folder_window_parent_class)->dispose (object);
}

static void
poster_web_folder_window_finalize (GObject *object)
{
  PosterWebFolderWindow *self = POSTER_WEB_FOLDER_WINDOW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_web_folder_window_parent_class)->finalize (object);
}

static void
poster_web_folder_window_class_init (PosterWebFolderWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_web_folder_window_get_property;
  object_class->set_property = poster_web_folder_window_set_property;
  object_class->constructed = poster_web_folder_window_constructed;
  object_class->dispose = poster_web_folder_window_dispose;
  object_class->finalize = poster_web_folder_window_finalize;

  /**
   * PosterWebFolderWindow:session:
   *
   * Whose account it is.
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * PosterWebFolderWindow:account:
   *
   * The account.
   */
  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, POSTER_TYPE_ACCOUNT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-web-folder-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, place_row);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, prefix_row);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, try_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, outcome);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, told_box);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, told_image);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, told_label);
  gtk_widget_class_bind_template_child (widget_class, PosterWebFolderWindow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, fields_changed_cb);
  gtk_widget_class_install_action (widget_class, "folder.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "folder.try", NULL, try_action);
  gtk_widget_class_install_action (widget_class, "folder.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "folder.remove", NULL, remove_action);
}

static void
poster_web_folder_window_init (PosterWebFolderWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_web_folder_window_new:
 * @parent: (nullable): the window that asks
 * @session: whose account it is
 * @account: an account, to whose connection the folder belongs
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_web_folder_window_new (GtkWindow     *parent,
                              PosterSession *session,
                              PosterAccount *account)
{
  return g_object_new (POSTER_TYPE_WEB_FOLDER_WINDOW,
                       "transient-for", parent,
                       "session", session,
                       "account", account,
                       NULL);
}
