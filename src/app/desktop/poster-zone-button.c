/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-zone-button"

#include "poster-zone-button.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-schedule.h"
#include "poster-zones.h"

/**
 * PosterZoneButton:
 *
 * Shows a time zone, and lets a person choose another one: by any part of its name, since few know
 * which continent's zones theirs is filed under. A drop-down would compare beginnings alone.
 */
struct _PosterZoneButton
{
  GtkWidget           parent_instance;

  GtkMenuButton      *menu_button;
  GtkLabel           *label;
  GtkPopover         *popover;
  GtkSearchEntry     *search_entry;
  GtkStack           *stack;
  GtkListView        *list_view;

  GtkFilter          *filter;      /* (nullable) until the list is made */
  GtkFilterListModel *shown;       /* (nullable) likewise; element-type GtkStringObject, "" is this computer's */
  char               *search;      /* case-folded, "" for all */
  char               *zone;        /* "" for this computer's */
  char               *unset_name;  /* (nullable), what "" is called instead */
  gint64              instant_us;  /* -1: no offsets are shown */
};

G_DEFINE_FINAL_TYPE (PosterZoneButton, poster_zone_button, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZONE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
name_zone (PosterZoneButton *self,
           const char       *zone)
{
  g_autofree char *local = NULL;
  g_autofree char *name = NULL;

  if (zone[0] != '\0')
    return poster_zones_name (zone);
  if (self->unset_name != NULL)
    return g_strdup (self->unset_name);
  local = poster_zone_dup_local ();
  name = poster_zones_name (local);
  /* Translators: %s is a time zone: Europe/Berlin */
  return g_strdup_printf (_("This computer’s (%s)"), name);
}

static gboolean
has_offset (PosterZoneButton *self,
            const char       *zone)
{
  return self->instant_us >= 0 && (zone[0] != '\0' || self->unset_name == NULL);
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  PosterZoneButton *self = user_data;
  g_autofree char *name = NULL;
  g_autofree char *folded = NULL;

  if (self->search[0] == '\0')
    return TRUE;
  name = name_zone (self, gtk_string_object_get_string (item));
  folded = g_utf8_casefold (name, -1);
  return strstr (folded, self->search) != NULL;
}

static void
show_zone (PosterZoneButton *self)
{
  g_autofree char *name = has_offset (self, self->zone) && self->zone[0] != '\0'
                            ? poster_zones_name_with_offset (self->zone, self->instant_us)
                            : name_zone (self, self->zone);
  GtkWidget *toggle = gtk_widget_get_first_child (GTK_WIDGET (self->menu_button));

  gtk_label_set_label (self->label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), self->instant_us >= 0 ? name : NULL);
  /* What a screen reader speaks of is the button inside of the menu button. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time Zone"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *offset = gtk_label_new (NULL);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (offset, "caption");
  gtk_widget_add_css_class (offset, "dim-label");
  gtk_widget_add_css_class (offset, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), offset);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_item_set_child (item, box);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             PosterZoneButton         *self)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *offset = gtk_widget_get_next_sibling (label);
  const char *zone = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *name = name_zone (self, zone);

  gtk_label_set_label (GTK_LABEL (label), name);
  gtk_widget_set_visible (offset, has_offset (self, zone));
  if (has_offset (self, zone))
    {
      g_autofree char *local = zone[0] == '\0' ? poster_zone_dup_local () : NULL;
      g_autofree char *words = poster_zones_offset (local != NULL ? local : zone, self->instant_us);

      gtk_label_set_label (GTK_LABEL (offset), words);
    }
  gtk_widget_set_opacity (gtk_widget_get_next_sibling (offset), g_str_equal (zone, self->zone) ? 1 : 0);
}

/* Some hundreds of names: made when somebody asks for them. */
static void
make_list (PosterZoneButton *self)
{
  GtkStringList *zones;
  const char *const local[] = { "", NULL };
  GtkListItemFactory *factory;
  GtkSelectionModel *selection;

  zones = GTK_STRING_LIST (poster_zones_new ());
  gtk_string_list_splice (zones, 0, 0, local);
  if (self->zone[0] != '\0')
    poster_zones_find (G_LIST_MODEL (zones), self->zone);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (zones), g_object_ref (self->filter));

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, 0);
  gtk_list_view_set_factory (self->list_view, factory);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown))));
  gtk_list_view_set_model (self->list_view, selection);
  g_object_unref (selection);
  g_object_unref (factory);
}

static void
drop_list (PosterZoneButton *self)
{
  gtk_list_view_set_model (self->list_view, NULL);
  gtk_list_view_set_factory (self->list_view, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
}

static void
search_changed_cb (PosterZoneButton *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  if (self->filter == NULL)
    return;
  g_free (self->search);
  self->search = g_utf8_casefold (text, -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0 ? "zones"
                                                                                                           : "none");
}

static void
shown_cb (PosterZoneButton *self)
{
  guint n_zones;

  drop_list (self);
  make_list (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  search_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));

  n_zones = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  for (guint i = 0; i < n_zones; i++)
    {
      g_autoptr(GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

      if (g_str_equal (gtk_string_object_get_string (item), self->zone))
        gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", i);
    }
}

static void
choose (PosterZoneButton *self,
        guint             position)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  if (item == NULL)
    return;
  gtk_popover_popdown (self->popover);
  poster_zone_button_set_zone (self, gtk_string_object_get_string (item));
}

static void
zone_activated_cb (PosterZoneButton *self,
                   guint             position)
{
  choose (self, position);
}

/* The first that is left, which mostly is the only one. */
static void
search_activated_cb (PosterZoneButton *self)
{
  search_changed_cb (self);
  choose (self, 0);
}

static void
search_stopped_cb (PosterZoneButton *self)
{
  gtk_popover_popdown (self->popover);
}

static void
poster_zone_button_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  PosterZoneButton *self = POSTER_ZONE_BUTTON (object);

  switch (prop_id)
    {
    case PROP_ZONE:
      g_value_set_string (value, self->zone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_zone_button_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  PosterZoneButton *self = POSTER_ZONE_BUTTON (object);

  switch (prop_id)
    {
    case PROP_ZONE:
      poster_zone_button_set_zone (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
poster_zone_button_mnemonic_activate (GtkWidget *widget,
                                      gboolean   group_cycling)
{
  gtk_menu_button_popup (POSTER_ZONE_BUTTON (widget)->menu_button);
  return TRUE;
}

static void
poster_zone_button_dispose (GObject *object)
{
  PosterZoneButton *self = POSTER_ZONE_BUTTON (object);

  if (self->menu_button != NULL)
    {
      drop_list (self);
      gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu_button)));
    }
  G_OBJECT_CLASS (poster_zone_button_parent_class)->dispose (object);
}

static void
poster_zone_button_finalize (GObject *object)
{
  PosterZoneButton *self = POSTER_ZONE_BUTTON (object);

  g_free (self->search);
  g_free (self->unset_name);
  g_free (self->zone);
  G_OBJECT_CLASS (poster_zone_button_parent_class)->finalize (object);
}

static void
poster_zone_button_class_init (PosterZoneButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_zone_button_get_property;
  object_class->set_property = poster_zone_button_set_property;
  object_class->dispose = poster_zone_button_dispose;
  object_class->finalize = poster_zone_button_finalize;
  widget_class->mnemonic_activate = poster_zone_button_mnemonic_activate;

  /**
   * PosterZoneButton:zone:
   *
   * The IANA name of the zone; "" for this computer's, whichever that is.
   */
  properties[PROP_ZONE] =
    g_param_spec_string ("zone", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-zone-button.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, PosterZoneButton, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PosterZoneButton, label);
  gtk_widget_class_bind_template_child (widget_class, PosterZoneButton, popover);
  gtk_widget_class_bind_template_child (widget_class, PosterZoneButton, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PosterZoneButton, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterZoneButton, list_view);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, zone_activated_cb);
}

static void
poster_zone_button_init (PosterZoneButton *self)
{
  self->zone = g_strdup ("");
  self->search = g_strdup ("");
  self->instant_us = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->popover));
  show_zone (self);
}

/**
 * poster_zone_button_new:
 *
 * Returns: (transfer floating): a button that shows this computer's zone
 */
GtkWidget *
poster_zone_button_new (void)
{
  return g_object_new (POSTER_TYPE_ZONE_BUTTON, NULL);
}

/**
 * poster_zone_button_get_zone:
 * @self: a button
 *
 * Returns: (transfer none): the IANA name of the zone; "" for this computer's
 */
const char *
poster_zone_button_get_zone (PosterZoneButton *self)
{
  return self->zone;
}

/**
 * poster_zone_button_set_zone:
 * @self: a button
 * @zone: (nullable): the IANA name of a zone; "" or %NULL for this computer's
 */
void
poster_zone_button_set_zone (PosterZoneButton *self,
                             const char       *zone)
{
  zone = zone != NULL ? zone : "";
  if (g_str_equal (self->zone, zone))
    return;
  g_free (self->zone);
  self->zone = g_strdup (zone);
  show_zone (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZONE]);
}

/**
 * poster_zone_button_set_unset_name:
 * @self: a button
 * @name: (nullable): what "" is called; %NULL: it is this computer's zone, and called so
 */
void
poster_zone_button_set_unset_name (PosterZoneButton *self,
                                   const char       *name)
{
  g_free (self->unset_name);
  self->unset_name = g_strdup (name);
  show_zone (self);
}

/**
 * poster_zone_button_set_instant:
 * @self: a button
 * @instant_us: when; -1 for no time in particular
 *
 * Shows by how much the clocks of each zone differ then.
 */
void
poster_zone_button_set_instant (PosterZoneButton *self,
                                gint64            instant_us)
{
  if (self->instant_us == instant_us)
    return;
  self->instant_us = instant_us;
  show_zone (self);
}
