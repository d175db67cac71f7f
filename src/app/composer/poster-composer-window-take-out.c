/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <utime.h>

#include "poster-toast.h"

/* What was taken out, each with where it was; put back from the first to the last. */
typedef struct
{
  PosterDraft *draft;
  char        *scope;      /* (nullable), whose files they were */
  GPtrArray   *items;      /* (element-type PosterMediaItem), by position */
  GArray      *positions;  /* (element-type guint) */
} TakenOut;

static void
taken_out_free (gpointer  data,
                GClosure *closure)
{
  TakenOut *taken = data;

  g_object_unref (taken->draft);
  g_free (taken->scope);
  g_ptr_array_unref (taken->items);
  g_array_unref (taken->positions);
  g_free (taken);
}

static TakenOut *
taken_out_new (PosterDraft *draft)
{
  TakenOut *taken = g_new0 (TakenOut, 1);

  taken->draft = g_object_ref (draft);
  taken->scope = g_strdup (poster_draft_get_scope (draft));
  taken->items = g_ptr_array_new_with_free_func (g_object_unref);
  taken->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  return taken;
}

/* From the last to the first. */
static void
taken_out_prepend (TakenOut        *taken,
                   PosterMediaItem *item,
                   guint            position)
{
  g_ptr_array_insert (taken->items, 0, g_object_ref (item));
  g_array_prepend_val (taken->positions, position);
}

static void
put_back_cb (AdwToast *toast,
             TakenOut *taken)
{
  for (guint i = 0; i < taken->items->len; i++)
    poster_draft_insert_media_for (taken->draft, taken->scope, g_array_index (taken->positions, guint, i),
                                   g_ptr_array_index (taken->items, i));
}

/* Which one, or how many. */
static char *
say_what (TakenOut *taken)
{
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  if (taken->items->len != 1)
    return g_strdup_printf (ngettext ("%u file is taken out.", "%u files are taken out.", taken->items->len),
                            taken->items->len);
  base = g_path_get_basename (((PosterMediaItem *) g_ptr_array_index (taken->items, 0))->path);
  name = g_filename_display_name (base);
  return g_strdup_printf (_("“%s” is taken out."), name);
}

/* @taken: (transfer full): filled in, nothing of it removed yet. One that was still being looked into
 * goes without a word: it may be none. */
static void
take_out (PosterComposerWindow *self,
          TakenOut             *taken)
{
  g_autofree char *words = NULL;
  AdwToast *toast;

  for (guint i = taken->items->len; i > 0; i--)
    {
      PosterMediaItem *item = g_ptr_array_index (taken->items, i - 1);

      if (poster_draft_remove_media (self->draft, item) && item->facts != NULL)
        {
          /* It may be put back: a copy of ours counts as new, so that nobody clears it away meanwhile. */
          if (item->is_library)
            g_utime (item->path, NULL);
          continue;
        }
      g_ptr_array_remove_index (taken->items, i - 1);
      g_array_remove_index (taken->positions, i - 1);
    }
  if (taken->items->len == 0)
    {
      taken_out_free (taken, NULL);
      return;
    }
  words = say_what (taken);
  toast = poster_toast_new (words, _("Undo"), GTK_WIDGET (self->toast_overlay));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (put_back_cb), taken, taken_out_free, 0);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* The bin of a tile. */
static void
remove_cb (PosterMediaStrip     *strip,
           PosterMediaItem      *item,
           PosterComposerWindow *self)
{
  TakenOut *taken = taken_out_new (self->draft);
  guint position;

  if (g_list_store_find (G_LIST_STORE (poster_draft_get_media (self->draft)), item, &position))
    taken_out_prepend (taken, item, position);
  take_out (self, taken);
}

static void
take_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (widget);
  guint position = (guint) g_variant_get_int32 (parameter);
  g_autoptr(PosterMediaItem) item = g_list_model_get_item (poster_draft_get_media (self->draft), position);
  TakenOut *taken = taken_out_new (self->draft);

  if (item != NULL)
    taken_out_prepend (taken, item, position);
  take_out (self, taken);
}

static void
take_out_last_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (widget);
  GListModel *media = poster_draft_get_media (self->draft);
  TakenOut *taken = taken_out_new (self->draft);
  gboolean only_pictures;
  int count;

  g_variant_get (parameter, "(ib)", &count, &only_pictures);
  for (guint i = g_list_model_get_n_items (media); i > 0 && (int) taken->items->len < count; i--)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i - 1);

      if (!only_pictures || (item->facts != NULL && item->facts->type == POSTER_MEDIA_IMAGE))
        taken_out_prepend (taken, item, i - 1);
    }
  take_out (self, taken);
}

/**
 * poster_composer_window_install_take_out:
 * @widget_class: class of a composer, with its template
 *
 * The bin of a file, and what findings offer to take out.
 */
void
poster_composer_window_install_take_out (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_install_action (widget_class, "composer.take-out", "i", take_out_action);
  gtk_widget_class_install_action (widget_class, "composer.take-out-last", "(ib)", take_out_last_action);
}
