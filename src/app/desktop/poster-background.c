/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-background"

#include "poster-background.h"

#include <glib/gi18n-lib.h>

#define SETTING "run-in-background"

/* Of the person's own, for desktops without a portal. */
#define AUTOSTART_FILE POSTER_APPLICATION_ID ".desktop"

#define PORTAL "org.freedesktop.portal.Desktop"

typedef enum
{
  FILE_NOT_KNOWN,
  FILE_WANTED,
  FILE_UNWANTED,
} FileState;

/**
 * PosterBackground:
 *
 * Keeps the program running without a window while the setting says so, and has it started with the
 * session: through the background portal where there is one, else by a file in the autostart folder.
 * Where the portal's answer is no, the setting says no as well.
 */
struct _PosterBackground
{
  GObject          parent_instance;

  GApplication    *application;  /* (unowned): outlives it */
  GSettings       *settings;
  GCancellable    *cancellable;
  GDBusConnection *bus;          /* (nullable), while an answer is awaited */
  guint            answer_id;    /* of the subscription to the answer, 0 for none */
  guint            n_asked;
  FileState        file_wanted;
  FileState        file_is;
  gboolean         is_writing;
  gboolean         is_held;
  gboolean         is_refused;   /* the setting goes back because it was refused */
  gboolean         is_shown;     /* a portal lists what runs, and shows what it is told */
  char            *status;       /* (nullable), what it is told */
};

G_DEFINE_FINAL_TYPE (PosterBackground, poster_background, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_APPLICATION,
  PROP_SETTINGS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
get_autostart_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", AUTOSTART_FILE, NULL);
}

static void settle_file (PosterBackground *self);

static void
file_settled (PosterBackground *self,
              FileState         state)
{
  self->is_writing = FALSE;
  self->file_is = state;
  settle_file (self);
}

typedef struct
{
  PosterBackground *background;
  char             *text;
} Writing;

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Writing *writing = user_data;
  g_autoptr(PosterBackground) self = writing->background;
  g_autoptr(GError) error = NULL;

  g_free (writing->text);
  g_free (writing);
  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_message ("Poster will not start with the session: %s", error->message);
  file_settled (self, FILE_WANTED);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterBackground) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (object), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_message ("Poster still starts with the session: %s", error->message);
  file_settled (self, FILE_UNWANTED);
}

/* One after the other: whoever changes their mind gets what they said last. */
static void
settle_file (PosterBackground *self)
{
  g_autofree char *path = get_autostart_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  Writing *writing;

  if (self->is_writing || self->file_is == self->file_wanted)
    return;
  self->is_writing = TRUE;
  if (self->file_wanted == FILE_UNWANTED)
    {
      g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, deleted_cb, g_object_ref (self));
      return;
    }
  g_mkdir_with_parents (folder, 0700);
  writing = g_new0 (Writing, 1);
  writing->background = g_object_ref (self);
  writing->text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=%s\nExec=late-poster --gapplication-service\n"
                                   "X-GNOME-Autostart-enabled=true\nNoDisplay=true\n", _("Poster"));
  g_file_replace_contents_async (file, writing->text, strlen (writing->text), NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                 written_cb, writing);
}

/* Where no portal answers. */
static void
set_autostart_file (PosterBackground *self,
                    gboolean          wanted)
{
  self->file_wanted = wanted ? FILE_WANTED : FILE_UNWANTED;
  settle_file (self);
}

static void
stop_listening (PosterBackground *self)
{
  if (self->answer_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->answer_id);
  self->answer_id = 0;
  g_clear_object (&self->bus);
}

/* See the documentation of org.freedesktop.portal.Background, version 2; older ones refuse, which is as
 * well. */
static void
tell_status (PosterBackground *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (self->application);
  GVariantBuilder options;

  if (bus == NULL || !self->is_held || !self->is_shown || self->status == NULL)
    return;
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (self->status));
  g_dbus_connection_call (bus, PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                          "SetStatus", g_variant_new ("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          NULL, NULL);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterBackground) self = user_data;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (answer != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("No background portal: %s", error->message);
  stop_listening (self);
  set_autostart_file (self, self->is_held);
}

/* See the documentation of org.freedesktop.portal.Request: 0 is yes. */
static void
answered_cb (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  g_autoptr(PosterBackground) self = g_object_ref (user_data);
  g_autoptr(GVariant) results = NULL;
  guint32 response;
  gboolean is_allowed = TRUE;
  gboolean starts = FALSE;

  stop_listening (self);
  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")) || !self->is_held)
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &is_allowed);
  g_variant_lookup (results, "autostart", "b", &starts);
  if (response != 0 || !is_allowed)
    {
      self->is_refused = TRUE;
      g_settings_set_boolean (self->settings, SETTING, FALSE);
      self->is_refused = FALSE;
    }
  else
    {
      /* Outside of a sandbox the portal may not know which program asks. */
      if (!starts)
        set_autostart_file (self, TRUE);
      self->is_shown = TRUE;
      tell_status (self);
    }
}

/* See the documentation of org.freedesktop.portal.Background. It is not to activate the program, which
 * would open a window. */
static void
ask_portal (PosterBackground *self,
            gboolean          wanted)
{
  const char *const command_line[] = { "late-poster", "--gapplication-service", NULL };
  GDBusConnection *bus = g_application_get_dbus_connection (self->application);
  g_autofree char *token = NULL;
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder options;

  stop_listening (self);
  if (bus == NULL)
    {
      set_autostart_file (self, wanted);
      return;
    }
  /* The answer may come before the call returns: it is listened for where it will be. */
  token = g_strdup_printf ("poster%u", ++self->n_asked);
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');
  path = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", sender, token);
  self->bus = g_object_ref (bus);
  self->answer_id = g_dbus_connection_signal_subscribe (bus, PORTAL, "org.freedesktop.portal.Request", "Response", path,
                                                        NULL, G_DBUS_SIGNAL_FLAGS_NONE, answered_cb, self, NULL);

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_("Posts go out at their time, also while no window is open.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (wanted));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command_line, -1));
  g_variant_builder_add (&options, "{sv}", "dbus-activatable", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, PORTAL, "/org/freedesktop/portal/desktop",
                          "org.freedesktop.portal.Background", "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, asked_cb, g_object_ref (self));
}

static void
follow (PosterBackground *self)
{
  gboolean wanted = g_settings_get_boolean (self->settings, SETTING);

  if (wanted == self->is_held)
    return;
  self->is_held = wanted;
  if (wanted)
    g_application_hold (self->application);
  else
    g_application_release (self->application);
}

static void
setting_changed_cb (PosterBackground *self)
{
  follow (self);
  if (!self->is_refused)
    ask_portal (self, self->is_held);
}

static void
poster_background_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  PosterBackground *self = POSTER_BACKGROUND (object);

  switch (prop_id)
    {
    case PROP_APPLICATION:
      self->application = g_value_get_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_background_constructed (GObject *object)
{
  PosterBackground *self = POSTER_BACKGROUND (object);

  G_OBJECT_CLASS (poster_background_parent_class)->constructed (object);
  g_signal_connect_object (self->settings, "changed::" SETTING, G_CALLBACK (setting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  follow (self);
}

static void
poster_background_dispose (GObject *object)
{
  PosterBackground *self = POSTER_BACKGROUND (object);

  g_cancellable_cancel (self->cancellable);
  stop_listening (self);
  if (self->is_held)
    g_application_release (self->application);
  self->is_held = FALSE;
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (poster_background_parent_class)->dispose (object);
}

static void
poster_background_finalize (GObject *object)
{
  PosterBackground *self = POSTER_BACKGROUND (object);

  g_object_unref (self->cancellable);
  g_free (self->status);
  G_OBJECT_CLASS (poster_background_parent_class)->finalize (object);
}

static void
poster_background_class_init (PosterBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = poster_background_set_property;
  object_class->constructed = poster_background_constructed;
  object_class->dispose = poster_background_dispose;
  object_class->finalize = poster_background_finalize;

  /**
   * PosterBackground:application:
   */
  properties[PROP_APPLICATION] =
    g_param_spec_object ("application", NULL, NULL, G_TYPE_APPLICATION,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterBackground:settings:
   */
  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_background_init (PosterBackground *self)
{
  self->cancellable = g_cancellable_new ();
  /* In a sandbox there is a portal always, and it was asked when the setting was made. */
  self->is_shown = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * poster_background_new:
 * @application: the application to be kept running
 * @settings: the settings of the window
 *
 * Returns: (transfer full): one that follows the setting for as long as it lives
 */
PosterBackground *
poster_background_new (GApplication *application,
                       GSettings    *settings)
{
  return g_object_new (POSTER_TYPE_BACKGROUND, "application", application, "settings", settings, NULL);
}

/* The portal takes no more. */
#define STATUS_MAX 96

/**
 * poster_background_set_status:
 * @self: a background
 * @words: what the program does while it has no window, in one short sentence
 *
 * Shows @words where the desktop lists what runs in the background.
 */
void
poster_background_set_status (PosterBackground *self,
                              const char       *words)
{
  g_free (self->status);
  self->status = g_utf8_strlen (words, -1) <= STATUS_MAX ? g_strdup (words) : g_utf8_substring (words, 0, STATUS_MAX);
  tell_status (self);
}
