/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-actions"

#include "poster-preview-actions.h"

#include "poster-player-speeds.h"

static void
preview_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autoptr(PosterPlayer) player = NULL;

  g_object_get (widget, "player", &player, NULL);
  if (player == NULL)
    return;
  if (g_str_equal (name, "preview.play-pause"))
    poster_player_toggle (player);
  else if (g_str_equal (name, "preview.mute"))
    poster_player_set_muted (player, !poster_player_get_muted (player));
  else if (g_str_equal (name, "preview.faster"))
    poster_player_set_rate (player, poster_player_speeds_step (poster_player_get_rate (player), 1));
  else if (g_str_equal (name, "preview.slower"))
    poster_player_set_rate (player, poster_player_speeds_step (poster_player_get_rate (player), -1));
  else
    poster_player_step_frame (player, g_str_equal (name, "preview.step-forward") ? 1 : -1);
}

/**
 * poster_preview_actions_install:
 * @widget_class: of widgets with a property `player`, a #PosterPlayer
 *
 * Gives them the actions `preview.play-pause`, `preview.step-back` and `preview.step-forward`, with
 * Space, comma and full stop; `preview.slower` and `preview.faster`, with the signs for less and
 * more; and `preview.mute`, with M.
 */
void
poster_preview_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "preview.play-pause", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "preview.step-back", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "preview.step-forward", NULL, preview_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "preview.play-pause", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_comma, 0, "preview.step-back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_period, 0, "preview.step-forward", NULL);
  gtk_widget_class_install_action (widget_class, "preview.slower", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "preview.faster", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "preview.mute", NULL, preview_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_less, 0, "preview.slower", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_greater, 0, "preview.faster", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, 0, "preview.mute", NULL);
}

/**
 * poster_preview_actions_update:
 * @widget: one of them
 * @player: (nullable): what it plays
 *
 * To be called when @player is another, or has prepared a file or lost it.
 */
void
poster_preview_actions_update (GtkWidget    *widget,
                               PosterPlayer *player)
{
  const char *const names[] = {
    "preview.play-pause", "preview.step-back", "preview.step-forward", "preview.slower", "preview.faster", "preview.mute",
  };
  gboolean enabled = player != NULL && poster_player_get_is_prepared (player);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (widget, names[i], enabled);
}
