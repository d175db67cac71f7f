/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

/* A data directory of its own with a session on it, and a sandbox in place of TikTok. */
typedef struct
{
  char            *dir;
  PosterWorkspace *workspace;
  PosterSession   *session;

  GSubprocess     *sandbox;        /* (nullable) */
  char            *base_url;
  char            *client_key;
  char            *client_secret;
} Accounts;

/* To be called first in main(): what the test starts is the test itself, in another role. */
gboolean       accounts_play_role     (int                argc,
                                       char             **argv,
                                       int               *status);

void           accounts_set_up        (Accounts          *accounts,
                                       gconstpointer      data);
char          *accounts_make_file     (Accounts          *accounts,
                                       const char        *name);
void           accounts_tear_down     (Accounts          *accounts,
                                       gconstpointer      data);
void           accounts_restart       (Accounts          *accounts);
void           accounts_wait          (Accounts          *accounts,
                                       const char        *handle,
                                       gboolean           is_there);
void           accounts_start_sandbox (Accounts          *accounts);

PosterAccount *accounts_add           (Accounts          *accounts,
                                       const char        *handle,
                                       gint64             followers,
                                       gboolean           is_practice,
                                       JsonObject        *credentials);
void           accounts_sign_out      (Accounts          *accounts,
                                       PosterAccount     *account);
PosterAccount *accounts_find          (Accounts          *accounts,
                                       const char        *handle);
char          *accounts_dup_secret    (Accounts          *accounts,
                                       const char        *connection_id);
PosterConnection *accounts_get_connection (Accounts      *accounts,
                                           const char    *connection_id);
void           accounts_save_post     (Accounts          *accounts,
                                       PosterAccount     *account,
                                       PosterTargetState  state);

/* What the person's browser does: the consent page, and the way back from it. */
void           accounts_consent       (Accounts          *accounts,
                                       const char        *link,
                                       const char        *answer);

G_END_DECLS
