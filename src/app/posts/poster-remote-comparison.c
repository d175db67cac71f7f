/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-remote-comparison"

#include "poster-remote-comparison.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-words.h"

/* Enough to tell one from the other. */
#define MAX_LINES 4

/**
 * PosterRemoteComparison:
 *
 * The two versions of a post that was changed here and at a service, one below the other.
 */
struct _PosterRemoteComparison
{
  GtkWidget  parent_instance;

  GtkLabel  *titles[2];   /* where, and when it goes out there */
  GtkLabel  *texts[2];
};

enum
{
  HERE,
  THERE,
};

G_DEFINE_FINAL_TYPE (PosterRemoteComparison, poster_remote_comparison, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (PosterRemoteComparison *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return GTK_LABEL (label);
}

static void
poster_remote_comparison_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_remote_comparison_parent_class)->dispose (object);
}

static void
poster_remote_comparison_class_init (PosterRemoteComparisonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_remote_comparison_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
poster_remote_comparison_init (PosterRemoteComparison *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
  for (guint i = 0; i < G_N_ELEMENTS (self->titles); i++)
    {
      self->titles[i] = add_label (self);
      gtk_widget_add_css_class (GTK_WIDGET (self->titles[i]), "caption-heading");
      gtk_widget_add_css_class (GTK_WIDGET (self->titles[i]), "numeric");
      self->texts[i] = add_label (self);
      gtk_label_set_lines (self->texts[i], MAX_LINES);
      gtk_label_set_ellipsize (self->texts[i], PANGO_ELLIPSIZE_END);
    }
  gtk_widget_set_margin_top (GTK_WIDGET (self->titles[THERE]), 6);
}

/**
 * poster_remote_comparison_new:
 *
 * Returns: (transfer floating): one that shows nothing yet
 */
GtkWidget *
poster_remote_comparison_new (void)
{
  return g_object_new (POSTER_TYPE_REMOTE_COMPARISON, NULL);
}

static void
show_title (PosterRemoteComparison *self,
            guint                   which,
            gint64                  due_us,
            gint64                  now_us)
{
  g_autofree char *when = due_us >= 0 ? poster_words_time (due_us, now_us, NULL) : g_strdup (_("At no time"));
  /* Translators: a version of a post, and when it goes out: "At Late: tomorrow, 18:00" */
  g_autofree char *title = g_strdup_printf (which == HERE ? _("Here · %s") : _("At Late · %s"), when);

  gtk_label_set_label (self->titles[which], title);
}

static void
show_text (PosterRemoteComparison *self,
           guint                   which,
           const char             *text)
{
  gboolean is_empty = text == NULL || *text == '\0';

  gtk_label_set_label (self->texts[which], is_empty ? _("Without text") : text);
  if (is_empty)
    gtk_widget_add_css_class (GTK_WIDGET (self->texts[which]), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->texts[which]), "dim-label");
}

/* (nullable): what the service has for one account */
static JsonObject *
find_their_target (JsonObject *version,
                   const char *account_remote_id)
{
  JsonArray *targets = poster_json_get_array (version, "targets");

  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      if (g_strcmp0 (poster_json_get_string (target, "account"), account_remote_id) == 0)
        return target;
    }
  return NULL;
}

/**
 * poster_remote_comparison_show:
 * @self: a comparison
 * @post: the post as it is here
 * @target: one of its targets
 * @account_remote_id: (nullable): id of its account at the service
 * @version: the post as it is there
 * @now_us: the present
 *
 * Shows both.
 */
void
poster_remote_comparison_show (PosterRemoteComparison *self,
                               PosterPost             *post,
                               PosterTarget           *target,
                               const char             *account_remote_id,
                               JsonObject             *version,
                               gint64                  now_us)
{
  JsonObject *theirs = find_their_target (version, account_remote_id);
  const char *mine = target->content != NULL ? target->content : post->content;
  const char *text = theirs != NULL ? poster_json_get_string (theirs, "content") : NULL;
  gint64 due_us = poster_json_get_int (version, "us", -1);
  gboolean is_same;

  show_title (self, HERE, target->due_us, now_us);
  if (poster_json_get_boolean (version, "is_gone", FALSE))
    {
      gtk_label_set_label (self->titles[THERE], _("At Late · Removed"));
      show_text (self, HERE, mine);
      show_text (self, THERE, _("With theirs it is taken back here, too."));
      return;
    }
  if (text == NULL)
    text = poster_json_get_string (version, "content");
  if (theirs != NULL)
    due_us = poster_json_get_int (theirs, "us", due_us);
  show_title (self, THERE, due_us, now_us);
  is_same = g_strcmp0 (mine != NULL ? mine : "", text != NULL ? text : "") == 0;
  show_text (self, HERE, mine);
  show_text (self, THERE, is_same ? _("The same text") : text);
}
