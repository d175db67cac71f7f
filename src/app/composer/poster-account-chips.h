/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-account.h"
#include "poster-draft.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT_CHIPS (poster_account_chips_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountChips, poster_account_chips, POSTER, ACCOUNT_CHIPS, GtkWidget)

/* "Post to": a chip that can be switched on for each account, and a plus that connects another
 * (action `app.connect`). Signals:
 *   ::changed ()   a person switched one */
GtkWidget *poster_account_chips_new          (void);
/* (element-type PosterAccount), followed as it changes; what is chosen stays chosen. */
void       poster_account_chips_set_accounts (PosterAccountChips *self,
                                              GListModel         *accounts);
/* (nullable) (element-type PosterAccountGroup): a menu beside the plus switches all of one. */
void       poster_account_chips_set_groups   (PosterAccountChips *self,
                                              GListModel         *groups);
void       poster_account_chips_set_chosen   (PosterAccountChips *self,
                                              const char *const  *account_ids);
/* (transfer container) (element-type PosterAccount), in the chips' order. */
GPtrArray *poster_account_chips_dup_chosen   (PosterAccountChips *self);
void       poster_account_chips_show_differs (PosterAccountChips *self,
                                              PosterDraft        *draft);

G_END_DECLS
