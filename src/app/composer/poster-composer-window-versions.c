/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-toast.h"
#include "poster-words.h"

/* What one account has for itself: how one comes there, and back. */

typedef struct
{
  PosterDraft        *draft;
  char               *account_id;
  PosterDraftVersion *version;
} Dropped;

static void
dropped_free (gpointer  data,
              GClosure *closure)
{
  Dropped *dropped = data;

  g_object_unref (dropped->draft);
  g_free (dropped->account_id);
  poster_draft_version_free (dropped->version);
  g_free (dropped);
}

static void
put_back_cb (AdwToast *toast,
             Dropped  *dropped)
{
  poster_draft_put_version (dropped->draft, dropped->account_id, dropped->version);
}

static char *
dup_name (PosterComposerWindow *self,
          const char           *account_id)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);

  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (accounts, i))->id, account_id))
      return poster_words_account (g_ptr_array_index (accounts, i));
  return poster_words_account (NULL);
}

static void
use_common_cb (PosterVersionBar     *bar,
               PosterComposerWindow *self)
{
  g_autofree char *account_id = g_strdup (poster_draft_get_scope (self->draft));
  PosterDraftVersion *version = NULL;
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;
  Dropped *dropped;
  AdwToast *toast;

  poster_caption_box_commit (self->caption_box);
  if (account_id != NULL)
    version = poster_draft_reset_version (self->draft, account_id, POSTER_DRAFT_VERSIONED);
  if (version == NULL)
    return;
  name = dup_name (self, account_id);
  /* Translators: %s is an account: "@studio" */
  words = g_strdup_printf (_("%s has the same as all accounts again."), name);
  dropped = g_new0 (Dropped, 1);
  dropped->draft = g_object_ref (self->draft);
  dropped->account_id = g_steal_pointer (&account_id);
  dropped->version = version;
  toast = poster_toast_new (words, _("Undo"), GTK_WIDGET (self->toast_overlay));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (put_back_cb), dropped, dropped_free, 0);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
  /* The button is gone. */
  poster_caption_box_grab_focus (self->caption_box);
}

static void
done_cb (PosterVersionBar     *bar,
         PosterComposerWindow *self)
{
  poster_composer_window_leave_version (self);
}

/* What was typed last belongs to the version that one leaves. */
static void
leaving_cb (PosterDraft          *draft,
            PosterComposerWindow *self)
{
  poster_caption_box_commit (self->caption_box);
}

static void
draft_changed_cb (PosterDraft          *draft,
                  guint                 parts,
                  PosterComposerWindow *self)
{
  if ((parts & POSTER_DRAFT_SCOPE) != 0)
    poster_caption_box_reload (self->caption_box);
  if ((parts & (POSTER_DRAFT_ACCOUNTS | POSTER_DRAFT_VERSIONED)) != 0)
    poster_account_chips_show_differs (self->chips, draft);
}

/**
 * poster_composer_window_leave_version:
 * @self: a composer
 *
 * Returns: whether one wrote for one account alone, and now for all again
 */
gboolean
poster_composer_window_leave_version (PosterComposerWindow *self)
{
  if (self->draft == NULL || poster_draft_get_scope (self->draft) == NULL)
    return FALSE;
  poster_draft_set_scope (self->draft, NULL);
  poster_caption_box_grab_focus (self->caption_box);
  return TRUE;
}

/* First back to all accounts, then out. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  if (!poster_composer_window_leave_version (POSTER_COMPOSER_WINDOW (widget)))
    gtk_widget_activate_action (widget, "window.close", NULL);
  return TRUE;
}

/**
 * poster_composer_window_install_versions:
 * @widget_class: the class, while its template is being bound
 */
void
poster_composer_window_install_versions (GtkWidgetClass *widget_class)
{
  g_type_ensure (POSTER_TYPE_VERSION_BAR);
  g_type_ensure (POSTER_TYPE_VERSION_SWITCH);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, version_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterComposerWindow, version_switch);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

/**
 * poster_composer_window_set_up_versions:
 * @self: a composer that has a draft
 */
void
poster_composer_window_set_up_versions (PosterComposerWindow *self)
{
  g_signal_connect (self->version_bar, "use-common", G_CALLBACK (use_common_cb), self);
  g_signal_connect (self->version_bar, "done", G_CALLBACK (done_cb), self);
  g_signal_connect (self->draft, "leaving", G_CALLBACK (leaving_cb), self);
  g_signal_connect (self->draft, "changed", G_CALLBACK (draft_changed_cb), self);
  poster_version_bar_set_draft (self->version_bar, self->draft);
  poster_version_switch_set_draft (self->version_switch, self->draft);
}
