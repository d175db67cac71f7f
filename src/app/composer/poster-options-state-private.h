/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-options-state.h"

G_BEGIN_DECLS

/**
 * PosterOptionsState:
 *
 * What is chosen of one platform's options, for whom, and what can be chosen. The platform's
 * descriptions and what the services say of the accounts decide; rows only show it. What can no
 * longer be chosen is dropped.
 */
struct _PosterOptionsState
{
  GObject         parent_instance;

  PosterPlatform *platform;
  GPtrArray      *accounts;     /* (element-type PosterAccount) */
  GPtrArray      *creators;     /* (element-type JsonObject) (nullable elements), in the same order */
  GHashTable     *troubles;     /* id of an account → words */
  GPtrArray      *media_facts;  /* (nullable) (element-type PosterMediaFacts) */
  PosterPostKind  kind;
  gboolean        is_kind_known;

  JsonObject     *chosen;       /* what differs from the defaults */
  JsonObject     *kept;         /* what is not asked for here, as it came */
  GHashTable     *disclosed;    /* disclosures (PosterFormRow) that are switched on */
};

JsonObject            *poster_options_state_dup_effective (PosterOptionsState *self);
gboolean               poster_options_state_has_choice    (GPtrArray          *choices,
                                                           const char         *value);
const PosterCondition *poster_options_state_find_refusing (PosterOptionsState *self,
                                                           PosterOption       *option,
                                                           JsonNode           *value,
                                                           JsonObject         *effective);

G_END_DECLS
