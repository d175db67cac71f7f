/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-options"

#include "poster-composer-options.h"

#include "poster-options-group.h"

typedef struct
{
  PosterPlatform     *platform;  /* (unowned) */
  PosterOptionsGroup *group;     /* (unowned), a child */
} Part;

struct _PosterComposerOptions
{
  GtkWidget        parent_instance;

  PosterDraft     *draft;      /* (nullable), until it is set */
  PosterPlatforms *platforms;
  PosterCreators  *creators;   /* (nullable), likewise */
  GArray          *parts;      /* element-type Part, in the order in which platforms were chosen */
  gboolean         is_ours;    /* what changes in the draft comes from here */
};

G_DEFINE_FINAL_TYPE (PosterComposerOptions, poster_composer_options, GTK_TYPE_WIDGET)

static Part *
find_part (PosterComposerOptions *self,
           gpointer               group)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      if ((gpointer) part->group == group)
        return part;
    }
  return NULL;
}

static void
group_changed_cb (PosterOptionsGroup    *group,
                  PosterComposerOptions *self)
{
  Part *part = find_part (self, group);
  g_autoptr(JsonObject) options = poster_options_group_dup_options (group);

  g_return_if_fail (part != NULL);

  self->is_ours = TRUE;
  poster_draft_set_options (self->draft, part->platform->key, options);
  self->is_ours = FALSE;
}

/* (element-type PosterPlatform) (transfer container) */
static GPtrArray *
dup_platforms (PosterComposerOptions *self,
               GPtrArray             *accounts)
{
  GPtrArray *platforms = g_ptr_array_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (self->platforms, account->platform);

      if (platform != NULL && platform->options->len > 0 && !g_ptr_array_find (platforms, platform, NULL))
        g_ptr_array_add (platforms, platform);
    }
  return platforms;
}

static void
unref_creator (gpointer creator)
{
  if (creator != NULL)  /* not known yet */
    json_object_unref (creator);
}

static void
show_accounts (PosterComposerOptions *self,
               Part                  *part,
               GPtrArray             *accounts)
{
  g_autoptr(GPtrArray) here = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) creators = g_ptr_array_new_with_free_func (unref_creator);

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      JsonObject *creator = poster_draft_get_creator (self->draft, account->id);

      if (!g_str_equal (account->platform, part->platform->key))
        continue;
      g_ptr_array_add (here, g_object_ref (account));
      g_ptr_array_add (creators, creator != NULL ? json_object_ref (creator) : NULL);
    }
  poster_options_group_set_accounts (part->group, here, creators);
}

/* Why the rows of an account do not know what it may do. */
static void
show_troubles (PosterComposerOptions *self,
               Part                  *part,
               GPtrArray             *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      const GError *error = poster_creators_get_error (self->creators, account->id);

      if (g_str_equal (account->platform, part->platform->key) &&
          poster_draft_get_creator (self->draft, account->id) == NULL)
        poster_options_group_set_trouble (part->group, account->id, error);
    }
}

static void
creators_changed_cb (PosterCreators        *creators,
                     PosterComposerOptions *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);

  for (guint i = 0; i < self->parts->len; i++)
    show_troubles (self, &g_array_index (self->parts, Part, i), accounts);
}

static void
ask_again_cb (PosterOptionsGroup    *group,
              PosterAccount         *account,
              PosterComposerOptions *self)
{
  poster_creators_ask (self->creators);
}

/* What limits numbers: the cover is one of the pictures. */
static void
show_media (PosterComposerOptions *self,
            Part                  *part)
{
  GListModel *media = poster_draft_get_media (self->draft);
  g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);

  for (guint i = 0; i < g_list_model_get_n_items (media); i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);

      if (item->facts != NULL)
        g_ptr_array_add (facts, poster_media_facts_ref (item->facts));
    }
  poster_options_group_set_kind (part->group, poster_draft_get_kind (self->draft));
  poster_options_group_set_media (part->group, facts);
}

static void
show_options (PosterComposerOptions *self,
              Part                  *part)
{
  g_autoptr(JsonObject) options = poster_draft_dup_options (self->draft, part->platform->key);

  poster_options_group_set_options (part->group, options);
}

static void
follow_platforms (PosterComposerOptions *self,
                  GPtrArray             *platforms)
{
  for (guint i = self->parts->len; i > 0; i--)
    {
      Part part = g_array_index (self->parts, Part, i - 1);

      if (g_ptr_array_find (platforms, part.platform, NULL))
        continue;
      g_array_remove_index (self->parts, i - 1);
      gtk_widget_unparent (GTK_WIDGET (part.group));
    }
  for (guint i = 0; i < platforms->len; i++)
    {
      PosterPlatform *platform = g_ptr_array_index (platforms, i);
      Part part = { platform, NULL };
      gboolean is_there = FALSE;

      for (guint j = 0; j < self->parts->len; j++)
        is_there |= g_array_index (self->parts, Part, j).platform == platform;
      if (is_there)
        continue;
      part.group = POSTER_OPTIONS_GROUP (poster_options_group_new (platform));
      gtk_widget_set_parent (GTK_WIDGET (part.group), GTK_WIDGET (self));
      show_media (self, &part);
      g_array_append_val (self->parts, part);
      show_options (self, &part);
      g_signal_connect (part.group, "changed", G_CALLBACK (group_changed_cb), self);
      g_signal_connect (part.group, "ask-again", G_CALLBACK (ask_again_cb), self);
    }
}

static void
draft_changed_cb (PosterDraft           *draft,
                  guint                  parts,
                  PosterComposerOptions *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (draft);

  if ((parts & POSTER_DRAFT_ACCOUNTS) != 0)
    {
      g_autoptr(GPtrArray) platforms = dup_platforms (self, accounts);

      follow_platforms (self, platforms);
    }
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      if ((parts & (POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_CREATORS)) != 0)
        {
          show_accounts (self, part, accounts);
          show_troubles (self, part, accounts);
        }
      if ((parts & POSTER_DRAFT_MEDIA) != 0)
        show_media (self, part);
      if ((parts & POSTER_DRAFT_OPTIONS) != 0 && !self->is_ours)
        show_options (self, part);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->parts->len > 0);
}

static void
poster_composer_options_dispose (GObject *object)
{
  PosterComposerOptions *self = POSTER_COMPOSER_OPTIONS (object);
  GtkWidget *child;

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  if (self->creators != NULL)
    g_signal_handlers_disconnect_by_data (self->creators, self);
  g_array_set_size (self->parts, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->creators);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
  G_OBJECT_CLASS (poster_composer_options_parent_class)->dispose (object);
}

static void
poster_composer_options_finalize (GObject *object)
{
  g_array_unref (POSTER_COMPOSER_OPTIONS (object)->parts);
  G_OBJECT_CLASS (poster_composer_options_parent_class)->finalize (object);
}

static void
poster_composer_options_class_init (PosterComposerOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_composer_options_dispose;
  object_class->finalize = poster_composer_options_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
poster_composer_options_init (PosterComposerOptions *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 18);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
poster_composer_options_set_draft (PosterComposerOptions *self,
                                   PosterDraft           *draft,
                                   PosterPlatforms       *platforms,
                                   PosterCreators        *creators)
{
  g_return_if_fail (POSTER_IS_COMPOSER_OPTIONS (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  self->platforms = g_object_ref (platforms);
  self->creators = g_object_ref (creators);
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  g_signal_connect (creators, "changed", G_CALLBACK (creators_changed_cb), self);
  draft_changed_cb (draft, POSTER_DRAFT_ALL, self);
}

/**
 * poster_composer_options_dup_missing:
 * @self: the options
 *
 * Returns: (transfer full) (element-type utf8): what a person still has to choose, a sentence each
 */
GPtrArray *
poster_composer_options_dup_missing (PosterComposerOptions *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (POSTER_IS_COMPOSER_OPTIONS (self), all);

  for (guint i = 0; i < self->parts->len; i++)
    {
      GPtrArray *missing = poster_options_group_dup_missing (g_array_index (self->parts, Part, i).group);

      g_ptr_array_extend_and_steal (all, missing);
    }
  return all;
}

/**
 * poster_composer_options_dup_declaration:
 * @self: the options
 *
 * Returns: (transfer full) (nullable): what one agrees to by publishing, as Pango markup: a line for
 *   each platform that wants one
 */
char *
poster_composer_options_dup_declaration (PosterComposerOptions *self)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  g_return_val_if_fail (POSTER_IS_COMPOSER_OPTIONS (self), NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autofree char *line = poster_options_group_dup_declaration (g_array_index (self->parts, Part, i).group);

      if (line == NULL)
        continue;
      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      g_string_append (lines, line);
    }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

/**
 * poster_composer_options_go_to:
 * @self: the options
 * @platform: whose option
 * @option: (nullable): the option; %NULL for any of them
 *
 * Takes the focus there, and opens what it is folded up in.
 */
void
poster_composer_options_go_to (PosterComposerOptions *self,
                               PosterPlatform        *platform,
                               PosterOption          *option)
{
  g_return_if_fail (POSTER_IS_COMPOSER_OPTIONS (self));

  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      if (part->platform == platform)
        poster_options_group_go_to (part->group, option);
    }
}

/**
 * poster_composer_options_go_to_missing:
 * @self: the options
 *
 * Takes the focus to the first thing that a person still has to choose, or to the account that could
 * not be asked about.
 */
void
poster_composer_options_go_to_missing (PosterComposerOptions *self)
{
  g_return_if_fail (POSTER_IS_COMPOSER_OPTIONS (self));

  for (guint i = 0; i < self->parts->len; i++)
    if (poster_options_group_go_to_missing (g_array_index (self->parts, Part, i).group))
      return;
}
