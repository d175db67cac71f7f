/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "poster-finding.h"
#include "poster-platform-reader.h"

G_BEGIN_DECLS

/**
 * PosterCondition:
 * @option: (nullable): key of the option it is about; %NULL: of the creator's description
 * @creator: (nullable): member of the creator's description, with dots between the levels
 * @is: (nullable): the values of either for which it holds (any one of them)
 * @is_not: (nullable): the values for which it does not hold; it holds for all others
 * @given: where there is neither of these: whether it holds when there is a value (any but an empty
 *   one), or when there is none
 * @forbids: (nullable): the values that are forbidden while it holds; %NULL for every value but
 *   the default
 * @words: (nullable): why, for people, untranslated
 * @severity: error: the post is refused; warning: @instead is taken
 * @instead: (nullable): the value taken in place of a forbidden one
 * @account_words: (nullable): where a creator forbids: who forbids what, for people, untranslated;
 *   for one option and for several; may hold `{options}` and `{accounts}`
 *
 * When an option is shown, means something, need not be chosen, or may not have some value; or when
 * a rule counts.
 */
typedef struct
{
  char           *option;
  char           *creator;
  JsonArray      *is;
  JsonArray      *is_not;
  gboolean        given;
  JsonArray      *forbids;
  char           *words;
  PosterSeverity  severity;
  JsonNode       *instead;
  char          **account_words;
} PosterCondition;

PosterCondition *poster_condition_new_from_json (JsonNode *node, gboolean forbids, GError **error);
void          poster_condition_free       (PosterCondition *self);
gboolean      poster_condition_holds      (const PosterCondition *self, JsonObject *options, JsonObject *creator);
gboolean      poster_condition_is_about   (JsonArray *values, JsonNode *value);
gboolean      poster_value_is_empty       (JsonNode *value);

GPtrArray    *poster_conditions_new       (void);
void          poster_conditions_read      (GPtrArray *self, PosterPlatformReader *reader, const char *member,
                                           gboolean forbids);
gboolean      poster_conditions_all_hold  (GPtrArray *self, JsonObject *options, JsonObject *creator);
gboolean      poster_conditions_ask_creator (GPtrArray *self);

G_END_DECLS
