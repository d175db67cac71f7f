/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-avatar"

#include "poster-account-avatar.h"

#include "poster-avatar-pictures.h"
#include "poster-words.h"

#include <adwaita.h>
#include <math.h>

/**
 * PosterAccountAvatar:
 *
 * Shows whose account and on which platform: the person's picture or initials, and the platform's
 * glyph in a disc at the lower end corner.
 */
struct _PosterAccountAvatar
{
  GtkWidget      parent_instance;

  PosterAccount *account;       /* (nullable) */
  GtkWidget     *avatar;
  GtkWidget     *glyph;         /* with the disc around it */
  int            size;          /* pixels */
  gboolean       is_accented;
  GCancellable  *loading;       /* (nullable), while its picture is waited for */
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_SIZE,
  PROP_ACCENTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PosterAccountAvatar, poster_account_avatar, GTK_TYPE_WIDGET)

static void poster_account_avatar_map (GtkWidget *widget);

/* The glyph, and the disc around it. */
static int
glyph_size (PosterAccountAvatar *self)
{
  return MAX ((int) lround (self->size * 0.32), 8);
}

static int
disc_size (PosterAccountAvatar *self)
{
  return glyph_size (self) + 4;
}

static void
set_size (PosterAccountAvatar *self,
          int                  size)
{
  if (self->size == size)
    return;
  self->size = size;
  adw_avatar_set_size (ADW_AVATAR (self->avatar), size);
  gtk_image_set_pixel_size (GTK_IMAGE (self->glyph), glyph_size (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

static void
poster_account_avatar_measure (GtkWidget      *widget,
                               GtkOrientation  orientation,
                               int             for_size,
                               int            *minimum,
                               int            *natural,
                               int            *minimum_baseline,
                               int            *natural_baseline)
{
  PosterAccountAvatar *self = POSTER_ACCOUNT_AVATAR (widget);

  /* Children have to be measured before they are allocated. */
  gtk_widget_measure (self->avatar, orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->glyph, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = *natural = self->size;
}

static void
poster_account_avatar_size_allocate (GtkWidget *widget,
                                     int        width,
                                     int        height,
                                     int        baseline)
{
  PosterAccountAvatar *self = POSTER_ACCOUNT_AVATAR (widget);
  int disc = disc_size (self);
  int x = (width - self->size) / 2;
  int y = (height - self->size) / 2;
  /* It sticks out a little. */
  int out = MAX (self->size / 14, 1);
  GtkAllocation place = { x, y, self->size, self->size };

  gtk_widget_size_allocate (self->avatar, &place, -1);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    place.x = x - out;
  else
    place.x = x + self->size - disc + out;
  place.y = y + self->size - disc + out;
  place.width = place.height = disc;
  if (gtk_widget_should_layout (self->glyph))
    gtk_widget_size_allocate (self->glyph, &place, -1);
}

static void
poster_account_avatar_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PosterAccountAvatar *self = POSTER_ACCOUNT_AVATAR (object);

  switch (property_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    case PROP_ACCENTED:
      g_value_set_boolean (value, self->is_accented);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_account_avatar_set_property (GObject      *object,
                                    guint         property_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  PosterAccountAvatar *self = POSTER_ACCOUNT_AVATAR (object);

  switch (property_id)
    {
    case PROP_ACCOUNT:
      poster_account_avatar_set_account (self, g_value_get_object (value));
      break;
    case PROP_SIZE:
      set_size (self, g_value_get_int (value));
      break;
    case PROP_ACCENTED:
      poster_account_avatar_set_accented (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_account_avatar_dispose (GObject *object)
{
  PosterAccountAvatar *self = POSTER_ACCOUNT_AVATAR (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->account);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);
  g_clear_pointer (&self->glyph, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_account_avatar_parent_class)->dispose (object);
}

static void
poster_account_avatar_class_init (PosterAccountAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_account_avatar_get_property;
  object_class->set_property = poster_account_avatar_set_property;
  object_class->dispose = poster_account_avatar_dispose;
  widget_class->map = poster_account_avatar_map;
  widget_class->measure = poster_account_avatar_measure;
  widget_class->size_allocate = poster_account_avatar_size_allocate;

  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, POSTER_TYPE_ACCOUNT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZE] =
    g_param_spec_int ("size", NULL, NULL, 8, 512, 40,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACCENTED] =
    g_param_spec_boolean ("accented", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "accountavatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
poster_account_avatar_init (PosterAccountAvatar *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->avatar = adw_avatar_new (-1, NULL, TRUE);
  gtk_widget_set_parent (self->avatar, widget);

  self->glyph = gtk_image_new ();
  gtk_widget_add_css_class (self->glyph, "disc");
  gtk_widget_set_visible (self->glyph, FALSE);
  gtk_widget_set_parent (self->glyph, widget);

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
}

/**
 * poster_account_avatar_new:
 * @size: pixels of its sides
 *
 * Returns: (transfer floating): an avatar without an account
 */
GtkWidget *
poster_account_avatar_new (int size)
{
  return g_object_new (POSTER_TYPE_ACCOUNT_AVATAR, "size", size, NULL);
}

static void
picture_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterAccountAvatar) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_avatar_pictures_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  if (texture == NULL)
    g_debug ("The initials are shown: %s", error->message);
  else if (self->avatar != NULL)
    adw_avatar_set_custom_image (ADW_AVATAR (self->avatar), GDK_PAINTABLE (texture));
}

/* Initials stand there until the picture comes: nothing jumps. */
static void
show_picture (PosterAccountAvatar *self)
{
  const char *uri = self->account != NULL ? self->account->avatar_uri : NULL;
  GdkTexture *texture = poster_avatar_pictures_peek (uri);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  adw_avatar_set_custom_image (ADW_AVATAR (self->avatar), texture != NULL ? GDK_PAINTABLE (texture) : NULL);
  if (uri == NULL || texture != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->loading = g_cancellable_new ();
  poster_avatar_pictures_load_async (uri, self->loading, picture_cb, g_object_ref (self));
}

/* Of a long list only what is seen is fetched. */
static void
poster_account_avatar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (poster_account_avatar_parent_class)->map (widget);
  show_picture (POSTER_ACCOUNT_AVATAR (widget));
}

/**
 * poster_account_avatar_set_account:
 * @self: an avatar
 * @account: (nullable): whose; %NULL for nobody's
 */
void
poster_account_avatar_set_account (PosterAccountAvatar *self,
                                   PosterAccount       *account)
{
  g_autofree char *label = NULL;

  if (!g_set_object (&self->account, account))
    return;
  gtk_widget_set_visible (self->glyph, account != NULL);
  if (account != NULL)
    {
      const char *name = account->display_name != NULL && *account->display_name != '\0' ? account->display_name
                                                                                         : account->username;

      label = poster_words_account_on (account);
      adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
      gtk_image_set_from_icon_name (GTK_IMAGE (self->glyph), poster_words_glyph (account->platform));
      gtk_image_set_pixel_size (GTK_IMAGE (self->glyph), glyph_size (self));
    }
  else
    {
      adw_avatar_set_text (ADW_AVATAR (self->avatar), NULL);
      label = g_strdup ("");
    }
  show_picture (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

/**
 * poster_account_avatar_set_accented:
 * @self: an avatar
 * @accented: whether the disc is in the accent colour
 */
void
poster_account_avatar_set_accented (PosterAccountAvatar *self,
                                    gboolean             accented)
{
  if (self->is_accented == accented)
    return;
  self->is_accented = accented;
  if (accented)
    gtk_widget_add_css_class (GTK_WIDGET (self), "accented");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "accented");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCENTED]);
}
