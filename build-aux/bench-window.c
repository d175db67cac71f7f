/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a program takes until its window is on screen, and what memory it then needs.
 *
 *   bench-window COMMAND…
 *
 * prints four numbers: seconds from the start of COMMAND until its window shows something, seconds
 * until nothing has been drawn for a while, the proportional set size of COMMAND with its children
 * then, in KB, and the seconds that the processor worked for COMMAND until its window showed
 * something, which a busy machine does not change. Then COMMAND is told to end. The display is asked, not the program, so that
 * any program is measured alike. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>

#define PATIENCE_SECONDS 60
#define QUIET_SECONDS 0.4
/* Pixels at once: less is a blinking text cursor. */
#define LEAST_DRAWN 400
/* Nothing smaller is a window that somebody waits for. */
#define LEAST_WIDTH 200

static double
now_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static int
ignore_error (Display     *display,
              XErrorEvent *event)
{
  return 0; /* a window went away while it was asked about */
}

/* Whether the window shows more than one plain colour. */
static int
shows_something (Display *display,
                 Window   window)
{
  XWindowAttributes attributes;
  XImage *image;
  int is_plain = 1;
  int x;
  int y;

  if (!XGetWindowAttributes (display, window, &attributes) || attributes.map_state != IsViewable)
    return 0;
  image = XGetImage (display, window, 0, 0, (unsigned) attributes.width, (unsigned) attributes.height, AllPlanes, ZPixmap);
  if (image == NULL)
    return 0;
  for (y = 0; is_plain && y < image->height; y++)
    for (x = 0; is_plain && x < image->width; x++)
      is_plain = XGetPixel (image, x, y) == XGetPixel (image, 0, 0);
  XDestroyImage (image);
  return !is_plain;
}

/* In KB; 0 when it cannot be told. */
static long
memory_of (pid_t process)
{
  char path[64];
  char line[256];
  FILE *file;
  long kb = 0;

  snprintf (path, sizeof path, "/proc/%ld/smaps_rollup", (long) process);
  file = fopen (path, "r");
  if (file == NULL)
    return 0;
  while (fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "Pss: %ld kB", &kb) == 1)
      break;
  fclose (file);
  return kb;
}

/* Seconds in user and system mode, of all its threads. */
static double
work_of (pid_t process)
{
  char path[64];
  char line[1024] = "";
  const char *fields;
  unsigned long user = 0;
  unsigned long system = 0;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%ld/stat", (long) process);
  file = fopen (path, "r");
  if (file == NULL)
    return 0;
  if (fgets (line, sizeof line, file) != NULL && (fields = strrchr (line, ')')) != NULL)
    sscanf (fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  fclose (file);
  return (double) (user + system) / (double) sysconf (_SC_CLK_TCK);
}

static long
memory_with_children (pid_t process)
{
  char path[64];
  FILE *file;
  long kb = memory_of (process);
  long child;

  snprintf (path, sizeof path, "/proc/%ld/task/%ld/children", (long) process, (long) process);
  file = fopen (path, "r");
  if (file == NULL)
    return kb;
  while (fscanf (file, "%ld", &child) == 1)
    kb += memory_with_children ((pid_t) child);
  fclose (file);
  return kb;
}

static pid_t
start (char **command)
{
  pid_t process = fork ();

  if (process == 0)
    {
      if (freopen ("/dev/null", "r", stdin) == NULL || freopen ("/dev/null", "w", stdout) == NULL)
        _exit (127);
      execvp (command[0], command);
      perror (command[0]);
      _exit (127);
    }
  return process;
}

static void
end (pid_t process)
{
  double patience = now_seconds () + 10;

  kill (process, SIGTERM);
  while (waitpid (process, NULL, WNOHANG) == 0)
    {
      struct timespec moment = { 0, 10000000 };

      if (now_seconds () > patience)
        kill (process, SIGKILL);
      nanosleep (&moment, NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  Display *display = XOpenDisplay (NULL);
  int damage_event;
  int damage_error;
  Window window = None;
  double begun;
  double first = 0;
  double latest = 0;
  double work = 0;
  pid_t process;

  if (argc < 2 || display == NULL || !XDamageQueryExtension (display, &damage_event, &damage_error))
    {
      fprintf (stderr, "usage: bench-window COMMAND…, on a display with the damage extension\n");
      return 2;
    }
  XSetErrorHandler (ignore_error);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);

  begun = now_seconds ();
  process = start (argv + 1);
  while (first == 0 || now_seconds () - latest < QUIET_SECONDS)
    {
      struct pollfd wait_for = { ConnectionNumber (display), POLLIN, 0 };

      if (now_seconds () - begun > PATIENCE_SECONDS || (first == 0 && waitpid (process, NULL, WNOHANG) == process))
        {
          fprintf (stderr, "bench-window: %s showed no window, or never came to rest\n", argv[1]);
          end (process);
          return 1;
        }
      if (XPending (display) == 0)
        poll (&wait_for, 1, 20);
      while (XPending (display) > 0)
        {
          XEvent event;

          XNextEvent (display, &event);
          if (event.type == MapNotify && !event.xmap.override_redirect && window == None)
            {
              XWindowAttributes attributes;

              if (XGetWindowAttributes (display, event.xmap.window, &attributes) && attributes.width >= LEAST_WIDTH)
                {
                  window = event.xmap.window;
                  XDamageCreate (display, window, XDamageReportRawRectangles);
                }
            }
          else if (event.type == damage_event + XDamageNotify)
            {
              XRectangle area = ((XDamageNotifyEvent *) &event)->area;

              if (area.width * area.height >= LEAST_DRAWN)
                latest = now_seconds ();
            }
        }
      if (first == 0 && window != None && shows_something (display, window))
        {
          latest = first = now_seconds ();
          work = work_of (process);
        }
    }
  printf ("%.3f %.3f %ld %.2f\n", first - begun, latest - begun, memory_with_children (process), work);
  end (process);
  XCloseDisplay (display);
  return 0;
}
