/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-background"

#include "poster-background.h"

#include <glib/gi18n-lib.h>

#define SETTING "run-in-background"

/* Of the person's own, for desktops without a portal. */
#define AUTOSTART_FILE POSTER_APPLICATION_ID ".desktop"

/**
 * PosterBackground:
 *
 * Keeps the program running without a window while the setting says so, and has it started with the
 * session: through the background portal where there is one, else by a file in the autostart folder.
 */
struct _PosterBackground
{
  GObject       parent_instance;

  GApplication *application;  /* (unowned): outlives it */
  GSettings    *settings;
  GCancellable *cancellable;
  gboolean      is_held;
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

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GBytes) contents = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_message ("Poster will not start with the session: %s", error->message);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (object), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_message ("Poster still starts with the session: %s", error->message);
}

/* Where no portal answers. */
static void
set_autostart_file (gboolean wanted)
{
  g_autofree char *path = get_autostart_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  g_autoptr(GBytes) contents = NULL;
  gconstpointer data;
  gsize size;

  if (!wanted)
    {
      g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, deleted_cb, NULL);
      return;
    }
  g_mkdir_with_parents (folder, 0700);
  text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=%s\nExec=late-poster --gapplication-service\n"
                          "X-GNOME-Autostart-enabled=true\nNoDisplay=true\n", _("Poster"));
  contents = g_bytes_new_take (text, strlen (text));
  text = NULL;
  data = g_bytes_get_data (contents, &size);
  g_file_replace_contents_async (file, data, size, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                 written_cb, g_bytes_ref (contents));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean wanted = GPOINTER_TO_INT (user_data);
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (answer != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("No background portal: %s", error->message);
  set_autostart_file (wanted);
}

/* See the documentation of org.freedesktop.portal.Background. */
static void
ask_portal (PosterBackground *self,
            gboolean          wanted)
{
  GDBusConnection *bus = g_application_get_dbus_connection (self->application);
  GVariantBuilder options;

  if (bus == NULL)
    return;
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_("Posts go out at their time, also while no window is open.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (wanted));
  g_variant_builder_add (&options, "{sv}", "dbus-activatable", g_variant_new_boolean (TRUE));
  g_dbus_connection_call (bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                          "org.freedesktop.portal.Background", "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, asked_cb, GINT_TO_POINTER (wanted));
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
