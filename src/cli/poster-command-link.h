/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account-link.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

/**
 * PosterCommandLink:
 * @platform: the platform on which an account is to be added
 * @through: (nullable): an account or the id of a connection; needed where there are several connections
 * @handle: (nullable): whose account, where a person types it
 * @choice: (nullable): id or name of what is chosen where there are several
 * @no_browser: whether the consent page is only printed
 * @to_stderr: whether its address goes to stderr, since stdout is a document
 *
 * What `late-poster connect late --platform` was told.
 */
typedef struct
{
  const char *platform;
  const char *through;
  const char *handle;
  const char *choice;
  gboolean    no_browser;
  gboolean    to_stderr;
} PosterCommandLink;

void           poster_command_show_page (const char               *uri,
                                         gboolean                  no_browser,
                                         gboolean                  to_stderr);
PosterAccount *poster_command_link      (PosterWorkspace          *workspace,
                                         const PosterCommandLink  *what,
                                         GError                  **error);

G_END_DECLS
