/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

static void
answer_document (PosterApiCall *call)
{
  poster_api_call_reply (call, 200, poster_api_describe (call->api->base_url));
}

const PosterApiRoute poster_api_general_routes[] = {
  { "GET", "/v1/openapi.json", "getOpenApi", "This document", answer_document, POSTER_API_PUBLIC, 200 },
  { NULL }
};
