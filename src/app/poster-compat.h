/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Every widget and call that a later GTK or libadwaita deprecates, and every version check, is in
 * poster-compat.c; nothing else names them. */

void       poster_choose_files_async  (GtkWindow            *parent,
                                       const char           *title,
                                       gboolean              several,
                                       const char *const    *mime_types,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
void       poster_choose_folder_async (GtkWindow            *parent,
                                       const char           *title,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
void       poster_choose_plan_async   (GtkWindow            *parent,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
void       poster_choose_place_async  (GtkWindow            *parent,
                                       const char           *title,
                                       const char           *name,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GPtrArray *poster_choose_finish       (GAsyncResult         *result,
                                       GError              **error);

void       poster_open_uri            (GtkWindow            *parent,
                                       const char           *uri);

/* @destructive: (nullable): id of the response to be marked so; the answer is the id of the
 * response, %NULL when the dialog was closed. @responses: id, label, id, label, …, NULL. */
void       poster_ask_async           (GtkWindow            *parent,
                                       const char           *heading,
                                       const char           *body,
                                       const char *const    *responses,
                                       const char           *suggested,
                                       const char           *destructive,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
char      *poster_ask_finish          (GAsyncResult         *result,
                                       GError              **error);

/* The same with a box to be ticked; @ticked: (out): whether it was. */
void       poster_ask_check_async     (GtkWindow            *parent,
                                       const char           *heading,
                                       const char           *body,
                                       const char           *check,
                                       const char *const    *responses,
                                       const char           *destructive,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
char      *poster_ask_check_finish    (GAsyncResult         *result,
                                       gboolean             *ticked,
                                       GError              **error);

void       poster_show_about          (GtkWindow            *parent);

/* A window of settings; add AdwPreferencesPage to it, then gtk_window_present(). */
GtkWindow *poster_preferences_new     (GtkWindow            *parent);
void       poster_preferences_add     (GtkWindow            *preferences,
                                       AdwPreferencesPage   *page);

/* The colour of text in a widget, for what it draws itself. */
void       poster_get_color           (GtkWidget            *widget,
                                       GdkRGBA              *color);

/* A colour that the style has a name for, `accent_bg_color`, for what a widget draws itself. */
gboolean   poster_find_color          (GtkWidget            *widget,
                                       const char           *name,
                                       GdkRGBA              *color);

/* A row with a switch at its end: g_object_bind_property() or g_settings_bind() to the switch. */
GtkWidget *poster_switch_row_new      (const char           *title,
                                       const char           *subtitle,
                                       GtkSwitch           **toggle);

/* At the end of the row, before its arrow. */
void       poster_expander_row_add_suffix (AdwExpanderRow       *row,
                                           GtkWidget            *widget);

G_END_DECLS
