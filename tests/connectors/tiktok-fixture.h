/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-error.h"
#include "poster-fixed-practice.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-sandbox.h"
#include "poster-shift-clock.h"
#include "poster-test-async.h"
#include "poster-tiktok-connector.h"

G_BEGIN_DECLS

#define MB G_GINT64_CONSTANT (1000000)

/* A sandbox, a connector that speaks to it over real HTTP, and one practice account. Everything
 * that is logged or journaled is kept and searched for secrets at the end. */
typedef struct
{
  char                *directory;
  PosterShiftClock    *clock;
  PosterSandbox       *sandbox;
  PosterFixedPractice *practice;
  PosterMemorySecrets *secrets;
  PosterConnector     *connector;
  PosterConnection    *connection;
  PosterAccount       *account;
  GString             *steps;     /* the names of the steps that ran, apart by blanks */
  GCancellable        *cancellable;
  gint64               cancel_at; /* cancels when progress gets there */
  gint64               progress;
} Fixture;

Fixture           *fixture_new                (void);
Fixture           *fixture_new_for            (const char *handle, const char *scopes);
void               fixture_free               (Fixture *fixture);
void               fixture_faults             (Fixture *fixture, const char *json);
void               fixture_user               (Fixture *fixture, const char *json);
PosterSignIn      *fixture_sign_in            (Fixture *fixture, PosterSignInRequest *request, GError **error);
void               fixture_keep               (Fixture *fixture, PosterSignIn *sign_in);
JsonObject        *fixture_credentials        (Fixture *fixture);
void               fixture_note_secrets       (Fixture *fixture, const char *owner_id);

PosterMediaItem   *fixture_new_video          (Fixture *fixture, gint64 size);
PosterMediaItem   *fixture_new_photo          (Fixture *fixture, const char *container);
PosterPublication *fixture_new_publication    (Fixture *fixture, const char *content, const char *options);
PosterPublication *fixture_new_video_post     (Fixture *fixture, gint64 size);

PosterStepResult  *fixture_run_step           (Fixture *fixture, PosterPublication *publication, GError **error);
PosterStepResult  *fixture_settle             (Fixture *fixture, PosterPublication *publication, GError **error);
void               fixture_apply              (PosterPublication *publication, PosterStepResult *result);
void               fixture_run_until          (Fixture *fixture, PosterPublication *publication, const char *step);
PosterStepResult  *fixture_publish            (Fixture *fixture, PosterPublication *publication, GError **error);
JsonObject        *fixture_describe           (Fixture *fixture, GError **error);
gboolean           fixture_cancel             (Fixture *fixture, PosterPublication *publication, GError **error);
gboolean           fixture_sign_out           (Fixture *fixture, GError **error);

gint64             fixture_count              (Fixture *fixture, const char *group, const char *name);
JsonObject        *fixture_publication        (Fixture *fixture, guint index);
char              *fixture_hash               (PosterMediaItem *item);
void               fixture_init               (int *argc, char ***argv);

#define fixture_assert_code(error, expected_domain_code, expected_word) \
  G_STMT_START { \
    g_assert_error ((error), POSTER_ERROR, expected_domain_code); \
    g_assert_cmpstr (poster_error_get_code (error), ==, expected_word); \
  } G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS
