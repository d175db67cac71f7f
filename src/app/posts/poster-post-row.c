/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-row"

#include "poster-post-row-private.h"

#include "poster-post-menu.h"
#include "poster-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* How many handles a narrow row names. */
#define NAMED_ACCOUNTS 2

/**
 * PosterPostRow:
 *
 * One post: its picture, first words, accounts, state and the one thing to do next. Lays itself
 * out, since there are hundreds of them.
 */
G_DEFINE_FINAL_TYPE (PosterPostRow, poster_post_row, GTK_TYPE_WIDGET)

static PosterAccount *
find_account (const char *account_id,
              gpointer    user_data)
{
  PosterPostRow *self = user_data;

  return poster_session_find_account (self->session, account_id);
}

static gint64
get_now_us (PosterPostRow *self)
{
  return poster_clock_get_now_us (poster_session_get_clock (self->session));
}

static GtkWidget *
add_label (PosterPostRow *self,
           const char    *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
set_css_class (GtkWidget  *widget,
               const char *css_class,
               gboolean    wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* Only what is so is set: a class that is there already costs nothing. */
static void
set_state_class (GtkWidget  *widget,
                 const char *css_class)
{
  static const char *const all[] = { "success", "warning", "error", "accent", "dim-label" };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    set_css_class (widget, all[i], g_str_equal (all[i], css_class));
}

static void
fill_avatars (PosterPostRow *self)
{
  GPtrArray *targets = self->post != NULL ? self->post->targets : NULL;
  guint n_targets = targets != NULL && !self->is_narrow ? targets->len : 0;
  guint n_shown = n_targets > POSTER_POST_ROW_AVATARS ? POSTER_POST_ROW_AVATARS - 1 : n_targets;

  for (guint i = 0; i < POSTER_POST_ROW_AVATARS; i++)
    {
      PosterTarget *target;
      PosterAccount *account;
      g_autofree char *tooltip = NULL;

      if (i >= n_shown)
        {
          if (self->avatars[i] != NULL)
            gtk_widget_set_visible (self->avatars[i], FALSE);
          continue;
        }
      if (self->avatars[i] == NULL)
        {
          self->avatars[i] = poster_account_avatar_new (28);
          gtk_widget_set_parent (self->avatars[i], GTK_WIDGET (self));
        }
      target = g_ptr_array_index (targets, i);
      account = poster_session_find_account (self->session, target->account_id);
      tooltip = poster_words_account_on (account);
      poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (self->avatars[i]), account);
      gtk_widget_set_tooltip_text (self->avatars[i], tooltip);
      gtk_widget_set_visible (self->avatars[i], TRUE);
    }
  if (n_targets > n_shown)
    {
      g_autofree char *more = g_strdup_printf ("+%u", n_targets - n_shown);

      if (self->more == NULL)
        {
          self->more = add_label (self, "caption");
          gtk_widget_add_css_class (self->more, "dim-label");
          gtk_widget_add_css_class (self->more, "numeric");
        }
      gtk_label_set_text (GTK_LABEL (self->more), more);
    }
  if (self->more != NULL)
    gtk_widget_set_visible (self->more, n_targets > n_shown);
}

/* Returns: whether anything is known of the bytes that go out */
static gboolean
sum_progress (PosterPostRow *self,
              gint64        *done_bytes,
              gint64        *total_bytes)
{
  *done_bytes = *total_bytes = 0;
  for (guint i = 0; i < self->post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (self->post->targets, i);
      gint64 done, total;

      if (target->state == POSTER_TARGET_SENDING &&
          poster_session_get_progress (self->session, target->id, &done, &total))
        {
          *done_bytes += done;
          *total_bytes += total;
        }
    }
  return *total_bytes > 0;
}

/* "@kitchen and @studio" */
static char *
account_words (PosterPostRow *self)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (self->post->targets, i);
      char *name = poster_words_account (poster_session_find_account (self->session, target->account_id));

      if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_free (name);
      else
        g_ptr_array_add (names, name);
    }
  if (names->len == 0)
    return g_strdup (_("No account yet"));
  g_ptr_array_add (names, NULL);
  return poster_words_list ((const char *const *) names->pdata, NAMED_ACCOUNTS);
}

/* When it was to go out, or did; -1 where there is no such time. */
static gint64
get_time_us (PosterPostRow *self)
{
  PosterTarget *target = self->status->target_id != NULL ? poster_post_find_target (self->post, self->status->target_id)
                                                         : NULL;

  if (target != NULL && target->state == POSTER_TARGET_PUBLISHED && target->published_us >= 0)
    return target->published_us;
  if (target != NULL && target->due_us >= 0)
    return target->due_us;
  return poster_post_get_due_us (self->post);
}

static char *
wide_subtitle (PosterPostRow *self,
               gint64         now_us)
{
  gint64 time_us = get_time_us (self);
  guint n_media = self->post->media->len;
  g_autofree char *when = NULL;
  g_autofree char *pictures = NULL;
  gint64 done, total;

  if (self->status->state == POSTER_TARGET_SENDING && sum_progress (self, &done, &total))
    return poster_words_transfer (done, total, poster_transfer_rate_get_left_us (&self->rate, total));
  if (self->status->state == POSTER_TARGET_DRAFT || self->status->state == POSTER_TARGET_CANCELLED || time_us < 0)
    when = poster_words_changed (self->post->updated_us, now_us);
  else
    when = poster_words_time (time_us, now_us, NULL);
  if (n_media < 2)
    return g_steal_pointer (&when);
  pictures = poster_words_pictures (n_media);
  /* Translators: when, and what: "Tomorrow, 12:00, six pictures" */
  return g_strdup_printf (_("%s, %s"), when, pictures);
}

static char *
narrow_subtitle (PosterPostRow *self,
                 gint64         now_us)
{
  g_autofree char *accounts = account_words (self);
  g_autofree char *more = NULL;
  gint64 time_us = get_time_us (self);

  switch (poster_post_entry_get_section (self->entry))
    {
    case POSTER_SECTION_NEEDS_YOU:
      if (time_us >= 0)
        more = poster_words_time_within (time_us, now_us, NULL);
      break;
    case POSTER_SECTION_DRAFTS:
      if (now_us - self->post->updated_us >= G_TIME_SPAN_MINUTE)
        more = poster_words_until (self->post->updated_us, now_us);
      break;
    case POSTER_SECTION_SENDING:
    case POSTER_SECTION_SCHEDULED:
    case POSTER_SECTION_PUBLISHED:
    case POSTER_N_SECTIONS:
    default:
      if (self->post->media->len > 1)
        more = poster_words_pictures (self->post->media->len);
      break;
    }
  if (more == NULL)
    return g_steal_pointer (&accounts);
  /* Translators: whose, and when or what: "@kitchen, today, 12:00" */
  return g_strdup_printf (_("%s, %s"), accounts, more);
}

/* What the last error said in full, for those who point at its short form. */
static char *
state_tooltip (PosterPostRow *self)
{
  PosterTarget *target = self->status->target_id != NULL ? poster_post_find_target (self->post, self->status->target_id)
                                                         : NULL;
  gint64 time_us = get_time_us (self);

  if (target != NULL && target->error_message != NULL && target->state != POSTER_TARGET_PUBLISHED)
    return g_strdup (target->error_message);
  return time_us >= 0 ? poster_words_absolute (time_us, NULL) : NULL;
}

static void
show_progress (PosterPostRow *self,
               gint64         done_bytes,
               gint64         total_bytes)
{
  double fraction = total_bytes > 0 ? (double) done_bytes / (double) total_bytes : 0;
  g_autofree char *percent = total_bytes > 0 ? poster_words_percent (fraction) : g_strdup ("");

  if (self->progress == NULL)
    {
      self->progress = gtk_progress_bar_new ();
      gtk_widget_add_css_class (self->progress, "post-progress");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sent"), -1);
      gtk_widget_set_parent (self->progress, GTK_WIDGET (self));
      self->percent = add_label (self, "caption");
      gtk_widget_add_css_class (self->percent, "dim-label");
      gtk_widget_add_css_class (self->percent, "numeric");
    }
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
  gtk_widget_set_visible (self->progress, TRUE);
  gtk_label_set_text (GTK_LABEL (self->percent), percent);
  gtk_widget_set_visible (self->percent, !self->is_narrow);
  if (self->is_narrow && total_bytes > 0)
    {
      /* Translators: a state and how far it is: "Sending, 62 %" */
      g_autofree char *state = g_strdup_printf (_("%s, %s"), self->status->title, percent);

      gtk_label_set_text (GTK_LABEL (self->state), state);
    }
}

static void
hide_progress (PosterPostRow *self)
{
  if (self->progress == NULL)
    return;
  gtk_widget_set_visible (self->progress, FALSE);
  gtk_widget_set_visible (self->percent, FALSE);
}

/* Before the time, since it is one of several. */
static void
show_repeats (PosterPostRow *self)
{
  gboolean wanted = self->post != NULL && self->post->repeats;

  if (self->repeats == NULL && wanted)
    {
      self->repeats = gtk_image_new_from_icon_name ("media-playlist-repeat-symbolic");
      gtk_image_set_pixel_size (GTK_IMAGE (self->repeats), 12);
      gtk_widget_add_css_class (self->repeats, "dim-label");
      gtk_widget_set_tooltip_text (self->repeats, _("Repeats"));
      /* The row says it. */
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->repeats), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_widget_set_parent (self->repeats, GTK_WIDGET (self));
    }
  if (self->repeats != NULL)
    gtk_widget_set_visible (self->repeats, wanted);
}

/* What a screen reader says of a post. */
static char *
dup_label (PosterPostRow *self,
           const char    *line,
           const char    *subtitle)
{
  const char *more = self->status->detail != NULL ? self->status->detail : subtitle;

  if (self->post->repeats)
    /* Translators: what a screen reader says of a post that repeats: its first words, its state, and when or why */
    return g_strdup_printf (_("%s, %s, %s, repeats"), line, self->status->title, more);
  /* Translators: what a screen reader says of a post: its first words, its state, and when or why */
  return g_strdup_printf (_("%s, %s, %s"), line, self->status->title, more);
}

/* What changes while nothing else does. */
static void
fill_words (PosterPostRow *self)
{
  gint64 now_us = get_now_us (self);
  g_autofree char *line = poster_words_first_line (self->post);
  g_autofree char *subtitle = NULL;
  g_autofree char *tooltip = NULL;
  g_autofree char *label = NULL;
  gboolean has_line;

  g_clear_pointer (&self->status, poster_status_free);
  self->status = poster_status_new_for_post (self->post, find_account, self, now_us);

  if (line == NULL && self->post->title != NULL && *self->post->title != '\0')
    line = g_strdup (self->post->title);
  has_line = line != NULL;
  if (!has_line)
    line = g_strdup (_("No caption yet"));
  gtk_label_set_text (GTK_LABEL (self->title), line);
  set_css_class (self->title, "dim-label", !has_line);

  subtitle = self->is_narrow ? narrow_subtitle (self, now_us) : wide_subtitle (self, now_us);
  gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), self->status->icon_name);
  set_state_class (self->icon, self->status->css_class);
  gtk_label_set_text (GTK_LABEL (self->state), self->is_narrow ? self->status->brief : self->status->title);
  set_state_class (self->state, g_str_equal (self->status->css_class, "dim-label") ? "" : self->status->css_class);
  gtk_label_set_text (GTK_LABEL (self->detail), self->status->detail != NULL ? self->status->detail : "");
  gtk_widget_set_visible (self->detail, !self->is_narrow && self->status->detail != NULL);

  tooltip = state_tooltip (self);
  gtk_widget_set_tooltip_text (self->state, tooltip);
  gtk_widget_set_tooltip_text (self->detail, tooltip);

  if (self->status->state == POSTER_TARGET_SENDING)
    {
      gint64 done, total;

      sum_progress (self, &done, &total);
      show_progress (self, done, total);
    }
  else
    hide_progress (self);

  label = dup_label (self, line, subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    /* What is focused has to say it as well. */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
set_button (PosterPostRow *self,
            const char    *label,
            const char    *action_name,
            const char    *target)
{
  GtkButton *button = GTK_BUTTON (self->button);

  if (!self->is_narrow)
    {
      gtk_button_set_label (button, label);
      gtk_widget_set_tooltip_text (self->button, NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
  else
    {
      gboolean is_cancel = self->status->next == POSTER_NEXT_CANCEL;

      /* Of what there is to do here only stopping is urgent: the row opens for all else. */
      gtk_button_set_icon_name (button, is_cancel ? "window-close-symbolic" : "go-next-symbolic");
      if (!is_cancel)
        {
          label = _("Details");
          action_name = "app.show-post";
          target = self->post->id;
        }
      gtk_widget_set_tooltip_text (self->button, label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
  set_css_class (self->button, "flat", self->is_narrow);
  set_css_class (self->button, "circular", self->is_narrow);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
}

static void
fill_button (PosterPostRow *self)
{
  const char *label = _("Details");
  const char *action = "app.show-post";
  const char *target = self->post->id;

  poster_post_find_next (self->post, self->status, &label, &action, &target);
  set_button (self, label, action, target);
}

/* Bars where the words will be, until they are read. */
static void
show_bars (PosterPostRow *self,
           gboolean       wanted)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->bars); i++)
    {
      if (self->bars[i] == NULL && wanted)
        {
          self->bars[i] = adw_bin_new ();
          gtk_widget_add_css_class (self->bars[i], "bar");
          gtk_widget_set_parent (self->bars[i], GTK_WIDGET (self));
        }
      if (self->bars[i] != NULL)
        gtk_widget_set_visible (self->bars[i], wanted);
    }
}

static void
fill (PosterPostRow *self)
{
  gboolean has_post = self->post != NULL;

  show_bars (self, !has_post && self->entry != NULL);
  gtk_widget_set_visible (self->icon, has_post);
  gtk_widget_set_visible (self->button, has_post);
  fill_avatars (self);
  show_repeats (self);
  if (!has_post)
    {
      g_clear_pointer (&self->status, poster_status_free);
      gtk_label_set_text (GTK_LABEL (self->title), "");
      gtk_label_set_text (GTK_LABEL (self->subtitle), "");
      gtk_label_set_text (GTK_LABEL (self->state), "");
      gtk_widget_set_visible (self->detail, FALSE);
      hide_progress (self);
      poster_thumb_set_item (POSTER_THUMB (self->thumb), NULL, 0);
      return;
    }
  fill_words (self);
  fill_button (self);
  poster_thumb_set_item (POSTER_THUMB (self->thumb),
                         self->post->media->len > 0 ? g_ptr_array_index (self->post->media, 0) : NULL,
                         self->post->media->len);
  if (self->post->media->len == 0)
    poster_thumb_set_icon (POSTER_THUMB (self->thumb), "format-justify-left-symbolic");
}

static void
take_post (PosterPostRow *self)
{
  PosterPost *post = self->entry != NULL ? poster_post_entry_get_post (self->entry) : NULL;

  if (self->post == NULL || post == NULL || g_strcmp0 (self->post->id, post->id) != 0)
    self->rate = (PosterTransferRate) { 0 };
  g_set_object (&self->post, post);
  fill (self);
}

static void
post_changed_cb (PosterPostRow *self)
{
  take_post (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
place_changed_cb (PosterPostRow *self)
{
  gboolean is_first = self->entry == NULL || poster_post_entry_get_is_first (self->entry);
  gboolean is_last = self->entry == NULL || poster_post_entry_get_is_last (self->entry);

  set_css_class (GTK_WIDGET (self), "first", is_first);
  set_css_class (GTK_WIDGET (self), "last", is_last);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
poster_post_row_dispose (GObject *object)
{
  PosterPostRow *self = POSTER_POST_ROW (object);
  GtkWidget *child;

  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_clear_object (&self->entry);
  g_clear_object (&self->post);
  g_clear_object (&self->session);
  g_clear_pointer (&self->status, poster_status_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_post_row_parent_class)->dispose (object);
}

static void
poster_post_row_class_init (PosterPostRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_post_row_dispose;
  widget_class->measure = poster_post_row_measure;
  widget_class->size_allocate = poster_post_row_size_allocate;
  widget_class->snapshot = poster_post_row_snapshot;

  gtk_widget_class_set_css_name (widget_class, "postrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
poster_post_row_init (PosterPostRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->card = adw_bin_new ();
  gtk_widget_add_css_class (self->card, "card");
  gtk_widget_add_css_class (self->card, "part");
  gtk_widget_set_can_target (self->card, FALSE);
  gtk_widget_set_parent (self->card, widget);

  self->thumb = poster_thumb_new (54, 56);
  poster_thumb_set_even (POSTER_THUMB (self->thumb), TRUE);
  gtk_widget_set_parent (self->thumb, widget);

  self->title = add_label (self, NULL);
  self->subtitle = add_label (self, "caption");
  gtk_widget_add_css_class (self->subtitle, "dim-label");
  gtk_widget_add_css_class (self->subtitle, "numeric");

  self->icon = gtk_image_new ();
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (self->icon, widget);
  self->state = add_label (self, NULL);
  gtk_widget_add_css_class (self->state, "numeric");
  self->detail = add_label (self, "caption");
  gtk_widget_add_css_class (self->detail, "dim-label");
  gtk_widget_add_css_class (self->detail, "numeric");

  self->button = gtk_button_new ();
  gtk_widget_set_parent (self->button, widget);
}

/**
 * poster_post_row_new:
 * @session: whose accounts and progress to show
 *
 * Returns: (transfer floating): a row without a post
 */
GtkWidget *
poster_post_row_new (PosterSession *session)
{
  PosterPostRow *self = g_object_new (POSTER_TYPE_POST_ROW, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

/**
 * poster_post_row_set_entry:
 * @self: a row
 * @entry: (nullable): what to show, and to follow while it changes; %NULL while it is not used
 */
void
poster_post_row_set_entry (PosterPostRow   *self,
                           PosterPostEntry *entry)
{
  if (self->entry == entry)
    return;
  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_set_object (&self->entry, entry);
  if (entry == NULL)
    {
      /* What it shows stays until there is something else: nobody sees it. */
      g_clear_object (&self->post);
      poster_thumb_set_item (POSTER_THUMB (self->thumb), NULL, 0);
      return;
    }
  g_signal_connect_swapped (entry, "notify::post", G_CALLBACK (post_changed_cb), self);
  g_signal_connect_swapped (entry, "notify::is-first", G_CALLBACK (place_changed_cb), self);
  g_signal_connect_swapped (entry, "notify::is-last", G_CALLBACK (place_changed_cb), self);
  place_changed_cb (self);
  take_post (self);
}

/**
 * poster_post_row_get_entry:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
PosterPostEntry *
poster_post_row_get_entry (PosterPostRow *self)
{
  return self->entry;
}

/**
 * poster_post_row_set_narrow:
 * @self: a row
 * @narrow: whether there is little room
 */
void
poster_post_row_set_narrow (PosterPostRow *self,
                            gboolean       narrow)
{
  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  set_css_class (GTK_WIDGET (self), "narrow", narrow);
  set_css_class (self->state, "caption", narrow);
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), narrow ? 14 : 16);
  fill (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * poster_post_row_note_progress:
 * @self: a row
 * @target_id: whose bytes moved; perhaps none of this post's
 * @done_bytes: bytes sent
 * @total_bytes: bytes in all
 */
void
poster_post_row_note_progress (PosterPostRow *self,
                               const char    *target_id,
                               gint64         done_bytes,
                               gint64         total_bytes)
{
  gint64 done, total;

  if (self->post == NULL || self->status == NULL || self->status->state != POSTER_TARGET_SENDING ||
      poster_post_find_target (self->post, target_id) == NULL || !sum_progress (self, &done, &total))
    return;
  poster_transfer_rate_note (&self->rate,
                             poster_clock_get_monotonic_us (poster_session_get_clock (self->session)), done);
  show_progress (self, done, total);
  if (!self->is_narrow)
    {
      g_autofree char *subtitle = wide_subtitle (self, get_now_us (self));

      gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle);
    }
}

/**
 * poster_post_row_refresh:
 * @self: a row
 *
 * Says anew what is relative to the present, and who the accounts are.
 */
void
poster_post_row_refresh (PosterPostRow *self)
{
  if (self->post == NULL)
    return;
  fill_avatars (self);
  fill_words (self);
}
