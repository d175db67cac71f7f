/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-platform.h"
#include "poster-platform-reader.h"

G_BEGIN_DECLS

#define POSTER_N_POST_KINDS (POSTER_POST_DOCUMENT + 1)

/**
 * PosterFormRowType:
 * @POSTER_FORM_OPTION: one option; its type says how it is asked for
 * @POSTER_FORM_CHECKS: several options that are true or false, side by side
 * @POSTER_FORM_DISCLOSURE: a switch, and checks behind it that together stand for options
 * @POSTER_FORM_MORE: rows that few people need
 *
 * What a row of a form is.
 */
typedef enum
{
  POSTER_FORM_OPTION,
  POSTER_FORM_CHECKS,
  POSTER_FORM_DISCLOSURE,
  POSTER_FORM_MORE,
} PosterFormRowType;

/**
 * PosterFormCheck:
 * @option: (nullable) (unowned): what it switches; %NULL in a disclosure
 * @id: (nullable): its name within a disclosure
 * @label: what stands beside it, untranslated
 * @subtitle: (nullable): what stands below that, untranslated
 * @ticked_when: (nullable) (element-type PosterCondition): a disclosure's one is ticked while
 *   any of them holds
 *
 * One thing to tick.
 */
typedef struct
{
  PosterOption *option;
  char         *id;
  char         *label;
  char         *subtitle;
  GPtrArray    *ticked_when;
} PosterFormCheck;

/**
 * PosterFormOutcome:
 * @ticked: the checks of the disclosure, bit by bit in their order
 * @options: what they stand for, by canonical key
 * @prompt: (nullable elements): what it means, by kind of post, untranslated
 *
 * What one way of ticking a disclosure's checks comes to.
 */
typedef struct
{
  guint       ticked;
  JsonObject *options;
  char       *prompt[POSTER_N_POST_KINDS];
} PosterFormOutcome;

/**
 * PosterFormRow:
 * @type: what it is
 * @option: (nullable) (unowned): of a row for one option
 * @title: (nullable): untranslated; %NULL for the option's label
 * @subtitle: (nullable elements): by kind of post, untranslated
 * @missing: (nullable): what to do when nothing is chosen though something must be, a sentence
 * @checks: (element-type PosterFormCheck): of checks and disclosures
 * @outcomes: (element-type PosterFormOutcome): of a disclosure; one for each way of ticking
 * @rows: (element-type PosterFormRow): of a row that holds others
 * @first: what people call the number 0: they count pictures from 1
 * @unit_size: how much of the option's unit makes one of what people read: 1000 for seconds
 *   where the option is in milliseconds
 * @source: (nullable): who asks for it
 *
 * One row of a platform's form.
 */
typedef struct
{
  PosterFormRowType  type;
  PosterOption      *option;
  char              *title;
  char              *subtitle[POSTER_N_POST_KINDS];
  char              *missing;
  GPtrArray         *checks;
  GPtrArray         *outcomes;
  GPtrArray         *rows;
  gint64             first;
  gint64             unit_size;
  char              *source;
} PosterFormRow;

/**
 * PosterDeclaration:
 * @when_any: (element-type PosterCondition): it stands there while any of them holds, or when
 *   there are none
 * @words: untranslated; `[1:Terms]` is a link to the first of @links
 * @links: (nullable): addresses
 * @source: who asks for it
 *
 * Words that the platform wants directly before the button that publishes.
 */
typedef struct
{
  GPtrArray  *when_any;
  char       *words;
  char      **links;
  char       *source;
} PosterDeclaration;

PosterFormRow *poster_form_row_new           (PosterFormRowType type);
void       poster_form_row_free              (PosterFormRow *self);
GPtrArray *poster_form_rows_new              (void);
GPtrArray *poster_declarations_new           (void);
void       poster_platform_form_read         (PosterPlatform *platform, PosterPlatformReader *reader);
GPtrArray *poster_platform_form_read_conditions (PosterPlatform *platform, PosterPlatformReader *reader,
                                                 const char *member);
void       poster_platform_declarations_read (PosterPlatform *platform, PosterPlatformReader *reader);

const char              *poster_form_row_get_title        (const PosterFormRow *self);
const char              *poster_form_row_get_missing      (const PosterFormRow *self);
const char              *poster_form_row_get_subtitle     (const PosterFormRow *self, PosterPostKind kind);
guint                    poster_form_row_get_ticked       (const PosterFormRow *self, JsonObject *options);
const PosterFormOutcome *poster_form_row_find_outcome     (const PosterFormRow *self, guint ticked);
gboolean                 poster_form_row_has_option       (const PosterFormRow *self, PosterOption *option);
const char              *poster_form_outcome_get_prompt   (const PosterFormOutcome *self, PosterPostKind kind);
char                    *poster_platform_dup_declaration  (PosterPlatform *platform, JsonObject *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterFormRow, poster_form_row_free)

G_END_DECLS
