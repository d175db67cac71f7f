#!/usr/bin/env bash
# All time comes from PosterClock, so that a month can pass in a test in seconds.
# shellcheck source=tests/desktop/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

functions='g_get_real_time|g_get_monotonic_time|g_get_current_time|g_date_time_new_now[a-z_]*'
functions+='|g_timeout_add[a-z_]*|g_timeout_source_new[a-z_]*|g_timer_new|g_source_get_time'
functions+='|g_usleep|sleep|usleep|nanosleep|clock_nanosleep|time|clock|clock_gettime|gettimeofday'
functions+='|alarm|setitimer|timer_create|timerfd_create|gst_util_get_timestamp|sqlite3_sleep'
# The database has a clock as well.
sql="(^|[^A-Z_])CURRENT_(TIME|DATE)|[( ,]'now'|unixepoch *\( *\)"

other_time_sources () {
  local tree=$1 file

  tracked "$tree" src | grep '\.[ch]$' | grep -v '^src/core/poster-clock\.c$' |
    while IFS= read -r file; do
      c_code "$tree/$file" without-strings | grep -nE "(^|[^A-Za-z0-9_.>\"])($functions) *\(" | sed "s,^,$file:," || true
      c_code "$tree/$file" | grep -nE "$sql" | sed "s,^,$file:," || true
    done
}

clean /time/only-the-clock-tells-time other_time_sources "$source_root"

new_tree
put src/engine/poster-late.c <<'C'
/* g_get_real_time () may be named in a comment, */
// as may sleep (1),
static const char *words = "or time () in a string";
int compile_time (void);
static void f (void) { self->time (3); g_usleep (10); }
static gint64 g (void) { return time(NULL); }
static const char *query = "SELECT datetime('now')";
C
notices /time/notices-a-sleep other_time_sources "$doctored" 'poster-late.c:5'
notices /time/notices-a-call-without-a-space other_time_sources "$doctored" 'poster-late.c:6'
notices /time/notices-the-databases-clock other_time_sources "$doctored" 'poster-late.c:7'

new_tree
put src/core/poster-clock.c <<'C'
gint64 now (void) { return g_get_real_time (); }
C
put src/engine/poster-fine.c <<'C'
/* g_get_real_time () */
static const char *words = "time () /* not a comment";  // usleep (1)
static guint32 stamp = GDK_CURRENT_TIME;
static void f (void) { poster_clock_get_now_us (clock); sqlite3_busy_timeout (db, 1); object->time (1); }
C
clean /time/lets-comments-strings-and-the-clock-be other_time_sources "$doctored"
finish
