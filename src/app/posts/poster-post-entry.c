/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-entry"

#include "poster-post-entry-private.h"

/**
 * PosterPostEntry:
 *
 * One row of #PosterPostList: the heading of a section, or a post. Stays the same object while the
 * heading or the post is in the list, wherever it moves.
 */
struct _PosterPostEntry
{
  GObject          parent_instance;

  PosterPostPlace  place;
  char             post_id[POSTER_POST_PLACE_ID_SIZE];  /* empty for a heading */
  gboolean         is_heading;
  guint            count;
  PosterPost      *post;                                /* (nullable) */
  gboolean         is_first;
  gboolean         is_last;
  GList            link;                                /* in the list's queue of those it keeps */
};

G_DEFINE_FINAL_TYPE (PosterPostEntry, poster_post_entry, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SECTION,
  PROP_COUNT,
  PROP_POST,
  PROP_IS_FIRST,
  PROP_IS_LAST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
poster_post_entry_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PosterPostEntry *self = POSTER_POST_ENTRY (object);

  switch (prop_id)
    {
    case PROP_SECTION:
      g_value_set_uint (value, self->place.section);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    case PROP_POST:
      g_value_set_object (value, self->post);
      break;
    case PROP_IS_FIRST:
      g_value_set_boolean (value, self->is_first);
      break;
    case PROP_IS_LAST:
      g_value_set_boolean (value, self->is_last);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_post_entry_finalize (GObject *object)
{
  PosterPostEntry *self = POSTER_POST_ENTRY (object);

  g_clear_object (&self->post);
  G_OBJECT_CLASS (poster_post_entry_parent_class)->finalize (object);
}

static void
poster_post_entry_class_init (PosterPostEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_post_entry_get_property;
  object_class->finalize = poster_post_entry_finalize;

  /**
   * PosterPostEntry:section:
   *
   * The #PosterPostSection that it is the heading of, or that its post is in.
   */
  properties[PROP_SECTION] =
    g_param_spec_uint ("section", NULL, NULL, 0, POSTER_N_SECTIONS - 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostEntry:count:
   *
   * Of a heading: how many posts of its section are listed.
   */
  properties[PROP_COUNT] =
    g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostEntry:post:
   *
   * The post; %NULL for a heading, and until the post was read. A changed post is another object.
   */
  properties[PROP_POST] =
    g_param_spec_object ("post", NULL, NULL, POSTER_TYPE_POST, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostEntry:is-first:
   *
   * Of a post: whether it is the first of its section.
   */
  properties[PROP_IS_FIRST] =
    g_param_spec_boolean ("is-first", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostEntry:is-last:
   *
   * Of a post: whether it is the last of its section.
   */
  properties[PROP_IS_LAST] =
    g_param_spec_boolean ("is-last", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_post_entry_init (PosterPostEntry *self)
{
  self->link.data = self;
}

PosterPostEntry *
poster_post_entry_new_heading (PosterPostSection section)
{
  PosterPostEntry *self = g_object_new (POSTER_TYPE_POST_ENTRY, NULL);

  self->is_heading = TRUE;
  self->place.section = section;
  self->place.sort_key = G_MININT64;
  return self;
}

PosterPostEntry *
poster_post_entry_new (const PosterPostPlace *place)
{
  PosterPostEntry *self = g_object_new (POSTER_TYPE_POST_ENTRY, NULL);

  self->place = *place;
  poster_post_place_get_id (place, self->post_id);
  return self;
}

const PosterPostPlace *
poster_post_entry_get_place (PosterPostEntry *self)
{
  return &self->place;
}

GList *
poster_post_entry_get_link (PosterPostEntry *self)
{
  return &self->link;
}

/* The same post, elsewhere. */
void
poster_post_entry_set_place (PosterPostEntry       *self,
                             const PosterPostPlace *place)
{
  gboolean is_other_section = self->place.section != place->section;

  self->place.section = place->section;
  self->place.sort_key = place->sort_key;
  if (is_other_section)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECTION]);
}

void
poster_post_entry_set_count (PosterPostEntry *self,
                             guint            count)
{
  if (self->count == count)
    return;
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

void
poster_post_entry_set_post (PosterPostEntry *self,
                            PosterPost      *post)
{
  /* Read again, and the same: nothing need be drawn. */
  if (self->post != NULL && self->post->version == post->version && self->post->updated_us == post->updated_us)
    return;
  if (g_set_object (&self->post, post))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POST]);
}

void
poster_post_entry_set_edges (PosterPostEntry *self,
                             gboolean         is_first,
                             gboolean         is_last)
{
  if (self->is_first != is_first)
    {
      self->is_first = is_first;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FIRST]);
    }
  if (self->is_last != is_last)
    {
      self->is_last = is_last;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LAST]);
    }
}

/**
 * poster_post_entry_get_is_heading:
 * @self: an entry
 *
 * Returns: whether it is the heading of a section, and not a post
 */
gboolean
poster_post_entry_get_is_heading (PosterPostEntry *self)
{
  return self->is_heading;
}

/**
 * poster_post_entry_get_section:
 * @self: an entry
 *
 * Returns: the section that it is the heading of, or that its post is in
 */
PosterPostSection
poster_post_entry_get_section (PosterPostEntry *self)
{
  return (PosterPostSection) self->place.section;
}

/**
 * poster_post_entry_get_count:
 * @self: an entry
 *
 * Returns: how many posts of its section are listed, when it is a heading
 */
guint
poster_post_entry_get_count (PosterPostEntry *self)
{
  return self->count;
}

/**
 * poster_post_entry_get_post:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the post; %NULL for a heading, and until the post was read
 */
PosterPost *
poster_post_entry_get_post (PosterPostEntry *self)
{
  return self->post;
}

/**
 * poster_post_entry_get_post_id:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the id of the post, known before the post is; %NULL for a
 *   heading
 */
const char *
poster_post_entry_get_post_id (PosterPostEntry *self)
{
  return self->is_heading ? NULL : self->post_id;
}

/**
 * poster_post_entry_get_is_first:
 * @self: an entry
 *
 * Returns: whether it is the first post of its section
 */
gboolean
poster_post_entry_get_is_first (PosterPostEntry *self)
{
  return self->is_first;
}

/**
 * poster_post_entry_get_is_last:
 * @self: an entry
 *
 * Returns: whether it is the last post of its section
 */
gboolean
poster_post_entry_get_is_last (PosterPostEntry *self)
{
  return self->is_last;
}
