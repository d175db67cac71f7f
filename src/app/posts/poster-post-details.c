/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-details"

#include "poster-post-details.h"

#include "poster-error.h"
#include "poster-post-commands.h"
#include "poster-post-menu.h"
#include "poster-status.h"
#include "poster-store-series.h"
#include "poster-target-card.h"
#include "poster-thumb.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>

/* How often what is relative to the present is said anew. */
#define REFRESH_US (20 * G_TIME_SPAN_SECOND)

/* Places of the further pictures. */
#define STRIP_WIDTH  60
#define STRIP_HEIGHT 75

/**
 * PosterPostDetails:
 *
 * What was written, and what has become of it on each account.
 */
struct _PosterPostDetails
{
  AdwWindow       parent_instance;

  PosterSession  *session;
  char           *post_id;
  PosterPost     *post;            /* (nullable), until it is read */
  GCancellable   *cancellable;
  gboolean        is_reading;
  gboolean        is_outdated;     /* it changed while it was read */
  guint           refresh;         /* source id, 0 for none */
  GHashTable     *cards;           /* (element-type utf8 PosterTargetCard), by id of the target; unowned */

  AdwWindowTitle *window_title;
  GtkWidget      *next_button;
  GtkMenuButton  *menu_button;
  PosterThumb    *thumb;
  GtkLabel       *caption_label;
  GtkLabel       *facts_label;
  GtkWidget      *series_box;
  AdwActionRow   *series_row;
  GtkWidget      *stop_button;
  GtkWidget      *strip_window;
  GtkBox         *strip_box;
  GtkBox         *cards_box;
  GtkWidget      *nowhere_label;
};

G_DEFINE_FINAL_TYPE (PosterPostDetails, poster_post_details, ADW_TYPE_WINDOW)

static void read_post (PosterPostDetails *self);

static PosterAccount *
find_account (const char *account_id,
              gpointer    user_data)
{
  PosterPostDetails *self = user_data;

  return poster_session_find_account (self->session, account_id);
}

static char *
facts_words (PosterPost *post)
{
  PosterMediaItem *item;
  g_autofree char *name = NULL;
  g_autofree char *facts = NULL;

  if (post->media->len == 0)
    return g_strdup (_("Without pictures"));
  if (post->media->len > 1)
    {
      gint64 total = 0;
      g_autofree char *pictures = poster_words_pictures (post->media->len);
      g_autofree char *size = NULL;

      for (guint i = 0; i < post->media->len; i++)
        {
          item = g_ptr_array_index (post->media, i);
          total += item->size;
        }
      size = poster_words_size (total);
      /* Translators: how many pictures, and their size together: "six pictures, 4 MB" */
      return g_strdup_printf (_("%s, %s"), pictures, size);
    }
  item = g_ptr_array_index (post->media, 0);
  name = g_filename_display_basename (item->path);
  facts = poster_words_media (item->facts);
  /* Translators: the name of a file, and what is known of it */
  return *facts != '\0' ? g_strdup_printf (_("%s\n%s"), name, facts) : g_strdup (name);
}

/* The words that are relative to the present, and what can be done. */
static void
fill_head (PosterPostDetails *self)
{
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (self->session));
  g_autoptr(PosterStatus) status = poster_status_new_for_post (self->post, find_account, self, now_us);
  const char *label, *action, *target;
  gboolean has_next;

  adw_window_title_set_title (self->window_title, status->title);
  /* What is about one account is below, with that account and the reason. */
  has_next = (status->next == POSTER_NEXT_CANCEL || (status->next == POSTER_NEXT_EDIT && status->state != POSTER_TARGET_FAILED)) &&
             poster_post_find_next (self->post, status, &label, &action, &target);
  gtk_widget_set_visible (self->next_button, has_next);
  if (has_next)
    {
      gtk_button_set_label (GTK_BUTTON (self->next_button), label);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->next_button), "s", target);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next_button), action);
    }
}

static void
fill_strip (PosterPostDetails *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->strip_box))) != NULL)
    gtk_box_remove (self->strip_box, child);
  for (guint i = 1; i < self->post->media->len; i++)
    {
      GtkWidget *thumb = poster_thumb_new (STRIP_WIDTH, STRIP_HEIGHT);

      poster_thumb_set_item (POSTER_THUMB (thumb), g_ptr_array_index (self->post->media, i), 1);
      gtk_box_append (self->strip_box, thumb);
    }
  gtk_widget_set_visible (self->strip_window, self->post->media->len > 1);
}

/* Cards stay as long as their targets, so that an open story stays open. */
static void
fill_cards (PosterPostDetails *self)
{
  GHashTableIter iter;
  gpointer target_id, card;
  GtkWidget *before = NULL;

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &target_id, &card))
    if (poster_post_find_target (self->post, target_id) == NULL)
      {
        g_hash_table_iter_remove (&iter);
        gtk_box_remove (self->cards_box, card);
      }
  for (guint i = 0; i < self->post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (self->post->targets, i);

      card = g_hash_table_lookup (self->cards, target->id);
      if (card == NULL)
        {
          card = poster_target_card_new (self->session, target->id);
          g_hash_table_insert (self->cards, g_strdup (target->id), card);
          gtk_box_insert_child_after (self->cards_box, card, before);
        }
      else
        gtk_box_reorder_child_after (self->cards_box, card, before);
      poster_target_card_set_post (card, self->post);
      before = card;
    }
  gtk_widget_set_visible (self->nowhere_label, self->post->targets->len == 0);
}

static void
series_got_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSeries) series = poster_store_get_series_finish (POSTER_STORE (object), result, &error);
  PosterPostDetails *self;
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  /* Meanwhile it may have become another post's. */
  if (series == NULL || !self->post->repeats || g_strcmp0 (series->id, self->post->series_id) != 0)
    return;
  words = poster_recurrence_describe (series->recurrence, series->start);
  adw_action_row_set_subtitle (self->series_row, words);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->stop_button), "(ss)", series->id, self->post_id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->stop_button), "posts.stop-repeating");
  gtk_widget_set_visible (self->series_box, TRUE);
}

static void
fill_series (PosterPostDetails *self)
{
  /* One that has ended, or goes on with another post, is of no concern to this one. */
  if (self->post->repeats)
    poster_store_get_series_async (poster_session_get_store (self->session), self->post->series_id, self->cancellable,
                                   series_got_cb, self);
  else
    gtk_widget_set_visible (self->series_box, FALSE);
}

static void
fill (PosterPostDetails *self,
      gboolean           has_new_media)
{
  g_autofree char *facts = facts_words (self->post);
  g_autoptr(GMenuModel) menu = poster_post_menu_new (self->session, self->post, FALSE);
  gboolean has_caption = self->post->content != NULL && *self->post->content != '\0';

  gtk_label_set_text (self->caption_label, has_caption ? self->post->content : _("No caption yet"));
  if (has_caption)
    gtk_widget_remove_css_class (GTK_WIDGET (self->caption_label), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->caption_label), "dim-label");
  gtk_label_set_text (self->facts_label, facts);
  poster_thumb_set_item (self->thumb, self->post->media->len > 0 ? g_ptr_array_index (self->post->media, 0) : NULL,
                         self->post->media->len);
  gtk_widget_set_visible (GTK_WIDGET (self->thumb), self->post->media->len > 0);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  if (has_new_media)
    fill_strip (self);
  fill_cards (self);
  fill_series (self);
  fill_head (self);
}

static gboolean
has_same_media (PosterPost *a,
                PosterPost *b)
{
  if (a == NULL || a->media->len != b->media->len)
    return FALSE;
  for (guint i = 0; i < a->media->len; i++)
    {
      PosterMediaItem *first = g_ptr_array_index (a->media, i);
      PosterMediaItem *second = g_ptr_array_index (b->media, i);

      if (g_strcmp0 (first->id, second->id) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  PosterPostDetails *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  self->is_reading = FALSE;
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      /* It was deleted. */
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (post == NULL)
    g_warning ("A post could not be read: %s", error->message);
  else
    {
      gboolean is_first = self->post == NULL;
      gboolean has_new_media = !has_same_media (self->post, post);

      g_set_object (&self->post, post);
      fill (self, has_new_media);
      if (is_first)
        gtk_widget_grab_focus (gtk_widget_get_visible (self->next_button) ? self->next_button
                                                                          : GTK_WIDGET (self->menu_button));
    }
  if (self->is_outdated)
    read_post (self);
}

static void
read_post (PosterPostDetails *self)
{
  self->is_outdated = self->is_reading;
  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  poster_store_get_post_async (poster_session_get_store (self->session), self->post_id, self->cancellable, read_cb, self);
}

static void
post_changed_cb (PosterPostDetails *self,
                 const char        *post_id)
{
  if (*post_id == '\0' || g_str_equal (post_id, self->post_id))
    read_post (self);
}

static void
progress_cb (PosterPostDetails *self,
             const char        *target_id,
             gint64             done_bytes,
             gint64             total_bytes)
{
  PosterTargetCard *card = g_hash_table_lookup (self->cards, target_id);

  if (card != NULL)
    poster_target_card_note_progress (card, target_id, done_bytes, total_bytes);
}

static void
refresh_words (PosterPostDetails *self)
{
  GHashTableIter iter;
  gpointer card;

  if (self->post == NULL)
    return;
  fill_head (self);
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    poster_target_card_refresh (card);
}

static gboolean
refresh_cb (gpointer user_data)
{
  PosterPostDetails *self = user_data;

  self->refresh = poster_clock_add_delay (poster_session_get_clock (self->session), REFRESH_US, refresh_cb, self);
  refresh_words (self);
  return G_SOURCE_REMOVE;
}

static void
poster_post_details_dispose (GObject *object)
{
  PosterPostDetails *self = POSTER_POST_DETAILS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh, g_source_remove);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (poster_session_get_accounts (self->session), self);
      poster_post_commands_set_session (GTK_WIDGET (self), NULL);
    }
  g_clear_object (&self->session);
  g_clear_object (&self->post);
  g_clear_pointer (&self->post_id, g_free);
  g_hash_table_remove_all (self->cards);
  G_OBJECT_CLASS (poster_post_details_parent_class)->dispose (object);
}

static void
poster_post_details_finalize (GObject *object)
{
  PosterPostDetails *self = POSTER_POST_DETAILS (object);

  g_hash_table_unref (self->cards);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_post_details_parent_class)->finalize (object);
}

static void
poster_post_details_class_init (PosterPostDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_post_details_dispose;
  object_class->finalize = poster_post_details_finalize;

  g_type_ensure (POSTER_TYPE_THUMB);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-post-details.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, next_button);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, thumb);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, caption_label);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, facts_label);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, series_box);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, series_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, stop_button);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, strip_window);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, strip_box);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, cards_box);
  gtk_widget_class_bind_template_child (widget_class, PosterPostDetails, nowhere_label);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  poster_post_commands_install (widget_class);
}

static void
poster_post_details_init (PosterPostDetails *self)
{
  self->cancellable = g_cancellable_new ();
  self->cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* (nullable): the window that shows the post already. */
static PosterPostDetails *
find_open (const char *post_id)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (POSTER_IS_POST_DETAILS (window) && g_strcmp0 (POSTER_POST_DETAILS (window)->post_id, post_id) == 0)
        return POSTER_POST_DETAILS (window);
    }
  return NULL;
}

/**
 * poster_post_details_open:
 * @session: where the post is
 * @parent: (nullable): the window that it belongs to
 * @post_id: a post
 *
 * Returns: (transfer none): a window with all that is known of the post, to be presented; it closes
 *   by itself when the post is deleted
 */
PosterPostDetails *
poster_post_details_open (PosterSession *session,
                          GtkWindow     *parent,
                          const char    *post_id)
{
  PosterPostDetails *self = find_open (post_id);

  if (self != NULL)
    return self;
  self = g_object_new (POSTER_TYPE_POST_DETAILS,
                       "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                       "transient-for", parent,
                       "destroy-with-parent", TRUE,
                       NULL);
  self->session = g_object_ref (session);
  self->post_id = g_strdup (post_id);
  poster_post_commands_set_session (GTK_WIDGET (self), session);
  g_signal_connect_swapped (session, "post-changed", G_CALLBACK (post_changed_cb), self);
  g_signal_connect_swapped (session, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (poster_session_get_accounts (session), "items-changed", G_CALLBACK (refresh_words), self);
  self->refresh = poster_clock_add_delay (poster_session_get_clock (session), REFRESH_US, refresh_cb, self);
  read_post (self);
  return self;
}

/**
 * poster_post_details_get_post_id:
 * @self: a window
 *
 * Returns: which post it shows
 */
const char *
poster_post_details_get_post_id (PosterPostDetails *self)
{
  return self->post_id;
}
