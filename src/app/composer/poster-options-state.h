/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-platform-form.h"

G_BEGIN_DECLS

#define POSTER_TYPE_OPTIONS_STATE (poster_options_state_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionsState, poster_options_state, POSTER, OPTIONS_STATE, GObject)

/* Signals:
 *   ::updated ()   something is different: rows look again
 *   ::chosen ()    what is chosen is different: a person chose, or something had to be dropped; comes
 *                  before the ::updated of it */
PosterOptionsState *poster_options_state_new           (PosterPlatform      *platform);

void                poster_options_state_set_accounts  (PosterOptionsState  *self,
                                                        GPtrArray           *accounts,
                                                        GPtrArray           *creators);
void                poster_options_state_set_trouble   (PosterOptionsState  *self,
                                                        const char          *account_id,
                                                        const char          *words);
void                poster_options_state_set_kind      (PosterOptionsState  *self,
                                                        PosterPostKind       kind);
void                poster_options_state_set_media     (PosterOptionsState  *self,
                                                        GPtrArray           *media_facts);
void                poster_options_state_set_options   (PosterOptionsState  *self,
                                                        JsonObject          *options);

PosterPlatform     *poster_options_state_get_platform  (PosterOptionsState  *self);
PosterPostKind      poster_options_state_get_kind      (PosterOptionsState  *self);
GPtrArray          *poster_options_state_get_accounts  (PosterOptionsState  *self);
JsonObject         *poster_options_state_get_creator   (PosterOptionsState  *self,
                                                        guint                index);
const char         *poster_options_state_get_trouble   (PosterOptionsState  *self,
                                                        const char          *account_id);
JsonObject         *poster_options_state_dup_options   (PosterOptionsState  *self);
GPtrArray          *poster_options_state_list_missing  (PosterOptionsState  *self);
GPtrArray          *poster_options_state_dup_missing_words (PosterOptionsState *self);
char               *poster_options_state_dup_waiting   (PosterOptionsState  *self);

/* One option. */
JsonNode           *poster_options_state_get_value     (PosterOptionsState  *self,
                                                        PosterOption        *option);
gboolean            poster_options_state_get_boolean   (PosterOptionsState  *self,
                                                        PosterOption        *option);
void                poster_options_state_choose        (PosterOptionsState  *self,
                                                        PosterOption        *option,
                                                        JsonNode            *value);
gboolean            poster_options_state_is_shown      (PosterOptionsState  *self,
                                                        PosterOption        *option);
gboolean            poster_options_state_is_pending    (PosterOptionsState  *self,
                                                        PosterOption        *option);
gboolean            poster_options_state_is_required   (PosterOptionsState  *self,
                                                        PosterOption        *option);
gboolean            poster_options_state_get_maximum   (PosterOptionsState  *self,
                                                        PosterOption        *option,
                                                        gint64              *maximum);
gboolean            poster_options_state_knows_choices (PosterOptionsState *self,
                                                        PosterOption        *option);
GPtrArray          *poster_options_state_dup_choices   (PosterOptionsState  *self,
                                                        PosterOption        *option);
const char         *poster_options_state_get_refusal   (PosterOptionsState  *self,
                                                        PosterOption        *option,
                                                        JsonNode            *value);

/* One row. */
gboolean            poster_options_state_shows_row     (PosterOptionsState  *self,
                                                        const PosterFormRow *row);
char               *poster_options_state_dup_refusals  (PosterOptionsState  *self,
                                                        const PosterFormRow *row);
gboolean            poster_options_state_is_disclosed  (PosterOptionsState  *self,
                                                        const PosterFormRow *row);
void                poster_options_state_disclose      (PosterOptionsState  *self,
                                                        const PosterFormRow *row,
                                                        gboolean             is_on);
guint               poster_options_state_get_ticked    (PosterOptionsState  *self,
                                                        const PosterFormRow *row);
void                poster_options_state_tick          (PosterOptionsState  *self,
                                                        const PosterFormRow *row,
                                                        guint                ticked);
const char         *poster_options_state_get_tick_refusal (PosterOptionsState  *self,
                                                           const PosterFormRow *row,
                                                           guint                ticked);

G_END_DECLS
