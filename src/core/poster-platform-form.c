/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform-form"

#include "poster-platform-form.h"

#include "poster-platform-words.h"

static void
check_free (gpointer data)
{
  PosterFormCheck *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->subtitle);
  g_clear_pointer (&self->ticked_when, g_ptr_array_unref);
  g_free (self);
}

static void
outcome_free (gpointer data)
{
  PosterFormOutcome *self = data;

  g_clear_pointer (&self->options, json_object_unref);
  for (guint i = 0; i < POSTER_N_POST_KINDS; i++)
    g_free (self->prompt[i]);
  g_free (self);
}

/**
 * poster_form_row_new:
 * @type: what it is
 *
 * Returns: (transfer full): an empty row
 */
PosterFormRow *
poster_form_row_new (PosterFormRowType type)
{
  PosterFormRow *self = g_new0 (PosterFormRow, 1);

  self->type = type;
  self->checks = g_ptr_array_new_with_free_func (check_free);
  self->outcomes = g_ptr_array_new_with_free_func (outcome_free);
  self->rows = poster_form_rows_new ();
  self->unit_size = 1;
  return self;
}

/**
 * poster_form_row_free:
 * @self: (transfer full): a row
 *
 * Frees @self.
 */
void
poster_form_row_free (PosterFormRow *self)
{
  g_free (self->title);
  for (guint i = 0; i < POSTER_N_POST_KINDS; i++)
    g_free (self->subtitle[i]);
  g_free (self->missing);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->outcomes);
  g_ptr_array_unref (self->rows);
  g_free (self->source);
  g_free (self);
}

/**
 * poster_form_rows_new:
 *
 * Returns: (transfer full) (element-type PosterFormRow): an empty form
 */
GPtrArray *
poster_form_rows_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) poster_form_row_free);
}

static const char *
translate (const char *words)
{
  return words != NULL ? poster_platform_words_translate (words) : NULL;
}

/**
 * poster_form_row_get_title:
 * @self: a row
 *
 * Returns: (transfer none): its title, translated
 */
const char *
poster_form_row_get_title (const PosterFormRow *self)
{
  return self->title != NULL ? translate (self->title) : poster_option_get_label (self->option);
}

/**
 * poster_form_row_get_subtitle:
 * @self: a row
 * @kind: the kind of post
 *
 * Returns: (transfer none) (nullable): what stands below the title, translated
 */
const char *
poster_form_row_get_subtitle (const PosterFormRow *self,
                              PosterPostKind       kind)
{
  return translate (self->subtitle[kind]);
}

/**
 * poster_form_row_get_missing:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what to do when nothing is chosen, translated
 */
const char *
poster_form_row_get_missing (const PosterFormRow *self)
{
  return translate (self->missing);
}

/**
 * poster_form_row_get_ticked:
 * @self: a disclosure
 * @options: (nullable): options by canonical key
 *
 * Returns: which checks those options stand for, bit by bit
 */
guint
poster_form_row_get_ticked (const PosterFormRow *self,
                            JsonObject          *options)
{
  guint ticked = 0;

  for (guint i = 0; i < self->checks->len; i++)
    {
      PosterFormCheck *check = g_ptr_array_index (self->checks, i);

      for (guint j = 0; check->ticked_when != NULL && j < check->ticked_when->len; j++)
        if (poster_condition_holds (g_ptr_array_index (check->ticked_when, j), options, NULL))
          ticked |= 1u << i;
    }
  return ticked;
}

/**
 * poster_form_row_find_outcome:
 * @self: a disclosure
 * @ticked: which checks are ticked, bit by bit
 *
 * Returns: (transfer none) (nullable): what that comes to; %NULL when nothing is ticked
 */
const PosterFormOutcome *
poster_form_row_find_outcome (const PosterFormRow *self,
                              guint                ticked)
{
  for (guint i = 0; i < self->outcomes->len; i++)
    {
      PosterFormOutcome *outcome = g_ptr_array_index (self->outcomes, i);

      if (outcome->ticked == ticked)
        return outcome;
    }
  return NULL;
}

/**
 * poster_form_row_has_option:
 * @self: a row
 * @option: an option
 *
 * Returns: whether it is @self that asks for @option, or a row within it
 */
gboolean
poster_form_row_has_option (const PosterFormRow *self,
                            PosterOption        *option)
{
  if (self->option == option)
    return TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    if (((PosterFormCheck *) g_ptr_array_index (self->checks, i))->option == option)
      return TRUE;
  for (guint i = 0; i < self->outcomes->len; i++)
    if (json_object_has_member (((PosterFormOutcome *) g_ptr_array_index (self->outcomes, i))->options, option->key))
      return TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    if (poster_form_row_has_option (g_ptr_array_index (self->rows, i), option))
      return TRUE;
  return FALSE;
}

/**
 * poster_form_outcome_get_prompt:
 * @self: an outcome
 * @kind: the kind of post
 *
 * Returns: (transfer none) (nullable): what it means for the post, translated
 */
const char *
poster_form_outcome_get_prompt (const PosterFormOutcome *self,
                                PosterPostKind           kind)
{
  return translate (self->prompt[kind]);
}
