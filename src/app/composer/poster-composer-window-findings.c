/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include "poster-account-chip.h"
#include "poster-finding-place.h"
#include "poster-media-strip-private.h"
#include "poster-media-tile.h"

/* The first that is on the screen and has what is looked for. */
static GtkWidget *
find_widget (GtkWidget *root,
             gboolean (*is_it) (GtkWidget *widget, gconstpointer data),
             gconstpointer data)
{
  if (is_it (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, is_it, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_tile_of (GtkWidget     *widget,
            gconstpointer  data)
{
  return POSTER_IS_MEDIA_TILE (widget) && poster_media_tile_get_item (POSTER_MEDIA_TILE (widget)) == data &&
         gtk_widget_get_mapped (widget);
}

static gboolean
is_chip_of (GtkWidget     *widget,
            gconstpointer  data)
{
  return POSTER_IS_ACCOUNT_CHIP (widget) &&
         g_str_equal (poster_account_chip_get_account (POSTER_ACCOUNT_CHIP (widget))->id, data);
}

static gboolean
is_entry (GtkWidget     *widget,
          gconstpointer  data)
{
  return GTK_IS_TEXT (widget) && gtk_widget_get_mapped (widget);
}

/* Where the focus is inside already it stays: going in once more would take it one further. */
static void
focus_into (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget)))
    return;
  if (!gtk_widget_get_focusable (widget) || !gtk_widget_grab_focus (widget))
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
go_to_media (PosterComposerWindow *self,
             int                   media_index)
{
  GListModel *media = poster_draft_get_media (self->draft);
  g_autoptr(PosterMediaItem) item = media_index >= 0 ? g_list_model_get_item (media, (guint) media_index) : NULL;
  GtkWidget *tile = item != NULL ? find_widget (GTK_WIDGET (self->media_strip), is_tile_of, item) : NULL;

  /* The keyboard comes to the chosen one only. */
  if (tile != NULL)
    poster_media_strip_choose (self->media_strip, item);
  focus_into (tile != NULL ? tile : GTK_WIDGET (self->media_strip));
}

static void
go_to_title (PosterComposerWindow *self)
{
  GtkWidget *entry = find_widget (GTK_WIDGET (self->caption_box), is_entry, NULL);

  if (entry != NULL)
    gtk_widget_grab_focus (entry);
  else
    poster_caption_box_grab_focus (self->caption_box);
}

/* The first of those that it was found for. */
static void
go_to_account (PosterComposerWindow *self,
               PosterFinding        *finding)
{
  GtkWidget *chip = NULL;

  if (finding->account_ids->len > 0)
    chip = find_widget (GTK_WIDGET (self->chips), is_chip_of, g_ptr_array_index (finding->account_ids, 0));
  focus_into (chip != NULL ? chip : GTK_WIDGET (self->chips));
}

/* Where an account has text or files of its own, those are what it was found in. */
static void
show_version (PosterComposerWindow *self,
              PosterFinding        *finding,
              PosterDraftPart       part)
{
  const char *account_id = finding->account_ids->len > 0 ? g_ptr_array_index (finding->account_ids, 0) : NULL;
  gboolean is_own = account_id != NULL && (poster_draft_get_differs (self->draft, account_id) & part) != 0;

  poster_draft_set_scope (self->draft, is_own ? account_id : NULL);
}

/**
 * poster_composer_window_go_to_finding:
 * @self: a composer
 * @finding: something that was found
 *
 * Takes the focus to where it is put right; what scrolls or is folded up comes along.
 */
void
poster_composer_window_go_to_finding (PosterComposerWindow *self,
                                      PosterFinding        *finding)
{
  PosterFindingPlace place = poster_finding_get_place (finding, poster_composer_window_get_platforms (self));

  switch (place.field)
    {
    case POSTER_FINDING_CAPTION:
      show_version (self, finding, POSTER_DRAFT_TEXT);
      poster_caption_box_grab_focus (self->caption_box);
      break;
    case POSTER_FINDING_TITLE:
      show_version (self, finding, POSTER_DRAFT_TEXT);
      go_to_title (self);
      break;
    case POSTER_FINDING_OPTION:
      poster_composer_options_go_to (self->options, place.platform, place.option);
      break;
    case POSTER_FINDING_ACCOUNT:
      go_to_account (self, finding);
      break;
    case POSTER_FINDING_MEDIA:
    default:
      show_version (self, finding, POSTER_DRAFT_MEDIA);
      go_to_media (self, place.media_index);
      break;
    }
}

static void
finding_activated_cb (PosterComposerStage  *stage,
                      PosterFinding        *finding,
                      PosterComposerWindow *self)
{
  poster_composer_window_go_to_finding (self, finding);
}

/* To whatever keeps it from being published. */
static void
go_to_reason (PosterComposerWindow *self)
{
  g_autoptr(PosterFinding) finding = NULL;

  switch (poster_composer_window_get_obstacle (self, &finding))
    {
    case POSTER_OBSTACLE_FINDING:
      poster_composer_window_go_to_finding (self, finding);
      break;
    case POSTER_OBSTACLE_CHOICE:
    case POSTER_OBSTACLE_CREATORS:
      poster_composer_options_go_to_missing (self->options);
      break;
    case POSTER_OBSTACLE_ACCOUNTS:
      focus_into (GTK_WIDGET (self->chips));
      break;
    case POSTER_OBSTACLE_TIME:
      focus_into (GTK_WIDGET (self->publish_bar));
      break;
    case POSTER_OBSTACLE_KEEPING:
      focus_into (self->notice);
      break;
    case POSTER_OBSTACLE_EMPTY:
      if (gtk_widget_get_mapped (self->form))
        go_to_media (self, -1);
      else
        focus_into (self->drop_area);
      break;
    case POSTER_OBSTACLE_FILES:
      go_to_media (self, -1);
      break;
    case POSTER_OBSTACLE_NONE:
    default:
      break;
    }
}

static void
go_to_reason_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  go_to_reason (POSTER_COMPOSER_WINDOW (widget));
}

static void
ask_again_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (widget);

  if (self->is_open)
    poster_creators_ask (self->creators);
}

/**
 * poster_composer_window_install_findings:
 * @widget_class: class of a composer, with its template
 *
 * What findings, their buttons and the reason beside the button lead to.
 */
void
poster_composer_window_install_findings (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, finding_activated_cb);
  gtk_widget_class_install_action (widget_class, "composer.go-to-reason", NULL, go_to_reason_action);
  gtk_widget_class_install_action (widget_class, "composer.ask-again", NULL, ask_again_action);
}
