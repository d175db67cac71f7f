/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-window"

#include "poster-window.h"

#include <glib/gi18n-lib.h>

#include "poster-accounts-page.h"
#include "poster-adaptive-bin.h"
#include "poster-calendar-page.h"
#include "poster-connection-list.h"
#include "poster-error.h"
#include "poster-job-pie.h"
#include "poster-keyring-bar.h"
#include "poster-post-details.h"
#include "poster-posts-page.h"
#include "poster-toast.h"
#include "poster-welcome.h"

/* Longer than what is only said: somebody has to notice, find the button and reach it. */
#define UNDO_SECONDS 12

/* Something that was done and can be taken back, as long as its toast is there. */
typedef struct
{
  AdwToast       *toast;
  PosterUndoFunc  undo;
  PosterUndoFunc  settle;   /* (nullable) */
  gpointer        user_data;
  GDestroyNotify  destroy;  /* (nullable) */
} Offer;

/**
 * PosterWindow:
 *
 * The main window: four pages, or the welcome while there is neither account nor connection.
 */
struct _PosterWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toast_overlay;
  PosterAdaptiveBin    *adaptive_bin;
  GtkStack             *title_stack;
  AdwWindowTitle       *window_title;
  GtkButton            *new_post_button;
  AdwButtonContent     *new_post_content;
  GtkMenuButton        *filter_button;
  GtkToggleButton      *search_button;
  GtkStack             *frame_stack;
  PosterJobPie         *job_pie;
  PosterKeyringBar     *keyring_bar;
  AdwBin               *welcome_bin;
  AdwHeaderBar         *header_bar;
  AdwViewStack         *view_stack;
  AdwViewStackPage     *posts_view;
  AdwBin               *calendar_bin;
  AdwBin               *posts_bin;
  AdwBin               *accounts_bin;

  PosterSession        *session;
  PosterPostsPage      *posts_page;
  Offer                *offer;   /* (nullable) */
  char                 *trouble; /* (nullable), told last */
};

G_DEFINE_FINAL_TYPE (PosterWindow, poster_window, ADW_TYPE_APPLICATION_WINDOW)

/* Of the running program: while a window is constructed, it does not know its application yet. */
static GSettings *
get_settings (PosterWindow *self)
{
  GApplication *application = g_application_get_default ();

  return POSTER_IS_APPLICATION (application) ? poster_application_get_settings (POSTER_APPLICATION (application)) : NULL;
}

/* Ends the offer; @undo: whether it was taken. */
static void
end_offer (PosterWindow *self,
           gboolean      undo)
{
  Offer *offer = g_steal_pointer (&self->offer);

  if (offer == NULL)
    return;
  g_signal_handlers_disconnect_by_data (offer->toast, self);
  if (undo)
    offer->undo (offer->user_data);
  else if (offer->settle != NULL)
    offer->settle (offer->user_data);
  if (offer->destroy != NULL)
    offer->destroy (offer->user_data);
  adw_toast_dismiss (offer->toast);
  g_object_unref (offer->toast);
  g_free (offer);
}

static void
undo_clicked_cb (AdwToast     *toast,
                 PosterWindow *self)
{
  end_offer (self, TRUE);
}

static void
toast_dismissed_cb (AdwToast     *toast,
                    PosterWindow *self)
{
  end_offer (self, FALSE);
}

static gboolean
is_on_pages (PosterWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->frame_stack), "pages") == 0;
}

static void
update_header (PosterWindow *self)
{
  gboolean narrow = poster_adaptive_bin_get_narrow (self->adaptive_bin);
  gboolean on_pages = is_on_pages (self);
  const char *page = adw_view_stack_get_visible_child_name (self->view_stack);
  gboolean on_posts = on_pages && g_strcmp0 (page, "posts") == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->new_post_button), on_pages);
  adw_button_content_set_label (self->new_post_content, narrow ? "" : _("New Post"));
  gtk_widget_set_visible (GTK_WIDGET (self->search_button), on_posts);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_button), on_posts && !narrow);
  /* Strictly in the middle, the title would ask for as much room on its other side. */
  adw_header_bar_set_centering_policy (self->header_bar, narrow ? ADW_CENTERING_POLICY_LOOSE : ADW_CENTERING_POLICY_STRICT);
  gtk_stack_set_visible_child_name (self->title_stack, on_pages && !narrow ? "switcher" : "title");
  if (on_pages && page != NULL)
    {
      AdwViewStackPage *shown = adw_view_stack_get_page (self->view_stack,
                                                         adw_view_stack_get_visible_child (self->view_stack));

      adw_window_title_set_title (self->window_title, adw_view_stack_page_get_title (shown));
    }
  else
    adw_window_title_set_title (self->window_title, _("Poster"));
  if (self->posts_page != NULL)
    poster_posts_page_set_narrow (self->posts_page, narrow);
  if (adw_bin_get_child (self->calendar_bin) != NULL)
    poster_calendar_page_set_narrow (POSTER_CALENDAR_PAGE (adw_bin_get_child (self->calendar_bin)), narrow);
}

static void
update_watching (PosterWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL)
    poster_application_set_is_watched (POSTER_APPLICATION (application),
                                       gtk_window_is_active (GTK_WINDOW (self)) && is_on_pages (self) &&
                                       g_strcmp0 (adw_view_stack_get_visible_child_name (self->view_stack), "posts") == 0);
}

/* The welcome is for who has nothing yet: a key that reaches no account is something. */
static void
update_frame (PosterWindow *self)
{
  const char *now = gtk_stack_get_visible_child_name (self->frame_stack);
  const char *name;

  if (!poster_session_get_is_loaded (self->session) || !poster_connection_list_get_is_loaded (self->session))
    return;
  name = poster_session_get_was_used (self->session) || poster_connection_list_has_any (self->session) ? "pages"
                                                                                                       : "welcome";
  if (g_strcmp0 (name, now) == 0)
    return;
  if (g_str_equal (name, "welcome") && adw_bin_get_child (self->welcome_bin) == NULL)
    adw_bin_set_child (self->welcome_bin, poster_welcome_new ());
  gtk_stack_set_transition_type (self->frame_stack, g_str_equal (now, "waiting") ? GTK_STACK_TRANSITION_TYPE_NONE
                                                                                 : GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_visible_child_name (self->frame_stack, name);
  update_header (self);
}

static void
update_badge (PosterWindow *self)
{
  guint n = poster_posts_page_get_n_needs_you (self->posts_page);

  adw_view_stack_page_set_badge_number (self->posts_view, n);
  adw_view_stack_page_set_needs_attention (self->posts_view, n > 0);
}

/* A page is made when it is first looked at: the window is on screen sooner. */
static void
page_changed_cb (PosterWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->view_stack);
  GSettings *settings = get_settings (self);

  if (g_strcmp0 (page, "accounts") == 0 && adw_bin_get_child (self->accounts_bin) == NULL)
    adw_bin_set_child (self->accounts_bin, poster_accounts_page_new ());
  if (g_strcmp0 (page, "calendar") == 0 && adw_bin_get_child (self->calendar_bin) == NULL && self->session != NULL)
    adw_bin_set_child (self->calendar_bin, poster_calendar_page_new (self->session));
  if (settings != NULL && page != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_settings_set_string (settings, "page", page);
  update_header (self);
  update_watching (self);
}

static void
show_page_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  poster_window_show_page (POSTER_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
search_mode_changed_cb (PosterWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "search");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (poster_posts_page_get_search_mode (self->posts_page)));
}

static void
search_changed_cb (GSimpleAction *action,
                   GVariant      *value,
                   gpointer       user_data)
{
  PosterWindow *self = user_data;

  if (!is_on_pages (self))
    return;
  if (g_variant_get_boolean (value))
    adw_view_stack_set_visible_child_name (self->view_stack, "posts");
  poster_posts_page_set_search_mode (self->posts_page, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

static const GActionEntry actions[] = {
  { .name = "search", .state = "false", .change_state = search_changed_cb },
};

static void
keep_size (PosterWindow *self)
{
  GSettings *settings = get_settings (self);

  if (settings == NULL)
    return;
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

static void
show_kept_page (PosterWindow *self)
{
  GSettings *settings = get_settings (self);
  g_autofree char *page = settings != NULL ? g_settings_get_string (settings, "page") : NULL;

  if (page == NULL || adw_view_stack_get_child_by_name (self->view_stack, page) == NULL)
    page = (g_free (page), g_strdup ("posts"));
  adw_view_stack_set_visible_child_name (self->view_stack, page);
}

/* Why nothing goes out; it is tried again and again, and told once. Of the keyring its bar tells. */
static void
trouble_cb (PosterWindow *self,
            const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NO_KEYRING) ||
      g_strcmp0 (self->trouble, error->message) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (error->message);
  /* Translators: %s is the reason */
  text = g_strdup_printf (_("Nothing can be sent at present: %s"), error->message);
  poster_window_tell (self, text);
}

static void
poster_window_constructed (GObject *object)
{
  PosterWindow *self = POSTER_WINDOW (object);
  GtkWidget *posts_page = poster_posts_page_new ();

  G_OBJECT_CLASS (poster_window_parent_class)->constructed (object);

  self->session = g_object_ref (poster_session_get_default ());
  self->posts_page = POSTER_POSTS_PAGE (posts_page);
  adw_bin_set_child (self->posts_bin, posts_page);
  poster_posts_page_set_session (self->posts_page, self->session);
  poster_job_pie_set_session (self->job_pie, self->session);
  poster_keyring_bar_set_session (self->keyring_bar, self->session);
  gtk_menu_button_set_popover (self->filter_button, poster_posts_page_get_filter_popover (self->posts_page));

  g_signal_connect_object (self->posts_page, "notify::search-mode", G_CALLBACK (search_mode_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->posts_page, "notify::n-needs-you", G_CALLBACK (update_badge), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::is-loaded", G_CALLBACK (update_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (poster_session_get_accounts (self->session), "items-changed", G_CALLBACK (update_frame),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (poster_connection_list_get (self->session), "items-changed", G_CALLBACK (update_frame),
                           self, G_CONNECT_SWAPPED);

  g_signal_connect_object (self->session, "trouble", G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);

  keep_size (self);
  show_kept_page (self);
  page_changed_cb (self);
  update_frame (self);
  update_header (self);
}

static void
poster_window_dispose (GObject *object)
{
  PosterWindow *self = POSTER_WINDOW (object);

  end_offer (self, FALSE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_window_parent_class)->dispose (object);
}

static void
poster_window_finalize (GObject *object)
{
  g_free (POSTER_WINDOW (object)->trouble);
  G_OBJECT_CLASS (poster_window_parent_class)->finalize (object);
}

static void
poster_window_class_init (PosterWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = poster_window_constructed;
  object_class->dispose = poster_window_dispose;
  object_class->finalize = poster_window_finalize;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  g_type_ensure (POSTER_TYPE_JOB_PIE);
  g_type_ensure (POSTER_TYPE_KEYRING_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, adaptive_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, new_post_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, new_post_content);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, filter_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, job_pie);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, keyring_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, frame_stack);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, welcome_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, view_stack);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, posts_view);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, posts_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, calendar_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterWindow, accounts_bin);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
}

static void
poster_window_init (PosterWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (self->adaptive_bin, "notify::narrow", G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (update_watching), NULL);
  g_signal_connect_object (self->view_stack, "notify::visible-child", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * poster_window_new:
 * @application: the application, with a session
 *
 * Returns: (transfer none): the main window
 */
PosterWindow *
poster_window_new (PosterApplication *application)
{
  return g_object_new (POSTER_TYPE_WINDOW, "application", application, NULL);
}

/**
 * poster_window_show_page:
 * @self: the window
 * @page: `calendar`, `posts`, `insights`, `accounts`
 */
void
poster_window_show_page (PosterWindow *self,
                         const char   *page)
{
  if (adw_view_stack_get_child_by_name (self->view_stack, page) != NULL)
    adw_view_stack_set_visible_child_name (self->view_stack, page);
}

/**
 * poster_window_show_post:
 * @self: the window
 * @post_id: a post
 *
 * Shows all that is known of a post.
 */
void
poster_window_show_post (PosterWindow *self,
                         const char   *post_id)
{
  PosterPostDetails *details = poster_post_details_open (self->session, GTK_WINDOW (self), post_id);

  /* Who looks at a post in the calendar goes on there. */
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->view_stack), "calendar") != 0)
    poster_window_show_page (self, "posts");
  gtk_window_present (GTK_WINDOW (details));
}

/**
 * poster_window_tell:
 * @self: the window
 * @text: a sentence
 *
 * Says something that goes away by itself.
 */
void
poster_window_tell (PosterWindow *self,
                    const char   *text)
{
  adw_toast_overlay_add_toast (self->toast_overlay, poster_toast_new (text, NULL, GTK_WIDGET (self->toast_overlay)));
}

/**
 * poster_window_offer_undo:
 * @self: the window
 * @text: what was done
 * @undo: takes it back
 * @settle: (nullable): does what can no longer be taken back
 * @user_data: passed to both
 * @destroy: (nullable): frees @user_data, after one of them
 *
 * Offers to take back what was just done. Exactly one of @undo and @settle is called; the latter when
 * the offer has gone: by time, by the next offer, or with the window.
 */
void
poster_window_offer_undo (PosterWindow   *self,
                          const char     *text,
                          PosterUndoFunc  undo,
                          PosterUndoFunc  settle,
                          gpointer        user_data,
                          GDestroyNotify  destroy)
{
  Offer *offer = g_new0 (Offer, 1);

  end_offer (self, FALSE);
  offer->toast = poster_toast_new (text, _("Undo"), GTK_WIDGET (self->toast_overlay));
  offer->undo = undo;
  offer->settle = settle;
  offer->user_data = user_data;
  offer->destroy = destroy;
  self->offer = offer;

  adw_toast_set_timeout (offer->toast, UNDO_SECONDS);
  adw_toast_set_priority (offer->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (offer->toast, "button-clicked", G_CALLBACK (undo_clicked_cb), self);
  g_signal_connect (offer->toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self);
  adw_toast_overlay_add_toast (self->toast_overlay, g_object_ref (offer->toast));
}

/**
 * poster_window_undo:
 * @self: the window
 *
 * Takes back what is offered to be taken back, as its button would.
 *
 * Returns: whether there was anything
 */
gboolean
poster_window_undo (PosterWindow *self)
{
  if (self->offer == NULL)
    return FALSE;
  end_offer (self, TRUE);
  return TRUE;
}

/**
 * poster_window_find:
 * @widget: a widget
 *
 * Returns: (transfer none) (nullable): the main window that @widget is in, or else the one that the
 *   application has: for telling and for undo
 */
PosterWindow *
poster_window_find (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GApplication *application = g_application_get_default ();

  if (POSTER_IS_WINDOW (root))
    return POSTER_WINDOW (root);
  if (!GTK_IS_APPLICATION (application))
    return NULL;
  for (GList *window = gtk_application_get_windows (GTK_APPLICATION (application)); window != NULL; window = window->next)
    if (POSTER_IS_WINDOW (window->data))
      return POSTER_WINDOW (window->data);
  return NULL;
}
