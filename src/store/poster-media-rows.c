/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-rows"

#include "poster-media-rows.h"

typedef enum
{
  FACT_TEXT,
  FACT_INT,
  FACT_INT64,
  FACT_DOUBLE,
} FactKind;

#define FACT(kind, field) { kind, G_STRUCT_OFFSET (PosterMediaFacts, field) }

/* The facts, in the order of POSTER_MEDIA_COLUMNS from `type` on. Columns and not one JSON text:
 * a list of 10,000 posts would spend most of its time on parsing. */
static const struct
{
  FactKind kind;
  glong    offset;
} facts[] = {
  FACT (FACT_INT, type),
  FACT (FACT_TEXT, container),
  FACT (FACT_TEXT, mime_type),
  FACT (FACT_INT64, duration_us),
  FACT (FACT_INT, width),
  FACT (FACT_INT, height),
  FACT (FACT_INT, rotation),
  FACT (FACT_INT, mirrored),
  FACT (FACT_DOUBLE, frame_rate),
  FACT (FACT_INT, variable_frame_rate),
  FACT (FACT_TEXT, video_codec),
  FACT (FACT_TEXT, video_profile),
  FACT (FACT_INT64, video_bitrate),
  FACT (FACT_INT, bit_depth),
  FACT (FACT_TEXT, audio_codec),
  FACT (FACT_INT64, audio_bitrate),
  FACT (FACT_INT, audio_sample_rate),
  FACT (FACT_INT, audio_channels),
  FACT (FACT_TEXT, hdr),
  FACT (FACT_INT, faststart),
  FACT (FACT_INT, fragmented),
  FACT (FACT_INT, animated),
  FACT (FACT_INT, has_alpha),
  FACT (FACT_INT, video_tracks),
  FACT (FACT_INT, audio_tracks),
  FACT (FACT_INT64, size),
  FACT (FACT_TEXT, problem),
  FACT (FACT_INT, pages),
};

G_STATIC_ASSERT (sizeof (PosterMediaType) == sizeof (int));
G_STATIC_ASSERT (sizeof (gboolean) == sizeof (int));

/* The place of `type` among POSTER_MEDIA_COLUMNS. */
#define FIRST_FACT 8

static PosterMediaFacts *
read_facts (sqlite3_stmt *row,
            int           first)
{
  PosterMediaFacts *self = poster_media_facts_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (self, facts[i].offset);
      int column = first + (int) i;

      switch (facts[i].kind)
        {
        case FACT_TEXT:
          *(char **) field = poster_sql_dup_text (row, column);
          break;
        case FACT_INT:
          *(int *) field = sqlite3_column_int (row, column);
          break;
        case FACT_INT64:
          *(gint64 *) field = sqlite3_column_int64 (row, column);
          break;
        case FACT_DOUBLE:
          *(double *) field = sqlite3_column_double (row, column);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  if (self->type < POSTER_MEDIA_UNREADABLE || self->type > POSTER_MEDIA_DOCUMENT)
    self->type = POSTER_MEDIA_UNREADABLE;
  return self;
}

static void
bind_facts (sqlite3_stmt     *statement,
            int               first,
            PosterMediaFacts *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (self, facts[i].offset);
      int index = first + (int) i;

      switch (facts[i].kind)
        {
        case FACT_TEXT:
          poster_sql_bind_text (statement, index, *(char **) field);
          break;
        case FACT_INT:
          sqlite3_bind_int (statement, index, *(int *) field);
          break;
        case FACT_INT64:
          sqlite3_bind_int64 (statement, index, *(gint64 *) field);
          break;
        case FACT_DOUBLE:
          sqlite3_bind_double (statement, index, *(double *) field);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/**
 * poster_media_rows_read:
 * @row: a statement at a row with POSTER_MEDIA_COLUMNS
 * @first: place of the first of them
 *
 * Returns: (transfer full): the item
 */
PosterMediaItem *
poster_media_rows_read (sqlite3_stmt *row,
                        int           first)
{
  PosterMediaItem *item = g_object_new (POSTER_TYPE_MEDIA_ITEM, NULL);

  item->id = poster_sql_dup_text (row, first);
  item->is_library = sqlite3_column_int (row, first + 1);
  item->path = poster_sql_dup_path (row, first + 2);
  item->size = sqlite3_column_int64 (row, first + 3);
  item->mtime_ns = sqlite3_column_int64 (row, first + 4);
  item->sampled_hash = poster_sql_dup_text (row, first + 5);
  item->full_hash = poster_sql_dup_text (row, first + 6);
  item->alt_text = poster_sql_dup_text (row, first + 7);
  if (sqlite3_column_type (row, first + FIRST_FACT) != SQLITE_NULL)
    item->facts = read_facts (row, first + FIRST_FACT);
  return item;
}

/**
 * poster_media_rows_write:
 * @sql: the writer's connection, in a transaction
 * @item: an item
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Writes @item, or writes it anew.
 *
 * Returns: whether it is written
 */
gboolean
poster_media_rows_write (PosterSql        *sql,
                         PosterMediaItem  *item,
                         GError          **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO media (id, is_library, path, size, mtime_ns, sampled_hash, full_hash, alt_text, type, container, "
    "mime_type, duration_us, width, height, rotation, mirrored, frame_rate, variable_frame_rate, video_codec, "
    "video_profile, video_bitrate, bit_depth, audio_codec, audio_bitrate, audio_sample_rate, audio_channels, hdr, "
    "faststart, fragmented, animated, has_alpha, video_tracks, audio_tracks, measured_size, problem, pages) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET is_library = excluded.is_library, path = excluded.path, size = excluded.size, "
    "mtime_ns = excluded.mtime_ns, sampled_hash = excluded.sampled_hash, full_hash = excluded.full_hash, "
    "alt_text = excluded.alt_text, type = excluded.type, container = excluded.container, "
    "mime_type = excluded.mime_type, duration_us = excluded.duration_us, width = excluded.width, "
    "height = excluded.height, rotation = excluded.rotation, mirrored = excluded.mirrored, "
    "frame_rate = excluded.frame_rate, variable_frame_rate = excluded.variable_frame_rate, "
    "video_codec = excluded.video_codec, video_profile = excluded.video_profile, "
    "video_bitrate = excluded.video_bitrate, bit_depth = excluded.bit_depth, audio_codec = excluded.audio_codec, "
    "audio_bitrate = excluded.audio_bitrate, audio_sample_rate = excluded.audio_sample_rate, "
    "audio_channels = excluded.audio_channels, hdr = excluded.hdr, faststart = excluded.faststart, "
    "fragmented = excluded.fragmented, animated = excluded.animated, has_alpha = excluded.has_alpha, "
    "video_tracks = excluded.video_tracks, audio_tracks = excluded.audio_tracks, "
    "measured_size = excluded.measured_size, problem = excluded.problem, pages = excluded.pages", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, item->id);
  sqlite3_bind_int (write, 2, item->is_library);
  poster_sql_bind_path (write, 3, item->path);
  sqlite3_bind_int64 (write, 4, item->size);
  sqlite3_bind_int64 (write, 5, item->mtime_ns);
  poster_sql_bind_text (write, 6, item->sampled_hash);
  poster_sql_bind_text (write, 7, item->full_hash);
  poster_sql_bind_text (write, 8, item->alt_text);
  if (item->facts != NULL)
    bind_facts (write, 1 + FIRST_FACT, item->facts);
  return poster_sql_finish (sql, write, error);
}
