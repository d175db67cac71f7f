/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-secrets.h"

G_BEGIN_DECLS

void  poster_tiktok_address_store_async (PosterSecrets        *secrets,
                                         const char           *target_id,
                                         const char           *publish_id,
                                         const char           *upload_url,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
char *poster_tiktok_address_parse       (const char           *secret,
                                         const char           *publish_id);
void  poster_tiktok_address_forget      (PosterSecrets        *secrets,
                                         const char           *target_id);

G_END_DECLS
