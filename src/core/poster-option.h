/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-rule.h"

G_BEGIN_DECLS

/**
 * PosterOptionType:
 * @POSTER_OPTION_BOOLEAN: true or false
 * @POSTER_OPTION_CHOICE: one of some words
 * @POSTER_OPTION_INTEGER: a whole number
 * @POSTER_OPTION_STRING: text
 */
typedef enum
{
  POSTER_OPTION_BOOLEAN,
  POSTER_OPTION_CHOICE,
  POSTER_OPTION_INTEGER,
  POSTER_OPTION_STRING,
} PosterOptionType;

/**
 * PosterConsentMode:
 * @POSTER_CONSENT_ABSENT_REFUSED: a consent that is not given is refused: composer, command line
 * @POSTER_CONSENT_ABSENT_ACCEPTED: a consent that is not spoken of counts as given: the API
 *
 * A consent that is explicitly refused is refused in both.
 */
typedef enum
{
  POSTER_CONSENT_ABSENT_REFUSED,
  POSTER_CONSENT_ABSENT_ACCEPTED,
} PosterConsentMode;

/**
 * PosterChoice:
 * @value: the word of the API
 * @label: (nullable): how people call it, untranslated; see poster_option_get_choices()
 */
typedef struct
{
  char *value;
  char *label;
} PosterChoice;

/**
 * PosterCondition:
 * @option: (nullable): key of the option it is about; %NULL: of the creator's description
 * @creator: (nullable): member of the creator's description, with dots between the levels
 * @is: the values of either for which it holds (any one of them)
 * @forbids: (nullable): the values that are forbidden while it holds; %NULL for every value but
 *   the default
 * @words: (nullable): why, for people, untranslated
 * @severity: error: the post is refused; warning: @instead is taken
 * @instead: (nullable): the value taken in place of a forbidden one
 * @account_words: (nullable): where a creator forbids: who forbids what, for people, untranslated;
 *   for one option and for several; may hold `{options}` and `{accounts}`
 *
 * When an option is shown, need not be chosen, or may not have some value.
 */
typedef struct
{
  char           *option;
  char           *creator;
  JsonArray      *is;
  JsonArray      *forbids;
  char           *words;
  PosterSeverity  severity;
  JsonNode       *instead;
  char          **account_words;
} PosterCondition;

#define POSTER_TYPE_OPTION (poster_option_get_type ())
G_DECLARE_FINAL_TYPE (PosterOption, poster_option, POSTER, OPTION, GObject)

/**
 * PosterOption:
 * @key: canonical name, the API's snake_case one
 * @aliases: other names that are understood
 * @type: what its value is
 * @label: how people call it, untranslated; see poster_option_get_label()
 * @choices: (element-type PosterChoice): for a choice: the words that are known; empty when all
 *   of them come from the creator
 * @choices_from: (nullable): where the choices come from at run time: a member of the creator's
 *   description that is an array of `{value, label}`, with dots between the levels
 * @default_value: (nullable): the value when nothing is given; %NULL for none
 * @required: whether a person must choose (there is no default, ever)
 * @required_unless: (nullable): when a required one need not be chosen
 * @consent: whether it is a consent to the platform's terms
 * @hidden: understood, but never shown: clients of the API send it
 * @is_cover: whether it says what is seen before the post is opened: milliseconds into the video, or
 *   which of the pictures, counted from 0
 * @has_minimum: whether there is a @minimum
 * @minimum: least whole number
 * @has_maximum: whether there is a @maximum
 * @maximum: largest whole number
 * @maximum_from: (nullable): `media.last_index` or `media.duration_ms`: the largest number is
 *   the media's
 * @max_length: longest text in @unit, 0 for any
 * @unit: what text is counted in
 * @kinds: the kinds of post it applies to; elsewhere it is left out
 * @shown_when: (element-type PosterCondition): shown while all of them hold
 * @forbidden_when: (element-type PosterCondition): each may forbid values
 * @source: where it is described
 * @note: (nullable): what is disputed about it
 *
 * One setting of a platform, read from the data. Immutable.
 */
struct _PosterOption
{
  GObject           parent_instance;

  char             *key;
  char            **aliases;
  PosterOptionType  type;
  char             *label;
  GPtrArray        *choices;
  char             *choices_from;
  JsonNode         *default_value;
  gboolean          required;
  PosterCondition  *required_unless;
  gboolean          consent;
  gboolean          hidden;
  gboolean          is_cover;
  gboolean          has_minimum;
  gint64            minimum;
  gboolean          has_maximum;
  gint64            maximum;
  char             *maximum_from;
  gint64            max_length;
  PosterTextUnit    unit;
  PosterPostKinds   kinds;
  GPtrArray        *shown_when;
  GPtrArray        *forbidden_when;
  char             *source;
  char             *note;
};

PosterOption *poster_option_new_from_json (JsonObject *json, GError **error);
JsonNode     *poster_option_parse_text    (PosterOption *self, const char *text, GError **error);
const char   *poster_option_get_label     (PosterOption *self);
GPtrArray    *poster_option_get_choices   (PosterOption *self, JsonObject *creator);
gboolean      poster_option_is_shown      (PosterOption *self, PosterPostKind kind,
                                           JsonObject *options, JsonObject *creator);
const char   *poster_option_get_forbidden (PosterOption *self, JsonNode *value,
                                           JsonObject *options, JsonObject *creator);

const PosterCondition *poster_option_find_forbidding (PosterOption *self, JsonNode *value,
                                                      JsonObject *options, JsonObject *creator);
gboolean      poster_option_asks_creator  (PosterOption *self);
gboolean      poster_option_get_maximum   (PosterOption *self, GPtrArray *media_facts, gint64 *maximum);

PosterCondition *poster_condition_new_from_json (JsonNode *node, gboolean forbids, GError **error);
void          poster_condition_free       (PosterCondition *self);
gboolean      poster_condition_holds      (const PosterCondition *self, JsonObject *options, JsonObject *creator);

PosterChoice *poster_choice_new           (const char *value, const char *label);
void          poster_choice_free          (PosterChoice *self);
const char   *poster_option_type_to_string (PosterOptionType type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterChoice, poster_choice_free)

G_END_DECLS
