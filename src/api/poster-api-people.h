/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-api-private.h"

#include "poster-profile.h"

G_BEGIN_DECLS

/* Whoever owns this computer is the one user there is. */
#define POSTER_API_USER "000000000000000000000001"

/**
 * PosterApiPeopleHandler:
 * @call: a request
 * @profiles: (element-type PosterProfile): all
 * @accounts: (element-type PosterAccount): those that are connected
 *
 * Goes on with a request once both are known.
 */
typedef void (*PosterApiPeopleHandler) (PosterApiCall *call, GPtrArray *profiles, GPtrArray *accounts);

void           poster_api_load_people    (PosterApiCall *call, PosterApiPeopleHandler go_on);
PosterProfile *poster_api_need_profile   (PosterApiCall *call, GPtrArray *profiles, const char *id);
PosterAccount *poster_api_need_account   (PosterApiCall *call, GPtrArray *accounts, const char *id);
PosterProfile *poster_api_default_profile (GPtrArray *profiles);
void           poster_api_reply_message  (PosterApiCall *call, const char *message);

extern const PosterApiRoute poster_api_profile_routes[];
extern const PosterApiRoute poster_api_account_routes[];
extern const PosterApiRoute poster_api_queue_routes[];

G_END_DECLS
