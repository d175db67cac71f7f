/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef gboolean (*AppTestPredicate) (gpointer user_data);

void       app_test_init         (int              *argc,
                                  char           ***argv);
GtkWidget *app_test_show         (GtkWidget        *content,
                                  int               width,
                                  int               height);
void       app_test_resize       (GtkWidget        *window,
                                  int               width,
                                  int               height);
void       app_test_close        (GtkWidget        *window);
void       app_test_wait         (AppTestPredicate  predicate,
                                  gpointer          user_data);
void       app_test_wait_frames  (GtkWidget        *widget,
                                  guint             frames);
void       app_test_settle       (void);
GtkWidget *app_test_find         (GtkWidget        *root,
                                  GType             type,
                                  const char       *text);
void       app_test_save_picture (GtkWidget        *widget,
                                  const char       *name);

G_END_DECLS
