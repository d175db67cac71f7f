/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The file of several chunks that all rounds share. */
#define TORTURE_LARGE_BYTES 64000001

#define TORTURE_MAX_RUNS 4

/**
 * TortureScenario:
 * @seed: what it was made from
 * @json: accounts, posts and faults, see torture-engine.c
 * @plans: (array length=n_runs): what each process that runs the engine is told, until one that is
 *   told nothing ends it
 * @is_late: whether it goes through hosted Late
 * @may_hold: whether a sign-in may get lost
 * @has_faults: whether a target may fail for a good reason
 *
 * What one round does.
 */
typedef struct
{
  guint64     seed;
  JsonObject *json;
  char       *plans[TORTURE_MAX_RUNS];
  guint       n_runs;
  gboolean    is_late;
  gboolean    may_hold;
  gboolean    has_faults;
} TortureScenario;

TortureScenario *torture_scenario_new_kills  (guint64 seed, const char *dir, const char *large_path, const char *large_sha256);
TortureScenario *torture_scenario_new_faults (guint64 seed, const char *dir, const char *large_path, const char *large_sha256);
TortureScenario *torture_scenario_new_late   (guint64 seed, const char *dir);
void             torture_scenario_free       (TortureScenario *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TortureScenario, torture_scenario_free)

G_END_DECLS
