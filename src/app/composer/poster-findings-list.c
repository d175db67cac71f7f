/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-findings-list"

#include "poster-findings-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* So many rows are seen; more scroll. */
#define ROWS_SEEN 3
/* Words that wrap may be as thin as one likes, and then as high: not thinner than these. */
#define WIDTH 380
#define COMPACT_WIDTH 150

struct _PosterFindingsList
{
  GtkWidget          parent_instance;

  GtkScrolledWindow *scroller;
  GtkListBox        *list;
  GPtrArray         *findings;  /* (nullable) */
  char              *ready_title;
  char              *ready_subtitle;
  gboolean           is_compact;
};

enum
{
  PROP_0,
  PROP_COMPACT,
  N_PROPS,
};

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterFindingsList, poster_findings_list, GTK_TYPE_WIDGET)

/* "TikTok takes 23 to 60. Convert to 30?" asks for a button that would do it. */
static void
drop_question (char *words)
{
  char *end = words != NULL && g_str_has_suffix (words, "?") ? g_strrstr (words, ". ") : NULL;

  if (end != NULL)
    end[1] = '\0';
}

/**
 * poster_findings_list_split:
 * @message: of a finding: one or two sentences
 * @title: (out): what was measured
 * @subtitle: (out) (nullable): what is allowed, and what to do
 *
 * "22 frames a second; TikTok takes 23 to 60." are two lines to the eye.
 */
void
poster_findings_list_split (const char  *message,
                            char       **title,
                            char       **subtitle)
{
  const char *semicolon = strstr (message, "; ");
  const char *sentence = strstr (message, ". ");
  const char *question = strstr (message, "? ");
  const char *end = sentence;

  if (end == NULL || (question != NULL && question < end))
    end = question;
  if (semicolon != NULL && (end == NULL || semicolon < end))
    {
      *title = g_strndup (message, (gsize) (semicolon - message));
      *subtitle = g_strdup (semicolon + 2);
    }
  else if (end != NULL)
    {
      *title = g_strndup (message, (gsize) (end - message) + (*end == '?' ? 1 : 0));
      *subtitle = g_strdup (end + 2);
    }
  else
    {
      *title = g_strdup (message);
      if (g_str_has_suffix (*title, "."))
        (*title)[strlen (*title) - 1] = '\0';
      *subtitle = NULL;
    }
  drop_question (*subtitle);
}

static const char *
icon_of (PosterSeverity severity)
{
  switch (severity)
    {
    case POSTER_SEVERITY_ERROR:
      return "dialog-error-symbolic";
    case POSTER_SEVERITY_WARNING:
      return "dialog-warning-symbolic";
    case POSTER_SEVERITY_INFO:
    default:
      return "poster-hint-symbolic";
    }
}

static const char *
class_of (PosterSeverity severity)
{
  switch (severity)
    {
    case POSTER_SEVERITY_ERROR:
      return "error";
    case POSTER_SEVERITY_WARNING:
      return "warning";
    case POSTER_SEVERITY_INFO:
    default:
      return "hint";
    }
}

static const char *
word_of (PosterSeverity severity)
{
  switch (severity)
    {
    case POSTER_SEVERITY_ERROR:
      return _("Stands in the way");
    case POSTER_SEVERITY_WARNING:
      return _("Worth mending");
    case POSTER_SEVERITY_INFO:
    default:
      return _("Worth knowing");
    }
}

static GtkWidget *
new_label (const char *text,
           const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_row (PosterFindingsList *self,
         const char         *icon_name,
         const char         *class,
         const char         *state,
         const char         *title,
         const char         *subtitle)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *title_label = new_label (title, NULL);

  gtk_widget_add_css_class (row, "finding");
  gtk_widget_add_css_class (icon, class);
  gtk_widget_set_tooltip_text (icon, state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, state, -1);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), title_label);
  if (subtitle != NULL && *subtitle != '\0')
    {
      GtkWidget *subtitle_label = new_label (subtitle, "caption");

      gtk_widget_add_css_class (subtitle_label, "dim-label");
      gtk_box_append (GTK_BOX (words), subtitle_label);
    }
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle != NULL ? subtitle : state, -1);
  return row;
}

static void
clear (PosterFindingsList *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static void
fill (PosterFindingsList *self)
{
  guint n_findings = self->findings != NULL ? self->findings->len : 0;
  gboolean refused = n_findings > 0 && poster_findings_have_error (self->findings);
  guint shown = self->is_compact ? MIN (n_findings, 1) : n_findings;

  clear (self);
  if (!refused && self->ready_title != NULL && !(self->is_compact && n_findings > 0))
    {
      GtkWidget *row = new_row (self, "poster-state-published-symbolic", "success", _("Ready"), self->ready_title,
                                self->ready_subtitle);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_list_box_append (self->list, row);
    }
  for (guint i = 0; i < shown; i++)
    {
      PosterFinding *finding = g_ptr_array_index (self->findings, i);
      g_autofree char *title = NULL;
      g_autofree char *subtitle = NULL;
      GtkWidget *row;

      poster_findings_list_split (finding->message, &title, &subtitle);
      row = new_row (self, icon_of (finding->severity), class_of (finding->severity), word_of (finding->severity),
                     title, subtitle);
      g_object_set_data_full (G_OBJECT (row), "finding", g_object_ref (finding), g_object_unref);
      gtk_list_box_append (self->list, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL);
}

static void
row_activated_cb (GtkListBox         *list,
                  GtkListBoxRow      *row,
                  PosterFindingsList *self)
{
  PosterFinding *finding = g_object_get_data (G_OBJECT (row), "finding");

  if (finding != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, finding);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* As high as the first rows are at this width, be they of one line or of two. */
static void
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural,
         int            *minimum_baseline,
         int            *natural_baseline)
{
  PosterFindingsList *self = POSTER_FINDINGS_LIST (widget);
  int least = self->is_compact ? COMPACT_WIDTH : WIDTH;
  guint i = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (GTK_WIDGET (self->scroller), orientation, -1, minimum, natural, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, least);
      return;
    }
  for_size = MAX (for_size, least);
  *natural = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL && i < ROWS_SEEN;
       row = gtk_widget_get_next_sibling (row), i++)
    {
      int height;

      gtk_widget_measure (row, orientation, for_size, NULL, &height, NULL, NULL);
      *natural += height;
    }
  *minimum = *natural;
}

static void
size_allocate (GtkWidget *widget,
               int        width,
               int        height,
               int        baseline)
{
  gtk_widget_allocate (GTK_WIDGET (POSTER_FINDINGS_LIST (widget)->scroller), width, height, baseline, NULL);
}

static void
get_property (GObject    *object,
              guint       property_id,
              GValue     *value,
              GParamSpec *pspec)
{
  PosterFindingsList *self = POSTER_FINDINGS_LIST (object);

  switch (property_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, self->is_compact);
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
    case PROP_COMPACT:
      poster_findings_list_set_compact (POSTER_FINDINGS_LIST (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_findings_list_dispose (GObject *object)
{
  PosterFindingsList *self = POSTER_FINDINGS_LIST (object);

  if (self->scroller != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->scroller));
  self->scroller = NULL;
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_findings_list_parent_class)->dispose (object);
}

static void
poster_findings_list_finalize (GObject *object)
{
  PosterFindingsList *self = POSTER_FINDINGS_LIST (object);

  g_free (self->ready_title);
  g_free (self->ready_subtitle);
  G_OBJECT_CLASS (poster_findings_list_parent_class)->finalize (object);
}

static void
poster_findings_list_class_init (PosterFindingsListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_findings_list_dispose;
  object_class->finalize = poster_findings_list_finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, POSTER_TYPE_FINDING);
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (widget_class, "findings");
}

static void
poster_findings_list_init (PosterFindingsList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What was found"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (GTK_WIDGET (self->scroller), "card");
  gtk_widget_set_overflow (GTK_WIDGET (self->scroller), GTK_OVERFLOW_HIDDEN);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->list));
  gtk_widget_set_parent (GTK_WIDGET (self->scroller), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * poster_findings_list_set_findings:
 * @self: a list
 * @findings: (nullable) (element-type PosterFinding): what was found, the worst first
 * @ready_title: (nullable): what to say when nothing of it stands in the way
 * @ready_subtitle: (nullable): and below
 *
 * Shows what was found.
 */
void
poster_findings_list_set_findings (PosterFindingsList *self,
                                   GPtrArray          *findings,
                                   const char         *ready_title,
                                   const char         *ready_subtitle)
{
  g_return_if_fail (POSTER_IS_FINDINGS_LIST (self));

  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = findings != NULL ? g_ptr_array_ref (findings) : NULL;
  g_free (self->ready_title);
  self->ready_title = g_strdup (ready_title);
  g_free (self->ready_subtitle);
  self->ready_subtitle = g_strdup (ready_subtitle);
  fill (self);
}

void
poster_findings_list_set_compact (PosterFindingsList *self,
                                  gboolean            compact)
{
  g_return_if_fail (POSTER_IS_FINDINGS_LIST (self));

  if (self->is_compact == compact)
    return;
  self->is_compact = compact;
  if (compact)
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
  fill (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}
