/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

#include "poster-clock.h"
#include "poster-practice.h"
#include "poster-progress.h"
#include "poster-publication.h"
#include "poster-secrets.h"
#include "poster-sign-in.h"
#include "poster-step.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CONNECTOR (poster_connector_get_type ())
G_DECLARE_DERIVABLE_TYPE (PosterConnector, poster_connector, POSTER, CONNECTOR, GObject)

/**
 * PosterConnectorClass:
 * @key: the connector's name, e.g. `tiktok`
 * @shares_submissions: whether several targets of a post may go to a connection as one (see
 *   #PosterPublication.siblings). Then the result of each step up to the commit is that of all of
 *   them; from then on each is waited for by itself
 * @publishes_later: whether the service can be given a post before its time (see
 *   #PosterPublication.scheduled_us). Once a step ended with %POSTER_STEP_HANDED_OVER, the engine
 *   keeps the state through every edit and asks for the next step again: where the publication is
 *   not what the state says was sent, the steps that follow bring the service up to it, and end with
 *   %POSTER_STEP_HANDED_OVER again; else the next step is the one that looks what became of it
 * @next_step: names what is to be done next for a publication from its state alone; pure: asks
 *   nobody and changes nothing. %NULL with @error set when the state makes no sense
 * @run_step_async: does that step
 * @settle_async: finds out what became of a commit whose outcome is unknown
 * @sign_in_async: makes a connection, in the browser or by a key
 * @sign_out_async: takes the credential back at the service
 * @describe_async: asks what the account may do now
 * @cancel_async: takes back what the platform has been given of a publication, as far as it can
 *
 * A way to reach platforms. The engine drives, the connector answers.
 *
 * Errors of all calls: #PosterError with details, #GIOErrorEnum for transport. An error of
 * run_step for a commit tells by poster_error_may_have_arrived() whether its outcome is known.
 * settle fails with %POSTER_ERROR_UNKNOWN_OUTCOME when nothing will ever tell, and with anything
 * that may be retried when it cannot tell now.
 */
struct _PosterConnectorClass
{
  GObjectClass parent_class;

  const char *key;
  gboolean    shares_submissions;
  gboolean    publishes_later;

  PosterStep *       (*next_step)       (PosterConnector *self, PosterPublication *publication, GError **error);
  void               (*run_step_async)  (PosterConnector *self, PosterPublication *publication,
                                         const PosterStep *step,
                                         PosterProgressFunc progress, gpointer progress_data,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
  void               (*settle_async)    (PosterConnector *self, PosterPublication *publication,
                                         const PosterStep *step, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
  void               (*sign_in_async)   (PosterConnector *self, PosterSignInRequest *request,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
  void               (*sign_out_async)  (PosterConnector *self, PosterConnection *connection,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
  void               (*describe_async)  (PosterConnector *self, PosterConnection *connection,
                                         PosterAccount *account, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
  void               (*cancel_async)    (PosterConnector *self, PosterPublication *publication,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
};

/* What every connector is given. Properties, construct-only: "clock", "secrets", "practice"
 * (nullable), "session" (nullable: one of its own). */
PosterClock      *poster_connector_get_clock       (PosterConnector *self);
PosterSecrets    *poster_connector_get_secrets     (PosterConnector *self);
PosterPractice   *poster_connector_get_practice    (PosterConnector *self);
SoupSession      *poster_connector_get_session     (PosterConnector *self);
const char       *poster_connector_get_key         (PosterConnector *self);
gboolean          poster_connector_shares_submissions (PosterConnector *self);
gboolean          poster_connector_publishes_later (PosterConnector *self);

PosterStep       *poster_connector_next_step       (PosterConnector *self, PosterPublication *publication,
                                                    GError **error);
void              poster_connector_run_step_async  (PosterConnector *self, PosterPublication *publication,
                                                    const PosterStep *step,
                                                    PosterProgressFunc progress, gpointer progress_data,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
PosterStepResult *poster_connector_run_step_finish (PosterConnector *self, GAsyncResult *result, GError **error);
void              poster_connector_settle_async    (PosterConnector *self, PosterPublication *publication,
                                                    const PosterStep *step, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
PosterStepResult *poster_connector_settle_finish   (PosterConnector *self, GAsyncResult *result, GError **error);
void              poster_connector_sign_in_async   (PosterConnector *self, PosterSignInRequest *request,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
PosterSignIn     *poster_connector_sign_in_finish  (PosterConnector *self, GAsyncResult *result, GError **error);
void              poster_connector_sign_out_async  (PosterConnector *self, PosterConnection *connection,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_connector_sign_out_finish (PosterConnector *self, GAsyncResult *result, GError **error);
void              poster_connector_describe_async  (PosterConnector *self, PosterConnection *connection,
                                                    PosterAccount *account, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
JsonObject       *poster_connector_describe_finish (PosterConnector *self, GAsyncResult *result, GError **error);
void              poster_connector_cancel_async    (PosterConnector *self, PosterPublication *publication,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_connector_cancel_finish   (PosterConnector *self, GAsyncResult *result, GError **error);

G_END_DECLS
