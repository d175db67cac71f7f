/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-io"

#include "poster-command-io.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-secrets.h"

/* A secret of this length is none, but a file that went astray. */
#define MAX_SECRET_BYTES 4096

/**
 * poster_command_text:
 * @bytes: a word of the command line
 * @what: what it is, for the error
 * @error: %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: (transfer full): @bytes as text: UTF-8 whatever the locale says, or else what the
 *   locale makes of it
 */
char *
poster_command_text (const char  *bytes,
                     const char  *what,
                     GError     **error)
{
  char *text;

  if (g_utf8_validate (bytes, -1, NULL))
    return g_strdup (bytes);
  text = g_locale_to_utf8 (bytes, -1, NULL, NULL, NULL);
  if (text == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: %s is an option such as --caption */
                 _("What was given for %s is not text in UTF-8."), what);
  return text;
}

/**
 * poster_command_file:
 * @bytes: a word of the command line
 *
 * Returns: (transfer full): the file it names: by its path, whatever bytes and colons are in it,
 *   or by a `file:` address
 */
GFile *
poster_command_file (const char *bytes)
{
  if (g_str_has_prefix (bytes, "file://") && !g_file_test (bytes, G_FILE_TEST_EXISTS))
    return g_file_new_for_uri (bytes);
  return g_file_new_for_path (bytes);
}

static volatile sig_atomic_t caught_signal;

static void
catch_signal (int number)
{
  caught_signal = number;
}

/* One line, byte by byte, so that nothing of what follows is swallowed. */
static gssize
read_line (char   *line,
           gsize   size)
{
  gsize length = 0;

  for (;;)
    {
      char c;
      gssize got = read (STDIN_FILENO, &c, 1);

      if (got < 0 && errno == EINTR && caught_signal == 0)
        continue;
      if (got < 0)
        return -1;
      if (got == 0 || c == '\n')
        break;
      if (length + 1 == size)
        {
          errno = EMSGSIZE;
          return -1;
        }
      line[length++] = c;
    }
  if (length > 0 && line[length - 1] == '\r')
    length--;
  line[length] = '\0';
  return (gssize) length;
}

/**
 * poster_command_read_line:
 * @error: %POSTER_ERROR_INVALID when there is nothing, %G_IO_ERROR_CANCELLED on a signal
 *
 * Reads what a person at a terminal answers to a question. Blocks.
 *
 * Returns: (transfer full): a line without its end
 */
char *
poster_command_read_line (GError **error)
{
  struct sigaction before;
  struct sigaction catch = { .sa_handler = catch_signal };
  char line[MAX_SECRET_BYTES];
  gssize length;

  caught_signal = 0;
  sigaction (SIGINT, &catch, &before);
  length = read_line (line, sizeof line);
  sigaction (SIGINT, &before, NULL);
  if (length < 0 && caught_signal != 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted."));
  else if (length <= 0)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("Nothing was answered."));
  return length > 0 ? g_strdup (line) : NULL;
}

/**
 * poster_command_read_secret:
 * @prompt: what a person at a terminal is asked
 * @error: %POSTER_ERROR_INVALID when there is nothing, %G_IO_ERROR_CANCELLED on a signal,
 *   #GIOErrorEnum
 *
 * Reads a secret as one line from stdin. A terminal does not show what is typed. Blocks.
 *
 * Returns: (transfer full): the secret; to be freed with poster_secret_free()
 */
char *
poster_command_read_secret (const char  *prompt,
                            GError     **error)
{
  const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP };
  struct sigaction before[G_N_ELEMENTS (signals)];
  struct sigaction catch = { .sa_handler = catch_signal };
  char line[MAX_SECRET_BYTES];
  struct termios shown, hidden;
  gboolean is_terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &shown) == 0;
  char *secret = NULL;
  gssize length;
  int saved_errno;

  if (is_terminal)
    {
      /* Whatever ends the wait, the terminal must show again what is typed. */
      caught_signal = 0;
      for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
        sigaction (signals[i], &catch, &before[i]);
      hidden = shown;
      hidden.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
      g_printerr ("%s ", prompt);
    }

  length = read_line (line, sizeof line);
  saved_errno = errno;

  if (is_terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
      g_printerr ("\n");
      for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
        sigaction (signals[i], &before[i], NULL);
    }

  if (length > 0)
    secret = g_strdup (line);
  else if (length == 0)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                         _("The secret is missing: give it as one line on standard input."));
  else if (saved_errno == EINTR)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted."));
  else if (saved_errno == EMSGSIZE)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                         _("What came on standard input is too long for a secret."));
  else
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
                 _("The secret could not be read: %s."), g_strerror (saved_errno));
  explicit_bzero (line, sizeof line);
  return secret;
}

/**
 * poster_command_clean:
 * @text: text that somebody else wrote, in any bytes
 *
 * Returns: (transfer full): @text as it may be shown on one line of a terminal: valid UTF-8 and
 *   without control characters
 */
char *
poster_command_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/**
 * poster_command_print:
 * @format: what printf() takes
 * @...: what belongs to it
 *
 * Prints a result, in the locale's own characters. Whether it arrived is told by
 * poster_command_flush().
 */
void
poster_command_print (const char *format,
                      ...)
{
  g_autofree char *text = NULL;
  g_autofree char *local = NULL;
  const char *charset;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (!g_get_charset (&charset))
    local = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (local != NULL ? local : text, stdout);
}

/**
 * poster_command_print_text:
 * @text: text
 * @error: #GIOErrorEnum
 *
 * Prints @text and makes sure that it arrived.
 *
 * Returns: whether it did
 */
gboolean
poster_command_print_text (const char  *text,
                           GError     **error)
{
  poster_command_print ("%s", text);
  return poster_command_flush (error);
}

/**
 * poster_command_print_json:
 * @json: a document
 * @error: #GIOErrorEnum
 *
 * Prints the one document of a command called with `--json`, in UTF-8 whatever the locale says.
 *
 * Returns: whether it arrived
 */
gboolean
poster_command_print_json (JsonObject  *json,
                           GError     **error)
{
  g_autofree char *text = poster_json_to_text (json, TRUE);

  fputs (text, stdout);
  fputc ('\n', stdout);
  return poster_command_flush (error);
}

/**
 * poster_command_flush:
 * @error: #GIOErrorEnum, e.g. %G_IO_ERROR_NO_SPACE
 *
 * Returns: whether all that was printed has arrived
 */
gboolean
poster_command_flush (GError **error)
{
  int saved_errno;

  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;
  saved_errno = errno;
  clearerr (stdout);
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
               _("The result could not be written: %s."), g_strerror (saved_errno));
  return FALSE;
}

/**
 * poster_command_complain:
 * @format: what printf() takes
 * @...: what belongs to it
 *
 * Tells on stderr what is wrong: the program's name and a sentence, on one line.
 */
void
poster_command_complain (const char *format,
                         ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = poster_command_clean (text);
  g_printerr ("late-poster: %s\n", clean);
}

/**
 * poster_command_tell:
 * @format: what printf() takes
 * @...: what belongs to it
 *
 * Tells on stderr how things go, on one line.
 */
void
poster_command_tell (const char *format,
                     ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = poster_command_clean (text);
  g_printerr ("%s\n", clean);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * poster_command_get_cancellable:
 *
 * Returns: (transfer none): what SIGINT and SIGTERM cancel, from the first call on
 */
GCancellable *
poster_command_get_cancellable (void)
{
  static GCancellable *cancellable;

  if (cancellable == NULL)
    {
      cancellable = g_cancellable_new ();
      g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
      g_unix_signal_add (SIGTERM, interrupted_cb, cancellable);
    }
  return cancellable;
}

/**
 * poster_command_keep_result:
 * @object: (nullable): who did it
 * @result: the result
 * @user_data: where a `GAsyncResult *` that is %NULL lies
 *
 * A callback that puts the result where poster_command_wait() finds it.
 */
void
poster_command_keep_result (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_set_object (kept, result);
}

/**
 * poster_command_wait:
 * @result: where poster_command_keep_result() will put the result
 *
 * Runs the main loop until the result is there.
 *
 * Returns: (transfer none): the result
 */
GAsyncResult *
poster_command_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}
