/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts-fixture.h"

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A stand-in of Late that is told what to be, and windows in which a key for it is tried. */

gboolean     late_is_shown       (GtkWidget  *root,
                                  const char *text);
void         late_wait_for_words (gpointer    root,
                                  const char *text);
gboolean     late_press          (GtkWidget  *root,
                                  const char *label);
JsonObject  *late_control        (Accounts   *accounts,
                                  const char *path,
                                  const char *body);
guint        late_count_accounts (Accounts   *accounts,
                                  const char *key);
char        *late_make_key       (Accounts   *accounts,
                                  const char *handle,
                                  const char *which);
void         late_show           (GtkWindow  *window);
GtkEditable *late_find_field     (GtkWindow  *window,
                                  const char *title);
void         late_try_key        (GtkWindow  *window,
                                  const char *key);
void         late_connect_with   (Accounts   *accounts,
                                  const char *key);

G_END_DECLS
