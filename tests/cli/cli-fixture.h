/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <signal.h>

G_BEGIN_DECLS

/* What a practice account on TikTok needs to be posted to. */
#define TIKTOK_OPTIONS \
  "--option", "privacy_level=PUBLIC_TO_EVERYONE", \
  "--option", "content_preview_confirmed=true", "--option", "express_consent_given=true"

/* A data directory of its own, and what the program said last. */
typedef struct
{
  char        *dir;
  char        *data_dir;
  char        *clip;         /* three upright seconds with sound */
  GStrv        environment;
  char        *out;
  char        *err;
} Cli;

void         cli_set_up         (Cli *cli, gconstpointer data);
void         cli_tear_down      (Cli *cli, gconstpointer data);

void         cli_set_env        (Cli *cli, const char *name, const char *value);
GSubprocess *cli_start          (Cli *cli, const char *first, ...) G_GNUC_NULL_TERMINATED;
GSubprocess *cli_start_with_input (Cli *cli, const char *first, ...) G_GNUC_NULL_TERMINATED;
int          cli_end            (Cli *cli, GSubprocess *process, const char *input);
int          cli_run            (Cli *cli, const char *first, ...) G_GNUC_NULL_TERMINATED;
int          cli_run_with_input (Cli *cli, const char *input, const char *first, ...) G_GNUC_NULL_TERMINATED;
char        *cli_wait_for_line  (GInputStream *stream, const char *part);

JsonObject  *cli_json           (Cli *cli);
JsonObject  *cli_post           (Cli *cli);
const char  *cli_target_status  (JsonObject *post, const char *username);
char        *cli_file           (Cli *cli, const char *name, const void *bytes, gssize length);
guint        cli_count_lines    (const char *text, const char *part);

JsonObject  *cli_fetch_json     (const char *url);
char        *cli_practice_url   (Cli *cli);
guint        cli_publications   (const char *base_url, const char *handle);

/* One sentence on stderr, nothing on stdout. */
#define cli_assert_refused(cli, status, expected, words) \
  G_STMT_START { \
    int status_ = (status); \
    if (status_ != (expected) || strstr ((cli)->err, (words)) == NULL || *(cli)->out != '\0' || \
        cli_count_lines ((cli)->err, "late-poster: ") != 1) \
      g_error ("%s:%d: status %d, stdout “%s”, stderr “%s”", __FILE__, __LINE__, status_, (cli)->out, (cli)->err); \
  } G_STMT_END

#define cli_assert_done(cli, status) \
  G_STMT_START { \
    int status_ = (status); \
    if (status_ != 0) \
      g_error ("%s:%d: status %d, stdout “%s”, stderr “%s”", __FILE__, __LINE__, status_, (cli)->out, (cli)->err); \
  } G_STMT_END

G_END_DECLS
