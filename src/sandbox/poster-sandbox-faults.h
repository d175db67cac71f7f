/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the sandbox is told to do wrong, or differently; the format is in poster-sandbox.h. */
typedef struct _PosterSandboxFaults PosterSandboxFaults;

PosterSandboxFaults *poster_sandbox_faults_new        (void);
void                 poster_sandbox_faults_free       (PosterSandboxFaults *self);
gboolean             poster_sandbox_faults_add        (PosterSandboxFaults  *self,
                                                       JsonObject           *faults,
                                                       GError              **error);
void                 poster_sandbox_faults_clear      (PosterSandboxFaults *self);
JsonObject          *poster_sandbox_faults_to_json    (PosterSandboxFaults *self);

gboolean             poster_sandbox_faults_get_flag   (PosterSandboxFaults *self, const char *name);
gint64               poster_sandbox_faults_get_int    (PosterSandboxFaults *self, const char *name);
const char          *poster_sandbox_faults_get_text   (PosterSandboxFaults *self, const char *name);
JsonObject          *poster_sandbox_faults_get_object (PosterSandboxFaults *self, const char *name);
char                *poster_sandbox_faults_take_text  (PosterSandboxFaults *self, const char *name);

JsonObject          *poster_sandbox_faults_match      (PosterSandboxFaults *self,
                                                       const char          *endpoint,
                                                       const char          *user);
JsonObject          *poster_sandbox_faults_match_platform (PosterSandboxFaults *self,
                                                           const char          *endpoint,
                                                           const char          *user,
                                                           const char          *platform);

G_END_DECLS
