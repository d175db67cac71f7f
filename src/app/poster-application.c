/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-application"

#include "poster-application.h"

#include <glib/gi18n-lib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "poster-account-row.h"
#include "poster-background.h"
#include "poster-close-question.h"
#include "poster-compat.h"
#include "poster-composer-window.h"
#include "poster-disconnect-action.h"
#include "poster-error.h"
#include "poster-guard.h"
#include "poster-import-window.h"
#include "poster-notifier.h"
#include "poster-plan-export.h"
#include "poster-post-actions.h"
#include "poster-practice-action.h"
#include "poster-preferences.h"
#include "poster-queues-window.h"
#include "poster-webhook-notifier.h"
#include "poster-webhooks-window.h"
#include "poster-thumb-cache.h"
#include "poster-ways-window.h"
#include "poster-window.h"

/**
 * PosterApplication:
 *
 * The program with its windows: keeps the session while it runs, and turns what comes from outside
 * (files, notifications, the command to start) into windows.
 */
struct _PosterApplication
{
  AdwApplication       parent_instance;

  GSettings           *settings;       /* (nullable) without an installed schema */
  PosterSession       *session;        /* (nullable) before startup, and where the data cannot be opened */
  PosterOpenComposers *open_composers; /* (nullable) likewise */
  PosterNotifier      *notifier;       /* (nullable) likewise */
  PosterWebhookNotifier *webhook_notifier; /* (nullable) likewise */
  PosterOutlook       *outlook;        /* (nullable) likewise */
  PosterGuard         *guard;          /* (nullable) likewise */
  PosterBackground    *background;     /* (nullable) without settings */
  PosterCloseQuestion *close_question; /* (nullable) likewise */
  PosterWindow        *window;         /* (nullable) (unowned), while it is there */
  gboolean             is_quitting;    /* what still closes is not to open the window again */
  gboolean             has_reopened;   /* composers that were open when the program ended */
};

G_DEFINE_FINAL_TYPE (PosterApplication, poster_application, ADW_TYPE_APPLICATION)

/* Of the desktop file, where the desktop does not start programs by the bus. */
#define NEW_POST_OPTION "new-post"

#define SCHEMA_ID POSTER_APPLICATION_ID

/* g_settings_new() aborts where the schema is not installed: in the build directory, say. */
static GSettings *
find_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);
  if (schema == NULL)
    {
      g_message ("The settings schema %s is not installed: settings of the window are not kept.", SCHEMA_ID);
      return NULL;
    }
  return g_settings_new_full (schema, NULL, NULL);
}

static void
left_over_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) post_ids = NULL;

  post_ids = poster_open_composers_take_finish (POSTER_OPEN_COMPOSERS (object), result, &error);
  if (post_ids == NULL)
    g_message ("What was open when the program ended stays closed: %s", error->message);
  else if (!self->is_quitting)
    for (guint i = 0; post_ids[i] != NULL; i++)
      poster_composer_window_reopen (self, post_ids[i]);
  g_application_release (G_APPLICATION (self));
}

/* With the first window, not when the program only publishes. */
static void
reopen_composers (PosterApplication *self)
{
  if (self->open_composers == NULL || self->has_reopened)
    return;
  self->has_reopened = TRUE;
  g_application_hold (G_APPLICATION (self));
  poster_open_composers_take_async (self->open_composers, NULL, left_over_cb, g_object_ref (self));
}

static void
window_gone_cb (PosterApplication *self,
                GObject           *window)
{
  self->window = NULL;
}

static PosterWindow *
show_window (PosterApplication *self)
{
  if (self->session == NULL || (self->window == NULL && self->is_quitting))
    return NULL;
  if (self->window == NULL)
    {
      self->window = poster_window_new (self);
      g_object_weak_ref (G_OBJECT (self->window), (GWeakNotify) window_gone_cb, self);
      if (self->close_question != NULL)
        poster_close_question_watch (self->close_question, GTK_WINDOW (self->window));
    }
  gtk_window_present (GTK_WINDOW (self->window));
  reopen_composers (self);
  return self->window;
}

static GtkWindow *
get_parent (PosterApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

static void
new_post_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  PosterApplication *self = user_data;

  self->is_quitting = FALSE;
  if (self->session == NULL)
    return;
  gtk_window_present (GTK_WINDOW (poster_composer_window_new (self)));
  reopen_composers (self);
}

static void
show_post_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  PosterApplication *self = user_data;
  const char *post_id = g_variant_get_string (parameter, NULL);
  PosterWindow *window = show_window (self);

  if (window == NULL)
    return;
  poster_notifier_withdraw (self->notifier, post_id);
  poster_window_show_post (window, post_id);
}

static void
edit_post_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  PosterApplication *self = user_data;

  if (self->session == NULL)
    return;
  gtk_window_present (GTK_WINDOW (poster_composer_window_edit (self, g_variant_get_string (parameter, NULL))));
  reopen_composers (self);
}

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  PosterWindow *window;

  if (poster_post_actions_retry_finish (POSTER_SESSION (object), result, &error))
    return;
  window = show_window (self);
  if (window != NULL)
    poster_window_tell (window, error->message);
}

/* From a notification: no window need be there. */
static void
retry_post_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  PosterApplication *self = user_data;
  const char *post_id = g_variant_get_string (parameter, NULL);

  if (self->session == NULL)
    return;
  poster_notifier_withdraw (self->notifier, post_id);
  poster_post_actions_retry_async (self->session, post_id, POSTER_WISH_RETRY, retried_cb, g_object_ref (self));
}

static void
show_page_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  PosterWindow *window = show_window (user_data);

  if (window != NULL)
    poster_window_show_page (window, g_variant_get_string (parameter, NULL));
}

static void
connect_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PosterApplication *self = user_data;

  if (self->session != NULL)
    gtk_window_present (poster_ways_window_new (get_parent (self), self->session));
}

static void
reconnect_account_action (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  PosterApplication *self = user_data;
  PosterAccount *account;

  if (show_window (self) == NULL)
    return;
  account = poster_session_find_account (self->session, g_variant_get_string (parameter, NULL));
  if (account != NULL)
    poster_account_row_reconnect (self->session, account, get_parent (self));
}

static void
connect_practice_action (GSimpleAction *action,
                         GVariant      *parameter,
                         gpointer       user_data)
{
  PosterApplication *self = user_data;

  if (self->session != NULL)
    poster_practice_action (self->session, "tiktok", get_parent (self));
}

static void
open_uri_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  poster_open_uri (get_parent (user_data), g_variant_get_string (parameter, NULL));
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  const char *page = g_variant_get_string (parameter, NULL);
  g_autofree char *uri = page[0] != '\0' ? g_strconcat ("help:poster/", page, NULL) : g_strdup ("help:poster");

  poster_open_uri (get_parent (user_data), uri);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  PosterApplication *self = user_data;
  GtkWindow *window;

  if (show_window (self) == NULL)
    return;
  window = poster_preferences_new (GTK_WINDOW (self->window));
  poster_preferences_add (window, ADW_PREFERENCES_PAGE (poster_preferences_page_new (self->session, self->settings)));
  gtk_window_present (window);
}

static void
plan_imported_cb (PosterImportWindow *window,
                  guint               n_posts,
                  PosterApplication  *self)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u post imported", "%u posts imported", n_posts), n_posts);

  if (self->window != NULL)
    poster_window_tell (POSTER_WINDOW (self->window), text);
}

static void
plan_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(PosterApplication) self = user_data;
  g_autoptr(GPtrArray) files = poster_choose_finish (result, NULL);
  g_autofree char *chosen_zone = NULL;
  g_autofree char *local_zone = poster_zone_dup_local ();
  PosterImportWindow *window;

  if (files == NULL || files->len == 0 || self->session == NULL || self->window == NULL)
    return;
  chosen_zone = self->settings != NULL ? g_settings_get_string (self->settings, "time-zone") : NULL;
  window = poster_import_window_new (GTK_WINDOW (self->window), self->session,
                                     poster_zone_is_known (chosen_zone) ? chosen_zone : local_zone);
  g_signal_connect_object (window, "imported", G_CALLBACK (plan_imported_cb), self, 0);
  poster_import_window_load (window, g_ptr_array_index (files, 0));
  gtk_window_present (GTK_WINDOW (window));
}

static void
import_plan_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  PosterApplication *self = user_data;

  if (show_window (self) != NULL && self->session != NULL)
    poster_choose_plan_async (GTK_WINDOW (self->window), NULL, plan_chosen_cb, g_object_ref (self));
}

static void
export_plan_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  PosterApplication *self = user_data;

  if (show_window (self) != NULL && self->session != NULL)
    poster_plan_export_ask (POSTER_WINDOW (self->window), self->session);
}

static void
queues_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  PosterApplication *self = user_data;

  /* Above whichever window asks, a composer perhaps. */
  if (self->session != NULL)
    gtk_window_present (poster_queues_window_new (get_parent (self), self->session));
}

static void
webhooks_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  PosterApplication *self = user_data;

  if (show_window (self) != NULL && self->session != NULL)
    gtk_window_present (poster_webhooks_window_new (get_parent (self), self->session));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  poster_show_about (get_parent (user_data));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  PosterApplication *self = user_data;

  /* Whoever says so wants nothing to stay behind. */
  self->is_quitting = TRUE;
  g_clear_object (&self->guard);
  g_clear_object (&self->close_question);
  g_clear_object (&self->background);
  /* Each window is asked: a composer stores its draft first. */
  for (GList *window = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self))); window != NULL;
       window = g_list_delete_link (window, window))
    gtk_window_close (GTK_WINDOW (window->data));
}

static const GActionEntry actions[] = {
  { .name = "new-post", .activate = new_post_action },
  { .name = "show-post", .activate = show_post_action, .parameter_type = "s" },
  { .name = "edit-post", .activate = edit_post_action, .parameter_type = "s" },
  { .name = "connect", .activate = connect_action },
  { .name = "connect-practice", .activate = connect_practice_action },
  { .name = "reconnect-account", .activate = reconnect_account_action, .parameter_type = "s" },
  { .name = "retry-post", .activate = retry_post_action, .parameter_type = "s" },
  { .name = "show-page", .activate = show_page_action, .parameter_type = "s" },
  { .name = "open-uri", .activate = open_uri_action, .parameter_type = "s" },
  { .name = "help", .activate = help_action, .parameter_type = "s" },
  { .name = "import-plan", .activate = import_plan_action },
  { .name = "export-plan", .activate = export_plan_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "queues", .activate = queues_action },
  { .name = "webhooks", .activate = webhooks_action },
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

static const struct
{
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.new-post", { "<Control>n" } },
  { "app.quit", { "<Control>q" } },
  { "app.help('')", { "F1" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.search", { "<Control>f" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.show-page('calendar')", { "<Alt>1" } },
  { "win.show-page('posts')", { "<Alt>2" } },
  { "win.show-page('insights')", { "<Alt>3" } },
  { "win.show-page('accounts')", { "<Alt>4" } },
  { "window.close", { "<Control>w" } },
};

/* Whatever is wrong with the data directory is told in a window: nobody reads the terminal of a
 * program that was started from a menu. */
static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree char *response = poster_ask_finish (result, NULL);

  g_application_release (user_data);
}

static void
tell_trouble (PosterApplication *self,
              const char        *heading,
              const char        *body)
{
  const char *const responses[] = { "ok", _("_OK"), NULL };

  g_printerr ("late-poster: %s\n", body);
  g_application_hold (G_APPLICATION (self));
  poster_ask_async (get_parent (self), heading, body, responses, NULL, NULL, NULL, told_cb, self);
}

static void
outlook_changed_cb (PosterApplication *self)
{
  g_autofree char *words = poster_outlook_dup_words (self->outlook);

  if (self->background != NULL)
    poster_background_set_status (self->background, words != NULL ? words : _("No post waits."));
}

static gboolean
open_data (PosterApplication *self)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GError) error = NULL;
  const char *damaged;

  workspace = poster_workspace_new (NULL, &error);
  if (workspace == NULL || !poster_workspace_open (workspace, &error))
    {
      tell_trouble (self, _("Poster Cannot Open Its Posts"), error->message);
      return FALSE;
    }
  self->session = poster_session_new (workspace);
  poster_session_start (self->session);
  self->open_composers = poster_open_composers_new (poster_workspace_get_store (workspace));
  self->notifier = poster_notifier_new (G_APPLICATION (self), self->session);
  self->webhook_notifier = poster_webhook_notifier_new (G_APPLICATION (self), self->session);
  self->outlook = poster_outlook_new (self->session);
  self->guard = poster_guard_new (GTK_APPLICATION (self), self->outlook);
  if (self->settings != NULL)
    {
      self->background = poster_background_new (G_APPLICATION (self), self->settings);
      self->close_question = poster_close_question_new (self->outlook, self->settings);
      g_signal_connect_object (self->outlook, "changed", G_CALLBACK (outlook_changed_cb), self, G_CONNECT_SWAPPED);
    }
  poster_disconnect_sweep (self->session);
  poster_post_actions_purge (self->session, NULL);

  damaged = poster_store_get_damaged_path (poster_workspace_get_store (workspace));
  if (damaged != NULL)
    {
      g_autofree char *body = NULL;

      body = g_strdup_printf (_("The database was damaged. It is kept as %s, and an empty one was begun."), damaged);
      tell_trouble (self, _("The Database Was Damaged"), body);
    }
  return TRUE;
}

static void
poster_application_startup (GApplication *application)
{
  PosterApplication *self = POSTER_APPLICATION (application);

  G_APPLICATION_CLASS (poster_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (POSTER_APPLICATION_ID);
  self->settings = find_settings ();
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           (const char *const *) shortcuts[i].keys);
  open_data (self);
}

static void
poster_application_activate (GApplication *application)
{
  PosterApplication *self = POSTER_APPLICATION (application);

  self->is_quitting = FALSE;
  show_window (self);
}

static void
poster_application_open (GApplication  *application,
                         GFile        **files,
                         int            n_files,
                         const char    *hint)
{
  PosterApplication *self = POSTER_APPLICATION (application);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  PosterComposerWindow *composer;

  self->is_quitting = FALSE;
  if (self->session == NULL)
    return;
  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (list, g_object_ref (files[i]));
  composer = poster_composer_window_new (self);
  poster_composer_window_add_files (composer, list);
  gtk_window_present (GTK_WINDOW (composer));
  reopen_composers (self);
}

static int
poster_application_handle_local_options (GApplication *application,
                                         GVariantDict *options)
{
  g_autoptr(GError) error = NULL;

  if (!g_variant_dict_contains (options, NEW_POST_OPTION))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("late-poster: %s\n", error->message);
      return 1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "new-post", NULL);
  return g_application_get_is_remote (application) ? 0 : -1;
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *has_stopped = user_data;

  poster_session_stop_finish (POSTER_SESSION (object), result, NULL);
  *has_stopped = TRUE;
}

/* The windows have gone; what the engine is doing is brought to where the journal says. */
static void
poster_application_shutdown (GApplication *application)
{
  PosterApplication *self = POSTER_APPLICATION (application);

  g_clear_object (&self->notifier);
  g_clear_object (&self->webhook_notifier);
  g_clear_object (&self->guard);
  g_clear_object (&self->close_question);
  g_clear_object (&self->outlook);
  poster_thumb_cache_set_default (NULL);
  if (self->session != NULL)
    {
      gboolean has_stopped = FALSE;

      poster_session_stop_async (self->session, stopped_cb, &has_stopped);
      while (!has_stopped)
        g_main_context_iteration (NULL, TRUE);
    }
  G_APPLICATION_CLASS (poster_application_parent_class)->shutdown (application);
}

static void
poster_application_dispose (GObject *object)
{
  PosterApplication *self = POSTER_APPLICATION (object);

  if (self->window != NULL)
    g_object_weak_unref (G_OBJECT (self->window), (GWeakNotify) window_gone_cb, self);
  self->window = NULL;
  g_clear_object (&self->guard);
  g_clear_object (&self->close_question);
  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  g_clear_object (&self->webhook_notifier);
  g_clear_object (&self->outlook);
  g_clear_object (&self->open_composers);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (poster_application_parent_class)->dispose (object);
}

static void
poster_application_class_init (PosterApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = poster_application_dispose;

  application_class->startup = poster_application_startup;
  application_class->activate = poster_application_activate;
  application_class->handle_local_options = poster_application_handle_local_options;
  application_class->open = poster_application_open;
  application_class->shutdown = poster_application_shutdown;
}

static void
poster_application_init (PosterApplication *self)
{
  const GOptionEntry options[] = {
    { NEW_POST_OPTION, 0, 0, G_OPTION_ARG_NONE, NULL, N_("Begin a new post"), NULL },
    G_OPTION_ENTRY_NULL
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

/**
 * poster_application_new:
 *
 * With `POSTER_DATA_DIR` set it is one of several: a try-out beside the real one.
 *
 * Returns: (transfer full): the application
 */
PosterApplication *
poster_application_new (void)
{
  const char *data_dir = g_getenv ("POSTER_DATA_DIR");
  GApplicationFlags flags = G_APPLICATION_HANDLES_OPEN;

  if (data_dir != NULL && data_dir[0] != '\0')
    flags |= G_APPLICATION_NON_UNIQUE;
  return g_object_new (POSTER_TYPE_APPLICATION,
                       "application-id", POSTER_APPLICATION_ID,
                       "resource-base-path", "/org/late/Poster",
                       "flags", flags,
                       NULL);
}

/**
 * poster_application_get_session:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): its session, once it has started
 */
PosterSession *
poster_application_get_session (PosterApplication *self)
{
  return self->session;
}

/**
 * poster_application_get_open_composers:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): what remembers the open composers, once it has started
 */
PosterOpenComposers *
poster_application_get_open_composers (PosterApplication *self)
{
  g_return_val_if_fail (POSTER_IS_APPLICATION (self), NULL);

  return self->open_composers;
}

/**
 * poster_application_get_settings:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): its settings; %NULL where no schema is installed
 */
GSettings *
poster_application_get_settings (PosterApplication *self)
{
  return self->settings;
}

/**
 * poster_application_set_is_watched:
 * @self: the application
 * @is_watched: whether somebody looks at the list of posts
 *
 * What the list shows need not be told by notifications too.
 */
void
poster_application_set_is_watched (PosterApplication *self,
                                   gboolean           is_watched)
{
  if (self->notifier != NULL)
    poster_notifier_set_mute (self->notifier, is_watched);
}

/* A page of posts is read in one thread and let go of in another, and what glibc keeps for each of
 * them to grow into is never given back: with 10,000 posts 9 of 100 MB. See mallopt(3). */
static void
save_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_TRIM_THRESHOLD, 64 * 1024);
  mallopt (M_TOP_PAD, 64 * 1024);
#endif
}

/**
 * poster_application_main:
 * @argc: number of words, the program's own name included
 * @argv: the words
 *
 * Runs the window until it is closed. To be called once, from the main thread, after setlocale().
 *
 * Returns: the exit status
 */
int
poster_application_main (int    argc,
                         char **argv)
{
  g_autoptr(PosterApplication) application = NULL;

  save_memory ();
  if (!gtk_init_check ())
    {
      g_printerr ("late-poster: %s\n%s\n", _("There is no display to open a window on."),
                  _("“late-poster help” shows what works without one."));
      return 1;
    }
  g_set_application_name (_("Poster"));
  application = poster_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
