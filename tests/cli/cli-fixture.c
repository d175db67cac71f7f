/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "poster-json.h"

/* Made once for a test program: it is the same for all. */
static char *clip_dir;

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
remove_clip (void)
{
  remove_tree (clip_dir);
  g_free (clip_dir);
}

static const char *
ensure_clip (void)
{
  static char *clip;
  g_autofree char *location = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  if (clip != NULL)
    return clip;
  clip_dir = g_dir_make_tmp ("poster-clip-XXXXXX", NULL);
  atexit (remove_clip);
  clip = g_build_filename (clip_dir, "clip.mp4", NULL);
  location = g_strconcat ("location=", clip, NULL);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "gst-launch-1.0", "-q",
                              "mp4mux", "name=mux", "faststart=true", "!", "filesink", location,
                              "videotestsrc", "num-buffers=96", "pattern=ball", "!",
                              "video/x-raw,width=360,height=640,framerate=30/1", "!", "videoconvert", "!",
                              "x264enc", "speed-preset=ultrafast", "!", "h264parse", "!", "queue", "!", "mux.",
                              "audiotestsrc", "wave=white-noise", "samplesperbuffer=1024", "num-buffers=138", "!",
                              "audio/x-raw,rate=44100,channels=2", "!", "audioconvert", "!",
                              "avenc_aac", "bitrate=160000", "!", "aacparse", "!", "queue", "!", "mux.", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  return clip;
}

/**
 * cli_set_env:
 * @cli: a fixture
 * @name: a variable
 * @value: (nullable): its value; %NULL to take it away
 *
 * What the program is called with from now on.
 */
void
cli_set_env (Cli        *cli,
             const char *name,
             const char *value)
{
  cli->environment = value != NULL ? g_environ_setenv (cli->environment, name, value, TRUE)
                                   : g_environ_unsetenv (cli->environment, name);
}

void
cli_set_up (Cli           *cli,
            gconstpointer  data)
{
  g_autofree char *secrets = NULL;
  g_autofree char *runtime = NULL;

  cli->dir = g_dir_make_tmp ("poster-cli-XXXXXX", NULL);
  cli->data_dir = g_build_filename (cli->dir, "data", NULL);
  cli->clip = g_strdup (ensure_clip ());
  cli->environment = g_get_environ ();
  secrets = g_build_filename (cli->dir, "secrets", NULL);
  runtime = g_build_filename (cli->dir, "run", NULL);
  g_mkdir (runtime, 0700);
  cli_set_env (cli, "POSTER_DATA_DIR", cli->data_dir);
  cli_set_env (cli, "HOME", cli->dir);
  cli_set_env (cli, "TZ", "UTC");
  cli_set_env (cli, "XDG_DATA_HOME", cli->dir);
  cli_set_env (cli, "DISPLAY", NULL);
  cli_set_env (cli, "WAYLAND_DISPLAY", NULL);
  cli_set_env (cli, "POSTER_TIKTOK_BASE_URL", NULL);
  cli_set_env (cli, "POSTER_TIKTOK_AUTH_URL", NULL);
  if (data != NULL && g_str_equal (data, "session-keyring"))
    return;
  /* libsecret's own way of doing without a keyring. */
  cli_set_env (cli, "XDG_RUNTIME_DIR", runtime);
  cli_set_env (cli, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
  cli_set_env (cli, "SECRET_BACKEND", "file");
  cli_set_env (cli, "SECRET_FILE_TEST_PATH", secrets);
  cli_set_env (cli, "SECRET_FILE_TEST_PASSWORD", "password");
}

static void
end_process (pid_t pid)
{
  struct pollfd end = { (int) syscall (SYS_pidfd_open, pid, 0), POLLIN, 0 };

  kill (pid, SIGTERM);
  if (end.fd < 0)
    return;
  while (poll (&end, 1, -1) < 0 && errno == EINTR)
    ;
  close (end.fd);
}

/* The sandbox of the practice accounts outlives the program that started it. */
static void
end_practice (Cli *cli)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *words = NULL;
      gsize length;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &words, &length, NULL))
        continue;
      for (const char *word = words; word < words + length; word += strlen (word) + 1)
        if (g_str_has_prefix (word, cli->data_dir))
          {
            end_process ((pid_t) atoi (name));
            break;
          }
    }
}

void
cli_tear_down (Cli           *cli,
               gconstpointer  data)
{
  end_practice (cli);
  remove_tree (cli->dir);
  g_free (cli->dir);
  g_free (cli->data_dir);
  g_free (cli->clip);
  g_strfreev (cli->environment);
  g_free (cli->out);
  g_free (cli->err);
}

/* libsecret's file backend loses a string each time it writes its file. It is given back to the
 * main loop, so that no suppression could tell it from ours: where secrets are written, leaks are
 * not looked for. With a real keyring they are. */
static gboolean
writes_secrets (Cli                *cli,
                const char * const *words)
{
  const char *commands[] = { "cancel", "connect", "disconnect", "retry", "run", "serve", NULL };

  return g_environ_getenv (cli->environment, "SECRET_BACKEND") != NULL && words[0] != NULL &&
         (g_strv_contains (commands, words[0]) || g_strv_contains (words, "--wait"));
}

static GSubprocess *
start (Cli                *cli,
       gboolean            with_input,
       const char * const *words)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                                        (with_input ? G_SUBPROCESS_FLAGS_STDIN_PIPE : 0));
  g_subprocess_launcher_set_environ (launcher, cli->environment);
  if (writes_secrets (cli, words))
    g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_subprocess_launcher_set_cwd (launcher, cli->dir);
  g_ptr_array_add (argv, (gpointer) g_getenv ("POSTER_TEST_PROGRAM"));
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static GStrv
gather (const char *first,
        va_list     rest)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  for (const char *word = first; word != NULL; word = va_arg (rest, const char *))
    g_strv_builder_add (words, word);
  return g_strv_builder_end (words);
}

/**
 * cli_start:
 * @cli: a fixture
 * @first: (nullable): the first word
 * @...: the others, and %NULL
 *
 * Returns: (transfer full): the program, running, with pipes from stdout and stderr
 */
GSubprocess *
cli_start (Cli        *cli,
           const char *first,
           ...)
{
  g_auto(GStrv) words = NULL;
  va_list rest;

  va_start (rest, first);
  words = gather (first, rest);
  va_end (rest);
  return start (cli, FALSE, (const char * const *) words);
}

/**
 * cli_start_with_input:
 * @cli: a fixture
 * @first: (nullable): the first word
 * @...: the others, and %NULL
 *
 * Returns: (transfer full): the program, running, with pipes to all three of its streams
 */
GSubprocess *
cli_start_with_input (Cli        *cli,
                      const char *first,
                      ...)
{
  g_auto(GStrv) words = NULL;
  va_list rest;

  va_start (rest, first);
  words = gather (first, rest);
  va_end (rest);
  return start (cli, TRUE, (const char * const *) words);
}

/* g_bytes_get_data () of none is NULL. */
static char *
text_of (GBytes *bytes)
{
  return g_bytes_get_size (bytes) > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                                      : g_strdup ("");
}

/**
 * cli_end:
 * @cli: a fixture
 * @process: the program
 * @input: (nullable): what it reads from stdin
 *
 * Waits for its end; what it said is then in @cli.
 *
 * Returns: its exit status; -1 when a signal ended it
 */
int
cli_end (Cli         *cli,
         GSubprocess *process,
         const char  *input)
{
  g_autoptr(GBytes) in = NULL;
  g_autoptr(GBytes) out = NULL;
  g_autoptr(GBytes) err = NULL;
  g_autoptr(GError) error = NULL;

  if (g_subprocess_get_stdin_pipe (process) != NULL)
    in = g_bytes_new (input, input != NULL ? strlen (input) : 0);
  g_subprocess_communicate (process, in, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_free (cli->out);
  g_free (cli->err);
  cli->out = text_of (out);
  cli->err = text_of (err);
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

/**
 * cli_run:
 * @cli: a fixture
 * @first: (nullable): the first word
 * @...: the others, and %NULL
 *
 * Returns: the exit status of the program; -1 when a signal ended it
 */
int
cli_run (Cli        *cli,
         const char *first,
         ...)
{
  g_autoptr(GSubprocess) process = NULL;
  g_auto(GStrv) words = NULL;
  va_list rest;

  va_start (rest, first);
  words = gather (first, rest);
  va_end (rest);
  process = start (cli, FALSE, (const char * const *) words);
  return cli_end (cli, process, NULL);
}

/**
 * cli_run_with_input:
 * @cli: a fixture
 * @input: what the program reads from stdin
 * @first: (nullable): the first word
 * @...: the others, and %NULL
 *
 * Returns: see cli_run()
 */
int
cli_run_with_input (Cli        *cli,
                    const char *input,
                    const char *first,
                    ...)
{
  g_autoptr(GSubprocess) process = NULL;
  g_auto(GStrv) words = NULL;
  va_list rest;

  va_start (rest, first);
  words = gather (first, rest);
  va_end (rest);
  process = start (cli, TRUE, (const char * const *) words);
  return cli_end (cli, process, input);
}

/**
 * cli_wait_for_line:
 * @stream: what a program writes
 * @part: what to wait for
 *
 * Returns: (transfer full) (nullable): the first line from here on with @part in it; %NULL when the
 *   program ended without one
 */
char *
cli_wait_for_line (GInputStream *stream,
                   const char   *part)
{
  g_autoptr(GString) line = g_string_new (NULL);
  char c;

  /* Byte by byte: what follows the line is for somebody else to read. */
  while (g_input_stream_read (stream, &c, 1, NULL, NULL) == 1)
    {
      if (c != '\n')
        {
          g_string_append_c (line, c);
          continue;
        }
      if (strstr (line->str, part) != NULL)
        return g_string_free (g_steal_pointer (&line), FALSE);
      g_string_truncate (line, 0);
    }
  return NULL;
}

/**
 * cli_json:
 * @cli: a fixture
 *
 * Returns: (transfer full): the one document that the program printed
 */
JsonObject *
cli_json (Cli *cli)
{
  g_autoptr(GError) error = NULL;
  JsonObject *json = poster_json_parse_object (cli->out, -1, &error);

  if (json == NULL)
    g_error ("“%s” is no document; stderr: “%s”", cli->out, cli->err);
  return json;
}

/**
 * cli_post:
 * @cli: a fixture
 *
 * Returns: (transfer full): the `post` of the document
 */
JsonObject *
cli_post (Cli *cli)
{
  g_autoptr(JsonObject) json = cli_json (cli);
  JsonObject *post = poster_json_get_object (json, "post");

  g_assert_nonnull (post);
  return json_object_ref (post);
}

/**
 * cli_target_status:
 * @post: a post
 * @username: a handle
 *
 * Returns: (nullable): the status of the target there
 */
const char *
cli_target_status (JsonObject *post,
                   const char *username)
{
  JsonArray *platforms = poster_json_get_array (post, "platforms");

  for (guint i = 0; i < json_array_get_length (platforms); i++)
    {
      JsonObject *target = json_array_get_object_element (platforms, i);

      if (g_strcmp0 (poster_json_get_string (target, "username"), username) == 0)
        return poster_json_get_string (target, "status");
    }
  return NULL;
}

/**
 * cli_file:
 * @cli: a fixture
 * @name: a name, in any bytes
 * @bytes: what is in it
 * @length: how much, -1 for text
 *
 * Returns: (transfer full): the path of a new file
 */
char *
cli_file (Cli        *cli,
          const char *name,
          const void *bytes,
          gssize      length)
{
  char *path = g_build_filename (cli->dir, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  return path;
}

guint
cli_count_lines (const char *text,
                 const char *part)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], part) != NULL;
  return n;
}

/**
 * cli_fetch_json:
 * @url: an address
 *
 * Returns: (transfer full): the JSON object there
 */
JsonObject *
cli_fetch_json (const char *url)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  body = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  json = poster_json_parse_object (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &error);
  g_assert_no_error (error);
  return json;
}

/**
 * cli_practice_url:
 * @cli: a fixture
 *
 * Returns: (transfer full): where the sandbox of the practice accounts answers
 */
char *
cli_practice_url (Cli *cli)
{
  g_autofree char *path = g_build_filename (cli->data_dir, "sandbox", "port", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("http://127.0.0.1:%d", atoi (text));
}

/**
 * cli_publications:
 * @base_url: a sandbox
 * @handle: a user
 *
 * Returns: how many posts arrived there as a whole
 */
guint
cli_publications (const char *base_url,
                  const char *handle)
{
  g_autofree char *url = g_strconcat (base_url, "/sandbox/ledger", NULL);
  g_autoptr(JsonObject) ledger = cli_fetch_json (url);
  JsonArray *publications = poster_json_get_array (ledger, "publications");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (publications); i++)
    n += g_strcmp0 (poster_json_get_string (json_array_get_object_element (publications, i), "handle"), handle) == 0;
  return n;
}
