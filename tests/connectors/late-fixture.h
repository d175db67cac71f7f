/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-late-connector.h"
#include "poster-memory-secrets.h"
#include "poster-remote-service.h"
#include "poster-script-server.h"
#include "poster-shift-clock.h"
#include "poster-test-async.h"

#define LATE_KEY "sk_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A connector that talks to a server of the test's own, which does what its script says. */
typedef struct
{
  PosterScriptServer  *server;
  PosterShiftClock    *clock;
  PosterMemorySecrets *secrets;
  PosterConnector     *connector;
  PosterConnection    *connection;
  GCancellable        *cancellable;
  char                *directory;     /* (nullable), where files were made */
  gint64               progress_done;
  gint64               progress_total;
} LateFixture;

void               late_init              (int *argc, char ***argv);
LateFixture       *late_fixture_new       (void);
void               late_fixture_free      (LateFixture *fixture);
void               late_fixture_push      (LateFixture *fixture, const char *status, const char *json);
JsonObject        *late_fixture_dup_body  (LateFixture *fixture, guint index);
void               late_assert_request    (LateFixture *fixture, guint index, const char *line);
PosterSignIn      *late_sign_in           (LateFixture *fixture, const char *base, const char *key, GError **error);
GPtrArray         *late_list_accounts     (LateFixture *fixture, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LateFixture, late_fixture_free)

PosterPublication *late_new_publication   (LateFixture *fixture, const char *platform, const char *account_id,
                                           const char *content);
void               late_add_sibling       (PosterPublication *publication, PosterPublication *sibling);
PosterMediaItem   *late_add_file          (LateFixture *fixture, PosterPublication *publication, const char *name,
                                           const char *mime_type, gsize size);
char              *late_next              (LateFixture *fixture, PosterPublication *publication);
PosterStepResult  *late_run               (LateFixture *fixture, PosterPublication *publication, GError **error);
PosterStepResult  *late_settle            (LateFixture *fixture, PosterPublication *publication, GError **error);
void               late_push_presign      (LateFixture *fixture, const char *name);
