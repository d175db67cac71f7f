/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-import-window"

#include "poster-import-window.h"

#include <glib/gi18n-lib.h>

#include "poster-account-names.h"
#include "poster-compat.h"
#include "poster-error.h"
#include "poster-import-cell.h"
#include "poster-import-list.h"
#include "poster-importer.h"
#include "poster-plan-file.h"
#include "poster-platform-form.h"

/**
 * PosterImportWindow:
 *
 * Shows what would become of each row of a plan before anything is made of it, and imports the
 * rows that nothing stands in the way of.
 */
struct _PosterImportWindow
{
  AdwWindow          parent_instance;

  PosterSession     *session;
  PosterImporter    *importer;
  char              *zone;
  GCancellable      *cancellable;  /* cancelled when the window goes */
  PosterJob         *job;          /* (nullable), while it looks through the plan */
  PosterImportList  *list;         /* (nullable), when it has */

  gboolean           is_saving;    /* it stays until that has ended */

  /* While services are asked. */
  PosterImport      *import;       /* (nullable) */
  GHashTable        *creators;     /* (nullable) (element-type utf8 JsonObject) */
  guint              n_asked;

  AdwWindowTitle    *window_title;
  GtkButton         *import_button;
  GtkStack          *stack;
  GtkLabel          *reading_label;
  GtkProgressBar    *progress;
  AdwStatusPage     *failed_page;
  GtkListView       *list_view;
  GtkLabel          *summary;
  GtkToggleButton   *problems_button;
  GtkWidget         *consent_box;
  GtkLabel          *declaration;
  GtkCheckButton    *consent;
};

G_DEFINE_FINAL_TYPE (PosterImportWindow, poster_import_window, ADW_TYPE_WINDOW)

enum
{
  IMPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The steps, in the order they run: loaded -> described* -> checked -> (a person looks) -> saved */
static void loaded_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void described_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void checked_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb     (GObject *object, GAsyncResult *result, gpointer user_data);

static void
end_job (PosterImportWindow *self)
{
  if (self->job == NULL)
    return;
  poster_session_remove_job (self->session, self->job);
  g_clear_object (&self->job);
}

static void
begin_job (PosterImportWindow *self,
           const char         *title)
{
  end_job (self);
  self->job = poster_job_new (title);
  poster_session_add_job (self->session, self->job);
  g_signal_connect_object (poster_job_get_cancellable (self->job), "cancelled", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
}

static void
fail (PosterImportWindow *self,
      const GError       *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  end_job (self);
  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), FALSE);
}

/* --- Looking through it --- */

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  PosterImportWindow *self = user_data;
  double fraction = total > 0 ? (double) done / (double) total : 0;

  gtk_progress_bar_set_fraction (self->progress, fraction);
  if (self->job != NULL)
    poster_job_set_fraction (self->job, fraction);
}

static void
check (PosterImportWindow *self)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = poster_session_get_accounts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (accounts, g_list_model_get_item (model, i));
  /* The consent is asked for all of them together, below the list. */
  poster_importer_check_async (self->importer, g_steal_pointer (&self->import), accounts, self->creators,
                               POSTER_CONSENT_ABSENT_ACCEPTED, progress_cb, self, self->cancellable,
                               checked_cb, g_object_ref (self));
}

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) asking = user_data;
  PosterImportWindow *self = g_task_get_source_object (asking);
  PosterAccount *account = g_task_get_task_data (asking);
  g_autoptr(GError) error = NULL;
  JsonObject *creator;

  /* Who cannot be asked now is asked when it goes out. */
  creator = poster_session_describe_finish (POSTER_SESSION (object), result, &error);
  if (creator != NULL)
    g_hash_table_insert (self->creators, g_strdup (account->id), creator);
  if (--self->n_asked == 0 && !g_cancellable_is_cancelled (self->cancellable))
    check (self);
}

/* Each account that something of the plan goes to by itself, once. */
static void
ask_creators (PosterImportWindow *self)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) asked = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  GListModel *model = poster_session_get_accounts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (accounts, g_list_model_get_item (model, i));
  self->n_asked = 1;
  for (guint i = 0; i < self->import->rows->len; i++)
    {
      PosterPlanRow *row = ((PosterImportRow *) g_ptr_array_index (self->import->rows, i))->row;

      for (guint j = 0; row->when != POSTER_PLAN_DRAFT && j < row->accounts->len; j++)
        {
          PosterAccount *account;
          GTask *asking;

          if (!g_hash_table_add (words, g_ptr_array_index (row->accounts, j)))
            continue;
          account = poster_accounts_find (accounts, g_ptr_array_index (row->accounts, j), NULL);
          if (account == NULL || !g_hash_table_add (asked, account))
            continue;
          self->n_asked++;
          asking = g_task_new (self, NULL, NULL, NULL);
          g_task_set_task_data (asking, g_object_ref (account), g_object_unref);
          poster_session_describe_async (self->session, account, self->cancellable, described_cb, asking);
        }
    }
  if (--self->n_asked == 0)
    check (self);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  self->import = poster_plan_file_load_finish (result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (self->import == NULL)
    {
      fail (self, error);
      return;
    }
  if (self->import->rows->len == 0)
    {
      g_autoptr(GError) empty = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_INVALID,
                                                     _("The plan has no posts: there is nothing below its first row."));

      fail (self, empty);
      return;
    }
  g_clear_pointer (&self->creators, g_hash_table_unref);
  self->creators = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  ask_creators (self);
}

/* --- Showing it --- */

/* What the platforms want to be agreed to, each line once. */
static char *
dup_declaration (PosterImportWindow *self,
                 PosterImport       *import)
{
  PosterPlatforms *platforms = poster_workspace_get_platforms (poster_session_get_workspace (self->session));
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->verdict != POSTER_IMPORT_NEW || row->composition->is_draft)
        continue;
      for (guint j = 0; j < row->composition->post->targets->len; j++)
        {
          PosterTarget *target = g_ptr_array_index (row->composition->post->targets, j);
          PosterAccount *account = poster_session_find_account (self->session, target->account_id);
          PosterPlatform *platform = account != NULL ? poster_platforms_find (platforms, account->platform) : NULL;
          char *line = platform != NULL ? poster_platform_dup_declaration (platform, target->options) : NULL;

          if (line == NULL)
            continue;
          if (!g_hash_table_contains (seen, line))
            g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
          g_hash_table_add (seen, line);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_summary (PosterImport *import)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint n_new = import->n_rows[POSTER_IMPORT_NEW];
  guint n_here = import->n_rows[POSTER_IMPORT_HERE] + import->n_rows[POSTER_IMPORT_OUT];
  guint n_refused = import->n_rows[POSTER_IMPORT_REFUSED];

  if (n_new > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u post can be imported.", "%u posts can be imported.", n_new), n_new));
  if (n_refused > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u row has to be put right first.",
                                                       "%u rows have to be put right first.", n_refused), n_refused));
  if (n_here > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u is here, or was out, already.",
                                                       "%u are here, or were out, already.", n_here), n_here));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" ", (char **) parts->pdata);
}

static void
update_import (PosterImportWindow *self)
{
  PosterImport *import = self->list != NULL ? poster_import_list_get_import (self->list) : NULL;
  gboolean agreed = !gtk_widget_get_visible (self->consent_box) || gtk_check_button_get_active (self->consent);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.import",
                                 import != NULL && import->n_rows[POSTER_IMPORT_NEW] > 0 && agreed);
}

static void
show_rows (PosterImportWindow *self)
{
  PosterImport *import = poster_import_list_get_import (self->list);
  g_autoptr(GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  g_autofree char *declaration = dup_declaration (self, import);
  g_autofree char *summary = dup_summary (import);
  guint n_new = import->n_rows[POSTER_IMPORT_NEW];
  g_autofree char *label = g_strdup_printf (ngettext ("_Import %u Post", "_Import %u Posts", n_new), n_new);

  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_button), import->n_rows[POSTER_IMPORT_REFUSED] > 0);
  gtk_label_set_markup (self->declaration, declaration);
  gtk_widget_set_visible (self->consent_box, *declaration != '\0');
  gtk_button_set_label (self->import_button, n_new > 0 ? label : _("_Import"));
  gtk_stack_set_visible_child_name (self->stack, "rows");
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), TRUE);
  update_import (self);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  PosterImport *import;

  import = poster_importer_check_finish (POSTER_IMPORTER (object), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&import, poster_import_free);
      return;
    }
  end_job (self);
  if (import == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_object (&self->list);
  self->list = poster_import_list_new (import);
  show_rows (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, poster_import_cell_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         PosterImportWindow       *self)
{
  PosterImportEntry *entry = gtk_list_item_get_item (item);

  poster_import_cell_set_row (POSTER_IMPORT_CELL (gtk_list_item_get_child (item)), entry->row,
                              poster_clock_get_now_us (poster_session_get_clock (self->session)));
}

static void
problems_toggled_cb (GtkToggleButton    *button,
                     PosterImportWindow *self)
{
  if (self->list != NULL)
    poster_import_list_set_problems_only (self->list, gtk_toggle_button_get_active (button));
}

static void
consent_toggled_cb (GtkCheckButton     *button,
                    PosterImportWindow *self)
{
  update_import (self);
}

static gboolean
activate_link_cb (GtkLabel           *label,
                  const char         *uri,
                  PosterImportWindow *self)
{
  poster_open_uri (GTK_WINDOW (self), uri);
  return TRUE;
}

/* --- What a person does --- */

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterImportWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_posts = poster_import_list_get_import (self->list)->n_rows[POSTER_IMPORT_NEW];

  self->is_saving = FALSE;
  if (!poster_importer_save_finish (POSTER_IMPORTER (object), result, &error))
    {
      fail (self, error);
      return;
    }
  poster_session_ring (self->session);
  g_signal_emit (self, signals[IMPORTED], 0, n_posts);
  gtk_window_close (GTK_WINDOW (self));
}

static void
import_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PosterImportWindow *self = POSTER_IMPORT_WINDOW (widget);

  gtk_widget_action_set_enabled (widget, "plan.import", FALSE);
  gtk_label_set_label (self->reading_label, _("Storing the posts…"));
  gtk_progress_bar_set_fraction (self->progress, 1);
  gtk_stack_set_visible_child_name (self->stack, "reading");
  /* All are stored or none: it cannot be cancelled, and what is stored must stay until it is. */
  self->is_saving = TRUE;
  poster_importer_save_async (self->importer, poster_import_list_get_import (self->list), NULL, saved_cb,
                              g_object_ref (self));
}

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterImportWindow) self = user_data;
  g_autoptr(GPtrArray) files = poster_choose_finish (result, NULL);

  if (files != NULL && files->len > 0)
    poster_import_window_load (self, g_ptr_array_index (files, 0));
}

static void
choose_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PosterImportWindow *self = POSTER_IMPORT_WINDOW (widget);

  poster_choose_plan_async (GTK_WINDOW (self), self->cancellable, chosen_cb, g_object_ref (self));
}

static void
poster_import_window_dispose (GObject *object)
{
  PosterImportWindow *self = POSTER_IMPORT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    end_job (self);
  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->list);
  g_clear_pointer (&self->import, poster_import_free);
  g_clear_pointer (&self->creators, g_hash_table_unref);
  g_clear_object (&self->importer);
  g_clear_object (&self->session);
  g_clear_pointer (&self->zone, g_free);
  G_OBJECT_CLASS (poster_import_window_parent_class)->dispose (object);
}

static void
poster_import_window_finalize (GObject *object)
{
  g_object_unref (POSTER_IMPORT_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (poster_import_window_parent_class)->finalize (object);
}

/* What is under way holds the window: it is to end, and not only to be forgotten. */
static gboolean
poster_import_window_close_request (GtkWindow *window)
{
  PosterImportWindow *self = POSTER_IMPORT_WINDOW (window);

  if (self->is_saving)
    return TRUE;
  g_cancellable_cancel (self->cancellable);
  end_job (self);
  return GTK_WINDOW_CLASS (poster_import_window_parent_class)->close_request (window);
}

static void
poster_import_window_class_init (PosterImportWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_import_window_dispose;
  object_class->finalize = poster_import_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = poster_import_window_close_request;

  /**
   * PosterImportWindow::imported:
   * @n_posts: how many posts were made
   */
  signals[IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, reading_label);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, list_view);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, problems_button);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, consent_box);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, declaration);
  gtk_widget_class_bind_template_child (widget_class, PosterImportWindow, consent);
  gtk_widget_class_bind_template_callback (widget_class, problems_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, consent_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_link_cb);
  gtk_widget_class_install_action (widget_class, "plan.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "plan.choose", NULL, choose_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
poster_import_window_init (PosterImportWindow *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), FALSE);
}

/**
 * poster_import_window_new:
 * @parent: the window above which it opens
 * @session: a session
 * @zone: IANA name of the zone of times that name none
 *
 * Returns: (transfer none): a window; poster_import_window_load() gives it something to show
 */
PosterImportWindow *
poster_import_window_new (GtkWindow     *parent,
                          PosterSession *session,
                          const char    *zone)
{
  PosterImportWindow *self = g_object_new (POSTER_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);
  PosterWorkspace *workspace = poster_session_get_workspace (session);

  self->session = g_object_ref (session);
  self->zone = g_strdup (zone);
  self->importer = poster_importer_new (poster_workspace_get_store (workspace),
                                        poster_workspace_get_media_pool (workspace),
                                        poster_workspace_get_platforms (workspace),
                                        poster_workspace_get_clock (workspace));
  return self;
}

/**
 * poster_import_window_load:
 * @self: a window that shows nothing yet, or what could not be read
 * @file: a plan
 *
 * Looks through @file, which takes as long as its media are many.
 */
void
poster_import_window_load (PosterImportWindow *self,
                           GFile              *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  /* Translators: %s is the name of a file */
  g_autofree char *title = g_strdup_printf (_("Looking through “%s”"), name);

  adw_window_title_set_subtitle (self->window_title, name);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_stack_set_visible_child_name (self->stack, "reading");
  begin_job (self, title);
  poster_plan_file_load_async (file, self->zone, self->cancellable, loaded_cb, g_object_ref (self));
}
