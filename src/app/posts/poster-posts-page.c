/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-posts-page"

#include "poster-posts-page.h"

/**
 * PosterPostsPage:
 *
 * All posts, by what is to be done about them.
 */
struct _PosterPostsPage
{
  GtkWidget      parent_instance;

  PosterSession *session;         /* (nullable) */
  GtkWidget     *filter_popover;
  gboolean       is_narrow;
  gboolean       search_mode;
};

enum
{
  PROP_0,
  PROP_NARROW,
  PROP_SEARCH_MODE,
  PROP_N_NEEDS_YOU,
  PROP_IS_FILTERED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PosterPostsPage, poster_posts_page, GTK_TYPE_WIDGET)

static void
poster_posts_page_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  switch (property_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, self->search_mode);
      break;
    case PROP_N_NEEDS_YOU:
      g_value_set_uint (value, poster_posts_page_get_n_needs_you (self));
      break;
    case PROP_IS_FILTERED:
      g_value_set_boolean (value, FALSE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_posts_page_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  switch (property_id)
    {
    case PROP_NARROW:
      poster_posts_page_set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCH_MODE:
      poster_posts_page_set_search_mode (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_posts_page_dispose (GObject *object)
{
  PosterPostsPage *self = POSTER_POSTS_PAGE (object);

  g_clear_object (&self->filter_popover);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_posts_page_parent_class)->dispose (object);
}

static void
poster_posts_page_class_init (PosterPostsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_posts_page_get_property;
  object_class->set_property = poster_posts_page_set_property;
  object_class->dispose = poster_posts_page_dispose;

  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH_MODE] =
    g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEEDS_YOU] =
    g_param_spec_uint ("n-needs-you", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_FILTERED] =
    g_param_spec_boolean ("is-filtered", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "postspage");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
poster_posts_page_init (PosterPostsPage *self)
{
  self->filter_popover = g_object_ref_sink (gtk_popover_new ());
}

/**
 * poster_posts_page_new:
 *
 * Returns: (transfer floating): a page without posts; give it a session
 */
GtkWidget *
poster_posts_page_new (void)
{
  return g_object_new (POSTER_TYPE_POSTS_PAGE, NULL);
}

/**
 * poster_posts_page_set_session:
 * @self: a page
 * @session: (nullable): whose posts to show
 */
void
poster_posts_page_set_session (PosterPostsPage *self,
                               PosterSession   *session)
{
  g_set_object (&self->session, session);
}

/**
 * poster_posts_page_set_narrow:
 * @self: a page
 * @narrow: whether there is little room
 */
void
poster_posts_page_set_narrow (PosterPostsPage *self,
                              gboolean         narrow)
{
  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/**
 * poster_posts_page_set_search_mode:
 * @self: a page
 * @search_mode: whether to show the search bar
 */
void
poster_posts_page_set_search_mode (PosterPostsPage *self,
                                   gboolean         search_mode)
{
  if (self->search_mode == search_mode)
    return;
  self->search_mode = search_mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

/**
 * poster_posts_page_get_search_mode:
 * @self: a page
 *
 * Returns: whether the search bar is shown
 */
gboolean
poster_posts_page_get_search_mode (PosterPostsPage *self)
{
  return self->search_mode;
}

/**
 * poster_posts_page_get_n_needs_you:
 * @self: a page
 *
 * Returns: how many posts wait for a person
 */
guint
poster_posts_page_get_n_needs_you (PosterPostsPage *self)
{
  return 0;
}

/**
 * poster_posts_page_get_filter_popover:
 * @self: a page
 *
 * Returns: (transfer none): what chooses the states and accounts that are shown
 */
GtkWidget *
poster_posts_page_get_filter_popover (PosterPostsPage *self)
{
  return self->filter_popover;
}
