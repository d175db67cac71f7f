/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-finding-place.h"
#include "poster-slot-plan.h"
#include "poster-words.h"

static void
show_notice (PosterComposerWindow *self,
             const char           *words,
             const char           *first,
             PosterNoticeFunc      first_func,
             const char           *second,
             PosterNoticeFunc      second_func)
{
  gtk_widget_set_visible (self->notice, words != NULL);
  self->notice_funcs[0] = first_func;
  self->notice_funcs[1] = second_func;
  if (words == NULL)
    return;
  gtk_label_set_label (self->notice_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_first), first != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_second), second != NULL);
  if (first != NULL)
    gtk_button_set_label (self->notice_first, first);
  if (second != NULL)
    gtk_button_set_label (self->notice_second, second);
}

static void
keep_mine (PosterComposerWindow *self)
{
  poster_draft_keeper_keep_mine (self->keeper);
}

static void
take_theirs (PosterComposerWindow *self)
{
  poster_draft_keeper_take_theirs (self->keeper);
}

static void
save_again (PosterComposerWindow *self)
{
  poster_draft_keeper_save (self->keeper);
}

static void
close_window (PosterComposerWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* What keeps it from being stored. Who could not be asked is told with the options. */
static void
show_notices (PosterComposerWindow *self)
{
  const GError *error = poster_draft_keeper_get_error (self->keeper);
  g_autofree char *spare = NULL;

  switch (poster_draft_keeper_get_state (self->keeper))
    {
    case POSTER_KEEPING_CONFLICT:
      show_notice (self, error->message, _("Keep This One"), keep_mine, _("Take the Other"), take_theirs);
      break;
    case POSTER_KEEPING_GONE:
      show_notice (self, error->message, _("Keep It"), keep_mine, _("Close"), close_window);
      break;
    case POSTER_KEEPING_LOCKED:
      show_notice (self, error->message, _("Close"), close_window, NULL, NULL);
      break;
    case POSTER_KEEPING_FAILED:
      show_notice (self, error->message, _("Try Again"), save_again, NULL, NULL);
      break;
    case POSTER_KEEPING_NOTHING:
    case POSTER_KEEPING_PENDING:
    case POSTER_KEEPING_SAVED:
    case POSTER_KEEPING_ENDED:
    default:
      spare = poster_composer_window_dup_spare_words (self);
      show_notice (self, spare, _("One Post Each"), poster_composer_window_make_one_each, _("Use First"),
                   poster_composer_window_use_first);
      break;
    }
}

static const char *
say_state (PosterComposerWindow *self)
{
  gboolean is_live = poster_draft_keeper_get_is_live (self->keeper);

  switch (poster_draft_keeper_get_state (self->keeper))
    {
    case POSTER_KEEPING_PENDING:
      return _("Saving…");
    case POSTER_KEEPING_SAVED:
      return is_live ? _("Changes are kept until you save them") : _("Draft saved");
    case POSTER_KEEPING_FAILED:
      return _("Not saved");
    case POSTER_KEEPING_CONFLICT:
      return _("Changed somewhere else");
    case POSTER_KEEPING_GONE:
      return _("Deleted somewhere else");
    case POSTER_KEEPING_LOCKED:
      return _("Going out");
    case POSTER_KEEPING_NOTHING:
    case POSTER_KEEPING_ENDED:
    default:
      return "";
    }
}

/**
 * poster_composer_window_show_state:
 * @self: a composer
 *
 * Says how the draft is kept.
 */
void
poster_composer_window_show_state (PosterComposerWindow *self)
{
  gboolean is_live = poster_draft_keeper_get_is_live (self->keeper);
  const char *title = self->edited_id != NULL ? _("Edit Post") : _("New Post");

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, say_state (self));
  gtk_button_set_label (self->discard_button, is_live ? _("Discard Changes") : _("Discard"));
  show_notices (self);
}

/* What a person has to choose yet is said beside the button, and where it is chosen. */
static gboolean
is_choice (PosterFinding *finding)
{
  return g_str_has_prefix (finding->rule, "option-") && finding->measured == NULL &&
         finding->severity == POSTER_SEVERITY_ERROR;
}

/* One thing that keeps it from being published. */
typedef struct
{
  PosterObstacle  obstacle;
  PosterFinding  *finding;  /* (nullable), of %POSTER_OBSTACLE_FINDING */
  char           *words;    /* a sentence */
} Obstacle;

static void
obstacle_free (gpointer data)
{
  Obstacle *obstacle = data;

  g_clear_object (&obstacle->finding);
  g_free (obstacle->words);
  g_free (obstacle);
}

/* @words: (transfer full) */
static void
add_obstacle (GPtrArray      *obstacles,
              PosterObstacle  kind,
              PosterFinding  *finding,
              char           *words)
{
  Obstacle *obstacle = g_new0 (Obstacle, 1);

  obstacle->obstacle = kind;
  obstacle->finding = finding != NULL ? g_object_ref (finding) : NULL;
  obstacle->words = words;
  g_ptr_array_add (obstacles, obstacle);
}

static char *
dup_empty_words (PosterComposerWindow *self)
{
  return g_strdup (poster_composer_window_takes_text (self) ? _("Write something first, or add a video or pictures.")
                                                            : _("Add a video or pictures first."));
}

/* What is missing of the draft itself, in the order in which one fills it in: one after the other. */
static void
collect_of_draft (PosterComposerWindow *self,
                  GPtrArray            *obstacles)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);

  switch (poster_draft_keeper_get_state (self->keeper))
    {
    case POSTER_KEEPING_CONFLICT:
    case POSTER_KEEPING_GONE:
      add_obstacle (obstacles, POSTER_OBSTACLE_KEEPING, NULL, g_strdup (_("Decide first which version to keep.")));
      return;
    case POSTER_KEEPING_LOCKED:
      add_obstacle (obstacles, POSTER_OBSTACLE_KEEPING, NULL, g_strdup (_("It cannot be changed any more.")));
      return;
    default:
      break;
    }
  if (poster_draft_is_empty (self->draft))
    add_obstacle (obstacles, POSTER_OBSTACLE_EMPTY, NULL, dup_empty_words (self));
  else if (poster_draft_get_is_pending (self->draft))
    add_obstacle (obstacles, POSTER_OBSTACLE_FILES, NULL,
                  g_strdup (_("One moment: the files are being looked into.")));
  else if (accounts->len == 0 && poster_draft_get_when (self->draft) != POSTER_COMPOSITION_DRAFT)
    add_obstacle (obstacles, POSTER_OBSTACLE_ACCOUNTS, NULL, g_strdup (_("Choose where to post it.")));
}

static char *
dup_first_sentence (const char *message)
{
  const char *end = strstr (message, ". ");

  return end != NULL ? g_strndup (message, (gsize) (end - message) + 1) : g_strdup (message);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, POSTER_ERROR, POSTER_ERROR_RATE_LIMITED) ||
         g_error_matches (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
}

/* What stands in the way of a post that is otherwise there: from the top of the form to its end. */
static void
collect_of_post (PosterComposerWindow *self,
                 GPtrArray            *obstacles)
{
  g_autoptr(GPtrArray) findings = poster_composer_window_dup_findings (self);
  g_autoptr(GPtrArray) missing = NULL;
  const GError *error = NULL;

  /* Once it is out, nobody opens it any more to be asked. */
  if (self->spare != NULL || self->is_making)
    {
      add_obstacle (obstacles, POSTER_OBSTACLE_KEEPING, NULL,
                    g_strdup (self->is_making ? _("One moment: the other clips become drafts.")
                                              : _("Decide first what becomes of the other clips.")));
      return;
    }
  /* Whoever is signed out cannot be asked about either. */
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->rule, POSTER_FINDING_SIGNED_OUT))
        add_obstacle (obstacles, POSTER_OBSTACLE_FINDING, finding, dup_first_sentence (finding->message));
    }
  if (obstacles->len > 0)
    return;
  if (poster_creators_get_asking (self->creators))
    {
      add_obstacle (obstacles, POSTER_OBSTACLE_CREATORS, NULL,
                    g_strdup (_("One moment: asking what may be posted now.")));
      return;
    }
  if (poster_creators_get_failed (self->creators, &error) != NULL)
    {
      /* A service that takes nothing now says so itself, and when to try later (TikTok's rule 1b). */
      add_obstacle (obstacles, POSTER_OBSTACLE_CREATORS, NULL,
                    g_strdup (is_refusal (error) ? error->message
                                                 : _("It could not be asked what may be posted now.")));
      return;
    }
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity == POSTER_SEVERITY_ERROR && !is_choice (finding))
        add_obstacle (obstacles, POSTER_OBSTACLE_FINDING, finding, dup_first_sentence (finding->message));
    }
  missing = poster_composer_options_dup_missing (self->options);
  for (guint i = 0; i < missing->len; i++)
    add_obstacle (obstacles, POSTER_OBSTACLE_CHOICE, NULL, g_strdup (g_ptr_array_index (missing, i)));
  if (poster_draft_get_when (self->draft) == POSTER_COMPOSITION_QUEUE)
    {
      g_autofree char *reason = poster_slot_plan_dup_reason (self->queues, self->draft);

      if (reason != NULL)
        add_obstacle (obstacles, POSTER_OBSTACLE_TIME, NULL, g_steal_pointer (&reason));
    }
  if (poster_draft_get_when (self->draft) == POSTER_COMPOSITION_AT && poster_draft_get_recurrence (self->draft) != NULL &&
      poster_composer_window_why_no_repeat (self) != NULL)
    add_obstacle (obstacles, POSTER_OBSTACLE_TIME, NULL, g_strdup (poster_composer_window_why_no_repeat (self)));
  if (poster_composer_window_is_past (self))
    add_obstacle (obstacles, POSTER_OBSTACLE_TIME, NULL,
                  g_strdup (_("That time has passed. Choose one that is yet to come.")));
}

/* (element-type Obstacle) (transfer full): what keeps it from being published, the nearest first */
static GPtrArray *
collect_obstacles (PosterComposerWindow *self)
{
  GPtrArray *obstacles = g_ptr_array_new_with_free_func (obstacle_free);

  collect_of_draft (self, obstacles);
  if (obstacles->len == 0 && poster_draft_get_when (self->draft) != POSTER_COMPOSITION_DRAFT)
    collect_of_post (self, obstacles);
  return obstacles;
}

/**
 * poster_composer_window_get_obstacle:
 * @self: a composer
 * @finding: (out) (transfer full) (nullable): what was found, for %POSTER_OBSTACLE_FINDING
 *
 * Returns: the nearest thing that keeps it from being published
 */
PosterObstacle
poster_composer_window_get_obstacle (PosterComposerWindow  *self,
                                     PosterFinding        **finding)
{
  g_autoptr(GPtrArray) obstacles = collect_obstacles (self);
  Obstacle *nearest = obstacles->len > 0 ? g_ptr_array_index (obstacles, 0) : NULL;

  *finding = nearest != NULL && nearest->finding != NULL ? g_object_ref (nearest->finding) : NULL;
  return nearest != NULL ? nearest->obstacle : POSTER_OBSTACLE_NONE;
}

/* The nearest, and how much there is besides. */
static char *
dup_reason (GPtrArray *obstacles)
{
  Obstacle *nearest;
  guint n_others;

  if (obstacles->len == 0)
    return NULL;
  nearest = g_ptr_array_index (obstacles, 0);
  n_others = obstacles->len - 1;
  if (n_others == 0)
    return g_strdup (nearest->words);
  /* Translators: %s is a sentence that says what to do first */
  return g_strdup_printf (ngettext ("%s And %u thing more.", "%s And %u things more.", n_others), nearest->words,
                          n_others);
}

/* All of it, a line each, for whoever rests the pointer on the button. */
static char *
dup_details (GPtrArray *obstacles)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < obstacles->len; i++)
    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "",
                            ((Obstacle *) g_ptr_array_index (obstacles, i))->words);
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

/**
 * poster_composer_window_show_reason:
 * @self: a composer
 *
 * Says why it cannot be published now, and what one agrees to by doing so.
 */
void
poster_composer_window_show_reason (PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) obstacles = collect_obstacles (self);
  g_autofree char *reason = dup_reason (obstacles);
  g_autofree char *details = dup_details (obstacles);
  g_autofree char *declaration = poster_composer_options_dup_declaration (self->options);

  poster_publish_bar_set_declaration (self->publish_bar, declaration);
  poster_publish_bar_set_reason (self->publish_bar, reason, details);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.publish",
                                 self->is_open && reason == NULL && !self->is_publishing);
}

/* "TikTok", "both TikTok accounts", "TikTok and Instagram" */
static char *
say_platforms (GPtrArray *accounts)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      const char *name = poster_words_platform (account->platform);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  if (names->len == 1 && accounts->len == 2)
    /* Translators: %s is a platform: "both TikTok accounts" */
    return g_strdup_printf (_("both %s accounts"), (char *) g_ptr_array_index (names, 0));
  if (names->len == 1 && accounts->len > 2)
    return g_strdup_printf (ngettext ("%u %s account", "all %u %s accounts", accounts->len), accounts->len,
                            (char *) g_ptr_array_index (names, 0));
  g_ptr_array_add (names, NULL);
  return poster_words_list ((const char *const *) names->pdata, 3);
}

static char *
say_when (PosterComposerWindow *self)
{
  PosterSchedule *schedule = poster_draft_get_schedule_for (self->draft, NULL);
  PosterClock *clock = poster_session_get_clock (self->session);
  g_autofree char *time = NULL;

  if (poster_draft_get_when (self->draft) == POSTER_COMPOSITION_QUEUE)
    poster_slot_plan_find (self->queues, self->draft, NULL, &schedule);
  else if (poster_draft_get_when (self->draft) != POSTER_COMPOSITION_AT)
    schedule = NULL;
  if (schedule == NULL)
    return g_strdup (_("It may take some minutes to appear."));
  time = poster_words_time_within (poster_schedule_get_instant_us (schedule), poster_clock_get_now_us (clock),
                                   poster_schedule_get_zone (schedule));
  return g_strdup_printf (_("It may take some minutes to appear after %s."), time);
}

/**
 * poster_composer_window_show_findings:
 * @self: a composer
 *
 * Shows what was found, and that it is ready where nothing stands in the way.
 */
void
poster_composer_window_show_findings (PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) findings = poster_composer_window_dup_findings (self);
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *platforms = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < findings->len; i++)
    if (!is_choice (g_ptr_array_index (findings, i)))
      g_ptr_array_add (shown, g_object_ref (g_ptr_array_index (findings, i)));
  if (accounts->len > 0 && poster_publish_bar_get_is_ready (self->publish_bar))
    {
      platforms = say_platforms (accounts);
      /* Translators: %s is one platform, or some, or accounts on one */
      title = g_strdup_printf (_("Ready for %s"), platforms);
      subtitle = say_when (self);
    }
  poster_composer_stage_set_findings (self->stage, shown, title, subtitle);
}
