/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-stage"

#include "poster-composer-stage-looks.h"

#include <glib/gi18n-lib.h>

struct _PosterComposerStageLooks
{
  GObject        parent_instance;

  PosterPreview *preview;
  GSimpleAction *choose;
  GMenu         *menu;
  char          *name;    /* (nullable) */
  char          *right;   /* (nullable): id of the look that the post asks for */
};

G_DEFINE_FINAL_TYPE (PosterComposerStageLooks, poster_composer_stage_looks, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Returns: (transfer full): the looks that the post will have, or those that it will not have */
static GMenu *
list_looks (PosterComposerStageLooks  *self,
            char                     **ids,
            gboolean                   suit)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr(GMenuItem) item = NULL;

      if (poster_preview_suits_look (self->preview, ids[i]) != suit)
        continue;
      item = g_menu_item_new (poster_preview_get_look_name (self->preview, ids[i]), NULL);
      g_menu_item_set_action_and_target (item, "stage.look", "s", ids[i]);
      g_menu_append_item (section, item);
    }
  return section;
}

static void
fill_menu (PosterComposerStageLooks  *self,
           char                     **ids)
{
  g_autoptr(GMenu) suiting = list_looks (self, ids, TRUE);
  g_autoptr(GMenu) others = list_looks (self, ids, FALSE);

  g_menu_remove_all (self->menu);
  if (g_menu_model_get_n_items (G_MENU_MODEL (suiting)) > 0)
    g_menu_append_section (self->menu, NULL, G_MENU_MODEL (suiting));
  if (g_menu_model_get_n_items (G_MENU_MODEL (others)) > 0)
    /* Translators: looks that the post could have, and will not have as it is now */
    g_menu_append_section (self->menu, _("If Posted Otherwise"), G_MENU_MODEL (others));
}

static void
update (PosterComposerStageLooks *self)
{
  g_auto(GStrv) ids = poster_preview_dup_looks (self->preview);
  const char *shown = poster_preview_get_shown_look (self->preview);
  const char *name = g_strv_length (ids) > 1 ? poster_preview_get_look_name (self->preview, shown) : NULL;

  g_simple_action_set_state (self->choose, g_variant_new_string (shown != NULL ? shown : ""));
  fill_menu (self, ids);
  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/* Something of the post has changed. */
static void
follow_cb (PosterComposerStageLooks *self,
           GParamSpec               *pspec)
{
  const char *right = poster_preview_get_right_look (self->preview);
  gboolean is_another = g_strcmp0 (self->right, right) != 0;

  if (is_another)
    {
      g_free (self->right);
      self->right = g_strdup (right);
    }
  if (is_another || g_str_equal (pspec->name, "platform"))
    poster_preview_set_look (self->preview, NULL);
  update (self);
}

static void
chosen_cb (PosterComposerStageLooks *self,
           GVariant                 *value)
{
  const char *id = g_variant_get_string (value, NULL);

  poster_preview_set_look (self->preview, g_strcmp0 (id, self->right) == 0 ? NULL : id);
  update (self);
}

static void
get_property (GObject    *object,
              guint       property_id,
              GValue     *value,
              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, POSTER_COMPOSER_STAGE_LOOKS (object)->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_composer_stage_looks_dispose (GObject *object)
{
  PosterComposerStageLooks *self = POSTER_COMPOSER_STAGE_LOOKS (object);

  g_clear_object (&self->preview);
  g_clear_object (&self->choose);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (poster_composer_stage_looks_parent_class)->dispose (object);
}

static void
poster_composer_stage_looks_finalize (GObject *object)
{
  PosterComposerStageLooks *self = POSTER_COMPOSER_STAGE_LOOKS (object);

  g_free (self->name);
  g_free (self->right);
  G_OBJECT_CLASS (poster_composer_stage_looks_parent_class)->finalize (object);
}

static void
poster_composer_stage_looks_class_init (PosterComposerStageLooksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->dispose = poster_composer_stage_looks_dispose;
  object_class->finalize = poster_composer_stage_looks_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_composer_stage_looks_init (PosterComposerStageLooks *self)
{
  self->menu = g_menu_new ();
  self->choose = g_simple_action_new_stateful ("look", G_VARIANT_TYPE_STRING, g_variant_new_string (""));
}

/**
 * poster_composer_stage_looks_new:
 * @preview: what has the looks
 * @actions: of the stage; gets the action `look`, whose state is the id of the look that is shown
 *
 * Returns: (transfer full): what @preview can show its post as
 */
PosterComposerStageLooks *
poster_composer_stage_looks_new (PosterPreview *preview,
                                 GActionMap    *actions)
{
  static const char *const properties_of_post[] = { "platform", "kind", "options", "shown-look" };
  PosterComposerStageLooks *self = g_object_new (POSTER_TYPE_COMPOSER_STAGE_LOOKS, NULL);

  self->preview = g_object_ref (preview);
  g_signal_connect_object (self->choose, "change-state", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (actions, G_ACTION (self->choose));
  for (gsize i = 0; i < G_N_ELEMENTS (properties_of_post); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", properties_of_post[i], NULL);

      g_signal_connect_object (preview, signal, G_CALLBACK (follow_cb), self, G_CONNECT_SWAPPED);
    }
  update (self);
  return self;
}

/**
 * poster_composer_stage_looks_get_menu:
 * @self: looks of a stage
 *
 * Returns: (transfer none): a menu of them, which follows the post
 */
GMenuModel *
poster_composer_stage_looks_get_menu (PosterComposerStageLooks *self)
{
  g_return_val_if_fail (POSTER_IS_COMPOSER_STAGE_LOOKS (self), NULL);

  return G_MENU_MODEL (self->menu);
}

const char *
poster_composer_stage_looks_get_name (PosterComposerStageLooks *self)
{
  g_return_val_if_fail (POSTER_IS_COMPOSER_STAGE_LOOKS (self), NULL);

  return self->name;
}
