/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft-limits"

#include "poster-draft-limits.h"

#include "poster-json.h"

/* A kind that the platform does not take at all is counted as if it were a video: more is to come. */
static PosterPostKind
kind_on (PosterPlatform *platform,
         PosterPostKind  kind)
{
  if ((platform->kinds & POSTER_POST_KINDS (kind)) != 0)
    return kind;
  return (platform->kinds & POSTER_POST_KINDS (POSTER_POST_VIDEO)) != 0 ? POSTER_POST_VIDEO : POSTER_POST_PHOTO;
}

static gboolean
counts (PosterRule     *rule,
        PosterPostKind  kind)
{
  return rule->measure == POSTER_MEASURE_FILES ||
         rule->measure == (kind == POSTER_POST_VIDEO ? POSTER_MEASURE_VIDEOS : POSTER_MEASURE_PHOTOS);
}

/* 0: nobody knows of a limit. */
static guint
files_on (PosterPlatform *platform,
          JsonObject     *options,
          PosterPostKind  kind)
{
  g_autoptr(JsonObject) complete = poster_platform_complete_options (platform, options);
  guint most = 0;

  for (guint i = 0; i < platform->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (platform->rules, i);

      if (rule->check == POSTER_CHECK_COUNT && rule->severity == POSTER_SEVERITY_ERROR && rule->has_maximum &&
          counts (rule, kind) && poster_rule_counts (rule, complete, NULL))
        most = most == 0 ? (guint) rule->maximum : MIN (most, (guint) rule->maximum);
    }
  return most;
}

/**
 * poster_draft_limits_get_files:
 * @draft: a draft
 * @platforms: the rules
 * @kind: pictures or videos
 * @strictest: (out) (transfer none) (nullable): who takes no more
 *
 * Returns: how many files of that kind the strictest of its platforms takes; while it goes nowhere,
 *   what the most generous one of all takes
 */
guint
poster_draft_limits_get_files (PosterDraft      *draft,
                               PosterPlatforms  *platforms,
                               PosterPostKind    kind,
                               PosterPlatform  **strictest)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts_for (draft, POSTER_DRAFT_MEDIA);
  guint least = 0;
  guint most = 1;

  *strictest = NULL;
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (platforms, account->platform);
      g_autoptr(JsonObject) options = poster_draft_dup_options (draft, account->platform);
      guint limit = platform != NULL ? files_on (platform, options, kind) : 0;

      if (limit == 0 || (least != 0 && limit >= least))
        continue;
      least = limit;
      *strictest = platform;
    }
  if (least != 0)
    return least;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      most = MAX (most, files_on (platform, NULL, kind));
    }
  return most;
}

/* Several platforms that count alike are counted once. */
typedef struct
{
  gint64 lengths[POSTER_TEXT_BYTES + 1];
} Lengths;

static gint64
count (Lengths        *lengths,
       const char     *text,
       PosterTextUnit  unit)
{
  if (lengths->lengths[unit] < 0)
    lengths->lengths[unit] = poster_text_count (text, unit);
  return lengths->lengths[unit];
}

/* @options: what holds on the platform */
static gboolean
limits_caption (PosterRule     *rule,
                JsonObject     *options,
                PosterPostKind  kind)
{
  if (rule->check != POSTER_CHECK_LENGTH || rule->measure != POSTER_MEASURE_CAPTION ||
      rule->severity != POSTER_SEVERITY_ERROR || (rule->kinds & POSTER_POST_KINDS (kind)) == 0)
    return FALSE;
  return (rule->unless_option == NULL || poster_json_get_string (options, rule->unless_option) == NULL) &&
         poster_rule_counts (rule, options, NULL);
}

/**
 * poster_draft_limits_get_text_rooms:
 * @draft: a draft
 * @platforms: the rules
 *
 * Looks up how much text the platforms of @draft take: a platform that limits in two ways (characters
 * and bytes) is in it twice, several accounts on one platform once.
 *
 * Returns: (transfer full) (element-type PosterTextRoom): them, in the order of the accounts; not yet
 *   counted. Valid as long as @platforms is.
 */
GArray *
poster_draft_limits_get_text_rooms (PosterDraft     *draft,
                                    PosterPlatforms *platforms)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts_for (draft, POSTER_DRAFT_TEXT);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  PosterPostKind kind = poster_draft_get_kind (draft);
  GArray *rooms = g_array_new (FALSE, FALSE, sizeof (PosterTextRoom));

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (platforms, account->platform);
      g_autoptr(JsonObject) options = NULL;
      g_autoptr(JsonObject) complete = NULL;

      if (platform == NULL || !g_hash_table_add (seen, platform))
        continue;
      options = poster_draft_dup_options (draft, platform->key);
      complete = poster_platform_complete_options (platform, options);
      for (guint j = 0; j < platform->rules->len; j++)
        {
          PosterRule *rule = g_ptr_array_index (platform->rules, j);
          PosterTextRoom room = { platform, rule->unit, (gint64) rule->maximum, 0 };

          if (limits_caption (rule, complete, kind_on (platform, kind)))
            g_array_append_val (rooms, room);
        }
    }
  return rooms;
}

/* Which of two limits of one platform is nearer to being reached. */
static gboolean
is_fuller (const PosterTextRoom *room,
           const PosterTextRoom *than)
{
  return (double) room->used * than->allowed > (double) than->used * room->allowed;
}

static int
compare_left (gconstpointer a,
              gconstpointer b)
{
  const PosterTextRoom *first = a, *second = b;
  gint64 first_left = first->allowed - first->used;
  gint64 second_left = second->allowed - second->used;

  if (first_left != second_left)
    return first_left < second_left ? -1 : 1;
  return g_strcmp0 (first->platform->name, second->platform->name);
}

/**
 * poster_text_rooms_count:
 * @rooms: (element-type PosterTextRoom): of poster_draft_limits_get_text_rooms()
 * @text: a text
 *
 * Counts @text as each of the platforms does. Linear in the length of @text; any thread.
 *
 * Returns: (transfer full) (element-type PosterTextRoom): one for each platform, the limit that is
 *   nearest to being reached; the one with the least left comes first
 */
GArray *
poster_text_rooms_count (const GArray *rooms,
                         const char   *text)
{
  Lengths lengths = { { -1, -1, -1, -1, -1 } };
  GArray *counted = g_array_new (FALSE, FALSE, sizeof (PosterTextRoom));

  for (guint i = 0; i < rooms->len; i++)
    {
      PosterTextRoom room = g_array_index (rooms, PosterTextRoom, i);
      PosterTextRoom *last = counted->len > 0 ? &g_array_index (counted, PosterTextRoom, counted->len - 1) : NULL;

      room.used = count (&lengths, text, room.unit);
      if (last == NULL || last->platform != room.platform)
        g_array_append_val (counted, room);
      else if (is_fuller (&room, last))
        *last = room;
    }
  g_array_sort (counted, compare_left);
  return counted;
}

/**
 * poster_draft_limits_get_text_left:
 * @draft: a draft
 * @platforms: the rules
 * @text: a caption
 * @left: (out): how much more text there may be; negative: how much too much there is
 * @strictest: (out) (transfer none): the platform that takes no more
 *
 * Counts as the strictest platform does.
 *
 * Returns: whether there is a limit
 */
gboolean
poster_draft_limits_get_text_left (PosterDraft      *draft,
                                   PosterPlatforms  *platforms,
                                   const char       *text,
                                   gint64           *left,
                                   PosterPlatform  **strictest)
{
  g_autoptr(GArray) rooms = poster_draft_limits_get_text_rooms (draft, platforms);
  g_autoptr(GArray) counted = poster_text_rooms_count (rooms, text);
  PosterTextRoom *room;

  if (counted->len == 0)
    return FALSE;
  room = &g_array_index (counted, PosterTextRoom, 0);
  *left = room->allowed - room->used;
  *strictest = room->platform;
  return TRUE;
}

/**
 * poster_draft_limits_get_title_left:
 * @draft: a draft
 * @platforms: the rules
 * @title: a title
 * @left: (out): how much longer it may be; negative: how much too long it is
 *
 * Counts as the strictest platform does.
 *
 * Returns: whether any platform of the draft shows a title with such a post
 */
gboolean
poster_draft_limits_get_title_left (PosterDraft     *draft,
                                    PosterPlatforms *platforms,
                                    const char      *title,
                                    gint64          *left)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts_for (draft, POSTER_DRAFT_TEXT);
  PosterPostKind kind = poster_draft_get_kind (draft);
  Lengths lengths = { { -1, -1, -1, -1, -1 } };
  gboolean found = FALSE;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (platforms, account->platform);
      g_autoptr(JsonObject) options = poster_draft_dup_options (draft, account->platform);
      g_autoptr(JsonObject) complete = platform != NULL ? poster_platform_complete_options (platform, options) : NULL;

      for (guint j = 0; platform != NULL && j < platform->rules->len; j++)
        {
          PosterRule *rule = g_ptr_array_index (platform->rules, j);
          gint64 here;

          if (rule->check != POSTER_CHECK_LENGTH || rule->measure != POSTER_MEASURE_TITLE ||
              (rule->kinds & POSTER_POST_KINDS (kind)) == 0 || !poster_rule_counts (rule, complete, NULL))
            continue;
          here = (gint64) rule->maximum - count (&lengths, title, rule->unit);
          *left = found ? MIN (*left, here) : here;
          found = TRUE;
        }
    }
  return found;
}
