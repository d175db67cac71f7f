/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-ways-window"

#include "poster-ways-window.h"

#include <glib/gi18n-lib.h>

#include "poster-adaptive-bin.h"
#include "poster-connect-window.h"
#include "poster-connector-words.h"
#include "poster-key-window.h"
#include "poster-practice-action.h"

/**
 * PosterWaysWindow:
 *
 * The ways in which accounts can be reached, of which one is chosen.
 */
struct _PosterWaysWindow
{
  AdwWindow      parent_instance;

  PosterSession *session;

  GtkListBox    *ways;
};

G_DEFINE_FINAL_TYPE (PosterWaysWindow, poster_ways_window, ADW_TYPE_WINDOW)

typedef struct
{
  const char *connector;
  gboolean    other_server;
  gboolean    is_practice;
} Way;

static void
add_way (PosterWaysWindow *self,
         const char       *title,
         const char       *subtitle,
         const char       *icon_name,
         const Way        *way)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (image, "poster-connector-icon");
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "way", g_memdup2 (way, sizeof *way), g_free);
  gtk_list_box_append (self->ways, row);
}

static void
row_activated_cb (PosterWaysWindow *self,
                  GtkListBoxRow    *row)
{
  Way way = *(const Way *) g_object_get_data (G_OBJECT (row), "way");
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr(PosterSession) session = g_object_ref (self->session);

  gtk_window_close (GTK_WINDOW (self));
  if (way.is_practice)
    poster_practice_action (session, way.connector, parent);
  else
    poster_ways_window_present (parent, session, way.connector, way.other_server);
}

static void
poster_ways_window_dispose (GObject *object)
{
  g_clear_object (&POSTER_WAYS_WINDOW (object)->session);
  G_OBJECT_CLASS (poster_ways_window_parent_class)->dispose (object);
}

static void
poster_ways_window_class_init (PosterWaysWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_ways_window_dispose;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-ways-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterWaysWindow, ways);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
poster_ways_window_init (PosterWaysWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_ways_window_new:
 * @parent: (nullable): the window that asks
 * @session: where the accounts are to go
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_ways_window_new (GtkWindow     *parent,
                        PosterSession *session)
{
  PosterWaysWindow *self = g_object_new (POSTER_TYPE_WAYS_WINDOW,
                                         "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                                         "transient-for", parent,
                                         NULL);
  PosterConnectorRegistry *registry = poster_workspace_get_registry (poster_session_get_workspace (session));
  const PosterConnectorWords *words;
  const PosterConnectorWords *keyed = NULL;

  self->session = g_object_ref (session);
  for (guint i = 0; (words = poster_connector_words_get (i)) != NULL; i++)
    {
      if (poster_connector_registry_find (registry, words->key) == NULL)
        continue;
      add_way (self, words->title, words->description != NULL ? _(words->description) : "",
               poster_connector_words_get_icon (words), &(Way) { .connector = words->key });
      if (words->has_key)
        keyed = words;
    }
  if (keyed != NULL)
    add_way (self, _("Another server"), _("One that speaks as Late does, such as Poster on another computer"),
             "network-server-symbolic", &(Way) { .connector = keyed->key, .other_server = TRUE });
  add_way (self, _("Practice account"), _("Works like TikTok; what you post stays on this computer"),
           "poster-practice-symbolic", &(Way) { .connector = "tiktok", .is_practice = TRUE });
  if (keyed != NULL)
    add_way (self, _("Practice with Late"), _("An account on each of thirteen networks; nothing leaves this computer"),
             "poster-practice-symbolic", &(Way) { .connector = keyed->key, .is_practice = TRUE });
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->ways, 0)));
  return GTK_WINDOW (self);
}

/**
 * poster_ways_window_present:
 * @parent: (nullable): the window that asks
 * @session: where the accounts are to go
 * @connector: key of a connector
 * @other_server: whether it is to be another server than the connector's own
 *
 * Shows the window for a new connection of @connector.
 */
void
poster_ways_window_present (GtkWindow     *parent,
                            PosterSession *session,
                            const char    *connector,
                            gboolean       other_server)
{
  const PosterConnectorWords *words = poster_connector_words_find (connector);

  if (words != NULL && words->has_key)
    gtk_window_present (poster_key_window_new (parent, session, connector, other_server));
  else
    gtk_window_present (poster_connect_window_new_for (parent, session, connector));
}
