/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-list"

#include "poster-post-list-private.h"

#include <string.h>

#include "poster-list-rows.h"
#include "poster-post-entry-private.h"

/* As many changes at a time are told one by one; each costs a list view about the same, however
 * many rows it is about. */
#define MAX_TOLD 24

/**
 * PosterPostList:
 *
 * All posts, by section, as a list model. Where the posts stand is all it knows of most of them,
 * some bytes for each, as the database has sorted, filtered and counted them; the posts themselves
 * are read when their rows are asked for, by the page, and let go when nobody has them any more.
 *
 * The store tells which posts changed. They are asked for together, at most ten times a second, and
 * what comes of it is told in as few changes as there are.
 */

static void poster_post_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterPostList, poster_post_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, poster_post_list_list_model_init))

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_IS_LOADED,
  PROP_N_NEEDS_YOU,
  PROP_N_POSTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static PosterPostPlace *
row_at (GArray *rows,
        guint   index)
{
  return &g_array_index (rows, PosterPostPlace, index);
}

/* Whether the post of @entry begins or ends its section. */
static void
update_edges (PosterPostList  *self,
              PosterPostEntry *entry)
{
  const PosterPostPlace *place = poster_post_entry_get_place (entry);
  const PosterPostPlace *first = &self->firsts[place->section];
  const PosterPostPlace *last = &self->lasts[place->section];

  poster_post_entry_set_edges (entry, memcmp (place->id, first->id, sizeof place->id) == 0,
                               memcmp (place->id, last->id, sizeof place->id) == 0);
}

/* The list model. */

static GType
poster_post_list_get_item_type (GListModel *model)
{
  return POSTER_TYPE_POST_ENTRY;
}

static guint
poster_post_list_get_n_items (GListModel *model)
{
  PosterPostList *self = POSTER_POST_LIST (model);

  return self->old_rows != NULL ? self->n_told + (self->old_rows->len - self->n_left) : self->rows->len;
}

static gpointer
poster_post_list_get_item (GListModel *model,
                           guint       position)
{
  PosterPostList *self = POSTER_POST_LIST (model);
  PosterPostEntry *entry;
  PosterPostPlace *row;

  if (position >= poster_post_list_get_n_items (model))
    return NULL;
  if (self->old_rows == NULL || position < self->n_told)
    row = row_at (self->rows, position);
  else
    row = row_at (self->old_rows, position - self->n_told + self->n_left);
  if (POSTER_LIST_ROW_IS_HEADING (row))
    return g_object_ref (self->headings[row->section]);

  entry = poster_entry_cache_get (self->cache, row);
  update_edges (self, entry);
  if (poster_post_entry_get_post (entry) == NULL && self->reader != NULL)
    poster_page_reader_want (self->reader, row);
  return entry;
}

static void
poster_post_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = poster_post_list_get_item_type;
  iface->get_n_items = poster_post_list_get_n_items;
  iface->get_item = poster_post_list_get_item;
}

/* What depends on all rows: how many each section has, and which begin and end it. */
static void
update_entries (PosterPostList *self)
{
  g_autoptr(GPtrArray) entries = poster_entry_cache_list (self->cache);
  guint counts[POSTER_N_SECTIONS] = { 0 };

  memset (self->firsts, 0, sizeof self->firsts);
  memset (self->lasts, 0, sizeof self->lasts);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const PosterPostPlace *row = row_at (self->rows, i);

      if (POSTER_LIST_ROW_IS_HEADING (row))
        continue;
      if (counts[row->section]++ == 0)
        self->firsts[row->section] = *row;
      self->lasts[row->section] = *row;
    }
  for (guint i = 0; i < POSTER_N_SECTIONS; i++)
    poster_post_entry_set_count (self->headings[i], counts[i]);

  for (guint i = 0; i < entries->len; i++)
    update_edges (self, g_ptr_array_index (entries, i));
}

static void show_rows (PosterPostList *self, GArray *rows);

/* Takes off what was hidden since the rows were made. */
static void
show_visible_rows (PosterPostList *self)
{
  g_autoptr(GHashTable) nothing = poster_list_rows_new_set ();
  g_autoptr(GArray) nowhere = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));

  show_rows (self, poster_list_rows_update (self->rows, nothing, nowhere, self->hidden));
}

/* Puts @rows (transfer full) in place of those that are listed, and tells of it: at each signal the
 * model is what the signals so far say. */
static void
show_rows (PosterPostList *self,
           GArray         *rows)
{
  g_autoptr(GArray) changes = NULL;

  g_return_if_fail (self->old_rows == NULL);

  changes = poster_list_rows_compare (self->rows, rows, MAX_TOLD);
  self->old_rows = self->rows;
  self->rows = rows;
  self->n_told = 0;
  self->n_left = 0;
  if (self->reader != NULL)
    poster_page_reader_set_rows (self->reader, rows);
  update_entries (self);
  for (guint i = 0; i < changes->len; i++)
    {
      const PosterListChange *change = &g_array_index (changes, PosterListChange, i);

      self->n_told = change->new_start + change->n_added;
      self->n_left = change->old_start + change->n_removed;
      g_list_model_items_changed (G_LIST_MODEL (self), change->new_start, change->n_removed, change->n_added);
    }
  g_clear_pointer (&self->old_rows, g_array_unref);

  /* Whoever was told may have hidden something at once. */
  if (self->has_hidden)
    {
      self->has_hidden = FALSE;
      show_visible_rows (self);
    }
}

static guint
count_posts (PosterPostList *self)
{
  guint n_posts = 0;

  for (guint i = 0; i < POSTER_N_SECTIONS; i++)
    n_posts += self->totals[i];
  return n_posts;
}

/**
 * poster_post_list_show:
 * @self: a list
 * @rows: (transfer full) (element-type PosterPostPlace): the rows as they are now
 * @totals: how many posts each section has, whatever the filter
 *
 * Shows what the store said.
 */
void
poster_post_list_show (PosterPostList *self,
                       GArray         *rows,
                       const guint    *totals)
{
  guint n_needs_you = self->totals[POSTER_SECTION_NEEDS_YOU];
  guint n_posts = count_posts (self);

  show_rows (self, rows);
  memcpy (self->totals, totals, sizeof self->totals);
  if (n_needs_you != self->totals[POSTER_SECTION_NEEDS_YOU])
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEEDS_YOU]);
  if (n_posts != count_posts (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_POSTS]);
  if (!self->is_loaded)
    {
      self->is_loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
    }
}

/* The object. */

static void
poster_post_list_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PosterPostList *self = POSTER_POST_LIST (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    case PROP_N_NEEDS_YOU:
      g_value_set_uint (value, poster_post_list_get_n_needs_you (self));
      break;
    case PROP_N_POSTS:
      g_value_set_uint (value, poster_post_list_get_n_posts (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_post_list_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  PosterPostList *self = POSTER_POST_LIST (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_post_list_constructed (GObject *object)
{
  PosterPostList *self = POSTER_POST_LIST (object);

  G_OBJECT_CLASS (poster_post_list_parent_class)->constructed (object);
  self->reader = poster_page_reader_new (poster_session_get_store (self->session), self->cache);
  g_signal_connect_object (self->session, "post-changed", G_CALLBACK (poster_post_list_note_change), self,
                           G_CONNECT_SWAPPED);
  poster_post_list_look_again (self);
}

static void
poster_post_list_dispose (GObject *object)
{
  PosterPostList *self = POSTER_POST_LIST (object);

  poster_post_list_stop (self);
  g_clear_pointer (&self->reader, poster_page_reader_free);
  poster_entry_cache_let_go (self->cache);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_post_list_parent_class)->dispose (object);
}

static void
poster_post_list_finalize (GObject *object)
{
  PosterPostList *self = POSTER_POST_LIST (object);

  poster_entry_cache_free (self->cache);
  for (guint i = 0; i < POSTER_N_SECTIONS; i++)
    g_object_unref (self->headings[i]);
  g_free (self->search);
  g_free (self->account_id);
  g_hash_table_unref (self->hidden);
  g_array_unref (self->rows);
  g_hash_table_unref (self->changed);
  G_OBJECT_CLASS (poster_post_list_parent_class)->finalize (object);
}

static void
poster_post_list_class_init (PosterPostListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_post_list_get_property;
  object_class->set_property = poster_post_list_set_property;
  object_class->constructed = poster_post_list_constructed;
  object_class->dispose = poster_post_list_dispose;
  object_class->finalize = poster_post_list_finalize;

  /**
   * PosterPostList:session:
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostList:is-loaded:
   *
   * Whether the first answer has come. Before that the list is empty.
   */
  properties[PROP_IS_LOADED] =
    g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostList:n-needs-you:
   *
   * How many posts need a person, whatever the filter.
   */
  properties[PROP_N_NEEDS_YOU] =
    g_param_spec_uint ("n-needs-you", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterPostList:n-posts:
   *
   * How many posts there are, whatever the filter.
   */
  properties[PROP_N_POSTS] =
    g_param_spec_uint ("n-posts", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_post_list_init (PosterPostList *self)
{
  self->hidden = poster_list_rows_new_set ();
  self->rows = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
  self->cache = poster_entry_cache_new ();
  self->changed = poster_list_rows_new_set ();
  for (guint i = 0; i < POSTER_N_SECTIONS; i++)
    self->headings[i] = poster_post_entry_new_heading (i);
}

/**
 * poster_post_list_new:
 * @session: a session
 *
 * Returns: (transfer full): the posts of @session; empty until the first answer of the store
 */
PosterPostList *
poster_post_list_new (PosterSession *session)
{
  return g_object_new (POSTER_TYPE_POST_LIST, "session", session, NULL);
}

/* Returns: whether that is something else */
static gboolean
replace_text (char       **text,
              const char  *new_text)
{
  if (new_text != NULL && *new_text == '\0')
    new_text = NULL;
  if (g_strcmp0 (*text, new_text) == 0)
    return FALSE;
  g_free (*text);
  *text = g_strdup (new_text);
  return TRUE;
}

/**
 * poster_post_list_set_search:
 * @self: a list
 * @search: (nullable): what posts must have in their texts, in any case; %NULL or nothing for all
 *
 * The rows change when the answer has come; another search before that takes the place of this one.
 */
void
poster_post_list_set_search (PosterPostList *self,
                             const char     *search)
{
  if (replace_text (&self->search, search))
    poster_post_list_look_again (self);
}

/**
 * poster_post_list_set_account:
 * @self: a list
 * @account_id: (nullable): the account that posts must go to; %NULL for all
 */
void
poster_post_list_set_account (PosterPostList *self,
                              const char     *account_id)
{
  if (replace_text (&self->account_id, account_id))
    poster_post_list_look_again (self);
}

/**
 * poster_post_list_set_sections:
 * @self: a list
 * @sections: bits 1 << #PosterPostSection; 0 for all
 */
void
poster_post_list_set_sections (PosterPostList *self,
                               guint           sections)
{
  if (self->sections == sections)
    return;
  self->sections = sections;
  poster_post_list_look_again (self);
}

/**
 * poster_post_list_get_is_loaded:
 * @self: a list
 *
 * Returns: whether the first answer of the store has come
 */
gboolean
poster_post_list_get_is_loaded (PosterPostList *self)
{
  return self->is_loaded;
}

/**
 * poster_post_list_get_n_posts:
 * @self: a list
 *
 * Returns: how many posts there are, whatever the filter
 */
guint
poster_post_list_get_n_posts (PosterPostList *self)
{
  return count_posts (self);
}

/**
 * poster_post_list_get_n_needs_you:
 * @self: a list
 *
 * Returns: how many posts need a person, whatever the filter
 */
guint
poster_post_list_get_n_needs_you (PosterPostList *self)
{
  return self->totals[POSTER_SECTION_NEEDS_YOU];
}

/**
 * poster_post_list_hide:
 * @self: a list
 * @post_id: id of a post
 *
 * Takes a post off the list, until poster_post_list_unhide().
 */
void
poster_post_list_hide (PosterPostList *self,
                       const char     *post_id)
{
  PosterPostPlace place = { 0 };

  if (!poster_post_place_set_id (&place, post_id))
    return;
  g_hash_table_add (self->hidden, g_memdup2 (&place, sizeof place));
  if (self->old_rows != NULL)
    self->has_hidden = TRUE;
  else
    show_visible_rows (self);
}

/**
 * poster_post_list_unhide:
 * @self: a list
 * @post_id: id of a post
 *
 * Undoes poster_post_list_hide(): the post comes back as soon as the store has said where it
 * stands.
 */
void
poster_post_list_unhide (PosterPostList *self,
                         const char     *post_id)
{
  PosterPostPlace place = { 0 };

  if (!poster_post_place_set_id (&place, post_id) || !g_hash_table_remove (self->hidden, &place))
    return;
  poster_post_list_note_change (self, post_id);
}
