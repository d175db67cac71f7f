/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-condition.h"
#include "poster-rule.h"

G_BEGIN_DECLS

/**
 * PosterOptionType:
 * @POSTER_OPTION_BOOLEAN: true or false
 * @POSTER_OPTION_CHOICE: one of some words
 * @POSTER_OPTION_INTEGER: a whole number
 * @POSTER_OPTION_STRING: text
 * @POSTER_OPTION_LIST: some short texts: names, tags, the answers of a poll
 * @POSTER_OPTION_THREAD: the texts of the posts that follow this one
 * @POSTER_OPTION_DATE: a day, such as `2026-05-31`
 * @POSTER_OPTION_TIME: a time of day, such as `09:30`
 * @POSTER_OPTION_ANY: whatever the API takes there; never shown
 *
 * Lists and threads are arrays; an item is a text, or, where a client of the API said more of it
 * than Poster knows, the object that the client sent.
 */
typedef enum
{
  POSTER_OPTION_BOOLEAN,
  POSTER_OPTION_CHOICE,
  POSTER_OPTION_INTEGER,
  POSTER_OPTION_STRING,
  POSTER_OPTION_LIST,
  POSTER_OPTION_THREAD,
  POSTER_OPTION_DATE,
  POSTER_OPTION_TIME,
  POSTER_OPTION_ANY,
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
 * PosterOptionField:
 * @name: the API's name for it
 * @is_number: whether it is a number; otherwise a text
 * @minimum: the least number
 * @maximum: the largest number
 * @is_whole: whether it is a whole number
 *
 * One word of an item of a list whose items are objects to the API: the first one must be there.
 */
typedef struct
{
  char     *name;
  gboolean  is_number;
  gboolean  is_whole;
  double    minimum;
  double    maximum;
} PosterOptionField;

#define POSTER_TYPE_OPTION (poster_option_get_type ())
G_DECLARE_FINAL_TYPE (PosterOption, poster_option, POSTER, OPTION, GObject)

/**
 * PosterOption:
 * @key: canonical name, one of the API's, with dots between the levels where it has several; the
 *   API is sent what it names
 * @aliases: (nullable): other names that are understood: those of the data, and the same name in the
 *   other spelling (`snake_case` or `camelCase`)
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
 * @is_title: whether it is the title; where it is not given, that of the post is
 * @is_of_post: whether the API has it as a member of the post, and not of the platform's data
 * @is_always_sent: whether the API is sent it even when it is the default, where it applies
 * @is_open: of a choice: whether others than those that are known will do
 * @is_url: of a text: whether it is a web address
 * @has_minimum: whether there is a @minimum
 * @minimum: least whole number; of a list: how many items at least
 * @has_maximum: whether there is a @maximum
 * @maximum: largest whole number; of a list: how many items at most
 * @maximum_from: (nullable): `media.last_index` or `media.duration_ms`: the largest number is
 *   the media's
 * @max_length: longest text in @unit, 0 for any; of a list or thread: of each item
 * @max_total: how long all items of a list may be together, in @unit, 0 for any
 * @unit: what text is counted in
 * @without: (nullable): characters that may not be in a text
 * @strip: (nullable): what people write before such texts, and the API does not want: `@`, `r/`
 * @fields: (nullable) (element-type PosterOptionField): of a list whose items are objects: the
 *   words of an item
 * @kinds: the kinds of post it applies to; elsewhere it is left out
 * @applies_when: (element-type PosterCondition): it applies while all of them hold; else it is left
 *   out and not shown
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
  gboolean          is_title;
  gboolean          is_of_post;
  gboolean          is_always_sent;
  gboolean          is_open;
  gboolean          is_url;
  gboolean          has_minimum;
  gint64            minimum;
  gboolean          has_maximum;
  gint64            maximum;
  char             *maximum_from;
  gint64            max_length;
  gint64            max_total;
  PosterTextUnit    unit;
  char             *without;
  char            **strip;
  GPtrArray        *fields;
  PosterPostKinds   kinds;
  GPtrArray        *applies_when;
  GPtrArray        *shown_when;
  GPtrArray        *forbidden_when;
  char             *source;
  char             *note;
};

PosterOption *poster_option_new_from_json (JsonObject *json, GError **error);
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

PosterChoice *poster_choice_new           (const char *value, const char *label);
void          poster_choice_free          (PosterChoice *self);
const char   *poster_option_type_to_string (PosterOptionType type);
gboolean      poster_option_is_list       (PosterOption *self);
gboolean      poster_option_is_right_type (PosterOption *self, JsonNode *value);

/* Values as text and as people or clients of the API write them: poster-option-value.c. */
JsonNode     *poster_option_parse_text    (PosterOption *self, const char *text, GError **error);
JsonNode     *poster_option_normalize     (PosterOption *self, JsonNode *node);
char         *poster_option_value_to_text (PosterOption *self, JsonNode *value);
char         *poster_option_item_to_text  (PosterOption *self, JsonNode *item);
JsonNode     *poster_option_item_with_text (PosterOption *self, JsonNode *item, const char *text);
char         *poster_option_describe_type (PosterOption *self, JsonObject *creator);

/* Values as the API has them: poster-option-api.c. */
JsonNode     *poster_option_value_to_api  (PosterOption *self, JsonNode *value);
gboolean      poster_option_item_is_right (PosterOption *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterChoice, poster_choice_free)

G_END_DECLS
