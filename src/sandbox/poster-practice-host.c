/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-practice"

#include "poster-practice-host.h"

#include "poster-error.h"
#include "poster-json.h"
#include "poster-practice.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define READY_FD 3
#define READY_TIMEOUT_US (30 * G_TIME_SPAN_SECOND)
#define PROBE_TIMEOUT_S 5

struct _PosterPracticeHost
{
  GObject      parent_instance;
  PosterClock *clock;
  char        *directory;
  char        *program_path;
  SoupSession *session;
  JsonObject  *info;          /* (nullable), as the sandbox last told it */
};

typedef struct
{
  /* In progress. */
  char             *address;        /* (nullable), what the file says: PORT INSTANCE */
  char             *base_url;
  int               lock;           /* -1 before it is held */
  GSubprocess      *process;        /* (nullable) */
  GDataInputStream *ready;          /* (nullable) */
  GCancellable     *waiting;        /* (nullable), ends the wait for the line */
  guint             timeout;
  gulong            on_cancel;
  gboolean          timed_out;
  gboolean          started;
} Ensure;

/* The steps, in the order they run: probe -> probed -> (locked -> probe -> probed -> started ->
 * probe -> probed)? Each round looks at what the file says now. */
static void probe (GTask *task);
static void lock_directory (GTask *task);
static void start (GTask *task);

static void practice_iface_init (PosterPracticeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterPracticeHost, poster_practice_host, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_PRACTICE, practice_iface_init))

/* Before the task returns: whoever keeps its result must not keep others from starting. */
static void
unlock (Ensure *ensure)
{
  if (ensure->lock >= 0)
    close (ensure->lock);
  ensure->lock = -1;
}

static void
ensure_free (Ensure *ensure)
{
  g_free (ensure->address);
  g_free (ensure->base_url);
  g_clear_object (&ensure->process);
  g_clear_object (&ensure->ready);
  g_clear_object (&ensure->waiting);
  unlock (ensure);
  g_free (ensure);
}

static void
poster_practice_host_finalize (GObject *object)
{
  PosterPracticeHost *self = POSTER_PRACTICE_HOST (object);

  g_object_unref (self->clock);
  g_object_unref (self->session);
  g_clear_pointer (&self->info, json_object_unref);
  g_free (self->directory);
  g_free (self->program_path);
  G_OBJECT_CLASS (poster_practice_host_parent_class)->finalize (object);
}

static void
poster_practice_host_class_init (PosterPracticeHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_practice_host_finalize;
}

static void
poster_practice_host_init (PosterPracticeHost *self)
{
  self->session = soup_session_new_with_options ("timeout", PROBE_TIMEOUT_S, NULL);
  /* No proxy stands between a program and its own machine. */
  soup_session_set_proxy_resolver (self->session, NULL);
}

/**
 * poster_practice_host_new:
 * @clock: whose time limits the wait for a sandbox that does not come up
 * @data_dir: the program's data directory; the sandbox gets `sandbox` in it
 * @program_path: the program that is a sandbox when it is called with `sandbox --practice`
 *
 * Returns: (transfer full): a keeper of the sandbox; it is a #PosterPractice
 */
PosterPracticeHost *
poster_practice_host_new (PosterClock *clock,
                          const char  *data_dir,
                          const char  *program_path)
{
  PosterPracticeHost *self = g_object_new (POSTER_TYPE_PRACTICE_HOST, NULL);

  self->clock = g_object_ref (clock);
  self->directory = g_build_filename (data_dir, "sandbox", NULL);
  self->program_path = g_strdup (program_path);
  return self;
}

static char *
read_address (PosterPracticeHost *self)
{
  g_autofree char *path = g_build_filename (self->directory, "port", NULL);
  char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    g_strchomp (text);
  return text;
}

/* Whether the sandbox of this directory answers, and no other program that has got the port. */
static JsonObject *
check_reply (Ensure *ensure,
             GBytes *reply)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (reply, &length);
  const char *instance = strchr (ensure->address, ' ');
  g_autoptr(JsonObject) info = NULL;

  if (text == NULL || !g_utf8_validate_len (text, length, NULL))
    return NULL;
  info = poster_json_parse_object (text, (gssize) length, NULL);
  if (instance == NULL || g_strcmp0 (poster_json_get_string (info, "instance"), instance + 1) != 0)
    return NULL;
  return g_steal_pointer (&info);
}

static void
next_round (GTask *task)
{
  Ensure *ensure = g_task_get_task_data (task);

  if (ensure->lock < 0)
    lock_directory (task);
  else if (!ensure->started)
    start (task);
  else
    {
      unlock (ensure);
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_SERVICE,
                               _("The sandbox for practice accounts was started, but it does not answer."));
    }
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterPracticeHost *self = g_task_get_source_object (task);
  Ensure *ensure = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) reply = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  JsonObject *info = reply != NULL ? check_reply (ensure, reply) : NULL;

  if (info == NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      next_round (task);
      return;
    }
  unlock (ensure);
  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_pointer (&info, json_object_unref);
      return;
    }
  g_clear_pointer (&self->info, json_object_unref);
  self->info = info;
  g_task_return_pointer (task, g_steal_pointer (&ensure->base_url), g_free);
}

static void
probe (GTask *task)
{
  PosterPracticeHost *self = g_task_get_source_object (task);
  Ensure *ensure = g_task_get_task_data (task);
  g_autoptr(SoupMessage) message = NULL;
  g_autofree char *url = NULL;
  gint64 port;

  g_free (ensure->address);
  ensure->address = read_address (self);
  port = ensure->address != NULL ? g_ascii_strtoll (ensure->address, NULL, 10) : 0;
  if (port < 1 || port > G_MAXUINT16)
    {
      next_round (task);
      return;
    }
  g_free (ensure->base_url);
  ensure->base_url = g_strdup_printf ("http://127.0.0.1:%d", (int) port);
  url = g_strconcat (ensure->base_url, "/sandbox/info", NULL);
  message = soup_message_new ("GET", url);
  /* A connection that is kept for later would go stale when the sandbox ends. */
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_headers_append (soup_message_get_request_headers (message), "Connection", "close");
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                    probed_cb, g_object_ref (task));
}

static void
lock_free (gpointer data)
{
  close (GPOINTER_TO_INT (data) - 1);
}

/* In a thread: of several processes that find no sandbox, one starts it and the others wait. */
static void
lock_cb (GTask        *task,
         gpointer      source_object,
         gpointer      task_data,
         GCancellable *cancellable)
{
  g_autofree char *path = g_build_filename (task_data, "start.lock", NULL);
  int fd = -1;
  int code;

  if (g_mkdir_with_parents (task_data, 0700) == 0)
    fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  while (fd >= 0 && flock (fd, LOCK_EX) < 0 && errno == EINTR)
    ;
  code = errno;
  if (fd >= 0)
    g_task_return_pointer (task, GINT_TO_POINTER (fd + 1), lock_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (code),
                             _("The sandbox for practice accounts cannot be started in %s: %s."),
                             (const char *) task_data, g_strerror (code));
}

static void
locked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Ensure *ensure = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer lock = g_task_propagate_pointer (G_TASK (result), &error);

  if (lock == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ensure->lock = GPOINTER_TO_INT (lock) - 1;
  /* Another process may have started it while this one waited. */
  probe (task);
}

static void
lock_directory (GTask *task)
{
  PosterPracticeHost *self = g_task_get_source_object (task);
  g_autoptr(GTask) locking = g_task_new (NULL, g_task_get_cancellable (task), locked_cb, g_object_ref (task));

  g_task_set_source_tag (locking, lock_directory);
  g_task_set_task_data (locking, g_strdup (self->directory), g_free);
  g_task_set_return_on_cancel (locking, TRUE);
  g_task_run_in_thread (locking, lock_cb);
}

static void
stop_waiting (Ensure *ensure,
              GTask  *task)
{
  g_clear_handle_id (&ensure->timeout, g_source_remove);
  if (ensure->on_cancel != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), ensure->on_cancel);
  ensure->on_cancel = 0;
}

static void
line_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Ensure *ensure = g_task_get_task_data (task);
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, NULL);

  stop_waiting (ensure, task);
  if (line == NULL && (ensure->timed_out || g_cancellable_is_cancelled (g_task_get_cancellable (task))))
    g_subprocess_force_exit (ensure->process);
  if (line != NULL && !g_str_has_prefix (line, "error ") &&
      !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      probe (task);
      return;
    }
  unlock (ensure);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_SERVICE,
                             _("The sandbox for practice accounts could not be started: %s."),
                             line != NULL ? line + strlen ("error ") : _("it gave no sign of life"));
}

static gboolean
timeout_cb (gpointer user_data)
{
  Ensure *ensure = g_task_get_task_data (user_data);

  ensure->timeout = 0;
  ensure->timed_out = TRUE;
  g_cancellable_cancel (ensure->waiting);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* In the child, before it becomes the sandbox: nothing that ends us ends it. */
static void
detach_cb (gpointer user_data)
{
  setsid ();
}

static void
start (GTask *task)
{
  PosterPracticeHost *self = g_task_get_source_object (task);
  Ensure *ensure = g_task_get_task_data (task);
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GInputStream) stream = NULL;
  GError *error = NULL;
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, &error))
    {
      unlock (ensure);
      g_task_return_error (task, error);
      return;
    }
  stream = g_unix_input_stream_new (fds[0], TRUE);
  ensure->started = TRUE;
  ensure->ready = g_data_input_stream_new (stream);
  ensure->waiting = g_cancellable_new ();
  g_subprocess_launcher_take_fd (launcher, fds[1], READY_FD);
  g_subprocess_launcher_set_child_setup (launcher, detach_cb, NULL, NULL);
  ensure->process = g_subprocess_launcher_spawn (launcher, &error, self->program_path, "sandbox", "--practice",
                                                 self->directory, "--ready-fd", G_STRINGIFY (READY_FD), NULL);
  if (ensure->process == NULL)
    {
      unlock (ensure);
      g_task_return_error (task, error);
      return;
    }
  /* Our copy of the writing end has to go, or the end of the child would not be seen. */
  g_subprocess_launcher_close (launcher);
  ensure->timeout = poster_clock_add_delay (self->clock, READY_TIMEOUT_US, timeout_cb, task);
  if (g_task_get_cancellable (task) != NULL)
    ensure->on_cancel = g_cancellable_connect (g_task_get_cancellable (task), G_CALLBACK (cancelled_cb),
                                               g_object_ref (ensure->waiting), g_object_unref);
  g_data_input_stream_read_line_async (ensure->ready, G_PRIORITY_DEFAULT, ensure->waiting, line_read_cb,
                                       g_object_ref (task));
}

/**
 * poster_practice_host_ensure_async:
 * @self: a keeper of the sandbox
 * @cancellable: (nullable): to stop waiting; a sandbox that is being started is then ended
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes sure that the sandbox answers. Of several processes that ask at once, one starts it.
 */
void
poster_practice_host_ensure_async (PosterPracticeHost  *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Ensure *ensure = g_new0 (Ensure, 1);

  g_task_set_source_tag (task, poster_practice_host_ensure_async);
  ensure->lock = -1;
  g_task_set_task_data (task, ensure, (GDestroyNotify) ensure_free);
  if (!g_task_return_error_if_cancelled (task))
    probe (task);
}

/**
 * poster_practice_host_ensure_finish:
 * @self: a keeper of the sandbox
 * @result: the result
 * @error: %POSTER_ERROR_SERVICE, #GIOErrorEnum: there is no sandbox, and why
 *
 * Returns: (transfer full): the address of the sandbox, without a slash at its end
 */
char *
poster_practice_host_ensure_finish (PosterPracticeHost  *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
practice_ensure_async (PosterPractice      *practice,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  poster_practice_host_ensure_async (POSTER_PRACTICE_HOST (practice), cancellable, callback, user_data);
}

static char *
practice_ensure_finish (PosterPractice  *practice,
                        GAsyncResult    *result,
                        GError         **error)
{
  return poster_practice_host_ensure_finish (POSTER_PRACTICE_HOST (practice), result, error);
}

static void
practice_iface_init (PosterPracticeInterface *iface)
{
  iface->ensure_async = practice_ensure_async;
  iface->ensure_finish = practice_ensure_finish;
}

/* Returns: (nullable): the app of the practice accounts, once the sandbox has answered */
const char *
poster_practice_host_get_client_key (PosterPracticeHost *self)
{
  return poster_json_get_string (self->info, "clientKey");
}

/* Returns: (nullable): its secret, which opens nothing but the sandbox */
const char *
poster_practice_host_get_client_secret (PosterPracticeHost *self)
{
  return poster_json_get_string (self->info, "clientSecret");
}

/* Returns: (nullable): the folder whose files the sandbox finds under its verified prefix */
const char *
poster_practice_host_get_web_folder (PosterPracticeHost *self)
{
  return poster_json_get_string (self->info, "webFolder");
}

/* Returns: (nullable): that prefix */
const char *
poster_practice_host_get_web_prefix (PosterPracticeHost *self)
{
  return poster_json_get_string (self->info, "webPrefix");
}
