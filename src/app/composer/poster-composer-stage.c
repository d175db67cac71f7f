/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-stage"

#include "poster-composer-stage.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-adaptive-bin.h"
#include "poster-composer-stage-looks.h"
#include "poster-findings-list.h"
#include "poster-picture-bar.h"
#include "poster-preview.h"
#include "poster-still.h"
#include "poster-transport.h"
#include "poster-words.h"

/* Pixels: what stands in the header besides the names of platform and look and the window's controls. */
#define HEADER_WIDTH 370

struct _PosterComposerStage
{
  GtkWidget           parent_instance;

  PosterDraft        *draft;      /* (nullable), until it is set */
  PosterPlatforms    *platforms;
  PosterMediaPool    *pool;
  PosterPlayer       *player;
  GListStore         *stills;     /* of PosterStill: the pictures */
  char               *account_id; /* (nullable), as on which it is shown */
  guint               picture;    /* which one */
  GSimpleAction      *choose;
  PosterComposerStageLooks *looks;
  gboolean            is_narrow;
  gboolean            is_short;

  GtkWidget          *root;
  GtkWidget          *header;
  GtkWidget          *wide;
  GtkWidget          *narrow;
  AdwBin             *wide_switch;
  AdwBin             *wide_looks;
  AdwBin             *wide_zones;
  AdwBin             *wide_cover;
  AdwBin             *wide_preview;
  AdwBin             *wide_transport;
  AdwBin             *wide_findings;
  AdwBin             *narrow_switch;
  AdwBin             *narrow_looks;
  AdwBin             *narrow_zones;
  AdwBin             *narrow_cover;
  AdwBin             *narrow_preview;
  GtkWidget          *narrow_phone;
  AdwBin             *narrow_transport;
  AdwBin             *narrow_findings;
  GtkMenuButton      *switch_button;
  GtkImage           *glyph;
  GtkLabel           *platform_name;
  GtkWidget          *controls;
  GtkLabel           *handle;
  GtkMenuButton      *looks_button;
  GtkLabel           *look_name;
  PosterAdaptiveBin  *header_bin;
  GtkWidget          *zones_button;
  GtkWidget          *zones_label;
  GtkWidget          *cover_label;
  GtkWidget          *cover_button;
  GtkToggleButton    *collapse_button;
  PosterPreview      *preview;
  GtkStack           *transport_stack;
  PosterPictureBar   *picture_bar;
  PosterFindingsList *findings;
};

enum
{
  PROP_0,
  PROP_NARROW,
  PROP_SHORT,
  N_PROPS,
};

enum
{
  FINDING_ACTIVATED,
  TURNED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterComposerStage, poster_composer_stage, GTK_TYPE_WIDGET)

static int
natural_width (GtkWidget *widget)
{
  int width = 0;

  if (gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width;
}

/* How much the header needs for words follows what stands in it besides. */
static void
fit_header (PosterComposerStage *self)
{
  poster_adaptive_bin_set_width_limit (self->header_bin, HEADER_WIDTH + natural_width (GTK_WIDGET (self->platform_name)) +
                                                         natural_width (GTK_WIDGET (self->looks_button)) +
                                                         natural_width (self->controls));
}

static PosterAccount *
find_shown (PosterComposerStage *self,
            GPtrArray           *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_strcmp0 (account->id, self->account_id) == 0)
        return account;
    }
  return accounts->len > 0 ? g_ptr_array_index (accounts, 0) : NULL;
}

static void
show_menu (PosterComposerStage *self,
           GPtrArray           *accounts)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *label = poster_words_account_on (account);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "stage.account", "s", account->id);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->switch_button, G_MENU_MODEL (menu));
}

/* Some of a platform's options say as what the post is shown: a reel, a story. */
static void
show_options (PosterComposerStage *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  PosterAccount *account = find_shown (self, accounts);
  g_autoptr(JsonObject) options = account != NULL ? poster_draft_dup_options (self->draft, account->platform) : NULL;

  poster_preview_set_options (self->preview, options);
}

/* As on which account the post is shown. */
static void
show_account (PosterComposerStage *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  PosterAccount *account = find_shown (self, accounts);
  g_autofree char *name = NULL;

  g_free (self->account_id);
  self->account_id = account != NULL ? g_strdup (account->id) : NULL;
  g_simple_action_set_state (self->choose, g_variant_new_string (account != NULL ? account->id : ""));
  show_menu (self, accounts);
  gtk_widget_set_visible (GTK_WIDGET (self->switch_button), account != NULL);
  if (account != NULL)
    {
      name = poster_words_account (account);
      gtk_image_set_from_icon_name (self->glyph, poster_words_glyph (account->platform));
      gtk_label_set_label (self->platform_name, poster_words_platform (account->platform));
      fit_header (self);
      gtk_label_set_label (self->handle, name);
    }
  poster_preview_set_platform (self->preview,
                               account != NULL ? poster_platforms_find (self->platforms, account->platform) : NULL);
  poster_preview_set_handle (self->preview, account != NULL ? account->username : NULL);
  poster_preview_set_name (self->preview, account != NULL ? account->display_name : NULL);
  show_options (self);
}

/* As they go to the account that is shown. */
static GPtrArray *
get_media (PosterComposerStage *self)
{
  return poster_draft_get_media_for (self->draft, self->account_id);
}

static PosterMediaItem *
dup_item (PosterComposerStage *self,
          guint                position)
{
  GPtrArray *media = get_media (self);
  PosterMediaItem *item = position < media->len ? g_ptr_array_index (media, position) : NULL;

  return item != NULL && item->facts != NULL ? g_object_ref (item) : NULL;
}

static gboolean
is_same_file (GFile *a,
              GFile *b)
{
  return a == b || (a != NULL && b != NULL && g_file_equal (a, b));
}

/* Returns: (transfer full): what shows a file: the same as before, where it was there before */
static PosterStill *
dup_still (PosterComposerStage *self,
           PosterMediaItem     *item)
{
  g_autoptr(GFile) file = poster_media_item_dup_file (item);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->stills)); i++)
    {
      g_autoptr(PosterStill) still = g_list_model_get_item (G_LIST_MODEL (self->stills), i);

      if (g_file_equal (poster_still_get_file (still), file))
        return g_steal_pointer (&still);
    }
  return poster_still_new (self->pool, file);
}

static gboolean
has_stills (PosterComposerStage *self,
            GPtrArray           *stills)
{
  gboolean has = g_list_model_get_n_items (G_LIST_MODEL (self->stills)) == stills->len;

  for (guint i = 0; has && i < stills->len; i++)
    {
      g_autoptr(PosterStill) still = g_list_model_get_item (G_LIST_MODEL (self->stills), i);

      has = still == g_ptr_array_index (stills, i);
    }
  return has;
}

/* Each is decoded when the preview first shows it, and no larger than it is shown. */
static void
show_stills (PosterComposerStage *self)
{
  GPtrArray *media = get_media (self);
  g_autoptr(GPtrArray) stills = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < media->len; i++)
    g_ptr_array_add (stills, dup_still (self, g_ptr_array_index (media, i)));
  if (!has_stills (self, stills))
    g_list_store_splice (self->stills, 0, g_list_model_get_n_items (G_LIST_MODEL (self->stills)), stills->pdata, stills->len);
  poster_preview_set_pictures (self->preview, G_LIST_MODEL (self->stills));
}

static void
show_picture (PosterComposerStage *self)
{
  guint n_items = get_media (self)->len;

  if (self->picture >= n_items)
    self->picture = n_items > 0 ? n_items - 1 : 0;
  poster_preview_set_picture (self->preview, self->picture, n_items);
}

/* What is shown is no picture, or none of several. */
static void
hide_pictures (PosterComposerStage *self,
               GdkPaintable        *paintable)
{
  poster_preview_set_pictures (self->preview, NULL);
  g_list_store_remove_all (self->stills);
  poster_preview_set_paintable (self->preview, paintable);
  poster_preview_set_picture (self->preview, 0, 0);
}

static void
show_bar (PosterComposerStage *self)
{
  GPtrArray *media = get_media (self);
  g_autoptr(GListStore) items = g_list_store_new (POSTER_TYPE_MEDIA_ITEM);

  g_list_store_splice (items, 0, 0, media->pdata, media->len);
  poster_picture_bar_set_media (self->picture_bar, G_LIST_MODEL (items), self->picture);
}

static PosterMediaItem *
dup_video (PosterComposerStage *self)
{
  guint n_items = get_media (self)->len;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(PosterMediaItem) item = dup_item (self, i);

      if (item != NULL && item->facts->type == POSTER_MEDIA_VIDEO)
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
show_media (PosterComposerStage *self)
{
  g_autoptr(PosterMediaItem) video = dup_video (self);
  g_autoptr(GFile) file = video != NULL ? poster_media_item_dup_file (video) : NULL;
  PosterPostKind kind = poster_draft_get_kind_for (self->draft, self->account_id);

  poster_preview_set_kind (self->preview, kind);
  if (!is_same_file (poster_player_get_file (self->player), file))
    poster_player_set_file (self->player, file);
  gtk_widget_set_visible (GTK_WIDGET (self->transport_stack), kind != POSTER_POST_TEXT);
  if (kind == POSTER_POST_VIDEO)
    {
      gtk_stack_set_visible_child_name (self->transport_stack, "clip");
      hide_pictures (self, GDK_PAINTABLE (self->player));
    }
  else if (kind == POSTER_POST_PHOTO)
    {
      gtk_stack_set_visible_child_name (self->transport_stack, "pictures");
      show_stills (self);
      show_picture (self);
      show_bar (self);
    }
  else
    hide_pictures (self, NULL);
}

static void
show_text (PosterComposerStage *self)
{
  poster_preview_set_caption (self->preview, poster_draft_get_caption_for (self->draft, self->account_id));
  poster_preview_set_title (self->preview, poster_draft_get_title_for (self->draft, self->account_id));
}

static void
draft_changed_cb (PosterDraft         *draft,
                  guint                parts,
                  PosterComposerStage *self)
{
  if ((parts & POSTER_DRAFT_SCOPE) != 0 && poster_draft_get_scope (draft) != NULL)
    {
      g_free (self->account_id);
      self->account_id = g_strdup (poster_draft_get_scope (draft));
    }
  /* Another account may have another version. */
  if ((parts & (POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_SCOPE)) != 0)
    {
      show_account (self);
      parts |= POSTER_DRAFT_MEDIA | POSTER_DRAFT_TEXT;
    }
  if ((parts & POSTER_DRAFT_OPTIONS) != 0)
    show_options (self);
  if ((parts & POSTER_DRAFT_MEDIA) != 0)
    show_media (self);
  if ((parts & POSTER_DRAFT_TEXT) != 0)
    show_text (self);
}

static void
tell_turned (PosterComposerStage *self)
{
  GPtrArray *media = poster_draft_get_media_for (self->draft, self->account_id);

  if (self->picture < media->len)
    g_signal_emit (self, signals[TURNED], 0, g_ptr_array_index (media, self->picture));
}

static void
picture_chosen_cb (PosterPictureBar    *bar,
                   guint                position,
                   PosterComposerStage *self)
{
  self->picture = position;
  show_picture (self);
  tell_turned (self);
}

/* Somebody turned to another picture in the preview. */
static void
picture_turned_cb (PosterPreview       *preview,
                   GParamSpec          *pspec,
                   PosterComposerStage *self)
{
  guint position = poster_preview_get_index (preview);

  if (self->draft == NULL || position == self->picture ||
      poster_draft_get_kind_for (self->draft, self->account_id) != POSTER_POST_PHOTO)
    return;
  self->picture = position;
  show_picture (self);
  show_bar (self);
  tell_turned (self);
}

/**
 * poster_composer_stage_turn_to:
 * @self: a stage with a draft
 * @item: one of its pictures
 *
 * Shows this picture of several; one that is not among those of the account shown changes nothing.
 */
void
poster_composer_stage_turn_to (PosterComposerStage *self,
                               PosterMediaItem     *item)
{
  GPtrArray *media;
  guint position;

  g_return_if_fail (POSTER_IS_COMPOSER_STAGE (self));

  media = poster_draft_get_media_for (self->draft, self->account_id);
  if (poster_draft_get_kind_for (self->draft, self->account_id) != POSTER_POST_PHOTO ||
      !g_ptr_array_find (media, item, &position) || position == self->picture)
    return;
  self->picture = position;
  show_picture (self);
  show_bar (self);
}

static void
account_chosen_cb (GSimpleAction *action,
                   GVariant      *value,
                   gpointer       user_data)
{
  PosterComposerStage *self = user_data;

  g_free (self->account_id);
  self->account_id = g_variant_dup_string (value, NULL);
  show_account (self);
  show_media (self);
  show_text (self);
}

/* To the account before or after the one that is shown, and around. */
static void
step_account (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  PosterComposerStage *self = POSTER_COMPOSER_STAGE (widget);
  g_autoptr(GPtrArray) accounts = NULL;
  guint position = 0;

  if (self->draft == NULL)
    return;
  accounts = poster_draft_dup_accounts (self->draft);
  if (accounts->len < 2)
    return;
  g_ptr_array_find (accounts, find_shown (self, accounts), &position);
  position += g_str_equal (action, "stage.next-account") ? 1 : accounts->len - 1;
  g_free (self->account_id);
  self->account_id = g_strdup (((PosterAccount *) g_ptr_array_index (accounts, position % accounts->len))->id);
  show_account (self);
}

static void
finding_activated_cb (PosterFindingsList  *list,
                      PosterFinding       *finding,
                      PosterComposerStage *self)
{
  g_signal_emit (self, signals[FINDING_ACTIVATED], 0, finding);
}

static void
move (AdwBin *from,
      AdwBin *to)
{
  GtkWidget *child = adw_bin_get_child (from);

  if (child == NULL)
    return;
  g_object_ref (child);
  adw_bin_set_child (from, NULL);
  adw_bin_set_child (to, child);
  g_object_unref (child);
}

/* Collapsed by hand or for want of room, the phone goes; transport and the worst finding stay. */
static void
show_room (PosterComposerStage *self)
{
  gboolean is_collapsed = self->is_short || gtk_toggle_button_get_active (self->collapse_button);

  gtk_widget_set_visible (self->narrow_phone, !is_collapsed);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_zones), !is_collapsed);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_findings), !self->is_short);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_transport), !self->is_short);
  gtk_widget_set_visible (GTK_WIDGET (self->collapse_button), !self->is_short);
}

static void
collapse_toggled_cb (GtkToggleButton     *button,
                     PosterComposerStage *self)
{
  gboolean is_collapsed = gtk_toggle_button_get_active (button);
  const char *label = is_collapsed ? _("Show the Preview") : _("Hide the Preview");

  gtk_button_set_icon_name (GTK_BUTTON (button), is_collapsed ? "pan-down-symbolic" : "pan-up-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  show_room (self);
}

/* In a header that is no wider than it has to be, icons alone. */
static void
header_narrow_cb (PosterComposerStage *self)
{
  gboolean has_room = self->is_narrow || !poster_adaptive_bin_get_narrow (self->header_bin);

  gtk_widget_set_visible (self->zones_label, has_room);
  gtk_widget_set_visible (self->cover_label, has_room);
}

static void
set_narrow (PosterComposerStage *self,
            gboolean             narrow)
{
  AdwBin *wide[] = {
    self->wide_switch, self->wide_looks, self->wide_zones, self->wide_cover, self->wide_preview, self->wide_transport,
    self->wide_findings,
  };
  AdwBin *thin[] = {
    self->narrow_switch, self->narrow_looks, self->narrow_zones, self->narrow_cover, self->narrow_preview,
    self->narrow_transport, self->narrow_findings,
  };

  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  for (guint i = 0; i < G_N_ELEMENTS (wide); i++)
    move (narrow ? wide[i] : thin[i], narrow ? thin[i] : wide[i]);
  gtk_widget_set_visible (self->header, !narrow);
  gtk_widget_set_visible (self->wide, !narrow);
  gtk_widget_set_visible (self->narrow, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->handle), !narrow);
  header_narrow_cb (self);
  poster_findings_list_set_compact (self->findings, narrow);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/* As what the platform shows the post. */
static void
look_shown_cb (PosterComposerStage *self)
{
  const char *name = poster_composer_stage_looks_get_name (self->looks);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->looks_button), name != NULL);
  if (name == NULL)
    {
      fit_header (self);
      return;
    }
  /* Translators: one of the ways in which a platform shows a post, e.g. Reel */
  label = g_strdup_printf (_("Shown as: %s"), name);
  gtk_label_set_label (self->look_name, name);
  fit_header (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->looks_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Whether there are safe zones, and why not. */
static void
zones_cb (PosterComposerStage *self)
{
  g_autofree char *reason = poster_preview_dup_zones_reason (self->preview);
  const char *words = reason != NULL ? reason :
    _("Shades what the platform’s buttons and words cover of the picture: keep your own words and faces within the dashed line.");

  gtk_widget_set_sensitive (self->zones_button, reason == NULL);
  gtk_widget_set_tooltip_text (self->zones_button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zones_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
get_property (GObject    *object,
              guint       property_id,
              GValue     *value,
              GParamSpec *pspec)
{
  PosterComposerStage *self = POSTER_COMPOSER_STAGE (object);

  switch (property_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    case PROP_SHORT:
      g_value_set_boolean (value, self->is_short);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
set_property (GObject      *object,
              guint         property_id,
              const GValue *value,
              GParamSpec   *pspec)
{
  PosterComposerStage *self = POSTER_COMPOSER_STAGE (object);

  switch (property_id)
    {
    case PROP_NARROW:
      set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_SHORT:
      self->is_short = g_value_get_boolean (value);
      show_room (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_composer_stage_dispose (GObject *object)
{
  PosterComposerStage *self = POSTER_COMPOSER_STAGE (object);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
  g_clear_object (&self->pool);
  g_clear_object (&self->player);
  g_clear_object (&self->stills);
  g_clear_object (&self->choose);
  g_clear_object (&self->looks);
  G_OBJECT_CLASS (poster_composer_stage_parent_class)->dispose (object);
}

static void
poster_composer_stage_finalize (GObject *object)
{
  g_free (POSTER_COMPOSER_STAGE (object)->account_id);
  G_OBJECT_CLASS (poster_composer_stage_parent_class)->finalize (object);
}

static void
poster_composer_stage_class_init (PosterComposerStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_composer_stage_dispose;
  object_class->finalize = poster_composer_stage_finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHORT] = g_param_spec_boolean ("short", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FINDING_ACTIVATED] = g_signal_new ("finding-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, POSTER_TYPE_FINDING);
  signals[TURNED] = g_signal_new ("turned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, POSTER_TYPE_MEDIA_ITEM);

  g_type_ensure (POSTER_TYPE_FINDINGS_LIST);
  g_type_ensure (POSTER_TYPE_PREVIEW);
  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_install_action (widget_class, "stage.next-account", NULL, step_account);
  gtk_widget_class_install_action (widget_class, "stage.previous-account", NULL, step_account);
  gtk_widget_class_set_css_name (widget_class, "composerstage");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-composer-stage.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, root);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, header);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_switch);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_zones);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_cover);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_looks);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_preview);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_transport);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, wide_findings);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_switch);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_zones);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_cover);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_looks);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_preview);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_phone);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_transport);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, narrow_findings);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, switch_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, glyph);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, platform_name);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, controls);
  gtk_widget_class_bind_template_callback (widget_class, fit_header);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, handle);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, looks_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, look_name);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, header_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, zones_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, zones_label);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, cover_label);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, cover_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, collapse_button);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, preview);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, transport_stack);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerStage, findings);
  gtk_widget_class_bind_template_callback (widget_class, finding_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, collapse_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_narrow_cb);
}

static void
poster_composer_stage_init (PosterComposerStage *self)
{
  static const char *const about_zones[] = { "notify::shown-look", "notify::platform", "notify::kind" };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->choose = g_simple_action_new_stateful ("account", G_VARIANT_TYPE_STRING, g_variant_new_string (""));
  g_signal_connect (self->choose, "change-state", G_CALLBACK (account_chosen_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->choose));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "stage", G_ACTION_GROUP (group));
  /* Wherever the focus is, a text included, which would make no use of them. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Page_Down"),
                                                          gtk_named_action_new ("stage.next-account")));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Page_Up"),
                                                          gtk_named_action_new ("stage.previous-account")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->stills = g_list_store_new (POSTER_TYPE_STILL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->zones_button, "active", self->preview, "safe-zones", G_BINDING_DEFAULT);
  self->looks = poster_composer_stage_looks_new (self->preview, G_ACTION_MAP (group));
  gtk_menu_button_set_menu_model (self->looks_button, poster_composer_stage_looks_get_menu (self->looks));
  g_signal_connect_object (self->looks, "notify::name", G_CALLBACK (look_shown_cb), self, G_CONNECT_SWAPPED);
  look_shown_cb (self);
  for (gsize i = 0; i < G_N_ELEMENTS (about_zones); i++)
    g_signal_connect_object (self->preview, about_zones[i], G_CALLBACK (zones_cb), self, G_CONNECT_SWAPPED);
  zones_cb (self);
  /* Insensitive is a button whose action nobody offers. */
  g_object_bind_property (self->cover_button, "sensitive", self->cover_button, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->preview, "notify::index", G_CALLBACK (picture_turned_cb), self, 0);
}

/**
 * poster_composer_stage_set_draft:
 * @self: a stage
 * @draft: what is shown
 * @platforms: how
 * @pool: who decodes pictures
 * @player: who plays its clip
 *
 * Shows @draft, and follows it.
 */
void
poster_composer_stage_set_draft (PosterComposerStage *self,
                                 PosterDraft         *draft,
                                 PosterPlatforms     *platforms,
                                 PosterMediaPool     *pool,
                                 PosterPlayer        *player)
{
  g_return_if_fail (POSTER_IS_COMPOSER_STAGE (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  self->platforms = g_object_ref (platforms);
  self->pool = g_object_ref (pool);
  self->player = g_object_ref (player);
  self->picture_bar = POSTER_PICTURE_BAR (poster_picture_bar_new ());
  g_signal_connect (self->picture_bar, "chosen", G_CALLBACK (picture_chosen_cb), self);
  gtk_stack_add_named (self->transport_stack, poster_transport_new (player, pool), "clip");
  gtk_stack_add_named (self->transport_stack, GTK_WIDGET (self->picture_bar), "pictures");
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  draft_changed_cb (draft, POSTER_DRAFT_ALL, self);
}

void
poster_composer_stage_set_findings (PosterComposerStage *self,
                                    GPtrArray           *findings,
                                    const char          *ready_title,
                                    const char          *ready_subtitle)
{
  g_autoptr(GPtrArray) accounts = NULL;

  g_return_if_fail (POSTER_IS_COMPOSER_STAGE (self));

  accounts = poster_draft_dup_accounts (self->draft);
  poster_findings_list_set_accounts (self->findings, accounts, self->platforms);
  poster_findings_list_set_findings (self->findings, findings, ready_title, ready_subtitle);
}
