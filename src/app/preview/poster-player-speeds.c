/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player-speeds"

#include "poster-player-speeds.h"

#include <glib/gi18n-lib.h>

static const double speeds[] = { 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2 };

/**
 * poster_player_speeds_step:
 * @rate: how fast it plays
 * @steps: how many speeds to go up; negative to go down
 *
 * Returns: one of the speeds that are offered
 */
double
poster_player_speeds_step (double rate,
                           int    steps)
{
  int place = 0;

  while (place + 1 < (int) G_N_ELEMENTS (speeds) && speeds[place] < rate)
    place++;
  return speeds[CLAMP (place + steps, 0, (int) G_N_ELEMENTS (speeds) - 1)];
}

/**
 * poster_player_speeds_format:
 * @rate: how fast it plays
 *
 * Returns: (transfer full): "0.5×"
 */
char *
poster_player_speeds_format (double rate)
{
  /* Translators: how many times as fast as normal a clip plays, e.g. "0.5×" */
  return g_strdup_printf (_("%g×"), rate);
}

/**
 * poster_player_speeds_create_menu:
 * @action_name: a detailed name of an action whose state is the rate, a double
 *
 * Returns: (transfer full): the speeds to choose from
 */
GMenuModel *
poster_player_speeds_create_menu (const char *action_name)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autofree char *text = poster_player_speeds_format (speeds[i]);
      g_autoptr(GMenuItem) item = g_menu_item_new (text, NULL);

      g_menu_item_set_action_and_target (item, action_name, "d", speeds[i]);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
