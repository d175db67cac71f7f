/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-queue"

#include "poster-command-queue.h"

#include <glib/gi18n-lib.h>

#include "poster-command.h"
#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"
#include "poster-store-queues.h"

#define DEFAULT_COUNT 20
#define MAX_COUNT 100

static char *new_name;
static char *zone_name;
static char **slot_texts;
static gboolean make_default;
static gboolean wants_pause;
static gboolean wants_resume;
static gboolean wants_reshuffle;
static int n_shown = -1;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "slot", 0, 0, G_OPTION_ARG_STRING_ARRAY, &slot_texts, N_("A time of the week, such as “mon 18:00”, “mon,thu 9:30” or “daily 12:00” (may be repeated)"), N_("SLOT") },
  { "timezone", 0, 0, G_OPTION_ARG_STRING, &zone_name, N_("Zone of the times, such as Europe/Berlin; else this computer’s"), N_("ZONE") },
  { "name", 0, 0, G_OPTION_ARG_STRING, &new_name, N_("With edit: another name"), N_("NAME") },
  { "default", 0, 0, G_OPTION_ARG_NONE, &make_default, N_("Make it the queue that “post --queue” takes"), NULL },
  { "pause", 0, 0, G_OPTION_ARG_NONE, &wants_pause, N_("With edit: take no more posts in; those in it go out"), NULL },
  { "resume", 0, 0, G_OPTION_ARG_NONE, &wants_resume, N_("With edit: take posts in again"), NULL },
  { "reshuffle", 0, 0, G_OPTION_ARG_NONE, &wants_reshuffle, N_("With edit: give the posts in it the next slots, in their order"), NULL },
  { "count", 0, 0, G_OPTION_ARG_INT, &n_shown, N_("With preview: how many slots, 1 to 100"), N_("N") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* --- Asking the store --- */

static GPtrArray *
list_queues (PosterWorkspace  *workspace,
             GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_list_queues_async (store, NULL, NULL, poster_command_keep_result, &result);
  return poster_store_list_queues_finish (store, poster_command_wait (&result), error);
}

static PosterQueue *
get_default_queue (PosterWorkspace  *workspace,
                   GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) local_error = NULL;
  PosterQueue *queue;

  poster_store_get_queue_async (store, NULL, NULL, poster_command_keep_result, &result);
  queue = poster_store_get_queue_finish (store, poster_command_wait (&result), &local_error);
  if (g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                         _("There is no queue yet: make one, such as with “late-poster queue add Evenings --slot \"daily 18:00\"”."));
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return queue;
}

/**
 * poster_command_find_queue:
 * @workspace: an open workspace
 * @name: (nullable): what was typed: a name or an id; %NULL for the default queue
 * @error: %POSTER_ERROR_NOT_FOUND, those of the store
 *
 * Returns: (transfer full): the queue that it means
 */
PosterQueue *
poster_command_find_queue (PosterWorkspace  *workspace,
                           const char       *name,
                           GError          **error)
{
  g_autoptr(GPtrArray) queues = NULL;
  g_autofree char *clean = NULL;

  if (name == NULL)
    return get_default_queue (workspace, error);
  queues = list_queues (workspace, error);
  if (queues == NULL)
    return NULL;
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);

      if (g_str_equal (queue->id, name) || g_str_equal (queue->name, name))
        return g_object_ref (queue);
    }
  clean = poster_command_clean (name);
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
               _("There is no queue “%s”; “late-poster queue” shows those there are."), clean);
  return NULL;
}

static GPtrArray *
list_slots (PosterWorkspace  *workspace,
            PosterQueue      *queue,
            guint             count,
            gboolean          free_only,
            GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  PosterSlotQuery query = { .queue_id = queue->id, .until_us = -1, .limit = count, .free_only = free_only };
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_list_slots_async (store, &query, NULL, poster_command_keep_result, &result);
  return poster_store_list_slots_finish (store, poster_command_wait (&result), error);
}

/* --- In the words of the API --- */

static char *
format_with_offset (gint64      at_us,
                    const char *in_zone)
{
  g_autoptr(GTimeZone) zone = poster_zone_load (in_zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
}

static JsonObject *
queue_to_json (PosterQueue *queue)
{
  JsonObject *json = json_object_new ();
  JsonArray *slots = json_array_sized_new (queue->slots->len);
  g_autofree char *created = poster_time_format (queue->created_us);
  g_autofree char *updated = poster_time_format (queue->updated_us);

  json_object_set_string_member (json, "_id", queue->id);
  json_object_set_string_member (json, "profileId", queue->profile_id);
  json_object_set_string_member (json, "name", queue->name);
  json_object_set_string_member (json, "timezone", queue->zone);
  for (guint i = 0; i < queue->slots->len; i++)
    {
      PosterQueueSlot *slot = &g_array_index (queue->slots, PosterQueueSlot, i);
      g_autofree char *time = g_strdup_printf ("%02u:%02u", slot->minute / 60, slot->minute % 60);
      JsonObject *element = json_object_new ();

      json_object_set_int_member (element, "dayOfWeek", slot->weekday);
      json_object_set_string_member (element, "time", time);
      json_array_add_object_element (slots, element);
    }
  json_object_set_array_member (json, "slots", slots);
  json_object_set_boolean_member (json, "active", queue->is_active);
  json_object_set_boolean_member (json, "isDefault", queue->is_default);
  json_object_set_string_member (json, "createdAt", created);
  json_object_set_string_member (json, "updatedAt", updated);
  return json;
}

/* The free ones among @slots. */
static JsonArray *
free_slots_to_json (PosterQueue *queue,
                    GPtrArray   *slots)
{
  JsonArray *array = json_array_sized_new (slots->len);

  for (guint i = 0; i < slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (slots, i);
      g_autofree char *time = format_with_offset (slot->at_us, queue->zone);

      if (slot->post_id == NULL)
        json_array_add_string_element (array, time);
    }
  return array;
}

/* --- list --- */

static void
print_queue (PosterQueue *queue)
{
  g_autofree char *name = poster_command_clean (queue->name);
  g_autofree char *slots = poster_queue_describe (queue);

  poster_command_print ("%s  %s%s%s  %s (%s)\n", queue->id, name, queue->is_default ? _("  (default)") : "",
                        queue->is_active ? "" : _("  (paused)"), slots, poster_command_name_zone (queue->zone));
}

static int
run_list (PosterWorkspace  *workspace,
          GError          **error)
{
  g_autoptr(GPtrArray) queues = list_queues (workspace, error);
  g_autoptr(JsonObject) document = NULL;
  JsonArray *array;

  if (queues == NULL)
    return POSTER_EXIT_REFUSED;
  if (!as_json)
    {
      if (queues->len == 0)
        poster_command_tell (_("There are no queues yet: “late-poster queue add NAME --slot \"mon 18:00\"” makes one."));
      for (guint i = 0; i < queues->len; i++)
        print_queue (g_ptr_array_index (queues, i));
      return POSTER_EXIT_DONE;
    }
  document = json_object_new ();
  array = json_array_sized_new (queues->len);
  for (guint i = 0; i < queues->len; i++)
    json_array_add_object_element (array, queue_to_json (g_ptr_array_index (queues, i)));
  json_object_set_array_member (document, "queues", array);
  json_object_set_int_member (document, "count", queues->len);
  return poster_command_print_json (document, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

/* --- add, edit --- */

static gboolean
apply_options (PosterQueue  *queue,
               GError      **error)
{
  if (new_name != NULL)
    {
      g_free (queue->name);
      queue->name = g_strdup (new_name);
    }
  if (zone_name != NULL)
    {
      g_free (queue->zone);
      queue->zone = g_strdup (zone_name);
    }
  if (slot_texts != NULL)
    g_array_set_size (queue->slots, 0);
  for (guint i = 0; slot_texts != NULL && slot_texts[i] != NULL; i++)
    if (!poster_queue_add_slot_text (queue, slot_texts[i], error))
      return FALSE;
  if (make_default)
    queue->is_default = TRUE;
  if (wants_pause || wants_resume)
    queue->is_active = wants_resume;
  return TRUE;
}

static int
save (PosterWorkspace  *workspace,
      PosterQueue      *queue,
      GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterQueue) stored = NULL;
  g_autoptr(GPtrArray) slots = NULL;
  g_autoptr(JsonObject) document = NULL;
  guint n_moved = 0;

  if (!apply_options (queue, error))
    return POSTER_EXIT_REFUSED;
  poster_store_save_queue_async (store, queue, wants_reshuffle, NULL, poster_command_keep_result, &result);
  stored = poster_store_save_queue_finish (store, poster_command_wait (&result), &n_moved, error);
  if (stored == NULL)
    return POSTER_EXIT_REFUSED;
  if (n_moved > 0)
    poster_command_ring (workspace);
  if (!as_json)
    {
      print_queue (stored);
      if (wants_reshuffle)
        poster_command_tell (ngettext ("%u post got another time.", "%u posts got another time.", n_moved), n_moved);
      return POSTER_EXIT_DONE;
    }
  slots = list_slots (workspace, stored, 10, TRUE, error);
  if (slots == NULL)
    return POSTER_EXIT_REFUSED;
  document = json_object_new ();
  json_object_set_boolean_member (document, "success", TRUE);
  json_object_set_object_member (document, "schedule", queue_to_json (stored));
  json_object_set_array_member (document, "nextSlots", free_slots_to_json (stored, slots));
  if (wants_reshuffle)
    json_object_set_int_member (document, "reshuffledCount", n_moved);
  return poster_command_print_json (document, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

static int
run_add (PosterWorkspace  *workspace,
         const char       *name,
         GError          **error)
{
  g_autofree char *text = poster_command_text (name, _("The name of a queue"), error);
  g_autofree char *local_zone = poster_zone_dup_local ();
  g_autoptr(PosterQueue) queue = NULL;

  if (text == NULL)
    return POSTER_EXIT_USAGE;
  queue = poster_queue_new (text, local_zone);
  return save (workspace, queue, error);
}

static int
run_edit (PosterWorkspace  *workspace,
          const char       *name,
          GError          **error)
{
  g_autoptr(PosterQueue) queue = poster_command_find_queue (workspace, name, error);

  return queue != NULL ? save (workspace, queue, error) : POSTER_EXIT_REFUSED;
}

/* --- preview, remove --- */

static int
run_preview (PosterWorkspace  *workspace,
             const char       *name,
             GError          **error)
{
  g_autoptr(PosterQueue) queue = poster_command_find_queue (workspace, name, error);
  guint count = n_shown > 0 ? (guint) n_shown : DEFAULT_COUNT;
  g_autoptr(GPtrArray) slots = NULL;
  g_autoptr(JsonObject) document = NULL;
  JsonArray *upcoming;

  if (queue == NULL)
    return POSTER_EXIT_REFUSED;
  slots = list_slots (workspace, queue, count, FALSE, error);
  if (slots == NULL)
    return POSTER_EXIT_REFUSED;
  if (!as_json)
    {
      for (guint i = 0; i < slots->len; i++)
        {
          PosterStoreSlot *slot = g_ptr_array_index (slots, i);
          g_autofree char *when = poster_command_format_time (slot->at_us, queue->zone);

          poster_command_print ("%s  %s\n", when, slot->post_id != NULL ? slot->post_id : _("free"));
        }
      return POSTER_EXIT_DONE;
    }
  document = json_object_new ();
  upcoming = json_array_sized_new (slots->len);
  for (guint i = 0; i < slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (slots, i);
      g_autofree char *time = format_with_offset (slot->at_us, queue->zone);
      JsonObject *element = json_object_new ();

      json_object_set_string_member (element, "time", time);
      if (slot->post_id != NULL)
        json_object_set_string_member (element, "postId", slot->post_id);
      else
        json_object_set_null_member (element, "postId");
      json_array_add_object_element (upcoming, element);
    }
  json_object_set_string_member (document, "profileId", queue->profile_id);
  json_object_set_string_member (document, "queueId", queue->id);
  json_object_set_int_member (document, "count", slots->len);
  json_object_set_array_member (document, "slots", free_slots_to_json (queue, slots));
  json_object_set_array_member (document, "upcoming", upcoming);
  return poster_command_print_json (document, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

static int
run_remove (PosterWorkspace  *workspace,
            const char       *name,
            GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(PosterQueue) queue = poster_command_find_queue (workspace, name, error);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) document = NULL;

  if (queue == NULL)
    return POSTER_EXIT_REFUSED;
  poster_store_delete_queue_async (store, queue->id, NULL, poster_command_keep_result, &result);
  if (!poster_store_delete_queue_finish (store, poster_command_wait (&result), error))
    return POSTER_EXIT_REFUSED;
  if (!as_json)
    {
      poster_command_tell (_("Removed. Posts that were in it keep their times."));
      return POSTER_EXIT_DONE;
    }
  document = json_object_new ();
  json_object_set_boolean_member (document, "success", TRUE);
  json_object_set_boolean_member (document, "deleted", TRUE);
  return poster_command_print_json (document, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

/* --- The command --- */

typedef enum
{
  VERB_LIST,
  VERB_ADD,
  VERB_EDIT,
  VERB_PREVIEW,
  VERB_REMOVE,
  N_VERBS,
} Verb;

static const char *const verbs[N_VERBS] = { "list", "add", "edit", "preview", "remove" };

static gboolean
check_words (char   **arguments,
             Verb    *verb,
             GError **error)
{
  guint n = g_strv_length (arguments);
  gboolean with_slots;

  *verb = VERB_LIST;
  while (n > 0 && *verb < N_VERBS && !g_str_equal (arguments[0], verbs[*verb]))
    (*verb)++;
  with_slots = *verb == VERB_ADD || *verb == VERB_EDIT;
  if (*verb == N_VERBS)
    {
      g_autofree char *clean = poster_command_clean (arguments[0]);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is nothing that can be done with queues; there are: list, add, edit, preview, remove."), clean);
    }
  else if (n > 2 || (n > 1 && *verb == VERB_LIST))
    {
      g_autofree char *clean = poster_command_clean (arguments[n - 1]);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is one argument too many."), clean);
    }
  else if (n < 2 && (with_slots || *verb == VERB_REMOVE))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The name of a queue is missing."));
  else if (*verb == VERB_ADD && slot_texts == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("A queue needs at least one time of the week: say it with --slot \"mon 18:00\"."));
  else if ((!with_slots && (slot_texts != NULL || zone_name != NULL || make_default)) ||
           (*verb != VERB_EDIT && (new_name != NULL || wants_pause || wants_resume || wants_reshuffle)) ||
           (*verb != VERB_PREVIEW && n_shown != -1))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: %s is a word of the command line, such as “list” */
                 _("An option that was given does not go with “%s”."), verbs[*verb]);
  else if (wants_pause && wants_resume)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--pause and --resume contradict each other."));
  else if (n_shown != -1 && (n_shown < 1 || n_shown > MAX_COUNT))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--count is 1 to %d."), MAX_COUNT);
  else
    return TRUE;
  return FALSE;
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  const char *name = arguments[0] != NULL ? arguments[1] : NULL;
  Verb verb;

  if (!check_words (arguments, &verb, error))
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  switch (verb)
    {
    case VERB_ADD:
      return run_add (workspace, name, error);
    case VERB_EDIT:
      return run_edit (workspace, name, error);
    case VERB_PREVIEW:
      return run_preview (workspace, name, error);
    case VERB_REMOVE:
      return run_remove (workspace, name, error);
    case VERB_LIST:
    case N_VERBS:
    default:
      return run_list (workspace, error);
    }
}

const PosterCommand poster_command_queue = {
  .name = "queue",
  .usage = N_("[list | add NAME | edit NAME | preview [NAME] | remove NAME]"),
  .summary = N_("Keep times of the week at which posts go out"),
  .details = N_("A queue is a list of times of the week; “late-poster post --queue” gives a post the\n"
                "next one that is free. The first queue is the default one. “edit” replaces what is\n"
                "given; “preview” shows the next slots, and which posts hold them."),
  .entries = entries,
  .run = run,
};
