/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-writer"

#include "poster-post-writer.h"

#include <string.h>
#include <time.h>

#include "poster-account.h"
#include "poster-json.h"

struct _PosterPostWriter
{
  GHashTable      *accounts;   /* (nullable) (unowned) (element-type utf8 PosterAccount) */
  PosterPlatforms *platforms;  /* (nullable) */
  GHashTable      *options;    /* (element-type KnownOptions utf8): posts made alike share the object */
  char            *media_base; /* (nullable): where files are found by those who know not this machine's */
  GHashTable      *zones;      /* (element-type utf8 GTimeZone): while one is held, GLib need not load it again */
};

/* The same options read differently on two platforms. */
typedef struct
{
  JsonObject     *options;
  PosterPlatform *platform;  /* (nullable) (unowned) */
} KnownOptions;

static guint
known_options_hash (gconstpointer key)
{
  const KnownOptions *known = key;

  return g_direct_hash (known->options) ^ (g_direct_hash (known->platform) << 1);
}

static gboolean
known_options_equal (gconstpointer a,
                     gconstpointer b)
{
  const KnownOptions *first = a;
  const KnownOptions *second = b;

  return first->options == second->options && first->platform == second->platform;
}

static void
known_options_free (gpointer key)
{
  KnownOptions *known = key;

  json_object_unref (known->options);
  g_free (known);
}

/**
 * poster_post_writer_new:
 * @accounts: (nullable) (element-type utf8 PosterAccount): accounts by id, which must outlive it
 * @platforms: (nullable): what is known of platforms, for the shape of their options
 *
 * Returns: (transfer full): a writer
 */
PosterPostWriter *
poster_post_writer_new (GHashTable      *accounts,
                        PosterPlatforms *platforms)
{
  PosterPostWriter *self = g_new0 (PosterPostWriter, 1);

  self->accounts = accounts;
  self->platforms = platforms != NULL ? g_object_ref (platforms) : NULL;
  self->options = g_hash_table_new_full (known_options_hash, known_options_equal, known_options_free, g_free);
  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_time_zone_unref);
  return self;
}

/**
 * poster_post_writer_serve:
 * @self: a writer
 * @media_base: the address below which files are named
 *
 * Writes for programs of others from now on: with the API's words only, and nothing of where files
 * are on this machine.
 */
void
poster_post_writer_serve (PosterPostWriter *self,
                          const char       *media_base)
{
  g_free (self->media_base);
  self->media_base = g_strdup (media_base);
}

void
poster_post_writer_free (PosterPostWriter *self)
{
  g_free (self->media_base);
  g_clear_object (&self->platforms);
  g_hash_table_unref (self->options);
  g_hash_table_unref (self->zones);
  g_free (self);
}

/* A JSON string. Bytes beyond ASCII stand as they are: the text is UTF-8. */
static void
write_text (GString    *text,
            const char *value)
{
  const char *from = value;

  g_string_append_c (text, '"');
  for (const char *at = value; ; at++)
    {
      guchar c = (guchar) *at;

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;
      g_string_append_len (text, from, at - from);
      from = at + 1;
      if (c == '\0')
        break;
      switch (c)
        {
        case '"':
        case '\\':
          g_string_append_c (text, '\\');
          g_string_append_c (text, (char) c);
          break;
        case '\n':
          g_string_append (text, "\\n");
          break;
        case '\r':
          g_string_append (text, "\\r");
          break;
        case '\t':
          g_string_append (text, "\\t");
          break;
        default:
          g_string_append_printf (text, "\\u%04x", c);
        }
    }
  g_string_append_c (text, '"');
}

/* The name with what stands between it and its value, commas and all: `,"name":`. */
static void
write_string (GString    *text,
              const char *name,
              const char *value)
{
  if (value == NULL)
    return;
  g_string_append (text, name);
  write_text (text, value);
}

static void
write_digits (char *at,
              int   value,
              int   n)
{
  while (n-- > 0)
    {
      at[n] = (char) ('0' + value % 10);
      value /= 10;
    }
}

/* As poster_time_format () does, a good deal faster. */
static void
write_time (GString    *text,
            const char *name,
            gint64      time_us)
{
  char shape[] = "\"0000-00-00T00:00:00.000Z\"";
  time_t seconds = (time_t) (time_us / G_USEC_PER_SEC);
  struct tm parts;

  gmtime_r (&seconds, &parts);
  write_digits (shape + 1, parts.tm_year + 1900, 4);
  write_digits (shape + 6, parts.tm_mon + 1, 2);
  write_digits (shape + 9, parts.tm_mday, 2);
  write_digits (shape + 12, parts.tm_hour, 2);
  write_digits (shape + 15, parts.tm_min, 2);
  write_digits (shape + 18, parts.tm_sec, 2);
  write_digits (shape + 21, (int) (time_us / 1000 % 1000), 3);
  g_string_append (text, name);
  g_string_append_len (text, shape, sizeof shape - 1);
}

static void
write_schedule (PosterPostWriter *self,
                PosterPost       *post,
                GString          *text)
{
  const char *zone;

  if (post->schedule == NULL)
    {
      g_string_append (text, ",\"scheduledFor\":null,\"timezone\":\"UTC\"");
      return;
    }
  zone = poster_schedule_get_zone (post->schedule);
  if (!g_hash_table_contains (self->zones, zone))
    {
      GTimeZone *data = g_time_zone_new_identifier (zone);

      if (data != NULL)
        g_hash_table_insert (self->zones, g_strdup (zone), data);
    }
  write_time (text, ",\"scheduledFor\":", poster_post_get_due_us (post));
  write_string (text, ",\"timezone\":", zone);
}

/* What g_filename_to_uri () escapes of an absolute path. */
static void
write_uri (GString    *text,
           const char *path)
{
  static const char hex[] = "0123456789ABCDEF";

  g_string_append (text, ",\"url\":\"");
  if (path[0] == '/')
    {
      g_string_append (text, "file://");
      for (const guchar *at = (const guchar *) path; *at != '\0'; at++)
        {
          if (g_ascii_isalnum (*at) || strchr ("/-_.!~*'()+,:=@&$", *at) != NULL)
            {
              g_string_append_c (text, (char) *at);
              continue;
            }
          g_string_append_c (text, '%');
          g_string_append_c (text, hex[*at >> 4]);
          g_string_append_c (text, hex[*at & 15]);
        }
    }
  g_string_append_c (text, '"');
}

static void
write_media (PosterPostWriter *self,
             GPtrArray        *media,
             GString          *text)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);
      const char *slash = strrchr (item->path, '/');
      g_autofree char *valid = NULL;
      const char *name = slash != NULL && slash[1] != '\0' ? slash + 1 : item->path;
      gsize start;

      if (!g_utf8_validate (name, -1, NULL))
        name = valid = g_utf8_make_valid (name, -1);
      g_string_append (text, i > 0 ? ",{" : "{");
      start = text->len;
      if (item->facts != NULL)
        {
          write_string (text, ",\"type\":", poster_media_type_to_string (item->facts->type));
          write_string (text, ",\"mimeType\":", item->facts->mime_type);
        }
      if (self->media_base != NULL)
        {
          g_autofree char *url = g_strdup_printf ("%s%s", self->media_base, item->id);

          write_string (text, ",\"url\":", url);
        }
      else
        {
          write_uri (text, item->path);
        }
      write_string (text, ",\"filename\":", name);
      g_string_append_printf (text, ",\"size\":%" G_GINT64_FORMAT, item->size);
      write_string (text, ",\"altText\":", item->alt_text);
      g_string_append_c (text, '}');
      g_string_erase (text, (gssize) start, 1);  /* the first comma */
    }
  g_string_append_c (text, ']');
}

/* A thread begins with the post's own text. */
static gboolean
has_thread (PosterPlatform *platform,
            JsonObject     *options)
{
  for (guint i = 0; platform != NULL && i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);

      if (option->type == POSTER_OPTION_THREAD && json_object_has_member (options, option->key))
        return TRUE;
    }
  return FALSE;
}

static void
write_options (PosterPostWriter *self,
               PosterPost       *post,
               PosterTarget     *target,
               PosterPlatform   *platform,
               GString          *text)
{
  KnownOptions key = { target->options, platform };
  const char *known = target->place == NULL ? g_hash_table_lookup (self->options, &key) : NULL;
  g_autoptr(JsonObject) data = NULL;
  g_autofree char *made = NULL;

  if (json_object_get_size (target->options) == 0 && target->place == NULL)
    return;
  if (known == NULL)
    {
      data = poster_post_dup_specific_data (post, target, platform);
      if (data == NULL)
        return;
      known = made = poster_json_to_text (data, FALSE);
    }
  g_string_append (text, ",\"platformSpecificData\":");
  g_string_append (text, known);
  if (made != NULL && target->place == NULL && !has_thread (platform, target->options))
    {
      json_object_ref (target->options);
      g_hash_table_insert (self->options, g_memdup2 (&key, sizeof key), g_steal_pointer (&made));
    }
}

static void
write_target (PosterPostWriter *self,
              PosterPost       *post,
              PosterTarget     *target,
              GString          *text)
{
  PosterAccount *account = self->accounts != NULL ? g_hash_table_lookup (self->accounts, target->account_id) : NULL;
  PosterPlatform *platform = account != NULL && self->platforms != NULL
                               ? poster_platforms_find (self->platforms, account->platform) : NULL;
  const char *state = poster_target_state_to_string (target->state);
  gboolean may_be_out = target->state == POSTER_TARGET_HELD && target->is_committed;
  gboolean is_ours = self->media_base == NULL &&
                     (target->state == POSTER_TARGET_MISSED || target->state == POSTER_TARGET_UNKNOWN ||
                      target->state == POSTER_TARGET_CANCELLED);

  write_string (text, "{\"_id\":", target->id);
  if (account != NULL)
    write_string (text, ",\"platform\":", account->platform);
  write_string (text, ",\"accountId\":", target->account_id);
  if (account != NULL)
    write_string (text, ",\"username\":", account->username != NULL ? account->username : "");
  write_string (text, ",\"status\":",
                is_ours ? state : poster_target_state_to_api (may_be_out ? POSTER_TARGET_PROCESSING : target->state));
  write_string (text, ",\"state\":", state);
  if (target->holder == POSTER_HOLDER_REMOTE)
    {
      write_string (text, ",\"holder\":", "remote");
      g_string_append (text, target->is_handed_over ? ",\"isHandedOver\":true" : ",\"isHandedOver\":false");
    }
  write_string (text, ",\"customContent\":", target->content);
  write_string (text, ",\"customTitle\":", target->title);
  if (target->media != NULL)
    {
      g_string_append (text, ",\"customMedia\":");
      write_media (self, target->media, text);
    }
  if (target->schedule != NULL)
    write_time (text, ",\"scheduledFor\":", poster_schedule_get_instant_us (target->schedule));
  write_options (self, post, target, platform, text);
  write_string (text, ",\"platformPostId\":", target->platform_post_id);
  write_string (text, ",\"platformPostUrl\":", target->platform_post_url);
  if (target->published_us >= 0)
    write_time (text, ",\"publishedAt\":", target->published_us);
  write_string (text, ",\"errorMessage\":", target->error_message);
  if (target->error_category != NULL)
    write_string (text, ",\"errorCategory\":", target->error_category);
  else if (target->state == POSTER_TARGET_MISSED)
    write_string (text, ",\"errorCategory\":", "system_error");
  write_string (text, ",\"errorCode\":", target->error_code);
  g_string_append_c (text, '}');
}

/**
 * poster_post_writer_write:
 * @self: a writer
 * @post: a post
 * @text: where to
 *
 * Appends @post as one JSON object.
 */
void
poster_post_writer_write (PosterPostWriter *self,
                          PosterPost       *post,
                          GString          *text)
{
  write_string (text, "{\"_id\":", post->id);
  write_string (text, ",\"title\":", post->title);
  write_string (text, ",\"content\":", post->content);
  write_string (text, ",\"status\":", poster_post_get_status (post));
  write_schedule (self, post, text);
  if (post->queue_id != NULL)
    {
      write_string (text, ",\"queuedFromProfile\":", post->profile_id);
      write_string (text, ",\"queueId\":", post->queue_id);
    }
  if (post->series_id != NULL)
    write_string (text, ",\"seriesId\":", post->series_id);
  g_string_append (text, ",\"mediaItems\":");
  write_media (self, post->media, text);
  g_string_append (text, ",\"platforms\":[");
  for (guint i = 0; i < post->targets->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      write_target (self, post, g_ptr_array_index (post->targets, i), text);
    }
  g_string_append_c (text, ']');
  write_time (text, ",\"createdAt\":", post->created_us);
  write_time (text, ",\"updatedAt\":", post->updated_us);
  g_string_append_c (text, '}');
}
