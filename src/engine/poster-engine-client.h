/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Speaks to the engine that another process runs on the same data directory, over engine.sock.
 * Implements #PosterSecrets by handing the writing on to that process, which is the only one
 * that may write to the vault while it runs.
 *
 * Signals:
 *   ::progress (const char *target_id, gint64 done, gint64 total)   after subscribing
 *   ::changed (const char *post_id)                                 after subscribing; "" = many
 *   ::closed ()                                                     the engine is gone */
#define POSTER_TYPE_ENGINE_CLIENT (poster_engine_client_get_type ())
G_DECLARE_FINAL_TYPE (PosterEngineClient, poster_engine_client, POSTER, ENGINE_CLIENT, GObject)

PosterEngineClient *poster_engine_client_connect   (const char *data_dir, GError **error);
void        poster_engine_client_ring_async        (PosterEngineClient *self, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    poster_engine_client_ring_finish       (PosterEngineClient *self, GAsyncResult *result, GError **error);
void        poster_engine_client_subscribe_async   (PosterEngineClient *self, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    poster_engine_client_subscribe_finish  (PosterEngineClient *self, GAsyncResult *result, GError **error);
void        poster_engine_client_cancel_async      (PosterEngineClient *self, const char *post_id, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    poster_engine_client_cancel_finish     (PosterEngineClient *self, GAsyncResult *result, GError **error);
void        poster_engine_client_resume_held_async (PosterEngineClient *self, const char *connection_id,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    poster_engine_client_resume_held_finish (PosterEngineClient *self, GAsyncResult *result, GError **error);
void        poster_engine_client_sync_async       (PosterEngineClient *self, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    poster_engine_client_sync_finish      (PosterEngineClient *self, GAsyncResult *result, GError **error);
void        poster_engine_client_describe_async    (PosterEngineClient *self, const char *account_id,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
JsonObject *poster_engine_client_describe_finish   (PosterEngineClient *self, GAsyncResult *result, GError **error);
void        poster_engine_client_sign_out_async    (PosterEngineClient *self, const char *connection_id,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    poster_engine_client_sign_out_finish   (PosterEngineClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
