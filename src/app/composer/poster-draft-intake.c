/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft-intake"

#include "poster-draft-intake.h"

#include <glib/gi18n-lib.h>

#include "poster-draft-limits.h"
#include "poster-error.h"
#include "poster-folder-files.h"
#include "poster-intake.h"
#include "poster-words.h"

/* So many files are looked into at a time: enough to keep the pool busy, and few enough that the
 * first ones are there soon. */
#define AT_A_TIME 4

/* So many names of files are told at most. */
#define NAMES_TOLD 3

/**
 * PosterDraftIntake:
 *
 * Brings files into a draft: each has its place there at once, and its facts when they are known.
 * What cannot be taken is told together, once the last one has been looked into.
 */
struct _PosterDraftIntake
{
  GObject          parent_instance;

  PosterDraft     *draft;
  PosterMediaPool *pool;
  PosterPlatforms *platforms;
  PosterSession   *session;      /* (nullable) */
  GCancellable    *cancellable;
  PosterJob       *job;          /* (nullable), while something runs */

  GQueue           backlog;      /* element-type Waiting */
  guint            n_running;
  guint            n_done;       /* of this go */
  guint            n_total;

  /* What is to be told. */
  GPtrArray       *unreadable;   /* element-type utf8: names */
  GPtrArray       *remote;
  GPtrArray       *reasons;      /* element-type utf8: sentences of single files */
  GPtrArray       *empty;        /* element-type utf8: names of folders */
  GPtrArray       *spare;        /* element-type PosterMediaItem: videos that there is no place for */
  guint            n_beyond;     /* no place for so many more */
  PosterPostKind   beyond_kind;
  guint            beyond_limit;
  PosterPlatform  *beyond;       /* (unowned) (nullable) */
};

enum
{
  TOLD,
  SPARE,
  SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterDraftIntake, poster_draft_intake, G_TYPE_OBJECT)

typedef struct
{
  PosterDraftIntake *self;
  GFile             *file;
  PosterMediaItem   *item;      /* its place in the draft */
  PosterMediaItem   *replaced;  /* (nullable), comes back if @file is no good */
  char              *scope;     /* (nullable), as of #Waiting */
} Arrival;

/* A file that has no place yet. */
typedef struct
{
  GFile    *file;
  char     *scope;       /* (nullable), id of the account that it was meant for alone */
  gboolean  is_library;  /* whether it is a copy of ours */
} Waiting;

/* The steps, in the order they run: (asked -> measured | asked -> listed)* */
static void asked_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void measured_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void listed_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void advance     (PosterDraftIntake *self);

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->file);
  g_free (waiting->scope);
  g_free (waiting);
}

static void
arrival_free (Arrival *arrival)
{
  g_object_unref (arrival->self);
  g_object_unref (arrival->file);
  g_object_unref (arrival->item);
  g_clear_object (&arrival->replaced);
  g_free (arrival->scope);
  g_free (arrival);
}

static char *
dup_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return base != NULL ? g_filename_display_name (base) : g_file_get_parse_name (file);
}

/* Translators: the parts are whole sentences */
static void
add_sentence (GString *words,
              char    *sentence)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, sentence);
  g_free (sentence);
}

static char *
say_names (GPtrArray *names)
{
  g_autoptr(GPtrArray) quoted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (quoted, g_strdup_printf (_("“%s”"), (char *) g_ptr_array_index (names, i)));
  g_ptr_array_add (quoted, NULL);
  return poster_words_list ((const char *const *) quoted->pdata, NAMES_TOLD);
}

static char *
say_beyond (PosterDraftIntake *self)
{
  gulong limit = self->beyond_limit;

  if (self->beyond_kind == POSTER_POST_VIDEO && self->beyond != NULL)
    return g_strdup_printf (ngettext ("Only %lu video was taken: %s takes no more in one post.",
                                      "Only %lu videos were taken: %s takes no more in one post.", limit),
                            limit, self->beyond->name);
  if (self->beyond_kind == POSTER_POST_VIDEO)
    return g_strdup_printf (ngettext ("Only %lu video was taken: no platform takes more in one post.",
                                      "Only %lu videos were taken: no platform takes more in one post.", limit), limit);
  if (self->beyond != NULL)
    return g_strdup_printf (ngettext ("Only %lu picture was taken: %s takes no more in one post.",
                                      "Only %lu pictures were taken: %s takes no more in one post.", limit),
                            limit, self->beyond->name);
  return g_strdup_printf (ngettext ("Only %lu picture was taken: no platform takes more in one post.",
                                    "Only %lu pictures were taken: no platform takes more in one post.", limit), limit);
}

static void
tell (PosterDraftIntake *self)
{
  g_autoptr(GString) words = g_string_new (NULL);

  if (self->n_beyond > 0)
    add_sentence (words, say_beyond (self));
  if (self->n_beyond > 1)
    add_sentence (words, g_strdup_printf (ngettext ("%u file was left out.", "%u files were left out.", self->n_beyond),
                                          self->n_beyond));
  if (self->unreadable->len > 0)
    {
      g_autofree char *names = say_names (self->unreadable);

      add_sentence (words, g_strdup_printf (ngettext ("%s is neither a video nor a picture that can be read.",
                                                      "%s are neither videos nor pictures that can be read.",
                                                      self->unreadable->len), names));
    }
  for (guint i = 0; i < MIN (self->reasons->len, NAMES_TOLD); i++)
    add_sentence (words, g_strdup (g_ptr_array_index (self->reasons, i)));
  if (self->reasons->len > NAMES_TOLD)
    add_sentence (words, g_strdup_printf (ngettext ("%u more file could not be taken.",
                                                    "%u more files could not be taken.",
                                                    self->reasons->len - NAMES_TOLD),
                                          self->reasons->len - NAMES_TOLD));
  if (self->remote->len > 0)
    {
      g_autofree char *names = say_names (self->remote);

      add_sentence (words, g_strdup_printf (ngettext ("%s is not on this computer: copy it here first.",
                                                      "%s are not on this computer: copy them here first.",
                                                      self->remote->len), names));
    }
  if (self->empty->len > 0)
    {
      g_autofree char *names = say_names (self->empty);

      add_sentence (words, g_strdup_printf (ngettext ("%s has neither videos nor pictures in it.",
                                                      "%s have neither videos nor pictures in them.",
                                                      self->empty->len), names));
    }
  g_ptr_array_set_size (self->unreadable, 0);
  g_ptr_array_set_size (self->remote, 0);
  g_ptr_array_set_size (self->reasons, 0);
  g_ptr_array_set_size (self->empty, 0);
  self->n_beyond = 0;
  if (self->spare->len > 0)
    {
      g_autoptr(GPtrArray) spare = g_steal_pointer (&self->spare);

      self->spare = g_ptr_array_new_with_free_func (g_object_unref);
      g_signal_emit (self, signals[SPARE], 0, spare);
    }
  if (words->len > 0)
    g_signal_emit (self, signals[TOLD], 0, words->str);
}

static void
stopped_cb (PosterJob         *job,
            PosterDraftIntake *self)
{
  poster_draft_intake_stop (self);
}

static void
show_job (PosterDraftIntake *self)
{
  g_autofree char *title = NULL;

  if (self->session == NULL)
    return;
  title = g_strdup_printf (ngettext ("Looking into %u file", "Looking into %u files", self->n_total), self->n_total);
  if (self->job == NULL)
    {
      self->job = poster_job_new (title);
      g_signal_connect (self->job, "cancelled", G_CALLBACK (stopped_cb), self);
      poster_session_add_job (self->session, self->job);
    }
  poster_job_set_title (self->job, title);
  poster_job_set_fraction (self->job, (double) self->n_done / self->n_total);
}

static void
end_job (PosterDraftIntake *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  poster_session_remove_job (self->session, self->job);
  g_clear_object (&self->job);
}

static void
arrival_done (Arrival *arrival)
{
  g_autoptr(PosterDraftIntake) self = g_object_ref (arrival->self);

  arrival_free (arrival);
  self->n_running--;
  self->n_done++;
  advance (self);
}

/* It leaves its place: to what was there before, or to nobody. */
static void
turn_away (Arrival *arrival)
{
  poster_draft_settle_media (arrival->self->draft, arrival->item, arrival->replaced);
}

/* What is wrong with a file that is what it should be, but cannot be opened; else it is just no such
 * file. */
static void
note_unreadable (PosterDraftIntake      *self,
                 GFile                  *file,
                 const PosterMediaFacts *facts)
{
  gboolean is_media = facts->mime_type != NULL && (g_str_has_prefix (facts->mime_type, "image/") ||
                                                   g_str_has_prefix (facts->mime_type, "video/"));
  char *name = dup_name (file);

  if (facts->problem == NULL || !is_media)
    {
      g_ptr_array_add (self->unreadable, name);
      return;
    }
  /* Translators: a file and a sentence about it: “huge.png”: The picture is too large to open. */
  g_ptr_array_add (self->reasons, g_strdup_printf (_("“%s”: %s"), name, facts->problem));
  g_free (name);
}

static void
note_error (PosterDraftIntake *self,
            GFile             *file,
            const GError      *error)
{
  g_autofree char *name = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  name = dup_name (file);
  if (error->domain == POSTER_ERROR)
    g_ptr_array_add (self->reasons, g_strdup (error->message));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_ptr_array_add (self->reasons, g_strdup_printf (_("“%s” is not there: it was moved, renamed or deleted."), name));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_ptr_array_add (self->reasons, g_strdup_printf (_("“%s” may not be read: its owner does not allow it."), name));
  else
    g_ptr_array_add (self->unreadable, g_steal_pointer (&name));
}

static guint
count_others (PosterDraftIntake *self,
              PosterMediaItem   *but,
              PosterMediaType    type)
{
  GListModel *media = poster_draft_get_media (self->draft);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (media); i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);

      count += item != but && item->facts != NULL && item->facts->type == type;
    }
  return count;
}

/* Whether there may be one more of its kind. */
static gboolean
has_place (PosterDraftIntake *self,
           PosterMediaItem   *place,
           PosterMediaType    type)
{
  PosterPostKind kind = type == POSTER_MEDIA_VIDEO ? POSTER_POST_VIDEO : POSTER_POST_PHOTO;
  PosterPlatform *strictest;
  guint limit = poster_draft_limits_get_files (self->draft, self->platforms, kind, &strictest);

  if (count_others (self, place, type) < limit)
    return TRUE;
  /* Where somebody asks what is to become of it, there is nothing to tell. */
  if (kind == POSTER_POST_VIDEO && g_signal_has_handler_pending (self, signals[SPARE], 0, TRUE))
    return FALSE;
  self->n_beyond++;
  self->beyond_kind = kind;
  self->beyond_limit = limit;
  self->beyond = strictest;
  return FALSE;
}

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Arrival *arrival = user_data;
  PosterDraftIntake *self = arrival->self;
  g_autoptr(PosterMediaItem) measured = NULL;
  g_autoptr(GError) error = NULL;

  measured = poster_intake_measure_finish (result, &error);
  if (measured == NULL)
    {
      note_error (self, arrival->file, error);
      turn_away (arrival);
    }
  else if (measured->facts->type != POSTER_MEDIA_VIDEO && measured->facts->type != POSTER_MEDIA_IMAGE)
    {
      note_unreadable (self, arrival->file, measured->facts);
      turn_away (arrival);
    }
  else if (!has_place (self, arrival->item, measured->facts->type))
    {
      if (measured->facts->type == POSTER_MEDIA_VIDEO && arrival->replaced == NULL)
        g_ptr_array_add (self->spare, g_object_ref (measured));
      turn_away (arrival);
    }
  else
    {
      /* Unless it was taken out meanwhile. */
      poster_draft_settle_media (self->draft, arrival->item, measured);
    }
  arrival_done (arrival);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Arrival *arrival = user_data;
  PosterDraftIntake *self = arrival->self;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  info = g_file_query_info_finish (G_FILE (object), result, &error);
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
    {
      poster_intake_measure_async (self->pool, arrival->item, self->cancellable, measured_cb, arrival);
      return;
    }
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && arrival->replaced == NULL)
    {
      turn_away (arrival);
      poster_folder_files_list_async (arrival->file, self->cancellable, listed_cb, arrival);
      return;
    }
  if (error != NULL)
    note_error (self, arrival->file, error);
  else
    g_ptr_array_add (self->unreadable, dup_name (arrival->file));
  turn_away (arrival);
  arrival_done (arrival);
}

static Waiting *
wait_for (PosterDraftIntake *self,
          GFile             *file,
          const char        *scope)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->file = g_object_ref (file);
  waiting->scope = g_strdup (scope);
  self->n_total++;
  return waiting;
}

/* What is in a folder comes where the folder would have come. */
static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Arrival *arrival = user_data;
  PosterDraftIntake *self = arrival->self;
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) error = NULL;

  files = poster_folder_files_list_finish (result, &error);
  if (files != NULL && files->len == 0)
    g_ptr_array_add (self->empty, dup_name (arrival->file));
  else if (files == NULL)
    note_error (self, arrival->file, error);
  for (guint i = files != NULL ? files->len : 0; i > 0; i--)
    g_queue_push_head (&self->backlog, wait_for (self, g_ptr_array_index (files, i - 1), arrival->scope));
  arrival_done (arrival);
}

static void
begin (PosterDraftIntake *self,
       GFile             *file,
       PosterMediaItem   *replaced,
       const char        *scope,
       gboolean           is_library)
{
  g_autofree char *path = g_file_get_path (file);
  Arrival *arrival;

  self->n_running++;
  arrival = g_new0 (Arrival, 1);
  arrival->self = g_object_ref (self);
  arrival->file = g_object_ref (file);
  arrival->item = poster_media_item_new (path);
  arrival->item->is_library = is_library;
  arrival->scope = g_strdup (scope);
  arrival->replaced = replaced != NULL ? g_object_ref (replaced) : NULL;
  if (replaced != NULL)
    poster_draft_replace_media (self->draft, replaced, arrival->item);
  else
    poster_draft_insert_media_for (self->draft, scope, G_MAXUINT, arrival->item);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->cancellable, asked_cb, arrival);
}

/* Pictures are what a post may have most of; so many places there are in all. */
static gboolean
has_room (PosterDraftIntake *self)
{
  PosterPlatform *strictest;
  guint limit = poster_draft_limits_get_files (self->draft, self->platforms, POSTER_POST_PHOTO, &strictest);

  if (g_list_model_get_n_items (poster_draft_get_media (self->draft)) < limit)
    return TRUE;
  /* Files on their way may yet turn out to be none. */
  if (self->n_running > 0)
    return FALSE;
  self->n_beyond += self->backlog.length;
  self->beyond_kind = POSTER_POST_PHOTO;
  self->beyond_limit = limit;
  self->beyond = strictest;
  self->n_done += self->backlog.length;
  g_queue_clear_full (&self->backlog, (GDestroyNotify) waiting_free);
  return FALSE;
}

static void
advance (PosterDraftIntake *self)
{
  while (self->n_running < AT_A_TIME && self->backlog.length > 0 && has_room (self))
    {
      Waiting *waiting = g_queue_pop_head (&self->backlog);

      begin (self, waiting->file, NULL, waiting->scope, waiting->is_library);
      waiting_free (waiting);
    }
  if (self->n_running > 0)
    {
      show_job (self);
      return;
    }
  end_job (self);
  self->n_done = 0;
  self->n_total = 0;
  tell (self);
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
poster_draft_intake_dispose (GObject *object)
{
  PosterDraftIntake *self = POSTER_DRAFT_INTAKE (object);

  end_job (self);
  g_queue_clear_full (&self->backlog, (GDestroyNotify) waiting_free);
  g_clear_object (&self->draft);
  g_clear_object (&self->pool);
  g_clear_object (&self->platforms);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_draft_intake_parent_class)->dispose (object);
}

static void
poster_draft_intake_finalize (GObject *object)
{
  PosterDraftIntake *self = POSTER_DRAFT_INTAKE (object);

  g_ptr_array_unref (self->unreadable);
  g_ptr_array_unref (self->remote);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->empty);
  g_ptr_array_unref (self->spare);
  G_OBJECT_CLASS (poster_draft_intake_parent_class)->finalize (object);
}

static void
poster_draft_intake_class_init (PosterDraftIntakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_draft_intake_dispose;
  object_class->finalize = poster_draft_intake_finalize;

  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SPARE] = g_signal_new ("spare", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_draft_intake_init (PosterDraftIntake *self)
{
  self->cancellable = g_cancellable_new ();
  self->unreadable = g_ptr_array_new_with_free_func (g_free);
  self->remote = g_ptr_array_new_with_free_func (g_free);
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  self->empty = g_ptr_array_new_with_free_func (g_free);
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->backlog);
}

/**
 * poster_draft_intake_new:
 * @draft: where files go
 * @pool: who looks into them
 * @platforms: the rules
 * @session: (nullable): where it is shown that something runs
 *
 * Returns: (transfer full): an intake of @draft
 */
PosterDraftIntake *
poster_draft_intake_new (PosterDraft     *draft,
                         PosterMediaPool *pool,
                         PosterPlatforms *platforms,
                         PosterSession   *session)
{
  PosterDraftIntake *self = g_object_new (POSTER_TYPE_DRAFT_INTAKE, NULL);

  self->draft = g_object_ref (draft);
  self->pool = g_object_ref (pool);
  self->platforms = g_object_ref (platforms);
  self->session = session != NULL ? g_object_ref (session) : NULL;
  return self;
}

/* Whether there is something to look into; else it is told why not. */
static gboolean
is_here (PosterDraftIntake *self,
         GFile             *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    return TRUE;
  g_ptr_array_add (self->remote, dup_name (file));
  return FALSE;
}

/**
 * poster_draft_intake_add:
 * @self: an intake
 * @files: (element-type GFile): files that somebody dropped or chose, as many as they like
 *
 * Adds files behind those that are there.
 */
void
poster_draft_intake_add (PosterDraftIntake *self,
                         GPtrArray         *files)
{
  g_return_if_fail (POSTER_IS_DRAFT_INTAKE (self));

  for (guint i = 0; i < files->len; i++)
    if (is_here (self, g_ptr_array_index (files, i)))
      g_queue_push_tail (&self->backlog,
                         wait_for (self, g_ptr_array_index (files, i), poster_draft_get_scope (self->draft)));
  advance (self);
}

/**
 * poster_draft_intake_add_copy:
 * @self: an intake
 * @file: a copy of ours, in the library
 *
 * Adds it behind those that are there.
 */
void
poster_draft_intake_add_copy (PosterDraftIntake *self,
                              GFile             *file)
{
  Waiting *waiting;

  g_return_if_fail (POSTER_IS_DRAFT_INTAKE (self));

  waiting = wait_for (self, file, poster_draft_get_scope (self->draft));
  waiting->is_library = TRUE;
  g_queue_push_tail (&self->backlog, waiting);
  advance (self);
}

/**
 * poster_draft_intake_replace:
 * @self: an intake
 * @item: a file of the draft
 * @file: what is to take its place
 *
 * Takes @file in place of @item, unless it is no good.
 */
void
poster_draft_intake_replace (PosterDraftIntake *self,
                             PosterMediaItem   *item,
                             GFile             *file)
{
  g_return_if_fail (POSTER_IS_DRAFT_INTAKE (self));

  if (is_here (self, file))
    {
      self->n_total++;
      begin (self, file, item, NULL, FALSE);
    }
  advance (self);
}

/**
 * poster_draft_intake_get_is_busy:
 * @self: an intake
 *
 * Returns: whether files are being looked into
 */
gboolean
poster_draft_intake_get_is_busy (PosterDraftIntake *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_INTAKE (self), FALSE);

  return self->n_running > 0;
}

/**
 * poster_draft_intake_stop:
 * @self: an intake
 *
 * Gives up what is not there yet.
 */
void
poster_draft_intake_stop (PosterDraftIntake *self)
{
  g_autoptr(GCancellable) cancellable = NULL;

  g_return_if_fail (POSTER_IS_DRAFT_INTAKE (self));

  cancellable = g_steal_pointer (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_queue_clear_full (&self->backlog, (GDestroyNotify) waiting_free);
  g_cancellable_cancel (cancellable);
}
