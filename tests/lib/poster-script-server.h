/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PosterScriptAction:
 * @POSTER_SCRIPT_ANSWER: read the whole request, write the text, keep the connection
 * @POSTER_SCRIPT_ANSWER_AND_CLOSE: read the whole request, write the text, close
 * @POSTER_SCRIPT_CLOSE: read the whole request, close
 * @POSTER_SCRIPT_CUT: read so many bytes of the body, then cut the connection
 * @POSTER_SCRIPT_REFUSE: read so many bytes of the body, write the text, close
 * @POSTER_SCRIPT_SILENCE: read the whole request, do nothing more
 * @POSTER_SCRIPT_STALL: read so many bytes of the body, then do nothing more
 */
typedef enum
{
  POSTER_SCRIPT_ANSWER,
  POSTER_SCRIPT_ANSWER_AND_CLOSE,
  POSTER_SCRIPT_CLOSE,
  POSTER_SCRIPT_CUT,
  POSTER_SCRIPT_REFUSE,
  POSTER_SCRIPT_SILENCE,
  POSTER_SCRIPT_STALL,
} PosterScriptAction;

#define POSTER_TYPE_SCRIPT_SERVER (poster_script_server_get_type ())
G_DECLARE_FINAL_TYPE (PosterScriptServer, poster_script_server, POSTER, SCRIPT_SERVER, GObject)

PosterScriptServer *poster_script_server_new               (void);
void                poster_script_server_push              (PosterScriptServer *self,
                                                            PosterScriptAction  action,
                                                            gsize               body_bytes,
                                                            const char         *text);
void                poster_script_server_push_json         (PosterScriptServer *self,
                                                            const char         *status,
                                                            const char         *extra_headers,
                                                            const char         *json);
char               *poster_script_server_dup_url           (PosterScriptServer *self,
                                                            const char         *path);
guint16             poster_script_server_get_port          (PosterScriptServer *self);
guint               poster_script_server_get_n_connections (PosterScriptServer *self);
guint               poster_script_server_get_n_requests    (PosterScriptServer *self);
gsize               poster_script_server_get_n_bytes       (PosterScriptServer *self);
const char         *poster_script_server_get_head          (PosterScriptServer *self,
                                                            guint               index);
GByteArray         *poster_script_server_get_body          (PosterScriptServer *self,
                                                            guint               index);
void                poster_script_server_forget_bodies     (PosterScriptServer *self);
void                poster_script_server_stop              (PosterScriptServer *self);

G_END_DECLS
