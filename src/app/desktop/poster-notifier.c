/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-notifier"

#include "poster-notifier.h"

#include "poster-notification.h"
#include "poster-post-place.h"

/* Name of the setting in the store: everything that happened until then was told. */
#define UNTIL_SETTING "notified-until"

/* What happens within this time is told together. */
#define PAUSE_US (300 * G_TIME_SPAN_MILLISECOND)

/* The window is on screen before what happened while the program was away is looked for. */
#define FIRST_PAUSE_US G_TIME_SPAN_SECOND

/* More than this many at once become one notification. */
#define MANY 4

/* How many posts are read at a time. */
#define PAGE 50

/* How many of a kind are looked through for what happened unseen. */
#define LOOK_BACK 500

/* Notifications that are of no single post. */
#define MANY_OUT_ID "many-published"
#define MANY_IN_NEED_ID "many-in-need"

/* What is kept of a post begins with one of these; "" when there is nothing to tell of it. */
#define IN_NEED POSTER_NOTIFICATION_IN_NEED
#define IS_OUT POSTER_NOTIFICATION_IS_OUT
#define IS_GONE '-'

/**
 * PosterNotifier:
 *
 * Tells the desktop what became of posts: published, or in need of a person. Once each, also across
 * restarts, and withdrawn when it is no longer so.
 */
struct _PosterNotifier
{
  GObject        parent_instance;

  GApplication  *application;  /* (unowned): outlives the notifier */
  PosterSession *session;
  PosterClock   *clock;
  GCancellable  *cancellable;

  GHashTable    *changed;      /* ids of posts to be looked at */
  GHashTable    *reading;      /* ids of posts of which the present look has not heard yet */
  GHashTable    *told;         /* post id -> what was told or needed no telling, IN_NEED … before it */
  GPtrArray     *posts;        /* element-type PosterPost, looked at, to be told */
  gint64         begun_us;     /* when this notifier was made */
  gint64         since_us;     /* what happened until then is no news; -1 before it was read */
  gint64         until_us;     /* what happened until then is told now */
  gint64         kept_us;      /* what the store has for that */
  guint          n_out;        /* published since somebody looked */
  guint          delay;        /* source id, 0 for none */
  gboolean       is_reading;
  gboolean       is_wide;      /* whether more changed than what @changed names */
  gboolean       has_looked;
  gboolean       is_many_told; /* whether there may be a notification of many that need a person */
  gboolean       is_mute;
};

G_DEFINE_FINAL_TYPE (PosterNotifier, poster_notifier, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_APPLICATION,
  PROP_SESSION,
  PROP_CLOCK,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void look_soon (PosterNotifier *self);

/* When it happened. What is out may be touched much later: when its address becomes known, say. */
static gint64
get_news_us (PosterPost *post,
             const char *words)
{
  gint64 news_us = -1;

  for (guint i = 0; words[0] == IS_OUT && i < post->targets->len; i++)
    news_us = MAX (news_us, ((PosterTarget *) g_ptr_array_index (post->targets, i))->published_us);
  return news_us >= 0 ? news_us : post->updated_us;
}

/* How many posts need a person, as far as is known. */
static guint
count_in_need (PosterNotifier *self)
{
  GHashTableIter iter;
  gpointer words;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, NULL, &words))
    n += *(const char *) words == IN_NEED ? 1 : 0;
  return n;
}

/* Of many, one notification replaces the last: its number is that of all there are by now. */
static void
tell_kind (PosterNotifier *self,
           gboolean        are_out)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new ();

  for (guint i = 0; i < self->posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (self->posts, i);
      g_autofree char *words = poster_notification_describe (post);

      if ((words[0] == IS_OUT) == are_out)
        g_ptr_array_add (posts, post);
    }
  if (are_out)
    self->n_out += posts->len;
  if (posts->len > MANY)
    {
      g_autoptr(GNotification) notification = NULL;

      notification = poster_notification_new_for_many (are_out ? self->n_out : count_in_need (self), are_out);
      g_application_send_notification (self->application, are_out ? MANY_OUT_ID : MANY_IN_NEED_ID, notification);
      self->is_many_told = self->is_many_told || !are_out;
      return;
    }
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);
      g_autoptr(GNotification) notification = poster_notification_new (self->session, post);

      g_application_send_notification (self->application, post->id, notification);
    }
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_debug ("Until when was told was not kept: %s", error->message);
}

static void
keep_until (PosterNotifier *self)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, self->until_us);

  self->kept_us = self->until_us;
  poster_store_set_setting_async (poster_session_get_store (self->session), UNTIL_SETTING, text, NULL, kept_cb, NULL);
}

/* All that was asked for has been read. */
static void
tell (PosterNotifier *self)
{
  if (self->posts->len > 0 && !self->is_mute)
    {
      tell_kind (self, FALSE);
      tell_kind (self, TRUE);
    }
  g_ptr_array_set_size (self->posts, 0);
  if (self->is_many_told && count_in_need (self) == 0)
    {
      self->is_many_told = FALSE;
      g_application_withdraw_notification (self->application, MANY_IN_NEED_ID);
    }
  if (self->until_us != self->kept_us)
    keep_until (self);
}

/* Nothing is to be told of this post any more. */
static void
take_back (PosterNotifier *self,
           const char     *post_id,
           char           *words)
{
  g_hash_table_insert (self->told, g_strdup (post_id), words);
  g_application_withdraw_notification (self->application, post_id);
}

/* Whether this is a try that the engine makes by itself to see whether what it waits for is there
 * now: until something comes of it, all is as it was told. */
static gboolean
is_only_trying (PosterPost *post,
                const char *told)
{
  PosterTargetStates states = 0;

  for (guint i = 0; i < post->targets->len; i++)
    states |= POSTER_STATES (((PosterTarget *) g_ptr_array_index (post->targets, i))->state);
  return told[0] == IN_NEED && strstr (told, " held ") != NULL &&
         (states & POSTER_STATES_ACTIVE) == POSTER_STATES (POSTER_TARGET_PREPARING);
}

/* Notes what @post is, and whether that has to be told. */
static void
consider (PosterNotifier *self,
          PosterPost     *post)
{
  g_autofree char *words = poster_notification_describe (post);
  const char *told = g_hash_table_lookup (self->told, post->id);
  gint64 news_us;

  if (words == NULL)
    {
      /* The first time it may be what another run of the program told. */
      if (told == NULL || (told[0] != '\0' && !is_only_trying (post, told)))
        take_back (self, post->id, g_strdup (""));
      return;
    }
  self->until_us = MAX (self->until_us, post->updated_us);
  if (g_strcmp0 (words, told) == 0)
    return;

  news_us = get_news_us (post, words);
  if (told != NULL && told[0] == IS_GONE && g_str_equal (words, told + 1))
    g_debug ("What was deleted is back: %s", post->id);
  else if (news_us > self->since_us)
    g_ptr_array_add (self->posts, g_object_ref (post));
  g_hash_table_insert (self->told, g_strdup (post->id), g_steal_pointer (&words));
}

static void read_next (PosterNotifier *self);

typedef struct
{
  PosterNotifier *notifier;
  GHashTable     *ids;       /* of the posts that are read */
} Page;

static void
page_free (Page *page)
{
  g_object_unref (page->notifier);
  g_hash_table_unref (page->ids);
  g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Page) page = user_data;
  PosterNotifier *self = page->notifier;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer id;

  posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (posts == NULL)
    g_debug ("Posts that changed could not be read: %s", error->message);
  for (guint i = 0; posts != NULL && i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      g_hash_table_remove (page->ids, post->id);
      consider (self, post);
    }
  /* The others were deleted; who takes that back is told nothing anew. */
  g_hash_table_iter_init (&iter, page->ids);
  while (posts != NULL && g_hash_table_iter_next (&iter, &id, NULL))
    {
      const char *told = g_hash_table_lookup (self->told, id);

      if (told == NULL || told[0] != IS_GONE)
        take_back (self, id, g_strdup_printf ("%c%s", IS_GONE, told != NULL ? told : ""));
    }
  read_next (self);
}

/* Goes through what the present look is about, page by page; then tells of it. */
static void
read_next (PosterNotifier *self)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;
  Page *page;

  if (g_hash_table_size (self->reading) == 0)
    {
      self->is_reading = FALSE;
      tell (self);
      if (self->is_wide || g_hash_table_size (self->changed) > 0)
        look_soon (self);
      return;
    }

  page = g_new0 (Page, 1);
  page->notifier = g_object_ref (self);
  page->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, self->reading);
  while (ids->len < PAGE && g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_add (page->ids, id);
      g_ptr_array_add (ids, id);
    }
  g_ptr_array_add (ids, NULL);
  poster_store_get_posts_async (poster_session_get_store (self->session), (const char *const *) ids->pdata,
                                self->cancellable, read_cb, page);
}

/* Finds out what may have changed unseen: what needs a person, and what went out. */
static void
placed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterNotifier) self = user_data;
  g_autoptr(PosterPlaces) places = NULL;
  g_autoptr(GError) error = NULL;
  guint n[POSTER_N_SECTIONS] = { 0 };
  GHashTableIter iter;
  gpointer id;
  gpointer words;

  places = poster_store_list_places_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (places == NULL)
    g_debug ("What happened meanwhile could not be read: %s", error->message);
  for (guint i = 0; places != NULL && i < places->places->len; i++)
    {
      const PosterPostPlace *place = &g_array_index (places->places, PosterPostPlace, i);
      char post_id[POSTER_POST_PLACE_ID_SIZE];
      const char *told;

      if (n[place->section]++ >= LOOK_BACK ||
          (place->section == POSTER_SECTION_PUBLISHED && -place->sort_key <= self->since_us))
        continue;
      poster_post_place_get_id (place, post_id);
      told = g_hash_table_lookup (self->told, post_id);
      if (place->section != POSTER_SECTION_PUBLISHED || told == NULL || told[0] != IS_OUT)
        g_hash_table_add (self->reading, g_strdup (post_id));
    }
  /* What needed somebody and is not among them has to be taken back. */
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, &words))
    if (*(const char *) words == IN_NEED)
      g_hash_table_add (self->reading, g_strdup (id));
  read_next (self);
}

static gboolean
look_cb (gpointer user_data)
{
  PosterNotifier *self = user_data;
  const PosterPlaceQuery query = { .sections = 1u << POSTER_SECTION_NEEDS_YOU | 1u << POSTER_SECTION_PUBLISHED };
  GHashTable *none = g_steal_pointer (&self->reading);

  self->delay = 0;
  self->is_reading = TRUE;
  self->has_looked = TRUE;
  self->reading = g_steal_pointer (&self->changed);
  self->changed = none;
  if (!self->is_wide)
    {
      read_next (self);
      return G_SOURCE_REMOVE;
    }
  self->is_wide = FALSE;
  poster_store_list_places_async (poster_session_get_store (self->session), &query, self->cancellable,
                                  placed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* Accounts have to be there, since they are named. */
static void
look_soon (PosterNotifier *self)
{
  if (self->delay == 0 && !self->is_reading && self->since_us >= 0 && poster_session_get_is_loaded (self->session))
    self->delay = poster_clock_add_delay (self->clock, self->has_looked ? PAUSE_US : FIRST_PAUSE_US, look_cb, self);
}

static void
post_changed_cb (PosterSession  *session,
                 const char     *post_id,
                 PosterNotifier *self)
{
  if (post_id[0] == '\0')
    self->is_wide = TRUE;
  else
    g_hash_table_add (self->changed, g_strdup (post_id));
  look_soon (self);
}

static void
until_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterNotifier) self = user_data;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gint64 kept_us;

  text = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  kept_us = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  /* The first time, what was there before is no news; and a clock that once was wrong must not
   * silence everything until it is right. */
  self->since_us = self->until_us = kept_us > 0 ? MIN (kept_us, self->begun_us) : self->begun_us;
  self->kept_us = kept_us;
  if (error == NULL && self->until_us != kept_us)
    keep_until (self);
  look_soon (self);
}

static void
poster_notifier_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  PosterNotifier *self = POSTER_NOTIFIER (object);

  switch (prop_id)
    {
    case PROP_APPLICATION:
      self->application = g_value_get_object (value);
      break;
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_notifier_constructed (GObject *object)
{
  PosterNotifier *self = POSTER_NOTIFIER (object);

  G_OBJECT_CLASS (poster_notifier_parent_class)->constructed (object);

  if (self->clock == NULL)
    self->clock = g_object_ref (poster_session_get_clock (self->session));
  self->begun_us = poster_clock_get_now_us (self->clock);
  g_signal_connect_object (self->session, "post-changed", G_CALLBACK (post_changed_cb), self, 0);
  g_signal_connect_object (self->session, "notify::is-loaded", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
  poster_store_get_setting_async (poster_session_get_store (self->session), UNTIL_SETTING, self->cancellable,
                                  until_read_cb, g_object_ref (self));
}

static void
poster_notifier_dispose (GObject *object)
{
  PosterNotifier *self = POSTER_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->delay, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_notifier_parent_class)->dispose (object);
}

static void
poster_notifier_finalize (GObject *object)
{
  PosterNotifier *self = POSTER_NOTIFIER (object);

  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->reading);
  g_hash_table_unref (self->told);
  g_ptr_array_unref (self->posts);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_notifier_parent_class)->finalize (object);
}

static void
poster_notifier_class_init (PosterNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = poster_notifier_set_property;
  object_class->constructed = poster_notifier_constructed;
  object_class->dispose = poster_notifier_dispose;
  object_class->finalize = poster_notifier_finalize;

  /**
   * PosterNotifier:application:
   *
   * Through which it tells; with the actions show-post, show-page, open-uri, retry-post and
   * reconnect-account.
   */
  properties[PROP_APPLICATION] =
    g_param_spec_object ("application", NULL, NULL, G_TYPE_APPLICATION,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterNotifier:session:
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterNotifier:clock:
   *
   * By which it pauses before it looks; the session's when none is given.
   */
  properties[PROP_CLOCK] =
    g_param_spec_object ("clock", NULL, NULL, POSTER_TYPE_CLOCK,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_notifier_init (PosterNotifier *self)
{
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->posts = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->since_us = -1;
  self->is_wide = TRUE;
  self->is_many_told = TRUE;
}

/**
 * poster_notifier_new:
 * @application: through which to tell
 * @session: what to tell of
 *
 * Returns: (transfer full): one that tells for as long as it lives
 */
PosterNotifier *
poster_notifier_new (GApplication  *application,
                     PosterSession *session)
{
  return g_object_new (POSTER_TYPE_NOTIFIER, "application", application, "session", session, NULL);
}

/**
 * poster_notifier_withdraw:
 * @self: a notifier
 * @post_id: a post that somebody looks at
 *
 * Takes back what was told of it.
 */
void
poster_notifier_withdraw (PosterNotifier *self,
                          const char     *post_id)
{
  g_application_withdraw_notification (self->application, post_id);
}

/**
 * poster_notifier_set_mute:
 * @self: a notifier
 * @mute: whether somebody is looking at the list of posts, which says the same
 *
 * What happens while it is mute counts as told, and what was told of many at once is taken back.
 */
void
poster_notifier_set_mute (PosterNotifier *self,
                          gboolean        mute)
{
  self->is_mute = mute;
  if (!mute)
    return;
  self->n_out = 0;
  g_application_withdraw_notification (self->application, MANY_OUT_ID);
  g_application_withdraw_notification (self->application, MANY_IN_NEED_ID);
}
