/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-findings-list"

#include "poster-findings-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-finding-groups.h"
#include "poster-finding-place.h"
#include "poster-finding-row.h"
#include "poster-findings-more.h"
#include "poster-words.h"

/* So many rows are seen; more scroll. */
#define ROWS_SEEN 3
/* Words that wrap may be as thin as one likes, and then as high: not thinner than these. */
#define WIDTH 380
#define COMPACT_WIDTH 150
#define AVATAR_SIZE 20

struct _PosterFindingsList
{
  GtkWidget          parent_instance;

  GtkBox            *card;
  GtkScrolledWindow *scroller;
  GtkListBox        *list;
  PosterFindingsMore *more;      /* (nullable), until it was compact */
  int                least_width;
  GPtrArray         *findings;   /* (nullable) */
  GPtrArray         *accounts;   /* (nullable) (element-type PosterAccount) */
  PosterPlatforms   *platforms;  /* (nullable) */
  GPtrArray         *groups;     /* (element-type PosterFindingGroup) */
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

/* What is to be shown, from top to bottom. */
typedef struct
{
  char               *key;
  PosterFinding      *finding;  /* (nullable) (unowned), of what says that all is well */
  PosterFindingGroup *group;    /* (nullable) (unowned) */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->key);
  g_free (wanted);
}

/* What is found again after a keystroke has the same key, though its figures may be others. */
static void
want (GPtrArray          *wanted,
      PosterFinding      *finding,
      PosterFindingGroup *group)
{
  Wanted *another = g_new0 (Wanted, 1);
  g_autofree char *base = NULL;
  guint number = 0;

  base = finding != NULL ? g_strdup_printf ("%s%s %d %d#", group->key, finding->rule, finding->media_index,
                                            finding->severity)
                         : g_strdup ("ready#");
  for (guint i = 0; i < wanted->len; i++)
    number += g_str_has_prefix (((Wanted *) g_ptr_array_index (wanted, i))->key, base);
  another->key = g_strdup_printf ("%s%u", base, number);
  another->finding = finding;
  another->group = group;
  g_ptr_array_add (wanted, another);
}

static GPtrArray *
collect_wanted (PosterFindingsList *self)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (wanted_free);
  gboolean refused = self->findings != NULL && poster_findings_have_error (self->findings);
  gboolean has_findings = self->groups->len > 0;

  if (!refused && self->ready_title != NULL && !(self->is_compact && has_findings))
    want (wanted, NULL, NULL);
  for (guint i = 0; i < self->groups->len; i++)
    {
      PosterFindingGroup *group = g_ptr_array_index (self->groups, i);

      for (guint j = 0; j < group->findings->len; j++)
        if (!self->is_compact || wanted->len == 0)
          want (wanted, g_ptr_array_index (group->findings, j), group);
    }
  return wanted;
}

static void
set_row (PosterFindingsList *self,
         PosterFindingRow   *row,
         const Wanted       *wanted)
{
  PosterFinding *finding = wanted->finding;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *fix = NULL;
  g_autofree char *fix_action = NULL;
  PosterFindingWords words = { "poster-state-published-symbolic", "success", _("Ready"), self->ready_title,
                               self->ready_subtitle, NULL, NULL, NULL };

  g_object_set_data_full (G_OBJECT (row), "heading", g_strdup (wanted->group != NULL ? wanted->group->title : NULL),
                          g_free);
  g_object_set_data_full (G_OBJECT (row), "account",
                          wanted->group != NULL && wanted->group->account != NULL ? g_object_ref (wanted->group->account)
                                                                                 : NULL, g_object_unref);
  g_object_set_data (G_OBJECT (row), "glyph",
                     wanted->group != NULL && wanted->group->platform != NULL
                       ? (gpointer) poster_words_glyph (wanted->group->platform) : NULL);
  if (finding != NULL)
    {
      poster_findings_list_split (finding->message, &title, &subtitle);
      if (self->platforms != NULL)
        fix = poster_finding_dup_fix (finding, self->platforms, &fix_action);
      words = (PosterFindingWords) { icon_of (finding->severity), class_of (finding->severity),
                                     word_of (finding->severity), title, subtitle, wanted->group->title,
                                     fix, fix_action };
    }
  poster_finding_row_set_compact (row, self->is_compact || self->least_width < WIDTH);
  poster_finding_row_set (row, finding, &words);
}

static PosterFindingRow *
find_row (PosterFindingsList *self,
          const char         *key)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_str_equal (poster_finding_row_get_key (POSTER_FINDING_ROW (row)), key))
      return POSTER_FINDING_ROW (row);
  return NULL;
}

static gboolean
is_wanted (GPtrArray  *wanted,
           const char *key)
{
  for (guint i = 0; i < wanted->len; i++)
    if (g_str_equal (((Wanted *) g_ptr_array_index (wanted, i))->key, key))
      return TRUE;
  return FALSE;
}

static gboolean
has_focus_inside (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Says whether the focus was in one of them. */
static gboolean
remove_unwanted (PosterFindingsList *self,
                 GPtrArray          *wanted,
                 int                *position)
{
  gboolean had_focus = FALSE;
  GtkListBoxRow *row;
  int i = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, i)) != NULL)
    {
      if (is_wanted (wanted, poster_finding_row_get_key (POSTER_FINDING_ROW (row))))
        {
          i++;
          continue;
        }
      if (has_focus_inside (GTK_WIDGET (row)))
        {
          had_focus = TRUE;
          *position = i;
        }
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
    }
  return had_focus;
}

static void
place_row (PosterFindingsList *self,
           const Wanted       *wanted,
           int                 position)
{
  PosterFindingRow *row = find_row (self, wanted->key);
  gboolean had_focus = FALSE;

  if (row == NULL)
    {
      row = POSTER_FINDING_ROW (poster_finding_row_new (wanted->key));
      set_row (self, row, wanted);
      gtk_list_box_insert (self->list, GTK_WIDGET (row), position);
      return;
    }
  set_row (self, row, wanted);
  if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == position)
    return;
  had_focus = has_focus_inside (GTK_WIDGET (row));
  g_object_ref (row);
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_list_box_insert (self->list, GTK_WIDGET (row), position);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  g_object_unref (row);
}

static void
more_activated_cb (PosterFindingsMore *more,
                   PosterFinding      *finding,
                   PosterFindingsList *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0, finding);
}

/* What there is no room for. */
static void
show_more (PosterFindingsList *self)
{
  guint count = 0;

  for (guint i = 0; i < self->groups->len; i++)
    count += ((PosterFindingGroup *) g_ptr_array_index (self->groups, i))->findings->len;
  count = self->is_compact && count > 0 ? count - 1 : 0;
  if (self->more == NULL && count == 0)
    return;
  if (self->more == NULL)
    {
      self->more = POSTER_FINDINGS_MORE (poster_findings_more_new ());
      g_signal_connect (self->more, "activated", G_CALLBACK (more_activated_cb), self);
      gtk_box_append (self->card, GTK_WIDGET (self->more));
    }
  if (self->accounts != NULL)
    poster_findings_list_set_accounts (poster_findings_more_get_list (self->more), self->accounts, self->platforms);
  poster_findings_list_set_findings (poster_findings_more_get_list (self->more), self->findings, NULL, NULL);
  poster_findings_more_set_count (self->more, count);
}

/* Rows of what was found before stay, and say what is new; only what is gone goes. */
static void
fill (PosterFindingsList *self)
{
  g_autoptr(GPtrArray) wanted = NULL;
  int position = 0;
  gboolean had_focus;

  g_clear_pointer (&self->groups, g_ptr_array_unref);
  self->groups = self->findings != NULL ? poster_finding_groups_new (self->findings, self->accounts)
                                        : g_ptr_array_new ();
  wanted = collect_wanted (self);
  had_focus = remove_unwanted (self, wanted, &position);
  for (guint i = 0; i < wanted->len; i++)
    place_row (self, g_ptr_array_index (wanted, i), (int) i);
  gtk_list_box_invalidate_headers (self->list);
  show_more (self);
  gtk_widget_set_visible (GTK_WIDGET (self), wanted->len > 0);
  if (had_focus && wanted->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list,
                                                                      MIN (position, (int) wanted->len - 1))));
}

static GtkWidget *
heading_new (PosterFindingRow *row)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  PosterAccount *account = g_object_get_data (G_OBJECT (row), "account");
  const char *glyph = g_object_get_data (G_OBJECT (row), "glyph");
  GtkWidget *label = gtk_label_new (g_object_get_data (G_OBJECT (row), "heading"));

  gtk_widget_add_css_class (heading, "whom");
  if (account != NULL)
    {
      GtkWidget *avatar = poster_account_avatar_new (AVATAR_SIZE);

      poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), account);
      gtk_box_append (GTK_BOX (heading), avatar);
    }
  else if (glyph != NULL)
    {
      gtk_box_append (GTK_BOX (heading), gtk_image_new_from_icon_name (glyph));
    }
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_box_append (GTK_BOX (heading), label);
  return heading;
}

/* Above the first row of each group, unless there is nobody to be told apart. */
static void
header_cb (GtkListBoxRow *row,
           GtkListBoxRow *before,
           gpointer       user_data)
{
  PosterFindingsList *self = user_data;
  const char *title = g_object_get_data (G_OBJECT (row), "heading");
  const char *title_before = before != NULL ? g_object_get_data (G_OBJECT (before), "heading") : NULL;
  GtkWidget *header = gtk_list_box_row_get_header (row);

  if (title == NULL || self->is_compact || g_strcmp0 (title, title_before) == 0)
    {
      if (header != NULL)
        gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (header != NULL && g_strcmp0 (gtk_label_get_label (GTK_LABEL (gtk_widget_get_last_child (header))), title) == 0)
    return;
  gtk_list_box_row_set_header (row, heading_new (POSTER_FINDING_ROW (row)));
}

static void
row_activated_cb (GtkListBox         *list,
                  GtkListBoxRow      *row,
                  PosterFindingsList *self)
{
  PosterFinding *finding = poster_finding_row_get_finding (POSTER_FINDING_ROW (row));

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
  int least = self->is_compact ? COMPACT_WIDTH : self->least_width;
  GtkListBoxRow *row;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (GTK_WIDGET (self->card), orientation, -1, minimum, natural, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, least);
      return;
    }
  for_size = MAX (for_size, least);
  *natural = 0;
  for (int i = 0; i < ROWS_SEEN && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      GtkWidget *header = gtk_list_box_row_get_header (row);
      int height;

      if (header != NULL)
        {
          gtk_widget_measure (header, orientation, for_size, NULL, &height, NULL, NULL);
          *natural += height;
        }
      gtk_widget_measure (GTK_WIDGET (row), orientation, for_size, NULL, &height, NULL, NULL);
      *natural += height;
    }
  if (self->more != NULL)
    {
      int height;

      gtk_widget_measure (GTK_WIDGET (self->more), orientation, for_size, NULL, &height, NULL, NULL);
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
  gtk_widget_allocate (GTK_WIDGET (POSTER_FINDINGS_LIST (widget)->card), width, height, baseline, NULL);
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

  if (self->card != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->card));
  self->card = NULL;
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_object (&self->platforms);
  G_OBJECT_CLASS (poster_findings_list_parent_class)->dispose (object);
}

static void
poster_findings_list_finalize (GObject *object)
{
  PosterFindingsList *self = POSTER_FINDINGS_LIST (object);

  g_free (self->ready_title);
  g_free (self->ready_subtitle);
  g_ptr_array_unref (self->groups);
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
  self->groups = g_ptr_array_new ();
  self->least_width = WIDTH;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What was found"), -1);
  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (GTK_WIDGET (self->scroller), TRUE);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->list));
  self->card = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->card), "card");
  gtk_widget_set_overflow (GTK_WIDGET (self->card), GTK_OVERFLOW_HIDDEN);
  gtk_box_append (self->card, GTK_WIDGET (self->scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->card), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * poster_findings_list_set_accounts:
 * @self: a list
 * @accounts: (element-type PosterAccount): where the post goes to
 * @platforms: the rules
 *
 * What is found is told by whom it concerns from now on.
 */
void
poster_findings_list_set_accounts (PosterFindingsList *self,
                                   GPtrArray          *accounts,
                                   PosterPlatforms    *platforms)
{
  g_return_if_fail (POSTER_IS_FINDINGS_LIST (self));

  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  self->accounts = g_ptr_array_ref (accounts);
  g_set_object (&self->platforms, platforms);
}

/**
 * poster_findings_list_set_findings:
 * @self: a list
 * @findings: (nullable) (element-type PosterFinding): what was found, the worst first
 * @ready_title: (nullable): what to say when nothing of it stands in the way
 * @ready_subtitle: (nullable): and below
 *
 * Shows what was found. Rows of what was found before stay where they are.
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

/**
 * poster_findings_list_set_least_width:
 * @self: a list
 * @width: in pixels, where there is less room than beside the form
 */
void
poster_findings_list_set_least_width (PosterFindingsList *self,
                                      int                 width)
{
  g_return_if_fail (POSTER_IS_FINDINGS_LIST (self));

  self->least_width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
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
