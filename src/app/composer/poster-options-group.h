/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-account.h"
#include "poster-platform.h"

G_BEGIN_DECLS

#define POSTER_TYPE_OPTIONS_GROUP (poster_options_group_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionsGroup, poster_options_group, POSTER, OPTIONS_GROUP, AdwPreferencesGroup)

/* One platform's options for one or several accounts on it, made from the platform's descriptions
 * alone. Signals:
 *   ::changed ()                  a person changed an option, or what was chosen cannot be chosen any
 *                                 more, for the accounts or the kind, and was dropped
 *   ::ask-again (PosterAccount)   a person wants the service asked once more; the button is only
 *                                 there while somebody listens */
GtkWidget  *poster_options_group_new            (PosterPlatform     *platform);

/* Whose options: with what their services said that they may do now. (element-type PosterAccount);
 * @creators: (element-type JsonObject) (nullable elements): in the same order; %NULL while asked.
 * Shared choices are those that all of them have. */
void        poster_options_group_set_accounts   (PosterOptionsGroup *self,
                                                 GPtrArray          *accounts,
                                                 GPtrArray          *creators);
void        poster_options_group_set_kind       (PosterOptionsGroup *self,
                                                 PosterPostKind      kind);
/* Asking about one of the accounts failed, with @error (nullable: it is asked again). What the
 * descriptions alone allow can be chosen then. Forgotten when its creator arrives. */
void        poster_options_group_set_trouble    (PosterOptionsGroup *self,
                                                 const char         *account_id,
                                                 const GError       *error);
/* (nullable) (element-type PosterMediaFacts): the files, for numbers that they limit. */
void        poster_options_group_set_media      (PosterOptionsGroup *self,
                                                 GPtrArray          *media_facts);
/* Canonical keys; only what was chosen is in it. */
void        poster_options_group_set_options    (PosterOptionsGroup *self,
                                                 JsonObject         *options);
JsonObject *poster_options_group_dup_options    (PosterOptionsGroup *self);
/* (element-type utf8) (transfer full): what a person still has to choose, short clauses in the order
 * of the form: "Choose who can see it." */
GPtrArray  *poster_options_group_dup_missing    (PosterOptionsGroup *self);
/* Takes the focus to an option (nullable: to any), or to the first thing that a person still has to
 * choose, which there may be none of; opens what it is folded up in. */
void        poster_options_group_go_to          (PosterOptionsGroup *self,
                                                 PosterOption       *option);
gboolean    poster_options_group_go_to_missing  (PosterOptionsGroup *self);

/* The words that must stand directly before the publish button, with links as Pango markup, e.g.
 * TikTok's declarations 4a and 4b; %NULL when the platform wants none. */
char       *poster_options_group_dup_declaration (PosterOptionsGroup *self);

G_END_DECLS
