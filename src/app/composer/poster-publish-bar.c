/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-bar"

#include "poster-publish-bar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-holder-chooser.h"
#include "poster-repeat-chooser.h"
#include "poster-schedule-button.h"
#include "poster-sleep-habits.h"
#include "poster-slot-chooser.h"
#include "poster-slot-plan.h"
#include "poster-words.h"

/* A time that one has not chosen yet is at the next full hour, no sooner than this. */
#define LEAD_US (15 * G_TIME_SPAN_MINUTE)

struct _PosterPublishBar
{
  GtkWidget              parent_instance;

  PosterDraft           *draft;      /* (nullable), until it is set */
  PosterClock           *clock;
  PosterQueuesModel     *queues;       /* (nullable), likewise */
  PosterSlotChooser     *slots;
  PosterRepeatChooser   *repeat;
  PosterHolderChooser   *holder;
  char                  *zone;
  char                  *reason_text;  /* (nullable) */
  char                  *habits;       /* (nullable): when this computer sleeps, that is after: */
  gint64                 habits_us;
  GSimpleAction         *when;
  gboolean               is_narrow;

  AdwClamp              *clamp;
  GtkWidget             *when_row;
  AdwBin                *wide_when;
  GtkWidget             *when_buttons;
  AdwBin                *wide_date;
  AdwBin                *narrow_date;
  PosterScheduleButton  *date;
  GtkBox                *act_row;
  GtkLabel              *declaration;
  GtkWidget             *reason_button;
  GtkBox                *reason_box;
  GtkWidget             *reason_icon;
  GtkLabel              *reason;
  GtkWidget             *narrow_row;
  GtkButton             *button;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PosterPublishBar, poster_publish_bar, GTK_TYPE_WIDGET)

static const struct
{
  PosterCompositionWhen  when;
  const char            *word;
} words[] = {
  { POSTER_COMPOSITION_NOW, "now" },
  { POSTER_COMPOSITION_AT, "at" },
  { POSTER_COMPOSITION_QUEUE, "queue" },
  { POSTER_COMPOSITION_DRAFT, "draft" },
};

static const char *
word_of (PosterCompositionWhen when)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].when == when)
      return words[i].word;
  return "now";
}

/* The full hour after @LEAD_US, on the wall of the zone that new posts are meant in. */
static PosterSchedule *
propose (PosterPublishBar *self)
{
  gint64 soon_us = poster_clock_get_now_us (self->clock) + LEAD_US;
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (self->zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (soon_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  g_autoptr(GDateTime) hour = NULL;
  g_autofree char *wall = NULL;

  hour = g_date_time_add_seconds (local, 3600 - g_date_time_get_minute (local) * 60 - g_date_time_get_seconds (local));
  wall = g_date_time_format (hour, "%Y-%m-%dT%H:%M:00");
  return poster_schedule_new_wall (wall, zone != NULL ? self->zone : "UTC", NULL);
}

static char *
dup_day (gint64      instant_us,
         const char *zone)
{
  g_autoptr(GTimeZone) time_zone = g_time_zone_new_identifier (zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = time_zone != NULL ? g_date_time_to_timezone (utc, time_zone) : g_date_time_ref (utc);

  return g_date_time_format (local, "%F");
}

static char *
dup_queue_button_label (PosterPublishBar *self)
{
  PosterQueue *queue;
  PosterSlotPlan plan = poster_slot_plan_find (self->queues, self->draft, &queue, NULL);
  g_auto(GStrv) parts = NULL;
  g_autofree char *name = NULL;

  if (plan == POSTER_SLOT_PLAN_HELD)
    return g_strdup (_("_Keep in Queue"));
  if (queue == NULL || poster_queues_model_get_queues (self->queues)->len < 2)
    return g_strdup (_("_Add to Queue"));
  parts = g_strsplit (queue->name, "_", -1);
  name = g_strjoinv ("__", parts);
  /* Translators: %s is what a person calls the queue */
  return g_strdup_printf (_("_Add to “%s”"), name);
}

/* The button says what will happen. */
static char *
dup_button_label (PosterPublishBar *self)
{
  PosterSchedule *schedule = poster_draft_get_schedule_for (self->draft, NULL);
  gint64 now_us = poster_clock_get_now_us (self->clock);
  g_autofree char *time = NULL;
  g_autofree char *day = NULL;
  g_autofree char *today = NULL;
  const char *zone;
  gint64 instant_us;

  switch (poster_draft_get_when (self->draft))
    {
    case POSTER_COMPOSITION_DRAFT:
      return g_strdup (_("Save _Draft"));
    case POSTER_COMPOSITION_QUEUE:
      return dup_queue_button_label (self);
    case POSTER_COMPOSITION_AT:
      break;
    case POSTER_COMPOSITION_NOW:
    case POSTER_COMPOSITION_KEEP:
    default:
      return g_strdup (_("Post _Now"));
    }
  if (schedule == NULL)
    return g_strdup (_("_Schedule"));
  if (poster_draft_get_recurrence (self->draft) != NULL)
    return g_strdup (_("_Schedule Repeating"));
  zone = poster_schedule_get_zone (schedule);
  instant_us = poster_schedule_get_instant_us (schedule);
  day = dup_day (instant_us, zone);
  today = dup_day (now_us, zone);
  time = g_str_equal (day, today) ? poster_words_clock (instant_us, zone)
                                  : poster_words_time_within (instant_us, now_us, zone);
  /* Translators: %s is a time, with the day unless it is today: "Schedule for 18:00" */
  return g_strdup_printf (_("_Schedule for %s"), time);
}

/* The slot that it would get, as short as it is clear. */
static char *
dup_slot_label (PosterPublishBar  *self,
                char             **description)
{
  PosterQueue *queue;
  PosterSchedule *schedule;
  PosterSlotPlan plan = poster_slot_plan_find (self->queues, self->draft, &queue, &schedule);
  g_autofree char *absolute = NULL;

  *description = NULL;
  if (plan == POSTER_SLOT_PLAN_NO_QUEUE)
    return g_strdup (_("No Queue Yet"));
  if (queue == NULL)
    return g_strdup (_("Next Free Slot"));
  if (schedule == NULL || plan < POSTER_SLOT_PLAN_FREE)
    {
      *description = g_strdup (queue->name);
      return g_strdup (plan == POSTER_SLOT_PLAN_PAUSED ? _("Queue Paused") : _("No Free Slot"));
    }
  absolute = poster_words_absolute (poster_schedule_get_instant_us (schedule), poster_schedule_get_zone (schedule));
  /* Translators: what a person calls the queue, and a day and a time */
  *description = g_strdup_printf (_("%s: %s"), queue->name, absolute);
  return poster_words_time (poster_schedule_get_instant_us (schedule), poster_clock_get_now_us (self->clock),
                            poster_schedule_get_zone (schedule));
}

static char *
dup_date_label (PosterPublishBar  *self,
                char             **description)
{
  PosterSchedule *schedule = poster_draft_get_schedule (self->draft);

  *description = NULL;
  if (poster_draft_get_when (self->draft) == POSTER_COMPOSITION_QUEUE)
    return dup_slot_label (self, description);
  if (!self->is_narrow)
    return NULL;
  switch (poster_draft_get_when (self->draft))
    {
    case POSTER_COMPOSITION_DRAFT:
      return g_strdup (_("Draft"));
    case POSTER_COMPOSITION_AT:
      if (schedule == NULL)
        return NULL;
      *description = poster_words_absolute (poster_schedule_get_instant_us (schedule),
                                            poster_schedule_get_zone (schedule));
      return poster_words_clock (poster_schedule_get_instant_us (schedule), poster_schedule_get_zone (schedule));
    case POSTER_COMPOSITION_NOW:
    case POSTER_COMPOSITION_KEEP:
    default:
      return g_strdup (_("Now"));
    }
}

/* Only what waits for its time can be somebody else's to publish. */
static void
show_holder (PosterPublishBar *self)
{
  PosterCompositionWhen when = poster_draft_get_when (self->draft);
  gboolean is_shown = poster_draft_has_holders (self->draft) &&
                      (when == POSTER_COMPOSITION_AT || when == POSTER_COMPOSITION_QUEUE);

  poster_holder_chooser_set (self->holder, poster_draft_get_holder (self->draft));
  poster_schedule_button_set_end (self->date, is_shown ? GTK_WIDGET (self->holder) : NULL);
  /* What sleeps publishes nothing; what is in use until then stays awake. */
  poster_schedule_button_set_caution (self->date, poster_draft_needs_computer (self->draft) ? self->habits : NULL,
                                      self->habits_us);
}

/**
 * poster_publish_bar_update:
 * @self: a bar
 *
 * Shows when the draft is to go out.
 */
void
poster_publish_bar_update (PosterPublishBar *self)
{
  PosterCompositionWhen when;
  g_autofree char *label = NULL;
  g_autofree char *date_label = NULL;
  g_autofree char *date_description = NULL;

  g_return_if_fail (POSTER_IS_PUBLISH_BAR (self));

  when = poster_draft_get_when (self->draft);
  g_simple_action_set_state (self->when, g_variant_new_string (word_of (when)));
  /* An account can have a time of its own, but it goes out with the others. */
  g_simple_action_set_enabled (self->when, poster_draft_get_scope (self->draft) == NULL);
  gtk_widget_set_tooltip_text (self->when_buttons, poster_draft_get_scope (self->draft) != NULL
                                                   ? _("The same for all accounts; only the time can differ.") : NULL);
  if (poster_draft_get_schedule (self->draft) != NULL)
    poster_schedule_button_set_schedule (self->date, poster_draft_get_schedule (self->draft));
  if (poster_draft_get_schedule_for (self->draft, NULL) != NULL)
    poster_repeat_chooser_set (self->repeat, poster_draft_get_schedule_for (self->draft, NULL),
                               poster_draft_get_recurrence (self->draft), poster_clock_get_now_us (self->clock));
  /* All accounts repeat together; and one of several is changed alone. */
  gtk_widget_set_visible (GTK_WIDGET (self->repeat), poster_draft_get_scope (self->draft) == NULL &&
                                                     !poster_draft_get_is_in_series (self->draft));
  date_label = dup_date_label (self, &date_description);
  poster_schedule_button_set_label (self->date, date_label, date_description);
  poster_schedule_button_set_calendar (self->date, when == POSTER_COMPOSITION_AT);
  poster_schedule_button_set_other (self->date, when == POSTER_COMPOSITION_QUEUE ? GTK_WIDGET (self->slots) : NULL);
  show_holder (self);
  gtk_widget_set_visible (GTK_WIDGET (self->date), self->is_narrow || when == POSTER_COMPOSITION_AT ||
                                                   when == POSTER_COMPOSITION_QUEUE);
  gtk_widget_set_visible (GTK_WIDGET (self->declaration),
                          when != POSTER_COMPOSITION_DRAFT && *gtk_label_get_label (self->declaration) != '\0');
  label = dup_button_label (self);
  gtk_button_set_use_underline (self->button, TRUE);
  gtk_button_set_label (self->button, label);
}

static void
when_changed_cb (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       user_data)
{
  PosterPublishBar *self = user_data;
  const char *word = g_variant_get_string (value, NULL);

  if (self->draft == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      {
        if (words[i].when == POSTER_COMPOSITION_AT && poster_draft_get_schedule (self->draft) == NULL)
          {
            g_autoptr(PosterSchedule) schedule = propose (self);

            poster_draft_set_schedule (self->draft, schedule);
          }
        poster_draft_set_when (self->draft, words[i].when);
      }
}

static void
date_changed_cb (PosterScheduleButton *date,
                 PosterPublishBar     *self)
{
  g_autoptr(PosterSchedule) schedule = poster_schedule_button_dup_schedule (date);

  poster_draft_set_schedule (self->draft, schedule);
}

static void
repeat_changed_cb (PosterPublishBar *self)
{
  g_autoptr(PosterRecurrence) recurrence = poster_repeat_chooser_dup_recurrence (self->repeat);

  poster_draft_set_recurrence (self->draft, recurrence);
}

static void
holder_changed_cb (PosterPublishBar *self)
{
  poster_draft_set_holder (self->draft, poster_holder_chooser_get (self->holder));
}

static void
draft_changed_cb (PosterPublishBar *self,
                  guint             parts)
{
  g_autoptr(GPtrArray) accounts = NULL;

  if ((parts & POSTER_DRAFT_ACCOUNTS) == 0)
    return;
  accounts = poster_draft_dup_accounts (self->draft);
  poster_schedule_button_set_accounts (self->date, accounts);
  show_holder (self);
}

static gboolean
activate_link_cb (GtkLabel         *label,
                  const char       *uri,
                  PosterPublishBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  poster_open_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri);
  return TRUE;
}

static void
move (AdwBin *from,
      AdwBin *to)
{
  GtkWidget *child = adw_bin_get_child (from);

  if (child == NULL)
    return;
  g_object_ref (child);
  adw_bin_set_child (from, NULL);
  adw_bin_set_child (to, child);
  g_object_unref (child);
}

static void
set_narrow (PosterPublishBar *self,
            gboolean          narrow)
{
  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  gtk_widget_set_visible (self->when_row, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_date), narrow);
  if (narrow)
    {
      move (self->wide_date, self->narrow_date);
      g_object_ref (self->when_buttons);
      adw_bin_set_child (self->wide_when, NULL);
      poster_schedule_button_set_top (self->date, self->when_buttons);
      g_object_unref (self->when_buttons);
    }
  else
    {
      move (self->narrow_date, self->wide_date);
      g_object_ref (self->when_buttons);
      poster_schedule_button_set_top (self->date, NULL);
      adw_bin_set_child (self->wide_when, self->when_buttons);
      g_object_unref (self->when_buttons);
    }
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->act_row),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->button), narrow);
  gtk_label_set_xalign (self->declaration, narrow ? 0.5f : 0);
  gtk_label_set_justify (self->declaration, narrow ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
  gtk_widget_set_halign (self->reason_button, narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
  if (self->draft != NULL)
    poster_publish_bar_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
get_property (GObject    *object,
              guint       property_id,
              GValue     *value,
              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, POSTER_PUBLISH_BAR (object)->is_narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
set_property (GObject      *object,
              guint         property_id,
              const GValue *value,
              GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_NARROW:
      set_narrow (POSTER_PUBLISH_BAR (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_publish_bar_dispose (GObject *object)
{
  PosterPublishBar *self = POSTER_PUBLISH_BAR (object);

  if (self->clamp != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->clamp));
  self->clamp = NULL;
  g_clear_object (&self->draft);
  g_clear_object (&self->clock);
  g_clear_object (&self->queues);
  g_clear_object (&self->slots);
  g_clear_object (&self->holder);
  g_clear_object (&self->when);
  G_OBJECT_CLASS (poster_publish_bar_parent_class)->dispose (object);
}

static void
poster_publish_bar_finalize (GObject *object)
{
  PosterPublishBar *self = POSTER_PUBLISH_BAR (object);

  g_free (self->zone);
  g_free (self->reason_text);
  g_free (self->habits);
  G_OBJECT_CLASS (poster_publish_bar_parent_class)->finalize (object);
}

static void
poster_publish_bar_class_init (PosterPublishBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_publish_bar_dispose;
  object_class->finalize = poster_publish_bar_finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTER_TYPE_SCHEDULE_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "publishbar");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-publish-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, clamp);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, when_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, wide_when);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, when_buttons);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, wide_date);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, narrow_date);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, date);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, act_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, declaration);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, reason_button);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, reason_box);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, reason_icon);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, reason);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, narrow_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPublishBar, button);
  gtk_widget_class_bind_template_callback (widget_class, date_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_link_cb);
}

static void
poster_publish_bar_init (PosterPublishBar *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  self->slots = g_object_ref_sink (g_object_new (POSTER_TYPE_SLOT_CHOOSER, NULL));
  self->when = g_simple_action_new_stateful ("when", G_VARIANT_TYPE_STRING, g_variant_new_string ("now"));
  g_signal_connect (self->when, "change-state", G_CALLBACK (when_changed_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->when));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "publish", G_ACTION_GROUP (group));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->repeat = POSTER_REPEAT_CHOOSER (poster_repeat_chooser_new ());
  g_signal_connect_swapped (self->repeat, "changed", G_CALLBACK (repeat_changed_cb), self);
  poster_schedule_button_set_more (self->date, GTK_WIDGET (self->repeat));
  self->holder = g_object_ref_sink (POSTER_HOLDER_CHOOSER (poster_holder_chooser_new ()));
  g_signal_connect_swapped (self->holder, "changed", G_CALLBACK (holder_changed_cb), self);
  poster_publish_bar_set_reason (self, NULL, NULL);
}

/**
 * poster_publish_bar_set_draft:
 * @self: a bar
 * @draft: whose time it is
 * @clock: the time
 * @zone: the IANA zone that a new time is meant in
 *
 * Shows when @draft is to go out, and lets a person change it.
 */
void
poster_publish_bar_set_draft (PosterPublishBar *self,
                              PosterDraft      *draft,
                              PosterClock      *clock,
                              const char       *zone)
{
  g_return_if_fail (POSTER_IS_PUBLISH_BAR (self));

  g_set_object (&self->draft, draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  g_set_object (&self->clock, clock);
  g_free (self->zone);
  self->zone = g_strdup (zone);
  g_free (self->habits);
  self->habits = poster_sleep_habits_dup_words ();
  self->habits_us = poster_sleep_habits_get_delay_us ();
  poster_schedule_button_set_clock (self->date, clock);
  draft_changed_cb (self, POSTER_DRAFT_ACCOUNTS);
  poster_publish_bar_update (self);
}

/**
 * poster_publish_bar_set_queues:
 * @self: a bar with a draft
 * @queues: those there are
 *
 * Lets the draft go into one of them.
 */
void
poster_publish_bar_set_queues (PosterPublishBar  *self,
                               PosterQueuesModel *queues)
{
  g_return_if_fail (POSTER_IS_PUBLISH_BAR (self));
  g_return_if_fail (self->queues == NULL);

  self->queues = g_object_ref (queues);
  poster_slot_chooser_set_draft (self->slots, self->draft, queues);
  g_signal_connect_object (queues, "changed", G_CALLBACK (poster_publish_bar_update), self, G_CONNECT_SWAPPED);
  poster_publish_bar_update (self);
}

void
poster_publish_bar_set_declaration (PosterPublishBar *self,
                                    const char       *declaration)
{
  g_return_if_fail (POSTER_IS_PUBLISH_BAR (self));

  if (g_strcmp0 (gtk_label_get_label (self->declaration), declaration != NULL ? declaration : "") == 0)
    return;
  gtk_label_set_markup (self->declaration, declaration != NULL ? declaration : "");
  if (self->draft != NULL)
    poster_publish_bar_update (self);
}

/**
 * poster_publish_bar_set_reason:
 * @self: a bar
 * @reason: (nullable): why it cannot be done now
 * @details: (nullable): all that is to be done first, in lines
 *
 * Says so below the declaration, and over the button. The room for it is always there, so that nothing jumps.
 */
void
poster_publish_bar_set_reason (PosterPublishBar *self,
                               const char       *reason,
                               const char       *details)
{
  g_return_if_fail (POSTER_IS_PUBLISH_BAR (self));

  gtk_widget_set_opacity (self->reason_icon, reason != NULL ? 1 : 0);
  gtk_widget_set_visible (self->reason_icon, reason != NULL);
  gtk_label_set_label (self->reason, reason != NULL ? reason : " ");
  if (reason != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->reason_box), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->reason_box), "warning");
  gtk_widget_set_can_target (self->reason_button, reason != NULL);
  gtk_widget_set_focusable (self->reason_button, reason != NULL);
  if (reason != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->reason_button), GTK_ACCESSIBLE_PROPERTY_LABEL, reason, -1);
  /* An insensitive button has its tooltip all the same. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), details);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  details != NULL ? details : "", -1);
  g_free (self->reason_text);
  self->reason_text = g_strdup (reason);
}

/**
 * poster_publish_bar_get_is_ready:
 * @self: a bar
 *
 * Returns: whether nothing stands in the way
 */
gboolean
poster_publish_bar_get_is_ready (PosterPublishBar *self)
{
  g_return_val_if_fail (POSTER_IS_PUBLISH_BAR (self), FALSE);

  return self->reason_text == NULL;
}

/**
 * poster_publish_bar_popdown:
 * @self: a bar
 *
 * Closes what is open of it, as poster_schedule_button_popdown() says.
 */
void
poster_publish_bar_popdown (PosterPublishBar *self)
{
  g_return_if_fail (POSTER_IS_PUBLISH_BAR (self));

  poster_schedule_button_popdown (self->date);
}
