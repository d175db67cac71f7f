/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-notifier"

#include "poster-notifier.h"

#include <glib/gi18n-lib.h>

#include "poster-post-place.h"
#include "poster-words.h"

/* Name of the setting in the store: everything that happened until then was told. */
#define UNTIL_SETTING "notified-until"

/* What happens within this time is told together. */
#define PAUSE_US (300 * G_TIME_SPAN_MILLISECOND)

/* More than this many at once become one notification. */
#define MANY 4

/* How many of each kind are looked through for what happened while the program was away. */
#define LOOK_BACK 50

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
  GCancellable  *cancellable;

  GHashTable    *changed;      /* ids of posts to be looked at */
  GHashTable    *told;         /* post id -> what was told or needed no telling */
  GQueue         lists;        /* statuses that remain to be listed (static strings) */
  GPtrArray     *posts;        /* element-type PosterPost, looked at, to be told */
  gint64         until_us;     /* -1 before it was read */
  guint          delay;        /* source id, 0 for none */
  gboolean       is_reading;
  gboolean       is_mute;
};

G_DEFINE_FINAL_TYPE (PosterNotifier, poster_notifier, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_APPLICATION,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void look_soon (PosterNotifier *self);
static void look_back (PosterNotifier *self);

/* What there is to tell of a post; %NULL for nothing. Differs when something new can be told. */
static char *
describe (PosterPost *post)
{
  g_autoptr(GString) words = NULL;
  PosterPostPlace place;

  poster_post_get_place (post, &place);
  if (place.section != POSTER_SECTION_NEEDS_YOU && place.section != POSTER_SECTION_PUBLISHED)
    return NULL;
  words = g_string_new (NULL);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      g_string_append_printf (words, "%s %s ", poster_target_state_to_string (target->state),
                              target->error_code != NULL ? target->error_code : "");
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static gboolean
is_out (PosterPost *post)
{
  PosterPostPlace place;

  poster_post_get_place (post, &place);
  return place.section == POSTER_SECTION_PUBLISHED;
}

/* The first target of one of @states. */
static PosterTarget *
find_target (PosterPost         *post,
             PosterTargetStates  states)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if ((POSTER_STATES (target->state) & states) != 0)
        return target;
    }
  return NULL;
}

/* "@kitchen and @studio" of the targets of @states. */
static char *
name_accounts (PosterNotifier     *self,
               PosterPost         *post,
               PosterTargetStates  states)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      PosterAccount *account = poster_session_find_account (self->session, target->account_id);

      if (account != NULL && (POSTER_STATES (target->state) & states) != 0)
        g_ptr_array_add (names, poster_words_account (account));
    }
  g_ptr_array_add (names, NULL);
  return poster_words_list ((const char *const *) names->pdata, 3);
}

static char *
name_post (PosterPost *post)
{
  g_autofree char *line = poster_words_first_line (post);

  return line != NULL ? g_steal_pointer (&line) : g_strdup (_("A post without a caption"));
}

static GNotification *
create_published (PosterNotifier *self,
                  PosterPost     *post)
{
  PosterTarget *target = find_target (post, POSTER_STATES (POSTER_TARGET_PUBLISHED));
  g_autofree char *accounts = name_accounts (self, post, POSTER_STATES (POSTER_TARGET_PUBLISHED));
  g_autofree char *name = name_post (post);
  /* Translators: %s are accounts: @kitchen and @studio */
  g_autofree char *title = g_strdup_printf (target->is_inbox ? _("In the inbox of %s") : _("Published on %s"), accounts);
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, name);
  if (target->platform_post_url != NULL)
    g_notification_add_button_with_target (notification, _("Open"), "app.open-uri", "s", target->platform_post_url);
  return notification;
}

static GNotification *
create_in_need (PosterNotifier *self,
                PosterPost     *post)
{
  const PosterTargetStates in_need = POSTER_STATES (POSTER_TARGET_FAILED) | POSTER_STATES (POSTER_TARGET_MISSED) |
                                     POSTER_STATES (POSTER_TARGET_UNKNOWN) | POSTER_STATES (POSTER_TARGET_HELD);
  PosterTarget *target = find_target (post, in_need);
  g_autofree char *accounts = name_accounts (self, post, in_need);
  g_autofree char *name = name_post (post);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  GNotification *notification;

  switch (target->state)
    {
    case POSTER_TARGET_MISSED:
      /* Translators: %s are accounts: @kitchen and @studio */
      title = g_strdup_printf (_("Missed on %s"), accounts);
      break;
    case POSTER_TARGET_UNKNOWN:
      title = g_strdup_printf (_("Perhaps published on %s"), accounts);
      break;
    case POSTER_TARGET_HELD:
      title = g_strdup_printf (_("Held back for %s"), accounts);
      break;
    default:
      title = g_strdup_printf (_("Not published on %s"), accounts);
      break;
    }
  body = target->error_message != NULL ? g_strdup_printf ("%s\n%s", name, target->error_message)
                                       : g_strdup (name);

  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  if (target->state == POSTER_TARGET_HELD)
    g_notification_add_button_with_target (notification, _("Sign In…"), "app.reconnect-account", "s", target->account_id);
  else if (target->state == POSTER_TARGET_MISSED)
    g_notification_add_button_with_target (notification, _("Post Now"), "app.retry-post", "s", post->id);
  else if (target->state == POSTER_TARGET_FAILED)
    g_notification_add_button_with_target (notification, _("Retry"), "app.retry-post", "s", post->id);
  return notification;
}

static void
send (PosterNotifier *self,
      PosterPost     *post)
{
  g_autoptr(GNotification) notification = NULL;

  notification = is_out (post) ? create_published (self, post) : create_in_need (self, post);
  g_notification_set_default_action_and_target (notification, "app.show-post", "s", post->id);
  g_application_send_notification (self->application, post->id, notification);
}

static void
send_many (PosterNotifier *self,
           const char     *id,
           guint           n,
           gboolean        are_out)
{
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *title = NULL;

  title = are_out ? g_strdup_printf (ngettext ("%u post is out", "%u posts are out", n), n)
                  : g_strdup_printf (ngettext ("%u post needs you", "%u posts need you", n), n);
  notification = g_notification_new (title);
  if (!are_out)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "posts");
  g_application_send_notification (self->application, id, notification);
}

static void
tell_kind (PosterNotifier *self,
           gboolean        are_out)
{
  guint n = 0;

  for (guint i = 0; i < self->posts->len; i++)
    n += is_out (g_ptr_array_index (self->posts, i)) == are_out;
  if (n > MANY)
    send_many (self, are_out ? "many-published" : "many-in-need", n, are_out);
  else
    for (guint i = 0; i < self->posts->len; i++)
      if (is_out (g_ptr_array_index (self->posts, i)) == are_out)
        send (self, g_ptr_array_index (self->posts, i));
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

  poster_store_set_setting_async (poster_session_get_store (self->session), UNTIL_SETTING, text, NULL, kept_cb, NULL);
}

/* All that was asked for has been read. */
static void
tell (PosterNotifier *self)
{
  gint64 until_us = self->until_us;

  if (self->posts->len == 0)
    return;
  if (!self->is_mute)
    {
      tell_kind (self, FALSE);
      tell_kind (self, TRUE);
    }
  for (guint i = 0; i < self->posts->len; i++)
    until_us = MAX (until_us, ((PosterPost *) g_ptr_array_index (self->posts, i))->updated_us);
  g_ptr_array_set_size (self->posts, 0);
  if (until_us != self->until_us)
    {
      self->until_us = until_us;
      keep_until (self);
    }
}

/* Notes what @post is, and whether that has to be told. */
static void
consider (PosterNotifier *self,
          PosterPost     *post)
{
  g_autofree char *words = describe (post);
  const char *told = g_hash_table_lookup (self->told, post->id);

  if (words == NULL)
    {
      if (g_hash_table_remove (self->told, post->id))
        g_application_withdraw_notification (self->application, post->id);
      return;
    }
  if (g_strcmp0 (words, told) == 0)
    return;
  g_hash_table_insert (self->told, g_strdup (post->id), g_steal_pointer (&words));
  if (post->updated_us > self->until_us)
    g_ptr_array_add (self->posts, g_object_ref (post));
}

typedef struct
{
  PosterNotifier *notifier;
  GHashTable     *ids;       /* of the posts that are read */
} Read;

static void
read_free (Read *read)
{
  g_object_unref (read->notifier);
  g_hash_table_unref (read->ids);
  g_free (read);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Read, read_free)

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Read) read = user_data;
  PosterNotifier *self = read->notifier;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer id;

  posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  if (posts == NULL)
    {
      g_debug ("Posts that changed could not be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      g_hash_table_remove (read->ids, post->id);
      consider (self, post);
    }
  /* The others were deleted. */
  g_hash_table_iter_init (&iter, read->ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_hash_table_remove (self->told, id);
      g_application_withdraw_notification (self->application, id);
    }
  tell (self);
  if (g_hash_table_size (self->changed) > 0)
    look_soon (self);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterNotifier) self = user_data;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;

  posts = poster_store_list_posts_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  for (guint i = 0; posts != NULL && i < posts->len; i++)
    consider (self, g_ptr_array_index (posts, i));
  look_back (self);
}

/* Goes through what may have happened unseen, list by list. */
static void
look_back (PosterNotifier *self)
{
  PosterPostQuery query = { .limit = LOOK_BACK };

  query.status = g_queue_pop_head (&self->lists);
  if (query.status == NULL)
    {
      tell (self);
      if (g_hash_table_size (self->changed) > 0)
        look_soon (self);
      return;
    }
  self->is_reading = TRUE;
  poster_store_list_posts_async (poster_session_get_store (self->session), &query, self->cancellable,
                                 listed_cb, g_object_ref (self));
}

static void
begin_looking_back (PosterNotifier *self)
{
  static const char *const statuses[] = { "failed", "partial", "missed", "unknown", "held", "published" };

  g_queue_clear (&self->lists);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    g_queue_push_tail (&self->lists, (gpointer) statuses[i]);
  look_back (self);
}

static gboolean
look_cb (gpointer user_data)
{
  PosterNotifier *self = user_data;
  g_autofree gpointer *ids = NULL;
  Read *read;

  self->delay = 0;
  if (g_hash_table_contains (self->changed, "") || g_hash_table_size (self->changed) > LOOK_BACK)
    {
      g_hash_table_remove_all (self->changed);
      begin_looking_back (self);
      return G_SOURCE_REMOVE;
    }

  self->is_reading = TRUE;
  read = g_new0 (Read, 1);
  read->notifier = g_object_ref (self);
  read->ids = g_steal_pointer (&self->changed);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ids = g_hash_table_get_keys_as_array (read->ids, NULL);
  poster_store_get_posts_async (poster_session_get_store (self->session), (const char *const *) ids, self->cancellable,
                                read_cb, read);
  return G_SOURCE_REMOVE;
}

static void
look_soon (PosterNotifier *self)
{
  if (self->delay == 0 && !self->is_reading && self->until_us >= 0)
    self->delay = poster_clock_add_delay (poster_session_get_clock (self->session), PAUSE_US, look_cb, self);
}

static void
post_changed_cb (PosterSession  *session,
                 const char     *post_id,
                 PosterNotifier *self)
{
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

  text = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->until_us = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  if (self->until_us <= 0)
    {
      /* The first time: what was there before is no news. */
      self->until_us = poster_clock_get_now_us (poster_session_get_clock (self->session));
      keep_until (self);
    }
  begin_looking_back (self);
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
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_notifier_constructed (GObject *object)
{
  PosterNotifier *self = POSTER_NOTIFIER (object);

  G_OBJECT_CLASS (poster_notifier_parent_class)->constructed (object);

  g_signal_connect_object (self->session, "post-changed", G_CALLBACK (post_changed_cb), self, 0);
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
  G_OBJECT_CLASS (poster_notifier_parent_class)->dispose (object);
}

static void
poster_notifier_finalize (GObject *object)
{
  PosterNotifier *self = POSTER_NOTIFIER (object);

  g_queue_clear (&self->lists);
  g_hash_table_unref (self->changed);
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

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_notifier_init (PosterNotifier *self)
{
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->posts = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->lists);
  self->until_us = -1;
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
 * What happens while it is mute counts as told.
 */
void
poster_notifier_set_mute (PosterNotifier *self,
                          gboolean        mute)
{
  self->is_mute = mute;
}
