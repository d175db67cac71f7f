/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-target-card"

#include "poster-target-card.h"

#include "poster-account-avatar.h"
#include "poster-compat.h"
#include "poster-error.h"
#include "poster-journal-words.h"
#include "poster-json.h"
#include "poster-post-menu.h"
#include "poster-remote-comparison.h"
#include "poster-status.h"
#include "poster-store-submissions.h"
#include "poster-transfer-rate.h"
#include "poster-window.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>

/* Of a long story the end is told. */
#define MAX_STORY 100

/**
 * PosterTargetCard:
 *
 * What has become of a post on one account.
 */
struct _PosterTargetCard
{
  AdwBin               parent_instance;

  PosterSession       *session;
  char                *target_id;
  PosterPost          *post;          /* (nullable) */
  PosterTransferRate   rate;
  GCancellable        *cancellable;
  GPtrArray           *story;         /* (element-type GtkWidget), in the expander */
  GPtrArray           *told;          /* (nullable) (element-type PosterJournalLine) */
  JsonObject          *remote;        /* (nullable): what the service has, where that is to be chosen from */

  PosterAccountAvatar *avatar;
  AdwActionRow        *account_row;
  GtkImage            *state_icon;
  GtkLabel            *state_label;
  GtkWidget           *progress_row;
  GtkProgressBar      *progress_bar;
  GtkLabel            *progress_label;
  GtkWidget           *reason_row;
  GtkLabel            *reason_label;
  PosterRemoteComparison *comparison;
  GtkWidget           *buttons_box;
  GtkWidget           *first_button;
  GtkWidget           *second_button;
  AdwActionRow        *link_row;
  AdwExpanderRow      *story_row;
};

G_DEFINE_FINAL_TYPE (PosterTargetCard, poster_target_card, ADW_TYPE_BIN)

static gint64
get_now_us (PosterTargetCard *self)
{
  return poster_clock_get_now_us (poster_session_get_clock (self->session));
}

static PosterTarget *
get_target (PosterTargetCard *self)
{
  return self->post != NULL ? poster_post_find_target (self->post, self->target_id) : NULL;
}

static const char *
get_platform (PosterTargetCard *self,
              PosterTarget     *target)
{
  PosterAccount *account = poster_session_find_account (self->session, target->account_id);

  return account != NULL ? poster_words_platform (account->platform) : _("the platform");
}

static void
set_state_class (GtkWidget  *widget,
                 const char *css_class)
{
  static const char *const all[] = { "success", "warning", "error", "accent", "dim-label" };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i], css_class))
      gtk_widget_add_css_class (widget, all[i]);
    else
      gtk_widget_remove_css_class (widget, all[i]);
}

/* When it was to go out, or did. */
static char *
time_words (PosterTargetCard *self,
            PosterTarget     *target,
            PosterStatus     *status)
{
  gint64 now_us = get_now_us (self);
  g_autofree char *when = NULL;

  if (target->state == POSTER_TARGET_PUBLISHED && target->published_us >= 0)
    return poster_words_time (target->published_us, now_us, NULL);
  if (target->due_us < 0 || target->state == POSTER_TARGET_DRAFT || target->state == POSTER_TARGET_CANCELLED)
    return g_strdup (status->detail);
  when = poster_words_time (target->due_us, now_us, NULL);
  if (target->state != POSTER_TARGET_SCHEDULED && target->state != POSTER_TARGET_MISSED &&
      target->state != POSTER_TARGET_PROCESSING)
    return g_steal_pointer (&when);
  /* Translators: when, and how far away that is, or what is going on: "Today, 18:00 · In 2 hours" */
  return status->detail != NULL ? g_strdup_printf (_("%s · %s"), when, status->detail) : g_steal_pointer (&when);
}

static void
set_button (GtkWidget  *button,
            const char *label,
            const char *action,
            GVariant   *target)
{
  g_autoptr(GVariant) sunk = target != NULL ? g_variant_ref_sink (target) : NULL;

  gtk_widget_set_visible (button, label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (button), label);
  /* Two of them must fit where there is little room, in every language. */
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  /* Never the one with the other's target, not even for a moment: that would be a warning. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), sunk);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

/* What this account alone needs next; the others of the post are left as they are. */
static void
set_next_button (PosterTargetCard *self,
                 PosterTarget     *target,
                 PosterStatus     *status)
{
  GVariant *both = g_variant_ref_sink (g_variant_new ("(ss)", self->post->id, target->id));

  set_button (self->second_button, NULL, NULL, NULL);
  switch (status->next)
    {
    case POSTER_NEXT_DECIDE:
      set_button (self->first_button, _("It Is Out"), "posts.is-out", both);
      set_button (self->second_button, _("It Is Not: Post Again"), "posts.again", both);
      break;
    case POSTER_NEXT_CHOOSE:
      if (self->remote == NULL)
        {
          set_button (self->first_button, NULL, NULL, NULL);
          break;
        }
      set_button (self->first_button, _("Keep Mine"), "posts.keep-mine", g_variant_new_string (self->post->id));
      set_button (self->second_button, _("Use Theirs"), "posts.use-theirs", g_variant_new_string (self->post->id));
      break;
    case POSTER_NEXT_SIGN_IN:
      set_button (self->first_button, _("Sign In…"), "app.reconnect-account", g_variant_new_string (target->account_id));
      break;
    case POSTER_NEXT_RETRY:
      set_button (self->first_button, _("Retry"), "posts.retry-target", both);
      break;
    case POSTER_NEXT_POST_NOW:
      set_button (self->first_button, _("Post Now"), "posts.post-target-now", both);
      break;
    case POSTER_NEXT_EDIT:
      if (target->state == POSTER_TARGET_FAILED && poster_post_can_edit (self->post))
        set_button (self->first_button, _("Edit"), "app.edit-post", g_variant_new_string (self->post->id));
      else if (target->state == POSTER_TARGET_FAILED)
        /* Some of it is out, so it stays as it is: the change goes into a new one. */
        set_button (self->first_button, _("Duplicate and Edit"), "posts.duplicate", g_variant_new_string (self->post->id));
      else
        set_button (self->first_button, NULL, NULL, NULL);
      break;
    case POSTER_NEXT_NONE:
    case POSTER_NEXT_CANCEL:
    case POSTER_NEXT_OPEN:
    default:
      set_button (self->first_button, NULL, NULL, NULL);
      break;
    }
  g_variant_unref (both);
}

/* (nullable): the sentence that explains the state, where it needs one. */
static char *
reason_words (PosterTargetCard *self,
              PosterTarget     *target)
{
  PosterAccount *account = poster_session_find_account (self->session, target->account_id);
  g_autofree char *name = poster_words_account_on (account);

  switch (target->state)
    {
    case POSTER_TARGET_UNKNOWN:
      /* Translators: the first is a network, the second an account on it: "@kitchen on TikTok" */
      return g_strdup_printf (_("%s was asked to publish this, and its answer got lost. Have a look at %s and say what "
                                "you see there. Posting again what is out already would show it twice."),
                              get_platform (self, target), name);
    case POSTER_TARGET_MISSED:
      return g_strdup (_("Nothing could publish this at its time: Poster was not running, or the computer slept. "
                         "It does not go out late without being asked."));
    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_HELD:
      return g_strdup (target->error_message);
    case POSTER_TARGET_SCHEDULED:
      return target->attempts > 0 ? g_strdup (target->error_message) : NULL;
    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
    case POSTER_TARGET_PUBLISHED:
    case POSTER_TARGET_CANCELLED:
    default:
      return NULL;
    }
}

static void
fill_reason (PosterTargetCard *self,
             PosterTarget     *target,
             PosterStatus     *status)
{
  g_autofree char *reason = reason_words (self, target);
  gboolean is_compared = status->next == POSTER_NEXT_CHOOSE && self->remote != NULL;

  gtk_widget_set_visible (self->reason_row, reason != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->comparison), is_compared);
  if (is_compared)
    {
      PosterAccount *account = poster_session_find_account (self->session, target->account_id);

      poster_remote_comparison_show (self->comparison, self->post, target, account != NULL ? account->remote_id : NULL,
                                     self->remote, get_now_us (self));
    }
  if (reason == NULL)
    return;
  gtk_label_set_text (self->reason_label, reason);
  set_next_button (self, target, status);
  gtk_widget_set_visible (self->buttons_box, gtk_widget_get_visible (self->first_button));
}

static void
fill_link (PosterTargetCard *self,
           PosterTarget     *target)
{
  gboolean has_link = target->platform_post_url != NULL && *target->platform_post_url != '\0';
  g_autofree char *title = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->link_row), has_link);
  if (!has_link)
    return;
  /* Translators: %s is a network: "See It on TikTok" */
  title = g_strdup_printf (_("See It on %s"), get_platform (self, target));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->link_row), title);
  adw_action_row_set_subtitle (self->link_row, target->platform_post_url);
}

static void
fill_progress (PosterTargetCard *self,
               PosterTarget     *target)
{
  gint64 done = 0, total = 0;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->progress_row, target->state == POSTER_TARGET_SENDING);
  if (target->state != POSTER_TARGET_SENDING)
    return;
  if (poster_session_get_progress (self->session, target->id, &done, &total) && total > 0)
    words = poster_words_transfer (done, total, poster_transfer_rate_get_left_us (&self->rate, total));
  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) done / (double) total : 0);
  gtk_label_set_text (self->progress_label, words != NULL ? words : _("Beginning"));
}

static void
fill (PosterTargetCard *self)
{
  PosterTarget *target = get_target (self);
  PosterAccount *account;
  g_autoptr(PosterStatus) status = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *tooltip = NULL;

  if (target == NULL)
    return;
  account = poster_session_find_account (self->session, target->account_id);
  status = poster_status_new_for_target (self->post, target, account, get_now_us (self));
  title = poster_words_account_on (account);
  subtitle = time_words (self, target, status);
  if (account != NULL && account->is_practice)
    {
      g_autofree char *practice = NULL;

      /* Translators: marks an account that is for trying things out; what follows is a time */
      practice = g_strdup_printf (subtitle != NULL ? _("Practice · %s") : _("Practice"), subtitle);
      g_free (subtitle);
      subtitle = g_steal_pointer (&practice);
    }
  if (target->due_us >= 0)
    tooltip = poster_words_absolute (target->state == POSTER_TARGET_PUBLISHED && target->published_us >= 0
                                       ? target->published_us : target->due_us, NULL);
  poster_account_avatar_set_account (self->avatar, account);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account_row), title);
  adw_action_row_set_subtitle (self->account_row, subtitle != NULL ? subtitle : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->account_row), tooltip);
  gtk_image_set_from_icon_name (self->state_icon, status->icon_name);
  set_state_class (GTK_WIDGET (self->state_icon), status->css_class);
  gtk_label_set_text (self->state_label, status->title);
  set_state_class (GTK_WIDGET (self->state_label),
                   g_str_equal (status->css_class, "dim-label") ? "" : status->css_class);
  fill_progress (self, target);
  fill_reason (self, target, status);
  fill_link (self, target);
}

static GtkWidget *
make_story_row (PosterTargetCard  *self,
                PosterJournalLine *line,
                gboolean           with_attempt)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *when = poster_words_time (line->at_us, get_now_us (self), NULL);
  g_autofree char *absolute = poster_words_absolute (line->at_us, NULL);
  g_autofree char *caption = NULL;
  GtkWidget *words = gtk_label_new (line->words);
  GtkWidget *time;

  if (with_attempt)
    /* Translators: when, and which of several attempts: "Today, 18:00 · Attempt 2" */
    caption = g_strdup_printf (_("%s · Attempt %d"), when, line->attempt);
  time = gtk_label_new (caption != NULL ? caption : when);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_selectable (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (time), 0);
  gtk_widget_add_css_class (time, "caption");
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_set_tooltip_text (time, absolute);
  if (line->is_bad)
    gtk_widget_add_css_class (words, "error");
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), time);
  gtk_widget_add_css_class (box, "story");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* Whether the lines that are shown begin what is to be told; times that come later need no new rows. */
static gboolean
is_told (PosterTargetCard *self,
         GPtrArray        *lines)
{
  if (self->told == NULL || self->told->len != lines->len)
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      PosterJournalLine *old = g_ptr_array_index (self->told, i);
      PosterJournalLine *new = g_ptr_array_index (lines, i);

      if (old->at_us != new->at_us || !g_str_equal (old->words, new->words))
        return FALSE;
    }
  return TRUE;
}

static void
tell_story (PosterTargetCard *self,
            GPtrArray        *lines)
{
  PosterJournalLine *first = lines->len > 0 ? g_ptr_array_index (lines, 0) : NULL;
  PosterJournalLine *last = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;

  for (guint i = 0; i < self->story->len; i++)
    adw_expander_row_remove (self->story_row, g_ptr_array_index (self->story, i));
  g_ptr_array_set_size (self->story, 0);
  for (guint i = 0; i < lines->len; i++)
    {
      GtkWidget *row = make_story_row (self, g_ptr_array_index (lines, i), first->attempt != last->attempt);

      adw_expander_row_add_row (self->story_row, row);
      g_ptr_array_add (self->story, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->story_row), lines->len > 0);
  if (last != NULL)
    {
      g_autofree char *attempts = g_strdup_printf (ngettext ("%d attempt", "%d attempts", (gulong) MAX (last->attempt, 1)),
                                                   MAX (last->attempt, 1));

      adw_expander_row_set_subtitle (self->story_row, last->attempt > 1 ? attempts : "");
    }
}

static void
journal_listed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = poster_store_list_journal_finish (POSTER_STORE (object), result, &error);
  g_autoptr(GPtrArray) lines = NULL;
  PosterTargetCard *self;
  PosterTarget *target;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  target = get_target (self);
  if (entries == NULL || target == NULL)
    {
      if (error != NULL)
        g_warning ("The journal could not be read: %s", error->message);
      return;
    }
  lines = poster_journal_words_tell (entries, get_platform (self, target));
  if (is_told (self, lines))
    return;
  tell_story (self, lines);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  self->told = g_steal_pointer (&lines);
}

static void
submission_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSubmission) submission = poster_store_get_submission_finish (POSTER_STORE (object), result, &error);
  PosterTargetCard *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    g_warning ("What a service has could not be read: %s", error->message);
  self = user_data;
  g_clear_pointer (&self->remote, json_object_unref);
  if (submission != NULL && submission->remote != NULL)
    self->remote = poster_json_parse_object (submission->remote, -1, NULL);
  fill (self);
}

static void
row_activated_cb (PosterTargetCard *self,
                  GtkListBoxRow    *row)
{
  PosterTarget *target = get_target (self);

  if ((gpointer) row == self->link_row && target != NULL && target->platform_post_url != NULL)
    poster_open_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), target->platform_post_url);
}

static void
copy_clicked_cb (PosterTargetCard *self)
{
  PosterTarget *target = get_target (self);
  PosterWindow *window = poster_window_find (GTK_WIDGET (self));

  if (target == NULL || target->platform_post_url == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), target->platform_post_url);
  if (window != NULL)
    poster_window_tell (window, _("Link copied"));
}

static void
poster_target_card_dispose (GObject *object)
{
  PosterTargetCard *self = POSTER_TARGET_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->post);
  g_clear_pointer (&self->story, g_ptr_array_unref);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_clear_pointer (&self->remote, json_object_unref);
  g_clear_pointer (&self->target_id, g_free);
  G_OBJECT_CLASS (poster_target_card_parent_class)->dispose (object);
}

static void
poster_target_card_class_init (PosterTargetCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_target_card_dispose;

  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  g_type_ensure (POSTER_TYPE_REMOTE_COMPARISON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-target-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, account_row);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, state_icon);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, state_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, progress_row);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, progress_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, reason_row);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, reason_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, buttons_box);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, comparison);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, first_button);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, second_button);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, link_row);
  gtk_widget_class_bind_template_child (widget_class, PosterTargetCard, story_row);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
poster_target_card_init (PosterTargetCard *self)
{
  self->cancellable = g_cancellable_new ();
  self->story = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_target_card_new:
 * @session: where accounts, progress and journal are
 * @target_id: which target
 *
 * Returns: (transfer floating): a card; give it the post
 */
GtkWidget *
poster_target_card_new (PosterSession *session,
                        const char    *target_id)
{
  PosterTargetCard *self = g_object_new (POSTER_TYPE_TARGET_CARD, NULL);

  self->session = g_object_ref (session);
  self->target_id = g_strdup (target_id);
  return GTK_WIDGET (self);
}

/**
 * poster_target_card_set_post:
 * @self: a card
 * @post: the post with the target, as it is now
 */
void
poster_target_card_set_post (PosterTargetCard *self,
                             PosterPost       *post)
{
  PosterTarget *target;

  g_set_object (&self->post, post);
  fill (self);
  target = get_target (self);
  if (target != NULL && target->submission_id != NULL &&
      g_strcmp0 (target->error_code, POSTER_ERROR_CODE_REMOTE_CHANGED) == 0)
    poster_store_get_submission_async (poster_session_get_store (self->session), target->submission_id,
                                       self->cancellable, submission_got_cb, self);
  poster_store_list_journal_async (poster_session_get_store (self->session), self->target_id, MAX_STORY,
                                   self->cancellable, journal_listed_cb, self);
}

/**
 * poster_target_card_note_progress:
 * @self: a card
 * @target_id: whose bytes moved; perhaps another's
 * @done_bytes: bytes sent
 * @total_bytes: bytes in all
 */
void
poster_target_card_note_progress (PosterTargetCard *self,
                                  const char       *target_id,
                                  gint64            done_bytes,
                                  gint64            total_bytes)
{
  PosterTarget *target = get_target (self);

  if (target == NULL || !g_str_equal (target_id, self->target_id))
    return;
  poster_transfer_rate_note (&self->rate,
                             poster_clock_get_monotonic_us (poster_session_get_clock (self->session)), done_bytes);
  fill_progress (self, target);
}

/**
 * poster_target_card_refresh:
 * @self: a card
 *
 * Says anew what is relative to the present, and who the account is.
 */
void
poster_target_card_refresh (PosterTargetCard *self)
{
  fill (self);
}
